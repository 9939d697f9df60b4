//! Rows for the finder of duplicate cases: the texts of all steps, and facts about the cases that were found.

use super::cases::Cases;
use super::db::Param;
use super::db::dialect::IDS;
use super::{Result, Tx};
use crate::p;
use std::collections::HashMap;
use voluptas_core::base::Millis;
use voluptas_core::domain::case::StepsType;
use voluptas_core::domain::ids::{CaseId, ProjectId};
use voluptas_core::domain::status::ResultStatus;

/// The texts of one step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StepText<'a> {
    /// True for a step inside another one.
    pub is_nested: bool,
    /// True when the case is written in Gherkin: one step holds all lines.
    pub is_gherkin: bool,
    /// Action; the whole text of a Gherkin case.
    pub action: &'a str,
    /// Test data.
    pub data: Option<&'a str>,
    /// Expected result.
    pub expected: Option<&'a str>,
}

/// Facts by which a person decides which of several cases to keep.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CaseFacts {
    /// Time of the last change.
    pub updated_ms: Millis,
    /// Status and time of the last result.
    pub last: Option<(ResultStatus, Millis)>,
    /// Number of results that are not deleted.
    pub results: u64,
    /// Number of living functions that the case covers.
    pub functions: u64,
    /// True when the case is linked to a case in Qase.
    pub is_linked: bool,
}

impl Cases<'_> {
    /// Calls `each` for every step of the living cases of a project: case by case, steps in their order, nested steps after the
    /// step that holds them.
    pub fn each_step_text(&self, project: ProjectId, mut each: impl FnMut(CaseId, StepText<'_>)) -> Result<()> {
        self.tx().each(
            // Steps are always written together in reading order, so their ids give that order without a sort.
            "SELECT s.case_id, s.parent_id, s.action, s.data, s.expected, c.steps_type \
             FROM case_steps s JOIN cases c ON c.id = s.case_id WHERE c.project_id = ?1 AND c.deleted_ms IS NULL \
             ORDER BY s.case_id, s.id",
            p![project],
            |r| {
                let text = StepText {
                    is_nested: r.opt_int(1)?.is_some(),
                    is_gherkin: StepsType::parse(r.str(5)?) == StepsType::Gherkin,
                    action: r.str(2)?,
                    data: r.opt_str(3)?,
                    expected: r.opt_str(4)?,
                };
                each(CaseId(r.int(0)?), text);
                Ok(())
            },
        )
    }

    /// Facts about the existing cases among the given ones, also those in the trash.
    pub fn facts(&self, ids: &[CaseId]) -> Result<HashMap<CaseId, CaseFacts>> {
        facts(self.tx(), ids)
    }
}

fn facts(tx: &Tx<'_>, ids: &[CaseId]) -> Result<HashMap<CaseId, CaseFacts>> {
    let sql = format!(
        "SELECT c.id, c.updated_ms, l.status, l.latest_ms, \
         (SELECT count(*) FROM results r WHERE r.case_id = c.id AND r.deleted_ms IS NULL), \
         (SELECT count(*) FROM function_cases m JOIN functions f ON f.id = m.function_id AND f.deleted_ms IS NULL \
          WHERE m.case_id = c.id), \
         (SELECT count(*) FROM case_links k WHERE k.case_id = c.id) \
         FROM cases c LEFT JOIN case_last_results l ON l.case_id = c.id WHERE c.id IN {IDS}"
    );
    let count = |n: i64| u64::try_from(n).unwrap_or_default();
    let mut found = HashMap::with_capacity(ids.len());
    tx.each(&sql, &[Param::json(ids)], |r| {
        let last = match (r.opt_str(2)?, r.opt_int(3)?) {
            (Some(status), Some(at)) => Some((ResultStatus::parse(status), at)),
            _ => None,
        };
        let facts = CaseFacts {
            updated_ms: r.int(1)?,
            last,
            results: count(r.int(4)?),
            functions: count(r.int(5)?),
            is_linked: r.int(6)? > 0,
        };
        found.insert(CaseId(r.int(0)?), facts);
        Ok(())
    })?;
    for (case, last) in tx.rollup().due()? {
        if let Some(facts) = found.get_mut(&case) {
            facts.last = Some((last.status, last.latest_ms));
        }
    }
    Ok(found)
}
