//! Columns of a grid: which are shown, in which order, how wide, and by which one the rows are sorted.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::widgets::table::columns::{NARROWEST, TableColumn, WIDEST, widths};

/// A column of a grid.
#[derive(Debug, Clone, PartialEq)]
pub struct GridColumn {
    /// Name of the column that stays the same in every language and version.
    pub id: String,
    /// Text of its header.
    pub title: String,
    /// Text of the header where the column is too narrow for the title.
    pub brief: Option<String>,
    /// Width that fits the content, in points.
    pub width: f32,
    /// Width down to which it may shrink, and its rank: lower ranks shrink first.
    pub least: Option<(f32, u8)>,
    /// Cells are an icon with a word: the column has room for both, or for the icon alone.
    pub iconic: bool,
    /// Takes the space that is left. At most one.
    pub grow: bool,
    /// Right-aligned: numbers.
    pub right: bool,
    /// A click on the header sorts.
    pub sortable: bool,
    /// Shown only when a person asks for it.
    pub extra: bool,
    /// Cannot be hidden.
    pub fixed: bool,
    /// Left out where the columns have no room beside each other; lower ones go first. `None` for a column that always stays.
    pub yields: Option<u8>,
}

impl GridColumn {
    /// A sortable column that is shown at first.
    #[must_use]
    pub fn new(id: impl Into<String>, title: impl Into<String>, width: f32) -> Self {
        Self {
            id: id.into(),
            title: title.into(),
            brief: None,
            width,
            least: None,
            iconic: false,
            grow: false,
            right: false,
            sortable: true,
            extra: false,
            fixed: false,
            yields: None,
        }
    }

    /// May shrink to `width`; columns of a lower rank shrink first.
    #[must_use]
    pub fn least(mut self, width: f32, rank: u8) -> Self {
        self.least = Some((width.min(self.width), rank));
        self
    }

    /// Shows icons with words. If it has to shrink, all words disappear at once.
    #[must_use]
    pub fn iconic(mut self) -> Self {
        self.iconic = true;
        self
    }

    /// A shorter title for a narrow column; the whole one is shown on hover.
    #[must_use]
    pub fn brief(mut self, brief: impl Into<String>) -> Self {
        self.brief = Some(brief.into());
        self
    }

    /// Takes the space that is left.
    #[must_use]
    pub fn grow(mut self) -> Self {
        self.grow = true;
        self
    }

    /// Aligns the column to the right, as numbers are.
    #[must_use]
    pub fn right(mut self) -> Self {
        self.right = true;
        self
    }

    /// Shown only when a person asks for it.
    #[must_use]
    pub fn extra(mut self) -> Self {
        self.extra = true;
        self
    }

    /// Cannot be hidden.
    #[must_use]
    pub fn fixed(mut self) -> Self {
        self.fixed = true;
        self
    }

    /// Left out where there is no room, unless a person gave it a width. Columns of a lower rank go first.
    #[must_use]
    pub fn yields(mut self, rank: u8) -> Self {
        self.yields = Some(rank);
        self
    }
}

/// The arrangement of columns that a person chose; it survives a restart. Columns are named by their ids.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct GridLayout {
    /// Columns in the chosen order; those that are missing follow in their own order.
    pub order: Vec<String>,
    /// Usual columns that are not shown.
    pub hidden: BTreeSet<String>,
    /// Extra columns that are shown.
    pub extra: BTreeSet<String>,
    /// Widths in points.
    pub widths: BTreeMap<String, f32>,
    /// Sort column and whether descending.
    pub sort: Option<(String, bool)>,
}

impl GridLayout {
    /// True when the column is shown.
    pub fn shows(&self, column: &GridColumn) -> bool {
        column.fixed || if column.extra { self.extra.contains(&column.id) } else { !self.hidden.contains(&column.id) }
    }

    /// Shows a column, or hides it.
    pub fn toggle(&mut self, column: &GridColumn) {
        let set = if column.extra { &mut self.extra } else { &mut self.hidden };
        if !set.remove(&column.id) {
            set.insert(column.id.clone());
        }
    }

    /// Order, widths and shown columns as at first. The sort order stays.
    pub fn reset(&mut self) {
        *self = Self { sort: self.sort.take(), ..Self::default() };
    }

    /// Places of all columns in the order in which they are arranged. The first column always stands first.
    pub fn ordered(&self, columns: &[GridColumn]) -> Vec<usize> {
        let mut out: Vec<usize> = (0..columns.len().min(1)).collect();
        for id in &self.order {
            if let Some(at) = columns.iter().position(|c| c.id == *id).filter(|at| !out.contains(at)) {
                out.push(at);
            }
        }
        for at in 0..columns.len() {
            if !out.contains(&at) {
                // A column that is new stands after the one before it in the usual order.
                let before = at.checked_sub(1).and_then(|b| out.iter().position(|o| *o == b));
                out.insert(before.map_or(out.len(), |b| b + 1), at);
            }
        }
        out
    }

    /// Moves a column before another one, or to the end. Moving a column before itself changes nothing.
    pub fn place(&mut self, columns: &[GridColumn], moved: usize, before: Option<usize>) {
        if before == Some(moved) {
            return;
        }
        let mut order = self.ordered(columns);
        order.retain(|c| *c != moved);
        let at = before.and_then(|b| order.iter().position(|c| *c == b)).unwrap_or(order.len());
        // The first column keeps its place: it stays in view when the grid is scrolled sideways.
        order.insert(at.max(1).min(order.len()), moved);
        self.order = order.into_iter().map(|c| columns[c].id.clone()).collect();
    }

    /// Moves a column one place to the left or to the right among the shown ones.
    pub fn nudge(&mut self, columns: &[GridColumn], moved: usize, right: bool) {
        let shown: Vec<usize> = self.ordered(columns).into_iter().filter(|c| self.shows(&columns[*c])).collect();
        let Some(at) = shown.iter().position(|c| *c == moved) else { return };
        let before = if right { shown.get(at + 2) } else { at.checked_sub(1).and_then(|b| shown.get(b)) };
        self.place(columns, moved, before.copied());
    }

    /// Gives a column a width.
    pub fn resize(&mut self, column: &GridColumn, width: f32) {
        self.widths.insert(column.id.clone(), width.clamp(NARROWEST, WIDEST));
    }

    /// Shown columns with their left ends and widths in `room` points. Columns that yield are left out where there is no room. The sum of
    /// widths may still be larger: the grid then scrolls.
    pub fn placed(&self, columns: &[GridColumn], room: f32) -> Vec<PlacedColumn> {
        let mut shown: Vec<usize> = self.ordered(columns).into_iter().filter(|c| self.shows(&columns[*c])).collect();
        loop {
            let placed = self.placed_all(columns, &shown, room);
            let width = placed.last().map_or(0.0, |last| last.left + last.width);
            let yielding = |place: &usize| {
                let column = &columns[shown[*place]];
                column.yields.filter(|_| !self.widths.contains_key(&column.id)).map(|rank| (rank, *place))
            };
            let next = (0..shown.len()).filter_map(|place| yielding(&place)).min();
            match next.filter(|_| width > room + 0.5) {
                Some((_, place)) => _ = shown.remove(place),
                None => return placed,
            }
        }
    }

    /// These columns with their left ends and widths.
    fn placed_all(&self, columns: &[GridColumn], shown: &[usize], room: f32) -> Vec<PlacedColumn> {
        let mut given = BTreeMap::new();
        let table: Vec<TableColumn<'_>> = shown
            .iter()
            .enumerate()
            .map(|(place, c)| {
                let column = &columns[*c];
                if let Some(width) = self.widths.get(&column.id) {
                    given.insert(place, *width);
                }
                TableColumn {
                    grow: column.grow,
                    least: column.least,
                    snaps: column.iconic,
                    ..TableColumn::new(&column.title, column.width)
                }
            })
            .collect();
        let mut x = 0.0;
        let placed = |(column, width): (usize, f32)| {
            let left = x;
            x += width;
            PlacedColumn { column, left, width }
        };
        shown.iter().copied().zip(widths(&table, &given, room)).map(placed).collect()
    }
}

/// A shown column.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PlacedColumn {
    /// Place among all columns.
    pub column: usize,
    /// Left end, counted from the left end of the first column.
    pub left: f32,
    /// Width in points.
    pub width: f32,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns() -> Vec<GridColumn> {
        vec![
            GridColumn::new("id", "ID", 80.0).fixed(),
            GridColumn::new("title", "Title", 200.0).grow(),
            GridColumn::new("priority", "Priority", 90.0),
            GridColumn::new("layer", "Layer", 90.0).extra(),
        ]
    }

    fn ids(layout: &GridLayout) -> Vec<&'static str> {
        let all = ["id", "title", "priority", "layer"];
        layout.placed(&columns(), 600.0).iter().map(|p| all[p.column]).collect()
    }

    #[test]
    fn shows_moves_and_resizes_columns() {
        let (columns, mut layout) = (columns(), GridLayout::default());
        assert_eq!(ids(&layout), ["id", "title", "priority"]);
        layout.toggle(&columns[3]);
        layout.place(&columns, 3, Some(1));
        assert_eq!(ids(&layout), ["id", "layer", "title", "priority"]);
        layout.place(&columns, 3, Some(0));
        assert_eq!(ids(&layout)[0], "id", "the first column stays first");
        layout.nudge(&columns, 3, true);
        assert_eq!(ids(&layout), ["id", "title", "layer", "priority"]);
        layout.nudge(&columns, 3, true);
        layout.nudge(&columns, 3, true);
        assert_eq!(ids(&layout), ["id", "title", "priority", "layer"]);
        layout.place(&columns, 2, Some(2));
        assert_eq!(ids(&layout), ["id", "title", "priority", "layer"], "before itself it stays");
        layout.resize(&columns[2], 5.0);
        layout.toggle(&columns[3]);
        let placed = layout.placed(&columns, 600.0);
        assert_eq!((placed[2].width, placed[2].left + placed[2].width), (NARROWEST, 600.0), "the title takes what is left");
        layout.sort = Some(("title".into(), true));
        layout.reset();
        assert_eq!(layout, GridLayout { sort: Some(("title".into(), true)), ..GridLayout::default() });
    }

    #[test]
    fn columns_that_yield_are_left_out_where_there_is_no_room() {
        let (mut columns, mut layout) = (columns(), GridLayout::default());
        columns[1] = columns[1].clone().least(180.0, 1);
        columns[2] = columns[2].clone().yields(1);
        let of = |layout: &GridLayout, room: f32| layout.placed(&columns, room).iter().map(|p| p.column).collect::<Vec<_>>();
        assert_eq!(of(&layout, 350.0), [0, 1, 2], "titles shrink first");
        assert_eq!(of(&layout, 300.0), [0, 1]);
        layout.resize(&columns[2], 90.0);
        assert_eq!(of(&layout, 300.0), [0, 1, 2], "a person gave it a width");
    }

    #[test]
    fn a_column_of_a_newer_version_stands_where_it_usually_does() {
        let layout = GridLayout { order: vec!["id".into(), "priority".into(), "title".into()], ..GridLayout::default() };
        let mut more = columns();
        more.insert(2, GridColumn::new("suite", "Suite", 90.0));
        let order: Vec<_> = layout.ordered(&more).into_iter().map(|c| more[c].id.clone()).collect();
        assert_eq!(order, ["id", "priority", "layer", "title", "suite"]);
    }
}
