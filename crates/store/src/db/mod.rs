//! The database engines behind portable SQL texts and typed rows.
//!
//! A workspace is a file of SQLite ([`sqlite`]) or a schema of a PostgreSQL database ([`postgres`]). Repositories write one SQL
//! text for both, with parameters `?1..?n`; what truly differs is a method of [`Db`] or in [`dialect`]. `rusqlite` and
//! `tokio_postgres` are named nowhere outside this folder.

mod access;
mod connection;
mod counts;
pub mod dialect;
pub mod doctor;
mod kept_count;
pub mod migrate;
pub mod param;
pub mod postgres;
pub mod row;
pub mod sqlite;
pub mod together;
pub mod transfer;

pub use access::Access;
pub use connection::Db;
pub(crate) use counts::Counted;
pub use param::Param;
pub use row::{OnRow, Row};
pub use sqlite::{Mode, log, log_damage, look, recover, salvage};
pub use together::Query;

/// What becomes of the words of a row of the full-text table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Words {
    /// The row is not there yet.
    New(String),
    /// The row may be there.
    Replaced(String),
    Removed,
}
