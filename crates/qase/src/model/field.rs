//! Custom fields and system fields.

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use super::tolerant;

/// Kind of object that a custom field belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, strum::EnumIter)]
#[repr(u8)]
pub enum FieldEntity {
    /// A test case.
    Case = 0,
    Run = 1,
    Defect = 2,
}

impl FieldEntity {
    /// The name in filters and answers.
    #[must_use]
    pub fn slug(self) -> &'static str {
        match self {
            Self::Case => "case",
            Self::Run => "run",
            Self::Defect => "defect",
        }
    }
}

/// Kind of a custom field's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, strum::EnumIter)]
#[repr(u8)]
pub enum FieldKind {
    /// `42`.
    Number = 0,
    /// One line.
    String = 1,
    /// Many lines.
    Text = 2,
    /// One option, by its id.
    Selectbox = 3,
    /// `1` or nothing.
    Checkbox = 4,
    /// One option, by its id.
    Radio = 5,
    /// Options by their ids: `1,2,3`.
    Multiselect = 6,
    Url = 7,
    /// A member of the team, by id.
    User = 8,
    /// ISO 8601.
    Datetime = 9,
}

impl FieldKind {
    /// The name in filters and answers.
    #[must_use]
    pub fn slug(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::String => "string",
            Self::Text => "text",
            Self::Selectbox => "selectbox",
            Self::Checkbox => "checkbox",
            Self::Radio => "radio",
            Self::Multiselect => "multiselect",
            Self::Url => "url",
            Self::User => "user",
            Self::Datetime => "datetime",
        }
    }

    /// True when any text may be written into it.
    #[must_use]
    pub fn is_free_text(self) -> bool {
        matches!(self, Self::String | Self::Text)
    }
}

/// Reads the slug in any letter case, or the number used in writes.
fn from_slug<'de, D: Deserializer<'de>, T: Copy>(
    d: D,
    all: impl Iterator<Item = (T, &'static str, i64)>,
) -> Result<Option<T>, D::Error> {
    let value = Value::deserialize(d)?;
    let slug = value.as_str().map(|s| s.trim().to_ascii_lowercase());
    let code = tolerant::to_int(&value);
    let mut all = all;
    Ok(all.find(|(_, s, n)| slug.as_deref() == Some(s) || code == Some(*n)).map(|(t, _, _)| t))
}

fn entity<'de, D: Deserializer<'de>>(d: D) -> Result<Option<FieldEntity>, D::Error> {
    use strum::IntoEnumIterator as _;
    from_slug(d, FieldEntity::iter().map(|e| (e, e.slug(), e as i64)))
}

fn kind<'de, D: Deserializer<'de>>(d: D) -> Result<Option<FieldKind>, D::Error> {
    use strum::IntoEnumIterator as _;
    from_slug(d, FieldKind::iter().map(|k| (k, k.slug(), k as i64)))
}

/// A custom field of the account, as read from either version of the API.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct CustomField {
    /// Id that cases refer to.
    #[serde(deserialize_with = "tolerant::int")]
    pub id: i64,
    /// Display name.
    #[serde(deserialize_with = "tolerant::text")]
    pub title: String,
    /// Kind of object that the field belongs to; `None` for a kind that this program does not know.
    #[serde(deserialize_with = "entity")]
    pub entity: Option<FieldEntity>,
    /// Kind of values; `None` for a kind that this program does not know.
    #[serde(rename = "type", deserialize_with = "kind")]
    pub kind: Option<FieldKind>,
    /// Text shown in the empty field.
    #[serde(deserialize_with = "tolerant::opt_text")]
    pub placeholder: Option<String>,
    /// Value of a new case.
    #[serde(deserialize_with = "tolerant::opt_text")]
    pub default_value: Option<String>,
    /// The options of a selectbox, radio or multiselect. Version 1 sends them as JSON within a text, version 2 as a list.
    #[serde(rename = "value", deserialize_with = "tolerant::list_or_json_text")]
    pub options: Vec<FieldOption>,
    /// True when a new case must have a value.
    #[serde(deserialize_with = "tolerant::flag")]
    pub is_required: bool,
    /// True when Qase shows the field.
    #[serde(deserialize_with = "tolerant::flag")]
    pub is_visible: bool,
    /// True when cases can be filtered by the field.
    #[serde(deserialize_with = "tolerant::flag")]
    pub is_filterable: bool,
    /// True when every project has the field.
    #[serde(deserialize_with = "tolerant::flag")]
    pub is_enabled_for_all_projects: bool,
    /// The projects that have the field, if not all of them do.
    #[serde(deserialize_with = "tolerant::texts")]
    pub projects_codes: Vec<String>,
}

impl CustomField {
    /// True when the project has this field.
    pub fn is_in_project(&self, code: &str) -> bool {
        self.is_enabled_for_all_projects || self.projects_codes.iter().any(|c| c.eq_ignore_ascii_case(code))
    }

    /// True when this is the field's title, in any letter case.
    pub fn is_titled(&self, title: &str) -> bool {
        voluptas_core::base::fold::fold(&self.title) == voluptas_core::base::fold::fold(title)
    }
}

/// An option of a custom field.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FieldOption {
    /// Id that values refer to.
    #[serde(deserialize_with = "tolerant::int")]
    pub id: i64,
    /// Display name.
    #[serde(deserialize_with = "tolerant::text")]
    pub title: String,
    /// `false` for an archived option: a case may keep it, but Qase refuses to assign it. Version 1 of the API does not send this
    /// member.
    #[serde(skip_serializing, deserialize_with = "tolerant::opt_flag")]
    pub is_active: Option<bool>,
}

impl FieldOption {
    /// An option to write.
    #[must_use]
    pub fn new(id: i64, title: impl Into<String>) -> Self {
        Self { id, title: title.into(), is_active: None }
    }

    /// True when Qase reports the option as archived.
    pub fn is_archived(&self) -> bool {
        self.is_active == Some(false)
    }
}

/// A custom field to create or to update (the entity and the kind cannot be changed).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct CustomFieldWrite {
    /// At most 255 characters.
    pub title: String,
    /// Needed to create.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "entity_code")]
    pub entity: Option<FieldEntity>,
    /// Needed to create.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none", serialize_with = "kind_code")]
    pub kind: Option<FieldKind>,
    /// Needed for selectbox, radio and multiselect.
    #[serde(rename = "value", skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<FieldOption>,
    /// Text shown in the empty field.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub placeholder: Option<String>,
    /// Value of a new case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_value: Option<String>,
    /// True when cases can be filtered by the field.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_filterable: Option<bool>,
    /// True when Qase shows the field.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_visible: Option<bool>,
    /// True when a new case must have a value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_required: Option<bool>,
    /// True when every project has the field.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_enabled_for_all_projects: Option<bool>,
    /// The projects that have the field.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub projects_codes: Vec<String>,
}

#[allow(clippy::ref_option, clippy::trivially_copy_pass_by_ref, reason = "serde's form")]
fn entity_code<S: serde::Serializer>(entity: &Option<FieldEntity>, s: S) -> Result<S::Ok, S::Error> {
    entity.map(|e| e as u8).serialize(s)
}

#[allow(clippy::ref_option, clippy::trivially_copy_pass_by_ref, reason = "serde's form")]
fn kind_code<S: serde::Serializer>(kind: &Option<FieldKind>, s: S) -> Result<S::Ok, S::Error> {
    kind.map(|k| k as u8).serialize(s)
}

/// A field that every case has, with the account's options.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SystemField {
    /// Display name.
    #[serde(deserialize_with = "tolerant::text")]
    pub title: String,
    /// `severity`, `priority`, `type`, `layer`, `behavior`, `status`, `automation`, `is_flaky`…
    #[serde(deserialize_with = "tolerant::text")]
    pub slug: String,
    /// Value of a new case.
    #[serde(deserialize_with = "tolerant::opt_text")]
    pub default_value: Option<String>,
    /// True when a case must have a value.
    #[serde(deserialize_with = "tolerant::flag")]
    pub is_required: bool,
    /// Qase's number of the kind of object that the field belongs to.
    #[serde(deserialize_with = "tolerant::int")]
    pub entity: i64,
    /// Qase's number of the kind of values.
    #[serde(rename = "type", deserialize_with = "tolerant::int")]
    pub kind: i64,
    /// Options. Read them at run time: a paid account may have others than the default ones.
    #[serde(deserialize_with = "tolerant::list")]
    pub options: Vec<SystemFieldOption>,
}

impl SystemField {
    /// The option with this slug, in any letter case.
    pub fn option(&self, slug: &str) -> Option<&SystemFieldOption> {
        self.options.iter().find(|o| o.slug.eq_ignore_ascii_case(slug))
    }
}

/// An option of a system field.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SystemFieldOption {
    /// Id that cases refer to.
    #[serde(deserialize_with = "tolerant::int")]
    pub id: i64,
    /// Display name.
    #[serde(deserialize_with = "tolerant::text")]
    pub title: String,
    /// Name in filters and results.
    #[serde(deserialize_with = "tolerant::text")]
    pub slug: String,
    /// Color of the badge.
    #[serde(deserialize_with = "tolerant::opt_text")]
    pub color: Option<String>,
    /// Icon of the badge.
    #[serde(deserialize_with = "tolerant::opt_text")]
    pub icon: Option<String>,
    /// True for the option of a new case.
    #[serde(deserialize_with = "tolerant::flag")]
    pub is_default: bool,
    /// True when the option cannot be changed.
    #[serde(deserialize_with = "tolerant::flag")]
    pub read_only: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn version_2_tells_archived_options_and_no_write_sends_the_flag() {
        let field: CustomField = serde_json::from_value(json!({
            "id": 3, "type": "selectbox",
            "value": [{ "id": 1, "title": "Web", "is_active": true }, { "id": 2, "title": "Old", "is_active": false }, { "id": 3, "is_active": null }],
        }))
        .expect("a field");
        assert_eq!(field.options.iter().map(FieldOption::is_archived).collect::<Vec<_>>(), [false, true, false]);
        let older: CustomField =
            serde_json::from_value(json!({ "id": 3, "value": "[{\"id\":1,\"title\":\"Web\"}]" })).expect("a field");
        assert!(!older.options[0].is_archived());
        assert_eq!(serde_json::to_value(&field.options[1]).expect("JSON"), json!({ "id": 2, "title": "Old" }));
    }
}
