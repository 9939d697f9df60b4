//! Sizes of the storage, measured in the background: a request never waits for them.

use super::state::App;
use parking_lot::Mutex;
use std::path::Path;
use voluptas_store::{Location, Store};

/// Used and free bytes of the workspace; `None` for unknown ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Storage {
    /// Bytes of the database file with its log, or of the schema in PostgreSQL.
    pub database: Option<u64>,
    /// Bytes of attachments; equal contents count once.
    pub attachments: Option<u64>,
    /// Free bytes of the disk with the workspace or its attachments, whichever has less.
    pub free: Option<u64>,
}

/// The sizes of the last measurement.
#[derive(Debug, Default)]
pub struct LastSizes(Mutex<Storage>);

impl LastSizes {
    /// The sizes that were measured last.
    pub fn sizes(&self) -> Storage {
        *self.0.lock()
    }

    /// Measures. Blocks. What cannot be measured is unknown until the next time.
    pub fn measure(&self, app: &App) {
        let measured = Storage {
            database: app.store.bytes().inspect_err(|e| tracing::debug!(error = %e, "the database is not measured")).ok(),
            attachments: app.store.attachment_bytes().ok(),
            free: free_bytes(&app.store, app.blobs.place().folder()),
        };
        *self.0.lock() = measured;
    }
}

/// Free bytes of the disks that the workspace needs on this computer; `None` for a database and a bucket elsewhere.
pub fn free_bytes(store: &Store, attachments: Option<&Path>) -> Option<u64> {
    let file = match store.location() {
        Location::File(path) => path.parent(),
        Location::Server { .. } => None,
    };
    [file, attachments].into_iter().flatten().filter_map(free_at).min()
}

#[cfg(unix)]
fn free_at(folder: &Path) -> Option<u64> {
    // The folder of attachments is made with the first one.
    let place = folder.ancestors().find(|place| place.exists())?;
    let place = if place.as_os_str().is_empty() { Path::new(".") } else { place };
    let found = rustix::fs::statvfs(place).ok()?;
    Some(found.f_bavail.saturating_mul(found.f_frsize))
}

#[cfg(not(unix))]
fn free_at(_: &Path) -> Option<u64> {
    None
}
