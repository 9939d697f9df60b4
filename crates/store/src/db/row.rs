//! A row of a query's answer, read by column index.

use super::Param;
use super::postgres::PgRow;
use crate::error::{Error, Result};
use rusqlite::types::ValueRef;
use serde::de::DeserializeOwned;

/// One row. Columns count from 0.
#[derive(Debug)]
pub enum Row<'r> {
    /// A row of SQLite.
    Sqlite(&'r rusqlite::Row<'r>),
    /// A row of PostgreSQL.
    Postgres(&'r PgRow),
}

/// What is done with each row of a query. With a function of one type, what reads rows is compiled once, and not for each query of the program
/// on both engines.
pub type OnRow<'f> = dyn FnMut(&Row<'_>) -> Result<()> + 'f;

/// Gives `map` as an [`OnRow`] to a query that calls it at most once, and returns its value.
pub(crate) fn first<T>(
    map: impl FnOnce(&Row<'_>) -> Result<T>,
    query: impl FnOnce(&mut OnRow<'_>) -> Result<()>,
) -> Result<Option<T>> {
    let (mut map, mut value) = (Some(map), None);
    query(&mut |row| {
        value = map.take().map(|map| map(row)).transpose()?;
        Ok(())
    })?;
    Ok(value)
}

/// The error of a query that always has a row, and had none.
#[cold]
pub(crate) fn none() -> Error {
    Error::Corrupt("a query that must give a row gave none".into())
}

impl Row<'_> {
    /// An integer.
    pub fn int(&self, i: usize) -> Result<i64> {
        match self {
            Self::Sqlite(row) => Ok(row.get(i)?),
            Self::Postgres(row) => row.int(i)?.ok_or_else(|| null(i)),
        }
    }

    /// An integer or NULL.
    pub fn opt_int(&self, i: usize) -> Result<Option<i64>> {
        match self {
            Self::Sqlite(row) => Ok(row.get(i)?),
            Self::Postgres(row) => row.int(i),
        }
    }

    /// A truth value; SQLite stores it as 0 or 1.
    pub fn bool(&self, i: usize) -> Result<bool> {
        Ok(self.int(i)? != 0)
    }

    /// A double.
    pub fn real(&self, i: usize) -> Result<f64> {
        match self {
            Self::Sqlite(row) => Ok(row.get(i)?),
            Self::Postgres(row) => row.real(i)?.ok_or_else(|| null(i)),
        }
    }

    pub fn text(&self, i: usize) -> Result<String> {
        match self {
            Self::Sqlite(row) => Ok(row.get(i)?),
            Self::Postgres(row) => row.str(i)?.map(str::to_owned).ok_or_else(|| null(i)),
        }
    }

    /// A text, without a copy.
    pub fn str(&self, i: usize) -> Result<&str> {
        match self {
            Self::Sqlite(row) => row.get_ref(i)?.as_str().map_err(|e| Error::Corrupt(e.to_string())),
            Self::Postgres(row) => row.str(i)?.ok_or_else(|| null(i)),
        }
    }

    /// A text or NULL, without a copy.
    pub fn opt_str(&self, i: usize) -> Result<Option<&str>> {
        match self {
            Self::Sqlite(row) => row.get_ref(i)?.as_str_or_null().map_err(|e| Error::Corrupt(e.to_string())),
            Self::Postgres(row) => row.str(i),
        }
    }

    /// A text or NULL.
    pub fn opt_text(&self, i: usize) -> Result<Option<String>> {
        match self {
            Self::Sqlite(row) => Ok(row.get(i)?),
            Self::Postgres(row) => Ok(row.str(i)?.map(str::to_owned)),
        }
    }

    /// Bytes or NULL, without a copy.
    pub fn opt_bytes(&self, i: usize) -> Result<Option<&[u8]>> {
        match self {
            Self::Sqlite(row) => row.get_ref(i)?.as_blob_or_null().map_err(|e| Error::Corrupt(e.to_string())),
            Self::Postgres(row) => row.bytes(i),
        }
    }

    /// A value of any type, as a parameter. A truth value is 0 or 1 from both engines.
    pub fn value(&self, i: usize) -> Result<Param<'_>> {
        match self {
            Self::Sqlite(row) => Ok(match row.get_ref(i)? {
                ValueRef::Null => Param::Null,
                ValueRef::Integer(v) => Param::Int(v),
                ValueRef::Real(v) => Param::Real(v),
                ValueRef::Text(v) => Param::from(std::str::from_utf8(v).map_err(|e| Error::Corrupt(format!("column {i}: {e}")))?),
                ValueRef::Blob(v) => Param::Bytes(v),
            }),
            Self::Postgres(row) => row.value(i),
        }
    }

    /// A JSON text as a value.
    ///
    /// # Errors
    /// The column holds no text, or no JSON of this shape.
    pub fn json<T: DeserializeOwned>(&self, i: usize) -> Result<T> {
        serde_json::from_str(self.str(i)?)
            .map_err(|e| Error::Corrupt(format!("column {i} is no JSON of the expected shape: {e}")))
    }

    /// A JSON text as a value; NULL gives the default.
    pub fn opt_json<T: DeserializeOwned + Default>(&self, i: usize) -> Result<T> {
        if self.opt_str(i)?.is_none() { Ok(T::default()) } else { self.json(i) }
    }
}

fn null(i: usize) -> Error {
    Error::Corrupt(format!("column {i} is empty"))
}
