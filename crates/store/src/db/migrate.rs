//! Brings a workspace file to the schema of this program: numbered migrations with checksums, embedded in the binary.

use super::{Access, Db};
use crate::error::{Error, Result};
use crate::p;
use voluptas_core::base::Millis;

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
    sql(1, "workspace", include_str!("../../../../migrations/0001_workspace.sql")),
    sql(2, "mirror_pairs", include_str!("../../../../migrations/0002_mirror_pairs.sql")),
    sql(3, "result_pages", include_str!("../../../../migrations/0003_result_pages.sql")),
    sql(4, "files_sent", include_str!("../../../../migrations/0004_files_sent.sql")),
    sql(5, "sync_alive", include_str!("../../../../migrations/0005_sync_alive.sql")),
    sql(6, "sync_traces", include_str!("../../../../migrations/0006_sync_traces.sql")),
    sql(7, "results_seen", include_str!("../../../../migrations/0007_results_seen.sql")),
    sql(8, "users", include_str!("../../../../migrations/0008_users.sql")),
    sql(9, "last_results", include_str!("../../../../migrations/0009_last_results.sql")),
    sql(10, "authors", include_str!("../../../../migrations/0010_authors.sql")),
    sql(11, "reviews", include_str!("../../../../migrations/0011_reviews.sql")),
    sql(12, "case_suites", include_str!("../../../../migrations/0012_case_suites.sql")),
    sql(13, "case_links", include_str!("../../../../migrations/0013_case_links.sql")),
    Migration { then: Some(crate::upgrade::to_14), ..sql(14, "tests", include_str!("../../../../migrations/0014_tests.sql")) },
    sql(15, "manual_runs", include_str!("../../../../migrations/0015_manual_runs.sql")),
    sql(16, "case_pages", include_str!("../../../../migrations/0016_case_pages.sql")),
    sql(17, "result_counts", include_str!("../../../../migrations/0017_result_counts.sql")),
    sql(18, "worst_results", include_str!("../../../../migrations/0018_worst_results.sql")),
    Migration {
        then: Some(crate::upgrade::to_19),
        ..sql(19, "history_order", include_str!("../../../../migrations/0019_history_order.sql"))
    },
    Migration {
        then: Some(crate::upgrade::to_20),
        ..sql(20, "row_ids", include_str!("../../../../migrations/0020_row_ids.sql"))
    },
    sql(21, "run_errors", include_str!("../../../../migrations/0021_run_errors.sql")),
    sql(22, "twins", include_str!("../../../../migrations/0022_twins.sql")),
    sql(23, "shards", include_str!("../../../../migrations/0023_shards.sql")),
    sql(24, "audit", include_str!("../../../../migrations/0024_audit.sql")),
    sql(25, "case_codes", include_str!("../../../../migrations/0025_case_codes.sql")),
    Migration {
        then: Some(crate::upgrade::to_26),
        ..sql(26, "defects_and_reviews", include_str!("../../../../migrations/0026_defects_and_reviews.sql"))
    },
    sql(27, "removed_cases", include_str!("../../../../migrations/0027_removed_cases.sql")),
    sql(28, "names_of_twins", include_str!("../../../../migrations/0028_names_of_twins.sql")),
    sql(29, "kept_answers", include_str!("../../../../migrations/0029_kept_answers.sql")),
    sql(30, "integrations", include_str!("../../../../migrations/0030_integrations.sql")),
    sql(31, "operations", include_str!("../../../../migrations/0031_operations.sql")),
    Migration {
        then: Some(crate::upgrade::to_32),
        ..sql(32, "saved_filters", include_str!("../../../../migrations/0032_saved_filters.sql"))
    },
    sql(33, "passwords", include_str!("../../../../migrations/0033_passwords.sql")),
    sql(34, "shared_runs", include_str!("../../../../migrations/0034_shared_runs.sql")),
    sql(35, "identities", include_str!("../../../../migrations/0035_identities.sql")),
    sql(36, "case_results", include_str!("../../../../migrations/0036_case_results.sql")),
    sql(37, "results_of_tests", include_str!("../../../../migrations/0037_results_of_tests.sql")),
    Migration {
        then: Some(crate::upgrade::to_38),
        ..sql(38, "long_texts", include_str!("../../../../migrations/0038_long_texts.sql"))
    },
];

/// The schema that all migrations together make of an empty file. A new file gets it at once: to pass through each version takes several times as
/// long, because SQLite reads the whole schema anew after each change of a table. A test compares the two, and writes this text.
const SCHEMA: &str = include_str!("../../../../migrations/schema.sql");

const fn sql(version: i64, name: &'static str, sql: &'static str) -> Migration {
    Migration { version, name, sql, then: None }
}

/// The version that this program writes.
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
    let db = Db::in_memory()?;
    db.batch(SCHEMA)?;
    Ok(db)
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
    let is_new_file = at == 0 && db.is_file();
    if is_new_file {
        db.batch(SCHEMA)?;
    }
    for migration in MIGRATIONS.iter().filter(|m| m.version > at) {
        if !is_new_file {
            run(db, migration)?;
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::Row;

    const PLACE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../migrations/schema.sql");

    /// The schema, table by table, each with its indexes in the order in which SQLite considers them; then the rows of the tables.
    fn content(db: &Db) -> Vec<String> {
        let text = |r: &Row<'_>| r.text(0);
        let schema = "SELECT type || ' ' || name || ': ' || coalesce(sql, '') FROM sqlite_schema ORDER BY tbl_name, rowid";
        let mut all = db.all(schema, &[], text).expect("schema");
        let tables = db.table_names().expect("tables");
        // Those of the full-text index are read through it.
        for table in tables.iter().filter(|name| !name.starts_with("search")).chain([&"sqlite_sequence".to_owned()]) {
            let columns = db.all("SELECT name FROM pragma_table_info(?1)", p![table.as_str()], text).expect("columns");
            let row = columns.iter().map(|name| format!("quote({name})")).collect::<Vec<_>>().join(" || ', ' || ");
            let rows = db.all(&format!("SELECT {row} FROM {table} ORDER BY 1"), &[], text).expect("rows");
            all.extend(rows.into_iter().map(|row| format!("{table}: {row}")));
        }
        all
    }

    /// The text of a schema: its statements in the order in which they were executed, then the rows.
    fn text(db: &Db) -> String {
        // SQLite makes the tables of the full-text index and of its last ids by itself.
        let sql = "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'search!_%' ESCAPE '!' \
                   AND name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY rowid";
        let statements = db.all(sql, &[], |r| r.text(0)).expect("schema");
        let ids = db.all("SELECT name FROM sqlite_sequence ORDER BY rowid", &[], |r| r.text(0)).expect("last ids");
        let head = "-- What all migrations together make of an empty SQLite file. Written by a test of crates/store/src/db/migrate.rs:\n\
                    -- VOLUPTAS_WRITE_SCHEMA=1 cargo test --lib migrations_make_the_schema\n\n";
        let mut text = head.to_owned();
        statements.iter().for_each(|sql| text.push_str(&format!("{sql};\n\n")));
        text.push_str("INSERT INTO access_changes (id, version) VALUES (1, 1);\n");
        let rows = ids.iter().map(|name| format!("('{name}', 0)")).collect::<Vec<_>>().join(", ");
        text.push_str(&format!("INSERT INTO sqlite_sequence (name, seq) VALUES {rows};\n"));
        text
    }

    #[test]
    fn migrations_make_the_schema() {
        let migrated = blank_of(latest()).expect("migrations");
        if std::env::var_os("VOLUPTAS_WRITE_SCHEMA").is_some() {
            std::fs::write(PLACE, text(&migrated)).expect("written");
            return;
        }
        assert_eq!(content(&blank().expect("schema")), content(&migrated));
        assert_eq!(SCHEMA.replace("\r\n", "\n"), text(&migrated));
    }
}
