//! Workspaces of tests on the engine that `VOLUPTAS_TEST_ENGINE` names: files, or with `postgres` databases of a private PostgreSQL.
//!
//! The engine is chosen when a test runs, so that the same test programs serve both. A test that is about files asks [`is_file`].

use crate::postgres::{self, Database};
use std::sync::{Arc, LazyLock};
use voluptas_core::base::Clock;
use voluptas_store::db::{Db, Mode};
use voluptas_store::{Location, Store};

/// True unless the workspaces are databases of a server.
///
/// # Panics
/// With an unknown engine in `VOLUPTAS_TEST_ENGINE`.
pub fn is_file() -> bool {
    static IS_FILE: LazyLock<bool> = LazyLock::new(|| match std::env::var("VOLUPTAS_TEST_ENGINE").as_deref() {
        Ok("postgres") => false,
        Ok("sqlite") | Err(_) => true,
        Ok(other) => panic!("VOLUPTAS_TEST_ENGINE is sqlite or postgres, not {other}"),
    });
    *IS_FILE
}

/// Number of cases of a property test that makes a workspace for each of them. A database takes long to make: on a server an eighth
/// must do.
pub fn property_cases(in_files: u32) -> u32 {
    if is_file() { in_files } else { in_files.div_ceil(8) }
}

/// Keeps a workspace for the time of a test.
pub struct Home {
    pub dir: tempfile::TempDir,
    _database: Option<Database>,
}

/// A new empty workspace; a file where PostgreSQL is missing.
#[track_caller]
pub fn workspace(clock: Arc<dyn Clock>) -> (Store, Home) {
    let dir = tempfile::tempdir().expect("temporary folder");
    let database = if is_file() { None } else { postgres::workspace() };
    let location = match &database {
        Some(database) => Location::on_server(database.server.clone(), dir.path()),
        None => Location::from(dir.path().join("shop.voluptas").as_path()),
    };
    (Store::open_at(&location, clock).expect("new workspace"), Home { dir, _database: database })
}

/// Runs statements past the store.
#[track_caller]
pub fn raw(location: &Location, sql: &str) {
    let db = match location {
        Location::File(path) => Db::open(path, Mode::ReadWrite),
        Location::Server { server, .. } => Db::open_server(server),
    };
    db.expect("a connection").batch(sql).expect(sql);
}
