//! The account of a reading: how many rows, how many taken, and why each other one was not.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::domain::Message;

/// How much a note weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Good to know.
    Info,
    /// Taken, but not as it stood there.
    Warning,
    /// Not taken.
    Error,
}

/// Why a row was left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, strum::IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "kebab-case")]
pub enum Skip {
    /// A cell that must be filled is blank.
    Blank,
    /// The same thing stood in an earlier row.
    Duplicate,
    /// The type is blank and cannot be guessed.
    NoType,
    /// A value that is none of the known ones.
    BadValue,
    /// A text above its limit.
    TooLong,
    /// A quote opens a cell and is not closed.
    OpenQuote,
}

/// Something about one row, or about the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Note {
    /// How much it weighs.
    pub severity: Severity,
    /// Where the row begins, from 1; none is the file as a whole.
    pub line: Option<u64>,
    /// The column, as the file names it.
    pub field: Option<String>,
    /// The sentence; it names file, line and field itself.
    pub message: Message,
}

/// The account of a reading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The file's name.
    pub file: String,
    /// Name of the encoding it was read in.
    pub encoding: &'static str,
    /// What stands between its cells.
    pub delimiter: char,
    /// Rows below the heading that are not wholly blank.
    pub rows: usize,
    /// Rows that were taken.
    pub taken: usize,
    /// Rows that were not, by reason. With `taken` they add up to `rows`.
    pub skipped: BTreeMap<Skip, usize>,
    /// Remarks in the order of the file: every skipped row, and the first [`Report::LISTED`] of each other kind.
    pub notes: Vec<Note>,
    /// Remarks by kind, each with its count, in the order in which they came up.
    pub groups: Vec<NoteGroup>,
}

/// Remarks of one kind about one column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NoteGroup {
    /// Severity of each remark of the group.
    pub severity: Severity,
    /// Key of their sentence.
    pub key: String,
    /// The column, as the file names it.
    pub field: Option<String>,
    /// Number of remarks, listed or not.
    pub count: usize,
}

impl Report {
    /// Remarks of one kind on rows that were taken that are listed one by one; the rest is only counted.
    pub const LISTED: usize = 100;

    pub(super) fn new(file: &str, encoding: &'static str, delimiter: char) -> Self {
        Self {
            file: file.to_owned(),
            encoding,
            delimiter,
            rows: 0,
            taken: 0,
            skipped: BTreeMap::new(),
            notes: Vec::new(),
            groups: Vec::new(),
        }
    }

    /// Rows left out for one reason.
    #[must_use]
    pub fn skipped(&self, reason: Skip) -> usize {
        self.skipped.get(&reason).copied().unwrap_or(0)
    }

    /// Rows left out for any reason.
    #[must_use]
    pub fn skipped_in_all(&self) -> usize {
        self.skipped.values().sum()
    }

    /// Number of remarks of a severity, listed or not.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.groups.iter().filter(|g| g.severity == severity).map(|g| g.count).sum()
    }

    /// The sentence that sums the reading up.
    #[must_use]
    pub fn summary(&self) -> Message {
        self.summary_with(0)
    }

    /// Summary that counts `unknown` rows, which name something that the workspace lacks, as skipped.
    #[must_use]
    pub fn summary_with(&self, unknown: usize) -> Message {
        Message::new("formats-summary")
            .with("file", &self.file)
            .with("encoding", self.encoding)
            .count("rows", self.rows)
            .count("taken", self.taken.saturating_sub(unknown))
            .count("skipped", self.skipped_in_all() + unknown)
    }

    /// Leaves a row out.
    pub(super) fn skip(&mut self, reason: Skip, line: u64, field: &str, message: Message) {
        *self.skipped.entry(reason).or_default() += 1;
        self.note(Severity::Error, line, field, message);
    }

    pub(super) fn warn(&mut self, line: u64, field: &str, message: Message) {
        self.note(Severity::Warning, line, field, message);
    }

    /// Brings the remarks into the order of the file.
    pub(super) fn sort(&mut self) {
        self.notes.sort_by_key(|n| n.line);
    }

    pub(super) fn note(&mut self, severity: Severity, line: u64, field: &str, message: Message) {
        let field_name = (!field.is_empty()).then_some(field);
        let same = |g: &&mut NoteGroup| g.key == message.key && g.field.as_deref() == field_name;
        let count = match self.groups.iter_mut().find(same) {
            Some(group) => {
                group.count += 1;
                group.count
            }
            None => {
                let field = field_name.map(str::to_owned);
                self.groups.push(NoteGroup { severity, key: message.key.clone(), field, count: 1 });
                1
            }
        };
        if severity != Severity::Error && count > Self::LISTED {
            return;
        }
        let mut message = message.with("file", &self.file);
        if line > 0 {
            message = message.with("line", line);
        }
        if !field.is_empty() {
            message = message.with("field", field);
        }
        self.notes.push(Note {
            severity,
            line: (line > 0).then_some(line),
            field: (!field.is_empty()).then(|| field.to_owned()),
            message,
        });
    }
}
