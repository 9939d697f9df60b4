//! The history of named writes: who changed what, and taking it back.

use super::author::{Author, Source};
use super::{Aggregate, Change, Error, Result, Tx};
use crate::base::Millis;
use crate::domain::Message;
use crate::domain::case::Case;
use crate::domain::function::Function;
use crate::domain::ids::{CaseId, FunctionId, SuiteId};
use crate::domain::mapping::Origin;
use crate::domain::suite::Suite;
use crate::p;
use serde::de::DeserializeOwned;

/// The history, seen through a transaction.
#[derive(Debug, Clone, Copy)]
pub struct History<'t>(&'t Tx<'t>);

impl<'c> Tx<'c> {
    /// The history of writes.
    #[must_use]
    pub fn history(&self) -> History<'_> {
        History(self)
    }
}

/// A recorded write.
#[derive(Debug, Clone, PartialEq)]
pub struct Operation {
    /// Row id; later ones are greater.
    pub id: i64,
    /// The write's stable name.
    pub name: String,
    /// Who did it, when that is known.
    pub who: Option<String>,
    /// The way by which it came.
    pub source: Source,
    /// When.
    pub at_ms: Millis,
    /// Text of its own for the history.
    pub label: Option<Message>,
    /// It was taken back by undo.
    pub undone: bool,
}

/// Which way to go through the history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Take the latest done write back.
    Undo,
    /// Do the latest undone write again.
    Redo,
}

/// A write that was undone, and that nothing can do again because of a newer edit.
const ENDED: i64 = 2;

/// Ends what an author could do again. A new edit calls it: redo never leads past it.
pub(super) fn end_redo(tx: &Tx<'_>, author: &Author) -> Result<()> {
    let sql = "UPDATE operations SET undone = ?2 WHERE who IS NOT DISTINCT FROM ?1 AND undone = 1";
    tx.execute(sql, p![&author.who, ENDED]).map(drop)
}

/// The columns of [`operation`].
const COLUMNS: &str = "o.id, o.name, o.who, o.source, o.at_ms, o.label, o.undone";

impl History<'_> {
    /// What [`History::step`] would do next in a direction: for the author of the write.
    pub fn next(&self, direction: Direction) -> Result<Option<Operation>> {
        let who = self.0.author().and_then(|a| a.who.as_deref());
        self.next_of(who, direction)
    }

    /// The same for an author.
    pub fn next_of(&self, who: Option<&str>, direction: Direction) -> Result<Option<Operation>> {
        // Redo goes forward from the oldest undone write, and only while nothing newer was done since.
        let sql = match direction {
            Direction::Undo => "WHERE o.who IS NOT DISTINCT FROM ?1 AND o.undone = 0 ORDER BY o.id DESC LIMIT 1",
            Direction::Redo => {
                "WHERE o.who IS NOT DISTINCT FROM ?1 AND o.undone = 1 AND o.id > coalesce((SELECT max(d.id) FROM operations d \
                 WHERE d.who IS NOT DISTINCT FROM ?1 AND d.undone = 0), 0) ORDER BY o.id LIMIT 1"
            }
        };
        self.0.opt(&format!("SELECT {COLUMNS} FROM operations o {sql}"), p![who], operation)
    }

    /// Undoes or redoes one write; gives which. Nothing happens where there is none.
    ///
    /// # Errors
    /// [`Error::Corrupt`] when what was recorded cannot be read; else as the engine says.
    pub fn step(&self, direction: Direction) -> Result<Option<Operation>> {
        let Some(operation) = self.next(direction)? else { return Ok(None) };
        let order = if direction == Direction::Undo { "DESC" } else { "ASC" };
        let changes = self.0.all(
            &format!("SELECT entity, entity_id, before, after FROM changes WHERE operation_id = ?1 ORDER BY id {order}"),
            p![operation.id],
            |r| Ok(Change { entity: r.text(0)?, entity_id: r.int(1)?, before: r.opt_json(2)?, after: r.opt_json(3)? }),
        )?;
        for change in &changes {
            let (from, to) = match direction {
                Direction::Undo => (&change.after, &change.before),
                Direction::Redo => (&change.before, &change.after),
            };
            self.put(&change.entity, change.entity_id, from.as_ref(), to.as_ref())?;
        }
        let undone = i64::from(direction == Direction::Undo);
        self.0.execute("UPDATE operations SET undone = ?2 WHERE id = ?1", p![operation.id, undone])?;
        self.0.touch(Aggregate::Other);
        Ok(Some(operation))
    }

    /// Makes everything written so far the beginning: it stays in the history, and undo does not go behind it. For data that a
    /// person is given to start with.
    pub fn seal(&self) -> Result<()> {
        self.0.execute("UPDATE operations SET undone = NULL WHERE undone IS NOT NULL", &[])?;
        self.0.touch(Aggregate::Other);
        Ok(())
    }

    fn put(&self, entity: &str, id: i64, from: Option<&serde_json::Value>, to: Option<&serde_json::Value>) -> Result<()> {
        match (entity, to) {
            ("function", Some(state)) => self.0.functions().restore(&read::<Function>(state)?),
            ("function", None) => self.0.functions().set_deleted(FunctionId(id), true),
            ("case", Some(state)) => self.0.cases().restore(&read::<Case>(state)?),
            ("case", None) => self.0.cases().set_deleted(CaseId(id), true),
            ("suite", Some(state)) => self.0.suites().restore(&read::<Suite>(state)?),
            ("suite", None) => self.0.suites().set_deleted(SuiteId(id), true),
            ("mapping", Some(state)) => {
                let (function, case, origin) = mapping(state)?;
                self.0.mappings().link(function, case, origin).map(drop)
            }
            ("mapping", None) => {
                let (function, case, _) = mapping(from.unwrap_or(&serde_json::Value::Null))?;
                self.0.mappings().unlink(function, case).map(drop)
            }
            (other, _) => Err(Error::Corrupt(format!("the history names an unknown kind of thing: {other}"))),
        }
    }

    /// What was recorded of one entity, newest first.
    pub fn of(&self, entity: &str, id: i64, limit: i64) -> Result<Vec<(Operation, Change)>> {
        self.0.all(
            &format!(
                "SELECT {COLUMNS}, c.entity, c.entity_id, c.before, c.after FROM changes c \
                 JOIN operations o ON o.id = c.operation_id WHERE c.entity = ?1 AND c.entity_id = ?2 ORDER BY c.id DESC LIMIT ?3"
            ),
            p![entity, id, limit],
            |r| {
                let change = Change { entity: r.text(7)?, entity_id: r.int(8)?, before: r.opt_json(9)?, after: r.opt_json(10)? };
                Ok((operation(r)?, change))
            },
        )
    }
}

fn operation(r: &super::db::Row<'_>) -> Result<Operation> {
    let undone = matches!(r.opt_int(6)?, Some(1 | ENDED));
    let source = r.text(3)?.parse().unwrap_or(Source::Window);
    Ok(Operation {
        id: r.int(0)?,
        name: r.text(1)?,
        who: r.opt_text(2)?,
        source,
        at_ms: r.int(4)?,
        label: r.opt_json(5)?,
        undone,
    })
}

fn read<T: DeserializeOwned>(state: &serde_json::Value) -> Result<T> {
    T::deserialize(state).map_err(|e| Error::Corrupt(format!("a recorded state cannot be read: {e}")))
}

fn mapping(state: &serde_json::Value) -> Result<(FunctionId, CaseId, Origin)> {
    #[derive(serde::Deserialize)]
    struct State {
        function_id: FunctionId,
        case_id: CaseId,
        origin: String,
    }
    let state: State = read(state)?;
    Ok((state.function_id, state.case_id, state.origin.parse().unwrap_or(Origin::Manual)))
}
