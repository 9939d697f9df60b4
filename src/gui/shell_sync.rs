//! The sync dialog in the main window: when it is opened, which way to Qase it is given, what becomes of what it says.

use eframe::egui;

use super::action::{Action, Actions, Confirm};
use super::backend::CheckRequest;
use super::shell::Shell;
use super::sync_dialog::{DialogEnv, SettingsChange, SyncTab};
use super::ui_command::UiCommand;
use super::view::Connection;
use super::widgets::Tone;
use crate::app::sync_link::Link;
use crate::demo;
use crate::i18n::Tr;
use crate::settings::{Origin, QaseConfig, Slot};

/// A way to an account that the dialog is given, and what it was made from.
#[derive(Debug)]
pub(super) struct Way {
    pub(super) link: Link,
    made_from: (QaseConfig, Origin),
}

/// Which account it is: what was read of another one is of no use.
fn account((config, token_from): &(QaseConfig, Origin)) -> (&str, Origin) {
    (&config.base_url.value, *token_from)
}

/// How the account is asked: another pace needs another client, but what was read stays true.
fn pace(config: &QaseConfig) -> (u32, u32, u32) {
    (config.requests_per_minute.value, config.timeout_s.value, config.cache_minutes.value)
}

impl Shell {
    /// Opens the dialog at a tab.
    pub(super) fn open_sync(&mut self, tab: SyncTab) {
        self.sync.open(tab);
        // The status bar would else go on saying that nobody knows, while the dialog reads one list after another.
        if matches!(self.backend.connection, Connection::Unchecked(_)) {
            self.backend.check(CheckRequest::default());
        }
    }

    /// Makes the way to an account anew when something it was made from changed; one way keeps its rate limit and its cache.
    pub(super) fn renew_way(&mut self, slot: Slot) {
        let from = self.backend.connector(slot).map(|c| c.config.clone()).zip(self.backend.in_force(slot));
        // The demo keeps to its own server: nothing of it may get into an account.
        let from = from.filter(|_| slot == Slot::First || !self.backend.is_demo());
        if self.ways[slot].as_ref().map(|w| &w.made_from) == from.as_ref() {
            return;
        }
        let before = self.ways[slot].take();
        let same_account = before.as_ref().zip(from.as_ref()).is_some_and(|(b, now)| account(&b.made_from) == account(now));
        let same_pace = before.as_ref().zip(from.as_ref()).is_some_and(|(b, now)| pace(&b.made_from.0) == pace(&now.0));
        let link = before.filter(|_| same_account && same_pace).map(|b| b.link);
        self.ways[slot] = from.and_then(|made_from| {
            if let Some(link) = link {
                return Some(Way { link, made_from });
            }
            let connector = self.backend.connector(slot)?;
            let link = match (slot, self.backend.demo()) {
                (Slot::First, Some(demo)) => Link::of_client(demo.client().ok()?).known_as(demo::ACCOUNT),
                (Slot::First, None) => Link::new(connector.clone()),
                // Both may be on one server, and the workspace must not take one for the other.
                (Slot::Second, _) => Link::new(connector.clone()).known_as(&connector.account()),
            };
            Some(Way { link, made_from })
        });
        let change = if same_account { SettingsChange::Project } else { SettingsChange::Account };
        if self.sync.settings_changed(slot, change) {
            let words = self.tr().text("sync-dialog-dropped").into_owned();
            self.toasts.add(Tone::Warning, words);
        }
        self.watchers.restart();
    }

    /// Watches what is to be watched.
    pub(super) fn watch(&mut self) {
        if let Some(workspace) = self.backend.workspace() {
            let link = |slot: Slot| self.ways[slot].as_ref().map(|w| &w.link);
            self.watchers.poll(workspace, link(Slot::First), link(Slot::Second));
        }
    }

    /// Draws the dialog while it is open, and hears of its jobs in any case.
    pub(super) fn draw_sync(&mut self, ctx: &egui::Context, tr: Tr, out: &mut Actions) {
        let Some(workspace) = self.backend.workspace() else { return };
        let config = self.ways[Slot::First].as_ref().map(|w| &w.made_from.0);
        let env = DialogEnv {
            workspace,
            link: self.ways[Slot::First].as_ref().map(|w| &w.link),
            second: self.ways[Slot::Second].as_ref().map(|w| &w.link),
            watchers: &self.watchers,
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
        for (tone, words) in response.news {
            self.toasts.add(tone, words);
        }
    }

    /// Whether the window may be closed at once; else the person is asked.
    pub fn may_close(&mut self) -> bool {
        if self.leaving || self.backend.runner.working() == 0 {
            return true;
        }
        let tr = self.tr();
        self.quit = false;
        self.confirm = Some(Confirm {
            title: tr.text("gui-quit-title").into_owned(),
            text: tr.text("gui-quit-text").into_owned(),
            button: tr.text("gui-quit-button").into_owned(),
            then: Box::new(Action::Leave),
        });
        false
    }
}
