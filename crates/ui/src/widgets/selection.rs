//! The selection of a list: which rows are selected, where the keyboard is, and where a Shift selection began.
//!
//! One [`Selection`] may be shared by several views of the same things: the function tree, the registry grid, the inspector and
//! the commands all read the same one. Rows are named by their keys, so that sorting, filtering and reloading keep them. The
//! rules are those of file managers: a click selects one row, Ctrl toggles, Shift extends from the anchor, Ctrl+A selects all
//! shown rows.

use std::collections::BTreeSet;

use crate::memo::next_number;

/// Selected rows, cursor and anchor.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    keys: BTreeSet<i64>,
    cursor: Option<i64>,
    anchor: Option<i64>,
    revision: u64,
}

impl PartialEq for Selection {
    fn eq(&self, other: &Self) -> bool {
        (&self.keys, self.cursor, self.anchor) == (&other.keys, other.cursor, other.anchor)
    }
}

impl Eq for Selection {}

impl Selection {
    /// A selection of one row, or of none.
    #[must_use]
    pub fn of(key: Option<i64>) -> Self {
        Self { keys: key.into_iter().collect(), cursor: key, anchor: key, revision: next_number() }
    }

    /// A selection of several rows. The cursor is `cursor` if that row is selected, otherwise the first row.
    #[must_use]
    pub fn of_keys(keys: &[i64], cursor: Option<i64>) -> Self {
        let cursor = cursor.filter(|c| keys.contains(c)).or(keys.first().copied());
        Self { keys: keys.iter().copied().collect(), cursor, anchor: cursor, revision: next_number() }
    }

    /// Keys of the selected rows in ascending order.
    pub fn keys(&self) -> impl ExactSizeIterator<Item = i64> + '_ {
        self.keys.iter().copied()
    }

    /// Keys of the selected rows from `first` on, in ascending order.
    pub fn keys_from(&self, first: i64) -> impl Iterator<Item = i64> + '_ {
        self.keys.range(first..).copied()
    }

    /// Revision of the selected rows, for caches of values computed from them. 0 for the first, empty selection.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Number of selected rows.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// True when no row is selected.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// True when the row is selected.
    pub fn contains(&self, key: i64) -> bool {
        self.keys.contains(&key)
    }

    /// The row with the keyboard. It stays when the row is toggled off.
    pub fn cursor(&self) -> Option<i64> {
        self.cursor
    }

    /// The selected row when exactly one is selected.
    pub fn only(&self) -> Option<i64> {
        if self.keys.len() == 1 { self.keys.first().copied() } else { None }
    }

    /// Selects one row alone.
    pub fn select(&mut self, key: i64) {
        *self = Self::of(Some(key));
    }

    /// Moves the keyboard to a row without selecting it.
    pub fn move_cursor(&mut self, key: i64) {
        self.cursor = Some(key);
    }

    /// Adds a row to the selection, or takes it out of it.
    pub fn toggle(&mut self, key: i64) {
        if !self.keys.remove(&key) {
            self.keys.insert(key);
        }
        self.cursor = Some(key);
        self.anchor = Some(key);
        self.revision = next_number();
    }

    /// Selects the rows from the anchor to `key` in the order in which they are shown. With `keep`, rows selected before stay
    /// (Ctrl+Shift). Without an anchor among the shown rows the row is selected alone.
    pub fn extend(&mut self, shown: &[i64], key: i64, keep: bool) {
        let place = |k: i64| shown.iter().position(|s| *s == k);
        let (Some(from), Some(to)) = (self.anchor.and_then(place), place(key)) else {
            return self.select(key);
        };
        if !keep {
            self.keys.clear();
        }
        self.keys.extend(&shown[from.min(to)..=from.max(to)]);
        self.cursor = Some(key);
        self.revision = next_number();
    }

    /// Selects all shown rows; rows that a filter hides lose their selection.
    pub fn select_all(&mut self, shown: impl IntoIterator<Item = i64>) {
        self.keys = shown.into_iter().collect();
        self.cursor = self.cursor.filter(|k| self.keys.contains(k)).or(self.keys.first().copied());
        self.anchor = self.cursor;
        self.revision = next_number();
    }

    /// Selects nothing. The cursor stays, so that the arrows go on from there.
    pub fn clear(&mut self) {
        self.keys.clear();
        self.anchor = None;
        self.revision = next_number();
    }

    /// Drops rows that no longer exist. When nothing of the selection is left, `neighbour` is selected instead. Returns true
    /// when the selection changed.
    pub fn retain(&mut self, exists: impl Fn(i64) -> bool, neighbour: impl FnOnce() -> Option<i64>) -> bool {
        let before = self.keys.len();
        self.keys.retain(|k| exists(*k));
        self.cursor = self.cursor.filter(|k| exists(*k));
        self.anchor = self.anchor.filter(|k| exists(*k));
        if self.keys.len() == before {
            return false;
        }
        self.revision = next_number();
        if self.keys.is_empty() {
            *self = Self::of(neighbour().filter(|k| exists(*k)));
        }
        self.cursor = self.cursor.or(self.keys.first().copied());
        true
    }
}

/// The row to select after `gone` rows were removed from `shown`: the next one, or the one before.
pub fn neighbour(shown: &[i64], gone: impl Fn(i64) -> bool) -> Option<i64> {
    let first = shown.iter().position(|k| gone(*k))?;
    let after = shown[first..].iter().find(|k| !gone(**k));
    after.or_else(|| shown[..first].iter().rev().find(|k| !gone(**k))).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHOWN: [i64; 6] = [10, 40, 20, 50, 30, 60];

    fn keys(s: &Selection) -> Vec<i64> {
        s.keys().collect()
    }

    #[test]
    fn shift_extends_from_the_anchor_in_the_shown_order() {
        let mut s = Selection::default();
        s.select(40);
        s.extend(&SHOWN, 50, false);
        assert_eq!(keys(&s), [20, 40, 50]);
        s.extend(&SHOWN, 10, false);
        assert_eq!((keys(&s), s.cursor()), (vec![10, 40], Some(10)));
        s.extend(&SHOWN, 99, false);
        assert_eq!(keys(&s), [99], "a row that is not shown is selected alone");
    }

    #[test]
    fn ctrl_toggles_and_keeps_the_cursor() {
        let mut s = Selection::of(Some(40));
        s.toggle(50);
        s.toggle(40);
        assert_eq!((keys(&s), s.cursor(), s.only()), (vec![50], Some(40), Some(50)));
        s.extend(&SHOWN, 20, true);
        assert_eq!(keys(&s), [20, 40, 50]);
    }

    #[test]
    fn all_shown_rows_and_none() {
        let mut s = Selection::of(Some(99));
        s.select_all(SHOWN);
        assert_eq!((s.len(), s.cursor()), (6, Some(10)));
        s.clear();
        assert!(s.is_empty() && s.cursor() == Some(10));
    }

    #[test]
    fn a_removed_selection_moves_to_the_neighbour() {
        assert_eq!(neighbour(&SHOWN, |k| k == 20), Some(50));
        assert_eq!(neighbour(&SHOWN, |k| k == 60), Some(30));
        assert_eq!(neighbour(&SHOWN, |k| [10, 40, 60].contains(&k)), Some(20));
        assert_eq!(neighbour(&SHOWN, |_| true), None);
        let mut s = Selection::of(Some(20));
        assert!(!s.retain(|_| true, || None));
        assert!(s.retain(|k| k != 20, || Some(50)));
        assert_eq!(s, Selection::of(Some(50)));
        s.toggle(30);
        assert!(s.retain(|k| k != 30, || None));
        assert_eq!((keys(&s), s.cursor()), (vec![50], Some(50)));
    }
}
