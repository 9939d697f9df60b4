//! Counts that a connection keeps until somebody writes: a page of a list says how many rows there are in all, and counting them takes
//! longer than reading the page.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Counted {
    /// Cases and what else results do not change: counts that hold while results come in.
    Contents,
    /// Anything.
    All,
}

/// The counts of a connection.
#[derive(Debug, Default)]
pub(super) struct Counts {
    /// The states of all and of the contents that the open transaction reads, once they were asked for.
    pub(super) read: Cell<Option<[i64; 2]>>,
    all: Kept,
    contents: Kept,
}

/// Counts of one state.
#[derive(Debug, Default)]
pub(super) struct Kept {
    /// The state that the counts are of.
    pub(super) state: Cell<i64>,
    pub(super) counts: RefCell<HashMap<String, i64>>,
}

impl Counts {
    /// A transaction begins, or ends.
    pub(super) fn forget_state(&self) {
        self.read.set(None);
    }

    /// The counts of a kind, and the place of their state in `read`.
    pub(super) fn of(&self, counted: Counted) -> (&Kept, usize) {
        match counted {
            Counted::All => (&self.all, 0),
            Counted::Contents => (&self.contents, 1),
        }
    }
}
