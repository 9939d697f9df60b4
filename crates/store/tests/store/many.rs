//! Statements for many rows of parameters: the same on both engines as one by one.

use std::sync::Arc;
use testkit::engine;
use voluptas_core::base::SystemClock;
use voluptas_core::domain::case::{CaseContent, NewCase};
use voluptas_store::db::{Access, Db, Mode, Param, Query};
use voluptas_store::{CaseFilter, Location, Op, Result, Slice, Store};
use voluptas_store::{p, row};

/// More rows than PostgreSQL gets at once.
const ROWS: i64 = 4500;

fn open(location: &Location) -> Db {
    match location {
        Location::File(path) => Db::open(path, Mode::ReadWrite).expect("the file"),
        Location::Server { server, .. } => Db::open_server(server).expect("the server"),
    }
}

#[test]
fn many_rows_are_written_and_looked_up_as_one_by_one() {
    let (store, _home) = engine::workspace(Arc::new(SystemClock));
    let db = open(store.location());
    let insert = "INSERT INTO texts (hash, text) VALUES (?1, ?2)";
    let hash = |n: i64| n.to_be_bytes();
    let text = |n: i64| format!("Text {n}, it's \u{0}{}", if n % 2 == 0 { "" } else { "ы" });
    let written = db.in_transaction(Access::Write, || {
        let ids =
            db.insert_many(insert, (0..ROWS).map(hash).collect::<Vec<_>>().iter().zip(0..).map(|(h, n)| row![&h[..], text(n)]))?;
        assert_eq!(ids.len(), usize::try_from(ROWS).expect("a number"));
        assert!(ids.is_sorted(), "the ids are in the order of the rows");
        // Every third text is asked for, and one that is not there.
        let asked: Vec<[u8; 8]> = (0..ROWS).step_by(3).chain([-1]).map(hash).collect();
        let mut found = Vec::new();
        db.each_of("SELECT id, text FROM texts WHERE hash = ?1", asked.iter().map(|h| row![&h[..]]), |i, r| {
            found.push((i, r.int(0)?, r.text(1)?));
            Ok(())
        })?;
        found.sort_unstable();
        let expected: Vec<_> =
            (0..ROWS).step_by(3).enumerate().zip(ids.iter().step_by(3)).map(|((i, n), id)| (i, *id, text(n))).collect();
        assert!(found == expected, "{:?}", found.iter().zip(&expected).find(|(f, e)| f != e));
        let changed = ids.iter().step_by(2).map(|id| row![*id, "changed"]);
        db.execute_many("UPDATE texts SET text = ?2 WHERE id = ?1", changed)?;
        db.execute_many("DELETE FROM texts WHERE id = ?1", ids.iter().skip(1).step_by(4).map(|id| row![*id]))?;
        let count = |sql: &str| db.one(sql, p![], |r| r.int(0));
        assert_eq!(count("SELECT count(*) FROM texts WHERE text = 'changed'")?, ROWS / 2);
        assert_eq!(count("SELECT count(*) FROM texts")?, ROWS - (ROWS - 1 + 3) / 4);
        Ok(())
    });
    written.expect("written");
}

#[test]
fn every_type_goes_into_many_rows_and_nothing_is_nothing() {
    let (store, _home) = engine::workspace(Arc::new(SystemClock));
    let db = open(store.location());
    let written: Result<()> = db.in_transaction(Access::Write, || {
        let sql = "INSERT INTO operations (name, who, source, sync_id, at_ms, undone, undoes, label) \
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
        let rows = |n: i64| row!["test", "Anna", "window", None::<i64>, n, (n % 2 == 0).then_some(n), None::<i64>, Param::Null];
        let ids = db.insert_many(sql, [1, 2, 3].map(rows))?;
        let mut seen = Vec::new();
        db.each_of("SELECT at_ms, undone, label FROM operations WHERE id = ?1", ids.iter().map(|id| row![*id]), |i, r| {
            seen.push((i, r.int(0)?, r.opt_int(1)?, r.opt_text(2)?));
            Ok(())
        })?;
        seen.sort_unstable();
        assert_eq!(seen, [(0, 1, None, None), (1, 2, Some(2), None), (2, 3, None, None)]);
        let none: [[Param<'_>; 1]; 0] = [];
        db.execute_many("DELETE FROM operations WHERE id = ?1", none.clone())?;
        db.each_of("SELECT 1 FROM operations WHERE id = ?1", none.clone(), |_, _| panic!("no row was asked for"))?;
        assert_eq!(db.insert_many("INSERT INTO operations (name) VALUES (?1)", none)?, Vec::<i64>::new());
        Ok(())
    });
    written.expect("written");
    // A row that breaks a rule leaves none of them.
    let again: Result<Vec<i64>> = db.in_transaction(Access::Write, || {
        let twice = [b"same".as_slice(), b"same".as_slice()];
        db.insert_many("INSERT INTO texts (hash, text) VALUES (?1, ?2)", twice.map(|hash| row![hash, "text"]))
    });
    assert!(matches!(again, Err(voluptas_store::Error::Duplicate(_))), "{again:?}");
    assert_eq!(db.one("SELECT count(*) FROM texts", p![], |r| r.int(0)).expect("a count"), 0);
}

#[test]
fn queries_that_are_read_together_give_what_each_gives_alone() {
    let (store, _home) = engine::workspace(Arc::new(SystemClock));
    let db = open(store.location());
    let hashes: Vec<[u8; 8]> = (0..ROWS).map(i64::to_be_bytes).collect();
    // Longer than what the system keeps of an answer that nobody reads.
    let text = |n: i64| format!("{n} {}", "ы".repeat(200));
    let insert = "INSERT INTO texts (hash, text) VALUES (?1, ?2)";
    db.in_transaction(Access::Write, || db.insert_many(insert, hashes.iter().zip(0..).map(|(h, n)| row![&h[..], text(n)])))
        .expect("written");
    for attempt in 0..2 {
        let read = db.in_transaction(Access::Read, || {
            let (mut all, mut count, mut none, mut some) = (Vec::new(), 0, 0, Vec::new());
            db.read_together(vec![
                Query::new("SELECT text FROM texts ORDER BY id", &[], |r| r.text(0).map(|text| all.push(text))),
                Query::new("SELECT count(*) FROM texts", &[], |r| r.int(0).map(|n| count = n)),
                Query::new("SELECT id FROM texts WHERE hash = ?1", p![&b"none"[..]], |_| {
                    none += 1;
                    Ok(())
                }),
                Query::new("SELECT text FROM texts WHERE id <= ?1 ORDER BY id DESC", p![3], |r| {
                    r.text(0).map(|text| some.push(text))
                }),
            ])?;
            db.read_together(Vec::new())?;
            Ok((all, count, none, some))
        });
        let (all, count, none, some) = read.expect("read");
        assert!(all.into_iter().eq((0..ROWS).map(text)), "attempt {attempt}");
        assert_eq!((count, none), (ROWS, 0));
        assert_eq!(some, [text(2), text(1), text(0)]);
    }
}

#[test]
fn a_query_that_fails_among_others_is_an_error_of_all() {
    let (store, _home) = engine::workspace(Arc::new(SystemClock));
    let db = open(store.location());
    for broken in ["SELECT 1 FROM nowhere", "SELECT 9223372036854775807 + id FROM operations"] {
        let sql = "INSERT INTO operations (name, who, source, at_ms) VALUES ('test', 'Anna', 'window', 1)";
        db.in_transaction(Access::Write, || db.execute(sql, &[])).expect("a row");
        let failed = db.in_transaction(Access::Read, || {
            let fine = || Query::new("SELECT 1", &[], |_| Ok(()));
            db.read_together(vec![fine(), Query::new(broken, &[], |r| r.int(0).map(drop)), fine()])
        });
        assert!(failed.is_err(), "{broken}");
        let after = db.in_transaction(Access::Read, || db.one("SELECT count(*) FROM texts", &[], |r| r.int(0)));
        assert_eq!(after.expect("the connection works"), 0);
    }
}

#[test]
fn counts_of_pages_follow_the_writes_of_others() {
    let f = testkit::fixture::Fixture::new();
    let project = f.project();
    let add = |store: &Store, title: &str| {
        let content = CaseContent { title: title.into(), ..CaseContent::default() };
        let new = NewCase { suite_id: None, number: None, content };
        store.write(Op::bulk("test"), |tx| tx.cases().create(project.id, &new)).expect("a case");
    };
    let page = |is_expected: bool| {
        let read = f.store.read(|tx| {
            if is_expected {
                tx.expect_page();
            }
            tx.case_page(project.id, &CaseFilter::default(), Slice { limit: 2, offset: 1 })
        });
        let page = read.expect("a page");
        (page.total, page.filtered, page.rows.into_iter().map(|case| case.content.title).collect::<Vec<_>>())
    };
    let other = f.open_as_another();
    for title in ["One", "Two", "Three"] {
        add(&other, title);
    }
    let three = (3, 3, vec!["Two".to_owned(), "Three".to_owned()]);
    assert_eq!((page(true), page(false), page(true)), (three.clone(), three.clone(), three));
    add(&other, "Four");
    assert_eq!(page(true).0, 4);
    add(&f.store, "Five");
    assert_eq!((page(true).1, page(false).0), (5, 5));
}
