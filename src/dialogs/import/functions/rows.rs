//! The rows of a file of functions as the list shows them.

use super::super::columns::field_key;
use super::super::details::FieldNames;
use super::super::rows::{Remarks, Row, RowFilter, ShownRows};
use crate::model::words::{type_name, value_name};
use voluptas_app::files::import::{Fate, FieldChange, LEFT_OUT, PreviewRow};
use voluptas_app::functions::file::preview::FunctionsRead;
use voluptas_app::functions::file::{FunctionsPlan, PlannedFunction};
use voluptas_core::domain::function::FunctionType;
use voluptas_formats::functions::COLUMNS;
use voluptas_i18n::Tr;

/// Details of people and relations, which no column of functions fills.
const DETAILS: [&str; 8] = ["position", "email", "zoho_id", "github", "active", "weight", "directed", "notes"];

/// Names and values of the fields of a function, a person or a relation.
pub(super) const FIELDS: FieldNames = FieldNames { name: field_name, value: shown };

/// The rows of a file and its plan in the language of the window.
pub(super) fn rows(read: &FunctionsRead, plan: &FunctionsPlan, tr: Tr) -> ShownRows {
    let report = &read.file.report;
    let remarks = Remarks::of(report, &plan.warnings, tr);
    let all = read.rows(plan).into_iter().filter_map(|of| row(of, read, plan, &remarks, tr)).collect();
    ShownRows::of(all, &remarks, report, &plan.warnings, tr)
}

fn row(of: PreviewRow, read: &FunctionsRead, plan: &FunctionsPlan, remarks: &Remarks, tr: Tr) -> Option<Row> {
    match of {
        PreviewRow::Row(i) => {
            let function = plan.functions.get(i)?;
            let (id, title) = (function.func_id.to_string(), function.title.to_string());
            let row = Row { id, title, ..Row::new(of, RowFilter::of(&function.fate), function.line) };
            let row = with_fate(row, &function.fate, &function.changes, remarks, tr);
            let row = match &function.fate {
                Fate::New => Row { what: of_new(function, read.file.rows.heads().get(i)?.kind, tr), change: None, ..row },
                _ => row,
            };
            Some(row.remarked(remarks))
        }
        PreviewRow::Person(i) => {
            let person = plan.people.get(i)?;
            let row = Row { title: person.name.clone(), ..Row::new(of, RowFilter::of(&person.fate), person.line) };
            let row = with_fate(row, &person.fate, &person.changes, remarks, tr);
            // A person whom only functions name comes with them.
            Some(Row { has_box: row.has_box && person.line > 0, ..row })
        }
        PreviewRow::Relation(i) => {
            let relation = plan.relations.get(i)?;
            let title = format!("{} → {}", relation.source, relation.target);
            let row = Row { title, ..Row::new(of, RowFilter::of(&relation.fate), relation.line) };
            let row = with_fate(row, &relation.fate, &relation.changes, remarks, tr);
            let kind = tr.text(&format!("files-relation-{}", <&str>::from(relation.kind).replace('_', "-")));
            let what = if row.what.is_empty() { kind.into_owned() } else { format!("{kind} · {}", row.what) };
            Some(Row { what, change: None, ..row })
        }
        PreviewRow::LeftOut(i) => Some(remarks.left_out(i, read.file.report.notes.get(i)?, tr)),
        PreviewRow::Suite(_) => None,
    }
}

fn with_fate(row: Row, fate: &Fate, changes: &[FieldChange], remarks: &Remarks, tr: Tr) -> Row {
    match fate {
        Fate::New => Row { has_box: true, ..row },
        Fate::Changed => Row { has_box: true, ..row.changed(changes, &FIELDS, tr) },
        Fate::Unchanged => row.changed(changes, &FIELDS, tr),
        Fate::Skipped { reason } => {
            let what = remarks.reason(&tr.message(reason), row.line);
            Row { what, has_box: reason.key == LEFT_OUT, ..row }
        }
    }
}

/// Type and parent of a new function, and whether it comes back from the trash.
fn of_new(function: &PlannedFunction, kind: FunctionType, tr: Tr) -> String {
    let back = function.is_restored.then(|| tr.text("files-functions-restored").into_owned());
    let parent = function.parent.as_ref().map(|parent| tr.fmt("files-functions-below", &[("parent", parent.as_str().into())]));
    [Some(type_name(tr, kind).into_owned()), parent, back].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// The key of the name of a field that the window names elsewhere.
pub(super) fn key(word: &str) -> Option<&'static str> {
    Some(match word {
        "func_id" => "gui-column-func-id",
        "module" => "gui-type-module",
        "epic" => "gui-type-epic",
        "feature" => "gui-type-feature",
        "alias" => "window-field-alias",
        "aliases" => "window-field-aliases",
        "parent" => "window-field-parent",
        "crit" => "gui-critical",
        "focus" => "gui-focus",
        "qa" => "gui-field-qa",
        "dev" => "gui-field-dev",
        "accountable" => "window-field-owner",
        "segment" => "gui-field-segment",
        "maturity" => "gui-field-maturity",
        "automation" => "gui-field-automation",
        "stories" => "window-field-stories",
        "roles" => "window-field-roles",
        "documentation" => "window-field-documents",
        "container" => "window-field-container",
        "database" => "window-field-database",
        "subsystems" => "window-field-subsystems",
        "external_services" => "window-field-services",
        _ => return None,
    })
}

fn field_name(tr: Tr, change: &FieldChange) -> String {
    let word = change.field.as_str();
    match key(word) {
        Some(key) => tr.text(key).into_owned(),
        None if COLUMNS.contains(&word) || DETAILS.contains(&word) => tr.text(&field_key(word)).into_owned(),
        // A custom field has the title that the file gives it.
        None => change.field.clone(),
    }
}

fn shown(tr: Tr, change: &FieldChange, value: &str) -> String {
    match (change.field.as_str(), value) {
        ("crit" | "focus" | "active" | "directed", "true") => tr.text("writing-yes").into_owned(),
        ("crit" | "focus" | "active" | "directed", "false") => tr.text("writing-no").into_owned(),
        ("type", word) => word.parse().map_or_else(|_| word.to_owned(), |kind| type_name(tr, kind).into_owned()),
        ("segment" | "status" | "automation" | "maturity", word) => value_name(tr, word).into_owned(),
        _ => value.to_owned(),
    }
}
