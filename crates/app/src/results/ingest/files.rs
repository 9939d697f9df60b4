//! Files of results: their bytes go beside the workspace on the workers, their entries into the transaction.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::BuildHasher as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{self, SyncSender};
use std::sync::{Mutex, PoisonError};
use std::thread::JoinHandle;

use rustc_hash::FxHashSet;

use super::convert::Fixtures;
use crate::cases::attachment::MAX_FILE;
use crate::results::files::ResultFile;
use voluptas_core::base::fs::read_regular;
use voluptas_core::domain::case::AttachmentRef;
use voluptas_core::domain::ids::{ProjectId, RunId};
use voluptas_core::domain::outcome::is_bad;
use voluptas_core::domain::result::{ResultContent, ResultStep, StepPart};
use voluptas_core::domain::run::AttachmentCounts;
use voluptas_formats::tool_results::{FileContent, RunError, ToolFile, is_attachment};
use voluptas_store::attachments::NewAttachment;
use voluptas_store::blobs::Blobs;
use voluptas_store::{self as store, Store, Tx};

/// Stores bytes of files. Used by several threads.
pub(super) struct AttachmentWriter {
    blobs: Blobs,
    kept: AtomicUsize,
    missing: AtomicUsize,
    /// Files that results name and whose names do not tell it, as those of Allure do.
    named: Mutex<BTreeSet<PathBuf>>,
    flush_thread: Mutex<Option<FlushThread>>,
    /// The first failure of the place where the bytes are stored.
    failure: Mutex<Option<store::Error>>,
    has_failed: AtomicBool,
}

/// Number of files after which the disk is waited for in the background, so that the wait in the end is short.
const SETTLED_TOGETHER: usize = 256;

/// A thread that waits for the disk. A thread that reads files would keep all others waiting meanwhile, since their order counts.
struct FlushThread {
    ask: SyncSender<()>,
    thread: JoinHandle<store::Result<()>>,
}

impl FlushThread {
    fn start(blobs: Blobs) -> Self {
        // One request is enough for all files that come during a wait.
        let (ask, asked) = mpsc::sync_channel(1);
        let settle = move || asked.into_iter().try_for_each(|()| blobs.settle());
        Self { ask, thread: std::thread::spawn(settle) }
    }

    /// Requests a wait for all files stored so far.
    fn ask(&self) {
        // Not sent where the thread has ended with an error, or where a request waits already.
        self.ask.try_send(()).ok();
    }

    /// Ends the thread; gives the first failure. The disk reports a failure once, to whoever waited for it.
    fn end(self) -> store::Result<()> {
        drop(self.ask);
        self.thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    }
}

impl AttachmentWriter {
    pub(super) fn new(store: &Store) -> store::Result<Self> {
        let (kept, missing) = (AtomicUsize::new(0), AtomicUsize::new(0));
        Ok(Self {
            blobs: store.blobs()?,
            kept,
            missing,
            named: Mutex::default(),
            flush_thread: Mutex::default(),
            failure: Mutex::default(),
            has_failed: AtomicBool::new(false),
        })
    }

    /// Files that were stored, and those that are not there, cannot be read or are too large.
    pub(super) fn attached(&self) -> AttachmentCounts {
        AttachmentCounts { stored: self.kept.load(Ordering::Relaxed), missing: self.missing.load(Ordering::Relaxed) }
    }

    /// True for a file that was stored because a result names it.
    pub(super) fn has_kept(&self, path: &Path) -> bool {
        self.named.lock().unwrap_or_else(PoisonError::into_inner).contains(path)
    }

    /// Hands each of these files over once.
    pub(super) fn each_named(&self, take: &mut dyn FnMut(&Path)) {
        self.named.lock().unwrap_or_else(PoisonError::into_inner).iter().for_each(|path| take(path));
    }

    fn fail(&self, error: store::Error) {
        self.failure.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
        self.has_failed.store(true, Ordering::Release);
    }

    /// Fails once an attachment could not be stored, for example on a full disk: the ingest then ends instead of losing files.
    ///
    /// # Errors
    /// The first failure.
    pub(super) fn check(&self) -> store::Result<()> {
        if !self.has_failed.load(Ordering::Acquire) {
            return Ok(());
        }
        self.failure.lock().unwrap_or_else(PoisonError::into_inner).take().map_or(Ok(()), Err)
    }

    /// Waits until the stored bytes are on the disk.
    pub(super) fn settle(&self) -> store::Result<()> {
        self.check()?;
        let flush_thread = self.flush_thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        flush_thread.map_or(Ok(()), FlushThread::end)?;
        if self.attached().stored > 0 { self.blobs.settle() } else { Ok(()) }
    }

    /// Lets the disk be waited for while files come.
    fn settle_early(&self) {
        let mut flush_thread = self.flush_thread.lock().unwrap_or_else(PoisonError::into_inner);
        flush_thread.get_or_insert_with(|| FlushThread::start(self.blobs.clone())).ask();
    }

    /// Remembers files that results of a copy name: they are theirs, though nothing of them is stored.
    pub(super) fn note(&self, named: Vec<PathBuf>) {
        self.named.lock().unwrap_or_else(PoisonError::into_inner).extend(named);
    }

    /// Stores the bytes of a file that a result of `beside` names. The hash of the reference is that of the bytes, until
    /// [`Files::attach`] replaces it. A file that cannot be stored gives a reference without a hash.
    pub(super) fn keep(&self, beside: ResultFile<'_>, file: ToolFile) -> AttachmentRef {
        let missing = missing(&file);
        let Some(kept) = self.store(beside, file) else {
            self.missing.fetch_add(1, Ordering::Relaxed);
            return missing;
        };
        let before = self.kept.fetch_add(1, Ordering::Relaxed);
        if (before + 1).is_multiple_of(SETTLED_TOGETHER) {
            self.settle_early();
        }
        kept
    }

    fn store(&self, beside: ResultFile<'_>, file: ToolFile) -> Option<AttachmentRef> {
        let (bytes, path) = match file.content {
            FileContent::Bytes(bytes) => (Some(bytes).filter(|b| b.len() <= MAX_FILE)?, None),
            FileContent::Path(source) => {
                let path = beside.beside(&source)?;
                (read_regular(&path, MAX_FILE).ok()?, Some(path))
            }
        };
        let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
        let mime = match &path {
            Some(path) if file.mime.is_empty() => mime_guess::from_path(path).first_or_octet_stream().essence_str().to_owned(),
            _ if file.mime.is_empty() => "application/octet-stream".to_owned(),
            _ => file.mime,
        };
        let hash = self.blobs.put_here(bytes).map_err(|error| self.fail(error)).ok()?;
        if let Some(path) = path.filter(|path| !is_attachment(&path.to_string_lossy())) {
            self.named.lock().unwrap_or_else(PoisonError::into_inner).insert(path);
        }
        Some(AttachmentRef { hash: Some(hash), filename: file.name, mime, size, url: None })
    }
}

/// The error of a setup or teardown that failed.
fn error_of(step: &ResultStep) -> RunError {
    let source = Some(step.action.clone()).filter(|name| !name.trim().is_empty());
    let message = step.comment.clone().filter(|text| !text.trim().is_empty()).unwrap_or_else(|| match step.part {
        StepPart::TearDown => "The teardown failed.".to_owned(),
        _ => "The setup failed.".to_owned(),
    });
    RunError { message, trace: None, source }
}

/// The reference to a file that is not there.
fn missing(file: &ToolFile) -> AttachmentRef {
    let guessed = || match &file.content {
        FileContent::Path(source) => mime_guess::from_path(source).first_or_octet_stream().essence_str().to_owned(),
        FileContent::Bytes(_) => "application/octet-stream".to_owned(),
    };
    let mime = if file.mime.is_empty() { guessed() } else { file.mime.clone() };
    AttachmentRef { filename: file.name.clone(), mime, ..AttachmentRef::default() }
}

/// Entries of stored files in a transaction: one for the same bytes under the same name.
pub(super) struct Files<'t> {
    tx: &'t Tx<'t>,
    project: ProjectId,
    entered: BTreeMap<(String, String), String>,
    /// Hashes of the ids of results that have no room for more setups and teardowns. Their containers need no look-up.
    full: FxHashSet<u64>,
    hasher: foldhash::fast::RandomState,
}

impl<'t> Files<'t> {
    pub(super) fn new(tx: &'t Tx<'t>, project: ProjectId) -> Self {
        Self { tx, project, entered: BTreeMap::new(), full: FxHashSet::default(), hasher: foldhash::fast::RandomState::default() }
    }

    /// Enters the files of a result, whose references then name the entries.
    pub(super) fn attach(&mut self, content: &mut ResultContent) -> store::Result<()> {
        content.attachments.iter_mut().try_for_each(|file| self.enter(file))?;
        self.attach_steps(&mut content.steps)
    }

    /// Puts setups and teardowns around their results, which are stored already. Returns those that failed although none of their tests
    /// did, as errors of the run.
    pub(super) fn surround(&mut self, run: RunId, fixtures: Vec<Fixtures>) -> store::Result<Vec<RunError>> {
        let mut errors = Vec::new();
        for mut fixtures in fixtures {
            let failed = fixtures.before.iter().chain(&fixtures.after).find(|step| is_bad(&step.status));
            if let Some(step) = failed {
                let of: Vec<&str> = fixtures.of.iter().map(String::as_str).collect();
                if !self.tx.results().has_bad_of(run, &of)? {
                    errors.push(error_of(step));
                }
            }
            self.attach_steps(&mut fixtures.before)?;
            self.attach_steps(&mut fixtures.after)?;
            // A container that names a result twice surrounds it once.
            let of: BTreeSet<&String> = fixtures.of.iter().collect();
            for child in of {
                let hash = self.hasher.hash_one(child);
                if !self.full.contains(&hash)
                    && self.tx.results().surround(run, child, &fixtures.before, &fixtures.after)? == Some(0)
                {
                    self.full.insert(hash);
                }
            }
        }
        Ok(errors)
    }

    fn attach_steps(&mut self, steps: &mut [ResultStep]) -> store::Result<()> {
        steps.iter_mut().try_for_each(|step| self.attach_step(step))
    }

    fn attach_step(&mut self, step: &mut ResultStep) -> store::Result<()> {
        step.attachments.iter_mut().try_for_each(|file| self.enter(file))?;
        step.steps.iter_mut().try_for_each(|step| self.attach_step(step))
    }

    fn enter(&mut self, file: &mut AttachmentRef) -> store::Result<()> {
        let Some(content_hash) = file.hash.take() else { return Ok(()) };
        let key = (content_hash, std::mem::take(&mut file.filename));
        let hash = match self.entered.get(&key) {
            Some(hash) => hash.clone(),
            None => {
                let (content_hash, filename) = key.clone();
                let new = NewAttachment { content_hash, filename, mime: file.mime.clone(), size: file.size };
                let hash = self.tx.attachments().add(Some(self.project), &new)?.hash;
                // Names of thousands of different files need not be remembered.
                if self.entered.len() < 1_000 {
                    self.entered.insert(key.clone(), hash.clone());
                }
                hash
            }
        };
        file.hash = Some(hash);
        file.filename = key.1;
        Ok(())
    }
}
