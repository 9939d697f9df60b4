//! The bytes of a file of results, also of one that is packed with gzip (`.xml.gz`, `.json.gz`).

use std::cell::{Cell, RefCell};
use std::fs::File;
use std::io::{self, BufReader, Read, Seek as _, SeekFrom};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::read::MultiGzDecoder;

use super::archive::{GZIP, is_other_archive, is_tar, is_zip};
use super::limits::Limits;
use voluptas_core::base::fs::{Links, open_regular};
use voluptas_formats::tool_results::CutFinder;

/// Bytes of the beginning, by which a file is judged. A smaller file is read as a whole.
const HEAD: usize = 1 << 20;

/// A file of which the beginning was read.
pub(super) struct Input<'p> {
    path: &'p Path,
    links: Links,
    size: u64,
    limits: Limits,
    room: &'p Room,
    limit: u64,
    rest: Box<dyn Read>,
    /// The beginning; all of a small file.
    pub(super) head: Vec<u8>,
    /// The file goes on behind `head`.
    pub(super) is_long: bool,
    is_packed: bool,
}

/// Bytes that packed files may still unpack to, all together.
#[derive(Debug, Clone)]
pub(super) struct Room(Arc<AtomicU64>);

impl Room {
    pub(super) fn new(bytes: u64) -> Self {
        Self(Arc::new(AtomicU64::new(bytes)))
    }
}

/// A packed file that takes its bytes from the room of all.
struct Unpacked<R> {
    source: R,
    room: Room,
}

impl<R: Read> Read for Unpacked<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read(into)?;
        let taken = self.room.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(read as u64));
        if taken.is_ok() { Ok(read) } else { Err(io::ErrorKind::FileTooLarge.into()) }
    }
}

/// The bytes of a packed file of this size, with the most that it may unpack to.
fn unpacked(file: File, size: u64, limits: Limits, room: &Room) -> (Unpacked<MultiGzDecoder<BufReader<File>>>, u64) {
    let limit = (limits.file as u64).min(size.saturating_mul(limits.ratio).max(HEAD as u64));
    (Unpacked { source: MultiGzDecoder::new(BufReader::new(file)), room: room.clone() }, limit)
}

/// Bytes of the beginning that are read of a file that may have `limit` bytes: one more, to see that it is longer.
fn most(limit: u64) -> u64 {
    limit.saturating_add(1).min(HEAD as u64)
}

impl<'p> Input<'p> {
    /// Opens a file that had this size when it was listed, if it was measured then. A packed one may unpack to so many times its size,
    /// and takes its bytes from the room.
    pub(super) fn open(path: &'p Path, links: Links, size: Option<u64>, limits: Limits, room: &'p Room) -> io::Result<Self> {
        let mut limit = limits.file as u64;
        let is_too_large = |size: u64| if size > limit { Err(io::Error::from(io::ErrorKind::FileTooLarge)) } else { Ok(size) };
        // A file that is known to be too large is not even opened.
        let listed = size.map(is_too_large).transpose()?;
        let (mut file, found) = open_regular(path, links)?;
        let size = listed.map_or_else(|| is_too_large(found.len()), Ok)?;
        // With room for all bytes and one more, so that a small file takes one read and another that sees its end.
        let expected = size.saturating_add(1).min(most(limit));
        let mut head = Vec::with_capacity(usize::try_from(expected).unwrap_or(HEAD));
        (&mut file).take(most(limit)).read_to_end(&mut head)?;
        let is_packed = head.starts_with(GZIP);
        let rest: Box<dyn Read> = if is_packed {
            file.seek(SeekFrom::Start(0))?;
            let (mut rest, of_packed) = unpacked(file, size, limits, room);
            limit = of_packed;
            head.clear();
            (&mut rest).take(most(limit)).read_to_end(&mut head)?;
            Box::new(rest)
        } else {
            Box::new(file)
        };
        if head.len() as u64 > limit {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let is_long = head.len() as u64 == most(limit);
        Ok(Self { path, links, size, limits, room, limit, rest, head, is_long, is_packed })
    }

    /// True for an archive of several files.
    pub(super) fn is_archive(&self) -> bool {
        let has_ending = |ending: &str| self.path.extension().is_some_and(|e| e.eq_ignore_ascii_case(ending));
        // Bytes may stand before an archive.
        let is_text = self.head.trim_ascii_start().first().is_some_and(|b| matches!(b, b'<' | b'{' | b'['));
        let is_zip = is_zip(&self.head) || (has_ending("zip") && !is_text);
        let is_other = is_other_archive(self.path, &self.head, is_text);
        is_other || (self.is_packed && is_tar(&self.head)) || (is_zip && !has_ending("xlsx"))
    }

    /// True for a file that may have more bytes than this. Also true for a packed file, whose unpacked size is unknown.
    pub(super) fn is_larger_than(&self, bytes: u64) -> bool {
        self.is_packed || self.size > bytes
    }

    /// The name that tells the kind of the file.
    pub(super) fn name<'n>(&self, name: &'n str) -> &'n str {
        let plain = name.len().checked_sub(3).and_then(|at| name.split_at_checked(at));
        match plain {
            Some((plain, ending)) if self.is_packed && ending.eq_ignore_ascii_case(".gz") => plain,
            _ => name,
        }
    }

    /// Lets the file have this many bytes at most. False where its limit is not larger anyway.
    pub(super) fn lower_limit(&mut self, most: u64) -> bool {
        let is_lower = most < self.limit;
        self.limit = self.limit.min(most);
        is_lower
    }

    /// All bytes.
    pub(super) fn whole(self) -> io::Result<Vec<u8>> {
        let Self { mut head, rest, limit, is_long, .. } = self;
        if !is_long {
            return Ok(head);
        }
        rest.take(limit.saturating_add(1) - head.len() as u64).read_to_end(&mut head)?;
        if head.len() as u64 > limit { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(head) }
    }

    /// Opens the file once more, from its beginning.
    pub(super) fn again<'w>(&self, watch: &'w Watch) -> io::Result<Watched<'w>> {
        let (file, _) = open_regular(self.path, self.links)?;
        let source: Box<dyn Read> =
            if self.is_packed { Box::new(unpacked(file, self.size, self.limits, self.room).0) } else { Box::new(file) };
        Ok(Watched { source, left: self.limit, watch })
    }
}

/// Facts about a file that is being read, and the wish to end it early.
#[derive(Default)]
pub(super) struct Watch {
    pub(super) hash: RefCell<blake3::Hasher>,
    pub(super) is_too_large: Cell<bool>,
    pub(super) is_over: Cell<bool>,
    /// The end of the file was reached.
    pub(super) is_at_end: Cell<bool>,
    /// Finds the complete part of cut JSON while it is read.
    pub(super) cut: RefCell<Option<CutFinder>>,
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
        if read == 0 {
            self.watch.is_at_end.set(true);
        }
        if let Some(cut) = &mut *self.watch.cut.borrow_mut() {
            cut.look(into.get(..read).unwrap_or_default());
        }
        self.watch.hash.borrow_mut().update(into.get(..read).unwrap_or_default());
        Ok(read)
    }
}
