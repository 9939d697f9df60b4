//! Tables as delimited text or as the sheet of a workbook: finds the columns, and reads rows with their line numbers.

use std::borrow::Cow;

use super::columns::{ColumnChoice, Columns, TableInfo, known_cells};
use super::row::Row;
use super::sheet::{Book, SheetRow, is_workbook};
use super::text::{self, Charset};
use super::{BrokenReason, FormatError, Limit, Report, Skip, cell, escape, quotes};
use smol_str::SmolStr;
use voluptas_core::base::fold::fold;
use voluptas_core::domain::Message;
use voluptas_core::domain::validate::TEXT_MAX;

/// Maximum number of columns of a table. Every custom field has one in the own table of cases.
const MAX_COLUMNS: usize = 4096;
/// Maximum size of a cell, in bytes. A longer one is no text of a person: it would slow down every list and comparison.
pub(super) const MAX_CELL: usize = TEXT_MAX;
/// Number of lines that a look at the table shows.
const LOOK_LINES: usize = 12;
/// Length of these lines and of the samples, in characters.
const LOOK_LENGTH: usize = 120;
/// Number of rows in which samples are looked for.
pub(super) const LOOK_ROWS: usize = 50;

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

/// Options for reading a table. Files of other formats use the encoding alone.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReadOptions {
    /// The encoding; `None` detects it. Workbooks have their own.
    pub encoding: Option<Charset>,
    /// Skips rows with an unclosed quote. Otherwise such a quote makes the whole file unreadable.
    pub skip_broken_rows: bool,
    /// Delimiter of the cells, an ASCII character; `None` detects it. Workbooks have none.
    pub delimiter: Option<u8>,
    /// Line of the column names, from 1: the first line from there on that is not blank. `None` takes the first one of the file.
    pub header_row: Option<u64>,
    /// The table has no line of column names: its columns are named A, B, C. Its rows begin at `header_row`, or at the first line.
    pub no_header_row: bool,
    /// Sheet of a workbook; `None` takes the one with most of the wanted columns.
    pub sheet: Option<String>,
    /// Uses of columns that a person chose. The names of the other columns decide.
    pub columns: Vec<ColumnChoice>,
}

/// True for a byte that can separate the cells of a table: ASCII, and no letter, digit, quote, line end or NUL.
pub fn is_delimiter(byte: u8) -> bool {
    byte.is_ascii() && !byte.is_ascii_alphanumeric() && !matches!(byte, b'"' | b'\r' | b'\n' | 0)
}

impl ReadOptions {
    /// True when a choice was made that only tables know.
    pub fn is_of_table(&self) -> bool {
        self.delimiter.is_some()
            || self.header_row.is_some()
            || self.no_header_row
            || self.sheet.is_some()
            || !self.columns.is_empty()
    }
}

/// A table, before its rows are read.
pub(super) struct Source<'b> {
    file: String,
    body: Body<'b>,
    list: &'static str,
    header_row: Option<u64>,
    has_names: bool,
    choices: Vec<ColumnChoice>,
    report: Report,
    look: TableInfo,
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
    /// Line of the column names, from 1; 0 for a table without such a line.
    pub header_row: u64,
}

/// The rows of a table that are not entirely blank.
pub(super) struct Rows<'s> {
    file: &'s str,
    from: From<'s>,
    /// The cells are escaped ([`escape::COLUMN`]).
    escaped: bool,
}

enum From<'s> {
    Text { reader: Box<csv::Reader<&'s [u8]>>, record: csv::StringRecord, lines: Lines<'s>, lines_before: u64 },
    Sheet(std::slice::Iter<'s, SheetRow>),
}

impl<'b> Source<'b> {
    /// Reads text, or a sheet of a workbook: the chosen one, otherwise the one that has most of the wanted columns. `list` names
    /// the list of words for the columns.
    pub fn read(file: &str, bytes: &'b [u8], list: &'static str, options: &ReadOptions) -> Result<Self, FormatError> {
        if !is_workbook(bytes) {
            return Self::of_text(file, bytes, list, options);
        }
        let mut book = Book::open(file, bytes)?;
        let names = book.names();
        let from = options.header_row.unwrap_or(1);
        let name = if let Some(wanted) = &options.sheet {
            named_sheet(file, &names, wanted)?
        } else {
            let mut best: Option<((usize, usize), &String)> = None;
            for name in &names {
                let head = book.first(name, from, 1)?.into_iter().next();
                let known = head.map_or((0, 0), |h| known_cells(h.cells.iter().map(String::as_str), list, &options.columns));
                if best.is_none_or(|(most, _)| known > most) {
                    best = Some((known, name));
                }
            }
            best.ok_or_else(|| FormatError::Empty { file: file.to_owned() })?.1.clone()
        };
        Self::of_book(file, &mut book, &name, list, options)
    }

    /// A sheet of a workbook, read with these options.
    pub fn of_book(
        file: &str,
        book: &mut Book<'_>,
        name: &str,
        list: &'static str,
        options: &ReadOptions,
    ) -> Result<Self, FormatError> {
        let first = book.first(name, 1, LOOK_LINES)?;
        let rows = book.rows_from(name, options.header_row.unwrap_or(1), !options.no_header_row)?;
        let mut source = Self::of_rows(file, rows, book.take_errors(), list);
        (source.header_row, source.choices) = (options.header_row, options.columns.clone());
        source.has_names = !options.no_header_row;
        let line = |row: SheetRow| {
            (row.line, short(&row.cells.iter().filter(|c| !c.is_empty()).cloned().collect::<Vec<_>>().join(" · ")))
        };
        source.look.first_lines = first.into_iter().map(line).collect();
        (source.look.sheets, source.look.sheet) = (book.names(), Some(name.to_owned()));
        Ok(source)
    }

    /// A sheet of a workbook.
    pub fn of_sheet(file: &str, book: &mut Book<'_>, name: &str, list: &'static str) -> Result<Self, FormatError> {
        let rows = book.rows(name)?;
        Ok(Self::of_rows(file, rows, book.take_errors(), list))
    }

    fn of_rows(file: &str, rows: Vec<SheetRow>, errors: Vec<(u64, String)>, list: &'static str) -> Self {
        let mut report = Report::new(file, "XLSX", ',');
        for (line, error) in errors {
            report.warn(line, "", Message::new("formats-warning-error-cell").with("value", error));
        }
        let look = TableInfo::default();
        let (file, body, choices) = (file.to_owned(), Body::Sheet(rows), Vec::new());
        Self { file, body, list, header_row: None, has_names: true, choices, report, look }
    }

    /// Decodes the bytes and examines the quotes of the table.
    fn of_text(file: &str, bytes: &'b [u8], list: &'static str, options: &ReadOptions) -> Result<Self, FormatError> {
        let decoded = text::decode(bytes, options.encoding).ok_or_else(|| FormatError::NotText { file: file.to_owned() })?;
        if decoded.text.trim().is_empty() {
            return Err(FormatError::Empty { file: file.to_owned() });
        }
        // Spreadsheets may name the delimiter in a line of its own, which is no row.
        let named =
            decoded.text.strip_prefix("sep=").and_then(|t| t.chars().next()).filter(|c| c.is_ascii_punctuation() || *c == '\t');
        let after_named = named.and_then(|_| decoded.text.find('\n')).map_or(0, |end| end + 1);
        let (mut begin, mut lines_before) = (after_named, u64::from(after_named > 0));
        // Lines above the chosen one need not be rows of the table: they are not looked at.
        if let Some(line) = options.header_row.filter(|line| *line > lines_before + 1) {
            let too_far = || FormatError::NoHeader { file: file.to_owned(), line };
            (begin, lines_before) = (line_start(&decoded.text, line).ok_or_else(too_far)?, line - 1);
        }
        let delimiter = options.delimiter.or_else(|| named.map(|c| c as u8));
        let delimiter = delimiter.unwrap_or_else(|| guess_delimiter(&decoded.text[begin..], list, &options.columns));
        let first_lines = first_lines(&decoded.text);
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
        let look = TableInfo { delimiter: Some(char::from(delimiter)), first_lines, ..TableInfo::default() };
        let (file, choices) = (file.to_owned(), options.columns.clone());
        let body = Body::Text { text: body, lines_before, delimiter };
        let (header_row, has_names) = (options.header_row, !options.no_header_row);
        Ok(Self { file, body, list, header_row, has_names, choices, report, look })
    }

    /// The rows of the table with that of the column names.
    fn rows(&self) -> Rows<'_> {
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
        Rows { file: &self.file, from, escaped: false }
    }

    /// Names for the columns of a table that has none: A, B, C, as many as its longest row has cells.
    fn lettered(&self) -> Result<Row, FormatError> {
        let (mut rows, mut width) = (self.rows(), 0);
        while let Some(row) = rows.next_row()? {
            width = width.max(row.cells.len());
        }
        // More are refused by their number.
        Ok(Row { line: 0, cells: (0..width.min(MAX_COLUMNS + 1)).map(|place| letters(place).into()).collect() })
    }

    /// Reads the first row, which contains the column names, unless the table has none.
    pub fn table(&self) -> Result<Table<'_>, FormatError> {
        let mut rows = self.rows();
        let mut report = self.report.clone();
        let head = if self.has_names { rows.next_row()? } else { Some(self.lettered()?).filter(|head| !head.cells.is_empty()) };
        let mut head = head.ok_or_else(|| match self.header_row {
            Some(line) if line > 1 => FormatError::NoHeader { file: self.file.clone(), line },
            _ => FormatError::Empty { file: self.file.clone() },
        })?;
        if head.cells.len() > MAX_COLUMNS {
            return Err(FormatError::TooLarge { file: self.file.clone(), limit: Limit::Columns(MAX_COLUMNS) });
        }
        if let Some(place) = head.cells.iter().position(|name| self.has_names && name == escape::COLUMN) {
            head.cells[place] = SmolStr::default();
            head.unescape();
            rows.escaped = true;
        }
        let columns = Columns::of(&head, self.list, &self.choices, self.has_names, &mut report);
        Ok(Table { columns, rows, report, header_row: head.line })
    }

    /// The shape of the table, with samples from the first of its rows.
    pub fn look(&self, columns: &Columns, header_row: u64, rows: &[Row]) -> TableInfo {
        let columns = columns.looks(&rows[..rows.len().min(LOOK_ROWS)], LOOK_LENGTH);
        TableInfo { header_row, columns, ..self.look.clone() }
    }
}

impl Rows<'_> {
    /// The next row; warns when it has more cells than there are columns. Rows with a cell of more than [`MAX_CELL`] bytes are skipped.
    pub fn next(&mut self, columns: &Columns, report: &mut Report) -> Result<Option<Row>, FormatError> {
        let row = loop {
            let Some(mut row) = self.next_row()? else { return Ok(None) };
            report.rows += 1;
            let Some(place) = row.cells.iter().position(|cell| cell.len() > MAX_CELL) else {
                if self.escaped {
                    row.unescape();
                }
                break row;
            };
            let m = Message::new("formats-skip-long-cell").with("column", place + 1).with("max", MAX_CELL >> 20);
            report.skip(Skip::TooLong, row.line, columns.name_at(place), m);
            let id = ["func_id", "id"].map(|column| columns.get(&row, column)).into_iter().find(|id| !id.is_empty());
            report.name(row.line, id.unwrap_or_default(), columns.get(&row, "title"));
        };
        if row.cells.iter().skip(columns.width).any(|c| !c.is_empty()) {
            let m = Message::new("formats-warning-long-row").count("cells", row.cells.len()).count("columns", columns.width);
            report.warn(row.line, "", m);
        }
        Ok(Some(row))
    }

    fn next_row(&mut self) -> Result<Option<Row>, FormatError> {
        match &mut self.from {
            From::Sheet(rows) => {
                Ok(rows.next().map(|row| Row { line: row.line, cells: row.cells.iter().map(SmolStr::new).collect() }))
            }
            From::Text { reader, record, lines, lines_before } => {
                while reader.read_record(record).map_err(|e| broken(self.file, &e))? {
                    let line = lines.at(record.position().map_or(0, csv::Position::byte)) + *lines_before;
                    let cells: Vec<SmolStr> = record.iter().map(|cell| cell::cleaned(cell).into()).collect();
                    if cells.iter().any(|c| !c.is_empty()) {
                        return Ok(Some(Row { line, cells }));
                    }
                }
                Ok(None)
            }
        }
    }
}

/// The name of the column at an index, as spreadsheets name it: A, B, ..., Z, AA.
pub(super) fn letters(place: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = place + 1;
    while rest > 0 {
        letters.push(char::from(b'A' + u8::try_from((rest - 1) % 26).unwrap_or_default()));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
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
        let byte = usize::try_from(byte).unwrap_or(usize::MAX).min(self.bytes.len());
        // Line ends at the place are before the record.
        let rest = self.bytes.get(byte..).unwrap_or_default();
        let begin = byte + rest.iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
        if begin > self.place {
            self.line += quotes::line_ends(self.bytes, self.place..begin);
            self.place = begin;
        }
        self.line
    }
}

fn broken(file: &str, error: &csv::Error) -> FormatError {
    let line = error.position().map_or(0, csv::Position::line);
    FormatError::Broken { file: file.to_owned(), line, reason: BrokenReason::Parser(error.to_string()) }
}

/// The sheet that a person named, otherwise the one of that name without regard to case.
pub(super) fn named_sheet(file: &str, names: &[String], wanted: &str) -> Result<String, FormatError> {
    let same = names.iter().find(|n| *n == wanted).or_else(|| names.iter().find(|n| fold(n) == fold(wanted)));
    same.cloned().ok_or_else(|| FormatError::NoSheet { file: file.to_owned(), sheet: wanted.to_owned(), found: names.join(", ") })
}

/// The delimiter that gives the most known columns in the first row; without known columns, the one that gives the most cells.
fn guess_delimiter(text: &str, list: &'static str, choices: &[ColumnChoice]) -> u8 {
    let score = |delimiter: u8| {
        let mut reader =
            csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(text.as_bytes());
        let first = reader.records().filter_map(Result::ok).find(|r| r.iter().any(|c| !c.trim().is_empty())).unwrap_or_default();
        (known_cells(first.iter(), list, choices), first.len())
    };
    // `max_by_key` takes the last of equals, so the comma comes last and wins.
    [b'|', b'\t', b';', b','].into_iter().max_by_key(|d| score(*d)).unwrap_or(b',')
}

/// Index of the first byte of a line, counted from 1; `None` when the text has fewer lines.
fn line_start(text: &str, line: u64) -> Option<usize> {
    let bytes = text.as_bytes();
    let is_end = |at: &usize| bytes[*at] == b'\n' || (bytes[*at] == b'\r' && bytes.get(at + 1) != Some(&b'\n'));
    let ends_before = usize::try_from(line).ok()?.checked_sub(2)?;
    (0..bytes.len()).filter(is_end).nth(ends_before).map(|end| end + 1)
}

/// The first lines of a text that are not blank, with their numbers.
fn first_lines(text: &str) -> Vec<(u64, String)> {
    let end = if text.contains('\n') { '\n' } else { '\r' };
    (1..).zip(text.split(end)).filter(|(_, l)| !l.trim().is_empty()).take(LOOK_LINES).map(|(n, l)| (n, short(l.trim()))).collect()
}

/// The beginning of a text, on one line.
fn short(text: &str) -> String {
    text.chars().take(LOOK_LENGTH).map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// Writes a table of the program's own as [`write()`] does, escaped if need be.
pub(super) fn write_own(options: WriteOptions, headers: Vec<String>, rows: Vec<Vec<String>>) -> Vec<u8> {
    let (headers, rows) = escape::table(headers, rows);
    let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
    write(options, &headers, rows.into_iter())
}

/// Writes a table of other things than cases and functions. Every cell is guarded against being executed by a spreadsheet.
#[must_use]
pub fn write_table(options: WriteOptions, headers: &[&str], rows: Vec<Vec<String>>) -> Vec<u8> {
    write(options, headers, rows.into_iter())
}

/// Writes a table. Every cell is guarded against being executed by a spreadsheet.
pub(super) fn write<'a>(options: WriteOptions, headers: &[&str], rows: impl Iterator<Item = Vec<String>> + 'a) -> Vec<u8> {
    let mut out = if options.mark { b"\xef\xbb\xbf".to_vec() } else { Vec::new() };
    let mut writer = csv::WriterBuilder::new().delimiter(options.delimiter).from_writer(&mut out);
    // Writing to memory fails only on rows of unequal length, which the callers' fixed lists rule out.
    let mut result = writer.write_record(headers.iter().map(|name| cell::guarded(name)));
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

    fn rows(bytes: &[u8], options: &ReadOptions) -> Result<(Columns, Vec<Row>, Report), FormatError> {
        let source = Source::read("f.csv", bytes, "function", options)?;
        let Table { columns, mut rows, mut report, .. } = source.table()?;
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
            let (columns, rows, report) = rows(text.as_bytes(), &ReadOptions::default()).expect("table");
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
        let refused = rows(text.as_bytes(), &ReadOptions::default()).err();
        assert_eq!(refused, Some(FormatError::OpenQuote { file: "f.csv".into(), line: 4, more: 0 }));
        let skip = ReadOptions { skip_broken_rows: true, ..ReadOptions::default() };
        let (columns, rows, report) = rows(text.as_bytes(), &skip).expect("table");
        let read: Vec<_> = rows.iter().map(|r| (r.line, columns.get(r, "func_id"))).collect();
        assert_eq!(read, [(3, "a"), (5, "c"), (6, "d")]);
        assert_eq!((report.rows, report.skipped(Skip::OpenQuote), report.notes[0].line), (4, 1, Some(4)));
    }

    #[test]
    fn says_what_is_missing() {
        let default = &ReadOptions::default();
        assert_eq!(rows(b" \n", default).err(), Some(FormatError::Empty { file: "f.csv".into() }));
        assert!(matches!(rows(b"PK\x03\x04", default).err(), Some(FormatError::Workbook { .. })));
        let (columns, ..) = rows(b"Title,Foo\nx,y\n", default).expect("table");
        let error = columns.need("f", &["func_id"], "FuncID").expect_err("no id");
        assert_eq!(error, FormatError::NoColumn { file: "f".into(), column: "FuncID".into(), found: "Title, Foo".into() });
    }
}
