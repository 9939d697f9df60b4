//! Cells with HTML in tables of other tools, as the text that the readers of XML make of it.

use super::xml::html;
use crate::columns::Columns;
use crate::row::Row;

/// Columns with texts that editors of other tools write as HTML.
const TEXTS: [&str; 6] = ["description", "preconditions", "postconditions", "steps", "expected", "expected_result"];
/// Elements that such an editor puts around all of a text.
const AROUND: [&str; 5] = ["p", "div", "ul", "ol", "table"];

/// Makes text of the cells that are HTML as a whole. Text with a tag within stays as it is: it may be code.
pub(super) fn make_text(columns: &Columns, rows: &mut [Row]) {
    let places: Vec<usize> = TEXTS.into_iter().flat_map(|column| columns.places_of(column)).collect();
    for row in rows {
        for place in &places {
            if let Some(cell) = row.cells.get_mut(*place).filter(|cell| is_html(cell)) {
                *cell = html::text(cell);
            }
        }
    }
}

/// True for a text that begins with an element of [`AROUND`] and ends with a tag that closes one.
fn is_html(cell: &str) -> bool {
    let cell = cell.trim();
    let begins = cell.strip_prefix('<').is_some_and(|inside| {
        let end = inside.find(|c: char| c == '>' || c.is_whitespace()).unwrap_or(inside.len());
        AROUND.iter().any(|name| name.eq_ignore_ascii_case(&inside[..end]))
    });
    let last = cell.rfind("</").map(|at| &cell[at + 2..]).and_then(|name| name.strip_suffix('>'));
    begins && last.is_some_and(|last| AROUND.iter().any(|name| name.eq_ignore_ascii_case(last)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ReadOptions;
    use crate::cases::read_cases;

    #[test]
    fn only_cells_that_are_html_as_a_whole_are_taken_for_it() {
        assert!(is_html("<p>Open the cart</p>"));
        assert!(is_html("<DIV class=\"x\"><P>Open</P></DIV>"));
        for text in ["a < b", "Enter <p> here", "<p>", "<b>x</b>", "List<String>", "<p>x</p> is shown", "", "<param>x</param>"] {
            assert!(!is_html(text), "{text}");
        }
    }

    #[test]
    fn a_table_of_another_tool_has_text_instead_of_html() {
        let table = "Title,Description,Preconditions\nPay,<p>Open &amp; <strong>pay</strong></p><ul><li>card</li></ul>,a < b\n";
        let file = read_cases("cases.csv", table.as_bytes(), None, &ReadOptions::default()).expect("cases");
        let content = &file.rows[0].content;
        assert_eq!(content.description.as_deref(), Some("Open & **pay**\n- card"));
        assert_eq!(content.preconditions.as_deref(), Some("a < b"));
    }
}
