//! Issues of other systems that cases are attached to.

use super::error::Result;
use super::page::{IN_LIST, Where};
use super::{Aggregate, Tx};
use crate::p;
use std::collections::BTreeMap;
use voluptas_core::domain::ids::CaseId;

/// Issues of cases in a transaction.
#[derive(Debug, Clone, Copy)]
pub struct CaseIssues<'t>(&'t Tx<'t>);

impl Tx<'_> {
    /// Issues that cases are attached to.
    pub fn case_issues(&self) -> CaseIssues<'_> {
        CaseIssues(self)
    }
}

/// Longest key of an issue, in characters.
pub const ISSUE_MAX: usize = 255;

impl CaseIssues<'_> {
    /// Attaches a case to an issue. A second time changes nothing.
    pub fn attach(&self, case: CaseId, kind: &str, issue: &str) -> Result<()> {
        let sql = "INSERT INTO case_issues (case_id, kind, issue) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
        self.0.execute(sql, p![case, kind, issue])?;
        self.0.touch(Aggregate::Cases);
        Ok(())
    }

    /// Detaches a case from an issue.
    pub fn detach(&self, case: CaseId, kind: &str, issue: &str) -> Result<()> {
        self.0.execute("DELETE FROM case_issues WHERE case_id = ?1 AND kind = ?2 AND issue = ?3", p![case, kind, issue])?;
        self.0.touch(Aggregate::Cases);
        Ok(())
    }

    /// Kind and key of the issues of these cases, sorted.
    pub fn of(&self, cases: &[CaseId]) -> Result<BTreeMap<CaseId, Vec<(String, String)>>> {
        let mut found: BTreeMap<CaseId, Vec<(String, String)>> = BTreeMap::new();
        for part in cases.chunks(IN_LIST) {
            let mut w = Where::new("TRUE", Vec::new());
            w.any_of("case_id", part.iter().copied());
            let sql = format!("SELECT case_id, kind, issue FROM case_issues {} ORDER BY kind, issue", w.sql());
            self.0.each(&sql, w.params(), |r| {
                found.entry(CaseId(r.int(0)?)).or_default().push((r.text(1)?, r.text(2)?));
                Ok(())
            })?;
        }
        Ok(found)
    }
}
