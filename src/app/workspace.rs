//! An open workspace: its file, its jobs, and where its files lie.

use crate::base::{Clock, SystemClock};
use crate::jobs::JobRunner;
use crate::store::blobs::Blobs;
use crate::store::{Op, Result, Store};
use crate::sync::close_interrupted;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// How often is looked for synchronisations that were interrupted.
const LOOK: Duration = Duration::from_secs(60);

/// An open workspace. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Workspace {
    /// The file.
    pub store: Store,
    /// Its jobs.
    pub jobs: JobRunner,
}

impl Workspace {
    /// Opens a workspace file, or makes it with the words that every registry begins with. Blocks: not for the UI thread.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn open(path: &Path, jobs: JobRunner) -> Result<Self> {
        Self::open_at(path, jobs, Arc::new(SystemClock))
    }

    /// As [`Workspace::open`], with a clock of the caller's.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn open_at(path: &Path, jobs: JobRunner, clock: Arc<dyn Clock>) -> Result<Self> {
        let store = Store::open(path, clock)?;
        let seeded = store.read(|tx| tx.count("SELECT count(*) FROM dictionaries", &[]))? > 0;
        if !seeded {
            store.write(Op::bulk("seed_dictionaries"), |tx| tx.seed_dictionaries())?;
        }
        tell_of_interrupted(&store);
        look_for_interrupted(&store, &jobs);
        jobs.set_store(Some(store.clone()));
        Ok(Self { store, jobs })
    }

    /// Opens a workspace file that cannot be written, to look at it. Blocks.
    pub fn open_read_only(path: &Path, jobs: JobRunner) -> Result<Self> {
        Ok(Self { store: Store::open_read_only(path, Arc::new(SystemClock))?, jobs })
    }

    /// The folder of the attachments' bytes: beside the file.
    #[must_use]
    pub fn attachments_dir(&self) -> PathBuf {
        attachments_dir(self.store.path())
    }

    /// The file's name without ending, for a title bar.
    #[must_use]
    pub fn name(&self) -> String {
        self.store.path().file_stem().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default()
    }
}

/// A history that cannot be mended is no reason to keep the workspace shut.
fn tell_of_interrupted(store: &Store) -> bool {
    match close_interrupted(store) {
        Ok(closed) => closed > 0,
        Err(error) => {
            tracing::warn!(%error, "the history was not looked through for what was interrupted");
            false
        }
    }
}

/// Looks now and then for as long as the workspace is open: what a crash left a moment before it was opened is silent only later.
fn look_for_interrupted(store: &Store, jobs: &JobRunner) {
    let (store, wake) = (store.downgrade(), jobs.waker());
    jobs.handle().spawn(async move {
        loop {
            tokio::time::sleep(LOOK).await;
            let Some(store) = store.upgrade() else { return };
            if let Ok(true) = tokio::task::spawn_blocking(move || tell_of_interrupted(&store)).await {
                wake();
            }
        }
    });
}

/// The folder of the attachments' bytes of a workspace file: `shop.voluptas` has `shop.attachments`.
#[must_use]
pub fn attachments_dir(workspace: &Path) -> PathBuf {
    Blobs::folder_of(workspace)
}

/// Where the bytes of a content hash lie.
#[must_use]
pub fn attachment_path(workspace: &Path, content_hash: &str) -> PathBuf {
    Blobs::path_in(&attachments_dir(workspace), content_hash)
}
