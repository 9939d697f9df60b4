//! Rows of large lists that are worth ranking for a query: matching every title by its letters would take longer than a key press.

use memchr::memmem::Finder;

/// Lists up to this length are matched row by row, also by scattered letters and with typing errors.
pub(super) const SMALL_LIST: usize = 2000;
/// Rows of a large list that are ranked: far more than are shown.
const RANKED: usize = 150;

/// Rank of a text that holds the words of a query, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum MatchRank {
    /// Begins with the first word, and that word is whole.
    Opens,
    /// The first word is whole: a code, a word of the title.
    Whole,
    /// Begins with the first word.
    Begins,
    /// Holds every word somewhere.
    Within,
}

/// Places of the folded texts that hold every word of the folded query: the best ones, at most [`RANKED`].
pub(super) fn narrowed<'t>(texts: impl Iterator<Item = &'t str>, query: &str) -> Vec<usize> {
    let words: Vec<&str> = query.split(' ').filter(|w| !w.is_empty()).collect();
    let Some((first, rest)) = words.split_first() else { return Vec::new() };
    // Made once: the standard search prepares itself anew for every text.
    let find_first = Finder::new(first);
    let rest: Vec<Finder<'_>> = rest.iter().map(Finder::new).collect();
    let mut found: [Vec<usize>; 4] = Default::default();
    for (i, text) in texts.enumerate() {
        let Some(at) = find_first.find(text.as_bytes()) else { continue };
        if !rest.iter().all(|word| word.find(text.as_bytes()).is_some()) {
            continue;
        }
        let rank = rank(text, first, at, &find_first);
        let group = &mut found[rank as usize];
        if group.len() < RANKED {
            group.push(i);
        }
    }
    let mut best: Vec<usize> = found.into_iter().flatten().collect();
    best.truncate(RANKED);
    best
}

/// The rank of a text with the word at `at`, its first place. `find` looks for the word.
fn rank(text: &str, word: &str, at: usize, find: &Finder<'_>) -> MatchRank {
    let is_whole = |at: usize| {
        let before = text.get(..at).and_then(|t| t.chars().next_back());
        let after = text.get(at + word.len()..).and_then(|t| t.chars().next());
        before.is_none_or(char::is_whitespace) && after.is_none_or(char::is_whitespace)
    };
    if at == 0 && is_whole(0) {
        MatchRank::Opens
    } else if is_whole(at) || find.find_iter(&text.as_bytes()[at..]).any(|place| is_whole(at + place)) {
        MatchRank::Whole
    } else if at == 0 {
        MatchRank::Begins
    } else {
        MatchRank::Within
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_words_stand_before_parts_of_words() {
        let texts = ["orders shop-12", "border shop-2", "order paid shop-1", "an order shop-3", "refund"];
        assert_eq!(narrowed(texts.into_iter(), "order"), [2, 3, 0, 1]);
        assert_eq!(narrowed(texts.into_iter(), "shop-1"), [2, 0]);
        assert_eq!(narrowed(texts.into_iter(), "order an"), [3]);
        assert_eq!(narrowed(texts.into_iter(), " "), [0usize; 0]);
    }

    #[test]
    fn a_whole_word_is_found_behind_any_number_of_parts() {
        let many = (0..5000).map(|i| format!("case {i} shop-1{i}")).chain(["the last shop-1".to_owned()]).collect::<Vec<_>>();
        let best = narrowed(many.iter().map(String::as_str), "shop-1");
        assert_eq!((best.first(), best.len()), (Some(&5000), RANKED));
    }
}
