//! Decides if a failed request is sent again, and after which wait.
//!
//! Failures that are repeated, with the maximum number of attempts:
//!
//! - 429: always harmless, because the server did nothing. After the wait that it names; up to [`RATE_ATTEMPTS`] times.
//! - Nothing listens, unknown host name, no connection before anything was sent: harmless; up to [`CONNECT_ATTEMPTS`] times.
//! - 5xx, a cut connection, an unreadable answer: if repeating is harmless ([`Repeat::Harmless`]); up to the configured number.
//! - No answer in time: if repeating is harmless; up to [`TIMEOUT_ATTEMPTS`] times, because each attempt takes the whole timeout.
//! - Any other write with a lost answer is *not* sent again here: it becomes [`Error::AnswerLost`].
//! - Never: refusals (400, 401, 402, 403, 404, 413, 422, 507), and a certificate that is not acceptable.

use std::time::Duration;

use super::error::Error;

/// Effect of sending the same request twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Repeat {
    /// Reads, writes of absolute values, deletions, writes with a key.
    Harmless,
    /// Requests that would be stored twice.
    Doubles,
}

pub(super) const RATE_ATTEMPTS: u32 = 20;
pub(super) const CONNECT_ATTEMPTS: u32 = 4;
pub(super) const TIMEOUT_ATTEMPTS: u32 = 3;
const LONGEST: Duration = Duration::from_secs(8);

/// Decision after a failure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Send the request again after this wait. (A 429 waits in the limiter, for all requests.)
    Again(Duration),
    /// Report the error to the caller.
    GiveUp(Error),
}

/// The policy of one client.
#[derive(Debug, Clone, Copy)]
pub(super) struct Retry {
    pub max_attempts: u32,
    pub backoff: Duration,
}

impl Retry {
    /// Judges the failure of attempt number `attempt` (from 1), of which `rated` were answered with 429.
    /// `random` in 0..1 spreads the waits of many clients.
    pub fn judge(&self, error: Error, repeat: Repeat, attempt: u32, rated: u32, random: f64) -> Verdict {
        if let Error::RateLimited { .. } = error {
            let enough = self.max_attempts <= 1 || rated >= RATE_ATTEMPTS;
            return if enough { Verdict::GiveUp(error) } else { Verdict::Again(Duration::ZERO) };
        }
        let tried = attempt.saturating_sub(rated).max(1);
        if error.is_surely_undone() {
            let again = error.is_retryable() && tried < self.max_attempts.min(CONNECT_ATTEMPTS);
            return if again { Verdict::Again(self.wait(tried, random)) } else { Verdict::GiveUp(error) };
        }
        if repeat == Repeat::Doubles {
            let call = call_of(&error);
            return Verdict::GiveUp(Error::AnswerLost { call, cause: Box::new(error) });
        }
        let most = match error {
            Error::Timeout { .. } => self.max_attempts.min(TIMEOUT_ATTEMPTS),
            _ => self.max_attempts,
        };
        if tried < most { Verdict::Again(self.wait(tried, random)) } else { Verdict::GiveUp(error) }
    }

    /// The wait doubles from `backoff` up to eight seconds; half of it is random.
    pub fn wait(&self, tried: u32, random: f64) -> Duration {
        let doubled = self.backoff.saturating_mul(2_u32.saturating_pow(tried.saturating_sub(1)));
        doubled.min(LONGEST).mul_f64(0.5 + random.clamp(0.0, 1.0) / 2.0)
    }
}

fn call_of(error: &Error) -> super::Call {
    match error {
        Error::Server { call, .. }
        | Error::Timeout { call, .. }
        | Error::Network { call, .. }
        | Error::BrokenJson { call, .. } => call.clone(),
        _ => super::Call::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Call;
    use super::*;

    const RETRY: Retry = Retry { max_attempts: 5, backoff: Duration::from_millis(100) };

    fn server() -> Error {
        Error::Server { call: Call { method: "POST".into(), path: "/v1/case/DEMO".into() }, status: 502, text: String::new() }
    }

    fn cut(unsent: bool) -> Error {
        Error::Network { call: Call::default(), reason: "reset".into(), unsent }
    }

    fn again(verdict: &Verdict) -> bool {
        matches!(verdict, Verdict::Again(_))
    }

    #[test]
    fn a_failing_server_is_asked_again_up_to_the_limit() {
        for attempt in 1..5 {
            assert!(again(&RETRY.judge(server(), Repeat::Harmless, attempt, 0, 0.5)), "attempt {attempt}");
        }
        assert_eq!(RETRY.judge(server(), Repeat::Harmless, 5, 0, 0.5), Verdict::GiveUp(server()));
    }

    #[test]
    fn a_write_whose_answer_is_lost_is_not_sent_again() {
        for error in [server(), cut(false)] {
            let Verdict::GiveUp(Error::AnswerLost { cause, .. }) = RETRY.judge(error.clone(), Repeat::Doubles, 1, 0, 0.5) else {
                panic!("sent twice")
            };
            assert_eq!(*cause, error);
        }
        assert!(again(&RETRY.judge(cut(true), Repeat::Doubles, 1, 0, 0.5)), "what was never sent may be sent");
    }

    #[test]
    fn a_429_is_always_repeated_and_does_not_use_up_other_attempts() {
        let limited = || Error::RateLimited { call: Call::default(), seconds: 1 };
        assert!(again(&RETRY.judge(limited(), Repeat::Doubles, 9, 9, 0.5)));
        assert!(!again(&RETRY.judge(limited(), Repeat::Harmless, 20, RATE_ATTEMPTS, 0.5)));
        assert!(again(&RETRY.judge(server(), Repeat::Harmless, 10, 9, 0.5)));
        let once = Retry { max_attempts: 1, ..RETRY };
        assert!(!again(&once.judge(limited(), Repeat::Harmless, 1, 1, 0.5)), "a check does not wait a minute");
    }

    #[test]
    fn refusals_are_final() {
        let call = Call::default();
        for error in [
            Error::Unauthorized { call: call.clone() },
            Error::Invalid { call: call.clone(), text: String::new(), fields: vec![] },
            Error::Tls { host: "a".into(), reason: "expired".into() },
        ] {
            assert_eq!(RETRY.judge(error.clone(), Repeat::Harmless, 1, 0, 0.5), Verdict::GiveUp(error));
        }
    }

    #[test]
    fn waits_double_stay_below_the_longest_and_are_spread() {
        assert_eq!(RETRY.wait(1, 1.0), Duration::from_millis(100));
        assert_eq!(RETRY.wait(3, 1.0), Duration::from_millis(400));
        assert_eq!(RETRY.wait(3, 0.0), Duration::from_millis(200));
        assert_eq!(RETRY.wait(40, 1.0), LONGEST);
    }
}
