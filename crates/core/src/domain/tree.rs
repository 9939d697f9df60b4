//! Sorts items into tree order.

use rustc_hash::{FxHashMap, FxHashSet};
use std::hash::Hash;

/// Sorts parents before children and keeps the order of siblings. Returns each item with its depth, 0 for a root.
///
/// An item whose parent is missing becomes a root. Items in a cycle, which only damaged data has, come last, as roots.
pub fn in_tree_order<T, K: Copy + Eq + Hash>(
    things: Vec<T>,
    id: impl Fn(&T) -> K,
    parent: impl Fn(&T) -> Option<K>,
) -> Vec<(u16, T)> {
    let known: FxHashSet<K> = things.iter().map(&id).collect();
    let mut out = Vec::with_capacity(things.len());
    let mut children: FxHashMap<Option<K>, Vec<T>> = FxHashMap::default();
    for thing in things {
        children.entry(parent(&thing).filter(|p| known.contains(p))).or_default().push(thing);
    }
    let mut open = vec![children.remove(&None).unwrap_or_default().into_iter()];
    while let Some(level) = open.last_mut() {
        let Some(thing) = level.next() else {
            open.pop();
            continue;
        };
        let below = children.remove(&Some(id(&thing)));
        out.push((u16::try_from(open.len() - 1).unwrap_or(u16::MAX), thing));
        open.extend(below.map(Vec::into_iter));
    }
    out.extend(children.into_values().flatten().map(|thing| (0, thing)));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parents_stand_before_children_and_siblings_keep_their_order() {
        let things = vec![(4, Some(2)), (1, None), (2, Some(1)), (3, Some(2)), (6, Some(99))];
        let order = in_tree_order(things, |t| t.0, |t| t.1);
        assert_eq!(order.iter().map(|(depth, t)| (*depth, t.0)).collect::<Vec<_>>(), [(0, 1), (1, 2), (2, 4), (2, 3), (0, 6)]);
    }

    #[test]
    fn a_circle_loses_nothing() {
        let order = in_tree_order(vec![(1, Some(2)), (2, Some(1)), (3, None)], |t| t.0, |t| t.1);
        assert_eq!(order.first(), Some(&(0, (3, None))));
        assert_eq!(order.len(), 3);
    }
}
