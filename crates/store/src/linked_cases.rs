//! Cases with their link to Qase and their last result, as the sync dialog lists them.

use super::{Result, Tx};
use crate::p;
use std::collections::HashMap;
use voluptas_core::domain::case_code::CaseCode;
use voluptas_core::domain::ids::{CaseId, ProjectId, RemoteProjectId};
use voluptas_core::domain::status::ResultStatus;

/// A case with its link to Qase and its last result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkedCase {
    /// Row id.
    pub id: CaseId,
    /// Number of the case in its project.
    pub number: i64,
    /// Code for people.
    pub code: CaseCode,
    pub title: String,
    /// Id in Qase; `None` for a case without a link.
    pub qase_id: Option<i64>,
    /// Title in Qase, as last seen.
    pub qase_title: Option<String>,
    /// True when the case was changed since it was last in step with Qase, or was never in step.
    pub changed: bool,
    /// Status of the latest result.
    pub last: Option<ResultStatus>,
}

impl Tx<'_> {
    /// The living cases of a project, and those of other projects that cover a function, with their links to a project of Qase.
    pub fn linked_cases(
        &self,
        project: Option<ProjectId>,
        remote: Option<RemoteProjectId>,
    ) -> Result<HashMap<CaseId, LinkedCase>> {
        let mut cases: HashMap<CaseId, LinkedCase> = HashMap::new();
        let codes = self.codes_where("c.deleted_ms IS NULL", &[])?;
        self.each(
            "SELECT c.id, c.number, c.title, c.updated_ms, l.qase_id, q.title, l.pulled_ms, l.pushed_ms, last.status, c.project_id \
             FROM cases c LEFT JOIN case_last_results last ON last.case_id = c.id \
             LEFT JOIN case_links l ON l.case_id = c.id AND l.qase_project_id = ?2 \
             LEFT JOIN qase_cases q ON q.qase_project_id = l.qase_project_id AND q.qase_id = l.qase_id \
             WHERE c.deleted_ms IS NULL AND (c.project_id = ?1 OR c.id IN (SELECT case_id FROM function_cases))",
            p![project.map(|p| p.0), remote.map(|r| r.0)],
            |r| {
                let in_step = r.opt_int(6)?.max(r.opt_int(7)?);
                let id = CaseId(r.int(0)?);
                let case = LinkedCase {
                    id,
                    number: r.int(1)?,
                    code: codes.of(id, ProjectId(r.int(9)?), r.int(1)?),
                    title: r.text(2)?,
                    qase_id: r.opt_int(4)?,
                    qase_title: r.opt_text(5)?,
                    changed: in_step.is_none_or(|at| r.int(3).is_ok_and(|updated| updated > at)),
                    last: r.opt_text(8)?.map(|s| ResultStatus::parse(&s)),
                };
                cases.insert(id, case);
                Ok(())
            },
        )?;
        for (case, last) in self.rollup().due()? {
            if let Some(case) = cases.get_mut(&case) {
                case.last = Some(last.status);
            }
        }
        Ok(cases)
    }
}
