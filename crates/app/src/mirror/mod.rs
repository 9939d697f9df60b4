//! Results of one project of Qase copied to another: pairs, records, watching.

pub mod job;
pub mod ledger;
pub mod pairs;
pub mod record;
pub mod watch;
