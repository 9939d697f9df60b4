//! What needs attention: silent workers, a broken gate, critical functions without a case; and who gives the results of a run.

use super::browser::Browser;
use crate::support::{TOKEN, World};
use crate::team::user;
use reqwest::Method;
use serde_json::{Value, json};
use voluptas_core::domain::message::Message;
use voluptas_core::domain::suite::{NewSuite, SuiteContent};
use voluptas_core::domain::user::Role;
use voluptas_store::{Author, Op, Source};

/// Adds results of test tools: worker, title, status.
async fn results(w: &World, run: i64, all: &[(&str, &str, &str)]) {
    let result = |(thread, title, status): &(&str, &str, &str)| json!({ "title": title, "execution": { "status": status, "thread": thread, "duration": 10 } });
    let body = json!({ "results": all.iter().map(result).collect::<Vec<_>>() });
    let done = w.send(Method::POST, &format!("/v2/DEMO/run/{run}/results"), Some(body)).await;
    assert!(done.0.is_success(), "{done:?}");
}

async fn automated_case(w: &World, title: &str, automation: i64) -> Value {
    w.post("/v1/case/DEMO", json!({ "title": title, "automation": automation })).await["id"].clone()
}

#[tokio::test]
async fn a_run_in_progress_names_who_gives_its_results_and_who_is_silent() {
    let w = World::demo().await;
    let cases = [automated_case(&w, "Pays", 2).await, automated_case(&w, "Ships", 2).await, automated_case(&w, "Reads", 0).await];
    let body = json!({ "title": "Nightly", "is_autotest": true, "cases": cases });
    let run = w.post("/v1/run/DEMO", body).await["id"].as_i64().expect("id");
    let b = Browser::open(&w, TOKEN).await;
    results(&w, run, &[("gw1", "one", "passed"), ("gw2", "two", "passed")]).await;
    let text = b.get(&format!("/DEMO/runs/{run}")).await.text;
    assert!(text.contains("CI 2 of 4") && text.contains("By hand 0 of 1"), "{text}");
    assert!(!text.contains("No result"), "{text}");
    w.clock.advance(150_000);
    results(&w, run, &[("gw2", "three", "failed")]).await;
    let silent = "No result from gw1 for 2\u{a0}min";
    let text = b.get(&format!("/DEMO/runs/{run}")).await.text;
    assert!(text.contains(silent), "{text}");
    let home = b.get("/").await.text;
    assert!(home.contains(silent) && home.contains("Nightly #1"), "{home}");
    w.clock.advance(1_000_000);
    assert!(b.get(&format!("/DEMO/runs/{run}")).await.text.contains("No results for 16\u{a0}min"));
    w.post(&format!("/v1/run/DEMO/{run}/complete"), Value::Null).await;
    assert!(!b.get(&format!("/DEMO/runs/{run}")).await.text.contains("No result"), "a finished run is not silent");
}

#[tokio::test]
async fn a_broken_gate_is_told_at_home_and_on_the_page_of_the_run() {
    let w = World::demo().await;
    let run = w.post("/v1/run/DEMO", json!({ "title": "Nightly", "is_autotest": true })).await["id"].as_i64().expect("id");
    results(&w, run, &[("gw1", "one", "failed"), ("gw1", "two", "passed")]).await;
    let b = Browser::open(&w, TOKEN).await;
    let page = format!("/DEMO/runs/{run}");
    let rules = w.store.path().parent().expect("folder").join("voluptas.gate.toml");
    std::fs::write(&rules, "max-failures = 0\n").expect("rules");
    assert!(!b.get(&page).await.text.contains("Quality gate"), "a run that goes on is not judged");
    w.post(&format!("/v1/run/DEMO/{run}/complete"), Value::Null).await;
    let text = b.get(&page).await.text;
    assert!(text.contains("Quality gate: failed") && text.contains("Failures: 1, limit 0"), "{text}");
    let home = b.get("/").await.text;
    assert!(home.contains("Nightly #1 does not meet the quality gate") && home.contains("Failures: 1, limit 0"), "{home}");
    std::fs::write(&rules, "max-failures = 1\n").expect("rules");
    assert!(b.get(&page).await.text.contains("Quality gate: passed"));
    assert!(!b.get("/").await.text.contains("quality gate"));
    std::fs::write(&rules, "max-failures = many\n").expect("rules");
    assert!(b.get(&page).await.text.contains("Quality gate: rules not read"));
}

#[tokio::test]
async fn critical_functions_without_a_case_are_counted_and_listed() {
    let w = World::demo().await;
    for (id, is_critical) in [("shop.pay", true), ("shop.ship", true), ("shop.read", false)] {
        let function = json!({ "func_id": id, "fields": { "title": id, "type": "Feature" } });
        for (method, path, body) in [
            (Method::POST, "/api/v1/functions", function),
            (Method::PATCH, &format!("/api/v1/functions/{id}") as &str, json!({ "is_critical": is_critical })),
        ] {
            let (status, body) = w.send(method, path, Some(body)).await;
            assert!(status.is_success(), "{body}");
        }
    }
    automated_case(&w, "Pays", 2).await;
    let link = json!({ "pairs": [{ "func_id": "shop.pay", "case_id": 1 }] });
    let (status, body) = w.send(Method::POST, "/api/v1/projects/DEMO/mappings/link", Some(link)).await;
    assert!(status.is_success(), "{body}");
    let b = Browser::open(&w, TOKEN).await;
    let home = b.get("/").await.text;
    assert!(home.contains("1 critical function has no case"), "{home}");
    let list = b.get("/DEMO/functions?show=critical-uncovered").await.text;
    assert!(list.contains("shop.ship") && !list.contains("shop.pay") && !list.contains("shop.read"), "{list}");
}

#[tokio::test]
async fn runs_that_wait_for_the_visitor_come_first_with_the_own_cases() {
    let (w, token) = World::team(None, |store| user(store, "Irina Shag", None, &[("DEMO", Role::Tester)])).await;
    for n in 1..=3 {
        w.post("/v1/case/DEMO", json!({ "title": format!("Case {n}") })).await;
    }
    let b = Browser::open(&w, token.expose()).await;
    for title in ["Hers", "Of others"] {
        assert_eq!(b.post("/DEMO/runs/new", &[("title", title), ("which", "all")]).await.status, 303);
    }
    w.store
        .write(Op::bulk("test"), |tx| {
            let project = tx.projects().by_code("DEMO")?.expect("project").id;
            let run = tx.runs().by_number(project, 1)?.id;
            let cases: Vec<_> = tx.runs().planned(run)?.iter().map(|planned| planned.plan.case).collect();
            let irina = tx.people().ensure("Irina Shag")?;
            tx.runs().assign(run, &cases[..2], Some(irina))
        })
        .expect("assigned");
    w.post("/v1/result/DEMO/1", json!({ "case_id": 1, "status": "passed" })).await;
    let home = b.get("/").await.text;
    let (hers, others) = (home.find(">Hers<").expect("run"), home.find(">Of others<").expect("run"));
    assert!(hers < others && home.contains("assigned to me: 1 of 2"), "{home}");
    assert!(home.contains("/DEMO/runs/1/execute"), "{home}");
}

#[tokio::test]
async fn the_latest_writes_are_those_of_projects_that_the_visitor_sees() {
    let (w, viewer) = World::team(None, |store| user(store, "Vera", None, &[("DEMO", Role::Viewer)])).await;
    for (code, title) in [("DEMO", "Pay by card"), ("BANK", "Secret vault"), ("DEMO", "Refund <b>")] {
        let (status, made) =
            w.send(Method::POST, &format!("/api/v1/projects/{code}/cases"), Some(json!({ "title": title }))).await;
        assert_eq!(status, 201, "{made}");
    }
    let card = async |token: &str| {
        let page = Browser::open(&w, token).await.get("/").await.text;
        page.split("id=\"home-activity\"").nth(1).and_then(|rest| rest.split("</section>").next()).unwrap_or_default().to_owned()
    };
    let all = card(TOKEN).await;
    let at = |text: &str| all.find(text).unwrap_or_else(|| panic!("{text}: {all}"));
    assert!(at("Refund &lt;b&gt;") < at("Secret vault") && at("Secret vault") < at("Pay by card"), "newest first");
    assert!(all.contains("href=\"/DEMO/cases/1\"") && all.contains("href=\"/BANK/cases/1\""), "{all}");
    let seen = card(viewer.expose()).await;
    assert!(seen.contains("Pay by card") && !seen.contains("Secret vault"), "{seen}");
    // A write of the window that has no name says where it came from.
    let window = w.store.by(Author::new(Source::Window, None));
    let imported = Op::edit("import_case_file").labelled(Message::new("history-import-cases").count("count", 1_usize));
    let written = window.write(imported, |tx| {
        let project = tx.projects().by_code("DEMO")?.expect("project").id;
        let content = SuiteContent { title: "Cart".to_owned(), ..SuiteContent::default() };
        tx.suites().create(project, &NewSuite { content, parent_id: None, number: None })
    });
    written.expect("written");
    assert!(card(TOKEN).await.contains("VoluptAS window"));
    // What was deleted has no page.
    let (status, gone) = w.send(Method::DELETE, "/api/v1/projects/DEMO/cases/1", None).await;
    assert!(status.is_success(), "{gone}");
    let all = card(TOKEN).await;
    assert!(all.contains("Pay by card") && !all.contains("href=\"/DEMO/cases/1\""), "{all}");
}
