//! Cases and suites that a person wants to be stored.

use voluptas_app::cases::suite::SuiteForm;
use voluptas_core::domain::ids::{FunctionId, ProjectId, SuiteId};

/// A case to create.
#[derive(Debug, Clone)]
pub struct CaseWanted {
    pub project: ProjectId,
    /// The suite; `None` for the root.
    pub suite: Option<SuiteId>,
    pub title: String,
    /// The template that it begins with.
    pub template: Option<i64>,
    /// The function that the case covers.
    pub function: Option<FunctionId>,
    /// Made in the line of new cases of the grid: its editor stays closed.
    pub in_grid: bool,
}

/// A suite to store.
#[derive(Debug, Clone)]
pub struct SuiteWanted {
    pub project: ProjectId,
    /// The suite, with the form that editing began with; `None` for a new one.
    pub of: Option<(SuiteId, SuiteForm)>,
    /// The form as a person edited it.
    pub mine: SuiteForm,
}
