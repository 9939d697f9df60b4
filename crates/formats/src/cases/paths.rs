//! Paths of suites in one cell: `A / B`, or a JSON list where that is not clear.

use super::suite_name::SuiteName;

/// The suites of a path: `A / B`, or a JSON list.
pub(super) fn path(cell: &str) -> Vec<SuiteName> {
    let list = cell.starts_with('[').then(|| serde_json::from_str::<Vec<SuiteName>>(cell).ok()).flatten();
    list.unwrap_or_else(|| match cell.strip_prefix('/') {
        // Folders of Zephyr Scale and of Xray: `/Account/Sign in`.
        Some(folders) if !folders.starts_with(' ') => split(folders, "/"),
        _ => split(cell, " / "),
    })
}

pub(super) fn split(cell: &str, separator: &str) -> Vec<SuiteName> {
    cell.split(separator).map(str::trim).filter(|title| !title.is_empty()).map(SuiteName::from).collect()
}

/// The parts of a text between separators. A separator behind a backslash belongs to its part, without the backslash.
pub(super) fn split_escaped(text: &str, separator: char) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c == separator {
            parts.push(String::new());
            continue;
        }
        let is_escaped = c == '\\' && chars.next_if_eq(&separator).is_some();
        if let Some(part) = parts.last_mut() {
            part.push(if is_escaped { separator } else { c });
        }
    }
    parts
}

pub(super) fn path_cell(suites: &[SuiteName]) -> String {
    let plain = suites.iter().map(|name| name.title.as_str()).collect::<Vec<_>>().join(" / ");
    if path(&plain) == suites { plain } else { serde_json::to_string(suites).unwrap_or(plain) }
}

/// Paths of several suites: one a line, or a JSON list of lists.
pub(super) fn paths(cell: &str) -> Vec<Vec<SuiteName>> {
    let list = cell.starts_with("[[").then(|| serde_json::from_str::<Vec<Vec<SuiteName>>>(cell).ok()).flatten();
    list.unwrap_or_else(|| cell.lines().map(|line| path(line.trim())).filter(|path| !path.is_empty()).collect())
}

pub(super) fn paths_cell(all: &[Vec<SuiteName>]) -> String {
    let plain = all.iter().map(|path| path_cell(path)).collect::<Vec<_>>().join("\n");
    if paths(&plain) == all { plain } else { serde_json::to_string(all).unwrap_or(plain) }
}
