//! Layers point one way, and what is confined stays where it belongs.

use crate::expect_none;
use crate::source::{Source, library};

/// Rank of each folder under `src`; the table in `src/lib.rs` in numbers.
const LAYERS: &[(&str, u8)] = &[
    ("base", 0),
    ("domain", 1),
    ("store", 2),
    ("qase", 2),
    ("formats", 2),
    ("i18n", 2),
    ("settings", 2),
    ("ingest", 3),
    ("sync", 3),
    ("mirror", 3),
    ("jobs", 3),
    ("app", 4),
    ("server", 5),
    ("demo", 5),
    ("gui", 6),
    ("cli", 6),
];

/// Layers whose members know nothing of one another.
const WALLED: [u8; 2] = [2, 6];

/// Packages and the only folders that may name them. Binaries may name all.
const CONFINED: &[(&str, &str)] = &[
    ("rusqlite", "store/db"),
    ("tokio_postgres", "store/db"),
    ("reqwest", "qase"),
    ("keyring", "settings"),
    ("dotenvy", "settings"),
    ("axum", "server"),
    ("egui", "gui"),
    ("eframe", "gui"),
    ("egui_extras", "gui"),
    ("rfd", "gui"),
    ("clap", "cli"),
    ("indicatif", "cli"),
];

fn rank(name: &str) -> Option<u8> {
    LAYERS.iter().find(|(n, _)| *n == name).map(|(_, r)| *r)
}

fn is_binary(source: &Source) -> bool {
    source.path.starts_with("src/bin/")
}

/// Names that follow `crate::` at `i`: one, or those of a group.
pub fn targets(source: &Source, i: usize) -> Vec<&str> {
    if let Some(word) = source.word(i) {
        return vec![word];
    }
    if !source.is_sign(i, "{") {
        return Vec::new();
    }
    let (mut names, mut k, end) = (Vec::new(), i + 1, source.behind(i));
    while k < end {
        names.extend(source.word(k));
        while k < end && !source.is_sign(k, ",") {
            k = if source.is_sign(k, "{") { source.behind(k) } else { k + 1 };
        }
        k += 1;
    }
    names
}

#[test]
fn layers_point_one_way() {
    let mut found = Vec::new();
    for source in library().iter().filter(|s| !is_binary(s) && s.path != "src/lib.rs") {
        let layer = source.layer();
        let Some(own) = rank(layer) else {
            found.push(format!("{}: the folder is in no layer", source.path));
            continue;
        };
        for i in 0..source.tokens.len() {
            if !(source.is_word(i, "crate") && source.is_sign(i + 1, "::")) {
                continue;
            }
            for target in targets(source, i + 2) {
                let Some(other) = rank(target) else { continue };
                if other > own || (other == own && target != layer && WALLED.contains(&own)) {
                    found.push(format!("{}: {layer} uses {target}", source.place(i)));
                }
            }
        }
    }
    expect_none("a layer uses only the ones below it", found);
}

#[test]
fn confined_packages_stay_in_their_folder() {
    let mut found = Vec::new();
    for source in library().iter().filter(|s| !is_binary(s)) {
        for i in 0..source.tokens.len() {
            let Some((name, folder)) = source.word(i).and_then(|w| CONFINED.iter().find(|(n, _)| *n == w)) else { continue };
            let names_package = source.is_sign(i + 1, "::") && !(i > 0 && source.is_sign(i - 1, "::"));
            if (names_package || (i > 0 && source.is_word(i - 1, "use"))) && !source.path.starts_with(&format!("src/{folder}")) {
                found.push(format!("{}: {name} belongs in {folder}", source.place(i)));
            }
        }
    }
    expect_none("a confined package stays in its folder", found);
}

#[test]
fn printing_environment_and_clock_have_one_place_each() {
    let mut found = Vec::new();
    for source in library().iter().filter(|s| !is_binary(s)) {
        for i in 0..source.tokens.len() {
            let Some(word) = source.word(i) else { continue };
            let follows = |sign: &str, next: &str| source.is_sign(i + 1, sign) && source.is_word(i + 2, next);
            let (what, allowed) = match word {
                "println" | "print" | "eprintln" | "eprint" if source.is_sign(i + 1, "!") => {
                    ("printing", source.path == "src/cli/output.rs")
                }
                "std" if follows("::", "env") => ("std::env", source.layer() == "settings"),
                "SystemTime" | "Timestamp" | "Zoned" if follows("::", "now") => {
                    ("the system's clock", source.path == "src/base/clock.rs")
                }
                "set_var" => ("changing the environment", false),
                _ => continue,
            };
            if !allowed {
                found.push(format!("{}: {what}", source.place(i)));
            }
        }
    }
    expect_none("printing, the environment and the clock have one place each", found);
}

/// Statements of SQL begin like this.
const STATEMENTS: [&str; 6] = ["SELECT ", "INSERT ", "UPDATE ", "DELETE FROM ", "WITH RECURSIVE ", "PRAGMA "];

#[test]
fn sql_stands_in_the_store_alone() {
    let mut found = Vec::new();
    for source in library().iter().filter(|s| !is_binary(s) && s.layer() != "store") {
        for i in 0..source.tokens.len() {
            if source.text_at(i).is_some_and(|text| STATEMENTS.iter().any(|s| text.trim_start().starts_with(s))) {
                found.push(source.place(i));
            }
        }
    }
    expect_none("SQL belongs in the store", found);
}

/// Words of SQLite that PostgreSQL lacks or means otherwise.
const ENGINE_WORDS: [&str; 9] =
    ["json_each", "rowid", "INSERT OR ", "PRAGMA ", " GLOB ", "strftime", " MATCH ", "last_insert_rowid", "ifnull("];

#[test]
fn words_of_one_engine_stand_in_its_folder_alone() {
    let mut found = Vec::new();
    for source in library().iter().filter(|s| s.layer() == "store" && !s.path.starts_with("src/store/db")) {
        for i in 0..source.tokens.len() {
            let Some(text) = source.text_at(i) else { continue };
            found.extend(ENGINE_WORDS.iter().filter(|w| text.contains(*w)).map(|w| format!("{}: {w}", source.place(i))));
        }
    }
    expect_none("words of SQLite belong in store/db", found);
}
