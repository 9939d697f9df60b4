//! Cells with HTML in tables of other tools, as the text that the readers of XML make of it.

use super::xml::html;
use crate::columns::Columns;
use crate::row::Row;

/// Columns with texts that editors of other tools write as HTML.
const TEXTS: [&str; 6] = ["description", "preconditions", "postconditions", "steps", "expected", "expected_result"];
/// Elements that such an editor puts around all of a text.
const AROUND: &str = "p div ul ol table h1 h2 h3 h4 blockquote pre span";
/// Elements that it puts into a text. Any other one is part of code that somebody enters or expects.
const WITHIN: &str = "p div ul ol li table thead tbody tfoot colgroup col caption tr td th br hr b strong i em u s del sub sup span font a img \
                      h1 h2 h3 h4 blockquote pre code";
/// Fewest cells of a column by which an editor is told from code in a single case.
const FEWEST: usize = 2;

/// Makes text of the cells that are HTML as a whole, in columns of which they are at least half. Other cells stay as they are: a tag in them may
/// be code.
pub(super) fn make_text(columns: &Columns, rows: &mut [Row]) {
    let places: Vec<usize> = TEXTS.into_iter().flat_map(|column| columns.places_of(column)).collect();
    for place in places {
        let filled = rows.iter().map(|row| row.at(place)).filter(|cell| !cell.is_empty());
        let (html, other): (Vec<&str>, Vec<&str>) = filled.partition(|cell| is_html(cell));
        if html.len() < FEWEST.max(other.len()) {
            continue;
        }
        for cell in rows.iter_mut().filter_map(|row| row.cells.get_mut(place)).filter(|cell| is_html(cell)) {
            *cell = html::text(cell).into();
        }
    }
}

/// True for a text that begins with an element of [`AROUND`], ends with a tag, and has no other elements than those of [`WITHIN`].
fn is_html(cell: &str) -> bool {
    let cell = cell.trim();
    let is_one = |tag: &str, names: &str| {
        let tag = tag.strip_prefix('/').unwrap_or(tag);
        let end = tag.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(tag.len());
        names.split(' ').any(|name| name.eq_ignore_ascii_case(&tag[..end]))
    };
    let is_tag = |tag: &&str| tag.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/');
    let Some(inside) = cell.strip_prefix('<') else { return false };
    is_one(inside, AROUND) && cell.ends_with('>') && cell.split('<').skip(1).filter(is_tag).all(|tag| is_one(tag, WITHIN))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ReadOptions;
    use crate::cases::read_cases;

    #[test]
    fn only_cells_that_are_html_as_a_whole_are_taken_for_it() {
        for html in
            ["<p>Open the cart</p>", "<DIV class=\"x\"><P>Open</P></DIV>", "<p>Found</p><img src=\"x.png\">", "<p>a < b</p>"]
        {
            assert!(is_html(html), "{html}");
        }
        let code = ["<table><property name=\"x\"/></table>", "<div><path d=\"\"/></div>", "<div><button>Pay</button></div>"];
        for text in
            ["a < b", "Enter <p> here", "<b>x</b>", "List<String>", "<p>x</p> is shown", "", "<", "<>", "<param>x</param>"]
        {
            assert!(!is_html(text), "{text}");
        }
        assert!(!code.into_iter().any(is_html));
    }

    #[test]
    fn a_table_of_another_tool_has_text_instead_of_html() {
        let table = "Title,Description,Preconditions,Postconditions,Expected Result\n\
                     Pay,<p>Open &amp; <strong>pay</strong></p><ul><li>card</li></ul>,a < b,<p>Done</p>,<div>Hi</div>\n\
                     Look,<p>x</p>,<p>x</p>,<p> is empty,\n\
                     Leave,n/a,,<br>,\n";
        let file = read_cases("cases.csv", table.as_bytes(), None, &ReadOptions::default()).expect("cases");
        let content = &file.rows[0].content;
        assert_eq!(content.description.as_deref(), Some("Open & **pay**\n- card"));
        assert_eq!(content.preconditions.as_deref(), Some("a < b"));
        assert_eq!(file.rows[2].content.description.as_deref(), Some("n/a"));
        // Most of the column is something else.
        assert_eq!(content.postconditions.as_deref(), Some("<p>Done</p>"));
        // A single cell may be code.
        let expected = content.expected_result.as_deref().or_else(|| content.steps.first()?.expected.as_deref());
        assert_eq!(expected, Some("<div>Hi</div>"));
    }
}
