//! Rules of the repository itself: layers, file sizes, texts in both languages, packages, nothing of a developer's machine.
//!
//! Tests of behaviour do not belong here.

mod circles;
mod comments;
mod facts;
mod files;
mod layering;
mod packages;
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
