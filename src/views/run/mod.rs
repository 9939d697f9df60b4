//! A run: its numbers, its results in a list, in groups or on a timeline, and one result in full.

mod by_hand;
mod commands;
mod details;
pub mod execute;
mod facts;
mod filters;
mod gate;
mod head;
pub mod history;
mod list;
mod parts;
mod rows;
mod several;
mod timeline;
mod untested;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use eframe::egui::{Align, Id, Layout, Rect, ScrollArea, Ui, vec2};
use rustc_hash::FxHashSet;
use serde_json::Value;
use strum::IntoEnumIterator as _;

use super::{Lists, TabName, TabView, missing};
use crate::action::Actions;
use crate::model::run_lines::{Line, RunFilter, RunLines, Show, case_key, case_of_key, group_of_key, head_key, result_of_key};
use crate::model::runs::{RunResults, RunRow, index};
use crate::model::untested_cases::{UntestedCase, UntestedCases};
use crate::query::{CachedQuery, Concerns, Reads};
use crate::state::{Subject, UiState};
use crate::ui_command::UiCommand;
use crate::view::View;
use crate::views::previews::Previews;
use details::ShownResult;
use execute::Execution;
use voluptas_app::overview::dashboard::HistoryOf;
use voluptas_app::runs;
use voluptas_app::runs::context::RunContext;
use voluptas_app::runs::gate::BothFigures;
use voluptas_app::runs::groups::GroupBy;
use voluptas_app::runs::groups::Groups;
use voluptas_app::runs::timeline::Timeline;
use voluptas_core::domain::ids::{ResultId, RunId, TestId};
use voluptas_core::domain::run::RunState;
use voluptas_store::{Aggregate, Store};
use voluptas_ui::memo::{Memo, next_number};
use voluptas_ui::theme::{Icon, icons, space};
use voluptas_ui::widgets::dialog::is_low;
use voluptas_ui::widgets::scroll_keys::neighbour;
use voluptas_ui::widgets::{Selection, StatusClass, TableState, empty_state, steps};

/// Least width at which list and detail stand side by side.
pub(super) const SIDE_BY_SIDE: f32 = 760.0;
/// Heights of the list and of the result in a low window, where all of the run scrolls.
const LIST_LOW: f32 = 160.0;
const RESULT_LOW: f32 = 200.0;

/// Height of a window below which a narrow run gives its list the room of its head.
const TIGHT: f32 = 760.0;

/// The changes that concern a run.
const CONCERNS: Concerns = Concerns::Of(&[Aggregate::Results]);
/// The changes that concern groups by suite, function and the like.
const GROUP_CONCERNS: Concerns =
    Concerns::Of(&[Aggregate::Results, Aggregate::Suites, Aggregate::Cases, Aggregate::Functions, Aggregate::Mappings]);

/// Groups with a number that tells them from those that were read before.
#[derive(Debug)]
struct ReadGroups {
    revision: u64,
    groups: Groups,
}

/// Key of the lines: revisions of results, groups, turned groups and cases without a result, and the filter.
type LinesOf = (u64, Option<u64>, u64, Option<u64>, RunFilter);

/// The tab of a run.
#[derive(Debug)]
pub struct RunTab {
    table: TableState,
    selection: Selection,
    /// The form in which the results are shown, and true where a person chose it: otherwise a run with failures shows them by message.
    show: Show,
    is_chosen: bool,
    filter: RunFilter,
    /// Groups that a person opened or closed, with the number of this state.
    turned: (BTreeSet<u32>, u64),
    /// The run that list and filter belong to.
    run: Option<RunId>,
    /// The run as it is executed by hand.
    pub execution: Execution,
    /// The run of the tab that is not there: nothing is read of it.
    gone: Option<RunId>,
    /// The results of an active run by hand are shown in place of its execution.
    shows_results: bool,
    /// The run in front is executed by hand.
    is_executed: bool,
    /// The list of results gets the keyboard as soon as it is drawn.
    takes_keyboard: bool,
    /// The person chose a row of the list in this pass.
    picked: bool,
    /// The person opened a result of the list: it gets the keyboard.
    opens: bool,
    /// The test whose result is chosen once the results are there.
    asked: Option<TestId>,
    results: CachedQuery<RunId, RunResults>,
    gate: gate::GateRules,
    result: CachedQuery<ResultId, ShownResult>,
    /// Files of the selected result.
    previews: Previews,
    past: history::PastRuns,
    /// Cases without a result, read while the filter shows them, and true where the run has some by its numbers.
    untested: untested::Untested,
    has_untested: bool,
    groups: BTreeMap<GroupBy, CachedQuery<RunId, ReadGroups>>,
    timeline: CachedQuery<RunId, Timeline>,
    zoom: timeline::Zoom,
    lines: Memo<LinesOf, Arc<RunLines>>,
    chosen: Memo<(u64, u64), Arc<several::Chosen>>,
    /// The lines among which the selected rows were last looked for.
    checked: u64,
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
            gate: gate::GateRules::default(),
            result: CachedQuery::of_thing("gui-unread-results", CONCERNS),
            previews: Previews::default(),
            past: history::PastRuns::default(),
            untested: untested::query(),
            has_untested: false,
            groups: GroupBy::iter().map(|by| (by, CachedQuery::of_thing("gui-unread-results", GROUP_CONCERNS))).collect(),
            timeline: CachedQuery::of_thing("gui-unread-results", CONCERNS),
            zoom: timeline::Zoom::default(),
            lines: Memo::default(),
            chosen: Memo::default(),
            checked: 0,
        }
    }
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

    /// Id of the field that finds results by words. It is drawn where the results are in front.
    pub fn find_id() -> Id {
        filters::find_id()
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
    fn form(&self) -> Show {
        let is_timeless = || self.timeline.get().is_some_and(|timeline| timeline.lanes.is_empty());
        if self.show == Show::Timeline && is_timeless() { Show::By(GroupBy::Message) } else { self.show }
    }

    fn change_show(&mut self, show: Show) {
        if self.show != show {
            self.show = show;
            self.turned = (BTreeSet::new(), next_number());
        }
    }

    /// Drops filter and chosen result when another run is shown. The widths of the columns stay.
    fn begin(&mut self, id: RunId) {
        if self.run != Some(id) {
            let widths = std::mem::take(&mut self.table.widths);
            self.selection = Selection::default();
            self.table = TableState::default();
            self.table.widths = widths;
            self.filter = RunFilter::default();
            self.turned = (BTreeSet::new(), next_number());
            self.zoom = timeline::Zoom::default();
            self.asked = None;
            self.shows_results = false;
            self.run = Some(id);
        }
    }
}

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
        Ok(results.within(RunContext::read(tx, &run)?, figures))
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
            let has_failures = [StatusClass::Failed, StatusClass::Broken].iter().any(|look| results.looks[index(*look)] > 0);
            self.change_show(if has_failures { Show::By(GroupBy::Message) } else { Show::List });
        }
        self.gate.refresh(reads);
        let chosen = self.selection.cursor().and_then(result_of_key);
        self.result.ask(reads, chosen, |store, id| details::read(store, *id));
        let files = self.result.get().map(|shown| shown.files.clone());
        self.previews.ask(reads, files.filter(|files| !files.is_empty()));
        let test = chosen.and_then(|id| self.results.get()?.get(id)).map(|line| HistoryOf::Test(line.test));
        self.past.refresh(reads, test);
        let lists_cases = self.filter.shows_untested() && self.has_untested;
        self.untested.ask(reads, lists_cases.then_some(RunId(id)), |store, id| untested::read(store, *id));
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
        kept
    }

    fn restore(&mut self, kept: &Value) {
        let mut kept = kept.clone();
        if let Value::Object(kept) = &mut kept
            && let Some(show) = kept.remove("show")
        {
            (self.show, self.is_chosen) = (serde_json::from_value(show).unwrap_or_default(), true);
        }
        self.table.widths = serde_json::from_value(kept).unwrap_or_default();
    }
}

/// Says that a run is not there, and where it may be.
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
    let has_untested = row.looks[index(StatusClass::Untested)] > results.looks[index(StatusClass::Untested)];
    if std::mem::replace(&mut state.has_untested, has_untested) != has_untested {
        ui.ctx().request_repaint();
    }
    let cases = state.untested.get().filter(|_| state.filter.shows_untested() && has_untested);
    if state.filter.look == Some(StatusClass::Untested) && has_untested && cases.is_none() {
        return missing(ui, state.untested.failure(), view);
    }
    let of =
        (results.revision, groups.map(|g| g.revision), state.turned.1, cases.map(|cases| cases.revision), state.filter.clone());
    let groups = groups.map(|g| &g.groups);
    let (filter, turned) = (&state.filter, &state.turned.0);
    let lines = state.lines.get(of, || {
        Arc::new(RunLines::new(results, filter, groups, turned).with_cases(filter, cases.map(|cases| &**cases), turned))
    });
    let is_checked = std::mem::replace(&mut state.checked, lines.revision) == lines.revision;
    // The button that was pressed goes with the rows. Who types somewhere goes on typing.
    if !is_checked && drop_gone(&mut state.selection, &lines, results) && !ui.ctx().text_edit_focused() {
        state.takes_keyboard = true;
        ui.ctx().request_repaint();
    }
    choose_first(&mut state.selection, &lines, results);
    let keys = &state.selection;
    let chosen = || several::Chosen::new(lines.results_of(keys.keys(), results, groups), results);
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

/// Draws list and result beside each other, or one above the other where side by side neither could be read.
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

/// The parts of the tab below head and filters.
struct Panes<'a> {
    results: &'a RunResults,
    groups: Option<&'a Groups>,
    /// Cases without a result, where the filter shows them.
    cases: Option<&'a UntestedCases>,
    /// The filter shows untested tests alone.
    lists_cases_alone: bool,
    lines: &'a RunLines,
    /// The selected results.
    chosen: &'a several::Chosen,
    show: Show,
    /// The person chose the timeline, and no result of the run has a time.
    is_timeless: bool,
    table: &'a mut TableState,
    selection: &'a mut Selection,
    turned: &'a mut (BTreeSet<u32>, u64),
    timeline: &'a CachedQuery<RunId, Timeline>,
    zoom: &'a mut timeline::Zoom,
    takes_keyboard: &'a mut bool,
    picked: &'a mut bool,
    opens: &'a mut bool,
    is_filtered: bool,
    /// The person wants to see all results again.
    clears_filter: &'a mut bool,
    result: &'a CachedQuery<ResultId, ShownResult>,
    previews: &'a Previews,
    past: &'a history::PastRuns,
}

impl Panes<'_> {
    /// The case without a result that the key of a line names.
    fn case(&self, key: i64) -> Option<&UntestedCase> {
        self.cases?.all.get(case_of_key(key)? as usize)
    }

    /// Selects the next result of the list, or the one before, as a key asks.
    fn step(&mut self, ui: &Ui, area: Rect) {
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

    /// Draws the list, the groups or the timeline.
    fn results(&mut self, ui: &mut Ui, view: &View<'_>, out: &mut Actions) {
        // A case without a result has no time.
        if self.show == Show::Timeline && !self.lists_cases_alone {
            return timeline::show(ui, self, view);
        }
        list::show(ui, self, view, out);
    }

    /// Draws the selected result, or what can be done with the selected ones.
    fn details(&mut self, ui: &mut Ui, view: &View<'_>, out: &mut Actions) {
        let head = self.selection.cursor().and_then(group_of_key);
        if self.chosen.places.len() > 1 || head.is_some() {
            return several::show(ui, self, view, out);
        }
        details::show(ui, self, view, out);
    }
}
