//! Outcomes of tests in runs: the comparison of two runs, and the summary of a test's history.
//!
//! The outcome of a test in a run is that of its last attempt.

use super::ids::{ResultId, RunId, TestId};
use super::rules::ResultRules;
use super::status::ResultStatus;
use crate::base::Millis;
use serde::{Deserialize, Serialize};
use std::borrow::Borrow;
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::convert::Infallible;

/// The outcome of a test in a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    pub test: TestId,
    /// The last attempt.
    pub result: ResultId,
    /// Status of the last attempt.
    pub status: ResultStatus,
    /// Duration in milliseconds.
    pub duration_ms: Option<i64>,
    /// Group of the failure (`failure_group::key`); `None` without a message.
    pub failure: Option<i64>,
    /// Passed after a failed attempt, or called flaky by the tool.
    pub is_flaky: bool,
}

/// True for a failed or broken test.
pub fn is_bad(status: &ResultStatus) -> bool {
    matches!(status, ResultStatus::Failed | ResultStatus::Broken)
}

/// Share of passed tests among the executed ones ([`ResultStatus::is_executed`]), in percent; `None` when none was executed. The one rule
/// of lists, cards, charts, comparison, gate and command line.
#[expect(clippy::cast_precision_loss, reason = "numbers of tests are far below 2^52")]
pub fn pass_rate(passed: u64, executed: u64) -> Option<f64> {
    (executed > 0).then(|| passed as f64 * 100.0 / executed as f64)
}

/// Number of outcomes by status.
#[derive(Debug, Clone, Default)]
pub struct Counter(BTreeMap<ResultStatus, usize>);

impl Counter {
    /// Counts an outcome with this status.
    pub fn add(&mut self, status: &ResultStatus) {
        match self.0.get_mut(status) {
            Some(count) => *count += 1,
            None => drop(self.0.insert(status.clone(), 1)),
        }
    }

    /// The numbers by the word of the status.
    #[must_use]
    pub fn finish(self) -> BTreeMap<String, usize> {
        self.0.into_iter().map(|(status, count)| (status.slug().to_owned(), count)).collect()
    }
}

/// The difference of a test between an older and a newer run. A test has one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, strum::IntoStaticStr, strum::EnumString, strum::EnumIter)]
#[strum(serialize_all = "snake_case")]
pub enum Difference {
    /// Was passed or skipped, is failed or broken.
    NewFailure,
    /// Failed or broken in both, with another message.
    MessageChanged,
    /// Failed or broken in both.
    StillFailing,
    /// Was failed or broken, is passed.
    Fixed,
    /// Only in the newer run.
    Appeared,
    /// Only in the older run.
    Gone,
    /// In both runs, and without a result in one of them: a person has not executed its case there. [`compare`] knows only results, so
    /// `run_compare` sets this difference.
    Untested,
    /// Passed in both, and took longer by the numbers of [`ResultRules`]: half as long again and a second more, unless a project says otherwise.
    Slower,
    /// Passed in both, and took less time by the same numbers.
    Faster,
    /// Another change of status.
    Other,
    /// The same status.
    Unchanged,
}

impl Difference {
    /// True for a test that only one of the runs has.
    #[must_use]
    pub fn is_one_sided(self) -> bool {
        matches!(self, Self::Appeared | Self::Gone)
    }

    /// The word for programs.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// A test in two runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ComparedTest<'o> {
    pub difference: Difference,
    /// In the older run.
    pub before: Option<&'o Outcome>,
    /// In the newer run.
    pub after: Option<&'o Outcome>,
}

impl ComparedTest<'_> {
    pub fn test(&self) -> Option<TestId> {
        self.after.or(self.before).map(|o| o.test)
    }
}

/// Compares two runs, whose outcomes are sorted by test, test by test in that order.
pub fn compare<'o>(older: &'o [Outcome], newer: &'o [Outcome], rules: &ResultRules) -> Vec<ComparedTest<'o>> {
    let mut found = Vec::with_capacity(older.len().max(newer.len()));
    let all = |outcomes: &'o [Outcome]| outcomes.iter().map(Ok::<_, Infallible>);
    let Ok(()) = compare_each(all(older), all(newer), rules, |difference, before, after| {
        found.push(ComparedTest { difference, before, after });
        Ok(())
    });
    found
}

/// Compares two runs like [`compare`], without having all of their outcomes in memory: `take` gets each test with its outcome in the older
/// and in the newer run.
///
/// # Errors
/// The first error of an outcome or of `take`.
pub fn compare_each<O: Borrow<Outcome>, E>(
    older: impl IntoIterator<Item = Result<O, E>>,
    newer: impl IntoIterator<Item = Result<O, E>>,
    rules: &ResultRules,
    mut take: impl FnMut(Difference, Option<O>, Option<O>) -> Result<(), E>,
) -> Result<(), E> {
    let (mut older, mut newer) = (older.into_iter(), newer.into_iter());
    let (mut a, mut b) = (older.next().transpose()?, newer.next().transpose()?);
    loop {
        let order = match (&a, &b) {
            (Some(x), Some(y)) => x.borrow().test.cmp(&y.borrow().test),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => return Ok(()),
        };
        let before = if order.is_le() { std::mem::replace(&mut a, older.next().transpose()?) } else { None };
        let after = if order.is_ge() { std::mem::replace(&mut b, newer.next().transpose()?) } else { None };
        take(difference(before.as_ref().map(O::borrow), after.as_ref().map(O::borrow), rules), before, after)?;
    }
}

fn difference(before: Option<&Outcome>, after: Option<&Outcome>, rules: &ResultRules) -> Difference {
    use ResultStatus::{Passed, Skipped};
    let (Some(a), Some(b)) = (before, after) else {
        return if before.is_none() { Difference::Appeared } else { Difference::Gone };
    };
    match (&a.status, &b.status) {
        (Passed | Skipped, now) if is_bad(now) => Difference::NewFailure,
        (was, now) if is_bad(was) && is_bad(now) && a.failure != b.failure => Difference::MessageChanged,
        (was, now) if is_bad(was) && is_bad(now) => Difference::StillFailing,
        (was, Passed) if is_bad(was) => Difference::Fixed,
        (Passed, Passed) => pace(a.duration_ms, b.duration_ms, rules),
        (was, now) if was == now => Difference::Unchanged,
        _ => Difference::Other,
    }
}

fn pace(before: Option<i64>, after: Option<i64>, rules: &ResultRules) -> Difference {
    let (Some(before), Some(after)) = (before, after) else { return Difference::Unchanged };
    let change = after.saturating_sub(before);
    let least = i128::from(before) * i128::from(rules.slower_percent) / 100;
    if change == 0 || change.saturating_abs() < rules.slower_ms || i128::from(change.saturating_abs()) < least {
        Difference::Unchanged
    } else if change > 0 {
        Difference::Slower
    } else {
        Difference::Faster
    }
}

/// Outcome of a test in a finished run; the history of a test is a list of these.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastOutcome {
    pub run: RunId,
    /// Start of the run, by which histories are ordered; of runs with the same start by id.
    pub at_ms: Millis,
    /// Outcome of the test.
    pub status: ResultStatus,
    /// Flaky in that run.
    pub is_flaky: bool,
    /// Duration in milliseconds.
    pub duration_ms: Option<i64>,
}

/// Number of latest runs that the rules read.
pub const WINDOW: usize = 20;

/// The rule by which a test counts as flaky.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    Default,
    strum::EnumString,
    strum::IntoStaticStr,
    strum::EnumIter,
    Serialize,
    Deserialize,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum FlakyRule {
    /// By switches between passed and failed, and by runs in which the test was flaky: [`HistorySummary::flaky_rate`].
    #[default]
    Switches,
    /// Allure's: [`is_classic_flaky`].
    Classic,
}

/// Number of runs before the last one that the classic rule reads.
pub const CLASSIC_RUNS: usize = 5;

/// True for a test that fails now and passed after a failure among the [`CLASSIC_RUNS`] runs before; the oldest run comes first. Such a
/// test is also flaky by its switches.
pub fn is_classic_flaky(seen: &[PastOutcome]) -> bool {
    let Some((last, before)) = seen.split_last() else { return false };
    let before = &before[before.len().saturating_sub(CLASSIC_RUNS)..];
    let failed = before.iter().position(|s| is_bad(&s.status));
    let passed = before.iter().rposition(|s| s.status == ResultStatus::Passed);
    is_bad(&last.status) && failed.zip(passed).is_some_and(|(failed, passed)| failed < passed)
}

/// Summary of a test over the last [`WINDOW`] finished runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct HistorySummary {
    /// Runs with an outcome of any kind.
    pub runs: usize,
    /// Passed, failed and broken outcomes.
    pub decided: usize,
    /// Failed and broken outcomes.
    pub bad: usize,
    /// Changes between passed and failed or broken, from one decided outcome to the next.
    pub switches: usize,
    /// Runs in which the test was flaky.
    pub flaky_runs: usize,
    /// Flaky rate in thousandths; 0 for a test that is not flaky. The share of switches among the steps from outcome to
    /// outcome, or the share of flaky runs, whichever is larger.
    pub flaky_rate: i64,
    /// Mean duration of the passed outcomes, in milliseconds.
    pub mean_ms: Option<i64>,
}

impl HistorySummary {
    /// True for a test that is flaky by its history. The overview, the filter of cases and the command line all use this rule. It does not
    /// depend on the flaky mark of a case, which a person or Qase sets.
    pub fn is_flaky(&self) -> bool {
        self.flaky_rate > 0
    }
}

/// Summarizes the outcomes of a test in one environment, oldest run first.
pub fn summarize(seen: &[PastOutcome], rules: &ResultRules) -> HistorySummary {
    let window = &seen[seen.len().saturating_sub(WINDOW)..];
    let decided: Vec<bool> =
        window.iter().filter(|s| is_bad(&s.status) || s.status == ResultStatus::Passed).map(|s| is_bad(&s.status)).collect();
    let switches = decided.windows(2).filter(|pair| pair[0] != pair[1]).count();
    let flaky_runs = window.iter().filter(|s| s.is_flaky).count();
    let took: Vec<i64> = window.iter().filter(|s| s.status == ResultStatus::Passed).filter_map(|s| s.duration_ms).collect();
    let by_switches = thousandths(switches, decided.len().saturating_sub(1));
    let is_least = |n: usize, least: i64| i64::try_from(n).is_ok_and(|n| n >= least);
    let is_flaky = is_least(switches, rules.flaky_switches) && by_switches >= rules.flaky_percent * 10;
    let by_switches = if is_flaky { by_switches } else { 0 };
    let by_runs = if is_least(flaky_runs, rules.flaky_runs) { thousandths(flaky_runs, window.len()) } else { 0 };
    HistorySummary {
        runs: window.len(),
        decided: decided.len(),
        bad: decided.iter().filter(|bad| **bad).count(),
        switches,
        flaky_runs,
        flaky_rate: by_switches.max(by_runs),
        mean_ms: took.iter().try_fold(0_i64, |sum, ms| sum.checked_add(*ms)).and_then(|sum| {
            let count = i64::try_from(took.len()).ok().filter(|n| *n > 0)?;
            Some(sum / count)
        }),
    }
}

fn thousandths(part: usize, whole: usize) -> i64 {
    let [part, whole] = [part, whole].map(|n| i64::try_from(n).unwrap_or(i64::MAX / 1000));
    if whole == 0 { 0 } else { part * 1000 / whole }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(test: i64, status: &str, duration: i64, failure: Option<i64>) -> Outcome {
        let status = ResultStatus::parse(status);
        Outcome { test: TestId(test), result: ResultId(test), status, duration_ms: Some(duration), failure, is_flaky: false }
    }

    #[test]
    fn every_test_has_one_difference() {
        let older = [
            outcome(1, "passed", 100, None),
            outcome(2, "failed", 100, Some(1)),
            outcome(3, "failed", 100, Some(1)),
            outcome(4, "broken", 100, Some(1)),
            outcome(5, "passed", 100, None),
            outcome(7, "passed", 2000, None),
            outcome(8, "passed", 9000, None),
            outcome(9, "passed", 9000, None),
            outcome(10, "passed", 100, None),
            outcome(11, "skipped", 0, None),
        ];
        let newer = [
            outcome(1, "failed", 100, None),
            outcome(2, "failed", 100, Some(1)),
            outcome(3, "broken", 100, Some(2)),
            outcome(4, "passed", 100, None),
            outcome(6, "passed", 100, None),
            outcome(7, "passed", 3000, None),
            outcome(8, "passed", 4000, None),
            outcome(9, "passed", 10_000, None),
            outcome(10, "passed", 900, None),
            outcome(11, "passed", 0, None),
        ];
        use Difference::*;
        let found: Vec<Difference> = compare(&older, &newer, &ResultRules::default()).iter().map(|c| c.difference).collect();
        let expected =
            [NewFailure, StillFailing, MessageChanged, Fixed, Gone, Appeared, Slower, Faster, Unchanged, Unchanged, Other];
        assert_eq!(found, expected);
        assert!(
            compare(&older, &older, &ResultRules::default()).iter().all(|c| matches!(c.difference, Unchanged | StillFailing))
        );
    }

    fn seen(words: &str) -> Vec<PastOutcome> {
        let one = |(i, c): (i64, char)| PastOutcome {
            run: RunId(i),
            at_ms: i,
            status: ResultStatus::parse(match c {
                'f' => "failed",
                'b' => "broken",
                's' => "skipped",
                _ => "passed",
            }),
            is_flaky: c == 'P',
            duration_ms: Some(10),
        };
        (0..).zip(words.chars()).map(one).collect()
    }

    #[test]
    fn the_classic_rule_wants_a_failure_now_and_a_pass_after_a_failure() {
        let is_flaky = |words: &str| is_classic_flaky(&seen(words));
        assert!(is_flaky("fpf") && is_flaky("fspsf") && is_flaky("ppfpppb"));
        assert!(!is_flaky("fppppppf"), "the failure lies too far back");
        assert!(!is_flaky("pppf") && !is_flaky("ffff") && !is_flaky("fpfp") && !is_flaky("fps") && !is_flaky(""));
        for words in ["fpf", "ppppppppppppppppfpf", "pppppppppppppppfppppf"] {
            assert!(
                !is_flaky(words) || summarize(&seen(words), &ResultRules::default()).flaky_rate > 0,
                "{words}: the list is a part of the other rule's"
            );
        }
    }

    #[test]
    fn switches_make_a_test_flaky() {
        let rate = |words: &str| summarize(&seen(words), &ResultRules::default()).flaky_rate;
        assert_eq!(rate("pppppppppp"), 0);
        assert_eq!(rate("ffffffffff"), 0, "always failing");
        assert_eq!(rate("pppppfffff"), 0, "one switch: broken since then");
        assert_eq!(rate("ppfpp"), 500);
        assert_eq!(rate("psfsp"), 1000, "skipped ones do not count");
        assert_eq!(rate("pppppppppppppppppfpp"), 105);
        assert_eq!(rate("fpppppppppppppppppppp"), 0, "the failure is out of the window");
        assert_eq!(rate("ppPpP"), 400);
        assert_eq!(rate("ppPp"), 0);
        assert_eq!(rate(""), 0);
        let all = summarize(&seen("pfPsb"), &ResultRules::default());
        assert_eq!((all.runs, all.decided, all.bad, all.switches, all.flaky_runs), (5, 4, 2, 3, 1));
        assert_eq!(all.mean_ms, Some(10));
    }
}
