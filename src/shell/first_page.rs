//! Work begun on the first page that needs a workspace: importing a list, connecting to Qase.

use super::pending::Pending;
use super::window::Shell;
use crate::backend::UserError;
use crate::dialogs::OpenDialog;
use crate::ui_command::UiCommand;
use voluptas_settings::Account;

impl Shell {
    /// Connects Qase from the first page: without a token the field for it comes first, and the workspace is opened afterwards.
    pub(super) fn connect_qase(&mut self) {
        if self.backend.in_force(Account::Primary).is_some() {
            self.pending = Some(Pending::Command(UiCommand::SyncQase));
            self.backend.open_workspace(self.backend.paths.workspace.clone());
        } else {
            self.connecting = true;
            self.open_settings(1);
        }
    }

    /// Goes on after the settings were saved: `token` tells whether one was entered.
    pub(super) fn connected(&mut self, token: bool) {
        if std::mem::take(&mut self.connecting) && token {
            self.pending = Some(Pending::Command(UiCommand::SyncQase));
            self.backend.open_workspace(self.backend.paths.workspace.clone());
        }
    }

    /// Starts the work that waited for the workspace.
    pub(super) fn go_on(&mut self) {
        match self.pending.take() {
            Some(Pending::Command(command)) => self.actions.command(command),
            Some(Pending::Import(shown)) => self.import_functions(shown),
            None => {}
        }
    }

    /// Drops the work that waited for a workspace that could not be opened.
    pub(super) fn give_up(&mut self, error: &UserError) {
        let tr = self.tr();
        if let (Some(Pending::Import(_)), Some(OpenDialog::ImportFunctions(dialog))) = (self.pending.take(), &mut self.dialog) {
            dialog.imported(Err(error.clone()), tr, &self.backend);
        }
    }
}
