//! Progress of the window with its work. Steps of a script wait for it.

/// Progress of the window with its work, the least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Settled {
    /// Something is opened, read, stored or worked on, or an action waits.
    No,
    /// All rows stand; additions to them are still read, e.g. the words that a search found.
    Shown,
    /// Nothing is read or worked on.
    Wholly,
}
