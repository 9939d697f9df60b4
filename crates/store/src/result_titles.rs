//! Tests found by a part of their title, each with its last result.

use super::{Result, Tx};
use crate::p;
use voluptas_core::base::Millis;
use voluptas_core::domain::ids::ProjectId;
use voluptas_core::domain::status::ResultStatus;

/// The last stored result of a test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TitledResult {
    pub hash: String,
    /// Title of the test.
    pub title: String,
    /// Number of the run.
    pub run: i64,
    pub status: ResultStatus,
    /// Time of the end, or of storing when the end is unknown.
    pub at_ms: Millis,
}

impl Tx<'_> {
    /// The last results of the tests of a project whose title has a text, at most `limit`. Letter case counts outside of ASCII, as the engine has it.
    pub fn results_titled(&self, project: ProjectId, text: &str, limit: usize) -> Result<Vec<TitledResult>> {
        let pattern = text.to_lowercase().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        let sql = "SELECT r.hash, t.title, n.number, r.status, coalesce(r.end_ms, r.created_ms) FROM tests t \
             JOIN results r ON r.id = (SELECT max(l.id) FROM results l WHERE l.test_id = t.id AND l.deleted_ms IS NULL AND l.visible_ms IS NULL) \
             JOIN runs n ON n.id = r.run_id AND n.deleted_ms IS NULL \
             WHERE t.project_id = ?1 AND (t.title LIKE ?2 ESCAPE '\\' OR lower(t.title) LIKE ?3 ESCAPE '\\') LIMIT ?4";
        let as_typed = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        self.all(sql, p![project, format!("%{as_typed}%"), format!("%{pattern}%"), limit], |r| {
            Ok(TitledResult {
                hash: r.text(0)?,
                title: r.text(1)?,
                run: r.int(2)?,
                status: ResultStatus::parse(r.str(3)?),
                at_ms: r.int(4)?,
            })
        })
    }
}
