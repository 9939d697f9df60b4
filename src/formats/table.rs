//! Delimited tables: which delimiter, which column is which, rows with the line where they begin.

use std::collections::BTreeMap;

use super::{FormatError, Report, cell, text, words};
use crate::domain::Message;

/// How a table is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WriteOptions {
    /// Between cells.
    pub delimiter: u8,
    /// A byte order mark first: some spreadsheets take UTF-8 for the system's encoding without it.
    pub mark: bool,
}

impl Default for WriteOptions {
    /// Comma, no mark.
    fn default() -> Self {
        Self { delimiter: b',', mark: false }
    }
}

/// A table whose columns are known by our names.
pub(super) struct Table {
    /// Our name of each known column, with its place and the file's own name.
    columns: BTreeMap<&'static str, (usize, String)>,
    /// Place and name of the columns that we do not know.
    pub others: Vec<(usize, String)>,
    /// Rows that are not wholly blank.
    pub rows: Vec<Row>,
    width: usize,
}

/// A row.
pub(super) struct Row {
    /// Where it begins, from 1.
    pub line: u64,
    /// Clean cells; a short row has fewer.
    cells: Vec<String>,
}

impl Row {
    /// The cell in a place; blank when the row is too short.
    pub fn at(&self, place: usize) -> &str {
        self.cells.get(place).map_or("", String::as_str)
    }
}

impl Table {
    /// Reads a table whose first row names its columns by the words of `list`.
    pub fn read(file: &str, bytes: &[u8], list: &'static str) -> Result<(Self, Report), FormatError> {
        let decoded = text::decode(bytes).ok_or_else(|| FormatError::NotText { file: file.to_owned() })?;
        if decoded.text.trim().is_empty() {
            return Err(FormatError::Empty { file: file.to_owned() });
        }
        // Spreadsheets may say the delimiter in a line of its own, which is then no row.
        let named =
            decoded.text.strip_prefix("sep=").and_then(|t| t.chars().next()).filter(|c| c.is_ascii_punctuation() || *c == '\t');
        let (body, skipped_lines) = match (named, decoded.text.split_once('\n')) {
            (Some(_), Some((_, rest))) => (rest, 1),
            _ => (&*decoded.text, 0),
        };
        let delimiter = named.map_or_else(|| guess_delimiter(body, list), |c| c as u8);
        let mut report = Report::new(file, decoded.encoding, char::from(delimiter));
        let mut reader =
            csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(body.as_bytes());
        let mut lines = Lines { bytes: body.as_bytes(), place: 0, line: 1 };
        let mut table: Option<Self> = None;
        for record in reader.records() {
            let record = record.map_err(|e| broken(file, &e))?;
            let line = lines.at(record.position().map_or(0, csv::Position::byte)) + skipped_lines;
            let cells: Vec<String> = record.iter().map(cell::clean).collect();
            if cells.iter().all(String::is_empty) {
                continue;
            }
            match &mut table {
                None => table = Some(Self::headed(&cells, list, line, &mut report)),
                Some(table) => table.push(Row { line, cells }, &mut report),
            }
        }
        let mut table = table.ok_or_else(|| FormatError::Empty { file: file.to_owned() })?;
        report.rows = table.rows.len();
        table.others.retain(|(_, name)| !name.is_empty());
        Ok((table, report))
    }

    fn headed(headers: &[String], list: &'static str, line: u64, report: &mut Report) -> Self {
        let mut columns = BTreeMap::new();
        let mut others = Vec::new();
        for (place, name) in headers.iter().enumerate() {
            match words::ours(list, name) {
                Some(ours) if columns.contains_key(ours) => {
                    report.warn(line, name, Message::new("formats-warning-column-twice"));
                }
                Some(ours) => {
                    columns.insert(ours, (place, name.clone()));
                }
                None => others.push((place, name.clone())),
            }
        }
        Self { columns, others, rows: Vec::new(), width: headers.len() }
    }

    fn push(&mut self, row: Row, report: &mut Report) {
        if row.cells.iter().skip(self.width).any(|c| !c.is_empty()) {
            let m = Message::new("formats-warning-long-row").count("cells", row.cells.len()).count("columns", self.width);
            report.warn(row.line, "", m);
        }
        self.rows.push(row);
    }

    /// Whether the file has the column.
    pub fn has(&self, column: &str) -> bool {
        self.columns.contains_key(column)
    }

    /// The cell of a row in a column; blank when the file has no such column.
    pub fn get<'r>(&self, row: &'r Row, column: &str) -> &'r str {
        self.columns.get(column).map_or("", |(place, _)| row.at(*place))
    }

    /// The column as the file names it.
    pub fn name(&self, column: &'static str) -> &str {
        self.columns.get(column).map_or(column, |(_, name)| name)
    }

    /// That the file has at least one of the columns.
    pub fn need(&self, file: &str, columns: &[&str], shown: &str) -> Result<(), FormatError> {
        if columns.iter().any(|c| self.has(c)) {
            return Ok(());
        }
        let known = self.columns.values();
        let mut found: Vec<(usize, &str)> = known.chain(&self.others).map(|(place, name)| (*place, name.as_str())).collect();
        found.sort_unstable();
        let mut found = found.into_iter().map(|(_, name)| name).collect::<Vec<_>>().join(", ");
        if let Some((cut, _)) = found.char_indices().nth(200) {
            found.truncate(cut);
            found.push('…');
        }
        Err(FormatError::NoColumn { file: file.to_owned(), column: shown.to_owned(), found })
    }
}

/// Counts lines up to the beginning of a record. The reader's own count stops before blank lines, which belong to no record.
struct Lines<'a> {
    bytes: &'a [u8],
    place: usize,
    line: u64,
}

impl Lines<'_> {
    /// The line, from 1, in which the record that was found at `byte` has its first character. `byte` never goes back.
    fn at(&mut self, byte: u64) -> u64 {
        let byte = usize::try_from(byte).unwrap_or(usize::MAX);
        while let Some(b) = self.bytes.get(self.place) {
            if self.place >= byte && !matches!(b, b'\r' | b'\n') {
                break;
            }
            let is_end = *b == b'\n' || (*b == b'\r' && self.bytes.get(self.place + 1) != Some(&b'\n'));
            self.line += u64::from(is_end);
            self.place += 1;
        }
        self.line
    }
}

fn broken(file: &str, error: &csv::Error) -> FormatError {
    let line = error.position().map_or(0, csv::Position::line);
    FormatError::Broken { file: file.to_owned(), line, reason: error.to_string() }
}

/// The delimiter under which the first row names the most columns that we know; with none known, the one that cuts it most.
fn guess_delimiter(text: &str, list: &'static str) -> u8 {
    let score = |delimiter: u8| {
        let mut reader =
            csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(text.as_bytes());
        let first = reader.records().filter_map(Result::ok).find(|r| r.iter().any(|c| !c.trim().is_empty())).unwrap_or_default();
        (first.iter().filter(|c| words::ours(list, c).is_some()).count(), first.len())
    };
    // The earliest of equals wins, so the comma is asked last by `max_by_key`.
    [b'\t', b';', b','].into_iter().max_by_key(|d| score(*d)).unwrap_or(b',')
}

/// Writes a table; every cell is guarded against being executed by a spreadsheet.
pub(super) fn write<'a>(options: WriteOptions, headers: &[&str], rows: impl Iterator<Item = Vec<String>> + 'a) -> Vec<u8> {
    let mut out = if options.mark { b"\xef\xbb\xbf".to_vec() } else { Vec::new() };
    let mut writer = csv::WriterBuilder::new().delimiter(options.delimiter).from_writer(&mut out);
    // Writing to memory fails only on rows of unequal length, which the callers' fixed lists rule out.
    let mut result = writer.write_record(headers);
    for row in rows {
        result = result.and_then(|()| writer.write_record(row.iter().map(|c| cell::guarded(c))));
    }
    if let Err(error) = result.and_then(|()| writer.flush().map_err(Into::into)) {
        tracing::error!(%error, "table not written");
    }
    drop(writer);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delimiters_and_lines() {
        for text in [
            "FuncID;Title;X\n\n;;\na;\"b\nc\";1\nd;e",
            "sep=;\nFuncID;Title;X\n\na;\"b\nc\";1\nd;e",
            "FuncID\tTitle\tX\n\n\na\t\"b\nc\"\t1\nd\te",
        ] {
            let (table, report) = Table::read("f.csv", text.as_bytes(), "function").expect("table");
            assert_eq!(report.rows, 2);
            assert_eq!(table.rows.iter().map(|r| r.line).collect::<Vec<_>>(), [4, 6], "{text}");
            assert_eq!(table.get(&table.rows[0], "title"), "b\nc");
            assert_eq!(table.rows[1].at(2), "");
            assert_eq!(table.others, [(2, "X".to_owned())]);
        }
    }

    #[test]
    fn says_what_is_missing() {
        assert_eq!(Table::read("f", b" \n", "function").err(), Some(FormatError::Empty { file: "f".into() }));
        assert_eq!(Table::read("f", b"PK\x03\x04", "function").err(), Some(FormatError::NotText { file: "f".into() }));
        let (table, _) = Table::read("f", b"Title,Foo\nx,y\n", "function").expect("table");
        let error = table.need("f", &["func_id"], "FuncID").expect_err("no id");
        assert_eq!(error, FormatError::NoColumn { file: "f".into(), column: "FuncID".into(), found: "Title, Foo".into() });
    }
}
