//! Three-way comparison of one case or one suite: the values for the target, the open conflicts, and the new agreement.
//!
//! Pure functions. Merging again after a merge was applied finds nothing to do: by the new base, a difference that was kept is a
//! change of one side and not a new conflict. Values that one side cannot express ([`Inexpressible`]) take no part: both sides
//! keep theirs, and the last agreement on them stays. Tags and custom fields are merged value by value ([`values`]).
//! [`confirm()`] finds the agreement after a write.

mod confirm;
pub mod difference;
mod form;
mod outcome;
mod sides;
mod suite;
mod values;

pub use confirm::{ConfirmedWrite, confirm, confirm_suite};
pub use form::is_form_of;
pub(crate) use form::same_text;
pub use outcome::{FieldChange, FieldConflict, Inexpressible, Merge, creation};
pub use suite::{SuiteMerge, cycles, suite};

use super::base::Base;
use super::policy::{Choice, Direction, Policy};
use super::state::CaseState;
pub use super::state::SuiteField;
use sides::{Sides, plain};
use std::collections::{BTreeMap, BTreeSet};
use voluptas_core::domain::field::CaseField;

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
    let resolved = base.map(|b| b.resolved(remote, confirm::is_of_ours));
    let base = resolved.as_ref();
    let sides = Sides { direction, policy, base, local, remote, decisions };
    let mut merge = Merge {
        result: sides.target().clone(),
        changes: Vec::new(),
        conflicts: Vec::new(),
        waiting: Vec::new(),
        united: BTreeSet::new(),
        apart: BTreeSet::new(),
        base: Base { unanswered: base.map(|b| b.unanswered.clone()).unwrap_or_default(), ..Base::agreed(remote.clone()) },
    };
    let is_contested = base.is_some_and(|b| !b.contested.fields.is_empty());
    if local == remote && !is_contested {
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

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
