//! The form of a case in a real Chromium: chips, steps that are moved, drafts; import by drop and deletion of a suite. By mouse and by keyboard.

use super::browser::Browser as Client;
use super::chromium::{axe, enter, faults, go, open_session};
use crate::support::{TOKEN, World};
use serde_json::{Value, json};
use testkit::chromium::Browser;
use testkit::skip::skip;

/// A server with a suite and cases, and the session of a browser.
async fn world() -> (World, String) {
    let w = World::demo().await;
    for title in ["Cart", "Smoke"] {
        w.post("/v1/suite/DEMO", json!({ "title": title })).await;
    }
    let steps: Vec<Value> =
        ["First", "Second", "Third"].iter().map(|action| json!({ "action": action, "expected_result": "Seen" })).collect();
    w.post("/v1/case/DEMO", json!({ "title": "Pays by card", "suite_id": 1, "tags": ["promo"], "steps": steps })).await;
    w.post("/v1/case/DEMO", json!({ "title": "Refunds", "suite_id": 2, "tags": ["smoke"] })).await;
    let session = Client::open(&w, TOKEN).await.cookie.split(';').next().expect("pair").to_owned();
    (w, session)
}

/// Runs `work` in a signed-in browser; skipped where none is installed.
async fn in_browser(w: &World, session: String, work: impl FnOnce(&mut Browser, &str) + Send + 'static) {
    let root = w.server.root_url();
    let look = move || {
        let Some(mut browser) = Browser::start() else { return skip("Chromium is not installed") };
        browser.open(&format!("{root}/sign-in"), "document.readyState === 'complete'");
        open_session(&mut browser, &root, Some(&session), "en", "light", 1440);
        work(&mut browser, &root);
        assert_eq!(browser.said, Vec::<String>::new(), "nothing goes wrong in the page");
    };
    tokio::task::spawn_blocking(look).await.expect("browser");
}

/// Answers questions of the page with yes, and keeps their words.
const YES: &str = "window.confirm = (words) => { window.asked = words; return true; }";

/// Presses a key, with Alt (1), Ctrl (2) or nothing (0).
fn key(browser: &mut Browser, key: &str, modifiers: u8) {
    let code = match key {
        "ArrowUp" => 38,
        "ArrowDown" => 40,
        "ArrowLeft" => 37,
        "Backspace" => 8,
        "Enter" => 13,
        _ => 0,
    };
    for kind in ["rawKeyDown", "keyUp"] {
        let event = json!({ "type": kind, "key": key, "code": key, "modifiers": modifiers, "windowsVirtualKeyCode": code });
        browser.call("Input.dispatchKeyEvent", event);
    }
}

fn write(browser: &mut Browser, selector: &str, text: &str) {
    browser.value(&format!("document.querySelector({}).focus()", json!(selector)));
    browser.call("Input.insertText", json!({ "text": text }));
}

/// Saves the form by its key, and waits for the page that follows.
fn save(browser: &mut Browser) {
    browser.value("window.before = true; document.querySelector('[name=title]').focus()");
    key(browser, "Enter", 2);
    let ready =
        "!window.before && document.readyState === 'complete' && document.getElementById('case-form')?.dataset.ready === '1'";
    browser.until("the page that follows", ready);
}

/// Middle of an element.
fn middle(browser: &mut Browser, selector: &str) -> (f64, f64) {
    let of = format!(
        "(() => {{ const e = document.querySelector({}); e.scrollIntoView({{ block: 'center' }}); const r = e.getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]; }})()",
        json!(selector)
    );
    let at = browser.value(&of);
    (at[0].as_f64().expect("number"), at[1].as_f64().expect("number"))
}

fn mouse(browser: &mut Browser, kind: &str, (x, y): (f64, f64)) {
    browser.call("Input.dispatchMouseEvent", json!({ "type": kind, "x": x, "y": y, "button": "left", "clickCount": 1 }));
}

fn click(browser: &mut Browser, selector: &str) {
    let at = middle(browser, selector);
    mouse(browser, "mousePressed", at);
    mouse(browser, "mouseReleased", at);
}

fn chips(browser: &mut Browser, label: &str) -> Vec<String> {
    let all = browser
        .value(&format!("[...document.querySelectorAll('.chips[aria-label={label}] .chip .cut')].map(c => c.textContent)"));
    all.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

fn actions(browser: &mut Browser) -> Vec<String> {
    let all = browser.value("[...document.querySelectorAll('#steps [name=action]')].map(c => c.value)");
    all.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

fn sound(browser: &mut Browser) {
    if let Some(axe) = axe() {
        assert_eq!(faults(browser, &axe, "/DEMO/cases/1"), Vec::<String>::new());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn tags_and_suites_are_chips_by_keyboard_and_mouse() {
    let (w, session) = world().await;
    let work = |browser: &mut Browser, root: &str| {
        go(browser, &format!("{root}/DEMO/cases/1"));
        assert_eq!(chips(browser, "Tags"), ["promo"]);
        write(browser, ".chips[aria-label=Tags] > input", "api");
        enter(browser);
        browser.call("Input.insertText", json!({ "text": "slow, fast," }));
        assert_eq!(chips(browser, "Tags"), ["promo", "api", "slow", "fast"]);
        key(browser, "Backspace", 0);
        assert_eq!(chips(browser, "Tags"), ["promo", "api", "slow"]);
        key(browser, "ArrowLeft", 0);
        browser.until("the last chip has the keyboard", "document.activeElement.getAttribute('aria-label') === 'Remove: slow'");
        key(browser, "Backspace", 0);
        click(browser, ".chips[aria-label=Tags] [aria-label='Remove: promo']");
        assert_eq!(chips(browser, "Tags"), ["api"]);
        write(browser, ".chips[aria-label=Suites] > input", "Smoke");
        browser.until("suites are offered", "[...document.getElementById('suite-names').options].some(o => o.value === 'Smoke')");
        enter(browser);
        assert_eq!(chips(browser, "Suites"), ["Cart", "Smoke"]);
        click(browser, ".chips[aria-label=Suites] .lead");
        assert_eq!(chips(browser, "Suites"), ["Smoke", "Cart"]);
        sound(browser);
        save(browser);
        assert_eq!(chips(browser, "Tags"), ["api"]);
        assert_eq!(browser.value("location.hash"), "");
        assert_eq!(chips(browser, "Suites"), ["Smoke", "Cart"]);
    };
    in_browser(&w, session, work).await;
    let case = w.get("/v1/case/DEMO/1").await;
    assert_eq!((&case["suite_id"], &case["tags"][0]["title"]), (&json!(2), &json!("api")), "{case}");
}

#[tokio::test(flavor = "multi_thread")]
async fn steps_are_moved_inserted_and_removed() {
    let (w, session) = world().await;
    let body = json!({ "title": "Sign in", "steps": [{ "action": "Enter the name" }] });
    w.send(reqwest::Method::POST, "/api/v1/projects/DEMO/shared-steps", Some(body)).await;
    let work = |browser: &mut Browser, root: &str| {
        go(browser, &format!("{root}/DEMO/cases/1"));
        browser.value(YES);
        let from = middle(browser, "#steps > li:nth-child(3) [data-handle]");
        let to = browser.value("document.querySelector('#steps > li').getBoundingClientRect().y + 2").as_f64().expect("number");
        mouse(browser, "mousePressed", from);
        for y in [from.1 - 30.0, to + 20.0, to] {
            mouse(browser, "mouseMoved", (from.0, y));
        }
        mouse(browser, "mouseReleased", (from.0, to));
        assert_eq!(actions(browser), ["Third", "First", "Second"]);
        browser.value("document.querySelector('#steps > li:nth-child(3) [name=action]').focus()");
        key(browser, "ArrowUp", 1);
        assert_eq!(actions(browser), ["Third", "Second", "First"]);
        assert_eq!(browser.value("document.activeElement.value"), "Second", "the field keeps the keyboard");
        assert_eq!(browser.text("#said"), "Step moved to place 2");
        browser.value("document.querySelector('#steps > li [data-handle]').focus()");
        key(browser, "ArrowDown", 0);
        assert_eq!(actions(browser), ["Second", "Third", "First"]);
        click(browser, "#steps > li:nth-child(2) [data-add]");
        browser.call("Input.insertText", json!({ "text": "Between" }));
        assert_eq!(actions(browser), ["Second", "Third", "Between", "First"]);
        click(browser, "#steps > li:nth-child(4) [data-remove]");
        assert_eq!(browser.value("window.asked"), "Remove this step?");
        click(browser, "[data-insert-shared]");
        assert_eq!(actions(browser), ["Second", "Third", "Between", "Sign in"]);
        assert_eq!(browser.value("[...document.querySelectorAll('#steps [data-n]')].map(n => n.textContent).join()"), "1,2,3,4");
        sound(browser);
        save(browser);
        assert_eq!(browser.value("document.querySelectorAll('#steps > li .shared').length"), 1);
    };
    in_browser(&w, session, work).await;
    let case = w.send(reqwest::Method::GET, "/api/v1/projects/DEMO/cases/1", None).await.1;
    let stored: Vec<&str> = case["steps"].as_array().into_iter().flatten().filter_map(|step| step["action"].as_str()).collect();
    assert_eq!(stored[..3], ["Second", "Third", "Between"], "{case}");
    assert!(case["steps"][3]["shared"].is_string(), "{case}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_survives_a_crash_and_never_covers_a_newer_version() {
    let (w, session) = world().await;
    let (client, address) = (w.client.clone(), w.url("/v1/case/DEMO/1"));
    let runtime = tokio::runtime::Handle::current();
    let work = move |browser: &mut Browser, root: &str| {
        let case = format!("{root}/DEMO/cases/1");
        let ready = "document.getElementById('case-form')?.dataset.ready === '1'";
        go(browser, &case);
        write(browser, "[name=description]", "Typed before the crash");
        browser.until(
            "the draft is kept",
            "document.querySelector('[data-draft-status]').textContent.startsWith('Draft saved at ')",
        );
        // Another page of the same browser, as after a crash.
        browser.open(&case, ready);
        assert_eq!(browser.value("document.querySelector('[name=description]').value"), "", "nothing is applied by itself");
        assert!(browser.text("#case-form .notice").contains("was not saved."));
        sound(browser);
        click(browser, "[data-restore]");
        browser.until("the draft is there", "document.querySelector('[name=description]')?.value === 'Typed before the crash' && !!document.querySelector('#case-form[data-ready][data-dirty]')");
        save(browser);
        assert_eq!(browser.value("document.querySelector('[name=description]').value"), "Typed before the crash");
        assert_eq!(browser.value("!!document.querySelector('form[data-dirty]')"), false);
        browser.open(&case, ready);
        assert_eq!(browser.value("Object.keys(localStorage).filter(k => k.startsWith('voluptas-draft:')).length"), 0);
        // Somebody saves another version while a draft waits.
        write(browser, "[name=preconditions]", "Mine");
        browser.until("the draft is kept", "document.querySelector('[data-draft-status]').textContent !== ''");
        let change = client.patch(&address).header("Token", TOKEN).json(&json!({ "preconditions": "Theirs" })).send();
        assert!(runtime.block_on(change).expect("answer").status().is_success());
        browser.open(&case, ready);
        assert!(browser.text("#case-form .notice").contains("the case changed since"));
        assert_eq!(browser.value("document.querySelector('[name=preconditions]').value"), "Theirs");
        click(browser, "[data-restore]");
        browser.until("the draft is there", "document.querySelector('[name=preconditions]')?.value === 'Mine' && !!document.querySelector('#case-form[data-ready]')");
        browser.value("document.querySelector('[name=title]').focus()");
        key(browser, "Enter", 2);
        browser.until(
            "both are shown",
            "document.body.innerText.includes('Theirs') && document.querySelector('[name=preconditions]').value === 'Mine'",
        );
        // The 412 of the conflict is an answer that the page is made of.
        browser.said.retain(|said| !said.contains("412"));
        browser.open(&case, ready);
        browser.value("document.querySelector('form[action=\"/sign-out\"] button').click()");
        browser.until("signed out", "location.pathname === '/sign-out' && document.readyState === 'complete'");
        assert_eq!(browser.value("Object.keys(localStorage).filter(k => k.startsWith('voluptas-draft:')).length"), 0);
    };
    in_browser(&w, session, work).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_file_of_cases_becomes_cases() {
    let (w, session) = world().await;
    let work = |browser: &mut Browser, root: &str| {
        go(browser, &format!("{root}/DEMO/import"));
        let drop = "(() => { const all = new DataTransfer(); all.items.add(new File(['title,suite\\nNew one,Cart\\nRefunds,Smoke\\n'], 'cases.csv')); \
                    document.querySelector('#import-cases .drop-zone').dispatchEvent(new DragEvent('drop', { dataTransfer: all, bubbles: true, cancelable: true })); })()";
        browser.value(drop);
        browser.until("the plan", "location.pathname.startsWith('/DEMO/import/cases/') && document.body.innerText.includes('1 new, 0 changed, 1 unchanged')");
        sound(browser);
        click(browser, ".rows-plan [name=take]");
        browser.until("the row is left out", "document.body.innerText.includes('1 deselected by you')");
        click(browser, ".rows-plan [name=take]");
        browser.until("the row is taken", "document.body.innerText.includes('1 new, 0 changed, 1 unchanged')");
        browser.value("document.querySelector('select[name=match]').focus()");
        key(browser, "Enter", 2);
        browser.until(
            "the summary",
            "document.body.innerText.includes('Created: 1') && !!document.querySelector('a[href=\"/DEMO/cases/3\"]')",
        );
        sound(browser);
    };
    in_browser(&w, session, work).await;
    assert_eq!(w.get("/v1/case/DEMO/3").await["title"], "New one");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_suite_is_deleted_by_keyboard_and_its_cases_stay() {
    let (w, session) = world().await;
    let work = |browser: &mut Browser, root: &str| {
        go(browser, &format!("{root}/DEMO/suites/1"));
        browser.value("document.querySelector('#delete summary').focus()");
        enter(browser);
        browser.until("the question is open", "document.getElementById('delete').open");
        sound(browser);
        browser.value("document.querySelector('[name=cases][value=suite]').focus()");
        browser.press(" ");
        write(browser, "[name=target]", "Smoke");
        enter(browser);
        browser.until("the list", "location.pathname === '/DEMO/cases'");
    };
    in_browser(&w, session, work).await;
    assert_eq!(w.get("/v1/case/DEMO/1").await["suite_id"], 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn back_and_forward_work_and_no_page_stays_in_the_browser() {
    let (w, session) = world().await;
    let work = |browser: &mut Browser, root: &str| {
        let shows = |number: u8| {
            format!(
                "location.search.includes('selected_id={number}') && document.querySelector('#detail [name=title]')?.value === '{}'",
                if number == 1 { "Pays by card" } else { "Refunds" }
            )
        };
        go(browser, &format!("{root}/DEMO/cases"));
        for number in [1, 2] {
            click(browser, &format!(".case-row[href*='selected_id={number}']"));
            browser.until("the case", &shows(number));
        }
        for (step, number) in [("back", 1), ("forward", 2), ("back", 1)] {
            let begun = std::time::Instant::now();
            browser.value(&format!("history.{step}()"));
            browser.until("the case again", &shows(number));
            assert!(begun.elapsed() < std::time::Duration::from_secs(3), "{step}: {:?}", begun.elapsed());
        }
        assert_eq!(browser.value("sessionStorage.getItem('htmx-history-cache')"), Value::Null);
    };
    in_browser(&w, session, work).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_buttons_of_theme_and_language_lose_no_typed_text() {
    let (w, session) = world().await;
    let work = |browser: &mut Browser, root: &str| {
        let theme = "form[action=\"/preferences\"] button[name=theme]";
        go(browser, &format!("{root}/DEMO/cases/1"));
        write(browser, "[name=description]", "Typed before the dark");
        click(browser, theme);
        browser.until(
            "the dark page offers the draft",
            "document.documentElement.dataset.theme === 'dark' && !!document.querySelector('#case-form .notice [data-restore]')",
        );
        click(browser, "[data-restore]");
        browser.until("the draft is there", "document.querySelector('[name=description]')?.value === 'Typed before the dark' && !!document.querySelector('#case-form[data-ready]')");
        save(browser);
        // A form without drafts asks.
        go(browser, &format!("{root}/DEMO/settings/milestones"));
        browser.value("window.confirm = (words) => { window.asked = words; return false; }");
        write(browser, "form:not([action='/preferences']) [name=title]", "Release 5");
        click(browser, theme);
        browser.until("the question", "window.asked === 'Leave without saving your changes?'");
        assert_eq!(browser.value("document.querySelector('main [name=title]').value"), "Release 5");
        assert_eq!(browser.value("document.documentElement.dataset.theme"), "dark");
        browser.value(YES);
        click(browser, theme);
        browser.until("the theme of the system", "document.documentElement.dataset.theme === 'system'");
    };
    in_browser(&w, session, work).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_case_gives_the_keyboard_to_the_wrong_chips() {
    let (w, session) = world().await;
    let work = |browser: &mut Browser, root: &str| {
        go(browser, &format!("{root}/DEMO/cases/1"));
        write(browser, ".chips[aria-label=Suites] > input", "Nowhere");
        enter(browser);
        browser.value("document.querySelector('[name=title]').focus()");
        key(browser, "Enter", 2);
        let focused = "document.activeElement.closest('.chips')?.getAttribute('aria-label') === 'Suites' && document.activeElement.getAttribute('aria-invalid') === 'true'";
        browser.until("the field of the suites", focused);
        browser.said.retain(|said| !said.contains("422"));
        sound(browser);
        go(browser, &format!("{root}/DEMO/cases"));
        click(browser, "a[href*='create=1']");
        browser.until("the title of a new case", "document.activeElement.name === 'title'");
    };
    in_browser(&w, session, work).await;
}
