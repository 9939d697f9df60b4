//! One method for each operation of Qase, by resource: `impl Client` in each file. Policy (see `transport`) and decisions about
//! the content of requests do not belong here.

pub(super) mod attachments;
pub(super) mod cases;
mod configurations;
mod environments;
mod fields;
mod milestones;
mod plans;
mod projects;
pub(super) mod results;
pub(super) mod runs;
mod shared_steps;
mod suites;

use serde::Deserialize;

use super::model::tolerant;

/// `{"id": 7}`: the answer to most writes.
#[derive(Debug, Deserialize)]
struct IdAnswer {
    #[serde(deserialize_with = "tolerant::id")]
    id: i64,
}

/// `{"hash": "…"}`: the answer to writes of objects with a hash.
#[derive(Debug, Deserialize)]
struct HashAnswer {
    #[serde(deserialize_with = "tolerant::text")]
    hash: String,
}
