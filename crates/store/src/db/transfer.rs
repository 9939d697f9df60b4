//! Moving whole tables between databases of either engine: the tables of this program's schema, pages in the order of the key, mass
//! inserts, and the rules (indexes and foreign keys) that are set aside meanwhile.

use super::connection::Engine;
use super::{Db, Param, migrate};
use crate::error::Result;
use crate::p;
use serde::{Deserialize, Serialize};

/// A table with data, by the schema of this program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    pub name: String,
    /// Names of the columns.
    pub columns: Vec<String>,
    /// Places of the columns of the primary key among the columns, in the order of the key.
    pub key: Vec<usize>,
    /// Condition for rows that are left out.
    pub except: Option<&'static str>,
}

/// A value of a key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Key {
    /// An id or a number.
    Int(i64),
    Text(String),
}

impl Key {
    fn of(value: &Param<'_>) -> Self {
        match value {
            Param::Text(text) => Self::Text(text.clone().into_owned()),
            Param::Int(n) => Self::Int(*n),
            // No key has values of another type.
            Param::Null | Param::Bool(_) | Param::Real(_) | Param::Bytes(_) => Self::Int(0),
        }
    }

    fn param(&self) -> Param<'_> {
        match self {
            Self::Int(n) => Param::Int(*n),
            Self::Text(text) => Param::from(text),
        }
    }
}

/// A page of rows that was read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PageEnd {
    /// Number of rows.
    pub rows: usize,
    /// Key of the last row; empty without rows.
    pub last: Vec<Key>,
}

/// Rows on their way into a table.
pub type Rows<'a> = dyn FnMut(&[Param<'_>]) -> Result<()> + 'a;

impl Table {
    /// The tables with data of this program's schema, parents before their children as far as tables do not refer to themselves.
    /// The full-text index and the history of the schema are none of them.
    pub fn all() -> Result<Vec<Self>> {
        migrate::blank()?.schema()
    }

    /// Name in the quotes of SQL.
    pub fn quoted(&self) -> String {
        quoted(&self.name)
    }

    /// Columns as a list of SQL.
    pub fn column_list(&self) -> String {
        list(self.columns.iter())
    }

    /// True for a table whose key is one id.
    pub fn has_id(&self) -> bool {
        self.key.iter().map(|i| self.columns[*i].as_str()).eq(["id"])
    }

    /// The query of a page behind a key.
    fn page_sql(&self, has_after: bool) -> String {
        let key = list(self.key.iter().map(|i| &self.columns[*i]));
        let mut conditions: Vec<String> = self.except.map(|c| format!("NOT ({c})")).into_iter().collect();
        let limit = if has_after { self.key.len() + 1 } else { 1 };
        if has_after {
            let places: Vec<String> = (1..=self.key.len()).map(|i| format!("?{i}")).collect();
            conditions.push(format!("({key}) > ({})", places.join(", ")));
        }
        let condition = if conditions.is_empty() { String::new() } else { format!(" WHERE {}", conditions.join(" AND ")) };
        format!("SELECT {} FROM {}{condition} ORDER BY {key} LIMIT ?{limit}", self.column_list(), self.quoted())
    }
}

fn list<'a>(names: impl Iterator<Item = &'a String>) -> String {
    names.map(|name| quoted(name)).collect::<Vec<_>>().join(", ")
}

/// A name in the quotes of SQL.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

impl Db {
    /// Calls `f` for the rows of a table behind a key, in the order of the key. Truth values come as 0 and 1 from both engines.
    pub fn page(
        &self,
        table: &Table,
        after: &[Key],
        limit: usize,
        mut f: impl FnMut(&[Param<'_>]) -> Result<()>,
    ) -> Result<PageEnd> {
        let mut params: Vec<Param<'_>> = after.iter().map(Key::param).collect();
        params.push(Param::Int(i64::try_from(limit).unwrap_or(i64::MAX)));
        let mut end = PageEnd::default();
        self.each(&table.page_sql(!after.is_empty()), &params, |row| {
            let values = (0..table.columns.len()).map(|i| row.value(i)).collect::<Result<Vec<Param<'_>>>>()?;
            f(&values)?;
            end.rows += 1;
            if end.rows == limit {
                end.last = table.key.iter().map(|i| Key::of(&values[*i])).collect();
            }
            Ok(())
        })?;
        Ok(end)
    }

    /// Number of rows of a table, and the largest id where the key is one.
    pub fn extent(&self, table: &Table) -> Result<(i64, i64)> {
        let last = if table.has_id() { "coalesce(max(id), 0)" } else { "0" };
        let except = table.except.map(|c| format!(" WHERE NOT ({c})")).unwrap_or_default();
        self.one(&format!("SELECT count(*), {last} FROM {}{except}", table.quoted()), p![], |r| Ok((r.int(0)?, r.int(1)?)))
    }

    /// Inserts rows, which `rows` hands over one by one, all columns of each. Within a transaction.
    pub fn load(&self, table: &Table, rows: impl FnOnce(&mut Rows<'_>) -> Result<()>) -> Result<()> {
        match &self.engine {
            Engine::Sqlite(db) => db.load(table, rows),
            Engine::Postgres(db) => db.load(table, rows),
        }
    }

    /// Prepares the connection for mass inserts. Outside of a transaction; the connection is good for nothing else afterwards.
    pub fn begin_load(&self) -> Result<()> {
        match &self.engine {
            Engine::Sqlite(db) => db.begin_load(),
            Engine::Postgres(_) => Ok(()),
        }
    }

    /// Drops indexes and foreign keys; returns the statements that make them again. Rows then come in any order, and an index is
    /// built once instead of row by row.
    pub fn set_rules_aside(&self) -> Result<Vec<String>> {
        match &self.engine {
            Engine::Sqlite(db) => db.set_rules_aside(),
            Engine::Postgres(db) => db.set_rules_aside(),
        }
    }

    /// Removes all rows of tables with data, and of the full-text index. Without foreign keys.
    pub fn clear(&self, tables: &[Table]) -> Result<()> {
        match &self.engine {
            Engine::Sqlite(db) => db.clear(tables),
            Engine::Postgres(db) => db.clear(tables),
        }
    }

    /// The last id that each table gave to a row, which may be gone.
    pub fn last_ids(&self) -> Result<Vec<(String, i64)>> {
        match &self.engine {
            Engine::Sqlite(db) => db.last_ids(),
            Engine::Postgres(db) => db.last_ids(),
        }
    }

    /// Lets new rows get ids behind the largest one and behind `last`, those of [`Self::last_ids`] in the source: an id is given once.
    /// Tells the planner of queries how large the tables are.
    pub fn end_load(&self, tables: &[Table], last: &[(String, i64)]) -> Result<()> {
        match &self.engine {
            Engine::Sqlite(db) => db.raise_ids(last),
            Engine::Postgres(db) => db.end_load(tables, last),
        }
    }

    /// Number of references to rows that are not there, for an engine that does not check them when foreign keys are made again.
    pub fn broken_references(&self) -> Result<i64> {
        match &self.engine {
            Engine::Sqlite(db) => db.broken_references(),
            Engine::Postgres(_) => Ok(0),
        }
    }
}
