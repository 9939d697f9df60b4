//! Formats whose files are lines: TAP, and the JSON of `go test -json`, `dart test`, Rust's test programs and pytest-reportlog.
//!
//! Other output of a console may stand between the lines, so that neither the beginning of a file nor each line tells the format.
//! [`sniff`] looks at the lines of the head; [`each`] hands over the attempts one by one.

use std::io::{self, BufRead};

use super::line_reader::LineReader;
use super::model::{Attempt, ToolFormat, ToolResults};
use super::tap_lines::Line;
use super::xml_steps::DocumentSummary;
use super::{dart_test, go_test, libtest, reportlog, tap};
use crate::xml_stream::{TextStream, is_known};
use crate::{BrokenReason, FormatError, Limit, text};

/// Bytes of the head by which a format is told.
const HEAD: usize = 64 << 10;
/// Maximum length of a line in bytes; the rest of a longer one is passed over.
const MAX_LINE: usize = 4 << 20;
/// Maximum number of results of a file that is read as a whole.
const MAX_RESULTS: usize = 300_000;

/// The format of a file that begins with `head`; `None` for none of lines.
pub(super) fn sniff(head: &[u8]) -> Option<ToolFormat> {
    let is_cut = head.len() > HEAD;
    let head = head.get(..HEAD).unwrap_or(head);
    match head.iter().find(|b| !b.is_ascii_whitespace() && !matches!(b, 0xef | 0xbb | 0xbf))? {
        b'<' => None,
        0xff | 0xfe => of_text(&text::readable(head)?, is_cut),
        _ => of_text(&String::from_utf8_lossy(head), is_cut),
    }
}

fn of_text(text: &str, is_cut: bool) -> Option<ToolFormat> {
    let text = text.trim_start_matches('\u{feff}');
    if go_test::is_known(text) {
        return Some(ToolFormat::GoTest);
    }
    if dart_test::is_known(text) {
        return Some(ToolFormat::DartTest);
    }
    let of_json = of_json(text);
    if (of_json.is_none() || tap_comes_first(text)) && tap::is_known(text, is_cut) {
        return Some(ToolFormat::Tap);
    }
    of_json
}

/// The format of the first event: what a test prints stands behind it. `None` where an object goes on in the next line, as in a document.
fn of_json(text: &str) -> Option<ToolFormat> {
    for line in text.lines().map(str::trim).filter(|line| line.starts_with('{')) {
        if libtest::is_known(line) {
            return Some(ToolFormat::Libtest);
        }
        if reportlog::is_known(line) {
            return Some(ToolFormat::PytestReportlog);
        }
        if !line.ends_with('}') {
            return None;
        }
    }
    None
}

/// True for a text in which a line of TAP stands before the first object of JSON: a test of TAP may print what another tool wrote, and a
/// test of another tool may print TAP.
fn tap_comes_first(text: &str) -> bool {
    let is_object = |line: &str| line.starts_with('{');
    let mut lines = text.lines().map(str::trim_start).filter(|line| is_object(line) || is_tap(line));
    lines.next().is_some_and(|line| !is_object(line))
}

fn is_tap(line: &str) -> bool {
    matches!(Line::of(line), Line::Version(_) | Line::Plan(_) | Line::Test(_))
}

/// Reads a file as a whole, whatever its encoding.
///
/// # Errors
/// The file is cut off before its first test is complete, or has too many results.
pub(super) fn read(file: &str, format: ToolFormat, bytes: &[u8]) -> Result<ToolResults, FormatError> {
    let decoded = if is_known(bytes) { None } else { text::readable(bytes) };
    let bytes = decoded.as_ref().map_or(bytes, String::as_bytes);
    let (mut attempts, mut beyond) = (Vec::new(), None);
    let mut keep = |attempt: Attempt| match attempts.len() {
        0..MAX_RESULTS => attempts.push(attempt),
        _ => beyond = beyond.or(attempt.line.or(Some(1))),
    };
    let (run, cut) = each(file, format, &mut TextStream::new(bytes, bytes), &mut keep)?;
    if let Some(line) = beyond {
        return Err(FormatError::PastLimit { file: file.to_owned(), line, limit: Limit::Results(MAX_RESULTS) });
    }
    Ok(ToolResults { attempts, run, cut, ..ToolResults::default() })
}

/// Hands over the attempts of a file one by one. Its text must be UTF-8 with line feeds as line ends.
///
/// # Errors
/// The file cannot be read to its end, or is cut off before its first test is complete. The attempts before were handed over.
pub(super) fn each(
    file: &str,
    format: ToolFormat,
    source: &mut dyn BufRead,
    take: &mut dyn FnMut(Attempt),
) -> Result<DocumentSummary, FormatError> {
    let mut reader: Box<dyn LineReader> = match format {
        ToolFormat::Tap => Box::new(tap::Reader::default()),
        ToolFormat::DartTest => Box::new(dart_test::Reader::default()),
        ToolFormat::Libtest => Box::new(libtest::Reader::default()),
        ToolFormat::PytestReportlog => Box::new(reportlog::Reader::default()),
        _ => Box::new(go_test::Reader::default()),
    };
    let broken = |line: u64, reason: BrokenReason| FormatError::Broken { file: file.to_owned(), line, reason };
    let (mut line, mut number) = (Vec::new(), 0);
    while let Some(is_ended) =
        next_line(source, &mut line).map_err(|error| broken(number + 1, BrokenReason::Parser(error.to_string())))?
    {
        number += 1;
        reader.line(&String::from_utf8_lossy(&line), number, is_ended, take);
    }
    reader.end(number, take).map_err(|reason| broken(number.max(1), reason))
}

/// Reads a line without its end. Gives false for the last line of a file that ends without a line end, `None` at the end of the file.
fn next_line(source: &mut dyn BufRead, line: &mut Vec<u8>) -> io::Result<Option<bool>> {
    line.clear();
    let mut is_begun = false;
    loop {
        let piece = match source.fill_buf() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            other => other?,
        };
        if piece.is_empty() {
            return Ok(is_begun.then_some(false));
        }
        is_begun = true;
        let end = piece.iter().position(|b| *b == b'\n');
        let part = piece.get(..end.unwrap_or(piece.len())).unwrap_or_default();
        let room = MAX_LINE.saturating_sub(line.len()).min(part.len());
        line.extend_from_slice(part.get(..room).unwrap_or_default());
        let used = end.map_or(piece.len(), |at| at + 1);
        source.consume(used);
        if end.is_some() {
            return Ok(Some(true));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_of_pytest_among_tests_of_tap_is_output() {
        let report = "{\"$report_type\": \"TestReport\"}\n";
        let tap = format!("TAP version 13\n1..2\nok 1 - a\n{report}not ok 2 - b\n");
        assert_eq!(sniff(tap.as_bytes()), Some(ToolFormat::Tap));
        assert_eq!(sniff(format!("collected\n{report}").as_bytes()), Some(ToolFormat::PytestReportlog));
        assert_eq!(sniff(format!("{report}1..1\nok 1\n").as_bytes()), Some(ToolFormat::PytestReportlog));
    }

    #[test]
    fn of_tap_and_the_json_of_rust_the_first_holds_the_other() {
        let json = "{ \"type\": \"suite\", \"event\": \"started\", \"test_count\": 1 }\n";
        assert_eq!(sniff(format!("TAP version 13\n1..2\nok 1\n{json}not ok 2\n").as_bytes()), Some(ToolFormat::Tap));
        assert_eq!(sniff(format!("1..2\nok 1\n# {json}not ok 2\n").as_bytes()), Some(ToolFormat::Tap));
        assert_eq!(sniff(format!("   Compiling shop v1.0\n{json}1..1\nok 1\n").as_bytes()), Some(ToolFormat::Libtest));
        let report = "{\"$report_type\": \"SessionStart\"}\n";
        assert_eq!(sniff(format!("collected\n{report}ok 1\n{json}1..1\n").as_bytes()), Some(ToolFormat::PytestReportlog));
        assert_eq!(sniff(format!("{{\n\"tests\": [\n{json}]}}\n").as_bytes()), None);
    }

    #[test]
    fn lines_are_read_piece_by_piece() {
        let mut source = io::BufReader::with_capacity(2, &b"one\n\ntwo"[..]);
        let (mut line, mut read) = (Vec::new(), Vec::new());
        while let Some(is_ended) = next_line(&mut source, &mut line).expect("bytes") {
            read.push((String::from_utf8_lossy(&line).into_owned(), is_ended));
        }
        assert_eq!(read, [("one".to_owned(), true), (String::new(), true), ("two".to_owned(), false)]);
    }
}
