//! Attachments: multipart in, bytes out.

use crate::answer::Answer;
use crate::call::Call;
use crate::dto::attachment::{entity, uploaded};
use crate::error::{ApiError, ApiResult, nothing_here};
use crate::limits::{MAX_BODY, MAX_FILE, MAX_FILES};
use crate::paging;
use crate::parts::Parts;
use crate::state::App;
use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde_json::json;
use std::sync::Arc;
use voluptas_core::domain::user::Permission;
use voluptas_store::Tx;
use voluptas_store::attachments::{Attachment, NewAttachment};

pub fn list(call: &Call) -> ApiResult<Answer> {
    let slice = paging::slice(&call.query)?;
    let visible = call.principal.visible();
    call.read(|tx| Ok(Answer::list(tx.attachments().list(visible.as_deref(), slice)?.map(|a| entity(&call.root, &a)))))
}

/// The attachment of the path. An attachment of a hidden project does not exist for the token.
fn visible(call: &Call, tx: &Tx<'_>, permission: Permission) -> ApiResult<Attachment> {
    let found = tx.attachments().by_hash(call.text("hash"))?;
    let access = &call.principal.access;
    let role = found.project_id.map_or(access.everywhere(), |project| access.role_in(project));
    match role {
        None => Err(ApiError::not_found("Attachment")),
        Some(role) if role.allows(permission) => Ok(found),
        Some(_) => Err(ApiError::forbidden()),
    }
}

pub fn get(call: &Call) -> ApiResult<Answer> {
    call.read(|tx| Ok(Answer::result(entity(&call.root, &visible(call, tx, Permission::Read)?))))
}

pub fn delete(call: &Call) -> ApiResult<Answer> {
    call.write("delete_attachment", |tx| {
        let found = visible(call, tx, Permission::WriteResults)?;
        tx.attachments().delete(found.id)?;
        Ok(Answer::hash(&found.hash))
    })
}

/// A multipart body: its files, whose bytes are stored and which no row names yet, and its short fields.
#[derive(Debug, Default)]
pub struct Received {
    pub files: Vec<NewAttachment>,
    /// Fields without a file, with their texts.
    pub fields: Vec<(String, String)>,
}

/// Longest text of a field beside files that is read.
const MAX_FIELD: usize = 10_000;
/// Most fields beside files that are read.
const MAX_FIELDS: usize = 20;

/// The files of a multipart body, in the parts `file` and `file[..]`. Their bytes are stored, and no row names them yet.
pub async fn receive(app: &App, request: Request) -> ApiResult<Vec<NewAttachment>> {
    Ok(receive_all(app, request, false).await?.files)
}

/// Like [`receive`], and also returns the fields beside the files if `with_fields` is set.
pub async fn receive_all(app: &App, request: Request, with_fields: bool) -> ApiResult<Received> {
    let mut parts = Parts::of(request, MAX_BODY)
        .await
        .map_err(|_| ApiError::new(StatusCode::BAD_REQUEST, "The request must be multipart/form-data with files in file[]."))?;
    let mut files: Vec<NewAttachment> = Vec::new();
    let mut fields: Vec<(String, String)> = Vec::new();
    let broken = |e: axum::extract::multipart::MultipartError| {
        if e.status() == StatusCode::PAYLOAD_TOO_LARGE {
            ApiError::too_large("The files of one request may not be greater than 128 megabytes.")
        } else {
            ApiError::new(StatusCode::BAD_REQUEST, "The multipart body is broken.")
        }
    };
    // Refused files are read to the end: an answer given while the client still sends would be lost.
    let mut refused = None;
    while let Some(mut part) = parts.next().await.map_err(broken)? {
        let is_file = part.name().is_some_and(|n| n == "file" || n.starts_with("file["));
        if is_file && files.len() >= MAX_FILES {
            refused = Some(ApiError::too_large(format!("The file[] may not have more than {MAX_FILES} items.")));
        }
        if with_fields && !is_file && fields.len() < MAX_FIELDS && part.file_name().is_none() {
            let name = part.name().unwrap_or_default().to_owned();
            let mut bytes = Vec::new();
            while let Some(chunk) = part.chunk().await.map_err(broken)? {
                if bytes.len() + chunk.len() <= MAX_FIELD {
                    bytes.extend_from_slice(&chunk);
                }
            }
            fields.push((name, String::from_utf8_lossy(&bytes).into_owned()));
            continue;
        }
        // A form whose field of files was left empty sends a part without a name.
        let is_left = with_fields && is_file && part.file_name().is_none_or(str::is_empty);
        if !is_file || is_left || refused.is_some() {
            while part.chunk().await.map_err(broken)?.is_some() {}
            continue;
        }
        let filename = safe_name(part.file_name().unwrap_or_default());
        let mime = part.content_type().filter(|m| is_mime(m)).map(str::to_owned).unwrap_or_else(|| guess(&filename));
        let (mut writer, mut size) = (app.blobs.writer()?, 0);
        while let Some(chunk) = part.chunk().await.map_err(broken)? {
            size += chunk.len();
            if size > MAX_FILE {
                refused = Some(ApiError::too_large("A file may not be greater than 32 megabytes."));
            }
            if refused.is_none() {
                writer.write(&chunk)?;
            }
        }
        if refused.is_some() {
            continue;
        }
        let (content_hash, size) = writer.finish().await?;
        let size = i64::try_from(size).unwrap_or(i64::MAX);
        files.push(NewAttachment { content_hash, filename, mime, size });
    }
    if let Some(refused) = refused {
        return Err(refused);
    }
    Ok(Received { files, fields })
}

/// Stores the files of a multipart body: all of them or none.
pub async fn upload(call: Call, request: Request) -> ApiResult<Answer> {
    if call.operation.version == crate::rest::ROOT {
        crate::rest::handlers::attachments::expect_no_query(&call)?;
    }
    let key = super::result_files::key_of(&call)?;
    let call = Arc::new(call);
    let for_check = Arc::clone(&call);
    let (request_limits, token) = (&call.app.clone().request_limits, call.principal.token);
    request_limits.of_token(token, true, move || for_check.read(|tx| for_check.project(tx).map(drop))).await?;
    let files = receive(&call.app, request).await?;
    if files.is_empty() {
        return Err(ApiError::field("file", "The file field is required."));
    }
    request_limits
        .of_token(token, false, move || {
            call.expect_rights()?;
            // With its length: a name may hold what separates the files.
            let names = files.iter().map(|file| format!("{}:{}:{};", file.filename.len(), file.filename, file.content_hash));
            let key = key.map(|key| key.with_content(&names.collect::<String>()));
            if let Some(answer) = key.as_ref().map(|key| key.known(&call)).transpose()?.flatten() {
                return Ok(answer);
            }
            let stored = call.write("upload_attachments", |tx| {
                let project = call.project(tx)?;
                let add = |file: &NewAttachment| Ok(tx.attachments().add(Some(project.id), file)?);
                let stored: Vec<Attachment> = files.iter().map(add).collect::<ApiResult<_>>()?;
                if call.operation.version == crate::rest::ROOT {
                    let items = crate::rest::handlers::attachments::stored(&call, &stored);
                    let answer = Answer::new(StatusCode::CREATED, &json!({ "items": items }));
                    key.iter().try_for_each(|key| key.keep_answer(tx, &answer, true))?;
                    return Ok(answer);
                }
                Ok(Answer::result(stored.iter().map(|file| uploaded(&call.root, file)).collect::<Vec<_>>().into()))
            });
            match (stored, &key) {
                // The same request was executed at the same moment.
                (Err(error), Some(key)) => key.known_by_now(&call)?.ok_or(error),
                (stored, _) => stored,
            }
        })
        .await
}

/// A file name without folders and control characters, never blank, at most 255 characters.
pub fn safe_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last.chars().filter(|c| !c.is_control()).take(255).collect();
    let clean = clean.trim();
    if clean.is_empty() || clean.chars().all(|c| c == '.') { "file".to_owned() } else { clean.to_owned() }
}

fn guess(filename: &str) -> String {
    mime_guess::from_path(filename).first_or_octet_stream().essence_str().to_owned()
}

fn is_mime(text: &str) -> bool {
    text.contains('/') && text.len() < 200 && text.bytes().all(|b| b.is_ascii_graphic() || b == b' ')
}

/// Types that a browser shows without executing anything in them.
fn is_harmless(mime: &str) -> bool {
    matches!(mime, "image/png" | "image/jpeg" | "image/gif" | "image/webp" | "text/plain" | "video/mp4" | "video/webm")
}

/// The bytes of a file. The hash is enough to read them, as in Qase; a browser saves them and executes nothing.
pub async fn download(State(app): State<Arc<App>>, path: Result<Path<(String, String)>, PathRejection>) -> Response {
    let Ok(Path((hash, _))) = path else { return nothing_here().await.into_response() };
    match load(&app, hash).await {
        Ok(response) => response,
        Err(error) => error.into_answer().into_response(),
    }
}

pub async fn load(app: &App, hash: String) -> ApiResult<Response> {
    let store = app.store.clone();
    let found = app.request_limits.read(move || Ok(store.read(|tx| tx.attachments().by_hash(&hash))?)).await?;
    if app.is_presigned
        && let Some(url) = app.blobs.signed_url(&found.content_hash).await?
    {
        // The address holds for minutes, the redirect for this once.
        return Ok((StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, url), (header::CACHE_CONTROL, "no-store".into())])
            .into_response());
    }
    let stored = app.blobs.stream(&found.content_hash).await?;
    let (size, parts) = stored.ok_or_else(|| ApiError::not_found("Attachment"))?;
    let mut response = Body::from_stream(parts).into_response();
    response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(size));
    let headers = response.headers_mut();
    let mime = if is_harmless(&found.mime) { found.mime.as_str() } else { "application/octet-stream" };
    let disposition = disposition(&found.filename);
    for (name, value) in [
        (header::CONTENT_TYPE, mime),
        (header::CONTENT_DISPOSITION, disposition.as_str()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
        (header::CACHE_CONTROL, "private, max-age=31536000, immutable"),
    ] {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    }
    Ok(response)
}

/// `attachment; filename="…"; filename*=UTF-8''…` (RFC 6266, RFC 5987).
fn disposition(filename: &str) -> String {
    let plain: String = filename.chars().map(|c| if c.is_ascii_graphic() && c != '"' && c != '\\' { c } else { '_' }).collect();
    let mut encoded = String::new();
    for byte in filename.bytes() {
        if byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_harmless() {
        assert_eq!(safe_name("../../etc/passwd"), "passwd");
        assert_eq!(safe_name("C:\\temp\\a.png"), "a.png");
        assert_eq!(safe_name(".."), "file");
        assert_eq!(safe_name("a\r\nb"), "ab");
        assert_eq!(
            disposition("отчёт \"1\".txt"),
            "attachment; filename=\"_______1_.txt\"; filename*=UTF-8''%D0%BE%D1%82%D1%87%D1%91%D1%82%20%221%22.txt"
        );
        assert_eq!(guess("a.json"), "application/json");
    }
}
