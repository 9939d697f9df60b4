//! Results of Allure in the form of TestOps (R2.24-R2.32): loose files, or one archive `allure-results.tar.gz`.

use super::{project, russian};
use crate::answer::Answer;
use crate::body::Room;
use crate::call::Call;
use crate::error::{ApiError, ApiResult};
use crate::handlers::attachments::safe_name;
use crate::handlers::result_files::{english, ingest, not_stored, pass_over, short_name, with_room, write};
use crate::limits::{MAX_UNPACKED, MAX_UPLOADED};
use crate::parts::{self, Parts};
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use futures::future::BoxFuture;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use voluptas_app::results::files::{ArchiveError, GatherError, Gathered, Limits, gather};
use voluptas_app::results::ingest::Options;
use voluptas_core::base::scratch::Scratch;
use voluptas_core::domain::message::Explain as _;
use voluptas_core::domain::user::Permission;
use voluptas_i18n::plain_numbers;
use voluptas_store::Op;

/// Most bytes of an upload (R2.25).
const MAX_BYTES: usize = 52_428_800;
/// Room for the borders between the parts of the body.
const BORDERS: usize = 4 << 20;
/// Most bytes of the name of a run.
const LONGEST_NAME: usize = 4096;
/// Endings of loose files.
const ENDINGS: [&str; 24] = [
    "json",
    "properties",
    "txt",
    "html",
    "xml",
    "csv",
    "log",
    "md",
    "yaml",
    "yml",
    "png",
    "jpg",
    "jpeg",
    "gif",
    "webp",
    "svg",
    "bmp",
    "webm",
    "mp4",
    "pdf",
    "zip",
    "har",
    "diff",
    "uri",
];

/// A refusal with the word that programs read (R2.26).
fn refuse(code: &str, message: impl AsRef<str>) -> Response {
    Answer::new(StatusCode::BAD_REQUEST, &refusal(code, message.as_ref())).into_response()
}

fn refusal(code: &str, message: &str) -> Value {
    json!({ "success": false, "error": code, "message": plain_numbers(message) })
}

/// Outcome of a step that may refuse in words of its own.
type Checked<T> = Result<T, Response>;

fn failed(error: ApiError) -> Response {
    error.into_answer().into_response()
}

/// The files of a body in a folder, and the name of the run.
struct Received {
    paths: Vec<PathBuf>,
    run_name: Option<String>,
}

async fn receive(mut parts: Parts, folder: &Path, room: &mut Room<'_>) -> Checked<Received> {
    let mut received = Received { paths: Vec::new(), run_name: None };
    let mut names: BTreeSet<String> = BTreeSet::new();
    let mut bytes = 0;
    loop {
        let part = match parts.next().await {
            Ok(None) => return Ok(received),
            Ok(Some(part)) => part,
            Err(error) if error.status() == StatusCode::PAYLOAD_TOO_LARGE => return Err(too_large()),
            Err(_) => return Err(refuse("broken_body", "The multipart body is broken")),
        };
        if part.name() == Some("run_name") {
            let text =
                parts::text(part, LONGEST_NAME).await.map_err(|_| refuse("broken_body", "The multipart body is broken"))?;
            let text = text.ok_or_else(|| refuse("broken_body", format!("run_name has more than {LONGEST_NAME} bytes")))?;
            received.run_name = Some(text).filter(|text| !text.trim().is_empty());
            continue;
        }
        let is_file = part.name().is_some_and(|name| name == "files" || name == "files[]");
        if !is_file || part.file_name().is_none_or(str::is_empty) {
            pass_over(part).await.map_err(failed)?;
            continue;
        }
        if received.paths.len() >= MAX_UPLOADED {
            return Err(refuse("too_many_files", format!("More than {MAX_UPLOADED} files. Send them in an archive")));
        }
        let name = short_name(&safe_name(part.file_name().unwrap_or_default()));
        if !names.insert(name.to_lowercase()) {
            return Err(refuse("duplicate_file", format!("{name}: two files have this name")));
        }
        let path = folder.join(&name);
        write(part, &path, room)
            .await
            .map_err(|error| if error.status == StatusCode::PAYLOAD_TOO_LARGE { too_large() } else { failed(error) })?;
        let size = tokio::fs::metadata(&path).await.map_err(|error| failed(not_stored(&error)))?.len();
        bytes += usize::try_from(size).unwrap_or(usize::MAX);
        if bytes > MAX_BYTES {
            return Err(too_large());
        }
        received.paths.push(path);
    }
}

fn too_large() -> Response {
    refuse("too_large", format!("The files may not be greater than {MAX_BYTES} bytes together"))
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn is_archive(name: &str) -> bool {
    let name = name.to_lowercase();
    name.ends_with(".tar.gz") || name.ends_with(".tgz")
}

/// Checks the kinds of the files.
fn check(paths: &[PathBuf]) -> Checked<()> {
    if paths.is_empty() {
        return Err(refuse("no_files", russian("testops-no-files")));
    }
    let names: Vec<String> = paths.iter().map(|path| name_of(path)).collect();
    let archives = names.iter().filter(|name| is_archive(name)).count();
    if archives > 1 {
        return Err(refuse("multiple_archives", "One archive at a time"));
    }
    if archives == 1 && names.len() > 1 {
        return Err(refuse("mixed_upload", "An archive or loose files, not both"));
    }
    for (path, name) in paths.iter().zip(&names) {
        let head = std::fs::File::open(path).and_then(|mut file| {
            let mut head = [0; 2];
            let n = std::io::Read::read(&mut file, &mut head)?;
            Ok((n, head))
        });
        let (n, head) = head.map_err(|error| failed(not_stored(&error)))?;
        if archives == 1 {
            if n == 0 {
                return Err(refuse("empty_archive", format!("{name} is empty")));
            }
            if n < 2 || head != [0x1F, 0x8B] {
                return Err(refuse("invalid_gzip", format!("{name} is no gzip file")));
            }
            continue;
        }
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_lowercase();
        if !ENDINGS.contains(&ending.as_str()) {
            return Err(refuse("invalid_file_type", format!("{name}: files of this kind are not taken")));
        }
        if n == 0 {
            return Err(refuse("empty_file", format!("{name} is empty")));
        }
    }
    Ok(())
}

/// Refuses files without results of Allure, and results in several folders.
fn check_results(gathered: &Gathered) -> Checked<()> {
    let mut folders: BTreeSet<PathBuf> = BTreeSet::new();
    for file in &gathered.files {
        if file.is_allure_result() {
            folders.insert(file.path().parent().unwrap_or(Path::new("")).to_owned());
        }
    }
    match folders.len() {
        0 => Err(refuse("missing_allure_results", "There is no file *-result.json")),
        1 => Ok(()),
        _ => Err(refuse("ambiguous_allure_results", "Results lie in several folders")),
    }
}

fn unreadable(error: &GatherError) -> Response {
    let words = english(&error.message());
    let code = match error {
        GatherError::Archive { error, .. } => match error {
            ArchiveError::Damaged(_) => "invalid_tar_gz",
            ArchiveError::UnsafePath(_) => "unsafe_archive_path",
            ArchiveError::UnsafeMember(_) | ArchiveError::SameName => "unsafe_archive_member",
            ArchiveError::Empty => "empty_tar_archive",
            ArchiveError::LongHeader(_) | ArchiveError::TooLarge => "archive_too_large",
            ArchiveError::Io(error) => return failed(not_stored(error)),
        },
        GatherError::TooMany { .. } => "too_many_files",
        GatherError::Unreadable { error, .. } | GatherError::Temporary(error) => return failed(not_stored(error)),
    };
    refuse(code, words)
}

/// Stores the results of the uploaded files as a run.
pub fn upload(call: Call, request: Request) -> BoxFuture<'static, ApiResult<Response>> {
    Box::pin(async move { Ok(stored(call, request).await.unwrap_or_else(|refused| refused)) })
}

async fn stored(call: Call, request: Request) -> Checked<Response> {
    let call = Arc::new(call);
    let (app, token) = (Arc::clone(&call.app), call.principal.token);
    let for_project = Arc::clone(&call);
    let find = move || {
        for_project.read(|tx| {
            project(&for_project, tx, Permission::WriteResults)?;
            with_room(&for_project, tx)
        })
    };
    let project = app.request_limits.of_token(token, true, find).await.map_err(failed)?;
    let parts = Parts::of(request, MAX_BYTES + BORDERS).await;
    let parts = parts.map_err(|_| refuse("no_files", russian("testops-no-files")))?;
    let folder = Scratch::new().map_err(|error| failed(not_stored(&error)))?;
    let mut room = Room::new(&app.uploads);
    let received = receive(parts, folder.path(), &mut room).await?;
    let run_name = received.run_name.or_else(|| call.query.get("run_name").map(str::to_owned));
    let limits = Limits { files: MAX_UPLOADED, unpacked: MAX_UNPACKED, ..Limits::default() };
    let paths = received.paths;
    let read = move || Ok(check(&paths).and_then(|()| gather(&paths, limits).map_err(|e| unreadable(&e))));
    let gathered = app.request_limits.of_token(token, true, read).await.map_err(failed)??;
    check_results(&gathered)?;
    let work = move || {
        let is_named = run_name.is_some();
        let done = ingest(&call, project, gathered, &Options { run_name, ..Options::default() })?;
        if !is_named && !done.was_there {
            // The names of TestOps (R2.28); a run without a start has the time of its storing.
            call.store().write(Op::bulk("name_run"), |tx| {
                let run = tx.runs().get(done.run)?;
                let mut content = run.content.clone();
                let at = voluptas_core::base::clock::to_plain(run.start_ms.unwrap_or(run.created_ms));
                let digits: String =
                    at.chars().map(|c| if c == ' ' { '_' } else { c }).filter(|c| c.is_ascii_digit() || *c == '_').collect();
                content.title = format!("run_{}_{digits}", run.number);
                tx.runs().update(run.id, &content)
            })?;
        }
        let body = json!({ "success": true, "run_id": done.number, "message": russian("testops-uploaded") });
        Ok(Answer::new(StatusCode::CREATED, &body))
    };
    let answer = app.request_limits.of_token(token, false, work).await;
    folder.remove_in_background();
    Ok(answer.unwrap_or_else(ApiError::into_answer).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_a_refusal_are_plain_digits() {
        let error = GatherError::TooMany { limit: 10_000 };
        assert!(english(&error.message()).contains('\u{202f}'));
        assert!(
            refusal("too_many_files", &english(&error.message()))["message"].as_str().is_some_and(|text| text.contains("10000"))
        );
    }
}
