//! Arrival of the results of a run: by time, by worker, by hand or from a tool.

use super::Tx;
use super::error::Result;
use super::page::{IN_LIST, Where};
use crate::p;
use std::collections::BTreeMap;
use voluptas_core::base::Millis;
use voluptas_core::base::fold::fold;
use voluptas_core::domain::ids::RunId;

/// Results of a run by the time of storing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Arrivals {
    /// Number of the results that were stored in each span of time, by the beginning of the span.
    pub by_span: BTreeMap<Millis, u64>,
    /// Tests with a verdict that a person entered.
    pub by_hand: u64,
    /// Tests with a verdict of a tool.
    pub by_tool: u64,
    /// Tests that a person began: a comment or steps, without a verdict.
    pub begun: u64,
}

/// A worker with its latest results.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Worker {
    /// Name by the tool; blank for results without one.
    pub name: String,
    /// Time at which the first of its looked at results was stored.
    pub first_ms: Millis,
    /// Time at which its last result was stored.
    pub last_ms: Millis,
    /// Number of its looked at results.
    pub results: i64,
}

/// Planned cases of a run that have no result yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ToCome {
    /// Automated ones.
    pub by_tool: u64,
    /// The others.
    pub by_hand: u64,
}

fn count(n: i64) -> u64 {
    u64::try_from(n).unwrap_or(0)
}

impl Tx<'_> {
    /// The results of a run by spans of `span_ms`, retries among them, and who gave the last attempts.
    pub fn arrivals(&self, run: RunId, span_ms: i64) -> Result<Arrivals> {
        let mut found = Arrivals::default();
        let span = span_ms.max(1);
        let sql = "SELECT created_ms / ?2, is_api, count(*), \
                     count(CASE WHEN is_retried = FALSE AND status <> 'in_progress' THEN 1 END), \
                     count(CASE WHEN is_retried = FALSE AND status = 'in_progress' THEN 1 END) \
                   FROM results WHERE run_id = ?1 AND deleted_ms IS NULL GROUP BY 1, 2";
        self.each(sql, p![run, span], |r| {
            *found.by_span.entry(r.int(0)?.saturating_mul(span)).or_default() += count(r.int(2)?);
            let side = if r.bool(1)? { &mut found.by_tool } else { &mut found.by_hand };
            *side += count(r.int(3)?);
            found.begun += count(r.int(4)?);
            Ok(())
        })?;
        Ok(found)
    }

    /// The workers of the last `limit` results of a run, by name. Results that a tool gave without a name are those of a worker with a blank
    /// name.
    pub fn workers(&self, run: RunId, limit: u32) -> Result<Vec<Worker>> {
        let sql = "SELECT coalesce(thread, '') AS name, min(created_ms), max(created_ms), count(*) FROM \
                   (SELECT thread, created_ms, is_api FROM results WHERE run_id = ?1 AND deleted_ms IS NULL ORDER BY id DESC LIMIT ?2) AS latest \
                   WHERE thread <> '' OR is_api = TRUE GROUP BY 1 ORDER BY 1";
        self.all(sql, p![run, i64::from(limit)], |r| {
            Ok(Worker { name: r.text(0)?, first_ms: r.int(1)?, last_ms: r.int(2)?, results: r.int(3)? })
        })
    }

    /// The planned cases of these runs that are assigned to a person of this name, in any letter case: those with a verdict, and all. Runs without any are
    /// left out.
    pub fn assigned(&self, runs: &[RunId], name: &str) -> Result<BTreeMap<RunId, (u64, u64)>> {
        let mut found = BTreeMap::new();
        for part in runs.chunks(IN_LIST) {
            let mut w = Where::new("p.name_fold = ? AND c.deleted_ms IS NULL", vec![fold(name).into()]);
            w.any_of("rc.run_id", part.iter().copied());
            let sql = format!(
                "SELECT rc.run_id, count(CASE WHEN rc.is_tested AND NOT EXISTS (\
                   SELECT 1 FROM results r WHERE +r.run_id = rc.run_id AND r.case_id = rc.case_id AND r.deleted_ms IS NULL \
                     AND r.is_retried = FALSE AND r.status = 'in_progress') THEN 1 END), count(*) \
                 FROM run_cases rc JOIN people p ON p.id = rc.assignee_id \
                 JOIN cases c ON c.id = rc.case_id {} GROUP BY rc.run_id",
                w.sql()
            );
            self.each(&sql, w.params(), |r| {
                found.insert(RunId(r.int(0)?), (count(r.int(1)?), count(r.int(2)?)));
                Ok(())
            })?;
        }
        Ok(found)
    }

    /// The planned cases of a run without a result, by who will give it. Combinations of parameters are not counted apart.
    pub fn cases_to_come(&self, run: RunId) -> Result<ToCome> {
        let sql = "SELECT count(CASE WHEN c.automation = 'automated' THEN 1 END), count(*) FROM run_cases rc JOIN cases c ON c.id = rc.case_id \
                   WHERE rc.run_id = ?1 AND rc.is_tested = FALSE AND c.deleted_ms IS NULL";
        let (by_tool, all) = self.one(sql, p![run], |r| Ok((count(r.int(0)?), count(r.int(1)?))))?;
        Ok(ToCome { by_tool, by_hand: all.saturating_sub(by_tool) })
    }
}
