//! Waiting for an event that nothing notifies of: the state of a server, of a child process, of a job on another thread.
//!
//! A condition is asked for again and again, with a pause that grows with the time waited. After [`LIMIT`] the test fails and names
//! what it waited for and where. The limit only bounds a hanging test, so it is far above what a slow machine needs. Where
//! something notifies (a channel, the end of a process, a closed connection), a test awaits that instead.

use std::panic::Location;
use std::process::Child;
use std::time::{Duration, Instant};

/// Time after which a test gives up.
pub const LIMIT: Duration = Duration::from_secs(120);

/// The pauses between the questions.
struct Wait<'a> {
    what: &'a str,
    from: &'static Location<'static>,
    began: Instant,
    limit: Duration,
}

impl<'a> Wait<'a> {
    #[track_caller]
    fn new(what: &'a str, limit: Duration) -> Self {
        Self { what, from: Location::caller(), began: Instant::now(), limit }
    }

    /// The next pause: a tenth of the time waited so far, from 1 to 50 ms.
    ///
    /// # Panics
    /// When the limit is over.
    fn pause(&self) -> Duration {
        let waited = self.began.elapsed();
        assert!(waited < self.limit, "{} ({}): gave up after {waited:?}", self.what, self.from);
        (waited / 10).clamp(Duration::from_millis(1), Duration::from_millis(50))
    }
}

/// Blocks until `ask` gives something, and returns that.
#[track_caller]
pub fn wait_for<T>(what: &str, ask: impl FnMut() -> Option<T>) -> T {
    wait_long_for(what, LIMIT, ask)
}

/// Like [`wait_for`], with a limit for work that takes minutes.
#[track_caller]
pub fn wait_long_for<T>(what: &str, limit: Duration, mut ask: impl FnMut() -> Option<T>) -> T {
    let wait = Wait::new(what, limit);
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        std::thread::sleep(wait.pause());
    }
}

/// Waits until `holds` is true.
#[track_caller]
pub fn until(what: &str, mut holds: impl FnMut() -> bool) -> impl Future<Output = ()> {
    until_some(what, move || std::future::ready(holds().then_some(())))
}

/// Waits until `ask` gives something, and returns that.
#[track_caller]
pub fn until_some<T, A: Future<Output = Option<T>>>(what: &str, mut ask: impl FnMut() -> A) -> impl Future<Output = T> {
    let wait = Wait::new(what, LIMIT);
    async move {
        loop {
            if let Some(answer) = ask().await {
                return answer;
            }
            tokio::time::sleep(wait.pause()).await;
        }
    }
}

/// True when a process ends by itself before its work has reached a point. For tests that end a process at that point.
pub fn ends_before_point(child: &mut Child, what: &str, mut is_reached: impl FnMut() -> bool) -> bool {
    wait_for(what, || {
        if child.try_wait().expect("the state of the process").is_some() {
            return Some(true);
        }
        is_reached().then_some(false)
    })
}
