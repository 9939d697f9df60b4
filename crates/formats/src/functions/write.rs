//! Writes the registry: its 24 columns in order, then the program's own, so that [`super::read_functions`] reads back the same.

use super::FunctionRow;
use crate::WriteOptions;
use crate::cell::{List, joined};
use crate::table;
use voluptas_core::domain::person::RaciRole;

/// The registry's 24 columns, then the program's own. The registry writes `Segment ` with a blank at its end. A reader would trim this
/// blank, so that each table had to be escaped: the name is written without it, and both are read.
pub(super) const HEADERS: [&str; 31] = [
    "Functional ID",
    "Title",
    "Type",
    "Module",
    "Epic",
    "Feature",
    "Stories",
    "Segment",
    "Description",
    "Tags and Aliases",
    "Roles",
    "isFocus",
    "isCrit",
    "Responsible (QA)",
    "Responsible (Dev)",
    "Accountable",
    "Consulted",
    "Informed",
    "Automation Status",
    "Maturity",
    "Container",
    "Database",
    "Subsystems involved",
    "External Services",
    "Alias",
    "Parent",
    "Status",
    "Test Cases",
    "Documentation Links",
    "Aliases",
    "Custom Fields",
];

/// Columns with booleans: focus and critical.
pub(super) const FLAGS: [usize; 2] = [11, 12];

/// The table of the functions, in the given order. An apostrophe guards cells that a spreadsheet would execute.
pub fn write_functions(rows: &[FunctionRow], options: WriteOptions) -> Vec<u8> {
    table::write_own(options, HEADERS.map(str::to_owned).into(), rows.iter().map(cells).collect())
}

pub(super) fn cells(row: &FunctionRow) -> Vec<String> {
    let c = &row.content;
    let text = |t: &Option<String>| t.clone().unwrap_or_default();
    let flag = |f: bool| if f { "TRUE" } else { "FALSE" }.to_owned();
    let people = |role: RaciRole| {
        let names: Vec<String> = row.people.iter().filter(|(r, _)| *r == role).map(|(_, n)| n.clone()).collect();
        joined(&names, List::Words)
    };
    let custom_fields = if c.custom_fields.is_empty() { None } else { serde_json::to_string(&c.custom_fields).ok() };
    vec![
        c.func_id.clone(),
        c.title.clone(),
        c.kind.as_str().to_owned(),
        text(&c.module),
        text(&c.epic),
        text(&c.feature),
        joined(&c.stories, List::Sentences),
        text(&c.segment),
        text(&c.description),
        joined(&c.tags, List::Words),
        joined(&c.roles, List::Words),
        flag(c.is_focus),
        flag(c.is_crit),
        people(RaciRole::Qa),
        people(RaciRole::Dev),
        people(RaciRole::Accountable),
        people(RaciRole::Consulted),
        people(RaciRole::Informed),
        text(&c.automation_status),
        text(&c.maturity),
        text(&c.container),
        text(&c.database),
        joined(&c.subsystems, List::Words),
        joined(&c.external_services, List::Words),
        text(&c.alias),
        row.parent.clone().unwrap_or_default(),
        text(&c.status),
        joined(&c.test_cases_noted, List::Words),
        joined(&c.documentation_links, List::Links),
        joined(&c.aliases, List::Words),
        custom_fields.unwrap_or_default(),
    ]
}
