//! Edits of the registry: functions with their places and people, and the people themselves.

use super::functions::{function, objects};
use super::{ListQuery, counted, expect_state};
use crate::call::Call;
use crate::error::{ApiError, ApiResult};
use crate::rest::cursor;
use crate::rest::objects::case::refused;
use crate::rest::objects::registry::{FunctionChanges, FunctionObject, NewFunction, PeopleObject, PersonObject, Places};
use crate::rest::objects::set;
use crate::rest::reply::{CreatedObject, Done, Listed, One};
use crate::rest::typed::{Body, NoBody, NoQuery, edit};
use strum::IntoEnumIterator as _;
use voluptas_core::domain::Message;
use voluptas_core::domain::function::{Function, FunctionContent, FunctionType};
use voluptas_core::domain::ids::{FunctionId, PersonId};
use voluptas_core::domain::person::RaciRole;
use voluptas_core::domain::relation::RelationKind;
use voluptas_store::{self as store, Tx};

fn object(tx: &Tx<'_>, id: FunctionId) -> ApiResult<FunctionObject> {
    let found = tx.functions().get(id)?;
    objects(tx, &[found])?.pop().ok_or_else(|| ApiError::not_found("Function"))
}

fn named(tx: &Tx<'_>, pointer: &str, func_id: &str) -> ApiResult<FunctionId> {
    let found = tx.functions().by_func_id(func_id)?;
    found.map(|function| function.id).ok_or_else(|| refused(pointer, "names no function"))
}

/// The mistakes of the store at their places in the body.
fn placed(error: store::Error) -> ApiError {
    match &error {
        store::Error::Duplicate(_) => refused("/func_id", "belongs to another function, also in the trash, or its alias does"),
        store::Error::Invalid(invalid) => {
            let name = match invalid.field {
                "parent_id" => "parent",
                other => other,
            };
            let words = voluptas_i18n::Tr::new(voluptas_i18n::Lang::En).message(&invalid.message);
            refused(&format!("/{name}"), words)
        }
        _ => error.into(),
    }
}

/// The people of a function after changes: roles that are not named keep theirs.
fn people(tx: &Tx<'_>, before: &[(RaciRole, PersonId)], changes: &PeopleObject) -> ApiResult<Vec<(RaciRole, PersonId)>> {
    let one = |name: &Option<Option<String>>| name.clone().map(|name| name.into_iter().collect::<Vec<_>>());
    let wanted = [
        (RaciRole::Qa, one(&changes.qa)),
        (RaciRole::Dev, one(&changes.dev)),
        (RaciRole::Accountable, one(&changes.accountable)),
        (RaciRole::Consulted, changes.consulted.clone()),
        (RaciRole::Informed, changes.informed.clone()),
    ];
    let mut after = Vec::new();
    for (role, names) in wanted {
        match names {
            None => after.extend(before.iter().filter(|(r, _)| *r == role)),
            Some(names) => {
                for name in names.iter().filter(|name| !name.trim().is_empty()) {
                    let person = tx.people().ensure(name).map_err(|error| match error {
                        store::Error::Invalid(_) => {
                            refused(&format!("/people/{}", role.as_str()), "must have 1 to 200 characters")
                        }
                        other => other.into(),
                    })?;
                    after.push((role, person));
                }
            }
        }
    }
    Ok(after)
}

fn apply(c: &mut FunctionContent, changes: &FunctionChanges) -> ApiResult<()> {
    if let Some(title) = &changes.title {
        title.trim().clone_into(&mut c.title);
    }
    if let Some(kind) = changes.kind {
        c.kind = kind.into();
    }
    let words = |text: &Option<Option<String>>| text.clone();
    set(&mut c.alias, words(&changes.alias));
    set(&mut c.description, words(&changes.description));
    set(&mut c.segment, words(&changes.segment));
    set(&mut c.status, words(&changes.status));
    set(&mut c.maturity, words(&changes.maturity));
    set(&mut c.automation_status, words(&changes.automation_status));
    if let Some(tags) = &changes.tags {
        c.tags.clone_from(tags);
    }
    if let Some(links) = &changes.documentation_links {
        c.documentation_links.clone_from(links);
    }
    if let Some(is_critical) = changes.is_critical {
        c.is_crit = is_critical;
    }
    if let Some(is_focus) = changes.is_focus {
        c.is_focus = is_focus;
    }
    for (title, value) in changes.custom_fields.iter().flatten() {
        if title.trim().is_empty() {
            return Err(refused("/custom_fields", "have titles"));
        }
        match value {
            Some(value) => c.custom_fields.insert(title.clone(), value.clone()),
            None => c.custom_fields.remove(title),
        };
    }
    Ok(())
}

/// Sets the relations that start from a function, where the changes name them.
fn relate(tx: &Tx<'_>, source: FunctionId, changes: &FunctionChanges) -> ApiResult<()> {
    let Some(relations) = &changes.relations else { return Ok(()) };
    let mut wanted = Vec::with_capacity(relations.len());
    for (i, relation) in relations.iter().enumerate() {
        let target = named(tx, &format!("/relations/{i}/func_id"), &relation.func_id)?;
        let kind: RelationKind = relation.kind.parse().map_err(|_| {
            let known: Vec<&'static str> = RelationKind::iter().map(Into::into).collect();
            refused(&format!("/relations/{i}/kind"), format!("is none of {}", known.join(", ")))
        })?;
        if target == source {
            return Err(refused(&format!("/relations/{i}/func_id"), "is the function itself"));
        }
        wanted.push((target, kind));
    }
    Ok(tx.relations().replace(source, &wanted)?)
}

pub fn create(call: &Call, _: NoQuery, Body(new): Body<NewFunction>) -> ApiResult<CreatedObject<FunctionObject>> {
    edit(call, "create_function", |tx| {
        let parent = new.parent.as_deref().map(|func_id| named(tx, "/parent", func_id)).transpose()?;
        let mut content = FunctionContent {
            func_id: new.func_id.trim().to_owned(),
            kind: new.fields.kind.map_or(FunctionType::Feature, Into::into),
            status: Some("Draft".to_owned()),
            ..FunctionContent::default()
        };
        apply(&mut content, &new.fields)?;
        let people = people(tx, &[], &new.fields.people)?;
        let id = tx.functions().create(parent, &content, &people).map_err(placed)?;
        relate(tx, id, &new.fields)?;
        tx.relabel(&Message::new("history-create-function").with("title", &content.title))?;
        let object = object(tx, id)?;
        Ok(CreatedObject { path: format!("/functions/{}", encoded(&object.func_id)), object })
    })
}

/// A text as one part of an address.
fn encoded(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

pub fn change(call: &Call, _: NoQuery, Body(changes): Body<FunctionChanges>) -> ApiResult<One<FunctionObject>> {
    edit(call, "edit_function", |tx| {
        let before = function(tx, call.text("func_id"))?;
        expect_state(call, &object(tx, before.id)?)?;
        let mut content = before.content.clone();
        apply(&mut content, &changes)?;
        let people = people(tx, &before.people, &changes.people)?;
        tx.functions().update(before.id, &content, &people).map_err(placed)?;
        relate(tx, before.id, &changes)?;
        tx.relabel(&Message::new("history-edit-function").with("func", &content.func_id))?;
        Ok(One(object(tx, before.id)?))
    })
}

/// Puts functions below another one, or at the root.
pub fn place(call: &Call, _: NoQuery, Body(wanted): Body<Places>) -> ApiResult<Done> {
    if wanted.functions.is_empty() || wanted.functions.len() > 1000 {
        return Err(refused("/functions", "must have 1 to 1000 items"));
    }
    edit(call, "move_function", |tx| {
        let parent = wanted.parent.as_deref().map(|func_id| named(tx, "/parent", func_id)).transpose()?;
        let before = wanted.before.as_deref().map(|func_id| named(tx, "/before", func_id)).transpose()?;
        let all = wanted.functions.iter().enumerate();
        let ids: Vec<FunctionId> =
            all.map(|(i, func_id)| named(tx, &format!("/functions/{i}"), func_id)).collect::<ApiResult<_>>()?;
        let moved = tx.functions().place(&ids, parent, before).map_err(placed)?;
        tx.relabel(&counted("history-move-functions", moved))?;
        Ok(Done)
    })
}

/// Moves a function with all below it to the trash.
pub fn delete(call: &Call, _: NoQuery, _: NoBody) -> ApiResult<Done> {
    edit(call, "delete_functions", |tx| {
        let Function { id, .. } = function(tx, call.text("func_id"))?;
        expect_state(call, &object(tx, id)?)?;
        let all = tx.functions().subtree(id)?;
        for id in &all {
            tx.functions().set_deleted(*id, true)?;
        }
        tx.relabel(&counted("history-delete-functions", all.len()))?;
        Ok(Done)
    })
}

pub fn list_people(call: &Call, query: ListQuery, _: NoBody) -> ApiResult<Listed<PersonObject>> {
    call.read(|tx| {
        let mut all = tx.people().all()?;
        all.sort_by_key(|person| person.id);
        let (rows, next_cursor) = cursor::part(all, (query.limit, query.cursor.as_deref()), |person| person.id.0)?;
        Ok(Listed { items: rows.into_iter().map(Into::into).collect(), next_cursor })
    })
}
