//! The menu bar by keyboard: Alt and F10 open the first menu, arrows walk from menu to menu, Esc gives the keyboard back.
//!
//! Arrows into submenus are egui's own. This module handles what egui leaves out: the two keys, the arrows to the neighbouring menus
//! of the bar, and Esc and Left that close a submenu alone.

use eframe::egui::containers::menu::MenuState;
use eframe::egui::{self, Context, Event, FocusDirection, Id, Key, Modifiers, Popup, Response, Ui};

/// Kind of the menu entry that has the keyboard.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum FocusedEntry {
    /// An entry of a menu of the bar, or none.
    #[default]
    Plain,
    /// The entry `opener` of `menu`, which opens a submenu.
    OpensMenu { opener: Id, menu: Id, is_open: bool },
    /// An entry of the submenu that the entry `opener` of `menu` opened.
    InSubmenu { opener: Id, menu: Id },
}

/// State of the bar between two passes.
#[derive(Debug, Clone, Default)]
pub struct MenuKeys {
    /// Alt is down, and nothing else was pressed since.
    alt: bool,
    /// Buttons of the bar and the popups that they open.
    menus: Vec<(Id, Id)>,
    /// The menus were entered by a key.
    entered: bool,
    /// The widget that had the keyboard before.
    before: Option<Id>,
}

fn state_id() -> Id {
    Id::unique("menu-keys")
}

fn entry_id() -> Id {
    Id::unique("menu-keys-entry")
}

/// Notes that an entry of a menu has the keyboard.
pub fn note_entry(ui: &Ui, kind: FocusedEntry) {
    ui.data_mut(|d| d.insert_temp(entry_id(), kind));
}

/// Closes the open submenu by Esc, and by Left where the keyboard is still on the entry that opened it, since none of its entries is
/// enabled. `false` when nothing was closed.
fn close_submenu(ui: &Ui, entry: FocusedEntry) -> bool {
    let taken = |key: Key| ui.input_mut(|i| i.consume_key(Modifiers::NONE, key));
    let (menu, opener) = match entry {
        FocusedEntry::InSubmenu { opener, menu } if taken(Key::Escape) => (menu, opener),
        FocusedEntry::OpensMenu { opener, menu, is_open: true } if taken(Key::Escape) || taken(Key::ArrowLeft) => (menu, opener),
        _ => return false,
    };
    MenuState::from_id(ui.ctx(), menu, |menu| menu.open_item = None);
    ui.memory_mut(|m| {
        m.move_focus(FocusDirection::None);
        m.request_focus(opener);
    });
    true
}

impl MenuKeys {
    /// Handles the keys of this pass; called before the bar is drawn. `heard` is false behind a dialog.
    pub fn begin(ui: &Ui, heard: bool) -> Self {
        let ctx = ui.ctx();
        let mut keys: Self = ui.data(|d| d.get_temp(state_id())).unwrap_or_default();
        let entry: FocusedEntry = ui.data_mut(|d| d.remove_temp(entry_id())).unwrap_or_default();
        let asked = keys.asked(ui) && heard;
        match (asked, keys.open(ctx)) {
            (true, Some(open)) => Popup::close_id(ctx, keys.menus[open].1),
            (true, None) => {
                keys.before = ui.memory(egui::Memory::focused);
                keys.entered = true;
                keys.show(ctx, 0);
            }
            (false, Some(_)) if close_submenu(ui, entry) => {}
            (false, Some(open)) => keys.walk(ui, open, entry),
            (false, None) => {}
        }
        keys
    }

    /// Keeps the state until the next pass; called after the bar was drawn with these buttons.
    pub fn end(mut self, ui: &Ui, buttons: &[Response]) {
        self.menus = buttons.iter().map(|b| (b.id, Popup::default_response_id(b))).collect();
        if self.entered && self.open(ui.ctx()).is_none() {
            self.entered = false;
            let clicked = ui.input(|i| i.pointer.any_pressed() || i.pointer.any_released());
            let in_bar = |id: Id| self.menus.iter().any(|(button, _)| *button == id);
            // Tab leads out of the bar: the keyboard is elsewhere then, and stays there.
            let elsewhere = ui.memory(egui::Memory::focused).is_some_and(|id| !in_bar(id));
            match self.before.take() {
                Some(before) if !clicked && !elsewhere => ui.memory_mut(|m| m.request_focus(before)),
                None if !clicked && !elsewhere => ui.memory_mut(egui::Memory::stop_text_input),
                _ => {}
            }
        }
        ui.data_mut(|d| d.insert_temp(state_id(), self));
    }

    /// The menu of the bar that is open.
    fn open(&self, ctx: &Context) -> Option<usize> {
        self.menus.iter().position(|(_, popup)| Popup::is_id_open(ctx, *popup))
    }

    fn show(&self, ctx: &Context, at: usize) {
        if let Some((button, popup)) = self.menus.get(at) {
            Popup::open_id(ctx, *popup);
            ctx.memory_mut(|m| m.request_focus(*button));
        }
    }

    /// True when F10 was pressed, or Alt was pressed and released alone.
    fn asked(&mut self, ui: &Ui) -> bool {
        let mut asked = false;
        // On a Mac the key types letters, and the menus of programs have no key.
        let alt_opens = !ui.ctx().os().is_mac();
        ui.input(|i| {
            // Alt+Up is not Alt alone, also where the key went down in a pass before.
            self.alt &= i.keys_down.iter().all(|key| *key == Key::AltLeft);
            // A fast key is pressed and let go in one pass, and the command that took it has removed it from the events.
            for event in &i.raw.events {
                match event {
                    Event::Key { key: Key::AltLeft, pressed: true, repeat, modifiers, .. } => {
                        let alone = !modifiers.ctrl && !modifiers.shift && !modifiers.mac_cmd;
                        self.alt = if *repeat { self.alt } else { alt_opens && alone };
                    }
                    Event::Key { key: Key::AltLeft, pressed: false, .. } => asked |= std::mem::take(&mut self.alt),
                    Event::Key { key: Key::F10, pressed: true, modifiers, .. } if modifiers.is_none() => asked = true,
                    // Alt+Tab: the window sees the key go up as it loses the keyboard.
                    Event::WindowFocused(_) => (self.alt, asked) = (false, false),
                    Event::Key { pressed: true, .. }
                    | Event::PointerButton { .. }
                    | Event::MouseWheel { .. }
                    | Event::Text(_) => {
                        self.alt = false;
                    }
                    _ => {}
                }
            }
        });
        asked
    }

    /// Arrows to the neighbours of the open menu.
    fn walk(&mut self, ui: &Ui, open: usize, entry: FocusedEntry) {
        let pressed = |key: Key| ui.input(|i| i.key_pressed(key) && i.modifiers == Modifiers::NONE);
        let n = self.menus.len();
        let to = if pressed(Key::ArrowRight) && !matches!(entry, FocusedEntry::OpensMenu { .. }) {
            (open + 1) % n
        } else if pressed(Key::ArrowLeft) && !matches!(entry, FocusedEntry::InSubmenu { .. }) {
            (open + n - 1) % n
        } else {
            return;
        };
        // Otherwise the open menu would take the arrow as well.
        ui.memory_mut(|m| m.move_focus(FocusDirection::None));
        self.entered = true;
        self.show(ui.ctx(), to);
    }
}
