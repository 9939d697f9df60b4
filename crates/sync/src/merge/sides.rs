//! Both sides of a comparison, and the merge of a field that is taken as a whole.

use super::outcome::{FieldChange, FieldConflict, Merge};
use crate::base::Base;
use crate::policy::{ChangedSide, Choice, Direction, Policy, Question, Verdict, is_protected, settle};
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

    /// True when Qase has got an earlier value of ours, late. It may be the agreed one, sent twice, over theirs of an open conflict.
    pub(super) fn is_late(&self, field: CaseField) -> bool {
        let is_news = |b: &Base| b.contested.fields.contains(&field) || !b.knows(field) || !b.state.same(field, self.remote);
        self.base.is_some_and(|b| b.is_late(field, self.remote) && is_news(b))
    }

    pub(super) fn is_of_target_alone(&self, changed: ChangedSide) -> bool {
        changed == if self.direction == Direction::Import { ChangedSide::Local } else { ChangedSide::Remote }
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
    let is_late = sides.is_late(field);
    if is_late {
        merge.base.forget_late(field, remote);
        if replaced_theirs(sides, field, merge) {
            return;
        }
    }
    let changed = ChangedSide::of(
        local.same(field, remote),
        known.is_some(),
        known.is_some_and(|b| b.of_here(field).same(field, local)),
        known.is_some_and(|b| b.state.same(field, remote)),
        known.is_none_or(|b| b.is_settled(field)),
    );
    // What Qase has is an earlier value of ours: theirs did not change.
    let changed = if is_late && changed != ChangedSide::Same { ChangedSide::Local } else { changed };
    if changed == ChangedSide::Same {
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
            let was_kept = known.is_some_and(|b| b.kept.contains(&field));
            if sides.direction == Direction::Import && (changed != ChangedSide::Local || was_kept || is_late) {
                merge.base.kept.insert(field);
            }
            merge.base.agree(field, source);
        }
        Verdict::Conflict => {
            let base = known.map(|b| b.state.value(field));
            merge.conflicts.push(FieldConflict { field, base, local: local.value(field), remote: remote.value(field) });
            merge.base.keep(field, known);
            merge.base.contested.put(field, remote);
        }
    }
}

/// Keeps a conflict open if a late write of ours replaced its value in Qase. Returns false if there was no conflict.
fn replaced_theirs(sides: &Sides<'_>, field: CaseField, merge: &mut Merge) -> bool {
    let (local, remote, known) = (sides.local, sides.remote, sides.known(field));
    let Some(base) = sides.base.filter(|b| b.contested.fields.contains(&field)) else { return false };
    let theirs = &base.contested.state;
    if local.same(field, theirs) {
        return false;
    }
    let (ours_blank, theirs_blank) = (local.is_blank(field), theirs.is_blank(field));
    let question = Question {
        changed: ChangedSide::Both,
        local_blank: ours_blank,
        remote_blank: theirs_blank,
        protected: is_protected(field),
    };
    let takes_theirs = match sides.verdict(field, question) {
        Verdict::Conflict => {
            let base = known.map(|b| b.state.value(field));
            merge.conflicts.push(FieldConflict { field, base, local: local.value(field), remote: theirs.value(field) });
            merge.base.keep(field, known);
            merge.base.contested.put(field, theirs);
            // Until the decision, Qase's value is still the late one.
            let blank = CaseState::default();
            merge.base.remember_unanswered([field], remote, remote, &blank, &blank);
            return true;
        }
        Verdict::Take => sides.direction == Direction::Import,
        Verdict::Keep => sides.direction == Direction::Export,
    };
    if !takes_theirs {
        return false;
    }
    let base = known.map(|b| b.state.value(field));
    merge.changes.push(FieldChange { field, base, from: sides.target().value(field), to: theirs.value(field) });
    merge.result.take(field, theirs);
    merge.base.agree(field, remote);
    true
}
