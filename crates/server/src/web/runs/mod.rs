//! Runs: the list, one run with its failures, its results, and the actions on it.

pub mod act;
pub mod failures;
pub mod figures;
pub mod flow;
pub mod gate;
pub mod list;
pub mod new;
pub mod page;
pub mod report;
pub mod result;
pub mod timeline;

use super::page_request::PageRequest;
use crate::error::{ApiError, ApiResult};
use voluptas_core::domain::project::Project;
use voluptas_core::domain::run::Run;
use voluptas_store::Tx;

/// The run of the path, with its project.
///
/// # Errors
/// 404, also for a run of a project that the visitor does not see.
pub fn run_of(request: &PageRequest, tx: &Tx<'_>) -> ApiResult<(Project, Run)> {
    let number = request.number("number", "Run")?;
    let project = request.project(tx)?;
    let run = tx.runs().by_number(project.id, number).map_err(|_| ApiError::not_found("Run"))?;
    Ok((project, run))
}

/// Address of the run of the path.
pub fn address(request: &PageRequest) -> String {
    format!("/{}/runs/{}", request.code(), request.part("number"))
}

/// Address of this page with other parameters: each replaces the one of its name, and a blank value takes it away.
pub fn address_with(request: &PageRequest, changes: &[(&str, &str)]) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    let kept =
        request.query.pairs().filter(|(name, text)| !text.is_empty() && changes.iter().all(|(changed, _)| changed != name));
    query.extend_pairs(kept);
    query.extend_pairs(changes.iter().filter(|(_, text)| !text.is_empty()));
    let query = query.finish();
    let path = request.uri.path();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

/// A link among several, one of which is the present one.
#[derive(Debug)]
pub struct LinkChoice {
    pub address: String,
    pub word: String,
    /// Number behind the word; blank without one.
    pub count: String,
    pub is_here: bool,
}
