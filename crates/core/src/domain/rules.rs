//! Numbers of the rules about results, which a project may set: when a test is flaky, when it is slower.

use serde::{Deserialize, Serialize};

/// Name of the setting of a project that holds the numbers.
pub const RESULT_RULES: &str = "result_rules";

/// Numbers of the rules. What a project has not set is the usual number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct ResultRules {
    /// Switches between passed and failed that make a test flaky at least.
    pub flaky_switches: i64,
    /// Share of switches that makes a test flaky at least, in percent.
    pub flaky_percent: i64,
    /// Runs in which a test was flaky that make it flaky.
    pub flaky_runs: i64,
    /// Change of duration that counts as slower or faster, in percent of the older one.
    pub slower_percent: i64,
    /// Shortest change of duration that counts as slower or faster, in milliseconds.
    pub slower_ms: i64,
}

impl Default for ResultRules {
    fn default() -> Self {
        Self { flaky_switches: 2, flaky_percent: 10, flaky_runs: 2, slower_percent: 50, slower_ms: 1000 }
    }
}

/// A number of the rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, strum::EnumIter, strum::IntoStaticStr, strum::EnumString)]
#[strum(serialize_all = "kebab-case")]
pub enum RuleNumber {
    /// [`ResultRules::flaky_switches`].
    FlakySwitches,
    /// [`ResultRules::flaky_percent`].
    FlakyPercent,
    /// [`ResultRules::flaky_runs`].
    FlakyRuns,
    /// [`ResultRules::slower_percent`].
    SlowerPercent,
    /// [`ResultRules::slower_ms`].
    SlowerMs,
}

impl RuleNumber {
    /// The word for programs: `flaky-switches`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// Least and greatest value.
    #[must_use]
    pub fn range(self) -> (i64, i64) {
        match self {
            Self::FlakySwitches | Self::FlakyRuns => (1, 20),
            Self::FlakyPercent => (1, 100),
            Self::SlowerPercent => (1, 1000),
            Self::SlowerMs => (0, 3_600_000),
        }
    }
}

impl ResultRules {
    /// One number.
    pub fn get(&self, number: RuleNumber) -> i64 {
        match number {
            RuleNumber::FlakySwitches => self.flaky_switches,
            RuleNumber::FlakyPercent => self.flaky_percent,
            RuleNumber::FlakyRuns => self.flaky_runs,
            RuleNumber::SlowerPercent => self.slower_percent,
            RuleNumber::SlowerMs => self.slower_ms,
        }
    }

    /// Sets one number; false for one outside of its range, which changes nothing.
    pub fn set(&mut self, number: RuleNumber, value: i64) -> bool {
        let (least, most) = number.range();
        if !(least..=most).contains(&value) {
            return false;
        }
        *match number {
            RuleNumber::FlakySwitches => &mut self.flaky_switches,
            RuleNumber::FlakyPercent => &mut self.flaky_percent,
            RuleNumber::FlakyRuns => &mut self.flaky_runs,
            RuleNumber::SlowerPercent => &mut self.slower_percent,
            RuleNumber::SlowerMs => &mut self.slower_ms,
        } = value;
        true
    }

    /// The numbers as stored. A number outside of its range, which another program may have written, is the usual one.
    #[must_use]
    pub fn stored(value: &serde_json::Value) -> Self {
        let found = Self::deserialize(value).unwrap_or_default();
        let mut rules = Self::default();
        for number in <RuleNumber as strum::IntoEnumIterator>::iter() {
            rules.set(number, found.get(number));
        }
        rules
    }

    /// True where the same tests are flaky.
    pub fn finds_the_same_flaky(&self, other: &Self) -> bool {
        let of = |rules: &Self| (rules.flaky_switches, rules.flaky_percent, rules.flaky_runs);
        of(self) == of(other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn stored_numbers_outside_of_their_range_are_the_usual_ones() {
        let rules = ResultRules::stored(&json!({"flaky_switches": 5, "flaky_percent": 400, "else": true}));
        assert_eq!(rules, ResultRules { flaky_switches: 5, ..ResultRules::default() });
        for odd in [json!(null), json!("x"), json!({"flaky_runs": "2"})] {
            assert_eq!(ResultRules::stored(&odd), ResultRules::default(), "{odd}");
        }
        let mut rules = ResultRules::default();
        assert!(!rules.set(RuleNumber::FlakyRuns, 0) && rules.set(RuleNumber::SlowerMs, 0));
        assert_eq!((rules.flaky_runs, rules.slower_ms), (2, 0));
    }
}
