//! Errors of runs that belong to none of their tests. They are written with the run and never change, except for missing shards,
//! which are counted when the errors are read.

use super::error::Result;
use super::{Aggregate, Tx};
use crate::db::Row;
use crate::p;
use crate::shards::ShardCount;
use voluptas_core::domain::ids::RunId;
use voluptas_core::domain::run::RunState;
use voluptas_core::domain::run_error::{RunError, RunErrorKind, Totals};

/// Errors of runs in a transaction.
#[derive(Debug, Clone, Copy)]
pub struct RunErrors<'t>(&'t Tx<'t>);

impl Tx<'_> {
    pub fn run_errors(&self) -> RunErrors<'_> {
        RunErrors(self)
    }
}

impl RunErrors<'_> {
    /// Adds errors to those of a run, in their order.
    pub fn add(&self, run: RunId, errors: &[RunError]) -> Result<()> {
        if errors.is_empty() {
            return Ok(());
        }
        let before = self.0.one("SELECT coalesce(max(position), 0) FROM run_errors WHERE run_id = ?1", p![run], |r| r.int(0))?;
        for (position, error) in (before + 1..).zip(errors) {
            let totals = match error.kind {
                RunErrorKind::Totals(totals) => Some(totals),
                RunErrorKind::Failure | RunErrorKind::Notice | RunErrorKind::Unread => None,
                RunErrorKind::Shards { .. } => continue,
            };
            self.0.execute(
                "INSERT INTO run_errors (run_id, position, kind, file, source, message, trace, stated_tests, read_tests, stated_bad, \
                 read_bad) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
                p![
                    run,
                    position,
                    error.kind.as_str(),
                    &error.file,
                    &error.source,
                    &error.message,
                    &error.trace,
                    totals.and_then(|t| t.stated_tests).map(stored),
                    totals.map(|t| stored(t.read_tests)),
                    totals.and_then(|t| t.stated_bad).map(stored),
                    totals.map(|t| stored(t.read_bad))
                ],
            )?;
        }
        self.0.touch(Aggregate::Results);
        Ok(())
    }

    /// The errors of a run, in their order.
    pub fn of_run(&self, run: RunId) -> Result<Vec<RunError>> {
        let sql = "SELECT kind, file, source, message, trace, stated_tests, read_tests, stated_bad, read_bad FROM run_errors \
                   WHERE run_id = ?1 ORDER BY position";
        let mut errors = self.0.all(sql, p![run], error)?;
        errors.extend(self.missing_shards(run)?);
        Ok(errors)
    }

    /// The error of a run that has ended before all of its shards came.
    fn missing_shards(&self, run: RunId) -> Result<Option<RunError>> {
        let lacks =
            |count: &ShardCount| count.expected.filter(|expected| count.received < *expected).map(|e| (count.received, e));
        let Some((received, expected)) = self.0.shards().count(run)?.as_ref().and_then(lacks) else { return Ok(None) };
        if self.0.runs().get(run)?.state == RunState::Active {
            return Ok(None);
        }
        let kind = RunErrorKind::Shards { received, expected };
        Ok(Some(RunError { kind, file: String::new(), source: None, message: String::new(), trace: None }))
    }

    /// Number of errors of a run that no quality gate accepts; see [`RunError::breaks_gate`].
    pub fn breaking(&self, run: RunId) -> Result<u64> {
        let sql = "SELECT count(*) FROM run_errors WHERE run_id = ?1 AND kind <> 'notice'";
        let stored = self.0.one(sql, p![run], |r| Ok(read(r.int(0)?)))?;
        Ok(stored + u64::from(self.missing_shards(run)?.is_some()))
    }
}

fn error(r: &Row<'_>) -> Result<RunError> {
    let kind = match r.str(0)? {
        "notice" => RunErrorKind::Notice,
        "unread" => RunErrorKind::Unread,
        "totals" => RunErrorKind::Totals(Totals {
            stated_tests: r.opt_int(5)?.map(read),
            read_tests: r.opt_int(6)?.map_or(0, read),
            stated_bad: r.opt_int(7)?.map(read),
            read_bad: r.opt_int(8)?.map_or(0, read),
        }),
        _ => RunErrorKind::Failure,
    };
    Ok(RunError { kind, file: r.text(1)?, source: r.opt_text(2)?, message: r.text(3)?, trace: r.opt_text(4)? })
}

fn stored(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn read(count: i64) -> u64 {
    u64::try_from(count).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runs::NewRun;
    use crate::{Op, Store};
    use std::sync::Arc;
    use voluptas_core::base::FixedClock;
    use voluptas_core::domain::run::RunContent;

    #[test]
    fn errors_of_a_run_keep_their_order_and_their_numbers() {
        let dir = tempfile::tempdir().expect("folder");
        let store = Store::open(&dir.path().join("w.voluptas"), Arc::new(FixedClock::at(1_000))).expect("store");
        let named = |file: &str, kind| RunError {
            kind,
            file: file.to_owned(),
            source: Some("global setup".to_owned()),
            message: "The stand is down".to_owned(),
            trace: Some("at setup".to_owned()),
        };
        let totals = Totals { stated_tests: Some(5), read_tests: 3, stated_bad: None, read_bad: 1 };
        let errors = [
            named("a.json", RunErrorKind::Failure),
            named("b.xml", RunErrorKind::Notice),
            named("d.xml", RunErrorKind::Unread),
            RunError {
                kind: RunErrorKind::Totals(totals),
                file: "c.xml".to_owned(),
                source: None,
                message: String::new(),
                trace: None,
            },
        ];
        let written = store.write(Op::bulk("test"), |tx| {
            let project = tx.projects().create("SHOP", "Shop", None)?;
            let content = RunContent { title: "Nightly".to_owned(), ..RunContent::default() };
            let run = tx.runs().create(project.id, &NewRun { content, ..NewRun::default() })?.id;
            tx.run_errors().add(run, &errors[..1])?;
            tx.run_errors().add(run, &errors[1..])?;
            Ok(run)
        });
        let run = written.expect("written").value;
        store
            .write(Op::bulk("shards"), |tx| {
                tx.execute("INSERT INTO sharded_runs (run_id, project_id, expected) VALUES (?1, 1, 2)", p![run])?;
                assert_eq!(tx.run_errors().breaking(run)?, 3, "shards may come as long as the run is open");
                tx.runs().end(run, RunState::Complete)?;
                let last = tx.run_errors().of_run(run)?.pop().map(|error| error.kind);
                assert_eq!(last, Some(RunErrorKind::Shards { received: 0, expected: 2 }));
                assert_eq!((tx.run_errors().breaking(run)?, tx.runs().stats(&[run])?[&run].errors), (4, 4));
                tx.execute("DELETE FROM sharded_runs", &[]).map(drop)
            })
            .expect("written");
        let (all, breaking) = store.read(|tx| Ok((tx.run_errors().of_run(run)?, tx.run_errors().breaking(run)?))).expect("read");
        assert_eq!((all.as_slice(), breaking), (errors.as_slice(), 3));
    }
}
