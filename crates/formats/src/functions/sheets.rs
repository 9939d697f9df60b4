//! Sheets of a registry's workbook beside the functions: people and relations.

use std::collections::{HashMap, HashSet};

use strum::IntoEnumIterator as _;

use super::{FunctionRow, PersonRow, RelationRow, write};
use crate::columns::Columns;
use crate::row::Row;
use crate::sheet::{self, Book, SheetToWrite};
use crate::table::{Source, Table};
use crate::{FormatError, ReadOptions, Report, cell, words};
use voluptas_core::base::fold::fold;
use voluptas_core::domain::Message;
use voluptas_core::domain::relation::RelationKind;

/// Maximum length of the name of a person, in characters.
pub(super) const NAME_MAX: usize = 200;

const PEOPLE_HEADERS: [&str; 7] = ["ID", "Name", "Position", "Email", "Zoho ID", "GitHub", "Active"];
const RELATION_HEADERS: [&str; 11] = [
    "Source ID",
    "Source FuncID",
    "Source Title",
    "Target ID",
    "Target FuncID",
    "Target Title",
    "Type",
    "Weight",
    "Directed",
    "Active",
    "Notes",
];

/// The sheet with the functions: by its name, otherwise the first one with columns for FuncID and title, otherwise the first one.
pub(super) fn functions_sheet(file: &str, book: &mut Book<'_>, options: &ReadOptions) -> Result<String, FormatError> {
    let names = book.names();
    if let Some(name) = names.iter().find(|n| fold(n) == fold(words::spelled("spelled_sheet", "functions"))) {
        return Ok(name.clone());
    }
    for name in &names {
        let head = book.first(name, options.header_row.unwrap_or(1), 1)?;
        let head = head.into_iter().next().map(|row| row.cells).unwrap_or_default();
        let has = |column| head.iter().any(|c| words::ours("function", c) == Some(column));
        if has("func_id") && has("title") {
            return Ok(name.clone());
        }
    }
    names.into_iter().next().ok_or_else(|| FormatError::Empty { file: file.to_owned() })
}

/// The table of the sheet that a word of the list `sheet` names; `None` without such a sheet or with a blank one.
fn table(file: &str, book: &mut Book<'_>, sheet: &str) -> Result<Option<Source<'static>>, FormatError> {
    let Some(name) = book.names().into_iter().find(|name| words::ours("sheet", name) == Some(sheet)) else { return Ok(None) };
    if book.head(&name)?.is_none() {
        return Ok(None);
    }
    let list = if sheet == "people" { "person" } else { "relation" };
    Source::of_sheet(&format!("{file}, {name}"), book, &name, list).map(Some)
}

/// Reads the people. Rows without a name are left out.
pub(super) fn people(file: &str, book: &mut Book<'_>, report: &mut Report) -> Result<Vec<PersonRow>, FormatError> {
    let Some(source) = table(file, book, "people")? else { return Ok(Vec::new()) };
    let Table { columns, mut rows, report: mut own, .. } = source.table()?;
    let (mut people, mut names) = (Vec::new(), HashSet::new());
    while let Some(row) = rows.next(&columns, &mut own)? {
        let some = |column: &str| Some(columns.get(&row, column)).filter(|t| !t.is_empty()).map(str::to_owned);
        let name = columns.get(&row, "name").to_owned();
        let is_active = said(&columns, &row, "active", &mut own);
        if name.is_empty() {
            own.warn(row.line, columns.name("name"), Message::new("formats-warning-blank"));
        } else if name.chars().count() > NAME_MAX {
            let m = Message::new("formats-warning-too-long").count("length", name.chars().count()).count("max", NAME_MAX);
            own.warn(row.line, columns.name("name"), m);
        } else if !names.insert(fold(&name)) {
            own.warn(row.line, columns.name("name"), Message::new("formats-warning-twice").with("value", &name));
        } else {
            people.push(PersonRow {
                line: row.line,
                name,
                position: some("position"),
                email: some("email"),
                zoho_id: some("zoho_id"),
                github: some("github"),
                is_active,
            });
        }
    }
    report.notes.append(&mut own.notes);
    report.groups.append(&mut own.groups);
    Ok(people)
}

/// Reads the relations. Rows without both ends and rows of an unknown type are left out.
pub(super) fn relations(file: &str, book: &mut Book<'_>, report: &mut Report) -> Result<Vec<RelationRow>, FormatError> {
    let Some(source) = table(file, book, "relations")? else { return Ok(Vec::new()) };
    let Table { columns, mut rows, report: mut own, .. } = source.table()?;
    let mut relations = Vec::new();
    while let Some(row) = rows.next(&columns, &mut own)? {
        let get = |column: &str| columns.get(&row, column);
        let (source, target) = (get("source").to_owned(), get("target").to_owned());
        if let Some(column) = [("source", &source), ("target", &target)].into_iter().find(|(_, t)| t.is_empty()).map(|(c, _)| c) {
            own.warn(row.line, columns.name(column), Message::new("formats-warning-blank"));
            continue;
        }
        let word = get("type");
        let known = RelationKind::iter().find(|kind| fold(<&str>::from(*kind)) == fold(word));
        let Some(kind) = known.or_else(|| words::ours("relation_type", word).and_then(|w| w.parse().ok())) else {
            own.warn(row.line, columns.name("type"), Message::new("formats-warning-relation-type").with("value", word));
            continue;
        };
        let word = get("weight");
        let weight = word.replace(',', ".").parse::<f64>().ok().filter(|w| w.is_finite());
        if weight.is_none() && !word.is_empty() {
            own.warn(row.line, columns.name("weight"), Message::new("formats-warning-weight").with("value", word));
        }
        let notes = Some(get("notes")).filter(|t| !t.is_empty()).map(str::to_owned);
        let directed = said(&columns, &row, "directed", &mut own);
        let is_active = said(&columns, &row, "active", &mut own);
        relations.push(RelationRow { line: row.line, source, target, kind, weight, directed, is_active, notes });
    }
    report.notes.append(&mut own.notes);
    report.groups.append(&mut own.groups);
    Ok(relations)
}

/// A flag, `None` for a blank cell. An unknown word counts as yes: a person or a relation counts unless the sheet says no.
fn said(columns: &Columns, row: &Row, column: &'static str, report: &mut Report) -> Option<bool> {
    let text = columns.get(row, column);
    (!text.is_empty()).then(|| {
        cell::flag(text).unwrap_or_else(|| {
            report.warn(row.line, columns.name(column), Message::new("formats-warning-flag-yes").with("value", text));
            true
        })
    })
}

/// Writes the workbook of a registry: functions, people and relations, each on a sheet of its own.
///
/// # Errors
/// [`FormatError::Unwritable`]: a text is longer than a cell can be.
pub fn write_registry(
    functions: &[FunctionRow],
    people: &[PersonRow],
    relations: &[RelationRow],
) -> Result<Vec<u8>, FormatError> {
    let text = |t: &Option<String>| t.clone().unwrap_or_default();
    let yes = |flag: bool| words::spelled("spelled_flag", if flag { "yes" } else { "no" }).to_owned();
    let people = people.iter().enumerate().map(|(at, p)| {
        let number = (at + 1).to_string();
        let active = p.is_active.map(yes).unwrap_or_default();
        vec![number, p.name.clone(), text(&p.position), text(&p.email), text(&p.zoho_id), text(&p.github), active]
    });
    let places: HashMap<&str, usize> = functions.iter().enumerate().map(|(at, f)| (f.content.func_id.as_str(), at)).collect();
    let end = |id: &str| {
        let place = places.get(id).copied();
        let number = place.map(|at| (at + 1).to_string()).unwrap_or_default();
        [number, id.to_owned(), place.map(|at| functions[at].content.title.clone()).unwrap_or_default()]
    };
    let relations = relations.iter().map(|r| {
        let kind: &'static str = r.kind.into();
        let mut cells: Vec<String> = end(&r.source).into();
        cells.extend(end(&r.target));
        cells.extend([kind.to_owned(), r.weight.unwrap_or(1.0).to_string()]);
        cells.extend([yes(r.directed.unwrap_or(true)), yes(r.is_active.unwrap_or(true)), text(&r.notes)]);
        cells
    });
    let owned = |headers: &[&str]| headers.iter().map(|h| (*h).to_owned()).collect();
    sheet::write(vec![
        SheetToWrite {
            name: words::spelled("spelled_sheet", "functions"),
            headers: owned(&write::HEADERS),
            rows: functions.iter().map(write::cells).collect(),
            flags: &write::FLAGS,
            numbers: &[],
        },
        SheetToWrite {
            name: words::spelled("spelled_sheet", "people"),
            headers: owned(&PEOPLE_HEADERS),
            rows: people.collect(),
            flags: &[],
            numbers: &[0],
        },
        SheetToWrite {
            name: words::spelled("spelled_sheet", "relations"),
            headers: owned(&RELATION_HEADERS),
            rows: relations.collect(),
            flags: &[],
            numbers: &[0, 3, 7],
        },
    ])
}
