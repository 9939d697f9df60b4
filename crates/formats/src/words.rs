//! Words in the files of other programs, read from `assets/formats/words.txt`.
//!
//! They are data and not code, because half of them are Russian and their number grows.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use voluptas_core::base::fold::fold;

const TEXT: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/formats/words.txt"));

/// Words of the program alone: no file can fill this map with texts of one hash.
type Words = FxHashMap<&'static str, FxHashMap<String, &'static str>>;

static WORDS: LazyLock<Words> = LazyLock::new(|| read(TEXT));

/// The program's own word for a word of a file. `list` is `function`, `result`, `mapping`, `type`, `flag`, `status`, ...
pub(super) fn ours(list: &'static str, theirs: &str) -> Option<&'static str> {
    WORDS.get(list)?.get(&fold(theirs)).copied()
}

/// The program's own word of a list that is spelled so.
pub(super) fn known(list: &'static str, ours: &str) -> Option<&'static str> {
    WORDS.get(list)?.values().find(|word| **word == ours).copied()
}

/// The spelling that a list of words gives to a word of the program's own; blank for an unknown word.
pub(super) fn spelled(list: &str, ours: &str) -> &'static str {
    SPELLED.iter().find(|(in_list, word, _)| *in_list == list && *word == ours).map_or("", |(.., theirs)| theirs)
}

static SPELLED: LazyLock<Vec<(&'static str, &'static str, &'static str)>> = LazyLock::new(|| {
    let mut list = "";
    let mut words = Vec::new();
    for line in TEXT.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#')) {
        if let Some(name) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
            list = name;
        } else if let Some((ours, theirs)) = line.split_once('=').filter(|_| list.starts_with("spelled_")) {
            words.push((list, ours.trim(), theirs.trim()));
        }
    }
    words
});

fn read(text: &'static str) -> Words {
    let mut words = Words::default();
    let mut list = "";
    for line in text.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#')) {
        if let Some(name) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
            list = name;
        } else if let Some((ours, theirs)) = line.split_once('=') {
            for word in theirs.split('|') {
                words.entry(list).or_default().insert(fold(word), ours.trim());
            }
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_of_a_function_can_be_chosen_for_a_column() {
        let mut words: Vec<&str> = WORDS["function"].values().copied().collect();
        words.sort_unstable();
        words.dedup();
        let mut columns = crate::functions::COLUMNS.to_vec();
        columns.sort_unstable();
        assert_eq!(words, columns);
    }

    #[test]
    fn finds_words_in_any_letter_case() {
        assert_eq!(ours("function", " FUNCTIONAL  id "), Some("func_id"));
        assert_eq!(ours("function", "Segment "), Some("segment"));
        assert_eq!(ours("flag", "ДА"), Some("yes"));
        assert_eq!(ours("flag", "ja"), None);
    }
}
