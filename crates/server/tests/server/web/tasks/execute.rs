//! A run by hand: statuses, steps, comments, files; two browsers on one run.

use super::{Client, Hand, Person, each_way, file};
use crate::support::{TOKEN, World};
use reqwest::Method;
use serde_json::{Value, json};
use testkit::chromium::Modifier;

fn results(p: &Person) -> Value {
    p.get("/projects/DEMO/results?run_id=4")
}

fn status_of(p: &Person, case: i64) -> String {
    let found = results(p);
    let items = found["items"].as_array().cloned().unwrap_or_default();
    items
        .iter()
        .rev()
        .find(|item| item["case_id"] == case)
        .map_or(String::new(), |item| item["status"].as_str().unwrap_or_default().to_owned())
}

/// Creates run 4, which is executed by hand.
fn by_hand(p: &Person, w: &World) {
    let client = p.block_on(Client::open(w, TOKEN));
    let made = p.block_on(client.post("/DEMO/runs/new", &[("title", "Release"), ("which", "all")]));
    assert_eq!(made.to, "/DEMO/runs/4", "{}", made.text);
}

/// Waits until the sheet shows the case with this code.
fn at(p: &mut Person, code: &str) {
    p.until(code, &format!("document.querySelector('#sheet-form a.mono')?.innerText === '{code}'"));
}

/// Presses a status: by the button, or by its key.
fn verdict(p: &mut Person, code: &str, key: &str) {
    match p.hand {
        Hand::Mouse => {
            let name = format!("{} {}", code.trim_start_matches("Key"), p.t(key));
            p.press("button", &name);
        }
        Hand::Keys => p.shortcut(code),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn cases_of_a_run_are_executed() {
    each_way(27, |p, w| {
        by_hand(p, w);
        p.open("/DEMO/runs/4");
        p.follow("link", &p.t("manual-run-execute"));
        at(p, "DEMO-1");
        for (code, key, slug) in [
            ("KeyF", "report-status-failed", "failed"),
            ("KeyB", "report-status-blocked", "blocked"),
            ("KeyI", "report-status-invalid", "invalid"),
        ] {
            verdict(p, code, key);
            p.until(slug, &format!("document.querySelector('.verdict.{slug}')?.getAttribute('aria-pressed') === 'true'"));
            assert_eq!(status_of(p, 1), slug);
        }
        // The comment: letters typed into it are no shortcuts.
        match p.hand {
            Hand::Mouse => p.reach(&p.t("manual-run-comment"), 0),
            Hand::Keys => p.shortcut("KeyC"),
        }
        p.until("the comment has the focus", "document.activeElement.id === 'comment'");
        p.browser.type_text("Pays nothing; пусто");
        p.browser.key("Tab", "Tab", Modifier::None);
        p.until("it is saved", "document.querySelector('[name=base_comment]').value === 'Pays nothing; пусто'");
        assert!(results(p).to_string().contains("Pays nothing; пусто"));
        p.look("a case with a comment");
        if p.hand == Hand::Keys {
            p.browser.key("Escape", "Escape", Modifier::None);
            p.until("the comment has no focus", "document.activeElement.id !== 'comment'");
        }
        let letter = |p: &mut Person, code: &str, words: &str| match p.hand {
            Hand::Mouse => {
                let name = format!("{} {}", code.trim_start_matches("Key"), words);
                p.press("button", &name);
            }
            Hand::Keys => p.shortcut(code),
        };
        match p.hand {
            Hand::Mouse => p.press("button", &format!("Shift+P {}", p.t("server-status-passed"))),
            Hand::Keys => {
                p.settled();
                p.browser.key("P", "KeyP", Modifier::Shift);
            }
        }
        p.until("the step", "document.querySelector('.todo .s-passed')");
        assert_eq!(
            results(p)["items"].as_array().and_then(|all| all.iter().find(|one| one["case_id"] == 1)).expect("result")["steps"]
                [0]["status"],
            "passed"
        );
        letter(p, "KeyN", &p.t("manual-run-key-next"));
        at(p, "DEMO-2");
        verdict(p, "KeyS", "report-status-skipped");
        p.until("stored", "document.querySelector('.items .s-skipped')");
        assert_eq!(status_of(p, 2), "skipped");
        if p.hand == Hand::Keys {
            // The same keys in a Russian layout.
            p.browser.key("з", "KeyP", Modifier::None);
            p.until("passed", "document.querySelector('.items .s-passed')");
        } else {
            verdict(p, "KeyP", "report-status-passed");
            p.until("passed", "document.querySelector('.items .s-passed')");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_case_begins_in_view() {
    each_way(24, |p, w| {
        by_hand(p, w);
        p.open("/DEMO/runs/4/execute");
        at(p, "DEMO-1");
        verdict(p, "KeyP", "report-status-passed");
        at(p, "DEMO-2");
        let title = "(() => { const title = document.querySelector('.case-title').getBoundingClientRect(); \
                     return title.top >= document.querySelector('.top').getBoundingClientRect().bottom && title.bottom <= innerHeight; })()";
        p.until("the title is in view", title);
        match p.hand {
            Hand::Mouse => p.press("button", &format!("Z {}", p.t("web-runs-undo"))),
            Hand::Keys => p.shortcut("KeyZ"),
        }
        at(p, "DEMO-1");
        p.until("the title is in view", title);
        assert_ne!(status_of(p, 1), "passed");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_verdict_right_after_a_comment_keeps_both() {
    each_way(36, |p, w| {
        by_hand(p, w);
        p.open("/DEMO/runs/4/execute");
        at(p, "DEMO-1");
        match p.hand {
            Hand::Mouse => p.reach(&p.t("manual-run-comment"), 0),
            Hand::Keys => p.shortcut("KeyC"),
        }
        p.until("the comment has the focus", "document.activeElement.id === 'comment'");
        p.browser.type_text("Total is wrong");
        if p.hand == Hand::Keys {
            p.browser.key("Escape", "Escape", Modifier::None);
        }
        verdict(p, "KeyF", "report-status-failed");
        p.until("stored", "document.querySelector('.items .s-failed')");
        assert_eq!(status_of(p, 1), "failed");
        assert!(results(p).to_string().contains("Total is wrong"));
        let words = p.browser.text("main");
        assert!(!words.contains(&p.t("web-runs-met")), "a conflict with oneself: {words}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn steps_are_walked_and_files_attached() {
    each_way(28, |p, w| {
        by_hand(p, w);
        let steps = json!([{ "action": "Open" }, { "action": "Add" }, { "action": "Pay" }]);
        p.api(Method::PATCH, "/projects/DEMO/cases/1", Some(json!({ "steps": steps })));
        p.open("/DEMO/runs/4/execute");
        at(p, "DEMO-1");
        let here = |n: usize| format!("document.querySelectorAll('.todo > li')[{n}].getAttribute('aria-current') === 'step'");
        p.until("the first step", &here(0));
        match p.hand {
            Hand::Keys => {
                for (code, n) in [("KeyJ", 1), ("KeyJ", 2), ("KeyK", 1), ("Digit3", 2), ("Digit2", 1)] {
                    p.shortcut(code);
                    p.until("another step", &here(n));
                }
                p.browser.key("?", "Slash", Modifier::Shift);
                p.sees(&p.t("manual-run-key-step-blocked"));
                p.browser.key("Escape", "Escape", Modifier::None);
            }
            Hand::Mouse => {
                p.press("button", "2 Add");
                p.until("another step", &here(1));
            }
        }
        let folder = tempfile::tempdir().expect("folder");
        let log = file(&folder, "log.txt", b"1");
        if p.hand == Hand::Mouse {
            p.leaving(|p| p.drop_on("button", &p.t("web-runs-screenshot"), &[&log]));
        } else {
            p.copy_picture();
            p.leaving(|p| p.browser.key("v", "KeyV", Modifier::Control));
        }
        at(p, "DEMO-1");
        p.until("the step stays", &here(1));
        let count = |p: &Person| {
            results(p)["items"]
                .as_array()
                .and_then(|all| all.iter().find(|one| one["case_id"] == 1).cloned())
                .map_or(0, |one| one["attachments"].as_array().map_or(0, Vec::len))
        };
        assert_eq!(count(p), 1);
        p.leaving(|p| {
            p.press("button", &p.t("web-runs-screenshot"));
            p.browser.choose_files(&[&log]);
        });
        assert_eq!(count(p), 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_browsers_on_one_run_see_each_other_and_decide() {
    each_way(29, |p, w| {
        by_hand(p, w);
        let session = p.block_on(Client::open(w, TOKEN)).cookie.split(';').next().expect("pair").to_owned();
        let mut other = p.another();
        other.sign_in_with(&session);
        for person in [&mut *p, &mut other] {
            person.open("/DEMO/runs/4/execute");
            at(person, "DEMO-1");
            person.until("the news are heard", "document.documentElement.dataset.connected === 'true'");
        }
        verdict(&mut other, "KeyP", "report-status-passed");
        at(&mut other, "DEMO-2");
        p.until("the list shows the other's result", "document.querySelector('#items .s-passed')");
        p.until("so does the case", "document.querySelector('.verdict.passed')?.getAttribute('aria-pressed') === 'true'");
        at(p, "DEMO-1");
        p.reach(&p.t("manual-run-comment"), 0);
        p.browser.type_text("Mine");
        p.until("it is saved while it is typed", "document.querySelector('[name=base_comment]').value === 'Mine'");
        other.press("link", "Pays by card");
        at(&mut other, "DEMO-1");
        verdict(&mut other, "KeyB", "report-status-blocked");
        p.until("the list shows the second one", "document.querySelector('#items .s-blocked')");
        p.until("the typed comment stays", "document.querySelector('#comment').value === 'Mine'");
        // A text that is not sent keeps the sheet as it is: otherwise the blocked one would be shown as soon as the comment is left.
        p.fill(&p.t("manual-run-link-defect"), "SHOP-7");
        p.press("button", &format!("F {}", p.t("report-status-failed")));
        p.sees(&p.t("web-runs-met"));
        p.meant("412");
        p.look("a meeting");
        assert_eq!(status_of(p, 1), "blocked");
        p.press("button", &p.t("web-runs-replace"));
        p.until("it is failed", "document.querySelector('.verdict.failed')?.getAttribute('aria-pressed') === 'true'");
        assert_eq!(status_of(p, 1), "failed");
        assert!(results(p).to_string().contains("Mine"));
        other.look("the other browser");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_list_keeps_its_place_and_brings_the_executed_case() {
    each_way(30, |p, w| {
        let titles: Vec<Value> = (1..=140).map(|n| json!({ "title": format!("Long {n}") })).collect();
        for part in titles.chunks(70) {
            p.block_on(w.post("/v1/case/DEMO/bulk", json!({ "cases": part })));
        }
        by_hand(p, w);
        p.open("/DEMO/runs/4/execute");
        let first = p.browser.value("document.querySelector('#items li a').innerText").as_str().unwrap_or_default().to_owned();
        p.follow("link", &p.t("web-import-next"));
        assert!(p.place().contains("page=2"), "{}", p.place());
        let other = "document.querySelector('#items li a').innerText";
        assert_ne!(p.browser.value(other).as_str().unwrap_or_default(), first);
        // The last case of the second part is far down its list: opening it keeps the part, and shows its line.
        let last = p
            .browser
            .value("[...document.querySelectorAll('#items li a')].at(-1).innerText")
            .as_str()
            .unwrap_or_default()
            .to_owned();
        p.follow("link", &last);
        let is_seen = "(() => { const list = document.querySelector('#items .lines').getBoundingClientRect(), \
                       line = document.querySelector('#items .lines [aria-current=true]')?.getBoundingClientRect(); \
                       return line && line.top >= list.top - 1 && line.bottom <= list.bottom + 1; })()";
        p.until("the line of the case is seen", is_seen);
        // A status by its key leaves the list where it is.
        let top = "Math.round(document.querySelector('#items .lines').scrollTop)";
        let before = p.browser.value(top);
        verdict(p, "KeyF", "report-status-failed");
        p.until("failed", "document.querySelector('.verdict.failed')?.getAttribute('aria-pressed') === 'true'");
        assert_eq!(p.browser.value(top), before);
        p.until("it is still seen", is_seen);
    })
    .await;
}
