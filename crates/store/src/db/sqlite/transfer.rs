//! Whole tables of a file: mass inserts, and indexes that are set aside meanwhile.

use super::Conn;
use super::salvage::quoted;
use crate::db::Db;
use crate::db::transfer::{Rows, Table};
use crate::error::Result;

/// Settings of a connection for mass inserts. References are checked in the end; an index of many rows is sorted in a file, not in
/// memory; a key in random order needs room for its pages.
const LOADING: &str = "PRAGMA foreign_keys = OFF; PRAGMA temp_store = FILE; PRAGMA cache_size = -32768;";

/// Tables with data, without those of the engine, the full-text index and the history of the schema.
const TABLES: &str = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' \
                      AND name <> 'schema_migration' AND name <> 'search' AND name NOT LIKE 'search\\_%' ESCAPE '\\' ORDER BY rowid";

/// Indexes that a statement made. The others belong to their tables.
const INDEXES: &str = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY rowid";

impl Db {
    /// The tables with data, in the order of their making.
    pub(in crate::db) fn schema(&self) -> Result<Vec<Table>> {
        let names = self.all(TABLES, &[], |r| r.text(0))?;
        names.into_iter().map(|name| self.table(name)).collect()
    }

    fn table(&self, name: String) -> Result<Table> {
        let (mut columns, mut key) = (Vec::new(), Vec::new());
        self.each("SELECT name, pk FROM pragma_table_info(?1) ORDER BY cid", crate::p![&name], |r| {
            if r.int(1)? > 0 {
                key.push((r.int(1)?, columns.len()));
            }
            columns.push(r.text(0)?);
            Ok(())
        })?;
        key.sort_unstable();
        Ok(Table { name, columns, key: key.into_iter().map(|(_, i)| i).collect(), except: None })
    }
}

impl Conn {
    pub(in crate::db) fn load(&self, table: &Table, rows: impl FnOnce(&mut Rows<'_>) -> Result<()>) -> Result<()> {
        let places: Vec<String> = (1..=table.columns.len()).map(|i| format!("?{i}")).collect();
        let sql = format!("INSERT INTO {} ({}) VALUES ({})", table.quoted(), table.column_list(), places.join(", "));
        let mut statement = self.conn.prepare_cached(&sql)?;
        rows(&mut |values| Ok(statement.execute(rusqlite::params_from_iter(values)).map(drop)?))
    }

    pub(in crate::db) fn begin_load(&self) -> Result<()> {
        self.batch(LOADING)
    }

    pub(in crate::db) fn set_rules_aside(&self) -> Result<Vec<String>> {
        let mut rules = Vec::new();
        let mut names = Vec::new();
        self.each(INDEXES, &[], &mut |r| {
            names.push(r.text(0)?);
            rules.push(r.text(1)?);
            Ok(())
        })?;
        names.iter().try_for_each(|name| self.batch(&format!("DROP INDEX {}", quoted(name))))?;
        Ok(rules)
    }

    pub(in crate::db) fn clear(&self, tables: &[Table]) -> Result<()> {
        tables.iter().try_for_each(|table| self.batch(&format!("DELETE FROM {}", table.quoted())))?;
        self.batch("INSERT INTO search (search) VALUES ('delete-all')")
    }

    pub(in crate::db) fn last_ids(&self) -> Result<Vec<(String, i64)>> {
        let mut last = Vec::new();
        self.each("SELECT name, seq FROM sqlite_sequence ORDER BY name", &[], &mut |r| {
            last.push((r.text(0)?, r.int(1)?));
            Ok(())
        })?;
        Ok(last)
    }

    pub(in crate::db) fn raise_ids(&self, last: &[(String, i64)]) -> Result<()> {
        for (table, id) in last {
            let params = crate::p![table, *id];
            if self.execute("UPDATE sqlite_sequence SET seq = max(seq, ?2) WHERE name = ?1", params)? == 0 {
                // A table that was empty from the beginning has no line yet.
                let sql = "INSERT INTO sqlite_sequence (name, seq) SELECT name, ?2 FROM sqlite_schema \
                           WHERE type = 'table' AND name = ?1 AND sql LIKE '%AUTOINCREMENT%'";
                self.execute(sql, crate::p![table, *id])?;
            }
        }
        Ok(())
    }

    pub(in crate::db) fn broken_references(&self) -> Result<i64> {
        Ok(self.conn.query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |r| r.get(0))?)
    }
}
