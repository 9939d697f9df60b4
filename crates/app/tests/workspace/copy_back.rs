//! Copies between files and servers: any workspace comes back as it was.

use crate::copies::{begin, copied, dump, fill, odd, try_copy};
use proptest::prelude::*;
use std::path::Path;
use std::sync::Arc;
use testkit::engine;
use testkit::fixture::assert_sound;
use testkit::postgres::{self, Database};
use voluptas_core::base::FixedClock;
use voluptas_core::domain::case::{CaseContent, NewCase};
use voluptas_core::domain::result::{ResultContent, ResultLink};
use voluptas_core::domain::run::RunContent;
use voluptas_core::domain::status::ResultStatus;
use voluptas_store::copy::{Begin, Error};
use voluptas_store::runs::NewRun;
use voluptas_store::{self as store, Location, Op, Store};

fn in_file(folder: &Path, name: &str) -> Store {
    Store::open(&folder.join(name), Arc::new(FixedClock::at(1_768_467_600_000))).expect("a file")
}

fn on_server(database: &Database, folder: &Path, schema: &str) -> Location {
    let (host, port, name, user) = database.server.login();
    let address = format!("postgres://{}@{host}:{port}/{name}?sslmode=disable&schema={schema}", user.expect("an account"));
    Location::on_server(store::Server::parse(&address).expect("an address"), folder)
}

fn open(location: &Location) -> Store {
    Store::open_at(location, Arc::new(FixedClock::at(1_768_467_600_000))).expect("a workspace")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, max_shrink_iters: 20, ..ProptestConfig::default() })]
    #[test]
    fn any_workspace_goes_to_a_server_and_back_unchanged(
        texts in prop::collection::vec(any::<String>(), 1..6),
        numbers in prop::collection::vec(prop::num::f64::NORMAL | prop::num::f64::ZERO | prop::num::f64::SUBNORMAL, 0..6),
        seed in 0_u64..1000,
    ) {
        let Some(database) = postgres::empty() else { return Ok(()) };
        let dir = tempfile::tempdir().expect("folder");
        let from = in_file(dir.path(), "from.voluptas");
        fill(&from, &texts, &numbers, seed);
        let to = on_server(&database, dir.path(), "there");
        let there = copied(&from, &to);
        let back = Location::File(dir.path().join("back.voluptas"));
        let here = copied(&open(&to), &back);
        prop_assert_eq!(there, here);
        drop(from);
        prop_assert_eq!(dump(&dir.path().join("from.voluptas")), dump(&dir.path().join("back.voluptas")));
    }
}

#[test]
fn a_copy_on_a_server_is_a_sound_workspace_with_all_its_rules() {
    let Some(database) = postgres::empty() else { return };
    let dir = tempfile::tempdir().expect("folder");
    let from = in_file(dir.path(), "from.voluptas");
    fill(&from, &odd(), &[1.5, -2.0], 7);
    let to = on_server(&database, dir.path(), "qa");
    copied(&from, &to);
    assert_sound(&to);
    let blank = on_server(&database, dir.path(), "blank");
    drop(open(&blank));
    let rules = |location: &Location, schema: &str| {
        let Location::Server { server, .. } = location else { panic!("a server") };
        let db = store::db::Db::open_server(server).expect("connected");
        let sql = format!(
            "SELECT conname || ' ' || pg_get_constraintdef(k.oid) FROM pg_constraint k JOIN pg_namespace n ON n.oid = k.connamespace \
             WHERE n.nspname = '{schema}' UNION ALL SELECT replace(indexdef, '{schema}.', '') FROM pg_indexes WHERE schemaname = '{schema}' ORDER BY 1"
        );
        db.all(&sql, &[], |r| r.text(0)).expect("rules")
    };
    assert_eq!(rules(&to, "qa"), rules(&blank, "blank"));
    // Ids go on behind those that were copied.
    let store = open(&to);
    let ids = store.write(Op::bulk("new"), |tx| Ok(tx.projects().create("NEW", "New", None)?.id.0)).expect("written").value;
    assert_eq!(ids, 3);
    // Between two schemas of one server.
    let second = on_server(&database, dir.path(), "second");
    assert_eq!(copied(&store, &second), copied(&open(&second), &Location::File(dir.path().join("third.voluptas"))));
}

/// A text of 12,800 characters that no compression makes short.
fn long(seed: u8) -> String {
    (0..200_u8).map(|n| blake3::hash(&[seed, n]).to_hex().to_string()).collect()
}

/// Values that are longer than what an index of PostgreSQL takes of a row, and names of 1,000 bytes.
fn fill_long(store: &Store) {
    let name = "🎄".repeat(250);
    let written = store.write(Op::bulk("test"), |tx| {
        let project = tx.projects().create("LONG", &name, Some(&long(0)))?.id;
        tx.fields().ensure_for_cases("Notes")?;
        let content = RunContent { title: name.clone(), description: Some("x".repeat(8_000)), ..RunContent::default() };
        let run = tx.runs().create(project, &NewRun { content, ..NewRun::default() })?.id;
        for n in 1..4 {
            let content = CaseContent {
                title: name.clone(),
                custom_fields: [("Notes".to_owned(), format!("{}{}", "x".repeat(8_000), long(n)))].into(),
                tags: vec![name.clone()],
                ..CaseContent::default()
            };
            let case = tx.cases().create(project, &NewCase { content, ..NewCase::default() })?;
            let link = ResultLink { kind: "issue".into(), name: long(n), url: String::new() };
            let result = ResultContent {
                case_id: Some(case),
                title: name.clone(),
                status: ResultStatus::Failed,
                is_defect: true,
                links: vec![link],
                ..ResultContent::default()
            };
            tx.results().add(run, &result)?;
            let signed = ResultContent { signature: Some(long(n)), case_id: None, ..result.clone() };
            tx.results().add(run, &signed)?;
            let varied = ResultContent { params: [("json".to_owned(), long(n))].into(), case_id: None, ..result };
            tx.results().add(run, &varied)?;
        }
        Ok(())
    });
    written.expect("long values");
}

#[test]
fn long_values_go_to_a_server_and_back_unchanged() {
    let Some(database) = postgres::empty() else { return };
    let dir = tempfile::tempdir().expect("folder");
    let from = in_file(dir.path(), "from.voluptas");
    fill_long(&from);
    let to = on_server(&database, dir.path(), "long");
    let there = copied(&from, &to);
    assert_sound(&to);
    let back = Location::File(dir.path().join("back.voluptas"));
    assert_eq!(copied(&open(&to), &back), there);
    assert_sound(&back);
    drop(from);
    assert_eq!(dump(&dir.path().join("from.voluptas")), dump(&dir.path().join("back.voluptas")));
}

#[test]
fn a_copy_to_a_server_goes_on_where_it_was_stopped() {
    let Some(database) = postgres::empty() else { return };
    let dir = tempfile::tempdir().expect("folder");
    let from = in_file(dir.path(), "from.voluptas");
    fill(&from, &odd(), &[3.0], 8);
    let whole = on_server(&database, dir.path(), "whole");
    let sums = copied(&from, &whole);
    let to = on_server(&database, dir.path(), "parts");
    let mut parts = 0;
    let done = loop {
        parts += 1;
        assert!(parts < 500, "it comes to its end");
        let mut left = 12;
        let part = try_copy(&from, &to, &begin(&from), &mut |stage, _, _| {
            left -= 1;
            left > 0 || stage == store::copy::Stage::Comparing
        });
        if let Some(done) = part.expect("copied on") {
            break done;
        }
        let refused = Store::open_at(&to, Arc::new(FixedClock::at(0)));
        assert!(matches!(refused, Err(store::Error::Unfinished { .. })), "{refused:?}");
    };
    assert!(parts > 5, "{parts}");
    assert_eq!(done, sums);
    assert_sound(&to);
    // One with content is kept, one that is unfinished is begun anew when asked.
    let refused = try_copy(&from, &to, &Begin { anew: true, ..begin(&from) }, &mut |_, _, _| true);
    assert!(matches!(refused, Err(Error::NotEmpty(_))), "{refused:?}");
    let other = on_server(&database, dir.path(), "other");
    let mut steps = 0;
    let stopped = try_copy(&from, &other, &begin(&from), &mut |_, _, _| {
        steps += 1;
        steps < 30
    });
    assert!(matches!(stopped, Ok(None)), "{stopped:?}");
    from.write(Op::bulk("more"), |tx| tx.projects().create("MORE", "More", None)).expect("written");
    assert!(matches!(try_copy(&from, &other, &begin(&from), &mut |_, _, _| true), Err(Error::OtherState { .. })));
    try_copy(&from, &other, &Begin { anew: true, ..begin(&from) }, &mut |_, _, _| true).expect("anew").expect("whole");
    assert_sound(&other);
}

#[test]
fn a_writer_that_waits_too_long_hears_that_the_database_is_busy() {
    let (store, _home) = engine::workspace(Arc::new(FixedClock::at(0)));
    let Location::Server { server, .. } = store.location() else { return };
    let db = store::db::Db::open_server(server).expect("connected");
    let refused =
        db.batch("DO $$ BEGIN RAISE EXCEPTION 'canceling statement due to lock timeout' USING ERRCODE = '55P03'; END $$");
    assert!(matches!(refused, Err(store::Error::Unavailable(_))), "{refused:?}");
    let limit = store.write(Op::bulk("test"), |tx| {
        tx.one("SELECT current_setting('idle_in_transaction_session_timeout')", &[], |r| r.text(0))
    });
    assert_eq!(limit.expect("a limit").value, "90s");
}
