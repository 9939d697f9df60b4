//! Users, tokens, passwords, sign-in and sign-out, sign-ins of other browsers, audit.

use super::{Client, Person, each_way};
use crate::support::TOKEN;
use reqwest::Method;
use serde_json::json;
use testkit::chromium::Modifier;

const PASSWORD: &str = "five green bottles & a half";

/// What is in the clipboard of the page.
fn copied(p: &mut Person) -> String {
    let origin = p.root.clone();
    p.browser.call(
        "Browser.grantPermissions",
        json!({ "origin": origin, "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"] }),
    );
    p.browser.value("navigator.clipboard.readText()").as_str().unwrap_or_default().to_owned()
}

/// Leaves by the menu of the bar.
fn sign_out(p: &mut Person, name: &str) {
    p.menu(name);
    p.follow("button", &p.t("server-sign-out-button"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_user_is_invited_sets_a_password_and_signs_in_with_it() {
    each_way(4, |p, _| {
        p.open("/server/users");
        p.fill(&p.t("web-field-name"), "Irina Shag");
        p.choose(&p.t("web-project"), "DEMO");
        p.choose(&p.t("web-role-in-project"), &p.t("web-role-tester"));
        p.follow("button", &p.t("web-user-add"));
        p.press("button", &p.t("web-copy"));
        p.sees(&p.t("web-copied"));
        let link = copied(p);
        assert!(link.starts_with(&format!("{}/invite/", p.root)), "{link}");
        p.look("after an invite");
        let users = p.get("/users");
        let irina =
            users["items"].as_array().expect("users").iter().find(|user| user["name"] == "Irina Shag").expect("Irina").clone();
        assert_eq!(irina["projects"]["DEMO"], "tester", "{irina}");
        // The visitor is signed in with the token of the server.
        p.browser.call("Network.clearBrowserCookies", json!({}));
        p.prefer();
        p.open(&link[p.root.len()..]);
        p.fill(&p.t("web-password-new"), PASSWORD);
        p.fill(&p.t("web-password-again"), PASSWORD);
        p.follow("button", &p.t("web-invite-accept"));
        assert_eq!(p.place(), "/");
        sign_out(p, "Irina Shag");
        p.look("after the sign-out");
        p.open("/sign-in");
        p.fill(&p.t("server-sign-in-name"), "Irina Shag");
        p.fill(&p.t("server-sign-in-password"), PASSWORD);
        p.leaving(|p| p.browser.key("Enter", "Enter", Modifier::None));
        p.menu("Irina Shag");
        p.sees(&p.t("web-account"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_is_changed_and_a_token_created_copied_and_revoked() {
    each_way(5, |p, _| {
        let vera = p.api(Method::POST, "/users", Some(json!({ "name": "Vera", "projects": { "DEMO": "viewer" } })));
        let id = vera["id"].as_i64().expect("id");
        p.open("/server/users");
        p.follow("link", &format!("{} Vera", p.t("web-edit")));
        p.look("the dialog of a user");
        p.choose("DEMO", &p.t("web-role-lead"));
        p.follow("button", &p.t("web-save"));
        p.sees(&p.t("web-done-saved"));
        assert_eq!(p.get(&format!("/users/{id}"))["projects"]["DEMO"], "lead");
        p.follow("link", &format!("{} Vera", p.t("web-edit")));
        p.fill_at(&p.t("web-field-name"), 1, "GitLab");
        p.follow("button", &p.t("web-token-create"));
        p.press("button", &p.t("web-copy"));
        p.sees(&p.t("web-copied"));
        let token = copied(p);
        assert_eq!(p.ask(&token, Method::GET, "/projects/DEMO", None).0, 200, "{token}");
        p.look("after a token");
        p.follow("button", &format!("{} GitLab", p.t("web-token-revoke")));
        assert_eq!(p.asked(), [p.t("web-token-ask")]);
        assert_eq!(p.ask(&token, Method::GET, "/projects/DEMO", None).0, 401);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_user_signs_in_with_a_token_and_sets_a_password() {
    each_way(6, |p, _| {
        let vera = p.api(Method::POST, "/users", Some(json!({ "name": "Vera", "projects": { "DEMO": "viewer" } })));
        let made = p.api(Method::POST, &format!("/users/{}/tokens", vera["id"]), Some(json!({ "title": "own" })));
        let token = made["token"].as_str().expect("token").to_owned();
        p.browser.call("Network.clearBrowserCookies", json!({}));
        p.prefer();
        p.open("/account");
        p.meant("401");
        p.look("the form of a sign-in");
        if p.browser.value("!!document.querySelector('details:not([open]) [name=token]')") == true {
            p.menu(&p.t("server-sign-in-by-token"));
        }
        p.fill(&p.t("server-sign-in-token"), &token);
        p.leaving(|p| p.browser.key("Enter", "Enter", Modifier::None));
        assert_eq!(p.place(), "/account");
        p.fill(&p.t("web-password-new"), PASSWORD);
        p.fill(&p.t("web-password-again"), "another one that differs");
        p.follow("button", &p.t("web-password-save"));
        p.sees(&p.t("web-password-differs"));
        p.meant("422");
        p.look("a refused password");
        p.fill(&p.t("web-password-new"), PASSWORD);
        p.fill(&p.t("web-password-again"), PASSWORD);
        p.follow("button", &p.t("web-password-save"));
        p.sees(&p.t("web-password-set"));
        let (root, client) = (p.root.clone(), crate::pages::client_that_stays());
        let form = format!("name=Vera&password={}", crate::web::browser::encoded(PASSWORD));
        let request =
            client.post(format!("{root}/sign-in")).header("Content-Type", "application/x-www-form-urlencoded").body(form);
        assert_eq!(p.block_on(request.send()).expect("answer").status(), 303);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sign_in_of_another_browser_is_ended() {
    each_way(7, |p, w| {
        let other = p.block_on(Client::open(w, TOKEN));
        assert_eq!(p.block_on(other.get("/")).status, 200);
        p.open("/");
        let owner =
            p.browser.value("document.querySelector('.top .menu:last-of-type summary').title").as_str().expect("name").to_owned();
        p.menu(&owner);
        p.follow("link", &p.t("server-sessions-title"));
        p.look("sign-ins");
        p.follow("button", &p.t("server-sessions-end"));
        assert_eq!(p.block_on(other.get("/")).status, 401);
        p.sees(&p.t("server-sessions-this"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_audit_log_is_filtered_and_exported() {
    each_way(8, |p, _| {
        p.api(Method::POST, "/users", Some(json!({ "name": "Vera" })));
        p.api(Method::PATCH, "/users/1", Some(json!({ "name": "Vera Lis" })));
        p.open("/server/audit");
        let words = p.t("web-audit-do-rename-user");
        p.choose(&p.t("web-audit-action"), &words);
        p.follow("button", &p.t("web-apply"));
        p.sees("Vera Lis");
        let all = format!("[...document.querySelectorAll('main tbody tr')].every(row => row.innerText.includes('{words}'))");
        assert_eq!(p.browser.value(&all), true);
        let folder = tempfile::tempdir().expect("folder");
        p.browser.download_to(folder.path());
        p.press("link", "CSV");
        let text = std::fs::read_to_string(p.browser.downloaded(folder.path())).expect("text");
        assert!(text.starts_with("at,user,source") && text.contains("rename-user") && !text.contains("create-project"), "{text}");
        p.fill(&p.t("web-user"), "nobody");
        p.follow("button", &p.t("web-apply"));
        p.sees(&p.t("web-audit-none"));
    })
    .await;
}
