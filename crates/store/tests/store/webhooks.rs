//! Deliveries of webhooks that are sent again.

use testkit::fixture::Fixture;
use voluptas_store::Op;
use voluptas_store::webhooks::{Attempt, DeliveryState, WebhookContent};

#[test]
fn a_delivery_that_ended_is_queued_again_and_a_queued_one_is_left_to_its_holder() {
    let f = Fixture::new();
    let project = f.project().id;
    let content = WebhookContent {
        title: "Chat".into(),
        origin: "https://chat.example".into(),
        sealed: String::new(),
        template: "json".into(),
        language: "en".into(),
        events: vec!["run.completed".into()],
        gate: None,
        is_enabled: true,
    };
    let written = f.store.write(Op::bulk("fixture"), |tx| {
        let hooks = tx.webhooks();
        let hook = hooks.create(project, &content)?;
        let id = hooks.add_delivery(hook, "run.completed", &serde_json::json!({}))?;
        assert!(hooks.take_one(id, "server", i64::MAX)?);
        Ok(id)
    });
    let id = written.expect("written").value;
    let resend = || f.store.write(Op::bulk("test"), |tx| tx.webhooks().resend(id)).expect("written").value;
    let state = || f.store.read(|tx| tx.webhooks().delivery_by_id(id)).expect("read");
    assert!(!resend(), "a server is sending it");
    for ended in [DeliveryState::Delivered, DeliveryState::Failed, DeliveryState::Dropped] {
        let attempt = Attempt { state: ended, next_ms: 0, status: None, answer: None, error: None };
        let settled = f.store.write(Op::bulk("test"), |tx| {
            tx.webhooks().take_one(id, "server", i64::MAX)?;
            tx.webhooks().settle(id, "server", &attempt)
        });
        assert!(settled.expect("written").value, "{ended:?}: still the holder");
        assert!(resend(), "{ended:?}");
        let queued = state();
        assert_eq!((queued.state, queued.attempts), (DeliveryState::Pending, 0), "{ended:?}");
        assert!(!resend(), "{ended:?}");
    }
}
