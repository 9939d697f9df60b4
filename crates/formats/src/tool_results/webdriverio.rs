//! The JSON reporter of WebdriverIO: a file for each worker, or one that its command has merged.
//!
//! An execution that Mocha repeats stands as a failed test before the next one, without a mark. A hook that failed is an error of the run. A worker with several files of tests writes all suites once for each of them. With Cucumber, a
//! suite is a feature or a scenario, and a test is a step.

use std::hash::BuildHasher as _;
use std::slice;

use rustc_hash::FxHashSet;

use super::json::{Json, list, number, some_text, text};
use super::json_format::{Document, JsonFormat, JsonReader, Tests};
use super::model::{Attempt, Repeat, RunError, Stated, ToolFormat, ToolStep};
use super::status::{badness, cleaned, filled, of_word};
use voluptas_core::base::clock;
use voluptas_core::domain::outcome::is_bad;
use voluptas_core::domain::result::ResultStep;
use voluptas_core::domain::status::ResultStatus;

pub(super) const FORMAT: JsonFormat = JsonFormat {
    format: ToolFormat::Webdriverio,
    is_head: |head| head.first_member() == b"start" && head.has("capabilities") && head.has("framework"),
    is_of: |value| matches!(value.get("suites"), Some(Json::List(_))) && value.member("state").is_object(),
    path: &["suites"],
    lists: &["suites", "tests"],
    tests: Tests::In("tests"),
    needed: &["name"],
    reader: || Box::new(Reader::default()),
};

#[derive(Default)]
struct Reader {
    is_cucumber: bool,
    /// How often Mocha repeats a test that failed.
    retries: i64,
    /// Feature of the next scenarios.
    feature: Option<String>,
    /// Sessions with their browsers.
    browsers: Vec<(String, String)>,
    suites: u64,
    /// Suites that were read, by a hash of what they say.
    seen: FxHashSet<u64>,
    hasher: foldhash::fast::FixedState,
    /// Hooks with an error, which count as failures.
    hooks: u64,
    /// What stands again counts again, too.
    repeated: Counted,
}

#[derive(Default)]
struct Counted {
    tests: u64,
    bad: u64,
}

impl JsonReader for Reader {
    fn before(&mut self, name: &str, value: &Json<'_>) {
        match name {
            "capabilities" => {
                let all = match value {
                    Json::List(all) => all.as_slice(),
                    one => slice::from_ref(one),
                };
                self.browsers = all.iter().map(|one| (text(one, "sessionId"), text(one, "browserName"))).collect();
            }
            "mochaOpts" => self.retries = number(value, "retries").unwrap_or_default(),
            "framework" => self.is_cucumber = value.as_str() == Some("cucumber"),
            _ => {}
        }
    }

    fn element(&mut self, value: &Json<'_>, out: &mut Document) {
        self.suites += 1;
        self.hooks += list(value, "hooks").filter(|hook| has_error(hook)).count() as u64;
        if self.is_repeated(value) {
            for test in list(value, "tests") {
                let word = text(test, "state");
                self.repeated.tests += u64::from(matches!(word.as_str(), "passed" | "failed" | "skipped"));
                self.repeated.bad += u64::from(word == "failed");
            }
            return;
        }
        let suite = text(value, "name").trim().to_owned();
        for hook in list(value, "hooks").filter(|hook| has_error(hook) || text(hook, "state") == "failed") {
            let (title, error) = (text(hook, "title"), hook.member("error"));
            let message = some_text(error, "message").or_else(|| error.as_str().map(cleaned)).or_else(|| filled(title.as_str()));
            let source = [suite.as_str(), title.trim()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>();
            out.run.add_error(RunError {
                message: message.unwrap_or_else(|| "A hook failed.".to_owned()),
                trace: some_text(error, "stack"),
                source: filled(source.join(" › ")),
            });
        }
        if self.is_cucumber && value.member("tests").elements().is_empty() {
            self.feature = Some(suite);
            return;
        }
        let labels: Vec<_> = self.browser(value).map(|browser| ("browser".to_owned(), browser)).into_iter().collect();
        if self.is_cucumber && self.feature.is_some() {
            let mut attempt = scenario(self.feature.as_deref(), suite, value);
            attempt.labels = labels;
            out.unnamed.name(slice::from_mut(&mut attempt));
            out.attempts.push(attempt);
            return;
        }
        // Name of the test before, and how often it failed in a row.
        let (mut name, mut failed) = (String::new(), 0);
        for test in list(value, "tests") {
            let mut own = Attempt { labels: labels.clone(), ..attempt(&suite, test) };
            if own.name == name && (1..=self.retries).contains(&failed) {
                own.repeat = Repeat::ByName;
            } else {
                failed = 0;
            }
            failed = if is_bad(&own.status) { failed + 1 } else { 0 };
            name.clone_from(&own.name);
            out.unnamed.name(slice::from_mut(&mut own));
            out.attempts.push(own);
        }
    }

    fn rest(&mut self, value: &Json<'_>, out: &mut Document) {
        let state = value.member("state");
        let count = |name: &str| number(state, name).and_then(|n| u64::try_from(n).ok()).unwrap_or_default();
        out.run.start_ms = clock::parse(&text(value, "start"));
        out.run.end_ms = clock::parse(&text(value, "end"));
        let failed = count("failed").saturating_sub(self.hooks);
        // With Cucumber steps are counted.
        if !self.is_cucumber && state.is_object() {
            let all = count("passed").saturating_add(failed).saturating_add(count("skipped"));
            let tests = all.saturating_sub(self.repeated.tests);
            out.run.stated = Stated { tests: Some(tests), bad: Some(failed.saturating_sub(self.repeated.bad)) };
        }
        if count("failed") > 0 {
            out.run.verdict = Some(format!("failed: {}", count("failed")));
        }
        let specs: Vec<String> = list(value, "specs").filter_map(Json::as_str).map(cleaned).collect();
        if self.suites == 0 && !specs.is_empty() {
            let message = "No suite of these files was executed.".to_owned();
            out.run.add_error(RunError { message, trace: None, source: filled(specs.join(", ")) });
        }
    }
}

impl Reader {
    /// True for a suite that was read before. Only times tell it from another one of its name.
    fn is_repeated(&mut self, suite: &Json<'_>) -> bool {
        let (start, end) = (text(suite, "start"), text(suite, "end"));
        if start.is_empty() || end.is_empty() {
            return false;
        }
        let of_test = |test: &Json<'_>| ["name", "start", "end", "state"].map(|name| text(test, name));
        let tests: Vec<_> = list(suite, "tests").map(of_test).collect();
        let own = (text(suite, "name"), start, end, text(suite, "sessionId"), tests);
        !self.seen.insert(self.hasher.hash_one(own))
    }

    /// Name of the browser in which a suite was executed.
    fn browser(&self, suite: &Json<'_>) -> Option<String> {
        let session = text(suite, "sessionId");
        let found = match self.browsers.as_slice() {
            [(_, only)] => Some(only),
            all => all.iter().find(|(id, _)| !id.is_empty() && *id == session).map(|(_, name)| name),
        };
        found.and_then(|name| filled(name.as_str()))
    }
}

/// True for a hook or test with an error, which may be an object without members.
fn has_error(value: &Json<'_>) -> bool {
    !matches!(value.member("error"), Json::Null | Json::Bool(false))
}

/// The outcome for a word. `pending` is what a test is until it ends: of one that did not, nobody knows.
fn outcome(word: &str) -> Option<ResultStatus> {
    if word == "pending" { Some(ResultStatus::Broken) } else { of_word(word) }
}

fn attempt(suite: &str, test: &Json<'_>) -> Attempt {
    let (name, word, error) = (text(test, "name"), text(test, "state"), test.member("error"));
    let path = [suite, name.as_str()].into_iter().filter(|part| !part.trim().is_empty());
    let mut attempt = Attempt {
        full_name: path.collect::<Vec<_>>().join(" › "),
        name,
        suites: filled(suite).into_iter().collect(),
        start_ms: clock::parse(&text(test, "start")),
        end_ms: clock::parse(&text(test, "end")),
        duration_ms: number(test, "duration"),
        message: some_text(error, "message").or_else(|| error.as_str().and_then(|whole| filled(cleaned(whole)))),
        trace: some_text(error, "stack"),
        ..Attempt::default()
    };
    attempt.judge(outcome(&word), &word);
    if attempt.status == ResultStatus::Skipped && has_error(test) {
        attempt.status = ResultStatus::Failed;
    } else if attempt.status == ResultStatus::Skipped {
        // It says for how long the suite went on.
        attempt.duration_ms = None;
    }
    attempt.complete_times();
    attempt
}

/// The worst step gives the outcome of its scenario.
fn scenario(feature: Option<&str>, name: String, value: &Json<'_>) -> Attempt {
    let suites: Vec<String> = feature.and_then(filled).into_iter().collect();
    let path = suites.iter().map(String::as_str).chain([name.as_str()]).filter(|part| !part.is_empty());
    let mut scenario = Attempt {
        full_name: path.collect::<Vec<_>>().join(" › "),
        name,
        suites,
        status: ResultStatus::Passed,
        start_ms: clock::parse(&text(value, "start")),
        end_ms: clock::parse(&text(value, "end")),
        duration_ms: number(value, "duration"),
        ..Attempt::default()
    };
    for test in list(value, "tests") {
        let step = attempt("", test);
        if badness(&step.status) > badness(&scenario.status) {
            scenario.status = step.status.clone();
            scenario.message = step.message.clone();
            scenario.trace = step.trace;
            scenario.unknown_status = step.unknown_status;
        }
        let step = ResultStep {
            action: step.name,
            status: step.status,
            comment: step.message,
            duration_ms: step.duration_ms,
            ..ResultStep::default()
        };
        scenario.steps.push(ToolStep { step, ..ToolStep::default() });
    }
    scenario.complete_times();
    scenario
}
