//! ZIP archives, also several that one file holds one behind the other, as `cat a.zip b.zip` makes them, and one with other bytes around it.
//!
//! The list of an archive stands at its end, so that a reader of ZIP sees the last archive of a file alone. What stands before it is read as the
//! archive before, and bytes that belong to no archive are counted, so that nothing is lost without a word.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};

use super::archive::{ArchiveError, Room, damaged, is_zip, shortened};

/// Beginning of the record that ends an archive.
const END: &[u8] = b"PK\x05\x06";
/// Length of that record without the comment behind it.
const END_LENGTH: usize = 22;
/// Bytes at the end of a file in which the record is looked for: more than the longest comment has.
const TAIL: u64 = 1 << 20;
/// Archives in one file, at most.
const MOST: usize = 1_000;

/// A part of a file from its beginning.
struct Window<'f> {
    file: &'f File,
    at: u64,
    end: u64,
}

impl Read for Window<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.end.saturating_sub(self.at)).unwrap_or(usize::MAX);
        let room = into.len().min(left);
        self.file.seek(SeekFrom::Start(self.at))?;
        let read = self.file.read(&mut into[..room])?;
        self.at += read as u64;
        Ok(read)
    }
}

impl Seek for Window<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.end.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = at.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.at)
    }
}

/// Bytes of a file between two places.
fn bytes_of(file: &File, from: u64, to: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut window = Window { file, at: from, end: to };
    window.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The place behind the last archive of the first `end` bytes of a file; `None` for no archive.
fn end_of_archive(file: &File, end: u64) -> io::Result<Option<u64>> {
    let from = end.saturating_sub(TAIL);
    let tail = bytes_of(file, from, end)?;
    let behind = |at: usize| {
        let record = tail.get(at..at + END_LENGTH)?;
        let comment = u16::from_le_bytes([*record.get(20)?, *record.get(21)?]);
        Some(at + END_LENGTH + usize::from(comment)).filter(|behind| *behind <= tail.len())
    };
    let found: Vec<usize> = memchr::memmem::find_iter(&tail, END).filter_map(behind).collect();
    // A comment may hold the mark itself.
    let last = found.iter().find(|behind| **behind == tail.len()).or(found.last());
    Ok(last.map(|behind| from + *behind as u64))
}

/// True for a file that begins like a ZIP archive, or that ends with one.
pub(super) fn is_zip_file(file: &mut File, head: &[u8]) -> io::Result<bool> {
    let length = file.metadata()?.len();
    Ok(is_zip(head) || end_of_archive(file, length)? == Some(length))
}

/// True for nothing but zeros and blanks, with which files are filled up.
fn is_filling(file: &File, from: u64, to: u64) -> io::Result<bool> {
    if to.saturating_sub(from) > TAIL {
        return Ok(false);
    }
    Ok(bytes_of(file, from, to)?.iter().all(|b| *b == 0 || b.is_ascii_whitespace()))
}

/// Unpacks the archives of a file, from the last one.
pub(super) fn unzip(file: &File, room: &mut Room<'_>) -> Result<(), ArchiveError> {
    let mut end = file.metadata()?.len();
    for _ in 0..MOST {
        let opened = zip::ZipArchive::new(BufReader::new(Window { file, at: 0, end }));
        let start = match opened {
            Ok(archive) => {
                let behind = end_of_archive(file, end)?.unwrap_or(end);
                room.stray(if is_filling(file, behind, end)? { 0 } else { end - behind });
                let start = archive.offset();
                unpack(archive, room)?;
                start
            }
            Err(error) if end == file.metadata()?.len() => return Err(damaged(&error)),
            Err(_) => {
                room.stray(end);
                0
            }
        };
        if start == 0 || is_filling(file, 0, start)? {
            return Ok(());
        }
        end = start;
    }
    Err(ArchiveError::TooLarge)
}

/// Unpacks the members of an archive.
fn unpack(mut archive: zip::ZipArchive<impl Read + Seek>, room: &mut Room<'_>) -> Result<(), ArchiveError> {
    if archive.len() > room.files {
        return Err(ArchiveError::TooLarge);
    }
    // The library keeps the last of the members of one name.
    if archive.has_duplicate_names() {
        return Err(ArchiveError::SameName);
    }
    for i in 0..archive.len() {
        let member = archive.by_index(i).map_err(|e| damaged(&e))?;
        let name = member.name().map_err(|e| damaged(&e))?.into_owned();
        room.place(&name)?;
        if member.is_dir() {
            continue;
        }
        // The upper bits of a Unix mode tell the kind; other systems write none.
        if member.unix_mode().is_some_and(|mode| !matches!(mode & 0o170_000, 0 | 0o100_000)) {
            return Err(ArchiveError::UnsafeMember(shortened(&name)));
        }
        room.write(&name, member)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::archive::unpack;
    use super::super::limits::Limits;
    use super::*;
    use std::io::Write as _;

    fn zipped(names: &[&str]) -> Vec<u8> {
        let mut archive = zip::ZipWriter::new(io::Cursor::new(Vec::new()));
        for name in names {
            archive.start_file(*name, zip::write::SimpleFileOptions::default()).expect("member");
            archive.write_all(name.as_bytes()).expect("content");
        }
        archive.finish().expect("archive").into_inner()
    }

    /// Names that were unpacked, and the bytes that belong to no archive; an error as text.
    fn unpacked(bytes: &[u8]) -> Result<(Vec<String>, u64), String> {
        let home = tempfile::tempdir().expect("folder");
        let (path, into) = (home.path().join("a.zip"), home.path().join("into"));
        std::fs::write(&path, bytes).expect("archive");
        std::fs::create_dir(&into).expect("folder");
        let limits = Limits { files: 100, file: 1000, unpacked: 20_000, ratio: 200, depth: 8 };
        let passed_over = unpack(&path, &into, limits).map_err(|error| error.to_string())?;
        let entries = std::fs::read_dir(&into).expect("folder");
        let mut names: Vec<String> = entries.map(|e| e.expect("entry").file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        Ok((names, passed_over.stray))
    }

    #[test]
    fn all_archives_of_a_file_are_unpacked() {
        let (a, b, c) = (zipped(&["1.xml", "2.xml"]), zipped(&["3.xml"]), zipped(&["4.xml"]));
        let names = |count: usize| (1..=count).map(|n| format!("{n}.xml")).collect::<Vec<_>>();
        assert_eq!(unpacked(&[&a[..], &b].concat()), Ok((names(3), 0)));
        assert_eq!(unpacked(&[&a[..], &b, &c].concat()), Ok((names(4), 0)));
        assert_eq!(unpacked(&[&a[..], b"\n\0\0", &b, b"\n"].concat()), Ok((names(3), 0)), "filling");
        assert!(unpacked(&[&b[..], &b].concat()).is_err(), "two files of one name");
    }

    #[test]
    fn bytes_around_an_archive_are_counted() {
        let (a, b) = (zipped(&["1.xml"]), zipped(&["2.xml"]));
        assert_eq!(unpacked(&[b"#!/bin/sh\n", &a[..]].concat()), Ok((vec!["1.xml".to_owned()], 10)));
        assert_eq!(unpacked(&[&a[..], b"<testsuite/>"].concat()), Ok((vec!["1.xml".to_owned()], 12)));
        let cut = &b[..b.len() - 30];
        assert_eq!(unpacked(&[&a[..], cut].concat()), Ok((vec!["1.xml".to_owned()], cut.len() as u64)));
        assert_eq!(unpacked(&[cut, &a[..]].concat()), Ok((vec!["1.xml".to_owned()], cut.len() as u64)));
        assert!(unpacked(cut).is_err());
    }
}
