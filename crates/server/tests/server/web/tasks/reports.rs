//! A run's report: failures, groups, results, timeline, files, shared links.

use super::{Person, each_way};
use testkit::chromium::Modifier;

#[tokio::test(flavor = "multi_thread")]
async fn failures_are_filtered_grouped_and_stepped_through() {
    each_way(24, |p, _| {
        let results: Vec<_> = (0..3)
            .map(
                |i| serde_json::json!({ "case": { "title": format!("Sum {i}") }, "status": "failed", "comment": "sum is wrong" }),
            )
            .chain([serde_json::json!({ "case": { "title": "Opens" }, "status": "passed" })])
            .collect();
        let run = p.block_on_post("/v1/run/DEMO", serde_json::json!({ "title": "Sums", "is_autotest": true }))["id"].clone();
        p.block_on_post(&format!("/v1/result/DEMO/{run}/bulk"), serde_json::json!({ "results": results }));
        p.block_on_post(&format!("/v1/run/DEMO/{run}/complete"), serde_json::json!({}));
        p.open(&format!("/DEMO/runs/{run}"));
        p.press("link", &format!("{} 4", p.t("web-runs-all")));
        p.until("all results", "document.querySelector('#failures').innerText.includes('Opens')");
        p.press("link", &format!("{} 3", p.t("web-runs-failing")));
        p.until("the failures", "!document.querySelector('#failures').innerText.includes('Opens')");
        p.fill(&p.t("run-find"), "Sum 1");
        p.browser.key("Enter", "Enter", Modifier::None);
        p.until("what was searched", "!document.querySelector('#failures').innerText.includes('Sum 2')");
        p.open(&format!("/DEMO/runs/{run}"));
        let grouping = p
            .browser
            .value("document.querySelector('#failures .menu > summary').innerText.trim()")
            .as_str()
            .expect("text")
            .to_owned();
        p.menu(&grouping);
        p.press("link", &p.t("run-show-suite"));
        p.until("other groups", "location.search.includes('by=suite')");
        p.look("groups");
        p.follow("link", "Sum 2");
        p.sees("sum is wrong");
        p.look("a result");
        p.follow("link", &p.t("report-next"));
        p.sees("Sum 1");
        p.leaving(|p| p.shortcut("KeyJ"));
        p.sees("Sum 0");
        p.leaving(|p| p.shortcut("KeyK"));
        p.sees("Sum 1");
        assert_eq!(p.browser.value("document.querySelector('h1').innerText"), "Sum 1");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_timeline_is_opened_and_the_report_downloaded() {
    each_way(25, |p, _| {
        p.open("/DEMO/runs/2");
        p.follow("link", &p.t("run-show-timeline"));
        p.look("the timeline");
        p.follow("link", &p.t("report-back"));
        // As on a server without TLS, whose pages have no access to the newer clipboard.
        p.browser.value("Object.defineProperty(navigator, 'clipboard', { value: undefined }), 1");
        p.press("link", &p.t("report-copy-link"));
        p.sees(&p.t("web-copied"));
        let folder = tempfile::tempdir().expect("folder");
        p.browser.download_to(folder.path());
        p.menu(&p.t("web-runs-report"));
        p.look("the menu of reports");
        p.press("link", "JUnit XML");
        let text = std::fs::read_to_string(p.browser.downloaded(folder.path())).expect("text");
        assert!(text.contains("<testsuite") && text.contains("Pays by voucher"), "{text}");
    })
    .await;
}

/// A link of the page's notice.
fn made_link(p: &mut Person) -> String {
    p.browser.value("document.querySelector('.made input').value").as_str().expect("link").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_is_shared_read_signed_out_and_ended() {
    each_way(26, |p, _| {
        p.open("/DEMO/runs/2");
        p.press("link", &p.t("web-runs-share"));
        p.fill_day(&p.t("web-runs-share-until"), "12012026");
        p.follow("button", &p.t("web-runs-share-make"));
        let link = made_link(p);
        p.look("a made link");
        let mut other = p.another();
        other.open(&link[p.root.len()..]);
        other.sees("Nightly");
        other.look("a shared report");
        other.follow("link", "Pays by voucher");
        other.sees("expected 3, got 2");
        other.look("a shared result");
        p.follow("button", &p.t("web-runs-share-end"));
        assert_eq!(p.asked(), [p.t("web-runs-share-end-ask")]);
        other.open(&link[p.root.len()..]);
        other.sees(&p.t("web-refused-not-found"));
        other.meant("404");
        other.look("an ended link");
    })
    .await;
}
