//! Three-way comparison of one case or one suite: what the target gets, what stays open, and the new agreement.
//!
//! Pure. After a merge was applied, merging again finds nothing to do: the new base makes a kept difference a change of the
//! side that has it, and not a new conflict.

use super::policy::{Changed, Choice, Direction, Policy, Question, Verdict, is_protected, settle};
use super::snapshot::{Base, CaseState, Place, SuiteState};
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
    /// What both had when they agreed last; none if they never did.
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
    /// What both had when they agreed last; none if they never did.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub base: Option<Value>,
    /// What the workspace has.
    pub local: Value,
    /// What Qase has.
    pub remote: Value,
}

/// A member that is there is a value, also when it says `null`: both had nothing.
fn present<'de, D: serde::Deserializer<'de>>(d: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(d).map(Some)
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
    /// What both sides will have agreed on once the target is written.
    pub base: Base,
}

impl Merge {
    /// Fields that the target gets.
    pub fn changed_fields(&self) -> impl Iterator<Item = CaseField> + '_ {
        self.changes.iter().map(|c| c.field)
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
    decisions: Option<&BTreeMap<CaseField, Choice>>,
) -> Merge {
    let (target, source) = match direction {
        Direction::Import => (local, remote),
        Direction::Export => (remote, local),
    };
    let mut merge = Merge {
        result: target.clone(),
        changes: Vec::new(),
        conflicts: Vec::new(),
        waiting: Vec::new(),
        base: Base::agreed(source.clone()),
    };
    if local == remote {
        return merge;
    }
    for field in CaseField::iter() {
        let known = base.filter(|b| !b.open.contains(&field)).map(|b| &b.state);
        let changed = Changed::of(
            local.same(field, remote),
            known.is_some(),
            known.is_some_and(|b| b.same(field, local)),
            known.is_some_and(|b| b.same(field, remote)),
        );
        if changed == Changed::Same {
            continue;
        }
        let question = Question {
            changed,
            local_blank: local.is_blank(field),
            remote_blank: remote.is_blank(field),
            protected: is_protected(field),
        };
        let verdict = match decisions.and_then(|d| d.get(&field)) {
            Some(Choice::Mine) => {
                if direction == Direction::Import {
                    Verdict::Keep
                } else {
                    Verdict::Take
                }
            }
            Some(Choice::Theirs) => {
                if direction == Direction::Import {
                    Verdict::Take
                } else {
                    Verdict::Keep
                }
            }
            Some(Choice::Skip) => Verdict::Conflict,
            None => settle(direction, policy, question),
        };
        let contested = matches!(changed, Changed::Both | Changed::Unknown);
        let united = contested && policy == Policy::Smart && decisions.is_none_or(|d| !d.contains_key(&field));
        if united && unite(field, known, local, remote, target, &mut merge) {
            continue;
        }
        match verdict {
            Verdict::Take => {
                let base = known.map(|b| b.value(field));
                merge.changes.push(FieldChange { field, base, from: target.value(field), to: source.value(field) });
                merge.result.take(field, source);
            }
            Verdict::Keep => {
                if changed == if direction == Direction::Import { Changed::Local } else { Changed::Remote } {
                    merge.waiting.push(field);
                }
            }
            Verdict::Conflict => {
                merge.conflicts.push(FieldConflict {
                    field,
                    base: known.map(|b| b.value(field)),
                    local: local.value(field),
                    remote: remote.value(field),
                });
                match known {
                    Some(b) => merge.base.state.take(field, b),
                    None => {
                        merge.base.open.insert(field);
                    }
                }
            }
        }
    }
    merge
}

/// Unites lists that both sides changed. Gives false when the field is none, or one of its entries is in conflict.
fn unite(
    field: CaseField,
    base: Option<&CaseState>,
    local: &CaseState,
    remote: &CaseState,
    target: &CaseState,
    merge: &mut Merge,
) -> bool {
    match field {
        CaseField::Tags => {
            merge.result.content.tags = unite_sets(base.map(|b| &b.content.tags), &local.content.tags, &remote.content.tags);
        }
        CaseField::CustomFields => {
            let base = base.map(|b| &b.content.custom_fields);
            let Some(united) = unite_maps(base, &local.content.custom_fields, &remote.content.custom_fields) else {
                return false;
            };
            merge.result.content.custom_fields = united;
        }
        _ => return false,
    }
    if !merge.result.same(field, target) {
        let base = base.map(|b| b.value(field));
        merge.changes.push(FieldChange { field, base, from: target.value(field), to: merge.result.value(field) });
    }
    true
}

/// What is in both, and what either side added; what either side took away is gone.
fn unite_sets(base: Option<&Vec<String>>, local: &[String], remote: &[String]) -> Vec<String> {
    let (l, r): (BTreeSet<&String>, BTreeSet<&String>) = (local.iter().collect(), remote.iter().collect());
    let b: BTreeSet<&String> = base.into_iter().flatten().collect();
    l.union(&r).filter(|t| (l.contains(*t) && r.contains(*t)) || !b.contains(*t)).map(|t| (*t).clone()).collect()
}

/// Key by key; none when both changed a key differently.
fn unite_maps(
    base: Option<&BTreeMap<String, String>>,
    local: &BTreeMap<String, String>,
    remote: &BTreeMap<String, String>,
) -> Option<BTreeMap<String, String>> {
    let keys: BTreeSet<&String> = local.keys().chain(remote.keys()).collect();
    let mut united = BTreeMap::new();
    for key in keys {
        let (l, r, b) = (local.get(key), remote.get(key), base.and_then(|b| b.get(key)));
        let value = if l == r || r == b {
            l
        } else if l == b {
            r
        } else {
            return None;
        };
        if let Some(value) = value {
            united.insert(key.clone(), value.clone());
        }
    }
    Some(united)
}

/// A field of a suite.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, strum::EnumIter)]
#[serde(rename_all = "snake_case")]
pub enum SuiteField {
    /// Title.
    Title,
    /// Description.
    Description,
    /// Preconditions.
    Preconditions,
    /// The suite it lies in.
    Parent,
}

impl SuiteField {
    fn same(self, a: &SuiteState, b: &SuiteState) -> bool {
        match self {
            Self::Title => a.content.title == b.content.title,
            Self::Description => a.content.description == b.content.description,
            Self::Preconditions => a.content.preconditions == b.content.preconditions,
            Self::Parent => a.place == b.place,
        }
    }

    fn take(self, to: &mut SuiteState, from: &SuiteState) {
        match self {
            Self::Title => to.content.title.clone_from(&from.content.title),
            Self::Description => to.content.description.clone_from(&from.content.description),
            Self::Preconditions => to.content.preconditions.clone_from(&from.content.preconditions),
            Self::Parent => to.place = from.place,
        }
    }

    fn is_blank(self, s: &SuiteState) -> bool {
        match self {
            Self::Title => s.content.title.is_empty(),
            Self::Description => s.content.description.is_none(),
            Self::Preconditions => s.content.preconditions.is_none(),
            Self::Parent => s.place == Place::Root,
        }
    }
}

/// The outcome for one suite.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SuiteMerge {
    /// What the target is to be.
    pub result: SuiteState,
    /// What of that is new to the target.
    pub changed: Vec<SuiteField>,
    /// What both sides changed; the target keeps its value.
    pub conflicts: Vec<SuiteField>,
    /// What both sides will have agreed on; none while they never agreed on everything.
    pub base: Option<SuiteState>,
}

/// Merges one suite. Suites have no field-by-field decisions: a conflict keeps the target's value and is reported.
#[must_use]
pub fn suite(
    direction: Direction,
    policy: Policy,
    base: Option<&SuiteState>,
    local: &SuiteState,
    remote: &SuiteState,
) -> SuiteMerge {
    let (target, source) = match direction {
        Direction::Import => (local, remote),
        Direction::Export => (remote, local),
    };
    let mut merge = SuiteMerge { result: target.clone(), changed: Vec::new(), conflicts: Vec::new(), base: Some(source.clone()) };
    for field in SuiteField::iter() {
        let changed = Changed::of(
            field.same(local, remote),
            base.is_some(),
            base.is_some_and(|b| field.same(b, local)),
            base.is_some_and(|b| field.same(b, remote)),
        );
        let question =
            Question { changed, local_blank: field.is_blank(local), remote_blank: field.is_blank(remote), protected: false };
        match settle(direction, policy, question) {
            Verdict::Keep => {}
            Verdict::Take => {
                field.take(&mut merge.result, source);
                merge.changed.push(field);
            }
            Verdict::Conflict => {
                merge.conflicts.push(field);
                match (base, &mut merge.base) {
                    (Some(old), Some(new)) => field.take(new, old),
                    _ => merge.base = None,
                }
            }
        }
    }
    merge
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(title: &str, tags: &[&str]) -> CaseState {
        let mut s = CaseState { place: Place::Remote(1), ..Default::default() };
        s.content.title = title.into();
        s.content.tags = tags.iter().map(|t| (*t).to_owned()).collect();
        s
    }

    fn fields(merge: &Merge) -> Vec<CaseField> {
        merge.changed_fields().collect()
    }

    #[test]
    fn what_one_side_changed_is_taken() {
        let base = Base::agreed(state("A", &[]));
        let mut local = state("A", &[]);
        local.content.description = Some("mine".into());
        let mut remote = state("A", &[]);
        remote.content.severity = "critical".into();
        let m = case(Direction::Import, Policy::Smart, Some(&base), &local, &remote, None);
        assert_eq!(fields(&m), [CaseField::Severity]);
        assert_eq!(m.changes[0].base, Some(base.state.value(CaseField::Severity)), "what it was is known");
        assert_eq!(m.waiting, [CaseField::Description]);
        assert_eq!(m.result.content.description.as_deref(), Some("mine"));
        assert_eq!(m.result.content.severity, "critical");
        // After it was applied there is nothing left.
        let again = case(Direction::Import, Policy::Smart, Some(&m.base), &m.result, &remote, None);
        assert_eq!((fields(&again), again.conflicts), (vec![], vec![]));
        // And the export sends what waits.
        let out = case(Direction::Export, Policy::Smart, Some(&m.base), &m.result, &remote, None);
        assert_eq!(fields(&out), [CaseField::Description]);
    }

    #[test]
    fn a_conflict_stays_open_until_somebody_decides() {
        let base = Base::agreed(state("A", &[]));
        let (local, remote) = (state("B", &[]), state("C", &[]));
        let m = case(Direction::Import, Policy::Smart, Some(&base), &local, &remote, None);
        assert_eq!(m.conflicts.len(), 1);
        assert_eq!(m.result, local);
        let again = case(Direction::Import, Policy::Smart, Some(&m.base), &m.result, &remote, None);
        assert_eq!(again.conflicts, m.conflicts);
        let theirs = [(CaseField::Title, Choice::Theirs)].into();
        let decided = case(Direction::Import, Policy::Smart, Some(&m.base), &local, &remote, Some(&theirs));
        assert_eq!(decided.result.content.title, "C");
        let mine = [(CaseField::Title, Choice::Mine)].into();
        let decided = case(Direction::Import, Policy::Smart, Some(&m.base), &local, &remote, Some(&mine));
        assert!(decided.changes.is_empty() && decided.conflicts.is_empty());
        let out = case(Direction::Export, Policy::Smart, Some(&decided.base), &local, &remote, None);
        assert_eq!(fields(&out), [CaseField::Title], "the decision for ours is sent at the next export");
    }

    #[test]
    fn a_conflict_without_a_base_stays_open_too() {
        let (local, remote) = (state("B", &["x"]), state("C", &["y"]));
        let m = case(Direction::Import, Policy::Smart, None, &local, &remote, None);
        assert_eq!(m.conflicts.iter().map(|c| c.field).collect::<Vec<_>>(), [CaseField::Title]);
        assert_eq!(m.result.content.tags, ["x", "y"]);
        let again = case(Direction::Import, Policy::Smart, Some(&m.base), &m.result, &remote, None);
        assert_eq!(again.conflicts, m.conflicts);
        assert!(again.changes.is_empty());
    }

    #[test]
    fn tags_are_united_and_removals_are_kept() {
        let base = Base::agreed(state("A", &["keep", "mine-drops", "theirs-drops"]));
        let local = state("A", &["keep", "mine-adds", "theirs-drops"]);
        let remote = state("A", &["keep", "mine-drops", "theirs-adds"]);
        let m = case(Direction::Import, Policy::Smart, Some(&base), &local, &remote, None);
        assert_eq!(m.result.content.tags, ["keep", "mine-adds", "theirs-adds"]);
        let out = case(Direction::Export, Policy::Smart, Some(&m.base), &m.result, &remote, None);
        assert_eq!(out.result.content.tags, ["keep", "mine-adds", "theirs-adds"]);
    }

    #[test]
    fn custom_fields_are_merged_key_by_key() {
        let with = |pairs: &[(&str, &str)]| {
            let mut s = state("A", &[]);
            s.content.custom_fields = pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
            s
        };
        let base = Base::agreed(with(&[("a", "1"), ("b", "1")]));
        let m = case(
            Direction::Import,
            Policy::Smart,
            Some(&base),
            &with(&[("a", "2"), ("b", "1")]),
            &with(&[("a", "1"), ("b", "2")]),
            None,
        );
        assert_eq!(m.result, with(&[("a", "2"), ("b", "2")]));
        let m = case(
            Direction::Import,
            Policy::Smart,
            Some(&base),
            &with(&[("a", "2"), ("b", "1")]),
            &with(&[("a", "3"), ("b", "1")]),
            None,
        );
        assert_eq!(m.conflicts.len(), 1);
    }

    #[test]
    fn suites() {
        let s = |title: &str, place| SuiteState {
            content: crate::domain::suite::SuiteContent { title: title.into(), ..Default::default() },
            place,
        };
        let base = s("A", Place::Root);
        let m = suite(Direction::Import, Policy::Smart, Some(&base), &s("B", Place::Root), &s("A", Place::Remote(2)));
        assert_eq!(m.result, s("B", Place::Remote(2)));
        assert_eq!(m.changed, [SuiteField::Parent]);
        let m = suite(Direction::Import, Policy::Smart, Some(&base), &s("B", Place::Root), &s("C", Place::Root));
        assert_eq!((m.conflicts, m.result), (vec![SuiteField::Title], s("B", Place::Root)));
    }
}
