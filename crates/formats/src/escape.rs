//! Escapes for characters that a file cannot hold: `\u{d}` is the character with that number in hexadecimal digits, and a backslash
//! that stands before `u{` in the text is written as `\u{5c}`.
//!
//! The program's own XML writes control characters so. Readers of tables trim cells and bring line ends into one form, since tables
//! of other programs need that. A table of this program in which that would change a text has a further column, named [`COLUMN`]:
//! all of its cells are escaped, so that its texts come back as they are.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Name of the column without cells that tells that the cells of a table are escaped.
pub(super) const COLUMN: &str = "Escapes: \\u{…}";

/// True for a text that a reader of tables would change: blanks or line ends at its ends, or a carriage return.
pub(super) fn is_needed(text: &str) -> bool {
    text.contains('\r') || text.starts_with(is_trimmed) || text.ends_with(is_trimmed)
}

/// True for a character that a reader drops at the ends of a cell.
fn is_trimmed(c: char) -> bool {
    c.is_whitespace() || c == '\u{feff}'
}

/// The text of a cell in an escaped table.
pub(super) fn cell(text: &str) -> String {
    let last = text.char_indices().next_back().map_or(0, |(at, _)| at);
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        let is_outer = (at == 0 || at == last) && is_trimmed(c);
        if is_outer || c == '\r' || c == '\\' && text[at + 1..].starts_with("u{") {
            push(c, &mut out);
        } else {
            out.push(c);
        }
    }
    out
}

/// Adds a character as an escape.
pub(super) fn push(c: char, out: &mut String) {
    write!(out, "\\u{{{:x}}}", u32::from(c)).ok();
}

/// The text with its escapes resolved. What only looks like an escape stays.
pub(super) fn plain(text: &str) -> Cow<'_, str> {
    if !text.contains("\\u{") {
        return Cow::Borrowed(text);
    }
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("\\u{") {
        out.push_str(before);
        // At most six digits: a longer search would make many openings without an end slow.
        let end = after.bytes().take(7).position(|b| b == b'}');
        let code = end.and_then(|end| u32::from_str_radix(&after[..end], 16).ok()).and_then(char::from_u32);
        match (end, code) {
            (Some(end), Some(c)) => {
                out.push(c);
                rest = &after[end + 1..];
            }
            _ => {
                out.push_str("\\u{");
                rest = after;
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Escapes the column names and the cells of a table if a reader would change one of them, and adds [`COLUMN`].
pub(super) fn table(mut headers: Vec<String>, mut rows: Vec<Vec<String>>) -> (Vec<String>, Vec<Vec<String>>) {
    if !headers.iter().chain(rows.iter().flatten()).any(|text| is_needed(text)) {
        return (headers, rows);
    }
    for text in headers.iter_mut().chain(rows.iter_mut().flatten()) {
        // NUL, which no table can hold, is dropped first: a blank behind it would become an outer one.
        text.retain(|c| c != '\0');
        *text = cell(text);
    }
    headers.push(COLUMN.to_owned());
    rows.iter_mut().for_each(|row| row.push(String::new()));
    (headers, rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escaped_cells_lose_nothing_at_their_ends_and_come_back() {
        for text in [" a", "a\n", "\t", " ", "\u{feff}x\u{a0}", "a\r\nb\rc", "\\u{20}", "C:\\users\\u{", "  two  ", "plain", ""] {
            let written = cell(text);
            assert!(!is_needed(&written), "{written:?}");
            assert_eq!(plain(&written), text);
        }
        assert!(["a b", "a\nb", "\\u{20}", ""].iter().all(|text| !is_needed(text)));
    }
}
