//! A workspace as a whole in another database, of either engine.
//!
//! [`Copy::begin`] opens one state of the source and an empty target, or an unfinished copy of that state, and the steps follow in
//! this order: [`Copy::rows`], the bytes of attachments (the caller's work), [`Copy::verify`], [`Copy::finish`]. Rows are
//! read in the order of their key and written in transactions of some thousand rows, each with the place where the next one goes on
//! ([`mark`]). While the mark is there, nothing else opens the target. Indexes and foreign keys of the target are made when the rows
//! are there; the search index is filled from the copied rows.

mod error;
mod mark;
mod sum;

pub use error::Error;
pub use mark::Origin;
pub(super) use mark::refuse_unfinished;
pub use sum::TableSum;

use super::blobs::BlobPlace;
use super::blobs::of_store::{NAMED_SQL, PLACE_SQL};
use super::db::look::{Seen, look};
use super::db::transfer::{PageEnd, Table};
use super::db::{Access, Db, Mode, migrate};
use super::error::Error as StoreError;
use super::{Location, Store, Tx};
use crate::p;
use mark::{Mark, Words};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;
use sum::Sum;
use voluptas_core::base::Clock;

/// Rows of a transaction.
const BATCH: usize = 10_000;

/// Entries of `meta` that belong to a database and not to the workspace in it.
const OWN_META: &str = "key IN ('attachments', 'workspace_id', 'copy', 'copy_rules')";

/// Tables that a workspace without content may have rows in: the program writes them when it makes the workspace.
const SEEDED: [&str; 2] = ["access_changes", "dictionaries"];

/// Settings of a copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Begin {
    /// Origin of the rows.
    pub origin: Origin,
    /// Place of the source, for people.
    pub from: String,
    /// Begins anew where the target is an unfinished copy.
    pub anew: bool,
    /// Place of the attachments; `None` for the one of an unfinished copy, otherwise the folder beside the workspace.
    pub place: Option<BlobPlace>,
    /// Rows of a transaction.
    pub batch: usize,
}

impl Begin {
    /// A copy of a workspace.
    #[must_use]
    pub fn of(from: &Store) -> Self {
        Self { origin: Origin::Workspace, from: from.location().to_string(), anew: false, place: None, batch: BATCH }
    }
}

/// State of a target before a copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// Missing or without content.
    Free,
    /// An unfinished copy.
    Unfinished {
        /// Origin of its rows.
        origin: Origin,
        /// Source, for people.
        from: String,
        /// Number of copied rows.
        rows: u64,
        /// State of its source, as [`extent_of`] gives it.
        state: String,
    },
    /// A workspace with content.
    Taken,
}

/// Parts of the work, for the progress.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Rows are copied.
    Rows,
    /// Functions and cases get into the search index.
    Words,
    /// Indexes and foreign keys are made.
    Rules,
    /// Both sides are read and compared.
    Comparing,
}

/// Progress: the stage, how much of it is done, and the whole of it. Returns false to stop the copy.
pub type Step<'a> = dyn FnMut(Stage, u64, u64) -> bool + 'a;

/// A copy that is being made.
#[derive(Debug)]
pub struct Copy {
    source: Db,
    target: Db,
    to: Location,
    clock: Arc<dyn Clock>,
    tables: Vec<Table>,
    /// Number of rows of the source.
    total: u64,
    mark: Mark,
    batch: usize,
    /// Sums of source tables that this process has read from their beginning.
    sums: BTreeMap<usize, Sum>,
    is_resumed: bool,
}

/// The tables with data, without the entries that belong to a database.
fn tables() -> super::Result<Vec<Table>> {
    let mut tables = Table::all()?;
    tables.iter_mut().filter(|t| t.name == "meta").for_each(|t| t.except = Some(OWN_META));
    Ok(tables)
}

/// The state of a target, without changing it.
///
/// # Errors
/// The target cannot be read, is of a newer program or of another one.
pub fn target_state(to: &Location) -> super::Result<Target> {
    let db = match to {
        Location::File(path) if look(path)? == Seen::Nothing => return Ok(Target::Free),
        Location::File(path) => Db::open_to_read(path)?,
        Location::Server { server, .. } => Db::open_server(server)?,
    };
    state_of(&db, &tables()?)
}

fn state_of(db: &Db, tables: &[Table]) -> super::Result<Target> {
    let version = migrate::version(db)?;
    if version == 0 {
        return Ok(Target::Free);
    }
    if version > migrate::latest() {
        return Err(StoreError::Newer { file: version, program: migrate::latest() });
    }
    if let Some(mark) = Mark::read(db)? {
        return Ok(Target::Unfinished { origin: mark.origin, from: mark.from, rows: mark.rows, state: mark.state });
    }
    if version < migrate::latest() {
        return Ok(Target::Taken);
    }
    for table in tables.iter().filter(|t| !SEEDED.contains(&t.name.as_str())) {
        if db.opt(&format!("SELECT 1 FROM {} LIMIT 1", table.quoted()), p![], |r| r.int(0))?.is_some() {
            return Ok(Target::Taken);
        }
    }
    Ok(Target::Free)
}

/// Number of rows of a workspace, and a text that differs when rows came or went.
fn extent(db: &Db, tables: &[Table]) -> super::Result<(u64, String)> {
    let (mut rows, mut hasher) = (0, blake3::Hasher::new());
    for table in tables {
        let (count, last) = db.extent(table)?;
        rows += count.unsigned_abs();
        hasher.update(format!("{} {count} {last}\n", table.name).as_bytes());
    }
    let access = db.opt("SELECT version FROM access_changes", p![], |r| r.int(0))?;
    hasher.update(format!("{access:?}").as_bytes());
    Ok((rows, hasher.finalize().to_hex().to_string()))
}

/// Number of rows that a copy of a workspace would have, and the state in which an unfinished copy can be continued.
pub fn extent_of(from: &Store) -> super::Result<(u64, String)> {
    let db = from.reader()?;
    db.in_transaction(Access::Read, || extent(&db, &tables()?))
}

/// Copies a workspace with its place of attachments into a file that is not there, for a backup.
///
/// # Errors
/// The workspace cannot be read, or the file cannot be written.
fn into_file(from: &Store, path: &Path) -> Result<(), Error> {
    let mut copy = Copy::begin(from, &Location::from(path), &Begin::of(from))?;
    let step: &mut Step<'_> = &mut |_, _, _| true;
    copy.rows(step)?;
    copy.verify(step)?;
    copy.finish(None, false)
}

impl Store {
    /// Copies a consistent state of the workspace to a new file.
    pub fn backup_to(&self, target: &Path) -> Result<(), Error> {
        match self.location() {
            Location::File(path) => Ok(Db::open(path, Mode::ReadOnly)?.backup_to(target)?),
            Location::Server { .. } => into_file(self, target),
        }
    }
}

/// Marks a workspace file as one that is being restored, until [`end_restore`].
pub fn begin_restore(path: &Path, from: &str) -> super::Result<()> {
    let db = Db::open(path, Mode::ReadWrite)?;
    db.in_transaction(Access::Write, || Mark::new(Origin::Backup, from, String::new()).write(&db))?;
    db.close()
}

/// Makes a restored file a workspace.
pub fn end_restore(path: &Path) -> super::Result<()> {
    let db = Db::open(path, Mode::ReadWrite)?;
    db.in_transaction(Access::Write, || Mark::remove(&db))?;
    db.close()
}

impl Copy {
    /// Opens one state of the source, and the target. An empty target becomes an unfinished copy; an unfinished copy of the same
    /// state is continued.
    ///
    /// # Errors
    /// The target is no empty workspace and no unfinished copy of this state of the source.
    pub fn begin(from: &Store, to: &Location, begin: &Begin) -> Result<Self, Error> {
        if from.location().is_same(to) {
            return Err(Error::Same);
        }
        let (tables, source) = (tables()?, from.reader()?);
        source.begin(Access::Read)?;
        if migrate::version(&source)? != migrate::latest() {
            return Err(StoreError::ReadOnly.into());
        }
        let (total, state) = extent(&source, &tables)?;
        let target = match to {
            Location::File(path) => {
                look(path)?;
                Db::open_workspace(path)?
            }
            Location::Server { server, .. } => Db::open_server_workspace(server)?,
        };
        target.begin_load()?;
        let name = to.to_string();
        let place = begin.place.as_ref().map(ToString::to_string);
        let fresh = Mark { place, ..Mark::new(begin.origin, &begin.from, state) };
        let found = state_of(&target, &tables)?;
        let (mark, is_resumed) = match (Mark::read(&target)?, found) {
            (Some(mark), _) if begin.anew => {
                // Its rules may be made again in part.
                let is_ours = target.in_transaction(Access::Write, || {
                    if !mark.is_current(&target)? {
                        return Ok(false);
                    }
                    let mut rules = Mark::kept_rules(&target)?;
                    let dropped = target.set_rules_aside()?;
                    rules.extend(dropped.into_iter().filter(|rule| !rules.contains(rule)).collect::<Vec<_>>());
                    target.clear(&tables)?;
                    Mark::keep_rules(&target, &rules)?;
                    fresh.write(&target).map(|()| true)
                })?;
                if !is_ours {
                    return Err(Error::Busy(name));
                }
                (fresh, false)
            }
            (Some(mark), _) if mark.state == fresh.state && mark.origin == fresh.origin => {
                let next = Mark { place: fresh.place.or(mark.place.clone()), ..mark.clone() };
                let is_ours = target.in_transaction(Access::Write, || {
                    if mark.is_current(&target)? { next.write(&target).map(|()| true) } else { Ok(false) }
                })?;
                if !is_ours {
                    return Err(Error::Busy(name));
                }
                (next, true)
            }
            (Some(mark), _) => return Err(Error::OtherState { to: name, from: mark.from }),
            (None, Target::Free) => {
                migrate::migrate(&target, from.clock().now(), || Ok(()))?;
                let is_free = target.in_transaction(Access::Write, || {
                    // Again under the lock: another program may have come first.
                    if state_of(&target, &tables)? != Target::Free {
                        return Ok(false);
                    }
                    let rules = target.set_rules_aside()?;
                    target.clear(&tables)?;
                    Mark::keep_rules(&target, &rules)?;
                    fresh.write(&target).map(|()| true)
                })?;
                if !is_free {
                    return Err(Error::NotEmpty(name));
                }
                (fresh, false)
            }
            (None, _) => return Err(Error::NotEmpty(name)),
        };
        let clock = Arc::clone(from.clock());
        let (to, batch) = (to.clone(), begin.batch.max(1));
        Ok(Self { source, target, to, clock, tables, total, mark, batch, sums: BTreeMap::new(), is_resumed })
    }

    /// True when the copy went on where an earlier one had ended.
    pub fn is_resumed(&self) -> bool {
        self.is_resumed
    }

    /// The place that was asked for the attachments, now or when the copy began.
    pub fn asked_place(&self) -> Option<&str> {
        self.mark.place.as_deref()
    }

    /// The id of the workspace, for the mark of a place of attachments: the same as that of the source.
    pub fn workspace_id(&self) -> super::Result<String> {
        let id = self.source.opt("SELECT value FROM meta WHERE key = 'workspace_id'", p![], |r| r.text(0))?;
        Ok(id.unwrap_or_else(|| self.mark.id.clone()))
    }

    /// The place of the source's attachments, where the source names one.
    pub fn source_place(&self) -> super::Result<Option<String>> {
        self.source.opt(PLACE_SQL, p![], |r| r.text(0))
    }

    /// Hashes of the attachments that the copied rows name.
    ///
    /// # Errors
    /// The target cannot be read.
    pub fn named_blobs(&self) -> super::Result<BTreeSet<String>> {
        self.target.all(NAMED_SQL, p![], |r| r.text(0)).map(BTreeSet::from_iter)
    }

    /// Copies the rows, fills the search index, and makes indexes and foreign keys.
    ///
    /// # Errors
    /// [`Error::Stopped`] when the step says so; [`Error::Busy`] when another program goes on with the copy.
    pub fn rows(&mut self, step: &mut Step<'_>) -> Result<(), Error> {
        while self.mark.tables < self.tables.len() {
            told(step(Stage::Rows, self.mark.rows, self.total))?;
            let mut sums = std::mem::take(&mut self.sums);
            let done = self.in_step(|this, next| this.copy_rows(next, &mut sums));
            self.sums = sums;
            done?;
        }
        told(step(Stage::Rows, self.mark.rows, self.total))?;
        let names = ["functions", "cases"];
        let of = |name: &str| self.tables.iter().find(|t| t.name == name).map_or(Ok((0, 0)), |t| self.target.extent(t));
        let all = names.into_iter().try_fold(0, |all, name| of(name).map(|(count, _)| all + count))?.unsigned_abs();
        let mut done = 0;
        while self.mark.words != Words::Done {
            told(step(Stage::Words, done, all))?;
            self.in_step(|this, next| {
                let (count, words) = this.index(next.words)?;
                done += count as u64;
                next.words = words;
                Ok(())
            })?;
        }
        let rules = Mark::kept_rules(&self.target)?;
        while let Some(rule) = rules.get(self.mark.rules) {
            told(step(Stage::Rules, self.mark.rules as u64, rules.len() as u64))?;
            self.in_step(|this, next| {
                next.rules += 1;
                this.target.batch(rule)
            })?;
        }
        let tables = std::mem::take(&mut self.tables);
        let ended = self.in_step(|this, _| this.target.end_load(&tables, &this.source.last_ids()?));
        self.tables = tables;
        ended
    }

    /// Runs a part of the work in one transaction together with the mark of where the next part begins.
    fn in_step(&mut self, work: impl FnOnce(&Self, &mut Mark) -> super::Result<()>) -> Result<(), Error> {
        let next = self.target.in_transaction(Access::Write, || {
            if !self.mark.is_current(&self.target)? {
                return Ok(None);
            }
            let mut next = self.mark.clone();
            work(self, &mut next)?;
            next.write(&self.target)?;
            Ok(Some(next))
        })?;
        self.mark = next.ok_or_else(|| Error::Busy(self.to.to_string()))?;
        Ok(())
    }

    /// Copies the rows of one transaction: a part of a large table, or several small ones.
    fn copy_rows(&self, next: &mut Mark, sums: &mut BTreeMap<usize, Sum>) -> super::Result<()> {
        let mut room = self.batch;
        while let Some(table) = self.tables.get(next.tables).filter(|_| room > 0) {
            let is_first = next.after.is_empty();
            // Rows that an earlier process copied are read again in the end.
            let mut sum = if is_first { Some(Sum::default()) } else { sums.remove(&next.tables) };
            let mut end = PageEnd::default();
            self.target.load(table, |put| {
                end = self.source.page(table, &next.after, room, |values| {
                    if let Some(sum) = &mut sum {
                        sum.add(values);
                    }
                    put(values)
                })?;
                Ok(())
            })?;
            if let Some(sum) = sum {
                sums.insert(next.tables, sum);
            }
            let is_end = end.rows < room;
            room -= end.rows;
            next.rows += end.rows as u64;
            next.after = end.last;
            if is_end {
                next.tables += 1;
                next.after.clear();
            }
        }
        Ok(())
    }

    /// Fills the search index with the words of the next functions or cases; returns their number.
    fn index(&self, words: Words) -> super::Result<(usize, Words)> {
        let tx = Tx::new(&self.target, self.clock.now(), None);
        let limit = i64::try_from(self.batch).unwrap_or(i64::MAX);
        let done = match words {
            Words::Functions(after) => match tx.functions().index_after(after, limit)? {
                (0, _) => (0, Words::Cases(0)),
                (count, last) => (count, Words::Functions(last)),
            },
            Words::Cases(after) => match tx.cases().index_after(after, limit)? {
                (0, _) => (0, Words::Done),
                (count, last) => (count, Words::Cases(last)),
            },
            Words::Done => (0, Words::Done),
        };
        tx.search().flush()?;
        Ok(done)
    }

    /// Compares the numbers and hashes of the rows of both sides; returns them.
    ///
    /// # Errors
    /// [`Error::Differs`]; [`Error::Stopped`] when the step says so.
    pub fn verify(&mut self, step: &mut Step<'_>) -> Result<Vec<TableSum>, Error> {
        let (mut compared, mut done) = (Vec::new(), 0);
        self.target.begin(Access::Read)?;
        for (i, table) in self.tables.iter().enumerate() {
            let target = self.sum(&self.target, table, &mut |rows| step(Stage::Comparing, done + rows, self.total))?;
            let source = match self.sums.get(&i) {
                Some(sum) => sum.of(&table.name),
                None => self.sum(&self.source, table, &mut |rows| step(Stage::Comparing, done + rows, self.total))?,
            };
            if source != target {
                return Err(Error::Differs(table.name.clone()));
            }
            done += target.rows;
            compared.push(target);
        }
        let broken = self.target.broken_references()?;
        self.target.rollback()?;
        if broken > 0 {
            return Err(StoreError::MissingParent.into());
        }
        Ok(compared)
    }

    /// The sum of a whole table.
    fn sum(&self, db: &Db, table: &Table, step: &mut dyn FnMut(u64) -> bool) -> Result<TableSum, Error> {
        let (mut sum, mut after, mut rows) = (Sum::default(), Vec::new(), 0);
        loop {
            told(step(rows))?;
            let end = db.page(table, &after, BATCH, |values| {
                sum.add(values);
                Ok(())
            })?;
            rows += end.rows as u64;
            if end.last.is_empty() {
                return Ok(sum.of(&table.name));
            }
            after = end.last;
        }
    }

    /// Makes the copy a workspace. `place` is the place of its attachments if they are not beside it; `has_claimed` says that the
    /// place has the mark of the workspace.
    ///
    /// # Errors
    /// The target cannot be written.
    pub fn finish(self, place: Option<&BlobPlace>, has_claimed: bool) -> Result<(), Error> {
        let id = self.source.opt("SELECT value FROM meta WHERE key = 'workspace_id'", p![], |r| r.text(0))?;
        let id = id.or_else(|| has_claimed.then(|| self.mark.id.clone()));
        self.target.in_transaction(Access::Write, || {
            Mark::remove(&self.target)?;
            let place = place.map(ToString::to_string);
            for (key, value) in [("attachments", place), ("workspace_id", id)] {
                if let Some(value) = value {
                    self.target.execute("INSERT INTO meta (key, value) VALUES (?1, ?2)", p![key, value])?;
                }
            }
            Ok(())
        })?;
        if let Err(error) = self.target.close() {
            tracing::debug!(%error, "the log of the copy stays beside it");
        }
        Ok(())
    }
}

fn told(goes_on: bool) -> Result<(), Error> {
    if goes_on { Ok(()) } else { Err(Error::Stopped) }
}
