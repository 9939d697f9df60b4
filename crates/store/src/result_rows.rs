//! Rows of a result: its own with its details, and its links', to and from [`TestResult`].

use super::Tx;
use super::error::Result;
use super::page::{IN_LIST, Where};
use super::result_detail::{self, Detail};
use crate::db::{Param, Query, Row};
use crate::{p, row};
use rustc_hash::{FxHashMap, FxHashSet};
use voluptas_core::base::Millis;
use voluptas_core::domain::failure_group;
use voluptas_core::domain::ids::{CaseId, ResultId, RunId, TestId};
use voluptas_core::domain::result::{FoundBy, ResultContent, ResultLink, ResultStep, TestResult};
use voluptas_core::domain::status::ResultStatus;

/// Query of the case of the last result with a signature. The index has the beginnings of signatures: see [`super::case_list::BY_FIELD`].
pub(crate) const CASE_OF_SIGNATURE: &str = "SELECT c.id FROM results r JOIN cases c ON c.id = r.case_id \
     WHERE r.signature IS NOT NULL AND substr(r.signature, 1, 500) = substr(?1, 1, 500) AND r.signature IS NOT DISTINCT FROM ?1 \
     AND c.project_id = ?2 AND c.deleted_ms IS NULL AND r.deleted_ms IS NULL ORDER BY r.id DESC LIMIT 1";

/// Name of the results table in [`COLUMNS`].
pub const OWN: &str = "res";

/// The query that [`all`] reads, without conditions.
pub const COLUMNS: &str = "SELECT res.id, res.hash, res.run_id, res.case_id, res.external_id, res.title, res.signature, res.status, \
    res.start_ms, res.end_ms, res.duration_ms, res.comment, res.stacktrace, res.thread, res.author, res.params, res.param_groups, \
    res.fields, res.attachments, res.is_api, res.is_defect, res.created_ms, res.test_id, res.found_by, res.is_retried, res.is_flaky, \
    res.detail FROM results res";

/// A result of a row of [`COLUMNS`], without its details and links.
fn read(row: &Row<'_>) -> Result<TestResult> {
    Ok(TestResult {
        id: ResultId(row.int(0)?),
        hash: row.text(1)?,
        run_id: RunId(row.int(2)?),
        test: TestId(row.int(22)?),
        found_by: row.opt_str(23)?.and_then(FoundBy::parse),
        is_retried: row.bool(24)?,
        content: ResultContent {
            case_id: row.opt_int(3)?.map(CaseId),
            external_id: row.opt_text(4)?,
            title: row.text(5)?,
            signature: row.opt_text(6)?,
            status: ResultStatus::parse(row.str(7)?),
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
            attachments: row.opt_json(18)?,
            is_api: row.bool(19)?,
            is_defect: row.bool(20)?,
            is_flaky: row.bool(25)?,
            ..ResultContent::default()
        },
        created_ms: row.int(21)?,
    })
}

/// NULL for an empty list or map: most results have none, and NULL takes no space.
fn json_or_null<T: serde::Serialize>(value: &T, is_empty: bool) -> Param<'static> {
    if is_empty { Param::Null } else { Param::json(value) }
}

/// A result to store.
#[derive(Debug)]
pub struct Insert<'a> {
    pub run: RunId,
    pub hash: &'a str,
    pub content: &'a ResultContent,
    pub test: TestId,
    pub found_by: Option<FoundBy>,
    /// Readers of the API see it from then on.
    pub visible: Option<Millis>,
}

/// The group of a failure, from its message.
pub(super) fn failure_of(c: &ResultContent) -> Option<i64> {
    let is_bad = matches!(c.status, ResultStatus::Failed | ResultStatus::Broken);
    c.comment.as_deref().filter(|_| is_bad).and_then(failure_group::key)
}

/// Stores results with steps and links; returns their row ids, which ascend.
pub fn insert(tx: &Tx<'_>, new: &[Insert<'_>]) -> Result<Vec<ResultId>> {
    let details = result_detail::encode_all(tx, &new.iter().map(|new| new.content).collect::<Vec<_>>())?;
    let now = tx.now();
    let ids = tx.insert_many(
        "INSERT INTO results (hash, run_id, case_id, external_id, title, signature, status, start_ms, end_ms, duration_ms, comment, \
         stacktrace, thread, author, params, param_groups, fields, attachments, is_api, is_defect, visible_ms, created_ms, test_id, \
         found_by, is_flaky, failure, detail) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, \
         ?26, ?27)",
        new.iter().zip(&details).map(|(new, detail)| values(new, detail.as_deref(), now)),
    )?;
    let ids: Vec<ResultId> = ids.into_iter().map(ResultId).collect();
    insert_links(tx, new.iter().zip(&ids).map(|(new, id)| (*id, new.content)))?;
    Ok(ids)
}

fn values<'a>(new: &Insert<'a>, detail: Option<&'a [u8]>, now: Millis) -> [Param<'a>; 27] {
    let c = new.content;
    [
        new.hash.into(),
        new.run.into(),
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
        new.visible.into(),
        now.into(),
        new.test.into(),
        new.found_by.map(FoundBy::as_str).into(),
        c.is_flaky.into(),
        failure_of(c).into(),
        detail.into(),
    ]
}

/// Replaces a stored result, apart from its run, case, hash and sender's id.
pub fn update(tx: &Tx<'_>, id: ResultId, c: &ResultContent) -> Result<()> {
    let detail = result_detail::encode(tx, c)?;
    tx.execute(
        "UPDATE results SET title = ?2, status = ?3, start_ms = ?4, end_ms = ?5, duration_ms = ?6, comment = ?7, stacktrace = ?8, \
         attachments = ?9, is_defect = ?10, failure = ?11, detail = ?12 WHERE id = ?1",
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
            c.is_defect,
            failure_of(c),
            detail.as_deref()
        ],
    )?;
    tx.execute("DELETE FROM result_links WHERE result_id = ?1", p![id])?;
    insert_links(tx, [(id, c)])
}

/// Puts setups before and teardowns after the steps of the result of a run with this id of the sender, up to `most` of them. Returns how
/// many more it takes; `None` without such a result. Texts of the result are not read.
pub fn surround(
    tx: &Tx<'_>,
    (run, external): (RunId, &str),
    (before, after): (&[ResultStep], &[ResultStep]),
    most: usize,
) -> Result<Option<usize>> {
    let sql = "SELECT id, start_ms, detail FROM results WHERE run_id = ?1 AND external_id = ?2 AND deleted_ms IS NULL";
    let stored = tx.opt(sql, p![run, external], |r| {
        let detail = r.opt_bytes(2)?.map(result_detail::decode).transpose()?;
        Ok((ResultId(r.int(0)?), r.opt_int(1)?.unwrap_or(0), detail.unwrap_or_default()))
    })?;
    let Some((id, base, mut detail)) = stored else { return Ok(None) };
    let room = most.saturating_sub(detail.fixtures());
    let before = &before[..before.len().min(room)];
    let after = &after[..after.len().min(room - before.len())];
    if !before.is_empty() || !after.is_empty() {
        detail.surround(tx, base, before, after)?;
        tx.execute("UPDATE results SET detail = ?2 WHERE id = ?1", p![id, &detail.pack()?[..]])?;
    }
    Ok(Some(room - before.len() - after.len()))
}

fn insert_links<'c>(tx: &Tx<'_>, results: impl IntoIterator<Item = (ResultId, &'c ResultContent)>) -> Result<()> {
    let links = results.into_iter().flat_map(|(id, c)| {
        (0_i64..).zip(&c.links).map(move |(position, link)| row![id, position, &link.kind, &link.name, &link.url])
    });
    tx.execute_many("INSERT INTO result_links (result_id, position, kind, name, url) VALUES (?1, ?2, ?3, ?4, ?5)", links)
}

/// Results of [`COLUMNS`] with conditions, in the order of the query, with steps, labels and links.
pub fn all(tx: &Tx<'_>, sql: &str, params: &[Param<'_>]) -> Result<Vec<TestResult>> {
    all_within(tx, sql, params, &mut usize::MAX.clone())
}

/// Like [`all`], but stops at the result whose texts use up `left`, which is lowered by their size. Later rows are skipped; that
/// costs reading, but no memory.
pub fn all_within(tx: &Tx<'_>, sql: &str, params: &[Param<'_>], left: &mut usize) -> Result<Vec<TestResult>> {
    let mut found = Found::default();
    let bytes = *left;
    tx.each(sql, params, |row| {
        if *left == 0 && !found.rows.results.is_empty() {
            return Ok(());
        }
        *left = left.saturating_sub(text_bytes(row)?);
        found.rows.add(row)
    })?;
    let ids: Vec<ResultId> = found.rows.results.iter().map(|r| r.id).collect();
    for part in ids.chunks(IN_LIST) {
        let w = one_of("result_id", part);
        tx.each(&links(&w), w.params(), |row| found.links.add(row))?;
    }
    found.complete_within(tx, bytes, left)
}

/// Bytes of the columns of [`COLUMNS`] that may be large: message, stack trace, parameters, fields, attachments and detail.
fn text_bytes(row: &Row<'_>) -> Result<usize> {
    let detail = row.opt_bytes(26)?.map_or(0, <[u8]>::len);
    [11, 12, 15, 17, 18].iter().try_fold(detail, |sum, column| Ok(sum + row.opt_str(*column)?.map_or(0, str::len)))
}

/// The results with these row ids, which ascend, with steps, labels and links. Missing ones are left out.
pub fn by_ids(tx: &Tx<'_>, ids: &[ResultId]) -> Result<Vec<TestResult>> {
    let mut found = Found::default();
    for part in ids.chunks(IN_LIST) {
        let (own, of_links) = (one_of("res.id", part), one_of("result_id", part));
        let Found { rows, links: found_links } = &mut found;
        tx.read_together(vec![
            Query::new(format!("{COLUMNS} {} ORDER BY res.id", own.sql()), own.params(), |row| rows.add(row)),
            Query::new(links(&of_links), of_links.params(), |row| found_links.add(row)),
        ])?;
    }
    found.complete(tx)
}

fn one_of(column: &str, ids: &[ResultId]) -> Where<'static> {
    let mut w = Where::new("TRUE", Vec::new());
    w.any_of(column, ids.iter().copied());
    w
}

fn links(w: &Where<'_>) -> String {
    format!("SELECT result_id, kind, name, url FROM result_links {} ORDER BY position", w.sql())
}

/// Rows and links of results that queries have found.
#[derive(Default)]
struct Found {
    rows: Rows,
    links: Links,
}

#[derive(Default)]
struct Rows {
    results: Vec<TestResult>,
    /// Details of the results, in their order.
    details: Vec<Option<Detail>>,
    /// Ids of the texts in details.
    used: FxHashSet<i64>,
}

impl Rows {
    fn add(&mut self, row: &Row<'_>) -> Result<()> {
        let detail = row.opt_bytes(26)?.map(result_detail::decode).transpose()?;
        if let Some(detail) = &detail {
            detail.texts(&mut self.used);
        }
        self.results.push(read(row)?);
        self.details.push(detail);
        Ok(())
    }
}

#[derive(Default)]
struct Links(FxHashMap<ResultId, Vec<ResultLink>>);

impl Links {
    fn add(&mut self, row: &Row<'_>) -> Result<()> {
        let link = ResultLink { kind: row.text(1)?, name: row.text(2)?, url: row.text(3)? };
        self.0.entry(ResultId(row.int(0)?)).or_default().push(link);
        Ok(())
    }
}

impl Found {
    fn complete(self, tx: &Tx<'_>) -> Result<Vec<TestResult>> {
        self.complete_within(tx, usize::MAX, &mut usize::MAX.clone())
    }

    /// Fills the results with their details until the texts of steps and labels have used `bytes` up; further results are dropped, and
    /// `left` is nothing then. Reads no more than about `bytes` of texts, but always the first result.
    fn complete_within(self, tx: &Tx<'_>, bytes: usize, left: &mut usize) -> Result<Vec<TestResult>> {
        let Self { rows: Rows { mut results, details, used }, mut links } = self;
        let mut texts = tx.texts_within(&used, bytes)?;
        let (is_cut, mut whole, mut room) = (texts.is_cut(), 0, bytes);
        for (result, detail) in results.iter_mut().zip(details) {
            if room == 0 && whole > 0 {
                break;
            }
            if let Some(detail) = detail {
                if is_cut {
                    let mut own = FxHashSet::default();
                    detail.texts(&mut own);
                    if !texts.has_all(&own) {
                        if whole > 0 {
                            break;
                        }
                        texts = tx.texts(&own)?;
                    }
                }
                room = room.saturating_sub(detail.kept_bytes(&texts));
                detail.fill(&texts, &mut result.content)?;
            }
            result.content.links = links.0.remove(&result.id).unwrap_or_default();
            whole += 1;
        }
        *left = if whole < results.len() { 0 } else { left.saturating_sub(bytes - room) };
        results.truncate(whole);
        Ok(results)
    }
}
