//! Objects of the commands about results.

use serde::Serialize;
use std::collections::BTreeMap;
use voluptas_app::results::ingest::StatusCounts;
use voluptas_app::runs::compare::Row;
use voluptas_core::base::clock::{self, to_iso};
use voluptas_core::domain::gate::BrokenRule;
use voluptas_core::domain::mute::MuteContent;
use voluptas_core::domain::run::Run;
use voluptas_store::runs::RunStats;
use voluptas_store::shards::ShardCount;

/// `mute`, `unmute`.
#[derive(Debug, Serialize)]
pub struct MutedAnswer {
    /// Project code.
    pub project: String,
    /// Titles of the tests.
    pub tests: Vec<String>,
    /// Mutes that held until then and that the new ones replace.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub replaced: Vec<ReplacedMute>,
}

/// A mute that a new one replaces.
#[derive(Debug, Serialize)]
pub struct ReplacedMute {
    /// Title of the test.
    pub title: String,
    pub reason: String,
    /// First moment at which it would no longer have held; null for a mute without end.
    pub until: Option<String>,
}

impl ReplacedMute {
    /// The object of a mute.
    pub fn new(title: &str, content: &MuteContent) -> Self {
        Self { title: title.to_owned(), reason: content.reason.clone(), until: content.until_ms.map(to_iso) }
    }
}

/// `run list`.
#[derive(Debug, Serialize)]
pub struct OwnRunsAnswer {
    /// Project code.
    pub project: String,
    /// The runs, the newest first.
    pub runs: Vec<OwnRunObject>,
}

/// `run create`, `run close`.
#[derive(Debug, Serialize)]
pub struct OwnRunAnswer {
    /// Project code.
    pub project: String,
    pub run: OwnRunObject,
    /// Rules of the quality gate that a closed run breaks; absent without rules.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gate_broken: Option<Vec<BrokenRule>>,
}

/// Numbers of shards of a run.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct ShardsObject {
    /// Shards that came.
    pub received: i64,
    /// Number that ends the run; null for a run that somebody closes.
    pub expected: Option<i64>,
}

impl ShardsObject {
    #[must_use]
    pub fn new(count: ShardCount) -> Self {
        Self { received: count.received, expected: count.expected }
    }
}

/// A run of the workspace.
#[derive(Debug, Serialize)]
pub struct OwnRunObject {
    /// Number in the project.
    pub number: i64,
    pub title: String,
    /// `active`, `complete` or `aborted`.
    pub state: &'static str,
    /// True for a run whose results are not entered by hand.
    pub automated: bool,
    /// Title of the environment.
    pub environment: Option<String>,
    /// Title of the milestone.
    pub milestone: Option<String>,
    /// Start, ISO 8601.
    pub started_at: Option<String>,
    /// End, ISO 8601.
    pub ended_at: Option<String>,
    /// Tests by the status of their last attempt; those without a result are `untested`.
    pub results: StatusCounts,
    /// Number of errors outside of tests that no quality gate accepts.
    pub run_errors: u64,
    /// Absent for a run of one ingest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shards: Option<ShardsObject>,
}

impl OwnRunObject {
    /// The object of a run with its numbers and the titles of its environment and milestone.
    #[must_use]
    pub fn new(run: &Run, stats: &RunStats, environment: Option<String>, milestone: Option<String>) -> Self {
        Self {
            number: run.number,
            title: run.content.title.clone(),
            state: run.state.as_str(),
            automated: run.content.is_autotest,
            environment,
            milestone,
            started_at: run.start_ms.map(clock::to_iso),
            ended_at: run.end_ms.map(clock::to_iso),
            results: StatusCounts::new(stats.statuses.iter().map(|(word, n)| (word.as_str(), *n))),
            run_errors: stats.errors,
            shards: None,
        }
    }
}

#[derive(Debug, Serialize)]
pub struct ComparedAnswer {
    /// Code of the project.
    pub project: String,
    /// Number of the older run.
    pub older: i64,
    /// Number of the newer run.
    pub newer: i64,
    /// Label of the compared results of the older run; absent for the whole run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label_older: Option<String>,
    /// Label of the compared results of the newer run; absent for the whole run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label_newer: Option<String>,
    /// Pass rate of the older run in percent, rounded down to one decimal; null without executed tests.
    pub pass_rate_before: Option<f64>,
    /// Pass rate of the newer run, by the same rule.
    pub pass_rate_after: Option<f64>,
    /// Difference of the two pass rates, in percentage points; null where one of them is.
    pub pass_rate_change: Option<f64>,
    /// Number of tests by difference. New failures of muted tests are among them.
    pub counts: BTreeMap<&'static str, usize>,
    /// Number of new failures of muted tests. The window and the quality gate leave them out of the number of new failures.
    pub muted_new_failures: usize,
    /// Tests that are not unchanged, by difference and title.
    pub tests: Vec<ComparedObject>,
}

/// A test in two runs.
#[derive(Debug, Serialize)]
pub struct ComparedObject {
    /// Title of the test.
    pub title: String,
    /// Values of the parameters that tell tests of one title apart; absent without any.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub values: String,
    /// Full name by the tool.
    pub full_name: Option<String>,
    /// `new_failure`, `still_failing`, `message_changed`, `fixed`, `appeared`, `gone`, `untested`, `slower`, `faster` or
    /// `other`; `unchanged` where these are asked for.
    pub difference: &'static str,
    /// Status in the older run: `untested` where that run has the case without a result, null where it does not have the test.
    pub before: Option<String>,
    /// Status in the newer run, by the same rule.
    pub after: Option<String>,
    /// Duration in the older run.
    pub duration_before_ms: Option<i64>,
    /// Duration in the newer run.
    pub duration_after_ms: Option<i64>,
    /// First line of the message in the newer run.
    pub message: Option<String>,
    /// The test is muted; absent otherwise.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub muted: bool,
}

impl ComparedObject {
    /// The object of a row.
    #[must_use]
    pub fn new(row: &Row) -> Self {
        Self {
            title: row.title.clone(),
            values: row.values.clone(),
            full_name: row.full_name.clone(),
            difference: row.difference.as_str(),
            before: row.status_before().map(ToString::to_string),
            after: row.status_after().map(ToString::to_string),
            duration_before_ms: row.duration_before_ms,
            duration_after_ms: row.duration_after_ms,
            message: row.message.clone(),
            muted: row.is_muted,
        }
    }
}

#[derive(Debug, Serialize)]
pub struct ReportAnswer {
    /// Code of the project.
    pub project: String,
    /// Number of the run.
    pub run: i64,
    pub file: String,
    /// `html`, `markdown`, `junit` or `json`.
    pub format: &'static str,
    /// Length of the file in bytes.
    pub bytes: u64,
    /// Tests in the report.
    pub tests: usize,
    /// Cases of a run by hand, or combinations of their parameters, without a result.
    pub untested: i64,
    /// Attached files within the report.
    pub attachments: usize,
    /// Attached files that are listed alone.
    pub attachments_listed: usize,
}

#[derive(Debug, Serialize)]
pub struct GateAnswer {
    /// Code of the project.
    pub project: String,
    /// Number of the run.
    pub run: i64,
    /// Title of the run.
    pub title: String,
    /// True when no rule is broken.
    pub met: bool,
    /// Broken rules with their figures.
    pub broken: Vec<BrokenRule>,
    /// Tests of the run without a result, of which no rule says anything.
    pub untested: i64,
}
