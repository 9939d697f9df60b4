//! The data behind a tree: its items in pre-order, what is expanded, selected and visible. No drawing here.

use egui::{Context, Rect};
use rustc_hash::FxHashMap;
use std::collections::HashSet;
use std::fmt::Debug;
use std::sync::{Arc, OnceLock};

use super::selection::Selection;
use super::status::Coverage;
use crate::theme::Icon;
use voluptas_core::base::fold::{FoldedTexts, fold};

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
    /// Marked as a link to a line elsewhere.
    pub link: bool,
    /// Right-aligned monospace text: a count, a share, an id.
    pub right: Arc<str>,
    /// Shorter text in place of the one at the right, where the title has no room beside that one; blank for none.
    pub right_short: Arc<str>,
    /// The coverage dot at the right end.
    pub coverage: Option<Coverage>,
    /// A status icon before the title instead of the kind's icon.
    pub look: Option<super::status::StatusClass>,
    /// Explanation of the text at the right, shown on hover and told to screen readers; empty without one.
    pub note: Arc<str>,
}

/// The lines of a tree, made when they are drawn: a large tree keeps no texts of its own.
pub trait TreeLines: Debug + Send + Sync {
    /// The line at this place of the pre-order. Its key and depth are those that the tree was made with.
    fn item(&self, index: usize) -> TreeItem;

    /// Explanation of the line's marks, shown on hover and told to screen readers; empty without one.
    fn note(&self, _index: usize) -> String {
        String::new()
    }
}

impl TreeLines for Vec<TreeItem> {
    fn item(&self, index: usize) -> TreeItem {
        self[index].clone()
    }

    fn note(&self, index: usize) -> String {
        self[index].note.as_ref().to_owned()
    }
}

/// No parent.
const ROOT: u32 = u32::MAX;

/// Keys and places of the lines, in pre-order.
#[derive(Debug, Default)]
struct Shape {
    keys: Vec<i64>,
    depths: Vec<u16>,
    /// Places of the parents; [`ROOT`] without one.
    parents: Vec<u32>,
    /// One past the last descendant of each line.
    ends: Vec<u32>,
    by_key: FxHashMap<i64, u32>,
}

impl Shape {
    fn new(places: impl Iterator<Item = (i64, u16)>) -> Self {
        let (keys, depths): (Vec<i64>, Vec<u16>) = places.unzip();
        let n = keys.len();
        let (mut parents, mut ends) = (vec![ROOT; n], vec![n as u32; n]);
        let mut open: Vec<u32> = Vec::new();
        for (i, depth) in depths.iter().enumerate() {
            while let Some(o) = open.pop_if(|o| depths[*o as usize] >= *depth) {
                ends[o as usize] = i as u32;
            }
            parents[i] = open.last().copied().unwrap_or(ROOT);
            open.push(i as u32);
        }
        let by_key = keys.iter().enumerate().map(|(i, key)| (*key, i as u32)).collect();
        Self { keys, depths, parents, ends, by_key }
    }
}

/// A tree's lines in pre-order, with what is derived from their depths. A copy shares all of it.
#[derive(Debug, Clone)]
pub struct TreeData {
    shape: Arc<Shape>,
    lines: Arc<dyn TreeLines>,
    /// Texts that the filter searches, made at the first filter.
    folded: Arc<OnceLock<FoldedTexts>>,
    generation: u64,
}

impl Default for TreeData {
    fn default() -> Self {
        Self::new(Vec::new(), 0)
    }
}

impl TreeData {
    /// Takes items in pre-order: a child stands after its parent and one deeper. `generation` tells one content from the next.
    #[must_use]
    pub fn new(items: Vec<TreeItem>, generation: u64) -> Self {
        let places: Vec<(i64, u16)> = items.iter().map(|item| (item.key, item.depth)).collect();
        Self::from_lines(places.into_iter(), Arc::new(items), generation)
    }

    /// Takes keys and depths in pre-order, and what makes their lines.
    #[must_use]
    pub fn from_lines(places: impl Iterator<Item = (i64, u16)>, lines: Arc<dyn TreeLines>, generation: u64) -> Self {
        Self { shape: Arc::new(Shape::new(places)), lines, folded: Arc::default(), generation }
    }

    /// The same tree with other marks and numbers. Keys, depths, titles and other texts to search stay.
    #[must_use]
    pub fn with_lines(&self, lines: Arc<dyn TreeLines>, generation: u64) -> Self {
        Self { lines, generation, ..self.clone() }
    }

    /// Number that tells this content from an earlier one.
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// Keys of all lines, in pre-order.
    pub fn keys(&self) -> &[i64] {
        &self.shape.keys
    }

    /// Key of the line at `index`.
    pub fn key(&self, index: usize) -> i64 {
        self.shape.keys[index]
    }

    /// Depth of the line at `index`; 0 for a root.
    pub fn depth(&self, index: usize) -> u16 {
        self.shape.depths[index]
    }

    /// The line at `index`.
    pub fn item(&self, index: usize) -> TreeItem {
        self.lines.item(index)
    }

    /// Explanation of the marks of the line at `index`; empty without one.
    pub fn note(&self, index: usize) -> String {
        self.lines.note(index)
    }

    /// Every line in pre-order. Takes time in proportion to all lines, so call it seldom.
    pub fn items(&self) -> impl Iterator<Item = TreeItem> {
        (0..self.len()).map(|i| self.item(i))
    }

    /// The line with that key.
    pub fn get(&self, key: i64) -> Option<TreeItem> {
        self.index(key).map(|i| self.item(i))
    }

    /// Folded titles, ids and aliases by the place of the line.
    pub fn search_texts(&self) -> impl Iterator<Item = &str> {
        self.folded().iter()
    }

    /// Makes the texts of [`TreeData::search_texts`], unless they are there.
    pub fn prepare_search(&self) {
        self.folded();
    }

    fn folded(&self) -> &FoldedTexts {
        self.folded.get_or_init(|| {
            let mut texts = FoldedTexts::default();
            for item in self.items() {
                texts.push(&[&item.title, &item.also]);
            }
            texts
        })
    }

    /// Place of the item with that key.
    pub fn index(&self, key: i64) -> Option<usize> {
        self.shape.by_key.get(&key).map(|&i| i as usize)
    }

    /// Place of the parent of the item at `index`.
    pub fn parent(&self, index: usize) -> Option<usize> {
        Some(self.shape.parents[index]).filter(|p| *p != ROOT).map(|p| p as usize)
    }

    /// Places of the item at `index` and of all below it.
    pub fn subtree(&self, index: usize) -> std::ops::Range<usize> {
        index..self.shape.ends[index] as usize
    }

    /// The next line under the same parent.
    pub fn next_sibling(&self, index: usize) -> Option<usize> {
        let next = self.subtree(index).end;
        (next < self.len() && self.parent(next) == self.parent(index)).then_some(next)
    }

    /// True when the item at `index` has children.
    pub fn has_children(&self, index: usize) -> bool {
        self.shape.ends[index] as usize > index + 1
    }

    /// Number of items.
    pub fn len(&self) -> usize {
        self.shape.keys.len()
    }

    /// True when there are none.
    pub fn is_empty(&self) -> bool {
        self.shape.keys.is_empty()
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
    /// Number of the last pass in which the tree was drawn.
    pub(super) drawn: Option<u64>,
    /// The drag in progress.
    pub(super) drag: Option<Drag>,
}

impl TreeState {
    /// True in a pass in which the tree was drawn.
    pub fn is_drawn(&self, ctx: &Context) -> bool {
        self.drawn == Some(ctx.cumulative_pass_nr())
    }

    /// True while lines are dragged.
    pub fn is_dragging(&self) -> bool {
        self.drag.is_some()
    }

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
                i = if self.expanded.contains(&data.key(i)) { i + 1 } else { data.subtree(i).end };
            }
            return;
        }
        // A match keeps its ancestors, so that a person sees where it stands.
        let words: Vec<&str> = self.filter.split(' ').collect();
        let mut keep = vec![false; data.len()];
        for (i, text) in data.folded().iter().enumerate() {
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
        self.expanded = (0..data.len()).filter(|&i| data.has_children(i)).map(|i| data.key(i)).collect();
        self.touch();
    }

    /// Closes every item.
    pub fn collapse_all(&mut self) {
        self.expanded.clear();
        self.touch();
    }

    /// Opens every item above depth `levels`.
    pub fn expand_to(&mut self, data: &TreeData, levels: u16) {
        self.expanded.extend((0..data.len()).filter(|&i| data.depth(i) < levels).map(|i| data.key(i)));
        self.touch();
    }

    /// Opens the ancestors of an item and brings it into view at the next pass.
    pub fn reveal(&mut self, data: &TreeData, key: i64) {
        self.reveal = true;
        let mut at = data.index(key).and_then(|i| data.parent(i));
        while let Some(a) = at {
            self.set_expanded(data.key(a), true);
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
        self.visible(data).iter().map(|&i| data.key(i as usize)).collect()
    }

    /// State of an item's check box: its own and those of all below it.
    pub fn check_state(&self, data: &TreeData, index: usize) -> super::choice::CheckState {
        let all = data.subtree(index);
        let total = all.len();
        let chosen = all.filter(|&i| self.checked.contains(&data.key(i))).count();
        super::choice::CheckState::of(chosen, total)
    }

    /// Checks or unchecks an item with all below it; ancestors follow when all their children are checked.
    pub fn toggle_check(&mut self, data: &TreeData, index: usize) {
        let on = self.check_state(data, index) != super::choice::CheckState::On;
        for i in data.subtree(index) {
            let key = data.key(i);
            if on {
                self.checked.insert(key)
            } else {
                self.checked.remove(&key)
            };
        }
        let mut at = data.parent(index).filter(|_| !self.own_checks);
        while let Some(a) = at {
            let full = data.subtree(a).skip(1).all(|i| self.checked.contains(&data.key(i)));
            let key = data.key(a);
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
        self.checked = data.keys().iter().copied().collect();
    }
}

/// A drag in progress.
#[derive(Debug, Clone)]
pub struct Drag {
    /// Topmost dragged lines.
    pub(super) keys: Vec<i64>,
    /// Shown beside the pointer.
    pub(super) label: String,
    /// The line under the pointer, and since when in seconds.
    pub(super) over: Option<(i64, Rect, f64)>,
    /// Lines that opened under the pointer. They close again when the drag ends without a drop.
    pub(super) opened: Vec<i64>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::widgets::choice::CheckState;

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
        state.visible(data).to_vec().iter().map(|&i| data.key(i as usize)).collect()
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
        assert_eq!(state.check_state(&data, 1), CheckState::On);
        assert_eq!(state.check_state(&data, 0), CheckState::Partly);
        state.toggle_check(&data, 3);
        assert_eq!(state.check_state(&data, 0), CheckState::On);
        state.toggle_check(&data, 2);
        assert_eq!(state.check_state(&data, 0), CheckState::Partly);
        assert!(!state.checked.contains(&1) && !state.checked.contains(&2));
    }

    #[test]
    fn choosing_reveals() {
        let (data, mut state) = (shop(), TreeState::default());
        state.choose(&data, 3);
        assert_eq!(shown(&mut state, &data), [1, 2, 3, 4, 5]);
    }
}
