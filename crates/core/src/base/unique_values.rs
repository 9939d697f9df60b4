//! Values that only one item may have, such as an alias or an e-mail address, and changes that pass them from one item to
//! another.

use std::collections::{HashMap, HashSet};

/// Current and wanted value of one item. A wanted value of `None` keeps the current one.
#[derive(Debug, Clone, Copy, Default)]
pub struct ValueChange<'v> {
    /// Present value.
    pub has: Option<&'v str>,
    /// Wanted value.
    pub wants: Option<&'v str>,
}

impl ValueChange<'_> {
    /// True when the item gets another value.
    pub fn is_change(&self) -> bool {
        self.wants.is_some() && self.wants != self.has
    }
}

/// Tells for each change whether it is possible: the value is free, or its holder gets another value in the same set of changes.
/// If several changes want one value, the first wins. `held` are the values of items outside the set. Takes linear time.
pub fn possible(changes: &[ValueChange<'_>], held: &HashSet<&str>) -> Vec<bool> {
    let (mut holders, mut firsts) = (HashMap::new(), HashMap::new());
    for (at, change) in changes.iter().enumerate() {
        if let Some(has) = change.has {
            holders.entry(has).or_insert(at);
        }
        if let Some(wants) = change.wants.filter(|_| change.is_change()) {
            firsts.entry(wants).or_insert(at);
        }
    }
    let mut known: Vec<Option<bool>> = vec![None; changes.len()];
    for start in 0..changes.len() {
        let (mut path, mut at) = (Vec::new(), start);
        let is_possible = loop {
            let change = &changes[at];
            let Some(wants) = change.wants.filter(|_| change.is_change()) else {
                known[at] = Some(true);
                // A holder that keeps its value ends the path.
                break false;
            };
            if let Some(known) = known[at] {
                break known;
            }
            path.push(at);
            if held.contains(wants) || firsts.get(wants) != Some(&at) {
                break false;
            }
            // In a circle each one gives up its value for the next.
            known[at] = Some(true);
            match holders.get(wants) {
                Some(holder) => at = *holder,
                None => break true,
            }
        };
        for at in path {
            known[at] = Some(is_possible);
        }
    }
    known.into_iter().map(Option::unwrap_or_default).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(changes: &[(&'static str, &'static str)], held: &[&'static str]) -> Vec<bool> {
        let value = |v: &'static str| Some(v).filter(|v| !v.is_empty());
        let changes: Vec<_> = changes.iter().map(|(has, wants)| ValueChange { has: value(has), wants: value(wants) }).collect();
        possible(&changes, &held.iter().copied().collect())
    }

    #[test]
    fn a_value_passes_to_another_thing() {
        assert_eq!(of(&[("", "a"), ("a", "b")], &[]), [true, true]);
        assert_eq!(of(&[("a", "b"), ("b", "a")], &[]), [true, true], "exchanged");
        assert_eq!(of(&[("a", "b"), ("b", "c"), ("c", "a"), ("", "d")], &[]), [true; 4]);
    }

    #[test]
    fn a_value_that_stays_with_its_holder_is_not() {
        assert_eq!(of(&[("", "a"), ("a", "")], &[]), [false, true]);
        assert_eq!(of(&[("", "a"), ("a", "a")], &[]), [false, true]);
        assert_eq!(of(&[("", "a")], &["a"]), [false]);
        assert_eq!(of(&[("", "a"), ("a", "b"), ("b", "c")], &["c"]), [false; 3], "the last one is refused, so nobody moves up");
        assert_eq!(of(&[("", "a"), ("", "a")], &[]), [true, false]);
    }
}
