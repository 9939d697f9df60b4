//! Import: suites and cases of Qase into the workspace.
//!
//! [`collect()`] reads both sides, [`plan()`] compares them (pure), [`apply()`] writes the workspace in batches. A second
//! import of the same cases writes nothing, and the next import finishes an interrupted one.

mod adopt;
mod apply;
mod collect;
mod functions;
mod plan;
mod shared;

pub(crate) use adopt::is_same;
pub use apply::apply;
pub(crate) use apply::{meet, not_stale, store_own_project};
pub use collect::{Collected, collect};
pub(crate) use collect::{align, align_files, align_to, known, newest_writer, read_both, read_local};
pub(crate) use functions::MADE_FROM;
pub(crate) use plan::apart_warning;
pub use plan::plan;
pub use shared::RemoteShared;

use super::Job;
use super::policy::{Decisions, Policy};
use super::report::Summary;
use super::session::Session;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use voluptas_core::domain::ids::ProjectId;

/// Options of an import.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Options {
    /// Qase ids of suites to import with all their descendants; empty for the whole project.
    pub suites: Vec<i64>,
    /// Policy for fields on which the sides differ.
    pub policy: Policy,
    /// Create a function from each imported suite, and map the suite's cases to it.
    pub functions_from_suites: bool,
    /// Unlink cases that are gone from Qase even when they are many.
    pub allow_mass_removal: bool,
    /// Qase ids of cases that are gone from Qase and go into the trash; other workspace cases stay, unlinked.
    pub to_trash: BTreeSet<i64>,
    /// Target project in the workspace. `None` stands for the project of the earlier import, otherwise one of the same code.
    pub into: Option<ProjectId>,
}

/// Collects, plans and applies without a preview.
pub fn run<'a>(session: &'a Session, options: &'a Options) -> Job<'a, Summary> {
    Box::pin(async move {
        let session = &session.leased("import").await?;
        let collected = collect(session, options).await?;
        let plan = plan(&collected, options, &Decisions::new());
        apply(session, options, std::sync::Arc::new(collected), &plan).await
    })
}
