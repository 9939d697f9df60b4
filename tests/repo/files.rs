//! Sizes and headings of files, no Russian in code, nothing of a developer's machine.

use std::fs;
use std::process::Command;

use crate::expect_none;
use crate::source::{Token, library, root, rust_files};

/// The longest file that is still read with pleasure.
const MAX_LINES: usize = 800;

fn all_rust() -> Vec<(String, String)> {
    ["src", "crates", "tests", "benches"]
        .into_iter()
        .flat_map(rust_files)
        .map(|path| {
            let text = fs::read_to_string(root().join(&path)).expect("source file");
            (path, text)
        })
        .collect()
}

#[test]
fn no_file_is_too_long() {
    let found = all_rust()
        .into_iter()
        .map(|(path, text)| (text.lines().count(), path))
        .filter(|(lines, _)| *lines > MAX_LINES)
        .map(|(lines, path)| format!("{path}: {lines} lines"))
        .collect();
    expect_none("files have at most 800 lines", found);
}

#[test]
fn every_file_says_what_it_is_for() {
    let found = all_rust().into_iter().filter(|(_, text)| !text.starts_with("//!")).map(|(path, _)| path).collect();
    expect_none("a file begins with //!", found);
}

#[test]
fn texts_for_people_are_not_in_code() {
    let cyrillic = |c: char| ('\u{400}'..='\u{4ff}').contains(&c);
    let mut found = Vec::new();
    for source in library() {
        for (token, line) in &source.tokens {
            if let Token::Text(text) = token
                && text.contains(cyrillic)
            {
                found.push(format!("{}:{line}: {text}", source.path));
            }
        }
    }
    expect_none("Russian texts live in assets", found);
}

/// Files that git tracks or would add. Without git (in a source archive) the list is empty, because nothing can be added.
pub fn tracked() -> Vec<String> {
    let output =
        Command::new("git").args(["ls-files", "--cached", "--others", "--exclude-standard"]).current_dir(root()).output();
    match output {
        Ok(output) if output.status.success() => String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}

#[test]
fn nothing_of_a_developers_machine() {
    // Built from halves, so that this file does not find itself.
    let marks = [("/ho", "me/"), ("/ro", "ot/"), ("/Us", "ers/"), ("C:\\", "Users"), ("/wo", "rk/"), ("/tmp/ba", "sh")]
        .map(|(a, b)| format!("{a}{b}"));
    let mut found = Vec::new();
    for path in tracked() {
        let Ok(text) = fs::read_to_string(root().join(&path)) else { continue };
        for (n, line) in text.lines().enumerate() {
            if let Some(mark) = marks.iter().find(|m| is_path(line, m)) {
                found.push(format!("{path}:{}: {mark}", n + 1));
            }
        }
    }
    expect_none("no path of a developer's machine", found);
}

/// True when the mark begins a path: not in the middle of an address or of a longer path.
fn is_path(line: &str, mark: &str) -> bool {
    line.match_indices(mark).any(|(i, _)| !line[..i].ends_with(|c: char| c.is_alphanumeric() || "._-}>*".contains(c)))
}

#[test]
fn credentials_are_not_tracked() {
    let secret = |p: &&String| p.ends_with("qase.env") || p.starts_with("credentials/") || p.ends_with(".voluptas");
    expect_none("credentials and workspaces stay out of the history", tracked().iter().filter(secret).cloned().collect());
}

/// Folders that the top level holds.
const TOP_FOLDERS: &[&str] = &[
    ".cargo",
    ".ci",
    ".github",
    ".vscode",
    "assets",
    "benches",
    "crates",
    "credentials.example",
    "docs",
    "examples",
    "migrations",
    "packaging",
    "src",
    "tests",
];
/// Kinds of files that the top level holds: settings, documents, licences, the script of the build.
const TOP_FILES: &[&str] = &[".md", ".toml", ".lock", "build.rs", "justfile", "LICENSE-APACHE", "LICENSE-MIT", ".env.example"];

#[test]
fn the_top_level_holds_what_belongs_there() {
    let is_known = |path: &String| match path.split_once('/') {
        Some((folder, _)) => TOP_FOLDERS.contains(&folder),
        None => {
            TOP_FILES.iter().any(|end| path.ends_with(end))
                || [".codespellrc", ".dockerignore", ".editorconfig", ".gitignore"].contains(&path.as_str())
        }
    };
    let archives = [".whl", ".tgz", ".jar", ".exe", ".so", ".dll", ".deb"];
    let is_wrong = |path: &&String| !is_known(path) || archives.iter().any(|end| path.ends_with(end));
    expect_none("programs, packages and files of other work stay out", tracked().iter().filter(is_wrong).cloned().collect());
}
