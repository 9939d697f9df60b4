//! The agreement after a write: the values that Qase returns when it is read back.
//!
//! Qase answers a write with an id alone, and may have dropped a field (a plan without it, a missing right) or a part of one. A
//! value that Qase did not take counts neither as agreed nor as removed in Qase: both sides keep theirs. Nor does a value that
//! Qase stores in a form of its own ([`super::form`]) replace ours.

use super::form::{is_form_of, is_suite_form_of, same_text};
use super::outcome::Merge;
use super::values::Agreement;
use crate::base::{Base, SuiteBase};
use crate::state::{CaseState, SuiteField, SuiteState};
use strum::IntoEnumIterator as _;
use voluptas_core::domain::case::Step;
use voluptas_core::domain::field::CaseField;

/// Agreement after a write was read back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfirmedWrite {
    /// The new agreement.
    pub base: Base,
    /// Fields that Qase did not take, or took only in part.
    pub refused: Vec<CaseField>,
}

/// Compares the sent values with those that Qase has now (`there`). `before` are the former values of Qase, `None` for a created
/// case; `local` are the values of the workspace; `old` is the agreement before the write.
pub fn confirm(
    merge: &Merge,
    old: Option<&Base>,
    local: &CaseState,
    before: Option<&CaseState>,
    there: &CaseState,
    was_created: bool,
) -> ConfirmedWrite {
    let unset = Base::blank().state;
    let before = before.unwrap_or(&unset);
    let mut accepted = ConfirmedWrite { base: merge.base.clone(), refused: Vec::new() };
    let sent = &merge.result;
    for field in CaseField::of_qase() {
        let written = merge.changes.iter().any(|c| c.field == field) || (was_created && !sent.is_blank(field));
        if !written || there.same(field, sent) {
            continue;
        }
        if field == CaseField::CustomFields {
            custom_fields(sent, local, before, there, &mut accepted);
        } else if merge.united.contains(&field) {
            if field == CaseField::Tags && is_form_of(field, sent, there) {
                // Qase's forms of ours are agreed on; the tags of others are still to come here.
                let mut of_ours = there.clone();
                of_ours.content.tags.retain(|tag| local.content.tags.iter().any(|ours| same_text(ours, tag)));
                accepted.base.agree_apart(field, local, &of_ours);
                continue;
            }
            // The union was not taken: the old agreement stays, so that neither side's additions are lost.
            accepted.base.keep(field, old);
            accepted.refused.push(field);
        } else if there.same(field, before) || is_part_of(field, sent, there) {
            accepted.base.agree_apart(field, local, there);
            accepted.refused.push(field);
        } else if is_form_of(field, sent, there) {
            accepted.base.agree_apart(field, local, there);
        }
        // Any other value was written by somebody in between: the next import sees a change in Qase.
    }
    accepted
}

fn custom_fields(sent: &CaseState, local: &CaseState, before: &CaseState, there: &CaseState, accepted: &mut ConfirmedWrite) {
    const FIELD: CaseField = CaseField::CustomFields;
    let mut agreement = Agreement::of(Some(&accepted.base));
    let (sent, local) = (&sent.content.custom_fields, &local.content.custom_fields);
    let (before, there) = (&before.content.custom_fields, &there.content.custom_fields);
    let mut refused = false;
    for (key, value) in sent {
        let now = there.get(key);
        if now == Some(value) || before.get(key) == Some(value) {
            continue;
        }
        if now.is_none() || now == before.get(key) {
            agreement.agree_apart(key, local.get(key), now);
            refused = true;
        } else if now.is_some_and(|now| same_text(value, now)) {
            agreement.agree_apart(key, local.get(key), now);
        }
    }
    agreement.store(&mut accepted.base);
    if refused {
        accepted.refused.push(FIELD);
    }
}

/// True when Qase holds the sent value in part or in another form: both sides then keep theirs.
pub(super) fn is_of_ours(field: CaseField, sent: &CaseState, there: &CaseState) -> bool {
    is_part_of(field, sent, there) || is_form_of(field, sent, there)
}

/// True when Qase holds a part of the sent value and dropped the rest.
fn is_part_of(field: CaseField, sent: &CaseState, there: &CaseState) -> bool {
    if there.is_blank(field) {
        return true;
    }
    let text = |s: &Option<String>, t: &Option<String>| match (s, t) {
        (Some(sent), Some(there)) => sent.starts_with(there.trim_end()),
        _ => false,
    };
    let (s, t) = (&sent.content, &there.content);
    match field {
        CaseField::Title => s.title.starts_with(t.title.trim_end()),
        CaseField::Description => text(&s.description, &t.description),
        CaseField::Preconditions => text(&s.preconditions, &t.preconditions),
        CaseField::Postconditions => text(&s.postconditions, &t.postconditions),
        CaseField::Tags => t.tags.iter().all(|tag| s.tags.contains(tag)),
        CaseField::Steps => steps_are_part(&s.steps, &t.steps),
        CaseField::Parameters => t.parameters.iter().all(|p| s.parameters.contains(p)),
        CaseField::Attachments => t.attachments.iter().all(|a| s.attachments.iter().any(|b| a.hash == b.hash)),
        _ => false,
    }
}

fn steps_are_part(sent: &[Step], there: &[Step]) -> bool {
    let part = |s: &Option<String>, t: &Option<String>| t.is_none() || s == t;
    there.len() <= sent.len()
        && sent.iter().zip(there).all(|(s, t)| {
            let is_shared = s.shared.is_some() && s.shared == t.shared;
            is_shared
                || (t.action == s.action || t.action.is_empty())
                    && part(&s.expected, &t.expected)
                    && part(&s.data, &t.data)
                    && steps_are_part(&s.steps, &t.steps)
        })
}

/// [`confirm()`] for a suite: its new agreement, and the fields that Qase did not take.
pub fn confirm_suite(
    sent: &SuiteState,
    local: &SuiteState,
    before: Option<&SuiteState>,
    there: &SuiteState,
    agreed: &SuiteBase,
) -> (SuiteBase, Vec<SuiteField>) {
    let (mut base, mut refused) = (agreed.clone(), Vec::new());
    let unset = SuiteState::default();
    let before = before.unwrap_or(&unset);
    for field in SuiteField::iter() {
        if field.same(sent, there) {
            continue;
        }
        if field.same(before, there) || field.is_blank(there) || is_suite_form_of(field, sent, there) {
            field.take(&mut base.there, there);
            field.take(&mut base.here, local);
            refused.push(field);
        }
    }
    (base, refused)
}
