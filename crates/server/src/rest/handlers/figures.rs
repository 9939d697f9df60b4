//! Figures of the finished runs of a project: the trend, and the tests that fail most, are flaky or take longest.

use crate::call::Call;
use crate::error::{ApiError, ApiResult};
use crate::rest::cursor;
use crate::rest::reply::{Listed, One};
use crate::rest::typed::NoBody;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use voluptas_app::overview::dashboard::trend::{self, Counts, RunPoint, Trend};
use voluptas_app::overview::dashboard::{Range, Scope, TestLine, modules, worst};
use voluptas_app::results::ingest::parse_label;
use voluptas_core::base::clock::to_iso;
use voluptas_core::domain::outcome::FlakyRule;
use voluptas_core::domain::percent;
use voluptas_core::domain::project::Project;
use voluptas_store::Tx;
use voluptas_store::test_history::WorstBy;
use voluptas_store::test_modules::Module;

/// Most tests of a list where the request does not say.
const TESTS: usize = 20;

/// The runs that figures are made of.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScopeQuery {
    /// Title of a run: its series alone.
    pub run_name: Option<String>,
    /// Slug of an environment.
    pub environment: Option<String>,
    /// Label of results, `browser=chrome`.
    pub label: Option<String>,
    /// The last so many runs, otherwise 30.
    #[serde(default, deserialize_with = "cursor::from_text")]
    #[schemars(range(min = 1, max = 500))]
    pub runs: Option<u16>,
    /// The runs of the last so many days, in place of `runs`.
    #[serde(default, deserialize_with = "cursor::from_text")]
    #[schemars(range(min = 1, max = 3650))]
    pub days: Option<u32>,
    /// Most tests of a list of tests, otherwise 20.
    #[serde(default, deserialize_with = "cursor::from_text")]
    #[schemars(range(min = 1, max = 1000))]
    pub limit: Option<u16>,
    /// Rule of the list of flaky tests.
    pub rule: Option<FlakyWord>,
}

/// When a test is flaky.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum FlakyWord {
    /// By its switches between passed and failed, and by runs in which it was flaky.
    Switches,
    /// The rule of Allure.
    Classic,
}

impl ScopeQuery {
    fn scope(&self, tx: &Tx<'_>, project: &Project) -> ApiResult<Scope> {
        let environment = match &self.environment {
            None => None,
            Some(slug) => {
                let found = tx.environments().by_slug(project.id, slug)?;
                Some(found.ok_or_else(|| ApiError::field("environment", "names no environment of this project"))?.id)
            }
        };
        let label = match &self.label {
            None => None,
            Some(text) => Some(parse_label(text).ok_or_else(|| ApiError::field("label", "must be NAME=VALUE"))?),
        };
        let within = |name: &str, n: u32, most: u32| {
            if (1..=most).contains(&n) { Ok(n) } else { Err(ApiError::field(name, format!("must be between 1 and {most}"))) }
        };
        let range = match (self.days, self.runs) {
            (Some(days), _) => Range::Days(within("days", days, 3650)?),
            (None, Some(runs)) => Range::Runs(within("runs", runs.into(), 500)? as usize),
            (None, None) => Range::default(),
        };
        let rule = match self.rule {
            Some(FlakyWord::Classic) => FlakyRule::Classic,
            Some(FlakyWord::Switches) | None => FlakyRule::default(),
        };
        Ok(Scope { title: self.run_name.clone(), environment, label, range, rule })
    }
}

/// Tests by status.
fn counts(c: &Counts) -> BTreeMap<String, u64> {
    let words = [
        ("passed", c.passed),
        ("failed", c.failed),
        ("broken", c.broken),
        ("skipped", c.skipped),
        ("blocked", c.blocked),
        ("other", c.other),
        ("untested", c.untested),
    ];
    words.into_iter().filter(|(_, n)| *n > 0).map(|(word, n)| (word.to_owned(), n)).collect()
}

/// A finished run of a trend.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TrendRun {
    /// Number of the run.
    pub run_id: i64,
    pub title: String,
    /// Title of the environment.
    pub environment: Option<String>,
    pub ended_at: String,
    /// Time from start to end.
    pub duration_ms: Option<i64>,
    /// Tests by the status of their last attempt.
    pub counts: BTreeMap<String, u64>,
    /// Share of passed tests among the executed ones, in percent, rounded down to tenths; null when none was executed.
    pub pass_rate: Option<f64>,
}

/// The last outcomes of a module.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TrendModule {
    /// Title of the top function or top suite; null for tests without either.
    pub title: Option<String>,
    /// `function` or `suite`; null for tests without either.
    pub kind: Option<String>,
    /// Tests by their last outcome.
    pub counts: BTreeMap<String, u64>,
    /// Share of passed tests among the executed ones, in percent, rounded down to tenths.
    pub pass_rate: Option<f64>,
}

/// Finished runs and modules.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TrendObject {
    /// The oldest first.
    pub runs: Vec<TrendRun>,
    pub modules: Vec<TrendModule>,
}

fn run(run: &RunPoint, trend: &Trend) -> TrendRun {
    TrendRun {
        run_id: run.number,
        title: run.title.clone(),
        environment: run.environment.and_then(|id| trend.environments.get(&id)).cloned(),
        ended_at: to_iso(run.at_ms),
        duration_ms: run.duration_ms,
        counts: counts(&run.counts),
        pass_rate: run.counts.pass_rate().map(percent::tenths),
    }
}

pub fn trend(call: &Call, query: ScopeQuery, _: NoBody) -> ApiResult<One<TrendObject>> {
    call.read(|tx| {
        let project = call.project(tx)?;
        let trend = trend::of(tx, project.id, &query.scope(tx, &project)?)?;
        let modules = modules::of_trend(tx, project.id, &trend)?;
        let module = |line: &modules::ModuleLine| TrendModule {
            title: (line.module != Module::None).then(|| line.title.clone()),
            kind: match line.module {
                Module::Function(_) => Some("function".to_owned()),
                Module::Suite(_) => Some("suite".to_owned()),
                Module::None => None,
            },
            counts: counts(&line.last),
            pass_rate: line.last.pass_rate().map(percent::tenths),
        };
        let runs = trend.runs.iter().map(|point| run(point, &trend)).collect();
        Ok(One(TrendObject { runs, modules: modules.iter().map(module).collect() }))
    })
}

/// A test with the figures of its last outcomes in one environment.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TestFigures {
    /// Row id of the test, by which it is muted.
    pub id: i64,
    pub title: String,
    /// Identity of the test by its tool.
    pub full_name: Option<String>,
    /// Values of its parameters.
    pub values: String,
    /// Number of the case.
    pub case_id: Option<i64>,
    /// Title of the environment.
    pub environment: Option<String>,
    /// Outcomes that the figures are made of.
    pub outcomes: usize,
    /// Failed and broken ones.
    pub failures: usize,
    /// Changes between passed and failed or broken.
    pub switches: usize,
    /// Rate of flakiness, in percent; 0 for a test that is not flaky.
    pub flaky_rate: f64,
    /// Mean duration of the passed outcomes.
    pub mean_ms: Option<i64>,
    /// The outcomes, the oldest first.
    pub runs: Vec<PastOutcome>,
}

/// The outcome of a test in a run.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PastOutcome {
    /// Number of the run.
    pub run_id: i64,
    /// Slug of the status.
    pub status: String,
}

fn tests(call: &Call, query: &ScopeQuery, by: WorstBy) -> ApiResult<Listed<TestFigures>> {
    let limit = query.limit.map_or(Ok(TESTS), |limit| cursor::limit(Some(limit)))?;
    call.read(|tx| {
        let project = call.project(tx)?;
        let scope = query.scope(tx, &project)?;
        let trend = trend::of(tx, project.id, &scope)?;
        let lines = worst::of(tx, project.id, &scope, &trend, by, limit)?;
        let cases = tx.case_numbers(&lines.iter().filter_map(|line| line.case).collect::<Vec<_>>())?;
        let figures = |line: &TestLine| TestFigures {
            id: line.test.0,
            title: line.title.clone(),
            full_name: line.full_name.clone(),
            values: line.values.clone(),
            case_id: line.case.and_then(|case| cases.get(&case).copied()),
            environment: line.environment.and_then(|id| trend.environments.get(&id)).cloned(),
            outcomes: line.record.runs,
            failures: line.record.bad,
            switches: line.record.switches,
            flaky_rate: f64::from(u32::try_from(line.record.flaky_rate).unwrap_or(0)) / 10.0,
            mean_ms: line.record.mean_ms,
            runs: line.seen.iter().map(|s| PastOutcome { run_id: s.number, status: s.status.slug().to_owned() }).collect(),
        };
        Ok(Listed::whole(lines.iter().map(figures).collect()))
    })
}

pub fn failing(call: &Call, query: ScopeQuery, _: NoBody) -> ApiResult<Listed<TestFigures>> {
    tests(call, &query, WorstBy::Failing)
}

pub fn flaky(call: &Call, query: ScopeQuery, _: NoBody) -> ApiResult<Listed<TestFigures>> {
    tests(call, &query, WorstBy::Flaky)
}

pub fn slowest(call: &Call, query: ScopeQuery, _: NoBody) -> ApiResult<Listed<TestFigures>> {
    tests(call, &query, WorstBy::Slow)
}
