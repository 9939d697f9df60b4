//! Report of a reading: number of rows, number of taken rows, and the reason for each skipped row.

use std::collections::BTreeMap;

use serde::Serialize;

use voluptas_core::domain::Message;

/// Severity of a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// A remark.
    Info,
    /// The row was taken with a change.
    Warning,
    /// The row was not taken.
    Error,
}

/// Reason for skipping a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, strum::IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "kebab-case")]
pub enum Skip {
    /// A required cell is blank.
    Blank,
    /// An earlier row has the same id.
    Duplicate,
    /// The type is blank and cannot be guessed.
    NoType,
    /// A value is unknown.
    BadValue,
    /// A text is too long.
    TooLong,
    /// A quote opens a cell and is not closed.
    OpenQuote,
    /// A heading of a document has nothing of a case below it.
    NoCase,
}

/// A note about one row or about the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Note {
    pub severity: Severity,
    /// Line of the row, from 1; `None` for the file as a whole.
    pub line: Option<u64>,
    /// Name of the column in the file.
    pub field: Option<String>,
    /// Text of the note. It names the file, the line and the field.
    pub message: Message,
}

/// Report of a reading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The file's name.
    pub file: String,
    /// Name of the file's encoding.
    pub encoding: &'static str,
    /// Delimiter of the cells.
    pub delimiter: char,
    /// Number of rows below the heading that are not entirely blank, without those of suites.
    pub rows: usize,
    /// Number of taken rows.
    pub taken: usize,
    /// Numbers of skipped rows by reason. Together with `taken` they give `rows`.
    pub skipped: BTreeMap<Skip, usize>,
    /// Rows of suites in a file of cases.
    pub suites: SuiteRows,
    /// Remarks in the order of the file: every skipped row, and the first [`Report::LISTED`] of each other kind.
    pub notes: Vec<Note>,
    /// Id and title of skipped rows, as far as they can be read, by line.
    #[serde(skip)]
    pub names: BTreeMap<u64, [String; 2]>,
    /// Notes by kind with their numbers, in the order of their first appearance.
    pub groups: Vec<NoteGroup>,
}

/// Rows of a file of cases that describe a suite. They are counted apart from its cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct SuiteRows {
    /// Number of such rows.
    pub rows: usize,
    /// Number of taken rows. A row that was not taken has a note.
    pub taken: usize,
}

/// Remarks of one kind about one column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NoteGroup {
    /// Severity of each remark of the group.
    pub severity: Severity,
    /// Key of the text.
    pub key: String,
    /// Name of the column in the file.
    pub field: Option<String>,
    /// Number of remarks, listed or not.
    pub count: usize,
}

impl Report {
    /// Maximum number of listed notes of one kind about taken rows. The others are only counted.
    pub const LISTED: usize = 100;

    /// Length of the id and the title of a skipped row that are kept, in characters.
    const NAMED: usize = 200;

    /// An empty report on a file.
    #[must_use]
    pub fn new(file: &str, encoding: &'static str, delimiter: char) -> Self {
        Self {
            file: file.to_owned(),
            encoding,
            delimiter,
            rows: 0,
            taken: 0,
            skipped: BTreeMap::new(),
            suites: SuiteRows::default(),
            notes: Vec::new(),
            names: BTreeMap::new(),
            groups: Vec::new(),
        }
    }

    /// Number of rows skipped for one reason.
    pub fn skipped(&self, reason: Skip) -> usize {
        self.skipped.get(&reason).copied().unwrap_or(0)
    }

    /// Number of skipped rows.
    pub fn skipped_in_all(&self) -> usize {
        self.skipped.values().sum()
    }

    /// True when the file gave neither a row nor a suite.
    pub fn is_useless(&self) -> bool {
        self.taken == 0 && self.suites.taken == 0
    }

    /// True when a row or a suite was skipped.
    pub fn has_skipped(&self) -> bool {
        self.skipped_in_all() > 0 || self.suites.taken < self.suites.rows
    }

    /// Number of remarks of a severity, listed or not.
    pub fn count(&self, severity: Severity) -> usize {
        self.groups.iter().filter(|g| g.severity == severity).map(|g| g.count).sum()
    }

    /// Summary of the reading.
    pub fn summary(&self) -> Message {
        self.summary_with(0)
    }

    /// Summary that counts `unknown` rows, which name something that the workspace lacks, as skipped.
    pub fn summary_with(&self, unknown: usize) -> Message {
        Message::new("formats-summary")
            .with("file", &self.file)
            .with("encoding", self.encoding)
            .count("rows", self.rows)
            .count("taken", self.taken.saturating_sub(unknown))
            .count("skipped", self.skipped_in_all() + unknown)
    }

    /// Skips a row.
    pub(super) fn skip(&mut self, reason: Skip, line: u64, field: &str, message: Message) {
        *self.skipped.entry(reason).or_default() += 1;
        self.note(Severity::Error, line, field, message);
    }

    /// Keeps id and title of a skipped row, for a person who looks for it.
    pub(super) fn name(&mut self, line: u64, id: &str, title: &str) {
        self.names.insert(line, [id, title].map(|text| text.chars().take(Self::NAMED).collect()));
    }

    /// Skips a row of a suite.
    pub(super) fn skip_suite(&mut self, line: u64, field: &str, message: Message) {
        self.suites.rows += 1;
        self.note(Severity::Error, line, field, message);
    }

    /// Takes a row of a suite.
    pub(super) fn take_suite(&mut self) {
        self.suites.rows += 1;
        self.suites.taken += 1;
    }

    /// Skips rows that were taken by the reader: the workspace has no use for them. Each has its reason, line and text.
    pub fn leave_out(&mut self, rows: impl IntoIterator<Item = (Skip, u64, Message)>) {
        for (reason, line, message) in rows {
            self.taken = self.taken.saturating_sub(1);
            self.skip(reason, line, "", message);
        }
        self.sort();
    }

    pub(super) fn warn(&mut self, line: u64, field: &str, message: Message) {
        self.note(Severity::Warning, line, field, message);
    }

    /// Adds the report on later rows of the same file, which lists the first remarks of each kind by itself.
    pub(super) fn join(&mut self, later: Self) {
        self.rows += later.rows;
        self.suites.rows += later.suites.rows;
        self.suites.taken += later.suites.taken;
        for (reason, count) in later.skipped {
            *self.skipped.entry(reason).or_default() += count;
        }
        self.names.extend(later.names);
        for group in &later.groups {
            let is_of_group = |note: &&Note| note.message.key == group.key && note.field == group.field;
            let known = self.groups.iter_mut().find(|g| g.key == group.key && g.field == group.field);
            let listed = known.as_ref().map_or(0, |known| known.count.min(Self::LISTED));
            let room = if group.severity == Severity::Error { usize::MAX } else { Self::LISTED - listed };
            self.notes.extend(later.notes.iter().filter(is_of_group).take(room).cloned());
            match known {
                Some(known) => known.count += group.count,
                None => self.groups.push(group.clone()),
            }
        }
    }

    /// Sorts the notes by line.
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
