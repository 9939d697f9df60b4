//! A comparison of two runs as it was read, and the filter of its rows.

use std::cmp::Reverse;

use super::groups::{GroupBy, Groups};
use voluptas_app::runs::compare::{Row, RunComparison};
use voluptas_core::base::fold::{FoldedTexts, fold, natural_key};
use voluptas_core::domain::outcome::Difference;
use voluptas_core::domain::status::ResultStatus;
use voluptas_ui::memo::next_number;

/// A comparison as it was read.
#[derive(Debug)]
pub(super) struct Comparison {
    pub(super) revision: u64,
    pub(super) compared: RunComparison,
    /// Folded titles, names and messages of the rows.
    pub(super) texts: FoldedTexts,
    /// The groups of the rows, in the order of [`GroupBy::ALL`].
    pub(super) groups: [Groups; GroupBy::ALL.len()],
}

impl Comparison {
    pub(super) fn new(mut compared: RunComparison) -> Self {
        // Of slower and faster tests the largest change comes first.
        compared.rows.sort_by_cached_key(|row| {
            let has_pace = matches!(row.difference, Difference::Slower | Difference::Faster);
            let change = change(row).filter(|_| has_pace).map_or(0, i64::unsigned_abs);
            (row.difference, Reverse(change), natural_key(&row.title), natural_key(&row.values), row.test)
        });
        let mut texts = FoldedTexts::default();
        for row in &compared.rows {
            texts.push(&[&row.title, &row.values, row.full_name.as_deref().unwrap_or(""), row.message.as_deref().unwrap_or("")]);
        }
        let groups = GroupBy::ALL.map(|by| Groups::new(&compared.rows, by));
        Self { revision: next_number(), compared, texts, groups }
    }

    /// The groups of the rows.
    pub(super) fn grouped(&self, by: GroupBy) -> &Groups {
        let at = GroupBy::ALL.iter().position(|one| *one == by).unwrap_or_default();
        &self.groups[at]
    }
}

/// The rows that are shown. Empty parts do not filter.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Filter {
    pub(super) difference: Option<Difference>,
    /// Words of both statuses.
    pub(super) moved: Option<(String, String)>,
    pub(super) words: String,
    /// Tests that only one run has are left out, unless a difference or a move of the statuses is asked for.
    pub(super) hides_one_sided: bool,
}

impl Filter {
    /// True where unchanged tests are among the shown ones.
    pub(super) fn wants_unchanged(&self) -> bool {
        self.difference == Some(Difference::Unchanged) || self.moved.as_ref().is_some_and(|(before, after)| before == after)
    }

    /// True where neither a difference nor a move of the statuses is asked for.
    pub(super) fn is_of_all(&self) -> bool {
        self.difference.is_none() && self.moved.is_none()
    }

    /// True where a person left rows out.
    pub(super) fn is_on(&self) -> bool {
        !self.is_of_all() || !self.words.trim().is_empty()
    }

    /// True for a row that is left out because only one run has its test.
    pub(super) fn hides(&self, row: &Row) -> bool {
        self.hides_one_sided && self.is_of_all() && row.difference.is_one_sided()
    }

    pub(super) fn shown(&self, comparison: &Comparison) -> Vec<u32> {
        let folded = fold(&self.words);
        let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
        let is_moved = |row: &Row| {
            self.moved.as_ref().is_none_or(|(before, after)| {
                let word = |status: Option<&ResultStatus>| status.map_or("", ResultStatus::slug).to_owned();
                word(row.status_before()) == *before && word(row.status_after()) == *after
            })
        };
        let fits = |(place, (row, text)): (u32, (&Row, &str))| {
            let fits = !self.hides(row)
                && self.difference.is_none_or(|difference| row.is_counted_as(difference))
                && is_moved(row)
                && words.iter().all(|word| text.contains(word));
            fits.then_some(place)
        };
        (0_u32..).zip(comparison.compared.rows.iter().zip(comparison.texts.iter())).filter_map(fits).collect()
    }
}

/// Change of the duration in milliseconds, for a test with a duration in both runs.
pub(super) fn change(row: &Row) -> Option<i64> {
    Some(row.duration_after_ms?.saturating_sub(row.duration_before_ms?))
}
