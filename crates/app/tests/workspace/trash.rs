//! The trash: entries, restoring, purging, and undo past what was purged.

use testkit::fixture::Fixture;
use voluptas_app::functions::bulk::FunctionChange;
use voluptas_app::project::milestones;
use voluptas_app::{functions, history, workspace};
use voluptas_core::domain::Message;
use voluptas_core::domain::case::{CaseContent, NewCase};
use voluptas_core::domain::function::FunctionType;
use voluptas_core::domain::ids::{FunctionId, Thing};
use voluptas_core::domain::mapping::Origin;
use voluptas_core::domain::result::ResultContent;
use voluptas_core::domain::run::RunContent;
use voluptas_core::domain::status::ResultStatus;
use voluptas_core::domain::suite::{NewSuite, SuiteContent};
use voluptas_store::Op;
use voluptas_store::history::Direction;
use voluptas_store::milestones::MilestoneContent;
use voluptas_store::p;
use voluptas_store::runs::NewRun;

#[test]
fn an_entry_stands_for_all_that_was_deleted_with_it() {
    let f = Fixture::new();
    let module = functions::edit::create_function(&f.store, None, FunctionType::Module, "Shop").unwrap();
    let epic = functions::edit::create_function(&f.store, Some(module), FunctionType::Epic, "Cart").unwrap();
    let trashed = workspace::trash::delete(&f.store, &[Thing::Function(module), Thing::Function(epic)]).unwrap();
    assert_eq!(trashed, Message::new("history-trash-functions").count("count", 2));
    let entries = workspace::trash::list(&f.store).unwrap();
    assert_eq!(entries.iter().map(|e| (e.thing, e.inside)).collect::<Vec<_>>(), [(Thing::Function(module), 1)]);
    let restored = workspace::trash::restore(&f.store, &[Thing::Function(module)]).unwrap();
    assert_eq!(restored, Message::new("history-restore-things").count("count", 2));
    assert!(workspace::trash::list(&f.store).unwrap().is_empty());
    assert_eq!(f.store.read(|tx| tx.functions().all()).unwrap().len(), 2);
}

#[test]
fn a_suite_takes_its_cases_along_and_a_purge_leaves_no_trace_for_undo() {
    let f = Fixture::new();
    let function = functions::edit::create_function(&f.store, None, FunctionType::Feature, "Promo").unwrap();
    let (suite, case) = f
        .store
        .write(Op::bulk("fixture"), |tx| {
            let project = tx.projects().create("SHOP", "Shop", None)?;
            let content = SuiteContent { title: "Cart".into(), ..SuiteContent::default() };
            let suite = tx.suites().create(project.id, &NewSuite { content, ..NewSuite::default() })?;
            let content = CaseContent { title: "Expired".into(), ..CaseContent::default() };
            let case = tx.cases().create(project.id, &NewCase { suite_id: Some(suite), number: None, content })?;
            Ok((suite, case))
        })
        .unwrap()
        .value;
    functions::edit::link(&f.store, &[(function, case, Origin::Manual)]).unwrap();
    let trashed = workspace::trash::delete(&f.store, &[Thing::Suite(suite)]).unwrap();
    assert_eq!(trashed, Message::new("history-delete-things").count("count", 2), "a suite and a case");
    assert_eq!(workspace::trash::purge(&f.store, &[Thing::Suite(suite)]).unwrap(), 2);
    assert!(f.store.read(|tx| tx.cases().get(case)).is_err());
    // The deletion and the link name what is gone: the next undo is of the function's creation.
    let undone = history::step_history(&f.store, Direction::Undo).unwrap().expect("an edit");
    assert_eq!(undone.operation.name, "create_function");
}

#[test]
fn an_id_of_what_was_deleted_for_good_is_never_given_again() {
    let f = Fixture::new();
    let project = f.project();
    let title = |title: &str| CaseContent { title: title.into(), ..CaseContent::default() };
    let case = |words: &str| {
        let new = NewCase { suite_id: None, number: None, content: title(words) };
        f.store.write(Op::edit("case"), |tx| tx.cases().create(project.id, &new)).unwrap().value
    };
    let milestone = |words: &str| {
        let content = MilestoneContent { title: words.into(), ..MilestoneContent::default() };
        milestones::create(&f.store, project.id, &content).unwrap()
    };
    let (first, reached) = (case("Pay"), milestone("Spring"));
    workspace::trash::delete(&f.store, &[Thing::Case(first)]).unwrap();
    workspace::trash::purge(&f.store, &[Thing::Case(first)]).unwrap();
    milestones::delete(&f.store, reached).unwrap();
    let f = f.reopen();
    let (later, next) = {
        let new = NewCase { suite_id: None, number: None, content: title("Return") };
        let later = f.store.write(Op::edit("case"), |tx| tx.cases().create(project.id, &new)).unwrap().value;
        let content = MilestoneContent { title: "Autumn".into(), ..MilestoneContent::default() };
        (later, milestones::create(&f.store, project.id, &content).unwrap())
    };
    assert!(later > first, "{later} after {first}: a draft of the first one would be the draft of the later one");
    assert!(next > reached, "{next} after {reached}");
}

#[test]
fn undo_of_an_import_counts_what_a_purge_left_of_it() {
    let f = Fixture::new();
    let label = |key: &str, n: i64| Message::new(key).with("file", "shop.csv").count("count", n);
    let op = Op::edit("import_functions").labelled(label("history-import-functions", 3));
    let made = f
        .store
        .write(op, |tx| {
            let one = |title: &str| tx.functions().create(None, &testkit::fixture::feature(title), &[]);
            Ok([one("Cart")?, one("Promo")?, one("Refund")?])
        })
        .unwrap()
        .value;
    // A text that counts something else than the things of the operation keeps its number.
    let moved = Op::edit("place_functions").labelled(label("history-move-functions", 1));
    let retitle = |tx: &voluptas_store::Tx<'_>, id| {
        let mut of = tx.functions().get(id)?;
        of.content.title.push('2');
        tx.functions().update(id, &of.content, &of.people)
    };
    f.store.write(moved, |tx| made.iter().try_for_each(|id| retitle(tx, *id))).unwrap();
    workspace::trash::delete(&f.store, &[Thing::Function(made[0])]).unwrap();
    assert_eq!(workspace::trash::purge(&f.store, &[Thing::Function(made[0])]).unwrap(), 1);
    let step = |direction| history::step_history(&f.store, direction).unwrap().expect("an edit");
    assert_eq!(step(Direction::Undo).operation.label, Some(label("history-move-functions", 1)));
    let undone = step(Direction::Undo);
    assert_eq!((undone.operation.label, undone.trashed.others), (Some(label("history-import-functions", 2)), 2));
    assert_eq!(step(Direction::Redo).operation.label, Some(label("history-import-functions", 2)));
    // An import of which nothing is left is no step any more.
    let rest = made[1..].iter().map(|id| Thing::Function(*id)).collect::<Vec<_>>();
    workspace::trash::delete(&f.store, &rest).unwrap();
    workspace::trash::purge(&f.store, &rest).unwrap();
    assert!(history::step_history(&f.store, Direction::Undo).unwrap().is_none());
}

#[test]
fn a_purge_of_a_suite_keeps_the_results_and_leaves_the_workspace_sound() {
    let f = Fixture::new();
    let made = f.store.write(Op::edit("fixture"), |tx| {
        let project = tx.projects().create("SHOP", "Shop", None)?.id;
        let suite = |title: &str, parent_id| {
            let content = SuiteContent { title: title.into(), ..SuiteContent::default() };
            tx.suites().create(project, &NewSuite { content, parent_id, ..NewSuite::default() })
        };
        let outer = suite("Cart", None)?;
        let inner = suite("Promo", Some(outer))?;
        let content = CaseContent { title: "Expired".into(), ..CaseContent::default() };
        let case = tx.cases().create(project, &NewCase { suite_id: Some(inner), number: None, content })?;
        tx.reviews().comment(case, "Anna", "Why?")?;
        let run = NewRun {
            content: RunContent { title: "Night".into(), ..RunContent::default() },
            cases: vec![case],
            ..NewRun::default()
        };
        let run = tx.runs().create(project, &run)?.id;
        let failed = ResultContent {
            case_id: Some(case),
            title: "Expired".into(),
            status: ResultStatus::parse("failed"),
            ..ResultContent::default()
        };
        Ok((outer, case, run, tx.results().add(run, &failed)?))
    });
    let (outer, case, run, _) = made.expect("fixture").value;
    workspace::trash::delete(&f.store, &[Thing::Suite(outer)]).expect("to the trash");
    assert_eq!(workspace::trash::purge(&f.store, &[Thing::Suite(outer)]).expect("purged"), 3);
    testkit::fixture::assert_sound(&f.location);
    let (results, comments) = f
        .store
        .read(|tx| {
            let comments = tx.count("SELECT count(*) FROM changes WHERE entity = 'comment'", &[])?;
            Ok((tx.count("SELECT count(*) FROM results WHERE run_id = ?1", p![run])?, comments))
        })
        .expect("counts");
    assert_eq!((results, comments), (1, 0), "the result stays in its run, the history of the comment goes");
    assert!(f.store.read(|tx| tx.cases().get(case)).is_err());
    // Whatever is left to undo brings nothing back that is gone.
    while history::step_history(&f.store, Direction::Undo).expect("undone").is_some() {}
    testkit::fixture::assert_sound(&f.location);
}

#[test]
fn what_was_deleted_before_from_inside_goes_along_and_is_known_before() {
    let f = Fixture::new();
    let create =
        |parent, title| functions::edit::create_function(&f.store, parent, FunctionType::Module, title).expect("function");
    let (outer, other) = (create(None, "Cart"), create(None, "Search"));
    let (inner, alone) = (create(Some(outer), "Promo"), create(Some(other), "Filters"));
    let leaf = create(Some(inner), "Codes");
    for id in [leaf, inner, alone, outer] {
        workspace::trash::delete(&f.store, &[Thing::Function(id)]).expect("to the trash");
        f.clock.advance(1_000);
    }
    let all = workspace::trash::list(&f.store).expect("trash");
    let below = |id| all.iter().find(|e| e.thing == Thing::Function(id)).expect("an entry").below;
    assert_eq!([leaf, inner, alone, outer].map(below), [Some(Thing::Function(inner)), Some(Thing::Function(outer)), None, None]);
    let along = |ids: &[FunctionId]| -> Vec<Thing> {
        let things: Vec<Thing> = ids.iter().copied().map(Thing::Function).collect();
        workspace::trash::purged_with(&all, &things).into_iter().map(|e| e.thing).collect()
    };
    assert_eq!(along(&[outer]), [inner, leaf].map(Thing::Function));
    assert_eq!(along(&[outer, leaf]), [Thing::Function(inner)]);
    assert_eq!(along(&[alone]), []);
    assert_eq!(workspace::trash::purge(&f.store, &[Thing::Function(outer)]).expect("purged"), 3, "as many as were told");
}

#[test]
fn a_change_of_several_is_one_edit() {
    let f = Fixture::new();
    let ids = ["A", "B"].map(|t| functions::edit::create_function(&f.store, None, FunctionType::Module, t).unwrap());
    assert_eq!(functions::bulk::change_functions(&f.store, &ids, &FunctionChange::AddTag("smoke".into())).unwrap(), 2);
    assert_eq!(functions::bulk::change_functions(&f.store, &ids, &FunctionChange::AddTag("smoke".into())).unwrap(), 0);
    let tags = || f.store.read(|tx| tx.functions().all()).unwrap().into_iter().map(|f| f.content.tags).collect::<Vec<_>>();
    assert_eq!(tags(), [["smoke"], ["smoke"]]);
    // The second change changed nothing and is no edit.
    history::step_history(&f.store, Direction::Undo).unwrap();
    assert_eq!(tags(), [Vec::<String>::new(), Vec::new()]);
}

#[test]
fn a_run_goes_with_its_results_and_a_purge_leaves_the_workspace_sound() {
    let f = Fixture::new();
    let made = f.store.write(Op::edit("fixture"), |tx| {
        let project = tx.projects().create("SHOP", "Shop", None)?.id;
        let content = CaseContent { title: "Expired".into(), ..CaseContent::default() };
        let case = tx.cases().create(project, &NewCase { suite_id: None, number: None, content })?;
        let mut runs = Vec::new();
        for (status, end_ms) in [("passed", 1_000), ("failed", 2_000)] {
            let content = RunContent { title: "Night".into(), ..RunContent::default() };
            let run = tx.runs().create(project, &NewRun { content, cases: vec![case], ..NewRun::default() })?.id;
            let result = ResultContent {
                case_id: Some(case),
                title: "Expired".into(),
                status: ResultStatus::parse(status),
                end_ms: Some(end_ms),
                ..ResultContent::default()
            };
            tx.results().add(run, &result)?;
            tx.runs().end(run, voluptas_core::domain::run::RunState::Complete)?;
            runs.push(run);
        }
        Ok((case, runs[0], runs[1]))
    });
    let (case, older, newer) = made.expect("fixture").value;
    let last = || {
        let last = f.store.read(|tx| tx.rollup().last_of(&[case])).expect("last");
        last.get(&case).map(|l| l.status.slug().to_owned())
    };
    assert_eq!(last().as_deref(), Some("failed"));
    assert_eq!(
        workspace::trash::delete(&f.store, &[Thing::Run(newer)]).expect("deleted"),
        Message::new("history-trash-runs").count("count", 1)
    );
    assert_eq!(last().as_deref(), Some("passed"), "a run in the trash counts for nothing");
    history::step_history(&f.store, Direction::Undo).expect("undone");
    assert_eq!(last().as_deref(), Some("failed"));
    history::step_history(&f.store, Direction::Redo).expect("redone");
    let entries = workspace::trash::list(&f.store).expect("entries");
    assert_eq!(
        entries.iter().map(|e| (e.thing, e.code.as_str(), e.title.as_str())).collect::<Vec<_>>(),
        [(Thing::Run(newer), "SHOP #2", "Night")]
    );
    assert_eq!(
        workspace::trash::restore(&f.store, &[Thing::Run(newer)]).expect("restored"),
        Message::new("history-restore-runs").count("count", 1)
    );
    assert_eq!(last().as_deref(), Some("failed"));
    workspace::trash::delete(&f.store, &[Thing::Run(newer)]).expect("deleted");
    assert_eq!(
        workspace::trash::purge(&f.store, &[Thing::Run(older), Thing::Run(newer)]).expect("purged"),
        1,
        "a living run stays"
    );
    testkit::fixture::assert_sound(&f.location);
    let left = f.store.read(|tx| tx.count("SELECT count(*) FROM results", &[])).expect("results");
    assert_eq!((left, last().as_deref()), (1, Some("passed")));
    while history::step_history(&f.store, Direction::Undo).expect("undone").is_some() {}
    testkit::fixture::assert_sound(&f.location);
}
