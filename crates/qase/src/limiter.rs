//! Stays below the rate limit of the server, because a 429 costs a minute.
//!
//! The rule counts requests of the last minute: those that were sent, those under way, and those that *others* with the same
//! token have made, as far as the server reports them. Their sum stays below the limit. This never overruns a server that counts
//! in fixed minutes, in a sliding minute or with a refilling bucket, and it does not slow short jobs. The limit is the configured
//! one until the server reports its own in `X-RateLimit-Limit`; then it is that one less a margin.
//!
//! A 429 pauses all requests for the time that it names, but at most for [`LONGEST_WAIT`]. If the server names a later time,
//! requests during the pause fail at once instead of waiting. The connection check is sent even during a pause, and its success
//! ends the pause.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, watch};
use tokio::time::Instant;

const MINUTE: Duration = Duration::from_secs(60);
/// Longest pause that is waited for; see the module documentation.
pub(super) const LONGEST_WAIT: Duration = Duration::from_secs(300);
/// Shorter waits are not shown.
const WORTH_SHOWING: Duration = Duration::from_millis(400);

/// The server's limit, from the headers of an answer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RateHeaders {
    /// `X-RateLimit-Limit`: requests per minute.
    pub limit: Option<u32>,
    /// `X-RateLimit-Remaining`: requests left now.
    pub remaining: Option<u32>,
    /// `Retry-After` of a 429.
    pub retry_after: Option<Duration>,
}

/// Requests wait for the rate limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateWait {
    /// Time of the next request, as far as is known now.
    pub until: Instant,
    /// True when the server asked for the wait with a 429; false when the client keeps below the limit by itself.
    pub asked: bool,
}

impl RateWait {
    /// Whole seconds from now, at least 1.
    pub fn seconds(&self) -> u64 {
        let left = self.until.saturating_duration_since(Instant::now());
        (left.as_secs() + u64::from(left.subsec_nanos() > 0)).max(1)
    }
}

/// The rule, with the time as a parameter: it does not wait.
#[derive(Debug)]
struct Window {
    configured: u32,
    learned: Option<u32>,
    /// End times of the requests of the last minute. The server counted each request before its end.
    ended: VecDeque<Instant>,
    /// Requests of others that the server counted, by the time of the report.
    others: VecDeque<Instant>,
    under_way: usize,
    pause: Option<Pause>,
}

/// A pause after a 429.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Pause {
    /// Time before which no request is sent.
    until: Instant,
    /// End of the pause as the server named it; later than `until` when the pause exceeds [`LONGEST_WAIT`].
    named: Instant,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Decision {
    Go,
    /// Wait until this time, or until an answer comes.
    Wait(RateWait),
    /// The server's pause is too long to wait for.
    Refuse(Duration),
}

impl Window {
    fn new(configured: u32) -> Self {
        Self { configured, learned: None, ended: VecDeque::new(), others: VecDeque::new(), under_way: 0, pause: None }
    }

    /// Requests allowed in a minute; `None` without a limit.
    fn budget(&self) -> Option<usize> {
        match self.learned {
            // One in twenty is left free, for the requests of a person in the browser.
            Some(limit) => Some((limit - (limit / 20).max(u32::from(limit > 1))).max(1) as usize),
            None if self.configured == 0 => None,
            None => Some(self.configured as usize),
        }
    }

    fn forget_old(&mut self, now: Instant) {
        for queue in [&mut self.ended, &mut self.others] {
            while queue.front().is_some_and(|at| now.saturating_duration_since(*at) >= MINUTE) {
                queue.pop_front();
            }
        }
    }

    /// Takes a place if one is free. An urgent request ignores a pause.
    fn decide(&mut self, now: Instant, urgent: bool) -> Decision {
        match self.pause {
            Some(pause) if now < pause.until && !urgent => {
                return match pause.named.saturating_duration_since(now) {
                    left if left > LONGEST_WAIT => Decision::Refuse(left),
                    _ => Decision::Wait(RateWait { until: pause.named, asked: true }),
                };
            }
            Some(pause) if now >= pause.until => self.pause = None,
            _ => {}
        }
        self.forget_old(now);
        let used = self.ended.len() + self.others.len() + self.under_way;
        match self.budget() {
            Some(budget) if used >= budget => {
                let oldest = [self.ended.front(), self.others.front()].into_iter().flatten().min();
                // If no request has ended yet, all places are under way: the first answer wakes the waiting ones.
                let until = oldest.map_or(now + MINUTE, |at| *at + MINUTE);
                Decision::Wait(RateWait { until, asked: false })
            }
            _ => {
                self.under_way += 1;
                Decision::Go
            }
        }
    }

    /// A request ended, with an answer or without.
    fn ended(&mut self, now: Instant, headers: RateHeaders) {
        self.under_way = self.under_way.saturating_sub(1);
        self.forget_old(now);
        self.ended.push_back(now);
        if let Some(limit) = headers.limit.filter(|l| *l > 0) {
            self.learned = Some(limit);
        }
        if let (Some(limit), Some(remaining)) = (headers.limit, headers.remaining) {
            // The server may not have counted the requests that are still under way. The careful guess is that it has not.
            let counted = limit.saturating_sub(remaining) as usize;
            let others = counted.saturating_sub(self.ended.len());
            while self.others.len() > others {
                self.others.pop_front();
            }
            while self.others.len() < others {
                self.others.push_back(now);
            }
        }
        if let Some(wait) = headers.retry_after {
            // Bounds absurd values, so that the addition cannot overflow.
            let named = now + wait.min(Duration::from_secs(366 * 86_400));
            let named = self.pause.map_or(named, |p| p.named.max(named));
            self.pause = Some(Pause { until: named.min(now + LONGEST_WAIT), named });
        }
    }

    /// Ends the pause: the server has accepted an urgent request.
    fn lift(&mut self) {
        self.pause = None;
    }
}

/// Hands out places for requests.
#[derive(Debug)]
pub(super) struct Limiter {
    window: Mutex<Window>,
    changed: Notify,
    waiting: watch::Sender<Option<RateWait>>,
    /// Number of requests whose wait is shown.
    waiters: AtomicUsize,
}

/// A request whose wait is shown. After the last one, nothing is shown any more.
struct Waiter<'a>(&'a Limiter);

impl<'a> Waiter<'a> {
    fn new(limiter: &'a Limiter) -> Self {
        limiter.waiters.fetch_add(1, Ordering::SeqCst);
        Self(limiter)
    }
}

impl Drop for Waiter<'_> {
    fn drop(&mut self) {
        if self.0.waiters.fetch_sub(1, Ordering::SeqCst) == 1 {
            self.0.show(None);
        }
    }
}

impl Limiter {
    pub fn new(requests_per_minute: u32) -> Self {
        Self {
            window: Mutex::new(Window::new(requests_per_minute)),
            changed: Notify::new(),
            waiting: watch::Sender::new(None),
            waiters: AtomicUsize::new(0),
        }
    }

    /// Signals when requests begin to wait and when they go on.
    pub fn watch(&self) -> watch::Receiver<Option<RateWait>> {
        self.waiting.subscribe()
    }

    /// Waits for a place. Dropping the future gives up the place.
    ///
    /// # Errors
    /// Returns the remaining pause if it is too long to wait for and the request is not urgent.
    pub async fn place(&self, urgent: bool) -> Result<Place<'_>, Duration> {
        let mut waiter = None;
        loop {
            // Registered before the decision, so that an answer in between is not missed.
            let changed = self.changed.notified();
            let decision = self.lock().decide(Instant::now(), urgent);
            match decision {
                Decision::Go => {
                    return Ok(Place { limiter: self, headers: RateHeaders::default(), urgent });
                }
                Decision::Refuse(left) => return Err(left),
                Decision::Wait(wait) => {
                    if wait.until.saturating_duration_since(Instant::now()) >= WORTH_SHOWING {
                        waiter.get_or_insert_with(|| Waiter::new(self));
                        self.show(Some(wait));
                    }
                    tokio::select! {
                        () = tokio::time::sleep_until(wait.until) => {}
                        () = changed => {}
                    }
                }
            }
        }
    }

    fn show(&self, wait: Option<RateWait>) {
        self.waiting.send_if_modified(|shown| std::mem::replace(shown, wait) != wait);
    }

    fn lock(&self) -> MutexGuard<'_, Window> {
        self.window.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The place of a request that is under way. A dropped place counts as used.
#[derive(Debug)]
pub(super) struct Place<'a> {
    limiter: &'a Limiter,
    headers: RateHeaders,
    urgent: bool,
}

impl Place<'_> {
    /// Records the limit in the headers of an answer.
    pub fn learn(&mut self, headers: RateHeaders) {
        self.headers = headers;
    }

    /// Records that the server accepted the request. Only an urgent request ends a pause: any other may have been sent before the
    /// pause began.
    pub fn succeeded(&self) {
        if self.urgent {
            self.limiter.lock().lift();
        }
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.limiter.lock().ended(Instant::now(), self.headers);
        self.limiter.changed.notify_waiters();
    }
}

#[cfg(test)]
#[path = "limiter_tests.rs"]
mod tests;
