//! A workspace copied into a file: the same content, whatever stops it in between.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use testkit::bench_data::{self, Sizes};
use testkit::fixture::{Fixture, assert_sound};
use voluptas_core::domain::function::{FunctionContent, FunctionType};
use voluptas_store::copy::{Begin, Copy, Error, Stage, TableSum, Target, target_state};
use voluptas_store::p;
use voluptas_store::{self as store, Location, Op, Store};

/// Rows of a transaction in these tests: few, so that tables end within and between transactions.
const BATCH: usize = 7;

/// Content of many tables, with texts, bytes and numbers that engines store in their own ways.
pub(crate) fn fill(store: &Store, texts: &[String], numbers: &[f64], seed: u64) {
    bench_data::fill(store, &Sizes::new(9, 12, 40, Some(3), seed), |_, _| {}).expect("filled");
    store
        .write(Op::edit("test"), |tx| {
            let project = tx.projects().create("ODD", "Odd values", None)?.id;
            let mut functions = Vec::new();
            for (n, text) in texts.iter().enumerate() {
                let content = FunctionContent {
                    func_id: format!("f.{n}"),
                    title: format!("Function {n}"),
                    kind: FunctionType::Feature,
                    ..FunctionContent::default()
                };
                functions.push(tx.functions().create(None, &content, &[])?);
                let hash = blake3::hash(&n.to_le_bytes());
                tx.execute("INSERT INTO texts (hash, text) VALUES (?1, ?2)", p![&hash.as_bytes()[..], text])?;
                tx.execute(
                    "UPDATE projects SET description = ?2, settings = ?3 WHERE id = ?1",
                    p![project, text, format!("{{\"n\": {n}}}")],
                )?;
                tx.execute("INSERT INTO meta (key, value) VALUES (?1, ?2)", p![format!("odd {n} {text}"), text])?;
            }
            for (n, weight) in numbers.iter().enumerate() {
                let (source, target) = (functions[n % functions.len()], functions[(n + 1) % functions.len()]);
                tx.execute(
                    "INSERT INTO relations (source_id, target_id, kind, directed, weight, created_ms, updated_ms) \
                     VALUES (?1, ?2, ?3, ?4, ?5, 1, ?6)",
                    p![source, target, format!("odd {n}"), n % 2 == 0, *weight, i64::MAX - 1],
                )?;
            }
            Ok(())
        })
        .expect("odd values");
}

pub(crate) fn odd() -> Vec<String> {
    ["", "\0", "a\0b\u{1}", "\u{1}\u{2}", "Ёлка — “日本語” 🎄", "a\tb\r\n\\N'\"", "{\"a\": [1, null]}"]
        .map(str::to_owned)
        .to_vec()
}

pub(crate) fn begin(from: &Store) -> Begin {
    Begin { batch: BATCH, ..Begin::of(from) }
}

/// Copies without a stop.
#[track_caller]
pub(crate) fn copied(from: &Store, to: &Location) -> Vec<TableSum> {
    try_copy(from, to, &begin(from), &mut |_, _, _| true).expect("copied").expect("not stopped")
}

/// Copies until the step says no; `None` when it was stopped. Dropping the copy there is what a kill does to its connections.
pub(crate) fn try_copy(
    from: &Store,
    to: &Location,
    begin: &Begin,
    step: &mut dyn FnMut(Stage, u64, u64) -> bool,
) -> Result<Option<Vec<TableSum>>, Error> {
    let mut copy = Copy::begin(from, to, begin)?;
    match copy.rows(step).and_then(|()| copy.verify(step)) {
        Err(Error::Stopped) => Ok(None),
        Err(error) => Err(error),
        Ok(sums) => copy.finish(None, false).map(|()| Some(sums)),
    }
}

/// Every value of every table of a file, by another way than the copy reads them.
pub(crate) fn dump(path: &Path) -> Vec<String> {
    let file = rusqlite::Connection::open(path).expect("the file");
    let sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'search%' AND name <> 'schema_migration' ORDER BY name";
    let tables: Vec<String> =
        file.prepare(sql).expect(sql).query_map([], |r| r.get(0)).expect(sql).map(|name| name.expect("a name")).collect();
    let mut rows = Vec::new();
    for table in tables {
        let mut statement = file.prepare(&format!("SELECT * FROM \"{table}\"")).expect("a table");
        let columns = statement.column_count();
        let mut found = statement.query([]).expect("rows");
        while let Some(row) = found.next().expect("a row") {
            let values: Vec<_> = (0..columns).map(|i| row.get::<_, rusqlite::types::Value>(i).expect("a value")).collect();
            rows.push(format!("{table} {values:?}"));
        }
    }
    // The order of rows without an id is that of their making.
    rows.sort();
    rows
}

fn target(f: &Fixture, name: &str) -> (PathBuf, Location) {
    let path = f.home.dir.path().join(name);
    (path.clone(), Location::File(path))
}

fn open(f: &Fixture, to: &Location) -> store::Result<Store> {
    Store::open_at(to, Arc::new(f.clock.clone()))
}

#[test]
fn a_copy_has_the_same_content_and_is_a_sound_workspace() {
    let f = Fixture::new();
    fill(&f.store, &odd(), &[0.0, -0.0, 1.5, 1e300, f64::MIN_POSITIVE], 1);
    let (path, to) = target(&f, "copy.voluptas");
    assert_eq!(target_state(&to).expect("state"), Target::Free);
    let sums = copied(&f.store, &to);
    let rows = |table: &str| sums.iter().find(|s| s.table == table).map(|s| s.rows);
    assert_eq!((rows("results"), rows("cases"), rows("texts").is_some_and(|n| n >= 7)), (Some(40), Some(12), true));
    assert_eq!(target_state(&to).expect("state"), Target::Taken);
    assert_sound(&to);
    let copy = open(&f, &to).expect("a workspace");
    // Copied on: what was read from here is what was written there.
    let (second, there) = target(&f, "second.voluptas");
    assert_eq!(copied(&copy, &there), sums);
    let strip = |mut rows: Vec<String>| {
        rows.retain(|row| !row.contains("workspace_id"));
        rows
    };
    assert_eq!(strip(dump(&path)), strip(dump(&second)));
    // Rules are there again, ids go on, and words are found.
    let count = |path: &Path| -> i64 {
        let sql = "SELECT count(*) FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL";
        rusqlite::Connection::open(path).expect("file").query_row(sql, [], |r| r.get(0)).expect("count")
    };
    let blank = f.home.dir.path().join("blank.voluptas");
    drop(Store::open(&blank, Arc::new(f.clock.clone())).expect("blank"));
    assert_eq!(count(&path), count(&blank));
    let title = f
        .store
        .read(|tx| Ok(tx.cases().of_project(tx.projects().by_code("BENCH")?.expect("project").id)?[0].content.title.clone()));
    let title = title.expect("a case");
    let hits = |store: &Store| {
        store.read(|tx| tx.search().find(&title, 1000)).expect("search").into_iter().collect::<std::collections::BTreeSet<_>>()
    };
    assert!(!hits(&copy).is_empty());
    assert_eq!(hits(&copy), hits(&f.store));
    let id =
        |store: &Store| store.write(Op::bulk("new"), |tx| Ok(tx.projects().create("NEW", "New", None)?.id.0)).expect("new").value;
    assert!(id(&copy) > 2);
}

#[test]
fn a_copy_that_was_stopped_anywhere_goes_on_there_and_is_no_workspace_meanwhile() {
    let f = Fixture::new();
    fill(&f.store, &odd(), &[2.5], 2);
    let (_, whole) = target(&f, "whole.voluptas");
    let sums = copied(&f.store, &whole);
    let (path, to) = target(&f, "parts.voluptas");
    let (mut parts, mut furthest) = (0, 0);
    let done = loop {
        parts += 1;
        assert!(parts < 500, "it comes to its end");
        // Two steps and no more, as if the process were killed then.
        let mut left = 3;
        let step: &mut dyn FnMut(Stage, u64, u64) -> bool = &mut |stage, done, _| {
            if stage == Stage::Rows {
                assert!(done >= furthest, "rows are not copied again");
                furthest = done;
            }
            left -= 1;
            left > 0 || stage == Stage::Comparing
        };
        if let Some(done) = try_copy(&f.store, &to, &begin(&f.store), step).expect("copied on") {
            break done;
        }
        assert!(matches!(target_state(&to).expect("state"), Target::Unfinished { .. }));
        for refused in [open(&f, &to), Store::open_read_only(&to, Arc::new(f.clock.clone()))] {
            assert!(matches!(&refused, Err(store::Error::Unfinished { from }) if *from == f.location.to_string()), "{refused:?}");
        }
        assert!(matches!(voluptas_store::doctor::examine_at(&to), Err(store::Error::Unfinished { .. })));
    };
    assert!(parts > 20, "{parts}");
    assert_eq!(done, sums);
    assert_sound(&to);
    assert!(path.is_file() && open(&f, &to).is_ok());
}

#[test]
fn a_changed_source_is_refused_and_begun_anew() {
    let f = Fixture::new();
    fill(&f.store, &odd(), &[1.0], 3);
    let (_, to) = target(&f, "copy.voluptas");
    for stop_at in [Stage::Rows, Stage::Rules, Stage::Comparing] {
        let mut seen = 0;
        let stopped = try_copy(&f.store, &to, &Begin { anew: true, ..begin(&f.store) }, &mut |stage, _, _| {
            seen += usize::from(stage == stop_at);
            seen < 4
        });
        assert!(matches!(stopped, Ok(None)), "{stopped:?}");
        f.store
            .write(Op::bulk("more"), |tx| tx.projects().create(&format!("P{stop_at:?}").to_uppercase(), "More", None))
            .expect("written");
        let refused = try_copy(&f.store, &to, &begin(&f.store), &mut |_, _, _| true);
        assert!(matches!(refused, Err(Error::OtherState { .. })), "{refused:?}");
    }
    // A change that moves no row is noticed in the end.
    try_copy(&f.store, &to, &Begin { anew: true, ..begin(&f.store) }, &mut |stage, _, _| stage == Stage::Rows).expect("stopped");
    f.store.write(Op::bulk("quiet"), |tx| tx.execute("UPDATE projects SET title = 'Else'", &[])).expect("written");
    let differs = try_copy(&f.store, &to, &begin(&f.store), &mut |_, _, _| true);
    assert!(matches!(&differs, Err(Error::Differs(table)) if table == "projects"), "{differs:?}");
    assert!(matches!(open(&f, &to), Err(store::Error::Unfinished { .. })));
    try_copy(&f.store, &to, &Begin { anew: true, ..begin(&f.store) }, &mut |_, _, _| true).expect("anew").expect("whole");
    assert_sound(&to);
}

#[test]
fn a_copy_replaces_nothing_and_one_fills_it_at_a_time() {
    let f = Fixture::new();
    fill(&f.store, &odd(), &[1.0], 4);
    let same = try_copy(&f.store, &f.location, &begin(&f.store), &mut |_, _, _| true);
    assert!(matches!(same, Err(Error::Same)), "{same:?}");
    let (_, to) = target(&f, "taken.voluptas");
    {
        let other = open(&f, &to).expect("another workspace");
        other.write(Op::bulk("test"), |tx| tx.projects().create("KEPT", "Kept", None)).expect("written");
    }
    for anew in [false, true] {
        let refused = try_copy(&f.store, &to, &Begin { anew, ..begin(&f.store) }, &mut |_, _, _| true);
        assert!(matches!(refused, Err(Error::NotEmpty(_))), "{refused:?}");
    }
    assert_eq!(open(&f, &to).expect("kept").read(|tx| tx.projects().all()).expect("read").len(), 1);

    let (_, to) = target(&f, "both.voluptas");
    let mut first = Copy::begin(&f.store, &to, &begin(&f.store)).expect("begun");
    let mut second = Copy::begin(&f.store, &to, &begin(&f.store)).expect("resumed");
    let mut steps = 0;
    assert!(matches!(
        first.rows(&mut |_, _, _| {
            steps += 1;
            steps < 3
        }),
        Err(Error::Stopped)
    ));
    assert!(matches!(second.rows(&mut |_, _, _| true), Err(Error::Busy(_))));
    drop(second);
    first.rows(&mut |_, _, _| true).expect("the first goes on");
    first.verify(&mut |_, _, _| true).expect("equal");
    first.finish(None, false).expect("whole");
    assert_sound(&to);
}

#[test]
fn writers_of_the_source_go_on_and_the_copy_has_one_state() {
    let f = Fixture::new();
    fill(&f.store, &odd(), &[1.0], 5);
    let before = f.store.read(|tx| tx.projects().all()).expect("read").len();
    let (_, to) = target(&f, "copy.voluptas");
    let mut n = 0;
    let done = try_copy(&f.store, &to, &begin(&f.store), &mut |_, _, _| {
        n += 1;
        f.store.write(Op::bulk("more"), |tx| tx.projects().create(&format!("N{n}"), "New", None)).expect("written meanwhile");
        true
    });
    done.expect("copied").expect("whole");
    assert_eq!(open(&f, &to).expect("copy").read(|tx| tx.projects().all()).expect("read").len(), before);
}

#[test]
fn a_copy_gives_no_id_again_that_the_source_gave() {
    use voluptas_app::history;
    use voluptas_app::project::milestones;
    use voluptas_store::history::Direction;
    use voluptas_store::milestones::MilestoneContent;
    let f = Fixture::new();
    let project = f.store.write(Op::bulk("p"), |tx| Ok(tx.projects().create("SHOP", "Shop", None)?.id)).expect("project").value;
    let named = |title: &str| MilestoneContent { title: title.into(), ..MilestoneContent::default() };
    let create = |store: &Store, title: &str| {
        store.write(Op::edit("create"), |tx| Ok(tx.milestones().create(project, &named(title))?.id)).expect("a milestone").value
    };
    let (_kept, gone) = (create(&f.store, "Spring"), create(&f.store, "Autumn"));
    milestones::delete(&f.store, gone).expect("deleted");
    let (_, to) = target(&f, "copy.voluptas");
    copied(&f.store, &to);
    let copy = open(&f, &to).expect("a workspace");
    let new = create(&copy, "Winter");
    assert!(new > gone, "{new} was the id of another milestone");
    history::step_history(&copy, Direction::Undo).expect("undone");
    history::step_history(&copy, Direction::Undo).expect("the deletion is undone");
    let title = copy.read(|tx| Ok(tx.milestones().get(gone)?.content.title)).expect("the milestone");
    assert_eq!(title, "Autumn");
}
