//! First paint of pages: how soon a person sees something. Chromium says it itself, in its entries of the kind `paint`.
//!
//! Each page is opened in a browser that has nothing in its cache, and then again. Machines differ, so nothing here judges the times.

use crate::chromium::Browser;
use serde_json::{Value, json};

/// Opens pages of a server and gives the times of each in milliseconds since the navigation began, without and with a cache.
///
/// # Errors
/// Where no Chromium is installed, or the token is not valid.
pub fn measure(root: &str, token: &str, paths: &[String]) -> Result<Value, String> {
    let mut browser = Browser::start().ok_or("Chromium is not installed")?;
    browser.open(&format!("{root}/sign-in"), "document.readyState === 'complete'");
    let form = json!({ "token": token, "next": "/" });
    let sent = browser.value(&format!(
        "fetch('/sign-in', {{ method: 'POST', body: new URLSearchParams({form}) }}).then((answer) => answer.ok)"
    ));
    if sent != true {
        return Err("the server does not take the token".to_owned());
    }
    let mut pages = Vec::new();
    for path in paths {
        browser.call("Network.clearBrowserCache", json!({}));
        let first = times(&mut browser, &format!("{root}{path}"));
        let again = times(&mut browser, &format!("{root}{path}"));
        pages.push(json!({ "page": path, "first": first, "again": again }));
    }
    Ok(json!(pages))
}

fn times(browser: &mut Browser, url: &str) -> Value {
    browser.call("Page.navigate", json!({ "url": "about:blank" }));
    browser.until("the blank page", "location.href === 'about:blank'");
    browser.call("Page.navigate", json!({ "url": url }));
    browser.until(
        "the first paint",
        &format!(
            "location.href === {} && document.readyState === 'complete' && performance.getEntriesByName('first-contentful-paint').length === 1",
            json!(url)
        ),
    );
    browser.value(
        "(({ responseStart, domContentLoadedEventEnd, encodedBodySize }, [first, content]) => ({ \
             first_byte_ms: Math.round(responseStart), first_paint_ms: Math.round(first.startTime), \
             first_content_ms: Math.round(content.startTime), ready_ms: Math.round(domContentLoadedEventEnd), html_bytes: encodedBodySize \
         }))(performance.getEntriesByType('navigation')[0], ['first-paint', 'first-contentful-paint'].map((name) => performance.getEntriesByName(name)[0]))",
    )
}
