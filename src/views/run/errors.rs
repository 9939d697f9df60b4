//! Errors of a run that belong to none of its tests: a strip above the results, and the whole list once it is opened.

use eframe::egui::{Align, Frame, Id, Key, Layout, Margin, Modifiers, ScrollArea, Ui, vec2};

use super::tab::RunTab;
use crate::action::{Action, Actions};
use crate::view::View;
use voluptas_app::runs;
use voluptas_core::domain::ids::RunId;
use voluptas_core::domain::run_error::RunError;
use voluptas_ui::theme::{Palette, Type, icons, space};
use voluptas_ui::widgets::card::surface;
use voluptas_ui::widgets::{Tone, banner, readable, scroll_by_keys, text, trace};

/// Most height of the opened list, in points, and its share of the room below the head.
const HEIGHT: f32 = 260.0;
const SHARE: f32 = 0.45;
/// Errors that the list shows; the report of the run has all of them.
const SHOWN: usize = 100;
/// Characters of the first error that the strip shows.
const FIRST: usize = 160;

/// Id of the opened list.
fn list_id() -> Id {
    Id::unique("run-errors")
}

/// State of the list.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct ErrorListState {
    is_open: bool,
    /// The list gets the keyboard as soon as it is drawn.
    takes_keyboard: bool,
}

/// Draws the strip, and the list if it is open. Draws nothing for a run without errors.
pub(super) fn show(ui: &mut Ui, state: &mut RunTab, run: RunId, view: &View<'_>, out: &mut Actions) {
    let errors = state.results.get().filter(|results| results.run == run).map(|results| results.errors.clone());
    let Some((errors, first)) = errors.as_deref().and_then(|errors| Some((errors, errors.first()?))) else { return };
    let tone = if errors.iter().any(RunError::breaks_gate) { Tone::Bad } else { Tone::Warning };
    let line = runs::errors::line(first, view.tr);
    let first = match line.char_indices().nth(FIRST) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    };
    let count = view.tr.number(i64::try_from(errors.len()).unwrap_or(i64::MAX));
    let words = view.tr.fmt("run-errors-strip", &[("count", count.into()), ("first", first.into())]);
    let key = if state.errors.is_open { "run-errors-hide" } else { "run-errors-show" };
    if banner(ui, tone, &words, Some(&view.text(key)), None).is_some() {
        let is_open = !state.errors.is_open;
        state.errors = ErrorListState { is_open, takes_keyboard: is_open };
        ui.ctx().request_repaint();
    }
    if state.errors.is_open {
        let room = vec2(ui.available_width(), HEIGHT.min(ui.available_height() * SHARE));
        ui.allocate_ui_with_layout(room, Layout::top_down(Align::Min), |ui| list(ui, state, errors, view, out));
    }
}

fn list(ui: &mut Ui, state: &mut RunTab, errors: &[RunError], view: &View<'_>, out: &mut Actions) {
    surface(ui, 0.0, |ui| {
        ui.set_height(ui.available_height());
        ui.set_width(ui.available_width());
        let id = list_id();
        let pane = readable(ui, id, &view.text("run-errors"));
        if std::mem::take(&mut state.errors.takes_keyboard) {
            pane.request_focus();
            ui.ctx().request_repaint();
        }
        if pane.has_focus() && ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Escape)) {
            state.errors.is_open = false;
            state.takes_keyboard = true;
            ui.ctx().request_repaint();
        }
        ScrollArea::vertical().id_salt("run-errors-list").auto_shrink(false).show(ui, |ui| {
            Frame::new().inner_margin(Margin::same(space::M as i8)).show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = space::XS;
                for (at, error) in errors.iter().enumerate().take(SHOWN) {
                    one(ui, at, error, view, out);
                }
                if errors.len() > SHOWN {
                    let more = i64::try_from(errors.len() - SHOWN).unwrap_or(i64::MAX);
                    text::label(ui, &view.tr.fmt("run-errors-more", &[("count", view.tr.number(more).into())]));
                }
            });
            // The result below reads the keys of pages while nothing has the keyboard.
            if ui.memory(|m| m.has_focus(id)) {
                scroll_by_keys(ui, id);
            }
        });
    });
}

/// Draws an error: its place, its message and its trace.
fn one(ui: &mut Ui, at: usize, error: &RunError, view: &View<'_>, out: &mut Actions) {
    let p = Palette::of(ui);
    if at > 0 {
        ui.add_space(space::S);
    }
    ui.horizontal_wrapped(|ui| {
        let (icon, colour) = if error.breaks_gate() { (icons::FAILED, p.failed) } else { (icons::WARNING, p.broken) };
        text::icon(ui, icon, colour);
        text::strong(ui, error.source.as_deref().unwrap_or(&error.file));
        if error.source.is_some() {
            text::label(ui, &error.file);
        }
    });
    let message = runs::errors::message(error, view.tr);
    if !message.trim().is_empty() {
        text::paragraph(ui, message.trim_end(), Type::Body, p.text);
    }
    if let Some(calls) = &error.trace {
        let (name, copy) = (view.text("report-stack-trace"), view.text("report-copy"));
        if trace::trace(ui, ("run-error", at), calls, &name, &copy) {
            out.push(Action::Copy(calls.clone()));
        }
    }
}
