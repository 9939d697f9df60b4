//! Words of the full-text index as `tsvector` and `tsquery`.
//!
//! The words are split here, not by a parser of PostgreSQL, which takes addresses and numbers with signs for one word. The texts
//! are folded already.

use std::collections::BTreeMap;

/// Maximum length of a word in bytes; longer ones are found by their beginning. PostgreSQL allows 2046.
const WORD: usize = 1000;
/// Maximum size of the words of an entity in bytes. PostgreSQL allows 1 MB with the positions; what comes after is not found.
const TOTAL: usize = 400_000;
/// The last position that PostgreSQL tells apart.
const LAST_POSITION: usize = 16_383;
/// Maximum number of positions of one word.
const POSITIONS: usize = 255;

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(cut)
}

fn cut(word: &str) -> &str {
    &word[..word.floor_char_boundary(WORD)]
}

/// The words of a text with their places.
pub(super) fn vector(text: &str) -> String {
    let mut places: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let mut size = 0;
    for (i, word) in words(text).enumerate() {
        let at = places.entry(word).or_default();
        size += if at.is_empty() { word.len() + 8 } else { 2 };
        if size > TOTAL {
            break;
        }
        if at.len() < POSITIONS && i < LAST_POSITION {
            at.push(i + 1);
        }
    }
    let mut out = String::new();
    for (word, at) in places {
        let at: Vec<String> = at.iter().map(ToString::to_string).collect();
        out.push_str(&format!("'{word}'"));
        if !at.is_empty() {
            out.push(':');
            out.push_str(&at.join(","));
        }
        out.push(' ');
    }
    out
}

/// Maximum number of rows that are written together.
const ROWS: usize = 500;
/// Size of their words in bytes at which a part ends.
const PART: usize = 500_000;

/// The words of rows with their places, in parts that are written together.
pub(super) fn parts<'t>(rows: impl Iterator<Item = (i64, &'t str)>) -> impl Iterator<Item = Vec<(i64, String)>> {
    let mut rows = rows.peekable();
    std::iter::from_fn(move || {
        rows.peek()?;
        let (mut part, mut size) = (Vec::new(), 0);
        while let Some((row, words)) = if part.len() < ROWS && size < PART { rows.next() } else { None } {
            let vector = vector(words);
            size += vector.len();
            part.push((row, vector));
        }
        Some(part)
    })
}

/// All words of a folded text, also as beginnings of words; `None` without any.
pub(super) fn query(folded: &str) -> Option<String> {
    let all: Vec<String> = words(folded).map(|word| format!("'{word}':*")).collect();
    if all.is_empty() { None } else { Some(all.join(" & ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_letters_and_digits() {
        assert_eq!(vector("оплата it's a-b оплата"), "'a':4 'b':5 'it':2 's':3 'оплата':1,6 ");
        assert_eq!(query("опл-b").as_deref(), Some("'опл':* & 'b':*"));
        assert_eq!(query("\\ '"), None);
        assert_eq!(vector("\\ ' : & !"), "");
    }
}
