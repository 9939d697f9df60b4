//! Writes that fill a new file straight, without its write-ahead log.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use testkit::fixture::feature;
use testkit::fixture::{Fixture, assert_sound};
use voluptas_core::domain::function::FunctionContent;
use voluptas_store::db::{Db, Mode};
use voluptas_store::{Error, Location, Op, Result, Store, Tx};

/// Functions that take more room than the cache of a large write.
const MANY: usize = 6_000;

fn large(n: usize) -> FunctionContent {
    FunctionContent { description: Some("long ".repeat(700)), ..feature(&format!("shop.f{n}")) }
}

fn fill(tx: &Tx<'_>) -> Result<()> {
    (0..MANY).try_for_each(|n| tx.functions().create(None, &large(n), &[]).map(drop))
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

fn length(path: &Path) -> u64 {
    path.metadata().map_or(0, |m| m.len())
}

/// Version of the format of the file: 2 with a write-ahead log.
fn format(path: &Path) -> u8 {
    std::fs::read(path).expect("file")[18]
}

fn count(store: &Store) -> usize {
    store.read(|tx| tx.functions().all()).expect("functions").len()
}

#[test]
fn a_new_file_is_filled_without_its_log_and_has_one_afterwards() {
    let f = Fixture::new();
    assert_eq!(count(&f.store), 0, "a reader was there before");
    let write = |tx: &Tx<'_>| {
        fill(tx)?;
        assert_eq!((length(&beside(&f.path, "-wal")), format(&f.path)), (0, 1));
        assert!(length(&f.path) > 4 << 20, "the pages go into the file");
        Ok(())
    };
    f.store.write_alone(Op::bulk("fill"), write).expect("written");
    assert_eq!((format(&f.path), count(&f.store)), (2, MANY));
    // Readers go on beside the next writer.
    let write = |tx: &Tx<'_>| {
        tx.functions().create(None, &feature("shop.more"), &[])?;
        assert_eq!(count(&f.store), MANY);
        Ok(())
    };
    f.store.write(Op::edit("more"), write).expect("written");
    let f = f.reopen();
    assert_eq!(count(&f.store), MANY + 1);
    assert_sound(&f.location);
}

#[test]
fn a_write_into_a_file_that_others_use_keeps_the_log() {
    let f = Fixture::new();
    let other = f.open_as_another();
    let write = |tx: &Tx<'_>| {
        fill(tx)?;
        assert_eq!(format(&f.path), 2);
        assert_eq!(count(&other), 0);
        Ok(())
    };
    f.store.write_alone(Op::bulk("fill"), write).expect("written");
    assert_eq!(count(&other), MANY);
}

#[test]
fn a_larger_file_keeps_the_log() {
    let f = Fixture::new();
    f.store.write_alone(Op::bulk("fill"), fill).expect("written");
    let write = |tx: &Tx<'_>| {
        tx.functions().create(None, &feature("shop.more"), &[])?;
        assert_eq!(format(&f.path), 2);
        Ok(())
    };
    f.store.write_alone(Op::bulk("more"), write).expect("written");
}

#[test]
fn a_failure_leaves_the_new_file_empty_and_with_its_log() {
    let f = Fixture::new();
    let failed: Result<_> = f.store.write_alone(Op::bulk("fill"), |tx| fill(tx).and(Err::<(), _>(Error::Aborted)));
    assert!(matches!(failed, Err(Error::Aborted)));
    assert_eq!((count(&f.store), format(&f.path)), (0, 2));
    assert_sound(&f.location);
}

/// Opens what a kill leaves: the file with many pages of the write, and the journal that takes them back.
#[test]
fn a_file_whose_writer_was_killed_opens_as_it_was() {
    let f = Fixture::new();
    let left = f.path.with_file_name("left.voluptas");
    let write = |tx: &Tx<'_>| {
        fill(tx)?;
        std::fs::copy(&f.path, &left).expect("copy");
        std::fs::copy(beside(&f.path, "-journal"), beside(&left, "-journal")).expect("copy");
        Err::<(), _>(Error::Aborted)
    };
    f.store.write_alone(Op::bulk("fill"), write).expect_err("given up");
    assert!(length(&left) > 4 << 20);
    // Whoever may not write the file hears what to do, and no journal is touched.
    let reading = Db::open(&left, Mode::ReadOnly).and_then(|db| db.one("SELECT count(*) FROM functions", &[], |r| r.int(0)));
    assert!(matches!(reading, Err(Error::HalfWritten)), "{reading:?}");
    assert!(length(&beside(&left, "-journal")) > 0);
    let location = Location::from(left.as_path());
    assert_sound(&location);
    let reader = Store::open_read_only(&location, Arc::new(f.clock.clone())).expect("opened for reading");
    assert_eq!((count(&reader), length(&beside(&left, "-journal"))), (0, 0), "half a write was read");
    drop(reader);
    let store = Store::open(&left, Arc::new(f.clock.clone())).expect("opened");
    assert_eq!((count(&store), format(&left)), (0, 2));
    store.write(Op::edit("works"), |tx| tx.functions().create(None, &feature("shop.a"), &[])).expect("written");
    drop(store);
    assert_sound(&location);
}

#[test]
fn a_reader_that_comes_during_the_write_waits_for_its_end() {
    let f = Fixture::new();
    let location = f.location.clone();
    let clock = Arc::new(f.clock.clone());
    let mut reader = None;
    let write = |tx: &Tx<'_>| {
        fill(tx)?;
        reader = Some(std::thread::spawn(move || Store::open_at(&location, clock).map(|store| count(&store))));
        tx.functions().create(None, &feature("shop.last"), &[]).map(drop)
    };
    f.store.write_alone(Op::bulk("fill"), write).expect("written");
    let seen = reader.expect("started").join().expect("no panic").expect("opened");
    assert_eq!(seen, MANY + 1);
}
