//! Trackers of projects, the issues of a test over its runs, and facts of the runs of a project.

use testkit::fixture::Fixture;
use voluptas_core::domain::result::ResultContent;
use voluptas_core::domain::run::{RunContent, RunFacts};
use voluptas_core::domain::status::ResultStatus;
use voluptas_store::Op;
use voluptas_store::runs::NewRun;
use voluptas_store::trackers::TrackerSettings;

#[test]
fn a_test_has_the_issues_of_all_its_results() {
    let f = Fixture::new();
    let project = f.project().id;
    let tracker = TrackerSettings {
        kind: "github".into(),
        base_url: "https://api.github.test".into(),
        place: "team/shop".into(),
        issue_type: None,
    };
    let failed = |title: &str| ResultContent { title: title.into(), status: ResultStatus::Failed, ..ResultContent::default() };
    let written = f.store.write(Op::bulk("fixture"), |tx| {
        tx.trackers().set(project, Some(&tracker))?;
        let mut tests = Vec::new();
        for (run, keys) in [("Monday", ["1", "2"]), ("Tuesday", ["3", ""])] {
            let content = RunContent { title: run.into(), ..RunContent::default() };
            let run = tx.runs().create(project, &NewRun { content, ..NewRun::default() })?.id;
            for (title, key) in ["Pay", "Leave"].into_iter().zip(keys) {
                let result = tx.results().add(run, &failed(title))?;
                let row = tx.trackers().begin(project, result.id, &tracker.identity())?;
                if !key.is_empty() {
                    tx.trackers().known(row.id, key, "https://github.test/1", "open", false)?;
                }
                tests.push(tx.results().get(result.id)?.test);
            }
        }
        Ok(tests)
    });
    let tests = written.expect("written").value;
    assert_eq!(tests[0], tests[2], "one test over runs");
    let keys = |test| {
        let issues = f.store.read(|tx| tx.trackers().issues_of_test(test)).expect("issues");
        issues.into_iter().filter_map(|issue| issue.key).collect::<Vec<_>>()
    };
    assert_eq!(
        (keys(tests[0]), keys(tests[1])),
        (vec!["3".to_owned(), "1".to_owned()], vec!["2".to_owned()]),
        "the newest first"
    );
    assert_eq!(f.store.read(|tx| tx.trackers().all()).expect("trackers"), [(project, tracker)]);
}

#[test]
fn facts_of_all_runs_leave_out_those_in_the_trash() {
    let f = Fixture::new();
    let project = f.project().id;
    let facts = |url: &str| RunFacts { build_url: Some(url.into()), ..RunFacts::default() };
    let written = f.store.write(Op::bulk("fixture"), |tx| {
        let mut runs = Vec::new();
        for n in 0..3 {
            let content = RunContent { title: format!("Run {n}"), ..RunContent::default() };
            let run = tx.runs().create(project, &NewRun { content, ..NewRun::default() })?.id;
            if n < 2 {
                tx.runs().set_input(run, &format!("{n:032x}"), &facts(&format!("https://team.test/{n}")))?;
            }
            runs.push(run);
        }
        tx.runs().delete(runs[0])?;
        Ok(runs)
    });
    let runs = written.expect("written").value;
    let read = f.store.read(|tx| tx.runs().facts_of_all(project)).expect("facts");
    assert_eq!(read, [(runs[1], facts("https://team.test/1"))]);
}
