//! The columns of the registry: names, fields, texts, order.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

use super::row::FunctionRow;
use crate::model::words;
use voluptas_app::functions::bulk::WordField;
use voluptas_core::base::fold::natural_key;
use voluptas_core::domain::person::RaciRole;
use voluptas_i18n::Tr;
use voluptas_ui::widgets::StatusClass;

/// Texts of a column that are measured to find its width.
const MEASURED: usize = 6;

/// The columns of the grid that can be sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Column {
    FuncId,
    Title,
    /// Type.
    Kind,
    Segment,
    /// Responsible tester.
    Qa,
    /// Number of cases.
    Cases,
    /// Worst last result.
    Result,
    /// Responsible developer.
    Dev,
    Status,
    Maturity,
    /// Automation status.
    Automation,
    Tags,
    Alias,
    /// Time of the last change.
    Updated,
}

impl Column {
    /// All of them, in the order in which they stand.
    pub const ALL: [Self; 14] = [
        Self::FuncId,
        Self::Title,
        Self::Kind,
        Self::Segment,
        Self::Qa,
        Self::Cases,
        Self::Result,
        Self::Dev,
        Self::Status,
        Self::Maturity,
        Self::Automation,
        Self::Tags,
        Self::Alias,
        Self::Updated,
    ];

    /// Name of the column that stays the same in every language and version.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::FuncId => "func_id",
            Self::Title => "title",
            Self::Kind => "kind",
            Self::Segment => "segment",
            Self::Qa => "qa",
            Self::Cases => "cases",
            Self::Result => "result",
            Self::Dev => "dev",
            Self::Status => "status",
            Self::Maturity => "maturity",
            Self::Automation => "automation",
            Self::Tags => "tags",
            Self::Alias => "alias",
            Self::Updated => "updated",
        }
    }

    /// The column with that name.
    pub fn parse(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.id() == id)
    }

    /// Key of the text of its header.
    #[must_use]
    pub fn name_key(self) -> &'static str {
        match self {
            Self::FuncId => "gui-column-func-id",
            Self::Title => "gui-column-title",
            Self::Kind => "gui-column-type",
            Self::Segment => "gui-column-segment",
            Self::Qa => "gui-column-qa",
            Self::Cases => "gui-column-cases",
            Self::Result => "gui-column-result",
            Self::Dev => "gui-field-dev",
            Self::Status => "gui-field-status",
            Self::Maturity => "gui-field-maturity",
            Self::Automation => "gui-field-automation",
            Self::Tags => "lists-tags",
            Self::Alias => "lists-column-alias",
            Self::Updated => "lists-column-updated",
        }
    }

    /// The role of the people of a column.
    #[must_use]
    pub fn role(self) -> Option<RaciRole> {
        match self {
            Self::Qa => Some(RaciRole::Qa),
            Self::Dev => Some(RaciRole::Dev),
            _ => None,
        }
    }

    /// The field with the words of a column.
    #[must_use]
    pub fn word_field(self) -> Option<WordField> {
        match self {
            Self::Segment => Some(WordField::Segment),
            Self::Status => Some(WordField::Status),
            Self::Maturity => Some(WordField::Maturity),
            Self::Automation => Some(WordField::Automation),
            _ => None,
        }
    }

    /// True when its cells are edited in the grid.
    #[must_use]
    pub fn is_editable(self) -> bool {
        matches!(self, Self::Title | Self::Alias | Self::Tags) || self.role().is_some() || self.word_field().is_some()
    }

    /// True for columns that are shown only when a person asks for them.
    #[must_use]
    pub fn is_extra(self) -> bool {
        self > Self::Result
    }
}

/// The text of a cell, for columns of texts; empty for the others.
pub fn cell_text<'a>(row: &'a FunctionRow, column: Column, tr: Tr) -> Cow<'a, str> {
    let c = &*row.function;
    let word = |value: &'a Option<Arc<str>>| value.as_deref().map_or(Cow::Borrowed(""), |v| words::value_name(tr, v));
    match column {
        Column::FuncId => Cow::Borrowed(&*c.func_id),
        Column::Title => Cow::Borrowed(row.title()),
        Column::Segment => word(&c.words.segment),
        Column::Status => word(&c.words.status),
        Column::Maturity => word(&c.words.maturity),
        Column::Automation => word(&c.words.automation_status),
        Column::Qa => Cow::Borrowed(&*row.qa),
        Column::Dev => Cow::Borrowed(&*row.dev),
        Column::Tags => Cow::Owned(c.words.tags.join(", ")),
        Column::Alias => Cow::Borrowed(c.alias.as_deref().unwrap_or_default()),
        Column::Kind | Column::Cases | Column::Result | Column::Updated => Cow::Borrowed(""),
    }
}

/// The longest different texts of a column, longest first.
pub(super) fn longest(rows: &[FunctionRow], column: Column, tr: Tr) -> Vec<String> {
    let mut best: Vec<(usize, String)> = Vec::new();
    let mut seen: HashSet<*const u8> = HashSet::new();
    for row in rows {
        // Words of dictionaries are shared texts: each is translated and measured once.
        if let Some(word) = shared_word(row, column)
            && !seen.insert(word.as_ptr())
        {
            continue;
        }
        let text = cell_text(row, column, tr);
        let length = text.chars().count();
        if length > 0
            && (best.len() < MEASURED || best.last().is_some_and(|(l, _)| length > *l))
            && !best.iter().any(|(_, t)| *t == text)
        {
            best.push((length, text.into_owned()));
            best.sort_by_key(|(l, _)| std::cmp::Reverse(*l));
            best.truncate(MEASURED);
        }
    }
    best.into_iter().map(|(_, text)| text).collect()
}

/// The text of a cell that many rows share, in columns of words and of people.
fn shared_word(row: &FunctionRow, column: Column) -> Option<&str> {
    let f = &row.function;
    match column {
        Column::Segment => f.words.segment.as_deref(),
        Column::Status => f.words.status.as_deref(),
        Column::Maturity => f.words.maturity.as_deref(),
        Column::Automation => f.words.automation_status.as_deref(),
        Column::Qa => Some(&row.qa),
        Column::Dev => Some(&row.dev),
        _ => None,
    }
}

/// The value by which a row is sorted in a column.
pub(super) fn sort_key(row: &FunctionRow, column: Column) -> (u32, String) {
    let c = &*row.function;
    // Blank values stand after all others.
    let text = |t: &str| (u32::from(t.is_empty()), natural_key(t));
    match column {
        Column::FuncId => text(&c.func_id),
        Column::Title => text(row.title()),
        Column::Kind => (c.kind as u32, natural_key(&c.func_id)),
        Column::Segment => text(c.words.segment.as_deref().unwrap_or_default()),
        Column::Qa => text(&row.qa),
        Column::Cases => (row.covers.len() as u32, natural_key(&c.func_id)),
        Column::Dev => text(&row.dev),
        Column::Status => text(c.words.status.as_deref().unwrap_or_default()),
        Column::Maturity => text(c.words.maturity.as_deref().unwrap_or_default()),
        Column::Automation => text(c.words.automation_status.as_deref().unwrap_or_default()),
        Column::Tags => text(&c.words.tags.join(", ")),
        Column::Alias => text(c.alias.as_deref().unwrap_or_default()),
        Column::Updated => (0, format!("{:020}", row.function.updated_ms)),
        Column::Result => (StatusClass::ALL.iter().position(|l| *l == row.look).unwrap_or(0) as u32, natural_key(&c.func_id)),
    }
}
