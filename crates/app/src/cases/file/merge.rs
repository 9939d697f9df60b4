//! The values of a case after an import, field by field, from the stored value, the value in the file and the policy.

use crate::files::import::{FieldChange, Merge, Policy};
use std::collections::BTreeSet;
use voluptas_core::domain::case::{CaseContent, CaseLink, Parameter, Step};
use voluptas_core::domain::field::CaseField;

/// The merged content of a case, with the fields that differ.
pub(super) struct Merged {
    pub content: CaseContent,
    pub changes: Vec<FieldChange>,
}

/// Merges a word of an enumeration. Its default value counts as blank, on both sides.
fn word(merge: &mut Merge, field: CaseField, here: &mut String, file: &str, default: &str) {
    if file != default && here != file && merge.decide(field.into(), here.clone(), file.to_owned(), here == default) {
        file.clone_into(here);
    }
}

/// Merges the content of a file into that of a case. Fields that are not in `fields` stay.
pub(super) fn merge(here: &CaseContent, file: &CaseContent, fields: &BTreeSet<CaseField>, policy: Policy) -> Merged {
    let mut merge = Merge::by(policy);
    let mut out = here.clone();
    if file.title != here.title && merge.decide("title", here.title.clone(), file.title.clone(), false) {
        out.title.clone_from(&file.title);
    }
    let defaults = CaseContent::default();
    let has = |field| fields.contains(&field);
    let texts = [
        (CaseField::Description, &mut out.description, &file.description),
        (CaseField::Preconditions, &mut out.preconditions, &file.preconditions),
        (CaseField::Postconditions, &mut out.postconditions, &file.postconditions),
        (CaseField::ExpectedResult, &mut out.expected_result, &file.expected_result),
    ];
    for (field, here, file) in texts {
        if has(field) {
            merge.text(field.into(), here, file.as_ref());
        }
    }
    let words = [
        (CaseField::Severity, &mut out.severity, &file.severity, &defaults.severity),
        (CaseField::Priority, &mut out.priority, &file.priority, &defaults.priority),
        (CaseField::Kind, &mut out.kind, &file.kind, &defaults.kind),
        (CaseField::Layer, &mut out.layer, &file.layer, &defaults.layer),
        (CaseField::Behavior, &mut out.behavior, &file.behavior, &defaults.behavior),
        (CaseField::Automation, &mut out.automation, &file.automation, &defaults.automation),
        (CaseField::Status, &mut out.status, &file.status, &defaults.status),
    ];
    for (field, here, file, default) in words {
        if has(field) {
            word(&mut merge, field, here, file, default);
        }
    }
    if has(CaseField::IsFlaky) && file.is_flaky != here.is_flaky {
        let word = |flaky: bool| if flaky { "true" } else { "false" }.to_owned();
        // The file can only set the mark, unless its values win.
        if (file.is_flaky || policy == Policy::Theirs)
            && merge.decide(CaseField::IsFlaky.into(), word(here.is_flaky), word(file.is_flaky), !here.is_flaky)
        {
            out.is_flaky = file.is_flaky;
        }
    }
    if has(CaseField::Steps) && !file.steps.is_empty() && !same_steps(here, file) {
        let (before, after) = (steps_text(&here.steps), steps_text(&file.steps));
        if merge.decide(CaseField::Steps.into(), before, after, here.steps.is_empty()) {
            out.steps = with_files(&file.steps, &here.steps);
            out.steps_type = file.steps_type;
        }
    }
    if has(CaseField::Parameters) && !file.parameters.is_empty() && file.parameters != here.parameters {
        let (before, after) = (parameters_text(&here.parameters), parameters_text(&file.parameters));
        if merge.decide(CaseField::Parameters.into(), before, after, here.parameters.is_empty()) {
            out.parameters.clone_from(&file.parameters);
        }
    }
    if has(CaseField::Tags) {
        tags(&mut merge, &mut out, &file.tags);
    }
    if has(CaseField::Links) {
        links(&mut merge, &mut out, &file.links);
    }
    if has(CaseField::CustomFields) {
        for (title, value) in &file.custom_fields {
            let before = here.custom_fields.get(title);
            if before != Some(value) && merge.decide(title, before.cloned().unwrap_or_default(), value.clone(), before.is_none())
            {
                out.custom_fields.insert(title.clone(), value.clone());
            }
        }
    }
    out.normalise();
    Merged { content: out, changes: merge.changes }
}

/// Tags are joined by the smart policy; otherwise the list is one value.
fn tags(merge: &mut Merge, out: &mut CaseContent, file: &[String]) {
    if file.is_empty() || file == out.tags {
        return;
    }
    let joined = match merge.policy {
        Policy::Smart => {
            let all: BTreeSet<&String> = out.tags.iter().chain(file).collect();
            all.into_iter().cloned().collect()
        }
        Policy::Mine | Policy::Theirs => file.to_vec(),
    };
    if joined == out.tags {
        return;
    }
    let blank_here = out.tags.is_empty() || merge.policy == Policy::Smart;
    if merge.decide(CaseField::Tags.into(), out.tags.join(", "), joined.join(", "), blank_here) {
        out.tags = joined;
    }
}

/// Links of new addresses are added by the smart policy; otherwise the list is one value.
fn links(merge: &mut Merge, out: &mut CaseContent, file: &[CaseLink]) {
    if file.is_empty() {
        return;
    }
    let joined = match merge.policy {
        Policy::Smart => CaseLink::joined(&out.links, file),
        Policy::Mine | Policy::Theirs => file.to_vec(),
    };
    let text = |links: &[CaseLink]| links.iter().map(CaseLink::line).collect::<Vec<_>>().join("\n");
    let blank_here = out.links.is_empty() || merge.policy == Policy::Smart;
    if joined != out.links && merge.decide(CaseField::Links.into(), text(&out.links), text(&joined), blank_here) {
        out.links = joined;
    }
}

fn same_steps(here: &CaseContent, file: &CaseContent) -> bool {
    here.steps_type == file.steps_type && without_files(&here.steps) == without_files(&file.steps)
}

/// The steps without their files, which no format of cases has.
fn without_files(steps: &[Step]) -> Vec<Step> {
    let bare = |s: &Step| Step { attachments: Vec::new(), steps: without_files(&s.steps), ..s.clone() };
    steps.iter().map(bare).collect()
}

/// The steps of the file with the files of the step here that has the same action, so that an import of texts loses no picture.
fn with_files(file: &[Step], here: &[Step]) -> Vec<Step> {
    let mut left: Vec<&Step> = here.iter().collect();
    let mut taken = |step: &Step| {
        let at = left.iter().position(|h| h.action == step.action)?;
        Some(left.remove(at))
    };
    file.iter()
        .map(|step| {
            let found = taken(step);
            Step {
                attachments: found.map(|h| h.attachments.clone()).unwrap_or_default(),
                steps: with_files(&step.steps, found.map_or(&[], |h| &h.steps)),
                ..step.clone()
            }
        })
        .collect()
}

/// Steps as text for a preview: one line per step, indented below its parent.
fn steps_text(steps: &[Step]) -> String {
    fn add(out: &mut String, steps: &[Step], depth: usize) {
        for (i, step) in steps.iter().enumerate() {
            if !out.is_empty() {
                out.push('\n');
            }
            out.push_str(&"  ".repeat(depth));
            out.push_str(&format!("{}. {}", i + 1, step.action));
            for text in [&step.data, &step.expected].into_iter().flatten() {
                out.push_str(" → ");
                out.push_str(text);
            }
            add(out, &step.steps, depth + 1);
        }
    }
    let mut out = String::new();
    add(&mut out, steps, 0);
    out
}

fn parameters_text(parameters: &[Parameter]) -> String {
    let items = parameters.iter().flat_map(Parameter::items);
    items.map(|i| format!("{}: {}", i.title, i.values.join(", "))).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use strum::IntoEnumIterator as _;

    fn all() -> BTreeSet<CaseField> {
        CaseField::iter().collect()
    }

    fn here() -> CaseContent {
        CaseContent { title: "Pay".into(), priority: "high".into(), tags: vec!["a".into()], ..CaseContent::default() }
    }

    fn file() -> CaseContent {
        CaseContent {
            title: "pay".into(),
            description: Some("text".into()),
            priority: "low".into(),
            tags: vec!["b".into()],
            ..CaseContent::default()
        }
    }

    #[test]
    fn smart_fills_joins_and_lists_what_stays() {
        let done = merge(&here(), &file(), &all(), Policy::Smart);
        assert_eq!((done.content.title.as_str(), done.content.priority.as_str()), ("Pay", "high"));
        assert_eq!(done.content.description.as_deref(), Some("text"));
        assert_eq!(done.content.tags, ["a", "b"]);
        let kept: Vec<&str> = done.changes.iter().filter(|c| !c.is_taken).map(|c| c.field.as_str()).collect();
        assert_eq!(kept, ["title", "priority"]);
    }

    #[test]
    fn mine_only_fills_and_theirs_replaces() {
        let mine = merge(&here(), &file(), &all(), Policy::Mine).content;
        assert_eq!((mine.priority.as_str(), mine.tags.len()), ("high", 1));
        assert_eq!(mine.description.as_deref(), Some("text"));
        let theirs = merge(&here(), &file(), &all(), Policy::Theirs).content;
        assert_eq!((theirs.title.as_str(), theirs.priority.as_str()), ("pay", "low"));
        assert_eq!(theirs.tags, ["b"]);
    }

    #[test]
    fn blank_values_and_absent_fields_replace_nothing() {
        let blank = CaseContent { title: "Pay".into(), ..CaseContent::default() };
        let full = CaseContent { description: Some("d".into()), is_flaky: true, ..here() };
        assert_eq!(merge(&full, &blank, &[].into(), Policy::Theirs).content, full);
        let fields = [CaseField::Description, CaseField::Priority, CaseField::Tags].into();
        assert_eq!(merge(&full, &blank, &fields, Policy::Theirs).content, full);
    }

    #[test]
    fn steps_keep_their_files() {
        let picture = voluptas_core::domain::case::AttachmentRef { filename: "a.png".into(), ..Default::default() };
        let step = |action: &str| Step { action: action.into(), ..Step::default() };
        let with = Step { attachments: vec![picture.clone()], ..step("Open") };
        let mine = CaseContent { steps: vec![with], ..here() };
        let same = CaseContent { steps: vec![step("Open")], ..here() };
        assert!(merge(&mine, &same, &all(), Policy::Theirs).changes.is_empty());
        let more = CaseContent { steps: vec![step("Wait"), step("Open")], ..here() };
        let done = merge(&mine, &more, &all(), Policy::Theirs).content;
        assert_eq!(done.steps[1].attachments, [picture]);
    }
}
