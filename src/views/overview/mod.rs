//! The overview: numbers, coverage by module, functions that need attention, and how the finished runs went.
//!
//! Without a finished run of the shown project the registry fills the view. With one, charts and lists of tests ([`results`]) stand
//! between and below, and everything scrolls.

mod attention;
mod cards;
mod charts;
mod function_lines;
mod lists;
mod results;
mod tables;

use eframe::egui::{Align, Color32, Layout, Margin, Pos2, Rect, ScrollArea, Ui, UiBuilder, Vec2, pos2, vec2};
use serde_json::Value;

pub use cards::{CARDS, cards, other_filter};

use self::attention::Attention;
use self::function_lines::{function_line, heading, shared_beginnings};
use self::results::{KeptChoices, Results};
use super::{TabName, TabView};
use crate::action::{Actions, Nav};
use crate::model::QuickFilter;
use crate::model::registry::FunctionRow;
use crate::model::rollup::dot_of;
use crate::query::Reads;
use crate::state::UiState;
use crate::ui_command::UiCommand;
use crate::view::View;
use voluptas_app::functions::coverage::Coverage;
use voluptas_app::overview::dashboard::Dashboard;
use voluptas_core::domain::result::ResultLabel;
use voluptas_store::test_history::WorstBy;
use voluptas_ui::theme::{Palette, Type, icons, size, space};
use voluptas_ui::widgets::card::surface;
use voluptas_ui::widgets::{Tone, banner, empty_state, paint, progress, scroll_by_pages, text};

/// Width of a bar.
const BAR: f32 = 96.0;
/// Share of a line that a bar takes at most.
const BAR_SHARE: f32 = 0.2;
/// Narrower lists of modules have their bars below the titles.
const NARROW: f32 = 320.0;
/// Height of a bar below a title.
const THIN: f32 = 3.0;

/// Height of a list where the lists stand one below the other.
const STACKED: f32 = 280.0;

/// Height of the list of functions that need attention, beside a list of tests.
const ATTENTION: f32 = 220.0;
/// Share of the window's height that the list may take to show all of its lines.
const ATTENTION_SHARE: f32 = 0.36;

/// The tab of the overview.
#[derive(Debug, Default)]
pub struct Overview {
    results: Results,
}

impl TabView for Overview {
    type Key = ();
    const IS_FIXED: bool = true;

    fn name((): (), view: &View<'_>) -> TabName {
        TabName { short: view.text("gui-tab-overview").into_owned(), long: String::new() }
    }

    fn refresh(&mut self, (): (), reads: Reads<'_>) {
        self.results.refresh(reads);
    }

    fn ui(&mut self, ui: &mut Ui, (): (), _state: &mut UiState, view: &View<'_>, out: &mut Actions) {
        self.results.follow(ui, view);
        match self.results.data() {
            Some(data) if data.trend.has_finished => dashboard(ui, &mut self.results, &data, view, out),
            // The place of the lists is not known yet.
            None if self.results.is_awaited() => {
                if !view.registry.rows.is_empty() {
                    cards(ui, view, out);
                }
            }
            _ => contents(ui, Attention { results: None, label: None, waiting: self.results.waiting() }, view, out),
        }
    }

    fn keep(&self) -> Value {
        serde_json::to_value(self.results.kept()).unwrap_or_default()
    }

    fn restore(&mut self, kept: &Value) {
        // Earlier versions stored the range alone.
        let earlier = |range| KeptChoices { range, ..KeptChoices::default() };
        let read = serde_json::from_value(kept.clone()).or_else(|_| serde_json::from_value(kept.clone()).map(earlier));
        if let Ok(kept) = read {
            self.results.restore(kept);
        }
    }
}

impl Overview {
    /// The label by which a part of each run is shown.
    pub fn label(&self) -> Option<&ResultLabel> {
        self.results.label()
    }
}

/// Room for the focus ring, in points.
const RING: i8 = 4;

/// Draws the overview of a project with finished runs.
fn dashboard(ui: &mut Ui, results: &mut Results, data: &Dashboard, view: &View<'_>, out: &mut Actions) {
    // The bar for scrolling lies in the margin of the view, so that it covers no card; so do the rings around what has the keyboard, which
    // the area would cut.
    let room = ui.available_rect_before_wrap();
    let wide = Rect::from_min_max(room.min - Vec2::splat(RING.into()), pos2(room.right() + space::L - space::XXS, room.bottom()));
    let mut child = ui.new_child(UiBuilder::new().max_rect(wide).layout(Layout::top_down(Align::Min)));
    let margin = Margin { left: RING, top: RING, ..Margin::ZERO };
    ScrollArea::vertical().id_salt("dashboard").content_margin(margin).auto_shrink(false).show(&mut child, |ui| {
        ui.set_max_width(room.width());
        ui.spacing_mut().item_spacing.y = space::M;
        let has_functions = !view.registry.rows.is_empty();
        let label = results.label().cloned();
        let needs = Attention { results: Some(data), label: label.as_ref(), waiting: results.waiting() };
        if has_functions {
            next_step(ui, view, out);
            cards(ui, view, out);
        }
        results.filters(ui, data, view);
        if !has_functions {
            let room = vec2(ui.available_width(), results::CHART);
            ui.allocate_ui_with_layout(room, Layout::top_down(Align::Min), |ui| results.chart(ui, data, view, out));
            let height = lists::height(results.lines(WorstBy::Failing, data));
            if needs.has_notices(view) {
                results::pair(ui, 0.5, height, |ui, left| {
                    if left { attention::card(ui, needs, view, out) } else { results.list(ui, WorstBy::Failing, data, view, out) }
                });
            } else {
                let room = vec2(ui.available_width(), height);
                ui.allocate_ui_with_layout(room, Layout::top_down(Align::Min), |ui| {
                    results.list(ui, WorstBy::Failing, data, view, out);
                });
            }
        } else {
            results::pair(ui, results::SHARE, results::CHART, |ui, left| {
                if left { results.chart(ui, data, view, out) } else { modules(ui, view, out) }
            });
            let wanted = attention::height(needs, view).min(ui.ctx().content_rect().height() * ATTENTION_SHARE);
            let height = lists::height(results.lines(WorstBy::Failing, data)).max(ATTENTION).max(wanted);
            results::pair(ui, 0.5, height, |ui, left| {
                if left { attention::card(ui, needs, view, out) } else { results.list(ui, WorstBy::Failing, data, view, out) }
            });
        }
        results.rest(ui, data, view, out);
        scroll_by_pages(ui);
    });
}

/// The state without functions: the way to import a list, once the registry was read.
pub fn empty(ui: &mut Ui, view: &View<'_>, out: &mut Actions) {
    if view.loading {
        return;
    }
    let (title, more) = (view.text("gui-functions-empty"), view.text("gui-functions-empty-more"));
    if empty_state(ui, icons::OVERVIEW, &title, &more, Some(&view.text("gui-cmd-import-functions"))) {
        out.command(UiCommand::ImportFunctions);
    }
}

fn contents(ui: &mut Ui, needs: Attention<'_>, view: &View<'_>, out: &mut Actions) {
    if view.registry.rows.is_empty() {
        return empty(ui, view, out);
    }
    next_step(ui, view, out);
    if ui.available_width() < CARDS {
        ScrollArea::vertical().id_salt("overview").auto_shrink(false).show(ui, |ui| {
            cards(ui, view, out);
            let room = vec2(ui.available_width(), STACKED);
            ui.allocate_ui_with_layout(room, Layout::top_down(Align::Min), |ui| modules(ui, view, out));
            ui.allocate_ui_with_layout(room, Layout::top_down(Align::Min), |ui| attention::card(ui, needs, view, out));
            scroll_by_pages(ui);
        });
        return;
    }
    cards(ui, view, out);
    if !view.runs.rows.is_empty() {
        text::line(ui, &view.text("dashboard-no-runs"), Type::Label, Palette::of(ui).text_secondary);
    }
    ui.add_space(space::XS);
    let width = (ui.available_width() - space::M) / 2.0;
    let height = ui.available_height();
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = space::M;
        ui.allocate_ui_with_layout(vec2(width, height), Layout::top_down(Align::Min), |ui| modules(ui, view, out));
        ui.allocate_ui_with_layout(vec2(width, height), Layout::top_down(Align::Min), |ui| attention::card(ui, needs, view, out));
    });
}

/// The next step while there are no numbers yet: bring cases in, then link them.
fn next_step(ui: &mut Ui, view: &View<'_>, out: &mut Actions) {
    let (key, action, command) = if view.loading || view.registry.totals.covered > 0 {
        return;
    } else if view.cases.rows.is_empty() {
        ("gui-overview-next", "gui-first-qase", UiCommand::SyncQase)
    } else {
        ("gui-overview-next-map", "gui-overview-map", UiCommand::MapCases)
    };
    if banner(ui, Tone::Info, &view.text(key), Some(&view.text(action)), None).is_some() {
        out.command(command);
    }
}

fn modules(ui: &mut Ui, view: &View<'_>, out: &mut Actions) {
    surface(ui, 0.0, |ui| {
        ui.set_height(ui.available_height());
        ui.set_width(ui.available_width());
        heading(ui, &view.text("gui-overview-modules"), "");
        ScrollArea::vertical().id_salt("modules").auto_shrink(false).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            let modules = || view.registry.rows.iter().filter(|r| r.depth == 0 && r.coverage.testable > 0);
            let numbers = |row: &FunctionRow| {
                let number = |n: u32| view.tr.number(i64::from(n));
                format!("{} / {}", number(row.coverage.covered), number(row.coverage.testable))
            };
            let widest = modules()
                .map(|r| paint::galley(ui, &numbers(r), Type::Mono, eframe::egui::Color32::PLACEHOLDER).size().x)
                .fold(0.0, f32::max);
            // In a narrow list the bar lies below the title, along the line.
            let narrow = ui.available_width() < NARROW;
            let bar = if narrow { 0.0 } else { BAR.min(ui.available_width() * BAR_SHARE).floor() };
            let shared = shared_beginnings(&modules().map(FunctionRow::title).collect::<Vec<_>>());
            for (row, shared) in modules().zip(shared) {
                if function_line(ui, view, row, shared, |ui, p, rect| {
                    dot_of(&row.coverage).paint(ui, rect.right_center() - vec2(size::DOT, 0.0));
                    let right = rect.right_center() - vec2(size::DOT * 2.0 + space::XS, 0.0);
                    covered_of(ui, view, row, right, out);
                    // Bars begin and end at the same place in every line.
                    let x = right.x - widest;
                    let at = Rect::from_min_max(
                        eframe::egui::pos2((x - space::M - bar).max(rect.left()), rect.top()),
                        eframe::egui::pos2(x - space::M, rect.bottom()),
                    );
                    if narrow {
                        let at = Rect::from_min_max(pos2(rect.left(), rect.bottom() - THIN - 1.0), rect.max);
                        let mut child = ui.new_child(UiBuilder::new().max_rect(at).layout(Layout::top_down(Align::Min)));
                        progress::parts_bar(&mut child, &parts(&row.coverage, p), THIN, row.title());
                        return x - space::XS;
                    }
                    let at = Rect::from_center_size(at.center(), vec2(at.width(), space::S - space::XXS));
                    let mut child = ui.new_child(UiBuilder::new().max_rect(at).layout(Layout::top_down(Align::Min)));
                    progress::parts_bar(&mut child, &parts(&row.coverage, p), at.height(), row.title());
                    at.left()
                }) {
                    out.nav(Nav::Function(row.function.id));
                }
            }
        });
    });
}

/// Parts of the bar of a module: the covered functions, by the last results of their cases, and those without a case.
fn parts(c: &Coverage, p: &Palette) -> [(Color32, u64); 5] {
    let [covered, cases, missing] = [c.covered, c.cases, c.testable - c.covered.min(c.testable)].map(u64::from);
    let of = |n: u32| u64::from(n) * covered;
    let waits = of(c.untested + c.other) + if cases == 0 { covered } else { 0 };
    [
        (p.passed, of(c.passed)),
        (p.failed, of(c.failed)),
        (p.broken, of(c.broken)),
        (p.untested, waits),
        (p.line, missing * cases.max(1)),
    ]
}

/// Draws "12 / 40" at the left of a place: each number opens the rows that it counts.
fn covered_of(ui: &mut Ui, view: &View<'_>, row: &FunctionRow, right: Pos2, out: &mut Actions) {
    let (covered, testable) = (i64::from(row.coverage.covered), i64::from(row.coverage.testable));
    let name = |key: &str, n: i64| {
        let branch = view.tr.fmt(key, &[("branch", row.title().into())]);
        format!("{branch}: {}", view.tr.number(n))
    };
    let all = text::number_link(ui, right, &view.tr.number(testable), &name("gui-quick-testable-in", testable), row.root);
    let slash = paint::galley(ui, " / ", Type::Mono, Palette::of(ui).text_secondary);
    let left = paint::put_right(ui.painter(), pos2(all.rect.left(), right.y), slash);
    let some =
        text::number_link(ui, pos2(left, right.y), &view.tr.number(covered), &name("gui-quick-covered-in", covered), row.root);
    if some.clicked() {
        out.nav(Nav::Filter(QuickFilter::CoveredIn(row.root)));
    } else if all.clicked() {
        out.nav(Nav::Filter(QuickFilter::TestableIn(row.root)));
    }
}
