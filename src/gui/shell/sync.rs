//! The sync dialog in the main window: when it is opened, which way to Qase it is given, what becomes of what it says.

use eframe::egui;

use super::Shell;
use crate::app::qase_connection::QaseConnection;
use crate::demo;
use crate::gui::action::{Action, Actions, Confirm};
use crate::gui::backend::CheckRequest;
use crate::gui::sync_dialog::{DialogEnv, SettingsChange, SyncTab};
use crate::gui::ui_command::UiCommand;
use crate::gui::view::Connection;
use crate::gui::widgets::Tone;
use crate::i18n::Tr;
use crate::settings::{Account, Origin, QaseConfig};

/// A way to an account that the dialog is given, and what it was made from.
#[derive(Debug)]
pub(super) struct Way {
    pub(super) link: QaseConnection,
    made_from: Grounds,
}

/// What a way is made from.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Grounds {
    config: QaseConfig,
    token_from: Origin,
    /// How often the token had been replaced: another one may come from the same place.
    edition: u64,
}

impl Grounds {
    /// Which account it is: what was read of another one is of no use.
    fn account(&self) -> (&str, Origin, u64) {
        (&self.config.base_url.value, self.token_from, self.edition)
    }

    /// How the account is asked: another pace needs another client, but what was read stays true.
    fn pace(&self) -> (u32, u32, u32, u32) {
        let c = &self.config;
        (c.requests_per_minute.value, c.timeout_s.value, c.cache_minutes.value, c.late_write_s.value)
    }

    /// What dialogs begin with.
    fn beginning(&self) -> (Option<&str>, Option<i64>) {
        (self.config.project.value.as_deref(), self.config.run_id.value)
    }
}

/// What has become another one of what a way was made from and of what it is made from now.
fn change(both: Option<(&Grounds, &Grounds)>) -> Option<SettingsChange> {
    match both {
        Some((before, now)) if before.account() == now.account() => {
            (before.beginning() != now.beginning()).then_some(SettingsChange::Project)
        }
        _ => Some(SettingsChange::Account),
    }
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
    pub(super) fn renew_way(&mut self, account: Account) {
        let from = self.backend.connector(account).zip(self.backend.in_force(account)).map(|(connector, token_from)| Grounds {
            config: connector.config.clone(),
            token_from,
            edition: self.backend.edition(account),
        });
        // The demo keeps to its own server: nothing of it may get into an account.
        let from = from.filter(|_| account == Account::Primary || !self.backend.is_demo());
        if self.ways[account].as_ref().map(|w| &w.made_from) == from.as_ref() {
            return;
        }
        let before = self.ways[account].take();
        let both = before.as_ref().map(|b| &b.made_from).zip(from.as_ref());
        let same_account = both.is_some_and(|(b, now)| b.account() == now.account());
        let same_pace = both.is_some_and(|(b, now)| b.pace() == now.pace());
        let change = change(both);
        let link = before.filter(|_| same_account && same_pace).map(|b| b.link);
        self.ways[account] = from.and_then(|made_from| {
            if let Some(link) = link {
                return Some(Way { link, made_from });
            }
            let connector = self.backend.connector(account)?;
            let link = match (account, self.backend.demo()) {
                (Account::Primary, Some(demo)) => QaseConnection::of_client(demo.client().ok()?).known_as(demo::ACCOUNT),
                (Account::Primary, None) | (Account::MirrorTarget, _) => QaseConnection::new(connector.clone()),
            };
            Some(Way { link, made_from })
        });
        if change.is_some_and(|change| self.sync.settings_changed(account, change)) {
            let words = self.tr().text("sync-dialog-dropped").into_owned();
            self.toasts.add(Tone::Warning, words);
        }
        self.watchers.restart();
    }

    /// Watches what is to be watched.
    pub(super) fn watch(&mut self) {
        if let Some(workspace) = self.backend.workspace() {
            let link = |account: Account| self.ways[account].as_ref().map(|w| &w.link);
            self.watchers.poll(workspace, link(Account::Primary), link(Account::MirrorTarget));
        }
    }

    /// Draws the dialog while it is open, and hears of its jobs in any case.
    pub(super) fn draw_sync(&mut self, ctx: &egui::Context, tr: Tr, out: &mut Actions) {
        let Some(workspace) = self.backend.workspace() else { return };
        let config = self.ways[Account::Primary].as_ref().map(|w| &w.made_from.config);
        let env = DialogEnv {
            workspace,
            link: self.ways[Account::Primary].as_ref().map(|w| &w.link),
            second: self.ways[Account::MirrorTarget].as_ref().map(|w| &w.link),
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
        for (tone, words) in response.news {
            self.toasts.add(tone, words);
        }
    }

    /// True when the window may be closed at once; else the person is asked.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{FixedClock, Secret};
    use crate::gui::backend::{Event, Start};
    use crate::jobs::JobRunner;
    use crate::settings::{
        Credentials, EnvFile, Environment, NoKeychain, Paths, PerAccount, QaseFlags, Settings, SettingsFile, StoreKind,
    };
    use std::sync::Arc;
    use std::time::{Duration, Instant};

    fn shell(home: &std::path::Path) -> Shell {
        let paths = Paths::in_folder(home);
        let environment = Environment::of(Vec::<(String, String)>::new());
        let clock = Arc::new(FixedClock::at(0));
        let start = Start {
            credentials: PerAccount::of(|account| {
                Credentials::with_keychain(account, None, &environment, &paths, Arc::new(NoKeychain))
            }),
            loaded: SettingsFile::load(&paths.settings_file),
            environment,
            flags: QaseFlags::default(),
            runner: JobRunner::new(clock.clone()).expect("runner"),
            clock,
            paths,
        };
        Shell::new(start, None)
    }

    /// Keeps a token and takes over the survey that follows.
    fn keep(shell: &mut Shell, token: &str) {
        let before = shell.backend.edition(Account::Primary);
        shell.backend.keep_token(Account::Primary, StoreKind::Session, Secret::new(token));
        let end = Instant::now() + Duration::from_secs(20);
        while shell.backend.edition(Account::Primary) == before {
            assert!(Instant::now() < end, "the survey never came");
            let tr = shell.tr();
            for event in shell.backend.poll(tr).1 {
                if let Event::Surveyed(surveyed) = event {
                    let account = surveyed.account;
                    assert_eq!(shell.backend.take_survey(*surveyed), None);
                    shell.renew_way(account);
                }
            }
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    fn link(shell: &Shell) -> &QaseConnection {
        &shell.ways[Account::Primary].as_ref().expect("a way").link
    }

    #[test]
    fn a_survey_from_before_a_token_was_replaced_makes_no_way() {
        rustls::crypto::ring::default_provider().install_default().ok();
        let home = tempfile::tempdir().expect("folder");
        let mut shell = shell(home.path());
        keep(&mut shell, "first-token");
        let runtime = shell.backend.runner.handle().clone();
        let client = |shell: &Shell| runtime.block_on(link(shell).client()).map(drop);
        client(&shell).expect("a client with the first token");
        assert!(link(&shell).account().is_some());
        // Begun before and taken over in time: the way stays what it is.
        let (in_time, late) =
            (shell.backend.reach(Account::Primary, None).look(), shell.backend.reach(Account::Primary, None).look());
        shell.backend.take_survey(in_time);
        shell.renew_way(Account::Primary);
        assert!(link(&shell).account().is_some());
        // Address and place of the token are the same, and yet it is another way: its client has still to be made.
        keep(&mut shell, "second-token");
        assert!(link(&shell).account().is_none(), "the client of the first token goes on");
        client(&shell).expect("a client with the second token");
        let edition = shell.backend.edition(Account::Primary);
        shell.backend.take_survey(late);
        shell.renew_way(Account::Primary);
        assert_eq!(shell.backend.edition(Account::Primary), edition, "it was taken over");
        assert!(link(&shell).account().is_some(), "it was made anew");
    }

    #[test]
    fn another_pace_is_no_other_project() {
        let grounds = |change: &dyn Fn(&mut Settings)| {
            let mut settings = Settings::default();
            change(&mut settings);
            let environment = Environment::of(Vec::<(String, String)>::new());
            let (flags, file) = (QaseFlags::default(), EnvFile::default());
            let config = QaseConfig::resolve(Account::Primary, &flags, &environment, &file, &settings).expect("config");
            Grounds { config, token_from: Origin::Keychain, edition: 0 }
        };
        let before = grounds(&|_| {});
        let of = |now: &Grounds| change(Some((&before, now)));
        assert_eq!(of(&grounds(&|s| s.qase.requests_per_minute += 1)), None);
        assert_eq!(of(&grounds(&|s| s.qase.run_id = Some(7))), Some(SettingsChange::Project));
        assert_eq!(of(&grounds(&|s| s.qase.base_url = "https://qase.example/v1".into())), Some(SettingsChange::Account));
        assert_eq!(of(&Grounds { edition: 1, ..before.clone() }), Some(SettingsChange::Account));
        assert_eq!(change(None), Some(SettingsChange::Account));
    }
}
