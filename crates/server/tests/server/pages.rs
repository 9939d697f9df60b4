//! Pages for people: a sign-in comes before them, also behind a proxy on the same machine.

use crate::support::{NOW, TOKEN, World, client};
use crate::team::user_with;
use reqwest::Response;
use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};
use serde_json::json;
use std::sync::Arc;
use voluptas_core::base::{FixedClock, Secret};
use voluptas_core::domain::user::Role;
use voluptas_server::{Server, ServerConfig, TokenSource};
use voluptas_store::Store;
use voluptas_store::server_tokens::NewToken;

const PAGE: &str = "/run/DEMO/dashboard/1";

/// A client that does not follow the answer of the form.
pub fn client_that_stays() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().expect("client")
}

pub async fn sign_in(w: &World, token: &str, next: &str) -> Response {
    let client = client_that_stays();
    let encoded = |text: &str| text.bytes().map(|b| format!("%{b:02X}")).collect::<String>();
    let form = format!("token={}&next={}", encoded(token), encoded(next));
    let request = client.post(w.url("/sign-in")).header("Content-Type", "application/x-www-form-urlencoded").body(form);
    request.send().await.expect("answer")
}

#[tokio::test]
async fn a_run_is_shown_after_signing_in() {
    let w = World::demo().await;
    w.post("/v1/run/DEMO", json!({ "title": "Nightly" })).await;
    for (lang, word) in [("en", "Sign in"), ("ru", "Войти")] {
        let page = w.client.get(w.url(PAGE)).header("Accept-Language", lang).send().await.expect("page");
        assert_eq!(page.status(), 401, "also from this machine: behind a proxy everybody comes from here");
        let text = page.text().await.expect("text");
        assert!(text.contains(word) && text.contains(PAGE) && !text.contains("Nightly"), "{text}");
    }
    let wrong = sign_in(&w, "wrong", PAGE).await;
    assert_eq!((wrong.status().as_u16(), wrong.headers().get(SET_COOKIE)), (403, None));
    let right = sign_in(&w, TOKEN, PAGE).await;
    assert_eq!((right.status().as_u16(), right.headers()[LOCATION].to_str().expect("text")), (303, PAGE));
    let cookie = right.headers()[SET_COOKIE].to_str().expect("text").to_owned();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && !cookie.contains(TOKEN), "{cookie}");
    let session = cookie.split(';').next().expect("pair").to_owned();
    let page = |cookie: String| w.client.get(w.url(PAGE)).header(COOKIE, cookie).send();
    let shown = page(format!("other=1; {session}")).await.expect("page");
    assert_eq!(shown.status(), 200);
    assert!(shown.text().await.expect("text").contains("Nightly"));
    assert_eq!(page("voluptas_session=00".into()).await.expect("page").status(), 401);
    // A cookie is for pages; the API wants the token.
    let api = w.client.get(w.url("/v1/run/DEMO")).header(COOKIE, &session).send().await.expect("answer");
    assert_eq!(api.status(), 401);
    let elsewhere = sign_in(&w, TOKEN, "//evil.example/run/").await;
    assert_eq!((elsewhere.status().as_u16(), elsewhere.headers()[LOCATION].to_str().expect("text")), (303, "/"));
}

#[tokio::test]
async fn a_sign_in_shows_what_the_users_token_shows() {
    let (w, token) = World::team(None, |store| {
        let day = |new| NewToken { expires_ms: Some(NOW + 86_400_000), ..new };
        user_with(store, "Vera", None, &[("DEMO", Role::Viewer)], day)
    })
    .await;
    for code in ["DEMO", "BANK"] {
        w.post(&format!("/v1/run/{code}"), json!({ "title": format!("Nightly of {code}") })).await;
    }
    let right = sign_in(&w, token.expose(), PAGE).await;
    let session = right.headers()[SET_COOKIE].to_str().expect("text").split(';').next().expect("pair").to_owned();
    let page = async |path: &str| {
        let answer = w.client.get(w.url(path)).header(COOKIE, &session).send().await.expect("page");
        (answer.status().as_u16(), answer.text().await.expect("text"))
    };
    let shown = page(PAGE).await;
    assert!(shown.0 == 200 && shown.1.contains("Nightly of DEMO"), "{shown:?}");
    let hidden = page("/run/BANK/dashboard/1").await;
    assert!(hidden.0 == 404 && !hidden.1.contains("Nightly"), "{hidden:?}");
    // The session ends with its token.
    w.clock.advance(86_400_000);
    assert_eq!(page(PAGE).await.0, 401);
    assert_eq!(sign_in(&w, token.expose(), PAGE).await.status(), 403);
}

#[tokio::test]
async fn a_form_of_another_site_signs_nobody_in() {
    let w = World::demo().await;
    for (site, expected) in [("cross-site", 403), ("same-site", 403), ("same-origin", 303), ("none", 303)] {
        let request = client_that_stays().post(w.url("/sign-in")).header("Content-Type", "application/x-www-form-urlencoded");
        let answer = request.header("Sec-Fetch-Site", site).body(format!("token={TOKEN}")).send().await.expect("answer");
        let has_session = answer.headers().contains_key(SET_COOKIE);
        assert_eq!((answer.status().as_u16(), has_session), (expected, expected == 303), "{site}");
    }
}

#[tokio::test]
async fn public_pages_need_no_sign_in() {
    let dir = tempfile::tempdir().expect("temporary folder");
    let store = Store::open(&dir.path().join("w.voluptas"), Arc::new(FixedClock::at(0))).expect("store");
    let local = ServerConfig::local(store, TokenSource::Given(Secret::new(TOKEN)));
    let server = Server::start(ServerConfig { public_pages: true, ..local }).await.expect("server");
    let client = client();
    for (path, body) in
        [("/v1/project", json!({ "title": "Demo", "code": "DEMO" })), ("/v1/run/DEMO", json!({ "title": "Nightly" }))]
    {
        client.post(format!("{}{path}", server.root_url())).header("Token", TOKEN).json(&body).send().await.expect("answer");
    }
    let page = client.get(format!("{}{PAGE}", server.root_url())).send().await.expect("page");
    assert_eq!(page.status(), 200);
    assert!(page.text().await.expect("text").contains("Nightly"));
}

/// A text that would end an element or an attribute, or turn the direction of what follows. The API refuses NUL.
const HOSTILE: &str = "<script>alert(1)</script>\"' onload=x \u{202e}تقرير\u{1b}&amp;";

#[tokio::test]
async fn texts_of_reporters_stay_texts() {
    let w = World::demo().await;
    w.post("/v1/run/DEMO", json!({ "title": HOSTILE, "description": HOSTILE })).await;
    let case = json!({ "title": HOSTILE });
    let result = json!({ "case": case, "status": "failed", "comment": HOSTILE, "param": { "card\"><b>": HOSTILE } });
    w.post("/v1/result/DEMO/1", result).await;
    let right = sign_in(&w, TOKEN, PAGE).await;
    let session = right.headers()[SET_COOKIE].to_str().expect("text").split(';').next().expect("pair").to_owned();
    for lang in ["en", "ru"] {
        let request = w.client.get(w.url(PAGE)).header(COOKIE, &session).header("Accept-Language", lang);
        let page = request.send().await.expect("page").text().await.expect("text");
        assert!(page.contains(&format!("<html lang=\"{lang}\">")), "{page}");
        assert_eq!(page.matches("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39; onload=x").count(), 5, "{page}");
        assert!(!page.contains("<script") && !page.contains("<b>&") && page.contains("&amp;amp;"), "{page}");
        assert!(!page.contains('\u{1b}'), "{page}");
        // The direction of a text ends with its element.
        for element in ["<h1 dir=\"auto\">&lt;", "<p dir=\"auto\">&lt;", "<td dir=\"auto\">&lt;"] {
            assert!(page.contains(element), "{element}: {page}");
        }
    }
    // What a sign-in leads back to comes from the address.
    let wrong = sign_in(&w, "wrong", "/run/\"><script>").await.text().await.expect("text");
    assert!(!wrong.contains("<script>") && wrong.contains("name=\"next\" value=\"\""), "{wrong}");
}

#[tokio::test]
async fn long_texts_of_a_run_are_cut_and_a_page_has_the_whole() {
    let w = World::demo().await;
    w.post("/v1/run/DEMO", json!({ "title": "Nightly" })).await;
    let long = format!("{}<end>", "я".repeat(600));
    for comment in [long.as_str(), "short"] {
        let result =
            json!({ "case": { "title": comment.chars().take(5).collect::<String>() }, "status": "failed", "comment": comment });
        w.post("/v1/result/DEMO/1", result).await;
    }
    let address = w.patch("/v1/run/DEMO/1/public", json!({ "status": true })).await["url"].as_str().expect("address").to_owned();
    let public = address.strip_prefix(&w.server.root_url()).expect("own address").to_owned();
    let right = sign_in(&w, TOKEN, PAGE).await;
    let session = right.headers()[SET_COOKIE].to_str().expect("text").split(';').next().expect("pair").to_owned();
    let page = async |path: &str, cookie: &str| {
        let answer = w.client.get(w.url(path)).header(COOKIE, cookie).send().await.expect("page");
        (answer.status().as_u16(), answer.text().await.expect("text"))
    };
    for (path, cookie) in [(PAGE, session.as_str()), (public.as_str(), "")] {
        let (status, list) = page(path, cookie).await;
        assert_eq!((status, list.matches("whole text").count()), (200, 1), "{list}");
        assert!(list.contains(&format!("{}…", "я".repeat(500))) && !list.contains("end&gt;"), "{list}");
        let links = list.split("<a href=\"").skip(1).filter_map(|rest| rest.split('"').next());
        let link = links.into_iter().find(|link| link.contains("/result/")).expect("link").to_owned();
        assert!(link.starts_with(path), "{link}");
        let (status, whole) = page(&link, cookie).await;
        assert!(status == 200 && whole.contains(&format!("{}&lt;end&gt;", "я".repeat(600))), "{whole}");
        assert_eq!(page(&format!("{path}/result/none"), cookie).await.0, 404);
    }
    assert_eq!(page(&format!("{PAGE}/result/none"), "").await.0, 401);
}

#[tokio::test]
async fn the_page_of_a_run_leads_to_the_sign_ins() {
    let w = World::demo().await;
    w.post("/v1/run/DEMO", json!({ "title": "Nightly" })).await;
    let report = w.patch("/v1/run/DEMO/1/public", json!({ "status": true })).await["url"].as_str().expect("url").to_owned();
    let session = sign_in(&w, TOKEN, PAGE).await.headers()[SET_COOKIE].to_str().expect("text").to_owned();
    let session = session.split(';').next().expect("pair").to_owned();
    for (lang, words) in [("en", "Sign-ins of browsers"), ("ru", "Входы из браузеров")] {
        let text = async |url: String| {
            let request = w.client.get(url).header("Accept-Language", lang).header(COOKIE, &session);
            request.send().await.expect("page").text().await.expect("text")
        };
        let link = format!("<a href=\"/sessions\">{words}</a>");
        let page = text(w.url(PAGE)).await;
        assert!(page.contains(&link), "{page}");
        assert!(text(w.url("/sessions")).await.contains(words));
        let public = text(report.clone()).await;
        assert!(public.contains("Nightly") && !public.contains("/sessions"), "{public}");
    }
}
