//! Steps in one cell: numbered entries, a line each or several, as Qase writes them.
//!
//! Version 2 of Qase's files quotes each text (`1. "Open the page"`), version 1 does not. Nested steps, which Qase's files cannot
//! hold, are numbered `1.1.`.

/// An entry of a cell: its number (`[2, 1]` for `2.1.`) and its text.
pub(super) type Entry = (Vec<u32>, String);

/// The entries of a cell. Text without numbers gives one entry per line.
pub(super) fn read(cell: &str) -> Vec<Entry> {
    let cell = cell.trim();
    if cell.is_empty() {
        return Vec::new();
    }
    if let Some(entries) = quoted(cell) {
        return entries;
    }
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

/// Entries whose texts are quoted, with inner quotes written twice; `None` when the cell is not of that form.
fn quoted(cell: &str) -> Option<Vec<Entry>> {
    let mut entries = Vec::new();
    let mut rest = cell;
    while !rest.is_empty() {
        let (number, after) = number(rest)?;
        let mut chars = after.strip_prefix('"')?.char_indices().peekable();
        let body = &after[1..];
        let mut text = String::new();
        let end = loop {
            match chars.next()? {
                (_, '"') if chars.next_if(|(_, c)| *c == '"').is_some() => text.push('"'),
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

/// Number and text of a line such as `2.1. text`.
fn number(line: &str) -> Option<(Vec<u32>, &str)> {
    let line = line.trim_start();
    let end = line.find(|c: char| !c.is_ascii_digit() && c != '.')?;
    let (digits, rest) = line.split_at(end);
    let rest = match digits.strip_suffix('.') {
        Some(_) => rest,
        None => rest.strip_prefix(')')?,
    };
    let numbers: Option<Vec<u32>> = digits.trim_end_matches('.').split('.').map(|n| n.parse().ok()).collect();
    let numbers = numbers.filter(|n| !n.is_empty() && n.len() <= 32)?;
    rest.strip_prefix(' ').map(|text| (numbers, text))
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

/// The cell with the entries, texts quoted.
pub(super) fn write<'t>(entries: impl Iterator<Item = (Vec<u32>, &'t str)>) -> String {
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
        out.push_str(&text.replace('"', "\"\""));
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
    fn takes_lines_without_numbers_for_steps() {
        assert_eq!(read("Open\n\nWait"), [entry(&[1], "Open"), entry(&[2], "Wait")]);
        assert_eq!(read("2024. a year"), [entry(&[1], "2024. a year")]);
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
