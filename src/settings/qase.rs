//! The values in force for Qase, and the origin of each value.
//!
//! Precedence: flag, environment, `credentials/qase.env`, settings file, default.

use super::{EnvFile, Environment, QaseSection, Settings, SettingsError, Slot};
use crate::base::Secret;
use crate::domain::Message;

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

/// A value and its origin.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Resolved<T> {
    /// The value in force.
    pub value: T,
    /// Origin of the value.
    pub origin: Origin,
}

/// Values of the command line's flags; an absent flag decides nothing.
#[derive(Debug, Clone, Default)]
pub struct QaseFlags {
    /// The token of `--token-file`. There is no flag for the token itself: the process list would show it.
    pub token: Option<Secret>,
    /// `--base-url`.
    pub base_url: Option<String>,
    /// `--project`.
    pub project: Option<String>,
    /// `--run`.
    pub run_id: Option<i64>,
    /// `--requests-per-minute`.
    pub requests_per_minute: Option<u32>,
    /// `--timeout`, in seconds.
    pub timeout_s: Option<u32>,
}

/// The values in force for Qase, except the token.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct QaseConfig {
    /// Address of the API, without a slash at the end.
    pub base_url: Resolved<String>,
    /// Project code.
    pub project: Resolved<Option<String>>,
    /// Run for results.
    pub run_id: Resolved<Option<i64>>,
    /// Requests per minute until the server reports its limit; 0 means no limit until then.
    pub requests_per_minute: Resolved<u32>,
    /// Seconds for one request.
    pub timeout_s: Resolved<u32>,
    /// Minutes that answers are kept for.
    pub cache_minutes: Resolved<u32>,
    /// Seconds beyond `timeout_s` in which a write whose answer was lost is looked for.
    pub late_write_s: Resolved<u32>,
}

impl QaseConfig {
    /// Decides every value for one of the accounts. The second account has an address of its own and no project; it shares rate
    /// limit and timeouts with the first.
    ///
    /// # Errors
    /// [`SettingsError::BadValue`] names the variable or key with a text that is no number or no address.
    pub fn resolve(
        slot: Slot,
        flags: &QaseFlags,
        env: &Environment,
        file: &EnvFile,
        settings: &Settings,
    ) -> Result<Self, SettingsError> {
        let q = &settings.qase;
        let address = match slot {
            Slot::First => q.base_url.clone(),
            Slot::Second => settings.second.base_url.clone().unwrap_or_else(|| QaseSection::BASE_URL.to_owned()),
        };
        let outside = Outside { env, file };
        Ok(Self {
            base_url: {
                let named = outside.text(flags.base_url.clone(), slot.base_url_key());
                let is_default = address == QaseSection::BASE_URL;
                check_url(named.unwrap_or_else(|| chosen(address, is_default)), slot)?
            },
            project: match outside.text(flags.project.clone(), "QASE_PROJECT_CODE").filter(|_| slot == Slot::First) {
                Some(named) => named.map(Some),
                None => {
                    let project = q.project.as_deref().map(str::trim).filter(|p| !p.is_empty() && slot == Slot::First);
                    chosen(project.map(str::to_owned), project.is_none())
                }
            },
            run_id: match slot {
                Slot::First => match outside.number(flags.run_id, "QASE_TEST_RUN_ID")? {
                    Some(named) => named.map(Some),
                    None => chosen(q.run_id, q.run_id.is_none()),
                },
                Slot::Second => chosen(None, true),
            },
            requests_per_minute: outside
                .number(flags.requests_per_minute, "QASE_REQUESTS_PER_MINUTE")?
                .unwrap_or_else(|| chosen(q.requests_per_minute, q.requests_per_minute == QaseSection::REQUESTS_PER_MINUTE))
                .map(|n| n.min(6000)),
            timeout_s: outside
                .number(flags.timeout_s, "QASE_TIMEOUT")?
                .unwrap_or_else(|| chosen(q.timeout_s, q.timeout_s == QaseSection::TIMEOUT_S))
                .map(|n| n.clamp(1, 600)),
            cache_minutes: chosen(q.cache_minutes, q.cache_minutes == QaseSection::CACHE_MINUTES),
            late_write_s: outside
                .number(None, "QASE_LATE_WRITE_SECONDS")?
                .unwrap_or_else(|| chosen(q.late_write_s, q.late_write_s == QaseSection::LATE_WRITE_S))
                .map(|n| n.min(3600)),
        })
    }
}

impl<T> Resolved<T> {
    fn map<U>(self, f: impl FnOnce(T) -> U) -> Resolved<U> {
        Resolved { value: f(self.value), origin: self.origin }
    }
}

fn chosen<T>(value: T, is_default: bool) -> Resolved<T> {
    Resolved { value, origin: if is_default { Origin::Default } else { Origin::SettingsFile } }
}

fn check_url(url: Resolved<String>, slot: Slot) -> Result<Resolved<String>, SettingsError> {
    let text = url.value.trim().trim_end_matches('/');
    if is_address(text) {
        return Ok(Resolved { value: text.to_owned(), origin: url.origin });
    }
    let value = text.rsplit_once('@').map_or(text, |(_, after)| after).to_owned();
    Err(SettingsError::BadValue { name: slot.base_url_key().to_owned(), value, expected: "url" })
}

/// True for an address that a client can use: http or https, a host, and no user name before it, which would be a password in the
/// log.
#[must_use]
pub fn is_address(text: &str) -> bool {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    host.is_some_and(|h| !h.is_empty() && !h.starts_with('/')) && !text.contains(|c: char| c.is_whitespace() || c == '@')
}

/// The sources that precede the settings file.
struct Outside<'a> {
    env: &'a Environment,
    file: &'a EnvFile,
}

impl Outside<'_> {
    fn text(&self, flag: Option<String>, name: &str) -> Option<Resolved<String>> {
        let flag = flag.map(|f| f.trim().to_owned()).filter(|f| !f.is_empty());
        None.or_else(|| flag.map(|value| Resolved { value, origin: Origin::Flag }))
            .or_else(|| self.env.get(name).map(|v| Resolved { value: v.to_owned(), origin: Origin::Environment }))
            .or_else(|| self.file.get(name).map(|v| Resolved { value: v.to_owned(), origin: Origin::CredentialsFile }))
    }

    fn number<N: std::str::FromStr>(&self, flag: Option<N>, name: &str) -> Result<Option<Resolved<N>>, SettingsError> {
        if let Some(value) = flag {
            return Ok(Some(Resolved { value, origin: Origin::Flag }));
        }
        let Some(text) = self.text(None, name) else { return Ok(None) };
        match text.value.parse() {
            Ok(value) => Ok(Some(Resolved { value, origin: text.origin })),
            Err(_) => Err(SettingsError::BadValue { name: name.to_owned(), value: text.value, expected: "number" }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> EnvFile {
        EnvFile::parse(std::path::Path::new("qase.env"), text)
    }

    #[test]
    fn each_value_has_its_origin() {
        let mut settings = Settings::default();
        settings.qase.project = Some("FILE".to_owned());
        settings.qase.run_id = Some(7);
        let env = Environment::of([("QASE_REQUESTS_PER_MINUTE", "300"), ("QASE_TEST_RUN_ID", "8")]);
        let file = file("QASE_BASE_URL=https://qase.example.test/v1/\nQASE_TEST_RUN_ID=9\n");
        let flags = QaseFlags { requests_per_minute: Some(50), ..QaseFlags::default() };
        let got = QaseConfig::resolve(Slot::First, &flags, &env, &file, &settings).expect("resolves");
        assert_eq!((got.requests_per_minute.value, got.requests_per_minute.origin), (50, Origin::Flag));
        assert_eq!((got.run_id.value, got.run_id.origin), (Some(8), Origin::Environment));
        assert_eq!((&*got.base_url.value, got.base_url.origin), ("https://qase.example.test/v1", Origin::CredentialsFile));
        assert_eq!((got.project.value.as_deref(), got.project.origin), (Some("FILE"), Origin::SettingsFile));
        assert_eq!((got.timeout_s.value, got.timeout_s.origin), (10, Origin::Default));
    }

    #[test]
    fn no_requests_per_minute_is_no_limit_wherever_it_is_said() {
        let none = QaseFlags::default();
        let of = |flags: &QaseFlags, env: &Environment, file: &EnvFile, settings: &Settings| {
            let got = QaseConfig::resolve(Slot::First, flags, env, file, settings).expect("resolves").requests_per_minute;
            (got.value, got.origin)
        };
        let (empty, no_file, usual) = (Environment::default(), EnvFile::default(), Settings::default());
        let flag = QaseFlags { requests_per_minute: Some(0), ..QaseFlags::default() };
        assert_eq!(of(&flag, &empty, &no_file, &usual), (0, Origin::Flag));
        let env = Environment::of([("QASE_REQUESTS_PER_MINUTE", "0")]);
        assert_eq!(of(&none, &env, &no_file, &usual), (0, Origin::Environment));
        assert_eq!(of(&none, &empty, &file("QASE_REQUESTS_PER_MINUTE=0\n"), &usual), (0, Origin::CredentialsFile));
        let mut settings = Settings::default();
        settings.qase.requests_per_minute = 0;
        assert_eq!(of(&none, &empty, &no_file, &settings.clamped()), (0, Origin::SettingsFile));
        let env = Environment::of([("QASE_REQUESTS_PER_MINUTE", "99999")]);
        assert_eq!(of(&none, &env, &no_file, &usual), (6000, Origin::Environment));
        let env = Environment::of([("QASE_REQUESTS_PER_MINUTE", "-1")]);
        let error = QaseConfig::resolve(Slot::First, &none, &env, &no_file, &usual).expect_err("no number");
        assert!(error.to_string().contains("QASE_REQUESTS_PER_MINUTE"), "{error}");
    }

    #[test]
    fn how_late_a_write_may_arrive_is_a_setting_of_both_accounts() {
        let (none, empty, no_file) = (QaseFlags::default(), Environment::default(), EnvFile::default());
        let mut settings = Settings::default();
        let of = |slot, env: &Environment, file: &EnvFile, settings: &Settings| {
            let got = QaseConfig::resolve(slot, &none, env, file, settings).expect("resolves").late_write_s;
            (got.value, got.origin)
        };
        assert_eq!(of(Slot::First, &empty, &no_file, &settings), (60, Origin::Default));
        settings.qase.late_write_s = 20;
        let file = file("QASE_LATE_WRITE_SECONDS=30\n");
        let env = Environment::of([("QASE_LATE_WRITE_SECONDS", "40")]);
        for slot in Slot::ALL {
            assert_eq!(of(slot, &empty, &no_file, &settings), (20, Origin::SettingsFile));
            assert_eq!(of(slot, &empty, &file, &settings), (30, Origin::CredentialsFile));
            assert_eq!(of(slot, &env, &file, &settings), (40, Origin::Environment));
        }
        let error =
            QaseConfig::resolve(Slot::First, &none, &Environment::of([("QASE_LATE_WRITE_SECONDS", "long")]), &file, &settings);
        assert!(error.expect_err("no number").to_string().contains("QASE_LATE_WRITE_SECONDS"));
    }

    #[test]
    fn the_second_account_has_an_address_of_its_own() {
        let mut settings = Settings::default();
        settings.qase.base_url = "https://first.example.test/v1".to_owned();
        settings.qase.project = Some("SHOP".to_owned());
        settings.qase.timeout_s = 33;
        let none = QaseFlags::default();
        let of = |env: &Environment, file: &EnvFile, settings: &Settings| {
            QaseConfig::resolve(Slot::Second, &none, env, file, settings)
        };
        let empty = Environment::default();
        // Never the first one's: its token would go to a server that it was not made for.
        let got = of(&empty, &EnvFile::default(), &settings).expect("resolves");
        assert_eq!((&*got.base_url.value, got.base_url.origin), (QaseSection::BASE_URL, Origin::Default));
        assert_eq!((got.project.value, got.run_id.value, got.timeout_s.value), (None, None, 33));
        settings.second.base_url = Some("https://second.example.test/v1".to_owned());
        let got = of(&empty, &EnvFile::default(), &settings).expect("resolves");
        assert_eq!((&*got.base_url.value, got.base_url.origin), ("https://second.example.test/v1", Origin::SettingsFile));
        let file = file("QASE_BASE_URL=https://a.test/v1\nQASE_TARGET_BASE_URL=https://b.test/v1\n");
        let got = of(&empty, &file, &settings).expect("resolves");
        assert_eq!((&*got.base_url.value, got.base_url.origin), ("https://b.test/v1", Origin::CredentialsFile));
        let env = Environment::of([("QASE_TARGET_BASE_URL", "https://c.test/v1/"), ("QASE_PROJECT_CODE", "X")]);
        let got = of(&env, &file, &settings).expect("resolves");
        assert_eq!((&*got.base_url.value, got.base_url.origin), ("https://c.test/v1", Origin::Environment));
        assert_eq!(got.project.value, None);
        let error = of(&Environment::of([("QASE_TARGET_BASE_URL", "c.test")]), &file, &settings).expect_err("no address");
        assert!(error.to_string().contains("QASE_TARGET_BASE_URL"), "{error}");
    }

    #[test]
    fn names_the_variable_that_is_wrong() {
        let settings = Settings::default();
        let none = QaseFlags::default();
        let env = Environment::of([("QASE_TEST_RUN_ID", "last")]);
        let error = QaseConfig::resolve(Slot::First, &none, &env, &EnvFile::default(), &settings).expect_err("no number");
        assert_eq!(error.to_string(), "QASE_TEST_RUN_ID cannot be \"last\"");
        for url in ["api.qase.io", "ftp://x", "https://", "https://me:pass@x"] {
            let env = Environment::of([("QASE_BASE_URL", url)]);
            let error = QaseConfig::resolve(Slot::First, &none, &env, &EnvFile::default(), &settings).expect_err(url);
            assert!(!error.to_string().contains("pass"), "{error}");
        }
    }
}
