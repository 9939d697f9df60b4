//! Damage in the write-ahead log of a file.
//!
//! Each frame of the log has a checksum that continues the one before. SQLite takes the frames up to the first wrong one and drops the rest
//! in silence: one spoilt byte costs every write behind it. [`damage`] finds frames behind a wrong one, and [`patched`] makes a copy of the
//! file with them, for [`super::recover`].
//!
//! A wrong frame without the end of a transaction behind it is no damage: a program that is killed while it writes leaves one, and so does
//! a large write that was rolled back, whose frames lie behind the last good one until they are overwritten.

use super::log_damage::LogDamage;
use super::look::{beside, log_of};
use crate::error::{Error, Result};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, ErrorKind, Read, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

const HEADER: usize = 32;
const FRAME_HEADER: usize = 24;
/// First four bytes of a log; the last bit tells the byte order of the checksums.
const MAGIC: u32 = 0x377f_0682;
/// Looks at a log that other programs may be writing, and the pause between two.
const LOOKS: usize = 3;
const PAUSE: Duration = Duration::from_millis(30);

/// The damage in the log of a file. `None` for a log that is whole, and for a file without one.
///
/// # Errors
/// The log cannot be read.
pub fn damage(path: &Path) -> Result<Option<LogDamage>> {
    let mut last: Option<(Vec<u8>, LogDamage)> = None;
    for look in 0..LOOKS {
        if look > 0 {
            std::thread::sleep(PAUSE);
        }
        let Some(log) = Log::read(path, |_| {})? else { return Ok(None) };
        let Some(found) = log.damage() else { return Ok(None) };
        // A program that writes at this moment makes the log look damaged, and another one at the next look.
        if last.as_ref().is_some_and(|(header, seen)| *header == log.header && *seen == found) {
            return Ok(Some(found));
        }
        last = Some((log.header, found));
    }
    Ok(None)
}

/// # Errors
/// [`Error::LogDamaged`] for a file whose log is damaged: the first write would overwrite what is behind the wrong frame.
pub fn refuse_damaged(path: &Path) -> Result<()> {
    match damage(path)? {
        Some(damage) => Err(Error::LogDamaged { path: path.to_owned(), damage }),
        None => Ok(()),
    }
}

/// Makes `copy`: the file with the pages of its log, also of those behind a wrong frame. With `wrong`, the wrong frames count as well: of
/// one spoilt byte, most of a page is good.
///
/// # Errors
/// A file cannot be read or written.
pub(super) fn patched(path: &Path, copy: &Path, wrong: bool) -> Result<()> {
    let io = |source| Error::Io { path: copy.to_owned(), source };
    std::fs::copy(path, copy).map_err(io)?;
    let mut frames: Vec<(u64, Frame)> = Vec::new();
    let Some(log) = Log::read(path, |frame| frames.push(frame))? else { return Ok(()) };
    let is_taken = |frame: &Frame| frame.is_of_log && (frame.is_valid || wrong);
    let Some(end) = frames.iter().rposition(|(_, frame)| frame.is_of_log && frame.is_valid && frame.pages > 0) else {
        return Ok(());
    };
    let pages = frames[end].1.pages;
    let mut last: BTreeMap<u32, u64> = BTreeMap::new();
    for (at, frame) in frames[..=end].iter().filter(|(_, frame)| is_taken(frame) && (1..=pages).contains(&frame.page)) {
        last.insert(frame.page, *at);
    }
    let mut from = File::open(log_of(path)).map_err(io)?;
    let mut to = File::options().write(true).open(copy).map_err(io)?;
    let mut page = vec![0; log.page_size];
    for (number, at) in last {
        from.seek(SeekFrom::Start(at)).and_then(|_| from.read_exact(&mut page)).map_err(io)?;
        to.seek(SeekFrom::Start(u64::from(number - 1) * log.page_size as u64)).and_then(|_| to.write_all(&page)).map_err(io)?;
    }
    to.set_len(u64::from(pages) * log.page_size as u64).map_err(io)?;
    // Journal instead of log: the copy has none.
    to.seek(SeekFrom::Start(18)).and_then(|_| to.write_all(&[1, 1])).and_then(|()| to.sync_all()).map_err(io)
}

/// The name of a copy that [`patched`] makes for the recovery into a file.
pub(super) fn copy_of(part: &Path) -> PathBuf {
    beside(part, "-patched")
}

/// One frame of a log.
#[derive(Debug, Clone, Copy, Default)]
struct Frame {
    /// Number of the page, from 1.
    page: u32,
    /// Pages of the file after the transaction that this frame ends; 0 within one.
    pages: u32,
    /// True when it is of this log, and not left over from an earlier one.
    is_of_log: bool,
    /// True when its checksum is right, given that of the frame before it.
    is_valid: bool,
}

/// A log that was read.
#[derive(Debug)]
struct Log {
    header: Vec<u8>,
    page_size: usize,
    good: u64,
    dropped: u64,
    intact: u64,
    /// Intact frames behind a wrong one that end a transaction: only these were ever acknowledged.
    ends: u64,
}

impl Log {
    /// Reads a log and hands each frame, with the place of its page, to `take`. `None` for a log without frames.
    fn read(path: &Path, mut take: impl FnMut((u64, Frame))) -> Result<Option<Self>> {
        let log = log_of(path);
        let io = |source| Error::Io { path: log.clone(), source };
        let mut file = match File::open(&log) {
            Ok(file) => BufReader::with_capacity(1 << 20, file),
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(io(error)),
        };
        let mut header = vec![0; HEADER];
        if !fill(&mut file, &mut header).map_err(io)? {
            return Ok(None);
        }
        let sum = (number(&header, 24), number(&header, 28));
        let is_whole = number(&header, 0) & !1 == MAGIC
            && [false, true]
                .into_iter()
                .any(|big| (number(&header, 0) & 1 == 1) == big && checksum((0, 0), &header[..24], big) == sum);
        let is_big = is_whole && number(&header, 0) & 1 == 1;
        let Some(page_size) = page_size(path, is_whole.then(|| number(&header, 8)))? else { return Ok(None) };
        let mut salts = is_whole.then(|| (number(&header, 16), number(&header, 20)));
        let mut found = Self { header: header.clone(), page_size, good: 0, dropped: 0, intact: 0, ends: 0 };
        let (mut is_broken, mut before, mut at) = (!is_whole, sum, HEADER as u64);
        let mut bytes = vec![0; FRAME_HEADER + page_size];
        while fill(&mut file, &mut bytes).map_err(io)? {
            let own = (number(&bytes, 8), number(&bytes, 12));
            // Of a log whose header is spoilt, the frames tell which log they are of.
            let salts = *salts.get_or_insert(own);
            let stored = (number(&bytes, 16), number(&bytes, 20));
            let is_of_log = own == salts;
            let sums = checksum(checksum(before, &bytes[..8], is_big), &bytes[FRAME_HEADER..], is_big);
            let (page, pages) = (number(&bytes, 0), number(&bytes, 4));
            let is_valid = is_of_log && page > 0 && sums == stored;
            is_broken |= !is_valid;
            match (is_broken, is_of_log) {
                (false, _) => found.good += 1,
                (true, true) => {
                    found.dropped += 1;
                    found.intact += u64::from(is_valid);
                    found.ends += u64::from(is_valid && pages > 0);
                }
                (true, false) => {}
            }
            take((at + FRAME_HEADER as u64, Frame { page, pages, is_of_log, is_valid }));
            (before, at) = (stored, at + bytes.len() as u64);
        }
        Ok(Some(found))
    }

    fn damage(&self) -> Option<LogDamage> {
        (self.ends > 0).then_some(LogDamage { good: self.good, dropped: self.dropped, intact: self.intact })
    }
}

/// Reads as many bytes as fit. False at the end, also in the middle of a frame.
fn fill(from: &mut impl Read, bytes: &mut [u8]) -> std::io::Result<bool> {
    match from.read_exact(bytes) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => Ok(false),
        Err(error) => Err(error),
    }
}

/// The page size by the header of the log, otherwise by the file; `None` if neither has a possible one.
fn page_size(path: &Path, of_log: Option<u32>) -> Result<Option<usize>> {
    let is_possible = |size: &u32| size.is_power_of_two() && (512..=65_536).contains(size);
    if let Some(size) = of_log.filter(is_possible) {
        return Ok(Some(size as usize));
    }
    let mut header = [0; 18];
    let mut file = File::open(path).map_err(|source| Error::Io { path: path.to_owned(), source })?;
    if !fill(&mut file, &mut header).map_err(|source| Error::Io { path: path.to_owned(), source })? {
        return Ok(None);
    }
    // 1 stands for 65536, which has no room in two bytes.
    let size = match u32::from(u16::from_be_bytes([header[16], header[17]])) {
        1 => 65_536,
        size => size,
    };
    Ok(Some(size).filter(is_possible).map(|size| size as usize))
}

/// A number of four bytes, the highest first.
fn number(bytes: &[u8], at: usize) -> u32 {
    bytes[at..at + 4].iter().fold(0, |n, byte| n << 8 | u32::from(*byte))
}

/// The checksum of SQLite's logs, over pairs of numbers.
fn checksum((mut a, mut b): (u32, u32), bytes: &[u8], is_big: bool) -> (u32, u32) {
    let read = |four: &[u8]| {
        let four = [four[0], four[1], four[2], four[3]];
        if is_big { u32::from_be_bytes(four) } else { u32::from_le_bytes(four) }
    };
    for eight in bytes.chunks_exact(8) {
        a = a.wrapping_add(read(&eight[..4])).wrapping_add(b);
        b = b.wrapping_add(read(&eight[4..])).wrapping_add(a);
    }
    (a, b)
}
