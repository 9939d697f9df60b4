//! The parts of the tab of a run below head and filters, and the data that they show.

use std::collections::BTreeSet;

use eframe::egui::{Rect, Ui};

use super::chosen::SelectedResults;
use super::history::PastRuns;
use super::shown_result::ShownResult;
use super::zoom::Zoom;
use crate::model::run_lines::{Line, RunLines, Show, case_key, case_of_key, group_of_key, head_key};
use crate::model::runs::RunResults;
use crate::model::untested_cases::{UntestedCase, UntestedCases};
use crate::query::CachedQuery;
use crate::views::previews::Previews;
use voluptas_app::runs::groups::Groups;
use voluptas_app::runs::timeline::Timeline;
use voluptas_core::domain::ids::{ResultId, RunId};
use voluptas_ui::widgets::scroll_keys::neighbour;
use voluptas_ui::widgets::{Selection, TableState, steps};

/// Least width at which list and detail stand side by side.
pub(super) const SIDE_BY_SIDE: f32 = 760.0;

/// Height of a window below which a narrow run gives its list the room of its head.
pub(super) const TIGHT: f32 = 760.0;

/// The parts of the tab below head and filters.
pub(super) struct Panes<'a> {
    pub(super) results: &'a RunResults,
    pub(super) groups: Option<&'a Groups>,
    /// Cases without a result, where the filter shows them.
    pub(super) cases: Option<&'a UntestedCases>,
    /// The filter shows untested tests alone.
    pub(super) lists_cases_alone: bool,
    pub(super) lines: &'a RunLines,
    /// The selected results.
    pub(super) chosen: &'a SelectedResults,
    pub(super) show: Show,
    /// The person chose the timeline, and no result of the run has a time.
    pub(super) is_timeless: bool,
    pub(super) table: &'a mut TableState,
    pub(super) selection: &'a mut Selection,
    pub(super) turned: &'a mut (BTreeSet<u32>, u64),
    pub(super) timeline: &'a CachedQuery<RunId, Timeline>,
    pub(super) zoom: &'a mut Zoom,
    pub(super) takes_keyboard: &'a mut bool,
    pub(super) picked: &'a mut bool,
    pub(super) opens: &'a mut bool,
    pub(super) is_filtered: bool,
    /// The person wants to see all results again.
    pub(super) clears_filter: &'a mut bool,
    pub(super) result: &'a CachedQuery<ResultId, ShownResult>,
    pub(super) previews: &'a Previews,
    pub(super) past: &'a PastRuns,
}

impl Panes<'_> {
    /// The case without a result that the key of a line names.
    pub(super) fn case(&self, key: i64) -> Option<&UntestedCase> {
        self.cases?.all.get(case_of_key(key)? as usize)
    }

    /// Selects the next result of the list, or the one before, as a key asks.
    pub(super) fn step(&mut self, ui: &Ui, area: Rect) {
        if self.show == Show::Timeline && !self.lists_cases_alone {
            return;
        }
        let Some(is_down) = steps(ui, area) else { return };
        let key_of = |line: &Line| match line {
            Line::Result(place, _) => self.results.rows.get(*place as usize).map_or(0, |row| row.id.0),
            Line::Head(group) => head_key(*group),
        };
        let all = self.lines.lines.iter().map(key_of).chain(self.lines.cases.iter().map(|place| case_key(*place)));
        if let Some(key) = neighbour(all, self.selection.cursor(), is_down, |key| group_of_key(key).is_none()) {
            self.selection.select(key);
            self.table.reveal_cursor();
            *self.picked = true;
            ui.ctx().request_repaint();
        }
    }
}
