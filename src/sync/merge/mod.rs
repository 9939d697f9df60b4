//! Three-way comparison of one case or one suite: what the target gets, what stays open, and the new agreement.
//!
//! Pure. After a merge was applied, merging again finds nothing to do: the new base makes a kept difference a change of the
//! side that has it, and not a new conflict. What one side cannot express ([`Inexpressible`]) takes no part: both sides keep theirs,
//! and the last real agreement on it stays. Tags and custom fields are merged value by value ([`values`]); what Qase made of a write
//! is judged in [`confirm()`].

mod confirm;
mod suite;
mod values;

pub use confirm::{Accepted, confirm, confirm_suite};
pub use suite::{SuiteField, SuiteMerge, cycles, suite};

use super::base::Base;
use super::policy::{Changed, Choice, Direction, Policy, Question, Verdict, is_protected, settle};
use super::snapshot::CaseState;
use crate::domain::Message;
use crate::domain::field::CaseField;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use strum::IntoEnumIterator as _;

/// A field that the target gets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldChange {
    /// Which.
    pub field: CaseField,
    /// What Qase had when both agreed last; `None` if they never did.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub base: Option<Value>,
    /// What the target has.
    pub from: Value,
    /// What it gets.
    pub to: Value,
}

/// A field that both sides have differently, and a person must decide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldConflict {
    /// Which.
    pub field: CaseField,
    /// What Qase had when both agreed last; `None` if they never did.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub base: Option<Value>,
    /// What the workspace has. Of custom fields those in conflict alone.
    pub local: Value,
    /// What Qase has. Of custom fields those in conflict alone.
    pub remote: Value,
}

/// A member that is there is a value, also when it says `null`: both had nothing.
fn present<'de, D: serde::Deserializer<'de>>(d: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(d).map(Some)
}

/// Values that one of the two sides has and the other cannot express.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Inexpressible {
    /// Whole fields.
    pub fields: BTreeSet<CaseField>,
    /// Custom fields, by the title that the workspace writes.
    pub custom: BTreeSet<String>,
}

/// The outcome for one case.
#[derive(Debug, Clone, PartialEq)]
pub struct Merge {
    /// What the target is to be.
    pub result: CaseState,
    /// What of that is new to the target.
    pub changes: Vec<FieldChange>,
    /// What a person must decide.
    pub conflicts: Vec<FieldConflict>,
    /// Fields that the target alone changed: they go the other way at the next synchronisation in that direction.
    pub waiting: Vec<CaseField>,
    /// Fields of `changes` whose new value unites both sides, so that the source does not have it either.
    pub united: BTreeSet<CaseField>,
    /// Fields, and titles of custom fields, of which both sides have different values and leave it so: Qase did not take ours.
    pub apart: BTreeSet<String>,
    /// What both sides will have agreed on once the target holds `result`.
    pub base: Base,
}

impl Merge {
    /// What a person should know of values that Qase did not take.
    #[must_use]
    pub fn not_taken(&self) -> Option<Message> {
        let names: Vec<&str> = self.apart.iter().map(String::as_str).collect();
        (!names.is_empty()).then(|| Message::new("sync-note-not-taken").with("fields", names.join(", ")))
    }

    /// Fields that the target gets.
    pub fn changed_fields(&self) -> impl Iterator<Item = CaseField> + '_ {
        self.changes.iter().map(|c| c.field)
    }
}

/// The merge of a case that Qase does not have: everything is sent, and agreed on once it is there.
#[must_use]
pub fn creation(sent: &CaseState) -> Merge {
    Merge {
        result: sent.clone(),
        changes: Vec::new(),
        conflicts: Vec::new(),
        waiting: Vec::new(),
        united: BTreeSet::new(),
        apart: BTreeSet::new(),
        base: Base::agreed(sent.clone()),
    }
}

/// Both sides of a comparison.
struct Sides<'a> {
    direction: Direction,
    policy: Policy,
    base: Option<&'a Base>,
    local: &'a CaseState,
    remote: &'a CaseState,
    decisions: Option<&'a BTreeMap<CaseField, Choice>>,
}

impl<'a> Sides<'a> {
    fn target(&self) -> &'a CaseState {
        if self.direction == Direction::Import { self.local } else { self.remote }
    }

    fn source(&self) -> &'a CaseState {
        if self.direction == Direction::Import { self.remote } else { self.local }
    }

    /// The base, when both have agreed on a field.
    fn known(&self, field: CaseField) -> Option<&'a Base> {
        self.base.filter(|b| b.knows(field))
    }

    fn is_of_target_alone(&self, changed: Changed) -> bool {
        changed == if self.direction == Direction::Import { Changed::Local } else { Changed::Remote }
    }

    /// What a person decided, else what the policy says.
    fn verdict(&self, field: CaseField, question: Question) -> Verdict {
        let take = |choice: Choice| match (choice, self.direction) {
            (Choice::Skip, _) => Verdict::Conflict,
            (Choice::Mine, Direction::Export) | (Choice::Theirs, Direction::Import) => Verdict::Take,
            (Choice::Mine, Direction::Import) | (Choice::Theirs, Direction::Export) => Verdict::Keep,
        };
        match self.decisions.and_then(|d| d.get(&field)) {
            Some(choice) => take(*choice),
            None => settle(self.direction, self.policy, question),
        }
    }
}

/// Merges one case.
#[must_use]
pub fn case(
    direction: Direction,
    policy: Policy,
    base: Option<&Base>,
    local: &CaseState,
    remote: &CaseState,
    inexpressible: &Inexpressible,
    decisions: Option<&BTreeMap<CaseField, Choice>>,
) -> Merge {
    let resolved = base.map(|b| b.resolved(remote, confirm::is_part_of));
    let base = resolved.as_ref();
    let sides = Sides { direction, policy, base, local, remote, decisions };
    let mut merge = Merge {
        result: sides.target().clone(),
        changes: Vec::new(),
        conflicts: Vec::new(),
        waiting: Vec::new(),
        united: BTreeSet::new(),
        apart: BTreeSet::new(),
        base: Base::agreed(remote.clone()),
    };
    if local == remote {
        return merge;
    }
    for field in CaseField::iter() {
        if inexpressible.fields.contains(&field) {
            merge.base.keep(field, base);
        } else {
            match field {
                CaseField::Tags => values::tags(&sides, &mut merge),
                CaseField::CustomFields => values::custom_fields(&sides, &inexpressible.custom, &mut merge),
                _ => plain(&sides, field, &mut merge),
            }
        }
    }
    merge
}

/// Merges a field that is taken as a whole.
fn plain(sides: &Sides<'_>, field: CaseField, merge: &mut Merge) {
    let (local, remote, source) = (sides.local, sides.remote, sides.source());
    let known = sides.known(field);
    let changed = Changed::of(
        local.same(field, remote),
        known.is_some(),
        known.is_some_and(|b| b.of_here(field).same(field, local)),
        known.is_some_and(|b| b.state.same(field, remote)),
        known.is_none_or(|b| b.is_settled(field)),
    );
    if changed == Changed::Same {
        if local.same(field, remote) {
            merge.base.agree(field, remote);
        } else {
            merge.apart.insert(<&str>::from(field).to_owned());
            merge.base.keep(field, known);
        }
        return;
    }
    let question = Question {
        changed,
        local_blank: local.is_blank(field),
        remote_blank: remote.is_blank(field),
        protected: is_protected(field),
    };
    match sides.verdict(field, question) {
        Verdict::Take => {
            let (from, to) = (sides.target().value(field), source.value(field));
            merge.changes.push(FieldChange { field, base: known.map(|b| b.state.value(field)), from, to });
            merge.result.take(field, source);
            merge.base.agree(field, source);
        }
        Verdict::Keep => {
            if sides.is_of_target_alone(changed) {
                merge.waiting.push(field);
            }
            merge.base.agree(field, source);
        }
        Verdict::Conflict => {
            let base = known.map(|b| b.state.value(field));
            merge.conflicts.push(FieldConflict { field, base, local: local.value(field), remote: remote.value(field) });
            merge.base.keep(field, known);
        }
    }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
