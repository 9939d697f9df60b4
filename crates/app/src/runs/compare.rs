//! Comparison of two runs: new failures, fixed tests, slower tests.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use super::label_parts::{self, Part, PartError};
use voluptas_core::domain::failure_group::first_line;
use voluptas_core::domain::ids::{CaseId, ProjectId, ResultId, RunId, TestId};
use voluptas_core::domain::outcome::{self, Difference, Outcome, compare, is_bad};
use voluptas_core::domain::result::ResultLabel;
use voluptas_core::domain::rules::ResultRules;
use voluptas_core::domain::run::{Run, series};
use voluptas_core::domain::status::ResultStatus;
use voluptas_store::known_tests::KnownTest;
use voluptas_store::outcomes::RunOutcomes;
use voluptas_store::runs::RunStats;
use voluptas_store::{Result, Store, Tx};

/// A test whose outcome differs between two runs, or that failed in both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub test: TestId,
    /// Title of the test.
    pub title: String,
    /// Values of the parameters, and what tells twins apart; see [`KnownTest::values`](voluptas_store::known_tests::KnownTest::values).
    pub values: String,
    /// Full name by the tool.
    pub full_name: Option<String>,
    /// The case of the test.
    pub case: Option<CaseId>,
    pub difference: Difference,
    /// Result and status in the older run.
    pub before: Option<(ResultId, ResultStatus)>,
    /// Result and status in the newer run.
    pub after: Option<(ResultId, ResultStatus)>,
    /// Duration in the older run, in milliseconds.
    pub duration_before_ms: Option<i64>,
    /// Duration in the newer run, in milliseconds.
    pub duration_after_ms: Option<i64>,
    /// The case of the test is in the older run, without a result.
    pub is_untested_before: bool,
    /// The case of the test is in the newer run, without a result.
    pub is_untested_after: bool,
    /// First line of the message of a failure in the newer run.
    pub message: Option<String>,
    /// The test is muted now.
    pub is_muted: bool,
}

/// Status of a test without a result in a run that has its case.
const UNTESTED: &ResultStatus = &ResultStatus::Untested;

impl Row {
    /// True for a new failure of a muted test: it is counted apart from the other new failures.
    pub fn is_apart(&self) -> bool {
        self.is_muted && self.difference == Difference::NewFailure
    }

    /// True for a row that the number of a difference counts ([`RunComparison::count`]).
    pub fn is_counted_as(&self, difference: Difference) -> bool {
        self.difference == difference && !self.is_apart()
    }

    /// Durations in both runs of a test that became slower or faster.
    pub fn pace(&self) -> Option<(i64, i64)> {
        let is_paced = matches!(self.difference, Difference::Slower | Difference::Faster);
        self.duration_before_ms.zip(self.duration_after_ms).filter(|_| is_paced)
    }

    /// Status in the older run; `None` for a test that the run does not have.
    pub fn status_before(&self) -> Option<&ResultStatus> {
        self.before.as_ref().map(|(_, status)| status).or_else(|| self.is_untested_before.then_some(UNTESTED))
    }

    /// Status in the newer run; `None` for a test that the run does not have.
    pub fn status_after(&self) -> Option<&ResultStatus> {
        self.after.as_ref().map(|(_, status)| status).or_else(|| self.is_untested_after.then_some(UNTESTED))
    }
}

/// The tests of a comparison that have a row: titles and messages are read for them alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Listed {
    /// Tests that are not unchanged.
    #[default]
    Changed,
    /// Unchanged tests, too.
    All,
}

/// Two runs, compared.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RunComparison {
    /// Number of tests by difference, also of the unchanged ones. New failures of muted tests are among them.
    pub counts: BTreeMap<Difference, usize>,
    /// The listed tests, by difference and title: those that are not unchanged, or all ([`Listed`]).
    pub rows: Vec<Row>,
    /// Number of tests by the words of both statuses; a blank word for a run that has no such test.
    pub matrix: BTreeMap<(String, String), usize>,
    /// Numbers by which tests are slower or faster.
    pub rules: ResultRules,
    /// Passed and executed tests of the older and of the newer run, by the counters of the runs.
    pub passed_of_executed: [(u64, u64); 2],
    /// Tests of the older and of the newer part by the word of their status; `None` for a whole run.
    pub labelled: [Option<BTreeMap<String, u64>>; 2],
}

impl RunComparison {
    /// Pass rates of the older and of the newer run ([`outcome::pass_rate`]).
    pub fn pass_rates(&self) -> [Option<f64>; 2] {
        self.passed_of_executed.map(|(passed, executed)| outcome::pass_rate(passed, executed))
    }

    /// Number of tests that only one of the runs has.
    pub fn one_sided(&self) -> usize {
        self.counts.iter().filter(|(difference, _)| difference.is_one_sided()).map(|(_, n)| n).sum()
    }

    /// Number of tests that any of the runs has.
    pub fn total(&self) -> usize {
        self.counts.values().sum()
    }

    /// True where more than half of the tests are in one run only: one run is a part of the other, or they ran different tests. Lists
    /// leave those tests out at first, since the changes would drown among them. Without a common test there is nothing to drown.
    pub fn is_mostly_one_sided(&self) -> bool {
        let (one_sided, total) = (self.one_sided(), self.total());
        one_sided * 2 > total && one_sided < total
    }

    /// Number of tests of a difference, without new failures of muted tests.
    pub fn count(&self, difference: Difference) -> usize {
        let all = self.counts.get(&difference).copied().unwrap_or(0);
        if difference == Difference::NewFailure { all.saturating_sub(self.muted(difference)) } else { all }
    }

    /// Tests of a difference that are muted. They are among `counts`.
    pub fn muted(&self, difference: Difference) -> usize {
        self.rows.iter().filter(|row| row.difference == difference && row.is_muted).count()
    }
}

/// Compares two runs of a project by their numbers.
///
/// # Errors
/// [`voluptas_store::Error::NotFound`] for a number that is not there.
pub fn by_number(store: &Store, project: ProjectId, [older, newer]: [i64; 2], listed: Listed) -> Result<RunComparison> {
    store.read(|tx| {
        let [older, newer] = [tx.runs().by_number(project, older)?.id, tx.runs().by_number(project, newer)?.id];
        of(tx, older, newer, listed)
    })
}

/// Compares parts of two runs of a project by the numbers of the runs, which may be equal.
///
/// # Errors
/// See [`PartError`].
pub fn parts_by_number(
    store: &Store,
    project: ProjectId,
    [(older, label_before), (newer, label_after)]: [(i64, Option<&ResultLabel>); 2],
    listed: Listed,
) -> std::result::Result<RunComparison, PartError> {
    let compared = store.read(|tx| {
        let [run_before, run_after] = [tx.runs().by_number(project, older)?.id, tx.runs().by_number(project, newer)?.id];
        let (before, after) = (Part::read(tx, run_before, label_before)?, Part::read(tx, run_after, label_after)?);
        for (number, part) in [(older, &before), (newer, &after)] {
            if let Some(label) = part.missing_label() {
                return Ok(Err(PartError::NoLabel { run: number, label: label.clone() }));
            }
        }
        paired(tx, before, after, listed).map(Ok)
    });
    compared?
}

/// Compares parts of two runs, which may be one run. A run without its label has no tests.
pub fn of_labelled(tx: &Tx<'_>, [older, newer]: [(RunId, Option<&ResultLabel>); 2], listed: Listed) -> Result<RunComparison> {
    paired(tx, Part::read(tx, older.0, older.1)?, Part::read(tx, newer.0, newer.1)?, listed)
}

fn paired(tx: &Tx<'_>, mut before: Part, mut after: Part, listed: Listed) -> Result<RunComparison> {
    label_parts::pair(tx, &mut before, &mut after)?;
    of_parts(tx, [&before, &after], listed)
}

/// Standing of a failure towards the runs before. Lists of a run, the first page and the comparison follow this one rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailureAge {
    /// The test passed or was skipped in the last run that has it.
    New,
    /// The test failed there as well, or it is muted.
    Known,
    /// No run before has a verdict to compare with.
    First,
}

impl FailureAge {
    /// Age of a failure, from the difference of its test; `None` without an earlier run. A new failure of a muted test counts as
    /// known, because somebody has decided about that test.
    pub fn of(difference: Option<Difference>, is_muted: bool) -> Self {
        match difference {
            _ if is_muted => Self::Known,
            Some(Difference::NewFailure) => Self::New,
            Some(Difference::StillFailing | Difference::MessageChanged) => Self::Known,
            _ => Self::First,
        }
    }
}

/// Number of earlier runs that are examined to find the one to compare with.
const LOOKED_AT: usize = 10;

/// A run against the one before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SinceBefore {
    /// The run before.
    pub run: Run,
    /// Differences of the tests of the newer run that are not unchanged.
    pub differences: BTreeMap<TestId, Difference>,
    /// Tests that the newer run no longer has.
    pub gone: Vec<TestId>,
    /// Number of tests of the run before by the word of their status.
    pub statuses: BTreeMap<String, usize>,
}

impl SinceBefore {
    /// The difference of a test; `None` for an unchanged one, and for a new failure of a muted test, which is counted apart.
    pub fn difference(&self, test: TestId, is_muted: bool) -> Option<Difference> {
        let difference = self.differences.get(&test).copied();
        difference.filter(|difference| !(is_muted && *difference == Difference::NewFailure))
    }

    /// Number of new failures of muted tests.
    pub fn muted_new_failures(&self, is_muted: impl Fn(TestId) -> bool) -> usize {
        let is_apart = |(test, difference): &(&TestId, &Difference)| **difference == Difference::NewFailure && is_muted(**test);
        self.differences.iter().filter(is_apart).count()
    }
}

/// A run against the run before it: the last finished one of its series and environment ([`voluptas_store::runs::Runs::earlier`]) that has
/// half of its tests at least, otherwise the last one that has any. A run that begins a series is compared with the last one of its
/// environment that has half of its tests. `None` without such a run.
///
/// A failure is new when the test passed or was skipped in the latest of these runs that has the test, even where that is not the
/// run before; one of a test that failed there still fails. Page, report and quality gate count new failures by this function, those of muted tests apart.
pub fn since_before(tx: &Tx<'_>, run: RunId) -> Result<Option<SinceBefore>> {
    let runs = tx.runs().get(run)?;
    let earlier = tx.runs().earlier(run)?;
    if earlier.is_empty() {
        return Ok(None);
    }
    let newer = tx.outcomes().read(run)?;
    let Some((before, older)) = run_before(tx, &runs, &newer, &earlier)? else { return Ok(None) };
    let rules = tx.projects().rules(runs.project_id)?;
    let earlier: FxHashSet<RunId> = earlier.into_iter().collect();
    let (mut differences, mut gone, mut statuses) = (BTreeMap::new(), Vec::new(), outcome::Counter::default());
    let mut appeared = Vec::new();
    outcome::compare_each(older.iter(), newer.iter(), &rules, |mut difference, before, after| {
        if let Some(before) = &before {
            statuses.add(&before.status);
        }
        let Some(after) = after else {
            gone.extend(before.map(|before| before.test));
            return Ok(());
        };
        if difference == Difference::Appeared && is_bad(&after.status) {
            let last = tx.test_history().last_in(after.test, runs.content.environment_id, &earlier)?;
            match last.map(|seen| seen.status) {
                Some(ResultStatus::Passed | ResultStatus::Skipped) => difference = Difference::NewFailure,
                Some(status) if is_bad(&status) => difference = Difference::StillFailing,
                _ => {}
            }
        }
        if difference == Difference::Appeared {
            appeared.push(after.test);
        }
        if difference != Difference::Unchanged {
            differences.insert(after.test, difference);
        }
        Ok(())
    })?;
    for test in untested(tx, before.id, &appeared)? {
        differences.insert(test, Difference::Untested);
    }
    let left = untested(tx, run, &gone)?;
    gone.retain(|test| !left.contains(test));
    Ok(Some(SinceBefore { run: before, differences, gone, statuses: statuses.finish() }))
}

/// The run before a run, with its outcomes.
fn run_before(tx: &Tx<'_>, run: &Run, newer: &RunOutcomes, earlier: &[RunId]) -> Result<Option<(Run, RunOutcomes)>> {
    let mut partial = None;
    for id in earlier.iter().take(LOOKED_AT) {
        let older = tx.outcomes().read(*id)?;
        let common = common(&older, newer)?;
        if common > 0 && common * 2 >= newer.len() {
            return Ok(Some((tx.runs().get(*id)?, older)));
        }
        if common > 0 && partial.is_none() {
            partial = Some((*id, older));
        }
    }
    let Some((id, older)) = partial else { return Ok(None) };
    let before = tx.runs().get(id)?;
    Ok((series(&before.content.title) == series(&run.content.title)).then_some((before, older)))
}

/// Those of some tests that were not executed in a run although the run contains their case.
fn untested(tx: &Tx<'_>, run: RunId, tests: &[TestId]) -> Result<FxHashSet<TestId>> {
    if tests.is_empty() {
        return Ok(FxHashSet::default());
    }
    let cases = tx.runs().untested(run)?;
    if cases.is_empty() {
        return Ok(FxHashSet::default());
    }
    let mut params = tx.results().params_of_tests(tests)?;
    let lacks = |test: &KnownTest| {
        let planned = test.case.and_then(|case| cases.get(&case));
        planned.is_some_and(|planned| planned.is_empty() || planned.contains(&params.remove(&test.id).unwrap_or_default()))
    };
    Ok(tx.known_tests().many(tests)?.into_values().filter(lacks).map(|test| test.id).collect())
}

/// Number of tests that two runs have.
fn common(older: &RunOutcomes, newer: &RunOutcomes) -> Result<usize> {
    let mut common = 0;
    outcome::compare_each(older.iter(), newer.iter(), &ResultRules::default(), |_, before, after| {
        common += usize::from(before.is_some() && after.is_some());
        Ok(())
    })?;
    Ok(common)
}

/// Passed and executed tests by the counters of a run.
fn passed_of_executed(stats: &RunStats) -> (u64, u64) {
    stats.statuses.iter().fold((0, 0), |(passed, executed), (slug, tests)| {
        let (status, tests) = (ResultStatus::parse(slug), u64::try_from(*tests).unwrap_or(0));
        let of = |counts: bool| if counts { tests } else { 0 };
        (passed + of(status == ResultStatus::Passed), executed + of(status.is_executed()))
    })
}

/// Compares two runs.
pub fn of(tx: &Tx<'_>, older: RunId, newer: RunId, listed: Listed) -> Result<RunComparison> {
    of_labelled(tx, [(older, None), (newer, None)], listed)
}

fn of_parts(tx: &Tx<'_>, parts: [&Part; 2], listed: Listed) -> Result<RunComparison> {
    let runs = parts.map(|part| part.run);
    let project = tx.runs().get(runs[1])?.project_id;
    let (muted, rules) = (tx.mutes().muted(project)?, tx.projects().rules(project)?);
    let mut all = compare(&parts[0].outcomes, &parts[1].outcomes, &rules);
    let only = |difference: Difference| -> Vec<TestId> {
        all.iter().filter(|one| one.difference == difference).filter_map(outcome::ComparedTest::test).collect()
    };
    let untested_before = untested(tx, runs[0], &only(Difference::Appeared))?;
    let untested_after = untested(tx, runs[1], &only(Difference::Gone))?;
    for one in &mut all {
        if one.test().is_some_and(|test| untested_before.contains(&test) || untested_after.contains(&test)) {
            one.difference = Difference::Untested;
        }
    }
    let mut counts = BTreeMap::new();
    let mut moves: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for one in &all {
        *counts.entry(one.difference).or_default() += 1;
        *moves.entry((word(one.before, one.difference), word(one.after, one.difference))).or_default() += 1;
    }
    let matrix = moves.into_iter().map(|((before, after), n)| ((before.to_owned(), after.to_owned()), n)).collect();
    let is_listed = |one: &outcome::ComparedTest<'_>| listed == Listed::All || one.difference != Difference::Unchanged;
    let rows: Vec<_> = all.into_iter().filter(is_listed).collect();
    let tests: Vec<TestId> = rows.iter().filter_map(outcome::ComparedTest::test).collect();
    let mut known = tx.known_tests().many(&tests)?;
    let failed = |o: &&Outcome| is_bad(&o.status);
    let failures: Vec<ResultId> = rows.iter().filter_map(|one| one.after.filter(failed)).map(|o| o.result).collect();
    let mut messages = tx.results().messages(&failures)?;
    let results: Vec<ResultId> = rows.iter().filter_map(|one| Some(one.after.or(one.before)?.result)).collect();
    let params = tx.results().params(&results)?;
    let row = |one: &outcome::ComparedTest<'_>| {
        let test = known.remove(&one.test()?)?;
        let state = |o: Option<&Outcome>| o.map(|o| (o.result, o.status.clone()));
        // As the newer run says it.
        let full_name = test.full_name_in(runs[0].max(runs[1])).map(str::to_owned);
        Some(Row {
            test: test.id,
            values: test.values(one.after.or(one.before).and_then(|o| params.get(&o.result))),
            title: test.title,
            full_name,
            case: test.case,
            difference: one.difference,
            is_untested_before: untested_before.contains(&test.id),
            is_untested_after: untested_after.contains(&test.id),
            before: state(one.before),
            after: state(one.after),
            duration_before_ms: one.before.and_then(|o| o.duration_ms),
            duration_after_ms: one.after.and_then(|o| o.duration_ms),
            message: one.after.and_then(|o| messages.remove(&o.result)).map(|text| first_line(&text)),
            is_muted: muted.contains(&test.id),
        })
    };
    let mut rows: Vec<Row> = rows.iter().filter_map(row).collect();
    rows.sort_by(|a, b| (a.difference, &a.title, &a.values, a.test).cmp(&(b.difference, &b.title, &b.values, b.test)));
    let stats = tx.runs().stats(&runs)?;
    // The counters of a run are those of all its parts.
    let passed_of_executed = parts.map(|part| match &part.label {
        Some(_) => part.passed_of_executed(),
        None => stats.get(&part.run).map_or((0, 0), passed_of_executed),
    });
    let labelled = parts.map(|part| part.label.as_ref().map(|_| part.statuses()));
    Ok(RunComparison { counts, rows, matrix, rules, passed_of_executed, labelled })
}

/// Word of a status; blank for a run that does not have the test.
fn word(outcome: Option<&Outcome>, difference: Difference) -> &str {
    let without_result = if difference == Difference::Untested { UNTESTED.slug() } else { "" };
    outcome.map_or(without_result, |outcome| outcome.status.slug())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_is_new_known_or_the_first_one() {
        let of = |difference| FailureAge::of(difference, false);
        assert_eq!(of(Some(Difference::NewFailure)), FailureAge::New);
        assert_eq!(of(Some(Difference::StillFailing)), FailureAge::Known);
        assert_eq!(of(Some(Difference::MessageChanged)), FailureAge::Known);
        // Never run, never executed, blocked before; and no run before.
        for difference in [Some(Difference::Appeared), Some(Difference::Untested), Some(Difference::Other), None] {
            assert_eq!(of(difference), FailureAge::First, "{difference:?}");
        }
        assert_eq!(FailureAge::of(Some(Difference::NewFailure), true), FailureAge::Known);
    }

    #[test]
    fn more_than_half_of_the_tests_in_one_run_is_mostly_one_sided() {
        let of = |counts: &[(Difference, usize)]| RunComparison {
            counts: counts.iter().copied().collect(),
            ..RunComparison::default()
        };
        let even = of(&[(Difference::Fixed, 2), (Difference::Unchanged, 1), (Difference::Appeared, 1), (Difference::Gone, 2)]);
        assert_eq!((even.one_sided(), even.total(), even.is_mostly_one_sided()), (3, 6, false));
        let most = of(&[(Difference::Fixed, 2), (Difference::Gone, 3)]);
        assert!(most.is_mostly_one_sided());
        let strangers = of(&[(Difference::Appeared, 2), (Difference::Gone, 3)]);
        assert!(!strangers.is_mostly_one_sided(), "they are all that there is to see");
        assert!(!of(&[]).is_mostly_one_sided());
    }
}
