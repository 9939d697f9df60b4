//! Folding of text for comparison and search: the same result for a person's «Ёлка» and «елка».
//!
//! SQLite's `lower()` handles only ASCII, so folded copies are made here and stored beside the text (`*_fold` columns).

use unicode_normalization::UnicodeNormalization as _;

/// Lower case, `ё` as `е`, letters with marks as one character each, outer blanks dropped, inner runs of blanks as one space.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    fold_into(&mut out, text);
    out
}

fn fold_into(out: &mut String, text: &str) {
    for (i, word) in text.split_whitespace().enumerate() {
        if i > 0 {
            out.push(' ');
        }
        if word.is_ascii() {
            let start = out.len();
            out.push_str(word);
            out[start..].make_ascii_lowercase();
            continue;
        }
        let mut add = |c: char| c.to_lowercase().for_each(|l| out.push(if l == 'ё' { 'е' } else { l }));
        if word.contains(is_part) { word.nfc().for_each(add) } else { word.chars().for_each(&mut add) }
    }
}

/// True for marks and vowels that mostly stand beside their letter as characters of their own: file names of macOS have them so.
fn is_part(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{1100}'..='\u{11ff}' | '\u{3099}' | '\u{309a}')
}

/// Folded texts in one piece of memory: many short ones cost little more than their letters.
#[derive(Debug, Clone, Default)]
pub struct FoldedTexts {
    text: String,
    /// One past the last byte of each text.
    ends: Vec<usize>,
}

impl FoldedTexts {
    /// Adds the text of these parts, folded, with a space between them. Blank parts are left out.
    pub fn push(&mut self, parts: &[&str]) {
        let start = self.text.len();
        for part in parts {
            let separator = if self.text.len() > start { " " } else { "" };
            let before = self.text.len();
            self.text.push_str(separator);
            fold_into(&mut self.text, part);
            if self.text.len() == before + separator.len() {
                self.text.truncate(before);
            }
        }
        self.ends.push(self.text.len());
    }

    /// The texts in the order in which they were added.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, end)| self.text.get(start..*end).unwrap_or_default())
    }

    /// The text at a place; blank beyond the last one.
    pub fn get(&self, at: usize) -> &str {
        let start = at.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        self.ends.get(at).and_then(|end| self.text.get(start..*end)).unwrap_or_default()
    }

    /// Gives back memory that no text needs.
    pub fn shrink(&mut self) {
        self.text.shrink_to_fit();
        self.ends.shrink_to_fit();
    }
}

/// A key whose byte order is the order that people expect: folded, with every run of digits padded so that `2` comes before `10`.
pub fn natural_key(text: &str) -> String {
    let folded = fold(text);
    let mut out = String::with_capacity(folded.len() + 8);
    let mut digits = String::new();
    for c in folded.chars() {
        if c.is_ascii_digit() {
            digits.push(c);
            continue;
        }
        push_padded(&mut out, &mut digits);
        out.push(c);
    }
    push_padded(&mut out, &mut digits);
    out
}

fn push_padded(out: &mut String, digits: &mut String) {
    if digits.is_empty() {
        return;
    }
    let significant = digits.trim_start_matches('0');
    for _ in significant.len()..12 {
        out.push('0');
    }
    out.push_str(significant);
    digits.clear();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folded_texts_come_back_one_by_one() {
        let mut texts = FoldedTexts::default();
        texts.push(&["Ёлка", "  ", "ID.1"]);
        texts.push(&[]);
        texts.push(&["", "B"]);
        assert_eq!(texts.iter().collect::<Vec<_>>(), ["елка id.1", "", "b"]);
        assert_eq!([0, 1, 2, 3].map(|at| texts.get(at)), ["елка id.1", "", "b", ""]);
    }

    #[test]
    fn folds_case_yo_and_blanks() {
        assert_eq!(fold("  Ёлка   ПЛАТЁЖ\tX "), "елка платеж x");
    }

    #[test]
    fn marks_are_one_with_their_letter() {
        assert_eq!(fold("И\u{306}огурт е\u{308} U\u{308}ber か\u{3099} \u{1112}\u{1161}\u{11ab}"), "йогурт е über が 한");
        assert_eq!(fold("x\u{306}\u{323}"), "x\u{323}\u{306}", "what is no letter of its own stays, in one order");
    }

    #[test]
    fn numbers_sort_by_value() {
        let mut v = vec!["SHOP-10", "SHOP-2", "shop-1"];
        v.sort_by_key(|s| natural_key(s));
        assert_eq!(v, ["shop-1", "SHOP-2", "SHOP-10"]);
    }
}
