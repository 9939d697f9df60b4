//! A plan: everything that a synchronisation would do, as one value that can be shown, stored, compared and applied.
//!
//! Pure data with its order and its counts. Making one is the work of [`super::import::plan()`] and [`super::export::plan()`].

use super::merge::{FieldChange, FieldConflict, SuiteField};
use super::policy::{Decisions, Direction, Policy};
use super::report::{Counts, ItemOutcome};
use crate::domain::Message;
use crate::domain::field::CaseField;
use crate::domain::ids::{CaseId, FunctionId, ResultId, SuiteId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What is to happen to an item.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, strum::IntoStaticStr, strum::EnumIter,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Class {
    /// The target does not have it: it is made.
    New,
    /// The target has it otherwise: it is changed.
    Changed,
    /// Both have it alike, or nothing is to be taken over.
    Unchanged,
    /// It was in Qase and is no longer there.
    Removed,
    /// Both changed it: what is not contested is taken over, the rest waits for a person.
    Conflict,
    /// It is left alone, for the reason in its note.
    Skipped,
}

impl Class {
    /// The outcome that is expected of it.
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

/// What is to happen to one suite.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SuiteStep {
    /// Its id in Qase; none when it is to be made there.
    pub qase_id: Option<i64>,
    /// Its row here; none when it is to be made here.
    pub suite_id: Option<SuiteId>,
    /// Titles from the root down to it.
    pub path: Vec<String>,
    /// What is to happen.
    pub class: Class,
    /// What the target gets.
    pub fields: Vec<SuiteField>,
    /// What both changed.
    pub conflicts: Vec<SuiteField>,
    /// Nothing is to change but what is remembered of both sides' agreement.
    pub rebase: bool,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<Message>,
}

/// What is to happen to one case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseStep {
    /// Its id in Qase; none when it is to be made there.
    pub qase_id: Option<i64>,
    /// Its row here; none when it is to be made here.
    pub case_id: Option<CaseId>,
    /// The function from which the case is to be made before it is sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub function_id: Option<FunctionId>,
    /// FuncIDs that it covers (export).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub func_ids: Vec<String>,
    /// Its title, as the target will have it.
    pub title: String,
    /// Titles of its suites from the root down.
    pub path: Vec<String>,
    /// What is to happen.
    pub class: Class,
    /// What the target gets; blank for a new case, which gets everything.
    pub changes: Vec<FieldChange>,
    /// What a person must decide.
    pub conflicts: Vec<FieldConflict>,
    /// What the target alone changed.
    pub waiting: Vec<CaseField>,
    /// Nothing is to change but what is remembered of both sides' agreement.
    pub rebase: bool,
    /// Fields, and titles of custom fields, that take no part because one side cannot express their value.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub apart: Vec<String>,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<Message>,
}

/// What names a step for [`Plan::select`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepKey {
    /// A case of Qase.
    Remote(i64),
    /// A case here that Qase does not have.
    Local(CaseId),
    /// A case that is to be made from a function.
    Function(FunctionId),
}

impl CaseStep {
    /// What names it.
    #[must_use]
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
    #[must_use]
    pub fn does_something(&self) -> bool {
        !self.changes.is_empty() || self.rebase || matches!(self.class, Class::New | Class::Removed)
    }
}

/// The run that results go to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RunTarget {
    /// One that is there.
    Existing {
        /// Its id in Qase.
        id: i64,
        /// Its title there.
        title: String,
    },
    /// One that an earlier, broken-off export meant to make: it is looked for before it is made.
    Resume {
        /// Row of the journal.
        journal_id: i64,
        /// Its id in Qase, when that is known.
        id: Option<i64>,
        /// Its title.
        title: String,
    },
    /// A new one.
    New {
        /// Its title.
        title: String,
    },
}

impl RunTarget {
    /// Its id in Qase, when it is there.
    #[must_use]
    pub fn id(&self) -> Option<i64> {
        match self {
            Self::Existing { id, .. } => Some(*id),
            Self::Resume { id, .. } => *id,
            Self::New { .. } => None,
        }
    }

    /// Its title.
    #[must_use]
    pub fn title(&self) -> &str {
        match self {
            Self::Existing { title, .. } | Self::Resume { title, .. } | Self::New { title } => title,
        }
    }
}

/// What is to happen to one result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResultStep {
    /// Its row here.
    pub result_id: ResultId,
    /// The case that it is of.
    pub case_id: CaseId,
    /// Title of the case.
    pub title: String,
    /// Slug of its status.
    pub status: String,
    /// New: it is sent. Unchanged: it was sent before. Skipped: for the reason in the note.
    pub class: Class,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<Message>,
}

/// Sending of results.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResultsPlan {
    /// Where to; none when there is nothing to send.
    pub run: Option<RunTarget>,
    /// Result by result.
    pub steps: Vec<ResultStep>,
}

/// Too much of what was linked is gone from Qase for this to be taken for granted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guard {
    /// Linked cases that are gone.
    pub removed: u64,
    /// Linked cases in all.
    pub linked: u64,
}

impl Guard {
    /// More than ten, and more than half.
    #[must_use]
    pub fn check(removed: usize, linked: usize) -> Option<Self> {
        (removed > 10 && removed * 2 > linked).then_some(Self { removed: removed as u64, linked: linked as u64 })
    }
}

/// Counts of a plan by expected outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Totals {
    /// Suites.
    pub suites: Counts,
    /// Cases.
    pub cases: Counts,
    /// Results.
    pub results: Counts,
}

/// Everything that a synchronisation would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// Hash of all the rest: equal plans have equal ids.
    pub id: String,
    /// Which way it writes.
    pub direction: Direction,
    /// Code of the project in Qase.
    pub project_code: String,
    /// What is done where the sides differ.
    pub policy: Policy,
    /// What a person decided.
    pub decisions: Decisions,
    /// Suites, parents first.
    pub suites: Vec<SuiteStep>,
    /// Cases, in the order of their ids in Qase; those without one at the end.
    pub cases: Vec<CaseStep>,
    /// Results, for an export that sends some.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub results: Option<ResultsPlan>,
    /// Cases that are gone from Qase and go into the trash here, by their ids there.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub to_trash: BTreeSet<i64>,
    /// Set when removals are held back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guard: Option<Guard>,
    /// What a person should know before applying.
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

    /// Counts the steps and names the plan. Called once the steps are there, and after they changed.
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
        // A plan of plain data can always be written; were it not so, all plans would only share one name.
        serde_json::to_writer(&mut hasher, &self).ok();
        self.id = hasher.finalize().to_hex().as_str()[..32].to_owned();
        self
    }

    /// True when applying it changes nothing on either side.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let t = self.totals;
        let partly = self.cases.iter().any(|s| !s.changes.is_empty()) || self.suites.iter().any(|s| !s.fields.is_empty());
        t.suites.changes() + t.cases.changes() + t.results.changes() == 0 && !partly
    }

    /// Number of cases with something that is left out for good: values that one side cannot hold, removals in Qase that nobody
    /// has decided on, duplicates.
    #[must_use]
    pub fn left_out(&self) -> usize {
        let kept = ["sync-note-suite-removed", "sync-note-double", "sync-note-former"];
        let of_removed = |s: &CaseStep| self.direction == Direction::Export && s.note_is("sync-note-removed-in-qase");
        let is_left = |s: &&CaseStep| {
            !s.apart.is_empty() || (s.class == Class::Skipped && (kept.iter().any(|k| s.note_is(k)) || of_removed(s)))
        };
        self.cases.iter().filter(is_left).count()
    }

    /// The plan for some of the cases alone: new suites that none of them needs go as well, changed ones stay.
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
        let cases: BTreeSet<CaseId> = plan.cases.iter().filter_map(|s| s.case_id).collect();
        plan.suites = kept;
        if let Some(results) = &mut plan.results {
            results.steps.retain(|s| cases.contains(&s.case_id));
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
