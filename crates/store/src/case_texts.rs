//! Long texts of the cases of a project, folded for search.

use super::Result;
use super::cases::Cases;
use crate::p;
use memchr::memmem::Finder;
use rustc_hash::FxHashMap;
use std::collections::HashMap;
use voluptas_core::base::fold::fold;
use voluptas_core::domain::ids::{CaseId, ProjectId};

/// Folded long texts of cases, in the order of their ids. One text holds all of them, so that a search reads memory in a row.
#[derive(Debug, Default)]
pub struct CaseTexts {
    ids: Vec<CaseId>,
    /// Place of each case in `ids`: a search asks for the text of every case, for which a binary search takes too long.
    places: FxHashMap<CaseId, u32>,
    /// End of the text of each case in `all`.
    ends: Vec<usize>,
    all: String,
}

impl CaseTexts {
    /// The text of a case; `None` for a case without one.
    pub fn get(&self, id: CaseId) -> Option<&str> {
        Some(self.at(*self.places.get(&id)? as usize))
    }

    /// The first cases, by id, whose text holds every word of a folded query; at most `most`.
    pub fn having(&self, folded: &str, most: usize) -> Vec<CaseId> {
        let mut words = folded.split(' ').filter(|word| !word.is_empty());
        let Some(first) = words.next() else { return Vec::new() };
        let rest: Vec<Finder<'_>> = words.map(Finder::new).collect();
        let first = Finder::new(first);
        let (mut found, mut from) = (Vec::new(), 0);
        while found.len() < most
            && let Some(at) = self.all.as_bytes().get(from..).and_then(|bytes| first.find(bytes))
        {
            let case = self.ends.partition_point(|end| *end <= from + at);
            let text = self.at(case).as_bytes();
            // The last byte of a text is a line break, which no word has: a word does not reach into the next text.
            if rest.iter().all(|word| word.find(text).is_some()) {
                found.push(self.ids[case]);
            }
            from = self.ends[case];
        }
        found
    }

    fn at(&self, place: usize) -> &str {
        let from = place.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.all[from..self.ends[place]]
    }
}

impl FromIterator<(CaseId, String)> for CaseTexts {
    /// Each text ends with a line break.
    fn from_iter<T: IntoIterator<Item = (CaseId, String)>>(texts: T) -> Self {
        let mut texts: Vec<(CaseId, String)> = texts.into_iter().collect();
        texts.sort_unstable_by_key(|(id, _)| *id);
        let mut out = Self { all: String::with_capacity(texts.iter().map(|(_, text)| text.len()).sum()), ..Self::default() };
        for (id, text) in texts {
            out.all.push_str(&text);
            out.ids.push(id);
            out.ends.push(out.all.len());
        }
        out.places = out.ids.iter().copied().zip(0..).collect();
        out
    }
}

impl Cases<'_> {
    /// Description, conditions, expected result, links and steps of the living cases of a project, folded for search; cases without any are missing.
    pub fn folded_texts(&self, project: ProjectId) -> Result<CaseTexts> {
        let mut texts: HashMap<CaseId, String> = HashMap::new();
        // The first column is the case, the others are its texts.
        let mut add = |texts_of_row: usize, sql: &str| {
            self.tx().each(sql, p![project], |r| {
                let id = CaseId(r.int(0)?);
                for at in 1..=texts_of_row {
                    if let Some(text) = r.opt_text(at)?.filter(|t| !t.is_empty()) {
                        let all = texts.entry(id).or_default();
                        all.push_str(&fold(&text));
                        all.push('\n');
                    }
                }
                Ok(())
            })
        };
        add(
            5,
            "SELECT id, description, preconditions, postconditions, expected_result, links FROM cases \
             WHERE project_id = ?1 AND deleted_ms IS NULL",
        )?;
        add(
            3,
            "SELECT s.case_id, s.action, s.expected, s.data FROM case_steps s JOIN cases c ON c.id = s.case_id \
             WHERE c.project_id = ?1 AND c.deleted_ms IS NULL",
        )?;
        Ok(texts.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_first_cases_that_have_every_word_in_one_text() {
        let text = |id: i64, text: &str| (CaseId(id), format!("{text}\n"));
        let texts: CaseTexts = [text(9, "pay the order"), text(2, "an order\nis paid"), text(5, "pay"), text(7, "order order")]
            .into_iter()
            .collect();
        let found = |words: &str, most: usize| texts.having(words, most).iter().map(|id| id.0).collect::<Vec<_>>();
        assert_eq!(found("order", 9), [2, 7, 9]);
        assert_eq!(found("order", 2), [2, 7]);
        assert_eq!(found("order pa", 9), [2, 9]);
        assert_eq!(found("paid pay", 9), [0; 0], "two texts together are no hit");
        assert_eq!(found(" ", 9), [0; 0]);
        assert_eq!((texts.get(CaseId(5)), texts.get(CaseId(6))), (Some("pay\n"), None));
    }
}
