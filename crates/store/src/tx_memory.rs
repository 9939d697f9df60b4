//! Memory of a transaction until its end: counters that are still to be written, and texts that were looked up.

use super::texts::Hash;
use foldhash::HashMap;
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use voluptas_core::base::Millis;
use voluptas_core::domain::ids::{ResultId, RunId, TestId};

/// Results of a run and their duration, or a difference of these.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sums {
    pub(super) results: i64,
    pub(super) spent_ms: i64,
}

/// Pending changes of counters. Many results of a run then cost one write of its counters.
#[derive(Debug, Default)]
pub(super) struct Pending {
    pub(super) tests: BTreeMap<(RunId, String), i64>,
    pub(super) sums: BTreeMap<RunId, Sums>,
    /// Runs whose outcomes may have changed.
    pub(super) unsettled: BTreeSet<RunId>,
    /// Last attempts of tests that have several in a run. Thousands of attempts of one test would otherwise be walked through for each.
    pub(super) attempts: FxHashMap<(RunId, TestId), Attempt>,
}

/// The last attempt of a test.
#[derive(Debug, Clone)]
pub(super) struct Attempt {
    pub(super) id: ResultId,
    pub(super) status: String,
    pub(super) at_ms: Millis,
    pub(super) is_flaky: bool,
    /// An attempt before it failed or was broken.
    pub(super) has_bad_before: bool,
}

impl Attempt {
    /// True for an outcome after which a passed attempt makes the test flaky.
    pub(super) fn is_bad(&self) -> bool {
        matches!(self.status.as_str(), "failed" | "broken")
    }

    /// True for a test that passed after it had failed, whatever lay between.
    pub(super) fn passed_at_last(&self) -> bool {
        self.status == "passed" && self.has_bad_before
    }
}

/// Texts that a transaction has looked up. Many results of one run repeat the same steps.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// Ids by text. The map protects itself from texts that were made to have the same hash: they come from files of others.
    pub(super) ids: HashMap<Box<str>, i64>,
    /// Ids by the hash of texts that are too long to be remembered.
    pub(super) by_hash: HashMap<Hash, i64>,
    /// Texts by id, as far as they were read.
    pub(super) read: FxHashMap<i64, Arc<str>>,
    /// Parts of the hashes of texts that were seen and not stored. Of fixed size, whatever the number of texts; empty until the
    /// first one.
    pub(super) met: Box<[u32]>,
}
