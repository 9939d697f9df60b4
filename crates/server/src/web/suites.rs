//! Suites: created, renamed, moved, put into the trash.

use super::act::Act;
use super::cases::Suites;
use super::form::Form;
use super::frame::Frame;
use super::html;
use super::visit::{Visit, redirect};
use crate::error::{ApiError, ApiResult};
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};
use voluptas_core::domain::user::Permission;
use voluptas_i18n::Tr;

/// Most paths that are offered while a person types.
const NAMES: usize = 20;

/// The form of a suite.
#[derive(Default)]
struct SuiteForm {
    title: String,
    /// Path of the suite around it; blank at the root.
    parent: String,
    description: String,
    preconditions: String,
    tag: String,
    /// What is wrong, by the name of the field.
    errors: Vec<(&'static str, String)>,
    /// True where somebody changed the suite meanwhile.
    is_met: bool,
    /// Title that it has by now, where that is another one.
    theirs: String,
}

impl SuiteForm {
    fn read(form: &Form) -> Self {
        let text = |name: &str| form.text(name).unwrap_or_default();
        Self {
            title: text("title"),
            parent: text("parent").trim().to_owned(),
            description: text("description"),
            preconditions: text("preconditions"),
            tag: text("tag"),
            ..Self::default()
        }
    }

    fn error(&self, name: &str) -> &str {
        self.errors.iter().find(|(field, _)| *field == name).map_or("", |(_, text)| text)
    }
}

#[derive(Template)]
#[template(path = "web/cases/suite.html")]
struct SuitePage<'a> {
    frame: &'a Frame,
    tr: Tr,
    form: SuiteForm,
    /// Number of the suite; `None` for a new one.
    number: Option<i64>,
    heading: String,
    back: String,
    cases: String,
    writes: bool,
}

/// Paths of suites while a person types, as choices of a field.
#[derive(Template)]
#[template(path = "web/cases/names.html")]
struct Names {
    names: Vec<String>,
}

/// `GET /{code}/suites/names?q=`
pub fn names(visit: &Visit) -> ApiResult<Response> {
    let text = visit.query.get("q").or_else(|| visit.query.get("suite")).or_else(|| visit.query.get("further"));
    let text = text.or_else(|| visit.query.get("parent")).unwrap_or_default();
    let names = visit.read(|tx| Ok(Suites::load(tx, visit.project(tx)?.id)?.named(text, NAMES)))?;
    Ok(html(StatusCode::OK, &Names { names }))
}

fn shown(visit: &Visit, status: StatusCode, number: Option<i64>, form: SuiteForm) -> ApiResult<Response> {
    let frame = Frame::of(visit)?;
    let tr = visit.tr;
    let heading = if number.is_some() { form.title.clone() } else { tr.text("web-cases-new-suite").into_owned() };
    let list = format!("/{}/cases", frame.code());
    let back = number.map_or_else(|| list.clone(), |number| format!("{list}?suite_id={number}"));
    let cases = match number {
        Some(number) => visit.read(|tx| {
            let project = visit.project(tx)?;
            let tree = Suites::counted(tx, project.id)?;
            Ok(tree.count_of(number))
        })?,
        None => 0,
    };
    let writes = visit.may(Permission::WriteCases);
    let page = SuitePage { frame: &frame, tr, form, number, heading, back, cases: tr.number(cases), writes };
    Ok(html(status, &page))
}

/// `GET /{code}/suites`: the form of a new suite, inside `?parent=12`.
pub fn new(visit: &Visit) -> ApiResult<Response> {
    let number = visit.query.get("parent").and_then(crate::call::integer);
    let parent = visit.read(|tx| Ok(Suites::load(tx, visit.project(tx)?.id)?.path_of(number)))?;
    if !visit.may(Permission::WriteCases) {
        return Err(ApiError::forbidden());
    }
    shown(visit, StatusCode::OK, None, SuiteForm { parent, ..SuiteForm::default() })
}

/// `GET /{code}/suites/{id}`
pub fn page(visit: &Visit) -> ApiResult<Response> {
    let number = visit.number("id", "Suite")?;
    let form = stored(visit, number)?;
    shown(visit, StatusCode::OK, Some(number), form)
}

fn stored(visit: &Visit, number: i64) -> ApiResult<SuiteForm> {
    visit.read(|tx| visit.project(tx))?;
    let done = visit.ask("getSuite", &[("id", &number.to_string())], "")?;
    let text = |name: &str| done.object[name].as_str().unwrap_or_default().to_owned();
    let parent = done.object["parent_id"].as_i64();
    let parent = visit.read(|tx| Ok(Suites::load(tx, visit.project(tx)?.id)?.path_of(parent)))?;
    Ok(SuiteForm {
        title: text("title"),
        parent,
        description: text("description"),
        preconditions: text("preconditions"),
        tag: done.tag.unwrap_or_default(),
        ..SuiteForm::default()
    })
}

/// The body of the operation, and the fields that are wrong.
fn body(visit: &Visit, form: &SuiteForm) -> ApiResult<(Value, Vec<(&'static str, String)>)> {
    let tr = visit.tr;
    let mut wrong = Vec::new();
    if form.title.trim().is_empty() {
        wrong.push(("title", tr.text("web-cases-title-needed").into_owned()));
    }
    let parent = visit.read(|tx| {
        let suites = Suites::load(tx, visit.project(tx)?.id)?;
        Ok(suites.find(&form.parent).map(|suite| suite.number))
    })?;
    if parent.is_none() && !form.parent.is_empty() {
        wrong.push(("parent", tr.text("web-cases-no-suite").into_owned()));
    }
    let optional = |text: &str| if text.trim().is_empty() { Value::Null } else { text.into() };
    let parent = if form.parent.is_empty() { None } else { parent };
    let body = json!({
        "title": form.title.split_whitespace().collect::<Vec<_>>().join(" "),
        "description": optional(&form.description), "preconditions": optional(&form.preconditions), "parent_id": parent,
    });
    Ok((body, wrong))
}

fn refused(visit: &Visit, error: &ApiError) -> Vec<(&'static str, String)> {
    let place = |wrong: &crate::error::FieldError| match wrong.field.as_str() {
        "/parent_id" => ("parent", visit.tr.text("web-cases-suite-inside").into_owned()),
        "/description" => ("description", wrong.error.clone()),
        "/preconditions" => ("preconditions", wrong.error.clone()),
        _ => ("title", wrong.error.clone()),
    };
    error.fields.iter().map(place).collect()
}

/// `POST /{code}/suites`
pub fn create(visit: &Visit, form: &Form) -> ApiResult<Response> {
    let mut typed = SuiteForm::read(form);
    let (body, wrong) = body(visit, &typed)?;
    if !wrong.is_empty() && visit.may(Permission::WriteCases) {
        typed.errors = wrong;
        return shown(visit, StatusCode::UNPROCESSABLE_ENTITY, None, typed);
    }
    match visit.act(Act::new("createSuite", &[], body)) {
        Ok(done) => {
            let number = done.object["id"].as_i64().unwrap_or_default();
            Ok(redirect(&format!("/{}/cases?suite_id={number}", visit.code())))
        }
        Err(error) if error.status == StatusCode::UNPROCESSABLE_ENTITY => {
            typed.errors = refused(visit, &error);
            shown(visit, error.status, None, typed)
        }
        Err(error) => Err(error),
    }
}

/// `POST /{code}/suites/{id}`
pub fn save(visit: &Visit, form: &Form) -> ApiResult<Response> {
    let number = visit.number("id", "Suite")?;
    let mut typed = SuiteForm::read(form);
    let (body, wrong) = body(visit, &typed)?;
    if !wrong.is_empty() && visit.may(Permission::WriteCases) {
        typed.errors = wrong;
        return shown(visit, StatusCode::UNPROCESSABLE_ENTITY, Some(number), typed);
    }
    let act = Act::new("changeSuite", &[("id", &number.to_string())], body).only_for(form.get("tag"));
    match visit.act(act) {
        Ok(_) => Ok(redirect(&format!("/{}/cases?suite_id={number}", visit.code()))),
        Err(error) if error.status == StatusCode::PRECONDITION_FAILED => {
            let now = stored(visit, number)?;
            typed.tag = now.tag;
            typed.is_met = true;
            typed.theirs = if now.title == typed.title { String::new() } else { now.title };
            shown(visit, error.status, Some(number), typed)
        }
        Err(error) if error.status == StatusCode::UNPROCESSABLE_ENTITY => {
            typed.errors = refused(visit, &error);
            shown(visit, error.status, Some(number), typed)
        }
        Err(error) => Err(error),
    }
}

/// `POST /{code}/suites/{id}/delete`: to the trash, with the suites and cases inside.
pub fn delete(visit: &Visit, form: &Form) -> ApiResult<Response> {
    visit.act(Act::new("deleteSuite", &[("id", visit.part("id"))], Value::Null).only_for(form.get("tag")))?;
    Ok(redirect(&format!("/{}/cases", visit.code())))
}
