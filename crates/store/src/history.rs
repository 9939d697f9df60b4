//! The history of named writes: their authors and changes, undo and redo.

use super::author::Source;
use super::taken_back::{FieldLeft, TakenBack, TrashedCounts};
use super::{Aggregate, Change, Entity, Error, Result, Tx, link_history};
use crate::{p, row};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use voluptas_core::base::Millis;
use voluptas_core::domain::Message;
use voluptas_core::domain::case_code::CaseCode;
use voluptas_core::domain::ids::{CaseId, FunctionId, ProjectId, RunId, SuiteId, SyncId, Thing};

/// The history, in a transaction.
#[derive(Debug, Clone, Copy)]
pub struct History<'t>(&'t Tx<'t>);

impl<'c> Tx<'c> {
    /// The history of writes.
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
    /// Name of the author; `None` if unknown.
    pub who: Option<String>,
    /// Source of the write.
    pub source: Source,
    /// Time of the write.
    pub at_ms: Millis,
    /// Text for the history; `None` shows the text of the name.
    pub label: Option<Message>,
    /// True for an operation that undo took back.
    pub undone: bool,
    /// Operation that this one takes back.
    pub undoes: Option<i64>,
    /// The edit that an undo or a redo is about; `None` for a write of its own. Read by [`History::of`] and [`History::next_of`].
    pub root: Option<Box<Root>>,
    /// Synchronisation that wrote the operation.
    pub sync: Option<SyncId>,
    /// True for an edit that its author can undo.
    pub is_standing_edit: bool,
}

/// The edit at the beginning of a chain of undo and redo.
#[derive(Debug, Clone, PartialEq)]
pub struct Root {
    pub edit: Operation,
    /// True if the chain of undo and redo ends with the edit undone, false if it ends with the edit done again.
    pub is_undone: bool,
}

/// A write with a label, and the first item that it changed.
#[derive(Debug, Clone, PartialEq)]
pub struct Recent {
    /// The write.
    pub operation: Operation,
    /// Kind and row id of the item; `None` for a write that recorded no change.
    pub thing: Option<(Entity, i64)>,
}

/// An operation that was taken back or done again.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    pub operation: Operation,
    /// Fields that stayed as they are.
    pub left: Vec<FieldLeft>,
    /// Nothing was put back: every field stayed as it is.
    pub is_without_effect: bool,
    /// Items that the step moved to the trash because the operation had created them.
    pub trashed: TrashedCounts,
    /// Items that the step brought back, without those inside another one of them. If there are none, the changed items, without
    /// siblings that only moved.
    pub things: Vec<Thing>,
}

/// Maximum number of changes of a step whose items are listed.
const NAMED: usize = 2_000;

/// Direction of a step through the history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Take the latest edit back.
    Undo,
    /// Execute the latest undone edit again.
    Redo,
}

/// Argument of the label of a merge: row id of the case that was kept.
pub const KEPT_CASE: &str = "kept";

/// Value of `undone` for an undone write that a newer edit keeps from being redone. Earlier versions wrote it.
const ENDED: i64 = 2;

/// The project of a case.
const OF_CASE: &str = "SELECT project_id FROM cases WHERE id = ?1";
/// The columns of [`operation`].
const COLUMNS: &str = "o.id, o.name, o.who, o.source, o.at_ms, o.label, o.undone, o.undoes, o.sync_id";

/// True for an operation that no standing edit takes back.
const NOT_REVERTED: &str = "NOT EXISTS (SELECT 1 FROM operations r WHERE r.undoes = o.id AND r.undone = 0)";

impl History<'_> {
    /// The operation that [`History::step`] would take next for the author of the write.
    pub fn next(&self, direction: Direction) -> Result<Option<Operation>> {
        let who = self.0.author().and_then(|a| a.who.as_deref());
        self.next_of(who, direction)
    }

    /// The operation that [`History::step`] would take next for this author. Edits that another window or a command line of the same
    /// person wrote since the workspace was opened are passed over.
    pub fn next_of(&self, who: Option<&str>, direction: Direction) -> Result<Option<Operation>> {
        let latest = "WHERE o.who IS NOT DISTINCT FROM ?1 AND o.undone = 0 AND o.id BETWEEN ?2 AND ?3 ORDER BY o.id DESC LIMIT 1";
        let standing = self.within(latest, who, -1)?.into_iter().max_by_key(|o| o.id);
        if direction == Direction::Undo {
            return standing.map(|edit| self.with_root(edit)).transpose();
        }
        // Redo goes forward from the oldest undone write, and never past an edit: what was undone before the latest edit, standing or not, is
        // over. An edit that another window wrote since ends the list there, and not here.
        let edit =
            "WHERE o.who IS NOT DISTINCT FROM ?1 AND o.undone IS NOT NULL AND o.id BETWEEN ?2 AND ?3 ORDER BY o.id DESC LIMIT 1";
        let edited = self.within(edit, who, -1)?.into_iter().map(|o| o.id).max().unwrap_or(0);
        let oldest = "WHERE o.who IS NOT DISTINCT FROM ?1 AND o.undone = 1 AND o.id BETWEEN ?2 AND ?3 ORDER BY o.id LIMIT 1";
        let mut floor = standing.map_or(0, |o| o.id);
        while let Some(undone) = self.within(oldest, who, floor)?.into_iter().min_by_key(|o| o.id) {
            let undoing = self.undoing(undone.id)?;
            if undoing.is_none_or(|id| id > edited && self.0.own().is_none_or(|own| own.has(id))) {
                return self.with_root(undone).map(Some);
            }
            // It was over, or another window took it back.
            floor = undone.id;
        }
        Ok(None)
    }

    /// Adds the edit that an undo or a redo is about.
    fn with_root(&self, of: Operation) -> Result<Operation> {
        let sql = format!("SELECT {COLUMNS} FROM operations o WHERE o.id = ?1");
        let (mut next, mut root, mut is_undone) = (of.undoes, None, false);
        while let Some(id) = next {
            let Some(edit) = self.0.opt(&sql, p![id], operation)? else { break };
            // An operation takes back an earlier one: a damaged file leads into no circle.
            next = edit.undoes.filter(|earlier| *earlier < edit.id);
            (root, is_undone) = (Some(edit), !is_undone);
        }
        Ok(Operation { root: root.map(|edit| Box::new(Root { edit, is_undone })), ..of })
    }

    /// Operations of an author after `floor`: one of each range within reach, as `sql` chooses it by author and the ends of the range.
    fn within(&self, sql: &str, who: Option<&str>, floor: i64) -> Result<Vec<Operation>> {
        let ranges = self.0.own().map_or_else(|| vec![(floor + 1, i64::MAX)], |own| own.after(floor));
        let mut found = Vec::new();
        let rows = ranges.iter().map(|(first, last)| row![who, *first, *last]);
        self.0.each_of(&format!("SELECT {COLUMNS} FROM operations o {sql}"), rows, |_, r| {
            found.push(operation(r)?);
            Ok(())
        })?;
        Ok(found)
    }

    /// Undoes or redoes one write of the author. `None` when there is nothing to undo or redo.
    ///
    /// # Errors
    /// [`Error::Corrupt`] for a recorded change that cannot be read, [`Error::NewerChange`] for one of a kind that is not known.
    pub fn step(&self, direction: Direction) -> Result<Option<Step>> {
        let Some(operation) = self.next(direction)? else { return Ok(None) };
        let (taken, undone) = match direction {
            Direction::Undo => (Some(operation.id), 1_i64),
            // To do again is to take back what undoing wrote.
            Direction::Redo => (self.undoing(operation.id)?, 0),
        };
        let TakenBack { left, trashed, is_without_effect } = taken.map(|id| self.take_back(id)).transpose()?.unwrap_or_default();
        self.0.execute("UPDATE operations SET undone = ?2 WHERE id = ?1", p![operation.id, undone])?;
        let things = self.things(&operation)?;
        Ok(Some(Step { operation, left, is_without_effect, trashed, things }))
    }

    /// The latest operation that took this one back.
    fn undoing(&self, operation: i64) -> Result<Option<i64>> {
        let sql = "SELECT id FROM operations WHERE undoes = ?1 AND undone IS NULL ORDER BY id DESC LIMIT 1";
        self.0.opt(sql, p![operation], |r| r.int(0))
    }

    /// Takes one edit of the author back, whatever came after it, as an edit of its own. `None` when it is no edit of theirs, or
    /// was taken back already.
    pub fn revert(&self, id: i64) -> Result<Option<Step>> {
        let who = self.0.author().and_then(|a| a.who.as_deref());
        let sql = format!(
            "SELECT {COLUMNS} FROM operations o WHERE o.id = ?2 AND o.who IS NOT DISTINCT FROM ?1 AND o.undone = 0 AND {NOT_REVERTED}"
        );
        let Some(operation) = self.0.opt(&sql, p![who, id], operation)? else { return Ok(None) };
        let TakenBack { left, trashed, is_without_effect } = self.take_back(id)?;
        let things = self.things(&operation)?;
        Ok(Some(Step { operation, left, is_without_effect, trashed, things }))
    }

    /// The items of an operation that a front end selects after a step: see [`Step::things`].
    fn things(&self, operation: &Operation) -> Result<Vec<Thing>> {
        let tx = self.0;
        let changes = self.changes(operation.id)?;
        // An edit that places siblings records those that it moves first, then those that made room.
        let placed = Some(operation).filter(|o| o.name.starts_with("place_")).and_then(|o| o.label.as_ref()?.number("count"));
        let placed = placed.and_then(|n| usize::try_from(n).ok()).unwrap_or(usize::MAX);
        let (mut back, mut changed) = (BTreeMap::new(), BTreeMap::new());
        for change in changes.iter().filter(|_| changes.len() <= NAMED) {
            let id = change.entity_id;
            let seen = match change.entity.as_str() {
                "function" => tx
                    .functions()
                    .get(FunctionId(id))
                    .map(|f| (Thing::Function(f.id), f.parent_id.map(Thing::Function), f.deleted_ms)),
                "suite" => {
                    tx.suites().get(SuiteId(id)).map(|s| (Thing::Suite(s.id), s.parent_id.map(Thing::Suite), s.deleted_ms))
                }
                "case" => tx.cases().get(CaseId(id)).map(|c| (Thing::Case(c.id), c.suite_id.map(Thing::Suite), c.deleted_ms)),
                "run" => tx.runs().get(RunId(id)).map(|run| (Thing::Run(run.id), None, None)),
                _ => continue,
            };
            let (thing, parent) = match seen {
                Ok((thing, parent, None)) => (thing, parent),
                Ok(_) | Err(Error::NotFound { .. }) => continue,
                Err(error) => return Err(error),
            };
            let names = |state: &Option<Value>| state.as_ref().is_some_and(|s| s.get("deleted_ms").is_some());
            let is_back = change.before.is_none() || names(&change.before) || names(&change.after);
            if is_back {
                back.insert(thing, parent);
            } else if changed.len() < placed {
                changed.insert(thing, parent);
            }
        }
        // A merge selects the case that it kept, also one that got nothing new.
        let kept = operation.label.as_ref().and_then(|label| label.number(KEPT_CASE)).map(CaseId).filter(|_| back.is_empty());
        if let Some(kept) = kept {
            let is_there = self.0.deleted_ms(Entity::Case, kept.0)? == Some(None);
            return Ok(is_there.then_some(Thing::Case(kept)).into_iter().collect());
        }
        let things = if back.is_empty() { changed } else { back };
        let outer = things.iter().filter(|(_, parent)| parent.is_none_or(|p| !things.contains_key(&p)));
        Ok(outer.map(|(thing, _)| *thing).collect())
    }

    /// The transaction, for the other files of the history.
    pub(super) fn tx(&self) -> &'_ Tx<'_> {
        self.0
    }

    /// The projects of the items that a write changed. Contains `None` if the project of an item is not known any more.
    /// Functions, people, relations and templates belong to no project.
    pub fn projects(&self, operation: i64) -> Result<BTreeSet<Option<ProjectId>>> {
        let mut projects = BTreeSet::new();
        let mut asked = BTreeSet::new();
        for change in self.changes(operation)? {
            let state = |name: &str| {
                [&change.after, &change.before].into_iter().flatten().find_map(|state| state.pointer(name)?.as_i64())
            };
            let (sql, id) = match change.entity.parse::<Entity>() {
                Ok(Entity::Function | Entity::Person | Entity::Relation | Entity::Template) => continue,
                Ok(Entity::Suite | Entity::SuiteLink) => ("SELECT project_id FROM suites WHERE id = ?1", Some(change.entity_id)),
                Ok(Entity::Case | Entity::CaseLink) => (OF_CASE, Some(change.entity_id)),
                Ok(Entity::Mapping) => (OF_CASE, state("/case_id")),
                Ok(Entity::Comment) => (
                    "SELECT c.project_id FROM case_comments m JOIN cases c ON c.id = m.case_id WHERE m.id = ?1",
                    Some(change.entity_id),
                ),
                Ok(Entity::SavedFilter) => ("SELECT project_id FROM saved_filters WHERE id = ?1", Some(change.entity_id)),
                Ok(Entity::SharedStep) => ("SELECT project_id FROM shared_steps WHERE id = ?1", Some(change.entity_id)),
                Ok(Entity::Run) => ("SELECT project_id FROM runs WHERE id = ?1", Some(change.entity_id)),
                Ok(Entity::Result) => {
                    ("SELECT r.project_id FROM results s JOIN runs r ON r.id = s.run_id WHERE s.id = ?1", Some(change.entity_id))
                }
                Ok(Entity::Mute) => ("SELECT project_id FROM tests WHERE id = ?1", Some(change.entity_id)),
                Ok(Entity::Milestone) => {
                    if let Some(project) = state("/row/project") {
                        projects.insert(Some(ProjectId(project)));
                        continue;
                    }
                    ("SELECT project_id FROM milestones WHERE id = ?1", Some(change.entity_id))
                }
                // A purge, or a kind of a newer program.
                Err(_) => ("", None),
            };
            let Some(id) = id else {
                projects.insert(None);
                continue;
            };
            if asked.insert((sql, id)) {
                projects.insert(self.0.opt(sql, p![id], |r| r.int(0))?.map(ProjectId));
            }
        }
        Ok(projects)
    }

    /// The kinds of the items that a write changed. Contains `None` for a kind of a newer program.
    pub fn kinds(&self, operation: i64) -> Result<BTreeSet<Option<Entity>>> {
        let words = self.0.all("SELECT DISTINCT entity FROM changes WHERE operation_id = ?1", p![operation], |r| r.text(0))?;
        Ok(words.iter().map(|word| word.parse().ok()).collect())
    }

    /// True for a write of at most `most` recorded changes.
    pub fn has_at_most(&self, operation: i64, most: i64) -> Result<bool> {
        let sql = "SELECT count(*) FROM (SELECT 1 FROM changes WHERE operation_id = ?1 LIMIT ?2) AS few";
        Ok(self.0.one(sql, p![operation, most + 1], |r| r.int(0))? <= most)
    }

    /// The recorded changes of a write, in order.
    pub fn changes(&self, operation: i64) -> Result<Vec<Change>> {
        self.0.all(
            "SELECT entity, entity_id, before, after FROM changes WHERE operation_id = ?1 ORDER BY id",
            p![operation],
            |r| Ok(Change { entity: r.text(0)?, entity_id: r.int(1)?, before: r.opt_json(2)?, after: r.opt_json(3)? }),
        )
    }

    /// Makes the present state the beginning: earlier writes stay in the history, but cannot be undone. For data that a
    /// new workspace starts with.
    pub fn seal(&self) -> Result<()> {
        self.0.execute("UPDATE operations SET undone = NULL WHERE undone IS NOT NULL", &[])?;
        self.0.touch(Aggregate::Other);
        Ok(())
    }

    /// The latest writes that have words for people, newest first, without those that were taken back.
    pub fn recent(&self, limit: i64) -> Result<Vec<Recent>> {
        self.recent_before(i64::MAX, limit)
    }

    /// Like [`Self::recent`], from those behind an operation on: the ones with lower ids.
    pub fn recent_before(&self, before: i64, limit: i64) -> Result<Vec<Recent>> {
        self.0.all(
            &format!(
                "SELECT {COLUMNS}, c.entity, c.entity_id FROM operations o \
                 LEFT JOIN changes c ON c.id = (SELECT min(f.id) FROM changes f WHERE f.operation_id = o.id) \
                 WHERE o.id < ?1 AND o.label IS NOT NULL AND coalesce(o.undone, 0) = 0 AND o.undoes IS NULL AND {NOT_REVERTED} \
                 ORDER BY o.id DESC LIMIT ?2"
            ),
            p![before, limit],
            |r| {
                let entity = r.opt_text(9)?.and_then(|word| word.parse().ok());
                Ok(Recent { operation: operation(r)?, thing: entity.zip(r.opt_int(10)?) })
            },
        )
    }

    /// The recorded changes of one entity, newest first.
    pub fn of(&self, entity: &str, id: i64, limit: i64) -> Result<Vec<(Operation, Change)>> {
        let found = self.0.all(
            &format!(
                "SELECT {COLUMNS}, c.entity, c.entity_id, c.before, c.after FROM changes c \
                 JOIN operations o ON o.id = c.operation_id WHERE c.entity = ?1 AND c.entity_id = ?2 ORDER BY c.id DESC LIMIT ?3"
            ),
            p![entity, id, limit],
            |r| {
                let change =
                    Change { entity: r.text(9)?, entity_id: r.int(10)?, before: r.opt_json(11)?, after: r.opt_json(12)? };
                Ok((operation(r)?, change))
            },
        )?;
        found.into_iter().map(|(operation, change)| Ok((self.with_root(operation)?, change))).collect()
    }

    /// The latest imports that found a case gone in Qase, or there again, newest first: the operation, the code in Qase, and true for a
    /// removal.
    pub fn removals_of(&self, case: CaseId, limit: i64) -> Result<Vec<(Operation, CaseCode, bool)>> {
        let codes = self.0.remotes().projects()?;
        let mut removals = Vec::new();
        for (operation, change) in self.of(Entity::CaseLink.as_str(), case.0, limit)? {
            let (Some(before), Some(after)) = (&change.before, &change.after) else { continue };
            let (was, is) = (link_history::is_removed(before), link_history::is_removed(after));
            let number = |name: &str| after.get(name).and_then(Value::as_i64);
            let (Some(remote), Some(id)) = (number("remote"), number("qase_id")) else { continue };
            if was != is
                && let Some(project) = codes.iter().find(|project| project.id.0 == remote)
            {
                removals.push((operation, CaseCode::numbered(&project.code, id), is));
            }
        }
        Ok(removals)
    }

    /// The latest recorded changes of the mappings of a case, newest first: the operation, the function, and true for a new mapping. Reads
    /// through the recorded changes of all mappings.
    pub fn mappings_of(&self, case: CaseId, limit: i64) -> Result<Vec<(Operation, FunctionId, bool)>> {
        // The id is followed by another member of the recorded state, or by its end.
        let [inside, last] = [",", "}"].map(|end| format!("%\"case_id\":{case}{end}%"));
        self.0.all(
            &format!(
                "SELECT {COLUMNS}, c.entity_id, CASE WHEN c.after IS NULL THEN 0 ELSE 1 END FROM changes c \
                 JOIN operations o ON o.id = c.operation_id \
                 WHERE c.entity = ?1 AND (coalesce(c.after, c.before) LIKE ?2 OR coalesce(c.after, c.before) LIKE ?3) \
                 ORDER BY c.id DESC LIMIT ?4"
            ),
            p![Entity::Mapping.as_str(), inside, last, limit],
            |r| Ok((operation(r)?, FunctionId(r.int(9)?), r.int(10)? != 0)),
        )
    }
}

fn operation(r: &super::db::Row<'_>) -> Result<Operation> {
    let undone = matches!(r.opt_int(6)?, Some(1 | ENDED));
    let source = r.text(3)?.parse().unwrap_or(Source::Window);
    let is_standing_edit = r.opt_int(6)? == Some(0);
    Ok(Operation {
        sync: r.opt_int(8)?.map(SyncId),
        is_standing_edit,
        id: r.int(0)?,
        name: r.text(1)?,
        who: r.opt_text(2)?,
        source,
        at_ms: r.int(4)?,
        label: r.opt_json(5)?,
        undone,
        undoes: r.opt_int(7)?,
        root: None,
    })
}
