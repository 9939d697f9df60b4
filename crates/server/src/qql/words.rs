//! The words of a query.

use super::Mistake;

/// A word of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Word {
    /// A name or keyword.
    Name(String),
    /// A text in quotes.
    Text(String),
    Number(i64),
    /// An operator, bracket or comma.
    Sign(&'static str),
}

const SIGNS: &[&str] = &["!=", "!~", "<=", ">=", "=", "~", "<", ">", "(", ")", "[", "]", ","];

/// The words of a text, each with the place of its first character.
pub fn words(text: &str) -> Result<Vec<(usize, Word)>, Mistake> {
    let chars: Vec<char> = text.chars().collect();
    let (mut found, mut at) = (Vec::new(), 0);
    while let Some(&c) = chars.get(at) {
        let start = at;
        if c.is_whitespace() {
            at += 1;
        } else if c == '"' || c == '\'' {
            let (text, end) = quoted(&chars, at)?;
            at = end;
            found.push((start, Word::Text(text)));
        } else if let Some(sign) = SIGNS.iter().find(|sign| sign.chars().eq(chars[at..].iter().copied().take(sign.len()))) {
            at += sign.len();
            found.push((start, Word::Sign(sign)));
        } else if c.is_ascii_digit() || (c == '-' && chars.get(at + 1).is_some_and(char::is_ascii_digit)) {
            at += 1;
            while chars.get(at).is_some_and(char::is_ascii_digit) {
                at += 1;
            }
            let digits: String = chars[start..at].iter().collect();
            let number = digits.parse().map_err(|_| Mistake::new(start, format!("the number {digits} is too large")))?;
            found.push((start, Word::Number(number)));
        } else if c.is_alphabetic() || c == '_' {
            while chars.get(at).is_some_and(|c| c.is_alphanumeric() || *c == '_' || *c == '.') {
                at += 1;
            }
            found.push((start, Word::Name(chars[start..at].iter().collect())));
        } else {
            return Err(Mistake::new(start, format!("the character {c} is not expected")));
        }
    }
    Ok(found)
}

/// A text in quotes, and the place behind it. A backslash stands before a quote or a backslash.
fn quoted(chars: &[char], start: usize) -> Result<(String, usize), Mistake> {
    let (mut text, mut at) = (String::new(), start + 1);
    loop {
        match chars.get(at) {
            None => return Err(Mistake::new(start, "a quote is not closed")),
            Some(c) if *c == chars[start] => return Ok((text, at + 1)),
            Some('\\') if chars.get(at + 1).is_some_and(|c| matches!(c, '\\' | '"' | '\'')) => {
                text.push(chars[at + 1]);
                at += 2;
            }
            Some(c) => {
                text.push(*c);
                at += 1;
            }
        }
    }
}
