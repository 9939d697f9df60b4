//! Statistics of runs, read from the roll-ups. Results are read only if a hidden one became visible.

use super::error::Result;
use super::page::{IN_LIST, Where};
use super::runs::Runs;
use super::shards::ShardCount;
use std::collections::BTreeMap;
use voluptas_core::domain::ids::RunId;

/// Statistics of a run. Of several results of one case with the same parameters, the last counts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RunStats {
    /// Numbers of tests by status slug, including `untested`.
    pub statuses: BTreeMap<String, i64>,
    /// Number of tests, executed or planned.
    pub total: i64,
    /// Sum of the durations of all results, in milliseconds.
    pub time_spent_ms: i64,
    /// Number of errors outside of tests that no quality gate accepts.
    pub errors: u64,
    /// Numbers of its shards; `None` for a run that is not filled by shards.
    pub shards: Option<ShardCount>,
}

impl Runs<'_> {
    /// Statistics of these runs, without runs that have no results, cases and errors.
    pub fn stats(&self, ids: &[RunId]) -> Result<BTreeMap<RunId, RunStats>> {
        let mut found: BTreeMap<RunId, RunStats> = BTreeMap::new();
        self.0.rollup().flush()?;
        let due = self.0.rollup().due_runs(ids)?;
        let (counted, kept): (Vec<RunId>, Vec<RunId>) = ids.iter().partition(|id| due.contains(id));
        for part in kept.chunks(IN_LIST) {
            self.add_kept(part, &mut found)?;
        }
        for part in counted.chunks(IN_LIST) {
            self.add_counted(part, &mut found)?;
        }
        self.add_untested_combinations(ids, &mut found)?;
        for part in ids.chunks(IN_LIST) {
            self.add_errors(part, &mut found)?;
        }
        for stats in found.values_mut() {
            stats.total = stats.statuses.values().sum();
        }
        for (run, count) in self.0.shards().counts(ids)? {
            found.entry(run).or_default().shards = Some(count);
        }
        Ok(found)
    }

    fn add_kept(&self, ids: &[RunId], found: &mut BTreeMap<RunId, RunStats>) -> Result<()> {
        let mut w = Where::new("n.tests > 0", Vec::new());
        w.any_of("n.run_id", ids.iter().copied());
        let sql = format!(
            "SELECT n.run_id, n.status, n.tests, u.result_ms FROM run_counters n JOIN runs u ON u.id = n.run_id {}",
            w.sql()
        );
        self.0.each(&sql, w.params(), |r| {
            let stats = found.entry(RunId(r.int(0)?)).or_default();
            stats.statuses.insert(r.text(1)?, r.int(2)?);
            stats.time_spent_ms = r.int(3)?;
            Ok(())
        })?;
        let mut w = Where::new("rc.is_tested = FALSE AND c.deleted_ms IS NULL", Vec::new());
        w.any_of("rc.run_id", ids.iter().copied());
        self.add_untested(&w, found)
    }

    /// Counts the rows of results, including hidden ones that have become visible.
    fn add_counted(&self, ids: &[RunId], found: &mut BTreeMap<RunId, RunStats>) -> Result<()> {
        let mut w = Where::new("deleted_ms IS NULL AND coalesce(visible_ms, 0) <= ?", vec![self.0.now().into()]);
        w.any_of("run_id", ids.iter().copied());
        let sql = format!(
            "SELECT run_id, status, count(*), CAST(sum(spent) AS BIGINT) FROM (\
               SELECT run_id, status, \
                 sum(coalesce(duration_ms, 0)) OVER same AS spent, \
                 row_number() OVER (same ORDER BY coalesce(end_ms, created_ms) DESC, id DESC) AS back \
               FROM results {} \
               WINDOW same AS (PARTITION BY run_id, test_id)\
             ) AS last WHERE back = 1 GROUP BY run_id, status",
            w.sql()
        );
        self.0.each(&sql, w.params(), |r| {
            let stats = found.entry(RunId(r.int(0)?)).or_default();
            stats.statuses.insert(r.text(1)?, r.int(2)?);
            stats.time_spent_ms += r.int(3)?;
            Ok(())
        })?;
        let mut w = Where::new(
            "c.deleted_ms IS NULL AND NOT EXISTS (SELECT 1 FROM results r WHERE r.run_id = rc.run_id AND r.case_id = rc.case_id \
             AND r.deleted_ms IS NULL AND coalesce(r.visible_ms, 0) <= ?)",
            vec![self.0.now().into()],
        );
        w.any_of("rc.run_id", ids.iter().copied());
        self.add_untested(&w, found)
    }

    fn add_errors(&self, ids: &[RunId], found: &mut BTreeMap<RunId, RunStats>) -> Result<()> {
        let mut w = Where::new("kind <> 'notice'", Vec::new());
        w.any_of("run_id", ids.iter().copied());
        let sql = format!("SELECT run_id, count(*) FROM run_errors {} GROUP BY run_id", w.sql());
        self.0.each(&sql, w.params(), |r| {
            found.entry(RunId(r.int(0)?)).or_default().errors = u64::try_from(r.int(1)?).unwrap_or(0);
            Ok(())
        })?;
        // Runs that ended before all of their shards came.
        let mut w = Where::new(
            "u.state <> 'active' AND (SELECT count(*) FROM shards s WHERE s.run_id = x.run_id) < x.expected",
            Vec::new(),
        );
        w.any_of("x.run_id", ids.iter().copied());
        let sql = format!("SELECT x.run_id FROM sharded_runs x JOIN runs u ON u.id = x.run_id {}", w.sql());
        self.0.each(&sql, w.params(), |r| {
            found.entry(RunId(r.int(0)?)).or_default().errors += 1;
            Ok(())
        })
    }

    fn add_untested(&self, w: &Where<'_>, found: &mut BTreeMap<RunId, RunStats>) -> Result<()> {
        let sql = format!(
            "SELECT rc.run_id, count(*) FROM run_cases rc JOIN cases c ON c.id = rc.case_id {} GROUP BY rc.run_id",
            w.sql()
        );
        self.0.each(&sql, w.params(), |r| {
            *found.entry(RunId(r.int(0)?)).or_default().statuses.entry("untested".into()).or_default() += r.int(1)?;
            Ok(())
        })
    }
}
