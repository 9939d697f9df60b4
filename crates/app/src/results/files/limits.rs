//! Limits of reading: the size of the input, and the number of threads.

use voluptas_formats::MAX_FILE;

/// Limits on the input: a folder or archive beyond them is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Files, in folders and archives together.
    pub files: usize,
    /// Bytes of one file.
    pub file: usize,
    /// Bytes of everything that an archive unpacks to, and of all packed files together.
    pub unpacked: u64,
    /// Unpacked bytes for one packed byte.
    pub ratio: u64,
    /// Folders in folders.
    pub depth: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { files: 1_000_000, file: MAX_FILE, unpacked: 8 << 30, ratio: 200, depth: 64 }
    }
}

/// Threads that read files. There are more than processors, because a file that is not in memory lets its thread wait for the disk.
pub(super) fn threads() -> usize {
    (2 * std::thread::available_parallelism().map_or(1, |n| n.get())).clamp(2, 8)
}
