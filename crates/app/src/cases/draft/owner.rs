//! The windows that own files of drafts.
//!
//! A [`DraftOwner`] has a mark, which stands in the names of its files, and holds the lock of a file of that mark in each folder that
//! it writes to. A mark whose lock nobody holds belongs to a window that was closed or killed, and its drafts may be taken over.

use std::collections::BTreeMap;
use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// A window that writes drafts. Dropping it leaves its drafts to others.
#[derive(Debug)]
pub struct DraftOwner {
    mark: String,
    locks: Mutex<BTreeMap<PathBuf, File>>,
}

impl Default for DraftOwner {
    fn default() -> Self {
        Self { mark: uuid::Uuid::new_v4().simple().to_string()[..12].to_owned(), locks: Mutex::default() }
    }
}

impl DraftOwner {
    /// The mark in the names of the owner's files.
    pub(super) fn mark(&self) -> &str {
        &self.mark
    }

    /// Says in a folder that the owner is there, once per folder. Creates the folder. Blocks.
    ///
    /// # Errors
    /// The folder or the file cannot be created or locked.
    pub(super) fn show_in(&self, folder: &Path) -> io::Result<()> {
        let mut locks = self.locks.lock().unwrap_or_else(PoisonError::into_inner);
        if !locks.contains_key(folder) {
            std::fs::create_dir_all(folder)?;
            let file = File::options().write(true).create(true).truncate(false).open(lock_file(folder, &self.mark))?;
            // Waits for a look of `is_there` at most.
            file.lock()?;
            locks.insert(folder.to_owned(), file);
        }
        Ok(())
    }
}

impl Drop for DraftOwner {
    fn drop(&mut self) {
        for (folder, file) in std::mem::take(self.locks.get_mut().unwrap_or_else(PoisonError::into_inner)) {
            drop(file);
            // A file that stays has no lock and is removed with the leftovers.
            drop(std::fs::remove_file(lock_file(&folder, &self.mark)));
        }
    }
}

/// True while the owner of a mark is there, and where that cannot be found out. Blocks.
pub(super) fn is_there(folder: &Path, mark: &str) -> bool {
    match File::open(lock_file(folder, mark)) {
        Ok(file) => has_lock(&file),
        Err(error) => error.kind() != io::ErrorKind::NotFound,
    }
}

/// True for the name of a lock's file.
pub(super) fn is_lock(name: &str) -> bool {
    name.starts_with("window-") && name.ends_with(".lock")
}

/// True while somebody holds the lock of a file, and when that cannot be found out. Blocks.
pub(super) fn has_lock(file: &File) -> bool {
    // A shared lock: several windows may look at once.
    match file.try_lock_shared() {
        Ok(()) => false,
        Err(TryLockError::WouldBlock | TryLockError::Error(_)) => true,
    }
}

fn lock_file(folder: &Path, mark: &str) -> PathBuf {
    folder.join(format!("window-{mark}.lock"))
}
