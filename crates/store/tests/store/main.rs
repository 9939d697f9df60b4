//! The store, through its public interface: what is written is there after reopening, whole or not at all.
//!
//! `VOLUPTAS_TEST_ENGINE=postgres` runs the same tests on workspaces on a server. A test that is about the file says so by
//! [`testkit::engine::is_file`].

mod alone;
mod case_codes;
mod damage;
mod defects;
mod idempotency;
mod intake_memory;
mod many;
mod migrations;
mod moved;
#[cfg(unix)]
mod postgres;
mod spoilt_log;
mod trackers;
mod transactions;
mod untested;
mod upgrades;
mod users;
mod webhooks;
