//! Values of custom fields: a map of ids to texts in, a list of ids and texts out. The store names fields by title.

use crate::error::{ApiError, ApiResult, FieldError};
use crate::input::Input;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use voluptas_core::domain::custom_field::{CustomField, FieldEntity, FieldType};
use voluptas_core::domain::run::is_own_field;
use voluptas_store::Tx;

/// The custom fields of one kind of entity in a project.
#[derive(Debug)]
pub struct Fields {
    all: Vec<CustomField>,
    /// Pairs of field and option. Cases may keep an archived option, but no case may be given it.
    archived: BTreeSet<(i64, i64)>,
}

impl Fields {
    /// Loads the fields.
    pub fn load(tx: &Tx<'_>, entity: FieldEntity, project_code: &str) -> ApiResult<Self> {
        Ok(Self::of(tx.fields().all()?, entity, project_code))
    }

    /// Custom fields of an entity in a project, without the fields that the program uses internally.
    #[must_use]
    pub fn of(mut fields: Vec<CustomField>, entity: FieldEntity, project_code: &str) -> Self {
        fields.retain(|f| f.entity == entity && f.is_in(project_code) && !is_own_field(&f.title));
        Self { all: fields, archived: BTreeSet::new() }
    }

    /// Sets the archived options, as pairs of field and option.
    #[must_use]
    pub fn with_archived(self, archived: BTreeSet<(i64, i64)>) -> Self {
        Self { archived, ..self }
    }

    /// Values in the JSON of an entity.
    pub fn shown(&self, values: &BTreeMap<String, String>) -> Vec<Value> {
        self.all.iter().filter_map(|f| Some(json!({ "id": f.id.0, "value": values.get(&f.title)? }))).collect()
    }

    /// Merges the values of `custom_field` into those of an entity; `""` clears a value. `full` demands every required field and
    /// fills in defaults, as for a new entity.
    ///
    /// # Errors
    /// 400 for an unknown field, a value that does not fit its type, a required one that is missing.
    pub fn apply(&self, input: &Input<'_>, full: bool, values: &mut BTreeMap<String, String>) -> ApiResult<()> {
        let given = input.text_map("custom_field").unwrap_or_default();
        let mut errors = Vec::new();
        for (key, value) in &given {
            let field = key.parse::<i64>().ok().and_then(|id| self.all.iter().find(|f| f.id.0 == id));
            let Some(field) = field else {
                errors.push(wrong(key, format!("The custom field {key} does not exist.")));
                continue;
            };
            if value.is_empty() {
                values.remove(&field.title);
            } else if fits(field, value) && !self.adds_archived(field, values.get(&field.title), value) {
                values.insert(field.title.clone(), value.clone());
            } else {
                errors.push(wrong(key, format!("The value does not fit the custom field {}.", field.title)));
            }
        }
        for field in self.all.iter().filter(|f| full && f.is_required) {
            if values.contains_key(&field.title) {
                continue;
            }
            match &field.default_value {
                Some(default) if !given.contains_key(&field.id.to_string()) => {
                    values.insert(field.title.clone(), default.clone());
                }
                _ => errors.push(wrong(&field.id.to_string(), format!("The custom field {} is required.", field.title))),
            }
        }
        if errors.is_empty() { Ok(()) } else { Err(ApiError::invalid(errors)) }
    }

    /// True when a value has an archived option that the value before did not have.
    fn adds_archived(&self, field: &CustomField, before: Option<&String>, value: &str) -> bool {
        let options = |value: &str| -> Vec<i64> { value.split(',').filter_map(|id| id.trim().parse().ok()).collect() };
        let before = before.map(|b| options(b)).unwrap_or_default();
        options(value).iter().any(|id| self.archived.contains(&(field.id.0, *id)) && !before.contains(id))
    }
}

fn wrong(key: &str, error: String) -> FieldError {
    FieldError { field: format!("custom_field.{key}"), error }
}

fn fits(field: &CustomField, value: &str) -> bool {
    let is_option = |id: &str| field.options.iter().any(|o| o.id.to_string() == id);
    match field.kind {
        FieldType::Number => value.trim().parse::<f64>().is_ok_and(f64::is_finite),
        FieldType::Checkbox => matches!(value, "0" | "1" | "true" | "false"),
        FieldType::Selectbox | FieldType::Radio => is_option(value),
        FieldType::Multiselect => value.split(',').all(|id| is_option(id.trim())),
        FieldType::Url => value.contains("://"),
        FieldType::String | FieldType::Text | FieldType::User | FieldType::Datetime => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use voluptas_core::domain::custom_field::FieldOption;
    use voluptas_core::domain::ids::FieldId;

    fn field(id: i64, title: &str, kind: FieldType, required: bool) -> CustomField {
        CustomField {
            id: FieldId(id),
            title: title.into(),
            entity: FieldEntity::Case,
            kind,
            options: vec![FieldOption { id: 1, title: "One".into() }, FieldOption { id: 2, title: "Two".into() }],
            placeholder: None,
            default_value: None,
            is_required: required,
            is_visible: true,
            is_filterable: true,
            projects: None,
        }
    }

    #[test]
    fn values_fit_their_fields() {
        let all = vec![
            field(1, "Automation Key", FieldType::String, false),
            field(2, "Areas", FieldType::Multiselect, false),
            field(3, "Needed", FieldType::Number, true),
        ];
        let fields = Fields { all, archived: BTreeSet::from([(2, 2)]) };
        let mut values = BTreeMap::new();
        let body = json!({ "custom_field": { "2": "1,2", "3": 42 } });
        let error = fields.apply(&Input::root(&body), true, &mut BTreeMap::new()).expect_err("an archived option");
        assert_eq!(error.fields[0].field, "custom_field.2");
        values.insert("Areas".to_owned(), "2".to_owned());
        let body = json!({ "custom_field": { "1": "AK-1", "2": "1,2", "3": 42 } });
        fields.apply(&Input::root(&body), true, &mut values).expect("fits");
        assert_eq!(fields.shown(&values).len(), 3);
        let body = json!({ "custom_field": { "2": "3", "9": "x" } });
        let error = fields.apply(&Input::root(&body), true, &mut BTreeMap::new()).expect_err("does not fit");
        let wrong: Vec<&str> = error.fields.iter().map(|f| f.field.as_str()).collect();
        assert_eq!(wrong, ["custom_field.2", "custom_field.9", "custom_field.3"]);
        let body = json!({ "custom_field": { "1": "" } });
        fields.apply(&Input::root(&body), false, &mut values).expect("clears");
        assert!(!values.contains_key("Automation Key"));
    }
}
