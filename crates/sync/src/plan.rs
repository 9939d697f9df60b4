//! A plan: everything that a synchronisation would do, as one value that can be shown, stored, compared and applied.
//!
//! Pure data with its order and its counts. [`super::import::plan()`] and [`super::export::plan()`] create it.

use super::merge::{FieldChange, FieldConflict, SuiteField};
use super::policy::{Decisions, Direction, Policy};
use super::report::{Counts, ItemOutcome};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use voluptas_core::domain::Message;
use voluptas_core::domain::field::CaseField;
use voluptas_core::domain::ids::{CaseId, FunctionId, ResultId, SuiteId};

/// Planned change of an item.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, strum::IntoStaticStr, strum::EnumIter,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Class {
    /// The target lacks the item: it is created.
    New,
    /// The target has other values: they are changed.
    Changed,
    /// Both sides agree, or nothing is to be taken over.
    Unchanged,
    /// The item was in Qase and is no longer there.
    Removed,
    /// Both sides changed the item: uncontested fields are taken over, the others wait for a person.
    Conflict,
    /// The item is left alone, for the reason in its note.
    Skipped,
}

impl Class {
    /// The outcome expected of this class.
    #[must_use]
    pub fn outcome(self) -> ItemOutcome {
        match self {
            Self::New => ItemOutcome::Created,
            Self::Changed => ItemOutcome::Updated,
            Self::Unchanged => ItemOutcome::Unchanged,
            Self::Removed => ItemOutcome::Removed,
            Self::Conflict => ItemOutcome::Conflict,
            Self::Skipped => ItemOutcome::Skipped,
        }
    }
}

/// Planned change of one suite.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SuiteStep {
    /// Qase id; `None` until the suite has been created in Qase.
    pub qase_id: Option<i64>,
    /// Workspace row; `None` until the suite has been created in the workspace.
    pub suite_id: Option<SuiteId>,
    /// Titles from the root down to the suite.
    pub path: Vec<String>,
    /// Planned change.
    pub class: Class,
    /// Fields that the target gets.
    pub fields: Vec<SuiteField>,
    /// Fields that both sides changed.
    pub conflicts: Vec<SuiteField>,
    /// True when only the stored agreement of both sides changes.
    pub rebase: bool,
    /// Reason for the class.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<Message>,
}

/// Planned change of one case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseStep {
    /// Qase id; `None` until the case has been created in Qase.
    pub qase_id: Option<i64>,
    /// Workspace row; `None` until the case has been created in the workspace.
    pub case_id: Option<CaseId>,
    /// The function from which the case is created before it is sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub function_id: Option<FunctionId>,
    /// FuncIDs that the case covers (export).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub func_ids: Vec<String>,
    /// Title that the target will have.
    pub title: String,
    /// Titles of its suites from the root down.
    pub path: Vec<String>,
    /// Planned change.
    pub class: Class,
    /// Fields that the target gets; empty for a new case, which gets all of them.
    pub changes: Vec<FieldChange>,
    /// Fields that a person must decide on.
    pub conflicts: Vec<FieldConflict>,
    /// Fields that only the target changed.
    pub waiting: Vec<CaseField>,
    /// True when only the stored agreement of both sides changes.
    pub rebase: bool,
    /// Fields, and titles of custom fields, that take no part because one side cannot express their value.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub apart: Vec<String>,
    /// Reason for the class.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<Message>,
}

/// Key of a step for [`Plan::select`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepKey {
    /// A case of Qase.
    Remote(i64),
    /// A case of the workspace that Qase does not have.
    Local(CaseId),
    /// A case to create from a function.
    Function(FunctionId),
}

impl CaseStep {
    /// The key of the step.
    pub fn key(&self) -> StepKey {
        match (self.qase_id, self.case_id, self.function_id) {
            (Some(id), ..) => StepKey::Remote(id),
            (None, Some(id), _) => StepKey::Local(id),
            (None, None, f) => StepKey::Function(f.unwrap_or(FunctionId(0))),
        }
    }

    fn note_is(&self, key: &str) -> bool {
        self.note.as_ref().is_some_and(|n| n.key == key)
    }

    /// True when something is to be written.
    pub fn does_something(&self) -> bool {
        !self.changes.is_empty() || self.rebase || matches!(self.class, Class::New | Class::Removed)
    }
}

/// The run that results go to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RunTarget {
    /// A run that exists in Qase.
    Existing {
        /// Qase id.
        id: i64,
        /// Title in Qase.
        title: String,
    },
    /// A run that an interrupted export meant to create: the export looks for it before creating it.
    Resume {
        /// Row of the journal.
        journal_id: i64,
        /// Qase id, if known.
        id: Option<i64>,
        title: String,
    },
    /// A new one.
    New { title: String },
}

impl RunTarget {
    /// Qase id of a run that exists.
    pub fn id(&self) -> Option<i64> {
        match self {
            Self::Existing { id, .. } => Some(*id),
            Self::Resume { id, .. } => *id,
            Self::New { .. } => None,
        }
    }

    /// Title of the run.
    pub fn title(&self) -> &str {
        match self {
            Self::Existing { title, .. } | Self::Resume { title, .. } | Self::New { title } => title,
        }
    }
}

/// Planned change of one result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResultStep {
    /// Workspace row of the result.
    pub result_id: ResultId,
    /// The case that the result belongs to.
    pub case_id: CaseId,
    /// Title of the case.
    pub title: String,
    /// Slug of the result's status.
    pub status: String,
    /// New: it is sent. Unchanged: it was sent before. Skipped: for the reason in the note.
    pub class: Class,
    /// Reason for the class.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<Message>,
}

/// The part of a plan that sends results.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResultsPlan {
    /// Run that gets the results; `None` when there is nothing to send.
    pub run: Option<RunTarget>,
    /// One step per result.
    pub steps: Vec<ResultStep>,
}

/// Set when too many linked cases are gone from Qase to remove them without asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guard {
    /// Linked cases that are gone.
    pub removed: u64,
    /// Linked cases in all.
    pub linked: u64,
}

impl Guard {
    /// Returns a guard when more than ten linked cases, and more than half of them, are gone.
    pub fn check(removed: usize, linked: usize) -> Option<Self> {
        (removed > 10 && removed * 2 > linked).then_some(Self { removed: removed as u64, linked: linked as u64 })
    }
}

/// Counts of a plan by expected outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Totals {
    pub suites: Counts,
    pub cases: Counts,
    pub results: Counts,
}

/// Everything that a synchronisation would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// Hash of everything else in the plan: equal plans have equal ids.
    pub id: String,
    /// Side that the synchronisation writes.
    pub direction: Direction,
    /// Code of the project in Qase.
    pub project_code: String,
    /// Policy for fields on which the sides differ.
    pub policy: Policy,
    /// Decisions of a person.
    pub decisions: Decisions,
    /// Suites, parents first.
    pub suites: Vec<SuiteStep>,
    /// Cases by their Qase ids; cases without one come last.
    pub cases: Vec<CaseStep>,
    /// Results, for an export that sends some.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub results: Option<ResultsPlan>,
    /// Qase ids of cases that are gone from Qase and go into the workspace's trash.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub to_trash: BTreeSet<i64>,
    /// Set when removals are held back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guard: Option<Guard>,
    /// Facts that a person should know before applying.
    pub warnings: Vec<Message>,
    /// Differences that remain after the plan is applied, such as duplicates created by one write.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub drift: Vec<Message>,
    /// Counts.
    pub totals: Totals,
}

impl Plan {
    /// A plan without steps.
    #[must_use]
    pub fn new(direction: Direction, project_code: &str, policy: Policy, decisions: &Decisions) -> Self {
        Self {
            id: String::new(),
            direction,
            project_code: project_code.to_owned(),
            policy,
            decisions: decisions.clone(),
            suites: Vec::new(),
            cases: Vec::new(),
            results: None,
            to_trash: BTreeSet::new(),
            guard: None,
            warnings: Vec::new(),
            drift: Vec::new(),
            totals: Totals::default(),
        }
    }

    /// Counts the steps and sets the id. Called when the steps are complete, and again after they change.
    #[must_use]
    pub fn sealed(mut self) -> Self {
        let mut totals = Totals::default();
        for step in &self.suites {
            totals.suites.add(step.class.outcome());
        }
        for step in &self.cases {
            totals.cases.add(step.class.outcome());
        }
        for step in self.results.iter().flat_map(|r| &r.steps) {
            totals.results.add(step.class.outcome());
        }
        self.totals = totals;
        self.id.clear();
        let mut hasher = blake3::Hasher::new();
        // Plain data can always be serialised. If it could not, all plans would share one id.
        serde_json::to_writer(&mut hasher, &self).ok();
        self.id = hasher.finalize().to_hex().as_str()[..32].to_owned();
        self
    }

    /// True when applying it changes nothing on either side.
    pub fn is_empty(&self) -> bool {
        let t = self.totals;
        let partly = self.cases.iter().any(|s| !s.changes.is_empty()) || self.suites.iter().any(|s| !s.fields.is_empty());
        t.suites.changes() + t.cases.changes() + t.results.changes() == 0 && !partly
    }

    /// Number of cases with changes that are left out for good: values that one side cannot hold, removals in Qase without a
    /// decision, duplicates.
    pub fn left_out(&self) -> usize {
        let kept = ["sync-note-suite-removed", "sync-note-double", "sync-note-former"];
        let of_removed = |s: &CaseStep| self.direction == Direction::Export && s.note_is("sync-note-removed-in-qase");
        let is_left = |s: &&CaseStep| {
            !s.apart.is_empty() || (s.class == Class::Skipped && (kept.iter().any(|k| s.note_is(k)) || of_removed(s)))
        };
        self.cases.iter().filter(is_left).count()
    }

    /// The plan for some of the cases. Leaves out new suites without one of these cases, and keeps changed suites.
    #[must_use]
    pub fn select(&self, keep: &BTreeSet<StepKey>) -> Self {
        let mut plan = self.clone();
        plan.cases.retain(|s| keep.contains(&s.key()));
        let mut needed: BTreeSet<&[String]> = BTreeSet::new();
        for step in &plan.cases {
            for n in 1..=step.path.len() {
                needed.insert(&step.path[..n]);
            }
        }
        let kept: Vec<SuiteStep> =
            plan.suites.iter().filter(|s| s.class != Class::New || needed.contains(s.path.as_slice())).cloned().collect();
        let left: BTreeSet<CaseId> = self.cases.iter().filter(|s| !keep.contains(&s.key())).filter_map(|s| s.case_id).collect();
        plan.suites = kept;
        if let Some(results) = &mut plan.results {
            results.steps.retain(|s| !left.contains(&s.case_id));
        }
        plan.sealed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn case(id: i64, path: &[&str], class: Class) -> CaseStep {
        CaseStep {
            qase_id: Some(id),
            case_id: None,
            function_id: None,
            func_ids: Vec::new(),
            title: format!("Case {id}"),
            path: path.iter().map(|p| (*p).to_owned()).collect(),
            class,
            changes: Vec::new(),
            conflicts: Vec::new(),
            waiting: Vec::new(),
            rebase: false,
            apart: Vec::new(),
            note: None,
        }
    }

    fn suite(id: i64, path: &[&str]) -> SuiteStep {
        SuiteStep {
            qase_id: Some(id),
            suite_id: None,
            path: path.iter().map(|p| (*p).to_owned()).collect(),
            class: Class::New,
            fields: Vec::new(),
            conflicts: Vec::new(),
            rebase: false,
            note: None,
        }
    }

    #[test]
    fn selecting_keeps_the_suites_that_are_needed() {
        let mut plan = Plan::new(Direction::Import, "SHOP", Policy::Smart, &Decisions::new());
        plan.suites = vec![suite(1, &["A"]), suite(2, &["A", "B"]), suite(3, &["C"])];
        plan.cases = vec![case(1, &["A", "B"], Class::New), case(2, &["C"], Class::New), case(3, &[], Class::Unchanged)];
        let plan = plan.sealed();
        assert_eq!((plan.totals.cases.created, plan.totals.suites.created), (2, 3));
        let some = plan.select(&[StepKey::Remote(1)].into());
        assert_eq!(some.suites.iter().map(|s| s.qase_id).collect::<Vec<_>>(), [Some(1), Some(2)]);
        assert_eq!(some.totals.cases.created, 1);
        assert_ne!(some.id, plan.id);
        assert_eq!(plan.clone().sealed().id, plan.id);
    }

    #[test]
    fn the_guard_wants_many_and_most() {
        assert_eq!(Guard::check(10, 10), None);
        assert_eq!(Guard::check(11, 30), None);
        assert!(Guard::check(11, 20).is_some());
    }
}
