//! Opens a table of cases: finds the line of the column names, also below other lines such as the title of the list, and reads the
//! rows. Columns are used as those beside them tell (`other_tables`).

use super::other_tables;
use crate::columns::MORE;
use crate::limit::Limit;
use crate::row::Row;
use crate::sheet::Book;
use crate::table::{Source, Table};
use crate::{FormatError, ReadOptions, words};

/// Most rows of a table of cases: with what is made of them, each takes almost two kilobytes.
const MAX_ROWS: usize = 500_000;

/// Number of lines in which the names are looked for.
const LINES: usize = 20;

/// The table of a file, its columns used as those beside them tell; true when their names were found below other lines.
pub(super) fn source<'b>(file: &str, bytes: &'b [u8], options: &ReadOptions) -> Result<(Source<'b>, bool), FormatError> {
    let source = Source::read(file, bytes, "case", options)?;
    let table = source.table()?;
    if options.header_row.is_none() && !options.no_header_row && !table.columns.has("title") {
        let look = source.look(&table.columns, table.header_row, &[]);
        let (_, rows) = with_rows(file, table)?;
        let found = line(file, bytes, look.sheet.as_deref(), &rows)?;
        return match found {
            Some(line) => {
                let options = ReadOptions { header_row: Some(line), sheet: look.sheet, ..options.clone() };
                self::source(file, bytes, &options).map(|(source, _)| (source, true))
            }
            None => Ok((source, false)),
        };
    }
    if !other_tables::may_differ(&table.columns) {
        drop(table);
        return Ok((source, false));
    }
    let (table, rows) = with_rows(file, table)?;
    let chosen = other_tables::choices(&table.columns, &rows, &options.columns);
    if chosen.is_empty() {
        drop(table);
        return Ok((source, false));
    }
    let columns = options.columns.iter().cloned().chain(chosen).collect();
    Ok((Source::read(file, bytes, "case", &ReadOptions { columns, ..options.clone() })?, false))
}

/// A table with all of its rows.
pub(super) fn with_rows<'s>(file: &str, mut table: Table<'s>) -> Result<(Table<'s>, Vec<Row>), FormatError> {
    let mut rows = Vec::new();
    while let Some(row) = table.rows.next(&table.columns, &mut table.report)? {
        if rows.len() >= MAX_ROWS {
            return Err(FormatError::PastLimit { file: file.to_owned(), line: row.line, limit: Limit::Values(MAX_ROWS) });
        }
        rows.push(row);
    }
    Ok((table, rows))
}

/// The line of the column names, from 1, in a table whose first line names no title; `None` where no line does. `rows` are those below
/// the first line; of a workbook the sheet is read.
fn line(file: &str, bytes: &[u8], sheet: Option<&str>, rows: &[Row]) -> Result<Option<u64>, FormatError> {
    let Some(sheet) = sheet else {
        return Ok(rows.iter().take(LINES).find(|row| is_head(row.cells())).map(|row| row.line));
    };
    let rows = Book::open(file, bytes)?.first(sheet, 1, LINES)?;
    Ok(rows.iter().find(|row| is_head(&row.cells)).map(|row| row.line))
}

/// True for cells that name a title and another field of a case.
fn is_head(cells: &[impl AsRef<str>]) -> bool {
    let fields: Vec<&str> = cells
        .iter()
        .map(AsRef::as_ref)
        .filter_map(|cell| words::ours("case", cell).or_else(|| words::ours(MORE, cell)))
        .collect();
    fields.len() > 1 && fields.contains(&"title")
}
