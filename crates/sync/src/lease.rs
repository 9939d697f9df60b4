//! One writer at a time: a lease per workspace, account and project.
//!
//! The lease of a workspace file is an advisory lock of the operating system on a small file beside it; that of a workspace on a server
//! is an advisory lock of the server, and works across computers. Both are released at once when their holder is killed, and name
//! their holder, for the message of [`Error::Busy`].

use super::error::{Error, Result};
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;
use voluptas_core::domain::project::account_name;
use voluptas_store::{Location, ServerLock};

/// The right to write into one project. Dropping it releases the lock.
#[derive(Debug)]
pub enum Lease {
    /// The lock file beside a workspace that is a file.
    File(FileLock),
    /// The lock of the database, for a workspace on a server.
    Server(ServerLock),
}

#[derive(Debug)]
pub struct FileLock {
    file: File,
}

impl Drop for FileLock {
    fn drop(&mut self) {
        // Otherwise the next holder would be reported under this text until it has written its own.
        self.file.set_len(0).ok();
        // Closing the file is not enough: a process that is being started at this moment has a copy of it until its program runs.
        self.file.unlock().ok();
    }
}

/// Attempts to read a lock file that is still empty: its holder is about to write into it.
const READS: u32 = 10;
const PAUSE: Duration = Duration::from_millis(5);

/// The folder of the lock files of a workspace.
pub fn folder_of(workspace: &Path) -> PathBuf {
    workspace.with_extension("locks")
}

fn name_of(account: &str, project: &str) -> String {
    let name = format!("{}\n{}", account_name(account), project.to_uppercase());
    blake3::hash(name.as_bytes()).to_hex().as_str()[..16].to_owned()
}

/// Takes the lease of a project. `kind` names the work and `since` its start, for the message to other writers. Blocks for the
/// time of a few file operations.
///
/// # Errors
/// [`Error::Busy`] when another writer holds the lease; [`Error::Store`] when the lock file cannot be opened or the server not reached.
pub fn take(workspace: &Location, account: &str, project: &str, kind: &'static str, since: &str) -> Result<Lease> {
    let name = name_of(account, project);
    match workspace {
        Location::File(path) => take_file(path, &name, project, kind, since).map(Lease::File),
        Location::Server { server, .. } => {
            let taken = ServerLock::take(server, &name, &format!("{kind} {since}")).map_err(Error::Store)?;
            taken.map(Lease::Server).map_err(|holder| {
                let about = holder.about.unwrap_or_default();
                let (kind, since) = about.split_once(' ').unwrap_or(("sync", ""));
                Error::Busy { project: project.to_owned(), kind: kind.to_owned(), since: since.to_owned() }
            })
        }
    }
}

fn take_file(workspace: &Path, name: &str, project: &str, kind: &'static str, since: &str) -> Result<FileLock> {
    let path = folder_of(workspace).join(format!("{name}.lock"));
    let failed = |source: std::io::Error| Error::Store(voluptas_store::Error::Io { path: path.clone(), source });
    fs::create_dir_all(folder_of(workspace)).map_err(failed)?;
    let mut file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => {
            let text = format!("{kind}\n{since}\n");
            let told = file.set_len(0).and_then(|()| file.seek(SeekFrom::Start(0))).and_then(|_| file.write_all(text.as_bytes()));
            if let Err(error) = told {
                tracing::debug!(%error, "the lock file says nothing");
            }
            Ok(FileLock { file })
        }
        Err(TryLockError::WouldBlock) => {
            let mut text = String::new();
            for _ in 0..READS {
                // Some systems refuse to read a locked file; the holder is then unknown.
                if file.read_to_string(&mut text).is_err() || !text.is_empty() {
                    break;
                }
                std::thread::sleep(PAUSE);
            }
            let mut lines = text.lines();
            let (kind, since) = (lines.next().unwrap_or("sync").to_owned(), lines.next().unwrap_or_default().to_owned());
            Err(Error::Busy { project: project.to_owned(), kind, since })
        }
        Err(TryLockError::Error(source)) => Err(failed(source)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_writer_at_a_time_for_each_project() {
        let dir = tempfile::tempdir().expect("folder");
        let file = Location::File(dir.path().join("w.voluptas"));
        let one = take(&file, "a", "SHOP", "export", "10:03").expect("free");
        match take(&file, "a", "shop", "import", "10:04") {
            Err(Error::Busy { kind, since, .. }) => assert_eq!((kind.as_str(), since.as_str()), ("export", "10:03")),
            other => panic!("{other:?}"),
        }
        take(&file, "a", "OTHER", "import", "10:04").expect("another project");
        take(&file, "b", "SHOP", "import", "10:04").expect("another account");
        drop(one);
        take(&file, "a", "SHOP", "import", "10:05").expect("free again");
    }

    #[test]
    fn is_free_after_its_holder_although_a_process_being_started_has_a_copy_of_the_file() {
        let dir = tempfile::tempdir().expect("folder");
        let workspace = Location::File(dir.path().join("w.voluptas"));
        let lease = take(&workspace, "a", "SHOP", "export", "10:03").expect("free");
        let Lease::File(lock) = &lease else { panic!("a file") };
        let copy = lock.file.try_clone().expect("a copy");
        drop(lease);
        take(&workspace, "a", "SHOP", "import", "10:04").expect("free again");
        drop(copy);
    }
}
