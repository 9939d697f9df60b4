//! The quality gate: rules on a run, and which of them it breaks.

use std::collections::BTreeMap;
use std::fmt;

use super::status::ResultStatus;
use super::{outcome, percent};
use serde::{Deserialize, Serialize, Serializer};

/// The rules of a gate. A rule that is not set holds.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Rules {
    /// No test has one of these statuses.
    pub fail_on: Vec<ResultStatus>,
    /// Most failed and broken tests.
    pub max_failures: Option<u64>,
    /// Most failed and broken tests that passed or were skipped when they last ran in the same environment.
    pub max_new_failures: Option<u64>,
    /// Most tests that are flaky in the run.
    pub max_flaky: Option<u64>,
    /// Least share of passed tests among those that were executed, in percent.
    pub min_pass_rate: Option<f64>,
    /// Longest time from the start of the run to its end, in milliseconds.
    #[serde(deserialize_with = "duration_text")]
    pub max_duration: Option<u64>,
    /// Least share of critical functions with a case, in percent.
    pub min_critical_coverage: Option<f64>,
    /// Muted tests count as others. Is no rule by itself.
    pub count_muted: Option<bool>,
    /// Errors outside of tests and missing tests of files are accepted. Is no rule by itself.
    #[serde(alias = "allow_run_errors")]
    pub allow_run_errors: Option<bool>,
}

/// The figures of a run that the rules look at.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Figures {
    /// Tests by the status of their last attempt.
    pub statuses: BTreeMap<String, u64>,
    pub new_failures: u64,
    /// Tests that are flaky in the run.
    pub flaky: u64,
    /// Muted tests that were left out of the figures above.
    pub muted: u64,
    /// Executed tests among the muted ones.
    pub muted_executed: u64,
    /// Time from the start of the run to its end, in milliseconds.
    pub duration_ms: u64,
    /// Critical functions with a case, and all of them.
    pub critical: (u64, u64),
    /// Errors of the run that belong to none of its tests and that a gate does not accept.
    pub run_errors: u64,
}

/// Name of the rule that a test was executed. Every gate has it beside its other rules, without a flag.
pub const MIN_EXECUTED: &str = "min-executed";

/// Name of the rule that a run has no error outside of its tests. Every gate has it, unless its rules allow such errors.
pub const RUN_ERRORS: &str = "run-errors";

/// A rule that a run breaks.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BrokenRule {
    /// Name of the rule, as its flag has it: `max-failures`; otherwise [`MIN_EXECUTED`] or [`RUN_ERRORS`].
    pub rule: &'static str,
    /// The limit; for `fail-on` the status.
    pub limit: Measure,
    /// The figure of the run.
    pub found: Measure,
}

/// A limit or a figure. `Display` and JSON give the same text in every language: `15m`, `89.9`, `broken`.
#[derive(Debug, Clone, PartialEq)]
pub enum Measure {
    /// A number of tests or errors.
    Tests(u64),
    /// A share in percent, as a rule has it.
    Share(f64),
    /// A share in percent that was worked out; it is shown with one decimal, rounded as [`percent`] says.
    Rate(f64),
    /// The share that passed of no executed test: a rate of 0, which words tell apart.
    NoneExecuted,
    /// A duration in milliseconds.
    Duration(u64),
    /// A status that no test may have.
    Status(ResultStatus),
}

impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tests(n) => n.fmt(f),
            Self::Share(share) => share.fmt(f),
            Self::NoneExecuted => Self::Rate(0.0).fmt(f),
            Self::Rate(share) => write!(f, "{:.1}", percent::tenths(*share)),
            Self::Duration(ms) => f.write_str(&in_units(*ms)),
            Self::Status(status) => f.write_str(status.slug()),
        }
    }
}

impl Serialize for Measure {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Figures {
    fn of(&self, status: &ResultStatus) -> u64 {
        self.statuses.get(status.slug()).copied().unwrap_or(0)
    }

    fn failures(&self) -> u64 {
        self.of(&ResultStatus::Failed) + self.of(&ResultStatus::Broken)
    }

    /// See [`outcome::pass_rate`]; `None` when no test was executed.
    pub fn pass_rate(&self) -> Option<f64> {
        outcome::pass_rate(self.of(&ResultStatus::Passed), self.executed())
    }

    /// Executed tests, without muted ones that were left out.
    fn executed(&self) -> u64 {
        self.statuses.iter().filter(|(slug, _)| ResultStatus::parse(slug).is_executed()).map(|(_, n)| n).sum()
    }
}

#[expect(clippy::cast_precision_loss, reason = "numbers of tests are far below 2^52")]
fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 * 100.0 / whole as f64 }
}

/// Statuses that `fail-on` may name.
pub const STATUSES: [&str; 7] = ["failed", "broken", "blocked", "skipped", "invalid", "in_progress", "untested"];

impl Rules {
    /// The first invalid value: an unknown status, or a share outside 0 to 100.
    pub fn invalid_value(&self) -> Option<String> {
        let status = self.fail_on.iter().find(|s| !STATUSES.contains(&s.slug())).map(|s| format!("fail-on {s}"));
        let shares = [("min-pass-rate", self.min_pass_rate), ("min-critical-coverage", self.min_critical_coverage)];
        let share = |(rule, share): (&str, Option<f64>)| {
            share.filter(|share| !(0.0..=100.0).contains(share)).map(|share| format!("{rule} {share}"))
        };
        status.or_else(|| shares.into_iter().find_map(share))
    }

    /// True when no rule is set.
    pub fn is_empty(&self) -> bool {
        Self { count_muted: None, allow_run_errors: None, ..self.clone() } == Self::default()
    }

    /// True when errors outside of tests are accepted.
    pub fn allows_run_errors(&self) -> bool {
        self.allow_run_errors.unwrap_or_default()
    }

    /// These rules, with those of `other` where these have none.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self {
            fail_on: if self.fail_on.is_empty() { other.fail_on } else { self.fail_on },
            max_failures: self.max_failures.or(other.max_failures),
            max_new_failures: self.max_new_failures.or(other.max_new_failures),
            max_flaky: self.max_flaky.or(other.max_flaky),
            min_pass_rate: self.min_pass_rate.or(other.min_pass_rate),
            max_duration: self.max_duration.or(other.max_duration),
            min_critical_coverage: self.min_critical_coverage.or(other.min_critical_coverage),
            count_muted: self.count_muted.or(other.count_muted),
            allow_run_errors: self.allow_run_errors.or(other.allow_run_errors),
        }
    }

    /// The rules that a run with these figures breaks, in the order of the fields. A run without an executed test never passes:
    /// it breaks [`MIN_EXECUTED`] unless another broken rule says so already.
    pub fn broken_by(&self, f: &Figures) -> Vec<BrokenRule> {
        let mut broken = Vec::new();
        for (at, status) in self.fail_on.iter().enumerate() {
            let found = f.of(status);
            if found > 0 && !self.fail_on[..at].contains(status) {
                broken.push(BrokenRule { rule: "fail-on", limit: Measure::Status(status.clone()), found: Measure::Tests(found) });
            }
        }
        for (rule, limit, found) in [
            ("max-failures", self.max_failures, f.failures()),
            ("max-new-failures", self.max_new_failures, f.new_failures),
            ("max-flaky", self.max_flaky, f.flaky),
        ] {
            if let Some(limit) = limit.filter(|limit| found > *limit) {
                broken.push(BrokenRule { rule, limit: Measure::Tests(limit), found: Measure::Tests(found) });
            }
        }
        if let Some(limit) = self.max_duration.filter(|limit| f.duration_ms > *limit) {
            broken.push(BrokenRule {
                rule: "max-duration",
                limit: Measure::Duration(limit),
                found: Measure::Duration(f.duration_ms),
            });
        }
        for (rule, limit, found) in [
            ("min-pass-rate", self.min_pass_rate, f.pass_rate()),
            ("require-coverage", self.min_critical_coverage, Some(share(f.critical.0, f.critical.1))),
        ] {
            // Nothing critical is nothing to cover, and where all tests are muted none is left to pass.
            let is_all_muted = f.muted > 0 && f.statuses.values().sum::<u64>() == 0;
            let is_moot = if rule == "require-coverage" { f.critical.1 == 0 } else { is_all_muted };
            if let Some(limit) = limit.filter(|limit| found.unwrap_or(0.0) < *limit && !is_moot) {
                let found = found.map_or(Measure::NoneExecuted, Measure::Rate);
                broken.push(BrokenRule { rule, limit: Measure::Share(limit), found });
            }
        }
        if !self.is_empty() && f.run_errors > 0 && !self.allows_run_errors() {
            broken.push(BrokenRule { rule: RUN_ERRORS, limit: Measure::Tests(0), found: Measure::Tests(f.run_errors) });
        }
        let is_said = broken.iter().any(|rule| rule.found == Measure::NoneExecuted);
        if !self.is_empty() && f.executed() + f.muted_executed == 0 && !is_said {
            broken.push(BrokenRule { rule: MIN_EXECUTED, limit: Measure::Tests(1), found: Measure::Tests(0) });
        }
        broken
    }
}

/// A duration as [`duration`] reads its parts: `1h 2m 3s 400ms`, without the parts that are 0.
fn in_units(ms: u64) -> String {
    let parts = [(ms / 3_600_000, "h"), (ms / 60_000 % 60, "m"), (ms / 1000 % 60, "s"), (ms % 1000, "ms")];
    let shown: Vec<String> = parts.iter().filter(|(n, _)| *n > 0).map(|(n, unit)| format!("{n}{unit}")).collect();
    if shown.is_empty() { "0s".to_owned() } else { shown.join(" ") }
}

/// Reads a duration in milliseconds: `90s`, `15m`, `2h`, `500ms`; a bare number is seconds.
pub fn duration(text: &str) -> Option<u64> {
    let text = text.trim();
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let number: u64 = text[..digits].parse().ok()?;
    let factor = match text[digits..].trim() {
        "ms" => 1,
        "" | "s" => 1000,
        "m" | "min" => 60_000,
        "h" => 3_600_000,
        _ => return None,
    };
    number.checked_mul(factor)
}

fn duration_text<'de, D: serde::Deserializer<'de>>(d: D) -> Result<Option<u64>, D::Error> {
    let text = String::deserialize(d)?;
    duration(&text).map(Some).ok_or_else(|| serde::de::Error::custom(format!("no duration: {text}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures() -> Figures {
        let statuses = [("passed", 90), ("failed", 6), ("broken", 4), ("skipped", 20)].map(|(s, n)| (s.to_owned(), n)).into();
        Figures { statuses, new_failures: 3, flaky: 2, duration_ms: 61_000, critical: (9, 10), ..Figures::default() }
    }

    #[test]
    fn each_rule_has_its_limit() {
        let held = Rules {
            max_failures: Some(10),
            max_new_failures: Some(3),
            max_flaky: Some(2),
            min_pass_rate: Some(90.0),
            max_duration: Some(61_000),
            min_critical_coverage: Some(90.0),
            fail_on: vec![ResultStatus::Blocked],
            count_muted: None,
            allow_run_errors: None,
        };
        assert_eq!(held.broken_by(&figures()), []);
        let broken = Rules {
            max_failures: Some(9),
            max_new_failures: Some(2),
            max_flaky: Some(1),
            min_pass_rate: Some(90.1),
            max_duration: Some(60_000),
            min_critical_coverage: Some(91.0),
            fail_on: vec![ResultStatus::Broken, ResultStatus::Blocked],
            count_muted: None,
            allow_run_errors: None,
        };
        let broken = broken.broken_by(&figures());
        let all: Vec<_> = broken.iter().map(|b| (b.rule, b.limit.to_string(), b.found.to_string())).collect();
        let all: Vec<_> = all.iter().map(|(rule, limit, found)| (*rule, limit.as_str(), found.as_str())).collect();
        let expected = [
            ("fail-on", "broken", "4"),
            ("max-failures", "9", "10"),
            ("max-new-failures", "2", "3"),
            ("max-flaky", "1", "2"),
            ("max-duration", "1m", "1m 1s"),
            ("min-pass-rate", "90.1", "90.0"),
            ("require-coverage", "91", "90.0"),
        ];
        assert_eq!(all, expected);
        assert!(Rules::default().is_empty() && Rules::default().broken_by(&figures()).is_empty());
    }

    #[test]
    fn a_missed_limit_is_never_shown_as_reached() {
        let statuses = |passed, failed| [("passed", passed), ("failed", failed)].map(|(s, n)| (s.to_owned(), n)).into();
        let rules = Rules { min_pass_rate: Some(100.0), ..Rules::default() };
        for (passed, failed, shown) in [(99_999, 1, "99.9"), (1, 99_999, "0.1"), (0, 5, "0.0")] {
            let figures = Figures { statuses: statuses(passed, failed), ..Figures::default() };
            let found: Vec<String> = rules.broken_by(&figures).iter().map(|b| b.found.to_string()).collect();
            assert_eq!(found, [shown]);
        }
    }

    #[test]
    fn a_run_without_an_executed_test_misses_every_pass_rate_above_0() {
        let figures = Figures { statuses: [("skipped".to_owned(), 4)].into(), ..Figures::default() };
        let broken = |least| Rules { min_pass_rate: Some(least), ..Rules::default() }.broken_by(&figures);
        let found = broken(50.0);
        assert_eq!(found.iter().map(|b| &b.found).collect::<Vec<_>>(), [&Measure::NoneExecuted]);
        assert_eq!(found[0].found.to_string(), "0.0", "JSON has a number");
        assert_eq!(broken(0.0).iter().map(|b| b.rule).collect::<Vec<_>>(), [MIN_EXECUTED], "every share is kept");
    }

    #[test]
    fn a_run_without_an_executed_test_keeps_no_gate() {
        let rules = Rules { max_failures: Some(0), ..Rules::default() };
        let broken = |figures: &Figures| rules.broken_by(figures).iter().map(|b| b.rule).collect::<Vec<_>>();
        assert_eq!(broken(&Figures::default()), [MIN_EXECUTED]);
        let skipped = Figures { statuses: [("skipped".to_owned(), 4)].into(), ..Figures::default() };
        assert_eq!(broken(&skipped), [MIN_EXECUTED]);
        let muted = Figures { muted: 2, muted_executed: 1, ..Figures::default() };
        assert!(broken(&muted).is_empty(), "a muted test was executed");
        assert!(broken(&figures()).contains(&"max-failures") && !broken(&figures()).contains(&MIN_EXECUTED));
        assert_eq!(Rules { count_muted: Some(true), ..Rules::default() }.broken_by(&Figures::default()), [], "no rule");
    }

    #[test]
    fn an_error_outside_of_tests_breaks_every_gate_that_does_not_allow_it() {
        let figures = Figures { run_errors: 2, ..figures() };
        let broken = |rules: &Rules| rules.broken_by(&figures).iter().map(|b| (b.rule, b.found.to_string())).collect::<Vec<_>>();
        let rules = Rules { max_failures: Some(99), ..Rules::default() };
        assert_eq!(broken(&rules), [(RUN_ERRORS, "2".to_owned())]);
        assert_eq!(broken(&Rules { allow_run_errors: Some(true), ..rules }), []);
        assert_eq!(broken(&Rules { allow_run_errors: Some(false), ..Rules::default() }), [], "no rule");
    }

    #[test]
    fn a_rule_that_means_nothing_is_named() {
        let typo = Rules { fail_on: vec![ResultStatus::parse("nonsense")], ..Rules::default() };
        assert_eq!(typo.invalid_value().as_deref(), Some("fail-on nonsense"));
        for share in [-5.0, 100.5, f64::NAN] {
            assert!(Rules { min_pass_rate: Some(share), ..Rules::default() }.invalid_value().is_some(), "{share}");
        }
        let good = Rules { fail_on: vec![ResultStatus::Failed], min_pass_rate: Some(95.0), ..Rules::default() };
        assert_eq!(good.invalid_value(), None);
    }

    #[test]
    fn durations() {
        for (text, ms) in [("90s", 90_000), ("15m", 900_000), ("2 h", 7_200_000), ("500ms", 500), ("7", 7000)] {
            assert_eq!(duration(text), Some(ms), "{text}");
        }
        for text in ["", "m", "1.5h", "-3s", "99999999999999999999", "9999999999999999h"] {
            assert_eq!(duration(text), None, "{text}");
        }
    }
}
