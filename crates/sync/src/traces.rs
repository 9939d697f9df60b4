//! Traces of what this workspace created in Qase.

use std::collections::BTreeMap;
use uuid::Uuid;
use voluptas_core::domain::ids::{CaseId, SuiteId};

/// A new trace for a case.
pub fn of_case() -> String {
    format!("voluptas case {}", Uuid::new_v4().simple())
}

/// A new trace for a suite.
pub fn of_suite() -> String {
    format!("voluptas suite {}", Uuid::new_v4().simple())
}

/// The traces of one project in the journal.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Traces {
    /// Workspace cases by the trace of their creation in Qase.
    pub cases: BTreeMap<String, CaseId>,
    /// Workspace suites by the trace of their creation in Qase.
    pub suites: BTreeMap<String, SuiteId>,
    /// Ids in Qase by the trace of their creation, where they are known.
    pub made: BTreeMap<String, i64>,
}
