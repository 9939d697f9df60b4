//! The timeline of a run: a lane for each worker, a bar for each test. Only what is in view is painted, and bars that share a point
//! are painted once, with failures above the others.

use eframe::egui::{
    self, Align2, CornerRadius, CursorIcon, EventFilter, Key, Modifiers, Rect, ScrollArea, Sense, Ui, pos2, vec2,
};
use voluptas_ui::widgets::StatusStyle as _;

use super::panes::Panes;
use super::titles::title;
use super::zoom::{Zoom, kept_within};
use crate::model::rollup::class_of;
use crate::model::runs::RunResults;
use crate::model::words;
use crate::view::View;
use crate::views::missing;
use voluptas_app::runs::timeline::{Bar, Lane, Timeline};
use voluptas_core::domain::ids::ResultId;
use voluptas_core::domain::result::ResultLine;
use voluptas_ui::theme::{Palette, Type, icons, size, space};
use voluptas_ui::widgets::card::surface;
use voluptas_ui::widgets::{RowHint as _, icon_button, paint, reading, text};

/// Height of a lane, and of the bar in it.
const LANE: f32 = 24.0;
const BAR: f32 = 16.0;
/// Width of the names of workers, at most this share of the whole.
const NAMES: f32 = 130.0;
const NAMES_SHARE: f32 = 0.3;
/// Least distance between two marks of time.
const MARK: f64 = 90.0;
/// Distance at which a bar is still meant, in points.
const NEAR: f32 = 3.0;

/// The scale of the timeline in this pass.
#[derive(Debug, Clone, Copy)]
struct Scale {
    area: Rect,
    /// Milliseconds at the left end and in the whole width.
    from: f64,
    span: f64,
}

impl Scale {
    fn x(&self, at: f64) -> f32 {
        (f64::from(self.area.left()) + (at - self.from) / self.span * f64::from(self.area.width())) as f32
    }

    fn at(&self, x: f32) -> f64 {
        self.from + f64::from(x - self.area.left()) / f64::from(self.area.width()) * self.span
    }
}

/// Draws the timeline.
pub(super) fn show(ui: &mut Ui, panes: &mut Panes<'_>, view: &View<'_>) {
    surface(ui, 0.0, |ui| {
        ui.set_height(ui.available_height());
        ui.set_width(ui.available_width());
        // Without a lane the page shows groups in place of the timeline.
        let Some(timeline) = panes.timeline.get().filter(|timeline| !timeline.lanes.is_empty()) else {
            return missing(ui, panes.timeline.failure(), view);
        };
        let whole = ((timeline.to_ms - timeline.from_ms) as f64).max(1.0);
        ui.horizontal(|ui| {
            ui.add_space(space::M);
            let workers = timeline.lanes.iter().filter(|lane| !lane.goes_on).count();
            let mut words =
                vec![view.count("run-timeline-workers", workers as u64), view.tr.duration(timeline.to_ms - timeline.from_ms)];
            if timeline.timeless > 0 {
                words.push(view.count("run-timeline-timeless", timeline.timeless as u64));
            }
            reading::from_right(ui, |ui| {
                ui.add_space(space::XS);
                let (from, span) = panes.zoom.0.unwrap_or((0.0, whole));
                let mut set = |span: f64| {
                    let middle = from + panes.zoom.0.map_or(whole, |(_, s)| s) / 2.0;
                    *panes.zoom = kept_within(middle - span / 2.0, span, whole);
                };
                if icon_button(ui, icons::ZOOM_IN, &view.text("gui-cmd-zoom-in")).clicked() {
                    set(span / 2.0);
                }
                if icon_button(ui, icons::ZOOM_OUT, &view.text("gui-cmd-zoom-out")).clicked() {
                    set(span * 2.0);
                }
                if icon_button(ui, icons::FIT, &view.text("run-timeline-fit")).clicked() {
                    *panes.zoom = Zoom(None);
                }
                text::line(ui, &words.join(" · "), Type::Label, Palette::of(ui).text_secondary)
                    .on_hover_text(view.text("run-timeline-note"));
            });
        });
        lanes(ui, panes, timeline, whole, view);
    });
}

fn lanes(ui: &mut Ui, panes: &mut Panes<'_>, timeline: &Timeline, whole: f64, view: &View<'_>) {
    let p = Palette::of(ui);
    let names = NAMES.min(ui.available_width() * NAMES_SHARE);
    let outer = ui.available_rect_before_wrap();
    let right = outer.right() - space::M;
    let area = Rect::from_min_max(pos2(outer.left() + names, outer.top()), pos2(right, outer.bottom()));
    let below = Rect::from_min_max(pos2(area.left(), outer.top() + size::CONTROL_SMALL), area.max);
    let sense = ui.interact(below, ui.scope_id().with("timeline"), Sense::click_and_drag());
    if sense.clicked() || std::mem::take(panes.takes_keyboard) {
        sense.request_focus();
    }
    // A bar that a key chose comes into view.
    let walked = if sense.has_focus() { walk(ui, sense.id, panes, timeline) } else { None };
    if let Some((lane, at)) = walked {
        let bar = timeline.lanes[lane].bars[at];
        panes.selection.select(bar.result.0);
        *panes.picked = true;
        *panes.zoom = panes.zoom.with(bar, timeline, whole);
    }
    let (from, span) = panes.zoom.0.unwrap_or((0.0, whole));
    let scale = Scale { area, from, span };
    marks(ui, &scale, view);
    ui.add_space(size::CONTROL_SMALL);
    // Rows are counted with the space between them.
    ui.spacing_mut().item_spacing.y = 0.0;
    let mut hit = None;
    let pointer = ui.input(|i| i.pointer.hover_pos()).filter(|at| area.contains(*at) && ui.clip_rect().contains(*at));
    let mut scroll = ScrollArea::vertical()
        .id_salt("timeline-lanes")
        .auto_shrink(false)
        .scroll_source(egui::scroll_area::ScrollSource::MOUSE_WHEEL | egui::scroll_area::ScrollSource::SCROLL_BAR);
    let offset = sense.id.with("offset");
    if let Some((lane, _)) = walked {
        let (top, at) = (lane as f32 * LANE, ui.data(|d| d.get_temp(offset)).unwrap_or(0.0_f32));
        scroll = scroll.vertical_scroll_offset(at.clamp((top + LANE - below.height()).max(0.0), top));
    }
    let shown = scroll.show_rows(ui, LANE, timeline.lanes.len(), |ui, range| {
        for at in range {
            let Some(lane) = timeline.lanes.get(at) else { continue };
            let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), LANE), Sense::hover());
            if !lane.goes_on {
                ui.painter().hline(rect.x_range(), rect.top(), (size::LINE, p.line));
                let unnamed = view.text("run-timeline-unnamed");
                let name = if lane.worker.is_empty() { unnamed.as_ref() } else { lane.worker.as_str() };
                // Names of workers often differ in their ends alone.
                let galley = paint::elided_front(ui, name, Type::Label, p.text_secondary, names - space::M - space::S);
                let (is_elided, place) = (galley.text() != name, rect.with_max_x(rect.left() + names));
                paint::put_left(ui.painter(), pos2(rect.left() + space::M, rect.center().y), galley);
                if is_elided {
                    ui.interact(place, ui.scope_id().with(("worker", at)), Sense::hover()).on_hover_text(name);
                }
            }
            let y = rect.y_range();
            let painter = ui.painter().with_clip_rect(ui.clip_rect().intersect(area.expand(1.0)));
            let near = pointer.filter(|at| y.contains(at.y)).and_then(|at| nearest(lane, timeline, &scale, at.x, panes.results));
            hit = hit.or(near);
            bars(&painter, p, lane, timeline, &scale, y, panes);
        }
    });
    ui.data_mut(|d| d.insert_temp(offset, shown.state.clamped_offset().y));
    paint::focus_ring(ui, &sense, below);
    paint::describe(&sense, || {
        let mut info = egui::WidgetInfo::labeled(egui::Role::ListBox, true, view.text("run-timeline-bars"));
        let chosen = panes.selection.only().and_then(|key| panes.results.get(ResultId(key)));
        info.current_text_value = chosen.map(|row| title(row, view).to_owned());
        info
    });
    if let Some(row) = hit {
        ui.ctx().set_cursor_icon(CursorIcon::PointingHand);
        let name = [title(row, view), row.values.as_str()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>();
        let words = format!(
            "{}\n{} · {}",
            name.join("\n"),
            words::status_name(view.tr, Some(&row.status)),
            row.duration_ms.map(|ms| view.tr.duration(ms)).unwrap_or_default()
        );
        if sense.clicked() {
            panes.selection.select(row.id.0);
            *panes.picked = true;
        }
        sense.hint_above_pointer(words);
    }
    moved(ui, panes.zoom, &sense, &scale, whole);
}

/// Takes a key that leads to another bar: to the sides the one before or behind in the lane, up and down the nearest one of another
/// lane, Home and End the first and last one of the lane. Bars that the filter leaves out are passed over. Returns lane and place.
fn walk(ui: &Ui, id: egui::Id, panes: &Panes<'_>, timeline: &Timeline) -> Option<(usize, usize)> {
    let filter = EventFilter { vertical_arrows: true, horizontal_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|m| m.set_focus_lock_filter(id, filter));
    let keys = [Key::ArrowLeft, Key::ArrowRight, Key::ArrowUp, Key::ArrowDown, Key::Home, Key::End];
    let key = keys.into_iter().find(|key| ui.input_mut(|i| i.consume_key(Modifiers::NONE, *key)))?;
    let is_shown = |bar: &Bar| {
        let place = panes.results.place(bar.result);
        place.is_some_and(|place| panes.lines.shown.binary_search(&place).is_ok())
    };
    let first_in = |lane: usize| timeline.lanes[lane].bars.iter().position(is_shown).map(|at| (lane, at));
    let lanes = timeline.lanes.len();
    let Some((lane, at)) = panes.selection.cursor().and_then(|key| timeline.place(ResultId(key))) else {
        return (0..lanes).find_map(first_in);
    };
    let bars = &timeline.lanes[lane].bars;
    let behind = |from: usize| bars.get(from..)?.iter().position(is_shown).map(|more| (lane, from + more));
    let before = |to: usize| bars.get(..to)?.iter().rposition(is_shown).map(|at| (lane, at));
    let start_ms = bars[at].start_ms;
    let nearest_in = |lane: usize| {
        let bars = &timeline.lanes[lane].bars;
        let later = bars.partition_point(|bar| bar.start_ms < start_ms);
        let left = bars[..later].iter().rposition(is_shown);
        let right = bars[later..].iter().position(is_shown).map(|more| later + more);
        let both = [left, right].into_iter().flatten();
        both.min_by_key(|at| bars[*at].start_ms.abs_diff(start_ms)).map(|at| (lane, at))
    };
    match key {
        Key::ArrowLeft => before(at),
        Key::ArrowRight => behind(at + 1),
        Key::Home => behind(0),
        Key::End => before(bars.len()),
        Key::ArrowUp => (0..lane).rev().find_map(nearest_in),
        _ => (lane + 1..lanes).find_map(nearest_in),
    }
}

/// Drags and zooms the timeline.
fn moved(ui: &Ui, zoom: &mut Zoom, sense: &egui::Response, scale: &Scale, whole: f64) {
    let per_point = scale.span / f64::from(scale.area.width().max(1.0));
    if sense.dragged() {
        *zoom = kept_within(scale.from - f64::from(sense.drag_delta().x) * per_point, scale.span, whole);
    }
    if sense.double_clicked() {
        *zoom = Zoom(None);
    }
    if let Some(at) = sense.hover_pos() {
        let (factor, side) = ui.input(|i| (f64::from(i.zoom_delta()), f64::from(i.smooth_scroll_delta().x)));
        if (factor - 1.0).abs() > f64::EPSILON && factor > 0.0 {
            let (middle, span) = (scale.at(at.x), scale.span / factor);
            let share = f64::from((at.x - scale.area.left()) / scale.area.width());
            *zoom = kept_within(middle - span * share, span, whole);
        } else if side != 0.0 {
            *zoom = kept_within(scale.from - side * per_point, scale.span, whole);
        }
    }
}

/// Lines and words of time.
fn marks(ui: &Ui, scale: &Scale, view: &View<'_>) {
    const DAY: f64 = 864e5;
    const STEPS: [f64; 19] =
        [1.0, 5.0, 10.0, 50.0, 100.0, 500.0, 1e3, 2e3, 5e3, 1e4, 3e4, 6e4, 12e4, 3e5, 6e5, 18e5, 36e5, 72e5, 36e6];
    let p = Palette::of(ui);
    let least = scale.span / (f64::from(scale.area.width()) / MARK).max(1.0);
    let step = STEPS.into_iter().find(|step| *step >= least).unwrap_or_else(|| (least / DAY).ceil() * DAY);
    let mut at = (scale.from / step).ceil() * step;
    while at <= scale.from + scale.span {
        let x = scale.x(at);
        ui.painter().vline(x, scale.area.top() + size::CONTROL_SMALL..=scale.area.bottom(), (size::LINE, p.line));
        let words = if at == 0.0 { "0".to_owned() } else { view.tr.duration(at as i64) };
        let galley = paint::galley(ui, &words, Type::Mono, p.text_faint);
        let place = Align2::CENTER_CENTER.anchor_size(pos2(x, scale.area.top() + size::CONTROL_SMALL / 2.0), galley.size());
        let left = place.left().clamp(scale.area.left(), (scale.area.right() - galley.size().x).max(scale.area.left()));
        ui.painter().galley(pos2(left, place.top()), galley, p.text_faint);
        at += step;
    }
}

/// First bar of a lane that is not over before a time. Bars of the last lane of a worker may overlap; then earlier ones are missed,
/// which are below others anyway.
fn first_from(bars: &[Bar], at: i64) -> usize {
    bars.partition_point(|bar| bar.end_ms < at)
}

/// Paints the bars of a lane: all of them, then the failed ones over them. What lies within the point that was painted last is passed
/// over, so that the cost does not grow with the tests.
fn bars(
    painter: &egui::Painter,
    p: &Palette,
    lane: &Lane,
    timeline: &Timeline,
    scale: &Scale,
    y: egui::Rangef,
    panes: &Panes<'_>,
) {
    let (from, to) = (timeline.from_ms + scale.from as i64, timeline.from_ms + (scale.from + scale.span).ceil() as i64);
    let shown = |place: u32| panes.lines.shown.binary_search(&place).is_ok();
    let middle = (y.min + y.max) / 2.0;
    for bars in [&lane.bars, &lane.bad] {
        let mut at = first_from(bars, from);
        // Right ends of what was painted: of bars that the filter shows, and of all.
        let (mut shown_to, mut all_to) = (f32::NEG_INFINITY, f32::NEG_INFINITY);
        while let Some(bar) = bars.get(at).filter(|bar| bar.start_ms <= to) {
            at += 1;
            let left = scale.x((bar.start_ms - timeline.from_ms) as f64);
            let right = scale.x((bar.end_ms - timeline.from_ms) as f64).max(left + 1.5);
            if right - left < 2.0 {
                let next = timeline.from_ms + scale.at(right) as i64;
                at += bars[at..].partition_point(|bar| bar.end_ms < next);
            }
            // Tests of a suite may all begin with it: one that lies under another is not seen.
            let is_chosen = panes.selection.contains(bar.result.0);
            if right <= shown_to + 0.5 && !is_chosen {
                continue;
            }
            let Some(place) = panes.results.place(bar.result) else { continue };
            let is_shown = shown(place);
            if right <= all_to + 0.5 && !is_shown && !is_chosen {
                continue;
            }
            all_to = all_to.max(right);
            if is_shown {
                shown_to = shown_to.max(right);
            }
            let Some(row) = panes.results.rows.get(place as usize) else { continue };
            let rect = Rect::from_min_max(pos2(left, middle - BAR / 2.0), pos2(right, middle + BAR / 2.0));
            let colour = class_of(Some(&row.status)).colour(p).gamma_multiply(if is_shown { 1.0 } else { 0.18 });
            let inner = if rect.width() > 4.0 { rect.with_max_x(rect.right() - 1.0) } else { rect };
            painter.rect_filled(inner, CornerRadius::same(2), colour);
            if is_chosen {
                painter.rect_stroke(rect.expand(1.5), CornerRadius::same(3), (size::MARK, p.accent), egui::StrokeKind::Outside);
            }
        }
    }
}

/// The bar below the pointer, a failed one before others.
fn nearest<'r>(lane: &Lane, timeline: &Timeline, scale: &Scale, x: f32, results: &'r RunResults) -> Option<&'r ResultLine> {
    let (from, to) = (timeline.from_ms + scale.at(x - NEAR) as i64, timeline.from_ms + scale.at(x + NEAR).ceil() as i64);
    let first = first_from(&lane.bars, from);
    let near = lane.bars[first..].iter().take_while(|bar| bar.start_ms <= to).take(500);
    let distance = |bar: &Bar| {
        let (left, right) = (scale.x((bar.start_ms - timeline.from_ms) as f64), scale.x((bar.end_ms - timeline.from_ms) as f64));
        (left - x).max(x - right).max(0.0)
    };
    let nearest = near.min_by(|a, b| distance(a).total_cmp(&distance(b)).then(b.is_bad.cmp(&a.is_bad)))?;
    results.get(nearest.result)
}
