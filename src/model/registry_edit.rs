//! Values that a person typed, pasted or filled into cells of the registry.
//!
//! Each text becomes a [`FunctionChange`], or a refusal with its reason. Nothing is created by a text: words and people are those
//! that the workspace has.

use super::registry::{Column, FunctionRow, RegistryModel};
use super::words;
use voluptas_app::functions::bulk::FunctionChange;
use voluptas_core::base::fold::fold;
use voluptas_core::domain::ids::FunctionId;
use voluptas_core::domain::validate::{ALIAS_MAX, FUNCTION_TITLE_MAX};
use voluptas_i18n::{Lang, Tr};

/// Refused values that a message names before it counts the rest.
const NAMED: usize = 5;
/// Characters of a refused text that a message shows.
const TEXT: usize = 40;

/// The sign of an empty value.
pub const EMPTY: &str = "—";

/// A value that differs from the present one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellChange {
    /// The function.
    pub id: FunctionId,
    /// FuncID of the function.
    pub func_id: String,
    pub column: Column,
    pub change: FunctionChange,
}

/// A value that cannot be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// FuncID of the function.
    pub func_id: String,
    pub column: Column,
    pub text: String,
    /// Key of the reason.
    pub reason: &'static str,
}

/// Values for cells of the registry.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FunctionEdit {
    /// Values that change something.
    pub changes: Vec<CellChange>,
    /// Values that cannot be stored.
    pub refused: Vec<Refused>,
    /// Pasted values for which there was no row or column.
    pub outside: usize,
}

impl FunctionEdit {
    /// Adds the text of a cell. A value that is so already is dropped.
    pub fn add(&mut self, registry: &RegistryModel, (id, column): (FunctionId, Column), text: &str, tr: Tr) {
        let Some(row) = registry.get(id) else {
            self.outside += 1;
            return;
        };
        let func_id = row.function.func_id.to_string();
        match parse(registry, row, column, text.trim(), tr) {
            Ok(Some(change)) => self.changes.push(CellChange { id, func_id, column, change }),
            Ok(None) => {}
            Err(reason) => self.refused.push(Refused { func_id, column, text: text.trim().to_owned(), reason }),
        }
    }

    /// Text that a cell shows after a change.
    pub fn text_after(change: &FunctionChange, tr: Tr) -> String {
        match change {
            FunctionChange::Title(text) | FunctionChange::Alias(Some(text)) | FunctionChange::Person(_, Some(text)) => {
                text.clone()
            }
            FunctionChange::Word(_, Some(word)) => words::value_name(tr, word).into_owned(),
            FunctionChange::Tags(tags) => tags.join(", "),
            _ => String::new(),
        }
    }

    /// One sentence that names the refused values; `None` when there are none.
    pub fn refusal(&self, tr: Tr) -> Option<String> {
        let mut parts: Vec<String> = self.refused.iter().take(NAMED).map(|r| r.words(tr)).collect();
        let more = self.refused.len().saturating_sub(NAMED);
        if more > 0 {
            parts.push(tr.fmt("registry-refused-more", &[("n", (more as i64).into())]));
        }
        if self.outside > 0 {
            parts.push(tr.fmt("registry-refused-outside", &[("n", (self.outside as i64).into())]));
        }
        (!parts.is_empty()).then(|| tr.fmt("registry-refused", &[("cells", parts.join("; ").into())]))
    }
}

impl Refused {
    /// The cell, its text and the reason.
    fn words(&self, tr: Tr) -> String {
        let text: String = self.text.chars().take(TEXT).collect();
        let quoted = if text.is_empty() { text } else { tr.fmt("lists-quoted", &[("title", text.into())]) };
        let args = [
            ("id", self.func_id.as_str().into()),
            ("column", tr.text(self.column.name_key()).as_ref().into()),
            ("text", quoted.into()),
            ("reason", tr.text(self.reason).as_ref().into()),
        ];
        tr.fmt(if self.text.is_empty() { "registry-refused-cell-blank" } else { "registry-refused-cell" }, &args)
    }
}

/// The change that a text means for a cell; `None` when the cell holds it already.
///
/// # Errors
/// Key of the reason why the text is no value of the column.
fn parse(
    registry: &RegistryModel,
    row: &FunctionRow,
    column: Column,
    text: &str,
    tr: Tr,
) -> Result<Option<FunctionChange>, &'static str> {
    let f = &row.function;
    let is_empty = text.is_empty() || text == EMPTY;
    if let Some(role) = column.role() {
        let now = if column == Column::Qa { &row.qa } else { &row.dev };
        let nobody = [Lang::En, Lang::Ru].iter().any(|lang| fold(&Tr::new(*lang).text("gui-nobody")) == fold(text));
        if is_empty || nobody {
            return Ok((!now.is_empty()).then_some(FunctionChange::Person(role, None)));
        }
        let wanted = fold(text);
        let person = registry.people.iter().find(|p| fold(&p.name) == wanted).ok_or("registry-refused-person")?;
        return Ok((**now != *person.name).then(|| FunctionChange::Person(role, Some(person.name.clone()))));
    }
    if let Some(field) = column.word_field() {
        let now = field.of_line(f);
        if is_empty {
            return Ok(now.is_some().then_some(FunctionChange::Word(field, None)));
        }
        let wanted = fold(text);
        let means = |word: &str| {
            fold(word) == wanted || [Lang::En, Lang::Ru].iter().any(|l| fold(&words::value_name(Tr::new(*l), word)) == wanted)
        };
        if now.is_some_and(means) {
            return Ok(None);
        }
        let known = registry.dictionaries.get(field.dictionary()).into_iter().flatten();
        let word = known.into_iter().find(|word| means(word)).ok_or("registry-refused-word")?;
        return Ok(Some(FunctionChange::Word(field, Some(word.clone()))));
    }
    match column {
        Column::Title if text.is_empty() => Err("registry-refused-blank"),
        Column::Title if text.chars().count() > FUNCTION_TITLE_MAX => Err("registry-refused-long"),
        Column::Title => {
            let title = text.split_whitespace().collect::<Vec<_>>().join(" ");
            Ok((title != *f.title && title != row.title()).then_some(FunctionChange::Title(title)))
        }
        Column::Alias if text.chars().count() > ALIAS_MAX => Err("registry-refused-long"),
        Column::Alias => {
            let alias = (!is_empty).then_some(text);
            Ok((alias != f.alias.as_deref()).then(|| FunctionChange::Alias(alias.map(str::to_owned))))
        }
        Column::Tags => {
            let tags = if is_empty { Vec::new() } else { tags(text) };
            let same = tags.iter().map(String::as_str).eq(f.words.tags.iter().map(|t| &**t));
            Ok((!same).then_some(FunctionChange::Tags(tags)))
        }
        // A block that was copied is pasted back over its own ids and numbers.
        _ if *text == *shown_text(row, column, tr) => Ok(None),
        _ => Err("registry-refused-read-only"),
    }
}

/// Text of a cell for the clipboard and the editor.
pub fn shown_text(row: &FunctionRow, column: Column, tr: Tr) -> String {
    match column {
        Column::Kind => words::type_name(tr, row.function.kind).into_owned(),
        Column::Cases => row.covers.len().to_string(),
        Column::Result if row.covers.is_empty() && !row.function.kind.is_testable() => String::new(),
        Column::Result => words::class_name(tr, row.look).into_owned(),
        Column::Updated => tr.date_time(row.function.updated_ms),
        _ => super::registry::cell_text(row, column, tr).into_owned(),
    }
}

/// Tags between commas, semicolons or line breaks, without repeats, in their order.
fn tags(text: &str) -> Vec<String> {
    let mut tags: Vec<String> = Vec::new();
    for tag in text.split([',', ';', '\n']).map(str::trim).filter(|t| !t.is_empty()) {
        if !tags.iter().any(|t| t == tag) {
            tags.push(tag.to_owned());
        }
    }
    tags
}
