//! Runs: the list, a new run, import of results, comparison, trends with mutes.

use super::{Hand, each_way, file};
use reqwest::Method;
use serde_json::json;
use testkit::chromium::Modifier;

#[tokio::test(flavor = "multi_thread")]
async fn runs_are_filtered_by_days_and_environment_and_one_is_opened() {
    each_way(19, |p, _| {
        let environment = p.api(Method::POST, "/projects/DEMO/environments", Some(json!({ "title": "Stage", "slug": "stage" })));
        p.api(Method::POST, "/projects/DEMO/runs", Some(json!({ "title": "On the stage", "environment_id": environment["id"] })));
        p.open("/DEMO/runs");
        p.fill_day(&p.t("web-runs-from"), "11202026");
        p.fill_day(&p.t("web-runs-to"), "11202026");
        p.menu(&p.t("report-environment"));
        p.press("checkbox", "Stage");
        p.look("the filters");
        match p.hand {
            Hand::Mouse => p.follow("button", &p.t("web-runs-apply")),
            Hand::Keys => p.leaving(|p| p.browser.key("Enter", "Enter", Modifier::None)),
        }
        assert!(p.place().contains("from=2026-11-20&to=2026-11-20&env="), "{}", p.place());
        assert_eq!(p.browser.value("document.querySelectorAll('.runs tbody tr').length"), 1);
        if p.width == 390 {
            let is_whole =
                "(table => table.scrollWidth <= table.clientWidth)(document.querySelector('.runs').closest('.scroll'))";
            assert_eq!(p.browser.value(is_whole), true, "the results are not beside the window");
        }
        p.follow("link", "On the stage");
        assert_eq!(p.place(), "/DEMO/runs/4");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_is_created_from_a_suite_and_completed() {
    each_way(20, |p, _| {
        p.open("/DEMO/runs");
        p.follow("link", &p.t("web-new-run"));
        assert_eq!(p.browser.value("document.activeElement.name"), "title");
        p.fill(&p.t("web-runs-title"), "Release 3");
        // A run for a tool has no cases to select.
        let shows_cases = "document.querySelector('[name=which]').checkVisibility()";
        let by_tool = p.t("web-runs-by-tool");
        p.press("checkbox", &by_tool);
        p.until("no cases", &format!("!{shows_cases}"));
        p.press("checkbox", &by_tool);
        p.until("the cases", shows_cases);
        match p.hand {
            Hand::Mouse => p.press("radio", &p.t("web-runs-cases-suites")),
            Hand::Keys => {
                // One of a group of radio buttons has the focus by Tab, the others by arrows.
                let all = p.t("web-runs-cases-all");
                p.press("radio", &all);
                for _ in 0..2 {
                    p.browser.key("ArrowDown", "ArrowDown", Modifier::None);
                }
            }
        }
        p.press("checkbox", "Cart");
        p.look("the form of a run");
        p.follow("button", &p.t("web-runs-create"));
        assert_eq!(p.place(), "/DEMO/runs/4");
        let run = p.get("/projects/DEMO/runs/4");
        assert_eq!(
            (
                &run["title"],
                &run["cases"].as_array().map_or(run["stats"]["total"].as_i64().unwrap_or(2), |cases| cases.len() as i64)
            ),
            (&json!("Release 3"), &2),
            "{run}"
        );
        p.follow("button", &p.t("web-runs-complete"));
        assert_eq!(p.asked().len(), 1);
        assert!(p.get("/projects/DEMO/runs/4")["ended_at"].is_string());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn result_files_are_uploaded() {
    each_way(21, |p, _| {
        let folder = tempfile::tempdir().expect("folder");
        let xml = br#"<testsuite name="cart"><testcase name="adds" classname="cart" time="0.1"/><testcase name="pays" classname="cart"><failure message="no money">trace</failure></testcase></testsuite>"#;
        let report = file(&folder, "report.xml", xml);
        p.open("/DEMO/import");
        if p.hand == Hand::Mouse {
            p.leaving(|p| p.drop_on("button", &p.t("web-runs-import-drop"), &[&report]));
        } else {
            p.fill(&p.t("web-runs-title"), "From CI");
            p.press("button", &p.t("web-runs-import-drop"));
            p.browser.choose_files(&[&report]);
            p.follow("button", &p.t("web-upload-results"));
        }
        p.sees(&p.fmt("web-runs-import-read", &[("n", 2_u32.into()), ("count", "2".into())]));
        p.look("what was stored");
        p.follow("link", &p.t("web-runs-open"));
        assert_eq!(p.place(), "/DEMO/runs/4");
        p.sees("no money");
        let results = p.get("/projects/DEMO/results?run_id=4");
        assert_eq!(results["items"].as_array().map(Vec::len), Some(2), "{results}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn refused_files_say_why_and_leave_what_was_typed() {
    each_way(31, |p, _| {
        let folder = tempfile::tempdir().expect("folder");
        let notes = file(&folder, "notes.xml", b"<notes><note>Buy milk</note></notes>");
        p.open("/DEMO/import");
        p.fill(&p.t("web-runs-title"), "From CI");
        if p.hand == Hand::Mouse {
            p.drop_on("button", &p.t("web-runs-import-drop"), &[&notes]);
        } else {
            p.press("button", &p.t("web-runs-import-drop"));
            p.browser.choose_files(&[&notes]);
            p.follow("button", &p.t("web-upload-results"));
        }
        p.sees(&p.t("ingest-no-results"));
        p.meant("422");
        p.until("the file is named", "document.querySelector('#import-results [role=alert]').innerText.includes('notes.xml')");
        assert_eq!(p.browser.value("document.querySelector('[name=run_name]').value"), "From CI");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_runs_are_compared() {
    each_way(22, |p, _| {
        p.open("/DEMO/runs/2");
        p.follow("link", "#1");
        assert_eq!(p.place(), "/DEMO/runs/2/compare?with=1");
        p.press("link", "Pays by voucher");
        p.until("the test", "document.querySelector('#changes .case-title')?.innerText.includes('Pays by voucher')");
        p.sees("expected 3, got 2");
        p.follow("link", &p.t("compare-swap"));
        assert!(p.place().starts_with("/DEMO/runs/1/compare") && p.place().contains("with=2"), "{}", p.place());
        p.open("/DEMO/runs/2/compare?with=1");
        p.choose(&p.t("web-runs-before"), "#3");
        assert_eq!(
            p.place(),
            "/DEMO/runs/2/compare?with=1",
            "arrows and letters pass other runs: nothing is sent before it is asked for"
        );
        p.follow("button", &p.t("web-runs-compare"));
        p.until("the other run", "location.search.includes('with=3')");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failing_test_is_muted_and_unmuted() {
    each_way(23, |p, _| {
        p.open("/DEMO/trends");
        p.look("trends");
        p.follow("link", "Pays by voucher");
        p.follow("link", "Pays by voucher");
        let mute = p.t("run-mute-button");
        p.menu(&mute);
        p.fill(&p.t("report-muted-reason"), "SHOP-7 is known");
        p.fill_day(&p.t("report-muted-until"), "12012026");
        p.look("the form of a mute");
        p.follow("button", &mute);
        let mutes = p.get("/projects/DEMO/mutes");
        assert_eq!(
            (&mutes["items"][0]["reason"], mutes["items"].as_array().map(Vec::len)),
            (&json!("SHOP-7 is known"), Some(1)),
            "{mutes}"
        );
        p.sees("SHOP-7 is known");
        p.open("/DEMO/trends");
        p.follow("button", &p.t("run-unmute"));
        assert_eq!(p.get("/projects/DEMO/mutes")["items"], json!([]));
        p.sees(&p.t("web-trends-no-mutes"));
    })
    .await;
}
