//! Finds quotes that do not close. The CSV parser silently takes everything up to the next quote, or to the end of the file, for
//! one cell.

use std::ops::Range;

/// A quote that opens a cell and is not closed at the end of a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct OpenQuote {
    /// The line of the quote, from 1.
    pub line: u64,
    /// Byte range of the row, up to the end of the line with the quote.
    pub row: Range<usize>,
}

/// Faulty quotes of a table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Quotes {
    /// Quotes that do not close.
    pub open: Vec<OpenQuote>,
    /// Lines with a quoted cell in which a quote is not doubled, so that its text is a guess.
    pub undoubled: Vec<u64>,
}

/// Finds the faulty quotes of a table. A quote counts as open when the text ends in it, or when it spans lines and other text
/// follows its closing quote: that quote is then the opening one of another row. After an open quote, each row is examined anew.
pub(super) fn examine(text: &str, delimiter: u8) -> Quotes {
    let mut found = Quotes::default();
    let mut at = Cursor { bytes: text.as_bytes(), place: 0, line: 1 };
    let mut row = 0;
    // All other text is passed over: only a quote at the beginning of a cell opens one.
    while let Some(quote) = at.next_quote() {
        row = at.row_start(quote).unwrap_or(row);
        at.go_to(quote);
        if quote > row && at.bytes[quote - 1] != delimiter {
            at.step();
            continue;
        }
        let line = at.line;
        at.step();
        let closes = at.skip_quoted();
        let spans = at.line > line;
        at.skip_blanks(delimiter);
        let ends = at.peek().is_none_or(|b| b == delimiter || is_line_end(b));
        if !closes || (spans && !ends) {
            at = Cursor { place: quote, line, ..at };
            at.go_to(at.next_line_end());
            found.open.push(OpenQuote { line, row: row..at.place });
        } else {
            if !ends && found.undoubled.last() != Some(&line) {
                found.undoubled.push(line);
            }
            // What follows a closed quote belongs to its cell.
            at.skip_until(|b| b == delimiter || is_line_end(b));
        }
    }
    found
}

fn is_line_end(byte: u8) -> bool {
    matches!(byte, b'\r' | b'\n')
}

#[derive(Clone, Copy)]
struct Cursor<'a> {
    bytes: &'a [u8],
    place: usize,
    line: u64,
}

impl Cursor<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.place).copied()
    }

    /// Advances by one byte and counts line ends: `\n`, `\r\n` and `\r`.
    fn step(&mut self) {
        let next = self.bytes.get(self.place + 1);
        self.line += match self.peek() {
            Some(b'\n') => 1,
            Some(b'\r') if next != Some(&b'\n') => 1,
            _ => 0,
        };
        self.place += 1;
    }

    /// Place of the next quote.
    fn next_quote(&self) -> Option<usize> {
        memchr::memchr(b'"', self.bytes.get(self.place..)?).map(|at| self.place + at)
    }

    /// Place of the next line end, or the end of the text.
    fn next_line_end(&self) -> usize {
        let rest = self.bytes.get(self.place..).unwrap_or_default();
        memchr::memchr2(b'\r', b'\n', rest).map_or(self.bytes.len(), |at| self.place + at)
    }

    /// Begin of the row at a place before which no cell is quoted; `None` when it began before this one.
    fn row_start(&self, place: usize) -> Option<usize> {
        memchr::memrchr2(b'\r', b'\n', self.bytes.get(self.place..place)?).map(|at| self.place + at + 1)
    }

    /// Advances to a place and counts line ends.
    fn go_to(&mut self, place: usize) {
        self.line += line_ends(self.bytes, self.place..place);
        self.place = place;
    }

    fn skip_until(&mut self, ends: impl Fn(u8) -> bool) {
        while self.peek().is_some_and(|b| !ends(b)) {
            self.step();
        }
    }

    /// Advances past the closing quote of a cell. Returns false if there is none. Two quotes in a row are one quote of the text.
    fn skip_quoted(&mut self) -> bool {
        loop {
            let quote = self.next_quote();
            self.go_to(quote.unwrap_or(self.bytes.len()));
            if quote.is_none() {
                return false;
            }
            self.step();
            if self.peek() != Some(b'"') {
                return true;
            }
            self.step();
        }
    }

    fn skip_blanks(&mut self, delimiter: u8) {
        while self.peek().is_some_and(|b| matches!(b, b' ' | b'\t') && b != delimiter) {
            self.step();
        }
    }
}

/// Number of line ends that end in a part of a text: `\n`, `\r\n` and `\r`.
pub(super) fn line_ends(bytes: &[u8], part: Range<usize>) -> u64 {
    let start = part.start;
    let ends = bytes.get(part).unwrap_or_default();
    let is_end = |at: usize| bytes[start + at] == b'\n' || bytes.get(start + at + 1) != Some(&b'\n');
    memchr::memchr2_iter(b'\r', b'\n', ends).map(|at| u64::from(is_end(at))).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(text: &str) -> Vec<u64> {
        examine(text, b',').open.iter().map(|q| q.line).collect()
    }

    #[test]
    fn sound_tables_have_no_open_quotes() {
        for text in [
            "",
            "a,b\n1,2",
            "a,\"b\nc\",d\n",
            "\"a \"\"x\"\" b\",\"\"\r\n\"\"\"\",x\r\n",
            "a,5\" pipe,c\nd,e\"\n",
            "\"a\nb\" ,c\n",
        ] {
            assert_eq!(examine(text, b','), Quotes::default(), "{text}");
        }
    }

    #[test]
    fn an_open_quote_is_found_in_its_line() {
        assert_eq!(open("a,b\n1,\"two\n3,4\n5,6\n"), [2]);
        // The quote of line 4 closes that of line 2, and text follows.
        assert_eq!(open("a,b\n1,\"two\n3,4\n5,\"six\"\n7,\"eight\n"), [2, 5]);
        assert_eq!(open("a,b\r\n\"x\r\ny\",\"two\r\n3,4\r\n"), [3]);
        let found = examine("a,b\n\"x\ny\",\"two\n3,4\n", b',');
        assert_eq!(found.open, [OpenQuote { line: 3, row: 4..14 }]);
    }

    #[test]
    fn quotes_that_are_not_doubled_are_told() {
        let found = examine("a,b\n1,\"the \"OK\" button\"\n2,x\n", b',');
        assert_eq!(found, Quotes { open: Vec::new(), undoubled: vec![2] });
    }
}
