//! A file that was found, and what its name says: its place in the order of files, and the files that lie beside it.
//!
//! A [`Found`] is 32 bytes. It holds the name that Allure gives a result; the other names of a folder lie in texts of 64 KiB ([`Names`]),
//! because hundreds of thousands of small allocations would take twice the memory.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use voluptas_formats::tool_results::is_attachment;

/// Bytes of a text of names.
const TEXT: usize = 64 << 10;

/// A file to read.
#[derive(Debug, Clone)]
pub struct Found(Below);

/// Path below the folder of an origin, and the length in bytes; [`UNKNOWN`] when it was not measured.
#[derive(Debug, Clone)]
enum Below {
    /// The name of a result of Allure, in the folder itself. It is never measured.
    OfUuid(Arc<Origin>, Uuid),
    /// Begin and length of the path in a text.
    InText(Arc<Text>, u16, u16, u64),
    /// The path of a file that was given alone, a very long one, or one that is not Unicode.
    Own(Box<(Arc<Origin>, PathBuf, u64)>),
}

/// Size of a file that was not measured.
const UNKNOWN: u64 = u64::MAX;

/// The number in the name `0ae35b8b-1f0c-4d2c-9a53-2f7d3c6f1e02-result.json`. Such names are in the order of their numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Uuid([u8; 16]);

/// Length of the text of a UUID.
const UUID: usize = 36;

impl Uuid {
    /// The number of a name in its usual form; `None` for any other form, such as capital letters.
    fn of(name: &str) -> Option<Self> {
        let digits = name.as_bytes().strip_suffix(RESULT).filter(|text| text.len() == UUID)?;
        let mut number = [0; 16];
        let mut half = 0;
        for (at, byte) in digits.iter().enumerate() {
            let digit = match (at, byte) {
                (8 | 13 | 18 | 23, b'-') => continue,
                (8 | 13 | 18 | 23, _) => return None,
                (_, b'0'..=b'9') => byte - b'0',
                (_, b'a'..=b'f') => byte - b'a' + 10,
                _ => return None,
            };
            number[half / 2] |= digit << if half % 2 == 0 { 4 } else { 0 };
            half += 1;
        }
        Some(Self(number))
    }

    fn name(self) -> String {
        let mut name = String::with_capacity(UUID + RESULT.len());
        for (at, byte) in self.0.into_iter().enumerate() {
            if matches!(at, 4 | 6 | 8 | 10) {
                name.push('-');
            }
            for digit in [byte >> 4, byte & 15] {
                name.push(char::from(if digit < 10 { b'0' + digit } else { b'a' + digit - 10 }));
            }
        }
        name + "-result.json"
    }
}

/// Paths of one origin, one after the other.
#[derive(Debug)]
struct Text {
    origin: Arc<Origin>,
    paths: String,
}

/// One of the given paths.
#[derive(Debug)]
pub(super) struct Origin {
    /// The given folder, or the folder of the given file or of the unpacked archive: attachments lie in it.
    pub(super) root: PathBuf,
    /// Name of the folder or archive for people; blank for a file that was given alone.
    pub(super) title: String,
    /// The path is a file, and no folder or archive.
    pub(super) is_alone: bool,
}

/// Paths of an origin that are being listed.
pub(super) struct Names {
    origin: Arc<Origin>,
    paths: String,
    /// Begin and length of each path.
    places: Vec<(u16, u16)>,
}

impl Names {
    pub(super) fn of(origin: Arc<Origin>) -> Self {
        Self { origin, paths: String::new(), places: Vec::new() }
    }

    pub(super) fn origin(&self) -> &Arc<Origin> {
        &self.origin
    }

    /// Number of files that are not handed over yet.
    pub(super) fn waiting(&self) -> usize {
        self.places.len()
    }

    /// Adds the path of a file. Hands the files over when their text is full.
    pub(super) fn add(&mut self, below: PathBuf, files: &mut Vec<Found>) {
        if let Some(uuid) = below.to_str().and_then(Uuid::of) {
            files.push(Found(Below::OfUuid(Arc::clone(&self.origin), uuid)));
            return;
        }
        let Some(path) = below.to_str().filter(|path| path.len() < TEXT) else {
            files.push(Found::new(Arc::clone(&self.origin), below));
            return;
        };
        if self.paths.len() + path.len() > TEXT {
            self.hand_over(files);
        }
        if let (Ok(begin), Ok(length)) = (u16::try_from(self.paths.len()), u16::try_from(path.len())) {
            if self.paths.is_empty() {
                self.paths.reserve_exact(TEXT);
            }
            self.places.push((begin, length));
            self.paths.push_str(path);
        } else {
            // An empty path behind a full text: no system lists one.
            files.push(Found::new(Arc::clone(&self.origin), below));
        }
    }

    /// Hands over the files that are left.
    pub(super) fn finish(mut self, files: &mut Vec<Found>) {
        self.paths.shrink_to_fit();
        self.hand_over(files);
    }

    fn hand_over(&mut self, files: &mut Vec<Found>) {
        let paths = std::mem::take(&mut self.paths);
        let text = Arc::new(Text { origin: Arc::clone(&self.origin), paths });
        let found = |(begin, length)| Found(Below::InText(Arc::clone(&text), begin, length, UNKNOWN));
        files.extend(self.places.drain(..).map(found));
    }
}

impl Found {
    /// A file of an origin that was not measured.
    pub(super) fn new(origin: Arc<Origin>, below: PathBuf) -> Self {
        Self(Below::Own(Box::new((origin, below, UNKNOWN))))
    }

    /// Length in bytes when it was listed; `None` for the small files of Allure, of which there are most: it is noted when they are
    /// opened, if they are.
    pub fn size(&self) -> Option<u64> {
        let size = match &self.0 {
            Below::OfUuid(..) => UNKNOWN,
            Below::InText(.., size) => *size,
            Below::Own(own) => own.2,
        };
        (size != UNKNOWN).then_some(size)
    }

    /// Notes the length of a file that is not [`Self::is_small`].
    pub(super) fn set_size(&mut self, length: u64) {
        match &mut self.0 {
            Below::OfUuid(..) => debug_assert!(false, "a result of Allure is not measured"),
            Below::InText(.., size) => *size = length,
            Below::Own(own) => own.2 = length,
        }
    }

    fn origin(&self) -> &Arc<Origin> {
        match &self.0 {
            Below::OfUuid(origin, _) => origin,
            Below::InText(text, ..) => &text.origin,
            Below::Own(own) => &own.0,
        }
    }

    fn below(&self) -> Cow<'_, Path> {
        match &self.0 {
            Below::OfUuid(_, uuid) => Cow::Owned(uuid.name().into()),
            Below::InText(text, begin, length, _) => {
                let begin = usize::from(*begin);
                Cow::Borrowed(Path::new(text.paths.get(begin..begin + usize::from(*length)).unwrap_or_default()))
            }
            Below::Own(own) => Cow::Borrowed(&own.1),
        }
    }

    /// The path on this computer.
    pub fn path(&self) -> PathBuf {
        self.origin().root.join(self.below())
    }

    /// The path below the given folder or archive, for people: `allure-results/1-result.json`.
    pub fn name(&self) -> String {
        let (path, title) = (self.below(), &self.origin().title);
        let below = path.to_string_lossy();
        let mut name = String::with_capacity(title.len() + 1 + below.len());
        name.push_str(title);
        if !name.is_empty() && !below.is_empty() {
            name.push('/');
        }
        if std::path::MAIN_SEPARATOR == '/' {
            name.push_str(&below);
        } else {
            name.extend(below.chars().map(|c| if std::path::is_separator(c) { '/' } else { c }));
        }
        name
    }

    /// The file's own name.
    pub fn file_name(&self) -> Cow<'_, str> {
        let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        match self.below() {
            Cow::Borrowed(path) => path.file_name().unwrap_or_default().to_string_lossy(),
            Cow::Owned(path) => Cow::Owned(name(&path)),
        }
    }

    /// True for a file whose name says that it holds one result of Allure.
    pub fn is_allure_result(&self) -> bool {
        matches!(self.0, Below::OfUuid(..)) || self.ends_with(RESULT)
    }

    /// True for a file of Allure that holds one result, and for one that no result is read from.
    pub(super) fn is_small(&self) -> bool {
        self.is_allure_result() || is_attachment(&self.file_name())
    }

    /// True for a file that was given by itself.
    pub(super) fn is_alone(&self) -> bool {
        self.origin().is_alone
    }

    /// Containers of Allure last, then by the given paths, then by path, folder by folder. Compares bytes, because hundreds of thousands of
    /// files are sorted.
    pub(super) fn order(&self, other: &Self) -> Ordering {
        let of_titles = || {
            let (own, others) = (self.origin(), other.origin());
            if Arc::ptr_eq(own, others) { Ordering::Equal } else { own.title.cmp(&others.title) }
        };
        if let (Below::OfUuid(_, own), Below::OfUuid(_, others)) = (&self.0, &other.0) {
            return of_titles().then_with(|| own.cmp(others));
        }
        let (own_path, other_path) = (self.below(), other.below());
        let (own, others) = (own_path.as_os_str().as_encoded_bytes(), other_path.as_os_str().as_encoded_bytes());
        let of_paths = || match own.iter().zip(others).find(|(a, b)| a != b) {
            // The end of a folder's name is smaller than every letter.
            Some((a, b)) => letter(*a).cmp(&letter(*b)),
            None => own.len().cmp(&others.len()),
        };
        own.ends_with(CONTAINER).cmp(&others.ends_with(CONTAINER)).then_with(of_titles).then_with(of_paths)
    }

    fn ends_with(&self, ending: &[u8]) -> bool {
        self.below().as_os_str().as_encoded_bytes().ends_with(ending)
    }

    /// The path of a file that results of this file name, if it lies in the given folder: beside the file, or below the folder. An
    /// address on the machine that ran the tests leads nowhere here, except by its name beside the file.
    pub fn beside(&self, source: &str) -> Option<PathBuf> {
        let (path, root) = (self.path(), &self.origin().root);
        let folder = path.parent()?;
        let is_plain = |part: Component<'_>| matches!(part, Component::Normal(_));
        let named = Path::new(source);
        let relative = (!source.contains('\\') && named.components().all(is_plain)).then_some(named);
        let last = source.rsplit(['/', '\\']).next().filter(|n| !n.is_empty() && *n != ".." && *n != ".")?;
        // Nearly always a name alone. No link led to this file's folder, so that a file in it lies below the root.
        let beside = folder.join(last);
        if is_single(Path::new(last)) && is_file(&beside) && relative.is_none_or(is_single) {
            return Some(beside);
        }
        let candidates = relative.map(|p| folder.join(p)).into_iter().chain([beside]);
        // A report of Qase has its files in a folder beside that of its results.
        let above = folder.parent().filter(|above| above.starts_with(root)).zip(relative).map(|(above, p)| above.join(p));
        candidates.chain(above).chain(relative.map(|p| root.join(p))).find(|path| is_file_below(path, root))
    }
}

/// Ending of the files of Allure that hold a result.
const RESULT: &[u8] = b"-result.json";

/// Ending of the files of Allure that hold fixtures.
const CONTAINER: &[u8] = b"-container.json";

/// The place of a byte of a path in the order of paths: 0 for the sign between folders.
fn letter(byte: u8) -> u8 {
    if std::path::is_separator(char::from(byte)) { 0 } else { byte }
}

/// True for the name of a file without a folder.
fn is_single(path: &Path) -> bool {
    let mut parts = path.components();
    matches!((parts.next(), parts.next()), (Some(Component::Normal(_)), None))
}

/// True for a file that is no link.
fn is_file(path: &Path) -> bool {
    std::fs::symlink_metadata(path).is_ok_and(|m| m.is_file())
}

/// True for a file that lies below a folder after all links are resolved.
fn is_file_below(path: &Path, root: &Path) -> bool {
    is_file(path) && matches!((path.canonicalize(), root.canonicalize()), (Ok(path), Ok(root)) if path.starts_with(&root))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_keep_their_paths_when_texts_are_full() {
        assert_eq!(size_of::<Found>(), 32);
        let origin = Arc::new(Origin { root: PathBuf::from("/in"), title: "in".into(), is_alone: false });
        // Several texts, a path that fills one and a path that fits into none.
        let mut paths: Vec<String> = (0..5000).map(|i| format!("{i:05}/{}.xml", "é".repeat(i % 40))).collect();
        paths.extend(["x".repeat(TEXT - 1), "y".repeat(TEXT), String::new(), "z".into()]);
        let (mut names, mut files) = (Names::of(origin), Vec::new());
        paths.iter().for_each(|path| names.add(path.into(), &mut files));
        assert_eq!(files.len() + names.waiting(), paths.len());
        names.finish(&mut files);
        let mut found: Vec<String> = files.iter().filter_map(|file| Some(file.below().to_str()?.to_owned())).collect();
        assert_eq!((found.len(), files[0].path(), files[0].size()), (paths.len(), PathBuf::from("/in/00000/.xml"), None));
        found.sort_unstable();
        paths.sort_unstable();
        assert!(found == paths);
    }

    #[test]
    fn names_of_allure_are_kept_and_sorted_as_texts_are() {
        let origin = Arc::new(Origin { root: PathBuf::from("/in"), title: "in".into(), is_alone: false });
        let uuid = |i: u32| {
            let hash = blake3::hash(&i.to_le_bytes()).to_hex();
            format!("{}-{}-{}-{}-{}", &hash[..8], &hash[8..12], &hash[12..16], &hash[16..20], &hash[20..32])
        };
        let mut paths: Vec<String> = (0..200).map(|i| format!("{}-result.json", uuid(i))).collect();
        paths.extend((0..20).map(|i| format!("{}-container.json", uuid(i))));
        // Names that look like those of Allure.
        let one = uuid(7);
        let others = [one.to_uppercase(), one.replace('-', "_"), one[1..].to_owned(), one.replace('-', ""), format!("sub/{one}")];
        paths.extend(others.into_iter().map(|name| format!("{name}-result.json")));
        paths.push(format!("{one}-result.json.gz"));
        let (mut names, mut files) = (Names::of(Arc::clone(&origin)), Vec::new());
        paths.iter().for_each(|path| names.add(path.into(), &mut files));
        let of_allure = files.len();
        names.finish(&mut files);
        assert_eq!((of_allure, files.len()), (200, paths.len()));
        let mut as_texts: Vec<Found> = paths.iter().map(|path| Found::new(Arc::clone(&origin), path.into())).collect();
        for sorted in [&mut files, &mut as_texts] {
            sorted.sort_unstable_by(Found::order);
        }
        let facts = |files: &[Found]| files.iter().map(|f| (f.path(), f.name(), f.is_small(), f.size())).collect::<Vec<_>>();
        assert_eq!(facts(&files), facts(&as_texts));
    }

    #[cfg(unix)]
    #[test]
    fn a_path_that_is_not_unicode_stays_as_it_is() {
        use std::os::unix::ffi::OsStringExt as _;
        let odd = PathBuf::from(std::ffi::OsString::from_vec(b"a\xff.xml".to_vec()));
        let origin = Arc::new(Origin { root: PathBuf::from("/in"), title: "in".into(), is_alone: false });
        let (mut names, mut files) = (Names::of(origin), Vec::new());
        names.add(odd.clone(), &mut files);
        names.finish(&mut files);
        assert_eq!(files.iter().map(Found::path).collect::<Vec<_>>(), [Path::new("/in").join(odd)]);
    }
}
