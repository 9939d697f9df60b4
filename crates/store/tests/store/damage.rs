//! A file with a page of rubbish: the doctor says which table and page, and what can be saved is saved.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use testkit::fixture::{Fixture, assert_sound_file};
use voluptas_core::base::SystemClock;
use voluptas_core::domain::case::{CaseContent, NewCase};
use voluptas_store::db::{Db, Mode};
use voluptas_store::doctor::{self, Severity};
use voluptas_store::recover::{part_of, recover};
use voluptas_store::{Op, Store};

const PAGE: usize = 4096;

/// A copy of a workspace with fifty projects, each with a case; the page with the row of the project `marker-25` is overwritten.
fn damaged() -> (Fixture, PathBuf, usize) {
    let f = Fixture::new();
    f.store
        .write(Op::bulk("fill"), |tx| {
            for n in 0..50 {
                let text = "long ".repeat(400);
                let code = format!("P{}{}", char::from(b'A' + n / 26), char::from(b'A' + n % 26));
                let project = tx.projects().create(&code, &format!("marker-{n:02}"), Some(&text))?;
                let content = CaseContent { title: format!("Case of {n:02}"), ..CaseContent::default() };
                tx.cases().create(project.id, &NewCase { content, ..NewCase::default() })?;
            }
            Ok(())
        })
        .expect("filled");
    let copy = f.path.with_file_name("damaged.voluptas");
    f.store.backup_to(&copy).expect("copy");
    let mut bytes = std::fs::read(&copy).expect("bytes");
    // The title with the description behind it: the audit has the title alone.
    let at = bytes.windows(14).position(|w| w == b"marker-25long ").expect("the row") / PAGE;
    bytes[at * PAGE..(at + 1) * PAGE].fill(0x5A);
    std::fs::write(&copy, bytes).expect("damaged");
    (f, copy, at + 1)
}

fn titles(path: &Path) -> Vec<String> {
    let store = Store::open(path, Arc::new(SystemClock)).expect("a workspace");
    store.read(|tx| Ok(tx.projects().all()?.into_iter().map(|p| p.title).collect())).expect("projects")
}

#[test]
fn the_doctor_names_table_and_page_and_what_can_be_saved() {
    let (_f, path, page) = damaged();
    let before = std::fs::read(&path).expect("bytes");
    let findings = doctor::examine(&path).expect("findings");
    let table = findings.iter().find(|f| f.check == "damaged_table").expect("a damaged table");
    let arg = |name: &str| {
        table.message.args.iter().find(|(n, _)| n.as_str() == name).map(|(_, v)| format!("{v:?}")).unwrap_or_default()
    };
    assert_eq!(table.severity, Severity::Bad);
    assert!(arg("name").contains("projects"), "{table:?}");
    assert!(arg("pages").contains(&page.to_string()), "page {page}: {table:?}");
    assert!((40..50).contains(&table.count), "{table:?}");
    assert!(findings.iter().any(|f| f.check == "results_without_case" && f.severity == Severity::Good), "other checks go on");
    assert_eq!(std::fs::read(&path).expect("bytes"), before);
}

#[test]
fn what_can_be_read_is_saved_into_a_new_workspace() {
    let (_f, path, _) = damaged();
    let before = std::fs::read(&path).expect("bytes");
    let target = path.with_file_name("saved.voluptas");
    let tables = recover(&path, &target, &SystemClock).expect("recovered");
    assert_eq!(std::fs::read(&path).expect("bytes"), before);
    let of = |name: &str| tables.iter().find(|t| t.table == name).expect("table").clone();
    let (projects, cases) = (of("projects"), of("cases"));
    assert!(projects.gaps > 0 && (40..50).contains(&projects.rows), "{projects:?}");
    // A case cannot be without its project.
    assert_eq!((cases.rows, cases.gaps, cases.dropped), (projects.rows, 0, 50 - projects.rows), "{cases:?}");
    let saved = titles(&target);
    assert_eq!(i64::try_from(saved.len()).expect("count"), projects.rows);
    assert!(saved.contains(&"marker-00".to_owned()) && saved.contains(&"marker-49".to_owned()), "{saved:?}");
    assert!(!saved.contains(&"marker-25".to_owned()), "{saved:?}");
    assert_sound_file(&target);
    let store = Store::open(&target, Arc::new(SystemClock)).expect("a workspace");
    assert_eq!(store.read(|tx| tx.search().find("Case of 49", 10)).expect("found").len(), 1, "the search index is new");
    drop(store);
    assert!(recover(&path, &target, &SystemClock).is_err(), "an existing file is not overwritten");
}

#[test]
fn a_sound_file_is_saved_whole() {
    let f = Fixture::new();
    f.project();
    let target = f.path.with_file_name("saved.voluptas");
    let tables = recover(&f.path, &target, &SystemClock).expect("recovered");
    assert!(!tables.is_empty());
    assert!(tables.iter().all(|t| t.gaps == 0 && t.dropped == 0), "{tables:?}");
    assert_eq!(titles(&target), ["Shop"]);
}

#[test]
fn a_file_without_its_last_page_is_examined_and_saved() {
    let (f, path, _) = damaged();
    f.store.backup_to(&path.with_file_name("short.voluptas")).expect("copy");
    let path = path.with_file_name("short.voluptas");
    let length = std::fs::metadata(&path).expect("length").len();
    let file = std::fs::OpenOptions::new().write(true).open(&path).expect("file");
    file.set_len(length - PAGE as u64).expect("shortened");
    drop(file);
    let findings = doctor::examine(&path).expect("findings");
    let missing = findings.iter().find(|f| f.check == "file_length").expect("the missing end");
    assert_eq!((missing.severity, missing.count), (Severity::Bad, 1));
    let target = path.with_file_name("saved.voluptas");
    let tables = recover(&path, &target, &SystemClock).expect("recovered");
    let rows = tables.iter().find(|t| t.table == "projects").expect("table").rows;
    assert!((40..=50).contains(&rows), "{tables:?}");
    assert_eq!(i64::try_from(titles(&target).len()).expect("count"), rows);
    assert_sound_file(&target);
}

#[test]
fn an_empty_file_is_named_as_such() {
    let f = Fixture::new();
    let path = f.path.with_file_name("empty.voluptas");
    std::fs::write(&path, b"").expect("file");
    let findings = doctor::examine(&path).expect("findings");
    assert_eq!(findings.iter().map(|f| (f.check, f.severity)).collect::<Vec<_>>(), [("empty_file", Severity::Bad)]);
    let target = path.with_file_name("saved.voluptas");
    assert!(recover(&path, &target, &SystemClock).is_err());
    assert!(!target.exists(), "nothing is made of nothing");
    assert_eq!(std::fs::metadata(&path).expect("length").len(), 0);
}

/// A copy of the workspace after a change of its tables by hand.
fn changed(sql: &str) -> (Fixture, PathBuf) {
    let f = Fixture::new();
    f.project();
    let copy = f.path.with_file_name("changed.voluptas");
    f.store.backup_to(&copy).expect("copy");
    Db::open(&copy, Mode::ReadWrite).expect("database").batch(sql).expect("changed");
    (f, copy)
}

#[test]
fn a_half_made_file_is_named_as_such() {
    let (_f, path) = changed("DELETE FROM schema_migration");
    let findings = doctor::examine(&path).expect("findings");
    assert_eq!(findings.iter().map(|f| (f.check, f.severity)).collect::<Vec<_>>(), [("schema", Severity::Bad)]);
    assert!(findings[0].count > 10, "{findings:?}");
}

#[test]
fn a_recovery_that_was_stopped_is_named_and_replaced_by_the_next_one() {
    let (f, path) = changed("PRAGMA user_version = 1751215206");
    let half_made = |path: &Path| {
        let findings = doctor::examine(path).expect("findings");
        assert_eq!(findings.iter().map(|f| (f.check, f.severity)).collect::<Vec<_>>(), [("half_made", Severity::Bad)]);
    };
    half_made(&path);
    let target = path.with_file_name("saved.voluptas");
    let part = path.with_file_name("saved.voluptas.part");
    assert_eq!(part_of(&target), part);
    // Killed before the first table, and later.
    std::fs::write(&part, b"").expect("file");
    half_made(&part);
    std::fs::rename(&path, &part).expect("renamed");
    half_made(&part);
    // Another recovery is filling it, or the file is none of ours.
    let lock = std::fs::File::create(path.with_file_name("saved.voluptas.part-lock")).expect("file");
    lock.lock().expect("locked");
    let busy = recover(&f.path, &target, &SystemClock).expect_err("another recovery is filling it");
    assert!(matches!(&busy, voluptas_store::Error::Io { path, .. } if *path == part), "{busy:?}");
    drop(lock);
    let kept = std::fs::read(&part).expect("half-made");
    std::fs::write(&part, b"a video").expect("file");
    recover(&f.path, &target, &SystemClock).expect_err("a file of somebody else");
    assert_eq!(std::fs::read(&part).expect("file"), b"a video");
    std::fs::write(&part, kept).expect("half-made");
    std::fs::write(path.with_file_name("saved.voluptas.part-wal"), b"pages").expect("file");
    assert!(!target.exists());
    recover(&f.path, &target, &SystemClock).expect("recovered");
    let beside = std::fs::read_dir(path.parent().expect("folder")).expect("folder").flatten().map(|e| e.file_name());
    let named: Vec<_> = beside.filter(|name| name.to_string_lossy().starts_with("saved.voluptas")).collect();
    assert_eq!(named, ["saved.voluptas"], "nothing else is left");
    assert_sound_file(&target);
}

#[test]
fn missing_tables_are_named() {
    let (_f, path) = changed("PRAGMA foreign_keys = OFF; DROP TABLE case_links; DROP TABLE run_counters");
    let findings = doctor::examine(&path).expect("findings");
    let tables = findings.iter().find(|f| f.check == "tables").expect("missing tables");
    assert_eq!((tables.severity, tables.count), (Severity::Bad, 2));
    let detail = tables.message.args.iter().map(|(_, value)| format!("{value:?}")).collect::<String>();
    assert!(detail.contains("case_links, run_counters"), "{detail}");
}

#[test]
fn every_version_has_all_its_tables() {
    let f = Fixture::new();
    let findings = doctor::examine(&f.path).expect("findings");
    assert!(findings.iter().all(|f| f.severity == Severity::Good), "{findings:?}");
}

/// A byte of a stored text that a disk or memory has changed: every page is intact, and nobody has edited the case.
#[test]
fn a_text_that_nobody_has_written_is_named() {
    let f = Fixture::new();
    let project = f.project().id;
    let case =
        |title: &str| NewCase { content: CaseContent { title: title.into(), ..CaseContent::default() }, ..NewCase::default() };
    let edited = f.store.write(Op::bulk("test"), |tx| {
        let ids = tx.cases().create_many(project, &[case("Pay"), case("Refund")])?;
        Ok(ids[0])
    });
    let edited = edited.expect("cases").value;
    for (title, text) in [("Pay", "by card"), ("Pay now", "by cash"), ("Pay now", "by card")] {
        let content = CaseContent { title: title.into(), description: Some(text.into()), ..CaseContent::default() };
        f.store.write(Op::bulk("test"), |tx| tx.cases().update(edited, &content)).expect("an edit");
    }
    let severity = || {
        let findings = doctor::examine(&f.path).expect("findings");
        findings.into_iter().find(|f| f.check == "cases_unlike_history").map(|f| (f.severity, f.count))
    };
    assert_eq!(severity(), Some((Severity::Good, 0)));
    let file = rusqlite::Connection::open(&f.path).expect("the file");
    let spoil = |sql: &str| assert!(file.execute(sql, []).expect("changed") > 0);
    spoil("UPDATE cases SET description = 'by cerd' WHERE description = 'by card'");
    assert_eq!(severity(), Some((Severity::Bad, 1)));
    spoil("UPDATE cases SET description = 'by card' WHERE description = 'by cerd'");
    assert_eq!(severity(), Some((Severity::Good, 0)));
}
