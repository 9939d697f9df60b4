//! Cases in the order of their creation, also those in the trash, and places within suites, for the paths of TestOps.

use super::page::{Slice, Where};
use super::{Result, Tx};
use crate::p;
use voluptas_core::base::Millis;
use voluptas_core::base::fold::fold;
use voluptas_core::domain::ids::{CaseId, ProjectId, SuiteId};

/// A case in the order of creation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseTime {
    pub id: CaseId,
    /// Number in the project.
    pub number: i64,
    /// Time of creation.
    pub created_ms: Millis,
}

/// Filter of cases in the order of creation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TimeFilter {
    /// Part of title or description, in any letter case.
    pub text: Option<String>,
    /// Tags, of which a case needs one; empty for all cases.
    pub tags: Vec<String>,
    /// Suites, of which one has to show a case; `None` for all cases.
    pub suites: Option<Vec<SuiteId>>,
    /// True for cases in the trash as well.
    pub with_deleted: bool,
    /// True for the newest first.
    pub is_newest_first: bool,
}

/// Cases that are read at once while a text is looked for.
const CHUNK: i64 = 500;

impl Tx<'_> {
    /// The next cases of a project behind a place, at most `limit`.
    pub fn cases_by_time(
        &self,
        project: ProjectId,
        filter: &TimeFilter,
        mut after: Option<(Millis, i64)>,
        limit: usize,
    ) -> Result<Vec<CaseTime>> {
        let text = filter.text.as_deref().map(fold).filter(|text| !text.is_empty());
        let mut found = Vec::new();
        loop {
            let mut w = Where::new("project_id = ?", vec![project.into()]);
            if !filter.with_deleted {
                w.and("deleted_ms IS NULL", Vec::new());
            }
            if !filter.tags.is_empty() {
                let marks = vec!["?"; filter.tags.len()].join(", ");
                let condition = format!(
                    "id IN (SELECT t.case_id FROM case_tags t JOIN tags g ON g.id = t.tag_id WHERE g.title IN ({marks}))"
                );
                w.and(&condition, filter.tags.iter().map(Into::into).collect());
            }
            match filter.suites.as_deref() {
                None => {}
                Some([]) => w.and("FALSE", Vec::new()),
                Some(suites) => {
                    let marks = vec!["?"; suites.len()].join(", ");
                    let condition =
                        format!("(suite_id IN ({marks}) OR id IN (SELECT case_id FROM case_suites WHERE suite_id IN ({marks})))");
                    w.and(&condition, suites.iter().chain(suites).map(|id| (*id).into()).collect());
                }
            }
            if let Some((ms, number)) = after {
                let sign = if filter.is_newest_first { "<" } else { ">" };
                let condition = format!("(created_ms {sign} ? OR (created_ms = ? AND number {sign} ?))");
                w.and(&condition, vec![ms.into(), ms.into(), number.into()]);
            }
            let order = if filter.is_newest_first { "created_ms DESC, number DESC" } else { "created_ms, number" };
            let wanted = if text.is_some() { CHUNK } else { i64::try_from(limit).unwrap_or(i64::MAX) };
            let w = w.page(order, Slice { limit: wanted, offset: 0 });
            let columns = if text.is_some() { "title, coalesce(description, '')" } else { "'', ''" };
            let rows =
                self.all(&format!("SELECT id, number, created_ms, {columns} FROM cases {}", w.sql()), w.params(), |r| {
                    let case = CaseTime { id: CaseId(r.int(0)?), number: r.int(1)?, created_ms: r.int(2)? };
                    let fits = match &text {
                        Some(text) => fold(r.str(3)?).contains(text) || fold(r.str(4)?).contains(text),
                        None => true,
                    };
                    Ok((case, fits))
                })?;
            let is_end = i64::try_from(rows.len()).unwrap_or(i64::MAX) < wanted;
            after = rows.last().map(|(case, _)| (case.created_ms, case.number));
            found.extend(rows.into_iter().filter(|(_, fits)| *fits).map(|(case, _)| case));
            if is_end || found.len() >= limit || text.is_none() {
                found.truncate(limit);
                return Ok(found);
            }
        }
    }

    /// The case of a number, and true for one in the trash.
    pub fn case_in_trash_or_not(&self, project: ProjectId, number: i64) -> Result<Option<(CaseId, bool)>> {
        let sql = "SELECT id, deleted_ms FROM cases WHERE project_id = ?1 AND number = ?2";
        self.opt(sql, p![project, number], |r| Ok((CaseId(r.int(0)?), r.opt_int(1)?.is_some())))
    }

    /// A living case other than `but` with exactly this title.
    pub fn case_of_title(&self, project: ProjectId, title: &str, but: Option<CaseId>) -> Result<Option<i64>> {
        let sql = "SELECT number FROM cases WHERE project_id = ?1 AND title_fold = ?2 AND title = ?3 AND deleted_ms IS NULL AND id <> ?4 \
                   ORDER BY number LIMIT 1";
        self.opt(sql, p![project, fold(title), title, but.map_or(-1, |id| id.0)], |r| r.int(0))
    }

    /// The first other case that a suite shows at a position or behind it.
    pub fn case_at(&self, suite: SuiteId, position: i64, but: CaseId) -> Result<Option<CaseId>> {
        let sql = "SELECT id FROM (SELECT id, position FROM cases WHERE suite_id = ?1 AND deleted_ms IS NULL \
                   UNION ALL SELECT case_id, position FROM case_suites WHERE suite_id = ?1) shown \
                   WHERE position >= ?2 AND id <> ?3 ORDER BY position, id LIMIT 1";
        self.opt(sql, p![suite, position, but], |r| Ok(CaseId(r.int(0)?)))
    }
}
