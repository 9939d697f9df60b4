//! Finds counterparts among the cases of a project. Pure.

use super::marker::{made_trace_for, title};
use super::names::normal;
use super::options::MatchBy;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap, HashSet};
use voluptas_core::base::fold::fold;

/// The part of a case that is kept in memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SlimCase {
    pub id: i64,
    /// Trimmed value of the custom field; `None` for a blank one.
    pub key: Option<Box<str>>,
    /// Trimmed title.
    pub title: Box<str>,
    /// The trace of the mirror that created the case, such as `case AUTO/7`.
    pub trace: Option<Box<str>>,
    /// True for a case with parameters: several of its results in a run may be of its variants.
    pub has_parameters: bool,
}

/// Property by which a counterpart was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MatchedBy {
    /// The value of the custom field.
    Key,
    Title,
    /// The trace of the mirror that created the case.
    Trace,
}

/// Result of the search for a case's counterpart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Found {
    /// One case.
    One(i64, MatchedBy),
    /// Several cases, of which none is taken.
    Several(Vec<i64>),
    /// No case.
    Missing,
    /// Nothing to search for: the case has no key.
    NoKey,
}

/// The cases of one project. Keys and titles are compared in their composed form.
#[derive(Debug, Clone, Default)]
pub(crate) struct CaseIndex {
    cases: HashMap<i64, SlimCase>,
    by_key: HashMap<Box<str>, Vec<i64>>,
    by_title: HashMap<Box<str>, Vec<i64>>,
    /// The oldest case of each trace.
    by_trace: HashMap<Box<str>, i64>,
    /// Duplicates created by one write, by key or title.
    doubles: BTreeMap<String, Vec<i64>>,
    listed: HashSet<i64>,
    highest: i64,
    /// True when the server did not say which key some case has: a key that is not found here may exist.
    pub lacks_keys: bool,
}

impl CaseIndex {
    /// Records that the project's list has a case of this id, even if the case is not added.
    pub fn saw(&mut self, id: i64) {
        self.listed.insert(id);
        self.highest = self.highest.max(id);
    }

    /// Number of cases in the list, and the highest id.
    pub fn extent(&self) -> (u64, i64) {
        (self.listed.len() as u64, self.highest)
    }

    /// True for an id that the list had.
    pub fn has_seen(&self, id: i64) -> bool {
        self.listed.contains(&id)
    }

    /// Adds a case.
    pub fn add(&mut self, case: SlimCase) {
        if let Some(key) = &case.key {
            self.by_key.entry(normal(key).into()).or_default().push(case.id);
        }
        self.by_title.entry(normal(&case.title).into()).or_default().push(case.id);
        if let Some(trace) = &case.trace {
            let oldest = self.by_trace.entry(trace.clone()).or_insert(case.id);
            *oldest = case.id.min(*oldest);
        }
        self.cases.insert(case.id, case);
    }

    /// Sorts the ids, because pages arrive in any order. Afterwards the oldest case is the first of each key or title.
    pub fn sort(&mut self) {
        self.by_key.values_mut().chain(self.by_title.values_mut()).for_each(|ids| ids.sort_unstable());
    }

    /// Drops duplicates that one write created because it arrived late: cases with the same trace and the same key (without keys,
    /// the same title). The oldest stays.
    pub fn merge_doubles(&mut self) {
        let cases = &self.cases;
        let mut dropped: HashSet<i64> = HashSet::new();
        let by_key = self.by_key.iter().map(|group| (group, true));
        for ((name, ids), keyed) in by_key.chain(self.by_title.iter().map(|group| (group, false))).filter(|g| g.0.1.len() > 1) {
            let mut of_trace: BTreeMap<&str, Vec<i64>> = BTreeMap::new();
            for case in ids.iter().filter_map(|id| cases.get(id)).filter(|c| c.key.is_some() == keyed) {
                if let Some(trace) = &case.trace {
                    of_trace.entry(trace).or_default().push(case.id);
                }
            }
            for ids in of_trace.into_values().filter(|ids| ids.len() > 1) {
                dropped.extend(&ids[1..]);
                self.doubles.insert(name.to_string(), ids);
            }
        }
        if !dropped.is_empty() {
            self.by_key.values_mut().chain(self.by_title.values_mut()).for_each(|ids| ids.retain(|id| !dropped.contains(id)));
        }
    }

    /// Duplicates created by one write: ids by key (or title), sorted.
    pub fn doubles(&self) -> &BTreeMap<String, Vec<i64>> {
        &self.doubles
    }

    /// The case of this id.
    pub fn get(&self, id: i64) -> Option<&SlimCase> {
        self.cases.get(&id)
    }

    /// Number of cases with a key.
    pub fn keyed(&self) -> usize {
        self.by_key.values().map(Vec::len).sum()
    }

    /// Keys that several cases have, with the ids of these cases; sorted.
    pub fn duplicate_keys(&self) -> BTreeMap<String, Vec<i64>> {
        let several = self.by_key.iter().filter(|(_, ids)| ids.len() > 1);
        several.map(|(key, ids)| (key.to_string(), ids.clone())).collect()
    }

    /// Cases of the same project with the same key or title as this one, oldest first; `None` when it is the only one.
    pub fn rivals(&self, case: &SlimCase, by: MatchBy) -> Option<&[i64]> {
        let same = match (&case.key, by) {
            (Some(key), MatchBy::Key | MatchBy::KeyThenTitle) => self.by_key.get(&*normal(key)),
            (None, MatchBy::Key) => None,
            (None, MatchBy::KeyThenTitle) | (_, MatchBy::Title) => self.by_title.get(&*normal(&case.title)),
        };
        same.map(Vec::as_slice).filter(|ids| ids.len() > 1)
    }

    /// The counterpart of a case of the other project.
    pub fn find(&self, other: &SlimCase, by: MatchBy, first: bool) -> Found {
        let pick = |ids: &[i64], how: MatchedBy| match ids {
            [] => None,
            [id] => Some(Found::One(*id, how)),
            [id, ..] if first => Some(Found::One(*id, how)),
            ids => Some(Found::Several(ids.to_vec())),
        };
        if by.uses_key() {
            match &other.key {
                Some(key) => {
                    if let Some(found) = self.by_key.get(&*normal(key)).and_then(|ids| pick(ids, MatchedBy::Key)) {
                        return found;
                    }
                }
                None if by == MatchBy::Key => return Found::NoKey,
                None => {}
            }
        }
        if by.uses_title()
            && let Some(ids) = self.by_title.get(&*normal(&other.title))
        {
            // Cases with two different keys are different cases, even with the same title.
            let strangers = by == MatchBy::KeyThenTitle && other.key.is_some();
            let ids: Vec<i64> =
                ids.iter().filter(|id| !strangers || self.cases.get(id).is_some_and(|c| c.key.is_none())).copied().collect();
            if let Some(found) = pick(&ids, MatchedBy::Title) {
                return found;
            }
        }
        Found::Missing
    }

    /// The counterpart of a case of `source`: as [`CaseIndex::find`], and otherwise the case that an earlier mirror created for
    /// it. Qase may have dropped or changed the key of that case. A case that has the key of another source case is not taken.
    pub fn counterpart(&self, source: &Self, project: &str, other: &SlimCase, by: MatchBy, first: bool) -> Found {
        let found = self.find(other, by, first);
        if found != Found::Missing {
            return found;
        }
        let trace = made_trace_for("case", project, other.id);
        let made = self.by_trace.get(trace.as_str()).and_then(|id| self.cases.get(id)).filter(|made| {
            let is_taken = made.key.as_deref().is_some_and(|key| source.by_key.contains_key(&*normal(key)));
            let is_alike = |a: &str, b: &str| fold(&normal(a)) == fold(&normal(b));
            let same_key = made.key.as_deref().zip(other.key.as_deref()).is_some_and(|(a, b)| is_alike(a, b));
            let same_title = is_alike(&made.title, &title(&other.title));
            !(by.uses_key() && is_taken) && (made.key.is_none() || same_key || same_title)
        });
        made.map_or(Found::Missing, |made| Found::One(made.id, MatchedBy::Trace))
    }

    /// One of `keys` that a case here has in other letter case, and the number of such keys.
    pub fn other_letter_case<'a>(&self, keys: impl Iterator<Item = &'a str>) -> Option<(String, usize)> {
        let mut folded: Option<HashSet<String>> = None;
        let (mut example, mut count) = (None, 0);
        for key in keys {
            let folded = folded.get_or_insert_with(|| self.by_key.keys().map(|k| fold(k)).collect());
            if folded.contains(&fold(&normal(key))) {
                count += 1;
                example.get_or_insert_with(|| key.to_owned());
            }
        }
        example.map(|key| (key, count))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn case(id: i64, key: Option<&str>, title: &str) -> SlimCase {
        SlimCase { id, key: key.map(Into::into), title: title.into(), trace: None, has_parameters: false }
    }

    fn index() -> CaseIndex {
        let mut index = CaseIndex::default();
        for c in [
            case(4, Some("CART_1"), "Cart again"),
            case(1, Some("LOGIN_1"), "Login"),
            case(2, Some("CART_1"), "Cart"),
            case(3, None, "Search"),
            case(5, None, "Twice"),
            case(6, None, "Twice"),
        ] {
            index.add(c);
        }
        index.sort();
        index
    }

    #[test]
    fn by_key() {
        let index = index();
        let find = |c: &SlimCase| index.find(c, MatchBy::Key, false);
        assert_eq!(find(&case(9, Some("LOGIN_1"), "x")), Found::One(1, MatchedBy::Key));
        assert_eq!(find(&case(9, Some("login_1"), "x")), Found::Missing);
        assert_eq!(find(&case(9, Some("CART_1"), "x")), Found::Several(vec![2, 4]));
        assert_eq!(index.find(&case(9, Some("CART_1"), "x"), MatchBy::Key, true), Found::One(2, MatchedBy::Key));
        assert_eq!(find(&case(9, None, "Search")), Found::NoKey);
        assert_eq!(index.keyed(), 3);
        assert_eq!(index.duplicate_keys().get("CART_1"), Some(&vec![2, 4]));
        assert_eq!(index.other_letter_case(["x", "login_1"].into_iter()), Some(("login_1".into(), 1)));
    }

    #[test]
    fn by_title_where_the_key_says_nothing() {
        let index = index();
        let find = |c: &SlimCase| index.find(c, MatchBy::KeyThenTitle, false);
        assert_eq!(find(&case(9, Some("SEARCH_1"), "Search")), Found::One(3, MatchedBy::Title));
        assert_eq!(find(&case(9, None, "Search")), Found::One(3, MatchedBy::Title));
        assert_eq!(find(&case(9, Some("OTHER"), "Login")), Found::Missing);
        assert_eq!(find(&case(9, None, "Login")), Found::One(1, MatchedBy::Title));
        assert_eq!(find(&case(9, None, "Twice")), Found::Several(vec![5, 6]));
        assert_eq!(index.find(&case(9, Some("LOGIN_1"), "Cart"), MatchBy::Title, false), Found::One(2, MatchedBy::Title));
        assert_eq!(index.rivals(&case(5, None, "Twice"), MatchBy::KeyThenTitle), Some(&[5, 6][..]));
        assert_eq!(index.rivals(&case(5, None, "Twice"), MatchBy::Key), None);
    }

    #[test]
    fn composed_and_decomposed_keys_are_one() {
        let mut index = CaseIndex::default();
        index.add(case(1, Some("Чай"), "Caf\u{e9}"));
        assert_eq!(index.find(&case(9, Some("Чаи\u{306}"), "x"), MatchBy::Key, false), Found::One(1, MatchedBy::Key));
        assert_eq!(index.find(&case(9, None, "Cafe\u{301}"), MatchBy::Title, false), Found::One(1, MatchedBy::Title));
        index.add(case(2, Some("Чаи\u{306}"), "y"));
        assert_eq!(index.duplicate_keys().len(), 1);
    }

    #[test]
    fn a_created_case_whose_key_was_lost_is_known_by_its_trace() {
        let made = |id, key, trace: &str| SlimCase { trace: Some(trace.into()), ..case(id, key, "Login") };
        let (mut target, mut source) = (CaseIndex::default(), CaseIndex::default());
        for c in [made(8, None, "case AUTO/1"), made(5, None, "case AUTO/1"), made(6, Some("k2"), "case AUTO/2")] {
            target.add(c);
        }
        target.add(made(7, Some("K4"), "case AUTO/3"));
        for c in [case(1, Some("K1"), "Login, renamed"), case(3, Some("K3"), "Login"), case(4, Some("K4"), "Login")] {
            source.add(c);
        }
        let find = |c: &SlimCase| target.counterpart(&source, "auto", c, MatchBy::Key, false);
        assert_eq!(find(&case(1, Some("K1"), "Login, renamed")), Found::One(5, MatchedBy::Trace));
        assert_eq!(find(&case(2, Some("K2"), "Other")), Found::One(6, MatchedBy::Trace));
        // A person gave the key of another case to this one.
        assert_eq!(find(&case(3, Some("K3"), "Login")), Found::Missing);
        assert_eq!(find(&case(9, Some("K9"), "Login")), Found::Missing);
    }

    #[test]
    fn doubles_of_one_write_are_one_case_and_others_are_not() {
        let made = |id, key, trace: &str| SlimCase { trace: Some(trace.into()), ..case(id, key, "T") };
        let mut index = CaseIndex::default();
        for c in [
            made(7, Some("K1"), "case AUTO/1"),
            made(3, Some("K1"), "case AUTO/1"),
            made(4, Some("K2"), "case AUTO/2"),
            case(5, Some("K2"), "by hand"),
        ] {
            index.add(c);
        }
        index.sort();
        index.merge_doubles();
        let find = |key| index.find(&case(9, Some(key), "x"), MatchBy::Key, false);
        assert_eq!((find("K1"), find("K2")), (Found::One(3, MatchedBy::Key), Found::Several(vec![4, 5])));
        assert_eq!(index.doubles().get("K1"), Some(&vec![3, 7]));
        assert_eq!(index.duplicate_keys().len(), 1);
    }
}
