//! Closing the window while an edit is being stored.

use crate::support::Desk;
use egui_kittest::kittest::Queryable as _;
use std::sync::mpsc;
use voluptas_store::{Error, Op};

/// A desk with an edit that is being stored until the sender is used.
fn storing(end: fn() -> voluptas_store::Result<()>) -> (Desk, mpsc::Sender<()>) {
    let mut desk = Desk::new();
    let (go, wait) = mpsc::channel();
    desk.h.state_mut().backend.write(move |store| {
        wait.recv().ok();
        end()?;
        store.write(Op::edit("test"), |tx| tx.projects().create("LATE", "Late", None)).map(|_| None)
    });
    (desk, go)
}

#[test]
fn waits_for_the_edit_and_closes_by_itself() {
    let (mut desk, go) = storing(|| Ok(()));
    assert!(!desk.h.state_mut().may_close(), "the edit is not stored yet");
    desk.h.step();
    assert!(!desk.h.state().wants_to_quit());
    desk.h.get_by_label_contains("the window closes when it is done");
    go.send(()).expect("the edit waits");
    desk.settle();
    assert!(desk.h.state().wants_to_quit() && desk.h.state_mut().may_close());
    let store = &desk.h.state().backend.workspace().expect("workspace").store;
    assert!(store.read(|tx| tx.projects().by_code("LATE")).expect("projects").is_some());
}

#[test]
fn stays_open_when_the_edit_fails() {
    let (mut desk, go) = storing(|| Err(Error::MissingParent));
    assert!(!desk.h.state_mut().may_close());
    go.send(()).expect("the edit waits");
    desk.settle();
    assert!(!desk.h.state().wants_to_quit(), "the person sees that the edit was not stored");
    assert!(desk.h.state_mut().may_close(), "and may close then");
}
