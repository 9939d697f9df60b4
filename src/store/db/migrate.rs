//! Brings a workspace file to the schema of this program: numbered migrations with checksums, embedded in the binary.

use super::{Access, Db};
use crate::base::Millis;
use crate::p;
use crate::store::error::{Error, Result};

/// One step of the schema's history. Once released, its text never changes.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// Counts from 1 without gaps.
    pub version: i64,
    /// File name without number and ending.
    pub name: &'static str,
    /// The SQL with the tokens of [`Db::expand`].
    pub sql: &'static str,
    /// The part that SQL alone cannot do, after it.
    pub then: Option<fn(&Db) -> Result<()>>,
}

/// Every migration, in order.
pub const MIGRATIONS: &[Migration] = &[
    sql(1, "workspace", include_str!("../../../migrations/0001_workspace.sql")),
    sql(2, "mirror_pairs", include_str!("../../../migrations/0002_mirror_pairs.sql")),
    sql(3, "result_pages", include_str!("../../../migrations/0003_result_pages.sql")),
    sql(4, "files_sent", include_str!("../../../migrations/0004_files_sent.sql")),
    sql(5, "sync_alive", include_str!("../../../migrations/0005_sync_alive.sql")),
    sql(6, "sync_traces", include_str!("../../../migrations/0006_sync_traces.sql")),
    sql(7, "results_seen", include_str!("../../../migrations/0007_results_seen.sql")),
    sql(8, "users", include_str!("../../../migrations/0008_users.sql")),
    sql(9, "last_results", include_str!("../../../migrations/0009_last_results.sql")),
    sql(10, "authors", include_str!("../../../migrations/0010_authors.sql")),
    sql(11, "reviews", include_str!("../../../migrations/0011_reviews.sql")),
    sql(12, "case_suites", include_str!("../../../migrations/0012_case_suites.sql")),
    sql(13, "case_links", include_str!("../../../migrations/0013_case_links.sql")),
    Migration {
        then: Some(crate::store::upgrade::to_14),
        ..sql(14, "tests", include_str!("../../../migrations/0014_tests.sql"))
    },
    sql(15, "manual_runs", include_str!("../../../migrations/0015_manual_runs.sql")),
    sql(16, "case_pages", include_str!("../../../migrations/0016_case_pages.sql")),
    sql(17, "result_counts", include_str!("../../../migrations/0017_result_counts.sql")),
    sql(18, "worst_results", include_str!("../../../migrations/0018_worst_results.sql")),
    Migration {
        then: Some(crate::store::upgrade::to_19),
        ..sql(19, "history_order", include_str!("../../../migrations/0019_history_order.sql"))
    },
    Migration {
        then: Some(crate::store::upgrade::to_20),
        ..sql(20, "row_ids", include_str!("../../../migrations/0020_row_ids.sql"))
    },
];

const fn sql(version: i64, name: &'static str, sql: &'static str) -> Migration {
    Migration { version, name, sql, then: None }
}

/// The version that this program writes.
#[must_use]
pub fn latest() -> i64 {
    MIGRATIONS.last().map_or(0, |m| m.version)
}

/// The version of a file; 0 for an empty one.
///
/// # Errors
/// The file is no database, or has tables of another program.
pub fn version(db: &Db) -> Result<i64> {
    let tables = db.table_names()?;
    if !tables.iter().any(|name| name == "schema_migration") {
        return if tables.is_empty() { Ok(0) } else { Err(Error::NotAWorkspace) };
    }
    db.one("SELECT coalesce(max(version), 0) FROM schema_migration", &[], |r| r.int(0))
}

/// Names of the tables that a file of a version has, sorted.
///
/// # Errors
/// The engine cannot make a database in memory.
pub fn tables(version: i64) -> Result<Vec<String>> {
    blank_of(version)?.table_names()
}

/// A blank workspace of this program's schema, in memory.
///
/// # Errors
/// The engine cannot make a database in memory.
pub(super) fn blank() -> Result<Db> {
    blank_of(latest())
}

fn blank_of(version: i64) -> Result<Db> {
    let db = Db::in_memory()?;
    for migration in MIGRATIONS.iter().filter(|m| m.version <= version) {
        run(&db, migration)?;
    }
    Ok(db)
}

/// Applies all missing migrations in one transaction under the write lock, so that several processes may open a new or old
/// file at once: one upgrades, the others find an upgraded file. `before_upgrade` runs under the lock, before an existing file is
/// changed.
///
/// # Errors
/// [`Error::Newer`] for a file of a newer program, [`Error::ChangedMigration`] when the file was made by a migration of
/// the same number with another text. After an error, the file is unchanged.
pub fn migrate(db: &Db, now: Millis, before_upgrade: impl FnOnce() -> Result<()>) -> Result<()> {
    if db.in_transaction(Access::Read, || check(db))? == latest() {
        return Ok(());
    }
    db.in_transaction(Access::Write, || {
        // Again under the lock: another process may have come first.
        let at = check(db)?;
        if at > 0 && at < latest() {
            before_upgrade()?;
        }
        apply(db, at, now)
    })
}

/// Returns the version of a file after comparing its migrations with those of this program.
fn check(db: &Db) -> Result<i64> {
    let at = version(db)?;
    if at > latest() {
        return Err(Error::Newer { file: at, program: latest() });
    }
    for migration in MIGRATIONS.iter().filter(|m| m.version <= at) {
        let applied = db.one("SELECT checksum FROM schema_migration WHERE version = ?1", p![migration.version], |r| r.text(0))?;
        if applied != checksum(migration) {
            return Err(Error::ChangedMigration { version: migration.version });
        }
    }
    Ok(at)
}

fn apply(db: &Db, at: i64, now: Millis) -> Result<()> {
    if at == 0 {
        db.batch(&db.expand(
            "CREATE TABLE IF NOT EXISTS schema_migration (version @INT PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_ms @INT NOT NULL\n);",
        ))?;
    }
    for migration in MIGRATIONS.iter().filter(|m| m.version > at) {
        run(db, migration)?;
        db.execute(
            "INSERT INTO schema_migration (version, name, checksum, applied_ms) VALUES (?1, ?2, ?3, ?4)",
            p![migration.version, migration.name, checksum(migration), now],
        )?;
    }
    if at < latest() { db.mark_workspace() } else { Ok(()) }
}

fn run(db: &Db, migration: &Migration) -> Result<()> {
    db.batch(&db.expand(migration.sql))?;
    migration.then.map_or(Ok(()), |then| then(db))
}

fn checksum(migration: &Migration) -> String {
    blake3::hash(migration.sql.as_bytes()).to_hex().to_string()
}
