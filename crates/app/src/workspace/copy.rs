//! Copies a workspace with its attachments to another place: from a file to a server, back, or between two of the same kind.
//!
//! [`start`] runs [`run`] as a job; [`plan`] says what it would do. The rows are the work of [`voluptas_store::copy`]; here are
//! the place of the attachments and their bytes.

use crate::workspace::attachment_place::copy as copy_blob;
use crate::workspace::attachment_place::{is_missing_folder, is_same};
use std::collections::BTreeSet;
use std::io::ErrorKind;
use voluptas_core::domain::Message;
use voluptas_jobs::{Busy, Failure, FailureKind, JobCtx, JobError, JobHandle, JobRunner, JobSpec, Report, Reportable};
use voluptas_store::blobs::{BlobPlace, Blobs};
use voluptas_store::copy::{Begin, Copy, Error, Origin, Stage, TableSum, Target, extent_of, target_state};
use voluptas_store::{Error as StoreError, Location, Store};

/// Wishes of a person for a copy.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Request {
    /// Place of the attachments of the copy; `None` for the folder beside it, or the one of an unfinished copy.
    pub place: Option<BlobPlace>,
    /// Begins an unfinished copy anew.
    pub anew: bool,
    /// Name of the backup that is restored; `None` for a copy of a workspace.
    pub backup: Option<String>,
}

/// A copy, finished or planned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copied {
    /// The source, for people.
    pub from: String,
    /// The target, for people.
    pub to: String,
    /// Number of rows.
    pub rows: u64,
    /// Rows and hashes of the tables, equal on both sides. None for a plan.
    pub tables: Vec<TableSum>,
    /// Place of the attachments of the copy.
    pub place: BlobPlace,
    /// Number of files that the workspace names.
    pub named: usize,
    /// Number of files that were copied, or would be.
    pub copied: usize,
    /// Hashes of named files whose bytes are missing or damaged.
    pub missing: Vec<String>,
    /// The copy goes on where an earlier one had ended.
    pub is_resumed: bool,
    /// Source and copy name the same place of attachments.
    pub shares_place: bool,
}

impl Reportable for Copied {
    fn report(&self) -> Report {
        Report::default().count("rows", self.rows).count("files", self.copied)
    }
}

/// Starts a copy as a job.
///
/// # Errors
/// [`Busy`] while another copy of this process runs.
pub fn start(jobs: &JobRunner, from: Store, to: Location, request: Request) -> Result<JobHandle<Copied>, Busy> {
    let spec =
        JobSpec { exclusive: Some("workspace_copy".into()), ..JobSpec::new("workspace_copy", Message::new("app-copy-title")) };
    let runner = jobs.clone();
    jobs.spawn(spec, move |ctx| async move {
        let work = tokio::task::spawn_blocking(move || run(&from, &to, &request, &ctx, &runner));
        match work.await {
            Ok(Ok(copied)) => Ok(copied),
            Ok(Err(Error::Stopped)) => Err(JobError::Cancelled(Report::default())),
            Ok(Err(Error::Store(error))) => Err(error.into()),
            Ok(Err(error)) => Err(Failure::new(FailureKind::Other, &error).into()),
            Err(_) => Err(crate::workspace::failure::internal().into()),
        }
    })
}

/// The plan of a copy, without changing anything.
///
/// # Errors
/// The copy would be refused.
pub fn plan(from: &Store, to: &Location, request: &Request) -> Result<Copied, Error> {
    if from.location().is_same(to) {
        return Err(Error::Same);
    }
    let found = target_state(to)?;
    let (rows, state) = extent_of(from)?;
    let is_resumed = match found {
        Target::Taken => return Err(Error::NotEmpty(to.to_string())),
        Target::Free => {
            check_folder(to, request)?;
            false
        }
        Target::Unfinished { .. } if request.anew => false,
        Target::Unfinished { origin: Origin::Workspace, state: there, .. } if there == state => true,
        Target::Unfinished { from, .. } => return Err(Error::OtherState { to: to.to_string(), from }),
    };
    let (source, place) = (from.blob_place()?, request.place.clone().unwrap_or_else(|| beside(to)));
    let (named, shares_place) = (from.named_blobs()?, is_same(&source, &place));
    let there =
        if shares_place || is_missing_folder(&place) { Default::default() } else { Blobs::open(&place)?.hashes_blocking()? };
    let copied = if shares_place { 0 } else { named.iter().filter(|hash| !there.contains(*hash)).count() };
    Ok(Copied {
        from: from.location().to_string(),
        to: to.to_string(),
        rows,
        tables: Vec::new(),
        place,
        named: named.len(),
        copied,
        missing: Vec::new(),
        is_resumed,
        shares_place,
    })
}

/// Copies a workspace into an empty place, or goes on with an unfinished copy, and compares both. Blocks.
///
/// # Errors
/// The target has content, or is a copy of another state; [`Error::Stopped`] when the job was asked to stop: the copy can be
/// continued.
pub fn run(from: &Store, to: &Location, request: &Request, ctx: &JobCtx, jobs: &JobRunner) -> Result<Copied, Error> {
    if target_state(to)? == Target::Free {
        check_folder(to, request)?;
    }
    if let (Location::Server { local, .. }, Some(folder)) = (to, to.local().parent()) {
        std::fs::create_dir_all(folder).map_err(|source| StoreError::Io { path: local.clone(), source })?;
    }
    let mut begin = Begin { anew: request.anew, place: request.place.clone(), ..Begin::of(from) };
    if let Some(backup) = &request.backup {
        (begin.origin, begin.from) = (Origin::Backup, backup.clone());
    }
    let mut copy = Copy::begin(from, to, &begin)?;
    let place = match copy.asked_place() {
        None => beside(to),
        Some(text) => {
            BlobPlace::parse(text).map_err(|_| StoreError::Corrupt("the place of the attachments is not understood".into()))?
        }
    };
    let (source, target) = (from.blobs()?, Blobs::open(&place)?);
    let is_beside = target.is_beside(to.local())?;
    if !is_beside {
        target.claim(&copy.workspace_id()?)?;
    }
    let mut shown = None;
    let mut step = |stage: Stage, done: u64, total: u64| {
        if shown.replace(stage) != Some(stage) {
            ctx.stage(stage_name(stage), Some(total));
        }
        ctx.step(done, None).is_ok()
    };
    copy.rows(&mut step)?;
    let shares_place = is_same(source.place(), &place);
    let named = copy.named_blobs()?;
    let (copied, missing) = if shares_place { (0, Vec::new()) } else { copy_blobs(&source, &target, &named, ctx, jobs)? };
    let tables = copy.verify(&mut step)?;
    let done = Copied {
        from: begin.from.clone(),
        to: to.to_string(),
        rows: tables.iter().map(|t| t.rows).sum(),
        tables,
        named: named.len(),
        copied,
        missing,
        is_resumed: copy.is_resumed(),
        shares_place,
        place: place.clone(),
    };
    copy.finish((!is_beside).then_some(&place), !is_beside)?;
    Ok(done)
}

/// Copies the bytes that the target has not. Each file gets its name, the hash of its bytes, when they are whole. Returns the number of
/// copied files, and the hashes of those that the source has not or that were damaged.
fn copy_blobs(
    source: &Blobs,
    target: &Blobs,
    named: &BTreeSet<String>,
    ctx: &JobCtx,
    jobs: &JobRunner,
) -> Result<(usize, Vec<String>), Error> {
    let there = target.hashes_blocking()?;
    let todo: Vec<&String> = named.iter().filter(|hash| !there.contains(*hash)).collect();
    let (mut copied, mut missing) = (0, Vec::new());
    ctx.stage(Message::new("app-copy-files"), Some(todo.len() as u64));
    for hash in todo {
        ctx.step((copied + missing.len()) as u64, None).map_err(|_| Error::Stopped)?;
        match jobs.handle().block_on(copy_blob(source, target, hash)) {
            Ok(true) => copied += 1,
            Ok(false) => missing.push(hash.clone()),
            // Damaged bytes are as bad as none, and no reason to stay where one is.
            Err(StoreError::Io { source, .. }) if source.kind() == ErrorKind::InvalidData => missing.push(hash.clone()),
            Err(error) => return Err(error.into()),
        }
    }
    let there = target.hashes_blocking()?;
    if named.iter().any(|hash| !there.contains(hash) && !missing.contains(hash)) {
        return Err(Error::Differs("attachments".into()));
    }
    Ok((copied, missing))
}

/// The folder of attachments beside a workspace.
fn beside(to: &Location) -> BlobPlace {
    BlobPlace::Folder(Blobs::folder_of(to.local()))
}

/// Refuses a folder with files beside a target that nothing has been copied to.
fn check_folder(to: &Location, request: &Request) -> Result<(), Error> {
    let folder = Blobs::folder_of(to.local());
    let has_files = std::fs::read_dir(&folder).is_ok_and(|mut entries| entries.next().is_some());
    if request.place.is_none() && has_files { Err(Error::FolderTaken(folder)) } else { Ok(()) }
}

fn stage_name(stage: Stage) -> Message {
    Message::new(match stage {
        Stage::Rows => "app-copy-rows",
        Stage::Words => "app-copy-words",
        Stage::Rules => "app-copy-rules",
        Stage::Comparing => "app-copy-comparing",
    })
}

/// The sentence about a finished copy.
pub fn sentence(copied: &Copied, dry_run: bool) -> Message {
    let key = match (dry_run, copied.is_resumed) {
        (true, false) => "app-copy-would",
        (true, true) => "app-copy-would-go-on",
        (false, _) => "app-copy-done",
    };
    Message::new(key)
        .with("from", &copied.from)
        .with("to", &copied.to)
        .with("place", &copied.place)
        .count("rows", copied.rows)
        .count("files", if dry_run { copied.copied } else { copied.named })
}
