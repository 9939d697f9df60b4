//! Examines a file before it is opened for writing.
//!
//! [`look`] decides by the file's header and, for files without our mark, by its tables. It takes no lock and leaves no file
//! beside the examined one, so that a database of another program stays unchanged. [`Db::claim`] puts the mark into a new
//! file.

use super::{APPLICATION_ID, Mode};
use crate::db::{Db, migrate};
use crate::error::{Error, Result};
use std::ffi::OsString;
use std::fs::File;
use std::io::{ErrorKind, Read as _};
use std::path::{Path, PathBuf};

/// Length of a database header.
const HEADER: usize = 100;
/// Length of the header of a write-ahead log; what is longer has frames.
const LOG_HEADER: u64 = 32;
/// The first bytes of every SQLite database.
pub(super) const MAGIC: &[u8] = b"SQLite format 3\0";
/// Place of `application_id` in the header, big-endian.
const ID_AT: usize = 68;
/// Place of the page size in the header, two bytes.
const PAGE_SIZE_AT: usize = 16;
/// Place of the counter of changes in the header, four bytes.
const CHANGES_AT: usize = 24;
/// Place of the number of pages in the header, four bytes.
const PAGES_AT: usize = 28;
/// Place of the counter of changes for which the number of pages is valid, four bytes.
const VALID_FOR_AT: usize = 92;

/// State of a file before it is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// Missing or empty: a workspace may be created there.
    Nothing,
    /// A workspace, or a database without tables that may become one.
    Workspace,
}

/// Number of looks at a file whose log goes while it is read: other processes close it.
const LOOKS: u32 = 20;

/// Examines a file without changing it.
///
/// # Errors
/// [`Error::NotAWorkspace`] for any other file, [`Error::Newer`] for a workspace of a newer program, [`Error::ManyNames`] for a file with
/// hard links, [`Error::LogAlone`] for a missing file whose log is there.
pub fn look(path: &Path) -> Result<Seen> {
    for _ in 1..LOOKS {
        match look_once(path) {
            // The last process that has the file open folds the log into it and removes the log, perhaps just now.
            Err(Error::Io { source, .. }) if source.kind() == ErrorKind::NotFound => {}
            seen => return seen,
        }
    }
    look_once(path)
}

fn look_once(path: &Path) -> Result<Seen> {
    let io = |source| Error::Io { path: path.to_owned(), source };
    match std::fs::metadata(path) {
        Err(e) if e.kind() == ErrorKind::NotFound => return nothing(path),
        Err(e) => return Err(io(e)),
        Ok(found) if !found.is_file() => return Err(Error::NotAWorkspace),
        Ok(found) if found.len() == 0 => return nothing(path),
        Ok(found) => check_names(path, &found)?,
    }
    let mut header = Vec::with_capacity(HEADER);
    File::open(path).and_then(|f| f.take(HEADER as u64).read_to_end(&mut header)).map_err(io)?;
    if header.len() < HEADER || !header.starts_with(MAGIC) {
        return Err(Error::NotAWorkspace);
    }
    let id = header[ID_AT..ID_AT + 4].iter().fold(0, |id, byte| id << 8 | u32::from(*byte));
    if id != 0 && id != APPLICATION_ID {
        return Err(Error::NotAWorkspace);
    }
    let version = match (Db::open_unchanging(path).and_then(|db| migrate::version(&db)), id) {
        (Ok(version), _) if version > 0 => version,
        // Our file, read while another process writes it: what does not fit together yet is for the real opening to judge.
        (Err(_), APPLICATION_ID) => 0,
        (Ok(_), APPLICATION_ID) => with_log(path).ok().flatten().unwrap_or(0),
        // The main file tells nothing yet, or nothing good: the rest may stand in the write-ahead log.
        (seen, _) => match with_log(path)? {
            Some(version) => version,
            None => seen?,
        },
    };
    if version > migrate::latest() {
        return Err(Error::Newer { file: version, program: migrate::latest() });
    }
    Ok(Seen::Workspace)
}

/// # Errors
/// [`Error::LogAlone`]: SQLite would delete a log that lies beside a new file.
fn nothing(path: &Path) -> Result<Seen> {
    let has_frames = log_of(path).metadata().is_ok_and(|log| log.len() > LOG_HEADER);
    // Another process may have made the file meanwhile.
    if has_frames && path.metadata().map_or(true, |m| m.len() == 0) {
        return Err(Error::LogAlone { path: path.to_owned() });
    }
    Ok(Seen::Nothing)
}

#[cfg(unix)]
fn check_names(path: &Path, found: &std::fs::Metadata) -> Result<()> {
    match std::os::unix::fs::MetadataExt::nlink(found) {
        0 | 1 => Ok(()),
        names => Err(Error::ManyNames { path: path.to_owned(), names }),
    }
}

/// The standard library does not tell the number of names here.
#[cfg(not(unix))]
fn check_names(_: &Path, _: &std::fs::Metadata) -> Result<()> {
    Ok(())
}

/// Number of pages that the header counts and the file, which is too short, does not have. Pages in the write-ahead log count as
/// present.
pub(in crate::db) fn missing_pages(path: &Path) -> Result<i64> {
    let io = |source| Error::Io { path: path.to_owned(), source };
    let log = log_of(path).metadata().map_or(0, |m| m.len());
    let mut header = [0; HEADER];
    let mut file = File::open(path).map_err(io)?;
    let length = file.metadata().map_err(io)?.len();
    if log > 0 || file.read_exact(&mut header).is_err() {
        return Ok(0);
    }
    let number = |at: usize, size: usize| header[at..at + size].iter().fold(0, |n, byte| n << 8 | u64::from(*byte));
    // 1 stands for 65536, which has no room in two bytes.
    let page = if number(PAGE_SIZE_AT, 2) == 1 { 65_536 } else { number(PAGE_SIZE_AT, 2).max(512) };
    // The count is only valid if the two change counters agree.
    let pages = if number(CHANGES_AT, 4) == number(VALID_FOR_AT, 4) { number(PAGES_AT, 4) } else { 0 };
    Ok(i64::try_from(pages.saturating_sub(length / page)).unwrap_or(i64::MAX))
}

/// The write-ahead log of a file.
pub fn log_of(path: &Path) -> PathBuf {
    beside(path, "-wal")
}

/// A file of SQLite beside another one: its name with a suffix.
pub(super) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(suffix);
    PathBuf::from(name)
}

/// The version by a copy of the file and its write-ahead log; `None` without a log. Opening the original with its log
/// would leave traces in it.
fn with_log(path: &Path) -> Result<Option<i64>> {
    let log = log_of(path);
    if !log.metadata().is_ok_and(|m| m.len() > 0) {
        return Ok(None);
    }
    let io = |source| Error::Io { path: path.to_owned(), source };
    let folder = tempfile::tempdir().map_err(io)?;
    let copy = folder.path().join("look.db");
    std::fs::copy(path, &copy).map_err(io)?;
    std::fs::copy(&log, log_of(&copy)).map_err(io)?;
    Db::open(&copy, Mode::ReadOnly).and_then(|db| migrate::version(&db)).map(Some)
}

/// The address under which SQLite reads a file without locks and without its log. Nobody may change the file meanwhile.
pub(super) fn unchanging_uri(path: &Path) -> String {
    let mut uri = String::from("file:");
    let bytes = path.as_os_str().as_encoded_bytes();
    if cfg!(windows) && bytes.get(1) == Some(&b':') {
        uri.push('/');
    }
    for byte in bytes {
        match byte {
            b'\\' if cfg!(windows) => uri.push('/'),
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'/' | b':' => uri.push(char::from(*byte)),
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    // Two slashes at the beginning would name a host.
    if uri.starts_with("file://") {
        uri.insert_str("file:".len(), "//");
    }
    uri + "?immutable=1"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_addresses() {
        assert_eq!(unchanging_uri(Path::new("/tmp/a b?#%.db")), "file:/tmp/a%20b%3F%23%25.db?immutable=1");
        assert_eq!(unchanging_uri(Path::new("shop.voluptas")), "file:shop.voluptas?immutable=1");
        assert_eq!(unchanging_uri(Path::new("//x/y.db")), "file:////x/y.db?immutable=1");
    }
}
