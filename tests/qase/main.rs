//! The Qase client over real HTTP, against a small server made for these tests.

#[path = "../shared/mod.rs"]
mod shared;

mod contract;
mod errors;
mod faults;
mod paging;
mod peer;
mod policy;
mod schema;
mod secrets;
