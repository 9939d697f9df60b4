//! Sign-in with a password, invites, and the settings of projects and of the server.

use super::browser::{Browser, encoded};
use crate::support::{TOKEN, World};
use crate::team::{user, user_with};
use reqwest::header::SET_COOKIE;
use serde_json::json;
use voluptas_core::domain::user::Role;
use voluptas_store::server_tokens::NewToken;

const PASSWORD: &str = "five green bottles & a half";

async fn sign_in(w: &World, name: &str, password: &str) -> (u16, Option<String>) {
    let form = format!("name={}&password={}", encoded(name), encoded(password));
    let request = crate::pages::client_that_stays().post(w.url("/sign-in"));
    let answer = request.header("Content-Type", "application/x-www-form-urlencoded").body(form).send().await.expect("answer");
    let cookie = answer.headers().get(SET_COOKIE).map(|c| c.to_str().expect("text").split(';').next().expect("pair").to_owned());
    (answer.status().as_u16(), cookie)
}

/// The secret of the link on the page after an invite.
fn secret_of(page: &str) -> String {
    let at = page.find("/invite/").expect("link") + "/invite/".len();
    page[at..].chars().take_while(char::is_ascii_alphanumeric).collect()
}

#[tokio::test]
async fn an_invited_user_sets_a_password_once_and_signs_in_with_it() {
    let w = World::demo().await;
    let admin = Browser::open(&w, TOKEN).await;
    let fields = [("act", "add"), ("name", "Irina Shag"), ("role", ""), ("project", "DEMO"), ("project_role", "tester")];
    let made = admin.post("/server/users", &fields).await;
    assert_eq!(made.status, 200, "{}", made.text);
    let secret = secret_of(&made.text);
    let page = format!("/invite/{secret}");
    let stranger = Browser { cookie: "voluptas_lang=en".into(), key: String::new(), ..Browser::open(&w, TOKEN).await };
    assert!(stranger.get(&page).await.text.contains("Irina Shag"));
    for (first, again, word) in
        [("short", "short", "at least 12"), (PASSWORD, "another", "differ"), ("irina shag 2026", "irina shag 2026", "easy")]
    {
        let refused = stranger.post(&page, &[("password", first), ("again", again)]).await;
        assert!(refused.status == 422 && refused.text.contains(word), "{first}: {}", refused.text);
    }
    let set = stranger.post(&page, &[("password", PASSWORD), ("again", PASSWORD)]).await;
    assert_eq!((set.status, set.to.as_str()), (303, "/"));
    assert_eq!(stranger.get(&page).await.status, 404, "it works once");
    assert_eq!(stranger.post(&page, &[("password", PASSWORD), ("again", PASSWORD)]).await.status, 404);
    let (status, cookie) = sign_in(&w, "irina SHAG", PASSWORD).await;
    assert_eq!(status, 303);
    let irina = Browser { cookie: cookie.expect("cookie"), ..Browser::open(&w, TOKEN).await };
    let home = irina.get("/").await;
    assert!(home.text.contains("Irina Shag") && home.text.contains("DEMO"), "{}", home.text);
    assert_eq!(irina.get("/server/users").await.status, 403);
    let rows = w.store.read(|tx| tx.audit().list(&voluptas_store::audit::AuditFilter::default(), 100)).expect("audit");
    let actions: Vec<&str> = rows.iter().map(|row| row.action.as_str()).collect();
    assert!(actions.contains(&"invite-user") && actions.contains(&"set-password"), "{actions:?}");
    assert!(!format!("{rows:?}").contains(&secret) && !format!("{rows:?}").contains(PASSWORD));
}

#[tokio::test]
async fn a_new_password_ends_the_sign_ins_with_the_former_one() {
    let (w, token) = World::team(None, |store| user(store, "Vera", None, &[("DEMO", Role::Viewer)])).await;
    let own = Browser::open(&w, token.expose()).await;
    let set = own.post("/account", &[("password", PASSWORD), ("again", PASSWORD)]).await;
    assert_eq!(set.status, 303, "{}", set.text);
    let (_, cookie) = sign_in(&w, "Vera", PASSWORD).await;
    let first = Browser { cookie: cookie.expect("cookie"), ..Browser::open(&w, TOKEN).await };
    let first = Browser { key: first.key_of_page().await, ..first };
    w.clock.advance(1000);
    let new = "seven blue kettles there";
    let wrong = [("present", "not this one"), ("password", new), ("again", new)];
    assert_eq!(first.post("/account", &wrong).await.status, 403, "the present one is wanted");
    let right = [("present", PASSWORD), ("password", new), ("again", new)];
    assert_eq!(first.post("/account", &right).await.status, 303);
    assert_eq!(first.get("/account").await.status, 401, "the sign-in before has ended");
    assert_eq!(own.get("/account").await.status, 200, "that with the token goes on");
    assert_eq!((sign_in(&w, "Vera", PASSWORD).await.0, sign_in(&w, "Vera", new).await.0), (403, 303));
}

#[tokio::test]
async fn guesses_of_a_password_have_to_wait() {
    let (w, token) = World::team(None, |store| user(store, "Vera", None, &[("DEMO", Role::Viewer)])).await;
    let own = Browser::open(&w, token.expose()).await;
    own.post("/account", &[("password", PASSWORD), ("again", PASSWORD)]).await;
    for _ in 0..5 {
        assert_eq!(sign_in(&w, "Vera", "a guess of twelve").await.0, 403);
    }
    assert_eq!(sign_in(&w, "Vera", PASSWORD).await, (429, None));
    assert_eq!(sign_in(&w, "Nobody", "a guess of twelve").await.0, 403, "others do not wait");
    assert_eq!(own.get("/").await.status, 200, "who is in stays in");
}

#[tokio::test]
async fn settings_are_changed_by_forms_with_the_key_of_the_session() {
    let w = World::demo().await;
    let b = Browser::open(&w, TOKEN).await;
    let shown = b.get("/DEMO/settings").await;
    let tag = shown.value("tag");
    let fields = [("tag", tag.as_str()), ("title", "<b>Shop</b>"), ("description", "Sells\r\nthings")];
    assert_eq!(b.post_with("/DEMO/settings", "", &fields).await.status, 403, "without the key");
    assert_eq!(b.post_with("/DEMO/settings", &"0".repeat(32), &fields).await.status, 403);
    assert_eq!(b.post("/DEMO/settings", &fields).await.status, 303);
    let text = b.get("/DEMO/settings?done=web-done-saved").await.text;
    assert!(text.contains("&#60;b&#62;Shop") || text.contains("&lt;b&gt;Shop"), "{text}");
    assert!(text.contains("Saved") && text.contains("Sells\nthings"), "{text}");
    assert_eq!(b.post("/DEMO/settings", &fields).await.status, 412, "somebody changed it meanwhile");
    assert_eq!(b.post("/DEMO/settings/retention", &[("days", "90")]).await.status, 303);
    assert_eq!(b.post("/DEMO/settings/retention", &[("days", "soon")]).await.status, 422);
    assert!(b.get("/DEMO/settings").await.text.contains("value=\"90\""));
    assert_eq!(b.post("/DEMO/settings/environments", &[("title", "Stage 2")]).await.status, 303);
    assert!(b.get("/DEMO/settings/environments").await.text.contains("Stage 2"));
    w.post("/v1/case/DEMO", json!({ "title": "Pay", "tags": ["promo", "sale"] })).await;
    assert_eq!(b.post("/DEMO/settings/tags", &[("tags", "promo"), ("tags", "sale"), ("into", "offer")]).await.status, 303);
    let tags = b.get("/DEMO/settings/tags").await.text;
    assert!(tags.contains("offer") && !tags.contains("promo"), "{tags}");
    assert_eq!(b.post("/server/projects", &[("code", "new1"), ("title", "New")]).await.to, "/NEW1/cases");
    let audit = b.get("/server/audit?action=create-project").await.text;
    assert!(audit.contains("Create project") && audit.contains("title: New"), "{audit}");
    assert!(b.get("/server/audit.csv").await.text.starts_with("at,user,source"));
    assert!(b.get("/server/health").await.text.contains(env!("CARGO_PKG_VERSION")));
}

#[tokio::test]
async fn a_token_is_shown_once_and_revoked() {
    let (w, _) = World::team(None, |store| user(store, "Vera", None, &[("DEMO", Role::Tester)])).await;
    let b = Browser::open(&w, TOKEN).await;
    let users = w.send(reqwest::Method::GET, "/api/v1/users", None).await.1;
    let vera = users["items"].as_array().expect("users").iter().find(|user| user["name"] == "Vera").expect("Vera");
    let id = vera["id"].to_string();
    let made = b.post("/server/users", &[("act", "token"), ("id", &id), ("title", "GitLab"), ("role", "viewer")]).await;
    assert_eq!(made.status, 200, "{}", made.text);
    let at = made.text.find("data-copy=\"").expect("secret") + 11;
    let secret = made.text[at..].split('"').next().expect("end").to_owned();
    let list = |secret: String| w.client.get(w.url("/v1/project")).header("Token", secret).send();
    assert_eq!(list(secret.clone()).await.expect("answer").status(), 200);
    assert!(!b.get("/server/users").await.text.contains(&secret));
    let tokens = w.send(reqwest::Method::GET, &format!("/api/v1/users/{id}/tokens"), None).await.1;
    let token = tokens["items"].as_array().expect("tokens").iter().find(|token| token["title"] == "GitLab").expect("token");
    let fields = [("act", "revoke"), ("id", id.as_str()), ("token", &token["id"].to_string())];
    assert_eq!(b.post("/server/users", &fields).await.status, 303);
    assert_eq!(list(secret).await.expect("answer").status(), 401);
}

#[tokio::test]
async fn a_viewer_changes_no_settings() {
    let (w, token) = World::team(None, |store| user(store, "Vera", None, &[("DEMO", Role::Viewer)])).await;
    let b = Browser::open(&w, token.expose()).await;
    for path in [
        "/DEMO/settings",
        "/DEMO/settings/retention",
        "/DEMO/settings/retention/apply",
        "/DEMO/settings/limits",
        "/DEMO/settings/integrations",
        "/DEMO/settings/members",
        "/DEMO/settings/milestones",
        "/DEMO/settings/environments",
        "/DEMO/settings/webhooks",
        "/DEMO/settings/webhooks/1",
        "/DEMO/runs/1/keep",
        "/server/users",
        "/server/projects",
    ] {
        let fields = [("title", "x"), ("tag", "x"), ("act", "add"), ("name", "x"), ("code", "XX")];
        assert_eq!(b.post(path, &fields).await.status, 403, "{path}");
    }
    assert_eq!(b.post("/DEMO/settings/tags", &[("tags", "x"), ("into", "y")]).await.status, 403);
    for path in
        ["/server/users", "/server/audit", "/server/audit.csv", "/server/projects", "/server/health", "/DEMO/settings/webhooks"]
    {
        assert_eq!(b.get(path).await.status, 403, "{path}");
    }
    for path in ["/BANK/settings", "/BANK/settings/tags", "/NONE/settings"] {
        assert_eq!(b.get(path).await.status, 404, "{path}");
    }
    assert_eq!(b.get("/DEMO/settings").await.status, 200);
}

#[tokio::test]
async fn a_token_with_less_than_its_owner_sets_no_password() {
    let narrow = |new| NewToken { role: Some(Role::Viewer), ..new };
    let (w, token) =
        World::team(None, |store| user_with(store, "Vera", Some(Role::Admin), &[("DEMO", Role::Admin)], narrow)).await;
    let b = Browser::open(&w, token.expose()).await;
    assert_eq!(b.get("/account").await.status, 200);
    assert_eq!(b.post("/account", &[("password", PASSWORD), ("again", PASSWORD)]).await.status, 403);
    assert_eq!(sign_in(&w, "Vera", PASSWORD).await.0, 403);
}
