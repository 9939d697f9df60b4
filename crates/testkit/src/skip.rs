//! Skips a test visibly: the terminal says so, and it is a failure if no test may be skipped.

use std::io::Write as _;

/// Variable that makes every skip a failure, and runs the tests that are left out for their length.
const ALL: &str = "VOLUPTAS_TEST_ALL";

/// Says that the calling test is skipped and why. The caller returns afterwards.
///
/// # Panics
/// With `VOLUPTAS_TEST_ALL`.
#[track_caller]
pub fn skip(why: &str) {
    assert!(std::env::var_os(ALL).is_none(), "nothing may be skipped with {ALL}: {why}");
    say(&format!("skipped: {why}"));
}

/// True when slow tests are asked for by this variable or by `VOLUPTAS_TEST_ALL`; otherwise says that the calling test is skipped.
pub fn is_wanted(variable: &str) -> bool {
    let wanted = [variable, ALL].into_iter().any(|v| std::env::var_os(v).is_some());
    if !wanted {
        say(&format!("skipped: neither {variable} nor {ALL} is set"));
    }
    wanted
}

/// Writes a line about the calling test to the error stream itself, because the harness hides the output of `eprintln!` in a test
/// that passes.
pub fn say(what: &str) {
    let thread = std::thread::current();
    let name = thread.name().unwrap_or("a test");
    // In one piece, because other tests write at the same time.
    std::io::stderr().write_all(format!("{name}: {what}\n").as_bytes()).expect("standard error is open");
}
