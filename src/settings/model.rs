//! The user's choices as plain data. The module `file` reads and writes them.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{Environment, Slot, StoreKind};

/// The settings file. Every part may be missing; a missing part has its default.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Version of the file's format: [`Settings::VERSION`].
    pub version: u32,
    /// Language, theme, zoom.
    pub general: General,
    /// Connection to Qase, without the token, which [`super::Credentials`] keeps.
    pub qase: QaseSection,
    /// Connection to the second account.
    pub second: SecondAccount,
    /// State of the window; opaque in this layer.
    pub window: serde_json::Value,
    /// Workspaces opened before, the latest first.
    pub recent: Vec<PathBuf>,
}

/// Language, theme, zoom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct General {
    /// Language of the interface.
    pub lang: LangChoice,
    /// Light or dark.
    pub theme: Theme,
    /// Size of everything in per cent, 80 to 200.
    pub zoom: u16,
    /// Name of the person in the history. `None` takes the name of the system's account.
    pub author: Option<String>,
}

/// Language of the interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LangChoice {
    /// Language of the system.
    #[default]
    Auto,
    /// Russian.
    Ru,
    /// English.
    En,
}

impl LangChoice {
    /// `ru` or `en`; `None` follows the system.
    #[must_use]
    pub const fn code(self) -> Option<&'static str> {
        match self {
            Self::Auto => None,
            Self::Ru => Some("ru"),
            Self::En => Some("en"),
        }
    }
}

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// Theme of the system.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// Connection to Qase.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct QaseSection {
    /// Address of the API up to and with the version.
    pub base_url: String,
    /// Code of the project that dialogs start with.
    pub project: Option<String>,
    /// Run that results are posted to.
    pub run_id: Option<i64>,
    /// Requests per minute until the server reports its limit, up to 6000; 0 means no limit until then.
    pub requests_per_minute: u32,
    /// Seconds that one request may take, 1 to 600.
    pub timeout_s: u32,
    /// Minutes that answers are kept for, 0 to 1440; 0 keeps none.
    pub cache_minutes: u32,
    /// Seconds beyond `timeout_s` in which a write whose answer was lost may still arrive, 0 to 3600. Until then the write is
    /// looked for.
    pub late_write_s: u32,
    /// Place for a new token: `keychain`, `file`, `session`. `None` leaves the choice to the program.
    pub credential_store: Option<StoreKind>,
}

/// Connection to a second account, or a team server, that results are mirrored with. All other settings are those of the first
/// account.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SecondAccount {
    /// Address of the API up to and with the version; `None` for Qase's own service.
    pub base_url: Option<String>,
    /// Place for a new token. `None` leaves the choice to the program.
    pub credential_store: Option<StoreKind>,
}

impl QaseSection {
    /// Qase's own service.
    pub const BASE_URL: &'static str = "https://api.qase.io/v1";
    /// The limit that is safe with every subscription.
    pub const REQUESTS_PER_MINUTE: u32 = 100;
    /// Seconds for one request.
    pub const TIMEOUT_S: u32 = 10;
    /// Minutes that answers are kept for: an hour.
    pub const CACHE_MINUTES: u32 = 60;
    /// A gateway gives up long before the server behind it does, so writes may arrive this many seconds late.
    pub const LATE_WRITE_S: u32 = 60;
}

impl Settings {
    /// The format that this program writes.
    pub const VERSION: u32 = 1;
    /// Number of workspaces that are remembered.
    const RECENT: usize = 10;

    /// Puts a workspace at the head of the recent ones.
    pub fn remember_workspace(&mut self, path: &Path) {
        self.recent.retain(|p| p != path);
        self.recent.insert(0, path.to_path_buf());
        self.recent.truncate(Self::RECENT);
    }

    /// Place for a new token of the account; `None` leaves the choice to the program.
    #[must_use]
    pub const fn credential_store(&self, slot: Slot) -> Option<StoreKind> {
        match slot {
            Slot::First => self.qase.credential_store,
            Slot::Second => self.second.credential_store,
        }
    }

    /// Brings numbers from outside into the ranges that the rest of the program relies on.
    #[must_use]
    pub fn clamped(mut self) -> Self {
        self.general.zoom = self.general.zoom.clamp(80, 200);
        let q = &mut self.qase;
        q.requests_per_minute = q.requests_per_minute.min(6000);
        q.late_write_s = q.late_write_s.min(3600);
        q.timeout_s = q.timeout_s.clamp(1, 600);
        q.cache_minutes = q.cache_minutes.min(1440);
        if q.base_url.trim().is_empty() {
            QaseSection::BASE_URL.clone_into(&mut q.base_url);
        }
        let address = self.second.base_url.take().map(|u| u.trim().to_owned());
        self.second.base_url = address.filter(|u| !u.is_empty());
        self.recent.truncate(Self::RECENT);
        self
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            version: Self::VERSION,
            general: General::default(),
            qase: QaseSection::default(),
            second: SecondAccount::default(),
            window: serde_json::Value::Null,
            recent: Vec::new(),
        }
    }
}

impl General {
    /// Name of the person in the history: the chosen one, otherwise that of the system's account.
    #[must_use]
    pub fn author_name<'a>(&'a self, environment: &'a Environment) -> Option<&'a str> {
        self.author.as_deref().map(str::trim).filter(|name| !name.is_empty()).or_else(|| environment.user())
    }
}

impl Default for General {
    fn default() -> Self {
        Self { lang: LangChoice::default(), theme: Theme::default(), zoom: 100, author: None }
    }
}

impl Default for QaseSection {
    fn default() -> Self {
        Self {
            base_url: Self::BASE_URL.to_owned(),
            project: None,
            run_id: None,
            requests_per_minute: Self::REQUESTS_PER_MINUTE,
            timeout_s: Self::TIMEOUT_S,
            cache_minutes: Self::CACHE_MINUTES,
            late_write_s: Self::LATE_WRITE_S,
            credential_store: None,
        }
    }
}
