//! Files of a project, by their hash.

use super::ListQuery;
use crate::call::Call;
use crate::error::{ApiError, ApiResult};
use crate::rest::cursor;
use crate::rest::objects::case::FileObject;
use crate::rest::reply::{Done, Listed, One};
use crate::rest::typed::{Description, JSON, NoBody, NoQuery, query, write};
use axum::http::StatusCode;
use schemars::{JsonSchema as _, SchemaGenerator, json_schema};
use voluptas_store::attachments::Attachment;
use voluptas_store::{Slice, Tx};

/// The file of the path. One of another project does not exist for this address.
fn file(call: &Call, tx: &Tx<'_>) -> ApiResult<Attachment> {
    let project = call.project(tx)?;
    let found = tx.attachments().by_hash(call.text("hash"))?;
    if found.project_id == Some(project.id) { Ok(found) } else { Err(ApiError::not_found("Attachment")) }
}

pub fn list(call: &Call, query: ListQuery, _: NoBody) -> ApiResult<Listed<FileObject>> {
    call.read(|tx| {
        let mut all = tx.attachments().list(Some(&[call.project(tx)?.id]), Slice::ALL)?.rows;
        all.sort_by_key(|file| file.id);
        let (rows, next_cursor) = cursor::part(all, (query.limit, query.cursor.as_deref()), |file| file.id.0)?;
        Ok(Listed { items: rows.iter().map(|file| FileObject::new(&call.root, &file.reference())).collect(), next_cursor })
    })
}

pub fn get(call: &Call, _: NoQuery, _: NoBody) -> ApiResult<One<FileObject>> {
    call.read(|tx| Ok(One(FileObject::new(&call.root, &file(call, tx)?.reference()))))
}

pub fn delete(call: &Call, _: NoQuery, _: NoBody) -> ApiResult<Done> {
    write(call, "delete_attachment", |tx| {
        let found = file(call, tx)?;
        tx.attachments().delete(found.id)?;
        Ok(Done)
    })
}

/// Refuses parameters in the address of an upload, which has none.
///
/// # Errors
/// 400 with the name of one.
pub fn expect_no_query(call: &Call) -> ApiResult<()> {
    let NoQuery {} = query(call, false)?;
    Ok(())
}

/// The answer to an upload: the stored files, in the order of the body.
pub fn stored(call: &Call, files: &[Attachment]) -> Vec<FileObject> {
    files.iter().map(|file| FileObject::new(&call.root, &file.reference())).collect()
}

/// What the document says of an upload.
pub fn describe_upload(schemas: &mut SchemaGenerator) -> Description {
    let file = schemas.subschema_for::<FileObject>();
    Description {
        query: NoQuery::json_schema(schemas),
        body: Some(json_schema!({
            "type": "object",
            "properties": { "file[]": { "type": "array", "items": { "type": "string", "format": "binary" }, "minItems": 1 } },
            "required": ["file[]"],
        })),
        answer: Some(json_schema!({
            "type": "object",
            "properties": { "items": { "type": "array", "items": file } },
            "required": ["items"],
        })),
        status: StatusCode::CREATED,
        has_tag: false,
        media: &[JSON],
        body_media: "multipart/form-data",
    }
}
