//! Files of a case: added by a form, by drop or from the clipboard, and removed.

use super::edit::back;
use crate::error::{ApiError, ApiResult};
use crate::web::form::Form;
use crate::web::page_request::{PageRequest, redirect};
use axum::response::Response;
use serde_json::Value;
use voluptas_core::domain::message::Message;
use voluptas_store::Op;
use voluptas_store::attachments::NewAttachment;

/// `POST /{code}/cases/{id}/attachments`: a multipart body with files.
pub fn add(request: &PageRequest, form: &Form, files: &[NewAttachment]) -> ApiResult<Response> {
    let number = request.number("id", "Case")?;
    let call = request.call("changeCase", vec![("id", number.to_string())], "", Value::Null)?;
    let to = back(form, &format!("/{}/cases/{number}", request.code()));
    if files.is_empty() {
        return Ok(redirect(&to));
    }
    call.execute(Op::edit("attach_files"), |tx| {
        let project = call.project(tx)?;
        let case = tx.cases().by_number(project.id, number)?.ok_or_else(|| ApiError::not_found("Case"))?;
        let mut content = case.content;
        for file in files {
            content.attachments.push(tx.attachments().add(Some(project.id), file)?.reference());
        }
        tx.cases().update(case.id, &content)?;
        tx.relabel(&Message::new("history-attach").count("count", files.len()).with("title", &content.title))?;
        Ok(())
    })?;
    Ok(redirect(&to))
}

/// `POST /{code}/cases/{id}/attachments/remove`
pub fn remove(request: &PageRequest, form: &Form) -> ApiResult<Response> {
    let number = request.number("id", "Case")?;
    let call = request.call("changeCase", vec![("id", number.to_string())], "", Value::Null)?;
    let (at, hash) = (form.get("at").and_then(|at| at.parse::<usize>().ok()), form.get("hash"));
    call.execute(Op::edit("detach_file"), |tx| {
        let project = call.project(tx)?;
        let case = tx.cases().by_number(project.id, number)?.ok_or_else(|| ApiError::not_found("Case"))?;
        let mut content = case.content;
        // By its hash: others may have changed the list. A file of another server has none.
        let place = match hash {
            Some(_) => content.attachments.iter().position(|file| file.hash.as_deref() == hash),
            None => at.filter(|at| content.attachments.get(*at).is_some_and(|file| file.hash.is_none())),
        };
        let Some(place) = place else { return Err(ApiError::not_found("Attachment")) };
        let gone = content.attachments.remove(place);
        tx.cases().update(case.id, &content)?;
        tx.relabel(&Message::new("history-detach").with("name", gone.filename))?;
        Ok(())
    })?;
    Ok(redirect(&back(form, &format!("/{}/cases/{number}", request.code()))))
}
