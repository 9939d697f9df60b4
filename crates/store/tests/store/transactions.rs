//! Transactions: all or nothing, readers beside a writer, undo.

use testkit::fixture::Fixture;
use testkit::fixture::feature;
use voluptas_store::history::Direction;
use voluptas_store::{Aggregate, Error, Op, Tx};

#[test]
fn a_failed_write_leaves_nothing() {
    let f = Fixture::new();
    let before = f.store.generations().of(Aggregate::Functions);
    let result = f.store.write(Op::edit("two"), |tx| {
        tx.functions().create(None, &feature("shop.a"), &[])?;
        tx.functions().create(None, &feature("shop.a"), &[])
    });
    assert!(matches!(result, Err(Error::Duplicate(_))), "{result:?}");
    assert_eq!(f.store.read(|tx| tx.functions().all()).unwrap(), []);
    assert_eq!(f.store.generations().of(Aggregate::Functions), before);
}

#[test]
fn after_an_error_the_transaction_refuses_to_go_on() {
    let f = Fixture::new();
    let result = f.store.write(Op::edit("three"), |tx| {
        tx.functions().create(None, &feature("shop.a"), &[])?;
        tx.functions().create(None, &feature("shop.a"), &[]).ok();
        tx.functions().create(None, &feature("shop.b"), &[])
    });
    assert!(matches!(result, Err(Error::Aborted)), "{result:?}");
    assert!(f.store.read(|tx| tx.functions().all()).unwrap().is_empty());
}

#[test]
fn a_panic_in_a_write_leaves_nothing_and_the_file_usable() {
    let f = Fixture::new();
    let store = f.store.clone();
    let thread = std::thread::spawn(move || {
        store.write(Op::edit("panics"), |tx| {
            tx.functions().create(None, &feature("shop.a"), &[])?;
            assert!(tx.now() <= 0, "on purpose");
            Ok(())
        })
    });
    assert!(thread.join().is_err());
    assert!(f.store.read(|tx| tx.functions().all()).unwrap().is_empty());
    f.store.write(Op::edit("works"), |tx| tx.functions().create(None, &feature("shop.a"), &[])).unwrap();
}

#[test]
fn a_reader_sees_the_last_committed_state_while_a_write_is_open() {
    let f = Fixture::new();
    let store = f.store.clone();
    f.store
        .write(Op::edit("open"), |tx| {
            tx.functions().create(None, &feature("shop.a"), &[])?;
            // Would wait for ever if readers and the writer shared a lock.
            assert!(store.read(|tx| tx.functions().all())?.is_empty());
            Ok(())
        })
        .unwrap();
    assert_eq!(store.read(|tx| tx.functions().all()).unwrap().len(), 1);
}

#[test]
fn edits_go_back_and_forth_over_a_restart() {
    let f = Fixture::new();
    let id = f.store.write(Op::edit("create"), |tx| tx.functions().create(None, &feature("shop.a"), &[])).unwrap().value;
    let mut changed = feature("shop.a");
    changed.title = "Changed".into();
    changed.is_crit = true;
    f.store.write(Op::edit("edit"), |tx| tx.functions().update(id, &changed, &[])).unwrap();

    let f = f.reopen();
    let step =
        |direction| f.store.write(Op::bulk("step"), |tx| tx.history().step(direction)).unwrap().value.map(|s| s.operation.name);
    let title = || f.store.read(|tx| tx.functions().all()).unwrap().first().map(|f| f.content.title.clone());

    assert_eq!(step(Direction::Undo).as_deref(), Some("edit"));
    assert_eq!(title().as_deref(), Some("shop.a"));
    assert_eq!(step(Direction::Undo).as_deref(), Some("create"));
    assert_eq!(title(), None);
    assert_eq!(step(Direction::Undo), None);
    assert_eq!(step(Direction::Redo).as_deref(), Some("create"));
    assert_eq!(step(Direction::Redo).as_deref(), Some("edit"));
    assert_eq!(title().as_deref(), Some("Changed"));
    assert_eq!(step(Direction::Redo), None);
}

#[test]
fn a_new_edit_ends_what_could_be_redone() {
    let f = Fixture::new();
    f.store.write(Op::edit("one"), |tx| tx.functions().create(None, &feature("shop.a"), &[])).unwrap();
    f.store.write(Op::bulk("step"), |tx| tx.history().step(Direction::Undo)).unwrap();
    f.store.write(Op::edit("two"), |tx| tx.functions().create(None, &feature("shop.b"), &[])).unwrap();
    assert!(f.store.write(Op::bulk("step"), |tx| tx.history().step(Direction::Redo)).unwrap().value.is_none());
}

#[test]
fn redo_does_again_what_was_undone_last_and_nothing_older() {
    let f = Fixture::new();
    let step =
        |direction| f.store.write(Op::bulk("step"), |tx| tx.history().step(direction)).unwrap().value.map(|s| s.operation.name);
    let add = |name: &'static str| {
        f.store.write(Op::edit(name), |tx| tx.functions().create(None, &feature(name), &[])).unwrap();
    };
    add("one");
    assert_eq!(step(Direction::Undo).as_deref(), Some("one"));
    add("two");
    assert_eq!(step(Direction::Undo).as_deref(), Some("two"));
    assert_eq!(step(Direction::Redo).as_deref(), Some("two"));
    assert_eq!(step(Direction::Redo), None);
    let of_first = f.store.read(|tx| tx.history().of("function", 1, 9)).unwrap();
    assert!(!of_first.is_empty());
    assert!(
        of_first.iter().all(|(operation, _)| operation.undone || operation.undoes.is_some()),
        "the history still says that it was undone"
    );
}

#[test]
fn bulk_work_is_passed_over_by_undo() {
    let f = Fixture::new();
    f.store.write(Op::edit("mine"), |tx| tx.functions().create(None, &feature("shop.a"), &[])).unwrap();
    f.store.write(Op::bulk("import"), |tx| tx.functions().create(None, &feature("shop.b"), &[])).unwrap();
    f.store.write(Op::bulk("step"), |tx| tx.history().step(Direction::Undo)).unwrap();
    let left = f.store.read(|tx| tx.functions().all()).unwrap();
    assert_eq!(left.iter().map(|f| f.content.func_id.as_str()).collect::<Vec<_>>(), ["shop.b"]);
}

#[test]
fn a_closed_workspace_is_one_file() {
    // About files.
    if !testkit::engine::is_file() {
        return;
    }
    let f = Fixture::new();
    f.store.write(Op::edit("one"), |tx| tx.functions().create(None, &feature("shop.a"), &[])).unwrap();
    f.store.read(|tx| tx.functions().all()).unwrap();
    let path = f.path.clone();
    let Fixture { store, home, .. } = f;
    drop(store);
    let beside: Vec<_> = std::fs::read_dir(home.dir.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(beside, [path.file_name().unwrap()]);
}

#[test]
fn writes_that_wait_are_committed_together_and_fail_alone() {
    let f = Fixture::new();
    f.store.expect_many_writers().expect("a thread for writes");
    f.store.write(Op::bulk("first"), |tx| tx.projects().ensure("AA", "First")).unwrap();
    let code = |n: u8| format!("P{}{}", char::from(b'A' + n / 26), char::from(b'A' + n % 26));
    let outcomes: Vec<bool> = std::thread::scope(|scope| {
        let write = |n: u8| {
            let (store, code) = (f.store.clone(), code(n));
            scope.spawn(move || {
                let written = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                    let code = code.clone();
                    let work = move |tx: &Tx<'_>| {
                        let project = tx.projects().create(&code, "One of many", None)?;
                        match n % 10 {
                            3 => Err(Error::not_found("test", n)),
                            7 => panic!("on purpose"),
                            _ => Ok(project),
                        }
                    };
                    if n % 4 == 3 { store.write(Op::bulk("one"), work) } else { store.write_in_queue(Op::bulk("one"), work) }
                }));
                let is_written = matches!(written, Ok(Ok(_)));
                // Whoever is told of success sees it.
                let seen = store.read(|tx| tx.projects().by_code(&code)).expect("read").is_some();
                assert_eq!(seen, is_written, "{n}");
                is_written
            })
        };
        let threads: Vec<_> = (0..120).map(write).collect();
        threads.into_iter().map(|t| t.join().expect("thread")).collect()
    });
    let expected: Vec<bool> = (0..120).map(|n| !matches!(n % 10, 3 | 7)).collect();
    assert_eq!(outcomes, expected);
    let f = f.reopen();
    assert_eq!(f.store.read(|tx| tx.projects().all()).unwrap().len(), 1 + 96);
}
