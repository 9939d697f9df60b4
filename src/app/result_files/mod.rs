//! Files of results on this computer: folders, single files and archives of what test tools wrote.
//!
//! [`gather`] lists what is there, unpacking archives into a temporary folder within [`Limits`]; [`Gathered::read`] parses the files
//! on all processors and hands the pieces over one by one in the order of their paths, so that memory does not grow with their
//! number. No symbolic link is followed, and nothing outside the given paths is read.

mod archive;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;

use crate::base::fs::read_at_most;
use crate::domain::Message;
use crate::domain::message::Explain;
use crate::formats::tool_results::{self, Piece, ToolFormat, ToolResults};
use crate::formats::{FormatError, MAX_FILE};

pub use archive::ArchiveError;

/// Limits on the input: a folder or archive beyond them is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Files, in folders and archives together.
    pub files: usize,
    /// Bytes of one file.
    pub file: usize,
    /// Bytes of everything that an archive unpacks to.
    pub unpacked: u64,
    /// Unpacked bytes for one packed byte.
    pub ratio: u64,
    /// Folders in folders.
    pub depth: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { files: 1_000_000, file: MAX_FILE, unpacked: 8 << 30, ratio: 200, depth: 64 }
    }
}

/// Reason why nothing of the given paths can be read.
#[derive(Debug, thiserror::Error)]
pub enum GatherError {
    /// A path is not there or cannot be read.
    #[error("{path}: {error}")]
    Unreadable {
        /// The path.
        path: PathBuf,
        /// The system's reason.
        error: io::Error,
    },
    /// An archive is damaged, dangerous or too large.
    #[error("{file}: {error}")]
    Archive {
        /// The archive.
        file: String,
        /// The reason.
        error: ArchiveError,
    },
    /// There are more files than accepted.
    #[error("more than {limit} files")]
    TooMany {
        /// The limit.
        limit: usize,
    },
}

impl Explain for GatherError {
    fn message(&self) -> Message {
        match self {
            Self::Unreadable { path, error } => {
                Message::new("result-files-unreadable").with("path", path.display()).with("error", error)
            }
            Self::Archive { file, error } => error.message(file),
            Self::TooMany { limit } => Message::new("result-files-too-many").count("limit", *limit),
        }
    }

    fn remedy(&self) -> Option<Message> {
        None
    }
}

/// A file to read. There may be hundreds of thousands of them, so that a file has only what differs from its neighbours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    origin: Arc<Origin>,
    /// Path below the folder of the origin.
    below: PathBuf,
    /// Length in bytes.
    pub size: u64,
}

/// One of the given paths.
#[derive(Debug, PartialEq, Eq)]
struct Origin {
    /// The given folder, or the folder of the given file or of the unpacked archive: attachments lie in it.
    root: PathBuf,
    /// Name of the folder or archive for people; blank for a file that was given alone.
    title: String,
}

/// The files of the given paths.
#[derive(Debug)]
pub struct Gathered {
    /// The files by name; containers of Allure after all others, so that the results to which their fixtures belong come first.
    pub files: Vec<Found>,
    limits: Limits,
    /// Folders of unpacked archives, removed in the end.
    _unpacked: Vec<tempfile::TempDir>,
}

/// The reason why a file gave no results.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SkippedFile {
    /// The file.
    pub file: String,
    /// Line of the fault, from 1.
    pub line: Option<u64>,
    /// The reason.
    pub reason: Message,
}

/// One file that was read.
#[derive(Debug)]
pub enum Read<'g> {
    /// Results, or facts about their run, with the hash of the file's bytes.
    Results(&'g Found, ToolFormat, Box<ToolResults>, blake3::Hash),
    /// Nothing of it was taken.
    Skipped(&'g Found, SkippedFile),
}

/// Lists the files of paths, which may be folders, files and archives (`.zip`, `.tar.gz`, `.tgz`).
///
/// # Errors
/// [`GatherError`]; nothing stays of what was unpacked.
pub fn gather(paths: &[PathBuf], limits: Limits) -> Result<Gathered, GatherError> {
    let (mut files, mut unpacked) = (Vec::new(), Vec::new());
    for path in paths {
        let unreadable = |error| GatherError::Unreadable { path: path.clone(), error };
        let kind = std::fs::metadata(path).map_err(unreadable)?;
        let name = path.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
        if kind.is_dir() {
            let origin = Arc::new(Origin { root: path.clone(), title: name });
            list(&origin, Path::new(""), 0, limits, &mut files)?;
        } else if !kind.is_file() {
            return Err(unreadable(io::Error::other("neither a file nor a folder")));
        } else if archive::is_archive(path).map_err(unreadable)? {
            let folder = tempfile::tempdir().map_err(unreadable)?;
            let of_archive = |error| GatherError::Archive { file: name.clone(), error };
            archive::unpack(path, folder.path(), limits).map_err(of_archive)?;
            let origin = Arc::new(Origin { root: folder.path().to_owned(), title: name });
            list(&origin, Path::new(""), 0, limits, &mut files)?;
            unpacked.push(folder);
        } else {
            let root = path.parent().unwrap_or(Path::new(".")).to_owned();
            let origin = Arc::new(Origin { root, title: String::new() });
            files.push(Found { origin, below: path.file_name().unwrap_or_default().into(), size: kind.len() });
        }
    }
    files.sort_by(|a, b| a.order().cmp(&b.order()));
    if paths.len() > 1 {
        // The same file may be reached in several ways.
        let mut seen = std::collections::HashSet::new();
        files.retain(|file| seen.insert(file.path().canonicalize().unwrap_or_else(|_| file.path())));
    }
    Ok(Gathered { files, limits, _unpacked: unpacked })
}

fn list(origin: &Arc<Origin>, below: &Path, depth: usize, limits: Limits, files: &mut Vec<Found>) -> Result<(), GatherError> {
    if depth > limits.depth {
        return Ok(());
    }
    let folder = origin.root.join(below);
    let unreadable = |error| GatherError::Unreadable { path: folder.clone(), error };
    for entry in std::fs::read_dir(&folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let kind = entry.file_type().map_err(unreadable)?;
        let below = below.join(entry.file_name());
        if kind.is_dir() {
            list(origin, &below, depth + 1, limits, files)?;
        } else if kind.is_file() {
            let size = entry.metadata().map_err(unreadable)?.len();
            files.push(Found { origin: Arc::clone(origin), below, size });
            if files.len() > limits.files {
                return Err(GatherError::TooMany { limit: limits.files });
            }
        }
    }
    Ok(())
}

impl Gathered {
    /// Parses the files on all processors, where `prepare` also runs, and hands over what it made of each, in the order of
    /// [`Gathered::files`]. Files that results may name as theirs are passed over. Ends early with the first error of `take`.
    ///
    /// # Errors
    /// That of `take`.
    pub fn read<'g, T: Send, E>(
        &'g self,
        prepare: impl Fn(Read<'g>) -> T + Sync,
        mut take: impl FnMut(T) -> Result<(), E>,
    ) -> Result<(), E> {
        let threads = std::thread::available_parallelism().map_or(2, |n| n.get()).clamp(1, 8);
        let next = AtomicUsize::new(0);
        std::thread::scope(|scope| {
            // A slow consumer makes the readers wait, so that what is parsed does not pile up.
            let (send, pieces) = mpsc::sync_channel(threads * 16);
            for _ in 0..threads {
                let (send, next, prepare) = (send.clone(), &next, &prepare);
                scope.spawn(move || {
                    loop {
                        let at = next.fetch_add(1, Ordering::Relaxed);
                        let Some(file) = self.files.get(at) else { break };
                        // The consumer has ended with an error.
                        if send.send((at, self.read_one(file).map(prepare))).is_err() {
                            break;
                        }
                    }
                });
            }
            drop(send);
            let (mut early, mut turn) = (BTreeMap::new(), 0);
            for (at, piece) in pieces {
                early.insert(at, piece);
                while let Some(piece) = early.remove(&turn) {
                    turn += 1;
                    if let Some(piece) = piece {
                        take(piece)?;
                    }
                }
            }
            Ok(())
        })
    }

    fn read_one<'g>(&'g self, file: &'g Found) -> Option<Read<'g>> {
        let name = file.name();
        if tool_results::is_attachment(&name) {
            return None;
        }
        let skip = |line, reason| {
            let skipped = SkippedFile { file: name.clone(), line, reason };
            Some(Read::Skipped(file, skipped))
        };
        let bytes = match read_at_most(&file.path(), self.limits.file) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::FileTooLarge => {
                return skip(None, Message::new("result-files-too-large").with("limit", self.limits.file >> 20));
            }
            Err(error) => return skip(None, Message::new("result-files-not-read").with("error", error)),
        };
        match tool_results::read(&name, &bytes) {
            Ok(Piece::Results(format, results)) => Some(Read::Results(file, format, results, blake3::hash(&bytes))),
            Ok(Piece::Beside) => None,
            Ok(Piece::Other) => skip(None, Message::new("result-files-other")),
            Err(error) => {
                let line = if let FormatError::Broken { line, .. } = &error { Some(*line) } else { None };
                skip(line, error.message())
            }
        }
    }
}

impl Found {
    /// The path on this computer.
    #[must_use]
    pub fn path(&self) -> PathBuf {
        self.origin.root.join(&self.below)
    }

    /// The path below what was given, for people: `allure-results/1-result.json`.
    #[must_use]
    pub fn name(&self) -> String {
        let mut name = self.origin.title.clone();
        for part in self.below.components() {
            if !name.is_empty() {
                name.push('/');
            }
            name.push_str(&part.as_os_str().to_string_lossy());
        }
        name
    }

    /// The file's own name.
    #[must_use]
    pub fn file_name(&self) -> Cow<'_, str> {
        self.below.file_name().unwrap_or_default().to_string_lossy()
    }

    fn order(&self) -> (bool, &str, &Path) {
        (self.file_name().ends_with("-container.json"), &self.origin.title, &self.below)
    }

    /// The path of a file that results of this file name, if it lies in the given folder: beside the file, or below the folder. An
    /// address on the machine that ran the tests leads nowhere here, except by its name beside the file.
    #[must_use]
    pub fn beside(&self, source: &str) -> Option<PathBuf> {
        let (path, root) = (self.path(), &self.origin.root);
        let folder = path.parent()?;
        let is_plain = |part: std::path::Component<'_>| matches!(part, std::path::Component::Normal(_));
        let named = Path::new(source);
        let relative = (!source.contains('\\') && named.components().all(is_plain)).then_some(named);
        let last = source.rsplit(['/', '\\']).next().filter(|n| !n.is_empty() && *n != ".." && *n != ".")?;
        let candidates = relative.map(|p| folder.join(p)).into_iter().chain([folder.join(last)]);
        candidates.chain(relative.map(|p| root.join(p))).find(|path| is_file_below(path, root))
    }
}

/// True for a file that lies below a folder after all links are resolved.
fn is_file_below(path: &Path, root: &Path) -> bool {
    let is_file = std::fs::symlink_metadata(path).is_ok_and(|m| m.is_file());
    is_file && matches!((path.canonicalize(), root.canonicalize()), (Ok(path), Ok(root)) if path.starts_with(&root))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(folder: &Path, name: &str, text: &str) {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().expect("parent")).expect("folder");
        std::fs::write(path, text).expect("file");
    }

    #[test]
    fn files_come_in_their_order_and_others_with_a_reason() {
        let home = tempfile::tempdir().expect("folder");
        for i in 0..50 {
            write(home.path(), &format!("in/{i:02}.xml"), &format!("<testsuite><testcase name='t{i}'/></testsuite>"));
        }
        write(home.path(), "in/notes.txt", "nothing");
        write(home.path(), "in/bad.xml", "<testsuite>\n<testcase");
        let gathered = gather(&[home.path().join("in")], Limits::default()).expect("gathered");
        let (mut names, mut skipped) = (Vec::new(), Vec::new());
        gathered
            .read(
                |piece| piece,
                |piece| {
                    match piece {
                        Read::Results(_, _, results, _) => names.extend(results.attempts.into_iter().map(|a| a.name)),
                        Read::Skipped(_, file) => skipped.push((file.file, file.line)),
                    }
                    Ok::<(), ()>(())
                },
            )
            .expect("read");
        assert_eq!(names, (0..50).map(|i| format!("t{i}")).collect::<Vec<_>>());
        assert_eq!(skipped, [("in/bad.xml".to_owned(), Some(2)), ("in/notes.txt".to_owned(), None)]);
    }

    #[test]
    fn an_error_of_the_consumer_ends_the_reading() {
        let home = tempfile::tempdir().expect("folder");
        for i in 0..500 {
            write(home.path(), &format!("{i:03}.xml"), "<testsuite><testcase name='t'/></testsuite>");
        }
        let gathered = gather(&[home.path().to_owned()], Limits::default()).expect("gathered");
        let mut taken = 0;
        let end = gathered.read(drop, |()| {
            taken += 1;
            if taken == 3 { Err("full") } else { Ok(()) }
        });
        assert_eq!((end, taken), (Err("full"), 3));
    }

    #[test]
    fn attachments_are_found_in_the_folder_alone() {
        let home = tempfile::tempdir().expect("folder");
        write(home.path(), "secret.txt", "secret");
        write(home.path(), "in/a/r.xml", "<testsuite/>");
        write(home.path(), "in/a/shot.png", "png");
        write(home.path(), "in/b/log.txt", "log");
        let gathered = gather(&[home.path().join("in")], Limits::default()).expect("gathered");
        let file = gathered.files.iter().find(|f| f.name().ends_with("r.xml")).expect("file");
        let found = |source: &str| file.beside(source).is_some();
        assert!(found("shot.png") && found("C:\\ci\\out\\shot.png") && found("b/log.txt"));
        let secret = home.path().join("secret.txt").display().to_string();
        assert!(!found("../../secret.txt") && !found(&secret) && !found("") && !found(".."));
    }

    #[test]
    fn a_file_that_is_reached_in_several_ways_is_one() {
        let home = tempfile::tempdir().expect("folder");
        write(home.path(), "in/a.xml", "<testsuite/>");
        let folder = home.path().join("in");
        let paths = [folder.clone(), folder.join("."), folder.join("a.xml"), home.path().join("in/../in")];
        assert_eq!(gather(&paths, Limits::default()).expect("gathered").files.len(), 1);
    }

    #[test]
    fn too_many_files_are_refused() {
        let home = tempfile::tempdir().expect("folder");
        (0..4).for_each(|i| write(home.path(), &format!("{i}.txt"), "x"));
        let limits = Limits { files: 3, ..Limits::default() };
        assert!(matches!(gather(&[home.path().to_owned()], limits), Err(GatherError::TooMany { limit: 3 })));
    }
}
