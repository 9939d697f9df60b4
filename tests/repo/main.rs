//! Rules of the repository itself: file sizes, places, texts in both languages, packages, nothing of a developer's machine.
//!
//! Tests of behaviour do not belong here.

mod facts;
mod files;
mod packages;
mod places;
mod source;
mod translations;
mod waiting;
mod words;

/// Fails with a list, so that one run shows everything that is to be put right.
#[track_caller]
fn expect_none(rule: &str, mut found: Vec<String>) {
    found.sort();
    found.dedup();
    assert!(found.is_empty(), "{rule}:\n  {}", found.join("\n  "));
}
