//! Marks of the latest changes in a workspace. If they differ from the last known ones, another program wrote.

use super::{Result, Tx};

/// The latest changes that this program has taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ChangeMarks {
    /// The engine's number of the last commit of others.
    pub(super) version: i64,
    /// Latest recorded change.
    pub(super) change: i64,
    /// Latest result.
    pub(super) result: i64,
    /// Number and time of the latest change of the projects, which are not recorded.
    pub(super) projects: (i64, i64),
}

impl ChangeMarks {
    pub(super) fn read(tx: &Tx<'_>, version: i64) -> Result<Self> {
        let latest = |sql| tx.count(sql, &[]);
        Ok(Self {
            version,
            change: latest("SELECT coalesce(max(id), 0) FROM changes")?,
            result: latest("SELECT coalesce(max(id), 0) FROM results")?,
            projects: (latest("SELECT count(*) FROM projects")?, latest("SELECT coalesce(max(updated_ms), 0) FROM projects")?),
        })
    }
}
