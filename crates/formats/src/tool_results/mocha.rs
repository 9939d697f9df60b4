//! The JSON reporter that Mocha has itself (`mocha --reporter json`).
//!
//! A test does not say its outcome. Lists behind the tests hold those that passed, failed and are pending, so that the tests wait for the end of the
//! document. A failure that is none of a test is one of a hook. Of a document that is cut off those tests are taken whose errors and speed tell the
//! outcome.

use std::slice;

use rustc_hash::{FxHashMap, FxHashSet};

use super::json::{Json, list, number, some_text, text};
use super::json_format::{Document, JsonFormat, JsonReader, Tests};
use super::model::{Attempt, RunError, Stated, ToolFormat};
use super::unnamed::Unnamed;
use voluptas_core::base::clock;
use voluptas_core::domain::outcome::is_bad;
use voluptas_core::domain::status::ResultStatus;

pub(super) const FORMAT: JsonFormat = JsonFormat {
    format: ToolFormat::Mocha,
    is_head: |head| {
        head.first_member() == b"stats"
            && ["suites", "passes", "failures"].iter().all(|name| head.has(name))
            && !head.has("testsRegistered")
    },
    is_of: |value| ["tests", "passes"].iter().all(|name| matches!(value.get(name), Some(Json::List(_)))),
    path: &["tests"],
    lists: &["tests", "pending", "failures", "passes"],
    tests: Tests::In("tests"),
    needed: &[],
    reader: || Box::new(Reader::default()),
};

/// File and full title, by which the lists name a test.
type Key = (String, String);

#[derive(Default)]
struct Reader {
    waiting: Vec<Waiting>,
}

/// A test without its outcome.
struct Waiting {
    key: Key,
    attempt: Attempt,
    has_error: bool,
    /// Mocha rates the speed of a test that passed.
    has_speed: bool,
    is_retried: bool,
}

impl JsonReader for Reader {
    fn element(&mut self, value: &Json<'_>, _out: &mut Document) {
        self.waiting.push(Waiting {
            key: key(value),
            attempt: test(value),
            has_error: !value.member("err").names().is_empty(),
            has_speed: value.get("speed").is_some(),
            is_retried: number(value, "currentRetry") > Some(0),
        });
    }

    fn rest(&mut self, value: &Json<'_>, out: &mut Document) {
        let stats = value.member("stats");
        let count = |name: &str| number(stats, name).and_then(|n| u64::try_from(n).ok());
        // Old versions have no list of pending tests.
        let is_cut = ["failures", "passes"].iter().any(|name| count(name) > Some(list(value, name).count() as u64));
        let writes_speed = self.waiting.iter().any(|test| test.has_speed);
        let mut lists = Lists::of(value);
        let (mut known, mut failed) = (FxHashSet::default(), FxHashSet::default());
        for Waiting { key, mut attempt, has_error, has_speed, is_retried } in std::mem::take(&mut self.waiting) {
            let listed = lists.judge(&key, has_error, has_speed);
            attempt.status = match (listed, is_cut) {
                (Some(status), _) => status,
                (None, true) if has_speed => ResultStatus::Passed,
                // The list that has its outcome is cut off, and nothing else tells it.
                (None, true) if !writes_speed => {
                    known.insert(key);
                    continue;
                }
                (None, _) => ResultStatus::Skipped,
            };
            attempt.is_flaky = is_retried && attempt.status == ResultStatus::Passed;
            if is_bad(&attempt.status) {
                failed.insert(key.clone());
            }
            known.insert(key);
            out.unnamed.name(slice::from_mut(&mut attempt));
            out.attempts.push(attempt);
        }
        for failure in list(value, "failures").filter(|failure| !known.contains(&key(failure))) {
            let (error, source) = (failure.member("err"), some_text(failure, "fullTitle"));
            let message = some_text(error, "message").or_else(|| source.clone());
            let message = message.unwrap_or_else(|| "A failure has neither a message nor a test.".to_owned());
            out.run.add_error(RunError { message, trace: some_text(error, "stack"), source });
        }
        // What is left of the failures: those of hooks, and further ones of a test that failed. That of a test that did not is one too few.
        let is_told = |key: &Key| failed.contains(key) || !known.contains(key);
        let left: u64 = lists.failures.iter().filter(|(key, _)| is_told(key)).map(|(_, left)| *left).sum();
        let bad = count("failures").map(|failures| failures.saturating_sub(left));
        out.run.stated = Stated { tests: count("tests"), bad };
        let is_no_count = |stated: &Json<'_>| !matches!(stated, Json::Number(number) if number.is_u64());
        let is_no_list = |failures: &Json<'_>| !matches!(failures, Json::List(_));
        if value.get("failures").is_some_and(is_no_list) || stats.get("failures").is_some_and(is_no_count) {
            out.run.verdict = Some("The failures are neither listed nor counted in a way that can be read.".to_owned());
        }
        out.run.start_ms = clock::parse(&text(stats, "start"));
        out.run.end_ms = clock::parse(&text(stats, "end"));
    }
}

/// Numbers of entries of a key, for each list of outcomes.
struct Lists {
    passes: FxHashMap<Key, u64>,
    failures: FxHashMap<Key, u64>,
    pending: FxHashMap<Key, u64>,
}

impl Lists {
    fn of(value: &Json<'_>) -> Self {
        let entries = |name: &str| {
            let mut numbers: FxHashMap<Key, u64> = FxHashMap::default();
            list(value, name).for_each(|entry| *numbers.entry(key(entry)).or_default() += 1);
            numbers
        };
        Self { passes: entries("passes"), failures: entries("failures"), pending: entries("pending") }
    }

    /// Takes the entry of a test out of its list; `None` where no list has it: old versions have none of pending tests. Tests of one key have an
    /// entry each.
    fn judge(&mut self, key: &Key, has_error: bool, has_speed: bool) -> Option<ResultStatus> {
        if has_error {
            take(&mut self.failures, key);
            return Some(ResultStatus::Failed);
        }
        if has_speed && take(&mut self.passes, key) {
            return Some(ResultStatus::Passed);
        }
        if take(&mut self.pending, key) {
            return Some(ResultStatus::Skipped);
        }
        if take(&mut self.passes, key) {
            return Some(ResultStatus::Passed);
        }
        // Old versions write no errors.
        take(&mut self.failures, key).then_some(ResultStatus::Failed)
    }
}

/// Takes an entry out of a list; false where the list has none of this key.
fn take(entries: &mut FxHashMap<Key, u64>, key: &Key) -> bool {
    let Some(left) = entries.get_mut(key).filter(|left| **left > 0) else { return false };
    *left -= 1;
    true
}

fn key(value: &Json<'_>) -> Key {
    (text(value, "file"), text(value, "fullTitle"))
}

fn test(v: &Json<'_>) -> Attempt {
    let (name, full_title, file) = (text(v, "title"), text(v, "fullTitle"), text(v, "file"));
    let error = v.member("err");
    let suite = full_title.strip_suffix(name.as_str()).unwrap_or_default().trim().to_owned();
    let suites: Vec<String> = [suite].into_iter().filter(|suite| !suite.is_empty()).collect();
    let full_name = match (name.trim().is_empty(), full_title.is_empty()) {
        (true, _) => Unnamed::described(suites.join(" › "), &file, ""),
        (false, true) => name.clone(),
        (false, false) => full_title,
    };
    let mut attempt = Attempt {
        name,
        full_name,
        suites,
        duration_ms: number(v, "duration"),
        message: some_text(error, "message"),
        trace: some_text(error, "stack"),
        ..Attempt::default()
    };
    if !file.is_empty() {
        attempt.labels.push(("file".to_owned(), file));
    }
    attempt
}
