//! Reads single cells: flags, lists, branch glyphs, and text that a spreadsheet would take for a formula.

use super::words;
use smallvec::SmallVec;
use std::borrow::Cow;
use std::collections::HashSet;

/// First characters that make a spreadsheet execute a cell.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// The text of a cell: trimmed, with one kind of line end, without an apostrophe before a formula.
pub(super) fn clean(text: &str) -> String {
    cleaned(text).into_owned()
}

/// The text of a cell as [`clean`] gives it; a copy only if line ends or NUL change inside it.
pub(super) fn cleaned(text: &str) -> Cow<'_, str> {
    let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}' || c == '\0');
    if memchr::memchr2(b'\r', b'\0', text.as_bytes()).is_some() {
        let text = text.replace("\r\n", "\n").replace('\r', "\n").replace('\0', "");
        return Cow::Owned(if is_guarded(&text) { text[1..].to_owned() } else { text });
    }
    Cow::Borrowed(if is_guarded(text) { &text[1..] } else { text })
}

/// A cell that no spreadsheet executes and from which [`clean`] restores the text, apart from NUL, which no table can hold.
pub(super) fn guarded(text: &str) -> String {
    if text.contains('\0') {
        return guarded(&text.replace('\0', ""));
    }
    let text = text.trim();
    if is_guarded(text) || text.starts_with(FORMULA) { format!("'{text}") } else { text.to_owned() }
}

fn is_guarded(text: &str) -> bool {
    text.starts_with('\'') && text.trim_start_matches('\'').starts_with(FORMULA)
}

/// True for `──┐`, or `--¬` in encodings without such lines. It marks the row that starts a branch and is no name.
pub(super) fn is_branch_glyph(text: &str) -> bool {
    let text = text.trim();
    text.ends_with(['┐', '¬', '┬']) && text.chars().all(|c| matches!(c, '─' | '-' | '–' | '—' | '┐' | '¬' | '┬'))
}

/// Parses a flag; a blank cell is false. `None` for any word other than yes and no.
pub(super) fn flag(text: &str) -> Option<bool> {
    if text.is_empty() {
        return Some(false);
    }
    words::ours("flag", text).map(|w| w == "yes")
}

/// Separators of a list's entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum List {
    /// Comma, semicolon or line end: for names and tags.
    Words,
    /// Semicolon or line end: for sentences, which contain commas.
    Sentences,
    /// Blanks, or a comma or semicolon before one: for addresses.
    Links,
}

/// The entries of a cell: a JSON list of texts, or text with separators. Blank and repeated entries are dropped.
pub(super) fn list(text: &str, kind: List) -> Vec<String> {
    if text.is_empty() {
        return Vec::new();
    }
    if text.starts_with('[')
        && let Ok(entries) = serde_json::from_str::<Vec<String>>(text)
    {
        return distinct(entries.iter().map(String::as_str));
    }
    match kind {
        List::Words => distinct(text.split([',', ';', '\n'])),
        List::Sentences => distinct(text.split([';', '\n'])),
        List::Links => distinct(text.split_whitespace().map(|w| w.trim_end_matches([',', ';']))),
    }
}

/// Number of entries up to which a new one is compared with each of them.
const FEW: usize = 16;

/// Trimmed entries, without blank and repeated ones.
fn distinct<'t>(entries: impl Iterator<Item = &'t str>) -> Vec<String> {
    let (mut found, mut seen): (SmallVec<[&str; FEW]>, HashSet<&str>) = (SmallVec::new(), HashSet::new());
    for entry in entries.map(str::trim).filter(|entry| !entry.is_empty()) {
        let is_new = if found.len() < FEW {
            !found.contains(&entry)
        } else {
            if seen.is_empty() {
                seen.extend(&found);
            }
            seen.insert(entry)
        };
        if is_new {
            found.push(entry);
        }
    }
    found.into_iter().map(str::to_owned).collect()
}

/// A cell from which [`list`] restores the entries: with separators if possible, otherwise a JSON list.
pub(super) fn joined(entries: &[String], kind: List) -> String {
    let separator = match kind {
        List::Words => ", ",
        List::Sentences => "; ",
        List::Links => " ",
    };
    let plain = entries.join(separator);
    if list(&plain, kind) == entries {
        return plain;
    }
    serde_json::to_string(entries).unwrap_or(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_guarded_and_come_back() {
        for text in ["=1+1", "+7 900", "-10%", "@all", "'=x", "''=x", "plain", "'quoted'", "", "it's"] {
            let cell = guarded(text);
            assert!(!cell.starts_with(FORMULA), "{cell}");
            assert_eq!(clean(&cell), text);
        }
        assert_eq!(guarded("plain"), "plain");
        assert_eq!(clean("\u{feff} a\r\nb\r "), "a\nb");
    }

    #[test]
    fn glyphs_are_no_names() {
        assert!(is_branch_glyph("──┐") && is_branch_glyph(" ──┐ ") && is_branch_glyph("--¬"));
        assert!(!is_branch_glyph("") && !is_branch_glyph("--") && !is_branch_glyph("A--¬") && !is_branch_glyph("—"));
    }

    #[test]
    fn flags_in_many_words() {
        for yes in ["TRUE", "true", "1", "Да", "yes", "x", "✓"] {
            assert_eq!(flag(yes), Some(true), "{yes}");
        }
        for no in ["", "FALSE", "0", "нет", "-"] {
            assert_eq!(flag(no), Some(false), "{no}");
        }
        assert_eq!(flag("maybe"), None);
    }

    #[test]
    fn a_cell_with_very_many_entries_is_read_at_once() {
        let text = (0..400_000).map(|n| format!("tag{}", n % 200_000)).collect::<Vec<_>>().join(",");
        let began = std::time::Instant::now();
        assert_eq!(list(&text, List::Words).len(), 200_000);
        // To compare each entry with all before it takes minutes.
        assert!(began.elapsed().as_secs() < 20, "{:?}", began.elapsed());
    }

    #[test]
    fn repeated_entries_of_a_list_come_once_however_many_there_are() {
        for n in [FEW - 1, FEW, FEW + 1, 3 * FEW] {
            let entries: Vec<String> = (0..n).map(|i| format!("tag{i}")).collect();
            let twice = [entries.join(","), entries.join(" ; "), "tag0".into()].join(",");
            assert_eq!(list(&twice, List::Words), entries, "{n}");
        }
    }

    #[test]
    fn lists_come_back() {
        assert_eq!(list("search, поиск; find", List::Words), ["search", "поиск", "find"]);
        assert_eq!(list("Как покупатель, хочу искать голосом", List::Sentences).len(), 1);
        assert_eq!(list("https://a.test/x,y, https://b.test", List::Links), ["https://a.test/x,y", "https://b.test"]);
        for entries in [vec!["a", "b"], vec!["a, b", "c"], vec!["[x]"], vec!["a;b"], vec!["two words", "x"], vec![]] {
            let entries: Vec<String> = entries.into_iter().map(str::to_owned).collect();
            for kind in [List::Words, List::Sentences, List::Links] {
                assert_eq!(list(&joined(&entries, kind), kind), entries, "{kind:?}");
            }
        }
    }
}
