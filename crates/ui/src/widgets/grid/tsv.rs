//! Ranges of cells as text: tab-separated values, quoted as spreadsheets do.
//!
//! A value with a tab, a line break or a quotation mark at its start is put in quotation marks, in which quotation marks are
//! doubled. Excel, LibreOffice and Google Sheets write and read this form.

/// Writes rows of cells. Every row ends with a line break, as spreadsheets write it.
pub fn write<R, C>(rows: impl IntoIterator<Item = R>) -> String
where
    R: IntoIterator<Item = C>,
    C: AsRef<str>,
{
    let mut out = String::new();
    for row in rows {
        for (i, cell) in row.into_iter().enumerate() {
            if i > 0 {
                out.push('\t');
            }
            push(&mut out, cell.as_ref());
        }
        out.push('\n');
    }
    out
}

fn push(out: &mut String, cell: &str) {
    if !(cell.contains(['\t', '\n', '\r']) || cell.starts_with('"')) {
        out.push_str(cell);
        return;
    }
    out.push('"');
    for c in cell.chars() {
        if c == '"' {
            out.push('"');
        }
        out.push(c);
    }
    out.push('"');
}

/// Reads rows of cells. Rows may have different lengths; a line break at the end makes no further row.
pub fn read(text: &str) -> Vec<Vec<String>> {
    let mut rows = vec![vec![String::new()]];
    let mut chars = text.chars().peekable();
    // Inside quotation marks; only a cell that begins with one is quoted.
    let mut quoted = false;
    let mut begins = true;
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                push_char(&mut rows, '"');
            }
            '"' if quoted => quoted = false,
            '"' if begins => quoted = true,
            '\t' if !quoted => {
                if let Some(row) = rows.last_mut() {
                    row.push(String::new());
                }
                begins = true;
                continue;
            }
            '\r' if !quoted && chars.peek() == Some(&'\n') => {}
            '\n' | '\r' if !quoted => {
                if chars.peek().is_some() {
                    rows.push(vec![String::new()]);
                }
                begins = true;
                continue;
            }
            c => push_char(&mut rows, c),
        }
        begins = false;
    }
    rows
}

fn push_char(rows: &mut [Vec<String>], c: char) {
    if let Some(cell) = rows.last_mut().and_then(|row| row.last_mut()) {
        cell.push(c);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_cells_stand_between_tabs() {
        assert_eq!(write([["SHOP-1", "Sign in"], ["SHOP-2", ""]]), "SHOP-1\tSign in\nSHOP-2\t\n");
        assert_eq!(read("a\tb\r\nc\td\r\n"), [["a", "b"], ["c", "d"]]);
        assert_eq!(read("one"), [["one"]]);
        assert_eq!(read("a\n\nb"), [["a"], [""], ["b"]]);
    }

    #[test]
    fn reads_back_what_it_wrote() {
        let hostile = [
            ["", "a \"quoted\" word", "\"starts with a quote"],
            ["two\nlines", "a\ttab", "=1+1"],
            ["\"\"", "кириллица ё", "emoji 🙂\r\nnew line"],
        ];
        assert_eq!(read(&write(hostile)), hostile);
    }

    #[test]
    fn a_quotation_mark_inside_a_cell_is_a_character() {
        assert_eq!(read("5\" screen\tnext"), [["5\" screen", "next"]]);
        assert_eq!(read("\"a \"\"b\"\"\"\tc"), [["a \"b\"", "c"]]);
        assert_eq!(read("\"never closed\tstill\nthe same"), [["never closed\tstill\nthe same"]]);
    }
}
