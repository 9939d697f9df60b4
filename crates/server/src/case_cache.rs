//! A cache of cases as JSON, valid until a change of data that lists of cases show. Many clients read the same lists, and between
//! two such changes each case is read and written as text once, whatever pages it is on.
//!
//! A workspace on a server numbers its contents over all processes ([`voluptas_store::Tx::contents`]), and a transaction gets
//! that number with its first answer: a cached text is that of the contents it reads. A workspace file has no such number, and
//! reads a page in a fraction of the time.

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

/// The API in whose form a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Api {
    Qase,
    Own,
}

/// Texts by API and case.
#[derive(Debug)]
pub struct CaseCache(Cache<(Api, CaseId), Entry, FxBuildHasher>);

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
        let weight = |_: &(Api, CaseId), entry: &Entry| {
            u32::try_from(ENTRY_BYTES + entry.root.len() + entry.text.len()).unwrap_or(u32::MAX)
        };
        let cache = Cache::builder().max_capacity(MOST_BYTES).weigher(weight).time_to_idle(IDLE);
        Self(cache.build_with_hasher(FxBuildHasher))
    }
}

/// The cases of a list, in its order.
pub struct Listed<'a> {
    pub api: Api,
    /// The address of the server in links.
    pub root: &'a str,
    /// The number of the contents that the transaction reads; `None` where the workspace has none, and nothing is kept.
    pub contents: Option<i64>,
    pub cases: &'a [CaseId],
}

impl CaseCache {
    /// Calls `take` with the text of each case of a list, in order. `read` gets the cases that are not in the cache and gives their texts,
    /// which must depend on nothing but the workspace and the root. Returns how many were in the cache.
    ///
    /// # Errors
    /// Those of `read`.
    pub fn each<E>(
        &self,
        list: &Listed<'_>,
        mut take: impl FnMut(&[u8]),
        read: impl FnOnce(&[CaseId], &mut dyn FnMut(CaseId, Vec<u8>)) -> Result<(), E>,
    ) -> Result<u64, E> {
        let (mut texts, missing) = self.find(list);
        let found = texts.len() as u64;
        // The next cases of the list that are known; those between them are read in parts.
        let mut rest = list.cases.iter().peekable();
        let mut take_known = |texts: &mut FxHashMap<CaseId, Bytes>| {
            while let Some(text) = rest.peek().and_then(|id| texts.remove(id)) {
                take(&text);
                rest.next();
            }
        };
        take_known(&mut texts);
        let root = Bytes::copy_from_slice(list.root.as_bytes());
        read(&missing, &mut |case, text| {
            // Without unused capacity, which the limit of the cache does not count.
            let text = Bytes::from(text.into_boxed_slice());
            if let Some(contents) = list.contents {
                self.0.insert((list.api, case), Entry { contents, root: root.clone(), text: text.clone() });
            }
            texts.insert(case, text);
            take_known(&mut texts);
        })?;
        Ok(found)
    }

    /// The cached texts of the cases of a list, and the cases without one.
    fn find(&self, list: &Listed<'_>) -> (FxHashMap<CaseId, Bytes>, Vec<CaseId>) {
        let Some(contents) = list.contents else { return (FxHashMap::default(), list.cases.to_vec()) };
        let (mut found, mut missing) = (FxHashMap::default(), Vec::new());
        for case in list.cases {
            match self.0.get(&(list.api, *case)).filter(|entry| entry.contents == contents && entry.root == list.root) {
                Some(entry) => {
                    found.insert(*case, entry.text);
                }
                None => missing.push(*case),
            }
        }
        (found, missing)
    }
}
