//! Code that belongs in one place: printing, the environment, the clock, SQL, words of one engine. For everything else the imports of the
//! crates are enough.

use crate::expect_none;
use crate::source::library;

#[test]
fn printing_environment_and_clock_have_one_place_each() {
    let mut found = Vec::new();
    for source in library().iter().filter(|s| !s.is_program() && s.layer() != "testkit") {
        for i in 0..source.tokens.len() {
            let Some(word) = source.word(i) else { continue };
            let follows = |sign: &str, next: &str| source.is_sign(i + 1, sign) && source.is_word(i + 2, next);
            let (what, allowed) = match word {
                "println" | "print" | "eprintln" | "eprint" if source.is_sign(i + 1, "!") => {
                    ("printing", source.path == "crates/cli/src/output.rs")
                }
                "std" if follows("::", "env") => ("std::env", source.layer() == "settings"),
                "SystemTime" | "Timestamp" | "Zoned" if follows("::", "now") => {
                    ("the system's clock", source.path == "crates/core/src/base/clock.rs")
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
    for source in library().iter().filter(|s| !["store", "testkit"].contains(&s.layer())) {
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
    let of_store: Vec<_> = library().into_iter().filter(|s| s.layer() == "store").collect();
    assert!(of_store.len() > 50, "the store was not found");
    for source in of_store.iter().filter(|s| !s.path.starts_with("crates/store/src/db")) {
        for i in 0..source.tokens.len() {
            let Some(text) = source.text_at(i) else { continue };
            found.extend(ENGINE_WORDS.iter().filter(|w| text.contains(*w)).map(|w| format!("{}: {w}", source.place(i))));
        }
    }
    expect_none("words of SQLite belong in crates/store/src/db", found);
}
