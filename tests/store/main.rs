//! The workspace file, through its public interface: what is written is there after reopening, whole or not at all.

mod authors;
mod case_bulk;
mod case_duplicates;
mod case_files;
mod case_suites;
mod cases;
mod damage;
mod dashboard;
mod deep_suites;
mod functions;
mod history;
mod ingest;
mod last_result;
mod migrations;
mod others;
mod registry_file;
mod result_ingest;
mod test_links;
mod transactions;
mod trash;
mod undo;
mod upgrades;
mod users;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use voluptas::base::FixedClock;
use voluptas::domain::project::Project;
use voluptas::store::doctor::{self, Severity};
use voluptas::store::{Op, Store};

/// A workspace in a folder of its own, with a clock that stands still.
pub(crate) struct Fixture {
    pub(crate) store: Store,
    pub(crate) clock: FixedClock,
    pub(crate) path: PathBuf,
    dir: tempfile::TempDir,
}

impl Fixture {
    pub(crate) fn new() -> Self {
        let dir = tempfile::tempdir().expect("temporary folder");
        let path = dir.path().join("shop.voluptas");
        let clock = FixedClock::at(1_768_467_600_000);
        let store = Store::open(&path, Arc::new(clock.clone())).expect("new workspace");
        Self { store, clock, path, dir }
    }

    /// Closes the file and opens it again, as a restart would.
    pub(crate) fn reopen(self) -> Self {
        let Self { store, clock, path, dir } = self;
        drop(store);
        let store = Store::open(&path, Arc::new(clock.clone())).expect("same workspace");
        Self { store, clock, path, dir }
    }

    pub(crate) fn clock_now(&self) -> i64 {
        voluptas::base::Clock::now(&self.clock)
    }

    pub(crate) fn project(&self) -> Project {
        self.store.write(Op::bulk("project"), |tx| tx.projects().ensure("SHOP", "Shop")).expect("project").value
    }
}

/// Checks that `doctor` examines the file and finds nothing wrong.
#[track_caller]
pub(crate) fn assert_sound(path: &Path) {
    let findings = doctor::examine(path).expect("examined");
    let bad: Vec<_> = findings.iter().filter(|f| f.severity != Severity::Good).collect();
    assert!(bad.is_empty(), "{bad:#?}");
    assert!(findings.len() > 5, "{findings:#?}");
}
