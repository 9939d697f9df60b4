//! From the domain to Qase's wire types.

use super::fields::{EnumField, Fields};
use crate::domain::Message;
use crate::domain::case::{AttachmentRef, CaseContent, Parameter, ParameterItem, Step, StepsType};
use crate::domain::field::CaseField;
use crate::qase::model as wire;
use crate::qase::model::tolerant::Patch;
use crate::sync::merge::SuiteField;
use crate::sync::snapshot::{CaseState, Place, SuiteState};
use strum::IntoEnumIterator as _;

/// A case as it is written. `only` names the fields of an update; none writes all, for a new case. `before` is what Qase has,
/// so that custom fields that were taken away can be cleared. What Qase cannot hold is left out: see [`sendable`].
#[must_use]
pub fn case_write(state: &CaseState, before: Option<&CaseState>, only: Option<&[CaseField]>, fields: &Fields) -> wire::CaseWrite {
    let mut write = wire::CaseWrite::default();
    let create = only.is_none();
    for field in CaseField::iter().filter(|f| only.is_none_or(|o| o.contains(f))) {
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
    // A text is cleared by an empty one; a new case simply has none.
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
    }
}

/// The files by the hash under which Qase knows them; those without one are left out.
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

/// What of a case here Qase can hold: what it cannot stays as Qase has it, and is named in the notes. Both sides are compared,
/// and agree, on this part alone; otherwise the rest would seem to have been taken away there.
#[must_use]
pub fn sendable(local: &CaseState, remote: Option<&CaseState>, fields: &Fields) -> (CaseState, Vec<Message>) {
    let mut state = local.clone();
    let mut notes = Vec::new();
    let unset = CaseState::default();
    let there = remote.unwrap_or(&unset);
    let c = &mut state.content;
    for (field, case_field, slug) in [
        (EnumField::Severity, CaseField::Severity, &local.content.severity),
        (EnumField::Priority, CaseField::Priority, &local.content.priority),
        (EnumField::Kind, CaseField::Kind, &local.content.kind),
        (EnumField::Layer, CaseField::Layer, &local.content.layer),
        (EnumField::Behavior, CaseField::Behavior, &local.content.behavior),
        (EnumField::Status, CaseField::Status, &local.content.status),
    ] {
        if fields.id(field, slug).is_none() {
            notes.push(Message::new("sync-note-no-such-option").with("field", field.slug()).with("value", slug));
            crate::domain::field::copy(case_field, &there.content, c);
        }
    }
    c.custom_fields.retain(|title, value| {
        let field = fields.custom_by_title(title);
        let known = field.is_some_and(|f| f.write(value).is_some());
        if !known {
            let key = if field.is_some() { "sync-note-no-such-option" } else { "sync-note-no-such-field" };
            notes.push(Message::new(key).with("field", title).with("value", value));
        }
        known
    });
    // A field that exists here under this title and there not at all must not be cleared there either.
    for (title, value) in &there.content.custom_fields {
        if fields.custom_by_title(title).is_none() {
            c.custom_fields.insert(title.clone(), value.clone());
        }
    }
    if hashes(&c.attachments).len() < c.attachments.len() {
        notes.push(Message::new("sync-note-attachments-stay"));
        c.attachments.clone_from(&there.content.attachments);
    }
    if !steps_keep_files(&c.steps) {
        notes.push(Message::new("sync-note-step-files-stay"));
        if remote.is_some() {
            c.steps_type = there.content.steps_type;
            c.steps.clone_from(&there.content.steps);
        } else {
            drop_files(&mut c.steps);
        }
    }
    if c.steps_type == StepsType::Gherkin && c.steps.len() > 1 {
        let text: Vec<&str> = c.steps.iter().map(|s| s.action.as_str()).collect();
        c.steps = vec![Step { action: text.join("\n"), ..Step::default() }];
    }
    if state.place == Place::Root
        && let Some(remote) = remote
        && remote.place != Place::Root
    {
        // There is no way to move a case to the root.
        notes.push(Message::new("sync-note-no-root"));
        state.place = remote.place;
    }
    (state, notes)
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

/// A suite as it is written. `only` names the fields of an update; none writes all.
#[must_use]
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
            Place::Remote(id) => Patch::Set(id),
            Place::Root if only.is_some() => Patch::Clear,
            Place::Root | Place::Local(_) => Patch::Keep,
        };
    }
    write
}
