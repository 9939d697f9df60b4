//! Reviews of cases and the comments on them.

use super::db::Row;
use super::entity::Entity;
use super::error::{Error, Result};
use super::{Aggregate, Tx};
use crate::domain::case::Case;
use crate::domain::ids::CaseId;
use crate::domain::review::{COMMENT_MAX, Comment, Review};
use crate::domain::validate;
use crate::p;
use serde_json::json;

/// Reviews in a transaction.
#[derive(Debug, Clone, Copy)]
pub struct Reviews<'t>(&'t Tx<'t>);

impl Tx<'_> {
    /// The reviews.
    #[must_use]
    pub fn reviews(&self) -> Reviews<'_> {
        Reviews(self)
    }
}

pub(super) fn comment(row: &Row<'_>) -> Result<Comment> {
    Ok(Comment {
        id: row.int(0)?,
        case_id: CaseId(row.int(1)?),
        author: row.text(2)?,
        body: row.text(3)?,
        created_ms: row.int(4)?,
    })
}

impl Reviews<'_> {
    /// Sets or ends the review of a case that was read in this transaction. The time of the case's last change stays.
    pub fn set(&self, before: &Case, review: Option<&Review>) -> Result<()> {
        self.write(before.id, review)?;
        self.0.touch(Aggregate::Cases);
        self.0.record_field(Entity::Case, before.id.0, "review", &json!(before.review), &json!(review))
    }

    /// Writes the columns of a review, and records nothing.
    pub(super) fn write(&self, case: CaseId, review: Option<&Review>) -> Result<()> {
        let (state, by, at) = (review.map(|r| r.state.as_str()), review.map(|r| r.by.as_str()), review.map(|r| r.at_ms));
        self.0.execute("UPDATE cases SET review = ?2, review_by = ?3, review_ms = ?4 WHERE id = ?1", p![case, state, by, at])?;
        Ok(())
    }

    /// Adds a comment to a case; returns its id.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a blank or too long text, [`Error::MissingParent`] without the case.
    pub fn comment(&self, case: CaseId, author: &str, body: &str) -> Result<i64> {
        let body = body.trim();
        validate::title("comment", body, COMMENT_MAX)?;
        let id = self.0.insert(
            "INSERT INTO case_comments (case_id, author, body, created_ms, updated_ms) VALUES (?1, ?2, ?3, ?4, ?4)",
            p![case, author, body, self.0.now()],
        )?;
        self.0.record_new(Entity::Comment, id)?;
        self.0.touch(Aggregate::Cases);
        Ok(id)
    }

    /// Removes a comment.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub fn remove_comment(&self, id: i64) -> Result<()> {
        self.0.set_deleted_at(Entity::Comment, id, Some(self.0.now()))
    }

    /// A comment that was not removed.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub fn comment_by_id(&self, id: i64) -> Result<Comment> {
        let sql = "SELECT id, case_id, author, body, created_ms FROM case_comments WHERE id = ?1 AND deleted_ms IS NULL";
        self.0.opt(sql, p![id], comment)?.ok_or_else(|| Error::not_found("comment", id))
    }

    /// The comments on a case, the oldest first.
    pub fn comments(&self, case: CaseId) -> Result<Vec<Comment>> {
        self.0.all(
            "SELECT id, case_id, author, body, created_ms FROM case_comments WHERE case_id = ?1 AND deleted_ms IS NULL ORDER BY id",
            p![case],
            comment,
        )
    }
}
