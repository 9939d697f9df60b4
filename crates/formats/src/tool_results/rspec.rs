//! The JSON of RSpec (`rspec --format json`).

use std::slice;

use super::json::{Json, list, number, some_text, text};
use super::json_format::{Document, JsonFormat, JsonReader, Tests};
use super::model::{Attempt, RunError, RunFacts, Stated, ToolFormat};
use super::status::{cleaned, filled, of_word, seconds};
use super::unnamed::Unnamed;

/// Words in a message about an error outside of the examples: a file that does not load, a hook around all of them.
const ERROR: &str = "An error occurred";

pub(super) const FORMAT: JsonFormat = JsonFormat {
    format: ToolFormat::Rspec,
    is_head: |head| head.first_member() == b"version" && (head.has("examples") || head.has("messages")),
    is_of: |value| matches!(value.get("examples"), Some(Json::List(_))) && value.get("summary_line").is_some(),
    path: &["examples"],
    lists: &["examples"],
    tests: Tests::In("examples"),
    needed: &[],
    reader: || Box::new(Reader),
};

struct Reader;

impl JsonReader for Reader {
    fn element(&mut self, value: &Json<'_>, out: &mut Document) {
        let mut attempt = example(value);
        out.unnamed.name(slice::from_mut(&mut attempt));
        out.attempts.push(attempt);
    }

    fn rest(&mut self, value: &Json<'_>, out: &mut Document) {
        facts(value, &mut out.run);
    }
}

/// Adds the facts about the run.
fn facts(value: &Json<'_>, run: &mut RunFacts) {
    let summary = value.member("summary");
    let count = |name: &str| number(summary, name).and_then(|n| u64::try_from(n).ok());
    run.stated = Stated { tests: count("example_count"), bad: count("failure_count") };
    let outside = count("errors_outside_of_examples_count").unwrap_or_default();
    if outside == 0 {
        return;
    }
    let messages = value.member("messages").elements().iter().filter_map(Json::as_str);
    for message in messages.filter(|message| message.contains(ERROR)) {
        run.add_error(RunError { message: cleaned(message.trim()), ..RunError::default() });
    }
    if run.errors.is_empty() {
        let message = match outside {
            1 => "RSpec states an error outside of its examples.".to_owned(),
            _ => format!("RSpec states {outside} errors outside of its examples."),
        };
        run.add_error(RunError { message, ..RunError::default() });
    }
}

fn example(v: &Json<'_>) -> Attempt {
    let (name, full, file) = (text(v, "description"), text(v, "full_description"), text(v, "file_path"));
    let suite = full.strip_suffix(name.as_str()).unwrap_or_default().trim().to_owned();
    let suites: Vec<String> = [suite].into_iter().filter(|suite| !suite.is_empty()).collect();
    let full_name = match (name.trim().is_empty(), full.is_empty()) {
        (true, _) => Unnamed::described(suites.join(" › "), &file, &text(v, "line_number")),
        (false, true) => name.clone(),
        (false, false) => full,
    };
    let exception = v.member("exception");
    let backtrace: Vec<&str> = list(exception, "backtrace").filter_map(Json::as_str).collect();
    let class = some_text(exception, "class");
    let message = some_text(exception, "message").map(|message| message.trim().to_owned()).or_else(|| class.clone());
    let trace = [class, message.clone()].into_iter().flatten().collect::<Vec<_>>().join(": ");
    let mut attempt = Attempt {
        name,
        full_name,
        suites,
        duration_ms: seconds(&text(v, "run_time")),
        trace: filled([trace, cleaned(&backtrace.join("\n"))].join("\n").trim()),
        message: message.or_else(|| some_text(v, "pending_message")),
        ..Attempt::default()
    };
    if !file.is_empty() {
        attempt.labels.push(("file".to_owned(), file));
    }
    let word = text(v, "status");
    attempt.judge(of_word(&word), &word);
    attempt
}
