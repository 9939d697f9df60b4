//! Objects of `qase import` and `qase export`.

use super::FileReport;
use crate::sync_items::{self, Listed, ListedCase};
use serde::Serialize;
use voluptas_app::sync::job::Done;
use voluptas_core::domain::Message;
use voluptas_i18n::{Lang, Tr};
use voluptas_sync::plan::Class;
use voluptas_sync::report::RunSent;
use voluptas_sync::{Counts, Direction, Policy};

/// `qase import` and `qase export`.
#[derive(Debug, Serialize)]
pub struct SyncAnswer {
    /// Code of the project.
    pub project: String,
    /// `import` or `export`.
    pub direction: Direction,
    /// `smart`, `mine`, `theirs`.
    pub policy: Policy,
    /// True when nothing was written: the counts are then those of the plan.
    pub dry_run: bool,
    /// Hash of the plan: equal plans have equal hashes.
    pub plan_id: String,
    /// Outcome: `done`, `partly`, `failed`; null for a dry run.
    pub outcome: Option<&'static str>,
    /// Entry in the history of the workspace; null for a dry run.
    pub sync_id: Option<i64>,
    /// Number of changes on both sides; 0 when the sides were in step.
    pub changes: u64,
    /// Suites by outcome.
    pub suites: Counts,
    /// Cases by outcome.
    pub cases: Counts,
    /// Results by outcome: created results were sent now, unchanged ones earlier.
    pub results: Counts,
    /// Functions created from suites.
    pub functions_created: u64,
    pub mappings_created: u64,
    /// The run that got results.
    pub run: Option<RunSent>,
    /// Cases that wait for a person or were left alone, and in a dry run those that would change.
    pub items: Vec<SyncItem>,
    /// Suites and results that were left alone, by reason.
    pub left_alone: Vec<LeftObject>,
    /// Warnings for a person.
    pub warnings: Vec<String>,
    /// Reasons why the sides differ after the run: differences found when they were read again, duplicates.
    pub drift: Vec<String>,
    /// Cases with values that one side cannot hold, or with a removal in Qase that waits for a decision.
    pub left_out: u64,
    /// Items left to the next run, because they were changed meanwhile or wait for others.
    pub left_over: u64,
    /// True when everything that was requested is done; always true for a dry run.
    #[serde(skip)]
    is_complete: bool,
    /// The reading of the file of results.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<FileReport>,
}

/// A case of a synchronisation.
#[derive(Debug, Serialize)]
pub struct SyncItem {
    /// Id in Qase; null before the case exists in Qase.
    pub qase_id: Option<i64>,
    /// Code; null for a case that does not exist yet.
    pub code: Option<String>,
    pub title: String,
    /// `new`, `changed`, `unchanged`, `removed`, `conflict`, `skipped`.
    pub class: Class,
    /// FuncIDs that it covers.
    pub func_ids: Vec<String>,
    /// Fields that change.
    pub fields: Vec<voluptas_core::domain::field::CaseField>,
    /// Fields that wait for a person.
    pub conflicts: Vec<voluptas_core::domain::field::CaseField>,
    /// Reason why it was left alone, or failed; null for other cases.
    pub reason: Option<String>,
    /// What to do about it, where the command has an option for it.
    pub remedy: Option<String>,
}

/// Suites or results that were left alone for one reason.
#[derive(Debug, Serialize)]
pub struct LeftObject {
    /// `suite`, `result`.
    pub entity: String,
    pub count: u64,
    pub reason: String,
}

impl SyncAnswer {
    pub(crate) fn new(project: &str, done: &Done, listed: &Listed<'_>, file: Option<FileReport>) -> Self {
        let english = Tr::new(Lang::En);
        let (plan, summary) = (&done.plan, done.summary.as_ref());
        let texts = |m: &[Message]| m.iter().map(|m| english.message(m)).collect();
        let totals = plan.totals;
        let item = |c: &ListedCase<'_>| SyncItem {
            qase_id: c.step.qase_id,
            code: c.code.clone(),
            title: c.step.title.clone(),
            class: c.step.class,
            func_ids: c.step.func_ids.clone(),
            fields: c.step.changes.iter().map(|f| f.field).collect(),
            conflicts: c.step.conflicts.iter().map(|f| f.field).collect(),
            reason: c.reason.as_ref().map(|reason| sync_items::text(english, reason)),
            remedy: c.remedy(plan.direction).map(|remedy| english.message(&remedy)),
        };
        let left = listed.others.iter().map(|(entity, reason, count)| LeftObject {
            entity: entity.clone(),
            count: *count as u64,
            reason: sync_items::text(english, reason),
        });
        let planned = totals.suites.changes() + totals.cases.changes() + totals.results.changes();
        Self {
            project: project.to_owned(),
            direction: plan.direction,
            policy: plan.policy,
            dry_run: summary.is_none(),
            plan_id: plan.id.clone(),
            outcome: summary.map(|s| s.outcome.as_str()),
            sync_id: summary.and_then(|s| s.sync_id).map(|id| id.0),
            changes: summary.map_or(planned, voluptas_sync::Summary::changes),
            suites: summary.map_or(totals.suites, |s| s.suites),
            cases: summary.map_or(totals.cases, |s| s.cases),
            results: summary.map_or(totals.results, |s| s.results),
            functions_created: summary.map_or(0, |s| s.functions_created),
            mappings_created: summary.map_or(0, |s| s.mappings_created),
            run: summary.and_then(|s| s.run.clone()),
            items: listed.cases.iter().map(item).collect(),
            left_alone: left.collect(),
            warnings: texts(summary.map_or(&plan.warnings, |s| &s.warnings)),
            drift: texts(summary.map_or(&plan.drift, |s| &s.drift)),
            left_out: plan.left_out() as u64,
            left_over: summary.map_or(0, |s| s.left_over),
            is_complete: summary.is_none_or(voluptas_sync::Summary::is_complete),
            file,
        }
    }

    /// True when something failed, or waits for a person.
    pub(crate) fn needs_a_look(&self) -> bool {
        let open = |c: &Counts| c.failed + c.conflicts;
        let open = open(&self.suites) + open(&self.cases) + open(&self.results);
        open + self.left_out + self.left_over > 0 || !self.drift.is_empty() || !self.is_complete
    }
}

/// `qase repair`.
#[derive(Debug, Serialize)]
pub struct RepairAnswer {
    /// Code of the project.
    pub project: String,
    /// True when nothing was written.
    pub dry_run: bool,
    /// True when the links to the project were deleted.
    pub links_forgotten: bool,
    /// Duplicates that were merged.
    pub merged: u64,
    /// Duplicates that are left to a person.
    pub left: u64,
    /// Duplicates that could not be merged.
    pub failed: u64,
    /// Every duplicate.
    pub doubles: Vec<DoubleObject>,
}

/// A duplicate in Qase.
#[derive(Debug, Serialize)]
pub struct DoubleObject {
    /// `suite`, `case`, `run` or `shared_step`.
    pub entity: &'static str,
    /// Id in Qase; 0 for a shared step.
    pub id: i64,
    /// Id of the object that stays; 0 for a shared step.
    pub of: i64,
    /// Hash of a shared step.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hash: Option<String>,
    /// Hash of the shared step that stays.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of_hash: Option<String>,
    pub title: String,
    /// Reason to leave it to a person; null when it can be merged.
    pub left_because: Option<String>,
}

impl DoubleObject {
    pub(crate) fn new(double: &voluptas_sync::repair::Double) -> Self {
        let left_because = double.why_not.as_ref().map(|why| Tr::new(Lang::En).message(why));
        Self {
            entity: double.entity.as_str(),
            id: double.id,
            of: double.first,
            hash: double.shared.as_ref().map(|hashes| hashes.double.clone()),
            of_hash: double.shared.as_ref().map(|hashes| hashes.first.clone()),
            title: double.title.clone(),
            left_because,
        }
    }
}
