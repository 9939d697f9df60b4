//! A cache of cases as JSON, valid while nobody writes more than results to the workspace. Many clients read the same lists, and between two such
//! writes each case is read and written as text once, whatever pages it is on.
//!
//! A workspace on a server numbers its contents over all processes ([`voluptas_store::Tx::contents`]), and a transaction gets that number with
//! its first answer: a cached text is that of the contents it reads. A workspace file has no such number, and reads a page in a
//! fraction of the time.

use bytes::Bytes;
use moka::sync::Cache;
use rustc_hash::{FxBuildHasher, FxHashMap};
use std::time::Duration;
use voluptas_core::domain::ids::CaseId;

/// Bytes of all cached texts.
const MOST_BYTES: u64 = 32 << 20;
/// Bytes that an entry takes besides its text, about.
const ENTRY_BYTES: usize = 200;
/// A text that nobody asks for is dropped after this time.
const IDLE: Duration = Duration::from_mins(10);

/// The API whose form a text has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    Qase,
    Own,
}

/// Texts by form and case.
#[derive(Debug)]
pub struct CaseCache(Cache<(Form, CaseId), Entry, FxBuildHasher>);

/// The text of a case.
#[derive(Debug, Clone)]
struct Entry {
    /// The number of the contents that it was read from.
    contents: i64,
    /// The address of the server in its links.
    root: Bytes,
    text: Bytes,
}

impl Default for CaseCache {
    fn default() -> Self {
        let weight = |_: &(Form, CaseId), entry: &Entry| {
            u32::try_from(ENTRY_BYTES + entry.root.len() + entry.text.len()).unwrap_or(u32::MAX)
        };
        let cache = Cache::builder().max_capacity(MOST_BYTES).weigher(weight).time_to_idle(IDLE);
        Self(cache.build_with_hasher(FxBuildHasher))
    }
}

impl CaseCache {
    /// The cached texts of these cases, with links to `root`, and the cases without one.
    pub fn find(&self, form: Form, root: &str, contents: i64, cases: &[CaseId]) -> (FxHashMap<CaseId, Bytes>, Vec<CaseId>) {
        let (mut found, mut missing) = (FxHashMap::default(), Vec::new());
        for case in cases {
            match self.0.get(&(form, *case)).filter(|entry| entry.contents == contents && entry.root == root) {
                Some(entry) => {
                    found.insert(*case, entry.text);
                }
                None => missing.push(*case),
            }
        }
        (found, missing)
    }

    /// Adds the text of a case, which must depend on nothing but the workspace and `root`.
    pub fn insert(&self, form: Form, root: &Bytes, contents: i64, case: CaseId, text: Bytes) {
        self.0.insert((form, case), Entry { contents, root: root.clone(), text });
    }
}
