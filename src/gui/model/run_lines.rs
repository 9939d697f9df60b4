//! The lines of a run's list: results that the filter shows, alone or below the heads of their groups.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::rollup::{look_of, worse};
use super::runs::{Only, RunResults};
use super::untested_cases::UntestedCases;
use crate::app::run_groups::{GroupBy, Groups};
use crate::base::fold::fold;
use crate::domain::ids::ResultId;
use crate::domain::outcome::Difference;
use crate::gui::memo::next_number;
use crate::gui::widgets::Look;

/// The form in which a run shows its results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Show {
    /// One list, failures first.
    #[default]
    List,
    /// Groups.
    By(GroupBy),
    /// Workers and times.
    Timeline,
}

impl Show {
    /// All forms, in the order in which they are offered.
    pub const ALL: [Self; 9] = [
        Self::List,
        Self::By(GroupBy::Message),
        Self::By(GroupBy::Category),
        Self::By(GroupBy::Suite),
        Self::By(GroupBy::Package),
        Self::By(GroupBy::Function),
        Self::By(GroupBy::Severity),
        Self::By(GroupBy::Owner),
        Self::Timeline,
    ];

    /// Key of the name.
    #[must_use]
    pub fn name_key(self) -> &'static str {
        match self {
            Self::List => "run-show-list",
            Self::By(GroupBy::Message) => "run-show-message",
            Self::By(GroupBy::Category) => "run-show-category",
            Self::By(GroupBy::Suite) => "run-show-suite",
            Self::By(GroupBy::Package) => "run-show-package",
            Self::By(GroupBy::Function) => "run-show-function",
            Self::By(GroupBy::Severity) => "run-show-severity",
            Self::By(GroupBy::Owner) => "run-show-owner",
            Self::Timeline => "run-show-timeline",
        }
    }
}

/// Filter of the results of a run. Empty parts do not filter.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RunFilter {
    /// Results of a status.
    pub look: Option<Look>,
    /// Tests with a difference to the run before.
    pub difference: Option<Difference>,
    /// Tests that are set apart.
    pub only: Option<Only>,
    /// Words of the title.
    pub words: String,
}

impl RunFilter {
    /// True where some part filters.
    #[must_use]
    pub fn is_on(&self) -> bool {
        *self != Self::default()
    }

    /// Place of each shown result among the rows. Earlier attempts of a test are shown with its last one.
    #[must_use]
    pub fn shown(&self, results: &RunResults) -> Vec<u32> {
        let folded = fold(&self.words);
        let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
        let fits = |(place, (row, text)): (u32, (&crate::domain::result::ResultLine, &str))| {
            let fits = !row.is_retried
                && self.look.is_none_or(|look| look_of(Some(&row.status)) == look)
                && self.difference.is_none_or(|difference| results.difference(row) == Some(difference))
                && self.only.is_none_or(|only| results.is(row, only))
                && words.iter().all(|word| text.contains(word));
            fits.then_some(place)
        };
        (0_u32..).zip(results.rows.iter().zip(results.texts())).filter_map(fits).collect()
    }

    /// True where cases without a result are shown: they have a status, but no difference and nothing else that sets tests apart.
    #[must_use]
    pub fn shows_untested(&self) -> bool {
        self.look.is_none_or(|look| look == Look::Untested) && self.difference.is_none() && self.only.is_none()
    }

    /// Place of each shown case among those without a result.
    #[must_use]
    pub fn shown_cases(&self, cases: &UntestedCases) -> Vec<u32> {
        let folded = fold(&self.words);
        let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
        let fits = |text: &str| words.iter().all(|word| text.contains(word));
        (0_u32..).zip(cases.texts()).filter_map(|(place, text)| fits(text).then_some(place)).collect()
    }
}

/// A line of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// The head of the group with this place.
    Head(u32),
    /// The result with this place among the rows, and the number of groups around it.
    Result(u32, u16),
}

/// The group with this place as the key of its line.
#[must_use]
pub fn head_key(group: u32) -> i64 {
    -1 - i64::from(group)
}

/// The group of a key of [`head_key`].
#[must_use]
pub fn group_of_key(key: i64) -> Option<u32> {
    if key < 0 { u32::try_from(-1 - key).ok() } else { None }
}

/// Key of the line of the first case without a result. The keys of the others lie below it, those of groups above it.
const FIRST_CASE: i64 = -(1 << 40);

/// The case with this place among those without a result as the key of its line.
#[must_use]
pub fn case_key(place: u32) -> i64 {
    FIRST_CASE - i64::from(place)
}

/// The case of a key of [`case_key`].
#[must_use]
pub fn case_of_key(key: i64) -> Option<u32> {
    if key <= FIRST_CASE { u32::try_from(FIRST_CASE - key).ok() } else { None }
}

/// The result of a key; `None` for the key of a group or of a case without a result.
#[must_use]
pub fn result_of_key(key: i64) -> Option<ResultId> {
    (key > 0).then_some(ResultId(key))
}

/// The lines of a list, with the numbers of its groups.
#[derive(Debug, Clone, Default)]
pub struct RunLines {
    /// Lines from top to bottom.
    pub lines: Vec<Line>,
    /// Places of the shown cases without a result. They stand below all lines.
    pub cases: Vec<u32>,
    /// Tells these lines from those before a change.
    pub revision: u64,
    /// Shown results, also those of closed groups, in the order of the rows.
    pub shown: Vec<u32>,
    /// Shown results in each group and the groups in it, with the worst look among them.
    heads: Vec<(usize, Look)>,
    /// Shown results directly in each group.
    direct: Vec<Vec<u32>>,
    /// Open groups.
    open: BTreeSet<u32>,
}

impl RunLines {
    /// Adds the shown ones of `untested`, the cases without a result, below the lines.
    #[must_use]
    pub fn with_cases(self, filter: &RunFilter, untested: Option<&UntestedCases>) -> Self {
        let cases = untested.filter(|_| filter.shows_untested()).map(|untested| filter.shown_cases(untested));
        Self { cases: cases.unwrap_or_default(), ..self }
    }

    /// Lays out the shown results. `turned` has the groups that a person opened or closed.
    #[must_use]
    pub fn new(results: &RunResults, filter: &RunFilter, groups: Option<&Groups>, turned: &BTreeSet<u32>) -> Self {
        let shown = filter.shown(results);
        let revision = next_number();
        let Some(groups) = groups else {
            let lines = shown.iter().map(|place| Line::Result(*place, 0)).collect();
            return Self { lines, revision, shown, ..Self::default() };
        };
        let mut direct: Vec<Vec<u32>> = vec![Vec::new(); groups.all.len()];
        let mut heads = vec![(0, Look::Untested); groups.all.len()];
        let mut loose = Vec::new();
        for place in &shown {
            let Some(row) = results.rows.get(*place as usize) else { continue };
            // A result that came after the groups were read stands below them until they are read again.
            let Some(group) = groups.of(row.id) else {
                loose.push(Line::Result(*place, 0));
                continue;
            };
            direct[group as usize].push(*place);
            let look = look_of(Some(&row.status));
            let mut above = Some(group);
            while let Some(at) = above {
                let (count, worst) = &mut heads[at as usize];
                *count += 1;
                *worst = worse(*worst, look);
                above = groups.all[at as usize].parent;
            }
        }
        let mut lines = Vec::with_capacity(shown.len() + groups.all.len());
        let mut open = BTreeSet::new();
        let mut closed_below: Option<u16> = None;
        for (place, group) in (0_u32..).zip(&groups.all) {
            if closed_below.is_some_and(|depth| group.depth > depth) || heads[place as usize].0 == 0 {
                continue;
            }
            closed_below = None;
            lines.push(Line::Head(place));
            // A filter means what it finds, also where it lies aside.
            if (group.is_aside && !filter.is_on()) != turned.contains(&place) {
                closed_below = Some(group.depth);
                continue;
            }
            open.insert(place);
            lines.extend(direct[place as usize].iter().map(|result| Line::Result(*result, group.depth.saturating_add(1))));
        }
        lines.extend(loose);
        Self { lines, revision, shown, heads, direct, open, cases: Vec::new() }
    }

    /// Number of shown results in a group, and the worst look among them.
    #[must_use]
    pub fn head(&self, group: u32) -> (usize, Look) {
        self.heads.get(group as usize).copied().unwrap_or_default()
    }

    /// True for a group that is open.
    #[must_use]
    pub fn is_open(&self, group: u32) -> bool {
        self.open.contains(&group)
    }

    /// Places of the shown results that these keys of lines name. A head names all results below it.
    #[must_use]
    pub fn results_of(&self, keys: impl Iterator<Item = i64>, results: &RunResults, groups: Option<&Groups>) -> Vec<u32> {
        let mut found = BTreeSet::new();
        for key in keys {
            let Some(group) = group_of_key(key) else {
                found.extend(results.place(ResultId(key)));
                continue;
            };
            let Some(groups) = groups else { continue };
            let from = group as usize;
            let Some(head) = groups.all.get(from) else { continue };
            let below = groups.all.iter().skip(from + 1).take_while(|inner| inner.depth > head.depth).count();
            found.extend(self.direct.iter().skip(from).take(below + 1).flatten());
        }
        found.into_iter().collect()
    }
}
