//! Outcome of a mirror: counts, failures and created cases.

use super::plan::{Decision, Plan, PlannedResult, Reason};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use voluptas_core::domain::Message;
use voluptas_core::domain::message::Explain as _;

/// Counts of a mirror. Each result of the source run is in exactly one of `mirrored`, `already`, the `skipped_*` and `failed`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Counts {
    /// Results that the source run lists.
    pub read: usize,
    /// Results that the source run counts but does not list yet.
    pub late: usize,
    /// Results posted; in a preview, those that would be.
    pub mirrored: usize,
    /// Results that the target run held before.
    pub already: usize,
    /// Results without a case, or whose case is gone.
    pub skipped_no_case: usize,
    /// Results whose case has no key.
    pub skipped_no_key: usize,
    /// Results whose key or title several cases have.
    pub skipped_duplicate: usize,
    /// Results that were edited in the source after they were mirrored.
    pub skipped_edited: usize,
    /// Results that a mirror made.
    pub skipped_mirrored: usize,
    /// Results of tests that are still being executed.
    pub skipped_not_final: usize,
    /// Results held back because another tool mirrored a similar one.
    pub skipped_undecided: usize,
    /// Results without a counterpart, when cases are not created.
    pub skipped_no_counterpart: usize,
    /// Results whose case or run may exist, though a list lacks it.
    pub skipped_doubtful: usize,
    /// Results replaced by a later one of the same case, and results beyond the limit.
    pub skipped_by_choice: usize,
    /// Results that could not be posted.
    pub failed: usize,
    /// Cases created; in a preview, those that would be.
    pub cases_created: usize,
    /// Existing cases of the target that results were posted to.
    pub cases_reused: usize,
    /// Cases that could not be created.
    pub cases_failed: usize,
    pub files_copied: usize,
    /// Files that could not be copied.
    pub files_failed: usize,
}

impl Counts {
    pub(super) fn skip(&mut self, reason: Reason) {
        *match reason {
            Reason::AlreadyThere | Reason::AlikeThere => &mut self.already,
            Reason::Edited => &mut self.skipped_edited,
            Reason::Mirrored => &mut self.skipped_mirrored,
            Reason::NotFinal => &mut self.skipped_not_final,
            Reason::Undecided => &mut self.skipped_undecided,
            Reason::NoCase | Reason::CaseGone => &mut self.skipped_no_case,
            Reason::NoKey => &mut self.skipped_no_key,
            Reason::Duplicate => &mut self.skipped_duplicate,
            Reason::NoCounterpart => &mut self.skipped_no_counterpart,
            Reason::Doubtful => &mut self.skipped_doubtful,
            Reason::Superseded | Reason::BeyondLimit => &mut self.skipped_by_choice,
        } += 1;
    }

    /// Number of results that were left out and are not in the target.
    pub fn skipped(&self) -> usize {
        self.skipped_no_case
            + self.skipped_no_key
            + self.skipped_duplicate
            + self.skipped_edited
            + self.skipped_mirrored
            + self.skipped_not_final
            + self.skipped_undecided
            + self.skipped_no_counterpart
            + self.skipped_doubtful
            + self.skipped_by_choice
    }
}

/// Warning about a created run that the list of runs does not show.
pub(super) const RUN_NOT_LISTED: &str = "mirror-warning-run-not-listed";

/// Warnings about objects that several mirrors created at the same moment. All results are in the oldest; a person removes the others.
pub(super) const TWO_CASES: &str = "mirror-warning-two-cases";
pub(super) const TWO_SUITES: &str = "mirror-warning-two-suites";
pub(super) const TWO_RUNS: &str = "mirror-warning-two-runs";

/// Warnings about work that is left to a person or to the next mirror.
const LEFT: [&str; 16] = [
    TWO_CASES,
    TWO_SUITES,
    TWO_RUNS,
    RUN_NOT_LISTED,
    "mirror-warning-edited",
    "mirror-warning-lists",
    "mirror-warning-without-files",
    "mirror-warning-doubtful",
    "mirror-warning-late",
    "mirror-warning-not-final",
    "mirror-warning-undecided",
    "mirror-warning-duplicate-results",
    "mirror-warning-beyond-limit",
    "mirror-warning-not-visible",
    "mirror-warning-not-completed",
    "mirror-warning-still-open",
];

/// Warnings about results that cannot be mirrored.
const LEFT_OUT: [&str; 4] =
    ["mirror-warning-no-case", "mirror-warning-case-gone", "mirror-warning-no-key", "mirror-warning-no-counterpart"];

/// Outcome for the target run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RunOutcome {
    /// The run existed.
    Reused,
    /// The run was created.
    Created,
    /// The run would be created, or would have been if there had been a result to post.
    Planned,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreatedCase {
    pub key: Option<String>,
    pub title: String,
    /// Id of its counterpart in the source.
    pub source_case: i64,
    /// Id of the case; `None` in a preview.
    pub id: Option<i64>,
}

/// A failure that did not stop the mirror.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failed {
    /// Hash of the result; `None` when a case or a file failed.
    pub result: Option<String>,
    /// Id of the case in the source; 0 without a case.
    pub case: i64,
    /// Key of the case.
    pub key: Option<String>,
    /// Reason.
    pub message: Message,
}

/// Outcome of a mirror.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    pub plan: Arc<Plan>,
    /// True when the plan was only shown.
    pub is_preview: bool,
    /// Counts of results, cases and files.
    pub counts: Counts,
    /// The target run; `None` until the run has been created.
    pub target_run: Option<i64>,
    /// Outcome for the target run.
    pub run_outcome: RunOutcome,
    /// True when the target run was closed at the end.
    pub run_completed: bool,
    /// True when the run should have been closed and stays open, because it lacks results.
    pub is_left_open: bool,
    /// Results that the target run accepted but does not list yet.
    pub unseen: u64,
    /// Cases that were created; in a preview, those that would be.
    pub created: Vec<CreatedCase>,
    /// Failures that did not stop the mirror.
    pub failures: Vec<Failed>,
    /// Warnings of the plan and of the work.
    pub warnings: Vec<Message>,
    /// Error that stopped the work before its end.
    pub stopped: Option<super::Error>,
}

impl Summary {
    /// The summary of a plan that is not carried out.
    #[must_use]
    pub fn of_plan(plan: &Arc<Plan>) -> Self {
        let late = usize::try_from(plan.late).unwrap_or(usize::MAX);
        let mut counts = Counts { read: plan.results.len(), late, cases_created: plan.new_cases.len(), ..Counts::default() };
        let mut reused = std::collections::BTreeSet::new();
        for result in &plan.results {
            match &result.decision {
                Decision::Skip { reason } => counts.skip(*reason),
                Decision::Post { to, .. } => {
                    counts.mirrored += 1;
                    if let super::plan::PostTarget::Case { id, .. } = to {
                        reused.insert(*id);
                    }
                }
            }
        }
        counts.cases_reused = reused.len();
        let created = plan.new_cases.iter().map(|c| CreatedCase {
            key: c.key.clone(),
            title: c.title.clone(),
            source_case: c.source_case,
            id: None,
        });
        Self {
            plan: Arc::clone(plan),
            is_preview: true,
            counts,
            target_run: plan.target.run,
            run_outcome: if plan.target.run.is_some() { RunOutcome::Reused } else { RunOutcome::Planned },
            run_completed: false,
            is_left_open: false,
            unseen: 0,
            created: created.collect(),
            failures: Vec::new(),
            warnings: plan.warnings.clone(),
            stopped: None,
        }
    }

    /// True when something failed.
    pub fn has_failures(&self) -> bool {
        self.counts.failed + self.counts.cases_failed + self.counts.files_failed > 0
    }

    /// True when everything that can be mirrored is in the target and was seen there. In a preview: when it would be.
    ///
    /// Results without a case, a key or a counterpart cannot be mirrored: they are reported and leave nothing to do. Results that
    /// are late, not final, beyond the limit, or held back by duplicate keys, untraced results or doubtful lists are still to
    /// come.
    pub fn is_complete(&self) -> bool {
        let is_doubled = |w: &Message| [TWO_CASES, TWO_SUITES, TWO_RUNS].contains(&w.key.as_str());
        self.is_whole() && !self.warnings.iter().any(is_doubled)
    }

    /// True when every result is in the target, whatever duplicates a person has to remove there.
    pub fn is_whole(&self) -> bool {
        let is_left = |r: &PlannedResult| matches!(r.decision, Decision::Skip { reason } if reason.is_left());
        self.stopped.is_none()
            && !self.has_failures()
            && self.plan.doubtful.is_empty()
            && self.plan.without_files == 0
            && self.counts.late == 0
            && self.unseen == 0
            && !self.is_left_open
            && self.warnings.iter().all(|w| w.key != RUN_NOT_LISTED)
            && !self.plan.results.iter().any(is_left)
    }

    /// Messages about what is missing for a complete mirror; empty when nothing is missing.
    pub fn left(&self) -> Vec<Message> {
        let c = &self.counts;
        let counted =
            [("mirror-left-failed", c.failed), ("mirror-left-cases", c.cases_failed), ("mirror-left-files", c.files_failed)];
        let failed = counted.into_iter().filter(|(_, n)| *n > 0).map(|(key, n)| Message::new(key).count("count", n));
        let told = self.warnings.iter().filter(|w| LEFT.contains(&w.key.as_str())).cloned();
        self.stopped.iter().map(|e| e.message()).chain(failed).chain(told).collect()
    }

    /// Number of results that cannot be mirrored: without a case, a key or a counterpart in the target.
    pub fn left_out(&self) -> usize {
        let c = &self.counts;
        c.skipped_no_case + c.skipped_no_key + c.skipped_no_counterpart
    }

    /// Reasons why results are not in the target: [`Summary::left`], and warnings about results that are
    /// [left out](Summary::left_out).
    pub fn why_not_there(&self) -> Vec<Message> {
        let left_out = self.warnings.iter().filter(|w| LEFT_OUT.contains(&w.key.as_str())).cloned();
        self.left().into_iter().chain(left_out).collect()
    }

    /// True when there was nothing that could be mirrored, now or before.
    pub fn is_nothing(&self) -> bool {
        let c = &self.counts;
        c.mirrored + c.already + c.failed + c.skipped_by_choice + c.skipped_doubtful + c.skipped_edited + c.skipped_mirrored == 0
    }

    /// The reason for the decision on one result.
    pub fn explain(&self, result: &PlannedResult) -> Message {
        self.plan.explain(result)
    }
}
