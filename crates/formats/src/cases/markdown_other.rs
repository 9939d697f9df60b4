//! Markdown of other programs: labels such as `**Priority:** High`, tables of steps, and headings that are underlined.
//!
//! `markdown` reads documents and asks here what a line of another program means. Nothing here is for the program's own documents.

use super::paths::split_escaped;
use crate::columns::MORE;
use crate::words;
use std::ops::Range;
use voluptas_core::domain::case::Step;

/// Name and text of a line such as `**Steps:**`, `**Priority**: High` or `- **Tags:** smoke`.
pub(super) fn label(line: &str) -> Option<(&str, &str)> {
    let text = ["- ", "* "].iter().find_map(|dash| line.strip_prefix(dash)).unwrap_or(line);
    let (name, rest) = text.strip_prefix("**")?.split_once("**")?;
    let is_label = name.ends_with(':') || rest.starts_with(':') || rest.trim().is_empty();
    let name = name.trim_end_matches(':').trim();
    (is_label && !name.is_empty()).then(|| (name, rest.trim_start_matches(':').trim()))
}

/// Name and value of a line such as `- Priority: High`.
pub(super) fn plain_label(line: &str) -> Option<(&str, &str)> {
    let text = ["- ", "* "].iter().find_map(|dash| line.strip_prefix(dash)).unwrap_or(line);
    let (name, value) = text.split_once(':')?;
    Some((name.trim(), value.trim()))
}

/// The part of a case that begins in a line, with the text behind its label.
pub(super) fn part(line: &str) -> Option<(&'static str, &str)> {
    let (name, rest) = label(line)?;
    Some((words::ours("markdown", name)?, rest))
}

/// The steps of the first table of some lines that has columns for them and for their results, and the place of the table.
pub(super) fn table(lines: &[&str]) -> Option<(Vec<Step>, Range<usize>)> {
    let is_row = |line: &str| line.trim_start().starts_with('|');
    let start = (1..lines.len()).find(|at| is_rule(lines[*at]) && is_row(lines[at - 1]))? - 1;
    let end = (start..lines.len()).find(|at| !is_row(lines[*at])).unwrap_or(lines.len());
    let head = cells(lines[start]);
    let rows: Vec<Vec<String>> = lines[start + 2..end].iter().map(|line| cells(line)).collect();
    let cell = |row: &[String], place: usize| row.get(place).cloned().unwrap_or_default();
    let is_field = |place: &usize, field: &str| {
        words::ours("case", &head[*place]).or_else(|| words::ours(MORE, &head[*place])) == Some(field)
    };
    let is_number = |text: &str| text.chars().all(|c| c.is_ascii_digit() || c == '.');
    // A column named Step may hold the number alone.
    let has_text = |place: &usize| rows.iter().any(|row| !is_number(&cell(row, *place)));
    let places = |field: &'static str| (0..head.len()).filter(move |place| is_field(place, field));
    let action = places("steps").find(has_text)?;
    let (data, expected) = (places("data").next(), places("expected").next()?);
    let is_read = |place: usize| {
        let is_number = (is_field(&place, "steps") || is_field(&place, "step_number")) && !has_text(&place);
        place == action || Some(place) == data || place == expected || is_number || head[place].is_empty()
    };
    let step = |row: &Vec<String>| {
        let named = |place: usize| format!("{}: {}", head[place], cell(row, place));
        let others = (0..head.len()).filter(|place| !is_read(*place) && !cell(row, *place).is_empty()).map(named);
        let data: Vec<String> = data.map(|place| cell(row, place)).into_iter().chain(others).collect();
        let filled = |text: String| Some(text).filter(|text| !text.trim().is_empty());
        let expected = filled(cell(row, expected));
        Step { action: cell(row, action), data: filled(data.join("\n").trim().to_owned()), expected, ..Step::default() }
    };
    Some((rows.iter().map(step).collect(), start..end))
}

/// True for the line below the head of a table.
fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.starts_with('|') && line.contains('-') && line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' '))
}

/// The cells of a line of a table.
fn cells(line: &str) -> Vec<String> {
    let line = line.trim().strip_prefix('|').unwrap_or_default();
    let mut cells = split_escaped(line, '|');
    if cells.last().is_some_and(|cell| cell.trim().is_empty()) {
        cells.pop();
    }
    cells.iter().map(|cell| cell.trim().replace("<br>", "\n").replace("<br/>", "\n")).collect()
}

/// A text with signs before its headings where they are underlined. Lines keep their numbers.
pub(super) fn with_signs(text: &str) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    for at in 1..lines.len() {
        let is_line_of = |sign: char| lines[at].trim_end().len() > 1 && lines[at].trim_end().chars().all(|c| c == sign);
        let sign = [('=', "# "), ('-', "## ")].into_iter().find(|(sign, _)| is_line_of(*sign));
        let is_title = !lines[at - 1].trim().is_empty() && !lines[at - 1].starts_with([' ', '-', '|', '>', '#']);
        if let Some((_, sign)) = sign.filter(|_| is_title) {
            lines[at - 1].insert_str(0, sign);
            lines[at].clear();
        }
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_parts_and_fields() {
        for line in ["**Steps:**", "**Steps**", "**Steps**:", "- **Steps:**"] {
            assert_eq!(part(line), Some(("steps", "")), "{line}");
        }
        assert_eq!(part("**Preconditions:** A user"), Some(("preconditions", "A user")));
        assert_eq!(part("**Steps** are below"), None);
        assert_eq!(part("Steps:"), None);
        assert_eq!(label("* **Priority**: High"), Some(("Priority", "High")));
        assert_eq!(plain_label("- Priority: High"), Some(("Priority", "High")));
    }

    #[test]
    fn rows_of_a_table_are_steps() {
        let text = "Before\n| Step | Action | Expected result | Note |\n|---|:--|---|---|\n| 1 | Open | a\\|b | |\n| 2 | Pay<br>once | | late |\nAfter";
        let lines: Vec<&str> = text.lines().collect();
        let (steps, place) = table(&lines).expect("a table");
        let texts: Vec<_> = steps.iter().map(|s| (s.action.as_str(), s.data.as_deref(), s.expected.as_deref())).collect();
        assert_eq!(texts, [("Open", None, Some("a|b")), ("Pay\nonce", Some("Note: late"), None)]);
        assert_eq!(place, 1..5);
        assert!(table(&["| Action | Key |", "|---|---|", "| Open | O |"]).is_none() && table(&["text"]).is_none());
    }

    #[test]
    fn underlined_headings_get_signs() {
        assert_eq!(with_signs("Cart\n====\n\nPay\n---\n- a\n---"), "# Cart\n\n\n## Pay\n\n- a\n---");
    }
}
