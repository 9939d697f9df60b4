//! Workbooks of Squash TM: the sheet of the cases is read as any table, and this module adds the steps of the sheet `STEPS`.

use super::model::CaseRow;
use super::xml::html;
use crate::sheet::Book;
use crate::{FormatError, Report, Severity, TableInfo};
use std::collections::HashMap;
use voluptas_core::base::fold::fold;
use voluptas_core::domain::Message;
use voluptas_core::domain::case::Step;

/// Sheet of the cases.
const CASES: &str = "TEST_CASES";
/// Sheet of the steps.
const STEPS: &str = "STEPS";

/// True for a sheet of cases with one of steps beside it.
pub(super) fn is_one(look: &TableInfo) -> bool {
    look.sheet.as_deref() == Some(CASES) && look.sheets.iter().any(|name| name == STEPS)
}

/// Gives the cases the steps of their ids, in the order of the sheet, and makes text of the HTML of Squash. Sheets that a case has no
/// place for are named.
pub(super) fn complete(
    file: &str,
    bytes: &[u8],
    look: &TableInfo,
    cases: &mut [CaseRow],
    report: &mut Report,
) -> Result<(), FormatError> {
    let mut book = Book::open(file, bytes)?;
    for case in cases.iter_mut() {
        let content = &mut case.content;
        for text in [&mut content.description, &mut content.preconditions].into_iter().flatten() {
            *text = html::text(text);
        }
    }
    let place: HashMap<String, usize> = cases.iter().enumerate().filter_map(|(at, case)| Some((case.id.clone()?, at))).collect();
    let rows = book.rows(STEPS)?;
    let head: Vec<String> = rows.first().map(|row| row.cells.iter().map(|name| fold(name)).collect()).unwrap_or_default();
    let column = |name: &str| head.iter().position(|cell| cell == name);
    let [owner, action, expected, called] =
        ["tc_owner_id", "tc_step_action", "tc_step_expected_result", "tc_step_is_call_step"].map(column);
    for row in rows.iter().skip(1) {
        let cell = |at: Option<usize>| at.and_then(|at| row.cells.get(at)).map_or("", String::as_str);
        let Some(case) = place.get(cell(owner)).and_then(|at| cases.get_mut(*at)) else {
            let message = Message::new("formats-warning-orphan").with("name", cell(owner));
            report.warn(row.line, "TC_OWNER_ID", message);
            continue;
        };
        let action = html::text(cell(action));
        if matches!(cell(called), "1" | "true" | "TRUE") {
            report.warn(row.line, STEPS, Message::new("formats-warning-step-call").with("test", &action));
        }
        let expected = Some(html::text(cell(expected))).filter(|text| !text.is_empty());
        case.content.steps.push(Step { action, expected, ..Step::default() });
    }
    let unused: Vec<&str> = look.sheets.iter().map(String::as_str).filter(|name| ![CASES, STEPS].contains(name)).collect();
    for name in unused {
        // A sheet with its heading alone says nothing.
        if book.rows(name)?.len() > 1 {
            report.note(Severity::Warning, 0, name, Message::new("formats-warning-sheet-unused"));
        }
    }
    Ok(())
}
