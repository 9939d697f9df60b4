//! Brings a workspace file to the schema of this program: numbered migrations with checksums, embedded in the binary.

use super::{Db, dialect};
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
    /// The SQL with the tokens of [`dialect::expand`].
    pub sql: &'static str,
}

/// Every migration, in order.
pub const MIGRATIONS: &[Migration] = &[
    Migration { version: 1, name: "workspace", sql: include_str!("../../../migrations/0001_workspace.sql") },
    Migration { version: 2, name: "mirror_pairs", sql: include_str!("../../../migrations/0002_mirror_pairs.sql") },
    Migration { version: 3, name: "result_pages", sql: include_str!("../../../migrations/0003_result_pages.sql") },
    Migration { version: 4, name: "files_sent", sql: include_str!("../../../migrations/0004_files_sent.sql") },
    Migration { version: 5, name: "sync_alive", sql: include_str!("../../../migrations/0005_sync_alive.sql") },
    Migration { version: 6, name: "sync_traces", sql: include_str!("../../../migrations/0006_sync_traces.sql") },
    Migration { version: 7, name: "results_seen", sql: include_str!("../../../migrations/0007_results_seen.sql") },
];

/// The version that this program writes.
#[must_use]
pub fn latest() -> i64 {
    MIGRATIONS.last().map_or(0, |m| m.version)
}

/// The version of a file; 0 for an empty one.
///
/// # Errors
/// The file is no database, or holds tables of something else.
pub fn version(db: &Db) -> Result<i64> {
    let count =
        |name: &str| db.one("SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = ?1", p![name], |r| r.int(0));
    if count("schema_migration")? == 0 {
        let tables = db.one("SELECT count(*) FROM sqlite_master WHERE type = 'table'", &[], |r| r.int(0))?;
        return if tables == 0 { Ok(0) } else { Err(Error::NotAWorkspace) };
    }
    db.one("SELECT coalesce(max(version), 0) FROM schema_migration", &[], |r| r.int(0))
}

/// Applies what is missing, each migration in a transaction of its own.
///
/// # Errors
/// [`Error::Newer`] for a file of a newer program, [`Error::ChangedMigration`] when the file was made by a migration of
/// the same number and another text, else what the engine says; the file is then as before the failed migration.
pub fn migrate(db: &Db, now: Millis) -> Result<()> {
    let at = version(db)?;
    if at > latest() {
        return Err(Error::Newer { file: at, program: latest() });
    }
    if at == 0 {
        db.batch(
            "CREATE TABLE IF NOT EXISTS schema_migration (version INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_ms INTEGER NOT NULL) STRICT",
        )?;
    }
    for migration in MIGRATIONS {
        let checksum = blake3::hash(migration.sql.as_bytes()).to_hex().to_string();
        if migration.version <= at {
            let applied =
                db.one("SELECT checksum FROM schema_migration WHERE version = ?1", p![migration.version], |r| r.text(0))?;
            if applied != checksum {
                return Err(Error::ChangedMigration { version: migration.version });
            }
            continue;
        }
        db.batch(dialect::BEGIN_WRITE)?;
        let step = db.batch(&dialect::expand(migration.sql)).and_then(|()| {
            db.execute(
                "INSERT INTO schema_migration (version, name, checksum, applied_ms) VALUES (?1, ?2, ?3, ?4)",
                p![migration.version, migration.name, checksum, now],
            )
        });
        match step {
            Ok(_) => db.batch("COMMIT")?,
            Err(e) => {
                db.batch("ROLLBACK")?;
                return Err(e);
            }
        }
    }
    Ok(())
}
