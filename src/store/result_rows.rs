//! Rows of a result: its own, its steps' and its links', to and from [`TestResult`].

use super::Tx;
use super::error::Result;
use super::page::{IN_LIST, Where};
use crate::base::Millis;
use crate::domain::case::AttachmentRef;
use crate::domain::ids::{CaseId, ResultId, RunId};
use crate::domain::result::{ResultContent, ResultLink, ResultStep, TestResult};
use crate::domain::status::ResultStatus;
use crate::p;
use crate::store::db::{Param, Row};
use std::collections::BTreeMap;

/// Name of the results table in [`COLUMNS`].
pub const OWN: &str = "res";

/// The query that [`read`] reads, without conditions.
pub const COLUMNS: &str = "SELECT res.id, res.hash, res.run_id, res.case_id, res.external_id, res.title, res.signature, res.status, \
    res.start_ms, res.end_ms, res.duration_ms, res.comment, res.stacktrace, res.thread, res.author, res.params, res.param_groups, \
    res.fields, res.attachments, res.is_api, res.is_defect, res.created_ms FROM results res";

/// A result of a row of [`COLUMNS`], without steps and links.
pub fn read(row: &Row<'_>) -> Result<TestResult> {
    Ok(TestResult {
        id: ResultId(row.int(0)?),
        hash: row.text(1)?,
        run_id: RunId(row.int(2)?),
        content: ResultContent {
            case_id: row.opt_int(3)?.map(CaseId),
            external_id: row.opt_text(4)?,
            title: row.text(5)?,
            signature: row.opt_text(6)?,
            status: ResultStatus::parse(&row.text(7)?),
            start_ms: row.opt_int(8)?,
            end_ms: row.opt_int(9)?,
            duration_ms: row.opt_int(10)?,
            comment: row.opt_text(11)?,
            stacktrace: row.opt_text(12)?,
            thread: row.opt_text(13)?,
            author: row.opt_text(14)?,
            params: row.opt_json(15)?,
            param_groups: row.opt_json(16)?,
            fields: row.opt_json(17)?,
            steps: Vec::new(),
            attachments: row.opt_json(18)?,
            links: Vec::new(),
            is_api: row.bool(19)?,
            is_defect: row.bool(20)?,
        },
        created_ms: row.int(21)?,
    })
}

/// NULL for an empty list or map: most results have none, and NULL takes no space.
fn json_or_null<T: serde::Serialize>(value: &T, is_empty: bool) -> Param<'static> {
    if is_empty { Param::Null } else { Param::json(value) }
}

/// Stores a result with steps and links; returns its row id.
pub fn insert(tx: &Tx<'_>, run: RunId, hash: &str, c: &ResultContent, visible: Option<Millis>) -> Result<ResultId> {
    let id = ResultId(tx.insert(
        "INSERT INTO results (hash, run_id, case_id, external_id, title, signature, status, start_ms, end_ms, duration_ms, comment, \
         stacktrace, thread, author, params, param_groups, fields, attachments, is_api, is_defect, visible_ms, created_ms) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22)",
        &[
            hash.into(),
            run.into(),
            c.case_id.into(),
            (&c.external_id).into(),
            (&c.title).into(),
            (&c.signature).into(),
            c.status.slug().into(),
            c.start_ms.into(),
            c.end_ms.into(),
            c.duration_ms.into(),
            (&c.comment).into(),
            (&c.stacktrace).into(),
            (&c.thread).into(),
            (&c.author).into(),
            json_or_null(&c.params, c.params.is_empty()),
            json_or_null(&c.param_groups, c.param_groups.is_empty()),
            json_or_null(&c.fields, c.fields.is_empty()),
            json_or_null(&c.attachments, c.attachments.is_empty()),
            c.is_api.into(),
            c.is_defect.into(),
            visible.into(),
            tx.now().into(),
        ],
    )?);
    insert_children(tx, id, c)?;
    Ok(id)
}

/// Replaces a stored result, apart from its run, case, hash and sender's id.
pub fn update(tx: &Tx<'_>, id: ResultId, c: &ResultContent) -> Result<()> {
    tx.execute(
        "UPDATE results SET title = ?2, status = ?3, start_ms = ?4, end_ms = ?5, duration_ms = ?6, comment = ?7, stacktrace = ?8, \
         attachments = ?9, is_defect = ?10 WHERE id = ?1",
        p![
            id,
            &c.title,
            c.status.slug(),
            c.start_ms,
            c.end_ms,
            c.duration_ms,
            &c.comment,
            &c.stacktrace,
            json_or_null(&c.attachments, c.attachments.is_empty()),
            c.is_defect
        ],
    )?;
    tx.execute("DELETE FROM result_steps WHERE result_id = ?1", p![id])?;
    tx.execute("DELETE FROM result_links WHERE result_id = ?1", p![id])?;
    insert_children(tx, id, c)
}

fn insert_children(tx: &Tx<'_>, id: ResultId, c: &ResultContent) -> Result<()> {
    insert_steps(tx, id, None, &c.steps)?;
    for (position, link) in c.links.iter().enumerate() {
        tx.execute(
            "INSERT INTO result_links (result_id, position, kind, name, url) VALUES (?1, ?2, ?3, ?4, ?5)",
            p![id, i64::try_from(position).unwrap_or(i64::MAX), &link.kind, &link.name, &link.url],
        )?;
    }
    Ok(())
}

fn insert_steps(tx: &Tx<'_>, id: ResultId, parent: Option<i64>, steps: &[ResultStep]) -> Result<()> {
    for (position, s) in steps.iter().enumerate() {
        let row = tx.insert(
            "INSERT INTO result_steps (result_id, parent_id, position, action, expected, data, status, comment, start_ms, end_ms, \
             duration_ms, attachments) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
            p![
                id,
                parent,
                i64::try_from(position).unwrap_or(i64::MAX),
                &s.action,
                &s.expected,
                &s.data,
                s.status.slug(),
                &s.comment,
                s.start_ms,
                s.end_ms,
                s.duration_ms,
                json_or_null(&s.attachments, s.attachments.is_empty())
            ],
        )?;
        insert_steps(tx, id, Some(row), &s.steps)?;
    }
    Ok(())
}

/// Steps of a result by their parent step; `None` is the result itself.
type ByParent = BTreeMap<Option<i64>, Vec<(i64, ResultStep)>>;

/// Fills in steps and links: one query each for every [`IN_LIST`] results.
pub fn add_children(tx: &Tx<'_>, results: &mut [TestResult]) -> Result<()> {
    for part in results.chunks_mut(IN_LIST) {
        let ids: Vec<ResultId> = part.iter().map(|r| r.id).collect();
        let mut w = Where::new("TRUE", Vec::new());
        w.any_of("result_id", ids.iter().copied());
        let mut steps: BTreeMap<i64, ByParent> = BTreeMap::new();
        let sql = format!(
            "SELECT result_id, parent_id, id, action, expected, data, status, comment, start_ms, end_ms, duration_ms, attachments \
             FROM result_steps {} ORDER BY position, id",
            w.sql()
        );
        tx.each(&sql, w.params(), |r| {
            let attachments: Vec<AttachmentRef> = r.opt_json(11)?;
            let step = ResultStep {
                action: r.text(3)?,
                expected: r.opt_text(4)?,
                data: r.opt_text(5)?,
                status: ResultStatus::parse(&r.text(6)?),
                comment: r.opt_text(7)?,
                start_ms: r.opt_int(8)?,
                end_ms: r.opt_int(9)?,
                duration_ms: r.opt_int(10)?,
                attachments,
                steps: Vec::new(),
            };
            steps.entry(r.int(0)?).or_default().entry(r.opt_int(1)?).or_default().push((r.int(2)?, step));
            Ok(())
        })?;
        let mut links: BTreeMap<i64, Vec<ResultLink>> = BTreeMap::new();
        let sql = format!("SELECT result_id, kind, name, url FROM result_links {} ORDER BY position", w.sql());
        tx.each(&sql, w.params(), |r| {
            links.entry(r.int(0)?).or_default().push(ResultLink { kind: r.text(1)?, name: r.text(2)?, url: r.text(3)? });
            Ok(())
        })?;
        for result in part {
            if let Some(mut by_parent) = steps.remove(&result.id.0) {
                result.content.steps = tree(&mut by_parent, None);
            }
            result.content.links = links.remove(&result.id.0).unwrap_or_default();
        }
    }
    Ok(())
}

fn tree(by_parent: &mut ByParent, parent: Option<i64>) -> Vec<ResultStep> {
    let own = by_parent.remove(&parent).unwrap_or_default();
    own.into_iter()
        .map(|(id, mut step)| {
            step.steps = tree(by_parent, Some(id));
            step
        })
        .collect()
}
