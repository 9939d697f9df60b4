//! Cases as rows of a web page: part of a list, sorted by number.

use super::case_list::{and_tags, and_title};
use super::db::{Counted, Param};
use super::error::Result;
use super::page::{Slice, Where};
use super::tx::Tx;
use crate::db::dialect::IDS;
use std::collections::HashMap;
use voluptas_core::base::Millis;
use voluptas_core::domain::ids::{CaseId, ProjectId, SuiteId};
use voluptas_core::domain::review::ReviewState;
use voluptas_core::domain::status::ResultStatus;

/// The cases in the trash, as a list treats them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum InTrash {
    /// They are left out.
    #[default]
    Hidden,
    /// They stand among the others.
    Shown,
    /// No others are shown.
    Only,
}

/// Filter of a list of rows. A `None` member does not filter.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RowFilter {
    /// Part of the title, in any letter case.
    pub search: Option<String>,
    /// Cases that the text of `search` names by a code: they are found beside those with such a title.
    pub named: Vec<CaseId>,
    /// Suites that contain or show the cases.
    pub suites: Option<Vec<SuiteId>>,
    /// True for the cases that are in no suite.
    pub without_suite: bool,
    /// Tags, of which a case needs every one.
    pub tags: Vec<String>,
    pub review: Option<ReviewState>,
    pub trash: InTrash,
}

/// The place of a part in a list of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RowsFrom {
    /// True for the greatest number first.
    pub newest: bool,
    /// Number of the row before the part; `None` for the first part.
    pub after: Option<i64>,
    pub limit: usize,
}

/// A case as a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageRow {
    pub id: CaseId,
    /// Number in the project.
    pub number: i64,
    pub title: String,
    /// Tags by title.
    pub tags: Vec<String>,
    /// Time of creation.
    pub created_ms: Millis,
    /// True for a case in the trash.
    pub is_deleted: bool,
    /// State of the review.
    pub review: Option<ReviewState>,
    /// Status of the last result.
    pub last: Option<ResultStatus>,
}

fn conditions<'f>(project: ProjectId, filter: &'f RowFilter, suites: &'f [i64]) -> Where<'f> {
    let mut w = Where::new("project_id = ?", vec![project.into()]);
    match filter.trash {
        InTrash::Hidden => w.and("deleted_ms IS NULL", Vec::new()),
        InTrash::Shown => {}
        InTrash::Only => w.and("deleted_ms IS NOT NULL", Vec::new()),
    }
    if let Some(last) = suites.last() {
        // Padded, so that trees of any size share a few prepared statements.
        let mut ids = suites.to_vec();
        ids.resize(ids.len().next_power_of_two(), *last);
        let marks = vec!["?"; ids.len()].join(", ");
        let condition = format!("(suite_id IN ({marks}) OR id IN (SELECT case_id FROM case_suites WHERE suite_id IN ({marks})))");
        w.and(&condition, ids.iter().chain(&ids).map(|id| (*id).into()).collect());
    }
    if filter.without_suite {
        w.and("suite_id IS NULL", Vec::new());
    }
    if let Some(review) = filter.review {
        w.and("review = ?", vec![review.as_str().into()]);
    }
    and_tags(&mut w, &filter.tags);
    and_title(&mut w, filter.search.as_deref(), &filter.named);
    w
}

impl Tx<'_> {
    /// The number of cases that fit a filter.
    pub fn count_rows(&self, project: ProjectId, filter: &RowFilter) -> Result<i64> {
        let suites = ids_of(filter);
        let w = conditions(project, filter, &suites);
        self.kept_count(Counted::Contents, &format!("SELECT count(*) FROM cases {}", w.sql()), w.params())
    }

    /// A part of the cases that fit a filter: a fixed number of queries, and no more rows than the part has.
    pub fn page_rows(&self, project: ProjectId, filter: &RowFilter, from: RowsFrom) -> Result<Vec<PageRow>> {
        let suites = ids_of(filter);
        let mut w = conditions(project, filter, &suites);
        if let Some(after) = from.after {
            w.and(if from.newest { "number < ?" } else { "number > ?" }, vec![after.into()]);
        }
        let limit = Slice { limit: i64::try_from(from.limit).unwrap_or(i64::MAX), offset: 0 };
        let w = w.page(if from.newest { "number DESC" } else { "number" }, limit);
        let sql = format!("SELECT id, number, title, created_ms, deleted_ms, review FROM cases {}", w.sql());
        let mut rows = self.all(&sql, w.params(), |r| {
            Ok(PageRow {
                id: CaseId(r.int(0)?),
                number: r.int(1)?,
                title: r.text(2)?,
                tags: Vec::new(),
                created_ms: r.int(3)?,
                is_deleted: r.opt_int(4)?.is_some(),
                review: r.opt_text(5)?.and_then(|word| word.parse().ok()),
                last: None,
            })
        })?;
        let ids: Vec<CaseId> = rows.iter().map(|row| row.id).collect();
        let places: HashMap<i64, usize> = ids.iter().enumerate().map(|(i, id)| (id.0, i)).collect();
        let sql = format!(
            "SELECT t.case_id, g.title FROM case_tags t JOIN tags g ON g.id = t.tag_id WHERE t.case_id IN {IDS} ORDER BY g.title"
        );
        self.each(&sql, &[Param::json(&ids)], |r| {
            if let Some(&at) = places.get(&r.int(0)?) {
                rows[at].tags.push(r.text(1)?);
            }
            Ok(())
        })?;
        for (id, last) in self.rollup().last_of(&ids)? {
            if let Some(&at) = places.get(&id.0) {
                rows[at].last = Some(last.status);
            }
        }
        Ok(rows)
    }
}

/// Most suites that one statement names. A tree with more is cut.
const MOST_SUITES: usize = 8192;

fn ids_of(filter: &RowFilter) -> Vec<i64> {
    filter.suites.iter().flatten().map(|suite| suite.0).take(MOST_SUITES).collect()
}
