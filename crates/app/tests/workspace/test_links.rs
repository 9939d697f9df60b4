//! Cases that people give to tests: links by hand, created cases, undo; and mutes.

use std::sync::Arc;

use voluptas_app::runs::compare as run_compare;
use voluptas_app::runs::gate as quality_gate;
use voluptas_app::{history, results};
use voluptas_core::base::FixedClock;
use voluptas_core::domain::case::{CaseContent, NewCase};
use voluptas_core::domain::gate::Rules;
use voluptas_core::domain::ids::{CaseId, ProjectId, RunId, TestId};
use voluptas_core::domain::mute::MuteContent;
use voluptas_core::domain::outcome::Difference;
use voluptas_core::domain::result::{FoundBy, ResultContent, ResultLine};
use voluptas_core::domain::run::{RunContent, RunState};
use voluptas_core::domain::status::ResultStatus;
use voluptas_store::history::Direction;
use voluptas_store::known_tests::TestKey;
use voluptas_store::results::Arrival;
use voluptas_store::runs::NewRun;
use voluptas_store::{Author, Op, Source, Store};

const DAY: i64 = 86_400_000;

struct Desk {
    store: Store,
    clock: Arc<FixedClock>,
    project: ProjectId,
    case: CaseId,
    _home: testkit::engine::Home,
}

impl Desk {
    fn new() -> Self {
        let clock = Arc::new(FixedClock::at(1_000_000));
        let (store, home) = testkit::engine::workspace(clock.clone());
        let store = store.by(Author::new(Source::Window, Some("Olga")));
        let made = store.write(Op::bulk("test"), |tx| {
            let project = tx.projects().create("SHOP", "Shop", None)?.id;
            let content = CaseContent { title: "Refund".into(), ..CaseContent::default() };
            Ok((project, tx.cases().create(project, &NewCase { content, ..NewCase::default() })?))
        });
        let (project, case) = made.expect("made").value;
        Self { store, clock, project, case, _home: home }
    }

    /// A finished run of tests with these statuses.
    fn run(&self, tests: &[(&str, &str)]) -> RunId {
        let written = self.store.through(Source::Ingest).write(Op::bulk("test"), |tx| {
            let content = RunContent { title: "r".into(), ..RunContent::default() };
            let new = NewRun { content, source: "files".into(), ..NewRun::default() };
            let run = tx.runs().create(self.project, &new)?.id;
            for (title, status) in tests {
                let content = ResultContent {
                    title: (*title).into(),
                    status: ResultStatus::parse(status),
                    comment: Some("Expected 1".into()),
                    ..ResultContent::default()
                };
                let key = TestKey { key: format!("h{title}"), full_name: None, twin: None };
                let remembered = tx.known_tests().remembered(self.project, &[&key.key])?.pop().flatten().and_then(|r| r.case());
                let content = ResultContent { case_id: remembered.map(|(case, _)| case), ..content };
                let found_by = remembered.and_then(|(_, by)| by);
                tx.results().add_found(run, &content, &Arrival { test: Some(&key), found_by, ..Arrival::default() })?;
            }
            tx.runs().end(run, RunState::Complete)?;
            Ok(run)
        });
        written.expect("run").value
    }

    fn lines(&self, run: RunId) -> Vec<ResultLine> {
        self.store.read(|tx| tx.results().lines_of_run(run)).expect("lines")
    }

    fn test(&self, run: RunId, title: &str) -> TestId {
        self.lines(run).iter().find(|line| line.title == title).expect("line").test
    }

    fn last(&self, case: CaseId) -> Option<RunId> {
        self.store.read(|tx| Ok(tx.rollup().last_of(&[case])?.remove(&case).map(|last| last.run))).expect("last")
    }
}

fn is_sound(store: &Store) {
    testkit::fixture::assert_sound(store.location());
}

#[test]
fn a_link_by_hand_holds_for_older_and_later_results_and_is_undone() {
    let d = Desk::new();
    let runs = [d.run(&[("pays", "failed"), ("refunds", "passed")]), d.run(&[("refunds", "failed")])];
    let test = d.test(runs[0], "refunds");
    let linked = results::links::link(&d.store, &[test], d.case).expect("linked");
    assert_eq!((linked.tests, linked.results), (1, 2));
    let total = || d.store.read(|tx| tx.runs().stats(&runs)).expect("stats")[&runs[0]].total;
    assert_eq!(total(), 2);
    for run in runs {
        let line = d.lines(run).into_iter().find(|line| line.title == "refunds").expect("line");
        assert_eq!(line.case_id, Some(d.case));
        let found = d.store.read(|tx| tx.results().get(line.id)).expect("result").found_by;
        assert_eq!(found, Some(FoundBy::Hand));
    }
    assert_eq!(d.last(d.case), Some(runs[1]));
    let later = d.run(&[("refunds", "passed")]);
    assert_eq!(d.lines(later)[0].case_id, Some(d.case), "the link is remembered");
    is_sound(&d.store);
    let undone = history::step_history(&d.store, Direction::Undo).expect("undone").expect("a step");
    assert!(undone.left.is_empty(), "{:?}", undone.left);
    assert!(runs.iter().all(|run| d.lines(*run).iter().all(|line| line.case_id.is_none())));
    assert_eq!(total(), 2, "no case is left as untested");
    let known = d.store.read(|tx| Ok(tx.known_tests().many(&[test])?.remove(&test))).expect("test").expect("known");
    assert_eq!((known.case, known.found_by), (None, None));
    is_sound(&d.store);
    history::step_history(&d.store, Direction::Redo).expect("redone");
    assert_eq!(d.lines(runs[0]).iter().filter(|line| line.case_id == Some(d.case)).count(), 1);
    is_sound(&d.store);
}

#[test]
fn another_case_takes_the_results_of_the_first() {
    let d = Desk::new();
    let run = d.run(&[("refunds", "failed")]);
    let test = d.test(run, "refunds");
    results::links::link(&d.store, &[test], d.case).expect("linked");
    let content = CaseContent { title: "Other".into(), ..CaseContent::default() };
    let other = d.store.write(Op::bulk("test"), |tx| tx.cases().create(d.project, &NewCase { content, ..NewCase::default() }));
    let other = other.expect("case").value;
    results::links::link(&d.store, &[test], other).expect("linked");
    assert_eq!((d.last(d.case), d.last(other)), (None, Some(run)));
    is_sound(&d.store);
    results::links::unlink(&d.store, &[test]).expect("unlinked");
    assert_eq!(d.last(other), None);
    assert!(results::links::link(&d.store, &[test], CaseId(99)).is_err(), "no such case");
    is_sound(&d.store);
}

#[test]
fn cases_are_created_for_tests_without_one() {
    let d = Desk::new();
    let run = d.run(&[("pays", "failed"), ("Refund", "passed")]);
    let ids: Vec<_> = d.lines(run).iter().map(|line| line.id).collect();
    let linked = results::links::create_cases(&d.store, d.project, &ids).expect("created");
    assert_eq!((linked.tests, linked.created), (2, 1), "the one with the title of a case is linked to it");
    assert!(d.lines(run).iter().all(|line| line.case_id.is_some()));
    assert_eq!(results::links::create_cases(&d.store, d.project, &ids).expect("nothing").tests, 0);
    is_sound(&d.store);
    history::step_history(&d.store, Direction::Undo).expect("undone");
    assert!(d.lines(run).iter().all(|line| line.case_id.is_none()));
    let living = d.store.read(|tx| tx.cases().lines(d.project)).expect("cases");
    assert_eq!(living.len(), 1, "the created case is in the trash");
    is_sound(&d.store);
}

#[test]
fn muted_failures_do_not_break_the_gate_until_the_mute_ends() {
    let d = Desk::new();
    let before = d.run(&[("pays", "passed"), ("refunds", "passed")]);
    let run = d.run(&[("pays", "failed"), ("refunds", "passed")]);
    let test = d.test(run, "pays");
    let until_ms = Some(1_000_000 + 7 * DAY);
    let content = MuteContent { reason: " PAY-311 ".into(), owner: Some(" ".into()), until_ms };
    results::mutes::mute(&d.store, &[test], &content).expect("muted");
    assert!(results::mutes::mute(&d.store, &[test], &MuteContent::default()).is_err(), "a mute has a reason");
    let mutes = d.store.read(|tx| tx.mutes().in_force(d.project)).expect("mutes");
    assert_eq!(mutes[&test].content, MuteContent { reason: "PAY-311".into(), owner: None, until_ms });
    let rules = |count_muted| Rules {
        max_failures: Some(0),
        max_new_failures: Some(0),
        min_pass_rate: Some(100.0),
        count_muted,
        ..Rules::default()
    };
    let broken = |count_muted| quality_gate::broken(&d.store, run, &rules(count_muted)).expect("judged").len();
    assert_eq!((broken(None), broken(Some(true))), (0, 3));
    assert_eq!(quality_gate::figures(&d.store, run, false).expect("figures").muted, 1);
    let compared = d.store.read(|tx| run_compare::of(tx, before, run, run_compare::Listed::Changed)).expect("compared");
    assert_eq!((compared.counts[&Difference::NewFailure], compared.muted(Difference::NewFailure)), (1, 1));
    assert_eq!(compared.count(Difference::NewFailure), 0, "muted ones count apart");
    assert!(compared.rows.iter().all(|row| !row.is_counted_as(Difference::NewFailure)));
    let newest = |now_muted| {
        let read =
            voluptas_app::overview::dashboard::read(&d.store, d.project, &voluptas_app::overview::dashboard::Scope::default())
                .expect("read");
        let newest = read.newest.expect("a run before");
        let count = newest.differences.get(&Difference::NewFailure).copied().unwrap_or(0);
        assert_eq!((count, newest.muted_new_failures), if now_muted { (0, 1) } else { (1, 0) });
    };
    newest(true);
    assert!(results::mutes::take_ended(&d.store).expect("none").is_empty());
    d.clock.advance(8 * DAY);
    assert_eq!(broken(None), 3, "the mute has ended");
    newest(false);
    let ended = results::mutes::take_ended(&d.store).expect("ended");
    assert_eq!(ended.iter().map(|e| e.title.as_str()).collect::<Vec<_>>(), ["pays"]);
    assert!(results::mutes::take_ended(&d.store).expect("told").is_empty(), "a person is told once");
    results::mutes::mute(&d.store, &[test], &MuteContent { until_ms: None, ..content }).expect("muted again");
    assert_eq!(broken(None), 0);
    assert_eq!(results::mutes::unmute(&d.store, &[test]).expect("heard"), 1);
    assert_eq!(broken(None), 3);
}

#[test]
fn a_mute_and_its_end_are_steps_of_undo() {
    let d = Desk::new();
    let run = d.run(&[("pays", "failed"), ("refunds", "failed")]);
    let tests = [d.test(run, "pays"), d.test(run, "refunds")];
    let reasons = || {
        let mutes = d.store.read(|tx| tx.mutes().in_force(d.project)).expect("mutes");
        tests.map(|test| mutes.get(&test).map(|mute| mute.content.reason.clone()))
    };
    let step = |direction| history::step_history(&d.store, direction).expect("done").expect("a step");
    let content = |reason: &str| MuteContent { reason: reason.into(), owner: Some("Ann".into()), until_ms: None };
    let [old, new] = ["PAY-311", "PAY-312"].map(|reason| Some(reason.to_owned()));
    results::mutes::mute(&d.store, &tests[..1], &content("PAY-311")).expect("muted");
    results::mutes::mute(&d.store, &tests, &content("PAY-312")).expect("muted");
    assert_eq!(reasons(), [new.clone(), new.clone()]);
    let undone = step(Direction::Undo);
    assert!(undone.left.is_empty() && !undone.is_without_effect, "{undone:?}");
    assert_eq!(reasons(), [old.clone(), None], "the mute before it holds again");
    step(Direction::Redo);
    assert_eq!(reasons(), [new.clone(), new.clone()]);
    assert_eq!(results::mutes::unmute(&d.store, &tests).expect("heard"), 2);
    assert_eq!(step(Direction::Undo).operation.name, "unmute_tests");
    assert_eq!(reasons(), [new.clone(), new]);
    let mute = d.store.read(|tx| tx.mutes().in_force(d.project)).expect("mutes").remove(&tests[0]).expect("a mute");
    assert_eq!((mute.content.owner.as_deref(), mute.created_ms), (Some("Ann"), 1_000_000), "as it was");
    step(Direction::Undo);
    step(Direction::Undo);
    assert_eq!(reasons(), [None, None]);
}
