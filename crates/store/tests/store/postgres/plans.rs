//! Plans of the statements that store results: what a batch reads does not grow with the run, whenever the tables were analysed.

use std::sync::Arc;
use testkit::{engine, postgres};
use voluptas_core::base::SystemClock;
use voluptas_core::domain::case::{CaseContent, NewCase};
use voluptas_core::domain::ids::{CaseId, ProjectId, RunId};
use voluptas_core::domain::result::ResultContent;
use voluptas_core::domain::run::RunContent;
use voluptas_core::domain::status::ResultStatus;
use voluptas_store::runs::NewRun;
use voluptas_store::{Location, Op, Result, Store, Tx};

/// Cases of the project, each with one result in the run before the measured ones.
const CASES: usize = 2000;
/// Results that are measured.
const BATCH: usize = 100;
/// Rows that may be read for one result, in all tables together. A few scans of a whole table are cheap for so many results; one for each is not.
const ROWS_EACH: i64 = 150;

/// The time at which the tables are analysed; later they are not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Analysed {
    Never,
    /// Before the first case.
    WhileEmpty,
    /// After a few results, which have made the server keep plans.
    WhileSmall,
    /// After many runs of one result.
    AfterSmallRuns,
}

/// A result of each of these cases. Every third one failed at first.
fn results(cases: &[CaseId], is_first: bool) -> Vec<ResultContent> {
    let status = |i: usize| if is_first && i.is_multiple_of(3) { ResultStatus::Failed } else { ResultStatus::Passed };
    let one = |(i, case): (usize, &CaseId)| ResultContent {
        case_id: Some(*case),
        title: format!("Case {case}"),
        status: status(i),
        ..ResultContent::default()
    };
    cases.iter().enumerate().map(one).collect()
}

fn add(tx: &Tx<'_>, run: RunId, results: &[ResultContent]) -> Result<()> {
    let arriving: Vec<_> = results.iter().map(|content| (content, Default::default())).collect();
    tx.results().add_many(run, &arriving).map(drop)
}

fn run(tx: &Tx<'_>, project: ProjectId) -> Result<RunId> {
    let content = RunContent { title: "Nightly".into(), ..RunContent::default() };
    Ok(tx.runs().create(project, &NewRun { content, ..NewRun::default() })?.id)
}

/// Rows that the transaction has read.
fn read(tx: &Tx<'_>) -> Result<i64> {
    let sql = "SELECT CAST(sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)) AS BIGINT) FROM pg_stat_xact_user_tables";
    tx.one(sql, &[], |r| r.int(0))
}

fn rows_read(analysed: Analysed) -> Option<i64> {
    let database = postgres::workspace()?;
    let home = tempfile::tempdir().expect("folder");
    let store =
        Store::open_at(&Location::on_server(database.server.clone(), home.path()), Arc::new(SystemClock)).expect("opened");
    let analyse = |now| {
        if analysed == now {
            engine::raw(store.location(), "VACUUM ANALYZE");
        }
    };
    analyse(Analysed::WhileEmpty);
    let made = store.write(Op::bulk("cases"), |tx| {
        let project = tx.projects().ensure("SHOP", "Shop")?.id;
        let new =
            |n| NewCase { content: CaseContent { title: format!("Case {n}"), ..CaseContent::default() }, ..NewCase::default() };
        Ok((project, tx.cases().create_many(project, &(0..CASES).map(new).collect::<Vec<_>>())?))
    });
    let (project, cases) = made.expect("cases").value;
    for case in &cases[..8] {
        store.write(Op::bulk("run"), |tx| add(tx, run(tx, project)?, &results(&[*case, *case], true))).expect("a small run");
    }
    analyse(Analysed::WhileSmall);
    if analysed == Analysed::AfterSmallRuns {
        let one_each =
            |tx: &Tx<'_>| cases[..100].iter().try_for_each(|case| add(tx, run(tx, project)?, &results(&[*case], true)));
        store.write(Op::bulk("runs"), one_each).expect("small runs");
    }
    analyse(Analysed::AfterSmallRuns);
    let run = store
        .write(Op::bulk("run"), |tx| {
            let run = run(tx, project)?;
            add(tx, run, &results(&cases, true)).map(|()| run)
        })
        .expect("results")
        .value;
    let counted = store.write(Op::bulk("results"), |tx| {
        let again = &cases[CASES - BATCH..];
        let before = read(tx)?;
        let numbers: Vec<i64> = tx.case_numbers(again)?.into_values().collect();
        assert_eq!(tx.case_ids(project, &numbers)?.len(), BATCH);
        add(tx, run, &results(again, false))?;
        Ok(read(tx)? - before)
    });
    let tests = store.read(|tx| Ok(tx.runs().stats(&[run])?[&run].statuses.values().sum::<i64>())).expect("stats");
    assert_eq!(usize::try_from(tests), Ok(CASES), "another result of a test is another attempt");
    Some(counted.expect("counted").value)
}

#[test]
fn a_batch_of_results_reads_no_more_in_a_large_run() {
    use Analysed::{AfterSmallRuns, Never, WhileEmpty, WhileSmall};
    for analysed in [Never, WhileEmpty, WhileSmall, AfterSmallRuns] {
        let Some(rows) = rows_read(analysed) else { return };
        let most = ROWS_EACH * i64::try_from(BATCH).expect("few");
        assert!((1..most).contains(&rows), "{rows} rows for {BATCH} results, tables analysed: {analysed:?}");
    }
}
