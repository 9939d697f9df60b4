//! The progress of a job.

use std::collections::VecDeque;
use voluptas_core::base::Millis;
use voluptas_core::domain::Message;

/// The progress of a job as plain data; the front end turns it into text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// Name of the current stage.
    pub stage: Message,
    /// Items done in this stage.
    pub done: u64,
    /// Number of items in this stage; `None` while unknown.
    pub total: Option<u64>,
    /// The item at hand.
    pub detail: Option<String>,
    /// Start time of this stage.
    pub stage_started: Millis,
    /// Time until which the job waits for a rate limit; `None` while it works.
    pub waits_until: Option<Millis>,
}

impl Progress {
    /// A job that has just begun.
    #[must_use]
    pub fn starting(now: Millis) -> Self {
        Self {
            stage: Message::new("job-stage-starting"),
            done: 0,
            total: None,
            detail: None,
            stage_started: now,
            waits_until: None,
        }
    }

    /// The completed share, 0 to 1; `None` while the total is unknown.
    #[expect(clippy::cast_precision_loss, reason = "a share for a bar needs no exact integers")]
    pub fn share(&self) -> Option<f32> {
        match self.total? {
            0 => Some(1.0),
            total => Some((self.done as f32 / total as f32).min(1.0)),
        }
    }
}

/// Estimated remaining time of the stage in milliseconds, from its speed so far. `None` in the first half second, before
/// the first item and after the last.
pub fn time_left(progress: &Progress, now: Millis) -> Option<Millis> {
    let total = i64::try_from(progress.total?).ok()?;
    let done = i64::try_from(progress.done).ok()?;
    let elapsed = now - progress.stage_started;
    if done <= 0 || done >= total || elapsed < 500 {
        return None;
    }
    Some(elapsed.saturating_mul(total - done) / done)
}

/// Time of a stage before its first estimate, in milliseconds. The rate of the first moments says nothing.
const WARM_UP: Millis = 2_000;
/// Time over which the rate is measured, in milliseconds.
const WINDOW: Millis = 10_000;
/// Least time between two samples, in milliseconds.
const SAMPLE: Millis = 250;
/// Time in which the shown end moves most of the way to a new estimate, in milliseconds.
const SMOOTHING: Millis = 4_000;

/// Remaining time of a stage from its recent rate, smoothed: single slow or quick items do not move it far.
///
/// Lives as long as the job and is asked again and again, a few times a second.
#[derive(Debug, Default)]
pub struct TimeLeft {
    /// Start and total of the stage that the samples belong to.
    stage: Option<(Millis, u64)>,
    /// Times with the number of items done, the oldest first. All but the first lie in the window.
    samples: VecDeque<(Millis, u64)>,
    /// The estimated end, with the time of the estimate.
    end: Option<(Millis, Millis)>,
}

impl TimeLeft {
    /// The remaining time in milliseconds, rounded up to a number that does not change with every look. `None` in the first
    /// two seconds of a stage, before its first item, after its last one, and where nothing was done in the window.
    pub fn of(&mut self, progress: &Progress, now: Millis) -> Option<Millis> {
        let total = progress.total?;
        let stage = (progress.stage_started, total);
        if self.stage != Some(stage) || self.samples.back().is_some_and(|(_, done)| *done > progress.done) {
            *self = Self { stage: Some(stage), samples: VecDeque::from([(progress.stage_started, 0)]), end: None };
        }
        let is_warm = now - progress.stage_started >= WARM_UP;
        let least = if is_warm && self.end.is_none() { 1 } else { SAMPLE };
        if self.samples.back().is_some_and(|(at, _)| now - at >= least) {
            self.samples.push_back((now, progress.done));
            // The rate of the first moments would have a say in later estimates.
            if is_warm {
                self.end = self.smoothed_end(total, progress.done, now).or(self.end);
            }
        }
        while self.samples.get(1).is_some_and(|(at, _)| now - at >= WINDOW) {
            self.samples.pop_front();
        }
        if progress.done == 0 || progress.done >= total || !is_warm {
            return None;
        }
        Some(rounded(self.end?.0.saturating_sub(now)))
    }

    /// The shown end, moved towards the one by the rate in the window. `None` without progress in the window.
    fn smoothed_end(&self, total: u64, done: u64, now: Millis) -> Option<(Millis, Millis)> {
        let (since, before) = *self.samples.front()?;
        let number = |n: u64| i64::try_from(n).ok();
        let left =
            (now - since).saturating_mul(number(total.checked_sub(done)?)?).checked_div(number(done.checked_sub(before)?)?)?;
        let estimate = now.saturating_add(left);
        let Some((end, at)) = self.end else { return Some((estimate, now)) };
        let passed = now - at;
        Some((end.saturating_add(estimate.saturating_sub(end).saturating_mul(passed) / (passed + SMOOTHING)), now))
    }
}

/// Rounds up: to seconds below 10 s, to 5 s below a minute, to 15 s below 10 minutes, to minutes from there on.
fn rounded(left: Millis) -> Millis {
    let step = match left {
        ..=10_000 => 1_000,
        10_001..=60_000 => 5_000,
        60_001..=600_000 => 15_000,
        _ => 60_000,
    };
    left.max(1).saturating_add(step - 1) / step * step
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_left_follows_the_speed() {
        let mut p = Progress::starting(0);
        assert_eq!(time_left(&p, 1000), None);
        p.total = Some(100);
        p.done = 25;
        assert_eq!(time_left(&p, 1000), Some(3000));
        p.done = 100;
        assert_eq!(time_left(&p, 1000), None);
    }

    /// Estimates for numbers of items done at times in milliseconds.
    fn estimates(total: u64, looks: impl IntoIterator<Item = (Millis, u64)>) -> Vec<Option<Millis>> {
        let (mut left, mut p) = (TimeLeft::default(), Progress::starting(0));
        p.total = Some(total);
        looks
            .into_iter()
            .map(|(now, done)| {
                p.done = done;
                left.of(&p, now)
            })
            .collect()
    }

    #[test]
    fn an_estimate_is_shown_after_two_seconds() {
        let steady = |now: Millis| (now, u64::try_from(now / 100).expect("number"));
        let found = estimates(600, (0..=30).map(|n| steady(n * 100)));
        assert!(found[..20].iter().all(Option::is_none), "{found:?}");
        assert_eq!(found[20], Some(60_000), "at ten items a second");
        assert_eq!(estimates(600, [(3_000, 0)]), [None], "nothing is done yet");
        assert_eq!(estimates(600, [(3_000, 600)]), [None], "all is done");
    }

    #[test]
    fn an_estimate_follows_the_recent_rate_without_jumps() {
        // Ten items a second, in bursts: 30 after every three seconds.
        let bursts = (1..=400).map(|n| (n * 100, u64::try_from(n / 30 * 30).expect("number")));
        let found: Vec<Millis> = estimates(1_000, bursts).into_iter().flatten().collect();
        for two in found.windows(2) {
            let [before, after] = two else { continue };
            assert!((after - before).abs() <= 15_000, "{before} → {after}");
        }
        let last = *found.last().expect("an estimate");
        assert!((50_000..=80_000).contains(&last), "61 s are left: {last}");

        // A slow beginning is forgotten: 20 s at one item a second, then 40 s at ten.
        let slow = (1..=80).map(|n| (n * 250, u64::try_from(n / 4).expect("number")));
        let quick = (1..=160).map(|n| (20_000 + n * 250, 20 + u64::try_from(n * 10 / 4).expect("number")));
        let found = estimates(1_020, slow.chain(quick));
        assert!(found[79] > Some(900_000), "{:?}", found[79]);
        let last = found.last().copied().flatten().expect("an estimate");
        assert!((60_000..=75_000).contains(&last), "60 s are left at this rate: {last}");
    }

    #[test]
    fn another_stage_begins_anew() {
        let (mut left, mut p) = (TimeLeft::default(), Progress::starting(0));
        (p.total, p.done) = (Some(100), 50);
        for now in (250..=5_000).step_by(250) {
            left.of(&p, now);
        }
        assert!(left.of(&p, 5_000).is_some());
        p = Progress { stage_started: 5_000, total: Some(10), done: 1, ..p };
        assert_eq!(left.of(&p, 5_500), None);
        assert_eq!(left.of(&p, 7_000), Some(20_000));
    }

    #[test]
    fn estimates_are_rounded_up() {
        let all = [(0, 1_000), (1_001, 2_000), (12_000, 15_000), (61_000, 75_000), (601_000, 660_000)];
        for (left, shown) in all {
            assert_eq!(rounded(left), shown, "{left}");
        }
    }
}
