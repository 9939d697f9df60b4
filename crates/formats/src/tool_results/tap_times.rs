//! Durations in the names of tests, as bats writes them with `--timing`: `adds in 12ms`.
//!
//! A name of any writer may end so. They are durations where all tests of a file have one, so that tests wait until that is known.

use super::model::Attempt;
use super::tap_lines::timed;

/// Number of tests that tells for the whole file that names have durations.
const ENOUGH: usize = 1_000;
/// Names that bats gives to failures outside of its tests. They have no duration.
const AROUND: [&str; 4] = ["setup_file failed", "teardown_file failed", "setup_suite failed", "teardown_suite failed"];

/// Takes the durations out of the names of a file.
#[derive(Default)]
pub(super) struct Times {
    /// Names end with durations; `None` where all names so far end so.
    is_timed: Option<bool>,
    /// Tests that wait for the answer.
    held: Vec<Attempt>,
}

impl Times {
    /// Looks at the name of a test line. `is_of_bats` is true for a line that bats may have written.
    pub(super) fn look(&mut self, name: &str, is_of_bats: bool, take: &mut dyn FnMut(Attempt)) {
        let is_like = is_of_bats && (timed(name).is_some() || AROUND.contains(&name));
        if self.is_timed.is_none() && !is_like {
            self.decide(false, take);
        }
    }

    /// Hands over a test, at once or when it is known what its name is.
    pub(super) fn hand_over(&mut self, attempt: Attempt, take: &mut dyn FnMut(Attempt)) {
        match self.is_timed {
            Some(false) => take(attempt),
            Some(true) => take(plain(attempt)),
            None => {
                self.held.push(attempt);
                if self.held.len() >= ENOUGH {
                    self.decide(true, take);
                }
            }
        }
    }

    /// Hands over the tests that wait at the end of the file. One name alone may end with seconds by chance.
    pub(super) fn end(&mut self, take: &mut dyn FnMut(Attempt)) {
        let found = self.held.iter().filter(|attempt| timed(&attempt.name).is_some()).count();
        let is_timed = found > 1 || self.held.iter().any(|attempt| attempt.name.ends_with("ms"));
        self.decide(is_timed, take);
    }

    fn decide(&mut self, is_timed: bool, take: &mut dyn FnMut(Attempt)) {
        self.is_timed = Some(is_timed);
        for attempt in std::mem::take(&mut self.held) {
            take(if is_timed { plain(attempt) } else { attempt });
        }
    }
}

/// A test without the duration in its name.
fn plain(mut attempt: Attempt) -> Attempt {
    let of = |name: &str| timed(name).map(|(name, took)| (name.to_owned(), took));
    if let Some((name, took)) = of(&attempt.name) {
        (attempt.name, attempt.duration_ms) = (name, Some(took));
        if let Some((full_name, _)) = of(&attempt.full_name) {
            attempt.full_name = full_name;
        }
    }
    attempt
}
