//! Converts values of the domain to Qase's wire types.

use super::fields::{CustomFieldInfo, EnumField, Fields};
use crate::base::Base;
use crate::merge::{Inexpressible, SuiteField};
use crate::snapshot::{CaseState, RemoteCase, SuiteRef, SuiteState};
use std::collections::BTreeSet;
use voluptas_core::domain::Message;
use voluptas_core::domain::case::{AttachmentRef, CaseContent, Parameter, ParameterItem, Step, StepsType};
use voluptas_core::domain::field::CaseField;
use voluptas_qase::model as wire;
use voluptas_qase::model::tolerant::Patch;

/// The request body of a case. `only` names the fields of an update; `None` writes all, for a new case. `before` is Qase's
/// state, so that removed custom fields can be cleared. Values that Qase cannot hold are left out: see [`sendable`].
pub fn case_write(state: &CaseState, before: Option<&CaseState>, only: Option<&[CaseField]>, fields: &Fields) -> wire::CaseWrite {
    let mut write = wire::CaseWrite::default();
    let create = only.is_none();
    for field in CaseField::of_qase().filter(|f| only.is_none_or(|o| o.contains(f))) {
        set(field, state, before, create, fields, &mut write);
    }
    write
}

fn set(
    field: CaseField,
    state: &CaseState,
    before: Option<&CaseState>,
    create: bool,
    fields: &Fields,
    write: &mut wire::CaseWrite,
) {
    let c = &state.content;
    // An empty text clears the text. A new case omits it.
    let text = |t: &Option<String>| if create { t.clone() } else { Some(t.clone().unwrap_or_default()) };
    let option = |field: EnumField, slug: &str| fields.id(field, slug);
    match field {
        CaseField::Title => write.title = Some(c.title.clone()),
        CaseField::Description => write.description = text(&c.description),
        CaseField::Preconditions => write.preconditions = text(&c.preconditions),
        CaseField::Postconditions => write.postconditions = text(&c.postconditions),
        CaseField::Severity => write.severity = option(EnumField::Severity, &c.severity),
        CaseField::Priority => write.priority = option(EnumField::Priority, &c.priority),
        CaseField::Kind => write.kind = option(EnumField::Kind, &c.kind),
        CaseField::Layer => write.layer = option(EnumField::Layer, &c.layer),
        CaseField::Behavior => write.behavior = option(EnumField::Behavior, &c.behavior),
        CaseField::Status => write.status = option(EnumField::Status, &c.status),
        CaseField::Automation => {
            write.is_manual = Some(c.automation != "automated");
            write.is_to_be_automated = Some(c.automation == "to-be-automated");
        }
        CaseField::IsFlaky => write.is_flaky = Some(i64::from(c.is_flaky)),
        CaseField::Steps => {
            write.steps_type = Some(c.steps_type.as_str().to_owned());
            write.steps = (!create || !c.steps.is_empty()).then(|| steps(c));
        }
        CaseField::Tags => write.tags = (!create || !c.tags.is_empty()).then(|| c.tags.clone()),
        CaseField::Parameters => {
            write.parameters = (!create || !c.parameters.is_empty()).then(|| c.parameters.iter().map(parameter).collect());
        }
        CaseField::CustomFields => custom_fields(c, before.map(|b| &b.content), fields, write),
        CaseField::Attachments => {
            let known = hashes(&c.attachments);
            write.attachments = (!create || !known.is_empty()).then_some(known);
        }
        CaseField::Suite => write.suite_id = state.place.qase_id(),
        CaseField::ExpectedResult | CaseField::Links => {}
    }
}

/// The files by their hashes in Qase. Files without such a hash are left out.
fn hashes(attachments: &[AttachmentRef]) -> Vec<String> {
    attachments.iter().filter_map(|a| a.hash.clone()).collect()
}

fn steps(c: &CaseContent) -> Vec<wire::StepWrite> {
    if c.steps_type == StepsType::Gherkin {
        let text: Vec<&str> = c.steps.iter().map(|s| s.action.as_str()).collect();
        return if text.is_empty() { Vec::new() } else { vec![wire::StepWrite::gherkin(text.join("\n"))] };
    }
    c.steps.iter().map(step).collect()
}

/// The steps of a shared step. Files stay here: Qase would need their hashes.
pub fn shared_steps(steps: &[Step]) -> Vec<wire::StepWrite> {
    steps.iter().map(step).collect()
}

/// True when steps have the same texts, whatever their files. A blank text is the same as none.
pub fn same_texts(a: &[Step], b: &[Step]) -> bool {
    let text = |t: &Option<String>| t.as_deref().unwrap_or_default().trim().to_owned();
    let same = |(a, b): (&Step, &Step)| {
        let texts = |s: &Step| (s.action.trim().to_owned(), text(&s.data), text(&s.expected));
        texts(a) == texts(b) && same_texts(&a.steps, &b.steps)
    };
    a.len() == b.len() && a.iter().zip(b).all(same)
}

/// Puts the hashes of the shared steps that steps name into a set.
pub fn shared_names(steps: &[Step], to: &mut BTreeSet<String>) {
    for step in steps {
        to.extend(step.shared.clone());
        shared_names(&step.steps, to);
    }
}

fn step(s: &Step) -> wire::StepWrite {
    if let Some(shared) = &s.shared {
        return wire::StepWrite::shared(shared.clone());
    }
    wire::StepWrite {
        attachments: hashes(&s.attachments),
        steps: s.steps.iter().map(step).collect(),
        ..wire::StepWrite::classic(s.action.clone(), s.expected.clone(), s.data.clone())
    }
}

fn parameter(p: &Parameter) -> wire::ParameterWrite {
    let item = |i: &ParameterItem| wire::ParameterItem { title: i.title.clone(), values: i.values.clone() };
    match p {
        Parameter::Single { shared_id: Some(id), .. } | Parameter::Group { shared_id: Some(id), .. } => {
            wire::ParameterWrite::Shared { shared_id: id.clone() }
        }
        Parameter::Single { item: one, .. } => wire::ParameterWrite::Single(item(one)),
        Parameter::Group { items, .. } if items.len() > 1 => {
            wire::ParameterWrite::Group { items: items.iter().map(item).collect() }
        }
        Parameter::Group { items, .. } => wire::ParameterWrite::Single(items.first().map(item).unwrap_or_default()),
    }
}

fn custom_fields(c: &CaseContent, before: Option<&CaseContent>, fields: &Fields, write: &mut wire::CaseWrite) {
    let had = |title: &str| before.and_then(|b| b.custom_fields.get(title));
    for (title, value) in &c.custom_fields {
        if had(title) == Some(value) {
            continue;
        }
        let Some(field) = fields.custom_by_title(title) else { continue };
        if let Some(value) = field.write(value) {
            write.custom_field.insert(field.id.to_string(), value);
        }
    }
    for title in before.iter().flat_map(|b| b.custom_fields.keys()).filter(|t| !c.custom_fields.contains_key(*t)) {
        if let Some(field) = fields.custom_by_title(title) {
            write.custom_field.insert(field.id.to_string(), String::new());
        }
    }
}

/// The part of a case that Qase can hold, for creating the case in Qase. The notes name the values that are left out.
pub fn sendable(local: &CaseState, fields: &Fields) -> (CaseState, Vec<Message>) {
    let mut state = local.clone();
    let (unset, apart) = (CaseState::default(), inexpressible(local, None, None, fields));
    let c = &mut state.content;
    for field in &apart.values.fields {
        match field {
            CaseField::Attachments => c.attachments.retain(|a| a.hash.is_some()),
            CaseField::Steps => drop_files(&mut c.steps),
            CaseField::Suite => {}
            field => voluptas_core::domain::field::copy(*field, &unset.content, c),
        }
    }
    c.custom_fields.retain(|title, _| !apart.values.custom.contains(title));
    (state, apart.notes)
}

/// Values that take no part in a comparison, with the reasons.
#[derive(Debug, Clone, Default)]
pub struct ExcludedValues {
    /// Values that one side cannot hold.
    pub values: Inexpressible,
    /// Reasons, one per value.
    pub notes: Vec<Message>,
    /// Fields and custom fields with a workspace value that Qase cannot hold. An export leaves them out.
    pub of_here: Vec<String>,
    /// Fields and custom fields with a Qase value that cannot be understood. An import leaves them out.
    pub of_there: Vec<String>,
}

impl ExcludedValues {
    /// Excludes the suite of the case: both sides keep theirs.
    pub fn leave_place(&mut self, note: Message) {
        self.field(CaseField::Suite, note);
        self.of_here.push("suite".to_owned());
    }

    fn field(&mut self, field: CaseField, note: Message) {
        self.notes.push(note);
        self.values.fields.insert(field);
    }
}

/// Finds values that one side has and the other cannot express: options that the account lacks or has removed, custom fields that
/// it lacks or does not show, files that cannot be sent. `there` is the case in Qase, `None` before it is created.
pub fn inexpressible(local: &CaseState, there: Option<&RemoteCase>, base: Option<&Base>, fields: &Fields) -> ExcludedValues {
    let mut apart = ExcludedValues::default();
    let c = &local.content;
    let remote = there.map(|t| &t.state);
    for (field, case_field, slug) in [
        (EnumField::Severity, CaseField::Severity, &c.severity),
        (EnumField::Priority, CaseField::Priority, &c.priority),
        (EnumField::Kind, CaseField::Kind, &c.kind),
        (EnumField::Layer, CaseField::Layer, &c.layer),
        (EnumField::Behavior, CaseField::Behavior, &c.behavior),
        (EnumField::Status, CaseField::Status, &c.status),
    ] {
        let unknown_there = remote.is_some_and(|r| is_unknown_option(&r.content, case_field) && !local.same(case_field, r));
        let unknown_here = fields.id(field, slug).is_none();
        if unknown_here || unknown_there {
            apart.field(case_field, Message::new("sync-note-no-such-option").with("field", field.slug()).with("value", slug));
            let list = if unknown_here { &mut apart.of_here } else { &mut apart.of_there };
            list.push(field.slug().to_owned());
        }
    }
    // Includes titles that one side has removed since: whether the other side still has a value cannot be seen.
    let agreed = base.into_iter().flat_map(|b| [&b.state, &b.here]).flat_map(|s| s.content.custom_fields.keys());
    let titles = c.custom_fields.keys().chain(remote.into_iter().flat_map(|r| r.content.custom_fields.keys())).chain(agreed);
    for title in titles.collect::<BTreeSet<_>>() {
        let (here, field) = (c.custom_fields.get(title), fields.custom_by_title(title));
        let in_qase = remote.and_then(|r| r.content.custom_fields.get(title));
        let is_agreed = base.is_some_and(|b| b.of_here(CaseField::CustomFields).content.custom_fields.get(title) == here);
        // A value that both sides agreed on is compared as usual, since it will not be written.
        let is_refused = |field: &CustomFieldInfo, value: &str| {
            field.write(value).is_none() || (!is_agreed && field.gives_archived(value, in_qase))
        };
        let note = match (field, here) {
            _ if there.is_some_and(|t| t.untold.contains(&CaseField::CustomFields)) => Some("sync-note-untold"),
            (None, _) => Some("sync-note-no-such-field"),
            (Some(field), Some(value)) if is_refused(field, value) => Some("sync-note-no-such-option"),
            _ if there.is_some_and(|t| t.unreadable.contains(title)) => Some("sync-note-no-such-option"),
            _ => None,
        };
        if let Some(note) = note {
            let value = here.or(in_qase);
            apart.notes.push(Message::new(note).with("field", title).with("value", value.map_or("", String::as_str)));
            apart.values.custom.insert(title.clone());
            // The API gives no reason for a missing value. With its option or its field it disappears from every case.
            let is_told = note != "sync-note-untold";
            if is_told && there.is_some() && here.is_some() && in_qase.is_none() && fields.shows_custom() {
                apart.values.lost.insert(title.clone());
            }
            if here.is_some_and(|value| field.is_none_or(|field| is_refused(field, value))) {
                apart.of_here.push(title.clone());
            }
            if in_qase.is_some() {
                apart.of_there.push(title.clone());
            }
        }
    }
    for field in there.into_iter().flat_map(|t| &t.untold).filter(|field| **field != CaseField::CustomFields) {
        let name: &str = field.into();
        apart.field(*field, Message::new("sync-note-untold").with("field", name));
        apart.of_there.push(name.to_owned());
    }
    if hashes(&c.attachments).len() < c.attachments.len() {
        apart.field(CaseField::Attachments, Message::new("sync-note-attachments-stay"));
        apart.of_here.push("attachments".to_owned());
    }
    if !steps_keep_files(&c.steps) {
        apart.field(CaseField::Steps, Message::new("sync-note-step-files-stay"));
        apart.of_here.push("steps".to_owned());
    }
    apart
}

/// [`inexpressible`] for an export. The API of Qase cannot move a case to the root, so such a move is excluded too.
pub fn inexpressible_there(local: &CaseState, there: &RemoteCase, base: Option<&Base>, fields: &Fields) -> ExcludedValues {
    let mut apart = inexpressible(local, Some(there), base, fields);
    if local.place == SuiteRef::Root && there.state.place != SuiteRef::Root {
        apart.leave_place(Message::new("sync-note-no-root"));
    }
    apart
}

/// True for an option whose name was unknown when it was read; it is kept as `#number`.
fn is_unknown_option(content: &CaseContent, field: CaseField) -> bool {
    voluptas_core::domain::field::value_of(content, field).as_str().is_some_and(|slug| slug.starts_with('#'))
}

/// Appends a trace to a description that is written. An update without a description stays without one; a creation always gets
/// the trace.
pub fn with_trace(description: &mut Option<String>, trace: Option<&str>, create: bool) {
    let Some(trace) = trace.filter(|_| create || description.is_some()) else { return };
    *description = Some(voluptas_core::domain::trace::join(description.as_deref().unwrap_or_default(), trace));
}

fn drop_files(steps: &mut [Step]) {
    for step in steps {
        step.attachments.retain(|a| a.hash.is_some());
        drop_files(&mut step.steps);
    }
}

fn steps_keep_files(steps: &[Step]) -> bool {
    steps.iter().all(|s| s.attachments.iter().all(|a| a.hash.is_some()) && steps_keep_files(&s.steps))
}

/// The request body of a suite. `only` names the fields of an update; `None` writes all.
pub fn suite_write(state: &SuiteState, only: Option<&[SuiteField]>) -> wire::SuiteWrite {
    let has = |field: SuiteField| only.is_none_or(|o| o.contains(&field));
    let text = |t: &Option<String>| if only.is_none() { t.clone() } else { Some(t.clone().unwrap_or_default()) };
    let mut write = wire::SuiteWrite::default();
    if has(SuiteField::Title) {
        write.title = Some(state.content.title.clone());
    }
    if has(SuiteField::Description) {
        write.description = text(&state.content.description);
    }
    if has(SuiteField::Preconditions) {
        write.preconditions = text(&state.content.preconditions);
    }
    if has(SuiteField::Parent) {
        write.parent_id = match state.place {
            SuiteRef::Remote(id) => Patch::Set(id),
            SuiteRef::Root if only.is_some() => Patch::Clear,
            SuiteRef::Root | SuiteRef::Local(_) => Patch::Keep,
        };
    }
    write
}
