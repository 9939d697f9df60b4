//! Files of other programs, newer files, damaged files: refused with a reason, and left as they were.

use std::sync::Arc;
use testkit::fixture::{Fixture, assert_sound_file};
use voluptas_core::base::SystemClock;
use voluptas_core::domain::user::Role;
use voluptas_store::db::{Db, Mode};
use voluptas_store::doctor::{self, Severity};
use voluptas_store::{Error, Store};

fn open(path: &std::path::Path) -> Result<Store, Error> {
    Store::open(path, Arc::new(SystemClock))
}

#[test]
fn a_newer_file_is_refused_and_untouched() {
    let f = Fixture::new();
    let path = f.path.clone();
    Db::open(&path, Mode::ReadWrite)
        .unwrap()
        .batch("INSERT INTO schema_migration VALUES (999, 'later', 'x', 0); PRAGMA wal_checkpoint(TRUNCATE)")
        .unwrap();
    let before = std::fs::read(&path).unwrap();
    assert!(matches!(open(&path), Err(Error::Newer { file: 999, .. })));
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

#[test]
fn another_migration_under_the_same_number_is_noticed() {
    let f = Fixture::new();
    Db::open(&f.path, Mode::ReadWrite).unwrap().batch("UPDATE schema_migration SET checksum = 'x'").unwrap();
    assert!(matches!(open(&f.path), Err(Error::ChangedMigration { version: 1 })));
}

#[test]
fn other_files_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let text = dir.path().join("notes.txt");
    std::fs::write(&text, "not a database at all, but long enough to be read as one page header".repeat(40)).unwrap();
    assert!(matches!(open(&text), Err(Error::NotAWorkspace)));
    let foreign = dir.path().join("other.db");
    Db::open(&foreign, Mode::ReadWrite).unwrap().batch("CREATE TABLE t (a)").unwrap();
    assert!(matches!(open(&foreign), Err(Error::NotAWorkspace)));
}

/// Every file of a folder with its bytes.
fn files(folder: &std::path::Path) -> std::collections::BTreeMap<std::ffi::OsString, Vec<u8>> {
    let entry = |e: std::fs::DirEntry| (e.file_name(), std::fs::read(e.path()).expect("file"));
    std::fs::read_dir(folder).expect("folder").map(|e| entry(e.expect("entry"))).collect()
}

#[test]
fn a_foreign_database_keeps_every_byte_and_gets_no_neighbours() {
    let journal = |mode: &str| {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("other.db");
        let db = Db::open(&path, Mode::ReadWrite).unwrap();
        db.batch(&format!("PRAGMA journal_mode = {mode}; CREATE TABLE t (a); INSERT INTO t VALUES (1)")).unwrap();
        (dir, path, db)
    };
    let refused = |dir: &tempfile::TempDir, path: &std::path::Path, what: &str| {
        let before = files(dir.path());
        assert!(matches!(open(path), Err(Error::NotAWorkspace)), "{what}");
        assert!(matches!(doctor::examine(path), Err(Error::NotAWorkspace)), "{what}");
        assert_eq!(files(dir.path()), before, "{what}");
    };
    for mode in ["DELETE", "WAL"] {
        let (dir, path, db) = journal(mode);
        drop(db);
        assert_eq!(files(dir.path()).len(), 1, "{mode}");
        refused(&dir, &path, mode);
    }
    // Its tables stand in the log alone, as after a crash.
    let (dir, _, db) = journal("WAL");
    let crashed = tempfile::tempdir().unwrap();
    for (name, bytes) in files(dir.path()) {
        if !name.to_string_lossy().ends_with("-shm") {
            std::fs::write(crashed.path().join(name), bytes).unwrap();
        }
    }
    drop(db);
    refused(&crashed, &crashed.path().join("other.db"), "with a log");
    // A program that says in the header whose file it is.
    let (dir, path, db) = journal("DELETE");
    db.batch("DROP TABLE t; PRAGMA application_id = 12345").unwrap();
    drop(db);
    refused(&dir, &path, "application id");
}

#[test]
fn a_new_workspace_that_was_killed_before_its_first_checkpoint_opens() {
    let f = Fixture::new();
    f.project();
    let killed = tempfile::tempdir().unwrap();
    for (name, bytes) in files(f.path.parent().unwrap()) {
        std::fs::write(killed.path().join(name), bytes).unwrap();
    }
    let path = killed.path().join(f.path.file_name().unwrap());
    assert!(std::fs::metadata(&path).unwrap().len() < 100_000, "the tables stand in the log alone");
    let store = open(&path).unwrap();
    assert_eq!(store.read(|tx| Ok(tx.projects().all()?.len())).unwrap(), 1);
}

#[test]
fn tables_take_only_their_own_types() {
    let f = Fixture::new();
    let db = Db::open(&f.path, Mode::ReadWrite).unwrap();
    let loose = db
        .all("SELECT name FROM pragma_table_list WHERE type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite_%'", &[], |r| {
            r.text(0)
        })
        .unwrap();
    assert!(loose.is_empty(), "tables that are not STRICT: {loose:?}");
}

#[test]
fn the_doctor_finds_a_sound_file_good() {
    let f = Fixture::new();
    f.project();
    assert_sound_file(&f.path);
}

#[test]
fn the_doctor_names_what_is_wrong() {
    let f = Fixture::new();
    f.project();
    let path = f.path.clone();
    let db = Db::open(&path, Mode::ReadWrite).unwrap();
    db.batch(
        "PRAGMA foreign_keys = OFF; \
         INSERT INTO attachments (hash, content_hash, filename, mime, size, created_ms) VALUES ('h', 'abcdef', 'a.png', 'image/png', 1, 0); \
         INSERT INTO function_cases (function_id, case_id, origin, created_ms) VALUES (77, 78, 'manual', 0)",
    )
    .unwrap();
    let findings = doctor::examine(&path).unwrap();
    let bad: Vec<&str> = findings.iter().filter(|x| x.severity == Severity::Bad).map(|x| x.check).collect();
    assert_eq!(bad, ["foreign_keys", "attachments"]);
}

#[test]
fn a_cut_off_file_is_found_damaged_without_a_panic() {
    let f = Fixture::new();
    for i in 0..50 {
        f.store
            .write(voluptas_store::Op::bulk("p"), |tx| tx.projects().create(&format!("P{i}"), "x", Some(&"long ".repeat(400))))
            .unwrap();
    }
    let path = f.path.clone();
    let copy = path.with_extension("cut");
    f.store.backup_to(&copy).unwrap();
    let bytes = std::fs::read(&copy).unwrap();
    for share in [1, 3, 5, 7, 9] {
        std::fs::write(&copy, &bytes[..bytes.len() * share / 10]).unwrap();
        let examined = doctor::examine(&copy);
        let is_bad = match &examined {
            Ok(findings) => findings.iter().any(|f| f.severity == Severity::Bad),
            Err(e) => matches!(e, Error::Corrupt(_)),
        };
        assert!(is_bad, "{share} tenths: {examined:?}");
    }
}

#[test]
fn an_older_file_is_copied_upgraded_and_keeps_what_it_holds() {
    let f = Fixture::new();
    let path = f.path.clone();
    f.store.write(voluptas_store::Op::bulk("test"), |tx| tx.projects().ensure("OLD", "An old one")).unwrap();
    drop(f.store);
    // As the first version left it.
    Db::open(&path, Mode::ReadWrite)
        .unwrap()
        .batch(
            "DROP TABLE tracker_issues; DROP TABLE trackers; DROP TABLE announced_mutes; DROP TABLE webhook_deliveries; DROP TABLE webhooks; \
             DROP TABLE shared_runs; DROP TABLE saved_filters; DROP INDEX attachments_project; DROP TABLE kept_runs; DROP TABLE project_rules; DROP TABLE kept_answers; DROP INDEX qase_cases_removed; DROP TABLE defect_results; DROP TABLE defects; DROP TABLE review_reviewers; DROP TABLE case_reviews; \
             DROP TABLE shared_parameters; DROP TABLE case_issues; CREATE INDEX results_run ON results (run_id, id); DROP INDEX results_pages; DROP INDEX cases_pages; \
             DROP TABLE case_last_results; DROP TABLE run_counters; DROP INDEX run_cases_untested; DROP INDEX results_case_last; \
             DROP INDEX results_hidden; CREATE INDEX results_case ON results (case_id, id); \
             ALTER TABLE runs DROP COLUMN result_ms; ALTER TABLE runs DROP COLUMN result_count; ALTER TABLE run_cases DROP COLUMN is_tested; \
             ALTER TABLE sync_history DROP COLUMN alive_ms; DROP TABLE attachment_links; DROP TABLE mirror_watched; DROP TABLE mirror_pairs; \
             DROP INDEX sync_journal_trace; ALTER TABLE sync_journal DROP COLUMN trace; ALTER TABLE qase_cases DROP COLUMN created_at; \
             DROP TABLE former_case_links; ALTER TABLE result_links_qase DROP COLUMN content_hash; \
             ALTER TABLE result_links_qase DROP COLUMN pending_key; \
             DROP TABLE access_changes; DROP TABLE token_projects; DROP TABLE user_projects; DROP TABLE server_tokens; DROP TABLE user_identities; DROP TABLE user_emails; DROP TABLE invites; DROP TABLE user_passwords; DROP TABLE users; \
             CREATE TABLE server_tokens (id INTEGER PRIMARY KEY, token_hash TEXT NOT NULL UNIQUE, title TEXT NOT NULL, \
               created_ms INTEGER NOT NULL, revoked_ms INTEGER) STRICT; \
             INSERT INTO server_tokens (token_hash, title, created_ms, revoked_ms) VALUES ('ab', 'serve', 5, 6), ('cd', 'serve', 7, NULL); \
             DROP INDEX operations_author; DROP INDEX operations_undoes; ALTER TABLE operations DROP COLUMN source; ALTER TABLE operations DROP COLUMN sync_id; \
             ALTER TABLE operations DROP COLUMN undoes; ALTER TABLE people DROP COLUMN deleted_ms; \
             DROP TABLE case_suites; DROP TABLE case_comments; DROP TABLE templates; ALTER TABLE cases DROP COLUMN review; ALTER TABLE cases DROP COLUMN review_by; \
             ALTER TABLE cases DROP COLUMN review_ms; ALTER TABLE cases DROP COLUMN expected_result; ALTER TABLE cases DROP COLUMN links; \
             DROP INDEX results_of_test; DROP INDEX runs_input; ALTER TABLE results DROP COLUMN test_id; ALTER TABLE results DROP COLUMN found_by; \
             ALTER TABLE results DROP COLUMN is_retried; ALTER TABLE results DROP COLUMN is_flaky; ALTER TABLE results DROP COLUMN failure; \
             ALTER TABLE results DROP COLUMN detail; ALTER TABLE runs DROP COLUMN input_hash; ALTER TABLE runs DROP COLUMN facts; DROP TABLE texts; DROP TABLE test_history; \
             DROP TABLE run_outcomes; DROP TABLE run_errors; DROP TABLE shards; DROP TABLE sharded_runs; DROP TABLE audit; DROP TABLE mutes; DROP TABLE tests; ALTER TABLE run_cases DROP COLUMN position; \
             ALTER TABLE run_cases DROP COLUMN assignee_id; ALTER TABLE run_cases DROP COLUMN combinations; \
             CREATE TABLE result_steps (id INTEGER PRIMARY KEY, result_id INTEGER NOT NULL, parent_id INTEGER, position INTEGER NOT NULL, \
               action TEXT NOT NULL, expected TEXT, data TEXT, status TEXT NOT NULL, comment TEXT, start_ms INTEGER, end_ms INTEGER, \
               duration_ms INTEGER, attachments TEXT) STRICT; \
             CREATE INDEX result_steps_result ON result_steps (result_id); CREATE INDEX result_steps_parent ON result_steps (parent_id); \
             DELETE FROM schema_migration WHERE version > 1; \
             PRAGMA wal_checkpoint(TRUNCATE)",
        )
        .unwrap();
    let store = open(&path).unwrap();
    let codes = |s: &Store| s.read(|tx| Ok(tx.projects().all()?.into_iter().map(|p| p.code).collect::<Vec<_>>())).unwrap();
    assert!(codes(&store).contains(&"OLD".to_owned()));
    assert!(store.read(|tx| tx.mirror_pairs().all()).unwrap().is_empty());
    // The server's token of then is now one of an administrator.
    let (users, tokens) = store.read(|tx| Ok((tx.users().all()?, tx.server_tokens().all()?))).unwrap();
    assert_eq!((users.len(), users[0].name.as_str(), users[0].registry), (1, "admin", Some(Role::Admin)));
    assert_eq!((tokens.len(), tokens[0].1.as_str(), tokens[0].0.user, tokens[0].0.is_own), (1, "cd", users[0].id, true));
    let latest = voluptas_store::db::migrate::latest();
    let copy = path.with_file_name(format!("{}.before-v{latest}", path.file_name().unwrap().to_string_lossy()));
    let versions = |path: &std::path::Path| {
        let db = Db::open(path, Mode::ReadOnly).unwrap();
        db.one("SELECT max(version) FROM schema_migration", &[], |r| r.int(0)).unwrap()
    };
    assert_eq!((versions(&copy), versions(&path)), (1, latest));
    drop(store);
    assert_sound_file(&path);
}

#[test]
fn results_without_a_case_are_no_damage() {
    let f = Fixture::new();
    let project = f.project();
    f.store
        .write(voluptas_store::Op::bulk("run"), |tx| {
            let content = voluptas_core::domain::run::RunContent { title: "Run".into(), ..Default::default() };
            let run = tx.runs().create(project.id, &voluptas_store::runs::NewRun { content, ..Default::default() })?.id;
            let result = voluptas_core::domain::result::ResultContent { title: "Pays".into(), ..Default::default() };
            tx.results().add(run, &result)
        })
        .unwrap();
    let findings = doctor::examine(&f.path).unwrap();
    let found = findings.iter().find(|x| x.check == "results_without_case").unwrap();
    assert_eq!((found.severity, found.count), (Severity::Good, 1));
}
