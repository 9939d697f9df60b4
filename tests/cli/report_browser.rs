//! The HTML report of 100,000 results in a real Chromium, driven through its DevTools protocol.

use crate::report::{HOSTILE, write_hostile, write_large};
use crate::same_titles::twins;
use crate::support::Home;
use crate::untested::waiting;
use serde_json::{Value, json};
use std::path::Path;
use testkit::bench_files;
use testkit::chromium::Browser;
use testkit::skip::skip;

/// True when a report has its rows.
const READY: &str = "document.documentElement.dataset.ready === 'true'";

fn file_url(file: &Path) -> String {
    format!("file://{}", file.display())
}

#[test]
fn a_page_of_100000_results_works_in_a_browser() {
    let Some(mut browser) = Browser::start() else { return skip("Chromium is not installed") };
    let home = Home::new();
    bench_files::write(&home.path().join("bench"), bench_files::Kind::Junit, 100_000, 1, 1).expect("files");
    write_hostile(&home.path().join("hostile"));
    home.run(&["ingest", "bench", "hostile", "--project", "SHOP", "--run-name", HOSTILE[0]]).expect(0);
    home.run(&["report", "--project", "SHOP", "--out", "r.html"]).expect(0);
    browser.open(&file_url(&home.path().join("r.html")), READY);

    // Only what is visible is in the document, and the failures are shown first.
    let rows = "document.querySelectorAll('#list .row').length";
    let count = browser.value(rows).as_u64().expect("number");
    assert!((5..100).contains(&count), "{count} rows in the document");
    assert_eq!(browser.value("document.querySelector('[data-chip=failed]').getAttribute('aria-pressed')"), "true");
    assert!(browser.text("#chips").contains("100,008"), "{}", browser.text("#chips"));

    // Search by the keyboard.
    browser.press("/");
    assert_eq!(browser.value("document.activeElement.id"), "search");
    browser.call("Input.insertText", json!({"text": "article 4242"}));
    browser.click("[data-chip=All]");
    browser.until("the search is shown", "document.querySelector('[data-chip=All] .num').textContent === '20'");
    assert!(browser.text("#list").contains("checks article 4242"), "{}", browser.text("#list"));

    // Filter: failed ones alone, none of the search.
    browser.value("document.getElementById('search').focus()");
    browser.press("Escape");
    browser.click("[data-chip=failed]");
    browser.until(
        "failures alone",
        "[...document.querySelectorAll('#list .row:not(.group) .icon')].every(i => i.classList.contains('s-failed'))",
    );

    // Open hostile failures: every text stays text, and links lead to pages alone.
    for (at, name) in HOSTILE.iter().enumerate() {
        let word = ["globalThis.ran = 1", "onerror", "<!--", "quot", "nul ", "separator", "right to left"][at];
        browser.value("document.getElementById('search').focus(); document.getElementById('search').select()");
        browser.call("Input.insertText", json!({"text": format!("hostile. {word}")}));
        browser.press("Enter");
        // A group comes before its only row.
        browser.press("j");
        browser.until(name, &format!("document.querySelector('#detail h2')?.textContent.includes({})", json!(word)));
        assert!(browser.text("#detail .steps").contains("nested"), "{name}");
        assert_eq!(browser.value("[...document.querySelectorAll('#detail a')].map(a => a.protocol).join()"), "https:");
    }
    browser.value("document.querySelectorAll('#detail .file > button').forEach(b => b.click())");
    browser.until("the files are shown as text", "document.querySelectorAll('#detail .file pre').length === 2");
    assert!(browser.text("#detail .file pre").contains("<script>"));
    assert_eq!(browser.value("document.querySelectorAll('#detail [role=tab]').length"), 2, "both attempts");
    assert_eq!(browser.value("typeof globalThis.ran"), "undefined", "hostile text ran");
    assert_eq!(browser.value("document.querySelectorAll('img, iframe, object, embed').length"), 0);
    assert_eq!(browser.value("document.scripts.length < 1100"), true);

    // Language and theme, kept in the address.
    browser.click("[data-lang=ru]");
    browser.until("Russian", "document.documentElement.lang === 'ru'");
    assert!(browser.text("#chips").contains("Провалено"));
    assert!(browser.text("#detail > header b").contains("Провален"), "{}", browser.text("#detail > header"));
    let light = browser.value("getComputedStyle(document.body).backgroundColor");
    browser.click("[data-theme-of=dark]");
    browser.until("dark", "document.documentElement.dataset.theme === 'dark'");
    assert_ne!(browser.value("getComputedStyle(document.body).backgroundColor"), light);
    let hash = browser.value("location.hash");
    assert!(hash.as_str().is_some_and(|h| h.contains("lang=ru") && h.contains("theme=dark")), "{hash}");
    browser.call("Page.reload", json!({}));
    browser.until("the page again", "document.documentElement.dataset.ready === 'true'");
    assert_eq!(browser.value("document.documentElement.lang + document.documentElement.dataset.theme"), "rudark");

    // Nothing was refused by the policy, and no error was thrown.
    assert!(browser.said.is_empty(), "{:?}", browser.said);
}

#[test]
fn a_page_finds_tests_in_pieces_of_different_length() {
    let Some(mut browser) = Browser::start() else { return skip("Chromium is not installed") };
    let home = Home::new();
    write_large(&home.path().join("large.xml"));
    home.run(&["ingest", "large.xml", "--project", "SHOP"]).expect(0);
    home.run(&["report", "--project", "SHOP", "--out", "r.html"]).expect(0);
    browser.open(&file_url(&home.path().join("r.html")), READY);
    for (n, message) in [(0, "got 0"), (22, "got 22"), (24, "got 24"), (25, "got 25"), (124, "got 124"), (149, "got 149")] {
        browser.value(&format!("location.hash = 'r={n}'"));
        browser.call("Page.reload", json!({}));
        browser.until(
            &format!("the details of test {n}"),
            &format!("document.querySelector('#detail pre')?.textContent.startsWith('{message}')"),
        );
        assert_eq!(browser.text("#detail h2"), format!("t{n}"));
    }
    // Of a message of 2 MB the beginning is shown, and all of it on demand.
    browser.value("location.hash = 'r=21'");
    browser.until("the details of test 21", "document.querySelector('#detail h2')?.textContent === 't21'");
    let length = "document.querySelector('#detail pre.message').textContent.length";
    assert_eq!(browser.value(length), 100_000);
    let button = "#detail pre.message + button";
    assert!(browser.text(button).contains("Show all (2.0 MB)"), "{}", browser.text(button));
    assert_eq!(browser.value("document.querySelector('#detail pre.message').scrollWidth < 1440"), true, "the word is broken");
    browser.click(button);
    assert_eq!((browser.value(length), browser.text(button)), (json!(2_000_000), String::new()));
    // In parts, because a browser takes half a minute for a line of that length.
    assert_eq!(browser.value("document.querySelectorAll('#detail pre.message .chunk').length"), 95);
    assert!(browser.said.is_empty(), "{:?}", browser.said);
}

#[test]
fn every_facet_and_number_has_room() {
    let Some(mut browser) = Browser::start() else { return skip("Chromium is not installed") };
    let home = Home::new();
    let results = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/samples/allure-results");
    home.run(&["ingest", results, "--project", "SHOP"]).expect(3);
    for lang in ["en", "ru"] {
        home.run(&["--lang", lang, "report", "--project", "SHOP", "--out", "r.html"]).expect(0);
        browser.open(&file_url(&home.path().join("r.html")), READY);
        let facets = browser.value("document.querySelectorAll('#facets button, #facets option').length");
        assert!(facets.as_u64() > Some(3), "{facets}");
        assert_eq!(browser.value("document.getElementById('facets').offsetHeight < 36"), true, "{lang}: facets in one line");
        let cut = "(box => [...box.children].filter(b => b.getBoundingClientRect().right > box.getBoundingClientRect().right + 1).length)\
                   (document.querySelector('#facets'))";
        assert_eq!(browser.value(cut), 0, "{lang}: facets that are cut");
        let lines = "new Set([...document.querySelectorAll('.totals > div')].map(e => e.offsetTop)).size";
        assert_eq!(browser.value(lines), 1, "{lang}: the four numbers stand in one line");
        let date = if lang == "en" { "15\u{a0}Jan\u{a0}2026" } else { "15\u{a0}янв\u{a0}2026" };
        assert!(browser.text("body").contains(date), "{lang}");
    }
}

/// A run before with a test more, and a run with a failure, many facts and an own rule with the name of a default.
fn write_two_runs(home: &Home) {
    let write = |folder: &str, name: &str, value: &str| {
        std::fs::create_dir_all(home.path().join(folder)).expect("folder");
        std::fs::write(home.path().join(folder).join(name), value).expect("file written");
    };
    let result = |name: &str, suite: &str, status: &str| {
        json!({
            "uuid": format!("{name}{status}"), "historyId": name, "name": name, "fullName": format!("shop.{name}"), "status": status,
            "start": 1_000, "stop": 1_500, "labels": [{"name": "suite", "value": suite}], "statusDetails": {"message": name},
        })
        .to_string()
    };
    for name in ["pays", "sends", "ships"] {
        write("first", &format!("{name}-result.json"), &result(name, "Shop", "passed"));
    }
    write("second", "pays-result.json", &result("pays", "Cart", "failed"));
    write("second", "sends-result.json", &result("sends", "Mail", "failed"));
    let facts: String = (0..14).map(|n| format!("Name{n}=value {n}\n")).collect();
    write("second", "environment.properties", &facts);
    write("second", "categories.json", "[{\"name\": \"Product defects\", \"messageRegex\": \"pays\"}]");
    std::fs::write(home.path().join("voluptas.gate.toml"), "max-failures = 1\n").expect("rules");
    home.run(&["ingest", "first", "--project", "SHOP", "--run-name", "Nightly"]).expect(0);
}

#[test]
fn a_page_shows_gate_missing_tests_and_all_values_and_fits_a_phone() {
    let Some(mut browser) = Browser::start() else { return skip("Chromium is not installed") };
    let home = Home::new();
    write_two_runs(&home);
    home.run(&["ingest", "second", "--project", "SHOP", "--run-name", "Nightly"]).expect(6);
    home.run(&["report", "--project", "SHOP", "--out", "r.html"]).expect(0);
    browser.open(&file_url(&home.path().join("r.html")), READY);

    // A pass rate says of what it is a share.
    assert!(browser.text(".share").contains("of 2 executed"), "{}", browser.text(".share"));

    // None of two after three of three, in the unit and with the sign that the window has.
    assert!(browser.text(".share").contains("\u{2212}100.0\u{a0}pp from #1"), "{}", browser.text(".share"));

    // The quality gate with its broken rule.
    assert!(browser.text(".gate").contains("Quality gate failed"), "{}", browser.text(".gate"));
    browser.click("button.gate");
    assert!(browser.text("dialog[open]").contains("Failures: 2, limit 1"), "{}", browser.text("dialog[open]"));
    browser.close_dialog();

    // Facts that have no room are behind a button; missing tests are no fact.
    assert!(browser.text("#all-values").contains("All 14 values"), "{}", browser.text("#all-values"));
    assert_eq!(browser.value("document.getElementById('all-values').hidden"), false);
    assert!(!browser.text(".env").contains("ships"));
    browser.click("#all-values");
    assert!(browser.text("dialog[open]").contains("value 13"));
    browser.close_dialog();
    browser.click("[data-chip='Missing tests']");
    assert_eq!(browser.text("#list"), "ships");
    browser.click("[data-chip=failed]");
    assert_eq!(browser.value("document.querySelectorAll('#list .row.group').length"), 2);

    // A search narrows the tree and shows the details of what it finds.
    browser.value("document.getElementById('search').focus()");
    browser.call("Input.insertText", json!({"text": "sends"}));
    browser.until("the details follow", "document.querySelector('#detail h2')?.textContent === 'sends'");
    assert!(browser.text("#tree").contains("Mail") && !browser.text("#tree").contains("Cart"), "{}", browser.text("#tree"));
    browser.value("document.getElementById('search').focus()");
    browser.press("Escape");

    // One category of one name.
    browser.value(
        "(s => { s.value = 'category'; s.dispatchEvent(new Event('change')) })([...document.querySelectorAll('select')].pop())",
    );
    assert_eq!(browser.value("document.querySelectorAll('#list .row.group').length"), 1, "{}", browser.text("#list"));

    for (width, height) in [(1440, 900), (1000, 680), (390, 844)] {
        let size = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
        browser.call("Emulation.setDeviceMetricsOverride", size);
        let wide = browser.value("document.documentElement.scrollWidth <= innerWidth");
        assert_eq!(wide, true, "{width}: the page is not wider than the window");
        let cut =
            "[...document.querySelectorAll('#chips button')].filter(b => b.getBoundingClientRect().right > innerWidth).length";
        assert_eq!(browser.value(&format!("innerWidth < 760 || {cut} === 0")), true, "{width}: no chip is cut");
    }
    // A phone has most of its height for the results, and the rest behind the tabs.
    let top = browser.value("document.querySelector('#list').getBoundingClientRect().top").as_f64().expect("number");
    assert!(top < 400.0, "{top}");
    browser.click("[data-tab-of=suites]");
    assert_eq!(
        browser.value("document.querySelector('#tree').offsetHeight > 300 && !document.querySelector('#list').offsetHeight"),
        true
    );
    browser.click("[data-tab-of=environment]");
    assert!(browser.text(".env").contains("value 13"));
    browser.click("[data-tab-of=results]");
    assert!(browser.said.is_empty(), "{:?}", browser.said);
}

#[test]
fn a_page_lists_cases_without_a_result() {
    let Some(mut browser) = Browser::start() else { return skip("Chromium is not installed") };
    let home = waiting();
    home.run(&["report", "--project", "SHOP", "--run", "2", "--out", "r.html"]).expect(0);
    browser.open(&file_url(&home.path().join("r.html")), READY);
    assert!(browser.text("#list-title").contains("Tests: 25"), "{}", browser.text("#list-title"));
    assert!(browser.text("[data-chip=untested]").contains("25"), "{}", browser.text("#chips"));
    browser.value("location.hash = 'r=24'");
    browser.until("the details of the last case", "document.querySelector('#detail h2')?.textContent === 'Checks 25'");
    let detail = browser.text("#detail");
    assert!(detail.contains("Untested") && detail.contains("Not executed") && detail.contains("SHOP-25"), "{detail}");
    assert!(browser.said.is_empty(), "{:?}", browser.said);
}

#[test]
fn values_of_the_environment_are_whole_or_behind_a_button() {
    let Some(mut browser) = Browser::start() else { return skip("Chromium is not installed") };
    let home = Home::new();
    std::fs::create_dir(home.path().join("in")).expect("folder");
    home.file("in/r.xml", "<testsuite name='s'><testcase name='t' classname='c'/></testsuite>");
    let long = "https://stage.example.org/shop/cart";
    let all =
        format!("Stand={long}\nBrowser=Chromium 140.0.7339.127 headless\nCommit=0123456789abcdef0123456789abcdef01234567\n");
    home.file("in/environment.properties", &all);
    home.run(&["ingest", "in", "--project", "SHOP"]).expect(0);
    home.run(&["report", "--project", "SHOP", "--out", "r.html"]).expect(0);
    browser.open(&file_url(&home.path().join("r.html")), READY);
    for (width, height) in [(1920, 1080), (1440, 900), (1280, 720)] {
        let size = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
        browser.call("Emulation.setDeviceMetricsOverride", size);
        browser.value("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
        let cut = "[...document.querySelectorAll('.facts > div')].filter(line => line.style.visibility !== 'hidden')\
                   .flatMap(line => [...line.children]).filter(e => e.scrollWidth > e.clientWidth || e.scrollHeight > e.clientHeight + 1)\
                   .map(e => e.textContent).join()";
        assert_eq!(browser.value(cut), "", "{width}: values that are cut");
        let (hidden, button) = (
            browser.value("[...document.querySelectorAll('.facts > div')].some(line => line.style.visibility === 'hidden')"),
            browser.value("!document.getElementById('all-values').hidden"),
        );
        assert_eq!(hidden, button, "{width}: what has no room is behind the button");
        assert!(browser.text(".facts").contains(long), "{width}: {}", browser.text(".facts"));
        assert_eq!(browser.value("getComputedStyle(document.querySelector('.facts dd')).userSelect"), "auto");
    }
    assert!(browser.said.is_empty(), "{:?}", browser.said);
}

/// A failure with a trace of long lines and a message with words of many lengths.
fn write_trace(home: &Home) {
    let frame = "at com.example.shop.checkout.payment.gateway.PaymentGatewayTransactionProcessor.executeWithRetry(PaymentGatewayTransactionProcessor.java:1234)";
    let trace: String = (0..12).map(|n| format!("\t{frame} frame {n}\n")).collect();
    let message = format!("Expected the confirmation of the payment within thirty seconds, but got {}", "x".repeat(400));
    home.file(
        "trace.xml",
        &format!(
            "<testsuite name='s'><testcase classname='c' name='pays'><failure message='{message}'>Error\n{trace}</failure></testcase></testsuite>"
        ),
    );
    home.run(&["ingest", "trace.xml", "--project", "SHOP"]).expect(0);
}

#[test]
fn a_trace_keeps_its_lines_and_a_message_its_words() {
    let Some(mut browser) = Browser::start() else { return skip("Chromium is not installed") };
    let home = Home::new();
    write_trace(&home);
    home.run(&["report", "--project", "SHOP", "--out", "r.html"]).expect(0);
    browser.open(&file_url(&home.path().join("r.html")), READY);
    browser.value("document.body.classList.add('show-detail')");
    browser.until("the details", "!!document.querySelector('#detail pre.trace')");
    for (width, height) in [(1440, 900), (390, 844)] {
        let size = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
        browser.call("Emulation.setDeviceMetricsOverride", size);
        let fits = "document.documentElement.scrollWidth <= innerWidth && document.getElementById('detail').scrollWidth <= \
                    document.getElementById('detail').clientWidth";
        assert_eq!(browser.value(fits), true, "{width}: page and details do not scroll sideways");
        // As many lines on the screen as in the text, and a scroll bar of the box for them.
        let lines = "(text => new Set([...(r => (r.selectNodeContents(text), r))(document.createRange()).getClientRects()]\
                     .filter(r => r.width).map(r => Math.round(r.top))).size)(document.querySelector('#detail pre.trace'))";
        assert_eq!(browser.value(lines), 13, "{width}: lines of the trace");
        let scrolls = "(e => e.scrollWidth > e.clientWidth)(document.querySelector('#detail pre.trace'))";
        assert_eq!(browser.value(scrolls), true, "{width}: the box of the trace scrolls");
        // Each word but the one that is longer than a line stands in one line.
        let broken = "(text => [...text.data.matchAll(/\\S+/g)].filter(word => { const r = document.createRange(); \
                      r.setStart(text, word.index); r.setEnd(text, word.index + word[0].length); return r.getClientRects().length > 1 })\
                      .map(word => word[0].slice(0, 5)).join())(document.querySelector('#detail pre.message').firstChild)";
        assert_eq!(browser.value(broken), "xxxxx", "{width}: words in two lines");
        let message = "(e => e.scrollWidth <= e.clientWidth)(document.querySelector('#detail pre.message'))";
        assert_eq!(browser.value(message), true, "{width}: the message does not scroll");
    }
    assert!(browser.said.is_empty(), "{:?}", browser.said);
}

#[test]
fn a_link_to_a_result_shows_it_on_a_phone() {
    let Some(mut browser) = Browser::start() else { return skip("Chromium is not installed") };
    let home = Home::new();
    write_trace(&home);
    home.run(&["report", "--project", "SHOP", "--out", "r.html"]).expect(0);
    browser.open(&file_url(&home.path().join("r.html")), READY);
    let phone = json!({"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": false});
    browser.call("Emulation.setDeviceMetricsOverride", phone);
    browser.until("the page is small", "innerWidth === 390");
    assert_eq!(browser.value("document.body.classList.contains('show-detail')"), false, "the list comes first");
    browser.value("(location.hash = '#r=0', location.reload())");
    browser
        .until("the details", "document.body.classList.contains('show-detail') && !!document.querySelector('#detail pre.trace')");
    assert!(browser.said.is_empty(), "{:?}", browser.said);
}

#[test]
fn a_page_tells_tests_of_one_title_apart() {
    let Some(mut browser) = Browser::start() else { return skip("Chromium is not installed") };
    let home = twins();
    home.run(&["report", "--project", "SHOP", "--out", "r.html"]).expect(0);
    browser.open(&file_url(&home.path().join("r.html")), READY);
    let rows = "[...document.querySelectorAll('#list .row:not(.group)')].map(e => e.innerText.split('\\n').slice(0, 2).join(' ').trim())";
    let names = browser.value(&format!("{rows}.map(text => text.replace(/\\s*(New failure|2.00).*/s, '')).join('; ')"));
    assert_eq!(names, "pays SHOP-1; sends; pays SHOP-3");
    // The code that is shown is found.
    browser.value("document.getElementById('search').focus()");
    browser.call("Input.insertText", json!({"text": "shop-3"}));
    browser.until("the search is shown", "document.querySelector('[data-chip=All] .num').textContent === '1'");
    assert!(browser.said.is_empty(), "{:?}", browser.said);
}

/// A result of Allure with these members besides its name.
fn write_result(home: &Home, folder: &str, n: usize, name: &str, status: &str, more: &Value) {
    let mut result = json!({
        "uuid": format!("{name}-{n}"), "historyId": name, "name": name, "status": status, "start": 1_000 + n, "stop": 2_000 + n,
    });
    for (key, value) in more.as_object().into_iter().flatten() {
        result[key] = value.clone();
    }
    std::fs::create_dir_all(home.path().join(folder)).expect("folder");
    let file = home.path().join(folder).join(format!("{n}-{}-result.json", name.chars().take(8).collect::<String>()));
    std::fs::write(file, result.to_string()).expect("file written");
}

#[test]
fn long_words_of_values_titles_and_steps_begin_with_a_part() {
    let Some(mut browser) = Browser::start() else { return skip("Chromium is not installed") };
    let home = Home::new();
    let word = |letter: &str| letter.repeat(20_000);
    let more = json!({
        "fullName": word("n"),
        "labels": [{"name": "owner", "value": word("l")}, {"name": "k".repeat(20_000), "value": "short"}],
        "parameters": [{"name": "size", "value": word("p")}],
        "steps": [{"name": word("s"), "status": "passed", "start": 1, "stop": 2}],
    });
    write_result(&home, "in", 0, &word("t"), "passed", &more);
    home.run(&["ingest", "in", "--project", "SHOP"]).expect(0);
    home.run(&["report", "--project", "SHOP", "--out", "r.html"]).expect(0);
    browser.open(&file_url(&home.path().join("r.html")), READY);
    browser.until("the details", "!!document.querySelector('#detail .steps')");
    // Of each text the beginning is in the document, whatever its length in the file is.
    let longest = "Math.max(...[...document.querySelectorAll('#detail bdi, #list bdi')].map(e => e.textContent.length))";
    assert_eq!(browser.value(longest), 1000);
    let buttons = browser.value("document.querySelectorAll('#detail .link').length");
    assert!(buttons.as_u64() >= Some(4), "{buttons} texts have more");
    browser.click("#detail .steps .link");
    assert_eq!(browser.value("document.querySelector('#detail .steps bdi').textContent.length"), 20_000);
    let parts = "Math.max(...[...document.querySelectorAll('#detail .chunk')].map(e => e.textContent.length))";
    assert_eq!(browser.value(parts), 1000, "the rest stands in parts");
    let fits = "(e => e.scrollWidth <= e.clientWidth)(document.getElementById('detail'))";
    assert_eq!(browser.value(fits), true, "the details do not scroll sideways");
    assert!(browser.said.is_empty(), "{:?}", browser.said);
}

#[test]
fn many_attempts_keep_the_details_in_their_width() {
    let Some(mut browser) = Browser::start() else { return skip("Chromium is not installed") };
    let home = Home::new();
    for n in 0..40 {
        let more = json!({"statusDetails": {"message": format!("try {n}")}});
        write_result(&home, "in", n, "many", "failed", &more);
        if n > 24 {
            write_result(&home, "in", n, "some", "failed", &more);
        }
    }
    home.run(&["ingest", "in", "--project", "SHOP"]).expect(0);
    home.run(&["report", "--project", "SHOP", "--out", "r.html"]).expect(0);
    browser.open(&file_url(&home.path().join("r.html")), READY);
    let shows = |browser: &mut Browser, name: &str| {
        browser.value("document.getElementById('search').focus(); document.getElementById('search').select()");
        browser.call("Input.insertText", json!({"text": name}));
        browser.until(name, &format!("document.querySelector('#detail h2')?.textContent === '{name}'"));
    };
    let fits = "(e => e.scrollWidth <= e.clientWidth)(document.getElementById('detail'))";
    shows(&mut browser, "some");
    let tabs = browser.value("document.querySelectorAll('#detail [role=tab]').length");
    assert!(tabs.as_u64() > Some(1), "{tabs} tabs");
    let is_seen = "(() => { const box = document.querySelector('.attempts').getBoundingClientRect(), tab = \
                   document.querySelector('.attempts [aria-selected=true]').getBoundingClientRect(); \
                   return tab.left >= box.left - 1 && tab.right <= box.right + 1 })()";
    for width in [1440, 390] {
        let size = json!({"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false});
        browser.call("Emulation.setDeviceMetricsOverride", size);
        browser.value("document.body.classList.add('show-detail')");
        browser.click("#detail [role=tab]:last-child");
        assert_eq!(browser.value(is_seen), true, "{width}: the last attempt is in view");
        assert_eq!(browser.value(fits), true, "{width}: the details do not scroll sideways");
        browser.click("#detail [role=tab]");
        assert_eq!(browser.value(is_seen), true, "{width}: the first attempt is in view");
        // The ways to the neighbours stay together.
        let tops = "new Set([...document.querySelectorAll('.arrows button')].map(e => e.offsetTop)).size";
        assert_eq!(browser.value(tops), 1, "{width}");
    }
    // More of them than fit beside one another are a list, with ways to the neighbours.
    browser.value("document.body.classList.remove('show-detail')");
    browser.call(
        "Emulation.setDeviceMetricsOverride",
        json!({"width": 1440, "height": 900, "deviceScaleFactor": 1, "mobile": false}),
    );
    shows(&mut browser, "many");
    assert_eq!(browser.value("document.querySelectorAll('.attempts option').length"), 40);
    assert_eq!(browser.value(fits), true, "the details do not scroll sideways");
    assert_eq!(browser.value("document.querySelector('.attempts select').value"), "39");
    let last = browser.text("#detail pre.message");
    browser.click(".attempts button[aria-label='Attempt 39']");
    assert_ne!(browser.text("#detail pre.message"), last);
    assert_eq!(browser.value("document.querySelector('.attempts select').value"), "38");
    assert!(browser.said.is_empty(), "{:?}", browser.said);
}

#[test]
fn words_and_times_of_a_page_are_whole() {
    let Some(mut browser) = Browser::start() else { return skip("Chromium is not installed") };
    let home = Home::new();
    write_result(&home, "in", 0, "pays", "failed", &json!({"labels": [{"name": "configuration", "value": "at 21:47 in a/b"}]}));
    home.run(&["ingest", "in", "--project", "SHOP"]).expect(0);
    home.run(&["report", "--project", "SHOP", "--out", "r.html"]).expect(0);
    browser.open(&file_url(&home.path().join("r.html")), READY);
    browser.until("the details", "!!document.querySelector('#detail .pairs')");
    // Nothing is flaky or retried: no line without a filter behind it.
    assert_eq!(browser.value("document.querySelectorAll('#chips i').length"), 0);
    // A break is allowed behind a separator, and not in a time.
    let breaks = "[...document.querySelectorAll('#detail .pairs dd')].map(e => e.innerHTML).find(html => html.includes('21:'))";
    let html = browser.value(breaks);
    assert!(html.as_str().is_some_and(|html| html.contains("21:47") && html.contains("a/<wbr>b")), "{html}");
    browser.click("[data-lang=ru]");
    browser.until("Russian", "document.documentElement.lang === 'ru'");
    assert_eq!(browser.text("#detail > header b"), "Провален");
    let hint = "(e => { const c = document.createElement('canvas').getContext('2d'); c.font = getComputedStyle(e).font; \
                return c.measureText(e.placeholder).width <= e.clientWidth })(document.getElementById('search'))";
    assert_eq!(browser.value(hint), true, "the hint of the search has room");
    assert!(browser.said.is_empty(), "{:?}", browser.said);
}
