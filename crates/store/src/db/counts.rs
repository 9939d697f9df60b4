//! Counts that a connection keeps until somebody writes: a page of a list says how many rows there are in all, and counting them takes
//! longer than reading the page.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

/// The counts of a connection.
#[derive(Debug, Default)]
pub(super) struct Counts {
    /// The state of the workspace that the open transaction reads, once it was asked for.
    pub(super) read: Cell<Option<i64>>,
    /// The state that the counts are of.
    pub(super) counted: Cell<i64>,
    pub(super) kept: RefCell<HashMap<String, i64>>,
}

impl Counts {
    /// A transaction begins, or ends.
    pub(super) fn forget_state(&self) {
        self.read.set(None);
    }
}
