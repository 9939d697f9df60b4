//! A row of a query's answer, read by column index.

use crate::store::error::{Error, Result};
use rusqlite::types::FromSql;
use serde::de::DeserializeOwned;

/// One row. Columns count from 0.
#[derive(Debug)]
pub struct Row<'r> {
    row: &'r rusqlite::Row<'r>,
}

impl<'r> Row<'r> {
    pub(super) fn new(row: &'r rusqlite::Row<'r>) -> Self {
        Self { row }
    }

    fn get<T: FromSql>(&self, i: usize) -> Result<T> {
        Ok(self.row.get(i)?)
    }

    /// An integer.
    pub fn int(&self, i: usize) -> Result<i64> {
        self.get(i)
    }

    /// An integer or NULL.
    pub fn opt_int(&self, i: usize) -> Result<Option<i64>> {
        self.get(i)
    }

    /// A truth value, stored as 0 or 1.
    pub fn bool(&self, i: usize) -> Result<bool> {
        Ok(self.get::<i64>(i)? != 0)
    }

    /// A double.
    pub fn real(&self, i: usize) -> Result<f64> {
        self.get(i)
    }

    /// A text.
    pub fn text(&self, i: usize) -> Result<String> {
        self.get(i)
    }

    /// A text, without a copy.
    pub fn str(&self, i: usize) -> Result<&str> {
        self.row.get_ref(i)?.as_str().map_err(|e| Error::Corrupt(e.to_string()))
    }

    /// A text or NULL, without a copy.
    pub fn opt_str(&self, i: usize) -> Result<Option<&str>> {
        self.row.get_ref(i)?.as_str_or_null().map_err(|e| Error::Corrupt(e.to_string()))
    }

    /// A text or NULL.
    pub fn opt_text(&self, i: usize) -> Result<Option<String>> {
        self.get(i)
    }

    /// Bytes or NULL, without a copy.
    pub fn opt_bytes(&self, i: usize) -> Result<Option<&[u8]>> {
        self.row.get_ref(i)?.as_blob_or_null().map_err(|e| Error::Corrupt(e.to_string()))
    }

    /// A JSON text as a value.
    ///
    /// # Errors
    /// The column holds no text, or no JSON of this shape.
    pub fn json<T: DeserializeOwned>(&self, i: usize) -> Result<T> {
        let text: &str = self.row.get_ref(i)?.as_str().map_err(|e| Error::Corrupt(e.to_string()))?;
        serde_json::from_str(text).map_err(|e| Error::Corrupt(format!("column {i} is no JSON of the expected shape: {e}")))
    }

    /// A JSON text as a value; NULL gives the default.
    pub fn opt_json<T: DeserializeOwned + Default>(&self, i: usize) -> Result<T> {
        if self.row.get_ref(i)? == rusqlite::types::ValueRef::Null { Ok(T::default()) } else { self.json(i) }
    }
}
