//! Cases as JSON, kept while nobody writes to the workspace. Many clients read the same lists, and between two writes each case is read and
//! written as text once, whatever pages it is on.
//!
//! A workspace on a server counts its commits over all processes ([`crate::store::Tx::commits`]), and a transaction sees this count with its
//! first answer: a kept text is that of the state it reads. A workspace file has no such count, and reads a page in a fraction of
//! the time.

use crate::domain::ids::CaseId;
use bytes::Bytes;
use moka::sync::Cache;
use rustc_hash::{FxBuildHasher, FxHashMap};
use std::time::Duration;

/// Bytes of all kept texts.
const MOST_BYTES: u64 = 32 << 20;
/// Bytes that an entry takes besides its text, about.
const ENTRY: usize = 200;
/// A text that nobody asks for is dropped after this time.
const IDLE: Duration = Duration::from_mins(10);

/// The kept texts by case.
#[derive(Debug)]
pub struct KeptCases(Cache<CaseId, Kept, FxBuildHasher>);

/// The text of a case.
#[derive(Debug, Clone)]
struct Kept {
    /// Commits of the workspace that it was read from.
    commits: i64,
    /// The address of the server in its links.
    root: Bytes,
    text: Bytes,
}

impl Default for KeptCases {
    fn default() -> Self {
        let weight = |_: &CaseId, kept: &Kept| u32::try_from(ENTRY + kept.text.len()).unwrap_or(u32::MAX);
        let cache = Cache::builder().max_capacity(MOST_BYTES).weigher(weight).time_to_idle(IDLE);
        Self(cache.build_with_hasher(FxBuildHasher))
    }
}

impl KeptCases {
    /// The kept texts of these cases, with links to `root`, and the cases without one.
    pub fn find(&self, root: &str, commits: i64, cases: &[CaseId]) -> (FxHashMap<CaseId, Bytes>, Vec<CaseId>) {
        let (mut found, mut missing) = (FxHashMap::default(), Vec::new());
        for case in cases {
            match self.0.get(case).filter(|kept| kept.commits == commits && kept.root == root) {
                Some(kept) => {
                    found.insert(*case, kept.text);
                }
                None => missing.push(*case),
            }
        }
        (found, missing)
    }

    /// Keeps the text of a case, which must depend on nothing but the workspace and `root`.
    pub fn keep(&self, root: &Bytes, commits: i64, case: CaseId, text: Bytes) {
        self.0.insert(case, Kept { commits, root: root.clone(), text });
    }
}
