//! Custom fields, which a team adds to cases, runs and defects.

use super::ids::FieldId;
use serde::{Deserialize, Serialize};

/// The kind of entity that a custom field belongs to. The numbers are those of Qase's write API.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, strum::EnumString, strum::IntoStaticStr, strum::EnumIter,
)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase", ascii_case_insensitive)]
pub enum FieldEntity {
    /// A test case (0).
    Case,
    /// A test run (1).
    Run,
    /// A defect (2).
    Defect,
}

/// The form of a custom field's values. In the order of the numbers of Qase's write API, from 0.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, strum::EnumString, strum::IntoStaticStr, strum::EnumIter,
)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase", ascii_case_insensitive)]
pub enum FieldType {
    /// A number as text.
    Number,
    /// One line.
    String,
    /// Several lines.
    Text,
    /// One of the options.
    Selectbox,
    /// "1" or blank.
    Checkbox,
    /// One of the options.
    Radio,
    /// Several of the options, ids by comma.
    Multiselect,
    /// A web address.
    Url,
    /// Id of a member.
    User,
    /// ISO date and time.
    Datetime,
}

impl FieldType {
    /// True for a type whose values are among the options of the field.
    #[must_use]
    pub fn has_options(self) -> bool {
        matches!(self, Self::Selectbox | Self::Radio | Self::Multiselect)
    }
}

/// One choice of a select box, radio or multiselect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldOption {
    /// The number by which values name it.
    pub id: i64,
    /// Text that is shown.
    pub title: String,
}

/// A custom field of the workspace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomField {
    /// Row id; also the id that Qase's API shows.
    pub id: FieldId,
    /// Name of the field.
    pub title: String,
    /// Kind of entity that has the field.
    pub entity: FieldEntity,
    /// The form of its values.
    pub kind: FieldType,
    /// Choices, for the types that have them.
    pub options: Vec<FieldOption>,
    /// Shown while it is blank.
    pub placeholder: Option<String>,
    /// Value for a new entity without a given one.
    pub default_value: Option<String>,
    /// A new case must have it.
    pub is_required: bool,
    /// Shown on cases.
    pub is_visible: bool,
    /// Offered as a filter.
    pub is_filterable: bool,
    /// Codes of the projects that have the field; `None` means all projects.
    pub projects: Option<Vec<String>>,
}

impl CustomField {
    /// A field of all projects that is optional, visible and offered as a filter. The store assigns its id.
    #[must_use]
    pub fn new(title: impl Into<String>, entity: FieldEntity, kind: FieldType) -> Self {
        Self {
            id: FieldId(0),
            title: title.into(),
            entity,
            kind,
            options: Vec::new(),
            placeholder: None,
            default_value: None,
            is_required: false,
            is_visible: true,
            is_filterable: true,
            projects: None,
        }
    }

    /// True for a field of the project with this code.
    pub fn is_in(&self, project_code: &str) -> bool {
        self.projects.as_ref().is_none_or(|codes| codes.iter().any(|c| c.eq_ignore_ascii_case(project_code)))
    }
}

/// Name of a field in the form that senders of results use: letters and digits in lower case, all other characters as one
/// underscore.
/// `Automation Key`, `automation-key` and `automation_key` are one name.
pub fn key_of(title: &str) -> String {
    let folded = crate::base::fold::fold(title);
    let words: Vec<&str> = folded.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    words.join("_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_one_name_in_every_spelling() {
        for key in ["Automation Key", "automation_key", "automation-key", "AUTOMATION KEY"] {
            assert_eq!(key_of(key), "automation_key", "{key}");
        }
    }
}
