//! Markdown as pieces that a template writes: its tags are of a fixed list, and every text passes the escaper.

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// Longest text that is read as Markdown, in bytes; a longer one is shown as its source.
const MOST: usize = 20_000;
/// Deepest nesting: what is deeper loses its tags.
const DEEPEST: usize = 40;

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Begins an element.
    Open(&'static str),
    /// Ends an element.
    Close(&'static str),
    Text(String),
    /// Begins a link to a page.
    Link(String),
    /// Ends a line.
    Break,
    Rule,
    /// A box that is checked or not.
    Check(bool),
}

/// An address that a page may link to: a page elsewhere, mail, or a page here.
fn is_safe(address: &str) -> bool {
    let lower = address.trim().to_ascii_lowercase();
    lower.starts_with("https://") || lower.starts_with("http://") || lower.starts_with("mailto:") || lower.starts_with('/')
}

fn name(tag: &Tag<'_>) -> Option<&'static str> {
    Some(match tag {
        Tag::Paragraph => "p",
        // The page has headings of its own above these.
        Tag::Heading { level: HeadingLevel::H1 | HeadingLevel::H2, .. } => "h4",
        Tag::Heading { .. } => "h5",
        Tag::BlockQuote(_) => "blockquote",
        Tag::CodeBlock(_) => "pre",
        Tag::List(None) => "ul",
        Tag::List(Some(_)) => "ol",
        Tag::Item => "li",
        Tag::Table(_) => "table",
        Tag::TableHead | Tag::TableRow => "tr",
        Tag::TableCell => "td",
        Tag::Emphasis => "em",
        Tag::Strong => "strong",
        Tag::Strikethrough => "s",
        _ => return None,
    })
}

/// Reads a text.
pub fn pieces(text: &str) -> Vec<Piece> {
    if text.len() > MOST {
        return vec![Piece::Open("pre"), Piece::Text(text.to_owned()), Piece::Close("pre")];
    }
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let mut found = Vec::new();
    // What ends each open element; `None` for one without a tag.
    let mut open: Vec<Option<&'static str>> = Vec::new();
    for event in Parser::new_ext(text, options) {
        match event {
            Event::Start(tag) => {
                let is_deep = open.len() >= DEEPEST;
                let ends = match &tag {
                    Tag::Link { dest_url, .. } if is_safe(dest_url) && !is_deep => {
                        found.push(Piece::Link(dest_url.trim().to_owned()));
                        Some("a")
                    }
                    // Pictures of other servers would tell them who reads.
                    Tag::Image { dest_url, .. } if is_safe(dest_url) && !is_deep => {
                        found.push(Piece::Link(dest_url.trim().to_owned()));
                        Some("a")
                    }
                    tag => name(tag).filter(|_| !is_deep).inspect(|name| found.push(Piece::Open(name))),
                };
                open.push(ends);
            }
            Event::End(end) => {
                if let Some(name) = open.pop().flatten() {
                    found.push(Piece::Close(name));
                }
                if matches!(end, TagEnd::HtmlBlock) {
                    found.push(Piece::Break);
                }
            }
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => found.push(Piece::Text(text.into_string())),
            Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                found.extend([Piece::Open("code"), Piece::Text(text.into_string()), Piece::Close("code")]);
            }
            Event::FootnoteReference(text) => found.push(Piece::Text(format!("[{text}]"))),
            // A person who ended a line meant it.
            Event::SoftBreak | Event::HardBreak => found.push(Piece::Break),
            Event::Rule => found.push(Piece::Rule),
            Event::TaskListMarker(is_done) => found.push(Piece::Check(is_done)),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_text_becomes_a_tag() {
        let found = pieces("A line with <script>alert(1)</script> **bold** [x](javascript:alert(1)) [y](https://example.com)");
        assert!(found.contains(&Piece::Open("strong")) && found.contains(&Piece::Link("https://example.com".into())));
        assert!(!found.iter().any(|piece| matches!(piece, Piece::Link(to) if to.starts_with("javascript"))), "{found:?}");
        let closed = found.iter().filter(|piece| matches!(piece, Piece::Close(_))).count();
        let opened = found.iter().filter(|piece| matches!(piece, Piece::Open(_) | Piece::Link(_))).count();
        assert_eq!(opened, closed);
        assert!(found.iter().any(|piece| matches!(piece, Piece::Text(text) if text.contains("<script>"))), "{found:?}");
    }

    #[test]
    fn deep_quotes_do_not_grow_the_page() {
        let found = pieces(&"> ".repeat(500));
        assert!(found.len() <= 2 * DEEPEST, "{}", found.len());
    }
}
