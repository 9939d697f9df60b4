//! The connections to both Qase accounts: each is made anew when its settings or its token changed.

use super::session::{AccountSession, SessionKey, change};
use super::window::Shell;
use voluptas_app::qase::connection::QaseConnection;
use voluptas_demo as demo;
use voluptas_settings::Account;
use voluptas_ui::widgets::Tone;

impl Shell {
    /// Makes the connection to an account anew when its key changed. An unchanged one keeps its rate limit and its cache.
    pub(super) fn renew_session(&mut self, account: Account) {
        let from = self.backend.connector(account).zip(self.backend.in_force(account)).map(|(connector, token_from)| {
            SessionKey { config: connector.config.clone(), token_from, token_generation: self.backend.token_generation(account) }
        });
        // The demo keeps to its own server: nothing of it may get into an account.
        let from = from.filter(|_| account == Account::Primary || !self.backend.is_demo());
        if self.sessions[account].as_ref().map(|w| &w.key) == from.as_ref() {
            return;
        }
        let before = self.sessions[account].take();
        let both = before.as_ref().map(|b| &b.key).zip(from.as_ref());
        let same_account = both.is_some_and(|(b, now)| b.account() == now.account());
        let same_limits = both.is_some_and(|(b, now)| b.limits() == now.limits());
        let change = change(both);
        let link = before.filter(|_| same_account && same_limits).map(|b| b.link);
        self.sessions[account] = from.and_then(|key| {
            if let Some(link) = link {
                return Some(AccountSession { link, key });
            }
            let connector = self.backend.connector(account)?;
            let link = match (account, self.backend.demo()) {
                (Account::Primary, Some(demo)) => QaseConnection::of_client(demo.client().ok()?).known_as(demo::ACCOUNT),
                (Account::Primary, None) | (Account::MirrorTarget, _) => QaseConnection::new(connector.clone()),
            };
            Some(AccountSession { link, key })
        });
        if change.is_some_and(|change| self.sync.settings_changed(account, change)) {
            let words = self.tr().text("sync-dialog-dropped").into_owned();
            self.toasts.add(Tone::Warning, words);
        }
        self.watchers.restart();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backend::{Event, Start};
    use std::sync::Arc;
    use std::time::{Duration, Instant};
    use voluptas_core::base::{FixedClock, Secret};
    use voluptas_settings::StoreKind;

    fn shell(home: &std::path::Path) -> Shell {
        Shell::new(Start::in_folder(home, Arc::new(FixedClock::at(0))).expect("runner"), None)
    }

    /// Keeps a token and takes over the lookup that follows.
    fn keep(shell: &mut Shell, token: &str) {
        let before = shell.backend.token_generation(Account::Primary);
        shell.backend.keep_token(Account::Primary, StoreKind::Session, Secret::new(token));
        let end = Instant::now() + Duration::from_secs(20);
        while shell.backend.token_generation(Account::Primary) == before {
            assert!(Instant::now() < end, "the lookup never came");
            let tr = shell.tr();
            for event in shell.backend.poll(tr).1 {
                if let Event::TokenFound(found) = event {
                    let account = found.account;
                    assert_eq!(shell.backend.take_tokens(*found), None);
                    shell.renew_session(account);
                }
            }
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    fn link(shell: &Shell) -> &QaseConnection {
        &shell.sessions[Account::Primary].as_ref().expect("a session").link
    }

    #[test]
    fn a_lookup_from_before_a_token_was_replaced_makes_no_session() {
        rustls::crypto::ring::default_provider().install_default().ok();
        let home = tempfile::tempdir().expect("folder");
        let mut shell = shell(home.path());
        keep(&mut shell, "first-token");
        let runtime = shell.backend.runner.handle().clone();
        let client = |shell: &Shell| runtime.block_on(link(shell).client()).map(drop);
        client(&shell).expect("a client with the first token");
        assert!(link(&shell).account().is_some());
        // Begun before and taken over in time: the session stays what it is.
        let (in_time, late) =
            (shell.backend.resolver(Account::Primary, None).look(), shell.backend.resolver(Account::Primary, None).look());
        shell.backend.take_tokens(in_time);
        shell.renew_session(Account::Primary);
        assert!(link(&shell).account().is_some());
        // Address and place of the token are the same, and yet it is another session: its client has still to be made.
        keep(&mut shell, "second-token");
        assert!(link(&shell).account().is_none(), "the client of the first token goes on");
        client(&shell).expect("a client with the second token");
        let generation = shell.backend.token_generation(Account::Primary);
        shell.backend.take_tokens(late);
        shell.renew_session(Account::Primary);
        assert_eq!(shell.backend.token_generation(Account::Primary), generation, "it was taken over");
        assert!(link(&shell).account().is_some(), "it was made anew");
    }
}
