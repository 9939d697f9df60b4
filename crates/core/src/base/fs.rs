//! File writes that leave either the old file or the new one, never half of it.

use std::fs;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

/// Permissions of a file that [`write_atomic`] writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// The default permissions of the user (umask).
    Default,
    /// Only the owner (0600 on Unix): for credentials.
    OwnerOnly,
}

/// Writes `bytes` to a temporary file beside `path`, makes it durable and renames it into place. What a killed process left of the same
/// write is removed.
///
/// # Errors
/// The folder cannot be made, the file cannot be written, or the rename fails; the file at `path` is then as before.
pub fn write_atomic(path: &Path, bytes: &[u8], access: Access) -> io::Result<()> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty());
    if let Some(folder) = folder {
        fs::create_dir_all(folder)?;
    }
    remove_abandoned(path);
    replace(path, bytes, &Rights::Of(access))
}

/// Reads a whole file of at most `limit` bytes.
///
/// # Errors
/// The file cannot be read; [`io::ErrorKind::FileTooLarge`] for a longer one, also for a device or a pipe without an end.
pub fn read_at_most(path: &Path, limit: usize) -> io::Result<Vec<u8>> {
    let file = fs::File::open(path)?;
    let size = file.metadata()?.len();
    read_file(file, size, limit)
}

fn read_file(file: fs::File, size: u64, limit: usize) -> io::Result<Vec<u8>> {
    if size > limit as u64 {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    // Room for all bytes and one more, so that the end is seen without another growth.
    read_into(Vec::with_capacity(usize::try_from(size).map_or(0, |size| size + 1)), file, limit)
}

/// Treatment of a symbolic link in place of a file. Links among the folders of its path are followed in any case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Links {
    /// The target is opened: for a path that a person gave.
    Follow,
    /// The link is refused: for a file that a folder holds. Windows follows one that takes the place of a file at the last moment.
    Refuse,
}

/// Reason for not opening a path that is no regular file; the source of an [`io::Error`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotRegular {
    /// A symbolic link that is not followed.
    #[error("a symbolic link")]
    Link,
    /// A folder, FIFO, socket or device.
    #[error("not a regular file")]
    Other,
}

impl NotRegular {
    /// The reason, where an error of [`open_regular`] has one.
    pub fn of(error: &io::Error) -> Option<Self> {
        error.get_ref()?.downcast_ref().copied()
    }
}

/// Opens a regular file for reading, and returns its metadata. Does not block if a FIFO has replaced the file since its folder
/// was listed.
///
/// # Errors
/// The file cannot be opened; [`NotRegular`] for anything but a regular file.
pub fn open_regular(path: &Path, links: Links) -> io::Result<(fs::File, fs::Metadata)> {
    let mut options = fs::OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt as _;
        let no_links = if links == Links::Refuse { OFlags::NOFOLLOW } else { OFlags::empty() };
        options.custom_flags((OFlags::NONBLOCK | OFlags::NOCTTY | no_links).bits().cast_signed());
    }
    let is_link = || links == Links::Refuse && fs::symlink_metadata(path).is_ok_and(|found| found.is_symlink());
    #[cfg(not(unix))]
    if is_link() {
        return Err(io::Error::other(NotRegular::Link));
    }
    let file = options.open(path).map_err(|error| if is_link() { io::Error::other(NotRegular::Link) } else { error })?;
    let found = file.metadata()?;
    if found.is_file() { Ok((file, found)) } else { Err(io::Error::other(NotRegular::Other)) }
}

/// Reads a whole regular file of at most `limit` bytes that a folder holds. No link is followed.
///
/// # Errors
/// The file cannot be opened or read, or is no regular one ([`NotRegular`]); [`io::ErrorKind::FileTooLarge`] for a longer one.
pub fn read_regular(path: &Path, limit: usize) -> io::Result<Vec<u8>> {
    let (file, found) = open_regular(path, Links::Refuse)?;
    read_file(file, found.len(), limit)
}

/// Reads a stream to its end, which must come within `limit` bytes.
///
/// # Errors
/// The stream cannot be read; [`io::ErrorKind::FileTooLarge`] for a longer one.
pub fn read_stream(stream: impl io::Read, limit: usize) -> io::Result<Vec<u8>> {
    read_into(Vec::new(), stream, limit)
}

fn read_into(mut bytes: Vec<u8>, stream: impl io::Read, limit: usize) -> io::Result<Vec<u8>> {
    stream.take(limit as u64 + 1).read_to_end(&mut bytes)?;
    if bytes.len() > limit { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(bytes) }
}

/// Permissions of a file that replaces another.
enum Rights {
    /// Permissions of a new file.
    Of(Access),
    /// Permissions of the replaced file.
    Kept(fs::Metadata),
}

/// Writes a temporary file beside `path` and renames it.
fn replace(path: &Path, bytes: &[u8], rights: &Rights) -> io::Result<()> {
    let (mut file, temporary) = temporary_beside(path, rights)?;
    file.write_all(bytes)?;
    put(file, temporary, path)
}

/// Attempts to make a temporary file. Each fails only when another process takes the new file for an abandoned one in that very
/// moment.
const ATTEMPTS: usize = 20;

/// An empty file beside `path` that is removed when its path is dropped. It is locked while it is open, which tells
/// [`remove_abandoned`] that it is in use.
fn temporary_beside(path: &Path, rights: &Rights) -> io::Result<(fs::File, tempfile::TempPath)> {
    for _ in 0..ATTEMPTS {
        let (file, temporary) = new_temporary(path, rights)?;
        // A file system without locks keeps its files: no process can lock there, so none removes.
        if matches!(file.try_lock(), Err(fs::TryLockError::WouldBlock)) || !temporary.exists() {
            continue;
        }
        if let Rights::Kept(old) = rights {
            keep_owner(&temporary, old);
            file.set_permissions(old.permissions())?;
        }
        return Ok((file, temporary));
    }
    Err(io::Error::other("no temporary file could be made"))
}

fn new_temporary(path: &Path, rights: &Rights) -> io::Result<(fs::File, tempfile::TempPath)> {
    let unique = uuid::Uuid::new_v4().simple().to_string();
    let temporary = path.with_file_name(format!("{}{unique}{TEMPORARY}", temporary_prefix(path)?));
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    // Nobody else may read the content before the rights are those of the old file.
    #[cfg(unix)]
    if !matches!(rights, Rights::Of(Access::Default)) {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let file = options.open(&temporary)?;
    Ok((file, tempfile::TempPath::try_from_path(temporary)?))
}

/// End of the name of a temporary file, behind the name of its goal and 32 hexadecimal digits.
const TEMPORARY: &str = ".tmp";

fn temporary_prefix(path: &Path) -> io::Result<String> {
    Ok(format!(".{}.", path.file_name().ok_or(io::ErrorKind::InvalidInput)?.to_string_lossy()))
}

/// Removes the temporary files that killed processes left beside `path`. Those that a process still writes are locked and stay.
fn remove_abandoned(path: &Path) {
    let Ok(prefix) = temporary_prefix(path) else { return };
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let unique = name.to_str().and_then(|name| name.strip_prefix(&prefix)?.strip_suffix(TEMPORARY));
        let is_temporary = unique.is_some_and(|unique| unique.len() == 32 && unique.bytes().all(|b| b.is_ascii_hexdigit()));
        if is_temporary && entry.file_type().is_ok_and(|kind| kind.is_file()) && is_abandoned(&entry.path()) {
            // A file of another user stays.
            fs::remove_file(entry.path()).ok();
        }
    }
}

fn is_abandoned(temporary: &Path) -> bool {
    // Files of other users cannot be opened.
    let Ok(file) = fs::File::options().read(true).write(true).open(temporary) else { return false };
    // On Windows a file is unlocked for a moment before its rename.
    let is_recent = || file.metadata().and_then(|m| m.modified()).map_or(true, |at| at.elapsed().is_ok_and(|age| age < RENAMED));
    file.try_lock().is_ok() && !(cfg!(windows) && is_recent())
}

/// Time in which a written file is renamed.
const RENAMED: std::time::Duration = std::time::Duration::from_secs(60);

/// Makes a temporary file durable and renames it.
fn put(file: fs::File, temporary: tempfile::TempPath, path: &Path) -> io::Result<()> {
    file.sync_all()?;
    // Windows renames no open file. Elsewhere the lock is kept until the file has its name.
    let kept = if cfg!(windows) { None } else { Some(file) };
    let renamed = temporary.persist(path).map_err(|e| e.error);
    drop(kept);
    renamed
}

/// Writes a file that a person named: an export, a report.
///
/// A regular file is replaced whole and keeps its permissions. If `path` is a symbolic link, its target is replaced. FIFOs,
/// devices and files below `/dev` and `/proc` are written in place. Folders are not created.
///
/// # Errors
/// The folder does not exist, or the file cannot be written; [`io::ErrorKind::AlreadyExists`] where the path is a database, such as
/// a workspace, which no export may replace. A reader of a FIFO that goes away is no error.
pub fn write_named(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut writer = NamedWriter::create(path)?;
    match writer.write_all(bytes).and_then(|()| writer.finish()) {
        Err(e) if e.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => result.map(drop),
    }
}

/// A file that a person named, written piece by piece under the rules of [`write_named`]: it appears when [`NamedWriter::finish`] is
/// called, and what was there stays until then. Dropped before, it leaves nothing; what a killed process leaves is removed when the
/// same file is written again.
#[derive(Debug)]
pub struct NamedWriter {
    file: fs::File,
    written: u64,
    /// The temporary file and its goal; `None` for a file that is written in place.
    goal: Option<(tempfile::TempPath, PathBuf)>,
}

impl NamedWriter {
    /// Begins a file.
    ///
    /// # Errors
    /// The folder does not exist or takes no file; [`io::ErrorKind::AlreadyExists`] where the path is a database.
    pub fn create(path: &Path) -> io::Result<Self> {
        // Below `/dev/shm` lie ordinary files, in memory.
        let is_special = (path.starts_with("/dev") && !path.starts_with("/dev/shm")) || path.starts_with("/proc");
        let (goal, rights) = match fs::metadata(path) {
            Ok(found) if found.is_file() && !is_special && is_database(path) => return Err(io::ErrorKind::AlreadyExists.into()),
            Ok(found) if found.is_file() && !is_special => (fs::canonicalize(path)?, Rights::Kept(found)),
            Err(e) if e.kind() == io::ErrorKind::NotFound && fs::symlink_metadata(path).is_err() => {
                (path.to_owned(), Rights::Of(Access::Default))
            }
            // A device, a FIFO, a link without a target (writing through it creates the target), or a folder, which is refused.
            _ => {
                let file = fs::OpenOptions::new().write(true).create(true).truncate(true).open(path)?;
                return Ok(Self { file, written: 0, goal: None });
            }
        };
        remove_abandoned(&goal);
        let (file, temporary) = temporary_beside(&goal, &rights)?;
        Ok(Self { file, written: 0, goal: Some((temporary, goal)) })
    }

    /// Moves the file to its final path. Returns its length in bytes.
    ///
    /// # Errors
    /// The file cannot be made durable or renamed; the file that was there before stays.
    pub fn finish(self) -> io::Result<u64> {
        if let Some((temporary, goal)) = self.goal {
            put(self.file, temporary, &goal)?;
        }
        Ok(self.written)
    }
}

impl io::Write for NamedWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.file.write(bytes)?;
        self.written += count as u64;
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// True for a file that begins as a database of SQLite does, and for the log and the index beside one; false for a file that cannot
/// be read.
fn is_database(path: &Path) -> bool {
    const HEADER: &[u8] = b"SQLite format 3\0";
    let name = path.as_os_str().to_string_lossy();
    let main = ["-wal", "-shm", "-journal"].iter().find_map(|suffix| name.strip_suffix(suffix));
    if main.is_some_and(|main| is_database(Path::new(main))) {
        return true;
    }
    let mut begin = Vec::with_capacity(HEADER.len());
    let read = fs::File::open(path).and_then(|file| file.take(HEADER.len() as u64).read_to_end(&mut begin));
    read.is_ok() && begin == HEADER
}

/// Gives the file the owner of the replaced file. Only root may do that; for other users the owner is right already.
#[cfg(unix)]
fn keep_owner(path: &Path, old: &fs::Metadata) {
    use std::os::unix::fs::MetadataExt as _;
    std::os::unix::fs::chown(path, Some(old.uid()), Some(old.gid())).ok();
}

#[cfg(not(unix))]
fn keep_owner(_: &Path, _: &fs::Metadata) {}

/// True when others than the owner may read the file. Always `false` on systems without such permissions.
pub fn readable_by_others(path: &Path) -> io::Result<bool> {
    let metadata = fs::metadata(path)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        Ok(metadata.permissions().mode() & 0o077 != 0)
    }
    #[cfg(not(unix))]
    {
        drop(metadata);
        Ok(false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_is_not_replaced_by_an_export() {
        let dir = tempfile::tempdir().expect("temporary folder");
        let path = dir.path().join("w.voluptas");
        fs::write(&path, b"SQLite format 3\0and pages").expect("a database");
        let refused = write_named(&path, b"FuncID,Title\n").expect_err("refused");
        assert_eq!(refused.kind(), io::ErrorKind::AlreadyExists);
        assert!(fs::read(&path).expect("still there").starts_with(b"SQLite"));
        for beside in ["w.voluptas-wal", "w.voluptas-shm"] {
            let log = dir.path().join(beside);
            fs::write(&log, b"pages").expect("a log");
            assert_eq!(write_named(&log, b"x").expect_err("refused").kind(), io::ErrorKind::AlreadyExists, "{beside}");
        }
    }

    #[test]
    fn files_of_killed_writers_are_removed_and_those_in_use_stay() {
        let dir = tempfile::tempdir().expect("temporary folder");
        let path = dir.path().join("r.html");
        let digits = "0123456789abcdef0123456789abcdef";
        let abandoned = dir.path().join(format!(".r.html.{digits}.tmp"));
        let others = [format!(".s.html.{digits}.tmp"), format!(".r.html.{digits}0.tmp"), ".r.html.notes.tmp".to_owned()];
        for name in &others {
            fs::write(dir.path().join(name), "x").expect("file");
        }
        let leave = || {
            let file = fs::File::create(&abandoned).expect("file");
            file.set_modified(std::time::SystemTime::UNIX_EPOCH).expect("time");
        };
        leave();
        let mut first = NamedWriter::create(&path).expect("first writer");
        assert!(!abandoned.exists());
        leave();
        let mut second = NamedWriter::create(&path).expect("second writer");
        assert!(!abandoned.exists());
        first.write_all(b"first").expect("written");
        second.write_all(b"second").expect("written");
        second.finish().expect("in place");
        first.finish().expect("in place, not removed by the second writer");
        assert_eq!(fs::read(&path).expect("read"), b"first");
        assert_eq!(fs::read_dir(dir.path()).expect("list").count(), 1 + others.len(), "files of others stay");
    }

    #[test]
    fn an_atomic_write_removes_what_killed_ones_left_of_the_same_file() {
        let dir = tempfile::tempdir().expect("temporary folder");
        let path = dir.path().join("settings.toml");
        let digits = "0123456789abcdef0123456789abcdef";
        let left = |name: &str| {
            let path = dir.path().join(format!(".{name}.{digits}.tmp"));
            let file = fs::File::create(&path).expect("file");
            file.set_modified(std::time::SystemTime::UNIX_EPOCH).expect("time");
            path
        };
        let (own, other) = (left("settings.toml"), left("credentials"));
        write_atomic(&path, b"x", Access::OwnerOnly).expect("written");
        assert!(!own.exists() && other.exists());
        let (_in_use, temporary) = temporary_beside(&path, &Rights::Of(Access::Default)).expect("a writer");
        write_atomic(&path, b"y", Access::OwnerOnly).expect("written");
        assert!(temporary.exists(), "the file of a living writer stays");
    }

    #[test]
    fn a_file_without_an_end_is_not_read_for_ever() {
        let dir = tempfile::tempdir().expect("temporary folder");
        let path = dir.path().join("four");
        fs::write(&path, b"four").expect("a file");
        assert_eq!(read_at_most(&path, 4).expect("bytes"), b"four");
        assert_eq!(read_at_most(&path, 3).expect_err("too large").kind(), io::ErrorKind::FileTooLarge);
        assert_eq!(read_stream(io::repeat(0), 1000).expect_err("no end").kind(), io::ErrorKind::FileTooLarge);
    }

    #[cfg(unix)]
    #[test]
    fn opens_regular_files_only_and_waits_for_no_fifo() {
        let dir = tempfile::tempdir().expect("temporary folder");
        let at = |name: &str| dir.path().join(name);
        fs::write(at("file"), b"four").expect("a file");
        std::os::unix::fs::symlink("file", at("link")).expect("a link");
        let made = std::process::Command::new("mkfifo").arg(at("fifo")).status().expect("mkfifo");
        assert!(made.success());
        assert_eq!(read_regular(&at("file"), 4).expect("bytes"), b"four");
        assert_eq!(read_regular(&at("file"), 3).expect_err("too large").kind(), io::ErrorKind::FileTooLarge);
        open_regular(&at("link"), Links::Follow).expect("the target");
        let reason = |path: &Path, links| NotRegular::of(&open_regular(path, links).expect_err("refused"));
        assert_eq!(reason(&at("link"), Links::Refuse), Some(NotRegular::Link));
        for links in [Links::Follow, Links::Refuse] {
            assert_eq!(reason(&at("fifo"), links), Some(NotRegular::Other));
            assert_eq!(reason(dir.path(), links), Some(NotRegular::Other));
            assert_eq!(reason(&at("absent"), links), None);
        }
    }

    #[test]
    fn replaces_whole_and_keeps_others_out() {
        let dir = tempfile::tempdir().expect("temporary folder");
        let path = dir.path().join("a/b.env");
        write_atomic(&path, b"one", Access::Default).expect("first write");
        write_atomic(&path, b"two", Access::OwnerOnly).expect("second write");
        assert_eq!(fs::read(&path).expect("read"), b"two");
        assert!(!readable_by_others(&path).expect("metadata"));
        assert_eq!(fs::read_dir(path.parent().expect("parent")).expect("list").count(), 1);
    }

    #[test]
    fn a_named_file_is_replaced_and_no_folder_is_made() {
        let dir = tempfile::tempdir().expect("temporary folder");
        let path = dir.path().join("out.csv");
        write_named(&path, b"one").expect("first write");
        write_named(&path, b"two").expect("second write");
        assert_eq!(fs::read(&path).expect("read"), b"two");
        let missing = write_named(&dir.path().join("no/out.csv"), b"x").expect_err("no folder");
        assert_eq!(missing.kind(), io::ErrorKind::NotFound);
        assert_eq!(fs::read_dir(dir.path()).expect("list").count(), 1);
        write_named(dir.path(), b"x").expect_err("a folder");
    }

    #[cfg(unix)]
    #[test]
    fn a_named_file_keeps_its_permissions_and_links_stay_links() {
        use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
        let dir = tempfile::tempdir().expect("temporary folder");
        let path = dir.path().join("secret.csv");
        fs::write(&path, "old").expect("file");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("permissions");
        let link = dir.path().join("link.csv");
        symlink(&path, &link).expect("link");
        write_named(&link, b"new").expect("written");
        assert!(fs::symlink_metadata(&link).expect("link").is_symlink());
        assert_eq!(fs::read(&path).expect("read"), b"new");
        let found = fs::metadata(&path).expect("metadata");
        assert_eq!((found.permissions().mode() & 0o777, found.uid()), (0o600, fs::metadata(dir.path()).expect("metadata").uid()));

        let dangling = dir.path().join("dangling.csv");
        symlink(dir.path().join("target.csv"), &dangling).expect("link");
        write_named(&dangling, b"made").expect("written");
        assert_eq!(fs::read(dir.path().join("target.csv")).expect("read"), b"made");
        assert_eq!(fs::read_dir(dir.path()).expect("list").count(), 4);
    }
}
