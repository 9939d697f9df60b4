//! Authors: every write says who did it and by which way it came, and undo stays with its author.

use testkit::fixture::Fixture;
use testkit::fixture::feature;
use voluptas_app::history;
use voluptas_store::history::Direction;
use voluptas_store::{Author, Op, Source, Store};

fn ann(f: &Fixture) -> Store {
    f.store.by(Author::new(Source::Window, Some("Ann")))
}

fn bob(f: &Fixture) -> Store {
    f.store.by(Author::new(Source::Cli, Some(" Bob ")))
}

/// Another window or a command line that has the same file open.
fn opened_again(f: &Fixture) -> Store {
    Store::open_at(f.store.location(), std::sync::Arc::clone(f.store.clock()))
        .expect("open")
        .by(Author::new(Source::Cli, Some("Ann")))
}

fn create(store: &Store, func_id: &'static str) {
    store.write(Op::edit(func_id), |tx| tx.functions().create(None, &feature(func_id), &[])).expect("written");
}

#[test]
fn an_operation_names_the_author_of_its_handle() {
    let f = Fixture::new();
    create(&ann(&f), "a");
    create(&bob(&f), "b");
    create(&f.store, "c");
    create(&ann(&f).through(Source::Sync), "d");
    let author = |id| {
        let of = f.store.read(|tx| tx.history().of("function", id, 9)).unwrap();
        (of[0].0.who.clone(), of[0].0.source)
    };
    assert_eq!(author(1), (Some("Ann".into()), Source::Window));
    assert_eq!(author(2), (Some("Bob".into()), Source::Cli));
    assert_eq!(author(3), (None, Source::Migration));
    assert_eq!(author(4), (Some("Ann".into()), Source::Sync));
}

#[test]
fn undo_and_redo_stay_with_their_author_over_a_restart() {
    let f = Fixture::new();
    create(&ann(&f), "a");
    create(&bob(&f), "b");
    let f = f.reopen();
    let living = || {
        let all = f.store.read(|tx| tx.functions().all()).unwrap();
        all.into_iter().map(|f| f.content.func_id).collect::<Vec<_>>()
    };
    assert!(history::step_history(&ann(&f), Direction::Undo).unwrap().is_some());
    assert_eq!(living(), ["b"]);
    assert!(history::step_history(&ann(&f), Direction::Undo).unwrap().is_none(), "nothing of Ann's is left");
    create(&bob(&f), "c");
    let f = f.reopen();
    assert!(history::step_history(&bob(&f), Direction::Redo).unwrap().is_none(), "Bob has undone nothing");
    assert!(history::step_history(&ann(&f), Direction::Redo).unwrap().is_some(), "an edit of Bob's does not end Ann's redo");
    assert_eq!(f.store.read(|tx| tx.functions().all()).unwrap().len(), 3);
}

#[test]
fn undo_of_a_window_leaves_what_the_same_person_wrote_elsewhere() {
    let f = Fixture::new();
    create(&ann(&f), "before");
    let living = || {
        let all = f.store.read(|tx| tx.functions().all()).unwrap();
        all.into_iter().map(|f| f.content.func_id).collect::<Vec<_>>().join(" ")
    };
    let other = opened_again(&f);
    create(&ann(&f), "here");
    create(&other, "there");
    create(&ann(&f), "later");
    create(&other, "last");
    let next = |store: &Store, direction| {
        let (undo, redo) = history::next_steps(store).unwrap();
        if direction == Direction::Undo { undo } else { redo }.map(|o| o.name)
    };
    assert_eq!(next(&ann(&f), Direction::Undo).as_deref(), Some("later"));
    assert_eq!(history::step_history(&ann(&f), Direction::Undo).unwrap().expect("a step").operation.name, "later");
    assert_eq!(history::step_history(&ann(&f), Direction::Undo).unwrap().expect("a step").operation.name, "here");
    assert_eq!(living(), "before there last");
    // What was there when it was opened is within reach of each.
    assert_eq!(next(&ann(&f), Direction::Undo).as_deref(), Some("before"));
    assert_eq!(history::step_history(&other, Direction::Undo).unwrap().expect("a step").operation.name, "last");
    assert_eq!(living(), "before there");
    // Redo does what this window took back, and not what the other one took back.
    for name in ["here", "later"] {
        assert_eq!(history::step_history(&ann(&f), Direction::Redo).unwrap().expect("a step").operation.name, name);
    }
    assert_eq!(next(&ann(&f), Direction::Redo), None);
    assert_eq!(living(), "before here there later");
    // One that is opened now reaches everything, as a command line does.
    assert_eq!(next(&opened_again(&f), Direction::Undo).as_deref(), Some("later"));
    // Any edit can be taken back by name.
    let last = next(&other, Direction::Redo);
    assert_eq!(last.as_deref(), Some("last"));
    let there = f.store.read(|tx| tx.history().of("function", 3, 1)).unwrap().remove(0).0;
    assert_eq!(there.name, "there");
    assert!(history::revert_operation(&ann(&f), there.id).unwrap().is_some());
    assert_eq!(living(), "before here later");
}

#[test]
fn redo_of_a_window_leaves_what_another_one_took_back() {
    let f = Fixture::new();
    create(&ann(&f), "a");
    create(&ann(&f), "b");
    let other = opened_again(&f);
    history::step_history(&other, Direction::Undo).unwrap().expect("b is undone there");
    history::step_history(&ann(&f), Direction::Undo).unwrap().expect("a is undone here");
    assert_eq!(history::step_history(&ann(&f), Direction::Redo).unwrap().expect("a step").operation.name, "a");
    assert!(history::step_history(&ann(&f), Direction::Redo).unwrap().is_none());
    assert_eq!(history::step_history(&other, Direction::Redo).unwrap().expect("a step").operation.name, "b");
}

#[test]
fn an_edit_of_another_window_ends_no_redo_here() {
    let f = Fixture::new();
    create(&ann(&f), "a");
    create(&ann(&f), "b");
    history::step_history(&ann(&f), Direction::Undo).unwrap().expect("b is undone here");
    let other = opened_again(&f);
    create(&other, "there");
    assert_eq!(
        history::step_history(&other, Direction::Redo).unwrap().map(|step| step.operation.name),
        None,
        "an edit ended it there"
    );
    assert_eq!(history::step_history(&ann(&f), Direction::Redo).unwrap().expect("a step").operation.name, "b");
    // An own edit ends it, also once it is undone itself.
    history::step_history(&ann(&f), Direction::Undo).unwrap().expect("b is undone again");
    create(&ann(&f), "c");
    assert!(history::step_history(&ann(&f), Direction::Redo).unwrap().is_none());
    history::step_history(&ann(&f), Direction::Undo).unwrap().expect("c is undone");
    assert_eq!(history::step_history(&ann(&f), Direction::Redo).unwrap().expect("a step").operation.name, "c");
    assert!(history::step_history(&ann(&f), Direction::Redo).unwrap().is_none(), "b was over when c came");
}
