//! Removes private data from a text before it leaves this computer: tokens, credentials in addresses, the home folder and quoted
//! titles.
//!
//! [`Redactor`] replaces secrets that the program knows; this module also removes words that only look like one. Used for crash
//! reports and the support file, where a missing word does no harm.

use super::Redactor;

/// Fewest characters of a word of letters and digits that counts as a token.
const TOKEN: usize = 20;
/// Words after which a secret follows.
const MARKS: [&str; 8] = ["token", "bearer", "password", "passwd", "secret", "authorization", "api_key", "apikey"];

/// The text without known secrets, words that look like tokens, credentials in addresses and the home folder.
pub fn scrub(text: &str) -> String {
    let text = without_home(&Redactor::global().redact(text));
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let mut after_mark = false;
        for part in line.split_inclusive(char::is_whitespace) {
            let word = part.trim_end();
            let (shown, is_mark) = scrub_word(word, after_mark);
            out.push_str(&shown);
            out.push_str(&part[word.len()..]);
            // Blanks in a row do not separate a mark from its secret.
            after_mark = if word.is_empty() { after_mark } else { is_mark };
        }
    }
    out
}

/// Scrubs one word; returns true when the next word is a secret.
fn scrub_word(word: &str, is_secret: bool) -> (String, bool) {
    if is_secret && !word.is_empty() {
        // "Authorization: Bearer …" has two marks.
        let is_mark = MARKS.contains(&word.to_ascii_lowercase().as_str());
        return if is_mark { (word.to_owned(), true) } else { ("***".to_owned(), false) };
    }
    let word = without_credentials(word);
    let mut out = String::with_capacity(word.len());
    let mut rest = word.as_str();
    while let Some(start) = rest.find(is_of_token) {
        let end = rest[start..].find(|c| !is_of_token(c)).map_or(rest.len(), |n| start + n);
        let piece = &rest[start..end];
        out.push_str(&rest[..start]);
        let has = |f: fn(char) -> bool| piece.chars().any(f);
        let looks = piece.len() >= TOKEN && has(|c| c.is_ascii_digit()) && has(|c| c.is_ascii_alphabetic());
        out.push_str(if looks { "***" } else { piece });
        let is_mark = MARKS.iter().any(|m| piece.to_ascii_lowercase().ends_with(m));
        rest = &rest[end..];
        if let (true, Some(value)) = (is_mark, rest.strip_prefix(['=', ':'])) {
            if value.is_empty() {
                return (out + rest, true);
            }
            out.push_str(&rest[..1]);
            out.push_str("***");
            return (out, false);
        }
        if is_mark && rest.is_empty() && piece.eq_ignore_ascii_case("bearer") {
            return (out, true);
        }
    }
    (out + rest, false)
}

fn is_of_token(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '-' || c == '_'
}

/// `https://user:password@host` without the text before the `@`.
fn without_credentials(word: &str) -> String {
    let Some((scheme, rest)) = word.split_once("://") else { return word.to_owned() };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    match rest[..end].rfind('@') {
        Some(at) => format!("{scheme}://***{}", &rest[at..]),
        None => word.to_owned(),
    }
}

/// The home folder as `~`.
pub fn without_home(text: &str) -> String {
    let home = directories::BaseDirs::new().map(|d| d.home_dir().display().to_string());
    match home.filter(|h| h.len() > 1) {
        Some(home) => text.replace(&home, "~"),
        None => text.to_owned(),
    }
}

/// Removes quoted text. Messages quote values of the workspace. A title may contain quotation marks itself, so everything between
/// the first and the last quotation mark of a kind goes, line by line. Text after an unclosed quotation mark goes as well.
pub fn without_quotes(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let Some((start, quote)) = line.char_indices().find(|(at, c)| is_quote(line, *at, *c)) else {
            out.push_str(line);
            continue;
        };
        let closing = match quote {
            '“' => '”',
            '«' => '»',
            same => same,
        };
        out.push_str(&line[..start]);
        out.push('…');
        match line.rfind(closing).filter(|end| *end > start) {
            // The rest may hold quotes of another kind.
            Some(end) => out.push_str(&without_quotes(&line[end + closing.len_utf8()..])),
            None => return out,
        }
    }
    out
}

/// True for a quote that opens; an apostrophe inside a word does not.
fn is_quote(line: &str, at: usize, c: char) -> bool {
    let is_inside = line[..at].chars().next_back().is_some_and(char::is_alphanumeric);
    matches!(c, '"' | '`' | '“' | '«') || (c == '\'' && !is_inside)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_out_what_looks_like_a_secret() {
        let of = |text: &str| scrub(text);
        assert_eq!(of("Token: abc answered 401"), "Token: *** answered 401");
        assert_eq!(of("Authorization: Bearer abc.def x"), "Authorization: Bearer *** x");
        assert_eq!(of("api_token=abc&x=1"), "api_token=***");
        assert_eq!(of("GET https://u:p@host/v1 200"), "GET https://***@host/v1 200");
        assert_eq!(of("sent 5f0c7b1e9a5f0c7b1e9a5f0c to x"), "sent *** to x");
        assert_eq!(of("a perfectly_ordinary_long_identifier stays"), "a perfectly_ordinary_long_identifier stays");
        assert_eq!(of("two\nlines\n"), "two\nlines\n");
    }

    #[test]
    fn takes_out_quoted_titles() {
        assert_eq!(without_quotes("inside 'ё' (bytes 4..6) of `Оплата`"), "inside … (bytes 4..6) of …");
        assert_eq!(without_quotes("left: \"a \"b\" c\"\n right: 2"), "left: …\n right: 2");
        assert_eq!(without_quotes("can't index 5 of `x\ny` z"), "can't index 5 of …");
        assert_eq!(without_quotes("index 5 of 3"), "index 5 of 3");
    }
}
