//! Notices of changed last results: which cases a view has to read again.
//!
//! [`super::Generations`] say that something of a kind changed. For results that is too coarse: a run of a pipeline posts all the
//! time, and a view of 100,000 functions must not be made anew each time. A view remembers [`CaseNotices::position`] from before
//! its reading and later asks for the cases since then.

use std::collections::{BTreeSet, VecDeque};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use voluptas_core::domain::ids::CaseId;

/// Maximum number of ids that are kept. A view that missed more reads everything again.
const MOST: usize = 50_000;

/// Cases whose last result changed, write by write.
#[derive(Debug, Default)]
pub struct CaseNotices {
    /// Number of the latest notice; read without the lock, once a frame.
    position: AtomicU64,
    kept: Mutex<NoticeLog>,
}

#[derive(Debug, Default)]
struct NoticeLog {
    /// Number of the latest dropped notice.
    forgotten: u64,
    notices: VecDeque<(u64, Vec<CaseId>)>,
    ids: usize,
}

impl CaseNotices {
    /// The position after all notices so far. Never waits.
    pub fn position(&self) -> u64 {
        self.position.load(Ordering::Acquire)
    }

    /// The cases of all notices after a position; `None` if some of these notices were dropped.
    pub fn since(&self, position: u64) -> Option<BTreeSet<CaseId>> {
        let kept = self.lock();
        if position < kept.forgotten {
            return None;
        }
        Some(kept.notices.iter().filter(|(at, _)| *at > position).flat_map(|(_, cases)| cases.iter().copied()).collect())
    }

    /// Adds the notice of a committed write.
    pub(super) fn add(&self, cases: Vec<CaseId>) {
        if cases.is_empty() {
            return;
        }
        let mut kept = self.lock();
        let at = self.position() + 1;
        kept.ids += cases.len();
        kept.notices.push_back((at, cases));
        while kept.ids > MOST
            && let Some((at, cases)) = kept.notices.pop_front()
        {
            kept.ids -= cases.len();
            kept.forgotten = at;
        }
        self.position.store(at, Ordering::Release);
    }

    fn lock(&self) -> MutexGuard<'_, NoticeLog> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_hears_of_the_cases_since_its_reading() {
        let notices = CaseNotices::default();
        notices.add(vec![CaseId(1), CaseId(2)]);
        let at = notices.position();
        notices.add(Vec::new());
        assert_eq!(notices.position(), at, "nothing changed");
        notices.add(vec![CaseId(2), CaseId(3)]);
        assert_eq!(notices.since(at), Some(BTreeSet::from([CaseId(2), CaseId(3)])));
        assert_eq!(notices.since(notices.position()), Some(BTreeSet::new()));
    }

    #[test]
    fn who_asks_about_too_many_reads_everything() {
        let notices = CaseNotices::default();
        let at = notices.position();
        let many = |from: i64| (from..from + 30_000).map(CaseId).collect::<Vec<_>>();
        notices.add(many(0));
        notices.add(many(30_000));
        assert_eq!(notices.since(at), None);
        assert_eq!(notices.since(at + 1).map(|cases| cases.len()), Some(30_000));
    }
}
