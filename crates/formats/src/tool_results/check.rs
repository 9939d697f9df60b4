//! Tests in the XML of the frameworks of C and C++ whose root elements are those of other formats: Check (`testsuites`) and CppUnit (`TestRun`).

use super::model::{Attempt, Stated};
use super::status::filled;
use super::trx::Found;
use crate::xml::Node;
use voluptas_core::domain::status::ResultStatus;

/// A test of Check, `<test result="failure">`, as the element of JUnit XML that says the same. Another `test` differs in its name alone.
pub(super) fn as_testcase(mut test: Node) -> Node {
    "testcase".clone_into(&mut test.name);
    let id = test.get("id");
    if id.is_empty() {
        return test;
    }
    // A test that is executed in a loop has a number for each turn.
    let name = match test.get("iteration") {
        "" | "0" => id.to_owned(),
        turn => format!("{id}[{turn}]"),
    };
    let (file, line) = test.get("fn").rsplit_once(':').unwrap_or((test.get("fn"), ""));
    let attributes = [
        ("name", name.as_str()),
        ("classname", test.get("description")),
        ("time", test.get("duration")),
        ("file", file),
        ("line", line),
        ("result", test.attribute("result")),
    ];
    let element = match test.attribute("result") {
        "success" => None,
        "error" => Some("error"),
        _ => Some("failure"),
    };
    let message = ("message".to_owned(), test.get("message").to_owned());
    let reason =
        element.map(|name| Node { name: name.to_owned(), attributes: vec![message], line: test.line, ..Node::default() });
    Node {
        name: test.name.clone(),
        attributes: Vec::from(attributes.map(|(name, value)| (name.to_owned(), value.to_owned()))),
        children: reason.into_iter().collect(),
        line: test.line,
        ..Node::default()
    }
}

/// The tests of JUnit's own kind in an element that has the name of a test of Check.
pub(super) fn tests_within(node: &Node) -> Vec<&Node> {
    let mut found = Vec::new();
    for child in &node.children {
        if child.name == "testcase" {
            found.push(child);
        } else {
            found.extend(tests_within(child));
        }
    }
    found
}

/// A test of CppUnit.
pub(super) fn of_cppunit(test: &Node) -> Found {
    let status = match (test.name.as_str(), test.get("FailureType")) {
        ("Test", _) => ResultStatus::Passed,
        (_, "Error") => ResultStatus::Broken,
        _ => ResultStatus::Failed,
    };
    let place = test.child("Location").map(|place| (place.get("File"), place.get("Line")));
    let message = filled(test.get("Message"));
    let attempt = Attempt {
        name: test.get("Name").to_owned(),
        status,
        trace: place.map(|(file, line)| format!("{file}:{line}\n{}", message.as_deref().unwrap_or_default())),
        message,
        line: Some(test.line),
        ..Attempt::default()
    };
    Found { attempt, test: test.attribute("id").to_owned(), execution: String::new() }
}

/// Totals of a file of CppUnit.
pub(super) fn totals_of_cppunit(statistics: &Node) -> Stated {
    let count = |name: &str| statistics.get(name).parse::<u64>().ok();
    Stated { tests: count("Tests"), bad: count("FailuresTotal") }
}
