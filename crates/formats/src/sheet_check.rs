//! Checks the XML of a sheet before the reader of workbooks reads its cells.
//!
//! That reader computes with the references of cells as they stand in the file, so that a reference beyond any sheet overflows, and
//! it has no limit for the number of cells. [`SheetParts::fault`] walks the XML of one sheet, keeps nothing of it, and says what is
//! wrong: rows that end before their element does, too many cells, a row that is there twice, or an impossible reference. The result
//! is kept for each sheet.
//!
//! The walk also notes the digits of long whole numbers: as floating-point numbers, which the reader makes of them, they would lose
//! all but the first sixteen or so.

use std::collections::{HashMap, HashSet};
use std::io::{BufReader, Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

/// Maximum number of cells with a value in one sheet.
pub(super) const MAX_FILLED: usize = 3_000_000;
/// Number of rows of a sheet in every spreadsheet program.
const MAX_ROWS: u32 = 1_048_576;
/// Number of columns of a sheet.
const MAX_COLUMNS: u32 = 16_384;
/// Number of digits that a floating-point number always keeps.
const EXACT: usize = 15;
/// Maximum number of digits of a whole number that are kept.
const MAX_DIGITS: usize = 400;
/// Maximum number of long numbers of a sheet whose digits are kept.
const MAX_NUMBERS: usize = 1_000_000;
/// Maximum number of merged cells of a sheet that count.
const MAX_MERGED: usize = 100_000;
/// Maximum number of characters of a bad reference that is shown.
const SHOWN: usize = 40;

/// Reason why the cells of a sheet must not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fault {
    /// The XML ends, or is damaged, before the end of the rows.
    Cut,
    /// More than [`MAX_FILLED`] cells have a value.
    TooManyCells,
    /// A reference that no sheet can have, shortened.
    Reference(String),
    /// The row with this number, from 1, is there twice: the reader would put the cells of one over those of the other.
    Twice(u32),
}

/// Result of the walk through a sheet.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Checked {
    fault: Option<Fault>,
    /// Whole numbers of more than [`EXACT`] digits, by the row and the column of their cell, from 0.
    digits: HashMap<(u32, u32), String>,
}

/// The parts of a workbook that hold its sheets.
pub(super) struct SheetParts<'b> {
    archive: ZipArchive<Cursor<&'b [u8]>>,
    /// Index of each part by its path in lower case, with slashes.
    places: HashMap<String, usize>,
    /// Path of each sheet, in the order of the workbook.
    paths: Vec<String>,
    checked: HashMap<usize, Checked>,
}

impl<'b> SheetParts<'b> {
    /// Finds the part of each sheet. A workbook without the lists of its parts has no sheets here.
    pub fn new(mut archive: ZipArchive<Cursor<&'b [u8]>>) -> Self {
        let mut places = HashMap::new();
        for place in 0..archive.len() {
            if let Some(name) = archive.by_index(place).ok().and_then(|part| part.name().ok().map(|name| key(&name))) {
                places.insert(name, place);
            }
        }
        let mut parts = Self { archive, places, paths: Vec::new(), checked: HashMap::new() };
        parts.paths = parts.find_paths();
        parts
    }

    /// The path of each sheet: the root names the workbook, the workbook the relation of each sheet, and that relation the part.
    fn find_paths(&mut self) -> Vec<String> {
        let mut document = None;
        self.elements("_rels/.rels", "Relationship", |attribute| {
            if attribute("Type").is_some_and(|kind| kind.ends_with("/relationships/officeDocument")) {
                document = attribute("Target").or(document.take());
            }
        });
        let document = document.unwrap_or_else(|| "xl/workbook.xml".to_owned());
        let (folder, name) = document.rfind('/').map_or(("", document.as_str()), |at| document.split_at(at + 1));
        let folder = folder.strip_prefix('/').unwrap_or(folder);
        let mut targets: HashMap<String, String> = HashMap::new();
        self.elements(&format!("{folder}_rels/{name}.rels"), "Relationship", |attribute| {
            targets.extend(attribute("Id").zip(attribute("Target")));
        });
        let mut paths = Vec::new();
        self.elements(&format!("{folder}{name}"), "sheet", |attribute| {
            let target = attribute("id").and_then(|id| targets.get(&id).cloned()).unwrap_or_default();
            paths.push(target.strip_prefix('/').map_or_else(|| format!("{folder}{target}"), str::to_owned));
        });
        paths
    }

    /// Calls `each` for the elements of a name in a part, with a function that finds an attribute by its local name.
    fn elements(&mut self, path: &str, name: &str, mut each: impl FnMut(&dyn Fn(&str) -> Option<String>)) {
        let Some(part) = self.places.get(&key(path)).and_then(|place| self.archive.by_index(*place).ok()) else { return };
        let mut reader = Reader::from_reader(BufReader::new(part));
        let mut buffer = Vec::new();
        loop {
            buffer.clear();
            match reader.read_event_into(&mut buffer) {
                Ok(Event::Start(start) | Event::Empty(start)) if start.local_name().as_ref() == name => {
                    each(&|wanted| {
                        let mut all = start.attributes();
                        let mut attributes = all.with_checks(false).flatten();
                        attributes.find(|a| a.key.local_name().as_ref() == wanted).map(|a| a.value.into_owned())
                    });
                }
                Ok(Event::Eof) | Err(_) => return,
                Ok(_) => {}
            }
        }
    }

    /// The fault of a sheet, by its place in the workbook; `None` for a sheet that can be read, or that is not there.
    pub fn fault(&mut self, sheet: usize) -> Option<Fault> {
        if let Some(known) = self.checked.get(&sheet) {
            return known.fault.clone();
        }
        let place = self.paths.get(sheet).and_then(|path| self.places.get(&key(path)));
        let checked = match place.map(|place| self.archive.by_index(*place)) {
            Some(Ok(part)) => check(part, MAX_FILLED),
            _ => Checked::default(),
        };
        let fault = checked.fault.clone();
        self.checked.insert(sheet, checked);
        fault
    }

    /// First and last row, from 1, of merged cells of a sheet that begin in a column, counted from 0, and have several rows.
    pub fn merged(&mut self, sheet: usize, column: usize) -> Vec<(u64, u64)> {
        let Some(path) = self.paths.get(sheet).cloned() else { return Vec::new() };
        let mut found = Vec::new();
        self.elements(&path, "mergeCell", |attribute| {
            let range = attribute("ref").unwrap_or_default();
            let ends = range.split_once(':').and_then(|(first, last)| position(first).zip(position(last)));
            let Some((first, last)) = ends.filter(|(first, last)| first.0 < last.0) else { return };
            if usize::try_from(first.1) == Ok(column + 1) && found.len() < MAX_MERGED {
                found.push((u64::from(first.0), u64::from(last.0)));
            }
        });
        found
    }

    /// The digits of a long whole number, by the place of its sheet, and its row and column from 0.
    pub fn digits(&self, sheet: usize, row: u32, column: u32) -> Option<&str> {
        self.checked.get(&sheet)?.digits.get(&(row, column)).map(String::as_str)
    }
}

/// The form in which paths of parts are compared.
fn key(path: &str) -> String {
    path.replace('\\', "/").to_ascii_lowercase()
}

/// Walks the rows of a sheet.
fn check(part: impl Read, most: usize) -> Checked {
    let mut walk = RowWalk { most, ..RowWalk::default() };
    let mut reader = Reader::from_reader(BufReader::new(part));
    let mut buffer = Vec::new();
    let fault = loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Empty(start)) if start.local_name().as_ref() == "sheetData" => break None,
            Ok(Event::Start(start)) => {
                if let Some(fault) = walk.start(&start) {
                    break Some(fault);
                }
            }
            Ok(Event::Empty(start)) => {
                if let Some(fault) = walk.start(&start) {
                    break Some(fault);
                }
                walk.end(start.local_name().as_ref());
            }
            Ok(Event::Text(text)) if walk.in_number => walk.number.push_str(&text),
            Ok(Event::End(end)) if end.local_name().as_ref() == "sheetData" => break None,
            Ok(Event::End(end)) => walk.end(end.local_name().as_ref()),
            // Without rows the part is no sheet: the reader of workbooks says what it is.
            Ok(Event::Eof) | Err(_) => break walk.in_rows.then_some(Fault::Cut),
            Ok(_) => {}
        }
    };
    Checked { fault, digits: walk.digits }
}

/// State of a walk through the rows of a sheet. Rows and columns count from 0, as the reader of workbooks counts them.
#[derive(Default)]
struct RowWalk {
    /// Maximum number of cells with a value.
    most: usize,
    filled: usize,
    in_rows: bool,
    /// Row and column of the present cell, or of the next one that has no reference.
    at: (u32, u32),
    /// The row whose cells are being read.
    row: Option<u32>,
    /// Rows with a value.
    rows: HashSet<u32>,
    /// The present cell is a number.
    is_number: bool,
    /// The text of a number is being read.
    in_number: bool,
    number: String,
    digits: HashMap<(u32, u32), String>,
}

impl RowWalk {
    fn start(&mut self, start: &BytesStart<'_>) -> Option<Fault> {
        match start.local_name().as_ref() {
            "sheetData" => self.in_rows = true,
            "dimension" => return wrong(start, "ref", is_range).map(Fault::Reference),
            name @ ("row" | "c") if self.in_rows => {
                if let Some(bad) = wrong(start, "r", |text| position(text).is_some()) {
                    return Some(Fault::Reference(bad));
                }
                let place = value(start, "r").and_then(|text| position(&text));
                if name == "row" {
                    (self.at, self.row) = ((place.map_or(self.at.0, |place| place.0 - 1), 0), None);
                } else {
                    self.at = place.map_or(self.at, |(row, column)| (row - 1, column.saturating_sub(1)));
                    self.is_number = value(start, "t").is_none_or(|kind| kind == "n");
                }
            }
            name @ ("v" | "is") if self.in_rows => {
                self.filled += 1;
                if self.filled > self.most {
                    return Some(Fault::TooManyCells);
                }
                if self.row != Some(self.at.0) {
                    self.row = Some(self.at.0);
                    if !self.rows.insert(self.at.0) {
                        return Some(Fault::Twice(self.at.0 + 1));
                    }
                }
                self.in_number = self.is_number && name == "v";
            }
            _ => {}
        }
        None
    }

    fn end(&mut self, name: &str) {
        match name {
            "row" => self.at = (self.at.0 + 1, 0),
            "c" => self.at.1 += 1,
            "v" if self.in_number => {
                self.in_number = false;
                let number = std::mem::take(&mut self.number);
                let number = number.trim();
                let digits = number.strip_prefix('-').unwrap_or(number);
                let is_long = digits.len() > EXACT && digits.len() <= MAX_DIGITS && digits.bytes().all(|b| b.is_ascii_digit());
                if is_long && self.digits.len() < MAX_NUMBERS {
                    self.digits.insert(self.at, number.to_owned());
                }
            }
            _ => {}
        }
    }
}

/// The value of an attribute.
fn value(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut all = start.attributes();
    let mut found = all.with_checks(false).flatten().filter(|a| a.key.as_ref() == name);
    found.next().map(|a| a.value.into_owned())
}

/// The value of an attribute that breaks a rule, shortened.
fn wrong(start: &BytesStart<'_>, name: &str, is_right: impl Fn(&str) -> bool) -> Option<String> {
    let mut all = start.attributes();
    let mut values = all.with_checks(false).flatten().filter(|a| a.key.as_ref() == name).map(|a| a.value);
    values.find(|value| !is_right(value)).map(|value| value.chars().take(SHOWN).collect())
}

/// Row and column, from 1, of a reference such as `AB12`; the column is 0 in a reference to a row.
fn position(text: &str) -> Option<(u32, u32)> {
    let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (column, row) = text.split_at(letters);
    if column.len() > 3 || row.is_empty() || row.len() > 10 || !row.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let column = column.bytes().fold(0, |n, b| n * 26 + u32::from(b.to_ascii_uppercase() - b'A') + 1);
    let row = row.parse().ok().filter(|row| (1..=MAX_ROWS).contains(row))?;
    (column <= MAX_COLUMNS).then_some((row, column))
}

/// True for a cell, or for two of which the second is not before the first.
fn is_range(text: &str) -> bool {
    match text.split_once(':') {
        None => position(text).is_some(),
        Some((first, last)) => match (position(first), position(last)) {
            (Some(first), Some(last)) => first.0 <= last.0 && first.1 <= last.1,
            _ => false,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(xml: &str) -> Option<Fault> {
        check(xml.as_bytes(), 3).fault
    }

    #[test]
    fn references_are_those_of_a_sheet() {
        for (text, at) in [("A1", (1, 1)), ("xfd1048576", (1_048_576, 16_384)), ("7", (7, 0)), ("AA03", (3, 27))] {
            assert_eq!(position(text), Some(at), "{text}");
        }
        for text in ["", "A", "A0", "XFE1", "ZZZZZZZ2", "A1048577", "A99999999999999", "$A$1", "A1:B2", "1A", "Я1", "A-1"] {
            assert_eq!(position(text), None, "{text}");
        }
        assert!(is_range("A1") && is_range("A1:B2") && !is_range("B2:A1") && !is_range("A1:B2:C3") && !is_range("A1:ZZZZZZZ2"));
    }

    #[test]
    fn rows_must_end() {
        let whole = r#"<x:worksheet xmlns:x="m"><x:dimension ref="A1:B2"/><x:sheetData><x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>"#;
        let (begin, end) = (whole.find("<x:row").expect("rows"), whole.find("</x:worksheet").expect("end"));
        assert_eq!(fault(whole), None);
        for cut in begin..end {
            assert_eq!(fault(&whole[..cut]), Some(Fault::Cut), "{}", &whole[..cut]);
        }
        assert_eq!(fault(&whole[..end]), None, "all rows are there");
        assert_eq!(fault(&whole.replace("</x:row>", "")), Some(Fault::Cut), "a row is not closed");
        assert_eq!(fault("<worksheet><sheetData/></worksheet>"), None);
        assert_eq!(fault("<chartsheet/>"), None);
    }

    #[test]
    fn cells_and_references_are_looked_at() {
        let sheet = |cells: &str| format!("<worksheet><sheetData><row>{cells}</row></sheetData></worksheet>");
        assert_eq!(fault(&sheet(&"<c><v>1</v></c>".repeat(3))), None);
        assert_eq!(fault(&sheet(&format!("{}{}", "<c/>".repeat(9), "<c><v>1</v></c>".repeat(4)))), Some(Fault::TooManyCells));
        assert_eq!(fault(&sheet(r#"<c r="ZZZZZZZ2"/>"#)), Some(Fault::Reference("ZZZZZZZ2".into())));
        let row = r#"<worksheet><sheetData><row r="99999999999"/></sheetData></worksheet>"#;
        assert_eq!(fault(row), Some(Fault::Reference("99999999999".into())));
        let dimension = r#"<worksheet><dimension ref="C9:A1"/><sheetData/></worksheet>"#;
        assert_eq!(fault(dimension), Some(Fault::Reference("C9:A1".into())));
    }

    #[test]
    fn a_row_is_there_once() {
        let sheet = |rows: &str| fault(&format!("<worksheet><sheetData>{rows}</sheetData></worksheet>"));
        let row = |r: &str, c: &str| format!("<row{r}><c{c}><v>1</v></c></row>");
        let (two, a2) = (r#" r="2""#, r#" r="A2""#);
        assert_eq!(sheet(&(row(two, "") + &row(r#" r="1""#, "") + &row(r#" r="3""#, ""))), None, "in any order");
        assert_eq!(sheet(&(row(two, "") + &row(two, ""))), Some(Fault::Twice(2)));
        assert_eq!(sheet(&(row("", a2) + &row("", a2))), Some(Fault::Twice(2)), "by the references of the cells");
        assert_eq!(sheet(&(row("", "") + r#"<row r="1"/>"# + &row(two, ""))), None, "a row without cells takes nothing");
        assert_eq!(sheet(&row("", "").repeat(3)), None, "rows without numbers follow one another");
    }

    #[test]
    fn digits_of_long_whole_numbers_are_kept() {
        let cell = |kind: &str, number: &str| format!("<c{kind}><v>{number}</v></c>");
        let twenty = "12345678901234567890";
        let cells = cell("", twenty)
            + &cell(r#" t="s""#, twenty)
            + &cell(r#" t="n" r="D1""#, "-1234567890123456")
            + &cell("", "0.1234567890123456");
        let found = check(format!("<worksheet><sheetData><row>{cells}</row></sheetData></worksheet>").as_bytes(), 9).digits;
        assert_eq!(found, HashMap::from([((0, 0), twenty.to_owned()), ((0, 3), "-1234567890123456".to_owned())]));
    }
}
