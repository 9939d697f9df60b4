//! The two languages, and the choice between them.

use serde::{Deserialize, Serialize};

/// A language of the interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Russian.
    Ru,
    /// English, the default for people who read neither language.
    #[default]
    En,
}

impl Lang {
    /// Both languages, in the order of the settings.
    pub const ALL: [Self; 2] = [Self::En, Self::Ru];

    /// `ru` or `en`, for flags and files.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Ru => "ru",
            Self::En => "en",
        }
    }

    /// Reads a language tag or a locale name: `ru`, `ru-RU`, `ru_RU.UTF-8`, `en_GB`. `None` for any other language.
    pub fn parse(text: &str) -> Option<Self> {
        let primary = text.trim().split(['-', '_', '.', '@']).next()?;
        Self::ALL.into_iter().find(|l| l.code().eq_ignore_ascii_case(primary))
    }

    /// The first supported language of the system, otherwise English.
    #[must_use]
    pub fn from_system() -> Self {
        sys_locale::get_locales().find_map(|l| Self::parse(&l)).unwrap_or_default()
    }

    #[must_use]
    pub const fn decimal_mark(self) -> char {
        match self {
            Self::Ru => ',',
            Self::En => '.',
        }
    }
}

impl std::fmt::Display for Lang {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

impl std::str::FromStr for Lang {
    type Err = String;

    /// Reads the same as [`Lang::parse`]. The error is the text that was not understood.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text).ok_or_else(|| text.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_tags_and_locales() {
        for text in ["ru", "RU-ru", "ru_RU.UTF-8", " ru@latin "] {
            assert_eq!(Lang::parse(text), Some(Lang::Ru), "{text}");
        }
        assert_eq!(Lang::parse("en_GB.utf8"), Some(Lang::En));
        assert_eq!(Lang::parse("C.UTF-8"), None);
        assert_eq!(Lang::parse("rust"), None);
        assert_eq!(Lang::parse(""), None);
    }
}
