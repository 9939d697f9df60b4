//! The translation files, one per area and language, compiled into the binary.
//!
//! A new area is one line in [`AREAS`] and a file in each language's folder. A key is in one area only; it may start with another word than
//! the area's name. A text refers to no text of another area, because each area is read by itself.

/// The texts of one area in both languages, as Fluent source.
#[derive(Debug, Clone, Copy)]
pub struct Area {
    /// File name without extension.
    pub name: &'static str,
    /// `assets/i18n/en/NAME.ftl`.
    pub en: &'static str,
    /// `assets/i18n/ru/NAME.ftl`.
    pub ru: &'static str,
}

macro_rules! areas {
    ($($name:literal,)+) => {
        &[$(Area {
            name: $name,
            en: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/i18n/en/", $name, ".ftl")),
            ru: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/i18n/ru/", $name, ".ftl")),
        },)+]
    };
}

/// Every area of the program.
pub const AREAS: &[Area] = areas![
    "common",
    "domain",
    "settings",
    "formats",
    "store",
    "qase",
    "sync",
    "manual_run",
    "mirror",
    "integrations",
    "jobs",
    "app",
    "results",
    "report",
    "server",
    "cli",
    "gui",
    "dashboard",
    "files",
    "lists",
    "cases",
    "window",
    "writing",
    "duplicates",
    "palette",
    "program",
    "sync_dialog",
    "operations",
    "web",
    "web_audit",
    "web_cases",
    "web_editing",
    "web_functions",
    "web_runs",
    "web_trends",
];
