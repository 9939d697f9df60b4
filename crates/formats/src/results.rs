//! Results from a table: FuncID or case, status, time, comment.

use std::collections::HashMap;

use serde::Serialize;

use super::columns::Columns;
use super::row::Row;
use super::table::{Source, Table};
use super::{FormatError, ReadOptions, Report, Skip, words};
use voluptas_core::domain::Message;
use voluptas_core::domain::status::ResultStatus;

/// Maximum duration of a result in Qase: a year of 365 days.
const TIME_MAX_MS: i64 = 31_536_000_000;
/// Maximum length of a comment, in characters.
const COMMENT_MAX: usize = 20_000;

/// Function or case that a result belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// Every case of a function.
    Function(String),
    /// One case, by its number in its project: `12`, `SHOP-12`.
    Case {
        /// Project code; `None` for the target project of the import.
        project: Option<String>,
        /// Number in the project.
        number: i64,
    },
}

/// One result of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ResultRow {
    /// Line of the row, from 1.
    pub line: u64,
    /// Function or case of the result.
    pub target: Target,
    pub status: ResultStatus,
    /// Duration in milliseconds.
    pub duration_ms: Option<i64>,
    /// Comment of the tester.
    pub comment: Option<String>,
}

/// Content of a table of results.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ResultsFile {
    /// The results in the order of the file.
    pub rows: Vec<ResultRow>,
    /// Report of the reading.
    pub report: Report,
}

/// Reads a table of results. `custom` has the slugs of statuses that the workspace added to Qase's own. A row with any other
/// unknown word is skipped, because such a word is more often a typing error than a status.
///
/// # Errors
/// [`FormatError`]: no text, no rows, no column for the status, or none for the function or case.
pub fn read_results(file: &str, bytes: &[u8], custom: &[&str]) -> Result<ResultsFile, FormatError> {
    read_results_with(file, bytes, custom, &ReadOptions::default())
}

/// Reads results with the given encoding and handling of broken rows.
pub fn read_results_with(file: &str, bytes: &[u8], custom: &[&str], options: &ReadOptions) -> Result<ResultsFile, FormatError> {
    let source = Source::read(file, bytes, "result", options)?;
    let Table { columns, rows: mut from, mut report, .. } = source.table()?;
    columns.need(file, &["func_id", "case", "any"], "FuncID")?;
    columns.need(file, &["status"], "Status")?;
    let mut rows = Vec::new();
    let mut seen: HashMap<Target, u64> = HashMap::new();
    while let Some(row) = from.next(&columns, &mut report)? {
        match result(&columns, &row, custom) {
            Ok(result) => {
                if let Some(first) = seen.insert(result.target.clone(), row.line) {
                    let m = Message::new("formats-warning-result-again").with("first", first);
                    report.warn(row.line, "", m);
                }
                rows.push(result);
            }
            Err((skip, column, message)) => report.skip(skip, row.line, columns.name(column), message),
        }
    }
    report.taken = rows.len();
    report.sort();
    Ok(ResultsFile { rows, report })
}

type Refused = (Skip, &'static str, Message);

fn result(table: &Columns, row: &Row, custom: &[&str]) -> Result<ResultRow, Refused> {
    let status = table.get(row, "status");
    Ok(ResultRow {
        line: row.line,
        target: target(table, row)?,
        status: read_status(status, custom).ok_or_else(|| match status {
            "" => (Skip::Blank, "status", Message::new("formats-skip-blank")),
            _ => (Skip::BadValue, "status", Message::new("formats-skip-bad-status").with("value", status)),
        })?,
        duration_ms: duration(table, row)?,
        comment: comment(table, row)?,
    })
}

fn target(table: &Columns, row: &Row) -> Result<Target, Refused> {
    let func_id = table.get(row, "func_id");
    if !func_id.is_empty() {
        return Ok(Target::Function(func_id.to_owned()));
    }
    let case = table.get(row, "case");
    if !case.is_empty() {
        return parse_case(case)
            .ok_or_else(|| (Skip::BadValue, "case", Message::new("formats-skip-bad-case").with("value", case)));
    }
    match table.get(row, "any") {
        "" => {
            let column = ["func_id", "case", "any"].into_iter().find(|c| table.has(c)).unwrap_or("func_id");
            Err((Skip::Blank, column, Message::new("formats-skip-blank")))
        }
        any => Ok(parse_case(any).unwrap_or_else(|| Target::Function(any.to_owned()))),
    }
}

/// `12`, `#12`, `C12`, `SHOP-12`.
pub(super) fn parse_case(text: &str) -> Option<Target> {
    let number = |digits: &str| {
        let is_number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
        is_number.then(|| digits.parse::<i64>().ok()).flatten().filter(|n| *n > 0)
    };
    let bare = text.strip_prefix(['#', 'C', 'c']).unwrap_or(text);
    if let Some(number) = number(bare) {
        return Some(Target::Case { project: None, number });
    }
    let (code, digits) = text.rsplit_once('-')?;
    let is_code = (2..=10).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_alphanumeric());
    let number = number(digits).filter(|_| is_code && code.as_bytes()[0].is_ascii_alphabetic())?;
    Some(Target::Case { project: Some(code.to_ascii_uppercase()), number })
}

fn read_status(text: &str, custom: &[&str]) -> Option<ResultStatus> {
    if let Some(word) = words::ours("status", text) {
        return Some(ResultStatus::parse(word));
    }
    let status = ResultStatus::parse(text);
    custom.contains(&status.slug()).then_some(status)
}

fn duration(table: &Columns, row: &Row) -> Result<Option<i64>, Refused> {
    let (column, factor) = match (table.get(row, "time_ms"), table.get(row, "time")) {
        ("", "") => return Ok(None),
        ("", _) => ("time", 1000.0),
        _ => ("time_ms", 1.0),
    };
    let text = table.get(row, column);
    match parse_duration(text, factor) {
        Some(ms) if (0..=TIME_MAX_MS).contains(&ms) => Ok(Some(ms)),
        _ => Err((Skip::BadValue, column, Message::new("formats-skip-bad-time").with("value", text))),
    }
}

/// `12`, `1.5`, `1,5` in the column's unit; `850 ms`, `2 min 5 s`; `1:02:03`, `02:03.5`. Milliseconds.
fn parse_duration(text: &str, factor: f64) -> Option<i64> {
    let number = |t: &str| {
        let t = t.trim();
        let is_number = !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b','));
        is_number.then(|| decimal(t)).flatten()
    };
    let whole = |ms: f64| {
        #[expect(clippy::cast_possible_truncation, reason = "checked to be far below the limits of both types")]
        (ms.is_finite() && ms.abs() < 1e15).then(|| ms.round() as i64)
    };
    if text.contains(':') {
        let mut seconds = 0.0;
        let parts: Vec<&str> = text.split(':').collect();
        if parts.len() > 3 {
            return None;
        }
        for part in parts {
            seconds = seconds * 60.0 + number(part)?;
        }
        return whole(seconds * 1000.0);
    }
    if let Some(n) = number(text) {
        return whole(n * factor);
    }
    let mut ms = 0.0;
    let mut rest = text.trim();
    while !rest.is_empty() {
        let unit_at = rest.find(|c: char| c.is_alphabetic())?;
        let (n, tail) = rest.split_at(unit_at);
        let unit_end = tail.find(|c: char| !c.is_alphabetic()).unwrap_or(tail.len());
        let (unit, tail) = tail.split_at(unit_end);
        ms += number(n)?
            * match words::ours("unit", unit)? {
                "ms" => 1.0,
                "s" => 1000.0,
                "min" => 60_000.0,
                _ => 3_600_000.0,
            };
        rest = tail.trim_start_matches('.').trim_start();
    }
    whole(ms)
}

/// A number with either decimal mark; with both, the first groups thousands.
fn decimal(text: &str) -> Option<f64> {
    let text = match (text.rfind('.'), text.rfind(',')) {
        (Some(point), Some(comma)) if point > comma => text.replace(',', ""),
        (Some(_), Some(_)) => text.replace('.', "").replace(',', "."),
        _ => text.replace(',', "."),
    };
    text.parse().ok()
}

fn comment(table: &Columns, row: &Row) -> Result<Option<String>, Refused> {
    let text = table.get(row, "comment");
    let length = text.chars().count();
    if length > COMMENT_MAX {
        let m = Message::new("formats-skip-too-long").count("length", length).count("max", COMMENT_MAX);
        return Err((Skip::TooLong, "comment", m));
    }
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_in_every_form() {
        let cases = [
            ("12", Some(12_000)),
            ("1.5", Some(1_500)),
            ("1,5", Some(1_500)),
            ("1,234.500", Some(1_234_500)),
            ("850 ms", Some(850)),
            ("2 мин 5 с", Some(125_000)),
            ("1h 2m", Some(3_720_000)),
            ("1:02:03", Some(3_723_000)),
            ("02:03.5", Some(123_500)),
            ("-1", None),
            ("soon", None),
            ("1:2:3:4", None),
            ("5 parsec", None),
        ];
        for (text, ms) in cases {
            assert_eq!(parse_duration(text, 1000.0), ms, "{text}");
        }
        assert_eq!(parse_duration("850", 1.0), Some(850));
    }

    #[test]
    fn cases_are_told_from_functions() {
        let case = |project: Option<&str>, number| Some(Target::Case { project: project.map(str::to_owned), number });
        assert_eq!(parse_case("12"), case(None, 12));
        assert_eq!(parse_case("#12"), case(None, 12));
        assert_eq!(parse_case("shop-12"), case(Some("SHOP"), 12));
        for text in ["shop.cart", "0", "SHOP-", "SHOP-x", "a-very-long-code-1", "-5", ""] {
            assert_eq!(parse_case(text), None, "{text}");
        }
    }

    #[test]
    fn rows_and_refusals() {
        let text = "Тест;Статус;Время (мс);Комментарий\n\
                    shop.cart;✅ Пройден;1500;\n\
                    SHOP-12;failed;;\"=boom\n2\"\n\
                    7;retest;;\n\
                    8;pased;;\n\
                    9;;;\n\
                    ;passed;;\n\
                    10;passed;later;\n\
                    shop.cart;blocked;;\n";
        let file = read_results("r.csv", text.as_bytes(), &["retest"]).expect("file");
        let got: Vec<_> = file.rows.iter().map(|r| (r.line, r.status.slug(), r.duration_ms, r.comment.as_deref())).collect();
        assert_eq!(
            got,
            [
                (2, "passed", Some(1500), None),
                (3, "failed", None, Some("=boom\n2")),
                (5, "retest", None, None),
                (10, "blocked", None, None)
            ]
        );
        let report = &file.report;
        assert_eq!((report.rows, report.taken), (8, 4));
        assert_eq!((report.skipped(Skip::BadValue), report.skipped(Skip::Blank)), (2, 2));
        let lines: Vec<_> = report.notes.iter().map(|n| (n.line, n.message.key.as_str())).collect();
        assert_eq!(
            lines,
            [
                (Some(6), "formats-skip-bad-status"),
                (Some(7), "formats-skip-blank"),
                (Some(8), "formats-skip-blank"),
                (Some(9), "formats-skip-bad-time"),
                (Some(10), "formats-warning-result-again"),
            ]
        );
    }

    #[test]
    fn columns_are_needed() {
        let error = read_results("r.csv", b"Foo,Status\nx,passed\n", &[]).expect_err("no id");
        assert!(matches!(error, FormatError::NoColumn { column, .. } if column == "FuncID"));
        let error = read_results("r.csv", b"FuncID,Foo\nx,passed\n", &[]).expect_err("no status");
        assert!(matches!(error, FormatError::NoColumn { column, .. } if column == "Status"));
    }
}
