//! Two runs that are compared.

use super::runs::RunRow;
use serde::{Deserialize, Serialize};
use voluptas_core::domain::ids::RunId;

/// Two runs, the older one first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunPair {
    /// Run A.
    pub older: RunId,
    /// Run B.
    pub newer: RunId,
}

impl RunPair {
    /// Two runs of one project, the one that began first as the older one; of two that began together the one with the smaller id. `None` for runs of different projects.
    pub fn of(a: &RunRow, b: &RunRow) -> Option<Self> {
        let at = |row: &RunRow| (row.began_ms(), row.run.id);
        let (older, newer) = if at(a) <= at(b) { (a, b) } else { (b, a) };
        let is_pair = older.run.project_id == newer.run.project_id && older.run.id != newer.run.id;
        is_pair.then_some(Self { older: older.run.id, newer: newer.run.id })
    }
}
