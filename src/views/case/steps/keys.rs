//! The keys of the table of steps: they walk its cells, add, move, nest and delete steps, and paste several.

use eframe::egui::{self, Event, Key, Modifiers, Ui};

use super::row::{StepOwner, cell_id};
use crate::model::step_lines::{self as lines, Line, StepCell, StepLines};
use voluptas_ui::widgets::row_menu;

/// Effects of the keys pressed in a cell.
#[derive(Debug, Default)]
pub(super) struct KeyEffects {
    /// Steps changed.
    pub edited: bool,
    /// The context menu of that line is wanted.
    pub menu: Option<u64>,
    /// A picture was pasted into that line.
    pub picture: Option<u64>,
}

/// Takes the keys of the cell that has the keyboard.
pub(super) fn hear(ui: &Ui, owner: StepOwner, lines: &mut StepLines) -> KeyEffects {
    let Some(focused) = ui.memory(egui::Memory::focused) else { return KeyEffects::default() };
    let at = |line: &Line| StepCell::ALL.into_iter().any(|cell| cell_id(owner, line.key, cell) == focused);
    if let Some(line) = lines.lines.iter().find(|line| at(line)) {
        let key = line.key;
        if row_menu::asked(ui) {
            return KeyEffects { menu: Some(key), ..KeyEffects::default() };
        }
        let pasted = ui.input_mut(|input| {
            let at = input.events.iter().position(|e| matches!(e, Event::PasteImage(_)));
            at.map(|at| input.events.remove(at)).is_some()
        });
        if pasted {
            return KeyEffects { picture: Some(key), ..KeyEffects::default() };
        }
    }
    KeyEffects { edited: edit(ui, owner, lines, focused), ..KeyEffects::default() }
}

/// Takes the keys that change the steps or go to another cell. Returns true when steps changed.
fn edit(ui: &Ui, owner: StepOwner, lines: &mut StepLines, focused: egui::Id) -> bool {
    let at = lines.lines.iter().enumerate().find_map(|(i, line)| {
        let cell = StepCell::ALL.into_iter().find(|cell| cell_id(owner, line.key, *cell) == focused)?;
        Some((i, cell))
    });
    let Some((i, cell)) = at else { return false };
    let focus = |key: u64, cell: StepCell| ui.memory_mut(|m| m.request_focus(cell_id(owner, key, cell)));
    let pressed = |modifiers: Modifiers, key: Key| ui.input_mut(|input| input.consume_key(modifiers, key));
    let key = lines.lines[i].key;
    if pressed(Modifiers::COMMAND, Key::Enter) {
        let new = lines.add_after(Some(i));
        focus(new, StepCell::Action);
        return true;
    }
    // The text field hears Shift+Enter itself.
    let enter = !ui.input(|input| input.modifiers.shift) && pressed(Modifiers::NONE, Key::Enter);
    if enter {
        match cell {
            StepCell::Action => focus(key, StepCell::Data),
            StepCell::Data => focus(key, StepCell::Expected),
            StepCell::Expected => {
                let next = lines.lines.iter().skip(i + 1).find(|l| l.shared.is_none()).map(|l| l.key);
                let next = next.unwrap_or_else(|| lines.add_after(Some(i)));
                focus(next, StepCell::Action);
            }
        }
        return false;
    }
    for (arrow, down) in [(Key::ArrowUp, false), (Key::ArrowDown, true)] {
        if pressed(Modifiers::ALT, arrow) {
            return lines.shift(i, down);
        }
    }
    for (bracket, deeper) in [(Key::CloseBracket, true), (Key::OpenBracket, false)] {
        if pressed(Modifiers::COMMAND, bracket) {
            return lines.nest_line(i, deeper);
        }
    }
    if lines.lines[i].is_blank() && pressed(Modifiers::NONE, Key::Backspace) {
        let above = lines.lines[..i].iter().rev().find(|l| l.shared.is_none()).map(|l| (l.key, StepCell::Expected));
        let below = lines.lines.get(i + 1).filter(|l| l.shared.is_none()).map(|l| (l.key, StepCell::Action));
        lines.remove(i);
        if let Some((key, cell)) = above.or(below) {
            focus(key, cell);
        }
        return true;
    }
    if cell == StepCell::Action
        && let Some(steps) = ui.input_mut(take_pasted)
        && let Some(last) = lines.paste(i, steps)
    {
        focus(last, StepCell::Action);
        return true;
    }
    false
}

/// Takes a pasted text that stands for several steps out of the events.
fn take_pasted(input: &mut egui::InputState) -> Option<Vec<lines::Pasted>> {
    let at = input.events.iter().position(|e| matches!(e, Event::Paste(text) if lines::pasted(text).is_some()))?;
    match input.events.remove(at) {
        Event::Paste(text) => lines::pasted(&text),
        _ => None,
    }
}
