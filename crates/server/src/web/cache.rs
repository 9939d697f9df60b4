//! Caches of pages: values that are costly to compute, each kept until the data that it is computed from changes.

use super::case_import::HeldImports;
use super::page_request::PageRequest;
use super::registry::{Figures, RunCoverage};
use super::runs::failures::RunOutcomes;
use crate::error::ApiResult;
use parking_lot::Mutex;
use std::collections::VecDeque;
use std::sync::Arc;
use voluptas_app::overview::dashboard::{Dashboard, Scope};
use voluptas_app::overview::lists::Registry;
use voluptas_core::domain::ids::{ProjectId, RunId};
use voluptas_store::Aggregate;

/// The caches of all pages.
#[derive(Debug)]
pub struct PageCaches {
    /// The registry with its coverage.
    pub(super) registry: StateCache<(), Registry>,
    /// The registry with the coverage by one run.
    pub(super) of_runs: StateCache<RunId, RunCoverage>,
    pub(super) figures: StateCache<ProjectId, Figures>,
    /// Runs with their differences: one of a hundred thousand tests takes some megabytes.
    pub(super) outcomes: StateCache<RunId, RunOutcomes>,
    pub(super) dashboards: StateCache<(ProjectId, Scope), Dashboard>,
    /// Uploaded files of cases that wait for their import.
    pub imports: HeldImports,
}

impl Default for PageCaches {
    fn default() -> Self {
        Self {
            registry: StateCache::new(1),
            of_runs: StateCache::new(4),
            figures: StateCache::new(100),
            outcomes: StateCache::new(8),
            dashboards: StateCache::new(16),
            imports: HeldImports::default(),
        }
    }
}

/// A state of parts of the workspace.
pub type WorkspaceState = Vec<u64>;

/// Values by key, each as of a state of the workspace. The values that were used last are kept.
#[derive(Debug)]
pub struct StateCache<K, V> {
    most: usize,
    entries: Mutex<VecDeque<(K, WorkspaceState, Arc<V>)>>,
}

impl<K: PartialEq, V> StateCache<K, V> {
    fn new(most: usize) -> Self {
        Self { most, entries: Mutex::default() }
    }

    /// The value of a key in this state. Where it has to be read, others wait: many open pages ask at the same moment, after a change.
    /// `read` must not ask this cache.
    pub(super) fn get(&self, key: K, state: &WorkspaceState, read: impl FnOnce() -> ApiResult<V>) -> ApiResult<Arc<V>> {
        let mut entries = self.entries.lock();
        if let Some(place) = entries.iter().position(|(of, ..)| *of == key)
            && let Some(found) = entries.remove(place)
            && found.1 == *state
        {
            let value = Arc::clone(&found.2);
            entries.push_front(found);
            return Ok(value);
        }
        let value = Arc::new(read()?);
        entries.truncate(self.most - 1);
        entries.push_front((key, state.clone(), Arc::clone(&value)));
        Ok(value)
    }
}

impl PageRequest {
    /// The state of parts of the workspace. A transaction that begins later reads at least this state.
    pub(super) fn state(&self, parts: &[Aggregate]) -> ApiResult<WorkspaceState> {
        let store = &self.app.store;
        // What others wrote counts as a change only once it was looked for.
        store.look_for_others()?;
        Ok(parts.iter().map(|part| store.generations().of(*part)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_read_again_after_a_change_and_the_oldest_is_dropped() {
        let (cache, mut reads) = (StateCache::new(2), 0);
        let mut get = |key: u8, state: u64| {
            let mut was_read = false;
            let value = cache.get(key, &vec![state], || {
                was_read = true;
                reads += 1;
                Ok(reads)
            });
            (*value.expect("value"), was_read)
        };
        assert_eq!([get(1, 1), get(1, 1), get(1, 2)], [(1, true), (1, false), (2, true)]);
        assert_eq!([get(2, 2), get(1, 2), get(3, 2)], [(3, true), (2, false), (4, true)]);
        assert_eq!([get(1, 2), get(2, 2)], [(2, false), (5, true)], "the one that was not used goes");
    }
}
