//! Links of a case in one cell: `address title`, a line each.
//!
//! Tables of other programs separate addresses by commas and semicolons too. What lines cannot say without doubt, such as a title
//! with a further address behind a semicolon, is written as JSON.

use voluptas_core::domain::case::CaseLink;
use voluptas_core::domain::validate;

/// Beginnings of an address.
const SCHEMES: [&str; 2] = ["http://", "https://"];
/// Maximum number of characters of a text that is no link, in its note.
const SHOWN: usize = 80;

/// The cell of links.
pub(super) fn links_cell(links: &[CaseLink]) -> String {
    let plain = links.iter().map(CaseLink::line).collect::<Vec<_>>().join("\n");
    let is_read_back = || matches!(links_of(&plain), (read, wrong) if read == links && wrong.is_empty());
    if is_read_back() { plain } else { serde_json::to_string(links).unwrap_or(plain) }
}

/// The links of a cell, and the beginnings of the texts that are none.
pub(super) fn links_of(text: &str) -> (Vec<CaseLink>, Vec<String>) {
    let list = text.trim_start().starts_with('[').then(|| serde_json::from_str::<Vec<CaseLink>>(text).ok()).flatten();
    let all = list.unwrap_or_else(|| text.lines().flat_map(split).filter_map(link).collect());
    let (mut links, mut wrong) = (Vec::new(), Vec::new());
    for link in all {
        if validate::link(&link).is_ok() { links.push(link) } else { wrong.push(link.line().chars().take(SHOWN).collect()) }
    }
    (links, wrong)
}

/// The link of a text, without the separator behind its address.
fn link(text: &str) -> Option<CaseLink> {
    let mut link = CaseLink::parse(text)?;
    link.url.truncate(link.url.trim_end_matches([',', ';']).len());
    (!link.url.is_empty()).then_some(link)
}

/// The parts of a line: each address begins one when a semicolon, or a comma and a blank, stands before it.
fn split(line: &str) -> Vec<&str> {
    let (mut parts, mut begin) = (Vec::new(), 0);
    for (at, _) in line.match_indices("://") {
        let Some(scheme) = SCHEMES.iter().map(|s| s.len() - "://".len()).find(|length| is_scheme(line, at, *length)) else {
            continue;
        };
        let start = at - scheme;
        let before = line[begin..start].trim_end();
        let has_blank = before.len() < start - begin;
        if before.ends_with(';') || (has_blank && before.ends_with(',')) {
            parts.push(&before[..before.len() - 1]);
            begin = start;
        }
    }
    parts.push(&line[begin..]);
    parts
}

/// True when `://` at a place ends a scheme of that length, and no letter stands before it.
fn is_scheme(line: &str, at: usize, length: usize) -> bool {
    let Some(start) = at.checked_sub(length) else { return false };
    let is_one = line.get(start..at + "://".len()).is_some_and(|word| SCHEMES.iter().any(|s| s.eq_ignore_ascii_case(word)));
    is_one && !line[..start].ends_with(|c: char| c.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn urls(text: &str) -> Vec<String> {
        let (links, wrong) = links_of(text);
        assert_eq!(wrong, [""; 0], "{text}");
        links.iter().map(CaseLink::line).collect()
    }

    #[test]
    fn addresses_are_separated_by_lines_commas_and_semicolons() {
        let both = ["https://a.test/1", "HTTP://b.test/2"];
        for text in [
            "https://a.test/1\nHTTP://b.test/2",
            "https://a.test/1, HTTP://b.test/2",
            "https://a.test/1;HTTP://b.test/2",
            "https://a.test/1 ; HTTP://b.test/2;",
            "https://a.test/1,\nHTTP://b.test/2,\n",
            ";https://a.test/1;;HTTP://b.test/2",
        ] {
            assert_eq!(urls(text), both, "{text:?}");
        }
        assert_eq!(
            urls("https://a.test The first; https://b.test The second"),
            ["https://a.test The first", "https://b.test The second"]
        );
        let one = [
            "https://a.test/x,y;z",
            "https://a.test/?next=https://b.test",
            "https://a.test/;xhttps://b.test",
            "https://a.test A, b; c",
        ];
        for text in one {
            assert_eq!(urls(text), [text]);
        }
        let (links, wrong) = links_of("PAY-12, https://a.test");
        assert_eq!((links.len(), wrong), (1, vec!["PAY-12".to_owned()]));
    }

    #[test]
    fn every_list_comes_back() {
        let link = |url: &str, title: &str| CaseLink { url: url.into(), title: title.into() };
        for links in [
            vec![link("https://a.test", ""), link("https://b.test/x", "Two words")],
            vec![link("https://a.test;", ""), link("https://b.test", "")],
            vec![link("https://a.test/1;https://b.test", "")],
            vec![link("https://a.test", "see; https://b.test"), link("https://c.test", "[x]")],
            vec![],
        ] {
            assert_eq!(links_of(&links_cell(&links)), (links.clone(), Vec::new()), "{}", links_cell(&links));
        }
        assert_eq!(links_cell(&[link("https://a.test", "A")]), "https://a.test A");
    }
}
