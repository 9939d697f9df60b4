//! Attacks on the pages as a whole: every route, also the ones that come later.

use super::browser::Browser;
use crate::support::{TOKEN, World};
use crate::team::user;
use reqwest::header::{ACCEPT, COOKIE, SET_COOKIE};
use serde_json::json;
use voluptas_core::domain::user::Role;
use voluptas_server::{PageAccess, pages};

/// The address of a page, with something in the place of each parameter.
fn address(path: &str) -> String {
    let named =
        path.replace("{code}", "DEMO").replace("{filename}", "a.txt").replace("{name}", "app.css").replace("{badge}", "DEMO.svg");
    named.split('/').map(|part| if part.starts_with('{') { "1" } else { part }).collect::<Vec<_>>().join("/")
}

/// Forms that everybody may send: they change the browser or the own account alone.
const OWN: [&str; 6] = ["/account", "/account/tokens", "/preferences", "/sign-in", "/sign-out", "/invite/{secret}"];

#[tokio::test]
async fn a_viewer_changes_nothing_by_any_form() {
    let (w, token) = World::team(None, |store| user(store, "Vera", None, &[("DEMO", Role::Viewer)])).await;
    w.post("/v1/suite/DEMO", json!({ "title": "Cart" })).await;
    w.post("/v1/case/DEMO", json!({ "title": "Pay", "suite_id": 1 })).await;
    w.post("/v1/run/DEMO", json!({ "title": "By hand", "cases": [1] })).await;
    let b = Browser::open(&w, token.expose()).await;
    let writes = w.store.read(|tx| tx.access_version()).expect("version");
    let (before, mut tried) = (w.server.stats().writes(), 0);
    for page in pages().filter(|page| !OWN.contains(&page.path) && !page.path.contains("webhook/")) {
        let fields =
            [("title", "x"), ("name", "x"), ("tag", "x"), ("act", "add"), ("code", "XX"), ("status", "passed"), ("do", "status")];
        let answer = b.post(&address(page.path), &fields).await;
        assert!((400..500).contains(&answer.status), "{}: {}", page.path, answer.status);
        tried += usize::from(answer.status != 405);
    }
    assert!(tried > 30, "{tried} forms");
    assert_eq!(w.server.stats().writes(), before, "nothing was written");
    assert_eq!(w.store.read(|tx| tx.access_version()).expect("version"), writes);
}

#[tokio::test]
async fn no_form_works_without_the_key_of_its_session() {
    let w = World::demo().await;
    let b = Browser::open(&w, TOKEN).await;
    let before = w.server.stats().writes();
    // Another session's key, and none.
    let other = Browser::open(&w, TOKEN).await;
    for page in pages().filter(|page| page.access == PageAccess::Member) {
        for key in ["", other.key.as_str()] {
            let answer = b.post_with(&address(page.path), key, &[("title", "x")]).await;
            assert!(matches!(answer.status, 403 | 405 | 415 | 400), "{}: {}", page.path, answer.status);
        }
    }
    assert_eq!(w.server.stats().writes(), before, "nothing was written");
}

#[tokio::test]
async fn no_page_is_framed_kept_or_runs_what_is_written_into_it() {
    let w = World::demo().await;
    let b = Browser::open(&w, TOKEN).await;
    for page in pages().filter(|page| page.access == PageAccess::Member && page.path != "/events") {
        let answer =
            b.client.get(format!("{}{}", b.root, address(page.path))).header(COOKIE, &b.cookie).send().await.expect("page");
        let header = |name: &str| answer.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
        assert_eq!(header("x-content-type-options"), "nosniff", "{}", page.path);
        assert_eq!(header("cache-control"), "no-store", "{}", page.path);
        if header("content-type").starts_with("text/html") {
            let policy = header("content-security-policy");
            assert!(policy.contains("frame-ancestors 'none'") && policy.contains("script-src 'self'"), "{}: {policy}", page.path);
            assert!(!policy.contains("unsafe"), "{}: {policy}", page.path);
        }
    }
}

#[tokio::test]
async fn a_cookie_from_before_the_sign_in_is_not_the_session() {
    let w = World::demo().await;
    let planted = "a".repeat(64);
    let form = format!("token={TOKEN}");
    let request = crate::pages::client_that_stays().post(w.url("/sign-in")).header(COOKIE, format!("voluptas_session={planted}"));
    let answer = request.header("Content-Type", "application/x-www-form-urlencoded").body(form).send().await.expect("answer");
    let cookie = answer.headers()[SET_COOKIE].to_str().expect("text");
    assert!(!cookie.contains(&planted), "{cookie}");
    let page = w.client.get(w.url("/account")).header(COOKIE, format!("voluptas_session={planted}")).send().await.expect("page");
    assert_eq!(page.status(), 401);
}

#[tokio::test]
async fn a_form_of_countless_fields_is_refused_at_once() {
    let w = World::demo().await;
    let b = Browser::open(&w, TOKEN).await;
    let fields: Vec<(&str, &str)> = std::iter::once(("title", "")).chain(std::iter::repeat_n(("action", ""), 20_000)).collect();
    let page = b.post("/DEMO/cases", &fields).await;
    assert_eq!(page.status, 413);
    assert!(page.text.len() < 20_000 && page.text.contains("The request is too large."), "{}", page.text.len());
}

#[tokio::test]
async fn an_address_that_leads_nowhere_is_a_page_for_browsers_and_json_for_programs() {
    let w = World::demo().await;
    for path in ["/DEMO/nothing", "/nothing/at/all"] {
        let ask = async |accept: &str| {
            let sent = reqwest::Client::new().get(w.url(path)).header(ACCEPT, accept).send().await.expect("answer");
            assert_eq!(sent.status(), 404, "{path}");
            sent.text().await.expect("text")
        };
        let page = ask("text/html,application/xhtml+xml,*/*;q=0.8").await;
        assert!(page.contains("There is nothing at this address"), "{path}: {page}");
        assert!(ask("*/*").await.starts_with('{'), "{path}");
    }
}
