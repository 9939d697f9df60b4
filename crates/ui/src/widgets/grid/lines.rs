//! The lines of a grid: rows, and heads of groups, some of which are closed.

use std::ops::Range;

/// A group of consecutive rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GridGroup {
    /// Name of the group that stays the same when rows are read again.
    pub id: String,
    /// Positions of the rows of the group.
    pub rows: Range<usize>,
}

/// A line of a grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// The head of the group with this number.
    Group(usize),
    /// The row with this number.
    Row(usize),
}

/// Numbers of lines and the rows and groups they show. Costs grow with the number of groups, not with that of rows.
#[derive(Debug, Clone)]
pub struct Lines<'a> {
    groups: &'a [GridGroup],
    /// Line of the head of each group, and the total number of lines at the end.
    heads: Vec<usize>,
    rows: usize,
}

impl<'a> Lines<'a> {
    /// The lines of `rows` rows in `groups`; without groups every row is a line. Rows of closed groups are not shown.
    #[must_use]
    pub fn new(rows: usize, groups: &'a [GridGroup], is_closed: impl Fn(&str) -> bool) -> Self {
        let mut heads = Vec::with_capacity(groups.len() + 1);
        let mut at = 0;
        for group in groups {
            heads.push(at);
            at += 1 + if is_closed(&group.id) { 0 } else { group.rows.len() };
        }
        heads.push(at);
        Self { groups, heads, rows }
    }

    /// Number of lines.
    pub fn len(&self) -> usize {
        if self.groups.is_empty() { self.rows } else { self.heads.last().copied().unwrap_or(0) }
    }

    /// True without any line.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The item at a line below [`Lines::len`].
    pub fn at(&self, line: usize) -> Line {
        if self.groups.is_empty() {
            return Line::Row(line);
        }
        let group = self.heads[..self.groups.len()].partition_point(|head| *head <= line).saturating_sub(1);
        match line - self.heads[group] {
            0 => Line::Group(group),
            below => Line::Row(self.groups[group].rows.start + below - 1),
        }
    }

    /// Line of a row; `None` in a closed group.
    pub fn of_row(&self, row: usize) -> Option<usize> {
        if self.groups.is_empty() {
            return (row < self.rows).then_some(row);
        }
        let group = self.group_of(row)?;
        let line = self.heads[group] + 1 + row - self.groups[group].rows.start;
        (line < self.heads[group + 1]).then_some(line)
    }

    /// The group of a row.
    pub fn group_of(&self, row: usize) -> Option<usize> {
        let group = self.groups.partition_point(|g| g.rows.start <= row).checked_sub(1)?;
        self.groups[group].rows.contains(&row).then_some(group)
    }

    /// Line of the head of a group.
    pub fn of_group(&self, group: usize) -> Option<usize> {
        (group < self.groups.len()).then(|| self.heads[group])
    }

    /// The first row at `line` or, going `down` or up, after it.
    pub fn row_from(&self, line: usize, down: bool) -> Option<usize> {
        let mut at = line;
        while at < self.len() {
            if let Line::Row(row) = self.at(at) {
                return Some(row);
            }
            at = if down { at + 1 } else { at.checked_sub(1)? };
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn groups() -> Vec<GridGroup> {
        [("a", 0..3), ("b", 3..4), ("c", 4..6)].map(|(id, rows)| GridGroup { id: id.into(), rows }).to_vec()
    }

    #[test]
    fn lines_count_heads_and_open_rows() {
        let groups = groups();
        let lines = Lines::new(6, &groups, |id| id == "b");
        let all: Vec<_> = (0..lines.len()).map(|l| lines.at(l)).collect();
        use Line::{Group, Row};
        assert_eq!(all, [Group(0), Row(0), Row(1), Row(2), Group(1), Group(2), Row(4), Row(5)]);
        assert_eq!((lines.of_row(2), lines.of_row(3), lines.of_row(5), lines.of_row(6)), (Some(3), None, Some(7), None));
        assert_eq!((lines.of_group(1), lines.of_group(3)), (Some(4), None));
        assert_eq!((lines.row_from(4, true), lines.row_from(4, false), lines.row_from(0, false)), (Some(4), Some(2), None));
    }

    #[test]
    fn without_groups_every_line_is_a_row() {
        let lines = Lines::new(3, &[], |_| true);
        assert_eq!((lines.len(), lines.at(2), lines.of_row(2), lines.of_row(3)), (3, Line::Row(2), Some(2), None));
        assert!(Lines::new(0, &[], |_| false).is_empty());
    }
}
