//! HTML pages: rendering of the templates in `assets/html`, and the escaping of every value in them.
//!
//! A page is a struct that derives `askama::Template`. Its template extends `layout.html`, which has the head and the style of all
//! pages; the struct has at least the fields `lang` and `title`. Texts come from the translation files and are handed over as
//! values. The configuration is in `askama.toml`.

use std::fmt::{self, Write};

use askama::Template;
use askama::filters::Escaper;

/// A template as text.
pub fn render(page: &impl Template) -> String {
    // Fails only if the `Display` of a value does; the values are texts and numbers.
    page.render().unwrap_or_else(|error| {
        tracing::error!(%error, "a page could not be rendered");
        String::new()
    })
}

/// Writes a value as text of an element or of a quoted attribute, so that nothing of it is read as markup. Control characters, which
/// HTML forbids, become U+FFFD.
#[derive(Debug, Clone, Copy)]
pub struct Escaped;

impl Escaper for Escaped {
    fn write_escaped_str<W: Write>(&self, mut to: W, text: &str) -> fmt::Result {
        let mut plain = 0;
        for (at, c) in text.char_indices() {
            let replaced = match c {
                '<' => "&lt;",
                '>' => "&gt;",
                '&' => "&amp;",
                '"' => "&quot;",
                '\'' => "&#39;",
                '\t' | '\n' | '\r' => continue,
                c if c.is_control() => "\u{fffd}",
                _ => continue,
            };
            to.write_str(&text[plain..at])?;
            to.write_str(replaced)?;
            plain = at + c.len_utf8();
        }
        to.write_str(&text[plain..])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Template)]
    #[template(path = "message.html")]
    struct Page<'a> {
        lang: &'a str,
        title: &'a str,
    }

    #[test]
    fn a_value_is_never_read_as_markup() {
        let mut out = String::new();
        Escaped.write_escaped_str(&mut out, "<a href=\"x\" id='y'>&amp;</a> ок").expect("a string");
        assert_eq!(out, "&lt;a href=&quot;x&quot; id=&#39;y&#39;&gt;&amp;amp;&lt;/a&gt; ок");
        out.clear();
        Escaped.write_escaped_str(&mut out, "\0a\u{1b}[31m\tb\nc\u{85}").expect("a string");
        assert_eq!(out, "\u{fffd}a\u{fffd}[31m\tb\nc\u{fffd}");
    }

    #[test]
    fn a_page_has_the_layout_and_escapes_by_default() {
        let html = render(&Page { lang: "en", title: "\"</title><script>" });
        assert!(html.starts_with("<!doctype html>\n<html lang=\"en\">"), "{html}");
        assert!(html.contains("<title>&quot;&lt;/title&gt;&lt;script&gt;</title>"), "{html}");
        assert!(html.contains("<h1 dir=\"auto\">&quot;&lt;/title&gt;"), "{html}");
        assert!(html.contains("<style>\n:root") && html.trim_end().ends_with("</html>"), "{html}");
    }
}
