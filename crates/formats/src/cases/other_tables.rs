//! Tables of other tools: columns whose meaning other columns of the table tell, and suites as each tool writes their path.
//!
//! The reader of tables asks [`may_differ`] and [`choices`] before it reads rows, and [`SuitePath`] for the suites of each row.

use super::paths::{path, split, split_escaped};
use super::suite_name::SuiteName;
use crate::columns::{Columns, bare};
use crate::row::Row;
use crate::{ColumnChoice, ColumnUse, words};
use voluptas_core::base::fold::fold;

/// List of words for columns that mean something else beside certain other ones.
const BESIDE: &str = "case_beside";

/// True when columns of the table may mean something else than their names say, so that [`choices`] has to look at its rows.
pub(super) fn may_differ(columns: &Columns) -> bool {
    numbers(columns).is_some() || module(columns).is_some()
}

/// Uses of columns that their names alone do not tell. A column or a field that a person chose stays as it is.
pub(super) fn choices(columns: &Columns, rows: &[Row], chosen: &[ColumnChoice]) -> Vec<ColumnChoice> {
    let cells = |place: usize| rows.iter().map(move |row| row.at(place)).filter(|cell| !cell.is_empty());
    let of_steps = numbers(columns).filter(|place| cells(*place).all(is_number)).map(|place| (place, "step_number"));
    let of_module = module(columns).map(|place| (place, "suite"));
    let all = [of_steps, of_module].into_iter().flatten();
    let choice =
        |(place, word): (usize, &str)| ColumnChoice { column: columns.name_at(place).to_owned(), to: ColumnUse::of_word(word) };
    let is_same_field = |old: &ColumnUse, new: &ColumnUse| old == new && matches!(new, ColumnUse::Field(_));
    let is_taken =
        |old: &ColumnChoice, new: &ColumnChoice| fold(&old.column) == fold(&new.column) || is_same_field(&old.to, &new.to);
    all.map(choice).filter(|new| !chosen.iter().any(|old| is_taken(old, new))).collect()
}

/// The column that Azure Test Plans and qTest have for the number of a step, beside one for its text.
fn numbers(columns: &Columns) -> Option<usize> {
    let is_text = |place: &usize| words::ours(BESIDE, columns.name_at(*place)) != Some("step_number");
    let has_text = columns.places_of("steps").any(|place| is_text(&place));
    columns.places_of("steps").find(|place| !is_text(place)).filter(|_| has_text)
}

/// True for the number of a step, such as `2` or `2.1`.
fn is_number(cell: &str) -> bool {
    cell.starts_with(|c: char| c.is_ascii_digit()) && cell.chars().all(|c| c.is_ascii_digit() || c == '.')
}

/// The columns with ids, the more telling one first. Tables for Xray have keys of issues beside numbers within the file, which some
/// rows have alone.
pub(super) fn ids(columns: &Columns) -> [Option<usize>; 2] {
    let named = |is_it: fn(&str) -> bool| columns.places_of("id").find(|place| is_it(&fold(columns.name_at(*place))));
    match (named(|name| name.ends_with("key")), named(|name| name == "issue id")) {
        (Some(key), Some(number)) => [Some(key), Some(number)],
        _ => [columns.places_of("id").next(), None],
    }
}

/// The column with the module or folder of a case, in a table of another tool that has no other suites. In any other table it stays a
/// custom field: cases that an earlier import gave no suite would else be imported again.
fn module(columns: &Columns) -> Option<usize> {
    if !columns.has("steps") || ["suite", "hierarchy", "functions"].iter().any(|column| columns.has(column)) {
        return None;
    }
    let named = columns.others.iter().find(|(_, name)| words::ours(BESIDE, bare(name)) == Some("suite"));
    named.map(|(place, _)| *place).filter(|_| is_of_tool(columns))
}

/// True for a table with keys of issues, by which cases are found again whatever their suites are.
fn has_key(columns: &Columns) -> bool {
    columns.places_of("id").any(|place| fold(columns.name_at(place)).ends_with("key")) || is_of_tool(columns)
}

/// Names of columns in tables of qTest, ALM, Xray and Zephyr. Those of other tables are few of them.
const OF_TOOLS: [&str; 15] = [
    "tc id",
    "test case name",
    "test step",
    "test step #",
    "test step description",
    "test step expected result",
    "test name",
    "test id",
    "step name",
    "test type",
    "issue id",
    "issue key",
    "tcid",
    "gherkin definition",
    "unstructured definition",
];

/// True for a table with ids that has at least three columns of a tool.
fn is_of_tool(columns: &Columns) -> bool {
    let is_known = |place: &usize| {
        let name = fold(bare(columns.name_at(*place)));
        OF_TOOLS.contains(&name.as_str()) || name.ends_with(" (design steps)")
    };
    columns.has("id") && (0..columns.width).filter(is_known).count() > 2
}

/// True for the row below the names of a table in Markdown, such as `|---|:--:|`.
pub(super) fn is_line(row: &Row) -> bool {
    let is_line = |cell: &str| {
        let dashes = cell.strip_prefix(':').unwrap_or(cell);
        let dashes = dashes.strip_suffix(':').unwrap_or(dashes);
        !dashes.is_empty() && dashes.bytes().all(|b| b == b'-')
    };
    let mut cells = row.cells().iter().filter(|cell| !cell.is_empty()).peekable();
    cells.peek().is_some() && cells.all(|cell| is_line(cell))
}

/// The column that tells what a row is: `Work Item Type` of Azure Test Plans, or `type` of Octane, which numbers all rows.
pub(super) fn kinds(columns: &Columns) -> Option<usize> {
    let work_item = columns.others.iter().find(|(_, name)| fold(name) == "work item type").map(|(place, _)| *place);
    let of_octane = || columns.places_of("type").next().filter(|_| fold(columns.name("id")) == "unique_id");
    work_item.or_else(of_octane)
}

/// True for the kind of a row that may be a step of the case above.
pub(super) fn is_step(kind: &str) -> bool {
    is_shared(kind) || fold(kind) == "step"
}

/// True for the kind of a row with shared steps.
pub(super) fn is_shared(kind: &str) -> bool {
    ["shared steps", "shared step"].contains(&fold(kind).as_str())
}

/// True for the name of a column with scenarios in Gherkin.
pub(super) fn is_gherkin(column: &str) -> bool {
    let name = fold(column);
    ["gherkin", "cucumber", "bdd"].iter().any(|word| name.contains(word))
}

/// True for the name of a column whose text is one step, whatever lines it has.
pub(super) fn is_whole(column: &str) -> bool {
    let name = fold(bare(column));
    ["unstructured definition", "generic test definition", "generic definition"].contains(&name.as_str())
}

/// The way in which a table writes the suites of a case in one cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SuitePath {
    /// `A / B`, or a JSON list; folders with a slash before the first one, too.
    Own,
    /// `A\B` of Azure Test Plans.
    Backslashes,
    /// `Subject\A\B` of ALM: all folders lie in one of that name.
    Subject,
    /// `/A/B/title` of Squash TM, with `\/` for a slash in a title.
    Squash,
    /// `A/B` of Xray and Zephyr Scale, with or without a slash before the first folder.
    Slashes,
}

impl SuitePath {
    /// The way of a table, by the names of its columns.
    pub fn of(columns: &Columns) -> Self {
        match fold(bare(columns.name("suite"))).as_str() {
            "area path" => Self::Backslashes,
            "subject" => Self::Subject,
            "tc_path" => Self::Squash,
            "test repo" | "test repository" | "test repository path" | "repository path" if has_key(columns) => Self::Slashes,
            "folder" if fold(columns.name("steps")).starts_with("test script (") => Self::Slashes,
            _ => Self::Own,
        }
    }

    /// The suites of a cell, from the root.
    pub fn suites(self, cell: &str) -> Vec<SuiteName> {
        match self {
            Self::Own => path(cell),
            Self::Backslashes => split(cell, "\\"),
            Self::Slashes => split(cell, "/"),
            Self::Squash => {
                let mut folders = split_escaped(cell, '/');
                folders.pop();
                folders.iter().map(|title| title.trim()).filter(|title| !title.is_empty()).map(SuiteName::from).collect()
            }
            Self::Subject => {
                let mut path = split(cell, "\\");
                if path.len() > 1 && path[0].title == "Subject" {
                    path.remove(0);
                }
                path
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_suites_are_read_as_each_tool_writes_them() {
        let titles = |way: SuitePath, cell: &str| way.suites(cell).into_iter().map(|name| name.title).collect::<Vec<_>>();
        assert_eq!(titles(SuitePath::Subject, "Subject\\Shop\\Cart"), ["Shop", "Cart"]);
        assert_eq!(titles(SuitePath::Subject, "Subject"), ["Subject"]);
        assert_eq!(titles(SuitePath::Slashes, "Shop/Cart"), ["Shop", "Cart"]);
        assert_eq!(titles(SuitePath::Slashes, "/Shop/Cart"), ["Shop", "Cart"]);
        assert_eq!(titles(SuitePath::Squash, "/Shop/In \\/ out/Pay \\/ leave"), ["Shop", "In / out"]);
        assert_eq!(titles(SuitePath::Own, "Shop / Cart/Pay"), ["Shop", "Cart/Pay"]);
    }
}
