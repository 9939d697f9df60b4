//! Pages of cases, suites, functions and search: what a browser reads and sends, without scripts.

use super::browser::Browser;
use crate::support::{TOKEN, World};
use crate::team::user;
use reqwest::Method;
use serde_json::{Value, json};
use voluptas_core::domain::user::Role;

/// A text that would end an element or an attribute.
const HOSTILE: &str = "<script>alert(1)</script>\"' onload=x";

async fn case(w: &World, body: Value) -> i64 {
    api(w, Method::POST, "/projects/DEMO/cases", Some(body)).await["id"].as_i64().expect("number")
}

async fn stored(w: &World, number: i64) -> Value {
    api(w, Method::GET, &format!("/projects/DEMO/cases/{number}"), None).await
}

async fn api(w: &World, method: Method, path: &str, body: Option<Value>) -> Value {
    let (status, answer) = w.send(method, &format!("/api/v1{path}"), body).await;
    assert!(status.is_success(), "{path}: {status} {answer}");
    answer
}

async fn change(w: &World, number: i64, changes: Value) {
    api(w, Method::PATCH, &format!("/projects/DEMO/cases/{number}"), Some(changes)).await;
}

#[tokio::test]
async fn a_case_is_created_changed_deleted_and_restored() {
    let w = World::demo().await;
    let b = Browser::open(&w, TOKEN).await;
    let suite = b.post("/DEMO/suites", &[("title", "Cart"), ("parent", "")]).await;
    assert_eq!((suite.status, suite.to.as_str()), (303, "/DEMO/cases?suite_id=1"));
    let form = b.get("/DEMO/cases?suite_id=1&create=1").await;
    assert_eq!((form.status, form.value("suite").as_str()), (200, "Cart"));
    let steps = [("action", "Open"), ("expected", "Seen"), ("data", ""), ("shared", ""), ("kept", "")];
    let mut fields = vec![("title", "Pay  twice"), ("tags", "promo, api"), ("suite", "cart"), ("priority", "high")];
    fields.extend(steps);
    let made = b.post("/DEMO/cases", &fields).await;
    assert_eq!((made.status, made.to.as_str()), (303, "/DEMO/cases?selected_id=1&done=web-done-created"), "{}", made.text);
    let object = stored(&w, 1).await;
    assert_eq!(
        (&object["title"], &object["suite_id"], &object["tags"]),
        (&json!("Pay twice"), &json!(1), &json!(["api", "promo"]))
    );
    assert_eq!((&object["priority"], &object["steps"][0]["expected"]), (&json!("high"), &json!("Seen")));
    let list = b.get("/DEMO/cases?suite_id=1&tags=api&q=PAY&selected_id=1").await;
    assert!(list.status == 200 && list.text.contains("Pay twice") && list.text.contains("DEMO-1"), "{}", list.text);
    assert!(b.get("/DEMO/cases?tags=nothing").await.text.contains("Nothing found"));
    let tag = list.value("tag");
    let gone = b.post("/DEMO/cases/1/delete", &[("tag", &tag), ("back", "/DEMO/cases")]).await;
    assert_eq!((gone.status, gone.to.as_str()), (303, "/DEMO/cases"));
    assert!(!b.get("/DEMO/cases").await.text.contains("Pay twice"));
    assert!(b.get("/DEMO/cases?deleted=only").await.text.contains("Pay twice"));
    assert!(b.get("/DEMO/cases/1").await.text.contains("/DEMO/cases/1/restore"));
    assert_eq!(b.post("/DEMO/cases/1/restore", &[]).await.status, 303);
    assert_eq!(stored(&w, 1).await["title"], "Pay twice");
}

#[tokio::test]
async fn cases_without_a_suite_have_a_line_of_their_own() {
    let w = World::demo().await;
    let b = Browser::open(&w, TOKEN).await;
    assert!(!b.get("/DEMO/cases").await.text.contains("suite_id=0"), "nothing is outside");
    b.post("/DEMO/suites", &[("title", "Cart"), ("parent", "")]).await;
    case(&w, json!({ "title": "Inside", "suite_id": 1 })).await;
    assert!(!b.get("/DEMO/cases").await.text.contains("Without a suite"));
    case(&w, json!({ "title": "Outside" })).await;
    assert!(b.get("/DEMO/cases").await.text.contains("href=\"/DEMO/cases?suite_id=0\""));
    let list = b.get("/DEMO/cases?suite_id=0").await.text;
    assert!(list.contains("Outside") && !list.contains("Inside") && list.contains("Without a suite"), "{list}");
    assert_eq!(b.get("/DEMO/cases?suite_id=0&create=1").await.value("suite"), "");
}

#[tokio::test]
async fn saving_changes_what_was_typed_and_keeps_the_rest() {
    let w = World::demo().await;
    let body = json!({ "title": "Pay", "postconditions": "Clean up", "parameters": [{ "items": [{ "title": "Card", "values": ["a", "b"] }] }],
        "steps": [{ "action": "Open", "steps": [{ "action": "Inside" }] }, { "action": "Pay" }], "links": [{ "url": "https://example.com" }] });
    let number = case(&w, body).await;
    let b = Browser::open(&w, TOKEN).await;
    let page = b.get(&format!("/DEMO/cases/{number}")).await;
    let (tag, kept) = (page.value("tag"), page.value("kept"));
    let fields = [
        ("tag", tag.as_str()),
        ("title", "Pay"),
        ("description", "By\r\ncard"),
        ("postconditions", "Clean up"),
        ("action", "Open"),
        ("expected", "Seen"),
        ("kept", &kept),
        ("action", "Pay"),
        ("expected", ""),
        ("kept", ""),
    ];
    let saved = b.post(&format!("/DEMO/cases/{number}"), &fields).await;
    assert_eq!(saved.status, 303, "{}", saved.text);
    let object = stored(&w, number).await;
    assert_eq!((&object["description"], &object["steps"][0]["expected"]), (&json!("By\ncard"), &json!("Seen")));
    assert_eq!(object["steps"][0]["steps"][0]["action"], "Inside", "{object}");
    assert_eq!(
        (&object["parameters"][0]["items"][0]["values"], object["links"].as_array().map(Vec::len)),
        (&json!(["a", "b"]), Some(1))
    );
    // A button of the steps shows the form again and saves nothing.
    let pressed = b.post(&format!("/DEMO/cases/{number}"), &[&fields[..], &[("do", "insert:0")]].concat()).await;
    assert_eq!((pressed.status, pressed.text.matches("name=\"kept\"").count()), (200, 5), "three steps and the templates");
}

#[tokio::test]
async fn a_form_that_is_refused_keeps_what_was_typed() {
    let w = World::demo().await;
    let number = case(&w, json!({ "title": "Pay" })).await;
    let path = format!("/DEMO/cases/{number}");
    let b = Browser::open(&w, TOKEN).await;
    let tag = b.get(&path).await.value("tag");
    let wrong = b.post(&path, &[("tag", &tag), ("title", " "), ("description", "Kept"), ("suite", "Nowhere")]).await;
    assert!(wrong.status == 422 && wrong.text.contains("Kept") && wrong.text.contains("Enter a title"), "{}", wrong.text);
    assert!(wrong.text.contains("There is no such suite"), "{}", wrong.text);
    change(&w, number, json!({ "title": "Pay in cash" })).await;
    let met = b.post(&path, &[("tag", &tag), ("title", "Pay by card"), ("description", "Kept")]).await;
    assert_eq!(met.status, 412);
    for text in ["Pay by card", "Kept", "Pay in cash", "Save mine anyway"] {
        assert!(met.text.contains(text), "{text}: {}", met.text);
    }
    assert_eq!(stored(&w, number).await["title"], "Pay in cash", "nothing was saved");
    let saved = b.post(&path, &[("tag", &met.value("tag")), ("title", "Pay by card"), ("description", "Kept")]).await;
    assert_eq!((saved.status, &stored(&w, number).await["title"]), (303, &json!("Pay by card")));
}

#[tokio::test]
async fn comments_reviews_versions_and_files_of_a_case() {
    let w = World::demo().await;
    let number = case(&w, json!({ "title": "Pay", "description": "By card" })).await;
    let path = format!("/DEMO/cases/{number}");
    let b = Browser::open(&w, TOKEN).await;
    assert_eq!(b.post(&format!("{path}/comments"), &[("body", "**Which** card?")]).await.status, 303);
    let shown = b.get(&format!("{path}?tab=discussion")).await;
    assert!(shown.text.contains("<strong>Which</strong> card?"), "{}", shown.text);
    for (state, word) in [("in-review", "in-review"), ("approved", "approved")] {
        let tag = b.get(&path).await.value("tag");
        assert_eq!(b.post(&format!("{path}/review"), &[("tag", &tag), ("state", state)]).await.status, 303);
        assert_eq!(stored(&w, number).await["review"]["state"], word);
    }
    let waiting = b.get("/DEMO/cases?review=in-review").await;
    assert!(!waiting.text.contains(&format!("DEMO-{number}")), "{}", waiting.text);
    assert_eq!(b.post(&format!("{path}/review"), &[("state", "end")]).await.status, 303);
    change(&w, number, json!({ "description": "In cash" })).await;
    let history = b.get(&format!("{path}?tab=history")).await;
    assert!(history.text.contains("<del>") && history.text.contains("<ins>"), "{}", history.text);
    let versions = api(&w, Method::GET, &format!("/projects/DEMO/cases/{number}/versions"), None).await;
    let first = versions["items"].as_array().and_then(|all| all.last()).expect("a version")["id"].as_i64().expect("id");
    assert!(b.get(&format!("{path}?tab=history&version={first}")).await.text.contains("/restore"));
    assert_eq!(b.post(&format!("{path}/versions/{first}/restore"), &[]).await.status, 303);
    assert_eq!(stored(&w, number).await["description"], "By card");
    let files = |key: &str, name: &str| {
        let part =
            reqwest::multipart::Part::bytes(b"{}".to_vec()).file_name(name.to_owned()).mime_str("text/html").expect("type");
        let form = reqwest::multipart::Form::new().text("form_key", key.to_owned()).part("file", part);
        b.client.post(format!("{}{path}/attachments", b.root)).multipart(form)
    };
    assert_eq!(b.read(files("wrong", "a.json")).await.status, 403);
    assert_eq!(b.read(files(&b.key, "<b>&\".html")).await.status, 303);
    let page = b.get(&path).await;
    assert!(!page.text.contains("<b>&"), "{}", page.text);
    assert_eq!(stored(&w, number).await["attachments"].as_array().map(Vec::len), Some(1));
    let hash = stored(&w, number).await["attachments"][0]["hash"].as_str().expect("hash").to_owned();
    assert_eq!(b.post(&format!("{path}/attachments/remove"), &[("hash", &hash), ("at", "0")]).await.status, 303);
    assert_eq!(stored(&w, number).await["attachments"], json!([]));
}

#[tokio::test]
async fn suites_are_renamed_moved_and_deleted() {
    let w = World::demo().await;
    let b = Browser::open(&w, TOKEN).await;
    for (title, parent) in [("Checkout", ""), ("Cart", "Checkout")] {
        assert_eq!(b.post("/DEMO/suites", &[("title", title), ("parent", parent)]).await.status, 303);
    }
    let page = b.get("/DEMO/suites/2").await;
    assert_eq!(page.value("parent"), "Checkout");
    assert!(b.get("/DEMO/suites/names?q=car").await.text.contains("Checkout / Cart"));
    let tag = page.value("tag");
    assert_eq!(b.post("/DEMO/suites/1", &[("title", "Checkout"), ("parent", "Cart")]).await.status, 422, "below itself");
    assert_eq!(b.post("/DEMO/suites/2", &[("title", "Basket"), ("parent", "Checkout"), ("tag", &tag)]).await.status, 303);
    let met = b.post("/DEMO/suites/2", &[("title", "Trolley"), ("parent", "Checkout"), ("tag", &tag)]).await;
    assert!(met.status == 412 && met.text.contains("Trolley") && met.text.contains("Basket"), "{}", met.text);
    case(&w, json!({ "title": "Inside", "suite_id": 2 })).await;
    assert!(b.get("/DEMO/cases?suite_id=1").await.text.contains("Inside"), "a branch shows the cases below");
    assert_eq!(b.post("/DEMO/suites/1/delete", &[("cases", "trash")]).await.status, 303);
    assert!(!b.get("/DEMO/cases").await.text.contains("Inside"));
}

#[tokio::test]
async fn functions_are_linked_and_shown_with_their_coverage() {
    let w = World::demo().await;
    api(&w, Method::POST, "/functions", Some(json!({ "func_id": "shop", "fields": { "title": HOSTILE, "type": "Module" } })))
        .await;
    api(
        &w,
        Method::POST,
        "/functions",
        Some(json!({ "func_id": "shop.pay", "parent": "shop", "fields": { "title": "Payment", "type": "Epic" } })),
    )
    .await;
    let number = case(&w, json!({ "title": "Pay" })).await;
    let b = Browser::open(&w, TOKEN).await;
    let path = format!("/DEMO/cases/{number}");
    assert!(b.get(&format!("{path}?tab=functions&find=payment")).await.text.contains("shop.pay"));
    assert_eq!(b.post(&format!("{path}/functions"), &[("func_id", "shop.pay"), ("do", "link")]).await.status, 303);
    assert_eq!(b.post(&format!("{path}/functions"), &[("func_id", "none"), ("do", "link")]).await.status, 404);
    let page = b.get("/DEMO/functions?func=shop.pay").await;
    assert!(page.status == 200 && page.text.contains("DEMO-1") && !page.text.contains("<script>alert"), "{}", page.text);
    assert!(b.get("/DEMO/functions?q=nowhere").await.text.contains("Nothing found"));
    assert_eq!(b.post(&format!("{path}/functions"), &[("func_id", "shop.pay"), ("do", "unlink")]).await.status, 303);
    assert!(!b.get(&format!("{path}?tab=functions")).await.text.contains("shop.pay"));
}

#[tokio::test]
async fn search_finds_things_of_visible_projects() {
    let (w, token) = World::team(None, |store| user(store, "Vera", None, &[("DEMO", Role::Viewer)])).await;
    for code in ["DEMO", "BANK"] {
        api(&w, Method::POST, &format!("/projects/{code}/cases"), Some(json!({ "title": format!("Payment of {code}") }))).await;
        w.post(&format!("/v1/run/{code}"), json!({ "title": format!("Nightly payment of {code}") })).await;
    }
    let b = Browser::open(&w, token.expose()).await;
    let found = b.get("/search?q=payment").await;
    assert!(found.text.contains("Payment of DEMO") && found.text.contains("Nightly payment of DEMO"), "{}", found.text);
    assert!(!found.text.contains("BANK"), "{}", found.text);
    // The tabs lead to the project that somebody came from, also after a search over all projects.
    let all = Browser::open(&w, TOKEN).await;
    for (code, other) in [("DEMO", "BANK"), ("BANK", "DEMO")] {
        for name in ["code", "from"] {
            let page = all.get(&format!("/search?q=payment&{name}={code}")).await.text;
            assert!(page.contains(&format!("href=\"/{code}/runs\"")), "{name}: {page}");
            assert!(!page.contains(&format!("href=\"/{other}/runs\"")), "{name}: {page}");
        }
    }
    assert_eq!(b.get("/search?q=%3Cscript%3E&code=DEMO").await.status, 200);
    assert_eq!(b.get("/search").await.status, 200);
}

#[tokio::test]
async fn search_finds_cases_by_their_codes_of_pages_and_of_the_window() {
    let w = World::demo().await;
    for title in ["Adds", "Removes", "Pays"] {
        case(&w, json!({ "title": title })).await;
    }
    // Qase gave the first case the number that the third one has here.
    let linked = w.store.write(voluptas_store::Op::bulk("test"), |tx| {
        let project = tx.projects().by_code("DEMO")?.expect("project").id;
        let remote = tx.remotes().ensure("https://api.qase.io", "DEMO", "Demo", project)?;
        let first = tx.cases().by_number(project, 1)?.expect("case").id;
        tx.remotes().link(remote.id, first, 3, None, None, voluptas_store::remote::LinkDirection::Pushed)
    });
    linked.expect("linked");
    let b = Browser::open(&w, TOKEN).await;
    for (code, titles) in [("demo-2", vec!["Removes"]), ("DEMO-new-2", vec!["Removes"]), ("DEMO-3", vec!["Pays", "Adds"])] {
        let found = b.get(&format!("/search?q={code}")).await.text;
        // The filter of the list finds the same.
        let listed = b.get(&format!("/DEMO/cases?q={code}")).await.text;
        for page in [found, listed] {
            let all = ["Adds", "Removes", "Pays"];
            let shown: Vec<&str> = all.into_iter().filter(|title| page.contains(title)).collect();
            assert_eq!(shown.len(), titles.len(), "{code}: {page}");
            assert!(titles.iter().all(|title| page.contains(title)), "{code}: {page}");
        }
    }
}

#[tokio::test]
async fn who_may_not_write_is_refused_and_sees_no_button() {
    let (w, token) = World::team(None, |store| user(store, "Vera", None, &[("DEMO", Role::Viewer)])).await;
    let number =
        case(&w, json!({ "title": HOSTILE, "description": HOSTILE, "tags": [HOSTILE], "steps": [{ "action": HOSTILE }] })).await;
    api(&w, Method::POST, "/projects/DEMO/suites", Some(json!({ "title": HOSTILE }))).await;
    api(&w, Method::POST, "/projects/BANK/cases", Some(json!({ "title": "Hidden" }))).await;
    let (viewer, writer) = (Browser::open(&w, token.expose()).await, Browser::open(&w, TOKEN).await);
    let path = format!("/DEMO/cases/{number}");
    for b in [&viewer, &writer] {
        for page in ["/DEMO/cases?selected_id=1", "/DEMO/cases/1", "/DEMO/cases/1?tab=history", "/DEMO/suites/1"] {
            let page = b.get(page).await;
            assert!(page.status == 200 && !page.text.contains("<script>alert"), "{}", page.text);
        }
    }
    assert!(!viewer.get(&path).await.text.contains("case-form"));
    let writes = [
        "/DEMO/cases",
        "/DEMO/cases/1",
        "/DEMO/cases/1/delete",
        "/DEMO/cases/1/restore",
        "/DEMO/cases/1/comments",
        "/DEMO/cases/1/functions",
        "/DEMO/cases/1/versions/1/restore",
        "/DEMO/cases/1/attachments/remove",
        "/DEMO/suites",
        "/DEMO/suites/1",
        "/DEMO/suites/1/delete",
    ];
    let fields = [("title", "Mine"), ("body", "x"), ("func_id", "x"), ("hash", "x")];
    for write in writes {
        assert_eq!(viewer.post(write, &fields).await.status, 403, "{write}");
        assert_eq!(viewer.post(&write.replace("DEMO", "BANK"), &fields).await.status, 404, "{write}");
        assert_eq!(writer.post_with(write, "wrong", &fields).await.status, 403, "{write}: without the key of the form");
    }
    assert_eq!(viewer.post(&format!("{path}/review"), &[("state", "approved")]).await.status, 403);
    let multipart = reqwest::multipart::Form::new().text("form_key", viewer.key.clone());
    let upload = viewer.client.post(format!("{}{path}/attachments", viewer.root)).multipart(multipart);
    assert_eq!(viewer.read(upload).await.status, 403);
    for hidden in ["/BANK/cases", "/BANK/cases/1", "/BANK/suites/1", "/BANK/functions", "/BANK/suites/names?q=a"] {
        assert_eq!(viewer.get(hidden).await.status, 404, "{hidden}");
    }
    assert_eq!(viewer.get("/DEMO/functions").await.status, 200, "whoever sees a project may read the registry");
    assert_eq!(stored(&w, number).await["title"], HOSTILE);
}

#[tokio::test]
async fn a_long_list_is_shown_in_parts() {
    let w = World::demo().await;
    let items: Vec<Value> = (0..120).map(|i| json!({ "fields": { "title": format!("Case {i}.") } })).collect();
    api(&w, Method::POST, "/projects/DEMO/cases/bulk", Some(json!({ "items": items }))).await;
    let b = Browser::open(&w, TOKEN).await;
    let (mut path, mut seen, mut parts) = ("/DEMO/cases".to_owned(), Vec::new(), 0);
    loop {
        let page = b.get(&path).await;
        parts += 1;
        seen.extend(page.text.match_indices("class=\"case-row\"").map(|(at, _)| page.text[..at].len()));
        let Some(at) = page.text.find("id=\"more\"") else { panic!("{}", page.text) };
        let Some(link) = page.text[at..].split("href=\"").nth(1).filter(|link| link.contains("cursor=")) else { break };
        path = link.split('"').next().expect("address").replace("&#38;", "&").replace("&amp;", "&");
    }
    assert_eq!((parts, seen.len()), (3, 120));
    let oldest = b.get("/DEMO/cases?sort=created_at").await.text;
    assert!(oldest.contains(">Case 0.<") && !oldest.contains(">Case 119.<"));
}

#[tokio::test]
async fn a_deleted_suite_gives_its_cases_to_where_the_form_says() {
    let w = World::demo().await;
    let b = Browser::open(&w, TOKEN).await;
    for (title, parent) in [("Shop", Value::Null), ("Cart", json!(1)), ("Promo", json!(2)), ("Other", Value::Null)] {
        api(&w, Method::POST, "/projects/DEMO/suites", Some(json!({ "title": title, "parent_id": parent }))).await;
    }
    for suite in [2, 3, 4] {
        case(&w, json!({ "title": format!("In {suite}"), "suite_id": suite })).await;
    }
    let page = b.get("/DEMO/suites/2").await;
    assert!(page.text.contains("Move to “Shop”") && page.text.contains("Cases in them: 2"), "{}", page.text);
    let tag = page.value("tag");
    for (target, words) in
        [("Nowhere", "There is no such suite"), ("", "There is no such suite"), ("Promo", "is deleted as well")]
    {
        let again = b.post("/DEMO/suites/2/delete", &[("tag", &tag), ("cases", "suite"), ("target", target)]).await;
        assert!(again.status == 422 && again.text.contains(words), "{target}: {} {}", again.status, again.text);
    }
    let gone = b.post("/DEMO/suites/2/delete", &[("tag", &tag), ("cases", "suite"), ("target", "Other")]).await;
    assert_eq!((gone.status, gone.to.as_str()), (303, "/DEMO/cases"));
    assert_eq!((&stored(&w, 1).await["suite_id"], &stored(&w, 2).await["suite_id"]), (&json!(4), &json!(4)));
    let gone = b.post("/DEMO/suites/4/delete", &[("cases", "parent")]).await;
    assert_eq!((gone.status, &stored(&w, 3).await["suite_id"]), (303, &Value::Null), "the top level");
    case(&w, json!({ "title": "Last", "suite_id": 1 })).await;
    assert_eq!(b.post("/DEMO/suites/1/delete", &[("cases", "trash")]).await.status, 303);
    assert_eq!(w.send(Method::GET, "/api/v1/projects/DEMO/cases/4", None).await.0, 404);
    let both = w.send(Method::DELETE, "/api/v1/projects/DEMO/suites/3?move_cases_to=1&move_cases_to_parent=true", None).await;
    assert!(both.0.is_client_error(), "{both:?}");
}

#[tokio::test]
async fn tags_are_offered_by_their_letters_and_a_saved_form_names_its_draft() {
    let w = World::demo().await;
    for tags in [json!(["smoke", "Промо"]), json!(["smoke"])] {
        case(&w, json!({ "title": "Pay", "tags": tags })).await;
    }
    let b = Browser::open(&w, TOKEN).await;
    let all = b.get("/DEMO/tags/names?q=").await.text;
    assert!(all.find("smoke") < all.find("Промо"), "{all}");
    let some = b.get(&format!("/DEMO/tags/names?q={}", super::browser::encoded("промо"))).await.text;
    assert!(some.contains("Промо") && !some.contains("smoke"), "{some}");
    let tag = b.get("/DEMO/cases/1").await.value("tag");
    let saved = b.post("/DEMO/cases/1", &[("tag", &tag), ("title", "Pay now"), ("draft", "ab12")]).await;
    assert_eq!(saved.to, "/DEMO/cases/1?done=web-done-saved#saved-ab12");
    let page = b.get(saved.to.split('#').next().expect("address")).await.text;
    assert!(page.contains(r#"role="status""#) && page.contains("<span>Saved</span>"), "{page}");
    assert!(!b.get("/DEMO/cases/1?done=web-tab-cases").await.text.contains("notice passed"), "only words of forms");
    let tag = b.get("/DEMO/cases/1").await.value("tag");
    let hostile = b.post("/DEMO/cases/1", &[("tag", &tag), ("title", "Pay later"), ("draft", "a\"b")]).await;
    assert_eq!(hostile.to, "/DEMO/cases/1?done=web-done-saved");
}

#[tokio::test]
async fn saving_over_a_conflict_keeps_what_the_other_changed_elsewhere() {
    let w = World::demo().await;
    case(&w, json!({ "title": "Pay", "tags": ["old"], "steps": [{ "action": "Open" }] })).await;
    let b = Browser::open(&w, TOKEN).await;
    let page = b.get("/DEMO/cases/1").await;
    let (tag, base) = (page.value("tag"), page.value("base"));
    let theirs = json!({ "description": "By them", "tags": ["new"], "steps": [{ "action": "Look" }] });
    w.send(Method::PATCH, "/api/v1/projects/DEMO/cases/1", Some(theirs)).await;
    let typed = |tag: &str, base: &str| {
        [
            ("tag", tag),
            ("base", base),
            ("title", "Pay twice"),
            ("description", ""),
            ("tags", "old"),
            ("action", "Open"),
            ("expected", ""),
        ]
        .map(|(name, value)| (name, value.to_owned()))
    };
    let post = async |fields: [(&'static str, String); 7]| {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        b.post("/DEMO/cases/1", &fields).await
    };
    let met = post(typed(&tag, &base)).await;
    assert_eq!(met.status, 412, "{}", met.text);
    assert_eq!((met.value("title").as_str(), met.value("tags").as_str()), ("Pay twice", "new"), "the untouched is as stored now");
    for text in ["By them</textarea>", "Look</textarea>", "You typed in other fields"] {
        assert!(met.text.contains(text), "{text}: {}", met.text);
    }
    assert!(!met.text.contains("Open</textarea>") && !met.text.contains("Save mine anyway"), "{}", met.text);
    // Also a form that was sent once more as it was writes nothing over the other's texts.
    assert_eq!(post(typed(&met.value("tag"), &base)).await.status, 303);
    let stored = w.send(Method::GET, "/api/v1/projects/DEMO/cases/1", None).await.1;
    assert_eq!(
        (&stored["title"], &stored["description"], &stored["tags"]),
        (&json!("Pay twice"), &json!("By them"), &json!(["new"]))
    );
    assert_eq!(stored["steps"][0]["action"], "Look");
}
