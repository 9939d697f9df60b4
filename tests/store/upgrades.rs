//! Workspaces of every earlier version are brought up to date, and say the same afterwards.

use std::path::Path;
use std::sync::Arc;
use voluptas::base::{FixedClock, SystemClock};
use voluptas::domain::ids::{CaseId, ProjectId};
use voluptas::p;
use voluptas::store::db::migrate::{self, MIGRATIONS};
use voluptas::store::db::{Db, Mode, dialect};
use voluptas::store::{Op, Store, doctor};

/// A workspace as the program of that version left it.
fn old_workspace(path: &Path, version: i64) {
    let db = Db::open(path, Mode::ReadWrite).expect("new file");
    db.batch(
        "CREATE TABLE schema_migration (version INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_ms INTEGER NOT NULL) STRICT",
    )
    .expect("table of migrations");
    for m in MIGRATIONS.iter().filter(|m| m.version <= version) {
        db.batch(&dialect::expand(m.sql)).expect("migration");
        let checksum = blake3::hash(m.sql.as_bytes()).to_hex().to_string();
        db.execute("INSERT INTO schema_migration VALUES (?1, ?2, ?3, 1)", p![m.version, m.name, checksum]).expect("its mark");
        if m.version == 1 {
            // Rows of the first version, which the later ones bring along.
            db.batch(include_str!("fixtures/workspace.sql")).expect("rows");
        }
    }
    db.mark().expect("application id");
}

/// The content of the workspace as text.
fn told(store: &Store) -> String {
    store
        .read(|tx| {
            let project = tx.projects().by_code("SHOP")?.expect("project");
            let case = tx.cases().by_number(project.id, 1)?.expect("case");
            let run = tx.runs().by_number(project.id, 1)?;
            let results = tx.results().of_run(run.id)?;
            Ok(format!(
                "{:#?}\n{:#?}\n{:#?}\n{:#?}\n{:#?}\n{:#?}",
                tx.functions().all()?,
                tx.people().all()?,
                tx.suites().of_project(project.id)?,
                case,
                run,
                results
            ))
        })
        .expect("read")
}

#[test]
fn every_earlier_version_is_upgraded_and_says_the_same() {
    let dir = tempfile::tempdir().expect("temporary folder");
    let clock = Arc::new(FixedClock::at(1_795_219_200_000));
    let newest = dir.path().join("newest.voluptas");
    old_workspace(&newest, migrate::latest());
    let expected = told(&Store::open(&newest, clock.clone()).expect("newest"));
    assert!(expected.contains("Pay by card") && expected.contains("Timeout") && expected.contains("Корзина не пуста"));
    for version in 1..migrate::latest() {
        let path = dir.path().join(format!("v{version}.voluptas"));
        old_workspace(&path, version);
        let store = Store::open(&path, clock.clone()).unwrap_or_else(|e| panic!("version {version}: {e}"));
        assert_eq!(told(&store), expected, "version {version}");
        let edit = Op::bulk("edit");
        store
            .write(edit, |tx| tx.suites().set_deleted(tx.suites().of_project(ProjectId(1))?[0].id, false))
            .expect("can be written");
        store.read(|tx| tx.cases().get(CaseId(1))).expect("can be read");
        drop(store);
        let findings = doctor::examine(&path, |name| dir.path().join(name)).expect("examined");
        assert!(findings.iter().all(|f| matches!(f.severity, doctor::Severity::Good)), "version {version}: {findings:?}");
        let copy = dir.path().join(format!("v{version}.voluptas.before-v{}", migrate::latest()));
        assert!(copy.exists(), "version {version} was copied first");
    }
    assert!(Store::open(&newest, Arc::new(SystemClock)).is_ok());
}
