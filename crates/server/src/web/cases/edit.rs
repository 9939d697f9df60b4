//! The form of a case: saved as an operation of the API, and shown again with all that was typed where that is refused.

use super::detail::{self, Detail, Meeting, Place, Stored};
use super::shown;
use super::state::Tab;
use super::tree::Suites;
use super::typed::{Typed, refused_fields};
use crate::error::{ApiError, ApiResult};
use crate::web::act::Act;
use crate::web::form::{Form, is_own_address};
use crate::web::frame::Frame;
use crate::web::visit::{Visit, redirect, sentence};
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

fn expect_writer(visit: &Visit) -> ApiResult<()> {
    if visit.may(Permission::WriteCases) { Ok(()) } else { Err(ApiError::forbidden()) }
}

/// The wrong fields in the words of the visitor.
fn in_words(visit: &Visit, wrong: Vec<(String, &'static str)>) -> Vec<(String, String)> {
    wrong.into_iter().map(|(name, key)| (name, visit.tr.text(key).into_owned())).collect()
}

/// Executes a button that changes the lines of the form and saves nothing.
fn press(tx: &Tx<'_>, project: &Project, form: &Form, typed: &mut Typed) -> ApiResult<bool> {
    let Some(button) = form.get("do").filter(|button| *button != "save") else { return Ok(false) };
    let shared = match form.get("shared_choice").filter(|_| button == "shared") {
        Some(hash) => tx.shared_steps().by_hashes(project.id, &[hash.to_owned()])?.remove(hash).map(|s| (s.hash, s.title)),
        None => None,
    };
    typed.press(button, shared.as_ref());
    Ok(true)
}

/// `POST /{code}/cases`
pub fn create(visit: &Visit, form: &Form) -> ApiResult<Response> {
    let outcome = visit.read(|tx| {
        let project = visit.project(tx)?;
        expect_writer(visit)?;
        let suites = Suites::load(tx, project.id)?;
        let mut typed = Typed::read(form, &detail::custom_fields(tx, &project)?);
        let is_pressed = press(tx, &project, form, &mut typed)?;
        let (body, wrong) = typed.changes(None, &suites);
        Ok((project, typed, body, if is_pressed { Vec::new() } else { wrong }, is_pressed))
    })?;
    let (project, typed, body, wrong, is_pressed) = outcome;
    let again = |errors: Vec<(String, String)>, status| -> ApiResult<Response> {
        let (frame, typed) = (Frame::of(visit)?, typed.clone());
        let mut detail = visit.read(|tx| detail::blank(visit, tx, &project, typed, errors, &Place::Alone))?;
        detail.here = back(form, &detail.here);
        Ok(shown(visit, &frame, status, &detail))
    };
    if is_pressed {
        return again(Vec::new(), StatusCode::OK);
    }
    if !wrong.is_empty() {
        return again(in_words(visit, wrong), StatusCode::UNPROCESSABLE_ENTITY);
    }
    match visit.act(Act::new("createCase", &[], body)) {
        Ok(done) => {
            let number = done.object["id"].as_i64().unwrap_or_default();
            let list = back(form, &format!("/{}/cases", project.code));
            let joint = if list.contains('?') { '&' } else { '?' };
            let is_list = list.starts_with(&format!("/{}/cases", project.code)) && !list.contains("selected_id=");
            Ok(redirect(&if is_list {
                format!("{list}{joint}selected_id={number}")
            } else {
                format!("/{}/cases/{number}", project.code)
            }))
        }
        Err(error) if error.status == StatusCode::UNPROCESSABLE_ENTITY => again(refused_fields(&error.fields), error.status),
        Err(error) => Err(error),
    }
}

/// `POST /{code}/cases/{id}`
pub fn save(visit: &Visit, form: &Form) -> ApiResult<Response> {
    let number = visit.number("id", "Case")?;
    let (project, case, typed, body, wrong, is_pressed) = visit.read(|tx| {
        let project = visit.project(tx)?;
        expect_writer(visit)?;
        let case = detail::stored(visit, tx, &project, number)?;
        let suites = Suites::load(tx, project.id)?;
        let fields = detail::custom_fields(tx, &project)?;
        let mut typed = Typed::read(form, &fields);
        let is_pressed = press(tx, &project, form, &mut typed)?;
        let before = Typed::of(&case.object, &suites, &fields);
        let (body, wrong) = typed.changes(Some(&before), &suites);
        Ok((project, case, typed, body, wrong, is_pressed))
    })?;
    if case.is_deleted {
        return Err(ApiError::new(StatusCode::CONFLICT, "web-cases-in-trash"));
    }
    let tag = form.get("tag").unwrap_or_default().to_owned();
    let home = back(form, &format!("/{}/cases/{number}", project.code));
    let again = Again { visit, number, typed: &typed, home: &home };
    if is_pressed {
        return again.answer(StatusCode::OK, Vec::new(), Some(tag), None);
    }
    if !wrong.is_empty() {
        return again.answer(StatusCode::UNPROCESSABLE_ENTITY, in_words(visit, wrong), Some(tag), None);
    }
    if body.as_object().is_none_or(serde_json::Map::is_empty) {
        return Ok(redirect(&home));
    }
    let number_text = number.to_string();
    match visit.act(
        Act::new("changeCase", &[("id", &number_text)], body).only_for(Some(&tag).filter(|t| !t.is_empty()).map(String::as_str)),
    ) {
        Ok(_) => Ok(redirect(&home)),
        Err(error) if error.status == StatusCode::PRECONDITION_FAILED => {
            let meeting = visit.read(|tx| meeting(visit, tx, &project, number, &typed))?;
            again.answer(error.status, Vec::new(), None, Some(meeting))
        }
        Err(error) if detail::is_answered_by_form(&error) => {
            let mut errors = refused_fields(&error.fields);
            if errors.is_empty() {
                errors.push((String::new(), sentence(visit.tr, &error)));
            }
            again.answer(error.status, errors, Some(tag), None)
        }
        Err(error) => Err(error),
    }
}

/// The page of a case with what was typed.
struct Again<'a> {
    visit: &'a Visit,
    number: i64,
    typed: &'a Typed,
    home: &'a str,
}

impl Again<'_> {
    /// `tag` is that of the state that the form began with; `None` takes the present one.
    fn answer(
        &self,
        status: StatusCode,
        errors: Vec<(String, String)>,
        tag: Option<String>,
        meeting: Option<Meeting>,
    ) -> ApiResult<Response> {
        let visit = self.visit;
        let frame = Frame::of(visit)?;
        let detail = visit.read(|tx| {
            let project = visit.project(tx)?;
            let case = detail::stored(visit, tx, &project, self.number)?;
            let mut detail: Detail = detail::of_stored(visit, tx, &project, &case, (Tab::Case, None), &Place::Alone)?;
            detail.form = detail::form_view(visit, tx, &project, self.typed.clone(), errors)?;
            Ok(detail)
        });
        let mut detail = detail?;
        self.home.clone_into(&mut detail.here);
        if let Some(tag) = tag {
            detail.tag = tag;
        }
        detail.meeting = meeting;
        Ok(shown(visit, &frame, status, &detail))
    }
}

/// Who changed the case meanwhile, and what is otherwise in it now.
fn meeting(visit: &Visit, tx: &Tx<'_>, project: &Project, number: i64, typed: &Typed) -> ApiResult<Meeting> {
    let tr = visit.tr;
    let Stored { id, object, .. } = detail::stored(visit, tx, project, number)?;
    let suites = Suites::load(tx, project.id)?;
    let now = Typed::of(&object, &suites, &detail::custom_fields(tx, project)?);
    let latest = tx.history().of(Entity::Case.as_str(), id.0, 1)?.pop().map(|(operation, _)| operation);
    let who = latest.as_ref().and_then(|operation| operation.who.clone());
    let who = who.unwrap_or_else(|| tr.text("review-somebody").into_owned());
    let when = latest.map(|operation| tr.ago(visit.now, operation.at_ms)).unwrap_or_default();
    let theirs = typed.differences(&now).into_iter().map(|(key, text)| (tr.text(key).into_owned(), text)).collect();
    Ok(Meeting { sentence: tr.message(&Message::new("web-cases-met").with("who", who).with("when", when)), theirs })
}
