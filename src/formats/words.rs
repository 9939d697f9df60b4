//! Words in the files of other programs, read from `assets/formats/words.txt`.
//!
//! They are data and not code, because half of them are Russian and their number grows.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::base::fold::fold;

static WORDS: LazyLock<HashMap<(&'static str, String), &'static str>> =
    LazyLock::new(|| read(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/formats/words.txt"))));

/// The program's own word for a word of a file. `list` is `function`, `result`, `mapping`, `type`, `flag`, `status`, ...
pub(super) fn ours(list: &'static str, theirs: &str) -> Option<&'static str> {
    WORDS.get(&(list, fold(theirs))).copied()
}

fn read(text: &'static str) -> HashMap<(&'static str, String), &'static str> {
    let mut words = HashMap::new();
    let mut list = "";
    for line in text.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#')) {
        if let Some(name) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
            list = name;
        } else if let Some((ours, theirs)) = line.split_once('=') {
            for word in theirs.split('|') {
                words.insert((list, fold(word)), ours.trim());
            }
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_words_in_any_letter_case() {
        assert_eq!(ours("function", " FUNCTIONAL  id "), Some("func_id"));
        assert_eq!(ours("function", "Segment "), Some("segment"));
        assert_eq!(ours("flag", "ДА"), Some("yes"));
        assert_eq!(ours("flag", "ja"), None);
    }
}
