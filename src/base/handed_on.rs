//! Values that only one thing may have, such as an alias or an e-mail address, where one change hands some of them on.

use std::collections::{HashMap, HashSet};

/// A thing with the value that it has and the one that it is to get. `None` gets none and keeps what it has.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wish<'v> {
    /// Present value.
    pub has: Option<&'v str>,
    /// Wanted value.
    pub wants: Option<&'v str>,
}

impl Wish<'_> {
    /// True when the thing would get another value.
    #[must_use]
    pub fn is_change(&self) -> bool {
        self.wants.is_some() && self.wants != self.has
    }
}

/// Tells for each wish whether it can be granted: nobody has the value, or its holder gives it up for another one that it gets. Of
/// several wishes for a value the first one counts. `held` are the values of things without a wish. Takes time in proportion to the
/// number of wishes.
#[must_use]
pub fn granted(wishes: &[Wish<'_>], held: &HashSet<&str>) -> Vec<bool> {
    let (mut holders, mut firsts) = (HashMap::new(), HashMap::new());
    for (at, wish) in wishes.iter().enumerate() {
        if let Some(has) = wish.has {
            holders.entry(has).or_insert(at);
        }
        if let Some(wants) = wish.wants.filter(|_| wish.is_change()) {
            firsts.entry(wants).or_insert(at);
        }
    }
    let mut known: Vec<Option<bool>> = vec![None; wishes.len()];
    for start in 0..wishes.len() {
        let (mut path, mut at) = (Vec::new(), start);
        let is_granted = loop {
            let wish = &wishes[at];
            let Some(wants) = wish.wants.filter(|_| wish.is_change()) else {
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
            known[at] = Some(is_granted);
        }
    }
    known.into_iter().map(Option::unwrap_or_default).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(wishes: &[(&'static str, &'static str)], held: &[&'static str]) -> Vec<bool> {
        let value = |v: &'static str| Some(v).filter(|v| !v.is_empty());
        let wishes: Vec<_> = wishes.iter().map(|(has, wants)| Wish { has: value(has), wants: value(wants) }).collect();
        granted(&wishes, &held.iter().copied().collect())
    }

    #[test]
    fn a_value_is_handed_on() {
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
