//! Several programs write to one workspace at once: nothing is lost and nothing is doubled.

use std::collections::BTreeSet;
use testkit::fixture::Fixture;
use voluptas_core::domain::case::{CaseContent, NewCase};
use voluptas_core::domain::result::ResultContent;
use voluptas_core::domain::run::RunContent;
use voluptas_core::domain::status::ResultStatus;
use voluptas_store::Op;
use voluptas_store::runs::NewRun;
use voluptas_sync::{Error, lease};

const WRITERS: usize = 8;
const EACH: usize = 25;

#[test]
fn a_lease_is_held_by_one_and_names_its_holder() {
    let f = Fixture::new();
    let (here, there) = (f.store.location().clone(), f.open_as_another().location().clone());
    let one = lease::take(&here, "a", "SHOP", "export", "10:03").expect("free");
    match lease::take(&there, "a", "shop", "import", "10:04") {
        Err(Error::Busy { kind, since, .. }) => assert_eq!((kind.as_str(), since.as_str()), ("export", "10:03")),
        other => panic!("{other:?}"),
    }
    lease::take(&there, "a", "OTHER", "import", "10:04").expect("another project");
    drop(one);
    lease::take(&there, "a", "SHOP", "import", "10:05").expect("free again");
}

#[test]
fn eight_programs_lose_and_double_nothing() {
    let f = Fixture::new();
    let project = f.project();
    let run = f
        .store
        .write(Op::bulk("run"), |tx| {
            let content = RunContent { title: "Nightly".into(), ..RunContent::default() };
            Ok(tx.runs().create(project.id, &NewRun { content, ..NewRun::default() })?.id)
        })
        .expect("run")
        .value;
    std::thread::scope(|scope| {
        for writer in 0..WRITERS {
            // Connections of its own, as another process has them.
            let store = f.open_as_another();
            let project = project.id;
            scope.spawn(move || {
                for n in 0..EACH {
                    let written = store.write(Op::edit("case"), |tx| {
                        let content = CaseContent { title: format!("Case {writer} {n}"), ..CaseContent::default() };
                        let case = tx.cases().create(project, &NewCase { content, ..NewCase::default() })?;
                        let result = ResultContent {
                            case_id: Some(case),
                            status: if n % 5 == 0 { ResultStatus::Failed } else { ResultStatus::Passed },
                            ..ResultContent::default()
                        };
                        tx.results().add(run, &result)
                    });
                    written.expect("written");
                }
            });
        }
    });
    let (cases, results, stats) = f
        .store
        .read(|tx| Ok((tx.cases().of_project(project.id)?, tx.results().of_run(run)?, tx.runs().stats(&[run])?)))
        .expect("read");
    let numbers: BTreeSet<i64> = cases.iter().map(|case| case.number).collect();
    assert_eq!((cases.len(), numbers.len()), (WRITERS * EACH, WRITERS * EACH));
    assert_eq!(numbers.last().copied(), i64::try_from(WRITERS * EACH).ok(), "no number is left out");
    assert_eq!(results.len(), WRITERS * EACH);
    let total: i64 = stats[&run].statuses.values().sum();
    assert_eq!(total, i64::try_from(WRITERS * EACH).expect("few"));
    testkit::fixture::assert_sound(&f.location);
}
