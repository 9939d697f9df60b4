//! Cases: the list, the form, review, discussion, files, history, trash, and suites.

use super::{Hand, Person, each_way, file};
use reqwest::Method;
use serde_json::{Value, json};
use testkit::chromium::Modifier;

fn case(p: &Person, number: i64) -> Value {
    p.get(&format!("/projects/DEMO/cases/{number}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_suite_is_selected_filtered_by_a_tag_and_left_again() {
    each_way(9, |p, _| {
        p.api(Method::POST, "/projects/DEMO/cases", Some(json!({ "title": "Outside of suites" })));
        p.open("/DEMO/cases");
        if p.width < 1000 {
            p.press("link", &p.t("web-cases-suites"));
            p.until("the suites", "location.search.includes('show=suites')");
        }
        p.press("link", "Cart");
        p.until("the suite", "location.search.includes('suite_id=1') && !document.body.innerText.includes('Outside of suites')");
        if p.hand == Hand::Keys {
            p.until("the focus stays on the suite", "document.activeElement.closest('[aria-current]')?.innerText.includes('Cart') || document.activeElement.id === 'panes'");
        }
        let tags = p.t("writing-tags");
        p.menu(&tags);
        p.press("link", "promo");
        p.until("the tag", "location.search.includes('tags=promo') && !document.body.innerText.includes('voucher')");
        p.look("a filtered list");
        p.press("link", "Pays by card");
        p.until("the case", "location.search.includes('selected_id=1')");
        p.sees("DEMO-1");
        for (step, there) in [("-1", "!location.search.includes('selected_id')"), ("-1", "!location.search.includes('tags=')"), ("2", "location.search.includes('selected_id=1')")] {
            p.browser.value(&format!("history.go({step})"));
            p.until(step, there);
        }
        p.until("the case of the address", "document.querySelector('#detail').innerText.includes('DEMO-1')");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_list_is_loaded_further_and_walked_through() {
    each_way(10, |p, _| {
        let items: Vec<Value> = (0..70).map(|i| json!({ "fields": { "title": format!("Number {i}.") } })).collect();
        p.api(Method::POST, "/projects/DEMO/cases/bulk", Some(json!({ "items": items })));
        p.open("/DEMO/cases");
        p.press("link", &p.t("web-cases-more"));
        p.until("all cases", "document.querySelectorAll('.case-row').length === 72");
        if p.hand == Hand::Keys {
            p.until("the focus is on the first new one", "document.activeElement === document.querySelectorAll('.case-row')[50]");
        }
        p.press("link", "Number 9.");
        p.until("the case", "document.querySelector('#detail h2')?.innerText === 'Number 9.'");
        p.shortcut("KeyJ");
        p.until("the next case", "document.querySelector('#detail h2')?.innerText === 'Number 8.'");
        p.shortcut("KeyK");
        p.until("the case before", "document.querySelector('#detail h2')?.innerText === 'Number 9.'");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_is_created_with_steps() {
    each_way(11, |p, _| {
        p.open("/DEMO/cases");
        p.press("link", &p.t("web-cases-create"));
        p.fill(&p.t("gui-field-title"), "Pays with points");
        let count = |p: &mut Person| {
            p.browser.value("document.querySelectorAll('#steps [name=action]').length").as_i64().expect("number")
        };
        for (action, expected) in [("Open the cart", "It is there"), ("Pay", "")] {
            let before = count(p);
            p.press("button", &p.t("web-cases-add-step"));
            p.until(
                "the new step has the focus",
                "document.activeElement.name === 'action' && document.activeElement.value === ''",
            );
            assert_eq!(count(p), before + 1);
            p.browser.type_text(action);
            p.browser.key("Tab", "Tab", Modifier::None);
            p.browser.type_text(expected);
        }
        p.look("a filled form");
        p.leaving(|p| match p.hand {
            Hand::Mouse => p.press("button", &p.t("web-cases-create")),
            Hand::Keys => p.browser.key("Enter", "Enter", Modifier::Control),
        });
        p.sees("DEMO-3");
        let made = case(p, 3);
        assert_eq!(
            (&made["title"], &made["steps"][0]["action"], &made["steps"][0]["expected"], &made["steps"][1]["action"]),
            (&json!("Pays with points"), &json!("Open the cart"), &json!("It is there"), &json!("Pay")),
            "{made}"
        );
        assert_eq!(p.asked(), Vec::<String>::new());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_is_changed_and_saved_and_a_meeting_decided() {
    each_way(12, |p, _| {
        p.open("/DEMO/cases/1");
        p.fill(&p.t("gui-case-description"), "Short");
        p.follow("button", &p.t("web-cases-save"));
        assert_eq!(case(p, 1)["description"], "Short");
        assert_eq!(p.asked(), Vec::<String>::new());
        p.api(Method::PATCH, "/projects/DEMO/cases/1", Some(json!({ "title": "Pays by any card" })));
        p.open("/DEMO/cases/1");
        p.fill(&p.t("gui-field-title"), "Pays by my card");
        p.api(Method::PATCH, "/projects/DEMO/cases/1", Some(json!({ "title": "Pays by their card" })));
        p.follow("button", &p.t("web-cases-save"));
        p.sees("Pays by their card");
        p.meant("412");
        p.look("a meeting");
        assert_eq!(case(p, 1)["title"], "Pays by their card");
        p.follow("button", &p.t("web-cases-save-anyway"));
        assert_eq!(case(p, 1)["title"], "Pays by my card");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_is_reviewed_and_discussed() {
    each_way(13, |p, _| {
        p.open("/DEMO/cases?selected_id=1");
        let review = p.t("review-column");
        p.menu(&review);
        p.look("the menu of reviews");
        p.follow("button", &p.t("review-send"));
        assert_eq!(case(p, 1)["review"]["state"], "in-review");
        p.menu(&review);
        p.follow("button", &p.t("review-approve"));
        assert_eq!(case(p, 1)["review"]["state"], "approved");
        p.press("link", &p.t("web-cases-tab-discussion"));
        p.fill(&p.t("review-comment"), "Which **card**?");
        p.leaving(|p| match p.hand {
            Hand::Mouse => p.press("button", &p.t("review-comment-add")),
            Hand::Keys => p.browser.key("Enter", "Enter", Modifier::Control),
        });
        p.until("the comment", "document.querySelector('#comments strong + *, #comments .md strong') !== null && document.querySelector('#comments .md strong').innerText === 'card'");
        assert_eq!(p.get("/projects/DEMO/cases/1/comments")["items"][0]["body"], "Which **card**?");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn files_of_a_case_are_selected_dropped_pasted_and_removed() {
    each_way(14, |p, _| {
        let folder = tempfile::tempdir().expect("folder");
        let (first, second) = (file(&folder, "first.txt", b"1"), file(&folder, "second.txt", b"2"));
        p.open("/DEMO/cases/2");
        let count = |p: &Person| case(p, 2)["attachments"].as_array().map_or(0, Vec::len);
        p.leaving(|p| {
            match p.hand {
                Hand::Mouse => p.press("LabelText", &p.t("web-cases-attach")),
                Hand::Keys => p.press("button", &p.t("web-cases-attach")),
            }
            p.browser.choose_files(&[&first]);
        });
        assert_eq!(count(p), 1);
        if p.hand == Hand::Mouse {
            p.leaving(|p| p.drop_on("heading", &p.t("gui-case-attachments"), &[&second]));
        } else {
            p.copy_picture();
            p.leaving(|p| p.browser.key("v", "KeyV", Modifier::Control));
        }
        assert_eq!(count(p), 2);
        p.look("two files");
        p.follow("button", &format!("{}: first.txt", p.t("web-cases-remove")));
        assert_eq!(p.asked(), [p.t("web-cases-file-ask")]);
        assert_eq!(count(p), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_version_is_compared_and_restored() {
    each_way(15, |p, _| {
        for description in ["By card", "In cash"] {
            p.api(Method::PATCH, "/projects/DEMO/cases/1", Some(json!({ "description": description })));
        }
        p.open("/DEMO/cases?selected_id=1");
        p.press("link", &p.t("web-cases-tab-history"));
        p.sees("In cash");
        // The second version is that of the link with a function.
        p.press("link", &format!("{} 3", p.t("web-cases-version")));
        p.until(
            "the version",
            "location.search.includes('version=') && document.querySelector('.new')?.innerText.includes('By card')",
        );
        p.look("a version");
        p.follow("button", &p.t("web-cases-restore-version"));
        assert_eq!(p.asked(), [p.fmt("web-cases-restore-ask", &[("number", "3".into())])]);
        assert_eq!(case(p, 1)["description"], "By card");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_goes_to_the_trash_and_comes_back() {
    each_way(16, |p, _| {
        p.open("/DEMO/cases?selected_id=2");
        p.follow("button", &p.t("web-cases-delete"));
        assert_eq!(p.asked(), [p.t("web-cases-delete-ask")]);
        p.until("it is gone", "!document.body.innerText.includes('voucher')");
        if p.width < 1000 {
            p.press("link", &p.t("web-cases-suites"));
            p.until("the suites", "location.search.includes('show=suites')");
        }
        p.press("link", &p.t("web-cases-trash"));
        p.press("link", "Pays by voucher");
        p.sees(&p.t("web-cases-in-trash"));
        p.look("a case of the trash");
        p.follow("button", &p.t("web-cases-restore"));
        assert_eq!(case(p, 2)["title"], "Pays by voucher with a very long title that wraps on every telephone");
        p.open("/DEMO/cases");
        p.sees("Pays by voucher");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_suite_is_created_renamed_and_deleted() {
    each_way(17, |p, _| {
        p.open(if p.width < 1000 { "/DEMO/cases?show=suites" } else { "/DEMO/cases" });
        p.follow("link", &p.t("web-cases-new-suite"));
        p.fill(&p.t("gui-field-title"), "Delivery");
        p.fill(&p.t("web-cases-parent"), "Cart");
        p.look("the form of a suite");
        p.follow("button", &p.t("web-cases-create-suite"));
        let suite = p.get("/projects/DEMO/suites/2");
        assert_eq!((&suite["title"], &suite["parent_id"]), (&json!("Delivery"), &json!(1)));
        p.follow("link", &p.t("web-cases-edit-suite"));
        p.fill(&p.t("gui-field-title"), "Dispatch");
        p.leaving(|p| p.browser.key("Enter", "Enter", Modifier::None));
        assert_eq!(p.get("/projects/DEMO/suites/2")["title"], "Dispatch");
        p.follow("link", &p.t("web-cases-edit-suite"));
        p.press("link", &p.t("web-cases-delete"));
        p.follow("button", &p.t("web-suite-delete"));
        assert_eq!(p.ask(crate::support::TOKEN, Method::GET, "/projects/DEMO/suites/2", None).0, 404);
    })
    .await;
}
