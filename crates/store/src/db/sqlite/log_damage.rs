//! What is known of a damaged write-ahead log.

/// Frames of a log that SQLite drops although they are there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct LogDamage {
    /// Frames before the first wrong one.
    pub good: u64,
    /// Frames from the first wrong one on: pages that were written.
    pub dropped: u64,
    /// Those of `dropped` that are intact.
    pub intact: u64,
}
