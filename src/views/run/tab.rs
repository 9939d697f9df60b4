//! State of the tab of a run.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use rustc_hash::FxHashSet;
use strum::IntoEnumIterator as _;

use super::chosen::SelectedResults;
use super::errors::ErrorListState;
use super::execute::Execution;
use super::gate::GateRules;
use super::history::PastRuns;
use super::shown_result::ShownResult;
use super::untested::{self, Untested};
use super::zoom::Zoom;
use crate::model::run_lines::{RunFilter, RunLines, Show};
use crate::model::run_part::{Numbers, RunParts};
use crate::model::runs::RunResults;
use crate::query::{CachedQuery, Concerns};
use crate::views::previews::Previews;
use voluptas_app::runs::groups::{GroupBy, Groups};
use voluptas_app::runs::timeline::Timeline;
use voluptas_core::domain::ids::{ResultId, RunId, TestId};
use voluptas_core::domain::result::ResultLabel;
use voluptas_store::Aggregate;
use voluptas_ui::memo::{Memo, next_number};
use voluptas_ui::widgets::{Selection, TableState};

/// The changes that concern a run.
const CONCERNS: Concerns = Concerns::Of(&[Aggregate::Results]);

/// The changes that concern groups by suite, function and the like.
const GROUP_CONCERNS: Concerns =
    Concerns::Of(&[Aggregate::Results, Aggregate::Suites, Aggregate::Cases, Aggregate::Functions, Aggregate::Mappings]);

/// Groups with a number that tells them from those that were read before.
#[derive(Debug)]
pub(super) struct ReadGroups {
    pub(super) revision: u64,
    pub(super) groups: Groups,
}

/// Key of the lines: revisions of results, groups, turned groups, cases without a result and parts, and the filter.
type LinesOf = (u64, Option<u64>, u64, Option<u64>, Option<u64>, RunFilter);

/// The tab of a run.
#[derive(Debug)]
pub struct RunTab {
    pub(super) table: TableState,
    pub(super) selection: Selection,
    /// The form in which the results are shown, and true where a person chose it: otherwise a run with failures shows them by message.
    pub(super) show: Show,
    pub(super) is_chosen: bool,
    pub(super) filter: RunFilter,
    /// Groups that a person opened or closed, with the number of this state.
    pub(super) turned: (BTreeSet<u32>, u64),
    /// The run that list and filter belong to.
    pub(super) run: Option<RunId>,
    /// The run as it is executed by hand.
    pub execution: Execution,
    /// The run of the tab that is not there: nothing is read of it.
    pub(super) gone: Option<RunId>,
    /// The results of an active run by hand are shown in place of its execution.
    pub(super) shows_results: bool,
    /// The run in front is executed by hand.
    pub(super) is_executed: bool,
    /// The list of results gets the keyboard as soon as it is drawn.
    pub(super) takes_keyboard: bool,
    /// The person chose a row of the list in this pass.
    pub(super) picked: bool,
    /// The person opened a result of the list: it gets the keyboard.
    pub(super) opens: bool,
    /// The test whose result is chosen once the results are there.
    pub(super) asked: Option<TestId>,
    pub(super) results: CachedQuery<RunId, RunResults>,
    pub(super) gate: GateRules,
    /// The list of errors outside of tests.
    pub(super) errors: ErrorListState,
    pub(super) result: CachedQuery<ResultId, ShownResult>,
    /// Files of the selected result.
    pub(super) previews: Previews,
    pub(super) past: PastRuns,
    /// Cases without a result, read while the filter shows them, and true where the run has some by its numbers.
    pub(super) untested: Untested,
    pub(super) has_untested: bool,
    pub(super) groups: BTreeMap<GroupBy, CachedQuery<RunId, ReadGroups>>,
    pub(super) parts: CachedQuery<RunId, RunParts>,
    /// Numbers of the part that the filter shows, by the revisions of results and parts, and the label.
    pub(super) numbers: Memo<(u64, u64, ResultLabel), Arc<Numbers>>,
    pub(super) timeline: CachedQuery<RunId, Timeline>,
    pub(super) zoom: Zoom,
    pub(super) lines: Memo<LinesOf, Arc<RunLines>>,
    pub(super) chosen: Memo<(u64, u64), Arc<SelectedResults>>,
    /// The lines among which the selected rows were last looked for.
    pub(super) checked: u64,
}

impl Default for RunTab {
    fn default() -> Self {
        Self {
            table: TableState::default(),
            selection: Selection::default(),
            show: Show::List,
            is_chosen: false,
            filter: RunFilter::default(),
            turned: (BTreeSet::new(), 0),
            run: None,
            execution: Execution::default(),
            gone: None,
            shows_results: false,
            is_executed: false,
            takes_keyboard: false,
            picked: false,
            opens: false,
            asked: None,
            results: CachedQuery::of_thing("gui-unread-results", CONCERNS),
            gate: GateRules::default(),
            errors: ErrorListState::default(),
            // Statuses of issues change without a write of results.
            result: CachedQuery::of_thing("gui-unread-results", Concerns::Of(&[Aggregate::Results, Aggregate::Other])),
            previews: Previews::default(),
            past: PastRuns::default(),
            untested: untested::query(),
            has_untested: false,
            groups: GroupBy::iter().map(|by| (by, CachedQuery::of_thing("gui-unread-results", GROUP_CONCERNS))).collect(),
            // Results get their labels when they are stored, and a run that is filled changes with them.
            parts: CachedQuery::of_thing("gui-unread-results", CONCERNS),
            numbers: Memo::default(),
            timeline: CachedQuery::of_thing("gui-unread-results", CONCERNS),
            zoom: Zoom::default(),
            lines: Memo::default(),
            chosen: Memo::default(),
            checked: 0,
        }
    }
}

/// The results of the part that a filter shows; the outer `None` while the parts are being read.
pub(super) fn part_of<'p>(
    filter: &RunFilter,
    parts: &'p CachedQuery<RunId, RunParts>,
) -> Option<Option<&'p FxHashSet<ResultId>>> {
    static NONE: LazyLock<FxHashSet<ResultId>> = LazyLock::new(FxHashSet::default);
    let Some(label) = &filter.label else { return Some(None) };
    Some(Some(parts.get()?.get(label).unwrap_or(&NONE)))
}

impl RunTab {
    /// The results of the run in front, once they were read.
    pub fn results(&self) -> Option<&RunResults> {
        self.results.get()
    }

    /// Gives the list in front the keyboard: that of the execution or that of the results.
    pub fn take_keyboard(&mut self) {
        self.execution.take_keyboard();
        self.takes_keyboard = true;
    }

    /// The run that the page of a run compares it with, once that was read.
    pub fn compared_with(&self, run: RunId) -> Option<RunId> {
        let results = self.results.get().filter(|results| results.run == run)?;
        results.since.as_ref().map(|since| since.run.id)
    }

    /// Shows the results in another form.
    pub fn show_as(&mut self, show: Show) {
        self.is_chosen = true;
        self.change_show(show);
    }

    /// The form in which the results of the run in front are shown: a timeline needs times. The form that a person chose stays chosen for
    /// runs that have them.
    pub(super) fn form(&self) -> Show {
        let is_timeless = || self.timeline.get().is_some_and(|timeline| timeline.lanes.is_empty());
        if self.show == Show::Timeline && is_timeless() { Show::By(GroupBy::Message) } else { self.show }
    }

    /// Numbers of the tests of the run in front, or of the part that the filter shows.
    pub(super) fn numbers(&mut self) -> Option<Arc<Numbers>> {
        let results = self.results.get()?;
        let Some(label) = &self.filter.label else { return Some(Arc::clone(&results.numbers)) };
        let parts = self.parts.get()?;
        let of = (results.revision, parts.revision, label.clone());
        let part = parts.get(label);
        Some(self.numbers.get(of, || Arc::new(part.map_or_else(Numbers::default, |part| results.numbers_of(Some(part))))))
    }

    pub(super) fn change_show(&mut self, show: Show) {
        if self.show != show {
            self.show = show;
            self.turned = (BTreeSet::new(), next_number());
        }
    }

    /// Drops filter and chosen result when another run is shown. The widths of the columns stay.
    pub(super) fn begin(&mut self, id: RunId) {
        if self.run != Some(id) {
            let widths = std::mem::take(&mut self.table.widths);
            self.selection = Selection::default();
            self.table = TableState::default();
            self.table.widths = widths;
            self.filter = RunFilter::default();
            self.turned = (BTreeSet::new(), next_number());
            self.zoom = Zoom::default();
            self.asked = None;
            self.errors = ErrorListState::default();
            self.shows_results = false;
            self.run = Some(id);
        }
    }
}
