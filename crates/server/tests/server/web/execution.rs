//! Execution by hand: comments without a verdict, long lists of cases, runs of the API, people to assign.

use super::{Browser, Page};
use crate::support::{TOKEN, World};
use crate::team::user;
use reqwest::Method;
use serde_json::{Value, json};
use voluptas_core::domain::user::Role;

async fn cases(w: &World, n: usize) {
    let all: Vec<Value> = (1..=n).map(|i| json!({ "title": format!("Case {i}") })).collect();
    for part in all.chunks(100) {
        w.post("/v1/case/DEMO/bulk", json!({ "cases": part })).await;
    }
}

async fn by_hand(b: &Browser, more: &[(&str, &str)]) -> Page {
    let fields = [&[("title", "Release"), ("which", "all")], more].concat();
    let made = b.post("/DEMO/runs/new", &fields).await;
    assert_eq!(made.status, 303, "{}", made.text);
    made
}

/// Text without tags, with single blanks.
fn words(page: &str) -> String {
    let text: String =
        page.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text)).collect::<Vec<_>>().join(" ");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[tokio::test]
async fn a_comment_without_a_verdict_leaves_the_case_untested() {
    let w = World::demo().await;
    let b = Browser::open(&w, TOKEN).await;
    cases(&w, 2).await;
    by_hand(&b, &[]).await;
    let page = b.get("/DEMO/runs/1/execute").await;
    let item = page.value("item");
    let form = |tag: &str, base: &str, does: &str| -> Vec<(String, String)> {
        [("item", item.as_str()), ("tag", tag), ("base_comment", base), ("comment", "Looks odd"), ("do", does)]
            .map(|(name, text)| (name.to_owned(), text.to_owned()))
            .to_vec()
    };
    let send = async |fields: Vec<(String, String)>| {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        b.post("/DEMO/runs/1/execute", &fields).await.status
    };
    assert_eq!(send(form(&page.value("tag"), "", "keep")).await, 303);
    assert!(!b.get("/DEMO/runs").await.text.contains("s-invalid"), "the list has no verdict");
    let run = words(&b.get("/DEMO/runs/1").await.text);
    assert!(run.contains("0 of 2 results") && run.contains("2 untested") && !run.contains("invalid"), "{run}");
    let others = async || b.get("/DEMO/runs/1?show=other").await.text.matches("class=\"list results\"").count();
    assert_eq!(others().await, 0);
    // A verdict counts, with the comment.
    let page = b.get(&format!("/DEMO/runs/1/execute?item={item}")).await;
    assert!(page.text.contains("Looks odd</textarea>"), "{}", page.text);
    assert_eq!(send(form(&page.value("tag"), "Looks odd", "status:invalid")).await, 303);
    let run = words(&b.get("/DEMO/runs/1").await.text);
    assert!(run.contains("1 invalid") && run.contains("1 untested"), "{run}");
    assert_eq!(others().await, 1);
}

#[tokio::test]
async fn the_keys_of_steps_are_those_of_the_window() {
    let w = World::demo().await;
    let b = Browser::open(&w, TOKEN).await;
    w.post("/v1/case/DEMO", json!({ "title": "Pays", "steps": [{ "action": "Open" }, { "action": "Pay" }] })).await;
    cases(&w, 1).await;
    by_hand(&b, &[]).await;
    let page = b.get("/DEMO/runs/1/execute?item=1").await.text;
    for key in
        ["Shift+KeyP", "Shift+KeyF", "Shift+KeyB", "Shift+KeyS", "Digit1 Numpad1", "Digit2 Numpad2", "KeyJ", "Shift+KeyJ", "?"]
    {
        assert!(page.contains(&format!("data-key=\"{key}\"")), "{key}: {page}");
    }
    assert!(words(&page).contains("Step blocked Shift+B") && words(&page).contains("Undo the last mark Z"), "{page}");
    assert!(page.contains("<kbd>Backspace</kbd> <kbd>Del</kbd>") && page.contains("<kbd>K</kbd> <kbd>1–9</kbd>"), "{page}");
    // A case without steps is one step.
    assert!(b.get("/DEMO/runs/1/execute?item=2").await.text.contains("value=\"open:1\" data-key=\"KeyK Shift+KeyK\""));
}

#[tokio::test]
async fn the_last_verdict_is_taken_back_from_the_next_case() {
    let w = World::demo().await;
    let b = Browser::open(&w, TOKEN).await;
    cases(&w, 2).await;
    by_hand(&b, &[]).await;
    let open = async |item: &str| b.get(&format!("/DEMO/runs/1/execute?item={item}")).await;
    let send = async |page: &Page, does: &str| {
        let (item, tag) = (page.value("item"), page.value("tag"));
        let fields = [("item", item.as_str()), ("tag", tag.as_str()), ("base_comment", ""), ("comment", ""), ("do", does)];
        let done = b.post("/DEMO/runs/1/execute", &fields).await;
        assert_eq!(done.status, 303, "{}", done.text);
        b.get(&done.to).await
    };
    let undo = |page: &Page| {
        let at = page.text.find("value=\"undo:").expect("a button") + 7;
        page.text[at..].split('"').next().expect("value").to_owned()
    };
    let pressed = |page: &Page| {
        let before = page.text.split("aria-pressed=").next().filter(|before| before.len() < page.text.len())?.to_owned();
        before.rsplit("value=\"status:").next().and_then(|rest| rest.split('"').next()).map(str::to_owned)
    };
    // A first verdict goes, and its case is shown.
    let second = send(&open("1").await, "status:passed").await;
    assert_eq!(second.value("item"), "2");
    assert!(second.text.contains("data-key=\"KeyZ\""), "{}", second.text);
    let first = send(&second, &undo(&second)).await;
    assert_eq!((first.value("item").as_str(), pressed(&first)), ("1", None));
    // A verdict over another one gives that one back.
    let failed = send(&first, "status:failed").await;
    assert_eq!(pressed(&failed).as_deref(), Some("failed"));
    let second = send(&failed, "status:skipped").await;
    let first = send(&second, &undo(&second)).await;
    assert_eq!(pressed(&first).as_deref(), Some("failed"));
    // What somebody entered since stays.
    let second = send(&first, "status:passed").await;
    send(&open("1").await, "status:blocked").await;
    let first = send(&second, &undo(&second)).await;
    assert_eq!(pressed(&first).as_deref(), Some("blocked"));
}

#[tokio::test]
async fn one_verdict_sent_five_times_is_one_result() {
    let w = World::demo().await;
    let b = Browser::open(&w, TOKEN).await;
    cases(&w, 1).await;
    by_hand(&b, &[]).await;
    let page = b.get("/DEMO/runs/1/execute").await;
    let (item, tag) = (page.value("item"), page.value("tag"));
    let fields = [("item", item.as_str()), ("tag", tag.as_str()), ("base_comment", ""), ("comment", ""), ("do", "status:failed")];
    let send = async || b.post("/DEMO/runs/1/execute", &fields).await.status;
    let mut all = futures::future::join_all((0..5).map(|_| send())).await;
    all.sort_unstable();
    assert_eq!(all, [303, 412, 412, 412, 412]);
    let results = w.get("/v1/result/DEMO?run=1").await;
    assert_eq!(results["total"], 1, "{results}");
}

#[tokio::test]
async fn a_long_list_of_cases_has_pages_with_fixed_bounds() {
    let w = World::demo().await;
    let b = Browser::open(&w, TOKEN).await;
    cases(&w, 250).await;
    by_hand(&b, &[]).await;
    let listed = |page: &Page| -> Vec<String> {
        let list = page.text.split("class=\"list lines\"").nth(1).and_then(|rest| rest.split("</ul>").next()).unwrap_or_default();
        list.split("<li").skip(1).map(|line| words(&format!("<{line}"))).collect()
    };
    let first = b.get("/DEMO/runs/1/execute").await;
    assert_eq!(listed(&first).len(), 100);
    assert!(first.text.contains("1–100 of 250") && first.text.contains("rel=\"next\"") && !first.text.contains("rel=\"prev\""));
    let third = b.get("/DEMO/runs/1/execute?page=3").await;
    assert_eq!(listed(&third).len(), 50);
    assert!(third.text.contains("201–250 of 250") && !third.text.contains("rel=\"next\""));
    assert_eq!(third.value("item"), first.value("item"), "another part of the list leaves the case");
    // A case of another part brings its part, from the same place for each of them.
    let at = third.text.find("href=\"?item=").expect("link") + 6;
    let link = third.text[at..].split('"').next().expect("address").to_owned();
    let there = b.get(&format!("/DEMO/runs/1/execute{link}")).await;
    assert_eq!((listed(&there), there.text.matches("aria-current=\"true\"").count() > 0), (listed(&third), true));
    // A page that is not there is the last one.
    assert!(b.get("/DEMO/runs/1/execute?page=99").await.text.contains("201–250 of 250"));
}

#[tokio::test]
async fn a_run_of_the_api_with_open_cases_is_executed_from_its_page() {
    let (w, viewer) = World::team(None, |store| user(store, "Vera", None, &[("DEMO", Role::Viewer)])).await;
    let b = Browser::open(&w, TOKEN).await;
    cases(&w, 1).await;
    let run = json!({ "title": "From a script", "cases": [1] });
    let (status, made) = w.send(Method::POST, "/api/v1/projects/DEMO/runs", Some(run)).await;
    assert_eq!(status, 201, "{made}");
    let link = "href=\"/DEMO/runs/1/execute\"";
    assert!(b.get("/DEMO/runs/1").await.text.contains(link));
    assert!(!Browser::open(&w, viewer.expose()).await.get("/DEMO/runs/1").await.text.contains(link));
    let page = b.get("/DEMO/runs/1/execute").await;
    let (item, tag) = (page.value("item"), page.value("tag"));
    let done =
        b.post("/DEMO/runs/1/execute", &[("item", &item), ("tag", &tag), ("base_comment", ""), ("do", "status:passed")]).await;
    assert_eq!(done.status, 303, "{}", done.text);
    assert!(!b.get("/DEMO/runs/1").await.text.contains(link), "no case is open");
}

#[tokio::test]
async fn members_of_the_project_can_be_assigned_once() {
    let (w, tokens) = World::team(None, |store| {
        user(store, "Vera Viewer", None, &[("DEMO", Role::Viewer)]);
        user(store, "Boris Bank", None, &[("BANK", Role::Tester)]);
        (
            user(store, "Irina Petrova", None, &[("DEMO", Role::Tester)]),
            user(store, "Oleg Orlov", None, &[("DEMO", Role::Tester)]),
        )
    })
    .await;
    cases(&w, 2).await;
    // One of them is a person of the registry as well, written in other letters.
    let written = w.store.write(voluptas_store::Op::bulk("test"), |tx| tx.people().ensure("irina petrova"));
    written.expect("person");
    let b = Browser::open(&w, TOKEN).await;
    let page = b.get("/DEMO/runs/new").await.text;
    assert_eq!(page.to_lowercase().matches("irina petrova").count(), 1, "{page}");
    assert!(page.contains("Oleg Orlov") && !page.contains("Vera Viewer") && !page.contains("Boris Bank"), "{page}");
    let value = |name: &str| {
        let before = page.split(&format!(">{name}<")).next().unwrap_or_default();
        let at = before.rfind("name=\"person\" value=\"").expect("box") + 21;
        before[at..].split('"').next().expect("value").to_owned()
    };
    let (irina, oleg) = (value("irina petrova"), value("Oleg Orlov"));
    // A value that the page does not offer assigns nobody.
    let run = by_hand(&b, &[("person", &irina), ("person", &oleg), ("person", "user:999")]).await;
    assert_eq!(run.to, "/DEMO/runs/1");
    for (token, other) in [(&tokens.0, "Oleg Orlov"), (&tokens.1, "irina petrova")] {
        let own = Browser::open(&w, token.expose()).await.get("/DEMO/runs/1/execute").await;
        let list = own.text.split("id=\"items\"").nth(1).and_then(|rest| rest.split("</ul>").next()).unwrap_or_default();
        assert_eq!((list.matches("<li").count(), list.contains(other)), (1, false), "{list}");
    }
    let everybody = b.get("/DEMO/runs/1/execute").await.text;
    assert!(everybody.contains("Oleg Orlov") && everybody.contains("irina petrova"));
    // The form shows a refused choice again.
    let refused = b.post("/DEMO/runs/new", &[("title", " "), ("which", "all"), ("person", &oleg)]).await;
    assert!(refused.status == 422, "{}", refused.text);
    assert!(refused.text.contains(&format!("value=\"{oleg}\" checked")), "{}", refused.text);
}
