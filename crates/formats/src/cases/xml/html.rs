//! Fields with HTML, as TestLink and Jira keep them, as Markdown text.

/// The text of a field: paragraphs and line ends as lines, lists with dashes or numbers, emphasis and links as in Markdown. Text without tags
/// stays as it is. Takes time in proportion to the length.
pub fn text(html: &str) -> String {
    if !html.contains('<') && !html.contains('&') {
        return html.trim().to_owned();
    }
    let mut out = String::new();
    let mut rest = html;
    let mut link = String::new();
    let mut lists = Vec::new();
    while let Some(at) = rest.find(['<', '&']) {
        plain(&rest[..at], &mut out);
        rest = &rest[at..];
        if let Some(behind) = rest.strip_prefix('<') {
            let is_tag = behind.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!'));
            let Some(end) = is_tag.then(|| behind.find('>')).flatten() else {
                out.push('<');
                // Without an end there is none further on either.
                if is_tag {
                    plain(behind, &mut out);
                    rest = "";
                    break;
                }
                rest = behind;
                continue;
            };
            tag(&behind[..end], &mut link, &mut lists, &mut out);
            rest = &behind[end + 1..];
        } else {
            let name = rest[1..].char_indices().take(10).find(|(_, c)| *c == ';').map(|(end, _)| &rest[1..=end]);
            match name.and_then(|name| Some((name, character(name)?))) {
                Some((name, c)) => {
                    out.push(c);
                    rest = &rest[name.len() + 2..];
                }
                None => {
                    out.push('&');
                    rest = &rest[1..];
                }
            }
        }
    }
    plain(rest, &mut out);
    let lines: Vec<&str> = out.lines().map(str::trim_end).collect();
    lines.join("\n").trim().to_owned()
}

/// Text between tags. Its line ends are blanks in HTML.
fn plain(text: &str, out: &mut String) {
    for c in text.chars() {
        let blank = matches!(c, ' ' | '\n' | '\r' | '\t');
        if !blank {
            out.push(c);
        } else if !out.ends_with([' ', '\n']) {
            out.push(' ');
        }
    }
}

fn line(out: &mut String) {
    out.truncate(out.trim_end_matches(' ').len());
    if !out.is_empty() && !out.ends_with('\n') {
        out.push('\n');
    }
}

/// Writes what stands for a tag. `lists` has the open lists, those with numbers with the number of their last entry.
fn tag(inside: &str, link: &mut String, lists: &mut Vec<Option<usize>>, out: &mut String) {
    let name: String = inside.chars().take_while(|c| !c.is_whitespace()).collect::<String>().to_ascii_lowercase();
    let name = name.trim_end_matches('/');
    match name {
        "ul" => lists.push(None),
        "ol" => lists.push(Some(0)),
        "/ul" | "/ol" => _ = lists.pop(),
        _ => {}
    }
    match name {
        "br" => {
            out.truncate(out.trim_end_matches(' ').len());
            out.push('\n');
        }
        "p" | "/p" | "div" | "/div" | "ul" | "/ul" | "ol" | "/ol" | "tr" | "/tr" | "table" | "/table" | "/li" | "h1" | "/h1"
        | "h2" | "/h2" | "h3" | "/h3" | "pre" | "/pre" => line(out),
        "li" => {
            line(out);
            match lists.last_mut() {
                Some(Some(number)) => {
                    *number += 1;
                    out.push_str(&format!("{number}. "));
                }
                _ => out.push_str("- "),
            }
        }
        "td" | "th" if !out.is_empty() && !out.ends_with('\n') => out.push_str(" | "),
        "b" | "/b" | "strong" | "/strong" => out.push_str("**"),
        "i" | "/i" | "em" | "/em" => out.push('*'),
        "code" | "/code" => out.push('`'),
        "a" => {
            *link = attribute(inside, "href").to_owned();
            if !link.is_empty() {
                out.push('[');
            }
        }
        "img" => out.push_str(&image(inside)),
        "/a" if !link.is_empty() => {
            out.push_str("](");
            out.push_str(&std::mem::take(link));
            out.push(')');
        }
        _ => {}
    }
}

/// Value of an attribute of a tag, in either kind of quotes; blank without one.
fn attribute<'t>(inside: &'t str, name: &str) -> &'t str {
    let value = |quote: char| {
        let begin = format!("{name}={quote}");
        let mut found = inside.match_indices(begin.as_str());
        let at = found.find(|(at, _)| inside[..*at].ends_with(char::is_whitespace)).map(|(at, _)| at + begin.len())?;
        inside[at..].split(quote).next()
    };
    value('"').or_else(|| value('\'')).unwrap_or_default()
}

/// An image as Markdown. Of an image within the text its kind alone is kept.
fn image(inside: &str) -> String {
    let source = attribute(inside, "src");
    let source = if source.starts_with("data:") { source.split([';', ',']).next().unwrap_or_default() } else { source };
    format!("![{}]({source})", attribute(inside, "alt"))
}

/// The character that `&name;` stands for; `None` for a name that HTML does not have.
fn character(name: &str) -> Option<char> {
    if name == "nbsp" {
        return Some(' ');
    }
    let entity = format!("&{name};");
    let decoded = html_escape::decode_html_entities(&entity);
    let mut chars = decoded.chars();
    let first = chars.next().filter(|c| *c != '\0')?;
    (chars.next().is_none() && decoded != entity).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn makes_lines_of_paragraphs_and_lists() {
        assert_eq!(text("<p>Open the <b>cart</b></p>\n<ul><li>one</li><li>two</li></ul>"), "Open the **cart**\n- one\n- two");
        assert_eq!(text("<ol><li>one</li><li>two<ul><li>in</li></ul></li><li>three</li></ol>"), "1. one\n2. two\n- in\n3. three");
        assert_eq!(text("a<br/>b &amp; c &nbsp;&laquo;d&raquo; &#39;e&#39;"), "a\nb & c  «d» 'e'");
        assert_eq!(text("5 &euro;, caf&eacute; &#x2014; &nothing; &#0;"), "5 €, café — &nothing; &#0;");
        assert_eq!(text("see <a href=\"https://x.test\">x</a>"), "see [x](https://x.test)");
        assert_eq!(text("see <a class='l' href='https://x.test'>x</a>"), "see [x](https://x.test)");
        assert_eq!(text("<p>Cart: <img src=\"cart.png\" alt=\"full\"/></p>"), "Cart: ![full](cart.png)");
        assert_eq!(text("<img src='a.png'>"), "![](a.png)");
        assert_eq!(text("<img alt='x' src='data:image/png;base64,AAAA'>"), "![x](data:image/png)");
        assert_eq!(text("1 < 2 & 3"), "1 < 2 & 3");
        assert_eq!(text("plain\ntext"), "plain\ntext");
        assert_eq!(text("<p unclosed &unknown;"), "<p unclosed &unknown;");
    }
}
