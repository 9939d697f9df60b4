//! The changed tests of a comparison in groups: failures by their message, other tests by their difference.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

use super::signs::{Kind, kind_key};
use crate::model::run_lines::{Line, group_of_key, head_key};
use crate::view::View;
use voluptas_app::runs::compare::Row;
use voluptas_core::domain::failure_group;
use voluptas_core::domain::outcome::{Difference, is_bad};
use voluptas_core::domain::status::ResultStatus;

/// The grouping of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum GroupBy {
    /// One list.
    Nothing,
    /// Failures with the same normalised message and status, then the other tests by difference.
    #[default]
    Message,
    Difference,
}

impl GroupBy {
    /// All of them, in the order in which they are offered.
    pub(super) const ALL: [Self; 3] = [Self::Message, Self::Difference, Self::Nothing];

    /// Key of the name.
    pub(super) fn name_key(self) -> &'static str {
        match self {
            Self::Nothing => "compare-group-nothing",
            Self::Message => "compare-group-message",
            Self::Difference => "compare-group-difference",
        }
    }
}

/// The title of a group of rows.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Title {
    /// The most frequent first line of a message.
    Message(String),
    /// Failures of a status without a message.
    Silent(ResultStatus),
    /// Tests of a kind of changes.
    Kind(Kind),
}

/// The groups of all rows of a comparison.
#[derive(Debug, Clone, Default)]
pub(super) struct Groups {
    titles: Vec<Title>,
    /// Number of messages of each group that its title does not say: they differ in numbers, ids and quoted words.
    similar: Vec<usize>,
    /// Group of each row.
    of: Vec<u32>,
}

impl Groups {
    /// Sorts rows into groups: messages with most new failures first, then those with most tests, then differences in their order.
    pub(super) fn new(rows: &[Row], by: GroupBy) -> Self {
        #[derive(PartialEq, Eq, Hash, Clone)]
        enum Key {
            Message(ResultStatus, Option<i64>),
            Kind(Kind),
        }
        struct Found {
            key: Key,
            new: usize,
            all: usize,
            lines: BTreeMap<String, usize>,
        }
        if by == GroupBy::Nothing {
            return Self::default();
        }
        let mut places: HashMap<Key, usize> = HashMap::new();
        let mut found: Vec<Found> = Vec::new();
        let mut of = Vec::with_capacity(rows.len());
        for row in rows {
            let failed = row.after.as_ref().filter(|(_, status)| by == GroupBy::Message && is_bad(status));
            let key = match failed {
                Some((_, status)) => Key::Message(status.clone(), row.message.as_deref().and_then(failure_group::key)),
                None => Key::Kind((row.difference, row.is_apart())),
            };
            let at = *places.entry(key.clone()).or_insert_with(|| {
                found.push(Found { key, new: 0, all: 0, lines: BTreeMap::new() });
                found.len() - 1
            });
            let group = &mut found[at];
            group.all += 1;
            group.new += usize::from(row.is_counted_as(Difference::NewFailure));
            if let (Key::Message(_, Some(_)), Some(line)) = (&group.key, &row.message) {
                *group.lines.entry(line.clone()).or_default() += 1;
            }
            of.push(at);
        }
        let rank = |group: &Found| {
            let kind = match group.key {
                Key::Kind(kind) => Some(kind),
                Key::Message(..) => None,
            };
            let size = if kind.is_some() { (0, 0) } else { (group.new, group.all) };
            (kind, std::cmp::Reverse(size), group.lines.keys().next().cloned())
        };
        let mut order: Vec<usize> = (0..found.len()).collect();
        order.sort_by_cached_key(|at| rank(&found[*at]));
        let mut place_of = vec![0_u32; found.len()];
        for (place, at) in (0_u32..).zip(&order) {
            place_of[*at] = place;
        }
        let title = |group: &Found| match &group.key {
            Key::Kind(kind) => Title::Kind(*kind),
            Key::Message(status, None) => Title::Silent(status.clone()),
            Key::Message(..) => {
                let most = group.lines.iter().max_by_key(|(line, n)| (**n, std::cmp::Reverse((*line).clone())));
                Title::Message(most.map(|(line, _)| line.clone()).unwrap_or_default())
            }
        };
        Self {
            titles: order.iter().map(|at| title(&found[*at])).collect(),
            similar: order.iter().map(|at| found[*at].lines.len().saturating_sub(1)).collect(),
            of: of.into_iter().map(|at| place_of[at]).collect(),
        }
    }

    /// Number of messages of a group that its title does not say.
    pub(super) fn similar(&self, group: u32) -> usize {
        self.similar.get(group as usize).copied().unwrap_or(0)
    }

    /// The words of the message of a row that the title of its group does not have. Blank for a message that is the title.
    pub(super) fn own_words(&self, place: u32, row: &Row) -> String {
        let title = self.of.get(place as usize).and_then(|group| self.titles.get(*group as usize));
        let (Some(Title::Message(title)), Some(message)) = (title, &row.message) else { return String::new() };
        failure_group::own_words(message, title)
    }

    /// Title of a group.
    pub(super) fn title(&self, group: u32, view: &View<'_>) -> String {
        match self.titles.get(group as usize) {
            Some(Title::Message(line)) => line.clone(),
            Some(Title::Silent(ResultStatus::Broken)) => view.text("run-group-broken-silently").into_owned(),
            Some(Title::Silent(_)) => view.text("run-group-failed-silently").into_owned(),
            Some(Title::Kind(kind)) => view.text(&kind_key(*kind)).into_owned(),
            None => String::new(),
        }
    }

    /// True for a group of a message, whose tests may have several differences.
    pub(super) fn is_of_message(&self, group: u32) -> bool {
        !matches!(self.titles.get(group as usize), None | Some(Title::Kind(_)))
    }
}

/// The lines of the list, with the numbers of its groups.
#[derive(Debug, Default)]
pub(super) struct Lines {
    /// Lines from top to bottom; a result is the place of its row.
    pub(super) all: Vec<Line>,
    /// Shown rows of each group by kind.
    heads: Vec<BTreeMap<Kind, usize>>,
    /// True for a row that has a line, by place.
    is: Vec<bool>,
}

impl Lines {
    /// Lays out rows, which come in their order. `closed` has the groups that a person closed.
    pub(super) fn new(rows: &[Row], order: &[u32], groups: &Groups, closed: &BTreeSet<u32>) -> Self {
        let mut is = vec![false; rows.len()];
        if groups.titles.is_empty() {
            order.iter().for_each(|place| is[*place as usize] = true);
            return Self { all: order.iter().map(|place| Line::Result(*place, 0)).collect(), heads: Vec::new(), is };
        }
        let mut within: Vec<Vec<u32>> = vec![Vec::new(); groups.titles.len()];
        let mut heads = vec![BTreeMap::new(); groups.titles.len()];
        for place in order {
            let (Some(row), Some(group)) = (rows.get(*place as usize), groups.of.get(*place as usize)) else { continue };
            within[*group as usize].push(*place);
            *heads[*group as usize].entry((row.difference, row.is_apart())).or_insert(0) += 1;
        }
        let mut all = Vec::with_capacity(order.len() + within.len());
        for (group, places) in (0_u32..).zip(within).filter(|(_, places)| !places.is_empty()) {
            all.push(Line::Head(group));
            if !closed.contains(&group) {
                places.iter().for_each(|place| is[*place as usize] = true);
                all.extend(places.into_iter().map(|place| Line::Result(place, 1)));
            }
        }
        Self { all, heads, is }
    }

    /// The key of a line: that of the head of a group, or the place of a row.
    pub(super) fn key(&self, at: usize) -> i64 {
        match self.all.get(at) {
            Some(Line::Head(group)) => head_key(*group),
            Some(Line::Result(place, _)) => i64::from(*place),
            None => 0,
        }
    }

    /// True when there is a line with this key.
    pub(super) fn has(&self, key: i64) -> bool {
        match group_of_key(key) {
            Some(group) => self.heads.get(group as usize).is_some_and(|numbers| !numbers.is_empty()),
            None => usize::try_from(key).is_ok_and(|place| self.is.get(place).copied().unwrap_or_default()),
        }
    }

    /// The key of the first row.
    pub(super) fn first(&self) -> Option<i64> {
        self.all.iter().find_map(|line| match line {
            Line::Result(place, _) => Some(i64::from(*place)),
            Line::Head(_) => None,
        })
    }

    /// Numbers of shown rows of a group by kind.
    pub(super) fn numbers(&self, group: u32) -> impl Iterator<Item = (Kind, usize)> {
        self.heads.get(group as usize).into_iter().flatten().map(|(kind, n)| (*kind, *n))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use voluptas_core::domain::ids::{ResultId, TestId};

    fn row(test: i64, difference: Difference, after: Option<&str>, message: Option<&str>) -> Row {
        Row {
            test: TestId(test),
            title: format!("Test {test}"),
            values: String::new(),
            full_name: None,
            case: None,
            difference,
            before: None,
            after: after.map(|status| (ResultId(test), ResultStatus::parse(status))),
            duration_before_ms: None,
            duration_after_ms: None,
            is_untested_before: false,
            is_untested_after: false,
            message: message.map(str::to_owned),
            is_muted: false,
        }
    }

    fn rows() -> Vec<Row> {
        vec![
            row(1, Difference::NewFailure, Some("failed"), Some("Timeout after 30 s")),
            row(2, Difference::NewFailure, Some("failed"), Some("Server error 500")),
            row(3, Difference::NewFailure, Some("failed"), Some("Server error 503")),
            row(4, Difference::StillFailing, Some("broken"), None),
            row(5, Difference::StillFailing, Some("failed"), Some("Server error 503")),
            row(6, Difference::Fixed, Some("passed"), None),
            row(7, Difference::Gone, None, None),
        ]
    }

    fn shown(by: GroupBy, closed: &[u32]) -> Vec<i64> {
        let rows = rows();
        let lines = Lines::new(&rows, &[0, 1, 2, 3, 4, 5, 6], &Groups::new(&rows, by), &closed.iter().copied().collect());
        (0..lines.all.len()).map(|at| lines.key(at)).collect()
    }

    #[test]
    fn failures_stand_together_by_message_and_the_rest_by_difference() {
        let heads: Vec<i64> = (0..5).map(head_key).collect();
        let by_message = [heads[0], 1, 2, 4, heads[1], 0, heads[2], 3, heads[3], 5, heads[4], 6];
        assert_eq!(shown(GroupBy::Message, &[]), by_message);
        let groups = Groups::new(&rows(), GroupBy::Message);
        assert_eq!(groups.titles[0], Title::Message("Server error 503".into()), "the most frequent line");
        assert_eq!([0, 1, 2].map(|group| groups.similar(group)), [1, 0, 0]);
        assert_eq!([1, 2].map(|place| groups.own_words(place, &rows()[place as usize])), ["500", ""]);
        assert_eq!(groups.titles[2], Title::Silent(ResultStatus::Broken));
        let by_difference = [heads[0], 0, 1, 2, heads[1], 3, 4, heads[2], 5, heads[3], 6];
        assert_eq!(shown(GroupBy::Difference, &[]), by_difference);
        assert_eq!(shown(GroupBy::Nothing, &[]), [0, 1, 2, 3, 4, 5, 6]);
    }

    #[test]
    fn a_closed_group_keeps_its_head_and_its_numbers() {
        let rows = rows();
        let groups = Groups::new(&rows, GroupBy::Message);
        let lines = Lines::new(&rows, &[0, 1, 2, 4], &groups, &BTreeSet::from([0]));
        assert_eq!((0..lines.all.len()).map(|at| lines.key(at)).collect::<Vec<_>>(), [head_key(0), head_key(1), 0]);
        assert_eq!(
            lines.numbers(0).collect::<Vec<_>>(),
            [((Difference::NewFailure, false), 2), ((Difference::StillFailing, false), 1)]
        );
        assert!(lines.has(0) && !lines.has(1) && lines.has(head_key(0)) && !lines.has(head_key(3)), "no head without rows");
        assert_eq!(lines.first(), Some(0));
    }

    #[test]
    fn new_failures_of_muted_tests_are_counted_apart() {
        let mut rows = rows();
        rows[1].is_muted = true;
        rows[4].is_muted = true;
        let order = [0, 1, 2, 4];
        let groups = Groups::new(&rows, GroupBy::Message);
        let lines = Lines::new(&rows, &order, &groups, &BTreeSet::new());
        let of_errors: Vec<_> =
            (0..2).map(|group| lines.numbers(group).collect::<Vec<_>>()).find(|of| of.len() > 1).expect("group");
        let expected =
            [((Difference::NewFailure, false), 1), ((Difference::NewFailure, true), 1), ((Difference::StillFailing, false), 1)];
        assert_eq!(of_errors, expected);
        let groups = Groups::new(&rows, GroupBy::Difference);
        assert_eq!(
            groups.titles[..2],
            [Title::Kind((Difference::NewFailure, false)), Title::Kind((Difference::NewFailure, true))]
        );
        let lines = Lines::new(&rows, &order, &groups, &BTreeSet::new());
        assert_eq!(lines.numbers(0).collect::<Vec<_>>(), [((Difference::NewFailure, false), 2)]);
    }

    #[test]
    fn a_message_that_differs_in_a_quoted_word_tells_that_word() {
        let row = |test, message| row(test, Difference::StillFailing, Some("failed"), Some(message));
        let rows = [
            row(1, "Element \"cart\" is not there"),
            row(2, "Element \"cart\" is not there"),
            row(3, "Element \"pay now\" is not there"),
        ];
        let groups = Groups::new(&rows, GroupBy::Message);
        assert_eq!((groups.titles.len(), groups.similar(0)), (1, 1));
        assert_eq!([0, 2].map(|place| groups.own_words(place, &rows[place as usize])), ["", "\"pay now\""]);
    }
}
