//! Converts Qase's wire types to values of the domain.

use super::fields::{EnumField, Fields};
use crate::import::RemoteShared;
use crate::snapshot::{CaseState, RemoteCase, RemoteSuite, SuiteRef, SuiteState};
use serde::Serialize;
use std::collections::BTreeSet;
use voluptas_core::domain::Message;
use voluptas_core::domain::case::{AttachmentRef, CaseContent, Parameter, ParameterItem, Step, StepsType};
use voluptas_core::domain::field::CaseField;
use voluptas_core::domain::suite::SuiteContent;
use voluptas_core::domain::trace;
use voluptas_core::domain::validate::TITLE_MAX;
use voluptas_qase::model as wire;

/// Maximum depth of steps. No person nests them deeper.
const DEEPEST: usize = 32;

/// JSON and hash of one of Qase's objects; the workspace stores both.
pub fn payload<T: Serialize>(sent: &T) -> (String, String) {
    let json = serde_json::to_string(sent).unwrap_or_default();
    let hash = blake3::hash(json.as_bytes()).to_hex().as_str()[..32].to_owned();
    (json, hash)
}

/// Removes NUL characters, which the workspace cannot store and no person writes.
fn clean(text: &str) -> String {
    if text.contains('\0') { text.replace('\0', "") } else { text.to_owned() }
}

fn opt(text: Option<&String>) -> Option<String> {
    text.map(|t| clean(t)).filter(|t| !t.trim().is_empty())
}

/// Splits a description into its text and its trace; see [`voluptas_core::domain::trace`].
fn without_trace(text: Option<&String>) -> (Option<String>, Option<String>) {
    let Some(text) = text else { return (None, None) };
    let (body, trace) = trace::split(text);
    (opt(Some(&body.into_owned())), trace.map(str::to_owned))
}

/// A title within the maximum length.
fn title(text: &str, notes: &mut Vec<Message>) -> String {
    let text = clean(text).trim().to_owned();
    if text.chars().count() <= TITLE_MAX {
        return text;
    }
    notes.push(Message::new("sync-note-title-cut").count("max", TITLE_MAX));
    text.chars().take(TITLE_MAX).collect::<String>().trim().to_owned()
}

pub fn suite(sent: &wire::Suite) -> RemoteSuite {
    let (payload, hash) = payload(sent);
    let mut notes = Vec::new();
    let (description, trace) = without_trace(sent.description.as_ref());
    let content =
        SuiteContent { title: title(&sent.title, &mut notes), description, preconditions: opt(sent.preconditions.as_ref()) };
    RemoteSuite {
        qase_id: sent.id,
        position: sent.position,
        state: SuiteState { content, place: SuiteRef::remote(sent.parent_id.filter(|id| *id > 0)) },
        cases_count: sent.cases_count,
        payload,
        hash,
        trace,
        created_at: sent.created_at.clone(),
    }
}

pub fn case(sent: &wire::Case, fields: &Fields) -> RemoteCase {
    let mut notes = Vec::new();
    let (payload, hash) = payload(sent);
    let mut slug = |field: EnumField, id: Option<i64>| {
        let (slug, known) = fields.slug(field, id);
        if !known {
            notes.push(Message::new("sync-note-unknown-option").with("field", field.slug()).with("value", &slug));
        }
        slug
    };
    let mut content = CaseContent {
        severity: slug(EnumField::Severity, sent.severity),
        priority: slug(EnumField::Priority, sent.priority),
        kind: slug(EnumField::Kind, sent.kind),
        layer: slug(EnumField::Layer, sent.layer),
        behavior: slug(EnumField::Behavior, sent.behavior),
        status: slug(EnumField::Status, sent.status),
        automation: automation(sent.automation_state()).to_owned(),
        is_flaky: sent.is_flaky,
        ..CaseContent::default()
    };
    content.title = title(&sent.title, &mut notes);
    let (description, trace) = without_trace(sent.description.as_ref());
    content.description = description;
    content.preconditions = opt(sent.preconditions.as_ref());
    content.postconditions = opt(sent.postconditions.as_ref());
    content.steps_type = if sent.is_gherkin() { StepsType::Gherkin } else { StepsType::Classic };
    content.steps = steps(&sent.steps, 0, &mut notes);
    content.tags = sent.tags.iter().map(|t| clean(&t.title)).collect();
    content.parameters = parameters(sent);
    content.attachments = sent.attachments.iter().map(attachment).collect();
    let told = [
        (CaseField::CustomFields, sent.custom_fields.was_sent()),
        (CaseField::Tags, sent.tags.was_sent()),
        (CaseField::Steps, sent.steps.was_sent()),
    ];
    let untold = told.into_iter().filter(|(_, is_told)| !is_told).map(|(field, _)| field).collect();
    let mut unreadable = BTreeSet::new();
    for value in &sent.custom_fields {
        if value.value.is_empty() {
            continue;
        }
        match fields.custom_by_id(value.id) {
            Some(field) => {
                let (text, is_understood) = field.read(&value.value);
                if !is_understood {
                    let note = Message::new("sync-note-unknown-value").with("field", &field.title).with("value", &value.value);
                    notes.push(note);
                    unreadable.insert(field.title.clone());
                }
                content.custom_fields.insert(field.title.clone(), clean(&text));
            }
            None => notes.push(Message::new("sync-note-unknown-field").with("id", value.id).with("value", &value.value)),
        }
    }
    content.normalise();
    RemoteCase {
        qase_id: sent.id,
        position: sent.position,
        updated_at: sent.updated_at.clone(),
        state: CaseState { content, place: SuiteRef::remote(sent.suite_id.filter(|id| *id > 0)) },
        payload,
        hash,
        notes,
        unreadable,
        untold,
        trace,
        author: sent.author_id,
        created_at: sent.created_at.clone(),
    }
}

fn automation(state: i64) -> &'static str {
    match state {
        1 => "to-be-automated",
        2 => "automated",
        _ => "is-not-automated",
    }
}

fn steps(sent: &[wire::Step], depth: usize, notes: &mut Vec<Message>) -> Vec<Step> {
    if depth > DEEPEST {
        if !sent.is_empty() {
            notes.push(Message::new("sync-note-steps-too-deep"));
        }
        return Vec::new();
    }
    sent.iter()
        .map(|s| Step {
            action: clean(&s.action),
            expected: opt(s.expected_result.as_ref()),
            data: opt(s.data.as_ref()),
            shared: opt(s.shared_step_hash.as_ref()),
            attachments: s.attachments.iter().map(attachment).collect(),
            steps: steps(&s.steps, depth + 1, notes),
        })
        .collect()
}

/// A shared step. Older answers have one step as members of the shared step itself.
pub fn shared_step(sent: &wire::SharedStep) -> RemoteShared {
    fn list(sent: &[wire::SharedStepContent], depth: usize) -> Vec<Step> {
        if depth > DEEPEST {
            return Vec::new();
        }
        let step = |s: &wire::SharedStepContent| Step {
            action: clean(&s.action),
            expected: opt(s.expected_result.as_ref()),
            data: opt(s.data.as_ref()),
            steps: list(&s.steps, depth + 1),
            ..Step::default()
        };
        sent.iter().map(step).collect()
    }
    let mut steps = list(&sent.steps, 1);
    let member = |name: &str| sent.extra.get(name).and_then(|value| value.as_str()).map(str::to_owned);
    if let (true, Some(action)) = (steps.is_empty(), member("action")) {
        let (expected, data) = (opt(member("expected_result").as_ref()), opt(member("data").as_ref()));
        steps.push(Step { action: clean(&action), expected, data, ..Step::default() });
    }
    RemoteShared { hash: sent.hash.clone(), title: title(&sent.title, &mut Vec::new()), steps }
}

fn attachment(sent: &wire::Attachment) -> AttachmentRef {
    // The query string is a permission that expires. It is not part of the address.
    let url = sent.url.split('?').next().unwrap_or_default();
    AttachmentRef {
        hash: sent.hash(),
        filename: clean(&sent.filename),
        mime: sent.mime.replace("\\/", "/"),
        size: sent.size,
        url: (!url.is_empty()).then(|| url.to_owned()),
    }
}

fn parameters(sent: &wire::Case) -> Vec<Parameter> {
    let item =
        |i: &wire::ParameterItem| ParameterItem { title: clean(&i.title), values: i.values.iter().map(|v| clean(v)).collect() };
    if sent.parameters.is_empty() {
        let old = sent.parameter_items();
        return old.iter().map(|i| Parameter::Single { shared_id: None, item: item(i) }).collect();
    }
    sent.parameters
        .iter()
        .filter_map(|p| {
            if p.kind.eq_ignore_ascii_case("group") || p.items.len() > 1 {
                return Some(Parameter::Group { shared_id: p.shared_id.clone(), items: p.items.iter().map(item).collect() });
            }
            let one = p.item.as_ref().or_else(|| p.items.first())?;
            Some(Parameter::Single { shared_id: p.shared_id.clone(), item: item(one) })
        })
        .collect()
}
