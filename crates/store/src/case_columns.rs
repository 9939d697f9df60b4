//! Columns of a case, and the values that are read from them.

use super::Result;
use super::db::{Param, Row};
use std::collections::BTreeMap;
use voluptas_core::domain::case::{Case, CaseContent, StepsType};
use voluptas_core::domain::ids::{CaseId, ProjectId, SuiteId};
use voluptas_core::domain::review::Review;

/// The columns that [`case`] reads.
pub(super) const COLUMNS: &str = "c.id, c.project_id, c.number, c.suite_id, c.position, c.title, c.description, c.preconditions, \
     c.postconditions, c.severity, c.priority, c.kind, c.layer, c.behavior, c.automation, c.status, c.is_flaky, c.steps_type, \
     c.parameters, c.attachments, c.created_ms, c.updated_ms, c.deleted_ms, c.review, c.review_by, c.review_ms, c.expected_result, c.links, \
     c.milestone_id";

pub(super) fn case(row: &Row<'_>) -> Result<Case> {
    Ok(Case {
        id: CaseId(row.int(0)?),
        project_id: ProjectId(row.int(1)?),
        number: row.int(2)?,
        suite_id: row.opt_int(3)?.map(SuiteId),
        position: row.int(4)?,
        further_suites: BTreeMap::new(),
        milestone_id: row.opt_int(28)?,
        content: CaseContent {
            title: row.text(5)?,
            description: row.opt_text(6)?,
            preconditions: row.opt_text(7)?,
            postconditions: row.opt_text(8)?,
            severity: row.text(9)?,
            priority: row.text(10)?,
            kind: row.text(11)?,
            layer: row.text(12)?,
            behavior: row.text(13)?,
            automation: row.text(14)?,
            status: row.text(15)?,
            is_flaky: row.bool(16)?,
            steps_type: StepsType::parse(&row.text(17)?),
            parameters: row.json(18)?,
            attachments: row.json(19)?,
            expected_result: row.opt_text(26)?,
            links: row.opt_json(27)?,
            ..CaseContent::default()
        },
        review: match row.opt_text(23)?.and_then(|word| word.parse().ok()) {
            Some(state) => {
                let (by, at_ms) = (row.opt_text(24)?.unwrap_or_default(), row.opt_int(25)?.unwrap_or_default());
                Some(Review { state, by, at_ms })
            }
            None => None,
        },
        created_ms: row.int(20)?,
        updated_ms: row.int(21)?,
        deleted_ms: row.opt_int(22)?,
    })
}

/// NULL for a case without links, as nearly all are.
pub(super) fn links(content: &CaseContent) -> Param<'static> {
    if content.links.is_empty() { Param::Null } else { Param::json(&content.links) }
}
