//! Reviews of proposed cases: a new case, or changes to one, which a reviewer merges or declines.
//!
//! [`super::reviews`] holds the state of review that a case itself has.

use super::error::{Error, Result};
use super::page::{IN_LIST, Page, Slice, Where};
use super::{Aggregate, Tx};
use crate::db::{Param, Row};
use crate::p;
use serde_json::Value;
use std::collections::BTreeMap;
use voluptas_core::base::Millis;
use voluptas_core::base::fold::fold;
use voluptas_core::domain::ids::{CaseId, ProjectId, UserId};

/// Reviews of proposed cases in a transaction.
#[derive(Debug, Clone, Copy)]
pub struct CaseReviews<'t>(&'t Tx<'t>);

impl Tx<'_> {
    /// Reviews of proposed cases.
    pub fn case_reviews(&self) -> CaseReviews<'_> {
        CaseReviews(self)
    }
}

/// State of a review.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::IntoStaticStr, strum::EnumString)]
#[strum(serialize_all = "snake_case")]
pub enum ReviewStatus {
    Open,
    Merged,
    Declined,
}

/// Decision of one reviewer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::IntoStaticStr, strum::EnumString)]
#[strum(serialize_all = "snake_case")]
pub enum Verdict {
    Unapproved,
    Approved,
    ChangesRequested,
}

/// A review of a proposed case.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseReview {
    /// Row id.
    pub id: i64,
    /// Number in the project.
    pub number: i64,
    /// The case to change; `None` proposes a new case.
    pub case: Option<CaseId>,
    /// Title of the case as proposed.
    pub title: String,
    pub status: ReviewStatus,
    /// Name of the user who proposed it.
    pub author: Option<String>,
    /// The fields that were sent; null in a list.
    pub proposal: Value,
    /// Time of creation.
    pub created_ms: Millis,
    /// Time of the last change.
    pub updated_ms: Millis,
}

/// Filter of a list of reviews. A `None` member does not filter.
#[derive(Debug, Clone, Default)]
pub struct ReviewFilter {
    pub status: Option<ReviewStatus>,
    /// True for reviews of new cases, false for those of changes.
    pub is_new: Option<bool>,
    /// Case to change.
    pub case: Option<CaseId>,
    /// Name of the user who proposed it.
    pub author: Option<String>,
    pub reviewer: Option<UserId>,
    /// Part of the title, in any letter case.
    pub search: Option<String>,
}

const COLUMNS: &str = "SELECT id, number, case_id, title, status, author, proposal, created_ms, updated_ms FROM case_reviews";

fn parsed<T: std::str::FromStr>(text: &str) -> Result<T> {
    text.parse().map_err(|_| Error::Corrupt(format!("unknown state of a review: {text}")))
}

fn review(r: &Row<'_>) -> Result<CaseReview> {
    Ok(CaseReview {
        id: r.int(0)?,
        number: r.int(1)?,
        case: r.opt_int(2)?.map(CaseId),
        title: r.text(3)?,
        status: parsed(r.str(4)?)?,
        author: r.opt_text(5)?,
        proposal: r.json(6)?,
        created_ms: r.int(7)?,
        updated_ms: r.int(8)?,
    })
}

impl CaseReviews<'_> {
    /// Creates an open review with the next number.
    pub fn create(&self, project: ProjectId, case: Option<CaseId>, title: &str, proposal: &Value) -> Result<(i64, i64)> {
        let number = self.0.take_numbers(project, "review", 1)?;
        let author = self.0.author().and_then(|author| author.who.clone());
        let status: &'static str = ReviewStatus::Open.into();
        let id = self.0.insert(
            "INSERT INTO case_reviews (project_id, number, case_id, title, title_fold, status, author, proposal, created_ms, updated_ms) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9)",
            p![project, number, case, title, fold(title), status, author, Param::json(proposal), self.0.now()],
        )?;
        self.0.touch(Aggregate::Cases);
        Ok((id, number))
    }

    /// Replaces the reviewers, who have decided nothing yet.
    pub fn set_reviewers(&self, id: i64, reviewers: &[UserId]) -> Result<()> {
        let before = self.reviewers(&[id])?.remove(&id).unwrap_or_default();
        self.0.execute("DELETE FROM review_reviewers WHERE review_id = ?1", p![id])?;
        for (position, user) in (0_i64..).zip(reviewers) {
            let verdict = before.iter().find(|(known, _)| known == user).map_or(Verdict::Unapproved, |(_, verdict)| *verdict);
            let verdict: &'static str = verdict.into();
            self.0.execute(
                "INSERT INTO review_reviewers (review_id, position, user_id, status) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
                p![id, position, *user, verdict],
            )?;
        }
        self.0.touch(Aggregate::Cases);
        Ok(())
    }

    /// Sets the decision of a reviewer, or of all of them.
    pub fn set_verdict(&self, id: i64, reviewer: Option<UserId>, verdict: Verdict) -> Result<()> {
        let verdict: &'static str = verdict.into();
        let sql = "UPDATE review_reviewers SET status = ?3 WHERE review_id = ?1 AND (CAST(?2 AS BIGINT) IS NULL OR user_id = ?2)";
        self.0.execute(sql, p![id, reviewer, verdict])?;
        self.0.touch(Aggregate::Cases);
        Ok(())
    }

    /// Reviewers and their decisions, in order, by the row id of the review.
    pub fn reviewers(&self, ids: &[i64]) -> Result<BTreeMap<i64, Vec<(UserId, Verdict)>>> {
        let mut found: BTreeMap<i64, Vec<(UserId, Verdict)>> = BTreeMap::new();
        for part in ids.chunks(IN_LIST) {
            let mut w = Where::new("TRUE", Vec::new());
            w.any_of("review_id", part.iter().copied());
            let sql = format!("SELECT review_id, user_id, status FROM review_reviewers {} ORDER BY review_id, position", w.sql());
            self.0.each(&sql, w.params(), |r| {
                found.entry(r.int(0)?).or_default().push((UserId(r.int(1)?), parsed(r.str(2)?)?));
                Ok(())
            })?;
        }
        Ok(found)
    }

    /// The review with this number in the project.
    pub fn by_number(&self, project: ProjectId, number: i64) -> Result<CaseReview> {
        let sql = format!("{COLUMNS} WHERE project_id = ?1 AND number = ?2");
        self.0.opt(&sql, p![project, number], review)?.ok_or_else(|| Error::not_found("review", number))
    }

    /// A page, by number, without the proposals.
    pub fn list(&self, project: ProjectId, filter: &ReviewFilter, slice: Slice) -> Result<Page<CaseReview>> {
        let total = self.0.count("SELECT count(*) FROM case_reviews WHERE project_id = ?1", p![project])?;
        let mut w = Where::new("project_id = ?", vec![project.into()]);
        if let Some(status) = filter.status {
            let status: &'static str = status.into();
            w.and("status = ?", vec![status.into()]);
        }
        match filter.is_new {
            Some(true) => w.and("case_id IS NULL", Vec::new()),
            Some(false) => w.and("case_id IS NOT NULL", Vec::new()),
            None => {}
        }
        if let Some(case) = filter.case {
            w.and("case_id = ?", vec![case.into()]);
        }
        if let Some(author) = &filter.author {
            w.and("author = ?", vec![author.into()]);
        }
        if let Some(reviewer) = filter.reviewer {
            w.and("id IN (SELECT review_id FROM review_reviewers WHERE user_id = ?)", vec![reviewer.into()]);
        }
        if let Some(search) = filter.search.as_deref().map(fold) {
            let pattern = search.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
            w.and("title_fold LIKE ? ESCAPE '\\'", vec![format!("%{pattern}%").into()]);
        }
        let filtered = self.0.count(&format!("SELECT count(*) FROM case_reviews {}", w.sql()), w.params())?;
        let w = w.page("number", slice);
        // A proposal may be as long as a case, and a list does not show it.
        let sql = format!("{} {}", COLUMNS.replace("proposal", "'null'"), w.sql());
        Ok(Page { total, filtered, rows: self.0.all(&sql, w.params(), review)? })
    }

    /// Replaces the proposal.
    pub fn update(&self, id: i64, title: &str, proposal: &Value) -> Result<()> {
        self.0.execute(
            "UPDATE case_reviews SET title = ?2, title_fold = ?3, proposal = ?4, updated_ms = ?5 WHERE id = ?1",
            p![id, title, fold(title), Param::json(proposal), self.0.now()],
        )?;
        self.0.touch(Aggregate::Cases);
        Ok(())
    }

    /// Ends a review.
    pub fn end(&self, id: i64, status: ReviewStatus) -> Result<()> {
        let status: &'static str = status.into();
        self.0.execute("UPDATE case_reviews SET status = ?2, updated_ms = ?3 WHERE id = ?1", p![id, status, self.0.now()])?;
        self.0.touch(Aggregate::Cases);
        Ok(())
    }

    /// Number of the open reviews of a case.
    pub fn open_of(&self, case: CaseId) -> Result<i64> {
        self.0.count("SELECT count(*) FROM case_reviews WHERE case_id = ?1 AND status = 'open'", p![case])
    }

    /// Deletes a review.
    pub fn delete(&self, id: i64) -> Result<()> {
        self.0.execute("DELETE FROM case_reviews WHERE id = ?1", p![id])?;
        self.0.touch(Aggregate::Cases);
        Ok(())
    }
}
