//! Archives of results: `.zip` and `.tar.gz`, unpacked into an empty folder. Names, kinds and sizes of all members are checked before
//! and while they are written; at the first danger nothing more is written and the archive is refused as a whole (R2.26).

use std::fs::File;
use std::io::{self, BufReader, Read, Seek as _, SeekFrom, Write as _};
use std::path::{Component, Path, PathBuf};

use flate2::read::MultiGzDecoder;

use super::limits::Limits;
use super::skipped::NAMED;
use super::zipped;
use voluptas_core::base::fs::{Links, open_regular};
use voluptas_core::domain::Message;

/// Reason for refusing an archive.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// The file is cut off or no archive at all.
    #[error("damaged: {0}")]
    Damaged(String),
    /// A member lies outside of the archive: `../x`, an absolute path.
    #[error("unsafe path {0}")]
    UnsafePath(String),
    /// A member is a link, a device or the like.
    #[error("unsafe member {0}")]
    UnsafeMember(String),
    /// Members of a ZIP archive have the same name.
    #[error("two members of one name")]
    SameName,
    /// A TAR archive states more bytes for the name or the facts of a member than are read into memory.
    #[error("{0} bytes for the name of a member")]
    LongHeader(u64),
    /// The archive has no file.
    #[error("empty")]
    Empty,
    /// The archive unpacks to more than accepted: files and folders, bytes, or bytes for a packed byte.
    #[error("too large")]
    TooLarge,
    /// The archive cannot be read, or its files cannot be written.
    #[error("{0}")]
    Io(#[from] io::Error),
}

impl ArchiveError {
    /// The text for people, about an archive of that name.
    pub(super) fn message(&self, file: &str) -> Message {
        match self {
            Self::Damaged(reason) => Message::new("result-archive-damaged").with("file", file).with("reason", reason),
            Self::UnsafePath(member) => Message::new("result-archive-unsafe-path").with("file", file).with("member", member),
            Self::UnsafeMember(member) => Message::new("result-archive-unsafe-member").with("file", file).with("member", member),
            Self::SameName => Message::new("result-archive-same-name").with("file", file),
            Self::LongHeader(bytes) => Message::new("result-archive-long-header").with("file", file).count("bytes", *bytes),
            Self::Empty => Message::new("result-archive-empty").with("file", file),
            Self::TooLarge => Message::new("result-archive-too-large").with("file", file),
            Self::Io(error) => Message::new("result-archive-io").with("file", file).with("error", error),
        }
    }
}

/// The beginning of a zip file, and of an empty one.
const ZIP: [&[u8]; 2] = [b"PK\x03\x04", b"PK\x05\x06"];
/// The beginning of a gzip stream.
pub(super) const GZIP: &[u8] = &[0x1f, 0x8b];
/// Length of a header of a member of a tar archive.
const TAR_HEADER: usize = 512;
/// Longest path of a member in bytes: Linux takes no longer one.
const LONGEST_PATH: usize = 4096;
/// Most bytes of an entry that says more about the next member: its long name in GNU tar; its name, times and rights in PAX. Far more
/// than a path may have, so that a member with too long a name is passed over alone.
const LONG_HEADER: u64 = 1 << 20;

/// True for a file that begins like an archive. Not for a workbook, and not for a gzip stream of a single file.
pub(super) fn is_archive(path: &Path) -> io::Result<bool> {
    let mut head = Vec::new();
    let (mut file, _) = open_regular(path, Links::Follow)?;
    (&mut file).take(4).read_to_end(&mut head)?;
    if head.starts_with(GZIP) {
        return Ok(!is_single(path, file));
    }
    let is_workbook = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("xlsx"));
    Ok(!is_workbook && zipped::is_zip_file(&mut file, &head)?)
}

/// True for a gzip stream of a single file, by its content. An empty or damaged stream is judged by its name.
fn is_single(path: &Path, mut file: File) -> bool {
    let mut head = Vec::new();
    let unpacked = file.seek(SeekFrom::Start(0)).and_then(|_| {
        let stream = MultiGzDecoder::new(BufReader::new(file));
        stream.take(TAR_HEADER as u64).read_to_end(&mut head)
    });
    match unpacked {
        Ok(read) if read > 0 => !is_tar(&head),
        _ => {
            let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
            name.ends_with(".gz") && !name.ends_with(".tar.gz")
        }
    }
}

/// True for the beginning of a zip archive.
pub(super) fn is_zip(head: &[u8]) -> bool {
    ZIP.iter().any(|mark| head.starts_with(mark))
}

/// True for the beginning of a tar archive: a header with its checksum, or the zeros of an empty one.
pub(super) fn is_tar(head: &[u8]) -> bool {
    let Some(header) = head.get(..TAR_HEADER) else { return false };
    if header.iter().all(|b| *b == 0) {
        return true;
    }
    let (before, rest) = header.split_at(148);
    let (written, after) = rest.split_at(8);
    let sum = before.iter().chain(after).map(|b| u64::from(*b)).sum::<u64>() + 8 * u64::from(b' ');
    let written = String::from_utf8_lossy(written);
    u64::from_str_radix(written.trim_matches([' ', '\0']), 8) == Ok(sum)
}

/// Beginnings of archives and packed files that are not unpacked: xz, bzip2, 7z, Zstandard, RAR.
const OTHERS: [&[u8]; 5] = [b"\xfd7zXZ\0", b"BZh", b"7z\xbc\xaf\x27\x1c", b"\x28\xb5\x2f\xfd", b"Rar!\x1a\x07"];
/// Endings of the names of such files.
const OTHER_ENDINGS: [&str; 11] = ["tar", "xz", "txz", "bz2", "tbz", "tbz2", "7z", "zst", "tzst", "rar", "zstd"];

/// True for the beginning of an archive or packed file that is not unpacked, by its content or its name. A name alone does not make one of text.
pub(super) fn is_other_archive(path: &Path, head: &[u8], is_text: bool) -> bool {
    // The first block of bzip2, or the end of one without content, says more than three letters.
    let is_block = |rest: &[u8]| rest.starts_with(b"1AY&SY") || rest.starts_with(b"\x17\x72\x45\x38\x50\x90");
    let is_marked = |mark: &[u8]| head.starts_with(mark) && (mark != b"BZh" || head.get(4..).is_some_and(is_block));
    let has_ending = |ending: &str| path.extension().is_some_and(|e| e.eq_ignore_ascii_case(ending));
    let is_named = !is_text && OTHER_ENDINGS.into_iter().any(has_ending);
    let is_ustar = head.get(257..).is_some_and(|rest| rest.starts_with(b"ustar")) && is_tar(head);
    is_named || is_ustar || OTHERS.into_iter().any(is_marked)
}

/// A member that was not unpacked because the file system refuses its name.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct LongName {
    /// Beginning and end of the path in the archive.
    pub(super) short: String,
    /// Length of the path in bytes.
    pub(super) bytes: usize,
}

/// Members of an archive that were skipped: the first ones by name, the rest by number.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct SkippedMembers {
    pub(super) named: Vec<LongName>,
    pub(super) unnamed: usize,
    /// Bytes between ZIP archives in one file.
    pub(super) stray: u64,
}

impl SkippedMembers {
    fn add(&mut self, member: &str) {
        if self.named.len() < NAMED {
            self.named.push(LongName::new(member));
        } else {
            self.unnamed += 1;
        }
    }
}

impl LongName {
    fn new(member: &str) -> Self {
        Self { short: shortened(member), bytes: member.len() }
    }
}

/// A path of an archive for a message: of a long one the beginning and the end.
pub(super) fn shortened(member: &str) -> String {
    const FIRST: usize = 60;
    const LAST: usize = 20;
    let count = member.chars().count();
    if count <= FIRST + LAST {
        return member.to_owned();
    }
    member.chars().take(FIRST).chain(['…']).chain(member.chars().skip(count - LAST)).collect()
}

/// Unpacks an archive into an empty folder. Returns the members that were passed over; they count as files of the archive.
pub(super) fn unpack(path: &Path, into: &Path, limits: Limits) -> Result<SkippedMembers, ArchiveError> {
    let (mut file, found) = open_regular(path, Links::Follow)?;
    let mut head = [0; 2];
    file.read_exact(&mut head)?;
    file.seek(SeekFrom::Start(0))?;
    let packed = found.len();
    let bytes = limits.unpacked.min(packed.saturating_mul(limits.ratio));
    let mut room = Room::new(into, bytes, limits);
    if head == GZIP {
        untar(file, &mut room)?
    } else {
        zipped::unzip(&file, &mut room)?
    }
    if room.count == 0 && room.passed_over.named.is_empty() && room.passed_over.stray == 0 {
        Err(ArchiveError::Empty)
    } else {
        Ok(room.passed_over)
    }
}

/// The folder that an archive is unpacked into, with the room that is left.
pub(super) struct Room<'a> {
    into: &'a Path,
    /// Files and folders that may still come.
    pub(super) files: usize,
    bytes: u64,
    limits: Limits,
    count: usize,
    passed_over: SkippedMembers,
    /// The folder of the member before.
    folder: PathBuf,
}

impl<'a> Room<'a> {
    fn new(into: &'a Path, bytes: u64, limits: Limits) -> Self {
        Self {
            into,
            files: limits.files,
            bytes,
            limits,
            count: 0,
            passed_over: SkippedMembers::default(),
            folder: into.to_owned(),
        }
    }

    /// Takes the room of files or folders.
    fn take(&mut self, count: usize) -> Result<(), ArchiveError> {
        self.files = self.files.checked_sub(count).ok_or(ArchiveError::TooLarge)?;
        Ok(())
    }

    /// Counts bytes that belong to no archive.
    pub(super) fn stray(&mut self, bytes: u64) {
        self.passed_over.stray = self.passed_over.stray.saturating_add(bytes);
    }

    /// Makes the folder of a member. A name of some thousand letters can ask for thousands of folders, so that each takes its room.
    fn make_folder(&mut self, folder: &Path) -> Result<(), ArchiveError> {
        if self.folder == folder {
            return Ok(());
        }
        let new = folder.ancestors().take_while(|path| *path != self.into && !path.exists()).count();
        if new > self.files {
            return Err(ArchiveError::TooLarge);
        }
        std::fs::create_dir_all(folder)?;
        folder.clone_into(&mut self.folder);
        self.take(new)
    }

    /// The outermost folder of a member that lies too deep to be read, whose files nobody needs: it is named when folders are listed.
    fn too_deep(&self, place: &Path) -> Option<PathBuf> {
        let below = place.parent()?.strip_prefix(self.into).ok()?;
        let folder: PathBuf = below.components().take(self.limits.depth + 1).collect();
        (folder.components().count() > self.limits.depth).then(|| self.into.join(folder))
    }

    /// The path of a member below the folder.
    pub(super) fn place(&self, member: &str) -> Result<PathBuf, ArchiveError> {
        let unsafe_path = || ArchiveError::UnsafePath(shortened(member));
        if member.contains(['\\', '\0']) {
            return Err(unsafe_path());
        }
        let mut place = self.into.to_owned();
        for part in Path::new(member).components() {
            match part {
                Component::Normal(name) => place.push(name),
                Component::CurDir => {}
                _ => return Err(unsafe_path()),
            }
        }
        Ok(place)
    }

    pub(super) fn write(&mut self, member: &str, content: impl Read) -> Result<(), ArchiveError> {
        let place = self.place(member)?;
        self.take(1)?;
        if member.len() > LONGEST_PATH {
            self.passed_over.add(member);
            return Ok(());
        }
        if let Some(folder) = self.too_deep(&place) {
            self.make_folder(&folder)?;
            self.count += 1;
            return Ok(());
        }
        // A member of the same name does not replace the first one.
        let made = place.parent().map_or(Ok(()), |folder| self.make_folder(folder));
        let mut file = match made.and_then(|()| Ok(File::create_new(&place)?)) {
            Ok(file) => file,
            Err(ArchiveError::Io(error)) if error.kind() == io::ErrorKind::InvalidFilename => {
                self.passed_over.add(member);
                return Ok(());
            }
            Err(ArchiveError::Io(error)) if error.kind() == io::ErrorKind::AlreadyExists => {
                return Err(ArchiveError::UnsafeMember(shortened(member)));
            }
            Err(error) => return Err(error),
        };
        let most = self.bytes.min(self.limits.file as u64);
        let written = io::copy(&mut content.take(most + 1), &mut file).map_err(|e| damaged(&e))?;
        if written > most {
            return Err(ArchiveError::TooLarge);
        }
        file.flush()?;
        self.bytes -= written;
        self.count += 1;
        Ok(())
    }
}

pub(super) fn damaged(error: &impl std::fmt::Display) -> ArchiveError {
    ArchiveError::Damaged(error.to_string())
}

fn untar(packed: impl Read, room: &mut Room<'_>) -> Result<(), ArchiveError> {
    // The headers count as well: a million empty members are small when packed.
    let stream = MultiGzDecoder::new(BufReader::new(packed)).take(room.bytes.saturating_add(64 << 20));
    untar_stream(stream, room)
}

fn untar_stream(stream: impl Read, room: &mut Room<'_>) -> Result<(), ArchiveError> {
    let mut archive = tar::Archive::new(stream);
    let mut before = Preceding::default();
    // By itself the library reads long names into memory, whatever length their headers state.
    for entry in archive.entries().map_err(|e| damaged(&e))?.raw(true) {
        let mut entry = entry.map_err(|e| damaged(&e))?;
        if before.take(&mut entry)? {
            continue;
        }
        let member = String::from_utf8_lossy(&std::mem::take(&mut before).path(&entry)?).into_owned();
        let kind = entry.header().entry_type();
        room.place(&member)?;
        if kind.is_dir() {
            // Folders are made with their files.
            room.take(1)?;
            continue;
        }
        if !kind.is_file() && !kind.is_contiguous() {
            return Err(ArchiveError::UnsafeMember(shortened(&member)));
        }
        room.write(&member, entry)?;
    }
    // A member must follow its long name.
    if before.is_empty() { Ok(()) } else { Err(damaged(&io::Error::from(io::ErrorKind::UnexpectedEof))) }
}

/// Entries of a tar archive that precede a member and say more about it than its header can hold.
#[derive(Default)]
struct Preceding {
    /// Name of the member, as GNU tar writes it.
    gnu_name: Option<Vec<u8>>,
    /// Facts about the member in the PAX format.
    pax: Option<Vec<u8>>,
    /// The target of a link has a long name.
    has_gnu_target: bool,
}

impl Preceding {
    fn is_empty(&self) -> bool {
        self.gnu_name.is_none() && self.pax.is_none() && !self.has_gnu_target
    }

    /// Reads an entry that precedes a member. False for a member.
    ///
    /// # Errors
    /// [`ArchiveError::LongHeader`] before anything is read of an entry that is too long.
    fn take(&mut self, entry: &mut tar::Entry<'_, impl Read>) -> Result<bool, ArchiveError> {
        let header = entry.header();
        if header.as_gnu().is_none() && header.as_ustar().is_none() {
            return Ok(false);
        }
        let kind = header.entry_type();
        let size = entry.size();
        let precedes =
            kind.is_gnu_longname() || kind.is_gnu_longlink() || kind.is_pax_local_extensions() || kind.is_pax_global_extensions();
        if !precedes {
            return Ok(false);
        }
        if size > LONG_HEADER {
            return Err(ArchiveError::LongHeader(size));
        }
        let mut read = || -> Result<Vec<u8>, ArchiveError> {
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).map_err(|e| damaged(&e))?;
            if bytes.len() as u64 == size { Ok(bytes) } else { Err(damaged(&io::Error::from(io::ErrorKind::UnexpectedEof))) }
        };
        let is_first = match kind {
            tar::EntryType::GNULongName => self.gnu_name.replace(read()?).is_none(),
            tar::EntryType::XHeader => self.pax.replace(read()?).is_none(),
            // No link is unpacked, so its target does not matter.
            tar::EntryType::GNULongLink => !std::mem::replace(&mut self.has_gnu_target, true),
            // Facts about all members, such as the commit that `git archive` writes.
            _ => true,
        };
        if is_first { Ok(true) } else { Err(damaged(&"two headers of one kind for one member")) }
    }

    /// The path of the member that follows.
    fn path(self, entry: &tar::Entry<'_, impl Read>) -> Result<Vec<u8>, ArchiveError> {
        let facts = self.pax.as_deref().map(pax_facts).transpose()?.unwrap_or_default();
        let fact = |name: &[u8]| facts.iter().rev().find(|(key, _)| *key == name).map(|(_, value)| *value);
        // The library goes by the size in the header. Writers state another one only where the header has no room for it: for 8 GB.
        if fact(b"size").is_some_and(|size| size != entry.size().to_string().as_bytes()) {
            return Err(ArchiveError::TooLarge);
        }
        if let Some(mut name) = self.gnu_name {
            name.pop_if(|last| *last == 0);
            return Ok(name);
        }
        Ok(fact(b"path").map_or_else(|| entry.path_bytes().into_owned(), <[u8]>::to_vec))
    }
}

/// Name and value of a fact.
type PaxFact<'a> = (&'a [u8], &'a [u8]);

/// Facts of a PAX header with their names. Each is written as its length in bytes, a blank, `name=value` and a line end; the value may
/// hold line ends as well.
fn pax_facts(mut bytes: &[u8]) -> Result<Vec<PaxFact<'_>>, ArchiveError> {
    let mut facts = Vec::new();
    // Some writers fill the block with zeros and count them.
    while bytes.first().is_some_and(|b| *b != 0) {
        let fact = || {
            let blank = bytes.iter().take(20).position(|b| *b == b' ')?;
            let length: usize = std::str::from_utf8(bytes.get(..blank)?).ok()?.parse().ok()?;
            let fact = bytes.get(blank + 1..length)?.strip_suffix(b"\n")?;
            let equals = fact.iter().position(|b| *b == b'=')?;
            Some(((&fact[..equals], &fact[equals + 1..]), &bytes[length..]))
        };
        let (fact, rest) = fact().ok_or_else(|| damaged(&"malformed PAX header"))?;
        facts.push(fact);
        bytes = rest;
    }
    Ok(facts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits() -> Limits {
        Limits { files: 5, file: 1000, unpacked: 2000, ratio: 200, depth: 8 }
    }

    fn tar_gz(members: &[(&str, &[u8])]) -> Vec<u8> {
        let mut archive = tar::Builder::new(flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default()));
        for (name, content) in members {
            let mut header = tar::Header::new_gnu();
            header.set_size(content.len() as u64);
            header.set_mode(0o644);
            // Names that the library refuses to write are put into the header as they are.
            let field = &mut header.as_gnu_mut().expect("GNU header").name;
            field[..name.len()].copy_from_slice(name.as_bytes());
            header.set_cksum();
            archive.append(&header, *content).expect("member");
        }
        archive.into_inner().expect("tar").finish().expect("gzip")
    }

    fn unpacked(bytes: &[u8]) -> (Result<Vec<LongName>, ArchiveError>, Vec<String>) {
        let home = tempfile::tempdir().expect("folder");
        let (path, into) = (home.path().join("a.tar.gz"), home.path().join("into"));
        std::fs::write(&path, bytes).expect("archive");
        std::fs::create_dir(&into).expect("folder");
        let end = unpack(&path, &into, limits()).map(|passed_over| passed_over.named);
        let names = |folder: &Path| -> Vec<String> {
            let entries = std::fs::read_dir(folder).expect("folder");
            entries.map(|e| e.expect("entry").file_name().to_string_lossy().into_owned()).collect()
        };
        let outside: Vec<String> = names(home.path()).into_iter().filter(|n| n != "into" && n != "a.tar.gz").collect();
        assert!(outside.is_empty(), "{outside:?} were written outside");
        (end, names(&into))
    }

    #[test]
    fn good_members_are_written() {
        let (end, names) = unpacked(&tar_gz(&[("r/1-result.json", b"{}"), ("./2.xml", b"<a/>")]));
        assert!(end.is_ok(), "{end:?}");
        assert_eq!(names.len(), 2);
    }

    #[test]
    fn members_outside_are_refused() {
        for name in ["../evil.json", "/etc/evil.json", "a/../../evil.json", "..\\evil.json"] {
            let (end, names) = unpacked(&tar_gz(&[(name, b"{}")]));
            assert!(matches!(&end, Err(ArchiveError::UnsafePath(member)) if member == name), "{name}: {end:?}");
            assert!(names.is_empty());
        }
    }

    #[test]
    fn links_doubles_and_floods_are_refused() {
        let mut archive = tar::Builder::new(flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default()));
        let mut header = tar::Header::new_gnu();
        header.set_entry_type(tar::EntryType::Symlink);
        header.set_size(0);
        archive.append_link(&mut header, "link", "target").expect("link");
        let link = archive.into_inner().expect("tar").finish().expect("gzip");
        assert!(matches!(unpacked(&link).0, Err(ArchiveError::UnsafeMember(_))));
        assert!(matches!(unpacked(&tar_gz(&[("a", b"1"), ("a", b"2")])).0, Err(ArchiveError::UnsafeMember(_))));
        assert!(matches!(unpacked(&tar_gz(&[("a", &[0; 1001])])).0, Err(ArchiveError::TooLarge)), "one file");
        let three: [(&str, &[u8]); 3] = [("a", &[0; 900]), ("b", &[0; 900]), ("c", &[0; 900])];
        assert!(matches!(unpacked(&tar_gz(&three)).0, Err(ArchiveError::TooLarge)), "all together");
        let many: Vec<(String, &[u8])> = (0..6).map(|i| (format!("f{i}"), &b"x"[..])).collect();
        let many: Vec<(&str, &[u8])> = many.iter().map(|(n, c)| (n.as_str(), *c)).collect();
        assert!(matches!(unpacked(&tar_gz(&many)).0, Err(ArchiveError::TooLarge)), "number of files");
        assert!(matches!(unpacked(&tar_gz(&[])).0, Err(ArchiveError::Empty)));
    }

    #[test]
    fn a_zip_with_two_files_of_one_name_is_refused() {
        let zipped = |names: [&str; 2]| {
            let mut archive = zip::ZipWriter::new(io::Cursor::new(Vec::new()));
            for name in names {
                archive.start_file(name, zip::write::SimpleFileOptions::default()).expect("member");
                archive.write_all(name.as_bytes()).expect("content");
            }
            archive.finish().expect("archive").into_inner()
        };
        let mut bytes = zipped(["1st.xml", "2nd.xml"]);
        assert_eq!(unpacked(&bytes).1.len(), 2);
        // The writer refuses to give a name twice, so the second is renamed afterwards, in its header and in the list.
        while let Some(at) = bytes.windows(7).position(|w| w == b"2nd.xml") {
            bytes[at..at + 7].copy_from_slice(b"1st.xml");
        }
        // A comment stands behind the record that ends the archive, and its length in the last two bytes of the record.
        let mut with_comment = bytes.clone();
        let length = with_comment.len() - 2;
        with_comment[length..].copy_from_slice(&7_u16.to_le_bytes());
        with_comment.extend(b"comment");
        for bytes in [bytes, with_comment] {
            let (end, names) = unpacked(&bytes);
            assert!(matches!(end, Err(ArchiveError::SameName)), "{end:?}");
            assert!(names.is_empty());
        }
    }

    /// A header of a tar archive that states a kind and a length.
    fn header(kind: u8, name: &str, size: u64) -> Vec<u8> {
        let mut header = tar::Header::new_gnu();
        header.set_path(name).expect("name");
        header.set_entry_type(tar::EntryType::new(kind));
        header.set_size(size);
        header.set_mode(0o644);
        header.set_cksum();
        header.as_bytes().to_vec()
    }

    /// A header with its content, filled to whole blocks.
    fn entry(kind: u8, name: &str, content: &[u8]) -> Vec<u8> {
        let mut bytes = header(kind, name, content.len() as u64);
        bytes.extend(content);
        bytes.resize(bytes.len().next_multiple_of(TAR_HEADER), 0);
        bytes
    }

    struct Counted<R>(R, u64);

    impl<R: Read> Read for Counted<R> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let read = self.0.read(into)?;
            self.1 += read as u64;
            Ok(read)
        }
    }

    #[test]
    fn long_headers_are_refused_before_they_are_read() {
        let home = tempfile::tempdir().expect("folder");
        let limits = Limits { unpacked: 8 << 30, ..limits() };
        for kind in [b'L', b'K', b'x', b'g'] {
            for size in [1 << 30, LONG_HEADER + 1] {
                let mut room = Room::new(home.path(), limits.unpacked, limits);
                let mut stream = Counted(io::Cursor::new(header(kind, "././@LongLink", size)).chain(io::repeat(b'a')), 0);
                let end = untar_stream(&mut stream, &mut room);
                assert!(matches!(end, Err(ArchiveError::LongHeader(found)) if found == size), "{kind} {end:?}");
                assert_eq!(stream.1, TAR_HEADER as u64, "{kind}");
            }
        }
    }

    fn packed(entries: &[Vec<u8>]) -> Vec<u8> {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        entries.iter().for_each(|entry| gzip.write_all(entry).expect("entry"));
        gzip.write_all(&[0; 2 * TAR_HEADER]).expect("end");
        gzip.finish().expect("gzip")
    }

    #[test]
    fn names_come_from_the_headers_before_a_member() {
        let fact = |name: &str, value: &str| {
            let rest = name.len() + value.len() + 3;
            let length = if rest + 2 > 99 { rest + 3 } else { rest + 2 };
            format!("{length} {name}={value}\n")
        };
        let long = "p".repeat(120);
        let facts = fact("mtime", "1.5") + &fact("path", &format!("{long}\n.xml")) + &fact("size", "2");
        let entries = [
            entry(b'g', "pax_global_header", fact("comment", "commit").as_bytes()),
            entry(b'K', "././@LongLink", b"target\0"),
            entry(b'L', "././@LongLink", b"gnu.xml\0"),
            entry(b'0', "cut", b"{}"),
            entry(b'x', "PaxHeaders/cut", facts.as_bytes()),
            entry(b'0', "cut", b"{}"),
            entry(b'0', "short.xml", b"{}"),
        ];
        let (end, mut names) = unpacked(&packed(&entries));
        assert!(end.is_ok(), "{end:?}");
        names.sort();
        assert_eq!(names, ["gnu.xml".to_owned(), format!("{long}\n.xml"), "short.xml".to_owned()]);

        let unsafe_name = entry(b'x', "h", fact("path", "../evil").as_bytes());
        let end = unpacked(&packed(&[unsafe_name, entry(b'0', "good", b"{}")])).0;
        assert!(matches!(end, Err(ArchiveError::UnsafePath(_))), "{end:?}");
        let name = entry(b'L', "././@LongLink", b"a");
        let other_size = entry(b'x', "h", fact("size", "512").as_bytes());
        let malformed = entry(b'x', "h", b"7 path");
        let bad = [
            (vec![name.clone(), name.clone(), entry(b'0', "b", b"{}")], false),
            (vec![name], false),
            (vec![malformed, entry(b'0', "b", b"{}")], false),
            (vec![other_size, entry(b'0', "b", b"{}")], true),
        ];
        for (entries, is_size) in bad {
            let end = unpacked(&packed(&entries)).0;
            assert!(
                matches!((&end, is_size), (Err(ArchiveError::Damaged(_)), false) | (Err(ArchiveError::TooLarge), true)),
                "{end:?}"
            );
        }
    }

    #[test]
    fn a_path_that_is_too_long_is_passed_over_unless_it_is_unsafe() {
        let deep = |end: &str| format!("{}{end}", "folder/".repeat(700));
        let zipped = |name: &str| {
            let mut zip = zip::ZipWriter::new(io::Cursor::new(Vec::new()));
            for name in ["1.xml", name] {
                zip.start_file(name, zip::write::SimpleFileOptions::default()).expect("member");
                zip.write_all(b"{}").expect("content");
            }
            zip.finish().expect("archive").into_inner()
        };
        let tarred = |name: &str| {
            packed(&[entry(b'0', "1.xml", b"{}"), entry(b'L', "././@LongLink", name.as_bytes()), entry(b'0', "cut", b"{}")])
        };
        let very_long = format!("{}x.xml", "folder/".repeat(20_000));
        let (end, names) = unpacked(&tarred(&very_long));
        let passed_over = end.expect("the other is unpacked");
        assert_eq!((passed_over.len(), passed_over[0].bytes, names), (1, very_long.len(), vec!["1.xml".to_owned()]));
        for pack in [&zipped as &dyn Fn(&str) -> Vec<u8>, &tarred] {
            let long = deep("x.xml");
            let (end, names) = unpacked(&pack(&long));
            let passed_over = end.expect("the other is unpacked");
            assert_eq!((passed_over.len(), passed_over[0].bytes), (1, long.len()));
            assert!(passed_over[0].short.chars().count() == 81);
            assert_eq!(names, ["1.xml"]);
            let end = unpacked(&pack(&deep("../evil.xml"))).0;
            assert!(matches!(&end, Err(ArchiveError::UnsafePath(short)) if short.chars().count() == 81), "{end:?}");
        }
    }

    #[test]
    fn a_member_whose_name_the_file_system_refuses_is_passed_over_alone() {
        let long = format!("r/{}-result.json", "ж".repeat(200));
        let in_long_folder = format!("{}/x.xml", "d".repeat(300));
        let content = b"{\"name\": \"t\"}";
        let mut tar = tar::Builder::new(flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default()));
        let mut zip = zip::ZipWriter::new(io::Cursor::new(Vec::new()));
        for name in ["r/1-result.json", long.as_str(), in_long_folder.as_str(), "r/2-result.json"] {
            let mut header = tar::Header::new_gnu();
            header.set_size(content.len() as u64);
            tar.append_data(&mut header, name, &content[..]).expect("member");
            zip.start_file(name, zip::write::SimpleFileOptions::default()).expect("member");
            zip.write_all(content).expect("content");
        }
        let tar = tar.into_inner().expect("tar").finish().expect("gzip");
        let zip = zip.finish().expect("archive").into_inner();
        for archive in [tar, zip] {
            let (end, names) = unpacked(&archive);
            let passed_over = end.expect("the others are unpacked");
            let lengths: Vec<usize> = passed_over.iter().map(|member| member.bytes).collect();
            assert_eq!((lengths, names), (vec![long.len(), in_long_folder.len()], vec!["r".to_owned()]));
            let short = &passed_over[0].short;
            assert!(short.chars().count() == 81 && short.starts_with("r/жж") && short.ends_with("-result.json"), "{short}");
        }
        // Members that are passed over count as files.
        let mut tar = tar::Builder::new(flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default()));
        for n in 0..6 {
            let mut header = tar::Header::new_gnu();
            header.set_size(0);
            tar.append_data(&mut header, format!("{n}{}", "x".repeat(300)), &b""[..]).expect("member");
        }
        let flood = tar.into_inner().expect("tar").finish().expect("gzip");
        assert!(matches!(unpacked(&flood).0, Err(ArchiveError::TooLarge)));
    }

    #[test]
    fn folders_take_the_room_of_files() {
        assert!(unpacked(&tar_gz(&[("a/b/1", b"1"), ("a/b/2", b"2")])).0.is_ok(), "two folders and two files");
        let (end, names) = unpacked(&tar_gz(&[("1", b"1"), ("a/b/c/d/1", b"1")]));
        assert!(matches!(end, Err(ArchiveError::TooLarge)), "{end:?}");
        assert_eq!(names, ["1"], "no folder is made");
        // Of a path that is too deep, one folder more than is read.
        let room = Limits { files: 12, ..limits() };
        let home = tempfile::tempdir().expect("folder");
        let deep = "a/".repeat(45) + "1";
        let stream = io::Cursor::new([entry(b'0', &deep, b"1"), entry(b'0', "2", b"2"), vec![0; 2 * TAR_HEADER]].concat());
        let mut room = Room::new(home.path(), 1000, room);
        untar_stream(stream, &mut room).expect("room");
        assert_eq!((room.files, home.path().join("a/".repeat(9)).exists()), (1, true));
        assert!(!home.path().join("a/".repeat(10)).exists() && home.path().join("2").exists());
        let folders: Vec<Vec<u8>> = (0..6).map(|n| entry(b'5', &format!("{n}/"), b"")).collect();
        assert!(matches!(unpacked(&packed(&folders)).0, Err(ArchiveError::TooLarge)));
    }

    #[test]
    fn a_cut_archive_is_damaged() {
        let whole = tar_gz(&[("a", b"some text that is packed"), ("b", b"more")]);
        let end = unpacked(&whole[..whole.len() / 2]).0;
        assert!(matches!(end, Err(ArchiveError::Damaged(_) | ArchiveError::Io(_))), "{end:?}");
    }
}
