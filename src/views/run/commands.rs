//! The commands at the head of a run: as many with their words as have room, the others with theirs in a menu.

use eframe::egui::{Popup, Ui};

use super::by_hand;
use super::tab::RunTab;
use crate::action::{Actions, Nav};
use crate::model::run_pair::RunPair;
use crate::model::runs::RunRow;
use crate::ui_command::UiCommand;
use crate::view::View;
use voluptas_core::domain::ids::RunId;
use voluptas_core::domain::result::ResultLabel;
use voluptas_ui::theme::{Icon, Palette, Type, icons, size, space};
use voluptas_ui::widgets::{Button, icon_button_with, menu, paint};

/// The effect of a command of the head.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Effect {
    /// Shows the execution in place of the results.
    Execute,
    /// Compares the run with an older one.
    Compare(RunId),
    Command(UiCommand),
}

/// A command of the head.
#[derive(Debug)]
struct HeadCommand {
    icon: Icon,
    name: String,
    effect: Effect,
}

/// The commands of a head, fitted into its room.
#[derive(Debug)]
pub(super) struct HeadCommands {
    run: RunId,
    /// The label of the part that is shown.
    label: Option<ResultLabel>,
    /// All commands, those that are used most first.
    all: Vec<HeadCommand>,
    /// Number of the first commands that are buttons; the rest is in the menu.
    buttons: usize,
    /// Width of buttons and menu, in points.
    pub width: f32,
}

impl HeadCommands {
    /// Fits the commands that can be done with the run into `room` points.
    pub(super) fn new(ui: &Ui, row: &RunRow, state: &RunTab, room: f32, view: &View<'_>) -> Self {
        let all = possible(row, state, view);
        let p = Palette::of(ui);
        let gap = ui.spacing().item_spacing.x;
        let width = |command: &HeadCommand| {
            paint::galley(ui, &command.name, Type::Medium, p.text).size().x + space::M * 2.0 + size::ICON + space::XS + gap
        };
        let widths: Vec<f32> = all.iter().map(width).collect();
        let (buttons, width) = fit(&widths, size::CONTROL + gap, room);
        Self { run: row.run.id, label: state.filter.label.clone(), all, buttons, width }
    }

    /// Draws the commands from the right. True when the execution is to be shown.
    pub(super) fn show(&self, ui: &mut Ui, view: &View<'_>, out: &mut Actions) -> bool {
        let (buttons, hidden) = self.all.split_at(self.buttons);
        let mut pressed = None;
        if !hidden.is_empty() {
            let more = icon_button_with(ui, icons::MORE, &view.text("gui-more"), false, true);
            Popup::menu(&more).show(|ui| {
                let width = hidden.iter().map(|command| menu::line_width(ui, &command.name, None)).fold(0.0, f32::max);
                for command in hidden {
                    if menu::line(ui, command.icon, &command.name, None, width).clicked() {
                        pressed = Some(command.effect);
                        ui.close();
                    }
                }
            });
        }
        for command in buttons {
            if Button::secondary(&command.name).icon(command.icon).show(ui).clicked() {
                pressed = Some(command.effect);
            }
        }
        match pressed {
            Some(Effect::Execute) => return true,
            Some(Effect::Compare(older)) => {
                out.nav(Nav::Compare(RunPair { older, newer: self.run }, self.label.clone()));
            }
            Some(Effect::Command(command)) => out.command(command),
            None => {}
        }
        false
    }
}

/// Number of the first widths that fit into the room, beside a menu where some do not fit, and the width that is taken.
fn fit(widths: &[f32], menu: f32, room: f32) -> (usize, f32) {
    let whole: f32 = widths.iter().sum();
    if whole <= room {
        return (widths.len(), whole);
    }
    let (mut buttons, mut taken) = (0, menu);
    for width in widths {
        if taken + width > room {
            break;
        }
        buttons += 1;
        taken += width;
    }
    (buttons, taken)
}

/// The commands that can be done with the run, those that are used most first.
fn possible(row: &RunRow, state: &RunTab, view: &View<'_>) -> Vec<HeadCommand> {
    let of = |command: UiCommand| HeadCommand {
        icon: command.icon(),
        name: view.text(&command.label_key()).into_owned(),
        effect: Effect::Command(command),
    };
    let execute = by_hand::can_execute(row, state).then(|| HeadCommand {
        icon: icons::RUN,
        name: view.text("manual-run-execute").into_owned(),
        effect: Effect::Execute,
    });
    let since = state.results().filter(|results| results.run == row.run.id).and_then(|results| results.since.as_ref());
    // No run before has a test of this one: there is nothing to compare.
    let compare = since.map(|since| HeadCommand {
        icon: icons::MIRROR,
        name: view.tr.fmt("compare-with-run", &[("number", since.run.number.into())]),
        effect: Effect::Compare(since.run.id),
    });
    let others = by_hand::possible(row, state, view).map(of);
    let finish = row.is_filled_by_shards().then(|| of(UiCommand::FinishRun));
    execute.into_iter().chain(finish).chain(Some(of(UiCommand::ExportReport))).chain(compare).chain(others).collect()
}

#[cfg(test)]
mod tests {
    use super::fit;

    #[test]
    fn commands_without_room_leave_room_for_their_menu() {
        let widths = [100.0, 150.0, 200.0];
        assert_eq!(fit(&widths, 30.0, 450.0), (3, 450.0));
        assert_eq!(fit(&widths, 30.0, 449.0), (2, 280.0));
        assert_eq!(fit(&widths, 30.0, 279.0), (1, 130.0));
        assert_eq!(fit(&widths, 30.0, 60.0), (0, 30.0));
    }
}
