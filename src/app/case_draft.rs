//! Drafts of cases: what a person typed and did not save yet, kept in files beside the workspace.
//!
//! A draft is written a moment after the last key and read when its case is opened again, also after the program was killed. It
//! lies beside the workspace and not in it, so that typing takes no lock of the workspace and is no part of what others read.
//! Each author has drafts of their own. [`DraftFolder::remove`] deletes a draft after the save.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::case_edit::CaseForm;
use crate::base::Millis;
use crate::base::fs::{Access, write_atomic};
use crate::domain::ids::CaseId;
use crate::store::Store;

/// Age from which on a temporary file is taken for the leftover of a killed program.
const LEFTOVER: Duration = Duration::from_secs(24 * 3600);

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

    /// The folder. It need not exist.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }

    fn file(&self, id: CaseId) -> PathBuf {
        self.0.join(format!("case-{}.json", id.0))
    }

    /// Removes temporary files that a killed program left in the folders of all authors, those of the last day excepted: another
    /// process may be writing them. Blocks.
    pub fn remove_leftovers(&self) {
        let Some(all) = self.0.parent() else { return };
        let files = std::fs::read_dir(all).into_iter().flatten().flatten().flat_map(|author| std::fs::read_dir(author.path()));
        for file in files.flatten().flatten() {
            let name = file.file_name();
            let is_temporary = name
                .to_str()
                .is_some_and(|n| [".case-", ".comment-", ".run-"].iter().any(|kind| n.starts_with(kind)) && n.ends_with(".tmp"));
            let age = || file.metadata().ok()?.modified().ok()?.elapsed().ok();
            if is_temporary && age().is_some_and(|age| age > LEFTOVER) {
                match std::fs::remove_file(file.path()) {
                    Ok(()) => tracing::info!(path = %file.path().display(), "the leftover of an interrupted write was removed"),
                    Err(error) => tracing::warn!(%error, path = %file.path().display(), "a leftover cannot be removed"),
                }
            }
        }
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

    fn comment_file(&self, id: CaseId) -> PathBuf {
        self.0.join(format!("comment-{}.txt", id.0))
    }

    /// Writes the comment on a case that was typed and not sent; a blank one is deleted. Blocks.
    ///
    /// # Errors
    /// The folder or the file cannot be written.
    pub fn write_comment(&self, id: CaseId, text: &str) -> io::Result<()> {
        let path = self.comment_file(id);
        if text.trim().is_empty() {
            return match std::fs::remove_file(path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
                _ => Ok(()),
            };
        }
        std::fs::create_dir_all(&self.0)?;
        write_atomic(&path, text.as_bytes(), Access::Default)
    }

    /// The comment on a case that was typed and not sent; blank for none. Blocks.
    #[must_use]
    pub fn comment(&self, id: CaseId) -> String {
        std::fs::read_to_string(self.comment_file(id)).unwrap_or_default()
    }

    /// The cases with a draft. A folder that cannot be read has none. Blocks.
    #[must_use]
    pub fn cases(&self) -> Vec<CaseId> {
        let files = std::fs::read_dir(&self.0).into_iter().flatten().flatten();
        let case = |name: &str| name.strip_prefix("case-")?.strip_suffix(".json")?.parse().ok().map(CaseId);
        files.filter_map(|file| case(file.file_name().to_str()?)).collect()
    }

    /// True for a case with a file of a draft. Blocks.
    #[must_use]
    pub fn has(&self, id: CaseId) -> bool {
        self.file(id).exists()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_the_cases_with_a_draft() {
        let dir = tempfile::tempdir().expect("folder");
        let drafts = DraftFolder(dir.path().join("mine"));
        assert_eq!(drafts.cases(), [], "no folder yet");
        let form = CaseForm::default();
        drafts.write(CaseId(7), &CaseDraft { base: form.clone(), form, at_ms: 1 }).expect("written");
        std::fs::write(dir.path().join("mine").join("case-8.txt"), "").expect("another file");
        assert_eq!(drafts.cases(), [CaseId(7)]);
        drafts.remove(CaseId(7)).expect("removed");
        assert_eq!(drafts.cases(), []);
    }

    #[test]
    fn removes_the_leftovers_of_killed_programs_and_nothing_else() {
        let dir = tempfile::tempdir().expect("folder");
        let mine = DraftFolder(dir.path().join("shop.drafts").join("mine"));
        let theirs = dir.path().join("shop.drafts").join("theirs");
        let file = |folder: &Path, name: &str, hours: u64| {
            std::fs::create_dir_all(folder).expect("folder");
            let path = folder.join(name);
            std::fs::write(&path, "{").expect("file");
            let then = std::fs::metadata(&path).and_then(|m| m.modified()).expect("its time") - Duration::from_secs(hours * 3600);
            std::fs::File::options().write(true).open(&path).and_then(|f| f.set_modified(then)).expect("aged");
            path
        };
        let old = [file(&mine.0, ".case-7.json.0af.tmp", 25), file(&theirs, ".case-8.json.0af.tmp", 50)];
        let kept = [file(&mine.0, ".case-7.json.1b0.tmp", 1), file(&mine.0, "case-7.json", 100), file(&mine.0, "notes.tmp", 100)];
        mine.remove_leftovers();
        assert!(old.iter().all(|path| !path.exists()));
        assert!(kept.iter().all(|path| path.exists()));
        DraftFolder(dir.path().join("none").join("mine")).remove_leftovers();
    }
}
