//! The form of a case: saved as an operation of the API, and shown again with all that was typed where that is refused.

use super::detail::{self, CasePlace, Detail, EditConflict, StoredCase};
use super::shown;
use super::state::Tab;
use super::tree::Suites;
use super::typed::{CaseInput, refused_fields, touched};
use crate::error::{ApiError, ApiResult};
use crate::web::act::FormAction;
use crate::web::form::{Form, TWIN_MS, TWINS, is_own_address};
use crate::web::frame::Frame;
use crate::web::page_request::{PageRequest, redirect};
use axum::http::StatusCode;
use axum::response::Response;
use voluptas_core::domain::message::Message;
use voluptas_core::domain::project::Project;
use voluptas_core::domain::user::Permission;
use voluptas_store::{Entity, Tx};

/// Where a form leads back to: the page that it was on.
pub fn back(form: &Form, otherwise: &str) -> String {
    form.get("back").filter(|to| is_own_address(to)).unwrap_or(otherwise).to_owned()
}

/// The address behind a form that was saved, with the word for it. The browser keeps its draft until it reads there that it was.
fn after(form: &Form, to: &str, done: &str) -> Response {
    let id = form.get("draft").filter(|id| id.len() <= 32 && id.bytes().all(|b| b.is_ascii_alphanumeric()));
    let joint = if to.contains('?') { '&' } else { '?' };
    let to = format!("{to}{joint}done={done}");
    redirect(&id.map_or_else(|| to.clone(), |id| format!("{to}#saved-{id}")))
}

fn expect_writer(request: &PageRequest) -> ApiResult<()> {
    if request.may(Permission::WriteCases) { Ok(()) } else { Err(ApiError::forbidden()) }
}

/// The wrong fields in the words of the visitor.
fn in_words(request: &PageRequest, wrong: Vec<(String, &'static str)>) -> Vec<(String, String)> {
    wrong.into_iter().map(|(name, key)| (name, request.tr.text(key).into_owned())).collect()
}

/// The button by which a person wants a case beside an equal one.
const ANOTHER: &str = "another";

/// The number of an equal case that was created a moment ago: somebody went back in the browser and sent the form again.
fn twin(
    request: &PageRequest,
    tx: &Tx<'_>,
    project: &Project,
    typed: &CaseInput,
    suites: &Suites,
    fields: &[String],
) -> ApiResult<Option<i64>> {
    let wanted = typed.title.split_whitespace().collect::<Vec<_>>().join(" ");
    for (number, title, created_ms) in tx.cases().newest(project.id, TWINS)? {
        if title == wanted && tx.now().saturating_sub(created_ms) < TWIN_MS {
            let there = CaseInput::of(&detail::stored(request, tx, project, number)?.object, suites, fields);
            if typed.changes(Some(&there), suites).0.as_object().is_some_and(serde_json::Map::is_empty) {
                return Ok(Some(number));
            }
        }
    }
    Ok(None)
}

/// Executes a button that changes the lines of the form and saves nothing.
fn press(tx: &Tx<'_>, project: &Project, form: &Form, typed: &mut CaseInput) -> ApiResult<bool> {
    let Some(button) = form.get("do").filter(|button| !["save", ANOTHER].contains(button)) else { return Ok(false) };
    let shared = match form.get("shared_choice").filter(|_| button == "shared") {
        Some(hash) => tx.shared_steps().by_hashes(project.id, &[hash.to_owned()])?.remove(hash).map(|s| (s.hash, s.title)),
        None => None,
    };
    typed.press(button, shared.as_ref());
    Ok(true)
}

/// `POST /{code}/cases`
pub fn create(request: &PageRequest, form: &Form) -> ApiResult<Response> {
    let outcome = request.read(|tx| {
        let project = request.project(tx)?;
        expect_writer(request)?;
        let suites = Suites::load(tx, project.id)?;
        let fields = detail::custom_fields(tx, &project)?;
        let mut typed = CaseInput::read(form, &fields);
        let is_pressed = press(tx, &project, form, &mut typed)?;
        let (body, wrong) = typed.changes(None, &suites);
        let may_be_twin = !is_pressed && wrong.is_empty() && form.get("do") != Some(ANOTHER);
        let twin = if may_be_twin { twin(request, tx, &project, &typed, &suites, &fields)? } else { None };
        Ok((project, typed, body, if is_pressed { Vec::new() } else { wrong }, is_pressed, twin))
    })?;
    let (project, typed, body, wrong, is_pressed, twin) = outcome;
    let again = |errors: Vec<(String, String)>, status| -> ApiResult<Response> {
        let (frame, typed) = (Frame::of(request)?, typed.clone());
        let mut detail = request.read(|tx| detail::blank(request, tx, &project, typed, errors, &CasePlace::Alone))?;
        detail.here = back(form, &detail.here);
        detail.is_typed = true;
        detail.twin = twin;
        Ok(shown(request, &frame, status, &detail))
    };
    if is_pressed {
        return again(Vec::new(), StatusCode::OK);
    }
    if !wrong.is_empty() {
        return again(in_words(request, wrong), StatusCode::UNPROCESSABLE_ENTITY);
    }
    if twin.is_some() {
        return again(Vec::new(), StatusCode::CONFLICT);
    }
    match request.act(FormAction::new("createCase", &[], body)) {
        Ok(done) => {
            let number = done.object["id"].as_i64().unwrap_or_default();
            let list = back(form, &format!("/{}/cases", project.code));
            let joint = if list.contains('?') { '&' } else { '?' };
            let is_list = list.starts_with(&format!("/{}/cases", project.code)) && !list.contains("selected_id=");
            let to =
                if is_list { format!("{list}{joint}selected_id={number}") } else { format!("/{}/cases/{number}", project.code) };
            Ok(after(form, &to, "web-done-created"))
        }
        Err(error) if detail::is_answered_by_form(&error) => again(refused_fields(request.tr, &error), error.status),
        Err(error) => Err(error),
    }
}

/// `POST /{code}/cases/{id}`
pub fn save(request: &PageRequest, form: &Form) -> ApiResult<Response> {
    let number = request.number("id", "Case")?;
    let (project, case, typed, body, wrong, is_pressed) = request.read(|tx| {
        let project = request.project(tx)?;
        expect_writer(request)?;
        let case = detail::stored(request, tx, &project, number)?;
        let suites = Suites::load(tx, project.id)?;
        let fields = detail::custom_fields(tx, &project)?;
        let mut typed = CaseInput::read(form, &fields);
        let is_pressed = press(tx, &project, form, &mut typed)?;
        let before = CaseInput::of(&case.object, &suites, &fields);
        let (body, wrong) = typed.changes(Some(&before), &suites);
        let body = touched(body, &typed.base);
        Ok((project, case, typed, body, wrong, is_pressed))
    })?;
    if case.is_deleted {
        return Err(ApiError::new(StatusCode::CONFLICT, "web-cases-in-trash"));
    }
    let tag = form.get("tag").unwrap_or_default().to_owned();
    let home = back(form, &format!("/{}/cases/{number}", project.code));
    let again = RefusedFormPage { request, number, typed: &typed, home: &home };
    if is_pressed {
        return again.answer(StatusCode::OK, Vec::new(), Some(tag), None);
    }
    if !wrong.is_empty() {
        return again.answer(StatusCode::UNPROCESSABLE_ENTITY, in_words(request, wrong), Some(tag), None);
    }
    if body.as_object().is_none_or(serde_json::Map::is_empty) {
        return Ok(after(form, &home, "web-done-saved"));
    }
    let number_text = number.to_string();
    match request.act(
        FormAction::new("changeCase", &[("id", &number_text)], body)
            .only_for(Some(&tag).filter(|t| !t.is_empty()).map(String::as_str)),
    ) {
        Ok(_) => Ok(after(form, &home, "web-done-saved")),
        Err(error) if error.status == StatusCode::PRECONDITION_FAILED => {
            let (meeting, typed) = request.read(|tx| conflict(request, tx, &project, number, &typed))?;
            RefusedFormPage { typed: &typed, ..again }.answer(error.status, Vec::new(), None, Some(meeting))
        }
        Err(error) if detail::is_answered_by_form(&error) => {
            again.answer(error.status, refused_fields(request.tr, &error), Some(tag), None)
        }
        Err(error) => Err(error),
    }
}

/// The page of a case with what was typed.
struct RefusedFormPage<'a> {
    request: &'a PageRequest,
    number: i64,
    typed: &'a CaseInput,
    home: &'a str,
}

impl RefusedFormPage<'_> {
    /// `tag` is that of the state that the form began with; `None` takes the present one.
    fn answer(
        &self,
        status: StatusCode,
        errors: Vec<(String, String)>,
        tag: Option<String>,
        meeting: Option<EditConflict>,
    ) -> ApiResult<Response> {
        let request = self.request;
        let frame = Frame::of(request)?;
        let detail = request.read(|tx| {
            let project = request.project(tx)?;
            let case = detail::stored(request, tx, &project, self.number)?;
            let mut detail: Detail = detail::of_stored(request, tx, &project, &case, (Tab::Case, None), &CasePlace::Alone)?;
            detail.form = detail::form_view(request, tx, &project, self.typed.clone(), errors)?;
            Ok(detail)
        });
        let mut detail = detail?;
        self.home.clone_into(&mut detail.here);
        if let Some(tag) = tag {
            detail.tag = tag;
        }
        detail.meeting = meeting;
        detail.is_typed = true;
        Ok(shown(request, &frame, status, &detail))
    }
}

/// Conflict of a save: the other author, the fields that both changed, and the stored form with the typed values.
fn conflict(
    request: &PageRequest,
    tx: &Tx<'_>,
    project: &Project,
    number: i64,
    typed: &CaseInput,
) -> ApiResult<(EditConflict, CaseInput)> {
    let tr = request.tr;
    let StoredCase { id, object, .. } = detail::stored(request, tx, project, number)?;
    let suites = Suites::load(tx, project.id)?;
    let now = CaseInput::of(&object, &suites, &detail::custom_fields(tx, project)?);
    let latest = tx.history().of(Entity::Case.as_str(), id.0, 1)?.pop().map(|(operation, _)| operation);
    let who = latest.as_ref().and_then(|operation| operation.who.clone());
    let who = who.unwrap_or_else(|| tr.text("review-somebody").into_owned());
    let when = latest.map(|operation| tr.ago(request.now, operation.at_ms)).unwrap_or_default();
    let (typed, both) = typed.onto(&now, &suites);
    let theirs = both
        .differences(&now, |slug| detail::word(tr, slug))
        .into_iter()
        .map(|(key, text)| (tr.text(key).into_owned(), text))
        .collect();
    let sentence = tr.message(&Message::new("web-cases-met").with("who", who).with("when", when));
    Ok((EditConflict { sentence, theirs }, typed))
}
