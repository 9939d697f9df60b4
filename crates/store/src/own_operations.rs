//! The operations that undo and redo of an open workspace reach: those that were recorded before it was opened, and its own.
//!
//! Another window or a command line of the same person may write to the workspace meanwhile. Undo here must not take such an edit
//! back, since the person does not see it as the latest one. The memory belongs to the opened workspace, and all its handles share it.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Maximum number of remembered ranges. Each operation of others between two own ones begins another range.
const MOST: usize = 256;

/// Ids of operations within reach, as ranges in ascending order.
#[derive(Debug)]
pub struct OwnOperations(Mutex<Vec<(i64, i64)>>);

impl OwnOperations {
    /// Operations up to `latest`, the latest one when the workspace was opened.
    pub fn since(latest: i64) -> Self {
        Self(Mutex::new(vec![(0, latest)]))
    }

    fn ranges(&self) -> MutexGuard<'_, Vec<(i64, i64)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds an operation that this workspace wrote. Of too many ranges the oldest one is forgotten: undo ends before it.
    pub fn add(&self, id: i64) {
        let mut ranges = self.ranges();
        match ranges.last_mut() {
            Some((_, last)) if id <= *last => {}
            Some((_, last)) if id == *last + 1 => *last = id,
            _ => ranges.push((id, id)),
        }
        if ranges.len() > MOST {
            ranges.remove(0);
        }
    }

    /// Takes out an operation whose commit failed: another program may get its id.
    pub fn remove(&self, id: i64) {
        let mut ranges = self.ranges();
        let Some(at) = ranges.iter().position(|(first, last)| (*first..=*last).contains(&id)) else { return };
        let (first, last) = ranges[at];
        let rest = [(first, id - 1), (id + 1, last)].into_iter().filter(|(first, last)| first <= last);
        ranges.splice(at..=at, rest);
    }

    /// True for an operation within reach.
    pub fn has(&self, id: i64) -> bool {
        self.ranges().iter().any(|(first, last)| (*first..=*last).contains(&id))
    }

    /// The ranges of ids after `floor`.
    pub fn after(&self, floor: i64) -> Vec<(i64, i64)> {
        let ranges = self.ranges();
        ranges.iter().filter(|(_, last)| *last > floor).map(|(first, last)| ((*first).max(floor + 1), *last)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operations_of_others_lie_between_the_ranges() {
        let own = OwnOperations::since(4);
        for id in [5, 6, 9, 10] {
            own.add(id);
        }
        assert_eq!(own.after(-1), [(0, 6), (9, 10)]);
        assert_eq!(own.after(6), [(9, 10)]);
        assert_eq!(own.after(9), [(10, 10)]);
        assert!(own.has(3) && own.has(6) && !own.has(7) && own.has(9));
    }

    #[test]
    fn an_operation_that_was_not_committed_is_taken_out() {
        let own = OwnOperations::since(4);
        own.add(5);
        own.remove(5);
        own.remove(5);
        assert_eq!(own.after(-1), [(0, 4)]);
        own.add(7);
        own.remove(7);
        assert_eq!(own.after(-1), [(0, 4)]);
    }

    #[test]
    fn the_memory_is_bounded() {
        let own = OwnOperations::since(0);
        for id in 1..10_000 {
            own.add(id * 2);
        }
        let ranges = own.after(-1);
        assert_eq!(ranges.len(), MOST);
        assert_eq!(ranges.last(), Some(&(19_998, 19_998)));
    }
}
