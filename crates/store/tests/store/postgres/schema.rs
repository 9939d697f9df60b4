//! New, foreign and newer schemas, and their order of texts.

use std::sync::Arc;
use testkit::fixture::Fixture;
use testkit::{engine, postgres};
use voluptas_core::base::{FixedClock, SystemClock};
use voluptas_store::db::Db;
use voluptas_store::p;
use voluptas_store::{Error, Location, Op, Server, Store};

fn open(location: &Location) -> Result<Store, Error> {
    Store::open_at(location, Arc::new(SystemClock))
}

fn address(database: &postgres::Database, schema: &str) -> Server {
    let (host, port, name, user) = database.server.login();
    let user = user.expect("an account");
    Server::parse(&format!("postgres://{user}@{host}:{port}/{name}?sslmode=disable&schema={schema}")).expect("address")
}

#[test]
fn several_workspaces_live_in_one_database() {
    let Some(database) = postgres::empty() else { return };
    let home = tempfile::tempdir().expect("folder");
    let places = ["qa", "public", "Third"].map(|schema| Location::on_server(address(&database, schema), home.path()));
    for (n, place) in places.iter().enumerate() {
        let store = open(place).expect("a new workspace");
        store.write(Op::bulk("test"), |tx| tx.projects().create(&format!("P{n}"), "Shop", None)).expect("project");
    }
    for (n, place) in places.iter().enumerate() {
        let codes = open(place).expect("opened").read(|tx| Ok(tx.projects().all()?[0].code.clone())).expect("read");
        assert_eq!(codes, format!("P{n}"));
    }
    let folders: std::collections::BTreeSet<_> = places.iter().map(|p| p.local().to_owned()).collect();
    assert_eq!(folders.len(), 3, "each has a folder of its own");
}

#[test]
fn a_schema_of_another_program_is_refused_and_left_alone() {
    let Some(database) = postgres::empty() else { return };
    let home = tempfile::tempdir().expect("folder");
    let server = Arc::new(database.server.clone());
    Db::open_server(&server).expect("connected").batch("CREATE TABLE theirs (a TEXT)").expect("a table");
    let location = Location::on_server(database.server.clone(), home.path());
    assert!(matches!(open(&location), Err(Error::NotAWorkspace)));
    assert_eq!(Db::open_server(&server).expect("connected").table_names().expect("tables"), ["theirs"]);
}

#[test]
fn a_newer_schema_is_refused() {
    let f = Fixture::new();
    if matches!(f.location, Location::File(_)) {
        return;
    }
    engine::raw(&f.location, "INSERT INTO schema_migration VALUES (999, 'later', 'x', 0)");
    assert!(matches!(open(&f.location), Err(Error::Newer { file: 999, .. })));
    engine::raw(&f.location, "DELETE FROM schema_migration WHERE version = 999; UPDATE schema_migration SET checksum = 'x'");
    assert!(matches!(open(&f.location), Err(Error::ChangedMigration { version: 1 })));
}

#[test]
fn several_processes_may_start_at_once() {
    let Some(database) = postgres::empty() else { return };
    let home = tempfile::tempdir().expect("folder");
    let location = Location::on_server(address(&database, "fresh"), home.path());
    std::thread::scope(|scope| {
        let started: Vec<_> = (0..6).map(|_| scope.spawn(|| open(&location).map(drop))).collect();
        for one in started {
            one.join().expect("thread").expect("opened");
        }
    });
    assert_eq!(open(&location).expect("opened").read(|tx| tx.projects().all()).expect("read"), []);
}

#[test]
fn texts_are_compared_by_their_bytes() {
    let Some(database) = postgres::workspace() else { return };
    let db = Db::open_server(&Arc::new(database.server.clone())).expect("connected");
    let loose = db
        .all(
            "SELECT table_name || '.' || column_name FROM information_schema.columns WHERE table_schema = 'public' \
             AND data_type = 'text' AND collation_name IS DISTINCT FROM 'C' ORDER BY 1",
            &[],
            |r| r.text(0),
        )
        .expect("columns");
    assert!(loose.is_empty(), "columns with the order of a language: {loose:?}");
}

#[test]
fn every_character_comes_back() {
    let f = Fixture::new();
    let text = "a\0b\u{1}c\u{1}\u{2}\u{10ffff} ёж 🦔";
    let put = "INSERT INTO meta (key, value) VALUES (?1, ?2)";
    f.store.write(Op::bulk("test"), |tx| tx.execute(put, p!["text", text])).expect("written");
    let get = "SELECT value FROM meta WHERE value = ?1";
    assert_eq!(f.reopen().store.read(|tx| tx.one(get, p![text], |r| r.text(0))).expect("read"), text);
}

#[test]
fn a_server_that_is_not_there_is_named() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a free port").port();
    let server = Server::parse(&format!("postgres://a@127.0.0.1:{free}/d?sslmode=disable")).expect("address");
    let home = tempfile::tempdir().expect("folder");
    let location = Location::on_server(server, home.path());
    let refused = Store::open_at(&location, Arc::new(FixedClock::at(0)));
    assert!(matches!(refused, Err(Error::Unavailable(_))), "{refused:?}");
}

#[test]
fn a_database_that_is_not_there_is_named() {
    let Some(database) = postgres::empty() else { return };
    let (host, port, ..) = database.server.login();
    let server = Server::parse(&format!("postgres://voluptas@{host}:{port}/nowhere?sslmode=disable")).expect("address");
    let home = tempfile::tempdir().expect("folder");
    let refused = Store::open_at(&Location::on_server(server, home.path()), Arc::new(FixedClock::at(0)));
    assert!(matches!(&refused, Err(Error::Login(text)) if text.contains("nowhere")), "{refused:?}");
}
