//! What a server remembers of results that came in changes nothing of what is stored, whatever happens in between.

use proptest::collection::vec;
use proptest::prelude::{ProptestConfig, any, proptest};
use std::collections::BTreeMap;
use testkit::engine::property_cases;
use testkit::fixture::{Fixture, assert_sound};
use voluptas_core::domain::case::{CaseContent, NewCase};
use voluptas_core::domain::ids::{CaseId, ResultId, RunId, TestId};
use voluptas_core::domain::result::{FoundBy, ResultContent};
use voluptas_core::domain::run::RunContent;
use voluptas_core::domain::status::ResultStatus;
use voluptas_store::results::Arrival;
use voluptas_store::runs::NewRun;
use voluptas_store::{Error, Op, Result, Store, Tx};

/// What comes in: case, combination, status, end, id of the sender.
type Sent = (u8, u8, u8, u8, u8);

/// Tables that results change, in an order that both workspaces share.
const TABLES: [&str; 5] = [
    "SELECT concat_ws('/', id, run_id, coalesce(case_id, 0), test_id, coalesce(external_id, ''), status, deleted_ms IS NULL, is_retried, is_flaky) \
     FROM results ORDER BY id",
    "SELECT concat_ws('/', id, key, title, coalesce(case_id, 0), coalesce(found_by, '')) FROM tests ORDER BY id",
    "SELECT concat_ws('/', run_id, case_id, is_tested) FROM run_cases ORDER BY run_id, case_id",
    "SELECT concat_ws('/', case_id, result_id, run_id, status, latest_ms) FROM case_last_results ORDER BY case_id",
    "SELECT concat_ws('/', run_id, status, tests) FROM run_counters WHERE tests <> 0 ORDER BY run_id, status",
];

/// A workspace with three cases and three runs.
struct Desk {
    f: Fixture,
    cases: Vec<CaseId>,
    runs: Vec<RunId>,
}

impl Desk {
    fn new(remembers: bool) -> Self {
        let f = Fixture::new();
        if remembers {
            f.store.expect_many_writers().expect("room");
        }
        let project = f.project().id;
        let made = f.store.write(Op::bulk("test"), |tx| {
            let case = |n: u8| NewCase {
                content: CaseContent { title: format!("Case {n}"), ..CaseContent::default() },
                ..NewCase::default()
            };
            let cases = tx.cases().create_many(project, &[case(0), case(1), case(2)])?;
            let run = |n: usize| NewRun {
                content: RunContent { title: format!("Run {n}"), ..RunContent::default() },
                cases: cases[..n].to_vec(),
                ..NewRun::default()
            };
            let runs = (0..3).map(|n| Ok(tx.runs().create(project, &run(n))?.id)).collect::<Result<_>>()?;
            Ok((cases, runs))
        });
        let (cases, runs) = made.expect("cases and runs").value;
        Self { f, cases, runs }
    }

    fn content(&self, (case, combination, status, end, id): Sent) -> ResultContent {
        let statuses = ["passed", "failed", "broken", "skipped", "in_progress"];
        ResultContent {
            case_id: self.cases.get(usize::from(case)).copied(),
            title: format!("Title {}", combination % 2),
            params: BTreeMap::from([("c".to_owned(), combination.to_string())]),
            status: ResultStatus::parse(statuses[usize::from(status) % statuses.len()]),
            end_ms: Some(1_768_467_600_000 + i64::from(end)),
            duration_ms: Some(3),
            external_id: (id < 12).then(|| format!("id-{id}")),
            ..ResultContent::default()
        }
    }

    fn add(&self, tx: &Tx<'_>, run: u8, sent: &[Sent]) -> Result<Vec<ResultId>> {
        let made: Vec<ResultContent> = sent.iter().map(|one| self.content(*one)).collect();
        let arriving: Vec<_> =
            made.iter().map(|content| (content, Arrival { found_by: Some(FoundBy::Number), ..Arrival::default() })).collect();
        let stored = tx.results().add_many(self.runs[usize::from(run) % 3], &arriving)?;
        Ok(stored.into_iter().map(|one| one.id).collect())
    }

    /// Does one thing; `what` says which one, and `which` with what.
    fn step(&self, what: u8, which: u8, sent: &[Sent]) {
        let run = self.runs[usize::from(which) % 3];
        let on_results = |work: &dyn Fn(&Tx<'_>, ResultId) -> Result<()>| {
            let done = self.f.store.write(Op::bulk("test"), |tx| {
                let sql = "SELECT id FROM results WHERE deleted_ms IS NULL ORDER BY id";
                let ids = tx.all(sql, &[], |r| Ok(ResultId(r.int(0)?)))?;
                if ids.is_empty() { Ok(()) } else { work(tx, ids[usize::from(which) % ids.len()]) }
            });
            done.expect("written");
        };
        match what {
            0 => on_results(&|tx, id| tx.results().delete(id)),
            1 => on_results(&|tx, id| {
                let content = tx.results().get(id)?.content;
                let other = self.content((0, 0, which, which, 255));
                tx.results().update(id, &ResultContent { status: other.status, end_ms: other.end_ms, ..content })
            }),
            2 => on_results(&|tx, id| {
                let test = tx.results().get(id)?.test;
                tx.known_tests().link(test, self.cases.get(usize::from(which) % 4).copied(), FoundBy::Hand).map(drop)
            }),
            3 => {
                let trash = |tx: &Tx<'_>| if which.is_multiple_of(2) { tx.runs().delete(run) } else { tx.runs().restore(run) };
                self.f.store.write(Op::bulk("test"), trash).expect("written");
            }
            4 => {
                let add = |tx: &Tx<'_>| tx.runs().add_cases(run, &self.cases[usize::from(which) % 3..]);
                self.f.store.write(Op::bulk("test"), add).expect("written");
            }
            // What a refused write would have stored is not there for the next one.
            5 => {
                let refused: Result<_> = self.f.store.write(Op::bulk("test"), |tx| {
                    self.add(tx, which, sent)?;
                    Err::<(), _>(Error::Aborted)
                });
                assert!(matches!(refused, Err(Error::Aborted)), "{refused:?}");
            }
            // Another program.
            6 => drop(self.write_by(&self.f.open_as_another(), which, sent)),
            _ => drop(self.write_by(&self.f.store, which, sent)),
        }
    }

    fn write_by(&self, store: &Store, which: u8, sent: &[Sent]) -> Vec<ResultId> {
        store.write(Op::bulk("test"), |tx| self.add(tx, which, sent)).expect("written").value
    }

    fn rows(&self) -> Vec<Vec<String>> {
        let rows = |tx: &Tx<'_>| TABLES.iter().map(|sql| tx.all(sql, &[], |r| r.text(0))).collect::<Result<_>>();
        self.f.store.read(rows).expect("rows")
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: property_cases(40), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_memory_changes_nothing(
        steps in vec((0..14_u8, any::<u8>(), vec((0..4_u8, 0..3_u8, 0..5_u8, 0..8_u8, 0..24_u8), 1..6)), 1..24)
    ) {
        let (with, without) = (Desk::new(true), Desk::new(false));
        for (what, which, sent) in &steps {
            with.step(*what, *which, sent);
            without.step(*what, *which, sent);
            assert_eq!(with.rows(), without.rows());
        }
        assert_sound(&with.f.location);
    }
}

#[test]
fn a_statement_beside_the_intake_is_noticed() {
    let desk = Desk::new(true);
    let all: Vec<Sent> = (0..3).map(|case| (case, 0, 0, 1, case)).collect();
    let first = desk.write_by(&desk.f.store, 0, &all);
    let rename = |tx: &Tx<'_>| {
        tx.all("UPDATE tests SET title = 'Other' RETURNING id", &[], |r| Ok(TestId(r.int(0)?))).map(|tests| tests.len())
    };
    assert_eq!(desk.f.store.write(Op::bulk("test"), rename).expect("written").value, 3);
    let titles = || desk.f.store.read(|tx| tx.all("SELECT DISTINCT title FROM tests", &[], |r| r.text(0))).expect("titles");
    assert_eq!(titles(), ["Other"]);
    let second = desk.write_by(&desk.f.store, 1, &all);
    assert_ne!(first, second);
    assert_eq!(titles(), ["Title 0"], "the test takes the title of its last result");
    assert_eq!(desk.write_by(&desk.f.store, 1, &all), second, "a result that is sent again is not stored again");
}

#[test]
fn a_number_means_a_case_only_while_it_lives() {
    let desk = Desk::new(true);
    let project = desk.f.project().id;
    let found = || desk.f.store.write(Op::bulk("test"), |tx| tx.case_ids(project, &[1, 2, 3, 99])).expect("cases").value;
    let change = |store: &Store, sql: &'static str| {
        let changed = store.write(Op::bulk("test"), |tx| tx.all(sql, &[], |r| r.int(0))).expect("written").value;
        assert_eq!(changed.len(), 1, "{sql}");
    };
    let all: Vec<CaseId> = found().into_values().collect();
    assert_eq!(all, desk.cases);
    assert_eq!(found().len(), 3, "as remembered");
    change(&desk.f.store, "UPDATE cases SET deleted_ms = 1 WHERE number = 1 RETURNING id");
    assert_eq!(found().keys().collect::<Vec<_>>(), [&2, &3]);
    change(&desk.f.store, "UPDATE cases SET deleted_ms = NULL WHERE number = 1 RETURNING id");
    assert_eq!(found().len(), 3);
    change(&desk.f.open_as_another(), "UPDATE cases SET number = 99 WHERE number = 2 RETURNING id");
    assert_eq!(found().keys().collect::<Vec<_>>(), [&1, &3, &99], "another program has changed it");
}
