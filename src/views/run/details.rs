//! One result in full: its outcome, message, steps, files, attempts, and the history of its test.

use eframe::egui::{self, Align, Frame, Id, Key, Layout, Margin, Modifiers, ScrollArea, Ui, vec2};
use voluptas_ui::widgets::StatusStyle as _;

use super::panes::Panes;
use super::shown_result::ShownResult;
use super::titles::title;
use super::{facts, several, untested};
use crate::action::{Action, Actions, Nav};
use crate::model::rollup::class_of;
use crate::model::words;
use crate::view::View;
use crate::views::missing;
use crate::views::previews::{self, Previews};
use voluptas_core::domain::combination::Combination;
use voluptas_core::domain::failure_group;
use voluptas_core::domain::ids::ResultId;
use voluptas_core::domain::mute::Mute;
use voluptas_core::domain::result::{ResultLine, ResultStep, StepPart};
use voluptas_ui::theme::{Palette, Type, icons, radius, size, space};
use voluptas_ui::widgets::card::surface;
use voluptas_ui::widgets::{
    self, Tone, chip, empty_state, filter_pill, paint, readable, reading, scroll_by_keys, status_icon, status_label, text,
};

/// Id of the area with the result, which Enter in the list gives the keyboard.
fn pane_id() -> Id {
    Id::unique("run-result")
}

/// Draws the chosen result.
pub(super) fn show(ui: &mut Ui, panes: &mut Panes<'_>, view: &View<'_>, out: &mut Actions) {
    let p = Palette::of(ui);
    surface(ui, 0.0, |ui| {
        ui.set_height(ui.available_height());
        ui.set_width(ui.available_width());
        let cursor = panes.selection.cursor();
        if let Some(case) = cursor.and_then(|key| panes.case(key)) {
            return untested::details(ui, case, view, out);
        }
        let chosen = cursor.and_then(|key| panes.results.get(ResultId(key)));
        let Some(line) = chosen else {
            // Beside an empty list there is nothing to select.
            if !panes.results.rows.is_empty() || panes.cases.is_some_and(|cases| !cases.all.is_empty()) {
                empty_state(ui, icons::RUN, &view.text("gui-run-choose"), "", None);
            }
            return;
        };
        let full = panes.result.get().filter(|shown| shown.result.id == line.id);
        let id = pane_id();
        let pane = readable(ui, id, &view.tr.fmt("run-result-of", &[("title", title(line, view).into())]));
        if std::mem::take(panes.opens) {
            pane.request_focus();
            // In a low window the result may lie below the visible part.
            pane.scroll_to_me(None);
            ui.ctx().request_repaint();
        }
        if pane.has_focus() && ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Escape)) {
            *panes.takes_keyboard = true;
            ui.ctx().request_repaint();
        }
        ScrollArea::vertical().id_salt(("result", line.id.0)).auto_shrink(false).show(ui, |ui| {
            Frame::new().inner_margin(Margin::same(space::L as i8)).show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = space::S;
                head(ui, panes, line, view, out);
                text::paragraph(ui, title(line, view), Type::Title, p.text);
                if let Some((path, name)) = full.and_then(|shown| shown.path.as_deref().zip(shown.full_name.as_deref())) {
                    text::paragraph(ui, path, Type::Body, p.text_secondary).on_hover_text(name);
                }
                match full {
                    Some(shown) => params(ui, &shown.result.content.params),
                    None if !line.values.is_empty() => _ = text::paragraph(ui, &line.values, Type::Body, p.text_secondary),
                    None => {}
                }
                // Above message and trace, which may be long: what is done with a result is in sight at once.
                ui.horizontal_wrapped(|ui| {
                    ui.spacing_mut().item_spacing = vec2(space::XS, space::XS);
                    several::buttons_of(ui, panes.results, line, view, out);
                });
                let mute = panes.results.mutes.get(&line.test);
                if let Some(mute) = mute {
                    muted(ui, mute, view);
                }
                // What went wrong stands above the facts: it is why somebody looks at a result.
                if let Some(shown) = full {
                    said(ui, shown, view, out);
                    facts::defects(ui, shown, view);
                    shown.issues.show(ui, view, out);
                }
                attempts(ui, panes, line, view);
                match full {
                    Some(shown) => contents(ui, shown, panes.previews, view, out),
                    None => missing(ui, panes.result.failure(), view),
                }
                panes.past.show(ui, view, out);
                if let Some(shown) = full {
                    facts::labels(ui, &shown.result, shown.issue_url.as_deref(), view);
                }
            });
            scroll_by_keys(ui, id);
        });
    });
}

/// Values of the parameters that the test was executed with.
fn params(ui: &mut Ui, params: &Combination) {
    if params.is_empty() {
        return;
    }
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(space::XS, space::XS);
        for (name, value) in params {
            chip(ui, Tone::Info, None, &format!("{name} = {value}"));
        }
    });
}

fn head(ui: &mut Ui, panes: &Panes<'_>, line: &ResultLine, view: &View<'_>, out: &mut Actions) {
    ui.horizontal(|ui| {
        status_label(ui, class_of(Some(&line.status)), &words::status_name(view.tr, Some(&line.status)));
        if let Some(ms) = line.duration_ms {
            text::mono(ui, &view.tr.duration(ms));
        }
        let attempts: Vec<ResultId> = panes.results.attempts(line.test).map(|attempt| attempt.id).collect();
        if let Some(at) = attempts.iter().position(|id| *id == line.id).filter(|_| attempts.len() > 1) {
            let [n, of] = [at + 1, attempts.len()].map(|n| i64::try_from(n).unwrap_or(i64::MAX));
            chip(ui, Tone::Neutral, None, &view.tr.fmt("run-attempt-of", &[("n", n.into()), ("of", of.into())]));
        }
        if line.is_flaky {
            chip(ui, Tone::Warning, None, &view.text("run-flaky-here")).on_hover_text(view.text("run-flaky-here-rule"));
        }
        reading::from_right(ui, |ui| {
            let Some(case) = line.case_id else {
                chip(ui, Tone::Neutral, None, &view.text("run-without-case"));
                return;
            };
            if let Some(case) = view.cases.get(case)
                && text::link(ui, &case.code).clicked()
            {
                out.nav(Nav::OpenCase(case.id));
            }
        });
    });
}

/// Reason, owner and end of a mute.
fn muted(ui: &mut Ui, mute: &Mute, view: &View<'_>) {
    let p = Palette::of(ui);
    Frame::new()
        .fill(p.sunken)
        .corner_radius(egui::CornerRadius::same(radius::CONTROL))
        .inner_margin(Margin::same(space::S as i8))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = space::XXS;
            ui.horizontal(|ui| {
                text::icon(ui, icons::MUTE, p.text_secondary);
                let mut words = vec![match mute.content.last_ms() {
                    Some(last) => view.tr.fmt("run-muted-until", &[("date", view.tr.date(last).into())]),
                    None => view.text("run-muted").into_owned(),
                }];
                words.extend(mute.content.owner.clone());
                text::line(ui, &words.join(" · "), Type::Medium, p.text);
            });
            text::paragraph(ui, &mute.content.reason, Type::Body, p.text_secondary);
        });
}

/// Signature, message and trace.
fn said(ui: &mut Ui, shown: &ShownResult, view: &View<'_>, out: &mut Actions) {
    let p = Palette::of(ui);
    if let Some(signature) = &shown.result.content.signature {
        text::line(ui, signature, Type::Mono, p.text_secondary);
    }
    let [comment, trace] = &shown.said;
    if let Some(comment) = comment {
        text::paragraph(ui, comment, Type::Body, p.text);
    }
    let Some(trace) = trace else { return };
    let calls = comment.as_deref().map_or(trace.as_str(), |comment| failure_group::after_message(trace, comment));
    if !calls.trim().is_empty() {
        let (name, copy) = (view.text("report-stack-trace"), view.text("report-copy"));
        if widgets::trace::trace(ui, shown.result.id.0, calls, &name, &copy) {
            out.push(Action::Copy(trace.clone()));
        }
    }
}

/// Facts, steps and files.
fn contents(ui: &mut Ui, shown: &ShownResult, previews: &Previews, view: &View<'_>, out: &mut Actions) {
    let c = &shown.result.content;
    facts::show(ui, &shown.result, shown.is_by_hand, shown.issue_url.as_deref(), view);
    if !c.steps.is_empty() {
        ui.add_space(space::XS);
        text::strong(ui, &view.text("gui-case-steps"));
        steps(ui, &c.steps, 0, previews, view, out);
    }
    if !c.attachments.is_empty() {
        ui.add_space(space::XS);
        text::strong(ui, &view.text("gui-case-attachments"));
        previews::tiles(ui, &c.attachments, previews, view, out);
    }
}

/// The attempts of the test of a result, when there are several; one of them can be chosen.
fn attempts(ui: &mut Ui, panes: &mut Panes<'_>, line: &ResultLine, view: &View<'_>) {
    let all: Vec<&ResultLine> = panes.results.attempts(line.test).collect();
    if all.len() < 2 {
        return;
    }
    text::strong(ui, &view.text("run-attempts"));
    let mut pressed = None;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(space::XS, space::XS);
        for (i, attempt) in all.iter().enumerate() {
            let look = class_of(Some(&attempt.status));
            let colour = look.colour(Palette::of(ui));
            let took = attempt.duration_ms.map(|ms| view.tr.duration(ms)).unwrap_or_default();
            let name = format!("{} {}", i + 1, words::status_name(view.tr, Some(&attempt.status)));
            if filter_pill(ui, attempt.id == line.id, Some((look.icon(), colour)), &name, &took).clicked() {
                pressed = Some(attempt.id.0);
            }
        }
    });
    if let Some(id) = pressed {
        panes.selection.select(id);
    }
}

fn steps(ui: &mut Ui, all: &[ResultStep], depth: usize, previews: &Previews, view: &View<'_>, out: &mut Actions) {
    let p = Palette::of(ui);
    for step in all {
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), size::TREE_ROW), egui::Sense::hover());
        let left = rect.left() + depth as f32 * size::TREE_INDENT;
        let inner = egui::Rect::from_min_max(egui::pos2(left, rect.top()), rect.max);
        paint::inside(ui, inner, Layout::left_to_right(Align::Center), |ui| {
            status_icon(ui, class_of(Some(&step.status)), &words::status_name(view.tr, Some(&step.status)));
            let part = match step.part {
                StepPart::Body => None,
                StepPart::SetUp => Some("run-set-up"),
                StepPart::TearDown => Some("run-tear-down"),
            };
            if let Some(key) = part {
                chip(ui, Tone::Neutral, None, &view.text(key));
            }
            let room = ui.available_width() - 72.0;
            text::line_within(ui, &step.action, Type::Body, p.text, room);
            reading::from_right(ui, |ui| {
                if let Some(ms) = step.duration_ms {
                    text::mono(ui, &view.tr.duration(ms));
                }
            });
        });
        let said = [("report-expected", &step.expected), ("report-data", &step.data)];
        let said: Vec<String> =
            said.iter().filter_map(|(key, words)| words.as_ref().map(|words| format!("{}: {words}", view.text(key)))).collect();
        if !said.is_empty() || step.comment.is_some() || !step.attachments.is_empty() {
            let margin = Margin { left: (inner.left() - rect.left() + size::ICON + space::S) as i8, ..Margin::ZERO };
            Frame::new().inner_margin(margin).show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = space::XXS;
                for words in said.iter().chain(&step.comment) {
                    text::paragraph(ui, words, Type::Body, p.text_secondary);
                }
                previews::tiles(ui, &step.attachments, previews, view, out);
            });
        }
        steps(ui, &step.steps, depth + 1, previews, view, out);
    }
}
