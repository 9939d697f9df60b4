//! Origins of a value in force.

use voluptas_core::domain::Message;

/// Origin of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// A flag of the command line.
    Flag,
    /// Typed in this session and stored nowhere.
    Session,
    /// The process environment.
    Environment,
    /// `credentials/qase.env`.
    CredentialsFile,
    /// The keychain of the operating system.
    Keychain,
    /// `settings.json`.
    SettingsFile,
    /// The built-in default.
    Default,
}

impl Origin {
    /// The user text that names the origin.
    #[must_use]
    pub fn message(self) -> Message {
        Message::new(match self {
            Self::Flag => "settings-origin-flag",
            Self::Session => "settings-origin-session",
            Self::Environment => "settings-origin-environment",
            Self::CredentialsFile => "settings-origin-credentials",
            Self::Keychain => "settings-origin-keychain",
            Self::SettingsFile => "settings-origin-file",
            Self::Default => "settings-origin-default",
        })
    }
}
