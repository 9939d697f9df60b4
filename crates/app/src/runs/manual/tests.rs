//! Runs by hand, from their creation to the run of what is left.

use super::results::{KnownResult, defect_link, keep, replace, write_status};
use super::sheet::{Target, load, load_case};
use super::*;
use crate::history;
use crate::runs::compare as run_compare;
use crate::runs::compare::Listed;
use crate::runs::report as run_report;
use std::sync::Arc;
use voluptas_core::base::FixedClock;
use voluptas_core::domain::case::{CaseContent, NewCase, Parameter, ParameterItem, Step};
use voluptas_core::domain::combination::Combination;
use voluptas_core::domain::ids::ResultId;
use voluptas_core::domain::outcome::Difference;
use voluptas_core::domain::result::{ResultContent, ResultStep};
use voluptas_store::history::Direction;
use voluptas_store::results::Arrival;
use voluptas_store::{Author, Source};

struct Desk {
    store: Store,
    project: ProjectId,
    cases: Vec<CaseId>,
    _dir: tempfile::TempDir,
}

/// Three cases, the last of which has two combinations.
fn desk() -> Desk {
    let dir = tempfile::tempdir().expect("folder");
    let store = Store::open(&dir.path().join("w.voluptas"), Arc::new(FixedClock::at(1_000))).expect("store");
    let store = store.by(Author::new(Source::Window, Some("Sam")));
    let written = store.write(Op::bulk("fixture"), |tx| {
        let project = tx.projects().create("SHOP", "Shop", None)?.id;
        let step = Step { action: "Open".into(), expected: Some("It opens".into()), ..Step::default() };
        let case = |title: &str, parameters: Vec<Parameter>| NewCase {
            content: CaseContent { title: title.into(), steps: vec![step.clone()], parameters, ..CaseContent::default() },
            ..NewCase::default()
        };
        let browsers = ParameterItem { title: "browser".into(), values: vec!["Firefox".into(), "Chrome".into()] };
        let new = [
            case("Pay", vec![]),
            case("Refund", vec![]),
            case("Ship", vec![Parameter::Single { shared_id: None, item: browsers }]),
        ];
        Ok((project, tx.cases().create_many(project, &new)?))
    });
    let (project, cases) = written.expect("fixture").value;
    Desk { store, project, cases, _dir: dir }
}

fn form(title: &str, cases: &[CaseId]) -> RunForm {
    RunForm { content: RunContent { title: title.into(), ..RunContent::default() }, cases: cases.to_vec(), ..RunForm::default() }
}

fn outcome(title: &str, status: ResultStatus) -> ResultContent {
    ResultContent { title: title.into(), status, ..ResultContent::default() }
}

fn set_status(store: &Store, target: &Target, known: Option<&KnownResult>, content: &ResultContent) -> Result<ResultId> {
    write_status(store, target, known, content).map(|written| written.value)
}

impl Desk {
    fn untested(&self, run: RunId) -> i64 {
        let stats = self.store.read(|tx| tx.runs().stats(&[run])).expect("stats");
        stats.get(&run).and_then(|s| s.statuses.get("untested")).copied().unwrap_or(0)
    }

    fn targets(&self, run: RunId) -> Vec<Target> {
        load(&self.store, run).expect("sheet").items.into_iter().map(|item| item.target).collect()
    }
}

#[test]
fn a_run_has_an_item_for_each_combination_and_deals_cases_round() {
    let desk = desk();
    let people = desk.store.write(Op::bulk("people"), |tx| Ok([tx.people().ensure("Ann")?, tx.people().ensure("Bob")?]));
    let people = people.expect("people").value.to_vec();
    let mut wanted = form(" Release ", &[desk.cases[2], desk.cases[0], desk.cases[2], desk.cases[1]]);
    wanted.people.clone_from(&people);
    wanted.content.tags = vec!["smoke".into()];
    let size = size(&desk.store, &wanted.cases).expect("size");
    assert_eq!((size.cases, size.results, size.problem), (3, 4, None));
    let run = create(&desk.store, desk.project, &wanted).expect("run");
    assert_eq!((run.content.title.as_str(), run.is_executed_by_hand()), ("Release", true));
    let sheet = load(&desk.store, run.id).expect("sheet");
    let titles: Vec<_> = sheet.items.iter().map(|i| (i.title.as_str(), i.assignee)).collect();
    let [ann, bob] = people[..] else { panic!("two people") };
    assert_eq!(titles, [("Ship", Some(ann)), ("Ship", Some(ann)), ("Pay", Some(bob)), ("Refund", Some(ann))]);
    assert_eq!(sheet.items[1].target.params, Combination::from([("browser".into(), "Chrome".into())]));
    assert_eq!(desk.untested(run.id), 4, "each combination counts");
    set_status(&desk.store, &sheet.items[1].target, None, &outcome("Ship", ResultStatus::Passed)).expect("stored");
    assert_eq!(desk.untested(run.id), 3);
    assign(&desk.store, run.id, &[desk.cases[0]], Some(ann)).expect("assigned");
    assert_eq!(load(&desk.store, run.id).expect("sheet").items[2].assignee, Some(ann));
    history::step_history(&desk.store, Direction::Undo).expect("the assignment");
    history::step_history(&desk.store, Direction::Undo).expect("the status");
    history::step_history(&desk.store, Direction::Undo).expect("the run");
    assert!(load(&desk.store, run.id).is_err(), "creation is one step of undo");
}

#[test]
fn cases_are_added_to_an_open_run_once_and_taken_back() {
    let desk = desk();
    let run = create(&desk.store, desk.project, &form("Release", &desk.cases[..1])).expect("run").id;
    let titles = || load(&desk.store, run).expect("sheet").items.into_iter().map(|item| item.title).collect::<Vec<_>>();
    let size = size_with(&desk.store, run, &desk.cases).expect("size");
    assert_eq!((size.cases, size.results), (2, 3), "the case of the run counts no more");
    assert_eq!(add_cases(&desk.store, run, &[desk.cases[2], desk.cases[0], desk.cases[1]]).expect("added"), 2);
    assert_eq!(titles(), ["Pay", "Ship", "Ship", "Refund"]);
    assert!(add_cases(&desk.store, run, &desk.cases).is_err(), "the run has all of them");
    history::step_history(&desk.store, Direction::Undo).expect("undo");
    assert_eq!((titles(), desk.untested(run)), (vec!["Pay".to_owned()], 1));
    history::step_history(&desk.store, Direction::Redo).expect("redo");
    assert_eq!((titles(), desk.untested(run)), (["Pay", "Ship", "Ship", "Refund"].map(str::to_owned).to_vec(), 4));
    // A case that got a result stays when the others are taken back.
    history::step_history(&desk.store, Direction::Undo).expect("undo");
    add_cases(&desk.store, run, &desk.cases[1..]).expect("added again");
    let target = desk.targets(run).into_iter().find(|target| target.case == desk.cases[1]).expect("an added case");
    set_status(&desk.store.by(Author::new(Source::Api, None)), &target, None, &outcome("Refund", ResultStatus::Passed))
        .expect("stored");
    history::step_history(&desk.store, Direction::Undo).expect("undo");
    assert_eq!(titles(), ["Pay", "Refund"]);
    close(&desk.store, run).expect("closed");
    assert!(add_cases(&desk.store, run, &desk.cases).is_err(), "a closed run takes no cases");
}

#[test]
fn cases_in_the_trash_make_no_run_and_are_not_counted_as_added() {
    let desk = desk();
    let run = create(&desk.store, desk.project, &form("Release", &desk.cases[..1])).expect("run").id;
    desk.store.write(Op::edit("trash"), |tx| tx.cases().set_deleted(desk.cases[1], true)).expect("trashed");
    let key = |error: voluptas_store::Error| match error {
        voluptas_store::Error::Invalid(invalid) => invalid.message.key,
        other => panic!("{other:?}"),
    };
    assert_eq!(key(add_cases(&desk.store, run, &desk.cases[..2]).expect_err("nothing to add")), "manual-run-has-all-cases");
    let wanted = form("Empty", &desk.cases[1..2]);
    assert_eq!(key(create(&desk.store, desk.project, &wanted).expect_err("no case")), "manual-run-no-cases");
    assert_eq!(add_cases(&desk.store, run, &desk.cases).expect("added"), 1);
    let last = desk.store.read(|tx| tx.history().next_of(Some("Sam"), Direction::Undo)).expect("history").expect("an edit");
    let label = last.label.expect("a label");
    assert_eq!((label.key.as_str(), label.number("n")), ("history-add-run-cases", Some(1)));
}

#[test]
fn of_many_that_add_the_same_cases_at_once_one_adds_them() {
    let desk = desk();
    let run = create(&desk.store, desk.project, &form("Release", &desk.cases[..1])).expect("run").id;
    let path = desk.store.path().to_path_buf();
    let start = std::sync::Barrier::new(8);
    let add = || {
        let store = Store::open(&path, Arc::new(FixedClock::at(1_000))).expect("store");
        start.wait();
        add_cases(&store, run, &desk.cases).is_ok()
    };
    let added = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(add)).collect();
        threads.into_iter().map(|thread| thread.join().expect("no panic")).filter(|is_ok| *is_ok).count()
    });
    assert_eq!(added, 1, "the others hear that the run has all of them");
    assert_eq!(load(&desk.store, run).expect("sheet").items.len(), 4);
}

#[test]
fn combinations_without_a_result_stay_untested_in_a_finished_run() {
    let desk = desk();
    let run = create(&desk.store, desk.project, &form("Release", &desk.cases)).expect("run");
    for target in &desk.targets(run.id)[..3] {
        set_status(&desk.store, target, None, &outcome("x", ResultStatus::Passed)).expect("stored");
    }
    close(&desk.store, run.id).expect("closed");
    assert_eq!(desk.untested(run.id), 1);
}

#[test]
fn a_comparison_says_untested_of_a_test_whose_case_waits_in_the_other_run() {
    let desk = desk();
    let run = |title: &str, cases: &[CaseId], executed: usize| {
        let run = create(&desk.store, desk.project, &form(title, cases)).expect("run");
        for target in &desk.targets(run.id)[..executed] {
            set_status(&desk.store, target, None, &outcome("x", ResultStatus::Passed)).expect("stored");
        }
        close(&desk.store, run.id).expect("closed");
        run.id
    };
    let older = run("Release 1", &desk.cases, 4);
    // One combination of the last case has a result, the other has none; the first case is not in the run.
    let newer = run("Release 2", &[desk.cases[2], desk.cases[1]], 1);
    let compared = |a, b| desk.store.read(|tx| run_compare::of(tx, a, b, Listed::All)).expect("compared");
    let there = compared(older, newer);
    let counts = [(Difference::Gone, 1), (Difference::Untested, 2), (Difference::Unchanged, 1)];
    assert_eq!(there.counts, BTreeMap::from(counts));
    assert_eq!(there.matrix[&("passed".to_owned(), "untested".to_owned())], 2);
    let untested = there.rows.iter().filter(|row| row.difference == Difference::Untested);
    let states: Vec<_> = untested.map(|row| (row.status_before().cloned(), row.status_after().cloned())).collect();
    assert_eq!(states, vec![(Some(ResultStatus::Passed), Some(ResultStatus::Untested)); 2]);
    let back = compared(newer, older);
    let counts = [(Difference::Appeared, 1), (Difference::Untested, 2), (Difference::Unchanged, 1)];
    assert_eq!(back.counts, BTreeMap::from(counts));
    let since = desk.store.read(|tx| run_compare::since_before(tx, newer)).expect("read").expect("a run before");
    assert_eq!(since.gone.len(), 1, "the tests that wait are not missing");
}

#[test]
fn words_of_two_windows_on_one_result_are_both_kept() {
    let desk = desk();
    let run = create(&desk.store, desk.project, &form("Release", &desk.cases[..1])).expect("run");
    let target = desk.targets(run.id).remove(0);
    let begun =
        ResultContent { steps: load_case(&desk.store, &target).expect("case").steps, ..outcome("Pay", ResultStatus::Untested) };
    let typed = |content: &ResultContent, text: &str| ResultContent { comment: Some(text.into()), ..content.clone() };
    let id = keep(&desk.store, &target, None, &begun).expect("begun");
    let content = || load_case(&desk.store, &target).expect("case").current.expect("result").content;
    let base = content();
    let known = |content: &ResultContent| KnownResult { id, content: content.clone() };
    let (first, second) = (typed(&base, "slow"), typed(&base, "wrong sum"));
    keep(&desk.store, &target, Some(&known(&base)), &first).expect("the first window");
    keep(&desk.store, &target, Some(&known(&base)), &second).expect("the second window");
    assert_eq!(content().comment.as_deref(), Some("slow\n\nwrong sum"));
    // Both go on with what they know.
    keep(&desk.store, &target, Some(&known(&second)), &typed(&base, "wrong sum: 7")).expect("the second window");
    keep(&desk.store, &target, Some(&known(&first)), &typed(&base, "slow, 9 s")).expect("the first window");
    assert_eq!(content().comment.as_deref(), Some("slow, 9 s\n\nwrong sum: 7"));
    // One sets a step, the other comments on it.
    let base = content();
    let mut set = base.clone();
    set.steps[0].status = ResultStatus::Failed;
    keep(&desk.store, &target, Some(&known(&base)), &set).expect("a status");
    let mut said = base.clone();
    said.steps[0].comment = Some("hangs".into());
    keep(&desk.store, &target, Some(&known(&base)), &said).expect("a comment");
    let step = content().steps.remove(0);
    assert_eq!((step.status, step.comment.as_deref()), (ResultStatus::Failed, Some("hangs")));
    // A text that a person deletes is deleted.
    let base = content();
    keep(&desk.store, &target, Some(&known(&base)), &ResultContent { comment: None, ..base.clone() }).expect("deleted");
    assert_eq!(content().comment, None);
}

#[test]
fn senseless_runs_are_refused() {
    let desk = desk();
    assert!(create(&desk.store, desk.project, &form("Empty", &[])).is_err());
    assert!(create(&desk.store, desk.project, &form(" ", &desk.cases)).is_err());
    let values: Vec<String> = (0..20).map(|n| n.to_string()).collect();
    let wide =
        |title: &str| Parameter::Single { shared_id: None, item: ParameterItem { title: title.into(), values: values.clone() } };
    desk.store
        .write(Op::bulk("wide"), |tx| {
            let mut content = tx.cases().get(desk.cases[0])?.content;
            content.parameters = vec![wide("a"), wide("b")];
            tx.cases().update(desk.cases[0], &content)
        })
        .expect("changed");
    let size = size(&desk.store, &desk.cases).expect("size");
    assert_eq!((size.results, size.problem.map(|m| m.key)), (403, Some("manual-run-too-many-combinations".into())));
    assert!(create(&desk.store, desk.project, &form("Wide", &desk.cases)).is_err());
}

#[test]
fn what_somebody_else_stored_meanwhile_stays() {
    let desk = desk();
    let run = create(&desk.store, desk.project, &form("Release", &desk.cases[..1])).expect("run").id;
    let target = desk.targets(run).remove(0);
    let mut first = outcome("Pay", ResultStatus::InProgress);
    first.steps = load_case(&desk.store, &target).expect("case").steps;
    let id = keep(&desk.store, &target, None, &first).expect("kept");
    // Two windows know the same content. One sets the status and a step, the other types on.
    let known = KnownResult { id, content: first.clone() };
    let mut theirs = first.clone();
    theirs.status = ResultStatus::Failed;
    theirs.steps[0].status = ResultStatus::Failed;
    set_status(&desk.store, &target, Some(&known), &theirs).expect("set");
    first.comment = Some("slow".into());
    keep(&desk.store, &target, Some(&known), &first).expect("kept");
    let stored = load_case(&desk.store, &target).expect("case").current.expect("result").content;
    assert_eq!((stored.status, stored.comment.as_deref()), (ResultStatus::Failed, Some("slow")));
    assert_eq!((stored.steps[0].status.clone(), stored.end_ms), (ResultStatus::Failed, Some(1_000)));
    // A run that was closed meanwhile keeps what is typed into a result that it has, and takes no new one.
    close(&desk.store, run).expect("closed");
    let known = KnownResult { id, content: first.clone() };
    first.comment = Some("slow again".into());
    keep(&desk.store, &target, Some(&known), &first).expect("kept");
    assert!(keep(&desk.store, &target, None, &first).is_err(), "the run is closed");
}

#[test]
fn of_two_verdicts_at_one_moment_the_second_meets_the_first() {
    let desk = desk();
    let run = create(&desk.store, desk.project, &form("Release", &desk.cases[..1])).expect("run").id;
    let target = desk.targets(run).remove(0);
    // Ann and Bob have read an item without a result.
    let set = |known: Option<&KnownResult>, content: &ResultContent| {
        replace(&desk.store, &target, known, content, true).expect("written")
    };
    let failed = ResultContent { comment: Some("slow".into()), ..outcome("Pay", ResultStatus::Failed) };
    let id = set(None, &failed).expect("the first");
    let mut passed = ResultContent { comment: Some("quick".into()), ..outcome("Pay", ResultStatus::Passed) };
    passed.steps = load_case(&desk.store, &target).expect("case").steps;
    passed.steps[0].status = ResultStatus::Passed;
    assert_eq!(set(None, &passed), None);
    assert_eq!(replace(&desk.store, &target, None, &passed, false).expect("written"), None, "no second result with its steps");
    let stored = || {
        let case = load_case(&desk.store, &target).expect("case");
        (case.attempts, case.current.expect("result").content)
    };
    let (attempts, content) = stored();
    assert_eq!((attempts, content.status.clone(), content.comment.as_deref()), (1, ResultStatus::Failed, Some("slow")));
    // Whoever has seen it replaces it, with words and steps before it; who still knows the older one does not.
    let seen = KnownResult { id, content };
    let older = seen.clone();
    passed.comment = Some("slow, then quick".into());
    assert_eq!(set(Some(&seen), &passed), Some(id));
    assert_eq!(set(Some(&older), &outcome("Pay", ResultStatus::Blocked)), None);
    let (attempts, content) = stored();
    assert_eq!((attempts, content.status, content.comment.as_deref()), (1, ResultStatus::Passed, Some("slow, then quick")));
    assert_eq!(content.steps[0].status, ResultStatus::Passed);
}

#[test]
fn a_run_that_ended_takes_no_words_of_a_refused_verdict_and_no_status_of_a_step() {
    let desk = desk();
    let run = create(&desk.store, desk.project, &form("Release", &desk.cases[..1])).expect("run").id;
    let target = desk.targets(run).remove(0);
    let mut content = outcome("Pay", ResultStatus::InProgress);
    content.steps = load_case(&desk.store, &target).expect("case").steps;
    let id = keep(&desk.store, &target, None, &content).expect("kept");
    let known = KnownResult { id, content: content.clone() };
    close(&desk.store, run).expect("closed");
    content.steps[0].status = ResultStatus::Failed;
    content.comment = Some("too late".into());
    assert!(keep(&desk.store, &target, Some(&known), &content).is_err());
    assert!(set_status(&desk.store, &target, Some(&known), &ResultContent { status: ResultStatus::Failed, ..content }).is_err());
    let stored = load_case(&desk.store, &target).expect("case").current.expect("result").content;
    assert_eq!((stored.comment, stored.steps[0].status.clone()), (None, ResultStatus::Untested));
}

#[test]
fn a_result_begins_in_progress_and_undo_takes_its_status_back() {
    let desk = desk();
    let run = create(&desk.store, desk.project, &form("Release", &desk.cases[..1])).expect("run").id;
    let target = desk.targets(run).remove(0);
    let sheet = load_case(&desk.store, &target).expect("case");
    assert_eq!((sheet.steps.len(), sheet.current.is_none()), (1, true));
    let mut content = outcome("Pay", ResultStatus::InProgress);
    content.steps = sheet.steps;
    content.comment = Some("The page is sl".into());
    let id = keep(&desk.store, &target, None, &content).expect("kept");
    let known = KnownResult { id, content: content.clone() };
    content.comment = Some("The page is slow".into());
    assert_eq!(keep(&desk.store, &target, Some(&known), &content).expect("kept"), id);
    (content.status, content.duration_ms) = (ResultStatus::Failed, Some(3_000));
    content.steps[0].status = ResultStatus::Failed;
    content.links.extend(defect_link(" https://bugs.example/PAY-7/ "));
    assert_eq!(set_status(&desk.store, &target, Some(&known), &content).expect("set"), id);
    let current = |desk: &Desk| load_case(&desk.store, &target).expect("case").current.expect("result").content;
    let stored = current(&desk);
    assert_eq!((stored.end_ms, stored.author.as_deref(), stored.is_defect), (Some(1_000), Some("Sam"), true));
    assert_eq!((stored.links[0].name.as_str(), stored.steps[0].status.clone()), ("PAY-7", ResultStatus::Failed));
    history::step_history(&desk.store, Direction::Undo).expect("undone");
    let stored = current(&desk);
    assert_eq!((stored.status, stored.comment.as_deref()), (ResultStatus::InProgress, Some("The page is slow")));
    // Another attempt, whose creation undo takes back as a whole.
    content.status = ResultStatus::Passed;
    set_status(&desk.store, &target, None, &content).expect("set");
    let sheet = load_case(&desk.store, &target).expect("case");
    assert_eq!((sheet.attempts, sheet.past.len()), (2, 2));
    history::step_history(&desk.store, Direction::Undo).expect("undone");
    assert_eq!(current(&desk).status, ResultStatus::InProgress);
}

#[test]
fn undo_of_a_status_leaves_what_was_written_since() {
    let desk = desk();
    let run = create(&desk.store, desk.project, &form("Release", &desk.cases[..1])).expect("run").id;
    let target = desk.targets(run).remove(0);
    let mut content = outcome("Pay", ResultStatus::Failed);
    let id = set_status(&desk.store, &target, None, &content).expect("set");
    let stored = desk.store.read(|tx| tx.results().get(id)).expect("result").content;
    content.comment = Some("The money is gone".into());
    keep(&desk.store, &target, Some(&KnownResult { id, content: stored }), &content).expect("kept");
    let current = || load_case(&desk.store, &target).expect("case").current.expect("result").content;
    let step = history::step_history(&desk.store, Direction::Undo).expect("undone").expect("a step");
    assert!(step.left.is_empty(), "the status is back, and nothing else was asked for");
    assert_eq!(
        (current().status, current().end_ms, current().comment),
        (ResultStatus::InProgress, None, content.comment.clone())
    );
    history::step_history(&desk.store, Direction::Redo).expect("done again");
    assert_eq!((current().status, current().end_ms), (ResultStatus::Failed, Some(1_000)));
    // A status that somebody set since stays, and that is said.
    let known = KnownResult { id, content: current() };
    let other = desk.store.by(Author::new(Source::Window, Some("Ann")));
    set_status(&other, &target, Some(&known), &ResultContent { status: ResultStatus::Blocked, ..current() }).expect("set");
    let step = history::step_history(&desk.store, Direction::Undo).expect("undone").expect("a step");
    assert_eq!((current().status, step.left[0].field.as_str()), (ResultStatus::Blocked, "status"));
    assert!(step.is_without_effect, "which is no undo");
}

#[test]
fn an_assignee_is_part_of_the_history() {
    let desk = desk();
    let [ann, bob] = desk
        .store
        .write(Op::bulk("people"), |tx| Ok([tx.people().ensure("Ann")?, tx.people().ensure("Bob")?]))
        .expect("people")
        .value;
    let run = create(&desk.store, desk.project, &form("Release", &desk.cases[..2])).expect("run").id;
    let assigned = || load(&desk.store, run).expect("sheet").items.into_iter().map(|item| item.assignee).collect::<Vec<_>>();
    assign(&desk.store, run, &[desk.cases[0]], Some(ann)).expect("assigned");
    assign(&desk.store, run, &[desk.cases[1]], Some(bob)).expect("assigned");
    assign(&desk.store, run, &[desk.cases[0]], Some(bob)).expect("assigned");
    assert_eq!(assigned(), [Some(bob), Some(bob)]);
    for expected in [[Some(ann), Some(bob)], [Some(ann), None], [None, None]] {
        history::step_history(&desk.store, Direction::Undo).expect("undone");
        assert_eq!(assigned(), expected);
    }
    history::step_history(&desk.store, Direction::Redo).expect("again");
    assert_eq!(assigned(), [Some(ann), None]);
}

#[test]
fn what_failed_or_is_left_goes_into_the_next_run() {
    let desk = desk();
    let run = create(&desk.store, desk.project, &form("Release", &desk.cases)).expect("run").id;
    let targets = desk.targets(run);
    for (target, status) in targets.iter().zip([ResultStatus::Passed, ResultStatus::Failed, ResultStatus::Passed]) {
        set_status(&desk.store, target, None, &outcome("x", status)).expect("set");
    }
    close(&desk.store, run).expect("closed");
    assert!(set_status(&desk.store, &targets[3], None, &outcome("x", ResultStatus::Passed)).is_err(), "the run is closed");
    let next = copy_unfinished(&desk.store, run, "Again").expect("copied").id;
    let left: Vec<_> = desk.targets(next).into_iter().map(|t| (t.case, t.params)).collect();
    assert_eq!(left, [(desk.cases[1], Combination::new()), (desk.cases[2], targets[3].params.clone())]);
    reopen(&desk.store, run).expect("reopened");
    set_status(&desk.store, &targets[3], None, &outcome("x", ResultStatus::Skipped)).expect("takes results again");
    history::step_history(&desk.store, Direction::Undo).expect("undone");
    history::step_history(&desk.store, Direction::Undo).expect("undone");
    assert_eq!(desk.store.read(|tx| tx.runs().get(run)).expect("run").state, RunState::Complete);
    let done = create(&desk.store, desk.project, &form("Short", &desk.cases[..1])).expect("run").id;
    set_status(&desk.store, &desk.targets(done)[0], None, &outcome("x", ResultStatus::Passed)).expect("set");
    assert!(copy_unfinished(&desk.store, done, "Nothing").is_err());
}

#[test]
fn only_what_failed_goes_into_a_run_of_its_own() {
    let desk = desk();
    let run = create(&desk.store, desk.project, &form("Release", &desk.cases)).expect("run").id;
    let targets = desk.targets(run);
    assert!(copy_failed(&desk.store, run, "Nothing").is_err(), "no item has a result");
    for (target, status) in targets.iter().zip([ResultStatus::Blocked, ResultStatus::Failed, ResultStatus::Passed]) {
        set_status(&desk.store, target, None, &outcome("x", status)).expect("set");
    }
    let left = |run| desk.targets(run).into_iter().map(|t| (t.case, t.params)).collect::<Vec<_>>();
    let next = copy_failed(&desk.store, run, "Failed").expect("copied").id;
    assert_eq!(left(next), [(desk.cases[1], Combination::new())], "neither the blocked one nor those without a result");
    set_status(&desk.store, &targets[3], None, &outcome("x", ResultStatus::Broken)).expect("set");
    let next = copy_failed(&desk.store, run, "Failed").expect("copied").id;
    assert_eq!(left(next), [(desk.cases[1], Combination::new()), (desk.cases[2], targets[3].params.clone())]);
}

#[test]
fn the_cases_of_failed_tests_of_a_tool_become_a_run_by_hand() {
    let desk = desk();
    let written = desk.store.write(Op::bulk("tool"), |tx| {
        let content = RunContent { title: "Nightly".into(), is_autotest: true, ..RunContent::default() };
        let run = tx.runs().create(desk.project, &NewRun { content, ..NewRun::default() })?.id;
        for (case, status) in desk.cases.iter().zip([ResultStatus::Broken, ResultStatus::Passed]) {
            let content = ResultContent { case_id: Some(*case), ..outcome("x", status) };
            tx.results().add(run, &content)?;
        }
        tx.results().add(run, &outcome("no case", ResultStatus::Failed))?;
        Ok(run)
    });
    let run = copy_failed(&desk.store, written.expect("run").value, "By hand").expect("copied");
    assert!(run.is_executed_by_hand() && !run.content.is_autotest);
    assert_eq!(desk.targets(run.id).into_iter().map(|t| t.case).collect::<Vec<_>>(), [desk.cases[0]]);
    history::step_history(&desk.store, Direction::Undo).expect("undone").expect("a step");
}

#[test]
fn failed_cases_with_more_results_than_a_run_may_have_are_not_copied() {
    let desk = desk();
    const CASES: usize = 79;
    let values: Vec<String> = (0..16).map(|n| n.to_string()).collect();
    let wide =
        |title: &str| Parameter::Single { shared_id: None, item: ParameterItem { title: title.into(), values: values.clone() } };
    let parameters = vec![wide("a"), wide("b")];
    let combinations = combinations(&parameters);
    let written = desk.store.write(Op::bulk("wide"), |tx| {
        let case = |n: usize| NewCase {
            content: CaseContent { title: format!("Wide {n}"), parameters: parameters.clone(), ..CaseContent::default() },
            ..NewCase::default()
        };
        let cases = tx.cases().create_many(desk.project, &(0..CASES).map(case).collect::<Vec<_>>())?;
        let content = RunContent { title: "Release".into(), ..RunContent::default() };
        let plan = |case: &CaseId| PlannedCase { case: *case, assignee: None, combinations: combinations.clone() };
        let run = insert(tx, desk.project, content, &cases.iter().map(plan).collect::<Vec<_>>())?.id;
        for case in cases {
            let failed = |params: &Combination| ResultContent {
                case_id: Some(case),
                params: params.clone(),
                ..outcome("x", ResultStatus::Failed)
            };
            let failed: Vec<ResultContent> = combinations.iter().map(failed).collect();
            tx.results().add_many(run, &failed.iter().map(|content| (content, Arrival::default())).collect::<Vec<_>>())?;
        }
        Ok(run)
    });
    let run = written.expect("run").value;
    let Err(voluptas_store::Error::Invalid(refused)) = copy_failed(&desk.store, run, "Failed") else { panic!("it was copied") };
    let words = Message::new("manual-run-too-many-results").count("n", CASES * 256).count("max", MAX_RESULTS);
    assert_eq!(refused.message, words);
    let runs = desk.store.read(|tx| tx.runs().latest(desk.project, 9)).expect("runs");
    assert_eq!(runs.into_iter().map(|run| run.id).collect::<Vec<_>>(), [run]);
}

#[test]
fn undo_of_a_creation_keeps_a_run_that_has_results() {
    let desk = desk();
    let run = create(&desk.store, desk.project, &form("Release", &desk.cases[..1])).expect("run").id;
    keep(&desk.store, &desk.targets(run)[0], None, &outcome("Pay", ResultStatus::InProgress)).expect("kept");
    let step = history::step_history(&desk.store, Direction::Undo).expect("undone").expect("a step");
    assert!(!step.left.is_empty(), "the run stays, and that is said");
    assert_eq!(desk.targets(run).len(), 1);
}

#[test]
fn words_and_statuses_of_one_write_are_steps_of_undo_of_their_own() {
    let desk = desk();
    let run = create(&desk.store, desk.project, &form("Release", &desk.cases)).expect("run");
    let target = desk.targets(run.id).remove(0);
    let step = |status, comment: &str| ResultStep {
        action: "Open".into(),
        status,
        comment: Some(comment.to_owned()),
        ..ResultStep::default()
    };
    let content = ResultContent {
        comment: Some("Twice".into()),
        steps: vec![step(ResultStatus::Failed, "an empty page")],
        ..outcome("Pay", ResultStatus::Failed)
    };
    let id = set_status(&desk.store, &target, None, &content).expect("stored");
    let shown = || {
        let content = desk.store.read(|tx| tx.results().get(id)).expect("result").content;
        let step = content.steps[0].clone();
        (content.status.slug().to_owned(), step.status.slug().to_owned(), step.comment, content.comment)
    };
    let words = || (Some("an empty page".to_owned()), Some("Twice".to_owned()));
    let expect = |status: &str, of_step: &str| {
        let (of_case, comment) = words();
        assert_eq!(shown(), (status.to_owned(), of_step.to_owned(), of_case, comment));
    };
    expect("failed", "failed");
    history::step_history(&desk.store, Direction::Undo).expect("the status");
    expect("in_progress", "failed");
    history::step_history(&desk.store, Direction::Undo).expect("the step");
    expect("in_progress", "untested");
    for _ in 0..2 {
        history::step_history(&desk.store, Direction::Redo).expect("again");
    }
    expect("failed", "failed");
    // A case without a word is one step: undo takes the result away.
    let target = desk.targets(run.id).remove(1);
    let id = set_status(&desk.store, &target, None, &outcome("Refund", ResultStatus::Passed)).expect("stored");
    history::step_history(&desk.store, Direction::Undo).expect("the result");
    assert!(desk.store.read(|tx| tx.results().get(id)).is_err());
}

#[test]
fn new_names_of_a_run_are_created_with_it_once() {
    let desk = desk();
    let names = |environment: &str, milestone: &str, browser: &str| NewNames {
        environment: Some(environment.to_owned()),
        milestone: Some(milestone.to_owned()),
        configurations: vec![("Browser".into(), browser.to_owned()), ("browser".into(), browser.to_uppercase())],
    };
    let made = |new: NewNames| {
        let form = RunForm { new, ..form("Release", &desk.cases) };
        create(&desk.store, desk.project, &form).expect("run").content
    };
    let first = made(names(" Stage 2 ", "4.2", "Chrome"));
    assert!(first.environment_id.is_some() && first.milestone_id.is_some());
    assert_eq!(first.configurations.len(), 1, "names that differ in case alone are one");
    let again = made(names("stage 2", " 4.2", "chrome "));
    assert_eq!(
        (again.environment_id, again.milestone_id, &again.configurations),
        (first.environment_id, first.milestone_id, &first.configurations)
    );
    let other = made(names("Stage 3", "4.3", "Firefox"));
    assert!(other.environment_id != first.environment_id && other.milestone_id != first.milestone_id);
    let blank = made(names("  ", "", " "));
    assert_eq!((blank.environment_id, blank.milestone_id, blank.configurations.len()), (None, None, 0));
    let choices = choices(&desk.store, desk.project).expect("choices");
    assert_eq!(choices.environments.into_iter().map(|(_, title)| title).collect::<Vec<_>>(), ["Stage 2", "Stage 3"]);
    assert_eq!(choices.milestones.into_iter().map(|(_, title)| title).collect::<Vec<_>>(), ["4.2", "4.3"]);
    let [browser] = &choices.configurations[..] else { panic!("one group of configurations") };
    assert_eq!(browser.configurations.iter().map(|one| one.title.as_str()).collect::<Vec<_>>(), ["Chrome", "Firefox"]);
}

#[test]
fn a_report_lists_the_combinations_without_a_result() {
    let desk = desk();
    let run = create(&desk.store, desk.project, &form("Release", &desk.cases)).expect("run");
    for at in [1, 2] {
        set_status(&desk.store, &desk.targets(run.id)[at], None, &outcome("x", ResultStatus::Passed)).expect("stored");
    }
    let project = desk.store.read(|tx| tx.projects().by_code("SHOP")).expect("read").expect("project");
    let options =
        run_report::Options { format: run_report::Format::Json, lang: voluptas_i18n::Lang::En, attachment_bytes: 0, now: 0 };
    let mut out = Vec::new();
    let written = run_report::write(&desk.store, &project, run.id, &options, &mut out).expect("report");
    let value: serde_json::Value = serde_json::from_slice(&out).expect("JSON");
    let left = value["untested"].as_array().expect("a list").iter();
    let left: Vec<_> = left.map(|test| (test["title"].as_str(), test["params"]["browser"].as_str())).collect();
    assert_eq!((written.tests, left), (2, vec![(Some("Pay"), None), (Some("Ship"), Some("Chrome"))]));
}

#[test]
fn a_result_of_an_unplanned_combination_leaves_the_planned_ones_untested() {
    let desk = desk();
    let run = create(&desk.store, desk.project, &form("Release", &desk.cases)).expect("run").id;
    let add = |browser: &str| {
        let params = Combination::from([("browser".to_owned(), browser.to_owned())]);
        let content = ResultContent { case_id: Some(desk.cases[2]), params, ..outcome("Ship", ResultStatus::Passed) };
        desk.store.write(Op::bulk("result"), |tx| tx.results().add(run, &content).map(drop)).expect("stored");
    };
    let listed = || {
        let project = desk.store.read(|tx| tx.projects().by_code("SHOP")).expect("read").expect("project");
        let options =
            run_report::Options { format: run_report::Format::Json, lang: voluptas_i18n::Lang::En, attachment_bytes: 0, now: 0 };
        let mut out = Vec::new();
        run_report::write(&desk.store, &project, run, &options, &mut out).expect("report");
        let value: serde_json::Value = serde_json::from_slice(&out).expect("JSON");
        (value["untested"].as_array().map(Vec::len), value["run"]["untested"].as_i64())
    };
    for (browser, left) in [("Safari", 4), ("Chrome", 3), ("Edge", 3), ("Firefox", 2)] {
        add(browser);
        assert_eq!(desk.untested(run), left, "{browser}");
        let number = usize::try_from(left).expect("number");
        assert_eq!(listed(), (Some(number), Some(left)), "{browser}: the report lists as many");
    }
}
