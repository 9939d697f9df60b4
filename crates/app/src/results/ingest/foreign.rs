//! Files of other kinds beside the results. Files that results refer to are attachments. The other ones are listed as skipped:
//! the first ones by name, the rest by number, because there may be hundreds of thousands.

use std::hash::BuildHasher as _;
use std::path::{Path, PathBuf};

use super::files::AttachmentWriter;
use super::run_errors::{self, Errors};
use crate::results::files::{SkippedFile, SkippedFiles};
use voluptas_core::domain::Message;

/// Files that are named one by one.
const NAMED: usize = 1_000;
/// Unnamed files that are remembered, so that one of them can be listed together with the number of the rest.
const EXAMPLES: usize = 1_000;

/// Files of an ingest that are no results.
#[derive(Default)]
pub(super) struct ForeignFiles {
    /// Name and path of those that are named.
    named: Vec<(String, PathBuf)>,
    /// Hashes of the paths of the others.
    others: Vec<u64>,
    /// The first of the others, with the hashes of their paths. Those that results name are taken out in the end.
    examples: Vec<(u64, SkippedFile)>,
    hasher: foldhash::fast::RandomState,
}

impl ForeignFiles {
    /// Takes a file. Returns it when it is to be listed by name.
    pub(super) fn add(&mut self, skipped: SkippedFile, path: PathBuf) -> Option<SkippedFile> {
        if self.named.len() < NAMED {
            self.named.push((skipped.file.clone(), path));
            return Some(skipped);
        }
        let hash = self.hasher.hash_one(path.as_path());
        self.others.push(hash);
        if self.examples.len() < EXAMPLES {
            self.examples.push((hash, skipped));
        }
        None
    }

    /// Takes the files that results name out of the list, and adds the number of files that it does not name. Returns the number of files that
    /// no result names.
    pub(super) fn finish(mut self, attachment_writer: &AttachmentWriter, list: &mut Vec<SkippedFile>) -> usize {
        let all = self.named.len();
        let mut kept: Vec<String> =
            self.named.into_iter().filter(|(_, path)| attachment_writer.has_kept(path)).map(|(file, _)| file).collect();
        kept.sort_unstable();
        list.retain(|skipped| !(skipped.loses_nothing && kept.binary_search(&skipped.file).is_ok()));
        let named = all - kept.len();
        if self.others.is_empty() {
            return named;
        }
        self.others.sort_unstable();
        let mut left = self.others.len();
        attachment_writer.each_named(&mut |path: &Path| {
            let hash = self.hasher.hash_one(path);
            if self.others.binary_search(&hash).is_ok() {
                left -= 1;
                self.examples.retain(|(of, _)| *of != hash);
            }
        });
        if let (1.., Some((_, mut example))) = (left, self.examples.into_iter().next()) {
            if left > 1 {
                example.reason = Message::new("result-files-more-others").count("count", left - 1);
            }
            list.push(example);
        }
        named + left
    }
}

/// Archives that lie beside results, such as the trace of a browser. Only in the end it is known which of them results name as
/// attachments; the others were not read.
#[derive(Default)]
pub(super) struct Archives {
    /// The first archives, named one by one.
    named: Vec<(SkippedFile, PathBuf)>,
    /// Hashes of the paths of the others.
    others: Vec<u64>,
    hasher: foldhash::fast::RandomState,
}

impl Archives {
    pub(super) fn add(&mut self, skipped: SkippedFile, path: PathBuf) {
        if self.named.len() < NAMED {
            self.named.push((skipped, path));
        } else {
            self.others.push(self.hasher.hash_one(path.as_path()));
        }
    }

    /// Adds the archives that no result names to the files that were not read, and to the errors of the run.
    pub(super) fn finish(mut self, attachment_writer: &AttachmentWriter, skipped: &mut SkippedFiles, errors: &mut Errors) {
        for (file, _) in self.named.into_iter().filter(|(_, path)| !attachment_writer.has_kept(path)) {
            errors.add(run_errors::of_unread(&file));
            skipped.add(file);
        }
        self.others.sort_unstable();
        let mut left = self.others.len();
        attachment_writer.each_named(&mut |path: &Path| {
            left -= usize::from(self.others.binary_search(&self.hasher.hash_one(path)).is_ok());
        });
        skipped.not_read += left;
    }
}
