//! Contents of the list and the head of an execution: numbers by look and by filter, and the items that the filter lets through.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::filter::Filter;
use crate::model::runs::ClassCounts;
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
    pub sheet: Option<Arc<RunSheet>>,
    pub filter: Filter,
    /// Something was not stored when this was computed: the next pass computes it again.
    pub is_passing: bool,
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
    /// True while this is up to date for an execution of the sheet.
    pub(super) fn is_of(&self, sheet: &Arc<RunSheet>, filter: Filter, is_waiting: bool) -> bool {
        let is_same = self.sheet.as_ref().is_some_and(|known| Arc::ptr_eq(known, sheet)) && self.filter == filter;
        is_same && !self.is_passing && !is_waiting
    }
}

/// Puts a head above the items of each suite. Items of one suite need none, and items whose suites alternate would drown in them.
pub(super) fn lines(sheet: &RunSheet, places: Vec<usize>) -> Vec<Line> {
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
