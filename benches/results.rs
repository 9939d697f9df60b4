//! Results in a large workspace: opening it with all that the window lists, adding one result, adding 10,000, trashing a run.
//!
//! `cargo bench --bench results`. The sizes come from the environment (`VOLUPTAS_BENCH_FUNCTIONS`, `VOLUPTAS_BENCH_CASES`,
//! `VOLUPTAS_BENCH_RESULTS`); without it a tenth of the full size of 100,000 functions, 100,000 cases and 1,000,000 results. Runs
//! have 10,000 results each.

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use std::path::Path;
use std::sync::Arc;
use testkit::bench_data::{self, PROJECT, Sizes};
use voluptas_app::overview::lists as overview;
use voluptas_core::base::SystemClock;
use voluptas_core::domain::ids::{CaseId, ProjectId, RunId};
use voluptas_core::domain::result::ResultContent;
use voluptas_core::domain::run::RunContent;
use voluptas_core::domain::status::ResultStatus;
use voluptas_store::runs::NewRun;
use voluptas_store::{Op, Store};

/// Results of the bulk and of the run that is trashed.
const BULK: usize = 10_000;

fn size(name: &str, default: usize) -> usize {
    std::env::var(format!("VOLUPTAS_BENCH_{name}")).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

fn open(path: &Path) -> Store {
    Store::open(path, Arc::new(SystemClock)).expect("workspace")
}

/// Reads what the window shows after opening a workspace.
fn read(store: &Store, project: ProjectId) -> usize {
    let registry = overview::registry(store).expect("registry");
    let tree = overview::case_tree(store, None).expect("case tree");
    let runs = store.read(|tx| {
        let runs = tx.runs().latest(project, 500)?;
        tx.runs().stats(&runs.iter().map(|r| r.id).collect::<Vec<_>>())
    });
    registry.functions.len() + tree.cases.len() + runs.expect("runs").len()
}

fn result(case: CaseId) -> ResultContent {
    let status = ResultStatus::Failed;
    ResultContent { case_id: Some(case), title: "Pays".into(), status, duration_ms: Some(10), ..ResultContent::default() }
}

fn new_run(store: &Store, project: ProjectId) -> RunId {
    let content = RunContent { title: "Measured".into(), ..RunContent::default() };
    let new = NewRun { content, ..NewRun::default() };
    store.write(Op::bulk("bench"), |tx| tx.runs().create(project, &new)).expect("run").value.id
}

fn add(store: &Store, run: RunId, cases: &[CaseId], n: usize) {
    let written = store.write(Op::bulk("bench"), |tx| {
        for i in 0..n {
            tx.results().add(run, &result(cases[i % cases.len()]))?;
        }
        Ok(())
    });
    written.expect("results");
}

fn results(c: &mut Criterion) {
    let dir = tempfile::tempdir().expect("temporary folder");
    let path = dir.path().join("bench.voluptas");
    let store = open(&path);
    let sizes = Sizes::new(size("FUNCTIONS", 10_000), size("CASES", 10_000).max(1), size("RESULTS", 100_000), None, 1);
    bench_data::fill(&store, &sizes, |_, _| ()).expect("filled");
    let (project, cases) = store
        .read(|tx| {
            let project = tx.projects().by_code(PROJECT)?.expect("project").id;
            Ok((project, tx.cases().lines(project)?.into_iter().map(|c| c.id).collect::<Vec<_>>()))
        })
        .expect("cases");
    let name = format!("{} functions, {} cases, {} results", sizes.functions, sizes.cases, sizes.results);
    let mut group = c.benchmark_group(name);
    group.sample_size(10);
    group.bench_function("open and read what the window lists", |b| b.iter(|| read(&open(&path), project)));
    let run = new_run(&store, project);
    let mut next = 0;
    group.bench_function("add one", |b| {
        b.iter(|| {
            next = (next + 7919) % cases.len();
            add(&store, run, &cases[next..=next], 1);
        });
    });
    group.throughput(Throughput::Elements(BULK as u64));
    group.bench_function("add 10,000", |b| {
        b.iter_batched(|| new_run(&store, project), |run| add(&store, run, &cases, BULK), BatchSize::PerIteration);
    });
    let full = || {
        let run = new_run(&store, project);
        add(&store, run, &cases, BULK);
        run
    };
    group.bench_function("trash a run of 10,000", |b| {
        b.iter_batched(
            full,
            |run| store.write(Op::bulk("bench"), |tx| tx.runs().delete(run)).expect("trashed"),
            BatchSize::PerIteration,
        );
    });
    group.finish();
}

criterion_group!(benches, results);
criterion_main!(benches);
