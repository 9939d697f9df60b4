//! Finds texts that a faulty disk or memory has damaged. They must not be sent to Qase as an edit.
//!
//! A case that is to be sent is compared with its history ([`voluptas_store::unlike_history`]). A field without a recorded change
//! still has the value of the last agreement, unless the workspace kept its own value over one of Qase. Costs nothing for cases
//! that do not differ from the agreement.

use super::collected::Candidate;
use crate::base::Base;
use crate::snapshot::{CaseState, LocalCase};
use std::collections::BTreeMap;
use voluptas_core::domain::case::Case;
use voluptas_core::domain::field::CaseField;
use voluptas_core::domain::ids::CaseId;
use voluptas_store::{Result, Tx};

/// Fields that are compared without a recorded change, with their names in the history.
const TEXTS: [(CaseField, &str); 5] = [
    (CaseField::Title, "title"),
    (CaseField::Description, "description"),
    (CaseField::Preconditions, "preconditions"),
    (CaseField::Postconditions, "postconditions"),
    (CaseField::Steps, "steps"),
];

/// Maximum number of bytes in which a damaged text differs. A larger difference may come from a version that did not store the
/// values that it kept.
const SPOILT_BYTES: usize = 4;

/// The spoilt fields of cases that would be sent, by case.
pub(super) fn find(tx: &Tx<'_>, cases: &[Case], candidates: &[Candidate]) -> Result<BTreeMap<CaseId, Vec<String>>> {
    let locals: BTreeMap<CaseId, &LocalCase> = candidates.iter().filter_map(|c| c.case.as_ref()).map(|c| (c.id, c)).collect();
    let differs =
        |local: &LocalCase| local.base.as_ref().is_none_or(|base| CaseField::of_qase().any(|f| is_edited(base, &local.state, f)));
    let suspects: Vec<Case> =
        cases.iter().filter(|case| locals.get(&case.id).is_some_and(|local| differs(local))).cloned().collect();
    let mut recorded = tx.recorded_texts(&suspects)?;
    let mut spoilt = BTreeMap::new();
    for case in &suspects {
        let of_case = recorded.remove(&case.id).unwrap_or_default();
        let mut fields = of_case.unlike;
        if let Some((base, state)) = locals.get(&case.id).and_then(|local| Some((local.base.as_ref()?, &local.state))) {
            let unrecorded = TEXTS.iter().filter(|(field, name)| {
                !of_case.fields.contains(*name) && !base.kept.contains(field) && is_edited(base, state, *field)
            });
            let spoilt = unrecorded.filter(|(field, _)| is_spoilt(base.of_here(*field), state, *field));
            fields.extend(spoilt.map(|(_, name)| (*name).to_owned()));
        }
        if !fields.is_empty() {
            spoilt.insert(case.id, fields.into_iter().collect());
        }
    }
    Ok(spoilt)
}

fn is_edited(base: &Base, state: &CaseState, field: CaseField) -> bool {
    base.knows(field) && !state.same(field, base.of_here(field))
}

/// True for a value of the same length that differs in a few bytes. False for a blank value: an interrupted creation has no
/// agreement yet.
fn is_spoilt(agreed: &CaseState, now: &CaseState, field: CaseField) -> bool {
    if agreed.is_blank(field) || now.is_blank(field) {
        return false;
    }
    let (agreed, now) = (agreed.value(field).to_string(), now.value(field).to_string());
    let differing = agreed.bytes().zip(now.bytes()).filter(|(a, b)| a != b).count();
    agreed.len() == now.len() && (1..=SPOILT_BYTES).contains(&differing)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_first_short_text_is_not_spoilt() {
        let state = |text: Option<&str>| {
            let mut state = CaseState::default();
            state.content.description = text.map(str::to_owned);
            state
        };
        let is_spoilt = |agreed: Option<&str>, now: Option<&str>| is_spoilt(&state(agreed), &state(now), CaseField::Description);
        // Without a text the JSON is `null`, which is as long as these are in quotes.
        for text in ["ab", "OK", "я"] {
            assert!(!is_spoilt(None, Some(text)), "{text}");
            assert!(!is_spoilt(Some(text), None), "{text}");
        }
        assert!(is_spoilt(Some("Any article"), Some("Any artycle")));
    }
}
