//! What goes wrong on purpose, so that clients can be tested: refusals, slowness, cut connections, late results.
//!
//! Everything is off at first. The handle can be used while the server runs; draws come from a seeded generator, so that a
//! test that fails can be repeated.

use crate::domain::ids::ResultId;
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Shares of requests (0.0 to 1.0) that go wrong, each in its way. They are drawn in this order and only one comes true.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shares {
    /// Answered 429 with a `Retry-After`.
    pub too_many: f64,
    /// Answered 500 without being executed.
    pub server_error: f64,
    /// The connection is cut before the request is executed.
    pub cut_before: f64,
    /// The request is executed and the connection cut before the answer.
    pub cut_after: f64,
    /// Seconds in the `Retry-After` of a 429.
    pub retry_after: u64,
}

impl Default for Shares {
    fn default() -> Self {
        Self { too_many: 0.0, server_error: 0.0, cut_before: 0.0, cut_after: 0.0, retry_after: 1 }
    }
}

/// When results that came through v2 can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Visibility {
    /// At once.
    #[default]
    AtOnce,
    /// After so many milliseconds of the store's clock.
    AfterMillis(i64),
    /// After so many listings of results.
    AfterReads(u32),
}

/// What goes wrong with one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// 429 with so many seconds.
    TooMany(u64),
    /// 500.
    ServerError,
    /// This status, without being executed.
    Refuse(u16),
    /// Cut before it is executed.
    CutBefore,
    /// Cut after it was executed.
    CutAfter,
}

/// The switches. Clones share them.
#[derive(Debug, Clone)]
pub struct Faults(Arc<Mutex<Switches>>);

#[derive(Debug)]
struct Switches {
    shares: Shares,
    next: Vec<(String, Fault)>,
    delay_ms: u64,
    visibility: Visibility,
    hidden: Vec<(u32, Vec<ResultId>)>,
    random: StdRng,
}

impl Default for Faults {
    fn default() -> Self {
        Self::seeded(1)
    }
}

impl Faults {
    /// Switches that are all off, and draws that repeat with the seed.
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        Self(Arc::new(Mutex::new(Switches {
            shares: Shares::default(),
            next: Vec::new(),
            delay_ms: 0,
            visibility: Visibility::AtOnce,
            hidden: Vec::new(),
            random: StdRng::seed_from_u64(seed),
        })))
    }

    fn lock(&self) -> MutexGuard<'_, Switches> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sets the shares of requests that go wrong.
    pub fn set_shares(&self, shares: Shares) {
        self.lock().shares = shares;
    }

    /// Lets the next request whose `METHOD /path` begins so go wrong, once. Several wait in order.
    pub fn fail_next(&self, method_and_path: &str, fault: Fault) {
        self.lock().next.push((method_and_path.to_owned(), fault));
    }

    /// Lets every request wait so long before it is executed.
    pub fn set_delay_ms(&self, millis: u64) {
        self.lock().delay_ms = millis;
    }

    /// When results that come through v2 from now on can be read.
    pub fn set_visibility(&self, visibility: Visibility) {
        self.lock().visibility = visibility;
    }

    /// Switches everything off; results that are late stay so.
    pub fn clear(&self) {
        let mut s = self.lock();
        s.shares = Shares::default();
        s.next.clear();
        s.delay_ms = 0;
        s.visibility = Visibility::AtOnce;
    }

    /// What goes wrong with this request, and how long it waits first.
    pub(super) fn draw(&self, method: &str, path: &str) -> (u64, Option<Fault>) {
        let mut s = self.lock();
        let key = format!("{method} {path}");
        if let Some(at) = s.next.iter().position(|(prefix, _)| key.starts_with(prefix.as_str())) {
            return (s.delay_ms, Some(s.next.remove(at).1));
        }
        let shares = s.shares;
        if shares == Shares::default() {
            return (s.delay_ms, None);
        }
        let mut dice: f64 = s.random.random();
        for (share, fault) in [
            (shares.too_many, Fault::TooMany(shares.retry_after)),
            (shares.server_error, Fault::ServerError),
            (shares.cut_before, Fault::CutBefore),
            (shares.cut_after, Fault::CutAfter),
        ] {
            if dice < share {
                return (s.delay_ms, Some(fault));
            }
            dice -= share;
        }
        (s.delay_ms, None)
    }

    /// The time from which a result that is stored `now` can be read; none is at once.
    pub(super) fn visible_from(&self, now: crate::base::Millis) -> Option<crate::base::Millis> {
        match self.lock().visibility {
            Visibility::AtOnce => None,
            Visibility::AfterMillis(millis) => Some(now.saturating_add(millis)),
            Visibility::AfterReads(_) => Some(crate::base::Millis::MAX),
        }
    }

    /// Remembers results that become visible after a number of listings.
    pub(super) fn hide(&self, ids: Vec<ResultId>) {
        let mut s = self.lock();
        if let Visibility::AfterReads(reads) = s.visibility {
            s.hidden.push((reads, ids));
        }
    }

    /// Counts a listing; gives the results that are to be visible from now on.
    pub(super) fn count_read(&self) -> Vec<ResultId> {
        let mut revealed = Vec::new();
        self.lock().hidden.retain_mut(|(reads, ids)| {
            if *reads == 0 {
                revealed.append(ids);
                return false;
            }
            *reads -= 1;
            true
        });
        revealed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_repeat_and_keep_their_shares() {
        let draw = |seed| {
            let faults = Faults::seeded(seed);
            faults.set_shares(Shares { too_many: 0.1, server_error: 0.1, cut_before: 0.05, cut_after: 0.05, retry_after: 3 });
            (0..2000).map(|_| faults.draw("GET", "/v1/case/DEMO").1).collect::<Vec<_>>()
        };
        let one = draw(7);
        assert_eq!(one, draw(7));
        let wrong = one.iter().flatten().count();
        assert!((500..700).contains(&wrong), "30 % of 2000, drew {wrong}");
        let faults = Faults::default();
        faults.fail_next("POST /v1/case", Fault::CutAfter);
        assert_eq!(faults.draw("GET", "/v1/case/DEMO").1, None);
        assert_eq!(faults.draw("POST", "/v1/case/DEMO").1, Some(Fault::CutAfter));
        assert_eq!(faults.draw("POST", "/v1/case/DEMO").1, None);
    }

    #[test]
    fn hidden_results_come_after_so_many_reads() {
        let faults = Faults::default();
        faults.set_visibility(Visibility::AfterReads(2));
        faults.hide(vec![ResultId(5)]);
        assert!(faults.count_read().is_empty());
        assert!(faults.count_read().is_empty());
        assert_eq!(faults.count_read(), [ResultId(5)]);
        assert!(faults.count_read().is_empty());
    }
}
