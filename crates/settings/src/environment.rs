//! The process environment, taken once at the start and handed on as a value, so that tests need none.

use std::collections::BTreeMap;
use std::fmt;

use voluptas_core::base::Secret;

/// Variables without these prefixes that the program reads.
const OTHERS: &[&str] =
    &["CI", "DISPLAY", "NO_COLOR", "PGPASSFILE", "PGPASSWORD", "TERM", "USER", "USERNAME", "WAYLAND_DISPLAY", "WAYLAND_SOCKET"];

/// The variables that the program knows: `QASE_*`, `VOLUPTAS_*`, `OTEL_*` and a few of the system. Printing it shows names alone.
#[derive(Clone, Default)]
pub struct Environment {
    variables: BTreeMap<String, Secret>,
    /// Name of the user whose process it is, as the system knows it.
    account: Option<String>,
}

impl Environment {
    /// Takes the variables of this process. To be called once, in a binary's `main`.
    #[must_use]
    pub fn from_process() -> Self {
        let variables = std::env::vars_os().filter_map(|(k, v)| Some((k.into_string().ok()?, v.into_string().ok()?)));
        Self { account: whoami::username().ok(), ..Self::of(variables) }
    }

    /// The environment with another name of the system's account.
    #[must_use]
    pub fn with_account(mut self, name: &str) -> Self {
        self.account = Some(name.to_owned());
        self
    }

    /// Name of the user: from the session's variables, otherwise from the system's user id. Containers and services have no such
    /// variables.
    pub fn user(&self) -> Option<&str> {
        let of_session = ["USER", "USERNAME"].into_iter().find_map(|name| self.get(name));
        of_session.or(self.account.as_deref().map(str::trim)).filter(|name| !name.is_empty())
    }

    /// An environment of the given variables; those that the program does not know are left out.
    #[must_use]
    pub fn of<K: Into<String>, V: AsRef<str>>(vars: impl IntoIterator<Item = (K, V)>) -> Self {
        let known =
            |name: &str| ["QASE_", "VOLUPTAS_", "OTEL_"].iter().any(|start| name.starts_with(start)) || OTHERS.contains(&name);
        let variables = vars
            .into_iter()
            .map(|(k, v)| (k.into(), v))
            .filter(|(k, _): &(String, V)| known(k))
            .map(|(k, v)| (k, Secret::new(v)))
            .filter(|(_, v)| !v.is_empty())
            .collect();
        Self { variables, account: None }
    }

    /// The value of a variable, trimmed; a blank one counts as absent. Not for tokens: [`Environment::secret`].
    pub fn get(&self, name: &str) -> Option<&str> {
        self.variables.get(name).map(Secret::expose)
    }

    /// The value of a variable that holds a token.
    pub fn secret(&self, name: &str) -> Option<Secret> {
        self.variables.get(name).cloned()
    }

    /// The value of any variable, also of one that the program does not know: a person gave its name.
    pub fn look_up(&self, name: &str) -> Option<Secret> {
        let of_process = || std::env::var(name).ok().map(Secret::new).filter(|v| !v.is_empty());
        self.secret(name).or_else(of_process)
    }

    /// The environment with the values of a file for variables that are not set.
    #[must_use]
    pub fn with_defaults(&self, file: &super::EnvFile) -> Self {
        let mut all = file.values.clone();
        all.retain(|_, value| !value.is_empty());
        all.extend(self.variables.clone());
        Self { variables: all, account: self.account.clone() }
    }

    /// True when a switch is on: set to anything but `0`, `false`, `no` and `off`.
    pub fn is_on(&self, name: &str) -> bool {
        self.get(name).is_some_and(|v| !is_off(v))
    }

    /// True when a switch is explicitly off.
    pub fn is_off(&self, name: &str) -> bool {
        self.get(name).is_some_and(is_off)
    }
}

fn is_off(value: &str) -> bool {
    ["0", "false", "no", "off"].iter().any(|w| w.eq_ignore_ascii_case(value))
}

impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.variables.keys()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_user_of_the_system_stands_in_for_missing_variables() {
        let bare = Environment::of(Vec::<(String, String)>::new());
        assert_eq!(bare.user(), None);
        assert_eq!(bare.clone().with_account("irina").user(), Some("irina"));
        assert_eq!(bare.with_account(" ").user(), None);
        let session = Environment::of([("USER", "olga")]).with_account("root");
        assert_eq!(session.user(), Some("olga"));
        assert!(Environment::from_process().user().is_some_and(|name| !name.is_empty()));
    }

    #[test]
    fn keeps_what_it_knows_and_never_prints_values() {
        let env = Environment::of([("QASE_API_TOKEN", " tok-1 "), ("HOME", "/x"), ("QASE_PROJECT_CODE", "  "), ("CI", "1")]);
        assert_eq!(env.get("QASE_API_TOKEN"), Some("tok-1"));
        assert_eq!(env.get("HOME"), None);
        assert_eq!(env.get("QASE_PROJECT_CODE"), None);
        assert!(env.is_on("CI") && !env.is_on("NO_COLOR"));
        assert_eq!(format!("{env:?}"), r#"{"CI", "QASE_API_TOKEN"}"#);
    }
}
