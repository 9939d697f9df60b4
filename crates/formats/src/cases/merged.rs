//! Merged cells of a workbook: a suite that stands in the first of several rows is that of all of them.

use crate::FormatError;
use crate::columns::Columns;
use crate::row::Row;
use crate::sheet::Book;

/// Gives rows with a title the suite of the merged cell that they lie in. Rows are in the order of the sheet.
pub(super) fn fill(file: &str, bytes: &[u8], sheet: &str, columns: &Columns, rows: &mut [Row]) -> Result<(), FormatError> {
    for place in ["suite", "hierarchy"].into_iter().filter_map(|column| columns.places_of(column).next()) {
        let is_blank = |row: &Row| row.at(place).is_empty() && !columns.get(row, "title").is_empty();
        if !rows.iter().any(is_blank) {
            continue;
        }
        for (first, last) in Book::open(file, bytes)?.merged(sheet, place) {
            let begin = rows.partition_point(|row| row.line < first);
            let Some(text) = rows.get(begin).filter(|row| row.line == first).map(|row| row.at(place).to_owned()) else {
                continue;
            };
            for row in rows[begin..].iter_mut().take_while(|row| row.line <= last).filter(|row| is_blank(row)) {
                if row.cells.len() <= place {
                    row.cells.resize(place + 1, String::new());
                }
                row.cells[place].clone_from(&text);
            }
        }
    }
    Ok(())
}
