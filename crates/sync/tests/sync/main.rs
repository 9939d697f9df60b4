//! The sync engine against the embedded server over real HTTP.
#![allow(clippy::cast_possible_truncation, clippy::cast_possible_wrap, clippy::cast_sign_loss, reason = "small numbers of tests")]

mod attachments;
mod copies;
mod crash;
mod export;
mod faults;
mod identity;
mod ignored;
mod import;
mod kill;
mod late;
mod lease;
mod mapping;
mod policies;
mod properties;
mod removals;
mod repair;
mod results_again;
mod rewritten;
mod support;
mod undo_import;
mod values;
