//! Objects of the commands about finished runs: `trend`, `failing`, `flaky`, `slowest`.

use serde::Serialize;
use voluptas_app::overview::dashboard::{Counts, ModuleLine, RunPoint, TestLine};
use voluptas_app::results::ingest::StatusCounts;
use voluptas_core::domain::percent;
use voluptas_store::test_modules::Module;

#[derive(Debug, Serialize)]
pub struct TrendAnswer {
    /// Code of the project.
    pub project: String,
    /// Finished runs, the oldest first.
    pub runs: Vec<RunPointObject>,
    /// Results by module, the module with the most failing tests first.
    pub modules: Vec<ModuleObject>,
}

/// A finished run.
#[derive(Debug, Serialize)]
pub struct RunPointObject {
    /// Number of the run.
    pub run: i64,
    pub title: String,
    /// Title of the environment.
    pub environment: Option<String>,
    /// End of the run, in milliseconds since 1970.
    pub end_ms: i64,
    /// Time from start to end.
    pub duration_ms: Option<i64>,
    /// Tests by the status of their last attempt.
    pub results: StatusCounts,
    /// Tests without a result. They are among `results` as well.
    pub untested: u64,
    /// Share of passed tests among the executed ones, in percent; `null` when none was executed.
    pub pass_rate: Option<f64>,
}

/// Results of a module.
#[derive(Debug, Serialize)]
pub struct ModuleObject {
    /// Title of the top function or top suite; `null` for tests without either.
    pub module: Option<String>,
    /// `function` or `suite`; `null` for tests without either.
    pub kind: Option<&'static str>,
    /// Tests by their last outcome in the runs.
    pub results: StatusCounts,
    /// Share of passed tests among the executed ones, in percent.
    pub pass_rate: Option<f64>,
}

/// `failing`, `flaky`, `slowest`.
#[derive(Debug, Serialize)]
pub struct WorstAnswer {
    /// Code of the project.
    pub project: String,
    /// The tests in order, each with the figures of the rules.
    pub tests: Vec<TestLineObject>,
}

/// A test with the figures of its last outcomes in one environment.
#[derive(Debug, Serialize)]
pub struct TestLineObject {
    /// Title of the test.
    pub title: String,
    /// Full name by the tool.
    pub full_name: Option<String>,
    /// Title of the environment.
    pub environment: Option<String>,
    /// Outcomes that the figures are computed from.
    pub outcomes: usize,
    /// Failed and broken ones.
    pub failures: usize,
    /// Changes between passed and failed or broken.
    pub switches: usize,
    /// Runs in which the test was flaky.
    pub flaky_runs: usize,
    /// Rate of flakiness, in percent; 0 for a test that is not flaky.
    pub flaky_rate: f64,
    /// Mean duration of the passed outcomes.
    pub mean_ms: Option<i64>,
    /// Number and status of the runs, the oldest first.
    pub runs: Vec<(i64, String)>,
}

fn counts(c: &Counts) -> StatusCounts {
    let words = [
        ("passed", c.passed),
        ("failed", c.failed),
        ("broken", c.broken),
        ("skipped", c.skipped),
        ("blocked", c.blocked),
        ("other", c.other),
        ("untested", c.untested),
    ];
    let some = words.into_iter().filter(|(_, n)| *n > 0);
    StatusCounts::new(some.map(|(word, n)| (word, i64::try_from(n).unwrap_or(i64::MAX))))
}

impl RunPointObject {
    /// The object of a run.
    #[must_use]
    pub fn new(run: &RunPoint, environment: Option<String>) -> Self {
        Self {
            run: run.number,
            title: run.title.clone(),
            environment,
            end_ms: run.at_ms,
            duration_ms: run.duration_ms,
            results: counts(&run.counts),
            untested: run.counts.untested,
            pass_rate: run.counts.pass_rate().map(percent::tenths),
        }
    }
}

impl ModuleObject {
    /// The object of a module.
    #[must_use]
    pub fn new(line: &ModuleLine) -> Self {
        let kind = match line.module {
            Module::Function(_) => Some("function"),
            Module::Suite(_) => Some("suite"),
            Module::None => None,
        };
        let pass_rate = line.last.pass_rate().map(percent::tenths);
        Self { module: kind.map(|_| line.title.clone()), kind, results: counts(&line.last), pass_rate }
    }
}

impl TestLineObject {
    /// The object of a test.
    #[must_use]
    pub fn new(line: &TestLine, environment: Option<String>) -> Self {
        let r = &line.record;
        Self {
            title: line.title.clone(),
            full_name: line.full_name.clone(),
            environment,
            outcomes: r.runs,
            failures: r.bad,
            switches: r.switches,
            flaky_runs: r.flaky_runs,
            flaky_rate: r.flaky_rate as f64 / 10.0,
            mean_ms: r.mean_ms,
            runs: line.seen.iter().map(|seen| (seen.number, seen.status.slug().to_owned())).collect(),
        }
    }
}
