//! Drafts of cases: what a person typed and did not save yet, kept in files beside the workspace.
//!
//! A draft is written a moment after the last key and read when its case is opened again, also after the program was killed. It
//! lies beside the workspace and not in it, so that typing takes no lock of the workspace and is no part of what others read.
//! Each author has drafts of their own. [`DraftFolder::remove`] deletes a draft after the save.

use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::case_edit::CaseForm;
use crate::base::Millis;
use crate::base::fs::{Access, write_atomic};
use crate::domain::ids::CaseId;
use crate::store::Store;

/// An unsaved edit of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseDraft {
    /// The stored form that editing began with.
    pub base: CaseForm,
    /// The edited form.
    pub form: CaseForm,
    /// Time of the last edit.
    pub at_ms: Millis,
}

/// The drafts of one author in one workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftFolder(PathBuf);

impl DraftFolder {
    /// The folder of a store's author.
    #[must_use]
    pub fn of(store: &Store) -> Self {
        let who = store.author().who.as_deref().unwrap_or_default();
        let mark = &blake3::hash(who.as_bytes()).to_hex().to_string()[..12];
        Self(folder(store.path()).join(mark))
    }

    fn file(&self, id: CaseId) -> PathBuf {
        self.0.join(format!("case-{}.json", id.0))
    }

    /// Writes a draft. Blocks.
    ///
    /// # Errors
    /// The folder or the file cannot be written.
    pub fn write(&self, id: CaseId, draft: &CaseDraft) -> io::Result<()> {
        std::fs::create_dir_all(&self.0)?;
        let json = serde_json::to_vec(draft).map_err(io::Error::other)?;
        write_atomic(&self.file(id), &json, Access::Default)
    }

    /// The draft of a case. A draft that cannot be read is none, and its file stays for a person to look at. Blocks.
    #[must_use]
    pub fn read(&self, id: CaseId) -> Option<CaseDraft> {
        let path = self.file(id);
        let bytes = std::fs::read(&path).ok()?;
        match serde_json::from_slice(&bytes) {
            Ok(draft) => Some(draft),
            Err(error) => {
                tracing::warn!(%error, path = %path.display(), "a draft cannot be read");
                None
            }
        }
    }

    /// Deletes the draft of a case. Blocks.
    ///
    /// # Errors
    /// The file is there and cannot be deleted.
    pub fn remove(&self, id: CaseId) -> io::Result<()> {
        match std::fs::remove_file(self.file(id)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}

/// The folder of all drafts of a workspace file: `shop.voluptas` has `shop.drafts`.
fn folder(workspace: &Path) -> PathBuf {
    workspace.with_extension("drafts")
}
