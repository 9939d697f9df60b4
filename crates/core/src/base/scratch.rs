//! Temporary folders that outlive no process.
//!
//! A [`Scratch`] is removed when it is dropped. A killed process leaves its folder behind, with a lock file that nobody holds any
//! more; [`remove_abandoned`] finds such folders and removes them. The lock of the system tells whether a process is alive, so that
//! neither a reused process id nor another container with the same temporary folder leads to a wrong removal.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

const PREFIX: &str = "voluptas-";
const LOCK: &str = ".lock";
/// Attempts to make a folder. Each fails only when another process takes the new lock for an abandoned one in that very moment.
const ATTEMPTS: usize = 20;

/// A temporary folder for its owner alone.
#[derive(Debug)]
pub struct Scratch {
    folder: PathBuf,
    /// Locked as long as this process uses the folder. Removed after the folder.
    _lock: NamedTempFile,
}

impl Scratch {
    /// Makes a folder in the system's folder for temporary files.
    pub fn new() -> io::Result<Self> {
        Self::new_in(&tempfile::env::temp_dir())
    }

    /// Makes a folder in another one.
    pub fn new_in(parent: &Path) -> io::Result<Self> {
        for _ in 0..ATTEMPTS {
            let lock = tempfile::Builder::new().prefix(PREFIX).suffix(LOCK).rand_bytes(12).tempfile_in(parent)?;
            // Until the lock is held, another process may take the file for an abandoned one and remove it. A file system without
            // locks keeps its folders: no process can lock there, so none removes.
            if matches!(lock.as_file().try_lock(), Err(TryLockError::WouldBlock)) || !lock.path().exists() {
                continue;
            }
            let folder = folder_of(lock.path());
            match make_private(&folder) {
                Ok(()) => return Ok(Self { folder, _lock: lock }),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        Err(io::Error::other("no temporary folder could be made"))
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        &self.folder
    }

    /// Removes the folder on a thread of its own: an unpacked archive may have a million files. A process that ends meanwhile leaves the
    /// rest to [`remove_abandoned`].
    pub fn remove_in_background(self) {
        // Without a thread it is removed here.
        std::thread::Builder::new().name("scratch".to_owned()).spawn(move || drop(self)).ok();
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What cannot be removed now is removed by a later start.
        fs::remove_dir_all(&self.folder).ok();
    }
}

/// Removes the folders in the system's folder for temporary files whose processes have ended. Returns their number.
pub fn remove_abandoned() -> usize {
    remove_abandoned_in(&tempfile::env::temp_dir())
}

/// Removes the folders in another one whose processes have ended. Returns their number.
pub fn remove_abandoned_in(parent: &Path) -> usize {
    let Ok(entries) = fs::read_dir(parent) else { return 0 };
    let is_lock = |name: &str| name.starts_with(PREFIX) && name.ends_with(LOCK);
    let locks = entries.flatten().filter(|e| e.file_name().to_str().is_some_and(is_lock));
    locks.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file()) && remove(&entry.path())).count()
}

/// Removes a folder and its lock, unless a process holds the lock.
fn remove(lock: &Path) -> bool {
    // Locks of other users cannot be opened.
    let Ok(file) = File::options().read(true).write(true).open(lock) else { return false };
    if file.try_lock().is_err() {
        return false;
    }
    match fs::remove_dir_all(folder_of(lock)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => false,
        _ => fs::remove_file(lock).is_ok(),
    }
}

fn folder_of(lock: &Path) -> PathBuf {
    lock.with_extension("")
}

fn make_private(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    builder.create(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> usize {
        fs::read_dir(folder).expect("folder").count()
    }

    #[test]
    fn a_folder_goes_with_its_owner() {
        let home = tempfile::tempdir().expect("folder");
        let scratch = Scratch::new_in(home.path()).expect("scratch");
        fs::write(scratch.path().join("a"), "x").expect("file");
        assert_eq!((names(home.path()), remove_abandoned_in(home.path())), (2, 0), "it is in use");
        assert!(scratch.path().join("a").exists());
        drop(scratch);
        assert_eq!(names(home.path()), 0);
    }

    #[test]
    fn a_folder_that_is_removed_in_the_background_is_locked_until_then() {
        let home = tempfile::tempdir().expect("folder");
        let scratch = Scratch::new_in(home.path()).expect("scratch");
        fs::create_dir_all(scratch.path().join("a/b/c")).expect("folder");
        scratch.remove_in_background();
        // Nothing else removes it meanwhile, and nothing of it stays.
        while names(home.path()) > 0 {
            assert_eq!(remove_abandoned_in(home.path()), 0);
            std::thread::yield_now();
        }
    }

    #[test]
    fn abandoned_folders_are_removed_and_others_stay() {
        let home = tempfile::tempdir().expect("folder");
        let used = Scratch::new_in(home.path()).expect("scratch");
        // What a killed process leaves.
        fs::create_dir_all(home.path().join("voluptas-dead/a/b")).expect("folder");
        fs::write(home.path().join("voluptas-dead.lock"), "").expect("lock");
        fs::write(home.path().join("voluptas-bare.lock"), "").expect("lock");
        // Files of others.
        fs::create_dir(home.path().join("voluptas-notes")).expect("folder");
        fs::write(home.path().join("other.lock"), "").expect("file");
        assert_eq!(remove_abandoned_in(home.path()), 2);
        assert!(used.path().exists() && home.path().join("voluptas-notes").exists() && home.path().join("other.lock").exists());
        assert_eq!((names(home.path()), remove_abandoned_in(home.path())), (4, 0));
    }
}
