//! Import: suites and cases of Qase into the workspace.
//!
//! [`collect()`] reads both sides, [`plan()`] compares them (pure), [`apply()`] writes the workspace in batches. A second import
//! of the same thing writes nothing; one that was cut off is finished by the next.

mod adopt;
mod apply;
mod collect;
mod functions;
mod plan;

pub use apply::apply;
pub(crate) use apply::{meet, not_stale};
pub use collect::{Collected, collect};
pub(crate) use collect::{align, align_files, align_to, known, newest_writer, read_both, read_local};
pub(crate) use functions::MADE_FROM;
pub(crate) use plan::apart_warning;
pub use plan::plan;

use super::error::Result;
use super::policy::{Decisions, Policy};
use super::report::Summary;
use super::session::Session;
use crate::domain::ids::ProjectId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What to import, and how.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Options {
    /// Suites with all that lies below them, by id in Qase; empty is the whole project.
    pub suites: Vec<i64>,
    /// What to do where the sides differ.
    pub policy: Policy,
    /// Make a function of each imported suite, and map its cases to it.
    pub functions_from_suites: bool,
    /// Unlink cases that are gone from Qase even when they are many.
    pub allow_mass_removal: bool,
    /// Cases that are gone from Qase, by their ids there, that go into the trash here as well; others stay, unlinked.
    pub to_trash: BTreeSet<i64>,
    /// The project here that takes them; none is the one it was imported into before, else one of the same code.
    pub into: Option<ProjectId>,
}

/// Collects, plans and applies without a look between.
///
/// # Errors
/// As [`collect()`] and [`apply()`].
pub async fn run(session: &Session, options: &Options) -> Result<Summary> {
    let session = &session.leased("import").await?;
    let collected = collect(session, options).await?;
    let plan = plan(&collected, options, &Decisions::new());
    apply(session, options, std::sync::Arc::new(collected), &plan).await
}
