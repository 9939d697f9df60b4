//! The bytes of a file of results, also of one that is packed with gzip (`.xml.gz`, `.json.gz`).

use std::cell::{Cell, RefCell};
use std::fs::File;
use std::io::{self, BufReader, Read, Seek as _, SeekFrom};
use std::path::Path;

use flate2::read::GzDecoder;

use super::archive::{GZIP, is_tar, is_zip};

/// Bytes of the beginning, by which a file is judged. A smaller file is read as a whole.
const HEAD: usize = 1 << 20;

/// A file of which the beginning was read.
pub(super) struct Input<'p> {
    path: &'p Path,
    limit: u64,
    rest: Box<dyn Read>,
    /// The beginning; all of a small file.
    pub(super) head: Vec<u8>,
    /// The file goes on behind `head`.
    pub(super) is_long: bool,
    is_packed: bool,
}

/// Opens a file for its unpacked bytes; tells whether it was packed.
fn open(path: &Path, limit: u64) -> io::Result<(Box<dyn Read>, bool)> {
    let mut file = File::open(path)?;
    if file.metadata()?.len() > limit {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    let mut mark = Vec::new();
    (&mut file).take(GZIP.len() as u64).read_to_end(&mut mark)?;
    file.seek(SeekFrom::Start(0))?;
    if mark == GZIP { Ok((Box::new(GzDecoder::new(BufReader::new(file))), true)) } else { Ok((Box::new(file), false)) }
}

impl<'p> Input<'p> {
    /// Opens a file of at most `limit` bytes, unpacked.
    pub(super) fn open(path: &'p Path, limit: usize) -> io::Result<Self> {
        let limit = limit as u64;
        let (mut rest, is_packed) = open(path, limit)?;
        let mut head = Vec::new();
        let most = limit.saturating_add(1).min(HEAD as u64);
        (&mut rest).take(most).read_to_end(&mut head)?;
        if head.len() as u64 > limit {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let is_long = head.len() as u64 == most;
        Ok(Self { path, limit, rest, head, is_long, is_packed })
    }

    /// True for an archive of several files.
    pub(super) fn is_archive(&self) -> bool {
        let is_workbook = self.path.extension().is_some_and(|e| e.eq_ignore_ascii_case("xlsx"));
        (self.is_packed && is_tar(&self.head)) || (is_zip(&self.head) && !is_workbook)
    }

    /// The name by which the file tells what it is.
    pub(super) fn name<'n>(&self, name: &'n str) -> &'n str {
        let plain = name.len().checked_sub(3).and_then(|at| name.split_at_checked(at));
        match plain {
            Some((plain, ending)) if self.is_packed && ending.eq_ignore_ascii_case(".gz") => plain,
            _ => name,
        }
    }

    /// All bytes.
    pub(super) fn whole(self) -> io::Result<Vec<u8>> {
        let Self { mut head, rest, limit, .. } = self;
        rest.take(limit.saturating_add(1) - head.len() as u64).read_to_end(&mut head)?;
        if head.len() as u64 > limit { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(head) }
    }

    /// Opens the file once more, from its beginning.
    pub(super) fn again<'w>(&self, watch: &'w Watch) -> io::Result<Watched<'w>> {
        Ok(Watched { source: open(self.path, self.limit)?.0, left: self.limit, watch })
    }
}

/// Facts about a file that is being read, and the wish to end it early.
#[derive(Default)]
pub(super) struct Watch {
    pub(super) hash: RefCell<blake3::Hasher>,
    pub(super) is_too_large: Cell<bool>,
    pub(super) is_over: Cell<bool>,
}

/// A file that is read piece by piece.
pub(super) struct Watched<'w> {
    source: Box<dyn Read>,
    left: u64,
    watch: &'w Watch,
}

impl Read for Watched<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.watch.is_over.get() {
            return Err(io::Error::other("the reading was ended"));
        }
        let read = self.source.read(into)?;
        let Some(left) = self.left.checked_sub(read as u64) else {
            self.watch.is_too_large.set(true);
            return Err(io::ErrorKind::FileTooLarge.into());
        };
        self.left = left;
        self.watch.hash.borrow_mut().update(into.get(..read).unwrap_or_default());
        Ok(read)
    }
}
