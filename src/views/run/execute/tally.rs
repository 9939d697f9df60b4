//! Contents of the list and the head of an execution: numbers by look and by filter, and the items that the filter lets through.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Execution, Filter};
use crate::model::runs::{ClassCounts, index};
use voluptas_app::runs::manual::sheet::RunSheet;
use voluptas_core::domain::ids::SuiteId;

/// A line of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Line {
    /// The suite of the items below, with the place of the first.
    Suite(Option<SuiteId>, usize),
    /// The item at a place.
    Item(usize),
}

/// Numbers and lines of an execution, kept until its sheet or filter changes.
#[derive(Debug, Default)]
pub(super) struct Tally {
    sheet: Option<Arc<RunSheet>>,
    filter: Filter,
    /// Something was not stored when this was computed: the next pass computes it again.
    is_passing: bool,
    /// Numbers of items by look.
    pub looks: ClassCounts,
    /// Number of items without a status.
    pub left: usize,
    /// Numbers of items by filter, in the order of [`Filter::ALL`].
    pub counts: [usize; Filter::ALL.len()],
    /// The items that the filter lets through, below the heads of their suites.
    pub shown: Vec<Line>,
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
        let (mut timed, mut sum, mut places) = (0, 0_i64, Vec::new());
        for (at, item) in sheet.items.iter().enumerate() {
            tally.looks[index(state.look(item))] += 1;
            let is_left = state.is_left(item);
            tally.left += usize::from(is_left);
            for (filter, count) in Filter::ALL.iter().zip(&mut tally.counts) {
                *count += usize::from(state.shows(*filter, item, sheet));
            }
            if state.shows(state.filter, item, sheet) {
                places.push(at);
            }
            if let Some(ms) = item.current.as_ref().and_then(|current| current.duration_ms).filter(|ms| !is_left && *ms > 0) {
                timed += 1;
                sum = sum.saturating_add(ms);
            }
        }
        tally.shown = lines(sheet, places);
        tally.mean_ms = (timed > 0).then(|| sum / timed);
        tally
    }
}

/// Puts a head above the items of each suite. Items of one suite need none, and items whose suites alternate would drown in them.
fn lines(sheet: &RunSheet, places: Vec<usize>) -> Vec<Line> {
    let suite = |at: usize| sheet.items.get(at).and_then(|item| item.suite);
    let begins = |i: usize| i == 0 || suite(places[i]) != suite(places[i - 1]);
    let heads = (0..places.len()).filter(|i| begins(*i)).count();
    let suites = places.iter().map(|at| suite(*at)).collect::<BTreeSet<_>>().len();
    let has_heads = suites > 1 && (heads == suites || heads * 2 <= places.len());
    let mut lines = Vec::with_capacity(places.len() + heads);
    for (i, at) in places.iter().enumerate() {
        if has_heads && begins(i) {
            lines.push(Line::Suite(suite(*at), *at));
        }
        lines.push(Line::Item(*at));
    }
    lines
}
