//! Coverage: mappings of functions and cases, with the last results of the cases.

use super::entity::Entity;
use super::{Aggregate, Error, Result, Tx};
use crate::db::Row;
use crate::p;
use rustc_hash::FxHashMap;
use voluptas_core::domain::ids::{CaseId, FunctionId, ProjectId};
use voluptas_core::domain::mapping::{Mapping, Origin};
use voluptas_core::domain::status::ResultStatus;

/// Query of the id and number of the cases of a project that cover a function.
pub(crate) const OF_FUNCTION_IN_PROJECT: &str = "SELECT m.case_id, c.number FROM function_cases m \
     JOIN cases c ON c.id = m.case_id WHERE m.function_id = ?1 AND c.project_id = ?2 AND c.deleted_ms IS NULL";

/// The mappings, in a transaction.
#[derive(Debug, Clone, Copy)]
pub struct Mappings<'t>(&'t Tx<'t>);

impl<'c> Tx<'c> {
    /// The mappings of functions and cases.
    pub fn mappings(&self) -> Mappings<'_> {
        Mappings(self)
    }
}

/// Coverage of a function by one case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoverageLine {
    pub function_id: FunctionId,
    /// A living case that covers the function.
    pub case_id: CaseId,
    /// Status of the last result of the case; `None` without a result.
    pub last_status: Option<ResultStatus>,
}

impl Mappings<'_> {
    /// Living functions on the critical list that have a living case, and all of them.
    pub fn critical_coverage(&self) -> Result<(u64, u64)> {
        self.0.one(
            "SELECT count(*), coalesce(sum(CASE WHEN EXISTS (SELECT 1 FROM function_cases m JOIN cases c ON c.id = m.case_id \
               WHERE m.function_id = f.id AND c.deleted_ms IS NULL) THEN 1 ELSE 0 END), 0) \
             FROM functions f WHERE f.is_crit = TRUE AND f.deleted_ms IS NULL",
            &[],
            |r| Ok((u64::try_from(r.int(1)?).unwrap_or(0), u64::try_from(r.int(0)?).unwrap_or(0))),
        )
    }

    /// Pairs of a case's number and a FuncID in a project behind such a pair, in this order, at most `limit`.
    pub fn pairs_after(&self, project: ProjectId, after: (i64, &str), limit: usize) -> Result<Vec<(i64, String)>> {
        self.0.all(
            "SELECT c.number, f.func_id FROM function_cases m \
             JOIN functions f ON f.id = m.function_id JOIN cases c ON c.id = m.case_id \
             WHERE c.project_id = ?1 AND c.deleted_ms IS NULL AND f.deleted_ms IS NULL \
               AND c.number >= ?2 AND (c.number > ?2 OR f.func_id > ?3) \
             ORDER BY c.number, f.func_id LIMIT ?4",
            p![project, after.0, after.1, i64::try_from(limit).unwrap_or(i64::MAX)],
            |r| Ok((r.int(0)?, r.text(1)?)),
        )
    }

    /// Number of living functions, and of those with a living case.
    pub fn covered_functions(&self) -> Result<(i64, i64)> {
        self.0.one(
            "SELECT count(*), coalesce(sum(CASE WHEN EXISTS (SELECT 1 FROM function_cases m JOIN cases c ON c.id = m.case_id \
               WHERE m.function_id = f.id AND c.deleted_ms IS NULL) THEN 1 ELSE 0 END), 0) \
             FROM functions f WHERE f.deleted_ms IS NULL",
            &[],
            |r| Ok((r.int(0)?, r.int(1)?)),
        )
    }

    /// Every mapping between living functions and living cases.
    pub fn all(&self) -> Result<Vec<Mapping>> {
        self.0.all(
            "SELECT m.function_id, m.case_id, m.origin, m.created_ms FROM function_cases m \
             JOIN functions f ON f.id = m.function_id JOIN cases c ON c.id = m.case_id \
             WHERE f.deleted_ms IS NULL AND c.deleted_ms IS NULL ORDER BY m.function_id, m.case_id",
            &[],
            |r| {
                let origin = r.text(2)?;
                Ok(Mapping {
                    function_id: FunctionId(r.int(0)?),
                    case_id: CaseId(r.int(1)?),
                    origin: origin.parse().map_err(|_| Error::Corrupt(format!("unknown origin of a mapping: {origin}")))?,
                    created_ms: r.int(3)?,
                })
            },
        )
    }

    /// The living cases that cover a function, by id.
    pub fn cases_of(&self, function: FunctionId) -> Result<Vec<CaseId>> {
        self.0.all(
            "SELECT m.case_id FROM function_cases m JOIN cases c ON c.id = m.case_id \
             WHERE m.function_id = ?1 AND c.deleted_ms IS NULL ORDER BY m.case_id",
            p![function],
            |r| Ok(CaseId(r.int(0)?)),
        )
    }

    /// The living cases of one project that cover a function, by number.
    pub fn cases_in(&self, function: FunctionId, project: ProjectId) -> Result<Vec<CaseId>> {
        let mut found = self.0.all(OF_FUNCTION_IN_PROJECT, p![function, project], |r| Ok((CaseId(r.int(0)?), r.int(1)?)))?;
        // Sorted here: for an order by number, SQLite would walk through the numbers of all cases of the project.
        found.sort_unstable_by_key(|(_, number)| *number);
        Ok(found.into_iter().map(|(case, _)| case).collect())
    }

    /// The living functions that a case covers, by id.
    pub fn functions_of(&self, case: CaseId) -> Result<Vec<FunctionId>> {
        self.0.all(
            "SELECT m.function_id FROM function_cases m JOIN functions f ON f.id = m.function_id \
             WHERE m.case_id = ?1 AND f.deleted_ms IS NULL ORDER BY m.function_id",
            p![case],
            |r| Ok(FunctionId(r.int(0)?)),
        )
    }

    /// The functions that a case covers, by id, also those in the trash.
    pub fn every_function_of(&self, case: CaseId) -> Result<Vec<FunctionId>> {
        let sql = "SELECT function_id FROM function_cases WHERE case_id = ?1 ORDER BY function_id";
        self.0.all(sql, p![case], |r| Ok(FunctionId(r.int(0)?)))
    }

    /// Maps a case to a function. Returns false when the mapping existed; its origin stays.
    ///
    /// # Errors
    /// [`Error::MissingParent`] when the function or the case does not exist.
    pub fn link(&self, function: FunctionId, case: CaseId, origin: Origin) -> Result<bool> {
        let word: &'static str = origin.into();
        let rows = self.0.execute(
            "INSERT INTO function_cases (function_id, case_id, origin, created_ms) VALUES (?1, ?2, ?3, ?4) \
             ON CONFLICT (function_id, case_id) DO NOTHING",
            p![function, case, word, self.0.now()],
        )?;
        if rows > 0 {
            self.changed(function, case, None, Some(word))?;
        }
        Ok(rows > 0)
    }

    /// Deletes a mapping. Returns false when there was none.
    pub fn unlink(&self, function: FunctionId, case: CaseId) -> Result<bool> {
        let origin = self.0.opt(
            "DELETE FROM function_cases WHERE function_id = ?1 AND case_id = ?2 RETURNING origin",
            p![function, case],
            |r| r.text(0),
        )?;
        if let Some(origin) = &origin {
            self.changed(function, case, Some(origin), None)?;
        }
        Ok(origin.is_some())
    }

    /// Number of living functions by case, for cases with a function.
    pub fn function_counts(&self) -> Result<FxHashMap<CaseId, u32>> {
        let sql = "SELECT m.case_id, count(*) FROM function_cases m \
                   JOIN functions f ON f.id = m.function_id AND f.deleted_ms IS NULL GROUP BY m.case_id";
        let row = |r: &Row<'_>| Ok((CaseId(r.int(0)?), u32::try_from(r.int(1)?).unwrap_or(u32::MAX)));
        Ok(self.0.all(sql, &[], row)?.into_iter().collect())
    }

    /// Every mapping of a living case, with the status of the case's last result, by function and case. Mappings of functions in
    /// the trash are among them: a look at each function would cost more than the mappings themselves.
    pub fn coverage(&self) -> Result<Vec<CoverageLine>> {
        let due = self.0.rollup().due()?;
        self.0.all(
            "SELECT m.function_id, m.case_id, l.status \
             FROM function_cases m JOIN cases c ON c.id = m.case_id LEFT JOIN case_last_results l ON l.case_id = m.case_id \
             WHERE c.deleted_ms IS NULL ORDER BY m.function_id, m.case_id",
            &[],
            |r| {
                let case_id = CaseId(r.int(1)?);
                let last_status = match due.get(&case_id) {
                    Some(last) => Some(last.status.clone()),
                    None => r.opt_str(2)?.map(ResultStatus::parse),
                };
                Ok(CoverageLine { function_id: FunctionId(r.int(0)?), case_id, last_status })
            },
        )
    }

    fn changed(&self, function: FunctionId, case: CaseId, before: Option<&str>, after: Option<&str>) -> Result<()> {
        self.0.touch(Aggregate::Mappings);
        let state = |origin: &str| serde_json::json!({ "function_id": function, "case_id": case, "origin": origin });
        self.0.record(Entity::Mapping, function.0, before.map(state).as_ref(), after.map(state).as_ref())
    }
}
