//! Reviews of cases and the comments on them.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::changes;
use super::db::dialect::IDS;
use super::db::{Param, Row};
use super::entity::{Entity, edited_ms};
use super::error::{Error, Result};
use super::{Aggregate, Tx};
use crate::p;
use serde_json::{Value, json};
use voluptas_core::base::Millis;
use voluptas_core::domain::case::Case;
use voluptas_core::domain::ids::{CaseId, ProjectId};
use voluptas_core::domain::review::{COMMENT_MAX, Comment, Review, ReviewState};
use voluptas_core::domain::validate;

/// Reviews in a transaction.
#[derive(Debug, Clone, Copy)]
pub struct Reviews<'t>(&'t Tx<'t>);

impl Tx<'_> {
    pub fn reviews(&self) -> Reviews<'_> {
        Reviews(self)
    }
}

const COLUMNS: &str = "SELECT id, case_id, author, body, created_ms, updated_ms FROM case_comments";

/// Fields of a case that an approval does not speak of.
const NOT_REVIEWED: &[&str] = &["suite_id", "further_suites", "position", "deleted_ms", "milestone_id", "review"];

pub(super) fn comment(row: &Row<'_>) -> Result<Comment> {
    Ok(Comment {
        id: row.int(0)?,
        case_id: CaseId(row.int(1)?),
        author: row.text(2)?,
        body: row.text(3)?,
        created_ms: row.int(4)?,
        edited_ms: edited_ms(row.int(4)?, row.int(5)?),
    })
}

impl Reviews<'_> {
    /// Sets or ends the review of a case that was read in this transaction. The time of the case's last change stays.
    pub fn set(&self, before: &Case, review: Option<&Review>) -> Result<()> {
        self.write(before.id, review)?;
        self.0.touch(Aggregate::Cases);
        self.0.record_field(Entity::Case, before.id.0, "review", &json!(before.review), &json!(review))
    }

    /// True for an approved case whose content has changed since the approval. A change that was taken back does not count.
    pub fn is_outdated(&self, case: &Case) -> Result<bool> {
        let by_time = case.review.as_ref().is_some_and(|review| review.is_outdated(case.updated_ms));
        Ok(by_time && !self.standing(&[case.id])?.contains(&case.id))
    }

    /// Cases whose content is again as it was when their review was set, by the recorded changes since then. A case without a
    /// recorded change is not among them: it changed in a way that the history does not record. One query for all cases.
    pub fn standing(&self, cases: &[CaseId]) -> Result<HashSet<CaseId>> {
        // The value of each field before the first change and after the last one.
        let mut all: HashMap<CaseId, BTreeMap<String, (Value, Value)>> = HashMap::new();
        if cases.is_empty() {
            return Ok(HashSet::new());
        }
        let sql = format!(
            "SELECT h.entity_id, h.before, h.after FROM changes h JOIN operations o ON o.id = h.operation_id \
             JOIN cases c ON c.id = h.entity_id WHERE h.entity = 'case' AND h.entity_id IN {IDS} AND o.at_ms > c.review_ms \
             ORDER BY h.id"
        );
        self.0.each(&sql, &[Param::json(cases)], |r| {
            let (before, after) = (r.opt_json::<Option<Value>>(1)?, r.opt_json::<Option<Value>>(2)?);
            let fields = all.entry(CaseId(r.int(0)?)).or_default();
            for (name, (before, after)) in changes::body(Entity::Case, before.as_ref(), after.as_ref()).fields {
                if !NOT_REVIEWED.contains(&name.split('/').next().unwrap_or(&name)) {
                    fields.entry(name).or_insert_with(|| (before, Value::Null)).1 = after;
                }
            }
            Ok(())
        })?;
        let is_back = |fields: &BTreeMap<String, (Value, Value)>| {
            !fields.is_empty() && fields.values().all(|(before, after)| before == after)
        };
        Ok(all.into_iter().filter(|(_, fields)| is_back(fields)).map(|(case, _)| case).collect())
    }

    /// Number of the cases of a project that are in review.
    pub fn waiting(&self, project: ProjectId) -> Result<u64> {
        let sql = "SELECT count(*) FROM cases WHERE project_id = ?1 AND review = ?2 AND deleted_ms IS NULL";
        let count = self.0.one(sql, p![project, ReviewState::InReview.as_str()], |r| r.int(0))?;
        Ok(u64::try_from(count).unwrap_or(0))
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
    pub fn remove_comment(&self, id: i64) -> Result<()> {
        self.0.set_deleted_at(Entity::Comment, id, Some(self.0.now()))
    }

    /// Changes the text of a comment. The same text changes nothing.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a blank or too long text, [`Error::NotFound`].
    pub fn edit_comment(&self, id: i64, body: &str) -> Result<()> {
        let body = body.trim();
        validate::title("comment", body, COMMENT_MAX)?;
        let old = self.comment_by_id(id)?;
        if old.body == body {
            return Ok(());
        }
        // An edit within the millisecond of the creation is one all the same.
        self.restore_comment(id, body, Some(self.0.now().max(old.created_ms + 1)))
    }

    /// Writes text and time of the last edit of a comment, and records the change.
    pub(super) fn restore_comment(&self, id: i64, body: &str, edited: Option<Millis>) -> Result<()> {
        let before = self.0.state(Entity::Comment, id)?;
        self.0.execute(
            "UPDATE case_comments SET body = ?2, updated_ms = coalesce(?3, created_ms) WHERE id = ?1",
            p![id, body, edited],
        )?;
        self.0.touch(Aggregate::Cases);
        self.0.record_change(Entity::Comment, id, &before, &self.0.state(Entity::Comment, id)?)
    }

    /// A comment that was not removed.
    pub fn comment_by_id(&self, id: i64) -> Result<Comment> {
        let sql = format!("{COLUMNS} WHERE id = ?1 AND deleted_ms IS NULL");
        self.0.opt(&sql, p![id], comment)?.ok_or_else(|| Error::not_found("comment", id))
    }

    /// The comments on a case, the oldest first.
    pub fn comments(&self, case: CaseId) -> Result<Vec<Comment>> {
        self.0.all(&format!("{COLUMNS} WHERE case_id = ?1 AND deleted_ms IS NULL ORDER BY id"), p![case], comment)
    }
}
