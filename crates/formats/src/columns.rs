//! Columns of a table: which column of the file fills which field of the program.
//!
//! The name of a column decides, by the synonyms in [`words`]. A [`ColumnChoice`] of a person comes before them. A column
//! that fills no field is kept as an unknown column, which some readers import as a custom field.

use std::collections::{BTreeSet, HashMap};

use rustc_hash::FxHashMap;

use super::row::Row;
use super::{FormatError, Report, Severity, tools, words};
use voluptas_core::base::fold::fold;
use voluptas_core::domain::Message;

/// List of further words for columns of cases, which other tools have.
pub(super) const MORE: &str = "case_more";
/// Fields of cases that further columns fill where the first one is blank.
const WITH_FURTHER: [&str; 5] = ["id", "steps", "data", "expected", "step_number"];
/// Maximum number of columns of one name that a case keeps in a custom field.
const MAX_OF_ONE_NAME: usize = 1_000;

/// Use of a column of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ColumnUse {
    /// Fills a field of the program, named by its word (`title`, `suite`, ...).
    Field(String),
    /// Becomes a custom field with the name of the column.
    Custom,
    /// Is not imported.
    Skip,
}

impl ColumnUse {
    const CUSTOM: &str = "custom";
    const SKIP: &str = "skip";

    /// Reads a word: `custom`, `skip`, or the word of a field. No field has one of the first two words.
    #[must_use]
    pub fn of_word(word: &str) -> Self {
        match word {
            Self::CUSTOM => Self::Custom,
            Self::SKIP => Self::Skip,
            field => Self::Field(field.to_owned()),
        }
    }

    /// The word that [`Self::of_word`] reads.
    pub fn word(&self) -> &str {
        match self {
            Self::Field(field) => field,
            Self::Custom => Self::CUSTOM,
            Self::Skip => Self::SKIP,
        }
    }
}

/// A person's choice of the use of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnChoice {
    /// Name of the column in the file. Letter case and repeated blanks do not matter.
    pub column: String,
    /// Use of the column.
    pub to: ColumnUse,
}

/// Origin of the use of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnOrigin {
    /// The name of the column is a known word.
    Name,
    /// A person chose it.
    Chosen,
    /// The name of the column is unknown.
    Unknown,
    /// Another column fills the field of this one.
    Replaced,
}

/// A column of a file with its use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnInfo {
    /// Name of the column in the file.
    pub name: String,
    /// First cell of the column that is not blank, shortened; blank when none of the first rows has one.
    pub sample: String,
    /// Use of the column.
    pub to: ColumnUse,
    /// Origin of the use.
    pub origin: ColumnOrigin,
}

/// Shape of a table as it was read, for a person who checks and corrects it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TableInfo {
    /// Delimiter of the cells; `None` for a workbook.
    pub delimiter: Option<char>,
    /// Sheets of a workbook in their order.
    pub sheets: Vec<String>,
    /// Sheet that was read; `None` for text.
    pub sheet: Option<String>,
    /// Line of the column names, from 1; 0 for a table without such a line.
    pub header_row: u64,
    /// First lines that are not blank, with their numbers, shortened. The line of the column names may be any of them.
    pub first_lines: Vec<(u64, String)>,
    /// Columns that have a name, in the order of the file.
    pub columns: Vec<ColumnInfo>,
}

/// Columns of a table with their indexes.
pub(super) struct Columns {
    /// The program's name of each known column, with its index and its name in the file.
    known: FxHashMap<&'static str, (usize, String)>,
    /// Index and name of the columns that fill no field and may become custom fields.
    pub others: Vec<(usize, String)>,
    /// Columns of cases whose field another column fills, with the field. They are among [`Self::others`], too.
    further: Vec<(usize, &'static str)>,
    /// Indexes of the columns whose use a person chose.
    chosen: BTreeSet<usize>,
    /// Every named column with its index, in the order of the file.
    named: Vec<(usize, String, ColumnUse, ColumnOrigin)>,
    has_names: bool,
    pub width: usize,
}

impl Columns {
    /// Finds the use of every column of the row with the names. Choices come first, then the synonyms in `list`. Where the file has no
    /// names, columns without a choice are skipped.
    pub fn of(head: &Row, list: &'static str, choices: &[ColumnChoice], has_names: bool, report: &mut Report) -> Self {
        let mut wanted: HashMap<String, &ColumnChoice> = HashMap::new();
        for choice in choices {
            wanted.entry(fold(&choice.column)).or_insert(choice);
        }
        let mut found = Self {
            known: FxHashMap::default(),
            others: Vec::new(),
            further: Vec::new(),
            chosen: BTreeSet::new(),
            named: Vec::new(),
            has_names,
            width: head.cells().len(),
        };
        // Of a table without names the first line stands for them.
        let line = head.line.max(1);
        let mut seen = BTreeSet::new();
        // Number of columns that become custom fields, by name.
        let mut others_of: HashMap<String, usize> = HashMap::new();
        let mut uses: Vec<Option<(ColumnUse, ColumnOrigin)>> = vec![None; found.width];
        for (place, name) in head.cells().iter().enumerate().filter(|(_, name)| !name.is_empty()) {
            let folded = fold(name);
            let Some(choice) = wanted.get(&folded) else { continue };
            seen.insert(folded);
            uses[place] = found.use_chosen(place, name, choice, list, line, report);
        }
        for (place, name) in head.cells().iter().enumerate().filter(|(_, name)| !name.is_empty()) {
            let (to, origin) = match uses[place].take() {
                Some(done) => done,
                None if !has_names => (ColumnUse::Skip, ColumnOrigin::Unknown),
                None => found.use_named(place, name, list, line, report),
            };
            // Columns of a case that have one name are kept beside each other.
            let most = if list == "case" { MAX_OF_ONE_NAME } else { 1 };
            let is_counted = to == ColumnUse::Custom && (list != "case" || origin != ColumnOrigin::Replaced);
            if is_counted {
                *others_of.entry(fold(name)).or_default() += 1;
            }
            let (to, origin) = if is_counted && others_of.get(&fold(name)).is_some_and(|count| *count > most) {
                report.warn(line, name, Message::new("formats-warning-column-twice"));
                (ColumnUse::Skip, ColumnOrigin::Replaced)
            } else {
                (to, origin)
            };
            if to == ColumnUse::Custom {
                found.others.push((place, name.to_string()));
            }
            found.named.push((place, name.to_string(), to, origin));
        }
        if list == "case" && has_names && !found.is_ours_or_qases() {
            found.use_more_words();
        }
        for choice in choices {
            if seen.insert(fold(&choice.column)) {
                report.note(Severity::Warning, line, &choice.column, Message::new("formats-warning-choice-absent"));
            }
        }
        found
    }

    /// The chosen use of a column; `None` when the choice names no field, so that the name of the column decides.
    fn use_chosen(
        &mut self,
        place: usize,
        name: &str,
        choice: &ColumnChoice,
        list: &'static str,
        line: u64,
        report: &mut Report,
    ) -> Option<(ColumnUse, ColumnOrigin)> {
        if let ColumnUse::Field(word) = &choice.to {
            let Some(ours) = words::known(list, word) else {
                report.warn(line, name, Message::new("formats-warning-choice-unknown").with("word", word));
                return None;
            };
            if self.known.contains_key(ours) {
                report.warn(line, name, Message::new("formats-warning-column-twice"));
                return Some((ColumnUse::Skip, ColumnOrigin::Replaced));
            }
            self.known.insert(ours, (place, name.to_owned()));
        }
        self.chosen.insert(place);
        Some((choice.to.clone(), ColumnOrigin::Chosen))
    }

    /// The use that the name of a column gives.
    fn use_named(
        &mut self,
        place: usize,
        name: &str,
        list: &'static str,
        line: u64,
        report: &mut Report,
    ) -> (ColumnUse, ColumnOrigin) {
        let Some(ours) = words::ours(list, name) else { return (ColumnUse::Custom, ColumnOrigin::Unknown) };
        let Some((first, _)) = self.known.get(ours) else {
            self.known.insert(ours, (place, name.to_owned()));
            return (ColumnUse::Field(ours.to_owned()), ColumnOrigin::Name);
        };
        if self.chosen.contains(first) {
            report.note(Severity::Info, line, name, Message::new("formats-note-column-replaced"));
        } else if list == "case" {
            self.further.push((place, ours));
            return (ColumnUse::Custom, ColumnOrigin::Replaced);
        } else {
            report.warn(line, name, Message::new("formats-warning-column-twice"));
        }
        (ColumnUse::Skip, ColumnOrigin::Replaced)
    }

    /// True for a table that this program or Qase has written: the names of custom fields in it mean nothing else.
    fn is_ours_or_qases(&self) -> bool {
        let has_both = |first: &str, second: &str| self.has(first) && self.has(second);
        let is_custom = |name: &str| name.starts_with("Custom: ");
        has_both("steps_type", "functions")
            || has_both("suite_id", "suite")
            || self.has("suite_without_cases")
            || self.named.iter().any(|named| is_custom(&named.1))
    }

    /// Uses unknown columns of cases by the further words of other tools. A column with one of the first words keeps its field,
    /// whatever the order of the columns. In a table of a known tool the others fill the field where that column is blank.
    fn use_more_words(&mut self) {
        let is_of_tool = tools::is_one(self.named.iter().map(|named| named.1.as_str()));
        let says_less = |at: &usize| words::ours("case_beside", &self.named[*at].1) == Some("custom");
        let mut unknown: Vec<usize> = (0..self.named.len()).filter(|at| self.named[*at].3 == ColumnOrigin::Unknown).collect();
        unknown.sort_by_key(says_less);
        for at in unknown {
            let (place, name) = (self.named[at].0, self.named[at].1.clone());
            let of_jira = || words::ours("case", bare(&name)).or_else(|| words::ours(MORE, bare(&name))).filter(|_| is_of_tool);
            let Some(ours) = words::ours(MORE, &name).or_else(of_jira) else { continue };
            match self.known.get(ours).map(|(first, _)| *first) {
                None if is_of_tool || ours != "id" => {
                    self.known.insert(ours, (place, name));
                    self.others.retain(|(other, _)| *other != place);
                    (self.named[at].2, self.named[at].3) = (ColumnUse::Field(ours.to_owned()), ColumnOrigin::Name);
                }
                Some(first) if is_of_tool && WITH_FURTHER.contains(&ours) && !self.is_chosen(first) => {
                    self.further.push((place, ours));
                    self.named[at].3 = ColumnOrigin::Replaced;
                }
                _ => {}
            }
        }
        // They stay in the order of the file.
        self.further.sort_unstable_by_key(|(place, _)| *place);
    }

    /// True when a person chose the use of the column at an index.
    pub fn is_chosen(&self, place: usize) -> bool {
        self.chosen.contains(&place)
    }

    /// Every named column with its use and a sample of at most `length` characters from the rows.
    pub fn looks(&self, rows: &[Row], length: usize) -> Vec<ColumnInfo> {
        let sample = |place: usize| {
            let cell = rows.iter().map(|row| row.at(place)).find(|cell| !cell.is_empty()).unwrap_or_default();
            cell.chars().take(length).map(|c| if c.is_control() { ' ' } else { c }).collect()
        };
        let look = |(place, name, to, origin): &(usize, String, ColumnUse, ColumnOrigin)| ColumnInfo {
            name: name.clone(),
            sample: sample(*place),
            to: to.clone(),
            origin: *origin,
        };
        self.named.iter().map(look).collect()
    }

    /// True when the file has the column.
    pub fn has(&self, column: &str) -> bool {
        self.known.contains_key(column)
    }

    /// The cell of a row in a column; blank when the file has no such column.
    pub fn get<'r>(&self, row: &'r Row, column: &str) -> &'r str {
        self.known.get(column).map_or("", |(place, _)| row.at(*place))
    }

    /// The cell of a row in a column, or in the first further one of its field that is filled.
    pub fn filled<'r>(&self, row: &'r Row, column: &str) -> &'r str {
        let cell = self.get(row, column);
        if !cell.is_empty() || self.further.is_empty() {
            return cell;
        }
        self.further_of(column).map(|place| row.at(place)).find(|cell| !cell.is_empty()).unwrap_or_default()
    }

    /// Indexes of the further columns of a field.
    pub fn further_of(&self, column: &str) -> impl Iterator<Item = usize> {
        self.further.iter().filter(move |(_, field)| *field == column).map(|(place, _)| *place)
    }

    /// Indexes of the columns of a field, the one that fills it first.
    pub fn places_of(&self, column: &str) -> impl Iterator<Item = usize> {
        self.known.get(column).map(|(place, _)| *place).into_iter().chain(self.further_of(column))
    }

    /// The name of the column whose cell [`Self::filled`] gives for a row; blank when none is filled.
    pub fn filled_name(&self, row: &Row, column: &str) -> &str {
        let place = self.places_of(column).find(|place| !row.at(*place).is_empty());
        place.map_or("", |place| self.name_at(place))
    }

    /// The field of a further column; `None` for any other column.
    pub fn field_of_further(&self, place: usize) -> Option<&'static str> {
        // They are in the order of the file.
        let found = self.further.binary_search_by_key(&place, |(at, _)| *at).ok()?;
        self.further.get(found).map(|(_, field)| *field)
    }

    /// The name of the column at an index; blank without one.
    pub fn name_at(&self, place: usize) -> &str {
        let found = self.named.binary_search_by_key(&place, |named| named.0);
        found.ok().and_then(|found| self.named.get(found)).map_or("", |named| named.1.as_str())
    }

    /// The name of the column in the file.
    pub fn name(&self, column: &'static str) -> &str {
        self.known.get(column).map_or(column, |(_, name)| name)
    }

    /// Checks that the file has at least one of the columns.
    pub fn need(&self, file: &str, columns: &[&str], shown: &str) -> Result<(), FormatError> {
        if columns.iter().any(|c| self.has(c)) {
            return Ok(());
        }
        let mut found = self.named.iter().map(|(_, name, ..)| name.as_str()).collect::<Vec<_>>().join(", ");
        if let Some((cut, _)) = found.char_indices().nth(200) {
            found.truncate(cut);
            found.push('…');
        }
        let (file, column) = (file.to_owned(), shown.to_owned());
        Err(if self.has_names {
            FormatError::NoColumn { file, column, found }
        } else {
            FormatError::NoChoice { file, column, found }
        })
    }
}

/// The name of a custom field in a table of Jira, which writes `Custom field (Test Type)`; any other name as it is.
pub(super) fn bare(name: &str) -> &str {
    let field = name.get(.."Custom field (".len()).filter(|begin| begin.eq_ignore_ascii_case("Custom field ("));
    field.and_then(|begin| name[begin.len()..].strip_suffix(')')).unwrap_or(name)
}

/// Number of cells of a row that name a known or a chosen column; where none does, then the number of those with a further word of
/// other tools for a column of cases.
pub(super) fn known_cells<'c>(
    cells: impl Iterator<Item = &'c str>,
    list: &'static str,
    choices: &[ColumnChoice],
) -> (usize, usize) {
    let chosen: BTreeSet<String> = choices.iter().map(|c| fold(&c.column)).collect();
    let (mut known, mut more) = (0, 0);
    for cell in cells {
        if words::ours(list, cell).is_some() || (!chosen.is_empty() && chosen.contains(&fold(cell))) {
            known += 1;
        } else if list == "case" && words::ours(MORE, cell).is_some() {
            more += 1;
        }
    }
    (known, if known == 0 { more } else { 0 })
}
