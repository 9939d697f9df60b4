//! Ended background jobs, for the activity panel after a restart.

use super::{Aggregate, Result, Tx};
use crate::p;
use voluptas_core::base::Millis;

/// An ended job.
#[derive(Debug, Clone, Copy)]
pub struct JobRecord<'a> {
    /// Stable name: `import`, `export`, ...
    pub kind: &'a str,
    /// Title as JSON.
    pub title: &'a str,
    /// Start time.
    pub started: Millis,
    /// End time.
    pub ended: Millis,
    /// Outcome in one word.
    pub outcome: &'a str,
    /// Outcome as JSON.
    pub report: &'a str,
}

impl Tx<'_> {
    /// Records an ended job.
    pub fn record_job(&self, job: &JobRecord<'_>) -> Result<()> {
        self.insert(
            "INSERT INTO jobs (kind, title, started_ms, ended_ms, outcome, report) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            p![job.kind, job.title, job.started, job.ended, job.outcome, job.report],
        )?;
        self.touch(Aggregate::Jobs);
        Ok(())
    }
}
