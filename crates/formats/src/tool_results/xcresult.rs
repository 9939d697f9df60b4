//! Xcode: JSON of `xcrun xcresulttool get test-results tests`.
//!
//! The tree of test plans, bundles, suites and test cases ends in cases, or in the arguments, devices and repetitions of a case.
//! Repetitions are attempts of one test, unless the last one passed and Xcode says that the test failed: then each one counts.

use super::json::{Json, list, some_text, text};
use super::json_format::{Document, JsonFormat, JsonReader, Tests};
use super::model::{Attempt, Param, Repeat, RunError, RunFacts, ToolFormat};
use super::status::{filled, of_word, seconds};
use super::unnamed::Unnamed;
use voluptas_core::domain::status::ResultStatus;

/// Maximum depth of the tree.
const MAX_DEPTH: usize = 100;
/// Maximum number of errors of the run that are kept.
const MAX_ERRORS: usize = 1_000;

pub(super) const FORMAT: JsonFormat = JsonFormat {
    format: ToolFormat::Xcresult,
    is_head: |head| head.has("testNodes") && ["nodeType", "testPlanConfigurations", "devices"].iter().any(|name| head.has(name)),
    is_of: |_| true,
    path: &["testNodes"],
    lists: &["testNodes", "children"],
    tests: Tests::Has("nodeType", "Test Case"),
    needed: &["name", "nodeType"],
    reader: || Box::new(Reader),
};

struct Reader;

impl JsonReader for Reader {
    fn element(&mut self, value: &Json<'_>, out: &mut Document) {
        walk(value, &mut out.attempts, &mut out.unnamed, &mut out.run);
    }

    fn rest(&mut self, value: &Json<'_>, out: &mut Document) {
        facts(value, &mut out.run);
    }
}

/// Adds the facts about the run.
fn facts(value: &Json<'_>, run: &mut RunFacts) {
    for device in list(value, "devices").take(100) {
        let parts = ["deviceName", "platform", "osVersion"].map(|name| text(device, name));
        let described = parts.iter().map(String::as_str).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
        run.environment.extend(filled(described).map(|described| ("device".to_owned(), described)));
    }
}

/// Adds the attempts of a node at the top, which is a test plan.
fn walk(node: &Json<'_>, attempts: &mut Vec<Attempt>, unnamed: &mut Unnamed, run: &mut RunFacts) {
    if kind(node) == "test plan" && run.name.is_none() {
        run.name = some_text(node, "name");
    }
    if status(node) == Some(ResultStatus::Failed) && run.verdict.is_none() {
        run.verdict = Some(format!("{}: {}", text(node, "name"), text(node, "result")));
    }
    Tree { attempts, unnamed, run }.below(node, &mut Vec::new(), 0);
}

/// What the walk through a tree adds to.
struct Tree<'t> {
    attempts: &'t mut Vec<Attempt>,
    unnamed: &'t mut Unnamed,
    run: &'t mut RunFacts,
}

impl Tree<'_> {
    fn below(&mut self, node: &Json<'_>, suites: &mut Vec<String>, depth: usize) {
        if depth >= MAX_DEPTH {
            return;
        }
        let (name, kind) = (text(node, "name"), kind(node));
        // A plan may be named after the day; configurations come back in the cases. One that is cut off may have neither name nor type.
        if kind == "test plan" || (kind.is_empty() && name.is_empty()) {
            list(node, "children").for_each(|child| self.below(child, suites, depth + 1));
            return;
        }
        match kind.as_str() {
            "test case" => {
                let of = case(node, name, suites);
                let first = self.attempts.len();
                expand(&of, node, depth, self.attempts);
                self.unnamed.name(self.attempts.get_mut(first..).unwrap_or_default());
                return;
            }
            "failure message" => return self.error(name, suites),
            "attachment" | "expression" | "test value" | "source code reference" | "runtime warning" => return,
            _ => {}
        }
        suites.push(name);
        list(node, "children").for_each(|child| self.below(child, suites, depth + 1));
        if list(node, "children").len() == 0 && status(node) == Some(ResultStatus::Failed) {
            self.error(format!("{} failed", suites.last().map_or("", String::as_str)), suites);
        }
        suites.pop();
    }

    /// Notes a failure outside of any test.
    fn error(&mut self, message: String, suites: &[String]) {
        if self.run.errors.len() < MAX_ERRORS {
            self.run.errors.push(RunError { message, trace: None, source: filled(suites.join("/")) });
        }
    }
}

/// The type of a node in small letters.
fn kind(node: &Json<'_>) -> String {
    text(node, "nodeType").to_ascii_lowercase()
}

/// The outcome of a node; `None` for a word that is not known.
fn status(node: &Json<'_>) -> Option<ResultStatus> {
    match text(node, "result").to_ascii_lowercase().as_str() {
        "expected failure" => Some(ResultStatus::Skipped),
        word => of_word(word),
    }
}

/// The test case of a node without its outcome.
fn case(node: &Json<'_>, name: String, suites: &[String]) -> Attempt {
    let own = match (some_text(node, "nodeIdentifier"), suites.first()) {
        (Some(id), Some(bundle)) => format!("{bundle}/{id}"),
        (Some(id), None) => id,
        (None, _) => suites.iter().map(String::as_str).chain([name.as_str()]).collect::<Vec<_>>().join("/"),
    };
    let tags = list(node, "tags").filter_map(Json::as_str).map(|tag| ("tag".to_owned(), super::status::cleaned(tag)));
    Attempt {
        full_name: if name.trim().is_empty() { suites.join("/") } else { own },
        name,
        suites: suites.to_vec(),
        labels: tags.collect(),
        ..Attempt::default()
    }
}

/// Adds the executions of a test case, or of one of its devices or arguments.
fn expand(of: &Attempt, node: &Json<'_>, depth: usize, attempts: &mut Vec<Attempt>) {
    let (mut repeats, mut has_parts, first) = (Vec::new(), false, attempts.len());
    let is_bad = |status: &ResultStatus| matches!(status, ResultStatus::Failed | ResultStatus::Broken);
    for child in list(node, "children").filter(|_| depth < MAX_DEPTH) {
        let name = match kind(child).as_str() {
            "device" => "device",
            "arguments" => "arguments",
            "test plan configuration" => "configuration",
            "test case run" => "",
            "repetition" => {
                repeats.push(execution(of, child));
                continue;
            }
            _ => continue,
        };
        has_parts = true;
        let mut part = of.clone();
        if !name.is_empty() {
            part.params.push(Param { name: name.to_owned(), value: text(child, "name"), is_excluded: false });
        }
        expand(&part, child, depth + 1, attempts);
    }
    if repeats.is_empty() {
        // What failed may be none of the parts that the file names.
        let is_told =
            status(node).as_ref().is_none_or(|own| !is_bad(own)) || attempts[first..].iter().any(|part| is_bad(&part.status));
        if !has_parts || !is_told {
            attempts.push(execution(of, node));
        }
        return;
    }
    let hides_failure = status(node).as_ref().is_some_and(is_bad) && repeats.last().is_some_and(|last| !is_bad(&last.status));
    if !hides_failure {
        repeats.iter_mut().skip(1).for_each(|repeat| repeat.repeat = Repeat::Marked);
    }
    attempts.append(&mut repeats);
}

/// One execution: of a case, of an argument of it, or a repetition.
fn execution(of: &Attempt, node: &Json<'_>) -> Attempt {
    let is_message = |child: &&Json<'_>| kind(child) == "failure message";
    let messages: Vec<String> = list(node, "children").filter(is_message).filter_map(|child| some_text(child, "name")).collect();
    let word = text(node, "result");
    let mut attempt = Attempt {
        duration_ms: took(node),
        message: messages.first().cloned().or_else(|| some_text(node, "details")),
        trace: (messages.len() > 1).then(|| messages.join("\n")),
        ..of.clone()
    };
    attempt.judge(status(node), &word);
    attempt
}

/// Duration in milliseconds: a number of seconds, otherwise a text such as `1m 5s` or `0,012s` with the decimal sign of the machine.
fn took(node: &Json<'_>) -> Option<i64> {
    if let Some(Json::Number(took)) = node.get("durationInSeconds") {
        return seconds(&took.to_string());
    }
    let text = text(node, "duration").replace(',', ".");
    let parts = text.split_whitespace().map(|part| {
        let (number, unit) = part.split_at(part.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(part.len()));
        let ms = seconds(number)?;
        match unit {
            "ms" => Some(ms / 1_000),
            "s" | "" => Some(ms),
            "m" | "min" => ms.checked_mul(60),
            "h" => ms.checked_mul(3_600),
            _ => None,
        }
    });
    parts.reduce(|sum, own| sum?.checked_add(own?)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tool_results::json;

    #[test]
    fn durations_of_every_form_are_read() {
        let of = |text: &str| {
            let text = format!(r#"{{"duration": "{text}"}}"#);
            took(&json::parse("x.json", text.as_bytes()).expect("JSON"))
        };
        assert_eq!(["0,012s", "0.1s", "1m 5s", "1h 2m", "12ms", "0s"].map(of), [12, 100, 65_000, 3_720_000, 12, 0].map(Some));
        assert_eq!(["", "long", "1 day"].map(of), [None; 3]);
    }
}
