//! Lists of tests that need a look: those that fail most, flaky ones, slow ones. A line opens the run in which the test failed last.

use std::collections::BTreeMap;

use eframe::egui::{
    Align, CornerRadius, Layout, PopupAnchor, Rect, Response, Role, Sense, Tooltip, Ui, UiBuilder, WidgetInfo, pos2, vec2,
};

use crate::action::{Action, Actions, Nav};
use crate::model::rollup::class_of;
use crate::model::test_names::name_of;
use crate::panels::menu;
use crate::view::View;
use crate::views::run::history::{way, words_of};
use voluptas_app::overview::dashboard::{TOP, TestLine};
use voluptas_core::domain::outcome::{CLASSIC_RUNS, FlakyRule, WINDOW};
use voluptas_core::domain::rules::ResultRules;
use voluptas_core::domain::test_name::labels;
use voluptas_store::test_history::WorstBy;
use voluptas_ui::theme::{Palette, Type, icons, size, space};
use voluptas_ui::widgets::card::surface;
use voluptas_ui::widgets::marks::{MarkSize, marks};
use voluptas_ui::widgets::{RowHint as _, paint, row_menu, text};

/// Lines of a list that is not opened whole.
pub const SHOWN: usize = 6;
/// Width of the bar of a line.
const BAR: f32 = 64.0;
/// Height of the bar of a line.
const BAR_HEIGHT: f32 = 6.0;
/// Room for a number at the right end of a line, and for a duration.
const NUMBER: f32 = 60.0;
const DURATION: f32 = 80.0;
/// Least room for a note beside a title.
const NOTE: f32 = 90.0;
/// Width of the menu of a line.
const MENU: f32 = 230.0;
/// Greatest height that a list takes because the card beside it is higher.
const MOST_HEIGHT: f32 = 900.0;
/// Narrower lists have no bars.
const NARROW: f32 = 300.0;

/// Keys of the texts of a list: title, note, rule, and the words without tests.
struct Keys {
    title: &'static str,
    note: &'static str,
    rule: &'static str,
    empty: &'static str,
}

fn keys_of(by: WorstBy, rule: FlakyRule) -> Keys {
    match by {
        WorstBy::Flaky if rule == FlakyRule::Classic => {
            Keys { rule: "dashboard-flaky-classic-rule", ..keys_of(by, FlakyRule::Switches) }
        }
        WorstBy::Failing => Keys {
            title: "dashboard-failing",
            note: "dashboard-failing-note",
            rule: "dashboard-failing-rule",
            empty: "dashboard-failing-none",
        },
        WorstBy::Flaky => Keys {
            title: "dashboard-flaky",
            note: "dashboard-flaky-note",
            rule: "dashboard-flaky-rule",
            empty: "dashboard-flaky-none",
        },
        WorstBy::Slow => Keys {
            title: "dashboard-slow",
            note: "dashboard-slow-note",
            rule: "dashboard-slow-rule",
            empty: "dashboard-slow-none",
        },
    }
}

/// Height of a list with its heading.
pub fn height(lines: usize) -> f32 {
    size::TABS + lines as f32 * size::GRID_ROW + space::XXS
}

/// A list of tests.
pub struct List<'a> {
    /// The order of the tests.
    pub by: WorstBy,
    /// The tests.
    pub lines: &'a [TestLine],
    /// Titles of environments, shown where tests of several stand in the list.
    pub environments: &'a BTreeMap<i64, String>,
    /// Rule of the list of flaky tests.
    pub rule: FlakyRule,
    /// Numbers of the rules.
    pub rules: ResultRules,
}

impl List<'_> {
    /// True where the lines are of more than one environment; none at all counts as one.
    fn is_of_several_environments(&self) -> bool {
        self.lines.windows(2).any(|two| two[0].environment != two[1].environment)
    }
}

/// Draws a list. `all` is set while every test of it is shown.
pub fn list(ui: &mut Ui, list: &List<'_>, all: &mut bool, view: &View<'_>, out: &mut Actions) {
    let keys = keys_of(list.by, list.rule);
    surface(ui, 0.0, |ui| {
        // As high as the card beside it, which may have more lines: then there is room for more tests.
        let room = ui.available_height().min(MOST_HEIGHT);
        let fitting = ((room - height(0)) / size::GRID_ROW).floor().max(0.0) as usize;
        let first = SHOWN.max(fitting);
        let shown = if *all { list.lines.len().max(first) } else { first };
        ui.set_height(height(shown).max(room));
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = 0.0;
        let rule = view.tr.fmt(
            keys.rule,
            &[
                ("window", i64::try_from(WINDOW).unwrap_or(0).into()),
                ("switches", list.rules.flaky_switches.into()),
                ("rate", list.rules.flaky_percent.into()),
                ("runs", list.rules.flaky_runs.into()),
                ("before", i64::try_from(CLASSIC_RUNS).unwrap_or(0).into()),
            ],
        );
        let note = view.count(keys.note, WINDOW as u64);
        let more = if list.lines.len() > first {
            // A full list may leave tests out.
            let key = if list.lines.len() >= TOP { "dashboard-top" } else { "dashboard-all" };
            let key = if *all { "dashboard-fewer" } else { key };
            view.tr.fmt(key, &[("n", i64::try_from(list.lines.len()).unwrap_or(0).into())])
        } else {
            String::new()
        };
        if heading(ui, &view.text(keys.title), &note, &rule, &more, view) {
            *all = !*all;
        }
        if list.lines.is_empty() {
            ui.add_space(space::M);
            ui.horizontal(|ui| {
                ui.add_space(space::M);
                text::secondary(ui, &view.text(keys.empty));
            });
            return;
        }
        let most = list.lines.iter().map(|line| figure(list.by, line)).max().unwrap_or(1).max(1);
        let lines = || list.lines.iter().take(shown);
        let name = |line: &TestLine| name_of(&line.title, &line.values, line.case, line.full_name.as_deref(), view.cases);
        let names: Vec<_> = lines().map(name).collect();
        for (i, (line, label)) in lines().zip(labels(&names)).enumerate() {
            row(ui, list, (line, &label), most, i + 1 == shown, view, out);
        }
    });
}

/// The heading of a card: title, note, a sign that tells the rule, and a link at the right. True when the link was pressed.
pub fn heading(ui: &mut Ui, title: &str, note: &str, rule: &str, more: &str, view: &View<'_>) -> bool {
    let p = Palette::of(ui);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), size::TABS), Sense::hover());
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, (size::LINE, p.line));
    let inner = rect.shrink2(vec2(space::M, 0.0));
    let wide = if more.is_empty() { 0.0 } else { paint::galley(ui, more, Type::Medium, p.accent).size().x + space::S };
    let left = Rect::from_min_max(inner.min, pos2(inner.right() - wide, inner.bottom()));
    paint::inside(ui, left, Layout::left_to_right(Align::Center), |ui| {
        ui.spacing_mut().item_spacing.x = space::S;
        let hint = if rule.is_empty() { 0.0 } else { size::ICON + space::S };
        let room = ui.available_width() - hint;
        let used = text::line_within(ui, title, Type::Strong, p.text, room).rect.width();
        // Half a note says nothing; the rule tells the whole.
        let width = paint::galley(ui, note, Type::Label, p.text_secondary).size().x;
        if !note.is_empty() && (width <= room - used - space::S || (rule.is_empty() && room - used > NOTE)) {
            text::line_within(ui, note, Type::Label, p.text_secondary, room - used - space::S);
        }
        if !rule.is_empty() {
            self::hint(ui, title, rule, view);
        }
    });
    if more.is_empty() {
        return false;
    }
    let right = Rect::from_min_max(pos2(left.right(), inner.top()), inner.max);
    paint::inside(ui, right, Layout::right_to_left(Align::Center), |ui| text::link(ui, more).clicked())
}

/// A question mark that tells a rule while the pointer or the keyboard is on it.
fn hint(ui: &mut Ui, of: &str, rule: &str, view: &View<'_>) {
    let p = Palette::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(size::ICON, size::ICON), Sense::click());
    let colour = if response.hovered() || response.has_focus() { p.accent } else { p.text_faint };
    paint::icon(ui.painter(), rect, icons::INVALID, size::CHECK, colour);
    paint::focus_ring(ui, &response, rect);
    let name = view.tr.fmt("dashboard-rule-of", &[("list", of.into()), ("rule", rule.into())]);
    paint::describe(&response, || WidgetInfo::labeled(Role::Button, true, &name));
    if response.has_focus() || response.hovered() {
        Tooltip::always_open(ui.ctx().clone(), ui.layer_id(), response.id, PopupAnchor::from(rect)).show(|ui| {
            ui.set_max_width(size::TOAST);
            text::paragraph(ui, rule, Type::Body, p.text);
        });
    }
}

/// The number by which the list is ordered.
fn figure(by: WorstBy, line: &TestLine) -> i64 {
    by.figure(&line.record)
}

/// The number as a person reads it.
fn number(by: WorstBy, line: &TestLine, view: &View<'_>) -> String {
    match by {
        WorstBy::Failing => view.tr.number(figure(by, line)),
        WorstBy::Flaky => view.tr.percent(u64::try_from(line.record.flaky_rate).unwrap_or(0), 1000),
        WorstBy::Slow => view.tr.duration(figure(by, line)),
    }
}

/// Allocates a line of a list that can be pressed, and draws the common parts of such lines. Returns the place of its contents.
pub fn pressable(ui: &mut Ui, is_last: bool) -> (Rect, Response) {
    line(ui, is_last, Sense::click())
}

/// Like [`pressable`], for a line that senses something else.
pub fn line(ui: &mut Ui, is_last: bool, sense: Sense) -> (Rect, Response) {
    let p = Palette::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), size::GRID_ROW), sense);
    if sense.senses_click() && response.hovered() {
        ui.painter().rect_filled(rect, 0.0, p.hover());
    }
    if !is_last {
        ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, (size::LINE, p.line));
    }
    paint::focus_ring(ui, &response, rect.shrink(space::XXS));
    (rect.shrink2(vec2(space::M, 0.0)), response)
}

/// Draws a test. `mark` distinguishes it from another test with its title.
fn row(
    ui: &mut Ui,
    list: &List<'_>,
    (line, label): (&TestLine, &str),
    most: i64,
    is_last: bool,
    view: &View<'_>,
    out: &mut Actions,
) {
    let p = Palette::of(ui);
    let by = list.by;
    let (inner, response) = pressable(ui, is_last);
    if !ui.is_rect_visible(inner) {
        return;
    }
    let shown = number(by, line, view);
    let colour = if response.hovered() || response.has_focus() { p.accent } else { p.text };
    let galley = paint::galley(ui, &shown, Type::Mono, colour);
    let mut left = paint::put_right(ui.painter(), inner.right_center(), galley)
        .min(inner.right() - if by == WorstBy::Slow { DURATION } else { NUMBER });
    let narrow = inner.width() < NARROW;
    let salt = (line.test.0, line.environment);
    match by {
        WorstBy::Flaky => {
            left -= MarkSize::SMALL.width_of(WINDOW) + space::S;
            // The newest outcomes end at the same place in every line.
            let missing = WINDOW - line.seen.len().min(WINDOW);
            let from = left + missing as f32 * (MarkSize::SMALL.width + MarkSize::SMALL.gap);
            let looks = line.seen.iter().map(|s| class_of(Some(&s.status)));
            let pressed =
                marks(ui, pos2(from, inner.center().y), MarkSize::SMALL, looks, salt, |i| words_of(&line.seen[i], view));
            out.extend(pressed.map(|i| way(&line.seen[i])));
        }
        WorstBy::Failing | WorstBy::Slow if !narrow => {
            left -= BAR + space::S;
            let trough = Rect::from_center_size(pos2(left + BAR / 2.0, inner.center().y), vec2(BAR, BAR_HEIGHT));
            ui.painter().rect_filled(trough, CornerRadius::same(3), p.sunken);
            let share = (figure(by, line) as f32 / most as f32).clamp(0.0, 1.0);
            let colour = if by == WorstBy::Slow { p.accent } else { p.failed };
            let done = Rect::from_min_size(trough.min, vec2((trough.width() * share).max(BAR_HEIGHT), BAR_HEIGHT));
            ui.painter().rect_filled(done, CornerRadius::same(3), colour);
            if let Some(percent) = line.slower_by().filter(|percent| by == WorstBy::Slow && *percent != 0) {
                let words = view.tr.percent_change(percent);
                let colour = if percent >= list.rules.slower_percent { p.broken } else { p.text_secondary };
                left = paint::put_right(
                    ui.painter(),
                    pos2(left - space::S, inner.center().y),
                    // The minus of the monospace font is drawn like its hyphen.
                    paint::galley(ui, &words, Type::Body, colour),
                );
            }
        }
        WorstBy::Failing | WorstBy::Slow => {}
    }
    let room = Rect::from_min_max(inner.min, pos2(left - space::S, inner.bottom()));
    let mut child = ui.new_child(UiBuilder::new().max_rect(room).layout(Layout::left_to_right(Align::Center)));
    let environment = line.environment.and_then(|id| list.environments.get(&id)).filter(|_| list.is_of_several_environments());
    let beside = [Some(label), environment.map(String::as_str), Some(line.values.as_str())].into_iter().flatten();
    let beside = beside.filter(|words| !words.is_empty()).collect::<Vec<_>>().join(" · ");
    let wanted = paint::galley(&child, &beside, Type::Label, p.text_secondary).size().x + space::S;
    let wanted = if beside.is_empty() { 0.0 } else { wanted.min(room.width() * 0.45) };
    let galley = paint::elided(&child, &line.title, Type::Body, p.text, room.width() - wanted);
    let end = paint::put_left(ui.painter(), room.left_center(), galley);
    if !beside.is_empty() {
        child.add_space(end - room.left() + space::S);
        text::line(&mut child, &beside, Type::Label, p.text_secondary);
    }
    let name = [line.title.as_str(), beside.as_str()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>();
    let name = format!("{}: {shown}", name.join(", "));
    paint::describe(&response, || WidgetInfo::labeled(Role::Link, true, &name));
    let to = line.run_to_show(by);
    if response.clicked() {
        out.extend(to.map(way));
    }
    row_menu::of(&response, ui, |ui| {
        if let Some(to) = to {
            let words = view.tr.fmt("dashboard-open-run", &[("number", to.number.into())]);
            if menu::line(ui, icons::RUN, &words, None, MENU).clicked() {
                out.nav(way(to));
                ui.close();
            }
        }
        if let Some(case) = line.case
            && menu::line(ui, icons::CASE, &view.text("dashboard-open-case"), None, MENU).clicked()
        {
            out.nav(Nav::OpenCase(case));
            ui.close();
        }
        if menu::line(ui, icons::COPY, &view.text("dashboard-copy-title"), None, MENU).clicked() {
            out.push(Action::Copy(line.title.clone()));
            ui.close();
        }
    });
    response.hint_above_ui(|ui| facts(ui, list, line, view));
}

/// The figures of the rule for a test.
fn facts(ui: &mut Ui, list: &List<'_>, line: &TestLine, view: &View<'_>) {
    let p = Palette::of(ui);
    ui.set_max_width(size::TOAST);
    ui.spacing_mut().item_spacing.y = space::XS;
    text::paragraph(ui, &line.title, Type::Strong, p.text);
    if !line.values.is_empty() {
        text::paragraph(ui, &line.values, Type::Body, p.text_secondary);
    }
    if let Some(full_name) = line.full_name.as_deref().filter(|name| *name != line.title) {
        text::paragraph(ui, full_name, Type::Mono, p.text_secondary);
    }
    if let Some(environment) = line.environment.and_then(|id| list.environments.get(&id)) {
        text::line(ui, environment, Type::Label, p.text_secondary);
    }
    text::paragraph(ui, &figures(line, view), Type::Body, p.text);
    if let Some(percent) = line.slower_by().filter(|percent| list.by == WorstBy::Slow && *percent != 0) {
        let key = if percent > 0 { "dashboard-slower-by" } else { "dashboard-faster-by" };
        let words = view.tr.fmt(key, &[("change", view.tr.percent_change(percent).into())]);
        text::paragraph(ui, &words, Type::Body, p.text);
    }
}

/// The figures of the rules over the outcomes of a test.
fn figures(line: &TestLine, view: &View<'_>) -> String {
    let r = &line.record;
    let n = |n: usize| i64::try_from(n).unwrap_or(i64::MAX).into();
    let mut words = view.tr.fmt(
        "dashboard-figures",
        &[("runs", n(r.runs)), ("bad", n(r.bad)), ("switches", n(r.switches)), ("flaky", n(r.flaky_runs))],
    );
    if let Some(mean) = r.mean_ms {
        words.push(' ');
        words.push_str(&view.tr.fmt("dashboard-figures-mean", &[("time", view.tr.duration(mean).into())]));
    }
    words
}
