//! The trash: functions, suites, cases and runs with `deleted_ms`, grouped by the write that put them there.
//!
//! Objects deleted together are one entry: the topmost one, with the number of objects inside. Restoring brings an entry
//! back with all that went along, and with its ancestors where they are in the trash as well. Purging removes rows for good,
//! together with their recorded changes, so that undo cannot meet a row that is not there.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::db::Param;
use super::db::dialect::SearchKind;
use super::{Aggregate, Result, Tx};
use crate::p;
use voluptas_core::base::Millis;
use voluptas_core::domain::Message;
use voluptas_core::domain::ids::{CaseId, FunctionId, ProjectId, RunId, SuiteId, Thing};

/// Word in place of an entity in a recorded change, for items that were deleted for good.
pub(super) const PURGE: &str = "purge";

/// The trash, in a transaction.
#[derive(Debug, Clone, Copy)]
pub struct Trash<'t>(&'t Tx<'t>);

impl<'c> Tx<'c> {
    pub fn trash(&self) -> Trash<'_> {
        Trash(self)
    }
}

/// One entry of the trash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrashEntry {
    /// Topmost object.
    pub thing: Thing,
    /// Title of the topmost object.
    pub title: String,
    /// FuncID, or project code and number of a case or run; empty for a suite.
    pub code: String,
    /// Title of the former parent; empty at the root.
    pub place: String,
    /// Number of objects that were deleted together with it.
    pub inside: usize,
    /// The entry from inside which it was deleted before; `None` when its former parent is not in the trash.
    pub below: Option<Thing>,
    /// Time of the deletion.
    pub deleted_ms: Millis,
}

struct Row {
    thing: Thing,
    parent: Option<Thing>,
    title: String,
    code: String,
    place: String,
    deleted_ms: Millis,
}

impl Trash<'_> {
    /// The items among `things` that are not in the trash, with everything inside them.
    pub fn with_contents(&self, things: &[Thing]) -> Result<BTreeSet<Thing>> {
        let cases = |sql: &str, id: i64| self.0.all(sql, p![id], |r| Ok(Thing::Case(CaseId(r.int(0)?))));
        let mut all = BTreeSet::new();
        for thing in things {
            match *thing {
                Thing::Function(id) => all.extend(self.0.functions().subtree(id)?.into_iter().map(Thing::Function)),
                Thing::Suite(id) => {
                    for suite in self.0.suites().subtree(id)? {
                        all.insert(Thing::Suite(suite));
                        all.extend(cases("SELECT id FROM cases WHERE suite_id = ?1 AND deleted_ms IS NULL", suite.0)?);
                    }
                }
                // A case that is in the trash already keeps the time at which it was deleted.
                Thing::Case(id) => all.extend(cases("SELECT id FROM cases WHERE id = ?1 AND deleted_ms IS NULL", id.0)?),
                Thing::Run(id) => {
                    let sql = "SELECT id FROM runs WHERE id = ?1 AND deleted_ms IS NULL";
                    all.extend(self.0.all(sql, p![id], |r| Ok(Thing::Run(RunId(r.int(0)?))))?);
                }
            }
        }
        Ok(all)
    }

    /// The functions in the trash: FuncID, row id, title.
    pub fn functions(&self) -> Result<Vec<(String, FunctionId, String)>> {
        let sql = "SELECT func_id, id, title FROM functions WHERE deleted_ms IS NOT NULL";
        self.0.all(sql, &[], |r| Ok((r.text(0)?, FunctionId(r.int(1)?), r.text(2)?)))
    }

    /// All entries, the latest first.
    ///
    /// # Errors
    /// [`super::Error::Corrupt`] for a row that cannot be read.
    pub fn list(&self) -> Result<Vec<TrashEntry>> {
        let rows = self.rows()?;
        let by_thing: HashMap<Thing, usize> = rows.iter().enumerate().map(|(i, r)| (r.thing, i)).collect();
        let mut inside: BTreeMap<usize, usize> = BTreeMap::new();
        for i in 0..rows.len() {
            *inside.entry(top_of(&rows, &by_thing, i)).or_insert(0) += 1;
        }
        let mut entries: Vec<TrashEntry> = inside
            .into_iter()
            .map(|(i, n)| {
                let r = &rows[i];
                TrashEntry {
                    thing: r.thing,
                    title: r.title.clone(),
                    code: r.code.clone(),
                    place: r.place.clone(),
                    inside: n - 1,
                    below: r.parent.and_then(|t| by_thing.get(&t)).map(|above| rows[top_of(&rows, &by_thing, *above)].thing),
                    deleted_ms: r.deleted_ms,
                }
            })
            .collect();
        entries.sort_by(|a, b| b.deleted_ms.cmp(&a.deleted_ms).then_with(|| a.thing.cmp(&b.thing)));
        Ok(entries)
    }

    fn rows(&self) -> Result<Vec<Row>> {
        let mut rows = self.0.all(
            "SELECT f.id, f.parent_id, f.title, f.func_id, coalesce(p.title, ''), f.deleted_ms FROM functions f \
             LEFT JOIN functions p ON p.id = f.parent_id WHERE f.deleted_ms IS NOT NULL",
            &[],
            |r| {
                Ok(Row {
                    thing: Thing::Function(FunctionId(r.int(0)?)),
                    parent: r.opt_int(1)?.map(|id| Thing::Function(FunctionId(id))),
                    title: r.text(2)?,
                    code: r.text(3)?,
                    place: r.text(4)?,
                    deleted_ms: r.int(5)?,
                })
            },
        )?;
        rows.extend(self.0.all(
            "SELECT s.id, s.parent_id, s.title, coalesce(p.title, ''), s.deleted_ms FROM suites s \
             LEFT JOIN suites p ON p.id = s.parent_id WHERE s.deleted_ms IS NOT NULL",
            &[],
            |r| {
                Ok(Row {
                    thing: Thing::Suite(SuiteId(r.int(0)?)),
                    parent: r.opt_int(1)?.map(|id| Thing::Suite(SuiteId(id))),
                    title: r.text(2)?,
                    code: String::new(),
                    place: r.text(3)?,
                    deleted_ms: r.int(4)?,
                })
            },
        )?);
        let codes = self.0.codes_where("c.deleted_ms IS NOT NULL", &[])?;
        rows.extend(self.0.all(
            "SELECT c.id, c.suite_id, c.title, c.project_id, c.number, coalesce(s.title, ''), c.deleted_ms FROM cases c \
             LEFT JOIN suites s ON s.id = c.suite_id WHERE c.deleted_ms IS NOT NULL",
            &[],
            |r| {
                let id = CaseId(r.int(0)?);
                Ok(Row {
                    thing: Thing::Case(id),
                    parent: r.opt_int(1)?.map(|id| Thing::Suite(SuiteId(id))),
                    title: r.text(2)?,
                    code: codes.of(id, ProjectId(r.int(3)?), r.int(4)?).into(),
                    place: r.text(5)?,
                    deleted_ms: r.int(6)?,
                })
            },
        )?);
        rows.extend(self.0.all(
            "SELECT u.id, u.title, p.code, u.number, u.deleted_ms FROM runs u JOIN projects p ON p.id = u.project_id \
             WHERE u.deleted_ms IS NOT NULL",
            &[],
            |r| {
                Ok(Row {
                    thing: Thing::Run(RunId(r.int(0)?)),
                    parent: None,
                    title: r.text(1)?,
                    code: format!("{} #{}", r.text(2)?, r.int(3)?),
                    place: String::new(),
                    deleted_ms: r.int(4)?,
                })
            },
        )?);
        Ok(rows)
    }

    /// Restores entries with everything deleted together with them, and with deleted ancestors. Returns the number of objects.
    ///
    /// # Errors
    /// [`super::Error::NotFound`] for an object that was purged meanwhile.
    pub fn restore(&self, things: &[Thing]) -> Result<usize> {
        let rows = self.rows()?;
        let by_thing: HashMap<Thing, usize> = rows.iter().enumerate().map(|(i, r)| (r.thing, i)).collect();
        let wanted: BTreeSet<usize> =
            things.iter().filter_map(|t| by_thing.get(t)).map(|i| top_of(&rows, &by_thing, *i)).collect();
        let mut all: BTreeSet<usize> = (0..rows.len()).filter(|i| wanted.contains(&top_of(&rows, &by_thing, *i))).collect();
        for top in wanted {
            let mut at = rows[top].parent;
            while let Some(&i) = at.and_then(|t| by_thing.get(&t)) {
                if !all.insert(i) {
                    break;
                }
                at = rows[i].parent;
            }
        }
        for &i in &all {
            match rows[i].thing {
                Thing::Function(id) => self.0.functions().set_deleted(id, false)?,
                Thing::Suite(id) => self.0.suites().set_deleted(id, false)?,
                Thing::Case(id) => self.0.cases().set_deleted(id, false)?,
                Thing::Run(id) => self.0.runs().restore(id)?,
            }
        }
        Ok(all.len())
    }

    /// Removes entries for good, each with everything in the trash below it, which may be further entries
    /// ([`TrashEntry::below`]). Items that are not in the trash stay. Returns the number of removed items.
    pub fn purge(&self, things: &[Thing]) -> Result<usize> {
        let rows = self.rows()?;
        let by_thing: HashMap<Thing, usize> = rows.iter().enumerate().map(|(i, r)| (r.thing, i)).collect();
        let wanted: BTreeSet<usize> = things.iter().filter_map(|t| by_thing.get(t)).copied().collect();
        let below = |i: usize| {
            let mut at = Some(i);
            // A damaged file could hold a circle.
            for _ in 0..=rows.len() {
                match at {
                    Some(a) if wanted.contains(&a) => return true,
                    Some(a) => at = rows[a].parent.and_then(|t| by_thing.get(&t)).copied(),
                    None => return false,
                }
            }
            false
        };
        let all: Vec<Thing> = (0..rows.len()).filter(|i| below(*i)).map(|i| rows[i].thing).collect();
        self.forget_changes(&all)?;
        for thing in &all {
            let (table, id) = match *thing {
                Thing::Function(id) => ("functions", id.0),
                Thing::Suite(id) => ("suites", id.0),
                Thing::Case(id) => ("cases", id.0),
                Thing::Run(id) => ("runs", id.0),
            };
            match thing {
                Thing::Function(_) => self.0.search().remove(SearchKind::Function, id)?,
                Thing::Case(_) => self.0.search().remove(SearchKind::Case, id)?,
                Thing::Suite(_) | Thing::Run(_) => {}
            }
            self.0.execute(&format!("DELETE FROM {table} WHERE id = ?1 AND deleted_ms IS NOT NULL"), p![id])?;
        }
        for aggregate in
            [Aggregate::Functions, Aggregate::Suites, Aggregate::Cases, Aggregate::Mappings, Aggregate::Runs, Aggregate::Results]
        {
            self.0.touch(aggregate);
        }
        Ok(all.len())
    }

    /// Deletes the recorded changes of purged objects. Undo skips an operation without changes.
    fn forget_changes(&self, things: &[Thing]) -> Result<()> {
        let mut changes: Vec<(i64, i64)> = Vec::new();
        // Things of a kind that an operation changed.
        let mut named: BTreeMap<(i64, &str), BTreeSet<i64>> = BTreeMap::new();
        for thing in things {
            let (entity, id) = match *thing {
                Thing::Function(id) => ("function", id.0),
                Thing::Suite(id) => ("suite", id.0),
                Thing::Case(id) => ("case", id.0),
                Thing::Run(id) => ("run", id.0),
            };
            let own =
                self.0.all("SELECT id, operation_id FROM changes WHERE entity = ?1 AND entity_id = ?2", p![entity, id], |r| {
                    Ok((r.int(0)?, r.int(1)?))
                })?;
            for (_, operation) in &own {
                named.entry((*operation, entity)).or_default().insert(id);
            }
            changes.extend(own);
            if let Thing::Function(id) = *thing {
                changes.extend(self.0.all(
                    "SELECT id, operation_id FROM changes WHERE entity = 'relation' AND entity_id = ?1",
                    p![id],
                    |r| Ok((r.int(0)?, r.int(1)?)),
                )?);
            }
        }
        // The row ids of deleted comments and results are given again, and a new one must not inherit a history.
        for thing in things {
            let (inside, id) = match *thing {
                Thing::Case(id) => {
                    ("entity = 'comment' AND entity_id IN (SELECT id FROM case_comments WHERE case_id = ?1)", id.0)
                }
                Thing::Run(id) => ("entity = 'result' AND entity_id IN (SELECT id FROM results WHERE run_id = ?1)", id.0),
                Thing::Function(_) | Thing::Suite(_) => continue,
            };
            let sql = format!("SELECT id, operation_id FROM changes WHERE {inside}");
            changes.extend(self.0.all(&sql, p![id], |r| Ok((r.int(0)?, r.int(1)?)))?);
        }
        // Each recorded mapping is looked up: walking through the things for each took minutes for a large trash.
        let gone: HashSet<Thing> = things.iter().copied().collect();
        changes.extend(
            self.mapping_changes(|function, case| {
                gone.contains(&Thing::Function(function)) || gone.contains(&Thing::Case(case))
            })?,
        );
        for ((operation, entity), gone) in named {
            self.recount(operation, entity, gone.len())?;
        }
        self.mark_purge()?;
        for (change, operation) in changes {
            self.0.execute("DELETE FROM changes WHERE id = ?1", p![change])?;
            self.0.execute(
                "UPDATE operations SET undone = NULL WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM changes WHERE operation_id = ?1)",
                p![operation],
            )?;
        }
        Ok(())
    }

    /// Records that items were deleted for good, before their changes are deleted. Other programs read changes with an id above
    /// the last one that they know, and the id of a deleted change may be used again; this record keeps the ids rising.
    fn mark_purge(&self) -> Result<()> {
        let Some(operation) = self.0.begin_operation(None)? else { return Ok(()) };
        let sql = "INSERT INTO changes (operation_id, entity, entity_id) VALUES (?1, ?2, 0)";
        self.0.execute(sql, p![operation, PURGE])?;
        // Nothing brings back what was deleted for good.
        self.0.execute("UPDATE operations SET undone = NULL WHERE id = ?1", p![operation]).map(drop)
    }

    /// Lowers the count in the text of an operation by the number of purged items of a kind, since undo cannot bring them back. A
    /// text with a count below the number of changed items counts something else and stays.
    fn recount(&self, operation: i64, entity: &str, purged: usize) -> Result<()> {
        let sql = "SELECT label FROM operations WHERE id = ?1";
        let Some(mut label) = self.0.opt(sql, p![operation], |r| r.opt_json::<Option<Message>>(0))?.flatten() else {
            return Ok(());
        };
        let Some(count) = label.number("count").filter(|_| label.key.ends_with(&format!("-{entity}s"))) else { return Ok(()) };
        let sql = "SELECT count(DISTINCT entity_id) FROM changes WHERE operation_id = ?1 AND entity = ?2";
        if count < self.0.count(sql, p![operation, entity])? {
            return Ok(());
        }
        label.set_number("count", count.saturating_sub(i64::try_from(purged).unwrap_or(i64::MAX)).max(0));
        self.0.execute("UPDATE operations SET label = ?2 WHERE id = ?1", p![operation, Param::json(&label)]).map(drop)
    }

    /// Recorded changes of some mappings, each with its operation.
    fn mapping_changes(&self, wanted: impl Fn(FunctionId, CaseId) -> bool) -> Result<Vec<(i64, i64)>> {
        let mut found = Vec::new();
        self.0.each("SELECT id, operation_id, before, after FROM changes WHERE entity = 'mapping'", &[], |r| {
            let states: [Option<serde_json::Value>; 2] = [r.opt_json(2)?, r.opt_json(3)?];
            let id = |field: &str| states.iter().flatten().find_map(|s| s.get(field)?.as_i64()).unwrap_or_default();
            if wanted(FunctionId(id("function_id")), CaseId(id("case_id"))) {
                found.push((r.int(0)?, r.int(1)?));
            }
            Ok(())
        })?;
        Ok(found)
    }

    /// Deletes the recorded changes of all objects of a deleted project: nothing that is left could take them back.
    pub(super) fn forget_project(&self, project: ProjectId) -> Result<()> {
        self.mark_purge()?;
        let cases: BTreeSet<CaseId> = self
            .0
            .all("SELECT id FROM cases WHERE project_id = ?1", p![project], |r| Ok(CaseId(r.int(0)?)))?
            .into_iter()
            .collect();
        if !cases.is_empty() {
            for (change, _) in self.mapping_changes(|_, case| cases.contains(&case))? {
                self.0.execute("DELETE FROM changes WHERE id = ?1", p![change])?;
            }
        }
        let of_project =
            [("suite", "suites"), ("case", "cases"), ("shared_step", "shared_steps"), ("run", "runs"), ("mute", "tests")];
        for (entity, table) in of_project {
            let sql =
                format!("DELETE FROM changes WHERE entity = ?2 AND entity_id IN (SELECT id FROM {table} WHERE project_id = ?1)");
            self.0.execute(&sql, p![project, entity])?;
        }
        self.0.milestones().forget(project)?;
        self.0.execute(
            "DELETE FROM changes WHERE entity = 'result' AND entity_id IN \
             (SELECT r.id FROM results r JOIN runs u ON u.id = r.run_id WHERE u.project_id = ?1)",
            p![project],
        )?;
        self.0.execute(
            "UPDATE operations SET undone = NULL WHERE undone IS NOT NULL \
             AND NOT EXISTS (SELECT 1 FROM changes WHERE operation_id = operations.id)",
            &[],
        )?;
        Ok(())
    }
}

/// The topmost row that was deleted together with row `i`.
fn top_of(rows: &[Row], by_thing: &HashMap<Thing, usize>, i: usize) -> usize {
    let mut top = i;
    // A damaged file could hold a circle.
    for _ in 0..rows.len() {
        match rows[top].parent.and_then(|t| by_thing.get(&t)) {
            Some(&above) if rows[above].deleted_ms == rows[i].deleted_ms => top = above,
            _ => break,
        }
    }
    top
}
