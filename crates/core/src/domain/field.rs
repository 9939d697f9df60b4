//! The fields of a case as values, so that a comparison can name, show and take over one of them.

use super::case::CaseContent;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use strum::IntoEnumIterator as _;

/// A field of [`CaseContent`] (and the suite a case lies in) that two sides may have changed.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    strum::EnumIter,
    strum::IntoStaticStr,
    strum::EnumString,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum CaseField {
    Title,
    Description,
    Preconditions,
    Postconditions,
    Severity,
    Priority,
    /// Type.
    Kind,
    Layer,
    Behavior,
    Automation,
    Status,
    /// Flaky mark.
    IsFlaky,
    /// Steps, with the way they are written.
    Steps,
    Tags,
    Parameters,
    /// Values of custom fields.
    CustomFields,
    /// Attached files.
    Attachments,
    /// Expected result of the whole case.
    ExpectedResult,
    /// Pages about the case.
    Links,
    /// The suite of the case. Not part of [`CaseContent`]: the code that compares passes it separately.
    Suite,
}

impl CaseField {
    /// The fields that Qase has as well. The others stay in the workspace: no synchronisation compares, sends or removes them.
    pub fn of_qase() -> impl Iterator<Item = Self> {
        Self::iter().filter(|field| !matches!(field, Self::ExpectedResult | Self::Links))
    }
}

macro_rules! plain_fields {
    ($content:ident, $field:expr, $($variant:ident => $member:ident),+ $(,)?) => {
        match $field {
            $(CaseField::$variant => serde_json::to_value(&$content.$member).unwrap_or(Value::Null),)+
            CaseField::Steps => serde_json::json!([$content.steps_type, $content.steps]),
            CaseField::Suite => Value::Null,
        }
    };
}

/// The value of one field as JSON, for comparisons and previews.
pub fn value_of(content: &CaseContent, field: CaseField) -> Value {
    plain_fields!(content, field,
        Title => title, Description => description, Preconditions => preconditions, Postconditions => postconditions,
        Severity => severity, Priority => priority, Kind => kind, Layer => layer, Behavior => behavior,
        Automation => automation, Status => status, IsFlaky => is_flaky, Tags => tags, Parameters => parameters,
        CustomFields => custom_fields, Attachments => attachments, ExpectedResult => expected_result, Links => links,
    )
}

/// Copies one field from `from` to `to`. [`CaseField::Suite`] copies nothing.
pub fn copy(field: CaseField, from: &CaseContent, to: &mut CaseContent) {
    match field {
        CaseField::Title => to.title.clone_from(&from.title),
        CaseField::Description => to.description.clone_from(&from.description),
        CaseField::Preconditions => to.preconditions.clone_from(&from.preconditions),
        CaseField::Postconditions => to.postconditions.clone_from(&from.postconditions),
        CaseField::Severity => to.severity.clone_from(&from.severity),
        CaseField::Priority => to.priority.clone_from(&from.priority),
        CaseField::Kind => to.kind.clone_from(&from.kind),
        CaseField::Layer => to.layer.clone_from(&from.layer),
        CaseField::Behavior => to.behavior.clone_from(&from.behavior),
        CaseField::Automation => to.automation.clone_from(&from.automation),
        CaseField::Status => to.status.clone_from(&from.status),
        CaseField::IsFlaky => to.is_flaky = from.is_flaky,
        CaseField::Steps => {
            to.steps_type = from.steps_type;
            to.steps.clone_from(&from.steps);
        }
        CaseField::Tags => to.tags.clone_from(&from.tags),
        CaseField::Parameters => to.parameters.clone_from(&from.parameters),
        CaseField::CustomFields => to.custom_fields.clone_from(&from.custom_fields),
        CaseField::Attachments => to.attachments.clone_from(&from.attachments),
        CaseField::ExpectedResult => to.expected_result.clone_from(&from.expected_result),
        CaseField::Links => to.links.clone_from(&from.links),
        CaseField::Suite => {}
    }
}

/// True when one field is the same in both, without making JSON of it. [`CaseField::Suite`] is always the same here.
pub fn same(field: CaseField, a: &CaseContent, b: &CaseContent) -> bool {
    match field {
        CaseField::Title => a.title == b.title,
        CaseField::Description => a.description == b.description,
        CaseField::Preconditions => a.preconditions == b.preconditions,
        CaseField::Postconditions => a.postconditions == b.postconditions,
        CaseField::Severity => a.severity == b.severity,
        CaseField::Priority => a.priority == b.priority,
        CaseField::Kind => a.kind == b.kind,
        CaseField::Layer => a.layer == b.layer,
        CaseField::Behavior => a.behavior == b.behavior,
        CaseField::Automation => a.automation == b.automation,
        CaseField::Status => a.status == b.status,
        CaseField::IsFlaky => a.is_flaky == b.is_flaky,
        CaseField::Steps => a.steps_type == b.steps_type && a.steps == b.steps,
        CaseField::Tags => a.tags == b.tags,
        CaseField::Parameters => a.parameters == b.parameters,
        CaseField::CustomFields => a.custom_fields == b.custom_fields,
        CaseField::Attachments => a.attachments == b.attachments,
        CaseField::ExpectedResult => a.expected_result == b.expected_result,
        CaseField::Links => a.links == b.links,
        CaseField::Suite => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::case::CaseLink;

    #[test]
    fn copying_a_field_makes_it_the_same() {
        let from = CaseContent {
            title: "A".into(),
            description: Some("d".into()),
            severity: "minor".into(),
            tags: vec!["x".into()],
            is_flaky: true,
            expected_result: Some("e".into()),
            links: vec![CaseLink { url: "https://shop.test/1".into(), title: "One".into() }],
            ..Default::default()
        };
        for field in CaseField::iter() {
            let mut to = CaseContent::default();
            copy(field, &from, &mut to);
            assert!(same(field, &from, &to), "{field:?}");
            assert_eq!(value_of(&from, field), value_of(&to, field), "{field:?}");
        }
    }
}
