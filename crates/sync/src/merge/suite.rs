//! Merges suites: few fields, no decisions on single fields, and a result that must stay a tree.

use super::form::is_suite_form_of;
use crate::base::SuiteBase;
use crate::policy::{ChangedSide, Direction, Policy, Question, Verdict, settle};
use crate::state::{SuiteField, SuiteState};
use std::collections::{BTreeMap, BTreeSet};
use strum::IntoEnumIterator as _;

/// The outcome for one suite.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SuiteMerge {
    /// New state of the target.
    pub result: SuiteState,
    /// Fields that change in the target.
    pub changed: Vec<SuiteField>,
    /// Fields that both sides changed; the target keeps its values.
    pub conflicts: Vec<SuiteField>,
    /// The agreement once the target holds `result`; `None` while a field was never agreed on.
    pub base: Option<SuiteBase>,
}

impl SuiteMerge {
    /// Turns the move of the suite into a conflict, because it would create a circle of suites.
    pub fn contest_parent(&mut self, target: &SuiteState, old: Option<&SuiteBase>) {
        self.changed.retain(|f| *f != SuiteField::Parent);
        if !self.conflicts.contains(&SuiteField::Parent) {
            self.conflicts.push(SuiteField::Parent);
        }
        self.result.place = target.place;
        keep(&mut self.base, SuiteField::Parent, old);
    }
}

/// Settles a write that was not read back: the fields that Qase holds as they were sent, or in a form of its own, are agreed on.
fn resolved(base: &SuiteBase, remote: &SuiteState) -> SuiteBase {
    let mut resolved = SuiteBase { sent: None, ..base.clone() };
    if let Some((fields, sent)) = &base.sent {
        for field in fields.iter().filter(|f| f.same(sent, remote) || is_suite_form_of(**f, sent, remote)) {
            field.take(&mut resolved.there, remote);
            field.take(&mut resolved.here, sent);
        }
        // The write may never have arrived, or may still arrive.
        let missing = fields.iter().copied().filter(|f| !f.same(sent, remote) && !is_suite_form_of(*f, sent, remote)).collect();
        resolved.remember_unanswered(missing, sent);
    }
    resolved
}

fn keep(base: &mut Option<SuiteBase>, field: SuiteField, old: Option<&SuiteBase>) {
    match (old, base.as_mut()) {
        (Some(old), Some(new)) => {
            field.take(&mut new.there, &old.there);
            field.take(&mut new.here, &old.here);
        }
        _ => *base = None,
    }
}

/// Merges one suite. Suites have no field-by-field decisions: a conflict keeps the target's value and is reported.
pub fn suite(
    direction: Direction,
    policy: Policy,
    base: Option<&SuiteBase>,
    local: &SuiteState,
    remote: &SuiteState,
) -> SuiteMerge {
    let (target, source) = match direction {
        Direction::Import => (local, remote),
        Direction::Export => (remote, local),
    };
    let resolved = base.map(|b| resolved(b, remote));
    let base = resolved.as_ref();
    let unanswered = base.map(|b| b.unanswered.clone()).unwrap_or_default();
    let agreed = SuiteBase { unanswered, ..SuiteBase::agreed(source.clone()) };
    let mut merge = SuiteMerge { result: target.clone(), changed: Vec::new(), conflicts: Vec::new(), base: Some(agreed) };
    for field in SuiteField::iter() {
        let changed = ChangedSide::of(
            field.same(local, remote),
            base.is_some(),
            base.is_some_and(|b| field.same(&b.here, local)),
            base.is_some_and(|b| field.same(&b.there, remote)),
            base.is_none_or(|b| field.same(&b.here, &b.there)),
        );
        // Qase has got an earlier value of ours, late: theirs did not change.
        let is_late = base.is_some_and(|b| b.is_late(field, remote));
        let mut theirs = None;
        if is_late {
            merge.base.iter_mut().for_each(|b| b.forget_late(field, remote));
            let contested = base.and_then(|b| b.contested.as_ref()).filter(|(fields, _)| fields.contains(&field));
            theirs = contested.map(|(_, theirs)| theirs).filter(|theirs| !field.same(theirs, local));
        }
        let changed = match (is_late, theirs) {
            (true, Some(_)) => ChangedSide::Both,
            (true, None) if changed != ChangedSide::Same => ChangedSide::Local,
            _ => changed,
        };
        if changed == ChangedSide::Same {
            if !field.same(local, remote) {
                keep(&mut merge.base, field, base);
            }
            continue;
        }
        let question = Question {
            changed,
            local_blank: field.is_blank(local),
            remote_blank: field.is_blank(theirs.unwrap_or(remote)),
            protected: false,
        };
        let verdict = settle(direction, policy, question);
        let takes_theirs =
            matches!((verdict, direction), (Verdict::Take, Direction::Import) | (Verdict::Keep, Direction::Export));
        match verdict {
            // Their value is in neither of the two: the target gets it, and the next synchronisation takes it to the other side.
            Verdict::Take | Verdict::Keep if takes_theirs && theirs.is_some() => {
                let theirs = theirs.unwrap_or(remote);
                field.take(&mut merge.result, theirs);
                merge.changed.push(field);
                if let Some(base) = &mut merge.base {
                    field.take(&mut base.there, remote);
                    field.take(&mut base.here, remote);
                }
            }
            Verdict::Keep => {}
            Verdict::Take => {
                field.take(&mut merge.result, source);
                merge.changed.push(field);
            }
            Verdict::Conflict => {
                merge.conflicts.push(field);
                keep(&mut merge.base, field, base);
                if let Some(base) = &mut merge.base {
                    if theirs.is_some() {
                        // Until the decision, Qase's value is still the late one.
                        base.remember_unanswered(vec![field], remote);
                    }
                    let (fields, state) = base.contested.get_or_insert_default();
                    fields.push(field);
                    field.take(state, theirs.unwrap_or(remote));
                }
            }
        }
    }
    merge
}

/// Suites that are their own ancestors. `parents` maps each suite to its parent.
pub fn cycles<K: Ord + Copy>(parents: &BTreeMap<K, K>) -> BTreeSet<K> {
    let mut found = BTreeSet::new();
    let mut done: BTreeSet<K> = BTreeSet::new();
    for start in parents.keys() {
        let mut path: Vec<K> = Vec::new();
        let mut at = Some(*start);
        while let Some(id) = at.filter(|id| !done.contains(id)) {
            if let Some(from) = path.iter().position(|p| *p == id) {
                found.extend(&path[from..]);
                break;
            }
            path.push(id);
            at = parents.get(&id).copied();
        }
        done.extend(path);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::SuiteRef;
    use voluptas_core::domain::suite::SuiteContent;

    fn state(title: &str, place: SuiteRef) -> SuiteState {
        SuiteState { content: SuiteContent { title: title.into(), ..Default::default() }, place }
    }

    #[test]
    fn one_sided_changes_are_taken_and_double_ones_are_conflicts() {
        let base = SuiteBase::agreed(state("A", SuiteRef::Root));
        let m =
            suite(Direction::Import, Policy::Smart, Some(&base), &state("B", SuiteRef::Root), &state("A", SuiteRef::Remote(2)));
        assert_eq!(m.result, state("B", SuiteRef::Remote(2)));
        assert_eq!(m.changed, [SuiteField::Parent]);
        let m = suite(Direction::Import, Policy::Smart, Some(&base), &state("B", SuiteRef::Root), &state("C", SuiteRef::Root));
        assert_eq!((m.conflicts, m.result), (vec![SuiteField::Title], state("B", SuiteRef::Root)));
    }

    #[test]
    fn a_write_of_a_suite_that_lands_late_is_no_edit_of_others() {
        let titled = |title: &str| state(title, SuiteRef::Root);
        let mut base = SuiteBase::agreed(titled("C"));
        base.remember_unanswered(vec![SuiteField::Title], &titled("B"));
        for policy in [Policy::Smart, Policy::Theirs] {
            let next = suite(Direction::Import, policy, Some(&base), &titled("C"), &titled("B"));
            assert_eq!((next.changed.len(), next.conflicts.len(), next.result), (0, 0, titled("C")), "{policy:?}: ours is newer");
            let stored = SuiteBase::from_json(&next.base.expect("a base").to_json()).expect("JSON");
            assert!(stored.unanswered.is_empty(), "what somebody writes there from now on is an edit");
            let out = suite(Direction::Export, policy, Some(&stored), &titled("C"), &titled("B"));
            assert_eq!(out.result, titled("C"), "{policy:?}: sent again");
        }
    }

    #[test]
    fn a_late_write_of_a_suite_does_not_close_a_conflict() {
        let titled = |title: &str| state(title, SuiteRef::Root);
        let (ours, theirs) = (titled("ours"), titled("theirs"));
        let mut base = SuiteBase { sent: Some((vec![SuiteField::Title], ours.clone())), ..SuiteBase::agreed(titled("A")) };
        let open = suite(Direction::Import, Policy::Smart, Some(&base), &ours, &theirs);
        assert_eq!(open.conflicts, [SuiteField::Title]);
        base = open.base.expect("a base");
        for _ in 0..2 {
            base = SuiteBase::from_json(&base.to_json()).expect("JSON");
            let late = suite(Direction::Import, Policy::Smart, Some(&base), &ours, &ours);
            assert_eq!((late.conflicts, late.result), (vec![SuiteField::Title], ours.clone()));
            base = late.base.expect("a base");
        }
        let taken = suite(Direction::Import, Policy::Theirs, Some(&base), &ours, &ours);
        assert_eq!(taken.result, theirs);
        let out = suite(Direction::Export, Policy::Smart, taken.base.as_ref(), &theirs, &ours);
        assert_eq!(out.result, theirs, "and goes back to Qase");
    }

    #[test]
    fn an_agreed_value_of_a_suite_that_lands_twice_does_not_close_a_conflict() {
        let titled = |title: &str| state(title, SuiteRef::Root);
        let mut base = SuiteBase::agreed(titled("old"));
        base.remember_unanswered(vec![SuiteField::Title], &titled("old"));
        let open = suite(Direction::Export, Policy::Smart, Some(&base), &titled("ours"), &titled("theirs"));
        assert_eq!(open.conflicts, [SuiteField::Title]);
        let late = suite(Direction::Export, Policy::Smart, open.base.as_ref(), &titled("ours"), &titled("old"));
        assert_eq!((late.conflicts, late.changed), (vec![SuiteField::Title], vec![]));
    }

    #[test]
    fn finds_suites_that_lie_in_themselves() {
        let parents: BTreeMap<i64, i64> = [(1, 2), (2, 3), (3, 2), (4, 1), (5, 5), (6, 7)].into();
        assert_eq!(cycles(&parents), [2, 3, 5].into());
        assert_eq!(cycles(&BTreeMap::from([(1, 2), (2, 3)])), BTreeSet::new());
    }
}
