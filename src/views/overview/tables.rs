//! Tables of results by module and by environment.

use eframe::egui::{Align, Layout, Popup, Rect, RectAlign, Response, Role, Sense, Ui, UiBuilder, WidgetInfo, pos2};
use voluptas_ui::widgets::StatusStyle as _;

use super::lists;
use super::results::to_run;
use crate::action::{Actions, Nav};
use crate::model::rollup::class_of;
use crate::model::run_rows::RunRows;
use crate::view::View;
use voluptas_app::overview::dashboard::{BadTest, EnvironmentPoint, ModuleLine, RunPoint, Trend};
use voluptas_core::domain::ids::RunId;
use voluptas_core::domain::result::ResultLabel;
use voluptas_store::test_modules::Module;
use voluptas_ui::theme::{Palette, Type, space};
use voluptas_ui::widgets::card::surface;
use voluptas_ui::widgets::{PickRow, Picker, RowHint as _, StatusClass, paint, progress, text};

/// Width of the bar of a module, and of the list of its failing tests.
const BAR: f32 = 90.0;
const LIST: f32 = 400.0;

/// Texts of a row that can be pressed.
#[derive(Debug, Clone, Copy)]
pub struct RowTexts<'a> {
    /// Title at the left.
    pub title: &'a str,
    /// Name for screen readers.
    pub name: &'a str,
    /// Explanation of the figures, on hover; blank for none.
    pub hint: &'a str,
}

/// A row that can be pressed, with its title at the left; `right` draws at the right and gives the x where it begins. True when
/// pressed.
pub fn row(ui: &mut Ui, texts: RowTexts<'_>, is_last: bool, right: impl FnOnce(&mut Ui, Rect) -> f32) -> bool {
    let (inner, response) = lists::pressable(ui, is_last);
    filled(ui, texts, inner, &response, Role::Link, right);
    response.clicked()
}

/// A line like [`row`] without a target: neither a link nor a stop of Tab.
fn plain_row(ui: &mut Ui, texts: RowTexts<'_>, is_last: bool, right: impl FnOnce(&mut Ui, Rect) -> f32) {
    let (inner, response) = lists::line(ui, is_last, Sense::hover());
    filled(ui, texts, inner, &response, Role::Label, right);
}

/// Draws the contents of a line and names it.
fn filled(
    ui: &mut Ui,
    texts: RowTexts<'_>,
    inner: Rect,
    response: &Response,
    role: Role,
    right: impl FnOnce(&mut Ui, Rect) -> f32,
) {
    let RowTexts { title, name, hint } = texts;
    let left = right(ui, inner);
    let room = Rect::from_min_max(inner.min, pos2(left - space::S, inner.bottom()));
    let mut child = ui.new_child(UiBuilder::new().max_rect(room).layout(Layout::left_to_right(Align::Center)));
    text::line(&mut child, title, Type::Body, Palette::of(ui).text);
    paint::describe(response, || WidgetInfo::labeled(role, true, name));
    if !hint.is_empty() {
        response.hint_above_pointer(hint);
    }
}

/// Draws the results by module.
pub fn by_module(ui: &mut Ui, modules: &[ModuleLine], rows: usize, view: &View<'_>, out: &mut Actions) {
    let p = Palette::of(ui);
    surface(ui, 0.0, |ui| {
        ui.set_height(lists::height(rows));
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = 0.0;
        let rule = view.text("dashboard-modules-rule");
        lists::heading(ui, &view.text("dashboard-modules"), &view.text("dashboard-modules-note"), &rule, "", view);
        for (i, line) in modules.iter().take(rows).enumerate() {
            let without = view.text("dashboard-no-module");
            let title = if line.module == Module::None { without.as_ref() } else { line.title.as_str() };
            let rate = line.last.pass_rate().map_or_else(|| "—".to_owned(), |rate| view.tr.rate(rate));
            let c = &line.last;
            let name = view.tr.fmt("dashboard-module-row", &[("title", title.into()), ("rate", rate.clone().into())]);
            let (mut opened, mut chosen) = (false, None);
            let opens = match line.module {
                Module::Function(_) => "dashboard-module-opens-function",
                Module::Suite(_) => "dashboard-module-opens-suite",
                Module::None => "",
            };
            let hint = [Some(view.text("rate-of-module")), (!opens.is_empty()).then(|| view.text(opens))];
            let hint = hint.into_iter().flatten().collect::<Vec<_>>().join("\n");
            let texts = RowTexts { title, name: &name, hint: &hint };
            let figures = |ui: &mut Ui, inner: Rect| {
                let galley = paint::galley(ui, &rate, Type::Mono, p.text);
                let mut left =
                    paint::put_right(ui.painter(), inner.right_center(), galley).min(inner.right() - space::XXL - space::S);
                let at = Rect::from_min_max(
                    pos2(left - BAR - space::S, inner.center().y - 3.0),
                    pos2(left - space::S, inner.center().y + 3.0),
                );
                let parts = [
                    (soft(StatusClass::Passed, p), c.passed),
                    (p.failed, c.failed),
                    (p.broken, c.broken),
                    (p.blocked, c.blocked),
                    (p.in_progress, c.other),
                    (p.line_strong, c.skipped),
                ];
                let mut child = ui.new_child(UiBuilder::new().max_rect(at).layout(Layout::top_down(Align::Min)));
                progress::parts_bar(&mut child, &parts, at.height(), title);
                left = at.left();
                let bad = c.failed + c.broken;
                if bad > 0 {
                    let number = view.tr.number(i64::try_from(bad).unwrap_or(0));
                    let all = view.tr.fmt("dashboard-module-bad", &[("title", title.into()), ("n", number.clone().into())]);
                    let right = pos2(left - space::S, inner.center().y);
                    let hint = view.text("dashboard-module-bad-opens");
                    let link = text::number_link_in(ui, right, &number, &all, ("bad", i), p.failed);
                    let link = link.on_hover_text(&*hint);
                    left = link.rect.left();
                    opened = link.clicked();
                    chosen = failing(ui, &link, &line.bad, &all, view);
                }
                left
            };
            // Tests without a module have no function and no suite that could be shown.
            let pressed = if line.module == Module::None {
                plain_row(ui, texts, i + 1 == rows, figures);
                false
            } else {
                row(ui, texts, i + 1 == rows, figures)
            };
            if let Some(test) = chosen {
                out.nav(Nav::RunRows(test.run, RunRows::Test(test.test)));
            } else if pressed && !opened {
                match line.module {
                    Module::Function(id) => out.nav(Nav::Function(id)),
                    Module::Suite(id) => out.nav(Nav::SuiteCases(id)),
                    Module::None => {}
                }
            }
        }
    });
}

/// Draws the list of the failing tests of a module at the number that counts them. Gives the one that was chosen.
fn failing<'m>(ui: &mut Ui, link: &Response, tests: &'m [BadTest], name: &str, view: &View<'_>) -> Option<&'m BadTest> {
    let p = Palette::of(ui);
    let (filter, nothing) = (view.text("gui-filter"), view.text("gui-nothing-found"));
    let picker = Picker { name, placeholder: "", filter: &filter, nothing: &nothing, width: LIST };
    let line = |i: usize| {
        let look = class_of(Some(&tests[i].status));
        PickRow { icon: Some((look.icon(), look.colour(p))), text: tests[i].title.clone(), note: format!("#{}", tests[i].number) }
    };
    picker.below(ui, link, RectAlign::BOTTOM_END, None, tests.len(), line).and_then(|i| tests.get(i))
}

/// Draws the list of the runs of an environment, newest first, at the number that counts them. Gives the one that was chosen.
fn runs_of(ui: &mut Ui, link: &Response, point: &EnvironmentPoint, trend: &Trend, name: &str, view: &View<'_>) -> Option<RunId> {
    let p = Palette::of(ui);
    let (filter, nothing) = (view.text("gui-filter"), view.text("gui-nothing-found"));
    let runs: Vec<&RunPoint> = trend.runs.iter().rev().filter(|run| run.environment == point.environment).collect();
    let picker = Picker { name, placeholder: "", filter: &filter, nothing: &nothing, width: LIST };
    let line = |i: usize| {
        let look = match &runs[i].counts {
            counts if counts.failed > 0 => StatusClass::Failed,
            counts if counts.broken > 0 => StatusClass::Broken,
            counts if counts.passed > 0 => StatusClass::Passed,
            _ => StatusClass::Untested,
        };
        let text = format!("#{} {}", runs[i].number, runs[i].title);
        PickRow { icon: Some((look.icon(), look.colour(p))), text, note: view.tr.date(runs[i].at_ms) }
    };
    picker.below(ui, link, RectAlign::BOTTOM_END, None, runs.len(), line).and_then(|i| runs.get(i)).map(|run| run.id)
}

/// Draws the environments, as many as `rows`, of the part of each run with the label. A line and its number of runs list the runs that the pass rate counts; the line of a single run opens it.
pub fn by_environment(
    ui: &mut Ui,
    environments: &[EnvironmentPoint],
    trend: &Trend,
    (rows, label): (usize, Option<&ResultLabel>),
    view: &View<'_>,
    out: &mut Actions,
) {
    let p = Palette::of(ui);
    surface(ui, 0.0, |ui| {
        ui.set_height(lists::height(rows));
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = 0.0;
        lists::heading(
            ui,
            &view.text("dashboard-by-environment"),
            &view.text("dashboard-by-environment-note"),
            &view.text("rate-of-environment"),
            "",
            view,
        );
        for (i, point) in environments.iter().take(rows).enumerate() {
            let without = view.text("dashboard-no-environment");
            let title = point.environment.and_then(|id| trend.environments.get(&id)).map_or(without.as_ref(), String::as_str);
            let rate = point.counts.pass_rate().map_or_else(|| "—".to_owned(), |rate| view.tr.rate(rate));
            let name = view.tr.fmt(
                "dashboard-environment-row",
                &[("title", title.into()), ("number", point.newest.number.into()), ("rate", rate.clone().into())],
            );
            let (mut counted, mut chosen, mut list) = (false, None, None);
            let texts = RowTexts { title, name: &name, hint: &view.text("rate-of-environment") };
            let pressed = row(ui, texts, i + 1 == rows, |ui, inner| {
                let galley = paint::galley(ui, &rate, Type::Mono, p.text);
                let left =
                    paint::put_right(ui.painter(), inner.right_center(), galley).min(inner.right() - space::XXL - space::S);
                let words = view.count("dashboard-runs", point.runs as u64);
                let all = view.tr.fmt("dashboard-runs-of", &[("title", title.into()), ("runs", words.clone().into())]);
                let link = text::number_link(ui, pos2(left - space::M, inner.center().y), &words, &all, point.environment);
                counted = link.clicked();
                chosen = runs_of(ui, &link, point, trend, &all, view);
                list = Some(Popup::default_response_id(&link));
                link.rect.left()
            });
            if let Some(run) = chosen {
                out.nav(to_run(run, label));
            } else if pressed && !counted {
                match list.filter(|_| point.runs > 1) {
                    Some(list) => Popup::open_id(ui.ctx(), list),
                    None => out.nav(to_run(point.newest.id, label)),
                }
            }
        }
    });
}

/// The colour of a kind of results in bars that are mostly green: passed ones step back.
pub fn soft(look: StatusClass, p: &Palette) -> eframe::egui::Color32 {
    if look == StatusClass::Passed { voluptas_ui::theme::tokens::mix(p.panel, p.passed, 0.45) } else { look.colour(p) }
}
