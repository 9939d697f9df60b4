//! Reading a table of a damaged file: row by row, going on behind what cannot be read.

use crate::db::Db;
use crate::error::{Error, Result};
use rusqlite::types::Value;

/// Outcome of reading a damaged table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Salvage {
    /// Rows that were read.
    pub rows: i64,
    /// Places where something could not be read: one row or many.
    pub gaps: i64,
}

/// Looks for the next readable row double their distance after so many attempts.
const ATTEMPTS_PER_STEP: u32 = 16;

impl Db {
    /// Reads a table in the order of its rowids and hands each readable row to `take`.
    pub fn salvage(
        &self,
        table: &str,
        columns: &[String],
        mut take: impl FnMut(i64, Vec<Value>) -> Result<()>,
    ) -> Result<Salvage> {
        let names: String = columns.iter().map(|c| format!(", {}", quoted(c))).collect();
        let sql = format!("SELECT rowid{names} FROM {} WHERE rowid >= ?1 ORDER BY rowid", quoted(table));
        let mut found = Salvage::default();
        let mut from = 0_i64;
        loop {
            let mut refused = None;
            let mut last = None;
            let read = self.rows_from(&sql, from, columns.len(), |rowid, values| {
                last = Some(rowid);
                found.rows += 1;
                take(rowid, values).map_err(|e| refused = Some(e)).is_ok()
            });
            if let Some(refused) = refused {
                return Err(refused);
            }
            if read.is_ok() {
                return Ok(found);
            }
            found.gaps += 1;
            match last.unwrap_or(from).checked_add(1).and_then(|next| self.next_readable(table, next)) {
                Some(next) => from = next,
                None => return Ok(found),
            }
        }
    }

    fn rows_from(&self, sql: &str, from: i64, columns: usize, mut take: impl FnMut(i64, Vec<Value>) -> bool) -> Result<()> {
        let mut statement = self.sqlite()?.conn.prepare_cached(sql)?;
        let mut rows = statement.query([from])?;
        while let Some(row) = rows.next()? {
            let values = (1..=columns).map(|i| row.get(i)).collect::<rusqlite::Result<Vec<Value>>>()?;
            if !take(row.get(0)?, values) {
                break;
            }
        }
        Ok(())
    }

    /// The first rowid from `start` on that can be found; `None` when there is none.
    fn next_readable(&self, table: &str, start: i64) -> Option<i64> {
        let sql = format!("SELECT rowid FROM {} WHERE rowid >= ?1 ORDER BY rowid LIMIT 1", quoted(table));
        let probe = |from: i64| self.opt(&sql, crate::p![from], |r| r.int(0));
        if let Ok(found) = probe(start) {
            return found;
        }
        // A damaged page answers no question about its rows: search behind it, first nearby and then ever farther away.
        let (mut bad, mut attempts) = (start, 0_u32);
        let mut good = loop {
            let step = 1_i64.checked_shl(attempts / ATTEMPTS_PER_STEP).filter(|s| *s > 0)?;
            let at = bad.checked_add(step)?;
            match probe(at) {
                Ok(_) => break at,
                Err(_) => bad = at,
            }
            attempts += 1;
        };
        while good - bad > 1 {
            let middle = bad + (good - bad) / 2;
            if probe(middle).is_ok() { good = middle } else { bad = middle }
        }
        probe(good).ok().flatten()
    }

    /// Inserts a row that was read elsewhere. Gives false for a row that breaks a rule of the table.
    pub fn insert_values(&self, table: &str, columns: &[String], values: Vec<Value>) -> Result<bool> {
        let names: Vec<String> = columns.iter().map(|c| quoted(c)).collect();
        let places: Vec<String> = (1..=columns.len()).map(|i| format!("?{i}")).collect();
        let sql = format!("INSERT OR IGNORE INTO {} ({}) VALUES ({})", quoted(table), names.join(", "), places.join(", "));
        match self.sqlite()?.conn.prepare_cached(&sql)?.execute(rusqlite::params_from_iter(values)) {
            Ok(rows) => Ok(rows > 0),
            Err(e) if e.sqlite_error_code() == Some(rusqlite::ErrorCode::ConstraintViolation) => Ok(false),
            Err(e) => Err(Error::from(e)),
        }
    }
}

/// A name in the quotes of SQL.
pub fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
