//! Contents of a simulated Qase account: projects, suites, cases, runs, results and custom fields.

use super::late::Write;
use crate::card::Card;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use voluptas_core::base::Millis;
use voluptas_core::base::clock::to_iso;

/// The project that workspaces synchronise with.
pub const SHOP: &str = "SHOP";
/// The project that runs are mirrored into.
pub const MIRR: &str = "MIRR";

/// Custom field with the keys of the mirror.
pub const KEY_FIELD: i64 = 1;
/// Custom field with free text.
pub const NOTE_FIELD: i64 = 2;
/// Custom field with one of several options.
pub const BROWSER_FIELD: i64 = 3;
/// Custom field with the id of a function.
pub const FUNCTION_FIELD: i64 = 4;

/// A suite.
#[derive(Debug, Clone, Default)]
pub struct Suite {
    pub id: i64,
    pub title: String,
    pub description: Option<String>,
    pub preconditions: Option<String>,
    pub parent_id: Option<i64>,
    pub updated: Millis,
    pub deleted: bool,
}

/// A case.
#[derive(Debug, Clone, Default)]
pub struct Case {
    pub id: i64,
    pub title: String,
    pub description: Option<String>,
    pub preconditions: Option<String>,
    pub postconditions: Option<String>,
    /// Option ids of the system fields, and the flags, under their names in the API.
    pub numbers: BTreeMap<String, i64>,
    pub is_manual: bool,
    pub is_to_be_automated: bool,
    pub suite_id: Option<i64>,
    pub steps_type: String,
    /// Steps as the API shows them.
    pub steps: Vec<Value>,
    pub parameters: Vec<Value>,
    pub tags: Vec<String>,
    pub custom: BTreeMap<i64, String>,
    pub created: Millis,
    pub updated: Millis,
    pub deleted: bool,
    /// The content with which a program made it; `None` for a case that a person made.
    pub as_made: Option<Card>,
}

/// A run.
#[derive(Debug, Clone, Default)]
pub struct Run {
    pub id: i64,
    pub title: String,
    pub description: Option<String>,
    pub open: bool,
    pub deleted: bool,
    pub created: Millis,
    pub start: Millis,
    pub end: Option<Millis>,
    pub cases: BTreeSet<i64>,
    pub results: Vec<Outcome>,
    /// True when a person closed, deleted or emptied it.
    pub touched_by_people: bool,
}

/// A result of a run.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    pub hash: String,
    /// The idempotency key of version 2.
    pub key: Option<String>,
    pub case_id: i64,
    pub status: String,
    pub comment: Option<String>,
    pub ended: Millis,
    pub spent_ms: i64,
    /// Time from which lists show the result.
    pub visible: Millis,
}

/// A shared step.
#[derive(Debug, Clone, Default)]
pub struct SharedStep {
    pub hash: String,
    pub title: String,
    /// Steps as the API shows them.
    pub steps: Vec<Value>,
    pub updated: Millis,
}

/// A project.
#[derive(Debug, Clone, Default)]
pub struct Project {
    pub code: String,
    pub suites: BTreeMap<i64, Suite>,
    pub cases: BTreeMap<i64, Case>,
    pub runs: BTreeMap<i64, Run>,
    /// Shared steps in the order of their creation.
    pub shared: Vec<SharedStep>,
    pub last_suite: i64,
    pub last_case: i64,
    pub last_run: i64,
}

impl Project {
    /// Suites that are not deleted.
    pub fn live_suites(&self) -> impl Iterator<Item = &Suite> {
        self.suites.values().filter(|s| !s.deleted)
    }

    /// Cases that are not deleted.
    pub fn live_cases(&self) -> impl Iterator<Item = &Case> {
        self.cases.values().filter(|c| !c.deleted)
    }

    /// Runs that are not deleted.
    pub fn live_runs(&self) -> impl Iterator<Item = &Run> {
        self.runs.values().filter(|r| !r.deleted)
    }
}

/// Behaviour of the server in one world: fields that it drops, its clock and its delays.
#[derive(Debug, Clone, Default)]
pub struct Habits {
    /// Ignores the tags of a write.
    pub drops_tags: bool,
    /// Ignores the postconditions of a write.
    pub drops_postconditions: bool,
    /// Ignores the data of steps in a write.
    pub drops_step_data: bool,
    /// Answers the creation of several cases with their ids in another order.
    pub mixes_ids: bool,
    /// Accepts results for a closed run.
    pub closed_runs_accept: bool,
    /// Offset of the server's clock in milliseconds; positive when it is ahead.
    pub skew: Millis,
    /// Longest delay until a result of version 2 is listed, in milliseconds.
    pub slow_results: Millis,
}

/// The account.
#[derive(Debug, Default)]
pub struct Account {
    pub projects: BTreeMap<String, Project>,
    /// Options of the browser field that can be chosen, by id.
    pub options: BTreeMap<i64, String>,
    /// Options that were removed.
    pub old_options: BTreeMap<i64, String>,
    pub habits: Habits,
    /// Time until which requests for custom fields are answered with 403.
    pub fields_forbidden_until: Millis,
    /// Writes that the server has accepted and not executed yet.
    pub late: Vec<Write>,
    /// Number of write requests, executed or not.
    pub writes: u64,
    pub requests: u64,
    pub last_hash: u64,
}

impl Account {
    /// An account with two empty projects.
    pub fn new(habits: Habits) -> Self {
        let project = |code: &str| (code.to_owned(), Project { code: code.to_owned(), ..Project::default() });
        Self { projects: [project(SHOP), project(MIRR)].into(), habits, ..Self::default() }
    }

    /// The project with this code, which must exist.
    pub fn project(&self, code: &str) -> &Project {
        &self.projects[code]
    }

    /// The project with this code, which must exist, for changes.
    pub fn project_mut(&mut self, code: &str) -> &mut Project {
        self.projects.get_mut(code).expect("a project of the account")
    }

    /// The title of a browser option, also of a removed one.
    pub fn option_title(&self, id: &str) -> Option<&str> {
        let id = id.parse().ok()?;
        self.options.get(&id).or_else(|| self.old_options.get(&id)).map(String::as_str)
    }

    /// Tokens of the browser options that the body of a write selects, for one case or several.
    pub fn options_in(&self, body: &Value) -> Vec<u64> {
        let cases = body.get("cases").and_then(Value::as_array).into_iter().flatten().chain([body]);
        let chosen = cases.filter_map(|c| c.get("custom_field")?.get(BROWSER_FIELD.to_string())?.as_str());
        chosen.filter_map(|id| self.option_title(id)).flat_map(crate::card::tokens).collect()
    }
}

/// A case as `GET` shows it.
pub fn case_json(case: &Case, skew: Millis) -> Value {
    let custom: Vec<Value> = case.custom.iter().map(|(id, value)| json!({ "id": id, "value": value })).collect();
    let tags: Vec<Value> = case.tags.iter().enumerate().map(|(i, t)| json!({ "title": t, "internal_id": i + 1 })).collect();
    let mut out = json!({
        "id": case.id, "position": case.id, "title": case.title, "description": case.description,
        "preconditions": case.preconditions, "postconditions": case.postconditions,
        "isManual": case.is_manual, "isToBeAutomated": case.is_to_be_automated,
        "milestone_id": null, "suite_id": case.suite_id, "custom_fields": custom, "attachments": [],
        "steps_type": case.steps_type, "steps": case.steps, "params": [], "parameters": case.parameters, "tags": tags,
        "author_id": 1, "created_at": to_iso(case.created + skew), "updated_at": to_iso(case.updated + skew), "deleted": null,
    });
    for (name, number) in &case.numbers {
        out[name.as_str()] = json!(number);
    }
    out
}

/// A suite as `GET` shows it.
pub fn suite_json(suite: &Suite, cases: usize) -> Value {
    json!({
        "id": suite.id, "title": suite.title, "description": suite.description, "preconditions": suite.preconditions,
        "position": suite.id, "cases_count": cases, "parent_id": suite.parent_id,
        "created_at": to_iso(suite.updated), "updated_at": to_iso(suite.updated),
    })
}

/// A run as `GET` shows it. The counters include accepted results that lists do not show yet.
pub fn run_json(run: &Run, with_cases: bool) -> Value {
    let mut last: BTreeMap<i64, &str> = run.cases.iter().map(|c| (*c, "untested")).collect();
    for result in &run.results {
        last.insert(result.case_id, &result.status);
    }
    let mut statuses: BTreeMap<&str, i64> = BTreeMap::new();
    for status in last.values() {
        *statuses.entry(*status).or_default() += 1;
    }
    let mut out = json!({
        "id": run.id, "run_id": run.id, "title": run.title, "description": run.description,
        "status": i64::from(!run.open), "status_text": if run.open { "active" } else { "passed" },
        "start_time": to_iso(run.start), "end_time": run.end.map(to_iso), "public": false,
        "stats": { "total": last.len(), "statuses": statuses }, "time_spent": 0, "environment": null, "milestone": null,
        "custom_fields": [], "tags": [],
    });
    if with_cases {
        out["cases"] = json!(last.keys().collect::<Vec<_>>());
    }
    out
}

/// A result as `GET` shows it.
pub fn outcome_json(run: i64, result: &Outcome) -> Value {
    json!({
        "hash": result.hash, "result_hash": result.hash, "comment": result.comment, "stacktrace": null, "run_id": run,
        "case_id": result.case_id, "steps": null, "status": result.status, "is_api_result": true,
        "time_spent_ms": result.spent_ms, "end_time": to_iso(result.ended), "attachments": [],
    })
}
