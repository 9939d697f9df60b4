//! Test cases.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::tolerant::{self, SentList};
use super::{Attachment, Extra, Step, StepWrite};
use voluptas_core::base::{Millis, clock};

/// A test case, as read. Severity, priority, type, layer, behavior and status are option ids of the account's system fields.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Case {
    /// Id within the project: case 1 exists in every project.
    #[serde(deserialize_with = "tolerant::int")]
    pub id: i64,
    /// Position among the cases of the suite.
    #[serde(deserialize_with = "tolerant::int")]
    pub position: i64,
    /// Plain text, at most 255 characters.
    #[serde(deserialize_with = "tolerant::text")]
    pub title: String,
    /// Markdown.
    #[serde(deserialize_with = "tolerant::opt_text")]
    pub description: Option<String>,
    /// Markdown.
    #[serde(deserialize_with = "tolerant::opt_text")]
    pub preconditions: Option<String>,
    /// Markdown.
    #[serde(deserialize_with = "tolerant::opt_text")]
    pub postconditions: Option<String>,
    /// Option id of the system field `severity`.
    #[serde(deserialize_with = "tolerant::opt_int")]
    pub severity: Option<i64>,
    /// Option id of the system field `priority`.
    #[serde(deserialize_with = "tolerant::opt_int")]
    pub priority: Option<i64>,
    /// Option id of the system field `type`.
    #[serde(rename = "type", deserialize_with = "tolerant::opt_int")]
    pub kind: Option<i64>,
    /// Option id of the system field `layer`.
    #[serde(deserialize_with = "tolerant::opt_int")]
    pub layer: Option<i64>,
    /// True when the case is known to fail now and then.
    #[serde(deserialize_with = "tolerant::flag")]
    pub is_flaky: bool,
    /// Option id of the system field `behavior`.
    #[serde(deserialize_with = "tolerant::opt_int")]
    pub behavior: Option<i64>,
    /// 0 manual, 1 to be automated, 2 automated; older than the next two flags.
    #[serde(deserialize_with = "tolerant::opt_int")]
    pub automation: Option<i64>,
    /// True for a case that a person executes.
    #[serde(rename = "isManual", deserialize_with = "tolerant::opt_flag")]
    pub is_manual: Option<bool>,
    /// True when a manual case is to be automated.
    #[serde(rename = "isToBeAutomated", deserialize_with = "tolerant::opt_flag")]
    pub is_to_be_automated: Option<bool>,
    /// Option id of the system field `status`.
    #[serde(deserialize_with = "tolerant::opt_int")]
    pub status: Option<i64>,
    /// Id of the milestone.
    #[serde(deserialize_with = "tolerant::opt_int")]
    pub milestone_id: Option<i64>,
    /// Id of the suite; `None` for a case at the root.
    #[serde(deserialize_with = "tolerant::opt_int")]
    pub suite_id: Option<i64>,
    /// Values of custom fields.
    #[serde(default = "SentList::nothing", deserialize_with = "tolerant::told_list")]
    pub custom_fields: SentList<CustomFieldValue>,
    /// Files of the case itself.
    #[serde(deserialize_with = "tolerant::list")]
    pub attachments: Vec<Attachment>,
    /// `classic` or `gherkin`.
    #[serde(deserialize_with = "tolerant::opt_text")]
    pub steps_type: Option<String>,
    /// Steps in their order.
    #[serde(default = "SentList::nothing", deserialize_with = "tolerant::told_list")]
    pub steps: SentList<Step>,
    /// Parameters in the older form: name and values.
    #[serde(deserialize_with = "tolerant::text_lists")]
    pub params: BTreeMap<String, Vec<String>>,
    /// Parameters, single or in groups, own or shared.
    #[serde(deserialize_with = "tolerant::list")]
    pub parameters: Vec<Parameter>,
    #[serde(default = "SentList::nothing", deserialize_with = "tolerant::told_list")]
    pub tags: SentList<Tag>,
    /// Id of the author.
    #[serde(deserialize_with = "tolerant::opt_int")]
    pub author_id: Option<i64>,
    /// ISO 8601, as sent.
    #[serde(deserialize_with = "tolerant::opt_text")]
    pub created_at: Option<String>,
    /// ISO 8601, as sent.
    #[serde(deserialize_with = "tolerant::opt_text")]
    pub updated_at: Option<String>,
    /// Other members of the answer.
    #[serde(flatten)]
    pub extra: Extra,
}

impl Case {
    /// Time of the last change; `None` without one or in an unknown form.
    pub fn updated(&self) -> Option<Millis> {
        moment(self.updated_at.as_deref(), &self.extra, "updated")
    }

    /// Creation time; `None` without one or in an unknown form.
    pub fn created(&self) -> Option<Millis> {
        moment(self.created_at.as_deref(), &self.extra, "created")
    }

    /// True when Qase lists the case although it was deleted: the deprecated member `deleted` then holds the time.
    pub fn is_deleted(&self) -> bool {
        match self.extra.get("deleted") {
            Some(Value::String(text)) => !matches!(text.trim().to_ascii_lowercase().as_str(), "" | "0" | "false" | "no"),
            Some(Value::Number(number)) => number.as_f64() != Some(0.0),
            Some(Value::Bool(flag)) => *flag,
            _ => false,
        }
    }

    /// True for a gherkin case.
    pub fn is_gherkin(&self) -> bool {
        self.steps_type.as_deref().is_some_and(|t| t.eq_ignore_ascii_case("gherkin"))
    }

    /// The value of a custom field; `None` without one or with an empty one.
    pub fn custom_field(&self, id: i64) -> Option<&str> {
        self.custom_fields.iter().find(|f| f.id == id).map(|f| f.value.as_str()).filter(|v| !v.is_empty())
    }

    /// 0 manual, 1 to be automated, 2 automated: from the two flags if Qase sends them, otherwise from `automation`.
    pub fn automation_state(&self) -> i64 {
        match (self.is_manual, self.is_to_be_automated) {
            (Some(false), _) => 2,
            (Some(true), Some(true)) => 1,
            (Some(true), _) => 0,
            (None, _) => self.automation.unwrap_or(0),
        }
    }

    /// All parameters with their values, own and in groups, in both the newer and the older form.
    pub fn parameter_items(&self) -> Vec<ParameterItem> {
        if self.parameters.is_empty() {
            let old = self.params.iter();
            return old.map(|(title, values)| ParameterItem { title: title.clone(), values: values.clone() }).collect();
        }
        self.parameters.iter().flat_map(|p| p.item.iter().chain(&p.items)).cloned().collect()
    }
}

/// The time in the newer member if it can be read, otherwise the time in its deprecated twin in `extra`.
pub(super) fn moment(newer: Option<&str>, extra: &Extra, older: &str) -> Option<Millis> {
    newer.and_then(clock::parse).or_else(|| extra.get(older).and_then(Value::as_str).and_then(clock::parse))
}

/// The value of a custom field, as read: always a text (`1,2` for two options, `1` or an empty text for a checkbox).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CustomFieldValue {
    /// Id of the custom field.
    #[serde(deserialize_with = "tolerant::int")]
    pub id: i64,
    /// The value; empty when the field is cleared.
    #[serde(deserialize_with = "tolerant::text")]
    pub value: String,
}

/// A tag, as read. A tag is written as its title.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Tag {
    #[serde(deserialize_with = "tolerant::text")]
    pub title: String,
    /// Qase's internal id.
    #[serde(deserialize_with = "tolerant::opt_int")]
    pub internal_id: Option<i64>,
}

/// One parameter or a group of parameters that vary together, as read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Parameter {
    /// `single` or `group`.
    #[serde(rename = "type", deserialize_with = "tolerant::text")]
    pub kind: String,
    /// Id of a shared parameter.
    #[serde(deserialize_with = "tolerant::opt_text")]
    pub shared_id: Option<String>,
    /// The single parameter.
    #[serde(deserialize_with = "tolerant::opt_object", skip_serializing_if = "Option::is_none")]
    pub item: Option<ParameterItem>,
    /// The parameters of a group.
    #[serde(deserialize_with = "tolerant::list", skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<ParameterItem>,
}

/// A parameter's name and values.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ParameterItem {
    /// Name.
    #[serde(deserialize_with = "tolerant::text")]
    pub title: String,
    /// Values in their order.
    #[serde(deserialize_with = "tolerant::texts")]
    pub values: Vec<String>,
}

/// A parameter, as written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum ParameterWrite {
    /// A shared parameter, by its UUID.
    Shared {
        /// The UUID of the shared parameter.
        shared_id: String,
    },
    /// Parameters that vary together.
    Group {
        /// At least two parameters.
        items: Vec<ParameterItem>,
    },
    /// A parameter of the case itself.
    Single(ParameterItem),
}

/// A test case, as written. A member that is `None` is not sent: an update leaves it as it is.
///
/// Only `params` and `parameters` may be `null` by Qase's description: an empty text clears a text.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct CaseWrite {
    /// At most 255 characters; needed to create.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Markdown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Markdown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preconditions: Option<String>,
    /// Markdown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postconditions: Option<String>,
    /// Option id of the system field.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub severity: Option<i64>,
    /// Option id of the system field.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub priority: Option<i64>,
    /// Option id of the system field.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub behavior: Option<i64>,
    /// Option id of the system field.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<i64>,
    /// Option id of the system field.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub layer: Option<i64>,
    /// 0 or 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_flaky: Option<i64>,
    /// Id of the suite. The API cannot move a case to the root.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suite_id: Option<i64>,
    /// Id of the milestone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub milestone_id: Option<i64>,
    /// True for a case that a person executes.
    #[serde(rename = "isManual", skip_serializing_if = "Option::is_none")]
    pub is_manual: Option<bool>,
    /// True when a manual case is to be automated.
    #[serde(rename = "isToBeAutomated", skip_serializing_if = "Option::is_none")]
    pub is_to_be_automated: Option<bool>,
    /// Option id of the system field.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<i64>,
    /// `classic` (when absent) or `gherkin`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub steps_type: Option<String>,
    /// Hashes of uploaded files.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attachments: Option<Vec<String>>,
    /// All steps; they replace the case's steps.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub steps: Option<Vec<StepWrite>>,
    /// Titles of tags.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<String>>,
    /// All parameters; they replace the case's parameters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameters: Option<Vec<ParameterWrite>>,
    /// Values by id of the custom field; an empty value clears it. An update needs only the changed ones.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub custom_field: BTreeMap<String, String>,
    /// `YYYY-MM-DD HH:MM:SS`; only for a new case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<String>,
    /// `YYYY-MM-DD HH:MM:SS`; only for a new case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<String>,
}

impl CaseWrite {
    /// A case with a title and nothing else.
    #[must_use]
    pub fn titled(title: impl Into<String>) -> Self {
        Self { title: Some(title.into()), ..Self::default() }
    }

    /// Sets a custom field; an empty value clears it.
    #[must_use]
    pub fn with_custom_field(mut self, id: i64, value: impl Into<String>) -> Self {
        self.custom_field.insert(id.to_string(), value.into());
        self
    }

    /// True when no member would be sent.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// One case of a bulk write: created, or with an `id` updated.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct CaseBulkItem {
    /// The case to update; `None` creates one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
    /// The case to write.
    #[serde(flatten)]
    pub case: CaseWrite,
}

impl From<CaseWrite> for CaseBulkItem {
    fn from(case: CaseWrite) -> Self {
        Self { id: None, case }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn case(more: Value) -> Case {
        let mut body = json!({ "id": 1, "title": "t" });
        if let (Value::Object(body), Value::Object(more)) = (&mut body, more) {
            body.extend(more);
        }
        serde_json::from_value(body).expect("a case")
    }

    #[test]
    fn tells_a_deleted_case_that_is_still_listed() {
        for deleted in [json!("2021-12-30T19:23:59.000000Z"), json!(true), json!(1), json!("1")] {
            assert!(case(json!({ "deleted": deleted })).is_deleted(), "{deleted}");
        }
        for living in [json!(null), json!(""), json!(false), json!(0), json!("0"), json!("false")] {
            assert!(!case(json!({ "deleted": living })).is_deleted(), "{living}");
        }
        assert!(!case(json!({})).is_deleted());
    }

    #[test]
    fn tells_when_it_was_made_from_the_newer_or_the_older_member() {
        let newer = case(json!({ "created_at": "2021-12-30T19:23:59+00:00" }));
        assert_eq!(newer.created_at.as_deref(), Some("2021-12-30T19:23:59+00:00"));
        let older = case(json!({ "created": "2021-12-30T19:23:59.000000Z" }));
        assert!(newer.created().is_some() && newer.created() == older.created());
    }
}
