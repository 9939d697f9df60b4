//! System fields and custom fields.

use crate::answer::Answer;
use crate::call::Call;
use crate::error::{ApiError, ApiResult};
use crate::input::Input;
use crate::options::ENUMERATIONS;
use crate::paging;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use voluptas_app::project;
use voluptas_core::base::Millis;
use voluptas_core::base::clock::{to_iso, to_plain};
use voluptas_core::domain::custom_field::{CustomField, FieldEntity, FieldOption, FieldType};
use voluptas_core::domain::ids::FieldId;
use voluptas_core::domain::run::is_own_field;
use voluptas_core::domain::user::Permission;
use voluptas_core::domain::validate::TITLE_MAX;
use voluptas_store::{self as store, Page, Tx};

/// Every enumeration of a case: a bare list, without pages.
pub fn system(call: &Call) -> ApiResult<Answer> {
    call.read(|tx| {
        let fields: ApiResult<Vec<Value>> = ENUMERATIONS.iter().map(|e| e.json(tx)).collect();
        Ok(Answer::result(fields?.into()))
    })
}

/// Times of creation and last change by field.
type Times = BTreeMap<FieldId, (Millis, Millis)>;

/// Archived options, as pairs of field and option.
type Archived = BTreeSet<(i64, i64)>;

/// A field in the JSON of both versions, without the options.
fn entity(f: &CustomField, times: &Times) -> Value {
    let (entity, kind): (&'static str, &'static str) = (f.entity.into(), f.kind.into());
    let (created, updated) = times.get(&f.id).copied().unwrap_or_default();
    json!({
        "id": f.id.0,
        "title": f.title,
        "entity": entity,
        "type": kind,
        "placeholder": f.placeholder,
        "default_value": f.default_value,
        "is_required": f.is_required,
        "is_visible": f.is_visible,
        "is_filterable": f.is_filterable,
        "is_enabled_for_all_projects": f.projects.is_none(),
        "created": to_plain(created),
        "updated": to_plain(updated),
        "created_at": to_iso(created),
        "updated_at": to_iso(updated),
        "projects_codes": f.projects.clone().unwrap_or_default(),
    })
}

/// In v1 the options are a JSON text.
fn entity_v1(f: &CustomField, times: &Times, _: &Archived) -> Value {
    let mut body = entity(f, times);
    let options: Vec<Value> = f.options.iter().map(|o| json!({ "id": o.id, "title": o.title })).collect();
    body["value"] = if f.kind.has_options() { json!(Value::Array(options).to_string()) } else { Value::Null };
    body
}

/// In v2 they are a list.
fn entity_v2(f: &CustomField, times: &Times, archived: &Archived) -> Value {
    let mut body = entity(f, times);
    for old in ["created", "updated"] {
        body.as_object_mut().map(|b| b.remove(old));
    }
    let option = |o: &FieldOption| {
        json!({
            "id": o.id, "title": o.title, "slug": null, "color": null, "icon": null, "is_default": false,
            "read_only": false, "is_active": !archived.contains(&(f.id.0, o.id)), "is_internal": false, "behaviour": null,
        })
    };
    body["value"] = if f.kind.has_options() { f.options.iter().map(option).collect::<Vec<_>>().into() } else { Value::Null };
    body
}

fn listed(call: &Call, json: fn(&CustomField, &Times, &Archived) -> Value) -> ApiResult<Answer> {
    let slice = paging::slice(&call.query)?;
    let wrong = |name: &str| ApiError::field(name, format!("The selected {name} is invalid."));
    let entity = call.query.get("entity").map(|t| t.parse::<FieldEntity>().map_err(|_| wrong("entity"))).transpose()?;
    let archived = call.app.faults.archived_options();
    let kind = call.query.get("type").map(|t| t.parse::<FieldType>().map_err(|_| wrong("type"))).transpose()?;
    call.read(|tx| {
        let mut all: Vec<CustomField> = tx.fields().all()?.into_iter().filter_map(|field| visible(call, field)).collect();
        let total = i64::try_from(all.len()).unwrap_or(i64::MAX);
        all.retain(|f| entity.is_none_or(|e| e == f.entity) && kind.is_none_or(|k| k == f.kind));
        let filtered = i64::try_from(all.len()).unwrap_or(i64::MAX);
        let skip = usize::try_from(slice.offset).unwrap_or(usize::MAX);
        let take = usize::try_from(slice.limit).unwrap_or(usize::MAX);
        let times = tx.fields().times()?;
        let rows = all.iter().skip(skip).take(take).map(|f| json(f, &times, &archived)).collect();
        Ok(Answer::list(Page { total, filtered, rows }))
    })
}

/// A field without the projects that the token does not see; `None` for a field of such projects alone. Whoever manages the
/// fields sees them whole.
fn visible(call: &Call, mut field: CustomField) -> Option<CustomField> {
    let principal = &call.principal;
    if let Some(codes) = &mut field.projects
        && !principal.access.allows_in_registry(Permission::Manage)
    {
        codes.retain(|code| principal.role_in(code).is_some());
        if codes.is_empty() {
            return None;
        }
    }
    Some(field)
}

fn one(call: &Call, tx: &Tx<'_>, id: FieldId) -> ApiResult<CustomField> {
    visible(call, tx.fields().get(id)?).ok_or_else(|| ApiError::not_found("Custom field"))
}

pub fn list(call: &Call) -> ApiResult<Answer> {
    listed(call, entity_v1)
}

pub fn list_v2(call: &Call) -> ApiResult<Answer> {
    listed(call, entity_v2)
}

pub fn get(call: &Call) -> ApiResult<Answer> {
    let id = FieldId(call.id("id", "Custom field")?);
    call.read(|tx| Ok(Answer::result(entity_v1(&one(call, tx, id)?, &tx.fields().times()?, &Archived::new()))))
}

pub fn get_v2(call: &Call) -> ApiResult<Answer> {
    let id = FieldId(call.id("id", "Custom field")?);
    let archived = call.app.faults.archived_options();
    call.read(|tx| Ok(Answer::result(entity_v2(&one(call, tx, id)?, &tx.fields().times()?, &archived))))
}

/// Reads the fields that creating and updating share. The title is always required.
fn apply(input: &Input<'_>, f: &mut CustomField) {
    f.title = input.required_text("title", TITLE_MAX);
    if is_own_field(&f.title) {
        input.fail("title", "The title is reserved.");
    }
    if let Some(options) = input.objects("value") {
        let given = options.iter().map(|o| (o.int("id"), o.required_text("title", TITLE_MAX)));
        f.options = project::field_rules::numbered(given.collect());
    }
    input.replace_text("placeholder", &mut f.placeholder);
    input.replace_text("default_value", &mut f.default_value);
    for (name, target) in
        [("is_filterable", &mut f.is_filterable), ("is_visible", &mut f.is_visible), ("is_required", &mut f.is_required)]
    {
        if let Some(truth) = input.truth(name) {
            *target = truth;
        }
    }
    if let Some(codes) = input.texts("projects_codes").filter(|codes| !codes.is_empty()) {
        f.projects = Some(codes.into_iter().map(|c| c.to_ascii_uppercase()).collect());
    }
    if input.truth("is_enabled_for_all_projects") == Some(true) {
        f.projects = None;
    }
    if f.kind.has_options() && f.options.is_empty() {
        input.fail("value", "The value field is required for this type.");
    }
}

/// The n-th of an enumeration whose order is that of Qase's numbers.
fn nth<T: strum::IntoEnumIterator>(input: &Input<'_>, name: &str) -> Option<T> {
    if !input.has(name) {
        input.fail(name, format!("The {name} field is required."));
        return None;
    }
    let found = input.int(name).and_then(|n| T::iter().nth(usize::try_from(n).ok()?));
    if found.is_none() {
        input.fail(name, format!("The selected {name} is invalid."));
    }
    found
}

pub fn create(call: &Call) -> ApiResult<Answer> {
    let input = call.input();
    let entity = nth::<FieldEntity>(&input, "entity").unwrap_or(FieldEntity::Case);
    let kind = nth::<FieldType>(&input, "type").unwrap_or(FieldType::String);
    let mut field = CustomField { is_filterable: false, ..CustomField::new("", entity, kind) };
    apply(&input, &mut field);
    input.finish()?;
    call.write("create_custom_field", |tx| Ok(Answer::id(project::field_rules::create(tx, &field).map_err(refused)?.0)))
}

/// Names the field of the body whose value is taken.
fn refused(error: store::Error) -> ApiError {
    match error {
        store::Error::Duplicate(_) => ApiError::field("title", "The title has already been taken."),
        error => error.into(),
    }
}

pub fn update(call: &Call) -> ApiResult<Answer> {
    let id = FieldId(call.id("id", "Custom field")?);
    let keeps_values = call.query.truth("force")?.unwrap_or(false);
    let input = call.input();
    call.write("update_custom_field", |tx| {
        let mut field = tx.fields().get(id)?;
        apply(&input, &mut field);
        let replacements = input.text_map("replace_values").unwrap_or_default();
        input.finish()?;
        let gone = project::field_rules::GoneOptions { replacements, keeps_values };
        project::field_rules::update(tx, &field, &gone).map_err(refused)?;
        Ok(Answer::done())
    })
}

pub fn delete(call: &Call) -> ApiResult<Answer> {
    let id = FieldId(call.id("id", "Custom field")?);
    call.write("delete_custom_field", |tx| {
        tx.fields().delete(id)?;
        Ok(Answer::done())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use strum::IntoEnumIterator as _;

    #[test]
    fn numbers_are_those_of_qase() {
        let kinds: Vec<&'static str> = FieldType::iter().map(Into::into).collect();
        assert_eq!(kinds[0], "number");
        assert_eq!(kinds[3], "selectbox");
        assert_eq!(kinds[9], "datetime");
        assert_eq!(FieldEntity::iter().nth(1), Some(FieldEntity::Run));
    }
}
