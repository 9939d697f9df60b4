//! The head of a run: title, number, state, times, the bar of its statuses, and the way to a comparison.

use eframe::egui::Ui;

use super::SIDE_BY_SIDE;
use crate::domain::run::RunState;
use crate::gui::action::{Actions, Nav};
use crate::gui::model::runs::{RunResults, RunRow};
use crate::gui::state::MiddleTab;
use crate::gui::theme::{Palette, Type, icons, space};
use crate::gui::view::View;
use crate::gui::views::compare::RunPair;
use crate::gui::widgets::{Button, Look, Tone, chip, progress, reading, text};

/// Room beside the title for the number and the state of the run.
const HEAD_BESIDE: f32 = 230.0;

/// Draws the head.
pub(super) fn show(ui: &mut Ui, row: &RunRow, results: Option<&RunResults>, view: &View<'_>, out: &mut Actions) {
    let p = Palette::of(ui);
    let run = &row.run;
    let at = run.start_ms.unwrap_or(run.created_ms);
    let when = match run.end_ms {
        Some(end) if end > at => format!("{} · {}", view.tr.date_time(at), view.tr.duration(end - at)),
        _ => view.tr.date_time(at),
    };
    // In a narrow view the time stands in a line of its own.
    let narrow = ui.available_width() < SIDE_BY_SIDE;
    ui.horizontal(|ui| {
        let beside = if narrow { HEAD_BESIDE } else { ui.available_width() * 0.5 };
        text::line_within(ui, &run.content.title, Type::Title, p.text, ui.available_width() - beside);
        text::mono(ui, &format!("{} #{}", row.project, run.number));
        let (tone, key) = match run.state {
            RunState::Active => (Tone::Info, "gui-run-active"),
            RunState::Complete => (Tone::Neutral, "gui-run-complete"),
            RunState::Aborted => (Tone::Warning, "gui-run-aborted"),
        };
        chip(ui, tone, None, &view.text(key));
        if !narrow {
            reading::from_right(ui, |ui| {
                compare(ui, row, results, view, out);
                text::line(ui, &when, Type::Label, p.text_secondary);
            });
        }
    });
    if narrow {
        ui.horizontal(|ui| {
            text::line(ui, &when, Type::Label, p.text_secondary);
            reading::from_right(ui, |ui| compare(ui, row, results, view, out));
        });
    }
    let parts: Vec<_> = Look::ALL.iter().zip(row.looks).map(|(l, n)| (l.colour(p), n)).collect();
    progress::parts_bar(ui, &parts, space::S, &view.text("gui-run-results"));
}

/// The button that compares the run with the one before it.
fn compare(ui: &mut Ui, row: &RunRow, results: Option<&RunResults>, view: &View<'_>, out: &mut Actions) {
    let Some(results) = results.filter(|results| results.run == row.run.id) else { return };
    let since = results.since.as_ref().map(|since| (since.run.id, since.run.number));
    let before = since.or_else(|| view.runs.before(row.run.id).map(|row| (row.run.id, row.run.number)));
    let Some((older, number)) = before else { return };
    let words = view.tr.fmt("compare-with-run", &[("number", number.into())]);
    if Button::secondary(&words).icon(icons::MIRROR).show(ui).clicked() {
        out.nav(Nav::Tab(MiddleTab::Compare(RunPair { older, newer: row.run.id })));
    }
}
