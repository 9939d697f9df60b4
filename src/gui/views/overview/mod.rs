//! The overview: numbers, coverage by module, and functions that need attention.

mod cards;

use eframe::egui::{Align, Layout, Pos2, Rect, ScrollArea, Sense, Ui, UiBuilder, pos2, vec2};

pub use cards::{CARDS, cards, other_filter};

use crate::gui::action::{Actions, Nav};
use crate::gui::model::registry::FunctionRow;
use crate::gui::model::rollup::dot_of;
use crate::gui::model::{QuickFilter, words};
use crate::gui::state::UiState;
use crate::gui::theme::{Palette, Type, icons, size, space};
use crate::gui::ui_command::UiCommand;
use crate::gui::view::View;
use crate::gui::views::{TabName, TabView};
use crate::gui::widgets::card::surface;
use crate::gui::widgets::{Look, Tone, banner, empty_state, paint, progress, status_icon, text};

/// Width of a bar.
const BAR: f32 = 96.0;
/// Share of a line that a bar takes at most.
const BAR_SHARE: f32 = 0.2;
/// Most lines of a list of the overview.
const LINES: usize = 12;

/// Height of a list where the lists stand one below the other.
const STACKED: f32 = 280.0;

/// The tab of the overview. It shows the shared lists and reads nothing itself.
#[derive(Debug, Default)]
pub struct Overview;

impl TabView for Overview {
    type Key = ();
    const IS_FIXED: bool = true;

    fn name((): (), view: &View<'_>) -> TabName {
        TabName { short: view.text("gui-tab-overview").into_owned(), long: String::new() }
    }

    fn ui(&mut self, ui: &mut Ui, (): (), _state: &mut UiState, view: &View<'_>, out: &mut Actions) {
        contents(ui, view, out);
    }
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

fn contents(ui: &mut Ui, view: &View<'_>, out: &mut Actions) {
    if view.registry.rows.is_empty() {
        return empty(ui, view, out);
    }
    next_step(ui, view, out);
    if ui.available_width() < CARDS {
        ScrollArea::vertical().id_salt("overview").auto_shrink(false).show(ui, |ui| {
            cards(ui, view, out);
            let room = vec2(ui.available_width(), STACKED);
            ui.allocate_ui_with_layout(room, Layout::top_down(Align::Min), |ui| modules(ui, view, out));
            ui.allocate_ui_with_layout(room, Layout::top_down(Align::Min), |ui| attention(ui, view, out));
        });
        return;
    }
    cards(ui, view, out);
    ui.add_space(space::XS);
    let width = (ui.available_width() - space::M) / 2.0;
    let height = ui.available_height();
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = space::M;
        ui.allocate_ui_with_layout(vec2(width, height), Layout::top_down(Align::Min), |ui| modules(ui, view, out));
        ui.allocate_ui_with_layout(vec2(width, height), Layout::top_down(Align::Min), |ui| attention(ui, view, out));
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
            // In a narrow list the bar gives way to the titles.
            let bar = BAR.min(ui.available_width() * BAR_SHARE).floor();
            for row in modules() {
                if line(ui, view, row, |ui, _, rect| {
                    let share = row.coverage.covered as f32 / row.coverage.testable.max(1) as f32;
                    dot_of(&row.coverage).paint(ui, rect.right_center() - vec2(size::DOT, 0.0));
                    let right = rect.right_center() - vec2(size::DOT * 2.0 + space::XS, 0.0);
                    covered_of(ui, view, row, right, out);
                    // Bars begin and end at the same place in every line.
                    let x = right.x - widest;
                    let at = Rect::from_min_max(
                        eframe::egui::pos2((x - space::M - bar).max(rect.left()), rect.top()),
                        eframe::egui::pos2(x - space::M, rect.bottom()),
                    );
                    let mut child = ui.new_child(UiBuilder::new().max_rect(at).layout(Layout::left_to_right(Align::Center)));
                    progress::progress_bar(&mut child, Some(share), at.width(), row.title());
                    at.left()
                }) {
                    out.nav(Nav::Function(row.function.id));
                }
            }
        });
    });
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

fn attention(ui: &mut Ui, view: &View<'_>, out: &mut Actions) {
    let rows = &view.registry.rows;
    let of = |quick| rows.iter().filter(move |r| r.is_in(quick)).collect::<Vec<&FunctionRow>>();
    let (failing, critical) = (of(QuickFilter::Failing), of(QuickFilter::CriticalUncovered));
    surface(ui, 0.0, |ui| {
        ui.set_height(ui.available_height());
        ui.set_width(ui.available_width());
        if failing.is_empty() && critical.is_empty() {
            heading(ui, &view.text("gui-overview-attention"), "");
            empty_state(ui, icons::DONE_ALL, &view.text("gui-overview-calm"), "", None);
            return;
        }
        ScrollArea::vertical().id_salt("attention").auto_shrink(false).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            let lists = [
                ("gui-overview-failing", &failing, QuickFilter::Failing),
                ("gui-overview-critical", &critical, QuickFilter::CriticalUncovered),
            ];
            for (title, list, quick) in lists {
                if list.is_empty() {
                    continue;
                }
                if heading(ui, &view.text(title), &view.tr.number(list.len() as i64)) {
                    out.nav(Nav::Filter(quick));
                }
                for row in list.iter().take(LINES) {
                    let chosen = line(ui, view, row, |ui, p, rect| {
                        let id = paint::elided_front(ui, &row.function.func_id, Type::Mono, p.text_faint, rect.width() * 0.4);
                        paint::put_right(ui.painter(), rect.right_center(), id)
                    });
                    if chosen {
                        out.nav(Nav::Function(row.function.id));
                    }
                }
            }
        });
    });
}

/// The head of a list. Its count is a link; returns true when it was pressed.
fn heading(ui: &mut Ui, title: &str, count: &str) -> bool {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), size::TABS), Sense::hover());
    let inner = rect.shrink2(vec2(space::M, 0.0));
    let mut child = ui.new_child(UiBuilder::new().max_rect(inner).layout(Layout::left_to_right(Align::Center)));
    text::strong(&mut child, title);
    let pressed = !count.is_empty() && text::link(&mut child, count).on_hover_text(title).clicked();
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, (size::LINE, Palette::of(ui).line));
    pressed
}

/// A line with the function's icon and title; `right` draws at the right end and gives the x where it begins. `true` when
/// pressed.
fn line(ui: &mut Ui, view: &View<'_>, row: &FunctionRow, right: impl FnOnce(&mut Ui, &'static Palette, Rect) -> f32) -> bool {
    let p = Palette::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), size::GRID_ROW), Sense::click());
    if response.hovered() {
        ui.painter().rect_filled(rect, 0.0, p.hover());
    }
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, (size::LINE, p.line));
    paint::focus_ring(ui, &response, rect.shrink(space::XXS));
    let inner = rect.shrink2(vec2(space::M, 0.0));
    let left = right(ui, p, inner);
    let room = Rect::from_min_max(inner.min, eframe::egui::pos2(left - space::S, inner.bottom()));
    let mut child = ui.new_child(UiBuilder::new().max_rect(room).layout(Layout::left_to_right(Align::Center)));
    if row.depth > 0 && row.look != Look::Untested {
        status_icon(&mut child, row.look, &words::look_name(view.tr, row.look));
    } else {
        text::icon(&mut child, words::type_icon(row.function.kind), p.text_secondary);
    }
    text::line(&mut child, row.title(), Type::Body, p.text);
    let title = row.title();
    paint::describe(&response, || eframe::egui::WidgetInfo::labeled(eframe::egui::Role::Button, true, title));
    response.clicked()
}
