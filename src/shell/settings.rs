//! Actions of the settings dialog.

use eframe::egui;

use super::window::Shell;
use crate::action::SettingsAction;
use crate::dialogs::{OpenDialog, settings};
use crate::view::Connection;
use voluptas_app::project;
use voluptas_settings::{Account, PerAccount, StoreKind};

impl Shell {
    /// Opens the settings at a tab; at that of Qase without a token, its field comes first.
    pub(super) fn open_settings(&mut self, tab: usize) {
        let mut dialog = settings::SettingsDialog::new(&self.backend.settings, tab > 0).at_tab(tab);
        if tab == 1 && self.backend.in_force(Account::Primary).is_none() {
            dialog = dialog.asking_for_token();
        }
        self.dialog = Some(OpenDialog::Settings(Box::new(dialog)));
        self.backend.look_for_tokens();
    }

    pub(super) fn settings(&mut self, ctx: &egui::Context, action: SettingsAction) {
        let Some(OpenDialog::Settings(dialog)) = &mut self.dialog else { return };
        match action {
            SettingsAction::Save => {
                let tokens =
                    PerAccount::of(|account| dialog.typed_token(account).map(|t| (dialog.store_kind(account, &self.backend), t)));
                let settings = dialog.apply(&self.backend.settings);
                let moved = settings.qase != self.backend.settings.qase;
                let second_moved = settings.second != self.backend.settings.second;
                let changes = dialog.project_changes();
                if !changes.is_empty() {
                    self.backend.write_silently(move |store| project::settings::change(store, &changes));
                }
                let is_other_project = settings.qase.project != self.backend.settings.qase.project;
                if settings.general.lang != self.backend.settings.general.lang {
                    self.backend.lang = None;
                }
                self.backend.settings = settings;
                if is_other_project && let Some(path) = self.backend.workspace_path().map(std::path::Path::to_path_buf) {
                    // The window follows the connection again.
                    self.backend.settings.projects.remove(&path);
                }
                self.backend.take_author();
                self.backend.save_settings();
                for account in Account::ALL {
                    match &tokens[account] {
                        // The way is made anew once the token is kept; nobody would have asked by the new one before.
                        Some((kind, token)) => self.backend.keep_token(account, *kind, token.clone()),
                        None if (account == Account::Primary && moved)
                            || (account == Account::MirrorTarget && (moved || second_moved)) =>
                        {
                            self.backend.look_for_token(account);
                        }
                        None => {}
                    }
                }
                if moved || tokens[Account::Primary].is_some() {
                    self.backend.connection = Connection::NoToken;
                }
                if moved {
                    self.backend.refresh();
                }
                self.dialog = None;
                self.apply_look(ctx);
                self.connected(tokens[Account::Primary].is_some());
            }
            SettingsAction::Check(account) => {
                let request = dialog.request(account, &self.backend.settings);
                dialog.checking(account);
                self.backend.check(request);
            }
            SettingsAction::ForgetToken(account) => {
                let origin = self.backend.in_force(account);
                let kind = StoreKind::ALL.into_iter().find(|k| Some(k.origin()) == origin);
                if let Some(kind) = kind {
                    self.backend.forget_token(account, kind);
                }
            }
        }
    }
}
