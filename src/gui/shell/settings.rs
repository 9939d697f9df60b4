//! Actions of the settings dialog.

use eframe::egui;

use super::Shell;
use crate::app::project_settings;
use crate::gui::action::SettingsAction;
use crate::gui::dialogs::{OpenDialog, settings};
use crate::gui::view::Connection;
use crate::settings::{PerSlot, Slot, StoreKind};

impl Shell {
    /// Opens the settings at a tab; at that of Qase without a token, its field comes first.
    pub(super) fn open_settings(&mut self, tab: usize) {
        let mut dialog = settings::SettingsDialog::new(&self.backend.settings, tab > 0).at_tab(tab);
        if tab == 1 && self.backend.in_force(Slot::First).is_none() {
            dialog = dialog.asking_for_token();
        }
        self.dialog = Some(OpenDialog::Settings(Box::new(dialog)));
        self.backend.look_for_tokens();
    }

    pub(super) fn settings(&mut self, ctx: &egui::Context, action: SettingsAction) {
        let Some(OpenDialog::Settings(dialog)) = &mut self.dialog else { return };
        match action {
            SettingsAction::Save => {
                let tokens = PerSlot::of(|slot| dialog.typed_token(slot).map(|t| (dialog.store_kind(slot, &self.backend), t)));
                let settings = dialog.apply(&self.backend.settings);
                let moved = settings.qase != self.backend.settings.qase;
                let second_moved = settings.second != self.backend.settings.second;
                let changes = dialog.auto_create();
                if !changes.is_empty() {
                    self.backend.write(move |store| {
                        project_settings::change_auto_create_cases(store, &changes)?;
                        Ok(None)
                    });
                }
                self.backend.settings = settings;
                self.backend.take_author();
                self.backend.save_settings();
                for slot in Slot::ALL {
                    match &tokens[slot] {
                        // The way is made anew once the token is kept; nobody would have asked by the new one before.
                        Some((kind, token)) => self.backend.keep_token(slot, *kind, token.clone()),
                        None if (slot == Slot::First && moved) || (slot == Slot::Second && (moved || second_moved)) => {
                            self.backend.look_for_token(slot);
                        }
                        None => {}
                    }
                }
                if moved || tokens[Slot::First].is_some() {
                    self.backend.connection = Connection::NoToken;
                }
                if moved {
                    self.backend.refresh();
                }
                self.dialog = None;
                self.apply_look(ctx);
                self.connected(tokens[Slot::First].is_some());
            }
            SettingsAction::Check(slot) => {
                let request = dialog.request(slot, &self.backend.settings);
                dialog.checking(slot);
                self.backend.check(request);
            }
            SettingsAction::ForgetToken(slot) => {
                let origin = self.backend.in_force(slot);
                let kind = StoreKind::ALL.into_iter().find(|k| Some(k.origin()) == origin);
                if let Some(kind) = kind {
                    self.backend.forget_token(slot, kind);
                }
            }
        }
    }
}
