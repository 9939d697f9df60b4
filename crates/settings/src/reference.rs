//! `docs/settings.md`, written from the declarations of the settings. `VOLUPTAS_WRITE_DOCS=1 cargo test -p voluptas-settings --lib reference` renews
//! the file; without the variable the test compares.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use super::table::{Kind, Tab, Unit};
use super::{Row, Settings};

const BEGINNING: &str = "\
# Settings

The window writes its settings to `settings.json`, in the folder that the tab General of its settings names; `VOLUPTAS_HOME` and
`--workspace` name another one. The command line reads the same file. A flag comes before an environment variable, the variable before
`credentials/qase.env`, and that file before `settings.json`. A number outside its range is reported and replaced by the nearest bound.
Unknown keys are reported and kept. `import_presets` has the presets for reading tables, see [files](files.md).

This page is written from `crates/settings/src/model.rs`; a test compares it.
";

fn values(row: &Row) -> String {
    match row.kind {
        Kind::Number(range) => {
            let unit = match range.unit {
                Unit::Percent => "per cent",
                Unit::PerMinute => "requests per minute",
                Unit::Seconds => "seconds",
                Unit::Minutes => "minutes",
            };
            format!("{} to {} {unit}", range.min, range.max)
        }
        Kind::Choice(values) => values.iter().map(|v| format!("`{}`", v.word)).collect::<Vec<_>>().join(", "),
        Kind::Text => "text".to_owned(),
        Kind::Address => "address with `https://` or `http://`".to_owned(),
        Kind::Project => "project code".to_owned(),
        Kind::Id => "whole number".to_owned(),
        Kind::Place => "`keychain`, `file`, `session`".to_owned(),
    }
}

fn page() -> String {
    let mut out = BEGINNING.to_owned();
    let defaults = Settings::default();
    let mut section = "";
    for row in Settings::rows() {
        let (own, _) = row.key.split_once('.').expect("section and name");
        if own != section {
            section = own;
            write!(out, "\n## `{section}`\n\n| key | meaning | values | default | variable, flag | in the window |\n")
                .expect("text");
            out.push_str("|---|---|---|---|---|---|\n");
        }
        let default = row.text(&defaults);
        let default = if default.is_empty() { "–".to_owned() } else { format!("`{default}`") };
        let outside: Vec<String> = row.variable.iter().chain(&row.flag).map(|name| format!("`{name}`")).collect();
        let outside = if outside.is_empty() { "–".to_owned() } else { outside.join(", ") };
        let tab = match row.shown.map(|shown| shown.tab) {
            Some(Tab::General) => "General",
            Some(Tab::Qase) => "Qase",
            Some(Tab::Second) => "Second account",
            None => "–",
        };
        let about = row.about.trim();
        writeln!(out, "| `{}` | {about} | {} | {default} | {outside} | {tab} |", row.key, values(row)).expect("text");
    }
    out.push_str("\nTokens are not in this file: see `credentials.example/qase.env.example`.\n");
    out
}

#[test]
fn the_page_of_the_settings_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/settings.md");
    let page = page();
    if std::env::var_os("VOLUPTAS_WRITE_DOCS").is_some() {
        fs::write(&path, &page).expect("docs/settings.md");
    }
    let written = fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    assert!(
        written == page,
        "docs/settings.md is old: VOLUPTAS_WRITE_DOCS=1 cargo test -p voluptas-settings --lib reference renews it"
    );
}
