//! The limiter against servers that count in three ways, in simulated time.
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    clippy::unchecked_time_subtraction,
    reason = "small numbers of tests"
)]

use proptest::prelude::*;

use super::*;

/// Method by which a server counts requests.
#[derive(Debug, Clone, Copy)]
enum Counting {
    FixedMinutes,
    SlidingMinute,
    Bucket,
}

struct Server {
    counting: Counting,
    limit: u32,
    /// True when the server reports its limit.
    tells: bool,
    seen: Vec<Instant>,
    begin: Instant,
}

impl Server {
    /// Requests counted at `now`.
    fn used(&self, now: Instant) -> u32 {
        let minutes = |at: Instant| (at - self.begin).as_secs() / 60;
        let used = match self.counting {
            Counting::FixedMinutes => self.seen.iter().filter(|at| minutes(**at) == minutes(now)).count(),
            Counting::SlidingMinute => self.seen.iter().filter(|at| now - **at < MINUTE).count(),
            Counting::Bucket => {
                let mut level: f64 = 0.0;
                let mut last = self.begin;
                for at in self.seen.iter().copied().chain([now]) {
                    level = (level - (at - last).as_secs_f64() * f64::from(self.limit) / 60.0).max(0.0);
                    last = at;
                    if at != now {
                        level += 1.0;
                    }
                }
                return level.ceil() as u32;
            }
        };
        used as u32
    }

    /// Counts a request; `None` is a 429.
    fn take(&mut self, now: Instant) -> Option<RateHeaders> {
        let used = self.used(now);
        if used >= self.limit {
            return None;
        }
        self.seen.push(now);
        let remaining = Some(self.limit - used - 1);
        if !self.tells {
            return Some(RateHeaders::default());
        }
        Some(RateHeaders { limit: Some(self.limit), remaining, retry_after: None })
    }
}

/// Sends `count` requests one after the other, each `spacing` long; gives the time taken. Panics on a 429.
fn send(window: &mut Window, server: &mut Server, count: usize, spacing: Duration, mut now: Instant) -> Duration {
    let begin = now;
    for n in 0..count {
        while let Decision::Wait(wait) = window.decide(now, false) {
            assert!(wait.until > now, "a wait that ends in the past never ends");
            now = wait.until;
        }
        let answer = server.take(now).unwrap_or_else(|| panic!("429 at request {n}, {:?} after the start", now - begin));
        now += spacing;
        window.ended(now, answer);
    }
    now - begin
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_server_is_overrun(
        counting in prop_oneof![Just(Counting::FixedMinutes), Just(Counting::SlidingMinute), Just(Counting::Bucket)],
        limit in 2u32..120,
        configured in 1u32..200,
        spacing in 1u64..900,
        count in 1usize..240,
        before in 0u32..60,
    ) {
        let begin = Instant::now();
        let mut server = Server { counting, limit, tells: true, seen: Vec::new(), begin };
        // Somebody else used the token a moment ago.
        for _ in 0..before.min(limit / 2) {
            server.take(begin);
        }
        let mut window = Window::new(configured.min(limit));
        send(&mut window, &mut server, count, Duration::from_millis(spacing), begin + Duration::from_millis(5));
    }
}

/// Several requests at a time: `workers` of them, each `latency` on the way (half of it to the server).
fn send_together(window: &mut Window, server: &mut Server, count: usize, workers: usize, latency: Duration, begin: Instant) {
    let mut now = begin;
    let (mut arriving, mut returning) = (VecDeque::new(), VecDeque::new());
    let mut sent = 0;
    while sent < count || !arriving.is_empty() || !returning.is_empty() {
        while arriving.front().is_some_and(|at| *at <= now) {
            arriving.pop_front();
            let answer = server.take(now).unwrap_or_else(|| panic!("429, {:?} after the start", now - begin));
            returning.push_back((now + latency / 2, answer));
        }
        while returning.front().is_some_and(|(at, _)| *at <= now) {
            if let Some((_, answer)) = returning.pop_front() {
                window.ended(now, answer);
            }
        }
        let mut wake = None;
        while sent < count && arriving.len() + returning.len() < workers {
            match window.decide(now, false) {
                Decision::Go => {
                    sent += 1;
                    arriving.push_back(now + latency / 2);
                }
                Decision::Refuse(left) => panic!("refused for {left:?}"),
                Decision::Wait(wait) => {
                    wake = Some(wait.until);
                    break;
                }
            }
        }
        let next = [arriving.front().copied(), returning.front().map(|(at, _)| *at), wake].into_iter().flatten().min();
        now = next.unwrap_or(now).max(now);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_server_is_overrun_by_many_at_a_time(
        counting in prop_oneof![Just(Counting::FixedMinutes), Just(Counting::SlidingMinute), Just(Counting::Bucket)],
        limit in 12u32..120,
        configured in 1u32..200,
        latency in 2u64..3000,
        count in 1usize..300,
        workers in 1usize..8,
        tells in any::<bool>(),
    ) {
        let begin = Instant::now();
        let mut server = Server { counting, limit, tells, seen: Vec::new(), begin };
        let mut window = Window::new(configured.min(limit));
        send_together(&mut window, &mut server, count, workers, Duration::from_millis(latency), begin);
        prop_assert_eq!(server.seen.len(), count);
    }
}

#[test]
fn the_real_limit_replaces_the_configured_one_in_both_directions() {
    let now = Instant::now();
    for (limit, budget) in [(600, 570), (60, 57), (10, 9), (1, 1)] {
        let mut window = Window::new(100);
        assert_eq!(window.budget(), Some(100));
        assert_eq!(window.decide(now, false), Decision::Go);
        window.ended(now, RateHeaders { limit: Some(limit), remaining: Some(limit - 1), retry_after: None });
        assert_eq!(window.budget(), Some(budget), "limit {limit}");
    }
}

#[test]
fn a_short_job_is_not_slowed() {
    let begin = Instant::now();
    let mut server = Server { counting: Counting::SlidingMinute, limit: 600, tells: true, seen: Vec::new(), begin };
    let took = send(&mut Window::new(100), &mut server, 110, Duration::from_millis(20), begin);
    assert_eq!(took, Duration::from_millis(20 * 110));
}

#[test]
fn zero_sets_no_limit_of_our_own() {
    let now = Instant::now();
    let mut window = Window::new(0);
    for _ in 0..10_000 {
        assert_eq!(window.decide(now, false), Decision::Go);
        window.ended(now, RateHeaders::default());
    }
}

#[test]
fn requests_under_way_count() {
    let now = Instant::now();
    let mut window = Window::new(3);
    for _ in 0..3 {
        assert_eq!(window.decide(now, false), Decision::Go);
    }
    assert!(matches!(window.decide(now, false), Decision::Wait(_)));
    window.ended(now, RateHeaders::default());
    let Decision::Wait(wait) = window.decide(now, false) else { panic!("the minute is not over") };
    assert_eq!((wait.until, wait.asked), (now + MINUTE, false));
    assert_eq!(window.decide(now + MINUTE, false), Decision::Go);
}

#[test]
fn what_others_used_is_left_to_them_and_forgotten_when_the_server_forgets() {
    let now = Instant::now();
    let mut window = Window::new(100);
    assert_eq!(window.decide(now, false), Decision::Go);
    window.ended(now, RateHeaders { limit: Some(100), remaining: Some(5), retry_after: None });
    assert_eq!(window.others.len(), 94);
    assert!(matches!(window.decide(now, false), Decision::Wait(_)), "the margin of five is kept");
    window.under_way = 1;
    window.ended(now, RateHeaders { limit: Some(100), remaining: Some(98), retry_after: None });
    assert_eq!(window.others.len(), 0, "the server began a new minute");
    assert_eq!(window.decide(now, false), Decision::Go);
}

#[test]
fn a_429_stops_everybody_for_as_long_as_it_says() {
    let now = Instant::now();
    let mut window = Window::new(0);
    assert_eq!((window.decide(now, false), window.decide(now, false)), (Decision::Go, Decision::Go));
    window.ended(now, RateHeaders { retry_after: Some(Duration::from_secs(30)), ..RateHeaders::default() });
    window.ended(now, RateHeaders { retry_after: Some(Duration::from_secs(10)), ..RateHeaders::default() });
    let until = now + Duration::from_secs(30);
    assert_eq!(window.decide(now, false), Decision::Wait(RateWait { until, asked: true }));
    assert_eq!(window.decide(until, false), Decision::Go);
}

#[test]
fn a_429_that_names_a_far_date_refuses_for_five_minutes_at_most() {
    let now = Instant::now();
    let mut window = Window::new(0);
    let day = Duration::from_secs(86_400);
    assert_eq!(window.decide(now, false), Decision::Go);
    window.ended(now, RateHeaders { retry_after: Some(day), ..RateHeaders::default() });
    assert_eq!(window.decide(now, false), Decision::Refuse(day));
    let soon = now + Duration::from_secs(299);
    assert_eq!(window.decide(soon, false), Decision::Refuse(day - Duration::from_secs(299)));
    assert_eq!(window.decide(now + LONGEST_WAIT, false), Decision::Go, "the server is asked again");
    window.ended(now, RateHeaders { retry_after: Some(Duration::MAX), ..RateHeaders::default() });
    assert!(matches!(window.decide(now, false), Decision::Refuse(_)));
}

#[tokio::test]
async fn an_urgent_request_does_not_heed_a_pause_and_its_success_ends_it() {
    let limiter = Limiter::new(0);
    let far = RateHeaders { retry_after: Some(Duration::from_secs(3_600)), ..RateHeaders::default() };
    let before = limiter.place(false).await.expect("a place");
    limiter.place(false).await.expect("a place").learn(far);
    before.succeeded();
    drop(before);
    assert!(limiter.place(false).await.is_err(), "a request that was sent before the pause does not end it");
    drop(limiter.place(true).await.expect("an urgent request goes on"));
    assert!(limiter.place(false).await.is_err(), "it had no success");
    limiter.place(true).await.expect("a place").succeeded();
    limiter.place(false).await.expect("the pause is over");
}

#[tokio::test]
async fn waiting_is_shown_and_ends_with_the_next_answer() {
    let limiter = std::sync::Arc::new(Limiter::new(1));
    let mut shown = limiter.watch();
    let first = limiter.place(false).await.expect("a place");
    let second = tokio::spawn({
        let limiter = limiter.clone();
        async move {
            drop(limiter.place(false).await);
        }
    });
    shown.changed().await.expect("the limiter lives");
    let wait = shown.borrow_and_update().expect("the second request waits");
    assert!(!wait.asked && wait.seconds() > 50);
    let mut first = first;
    first.learn(RateHeaders { limit: Some(600), remaining: Some(599), retry_after: None });
    drop(first);
    second.await.expect("the second request goes on");
    shown.changed().await.expect("the limiter lives");
    assert_eq!(*shown.borrow(), None);
}

#[tokio::test]
async fn a_wait_that_is_given_up_is_no_longer_shown() {
    let limiter = Limiter::new(1);
    drop(limiter.place(false).await);
    let shown = limiter.watch();
    let given_up = tokio::time::timeout(Duration::from_millis(5), limiter.place(false)).await;
    assert!(given_up.is_err());
    assert_eq!(*shown.borrow(), None);
}
