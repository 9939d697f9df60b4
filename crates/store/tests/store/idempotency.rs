//! Claims of idempotency keys: who stood still for too long finds the key taken and stores nothing.

use std::sync::Arc;
use testkit::engine;
use voluptas_core::base::FixedClock;
use voluptas_store::idempotency::{KeptAnswer, OwnClaim};
use voluptas_store::{Error, Op, Result, Store};

const MINUTE: i64 = 60_000;

/// Claims the key for a holder; `None` where somebody else has it.
fn claim<'h>(store: &Store, holder: &'h str) -> Option<OwnClaim<'h>> {
    let claimed = store.write(Op::bulk("test"), |tx| {
        let found = tx.idempotency().claim("ann", "key", "request", holder)?;
        Ok(found.is_none().then(|| OwnClaim { holder, since: tx.now() }))
    });
    claimed.expect("a claim").value
}

/// Executes the request: creates a user with the name of the holder, and keeps the answer in the same transaction.
fn execute(store: &Store, own: OwnClaim<'_>) -> Result<()> {
    let body = Some(own.holder.to_owned());
    let answer = KeptAnswer { request: "request".to_owned(), status: 201, headers: String::new(), body };
    let write = store.write(Op::bulk("test"), |tx| {
        tx.users().create(own.holder, None)?;
        tx.idempotency().keep_claimed("ann", "key", own, &answer)
    });
    write.map(drop)
}

fn executed(store: &Store) -> Vec<String> {
    store.read(|tx| tx.users().all()).expect("users").into_iter().map(|user| user.name).collect()
}

#[test]
fn who_stood_still_for_too_long_stores_nothing() {
    let clock = FixedClock::at(0);
    let (store, _home) = engine::workspace(Arc::new(clock.clone()));
    let slow = claim(&store, "slow").expect("a free key");
    assert_eq!(claim(&store, "fast"), None);
    clock.advance(16 * MINUTE);
    let fast = claim(&store, "fast").expect("the claim has ended");
    // The other one is still at work.
    assert!(matches!(execute(&store, slow), Err(Error::Duplicate(_))));
    store.write(Op::bulk("test"), |tx| tx.idempotency().release("ann", "key", slow)).expect("released");
    execute(&store, fast).expect("its own claim");
    // The other one has executed the request, and after a day nobody knows its answer.
    for minutes in [1, 25 * 60] {
        clock.advance(minutes * MINUTE);
        assert!(matches!(execute(&store, slow), Err(Error::Duplicate(_))), "{minutes}");
    }
    assert_eq!(executed(&store), ["fast"]);
}

#[test]
fn a_claim_stays_with_a_renamed_owner() {
    let (store, _home) = engine::workspace(Arc::new(FixedClock::at(0)));
    let ann = store.write(Op::bulk("test"), |tx| tx.users().create("ann", None)).expect("a user").value;
    let own = claim(&store, "server").expect("a free key");
    store.write(Op::bulk("test"), |tx| tx.users().rename(ann, "anna")).expect("renamed");
    execute(&store, own).expect("its own claim");
    let kept = store.read(|tx| tx.idempotency().find("anna", "key")).expect("read").expect("an answer");
    assert_eq!((kept.status, kept.body.as_deref()), (201, Some("server")));
}
