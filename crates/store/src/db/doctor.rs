//! Examines a workspace without changing it, and reports findings. Of a file, also the pages.

use super::sqlite::log;
use super::sqlite::look::{Seen, look, missing_pages};
use super::sqlite::recover::{Damage, damage, is_half_made, is_part};
use crate::blobs::of_store::PLACE_SQL;
use crate::blobs::{BlobPlace, Blobs, path_in};
use crate::copy::refuse_unfinished;
use crate::db::{Db, Mode, migrate};
use crate::error::{Error, Result};
use crate::location::Location;
use crate::rollup::{COUNTERS, last_results as expected_last_results};
use crate::tx::Tx;
use std::collections::HashSet;
use std::path::Path;
use voluptas_core::domain::Message;

/// Severity of a [`Finding`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The check found no problem.
    Good,
    /// The file works, but has a flaw.
    Warning,
    /// Data is damaged or missing.
    Bad,
}

/// Result of one check.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Finding {
    /// Stable name of the check (`integrity`, `foreign_keys`, ...).
    pub check: &'static str,
    pub severity: Severity,
    /// Number of flaws; for a good check, number of examined objects.
    pub count: i64,
    /// Description for people.
    pub message: Message,
}

/// Rows with dangling references that no foreign key covers: name of the check, and the query that counts them.
const ORPHANS: &[(&str, &str)] = &[
    (
        "cases_in_deleted_suites",
        "SELECT count(*) FROM cases c JOIN suites s ON s.id = c.suite_id WHERE c.deleted_ms IS NULL AND s.deleted_ms IS NOT NULL",
    ),
    (
        "functions_in_deleted_functions",
        "SELECT count(*) FROM functions f JOIN functions p ON p.id = f.parent_id WHERE f.deleted_ms IS NULL AND p.deleted_ms IS NOT NULL",
    ),
    (
        "links_without_qase_case",
        "SELECT count(*) FROM case_links l WHERE NOT EXISTS (SELECT 1 FROM qase_cases q \
         WHERE q.qase_project_id = l.qase_project_id AND q.qase_id = l.qase_id)",
    ),
    (
        "cases_in_foreign_suites",
        "SELECT count(*) FROM cases c JOIN suites s ON s.id = c.suite_id WHERE c.project_id <> s.project_id",
    ),
    (
        "cases_in_foreign_milestones",
        "SELECT count(*) FROM cases c JOIN milestones m ON m.id = c.milestone_id WHERE c.project_id <> m.project_id",
    ),
    ("unfinished_writes_to_qase", "SELECT count(*) FROM sync_journal WHERE state = 'pending' AND action <> 'send_results'"),
];

/// Examines the file: pages, references, dangling rows, and the bytes of its attachments.
///
/// # Errors
/// The file is missing, cannot be opened or is no workspace.
pub fn examine(path: &Path) -> Result<Vec<Finding>> {
    let named = Location::from(path).without_link();
    let path = named.local();
    if !path.is_file() {
        return Err(Error::not_found("workspace", path.display()));
    }
    if look(path)? == Seen::Nothing {
        let check = if is_part(path) { "half_made" } else { "empty_file" };
        return Ok(vec![finding(check, Severity::Bad, 0, None)]);
    }
    let damage = log::damage(path)?.map(|damage| {
        let dropped = i64::try_from(damage.dropped).unwrap_or(i64::MAX);
        finding("log_damaged", Severity::Bad, dropped, Some(&damage.intact.to_string()))
    });
    let db = open_any(path)?;
    let version = migrate::version(&db)?;
    if version > migrate::latest() {
        return Err(Error::Newer { file: version, program: migrate::latest() });
    }
    if let Some(damage) = damage {
        // Of what stands in the log, the other checks would see a part alone.
        return Ok(vec![damage]);
    }
    if is_part(path) || is_half_made(&db)? {
        return Ok(vec![finding("half_made", Severity::Bad, 0, None)]);
    }
    let there = db.table_names()?;
    if version == 0 {
        // The migrations of a new file run in one transaction: without a version there must be no table.
        let check = if there.is_empty() { "empty_file" } else { "schema" };
        return Ok(vec![finding(check, Severity::Bad, count(there.len()), None)]);
    }
    refuse_unfinished_readable(&db)?;
    let mut findings = vec![good("schema", version)];
    let missing = missing_pages(path)?;
    if missing > 0 {
        findings.push(finding("file_length", Severity::Bad, missing, None));
    }
    findings.extend(integrity(&db)?);
    let gone: Vec<String> = migrate::tables(version)?.into_iter().filter(|name| !there.contains(name)).collect();
    if !gone.is_empty() {
        // The other checks read these tables.
        let mut named: Vec<&str> = gone.iter().take(TABLES_NAMED).map(String::as_str).collect();
        named.extend((gone.len() > TABLES_NAMED).then_some("…"));
        findings.push(finding("tables", Severity::Bad, count(gone.len()), Some(&named.join(", "))));
        return Ok(findings);
    }
    findings.push(readable("foreign_keys", foreign_keys(&db))?);
    findings.extend(contents(&db, version, path)?);
    Ok(findings)
}

/// Examines a workspace. Of one on a server, the pages and references are the server's own care.
///
/// # Errors
/// There is no workspace, or it cannot be opened.
pub fn examine_at(location: &Location) -> Result<Vec<Finding>> {
    let server = match location {
        Location::File(path) => return examine(path),
        Location::Server { server, .. } => server,
    };
    let db = Db::open_server(server)?;
    let version = migrate::version(&db)?;
    if version > migrate::latest() {
        return Err(Error::Newer { file: version, program: migrate::latest() });
    }
    if version == 0 {
        return Ok(vec![finding("empty_file", Severity::Bad, 0, None)]);
    }
    refuse_unfinished(&db)?;
    let mut findings = vec![good("schema", version)];
    findings.extend(contents(&db, version, location.local())?);
    Ok(findings)
}

/// Checks that both engines share: dangling rows, roll-ups and attachments.
fn contents(db: &Db, version: i64, path: &Path) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    for (check, sql) in ORPHANS {
        let found = db.one(sql, &[], |r| r.int(0)).map(|count| match count {
            0 => good(check, 0),
            count => finding(check, Severity::Warning, count, None),
        });
        findings.push(readable(check, found)?);
    }
    findings.push(readable("results_without_case", results_without_case(db))?);
    if version >= LAST_RESULTS_VERSION {
        findings.push(readable("last_results", last_results(db))?);
    }
    if version >= TESTS_VERSION {
        findings.push(readable("run_counters", run_counters(db, version))?);
        findings.push(readable("tests", tests(db))?);
    }
    if version == migrate::latest() {
        findings.push(readable("cases_unlike_history", cases_unlike_history(db))?);
    }
    findings.push(readable("attachments", attachments(db, path))?);
    Ok(findings)
}

/// Looks for texts that nobody has written.
fn cases_unlike_history(db: &Db) -> Result<Finding> {
    let (found, some) = Tx::new(db, 0, None).cases_unlike_history()?;
    let named = some.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    Ok(match found {
        0 => good("cases_unlike_history", 0),
        found => finding("cases_unlike_history", Severity::Bad, found, Some(&named)),
    })
}

/// Refuses an unfinished copy. A mark that cannot be read is for the other checks to report.
fn refuse_unfinished_readable(db: &Db) -> Result<()> {
    match refuse_unfinished(db) {
        Err(error @ Error::Unfinished { .. }) => Err(error),
        _ => Ok(()),
    }
}

/// A reading connection, also to a file that is shorter than its header says.
fn open_any(path: &Path) -> Result<Db> {
    match Db::open_to_read(path) {
        Err(Error::Corrupt(_)) => Db::open(path, Mode::Damaged),
        opened => opened,
    }
}

/// Turns the error of a check that met a damaged page into a finding, so that the other checks continue.
fn readable(check: &'static str, found: Result<Finding>) -> Result<Finding> {
    match found {
        Err(Error::Corrupt(_)) => Ok(Finding {
            check,
            severity: Severity::Bad,
            count: 0,
            message: Message::new("doctor-unreadable").with("check", check.replace('_', " ")),
        }),
        other => other,
    }
}

/// Maximum number of missing tables that are named.
const TABLES_NAMED: usize = 10;

/// The first version whose last results follow the rule of this program.
const LAST_RESULTS_VERSION: i64 = 18;
/// The first version in which results belong to tests.
const TESTS_VERSION: i64 = 14;
/// The first version in which runs count their results.
const RESULT_COUNTS_VERSION: i64 = 17;

/// Number of rows that only one of two queries returns.
fn differences(db: &Db, one: &str, other: &str) -> Result<i64> {
    let missing = |a: &str, b: &str| {
        let sql = format!("SELECT count(*) FROM (SELECT * FROM ({a}) AS a EXCEPT SELECT * FROM ({b}) AS b) AS missing");
        db.one(&sql, &[], |r| r.int(0))
    };
    Ok(missing(one, other)?.max(missing(other, one)?))
}

fn rollup(check: &'static str, differences: i64) -> Finding {
    let severity = if differences == 0 { Severity::Good } else { Severity::Warning };
    finding(check, severity, differences, None)
}

/// Compares the stored last result of each case with the results.
fn last_results(db: &Db) -> Result<Finding> {
    let kept = "SELECT case_id, result_id, run_id, status, latest_ms FROM case_last_results";
    Ok(rollup("last_results", differences(db, &expected_last_results(), kept)?))
}

/// Compares the stored counters, sums and marks of runs with the results.
fn run_counters(db: &Db, version: i64) -> Result<Finding> {
    let tests = differences(db, COUNTERS, "SELECT run_id, status, tests FROM run_counters WHERE tests <> 0")?;
    let wrong = if version >= RESULT_COUNTS_VERSION {
        "u.result_ms <> coalesce(s.spent, 0) OR u.result_count <> coalesce(s.results, 0)"
    } else {
        "u.spent_ms <> coalesce(s.spent, 0)"
    };
    let sums = db.one(
        &format!(
            "SELECT count(*) FROM runs u LEFT JOIN (SELECT run_id, count(*) AS results, CAST(sum(duration_ms) AS BIGINT) AS spent \
               FROM results WHERE deleted_ms IS NULL AND visible_ms IS NULL GROUP BY run_id) AS s ON s.run_id = u.id \
             WHERE {wrong}"
        ),
        &[],
        |r| r.int(0),
    )?;
    let marks = differences(
        db,
        "SELECT DISTINCT run_id, case_id FROM results WHERE case_id IS NOT NULL AND deleted_ms IS NULL AND visible_ms IS NULL",
        "SELECT run_id, case_id FROM run_cases WHERE is_tested = TRUE",
    )?;
    Ok(rollup("run_counters", tests + sums + marks))
}

/// Counts results without a test, tests of a run with no or several last attempts, and finished runs without packed outcomes.
fn tests(db: &Db) -> Result<Finding> {
    let count = |sql: &str| db.one(sql, &[], |r| r.int(0));
    let lost = count("SELECT count(*) FROM results r WHERE NOT EXISTS (SELECT 1 FROM tests t WHERE t.id = r.test_id)")?;
    let attempts = count(
        "SELECT count(*) FROM (SELECT 1 FROM results WHERE deleted_ms IS NULL AND visible_ms IS NULL GROUP BY run_id, test_id \
         HAVING sum(CASE WHEN is_retried = FALSE THEN 1 ELSE 0 END) <> 1) AS wrong",
    )?;
    let unsettled = count(
        "SELECT count(*) FROM runs u WHERE (u.state <> 'active' AND u.deleted_ms IS NULL) \
         <> EXISTS (SELECT 1 FROM run_outcomes o WHERE o.run_id = u.id)",
    )?;
    Ok(rollup("tests", lost + attempts + unsettled))
}

/// Counts results without a case. They are no damage, because a project may store them.
fn results_without_case(db: &Db) -> Result<Finding> {
    let sql = "SELECT count(*) FROM results WHERE case_id IS NULL AND deleted_ms IS NULL";
    let count = db.one(sql, &[], |r| r.int(0))?;
    let key = if count == 0 { "doctor-results-without-case-good" } else { "doctor-results-without-case-found" };
    Ok(Finding {
        check: "results_without_case",
        severity: Severity::Good,
        count,
        message: Message::new(key).count("count", count),
    })
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn good(check: &'static str, count: i64) -> Finding {
    finding(check, Severity::Good, count, None)
}

fn finding(check: &'static str, severity: Severity, count: i64, detail: Option<&str>) -> Finding {
    let state = if severity == Severity::Good { "good" } else { "found" };
    let mut message = Message::new(format!("doctor-{}-{state}", check.replace('_', "-"))).count("count", count);
    if let Some(detail) = detail {
        message = message.with("detail", detail);
    }
    Finding { check, severity, count, message }
}

/// Maximum number of findings of the engine's own check.
const LINES: i64 = 100;

/// Checks all pages. Returns the damaged tables of a damaged file.
fn integrity(db: &Db) -> Result<Vec<Finding>> {
    let mut lines = Vec::new();
    let checked = db.each(&format!("PRAGMA integrity_check({LINES})"), &[], |r| {
        lines.push(r.text(0)?);
        Ok(())
    });
    match checked {
        Ok(()) => {}
        // A page that cannot be read at all ends the check, after the lines about pages before it.
        Err(Error::Corrupt(line)) => lines.push(line),
        Err(e) => return Err(e),
    }
    if lines.len() == 1 && lines[0] == "ok" {
        return Ok(vec![good("integrity", 0)]);
    }
    let told: Vec<&str> = lines.iter().flat_map(|l| l.lines()).filter(|l| !l.starts_with("***")).collect();
    let count = i64::try_from(told.len()).unwrap_or(i64::MAX);
    let mut findings = vec![finding("integrity", Severity::Bad, count, told.first().copied())];
    findings.extend(damage(db, &lines).unwrap_or_default().into_iter().map(hit));
    Ok(findings)
}

/// Finding for a damaged table or index: its pages and the rows that can be saved.
fn hit(damage: Damage) -> Finding {
    let (check, key) = match (&damage.name, damage.is_index) {
        (Some(_), false) => ("damaged_table", "doctor-damaged-table-found"),
        (Some(_), true) => ("damaged_index", "doctor-damaged-index-found"),
        (None, _) => ("damaged_pages", "doctor-damaged-pages-found"),
    };
    let mut pages: Vec<String> = damage.pages.iter().take(10).map(ToString::to_string).collect();
    if damage.pages.len() > pages.len() {
        pages.push("…".to_owned());
    }
    let pages = if pages.is_empty() { "?".to_owned() } else { pages.join(", ") };
    let message =
        Message::new(key).with("name", damage.name.unwrap_or_default()).with("pages", pages).count("count", damage.readable);
    Finding { check, severity: Severity::Bad, count: damage.readable, message }
}

fn foreign_keys(db: &Db) -> Result<Finding> {
    let broken = db.all("PRAGMA foreign_key_check", &[], |r| Ok((r.text(0)?, r.text(2)?)))?;
    let Some((table, target)) = broken.first() else { return Ok(good("foreign_keys", 0)) };
    let count = i64::try_from(broken.len()).unwrap_or(i64::MAX);
    Ok(finding("foreign_keys", Severity::Bad, count, Some(&format!("{table} -> {target}"))))
}

fn attachments(db: &Db, workspace: &Path) -> Result<Finding> {
    let named = db.opt(PLACE_SQL, &[], |r| r.text(0))?;
    let place = BlobPlace::named(named.as_deref(), workspace)?;
    // A list of a bucket instead of all its bytes: a bucket compares them with their name by itself whenever they are read.
    let listed = if place.folder().is_none() { Blobs::open(&place)?.hashes_blocking()? } else { HashSet::new() };
    let stored = db.all("SELECT DISTINCT content_hash, filename FROM attachments WHERE deleted_ms IS NULL", &[], |r| {
        Ok((r.text(0)?, r.text(1)?))
    })?;
    let bad: Vec<&(String, String)> = stored
        .iter()
        .filter(|(hash, _)| {
            // The name is the hash of the bytes: a file that reads differently is as bad as none.
            match place.folder().map(|folder| path_in(folder, hash)) {
                Some(path) => std::fs::read(path).map_or(true, |bytes| blake3::hash(&bytes).to_hex().as_str() != hash),
                None => !listed.contains(hash),
            }
        })
        .collect();
    let total = i64::try_from(stored.len()).unwrap_or(i64::MAX);
    Ok(match bad.first() {
        None => good("attachments", total),
        Some((_, name)) => finding("attachments", Severity::Bad, i64::try_from(bad.len()).unwrap_or(i64::MAX), Some(name)),
    })
}

/// Row counts of a workspace file, and the titles that must not leave this computer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkspaceStatistics {
    /// Version of the schema.
    pub schema: i64,
    /// Rows of each table by name.
    pub tables: Vec<(String, i64)>,
    /// Titles of projects, functions, suites, cases and runs, the longest first.
    pub titles: Vec<String>,
    /// Tables whose titles could not be read.
    pub unread: Vec<&'static str>,
}

/// Counts the rows of every table and collects titles. A damaged table counts as -1.
///
/// # Errors
/// The file is missing, cannot be opened or is no workspace.
pub fn statistics(path: &Path) -> Result<WorkspaceStatistics> {
    let named = Location::from(path).without_link();
    let path = named.local();
    if !path.is_file() {
        return Err(Error::not_found("workspace", path.display()));
    }
    if look(path)? == Seen::Nothing {
        return Err(Error::NotAWorkspace);
    }
    let db = open_any(path)?;
    let schema = migrate::version(&db)?;
    let names = db.table_names()?;
    let count = |name: &String| {
        let quoted = name.replace('"', "\"\"");
        db.one(&format!("SELECT count(*) FROM \"{quoted}\""), &[], |r| r.int(0)).unwrap_or(-1)
    };
    let tables = names.iter().map(|name| (name.clone(), count(name))).collect();
    let (mut titles, mut unread) = (Vec::new(), Vec::new());
    for table in ["projects", "functions", "suites", "cases", "runs"] {
        match db.all(&format!("SELECT DISTINCT title FROM {table}"), &[], |r| r.text(0)) {
            Ok(found) => titles.extend(found),
            Err(_) => unread.push(table),
        }
    }
    titles.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
    titles.dedup();
    Ok(WorkspaceStatistics { schema, tables, titles, unread })
}
