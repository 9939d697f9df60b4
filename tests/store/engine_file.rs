//! Workspaces of these tests: files.
#![allow(dead_code, reason = "each test binary uses a part of it")]

use std::sync::Arc;
use voluptas::base::Clock;
use voluptas::store::db::{Db, Mode};
use voluptas::store::{Location, Store};

/// True: the workspaces are files.
pub(crate) const IS_FILE: bool = true;

/// Keeps a workspace for the time of a test.
pub(crate) struct Home {
    pub(crate) dir: tempfile::TempDir,
}

/// A new empty workspace.
pub(crate) fn workspace(clock: Arc<dyn Clock>) -> (Store, Home) {
    let dir = tempfile::tempdir().expect("temporary folder");
    let store = Store::open(&dir.path().join("shop.voluptas"), clock).expect("new workspace");
    (store, Home { dir })
}

/// Runs statements past the store.
#[track_caller]
pub(crate) fn raw(location: &Location, sql: &str) {
    Db::open(location.local(), Mode::ReadWrite).expect("the file").batch(sql).expect(sql);
}
