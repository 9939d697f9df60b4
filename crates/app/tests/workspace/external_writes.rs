//! Writes of another program to the same file.

use strum::IntoEnumIterator as _;
use testkit::fixture::Fixture;
use voluptas_app::{functions, workspace};
use voluptas_core::domain::case::{CaseContent, NewCase};
use voluptas_core::domain::function::FunctionType;
use voluptas_core::domain::ids::Thing;
use voluptas_core::domain::result::ResultContent;
use voluptas_core::domain::run::RunContent;
use voluptas_core::domain::status::ResultStatus;
use voluptas_store::runs::NewRun;
use voluptas_store::{Aggregate, Op, Store};

fn changed(store: &Store, before: &[u64]) -> Vec<Aggregate> {
    Aggregate::iter().zip(before).filter(|(a, n)| store.generations().of(*a) != **n).map(|(a, _)| a).collect()
}

fn generations(store: &Store) -> Vec<u64> {
    Aggregate::iter().map(|a| store.generations().of(a)).collect()
}

#[test]
fn views_hear_of_what_another_program_changed() {
    let f = Fixture::new();
    let other = f.open_as_another();
    assert!(!f.store.look_for_others().expect("first look"), "what was there before is no news");
    assert!(!f.store.look_for_others().expect("look"), "nothing happened");
    f.project();
    assert!(!f.store.look_for_others().expect("look"), "its own writes are no news");
    let before = generations(&f.store);
    functions::edit::create_function(&other, None, FunctionType::Module, "Shop").expect("function");
    assert!(f.store.look_for_others().expect("look"));
    let found = changed(&f.store, &before);
    assert!(found.contains(&Aggregate::Functions) && !found.contains(&Aggregate::Cases), "{found:?}");
    let before = generations(&f.store);
    assert!(!f.store.look_for_others().expect("look"));
    assert!(changed(&f.store, &before).is_empty(), "told once");
    other.write(Op::bulk("test"), |tx| tx.projects().create("BANK", "Bank", None)).expect("project");
    assert!(f.store.look_for_others().expect("look"));
    assert!(changed(&f.store, &before).contains(&Aggregate::Projects));
}

#[test]
fn new_results_of_another_program_are_named_by_their_cases() {
    let f = Fixture::new();
    let project = f.project();
    let (case, run) = f
        .store
        .write(Op::bulk("fixture"), |tx| {
            let content = CaseContent { title: "Pay".into(), ..CaseContent::default() };
            let case = tx.cases().create(project.id, &NewCase { suite_id: None, number: None, content })?;
            let content = RunContent { title: "Nightly".into(), ..RunContent::default() };
            Ok((case, tx.runs().create(project.id, &NewRun { content, ..NewRun::default() })?.id))
        })
        .expect("case and run")
        .value;
    let other = f.open_as_another();
    f.store.look_for_others().expect("first look");
    let (before, at) = (generations(&f.store), f.store.case_notices().position());
    let content = ResultContent { case_id: Some(case), status: ResultStatus::Passed, ..ResultContent::default() };
    other.write(Op::bulk("test"), |tx| tx.results().add(run, &content)).expect("result");
    assert!(f.store.look_for_others().expect("look"));
    let found = changed(&f.store, &before);
    assert!(found.contains(&Aggregate::Results) && !found.contains(&Aggregate::Cases), "cases are not read anew: {found:?}");
    assert_eq!(f.store.case_notices().since(at).expect("notices").into_iter().collect::<Vec<_>>(), [case]);
}

#[test]
fn what_another_program_writes_after_a_purge_is_heard() {
    let f = Fixture::new();
    let project = f.project();
    let case = |store: &Store, title: &str| {
        let content = CaseContent { title: title.into(), ..CaseContent::default() };
        store
            .write(Op::edit("case"), |tx| tx.cases().create(project.id, &NewCase { suite_id: None, number: None, content }))
            .expect("a case")
            .value
    };
    let other = f.open_as_another();
    let cases: Vec<_> = (0..5).map(|n| Thing::Case(case(&f.store, &format!("Case {n}")))).collect();
    f.store.look_for_others().expect("first look");
    let before = generations(&f.store);
    workspace::trash::delete(&other, &cases).expect("deleted");
    workspace::trash::purge(&other, &cases).expect("purged");
    assert!(f.store.look_for_others().expect("look"));
    assert!(changed(&f.store, &before).contains(&Aggregate::Cases), "the purge");
    let before = generations(&f.store);
    case(&other, "A new one");
    assert!(f.store.look_for_others().expect("look"));
    assert!(changed(&f.store, &before).contains(&Aggregate::Cases), "its number is not one of a forgotten change");
}

#[test]
fn a_look_does_not_wait_for_a_write_of_this_program() {
    let f = Fixture::new();
    f.store.look_for_others().expect("first look");
    f.store
        .write(Op::bulk("test"), |_| {
            assert!(!f.store.look_for_others().expect("look"));
            Ok(())
        })
        .expect("write");
}
