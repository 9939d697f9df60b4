//! Rights of a transaction.

/// Rights of a transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Sees one state of the workspace and changes nothing.
    Read,
    /// Waits for its turn at the beginning: one transaction writes at a time, over all processes.
    Write,
}
