//! Support that several test binaries include: waiting for events, and skipping tests in sight.
//!
//! A binary includes it with `#[path = "../shared/mod.rs"] mod shared;`. Worlds, servers and fixtures do not belong here; they are
//! in the support file of each binary.
#![allow(dead_code, reason = "each test binary uses a part of it")]

pub mod skip;
pub mod wait;
