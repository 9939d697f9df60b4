//! Outcomes of runs, one per test: packed for finished runs, counted from the results for others.
//!
//! The packed value of a finished run is made in the transaction that finishes the run or changes its results, and so is the
//! history of its tests.

use super::error::Result;
use super::{Tx, packed};
use crate::p;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use strum::IntoEnumIterator as _;
use voluptas_core::domain::ids::{ResultId, RunId, TestId};
use voluptas_core::domain::outcome::Outcome;
use voluptas_core::domain::result::FoundBy;
use voluptas_core::domain::status::ResultStatus;

/// Outcomes in a transaction.
#[derive(Debug, Clone, Copy)]
pub struct Outcomes<'t>(&'t Tx<'t>);

impl Tx<'_> {
    /// The outcomes of runs.
    pub fn outcomes(&self) -> Outcomes<'_> {
        Outcomes(self)
    }
}

/// An outcome; test and result as the difference to the one before.
#[derive(Debug, Serialize, Deserialize)]
struct Packed {
    test: i64,
    result: i64,
    status: packed::Status,
    duration_ms: Option<i64>,
    failure: Option<i64>,
}

/// Packs outcomes one by one, so that those of a large run are never in memory together.
#[derive(Debug, Default)]
struct Packer {
    test: i64,
    result: i64,
    rows: packed::List,
}

impl Packer {
    fn add(&mut self, o: &Outcome) -> Result<()> {
        let row = Packed {
            test: o.test.0.wrapping_sub(self.test),
            result: o.result.0.wrapping_sub(self.result),
            status: packed::Status::new(&o.status, o.is_flaky),
            duration_ms: o.duration_ms,
            failure: o.failure,
        };
        (self.test, self.result) = (o.test.0, o.result.0);
        self.rows.push(&row)
    }
}

/// The outcomes of a run, sorted by test. Those of a finished run stay packed, a tenth of their size, and are unpacked one by one.
#[derive(Debug)]
pub struct RunOutcomes(Form);

#[derive(Debug)]
enum Form {
    Packed(packed::PackedList),
    Counted(Vec<Outcome>),
}

impl RunOutcomes {
    fn unpack(bytes: Option<&[u8]>) -> Result<Self> {
        Ok(Self(Form::Packed(packed::PackedList::open(bytes, "outcomes of a run")?)))
    }

    /// Number of outcomes.
    pub fn len(&self) -> usize {
        match &self.0 {
            Form::Packed(packed) => packed.len(),
            Form::Counted(outcomes) => outcomes.len(),
        }
    }

    /// True for a run without results.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The outcomes one by one. Ends with the first error.
    pub fn iter(&self) -> impl Iterator<Item = Result<Outcome>> + '_ {
        let (packed, counted) = match &self.0 {
            Form::Packed(packed) => (Some(packed), &[][..]),
            Form::Counted(outcomes) => (None, &outcomes[..]),
        };
        let (mut test, mut result) = (0_i64, 0_i64);
        let mut outcome = move |row: Packed| {
            (test, result) = (test.wrapping_add(row.test), result.wrapping_add(row.result));
            let (status, is_flaky) = row.status.open();
            Outcome {
                test: TestId(test),
                result: ResultId(result),
                status,
                duration_ms: row.duration_ms,
                failure: row.failure,
                is_flaky,
            }
        };
        let unpacked = packed.into_iter().flat_map(packed::PackedList::elements::<Packed>);
        unpacked.map(move |row| Ok(outcome(row?))).chain(counted.iter().cloned().map(Ok))
    }

    /// All outcomes.
    ///
    /// # Errors
    /// [`super::error::Error::Corrupt`] for a damaged value.
    pub fn all(self) -> Result<Vec<Outcome>> {
        match self.0 {
            Form::Counted(outcomes) => Ok(outcomes),
            Form::Packed(_) => self.iter().collect(),
        }
    }
}

/// Outcomes of a finished run, with its environment.
#[derive(Debug)]
pub(super) struct FinishedOutcomes {
    pub(super) environment: i64,
    pub(super) outcomes: RunOutcomes,
}

impl Outcomes<'_> {
    /// The outcomes of a run, sorted by test.
    pub fn of_run(&self, run: RunId) -> Result<Vec<Outcome>> {
        self.read(run)?.all()
    }

    /// The outcomes of a run, sorted by test, for those who need them one by one.
    pub fn read(&self, run: RunId) -> Result<RunOutcomes> {
        match self.settled(run)? {
            Some(settled) => Ok(settled.outcomes),
            None => Ok(RunOutcomes(Form::Counted(self.counted(run)?))),
        }
    }

    /// Tests of a run by how their case was found, and the number of flaky ones. `None` are those without a case, blank those of earlier
    /// versions and of ways that this program does not know.
    pub fn found_by(&self, run: RunId) -> Result<(BTreeMap<Option<String>, i64>, i64)> {
        // Counted in one row: groups would be sorted in memory.
        let words = || FoundBy::iter().map(FoundBy::as_str);
        let of_word = words().map(|word| format!(", count(*) FILTER (WHERE case_id IS NOT NULL AND found_by = '{word}')"));
        let sql = format!(
            "SELECT count(*), count(*) FILTER (WHERE case_id IS NULL), count(*) FILTER (WHERE is_flaky = TRUE){} FROM results \
             WHERE run_id = ?1 AND deleted_ms IS NULL AND visible_ms IS NULL AND is_retried = FALSE",
            of_word.collect::<String>()
        );
        self.0.one(&sql, p![run], |r| {
            let (all, without, flaky) = (r.int(0)?, r.int(1)?, r.int(2)?);
            let mut found = BTreeMap::from([(None, without)]);
            for (at, word) in (3..).zip(words()) {
                found.insert(Some(word.to_owned()), r.int(at)?);
            }
            let told: i64 = found.values().sum();
            found.insert(Some(String::new()), all - told);
            found.retain(|_, count| *count > 0);
            Ok((found, flaky))
        })
    }

    /// The packed outcomes of a run; `None` for one that is not finished.
    pub(super) fn settled(&self, run: RunId) -> Result<Option<FinishedOutcomes>> {
        self.0.opt("SELECT environment_id, outcomes FROM run_outcomes WHERE run_id = ?1", p![run], |r| {
            Ok(FinishedOutcomes { environment: r.int(0)?, outcomes: RunOutcomes::unpack(r.opt_bytes(1)?)? })
        })
    }

    /// The outcomes from the results.
    fn counted(&self, run: RunId) -> Result<Vec<Outcome>> {
        let mut found = Vec::new();
        self.each(run, |outcome| {
            found.push(outcome);
            Ok(())
        })?;
        Ok(found)
    }

    /// Calls `f` with each outcome from the results, sorted by test.
    fn each(&self, run: RunId, mut f: impl FnMut(Outcome) -> Result<()>) -> Result<()> {
        let mut last = None;
        self.0.each(
            "SELECT test_id, id, status, duration_ms, failure, is_flaky FROM results \
             WHERE run_id = ?1 AND deleted_ms IS NULL AND visible_ms IS NULL AND is_retried = FALSE ORDER BY test_id, id",
            p![run],
            |r| {
                let test = TestId(r.int(0)?);
                if last.replace(test) == Some(test) {
                    return Ok(());
                }
                f(Outcome {
                    test,
                    result: ResultId(r.int(1)?),
                    status: ResultStatus::parse(r.str(2)?),
                    duration_ms: r.opt_int(3)?,
                    failure: r.opt_int(4)?,
                    is_flaky: r.bool(5)?,
                })
            },
        )
    }

    /// Recomputes the packed outcomes of a run and the histories of its tests. A run that is active, in the trash or deleted has
    /// neither.
    pub(super) fn settle(&self, run: RunId) -> Result<()> {
        let before = self.settled(run)?;
        let sql = "SELECT coalesce(environment_id, 0), coalesce(start_ms, created_ms), state <> 'active' AND deleted_ms IS NULL FROM runs WHERE id = ?1";
        let state = self.0.opt(sql, p![run], |r| Ok((r.int(0)?, r.int(1)?, r.bool(2)?)))?;
        let state = state.filter(|(_, _, is_finished)| *is_finished).map(|(environment, at_ms, _)| (environment, at_ms));
        let histories = self.0.test_history();
        if let Some(before) = before {
            let after = match state {
                Some((environment, _)) if environment == before.environment => self.counted(run)?,
                _ => Vec::new(),
            };
            histories.take_out(run, &before, &after)?;
        } else if state.is_none() {
            return Ok(());
        }
        let Some((environment, at_ms)) = state else {
            return self.0.execute("DELETE FROM run_outcomes WHERE run_id = ?1", p![run]).map(drop);
        };
        let mut packer = Packer::default();
        let mut histories = histories.of_run(run, environment, at_ms)?;
        self.each(run, |outcome| {
            packer.add(&outcome)?;
            histories.put_in(outcome)
        })?;
        histories.flush()?;
        let bytes = packer.rows.finish()?;
        self.0.execute(
            "INSERT INTO run_outcomes (run_id, environment_id, at_ms, outcomes) VALUES (?1, ?2, ?3, ?4) \
             ON CONFLICT (run_id) DO UPDATE SET environment_id = excluded.environment_id, at_ms = excluded.at_ms, \
               outcomes = excluded.outcomes",
            p![run, environment, at_ms, bytes.as_slice()],
        )?;
        Ok(())
    }

    /// Settles every run anew, for a file that an older program wrote or that was recovered.
    pub(super) fn rebuild(&self) -> Result<()> {
        self.0.execute("DELETE FROM test_history", &[])?;
        self.0.execute("DELETE FROM run_outcomes", &[])?;
        let sql =
            "SELECT id FROM runs WHERE state <> 'active' AND deleted_ms IS NULL ORDER BY coalesce(start_ms, created_ms), id";
        for run in self.0.all(sql, &[], |r| Ok(RunId(r.int(0)?)))? {
            self.settle(run)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outcomes_come_back_as_they_were_packed() {
        let one = |test: i64, result: i64, status: &str, is_flaky| Outcome {
            test: TestId(test),
            result: ResultId(result),
            status: ResultStatus::parse(status),
            duration_ms: (test != 2).then_some(test * 1000),
            failure: (test == 3).then_some(i64::MIN),
            is_flaky,
        };
        let all = vec![one(1, 900, "passed", true), one(2, 7, "retest", true), one(3, 8, "failed", false)];
        let mut packer = Packer::default();
        all.iter().for_each(|o| packer.add(o).expect("packed"));
        let outcomes = RunOutcomes::unpack(Some(&packer.rows.finish().expect("packed"))).expect("unpacked");
        assert_eq!(outcomes.len(), 3);
        // As often as wanted.
        assert_eq!(outcomes.iter().collect::<Result<Vec<Outcome>>>().expect("outcomes"), all);
        assert_eq!(outcomes.all().expect("outcomes"), all);
    }
}
