//! Changes of cells: parsing of typed and pasted texts, and a preview of a set of changes.

use crate::model::case_grid::CellTexts as _;
use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use super::slug_of;
use super::{CaseField, CaseTable};
use crate::model::words;
use voluptas_app::cases::bulk::CaseChange;
use voluptas_core::base::fold::fold;
use voluptas_core::domain::case::Case;
use voluptas_core::domain::custom_field::{CustomField, FieldType};
use voluptas_core::domain::ids::{CaseId, SuiteId};
use voluptas_core::domain::validate::TITLE_MAX;
use voluptas_i18n::{Lang, Tr};
use voluptas_store::case_summaries::CaseSummary;

/// A value that cannot be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The case.
    pub id: CaseId,
    /// The column.
    pub field: CaseField,
    pub text: String,
    /// Code of the case. Names the fault when the text is blank.
    pub code: String,
    /// Key of the reason.
    pub reason: &'static str,
}

impl Fault {
    /// The text and the reason, for people.
    pub fn words(&self, tr: Tr) -> String {
        let reason = tr.text(self.reason);
        if self.text.trim().is_empty() {
            return format!("{}: {reason}", self.code);
        }
        let said = tr.fmt("cases-fault", &[("text", self.text.as_str().into()), ("reason", reason.as_ref().into())]);
        match self.field.name_key() {
            Some(field) => format!("{} · {}: {said}", self.code, tr.text(field)),
            None => format!("{}: {said}", self.code),
        }
    }
}

/// The origin of a set of changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EditKind {
    /// One cell.
    Cell,
    /// Pasted cells.
    Paste,
    /// Cells filled down.
    Fill,
    /// A field of all selected cases.
    Bulk,
}

/// A set of changes of cases, with the rows that they were made for.
#[derive(Debug, Clone)]
pub struct CaseEdit {
    /// The origin.
    pub kind: EditKind,
    /// The rows.
    pub table: Arc<CaseTable>,
    /// The rows at the beginning of the edit. Fields that other people changed since then are not overwritten.
    pub seen: Arc<CaseTable>,
    /// Changes that change something.
    pub changes: Vec<(CaseId, CaseField, CaseChange)>,
    /// Values that are so already.
    pub unchanged: usize,
    /// Values that cannot be stored.
    pub faults: Vec<Fault>,
    /// Pasted values for which there was no row or column.
    pub outside: usize,
}

impl CaseEdit {
    /// No change yet.
    #[must_use]
    pub fn new(kind: EditKind, table: Arc<CaseTable>) -> Self {
        Self { kind, seen: Arc::clone(&table), table, changes: Vec::new(), unchanged: 0, faults: Vec::new(), outside: 0 }
    }

    /// The same changes for other rows, which are the seen ones from now on.
    #[must_use]
    pub fn renewed(&self, table: &Arc<CaseTable>) -> Self {
        let mut edit = Self { faults: self.faults.clone(), outside: self.outside, ..Self::new(self.kind, Arc::clone(table)) };
        for (id, field, change) in &self.changes {
            edit.add(*id, *field, change.clone());
        }
        edit.unchanged += self.unchanged;
        edit
    }

    /// True when newer rows have another value than these where the edit changes one.
    pub fn changes_of_others(&self, newer: &CaseTable) -> bool {
        let shown = |table: &CaseTable, id: CaseId, field: CaseField| {
            table.get(id).map(|row| table.text(row, field, Tr::new(Lang::En), |_| String::new()))
        };
        self.changes.iter().any(|(id, field, _)| shown(&self.table, *id, *field) != shown(newer, *id, *field))
    }

    /// True when the field of a change is stored as the person saw it. A tag or a further suite more or less overwrites nothing.
    pub fn is_as_seen(&self, case: &Case, change: &CaseChange) -> bool {
        let Some(row) = self.seen.get(case.id) else { return false };
        let content = &case.content;
        match change {
            CaseChange::Title(_) => *row.title == *content.title,
            CaseChange::Slug(column, _) => **slug_of(row, *column) == *column.of(content),
            CaseChange::Flaky(_) => row.is_flaky == content.is_flaky,
            CaseChange::Tags(_) => {
                let seen: BTreeSet<&str> = row.tags.iter().map(|tag| &**tag).collect();
                seen == content.tags.iter().map(String::as_str).collect()
            }
            CaseChange::Field(title, _) => {
                // Fields of other projects may have the title, too.
                let mut titled = self.seen.fields.iter().filter(|field| field.title == *title);
                let seen = titled.find_map(|field| row.field(field.id)).unwrap_or_default();
                content.custom_fields.get(title).map_or("", String::as_str) == seen
            }
            CaseChange::Suite(_) => row.suite_id == case.suite_id,
            CaseChange::Milestone(_) => row.milestone == case.milestone_id,
            CaseChange::AddTag(_) | CaseChange::RemoveTag(_) | CaseChange::AddToSuite(_) | CaseChange::RemoveFromSuite(_) => true,
        }
    }

    /// Adds a change, unless the case is so already.
    pub fn add(&mut self, id: CaseId, field: CaseField, change: CaseChange) {
        match self.table.get(id) {
            Some(row) if differs(&self.table, row, field, &change) => self.changes.push((id, field, change)),
            _ => self.unchanged += 1,
        }
    }

    /// Adds a value that a person typed or pasted.
    pub fn add_text(&mut self, id: CaseId, field: CaseField, text: &str, tr: Tr) {
        match parse(&self.table, field, text, tr) {
            Ok(change) => self.add(id, field, change),
            // A read-only cell that is pasted over with its own text is no fault.
            Err(_) if self.table.get(id).is_some_and(|row| self.table.text(row, field, tr, |_| text.to_owned()) == text) => {
                self.unchanged += 1;
            }
            Err(reason) => {
                let code = self.table.get(id).map(|row| row.code.to_string()).unwrap_or_default();
                self.faults.push(Fault { id, field, text: text.to_owned(), code, reason });
            }
        }
    }

    /// Number of cases that change.
    pub fn cases(&self) -> usize {
        self.changes.iter().map(|(id, ..)| *id).collect::<HashSet<_>>().len()
    }

    /// The changes as they are stored.
    pub fn stored(&self) -> Vec<(CaseId, CaseChange)> {
        self.changes.iter().map(|(id, _, change)| (*id, change.clone())).collect()
    }

    /// Texts of a cell before and after a change.
    pub fn texts(&self, at: usize, tr: Tr) -> (String, String) {
        let (id, field, change) = &self.changes[at];
        let Some(row) = self.table.get(*id) else { return (String::new(), String::new()) };
        let before = match field {
            CaseField::Owner => self.owner_before(row, tr),
            _ => self.table.text(row, *field, tr, |_| String::new()),
        };
        let after = match change {
            CaseChange::Title(title) => title.trim().to_owned(),
            CaseChange::Slug(_, slug) => words::value_name(tr, slug).into_owned(),
            CaseChange::Flaky(on) => tr.text(if *on { "cases-yes" } else { "cases-no" }).into_owned(),
            CaseChange::Tags(_) | CaseChange::AddTag(_) | CaseChange::RemoveTag(_) => tags_after(row, change).join(", "),
            CaseChange::Field(_, value) => match field {
                CaseField::Custom(id) if !value.is_empty() => self.table.field_text(*id, value, tr),
                _ => value.clone(),
            },
            CaseChange::AddToSuite(_) | CaseChange::RemoveFromSuite(_) => {
                self.table.paths(further_after(row, change).into_iter())
            }
            CaseChange::Milestone(milestone) => self.table.milestone(*milestone).to_owned(),
            CaseChange::Suite(suite) => match self.table.suite(*suite) {
                Some(line) => line.path.clone(),
                None => tr.text("cases-group-root").into_owned(),
            },
        };
        (before, after)
    }
}

impl CaseEdit {
    /// The stored owner. Where none is stored, those whom the grid shows, with the note that they come from the functions of the case.
    fn owner_before(&self, row: &CaseSummary, tr: Tr) -> String {
        let stored = self.table.owner_field().and_then(|field| row.field(field.id)).unwrap_or_default();
        let shown = row.testers.iter().map(|name| &**name).collect::<Vec<_>>().join(", ");
        if !stored.is_empty() || shown.is_empty() {
            return stored.to_owned();
        }
        tr.fmt("cases-owner-of-function", &[("name", shown.into())])
    }
}

/// Further suites of a row after a change.
fn further_after(row: &CaseSummary, change: &CaseChange) -> Vec<SuiteId> {
    let mut further: Vec<SuiteId> = row.further.iter().map(|(suite, _)| *suite).collect();
    match change {
        CaseChange::AddToSuite(suite) if row.suite_id != Some(*suite) && !further.contains(suite) => further.push(*suite),
        CaseChange::RemoveFromSuite(suite) => further.retain(|s| s != suite),
        _ => {}
    }
    further
}

/// Tags of a row after a change.
fn tags_after(row: &CaseSummary, change: &CaseChange) -> Vec<String> {
    let mut tags: Vec<String> = row.tags.iter().map(ToString::to_string).collect();
    match change {
        CaseChange::Tags(all) => tags.clone_from(all),
        CaseChange::AddTag(tag) => tags.push(tag.clone()),
        CaseChange::RemoveTag(tag) => tags.retain(|t| t != tag),
        _ => {}
    }
    tags.sort();
    tags.dedup();
    tags
}

/// True when a change would change the row.
fn differs(table: &CaseTable, row: &CaseSummary, field: CaseField, change: &CaseChange) -> bool {
    match change {
        CaseChange::Title(title) => *row.title != *title.trim(),
        CaseChange::Slug(column, slug) => **slug_of(row, *column) != **slug,
        CaseChange::Flaky(on) => row.is_flaky != *on,
        CaseChange::Tags(_) | CaseChange::AddTag(_) | CaseChange::RemoveTag(_) => {
            !tags_after(row, change).iter().map(String::as_str).eq(row.tags.iter().map(|t| &**t))
        }
        CaseChange::Field(_, value) => match field {
            CaseField::Custom(id) => row.field(id).unwrap_or_default() != value,
            CaseField::Owner => table.owner_field().and_then(|field| row.field(field.id)).unwrap_or_default() != value,
            _ => true,
        },
        CaseChange::AddToSuite(_) | CaseChange::RemoveFromSuite(_) => further_after(row, change).len() != row.further.len(),
        CaseChange::Milestone(milestone) => row.milestone != *milestone,
        CaseChange::Suite(suite) => table.suite_place(*suite) != table.suite_place(row.suite_id),
    }
}

/// Reads a text as the value of a column.
///
/// # Errors
/// Key of the reason why the text is no value of the column.
pub fn parse(table: &CaseTable, field: CaseField, text: &str, tr: Tr) -> Result<CaseChange, &'static str> {
    let text = text.trim();
    match field {
        CaseField::Title if text.is_empty() => Err("cases-fault-blank"),
        CaseField::Title if text.chars().count() > TITLE_MAX => Err("cases-fault-long"),
        CaseField::Title => Ok(CaseChange::Title(text.split_whitespace().collect::<Vec<_>>().join(" "))),
        CaseField::Slug(column) => {
            let means = |slug: &&String| {
                let names = [Lang::En, Lang::Ru].map(|lang| fold(&words::value_name(Tr::new(lang), slug)));
                let text = fold(text);
                text == fold(slug) || names.contains(&text) || fold(&words::value_name(tr, slug)) == text
            };
            let slug = table.slugs(column).iter().find(means).ok_or("cases-fault-value")?;
            Ok(CaseChange::Slug(column, slug.clone()))
        }
        CaseField::Flaky => flag(text).map(CaseChange::Flaky).ok_or("cases-fault-flag"),
        CaseField::Tags => Ok(CaseChange::Tags(tags(text))),
        CaseField::Suite => suite(table, text, tr).map(CaseChange::Suite),
        CaseField::Milestone => milestone(table, text, tr).map(CaseChange::Milestone),
        CaseField::Owner => Ok(owner(table, text, tr)),
        CaseField::Custom(id) => {
            let field = table.field(id).ok_or("cases-fault-read-only")?;
            Ok(CaseChange::Field(field.title.clone(), custom(field, text)?))
        }
        CaseField::Code
        | CaseField::FurtherSuites
        | CaseField::Review
        | CaseField::Functions
        | CaseField::Last
        | CaseField::Changed
        | CaseField::ChangedBy => Err("cases-fault-read-only"),
    }
}

/// The change that gives a case an owner. The first one that a project gets makes the custom field for it.
pub fn owner(table: &CaseTable, name: &str, tr: Tr) -> CaseChange {
    let title = table.owner_field().map_or_else(|| tr.text("cases-column-owner").into_owned(), |field| field.title.clone());
    CaseChange::Field(title, name.trim().to_owned())
}

/// Tags between commas, semicolons or line breaks; sorted, without repeats.
pub fn tags(text: &str) -> Vec<String> {
    let mut tags: Vec<String> =
        text.split([',', ';', '\n']).map(str::trim).filter(|t| !t.is_empty()).map(str::to_owned).collect();
    tags.sort();
    tags.dedup();
    tags
}

fn flag(text: &str) -> Option<bool> {
    let text = fold(text);
    let is_word = |key: &str| [Lang::En, Lang::Ru].iter().any(|lang| fold(&Tr::new(*lang).text(key)) == text);
    match text.as_str() {
        "true" | "1" | "+" | "y" | "x" => Some(true),
        "false" | "0" | "-" | "n" | "" => Some(false),
        _ if is_word("cases-yes") => Some(true),
        _ if is_word("cases-no") => Some(false),
        _ => None,
    }
}

/// The milestone with a title that no other one has. An empty text is none.
fn milestone(table: &CaseTable, text: &str, tr: Tr) -> Result<Option<i64>, &'static str> {
    let wanted = fold(text);
    let mut exact = table.milestones.iter().filter(|milestone| milestone.title.trim() == text);
    let mut alike = table.milestones.iter().filter(|milestone| fold(&milestone.title) == wanted);
    match (exact.next(), exact.next(), alike.next(), alike.next()) {
        (Some(only), None, ..) | (None, None, Some(only), None) => Ok(Some(only.id)),
        (None, None, None, None) if wanted.is_empty() || wanted == fold(&tr.text("cases-no-milestone")) => Ok(None),
        (None, None, None, None) => Err("cases-fault-milestone"),
        _ => Err("cases-fault-milestones"),
    }
}

/// The suite with a path, or with a title that no other suite has. An empty text is the root.
fn suite(table: &CaseTable, text: &str, tr: Tr) -> Result<Option<SuiteId>, &'static str> {
    let wanted = fold(text);
    if wanted.is_empty() || wanted == fold(&tr.text("cases-group-root")) {
        return Ok(None);
    }
    if let Some(line) = table.suites.iter().find(|s| fold(&s.path) == wanted) {
        return Ok(Some(line.id));
    }
    let mut named = table.suites.iter().filter(|s| fold(&s.title) == wanted);
    match (named.next(), named.next()) {
        (Some(line), None) => Ok(Some(line.id)),
        _ => Err("cases-fault-suite"),
    }
}

/// The stored form of a value of a custom field.
fn custom(field: &CustomField, text: &str) -> Result<String, &'static str> {
    if text.is_empty() {
        return Ok(String::new());
    }
    let option = |title: &str| {
        let wanted = fold(title);
        let found = field.options.iter().find(|o| fold(&o.title) == wanted || o.id.to_string() == wanted);
        found.map(|o| o.id.to_string()).ok_or("cases-fault-value")
    };
    match field.kind {
        FieldType::Checkbox => flag(text).map(|on| if on { "1".to_owned() } else { String::new() }).ok_or("cases-fault-flag"),
        FieldType::Number if text.replace(',', ".").parse::<f64>().is_err() => Err("cases-fault-number"),
        FieldType::Selectbox | FieldType::Radio => option(text),
        FieldType::Multiselect => {
            let all: Result<Vec<String>, _> = tags(text).iter().map(|title| option(title)).collect();
            Ok(all?.join(","))
        }
        _ => Ok(text.to_owned()),
    }
}
