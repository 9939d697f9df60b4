//! Sheets of XLSX workbooks: rows of texts with their row numbers, and workbooks made of tables.
//!
//! A workbook is an archive, so a small file can hold more than fits into memory. [`Book::open`] unpacks every part once, without
//! keeping it, and refuses what exceeds a limit before a cell is read: the size of all parts ([`MAX_UNPACKED`]), that of the parts
//! which the reader of workbooks keeps whole ([`MAX_SHARED`], [`MAX_PART`]), and the number of shared texts ([`MAX_STRINGS`]): each of
//! them takes several times the room of its few bytes in the file. The XML of a sheet is checked before its cells are read
//! ([`super::sheet_check`]).

use std::io::{Cursor, Read as _};

use calamine::{DataRef, Reader as _, SheetType, Xlsx};
use rust_xlsxwriter::{Format, Workbook, XlsxError};
use zip::ZipArchive;

use super::limit::Limit;
use super::sheet_check::{Fault, MAX_FILLED, SheetParts};
use super::{FormatError, cell, escape};

/// Maximum size of all parts of a workbook together, unpacked, in bytes.
pub const MAX_UNPACKED: u64 = 512 << 20;
/// Maximum size of the part with the shared texts, unpacked, in bytes.
pub const MAX_SHARED: u64 = 192 << 20;
/// Maximum size of each other part that is read whole (styles, list of sheets, relations), unpacked, in bytes.
const MAX_PART: u64 = 32 << 20;
/// Maximum number of shared texts, found or announced.
const MAX_STRINGS: usize = 3_000_000;
/// Maximum number of cells that are kept of one sheet, with the blank ones between others.
const MAX_CELLS: usize = 10_000_000;
/// Maximum size of the texts that are read of one sheet, in bytes: many cells may name one long shared text.
pub const MAX_TEXT: usize = 256 << 20;
/// Maximum number of bytes between two tags of a part: a cell has at most 32,767 characters. The readers keep such a text whole, several times.
const MAX_RUN: usize = 4 << 20;
/// Maximum number of parts of a workbook.
const MAX_PARTS: usize = 10_000;
/// First bytes of a zip archive.
const ZIP: &[u8] = b"PK\x03\x04";
/// First bytes of an entry in the list of parts of a zip archive.
const ENTRY: &[u8] = b"PK\x01\x02";
/// First bytes of a compound file: an encrypted workbook, or one of the format before XLSX.
const COMPOUND: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// A row of a sheet that is not entirely blank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SheetRow {
    /// Number of the row in the sheet, from 1.
    pub line: u64,
    /// Cleaned texts of its cells.
    pub cells: Vec<String>,
}

/// A workbook that is open for reading.
pub(super) struct Book<'b> {
    file: String,
    reader: Xlsx<Cursor<&'b [u8]>>,
    parts: SheetParts<'b>,
    /// Cells of the rows read so far with an error in place of a value (`#N/A`): line and error. They are read as blank.
    errors: Vec<(u64, String)>,
}

/// True for bytes that can only be a workbook.
pub fn is_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(ZIP) || bytes.starts_with(COMPOUND)
}

impl<'b> Book<'b> {
    /// Opens a workbook and checks the size of its parts.
    pub fn open(file: &str, bytes: &'b [u8]) -> Result<Self, FormatError> {
        if bytes.starts_with(COMPOUND) {
            return Err(FormatError::Encrypted { file: file.to_owned() });
        }
        let parts = SheetParts::new(check_parts(file, bytes)?);
        let reader = Xlsx::new(Cursor::new(bytes)).map_err(|e| broken(file, &e))?;
        Ok(Self { file: file.to_owned(), reader, parts, errors: Vec::new() })
    }

    /// Names of the sheets with cells, in their order. Sheets of charts and dialogs have none.
    pub fn names(&self) -> Vec<String> {
        let sheets = self.reader.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
        sheets.map(|sheet| sheet.name.clone()).collect()
    }

    /// The first row of a sheet with any text; `None` for a blank sheet.
    pub fn head(&mut self, name: &str) -> Result<Option<SheetRow>, FormatError> {
        Ok(self.first(name, 1, 1)?.into_iter().next())
    }

    /// The first rows of a sheet from a line on, blank ones left out.
    pub fn first(&mut self, name: &str, line: u64, count: usize) -> Result<Vec<SheetRow>, FormatError> {
        self.read(name, line, Some(count), true)
    }

    /// Rows of a sheet, blank ones left out.
    pub fn rows(&mut self, name: &str) -> Result<Vec<SheetRow>, FormatError> {
        self.read(name, 1, None, true)
    }

    /// Rows of a sheet from a line on, blank ones left out. The first of them decides how many columns are kept if it `has_names`.
    pub fn rows_from(&mut self, name: &str, line: u64, has_names: bool) -> Result<Vec<SheetRow>, FormatError> {
        self.read(name, line, None, has_names)
    }

    /// First and last row, from 1, of the merged cells of a sheet that begin in a column, counted from 0, and have several rows.
    pub fn merged(&mut self, name: &str, column: usize) -> Vec<(u64, u64)> {
        let place = self.reader.sheets_metadata().iter().position(|sheet| sheet.name == name);
        place.map(|place| self.parts.merged(place, column)).unwrap_or_default()
    }

    /// The cells with an error, of the rows read since the last call: line and error.
    pub fn take_errors(&mut self) -> Vec<(u64, String)> {
        std::mem::take(&mut self.errors)
    }

    fn read(&mut self, name: &str, from: u64, count: Option<usize>, has_names: bool) -> Result<Vec<SheetRow>, FormatError> {
        let file = self.file.clone();
        let too_large = |limit| FormatError::TooLarge { file: file.clone(), limit };
        let place = self.reader.sheets_metadata().iter().position(|sheet| sheet.name == name);
        let fault = place.and_then(|place| self.parts.fault(place));
        match &fault {
            Some(Fault::Reference(cell)) => {
                return Err(FormatError::BadCell { file, sheet: name.to_owned(), cell: cell.clone() });
            }
            // A look at the first rows finds out which sheet is wanted: the others may be as they are.
            Some(_) if count.is_some() => {}
            Some(Fault::Twice(row)) => {
                return Err(FormatError::RowTwice { file, sheet: name.to_owned(), row: u64::from(*row) });
            }
            Some(Fault::Cut) => return Err(FormatError::CutSheet { file, sheet: name.to_owned() }),
            Some(Fault::TooManyCells) => return Err(too_large(Limit::Cells(MAX_FILLED))),
            None => {}
        }
        let mut reader = self.reader.worksheet_cells_reader(name).map_err(|e| broken(&file, &e))?;
        let mut rows: Vec<SheetRow> = Vec::new();
        let (mut kept, mut bytes, mut width) = (0, 0, usize::MAX);
        loop {
            let found = match reader.next_cell() {
                Ok(Some(found)) => found,
                Ok(None) => break,
                Err(_) if fault == Some(Fault::Cut) => break,
                Err(error) => return Err(broken(&file, &error)),
            };
            let (row, column) = found.get_position();
            let line = u64::from(row) + 1;
            if line < from {
                continue;
            }
            // An error is no value that a formula meant; a broken look-up would overwrite a whole column with it.
            if let DataRef::Error(error) = found.get_value() {
                if count.is_none() {
                    self.errors.push((line, error.to_string()));
                }
                continue;
            }
            let exact = match found.get_value() {
                DataRef::Int(_) | DataRef::Float(_) => place.and_then(|place| self.parts.digits(place, row, column)),
                _ => None,
            };
            let text = exact.map_or_else(|| cell::clean(&text(found.get_value())), str::to_owned);
            if text.is_empty() {
                continue;
            }
            bytes += text.len();
            if bytes > MAX_TEXT {
                return Err(too_large(Limit::Bytes(MAX_TEXT as u64)));
            }
            if rows.last().is_none_or(|last| last.line != line) {
                if count.is_some_and(|count| rows.len() >= count) {
                    break;
                }
                if let ([head], None, true) = (rows.as_slice(), count, has_names) {
                    width = head.cells.len();
                }
                rows.push(SheetRow { line, cells: Vec::new() });
            }
            // Cells behind the last heading only tell that the row is too long: one place stands for all of them.
            let place = usize::try_from(column).unwrap_or(usize::MAX).min(width);
            if let Some(last) = rows.last_mut() {
                if last.cells.len() <= place {
                    kept += place + 1 - last.cells.len();
                    if kept > MAX_CELLS {
                        return Err(too_large(Limit::Cells(MAX_CELLS)));
                    }
                    last.cells.resize(place + 1, String::new());
                }
                last.cells[place] = text;
            }
        }
        if rows.windows(2).any(|pair| pair[0].line > pair[1].line) {
            rows.sort_by_key(|row| row.line);
        }
        Ok(rows)
    }
}

/// Unpacks every part without keeping it: the sizes that an archive names can be wrong. Returns the archive.
fn check_parts<'b>(file: &str, bytes: &'b [u8]) -> Result<ZipArchive<Cursor<&'b [u8]>>, FormatError> {
    let too_large = |limit: Limit| FormatError::TooLarge { file: file.to_owned(), limit };
    // The list of parts takes memory for each of them: they are counted before it is read.
    if memchr::memmem::find_iter(bytes, ENTRY).nth(MAX_PARTS).is_some() {
        return Err(too_large(Limit::Bytes(MAX_UNPACKED)));
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|e| broken(file, &e))?;
    let mut left = MAX_UNPACKED;
    for place in 0..archive.len() {
        let part = match archive.by_index(place) {
            Err(zip::result::ZipError::UnsupportedArchive(zip::result::ZipError::PASSWORD_REQUIRED)) => {
                return Err(FormatError::Encrypted { file: file.to_owned() });
            }
            part => part.map_err(|e| broken(file, &e))?,
        };
        let name = part.name().map_err(|e| broken(file, &e))?.to_ascii_lowercase();
        let most = match () {
            () if name.ends_with("sharedstrings.xml") => MAX_SHARED,
            () if name.ends_with(".rels") || name.ends_with("workbook.xml") || name.ends_with("styles.xml") => MAX_PART,
            () => MAX_UNPACKED,
        };
        let most = most.min(left);
        let mut strings = StringCounter::default();
        let read = std::io::copy(&mut part.take(most + 1), &mut strings);
        if strings.has_long_run {
            return Err(too_large(Limit::Bytes(MAX_RUN as u64)));
        }
        if strings.end() > MAX_STRINGS {
            return Err(too_large(Limit::Strings(MAX_STRINGS)));
        }
        let read = read.map_err(|e| broken(file, &e))?;
        if read > most {
            return Err(too_large(Limit::Bytes(if most < left { most } else { MAX_UNPACKED })));
        }
        left -= read;
    }
    Ok(archive)
}

/// Counts the shared texts (`<si>`) of a part while it is unpacked, and reads the number that the part announces, for which the
/// reader of workbooks reserves memory before it has seen a text.
#[derive(Default)]
struct StringCounter {
    found: usize,
    announced: usize,
    /// True for a part that begins like XML; `None` before its first byte.
    is_xml: Option<bool>,
    /// Bytes since the last tag began.
    run: usize,
    /// A text or tag is longer than [`MAX_RUN`].
    has_long_run: bool,
    /// The end of the last piece: a tag may be cut in two.
    rest: Vec<u8>,
}

/// Bytes that are kept of a piece: longer than a tag of a shared text or the announced number.
const TAG: usize = 64;

impl StringCounter {
    fn count(&self) -> usize {
        self.found.max(self.announced)
    }

    /// Looks at the last piece too; gives the number of texts.
    fn end(&mut self) -> usize {
        let rest = std::mem::take(&mut self.rest);
        self.look(&rest, rest.len());
        self.count()
    }

    /// Examines a piece up to `end`; text that begins after `end` is examined with the next piece.
    fn look(&mut self, piece: &[u8], end: usize) {
        for at in memchr::memchr_iter(b'<', piece).take_while(|at| *at < end) {
            let tag = &piece[at + 1..];
            let name =
                &tag[..tag.iter().position(|b| matches!(b, b' ' | b'\t' | b'\r' | b'\n' | b'/' | b'>')).unwrap_or(tag.len())];
            if name == b"si" || name.ends_with(b":si") {
                self.found += 1;
            }
        }
        for at in memchr::memmem::find_iter(piece, b"uniqueCount").take_while(|at| *at < end) {
            let value = piece[at..].iter().skip_while(|b| !b.is_ascii_digit()).take_while(|b| b.is_ascii_digit());
            let number = value.fold(0_usize, |n, b| n.saturating_mul(10).saturating_add(usize::from(b - b'0')));
            self.announced = self.announced.max(number);
        }
    }
}

impl std::io::Write for StringCounter {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if self.is_xml.is_none() {
            let first = bytes.iter().find(|b| !b.is_ascii_whitespace() && !matches!(b, 0xEF | 0xBB | 0xBF));
            self.is_xml = first.map(|first| *first == b'<');
        }
        match memchr::memrchr(b'<', bytes) {
            // Only a run within one piece could be missed, and pieces are shorter.
            Some(at) => self.run = bytes.len() - at,
            None => self.run += bytes.len(),
        }
        if self.run > MAX_RUN && self.is_xml == Some(true) {
            self.has_long_run = true;
            return Err(std::io::ErrorKind::FileTooLarge.into());
        }
        let mut piece = std::mem::take(&mut self.rest);
        piece.extend_from_slice(bytes);
        let end = piece.len().saturating_sub(TAG);
        self.look(&piece, end);
        self.rest = piece.split_off(end);
        // An impossible number of texts: the rest need not be unpacked.
        if self.count() > MAX_STRINGS { Err(std::io::ErrorKind::FileTooLarge.into()) } else { Ok(bytes.len()) }
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn broken(file: &str, error: &dyn std::fmt::Display) -> FormatError {
    FormatError::Workbook { file: file.to_owned(), reason: error.to_string() }
}

/// The text of a typed cell: `TRUE` and `FALSE`, numbers without a needless fraction, dates as ISO 8601.
fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(flag) => if *flag { "TRUE" } else { "FALSE" }.to_owned(),
        DataRef::DateTime(time) if time.is_datetime() => {
            let (year, month, day, hour, minute, second, _) = time.to_ymd_hms_milli();
            let date = format!("{year:04}-{month:02}-{day:02}");
            if (hour, minute, second) == (0, 0, 0) { date } else { format!("{date}T{hour:02}:{minute:02}:{second:02}") }
        }
        DataRef::DateTime(span) => span.as_f64().to_string(),
        DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}

/// A sheet to be written.
pub(super) struct SheetToWrite {
    /// Name of the sheet.
    pub name: &'static str,
    /// Column names.
    pub headers: Vec<String>,
    /// Cells of the rows. `TRUE` and `FALSE` become booleans in the columns of `flags`, and numbers in those of `numbers`.
    pub rows: Vec<Vec<String>>,
    /// Indexes of columns with booleans.
    pub flags: &'static [usize],
    /// Indexes of columns with numbers.
    pub numbers: &'static [usize],
}

/// Writes a workbook. Texts that other programs would take for formulas are guarded as in CSV.
///
/// # Errors
/// [`FormatError::Unwritable`]: a text or the table exceeds what a sheet can hold.
pub(super) fn write(sheets: Vec<SheetToWrite>) -> Result<Vec<u8>, FormatError> {
    let failed = |error: XlsxError| FormatError::Unwritable { reason: error.to_string() };
    let mut book = Workbook::new();
    let bold = Format::new().set_bold();
    for from in sheets {
        let sheet = book.add_worksheet();
        sheet.set_name(from.name).map_err(failed)?;
        sheet.set_freeze_panes(1, 0).map_err(failed)?;
        let (headers, rows) = escape::table(from.headers, from.rows);
        for (column, name) in (0_u16..).zip(&headers) {
            sheet.write_string_with_format(0, column, cell::guarded(name), &bold).map_err(failed)?;
        }
        for (row, cells) in (1_u32..).zip(&rows) {
            for (column, text) in (0_u16..).zip(cells) {
                let place = usize::from(column);
                if text.is_empty() {
                    continue;
                }
                if from.flags.contains(&place) {
                    sheet.write_boolean(row, column, text == "TRUE").map_err(failed)?;
                } else if let (true, Ok(number)) = (from.numbers.contains(&place), text.parse::<f64>()) {
                    sheet.write_number(row, column, number).map_err(failed)?;
                } else {
                    sheet.write_string(row, column, cell::guarded(text)).map_err(failed)?;
                }
            }
        }
    }
    book.save_to_buffer().map_err(failed)
}
