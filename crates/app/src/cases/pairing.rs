//! Pairs of the things of two lists, for a comparison of versions.
//!
//! [`pair`] finds the place of each thing of the older list in the newer one. Equal things that keep their order are paired first.
//! Between two of them, things with many words in common stand beside each other, and the others in their order. What is left is
//! looked for elsewhere: an equal thing at another place moved, and so did one with nearly the same words, which was also changed.

use std::ops::Range;

/// Longer lists are compared in their order alone.
const MOST: usize = 1200;
/// Greatest number of pairs whose words are compared.
const MOST_ALIKE: usize = 10_000;
/// Least share of common words, in percent, of two items beside each other, and of an item that was moved and changed.
const BESIDE: usize = 40;
const MOVED: usize = 70;

/// The places of two lists, paired.
#[derive(Debug, Default)]
pub(super) struct Pairs {
    /// Places that stand beside each other. `None` where the other list has nothing.
    pub beside: Vec<(Option<usize>, Option<usize>)>,
    /// Places of moved items: before and after. Their texts may differ.
    pub moved: Vec<(usize, usize)>,
}

/// Pairs two lists. `text` gives the words of an item; an item without words is similar to no other one.
pub(super) fn pair<T: PartialEq>(old: &[T], new: &[T], text: impl Fn(&T) -> Option<String>) -> Pairs {
    let words = |all: &[T]| all.iter().map(|one| text(one).map_or_else(Vec::new, |text| words(&text))).collect::<Vec<_>>();
    let (before, after) = (words(old), words(new));
    let likeness = |i: usize, j: usize| likeness(&before[i], &after[j]);
    let beside = beside(old, new, &likeness);
    let moved = moved(old, new, &beside, &likeness);
    Pairs { beside, moved }
}

/// The words of a text in lower case, sorted.
fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let mut words: Vec<String> = words.map(str::to_lowercase).collect();
    words.sort_unstable();
    words
}

/// Share of words that two sorted lists have in common, in percent.
fn likeness(a: &[String], b: &[String]) -> usize {
    let (mut i, mut j, mut same) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => (i, j, same) = (i + 1, j + 1, same + 1),
        }
    }
    (same * 200_usize).checked_div(a.len() + b.len()).unwrap_or(0)
}

fn beside<T: PartialEq>(old: &[T], new: &[T], likeness: &dyn Fn(usize, usize) -> usize) -> Vec<(Option<usize>, Option<usize>)> {
    let mut pairs = Vec::new();
    let (mut i, mut j) = (0, 0);
    for (x, y) in common(old, new).into_iter().chain([(old.len(), new.len())]) {
        between(i..x, j..y, likeness, &mut pairs);
        if x < old.len() && y < new.len() {
            pairs.push((Some(x), Some(y)));
            (i, j) = (x + 1, y + 1);
        }
    }
    pairs
}

/// Pairs the items between two pairs of equal items.
fn between(
    old: Range<usize>,
    new: Range<usize>,
    likeness: &dyn Fn(usize, usize) -> usize,
    out: &mut Vec<(Option<usize>, Option<usize>)>,
) {
    let alike = if old.len() * new.len() <= MOST_ALIKE {
        common_by(old.len(), new.len(), |i, j| likeness(old.start + i, new.start + j) >= BESIDE)
    } else {
        Vec::new()
    };
    let alike = alike.into_iter().map(|(i, j)| (old.start + i, new.start + j));
    let (mut i, mut j) = (old.start, new.start);
    for (x, y) in alike.chain([(old.end, new.end)]) {
        while i < x || j < y {
            out.push(((i < x).then_some(i), (j < y).then_some(j)));
            i += usize::from(i < x);
            j += usize::from(j < y);
        }
        if x < old.end && y < new.end {
            out.push((Some(x), Some(y)));
            (i, j) = (x + 1, y + 1);
        }
    }
}

/// Things at other places: equal ones first, then those whose words are nearly the same.
fn moved<T: PartialEq>(
    old: &[T],
    new: &[T],
    beside: &[(Option<usize>, Option<usize>)],
    likeness: &dyn Fn(usize, usize) -> usize,
) -> Vec<(usize, usize)> {
    let is_equal = |i: usize, j: usize| old[i] == new[j];
    let apart: Vec<_> = beside.iter().filter(|pair| !matches!(pair, (Some(i), Some(j)) if is_equal(*i, *j))).collect();
    let mut left: Vec<usize> = apart.iter().filter_map(|(i, _)| *i).collect();
    let mut found: Vec<(usize, usize)> = Vec::new();
    for j in apart.iter().filter_map(|(_, j)| *j) {
        if let Some(at) = left.iter().position(|i| is_equal(*i, j)) {
            found.push((left.remove(at), j));
        }
    }
    let has_moved = |i: Option<usize>, j: Option<usize>| found.iter().any(|(from, to)| Some(*from) == i || Some(*to) == j);
    let stays = |i: Option<usize>, j: Option<usize>| !has_moved(i, j) && i.zip(j).is_some_and(|(i, j)| likeness(i, j) >= BESIDE);
    let open: Vec<_> = apart.iter().filter(|(i, j)| !stays(*i, *j)).collect();
    let from: Vec<usize> = open.iter().filter_map(|(i, _)| *i).filter(|i| !has_moved(Some(*i), None)).collect();
    let to: Vec<usize> = open.iter().filter_map(|(_, j)| *j).filter(|j| !has_moved(None, Some(*j))).collect();
    if from.len() * to.len() > MOST_ALIKE {
        return found;
    }
    let all = from.iter().flat_map(|i| to.iter().map(|j| (likeness(*i, *j), *i, *j)));
    let mut all: Vec<_> = all.filter(|(share, ..)| *share >= MOVED).collect();
    // The most alike first, of those the nearest.
    all.sort_by_key(|(share, i, j)| (std::cmp::Reverse(*share), i.abs_diff(*j)));
    for (_, i, j) in all {
        if found.iter().all(|(from, to)| *from != i && *to != j) {
            found.push((i, j));
        }
    }
    found
}

/// The longest common subsequence of two lists, as pairs of places.
pub(super) fn common<T: PartialEq>(a: &[T], b: &[T]) -> Vec<(usize, usize)> {
    common_by(a.len(), b.len(), |i, j| a[i] == b[j])
}

fn common_by(a: usize, b: usize, same: impl Fn(usize, usize) -> bool) -> Vec<(usize, usize)> {
    if a > MOST || b > MOST {
        return Vec::new();
    }
    let width = b + 1;
    let mut lengths = vec![0_u16; (a + 1) * width];
    for i in (0..a).rev() {
        for j in (0..b).rev() {
            lengths[i * width + j] = if same(i, j) {
                lengths[(i + 1) * width + j + 1] + 1
            } else {
                lengths[(i + 1) * width + j].max(lengths[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j, mut pairs) = (0, 0, Vec::new());
    while i < a && j < b {
        if same(i, j) {
            pairs.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if lengths[(i + 1) * width + j] >= lengths[i * width + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(old: &[&str], new: &[&str]) -> Pairs {
        pair(old, new, |text| Some((*text).to_owned()))
    }

    #[test]
    fn a_changed_thing_stands_beside_its_former_text_when_others_came_before_it() {
        let old = ["open the cart page", "pay by card"];
        let new = ["sign in", "open the cart page again", "pay by card"];
        let found = pairs(&old, &new);
        assert_eq!(found.beside, [(None, Some(0)), (Some(0), Some(1)), (Some(1), Some(2))]);
        assert!(found.moved.is_empty(), "it only made room");
    }

    #[test]
    fn a_thing_that_moved_and_was_changed_is_found_by_its_words() {
        let old = ["open the cart", "enter the promo code SALE", "pay", "leave"];
        let new = ["open the cart", "pay", "leave", "enter the promo code SPRING"];
        assert_eq!(pairs(&old, &new).moved, [(1, 3)]);
        let other = ["open the cart", "pay", "leave", "look at the bill"];
        assert!(pairs(&old, &other).moved.is_empty());
    }
}
