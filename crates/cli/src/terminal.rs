//! Text of others on a terminal: control characters are shown and not obeyed.
//!
//! A title may hold ESC, BEL or a reversal of the writing direction; printed as they are, they would colour, erase or rewrite
//! what the terminal shows. Each becomes one visible character: a control picture (`\u{241B}` for ESC) or the replacement
//! character.

use std::borrow::Cow;

/// A text of one or more lines: line ends and tabs stay.
pub(super) fn lines(text: &str) -> Cow<'_, str> {
    replaced(text, |c| if matches!(c, '\n' | '\t') { None } else { visible(c) })
}

/// A cell of a table: line ends and tabs become blanks.
pub(super) fn cell(text: &str) -> Cow<'_, str> {
    replaced(text, |c| if matches!(c, '\n' | '\t') { Some(' ') } else { visible(c) })
}

/// A name in a sentence: line ends and tabs are shown as well, so that no part of a name passes for a line of the program.
pub(super) fn name(text: &str) -> Cow<'_, str> {
    replaced(text, visible)
}

/// A text of at most `width` characters; a longer one ends with ….
pub(super) fn cut(text: &str, width: usize) -> Cow<'_, str> {
    if text.chars().count() <= width {
        return Cow::Borrowed(text);
    }
    let beginning: String = text.chars().take(width.saturating_sub(1)).collect();
    Cow::Owned(format!("{}…", beginning.trim_end()))
}

/// Columns of the terminal that a stream writes to; `None` for a file or a pipe.
pub(super) fn width(stream: &std::io::Stdout) -> Option<usize> {
    let (terminal_size::Width(columns), _) = terminal_size::terminal_size_of(stream)?;
    (columns > 0).then_some(usize::from(columns))
}

/// JSON text in which also DEL and the C1 controls are escaped, which JSON itself allows as they are.
pub(super) fn escaped_json(text: &str) -> Cow<'_, str> {
    if !text.contains(|c| matches!(c, '\u{7f}'..='\u{9f}')) {
        return Cow::Borrowed(text);
    }
    // Outside strings JSON has none of these characters, so the escape is valid wherever one stands.
    let escaped = text.chars().map(|c| match c {
        '\u{7f}'..='\u{9f}' => format!("\\u{:04x}", u32::from(c)),
        c => c.to_string(),
    });
    Cow::Owned(escaped.collect())
}

fn replaced(text: &str, other: impl Fn(char) -> Option<char>) -> Cow<'_, str> {
    if text.chars().all(|c| other(c).is_none()) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(|c| other(c).unwrap_or(c)).collect())
}

/// The visible replacement of a character that a terminal would execute; `None` for all other characters.
fn visible(c: char) -> Option<char> {
    match c {
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)),
        '\u{7f}' => Some('\u{2421}'),
        // C1 controls, line and paragraph separators, and the characters that change the writing direction.
        '\u{80}'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            Some(char::REPLACEMENT_CHARACTER)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn controls_become_visible() {
        assert_eq!(lines("a\x1b[2Jb\x07\rc\n\td"), "a\u{241b}[2Jb\u{2407}\u{240d}c\n\td");
        assert_eq!(cell("two\nlines\tand\u{9b}1m\u{7f}"), "two lines and\u{fffd}1m\u{2421}");
        assert_eq!(name("a\nError: b\r\t"), "a\u{240a}Error: b\u{240d}\u{2409}");
        assert_eq!(lines("\u{202e}evil"), "\u{fffd}evil");
        assert!(matches!(lines("Корзина — 🛒"), Cow::Borrowed(_)));
    }

    #[test]
    fn json_stays_json() {
        let text = serde_json::to_string("a\u{9b}\u{7f}\x1b").expect("JSON");
        let escaped = escaped_json(&text);
        assert_eq!(escaped, r#""a\u009b\u007f\u001b""#);
        assert_eq!(serde_json::from_str::<String>(&escaped).expect("JSON"), "a\u{9b}\u{7f}\x1b");
    }
}
