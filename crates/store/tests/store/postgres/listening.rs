//! Commits that are heard: those of other programs, also after the listening connection was lost.

use std::time::Duration;
use testkit::engine;
use testkit::fixture::Fixture;
use testkit::wait::wait_for;
use voluptas_store::{ChangeListener, Location, Op, Store};

/// A workspace on a server with somebody who listens to it; `None` without PostgreSQL.
fn heard() -> Option<(Fixture, ChangeListener)> {
    let f = Fixture::new();
    if !matches!(f.location, Location::Server { .. }) {
        return None;
    }
    let listener = f.store.change_listener().expect("a change listener");
    wait_for("somebody listens", || listener.is_listening().then_some(()));
    Some((f, listener))
}

fn write(store: &Store, code: &str) {
    store.write(Op::bulk("test"), |tx| tx.projects().create(code, code, None)).expect("written");
}

#[test]
fn a_commit_of_another_program_is_heard_and_then_found() {
    let Some((f, mut listener)) = heard() else { return };
    let other = f.open_as_another();
    f.store.look_for_others().expect("first look");
    let before = listener.commits();
    write(&other, "BANK");
    // Long before anybody would look without having heard.
    wait_for("the commit is heard", || (listener.commits() > before).then_some(()));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
    runtime.block_on(async { tokio::time::timeout(Duration::from_secs(20), listener.wait()).await }).expect("a look is due");
    assert!(f.store.look_for_others().expect("look"));
    // What was rolled back is not told.
    let before = listener.commits();
    let refused = other.write(Op::bulk("test"), |tx| tx.projects().create("BANK", "Bank", None));
    assert!(refused.is_err());
    write(&other, "CAFE");
    wait_for("the commit is heard", || (listener.commits() > before).then_some(()));
    assert_eq!(listener.commits(), before + 1);
}

#[test]
fn a_lost_connection_listens_again() {
    let Some((f, listener)) = heard() else { return };
    let before = listener.commits();
    engine::raw(
        &f.location,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'",
    );
    // The loss itself counts as a commit: one may have been missed.
    wait_for("the loss is noticed and mended", || (listener.commits() >= before + 2 && listener.is_listening()).then_some(()));
    let before = listener.commits();
    write(&f.open_as_another(), "BANK");
    wait_for("the commit is heard", || (listener.commits() > before).then_some(()));
}

#[test]
fn an_ear_ends_with_its_workspace() {
    let Some((f, mut listener)) = heard() else { return };
    let Fixture { store, home, .. } = f;
    drop(store);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
    let end = async {
        while listener.is_listening() {
            listener.wait().await;
        }
    };
    runtime.block_on(async { tokio::time::timeout(Duration::from_secs(20), end).await }).expect("the end is told");
    drop(home);
}
