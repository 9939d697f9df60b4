//! Servers that are at work on a workspace, so that one can tell whether another one was killed.
//!
//! A [`Presence`] has a random name, its mark, and holds a lock of that name: a lock file beside a SQLite workspace, an advisory lock in
//! PostgreSQL. The operating system or the database releases the lock when the process ends. A server stores its mark with each piece of
//! work; another server finds by [`Presence::is_there`] whether that work is still being done. [`Presence::begin`] registers the work of
//! this server itself.

use std::collections::HashMap;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use voluptas_store::{self as store, Location, ServerLock};
use voluptas_sync::lease;

/// Characters of a mark.
const MARK: usize = 12;
/// Attempts to make a lock file. Each fails only when another process takes the new file for an abandoned one in that very moment.
const ATTEMPTS: usize = 20;

/// Time between two checks that the database still holds the lock. A lost connection that was noticed is known at once.
const SURE: Duration = Duration::from_secs(3);

/// This server, as other servers of the workspace see it. They see it as gone once it is dropped or its process has ended.
#[derive(Debug)]
pub struct Presence {
    mark: String,
    location: Location,
    lock: Mutex<Option<PresenceLock>>,
    /// The mark was given out, so the lock must be held from then on.
    is_shown: AtomicBool,
    /// Work under way: number of [`Work`] guards by name.
    works: Mutex<HashMap<String, usize>>,
}

/// Guard of a piece of work; dropping it ends the work.
#[derive(Debug)]
pub struct Work<'p> {
    presence: &'p Presence,
    name: String,
}

impl Work<'_> {
    /// True when no other guard of this server has the same name.
    #[must_use]
    pub fn is_alone(&self) -> bool {
        locked(&self.presence.works).get(&self.name).is_none_or(|count| *count <= 1)
    }
}

impl Drop for Work<'_> {
    fn drop(&mut self) {
        let mut works = locked(&self.presence.works);
        let left = works.get(&self.name).map_or(0, |count| count.saturating_sub(1));
        if left == 0 {
            works.remove(&self.name);
        } else {
            works.insert(self.name.clone(), left);
        }
    }
}

/// The lock of a mark.
#[derive(Debug)]
struct PresenceLock {
    file: Option<(File, PathBuf)>,
    server: Option<ServerLock>,
    /// Time of the last check of a lock in the database.
    checked: Instant,
}

impl PresenceLock {
    /// False when the lock was lost with the connection to the database. Asks the database if the last check is older than [`SURE`].
    fn is_in_force(&mut self) -> bool {
        let Some(server) = &self.server else { return true };
        if self.checked.elapsed() < SURE {
            return server.seems_held();
        }
        let is_held = server.is_held();
        self.checked = Instant::now();
        is_held
    }
}

impl Drop for PresenceLock {
    fn drop(&mut self) {
        if let Some((file, path)) = self.file.take() {
            drop(file);
            // If this fails, the next server removes the file: nobody holds its lock.
            fs::remove_file(path).ok();
        }
    }
}

impl Presence {
    /// Takes no lock yet; [`Self::mark`] does.
    #[must_use]
    pub fn new(location: &Location) -> Self {
        let mark = uuid::Uuid::new_v4().simple().to_string()[..MARK].to_owned();
        Self {
            mark,
            location: location.clone(),
            lock: Mutex::default(),
            is_shown: AtomicBool::default(),
            works: Mutex::default(),
        }
    }

    /// The mark. Its lock is held from now on; a lock that was lost with its connection is taken again. Blocks.
    ///
    /// # Errors
    /// The lock cannot be taken, so other servers would not see this one.
    pub fn mark(&self) -> store::Result<&str> {
        let mut lock = locked(&self.lock);
        self.is_shown.store(true, Ordering::Relaxed);
        if lock.as_mut().is_some_and(|lock| !lock.is_in_force()) {
            tracing::warn!("the lock that shows this server was lost with its connection; it is taken again");
            *lock = None;
        }
        if lock.is_none() {
            *lock = Some(self.take()?);
        }
        Ok(&self.mark)
    }

    /// Takes a lost lock again, if [`Self::mark`] was called before. Blocks.
    ///
    /// # Errors
    /// As [`Self::mark`].
    pub fn retake_lock(&self) -> store::Result<()> {
        if self.is_shown.load(Ordering::Relaxed) {
            self.mark()?;
        }
        Ok(())
    }

    /// Registers a piece of work of this server, under a name that the caller chooses.
    pub fn begin(&self, name: &str) -> Work<'_> {
        *locked(&self.works).entry(name.to_owned()).or_default() += 1;
        Work { presence: self, name: name.to_owned() }
    }

    /// True while this server does the work of this name.
    pub fn is_executing(&self, name: &str) -> bool {
        locked(&self.works).contains_key(name)
    }

    /// True for the mark of this server.
    pub fn is_own(&self, mark: &str) -> bool {
        mark == self.mark
    }

    fn take(&self) -> store::Result<PresenceLock> {
        match &self.location {
            Location::File(workspace) => {
                let folder = lease::folder_of(workspace);
                let file = hold(&folder, &self.mark).map_err(|source| store::Error::Io { path: folder.clone(), source })?;
                Ok(PresenceLock { file: Some(file), server: None, checked: Instant::now() })
            }
            Location::Server { server, .. } => match ServerLock::take(server, &lock_name(&self.mark), "server")? {
                Ok(lock) => Ok(PresenceLock { file: None, server: Some(lock), checked: Instant::now() }),
                Err(_) => Err(store::Error::Unavailable("the lock of this server is taken".to_owned())),
            },
        }
    }

    /// True while the server with this mark runs, and when that cannot be found out. Blocks.
    pub fn is_there(&self, mark: &str) -> bool {
        if mark == self.mark || mark.len() != MARK || !mark.bytes().all(|b| b.is_ascii_hexdigit()) {
            return true;
        }
        match &self.location {
            Location::File(workspace) => match File::open(lock_file(&lease::folder_of(workspace), mark)) {
                // A shared lock: several servers may look at once.
                Ok(file) => file.try_lock_shared().is_err(),
                Err(error) => error.kind() != io::ErrorKind::NotFound,
            },
            Location::Server { server, .. } => !matches!(ServerLock::take(server, &lock_name(mark), "look"), Ok(Ok(_))),
        }
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn lock_name(mark: &str) -> String {
    format!("presence {mark}")
}

fn lock_file(folder: &Path, mark: &str) -> PathBuf {
    folder.join(format!("server-{mark}.lock"))
}

/// Makes and locks the file of a mark.
fn hold(folder: &Path, mark: &str) -> io::Result<(File, PathBuf)> {
    fs::create_dir_all(folder)?;
    remove_left(folder);
    let path = lock_file(folder, mark);
    for _ in 0..ATTEMPTS {
        let file = File::options().write(true).create(true).truncate(false).open(&path)?;
        // Waits for a look of another server at most.
        file.lock()?;
        if path.exists() {
            return Ok((file, path));
        }
    }
    Err(io::Error::other("no lock file could be made"))
}

/// Removes the files of killed servers.
fn remove_left(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let is_of_server = name.to_str().is_some_and(|name| name.starts_with("server-") && name.ends_with(".lock"));
        if !is_of_server {
            continue;
        }
        let Ok(file) = File::options().write(true).open(entry.path()) else { continue };
        match file.try_lock() {
            Ok(()) => drop(fs::remove_file(entry.path())),
            Err(TryLockError::WouldBlock | TryLockError::Error(_)) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_is_there_until_it_ends() {
        let dir = tempfile::tempdir().expect("folder");
        let workspace = dir.path().join("w.voluptas");
        let location = Location::File(workspace.clone());
        let (one, other) = (Presence::new(&location), Presence::new(&location));
        let mark = one.mark().expect("a lock").to_owned();
        assert!(one.is_there(&mark) && other.is_there(&mark));
        for unknown in ["", "x-a: b", "../../../../a", "0123456789abcdef"] {
            assert!(other.is_there(unknown), "{unknown}");
        }
        drop(one);
        assert!(!other.is_there(&mark));
        // A killed server leaves its file, which nobody has locked.
        let left = lock_file(&lease::folder_of(&workspace), "0123456789ab");
        fs::write(&left, "").expect("file");
        assert!(!other.is_there("0123456789ab"));
        other.mark().expect("a lock");
        assert!(!left.exists());
    }

    #[test]
    fn work_is_under_way_until_the_last_one_ends() {
        let presence = Presence::new(&Location::File("w.voluptas".into()));
        let one = presence.begin("a");
        assert!(presence.is_executing("a") && !presence.is_executing("b") && one.is_alone());
        let other = presence.begin("a");
        assert!(!one.is_alone() && !other.is_alone());
        drop(one);
        assert!(presence.is_executing("a") && other.is_alone());
        drop(other);
        assert!(!presence.is_executing("a"));
    }
}
