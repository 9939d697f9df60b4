//! Projects, milestones, environments and configurations.

use super::{ListQuery, expect_state, moment};
use crate::call::Call;
use crate::error::{ApiError, ApiResult};
use crate::limits::MAX_NOTE;
use crate::rest::cursor;
use crate::rest::objects::case::refused;
use crate::rest::objects::project::{
    ConfigurationGroupObject, EnvironmentChanges, EnvironmentObject, MilestoneChanges, MilestoneObject, NewConfiguration,
    NewProject, ProjectChanges, ProjectObject, ProjectSettings,
};
use crate::rest::objects::set;
use crate::rest::reply::{CreatedObject, Done, Listed, One};
use crate::rest::typed::{Body, NoBody, NoQuery, write};
use axum::http::StatusCode;
use voluptas_app::project::settings;
use voluptas_app::runs::rules::{configuration, environment_slug};
use voluptas_core::base::clock::parse;
use voluptas_core::domain::project::{Project, is_valid_code};
use voluptas_core::domain::validate::TITLE_MAX;
use voluptas_store::environments::EnvironmentContent;
use voluptas_store::milestones::MilestoneContent;
use voluptas_store::{Slice, Tx};

fn object(tx: &Tx<'_>, project: &Project) -> ApiResult<ProjectObject> {
    let settings = ProjectSettings {
        auto_create_cases: settings::auto_create_cases(tx, project.id)?,
        issue_url: settings::issue_url(tx, project.id)?,
    };
    Ok(ProjectObject::new(project, &tx.projects().counts(project.id)?, settings))
}

pub fn list(call: &Call, query: ListQuery, _: NoBody) -> ApiResult<Listed<ProjectObject>> {
    call.read(|tx| {
        let mut all = tx.projects().all()?;
        all.retain(|project| call.principal.sees(project.id));
        all.sort_by_key(|project| project.id);
        let (rows, next_cursor) = cursor::part(all, (query.limit, query.cursor.as_deref()), |project| project.id.0)?;
        let items = rows.iter().map(|project| object(tx, project)).collect::<ApiResult<_>>()?;
        Ok(Listed { items, next_cursor })
    })
}

pub fn get(call: &Call, _: NoQuery, _: NoBody) -> ApiResult<One<ProjectObject>> {
    call.read(|tx| Ok(One(object(tx, &call.project(tx)?)?)))
}

pub fn create(call: &Call, _: NoQuery, Body(new): Body<NewProject>) -> ApiResult<CreatedObject<ProjectObject>> {
    if !is_valid_code(&new.code) {
        return Err(refused("/code", "must have 2 to 10 letters and digits and begin with a letter"));
    }
    let title = title("/title", &new.title)?;
    let description = note("/description", new.description)?;
    write(call, "create_project", |tx| {
        let project = match settings::create(tx, &new.code, &title, description.as_deref(), None) {
            Err(voluptas_store::Error::Duplicate(_)) => {
                let taken = refused("/code", "belongs to another project");
                return Err(ApiError { status: StatusCode::CONFLICT, ..taken });
            }
            made => made?,
        };
        Ok(CreatedObject { path: format!("/projects/{}", project.code), object: object(tx, &project)? })
    })
}

pub fn change(call: &Call, _: NoQuery, Body(changes): Body<ProjectChanges>) -> ApiResult<One<ProjectObject>> {
    write(call, "set_project", |tx| {
        let project = call.project(tx)?;
        expect_state(call, &object(tx, &project)?)?;
        if changes.title.is_some() || changes.description.is_some() {
            let new = changes.title.as_ref().map(|text| title("/title", text)).transpose()?;
            let text = match changes.description.clone() {
                Some(text) => note("/description", text)?,
                None => project.description.clone(),
            };
            tx.projects().describe(project.id, new.as_deref().unwrap_or(&project.title), text.as_deref())?;
        }
        if let Some(value) = changes.auto_create_cases {
            settings::set_auto_create_cases(tx, project.id, value)?;
        }
        if let Some(url) = &changes.issue_url {
            let url = url.as_deref().map(str::trim).filter(|url| !url.is_empty());
            if url.is_some_and(|url| !voluptas_core::domain::issue::is_template(url)) {
                return Err(refused("/issue_url", "must be the address of a page with {id} in it"));
            }
            settings::set_issue_url(tx, project.id, url)?;
        }
        Ok(One(object(tx, &tx.projects().get(project.id)?)?))
    })
}

pub fn delete(call: &Call, _: NoQuery, _: NoBody) -> ApiResult<Done> {
    write(call, "delete_project", |tx| {
        let project = call.project(tx)?;
        expect_state(call, &object(tx, &project)?)?;
        tx.projects().delete(project.id)?;
        Ok(Done)
    })?;
    // At once: a new project may get the row id of the deleted one, whose roles are still in memory.
    call.app.tokens.refresh()?;
    Ok(Done)
}

/// A title without outer blanks.
///
/// # Errors
/// 422 for a blank one, and for more than 255 characters.
pub fn title(pointer: &str, text: &str) -> ApiResult<String> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > TITLE_MAX {
        return Err(refused(pointer, format!("must have 1 to {TITLE_MAX} characters")));
    }
    Ok(text.to_owned())
}

/// The title of a new object, which has to be there.
pub fn wanted_title(text: Option<&str>) -> ApiResult<String> {
    title("/title", text.ok_or_else(|| refused("/title", "is required"))?)
}

/// A description of bounded length; blank is none.
fn note(pointer: &str, text: Option<String>) -> ApiResult<Option<String>> {
    let text = text.filter(|text| !text.trim().is_empty());
    if text.as_ref().is_some_and(|text| text.chars().count() > MAX_NOTE) {
        return Err(refused(pointer, format!("may not have more than {MAX_NOTE} characters")));
    }
    Ok(text)
}

pub fn milestones(call: &Call, query: ListQuery, _: NoBody) -> ApiResult<Listed<MilestoneObject>> {
    call.read(|tx| {
        let mut all = tx.milestones().list(call.project(tx)?.id, None, Slice::ALL)?.rows;
        all.sort_by_key(|milestone| milestone.number);
        let (rows, next_cursor) = cursor::part(all, (query.limit, query.cursor.as_deref()), |milestone| milestone.number)?;
        Ok(Listed { items: rows.into_iter().map(Into::into).collect(), next_cursor })
    })
}

pub fn milestone(call: &Call, _: NoQuery, _: NoBody) -> ApiResult<One<MilestoneObject>> {
    let number = call.id("id", "Milestone")?;
    call.read(|tx| Ok(One(tx.milestones().by_number(call.project(tx)?.id, number)?.into())))
}

fn set_milestone(content: &mut MilestoneContent, changes: MilestoneChanges) -> ApiResult<()> {
    if let Some(text) = &changes.title {
        content.title = title("/title", text)?;
    }
    set(&mut content.description, changes.description);
    content.description = note("/description", content.description.take())?;
    if let Some(is_completed) = changes.is_completed {
        content.is_completed = is_completed;
    }
    if let Some(due) = changes.due_at {
        content.due_ms = due.map(|text| moment("/due_at", &text, parse)).transpose()?;
    }
    Ok(())
}

pub fn create_milestone(call: &Call, _: NoQuery, Body(new): Body<MilestoneChanges>) -> ApiResult<CreatedObject<MilestoneObject>> {
    wanted_title(new.title.as_deref())?;
    let mut content = MilestoneContent::default();
    set_milestone(&mut content, new)?;
    write(call, "create_milestone", |tx| {
        let project = call.project(tx)?;
        let made = tx.milestones().create(project.id, &content)?;
        Ok(CreatedObject { path: format!("/projects/{}/milestones/{}", project.code, made.number), object: made.into() })
    })
}

pub fn change_milestone(call: &Call, _: NoQuery, Body(changes): Body<MilestoneChanges>) -> ApiResult<One<MilestoneObject>> {
    let number = call.id("id", "Milestone")?;
    write(call, "update_milestone", |tx| {
        let project = call.project(tx)?;
        let before = tx.milestones().by_number(project.id, number)?;
        let (id, mut content) = (before.id, before.content.clone());
        expect_state(call, &MilestoneObject::from(before))?;
        set_milestone(&mut content, changes)?;
        tx.milestones().update(id, &content)?;
        Ok(One(tx.milestones().get(id)?.into()))
    })
}

pub fn delete_milestone(call: &Call, _: NoQuery, _: NoBody) -> ApiResult<Done> {
    let number = call.id("id", "Milestone")?;
    write(call, "delete_milestone", |tx| {
        let before = tx.milestones().by_number(call.project(tx)?.id, number)?;
        let id = before.id;
        expect_state(call, &MilestoneObject::from(before))?;
        tx.milestones().delete(id)?;
        Ok(Done)
    })
}

pub fn environments(call: &Call, query: ListQuery, _: NoBody) -> ApiResult<Listed<EnvironmentObject>> {
    call.read(|tx| {
        let mut all = tx.environments().list(call.project(tx)?.id, None, None, Slice::ALL)?.rows;
        all.sort_by_key(|environment| environment.number);
        let (rows, next_cursor) = cursor::part(all, (query.limit, query.cursor.as_deref()), |environment| environment.number)?;
        Ok(Listed { items: rows.into_iter().map(Into::into).collect(), next_cursor })
    })
}

pub fn environment(call: &Call, _: NoQuery, _: NoBody) -> ApiResult<One<EnvironmentObject>> {
    let number = call.id("id", "Environment")?;
    call.read(|tx| Ok(One(tx.environments().by_number(call.project(tx)?.id, number)?.into())))
}

fn set_environment(content: &mut EnvironmentContent, changes: EnvironmentChanges) -> ApiResult<()> {
    if let Some(text) = &changes.title {
        content.title = title("/title", text)?;
    }
    if let Some(text) = &changes.slug {
        content.slug = title("/slug", text)?;
    }
    set(&mut content.description, changes.description);
    content.description = note("/description", content.description.take())?;
    set(&mut content.host, changes.host);
    Ok(())
}

/// Refuses a short name that another environment of the project has.
fn free_slug(tx: &Tx<'_>, project: &Project, slug: &str, own: Option<i64>) -> ApiResult<()> {
    match tx.environments().by_slug(project.id, slug)? {
        Some(other) if Some(other.id) != own => Err(refused("/slug", "belongs to another environment")),
        _ => Ok(()),
    }
}

pub fn create_environment(
    call: &Call,
    _: NoQuery,
    Body(new): Body<EnvironmentChanges>,
) -> ApiResult<CreatedObject<EnvironmentObject>> {
    let title = wanted_title(new.title.as_deref())?;
    let mut content = EnvironmentContent { slug: environment_slug(&title), ..EnvironmentContent::default() };
    set_environment(&mut content, new)?;
    write(call, "create_environment", |tx| {
        let project = call.project(tx)?;
        free_slug(tx, &project, &content.slug, None)?;
        let made = tx.environments().create(project.id, &content)?;
        Ok(CreatedObject { path: format!("/projects/{}/environments/{}", project.code, made.number), object: made.into() })
    })
}

pub fn change_environment(call: &Call, _: NoQuery, Body(changes): Body<EnvironmentChanges>) -> ApiResult<One<EnvironmentObject>> {
    let number = call.id("id", "Environment")?;
    write(call, "update_environment", |tx| {
        let project = call.project(tx)?;
        let before = tx.environments().by_number(project.id, number)?;
        let (id, mut content) = (before.id, before.content.clone());
        expect_state(call, &EnvironmentObject::from(before))?;
        set_environment(&mut content, changes)?;
        free_slug(tx, &project, &content.slug, Some(id))?;
        tx.environments().update(id, &content)?;
        Ok(One(tx.environments().by_number(project.id, number)?.into()))
    })
}

pub fn delete_environment(call: &Call, _: NoQuery, _: NoBody) -> ApiResult<Done> {
    let number = call.id("id", "Environment")?;
    write(call, "delete_environment", |tx| {
        let before = tx.environments().by_number(call.project(tx)?.id, number)?;
        let id = before.id;
        expect_state(call, &EnvironmentObject::from(before))?;
        tx.environments().delete(id)?;
        Ok(Done)
    })
}

pub fn configurations(call: &Call, _: NoQuery, _: NoBody) -> ApiResult<Listed<ConfigurationGroupObject>> {
    call.read(|tx| {
        let groups = tx.configurations().groups(call.project(tx)?.id)?;
        Ok(Listed::whole(groups.into_iter().map(Into::into).collect()))
    })
}

pub fn create_configuration(
    call: &Call,
    _: NoQuery,
    Body(new): Body<NewConfiguration>,
) -> ApiResult<CreatedObject<ConfigurationGroupObject>> {
    let (group, title) = (title("/group", &new.group)?, title("/title", &new.title)?);
    write(call, "create_configuration", |tx| {
        let project = call.project(tx)?;
        let id = configuration(tx, project.id, &group, &title)?;
        let groups = tx.configurations().groups(project.id)?;
        let made = groups.into_iter().find(|group| group.configurations.iter().any(|c| c.id == id));
        let made = made.ok_or_else(|| ApiError::not_found("Configuration"))?;
        Ok(CreatedObject { path: format!("/projects/{}/configurations", project.code), object: made.into() })
    })
}
