//! The declaration of a setting: one [`Row`] per setting, next to the field that holds its value.
//!
//! `section!` declares a section of the settings file: its struct, the defaults and the rows. Everything else reads the rows: the
//! ranges ([`super::Settings::clamped`]), the warnings about the settings file, the values in force ([`super::QaseConfig`]), the
//! controls of the settings dialog, and `docs/settings.md`. A new setting is one entry in `model.rs` and two texts.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{LangChoice, Settings, SettingsError, StoreKind, Theme};

/// The declaration of one setting.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    /// Section and name in the settings file: `qase.timeout_s`.
    pub key: &'static str,
    /// English description, from the doc comment of the field.
    pub about: &'static str,
    /// Kind of values, with their range.
    pub kind: Kind,
    /// Place in the settings dialog; `None` for a setting of the file alone.
    pub shown: Option<Shown>,
    /// Environment variable, and key in `credentials/qase.env`, that overrides the settings file.
    pub variable: Option<&'static str>,
    /// Flag of the command line that overrides all other sources.
    pub flag: Option<&'static str>,
    pub(super) read: fn(&Settings) -> String,
    pub(super) write: fn(&mut Settings, &str) -> bool,
}

/// Kind of values of a setting. Every value has a text form; a blank text stands for no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A whole number within a range.
    Number(Range),
    /// One of these values.
    Choice(&'static [Choice]),
    /// Any text in one line.
    Text,
    /// Address of an API.
    Address,
    /// Code of a project.
    Project,
    /// Id of an object in Qase.
    Id,
    /// Place for new tokens.
    Place,
}

/// Range of a number, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    /// Smallest value.
    pub min: u32,
    /// Largest value.
    pub max: u32,
    /// Unit of the value.
    pub unit: Unit,
    /// Values that the dialog offers as a list; empty for a field that takes any value.
    pub steps: &'static [u16],
}

impl Range {
    /// True for a value within the range.
    pub const fn contains(&self, value: u32) -> bool {
        self.min <= value && value <= self.max
    }
}

/// Unit of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Per cent.
    Percent,
    /// Requests per minute.
    PerMinute,
    Seconds,
    Minutes,
}

/// A value of a choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    /// The word in the settings file.
    pub word: &'static str,
    /// Key of the text in the dialog.
    pub label: &'static str,
}

/// Place of a setting in the settings dialog.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shown {
    /// Tab of the dialog.
    pub tab: Tab,
    /// Key of the label.
    pub label: &'static str,
    /// Key of the note below the control.
    pub help: Option<&'static str>,
}

/// Tab of the settings dialog that shows settings of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tab {
    General,
    /// The account of the workspace.
    Qase,
    /// The second account.
    Second,
}

impl Row {
    /// A row of the given kind. `section!` fills in the values that depend on the field.
    pub(super) const fn of(kind: Kind) -> Self {
        let (read, write) = (|_: &Settings| String::new(), |_: &mut Settings, _: &str| false);
        Self { key: "", about: "", kind, shown: None, variable: None, flag: None, read, write }
    }

    /// A whole number from `min` to `max`.
    pub(super) const fn number(min: u32, max: u32, unit: Unit) -> Self {
        Self::of(Kind::Number(Range { min, max, unit, steps: &[] }))
    }

    /// Sets the place in the dialog.
    pub(super) const fn shown(mut self, tab: Tab, label: &'static str, help: Option<&'static str>) -> Self {
        self.shown = Some(Shown { tab, label, help });
        self
    }

    /// Sets the environment variable.
    pub(super) const fn variable(mut self, name: &'static str) -> Self {
        self.variable = Some(name);
        self
    }

    /// Sets the flag of the command line.
    pub(super) const fn flag(mut self, name: &'static str) -> Self {
        self.flag = Some(name);
        self
    }

    /// The range of a number; `None` for other kinds.
    pub const fn range(&self) -> Option<Range> {
        match self.kind {
            Kind::Number(range) => Some(range),
            _ => None,
        }
    }

    /// The value in the settings, as text.
    pub fn text(&self, settings: &Settings) -> String {
        (self.read)(settings)
    }

    /// True when the settings have the default.
    pub fn is_default(&self, settings: &Settings) -> bool {
        self.text(settings) == self.text(&Settings::default())
    }

    /// True for a text that [`Row::set`] accepts.
    pub fn accepts(&self, text: &str) -> bool {
        let text = text.trim();
        match self.kind {
            Kind::Number(range) => text.parse().is_ok_and(|value| range.contains(value)),
            Kind::Choice(values) => values.iter().any(|v| v.word == text),
            Kind::Id => text.is_empty() || text.parse::<i64>().is_ok_and(|id| id > 0),
            Kind::Address => text.is_empty() || is_address(text),
            Kind::Project => text.is_empty() || voluptas_core::domain::project::is_valid_code(text),
            Kind::Text | Kind::Place => true,
        }
    }

    /// Sets the value from a text.
    ///
    /// # Errors
    /// [`SettingsError::OutOfRange`] and [`SettingsError::BadValue`] with the key of the setting. The settings then stay unchanged.
    pub fn set(&self, settings: &mut Settings, text: &str) -> Result<(), SettingsError> {
        let text = text.trim();
        if self.accepts(text) && (self.write)(settings, text) { Ok(()) } else { Err(self.refusal(self.key, text)) }
    }

    /// The error for a text that the setting refuses. `name` is the key, variable or flag with the text.
    pub(super) fn refusal(&self, name: &str, text: &str) -> SettingsError {
        let (name, value) = (name.to_owned(), text.to_owned());
        match self.kind {
            Kind::Number(Range { min, max, .. }) => SettingsError::OutOfRange { name, value, min, max },
            Kind::Id => SettingsError::BadValue { name, value, expected: "number" },
            Kind::Address => SettingsError::BadValue { name, value, expected: "url" },
            Kind::Choice(_) | Kind::Project | Kind::Text | Kind::Place => {
                SettingsError::BadValue { name, value, expected: "other" }
            }
        }
    }

    /// Brings the value into the form that the program relies on: numbers within the range, texts trimmed, and the default for a
    /// blank text.
    pub(super) fn repair(&self, settings: &mut Settings) {
        let text = self.text(settings);
        let mut repaired = text.trim().to_owned();
        if let Some(range) = self.range() {
            repaired = repaired.parse().unwrap_or(range.min).clamp(range.min, range.max).to_string();
        }
        if repaired.is_empty() {
            repaired = self.text(&Settings::default());
        }
        if repaired != text || repaired.is_empty() {
            (self.write)(settings, &repaired);
        }
    }
}

/// A type whose values a row reads and writes as text.
pub(super) trait Field {
    /// The value as text; blank for none.
    fn text(&self) -> String;
    /// Takes the value of a text. False when the type has no such value.
    fn take(&mut self, text: &str) -> bool;
}

/// Takes a parsed value. False when the text could not be parsed.
fn assign<T>(place: &mut T, value: Option<T>) -> bool {
    value.is_some_and(|value| {
        *place = value;
        true
    })
}

impl Field for u16 {
    fn text(&self) -> String {
        self.to_string()
    }

    fn take(&mut self, text: &str) -> bool {
        assign(self, text.parse().ok())
    }
}

impl Field for u32 {
    fn text(&self) -> String {
        self.to_string()
    }

    fn take(&mut self, text: &str) -> bool {
        assign(self, text.parse().ok())
    }
}

impl Field for Option<i64> {
    fn text(&self) -> String {
        self.map(|id| id.to_string()).unwrap_or_default()
    }

    fn take(&mut self, text: &str) -> bool {
        assign(self, if text.is_empty() { Some(None) } else { text.parse().ok().map(Some) })
    }
}

impl Field for String {
    fn text(&self) -> String {
        self.clone()
    }

    fn take(&mut self, text: &str) -> bool {
        text.clone_into(self);
        true
    }
}

impl Field for Option<String> {
    fn text(&self) -> String {
        self.clone().unwrap_or_default()
    }

    fn take(&mut self, text: &str) -> bool {
        *self = Some(text.to_owned()).filter(|text| !text.is_empty());
        true
    }
}

/// The word of an enum's value in the settings file.
fn word(value: &impl Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}

/// The value of a word in the settings file.
fn of_word<T: DeserializeOwned>(word: &str) -> Option<T> {
    serde_json::from_value(Value::String(word.to_owned())).ok()
}

impl Field for LangChoice {
    fn text(&self) -> String {
        word(self)
    }

    fn take(&mut self, text: &str) -> bool {
        assign(self, of_word(text))
    }
}

impl Field for Theme {
    fn text(&self) -> String {
        word(self)
    }

    fn take(&mut self, text: &str) -> bool {
        assign(self, of_word(text))
    }
}

impl Field for Option<StoreKind> {
    fn text(&self) -> String {
        self.as_ref().map(word).unwrap_or_default()
    }

    fn take(&mut self, text: &str) -> bool {
        assign(self, if text.is_empty() { Some(None) } else { of_word(text).map(Some) })
    }
}

/// Declares a section of the settings file: a struct with its defaults, and a [`Row`] for each field.
///
/// An entry reads `ROW = field: Type = default => row;` below the description of the field.
macro_rules! section {
    (
        $(#[$attribute:meta])*
        $name:ident at $section:ident {
            $(
                $(#[doc = $about:literal])+
                $row:ident = $field:ident: $type:ty = $default:expr => $spec:expr;
            )+
        }
    ) => {
        $(#[$attribute])*
        #[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        #[serde(default)]
        pub struct $name {
            $( $(#[doc = $about])+ pub $field: $type, )+
        }

        impl Default for $name {
            fn default() -> Self {
                Self { $( $field: $default, )+ }
            }
        }

        impl $name {
            $(
                #[doc = concat!("Declaration of `", stringify!($section), ".", stringify!($field), "`.")]
                pub const $row: $crate::Row = $crate::Row {
                    key: concat!(stringify!($section), ".", stringify!($field)),
                    about: concat!($($about),+),
                    read: |settings| $crate::table::Field::text(&settings.$section.$field),
                    write: |settings, text| $crate::table::Field::take(&mut settings.$section.$field, text),
                    ..$spec
                };
            )+

            /// Declarations of all fields, in the order of the dialog.
            pub(super) const ROWS: &'static [$crate::Row] = &[$( Self::$row ),+];
        }
    };
}

pub(super) use section;

/// True for an address that a client can use: http or https, a host, and no user name before it, which would be a password in the
/// log.
pub fn is_address(text: &str) -> bool {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    host.is_some_and(|h| !h.is_empty() && !h.starts_with('/')) && !text.contains(|c: char| c.is_whitespace() || c == '@')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{General, QaseSection};

    #[test]
    fn every_row_reads_and_writes_its_own_field() {
        let rows: Vec<&Row> = Settings::rows().collect();
        let default = Settings::default();
        for row in &rows {
            let text = match row.kind {
                Kind::Number(range) => range.max.to_string(),
                Kind::Choice(values) => values[values.len() - 1].word.to_owned(),
                Kind::Id => "7".to_owned(),
                Kind::Address => "https://tms.example/v1".to_owned(),
                Kind::Project => "SHOP".to_owned(),
                Kind::Text => "Irina".to_owned(),
                Kind::Place => "session".to_owned(),
            };
            let mut settings = default.clone();
            row.set(&mut settings, &format!(" {text} ")).unwrap_or_else(|e| panic!("{}: {e}", row.key));
            assert_eq!(row.text(&settings), text, "{}", row.key);
            for other in rows.iter().filter(|other| other.key != row.key) {
                assert!(other.is_default(&settings), "{} changed {}", row.key, other.key);
            }
            // The key of the row is the place in the file.
            let json = serde_json::to_value(&settings).expect("JSON");
            let (section, name) = row.key.split_once('.').expect("section and name");
            let value = &json[section][name];
            assert_eq!(value.as_str().map_or_else(|| value.to_string(), str::to_owned), text, "{}", row.key);
        }
    }

    #[test]
    fn defaults_are_values_that_the_rows_accept() {
        let settings = Settings::default();
        for row in Settings::rows() {
            assert!(row.accepts(&row.text(&settings)), "{}", row.key);
            assert!(!row.about.trim().is_empty());
        }
        assert_eq!(settings.clone().clamped(), settings);
    }

    #[test]
    fn a_refused_text_changes_nothing_and_names_key_and_range() {
        let mut settings = Settings::default();
        for text in ["0", "601", "-1", "1.5", "soon", ""] {
            let error = QaseSection::TIMEOUT_S.set(&mut settings, text).expect_err(text);
            let SettingsError::OutOfRange { name, min, max, .. } = &error else { panic!("{error}") };
            assert_eq!((name.as_str(), *min, *max), ("qase.timeout_s", 1, 600));
        }
        assert!(General::THEME.set(&mut settings, "blue").is_err());
        assert!(QaseSection::RUN_ID.set(&mut settings, "-3").is_err());
        assert!(QaseSection::ADDRESS.set(&mut settings, "ftp://x").is_err());
        assert_eq!(settings, Settings::default());
    }
}
