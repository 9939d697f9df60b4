//! Saves the readable rows of a damaged workspace file into a new file.
//!
//! [`damage`] lists the damaged tables with their numbers of readable rows; [`recover`] copies these rows into a new file.
//! References to lost rows are cleared; rows whose reference is required are dropped. The search index is rebuilt. The
//! damaged file is only read.
//!
//! The new file is made beside its place, under the name of [`part_of`] and with a mark ([`is_half_made`]), and renamed once it is
//! whole: a recovery that is killed leaves nothing that looks like a workspace.

use super::look::{MAGIC, Seen, beside, look};
use super::salvage::quoted;
use super::{Mode, log};
use crate::blobs::Blobs;
use crate::db::{Access, Db, migrate};
use crate::error::{Error, Result};
use crate::location::Location;
use crate::p;
use crate::tx::Tx;
use crate::upgrade;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use voluptas_core::base::Clock;

/// `user_version` of a file that a recovery is still filling: "half". A whole workspace has 0.
const HALF_MADE: i64 = 0x6861_6C66;
/// Extension behind the name of a file that a recovery is still filling.
const PART: &str = ".part";

/// A table or index with damaged pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    /// Name of the table or index; `None` for pages of an unknown one.
    pub name: Option<String>,
    /// True for an index, which can be rebuilt from its table.
    pub is_index: bool,
    /// Numbers of the damaged pages that the check named.
    pub pages: BTreeSet<i64>,
    /// Rows of a table that can be read; 0 for an index.
    pub readable: i64,
}

/// Outcome of the recovery of a table.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Recovered {
    /// Table name.
    pub table: String,
    /// Rows in the new file.
    pub rows: i64,
    /// Places in the damaged file where one row or many could not be read.
    pub gaps: i64,
    /// Rows that were read and dropped, because a row that they need is lost.
    pub dropped: i64,
}

/// Assigns the lines of an integrity check to tables.
///
/// # Errors
/// The list of tables cannot be read.
pub fn damage(db: &Db, lines: &[String]) -> Result<Vec<Damage>> {
    db.batch("PRAGMA writable_schema = ON")?;
    let trees: BTreeMap<i64, (String, bool)> = db
        .all("SELECT rootpage, name, type = 'index' FROM sqlite_master WHERE rootpage > 0", &[], |r| {
            Ok((r.int(0)?, (r.text(1)?, r.bool(2)?)))
        })?
        .into_iter()
        .collect();
    let mut hit: BTreeMap<Option<(String, bool)>, BTreeSet<i64>> = BTreeMap::new();
    for line in lines.iter().flat_map(|l| l.lines()) {
        let (tree, page) = (number_after(line, "Tree "), number_after(line, "page ").or_else(|| number_after(line, "Page ")));
        let of_index = line.rsplit_once(" index ").map(|(_, name)| (name.trim().to_owned(), true));
        let known = tree.and_then(|root| trees.get(&root).cloned()).or(of_index);
        if tree.is_some() || page.is_some() || known.is_some() {
            hit.entry(known).or_default().extend(page);
        }
    }
    // The rows of a table tell more than the check, which stops at the first hundred findings.
    for (name, is_index) in trees.values().filter(|(name, is_index)| !is_index && !name.starts_with("sqlite_")) {
        let found = db.salvage(name, &columns(db, name)?, |_, _| Ok(()))?;
        if found.gaps > 0 {
            hit.entry(Some((name.clone(), *is_index))).or_default();
        }
    }
    hit.into_iter()
        .map(|(known, pages)| {
            let (name, is_index) = known.map_or((None, false), |(name, is_index)| (Some(name), is_index));
            let readable = match &name {
                Some(table) if !is_index => db.salvage(table, &columns(db, table)?, |_, _| Ok(()))?.rows,
                _ => 0,
            };
            Ok(Damage { name, is_index, pages, readable })
        })
        .collect()
}

fn number_after(line: &str, word: &str) -> Option<i64> {
    let rest = line.split_once(word)?.1;
    rest[..rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len())].parse().ok()
}

fn columns(db: &Db, table: &str) -> Result<Vec<String>> {
    db.all("SELECT name FROM pragma_table_info(?1)", p![table], |r| r.text(0))
}

/// The file in which a recovery into `to` collects the rows.
pub fn part_of(to: &Path) -> PathBuf {
    beside(to, PART)
}

/// True for a file that a recovery has not finished, whatever its name is by now.
pub(in crate::db) fn is_half_made(db: &Db) -> Result<bool> {
    db.one("PRAGMA user_version", &[], |r| Ok(r.int(0)? == HALF_MADE))
}

/// True for the name of a file that a recovery is still filling.
pub(in crate::db) fn is_part(path: &Path) -> bool {
    path.as_os_str().as_encoded_bytes().ends_with(PART.as_bytes())
}

fn io(path: &Path) -> impl FnOnce(std::io::Error) -> Error {
    let path = path.to_owned();
    move |source| Error::Io { path, source }
}

/// Copies everything that can be read into a new workspace file, with the attachments beside it.
///
/// A half-made file ([`part_of`]) that a recovery left when it was killed is replaced.
///
/// # Errors
/// The new file exists or cannot be written, or another recovery is filling it; the old one is no workspace, or its list of tables
/// cannot be read.
pub fn recover(from: &Path, to: &Path, clock: &dyn Clock) -> Result<Vec<Recovered>> {
    if to.symlink_metadata().is_ok() {
        return Err(io(to)(std::io::ErrorKind::AlreadyExists.into()));
    }
    let named = Location::from(from).without_link();
    let from = named.local();
    if look(from)? == Seen::Nothing {
        return Err(Error::NotAWorkspace);
    }
    let part = part_of(to);
    let _lock = Lock::take(&part)?;
    let _patched = Patched(log::copy_of(&part));
    let source = match log::damage(from)? {
        None => Db::open(from, Mode::Damaged)?,
        Some(_) => open_patched(from, &log::copy_of(&part))?,
    };
    remove_leftover(&part).map_err(io(&part))?;
    std::fs::OpenOptions::new().write(true).create_new(true).open(&part).map_err(io(&part))?;
    let done = fill(&source, &part, clock).and_then(|recovered| {
        let (attachments, copies) = (Blobs::folder_of(from), Blobs::folder_of(to));
        if attachments.is_dir() && attachments != copies {
            copy_folder(&attachments, &copies).map_err(io(&copies))?;
        }
        if to.symlink_metadata().is_ok() {
            return Err(io(to)(std::io::ErrorKind::AlreadyExists.into()));
        }
        std::fs::rename(&part, to).map_err(io(to))?;
        Ok(recovered)
    });
    if done.is_err() {
        // The first error is the one to report. What cannot be removed keeps the mark of a half-made file.
        for path in files_of(&part) {
            std::fs::remove_file(path).ok();
        }
    }
    done
}

/// Opens a copy of the file with the frames behind a wrong one. Of two copies, one with the wrong frames and one without, takes the one with
/// more rows.
fn open_patched(from: &Path, copy: &Path) -> Result<Db> {
    let rows = |wrong: bool| -> Result<i64> {
        log::patched(from, copy, wrong)?;
        let db = Db::open(copy, Mode::Damaged)?;
        let all = tables(&db)?.into_iter().map(|table| {
            let found = db.salvage(&table, &columns(&db, &table)?, |_, _| Ok(()))?;
            // A gap is one row at least.
            Ok(found.rows - found.gaps)
        });
        all.sum()
    };
    let (with, without) = (rows(true), rows(false));
    let takes_wrong = match (&with, &without) {
        (Ok(with), Ok(without)) => with >= without,
        (with, _) => with.is_ok(),
    };
    log::patched(from, copy, takes_wrong)?;
    Db::open(copy, Mode::Damaged)
}

/// The copy of [`log::patched`], which goes at the end.
struct Patched(PathBuf);

impl Drop for Patched {
    fn drop(&mut self) {
        for path in files_of(&self.0) {
            std::fs::remove_file(path).ok();
        }
    }
}

/// A half-made file with its log and the index of the log.
fn files_of(part: &Path) -> [PathBuf; 3] {
    [part.to_owned(), beside(part, "-wal"), beside(part, "-shm")]
}

/// Removes what a killed recovery left. A file that is no database is somebody else's.
fn remove_leftover(part: &Path) -> std::io::Result<()> {
    let mut begin = Vec::new();
    match std::fs::File::open(part) {
        Ok(file) => file.take(MAGIC.len() as u64).read_to_end(&mut begin)?,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    if !begin.is_empty() && begin != MAGIC {
        return Err(std::io::ErrorKind::AlreadyExists.into());
    }
    for path in files_of(part) {
        match std::fs::remove_file(path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

/// The right to fill a half-made file: a locked file beside it, so that nobody fills what another process is filling. It ends with
/// the process.
struct Lock {
    path: PathBuf,
    _file: std::fs::File,
}

impl Lock {
    fn take(part: &Path) -> Result<Self> {
        let path = beside(part, "-lock");
        let open = std::fs::OpenOptions::new().write(true).create(true).truncate(false).open(&path);
        let file = open.map_err(io(&path))?;
        match file.try_lock() {
            Ok(()) => Ok(Self { path, _file: file }),
            Err(std::fs::TryLockError::WouldBlock) => Err(io(part)(std::io::ErrorKind::ResourceBusy.into())),
            Err(std::fs::TryLockError::Error(error)) => Err(io(&path)(error)),
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        std::fs::remove_file(&self.path).ok();
    }
}

/// Fills a new file and closes it, whole and without a write-ahead log.
fn fill(source: &Db, part: &Path, clock: &dyn Clock) -> Result<Vec<Recovered>> {
    let target = Db::open_workspace(part)?;
    target.batch(&format!("PRAGMA user_version = {HALF_MADE}"))?;
    migrate::migrate(&target, clock.now(), || Ok(()))?;
    target.batch("PRAGMA foreign_keys = OFF")?;
    let recovered = target.in_transaction(Access::Write, || {
        let mut recovered = Vec::new();
        upgrade::take_steps(source, &target)?;
        for table in tables(&target)? {
            recovered.push(copy(source, &target, table)?);
        }
        drop_what_points_nowhere(&target, &mut recovered)?;
        upgrade::convert_taken_steps(&target)?;
        let tx = Tx::new(&target, clock.now(), None);
        tx.functions().index_all()?;
        tx.cases().index_all()?;
        tx.search().flush()?;
        tx.rollup().rebuild()?;
        // A damaged file may have lost them; an earlier version has none.
        target.end_load(&[], &source.last_ids().unwrap_or_default())?;
        target.batch("PRAGMA user_version = 0")?;
        Ok(recovered)
    })?;
    target.close()?;
    Ok(recovered)
}

/// The tables with data of users, without tables of the engine, the search index, the roll-ups and the schema's history.
fn tables(db: &Db) -> Result<Vec<String>> {
    let sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT IN ('schema_migration', 'case_last_results', 'run_counters') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' \
               AND name <> 'search' AND name NOT LIKE 'search\\_%' ESCAPE '\\' ORDER BY rowid";
    db.all(sql, &[], |r| r.text(0))
}

fn copy(source: &Db, target: &Db, table: String) -> Result<Recovered> {
    let there: BTreeSet<String> = columns(source, &table)?.into_iter().collect();
    let shared: Vec<String> = columns(target, &table)?.into_iter().filter(|c| there.contains(c)).collect();
    // The rows that a migration writes give way to those of the file.
    target.batch(&format!("DELETE FROM {}", quoted(&table)))?;
    if shared.is_empty() {
        return Ok(Recovered { table, rows: 0, gaps: 0, dropped: 0 });
    }
    let mut rows = 0;
    let found = source.salvage(&table, &shared, |_, values| {
        rows += i64::from(target.insert_values(&table, &shared, values)?);
        Ok(())
    })?;
    Ok(Recovered { table, rows, gaps: found.gaps, dropped: found.rows - rows })
}

/// Clears references to lost rows, and deletes rows whose reference is required.
fn drop_what_points_nowhere(db: &Db, recovered: &mut [Recovered]) -> Result<()> {
    loop {
        let broken = db.all("SELECT \"table\", rowid, fkid FROM pragma_foreign_key_check", &[], |r| {
            Ok((r.text(0)?, r.int(1)?, r.int(2)?))
        })?;
        if broken.is_empty() {
            return Ok(());
        }
        for (table, rowid, key) in broken {
            let sql = "SELECT f.\"from\" FROM pragma_foreign_key_list(?1) f JOIN pragma_table_info(?1) t ON t.name = f.\"from\" \
                       WHERE f.id = ?2 AND t.\"notnull\" = 0 AND t.pk = 0";
            let name = quoted(&table);
            if let Some(column) = db.opt(sql, p![&table, key], |r| r.text(0))? {
                db.execute(&format!("UPDATE {name} SET {} = NULL WHERE rowid = ?1", quoted(&column)), p![rowid])?;
            } else {
                let gone = db.execute(&format!("DELETE FROM {name} WHERE rowid = ?1"), p![rowid])?;
                for of_table in recovered.iter_mut().filter(|r| r.table == table) {
                    let gone = i64::try_from(gone).unwrap_or(0);
                    (of_table.rows, of_table.dropped) = (of_table.rows - gone, of_table.dropped + gone);
                }
            }
        }
    }
}

fn copy_folder(from: &Path, to: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let place = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &place)?;
        } else {
            std::fs::copy(entry.path(), place)?;
        }
    }
    Ok(())
}
