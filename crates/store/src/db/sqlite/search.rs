//! Words of a full-text query, as FTS5 splits texts.

/// True for the combining marks that the tokenizer `unicode61` keeps within a word (and drops from it). All other marks end a word for it.
fn is_kept_mark(c: char) -> bool {
    matches!(
        c,
        '\u{300}'..='\u{304}'
            | '\u{306}'..='\u{30c}'
            | '\u{30f}'
            | '\u{311}'
            | '\u{31b}'
            | '\u{323}'..='\u{328}'
            | '\u{32d}'
            | '\u{32e}'
            | '\u{330}'
            | '\u{331}'
    )
}

/// All words of a folded text, also as beginnings of words; `None` without any.
pub(super) fn query(folded: &str) -> Option<String> {
    let words = folded.split(|c: char| !c.is_alphanumeric() && !is_kept_mark(c));
    let words: Vec<String> =
        words.filter(|word| word.contains(char::is_alphanumeric)).map(|word| format!("\"{word}\"*")).collect();
    if words.is_empty() { None } else { Some(words.join(" ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_does_not_end_a_word() {
        assert_eq!(query("a-b \"c").as_deref(), Some("\"a\"* \"b\"* \"c\"*"));
        assert_eq!(query("e\u{301}cole и\u{306}од").as_deref(), Some("\"e\u{301}cole\"* \"и\u{306}од\"*"));
        assert_eq!(query("x\u{338}y").as_deref(), Some("\"x\"* \"y\"*"), "this one ends a word for the index, too");
        assert_eq!(query("\u{301} - \"'"), None);
    }
}
