//! Merged cells of a workbook: a suite that stands in the first of several rows is that of all of them.

use crate::FormatError;
use crate::columns::Columns;
use crate::row::Row;
use crate::sheet::Book;
use smol_str::SmolStr;

/// Gives rows with a title the suite of the merged cell that they lie in. Rows are in the order of the sheet.
pub(super) fn fill(file: &str, bytes: &[u8], sheet: &str, columns: &Columns, rows: &mut [Row]) -> Result<(), FormatError> {
    for place in ["suite", "hierarchy"].into_iter().filter_map(|column| columns.places_of(column).next()) {
        let is_blank = |row: &Row| row.at(place).is_empty() && !columns.get(row, "title").is_empty();
        if !rows.iter().any(is_blank) {
            continue;
        }
        let merged = Book::open(file, bytes)?.merged(sheet, place);
        fill_column(merged, place, rows, is_blank);
    }
    Ok(())
}

/// Fills the blank cells of a column. `merged` has the first and last row of each merged cell in it. No row is visited twice, also where
/// a damaged workbook has merged cells that overlap.
fn fill_column(mut merged: Vec<(u64, u64)>, place: usize, rows: &mut [Row], is_blank: impl Fn(&Row) -> bool) {
    merged.sort_unstable();
    // Rows before this place are filled.
    let mut filled = 0;
    for (first, last) in merged {
        let begin = rows.partition_point(|row| row.line < first);
        let end = rows.partition_point(|row| row.line <= last);
        if rows.get(begin).is_none_or(|row| row.line != first) || end <= filled {
            continue;
        }
        let text = SmolStr::new(rows[begin].at(place));
        for row in rows[begin.max(filled)..end].iter_mut().filter(|row| is_blank(row)) {
            if row.cells.len() <= place {
                row.cells.resize(place + 1, SmolStr::default());
            }
            row.cells[place].clone_from(&text);
        }
        filled = end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    #[test]
    fn a_row_is_visited_once_however_many_merged_cells_have_it() {
        let row = |line: u64| Row { line, cells: vec![SmolStr::new(if line == 2 { "Cart" } else { "" })] };
        let mut rows: Vec<Row> = (2..102).map(row).collect();
        let visits = Cell::new(0);
        let is_blank = |row: &Row| {
            visits.set(visits.get() + 1);
            row.at(0).is_empty()
        };
        let mut merged = vec![(2, 51); 1_000];
        merged.push((2, 61));
        merged.push((70, 80));
        fill_column(merged, 0, &mut rows, is_blank);
        assert_eq!(rows.iter().filter(|row| row.at(0) == "Cart").count(), 60);
        assert!(visits.get() <= rows.len(), "{} visits", visits.get());
    }
}
