//! Charts over runs: pass rate with failures below, results by status, durations.
//!
//! `egui_plot` draws lines, bars and axes. What can be pressed lies over it: a column for each run, which tells the run's numbers and
//! opens it. A chart is one stop of Tab; arrows move along its runs and Enter opens the run.

use std::ops::Range;
use voluptas_ui::widgets::StatusStyle as _;

use eframe::egui::{self, Color32, CursorIcon, PopupAnchor, Rect, Role, Sense, Stroke, Tooltip, Ui, WidgetInfo, pos2, vec2};
use egui_plot::{AxisHints, Bar, BarChart, GridMark, Line, Plot, PlotBounds, PlotPoints, PlotResponse, Points};

use crate::model::words;
use crate::view::View;
use voluptas_app::overview::dashboard::RunPoint;
use voluptas_core::domain::ids::RunId;
use voluptas_i18n::Tr;
use voluptas_ui::theme::{Palette, Type, icons, size, space};
use voluptas_ui::widgets::marks::moved;
use voluptas_ui::widgets::{StatusClass, paint, reading, text};

/// Room for the numbers of an axis at the left.
const AXIS: f32 = 44.0;
/// Height of the axis with dates.
const DATES: f32 = 18.0;
/// Share of a column's width that a bar takes.
const BAR: f64 = 0.72;
/// Columns for which a chart has room at least, so that bars of a few runs are not as wide as the chart.
const FEWEST: usize = 12;
/// Least gap between two dates.
const DATE_GAP: f32 = 10.0;
/// Least size of the sign of a run that has errors alone.
const SIGN: f32 = 6.0;
/// Radius of the marked point of a line.
const POINT: f32 = 3.5;

/// A kind of results in a chart of bars.
pub struct Series<'a> {
    pub name: &'a str,
    /// Colour of the bars.
    pub colour: Color32,
    /// The value of a run.
    pub value: &'a dyn Fn(&RunPoint) -> f64,
}

/// Milliseconds of a minute, for durations.
pub const MINUTE: f64 = 60_000.0;

/// Steps of an axis: the first that gives at most `most` lines.
fn step(range: f64, most: f64) -> f64 {
    let mut scale = 1.0;
    loop {
        for part in [1.0, 2.0, 5.0] {
            if range / (part * scale) <= most {
                return part * scale;
            }
        }
        scale *= 10.0;
    }
}

/// Ends of an axis of shares, in percent: the values with some room, at multiples of five.
fn shares(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let least = values.fold(100.0_f64, f64::min);
    let low = (((least - 2.0) / 5.0).floor() * 5.0).clamp(0.0, 90.0);
    (low, 100.0)
}

/// Left and right end of the columns of a chart. A few runs stand at the left: further ones come beside them.
fn across(runs: usize) -> (f64, f64) {
    (-0.5, runs.max(FEWEST) as f64 - 0.5)
}

/// Number of columns that a date takes, with its gap. Widths are in points.
fn columns_of(column: f32, label: f32) -> usize {
    ((label + DATE_GAP) / column.max(1.0)).ceil().max(1.0) as usize
}

/// Places of the columns with a name below them, the newest first: as many of `named` as stand beside each other. `column` and `label` are
/// widths in points, `to` is the right end of the columns. The newest name begins where it is not cut at the right end.
fn dated(named: &[usize], column: f32, label: f32, to: f64) -> Vec<usize> {
    let every = columns_of(column, label);
    let is_whole = |at: usize| (to - at as f64) as f32 * column >= label / 2.0;
    let mut dated: Vec<usize> = Vec::new();
    for at in named.iter().rev().copied().filter(|at| is_whole(*at)) {
        if dated.last().is_none_or(|newer| newer - at >= every) {
            dated.push(at);
        }
    }
    dated
}

/// Places of the first of neighbours with the same name: a date stands once, below its first run.
fn first_of_each(names: &[String]) -> Vec<usize> {
    (0..names.len()).filter(|at| *at == 0 || names[*at] != names[*at - 1]).collect()
}

/// A chart with one axis that cannot be moved or zoomed.
fn still<'p>(ui: &Ui, id: &str, height: f32, runs: &'p [RunPoint], dates: bool, tr: Tr) -> Plot<'p> {
    let p = Palette::of(ui);
    let (from, to) = across(runs.len());
    let on_one_day = runs.first().zip(runs.last()).is_some_and(|(a, b)| tr.day(a.at_ms) == tr.day(b.at_ms));
    let name = move |run: &RunPoint| if on_one_day { format!("#{}", run.number) } else { tr.day(run.at_ms) };
    let names: Vec<String> = runs.iter().filter(|_| dates).map(name).collect();
    let label = names.iter().map(|name| paint::galley(ui, name, Type::Mono, p.text).size().x).fold(0.0, f32::max);
    let column = (ui.available_width() - AXIS) / (to - from) as f32;
    let dated = dated(&first_of_each(&names), column, label, to);
    // The plot leaves out names that are wider than the distance of their marks, also where there is one mark.
    let every = columns_of(column, label) as f64;
    let name = move |mark: GridMark, _: &std::ops::RangeInclusive<f64>| {
        runs.get(mark.value.round() as usize).map(name).unwrap_or_default()
    };
    let axis = AxisHints::new_x()
        .formatter(name)
        .min_thickness(DATES)
        .label_spacing(0.0..=1.0)
        .tick_label_color(p.text_secondary)
        .tick_label_font(Type::Mono.font());
    Plot::new(id)
        .height(height)
        .show_background(false)
        .show_axes([dates, true])
        .show_grid([false, true])
        .grid_color(p.line)
        .grid_fade(0.0)
        .grid_spacing(0.0..=1.0)
        .set_margin_fraction(vec2(0.0, 0.0))
        .sense(Sense::hover())
        .show_x(false)
        .show_y(false)
        .show_crosshair(false)
        .allow_zoom(false)
        .allow_drag(false)
        .allow_scroll(false)
        .allow_boxed_zoom(false)
        .allow_axis_zoom_drag(false)
        .allow_double_click_reset(false)
        .custom_x_axes(if dates { vec![axis] } else { Vec::new() })
        .x_grid_spacer(move |_| {
            let mark = |at: &usize| GridMark { value: *at as f64, step_size: every };
            dated.iter().map(mark).collect()
        })
}

/// The axis of values at the left.
fn values<'p>(p: &Palette, name: impl Fn(f64) -> String + 'p) -> AxisHints<'p> {
    AxisHints::new_y()
        .formatter(move |mark, _| name(mark.value))
        .min_thickness(AXIS)
        .label_spacing(0.0..=1.0)
        .tick_label_color(p.text_secondary)
        .tick_label_font(Type::Mono.font())
}

/// Lines at every step up to an end.
fn lines(low: f64, high: f64, step: f64) -> Vec<GridMark> {
    let first = (low / step).ceil();
    let count = ((high - first * step) / step).floor().max(0.0) as usize;
    (0..=count).map(|i| GridMark { value: (first + i as f64) * step, step_size: step }).collect()
}

/// Draws the pass rate as a line. The newest run with a rate is marked.
pub fn pass_rate(ui: &mut Ui, id: &str, height: f32, runs: &[RunPoint], marked: Option<usize>, tr: Tr) -> PlotResponse<()> {
    let p = Palette::of(ui);
    let all: Vec<[f64; 2]> = runs.iter().enumerate().filter_map(|(i, run)| Some([i as f64, run.counts.pass_rate()?])).collect();
    let (low, high) = shares(all.iter().map(|point| point[1]));
    let (from, to) = across(runs.len());
    let step = step(high - low, 4.0).max(1.0);
    let newest = all.last().copied();
    let marked = marked.and_then(|at| all.iter().find(|point| (point[0] - at as f64).abs() < 0.5)).copied();
    still(ui, id, height, runs, false, tr)
        .custom_y_axes(vec![values(p, |v| format!("{v:.0}"))])
        .y_grid_spacer(move |_| lines(low, high, step))
        .show(ui, |plot| {
            // A little room above: the line at the top and the points on it are not cut.
            let room = (high - low) * 0.06;
            plot.set_plot_bounds(PlotBounds::from_min_max([from, low], [to, high + room]));
            plot.line(Line::new("rate", PlotPoints::from(all)).color(p.accent).width(1.5).allow_hover(false));
            if let Some(point) = newest {
                plot.points(Points::new("newest", vec![point]).color(p.accent).radius(POINT).allow_hover(false));
            }
            if let Some(point) = marked {
                plot.points(Points::new("marked", vec![point]).color(p.accent).radius(POINT + 1.0).allow_hover(false));
                plot.points(Points::new("within", vec![point]).color(p.panel).radius(POINT - 1.0).allow_hover(false));
            }
        })
}

/// Draws values of runs as bars, each series on those before it.
pub fn bars<'p>(
    ui: &mut Ui,
    id: &str,
    height: f32,
    runs: &'p [RunPoint],
    series: &[Series<'_>],
    name: impl Fn(f64) -> String + 'p,
    tr: Tr,
) -> PlotResponse<()> {
    let p = Palette::of(ui);
    let sum = |run: &RunPoint| series.iter().map(|s| (s.value)(run)).sum::<f64>();
    let high = runs.iter().map(sum).fold(0.0, f64::max).max(1.0);
    let step = step(high, if height < 90.0 { 2.0 } else { 4.0 });
    let (from, to) = across(runs.len());
    let mut base = vec![0.0; runs.len()];
    let mut charts = Vec::with_capacity(series.len());
    for one in series {
        let bar = |(i, run): (usize, &RunPoint)| {
            let value = (one.value)(run);
            let bar = Bar::new(i as f64, value).width(BAR).fill(one.colour).stroke(Stroke::NONE).base_offset(base[i]);
            base[i] += value;
            bar
        };
        let all: Vec<Bar> = runs.iter().enumerate().map(bar).collect();
        charts.push(BarChart::new(one.name, all).allow_hover(false));
    }
    still(ui, id, height, runs, true, tr)
        // The base line needs no number, which would touch the first date.
        .custom_y_axes(vec![values(p, move |v| if v > 0.0 { name(v) } else { String::new() })])
        .y_grid_spacer(move |_| lines(0.0, high, step))
        .show(ui, |plot| {
            plot.set_plot_bounds(PlotBounds::from_min_max([from, 0.0], [to, high * 1.04]));
            for chart in charts {
                plot.bar_chart(chart);
            }
        })
}

/// A column that was pressed or is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Columns {
    /// The run that was opened.
    pub opened: Option<RunId>,
    /// Place of the run under the pointer or with the keyboard.
    pub marked: Option<usize>,
}

/// Lays a column over each run of the drawn plots, which stand one above the other and share their horizontal axis. The lowest one is of
/// bars. A run without executed tests has none: a sign stands there where it has errors outside of tests.
pub fn columns(ui: &mut Ui, name: &str, plots: &[&PlotResponse<()>], runs: &[RunPoint], view: &View<'_>) -> Columns {
    let mut found = Columns::default();
    let (Some(first), Some(last)) = (plots.first(), plots.last()) else { return found };
    let p = Palette::of(ui);
    let area = first.response.rect.union(last.response.rect);
    let x = |at: f64| first.transform.position_from_point_x(at);
    let place = |at: usize| {
        let (left, right) = (x(at as f64 - 0.5), x(at as f64 + 0.5));
        Rect::from_min_max(pos2(left, area.top()), pos2(right, area.bottom()))
    };
    let id = ui.scope_id().with(("columns", name));
    let chart = ui.interact(area, id, Sense::click());
    let at = moved(ui, &chart, runs.len());
    // Columns out of view cost nothing; the chart itself stays a stop of Tab.
    let seen = if ui.is_rect_visible(area) { runs } else { &[] };
    for (i, run) in seen.iter().enumerate() {
        let response = ui.interact(place(i), id.with(run.id.0), Sense::CLICK).on_hover_cursor(CursorIcon::PointingHand);
        paint::describe(&response, || WidgetInfo::labeled(Role::Link, true, summary(run, view)));
        if response.hovered() {
            found.marked = Some(i);
        }
        if response.clicked() {
            found.opened = Some(run.id);
        }
        if run.errors > 0 && run.counts.executed() == 0 {
            let points = size::ICON.min(place(i).width()).max(SIGN);
            let base = last.transform.position_from_point_y(0.0);
            let at = Rect::from_center_size(pos2(x(i as f64), base - points / 2.0), vec2(points, points));
            paint::icon(ui.painter(), at, icons::BROKEN, points, p.broken);
        }
        response.on_hover_ui_at_pointer(|ui| facts(ui, run, view));
    }
    let focused = at.and_then(|at| runs.get(at).map(|run| (at, run)));
    paint::describe(&chart, || {
        let mut info = WidgetInfo::labeled(Role::Slider, true, name);
        info.current_text_value = focused.map(|(_, run)| summary(run, view));
        info
    });
    paint::focus_ring(ui, &chart, area);
    if let Some((at, run)) = focused {
        found.marked = Some(at);
        if chart.clicked() {
            found.opened = Some(run.id);
        }
        Tooltip::always_open(ui.ctx().clone(), ui.layer_id(), chart.id, PopupAnchor::from(place(at)))
            .show(|ui| facts(ui, run, view));
    }
    if let Some(at) = found.marked {
        ui.painter().rect_filled(place(at), 0.0, p.text.gamma_multiply(0.07));
    }
    found
}

/// The tests of a run by look, without looks that no test has.
pub fn parts(run: &RunPoint) -> Vec<(StatusClass, u64)> {
    let c = &run.counts;
    let all = [
        (StatusClass::Passed, c.passed),
        (StatusClass::Failed, c.failed),
        (StatusClass::Broken, c.broken),
        (StatusClass::Blocked, c.blocked),
        (StatusClass::Skipped, c.skipped),
        (StatusClass::InProgress, c.other),
        (StatusClass::Untested, c.untested),
    ];
    all.into_iter().filter(|(_, n)| *n > 0).collect()
}

/// Name of a part of a run. Statuses that have no colour of their own in the charts are counted together.
pub fn part_name(look: StatusClass, view: &View<'_>) -> std::borrow::Cow<'static, str> {
    if look == StatusClass::InProgress { view.text("dashboard-other") } else { words::look_count_name(view.tr, look) }
}

/// The numbers of a run in one line.
fn summary(run: &RunPoint, view: &View<'_>) -> String {
    let mut words = vec![format!("#{}", run.number), view.tr.date(run.at_ms)];
    words.extend(run.counts.pass_rate().map(|rate| view.tr.rate(rate)));
    words.extend(parts(run).into_iter().map(|(look, n)| format!("{}: {}", part_name(look, view), view.tr.number(n))));
    words.extend((run.errors > 0).then(|| words::run_errors(view.tr, run.errors)));
    words.extend(run.duration_ms.map(|ms| view.tr.duration(ms)));
    words.join(" · ")
}

/// The numbers of a run, one below the other.
fn facts(ui: &mut Ui, run: &RunPoint, view: &View<'_>) {
    let p = Palette::of(ui);
    ui.set_max_width(260.0);
    ui.spacing_mut().item_spacing.y = space::XXS;
    ui.spacing_mut().interact_size.y = size::CHIP;
    text::line_within(ui, &format!("#{} {}", run.number, run.title), Type::Strong, p.text, 260.0);
    text::line(ui, &view.tr.date_time(run.at_ms), Type::Label, p.text_secondary);
    if let Some(rate) = run.counts.pass_rate() {
        let words = view.tr.fmt("dashboard-rate-of", &[("rate", view.tr.rate(rate).into())]);
        text::body(ui, &words);
    }
    for (look, n) in parts(run) {
        ui.horizontal(|ui| {
            ui.set_height(size::CHIP);
            dot(ui, look.colour(p));
            text::body(ui, &format!("{}: {}", part_name(look, view), view.tr.number(n)));
        });
    }
    if run.errors > 0 {
        ui.horizontal(|ui| {
            ui.set_height(size::CHIP);
            text::icon(ui, icons::BROKEN, p.broken);
            text::body(ui, &words::run_errors(view.tr, run.errors));
        });
    }
    if let Some(ms) = run.duration_ms {
        text::line(ui, &view.tr.duration(ms), Type::Label, p.text_secondary);
    }
}

/// A square of a colour, as in a legend.
pub fn dot(ui: &mut Ui, colour: Color32) {
    let (rect, _) = ui.allocate_exact_size(vec2(size::DOT, size::CHIP), Sense::hover());
    ui.painter().rect_filled(
        Rect::from_center_size(rect.center(), vec2(size::DOT, size::DOT)),
        egui::CornerRadius::same(2),
        colour,
    );
}

/// Caption above an axis: the unit of its numbers.
pub fn caption(ui: &mut Ui, words: &str) {
    ui.spacing_mut().interact_size.y = size::CHIP;
    text::line(ui, words, Type::Label, Palette::of(ui).text_secondary);
}

/// The title of a chart with the names of its colours, beside the title if they fit, otherwise below it. Returns the height below
/// the title.
pub fn title_with_legend(ui: &mut Ui, title: &str, entries: &[(Color32, &str)]) -> f32 {
    let p = Palette::of(ui);
    let width = |words: &str, role| paint::galley(ui, words, role, p.text).size().x;
    let needed: Vec<f32> = entries.iter().map(|(_, name)| width(name, Type::Label) + size::DOT + space::XS).collect();
    let names: f32 = needed.iter().map(|width| width + space::S + space::XS).sum();
    let is_beside = width(title, Type::Strong) + space::L + names <= ui.available_width();
    ui.horizontal(|ui| {
        ui.set_height(size::CONTROL_SMALL);
        text::strong(ui, title);
        if is_beside {
            reading::from_right(ui, |ui| {
                ui.spacing_mut().item_spacing.x = space::XS;
                for (colour, name) in entries.iter().rev() {
                    text::line(ui, name, Type::Label, p.text_secondary);
                    dot(ui, *colour);
                    ui.add_space(space::S);
                }
            });
        }
    });
    if is_beside {
        return 0.0;
    }
    let rows = rows_of(&needed, ui.available_width());
    let top = ui.cursor().top();
    for row in rows {
        ui.horizontal(|ui| {
            ui.set_height(size::CHIP);
            for (colour, name) in &entries[row] {
                ui.spacing_mut().item_spacing.x = space::XS;
                dot(ui, *colour);
                text::line(ui, name, Type::Label, p.text_secondary);
                ui.add_space(space::XS);
            }
        });
    }
    ui.cursor().top() - top
}

/// Breaks entries of the given widths into rows that fit into `room`. A name stays beside its colour.
fn rows_of(widths: &[f32], room: f32) -> Vec<Range<usize>> {
    let mut rows: Vec<Range<usize>> = Vec::new();
    let mut used = 0.0;
    for (at, width) in widths.iter().enumerate() {
        match rows.last_mut() {
            Some(row) if used + space::S + width <= room => {
                used += space::S + width;
                row.end = at + 1;
            }
            _ => {
                used = *width;
                rows.push(at..at + 1);
            }
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_have_few_round_steps() {
        assert_eq!(step(3.0, 4.0), 1.0);
        assert_eq!(step(12.0, 4.0), 5.0);
        assert_eq!(step(900.0, 2.0), 500.0);
        assert_eq!(shares([93.4, 88.1].into_iter()), (85.0, 100.0));
        assert_eq!(shares([0.5].into_iter()), (0.0, 100.0));
        assert_eq!(shares([100.0].into_iter()), (90.0, 100.0));
        let marks: Vec<f64> = lines(85.0, 100.0, 5.0).into_iter().map(|m| m.value).collect();
        assert_eq!(marks, [85.0, 90.0, 95.0, 100.0]);
    }

    #[test]
    fn dates_are_as_many_as_stand_beside_each_other() {
        let to = |runs: usize| across(runs).1;
        let all = |runs: usize| (0..runs).collect::<Vec<_>>();
        assert_eq!(dated(&all(4), 52.0, 40.0, to(4)), [3, 2, 1, 0], "each run has its date");
        assert_eq!(dated(&all(4), 32.0, 40.0, to(4)), [3, 1]);
        assert_eq!(dated(&all(30), 12.0, 40.0, to(30)), [27, 22, 17, 12, 7, 2], "the newest is not cut at the right end");
        assert_eq!(dated(&[0], 32.0, 40.0, to(1)), [0]);
        assert_eq!(dated(&[], 32.0, 40.0, to(0)), Vec::<usize>::new());
    }

    #[test]
    fn a_date_of_several_runs_stands_once() {
        let names = ["1 Jan", "1 Jan", "1 Jan", "2 Jan", "3 Jan", "3 Jan"].map(str::to_owned);
        let firsts = first_of_each(&names);
        assert_eq!(firsts, [0, 3, 4]);
        let to = across(names.len()).1;
        assert_eq!(dated(&firsts, 60.0, 40.0, to), [4, 3, 0]);
        assert_eq!(dated(&firsts, 30.0, 40.0, to), [4, 0], "two dates would touch");
        assert_eq!(first_of_each(&[]), Vec::<usize>::new());
    }

    #[test]
    fn a_legend_wraps_before_it_widens_its_card() {
        assert_eq!(rows_of(&[50.0, 50.0, 50.0], 116.0), [0..2, 2..3]);
        assert_eq!(rows_of(&[200.0, 50.0], 116.0), [0..1, 1..2], "an entry that is too wide has a row of its own");
        assert!(rows_of(&[], 116.0).is_empty());
    }

    #[test]
    fn a_few_runs_stand_at_the_left() {
        assert_eq!(across(30), (-0.5, 29.5));
        assert_eq!(across(2), (-0.5, 11.5));
    }
}
