//! A transaction: the one way to read from and write to the workspace file.

use super::author::{Author, Source};
use super::db::{Access, Counted, Db, OnRow, Param, Query, Row, Words, row};
use super::error::{Error, Result};
use super::intake_memory::{IntakeMemory, Touched};
use super::op::{Aggregate, Changed, Op};
use super::own_operations::OwnOperations;
use super::tx_memory::{Known, Pending};
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use voluptas_core::base::Millis;
use voluptas_core::domain::Message;
use voluptas_core::domain::ids::{CaseId, ProjectId, RunId};

/// An open transaction. Repositories ([`Tx::functions`], [`Tx::cases`], ...) are views of it.
///
/// After a failed statement it refuses further use, as PostgreSQL does. SQLite would go on.
#[derive(Debug)]
pub struct Tx<'c> {
    db: &'c Db,
    now: Millis,
    /// The write with its author; `None` in a reading transaction.
    op: Option<(&'c Op, &'c Author)>,
    /// Operations that undo and redo reach; `None` reaches all.
    own: Option<&'c OwnOperations>,
    /// Recorded operation; `None` before the first recorded change.
    operation: Cell<Option<i64>>,
    failed: Cell<bool>,
    changed: Cell<Changed>,
    /// Cases whose last result may have changed.
    cases: RefCell<BTreeSet<CaseId>>,
    /// Changes of the counters of runs, written by [`super::rollup::Rollup::flush`].
    pub(super) pending: RefCell<Pending>,
    /// Words for rows of the full-text index; written by [`super::search::Search::flush`].
    pub(super) words: RefCell<BTreeMap<i64, Words>>,
    /// Texts that were interned.
    pub(super) known_texts: RefCell<Known>,
    /// The project of the run that results were stored in last.
    pub(super) run_project: Cell<Option<(RunId, ProjectId)>>,
    /// Events for webhooks; written by [`super::outbox::Outbox::flush`].
    pub(super) noted: super::outbox::Noted,
    /// What the connection remembers for results that come in.
    memory: Option<&'c RefCell<IntakeMemory>>,
    /// Results are being stored: what the statements change is told to the memory.
    is_taking_in: Cell<bool>,
}

impl<'c> Tx<'c> {
    pub(super) fn new(db: &'c Db, now: Millis, op: Option<(&'c Op, &'c Author)>) -> Self {
        Self {
            db,
            now,
            op,
            own: None,
            operation: Cell::default(),
            failed: Cell::new(false),
            changed: Cell::default(),
            cases: RefCell::default(),
            pending: RefCell::default(),
            words: RefCell::default(),
            known_texts: RefCell::default(),
            run_project: Cell::default(),
            noted: super::outbox::Noted::default(),
            memory: None,
            is_taking_in: Cell::default(),
        }
    }

    /// Uses what the connection remembers for results that come in.
    pub(super) fn remembering(self, memory: &'c RefCell<IntakeMemory>) -> Self {
        let is_on = memory.borrow().is_on();
        Self { memory: is_on.then_some(memory), ..self }
    }

    /// The memory for results that come in; `None` where there is none.
    pub(super) fn memory(&self) -> Option<&'c RefCell<IntakeMemory>> {
        self.memory
    }

    /// Runs `work`, which tells the memory itself what its statements change.
    pub(super) fn taking_in<T>(&self, work: impl FnOnce() -> Result<T>) -> Result<T> {
        let before = self.is_taking_in.replace(true);
        let done = work();
        self.is_taking_in.set(before);
        done
    }

    /// [`Self::guard`] for a statement, after which the memory may not say any more what it said.
    fn guarded<T>(&self, sql: &str, f: impl FnOnce() -> Result<T>) -> Result<T> {
        if let Some(memory) = self.memory
            && !self.is_taking_in.get()
        {
            match Touched::by(sql) {
                Touched::Nothing => {}
                touched => memory.borrow_mut().forget(touched),
            }
        }
        self.guard(f)
    }

    /// Limits undo and redo to these operations.
    pub(super) fn of(self, own: &'c OwnOperations) -> Self {
        Self { own: Some(own), ..self }
    }

    /// Operations that undo and redo reach; `None` reaches all.
    pub(super) fn own(&self) -> Option<&OwnOperations> {
        // Clients of the API do not know which of several servers they speak to: their reach is their author's.
        self.own.filter(|_| self.author().is_none_or(|author| author.source != Source::Api))
    }

    /// Time of the transaction, the same for all its writes.
    pub fn now(&self) -> Millis {
        self.now
    }

    /// The author of the write; `None` in a reading transaction.
    pub fn author(&self) -> Option<&Author> {
        self.op.map(|(_, author)| author)
    }

    /// Marks an aggregate as changed. Every writing repository method calls it.
    pub fn touch(&self, aggregate: Aggregate) {
        let mut changed = self.changed.get();
        changed.add(aggregate);
        self.changed.set(changed);
    }

    /// The operation of this write, created at the first call.
    /// `undoes` is the operation that this write takes back.
    pub(super) fn begin_operation(&self, undoes: Option<i64>) -> Result<Option<i64>> {
        let Some((op, author)) = self.op else { return Ok(None) };
        if self.operation.get().is_none() {
            let label = op.label.as_ref().map(Param::json);
            let undone = op.undoable.then_some(0_i64);
            let id = self.insert(
                "INSERT INTO operations (name, who, source, sync_id, at_ms, undone, undoes, label) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                crate::p![op.name, &author.who, author.source.as_str(), author.sync, self.now, undone, undoes, label],
            )?;
            self.operation.set(Some(id));
        }
        Ok(self.operation.get())
    }

    /// Replaces the text of the recorded operation, for a write that learns only in the end what it did. Nothing recorded, nothing
    /// replaced.
    pub fn relabel(&self, label: &Message) -> Result<()> {
        let Some(id) = self.operation.get() else { return Ok(()) };
        self.execute("UPDATE operations SET label = ?2 WHERE id = ?1", crate::p![id, Param::json(label)]).map(drop)
    }

    /// The recorded operation; `None` when nothing was recorded.
    pub(super) fn operation(&self) -> Option<i64> {
        self.operation.get()
    }

    /// Marks the last result of a case as possibly changed.
    pub(super) fn notice(&self, case: CaseId) {
        self.cases.borrow_mut().insert(case);
    }

    pub(super) fn take_cases(&self) -> Vec<CaseId> {
        self.cases.take().into_iter().collect()
    }

    pub(super) fn changed(&self) -> Changed {
        self.changed.get()
    }

    fn guard<T>(&self, f: impl FnOnce() -> Result<T>) -> Result<T> {
        if self.failed.get() {
            return Err(Error::Aborted);
        }
        f().inspect_err(|_| {
            self.failed.set(true);
            // Some rows of the statement may be stored.
            if let Some(memory) = self.memory {
                memory.borrow_mut().clear();
            }
        })
    }

    /// See [`Db::execute`].
    pub fn execute(&self, sql: &str, params: &[Param<'_>]) -> Result<usize> {
        self.guarded(sql, || self.db.execute(sql, params))
    }

    /// See [`Db::insert`].
    pub fn insert(&self, sql: &str, params: &[Param<'_>]) -> Result<i64> {
        self.guarded(sql, || self.db.insert(sql, params))
    }

    /// See [`Db::all`].
    pub fn all<T>(&self, sql: &str, params: &[Param<'_>], mut map: impl FnMut(&Row<'_>) -> Result<T>) -> Result<Vec<T>> {
        let mut out = Vec::new();
        self.each_by(sql, params, &mut |row| {
            out.push(map(row)?);
            Ok(())
        })?;
        Ok(out)
    }

    /// See [`Db::each`].
    pub fn each(&self, sql: &str, params: &[Param<'_>], mut f: impl FnMut(&Row<'_>) -> Result<()>) -> Result<()> {
        self.each_by(sql, params, &mut f)
    }

    fn each_by(&self, sql: &str, params: &[Param<'_>], f: &mut OnRow<'_>) -> Result<()> {
        self.guarded(sql, || self.db.each_by(sql, params, f))
    }

    /// See [`Db::read_together`].
    pub(super) fn read_together(&self, queries: Vec<Query<'_>>) -> Result<()> {
        self.guard(|| self.db.read_together(queries))
    }

    /// Says at the beginning of a reading transaction that it will read a page of a list with its counts, which then needs a way to the
    /// server less.
    pub fn expect_page(&self) {
        if self.op.is_none() {
            self.db.expect_counts();
        }
    }

    /// Number of the contents of a workspace on a server that this transaction reads: another one after each commit of any process that
    /// may show in a list of cases. `None` for a file, which has no such number.
    pub fn contents(&self) -> Result<Option<i64>> {
        self.guard(|| self.db.contents())
    }

    /// See [`Db::execute_many`].
    pub(super) fn execute_many<'p, R: AsRef<[Param<'p>]>>(&self, sql: &str, rows: impl IntoIterator<Item = R>) -> Result<()> {
        self.guarded(sql, || self.db.execute_many(sql, rows))
    }

    /// See [`Db::insert_many`].
    pub(super) fn insert_many<'p, R: AsRef<[Param<'p>]>>(
        &self,
        sql: &str,
        rows: impl IntoIterator<Item = R>,
    ) -> Result<Vec<i64>> {
        self.guarded(sql, || self.db.insert_many(sql, rows))
    }

    /// See [`Db::each_of`].
    pub(super) fn each_of<'p, R: AsRef<[Param<'p>]>>(
        &self,
        sql: &str,
        rows: impl IntoIterator<Item = R>,
        f: impl FnMut(usize, &Row<'_>) -> Result<()>,
    ) -> Result<()> {
        self.guarded(sql, || self.db.each_of(sql, rows, f))
    }

    /// See [`Db::opt`].
    pub fn opt<T>(&self, sql: &str, params: &[Param<'_>], map: impl FnOnce(&Row<'_>) -> Result<T>) -> Result<Option<T>> {
        row::first(map, |f| self.first_by(sql, params, f))
    }

    fn first_by(&self, sql: &str, params: &[Param<'_>], f: &mut OnRow<'_>) -> Result<()> {
        self.guarded(sql, || self.db.first_by(sql, params, f))
    }

    /// See [`Db::one`].
    pub fn one<T>(&self, sql: &str, params: &[Param<'_>], map: impl FnOnce(&Row<'_>) -> Result<T>) -> Result<T> {
        self.opt(sql, params, map)?.ok_or_else(row::none)
    }

    /// See [`Db::search_write`].
    pub(super) fn search_write(&self, rows: &BTreeMap<i64, Words>) -> Result<()> {
        self.guard(|| self.db.search_write(rows))
    }

    /// See [`Db::search_find`].
    pub(super) fn search_find(&self, folded: &str, limit: i64) -> Result<Vec<i64>> {
        self.guard(|| self.db.search_find(folded, limit))
    }

    /// The integer of a counting query.
    pub fn count(&self, sql: &str, params: &[Param<'_>]) -> Result<i64> {
        self.one(sql, params, |r| r.int(0))
    }

    /// [`Tx::count`] for a list that is read page by page: a reading transaction counts once for each state of what is counted.
    pub(super) fn kept_count(&self, counted: Counted, sql: &str, params: &[Param<'_>]) -> Result<i64> {
        let access = if self.op.is_some() { Access::Write } else { Access::Read };
        self.guard(|| self.db.kept_count(access, counted, sql, params))
    }

    /// Takes the next `n` numbers of a kind (`case`, `suite`, `run`, ...) in a project; returns the first.
    pub fn take_numbers(&self, project: voluptas_core::domain::ids::ProjectId, kind: &str, n: i64) -> Result<i64> {
        let last = self.one(
            "INSERT INTO counters (project_id, kind, last) VALUES (?1, ?2, ?3) \
             ON CONFLICT (project_id, kind) DO UPDATE SET last = counters.last + ?3 RETURNING last",
            crate::p![project, kind, n],
            |r| r.int(0),
        )?;
        Ok(last - n + 1)
    }

    /// Reserves `number`, so that it is not given again.
    pub fn reserve_number(&self, project: voluptas_core::domain::ids::ProjectId, kind: &str, number: i64) -> Result<()> {
        self.execute(
            "INSERT INTO counters (project_id, kind, last) VALUES (?1, ?2, ?3) \
             ON CONFLICT (project_id, kind) DO UPDATE SET last = CASE WHEN counters.last > ?3 THEN counters.last ELSE ?3 END",
            crate::p![project, kind, number],
        )?;
        Ok(())
    }
}
