//! Workspaces of these tests: databases of a private PostgreSQL.
#![allow(dead_code, reason = "each test binary uses a part of it")]

use crate::postgres::{self, Database};
use std::sync::Arc;
use voluptas::base::Clock;
use voluptas::store::db::{Db, Mode};
use voluptas::store::{Location, Store};

/// False: the workspaces are on a server.
pub(crate) const IS_FILE: bool = false;

/// Keeps a workspace for the time of a test.
pub(crate) struct Home {
    pub(crate) dir: tempfile::TempDir,
    _database: Option<Database>,
}

/// A new empty workspace; a file without PostgreSQL.
#[track_caller]
pub(crate) fn workspace(clock: Arc<dyn Clock>) -> (Store, Home) {
    let dir = tempfile::tempdir().expect("temporary folder");
    let database = postgres::workspace();
    let location = match &database {
        Some(database) => Location::on_server(database.server.clone(), dir.path()),
        None => Location::from(dir.path().join("shop.voluptas").as_path()),
    };
    (Store::open_at(&location, clock).expect("new workspace"), Home { dir, _database: database })
}

/// Runs statements past the store.
#[track_caller]
pub(crate) fn raw(location: &Location, sql: &str) {
    let db = match location {
        Location::File(path) => Db::open(path, Mode::ReadWrite),
        Location::Server { server, .. } => Db::open_server(server),
    };
    db.expect("a connection").batch(sql).expect(sql);
}
