//! Files of cases and results: attached from this computer, and fetched on demand from where they are stored.

use crate::files::import::unreadable;
use crate::qase::connection::QaseConnection;
use crate::workspace::rate_wait::with_rate_wait;
use crate::{Workspace, workspace};
use std::path::{Path, PathBuf};
use voluptas_core::base::fs::{Access, read_at_most, write_atomic};
use voluptas_core::domain::Message;
use voluptas_core::domain::case::AttachmentRef;
use voluptas_core::domain::ids::CaseId;
use voluptas_jobs::{Busy, Failure, FailureKind, JobCtx, JobError, JobHandle, JobSpec, Report, Reportable};
use voluptas_qase as qase;
use voluptas_store::attachments::NewAttachment;
use voluptas_store::blobs::{self, Blobs};
use voluptas_store::{self as store, Op, Store};

/// Greatest length of an attached file, in bytes: Qase takes no larger ones.
pub const MAX_FILE: usize = 32 * 1024 * 1024;

/// A file to attach.
#[derive(Debug, Clone)]
pub enum NewFile {
    /// A file of this computer.
    Path(PathBuf),
    /// A picture of the clipboard, read when the job runs.
    Screenshot {
        /// Name that the file gets.
        filename: String,
        /// Gives the picture as PNG; none without a picture.
        read: fn() -> Option<Vec<u8>>,
    },
}

/// Files that were attached to a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttachOutcome {
    /// Number of files.
    pub count: usize,
    /// The operation of the history that attached them.
    pub operation: Option<i64>,
}

impl Reportable for AttachOutcome {
    fn report(&self) -> Report {
        Report::default().count("written", u64::try_from(self.count).unwrap_or(u64::MAX))
    }
}

/// A job that takes files for a case, one at a time for each case.
fn spec(case: CaseId, files: usize) -> JobSpec {
    let mut spec = JobSpec::new("attach", Message::new("app-job-attach").count("count", files));
    spec.exclusive = Some(format!("attach {}", case.0));
    spec
}

/// Attaches files to a case: all of them or none, as one named write.
///
/// # Errors
/// [`Busy`] while files are being attached to the same case.
pub fn attach(workspace: &Workspace, case: CaseId, files: Vec<NewFile>) -> Result<JobHandle<AttachOutcome>, Busy> {
    stored_and_written(workspace, case, files, move |store, stored| add(store, case, stored))
}

/// Files that were stored for a step of a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredFiles {
    /// References to put into the step. The save of the draft attaches them.
    pub files: Vec<AttachmentRef>,
}

impl Reportable for StoredFiles {
    fn report(&self) -> Report {
        Report::default().count("written", u64::try_from(self.files.len()).unwrap_or(u64::MAX))
    }
}

/// Stores files for a step of the draft of a case. The case itself is written when the draft is saved.
///
/// # Errors
/// [`Busy`] while files are being attached to the same case.
pub fn store_files(workspace: &Workspace, case: CaseId, files: Vec<NewFile>) -> Result<JobHandle<StoredFiles>, Busy> {
    stored_and_written(workspace, case, files, move |store, stored| {
        let written = store.write(Op::bulk("store_files"), |tx| {
            let project = tx.cases().get(case)?.project_id;
            stored.iter().map(|file| Ok(tx.attachments().add(Some(project), file)?.reference())).collect()
        })?;
        Ok(StoredFiles { files: written.value })
    })
}

/// Starts the job that stores the bytes of files, and then writes the rows that refer to them.
fn stored_and_written<T: Reportable + Send + 'static>(
    workspace: &Workspace,
    case: CaseId,
    files: Vec<NewFile>,
    write: impl FnOnce(&Store, &[NewAttachment]) -> store::Result<T> + Send + 'static,
) -> Result<JobHandle<T>, Busy> {
    let store = workspace.store.clone();
    let spec = spec(case, files.len());
    let title = spec.title.clone();
    workspace.jobs.spawn(spec, move |ctx| async move {
        ctx.stage(title, None);
        let stored = put(&ctx, &store, files).await?;
        let written = tokio::task::spawn_blocking(move || write(&store, &stored)).await;
        written.map_err(|_| JobError::Failed(workspace::failure::internal()))?.map_err(JobError::from)
    })
}

/// Stores the bytes of files.
async fn put(ctx: &JobCtx, store: &Store, files: Vec<NewFile>) -> Result<Vec<NewAttachment>, JobError> {
    let store = store.clone();
    let opened = tokio::task::spawn_blocking(move || store.blobs()).await;
    let blobs = opened.map_err(|_| JobError::Failed(workspace::failure::internal()))??;
    let mut stored = Vec::new();
    for file in files {
        let (filename, bytes) = match tokio::task::spawn_blocking(move || read(file)).await {
            Ok(read) => read.map_err(JobError::Failed)?,
            Err(_) => return Err(JobError::Failed(workspace::failure::internal())),
        };
        ctx.check()?;
        let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
        let mime = mime_guess::from_path(&filename).first_or_octet_stream().essence_str().to_owned();
        stored.push(NewAttachment { content_hash: blobs.put(bytes).await?, filename, mime, size });
    }
    Ok(stored)
}

/// Removes a file from a case. Its bytes stay, so that undo can bring the file back. Another file at that place stays.
///
/// # Errors
/// [`store::Error::NotFound`] without the case.
pub fn detach(store: &Store, case: CaseId, file: &AttachmentRef) -> store::Result<bool> {
    let label = Message::new("history-detach").with("name", &file.filename);
    let written = store.write(Op::edit("detach_file").labelled(label), |tx| {
        let before = tx.cases().get(case)?;
        let mut content = before.content.clone();
        let Some(at) = content.attachments.iter().position(|a| a == file) else { return Ok(false) };
        content.attachments.remove(at);
        tx.cases().update(case, &content)?;
        Ok(true)
    })?;
    Ok(written.value)
}

/// Paths of the bytes of stored files, in the order of the files. Bytes of a bucket are copied beside the workspace. Blocks.
pub fn local_paths(store: &Store, files: &[AttachmentRef]) -> store::Result<Vec<Option<PathBuf>>> {
    let blobs = store.blobs()?;
    let known = store.read(|tx| tx.attachments().by_hashes(files.iter().filter_map(|f| f.hash.as_deref())))?;
    let path = |file: &AttachmentRef| {
        let entry = known.get(file.hash.as_deref()?)?;
        match blobs.path(&entry.content_hash) {
            Some(path) => Some(path).filter(|path| path.is_file()),
            None => copied(store, &blobs, &entry.content_hash),
        }
    };
    Ok(files.iter().map(path).collect())
}

/// Path of the copy of bytes of a bucket. `None` when there are no such bytes, or they cannot be read now.
fn copied(store: &Store, blobs: &Blobs, content_hash: &str) -> Option<PathBuf> {
    let path = blobs::path_in(&Blobs::folder_of(store.path()), content_hash);
    if path.is_file() {
        return Some(path);
    }
    let written = blobs.get_blocking(content_hash).and_then(|bytes| {
        let Some(bytes) = bytes else { return Ok(false) };
        let io = |source| store::Error::Io { path: path.clone(), source };
        path.parent().map_or(Ok(()), std::fs::create_dir_all).map_err(io)?;
        write_atomic(&path, &bytes, Access::Default).map_err(io)?;
        Ok(true)
    });
    match written {
        Ok(is_there) => is_there.then_some(path),
        Err(error) => {
            tracing::warn!(%error, "a file was not fetched from its bucket");
            None
        }
    }
}

fn read(file: NewFile) -> Result<(String, Vec<u8>), Failure> {
    match file {
        NewFile::Path(path) => {
            let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
            let bytes = read_at_most(&path, MAX_FILE).map_err(|error| match error.kind() {
                std::io::ErrorKind::FileTooLarge => too_large(&name),
                _ => unreadable(&path, &error),
            })?;
            Ok((safe_name(&name), bytes))
        }
        NewFile::Screenshot { filename, read } => match read() {
            Some(bytes) if bytes.len() <= MAX_FILE => Ok((filename, bytes)),
            Some(_) => Err(too_large(&filename)),
            None => Err(usage("app-attach-no-picture")),
        },
    }
}

fn too_large(name: &str) -> Failure {
    let message = Message::new("app-attach-too-large").with("name", name);
    Failure { kind: FailureKind::Usage, message, remedy: None }
}

fn add(store: &Store, case: CaseId, files: &[NewAttachment]) -> store::Result<AttachOutcome> {
    let title = store.read(|tx| tx.case_title(case))?;
    let label = Message::new("history-attach").with("title", title).count("count", files.len());
    let written = store.write(Op::edit("attach_files").labelled(label), |tx| {
        let before = tx.cases().get(case)?;
        let mut content = before.content.clone();
        for file in files {
            content.attachments.push(tx.attachments().add(Some(before.project_id), file)?.reference());
        }
        tx.cases().update(case, &content)?;
        Ok(())
    })?;
    Ok(AttachOutcome { count: files.len(), operation: written.operation })
}

/// A file that is stored locally.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FetchedFile {
    /// Path of the file.
    pub path: PathBuf,
}

impl Reportable for FetchedFile {
    fn report(&self) -> Report {
        Report::default().count("written", 1)
    }
}

/// Fetches a file by its address, unless it was fetched before. The program never opens the file by itself: opening a file from
/// outside is the person's decision, and [`is_only_shown`] tells for which files the decision is offered.
///
/// # Errors
/// [`Busy`] while the same file is being fetched.
pub fn fetch(workspace: &Workspace, link: Option<&QaseConnection>, file: &AttachmentRef) -> Result<JobHandle<FetchedFile>, Busy> {
    let (link, file, store) = (link.cloned(), file.clone(), workspace.store.clone());
    let path = place(&workspace.attachments_dir(), &file);
    let title = Message::new("app-job-attachment").with("name", &file.filename);
    let mut spec = JobSpec::new("attachment", title.clone());
    spec.exclusive = Some(format!("attachment {}", path.display()));
    workspace.jobs.spawn(spec, move |ctx| async move {
        ctx.stage(title, None);
        fetched(&ctx, &store, link, file, path).await
    })
}

/// Fetches a file like [`fetch`] and writes a copy to `target`. Another file there is replaced only where the person agreed to `replace` it.
///
/// # Errors
/// [`Busy`] while something is being saved to the same path.
pub fn save(
    workspace: &Workspace,
    link: Option<&QaseConnection>,
    file: &AttachmentRef,
    (target, replace): (PathBuf, bool),
) -> Result<JobHandle<FetchedFile>, Busy> {
    let (link, file, store) = (link.cloned(), file.clone(), workspace.store.clone());
    let path = place(&workspace.attachments_dir(), &file);
    let title = Message::new("app-job-attachment").with("name", &file.filename);
    let mut spec = JobSpec::new("attachment", title.clone());
    spec.exclusive = Some(format!("attachment {}", target.display()));
    workspace.jobs.spawn(spec, move |ctx| async move {
        ctx.stage(title, None);
        if !replace && target.exists() {
            let message = Message::new("files-error-exists").with("path", target.display().to_string());
            return Err(JobError::Failed(Failure { kind: FailureKind::Usage, message, remedy: None }));
        }
        let from = fetched(&ctx, &store, link, file, path).await?.path;
        let bytes = tokio::fs::read(&from).await.map_err(|source| store::Error::Io { path: from, source })?;
        write(target, bytes).await
    })
}

/// Path of the bytes of a file that needs no connection: stored with the workspace, or fetched before. Blocks.
pub fn here(store: &Store, file: &AttachmentRef) -> store::Result<Option<PathBuf>> {
    let stored = local_paths(store, std::slice::from_ref(file))?.into_iter().flatten().next();
    Ok(stored.or_else(|| Some(place(&Blobs::folder_of(store.path()), file)).filter(|path| path.is_file())))
}

/// Puts a file at its path unless it is there.
async fn fetched(
    ctx: &JobCtx,
    store: &Store,
    link: Option<QaseConnection>,
    file: AttachmentRef,
    path: PathBuf,
) -> Result<FetchedFile, JobError> {
    if path.is_file() {
        return Ok(FetchedFile { path });
    }
    let (of_store, asked) = (store.clone(), file.clone());
    let found = tokio::task::spawn_blocking(move || local_paths(&of_store, &[asked])).await;
    let found = found.map_err(|_| JobError::Failed(workspace::failure::internal()))??;
    if let Some(stored) = found.into_iter().flatten().next() {
        // Under its own name: the bytes are stored under their hash.
        let bytes = tokio::fs::read(&stored).await.map_err(|source| store::Error::Io { path: stored, source })?;
        return write(path, bytes).await;
    }
    let Some(url) = file.url.filter(|u| !u.trim().is_empty()) else {
        return Err(JobError::Failed(usage("app-attachment-no-address")));
    };
    let Some(link) = link else { return Err(JobError::Failed(usage("app-attachment-no-qase"))) };
    let client = link.client().await?.with_cancel(ctx.token().clone());
    let bytes = match with_rate_wait(ctx, store, &client, client.download(&url)).await {
        Ok(bytes) => bytes,
        Err(qase::Error::Cancelled) => return Err(voluptas_jobs::Cancelled.into()),
        Err(e) => return Err(workspace::failure::of_qase(&e).into()),
    };
    write(path, bytes).await
}

/// Writes a file, whole or not at all.
async fn write(path: PathBuf, bytes: impl AsRef<[u8]> + Send + 'static) -> Result<FetchedFile, JobError> {
    let target = path.clone();
    match tokio::task::spawn_blocking(move || write_atomic(&target, bytes.as_ref(), Access::Default)).await {
        Ok(Ok(())) => Ok(FetchedFile { path }),
        Ok(Err(source)) => Err(store::Error::Io { path, source }.into()),
        Err(_) => Err(JobError::Failed(workspace::failure::internal())),
    }
}

fn usage(key: &str) -> Failure {
    Failure { kind: FailureKind::Usage, message: Message::new(key), remedy: None }
}

/// Path of a fetched file: a folder for each address, so that equal names do not collide, with the file under its own name.
fn place(attachments: &Path, file: &AttachmentRef) -> PathBuf {
    let address = file.url.as_deref().or(file.hash.as_deref()).unwrap_or(&file.filename);
    let folder = &blake3::hash(address.as_bytes()).to_hex().to_string()[..16];
    attachments.join("fetched").join(folder).join(file_name(file))
}

/// Name of a file on this computer: its own name, made safe, with an ending that tells its type.
pub fn file_name(file: &AttachmentRef) -> String {
    with_ending(safe_name(&file.filename), &file.mime)
}

/// Endings by media type. Pages, drawings and programs in text form are opened as text alone.
const ENDINGS: &[(&str, &str)] = &[
    ("image/png", "png"),
    ("image/jpeg", "jpg"),
    ("image/gif", "gif"),
    ("image/webp", "webp"),
    ("image/bmp", "bmp"),
    ("image/svg+xml", "svg.txt"),
    ("application/json", "json"),
    ("application/xml", "xml"),
    ("text/xml", "xml"),
    ("text/csv", "csv"),
    ("text/html", "html.txt"),
    ("application/xhtml+xml", "html.txt"),
    ("application/yaml", "yaml"),
    ("application/pdf", "pdf"),
    ("application/zip", "zip"),
    ("video/mp4", "mp4"),
    ("video/webm", "webm"),
];

/// A name with an ending that tells the type, so that the system finds a viewer. A name with a known ending keeps it.
fn with_ending(name: String, mime: &str) -> String {
    let of_type = ENDINGS.iter().find(|(of, _)| *of == mime).map(|(_, ending)| *ending);
    match of_type.or_else(|| mime.starts_with("text/").then_some("txt")) {
        Some(ending) if mime_guess::from_path(&name).is_empty() => format!("{name}.{ending}"),
        _ => name,
    }
}

/// True for a file that its viewer shows and does not execute, by the ending of its name.
pub fn is_only_shown(path: &Path) -> bool {
    const SHOWN: [&str; 15] =
        ["png", "jpg", "jpeg", "gif", "webp", "bmp", "txt", "log", "json", "csv", "yaml", "yml", "md", "mp4", "webm"];
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    SHOWN.iter().any(|shown| shown.eq_ignore_ascii_case(ending))
}

/// A name without path, control characters and characters that file systems refuse; never blank, never hidden.
fn safe_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: String = last.chars().map(|c| if c.is_control() || "<>:\"|?*".contains(c) { '_' } else { c }).collect();
    let kept = kept.trim().trim_start_matches('.').trim_end_matches('.');
    if kept.is_empty() { "file".to_owned() } else { kept.chars().take(120).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_from_outside_stay_in_their_folder() {
        assert_eq!(safe_name("снимок экрана.png"), "снимок экрана.png");
        assert_eq!(safe_name("../../etc/passwd"), "passwd");
        assert_eq!(safe_name("C:\\temp\\a?.txt"), "a_.txt");
        assert_eq!(safe_name(".bashrc"), "bashrc");
        assert_eq!(safe_name("..."), "file");
        let file = |url: &str| AttachmentRef { filename: "a.png".into(), url: Some(url.into()), ..AttachmentRef::default() };
        assert_eq!(with_ending("promo".into(), "text/plain"), "promo.txt");
        assert_eq!(with_ending("Cart after step 3".into(), "image/png"), "Cart after step 3.png");
        assert_eq!(with_ending("bank.json".into(), "text/plain"), "bank.json");
        assert_eq!(with_ending("page".into(), "text/html"), "page.html.txt");
        assert_eq!(with_ending("trace".into(), "application/octet-stream"), "trace");
        assert!(is_only_shown(Path::new("a/page.html.txt")) && is_only_shown(Path::new("a.PNG")));
        assert!(
            !is_only_shown(Path::new("page.html")) && !is_only_shown(Path::new("a.exe")) && !is_only_shown(Path::new("trace"))
        );
        assert_ne!(place(Path::new("x"), &file("https://one/a.png")), place(Path::new("x"), &file("https://two/a.png")));
    }
}
