//! The group of a failure: failures whose messages differ in values alone belong together.

use std::collections::BTreeSet;

/// The normalised message: its first line with text, without colours, and with placeholders for parts that change from run to
/// run: `#` for numbers, dates, UUIDs and hexadecimal ids, `…` for quoted text.
pub fn normalised(message: &str) -> String {
    let plain = without_colours(message);
    let line = plain.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or("");
    replaced(line, true)
}

/// A line of text with `#` for numbers, dates, UUIDs and hexadecimal ids.
pub(super) fn without_numbers(line: &str) -> String {
    replaced(line, false)
}

fn replaced(line: &str, replaces_quoted: bool) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        if let Some(length) = quoted(rest, out.chars().next_back()).filter(|_| replaces_quoted) {
            out.push(c);
            out.push('…');
            out.extend(closing(c));
            rest = &rest[length..];
        } else if is_uuid(rest) {
            out.push('#');
            rest = &rest[UUID..];
        } else if c.is_alphanumeric() {
            let length = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
            push_word(&rest[..length], &mut out);
            rest = &rest[length..];
        } else {
            out.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    joined(&out)
}

/// The number of the group of a message, the same in every run and project. `None` for a blank message.
pub fn key(message: &str) -> Option<i64> {
    let normalised = normalised(message);
    if normalised.is_empty() {
        return None;
    }
    let hash = blake3::hash(normalised.as_bytes());
    hash.as_bytes().first_chunk().map(|bytes| i64::from_le_bytes(*bytes))
}

/// The words of a message that the title of its group does not say.
pub fn own_words(message: &str, title: &str) -> String {
    let known: BTreeSet<&str> = title.split_whitespace().collect();
    let own = message.split_whitespace().filter(|word| !known.contains(word)).collect::<Vec<_>>();
    own.join(" ")
}

/// The first line with text of a message, without colours: the title of a group.
pub fn first_line(message: &str) -> String {
    let plain = without_colours(message);
    plain.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or("").to_owned()
}

/// The trace without the message that many tools repeat as its first lines.
pub fn after_message<'t>(trace: &'t str, message: &str) -> &'t str {
    let message = message.trim_end();
    let rest =
        trace.strip_prefix(message).filter(|rest| !message.is_empty() && (rest.is_empty() || rest.starts_with(['\r', '\n'])));
    rest.map_or(trace, |rest| rest.trim_start_matches(['\r', '\n']))
}

/// Leaves out the sequences that begin with ESC and [ and end with a letter.
pub fn without_colours(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\u{1b}') {
        out.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        rest = match after.strip_prefix('[') {
            Some(code) => code.find(|c: char| c.is_ascii_alphabetic()).map_or("", |end| &code[end + 1..]),
            None => after,
        };
    }
    out.push_str(rest);
    out
}

/// Length of a UUID in bytes.
const UUID: usize = 36;

/// True for a text that begins with a UUID.
fn is_uuid(text: &str) -> bool {
    let Some(head) = text.as_bytes().get(..UUID) else { return false };
    head.iter().enumerate().all(|(i, b)| if matches!(i, 8 | 13 | 18 | 23) { *b == b'-' } else { b.is_ascii_hexdigit() })
}

fn closing(open: char) -> Option<char> {
    Some(match open {
        '"' | '\'' | '`' => open,
        '«' => '»',
        '“' => '”',
        _ => return None,
    })
}

/// Length in bytes of the quotation at the start of `rest`, when it begins one. The apostrophe within a word begins none.
fn quoted(rest: &str, before: Option<char>) -> Option<usize> {
    let open = rest.chars().next()?;
    let close = closing(open)?;
    if open == '\'' && before.is_some_and(char::is_alphanumeric) {
        return None;
    }
    let within = &rest[open.len_utf8()..];
    within.find(close).map(|end| open.len_utf8() + end + close.len_utf8())
}

/// A word with its digits replaced, or as one placeholder when it is a hexadecimal id.
fn push_word(word: &str, out: &mut String) {
    let has_digit = word.bytes().any(|b| b.is_ascii_digit());
    if has_digit && word.len() >= 8 && word.bytes().all(|b| b.is_ascii_hexdigit()) {
        out.push('#');
        return;
    }
    let mut in_number = false;
    for c in word.chars() {
        match c.is_ascii_digit() {
            true if in_number => {}
            true => out.push('#'),
            false => out.push(c),
        }
        in_number = c.is_ascii_digit();
    }
}

/// Placeholders that only a sign of a date, a time, a version or an id separates, as one.
fn joined(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if let Some(after) = rest.strip_prefix('#') {
            out.push('#');
            rest = after;
            loop {
                let next =
                    rest.strip_prefix(['-', '.', ':', '/', ',', '+', 'T']).or(Some(rest)).and_then(|r| r.strip_prefix('#'));
                match next {
                    Some(after) => rest = after,
                    None => break,
                }
            }
        } else {
            out.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_trace_leaves_out_the_message_that_it_repeats_in_whole_lines() {
        let trace = "Error: no tea\n    at Cart.buy (cart.js:3:1)";
        assert_eq!(after_message(trace, "Error: no tea\n"), "    at Cart.buy (cart.js:3:1)");
        assert_eq!(after_message(trace, "Error: no"), trace, "a part of a line is not the message");
        assert_eq!(after_message(trace, ""), trace);
        assert_eq!(after_message("Error: no tea", "Error: no tea"), "");
    }

    #[test]
    fn values_make_no_other_group() {
        for (one, other) in [
            ("Expected 200 but was 500", "Expected 201 but was 404"),
            ("Timeout of 5000ms exceeded", "Timeout of 250ms exceeded"),
            ("order 7f3a9c01-aaaa-4bcd-9e00-0123456789ab is gone", "order 11111111-2222-4333-8444-555555555555 is gone"),
            ("at 2026-01-15T09:00:00.123 closed", "at 2025-12-01T23:59:59 closed"),
            ("expected \"Ann\" to equal 'Bob'", "expected \"Zoe O.\" to equal 'x'"),
            ("cart.py:12: AssertionError", "cart.py:318: AssertionError"),
            ("\u{1b}[31mred\u{1b}[0m 1", "red 2"),
            ("\n  first 1\nsecond", "first 2\nthird"),
        ] {
            assert_eq!(normalised(one), normalised(other));
            assert_eq!(key(one), key(other));
        }
        assert_eq!(normalised("don't stop at 12:30"), "don't stop at #");
        assert_ne!(key("cart is empty"), key("cart is full"));
        assert_eq!(key(" \n "), None);
        assert_eq!(first_line("\n \u{1b}[31mred\u{1b}[0m \n x"), "red");
    }

    proptest! {
        #[test]
        fn any_text_has_a_group_that_stays(text in any::<String>()) {
            let once = normalised(&text);
            prop_assert!(!once.contains('\n'));
            prop_assert_eq!(key(&text), key(&text.clone()));
            prop_assert!(!once.bytes().any(|b| b.is_ascii_digit()));
        }
    }
}
