//! A result that is to be stored while a run is executed.

use voluptas_app::runs::manual::results::KnownResult;
use voluptas_app::runs::manual::sheet::Target;
use voluptas_core::domain::result::{ResultContent, ResultStep};
use voluptas_core::domain::status::ResultStatus;

/// A write of a result.
#[derive(Debug, Clone, PartialEq)]
pub struct ResultWork {
    /// Case and combination.
    pub target: Target,
    /// The stored result as the session knows it; `None` creates one.
    pub known: Option<KnownResult>,
    /// The content to store.
    pub content: ResultContent,
    /// True for a new status, which undo takes back.
    pub sets_status: bool,
    /// True for a new status of the result or of one of its steps.
    pub is_step: bool,
    /// Number of the attempt in its session.
    pub attempt: u32,
}

impl ResultWork {
    /// Steps that did not pass of a case that this write passes; 0 for every other write.
    pub fn bad_steps_of_pass(&self) -> usize {
        if self.sets_status { bad_steps_of_pass(&self.content) } else { 0 }
    }
}

/// Failed, broken and blocked steps of a passed result; 0 for a result with another status.
pub(crate) fn bad_steps_of_pass(content: &ResultContent) -> usize {
    fn bad(steps: &[ResultStep]) -> usize {
        let is_bad =
            |step: &&ResultStep| matches!(step.status, ResultStatus::Failed | ResultStatus::Broken | ResultStatus::Blocked);
        steps.iter().filter(is_bad).count() + steps.iter().map(|step| bad(&step.steps)).sum::<usize>()
    }
    if content.status == ResultStatus::Passed { bad(&content.steps) } else { 0 }
}
