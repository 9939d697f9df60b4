//! The part of the overview about results: the bar of filters, charts over runs, lists of tests, tables by environment and by module.

use std::collections::BTreeMap;
use std::sync::Arc;

use eframe::egui::{Align, Frame, Layout, Margin, Ui, vec2};
use serde::{Deserialize, Serialize};

use super::charts::{self, MINUTE, Series};
use super::{CARDS, lists, tables};
use crate::action::{Actions, Nav};
use crate::model::run_pair::RunPair;
use crate::model::run_rows::RunRows;
use crate::query::{CachedQuery, Concerns, Reads};
use crate::state::MiddleTab;
use crate::view::View;
use crate::views::label_choice::label_choice;
use voluptas_app::overview;
use voluptas_app::overview::dashboard::{Dashboard, ModuleLine, Range, RunPoint, Scope, WaitingWork};
use voluptas_core::domain::ids::{ProjectId, RunId};
use voluptas_core::domain::outcome::FlakyRule;
use voluptas_core::domain::percent;
use voluptas_core::domain::result::ResultLabel;
use voluptas_core::domain::run::series;
use voluptas_store::test_history::WorstBy;
use voluptas_store::{Aggregate, Error};
use voluptas_ui::theme::{Palette, Type, size, space};
use voluptas_ui::widgets::card::surface;
use voluptas_ui::widgets::{StatusClass, combo, reading, text};

/// Ranges that a person can choose.
const RANGES: [Range; 8] = [
    Range::Runs(10),
    Range::Runs(20),
    Range::Runs(30),
    Range::Runs(50),
    Range::Runs(100),
    Range::Days(7),
    Range::Days(30),
    Range::Days(90),
];
/// Height of the card with the main chart, and of the card beside it.
pub const CHART: f32 = 330.0;
/// Height of the line of the pass rate.
const LINE: f32 = 108.0;
/// Height of the bars below it, with the dates.
const BARS: f32 = 104.0;
/// Height of a card with one chart.
const CHART_LOW: f32 = 220.0;
/// Widths of the filters.
const FILTER: f32 = 196.0;
const FILTER_LEAST: f32 = 176.0;
/// Least number of runs of a main series.
const MAIN: usize = 2;
/// Newest runs among which another series makes the newest one name its title.
const MIXED: usize = 20;
/// Least room for the time of the newest run beside the filters.
const NEWEST: f32 = 220.0;
/// Share of the width that the main chart takes.
pub const SHARE: f32 = 0.62;

/// The runs whose results are counted by module. Equal while runs and their numbers are, so that the modules are read only when these
/// changed.
#[derive(Debug, Clone)]
struct RunsOf {
    project: ProjectId,
    data: Arc<Dashboard>,
}

impl PartialEq for RunsOf {
    fn eq(&self, other: &Self) -> bool {
        let (own, others) = (&self.data.trend, &other.data.trend);
        let same = Arc::ptr_eq(&self.data, &other.data) || (own.runs == others.runs && own.labelled == others.labelled);
        self.project == other.project && same
    }
}

/// Choices that are kept until the next start.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptChoices {
    /// The runs that are shown.
    pub range: Range,
    /// Title of a run of the shown series by the code of the project; `None` for all runs. A project whose runs were not shown is absent.
    #[serde(default)]
    pub series: BTreeMap<String, Option<String>>,
}

/// State of the results in the overview.
#[derive(Debug)]
pub struct Results {
    scope: Scope,
    /// See [`KeptChoices::series`].
    series: BTreeMap<String, Option<String>>,
    /// The series is one that was kept, and it is not known yet whether it still has runs.
    is_kept: bool,
    /// The project that is shown.
    project: Option<ProjectId>,
    data: CachedQuery<(ProjectId, Scope), Arc<Dashboard>>,
    modules: CachedQuery<RunsOf, Vec<ModuleLine>>,
    /// Labels that divide the newest run.
    labels: CachedQuery<(ProjectId, Scope), Vec<ResultLabel>>,
    /// Work of the project that waits for a person.
    waiting: CachedQuery<ProjectId, WaitingWork>,
    /// The series was chosen: by a person, or the main one when the project was first read.
    is_chosen: bool,
    /// Lists that are shown whole: failing, flaky, slow.
    open: [bool; 3],
    /// Place of the run that is marked in the main chart.
    marked: Option<usize>,
}

impl Default for Results {
    fn default() -> Self {
        let concerns = Concerns::Of(&[Aggregate::Runs, Aggregate::Results]);
        Self {
            scope: Scope::default(),
            series: BTreeMap::new(),
            is_kept: false,
            project: None,
            data: CachedQuery::new("gui-unread-results", concerns),
            modules: CachedQuery::new(
                "gui-unread-results",
                Concerns::Of(&[Aggregate::Functions, Aggregate::Mappings, Aggregate::Suites]),
            ),
            // A run is finished with its labels: results alone do not read them anew.
            labels: CachedQuery::new("gui-unread-results", Concerns::Of(&[Aggregate::Runs])),
            waiting: CachedQuery::new(
                "gui-unread-results",
                Concerns::Of(&[Aggregate::Cases, Aggregate::Results, Aggregate::Other]),
            ),
            is_chosen: false,
            open: [false; 3],
            marked: None,
        }
    }
}

impl Results {
    /// Reads the numbers of the shown project. Called once a pass.
    pub fn refresh(&mut self, reads: Reads<'_>) {
        self.data.ask(reads, self.project.map(|id| (id, self.scope.clone())), |store, (project, scope)| {
            overview::dashboard::read(store, *project, scope).map(Arc::new)
        });
        self.waiting.ask(reads, self.project, |store, project| overview::dashboard::waiting::read(store, *project));
        let whole = Scope { label: None, range: Range::default(), rule: FlakyRule::default(), ..self.scope.clone() };
        self.labels.ask(reads, self.project.map(|id| (id, whole)), |store, (project, scope)| {
            overview::dashboard::labels::of_newest(store, *project, scope)
        });
        let data = self.data.latest().filter(|data| !data.trend.runs.is_empty());
        let question = self.project.zip(data).map(|(project, data)| RunsOf { project, data: Arc::clone(data) });
        self.modules.ask(reads, question, |store, of| -> Result<_, Error> {
            overview::dashboard::modules::read(store, of.project, &of.data.trend)
        });
    }

    /// Takes over the project of the view, with the series that was selected there. Title and environment of another project mean nothing.
    pub fn follow(&mut self, ui: &Ui, view: &View<'_>) {
        let project = view.cases.project.as_ref();
        if project.map(|p| p.id) != self.project {
            let kept = project.and_then(|p| self.series.get(&p.code)).cloned();
            self.project = project.map(|p| p.id);
            (self.is_chosen, self.is_kept) = (kept.is_some(), kept.is_some());
            self.scope = Scope { title: kept.flatten(), range: self.scope.range, rule: self.scope.rule, ..Scope::default() };
            ui.ctx().request_repaint();
            return;
        }
        let Some(data) = self.data.get() else { return };
        if std::mem::take(&mut self.is_kept) && self.scope.title.is_some() && data.trend.runs.is_empty() {
            // The runs of the kept series were deleted, or belong to another workspace.
            self.scope.title = None;
            self.is_chosen = false;
            ui.ctx().request_repaint();
        } else if !self.is_chosen {
            self.is_chosen = true;
            self.scope.title = main_series(&data.trend.runs).map(str::to_owned);
            // Runs of other series that come later do not change what is shown.
            if let Some(project) = project.filter(|_| !data.trend.runs.is_empty()) {
                self.series.insert(project.code.clone(), self.scope.title.clone());
            }
            if self.scope.title.is_some() {
                ui.ctx().request_repaint();
            }
        }
    }

    /// The numbers of the project in front, once they were read.
    pub fn data(&self) -> Option<Arc<Dashboard>> {
        self.data.latest().filter(|_| self.project.is_some()).map(Arc::clone)
    }

    /// The label by which a part of each run is shown.
    pub fn label(&self) -> Option<&ResultLabel> {
        self.scope.label.as_ref()
    }

    /// Work that waits for a person; zero until it was read.
    pub fn waiting(&self) -> WaitingWork {
        self.waiting.latest().filter(|_| self.project.is_some()).copied().unwrap_or_default()
    }

    /// True while the numbers of a project are read for the first time.
    pub fn is_awaited(&self) -> bool {
        self.project.is_some() && self.data.latest().is_none() && self.data.failure().is_none()
    }

    /// The choices that are kept until the next start.
    pub fn kept(&self) -> KeptChoices {
        KeptChoices { range: self.scope.range, series: self.series.clone() }
    }

    /// Takes over the choices of the last time.
    pub fn restore(&mut self, kept: KeptChoices) {
        self.scope.range = kept.range;
        self.series = kept.series;
    }

    /// Draws the filters. They stand above the numbers that they narrow.
    pub fn filters(&mut self, ui: &mut Ui, data: &Dashboard, view: &View<'_>) {
        let p = Palette::of(ui);
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = vec2(space::S, space::S);
            let labels = self.labels.latest().map(Vec::as_slice).unwrap_or_default();
            let has_labels = !labels.is_empty() || self.scope.label.is_some();
            let has_environments = !data.trend.environments.is_empty();
            // All in a row where their words have room.
            let further = [!data.trend.series.is_empty(), has_environments, has_labels].into_iter().filter(|is| *is).count();
            let filters = further as f32 + 2.0;
            let share = (ui.available_width() - space::S * (filters - 1.0)) / filters - 0.1;
            let width = if share >= FILTER_LEAST { FILTER.min(share) } else { FILTER.min(ui.available_width() * 0.3) };
            let all = &data.trend.series;
            if !all.is_empty() {
                let every = view.text("dashboard-titles");
                let names: Vec<&str> = std::iter::once(&*every).chain(all.iter().map(|one| one.name.as_str())).collect();
                let own = self.scope.title.as_deref().map(series);
                let place = |own: &String| all.iter().position(|one| series(&one.newest) == *own).map(|at| at + 1);
                let chosen = own.as_ref().map_or(Some(0), place);
                if let Some(i) = combo(ui, &view.text("dashboard-title"), "", chosen, &names, width) {
                    self.is_chosen = true;
                    self.scope.title = i.checked_sub(1).and_then(|at| all.get(at)).map(|one| one.newest.clone());
                    if let Some(project) = &view.cases.project {
                        self.series.insert(project.code.clone(), self.scope.title.clone());
                    }
                }
            }
            let environments: Vec<(Option<i64>, &str)> = std::iter::once(None)
                .chain(data.trend.environments.iter().map(Some))
                .map(|entry| entry.map_or((None, ""), |(id, title)| (Some(*id), title.as_str())))
                .collect();
            if has_environments {
                let every = view.text("dashboard-environments");
                let names: Vec<&str> =
                    environments.iter().map(|(id, title)| if id.is_none() { every.as_ref() } else { *title }).collect();
                let chosen = environments.iter().position(|(id, _)| *id == self.scope.environment);
                if let Some(i) = combo(ui, &view.text("dashboard-environment"), "", chosen, &names, width) {
                    self.scope.environment = environments[i].0;
                }
            }
            if has_labels {
                let name = view.text("dashboard-label");
                label_choice(ui, &name, labels.iter(), &mut self.scope.label, width, view);
            }
            let names: Vec<String> = RANGES.iter().map(|range| range_name(*range, view)).collect();
            let chosen = RANGES.iter().position(|range| *range == self.scope.range);
            if let Some(i) = combo(ui, &view.text("dashboard-range"), "", chosen, &names, width) {
                self.scope.range = RANGES[i];
            }
            let rules = [FlakyRule::Switches, FlakyRule::Classic];
            let names = ["dashboard-rule-switches", "dashboard-rule-classic"].map(|key| view.text(key));
            let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
            let chosen = rules.iter().position(|rule| *rule == self.scope.rule);
            if let Some(i) = combo(ui, &view.text("dashboard-flaky-by"), "", chosen, &names, width) {
                self.scope.rule = rules[i];
            }
            if let Some(newest) = data.trend.runs.last().filter(|_| ui.available_size_before_wrap().x > NEWEST) {
                let words = view.tr.fmt("dashboard-newest", &[("time", view.tr.ago(view.now, newest.at_ms).into())]);
                reading::from_right(ui, |ui| {
                    text::line(ui, &words, Type::Label, p.text_secondary);
                });
            }
        });
    }

    /// Draws the main chart: pass rate, and failed and broken tests below.
    pub fn chart(&mut self, ui: &mut Ui, data: &Dashboard, view: &View<'_>, out: &mut Actions) {
        let p = Palette::of(ui);
        let runs = &data.trend.runs;
        chart_card(ui, |ui| {
            ui.spacing_mut().item_spacing.y = space::XXS;
            let names = ["dashboard-passed-percent", "dashboard-broken", "dashboard-failed"].map(|key| view.text(key));
            let colours = [(p.accent, names[0].as_ref()), (p.failed, names[2].as_ref()), (p.broken, names[1].as_ref())];
            let legend = charts::title_with_legend(ui, &view.text("dashboard-pass-rate"), &colours);
            let Some((newest, before)) = data.trend.newest() else {
                let key = if data.trend.has_finished { "dashboard-none-in-scope" } else { "dashboard-none" };
                text::secondary(ui, &view.text(key));
                return;
            };
            let is_named = self.scope.title.is_none() && is_mixed(runs);
            numbers(ui, (newest, before), is_named, self.scope.label.as_ref(), view, out);
            ui.add_space(space::XS);
            charts::caption(ui, &names[0]);
            let line = charts::pass_rate(ui, "dashboard-rate", LINE, runs, self.marked, view.tr);
            // The lowest number of the axis above reaches below its chart.
            ui.add_space(space::S);
            charts::caption(ui, &view.text("dashboard-bad-tests"));
            let series = [
                Series { name: &names[2], colour: p.failed, value: &|run: &RunPoint| run.counts.failed as f64 },
                Series { name: &names[1], colour: p.broken, value: &|run: &RunPoint| run.counts.broken as f64 },
            ];
            let tr = view.tr;
            let bars = charts::bars(ui, "dashboard-bad", BARS - legend, runs, &series, move |v| tr.number(v.round() as i64), tr);
            let columns = charts::columns(ui, &view.text("dashboard-pass-rate"), &[&line, &bars], runs, view);
            if columns.marked != self.marked {
                self.marked = columns.marked;
                ui.ctx().request_repaint();
            }
            out.extend(columns.opened.map(|run| to_run(run, self.scope.label.as_ref())));
        });
    }

    /// Draws everything below the main chart.
    pub fn rest(&mut self, ui: &mut Ui, data: &Dashboard, view: &View<'_>, out: &mut Actions) {
        pair(ui, 0.5, lists::height(self.lines(WorstBy::Flaky, data).max(self.lines(WorstBy::Slow, data))), |ui, left| {
            self.list(ui, if left { WorstBy::Flaky } else { WorstBy::Slow }, data, view, out);
        });
        let label = self.scope.label.as_ref();
        pair(ui, 0.5, CHART_LOW, |ui, left| {
            if left { by_status(ui, data, label, view, out) } else { durations(ui, data, label, view, out) }
        });
        let modules = self.modules.latest().map(Vec::as_slice).unwrap_or_default();
        let environments = data.trend.by_environment();
        let rows = modules.len().max(environments.len()).clamp(1, lists::SHOWN * 2);
        pair(ui, 0.5, lists::height(rows), |ui, left| {
            if left {
                tables::by_module(ui, modules, rows, view, out);
            } else {
                tables::by_environment(ui, &environments, &data.trend, (rows, label), view, out);
            }
        });
    }

    /// Lines of a list that are shown.
    pub fn lines(&self, by: WorstBy, data: &Dashboard) -> usize {
        let (place, lines) = of(by, data);
        if self.open[place] { lines.len().max(lists::SHOWN) } else { lists::SHOWN }
    }

    /// Draws a list of tests.
    pub fn list(&mut self, ui: &mut Ui, by: WorstBy, data: &Dashboard, view: &View<'_>, out: &mut Actions) {
        let (place, lines) = of(by, data);
        let (environments, rules) = (&data.trend.environments, data.rules);
        let list = lists::List { by, lines, environments, rule: self.scope.rule, rules };
        lists::list(ui, &list, &mut self.open[place], view, out);
    }
}

/// The way to a run: with a label to this part of it, otherwise to its page as it was left.
pub fn to_run(run: RunId, label: Option<&ResultLabel>) -> Nav {
    match label {
        Some(label) => Nav::RunPart(run, RunRows::All, Some(label.clone())),
        None => Nav::Preview(MiddleTab::Run(run.0)),
    }
}

/// Place and tests of a list.
fn of(by: WorstBy, data: &Dashboard) -> (usize, &[overview::dashboard::TestLine]) {
    match by {
        WorstBy::Failing => (0, &data.failing),
        WorstBy::Flaky => (1, &data.flaky),
        WorstBy::Slow => (2, &data.slow),
    }
}

/// Title of the newest run of the series with the most runs, where runs of another series are among them: a run of another kind in between
/// says nothing of its course. Of series of equal length the one with the most tests is meant, then the newest. `None` where there is
/// no such series.
fn main_series(runs: &[RunPoint]) -> Option<&str> {
    let mut found: BTreeMap<String, (usize, u64, usize)> = BTreeMap::new();
    for (place, run) in runs.iter().enumerate() {
        let (count, tests, newest) = found.entry(series(&run.title)).or_default();
        (*count, *tests, *newest) = (*count + 1, *tests + run.counts.total(), place);
    }
    let (count, _, newest) = found.into_values().max()?;
    let is_main = count >= MAIN && count < runs.len();
    runs.get(newest).filter(|_| is_main).map(|run| run.title.as_str())
}

/// True when the newest runs are of several series: what is said of the newest one is said with its title.
fn is_mixed(runs: &[RunPoint]) -> bool {
    let mut newest = runs.iter().rev().take(MIXED);
    let own = newest.next().map(|run| series(&run.title));
    own.is_some_and(|own| newest.any(|run| series(&run.title) != own))
}

fn range_name(range: Range, view: &View<'_>) -> String {
    match range {
        Range::Runs(runs) => view.count("dashboard-last-runs", runs as u64),
        Range::Days(days) => view.count("dashboard-last-days", u64::from(days)),
    }
}

/// Draws two cards of a height beside each other, or one above the other if they do not fit. `add` draws the left one for `true`.
pub fn pair(ui: &mut Ui, share: f32, height: f32, mut add: impl FnMut(&mut Ui, bool)) {
    let width = ui.available_width();
    let layout = Layout::top_down(Align::Min);
    if width < CARDS {
        for left in [true, false] {
            ui.allocate_ui_with_layout(vec2(width, height), layout, |ui| tight(ui, left, &mut add));
        }
        return;
    }
    let left = ((width - space::M) * share).floor();
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = space::M;
        ui.allocate_ui_with_layout(vec2(left, height), layout, |ui| tight(ui, true, &mut add));
        ui.allocate_ui_with_layout(vec2(width - space::M - left, height), layout, |ui| tight(ui, false, &mut add));
    });
}

/// Draws a card without the distance that the cards have between them.
fn tight(ui: &mut Ui, left: bool, add: &mut impl FnMut(&mut Ui, bool)) {
    ui.spacing_mut().item_spacing.y = 0.0;
    add(ui, left);
}

/// A card for a chart, with its title at the height of other cards' headings.
fn chart_card(ui: &mut Ui, add: impl FnOnce(&mut Ui)) {
    let margin = Margin { left: space::M as i8, right: space::M as i8, top: space::XS as i8, bottom: space::S as i8 };
    surface(ui, 0.0, |ui| {
        Frame::new().inner_margin(margin).show(ui, |ui| {
            ui.set_height(ui.available_height());
            ui.set_width(ui.available_width());
            add(ui);
        });
    });
}

fn card_title(ui: &mut Ui, title: &str, right: impl FnOnce(&mut Ui)) {
    ui.horizontal(|ui| {
        ui.set_height(size::CONTROL_SMALL);
        text::strong(ui, title);
        reading::from_right(ui, right);
    });
}

/// The newest run: pass rate, its change, and the counts that it is made of. `is_named` adds its title.
fn numbers(
    ui: &mut Ui,
    (newest, before): (&RunPoint, Option<&RunPoint>),
    is_named: bool,
    label: Option<&ResultLabel>,
    view: &View<'_>,
    out: &mut Actions,
) {
    let p = Palette::of(ui);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = space::S;
        let rate = newest.counts.pass_rate();
        let shown = rate.map_or_else(|| "—".to_owned(), |rate| view.tr.rate(rate));
        let name = view.tr.fmt("dashboard-rate-in", &[("rate", shown.clone().into()), ("number", newest.number.into())]);
        let link = text::large_number_link(ui, &shown, &name, p.text).on_hover_text(view.text("rate-of-run"));
        if link.clicked() {
            out.nav(Nav::RunPart(newest.id, RunRows::All, label.cloned()));
        }
        let rates = rate.zip(before.and_then(|b| b.counts.pass_rate()));
        if let Some(((now, then), before)) = rates.zip(before) {
            let colour = match percent::change(then, now) {
                c if c < 0.0 => p.failed,
                c if c > 0.0 => p.passed,
                _ => p.text_secondary,
            };
            let value = view.tr.rate_change(then, now);
            let words = view.tr.fmt("dashboard-change", &[("change", value.into()), ("number", before.number.into())]);
            if text::label_link_in(ui, &words, Type::Label, colour).on_hover_text(view.text("compare-rate-note")).clicked() {
                out.nav(Nav::Compare(RunPair { older: before.id, newer: newest.id }, label.cloned()));
            }
        }
        let count = |n: u64| view.tr.number(i64::try_from(n).unwrap_or(i64::MAX));
        let words = view.tr.fmt(
            "dashboard-passed-of",
            &[
                ("passed", count(newest.counts.passed).into()),
                ("executed", count(newest.counts.executed()).into()),
                ("number", newest.number.into()),
            ],
        );
        if text::label_link(ui, &words).clicked() {
            out.nav(Nav::RunPart(newest.id, RunRows::Class(StatusClass::Passed), label.cloned()));
        }
        if is_named {
            text::line(ui, &newest.title, Type::Label, p.text_secondary);
        }
    });
}

fn by_status(ui: &mut Ui, data: &Dashboard, label: Option<&ResultLabel>, view: &View<'_>, out: &mut Actions) {
    let p = Palette::of(ui);
    let runs = &data.trend.runs;
    chart_card(ui, |ui| {
        let title = view.text("dashboard-results");
        let looks = [StatusClass::Passed, StatusClass::Failed, StatusClass::Broken, StatusClass::Blocked, StatusClass::Skipped];
        let names = looks.map(|look| charts::part_name(look, view));
        let other_name = charts::part_name(StatusClass::InProgress, view);
        let is_seen = |look: StatusClass| runs.iter().any(|run| of_look(run, look) > 0.0);
        let common = [StatusClass::Passed, StatusClass::Failed, StatusClass::Skipped];
        let named = looks.iter().zip(&names).filter(|(look, _)| common.contains(look) || is_seen(**look));
        let mut entries: Vec<_> = named.map(|(look, name)| (tables::soft(*look, p), name.as_ref())).collect();
        if is_seen(StatusClass::InProgress) {
            entries.push((p.in_progress, &other_name));
        }
        charts::title_with_legend(ui, &title, &entries);
        let value = |look: StatusClass| move |run: &RunPoint| of_look(run, look);
        let values = looks.map(value);
        let other = |run: &RunPoint| run.counts.other as f64;
        let mut series: Vec<Series<'_>> = Vec::new();
        for ((look, name), value) in looks.iter().zip(&names).zip(&values) {
            series.push(Series { name, colour: tables::soft(*look, p), value });
        }
        series.push(Series { name: &other_name, colour: p.in_progress, value: &other });
        let tr = view.tr;
        let height = ui.available_height();
        let bars = charts::bars(ui, "dashboard-results", height, runs, &series, move |v| tr.number(v.round() as i64), tr);
        let columns = charts::columns(ui, &title, &[&bars], runs, view);
        out.extend(columns.opened.map(|run| to_run(run, label)));
    });
}

fn of_look(run: &RunPoint, look: StatusClass) -> f64 {
    charts::parts(run).into_iter().find(|(l, _)| *l == look).map_or(0.0, |(_, n)| n as f64)
}

fn durations(ui: &mut Ui, data: &Dashboard, label: Option<&ResultLabel>, view: &View<'_>, out: &mut Actions) {
    let p = Palette::of(ui);
    let runs = &data.trend.runs;
    chart_card(ui, |ui| {
        let title = view.text("dashboard-duration");
        // Of the newest run, otherwise of the last one that has a duration.
        let timed = runs.iter().rev().find_map(|run| Some((run, run.duration_ms?)));
        let newest = match timed {
            Some((run, ms)) if runs.last().is_some_and(|last| last.id == run.id) => view.tr.duration(ms),
            Some((run, ms)) => {
                let args = [("time", view.tr.duration(ms).into()), ("number", run.number.into())];
                view.tr.fmt("dashboard-duration-in", &args)
            }
            None => "–".to_owned(),
        };
        card_title(ui, &title, |ui| match timed {
            Some((run, _)) => {
                let link = text::label_link_in(ui, &newest, Type::Mono, p.text_secondary);
                if link.on_hover_text(format!("#{} {}", run.number, run.title)).clicked() {
                    out.nav(to_run(run.id, label));
                }
            }
            None => drop(text::line(ui, &newest, Type::Mono, p.text_secondary)),
        });
        // The axis counts in the unit in which the longest run is a handy number.
        let longest = runs.iter().filter_map(|run| run.duration_ms).max().unwrap_or(0) as f64;
        let unit = if longest >= 180.0 * MINUTE {
            60.0 * MINUTE
        } else if longest >= 3.0 * MINUTE {
            MINUTE
        } else {
            MINUTE / 60.0
        };
        let value = move |run: &RunPoint| run.duration_ms.unwrap_or(0) as f64 / unit;
        let series = [Series { name: &title, colour: p.accent, value: &value }];
        let tr = view.tr;
        let name = move |v: f64| tr.duration((v * unit).round() as i64);
        let height = ui.available_height();
        let bars = charts::bars(ui, "dashboard-duration", height, runs, &series, name, tr);
        let columns = charts::columns(ui, &title, &[&bars], runs, view);
        out.extend(columns.opened.map(|run| to_run(run, label)));
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(number: i64, title: &str) -> RunPoint {
        RunPoint {
            id: RunId(number),
            number,
            title: title.into(),
            environment: None,
            at_ms: number,
            duration_ms: None,
            spent_ms: 0,
            counts: Default::default(),
            errors: 0,
        }
    }

    #[test]
    fn the_series_of_most_runs_is_the_main_one() {
        let runs = |titles: &[&str]| (1..).zip(titles).map(|(n, title)| run(n, title)).collect::<Vec<_>>();
        let mixed = runs(&["Nightly 1", "Nightly 2", "Release", "Nightly 3", "Smoke"]);
        assert_eq!(main_series(&mixed), Some("Nightly 3"));
        assert_eq!(main_series(&runs(&["Nightly 1", "Nightly 2", "Nightly 3"])), None, "all of them are shown anyway");
        assert_eq!(main_series(&runs(&["Nightly 1", "Nightly 2", "Smoke"])), Some("Nightly 2"));
        assert_eq!(main_series(&runs(&["Nightly", "Smoke", "Release"])), None, "none has several");
        assert_eq!(main_series(&[]), None);
        // A smoke run after every nightly one: the larger runs are meant.
        let mut turns = runs(&["Nightly 1", "Smoke 1", "Nightly 2", "Smoke 2"]);
        assert_eq!(main_series(&turns), Some("Smoke 2"), "the newest of equal ones");
        turns[0].counts.passed = 40;
        assert_eq!(main_series(&turns), Some("Nightly 2"));
        assert!(is_mixed(&turns) && !is_mixed(&turns[..1]));
    }
}
