//! Links of tests to cases that a person makes. Such a link wins over every other way to find the case of a result, and holds for
//! the results that the test has already.

use super::error::Result;
use super::known_tests::KnownTests;
use super::{Aggregate, Tx};
use crate::entity::Entity;
use crate::p;
use std::collections::BTreeSet;
use voluptas_core::domain::ids::{CaseId, ResultId, RunId, TestId};
use voluptas_core::domain::result::FoundBy;

/// A stored result of a test.
struct StoredResult {
    id: ResultId,
    run: RunId,
    case: Option<CaseId>,
    is_covered: bool,
}

impl KnownTests<'_> {
    /// Links a test with all its results to a case that was found in this way; `None` removes the link. Returns the number of results
    /// that changed. Records them for the history, so that undo puts them and the link back.
    pub fn link(&self, test: TestId, case: Option<CaseId>, by: FoundBy) -> Result<usize> {
        let tx = self.tx();
        let by = case.map(|_| by.as_str());
        self.remember(test, case, by)?;
        let stored = tx.all(
            "SELECT id, run_id, case_id, deleted_ms IS NULL AND visible_ms IS NULL FROM results WHERE test_id = ?1 ORDER BY id",
            p![test],
            |r| {
                Ok(StoredResult {
                    id: ResultId(r.int(0)?),
                    run: RunId(r.int(1)?),
                    case: r.opt_int(2)?.map(CaseId),
                    is_covered: r.bool(3)?,
                })
            },
        )?;
        let mut changed = 0;
        let mut cases: BTreeSet<CaseId> = case.into_iter().collect();
        for result in stored {
            if result.case == case {
                tx.execute("UPDATE results SET found_by = ?2 WHERE id = ?1", p![result.id, by])?;
                continue;
            }
            let before = tx.results().recorded(result.id)?;
            set_case(tx, &result, case, by)?;
            cases.extend(result.case);
            tx.record_change(Entity::Result, result.id.0, &before, &tx.results().recorded(result.id)?)?;
            changed += 1;
        }
        cases.into_iter().try_for_each(|case| tx.rollup().refresh_case(case))?;
        tx.touch(Aggregate::Results);
        tx.touch(Aggregate::Runs);
        Ok(changed)
    }

    fn remember(&self, test: TestId, case: Option<CaseId>, by: Option<&str>) -> Result<()> {
        self.tx().execute("UPDATE tests SET case_id = ?2, found_by = ?3 WHERE id = ?1", p![test, case, by]).map(drop)
    }
}

impl Tx<'_> {
    /// Puts the case of a result back, for undo. The link of its test goes with it.
    pub(super) fn put_case_back(&self, id: ResultId, case: Option<CaseId>) -> Result<()> {
        let stored = self.opt(
            "SELECT run_id, case_id, deleted_ms IS NULL AND visible_ms IS NULL, test_id FROM results WHERE id = ?1",
            p![id],
            |r| {
                let result = StoredResult { id, run: RunId(r.int(0)?), case: r.opt_int(1)?.map(CaseId), is_covered: r.bool(2)? };
                Ok((result, TestId(r.int(3)?)))
            },
        )?;
        let Some((result, test)) = stored.filter(|(result, _)| result.case != case) else { return Ok(()) };
        self.known_tests().remember(test, case, None)?;
        set_case(self, &result, case, None)?;
        [result.case, case].into_iter().flatten().try_for_each(|case| self.rollup().refresh_case(case))?;
        self.touch(Aggregate::Results);
        self.touch(Aggregate::Runs);
        Ok(())
    }
}

/// Writes the case of a result, and updates the data of the run about both cases.
fn set_case(tx: &Tx<'_>, result: &StoredResult, case: Option<CaseId>, by: Option<&str>) -> Result<()> {
    tx.execute("UPDATE results SET case_id = ?2, found_by = ?3 WHERE id = ?1", p![result.id, case, by])?;
    if let Some(old) = result.case {
        tx.execute(
            "UPDATE run_cases SET is_tested = EXISTS (SELECT 1 FROM results WHERE +run_id = ?1 AND case_id = ?2 \
             AND deleted_ms IS NULL AND visible_ms IS NULL) WHERE run_id = ?1 AND case_id = ?2",
            p![result.run, old],
        )?;
        // A run from files has no planned cases: the row was there for the results alone.
        tx.execute(
            "DELETE FROM run_cases WHERE run_id = ?1 AND case_id = ?2 AND is_tested = FALSE \
             AND EXISTS (SELECT 1 FROM runs u WHERE u.id = ?1 AND u.source = 'files') \
             AND NOT EXISTS (SELECT 1 FROM results WHERE +run_id = ?1 AND case_id = ?2)",
            p![result.run, old],
        )?;
    }
    match case {
        Some(case) => tx.rollup().mark(result.run, case, result.is_covered),
        None => Ok(()),
    }
}
