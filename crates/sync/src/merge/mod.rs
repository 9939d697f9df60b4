//! Three-way comparison of one case or one suite: what the target gets, what stays in conflict, and the new agreement.
//!
//! Pure functions. Merging again after a merge was applied finds nothing to do: by the new base, a difference that was kept is a
//! change of one side and not a new conflict. Values that one side cannot express ([`Inexpressible`]) take no part: both sides
//! keep theirs, and the last agreement on them stays. Tags and custom fields are merged value by value ([`values`]).
//! [`confirm()`] finds the agreement after a write.

mod confirm;
mod suite;
mod values;

pub use confirm::{Accepted, confirm, confirm_suite};
pub use suite::{SuiteField, SuiteMerge, cycles, suite};

use super::base::Base;
use super::policy::{Changed, Choice, Direction, Policy, Question, Verdict, is_protected, settle};
use super::snapshot::CaseState;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use voluptas_core::domain::Message;
use voluptas_core::domain::field::CaseField;

/// A change of one field in the target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldChange {
    pub field: CaseField,
    /// Value that Qase had at the last agreement; `None` without an agreement.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub base: Option<Value>,
    /// Value that the target has.
    pub from: Value,
    /// Value that the target gets.
    pub to: Value,
}

/// A field with different values on both sides, for a person to decide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldConflict {
    pub field: CaseField,
    /// Value that Qase had at the last agreement; `None` without an agreement.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub base: Option<Value>,
    /// Value in the workspace. Of custom fields, only those in conflict.
    pub local: Value,
    /// Value in Qase. Of custom fields, only those in conflict.
    pub remote: Value,
}

/// Reads a member that is present as `Some`, even when it is `null`: `null` means that both sides had no value.
fn present<'de, D: serde::Deserializer<'de>>(d: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(d).map(Some)
}

/// Values that one side has and the other cannot express.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Inexpressible {
    /// Whole fields.
    pub fields: BTreeSet<CaseField>,
    /// Titles of custom fields, as the workspace writes them.
    pub custom: BTreeSet<String>,
    /// Titles in `custom` whose value is gone in Qase although nobody removed it: its option or field was deleted.
    pub lost: BTreeSet<String>,
}

/// The outcome for one case.
#[derive(Debug, Clone, PartialEq)]
pub struct Merge {
    /// New state of the target.
    pub result: CaseState,
    /// Changes that lead the target to `result`.
    pub changes: Vec<FieldChange>,
    /// Conflicts for a person to decide.
    pub conflicts: Vec<FieldConflict>,
    /// Fields that only the target changed. A synchronisation in the other direction carries them over.
    pub waiting: Vec<CaseField>,
    /// Fields of `changes` whose new value unites both sides, so that the source lacks it too.
    pub united: BTreeSet<CaseField>,
    /// Fields, and titles of custom fields, that stay different because Qase did not take the workspace's value.
    pub apart: BTreeSet<String>,
    /// The agreement once the target holds `result`.
    pub base: Base,
}

impl Merge {
    /// The note that names the values Qase did not take; `None` without such values.
    pub fn not_taken(&self) -> Option<Message> {
        let names: Vec<&str> = self.apart.iter().map(String::as_str).collect();
        (!names.is_empty()).then(|| Message::new("sync-note-not-taken").with("fields", names.join(", ")))
    }

    /// Fields that change in the target.
    pub fn changed_fields(&self) -> impl Iterator<Item = CaseField> + '_ {
        self.changes.iter().map(|c| c.field)
    }
}

/// The merge of a case that Qase does not have: everything is sent, and agreed on once Qase has it.
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

    /// The base, if both sides agreed on the field.
    fn known(&self, field: CaseField) -> Option<&'a Base> {
        self.base.filter(|b| b.knows(field))
    }

    fn is_of_target_alone(&self, changed: Changed) -> bool {
        changed == if self.direction == Direction::Import { Changed::Local } else { Changed::Remote }
    }

    /// The decision of a person if there is one, otherwise the decision of the policy.
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
    for field in CaseField::of_qase() {
        if inexpressible.fields.contains(&field) {
            merge.base.keep(field, base);
        } else {
            match field {
                CaseField::Tags => values::tags(&sides, &mut merge),
                CaseField::CustomFields => values::custom_fields(&sides, inexpressible, &mut merge),
                _ => plain(&sides, field, &mut merge),
            }
        }
    }
    merge
}

/// Merges a field as one value.
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
