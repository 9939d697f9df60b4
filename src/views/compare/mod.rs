//! Two runs, compared: their numbers, the tests that differ, and both results of the chosen test.

mod comparison;
mod details;
mod groups;
mod head;
mod keyboard;
mod list;
mod matrix;
mod signs;

use crate::model::run_pair::RunPair;
use std::collections::BTreeSet;
use std::sync::Arc;

use eframe::egui::{Align, Id, Layout, ScrollArea, Ui, vec2};
use serde_json::Value;

use self::comparison::{Comparison, Filter};
use self::details::{Sides, SidesOf};
use self::groups::{GroupBy, Lines};
use self::keyboard::Keyboard;
use super::{Lists, TabName, TabView, missing};
use crate::action::{Actions, Nav};
use crate::model::run_lines::group_of_key;
use crate::query::{CachedQuery, Concerns, Reads};
use crate::state::{MiddleTab, Subject, UiState};
use crate::view::View;
use crate::views::run::absent;
use voluptas_app::overview::dashboard::labels;
use voluptas_app::runs;
use voluptas_app::runs::compare::{Listed, Row};
use voluptas_core::domain::ids::{ResultId, RunId};
use voluptas_core::domain::outcome::Difference;
use voluptas_core::domain::result::ResultLabel;
use voluptas_store::{Aggregate, Error, Store};
use voluptas_ui::memo::{Memo, next_number};
use voluptas_ui::theme::{Icon, icons, space};
use voluptas_ui::widgets::dialog::is_low;
use voluptas_ui::widgets::scroll_keys::neighbour;
use voluptas_ui::widgets::{TableState, steps};

/// Least width at which list and results stand side by side, and least height for one above the other.
const SIDE_BY_SIDE: f32 = 1250.0;
/// Share of the width that the list takes beside the results, and most of it: further room is for messages and traces.
const LIST_SHARE: f32 = 0.58;
const LIST_MOST: f32 = 860.0;
/// Height of the results below the list.
const DETAILS: f32 = 250.0;
/// Height of the list in a window in which everything scrolls.
const LIST_LOW: f32 = 240.0;

/// Comparisons whose labels are kept while they are not in front.
const MOST_LEFT: usize = 50;

/// Key of the shown lines: revision of the comparison, grouping, filter, order, and revision of the closed groups.
type ShownOf = (u64, GroupBy, Filter, Option<(usize, bool)>, u64);

/// The runs of a comparison, each with the label of the results that are compared.
#[derive(Debug, Clone, PartialEq)]
struct Parts {
    pair: RunPair,
    labels: [Option<ResultLabel>; 2],
}

impl Parts {
    fn compare(&self, store: &Store, listed: Listed) -> Result<Comparison, Error> {
        let [older, newer] = [self.pair.older, self.pair.newer];
        let [before, after] = self.labels.each_ref().map(Option::as_ref);
        store.read(|tx| runs::compare::of_labelled(tx, [(older, before), (newer, after)], listed)).map(Comparison::new)
    }
}

/// The tab of a comparison.
#[derive(Debug)]
pub struct CompareTab {
    table: TableState,
    filter: Filter,
    /// The runs that list and filter belong to.
    pair: Option<RunPair>,
    /// Tests that only one run has are shown also where they are most tests.
    shows_one_sided: bool,
    /// The matrix of statuses is shown.
    has_matrix: bool,
    keyboard: Keyboard,
    /// The person chose a row of the list in this pass.
    picked: bool,
    compared: CachedQuery<Parts, Comparison>,
    /// The comparison with its unchanged tests, read while they are asked for: they may be nearly all tests.
    whole: CachedQuery<Parts, Comparison>,
    /// Labels of the older and the newer run, whose results alone are compared.
    labels: [Option<ResultLabel>; 2],
    /// Comparisons of labels that are not in front, the one that was left last at the end.
    left: Vec<Parts>,
    /// Labels that divide each of the runs.
    choices: CachedQuery<RunPair, [Vec<ResultLabel>; 2]>,
    sides: CachedQuery<SidesOf, Sides>,
    /// The pair of the tab of which a run is not there: nothing is read of it.
    gone: Option<RunPair>,
    by: GroupBy,
    /// Groups that a person closed, and a number that tells them from those before a change.
    closed: (BTreeSet<u32>, u64),
    lines: Memo<ShownOf, Arc<Lines>>,
}

impl Default for CompareTab {
    fn default() -> Self {
        let concerns = Concerns::Of(&[Aggregate::Results]);
        Self {
            table: TableState::default(),
            filter: Filter::default(),
            pair: None,
            shows_one_sided: false,
            has_matrix: false,
            keyboard: Keyboard::default(),
            picked: false,
            compared: CachedQuery::of_thing("gui-unread-results", concerns),
            whole: CachedQuery::of_thing("gui-unread-results", concerns),
            labels: [None, None],
            left: Vec::new(),
            choices: CachedQuery::of_thing("gui-unread-results", concerns),
            sides: CachedQuery::of_thing("gui-unread-results", concerns),
            gone: None,
            by: GroupBy::default(),
            closed: (BTreeSet::new(), 0),
            lines: Memo::default(),
        }
    }
}

impl CompareTab {
    /// Gives the list the keyboard.
    pub fn take_keyboard(&mut self) {
        self.keyboard.to_list = true;
    }

    /// Id of the field that finds tests by words.
    pub fn find_id() -> Id {
        head::find_id()
    }

    /// Shows the tests of two runs with this difference once their comparison is in front.
    pub fn show(&mut self, pair: RunPair, difference: Difference) {
        self.begin(pair);
        self.filter = Filter { difference: Some(difference), ..Filter::default() };
    }

    /// Compares the parts of two runs with a label once their comparison is in front.
    pub fn show_part(&mut self, pair: RunPair, label: Option<ResultLabel>) {
        self.begin(pair);
        self.labels = [label.clone(), label];
    }

    fn begin(&mut self, pair: RunPair) {
        if self.pair != Some(pair) {
            let (widths, sort) = (std::mem::take(&mut self.table.widths), self.table.sort);
            self.table = TableState::default();
            (self.table.widths, self.table.sort) = (widths, sort);
            // Words stay while one of the runs is chosen anew.
            self.filter = Filter { words: std::mem::take(&mut self.filter.words), ..Filter::default() };
            self.closed = (BTreeSet::new(), next_number());
            self.shows_one_sided = false;
            self.leave();
            let place = self.left.iter().position(|parts| parts.pair == pair);
            self.labels = place.map(|at| self.left.remove(at).labels).unwrap_or_default();
            self.pair = Some(pair);
        }
    }

    /// Keeps the labels of the comparison in front for the way back to it.
    fn leave(&mut self) {
        let labels = std::mem::take(&mut self.labels);
        let Some(pair) = self.pair.filter(|_| labels.iter().any(Option::is_some)) else { return };
        self.left.push(Parts { pair, labels });
        if self.left.len() > MOST_LEFT {
            self.left.remove(0);
        }
    }

    /// Compares other runs in the place of those in front, by the labels that are chosen: exchanged runs take theirs along.
    fn replace(&mut self, pair: RunPair) {
        let mut labels = self.labels.clone();
        if self.pair.is_some_and(|old| (old.older, old.newer) == (pair.newer, pair.older)) {
            labels.reverse();
        }
        self.begin(pair);
        self.labels = labels;
    }

    /// Label of a run among those in front, whose results alone are compared.
    pub fn label_of(&self, run: RunId) -> Option<&ResultLabel> {
        let pair = self.pair?;
        let side = [pair.newer, pair.older].into_iter().zip(self.labels.iter().rev()).find(|(id, _)| *id == run);
        side.and_then(|(_, label)| label.as_ref())
    }

    /// The comparison whose rows are listed, once it was read.
    fn listed(&self) -> Option<&Comparison> {
        if self.filter.wants_unchanged() { self.whole.get() } else { self.compared.get() }
    }

    /// The row with the cursor.
    fn chosen(&self) -> Option<&Row> {
        let rows = &self.listed()?.compared.rows;
        rows.get(usize::try_from(self.table.cursor?).ok()?)
    }
}

impl TabView for CompareTab {
    type Key = RunPair;
    const IS_WIDE: bool = true;
    const ICON: Option<Icon> = Some(icons::MIRROR);

    fn name(pair: RunPair, view: &View<'_>) -> TabName {
        let number = |id: RunId| view.runs.get(id).map_or(id.0, |row| row.run.number);
        let title = |id: RunId| view.runs.get(id).map(|row| row.run.content.title.clone()).unwrap_or_default();
        TabName {
            short: format!("#{} ↔ #{}", number(pair.older), number(pair.newer)),
            long: format!("{} ↔ {}", title(pair.older), title(pair.newer)),
        }
    }

    fn highlight(pair: RunPair, state: &mut UiState, lists: Lists<'_>) {
        state.subject = Subject::Run(pair.newer);
        state.overlay = false;
        if state.runs.selection.only() != Some(pair.newer.0) {
            state.runs.choose(&lists.runs.tree, pair.newer.0);
        }
    }

    fn refresh(&mut self, pair: RunPair, reads: Reads<'_>) {
        self.begin(pair);
        let is_there = self.gone != Some(pair);
        let parts = || Parts { pair, labels: self.labels.clone() };
        self.compared.ask(reads, is_there.then(parts), |store, parts| parts.compare(store, Listed::Changed));
        let wants_whole = is_there && self.filter.wants_unchanged();
        self.whole.ask(reads, wants_whole.then(parts), |store, parts| parts.compare(store, Listed::All));
        self.choices.ask(reads, Some(pair).filter(|_| is_there), |store, pair| {
            store.read(|tx| Ok([labels::of_run(tx, pair.older)?, labels::of_run(tx, pair.newer)?]))
        });
        let id = |state: &Option<(ResultId, _)>| state.as_ref().map(|(id, _)| *id);
        let chosen = self.chosen().map(|row| (id(&row.before), id(&row.after)));
        self.sides.ask(reads, chosen, |store, (before, after)| {
            store.read(|tx| {
                let get = |id: Option<ResultId>| id.map(|id| tx.results().get(id)).transpose();
                Ok(Sides { before: get(*before)?, after: get(*after)? })
            })
        });
    }

    fn ui(&mut self, ui: &mut Ui, pair: RunPair, state: &mut UiState, view: &View<'_>, out: &mut Actions) {
        let before = self.table.cursor;
        self.begin(pair);
        if is_low(ui.ctx()) {
            ScrollArea::vertical().id_salt("compare").auto_shrink(false).show(ui, |ui| self.parts(ui, pair, view, out));
        } else {
            self.parts(ui, pair, view, out);
        }
        if std::mem::take(&mut self.picked) {
            let of = |run: RunId, side: &Option<(ResultId, _)>| side.as_ref().map(|(id, _)| Subject::Result(run, *id));
            let chosen = self.chosen().and_then(|row| of(pair.newer, &row.after).or_else(|| of(pair.older, &row.before)));
            state.subject = chosen.unwrap_or(Subject::Run(pair.newer));
        }
        if self.table.cursor != before {
            // The list chooses its first test while it is drawn; the next pass reads it.
            ui.ctx().request_repaint();
        }
    }

    fn keep(&self) -> Value {
        serde_json::json!({"widths": self.table.widths, "matrix": self.has_matrix, "group": self.by})
    }

    fn restore(&mut self, kept: &Value) {
        self.table.widths = serde_json::from_value(kept["widths"].clone()).unwrap_or_default();
        self.has_matrix = kept["matrix"].as_bool().unwrap_or_default();
        self.by = serde_json::from_value(kept["group"].clone()).unwrap_or_default();
    }
}

impl CompareTab {
    fn parts(&mut self, ui: &mut Ui, pair: RunPair, view: &View<'_>, out: &mut Actions) {
        let area = ui.max_rect();
        let (Some(older), Some(newer)) = (view.runs.get(pair.older), view.runs.get(pair.newer)) else {
            self.gone = Some(pair);
            return absent(ui, view, out);
        };
        if self.gone.take().is_some() {
            ui.ctx().request_repaint();
        }
        let labelled = self.compared.latest().map(|comparison| &comparison.compared.labelled);
        let [before, after] =
            labelled.map(|[before, after]| [older.part(before.as_ref()), newer.part(after.as_ref())]).unwrap_or_default();
        let replaced = head::show(ui, before.as_ref().unwrap_or(older), after.as_ref().unwrap_or(newer), view);
        if let Some(other) = replaced {
            out.nav(Nav::Replace(MiddleTab::Compare(other)));
            return self.replace(other);
        }
        let choices = self.choices.latest().map(|[older, newer]| [&older[..], &newer[..]]).unwrap_or_default();
        if head::labels(ui, choices, &mut self.labels, view) {
            self.closed = (BTreeSet::new(), next_number());
            // The other results are asked for in the next pass.
            ui.ctx().request_repaint();
        }
        let Some(comparison) = self.compared.get() else {
            return missing(ui, self.compared.failure(), view);
        };
        self.filter.hides_one_sided = !self.shows_one_sided && comparison.compared.is_mostly_one_sided();
        let by = self.by;
        head::filters(ui, comparison, &mut self.filter, &mut self.has_matrix, &mut self.by, view);
        // Who asks for one difference sees all of its tests.
        if self.filter.is_of_all() && comparison.compared.is_mostly_one_sided() {
            head::one_sided(ui, &comparison.compared, &mut self.shows_one_sided, view);
        }
        if self.by != by {
            self.closed = (BTreeSet::new(), next_number());
        }
        if self.has_matrix {
            let before = self.filter.moved.clone();
            matrix::show(ui, &comparison.compared, &mut self.filter.moved, [older, newer], view);
            // The number counts tests of all kinds of changes.
            if self.filter.moved.is_some() && self.filter.moved != before {
                self.filter.difference = None;
            }
        }
        let comparison = if self.filter.wants_unchanged() {
            let Some(whole) = self.whole.get() else {
                // Asked for in the next pass.
                ui.ctx().request_repaint();
                return missing(ui, self.whole.failure(), view);
            };
            whole
        } else {
            comparison
        };
        let rows = &comparison.compared.rows;
        let groups = comparison.grouped(self.by);
        let (filter, sort, closed) = (&self.filter, self.table.sort, &self.closed);
        let lines = self.lines.get((comparison.revision, self.by, filter.clone(), sort, closed.1), || {
            let mut order = filter.shown(comparison);
            list::sort(&mut order, rows, sort);
            Arc::new(Lines::new(rows, &order, groups, &closed.0))
        });
        if self.table.cursor.is_none_or(|key| !lines.has(key)) {
            self.table.cursor = lines.first().or_else(|| lines.all.first().map(|_| lines.key(0)));
        }
        // A dialog or the palette that led here gives the keyboard back when it closes.
        let is_free = ui.memory(|m| m.top_modal_layer().is_none());
        if is_free && !lines.all.is_empty() && std::mem::take(&mut self.keyboard.to_list) {
            list::take_keyboard(ui, view);
        }
        if let Some(is_down) = steps(ui, area)
            && let Some(key) = neighbour((0..lines.all.len()).map(|at| lines.key(at)), self.table.cursor, is_down, |key| {
                group_of_key(key).is_none()
            })
        {
            self.table.choose(key);
            self.picked = true;
            ui.ctx().request_repaint();
        }
        let is_same = rows.iter().all(|row| self.filter.hides(row));
        let is_filtered = self.filter.is_on() && !rows.is_empty() && !is_same;
        let list = list::List { rows, lines: &lines, groups, closed: &self.closed.0, runs: [older, newer], is_same, is_filtered };
        let mut asked = list::ListResponse::default();
        let keyboard = &mut self.keyboard;
        let (width, height) = (ui.available_width(), ui.available_height());
        let sides = [(older, self.labels[0].as_ref()), (newer, self.labels[1].as_ref())];
        let chosen = self.table.cursor.and_then(|key| rows.get(usize::try_from(key).ok()?));
        if width >= SIDE_BY_SIDE {
            let left = (width * LIST_SHARE - space::M).min(LIST_MOST).floor();
            ui.horizontal_top(|ui| {
                ui.spacing_mut().item_spacing.x = space::M;
                let layout = Layout::top_down(Align::Min);
                let table = &mut self.table;
                ui.allocate_ui_with_layout(vec2(left, height), layout, |ui| {
                    asked = list::show(ui, table, &list, &mut self.picked, view);
                });
                let rest = vec2(ui.available_width(), height);
                ui.allocate_ui_with_layout(rest, layout, |ui| details::show(ui, chosen, keyboard, &self.sides, sides, view, out));
            });
            self.answer(ui, asked);
            return;
        }
        let low = is_low(ui.ctx());
        let above = if low { LIST_LOW } else { (height - DETAILS.min(height * 0.4) - space::S).floor() };
        let layout = Layout::top_down(Align::Min);
        let table = &mut self.table;
        ui.allocate_ui_with_layout(vec2(width, above), layout, |ui| asked = list::show(ui, table, &list, &mut self.picked, view));
        let rest = if low { DETAILS } else { ui.available_height() };
        ui.allocate_ui_with_layout(vec2(width, rest), layout, |ui| {
            details::show(ui, chosen, keyboard, &self.sides, sides, view, out);
        });
        self.answer(ui, asked);
    }

    /// Does what the list asked for: shows all rows again, opens or closes a group.
    fn answer(&mut self, ui: &Ui, asked: list::ListResponse) {
        if asked.clears_filter {
            self.filter = Filter::default();
            self.keyboard.to_list = true;
            ui.ctx().request_repaint();
        }
        // A group has no results to read.
        self.keyboard.to_details = asked.opens;
        let Some(group) = asked.turned else { return };
        if !self.closed.0.remove(&group) {
            self.closed.0.insert(group);
        }
        self.closed.1 = next_number();
    }
}
