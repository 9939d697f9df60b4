//! The connection to Qase, and the lists that a person chooses from.

pub mod connection;
pub mod connector;
pub mod lists;
