//! The rows of a file of cases as the list shows them.

use super::super::details::FieldNames;
use super::super::rows::{Remarks, Row, RowFilter, ShownRows};
use crate::model::words::value_name;
use voluptas_app::cases::file::preview::CasesRead;
use voluptas_app::cases::file::{ImportPlan, MILESTONE};
use voluptas_app::files::import::{Fate, FieldChange, LEFT_OUT, PreviewRow};
use voluptas_core::domain::Message;
use voluptas_core::domain::case::count_steps;
use voluptas_core::domain::field::CaseField;
use voluptas_formats::cases::{SuiteName, shown_path};
use voluptas_i18n::Tr;

/// Names and values of the fields of a case.
pub(super) const FIELDS: FieldNames = FieldNames { name: field_name, value: shown };

/// The rows of a file and its plan in the language of the window.
pub(super) fn rows(read: &CasesRead, plan: &ImportPlan, tr: Tr) -> ShownRows {
    let report = &read.file.report;
    let remarks = Remarks::of(report, &plan.warnings, tr);
    let all = read.rows(plan).into_iter().filter_map(|of| row(of, read, plan, &remarks, tr)).collect();
    ShownRows::of(all, &remarks, report, &plan.warnings, tr)
}

fn row(of: PreviewRow, read: &CasesRead, plan: &ImportPlan, remarks: &Remarks, tr: Tr) -> Option<Row> {
    match of {
        PreviewRow::Row(i) => {
            let case = plan.rows.get(i)?;
            let row = Row {
                id: case.code.as_ref().map(ToString::to_string).unwrap_or_default(),
                title: case.title.clone(),
                ..Row::new(of, RowFilter::of(&case.fate), case.line)
            };
            let row = match &case.fate {
                Fate::New => {
                    let steps = read.file.rows.get(i).map_or(0, |r| count_steps(&r.content.steps));
                    Row { what: of_new(steps, &case.suite, tr), has_box: true, ..row }
                }
                Fate::Changed => Row { has_box: true, ..row.changed(&case.changes, &FIELDS, tr) },
                Fate::Unchanged => row.changed(&case.changes, &FIELDS, tr),
                Fate::Skipped { reason } => {
                    let what = remarks.reason(&tr.message(reason), case.line);
                    Row { what, has_box: reason.key == LEFT_OUT, ..row }
                }
            };
            Some(row.remarked(remarks))
        }
        PreviewRow::Suite(i) => {
            let suite = plan.suite_changes.get(i)?;
            let row = |fate| Row { title: shown_path(&suite.suite), ..Row::new(of, fate, suite.line) };
            let row = if suite.is_left_out {
                let reason = Message::new(LEFT_OUT).with("file", &read.file.report.file).with("line", suite.line);
                Row { what: remarks.reason(&tr.message(&reason), suite.line), ..row(RowFilter::Unchecked) }
            } else {
                let fate = if suite.is_taken() { RowFilter::Changed } else { RowFilter::Unchanged };
                Row { change: None, ..row(fate).changed(&suite.changes, &FIELDS, tr) }
            };
            let what = format!("{} · {}", tr.text("files-cases-suite"), row.what);
            Some(Row { what, has_box: suite.is_left_out || suite.is_taken(), ..row })
        }
        PreviewRow::LeftOut(i) => Some(remarks.left_out(i, read.file.report.notes.get(i)?, tr)),
        PreviewRow::Person(_) | PreviewRow::Relation(_) => None,
    }
}

/// Number of steps and suite of a new case.
fn of_new(steps: usize, suite: &[SuiteName], tr: Tr) -> String {
    let steps = (steps > 0).then(|| tr.fmt("files-steps", &[("n", i64::try_from(steps).unwrap_or(i64::MAX).into())]));
    let suite = (!suite.is_empty()).then(|| shown_path(suite));
    [steps, suite].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// The name of a changed field.
fn field_name(tr: Tr, change: &FieldChange) -> String {
    match change.field.parse::<CaseField>() {
        Ok(field) => tr.text(&format!("sync-dialog-field-{}", <&str>::from(field).replace('_', "-"))).into_owned(),
        Err(_) if change.field == MILESTONE => tr.text("cases-column-milestone").into_owned(),
        // A custom field has the title that the workspace gives it.
        Err(_) => change.field.clone(),
    }
}

/// A value as a person reads it: words of enumerations in the language of the window.
fn shown(tr: Tr, change: &FieldChange, value: &str) -> String {
    use CaseField as F;
    let field = change.field.parse::<CaseField>();
    let is_word = matches!(field, Ok(F::Severity | F::Priority | F::Kind | F::Layer | F::Behavior | F::Automation | F::Status));
    match (field, value) {
        (Ok(F::IsFlaky), "true") => tr.text("writing-yes").into_owned(),
        (Ok(F::IsFlaky), "false") => tr.text("writing-no").into_owned(),
        _ if is_word => value_name(tr, value).into_owned(),
        _ => value.to_owned(),
    }
}
