//! Folding of text for comparison and search: the same result for a person's «Ёлка» and «елка».
//!
//! SQLite's `lower()` handles only ASCII, so folded copies are made here and stored beside the text (`*_fold` columns).

/// Lower case, `ё` as `е`, outer blanks dropped, inner runs of blanks as one space.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        for c in word.chars() {
            for l in c.to_lowercase() {
                out.push(if l == 'ё' { 'е' } else { l });
            }
        }
    }
    out
}

/// A key whose byte order is the order that people expect: folded, with every run of digits padded so that `2` comes before `10`.
#[must_use]
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
    fn folds_case_yo_and_blanks() {
        assert_eq!(fold("  Ёлка   ПЛАТЁЖ\tX "), "елка платеж x");
    }

    #[test]
    fn numbers_sort_by_value() {
        let mut v = vec!["SHOP-10", "SHOP-2", "shop-1"];
        v.sort_by_key(|s| natural_key(s));
        assert_eq!(v, ["shop-1", "SHOP-2", "SHOP-10"]);
    }
}
