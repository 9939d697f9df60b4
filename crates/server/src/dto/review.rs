//! Reviews of proposed cases in JSON.
//!
//! A proposal is kept as the fields that were sent ([`known_fields`]). It becomes the body of a case ([`as_case`]) when it is checked or
//! merged, and Qase's form of a proposal ([`proposed`]) when it is read.

use super::members::Members;
use crate::error::ApiResult;
use crate::input::Input;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use voluptas_core::base::clock::to_iso;
use voluptas_core::domain::ids::{CaseId, UserId};
use voluptas_store::Tx;
use voluptas_store::case_reviews::{CaseReview, Verdict};

/// Fields of a proposal.
const FIELDS: [&str; 23] = [
    "title",
    "description",
    "preconditions",
    "postconditions",
    "severity",
    "priority",
    "behavior",
    "type",
    "layer",
    "is_flaky",
    "is_muted",
    "suite_id",
    "milestone_id",
    "is_manual",
    "is_to_be_automated",
    "status",
    "steps_type",
    "attachments",
    "steps",
    "tags",
    "parameters",
    "custom_field",
    "automation",
];

/// The fields of a proposal that this server knows, as they were sent.
pub fn known_fields(input: &Input<'_>) -> Value {
    let known = input.fields().filter(|(name, _)| FIELDS.contains(&name.as_str()));
    Value::Object(known.map(|(name, value)| (name.clone(), value.clone())).collect())
}

/// The body of `POST` or `PATCH /case` with the content of a proposal.
pub fn as_case(proposal: &Value) -> Value {
    let mut body = proposal.as_object().cloned().unwrap_or_default();
    for (name, of_case) in [("is_manual", "isManual"), ("is_to_be_automated", "isToBeAutomated")] {
        if let Some(value) = body.remove(name) {
            body.insert(of_case.to_owned(), value);
        }
    }
    // A case here has no such state: tests are muted, not cases.
    body.remove("is_muted");
    Value::Object(body)
}

/// A proposal in the form that Qase reads.
pub fn proposed(proposal: &Value) -> Value {
    let mut body: Map<String, Value> = proposal.as_object().cloned().unwrap_or_default();
    if let Some(Value::Object(values)) = body.remove("custom_field") {
        let value = |(id, value): (String, Value)| Some(json!({ "id": id.parse::<i64>().ok()?, "value": value }));
        body.insert("custom_fields".to_owned(), values.into_iter().filter_map(value).collect());
    }
    if let Some(Value::Array(parameters)) = body.get_mut("parameters") {
        for parameter in parameters {
            *parameter = match (parameter.get("items"), parameter.get("title")) {
                (Some(items), _) => json!({ "type": "group", "shared_id": null, "items": items }),
                (None, Some(_)) => json!({ "type": "single", "shared_id": null, "item": parameter }),
                (None, None) => {
                    let shared = parameter.get("shared_id");
                    json!({ "type": "single", "shared_id": shared, "item": { "title": "", "values": [] } })
                }
            };
        }
    }
    Value::Object(body)
}

/// Data that the JSON of some reviews needs besides the reviews.
#[derive(Debug)]
pub struct ReviewContext {
    members: Members,
    cases: BTreeMap<CaseId, i64>,
    reviewers: BTreeMap<i64, Vec<(UserId, Verdict)>>,
}

impl ReviewContext {
    /// Loads the data for reviews of one project.
    pub fn load(tx: &Tx<'_>, members: Members, reviews: &[CaseReview]) -> ApiResult<Self> {
        let cases: Vec<CaseId> = reviews.iter().filter_map(|review| review.case).collect();
        let ids: Vec<i64> = reviews.iter().map(|review| review.id).collect();
        Ok(Self { members, cases: tx.case_numbers(&cases)?, reviewers: tx.case_reviews().reviewers(&ids)? })
    }

    /// The JSON of a review without its proposal.
    pub fn json(&self, review: &CaseReview) -> Value {
        let status: &'static str = review.status.into();
        let reviewer = |(user, verdict): &(UserId, Verdict)| {
            let verdict: &'static str = (*verdict).into();
            json!({ "author_uuid": self.members.by_id(*user).map(|member| member.uuid.as_str()), "status": verdict })
        };
        let reviewers = self.reviewers.get(&review.id).map(Vec::as_slice).unwrap_or_default();
        json!({
            "id": review.number,
            "title": review.title,
            "type": if review.case.is_none() { "create" } else { "edit" },
            "status": status,
            "case_id": review.case.and_then(|case| self.cases.get(&case)),
            "author_uuid": self.members.uuid_of(review.author.as_deref()),
            "reviewers": reviewers.iter().map(reviewer).collect::<Vec<_>>(),
            "created_at": to_iso(review.created_ms),
            "updated_at": to_iso(review.updated_ms),
        })
    }
}
