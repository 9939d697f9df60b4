//! Every page in a real Chromium: both languages and themes, three widths, no error, nothing refused by the policy, nothing that axe finds.

#[path = "tasks/mod.rs"]
mod tasks;

use super::browser::Browser as Client;
use crate::support::{TOKEN, World};
use crate::webhooks::{open_network, outgoing};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;
use testkit::chromium::Browser;
use testkit::skip::skip;
use voluptas_server::{OidcConfig, ServerConfig};

/// The text of axe, installed once per target folder; none where there is no npm or network.
pub fn axe() -> Option<String> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/server/web/axe");
    let target: PathBuf = Path::new(env!("CARGO_TARGET_TMPDIR")).join("server-axe");
    std::fs::create_dir_all(&target).expect("folder");
    for name in ["package.json", "package-lock.json"] {
        std::fs::copy(source.join(name), target.join(name)).expect("copy");
    }
    let script = target.join("node_modules/axe-core/axe.min.js");
    if !script.exists() {
        let Ok(install) = Command::new("npm").args(["ci", "--no-audit", "--no-fund"]).current_dir(&target).output() else {
            skip("npm is not there");
            return None;
        };
        if !install.status.success() {
            skip(&format!("npm ci: {}", String::from_utf8_lossy(&install.stderr)));
            return None;
        }
    }
    std::fs::read_to_string(script).ok()
}

/// Pages of the world that [`world`] makes.
const START: &[&str] = &[
    "/",
    "/account",
    "/sign-in",
    "/sessions",
    "/search?q=Pay",
    "/DEMO/functions",
    "/DEMO/functions?func=shop.pay",
    "/NONE/cases",
];
const CASES: &[&str] = &[
    "/DEMO/cases",
    "/DEMO/cases?selected_id=1",
    "/DEMO/cases?create=1",
    "/DEMO/cases/1",
    "/DEMO/cases/1?tab=results",
    "/DEMO/cases/1?tab=history",
    "/DEMO/cases/1?tab=discussion",
    "/DEMO/suites",
    "/DEMO/suites/1",
];
const RUNS: &[&str] = &[
    "/DEMO/runs",
    "/DEMO/runs/new",
    "/DEMO/runs/1",
    "/DEMO/runs/2",
    "/DEMO/runs/2/timeline",
    "/DEMO/runs/2/compare?with=1",
    "/DEMO/runs/3/execute",
    "/DEMO/trends",
    "/DEMO/import",
];
const SETTINGS: &[&str] = &[
    "/DEMO/settings",
    "/DEMO/settings/members",
    "/DEMO/settings/milestones",
    "/DEMO/settings/integrations",
    "/DEMO/settings/environments",
    "/DEMO/settings/tags",
    "/DEMO/settings/webhooks",
    "/server/users",
    "/server/users?user=1#user",
    "/server/projects",
    "/server/audit",
    "/server/health",
];
pub const PAGES: [&[&str]; 4] = [START, CASES, RUNS, SETTINGS];

/// Widths of a telephone, a small window and a large one.
const WIDTHS: [u32; 3] = [390, 1024, 1600];

/// With two runs, cases, a function, and a run by hand.
pub async fn world() -> World {
    world_with(None).await
}

/// The same, with a sign-in through a provider.
async fn world_with(oidc: Option<OidcConfig>) -> World {
    let w = World::demo_with(|config| ServerConfig { oidc, outgoing: Some(outgoing(open_network())), ..config }).await;
    w.post("/v1/suite/DEMO", json!({ "title": "Cart" })).await;
    let steps = json!([{ "action": "Open **the cart**", "expected_result": "It is there" }]);
    let case =
        json!({ "title": "Pays by card", "suite_id": 1, "tags": ["promo"], "steps": steps, "description": "A *long* text" });
    w.post("/v1/case/DEMO", case).await;
    w.post(
        "/v1/case/DEMO",
        json!({ "title": "Pays by voucher with a very long title that wraps on every telephone", "suite_id": 1 }),
    )
    .await;
    for (title, second) in [("Nightly", "passed"), ("Nightly", "failed")] {
        let run = w.post("/v1/run/DEMO", json!({ "title": title, "is_autotest": true })).await["id"].clone();
        let results = json!({ "results": [
            { "case_id": 1, "status": "passed", "time_ms": 1200 },
            { "case_id": 2, "status": second, "time_ms": 300, "comment": "expected 3, got 2", "stacktrace": "at cart.rs:12" },
        ] });
        w.post(&format!("/v1/result/DEMO/{run}/bulk"), results).await;
        w.post(&format!("/v1/run/DEMO/{run}/complete"), json!({})).await;
    }
    w.post("/v1/run/DEMO", json!({ "title": "By hand", "cases": [1, 2] })).await;
    let function = json!({ "func_id": "shop.pay", "fields": { "title": "Payment", "type": "Feature" } });
    let pairs = json!({ "pairs": [{ "func_id": "shop.pay", "case_id": 1 }] });
    for (path, body) in [("/api/v1/functions", function), ("/api/v1/projects/DEMO/mappings/link", pairs)] {
        let (status, answer) = w.send(reqwest::Method::POST, path, Some(body)).await;
        assert!(status.is_success(), "{answer}");
    }
    w
}

/// Opens an address in the present page.
pub(super) fn go(browser: &mut Browser, url: &str) {
    browser.call("Page.navigate", json!({ "url": url }));
    browser.until("the page is there", &format!("location.href === {} && document.readyState === 'complete'", json!(url)));
}

/// Gives the present page a sign-in, a language, a theme and a width.
pub fn open_session(browser: &mut Browser, root: &str, session: Option<&str>, lang: &str, theme: &str, width: u32) {
    let session = session.and_then(|session| session.split_once('='));
    for (name, value) in session.into_iter().chain([("voluptas_lang", lang), ("voluptas_theme", theme)]) {
        browser.call("Network.setCookie", json!({ "name": name, "value": value, "url": root, "httpOnly": true }));
    }
    resize(browser, width);
}

fn resize(browser: &mut Browser, width: u32) {
    let metrics = json!({ "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false });
    browser.call("Emulation.setDeviceMetricsOverride", metrics);
}

/// True if the page has to be moved sideways.
fn is_too_wide(browser: &mut Browser) -> bool {
    browser.value("document.documentElement.scrollWidth > innerWidth") == true
}

/// What is wrong with the present page.
pub fn faults(browser: &mut Browser, axe: &str, path: &str) -> Vec<String> {
    let mut faults: Vec<String> =
        browser.said.drain(..).filter(|said| !(path.starts_with("/NONE") && said.contains("404"))).collect();
    if is_too_wide(browser) {
        faults.push("wider than the window".to_owned());
    }
    browser.call("Runtime.evaluate", json!({ "expression": axe }));
    let found = browser.value(
        "axe.run().then(r => r.violations.map(v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.target.join(' ')).join(' | ')))",
    );
    faults.extend(found.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned));
    faults
}

/// Looks at pages in both languages and themes and at all widths. A page is loaded twice, so that each word and each colour is seen once: the
/// combinations change from page to page. Its width changes without a load, and axe reads it at one of them.
async fn are_sound(pages: &'static [&'static str]) {
    let w = world_with(Some(crate::oidc::unreachable())).await;
    let session = Client::open(&w, TOKEN).await.cookie.split(';').next().expect("pair").to_owned();
    let root = w.server.root_url();
    let look = move || {
        let Some(axe) = axe() else { return Vec::new() };
        let Some(mut browser) = Browser::start() else {
            skip("Chromium is not installed");
            return Vec::new();
        };
        browser.open(&format!("{root}/sign-in"), "document.readyState === 'complete'");
        let mut wrong = Vec::new();
        for (place, path) in pages.iter().enumerate() {
            let looks = [[("en", "light"), ("ru", "dark")], [("en", "dark"), ("ru", "light")]][place % 2];
            for (turn, (lang, theme)) in looks.into_iter().enumerate() {
                let narrow = WIDTHS[(place + turn) % 3];
                open_session(&mut browser, &root, Some(&session), lang, theme, narrow);
                go(&mut browser, &format!("{root}{path}"));
                for fault in faults(&mut browser, &axe, path) {
                    wrong.push(format!("{path} {lang} {theme} {narrow}: {fault}"));
                }
                for width in WIDTHS {
                    resize(&mut browser, width);
                    if is_too_wide(&mut browser) {
                        wrong.push(format!("{path} {lang} {theme} {width}: wider than the window"));
                    }
                }
            }
        }
        wrong
    };
    let wrong = tokio::task::spawn_blocking(look).await.expect("browser");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn home_search_and_functions_are_sound() {
    are_sound(START).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_cases_are_sound() {
    are_sound(CASES).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_runs_are_sound() {
    are_sound(RUNS).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_settings_are_sound() {
    are_sound(SETTINGS).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tabs_and_projects_are_whole_on_a_telephone() {
    let w = world().await;
    let session = Client::open(&w, TOKEN).await.cookie.split(';').next().expect("pair").to_owned();
    let root = w.server.root_url();
    let look = move || {
        let Some(mut browser) = Browser::start() else { return skip("Chromium is not installed") };
        browser.open(&format!("{root}/sign-in"), "document.readyState === 'complete'");
        for lang in ["en", "ru"] {
            open_session(&mut browser, &root, Some(&session), lang, "light", WIDTHS[0]);
            for (path, parts) in [("/DEMO/cases/1", ".tabs a"), ("/DEMO/cases/1", ".top nav a"), ("/", ".project-list td")] {
                go(&mut browser, &format!("{root}{path}"));
                let all = format!("[...document.querySelectorAll('{parts}')]");
                assert!(browser.value(&format!("{all}.length")).as_i64().is_some_and(|n| n > 3), "{path} {parts}");
                let is_cut = "at => at.left < 0 || at.right > innerWidth + 1";
                let cut = browser.value(&format!(
                    "{all}.filter(part => ({is_cut})(part.getBoundingClientRect())).map(part => part.innerText)"
                ));
                assert_eq!(cut, json!([]), "{path} {parts} {lang}");
            }
        }
    };
    tokio::task::spawn_blocking(look).await.expect("browser");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_status_of_a_case_and_the_list_of_runs_fit_a_small_window() {
    let w = world().await;
    let session = Client::open(&w, TOKEN).await.cookie.split(';').next().expect("pair").to_owned();
    let root = w.server.root_url();
    let look = move || {
        let Some(mut browser) = Browser::start() else { return skip("Chromium is not installed") };
        browser.open(&format!("{root}/sign-in"), "document.readyState === 'complete'");
        open_session(&mut browser, &root, Some(&session), "ru", "light", WIDTHS[1]);
        go(&mut browser, &format!("{root}/DEMO/cases?selected_id=1"));
        let fits = "(part => part.scrollWidth <= part.clientWidth)(document.querySelector('.detail-head .last > .row'))";
        assert_eq!(browser.value(fits), true);
        // The list of runs keeps its last column in view.
        go(&mut browser, &format!("{root}/DEMO/runs"));
        let is_whole = "(table => table.scrollWidth <= table.clientWidth)(document.querySelector('.runs').closest('.scroll'))";
        assert_eq!(browser.value(is_whole), true);
    };
    tokio::task::spawn_blocking(look).await.expect("browser");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_signs_in_searches_and_sees_news_by_keyboard_alone() {
    let w = world().await;
    let (root, client) = (w.server.root_url(), w.client.clone());
    let post = w.url("/v1/case/DEMO");
    let runtime = tokio::runtime::Handle::current();
    let work = move || {
        let Some(mut browser) = Browser::start() else { return skip("Chromium is not installed") };
        browser.open(
            &format!("{root}/DEMO/cases"),
            "document.activeElement?.name === 'token' || !!document.querySelector('[name=token]')",
        );
        browser.until("the token can be typed", "document.activeElement?.name === 'token'");
        browser.call("Input.insertText", json!({ "text": TOKEN }));
        enter(&mut browser);
        browser.until(
            "the page that was asked for",
            "location.pathname === '/DEMO/cases' && document.body.innerText.includes('Pays by card')",
        );
        browser.until("the news are heard", "document.documentElement.dataset.connected === 'true'");
        let add = client.post(&post).header("Token", TOKEN).json(&json!({ "title": "Came from elsewhere" })).send();
        assert!(runtime.block_on(add).expect("answer").status().is_success());
        browser.until("the new case", "document.body.innerText.includes('Came from elsewhere')");
        browser.call("Input.dispatchKeyEvent", json!({ "type": "keyDown", "key": "k", "code": "KeyK", "modifiers": 2 }));
        browser.until("the search has the focus", "document.activeElement?.name === 'q'");
        browser.call("Input.insertText", json!({ "text": "voucher" }));
        enter(&mut browser);
        browser.until("the search", "location.pathname === '/search' && document.body.innerText.includes('Pays by voucher')");
        browser.until(
            "the text can be continued",
            "document.activeElement.name === 'q' && document.activeElement.selectionStart === 7",
        );
        // The first page is a refusal with the form.
        browser.said.retain(|said| !said.contains("401"));
        assert_eq!(browser.said, Vec::<String>::new());
    };
    tokio::task::spawn_blocking(work).await.expect("browser");
}

pub(super) fn enter(browser: &mut Browser) {
    let key = |kind| json!({ "type": kind, "key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13, "text": "\r" });
    browser.call("Input.dispatchKeyEvent", key("keyDown"));
    browser.call("Input.dispatchKeyEvent", key("keyUp"));
}
