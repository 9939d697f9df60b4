//! The progress of a job.

use crate::base::Millis;
use crate::domain::Message;

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
    #[must_use]
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
#[must_use]
pub fn time_left(progress: &Progress, now: Millis) -> Option<Millis> {
    let total = i64::try_from(progress.total?).ok()?;
    let done = i64::try_from(progress.done).ok()?;
    let elapsed = now - progress.stage_started;
    if done <= 0 || done >= total || elapsed < 500 {
        return None;
    }
    Some(elapsed.saturating_mul(total - done) / done)
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
}
