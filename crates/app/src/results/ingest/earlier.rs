//! Rows of files with earlier attempts: which tests of their target they execute.
//!
//! Rows of one name in a file are different tests. The first one is an attempt of the first equal test of the target, the second one of the
//! second. A row beyond them is a test of its own, so that its failure is not hidden by a test that passed.

use foldhash::{HashMap, HashMapExt as _};

use super::identity::{RepeatKey, RunTest, hash};

/// Rows of the current file.
pub(super) struct EarlierRows {
    /// Hash of the path of the file.
    file: u64,
    /// Place behind the test of the last row, by a hash of its identity and source.
    next: HashMap<u64, usize>,
}

impl EarlierRows {
    pub(super) fn new() -> Self {
        Self { file: 0, next: HashMap::new() }
    }

    /// Place of the test that the next row executes, among the tests of its identity, which has that hash; `None` for a test of its own, which
    /// must be added behind them.
    pub(super) fn take(&mut self, tests: &[RunTest], id: u64, repeat_key: &RepeatKey, shard: u32) -> Option<usize> {
        if self.file != repeat_key.earlier {
            self.file = repeat_key.earlier;
            self.next.clear();
        }
        let origin = &repeat_key.origin;
        let next = self.next.entry(hash(&(id, origin.source_hash()))).or_default();
        let again = next.checked_sub(1).filter(|at| repeat_key.is_again && *at < tests.len());
        if again.is_some() {
            return again;
        }
        let is_meant = |test: &RunTest| {
            test.last.round == repeat_key.round
                && test.shard == shard
                && test.origin.is_same_source(origin)
                && (&test.origin.path, test.origin.target) == (&origin.path, origin.target)
        };
        let found = tests.iter().skip(*next).position(is_meant).map(|at| *next + at);
        *next = found.unwrap_or(tests.len()) + 1;
        found
    }
}
