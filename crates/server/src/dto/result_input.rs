//! Results as v1 and v2 give them.

use super::attachment::hashes;
use crate::input::Input;
use crate::limits::{MAX_ERROR_CONTEXT, MAX_TEXT};
use crate::options::RESULT_STATUSES;
use voluptas_core::base::Millis;
use voluptas_core::domain::case::AttachmentRef;
use voluptas_core::domain::result::ResultStep;
use voluptas_core::domain::run::Run;
use voluptas_core::domain::status::ResultStatus;
use voluptas_core::domain::validate::TITLE_MAX;
use voluptas_ingest::{NewResult, SuiteLevel};

/// Longest time that a result may take, in milliseconds: a year.
pub const LONGEST_MS: i64 = 31_536_000_000;

/// Latest time of a result, in seconds since 1970: the end of the year 9999.
const LAST_S: i64 = 253_402_300_799;

/// Rules for the statuses and times of results.
#[derive(Debug, Clone)]
pub struct Rules {
    /// Slugs of the project's own statuses, in addition to Qase's.
    pub own_statuses: Vec<String>,
    /// Start time of the run; `None` while unknown.
    pub run_start: Option<Millis>,
}

impl Rules {
    /// The rules for results of a run, with the project's settings.
    #[must_use]
    pub fn of(run: &Run, settings: &serde_json::Value) -> Self {
        let own = settings["result_statuses"].as_array().cloned().unwrap_or_default();
        Self { own_statuses: own.iter().filter_map(|s| s.as_str().map(str::to_lowercase)).collect(), run_start: run.start_ms }
    }

    /// True for the slug of a status of Qase or of the project.
    pub fn knows(&self, slug: &str) -> bool {
        RESULT_STATUSES.iter().any(|s| s.1 == slug) || self.own_statuses.iter().any(|own| own == slug)
    }

    fn status(&self, input: &Input<'_>) -> ResultStatus {
        let slug = input.required_text("status", 64).trim().to_lowercase();
        if !self.knows(&slug) && !slug.is_empty() {
            input.fail("status", "The selected status is invalid.");
        }
        ResultStatus::parse(&slug)
    }

    /// Qase compares whole seconds: a run that began within a second may have results that began before it in that second.
    fn time(&self, input: &Input<'_>, name: &str, at: Option<Millis>) -> Option<Millis> {
        let (at, start) = (at?, self.run_start.unwrap_or(Millis::MIN));
        if at.div_euclid(1000) < start.div_euclid(1000) {
            let least = start.div_euclid(1000);
            input.fail(name, format!("The {} must be at least {least}.", name.replace('_', " ")));
        }
        Some(at)
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the input is limited to a range in which this is exact")]
fn millis(seconds: f64) -> Millis {
    (seconds * 1000.0).round() as Millis
}

/// True for seconds from 1970 to the year 9999: other times cannot be shown as dates.
fn is_date(seconds: &f64) -> bool {
    (0.0..=LAST_S as f64).contains(seconds)
}

/// A time of v2, in seconds with a fraction.
fn seconds(input: &Input<'_>, name: &str) -> Option<Millis> {
    let at = input.float(name)?;
    if is_date(&at) {
        return Some(millis(at));
    }
    input.fail(name, format!("The {} must be between 0 and {LAST_S}.", name.replace('_', " ")));
    None
}

fn by_hash(hash: String) -> AttachmentRef {
    AttachmentRef { hash: Some(hash), ..AttachmentRef::default() }
}

fn some_text(input: &Input<'_>, name: &str) -> Option<String> {
    input.long_text(name).filter(|t| !t.is_empty())
}

/// Reads a result of v1.
pub fn result_v1(input: &Input<'_>, rules: &Rules, now: Millis) -> NewResult {
    let mut this = NewResult { place: input.place().to_owned(), ..NewResult::default() };
    let c = &mut this.content;
    c.is_api = true;
    c.status = rules.status(input);
    c.duration_ms =
        input.int_within("time_ms", 0, LONGEST_MS).or_else(|| input.int_within("time", 0, LONGEST_MS / 1000).map(|s| s * 1000));
    let start = input.int_within("start_time", 0, LAST_S).map(|s| s * 1000);
    c.start_ms = rules.time(input, "start_time", start);
    c.end_ms = Some(c.start_ms.map_or(now, |start| start + c.duration_ms.unwrap_or(0)));
    c.is_defect = input.truth("defect").unwrap_or(false);
    c.stacktrace = some_text(input, "stacktrace");
    c.comment = some_text(input, "comment");
    c.params = input.text_map("param").unwrap_or_default();
    c.param_groups = input.text_lists("param_groups").unwrap_or_default();
    c.attachments = hashes(input, "attachments").into_iter().map(by_hash).collect();
    c.steps = input.objects("steps").unwrap_or_default().iter().map(|s| step_v1(s, 0)).collect();
    if let Some(number) = input.int("case_id") {
        this.cases.push(number);
    } else if let Some(case) = input.object("case") {
        this.content.title = case.required_text("title", TITLE_MAX);
        let path = case.long_text("suite_title").unwrap_or_default();
        this.suites = suite_path(&path, &case);
        for name in ["description", "preconditions", "postconditions", "layer", "severity", "priority"] {
            if let Some(text) = some_text(&case, name) {
                this.case_fields.insert(name.to_owned(), text);
            }
        }
        this.creates_case = true;
    } else {
        input.fail("case_id", "The case id field is required when case is not present.");
    }
    this
}

/// Reads a result of v2.
pub fn result_v2(input: &Input<'_>, rules: &Rules) -> NewResult {
    let mut this = NewResult { place: input.place().to_owned(), ..NewResult::default() };
    let c = &mut this.content;
    c.is_api = true;
    c.external_id = input.text("id", 255).filter(|t| !t.is_empty());
    c.title = input.required_text("title", MAX_TEXT).chars().take(TITLE_MAX).collect();
    c.signature = some_text(input, "signature");
    c.comment = some_text(input, "message");
    c.is_defect = input.truth("defect").unwrap_or(false);
    c.params = input.text_map("params").unwrap_or_default();
    c.param_groups = input.text_lists("param_groups").unwrap_or_default();
    c.fields = input.text_map("fields").unwrap_or_default();
    c.author = c.fields.get("executed_by").cloned();
    c.attachments = hashes(input, "attachments").into_iter().map(by_hash).collect();
    c.steps = input.objects("steps").unwrap_or_default().iter().map(|s| step_v2(s, 0)).collect();
    if let Some(execution) = input.object("execution") {
        c.status = rules.status(&execution);
        c.start_ms = rules.time(&execution, "start_time", seconds(&execution, "start_time"));
        c.end_ms = rules.time(&execution, "end_time", seconds(&execution, "end_time"));
        c.duration_ms = execution.int_within("duration", 0, LONGEST_MS);
        c.stacktrace = some_text(&execution, "stacktrace");
        c.thread = some_text(&execution, "thread");
        if let Some(context) = some_text(&execution, "error_context") {
            c.fields.insert("error_context".into(), context.chars().take(MAX_ERROR_CONTEXT).collect());
        }
    } else {
        input.fail("execution", "The execution field is required.");
    }
    this.case_fields.clone_from(&this.content.fields);
    this.cases = case_numbers(input);
    let levels = input.object("relations").and_then(|r| r.object("suite")).and_then(|s| s.objects("data"));
    for level in levels.unwrap_or_default() {
        let path = level.required_text("title", MAX_TEXT);
        let mut nested = suite_path(&path, &level);
        // The number is that of the suite itself, not of those around it.
        if let Some(last) = nested.last_mut() {
            last.number = level.int("public_id");
        }
        this.suites.append(&mut nested);
    }
    this
}

/// The levels of a suite path: reporters join the titles of nested suites with TAB.
fn suite_path(path: &str, input: &Input<'_>) -> Vec<SuiteLevel> {
    let levels = path.split('\t').map(str::trim).filter(|t| !t.is_empty());
    let mut suites = Vec::new();
    for title in levels {
        if title.chars().count() > TITLE_MAX {
            input.fail("title", format!("The title may not be greater than {TITLE_MAX} characters."));
        }
        suites.push(SuiteLevel { title: title.to_owned(), number: None });
    }
    suites
}

fn case_numbers(input: &Input<'_>) -> Vec<i64> {
    let many = input.ints("testops_ids");
    if let Some(list) = &many
        && (list.is_empty() || list.iter().any(|n| *n <= 0))
    {
        input.fail("testops_ids", "Each testops_ids item must be a positive integer.");
    }
    let one = input.int("testops_id");
    match (one, many) {
        (Some(_), Some(_)) => {
            input.fail("testops_id", "The testops id cannot be specified together with testops ids.");
            Vec::new()
        }
        (Some(n), None) if n <= 0 => {
            input.fail("testops_id", "The testops id must be a positive integer.");
            Vec::new()
        }
        (Some(n), None) => vec![n],
        (None, many) => many.unwrap_or_default(),
    }
}

/// Deepest nesting of steps that is read.
const DEEPEST: usize = 32;

fn step_status(input: &Input<'_>, allowed: &[&str]) -> ResultStatus {
    let slug = input.required_text("status", 64).trim().to_lowercase();
    if !slug.is_empty() && !allowed.contains(&slug.as_str()) {
        input.fail("status", "The selected status is invalid.");
    }
    ResultStatus::parse(&slug)
}

/// A step of a v1 result.
pub fn step_v1(input: &Input<'_>, depth: usize) -> ResultStep {
    let nested = input.objects("steps").unwrap_or_default();
    if depth >= DEEPEST {
        input.fail("steps", "The steps are nested too deeply.");
        return ResultStep::default();
    }
    ResultStep {
        action: input.long_text("action").unwrap_or_default(),
        expected: some_text(input, "expected_result"),
        data: some_text(input, "data"),
        status: step_status(input, &["passed", "failed", "blocked", "skipped", "in_progress"]),
        comment: some_text(input, "comment"),
        attachments: hashes(input, "attachments").into_iter().map(by_hash).collect(),
        steps: nested.iter().map(|s| step_v1(s, depth + 1)).collect(),
        ..ResultStep::default()
    }
}

fn step_v2(input: &Input<'_>, depth: usize) -> ResultStep {
    let nested = input.objects("steps").unwrap_or_default();
    if depth >= DEEPEST {
        input.fail("steps", "The steps are nested too deeply.");
        return ResultStep::default();
    }
    let mut step = ResultStep::default();
    if let Some(data) = input.object("data") {
        step.action = data.required_text("action", MAX_TEXT);
        step.expected = some_text(&data, "expected_result");
        step.data = some_text(&data, "input_data");
        step.attachments = hashes(&data, "attachments").into_iter().map(by_hash).collect();
    } else {
        input.fail("data", "The data field is required.");
    }
    if let Some(execution) = input.object("execution") {
        step.status = step_status(&execution, &["passed", "failed", "blocked", "skipped", "in_progress"]);
        step.start_ms = execution.float("start_time").filter(is_date).map(millis);
        step.end_ms = execution.float("end_time").filter(is_date).map(millis);
        step.duration_ms = execution.int_within("duration", 0, LONGEST_MS);
        step.comment = some_text(&execution, "comment");
        step.attachments.extend(hashes(&execution, "attachments").into_iter().map(by_hash));
    } else {
        input.fail("execution", "The execution field is required.");
    }
    step.steps = nested.iter().map(|s| step_v2(s, depth + 1)).collect();
    step
}
