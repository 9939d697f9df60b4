//! Texts with the character U+0000, which PostgreSQL has no room for.
//!
//! U+0000 is stored as U+0001 U+0001, and U+0001 as U+0001 U+0002. All other characters stay as they are. The order of texts by
//! their bytes stays the same, and equal texts stay equal.

use std::borrow::Cow;

const MARK: char = '\u{1}';

/// A text as it is stored.
pub(super) fn stored(text: &str) -> Cow<'_, str> {
    if !text.bytes().any(|b| b <= 1) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '\0' => out.extend([MARK, '\u{1}']),
            MARK => out.extend([MARK, '\u{2}']),
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// The text that was stored; `None` for one that is stored as it is.
pub(super) fn restored(text: &str) -> Option<String> {
    if !text.as_bytes().contains(&1) {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != MARK {
            out.push(c);
            continue;
        }
        match chars.next() {
            Some('\u{1}') => out.push('\0'),
            Some('\u{2}') => out.push(MARK),
            // Not written by this program.
            other => out.extend(std::iter::once(MARK).chain(other)),
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_comes_back_and_keeps_its_place() {
        let texts = ["", "\0", "\0\0", "\0a", "\u{1}", "\u{1}\0", "\u{1}\u{2}", "\u{2}", "a", "a\0", "a\0b", "a\u{1}", "ab", "я"];
        for (i, text) in texts.iter().enumerate() {
            let there = stored(text);
            assert!(!there.contains('\0'));
            assert_eq!(restored(&there).as_deref().unwrap_or(&there), *text);
            for other in &texts[i + 1..] {
                assert_eq!(stored(text).as_ref().cmp(stored(other).as_ref()), (*text).cmp(*other), "{text:?} {other:?}");
            }
        }
    }
}
