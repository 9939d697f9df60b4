//! Suites and cases: what goes in comes out, numbers are never given twice.

use testkit::fixture::Fixture;
use voluptas_app::{cases, history};
use voluptas_core::domain::case::{CaseContent, NewCase, Parameter, ParameterItem, Step, StepsType};
use voluptas_core::domain::suite::{NewSuite, SuiteContent};
use voluptas_store::{Error, Op};

fn full() -> CaseContent {
    let inner = Step { action: "inner".into(), expected: Some("seen".into()), ..Default::default() };
    let mut content = CaseContent {
        title: "Промокод даёт 10 %".into(),
        description: Some("**bold**".into()),
        severity: "critical".into(),
        steps_type: StepsType::Classic,
        steps: vec![
            Step { action: "first".into(), data: Some("42".into()), steps: vec![inner.clone(), inner], ..Default::default() },
            Step { action: "second".into(), shared: Some("abc".into()), ..Default::default() },
        ],
        tags: vec!["smoke".into(), "cart".into()],
        parameters: vec![Parameter::Single {
            shared_id: None,
            item: ParameterItem { title: "qty".into(), values: vec!["1".into(), "2".into()] },
        }],
        is_flaky: true,
        ..Default::default()
    };
    content.custom_fields.insert("functional_id".into(), "shop.cart.promo".into());
    content.normalise();
    content
}

fn new(content: CaseContent) -> NewCase {
    NewCase { content, ..Default::default() }
}

#[test]
fn a_case_comes_back_as_it_went_in() {
    let f = Fixture::new();
    let project = f.project();
    let id = f.store.write(Op::edit("case"), |tx| tx.cases().create(project.id, &new(full()))).unwrap().value;
    let f = f.reopen();
    let case = f.store.read(|tx| tx.cases().get(id)).unwrap();
    assert_eq!(case.content, full());
    assert_eq!(case.number, 1);

    let mut changed = full();
    changed.steps.remove(0);
    changed.tags = vec!["cart".into()];
    changed.custom_fields.clear();
    cases::placement::save_case(&f.store, id, &changed).unwrap();
    assert_eq!(f.store.read(|tx| tx.cases().get(id)).unwrap().content, changed);
    history::step_history(&f.store, voluptas_store::history::Direction::Undo).unwrap();
    assert_eq!(f.store.read(|tx| tx.cases().get(id)).unwrap().content, full());
}

#[test]
fn numbers_are_never_given_twice() {
    let f = Fixture::new();
    let project = f.project();
    let mut wanted = new(full());
    wanted.number = Some(10);
    let ids =
        f.store.write(Op::bulk("cases"), |tx| tx.cases().create_many(project.id, &[new(full()), wanted.clone()])).unwrap().value;
    f.store
        .write(Op::bulk("more"), |tx| {
            tx.cases().set_deleted(ids[1], true)?;
            tx.cases().create(project.id, &new(full()))
        })
        .unwrap();
    let numbers: Vec<i64> = f.store.read(|tx| tx.cases().of_project(project.id)).unwrap().iter().map(|c| c.number).collect();
    assert_eq!(numbers, [1, 11]);
    let again = f.store.write(Op::bulk("again"), |tx| tx.cases().create(project.id, &wanted));
    assert!(matches!(again, Err(Error::Duplicate(_))), "{again:?}");
}

#[test]
fn one_bad_case_refuses_the_batch() {
    let f = Fixture::new();
    let project = f.project();
    let bad = new(CaseContent { title: " ".into(), ..Default::default() });
    let result = f.store.write(Op::bulk("cases"), |tx| tx.cases().create_many(project.id, &[new(full()), bad]));
    assert!(matches!(result, Err(Error::Invalid(ref i)) if i.field == "title"), "{result:?}");
    assert!(f.store.read(|tx| tx.cases().of_project(project.id)).unwrap().is_empty());
}

#[test]
fn suites_make_a_tree_without_circles() {
    let f = Fixture::new();
    let project = f.project();
    let suite = |title: &str, parent| NewSuite {
        parent_id: parent,
        content: SuiteContent { title: title.into(), ..Default::default() },
        ..Default::default()
    };
    let (a, b) = f
        .store
        .write(Op::edit("suites"), |tx| {
            let a = tx.suites().create(project.id, &suite("A", None))?;
            let b = tx.suites().create(project.id, &suite("B", Some(a)))?;
            Ok((a, b))
        })
        .unwrap()
        .value;
    let circle = f.store.write(Op::edit("move"), |tx| tx.suites().move_to(a, Some(b)));
    assert!(matches!(circle, Err(Error::Invalid(_))), "{circle:?}");
    assert_eq!(f.store.read(|tx| tx.suites().subtree(a)).unwrap(), [a, b]);
    let case = NewCase { suite_id: Some(b), ..new(full()) };
    f.store.write(Op::bulk("case"), |tx| tx.cases().create(project.id, &case)).unwrap();
    assert_eq!(f.store.read(|tx| tx.suites().case_counts(project.id)).unwrap(), [(Some(b), 1)]);
}
