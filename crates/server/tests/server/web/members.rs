//! Members of a project, own tokens, milestones and integrations, on pages and by the API.

use super::browser::Browser;
use crate::support::{TOKEN, World};
use crate::team::user;
use reqwest::Method;
use serde_json::{Value, json};
use voluptas_core::base::Secret;
use voluptas_core::domain::user::Role;

const TOKENS: &str = "/api/v1/tokens";

async fn by(w: &World, token: &Secret, method: Method, path: &str, body: Option<Value>) -> (u16, Value) {
    let (status, body) = w.send_as(token, method, path, body).await;
    (status.as_u16(), body)
}

#[tokio::test]
async fn an_administrator_of_a_project_gives_and_takes_roles_in_it_alone() {
    let (w, lead) = World::team(None, |store| {
        user(store, "Test Er", None, &[]);
        user(store, "Lena", None, &[("DEMO", Role::Admin)])
    })
    .await;
    let b = Browser::open(&w, lead.expose()).await;
    let page = "/DEMO/settings/members";
    let key = b.key_of_page().await;
    assert_eq!(b.post_with(page, &key, &[("name", "TEST ER"), ("role", "tester")]).await.status, 303);
    let text = b.get(page).await.text;
    assert!(text.contains("Test Er") && text.contains("Lena"), "{text}");
    let members = by(&w, &lead, Method::GET, "/api/v1/projects/DEMO/members", None).await.1;
    let tester = members["items"].as_array().expect("items").iter().find(|m| m["name"] == "Test Er").expect("member").clone();
    assert_eq!(tester["role"], "tester");
    let id = tester["id"].to_string();
    assert_eq!(b.post_with(page, &key, &[("id", &id), ("role", "viewer")]).await.status, 303);
    let again = b.post_with(page, &key, &[("name", "Test Er"), ("role", "lead")]).await;
    assert_eq!(again.status, 422, "a member is not added a second time");
    assert_eq!(b.post_with(page, &key, &[("name", "Nobody"), ("role", "lead")]).await.status, 422);
    assert_eq!(b.post_with("/BANK/settings/members", &key, &[("name", "Test Er"), ("role", "admin")]).await.status, 404);
    assert_eq!(b.post_with(page, &key, &[("id", &id), ("remove", "1")]).await.status, 303);
    let members = by(&w, &lead, Method::GET, "/api/v1/projects/DEMO/members", None).await.1;
    assert!(!members.to_string().contains("Test Er"), "{members}");
    let audit = w.client.get(w.url("/api/v1/audit")).bearer_auth(TOKEN).send().await.expect("answer").text().await.expect("text");
    // One of the team itself, and three of here.
    assert_eq!(audit.matches("set-role").count(), 4, "each change once: {audit}");
}

#[tokio::test]
async fn a_tester_creates_and_revokes_own_tokens_and_a_lesser_token_gets_none() {
    let (w, (own, other)) = World::team(None, |store| {
        let of = |name| user(store, name, None, &[("DEMO", Role::Tester)]);
        (of("Test Er"), of("Other"))
    })
    .await;
    let b = Browser::open(&w, own.expose()).await;
    let key = b.key_of_page().await;
    let made = b.post_with("/account/tokens", &key, &[("title", "CI <1>"), ("role", "viewer")]).await;
    assert_eq!(made.status, 200, "{}", made.text);
    let at = made.text.find("readonly value=\"").expect("the token") + 16;
    let lesser = made.text[at..].split('"').next().expect("text").to_owned();
    assert!(made.text.contains("CI &lt;1&gt;") && !b.get("/account").await.text.contains(&lesser), "told once");
    let lesser = Secret::new(lesser);
    assert_eq!(by(&w, &lesser, Method::GET, "/api/v1/projects/DEMO", None).await.0, 200);
    assert_eq!(by(&w, &lesser, Method::POST, TOKENS, Some(json!({ "title": "more" }))).await.0, 403);
    let list = by(&w, &own, Method::GET, TOKENS, None).await.1;
    let id = list["items"].as_array().expect("items").iter().find(|t| t["title"] == "CI <1>").expect("token")["id"].clone();
    assert_eq!(by(&w, &lesser, Method::DELETE, &format!("{TOKENS}/{id}"), None).await.0, 403);
    assert_eq!(by(&w, &other, Method::DELETE, &format!("{TOKENS}/{id}"), None).await.0, 404, "of another user");
    assert_eq!(b.post_with("/account/tokens", &key, &[("id", &id.to_string())]).await.status, 303);
    assert_eq!(by(&w, &lesser, Method::GET, "/api/v1/projects/DEMO", None).await.0, 401);
    // The token that the server was started with belongs to nobody.
    assert_eq!(by(&w, &Secret::new(TOKEN), Method::POST, TOKENS, Some(json!({ "title": "more" }))).await.0, 403);
}

#[tokio::test]
async fn milestones_are_added_changed_completed_and_deleted() {
    let w = World::demo().await;
    let b = Browser::open(&w, TOKEN).await;
    let page = "/DEMO/settings/milestones";
    assert!(b.get(page).await.text.contains("No milestones yet"));
    assert_eq!(b.post(page, &[("title", "Release <4>"), ("due", "2020-12-24")]).await.status, 303);
    let text = b.get(page).await.text;
    assert!(text.contains("Release &lt;4&gt;") && text.contains("value=\"2020-12-24\"") && text.contains("Overdue"), "{text}");
    assert_eq!(b.post(page, &[("id", "1"), ("title", "Release 5"), ("due", ""), ("completed", "1")]).await.status, 303);
    let text = b.get(page).await.text;
    assert!(text.contains("Release 5") && !text.contains("2020-12-24") && text.contains("checked"), "{text}");
    assert_eq!(b.post(page, &[("id", "1"), ("title", "Release 5"), ("delete", "1")]).await.status, 303);
    assert!(b.get(page).await.text.contains("No milestones yet"));
}

#[tokio::test]
async fn integrations_name_the_projects_of_qase_with_their_state() {
    let w = World::demo().await;
    let b = Browser::open(&w, TOKEN).await;
    let page = "/DEMO/settings/integrations";
    assert!(b.get(page).await.text.contains("No project of Qase is imported here"));
    w.store
        .write(voluptas_store::Op::bulk("test"), |tx| {
            let here = tx.projects().by_code("DEMO")?.expect("project").id;
            let remote = tx.remotes().ensure("https://api.qase.io", "SHOP", "Shop <1>", here)?;
            tx.remotes().imported(remote.id)
        })
        .expect("written");
    let text = b.get(page).await.text;
    assert!(text.contains("Shop &lt;1&gt;") && text.contains("api.qase.io") && text.contains("mapped cases: 0"), "{text}");
    let tracker = [("kind", "github"), ("base_url", "https://api.github.com"), ("place", "acme/shop")];
    assert_eq!(b.post(page, &tracker).await.status, 303);
    assert!(b.get(page).await.text.contains("acme/shop"));
    assert_eq!(b.post(page, &[("remove", "1")]).await.status, 303);
    assert!(!b.get(page).await.text.contains("acme/shop"));
}
