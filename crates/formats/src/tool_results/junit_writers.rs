//! Writers of JUnit XML: how each one repeats a test, and where it names the browser or project of a suite.
//!
//! Nothing in the format marks a repetition. Most writers put it into an element of its own kind (Gradle, gotestsum, tools of Xcode), others mark
//! it or never write one, so that equal names are different tests there. A writer is known by its names, its properties and the order of its attributes.

use std::borrow::Cow;

use crate::xml::Node;

/// The way in which a writer repeats tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Repeats {
    /// In another element of the name, behind one that failed. Writers that are not known may do so.
    #[default]
    ByName,
    /// Like `ByName`. Subtests of a failed test are repeated with it.
    WithSubtests,
    /// In another element of the name, behind one that looks like a test which passed: pytest-rerunfailures.
    AfterAny,
    /// With a mark, or never.
    Marked,
}

/// Names of roots and suites of writers that mark a repetition or never write one.
const MARKED: [&str; 9] = [
    "jest tests",
    "vitest tests",
    "Mocha Tests",
    "Root Suite",
    "Cucumber",
    "cucumber-js",
    "nextest-run",
    "JUnit Jupiter",
    "JUnit Vintage",
];
/// Beginning of the name that TestCafe gives its suite.
const OF_TESTCAFE: &str = "TestCafe Tests: ";
/// Attributes of a suite in the order of jest-junit, whatever it is called.
const OF_JEST: [&str; 7] = ["name", "errors", "failures", "skipped", "timestamp", "time", "tests"];
/// Attributes of a suite in the order of testthat, which writes an element for each expectation of a test.
const OF_TESTTHAT: [&str; 8] = ["name", "timestamp", "hostname", "tests", "skipped", "failures", "errors", "time"];
/// Attributes of a suite in the order of go-junit-report, which reads what was executed once.
const OF_GO_JUNIT_REPORT: [&str; 5] = ["name", "tests", "failures", "errors", "id"];
/// Attributes of the root in the order of Playwright.
const OF_PLAYWRIGHT: [&str; 7] = ["id", "name", "tests", "failures", "skipped", "errors", "time"];
/// What Catch2 says of a test that failed and may fail.
const MAY_FAIL: &str = "TEST_CASE tagged with !mayfail";
/// What SoapUI says of a test that failed. It executes each test once.
const OF_SOAPUI: &str = "Cancelling due to failed test step";
/// Host that Catch2 names in place of the real one.
const HOST_OF_CATCH: &str = "tbd";
/// Host that the reporter of QUnit names, and the attributes of its suites in their order.
const HOST_OF_QUNIT: &str = "localhost";
const OF_QUNIT: [&str; 8] = ["id", "name", "hostname", "tests", "failures", "errors", "time", "timestamp"];
/// Attributes of a suite in the order of Newman's own reporter.
const OF_NEWMAN: [&str; 7] = ["name", "id", "timestamp", "tests", "failures", "errors", "time"];
/// What stands before the capabilities in a class of WebdriverIO, where Cucumber executed the test.
const OF_CUCUMBER: &str = "CucumberJUnitReport-";
/// Properties of a suite that tell its tests from those of another suite with equal names, in small letters.
const TELLING: [&str; 14] = [
    "browser",
    "browsername",
    "browser.name",
    "project",
    "device",
    "devicename",
    "platform",
    "platformname",
    "os",
    "configuration",
    "variant",
    "target",
    "locale",
    "language",
];

/// The way of the writer of a root or suite; `None` where the element does not tell.
pub(super) fn of_suite(node: &Node) -> Option<Repeats> {
    let schema = node.attribute("noNamespaceSchemaLocation").to_ascii_lowercase();
    let name = node.attribute("name");
    let is_marked = schema.contains("surefire")
        || schema.contains("failsafe")
        || MARKED.contains(&name)
        // Loggers of dotnet name the assembly.
        || name.ends_with(".dll")
        || name.strip_prefix("rspec").is_some_and(|number| number.bytes().all(|b| b.is_ascii_digit()))
        || counts_assertions(node)
        || is_testcafe(name)
        // An element for each problem of a file.
        || node.attribute("package") == "org.eslint"
        || [&OF_JEST[..], &OF_TESTTHAT, &OF_GO_JUNIT_REPORT].iter().any(|names| has_order(node, names));
    if is_marked { Some(Repeats::Marked) } else { is_pytest(node).then_some(Repeats::AfterAny) }
}

/// True for the element that pytest writes for a test in which it was stopped: without a name, and as if it had passed.
pub(super) fn is_aborted_by_pytest(test: &Node, suites: &[(&str, &str)]) -> bool {
    let is_of_pytest = suites.iter().any(|(_, name)| matches!(*name, "pytest" | "pytest tests"));
    is_of_pytest && test.children.is_empty() && test.attribute("name").is_empty() && test.attribute("classname").is_empty()
}

/// What Ginkgo says of a suite that failed, also without a failed test: one with a focus, for example.
pub(super) fn verdict(properties: &Node) -> Option<String> {
    let value = |name: &str| {
        let property = properties.all("property").find(|property| property.attribute("name") == name);
        property.map_or("", |property| property.attribute("value").trim())
    };
    if value("SuiteSucceeded") != "false" {
        return None;
    }
    let reason = value("SpecialSuiteFailureReason");
    Some(if reason.is_empty() { "SuiteSucceeded: false".to_owned() } else { format!("SuiteSucceeded: false: {reason}") })
}

/// True for a skip beside which a failure fails nothing: `node --test` writes one for a test that is marked as not ready, Catch2 for one that may fail.
pub(super) fn is_excused(skipped: &Node) -> bool {
    skipped.attribute("type") == "todo" || skipped.attribute("message") == MAY_FAIL
}

/// The way of the writer of a property.
pub(super) fn of_property(property: &Node) -> Option<Repeats> {
    match property.attribute("name") {
        "go.version" => Some(Repeats::WithSubtests),
        // Karma, and the tool of Dart.
        "browser.fullName" => Some(Repeats::Marked),
        "platform" if matches!(property.attribute("value"), "vm" | "chrome" | "firefox" | "node" | "safari" | "edge") => {
            Some(Repeats::Marked)
        }
        // Older versions of Surefire name no schema.
        name => name.starts_with("surefire.").then_some(Repeats::Marked),
    }
}

/// The way of the writer of a test that lies in these suites, from the outermost.
pub(super) fn of_test(test: &Node, suites: &[(&str, &str)]) -> Option<Repeats> {
    let class = test.attribute("classname").trim();
    let has = |name: &str| test.attributes.iter().any(|(own, _)| own == name);
    let (package, suite) = suites.last().copied().unwrap_or_default();
    // PHPUnit; `node --test`; behave; the second reporter of Newman; Robot Framework.
    let is_marked = test.child("failure").is_some_and(|failure| failure.attribute("type") == OF_SOAPUI)
        || (has("assertions") && has("class"))
        || (class == "test" && (has("failure") || test.attributes.first().is_some_and(|(name, _)| name == "name")))
        || (class == suite && matches!(test.attribute("status"), "passed" | "failed" | "skipped"))
        || (!suite.is_empty() && class == format!("{package} / {suite}").trim())
        || (suites.len() > 1 && class == suites.iter().map(|(_, name)| *name).collect::<Vec<_>>().join("."));
    is_marked.then_some(Repeats::Marked)
}

/// True for a suite of Catch2, doctest or the reporter of QUnit, whose totals count assertions.
pub(super) fn counts_assertions(suite: &Node) -> bool {
    let host = suite.attribute("hostname");
    host == HOST_OF_CATCH
        || !suite.attribute("doctest_version").is_empty()
        || (host == HOST_OF_QUNIT && has_order(suite, &OF_QUNIT))
}

/// Browser, version and system as the properties of a suite of WebdriverIO name them, `chrome.120_0_6099_109.linux`; `None` for another writer.
/// It writes an execution that is repeated as a skipped test with its error.
pub(super) fn capabilities(properties: &Node) -> Option<&str> {
    let value = |name: &str| properties.all("property").find(|property| property.attribute("name") == name);
    value("specId")?;
    value("capabilities").map(|property| property.attribute("value"))
}

/// True for a suite of Newman, whose root counts the scripts of all iterations.
pub(super) fn is_newman(suite: &Node) -> bool {
    has_order(suite, &OF_NEWMAN)
}

/// True for the root or suite of a file of pytest, whose totals count subtests. They have no elements.
pub(super) fn is_pytest(node: &Node) -> bool {
    matches!(node.attribute("name"), "pytest tests" | "pytest")
}

/// True for the name of the suite of TestCafe, which states its failures twice.
pub(super) fn is_testcafe(suite: &str) -> bool {
    suite.starts_with(OF_TESTCAFE)
}

/// The name of a test of TestCafe without what is added to it, and true for one that passed at a later try: `pays (unstable) (screenshots: …)`.
pub(super) fn name_of_testcafe(name: &str) -> (&str, bool) {
    let screenshots = name.strip_suffix(')').and_then(|name| name.rfind(" (screenshots: "));
    let name = screenshots.and_then(|at| name.get(..at)).unwrap_or(name);
    name.strip_suffix(" (unstable)").map_or((name, false), |name| (name, true))
}

/// The class of a test without the version of the browser that Karma writes into it, `Chrome_120_0_(Linux).Cart` in the suite
/// `Chrome 120.0 (Linux)`, and WebdriverIO: `chrome.120_0.linux.Cart` in a suite with these capabilities. A version would make the tests of every
/// release of the browser new ones.
pub(super) fn plain_class<'c>(class: &'c str, suite: &str, capabilities: &str) -> Cow<'c, str> {
    let plain = class.strip_prefix(OF_CUCUMBER).unwrap_or(class);
    if let Some(rest) = plain.strip_prefix(capabilities).filter(|rest| !capabilities.is_empty() && rest.starts_with('.')) {
        let before = &class[..class.len() - plain.len()];
        let kept: Vec<&str> = capabilities.split('.').filter(|part| !part.starts_with(|c: char| c.is_ascii_digit())).collect();
        return Cow::Owned(format!("{before}{}{rest}", kept.join(".")));
    }
    if !suite.ends_with(')') || !class.contains('_') {
        return Cow::Borrowed(class);
    }
    let browser = suite.replace([' ', '.'], "_");
    let Some(rest) = class.strip_prefix(browser.as_str()).filter(|rest| rest.starts_with('.')) else {
        return Cow::Borrowed(class);
    };
    let is_number = |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let name = browser.split('_').take_while(|part| !is_number(part));
    let behind = browser.split('_').skip_while(|part| !is_number(part)).skip_while(is_number);
    Cow::Owned(format!("{}{rest}", name.chain(behind).collect::<Vec<_>>().join("_")))
}

/// True for the root of a file of Playwright, which writes the name of the project as the host.
pub(super) fn is_playwright(root: &Node) -> bool {
    root.name == "testsuites" && has_order(root, &OF_PLAYWRIGHT)
}

/// True for a property of a suite that may tell its tests from others of equal names.
pub(super) fn is_telling(name: &str) -> bool {
    TELLING.contains(&name.to_ascii_lowercase().as_str())
}

/// True for an element that begins with these attributes in this order.
fn has_order(node: &Node, names: &[&str]) -> bool {
    node.attributes.len() >= names.len() && node.attributes.iter().zip(names).all(|((own, _), name)| own == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(name: &str, attributes: &[(&str, &str)]) -> Node {
        let attributes = attributes.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Node { name: name.to_owned(), attributes, ..Node::default() }
    }

    #[test]
    fn writers_are_known_by_their_suites() {
        let of = |attributes: &[(&str, &str)]| of_suite(&node("testsuite", attributes));
        for name in ["rspec", "rspec2", "Shop.Tests.dll", "Mocha Tests", "Cucumber"] {
            assert_eq!(of(&[("name", name)]), Some(Repeats::Marked), "{name}");
        }
        assert_eq!(of(&[("name", "Cart"), ("hostname", "tbd")]), Some(Repeats::Marked));
        assert_eq!(of(&[("name", "pytest"), ("errors", "0")]), Some(Repeats::AfterAny));
        assert_eq!(of(&OF_JEST.map(|name| (name, "1"))), Some(Repeats::Marked));
        assert_eq!(of(&OF_TESTTHAT.map(|name| (name, "1"))), Some(Repeats::Marked));
        assert_eq!(of(&OF_GO_JUNIT_REPORT.map(|name| (name, "1"))), Some(Repeats::Marked));
        assert_eq!(of(&[("package", "org.eslint"), ("name", "cart.js")]), Some(Repeats::Marked));
        assert_eq!(of(&[("name", "rspec-like"), ("tests", "1")]), None);
    }

    #[test]
    fn names_of_testcafe_have_no_screenshots() {
        assert_eq!(name_of_testcafe("pays (unstable) (screenshots: /tmp/2026-11-20_10-00-00/test-1)"), ("pays", true));
        assert_eq!(name_of_testcafe("pays (screenshots: a)"), ("pays", false));
        assert_eq!(name_of_testcafe("pays (by card)"), ("pays (by card)", false));
    }

    #[test]
    fn a_class_of_karma_has_no_version_of_the_browser() {
        let of = |version: &str| {
            let class = format!("Chrome_Headless_{}_(Mac_OS_10_15_7).Cart totals", version.replace('.', "_"));
            plain_class(&class, &format!("Chrome Headless {version} (Mac OS 10.15.7)"), "").into_owned()
        };
        assert_eq!([of("120.0.6099.109"), of("121.0.0.0")], ["Chrome_Headless_(Mac_OS_10_15_7).Cart totals"; 2]);
        for (class, suite) in
            [("shop_2.Cart", "shop_2"), ("Chrome_1_(x)Cart", "Chrome 1 (x)"), ("Cart_1.a", "Cart (1)"), ("", "")]
        {
            assert_eq!(plain_class(class, suite, ""), class);
        }
    }

    #[test]
    fn a_class_of_webdriverio_has_no_version_of_the_browser() {
        let of = |before: &str| {
            plain_class(&format!("{before}chrome.120_0_6099_109.linux.Cart_totals"), "Cart", "chrome.120_0_6099_109.linux")
                .into_owned()
        };
        assert_eq!(of(""), "chrome.linux.Cart_totals");
        assert_eq!(of("CucumberJUnitReport-"), "CucumberJUnitReport-chrome.linux.Cart_totals");
        assert_eq!(plain_class("shop.Cart", "Cart", "chrome.120.linux"), "shop.Cart");
    }

    #[test]
    fn writers_are_known_by_their_tests() {
        let of = |attributes: &[(&str, &str)], suites: &[(&str, &str)]| of_test(&node("testcase", attributes), suites).is_some();
        assert!(of(&[("name", "adds"), ("classname", "test")], &[]), "node");
        assert!(of(&[("classname", "a.Cart"), ("status", "failed")], &[("", "a.Cart")]), "behave");
        assert!(of(&[("classname", "Shop / Get")], &[("Shop", "Get")]), "newman");
        assert!(of(&[("classname", "All.Cart")], &[("", "All"), ("", "Cart")]), "Robot Framework");
        assert!(!of(&[("classname", "shop.Cart"), ("name", "adds")], &[("", "shop.Cart")]), "Gradle");
    }
}
