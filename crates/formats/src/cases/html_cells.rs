//! Cells with HTML in tables of other tools, as the text that the readers of XML make of it.

use super::xml::html;
use crate::columns::Columns;
use crate::row::Row;

/// Columns with texts that editors of other tools write as HTML.
const TEXTS: [&str; 6] = ["description", "preconditions", "postconditions", "steps", "expected", "expected_result"];
/// Elements that such an editor puts around all of a text.
const AROUND: [&str; 5] = ["p", "div", "ul", "ol", "table"];

/// Elements that show that an editor wrote the texts of a column: code that somebody expects to see has them less often.
const OF_EDITOR: [&str; 3] = ["<p", "<li", "<br"];

/// Makes text of the columns whose cells are HTML as a whole, all of them. Other cells stay as they are: a tag in them may be code.
pub(super) fn make_text(columns: &Columns, rows: &mut [Row]) {
    let places: Vec<usize> = TEXTS.into_iter().flat_map(|column| columns.places_of(column)).collect();
    for place in places {
        let filled = || rows.iter().map(|row| row.at(place)).filter(|cell| !cell.is_empty());
        if !(filled().all(is_html) && filled().any(is_of_editor)) {
            continue;
        }
        for cell in rows.iter_mut().filter_map(|row| row.cells.get_mut(place)) {
            *cell = html::text(cell).into();
        }
    }
}

fn is_of_editor(cell: &str) -> bool {
    let cell = cell.to_ascii_lowercase();
    OF_EDITOR.iter().any(|tag| cell.contains(tag))
}

/// True for a text that begins with an element of [`AROUND`] and ends with a tag.
fn is_html(cell: &str) -> bool {
    let cell = cell.trim();
    let begins = cell.strip_prefix('<').is_some_and(|inside| {
        let end = inside.find(|c: char| c == '>' || c.is_whitespace()).unwrap_or(inside.len());
        AROUND.iter().any(|name| name.eq_ignore_ascii_case(&inside[..end]))
    });
    begins && cell.ends_with('>')
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
        assert!(is_html("<p>Found</p><img src=\"x.png\">"));
        for text in ["a < b", "Enter <p> here", "<b>x</b>", "List<String>", "<p>x</p> is shown", "", "<param>x</param>"] {
            assert!(!is_html(text), "{text}");
        }
    }

    #[test]
    fn a_table_of_another_tool_has_text_instead_of_html() {
        let table = "Title,Description,Preconditions,Postconditions\n\
                     Pay,<p>Open &amp; <strong>pay</strong></p><ul><li>card</li></ul>,a < b,<p>Done</p>\n\
                     Look,,<p>x</p>,<p> is empty\n";
        let file = read_cases("cases.csv", table.as_bytes(), None, &ReadOptions::default()).expect("cases");
        let content = &file.rows[0].content;
        assert_eq!(content.description.as_deref(), Some("Open & **pay**\n- card"));
        assert_eq!(content.preconditions.as_deref(), Some("a < b"));
        // Not all of the column is HTML.
        assert_eq!(content.postconditions.as_deref(), Some("<p>Done</p>"));
        let code = read_cases("cases.csv", b"Title,Expected Result\nDraw,<div>Hi</div>\n", None, &ReadOptions::default());
        let content = &code.expect("cases").rows[0].content;
        let expected = content.expected_result.as_deref().or_else(|| content.steps.first()?.expected.as_deref());
        assert_eq!(expected, Some("<div>Hi</div>"));
    }
}
