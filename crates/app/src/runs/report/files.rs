//! The attachments that go into a page: the smallest ones up to a total size.

use std::collections::{BinaryHeap, HashSet};
use std::io::{self, Write};
use std::sync::mpsc::{self, Receiver};

use rustc_hash::FxHashSet;

use super::model::{Execution, File, Step, Test};
use super::pack::Compressor;
use voluptas_store::blobs::Blobs;

/// Most files in a page, so that a million empty ones do not fill memory.
const MOST_FILES: usize = 100_000;

/// Hash of a content. No text, so that a choice of many files is one block of memory.
type Hash = [u8; blake3::OUT_LEN];

/// Files that are to be embedded. The order of a heap is by size, so that the largest one gives way.
#[derive(Debug)]
pub(super) struct EmbeddedFiles {
    limit: u64,
    total: u64,
    heap: BinaryHeap<(u64, Hash)>,
    known: HashSet<Hash>,
    /// Beginnings of the hashes of all contents, chosen or not.
    seen: FxHashSet<u64>,
}

impl EmbeddedFiles {
    /// A choice of at most `limit` bytes.
    pub(super) fn new(limit: u64) -> Self {
        Self { limit, total: 0, heap: BinaryHeap::new(), known: HashSet::new(), seen: FxHashSet::default() }
    }

    /// Considers all files of a test. Returns the number of those whose bytes no test before has, without those that are missing.
    pub(super) fn add(&mut self, test: &Test) -> usize {
        let mut count = 0;
        for execution in std::iter::once(&test.last).chain(&test.attempts) {
            let Execution { attachments, steps, .. } = execution;
            attachments.iter().for_each(|file| self.consider(file, &mut count));
            self.of_steps(steps, &mut count);
        }
        count
    }

    fn of_steps(&mut self, steps: &[Step], count: &mut usize) {
        for step in steps {
            step.attachments.iter().for_each(|file| self.consider(file, count));
            self.of_steps(&step.steps, count);
        }
    }

    fn consider(&mut self, file: &File, count: &mut usize) {
        if file.is_missing {
            return;
        }
        let Some(content) = file.content.as_deref().and_then(|hex| blake3::Hash::from_hex(hex).ok()) else {
            *count += 1;
            return;
        };
        let content = *content.as_bytes();
        let (beginning, _) = content.as_chunks::<8>();
        *count += usize::from(self.seen.insert(u64::from_le_bytes(beginning[0])));
        let Ok(size) = u64::try_from(file.size) else { return };
        if size > self.limit || !self.known.insert(content) {
            return;
        }
        self.total += size;
        self.heap.push((size, content));
        while self.total > self.limit || self.heap.len() > MOST_FILES {
            let Some((size, content)) = self.heap.pop() else { break };
            self.total -= size;
            self.known.remove(&content);
        }
    }

    /// Writes the chosen files whose bytes are there, the smallest first, in an element for each part of them: a page of thousands of
    /// elements would open slowly. Returns the number of files. Several threads read and compress parts of the list; what they make waits
    /// for its turn.
    pub(super) fn write(self, blobs: &Blobs, out: &mut dyn Write) -> io::Result<usize> {
        let files = self.heap.into_sorted_vec();
        let parts = parts_of(&files);
        let threads = std::thread::available_parallelism().map_or(1, |n| n.get()).min(parts.len());
        std::thread::scope(|scope| {
            let packers: Vec<Receiver<io::Result<Part>>> = (0..threads)
                .map(|thread| {
                    // One part may wait while the next one is made.
                    let (send, packed) = mpsc::sync_channel(1);
                    let own = parts.iter().skip(thread).step_by(threads);
                    scope.spawn(move || {
                        let mut press = Compressor::default();
                        for part in own {
                            if send.send(pack(part, blobs, &mut press)).is_err() {
                                break;
                            }
                        }
                    });
                    packed
                })
                .collect();
            let mut written = 0;
            for packer in packers.iter().cycle().take(parts.len()) {
                let part = packer.recv().map_err(|_| io::ErrorKind::BrokenPipe)??;
                out.write_all(&part.text)?;
                written += part.files;
            }
            Ok(written)
        })
    }
}

/// Files that a thread packs in a row, at most.
const PART: usize = 64;
/// Bytes of files after which a part ends.
const PART_BYTES: u64 = 256 << 10;

/// The element of some files.
struct Part {
    text: Vec<u8>,
    files: usize,
}

/// The list in parts of at most [`PART`] files and, where a part has several, little more than [`PART_BYTES`].
fn parts_of(mut files: &[(u64, Hash)]) -> Vec<&[(u64, Hash)]> {
    let mut parts = Vec::new();
    while !files.is_empty() {
        let mut bytes = 0;
        let is_within = |(size, _): &&(u64, Hash)| {
            let fits = bytes < PART_BYTES;
            bytes += size;
            fits
        };
        let (part, rest) = files.split_at(files.iter().take(PART).take_while(is_within).count());
        parts.push(part);
        files = rest;
    }
    parts
}

/// Beginning of an element. A line in it is a file: the hash of its bytes, a blank, and the bytes as zlib and base64.
const OPENING: &[u8] = b"<script type=\"text/plain\" class=\"files\">";

fn pack(files: &[(u64, Hash)], blobs: &Blobs, press: &mut Compressor) -> io::Result<Part> {
    let mut part = Part { text: Vec::new(), files: 0 };
    part.text.extend_from_slice(OPENING);
    for (_, content) in files {
        let content = blake3::Hash::from_bytes(*content).to_hex();
        let Some(mut file) = open(blobs, content.as_str()) else { continue };
        write!(part.text, "{content} ")?;
        io::copy(&mut file, press)?;
        press.finish_into(&mut part.text)?;
        writeln!(part.text)?;
        part.files += 1;
    }
    if part.files == 0 {
        part.text.clear();
    } else {
        writeln!(part.text, "</script>")?;
    }
    Ok(part)
}

/// The bytes of a file; `None` when they cannot be read, which a report without them can bear.
fn open(blobs: &Blobs, content: &str) -> Option<Box<dyn io::Read>> {
    if let Some(path) = blobs.path(content) {
        return Some(Box::new(std::fs::File::open(path).ok()?));
    }
    match blobs.get_blocking(content) {
        Ok(bytes) => Some(Box::new(io::Cursor::new(bytes?))),
        Err(error) => {
            tracing::warn!(%error, "a file of a result was not read");
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_in_one_part() {
        let sizes = [0; 150].into_iter().chain([100 << 10, 100 << 10, 100 << 10, 100 << 10, 9 << 20, 9 << 20]);
        let files: Vec<(u64, Hash)> = sizes.zip(0_u8..).map(|(size, n)| (size, [n; 32])).collect();
        let parts = parts_of(&files);
        assert_eq!(parts.concat(), files);
        assert_eq!(parts.iter().map(|part| part.len()).collect::<Vec<_>>(), [64, 64, 25, 2, 1]);
        assert!(parts_of(&[]).is_empty());
    }

    #[test]
    fn small_files_come_first() {
        let mut chosen = EmbeddedFiles::new(100);
        let mut count = 0;
        for (name, size) in [("a", 60), ("b", 50), ("c", 30), ("c", 30), ("d", 101), ("e", 20)] {
            let file = File { name: String::new(), mime: String::new(), size, content: Some(name.repeat(64)), is_missing: false };
            chosen.consider(&file, &mut count);
        }
        assert_eq!(count, 5, "equal bytes count once");
        let kept: Vec<(u64, Hash)> = chosen.heap.into_sorted_vec();
        assert_eq!(kept, [(20, [0xee; 32]), (30, [0xcc; 32]), (50, [0xbb; 32])]);
    }
}
