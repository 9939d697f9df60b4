//! Texts that repeat in the steps and labels of results, each kept once and found by its hash: names and values of labels, and the texts
//! of the steps of a result as one.

use super::Tx;
use super::error::{Error, Result};
use super::page::{IN_LIST, Where};
use crate::{p, row};
use foldhash::{HashMap, HashSet};
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};
use std::hash::BuildHasher as _;
use std::sync::Arc;

/// The first bytes of a text's hash.
pub(super) type Hash = [u8; 16];

/// Texts that a transaction remembers at most, by text and by id.
const REMEMBERED: usize = 8_000;
/// Places for the marks of texts that a transaction has met once. Of two texts with one place the later one stays.
const MET: usize = 1 << 15;
/// Longest text that is remembered. Longer ones do not repeat much.
const LONGEST: usize = 200;
/// Longest text that is looked up together with others.
const LONGEST_TOGETHER: usize = 2_000;

fn hash_of(text: &str) -> Hash {
    let mut hash = Hash::default();
    let all = blake3::hash(text.as_bytes());
    hash.copy_from_slice(&all.as_bytes()[..16]);
    hash
}

impl Tx<'_> {
    /// The id of a text that the transaction knows.
    pub(super) fn known_text(&self, text: &str) -> Option<i64> {
        self.known_texts.borrow().ids.get(text).copied()
    }

    /// Records a text. Returns true if this transaction has seen it before. May return false for a seen text: the table is lossy.
    pub(super) fn record_text(&self, text: &str) -> bool {
        let mut known = self.known_texts.borrow_mut();
        if known.ids.contains_key(text) {
            return true;
        }
        let hash = known.ids.hasher().hash_one(text);
        let [a, b, c, d, low @ ..] = hash.to_be_bytes();
        // Zero marks a free place.
        let (place, mark) = (u32::from_be_bytes(low) as usize % MET, u32::from_be_bytes([a, b, c, d]).max(1));
        if known.met.is_empty() {
            known.met = vec![0; MET].into();
        }
        let met = known.met.get_mut(place);
        met.is_some_and(|met| std::mem::replace(met, mark) == mark)
    }

    /// The id of a text, stored now if it is new.
    pub(super) fn intern(&self, text: &str) -> Result<i64> {
        if let Some(id) = self.known_text(text) {
            return Ok(id);
        }
        let hash = hash_of(text);
        let stored = self.opt("SELECT id FROM texts WHERE hash = ?1", p![&hash[..]], |r| r.int(0))?;
        let id = match stored {
            Some(id) => id,
            None => self.insert("INSERT INTO texts (hash, text) VALUES (?1, ?2)", p![&hash[..], text])?,
        };
        if text.len() <= LONGEST {
            let mut known = self.known_texts.borrow_mut();
            if known.ids.len() >= REMEMBERED {
                known.ids.clear();
            }
            known.ids.insert(text.into(), id);
        }
        Ok(id)
    }

    /// Looks up texts together and stores the new ones, so that [`Tx::intern`] knows them. What it does not know afterwards it looks up
    /// by itself.
    pub(super) fn learn_texts(&self, texts: &[&str]) -> Result<()> {
        let mut asked: Vec<(&str, Hash)> = Vec::new();
        {
            let mut known = self.known_texts.borrow_mut();
            let mut seen: HashSet<&str> = HashSet::default();
            for text in texts {
                let is_new = text.len() <= LONGEST_TOGETHER && !known.ids.contains_key(*text) && seen.insert(text);
                if is_new && asked.len() < REMEMBERED {
                    asked.push((text, hash_of(text)));
                }
            }
            if known.ids.len() + asked.len() > REMEMBERED {
                // Those that are known of these texts are looked up again.
                known.ids.clear();
            }
        }
        let ids = self.looked_up(&asked)?;
        let learned = asked.iter().zip(ids).map(|((text, _), id)| ((*text).into(), id));
        self.known_texts.borrow_mut().ids.extend(learned);
        Ok(())
    }

    /// The ids of texts of any length, in their order; new ones are stored. Their hashes alone are remembered.
    pub(super) fn text_ids(&self, texts: &[&str]) -> Result<Vec<i64>> {
        let hashes: Vec<Hash> = texts.iter().map(|text| hash_of(text)).collect();
        let mut ids: HashMap<Hash, Option<i64>> = HashMap::default();
        let mut asked = Vec::new();
        {
            let known = self.known_texts.borrow();
            for (text, hash) in texts.iter().zip(&hashes) {
                ids.entry(*hash).or_insert_with(|| {
                    let id = known.by_hash.get(hash).copied();
                    if id.is_none() {
                        asked.push((*text, *hash));
                    }
                    id
                });
            }
        }
        let found = self.looked_up(&asked)?;
        let mut known = self.known_texts.borrow_mut();
        if known.by_hash.len() + asked.len() > REMEMBERED {
            known.by_hash.clear();
        }
        let learned: Vec<(Hash, i64)> = asked.iter().zip(found).map(|((_, hash), id)| (*hash, id)).collect();
        known.by_hash.extend(learned.iter().take(REMEMBERED).copied());
        ids.extend(learned.into_iter().map(|(hash, id)| (hash, Some(id))));
        let id = |hash: &Hash| ids.get(hash).copied().flatten().ok_or_else(|| Error::Corrupt("a text was not stored".into()));
        hashes.iter().map(id).collect()
    }

    /// The ids of different texts. Stores those that are new.
    fn looked_up(&self, asked: &[(&str, Hash)]) -> Result<Vec<i64>> {
        let mut ids = vec![None; asked.len()];
        self.each_of("SELECT id FROM texts WHERE hash = ?1", asked.iter().map(|(_, hash)| row![&hash[..]]), |i, r| {
            ids[i] = Some(r.int(0)?);
            Ok(())
        })?;
        let new: Vec<usize> = (0..asked.len()).filter(|i| ids[*i].is_none()).collect();
        let rows = new.iter().map(|i| row![&asked[*i].1[..], asked[*i].0]);
        let made = self.insert_many("INSERT INTO texts (hash, text) VALUES (?1, ?2)", rows)?;
        for (i, id) in new.into_iter().zip(made) {
            ids[i] = Some(id);
        }
        ids.into_iter().map(|id| id.ok_or_else(|| Error::Corrupt("a text was not stored".into()))).collect()
    }

    /// The texts with these ids.
    pub(super) fn texts(&self, ids: &FxHashSet<i64>) -> Result<Texts> {
        self.texts_within(ids, usize::MAX)
    }

    /// The texts with these ids, until they have `bytes` together. Further ones are missing ([`Texts::is_cut`]).
    pub(super) fn texts_within(&self, ids: &FxHashSet<i64>, bytes: usize) -> Result<Texts> {
        let (mut left, mut is_cut) = (bytes, false);
        let mut found = FxHashMap::with_capacity_and_hasher(ids.len(), FxBuildHasher);
        let mut asked = Vec::new();
        {
            let known = self.known_texts.borrow();
            for id in ids {
                match known.read.get(id) {
                    Some(text) => drop(found.insert(*id, Arc::clone(text))),
                    None => asked.push(*id),
                }
            }
        }
        // Neighbours lie on one page of the file.
        asked.sort_unstable();
        for part in asked.chunks(IN_LIST) {
            let mut w = Where::new("TRUE", Vec::new());
            w.any_of("id", part.iter().copied());
            self.each(&format!("SELECT id, text FROM texts {}", w.sql()), w.params(), |r| {
                let text = r.str(1)?;
                is_cut |= left == 0;
                if !is_cut {
                    found.insert(r.int(0)?, Arc::from(text));
                    left = left.saturating_sub(text.len());
                }
                Ok(())
            })?;
            if is_cut {
                break;
            }
        }
        let mut known = self.known_texts.borrow_mut();
        if known.read.len() + asked.len() > REMEMBERED {
            known.read.clear();
        }
        let read = asked.iter().take(REMEMBERED).filter_map(|id| Some((*id, found.get(id).filter(|t| t.len() <= LONGEST)?)));
        known.read.extend(read.map(|(id, text)| (id, Arc::clone(text))));
        Ok(Texts { found, is_cut })
    }
}

/// Texts by id.
#[derive(Debug)]
pub(super) struct Texts {
    found: FxHashMap<i64, Arc<str>>,
    is_cut: bool,
}

impl Texts {
    /// The texts by their ids.
    pub(super) fn into_map(self) -> FxHashMap<i64, Arc<str>> {
        self.found
    }

    /// True where some of the texts were not read.
    pub(super) fn is_cut(&self) -> bool {
        self.is_cut
    }

    /// True where all of these texts are there.
    pub(super) fn has_all(&self, ids: &FxHashSet<i64>) -> bool {
        ids.iter().all(|id| self.found.contains_key(id))
    }

    /// Length of a text in bytes; 0 for one that is not there.
    pub(super) fn length(&self, id: i64) -> usize {
        self.found.get(&id).map_or(0, |text| text.len())
    }

    /// The text with this id.
    ///
    /// # Errors
    /// [`Error::Corrupt`] for an unknown id.
    pub(super) fn get(&self, id: i64) -> Result<&str> {
        self.found.get(&id).map(|text| &**text).ok_or_else(|| Error::Corrupt(format!("no text {id}")))
    }
}
