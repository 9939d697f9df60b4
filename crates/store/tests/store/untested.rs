//! Cases of a run without a result, page by page, and the newest run of test tools.

use testkit::fixture::Fixture;
use voluptas_core::domain::case::{CaseContent, NewCase};
use voluptas_core::domain::combination::Combination;
use voluptas_core::domain::ids::{CaseId, RunId};
use voluptas_core::domain::result::ResultContent;
use voluptas_core::domain::run::{RunContent, RunState};
use voluptas_core::domain::status::ResultStatus;
use voluptas_store::run_cases::{PlannedCase, UntestedPlace};
use voluptas_store::runs::NewRun;
use voluptas_store::{Op, Result};

#[test]
fn pages_of_untested_cases_follow_the_order_of_execution() {
    let f = Fixture::new();
    let project = f.project().id;
    let browser = |name: &str| Combination::from([("browser".to_owned(), name.to_owned())]);
    let written = f.store.write(Op::bulk("fixture"), |tx| {
        let new =
            |n: usize| NewCase { content: CaseContent { title: format!("{n}"), ..CaseContent::default() }, ..NewCase::default() };
        let cases = tx.cases().create_many(project, &(0..7).map(new).collect::<Vec<_>>())?;
        let content = RunContent { title: "Release".into(), ..RunContent::default() };
        let run = tx.runs().create(project, &NewRun { content, ..NewRun::default() })?.id;
        let planned = |case: &CaseId| PlannedCase { case: *case, assignee: None, combinations: Vec::new() };
        let mut all: Vec<PlannedCase> = cases.iter().rev().map(planned).collect();
        all[1].combinations = vec![browser("Firefox"), browser("Chrome")];
        tx.runs().plan(run, &all)?;
        for (case, params) in [(cases[5], browser("Chrome")), (cases[3], Combination::new())] {
            let status = ResultStatus::Passed;
            tx.results().add(
                run,
                &ResultContent { case_id: Some(case), title: "x".into(), status, params, ..ResultContent::default() },
            )?;
        }
        Ok((run, cases))
    });
    let (run, cases): (RunId, Vec<CaseId>) = written.expect("fixture").value;
    let read: Result<_> = f.store.read(|tx| {
        let (mut found, mut after) = (Vec::new(), UntestedPlace::default());
        loop {
            let page = tx.runs().untested_page(run, after, 2)?;
            let Some(last) = page.last() else { break };
            after = last.place();
            found.extend(page.into_iter().map(|one| (one.case.plan.case, one.is_tested)));
        }
        Ok((found, tx.runs().tested_combinations(run, &[cases[5], cases[6]])?))
    });
    let (found, tested) = read.expect("pages");
    let untested = [6, 4, 2, 1, 0].map(|n| (cases[n], false));
    assert_eq!(found, [&untested[..1], &[(cases[5], true)], &untested[1..]].concat());
    assert_eq!(tested.into_iter().collect::<Vec<_>>(), [(cases[5], vec![browser("Chrome")])]);
}

#[test]
fn the_newest_run_of_test_tools_is_none_by_hand() {
    let f = Fixture::new();
    let project = f.project().id;
    let run = |source: &str, is_autotest: bool, state: RunState| {
        let content = RunContent { title: "Night".into(), is_autotest, ..RunContent::default() };
        let written = f.store.write(Op::bulk("run"), |tx| {
            let run = tx.runs().create(project, &NewRun { content, source: source.to_owned(), ..NewRun::default() })?.id;
            if state == RunState::Active { Ok(run) } else { tx.runs().end(run, state).map(|()| run) }
        });
        written.expect("run").value
    };
    let newest = || {
        let found =
            f.store.read(|tx| Ok((tx.runs().newest_automated(project, 1)?.pop(), tx.runs().newest_finished_automated(project)?)));
        let (newest, finished) = found.expect("read");
        (newest.map(|run| run.id), finished.map(|run| run.id))
    };
    run("manual", false, RunState::Complete);
    assert_eq!(newest(), (None, None));
    let by_tool = run("manual", true, RunState::Aborted);
    assert_eq!(newest(), (Some(by_tool), Some(by_tool)));
    let open = run("api", false, RunState::Active);
    run("manual", false, RunState::Complete);
    assert_eq!(newest(), (Some(open), Some(by_tool)));
}
