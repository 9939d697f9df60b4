//! White space that can be seen, for two texts that otherwise look alike.

/// True for two different texts whose words are the same: only white space tells them apart.
pub fn look_alike(a: &str, b: &str) -> bool {
    a != b && a.split_whitespace().eq(b.split_whitespace())
}

/// The text with signs for white space that is not seen by itself: `·` for spaces at the ends of a line and for several in a row, `→` for a tab,
/// `°` for other spaces such as the no-break space, `¶` for line breaks at the end of the text.
pub fn visible(text: &str) -> String {
    let body = text.trim_end_matches(['\n', '\r']);
    let breaks = text[body.len()..].chars().filter(|c| *c == '\n').count();
    let lines: Vec<String> = body.split('\n').map(|line| visible_line(line.trim_end_matches('\r'))).collect();
    lines.join("\n") + &"¶".repeat(breaks)
}

fn visible_line(line: &str) -> String {
    let all: Vec<char> = line.chars().collect();
    let is_blank = |at: Option<usize>| at.and_then(|at| all.get(at)).is_none_or(|c| c.is_whitespace());
    let sign = |(at, c): (usize, &char)| match c {
        ' ' if is_blank(at.checked_sub(1)) || is_blank(Some(at + 1)) => '·',
        '\t' => '→',
        c if *c != ' ' && c.is_whitespace() => '°',
        c => *c,
    };
    all.iter().enumerate().map(sign).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_differ_in_spaces_alone_look_alike() {
        assert!(look_alike("Open the cart", "Open  the cart ") && look_alike("a\u{a0}b", "a b"));
        assert!(!look_alike("Open the cart", "Open the cart") && !look_alike("ab", "a b"));
    }

    #[test]
    fn spaces_that_are_not_seen_get_signs() {
        assert_eq!(visible(" Open the  cart "), "·Open the··cart·");
        assert_eq!(visible("a b\t1\u{a0}2"), "a b→1°2");
        assert_eq!(visible("first \r\nsecond\n\n"), "first·\nsecond¶¶");
        assert_eq!(visible("Open the cart"), "Open the cart");
    }
}
