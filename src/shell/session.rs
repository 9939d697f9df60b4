//! A connection to a Qase account with its settings, and the key that tells one connection from another.

use crate::sync_dialog::SettingsChange;
use voluptas_app::qase::connection::QaseConnection;
use voluptas_settings::{Origin, QaseConfig};

/// The connection to one account and the settings that it was made with.
#[derive(Debug)]
pub(super) struct AccountSession {
    pub(super) link: QaseConnection,
    pub(super) key: SessionKey,
}

/// The settings of a connection. A connection with another key is made anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SessionKey {
    pub(super) config: QaseConfig,
    pub(super) token_from: Origin,
    /// Number of times the token was replaced. The new token may come from the same place as the old one.
    pub(super) token_generation: u64,
}

impl SessionKey {
    /// Identifies the account. What was read of another account is dropped.
    pub(super) fn account(&self) -> (&str, Origin, u64) {
        (&self.config.base_url.value, self.token_from, self.token_generation)
    }

    /// Limits of the client: rate, time limit, cache time, lifetime of a write. A change needs another client, but cached data
    /// stays valid.
    pub(super) fn limits(&self) -> (u32, u32, u32, u32) {
        let c = &self.config;
        (c.requests_per_minute.value, c.timeout_s.value, c.cache_minutes.value, c.late_write_s.value)
    }

    /// Project and run that dialogs start with.
    fn defaults(&self) -> (Option<&str>, Option<i64>) {
        (self.config.project.value.as_deref(), self.config.run_id.value)
    }
}

/// The change from the key of a connection to the present one; `None` when dialogs need not know.
pub(super) fn change(both: Option<(&SessionKey, &SessionKey)>) -> Option<SettingsChange> {
    match both {
        Some((before, now)) if before.account() == now.account() => {
            (before.defaults() != now.defaults()).then_some(SettingsChange::Project)
        }
        _ => Some(SettingsChange::Account),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use voluptas_settings::{Account, EnvFile, Environment, QaseFlags, Settings};

    #[test]
    fn other_limits_are_no_other_project() {
        let key = |change: &dyn Fn(&mut Settings)| {
            let mut settings = Settings::default();
            change(&mut settings);
            let environment = Environment::of(Vec::<(String, String)>::new());
            let (flags, file) = (QaseFlags::default(), EnvFile::default());
            let config = QaseConfig::resolve(Account::Primary, &flags, &environment, &file, &settings).expect("config");
            SessionKey { config, token_from: Origin::Keychain, token_generation: 0 }
        };
        let before = key(&|_| {});
        let of = |now: &SessionKey| change(Some((&before, now)));
        assert_eq!(of(&key(&|s| s.qase.requests_per_minute += 1)), None);
        assert_eq!(of(&key(&|s| s.qase.run_id = Some(7))), Some(SettingsChange::Project));
        assert_eq!(of(&key(&|s| s.qase.base_url = "https://qase.example/v1".into())), Some(SettingsChange::Account));
        assert_eq!(of(&SessionKey { token_generation: 1, ..before.clone() }), Some(SettingsChange::Account));
        assert_eq!(change(None), Some(SettingsChange::Account));
    }
}
