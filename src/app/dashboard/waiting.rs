//! Work that waits for somebody in a project: tests without a case, cases in review, mutes that end soon.

use crate::base::Millis;
use crate::domain::ids::{ProjectId, RunId};
use crate::store::{Result, Store};

/// Mutes that end within this time are about to end: a week.
const SOON: Millis = 7 * 86_400_000;

/// Numbers of the work that waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Waiting {
    /// Tests of the newest run that belong to no case.
    pub without_case: u64,
    /// Cases in review.
    pub in_review: u64,
    /// Mutes that end within a week.
    pub ending_mutes: u64,
}

/// Counts the work that waits in a project and its newest run. Blocks.
pub fn read(store: &Store, project: ProjectId, newest: Option<RunId>) -> Result<Waiting> {
    store.read(|tx| {
        let ends = tx.now().saturating_add(SOON);
        let mutes = tx.mutes().in_force(project)?;
        Ok(Waiting {
            without_case: newest.map_or(Ok(0), |run| tx.results().tests_without_case(run))?,
            in_review: tx.reviews().waiting(project)?,
            ending_mutes: mutes.values().filter(|mute| mute.content.until_ms.is_some_and(|at| at <= ends)).count() as u64,
        })
    })
}
