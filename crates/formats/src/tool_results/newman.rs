//! Newman's JSON (`-r json`): requests of a collection that were executed, with their assertions.
//!
//! An assertion of a request is a test. A request that failed and has no assertion is a broken test; another fault of a request is one of
//! the run. Iterations over data are parameters.

use std::hash::BuildHasher as _;

use rustc_hash::FxHashMap;

use super::json::{Json, list, number, some_text, text};
use super::json_format::{Document, JsonFormat, JsonReader, Tests};
use super::model::{Attempt, Param, RunError, RunFacts, Stated, ToolFormat};
use super::sequence::Sequence;
use super::status::filled;
use super::unnamed::Unnamed;
use voluptas_core::base::Millis;
use voluptas_core::domain::status::ResultStatus;

/// What stands before the executions of a run: the folders of the collection, and its start.
#[derive(Default)]
struct Collection {
    name: String,
    /// Folders: the one around it, and its name.
    folders: Vec<(Option<usize>, String)>,
    /// Folders of requests, by a hash of their ids.
    of_request: FxHashMap<u64, usize>,
    hasher: foldhash::fast::FixedState,
    start_ms: Option<Millis>,
    /// Starts of the requests, which follow one another.
    sequence: Sequence,
}

impl Collection {
    /// Notes the folders of requests. As deep as a document may be.
    fn items(&mut self, of: &Json<'_>, folder: Option<usize>) {
        for item in list(of, "item") {
            if item.get("item").is_some() {
                self.folders.push((folder, text(item, "name").trim().to_owned()));
                self.items(item, Some(self.folders.len() - 1));
            } else if let (Some(folder), Some(id)) = (folder, some_text(item, "id")) {
                self.of_request.insert(self.hasher.hash_one(id), folder);
            }
        }
    }

    /// Names of the collection and of the folders of a request, from the outermost.
    fn suites(&self, id: &str) -> Vec<String> {
        let mut names = Vec::new();
        let mut at = self.of_request.get(&self.hasher.hash_one(id)).copied();
        // A folder stands behind the one around it, so that this ends.
        while let Some((above, name)) = at.and_then(|at| self.folders.get(at)) {
            names.push(name.clone());
            at = *above;
        }
        names.push(self.name.clone());
        names.reverse();
        names.retain(|name| !name.is_empty());
        names
    }
}

pub(super) const FORMAT: JsonFormat = JsonFormat {
    format: ToolFormat::Newman,
    is_head: |head| head.first_member() == b"collection" && head.has("item"),
    is_of: |value| value.member("run").is_object(),
    path: &["run", "executions"],
    lists: &["executions"],
    tests: Tests::In("executions"),
    needed: &[],
    reader: || Box::new(Collection::default()),
};

impl JsonReader for Collection {
    fn before(&mut self, name: &str, value: &Json<'_>) {
        match name {
            "collection" => {
                self.name = text(value.member("info"), "name").trim().to_owned();
                self.items(value, None);
            }
            "timings" => {
                self.start_ms = number(value, "started");
                self.sequence = Sequence::new(self.start_ms, None);
            }
            _ => {}
        }
    }

    fn element(&mut self, value: &Json<'_>, out: &mut Document) {
        execution(self, value, &mut out.attempts, &mut out.unnamed, &mut out.run);
    }

    fn rest(&mut self, value: &Json<'_>, out: &mut Document) {
        facts(value, &mut out.run);
    }
}

/// Adds the facts of the document, or of its run.
fn facts(value: &Json<'_>, facts: &mut RunFacts) {
    if let Some(collection) = value.get("collection") {
        facts.name = some_text(collection.member("info"), "name");
        let environment = text(value.member("environment"), "name");
        facts.environment.extend(filled(environment).map(|name| ("environment".to_owned(), name)));
    }
    let timings = value.member("timings");
    facts.start_ms = number(timings, "started").or(facts.start_ms);
    facts.end_ms = number(timings, "completed").or(facts.end_ms);
    if let Some(stats) = value.get("stats") {
        let count = |name| number(stats.member("assertions"), name).and_then(|n| u64::try_from(n).ok());
        facts.stated = Stated { tests: count("total"), bad: count("failed") };
    }
    // A script that fails under --bail leaves no execution.
    if let Some(failure) = list(value, "failures").next() {
        let place = [text(failure.member("source"), "name"), text(failure, "at"), message(failure.member("error"))];
        facts.verdict = Some(place.into_iter().filter(|part| !part.trim().is_empty()).collect::<Vec<_>>().join(": "));
    }
    if let Some(error) = value.get("error").filter(|error| !error.is_null()) {
        facts.add_error(RunError { message: message(error), trace: some_text(error, "stack"), source: None });
    }
}

/// Adds the tests of a request that was executed.
fn execution(
    collection: &mut Collection,
    v: &Json<'_>,
    attempts: &mut Vec<Attempt>,
    unnamed: &mut Unnamed,
    facts: &mut RunFacts,
) {
    let item = v.member("item");
    let request = text(item, "name").trim().to_owned();
    let mut suites = collection.suites(&text(item, "id"));
    let cursor = v.member("cursor");
    let iteration = number(cursor, "iteration").filter(|_| number(cursor, "cycles") > Some(1));
    let value = |iteration: i64| iteration.saturating_add(1).to_string();
    let params = iteration.map(|i| Param { name: "iteration".to_owned(), value: value(i), is_excluded: false });
    let method = some_text(item.member("request"), "method");
    let duration_ms = number(v.member("response"), "responseTime");
    let of = Attempt {
        start_ms: collection.sequence.next(duration_ms),
        is_start_shared: collection.start_ms.is_some(),
        duration_ms,
        labels: method.map(|method| ("method".to_owned(), method)).into_iter().collect(),
        params: params.into_iter().collect(),
        ..Attempt::default()
    };
    let scripts = ["prerequestScript", "testScript"];
    let of_scripts = scripts.iter().flat_map(|name| list(v, name)).map(|script| script.member("error"));
    let errors: Vec<&Json<'_>> = std::iter::once(v.member("requestError")).chain(of_scripts).filter(|e| !e.is_null()).collect();
    let assertions = v.member("assertions").elements();
    if assertions.is_empty() {
        let Some(error) = errors.first() else { return };
        let full_name = suites.iter().map(String::as_str).chain([request.as_str()]).collect::<Vec<_>>().join(" › ");
        let mut attempt = Attempt {
            name: request,
            full_name,
            suites,
            status: ResultStatus::Broken,
            message: filled(message(error)),
            trace: some_text(error, "stack"),
            ..of
        };
        attempt.complete_times();
        attempts.push(attempt);
        let own = attempts.len() - 1;
        unnamed.name(&mut attempts[own..]);
        return;
    }
    suites.extend(filled(request.as_str()));
    for (at, assertion) in assertions.iter().enumerate() {
        // The time of the request counts once.
        let duration_ms = of.duration_ms.filter(|_| at == 0);
        attempts.push(test(Attempt { duration_ms, ..of.clone() }, &suites, assertion));
        let own = attempts.len() - 1;
        unnamed.name(&mut attempts[own..]);
    }
    for error in errors {
        facts.add_error(RunError {
            message: message(error),
            trace: some_text(error, "stack"),
            source: filled(suites.join(" › ")),
        });
    }
}

fn test(of: Attempt, suites: &[String], v: &Json<'_>) -> Attempt {
    let name = text(v, "assertion");
    let error = v.get("error").filter(|error| !error.is_null());
    let is_skipped = v.get("skipped").and_then(Json::as_bool).unwrap_or(false);
    let mut attempt = Attempt {
        full_name: suites.iter().map(String::as_str).chain([name.as_str()]).collect::<Vec<_>>().join(" › "),
        name,
        suites: suites.to_vec(),
        status: match (error, is_skipped) {
            (Some(_), _) => ResultStatus::Failed,
            (None, true) => ResultStatus::Skipped,
            (None, false) => ResultStatus::Passed,
        },
        message: error.map(message),
        trace: error.and_then(|error| some_text(error, "stack")),
        ..of
    };
    attempt.complete_times();
    attempt
}

/// The message of an error, otherwise its name or code.
fn message(error: &Json<'_>) -> String {
    let told = ["message", "name", "code"].iter().find_map(|name| some_text(error, name));
    told.or_else(|| error.as_str().map(super::status::cleaned)).and_then(filled).unwrap_or_else(|| "error".to_owned())
}
