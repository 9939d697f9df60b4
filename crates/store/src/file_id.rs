//! The identity of a workspace file: a program that has it open notices that somebody moved, removed or replaced it.
//!
//! Without the look, the writing connection would go on in the moved file and new reading ones would open what now has its name. On
//! Windows nobody can move a file that SQLite has open.

use super::error::{Error, Result};
use super::location::Location;
use std::path::Path;

/// Device and number of a file, which stay when it is moved within a file system. The file itself is not opened: closing it again would
/// drop the locks that SQLite holds on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct FileId(u64, u64);

impl FileId {
    /// The identity of the file of a workspace; `None` for one on a server, without a file, and where files have none.
    pub(super) fn of(location: &Location) -> Option<Self> {
        match location {
            Location::File(path) => at(path),
            Location::Server { .. } => None,
        }
    }

    /// # Errors
    /// [`Error::Moved`] when another file, or none, is there.
    pub(super) fn check(self, location: &Location) -> Result<()> {
        if Self::of(location) == Some(self) { Ok(()) } else { Err(Error::Moved { path: location.local().to_owned() }) }
    }
}

#[cfg(unix)]
fn at(path: &Path) -> Option<FileId> {
    use std::os::unix::fs::MetadataExt as _;
    let meta = std::fs::metadata(path).ok()?;
    Some(FileId(meta.dev(), meta.ino()))
}

#[cfg(not(unix))]
fn at(_: &Path) -> Option<FileId> {
    None
}
