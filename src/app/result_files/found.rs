//! A file that was found, and what its name says: its place in the order of files, and the files that lie beside it.
//!
//! A [`Found`] is 24 bytes. The names of a folder lie in texts of 64 KiB ([`Names`]), because hundreds of thousands of small allocations
//! would take twice the memory.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use crate::formats::tool_results::is_attachment;

/// Bytes of a text of names.
const TEXT: usize = 64 << 10;

/// A file to read.
#[derive(Debug, Clone)]
pub struct Found {
    below: Below,
    /// Length in bytes; [`UNKNOWN`] when it was not measured.
    size: u64,
}

/// Size of a file that was not measured.
const UNKNOWN: u64 = u64::MAX;

/// Path below the folder of an origin.
#[derive(Debug, Clone)]
enum Below {
    /// Begin and length of the path in a text.
    InText(Arc<Text>, u16, u16),
    /// The path of a file that was given alone, a very long one, or one that is not Unicode.
    Own(Box<(Arc<Origin>, PathBuf)>),
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
        let found = |(begin, length)| Found { below: Below::InText(Arc::clone(&text), begin, length), size: UNKNOWN };
        files.extend(self.places.drain(..).map(found));
    }
}

impl Found {
    /// A file of an origin that was not measured.
    pub(super) fn new(origin: Arc<Origin>, below: PathBuf) -> Self {
        Self { below: Below::Own(Box::new((origin, below))), size: UNKNOWN }
    }

    /// Length in bytes when it was listed; `None` for the small files of Allure, of which there are most: it is noted when they are
    /// opened, if they are.
    #[must_use]
    pub fn size(&self) -> Option<u64> {
        (self.size != UNKNOWN).then_some(self.size)
    }

    pub(super) fn set_size(&mut self, size: u64) {
        self.size = size;
    }

    fn origin(&self) -> &Arc<Origin> {
        match &self.below {
            Below::InText(text, ..) => &text.origin,
            Below::Own(own) => &own.0,
        }
    }

    fn below(&self) -> &Path {
        match &self.below {
            Below::InText(text, begin, length) => {
                let begin = usize::from(*begin);
                Path::new(text.paths.get(begin..begin + usize::from(*length)).unwrap_or_default())
            }
            Below::Own(own) => &own.1,
        }
    }

    /// The path on this computer.
    #[must_use]
    pub fn path(&self) -> PathBuf {
        self.origin().root.join(self.below())
    }

    /// The path below what was given, for people: `allure-results/1-result.json`.
    #[must_use]
    pub fn name(&self) -> String {
        let (below, title) = (self.below().to_string_lossy(), &self.origin().title);
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
    #[must_use]
    pub fn file_name(&self) -> Cow<'_, str> {
        self.below().file_name().unwrap_or_default().to_string_lossy()
    }

    /// True for a file of Allure that holds one result, and for one that no result is read from.
    pub(super) fn is_small(&self) -> bool {
        self.bytes().ends_with(RESULT) || is_attachment(&self.file_name())
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
        let (own, others) = (self.bytes(), other.bytes());
        let of_paths = || match own.iter().zip(others).find(|(a, b)| a != b) {
            // The end of a folder's name is smaller than every letter.
            Some((a, b)) => letter(*a).cmp(&letter(*b)),
            None => own.len().cmp(&others.len()),
        };
        own.ends_with(CONTAINER).cmp(&others.ends_with(CONTAINER)).then_with(of_titles).then_with(of_paths)
    }

    fn bytes(&self) -> &[u8] {
        self.below().as_os_str().as_encoded_bytes()
    }

    /// The path of a file that results of this file name, if it lies in the given folder: beside the file, or below the folder. An
    /// address on the machine that ran the tests leads nowhere here, except by its name beside the file.
    #[must_use]
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
        candidates.chain(relative.map(|p| root.join(p))).find(|path| is_file_below(path, root))
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
        assert_eq!(size_of::<Found>(), 24);
        let origin = Arc::new(Origin { root: PathBuf::from("/in"), title: "in".into(), is_alone: false });
        // Several texts, a path that fills one and a path that fits into none.
        let mut paths: Vec<String> = (0..5000).map(|i| format!("{i:05}/{}.xml", "é".repeat(i % 40))).collect();
        paths.extend(["x".repeat(TEXT - 1), "y".repeat(TEXT), String::new(), "z".into()]);
        let (mut names, mut files) = (Names::of(origin), Vec::new());
        paths.iter().for_each(|path| names.add(path.into(), &mut files));
        assert_eq!(files.len() + names.waiting(), paths.len());
        names.finish(&mut files);
        let mut found: Vec<&str> = files.iter().filter_map(|file| file.below().to_str()).collect();
        assert_eq!((found.len(), files[0].path(), files[0].size()), (paths.len(), PathBuf::from("/in/00000/.xml"), None));
        found.sort_unstable();
        paths.sort_unstable();
        assert!(found == paths);
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
