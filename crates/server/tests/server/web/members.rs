//! Members of a project, own tokens, milestones and integrations, on pages and by the API.

use super::browser::Browser;
use crate::support::{TOKEN, World};
use crate::team::{user, user_with};
use reqwest::Method;
use serde_json::{Value, json};
use voluptas_core::base::Secret;
use voluptas_core::domain::user::Role;
use voluptas_store::server_tokens::NewToken;

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
    assert_eq!(titles(&by(&w, &own, Method::GET, TOKENS, None).await.1), ["test"]);
    // A token that may do less learns nothing of the others of its owner.
    let made = b.post_with("/account/tokens", &key, &[("title", "CI <2>"), ("role", "viewer")]).await.text;
    let at = made.find("readonly value=\"").expect("the token") + 16;
    let lesser = Secret::new(made[at..].split('"').next().expect("text"));
    assert_eq!(titles(&by(&w, &lesser, Method::GET, TOKENS, None).await.1), ["CI <2>"]);
    let account = Browser::open(&w, lesser.expose()).await.get("/account").await.text;
    assert!(account.contains("CI &lt;2&gt;") && !account.contains(">test<"), "{account}");
    // The token that the server was started with belongs to nobody.
    assert_eq!(by(&w, &Secret::new(TOKEN), Method::POST, TOKENS, Some(json!({ "title": "more" }))).await.0, 403);
}

fn titles(list: &Value) -> Vec<&str> {
    list["items"].as_array().expect("items").iter().map(|token| token["title"].as_str().expect("title")).collect()
}

#[tokio::test]
async fn a_user_has_at_most_fifty_tokens() {
    let (w, own) = World::team(None, |store| user(store, "Vera", None, &[("DEMO", Role::Tester)])).await;
    for n in 1..voluptas_app::workspace::tokens::MAX_OF_USER {
        assert_eq!(by(&w, &own, Method::POST, TOKENS, Some(json!({ "title": format!("{n}") }))).await.0, 201);
    }
    let (status, refusal) = by(&w, &own, Method::POST, TOKENS, Some(json!({ "title": "more" }))).await;
    assert!(status == 422 && refusal.to_string().contains("at most 50 tokens"), "{refusal}");
    let b = Browser::open(&w, own.expose()).await;
    let page = b.post("/account/tokens", &[("form", "token"), ("title", "One <more>")]).await;
    assert!(page.status == 422 && page.text.contains("at most 50 tokens"), "{}", page.text);
    assert_eq!(page.value("title"), "One &lt;more&gt;", "what was typed stays");
    let russian = Browser { cookie: b.cookie.replace("=en", "=ru"), ..b };
    let page = russian.post("/account/tokens", &[("form", "token"), ("title", "x")]).await.text;
    assert!(page.contains("не больше 50 токенов"), "{page}");
}

#[tokio::test]
async fn the_last_administrator_of_a_project_keeps_that_role_and_is_told_why() {
    let (w, (lena, other)) = World::team(None, |store| {
        let lena = user(store, "Lena", None, &[("DEMO", Role::Admin)]);
        (lena, user(store, "Test Er", None, &[("DEMO", Role::Tester)]))
    })
    .await;
    let members = "/api/v1/projects/DEMO/members";
    let all = by(&w, &lena, Method::GET, members, None).await.1;
    let id = |name: &str| {
        let items = all["items"].as_array().expect("items");
        items.iter().find(|member| member["name"] == name).expect("member")["id"].to_string()
    };
    let own = format!("{members}/{}", id("Lena"));
    let (status, refusal) = by(&w, &lena, Method::PATCH, &own, Some(json!({ "role": "lead" }))).await;
    assert!(status == 409 && refusal.to_string().contains("This project has no other administrator"), "{refusal}");
    assert_eq!(by(&w, &lena, Method::DELETE, &own, None).await.0, 409);
    assert_eq!(by(&w, &lena, Method::PATCH, &own, Some(json!({ "role": "admin" }))).await.0, 200, "nothing is lost");
    // Neither by the paths of Qase.
    let body = json!({ "member_id": id("Lena").parse::<i64>().expect("number"), "role": "lead" });
    assert_eq!(by(&w, &lena, Method::POST, "/v1/project/DEMO/access", Some(body.clone())).await.0, 409);
    assert_eq!(by(&w, &lena, Method::DELETE, "/v1/project/DEMO/access", Some(body)).await.0, 409);
    let b = Browser::open(&w, lena.expose()).await;
    let form = format!("line-{}", id("Lena"));
    let page = "/DEMO/settings/members";
    let refused = b.post(page, &[("form", &form), ("id", &id("Lena")), ("role", "viewer")]).await;
    assert!(refused.status == 409 && refused.text.contains("This project has no other administrator"), "{}", refused.text);
    assert!(refused.text.contains("<option value=\"viewer\" selected>"), "{}", refused.text);
    let removed = b.post(page, &[("form", &form), ("id", &id("Lena")), ("remove", "1")]).await;
    assert!(removed.status == 409 && removed.text.contains("has no other administrator"), "{}", removed.text);
    // With another one it is no loss.
    let tester = format!("{members}/{}", id("Test Er"));
    assert_eq!(by(&w, &lena, Method::PATCH, &tester, Some(json!({ "role": "admin" }))).await.0, 200);
    assert_eq!(by(&w, &lena, Method::PATCH, &own, Some(json!({ "role": "lead" }))).await.0, 200);
    // An administrator of the server can give the role back, and may take it.
    assert_eq!(by(&w, &other, Method::DELETE, &tester, None).await.0, 409);
    assert_eq!(by(&w, &Secret::new(TOKEN), Method::DELETE, &tester, None).await.0, 204);
}

#[tokio::test]
async fn milestones_are_added_changed_completed_and_deleted() {
    let w = World::demo().await;
    let b = Browser::open(&w, TOKEN).await;
    let page = "/DEMO/settings/milestones";
    assert!(b.get(page).await.text.contains("No milestones yet"));
    assert_eq!(b.post(page, &[("title", "Release <4>"), ("due_at", "2020-12-24")]).await.status, 303);
    let text = b.get(page).await.text;
    assert!(text.contains("Release &lt;4&gt;") && text.contains("value=\"2020-12-24\"") && text.contains("Overdue"), "{text}");
    assert_eq!(b.post(page, &[("id", "1"), ("title", "Release 5"), ("due_at", ""), ("completed", "1")]).await.status, 303);
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

#[tokio::test]
async fn a_token_with_limits_of_its_own_makes_no_token_also_where_its_owner_has_no_more() {
    let (w, tokens) = World::team(None, |store| {
        let limited =
            |name: &str, change: fn(NewToken) -> NewToken| user_with(store, name, None, &[("DEMO", Role::Viewer)], change);
        [
            limited("By role", |token| NewToken { role: Some(Role::Viewer), ..token }),
            limited("By end", |token| NewToken { expires_ms: Some(crate::support::NOW + 86_400_000), ..token }),
        ]
    })
    .await;
    for token in tokens {
        assert_eq!(by(&w, &token, Method::POST, TOKENS, Some(json!({ "title": "more" }))).await.0, 403);
        let b = Browser::open(&w, token.expose()).await;
        let typed = [("password", "a long enough secret"), ("again", "a long enough secret")];
        assert_eq!(b.post("/account", &typed).await.status, 403, "it sets no password either");
    }
}

#[tokio::test]
async fn a_viewer_of_one_project_learns_nothing_of_the_sync_of_another() {
    let (w, viewer) = World::team(None, |store| user(store, "Vera", None, &[("DEMO", Role::Viewer)])).await;
    w.store
        .write(voluptas_store::Op::bulk("test"), |tx| {
            for (code, host) in [("DEMO", "https://api.qase.io"), ("BANK", "https://other.example")] {
                let here = tx.projects().by_code(code)?.expect("project").id;
                let remote = tx.remotes().ensure(host, "SHOP", code, here)?;
                let sync = tx.syncs().begin("import", Some(remote.id), "SHOP", &json!({}), None)?;
                tx.syncs().end(sync, "done", &json!({}), None)?;
            }
            tx.mirror_pairs().add(&json!({ "source_project": "SHOP", "target_project": "SECRET" })).map(drop)
        })
        .expect("written");
    let page = "/DEMO/settings/integrations";
    let text = Browser::open(&w, viewer.expose()).await.get(page).await.text;
    assert!(text.contains("api.qase.io") && !text.contains("other.example") && !text.contains("SECRET"), "{text}");
    assert_eq!(text.matches("Import finished").count(), 1, "{text}");
    assert!(Browser::open(&w, TOKEN).await.get(page).await.text.contains("SECRET"));
}

#[tokio::test]
async fn a_suite_that_got_cases_meanwhile_is_not_deleted_without_a_word() {
    let w = World::demo().await;
    w.post("/v1/suite/DEMO", json!({ "title": "Cart" })).await;
    w.post("/v1/suite/DEMO", json!({ "title": "Inside", "parent_id": 1 })).await;
    let b = Browser::open(&w, TOKEN).await;
    let tag = b.get("/DEMO/suites/1").await.value("tag");
    w.post("/v1/case/DEMO", json!({ "title": "Came meanwhile", "suite_id": 2 })).await;
    let asked = b.post("/DEMO/suites/1/delete", &[("tag", &tag)]).await;
    assert!(asked.status == 412 && asked.text.contains("value=\"trash\""), "{}", asked.text);
    assert_eq!(b.post("/DEMO/suites/1/delete", &[("tag", &tag), ("cases", "banana")]).await.status, 412);
    assert_eq!(w.get("/v1/case/DEMO/1").await["title"], "Came meanwhile");
    assert_eq!(b.post("/DEMO/suites/1/delete", &[("tag", &tag), ("cases", "trash")]).await.status, 303);
}
