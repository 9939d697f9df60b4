//! Files of test tools, uploaded as one run: `POST /api/v1/projects/{code}/results`.
//!
//! The multipart body has a folder's files, archives or single files in `file` or `file[]`, and those of re-runs in `rerun` or `rerun[]`;
//! `run_name`, `environment`, `create_cases`, `again` and `label` are parameters of the address, and so are `run_key`, `shards` and `into`,
//! by which several uploads fill one run. The answer is the object of `voluptas-cli ingest --json`.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::attachments::safe_name;
use crate::answer::Answer;
use crate::body::Room;
use crate::call::Call;
use crate::error::{ApiError, ApiResult, FieldError};
use crate::limits::{MAX_FIELD_ERRORS, MAX_RESULT_FILES, MAX_SAME_NAME, MAX_UNPACKED, MAX_UPLOADED};
use crate::parts::Parts;
use crate::rest::once;
use crate::state::App;
use crate::{metrics, quotas};
use axum::extract::Request;
use axum::extract::multipart::{Field, MultipartError};
use axum::http::StatusCode;
use serde_json::Value;
use tokio::io::AsyncWriteExt as _;
use voluptas_app::cases::file::Target;
use voluptas_app::project::limits::passed;
use voluptas_app::results;
use voluptas_app::results::files::{GatherError, Gathered, Limits, SkippedFile, SkippedFiles, gather};
use voluptas_app::results::ingest::{
    Error, Ingested, IngestedObject, MOST_SHARDS, Options, RunKey, ShardError, ShardOf, parse_label,
};
use voluptas_core::base::SystemClock;
use voluptas_core::base::scratch::Scratch;
use voluptas_core::domain::Message;
use voluptas_core::domain::message::Explain as _;
use voluptas_core::domain::project::Project;
use voluptas_core::domain::user::Permission;
use voluptas_i18n::{Lang, Tr};
use voluptas_jobs::JobCtx;
use voluptas_store::project_rules::Usage;
use voluptas_store::{self as store, Author, Source, Tx};

/// Stores the results of the uploaded files as a run of the project.
pub async fn upload(call: Call, request: Request) -> ApiResult<Answer> {
    let options = options(&call)?;
    let key = key_of(&call)?;
    let call = Arc::new(call);
    let for_project = Arc::clone(&call);
    let (request_limits, token) = (&call.app.clone().request_limits, call.principal.token);
    let project = request_limits.of_token(token, true, move || for_project.read(|tx| with_room(&for_project, tx))).await?;
    let parts = Parts::of(request, MAX_RESULT_FILES).await;
    let parts = parts.map_err(|_| bad("The request must be multipart/form-data with files in file[]."))?;
    let folder = Scratch::new().map_err(|e| not_stored(&e))?;
    // Until the end of the request: the files lie on the disk for as long.
    let app = Arc::clone(&call.app);
    let mut room = Room::new(&app.uploads);
    let (paths, reruns) = receive(parts, folder.path(), &mut room, &mut Vec::new()).await?;
    let limits = Limits { files: MAX_UPLOADED, unpacked: MAX_UNPACKED, ..Limits::default() };
    // Others may write while archives are unpacked.
    let gather_all = move || {
        let key = key.map(|key| Ok::<_, ApiError>(key.with_content(&hash_of(&paths, &reruns)?))).transpose()?;
        let gathered = gather(&paths, limits).and_then(|mut gathered| {
            gathered.add_reruns(&reruns, limits)?;
            Ok(gathered)
        });
        Ok((gathered.map_err(|error| unreadable(&error))?, key))
    };
    let (gathered, key) = request_limits.of_token(token, true, gather_all).await?;
    let answer = request_limits
        .of_token(token, false, move || {
            let code = project.code.clone();
            let answer = |done: &Ingested| {
                let object = IngestedObject::new(&code, done, None);
                Answer::new(StatusCode::OK, &serde_json::to_value(object).unwrap_or(Value::Null))
            };
            let Some(key) = key else { return Ok(answer(&ingest(&call, project, gathered, &options)?)) };
            key.executed_once(&call, |taken| {
                // With the run: a server that is killed then has executed the request, and knows it.
                let keep = |tx: &Tx<'_>, done: &Ingested| key.keep_taken(tx, taken, &answer(done));
                let done = ingested(&call, project, gathered, &options, keep).map_err(UploadError::into_api)?;
                Ok(answer(&done))
            })
        })
        .await;
    // Until here: the files are read from it.
    folder.remove_in_background();
    answer
}

/// Longest text of a field beside the files, in bytes.
const MAX_FIELD: usize = 4 << 10;
/// Most fields beside the files.
const MAX_FIELDS: usize = 50;

/// The refusal of an upload. A page says it in the language of the visitor.
#[derive(Debug)]
pub enum UploadError {
    Request(ApiError),
    /// The files cannot be gathered.
    Gather(GatherError),
    /// The files cannot be stored as a run.
    Ingest(Error),
}

impl From<ApiError> for UploadError {
    fn from(error: ApiError) -> Self {
        Self::Request(error)
    }
}

impl UploadError {
    /// The refusal as the API answers it.
    pub fn into_api(self) -> ApiError {
        match self {
            Self::Request(error) => error,
            Self::Gather(error) => unreadable(&error),
            Self::Ingest(error) => refused(error),
        }
    }
}

/// Stores the files of a form as a run. `begin` gives the operation for the other fields of the form, before anything is stored.
pub async fn ingest_form(
    app: Arc<App>,
    request: Request,
    begin: impl FnOnce(Vec<(String, String)>) -> ApiResult<Call> + Send,
) -> Result<Ingested, UploadError> {
    let parts = Parts::of(request, MAX_RESULT_FILES).await;
    let parts = parts.map_err(|_| bad("The request must be multipart/form-data with files in file[]."))?;
    let folder = Scratch::new().map_err(|e| not_stored(&e))?;
    let mut room = Room::new(&app.uploads);
    let mut fields = Vec::new();
    let received = receive(parts, folder.path(), &mut room, &mut fields).await;
    // The form is known before its files are refused.
    let call = Arc::new(begin(fields)?);
    let (paths, reruns) = received?;
    let options = options(&call)?;
    let (request_limits, token) = (&app.request_limits, call.principal.token);
    let for_project = Arc::clone(&call);
    let project = request_limits.of_token(token, true, move || for_project.read(|tx| with_room(&for_project, tx))).await?;
    let limits = Limits { files: MAX_UPLOADED, unpacked: MAX_UNPACKED, ..Limits::default() };
    let gather_all = move || {
        Ok(gather(&paths, limits).and_then(|mut gathered| {
            gathered.add_reruns(&reruns, limits)?;
            Ok(gathered)
        }))
    };
    let gathered = request_limits.of_token(token, true, gather_all).await?.map_err(UploadError::Gather)?;
    let work = move || Ok(ingested(&call, project, gathered, &options, |_, _| Ok(())));
    let answer = request_limits.of_token(token, false, work).await;
    folder.remove_in_background();
    answer?
}

/// The key of an upload by the own API; clients of Qase send none.
pub fn key_of(call: &Call) -> ApiResult<Option<once::Key>> {
    if call.operation.version == crate::rest::ROOT { once::Key::of(call) } else { Ok(None) }
}

/// The hash of files and of those of re-runs, with their names.
fn hash_of(files: &[PathBuf], reruns: &[PathBuf]) -> ApiResult<String> {
    let mut all = blake3::Hasher::new();
    let marked = files.iter().map(|path| ("file", path)).chain(reruns.iter().map(|path| ("rerun", path)));
    for (part, path) in marked {
        let mut one = blake3::Hasher::new();
        let file = std::fs::File::open(path).map_err(|error| not_stored(&error))?;
        one.update_reader(file).map_err(|error| not_stored(&error))?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        // With its length: a name may hold what separates the files.
        all.update(format!("{part}:{}:{name}:{};", name.len(), one.finalize().to_hex()).as_bytes());
    }
    Ok(all.finalize().to_hex().to_string())
}

/// Stores gathered results as a run of a project, in the name of the token's owner, and counts them. Blocks.
pub fn ingest(call: &Call, project: Project, gathered: Gathered, options: &Options) -> ApiResult<Ingested> {
    ingested(call, project, gathered, options, |_, _| Ok(())).map_err(UploadError::into_api)
}

fn ingested(
    call: &Call,
    project: Project,
    mut gathered: Gathered,
    options: &Options,
    last: impl FnOnce(&Tx<'_>, &Ingested) -> store::Result<()>,
) -> Result<Ingested, UploadError> {
    call.expect_rights()?;
    let store = call.app.store.by(Author::new(Source::Api, Some(&call.principal.owner)));
    let ctx = JobCtx::detached(Arc::new(SystemClock));
    let done = results::ingest::ingest_with(&store, &Target::Existing(project), &mut gathered, options, &ctx, last);
    // No other write waits for the removal of unpacked archives.
    gathered.release();
    let done = done.map_err(UploadError::Ingest)?;
    if !done.was_there {
        call.app.stats.count_write();
        for (status, n) in &done.attempt_statuses {
            call.app.metrics.count_results(metrics::status_word(status), *n as u64);
        }
    }
    Ok(done)
}

/// The project, unless it has reached a limit. An upload that begins below its limits is stored as a whole.
pub fn with_room(call: &Call, tx: &Tx<'_>) -> ApiResult<Project> {
    let project = call.project(tx)?;
    if let Some(limits) = call.app.quotas.of(&project.code) {
        let before = tx.project_rules().usage(project.id)?;
        let creates_cases = call.query.truth("create_cases")?.unwrap_or(false);
        let after = Usage {
            results: before.results + 1,
            attachment_bytes: before.attachment_bytes + 1,
            cases: before.cases + i64::from(creates_cases),
        };
        if let Some(passed) = passed(&limits, &before, &after) {
            return Err(quotas::refusal(passed));
        }
    }
    Ok(project)
}

/// Parameters of an upload by the own API. Qase's clients may send more.
const PARAMETERS: [&str; 8] = ["run_name", "environment", "create_cases", "again", "label", "into", "run_key", "shards"];

/// Refuses parameters that an upload does not have, and those given twice: labels alone may be several.
fn check_parameters(call: &Call) -> ApiResult<()> {
    let mut seen = HashSet::new();
    for (name, text) in call.query.pairs() {
        let is_label = matches!(name, "label" | "label[]");
        if !is_label && !PARAMETERS.contains(&name) {
            return Err(ApiError::field(name, format!("is no parameter; there are {}", PARAMETERS.join(", "))));
        }
        if !is_label && !seen.insert(name) {
            return Err(ApiError::field(name, "is given twice"));
        }
        if text.contains('\0') {
            return Err(ApiError::field(name, "has a NUL character"));
        }
    }
    Ok(())
}

fn options(call: &Call) -> ApiResult<Options> {
    if call.operation.version == crate::rest::ROOT {
        check_parameters(call)?;
    }
    let creates_cases = call.query.truth("create_cases")?.unwrap_or(false);
    let role = call.principal.role_in(call.code());
    if creates_cases && !role.is_some_and(|role| role.allows(Permission::WriteCases)) {
        return Err(ApiError::forbidden());
    }
    let text = |name: &str| call.query.get(name).map(str::to_owned);
    let again = call.query.truth("again")?.unwrap_or(false);
    let label = |text: &str| parse_label(text).ok_or_else(|| ApiError::field("label", "The label must be NAME=VALUE."));
    let labels = call.query.all("label").map(label).collect::<ApiResult<Vec<_>>>()?;
    let (run_name, environment) = (text("run_name"), text("environment"));
    Ok(Options { run_name, environment, creates_cases, again, labels, shard_of: shard_of(call)?, is_alone: false })
}

/// The run that the results are added to: `into`, the number of a run, or `run_key` with `shards`.
fn shard_of(call: &Call) -> ApiResult<Option<ShardOf>> {
    let number = call.query.number("into")?;
    let shards = call.query.number("shards")?;
    let key = call.query.get("run_key").map(|key| RunKey::new(key).map_err(|invalid| field("run_key", &invalid.message)));
    let refused = |name: &str, other: &str| ApiError::field(name, format!("The {name} field may not be sent with {other}."));
    match (number, key.transpose()?) {
        (Some(_), Some(_)) => Err(refused("into", "run_key")),
        (Some(_), None) if shards.is_some() => Err(refused("shards", "into")),
        (Some(number), None) => Ok(Some(ShardOf::Run(number))),
        (None, Some(key)) => {
            let count = |n: i64| u32::try_from(n).ok().filter(|n| (1..=MOST_SHARDS).contains(n));
            let outside = || ApiError::field("shards", format!("The shards must be between 1 and {MOST_SHARDS}."));
            let shards = shards.map(|n| count(n).ok_or_else(outside)).transpose()?;
            Ok(Some(ShardOf::Key { key, shards }))
        }
        (None, None) if shards.is_some() => Err(ApiError::field("shards", "The shards field needs run_key.")),
        (None, None) => Ok(None),
    }
}

fn field(name: &str, message: &Message) -> ApiError {
    ApiError::field(name, english(message))
}

/// Writes the files of a body to a folder. Returns their paths and those of re-runs. Files with the same name get folders of
/// their own, because the name decides the format. Folders are costly, so the number of such files is limited.
async fn receive(
    mut parts: Parts,
    folder: &Path,
    room: &mut Room<'_>,
    fields: &mut Vec<(String, String)>,
) -> ApiResult<(Vec<PathBuf>, Vec<PathBuf>)> {
    let (mut paths, mut reruns) = (Vec::new(), Vec::new());
    let mut names: HashMap<String, usize> = HashMap::new();
    // Folders that are there: the first has a file of each name, the second the second file of a name, and so on.
    let mut folders = 0;
    while let Some(part) = parts.next().await.map_err(|e| broken(&e))? {
        let is_called = |wanted: &str| {
            let rest = part.name().and_then(|name| name.strip_prefix(wanted));
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('['))
        };
        let is_rerun = is_called("rerun");
        if !is_rerun && !is_called("file") {
            let name = part.name().unwrap_or_default().to_owned();
            if let (Some(text), true) =
                (crate::parts::text(part, MAX_FIELD).await.map_err(|e| broken(&e))?, fields.len() < MAX_FIELDS)
            {
                fields.push((name, text));
            }
            continue;
        }
        // A field in which no file was chosen.
        if part.file_name().is_some_and(str::is_empty) {
            pass_over(part).await?;
            continue;
        }
        if paths.len() + reruns.len() >= MAX_UPLOADED {
            return Err(ApiError::too_large(format!("The file[] may not have more than {MAX_UPLOADED} items.")));
        }
        let name = short_name(&safe_name(part.file_name().unwrap_or_default()));
        let earlier = names.entry(name.to_lowercase()).or_default();
        if *earlier >= MAX_SAME_NAME {
            let limit = format!("The file[] may not have more than {MAX_SAME_NAME} items of one name.");
            return Err(ApiError::too_large(format!("{limit} Send them in an archive.")));
        }
        let place = folder.join(earlier.to_string());
        if *earlier == folders {
            tokio::fs::create_dir_all(&place).await.map_err(|e| not_stored(&e))?;
            folders += 1;
        }
        *earlier += 1;
        let path = place.join(&name);
        write(part, &path, room).await?;
        if is_rerun { reruns.push(path) } else { paths.push(path) }
    }
    if paths.is_empty() {
        return Err(ApiError::field("file", "The file field is required."));
    }
    Ok((paths, reruns))
}

/// The end of a name in 200 bytes, which every file system takes; the ending tells the format.
pub fn short_name(name: &str) -> String {
    let mut from = name.len().saturating_sub(200);
    while !name.is_char_boundary(from) {
        from += 1;
    }
    let name = name.get(from..).unwrap_or_default();
    if cfg!(windows) { plain_on_windows(name) } else { name.to_owned() }
}

/// A name that Windows takes for a file: no stream of another file (`a.xml:b`), no device (`NUL.xml`), no pattern, no dot at the end.
fn plain_on_windows(name: &str) -> String {
    let plain: String = name.chars().map(|c| if "<>:\"|?*".contains(c) { '_' } else { c }).collect();
    let plain = plain.trim_end_matches(['.', ' ']);
    let stem = plain.split('.').next().unwrap_or_default().trim_end().to_ascii_uppercase();
    let is_port = |start: &str| stem.strip_prefix(start).is_some_and(|rest| rest.chars().count() == 1);
    let is_device = matches!(stem.as_str(), "" | "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$");
    if is_device || is_port("COM") || is_port("LPT") { format!("_{plain}") } else { plain.to_owned() }
}

pub async fn pass_over(mut part: Field<'_>) -> ApiResult<()> {
    while part.chunk().await.map_err(|e| broken(&e))?.is_some() {}
    Ok(())
}

/// Bytes of a part that are collected before they are written. A smaller part is written at once: each step of a file is one of another
/// thread, and an upload may have thousands of small parts.
const SMALL: usize = 256 << 10;

pub async fn write(mut part: Field<'_>, path: &Path, room: &mut Room<'_>) -> ApiResult<()> {
    let mut head: Vec<u8> = Vec::new();
    while head.len() < SMALL {
        let Some(chunk) = part.chunk().await.map_err(|e| broken(&e))? else {
            return tokio::fs::write(path, head).await.map_err(|e| not_stored(&e));
        };
        room.add(chunk.len()).await?;
        head.extend_from_slice(&chunk);
    }
    let mut file = tokio::fs::File::create_new(path).await.map_err(|e| not_stored(&e))?;
    file.write_all(&head).await.map_err(|e| not_stored(&e))?;
    drop(head);
    while let Some(chunk) = part.chunk().await.map_err(|e| broken(&e))? {
        room.add(chunk.len()).await?;
        file.write_all(&chunk).await.map_err(|e| not_stored(&e))?;
    }
    file.flush().await.map_err(|e| not_stored(&e))
}

fn bad(message: impl Into<String>) -> ApiError {
    ApiError::new(StatusCode::BAD_REQUEST, message)
}

fn broken(error: &MultipartError) -> ApiError {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        ApiError::too_large("The files of one request may not be greater than 512 megabytes.")
    } else {
        bad("The multipart body is broken.")
    }
}

/// The refusal of files that cannot be gathered. Paths of this computer are for the log alone.
fn unreadable(error: &GatherError) -> ApiError {
    match error {
        GatherError::Unreadable { error, .. } | GatherError::Temporary(error) => not_stored(error),
        GatherError::Archive { .. } | GatherError::TooMany { .. } => bad(english(&error.message())),
    }
}

pub fn not_stored(error: &std::io::Error) -> ApiError {
    tracing::error!(error = %error, "uploaded files could not be written");
    ApiError::new(StatusCode::INSUFFICIENT_STORAGE, "The server could not write the files. Nothing was stored.")
}

pub fn refused(error: Error) -> ApiError {
    match error {
        Error::Ingest(error) => error.into(),
        Error::Shard(error @ ShardError::Ended { .. }) => ApiError::new(StatusCode::CONFLICT, english(&error.message())),
        Error::Shard(error @ ShardError::OtherNumber { .. }) => field("shards", &error.message()),
        Error::NoResults(skipped) => {
            let mut refused =
                ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, english(&Error::NoResults(SkippedFiles::default()).message()));
            let field = |file: &SkippedFile| FieldError { field: file.file.clone(), error: english(&file.reason) };
            refused.fields = skipped.listed.iter().take(MAX_FIELD_ERRORS).map(field).collect();
            let more = skipped.count().saturating_sub(refused.fields.len());
            if more > 0 {
                let error = english(&Message::new("ingest-more-files").count("count", more));
                refused.fields.push(FieldError { field: "file".to_owned(), error });
            }
            refused
        }
        other => bad(english(&other.message())),
    }
}

pub fn english(message: &Message) -> String {
    Tr::new(Lang::En).message(message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_windows_are_no_devices_and_no_streams() {
        for (name, plain) in [
            ("junit.xml", "junit.xml"),
            ("junit.xml:hidden", "junit.xml_hidden"),
            ("NUL.xml", "_NUL.xml"),
            ("com1", "_com1"),
            ("LPT².txt", "_LPT².txt"),
            ("company.xml", "company.xml"),
            ("report. ", "report"),
            ("...", "_"),
        ] {
            assert_eq!(plain_on_windows(name), plain, "{name}");
        }
    }

    #[test]
    fn commands_on_pages_are_uploads_that_the_server_takes() {
        for page in [
            include_str!("../../../../assets/html/web/token-parts.html"),
            include_str!("../../../../assets/html/web/settings_integrations.html"),
        ] {
            let (command, query) = page.split_once("/results?").expect("a command");
            let (name, _) = query.split_once('=').expect("a parameter");
            assert!(PARAMETERS.contains(&name) && command.contains("-F \"file[]=@"), "{command}/results?{name}");
        }
    }

    #[test]
    fn paths_of_the_server_are_not_told() {
        let path = "/tmp/voluptas-1/0/junit.xml".into();
        let refused = unreadable(&GatherError::Unreadable { path, error: std::io::Error::other("no") });
        assert_eq!((refused.status.as_u16(), refused.message.contains("/tmp")), (507, false));
    }
}
