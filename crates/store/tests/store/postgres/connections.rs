//! Lost connections: what was not acknowledged is not stored, and the next use connects anew.

use std::sync::Arc;
use testkit::fixture::Fixture;
use testkit::{engine, postgres};
use voluptas_store::db::Db;
use voluptas_store::{Error, Location, Op, Server};

const CUT: &str =
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";

/// A workspace on a server; `None` without PostgreSQL.
fn on_server() -> Option<Fixture> {
    let f = Fixture::new();
    matches!(f.location, Location::Server { .. }).then_some(f)
}

#[test]
fn idle_connections_that_were_cut_are_made_anew() {
    let Some(f) = on_server() else { return };
    f.project();
    f.store.read(|tx| tx.projects().all()).expect("read");
    engine::raw(&f.location, CUT);
    assert_eq!(f.store.read(|tx| tx.projects().all()).expect("read").len(), 1);
    f.store.write(Op::bulk("test"), |tx| tx.projects().create("BANK", "Bank", None)).expect("written");
    assert_eq!(f.store.read(|tx| tx.projects().all()).expect("read").len(), 2);
}

#[test]
fn a_write_whose_connection_is_cut_fails_whole_and_the_next_one_works() {
    let Some(f) = on_server() else { return };
    let lost = f.store.write(Op::bulk("test"), |tx| {
        tx.projects().create("LOST", "Lost", None)?;
        engine::raw(&f.location, CUT);
        tx.projects().create("ALSO", "Lost as well", None)
    });
    assert!(matches!(lost, Err(Error::Unavailable(_))), "{lost:?}");
    assert_eq!(f.store.read(|tx| tx.projects().all()).expect("read"), []);
    f.store.write(Op::bulk("test"), |tx| tx.projects().create("KEPT", "Kept", None)).expect("written");
    assert_eq!(f.store.read(|tx| tx.projects().all()).expect("read").len(), 1);
}

#[test]
fn a_cut_before_the_commit_is_an_error() {
    let Some(f) = on_server() else { return };
    let lost = f.store.write(Op::bulk("test"), |tx| {
        let project = tx.projects().create("LOST", "Lost", None)?;
        engine::raw(&f.location, CUT);
        Ok(project)
    });
    assert!(matches!(lost, Err(Error::Unavailable(_))), "{lost:?}");
    assert_eq!(f.store.read(|tx| tx.projects().all()).expect("read"), []);
}

#[test]
fn connections_are_encrypted_as_the_address_says() {
    let Some(database) = postgres::workspace() else { return };
    let (host, port, name, user) = database.server.login();
    let address = format!("postgres://{}@{host}:{port}/{name}", user.expect("an account"));
    let is_encrypted = |options: &str| {
        let server = Arc::new(Server::parse(&format!("{address}?{options}")).expect("address"));
        let sql = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
        Db::open_server(&server).and_then(|db| db.one(sql, &[], |r| r.bool(0)))
    };
    let trusted = format!("sslmode=verify-full&sslrootcert={}", database.certificate().display());
    for (options, expected) in
        [("sslmode=disable", false), ("sslmode=prefer", true), ("", true), ("sslmode=require", true), (trusted.as_str(), true)]
    {
        assert_eq!(is_encrypted(options).expect(options), expected, "{options}");
    }
    let unknown = is_encrypted("sslmode=verify-full");
    assert!(matches!(unknown, Err(Error::Unavailable(_))), "nobody vouches for its certificate: {unknown:?}");
}

#[test]
fn rows_are_read_while_others_are_asked_for() {
    let f = Fixture::new();
    f.store
        .write(Op::bulk("test"), |tx| {
            for n in 0..300 {
                tx.projects().create(&format!("P{n}"), &"long ".repeat(40), None)?;
            }
            Ok(())
        })
        .expect("projects");
    let mut seen = 0;
    f.store
        .read(|tx| {
            tx.each("SELECT id, code FROM projects ORDER BY id", &[], |row| {
                seen += 1;
                let code = row.text(1)?;
                let again = tx.projects().by_code(&code)?.expect("the same project");
                assert_eq!(again.id.0, row.int(0)?);
                Ok(())
            })
        })
        .expect("read");
    assert_eq!(seen, 300);
}
