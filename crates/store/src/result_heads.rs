//! Results as lines of the pages of a run, without steps, traces and files.

use super::Tx;
use super::db::Row;
use super::error::Result;
use super::page::{IN_LIST, Where};
use crate::p;
use std::collections::BTreeMap;
use voluptas_core::base::Millis;
use voluptas_core::domain::combination::{Combination, values};
use voluptas_core::domain::ids::{CaseId, ResultId, RunId, TestId};
use voluptas_core::domain::status::ResultStatus;

/// Characters of a message that a line gets.
const MESSAGE: usize = 500;

/// A line of a list of results.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResultHead {
    pub id: ResultId,
    /// Identity of the result in addresses.
    pub hash: String,
    pub test: TestId,
    pub case: Option<CaseId>,
    pub title: String,
    /// Values of the parameters; see [`values`].
    pub values: String,
    pub status: ResultStatus,
    pub is_flaky: bool,
    /// Duration in milliseconds.
    pub duration_ms: Option<i64>,
    /// Time of the end, or of storing when the end is unknown.
    pub at_ms: Millis,
    /// Worker that executed it.
    pub thread: Option<String>,
    /// Person or program that executed it.
    pub author: Option<String>,
    /// The beginning of the message.
    pub message: Option<String>,
}

fn columns() -> String {
    format!(
        "SELECT id, hash, test_id, case_id, title, params, status, is_flaky, duration_ms, coalesce(end_ms, created_ms), thread, author, \
         substr(comment, 1, {MESSAGE}) FROM results"
    )
}

fn head(r: &Row<'_>) -> Result<ResultHead> {
    let title = r.text(4)?;
    let params: Combination = r.opt_json(5)?;
    Ok(ResultHead {
        id: ResultId(r.int(0)?),
        hash: r.text(1)?,
        test: TestId(r.int(2)?),
        case: r.opt_int(3)?.map(CaseId),
        values: values(&params, &title),
        title,
        status: ResultStatus::parse(&r.text(6)?),
        is_flaky: r.bool(7)?,
        duration_ms: r.opt_int(8)?,
        at_ms: r.int(9)?,
        thread: r.opt_text(10)?,
        author: r.opt_text(11)?,
        message: r.opt_text(12)?,
    })
}

impl Tx<'_> {
    /// The lines of these results by id. Missing ones are left out.
    pub fn result_heads(&self, ids: &[ResultId]) -> Result<BTreeMap<ResultId, ResultHead>> {
        let mut found = BTreeMap::new();
        for part in ids.chunks(IN_LIST) {
            let mut w = Where::new("deleted_ms IS NULL", Vec::new());
            w.any_of("id", part.iter().copied());
            let heads = self.all(&format!("{} {}", columns(), w.sql()), w.params(), head)?;
            found.extend(heads.into_iter().map(|head| (head.id, head)));
        }
        Ok(found)
    }

    /// The attempts of a test in a run, in the order of execution.
    pub fn attempts_of(&self, run: RunId, test: TestId) -> Result<Vec<ResultHead>> {
        // The plus sign keeps PostgreSQL from an index of the run: see `rollup::attempts_of`.
        let sql = format!(
            "{} WHERE run_id = ?1 AND test_id = ?2 AND +deleted_ms IS NULL ORDER BY coalesce(start_ms, end_ms, created_ms), id",
            columns()
        );
        self.all(&sql, p![run, test], head)
    }

    /// The result of a test that counts in each of these runs: id and hash.
    pub fn results_of_test(&self, test: TestId, runs: &[RunId]) -> Result<BTreeMap<RunId, String>> {
        let mut found = BTreeMap::new();
        for part in runs.chunks(IN_LIST) {
            let mut w = Where::new("test_id = ? AND deleted_ms IS NULL AND is_retried = FALSE", vec![test.into()]);
            w.any_of("run_id", part.iter().copied());
            self.each(&format!("SELECT run_id, hash FROM results {}", w.sql()), w.params(), |r| {
                found.insert(RunId(r.int(0)?), r.text(1)?);
                Ok(())
            })?;
        }
        Ok(found)
    }

    /// Number of the failed and broken results of a run that were stored behind one.
    pub fn failures_behind(&self, run: RunId, result: ResultId) -> Result<u64> {
        let sql = "SELECT count(*) FROM results WHERE run_id = ?1 AND id > ?2 AND status IN ('failed', 'broken') \
                   AND deleted_ms IS NULL AND is_retried = FALSE";
        Ok(u64::try_from(self.one(sql, p![run, result], |r| r.int(0))?).unwrap_or(0))
    }

    /// Number of the runs of a project in each environment; `None` for those without one.
    pub fn runs_by_environment(&self, project: voluptas_core::domain::ids::ProjectId) -> Result<BTreeMap<Option<i64>, u64>> {
        let mut found = BTreeMap::new();
        let sql =
            "SELECT environment_id, count(*) FROM runs WHERE project_id = ?1 AND deleted_ms IS NULL GROUP BY environment_id";
        self.each(sql, p![project], |r| {
            found.insert(r.opt_int(0)?, u64::try_from(r.int(1)?).unwrap_or(0));
            Ok(())
        })?;
        Ok(found)
    }
}
