//! The texts of a table in the order of its rows.

use super::CaseTable;
use voluptas_store::case_texts::CaseTexts;

/// Code, title, tags and long texts of each row of a table, folded. They stand one after another in one text: looking up the texts of
/// each case takes several times as long as searching them.
#[derive(Debug, Default)]
pub struct RowTexts {
    all: String,
    /// End of the text of each row.
    ends: Vec<usize>,
}

impl RowTexts {
    /// Puts the texts together.
    #[must_use]
    pub fn new(table: &CaseTable, texts: &CaseTexts) -> Self {
        let long = |at: usize| texts.get(table.rows[at].id).unwrap_or_default();
        let length = table.folded.iter().enumerate().map(|(at, short)| short.len() + 1 + long(at).len()).sum();
        let mut out = Self { all: String::with_capacity(length), ends: Vec::with_capacity(table.rows.len()) };
        for (at, short) in table.folded.iter().enumerate() {
            out.all.push_str(short);
            // No word has a line break: none reaches from one text into the next.
            out.all.push('\n');
            out.all.push_str(long(at));
            out.ends.push(out.all.len());
        }
        out
    }

    /// The text of a row.
    pub(super) fn at(&self, row: usize) -> &str {
        let from = row.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.all[from..self.ends[row]]
    }
}
