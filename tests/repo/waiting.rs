//! Rules for tests: they wait for events and never for a fixed time, and what they skip is seen.

use std::fs;

use crate::expect_none;
use crate::source::{root, rust_files};

/// A text that tests must not contain, and the files where it is right.
struct Refused {
    rule: &'static str,
    /// The text in two parts, so that this file does not find itself.
    text: (&'static str, &'static str),
    /// Paths of files, or of folders with a slash at the end.
    allowed: &'static [&'static str],
}

const REFUSED: &[Refused] = &[
    Refused {
        rule: "tests wait for an event, with testkit::wait where nothing notifies of it",
        text: ("sleep", "("),
        allowed: &[
            "crates/testkit/src/wait.rs",
            // Clients that pause between requests are what it measures.
            "crates/testkit/src/load.rs",
            // Virtual time, which passes as soon as everybody waits.
            "tests/sim/",
        ],
    },
    Refused {
        rule: "a test is skipped through testkit::skip, which says so and can be made to fail",
        text: ("skipped", ": "),
        allowed: &["crates/testkit/src/skip.rs"],
    },
    Refused { rule: "no test is switched off in its source", text: ("#[", "ignore"), allowed: &[] },
];

/// The lines of the tests that contain the text outside of comments.
fn lines_with(refused: &Refused) -> Vec<(String, usize)> {
    let text = format!("{}{}", refused.text.0, refused.text.1);
    let mut found = Vec::new();
    let is_test = |path: &String| path.starts_with("crates/testkit/src") || path.contains("/tests/");
    for path in rust_files("tests").into_iter().chain(rust_files("crates").into_iter().filter(is_test)) {
        let source = fs::read_to_string(root().join(&path)).expect("source file");
        let code = |line: &str| line.split("//").next().unwrap_or_default().contains(&text);
        found.extend(source.lines().zip(1..).filter(|(line, _)| code(line)).map(|(_, n)| (path.clone(), n)));
    }
    found
}

fn allows(allowed: &str, path: &str) -> bool {
    if allowed.ends_with('/') { path.starts_with(allowed) } else { path == allowed }
}

#[test]
fn tests_wait_for_events_and_skip_in_sight() {
    for refused in REFUSED {
        let found = lines_with(refused).into_iter().filter(|(path, _)| !refused.allowed.iter().any(|a| allows(a, path)));
        expect_none(refused.rule, found.map(|(path, n)| format!("{path}:{n}")).collect());
    }
}

#[test]
fn every_exception_for_tests_is_needed() {
    for refused in REFUSED {
        let lines = lines_with(refused);
        let unused = refused.allowed.iter().filter(|a| !lines.iter().any(|(path, _)| allows(a, path)));
        expect_none("exceptions are needed", unused.map(|a| (*a).to_owned()).collect());
    }
}
