//! Changes through the API are in the history under the name of the owner of the token.

use crate::support::World;
use crate::team::user;
use reqwest::Method;
use serde_json::json;
use voluptas_core::domain::user::Role;
use voluptas_store::Source;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_of_a_case_names_the_owner_of_the_token() {
    let (world, token) = World::team(None, |store| user(store, "Anna", None, &[("DEMO", Role::Lead)])).await;
    world.post("/v1/case/DEMO", json!({ "title": "Pay" })).await;
    let (status, body) = world.send_as(&token, Method::PATCH, "/v1/case/DEMO/1", Some(json!({ "title": "Pay by card" }))).await;
    assert!(status.is_success(), "{body}");
    let of = world.store.read(|tx| tx.history().of("case", 1, 9)).expect("history");
    let authors: Vec<_> = of.iter().map(|(o, _)| (o.name.as_str(), o.who.as_deref(), o.source)).collect();
    assert_eq!(authors, [("update_case", Some("Anna"), Source::Api), ("create_case", Some("admin"), Source::Api)]);
    assert_eq!((&of[0].1.before, &of[0].1.after), (&Some(json!({ "title": "Pay" })), &Some(json!({ "title": "Pay by card" }))));
}
