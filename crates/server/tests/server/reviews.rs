//! Reviews of proposed cases, from the proposal to the merge.

use crate::support::World;
use crate::team::user;
use reqwest::Method;
use serde_json::{Value, json};
use voluptas_core::base::Secret;
use voluptas_core::domain::ids::Thing;
use voluptas_core::domain::review::ReviewState;
use voluptas_core::domain::user::Role;
use voluptas_store::Op;

/// A world with a case, an author and a reviewer, and the UUID of the reviewer.
async fn team() -> (World, Secret, Secret, String) {
    let (w, (anna, rita)) = World::team(None, |store| {
        let of = |name| user(store, name, None, &[("DEMO", Role::Tester)]);
        (of("Anna"), of("Rita"))
    })
    .await;
    w.post("/v1/case/DEMO", json!({ "title": "Pay", "tags": ["old"] })).await;
    let uuid = w.get("/v1/author?search=Rita").await["entities"][0]["uuid"].as_str().expect("uuid").to_owned();
    (w, anna, rita, uuid)
}

fn state(w: &World) -> Option<ReviewState> {
    let case = w.store.read(|tx| {
        let project = tx.projects().by_code("DEMO")?.expect("project");
        tx.cases().by_number(project.id, 1)
    });
    case.expect("read").expect("case").review.map(|review| review.state)
}

async fn decide(w: &World, who: &Secret, review: i64, decision: &str) -> (u16, Value) {
    let path = format!("/api/v1/projects/DEMO/reviews/{review}/decision");
    let (status, body) = w.send_as(who, Method::POST, &path, Some(json!({ "decision": decision }))).await;
    (status.as_u16(), body)
}

#[tokio::test]
async fn a_proposal_is_approved_and_merged_into_its_case() {
    let (w, anna, rita, uuid) = team().await;
    let new =
        json!({ "case_id": 1, "reviewers": [uuid], "proposed_case": { "title": "Pay by card", "severity": 1, "unknown": 1 } });
    let (status, made) = w.send_as(&anna, Method::POST, "/v1/review/DEMO", Some(new)).await;
    assert_eq!((status.as_u16(), &made["result"]["id"]), (200, &json!(1)), "{made}");
    assert_eq!(state(&w), Some(ReviewState::InReview), "the window shows it as well");
    let review = w.get("/v1/review/DEMO/1").await;
    assert_eq!(review["proposed_case"], json!({ "title": "Pay by card", "severity": 1 }));
    assert_eq!((&review["type"], &review["status"]), (&json!("edit"), &json!("open")));
    assert_eq!(review["reviewers"], json!([{ "author_uuid": uuid, "status": "unapproved" }]));
    assert_eq!(decide(&w, &anna, 1, "merge").await.0, 422, "nobody approved it");
    assert_eq!(decide(&w, &anna, 1, "approve").await.0, 403, "the author is no reviewer");
    assert_eq!(decide(&w, &rita, 1, "approve").await.0, 200);
    // A changed proposal needs a new approval; changed reviewers do not.
    w.patch("/v1/review/DEMO/1", json!({ "reviewers": [uuid] })).await;
    assert_eq!(w.get("/v1/review/DEMO/1").await["reviewers"][0]["status"], "approved");
    w.patch("/v1/review/DEMO/1", json!({ "proposed_case": { "priority": 1 } })).await;
    assert_eq!(w.get("/v1/review/DEMO/1").await["reviewers"][0]["status"], "unapproved");
    assert_eq!(w.get("/v1/case/DEMO/1").await["title"], "Pay", "not merged yet");
    assert_eq!(decide(&w, &rita, 1, "approve").await.0, 200);
    assert_eq!(decide(&w, &anna, 1, "merge").await.0, 200);
    let case = w.get("/v1/case/DEMO/1").await;
    assert_eq!((&case["title"], &case["severity"], &case["priority"]), (&json!("Pay by card"), &json!(1), &json!(1)));
    assert_eq!((&case["tags"][0]["title"], state(&w)), (&json!("old"), Some(ReviewState::Approved)));
    for (method, path) in [(Method::PATCH, "/v1/review/DEMO/1"), (Method::DELETE, "/v1/review/DEMO/1")] {
        assert_eq!(w.send(method, path, Some(json!({}))).await.0, 422, "a merged review stays");
    }
    assert_eq!(decide(&w, &rita, 1, "decline").await.0, 422);
    assert_eq!(w.get("/v1/review/DEMO?status=merged").await["filtered"], 1);
}

#[tokio::test]
async fn a_declined_or_deleted_review_changes_nothing() {
    let (w, anna, _, _) = team().await;
    let new = json!({ "case_id": 1, "proposed_case": { "title": "Worse" } });
    for end in ["decline", "delete"] {
        let number = w.post("/v1/review/DEMO", new.clone()).await["id"].as_i64().expect("id");
        assert_eq!(state(&w), Some(ReviewState::InReview));
        if end == "decline" {
            assert_eq!(decide(&w, &anna, number, end).await.0, 200);
        } else {
            w.delete(&format!("/v1/review/DEMO/{number}")).await;
        }
        assert_eq!(state(&w), None, "{end}");
    }
    assert_eq!(w.get("/v1/case/DEMO/1").await["title"], "Pay");
}

#[tokio::test]
async fn a_review_of_a_deleted_case_is_declined_with_the_reason() {
    let (w, anna, rita, uuid) = team().await;
    let new = json!({ "case_id": 1, "reviewers": [uuid], "proposed_case": { "title": "Pay by card" } });
    let case = w.store.read(|tx| {
        let project = tx.projects().by_code("DEMO")?.expect("project");
        tx.cases().by_number(project.id, 1)
    });
    let case = case.expect("read").expect("case").id;
    for (who, decision) in [(&anna, "merge"), (&rita, "approve")] {
        let number = w.post("/v1/review/DEMO", new.clone()).await["id"].as_i64().expect("id");
        w.delete("/v1/case/DEMO/1").await;
        let (status, body) = decide(&w, who, number, decision).await;
        assert_eq!((status, &body["status"]), (422, &json!(422)), "{body}");
        assert_eq!(body["detail"], "The case 1 of this review was deleted. The review was declined.");
        let review = w.get(&format!("/v1/review/DEMO/{number}")).await;
        assert_eq!(review["status"], "declined", "{review}");
        assert_eq!(decide(&w, who, number, decision).await.1["detail"], "The review is not open.");
        w.store.write(Op::bulk("test"), |tx| tx.trash().restore(&[Thing::Case(case)])).expect("restored");
        assert_eq!(state(&w), None, "it waits for nobody once it is back");
    }
    assert_eq!(w.get("/v1/review/DEMO?status=open").await["filtered"], 0);
}

#[tokio::test]
async fn a_draft_of_a_new_case_is_created_by_its_merge() {
    let (w, anna, _, _) = team().await;
    let draft = json!({ "proposed_case": { "title": "Refund", "is_manual": false, "steps": [{ "action": "open" }] } });
    w.post("/v1/review/DEMO", draft).await;
    assert_eq!(w.get("/v1/case/DEMO").await["total"], 1);
    assert_eq!(decide(&w, &anna, 1, "merge").await.0, 200);
    let case = w.get("/v1/case/DEMO/2").await;
    assert_eq!((&case["title"], &case["automation"], &case["steps"][0]["action"]), (&json!("Refund"), &json!(2), &json!("open")));
}

#[tokio::test]
async fn a_wrong_review_is_refused_and_with_it_all_of_one_request() {
    let (w, _, _, _) = team().await;
    for (new, field) in [
        (json!({}), "proposed_case"),
        (json!({ "proposed_case": {} }), "proposed_case.title"),
        (json!({ "case_id": 9, "proposed_case": { "title": "x" } }), "case_id"),
        (json!({ "case_id": 1, "proposed_case": { "severity": 77 } }), "proposed_case.severity"),
        (json!({ "case_id": 1, "proposed_case": { "steps_type": "gherkin" } }), "proposed_case.steps"),
        (json!({ "reviewers": ["00000000-0000-8000-8000-000000000000"], "proposed_case": { "title": "x" } }), "reviewers"),
    ] {
        let (status, body) = w.send(Method::POST, "/v1/review/DEMO", Some(new.clone())).await;
        assert_eq!((status.as_u16(), body["errorFields"][0]["field"].as_str()), (400, Some(field)), "{new}: {body}");
        let both = json!({ "reviews": [{ "proposed_case": { "title": "good" } }, new] });
        let (status, body) = w.send(Method::POST, "/v1/review/DEMO/bulk", Some(both)).await;
        let expected = format!("reviews.1.{field}");
        assert_eq!((status.as_u16(), body["errorFields"][0]["field"].as_str()), (400, Some(expected.as_str())), "{body}");
    }
    assert_eq!(w.get("/v1/review/DEMO").await["total"], 0);
    let many = json!({ "reviews": vec![json!({ "proposed_case": { "title": "x" } }); 101] });
    assert_eq!(w.send(Method::POST, "/v1/review/DEMO/bulk", Some(many)).await.0, 400);
}
