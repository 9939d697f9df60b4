//! Both sides of a mirror at the time of reading: projects, runs, results, and the results that the target already holds.

use crate::index::{CaseIndex, SlimCase};
use crate::marker::{self, Origin};
use crate::spool::{Span, Spool};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use voluptas_core::base::Millis;
use voluptas_core::domain::Message;
use voluptas_qase::ListWatch;
use voluptas_qase::model::{Attachment, Case, Run, Suite};

/// One of the two projects.
#[derive(Debug, Clone)]
pub(crate) struct Side {
    /// Address of the API.
    pub base_url: String,
    /// Code of the project as the server writes it.
    pub project: String,
    /// The custom field with the keys; `None` when only titles decide.
    pub field: Option<i64>,
    /// Number of cases that the project counts.
    pub cases: u64,
    /// True when the project counts any run.
    pub has_runs: bool,
}

/// Target run.
#[derive(Debug, Clone)]
pub(crate) enum Target {
    /// The run exists.
    There(SeenRun),
    /// The run is to be created with this title.
    New(String),
}

/// Results that the target run, and other runs created for the source run, hold already.
#[derive(Debug, Clone, Default)]
pub(crate) struct ResultsThere {
    /// Source results in the target, by their hash.
    pub traced: HashMap<Box<str>, Copies>,
    /// Results mirrored by another tool, grouped by fingerprint.
    pub alike: HashMap<ResultFingerprint, Vec<UntracedResult>>,
    /// Number of results in the target run.
    pub total: u64,
    /// Runs that hold source results, without those created for the source run.
    pub strangers: BTreeSet<i64>,
}

/// Copies of one source result in the target.
#[derive(Debug, Clone, Default)]
pub(crate) struct Copies {
    pub count: u32,
    /// Copies in the target run itself.
    pub here: u32,
    /// True when one of the copies has a final status.
    pub is_final: bool,
    /// True when one of the copies has all files that were to be copied.
    pub is_whole: bool,
    /// Hashes of the copied contents, of the copies that state one.
    pub contents: Vec<u64>,
}

/// A result mirrored by another tool, which does not record the source run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct UntracedResult {
    pub ended: Option<Millis>,
    pub duration: Option<i64>,
    /// True when it lies in a run that was created for this source run alone.
    pub is_proven: bool,
    /// True when it lies neither in the target run nor in one created for the source run. Such a result counts only when its
    /// times match.
    pub is_elsewhere: bool,
}

/// True for a status that testers usually do not change any more.
pub(crate) fn is_final(slug: &str) -> bool {
    !matches!(slug, "in_progress" | "untested" | "")
}

/// Properties that two mirrors of one result share: target case, status, hash of the comment.
pub(crate) type ResultFingerprint = (i64, String, [u8; 16]);

/// A hash of a comment.
pub(crate) fn body_hash(body: &str) -> [u8; 16] {
    let mut short = [0; 16];
    short.copy_from_slice(&blake3::hash(body.as_bytes()).as_bytes()[..16]);
    short
}

/// Both sides of a mirror at the time of reading.
#[derive(Debug)]
pub(crate) struct Collected {
    pub source: Side,
    pub target: Side,
    pub run: SeenRun,
    pub origin: Origin,
    /// Results in the order of their end.
    pub results: Vec<SlimResult>,
    /// Data of the results that only posting needs.
    pub spool: Spool,
    /// Files of results and cases, by name in the source.
    pub files: BTreeMap<String, Attachment>,
    pub source_cases: CaseIndex,
    pub target_cases: CaseIndex,
    /// Full source cases that the target lacks.
    pub lacking: BTreeMap<i64, Case>,
    /// Texts of the cases' steps, for results with steps.
    pub steps: HashMap<i64, Vec<StepText>>,
    pub target_run: Target,
    /// Other runs that may hold results of the source run.
    pub other_runs: Vec<OtherRun>,
    pub held: ResultsThere,
    /// Results that the source run counts but does not list yet.
    pub late: u64,
    /// Suites of the source, if suites are copied.
    pub source_suites: Vec<Suite>,
    /// Paths of lists that kept changing, or that turned out to be short.
    pub doubtful: Vec<String>,
    /// True when the list of target cases is doubtful: a case that it lacks may exist.
    pub doubts_cases: bool,
    /// True when the list of target runs is doubtful.
    pub doubts_runs: bool,
    /// Warnings for a person.
    pub warnings: Vec<Message>,
}

impl Collected {
    /// Start of the source run, or of its first result if that is earlier.
    pub fn begin(&self) -> Option<Millis> {
        self.run.started.into_iter().chain(self.earliest()).min()
    }

    /// Start of the first result, if known.
    pub fn earliest(&self) -> Option<Millis> {
        self.results.iter().filter_map(SlimResult::start).min()
    }
}

/// True when the list of cases changed while it was read.
pub(super) fn lists_cases(watch: &ListWatch) -> bool {
    watch.unsteady().iter().any(|path| path.contains("/case/"))
}

/// Counters of a run that stand for no result: the test is still to be executed.
const NOT_EXECUTED: [&str; 3] = ["in_progress", "untested", "retest"];

/// The part of an existing run that a mirror needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SeenRun {
    pub id: i64,
    pub title: String,
    pub is_open: bool,
    pub started: Option<Millis>,
    /// Ids of the run's cases.
    pub cases: Vec<i64>,
    /// Counters of the run's results.
    pub counted: Counted,
    /// True when a mirror created the run for the source run.
    pub is_made: bool,
}

impl SeenRun {
    pub(super) fn of(run: &Run, origin: Option<&Origin>) -> Self {
        Self {
            id: run.id,
            title: run.title.clone(),
            is_open: run.is_open(),
            started: run.started(),
            cases: run.cases.clone(),
            counted: Counted::of(run),
            is_made: origin.is_some_and(|o| o.made(run.description.as_deref())),
        }
    }
}

/// Result counters of a run. Of several results of one test, Qase counts the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Counted {
    /// Tests with a final result.
    pub executed: u64,
    /// True when every test belongs to another case, so that as many cases have results as tests were executed. With parameters,
    /// one case has several tests.
    pub is_by_case: bool,
}

impl Counted {
    fn of(run: &Run) -> Self {
        let counters = run.stats.statuses.iter().filter(|(slug, _)| !NOT_EXECUTED.contains(&slug.as_str()));
        let executed = counters.map(|(_, n)| u64::try_from(*n).unwrap_or(0)).sum();
        let is_by_case = !run.cases.is_empty() && i64::try_from(run.cases.len()) == Ok(run.stats.total);
        Self { executed, is_by_case }
    }

    /// Lower bound for the results missing from a list with `rows` results of `cases` cases.
    pub fn missing(self, rows: u64, cases: u64) -> u64 {
        self.executed.saturating_sub(if self.is_by_case { cases.min(rows) } else { rows })
    }
}

/// A run besides the target run that may hold results of the source run. Such results count as mirrored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct OtherRun {
    pub id: i64,
    /// True when a mirror created it for the source run.
    pub is_made: bool,
}

/// The part of a result that is kept in memory.
#[derive(Debug, Clone)]
pub(crate) struct SlimResult {
    /// Hash by which the source names the result.
    pub hash: Box<str>,
    /// Id of the case; 0 without a case.
    pub case: i64,
    /// The status it will have in the target.
    pub status: Box<str>,
    /// True when the status in the source is final: nobody is executing the test any more.
    pub is_final: bool,
    /// Duration in milliseconds, if known.
    pub duration: Option<i64>,
    /// End time.
    pub ended: Option<Millis>,
    /// Hash of the comment.
    pub body: [u8; 16],
    /// Hash of everything that a person or a tool can edit in the result.
    pub content: u64,
    /// True for a result that a mirror made.
    pub is_mirrored: bool,
    /// Hash of the parameters. `None` where the source shows none, as Qase does for every result.
    pub variant: Option<[u8; 16]>,
    /// Place of the payload in the spool.
    pub span: Span,
}

impl SlimResult {
    /// Start time, if known.
    pub fn start(&self) -> Option<Millis> {
        self.ended.map(|end| end - self.duration.unwrap_or(0))
    }
}

/// Texts of a case's step. Results of steps come without them.
#[derive(Debug, Clone, Default)]
pub(crate) struct StepText {
    pub action: String,
    pub expected: Option<String>,
    pub data: Option<String>,
    pub steps: Vec<StepText>,
}

/// The part of a case that a mirror needs to find its counterpart.
pub(crate) fn slim(case: &Case, side: &Side) -> SlimCase {
    let key = side.field.and_then(|id| case.custom_field(id)).map(str::trim).filter(|k| !k.is_empty());
    let trace = marker::made_trace(case.description.as_deref(), "case").map(Into::into);
    let has_parameters = !case.parameter_items().is_empty();
    SlimCase { id: case.id, key: key.map(Into::into), title: case.title.trim().into(), trace, has_parameters }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counters_tell_what_is_missing() {
        let stats = |executed: i64, untested: i64| voluptas_qase::model::RunStats {
            total: executed + untested,
            statuses: [("passed".to_owned(), executed), ("untested".to_owned(), untested), ("in_progress".to_owned(), 0)].into(),
        };
        let rows = Counted::of(&Run { stats: stats(20, 5), ..Run::default() });
        assert_eq!((rows.missing(8, 8), rows.missing(20, 15), rows.missing(30, 4)), (12, 0, 0));
        // There are as many tests as cases, so retries of other cases do not make up for missing ones.
        let cases = Counted::of(&Run { stats: stats(3, 1), cases: vec![1, 2, 3, 4], ..Run::default() });
        assert_eq!((cases.missing(5, 2), cases.missing(3, 3)), (1, 0));
    }
}
