//! The sync dialog in the main window: opening it, giving it the connections, showing its news.

use eframe::egui;

use super::window::Shell;
use crate::action::Actions;
use crate::backend::CheckRequest;
use crate::model::sync_tab::SyncTab;
use crate::sync_dialog::DialogEnv;
use crate::ui_command::UiCommand;
use crate::view::Connection;
use voluptas_i18n::Tr;
use voluptas_settings::Account;

impl Shell {
    /// Opens the dialog at a tab.
    pub(super) fn open_sync(&mut self, tab: SyncTab) {
        self.sync.open(tab);
        // Otherwise the status bar keeps showing "not checked" while the dialog reads its lists.
        if matches!(self.backend.connection, Connection::Unchecked(_)) {
            self.backend.check(CheckRequest::default());
        }
    }

    /// Lets the watchers of mirror pairs look for completed runs.
    pub(super) fn watch(&mut self) {
        if let Some(workspace) = self.backend.workspace() {
            let link = |account: Account| self.sessions[account].as_ref().map(|s| &s.link);
            self.watchers.poll(workspace, link(Account::Primary), link(Account::MirrorTarget));
        }
    }

    /// Draws the dialog while it is open. Its jobs are polled in any case.
    pub(super) fn draw_sync(&mut self, ctx: &egui::Context, tr: Tr, out: &mut Actions) {
        let Some(workspace) = self.backend.workspace() else { return };
        let config = self.sessions[Account::Primary].as_ref().map(|s| &s.key.config);
        let env = DialogEnv {
            workspace,
            link: self.sessions[Account::Primary].as_ref().map(|s| &s.link),
            second: self.sessions[Account::MirrorTarget].as_ref().map(|s| &s.link),
            watchers: &self.watchers,
            picker: &self.backend.picker,
            project: config.and_then(|c| c.project.value.as_deref()),
            run_id: config.and_then(|c| c.run_id.value),
            tr,
            now: self.backend.now(),
        };
        let response = self.sync.ui(ctx, &env);
        if response.open_settings {
            out.command(UiCommand::Settings);
        }
        if let Some(id) = response.retry_watch {
            self.watchers.retry(id);
        }
        for news in response.news {
            self.say_stored(tr, news.tone, news.words, news.operation);
        }
    }
}
