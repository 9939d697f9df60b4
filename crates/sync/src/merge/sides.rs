//! Both sides of a comparison, and the merge of a field that is taken as a whole.

use super::outcome::{FieldChange, FieldConflict, Merge};
use crate::base::Base;
use crate::policy::{Changed, Choice, Direction, Policy, Question, Verdict, is_protected, settle};
use crate::state::CaseState;
use std::collections::BTreeMap;
use voluptas_core::domain::field::CaseField;

/// Both sides of a comparison.
pub(super) struct Sides<'a> {
    pub direction: Direction,
    pub policy: Policy,
    pub base: Option<&'a Base>,
    pub local: &'a CaseState,
    pub remote: &'a CaseState,
    pub decisions: Option<&'a BTreeMap<CaseField, Choice>>,
}

impl<'a> Sides<'a> {
    pub(super) fn target(&self) -> &'a CaseState {
        if self.direction == Direction::Import { self.local } else { self.remote }
    }

    pub(super) fn source(&self) -> &'a CaseState {
        if self.direction == Direction::Import { self.remote } else { self.local }
    }

    /// The base, if both sides agreed on the field.
    pub(super) fn known(&self, field: CaseField) -> Option<&'a Base> {
        self.base.filter(|b| b.knows(field))
    }

    pub(super) fn is_of_target_alone(&self, changed: Changed) -> bool {
        changed == if self.direction == Direction::Import { Changed::Local } else { Changed::Remote }
    }

    /// The decision of a person if there is one, otherwise the decision of the policy.
    pub(super) fn verdict(&self, field: CaseField, question: Question) -> Verdict {
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

/// Merges a field as one value.
pub(super) fn plain(sides: &Sides<'_>, field: CaseField, merge: &mut Merge) {
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
