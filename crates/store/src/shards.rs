//! Runs that several ingests fill: their keys, the stored shards, and the identities of their tests, which are kept until the run
//! ends.
//!
//! A write of one process excludes those of all others ([`super::Store::write`]), so that of two shards with one key the first
//! creates the run and the second finds it.

use super::error::Result;
use super::page::{IN_LIST, Where};
use super::{Aggregate, Tx, packed};
use crate::db::{Param, Row};
use crate::p;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use voluptas_core::base::Millis;
use voluptas_core::domain::ids::{ProjectId, ResultId, RunId};
use voluptas_core::domain::run::RunFacts;

/// Numbers of shards of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShardCount {
    /// Shards that came.
    pub received: i64,
    /// Number of shards that ends the run; `None` for a run that a person closes.
    pub expected: Option<i64>,
}

/// A shard of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shard {
    /// Place in the order of coming, from 1.
    pub position: i64,
    /// Names of its files and folders.
    pub title: String,
    /// Time of storing.
    pub created_ms: Millis,
}

/// A shard to be added.
#[derive(Debug, Clone, Copy)]
pub struct NewShard<'a> {
    /// Hash of its files.
    pub input: &'a str,
    /// Names of its files and folders.
    pub title: &'a str,
    /// First start of its tests.
    pub start_ms: Option<Millis>,
    /// Last end of its tests.
    pub end_ms: Option<Millis>,
}

/// Where tests of a shard come from. Many tests share one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct TestOrigin {
    /// Values that may distinguish the test from another one with its name, by kind. The reader knows the kinds.
    pub values: Vec<String>,
}

/// A test of an open run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShardTest {
    /// The key that it shares with its twins.
    pub base: String,
    /// Kind and value that distinguish the test from its twins; `None` for a test without twins.
    pub name: Option<(String, String)>,
    /// Hash of the properties that its attempts share.
    pub same: u64,
    /// Index in [`ShardTests::origins`].
    pub origin: u32,
    /// The shard that brought it first.
    pub shard: u32,
}

/// The tests of an open run, in the order of coming.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShardTests {
    pub origins: Vec<TestOrigin>,
    pub tests: Vec<ShardTest>,
}

/// A test that has results in a run: its key, or the key that it shares with its twins, and the discriminator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestInRun {
    pub base: String,
    pub discriminator: Option<String>,
}

/// Tests whose last attempt is of one shard.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct OwnTests {
    /// By status.
    pub statuses: BTreeMap<String, i64>,
    /// By how the case was found; `None` are those without a case.
    pub found_by: BTreeMap<Option<String>, i64>,
    pub flaky: i64,
}

/// Shards in a transaction.
#[derive(Debug, Clone, Copy)]
pub struct Shards<'t>(&'t Tx<'t>);

impl Tx<'_> {
    pub fn shards(&self) -> Shards<'_> {
        Shards(self)
    }
}

fn count(r: &Row<'_>) -> Result<ShardCount> {
    Ok(ShardCount { received: r.int(0)?, expected: r.opt_int(1)? })
}

const COUNT: &str =
    "SELECT (SELECT count(*) FROM shards s WHERE s.run_id = sharded_runs.run_id), expected, run_id FROM sharded_runs";

impl Shards<'_> {
    /// The run of a project with this key, unless it is in the trash.
    pub fn by_key(&self, project: ProjectId, key: &str) -> Result<Option<RunId>> {
        let sql = "SELECT s.run_id FROM sharded_runs s JOIN runs r ON r.id = s.run_id \
                   WHERE s.project_id = ?1 AND s.run_key = ?2 AND r.deleted_ms IS NULL";
        self.0.opt(sql, p![project, key], |r| Ok(RunId(r.int(0)?)))
    }

    /// Lets shards fill a run; nothing changes for one that they fill already. A run in the trash loses its key.
    ///
    /// # Errors
    /// [`super::Error::Duplicate`] where a run has the key.
    pub fn open(&self, project: ProjectId, run: RunId, key: Option<&str>, expected: Option<i64>) -> Result<()> {
        if key.is_some() {
            let sql = "UPDATE sharded_runs SET run_key = NULL WHERE project_id = ?1 AND run_key = ?2 \
                       AND EXISTS (SELECT 1 FROM runs r WHERE r.id = run_id AND r.deleted_ms IS NOT NULL)";
            self.0.execute(sql, p![project, key])?;
        }
        let sql = "INSERT INTO sharded_runs (run_id, project_id, run_key, expected) VALUES (?1, ?2, ?3, ?4) \
                   ON CONFLICT (run_id) DO NOTHING";
        self.0.execute(sql, p![run, project, key, expected]).map(drop)
    }

    /// Sets the number of shards that ends a run.
    pub fn expect(&self, run: RunId, expected: i64) -> Result<()> {
        self.0.execute("UPDATE sharded_runs SET expected = ?2 WHERE run_id = ?1", p![run, expected]).map(drop)
    }

    /// The key of a run; `None` for a run without one.
    pub fn key(&self, run: RunId) -> Result<Option<String>> {
        Ok(self.0.opt("SELECT run_key FROM sharded_runs WHERE run_id = ?1", p![run], |r| r.opt_text(0))?.flatten())
    }

    /// Numbers of shards of a run; `None` for a run that is not filled by shards.
    pub fn count(&self, run: RunId) -> Result<Option<ShardCount>> {
        self.0.opt(&format!("{COUNT} WHERE run_id = ?1"), p![run], count)
    }

    /// Numbers of shards of these runs, without runs that are not filled by shards.
    pub fn counts(&self, runs: &[RunId]) -> Result<BTreeMap<RunId, ShardCount>> {
        let mut found = BTreeMap::new();
        for part in runs.chunks(IN_LIST) {
            let mut w = Where::new("TRUE", Vec::new());
            w.any_of("run_id", part.iter().copied());
            self.0.each(&format!("{COUNT} {}", w.sql()), w.params(), |r| {
                found.insert(RunId(r.int(2)?), count(r)?);
                Ok(())
            })?;
        }
        Ok(found)
    }

    /// The shards of a run, in the order of coming.
    pub fn list(&self, run: RunId) -> Result<Vec<Shard>> {
        let sql = "SELECT position, title, created_ms FROM shards WHERE run_id = ?1 ORDER BY position";
        self.0.all(sql, p![run], |r| Ok(Shard { position: r.int(0)?, title: r.text(1)?, created_ms: r.int(2)? }))
    }

    /// True where a shard of the run was made of files with this hash.
    pub fn has_input(&self, run: RunId, input: &str) -> Result<bool> {
        let sql = "SELECT 1 FROM shards WHERE run_id = ?1 AND input_hash = ?2";
        Ok(self.0.opt(sql, p![run, input], |_| Ok(()))?.is_some())
    }

    /// Adds a shard. A run of files begins with the first of its shards.
    ///
    /// # Errors
    /// [`super::Error::Duplicate`] if the run already has a shard of these files.
    pub fn add(&self, run: RunId, shard: NewShard<'_>) -> Result<ShardCount> {
        let NewShard { input, title, start_ms, end_ms } = shard;
        self.0.execute(
            "INSERT INTO shards (run_id, position, input_hash, title, start_ms, end_ms, created_ms) VALUES (?1, \
             (SELECT coalesce(max(s.position), 0) + 1 FROM shards s WHERE s.run_id = ?1), ?2, ?3, ?4, ?5, ?6)",
            p![run, input, title, start_ms, end_ms, self.0.now()],
        )?;
        self.0.execute(
            "UPDATE runs SET start_ms = coalesce((SELECT min(s.start_ms) FROM shards s WHERE s.run_id = ?1), start_ms), \
             updated_ms = ?2 WHERE id = ?1 AND source = 'files'",
            p![run, self.0.now()],
        )?;
        self.0.rollup().unsettle(run);
        self.0.touch(Aggregate::Runs);
        let counted = self.count(run)?;
        Ok(counted.unwrap_or(ShardCount { received: 1, expected: None }))
    }

    /// Last end of the tests of a run of files; `None` for other runs, and where no file says one.
    pub(super) fn end_ms(&self, run: RunId) -> Result<Option<Millis>> {
        let sql = "SELECT max(s.end_ms) FROM shards s JOIN runs r ON r.id = s.run_id WHERE s.run_id = ?1 AND r.source = 'files'";
        Ok(self.0.opt(sql, p![run], |r| r.opt_int(0))?.flatten())
    }

    /// Deletes the data that an ended run does not need any more.
    pub(super) fn ended(&self, run: RunId) -> Result<()> {
        self.0.execute("UPDATE sharded_runs SET tests = NULL WHERE run_id = ?1 AND tests IS NOT NULL", p![run]).map(drop)
    }

    /// Identities of the tests of a run; empty for a run without shards and for a run that has ended.
    pub fn tests(&self, run: RunId) -> Result<ShardTests> {
        let sql = "SELECT tests FROM sharded_runs WHERE run_id = ?1 AND tests IS NOT NULL";
        let found = self.0.opt(sql, p![run], |r| packed::unpack(r.opt_bytes(0)?, "tests of a run"))?;
        Ok(found.unwrap_or_default())
    }

    /// Keeps the identities of the tests of a run until the next shard.
    pub fn set_tests(&self, run: RunId, tests: &ShardTests) -> Result<()> {
        let bytes = packed::pack(tests)?;
        self.0.execute("UPDATE sharded_runs SET tests = ?2 WHERE run_id = ?1", p![run, Param::Bytes(&bytes)]).map(drop)
    }

    /// The tests that have results in a run, oldest first. A test that belongs to several cases comes once for each.
    pub fn tests_in_run(&self, run: RunId) -> Result<Vec<TestInRun>> {
        let sql = "SELECT key, base_key, discriminator FROM tests WHERE id IN (SELECT test_id FROM results WHERE run_id = ?1 \
                   AND deleted_ms IS NULL) ORDER BY id";
        self.0.all(sql, p![run], |r| {
            Ok(match r.opt_text(1)? {
                Some(base) => TestInRun { base, discriminator: r.opt_text(2)? },
                None => TestInRun { base: without_case(&r.text(0)?).to_owned(), discriminator: None },
            })
        })
    }

    /// Stores the facts about a run from its files.
    pub fn set_facts(&self, run: RunId, facts: &RunFacts) -> Result<()> {
        self.0.execute("UPDATE runs SET facts = ?2 WHERE id = ?1", p![run, Param::json(facts)]).map(drop)
    }

    /// The latest stored result. Results of a new shard have larger ids.
    pub fn last_result(&self) -> Result<ResultId> {
        self.0.one("SELECT coalesce(max(id), 0) FROM results", &[], |r| Ok(ResultId(r.int(0)?)))
    }

    /// The tests of a run whose last attempt was stored behind this result.
    pub fn own_tests(&self, run: RunId, after: ResultId) -> Result<OwnTests> {
        let mut own = OwnTests::default();
        let sql = "SELECT status, CASE WHEN case_id IS NULL THEN NULL ELSE coalesce(found_by, '') END, is_flaky, count(*) \
                   FROM results WHERE run_id = ?1 AND id > ?2 AND deleted_ms IS NULL AND visible_ms IS NULL AND is_retried = FALSE \
                   GROUP BY 1, 2, 3";
        self.0.each(sql, p![run, after.0], |r| {
            let count = r.int(3)?;
            *own.statuses.entry(r.text(0)?).or_default() += count;
            *own.found_by.entry(r.opt_text(1)?).or_default() += count;
            own.flaky += if r.bool(2)? { count } else { 0 };
            Ok(())
        })?;
        Ok(own)
    }
}

/// A key without the case that [`super::known_tests::TestKey::of_case`] adds.
fn without_case(key: &str) -> &str {
    match key.rsplit_once("&c") {
        Some((base, case)) if !case.is_empty() && case.bytes().all(|byte| byte.is_ascii_digit()) => base,
        _ => key,
    }
}

#[cfg(test)]
mod tests {
    use super::without_case;

    #[test]
    fn the_case_of_a_key_is_cut_off() {
        assert_eq!(["h1&c5", "h1", "h1&c", "h&cx&c12"].map(without_case), ["h1", "h1", "h1&c", "h&cx"]);
    }
}
