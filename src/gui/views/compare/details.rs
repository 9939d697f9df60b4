//! Both results of the chosen test, side by side.

use eframe::egui::text::LayoutJob;
use eframe::egui::{Align, CornerRadius, Frame, Layout, Margin, Role, ScrollArea, Sense, TextFormat, Ui, WidgetInfo, vec2};

use super::head::{badge, gutter};
use super::{Sides, SidesOf};
use crate::app::run_compare::Row;
use crate::domain::failure_group;
use crate::domain::ids::ResultId;
use crate::domain::result::TestResult;
use crate::domain::status::ResultStatus;
use crate::gui::action::{Actions, Nav};
use crate::gui::model::rollup::look_of;
use crate::gui::model::runs::RunRow;
use crate::gui::model::words;
use crate::gui::query::CachedQuery;
use crate::gui::theme::{Palette, Type, icons, radius, size, space};
use crate::gui::view::View;
use crate::gui::views::missing;
use crate::gui::views::run::RunRows;
use crate::gui::widgets::card::surface;
use crate::gui::widgets::{Look, empty_state, paint, reading, status_label, text};

/// Lines of a message and its trace that are compared.
const LINES: usize = 60;

/// Width of a side that has an outcome without a message.
const OUTCOME: f32 = 260.0;

/// Draws the results.
pub(super) fn show(
    ui: &mut Ui,
    row: Option<&Row>,
    sides: &CachedQuery<SidesOf, Sides>,
    runs: [&RunRow; 2],
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
        ScrollArea::vertical().id_salt(("compared", row.test.0)).auto_shrink(false).show(ui, |ui| {
            Frame::new().inner_margin(Margin::same(space::M as i8)).show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = space::S;
                heading(ui, row, view, out);
                let read = sides.get();
                let texts = [read.and_then(|s| s.before.as_ref()), read.and_then(|s| s.after.as_ref())].map(said);
                let widths = widths(ui.available_width(), texts.each_ref().map(|text| !text.is_empty()));
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
                            lines(ui, &texts[side], &texts[1 - side], side == 1);
                        });
                    }
                });
                if read.is_none() {
                    missing(ui, sides.failure(), view);
                }
            });
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
    run: &RunRow,
    view: &View<'_>,
    out: &mut Actions,
) {
    ui.horizontal(|ui| {
        badge(ui, letter);
        match state {
            Some((id, status)) => {
                status_label(ui, look_of(Some(status)), &words::status_name(view.tr, Some(status)));
                if let Some(ms) = took {
                    text::mono(ui, &view.tr.duration(ms));
                }
                reading::from_right(ui, |ui| {
                    let words = view.tr.fmt("compare-open", &[("number", run.run.number.into())]);
                    if text::link(ui, &words).clicked() {
                        out.nav(Nav::RunRows(run.run.id, RunRows::Result(*id)));
                    }
                });
            }
            None if is_untested => {
                status_label(ui, Look::Untested, &words::look_name(view.tr, Look::Untested));
            }
            None => {
                text::secondary(ui, &view.text("compare-no-result"));
            }
        }
    });
}

/// Message and trace of a result by lines.
fn said(result: Option<&TestResult>) -> Vec<String> {
    let Some(result) = result else { return Vec::new() };
    let c = &result.content;
    let plain = |text: &Option<String>| text.as_deref().map(failure_group::without_colours).unwrap_or_default();
    let (message, trace) = (plain(&c.comment), plain(&c.stacktrace));
    // Many tools repeat the message at the start of the trace.
    let trace = trace.strip_prefix(message.as_str()).unwrap_or(&trace);
    message
        .lines()
        .chain(trace.lines())
        .map(|line| line.trim_end().to_owned())
        .filter(|line| !line.is_empty())
        .take(LINES)
        .collect()
}

/// Draws lines; those that the other side does not have are marked.
fn lines(ui: &mut Ui, own: &[String], other: &[String], is_newer: bool) {
    if own.is_empty() {
        return;
    }
    let p = Palette::of(ui);
    let (sign, colour, mark) = if is_newer { ("+", p.passed, p.inserted()) } else { ("-", p.failed, p.deleted()) };
    Frame::new()
        .fill(p.sunken)
        .corner_radius(CornerRadius::same(radius::CONTROL))
        .inner_margin(Margin::same(space::XS as i8))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = 0.0;
            for (at, line) in own.iter().enumerate() {
                let differs = !other.is_empty() && !other.contains(line);
                let partner = other.get(at).filter(|partner| differs && !own.contains(*partner));
                let room = ui.available_width() - space::L;
                let mut job = LayoutJob::default();
                job.wrap.max_width = room;
                for (word, is_new) in words_of(line, partner.map(String::as_str)) {
                    let background = if differs && is_new { mark } else { eframe::egui::Color32::TRANSPARENT };
                    job.append(word, 0.0, TextFormat { background, ..TextFormat::simple(Type::Mono.font(), p.text) });
                }
                let galley = ui.painter().layout_job(job);
                let (rect, response) =
                    ui.allocate_exact_size(vec2(ui.available_width(), galley.size().y + space::XXS), Sense::hover());
                if differs {
                    ui.painter().rect_filled(rect, CornerRadius::ZERO, p.tint(colour));
                    gutter(ui, rect.with_max_y(rect.top() + size::ICON), sign, colour);
                }
                ui.painter().galley(rect.min + vec2(space::L, 1.0), galley, p.text);
                paint::describe(&response, || WidgetInfo::labeled(Role::Label, true, line));
            }
        });
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
