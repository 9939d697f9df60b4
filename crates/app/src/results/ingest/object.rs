//! The outcome of an ingest as JSON.

use std::collections::BTreeMap;

use super::{EqualFormats, Ingested, KeptValue, ShardOutcome};
use crate::results::files::{SkippedFile, SkippedFiles};
use crate::runs::errors::RunErrorObject;
use schemars::JsonSchema;
use serde::Serialize;
use voluptas_core::domain::gate::BrokenRule;
use voluptas_core::domain::run_error::Totals;
use voluptas_core::domain::status::ResultStatus;
use voluptas_formats::tool_results::ToolFormat;
use voluptas_i18n::{Lang, Tr, plain_numbers};

/// Numbers of results by status.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct StatusCounts {
    /// All of them.
    pub total: i64,
    pub passed: i64,
    pub failed: i64,
    pub broken: i64,
    pub skipped: i64,
    /// Statuses besides these, by their word.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[schemars(default)]
    pub other: BTreeMap<String, i64>,
}

impl StatusCounts {
    /// Counts of numbers by word.
    pub fn new<'w>(counts: impl IntoIterator<Item = (&'w str, i64)>) -> Self {
        let mut this = Self { total: 0, passed: 0, failed: 0, broken: 0, skipped: 0, other: BTreeMap::new() };
        for (word, count) in counts {
            this.total += count;
            match word {
                "passed" => this.passed += count,
                "failed" => this.failed += count,
                "broken" => this.broken += count,
                "skipped" => this.skipped += count,
                other => *this.other.entry(other.to_owned()).or_default() += count,
            }
        }
        this
    }

    /// The number of a status that has no field of its own.
    pub fn of(&self, status: &ResultStatus) -> i64 {
        self.other.get(status.slug()).copied().unwrap_or_default()
    }
}

/// A file of which nothing was taken, or the tests before the place where it is cut off.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SkippedFileObject {
    /// The file, below what was given.
    pub file: String,
    /// Line of the fault, from 1.
    pub line: Option<u64>,
    pub reason: String,
    /// Number of tests that were taken of a file that is cut off, states more than was read from it, or has tests that another file tells of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub taken: Option<usize>,
    /// Numbers of a file that states more than was read from it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<serde_json::Map<String, serde_json::Value>>")]
    pub totals: Option<Totals>,
    /// Number of results that are left out because another file tells of the same execution.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub told_twice: Option<usize>,
}

impl SkippedFileObject {
    /// The object, in English, with numbers as programs read them.
    #[must_use]
    pub fn new(skipped: &SkippedFile) -> Self {
        let reason = plain_numbers(&Tr::new(Lang::En).message(&skipped.reason)).into_owned();
        let SkippedFile { taken, totals, told_twice, .. } = *skipped;
        Self { file: skipped.file.clone(), line: skipped.line, reason, taken, totals, told_twice }
    }
}

/// The files of an input without any result of which nothing was taken, for programs.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SkippedFilesObject {
    /// Number of files that were not read, or not to their end.
    pub files_not_read: usize,
    /// Number of files of another kind.
    pub files_left_out: usize,
    /// Number of files that state more tests or more failed ones than were read from them.
    pub files_incomplete: usize,
    /// Files of these kinds by name, of each at most a thousand and little more.
    pub files_skipped: Vec<SkippedFileObject>,
}

impl SkippedFilesObject {
    /// The object, in English.
    #[must_use]
    pub fn new(skipped: &SkippedFiles) -> Self {
        Self {
            files_not_read: skipped.not_read,
            files_left_out: skipped.left_out,
            files_incomplete: skipped.lacking,
            files_skipped: skipped.listed.iter().map(SkippedFileObject::new).collect(),
        }
    }
}

/// An ingest, for programs: the object of `ingest --json` and of the server.
#[derive(Debug, Serialize, JsonSchema)]
pub struct IngestedObject {
    /// Code of the project.
    pub project: String,
    /// True when the project was created.
    pub created_project: bool,
    /// Number of the run.
    pub run: i64,
    /// Title of the run.
    pub title: String,
    /// True when the same input was taken before: the run is that of then, and nothing was written.
    pub was_there: bool,
    /// Tests by the status of their last attempt.
    pub results: StatusCounts,
    /// Attempts by status, as the files have them.
    pub attempts: StatusCounts,
    /// Tests that passed after a failed attempt, or that the tool calls flaky.
    pub flaky: usize,
    /// Tests that share their name with another one of the run.
    pub twins: usize,
    /// These tests by what tells them apart: `label`, `suite`, `file`, `browser`, `folder`, `result_file`, `full_name`, `parameters`, `place`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[schemars(default)]
    pub twins_by: BTreeMap<&'static str, usize>,
    /// Attempts that were taken for repetitions because of their name alone.
    pub reruns_by_name: usize,
    /// Results of files of re-runs that are attempts of tests of the files before. Zero without such files.
    pub reruns_matched: usize,
    /// Results of files of re-runs whose tests the files before do not have.
    pub reruns_unmatched: usize,
    /// Tests with a case.
    pub matched: i64,
    /// Tests with a case, by how it was found.
    pub matched_by: BTreeMap<String, i64>,
    /// Tests without a case.
    pub unmatched: i64,
    /// Files that were stored with results.
    pub attachments: usize,
    /// Files that results name and that could not be stored: missing, unreadable or too large.
    pub attachments_missing: usize,
    /// Tests without a name that are named by their place in the file.
    pub unnamed: usize,
    /// Number of files that were not read, or not to their end.
    pub files_not_read: usize,
    /// Number of other files that were passed over: of another kind, or copies of files that were read. Nothing of the results is missing.
    pub files_left_out: usize,
    /// Number of files that state more tests or more failed ones than were read from them.
    pub files_incomplete: usize,
    /// Number of results that were left out because another file tells of the same execution. They are not among the attempts.
    pub results_told_twice: usize,
    /// Formats of files that have equal tests, which may tell of one execution and count twice.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(default)]
    pub equal_formats: Vec<EqualFormatsObject>,
    /// Errors of the run that belong to none of its tests.
    pub run_errors: Vec<RunErrorObject>,
    /// Files of these kinds by name, of each at most a thousand and little more.
    pub files_skipped: Vec<SkippedFileObject>,
    /// The run of a shard. All other numbers are then those of the shard.
    #[serde(flatten)]
    pub shard: Option<ShardObject>,
    /// Rules of the quality gate that the run breaks; `None` without rules, and for a run that is open.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(skip)]
    pub gate_broken: Option<Vec<BrokenRule>>,
}

impl IngestedObject {
    /// The answer for a run of a project.
    #[must_use]
    pub fn new(project: &str, done: &Ingested, gate_broken: Option<Vec<BrokenRule>>) -> Self {
        let attempts = done.attempt_statuses.iter().map(|(word, n)| (word.as_str(), i64::try_from(*n).unwrap_or(i64::MAX)));
        Self {
            project: project.to_owned(),
            created_project: done.created_project,
            run: done.number,
            title: done.title.clone(),
            was_there: done.was_there,
            results: StatusCounts::new(done.statuses.iter().map(|(word, n)| (word.as_str(), *n))),
            attempts: StatusCounts::new(attempts),
            flaky: done.flaky,
            twins: done.twins.by.values().sum(),
            twins_by: done.twins.by.clone(),
            reruns_by_name: done.twins.reruns_by_name,
            reruns_matched: done.twins.reruns.matched,
            reruns_unmatched: done.twins.reruns.unmatched,
            matched: done.matched.values().sum(),
            matched_by: done.matched.clone(),
            unmatched: done.unmatched,
            attachments: done.attachments,
            attachments_missing: done.attachments_missing,
            unnamed: done.unnamed,
            files_not_read: done.skipped.not_read,
            files_left_out: done.skipped.left_out,
            files_incomplete: done.skipped.lacking,
            results_told_twice: done.skipped.told_twice,
            equal_formats: done.equal_formats.iter().map(EqualFormatsObject::new).collect(),
            run_errors: done.run_errors.iter().map(RunErrorObject::new).collect(),
            files_skipped: done.skipped.listed.iter().map(SkippedFileObject::new).collect(),
            shard: done.shard.as_ref().map(ShardObject::new),
            gate_broken,
        }
    }
}

/// Two formats that have equal tests.
#[derive(Debug, Serialize, JsonSchema)]
pub struct EqualFormatsObject {
    /// Words of the formats, such as `junit`.
    pub formats: [&'static str; 2],
    /// Number of names that both have with the same outcome; an estimate where there are many thousands.
    pub tests: usize,
}

impl EqualFormatsObject {
    fn new(equal: &EqualFormats) -> Self {
        Self { formats: equal.formats.map(ToolFormat::as_str), tests: equal.tests }
    }
}

/// The run of a shard, for programs.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ShardObject {
    /// True while the run takes more shards.
    pub open: bool,
    /// Shards that came.
    pub shards: i64,
    /// Number of shards that ends the run; null for a run that somebody closes.
    pub shards_expected: Option<i64>,
    /// Tests of the whole run by the status of their last attempt.
    pub run_results: StatusCounts,
    /// Options of the shard that the run has otherwise.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(default)]
    pub differing: Vec<DifferingObject>,
}

/// An option of a shard that the run has otherwise.
#[derive(Debug, Serialize, JsonSchema)]
pub struct DifferingObject {
    /// `run_name` or `environment`.
    pub option: &'static str,
    /// Value that the run keeps.
    pub kept: String,
    pub given: String,
}

impl ShardObject {
    fn new(shard: &ShardOutcome) -> Self {
        let one =
            |value: &KeptValue| DifferingObject { option: value.option, kept: value.kept.clone(), given: value.given.clone() };
        Self {
            open: shard.is_open,
            shards: shard.count.received,
            shards_expected: shard.count.expected,
            run_results: StatusCounts::new(shard.run_statuses.iter().map(|(word, n)| (word.as_str(), *n))),
            differing: shard.differing.iter().map(one).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use voluptas_core::domain::Message;

    #[test]
    fn numbers_of_a_reason_are_plain_digits() {
        let reason = Message::new("result-files-cut-off").with("file", "a.xml").with("line", 30_002).count("tests", 1_500);
        let skipped = SkippedFile {
            file: "a.xml".to_owned(),
            line: Some(30_002),
            reason,
            taken: Some(1_500),
            totals: None,
            told_twice: None,
            loses_nothing: false,
        };
        let reason = SkippedFileObject::new(&skipped).reason;
        assert!(reason.contains("line 30002, after test 1500"), "{reason}");
    }
}
