//! The stored form of the part of a result that is read for a single result alone.

use super::step_row::StepRow;
use serde::{Deserialize, Serialize};

#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Detail {
    pub(super) blocks: Vec<Block>,
    pub(super) labels: Vec<(i64, LabelValue)>,
    pub(super) description: Option<String>,
    pub(super) unknown_status: Option<String>,
}

/// Steps that came together: those of the result itself, or those of a setup or teardown around it, which many results share.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Block {
    pub(super) texts: BlockTexts,
    pub(super) steps: Vec<StepRow>,
}

/// Meaning of the numbers of texts in the steps of a block.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum BlockTexts {
    /// Each is the id of a text, as in the forms before.
    Each,
    /// Each is a place in a list of texts, which are kept as one. Most results have steps of their own, which repeat in the next run as a
    /// whole: one look-up instead of one for each step.
    Joined {
        /// Id of the text that joins them.
        id: i64,
        /// Their lengths in bytes.
        lengths: Vec<u32>,
    },
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
