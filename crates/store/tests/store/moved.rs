//! A workspace file that somebody moves, removes or replaces while it is open.
#![cfg(unix)]

use std::path::{Path, PathBuf};
use std::sync::Arc;
use testkit::fixture::Fixture;
use voluptas_core::base::SystemClock;
use voluptas_store::{Error, Location, Op, Store, doctor};

fn titles(store: &Store) -> Vec<String> {
    store.read(|tx| Ok(tx.projects().all()?.into_iter().map(|p| p.code).collect())).expect("a read")
}

#[test]
fn nothing_is_read_from_or_written_to_a_file_that_is_no_longer_in_its_place() {
    let f = Fixture::new();
    let create = |code: &str| f.store.write(Op::bulk("test"), |tx| tx.projects().ensure(code, "Shop"));
    create("ONE").unwrap();
    let away = f.path.with_extension("away");
    std::fs::rename(&f.path, &away).unwrap();
    let refused = |what: &str| {
        assert!(matches!(create("TWO"), Err(Error::Moved { path }) if path == f.path), "{what}: write");
        assert!(matches!(f.store.read(|tx| tx.projects().all()), Err(Error::Moved { .. })), "{what}: read");
    };
    refused("moved");
    std::fs::copy(&away, &f.path).unwrap();
    refused("replaced by a copy");
    std::fs::remove_file(&f.path).unwrap();
    refused("removed");
    std::fs::rename(&away, &f.path).unwrap();
    assert_eq!(titles(&f.store), ["ONE"], "back in its place");
    create("TWO").unwrap();
    assert_eq!(titles(&f.store), ["ONE", "TWO"]);
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

fn open(path: &Path) -> voluptas_store::Result<Store> {
    Store::open(path, Arc::new(SystemClock))
}

#[test]
fn a_log_whose_file_was_moved_away_is_kept() {
    let f = Fixture::new();
    f.store.write(Op::bulk("test"), |tx| tx.projects().ensure("ONE", "Shop")).unwrap();
    let (path, away, log) = (f.path.clone(), f.path.with_extension("away"), beside(&f.path, "-wal"));
    std::fs::rename(&path, &away).unwrap();
    drop(f.store);
    let length = log.metadata().expect("a log").len();
    assert!(length > 0);
    for what in ["missing", "empty"] {
        assert!(matches!(open(&path), Err(Error::LogAlone { path: named }) if named == path), "{what}");
        let read_only = Store::open_read_only(&Location::from(path.as_path()), Arc::new(SystemClock));
        assert!(matches!(read_only, Err(Error::LogAlone { .. })), "{what}");
        let exists = Store::exists(&Location::from(path.as_path()));
        assert!(matches!((exists, what), (Err(Error::LogAlone { .. }), "missing") | (Ok(true), "empty")));
        assert_eq!(log.metadata().expect("the log").len(), length, "{what}: nothing changed");
        std::fs::write(&path, "").unwrap();
    }
    std::fs::rename(&away, &path).unwrap();
    assert_eq!(titles(&open(&path).unwrap()), ["ONE"], "put back");
}

#[test]
fn the_file_alone_has_everything_soon_after_the_last_write() {
    let f = Fixture::new();
    let create = |code: &str| f.store.write(Op::bulk("test"), |tx| tx.projects().ensure(code, "Shop"));
    create("ONE").unwrap();
    let log = || beside(&f.path, "-wal").metadata().map_or(0, |m| m.len());
    f.store.fold_log_when_idle().unwrap();
    create("TWO").unwrap();
    f.store.fold_log_when_idle().unwrap();
    assert!(log() > 0, "written since the last look");
    f.store
        .read(|tx| {
            tx.projects().all()?;
            f.store.fold_log_when_idle()?;
            assert!(log() > 0, "a reader is not waited for");
            Ok(())
        })
        .unwrap();
    f.store.fold_log_when_idle().unwrap();
    assert_eq!(log(), 0);
    let copy = f.path.with_extension("copy");
    std::fs::copy(&f.path, &copy).unwrap();
    assert_eq!(titles(&open(&copy).unwrap()), ["ONE", "TWO"]);
    // What another program wrote and left in the log.
    let other = open(&f.path).unwrap();
    other.write(Op::bulk("test"), |tx| tx.projects().ensure("THREE", "Shop")).unwrap();
    drop(other);
    assert!(log() > 0);
    for _ in 0..2 {
        f.store.fold_log_when_idle().unwrap();
    }
    assert_eq!((log(), titles(&f.store).len()), (0, 3));
}

#[test]
fn a_file_with_two_names_is_refused() {
    let f = Fixture::new();
    f.store.write(Op::bulk("test"), |tx| tx.projects().ensure("ONE", "Shop")).unwrap();
    let path = f.path.clone();
    drop(f.store);
    let second = path.with_extension("second");
    std::fs::hard_link(&path, &second).unwrap();
    for name in [&path, &second] {
        assert!(matches!(open(name), Err(Error::ManyNames { names: 2, .. })));
        assert!(matches!(
            Store::open_read_only(&Location::from(name.as_path()), Arc::new(SystemClock)),
            Err(Error::ManyNames { .. })
        ));
        assert!(matches!(doctor::examine(name), Err(Error::ManyNames { .. })));
    }
    let copy = path.with_extension("copy");
    std::fs::copy(&second, &copy).unwrap();
    assert_eq!(titles(&open(&copy).unwrap()), ["ONE"]);
    std::fs::remove_file(second).unwrap();
    assert_eq!(titles(&open(&path).unwrap()), ["ONE"]);
}

#[test]
fn a_symbolic_link_is_the_file_that_it_names() {
    let f = Fixture::new();
    let link = f.path.with_file_name("link.voluptas");
    std::os::unix::fs::symlink(&f.path, &link).unwrap();
    let by_link = open(&link).unwrap();
    assert_eq!(by_link.path(), f.path.canonicalize().unwrap());
    by_link.write(Op::bulk("test"), |tx| tx.projects().ensure("ONE", "Shop")).unwrap();
    assert_eq!(titles(&f.store), ["ONE"]);
    assert!(beside(&f.path, "-wal").exists() && !beside(&link, "-wal").exists());
    // A link to a workspace that is not made yet.
    let (early, target) = (f.path.with_file_name("early.voluptas"), f.path.with_file_name("late.voluptas"));
    std::os::unix::fs::symlink(&target, &early).unwrap();
    assert_eq!(open(&early).unwrap().path().file_name(), target.file_name());
}
