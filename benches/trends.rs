//! Reads over many finished runs: a trend, flaky tests, run against run, the page of a run, the whole dashboard.
//!
//! `cargo bench --bench trends`. The sizes come from the environment (`VOLUPTAS_BENCH_CASES`, `VOLUPTAS_BENCH_RUNS`); without it a tenth
//! of the full size of 1,000,000 results: 10,000 cases in 100 runs. Outcomes are like those of a real project: most tests pass in each
//! run, some fail for weeks, some are flaky, and durations vary by a tenth.

use criterion::{Criterion, criterion_group, criterion_main};
use std::collections::BTreeMap;
use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;
use testkit::bench_data::{self, PROJECT, Sizes};
use voluptas::model::RunResults;
use voluptas_app::overview::dashboard::{HistoryOf, Range, Scope};
use voluptas_app::{overview, runs};
use voluptas_core::base::SystemClock;
use voluptas_core::domain::ids::{CaseId, ProjectId, RunId};
use voluptas_core::domain::result::ResultContent;
use voluptas_core::domain::run::RunContent;
use voluptas_core::domain::status::ResultStatus;
use voluptas_store::runs::NewRun;
use voluptas_store::test_history::WorstBy;
use voluptas_store::{Op, Store, Tx};

/// Begin of the first run, and the time from one run to the next, in milliseconds.
const BEGIN: i64 = 1_767_225_600_000;
const EVERY: i64 = 6 * 3_600_000;

fn size(name: &str, default: usize) -> usize {
    std::env::var(format!("VOLUPTAS_BENCH_{name}")).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

fn open(path: &Path) -> Store {
    Store::open(path, Arc::new(SystemClock)).expect("workspace")
}

/// A number that depends on a test and a run alone.
fn mixed(test: u64, run: u64) -> u64 {
    let mut z = (test << 20 | run).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z ^ (z >> 31)
}

fn result(case: CaseId, i: u64, run: u64, begin: i64) -> ResultContent {
    let roll = mixed(i, run) % 1000;
    let status = match mixed(i, 0) % 100 {
        // Flaky.
        0 if roll < 300 => ResultStatus::Failed,
        // Fails for ten runs at a time.
        1 if mixed(i, run / 10).is_multiple_of(3) => ResultStatus::Failed,
        2 => ResultStatus::Skipped,
        _ if roll < 3 => ResultStatus::Broken,
        _ => ResultStatus::Passed,
    };
    let usual = i64::try_from(mixed(i, 1) % 20_000).unwrap_or(0) + 20;
    let duration = usual + usual * (i64::try_from(roll % 200).unwrap_or(0) - 100) / 1000;
    let is_bad = matches!(status, ResultStatus::Failed | ResultStatus::Broken);
    ResultContent {
        case_id: Some(case),
        title: format!("Article {i} can be put into the cart"),
        comment: is_bad.then(|| format!("Expected {} but found {roll}", i % 7)),
        status,
        start_ms: Some(begin),
        end_ms: Some(begin + duration),
        duration_ms: Some(duration),
        is_api: true,
        ..ResultContent::default()
    }
}

/// Fills a workspace; returns the project and its runs.
fn fill(store: &Store, cases: usize, runs: usize) -> (ProjectId, Vec<RunId>) {
    bench_data::fill(store, &Sizes::new(cases, cases, 0, Some(0), 1), |_, _| ()).expect("filled");
    let (project, cases) = store
        .read(|tx| {
            let project = tx.projects().by_code(PROJECT)?.expect("project").id;
            Ok((project, tx.cases().lines(project)?.into_iter().map(|c| c.id).collect::<Vec<_>>()))
        })
        .expect("cases");
    let run = |r: usize| {
        let begin = BEGIN + i64::try_from(r).unwrap_or(0) * EVERY;
        let content = RunContent { title: "Night".into(), is_autotest: true, ..RunContent::default() };
        let new = NewRun { content, source: "bench".into(), start_ms: Some(begin), ..NewRun::default() };
        let written = store.write(Op::bulk("bench"), |tx| {
            let run = tx.runs().create(project, &new)?.id;
            for (i, case) in (0..).zip(&cases) {
                tx.results().add(run, &result(*case, i, r as u64, begin))?;
            }
            tx.runs().set_times(run, Some(begin), begin + 600_000)?;
            Ok(run)
        });
        written.expect("run").value
    };
    (project, (0..runs).map(run).collect())
}

fn trends(c: &mut Criterion) {
    let dir = tempfile::tempdir().expect("temporary folder");
    let path = dir.path().join("bench.voluptas");
    let (cases, runs) = (size("CASES", 1000).max(1), size("RUNS", 100).max(2));
    let (project, all) = fill(&open(&path), cases, runs);
    let store = open(&path);
    let [older, newer] = [all[all.len() - 2], all[all.len() - 1]];
    let scope = Scope { range: Range::Runs(100), ..Scope::default() };
    let trend = store.read(|tx| overview::dashboard::trend::of(tx, project, &scope)).expect("trend");
    let case = store.read(|tx| Ok(tx.cases().lines(project)?[0].id)).expect("case");
    let mut group = c.benchmark_group(format!("{} results in {runs} runs", cases * runs));
    group.sample_size(20);
    let mut measure = |name: &str, read: &dyn Fn(&Tx<'_>) -> voluptas_store::Result<usize>| {
        group.bench_function(name, |b| b.iter(|| black_box(store.read(|tx| read(tx)).expect("read"))));
    };
    measure("trend over 100 runs", &|tx| Ok(overview::dashboard::trend::of(tx, project, &scope)?.runs.len()));
    for (name, by) in [("flaky top 50", WorstBy::Flaky), ("failing top 50", WorstBy::Failing), ("slowest top 50", WorstBy::Slow)]
    {
        measure(name, &|tx| Ok(overview::dashboard::worst::of(tx, project, &scope, &trend, by, 50)?.len()));
    }
    measure("run against run", &|tx| Ok(runs::compare::of(tx, older, newer, runs::compare::Listed::Changed)?.rows.len()));
    measure("page of a run", &|tx| {
        let lines = tx.results().lines_of_run(newer)?;
        Ok(RunResults::new(newer, lines, runs::compare::since_before(tx, newer)?, BTreeMap::new()).rows.len())
    });
    measure("lines of a run", &|tx| Ok(tx.results().lines_of_run(newer)?.len()));
    measure("history of a case", &|tx| Ok(overview::dashboard::history::of(tx, HistoryOf::Case(case))?.len()));
    measure("results by module over 100 runs", &|tx| Ok(overview::dashboard::modules::of_trend(tx, project, &trend)?.len()));
    let scope = Scope::default();
    group
        .bench_function("dashboard", |b| b.iter(|| black_box(overview::dashboard::read(&store, project, &scope).expect("read"))));
    group.finish();
}

criterion_group!(benches, trends);
criterion_main!(benches);
