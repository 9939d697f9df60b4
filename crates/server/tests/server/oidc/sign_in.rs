//! Whole sign-ins through a provider that behaves.

use super::issuer::{CLIENT, SECRET};
use super::{Tab, add, config, world};
use crate::support::{TOKEN, World};
use reqwest::Method;
use serde_json::json;
use voluptas_core::domain::user::Role;
use voluptas_server::ServerConfig;
use voluptas_store::audit::AuditFilter;

#[tokio::test]
async fn a_known_user_signs_in_and_comes_to_the_page_that_was_asked_for() {
    let (w, issuer) = world(None).await;
    let mut tab = Tab::new(&w);
    let form = tab.get("/DEMO/cases").await;
    assert!(form.status == 401 && form.text.contains("Sign in with Company"), "{}", form.text);
    assert!(form.text.contains("href=\"/sign-in/oidc?next=%2FDEMO%2Fcases\""), "{}", form.text);
    let back = tab.begin(&issuer).await;
    let begun = &tab.cookies["voluptas_sign_in"];
    assert!(begun.len() < 3000 && !back.contains(begun.as_str()));
    let signed = tab.get(&back).await;
    assert_eq!((signed.status, signed.to.as_str()), (303, "/DEMO/cases"), "{}", signed.text);
    assert!(signed.set.iter().all(|cookie| cookie.contains("; Path=/; HttpOnly; SameSite=Lax; Max-Age=")), "{:?}", signed.set);
    assert!(!tab.cookies.contains_key("voluptas_sign_in"), "the cookie of the way is gone");
    let home = tab.get("/").await;
    assert!(home.status == 200 && home.text.contains("Vera"), "{}", home.text);
    assert_eq!(tab.get("/server/users").await.status, 403, "with the roles of the user");
    w.clock.advance(2000);
    let rows = w.store.read(|tx| tx.audit().list(&AuditFilter::default(), 100)).expect("audit");
    let linked = rows.iter().find(|row| row.action == "link-identity").expect("row");
    assert!(linked.object.as_deref() == Some("Vera") && linked.detail.as_deref().is_some_and(|d| d.contains("subject-1")));
    testkit::wait::until("the sign-in in the audit", || {
        let rows = w.store.read(|tx| tx.audit().list(&AuditFilter::default(), 100)).expect("audit");
        let is_it = |row: &voluptas_store::audit::AuditEntry| {
            row.action == "sign-in" && row.who.as_deref() == Some("Vera") && row.detail.as_deref() == Some("{\"by\":\"Company\"}")
        };
        rows.iter().any(is_it)
    })
    .await;
}

#[tokio::test]
async fn an_account_stays_with_its_user_when_its_e_mail_changes() {
    let (w, issuer) = world(None).await;
    add(&w, "Boss", "boss@shop.example");
    Tab::new(&w).sign_in(&issuer).await;
    issuer.be().claims = Box::new(|claims| claims["email"] = "boss@shop.example".into());
    let mut tab = Tab::new(&w);
    assert_eq!(tab.sign_in(&issuer).await.status, 303);
    let home = tab.get("/account").await.text;
    assert!(home.contains("Vera") && !home.contains("Boss"), "{home}");
    issuer.be().claims = Box::new(|claims| {
        claims["sub"] = "subject-2".into();
    });
    let other = Tab::new(&w).sign_in(&issuer).await;
    assert!(other.status == 403 && other.text.contains("another account"), "{}", other.text);
}

#[tokio::test]
async fn e_mail_and_name_may_come_from_the_user_info() {
    let (w, issuer) = world(Some(Role::Viewer)).await;
    let strip = |claims: &mut serde_json::Value| {
        for name in ["email", "email_verified", "name"] {
            claims.as_object_mut().expect("claims").remove(name);
        }
    };
    issuer.be().claims = Box::new(strip);
    issuer.be().user_info = json!({ "sub": "subject-2", "email": "vera@shop.example", "email_verified": true });
    let foreign = Tab::new(&w).sign_in(&issuer).await;
    assert_eq!(foreign.status, 503, "the user info of somebody else: {}", foreign.text);
    let info = json!({ "sub": "subject-1", "email": "New@shop.example", "email_verified": "true", "name": "Nina" });
    issuer.be().user_info = info;
    assert_eq!(Tab::new(&w).sign_in(&issuer).await.status, 303);
    let users = w.send(Method::GET, "/api/v1/users", None).await.1;
    let nina = users["items"].as_array().expect("users").iter().find(|user| user["name"] == "Nina").expect("Nina").clone();
    assert_eq!((&nina["email"], &nina["is_linked"], &nina["role"]), (&json!("new@shop.example"), &json!(true), &json!("viewer")));
}

#[tokio::test]
async fn an_administrator_sets_the_e_mail_and_unlinks_the_account() {
    let (w, issuer) = world(None).await;
    let admin = crate::web::Browser::open(&w, TOKEN).await;
    let fields = [("act", "add"), ("name", "Irina"), ("role", "viewer"), ("email", "Irina@shop.example")];
    assert_eq!(admin.post("/server/users", &fields).await.status, 200);
    let taken = [("act", "add"), ("name", "Other"), ("role", "viewer"), ("email", "irina@SHOP.example")];
    let refused = admin.post("/server/users", &taken).await;
    assert!(refused.status == 422 && refused.text.contains("belongs to another user"), "{}", refused.text);
    issuer.be().claims = Box::new(|claims| claims["email"] = "irina@shop.example".into());
    let mut tab = Tab::new(&w);
    assert_eq!(tab.sign_in(&issuer).await.status, 303);
    assert_eq!(tab.get("/").await.status, 200);
    let users = w.send(Method::GET, "/api/v1/users", None).await.1;
    let irina = users["items"].as_array().expect("users").iter().find(|user| user["name"] == "Irina").expect("Irina").clone();
    let id = irina["id"].to_string();
    assert_eq!(irina["is_linked"], json!(true));
    let page = admin.get(&format!("/server/users?user={id}")).await.text;
    assert!(page.contains("value=\"irina@shop.example\"") && page.contains("value=\"unlink\""), "{page}");
    assert_eq!(admin.post("/server/users", &[("act", "unlink"), ("id", &id)]).await.status, 303);
    assert_eq!(tab.get("/").await.status, 401, "the sign-in ends with the account");
    assert_eq!(tab.sign_in(&issuer).await.status, 303, "linked again by the e-mail");
    let change = [("act", "change"), ("id", id.as_str()), ("name", "Irina"), ("role", "viewer"), ("email", "")];
    assert_eq!(admin.post("/server/users", &change).await.status, 303);
    assert_eq!(tab.sign_in(&issuer).await.status, 303, "the account decides, and no e-mail");
    assert_eq!(w.send(Method::DELETE, &format!("/api/v1/users/{id}"), None).await.0, 204);
    assert_eq!(tab.get("/").await.status, 401, "the sign-in ends with the user");
    let gone = tab.sign_in(&issuer).await;
    assert!(gone.status == 403 && gone.text.contains("has no user here"), "{}", gone.text);
}

#[tokio::test]
async fn a_sign_in_that_began_at_one_server_ends_at_another() {
    let (w, issuer) = world(None).await;
    let mut tab = Tab::new(&w);
    let back = tab.begin(&issuer).await;
    let config = ServerConfig {
        oidc: Some(config(&issuer.root(), CLIENT, SECRET, None)),
        ..ServerConfig::local(w.store.clone(), voluptas_server::TokenSource::Given(voluptas_core::base::Secret::new(TOKEN)))
    };
    let other = voluptas_server::Server::start(config).await.expect("server");
    // A proxy in front of both: the address of the callback stays.
    let signed = tab.get(&format!("{}{back}", other.root_url())).await;
    assert_eq!((signed.status, signed.to.as_str()), (303, "/DEMO/cases"), "{}", signed.text);
}

#[tokio::test]
async fn new_keys_of_the_provider_are_read_when_they_are_needed() {
    let (w, issuer) = world(None).await;
    assert_eq!(Tab::new(&w).sign_in(&issuer).await.status, 303);
    let reads = issuer.be().reads;
    assert_eq!(Tab::new(&w).sign_in(&issuer).await.status, 303);
    assert_eq!(issuer.be().reads, reads, "metadata are kept");
    issuer.rotate();
    assert_eq!(Tab::new(&w).sign_in(&issuer).await.status, 303);
    assert_eq!(issuer.be().reads, reads + 1);
}

#[tokio::test]
async fn the_secret_goes_in_the_body_where_the_provider_wants_it_there() {
    let (w, issuer) = world(None).await;
    issuer.be().change_metadata = Box::new(|m| m["token_endpoint_auth_methods_supported"] = json!(["client_secret_post"]));
    // This provider knows Basic alone, and answers that it does not know the client.
    let answer = Tab::new(&w).sign_in(&issuer).await;
    assert!(answer.status == 503 && !answer.text.contains(SECRET), "{}", answer.text);
}

#[tokio::test]
async fn behind_tls_the_cookies_are_of_this_host_alone() {
    let (w, issuer) = world(None).await;
    let mut tab = Tab::new(&w);
    let behind = |tab: &Tab, path: &str| tab.client.get(w.url(path)).header("X-Forwarded-Proto", "https");
    let request = behind(&tab, "/sign-in/oidc");
    let started = tab.send(request).await;
    let (ask, code) = issuer.sign_in(&started.to);
    assert!(ask.redirect.starts_with("https://") && ask.redirect.ends_with("/sign-in/oidc/callback"), "{}", ask.redirect);
    assert!(!ask.names().contains(&"client_secret"));
    let request = behind(&tab, &format!("/sign-in/oidc/callback?code={code}&state={}", ask.state));
    let signed = tab.send(request).await;
    assert_eq!((signed.status, signed.to.as_str()), (303, "/"));
    for cookie in started.set.iter().chain(&signed.set) {
        assert!(cookie.starts_with("__Host-") && cookie.ends_with("; Secure"), "{cookie}");
    }
}

#[tokio::test]
async fn without_a_provider_there_is_no_button_and_no_page() {
    let w = World::demo().await;
    let mut tab = Tab::new(&w);
    assert!(!tab.get("/sign-in").await.text.contains("oidc"));
    for path in ["/sign-in/oidc", "/sign-in/oidc/callback?code=a&state=b"] {
        assert_eq!(tab.get(path).await.status, 404, "{path}");
    }
}

const PASSWORD: &str = "five green bottles & a half";

/// The address at the provider to which the form of an account page leads.
async fn way(tab: &mut Tab, form: &crate::web::Page) -> String {
    let at = form.text.find("/sign-in/oidc?link=").expect("way");
    let path = form.text[at..].split('"').next().expect("end").to_owned();
    let started = tab.get(&path).await;
    assert_eq!(started.status, 303, "{}", started.text);
    started.to
}

#[tokio::test]
async fn a_signed_in_user_connects_an_account_without_an_e_mail() {
    let (w, issuer) = world(None).await;
    let olga = crate::team::user(&w.store, "Olga", None, &[("DEMO", Role::Tester)]);
    w.until_it_knows(&olga).await;
    issuer.be().claims = Box::new(|claims| drop(claims.as_object_mut().and_then(|claims| claims.remove("email"))));
    issuer.be().user_info = json!({ "sub": "subject-1" });
    let mut browser = crate::web::Browser::open(&w, olga.expose()).await;
    browser.key = browser.key_of_page().await;
    let page = browser.get("/account").await.text;
    assert!(page.contains("Connect account of Company"), "{page}");
    assert_eq!(browser.post_with("/account/provider", "", &[]).await.status, 403, "without the key of the form");
    let form = browser.post("/account/provider", &[]).await;
    assert_eq!(form.status, 200, "{}", form.text);
    let mut tab = Tab::new(&w);
    // The ticket alone, in a browser where she has not signed in.
    let at = form.text.find("/sign-in/oidc?link=").expect("way");
    let stolen = form.text[at..].split('"').next().expect("end").to_owned();
    assert_eq!(tab.get(&stolen).await.status, 400);
    let session = browser.cookie.split(';').next().and_then(|pair| pair.split_once('=')).expect("session").1;
    tab.cookies.insert("voluptas_session".into(), session.to_owned());
    let (ask, code) = issuer.sign_in(&way(&mut tab, &form).await);
    let back = format!("/sign-in/oidc/callback?code={code}&state={}", ask.state);
    let mut elsewhere = tab.clone();
    elsewhere.cookies.remove("voluptas_session");
    let connected = tab.get(&back).await;
    assert_eq!((connected.status, connected.to.as_str()), (303, "/account"), "{}", connected.text);
    let page = tab.get("/account").await.text;
    assert!(page.contains("is connected with an account of Company"), "{page}");
    let mut fresh = Tab::new(&w);
    assert_eq!(fresh.sign_in(&issuer).await.status, 303);
    assert!(fresh.get("/account").await.text.contains("Olga"));
    assert_eq!(elsewhere.get(&back).await.status, 400, "not a second time");
}

#[tokio::test]
async fn an_account_is_connected_by_who_knows_the_password_and_stays_with_its_user() {
    let (w, issuer) = world(None).await;
    assert_eq!(Tab::new(&w).sign_in(&issuer).await.status, 303, "it is Vera's");
    let olga = crate::team::user(&w.store, "Olga", None, &[("DEMO", Role::Tester)]);
    voluptas_app::workspace::passwords::set(&w.store, "Olga", PASSWORD).expect("password");
    w.until_it_knows(&olga).await;
    let browser = crate::web::Browser::open(&w, olga.expose()).await;
    let wrong = async || {
        let answer = browser.post("/account/provider", &[("present", "something else")]).await;
        (answer.status == 403).then_some(())
    };
    testkit::wait::until_some("the password to be wanted", wrong).await;
    let form = browser.post("/account/provider", &[("present", PASSWORD)]).await;
    assert_eq!(form.status, 200, "{}", form.text);
    let session = browser.cookie.split(';').next().and_then(|pair| pair.split_once('=')).expect("session").1;
    let mut tab = Tab::new(&w);
    tab.cookies.insert("voluptas_session".into(), session.to_owned());
    let (ask, code) = issuer.sign_in(&way(&mut tab, &form).await);
    let answer = tab.get(&format!("/sign-in/oidc/callback?code={code}&state={}", ask.state)).await;
    assert!(answer.status == 409 && answer.text.contains("belongs to another user"), "{}", answer.text);
    let mut vera = Tab::new(&w);
    vera.sign_in(&issuer).await;
    assert!(vera.get("/account").await.text.contains("Vera"));
}

#[tokio::test]
async fn the_sign_out_goes_on_at_the_provider_that_announces_it() {
    let (w, issuer) = world(None).await;
    let root = issuer.root();
    let end = format!("{root}/end?tenant=qa");
    issuer.be().change_metadata = Box::new(move |metadata| metadata["end_session_endpoint"] = end.clone().into());
    let mut tab = Tab::new(&w);
    assert_eq!(tab.sign_in(&issuer).await.status, 303);
    let out = tab.post("/sign-out").await;
    assert_eq!((out.status, tab.session()), (200, None), "{}", out.text);
    let address = out.refresh.strip_prefix("0; url=").expect("an address").to_owned();
    let url = url::Url::parse(&address).expect("address");
    let asked: std::collections::BTreeMap<String, String> = url.query_pairs().into_owned().collect();
    assert!(address.starts_with(&format!("{root}/end?tenant=qa&")), "{address}");
    assert_eq!((asked["client_id"].as_str(), asked["post_logout_redirect_uri"].clone()), (CLIENT, w.url("/sign-out")));
    assert_eq!(asked["id_token_hint"].split('.').count(), 3, "{address}");
    assert!(out.text.contains("Sign out of Company as well"), "also without Refresh: {}", out.text);
    assert_eq!(tab.get("/").await.status, 401, "the sign-in here has ended");
    assert!(tab.get("/sign-out").await.text.contains("You are signed out."));
    // Whoever came with a token stays at the own page, and so does everybody where the provider has no such address.
    let token = crate::web::Browser::open(&w, TOKEN).await;
    assert_eq!(token.post("/sign-out", &[]).await.to, "/sign-out");
}

#[tokio::test]
async fn the_sign_out_ends_here_where_the_provider_has_no_address_for_it() {
    for unsafe_address in [None, Some("http://login.example/end")] {
        let (w, issuer) = world(None).await;
        if let Some(address) = unsafe_address {
            issuer.be().change_metadata = Box::new(move |metadata| metadata["end_session_endpoint"] = address.into());
        }
        let mut tab = Tab::new(&w);
        assert_eq!(tab.sign_in(&issuer).await.status, 303);
        let out = tab.post("/sign-out").await;
        assert_eq!((out.status, out.to.as_str(), tab.session()), (303, "/sign-out", None));
        assert_eq!(tab.get("/").await.status, 401);
    }
}
