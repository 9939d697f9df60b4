//! Tags of cases.

use crate::call::Call;
use crate::error::ApiResult;
use crate::rest::reply::Listed;
use crate::rest::typed::{NoBody, NoQuery};
use schemars::JsonSchema;
use serde::Serialize;

/// A tag.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TagObject {
    pub title: String,
    /// Number of living cases of the project with the tag.
    pub case_count: i64,
}

pub fn list(call: &Call, _: NoQuery, _: NoBody) -> ApiResult<Listed<TagObject>> {
    call.read(|tx| {
        let all = tx.tag_counts(call.project(tx)?.id)?;
        Ok(Listed::whole(all.into_iter().map(|(title, case_count)| TagObject { title, case_count }).collect()))
    })
}
