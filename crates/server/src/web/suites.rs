//! Suites: created, renamed, moved, put into the trash.

use super::act::FormAction;
use super::cases::Suites;
use super::form::Form;
use super::frame::Frame;
use super::html;
use super::page_request::{PageRequest, redirect, sentence as reason};
use super::wrong_fields::sentence;
use crate::error::{ApiError, ApiResult};
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};
use voluptas_core::base::fold::fold;
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
    /// Treatment of the cases of a deleted suite, from the form; blank until somebody decides.
    cases: String,
    /// Path of the suite that takes them.
    target: String,
    /// Errors by the name of the field.
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

    /// True for the first wrong field, which takes the keyboard.
    fn is_first(&self, name: &str) -> bool {
        self.errors.first().is_some_and(|(field, _)| *field == name)
    }

    /// Identity of the reason at a field.
    fn id(&self, name: &str) -> String {
        format!("wrong-suite-{name}")
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
    has_cases: bool,
    /// Words for the suite around it.
    to_parent: String,
    writes: bool,
}

/// Paths of suites, or tags, while a person types, as choices of a field.
#[derive(Template)]
#[template(path = "web/cases/names.html")]
struct SuiteNames {
    names: Vec<String>,
}

/// `GET /{code}/suites/names?q=`
pub fn names(request: &PageRequest) -> ApiResult<Response> {
    let text = request.query.get("q").or_else(|| request.query.get("suite")).or_else(|| request.query.get("further"));
    let text = text.or_else(|| request.query.get("parent")).or_else(|| request.query.get("target"));
    let text = text.unwrap_or_default();
    let names = request.read(|tx| Ok(Suites::load(tx, request.project(tx)?.id)?.named(text, NAMES)))?;
    Ok(html(StatusCode::OK, &SuiteNames { names }))
}

/// `GET /{code}/tags/names?q=`: tags of the project that have these letters, the most used first.
pub fn tag_names(request: &PageRequest) -> ApiResult<Response> {
    let wanted = fold(request.query.get("q").unwrap_or_default().trim());
    let mut tags = request.read(|tx| Ok(tx.tag_counts(request.project(tx)?.id)?))?;
    tags.retain(|(title, _)| fold(title).contains(&wanted));
    tags.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let names = tags.into_iter().map(|(title, _)| title).take(NAMES).collect();
    Ok(html(StatusCode::OK, &SuiteNames { names }))
}

fn shown(request: &PageRequest, status: StatusCode, number: Option<i64>, form: SuiteForm) -> ApiResult<Response> {
    let frame = Frame::of(request)?;
    let tr = request.tr;
    let heading = if number.is_some() { form.title.clone() } else { tr.text("web-cases-new-suite").into_owned() };
    let list = format!("/{}/cases", frame.code());
    let back = number.map_or_else(|| list.clone(), |number| format!("{list}?suite_id={number}"));
    let cases = match number {
        Some(number) => request.read(|tx| {
            let project = request.project(tx)?;
            let tree = Suites::counted(tx, project.id)?;
            Ok(tree.count_of(number))
        })?,
        None => 0,
    };
    let writes = request.may(Permission::WriteCases);
    let to_parent = if form.parent.is_empty() {
        tr.text("web-suite-cases-to-top").into_owned()
    } else {
        tr.fmt("web-suite-cases-to-parent", &[("suite", form.parent.clone().into())])
    };
    let has_cases = cases > 0;
    let cases = tr.number(cases);
    let page = SuitePage { frame: &frame, tr, form, number, heading, back, cases, has_cases, to_parent, writes };
    Ok(html(status, &page))
}

/// `GET /{code}/suites`: the form of a new suite, inside `?parent=12`.
pub fn new(request: &PageRequest) -> ApiResult<Response> {
    let number = request.query.get("parent").and_then(crate::call::integer);
    let parent = request.read(|tx| Ok(Suites::load(tx, request.project(tx)?.id)?.path_of(number)))?;
    if !request.may(Permission::WriteCases) {
        return Err(ApiError::forbidden());
    }
    shown(request, StatusCode::OK, None, SuiteForm { parent, ..SuiteForm::default() })
}

/// `GET /{code}/suites/{id}`
pub fn page(request: &PageRequest) -> ApiResult<Response> {
    let number = request.number("id", "Suite")?;
    let form = stored(request, number)?;
    shown(request, StatusCode::OK, Some(number), form)
}

fn stored(request: &PageRequest, number: i64) -> ApiResult<SuiteForm> {
    request.read(|tx| request.project(tx))?;
    let done = request.ask("getSuite", &[("id", &number.to_string())], "")?;
    let text = |name: &str| done.object[name].as_str().unwrap_or_default().to_owned();
    let parent = done.object["parent_id"].as_i64();
    let parent = request.read(|tx| Ok(Suites::load(tx, request.project(tx)?.id)?.path_of(parent)))?;
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
fn body(request: &PageRequest, form: &SuiteForm) -> ApiResult<(Value, Vec<(&'static str, String)>)> {
    let tr = request.tr;
    let mut wrong = Vec::new();
    if form.title.trim().is_empty() {
        wrong.push(("title", tr.text("web-cases-title-needed").into_owned()));
    }
    let parent = request.read(|tx| {
        let suites = Suites::load(tx, request.project(tx)?.id)?;
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

/// Errors of a refusal by the field of the form. An error without a field has a blank name.
fn refused(request: &PageRequest, error: &ApiError) -> Vec<(&'static str, String)> {
    let place = |wrong: &crate::error::FieldError| match wrong.field.as_str() {
        "/parent_id" => ("parent", request.tr.text("web-cases-suite-inside").into_owned()),
        "/description" => ("description", sentence(request.tr, &wrong.error)),
        "/preconditions" => ("preconditions", sentence(request.tr, &wrong.error)),
        _ => ("title", sentence(request.tr, &wrong.error)),
    };
    if error.fields.is_empty() {
        return vec![("", reason(request.tr, error))];
    }
    error.fields.iter().map(place).collect()
}

/// `POST /{code}/suites`
pub fn create(request: &PageRequest, form: &Form) -> ApiResult<Response> {
    let mut typed = SuiteForm::read(form);
    let (body, wrong) = body(request, &typed)?;
    if !wrong.is_empty() && request.may(Permission::WriteCases) {
        typed.errors = wrong;
        return shown(request, StatusCode::UNPROCESSABLE_ENTITY, None, typed);
    }
    match request.act(FormAction::new("createSuite", &[], body)) {
        Ok(done) => {
            let number = done.object["id"].as_i64().unwrap_or_default();
            Ok(redirect(&format!("/{}/cases?suite_id={number}", request.code())))
        }
        Err(error)
            if matches!(error.status, StatusCode::UNPROCESSABLE_ENTITY | StatusCode::BAD_REQUEST | StatusCode::CONFLICT) =>
        {
            typed.errors = refused(request, &error);
            shown(request, error.status, None, typed)
        }
        Err(error) => Err(error),
    }
}

/// `POST /{code}/suites/{id}`
pub fn save(request: &PageRequest, form: &Form) -> ApiResult<Response> {
    let number = request.number("id", "Suite")?;
    let mut typed = SuiteForm::read(form);
    let (body, wrong) = body(request, &typed)?;
    if !wrong.is_empty() && request.may(Permission::WriteCases) {
        typed.errors = wrong;
        return shown(request, StatusCode::UNPROCESSABLE_ENTITY, Some(number), typed);
    }
    let act = FormAction::new("changeSuite", &[("id", &number.to_string())], body).only_for(form.get("tag"));
    match request.act(act) {
        Ok(_) => Ok(redirect(&format!("/{}/cases?suite_id={number}", request.code()))),
        Err(error) if error.status == StatusCode::PRECONDITION_FAILED => {
            let now = stored(request, number)?;
            typed.tag = now.tag;
            typed.is_met = true;
            typed.theirs = if now.title == typed.title { String::new() } else { now.title };
            shown(request, error.status, Some(number), typed)
        }
        Err(error)
            if matches!(error.status, StatusCode::UNPROCESSABLE_ENTITY | StatusCode::BAD_REQUEST | StatusCode::CONFLICT) =>
        {
            typed.errors = refused(request, &error);
            shown(request, error.status, Some(number), typed)
        }
        Err(error) => Err(error),
    }
}

/// `POST /{code}/suites/{id}/delete`: moves a suite and the suites inside to the trash. The form decides about the cases: they
/// move to the enclosing suite (`parent`), to another suite (`suite`), or to the trash as well.
pub fn delete(request: &PageRequest, form: &Form) -> ApiResult<Response> {
    let number = request.number("id", "Suite")?;
    let again = |error: String| {
        let mut stored = stored(request, number)?;
        stored.cases = "suite".to_owned();
        stored.target = form.text("target").unwrap_or_default();
        stored.errors = vec![("target", error)];
        shown(request, StatusCode::UNPROCESSABLE_ENTITY, Some(number), stored)
    };
    let no_suite = || request.tr.text("web-cases-no-suite").into_owned();
    let query = match form.get("cases") {
        Some("parent") => "move_cases_to_parent=true".to_owned(),
        Some("suite") => {
            let path = form.get("target").unwrap_or_default();
            let found = request.read(|tx| Ok(Suites::load(tx, request.project(tx)?.id)?.find(path).map(|suite| suite.number)))?;
            match found.filter(|_| !path.is_empty()) {
                Some(target) => format!("move_cases_to={target}"),
                None => return again(no_suite()),
            }
        }
        Some("trash") => String::new(),
        // The page that was sent asked nothing, because no case was there.
        _ => "only_empty=true".to_owned(),
    };
    let act = FormAction::new("deleteSuite", &[("id", request.part("id"))], Value::Null).only_for(form.get("tag")).asking(query);
    match request.act(act) {
        Ok(_) => Ok(redirect(&format!("/{}/cases", request.code()))),
        // Cases have come, or nothing was selected: the page asks what becomes of them.
        Err(error) if error.status == StatusCode::PRECONDITION_FAILED && form.get("cases").is_none_or(|word| word != "trash") => {
            let mut now = stored(request, number)?;
            now.cases = "parent".to_owned();
            now.is_met = true;
            shown(request, error.status, Some(number), now)
        }
        Err(error) if error.fields.iter().any(|wrong| wrong.field.ends_with("move_cases_to")) => {
            again(request.tr.text("web-suite-goes-too").into_owned())
        }
        Err(error) => Err(error),
    }
}
