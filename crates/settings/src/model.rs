//! The user's choices as plain data: the declarations of all settings. The module `file` reads and writes them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::preset::{self, ImportPreset, PresetList};
use super::table::{Choice, Kind, Range, Row, Tab, Unit, section};
use super::{Account, Environment, StoreKind};
use voluptas_core::base::fold::fold;

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
    /// The demo was opened last: the next start continues it.
    pub demo: bool,
    /// Code of the project that the window shows, by workspace file. Without one it is that of the connection to Qase.
    pub projects: BTreeMap<PathBuf, String>,
    /// Presets for reading tables of cases, in the order of their names.
    pub import_presets: Vec<ImportPreset>,
}

section! {
    /// Language, theme, zoom.
    General at general {
        /// Language of the interface. `auto` follows the system.
        LANG = lang: LangChoice = LangChoice::Auto
            => Row::of(Kind::Choice(&LANGS)).shown(Tab::General, "gui-menu-language", None).flag("--lang");
        /// Light or dark theme. `system` follows the system.
        THEME = theme: Theme = Theme::System
            => Row::of(Kind::Choice(&THEMES)).shown(Tab::General, "gui-menu-theme", None);
        /// Size of everything in the window.
        ZOOM = zoom: u16 = 100
            => Row::of(Kind::Number(Range { min: 80, max: 200, unit: Unit::Percent, steps: &General::ZOOMS }))
                .shown(Tab::General, "gui-menu-zoom", None);
        /// Name of the person in the history. Without it, the name of the system's account.
        AUTHOR = author: Option<String> = None
            => Row::of(Kind::Text).shown(Tab::General, "gui-settings-author", Some("gui-settings-author-note"));
    }
}

/// Values of [`General::lang`], with the keys of their texts.
const LANGS: [Choice; 3] = [
    Choice { word: "auto", label: "gui-lang-system" },
    Choice { word: "ru", label: "gui-cmd-lang-ru" },
    Choice { word: "en", label: "gui-cmd-lang-en" },
];

/// Values of [`General::theme`], with the keys of their texts.
const THEMES: [Choice; 3] = [
    Choice { word: "system", label: "gui-cmd-theme-system" },
    Choice { word: "light", label: "gui-cmd-theme-light" },
    Choice { word: "dark", label: "gui-cmd-theme-dark" },
];

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
    Light,
    Dark,
}

section! {
    /// Connection to Qase.
    QaseSection at qase {
        /// Address of the API up to and with the version.
        ADDRESS = base_url: String = Self::BASE_URL.to_owned()
            => Row::of(Kind::Address).shown(Tab::Qase, "gui-settings-base-url", None).variable("QASE_BASE_URL").flag("--base-url");
        /// Code of the project that dialogs start with.
        PROJECT = project: Option<String> = None
            => Row::of(Kind::Project).shown(Tab::Qase, "gui-settings-project", None)
                .variable("QASE_PROJECT_CODE").flag("--project");
        /// Run that results are posted to.
        RUN_ID = run_id: Option<i64> = None
            => Row::of(Kind::Id).shown(Tab::Qase, "gui-settings-run", None).variable("QASE_TEST_RUN_ID");
        /// Requests per minute until the server reports its limit; 0 means no limit until then. The default is safe with every
        /// subscription.
        REQUESTS_PER_MINUTE = requests_per_minute: u32 = 100
            => Row::number(0, 6000, Unit::PerMinute).shown(Tab::Qase, "gui-settings-rpm", Some("gui-settings-rpm-note"))
                .variable("QASE_REQUESTS_PER_MINUTE").flag("--requests-per-minute");
        /// Longest duration of one request.
        TIMEOUT_S = timeout_s: u32 = 10
            => Row::number(1, 600, Unit::Seconds).shown(Tab::Qase, "gui-settings-timeout", Some("gui-settings-timeout-note"))
                .variable("QASE_TIMEOUT").flag("--timeout");
        /// Time for which answers are kept and used again; 0 keeps none.
        CACHE_MINUTES = cache_minutes: u32 = 60
            => Row::number(0, 1440, Unit::Minutes).shown(Tab::Qase, "gui-settings-cache", Some("gui-settings-cache-note"));
        /// Time beyond the timeout in which a write whose answer was lost may still arrive. Until then the write is looked for. A
        /// gateway gives up long before the server behind it does.
        LATE_WRITE_S = late_write_s: u32 = 60
            => Row::number(0, 3600, Unit::Seconds)
                .shown(Tab::Qase, "gui-settings-late-write", Some("gui-settings-late-write-note"))
                .variable("QASE_LATE_WRITE_SECONDS");
        /// Place for a new token. Without it, the keychain where the system has one.
        CREDENTIAL_STORE = credential_store: Option<StoreKind> = None
            => Row::of(Kind::Place).shown(Tab::Qase, "gui-settings-token-place", None);
    }
}

section! {
    /// Connection to a second account, or a team server, that results are mirrored with. All other settings are those of the first
    /// account.
    SecondAccount at second {
        /// Address of the API up to and with the version. Without it, Qase's own service.
        ADDRESS = base_url: Option<String> = None
            => Row::of(Kind::Address).shown(Tab::Second, "gui-settings-base-url", None)
                .variable("QASE_TARGET_BASE_URL").flag("--target-base-url");
        /// Place for a new token. Without it, the keychain where the system has one.
        CREDENTIAL_STORE = credential_store: Option<StoreKind> = None
            => Row::of(Kind::Place).shown(Tab::Second, "gui-settings-token-place", None);
    }
}

impl QaseSection {
    /// Qase's own service.
    pub const BASE_URL: &'static str = "https://api.qase.io/v1";
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

    /// Code of the project that the window shows for a workspace; `None` for the first one of the workspace.
    pub fn project_of(&self, workspace: &Path) -> Option<String> {
        self.projects.get(workspace).or(self.qase.project.as_ref()).cloned()
    }

    /// Remembers the project that the window shows for a workspace. Workspaces that are no longer among the recent ones are forgotten.
    pub fn remember_project(&mut self, workspace: &Path, code: &str) {
        self.projects.retain(|path, _| self.recent.contains(path));
        self.projects.insert(workspace.to_path_buf(), code.to_owned());
    }

    /// Place for a new token of the account; `None` leaves the choice to the program.
    pub const fn credential_store(&self, account: Account) -> Option<StoreKind> {
        match account {
            Account::Primary => self.qase.credential_store,
            Account::MirrorTarget => self.second.credential_store,
        }
    }

    /// Declarations of all settings, in the order of the dialog.
    pub fn rows() -> impl Iterator<Item = &'static Row> {
        General::ROWS.iter().chain(QaseSection::ROWS).chain(SecondAccount::ROWS)
    }

    /// Brings values from outside into the form that the rest of the program relies on.
    #[must_use]
    pub fn clamped(mut self) -> Self {
        for row in Self::rows() {
            row.repair(&mut self);
        }
        self.recent.truncate(Self::RECENT);
        preset::repair(&mut self.import_presets);
        self
    }
}

impl Settings {
    /// Maximum number of presets.
    pub const IMPORT_PRESETS: usize = preset::MOST;

    /// Presets of a list, sorted by name.
    pub fn presets_of(&self, list: PresetList) -> impl Iterator<Item = &ImportPreset> {
        self.import_presets.iter().filter(move |preset| preset.list == list)
    }

    /// Finds a preset.
    pub fn import_preset(&self, list: PresetList, name: &str) -> Option<&ImportPreset> {
        let name = fold(name);
        self.presets_of(list).find(|p| fold(&p.name) == name)
    }

    /// Keeps a preset in place of the one of its list with the same name. Returns false and keeps nothing when there is no room for
    /// another one.
    pub fn keep_import_preset(&mut self, preset: ImportPreset) -> bool {
        if self.import_preset(preset.list, &preset.name).is_none() && self.import_presets.len() >= Self::IMPORT_PRESETS {
            return false;
        }
        self.remove_import_preset(preset.list, &preset.name);
        self.import_presets.insert(0, preset);
        preset::repair(&mut self.import_presets);
        true
    }

    pub fn remove_import_preset(&mut self, list: PresetList, name: &str) {
        let name = fold(name);
        self.import_presets.retain(|p| p.list != list || fold(&p.name) != name);
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
            demo: false,
            projects: BTreeMap::new(),
            import_presets: Vec::new(),
        }
    }
}

impl General {
    /// Values of the zoom that the window offers, in per cent.
    pub const ZOOMS: [u16; 8] = [80, 90, 100, 110, 125, 150, 175, 200];

    /// Name of the person in the history: the chosen one, otherwise that of the system's account.
    pub fn author_name<'a>(&'a self, environment: &'a Environment) -> Option<&'a str> {
        self.author.as_deref().map(str::trim).filter(|name| !name.is_empty()).or_else(|| environment.user())
    }
}
