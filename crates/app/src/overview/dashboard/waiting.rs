//! Work of a project that waits for a person: cases in review, mutes that end soon.

use voluptas_core::base::Millis;
use voluptas_core::domain::ids::ProjectId;
use voluptas_store::{Result, Store};

/// Mutes that end within this time are about to end: a week.
const SOON: Millis = 7 * 86_400_000;

/// Numbers of the work that waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct WaitingWork {
    /// Cases in review.
    pub in_review: u64,
    /// Mutes that end within a week.
    pub ending_mutes: u64,
}

/// Counts the work that waits in a project. Blocks.
pub fn read(store: &Store, project: ProjectId) -> Result<WaitingWork> {
    store.read(|tx| {
        let ends = tx.now().saturating_add(SOON);
        let mutes = tx.mutes().in_force(project)?;
        let ending = mutes.values().filter(|mute| mute.content.until_ms.is_some_and(|at| at <= ends)).count();
        Ok(WaitingWork { in_review: tx.reviews().waiting(project)?, ending_mutes: ending as u64 })
    })
}
