//! Numbers of a sentence as programs read them.

use super::quantity::UNIT;
use super::tr::THOUSANDS;
use std::borrow::Cow;

/// A sentence with its numbers as programs read them: digits without the narrow spaces that group them for people, and a plain space before a
/// unit.
#[must_use]
pub fn plain_numbers(text: &str) -> Cow<'_, str> {
    if !text.contains([THOUSANDS, UNIT]) {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let follows_digit = plain.ends_with(|c: char| c.is_ascii_digit());
        match c {
            THOUSANDS if follows_digit && rest.peek().is_some_and(char::is_ascii_digit) => {}
            UNIT if follows_digit => plain.push(' '),
            other => plain.push(other),
        }
    }
    Cow::Owned(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_a_sentence_have_no_special_spaces() {
        assert_eq!(plain_numbers("1\u{202f}234\u{202f}567 characters in 5\u{a0}s"), "1234567 characters in 5 s");
        assert_eq!(plain_numbers("«a\u{202f}b\u{a0}c» of 7\u{202f}x"), "«a\u{202f}b\u{a0}c» of 7\u{202f}x", "words stay");
    }
}
