//! The data behind a tree: its items in pre-order, what is expanded, selected and visible. No drawing here.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::selection::Selection;
use super::status::Coverage;
use crate::base::fold::fold;
use crate::gui::theme::Icon;

/// One line of a tree.
#[derive(Debug, Clone, Default)]
pub struct TreeItem {
    /// Identifies the line; unique in its tree.
    pub key: i64,
    /// 0 for a root.
    pub depth: u16,
    /// Icon of the kind.
    pub icon: Option<Icon>,
    /// The text.
    pub title: Arc<str>,
    /// More text that the filter searches and hover shows: an id, an alias.
    pub also: Arc<str>,
    /// Drawn with weight: a root.
    pub strong: bool,
    /// Drawn faint: not of this selection, deprecated.
    pub dim: bool,
    /// Marked as critical.
    pub critical: bool,
    /// Marked as in focus.
    pub focus: bool,
    /// Right-aligned monospace text: a count, a share, an id.
    pub right: Arc<str>,
    /// The coverage dot at the right end.
    pub coverage: Option<Coverage>,
    /// Explanation of the line's marks, shown on hover.
    pub note: Arc<str>,
    /// A status icon before the title instead of the kind's icon.
    pub look: Option<super::status::Look>,
}

/// A tree's items in pre-order, with what is derived from their depths.
#[derive(Debug, Clone, Default)]
pub struct TreeData {
    items: Vec<TreeItem>,
    parents: Vec<Option<u32>>,
    /// One past the last descendant of each item.
    ends: Vec<u32>,
    folded: Vec<Box<str>>,
    by_key: HashMap<i64, u32>,
    generation: u64,
}

impl TreeData {
    /// Takes items in pre-order: a child stands after its parent and one deeper. `generation` tells one content from the next.
    #[must_use]
    pub fn new(items: Vec<TreeItem>, generation: u64) -> Self {
        let n = items.len();
        let (mut parents, mut ends) = (vec![None; n], vec![n as u32; n]);
        let mut open: Vec<u32> = Vec::new();
        for (i, item) in items.iter().enumerate() {
            while open.last().is_some_and(|&o| items[o as usize].depth >= item.depth) {
                if let Some(o) = open.pop() {
                    ends[o as usize] = i as u32;
                }
            }
            parents[i] = open.last().copied();
            open.push(i as u32);
        }
        let folded = items
            .iter()
            .map(|i| if i.also.is_empty() { fold(&i.title) } else { fold(&format!("{} {}", i.title, i.also)) }.into_boxed_str())
            .collect();
        let by_key = items.iter().enumerate().map(|(i, item)| (item.key, i as u32)).collect();
        Self { items, parents, ends, folded, by_key, generation }
    }

    /// The same tree with other content in some places. Keys, depths, titles and other texts to search stay.
    #[must_use]
    pub fn with_items(&self, changed: impl IntoIterator<Item = (usize, TreeItem)>, generation: u64) -> Self {
        let mut data = Self { generation, ..self.clone() };
        for (i, item) in changed {
            data.items[i] = item;
        }
        data
    }

    /// Number that tells this content from an earlier one.
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// All items in pre-order.
    #[must_use]
    pub fn items(&self) -> &[TreeItem] {
        &self.items
    }

    /// The item with that key.
    #[must_use]
    pub fn get(&self, key: i64) -> Option<&TreeItem> {
        self.index(key).map(|i| &self.items[i])
    }

    /// Place of the item with that key.
    #[must_use]
    pub fn index(&self, key: i64) -> Option<usize> {
        self.by_key.get(&key).map(|&i| i as usize)
    }

    /// Place of the parent of the item at `index`.
    #[must_use]
    pub fn parent(&self, index: usize) -> Option<usize> {
        self.parents[index].map(|p| p as usize)
    }

    /// Places of the item at `index` and of all below it.
    #[must_use]
    pub fn subtree(&self, index: usize) -> std::ops::Range<usize> {
        index..self.ends[index] as usize
    }

    /// The next line under the same parent.
    #[must_use]
    pub fn next_sibling(&self, index: usize) -> Option<usize> {
        let next = self.subtree(index).end;
        (next < self.items.len() && self.parent(next) == self.parent(index)).then_some(next)
    }

    /// True when the item at `index` has children.
    #[must_use]
    pub fn has_children(&self, index: usize) -> bool {
        self.ends[index] as usize > index + 1
    }

    /// Number of items.
    #[must_use]
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// True when there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }
}

/// State of a tree: open, chosen and checked lines, and the filter.
#[derive(Debug, Clone, Default)]
pub struct TreeState {
    /// Keys of the open items.
    pub expanded: HashSet<i64>,
    /// The selected items, in a tree that shares its selection with no other view.
    pub selection: Selection,
    /// Keys of the checked items, in a tree with check boxes.
    pub checked: HashSet<i64>,
    /// An item's check is its own: it does not follow those of its children.
    pub own_checks: bool,
    filter: String,
    visible: Vec<u32>,
    built: Option<(u64, usize)>,
    /// Letters typed to jump to a title, and when the last one was.
    pub(super) typed: (String, f64),
    /// The keys were used last, not the mouse: the cursor is shown.
    pub(super) by_keys: bool,
    /// Bring the cursor into view at the next pass.
    pub(super) reveal: bool,
    /// The drag in progress.
    pub(super) drag: Option<super::tree_drag::Drag>,
}

impl TreeState {
    /// The lines to draw: places in the data, in order. Rebuilt only when data, filter or expansion changed.
    pub fn visible(&mut self, data: &TreeData) -> &[u32] {
        if self.built != Some((data.generation, data.len())) {
            self.rebuild(data);
            self.built = Some((data.generation, data.len()));
        }
        &self.visible
    }

    fn rebuild(&mut self, data: &TreeData) {
        self.visible.clear();
        if self.filter.is_empty() {
            let mut i = 0;
            while i < data.len() {
                self.visible.push(i as u32);
                i = if self.expanded.contains(&data.items[i].key) { i + 1 } else { data.ends[i] as usize };
            }
            return;
        }
        // A match keeps its ancestors, so that a person sees where it stands.
        let words: Vec<&str> = self.filter.split(' ').collect();
        let mut keep = vec![false; data.len()];
        for (i, text) in data.folded.iter().enumerate() {
            if words.iter().all(|w| text.contains(w)) {
                let mut at = Some(i);
                while let Some(a) = at.filter(|&a| !keep[a]) {
                    keep[a] = true;
                    at = data.parent(a);
                }
            }
        }
        self.visible.extend((0..data.len()).filter(|&i| keep[i]).map(|i| i as u32));
    }

    /// Asks for a rebuild after `expanded` was changed from outside.
    pub fn touch(&mut self) {
        self.built = None;
    }

    /// The folded filter in force.
    #[must_use]
    pub fn filter(&self) -> &str {
        &self.filter
    }

    /// Shows only items that hold every word of `text`, with their ancestors.
    pub fn set_filter(&mut self, text: &str) {
        let folded = fold(text);
        if folded != self.filter {
            self.filter = folded;
            self.touch();
        }
    }

    /// Opens or closes an item.
    pub fn set_expanded(&mut self, key: i64, open: bool) {
        let changed = if open { self.expanded.insert(key) } else { self.expanded.remove(&key) };
        if changed {
            self.touch();
        }
    }

    /// Opens every item.
    pub fn expand_all(&mut self, data: &TreeData) {
        self.expanded = (0..data.len()).filter(|&i| data.has_children(i)).map(|i| data.items[i].key).collect();
        self.touch();
    }

    /// Closes every item.
    pub fn collapse_all(&mut self) {
        self.expanded.clear();
        self.touch();
    }

    /// Opens every item above depth `levels`.
    pub fn expand_to(&mut self, data: &TreeData, levels: u16) {
        self.expanded.extend(data.items.iter().filter(|i| i.depth < levels).map(|i| i.key));
        self.touch();
    }

    /// Opens the ancestors of an item and brings it into view at the next pass.
    pub fn reveal(&mut self, data: &TreeData, key: i64) {
        self.reveal = true;
        let mut at = data.index(key).and_then(|i| data.parent(i));
        while let Some(a) = at {
            self.set_expanded(data.items[a].key, true);
            at = data.parent(a);
        }
    }

    /// Selects one item and brings it into view.
    pub fn choose(&mut self, data: &TreeData, key: i64) {
        self.selection.select(key);
        self.reveal(data, key);
    }

    /// Keys of the visible items, top to bottom.
    pub fn visible_keys(&mut self, data: &TreeData) -> Vec<i64> {
        self.visible(data).iter().map(|&i| data.items[i as usize].key).collect()
    }

    /// State of an item's check box: its own and those of all below it.
    #[must_use]
    pub fn check_state(&self, data: &TreeData, index: usize) -> super::choice::Tri {
        let all = data.subtree(index);
        let total = all.len();
        let chosen = all.filter(|&i| self.checked.contains(&data.items[i].key)).count();
        super::choice::Tri::of(chosen, total)
    }

    /// Checks or unchecks an item with all below it; ancestors follow when all their children are checked.
    pub fn toggle_check(&mut self, data: &TreeData, index: usize) {
        let on = self.check_state(data, index) != super::choice::Tri::On;
        for i in data.subtree(index) {
            let key = data.items[i].key;
            if on {
                self.checked.insert(key)
            } else {
                self.checked.remove(&key)
            };
        }
        let mut at = data.parent(index).filter(|_| !self.own_checks);
        while let Some(a) = at {
            let full = data.subtree(a).skip(1).all(|i| self.checked.contains(&data.items[i].key));
            let key = data.items[a].key;
            if full {
                self.checked.insert(key)
            } else {
                self.checked.remove(&key)
            };
            at = data.parent(a);
        }
    }

    /// Checks every item.
    pub fn check_all(&mut self, data: &TreeData) {
        self.checked = data.items.iter().map(|i| i.key).collect();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gui::widgets::choice::Tri;

    fn item(key: i64, depth: u16, title: &str) -> TreeItem {
        TreeItem { key, depth, title: title.into(), ..TreeItem::default() }
    }

    fn shop() -> TreeData {
        TreeData::new(
            vec![
                item(1, 0, "Catalog"),
                item(2, 1, "Search"),
                item(3, 2, "Search by name"),
                item(4, 1, "Card"),
                item(5, 0, "Почта Ёж"),
            ],
            1,
        )
    }

    fn shown(state: &mut TreeState, data: &TreeData) -> Vec<i64> {
        state.visible(data).to_vec().iter().map(|&i| data.items()[i as usize].key).collect()
    }

    #[test]
    fn only_open_items_show_their_children() {
        let (data, mut state) = (shop(), TreeState::default());
        assert_eq!(shown(&mut state, &data), [1, 5]);
        state.set_expanded(1, true);
        assert_eq!(shown(&mut state, &data), [1, 2, 4, 5]);
        state.expand_all(&data);
        assert_eq!(shown(&mut state, &data), [1, 2, 3, 4, 5]);
    }

    #[test]
    fn a_filter_keeps_ancestors_and_folds() {
        let (data, mut state) = (shop(), TreeState::default());
        state.set_filter("NAME search");
        assert_eq!(shown(&mut state, &data), [1, 2, 3]);
        state.set_filter("еж");
        assert_eq!(shown(&mut state, &data), [5]);
        state.set_filter("");
        assert_eq!(shown(&mut state, &data), [1, 5]);
    }

    #[test]
    fn checks_go_down_and_up() {
        let (data, mut state) = (shop(), TreeState::default());
        state.toggle_check(&data, 1);
        assert_eq!(state.check_state(&data, 1), Tri::On);
        assert_eq!(state.check_state(&data, 0), Tri::Partly);
        state.toggle_check(&data, 3);
        assert_eq!(state.check_state(&data, 0), Tri::On);
        state.toggle_check(&data, 2);
        assert_eq!(state.check_state(&data, 0), Tri::Partly);
        assert!(!state.checked.contains(&1) && !state.checked.contains(&2));
    }

    #[test]
    fn choosing_reveals() {
        let (data, mut state) = (shop(), TreeState::default());
        state.choose(&data, 3);
        assert_eq!(shown(&mut state, &data), [1, 2, 3, 4, 5]);
    }
}
