//! The last agreed values of cases and suites: the base of the three-way comparison.
//!
//! An agreement is a pair of values per field, one for each side. Usually both are equal. They differ where Qase did not take
//! what was sent, or took only a part of it: each side then keeps its value, and only a later change of either side counts as a
//! change. Custom fields are agreed on one by one. The value for Qase is what Qase returned when read back, never what was merely
//! sent.

use super::state::{CaseState, SuiteField, SuiteRef, SuiteState};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeSet;
use strum::IntoEnumIterator as _;
use voluptas_core::domain::case::CaseContent;
use voluptas_core::domain::field::CaseField;
use voluptas_core::domain::suite::SuiteContent;
use voluptas_store::remote::LinkDirection;

/// The agreement on one case.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Base {
    /// Values that Qase had.
    pub state: CaseState,
    /// Fields without an agreement.
    pub open: BTreeSet<CaseField>,
    /// Titles of custom fields without an agreement, where other custom fields have one.
    pub open_custom: BTreeSet<String>,
    /// Fields for which the workspace had another value than Qase.
    pub apart: BTreeSet<CaseField>,
    /// Workspace values of the fields in `apart`; other fields are blank.
    pub here: CaseState,
    /// Fields that were sent and not read back yet. If the program ends in between, the next read of the case shows whether Qase
    /// took them: see [`Base::resolved`].
    pub sending: BTreeSet<CaseField>,
    /// Values sent for the fields in `sending`; other fields are blank.
    pub sent: CaseState,
    /// Values that were sent without an answer, oldest first, at most [`MOST_UNANSWERED`]. Each may still arrive once, also over
    /// values that were sent later.
    pub unanswered: Vec<SomeFields>,
    /// Values that Qase had in fields whose conflict is still open.
    pub contested: SomeFields,
    /// Fields in which the workspace kept its value over one of Qase, so that it differs from the agreement without an edit.
    pub kept: BTreeSet<CaseField>,
}

/// Values of some fields of a case; the other fields of the state are blank.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SomeFields {
    pub fields: BTreeSet<CaseField>,
    pub state: CaseState,
    /// Tags of the state that only Qase had when they were sent together with the workspace's.
    pub their_tags: BTreeSet<String>,
}

impl SomeFields {
    /// Adds a field of a state.
    pub fn put(&mut self, field: CaseField, state: &CaseState) {
        self.fields.insert(field);
        self.state.take(field, state);
    }

    fn has(&self, field: CaseField, state: &CaseState) -> bool {
        self.fields.contains(&field) && self.state.same(field, state)
    }

    fn has_custom(&self, title: &str, value: Option<&String>) -> bool {
        self.custom(title).is_some_and(|ours| ours == value.map_or("", String::as_str))
    }

    /// The value of one custom field; blank for a removed field, `None` for a field without an agreement.
    pub fn custom(&self, title: &str) -> Option<&str> {
        let custom = self.fields.contains(&CaseField::CustomFields).then_some(&self.state.content.custom_fields);
        custom?.get(title).map(String::as_str)
    }

    /// Adds one custom field.
    pub fn put_custom(&mut self, title: &str, value: Option<&String>) {
        self.fields.insert(CaseField::CustomFields);
        self.state.content.custom_fields.insert(title.to_owned(), value.cloned().unwrap_or_default());
    }

    fn drop_empty_custom(&mut self) {
        if self.state.content.custom_fields.is_empty() {
            self.fields.remove(&CaseField::CustomFields);
        }
    }

    fn drop_field(&mut self, field: CaseField) {
        self.fields.remove(&field);
        self.state.take(field, &CaseState::default());
        if field == CaseField::Tags {
            self.their_tags.clear();
        }
    }
}

/// Longest list of unanswered writes of a case.
const MOST_UNANSWERED: usize = 8;

/// JSON keys that [`Base::to_json`] adds to the keys of the case content.
const OPEN: &str = "open_fields";
const OPEN_CUSTOM: &str = "open_custom_fields";
const APART: &str = "kept_here";
const SENDING: &str = "sending";
const UNANSWERED: &str = "unanswered";
const CONTESTED: &str = "contested";
const KEPT: &str = "kept_over_theirs";

#[derive(Debug, Serialize, Deserialize)]
struct StoredApart {
    fields: BTreeSet<CaseField>,
    content: CaseContent,
    place: SuiteRef,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    their_tags: BTreeSet<String>,
}

impl StoredApart {
    fn of(fields: &BTreeSet<CaseField>, state: &CaseState) -> Self {
        Self { fields: fields.clone(), content: state.content.clone(), place: state.place, their_tags: BTreeSet::new() }
    }
}

impl From<&SomeFields> for StoredApart {
    fn from(some: &SomeFields) -> Self {
        Self { their_tags: some.their_tags.clone(), ..Self::of(&some.fields, &some.state) }
    }
}

impl From<StoredApart> for SomeFields {
    fn from(stored: StoredApart) -> Self {
        let state = CaseState { content: stored.content, place: stored.place };
        Self { fields: stored.fields, state, their_tags: stored.their_tags }
    }
}

#[derive(Deserialize)]
struct StoredRest {
    #[serde(default)]
    open_fields: BTreeSet<CaseField>,
    #[serde(default)]
    open_custom_fields: BTreeSet<String>,
    #[serde(default)]
    kept_here: Option<StoredApart>,
    #[serde(default)]
    sending: Option<StoredApart>,
    #[serde(default)]
    unanswered: Vec<StoredApart>,
    #[serde(default)]
    contested: Option<StoredApart>,
    #[serde(default)]
    kept_over_theirs: BTreeSet<CaseField>,
}

impl Base {
    /// The use of a link that an export stores with this agreement.
    pub(crate) fn pushed(&self) -> LinkDirection {
        if self.contested.fields.is_empty() { LinkDirection::Pushed } else { LinkDirection::PushedPartly }
    }

    /// An agreement on every field: both sides have `state`.
    #[must_use]
    pub fn agreed(state: CaseState) -> Self {
        Self { state, ..Self::default() }
    }

    /// No agreement on any field.
    #[must_use]
    pub fn nothing() -> Self {
        Self { open: CaseField::of_qase().collect(), ..Self::default() }
    }

    /// The agreement on a case that was created in Qase and not read back yet.
    #[must_use]
    pub fn created(sent: &CaseState) -> Self {
        Self::blank().sending(CaseField::of_qase(), sent)
    }

    /// The agreement on an empty case: blank texts, and option fields set to `undefined`.
    #[must_use]
    pub fn blank() -> Self {
        let mut base = Self::default();
        for slug in [&mut base.state.content.severity, &mut base.state.content.priority, &mut base.state.content.behavior] {
            "undefined".clone_into(slug);
        }
        base
    }

    /// Marks these fields of `sent` as being sent. The agreement itself stays as it is.
    #[must_use]
    pub fn sending(mut self, fields: impl IntoIterator<Item = CaseField>, sent: &CaseState) -> Self {
        self.sending = fields.into_iter().collect();
        self.sent = CaseState::default();
        for field in &self.sending {
            self.sent.take(*field, sent);
        }
        self
    }

    /// Settles the fields in `sending`, given the case as it was read from Qase (`there`).
    ///
    /// A field that Qase holds as it was sent is agreed on, whatever the workspace has by now. If Qase holds the sent value in part or in
    /// another form (`is_of_ours`), both sides keep their values. If Qase holds its old value or a third one, the write may never have arrived, and the
    /// old agreement stays.
    #[must_use]
    pub fn resolved(&self, there: &CaseState, is_of_ours: impl Fn(CaseField, &CaseState, &CaseState) -> bool) -> Self {
        let mut base = self.clone();
        base.sending.clear();
        base.sent = CaseState::default();
        let missing: Vec<CaseField> = self.sending.iter().copied().filter(|f| !there.same(*f, &self.sent)).collect();
        for field in &self.sending {
            let is_as_before = self.knows(*field) && there.same(*field, &self.state);
            if there.same(*field, &self.sent) {
                base.agree(*field, &self.sent);
            } else if *field == CaseField::CustomFields {
                base.agree_on_custom(&self.sent, there);
            } else if !is_as_before && !there.is_blank(*field) && is_of_ours(*field, &self.sent, there) {
                base.agree_apart(*field, &self.sent, there);
            }
        }
        base.remember_unanswered(missing, &self.sent, &self.sent, &self.state, there);
        base
    }

    /// Remembers values that were sent and not answered. `before` is what Qase had then, and `now` what it has: of the custom fields, only
    /// those that were changed and have not arrived are remembered, a removed one as blank.
    ///
    /// Only a value that the workspace had (`local`) is ours. One that was put back for others is theirs, and so are their tags that were
    /// sent together with ours.
    pub fn remember_unanswered(
        &mut self,
        fields: impl IntoIterator<Item = CaseField>,
        sent: &CaseState,
        local: &CaseState,
        before: &CaseState,
        now: &CaseState,
    ) {
        let mut some = SomeFields::default();
        let is_in_parts = |field: &CaseField| matches!(field, CaseField::Tags | CaseField::CustomFields);
        let ours = fields.into_iter().filter(|field| is_in_parts(field) || sent.same(*field, local));
        ours.for_each(|field| some.put(field, sent));
        if some.fields.contains(&CaseField::Tags) {
            let tags = sent.content.tags.iter();
            some.their_tags = tags.filter(|tag| !local.content.tags.contains(tag)).cloned().collect();
        }
        if some.fields.contains(&CaseField::CustomFields) {
            let of = |state: &CaseState, title: &String| state.content.custom_fields.get(title).cloned();
            let titles: BTreeSet<&String> =
                sent.content.custom_fields.keys().chain(before.content.custom_fields.keys()).collect();
            let is_open = |t: &&String| {
                let value = of(sent, t);
                value == of(local, t) && value != of(before, t) && value != of(now, t)
            };
            let open = titles.into_iter().filter(is_open);
            let custom = open.map(|t| (t.clone(), of(sent, t).unwrap_or_default())).collect();
            some.state.content.custom_fields = custom;
            some.drop_empty_custom();
        }
        if some.fields.is_empty() {
            return;
        }
        self.unanswered.push(some);
        let surplus = self.unanswered.len().saturating_sub(MOST_UNANSWERED);
        self.unanswered.drain(..surplus);
    }

    /// True when Qase holds a value that was sent without an answer: it is our own late write and not an edit of somebody.
    pub fn is_late(&self, field: CaseField, there: &CaseState) -> bool {
        self.unanswered.iter().any(|some| some.has(field, there))
    }

    /// The tags of others in a late write: they were sent together with ours.
    pub fn their_late_tags(&self, there: &CaseState) -> BTreeSet<String> {
        let late = self.unanswered.iter().find(|some| some.has(CaseField::Tags, there));
        late.map(|some| some.their_tags.clone()).unwrap_or_default()
    }

    /// [`Self::is_late`] for one custom field.
    pub fn is_late_custom(&self, title: &str, there: Option<&String>) -> bool {
        self.unanswered.iter().any(|some| some.has_custom(title, there))
    }

    /// [`Self::forget_late`] for one custom field.
    pub fn forget_late_custom(&mut self, title: &str, there: Option<&String>) {
        if let Some(some) = self.unanswered.iter_mut().find(|some| some.has_custom(title, there)) {
            some.state.content.custom_fields.remove(title);
            some.drop_empty_custom();
            self.unanswered.retain(|some| !some.fields.is_empty());
        }
    }

    /// Remembers the value of one custom field that was sent and may still arrive.
    pub fn remember_unanswered_custom(&mut self, title: &str, sent: Option<&String>) {
        let mut some = SomeFields::default();
        some.put_custom(title, sent);
        self.unanswered.push(some);
        let surplus = self.unanswered.len().saturating_sub(MOST_UNANSWERED);
        self.unanswered.drain(..surplus);
    }

    /// Forgets a late write that has arrived.
    pub fn forget_late(&mut self, field: CaseField, there: &CaseState) {
        if let Some(at) = self.unanswered.iter().position(|some| some.has(field, there)) {
            self.unanswered[at].drop_field(field);
            self.unanswered.retain(|some| !some.fields.is_empty());
        }
    }

    /// Agrees on the custom fields that Qase holds as they were sent.
    fn agree_on_custom(&mut self, sent: &CaseState, there: &CaseState) {
        const FIELD: CaseField = CaseField::CustomFields;
        let (mut state, mut here) = (self.state.clone(), self.of_here(FIELD).clone());
        let open = self.open_custom.clone();
        for (title, value) in &sent.content.custom_fields {
            if there.content.custom_fields.get(title) == Some(value) {
                state.content.custom_fields.insert(title.clone(), value.clone());
                here.content.custom_fields.insert(title.clone(), value.clone());
            }
        }
        let was_open = !self.knows(FIELD);
        self.agree_apart(FIELD, &here, &state);
        self.open_custom =
            open.into_iter().filter(|t| there.content.custom_fields.get(t) != sent.content.custom_fields.get(t)).collect();
        if was_open {
            self.open_custom
                .extend(there.content.custom_fields.keys().filter(|t| !state.content.custom_fields.contains_key(*t)).cloned());
        }
    }

    /// True when the field has an agreement.
    pub fn knows(&self, field: CaseField) -> bool {
        !self.open.contains(&field)
    }

    /// The state that holds the workspace's value of a field.
    pub fn of_here(&self, field: CaseField) -> &CaseState {
        if self.apart.contains(&field) { &self.here } else { &self.state }
    }

    /// True when both sides agreed on the same value.
    pub fn is_settled(&self, field: CaseField) -> bool {
        !self.apart.contains(&field)
    }

    /// Records that both sides have this value of a field.
    pub fn agree(&mut self, field: CaseField, on: &CaseState) {
        self.state.take(field, on);
        self.open.remove(&field);
        self.together(field);
    }

    /// Records that the sides keep different values of a field.
    pub fn agree_apart(&mut self, field: CaseField, here: &CaseState, there: &CaseState) {
        self.agree(field, there);
        if !here.same(field, there) {
            self.here.take(field, here);
            self.apart.insert(field);
        }
    }

    /// Restores the agreement of another base on a field.
    pub fn keep(&mut self, field: CaseField, old: Option<&Self>) {
        match old.filter(|o| o.knows(field)) {
            Some(old) => {
                self.agree_apart(field, old.of_here(field), &old.state);
                self.kept.extend(old.kept.get(&field));
                if field == CaseField::CustomFields {
                    self.open_custom.clone_from(&old.open_custom);
                }
            }
            None => {
                self.agree(field, &CaseState::default());
                self.open.insert(field);
            }
        }
    }

    fn together(&mut self, field: CaseField) {
        if self.apart.remove(&field) {
            self.here.take(field, &CaseState::default());
        }
        if field == CaseField::CustomFields {
            self.open_custom.clear();
        }
    }

    /// Stored form: the JSON of a [`CaseContent`], with the other members of the base under keys of their own. The place in Qase
    /// has its own column.
    pub fn to_json(&self) -> String {
        let is_plain = self.open.is_empty() && self.open_custom.is_empty() && self.apart.is_empty() && self.sending.is_empty();
        if is_plain && self.unanswered.is_empty() && self.contested.fields.is_empty() && self.kept.is_empty() {
            return serde_json::to_string(&self.state.content).unwrap_or_default();
        }
        let mut value = serde_json::to_value(&self.state.content).unwrap_or_default();
        let mut put = |key: &str, rest: serde_json::Result<Value>| {
            if let (Value::Object(map), Ok(rest)) = (&mut value, rest) {
                map.insert(key.into(), rest);
            }
        };
        if !self.open.is_empty() {
            put(OPEN, serde_json::to_value(&self.open));
        }
        if !self.open_custom.is_empty() {
            put(OPEN_CUSTOM, serde_json::to_value(&self.open_custom));
        }
        if !self.sending.is_empty() {
            put(SENDING, serde_json::to_value(StoredApart::of(&self.sending, &self.sent)));
        }
        if !self.apart.is_empty() {
            put(APART, serde_json::to_value(StoredApart::of(&self.apart, &self.here)));
        }
        if !self.unanswered.is_empty() {
            put(UNANSWERED, serde_json::to_value(self.unanswered.iter().map(StoredApart::from).collect::<Vec<_>>()));
        }
        if !self.contested.fields.is_empty() {
            put(CONTESTED, serde_json::to_value(StoredApart::from(&self.contested)));
        }
        if !self.kept.is_empty() {
            put(KEPT, serde_json::to_value(&self.kept));
        }
        value.to_string()
    }

    /// Reads the form of [`Base::to_json`]; `None` for any other text.
    pub fn from_json(json: &str, place: SuiteRef) -> Option<Self> {
        let content = serde_json::from_str(json).ok()?;
        let mut base = Self::agreed(CaseState { content, place });
        if [OPEN, OPEN_CUSTOM, APART, SENDING, UNANSWERED, CONTESTED, KEPT].iter().any(|key| json.contains(key)) {
            let rest: StoredRest = serde_json::from_str(json).ok()?;
            base.open = rest.open_fields;
            base.open_custom = rest.open_custom_fields;
            if let Some(sent) = rest.sending {
                base.sending = sent.fields;
                base.sent = CaseState { content: sent.content, place: sent.place };
            }
            if let Some(kept) = rest.kept_here {
                base.apart = kept.fields;
                base.here = CaseState { content: kept.content, place: kept.place };
            }
            base.unanswered = rest.unanswered.into_iter().map(SomeFields::from).collect();
            base.contested = rest.contested.map(SomeFields::from).unwrap_or_default();
            base.kept = rest.kept_over_theirs;
        }
        Some(base)
    }
}

/// The agreement on one suite; see [`Base`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SuiteBase {
    /// Values that Qase had.
    pub there: SuiteState,
    /// Values that the workspace had.
    pub here: SuiteState,
    /// Fields that were sent and not read back yet, with the sent values.
    pub sent: Option<SomeSuiteFields>,
    /// Values that were sent and not answered, oldest first; see [`Base::unanswered`].
    pub unanswered: Vec<SomeSuiteFields>,
    /// Values that Qase had in fields whose conflict is still open.
    pub contested: Option<SomeSuiteFields>,
}

/// Some fields of a suite, and a state that has their values.
pub type SomeSuiteFields = (Vec<SuiteField>, SuiteState);

#[derive(Debug, Serialize, Deserialize)]
struct StoredSuite {
    title: String,
    description: Option<String>,
    preconditions: Option<String>,
    parent_qase_id: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    kept_here: Option<SuiteState>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sending: Option<SomeSuiteFields>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    unanswered: Vec<SomeSuiteFields>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    contested: Option<SomeSuiteFields>,
}

impl SuiteBase {
    /// An agreement on every field: both sides have `state`.
    #[must_use]
    pub fn agreed(state: SuiteState) -> Self {
        Self { here: state.clone(), there: state, ..Self::default() }
    }

    /// The agreement on a suite that was created in Qase and not read back yet.
    #[must_use]
    pub fn created(sent: &SuiteState) -> Self {
        Self { sent: Some((SuiteField::iter().collect(), sent.clone())), ..Self::default() }
    }

    /// Remembers values that were sent and not answered.
    pub fn remember_unanswered(&mut self, fields: Vec<SuiteField>, sent: &SuiteState) {
        if !fields.is_empty() {
            self.unanswered.push((fields, sent.clone()));
            let surplus = self.unanswered.len().saturating_sub(MOST_UNANSWERED);
            self.unanswered.drain(..surplus);
        }
    }

    /// True when Qase holds a value that was sent and not answered. It counts as late if it is not the agreed one, or lies over theirs of an
    /// open conflict.
    pub fn is_late(&self, field: SuiteField, there: &SuiteState) -> bool {
        let is_contested = self.contested.as_ref().is_some_and(|(fields, _)| fields.contains(&field));
        (is_contested || !field.same(&self.there, there))
            && self.unanswered.iter().any(|(fields, sent)| fields.contains(&field) && field.same(sent, there))
    }

    /// Forgets a late write that has arrived.
    pub fn forget_late(&mut self, field: SuiteField, there: &SuiteState) {
        if let Some((fields, _)) =
            self.unanswered.iter_mut().find(|(fields, sent)| fields.contains(&field) && field.same(sent, there))
        {
            fields.retain(|other| *other != field);
            self.unanswered.retain(|(fields, _)| !fields.is_empty());
        }
    }

    /// Stored form, JSON.
    pub fn to_json(&self) -> String {
        let content = &self.there.content;
        let stored = StoredSuite {
            title: content.title.clone(),
            description: content.description.clone(),
            preconditions: content.preconditions.clone(),
            parent_qase_id: self.there.place.qase_id(),
            kept_here: (self.here != self.there).then(|| self.here.clone()),
            sending: self.sent.clone(),
            unanswered: self.unanswered.clone(),
            contested: self.contested.clone(),
        };
        serde_json::to_string(&stored).unwrap_or_default()
    }

    /// Reads the form of [`SuiteBase::to_json`]; `None` for any other text.
    pub fn from_json(json: &str) -> Option<Self> {
        let s: StoredSuite = serde_json::from_str(json).ok()?;
        let content = SuiteContent { title: s.title, description: s.description, preconditions: s.preconditions };
        let there = SuiteState { content, place: SuiteRef::remote(s.parent_qase_id) };
        let here = s.kept_here.unwrap_or_else(|| there.clone());
        Some(Self { here, there, sent: s.sending, unanswered: s.unanswered, contested: s.contested })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(description: &str, tags: &[&str]) -> CaseState {
        let mut s = CaseState { place: SuiteRef::Remote(3), ..CaseState::default() };
        s.content.title = "Pay".into();
        s.content.description = Some(description.into());
        s.content.tags = tags.iter().map(|t| (*t).to_owned()).collect();
        s
    }

    #[test]
    fn is_read_as_it_was_written() {
        let mut base = Base::agreed(state("there", &[]));
        let read = |base: &Base| Base::from_json(&base.to_json(), SuiteRef::Remote(3)).expect("a base");
        assert_eq!(read(&base), base);
        base.agree_apart(CaseField::Tags, &state("here", &["smoke"]), &state("there", &[]));
        base.open.insert(CaseField::Title);
        base.open_custom.insert("Browser".into());
        base = base.sending([CaseField::Description], &state("on its way", &[]));
        let blank = CaseState::default();
        let lost = state("lost", &["ours", "theirs"]);
        let local = state("lost", &["ours"]);
        base.remember_unanswered([CaseField::Description, CaseField::Tags], &lost, &local, &blank, &blank);
        base.contested.put(CaseField::Description, &state("theirs", &[]));
        base.kept.insert(CaseField::Title);
        assert_eq!(read(&base), base);
        assert_eq!(base.their_late_tags(&lost), ["theirs".to_owned()].into());
        base.forget_late(CaseField::Description, &lost);
        base.forget_late(CaseField::Tags, &lost);
        assert!(base.unanswered.is_empty());
        assert_eq!(base.of_here(CaseField::Tags).content.tags, ["smoke"]);
        assert_eq!(base.of_here(CaseField::Description).content.description.as_deref(), Some("there"));
    }

    #[test]
    fn an_agreement_ends_what_was_apart() {
        let mut base = Base::nothing();
        base.agree_apart(CaseField::Tags, &state("x", &["smoke"]), &state("x", &[]));
        assert!(!base.is_settled(CaseField::Tags));
        base.agree(CaseField::Tags, &state("x", &["smoke"]));
        assert!(base.is_settled(CaseField::Tags));
        assert_eq!(base.here, CaseState::default());
        base.keep(CaseField::Tags, None);
        assert!(!base.knows(CaseField::Tags));
    }
}
