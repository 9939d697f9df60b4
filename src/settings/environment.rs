//! The process environment, taken once at the start and handed on as a value, so that tests need none.

use std::collections::BTreeMap;
use std::fmt;

use crate::base::Secret;

/// Variables beyond our own two prefixes that somebody asks for.
const OTHERS: &[&str] = &["CI", "DISPLAY", "NO_COLOR", "TERM", "USER", "USERNAME", "WAYLAND_DISPLAY", "WAYLAND_SOCKET"];

/// The variables that the program knows: `QASE_*`, `VOLUPTAS_*` and a few of the system. Printing it shows names alone.
#[derive(Clone, Default)]
pub struct Environment(BTreeMap<String, Secret>);

impl Environment {
    /// Takes the variables of this process. To be called once, in a binary's `main`.
    #[must_use]
    pub fn from_process() -> Self {
        Self::of(std::env::vars_os().filter_map(|(k, v)| Some((k.into_string().ok()?, v.into_string().ok()?))))
    }

    /// An environment of the given variables; those that the program does not know are left out.
    #[must_use]
    pub fn of<K: Into<String>, V: AsRef<str>>(vars: impl IntoIterator<Item = (K, V)>) -> Self {
        let known = |name: &str| name.starts_with("QASE_") || name.starts_with("VOLUPTAS_") || OTHERS.contains(&name);
        Self(
            vars.into_iter()
                .map(|(k, v)| (k.into(), v))
                .filter(|(k, _): &(String, V)| known(k))
                .map(|(k, v)| (k, Secret::new(v)))
                .filter(|(_, v)| !v.is_empty())
                .collect(),
        )
    }

    /// The value of a variable, trimmed; a blank one counts as absent. Not for tokens: [`Environment::secret`].
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(Secret::expose)
    }

    /// The value of a variable that holds a token.
    #[must_use]
    pub fn secret(&self, name: &str) -> Option<Secret> {
        self.0.get(name).cloned()
    }

    /// The value of any variable, also of one that the program does not know by itself: whose name a person gave.
    #[must_use]
    pub fn look_up(&self, name: &str) -> Option<Secret> {
        let of_process = || std::env::var(name).ok().map(Secret::new).filter(|v| !v.is_empty());
        self.secret(name).or_else(of_process)
    }

    /// The same, with the values of a file for what is not set.
    #[must_use]
    pub fn with_defaults(&self, file: &super::EnvFile) -> Self {
        let mut all = file.values.clone();
        all.retain(|_, value| !value.is_empty());
        all.extend(self.0.clone());
        Self(all)
    }

    /// Whether a switch is on: present and none of `0`, `false`, `no`, `off`.
    #[must_use]
    pub fn is_on(&self, name: &str) -> bool {
        self.get(name).is_some_and(|v| !is_off(v))
    }

    /// Whether a switch is explicitly off.
    #[must_use]
    pub fn is_off(&self, name: &str) -> bool {
        self.get(name).is_some_and(is_off)
    }
}

fn is_off(value: &str) -> bool {
    ["0", "false", "no", "off"].iter().any(|w| w.eq_ignore_ascii_case(value))
}

impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
