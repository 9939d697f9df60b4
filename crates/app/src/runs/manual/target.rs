//! The item of a run by hand for which a result is entered.

use voluptas_core::domain::combination::Combination;
use voluptas_core::domain::ids::{CaseId, RunId};

/// An item to execute: a case with one combination of its parameters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Target {
    pub run: RunId,
    pub case: CaseId,
    /// Values of the parameters; empty for a case without.
    pub params: Combination,
}
