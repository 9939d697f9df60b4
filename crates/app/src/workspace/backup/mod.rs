//! A workspace with its attachments in one file, and back.
//!
//! The file is a `.tar.gz`: the workspace file as [`WORKSPACE`], the bytes of attachments under [`FILES`] by their hash, and
//! [`MANIFEST`] as the last entry, so that a file that was cut off has none. The workspace may be in use meanwhile. A workspace on a
//! server is copied into a file first, and a backup is restored to a server from its file: the backup of either engine fits both.

mod error;
mod restore;
mod write;

pub use error::Error;
pub use restore::{restore, start_restore};
pub use write::write;

use serde::{Deserialize, Serialize};

/// Name of the workspace file in a backup.
const WORKSPACE: &str = "workspace.voluptas";
/// Begins the names of attachments in a backup.
const FILES: &str = "attachments/";
/// Name of the last entry.
const MANIFEST: &str = "manifest.json";
/// Version of this form of backup.
const FORMAT: u32 = 1;

/// Content of a backup, as its last entry says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of the form.
    format: u32,
    /// Version of the program that wrote it.
    pub program: String,
    /// Time of writing, in milliseconds.
    pub written_ms: i64,
    /// BLAKE3 of the workspace file.
    workspace: String,
    /// Length of the workspace file in bytes.
    pub workspace_bytes: u64,
    /// Number of attachments.
    pub files: usize,
    /// Bytes of the attachments.
    pub file_bytes: u64,
    /// Hashes of attachments that were missing when the backup was written.
    pub missing: Vec<String>,
}
