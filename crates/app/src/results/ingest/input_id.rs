//! Identity of the input of an ingest: the same files are the same input, whatever their order and the folders in which they lie.
//!
//! It is the sum of a hash for each file. A file of results counts with its name and content, a copy of it not at all; other files, such as
//! attachments, of which some stay unread, count with name and size, those of one name and size once.

use crate::results::files::{Found, Gathered};

/// Length of the identity in hexadecimal digits.
const DIGITS: usize = 32;

/// A file's part of the identity.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct InputPart([u64; 2]);

impl InputPart {
    fn of(kind: &[u8; 1], name: &str, fact: &[u8]) -> Self {
        let mut hash = blake3::Hasher::new();
        // No name holds a zero.
        hash.update(kind).update(name.as_bytes()).update(&[0]).update(fact);
        let bytes = hash.finalize();
        let (halves, _) = bytes.as_bytes().as_chunks::<8>();
        Self([u64::from_le_bytes(halves[0]), u64::from_le_bytes(halves[1])])
    }

    /// Part of a file of results; `file` is its path.
    pub(super) fn of_content(file: &str, content: &blake3::Hash) -> Self {
        Self::of(b"c", own_name(file), content.as_bytes())
    }

    fn of_size(file: &Found) -> Self {
        Self::of(b"s", &file.file_name(), &file.size().unwrap_or(0).to_le_bytes())
    }
}

/// A file's own name, without folders.
fn own_name(file: &str) -> &str {
    file.rsplit(['/', '\\']).next().unwrap_or(file)
}

/// The identity of an input that is being read.
pub(super) struct InputId {
    sum: InputPart,
    /// Identity that earlier versions gave the input; it depended on the order of the files. Their runs are known by it.
    earlier: blake3::Hasher,
}

impl InputId {
    /// Begins with names and sizes of all files but results of Allure, which are always read.
    pub(super) fn of(gathered: &Gathered) -> Self {
        let mut this = Self { sum: InputPart::default(), earlier: blake3::Hasher::new() };
        for file in gathered.distinct() {
            this.earlier.update(file.file_name().as_bytes());
            this.earlier.update(&file.size().unwrap_or(0).to_le_bytes());
        }
        let others = gathered.distinct().filter(|file| !file.is_allure_result()).map(InputPart::of_size);
        if gathered.has_several_places() {
            let mut others: Vec<InputPart> = others.collect();
            others.sort_unstable();
            others.dedup();
            others.into_iter().for_each(|part| this.take(part));
        } else {
            others.for_each(|part| this.take(part));
        }
        this
    }

    fn take(&mut self, part: InputPart) {
        for (sum, number) in self.sum.0.iter_mut().zip(part.0) {
            *sum = sum.wrapping_add(number);
        }
    }

    /// Takes a file of results with this content.
    pub(super) fn add(&mut self, content: &blake3::Hash, part: InputPart) {
        self.earlier.update(content.as_bytes());
        self.take(part);
    }

    /// Takes a file of results that cannot be read and counts all the same; `file` is its path.
    pub(super) fn add_unreadable(&mut self, file: &str) {
        self.take(InputPart::of(b"u", own_name(file), &[]));
    }

    /// The identity, and the one that earlier versions gave the input.
    pub(super) fn finish(self) -> (String, String) {
        let [first, second] = self.sum.0;
        (format!("{first:016x}{second:016x}"), self.earlier.finalize().to_hex()[..DIGITS].to_owned())
    }
}
