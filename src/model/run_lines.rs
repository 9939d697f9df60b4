//! The lines of a run's list: results that the filter shows, alone or below the heads of their groups.

use std::collections::BTreeSet;

use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};

use super::rollup::{class_of, worse};
use super::runs::{Only, RunResults};
use super::untested_cases::UntestedCases;
use voluptas_app::runs::groups::{GroupBy, Groups};
use voluptas_core::base::fold::fold;
use voluptas_core::domain::ids::ResultId;
use voluptas_core::domain::outcome::Difference;
use voluptas_core::domain::result::ResultLabel;
use voluptas_ui::memo::next_number;
use voluptas_ui::widgets::StatusClass;

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
    pub look: Option<StatusClass>,
    /// Tests with a difference to the run before.
    pub difference: Option<Difference>,
    /// Tests that are set apart.
    pub only: Option<Only>,
    /// Tests of one part of the run.
    pub label: Option<ResultLabel>,
    /// Words of the title.
    pub words: String,
}

impl RunFilter {
    /// True where some part filters.
    pub fn is_on(&self) -> bool {
        *self != Self::default()
    }

    /// Place of each shown result among the rows. `part` has the results of the part. Earlier attempts of a test are shown with its last one.
    pub fn shown(&self, results: &RunResults, part: Option<&FxHashSet<ResultId>>) -> Vec<u32> {
        let folded = fold(&self.words);
        let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
        let fits = |(place, (row, text)): (u32, (&voluptas_core::domain::result::ResultLine, &str))| {
            let fits = !row.is_retried
                && self.look.is_none_or(|look| class_of(Some(&row.status)) == look)
                && self.difference.is_none_or(|difference| results.difference(row) == Some(difference))
                && self.only.is_none_or(|only| results.is(row, only))
                && part.is_none_or(|part| part.contains(&row.id))
                && words.iter().all(|word| text.contains(word));
            fits.then_some(place)
        };
        (0_u32..).zip(results.rows.iter().zip(results.texts())).filter_map(fits).collect()
    }

    /// True where cases without a result are shown: they have a status, but no difference and nothing else that sets tests apart.
    pub fn shows_untested(&self) -> bool {
        let is_of_status = self.look.is_none_or(|look| look == StatusClass::Untested);
        is_of_status && self.difference.is_none() && self.only.is_none() && self.label.is_none()
    }

    /// Place of each shown case among those without a result.
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
    /// The head of the group with this place, or one of the heads of [`own_head`].
    Head(u32),
    /// The result with this place among the rows, and the number of groups around it.
    Result(u32, u16),
}

/// The group with this place as the key of its line.
pub fn head_key(group: u32) -> i64 {
    -1 - i64::from(group)
}

/// The group of a key of [`head_key`].
pub fn group_of_key(key: i64) -> Option<u32> {
    if key < 0 { u32::try_from(-1 - key).ok() } else { None }
}

/// The head above the results that no group has: they came after the groups were read.
pub const NOT_GROUPED: u32 = u32::MAX - 1;
/// The head above the cases without a result.
pub const UNTESTED: u32 = u32::MAX;

/// Key of the title of a head that is no group of the run: [`NOT_GROUPED`] or [`UNTESTED`].
pub fn own_head(group: u32) -> Option<&'static str> {
    match group {
        NOT_GROUPED => Some("run-group-not-yet"),
        UNTESTED => Some("run-group-untested"),
        _ => None,
    }
}

/// Key of the line of the first case without a result. The keys of the others lie below it, those of groups above it.
const FIRST_CASE: i64 = -(1 << 40);

/// The case with this place among those without a result as the key of its line.
pub fn case_key(place: u32) -> i64 {
    FIRST_CASE - i64::from(place)
}

/// The case of a key of [`case_key`].
pub fn case_of_key(key: i64) -> Option<u32> {
    if key <= FIRST_CASE { u32::try_from(FIRST_CASE - key).ok() } else { None }
}

/// The result of a key; `None` for the key of a group or of a case without a result.
pub fn result_of_key(key: i64) -> Option<ResultId> {
    (key > 0).then_some(ResultId(key))
}

/// The lines of a list, with the numbers of its groups.
#[derive(Debug, Clone, Default)]
pub struct RunLines {
    /// Lines from top to bottom.
    pub lines: Vec<Line>,
    /// Places of the shown cases without a result. They stand below all lines, and below a head of their own where there are groups.
    pub cases: Vec<u32>,
    /// Tells these lines from those before a change.
    pub revision: u64,
    /// Shown results, also those of closed groups, in the order of the rows.
    pub shown: Vec<u32>,
    /// True where results stand in groups.
    is_grouped: bool,
    /// Shown results in each group and the groups in it, with the worst look among them.
    heads: Vec<(usize, StatusClass)>,
    /// Shown results directly in each group.
    direct: Vec<Vec<u32>>,
    /// Shown results that no group has, with the worst look among them.
    loose: (Vec<u32>, StatusClass),
    /// Number of the cases without a result that the filter shows, also below a closed head.
    case_count: usize,
    /// Open groups.
    open: BTreeSet<u32>,
}

impl RunLines {
    /// Adds the shown ones of `untested`, the cases without a result, below the lines. Where results stand in groups, the cases have a head,
    /// which is open unless it is in `turned`.
    #[must_use]
    pub fn with_cases(mut self, filter: &RunFilter, untested: Option<&UntestedCases>, turned: &BTreeSet<u32>) -> Self {
        let cases = untested.filter(|_| filter.shows_untested()).map(|untested| filter.shown_cases(untested));
        let cases = cases.unwrap_or_default();
        self.case_count = cases.len();
        if !self.is_grouped || self.head_of(UNTESTED, self.case_count, turned) {
            self.cases = cases;
        }
        self
    }

    /// Adds a head of [`own_head`] above this number of rows, none above no rows. True where it is open.
    fn head_of(&mut self, head: u32, rows: usize, turned: &BTreeSet<u32>) -> bool {
        if rows == 0 {
            return false;
        }
        self.lines.push(Line::Head(head));
        let is_open = !turned.contains(&head);
        if is_open {
            self.open.insert(head);
        }
        is_open
    }

    /// Lays out the results at the places `shown`. `turned` has the groups that a person opened or closed.
    #[must_use]
    pub fn new(
        results: &RunResults,
        shown: Vec<u32>,
        is_filtered: bool,
        groups: Option<&Groups>,
        turned: &BTreeSet<u32>,
    ) -> Self {
        let revision = next_number();
        let Some(groups) = groups else {
            let lines = shown.iter().map(|place| Line::Result(*place, 0)).collect();
            return Self { lines, revision, shown, ..Self::default() };
        };
        let mut direct: Vec<Vec<u32>> = vec![Vec::new(); groups.all.len()];
        let mut heads = vec![(0, StatusClass::Untested); groups.all.len()];
        let mut loose = (Vec::new(), StatusClass::Untested);
        for place in &shown {
            let Some(row) = results.rows.get(*place as usize) else { continue };
            let look = class_of(Some(&row.status));
            // A result that came after the groups were read stands below them until they are read again.
            let Some(group) = groups.of(row.id) else {
                loose.0.push(*place);
                loose.1 = worse(loose.1, look);
                continue;
            };
            direct[group as usize].push(*place);
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
            if (group.is_aside && !is_filtered) != turned.contains(&place) {
                closed_below = Some(group.depth);
                continue;
            }
            open.insert(place);
            lines.extend(direct[place as usize].iter().map(|result| Line::Result(*result, group.depth.saturating_add(1))));
        }
        let count = loose.0.len();
        let mut all = Self { lines, revision, shown, is_grouped: true, heads, direct, loose, open, ..Self::default() };
        if all.head_of(NOT_GROUPED, count, turned) {
            all.lines.extend(all.loose.0.iter().map(|place| Line::Result(*place, 1)));
        }
        all
    }

    /// Number of shown rows below a head, and the worst look among them.
    pub fn head(&self, group: u32) -> (usize, StatusClass) {
        match group {
            NOT_GROUPED => return (self.loose.0.len(), self.loose.1),
            UNTESTED => return (self.case_count, StatusClass::Untested),
            _ => {}
        }
        self.heads.get(group as usize).copied().unwrap_or_default()
    }

    /// True for a group that is open.
    pub fn is_open(&self, group: u32) -> bool {
        self.open.contains(&group)
    }

    /// Places of the shown results that these keys of lines name. A head names all results below it; cases without a result are none.
    pub fn results_of(&self, keys: impl Iterator<Item = i64>, results: &RunResults, groups: Option<&Groups>) -> Vec<u32> {
        let mut found = BTreeSet::new();
        for key in keys {
            let Some(group) = group_of_key(key) else {
                found.extend(results.place(ResultId(key)));
                continue;
            };
            if group == NOT_GROUPED {
                found.extend(&self.loose.0);
            }
            let Some(groups) = groups else { continue };
            let from = group as usize;
            let Some(head) = groups.all.get(from) else { continue };
            let below = groups.all.iter().skip(from + 1).take_while(|inner| inner.depth > head.depth).count();
            found.extend(self.direct.iter().skip(from).take(below + 1).flatten());
        }
        found.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;
    use voluptas_core::domain::ids::{RunId, TestId};
    use voluptas_core::domain::result::ResultLine;
    use voluptas_core::domain::status::ResultStatus;

    #[test]
    fn results_that_no_group_has_stand_below_a_head_of_their_own() {
        let row = |id: i64, status: ResultStatus| ResultLine {
            id: ResultId(id),
            case_id: None,
            test: TestId(id),
            title: format!("test {id}"),
            values: String::new(),
            status,
            is_retried: false,
            is_flaky: false,
            duration_ms: None,
            at_ms: 0,
        };
        let rows = vec![row(1, ResultStatus::Passed), row(2, ResultStatus::Failed)];
        let results = RunResults::new(RunId(1), rows, None, BTreeMap::new());
        let groups = Groups::default();
        let shown = RunFilter::default().shown(&results, None);
        let of = |turned: &BTreeSet<u32>| RunLines::new(&results, shown.clone(), false, Some(&groups), turned);
        let open = of(&BTreeSet::new());
        assert_eq!(open.lines, [Line::Head(NOT_GROUPED), Line::Result(0, 1), Line::Result(1, 1)]);
        assert_eq!(open.head(NOT_GROUPED), (2, StatusClass::Failed));
        assert_eq!(open.results_of(std::iter::once(head_key(NOT_GROUPED)), &results, Some(&groups)), [0, 1]);
        let closed = of(&BTreeSet::from([NOT_GROUPED]));
        assert_eq!((closed.lines.as_slice(), closed.is_open(NOT_GROUPED)), (&[Line::Head(NOT_GROUPED)][..], false));
        let keys = [head_key(NOT_GROUPED), head_key(UNTESTED)];
        assert_eq!(keys.map(group_of_key), [Some(NOT_GROUPED), Some(UNTESTED)]);
        assert_eq!(keys.map(case_of_key), [None, None], "no key of a head is that of a case");
    }
}
