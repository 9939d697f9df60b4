//! Bulk changes and clones of cases, and cases as rows of a grid.

use voluptas_app::cases::bulk::{CaseChange, CloneTarget, change_cases, clone_cases};
use voluptas_app::cases::edit::CreateOutcome;
use voluptas_app::{cases, functions, history};
use voluptas_core::domain::case::{CaseContent, NewCase, Step};
use voluptas_core::domain::ids::{CaseId, ProjectId, SuiteId};
use voluptas_core::domain::suite::{NewSuite, SuiteContent};
use voluptas_store::history::Direction;
use voluptas_store::{CaseColumn, Op, Store};

use testkit::fixture::Fixture as File;

struct Fixture {
    file: File,
    project: ProjectId,
    suite: SuiteId,
    cases: Vec<CaseId>,
}

impl Fixture {
    fn new() -> Self {
        let file = File::new();
        let (project, suite, cases) = file
            .store
            .write(Op::bulk("fixture"), |tx| {
                let project = tx.projects().create("SHOP", "Shop", None)?.id;
                let content = SuiteContent { title: "Cart".into(), ..SuiteContent::default() };
                let suite = tx.suites().create(project, &NewSuite { content, ..NewSuite::default() })?;
                let new = |title: &str| NewCase {
                    content: CaseContent {
                        title: title.into(),
                        tags: vec!["smoke".into()],
                        steps: vec![Step { action: "Open".into(), shared: Some("abc".into()), ..Step::default() }],
                        ..CaseContent::default()
                    },
                    ..NewCase::default()
                };
                Ok((project, suite, tx.cases().create_many(project, &[new("Sign in"), new("Sign out"), new("Pay")])?))
            })
            .expect("fixture")
            .value;
        Self { file, project, suite, cases }
    }

    fn store(&self) -> &Store {
        &self.file.store
    }

    fn content(&self, id: CaseId) -> CaseContent {
        self.store().read(|tx| tx.cases().get(id)).expect("case").content
    }
}

#[test]
fn a_bulk_change_is_one_step_of_undo() {
    let f = Fixture::new();
    let high = CaseChange::Slug(CaseColumn::Priority, "high".into());
    let mut edits: Vec<_> = f.cases.iter().map(|id| (*id, high.clone())).collect();
    edits.push((f.cases[0], CaseChange::AddTag("promo".into())));
    edits.push((f.cases[1], CaseChange::Suite(Some(f.suite))));
    assert_eq!(change_cases(f.store(), &edits).expect("change"), 3);
    let first = f.content(f.cases[0]);
    assert_eq!((first.priority.as_str(), first.tags), ("high", vec!["promo".to_owned(), "smoke".to_owned()]));
    assert_eq!(change_cases(f.store(), &edits).expect("again"), 0, "all are so already");
    history::step_history(f.store(), Direction::Undo).expect("undo").expect("a step");
    let (first, second) = (f.content(f.cases[0]), f.store().read(|tx| tx.cases().get(f.cases[1])).expect("case"));
    assert_eq!((first.priority.as_str(), first.tags), ("undefined", vec!["smoke".to_owned()]));
    assert_eq!((second.suite_id, second.content.priority.as_str()), (None, "undefined"));
}

#[test]
fn a_fault_changes_nothing() {
    let f = Fixture::new();
    let edits = [(f.cases[0], CaseChange::Title("New".into())), (f.cases[1], CaseChange::Title("  ".into()))];
    change_cases(f.store(), &edits).expect_err("a blank title");
    assert_eq!(f.content(f.cases[0]).title, "Sign in");
}

#[test]
fn clones_lie_beside_or_in_another_project_and_are_undone_together() {
    let f = Fixture::new();
    let other = f.store().write(Op::bulk("fixture"), |tx| tx.projects().create("BANK", "Bank", None)).expect("project").value.id;
    let function =
        functions::edit::create_function(f.store(), None, voluptas_core::domain::function::FunctionType::Feature, "Sign in")
            .expect("function");
    functions::edit::link(f.store(), &[(function, f.cases[0], voluptas_core::domain::mapping::Origin::Manual)]).expect("link");
    let beside = clone_cases(f.store(), &f.cases[..2], CloneTarget::Beside, " (copy)").expect("clone");
    let covered = |id| f.store().read(|tx| tx.mappings().functions_of(id)).expect("functions");
    assert_eq!((covered(beside[0]), covered(beside[1])), (vec![function], Vec::new()), "they cover what their originals cover");
    let titles: Vec<String> = beside.iter().map(|id| f.content(*id).title).collect();
    assert_eq!(titles, ["Sign in (copy)", "Sign out (copy)"]);
    assert_eq!(f.content(beside[0]).steps[0].shared.as_deref(), Some("abc"));
    history::step_history(f.store(), Direction::Undo).expect("undo").expect("a step");
    let left = f.store().read(|tx| tx.cases().summaries(f.project)).expect("rows");
    assert_eq!(left.len(), 3, "undo takes the clones away");
    let there = clone_cases(f.store(), &f.cases, CloneTarget::Into(other, None), " (copy)").expect("clone");
    assert_eq!((there.len(), f.content(there[0]).title.as_str()), (3, "Sign in"));
    assert_eq!(f.content(there[0]).steps[0].shared, None, "a shared step stays in its project");
}

#[test]
fn a_clone_in_another_project_keeps_the_steps_of_its_shared_steps() {
    let f = Fixture::new();
    let made = f.store().write(Op::bulk("fixture"), |tx| {
        let own = Step { action: "Type".into(), ..Step::default() };
        let hash = tx.shared_steps().create(f.project, "Sign in", &[own])?;
        let used = Step { action: "Sign in as last seen".into(), shared: Some(hash), ..Step::default() };
        let custom_fields = [("Browser".to_owned(), "Firefox".to_owned())].into();
        let content = CaseContent { title: "Buy".into(), steps: vec![used], custom_fields, ..CaseContent::default() };
        let case = tx.cases().create(f.project, &NewCase { content, ..NewCase::default() })?;
        Ok((case, tx.projects().create("BANK", "Bank", None)?.id))
    });
    let (case, other) = made.expect("fixture").value;
    let there = clone_cases(f.store(), &[case], CloneTarget::Into(other, None), " (copy)").expect("clone");
    let content = f.content(there[0]);
    let step = &content.steps[0];
    assert_eq!((step.action.as_str(), &step.shared, step.steps[0].action.as_str()), ("Sign in", &None, "Type"));
    assert_eq!(content.custom_fields["Browser"], "Firefox");
}

#[test]
fn a_clone_beside_its_original_is_shown_in_the_same_further_suites() {
    let f = Fixture::new();
    let far = f.store().write(Op::edit("further"), |tx| {
        let content = SuiteContent { title: "Smoke".into(), ..SuiteContent::default() };
        let suite = tx.suites().create(f.project, &NewSuite { content, ..NewSuite::default() })?;
        tx.cases().add_to_suite(f.cases[1], suite)?;
        Ok(suite)
    });
    let far = far.expect("a further suite").value;
    let clones = clone_cases(f.store(), &f.cases[..2], CloneTarget::Beside, " (copy)").expect("clone");
    let further = |id| f.store().read(|tx| tx.cases().further_suites(id)).expect("suites");
    assert_eq!((further(clones[0]), further(clones[1])), (vec![], vec![far]));
}

#[test]
fn a_title_keeps_room_for_the_suffix_of_a_clone() {
    let f = Fixture::new();
    let long = "x".repeat(255);
    change_cases(f.store(), &[(f.cases[0], CaseChange::Title(long))]).expect("change");
    let clone = clone_cases(f.store(), &f.cases[..1], CloneTarget::Beside, " (copy)").expect("clone")[0];
    let title = f.content(clone).title;
    assert_eq!((title.chars().count(), title.ends_with(" (copy)")), (255, true));
}

#[test]
fn rows_know_tags_functions_and_the_author_of_the_last_change() {
    let f = Fixture::new();
    let author = voluptas_store::Author::new(voluptas_store::Source::Window, Some("Irina"));
    let irina = f.store().by(author);
    change_cases(&irina, &[(f.cases[1], CaseChange::Flaky(true))]).expect("change");
    let CreateOutcome::Case(new) =
        cases::edit::create(&irina, f.project, Some(f.suite), " Refund ", None, false).expect("create")
    else {
        panic!("the title is taken")
    };
    let rows = irina.read(|tx| tx.cases().summaries(f.project)).expect("rows");
    let row = |id: CaseId| rows.iter().find(|r| r.id == id).expect("row");
    assert_eq!((row(f.cases[1]).changed_by.as_deref(), row(f.cases[1]).is_flaky), (Some("Irina"), true));
    assert_eq!(row(f.cases[0]).tags.iter().map(|t| &**t).collect::<Vec<_>>(), ["smoke"]);
    assert_eq!((&*row(new).title, row(new).suite_id, row(new).last.is_none()), ("Refund", Some(f.suite), true));
    let some = irina.read(|tx| tx.cases().summaries_of(&[new, CaseId(999)])).expect("rows");
    assert_eq!(some.len(), 1);
}

#[test]
fn rows_know_who_edited_them_by_hand_and_who_tests_their_functions() {
    let f = Fixture::new();
    let by = |source, who: &str| f.store().by(voluptas_store::Author::new(source, Some(who)));
    let flaky = |ids: &[CaseId], on: bool| ids.iter().map(|id| (*id, CaseChange::Flaky(on))).collect::<Vec<_>>();
    let window = voluptas_store::Source::Window;
    change_cases(&by(window, "Irina"), &flaky(&f.cases[1..2], true)).expect("one case");
    let minor = |id: &CaseId| (*id, CaseChange::Slug(CaseColumn::Severity, "minor".into()));
    change_cases(&by(window, "Sam"), &f.cases[..2].iter().map(minor).collect::<Vec<_>>()).expect("several cases");
    change_cases(&by(voluptas_store::Source::Sync, "Olga"), &flaky(&f.cases[1..2], false)).expect("a synchronisation");
    let CreateOutcome::Case(new) =
        cases::edit::create(&by(window, "Pavel"), f.project, None, "Refund", None, false).expect("create")
    else {
        panic!("the title is taken")
    };
    let tested = f.store().write(Op::edit("function"), |tx| {
        let qa = tx.people().ensure("Olga Tan")?;
        let content =
            voluptas_core::domain::function::FunctionContent { func_id: "pay".into(), title: "Pay".into(), ..Default::default() };
        let function = tx.functions().create(None, &content, &[(voluptas_core::domain::person::RaciRole::Qa, qa)])?;
        tx.mappings().link(function, new, voluptas_core::domain::mapping::Origin::Manual)
    });
    tested.expect("a function with a tester");
    let rows = f.store().read(|tx| tx.cases().summaries(f.project)).expect("rows");
    let row = |id: CaseId| rows.iter().find(|r| r.id == id).expect("row");
    let names = |all: &[std::sync::Arc<str>]| all.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(names(&row(f.cases[1]).edited_by), ["Irina"], "neither edits of several cases nor a synchronisation");
    assert_eq!(names(&row(f.cases[0]).edited_by), [""; 0]);
    assert_eq!((names(&row(new).edited_by), names(&row(new).testers)), (vec!["Pavel".to_owned()], vec!["Olga Tan".to_owned()]));
}

#[test]
fn a_title_of_another_active_case_is_refused_and_two_may_change_places() {
    let f = Fixture::new();
    let title = |case: CaseId, title: &str| (case, CaseChange::Title(title.to_owned()));
    let stored = |id: CaseId| f.file.store.read(|tx| tx.cases().get(id)).expect("case").content.title;
    let [first, second, third] = f.cases[..] else { panic!("three cases") };
    let refused = change_cases(&f.file.store, &[title(third, "SIGN IN"), title(second, "Other")]);
    assert!(matches!(&refused, Err(voluptas_store::Error::Invalid(invalid)) if invalid.field == "title"), "{refused:?}");
    assert_eq!((stored(second).as_str(), stored(third).as_str()), ("Sign out", "Pay"), "nothing of it is stored");
    assert_eq!(change_cases(&f.file.store, &[title(first, "Sign out"), title(second, "Sign in")]).expect("swapped"), 2);
    // A project that has equal titles already may get more of them.
    f.file
        .store
        .write(Op::edit("double"), |tx| {
            let content = CaseContent { title: "Pay".into(), ..CaseContent::default() };
            tx.cases().create(f.project, &NewCase { content, ..NewCase::default() })
        })
        .expect("an equal title");
    assert_eq!(change_cases(&f.file.store, &[title(first, "Pay")]).expect("accepted"), 1);
}
