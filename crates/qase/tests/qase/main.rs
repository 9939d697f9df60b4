//! The Qase client over real HTTP, against a small server made for these tests.
#![allow(clippy::cast_possible_truncation, clippy::cast_possible_wrap, clippy::cast_sign_loss, reason = "small numbers of tests")]

mod contract;
mod errors;
mod faults;
mod paging;
mod peer;
mod policy;
mod schema;
mod secrets;
