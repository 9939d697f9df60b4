//! Merging fields that hold several values, value by value: tags and custom fields.

use super::form::same_text;
use super::outcome::{FieldChange, FieldConflict, Inexpressible, Merge};
use super::sides::{Sides, plain};
use crate::base::Base;
use crate::policy::{ChangedSide, Direction, Question, Verdict, settle};
use std::collections::{BTreeMap, BTreeSet};
use voluptas_core::domain::field::CaseField;

/// Merges tags as sets: the additions and removals of both sides are applied. Sets have no conflicts.
pub(super) fn tags(sides: &Sides<'_>, merge: &mut Merge) {
    const FIELD: CaseField = CaseField::Tags;
    let late = sides.base.filter(|_| sides.is_late(FIELD));
    // Their tags in a late write of ours: it was sent when the workspace lacked them.
    let theirs = late.map(|b| b.their_late_tags(sides.remote)).unwrap_or_default();
    let is_contested = late.is_some_and(|b| b.contested.fields.contains(&FIELD));
    let is_ours = late.is_some() && (theirs.is_empty() || is_contested);
    if sides.decisions.is_some_and(|d| d.contains_key(&FIELD)) || is_ours {
        return plain(sides, FIELD, merge);
    }
    if late.is_some() {
        merge.base.forget_late(FIELD, sides.remote);
    }
    let known = sides.known(FIELD);
    let set = |tags: &[String]| -> BTreeSet<String> { tags.iter().cloned().collect() };
    let (local, remote) = (set(&sides.local.content.tags), set(&sides.remote.content.tags));
    let here = known.map(|b| set(&b.of_here(FIELD).content.tags)).unwrap_or_default();
    let there = known.map(|b| set(&b.state.content.tags)).unwrap_or_default();
    if known.is_some() && local == here && remote == there {
        if local != remote {
            merge.apart.insert(<&str>::from(FIELD).to_owned());
        }
        merge.base.keep(FIELD, known);
        return;
    }
    let all = local.union(&remote);
    // Qase's form of one of ours, by the agreement: neither an addition there, nor a tag beside ours.
    let is_form = |t: &String| there.contains(t) && local.iter().any(|ours| here.contains(ours) && same_text(ours, t));
    let stays = |t: &&String| match (local.contains(*t), remote.contains(*t)) {
        (true, false) => late.is_some() || !there.contains(*t),
        (false, true) if late.is_some() && !theirs.contains(*t) => false,
        (false, true) => !here.contains(*t) && !is_form(t),
        _ => true,
    };
    merge.result.content.tags = all.filter(stays).cloned().collect();
    let (target, source) = (sides.target(), sides.source());
    let result = set(&merge.result.content.tags);
    if result == set(&target.content.tags) {
        merge.result.take(FIELD, target);
        if local != remote {
            merge.waiting.push(FIELD);
        }
    } else {
        let base = known.map(|b| b.state.value(FIELD));
        merge.changes.push(FieldChange { field: FIELD, base, from: target.value(FIELD), to: merge.result.value(FIELD) });
        if result != set(&source.content.tags) {
            merge.united.insert(FIELD);
        }
    }
    merge.base.agree(FIELD, source);
}

/// Merges custom fields one by one. Those that are inexpressible take no part; a value that was lost with its option or field has
/// no agreement any more, so that its absence in Qase is never taken for a removal.
pub(super) fn custom_fields(sides: &Sides<'_>, inexpressible: &Inexpressible, merge: &mut Merge) {
    let apart = &inexpressible.custom;
    const FIELD: CaseField = CaseField::CustomFields;
    let known = sides.known(FIELD);
    let mut agreement = Agreement::of(known);
    let (local, remote) = (&sides.local.content.custom_fields, &sides.remote.content.custom_fields);
    let source = &sides.source().content.custom_fields;
    // Custom fields in conflict, each with the value of Qase's side.
    let mut contested: BTreeMap<&String, Option<String>> = BTreeMap::new();
    let mut waiting = false;
    let keys: BTreeSet<&String> = local.keys().chain(remote.keys()).collect();
    let gone: Vec<String> = agreement.keys().into_iter().filter(|k| !keys.contains(k) && !apart.contains(k)).collect();
    for key in gone {
        agreement.agree(&key, None);
    }
    for key in keys {
        if apart.contains(key) {
            agreement.open_if_new(key);
            if inexpressible.lost.contains(key) {
                agreement.open.insert(key.clone());
            }
            if let Some(theirs) = sides.base.and_then(|b| b.contested.custom(key)) {
                merge.base.contested.put_custom(key, Some(&theirs.to_owned()));
            }
            continue;
        }
        let (l, r) = (local.get(key), remote.get(key));
        let settled = agreement.here.get(key) == agreement.there.get(key);
        let is_known = known.is_some() && !agreement.open.contains(key);
        let changed = ChangedSide::of(l == r, is_known, agreement.here.get(key) == l, agreement.there.get(key) == r, settled);
        // Qase has got an earlier value of ours, late: theirs did not change.
        let is_news = |b: &Base| agreement.there.get(key) != r || b.contested.custom(key).is_some();
        let is_late = sides.base.is_some_and(|b| b.is_late_custom(key, r) && is_news(b));
        let mut theirs = None;
        if is_late {
            merge.base.forget_late_custom(key, r);
            let replaced = sides.base.and_then(|b| b.contested.custom(key));
            theirs = replaced.map(|value| Some(value.to_owned()).filter(|v| !v.is_empty())).filter(|theirs| theirs.as_ref() != l);
        }
        let changed = match (is_late, &theirs) {
            // The conflict whose value in Qase it replaced is still to be decided.
            (true, Some(_)) => ChangedSide::Both,
            (true, None) if changed != ChangedSide::Same => ChangedSide::Local,
            _ => changed,
        };
        if changed == ChangedSide::Same {
            if l == r {
                agreement.agree(key, r);
            } else {
                merge.apart.insert(key.clone());
            }
            continue;
        }
        let remote_blank = theirs.as_ref().map_or(r.is_none(), Option::is_none);
        let question = Question { changed, local_blank: l.is_none(), remote_blank, protected: false };
        // A decision covers only the values that were shown in conflict.
        let shown = changed == ChangedSide::Both || (changed == ChangedSide::Unknown && l.is_some() && r.is_some());
        let verdict = if shown { sides.verdict(FIELD, question) } else { settle(sides.direction, sides.policy, question) };
        let takes_theirs =
            matches!((verdict, sides.direction), (Verdict::Take, Direction::Import) | (Verdict::Keep, Direction::Export));
        match verdict {
            Verdict::Conflict => {
                if theirs.is_some() {
                    // Until the decision, Qase's value is still the late one.
                    merge.base.remember_unanswered_custom(key, r);
                }
                let theirs = theirs.unwrap_or_else(|| r.cloned());
                merge.base.contested.put_custom(key, theirs.as_ref());
                contested.insert(key, theirs);
                agreement.open_if_new(key);
            }
            // Their value is in neither of the two: the target gets it, and the next synchronisation takes it to the other side.
            _ if takes_theirs && theirs.is_some() => {
                match theirs.flatten() {
                    Some(value) => merge.result.content.custom_fields.insert(key.clone(), value),
                    None => merge.result.content.custom_fields.remove(key),
                };
                agreement.agree(key, r);
            }
            Verdict::Take => {
                match source.get(key) {
                    Some(value) => merge.result.content.custom_fields.insert(key.clone(), value.clone()),
                    None => merge.result.content.custom_fields.remove(key),
                };
                agreement.agree(key, source.get(key));
            }
            Verdict::Keep => {
                waiting |= sides.is_of_target_alone(changed);
                agreement.agree(key, source.get(key));
            }
        }
    }
    let target = sides.target();
    if !merge.result.same(FIELD, target) {
        let base = known.map(|b| b.state.value(FIELD));
        merge.changes.push(FieldChange { field: FIELD, base, from: target.value(FIELD), to: merge.result.value(FIELD) });
        if !merge.result.same(FIELD, sides.source()) {
            merge.united.insert(FIELD);
        }
    }
    if !contested.is_empty() {
        let some = |all: &BTreeMap<String, String>| {
            let chosen: BTreeMap<&String, &String> = contested.keys().filter_map(|k| all.get_key_value(*k)).collect();
            serde_json::to_value(chosen).unwrap_or_default()
        };
        let is_known = contested.keys().any(|k| !agreement.open.contains(*k));
        let theirs: BTreeMap<&String, &String> = contested.iter().filter_map(|(k, v)| Some((*k, v.as_ref()?))).collect();
        let theirs = serde_json::to_value(theirs).unwrap_or_default();
        let base = known.filter(|_| is_known).map(|b| some(&b.state.content.custom_fields));
        merge.conflicts.push(FieldConflict { field: FIELD, base, local: some(local), remote: theirs });
    } else if waiting {
        merge.waiting.push(FIELD);
    }
    agreement.store(&mut merge.base);
}

/// The agreement on custom fields, by title.
pub(super) struct Agreement {
    /// Values that the workspace had.
    pub here: BTreeMap<String, String>,
    /// Values that Qase had.
    pub there: BTreeMap<String, String>,
    /// Titles without an agreement.
    pub open: BTreeSet<String>,
    is_new: bool,
}

impl Agreement {
    pub fn of(known: Option<&Base>) -> Self {
        const FIELD: CaseField = CaseField::CustomFields;
        match known {
            None => Self { here: BTreeMap::new(), there: BTreeMap::new(), open: BTreeSet::new(), is_new: true },
            Some(base) => Self {
                here: base.of_here(FIELD).content.custom_fields.clone(),
                there: base.state.content.custom_fields.clone(),
                open: base.open_custom.clone(),
                is_new: false,
            },
        }
    }

    fn keys(&self) -> BTreeSet<String> {
        self.here.keys().chain(self.there.keys()).chain(&self.open).cloned().collect()
    }

    pub fn agree(&mut self, key: &str, on: Option<&String>) {
        self.agree_apart(key, on, on);
    }

    pub fn agree_apart(&mut self, key: &str, here: Option<&String>, there: Option<&String>) {
        self.open.remove(key);
        for (map, value) in [(&mut self.here, here), (&mut self.there, there)] {
            match value {
                Some(value) => map.insert(key.to_owned(), value.clone()),
                None => map.remove(key),
            };
        }
    }

    fn open_if_new(&mut self, key: &str) {
        if self.is_new {
            self.open.insert(key.to_owned());
        }
    }

    pub fn store(self, base: &mut Base) {
        const FIELD: CaseField = CaseField::CustomFields;
        let with = |fields: BTreeMap<String, String>| {
            let mut state = crate::snapshot::CaseState::default();
            state.content.custom_fields = fields;
            state
        };
        base.agree_apart(FIELD, &with(self.here), &with(self.there));
        base.open_custom = self.open;
    }
}
