//! Shared steps of a file: none holds another.

use super::SharedStepRow;
use crate::domain::case::Step;

/// The first shared step that holds shared steps itself, which a workspace does not store.
pub(super) fn nested(all: &[SharedStepRow]) -> Option<&SharedStepRow> {
    fn holds(steps: &[Step]) -> bool {
        steps.iter().any(|step| step.shared.is_some() || holds(&step.steps))
    }
    all.iter().find(|shared| holds(&shared.steps))
}
