//! Shared parameters. Like custom fields they belong to all projects, or to some.

use crate::answer::Answer;
use crate::call::Call;
use crate::dto::case_input::parameter_item;
use crate::error::{ApiError, ApiResult};
use crate::input::Input;
use crate::paging;
use serde_json::{Value, json};
use voluptas_core::base::fold::fold;
use voluptas_core::domain::case::ParameterItem;
use voluptas_core::domain::user::Permission;
use voluptas_core::domain::validate::TITLE_MAX;
use voluptas_store::shared_parameters::{SharedParameter, page_of};
use voluptas_store::{Page, Tx};

fn entity(p: &SharedParameter) -> Value {
    let item = |item: &ParameterItem| json!({ "title": item.title, "values": item.values });
    json!({
        "id": p.uuid,
        "title": p.title,
        "type": if p.is_group { "group" } else { "single" },
        "project_codes": p.projects.clone().unwrap_or_default(),
        "is_enabled_for_all_projects": p.projects.is_none(),
        "parameters": p.items.iter().map(item).collect::<Vec<_>>(),
    })
}

/// A shared parameter without the projects that the token does not see; `None` for one of such projects alone. Whoever manages them sees
/// them whole.
fn visible(call: &Call, mut parameter: SharedParameter) -> Option<SharedParameter> {
    let principal = &call.principal;
    if let Some(codes) = &mut parameter.projects
        && !principal.access.allows_in_registry(Permission::Manage)
    {
        codes.retain(|code| principal.role_in(code).is_some());
        if codes.is_empty() {
            return None;
        }
    }
    Some(parameter)
}

fn one(call: &Call, tx: &Tx<'_>) -> ApiResult<SharedParameter> {
    let found = tx.shared_parameters().by_uuid(call.text("id"))?;
    found.and_then(|p| visible(call, p)).ok_or_else(|| ApiError::not_found("Shared parameter"))
}

pub fn list(call: &Call) -> ApiResult<Answer> {
    let slice = paging::slice(&call.query)?;
    let search = call.query.search()?.map(fold);
    let is_group = match call.query.get("type") {
        None => None,
        Some("single") => Some(false),
        Some("group") => Some(true),
        Some(_) => return Err(ApiError::field("filters[type]", "The selected type is invalid.")),
    };
    let codes: Vec<&str> = call.query.all("filters[project_codes]").chain(call.query.all("project_codes")).collect();
    call.read(|tx| {
        let mut rows: Vec<SharedParameter> = tx.shared_parameters().all()?.into_iter().filter_map(|p| visible(call, p)).collect();
        rows.retain(|p| {
            search.as_ref().is_none_or(|text| fold(&p.title).contains(text))
                && is_group.is_none_or(|wanted| wanted == p.is_group)
                && (codes.is_empty() || codes.iter().any(|code| p.is_in(code)))
        });
        let Page { filtered, rows, .. } = page_of(rows, slice);
        Ok(Answer::found(filtered, rows.iter().map(entity).collect()))
    })
}

pub fn get(call: &Call) -> ApiResult<Answer> {
    call.read(|tx| Ok(Answer::result(entity(&one(call, tx)?))))
}

/// Reads the fields that creating and updating share.
fn apply(tx: &Tx<'_>, input: &Input<'_>, is_new: bool, p: &mut SharedParameter) -> ApiResult<()> {
    if is_new || input.has("title") {
        p.title = input.required_text("title", TITLE_MAX);
    }
    if is_new {
        match input.required_text("type", 16).as_str() {
            "single" => p.is_group = false,
            "group" => p.is_group = true,
            "" => {}
            _ => input.fail("type", "The selected type is invalid."),
        }
    }
    if is_new || input.has("parameters") {
        p.items = input.required_objects("parameters").iter().map(parameter_item).collect();
        match p.items.len() {
            1 if !p.is_group => {}
            2.. if p.is_group => {}
            _ if p.is_group => input.fail("parameters", "The parameters must have at least 2 items."),
            _ => input.fail("parameters", "The parameters must contain 1 item."),
        }
    }
    let everywhere = input.truth("is_enabled_for_all_projects");
    if is_new && everywhere.is_none() && !input.has("is_enabled_for_all_projects") {
        input.fail("is_enabled_for_all_projects", "The is enabled for all projects field is required.");
    }
    let codes = input.texts("project_codes");
    input.finish()?;
    match (everywhere, codes) {
        (Some(true), _) => p.projects = None,
        (None, None) => {}
        (_, codes) => {
            let codes: Vec<String> = codes.or_else(|| p.projects.take()).unwrap_or_default();
            let mut known = Vec::with_capacity(codes.len());
            for (i, code) in codes.iter().enumerate() {
                let wrong = || ApiError::field(format!("project_codes.{i}"), "The selected project code is invalid.");
                known.push(tx.projects().by_code(code)?.ok_or_else(wrong)?.code);
            }
            p.projects = Some(known);
        }
    }
    Ok(())
}

/// 200 with the id.
fn answer(uuid: &str) -> Answer {
    Answer::result(json!({ "id": uuid }))
}

pub fn create(call: &Call) -> ApiResult<Answer> {
    call.write("create_shared_parameter", |tx| {
        let mut new =
            SharedParameter { uuid: String::new(), title: String::new(), is_group: false, projects: None, items: Vec::new() };
        apply(tx, &call.input(), true, &mut new)?;
        Ok(answer(&tx.shared_parameters().create(&new)?))
    })
}

pub fn update(call: &Call) -> ApiResult<Answer> {
    call.write("update_shared_parameter", |tx| {
        let mut changed = one(call, tx)?;
        apply(tx, &call.input(), false, &mut changed)?;
        tx.shared_parameters().update(&changed)?;
        Ok(answer(&changed.uuid))
    })
}

pub fn delete(call: &Call) -> ApiResult<Answer> {
    call.write("delete_shared_parameter", |tx| {
        let uuid = one(call, tx)?.uuid;
        tx.shared_parameters().delete(&uuid)?;
        Ok(answer(&uuid))
    })
}
