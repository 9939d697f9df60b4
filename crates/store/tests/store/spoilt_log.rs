//! A write-ahead log with spoilt bytes: nothing says that all is well, and the writes behind the spoilt place are saved.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use testkit::fixture::{Fixture, assert_sound_file};
use voluptas_core::base::SystemClock;
use voluptas_core::domain::case::{CaseContent, NewCase};
use voluptas_store::doctor::{self, Severity};
use voluptas_store::{Error, Op, Store, log, recover};

const CASES: usize = 60;
const HEADER: usize = 32;
const FRAME: usize = 24 + 4096;

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// The bytes of a workspace file and of its log, which has 60 commits with a case each.
fn with_log() -> (Vec<u8>, Vec<u8>) {
    let f = Fixture::new();
    let project = f.project().id;
    for n in 0..CASES {
        let content = CaseContent { title: format!("Case {n:02}"), ..CaseContent::default() };
        f.store
            .write(Op::bulk("test"), |tx| tx.cases().create(project, &NewCase { content, ..NewCase::default() }))
            .expect("a case");
    }
    let read = |path: &Path| std::fs::read(path).expect("bytes");
    (read(&f.path), read(&beside(&f.path, "-wal")))
}

fn put(folder: &Path, file: &[u8], log: &[u8]) -> PathBuf {
    let path = folder.join("spoilt.voluptas");
    std::fs::write(&path, file).expect("file");
    std::fs::write(beside(&path, "-wal"), log).expect("log");
    path
}

fn cases(path: &Path) -> usize {
    let store = Store::open(path, Arc::new(SystemClock)).expect("a workspace");
    let all = store.read(|tx| {
        let project = tx.projects().all()?.remove(0).id;
        tx.cases().of_project(project)
    });
    all.expect("cases").iter().filter(|case| case.content.title.starts_with("Case ")).count()
}

/// Examines and saves a spoilt workspace. Returns the number of cases that were saved.
fn saved(file: &[u8], spoilt: &[u8], what: &str) -> usize {
    let folder = tempfile::tempdir().expect("folder");
    let path = put(folder.path(), file, spoilt);
    assert!(matches!(Store::open(&path, Arc::new(SystemClock)), Err(Error::LogDamaged { .. })), "{what}: it is not opened");
    let findings = doctor::examine(&path).expect("findings");
    let found = findings.iter().find(|finding| finding.check == "log_damaged").expect("the damage");
    assert_eq!(found.severity, Severity::Bad, "{what}");
    let target = folder.path().join("saved.voluptas");
    recover::recover(&path, &target, &SystemClock).expect("recovered");
    assert_eq!(std::fs::read(beside(&path, "-wal")).expect("log"), spoilt, "{what}: the damaged one is only read");
    let left: Vec<_> = std::fs::read_dir(folder.path()).expect("folder").flatten().map(|e| e.file_name()).collect();
    assert!(left.iter().all(|name| !name.to_string_lossy().contains("patched")), "{what}: {left:?}");
    assert_sound_file(&target);
    cases(&target)
}

#[test]
fn one_spoilt_byte_costs_one_case_at_most() {
    let (file, log) = with_log();
    let frames = (log.len() - HEADER) / FRAME;
    assert!(frames > 2 * CASES, "{frames}");
    let mut least = CASES;
    for n in 0..24 {
        let frame = n * (frames - 2) / 24;
        let mut spoilt = log.clone();
        // In turn the content of the page, the checksum, the number of the page, the salt.
        let at = HEADER + frame * FRAME + [24 + 2_000, 24 + 4_090, 17, 3, 9][n % 5];
        spoilt[at] ^= 0x10;
        let rows = saved(&file, &spoilt, &format!("frame {frame} of {frames}"));
        least = least.min(rows);
        assert!(rows >= CASES - 1, "frame {frame} of {frames}: {rows} of {CASES} cases");
    }
    println!("at least {least} of {CASES} cases");
}

#[test]
fn a_blank_block_and_a_spoilt_header_cost_little() {
    let (file, log) = with_log();
    for at in [log.len() / 3, log.len() / 2, log.len() * 4 / 5] {
        let mut spoilt = log.clone();
        let at = at / 4096 * 4096;
        spoilt[at..at + 4096].fill(0);
        let rows = saved(&file, &spoilt, &format!("blank from {at}"));
        assert!(rows >= CASES - 8, "blank from {at}: {rows} of {CASES} cases");
    }
    let mut spoilt = log;
    spoilt[..16].fill(0x5A);
    assert_eq!(saved(&file, &spoilt, "the header"), CASES);
}

#[test]
fn a_log_that_a_killed_program_left_is_whole() {
    let (file, log) = with_log();
    let folder = tempfile::tempdir().expect("folder");
    let is_whole = |log: &[u8], what: &str| {
        let path = put(folder.path(), &file, log);
        assert_eq!(log::damage(&path).expect("a log"), None, "{what}");
        assert!(doctor::examine(&path).expect("findings").iter().all(|f| f.check != "log_damaged"), "{what}");
    };
    is_whole(&log, "as it is");
    is_whole(&log[..log.len() - 1_000], "within the last frame");
    is_whole(&log[..HEADER + 10], "within the first frame");
    is_whole(&[], "empty");
    let mut torn = log.clone();
    let at = log.len() - 100;
    torn[at..].fill(0);
    is_whole(&torn, "the last frame is half written");
    // Frames of an earlier log behind those of the present one.
    let mut older = log.clone();
    let from = HEADER + (log.len() - HEADER) / FRAME / 2 * FRAME;
    for frame in older[from..].chunks_exact_mut(FRAME) {
        frame[8..16].fill(7);
    }
    is_whole(&older, "the rest is of an earlier log");
}

/// A write that outgrows the cache puts pages into the log before its end. When it is rolled back, they stay behind the last good frame, and the
/// next small write overwrites the first of them: the rest fits together, and was never acknowledged.
#[test]
fn pages_of_a_large_write_that_was_rolled_back_are_no_damage() {
    let f = Fixture::new();
    let project = f.project().id;
    let add = |title: &str| {
        let content = CaseContent { title: title.into(), ..CaseContent::default() };
        let new = NewCase { content, ..NewCase::default() };
        f.store.write(Op::bulk("test"), |tx| tx.cases().create(project, &new)).expect("a case");
    };
    add("Case before");
    let mut other = rusqlite::Connection::open(&f.path).expect("the file");
    other.execute_batch("PRAGMA cache_size = 10").expect("a small cache");
    let large = other.transaction().expect("a transaction");
    large.execute_batch("CREATE TABLE large (body BLOB)").expect("a table");
    for _ in 0..200 {
        large.execute("INSERT INTO large VALUES (zeroblob(8000))", []).expect("a row");
    }
    large.rollback().expect("rolled back");
    add("Case after");
    let read = |path: &Path| std::fs::read(path).expect("bytes");
    let (file, log) = (read(&f.path), read(&beside(&f.path, "-wal")));
    assert!(log.len() > 200 * 8000, "the pages are in the log: {}", log.len());
    let folder = tempfile::tempdir().expect("folder");
    let path = put(folder.path(), &file, &log);
    assert_eq!(log::damage(&path).expect("a log"), None);
    assert_eq!(cases(&path), 2);
}
