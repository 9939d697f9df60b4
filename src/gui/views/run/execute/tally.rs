//! Contents of the list and the head of an execution: numbers by look and by filter, and the items that the filter lets through.

use std::sync::Arc;

use super::{Execution, Filter};
use crate::app::manual_run::sheet::RunSheet;
use crate::gui::model::runs::{Looks, index};

/// See the module's description.
#[derive(Debug, Default)]
pub(super) struct Tally {
    sheet: Option<Arc<RunSheet>>,
    filter: Filter,
    /// Something was not stored when this was computed: the next pass computes it again.
    is_passing: bool,
    /// Numbers of items by look.
    pub looks: Looks,
    /// Number of items without a status.
    pub left: usize,
    /// Numbers of items by filter, in the order of [`Filter::ALL`].
    pub counts: [usize; Filter::ALL.len()],
    /// Places of the items that the filter lets through.
    pub shown: Vec<usize>,
    /// Sum of the durations of all items, in milliseconds.
    pub spent_ms: i64,
    /// Mean duration of the items with a status, in milliseconds.
    pub mean_ms: Option<i64>,
}

impl Tally {
    /// True when this is still what the execution shows.
    pub(super) fn is_of(&self, sheet: &Arc<RunSheet>, state: &Execution) -> bool {
        let is_same = self.sheet.as_ref().is_some_and(|known| Arc::ptr_eq(known, sheet)) && self.filter == state.filter;
        is_same && !self.is_passing && !state.is_waiting()
    }

    /// Counts the items.
    pub(super) fn new(sheet: &Arc<RunSheet>, state: &Execution) -> Self {
        let mut tally =
            Self { sheet: Some(Arc::clone(sheet)), filter: state.filter, is_passing: state.is_waiting(), ..Self::default() };
        let (mut timed, mut sum) = (0, 0_i64);
        for (at, item) in sheet.items.iter().enumerate() {
            tally.looks[index(state.look(item))] += 1;
            let is_left = state.is_left(item);
            tally.left += usize::from(is_left);
            for (filter, count) in Filter::ALL.iter().zip(&mut tally.counts) {
                *count += usize::from(state.shows(*filter, item, sheet));
            }
            if state.shows(state.filter, item, sheet) {
                tally.shown.push(at);
            }
            if let Some(ms) = item.current.as_ref().and_then(|current| current.duration_ms) {
                tally.spent_ms = tally.spent_ms.saturating_add(ms);
                if !is_left && ms > 0 {
                    timed += 1;
                    sum = sum.saturating_add(ms);
                }
            }
        }
        tally.mean_ms = (timed > 0).then(|| sum / timed);
        tally
    }
}
