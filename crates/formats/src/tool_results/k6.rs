//! The summary of k6: the file of `--summary-export`, and the data that `handleSummary` gets.
//!
//! A check is a test, which failed if it failed once, and so is a threshold. k6 itself judges a run by its thresholds alone.

use super::json::{Json, number, some_text, text};
use super::json_format::{Document, JsonFormat, JsonReader, Tests};
use super::model::{Attempt, ToolFormat};
use super::status::{cleaned, filled};
use voluptas_core::domain::outcome::is_bad;
use voluptas_core::domain::status::ResultStatus;

pub(super) const FORMAT: JsonFormat = JsonFormat {
    format: ToolFormat::K6,
    is_head: |head| head.has("root_group") && head.has("metrics"),
    is_of: |value| value.member("root_group").is_object() && value.member("metrics").is_object(),
    // What the set-up of the run has made, of which nothing is kept.
    path: &["setup_data"],
    lists: &[],
    tests: Tests::In("checks"),
    needed: &[],
    reader: || Box::new(Reader),
};

/// Suite of the thresholds.
const THRESHOLDS: &str = "thresholds";

struct Reader;

impl JsonReader for Reader {
    fn element(&mut self, _value: &Json<'_>, _out: &mut Document) {}

    fn rest(&mut self, value: &Json<'_>, out: &mut Document) {
        group(value.member("root_group"), &[], out);
        let has_failed = out.attempts.iter().any(|check| is_bad(&check.status));
        if let Json::Object(metrics) = value.member("metrics") {
            for (name, metric) in metrics {
                let name = cleaned(name);
                // The data of `handleSummary` has its figures in a member of their own.
                let figures = metric.get("values").unwrap_or(metric);
                if name == "checks" && !has_failed && number(figures, "fails") > Some(0) {
                    out.run.verdict = Some(format!("checks: {} fails", text(figures, "fails")));
                }
                thresholds(&name, metric, figures, out);
            }
        }
    }
}

/// The parts of a group or of its checks: a list, or an object by their names.
fn parts<'v, 'd>(value: &'v Json<'d>, name: &str) -> Vec<&'v Json<'d>> {
    match value.member(name) {
        Json::List(all) => all.iter().collect(),
        Json::Object(members) => members.iter().map(|(_, part)| part).collect(),
        _ => Vec::new(),
    }
}

/// Adds the checks of a group and of the groups within. As deep as a document may be.
fn group(value: &Json<'_>, above: &[String], out: &mut Document) {
    let suites: Vec<String> = above.iter().cloned().chain(some_text(value, "name")).collect();
    for check in parts(value, "checks") {
        let (passes, fails) = (number(check, "passes"), number(check, "fails"));
        let known = match (passes, fails) {
            (_, Some(1..)) => Some(ResultStatus::Failed),
            (Some(1..), Some(0)) => Some(ResultStatus::Passed),
            (Some(0), Some(0)) => Some(ResultStatus::Skipped),
            _ => None,
        };
        let all = passes.unwrap_or_default().saturating_add(fails.unwrap_or_default());
        let message = fails.filter(|fails| *fails > 0).map(|fails| format!("{fails} of {all} failed"));
        add(&suites, text(check, "name"), known, message, out);
    }
    for inner in parts(value, "groups") {
        group(inner, &suites, out);
    }
}

/// Adds the thresholds of a metric. The export says of each whether it was crossed, the data of `handleSummary` whether it held.
fn thresholds(name: &str, metric: &Json<'_>, figures: &Json<'_>, out: &mut Document) {
    let Json::Object(all) = metric.member("thresholds") else { return };
    let suites = [THRESHOLDS.to_owned(), name.to_owned()];
    for (threshold, value) in all {
        let is_crossed = value.as_bool().or_else(|| value.get("ok").and_then(Json::as_bool).map(|ok| !ok));
        let known = is_crossed.map(|is| if is { ResultStatus::Failed } else { ResultStatus::Passed });
        let message = known.as_ref().is_none_or(is_bad).then(|| said(figures)).and_then(filled);
        add(&suites, cleaned(threshold), known, message, out);
    }
}

/// The figures of a metric: `avg=12.5, p(95)=40`.
fn said(figures: &Json<'_>) -> String {
    let Json::Object(members) = figures else { return String::new() };
    let figure = |(name, value): &(std::borrow::Cow<'_, str>, Json<'_>)| match value {
        Json::Number(number) => Some(format!("{}={number}", cleaned(name))),
        _ => None,
    };
    members.iter().filter_map(figure).collect::<Vec<_>>().join(", ")
}

fn add(suites: &[String], name: String, known: Option<ResultStatus>, message: Option<String>, out: &mut Document) {
    let path = suites.iter().map(String::as_str).chain([name.as_str()]).filter(|part| !part.trim().is_empty());
    let full_name = path.collect::<Vec<_>>().join(" › ");
    let mut attempt = Attempt { name, full_name, suites: suites.to_vec(), message, ..Attempt::default() };
    attempt.judge(known, "");
    out.attempts.push(attempt);
    let own = out.attempts.len() - 1;
    out.unnamed.name(&mut out.attempts[own..]);
}
