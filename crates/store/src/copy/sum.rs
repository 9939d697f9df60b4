//! Count and hash of the rows of a table, the same for both engines.

use super::super::db::Param;

/// Count and hash of rows in the order of their key.
#[derive(Debug, Clone, Default)]
pub(super) struct Sum {
    rows: u64,
    hasher: blake3::Hasher,
}

/// Content of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableSum {
    /// Name of the table.
    pub table: String,
    /// Number of rows.
    pub rows: u64,
    /// BLAKE3 over the values of all rows, in the order of the key.
    pub hash: String,
}

impl Sum {
    /// Adds a row. Each value has a letter for its type and, where its length varies, the length before it.
    pub fn add(&mut self, values: &[Param<'_>]) {
        self.rows += 1;
        for value in values {
            match value {
                Param::Null => self.hasher.update(b"n"),
                Param::Int(v) => self.hasher.update(b"i").update(&v.to_le_bytes()),
                Param::Bool(v) => self.hasher.update(b"i").update(&i64::from(*v).to_le_bytes()),
                // Adding zero makes 0 of -0: an engine may store one as the other.
                Param::Real(v) => self.hasher.update(b"r").update(&(v + 0.0).to_le_bytes()),
                Param::Text(v) => self.hasher.update(b"t").update(&(v.len() as u64).to_le_bytes()).update(v.as_bytes()),
                Param::Bytes(v) => self.hasher.update(b"b").update(&(v.len() as u64).to_le_bytes()).update(v),
            };
        }
    }

    /// The sum of a whole table.
    pub fn of(&self, table: &str) -> TableSum {
        TableSum { table: table.to_owned(), rows: self.rows, hash: self.hasher.finalize().to_hex().to_string() }
    }
}
