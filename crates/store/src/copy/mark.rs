//! The mark of an unfinished copy: rows of the target's `meta`, written with every part of the copy.

use super::super::db::transfer::Key;
use super::super::db::{Db, Param, migrate};
use super::super::error::{Error, Result};
use super::super::hash;
use crate::p;
use serde::{Deserialize, Serialize};

/// Key of the mark.
const MARK: &str = "copy";
/// Key of the statements that make indexes and foreign keys again.
const RULES: &str = "copy_rules";

/// Origin of an unfinished copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// Another workspace.
    Workspace,
    /// A backup that is restored.
    Backup,
}

/// Progress of an unfinished copy, as it stands in the target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Mark {
    /// Distinguishes copies that began at the same place.
    pub copy: String,
    pub origin: Origin,
    /// Place of the source, for people.
    pub from: String,
    /// State of the source.
    pub state: String,
    /// Place that was asked for the attachments.
    pub place: Option<String>,
    /// Id for the mark of a place of attachments, where the source has none.
    pub id: String,
    /// Number of tables that are copied.
    pub tables: usize,
    /// Key of the last row of the table that is being copied; empty before its first.
    pub after: Vec<Key>,
    /// Number of rows that are copied.
    pub rows: u64,
    /// Words in the search index.
    pub words: Words,
    /// Number of indexes and foreign keys that are made again.
    pub rules: usize,
}

/// Words that are in the search index already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Words {
    /// Those of functions up to an id.
    Functions(i64),
    /// Those of all functions, and of cases up to an id.
    Cases(i64),
    /// All.
    Done,
}

impl Mark {
    /// The mark of a copy that has nothing yet.
    pub fn new(origin: Origin, from: &str, state: String) -> Self {
        Self {
            copy: hash::random(),
            origin,
            from: from.to_owned(),
            state,
            place: None,
            id: hash::random(),
            tables: 0,
            after: Vec::new(),
            rows: 0,
            words: Words::Functions(0),
            rules: 0,
        }
    }

    /// The mark of a database; `None` for a whole workspace and for a blank database.
    pub fn read(db: &Db) -> Result<Option<Self>> {
        if migrate::version(db)? == 0 {
            return Ok(None);
        }
        let Some(text) = db.opt("SELECT value FROM meta WHERE key = ?1", p![MARK], |r| r.text(0))? else { return Ok(None) };
        serde_json::from_str(&text).map(Some).map_err(|e| Error::Corrupt(format!("the mark of an unfinished copy: {e}")))
    }

    /// Replaces the mark in the target, within the transaction that the mark describes.
    pub fn write(&self, db: &Db) -> Result<()> {
        put(db, MARK, &Param::json(self))
    }

    /// True while the target has this mark, so no other program has continued the copy.
    pub fn is_current(&self, db: &Db) -> Result<bool> {
        Ok(Self::read(db)?.as_ref() == Some(self))
    }

    /// Keeps the statements that make indexes and foreign keys again.
    pub fn keep_rules(db: &Db, rules: &[String]) -> Result<()> {
        put(db, RULES, &Param::json(rules))
    }

    /// The kept statements.
    pub fn kept_rules(db: &Db) -> Result<Vec<String>> {
        db.opt("SELECT value FROM meta WHERE key = ?1", p![RULES], |r| r.json(0)).map(Option::unwrap_or_default)
    }

    /// Removes the mark: the copy is a workspace.
    pub fn remove(db: &Db) -> Result<()> {
        db.execute("DELETE FROM meta WHERE key IN (?1, ?2)", p![MARK, RULES]).map(drop)
    }
}

fn put(db: &Db, key: &str, value: &Param<'_>) -> Result<()> {
    let sql = "INSERT INTO meta (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = excluded.value";
    db.execute(sql, &[Param::from(key), value.clone()]).map(drop)
}

/// Refuses a database that is an unfinished copy.
///
/// # Errors
/// [`Error::Unfinished`]; [`Error::NotAWorkspace`] for a database of another program.
pub(crate) fn refuse_unfinished(db: &Db) -> Result<()> {
    match Mark::read(db)? {
        Some(mark) => Err(Error::Unfinished { from: mark.from }),
        None => Ok(()),
    }
}
