//! A workspace file that somebody moves, removes or replaces while it is open.
#![cfg(unix)]

use testkit::fixture::Fixture;
use voluptas_store::{Error, Op, Store};

fn titles(store: &Store) -> Vec<String> {
    store.read(|tx| Ok(tx.projects().all()?.into_iter().map(|p| p.code).collect())).expect("a read")
}

#[test]
fn nothing_is_read_from_or_written_to_a_file_that_is_no_longer_in_its_place() {
    let f = Fixture::new();
    let create = |code: &str| f.store.write(Op::bulk("test"), |tx| tx.projects().ensure(code, "Shop"));
    create("ONE").unwrap();
    let away = f.path.with_extension("away");
    std::fs::rename(&f.path, &away).unwrap();
    let refused = |what: &str| {
        assert!(matches!(create("TWO"), Err(Error::Moved { path }) if path == f.path), "{what}: write");
        assert!(matches!(f.store.read(|tx| tx.projects().all()), Err(Error::Moved { .. })), "{what}: read");
    };
    refused("moved");
    std::fs::copy(&away, &f.path).unwrap();
    refused("replaced by a copy");
    std::fs::remove_file(&f.path).unwrap();
    refused("removed");
    std::fs::rename(&away, &f.path).unwrap();
    assert_eq!(titles(&f.store), ["ONE"], "back in its place");
    create("TWO").unwrap();
    assert_eq!(titles(&f.store), ["ONE", "TWO"]);
}
