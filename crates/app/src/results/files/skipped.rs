//! Files that were not read, or not to their end: the first ones by name, the rest by number. There may be hundreds of thousands.

use std::io;
use voluptas_core::base::fs::NotRegular;
use voluptas_core::domain::Message;
use voluptas_core::domain::message::Arg;
use voluptas_core::domain::run_error::Totals;

/// Files of one kind that are named one by one.
pub const NAMED: usize = 1_000;

/// Longest text within a reason, in characters. A reader may quote megabytes of its input.
const LONGEST_REASON: usize = 1_000;

/// A reason whose texts, apart from the name of the file, are cut off at [`LONGEST_REASON`].
pub(super) fn short(mut reason: Message) -> Message {
    for (name, arg) in &mut reason.args {
        if let Arg::Text(text) = arg
            && name != "file"
            && let Some((end, _)) = text.char_indices().nth(LONGEST_REASON)
        {
            *text = format!("{}…", &text[..end]);
        }
    }
    reason
}

/// The skipped files of an input.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SkippedFiles {
    /// The files that are named.
    pub listed: Vec<SkippedFile>,
    /// Number of files that were not read, or not to their end, whether they are named or not.
    pub not_read: usize,
    /// Number of files among these that were read in part: their tests up to the fault are taken.
    pub in_part: usize,
    /// Number of files whose absence loses nothing ([`SkippedFile::loses_nothing`]), whether they are named or not.
    pub left_out: usize,
    /// Number of files that state more tests or more failed ones than were read from them, whether they are named or not.
    pub lacking: usize,
    /// Number of results that are left out because another file reports the same execution.
    pub told_twice: usize,
}

impl SkippedFiles {
    /// Adds a file that was not read. Only the first [`NAMED`] are named.
    pub fn add(&mut self, file: SkippedFile) {
        self.not_read += 1;
        self.in_part += usize::from(file.is_in_part());
        if self.not_read <= NAMED {
            self.listed.push(file);
        }
    }

    /// Adds a file that states more than was read from it. Only the first [`NAMED`] are named.
    pub fn add_lacking(&mut self, file: SkippedFile) {
        self.lacking += 1;
        if self.lacking <= NAMED {
            self.listed.push(file);
        }
    }

    /// Adds a file that was partly left out because another file reports the same results ([`SkippedFile::told_twice`]). A file
    /// that has no other result counts as left out.
    pub fn add_told_twice(&mut self, file: SkippedFile) {
        self.told_twice += file.told_twice.unwrap_or_default();
        self.left_out += usize::from(file.taken == Some(0));
        self.listed.push(file);
    }

    /// Adds a file that was not read, of a listing in any order. The first by name are named in the end ([`Self::sort`]), so that the same
    /// folder gives the same names.
    pub(super) fn add_unordered(&mut self, file: SkippedFile) {
        self.not_read += 1;
        self.listed.push(file);
        if self.listed.len() >= 2 * NAMED {
            self.sort();
        }
    }

    /// Adds files that are not named.
    pub(super) fn add_unnamed(&mut self, count: usize) {
        self.not_read += count;
    }

    /// Sorts the files by name and keeps the first [`NAMED`].
    pub(super) fn sort(&mut self) {
        self.listed.sort_by(|a, b| a.file.cmp(&b.file));
        self.listed.truncate(NAMED);
    }

    /// Puts the files of a listing before these.
    pub fn put_before(&mut self, first: &Self) {
        self.not_read += first.not_read;
        self.in_part += first.in_part;
        self.left_out += first.left_out;
        self.lacking += first.lacking;
        self.told_twice += first.told_twice;
        self.listed.splice(0..0, first.listed.iter().cloned());
    }

    /// Number of files, whether they are named or not.
    pub fn count(&self) -> usize {
        self.not_read + self.left_out + self.lacking
    }
}

/// Message about a copy of a file that is read.
pub(super) const COPY: &str = "result-files-copy";

/// Key of the reason for passing over an archive that lies in a folder or an archive.
pub(super) const NESTED: &str = "result-files-nested-archive";

/// The reason why a file gave no results, or not all of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SkippedFile {
    pub file: String,
    /// Line of the fault, from 1.
    pub line: Option<u64>,
    pub reason: Message,
    /// Number of tests that were taken from a file that is cut off, that states more tests than it has, or that shares tests with
    /// another file. `None` when nothing was taken.
    pub taken: Option<usize>,
    /// Numbers of a file that states more tests or more failed ones than were read from it.
    pub totals: Option<Totals>,
    /// Number of results that are left out because another file reports the same execution.
    pub told_twice: Option<usize>,
    /// True where nothing of the results is missing: for a copy of a file that is taken, and for a file of another kind that a folder or
    /// an archive holds beside its results, such as a picture.
    pub loses_nothing: bool,
}

impl SkippedFile {
    /// A file of which nothing is taken.
    pub(super) fn new(file: String, reason: Message) -> Self {
        Self { file, line: None, reason, taken: None, totals: None, told_twice: None, loses_nothing: false }
    }

    /// A file that states more than was read from it.
    pub fn lacking(file: String, totals: Totals) -> Self {
        let taken = usize::try_from(totals.read_tests).ok();
        Self { taken, totals: Some(totals), ..Self::new(file, totals.message()) }
    }

    /// A file whose results were partly left out, because the file `by` reports the same execution.
    pub(super) fn told_twice(file: String, by: &str, all: usize, left_out: usize) -> Self {
        let reason = Message::new("result-files-told-twice").with("by", by).count("all", all).count("count", left_out);
        Self { taken: Some(all - left_out), told_twice: Some(left_out), loses_nothing: true, ..Self::new(file, reason) }
    }

    /// True for a file that was not read to its end, and of which tests are taken.
    pub fn is_in_part(&self) -> bool {
        !self.loses_nothing && self.totals.is_none() && self.taken.is_some_and(|tests| tests > 0)
    }

    /// True for a copy of a file that is read.
    pub fn is_copy(&self) -> bool {
        self.reason.key == COPY
    }

    /// True for an archive that lies in a folder or an archive, and is not unpacked.
    pub fn is_nested(&self) -> bool {
        self.reason.key == NESTED
    }

    /// The reason, where it names the file itself, as those of formats do.
    pub fn named(&self) -> Option<Message> {
        self.reason.args.iter().any(|(name, _)| name == "file").then(|| self.reason.clone())
    }
}

/// The reason for passing over a file or a folder that cannot be read.
pub(super) fn unreadable(error: &io::Error) -> Message {
    match NotRegular::of(error) {
        Some(NotRegular::Link) => Message::new("result-files-link"),
        Some(NotRegular::Other) => Message::new("result-files-special"),
        None => Message::new("result-files-not-read").with("error", error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str) -> SkippedFile {
        SkippedFile::new(name.to_owned(), Message::new("result-files-link"))
    }

    #[test]
    fn a_listing_names_the_first_files_in_any_order_and_counts_all() {
        let mut skipped = SkippedFiles::default();
        (0..NAMED * 5).rev().for_each(|n| skipped.add_unordered(file(&format!("{n:05}"))));
        assert!(skipped.listed.len() < 2 * NAMED, "no more are held than are named and as many again");
        skipped.sort();
        let names: Vec<&str> = skipped.listed.iter().map(|file| file.file.as_str()).collect();
        assert_eq!((names.len(), names[0], names[NAMED - 1]), (NAMED, "00000", "00999"));
        assert_eq!((skipped.count(), skipped.not_read), (NAMED * 5, NAMED * 5));
    }

    #[test]
    fn a_file_that_breaks_off_after_tests_is_read_in_part() {
        let mut skipped = SkippedFiles::default();
        for taken in [None, Some(0), Some(2)] {
            skipped.add(SkippedFile { taken, ..file("cut.xml") });
        }
        assert_eq!((skipped.not_read, skipped.in_part), (3, 1));
    }

    #[test]
    fn a_reason_quotes_the_beginning_of_a_long_text() {
        let reason = Message::new("formats-error-broken").with("file", "f".repeat(2000)).with("reason", "я".repeat(2_000_000));
        let lengths: Vec<usize> = short(reason)
            .args
            .iter()
            .map(|(_, arg)| match arg {
                Arg::Text(text) => text.chars().count(),
                Arg::Number(_) => 0,
            })
            .collect();
        assert_eq!(lengths, [2000, LONGEST_REASON + 1]);
    }
}
