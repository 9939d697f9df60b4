//! Files of one ingest that are byte for byte the same and have the same name, wherever they lie: a folder, its copy and its archive.
//!
//! [`Copies::find`] narrows the files down by name, by size and at last by content, so that only files that are probably copies are read
//! once more. Retries differ in their content and are no copies. Only files that may hold results count: pictures and the like are
//! never read here. [`super::Gathered`] looks again when it reads a copy: the first file may have changed since, and may name other
//! attachments.

use std::hash::BuildHasher as _;
use std::io::{self, BufRead as _, BufReader, Read as _};
use std::path::Path;

use super::archive::GZIP;
use super::found::Found;
use super::limits::{Limits, threads};
use voluptas_core::base::fs::{Links, open_regular};
use voluptas_formats::tool_results::{has_lines, is_attachment, utf16_json};

/// Bytes that are read at once: more than those by which a format of lines is told, so that the beginning of a long file is known to be one.
const PIECE: usize = 72 << 10;

/// Files that are there several times. They are kept here, because the list of all files ends with the reading.
#[derive(Debug, Default)]
pub(super) struct Copies {
    /// The first file of each content, followed by its copies.
    groups: Vec<Vec<Found>>,
    /// Place among all files and index of the group, in the order of the places.
    places: Vec<Place>,
}

#[derive(Debug)]
struct Place {
    /// Among all files.
    at: u32,
    group: u32,
    is_copy: bool,
}

/// Hash of the name and the content of a file. Shorter than the whole hash, because hundreds of thousands of them are sorted.
type OfContent = [u8; 12];

impl Copies {
    /// The copies among these files. Takes some 20 bytes of memory for each file while it looks.
    pub(super) fn find(files: &[Found], limits: Limits) -> Self {
        let hasher = foldhash::fast::RandomState::default();
        let places = (0..u32::try_from(files.len()).unwrap_or(u32::MAX)).collect();
        let of_name =
            |file: &Found| Some(file.file_name()).filter(|name| !is_attachment(name)).map(|name| hasher.hash_one(&*name));
        let of_size = |file: &Found| {
            let size = file.size().or_else(|| Some(file.path().symlink_metadata().ok()?.len()))?;
            Some(hasher.hash_one((&*file.file_name(), size)))
        };
        let by_name = places_of(alike(files, places, of_name));
        let by_size = places_of(alike(files, by_name, of_size));
        let same = alike(files, by_size, |file| of_content(file, limits));
        let mut this = Self::default();
        for (group, same) in (0..).zip(same.chunk_by(|(a, _), (b, _)| a == b)) {
            this.places.extend(
                same.iter().zip([false].into_iter().chain(std::iter::repeat(true))).map(|((_, place), is_copy)| Place {
                    at: *place,
                    group,
                    is_copy,
                }),
            );
            this.groups.push(same.iter().filter_map(|(_, place)| files.get(*place as usize)).cloned().collect());
        }
        this.places.sort_unstable_by_key(|place| place.at);
        this
    }

    /// The file of which the one at this place is a copy.
    pub(super) fn original(&self, place: usize) -> Option<&Found> {
        let (group, is_copy) = self.group(place)?;
        group.first().filter(|_| is_copy)
    }

    /// The copies of the file at this place.
    pub(super) fn of(&self, place: usize) -> &[Found] {
        match self.group(place) {
            Some(([_, copies @ ..], false)) => copies,
            _ => &[],
        }
    }

    /// The files of the content that the file at this place has, if there are several; true for a copy.
    fn group(&self, place: usize) -> Option<(&[Found], bool)> {
        let place = u32::try_from(place).ok()?;
        let at = self.places.binary_search_by_key(&place, |place| place.at).ok()?;
        let Place { group, is_copy, .. } = self.places.get(at)?;
        Some((self.groups.get(*group as usize)?, *is_copy))
    }
}

/// True for two files with the same bytes. False where one of them cannot be read or has more bytes than the limit.
pub(super) fn are_equal(one: &Path, other: &Path, limit: usize) -> bool {
    let compare = || -> io::Result<bool> {
        let ((one, found), (other, other_found)) = (open_regular(one, Links::Follow)?, open_regular(other, Links::Follow)?);
        if found.len() > limit as u64 || found.len() != other_found.len() {
            return Ok(false);
        }
        let (mut one, mut other) = (BufReader::with_capacity(PIECE, one), BufReader::with_capacity(PIECE, other));
        loop {
            let (a, b) = (one.fill_buf()?, other.fill_buf()?);
            let count = a.len().min(b.len());
            if count == 0 {
                return Ok(a.is_empty() && b.is_empty());
            }
            if a[..count] != b[..count] {
                return Ok(false);
            }
            one.consume(count);
            other.consume(count);
        }
    };
    compare().unwrap_or(false)
}

fn places_of<K>(alike: Vec<(K, u32)>) -> Vec<u32> {
    alike.into_iter().map(|(_, place)| place).collect()
}

/// The files whose key others have too, sorted by key, then by place. Keys are made in several threads.
fn alike<K>(files: &[Found], places: Vec<u32>, key: impl Fn(&Found) -> Option<K> + Sync) -> Vec<(K, u32)>
where
    K: Copy + Default + Ord + Send,
{
    /// Place of a file without a key.
    const NONE: u32 = u32::MAX;
    let mut keyed: Vec<(K, u32)> = places.into_iter().map(|place| (K::default(), place)).collect();
    let part = keyed.len().div_ceil(threads()).max(1);
    std::thread::scope(|scope| {
        for part in keyed.chunks_mut(part) {
            scope.spawn(|| {
                for (of_file, place) in part {
                    match files.get(*place as usize).and_then(&key) {
                        Some(key) => *of_file = key,
                        None => *place = NONE,
                    }
                }
            });
        }
    });
    keyed.retain(|(_, place)| *place != NONE);
    keyed.sort_unstable();
    let (mut at, mut kept) = (0, 0);
    while let Some((key, _)) = keyed.get(at) {
        let end = at + keyed[at..].iter().take_while(|(other, _)| other == key).count();
        if end - at > 1 {
            keyed.copy_within(at..end, kept);
            kept += end - at;
        }
        at = end;
    }
    keyed.truncate(kept);
    keyed
}

/// Hash of a file that may hold results; `None` for another file, and for a file that cannot be read or is too large.
fn of_content(file: &Found, limits: Limits) -> Option<OfContent> {
    let links = if file.is_alone() { Links::Follow } else { Links::Refuse };
    let mut source = open_regular(&file.path(), links).ok()?.0.take(limits.file as u64 + 1);
    let mut hash = blake3::Hasher::new();
    let name = file.file_name();
    hash.update(name.as_bytes());
    // No name holds a zero.
    hash.update(&[0]);
    let mut piece = vec![0; PIECE];
    let mut read = source.read(&mut piece).ok()?;
    if name != "environment.properties" && !may_hold_results(&piece[..read]) {
        return None;
    }
    while read > 0 {
        hash.update(&piece[..read]);
        read = source.read(&mut piece).ok()?;
    }
    // The limit is used up by a file that is too large.
    (source.limit() > 0).then(|| hash.finalize().as_bytes().first_chunk().copied()).flatten()
}

/// True for the beginning of XML, of JSON, of lines of a test tool and of a packed file.
fn may_hold_results(head: &[u8]) -> bool {
    let first = head.iter().find(|b| !b.is_ascii_whitespace() && !matches!(b, 0xef | 0xbb | 0xbf));
    first.is_some_and(|b| matches!(b, b'<' | b'{' | b'['))
        || [GZIP, &[0xff, 0xfe], &[0xfe, 0xff]].iter().any(|mark| head.starts_with(mark))
        || utf16_json(head).is_some()
        || has_lines(head)
}
