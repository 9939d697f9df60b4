//! Statements for many rows of parameters: the same on both engines as one by one.

use crate::engine;
use std::sync::Arc;
use voluptas::base::SystemClock;
use voluptas::store::db::{Access, Db, Mode, Param};
use voluptas::store::{Location, Result};
use voluptas::{p, row};

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
    assert!(matches!(again, Err(voluptas::store::Error::Duplicate(_))), "{again:?}");
    assert_eq!(db.one("SELECT count(*) FROM texts", p![], |r| r.int(0)).expect("a count"), 0);
}
