//! The stored form of the part of a result that is read for a single result alone.

use super::step_row::StepRow;
use serde::{Deserialize, Serialize};

#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Detail {
    pub(super) steps: Vec<StepRow>,
    pub(super) labels: Vec<(i64, LabelValue)>,
    pub(super) description: Option<String>,
    pub(super) unknown_status: Option<String>,
}

/// The value of a label.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum LabelValue {
    /// Id of a text.
    Kept(i64),
    /// The text itself. Names of test methods are of one test, and a row of `texts` is larger than they are.
    Here(String),
}

impl LabelValue {
    /// The id of a text that is kept once.
    pub(crate) fn id(&self) -> Option<i64> {
        match self {
            Self::Kept(id) => Some(*id),
            Self::Here(_) => None,
        }
    }
}
