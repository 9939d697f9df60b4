//! Defects.

use crate::answer::{Answer, ListAnswer};
use crate::call::Call;
use crate::dto::attachment::hashes;
use crate::dto::custom_values::Fields;
use crate::dto::defect::DefectContext;
use crate::error::{ApiError, ApiResult};
use crate::input::Input;
use crate::options::enumeration;
use crate::paging;
use crate::rows::in_parts;
use voluptas_core::domain::custom_field::FieldEntity;
use voluptas_core::domain::defect::{Defect, DefectContent, DefectStatus};
use voluptas_core::domain::project::Project;
use voluptas_core::domain::validate::TITLE_MAX;
use voluptas_ingest::Files;
use voluptas_store::sizes::SizedRow;
use voluptas_store::{Page, Tx};

pub fn list(call: &Call) -> ApiResult<Answer> {
    let slice = paging::slice(&call.query)?;
    let status = call.query.get("status").map(|text| {
        text.trim().parse::<DefectStatus>().map_err(|_| ApiError::field("status", "The selected status is invalid."))
    });
    let status = status.transpose()?;
    call.read(|tx| {
        let project = call.project(tx)?;
        let Page { total, filtered, rows } = tx.defects().page_ids(project.id, status, slice)?;
        let mut list = ListAnswer::new(total, filtered, rows.len());
        in_parts(tx, &call.app.rows, SizedRow::Defect, &rows, |part| {
            let defects = tx.defects().many(part)?;
            let context = DefectContext::load(tx, &call.root, &project, &defects)?;
            defects.iter().for_each(|defect| list.add(&context.json(defect)));
            Ok(())
        })?;
        Ok(list.finish())
    })
}

pub fn get(call: &Call) -> ApiResult<Answer> {
    let number = call.id("id", "Defect")?;
    call.read(|tx| {
        let project = call.project(tx)?;
        let defect = tx.defects().by_number(project.id, number)?;
        let context = DefectContext::load(tx, &call.root, &project, std::slice::from_ref(&defect))?;
        Ok(Answer::result(context.json(&defect)))
    })
}

/// Reads the fields that creating and updating share.
fn apply(tx: &Tx<'_>, project: &Project, input: &Input<'_>, is_new: bool, content: &mut DefectContent) -> ApiResult<()> {
    if is_new || input.has("title") {
        content.title = input.required_text("title", TITLE_MAX);
    }
    if is_new || input.has("actual_result") {
        content.actual_result = input.long_text("actual_result").unwrap_or_default();
        if content.actual_result.trim().is_empty() {
            input.fail("actual_result", "The actual result field is required.");
        }
    }
    match input.int("severity").zip(enumeration("severity")) {
        Some((id, severities)) => match severities.slug_of(id, tx)? {
            Some(slug) => content.severity = slug,
            None => input.fail("severity", "The selected severity is invalid."),
        },
        None if is_new && !input.has("severity") => input.fail("severity", "The severity field is required."),
        None => {}
    }
    let milestone = input.int("milestone_id");
    let tags = input.texts("tags");
    input.finish()?;
    if input.has("milestone_id") {
        let wrong = |_| ApiError::field("milestone_id", "The selected milestone id is invalid.");
        let row = |number| tx.milestones().by_number(project.id, number).map(|milestone| milestone.id).map_err(wrong);
        content.milestone_id = milestone.map(row).transpose()?;
    }
    if input.has("tags") {
        content.tags = tags.unwrap_or_default();
    }
    if input.has("attachments") {
        let files = hashes(input, "attachments");
        input.finish()?;
        content.attachments = Files::load(tx, project.id, &files)?.references("attachments", &files)?;
    }
    Fields::load(tx, FieldEntity::Defect, &project.code)?.apply(input, is_new, &mut content.custom_fields)
}

pub fn create(call: &Call) -> ApiResult<Answer> {
    call.write("create_defect", |tx| {
        let project = call.project(tx)?;
        let mut content = DefectContent::default();
        apply(tx, &project, &call.input(), true, &mut content)?;
        Ok(Answer::id(tx.defects().create(project.id, &content, None)?.1))
    })
}

/// Changes the defect of the path.
fn change(call: &Call, change: impl FnOnce(&Tx<'_>, &Project, Defect) -> ApiResult<()>) -> ApiResult<i64> {
    let number = call.id("id", "Defect")?;
    call.write("update_defect", |tx| {
        let project = call.project(tx)?;
        let defect = tx.defects().by_number(project.id, number)?;
        change(tx, &project, defect)
    })?;
    Ok(number)
}

pub fn update(call: &Call) -> ApiResult<Answer> {
    let number = change(call, |tx, project, defect| {
        let mut content = defect.content;
        apply(tx, project, &call.input(), false, &mut content)?;
        Ok(tx.defects().update(defect.id, &content)?)
    })?;
    Ok(Answer::id(number))
}

pub fn resolve(call: &Call) -> ApiResult<Answer> {
    let number = change(call, |tx, _, defect| Ok(tx.defects().set_status(defect.id, DefectStatus::Resolved)?))?;
    Ok(Answer::id(number))
}

pub fn set_status(call: &Call) -> ApiResult<Answer> {
    let input = call.input();
    let text = input.required_text("status", 16);
    let status = match text.parse::<DefectStatus>() {
        Ok(status) if status != DefectStatus::Open => status,
        _ => {
            if !text.is_empty() {
                input.fail("status", "The selected status is invalid.");
            }
            DefectStatus::InProgress
        }
    };
    input.finish()?;
    change(call, |tx, _, defect| Ok(tx.defects().set_status(defect.id, status)?))?;
    Ok(Answer::done())
}

pub fn delete(call: &Call) -> ApiResult<Answer> {
    let number = change(call, |tx, _, defect| Ok(tx.defects().delete(defect.id)?))?;
    Ok(Answer::id(number))
}
