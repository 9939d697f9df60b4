//! A workspace with a clock that stands still, and its examination.

use crate::engine::{self, Home};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use voluptas_core::base::FixedClock;
use voluptas_core::domain::function::{FunctionContent, FunctionType};
use voluptas_core::domain::project::Project;
use voluptas_store::doctor::{self, Severity};
use voluptas_store::{Location, Op, Store};

/// A workspace of its own, with a clock that stands still.
pub struct Fixture {
    pub store: Store,
    pub clock: FixedClock,
    /// The file, or the path beside which the files of a workspace on a server lie.
    pub path: PathBuf,
    pub location: Location,
    pub home: Home,
}

impl Fixture {
    pub fn new() -> Self {
        let clock = FixedClock::at(1_768_467_600_000);
        let (store, home) = engine::workspace(Arc::new(clock.clone()));
        let location = store.location().clone();
        Self { path: location.local().to_owned(), location, store, clock, home }
    }

    /// Closes the workspace and opens it again, as a restart would.
    pub fn reopen(self) -> Self {
        let Self { store, clock, path, location, home } = self;
        drop(store);
        let store = Store::open_at(&location, Arc::new(clock.clone())).expect("same workspace");
        Self { store, clock, path, location, home }
    }

    /// The workspace as another program opens it.
    pub fn open_as_another(&self) -> Store {
        Store::open_at(&self.location, Arc::new(self.clock.clone())).expect("the other program")
    }

    pub fn clock_now(&self) -> i64 {
        voluptas_core::base::Clock::now(&self.clock)
    }

    pub fn project(&self) -> Project {
        self.store.write(Op::bulk("project"), |tx| tx.projects().ensure("SHOP", "Shop")).expect("project").value
    }
}

/// Checks that `doctor` examines the workspace and finds nothing wrong.
#[track_caller]
pub fn assert_sound(location: &Location) {
    let findings = doctor::examine_at(location).expect("examined");
    let bad: Vec<_> = findings.iter().filter(|f| f.severity != Severity::Good).collect();
    assert!(bad.is_empty(), "{bad:#?}");
    assert!(findings.len() > 5, "{findings:#?}");
}

/// Like [`assert_sound`], for a file.
#[track_caller]
pub fn assert_sound_file(path: &Path) {
    assert_sound(&Location::from(path));
}

/// A feature without further content.
pub fn feature(func_id: &str) -> FunctionContent {
    FunctionContent { func_id: func_id.into(), title: func_id.into(), kind: FunctionType::Feature, ..Default::default() }
}
