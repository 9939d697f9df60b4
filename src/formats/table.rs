//! Tables as delimited text or as the sheet of a workbook: finds the columns, and reads rows with their line numbers.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::sheet::{Book, SheetRow, is_workbook};
use super::text::{self, Charset};
use super::{FormatError, Limit, Report, Skip, cell, quotes, words};
use crate::domain::Message;

/// Maximum number of columns of a table. Tools with a column for each custom field stay far below.
const MAX_COLUMNS: usize = 1000;

/// Options for writing a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WriteOptions {
    /// Delimiter of the cells.
    pub delimiter: u8,
    /// Writes a byte order mark: without it, some spreadsheets take UTF-8 for the system's encoding.
    pub mark: bool,
}

impl Default for WriteOptions {
    /// Comma and no byte order mark.
    fn default() -> Self {
        Self { delimiter: b',', mark: false }
    }
}

/// Options for reading a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ReadOptions {
    /// The encoding; `None` detects it.
    pub encoding: Option<Charset>,
    /// Skips rows with an unclosed quote. Otherwise such a quote makes the whole file unreadable.
    pub skip_broken_rows: bool,
}

/// A table, before its rows are read.
pub(super) struct Source<'b> {
    file: String,
    body: Body<'b>,
    list: &'static str,
    report: Report,
}

enum Body<'b> {
    Text {
        text: Cow<'b, str>,
        /// Lines before `text`.
        lines_before: u64,
        delimiter: u8,
    },
    Sheet(Vec<SheetRow>),
}

/// A table with known columns, open at its first row.
pub(super) struct Table<'s> {
    pub columns: Columns,
    pub rows: Rows<'s>,
    pub report: Report,
}

/// Known columns of a table with their indexes.
pub(super) struct Columns {
    /// The program's name of each known column, with its index and its name in the file.
    known: BTreeMap<&'static str, (usize, String)>,
    /// Index and name of the unknown columns.
    pub others: Vec<(usize, String)>,
    width: usize,
}

/// The rows of a table that are not entirely blank.
pub(super) struct Rows<'s> {
    file: &'s str,
    from: From<'s>,
}

enum From<'s> {
    Text { reader: Box<csv::Reader<&'s [u8]>>, record: csv::StringRecord, lines: Lines<'s>, lines_before: u64 },
    Sheet(std::slice::Iter<'s, SheetRow>),
}

/// A row.
pub(super) struct Row {
    /// Line of the row, from 1.
    pub line: u64,
    /// Cleaned cells; a short row has fewer.
    cells: Vec<String>,
}

impl Row {
    /// The cell at an index; blank when the row is too short.
    pub fn at(&self, place: usize) -> &str {
        self.cells.get(place).map_or("", String::as_str)
    }
}

impl<'b> Source<'b> {
    /// Reads text, or of a workbook the sheet that has most of the wanted columns. `list` names the list of words for the columns.
    pub fn read(file: &str, bytes: &'b [u8], list: &'static str, options: ReadOptions) -> Result<Self, FormatError> {
        if !is_workbook(bytes) {
            return Self::of_text(file, bytes, list, options);
        }
        let mut book = Book::open(file, bytes)?;
        let mut best: Option<(usize, String)> = None;
        for name in book.names() {
            let known = book.head(&name)?.map_or(0, |head| head.cells.iter().filter(|c| words::ours(list, c).is_some()).count());
            if best.as_ref().is_none_or(|(most, _)| known > *most) {
                best = Some((known, name));
            }
        }
        let (_, name) = best.ok_or_else(|| FormatError::Empty { file: file.to_owned() })?;
        Self::of_sheet(file, &mut book, &name, list)
    }

    /// A sheet of a workbook.
    pub fn of_sheet(file: &str, book: &mut Book<'_>, name: &str, list: &'static str) -> Result<Self, FormatError> {
        let report = Report::new(file, "XLSX", ',');
        Ok(Self { file: file.to_owned(), body: Body::Sheet(book.rows(name)?), list, report })
    }

    /// Decodes the bytes and examines the quotes of the table.
    fn of_text(file: &str, bytes: &'b [u8], list: &'static str, options: ReadOptions) -> Result<Self, FormatError> {
        let decoded = text::decode(bytes, options.encoding).ok_or_else(|| FormatError::NotText { file: file.to_owned() })?;
        if decoded.text.trim().is_empty() {
            return Err(FormatError::Empty { file: file.to_owned() });
        }
        // Spreadsheets may name the delimiter in a line of its own, which is no row.
        let named =
            decoded.text.strip_prefix("sep=").and_then(|t| t.chars().next()).filter(|c| c.is_ascii_punctuation() || *c == '\t');
        let begin = named.and_then(|_| decoded.text.find('\n')).map_or(0, |end| end + 1);
        let lines_before = u64::from(begin > 0);
        let delimiter = named.map_or_else(|| guess_delimiter(&decoded.text[begin..], list), |c| c as u8);
        let mut report = Report::new(file, decoded.encoding, char::from(delimiter));
        for line in decoded.damaged {
            report.warn(line, "", Message::new("formats-warning-undecodable").with("encoding", decoded.encoding));
        }
        let quotes = quotes::examine(&decoded.text[begin..], delimiter);
        if let Some(first) = quotes.open.first().filter(|_| !options.skip_broken_rows) {
            let line = first.line + lines_before;
            return Err(FormatError::OpenQuote { file: file.to_owned(), line, more: quotes.open.len() - 1 });
        }
        for line in quotes.undoubled {
            report.warn(line + lines_before, "", Message::new("formats-warning-quotes"));
        }
        let mut body = match decoded.text {
            Cow::Borrowed(text) => Cow::Borrowed(&text[begin..]),
            Cow::Owned(text) if begin == 0 => Cow::Owned(text),
            Cow::Owned(text) => Cow::Owned(text[begin..].to_owned()),
        };
        for open in quotes.open.iter().rev() {
            report.rows += 1;
            report.skip(Skip::OpenQuote, open.line + lines_before, "", Message::new("formats-skip-open-quote"));
            // Line ends stay, so that the line numbers of the other rows stay right.
            let ends: String = body[open.row.clone()].chars().filter(|c| matches!(c, '\r' | '\n')).collect();
            body.to_mut().replace_range(open.row.clone(), &ends);
        }
        Ok(Self { file: file.to_owned(), body: Body::Text { text: body, lines_before, delimiter }, list, report })
    }

    /// Reads the first row, which contains the column names.
    pub fn table(&self) -> Result<Table<'_>, FormatError> {
        let from = match &self.body {
            Body::Text { text, lines_before, delimiter } => {
                let bytes = text.as_bytes();
                let mut reader = csv::ReaderBuilder::new();
                reader.delimiter(*delimiter).has_headers(false).flexible(true);
                From::Text {
                    reader: Box::new(reader.from_reader(bytes)),
                    record: csv::StringRecord::new(),
                    lines: Lines { bytes, place: 0, line: 1 },
                    lines_before: *lines_before,
                }
            }
            Body::Sheet(rows) => From::Sheet(rows.iter()),
        };
        let mut rows = Rows { file: &self.file, from };
        let mut report = self.report.clone();
        let head = rows.next_row()?.ok_or_else(|| FormatError::Empty { file: self.file.clone() })?;
        if head.cells.len() > MAX_COLUMNS {
            return Err(FormatError::TooLarge { file: self.file.clone(), limit: Limit::Columns(MAX_COLUMNS) });
        }
        let columns = Columns::of(&head, self.list, &mut report);
        Ok(Table { columns, rows, report })
    }
}

impl Rows<'_> {
    /// The next row; warns when it has more cells than there are columns.
    pub fn next(&mut self, columns: &Columns, report: &mut Report) -> Result<Option<Row>, FormatError> {
        let Some(row) = self.next_row()? else { return Ok(None) };
        report.rows += 1;
        if row.cells.iter().skip(columns.width).any(|c| !c.is_empty()) {
            let m = Message::new("formats-warning-long-row").count("cells", row.cells.len()).count("columns", columns.width);
            report.warn(row.line, "", m);
        }
        Ok(Some(row))
    }

    fn next_row(&mut self) -> Result<Option<Row>, FormatError> {
        match &mut self.from {
            From::Sheet(rows) => Ok(rows.next().map(|row| Row { line: row.line, cells: row.cells.clone() })),
            From::Text { reader, record, lines, lines_before } => {
                while reader.read_record(record).map_err(|e| broken(self.file, &e))? {
                    let line = lines.at(record.position().map_or(0, csv::Position::byte)) + *lines_before;
                    let cells: Vec<String> = record.iter().map(cell::clean).collect();
                    if cells.iter().any(|c| !c.is_empty()) {
                        return Ok(Some(Row { line, cells }));
                    }
                }
                Ok(None)
            }
        }
    }
}

impl Columns {
    fn of(head: &Row, list: &'static str, report: &mut Report) -> Self {
        let mut known = BTreeMap::new();
        let mut others = Vec::new();
        for (place, name) in head.cells.iter().enumerate() {
            match words::ours(list, name) {
                Some(ours) if known.contains_key(ours) => {
                    report.warn(head.line, name, Message::new("formats-warning-column-twice"));
                }
                Some(ours) => {
                    known.insert(ours, (place, name.clone()));
                }
                None if name.is_empty() => {}
                None => others.push((place, name.clone())),
            }
        }
        Self { known, others, width: head.cells.len() }
    }

    /// True when the file has the column.
    pub fn has(&self, column: &str) -> bool {
        self.known.contains_key(column)
    }

    /// The cell of a row in a column; blank when the file has no such column.
    pub fn get<'r>(&self, row: &'r Row, column: &str) -> &'r str {
        self.known.get(column).map_or("", |(place, _)| row.at(*place))
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
        let known = self.known.values();
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

/// Finds the line in which a record begins. The CSV reader's own count stops before blank lines, which belong to no record.
struct Lines<'a> {
    bytes: &'a [u8],
    place: usize,
    line: u64,
}

impl Lines<'_> {
    /// The line, from 1, of the first character of the record found at `byte`. `byte` never decreases.
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

/// The delimiter that gives the most known columns in the first row; without known columns, the one that gives the most cells.
fn guess_delimiter(text: &str, list: &'static str) -> u8 {
    let score = |delimiter: u8| {
        let mut reader =
            csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(text.as_bytes());
        let first = reader.records().filter_map(Result::ok).find(|r| r.iter().any(|c| !c.trim().is_empty())).unwrap_or_default();
        (first.iter().filter(|c| words::ours(list, c).is_some()).count(), first.len())
    };
    // `max_by_key` takes the last of equals, so the comma comes last and wins.
    [b'\t', b';', b','].into_iter().max_by_key(|d| score(*d)).unwrap_or(b',')
}

/// Writes a table. Every cell is guarded against being executed by a spreadsheet.
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

    fn rows(bytes: &[u8], options: ReadOptions) -> Result<(Columns, Vec<Row>, Report), FormatError> {
        let source = Source::read("f.csv", bytes, "function", options)?;
        let Table { columns, mut rows, mut report } = source.table()?;
        let mut all = Vec::new();
        while let Some(row) = rows.next(&columns, &mut report)? {
            all.push(row);
        }
        Ok((columns, all, report))
    }

    #[test]
    fn delimiters_and_lines() {
        for text in [
            "FuncID;Title;X\n\n;;\na;\"b\nc\";1\nd;e",
            "sep=;\nFuncID;Title;X\n\na;\"b\nc\";1\nd;e",
            "FuncID\tTitle\tX\n\n\na\t\"b\nc\"\t1\nd\te",
        ] {
            let (columns, rows, report) = rows(text.as_bytes(), ReadOptions::default()).expect("table");
            assert_eq!(report.rows, 2);
            assert_eq!(rows.iter().map(|r| r.line).collect::<Vec<_>>(), [4, 6], "{text}");
            assert_eq!(columns.get(&rows[0], "title"), "b\nc");
            assert_eq!(rows[1].at(2), "");
            assert_eq!(columns.others, [(2, "X".to_owned())]);
        }
    }

    #[test]
    fn a_quote_that_is_not_closed_refuses_the_file_or_its_row() {
        let text = "sep=,\nFuncID,Title\na,A\nb,\"B\nc,C\nd,D\n";
        let refused = rows(text.as_bytes(), ReadOptions::default()).err();
        assert_eq!(refused, Some(FormatError::OpenQuote { file: "f.csv".into(), line: 4, more: 0 }));
        let skip = ReadOptions { skip_broken_rows: true, ..ReadOptions::default() };
        let (columns, rows, report) = rows(text.as_bytes(), skip).expect("table");
        let read: Vec<_> = rows.iter().map(|r| (r.line, columns.get(r, "func_id"))).collect();
        assert_eq!(read, [(3, "a"), (5, "c"), (6, "d")]);
        assert_eq!((report.rows, report.skipped(Skip::OpenQuote), report.notes[0].line), (4, 1, Some(4)));
    }

    #[test]
    fn says_what_is_missing() {
        let default = ReadOptions::default();
        assert_eq!(rows(b" \n", default).err(), Some(FormatError::Empty { file: "f.csv".into() }));
        assert!(matches!(rows(b"PK\x03\x04", default).err(), Some(FormatError::Workbook { .. })));
        let (columns, ..) = rows(b"Title,Foo\nx,y\n", default).expect("table");
        let error = columns.need("f", &["func_id"], "FuncID").expect_err("no id");
        assert_eq!(error, FormatError::NoColumn { file: "f".into(), column: "FuncID".into(), found: "Title, Foo".into() });
    }
}
