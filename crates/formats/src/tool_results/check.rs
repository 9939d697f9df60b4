//! Tests in the XML of the frameworks of C and C++ whose root elements are those of other formats: Check (`testsuites`) and CppUnit (`TestRun`).

use super::model::{Attempt, Stated};
use super::status::{badness, filled, of_word};
use super::trx::Found;
use crate::xml::Node;
use voluptas_core::domain::status::ResultStatus;

/// Name of the elements of Check. Other writers of JUnit XML have it for tests or for groups of tests.
pub(super) const TEST: &str = "test";
/// Elements of a test of Check.
const OF_CHECK: [&str; 7] = ["path", "fn", "id", "iteration", "duration", "description", "message"];
/// Attributes and elements of a test that tell nothing about its outcome, in lower case.
const SILENT: &[&str] = &[
    "name",
    "classname",
    "class",
    "time",
    "duration",
    "file",
    "line",
    "column",
    "id",
    "timestamp",
    "assertions",
    "package",
    "group",
    "hostname",
    "description",
    "value_param",
    "type_param",
    "row",
    "path",
    "fn",
    "iteration",
    "method",
    "tags",
    "xmlns",
    "system-out",
    "system-err",
    "properties",
    "property",
    "flakyfailure",
    "flakyerror",
];

/// Names of attributes that may as well be elements around tests, in lower case.
const AROUND: [&str; 7] = ["class", "group", "hostname", "method", "package", "row", "tags"];
/// Elements of a test whose elements tell nothing about its outcome, in lower case.
const SEALED: [&str; 6] = ["system-out", "system-err", "properties", "property", "flakyfailure", "flakyerror"];

/// What an attribute, element or text of a test says about its outcome.
enum Word {
    Known(ResultStatus),
    /// It is an outcome, of a value that is not known.
    Unknown,
    /// It is of an unknown kind, or a word for a test that was executed.
    Other,
    Nothing,
}

impl Word {
    /// The word that a name and its value are.
    fn of(name: &str, value: &str) -> Self {
        let (name, value) = (name.to_ascii_lowercase(), value.trim().to_ascii_lowercase());
        let is_true = match value.as_str() {
            "" => return Self::Nothing,
            "true" | "yes" | "1" => Some(true),
            "false" | "no" | "0" => Some(false),
            _ => None,
        };
        let by_flag = is_true.map(|is_true| if is_true { ResultStatus::Passed } else { ResultStatus::Failed });
        match name.as_str() {
            "status" | "result" | "outcome" | "state" | "verdict" => match value.as_str() {
                "run" | "executed" | "finished" | "done" => Self::Other,
                // A number may be that of an exit.
                _ => of_word(&value).or(by_flag.filter(|_| value.len() > 1)).map_or(Self::Unknown, Self::Known),
            },
            "success" | "successful" | "succeeded" | "passed" | "pass" | "ok" => {
                by_flag.or_else(|| of_word(&value)).map_or(Self::Unknown, Self::Known)
            }
            "failed" | "fail" | "failure" | "failures" | "error" | "errors" | "errored" | "broken" | "crashed" => match is_true {
                Some(false) => Self::Nothing,
                _ => Self::Known(ResultStatus::Failed),
            },
            "skipped" | "skip" | "ignored" | "disabled" => match is_true {
                Some(true) => Self::Known(ResultStatus::Skipped),
                Some(false) => Self::Nothing,
                None => Self::Unknown,
            },
            name if SILENT.contains(&name) => Self::Nothing,
            _ => Self::Other,
        }
    }

    /// The word that an element is.
    fn of_element(element: &Node) -> Self {
        if let Some(status) = by_element(&element.name) {
            return Self::Known(status);
        }
        let name = element.name.to_ascii_lowercase();
        if SEALED.contains(&name.as_str()) {
            return Self::Nothing;
        }
        if !element.children.is_empty() {
            return Self::Unknown;
        }
        if SILENT.contains(&name.as_str()) {
            return Self::Nothing;
        }
        match element.text.trim() {
            "" if element.attributes.is_empty() => of_word(&name).map_or(Self::Other, Self::Known),
            "" => Self::Unknown,
            text => Self::of(&name, text),
        }
    }

    /// The words of the attributes and of the text of an element.
    fn own(test: &Node) -> impl Iterator<Item = Self> {
        let attributes = test.attributes.iter().map(|(name, value)| Self::of(name, value));
        attributes.chain([Self::of("result", &test.text)])
    }

    fn is_bad(&self) -> bool {
        matches!(self, Self::Known(ResultStatus::Failed | ResultStatus::Broken))
    }
}

/// The outcome that an element of JUnit XML stands for.
fn by_element(name: &str) -> Option<ResultStatus> {
    Some(match name.to_ascii_lowercase().as_str() {
        "failure" | "rerunfailure" => ResultStatus::Failed,
        "error" | "rerunerror" => ResultStatus::Broken,
        "skipped" | "disabled" => ResultStatus::Skipped,
        _ => return None,
    })
}

/// True for an element that is a part of a test. Another one in an element `test` makes it a group.
pub(super) fn is_part(name: &str) -> bool {
    let is_text = ["message", "details", "warning"].contains(&name);
    let is_around = AROUND.contains(&name.to_ascii_lowercase().as_str());
    is_text || by_element(name).is_some() || (!is_around && !matches!(Word::of(name, "?"), Word::Other))
}

/// True for an element whose text is the outcome of the one around it.
pub(super) fn is_word(name: &str) -> bool {
    by_element(name).is_none() && matches!(Word::of(name, "?"), Word::Known(_) | Word::Unknown)
}

/// True for an element whose text is the word for a failure.
pub(super) fn is_bad_word(element: &Node) -> bool {
    Word::of_element(element).is_bad()
}

/// True for a group that calls itself failed, beside failures that are elements.
pub(super) fn is_bad_group(group: &Node) -> bool {
    let words = group.children.iter().filter(|child| by_element(&child.name).is_none()).map(Word::of_element);
    Word::own(group).chain(words).any(|word| word.is_bad())
}

/// The worst outcome that a test states; `None` where it states one that is not known.
fn outcome(test: &Node) -> Option<ResultStatus> {
    let (mut worst, mut is_unknown, mut says_more) = (None, false, false);
    for word in Word::own(test).chain(test.children.iter().map(Word::of_element)) {
        match word {
            Word::Known(status) => worst = [worst, Some(status)].into_iter().flatten().max_by_key(badness),
            Word::Unknown => is_unknown = true,
            Word::Other => says_more = true,
            Word::Nothing => {}
        }
    }
    match worst {
        Some(status @ (ResultStatus::Failed | ResultStatus::Broken)) => Some(status),
        _ if is_unknown => None,
        Some(status) => Some(status),
        None => (!says_more).then_some(ResultStatus::Passed),
    }
}

/// A test that has the name of Check's as the element of JUnit XML that says the same; `None` where its outcome cannot be read.
pub(super) fn as_testcase(test: &Node) -> Option<Node> {
    let is_of_check = !test.get("id").is_empty()
        && ["success", "failure", "error"].contains(&test.attribute("result"))
        && test.children.iter().all(|child| OF_CHECK.contains(&child.name.as_str()));
    if is_of_check {
        return Some(of_check(test));
    }
    let status = outcome(test)?;
    let mut case = Node { name: "testcase".to_owned(), ..test.clone() };
    let has_fault =
        case.children.iter().any(|child| ["failure", "error"].iter().any(|name| child.name.eq_ignore_ascii_case(name)));
    let fault = match &status {
        ResultStatus::Failed => Some("failure"),
        ResultStatus::Broken => Some("error"),
        _ => None,
    };
    if let Some(name) = fault.filter(|_| !has_fault) {
        let message = [test.attribute("message"), test.get("message")].into_iter().find(|text| !text.is_empty());
        let message = ("message".to_owned(), message.unwrap_or_default().to_owned());
        case.children.push(Node { name: name.to_owned(), attributes: vec![message], line: test.line, ..Node::default() });
    }
    case.attributes.retain(|(name, _)| name != "status" && name != "result");
    case.attributes.push(("result".to_owned(), status.slug().to_owned()));
    Some(case)
}

/// A test of Check, `<test result="failure">`, as the element of JUnit XML that says the same.
fn of_check(test: &Node) -> Node {
    let id = test.get("id");
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
        name: "testcase".to_owned(),
        attributes: Vec::from(attributes.map(|(name, value)| (name.to_owned(), value.to_owned()))),
        children: reason.into_iter().collect(),
        line: test.line,
        ..Node::default()
    }
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
