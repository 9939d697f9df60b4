//! The values in force for Qase, and the origin of each value.
//!
//! Precedence: flag, environment, `credentials/qase.env`, settings file, default.

use super::origin::Origin;
use super::{Account, EnvFile, Environment, QaseSection, Row, SecondAccount, Settings, SettingsError};
use crate::is_address;
use voluptas_core::base::Secret;

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
    pub base_url: Option<String>,
    pub project: Option<String>,
    pub run_id: Option<i64>,
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
        account: Account,
        flags: &QaseFlags,
        env: &Environment,
        file: &EnvFile,
        settings: &Settings,
    ) -> Result<Self, SettingsError> {
        let outside = Outside { env, file, settings };
        let is_first = account == Account::Primary;
        Ok(Self {
            base_url: outside.address(account, flags.base_url.clone())?,
            project: match outside.text(&QaseSection::PROJECT, flags.project.clone()) {
                project if is_first => project.map(|code| Some(code).filter(|code| !code.is_empty())),
                _ => Resolved { value: None, origin: Origin::Default },
            },
            run_id: if is_first { outside.id(&QaseSection::RUN_ID, flags.run_id)? } else { NO_RUN },
            requests_per_minute: outside.number(&QaseSection::REQUESTS_PER_MINUTE, flags.requests_per_minute)?,
            timeout_s: outside.number(&QaseSection::TIMEOUT_S, flags.timeout_s)?,
            cache_minutes: outside.number(&QaseSection::CACHE_MINUTES, None)?,
            late_write_s: outside.number(&QaseSection::LATE_WRITE_S, None)?,
        })
    }
}

/// The second account has no run of its own.
const NO_RUN: Resolved<Option<i64>> = Resolved { value: None, origin: Origin::Default };

impl<T> Resolved<T> {
    fn map<U>(self, f: impl FnOnce(T) -> U) -> Resolved<U> {
        Resolved { value: f(self.value), origin: self.origin }
    }
}

/// The sources of a value below its flag.
struct Outside<'a> {
    env: &'a Environment,
    file: &'a EnvFile,
    settings: &'a Settings,
}

impl Outside<'_> {
    /// The text in force. A blank flag decides nothing.
    fn text(&self, row: &Row, flag: Option<String>) -> Resolved<String> {
        let of =
            |value: String, origin| Some(Resolved { value: value.trim().to_owned(), origin }).filter(|r| !r.value.is_empty());
        let variable = |name: &str| {
            let set = self.env.get(name).and_then(|v| of(v.to_owned(), Origin::Environment));
            set.or_else(|| self.file.get(name).and_then(|v| of(v.to_owned(), Origin::CredentialsFile)))
        };
        flag.and_then(|value| of(value, Origin::Flag)).or_else(|| row.variable.and_then(variable)).unwrap_or_else(|| {
            let origin = if row.is_default(self.settings) { Origin::Default } else { Origin::SettingsFile };
            Resolved { value: row.text(self.settings).trim().to_owned(), origin }
        })
    }

    /// The number in force. A number outside the range becomes the nearest bound.
    fn number(&self, row: &Row, flag: Option<u32>) -> Result<Resolved<u32>, SettingsError> {
        let found = self.text(row, flag.map(|value| value.to_string()));
        let refused = || row.refusal(&place(row, found.origin), &found.value);
        let (range, value) = row.range().zip(found.value.parse::<u32>().ok()).ok_or_else(refused)?;
        if !range.contains(value) {
            let name = place(row, found.origin);
            tracing::warn!(name, value, min = range.min, max = range.max, "a setting is out of its range");
        }
        Ok(found.map(|_| value.clamp(range.min, range.max)))
    }

    /// The id in force.
    fn id(&self, row: &Row, flag: Option<i64>) -> Result<Resolved<Option<i64>>, SettingsError> {
        let found = self.text(row, flag.map(|value| value.to_string()));
        if found.value.is_empty() {
            return Ok(found.map(|_| None));
        }
        match found.value.parse() {
            Ok(id) => Ok(found.map(|_| Some(id))),
            Err(_) => Err(row.refusal(&place(row, found.origin), &found.value)),
        }
    }

    /// The address of an account, without a slash at the end.
    fn address(&self, account: Account, flag: Option<String>) -> Result<Resolved<String>, SettingsError> {
        let row = match account {
            Account::Primary => QaseSection::ADDRESS,
            Account::MirrorTarget => SecondAccount::ADDRESS,
        };
        let mut found = self.text(&row, flag);
        if found.value.is_empty() {
            QaseSection::BASE_URL.clone_into(&mut found.value);
        }
        let text = found.value.trim_end_matches('/');
        if is_address(text) {
            return Ok(Resolved { value: text.to_owned(), origin: found.origin });
        }
        // A password may stand before the `@`.
        let shown = text.rsplit_once('@').map_or(text, |(_, after)| after);
        Err(row.refusal(&place(&row, found.origin), shown))
    }
}

/// Name of the place that a value comes from, for errors.
fn place(row: &Row, origin: Origin) -> String {
    let variable = row.variable.unwrap_or(row.key);
    match origin {
        Origin::SettingsFile | Origin::Default => format!("settings.json: {}", row.key),
        Origin::CredentialsFile => format!("credentials/qase.env: {variable}"),
        _ => variable.to_owned(),
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
        let got = QaseConfig::resolve(Account::Primary, &flags, &env, &file, &settings).expect("resolves");
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
            let got = QaseConfig::resolve(Account::Primary, flags, env, file, settings).expect("resolves").requests_per_minute;
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
        let error = QaseConfig::resolve(Account::Primary, &none, &env, &no_file, &usual).expect_err("no number");
        assert!(error.to_string().contains("QASE_REQUESTS_PER_MINUTE"), "{error}");
    }

    #[test]
    fn how_late_a_write_may_arrive_is_a_setting_of_both_accounts() {
        let (none, empty, no_file) = (QaseFlags::default(), Environment::default(), EnvFile::default());
        let mut settings = Settings::default();
        let of = |account, env: &Environment, file: &EnvFile, settings: &Settings| {
            let got = QaseConfig::resolve(account, &none, env, file, settings).expect("resolves").late_write_s;
            (got.value, got.origin)
        };
        assert_eq!(of(Account::Primary, &empty, &no_file, &settings), (60, Origin::Default));
        settings.qase.late_write_s = 20;
        let file = file("QASE_LATE_WRITE_SECONDS=30\n");
        let env = Environment::of([("QASE_LATE_WRITE_SECONDS", "40")]);
        for account in Account::ALL {
            assert_eq!(of(account, &empty, &no_file, &settings), (20, Origin::SettingsFile));
            assert_eq!(of(account, &empty, &file, &settings), (30, Origin::CredentialsFile));
            assert_eq!(of(account, &env, &file, &settings), (40, Origin::Environment));
        }
        let error = QaseConfig::resolve(
            Account::Primary,
            &none,
            &Environment::of([("QASE_LATE_WRITE_SECONDS", "long")]),
            &file,
            &settings,
        );
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
            QaseConfig::resolve(Account::MirrorTarget, &none, env, file, settings)
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
        let error = QaseConfig::resolve(Account::Primary, &none, &env, &EnvFile::default(), &settings).expect_err("no number");
        assert_eq!(error.to_string(), "QASE_TEST_RUN_ID cannot be \"last\"");
        let file = file("QASE_TIMEOUT=soon\n");
        let error =
            QaseConfig::resolve(Account::Primary, &none, &Environment::default(), &file, &settings).expect_err("no number");
        assert_eq!(error.to_string(), "credentials/qase.env: QASE_TIMEOUT must be from 1 to 600, not \"soon\"");
        for url in ["api.qase.io", "ftp://x", "https://", "https://me:pass@x"] {
            let env = Environment::of([("QASE_BASE_URL", url)]);
            let error = QaseConfig::resolve(Account::Primary, &none, &env, &EnvFile::default(), &settings).expect_err(url);
            assert!(!error.to_string().contains("pass"), "{error}");
        }
    }
}
