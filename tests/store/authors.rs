//! Authors: every write says who did it and by which way it came, and undo stays with its author.

use super::Fixture;
use super::transactions::feature;
use voluptas::app::edit;
use voluptas::store::history::Direction;
use voluptas::store::{Author, Op, Source, Store};

fn ann(f: &Fixture) -> Store {
    f.store.by(Author::new(Source::Window, Some("Ann")))
}

fn bob(f: &Fixture) -> Store {
    f.store.by(Author::new(Source::Cli, Some(" Bob ")))
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
    assert!(edit::step_history(&ann(&f), Direction::Undo).unwrap().is_some());
    assert_eq!(living(), ["b"]);
    assert!(edit::step_history(&ann(&f), Direction::Undo).unwrap().is_none(), "nothing of Ann's is left");
    create(&bob(&f), "c");
    let f = f.reopen();
    assert!(edit::step_history(&bob(&f), Direction::Redo).unwrap().is_none(), "Bob has undone nothing");
    assert!(edit::step_history(&ann(&f), Direction::Redo).unwrap().is_some(), "an edit of Bob's does not end Ann's redo");
    assert_eq!(f.store.read(|tx| tx.functions().all()).unwrap().len(), 3);
}
