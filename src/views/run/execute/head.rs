//! The head of an execution: title, environment, progress, time left, and the end of the run.

use std::sync::Arc;
use voluptas_ui::widgets::StatusStyle as _;

use eframe::egui::{Ui, vec2};

use super::execution::Execution;
use super::tally::Tally;
use crate::action::{Action, Actions, RunAction, Unfinished};
use crate::model::runs::{RunRow, index};
use crate::model::words;
use crate::ui_command::UiCommand;
use crate::view::View;
use crate::views::run::parts;
use voluptas_app::runs::manual::sheet::RunSheet;
use voluptas_ui::theme::{Palette, Type, icons, size, space};
use voluptas_ui::widgets::{Button, StatusClass, Tone, chip, icon_button, icon_button_with, reading, text};

/// Narrower heads have the context as words and leave the time out.
const WIDE: f32 = 760.0;
/// Most chips of the context.
const CHIPS: usize = 4;
/// Room for the buttons of a narrow head, and the least room for the words of the context.
const BUTTONS: f32 = 200.0;
const WORDS: f32 = 72.0;
/// Room beside the title for the number, and for the buttons.
const BESIDE: f32 = 320.0;

/// Draws the head. True when the results are to be shown in place of the execution.
pub(super) fn show(
    ui: &mut Ui,
    state: &mut Execution,
    sheet: &RunSheet,
    row: &RunRow,
    view: &View<'_>,
    out: &mut Actions,
) -> bool {
    let p = Palette::of(ui);
    ui.spacing_mut().item_spacing.y = space::S;
    let is_wide = ui.available_width() >= WIDE;
    let tally = Arc::clone(&state.tally);
    let (looks, total, left) = (tally.looks, sheet.items.len(), tally.left);
    let mut shows_results = false;
    ui.horizontal(|ui| {
        let room = (ui.available_width() - BESIDE).max(ui.available_width() * 0.3);
        let room = if is_wide { room.min(ui.available_width() * 0.45) } else { room };
        text::line_within(ui, &row.run.content.title, Type::Title, p.text, room);
        text::mono(ui, &format!("#{}", row.run.number));
        if is_wide {
            for words in sheet.context.titles().take(CHIPS) {
                chip(ui, Tone::Neutral, None, words);
            }
        } else if sheet.context.titles().next().is_some() {
            let words = sheet.context.titles().collect::<Vec<_>>().join(" · ");
            let room = ui.available_width() - BUTTONS;
            if room >= WORDS {
                text::line_within(ui, &words, Type::Label, p.text_secondary, room);
            } else {
                text::named_icon(ui, icons::INFO, p.text_secondary, &words);
            }
        }
        reading::from_right(ui, |ui| {
            let finish = view.text("manual-run-finish");
            // The last result makes the end of the run the next thing to do.
            let button = if left == 0 { Button::primary(&finish) } else { Button::secondary(&finish) };
            if button.show(ui).clicked() {
                let in_progress = usize::try_from(looks[index(StatusClass::InProgress)]).unwrap_or(usize::MAX).min(left);
                let left = Unfinished { untested: left - in_progress, in_progress };
                out.push(Action::Run(RunAction::AskClose(row.run.id, left)));
            }
            let add = UiCommand::AddRunCases;
            if icon_button(ui, add.icon(), &view.text(&add.label_key())).clicked() {
                out.push(Action::Run(RunAction::AskCases(row.run.id)));
            }
            shows_results = icon_button(ui, icons::STEPS, &view.text("manual-run-show-results")).clicked();
            if icon_button_with(ui, icons::FORWARD, &view.text("manual-run-goes-on"), state.goes_on, false).clicked() {
                state.goes_on = !state.goes_on;
            }
            if is_wide && sheet.spent_ms > 0 {
                text::mono(ui, &view.tr.duration(sheet.spent_ms / 1000 * 1000)).on_hover_text(view.text("manual-run-spent"));
                text::icon(ui, icons::TIMER, p.text_secondary);
            }
        });
    });
    if let Some(look) = parts::bar(ui, &looks, view) {
        state.show_part(look);
    }
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing = vec2(space::M, 0.0);
        ui.set_min_height(size::CONTROL_SMALL);
        let words = progress_words(&tally, total, view);
        let reserve = voluptas_ui::widgets::paint::galley(ui, &words, Type::Label, p.text).size().x + space::L;
        let end = ui.max_rect().right() - reserve;
        for (look, n) in StatusClass::ALL.into_iter().zip(looks).filter(|(_, n)| *n > 0) {
            let name = words::look_count_name(view.tr, look);
            let number = view.tr.number(i64::try_from(n).unwrap_or(i64::MAX));
            let shown = if is_wide { format!("{number} {}", name.to_lowercase()) } else { number };
            if ui.cursor().left() + size::ICON + space::XL > end {
                break;
            }
            let response = ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = space::XS;
                text::icon(ui, look.icon(), look.colour(p));
                text::line(ui, &shown, Type::LabelMedium, look.colour(p));
            });
            if !is_wide {
                response.response.on_hover_text(name);
            }
        }
        reading::from_right(ui, |ui| text::line(ui, &words, Type::Label, p.text_secondary));
    });
    shows_results
}

/// `29 of 46, about 38 min left`. The time is that of the results so far.
fn progress_words(tally: &Tally, total: usize, view: &View<'_>) -> String {
    let number = |n: usize| view.tr.number(i64::try_from(n).unwrap_or(i64::MAX));
    let args = [("done", number(total - tally.left).into()), ("total", number(total).into())];
    let words = view.tr.fmt("manual-run-progress", &args);
    match tally.mean_ms {
        Some(mean) if tally.left > 0 => {
            let rest = mean.saturating_mul(i64::try_from(tally.left).unwrap_or(i64::MAX));
            format!("{words}, {}", view.tr.time_left(rest))
        }
        _ => words,
    }
}
