//! Elements of other tools as steps, texts and custom fields of a case.

use super::html;
use crate::cases::intake::Intake;
use crate::cases::numbered;
use crate::xml::Node;
use voluptas_core::domain::Message;

/// Lines of a text as steps, for tools that keep all steps in one field.
pub(super) fn lines_as_steps(actions: &str, expected: &str) -> Vec<voluptas_core::domain::case::Step> {
    use voluptas_core::domain::case::Step;
    let expected = Some(expected.trim().to_owned()).filter(|t| !t.is_empty());
    let entries = numbered::read(actions);
    let mut steps: Vec<Step> = entries.into_iter().map(|(_, action)| Step { action, ..Step::default() }).collect();
    if steps.is_empty() && expected.is_some() {
        steps.push(Step::default());
    }
    if let Some(last) = steps.last_mut() {
        last.expected = expected;
    }
    steps
}

/// The text as an optional field.
pub(super) fn filled(text: String) -> Option<String> {
    Some(text).filter(|t| !t.trim().is_empty())
}

/// Steps of an element: `step` elements below it, whatever the tool calls their parts.
pub(super) fn steps_below(node: &Node, text: fn(&str) -> String) -> Vec<voluptas_core::domain::case::Step> {
    let mut steps = Vec::new();
    each_step(node, &mut |step: &Node| {
        let action = text(step.first(&["content", "actions", "action", "step", "description", "testCaseKey"]));
        let data = filled(text(step.first(&["data", "testData", "test_data", "additional_info"])));
        let expected = filled(text(step.first(&["expected", "expectedresults", "expectedResult", "expectedresult", "result"])));
        if !action.is_empty() || data.is_some() || expected.is_some() {
            steps.push(voluptas_core::domain::case::Step { action, data, expected, ..Default::default() });
        }
    });
    steps
}

/// Calls `found` for each step below an element.
fn each_step(node: &Node, found: &mut dyn FnMut(&Node)) {
    for child in &node.children {
        if matches!(child.name.as_str(), "step" | "testStep" | "teststep") && !child.children.is_empty() {
            found(child);
        } else {
            each_step(child, found);
        }
    }
}

/// Parts of a step that [`steps_below`] reads, or that say nothing about it.
const OF_A_STEP: [&str; 21] = [
    "content",
    "actions",
    "action",
    "step",
    "description",
    "testCaseKey",
    "data",
    "testData",
    "test_data",
    "additional_info",
    "expected",
    "expectedresults",
    "expectedResult",
    "expectedresult",
    "result",
    "index",
    "step_number",
    "execution_type",
    "shared_step_id",
    "attachments",
    "id",
];

/// Keeps what a step has no place for, such as its references, as lines of custom fields of the case. Called tests and files are named.
pub(super) fn keep_rest_of_steps(node: &Node, content: &mut voluptas_core::domain::case::CaseContent, intake: &mut Intake) {
    each_step(node, &mut |step: &Node| {
        let called = step.get("testCaseKey");
        if !called.is_empty() {
            intake.report.warn(step.line, "steps", Message::new("formats-warning-step-call").with("test", called));
        }
        if step.child("attachments").is_some_and(|files| !files.children.is_empty()) {
            intake.report.warn(step.line, "steps", Message::new("formats-warning-step-files"));
        }
        for part in step.children.iter().filter(|part| !OF_A_STEP.contains(&part.name.as_str())) {
            let mut texts = Vec::new();
            collect_texts(part, &mut texts);
            if texts.is_empty() {
                continue;
            }
            let lines = content.custom_fields.entry(format!("Steps: {}", title_of(&part.name))).or_default();
            if !lines.is_empty() {
                lines.push('\n');
            }
            lines.push_str(&texts.join(", "));
        }
    });
}

/// Keeps elements of a case that fill no field as custom fields, so that nothing that a person can read is lost. `known` are the names
/// of the elements that were read or say nothing.
pub(super) fn keep_rest(node: &Node, known: &[&str], content: &mut voluptas_core::domain::case::CaseContent) {
    for child in node.children.iter().filter(|child| !known.contains(&child.name.as_str())) {
        let mut texts = Vec::new();
        collect_texts(child, &mut texts);
        let says_nothing = texts.iter().all(|text| matches!(text.as_str(), "0" | "0.00"));
        if says_nothing {
            continue;
        }
        let value = content.custom_fields.entry(title_of(&child.name)).or_default();
        for text in texts {
            if !value.is_empty() {
                value.push_str(", ");
            }
            value.push_str(&text);
        }
    }
}

/// Texts of an element and of those in it, in their order; also the names that elements without a text have as an attribute.
pub(super) fn collect_texts(node: &Node, texts: &mut Vec<String>) {
    let text = html::text(&node.text);
    let named = if text.is_empty() { node.attribute("name").trim().to_owned() } else { text };
    if !named.is_empty() {
        texts.push(named);
    }
    node.children.iter().for_each(|child| collect_texts(child, texts));
}

/// A title of the name of an element: `fixVersion` and `fix_version` become `Fix version`.
fn title_of(name: &str) -> String {
    let mut title = String::new();
    for c in name.chars() {
        match c {
            '_' | '-' => title.push(' '),
            c if title.is_empty() => title.extend(c.to_uppercase()),
            c if c.is_uppercase() => {
                title.push(' ');
                title.extend(c.to_lowercase());
            }
            c => title.push(c),
        }
    }
    title
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_elements_become_titles() {
        for (name, title) in
            [("estimate", "Estimate"), ("fixVersion", "Fix version"), ("estimated_exec_duration", "Estimated exec duration")]
        {
            assert_eq!(title_of(name), title);
        }
    }
}
