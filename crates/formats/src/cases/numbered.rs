//! Steps in one cell: numbered entries, a line each or several, as Qase writes them.
//!
//! Version 2 of Qase's files quotes each text and escapes it as JSON does (`1. "Press \"Send\"\nand wait"`), version 1 does not. The
//! program's own tables write inner quotes twice and line ends as they are. Nested steps, which Qase's files cannot hold, are
//! numbered `1.1.`.

/// An entry of a cell: its number (`[2, 1]` for `2.1.`) and its text.
pub(super) type Entry = (Vec<u32>, String);

/// The entries of a cell. Text without numbers gives one entry per line.
pub(super) fn read(cell: &str) -> Vec<Entry> {
    let cell = cell.trim();
    if cell.is_empty() {
        return Vec::new();
    }
    quoted(cell, false).unwrap_or_else(|| plain(cell))
}

/// The entries of a cell of Qase. Without a backslash it may come from an earlier version of this program.
pub(super) fn read_qase(cell: &str) -> Vec<Entry> {
    let cell = cell.trim();
    let escaped = cell.contains('\\').then(|| quoted(cell, true)).flatten();
    escaped.unwrap_or_else(|| read(cell))
}

/// True for a cell that begins with the number 1.
pub(super) fn is_numbered(cell: &str) -> bool {
    number(cell).is_some_and(|(number, _)| number == [1])
}

/// The text of a cell that holds one entry. The number `at` before it is left out, unless further lines have numbers too.
pub(super) fn one(cell: &str, at: usize) -> String {
    let mut lines = cell.lines();
    let first = lines.next().and_then(number).filter(|(number, _)| number.iter().map(|n| *n as usize).eq([at]));
    match first {
        Some((_, text)) if !lines.clone().any(|line| number(line).is_some()) => {
            std::iter::once(text.trim_start()).chain(lines).collect::<Vec<_>>().join("\n").trim_start_matches('\n').to_owned()
        }
        _ => cell.to_owned(),
    }
}

/// Entries without quotes around them.
fn plain(cell: &str) -> Vec<Entry> {
    let lines: Vec<&str> = cell.lines().collect();
    let mut entries: Vec<Entry> = Vec::new();
    for line in &lines {
        let last = entries.last().map(|(number, _)| number.as_slice()).unwrap_or_default();
        match number(line) {
            Some((number, text)) if follows(last, &number) => entries.push((number, text.to_owned())),
            _ if entries.is_empty() => break,
            _ => {
                if let Some((_, text)) = entries.last_mut() {
                    text.push('\n');
                    text.push_str(line);
                }
            }
        }
    }
    if entries.is_empty() {
        let texts = lines.iter().map(|l| l.trim()).filter(|l| !l.is_empty());
        return (1..).zip(texts).map(|(n, text)| (vec![n], text.to_owned())).collect();
    }
    for (_, text) in &mut entries {
        let inner = text.trim().strip_prefix('"').and_then(|t| t.strip_suffix('"'));
        *text = inner.unwrap_or(text.trim()).to_owned();
    }
    entries
}

/// Entries whose texts are quoted, with inner quotes written twice or escaped as in JSON; `None` when the cell is not of that form.
fn quoted(cell: &str, is_json: bool) -> Option<Vec<Entry>> {
    let mut entries = Vec::new();
    let mut rest = cell;
    while !rest.is_empty() {
        let (number, after) = number(rest)?;
        let mut chars = after.strip_prefix('"')?.char_indices().peekable();
        let body = &after[1..];
        let mut text = String::new();
        let end = loop {
            match chars.next()? {
                (at, '\\') if is_json => {
                    let (c, length) = escape(&body[at + 1..]);
                    text.push(c);
                    (0..length).for_each(|_| _ = chars.next());
                }
                (_, '"') if !is_json && chars.next_if(|(_, c)| *c == '"').is_some() => text.push('"'),
                (at, '"') => break at + 1,
                (_, c) => text.push(c),
            }
        };
        entries.push((number, text));
        let after = &body[end..];
        rest = match after.strip_prefix('\n') {
            Some(next) => next,
            None if after.is_empty() => after,
            None => return None,
        };
    }
    Some(entries)
}

/// The character that an escape of JSON stands for, and the number of characters behind the backslash. What is none is a backslash.
fn escape(behind: &str) -> (char, usize) {
    let simple = [('"', '"'), ('\\', '\\'), ('/', '/'), ('n', '\n'), ('r', '\r'), ('t', '\t'), ('b', '\u{8}'), ('f', '\u{c}')];
    let first = behind.chars().next();
    if let Some((_, c)) = simple.iter().find(|(name, _)| Some(*name) == first) {
        return (*c, 1);
    }
    let unit = |text: &str| text.strip_prefix('u').and_then(|t| t.get(..4)).and_then(|hex| u32::from_str_radix(hex, 16).ok());
    let Some(high) = unit(behind) else { return ('\\', 0) };
    if let Some(c) = char::from_u32(high) {
        return (c, 5);
    }
    // Half of a character beyond the first 65536.
    let low =
        behind.get(5..).and_then(|more| more.strip_prefix('\\')).and_then(unit).filter(|low| (0xDC00..0xE000).contains(low));
    let pair = low.filter(|_| high < 0xDC00).and_then(|low| char::from_u32(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)));
    pair.map_or(('\u{fffd}', 5), |c| (c, 11))
}

/// Number and text of a line such as `2.1. text`. The text may be blank: trimmed cells end in such a line.
fn number(line: &str) -> Option<(Vec<u32>, &str)> {
    let line = line.trim_start();
    let end = line.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(line.len());
    let (digits, rest) = line.split_at(end);
    let rest = match digits.strip_suffix('.') {
        Some(_) => rest,
        None => rest.strip_prefix(')')?,
    };
    let numbers: Option<Vec<u32>> = digits.trim_end_matches('.').split('.').map(|n| n.parse().ok()).collect();
    let numbers = numbers.filter(|n| !n.is_empty() && n.len() <= 32)?;
    let text = if rest.is_empty() { Some(rest) } else { rest.strip_prefix(' ') };
    text.map(|text| (numbers, text))
}

/// True when an entry may follow another one: the next sibling, a first child, or the next sibling of an ancestor.
fn follows(last: &[u32], next: &[u32]) -> bool {
    let Some((tail, parents)) = next.split_last() else { return false };
    if last.is_empty() {
        // A larger number at the beginning is a part of the text, such as a year.
        return parents.is_empty() && *tail <= 200;
    }
    if parents == last {
        return *tail == 1;
    }
    last.starts_with(parents) && last.get(parents.len()).is_some_and(|n| n + 1 == *tail)
}

/// The cell with the entries, texts quoted and inner quotes twice.
pub(super) fn write<'t>(entries: impl Iterator<Item = (Vec<u32>, &'t str)>) -> String {
    write_with(entries, |text| text.replace('"', "\"\""))
}

/// The cell with the entries as Qase writes them.
pub(super) fn write_qase<'t>(entries: impl Iterator<Item = (Vec<u32>, &'t str)>) -> String {
    write_with(entries, |text| text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n").replace('\r', "\\r"))
}

fn write_with<'t>(entries: impl Iterator<Item = (Vec<u32>, &'t str)>, escaped: impl Fn(&str) -> String) -> String {
    let mut out = String::new();
    for (number, text) in entries {
        if !out.is_empty() {
            out.push('\n');
        }
        for part in number {
            out.push_str(&part.to_string());
            out.push('.');
        }
        out.push_str(" \"");
        out.push_str(&escaped(text));
        out.push('"');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(number: &[u32], text: &str) -> Entry {
        (number.to_vec(), text.to_owned())
    }

    #[test]
    fn reads_both_versions_of_qase() {
        assert_eq!(read("1. \"Open\"\n2. \"\""), [entry(&[1], "Open"), entry(&[2], "")]);
        assert_eq!(read("1. Open\nthe page\n2. Wait"), [entry(&[1], "Open\nthe page"), entry(&[2], "Wait")]);
        assert_eq!(read("1. \"say \"hi\" twice\"\n2. \"b\""), [entry(&[1], "say \"hi\" twice"), entry(&[2], "b")]);
    }

    #[test]
    fn reads_the_escapes_of_qase() {
        let cell = "1. \"Type:\\n\\n```\\n$Name\\n```\"\n2. \"Press the \\\"Sign in\\\" button\"\n3. \"\"\n4. \"C:\\\\new \\/ \\u041f\\ud83d\\ude00\"";
        let read = [
            entry(&[1], "Type:\n\n```\n$Name\n```"),
            entry(&[2], "Press the \"Sign in\" button"),
            entry(&[3], ""),
            entry(&[4], "C:\\new / П😀"),
        ];
        assert_eq!(read_qase(cell), read);
        let again = write_qase(read.iter().map(|(n, t)| (n.clone(), t.as_str())));
        assert_eq!(read_qase(&again), read, "{again}");
        assert_eq!(read_qase("1. \"say \"\"hi\"\"\""), [entry(&[1], "say \"hi\"")], "an earlier version of this program");
        assert_eq!(read_qase("1. \"a\\q\""), [entry(&[1], "a\\q")]);
    }

    #[test]
    fn the_number_of_a_single_step_is_left_out() {
        assert_eq!(one("2. Open\nand wait", 2), "Open\nand wait");
        assert_eq!(one("2.\nOpen", 2), "Open");
        for text in ["2. Open", "1. Open\n2. Wait", "Open", ""] {
            assert_eq!(one(text, 1), text);
        }
    }

    #[test]
    fn takes_lines_without_numbers_for_steps() {
        assert_eq!(read("Open\n\nWait"), [entry(&[1], "Open"), entry(&[2], "Wait")]);
        assert_eq!(read("2024. a year"), [entry(&[1], "2024. a year")]);
        assert_eq!(read("1.5"), [entry(&[1], "1.5")]);
        assert_eq!(read("1. It opens\n2. \n3."), [entry(&[1], "It opens"), entry(&[2], ""), entry(&[3], "")]);
        assert_eq!(read(" "), []);
    }

    #[test]
    fn writes_what_it_reads() {
        let entries =
            [entry(&[1], "a \"b\"\n2. c"), entry(&[1, 1], "\"\n1.2. x\""), entry(&[1, 2], ""), entry(&[2], "line\n\nline ")];
        let cell = write(entries.iter().map(|(n, t)| (n.clone(), t.as_str())));
        assert_eq!(read(&cell), entries);
    }
}
