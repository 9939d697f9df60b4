//! Both results of the chosen test, side by side.

use eframe::egui::text::LayoutJob;
use eframe::egui::{
    Align, CornerRadius, Frame, Id, Key, Layout, Margin, Modifiers, Role, ScrollArea, Sense, TextFormat, Ui, WidgetInfo, vec2,
};

use super::keyboard::Keyboard;
use super::signs::{badge, gutter};
use crate::action::{Action, Actions, Nav};
use crate::model::rollup::class_of;
use crate::model::run_rows::RunRows;
use crate::model::runs::RunRow;
use crate::model::words;
use crate::query::CachedQuery;
use crate::view::View;
use crate::views::missing;
use voluptas_app::runs::compare::Row;
use voluptas_core::domain::failure_group;
use voluptas_core::domain::ids::ResultId;
use voluptas_core::domain::result::{ResultLabel, TestResult};
use voluptas_core::domain::status::ResultStatus;
use voluptas_ui::theme::{Palette, Type, icons, radius, size, space};
use voluptas_ui::widgets::card::surface;
use voluptas_ui::widgets::trace::sideways;
use voluptas_ui::widgets::{Button, StatusClass, empty_state, paint, readable, reading, scroll_by_keys, status_label, text};

/// Lines of a message and its trace that are compared.
const LINES: usize = 60;

/// Width of a side that has an outcome without a message.
const OUTCOME: f32 = 260.0;

/// Ids of the results of a test in both runs.
pub(super) type SidesOf = (Option<ResultId>, Option<ResultId>);

/// A run, and the label whose results of it are compared.
pub(super) type Side<'a> = (&'a RunRow, Option<&'a ResultLabel>);

/// Both results of a test.
#[derive(Debug)]
pub(super) struct Sides {
    pub(super) before: Option<TestResult>,
    pub(super) after: Option<TestResult>,
}

/// Draws the results.
pub(super) fn show(
    ui: &mut Ui,
    row: Option<&Row>,
    keyboard: &mut Keyboard,
    sides: &CachedQuery<SidesOf, Sides>,
    runs: [Side<'_>; 2],
    view: &View<'_>,
    out: &mut Actions,
) {
    surface(ui, 0.0, |ui| {
        ui.set_height(ui.available_height());
        ui.set_width(ui.available_width());
        let Some(row) = row else {
            empty_state(ui, icons::RUN, &view.text("gui-run-choose"), "", None);
            return;
        };
        let id = Id::unique("compared-results");
        let pane = readable(ui, id, &view.tr.fmt("run-result-of", &[("title", row.title.as_str().into())]));
        if std::mem::take(&mut keyboard.to_details) {
            pane.request_focus();
            // In a low window the results may lie below the visible part.
            pane.scroll_to_me(None);
            ui.ctx().request_repaint();
        }
        if pane.has_focus() && ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Escape)) {
            keyboard.to_list = true;
            ui.ctx().request_repaint();
        }
        ScrollArea::vertical().id_salt(("compared", row.test.0)).auto_shrink(false).show(ui, |ui| {
            Frame::new().inner_margin(Margin::same(space::M as i8)).show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = space::S;
                heading(ui, row, view, out);
                let read = sides.get();
                let texts = [read.and_then(|s| s.before.as_ref()), read.and_then(|s| s.after.as_ref())].map(said);
                let widths = widths(ui.available_width(), texts.each_ref().map(|text| !text.lines.is_empty()));
                ui.horizontal_top(|ui| {
                    ui.spacing_mut().item_spacing.x = space::M;
                    let took = [row.duration_before_ms, row.duration_after_ms];
                    for (side, letter) in ["A", "B"].into_iter().enumerate() {
                        let state = if side == 0 { row.before.as_ref() } else { row.after.as_ref() };
                        ui.allocate_ui_with_layout(vec2(widths[side], 0.0), Layout::top_down(Align::Min), |ui| {
                            ui.set_width(widths[side]);
                            ui.spacing_mut().item_spacing.y = space::XS;
                            let is_untested = if side == 0 { row.is_untested_before } else { row.is_untested_after };
                            outcome(ui, (letter, is_untested), state, took[side], runs[side], view, out);
                            if lines(ui, &texts[side], &texts[1 - side], side == 1, view) {
                                out.push(Action::Copy(texts[side].whole.clone()));
                            }
                        });
                    }
                });
                if read.is_none() {
                    missing(ui, sides.failure(), view);
                }
            });
            scroll_by_keys(ui, id);
        });
    });
}

/// Widths of the two sides. A side without a message gives the other one its room.
fn widths(room: f32, says: [bool; 2]) -> [f32; 2] {
    let both = room - space::M;
    let half = (both / 2.0).floor();
    let least = half.min(OUTCOME);
    match says {
        [true, false] => [both - least, least],
        [false, true] => [least, both - least],
        _ => [half, half],
    }
}

fn heading(ui: &mut Ui, row: &Row, view: &View<'_>, out: &mut Actions) {
    let p = Palette::of(ui);
    ui.horizontal(|ui| {
        reading::from_right(ui, |ui| {
            if let Some(case) = row.case.and_then(|id| view.cases.get(id))
                && text::link(ui, &case.code).clicked()
            {
                out.nav(Nav::OpenCase(case.id));
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                text::line(ui, &row.title, Type::Strong, p.text);
            });
        });
    });
    if !row.values.is_empty() {
        text::paragraph(ui, &row.values, Type::Body, p.text_secondary);
    }
    if let Some(name) = row.full_name.as_deref().filter(|name| *name != row.title) {
        text::line(ui, name, Type::Mono, p.text_secondary);
    }
}

/// Badge, status and duration of a side, and the way to its result. A side without a result is untested where its run has the case.
fn outcome(
    ui: &mut Ui,
    (letter, is_untested): (&str, bool),
    state: Option<&(ResultId, ResultStatus)>,
    took: Option<i64>,
    (run, label): Side<'_>,
    view: &View<'_>,
    out: &mut Actions,
) {
    let width = |ui: &Ui, words: &str, ty: Type| paint::galley(ui, words, ty, Palette::of(ui).text).size().x;
    let open = view.tr.fmt("compare-open", &[("number", run.run.number.into())]);
    let (mut is_below, mut pressed) = (false, false);
    ui.horizontal(|ui| {
        badge(ui, letter);
        match state {
            Some((_, status)) => {
                status_label(ui, class_of(Some(status)), &words::status_name(view.tr, Some(status)));
                let needed = width(ui, &open, Type::Medium) + space::XS;
                let time = took.map(|ms| view.tr.duration(ms)).unwrap_or_default();
                // The time gives way to the link, and a link without room has a line of its own.
                let gap = ui.spacing().item_spacing.x;
                if !time.is_empty() && width(ui, &time, Type::Mono) + gap + needed <= ui.available_width() {
                    text::mono(ui, &time);
                }
                if needed <= ui.available_width() {
                    reading::from_right(ui, |ui| pressed = text::link(ui, &open).clicked());
                } else {
                    is_below = true;
                }
            }
            None if is_untested => {
                status_label(ui, StatusClass::Untested, &words::class_name(view.tr, StatusClass::Untested));
            }
            None => {
                text::secondary(ui, &view.text("compare-no-result"));
            }
        }
    });
    if is_below {
        pressed = text::link(ui, &open).clicked();
    }
    if let Some((id, _)) = state.filter(|_| pressed) {
        out.nav(Nav::RunPart(run.run.id, RunRows::Result(*id), label.cloned()));
    }
}

/// Message and trace of a result by lines.
#[derive(Debug, Default)]
struct FailureText {
    /// Lines of the message, then those of the trace.
    lines: Vec<String>,
    /// Number of the lines of the message.
    message: usize,
    /// Message and trace as they are.
    whole: String,
}

fn said(result: Option<&TestResult>) -> FailureText {
    let Some(result) = result else { return FailureText::default() };
    let c = &result.content;
    let plain = |text: &Option<String>| text.as_deref().map(failure_group::without_colours).unwrap_or_default();
    let (message, trace) = (plain(&c.comment), plain(&c.stacktrace));
    let calls = failure_group::after_message(&trace, &message);
    let lines_of = |text: &str, most: usize| -> Vec<String> {
        text.lines().map(|line| line.trim_end().to_owned()).filter(|line| !line.is_empty()).take(most).collect()
    };
    let mut lines = lines_of(&message, LINES);
    let message_lines = lines.len();
    lines.extend(lines_of(calls, LINES - message_lines));
    let whole = [message.trim_end(), calls.trim_end()].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n");
    FailureText { lines, message: message_lines, whole }
}

/// Draws lines; those that the other side does not have are marked. The lines of a trace are not wrapped: they scroll sideways. True when the
/// text is to be copied.
fn lines(ui: &mut Ui, own: &FailureText, other: &FailureText, is_newer: bool, view: &View<'_>) -> bool {
    if own.lines.is_empty() {
        return false;
    }
    let p = Palette::of(ui);
    Frame::new()
        .fill(p.sunken)
        .corner_radius(CornerRadius::same(radius::CONTROL))
        .inner_margin(Margin::same(space::XS as i8))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = 0.0;
            let room = ui.available_width() - space::L;
            for at in 0..own.message {
                line(ui, (own, other, at), room, is_newer);
            }
            if own.message < own.lines.len() {
                sideways(ui, ("compared-trace", is_newer), |ui| {
                    for at in own.message..own.lines.len() {
                        line(ui, (own, other, at), f32::INFINITY, is_newer);
                    }
                });
            }
        });
    Button::quiet(&view.text("report-copy")).icon(icons::COPY).small().show(ui).clicked()
}

/// Draws a line in rows of at most `room` points.
fn line(ui: &mut Ui, (own, other, at): (&FailureText, &FailureText, usize), room: f32, is_newer: bool) {
    let p = Palette::of(ui);
    let (sign, colour, mark) = if is_newer { ("+", p.passed, p.inserted()) } else { ("-", p.failed, p.deleted()) };
    let Some(line) = own.lines.get(at) else { return };
    let differs = !other.lines.is_empty() && !other.lines.contains(line);
    let partner = other.lines.get(at).filter(|partner| differs && !own.lines.contains(*partner));
    let mut job = LayoutJob::default();
    job.wrap.max_width = room;
    for (word, is_new) in words_of(line, partner.map(String::as_str)) {
        let background = if differs && is_new { mark } else { eframe::egui::Color32::TRANSPARENT };
        job.append(word, 0.0, TextFormat { background, ..TextFormat::simple(Type::Mono.font(), p.text) });
    }
    let galley = ui.painter().layout_job(job);
    let width = ui.available_width().max(galley.size().x + space::L);
    let (rect, response) = ui.allocate_exact_size(vec2(width, galley.size().y + space::XXS), Sense::hover());
    if differs {
        ui.painter().rect_filled(rect, CornerRadius::ZERO, p.tint(colour));
        gutter(ui, rect.with_max_y(rect.top() + size::ICON), sign, colour);
    }
    ui.painter().galley(rect.min + vec2(space::L, 1.0), galley, p.text);
    paint::describe(&response, || WidgetInfo::labeled(Role::Label, true, line));
}

/// The words of a line with their blanks; true for those that the partner does not have.
fn words_of<'l>(line: &'l str, partner: Option<&str>) -> Vec<(&'l str, bool)> {
    let Some(partner) = partner else { return vec![(line, false)] };
    let known: std::collections::BTreeSet<&str> = partner.split_whitespace().collect();
    line.split_inclusive(' ').map(|word| (word, !word.trim().is_empty() && !known.contains(word.trim()))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_side_without_a_message_leaves_its_room_to_the_other() {
        assert_eq!(widths(1012.0, [true, true]), [500.0, 500.0]);
        assert_eq!(widths(1012.0, [false, false]), [500.0, 500.0]);
        assert_eq!(widths(1012.0, [false, true]), [OUTCOME, 1000.0 - OUTCOME]);
        assert_eq!(widths(1012.0, [true, false]), [1000.0 - OUTCOME, OUTCOME]);
        assert_eq!(widths(412.0, [true, false]), [200.0, 200.0], "an outcome keeps its half of a narrow view");
    }
}
