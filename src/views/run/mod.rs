//! A run: its numbers, its results in a list, in groups or on a timeline, and one result in full.

mod by_hand;
mod chosen;
mod commands;
mod details;
mod errors;
pub mod execute;
mod facts;
mod filters;
mod gate;
mod head;
pub mod history;
pub mod issues;
mod list;
mod panes;
mod parts;
mod rows;
mod several;
mod shown_result;
mod tab;
mod timeline;
mod titles;
mod untested;
mod zoom;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use eframe::egui::{Align, Layout, ScrollArea, Ui, vec2};
use rustc_hash::FxHashSet;
use serde_json::Value;

use super::{Lists, TabName, TabView, missing};
use crate::action::Actions;
use crate::model::run_lines::{Line, RunFilter, RunLines, Show, case_key, group_of_key, result_of_key};
use crate::model::run_part::RunParts;
use crate::model::runs::{RunResults, RunRow, index};
use crate::query::{CachedQuery, Reads};
use crate::state::{Subject, UiState};
use crate::ui_command::UiCommand;
use crate::view::View;
use chosen::SelectedResults;
pub use chosen::has_failed;
use panes::{Panes, SIDE_BY_SIDE, TIGHT};
use tab::ReadGroups;
use voluptas_app::overview::dashboard::HistoryOf;
use voluptas_app::overview::dashboard::labels;
use voluptas_app::runs;
use voluptas_app::runs::context::RunContext;
use voluptas_app::runs::gate::BothFigures;
use voluptas_app::runs::groups::GroupBy;
use voluptas_core::domain::ids::{RunId, TestId};
use voluptas_core::domain::run::RunState;
use voluptas_store::Store;
use voluptas_ui::memo::next_number;
use voluptas_ui::theme::{Icon, icons, space};
use voluptas_ui::widgets::dialog::is_low;
use voluptas_ui::widgets::{Selection, StatusClass, empty_state};

pub use tab::RunTab;

/// Heights of the list and of the result in a low window, where all of the run scrolls.
const LIST_LOW: f32 = 160.0;
const RESULT_LOW: f32 = 200.0;

/// The groups of a form; the outer `None` while they are being read.
fn groups_of(show: Show, all: &BTreeMap<GroupBy, CachedQuery<RunId, ReadGroups>>) -> Option<Option<&ReadGroups>> {
    match show {
        Show::By(by) => all.get(&by)?.get().map(Some),
        Show::List | Show::Timeline => Some(None),
    }
}

fn read_results(store: &Store, id: RunId) -> voluptas_store::Result<RunResults> {
    store.read(|tx| {
        let run = tx.runs().get(id)?;
        let mutes = tx.mutes().in_force(run.project_id)?;
        let since = runs::compare::since_before(tx, id)?;
        let is_finished = run.state != RunState::Active;
        let figures = is_finished.then(|| BothFigures::read(tx, &run, since.as_ref())).transpose()?;
        let results = RunResults::new(id, tx.results().lines_of_run(id)?, since, mutes);
        Ok(results.within(RunContext::read(tx, &run)?, figures).with_errors(tx.run_errors().of_run(id)?))
    })
}

impl TabView for RunTab {
    type Key = i64;
    const IS_WIDE: bool = true;
    const ICON: Option<Icon> = Some(icons::RUN);

    fn name(id: i64, view: &View<'_>) -> TabName {
        let row = view.runs.get(RunId(id));
        let number = row.map_or(id, |r| r.run.number);
        TabName {
            short: view.tr.fmt("gui-tab-run", &[("number", number.to_string().into())]),
            long: row.map(|r| r.run.content.title.clone()).unwrap_or_default(),
        }
    }

    fn highlight(id: i64, state: &mut UiState, lists: Lists<'_>) {
        state.subject = Subject::Run(RunId(id));
        // The inspector says little more than the tab that it would cover.
        state.overlay = false;
        if state.runs.selection.only() != Some(id) {
            state.runs.choose(&lists.runs.tree, id);
        }
    }

    fn refresh(&mut self, id: i64, reads: Reads<'_>) {
        self.begin(RunId(id));
        if self.gone == Some(RunId(id)) {
            self.results.ask(reads, None, |store, id| read_results(store, *id));
            return;
        }
        if self.is_executed && !self.shows_results {
            self.execution.refresh(RunId(id), reads);
        }
        self.results.ask(reads, Some(RunId(id)), |store, id| read_results(store, *id));
        if let Some(results) = self.results.get().filter(|results| !self.is_chosen && results.run == RunId(id)) {
            let has_failures =
                [StatusClass::Failed, StatusClass::Broken].iter().any(|look| results.numbers.looks[index(*look)] > 0);
            self.change_show(if has_failures { Show::By(GroupBy::Message) } else { Show::List });
        }
        self.gate.refresh(reads);
        let chosen = self.selection.cursor().and_then(result_of_key);
        self.result.ask(reads, chosen, |store, id| shown_result::read(store, *id));
        let files = self.result.get().map(|shown| shown.files.clone());
        self.previews.ask(reads, files.filter(|files| !files.is_empty()));
        let test = chosen.and_then(|id| self.results.get()?.get(id)).map(|line| HistoryOf::Test(line.test));
        self.past.refresh(reads, test);
        let lists_cases = self.filter.shows_untested() && self.has_untested;
        self.untested.ask(reads, lists_cases.then_some(RunId(id)), |store, id| untested::read(store, *id));
        // Labels stand in the details of each result, which a run by hand would read again after each result.
        let shows_parts = !self.is_executed || self.shows_results;
        self.parts.ask(reads, shows_parts.then_some(RunId(id)), |store, id| {
            let all = store.read(|tx| labels::parts_of_run(tx, *id))?;
            Ok::<_, voluptas_store::Error>(RunParts { revision: next_number(), all })
        });
        if self.show == Show::Timeline {
            self.timeline.ask(reads, Some(RunId(id)), |store, id| store.read(|tx| runs::timeline::read(tx, *id)));
        }
        if let Show::By(by) = self.form()
            && let Some(query) = self.groups.get_mut(&by)
        {
            query.ask(reads, Some(RunId(id)), move |store, id| {
                let groups = store.read(|tx| runs::groups::read(tx, *id, by))?;
                Ok::<_, voluptas_store::Error>(ReadGroups { revision: next_number(), groups })
            });
        }
    }

    fn ui(&mut self, ui: &mut Ui, id: i64, state: &mut UiState, view: &View<'_>, out: &mut Actions) {
        let before = (self.selection.cursor(), self.show);
        self.previews.load(ui.ctx());
        self.gate.follow(ui.ctx(), RunId(id));
        contents(ui, RunId(id), self, view, out);
        if std::mem::take(&mut self.picked) {
            let result = self.selection.cursor().and_then(result_of_key);
            state.subject = result.map_or(Subject::Run(RunId(id)), |result| Subject::Result(RunId(id), result));
        }
        if (self.selection.cursor(), self.show) != before {
            // The list chooses its first result while it is drawn; the next pass reads it.
            ui.ctx().request_repaint();
        }
    }

    fn keep(&self) -> Value {
        let mut kept = serde_json::to_value(&self.table.widths).unwrap_or_default();
        if let Value::Object(kept) = &mut kept
            && self.is_chosen
        {
            kept.insert("show".to_owned(), serde_json::to_value(self.show).unwrap_or_default());
        }
        if let Value::Object(kept) = &mut kept
            && self.execution.goes_on
        {
            kept.insert("goes_on".to_owned(), true.into());
        }
        kept
    }

    fn restore(&mut self, kept: &Value) {
        let mut kept = kept.clone();
        if let Value::Object(kept) = &mut kept
            && let Some(show) = kept.remove("show")
        {
            (self.show, self.is_chosen) = (serde_json::from_value(show).unwrap_or_default(), true);
        }
        if let Value::Object(kept) = &mut kept {
            self.execution.goes_on = kept.remove("goes_on").is_some();
        }
        self.table.widths = serde_json::from_value(kept).unwrap_or_default();
    }
}

/// Explains that a run does not exist here, and where it may be.
pub fn absent(ui: &mut Ui, view: &View<'_>, out: &mut Actions) {
    let (words, more) = match view.runs.latest {
        None => (view.text("gui-run-gone"), view.text("gui-run-gone-more")),
        Some(latest) => {
            let more = view
                .tr
                .fmt("gui-run-unlisted-more", &[("count", view.tr.number(i64::try_from(latest).unwrap_or(i64::MAX)).into())]);
            (view.text("gui-run-unlisted"), more.into())
        }
    };
    let trash = view.text("gui-cmd-trash");
    if !view.loading && empty_state(ui, icons::RUN, &words, &more, Some(&trash)) {
        out.command(UiCommand::Trash);
    }
}

fn contents(ui: &mut Ui, id: RunId, state: &mut RunTab, view: &View<'_>, out: &mut Actions) {
    let Some(row) = view.runs.get(id) else {
        state.gone = Some(id);
        return absent(ui, view, out);
    };
    if state.gone.take().is_some() {
        ui.ctx().request_repaint();
    }
    state.begin(id);
    if by_hand::execute(ui, row, state, view, out) {
        return;
    }
    // In a low window the list and the result keep a height of their own, and everything scrolls.
    if is_low(ui.ctx()) && ui.available_width() < SIDE_BY_SIDE {
        ScrollArea::vertical().id_salt(("run", id.0)).auto_shrink(false).show(ui, |ui| parts(ui, row, state, view, out));
    } else {
        parts(ui, row, state, view, out);
    }
}

/// True where list and result stand one above the other in a window that leaves little to both.
fn is_tight(ui: &Ui) -> bool {
    ui.available_width() < SIDE_BY_SIDE && ui.ctx().content_rect().height() < TIGHT
}

fn parts(ui: &mut Ui, row: &RunRow, state: &mut RunTab, view: &View<'_>, out: &mut Actions) {
    let (is_tight, area) = (is_tight(ui), ui.max_rect());
    let pressed = head::show(ui, row, state, is_tight, view, out);
    if let Some(look) = pressed.part {
        // A second press shows all again.
        let look = Some(look).filter(|_| state.filter.look != Some(look));
        (state.filter.look, state.filter.only, state.selection) = (look, None, Selection::default());
    }
    if pressed.executes {
        state.shows_results = false;
        state.execution.take_keyboard();
        ui.ctx().request_repaint();
    }
    errors::show(ui, state, row.run.id, view, out);
    filters::show(ui, state, row, view, out);
    state.choose_asked();
    let show = state.form();
    let (Some(results), Some(groups)) = (state.results.get(), groups_of(show, &state.groups)) else {
        let groups = match show {
            Show::By(by) => state.groups.get(&by).and_then(CachedQuery::failure),
            Show::List | Show::Timeline => None,
        };
        return missing(ui, state.results.failure().or(groups), view);
    };
    // The numbers say whether there is something to read: a run of a tool has no cases without a result.
    let has_untested = row.looks[index(StatusClass::Untested)] > results.numbers.looks[index(StatusClass::Untested)];
    if std::mem::replace(&mut state.has_untested, has_untested) != has_untested {
        ui.ctx().request_repaint();
    }
    let cases = state.untested.get().filter(|_| state.filter.shows_untested() && has_untested);
    if state.filter.look == Some(StatusClass::Untested) && has_untested && cases.is_none() {
        return missing(ui, state.untested.failure(), view);
    }
    let Some(part) = tab::part_of(&state.filter, &state.parts) else { return missing(ui, state.parts.failure(), view) };
    let of = (
        results.revision,
        groups.map(|g| g.revision),
        state.turned.1,
        cases.map(|cases| cases.revision),
        part.and_then(|_| state.parts.get()).map(|parts| parts.revision),
        state.filter.clone(),
    );
    let groups = groups.map(|g| &g.groups);
    let (filter, turned) = (&state.filter, &state.turned.0);
    let lines = state.lines.get(of, || {
        let lines = RunLines::new(results, filter.shown(results, part), filter.is_on(), groups, turned);
        Arc::new(lines.with_cases(filter, cases.map(|cases| &**cases), turned))
    });
    let is_checked = std::mem::replace(&mut state.checked, lines.revision) == lines.revision;
    // The button that was pressed goes with the rows. Who types somewhere goes on typing.
    if !is_checked && drop_gone(&mut state.selection, &lines, results) && !ui.ctx().text_edit_focused() {
        state.takes_keyboard = true;
        ui.ctx().request_repaint();
    }
    choose_first(&mut state.selection, &lines, results);
    let keys = &state.selection;
    let chosen = || SelectedResults::new(lines.results_of(keys.keys(), results, groups), results);
    let chosen = state.chosen.get((keys.revision(), lines.revision), || Arc::new(chosen()));
    let mut clears_filter = false;
    let mut panes = Panes {
        results,
        groups,
        cases: cases.map(|cases| &**cases),
        lists_cases_alone: cases.is_some() && state.filter.look == Some(StatusClass::Untested),
        lines: &lines,
        chosen: &chosen,
        show,
        is_timeless: show != state.show,
        table: &mut state.table,
        selection: &mut state.selection,
        turned: &mut state.turned,
        timeline: &state.timeline,
        zoom: &mut state.zoom,
        takes_keyboard: &mut state.takes_keyboard,
        picked: &mut state.picked,
        opens: &mut state.opens,
        is_filtered: state.filter.is_on(),
        clears_filter: &mut clears_filter,
        result: &state.result,
        previews: &state.previews,
        past: &state.past,
    };
    panes.step(ui, area);
    side_by_side(ui, &mut panes, is_tight, view, out);
    // A group or several rows have no result to read.
    *panes.opens = false;
    if clears_filter {
        state.filter = RunFilter::default();
        state.selection = Selection::default();
        state.turned = (BTreeSet::new(), next_number());
        state.takes_keyboard = true;
        ui.ctx().request_repaint();
    }
}

/// Draws list and result beside each other, or one above the other if they would be too narrow.
fn side_by_side(ui: &mut Ui, panes: &mut Panes<'_>, is_tight: bool, view: &View<'_>, out: &mut Actions) {
    let (width, height) = (ui.available_width(), ui.available_height());
    if width < SIDE_BY_SIDE {
        let low = is_low(ui.ctx());
        let share = if is_tight { 0.58 } else { 0.45 };
        let above = if low { LIST_LOW } else { (height * share - space::S).floor() };
        ui.allocate_ui_with_layout(vec2(width, above), Layout::top_down(Align::Min), |ui| panes.results(ui, view, out));
        let rest = if low { RESULT_LOW } else { ui.available_height() };
        ui.allocate_ui_with_layout(vec2(width, rest), Layout::top_down(Align::Min), |ui| panes.details(ui, view, out));
        return;
    }
    let left = (width * if panes.show == Show::Timeline { 0.58 } else { 0.5 } - space::M).floor();
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = space::M;
        ui.allocate_ui_with_layout(vec2(left, height), Layout::top_down(Align::Min), |ui| panes.results(ui, view, out));
        let rest = ui.available_width();
        ui.allocate_ui_with_layout(vec2(rest, height), Layout::top_down(Align::Min), |ui| panes.details(ui, view, out));
    });
}

/// Drops selected rows that the filter no longer shows, such as tests that just got the case that the filter says they have not. True where
/// none of the selected rows is left.
fn drop_gone(selection: &mut Selection, lines: &RunLines, results: &RunResults) -> bool {
    let had_rows = !selection.is_empty();
    if lines.lines.is_empty() && lines.cases.is_empty() {
        *selection = Selection::default();
        return had_rows;
    }
    let shown = lines.shown.iter().filter_map(|place| results.rows.get(*place as usize));
    let shown: FxHashSet<TestId> = shown.map(|row| row.test).collect();
    let exists = |key: i64| match (result_of_key(key), group_of_key(key)) {
        // An earlier attempt is no row of its own. A result that was not read yet may come.
        (Some(id), _) => results.get(id).is_none_or(|row| shown.contains(&row.test)),
        (None, Some(group)) => lines.head(group).0 > 0,
        (None, None) => true,
    };
    selection.retain(exists, || None);
    had_rows && selection.is_empty()
}

/// Chooses the first result of the list, while nothing is chosen.
fn choose_first(selection: &mut Selection, lines: &RunLines, results: &RunResults) {
    if selection.cursor().is_some() {
        return;
    }
    let first = lines.lines.iter().find_map(|line| match line {
        Line::Result(place, _) => results.rows.get(*place as usize),
        Line::Head(_) => None,
    });
    let first = first.map(|row| row.id.0).or_else(|| lines.cases.first().map(|place| case_key(*place)));
    if let Some(first) = first {
        selection.select(first);
    }
}

impl Panes<'_> {
    /// Draws the list, the groups or the timeline.
    fn results(&mut self, ui: &mut Ui, view: &View<'_>, out: &mut Actions) {
        // A case without a result has no time.
        if self.show == Show::Timeline && !self.lists_cases_alone {
            return timeline::show(ui, self, view);
        }
        list::show(ui, self, view, out);
    }

    /// Draws the selected result, or the actions on several selected ones.
    fn details(&mut self, ui: &mut Ui, view: &View<'_>, out: &mut Actions) {
        let head = self.selection.cursor().and_then(group_of_key);
        if self.chosen.places.len() > 1 || head.is_some() {
            return several::show(ui, self, view, out);
        }
        details::show(ui, self, view, out);
    }
}
