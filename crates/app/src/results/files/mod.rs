//! Files of results on this computer: folders, single files and archives of what test tools wrote.
//!
//! [`gather`] lists what is there, unpacking archives into a temporary folder within [`Limits`]; [`Gathered::read`] parses the files
//! on all processors and hands the pieces over one by one in the order of their paths, so that memory does not grow with their
//! number. A file that is there several times with the same name and content ([`Copies`]) is taken once. A large file of JUnit XML or JSON comes in parts, a file may be packed with gzip. No symbolic link is followed, and nothing outside
//! the given paths is read; what is left out is named with a reason.

mod archive;
mod copies;
mod found;
mod input;
mod limits;
mod read;
mod reported_twice;
mod skipped;
mod tally;
mod zipped;

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use voluptas_core::base::scratch::{self, Scratch};
use voluptas_core::domain::Message;
use voluptas_core::domain::message::Explain;
use voluptas_formats::tool_results::{ToolFormat, ToolResults};
use voluptas_settings::error::temporary_folder;

pub use archive::ArchiveError;
use copies::Copies;
pub use found::Found;
use found::{Names, Origin};
use input::Room;
pub use limits::Limits;
use limits::threads;
use reported_twice::ReportedTwice;
use skipped::unreadable;
pub use skipped::{NAMED, SkippedFile, SkippedFiles};

/// Reason why nothing of the given paths can be read.
#[derive(Debug, thiserror::Error)]
pub enum GatherError {
    /// A path is not there or cannot be read.
    #[error("{path}: {error}")]
    Unreadable {
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
    /// An archive cannot be unpacked into the system's folder for temporary files.
    #[error("temporary folder: {0}")]
    Temporary(io::Error),
    /// There are more files than accepted.
    #[error("more than {limit} files")]
    TooMany { limit: usize },
}

/// True where a disk is full. Unpacking writes into the folder for temporary files alone.
fn is_full(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
}

impl Explain for GatherError {
    fn message(&self) -> Message {
        match self {
            Self::Unreadable { path, error } => {
                Message::new("result-files-unreadable").with("path", path.display()).with("error", error)
            }
            Self::Archive { error: ArchiveError::Io(error), .. } if is_full(error) => temporary_folder(error),
            Self::Archive { file, error } => error.message(file),
            Self::Temporary(error) => temporary_folder(error),
            Self::TooMany { limit } => Message::new("result-files-too-many").count("limit", *limit),
        }
    }

    fn remedy(&self) -> Option<Message> {
        None
    }
}

/// The files of the given paths.
#[derive(Debug)]
pub struct Gathered {
    /// The files by name; containers of Allure after all others, so that the results to which their fixtures belong come first. Blank
    /// after [`Gathered::read`].
    pub files: Vec<Found>,
    /// Entries of folders and archives that are not read: links, devices, folders that lie too deep, names that are too long.
    pub skipped: SkippedFiles,
    copies: Copies,
    /// Tests that another file tells of as well. Known when the reading begins.
    reported_twice: ReportedTwice,
    /// Number of folders that hold files, and of files that were given alone.
    places: usize,
    limits: Limits,
    /// Room for the bytes of packed files.
    room: Room,
    /// Folders of unpacked archives, removed in the end.
    unpacked: Vec<Scratch>,
    /// Files of re-runs of tests of these files, in the order of the re-runs.
    pub reruns: Vec<Gathered>,
}

/// A file of results, with its copies.
#[derive(Debug, Clone, Copy)]
pub struct ResultFile<'g> {
    gathered: &'g Gathered,
    file: &'g Found,
    /// Place among all files.
    place: usize,
}

impl ResultFile<'_> {
    /// The path below the given folder or archive, for people.
    pub fn name(&self) -> String {
        self.file.name()
    }

    /// The whole path of the file, of a packed one where it is unpacked.
    pub fn path(&self) -> PathBuf {
        self.file.path()
    }

    /// The path of a file that its results name ([`Found::beside`]). One that is not there may lie beside a copy.
    pub fn beside(&self, source: &str) -> Option<PathBuf> {
        let beside_copies = || self.gathered.copies.of(self.place).iter().find_map(|copy| copy.beside(source));
        self.file.beside(source).or_else(beside_copies)
    }
}

/// A file that was read, or a part of a large one.
#[derive(Debug)]
pub enum Read<'g> {
    /// Results, or facts about their run. A large file comes in several parts; the last one has the hash of the file's bytes.
    Results(ResultFile<'g>, ToolFormat, Box<ToolResults>, Option<blake3::Hash>),
    /// A copy of a file whose results are taken, and the files beside it that its results name.
    Copy(SkippedFile, Vec<PathBuf>),
    /// Nothing of it was taken, or nothing more than its parts before.
    Skipped(&'g Found, SkippedFile),
}

/// Lists the files of paths, which may be folders, files and archives (`.zip`, `.tar.gz`, `.tgz`).
///
/// # Errors
/// [`GatherError`]; unpacked files are removed then.
pub fn gather(paths: &[PathBuf], limits: Limits) -> Result<Gathered, GatherError> {
    let room = Room::new(limits.unpacked);
    let (files, skipped, unpacked) = (Vec::new(), SkippedFiles::default(), Vec::new());
    let (copies, reported_twice) = (Copies::default(), ReportedTwice::default());
    let mut gathered = Gathered { files, skipped, copies, reported_twice, places: 0, limits, room, unpacked, reruns: vec![] };
    for path in paths {
        let unreadable = |error| GatherError::Unreadable { path: path.clone(), error };
        let kind = std::fs::metadata(path).map_err(unreadable)?;
        let name = path.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
        if kind.is_dir() {
            let origin = Arc::new(Origin { root: path.clone(), title: name, is_alone: false });
            gathered.list_all(origin)?;
        } else if !kind.is_file() {
            return Err(unreadable(io::Error::other("neither a file nor a folder")));
        } else if archive::is_archive(path).map_err(unreadable)? {
            let folder = gathered.unpack_folder().map_err(GatherError::Temporary)?;
            let of_archive = |error| GatherError::Archive { file: name.clone(), error };
            let passed_over = archive::unpack(path, folder.path(), limits).map_err(of_archive)?;
            gathered.skipped.add_unnamed(passed_over.unnamed);
            if passed_over.stray > 0 {
                let bytes = usize::try_from(passed_over.stray).unwrap_or(usize::MAX);
                let reason = Message::new("result-files-stray-bytes").count("bytes", bytes);
                gathered.skipped.add_unordered(SkippedFile::new(name.clone(), reason));
            }
            for archive::LongName { short, bytes } in passed_over.named {
                let reason = Message::new("result-files-long-name").count("bytes", bytes);
                gathered.skipped.add_unordered(SkippedFile::new(format!("{name}/{short}"), reason));
            }
            let origin = Arc::new(Origin { root: folder.path().to_owned(), title: name, is_alone: false });
            gathered.list_all(origin)?;
            gathered.unpacked.push(folder);
        } else {
            let root = path.parent().unwrap_or(Path::new(".")).to_owned();
            let origin = Arc::new(Origin { root, title: String::new(), is_alone: true });
            let mut file = Found::new(origin, Path::new(path.file_name().unwrap_or_default()).to_owned());
            file.set_size(kind.len());
            gathered.files.push(file);
            gathered.places += 1;
        }
    }
    gathered.files.sort_unstable_by(Found::order);
    gathered.skipped.sort();
    if overlap(paths) {
        // The same file may be reached in several ways.
        let mut seen = std::collections::HashSet::new();
        gathered.files.retain(|file| seen.insert(file.path().canonicalize().unwrap_or_else(|_| file.path())));
    }
    // One folder holds no two files of one name.
    if gathered.places > 1 {
        gathered.copies = Copies::find(&gathered.files, limits);
    }
    Ok(gathered)
}

/// True where one of the paths lies below another one, or is the same.
fn overlap(paths: &[PathBuf]) -> bool {
    let mut real: Vec<PathBuf> = paths.iter().filter_map(|path| path.canonicalize().ok()).collect();
    // A folder stands right before what lies below it.
    real.sort_unstable();
    real.windows(2).any(|pair| pair[1].starts_with(&pair[0]))
}

impl Gathered {
    /// True where the files lie in several folders, so that two may have one name.
    pub fn has_several_places(&self) -> bool {
        self.places > 1
    }

    /// Lists the files of re-runs: each path is a re-run of tests of all files before.
    ///
    /// # Errors
    /// [`GatherError`]
    pub fn add_reruns(&mut self, paths: &[PathBuf], limits: Limits) -> Result<(), GatherError> {
        for path in paths {
            self.reruns.push(gather(std::slice::from_ref(path), limits)?);
        }
        Ok(())
    }

    /// Number of files, with those of re-runs.
    pub fn count(&self) -> usize {
        self.files.len() + self.reruns.iter().map(Self::count).sum::<usize>()
    }

    /// The files without copies of others, in their order.
    pub fn distinct(&self) -> impl Iterator<Item = &Found> {
        self.files.iter().enumerate().filter(|(place, _)| self.copies.original(*place).is_none()).map(|(_, file)| file)
    }

    /// Drops the files. Folders of unpacked archives are removed in the background, so the caller does not wait for that.
    pub fn release(self) {
        self.unpacked.into_iter().for_each(Scratch::remove_in_background);
        self.reruns.into_iter().for_each(Self::release);
    }

    fn unpack_folder(&self) -> io::Result<Scratch> {
        if self.unpacked.is_empty() {
            // A killed process may have left gigabytes in a million files: nobody waits for their end.
            std::thread::spawn(scratch::remove_abandoned);
        }
        Scratch::new()
    }

    /// Adds the files of an origin that is a folder.
    fn list_all(&mut self, origin: Arc<Origin>) -> Result<(), GatherError> {
        let before = self.files.len();
        let mut names = Names::of(origin);
        self.list(&mut names, Path::new(""), 0)?;
        names.finish(&mut self.files);
        measure(&mut self.files[before..]);
        Ok(())
    }

    /// Adds the files of a folder below an origin, without their sizes. A folder below it that cannot be read is named and passed over.
    fn list(&mut self, names: &mut Names, below: &Path, depth: usize) -> Result<(), GatherError> {
        let origin = Arc::clone(names.origin());
        if depth > self.limits.depth {
            self.skip(&origin, below, Message::new("result-files-too-deep").with("limit", self.limits.depth));
            return Ok(());
        }
        let folder = origin.root.join(below);
        let failed = |gathered: &mut Self, error: io::Error| {
            if depth == 0 {
                return Err(GatherError::Unreadable { path: origin.root.clone(), error });
            }
            gathered.skip(&origin, below, unreadable(&error));
            Ok(())
        };
        let entries = match std::fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) => return failed(self, error),
        };
        let mut has_files = false;
        for entry in entries {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    failed(self, error)?;
                    break;
                }
            };
            let below = below.join(entry.file_name());
            let kind = match entry.file_type() {
                Ok(kind) => kind,
                Err(error) => {
                    self.skip(&origin, &below, unreadable(&error));
                    continue;
                }
            };
            if kind.is_dir() {
                self.list(names, &below, depth + 1)?;
            } else if kind.is_file() {
                names.add(below, &mut self.files);
                has_files = true;
            } else if kind.is_symlink() {
                self.skip(&origin, &below, Message::new("result-files-link"));
            } else {
                self.skip(&origin, &below, Message::new("result-files-special"));
            }
            if self.files.len() + names.waiting() + self.skipped.count() > self.limits.files {
                return Err(GatherError::TooMany { limit: self.limits.files });
            }
        }
        self.places += usize::from(has_files);
        Ok(())
    }

    fn skip(&mut self, origin: &Arc<Origin>, below: &Path, reason: Message) {
        let file = Found::new(Arc::clone(origin), below.to_owned()).name();
        self.skipped.add_unordered(SkippedFile::new(file, reason));
    }
}

/// Notes the sizes of files that may be large, in several threads. A file that is gone keeps an unknown size; it is named when it is
/// read.
fn measure(files: &mut [Found]) {
    let part = files.len().div_ceil(threads()).max(1);
    std::thread::scope(|scope| {
        let measure_part = |files: &mut [Found]| {
            for file in files.iter_mut().filter(|file| !file.is_small()) {
                if let Ok(found) = file.path().symlink_metadata() {
                    file.set_size(found.len());
                }
            }
        };
        for files in files.chunks_mut(part) {
            scope.spawn(move || measure_part(files));
        }
    });
}

#[cfg(test)]
mod tests;
