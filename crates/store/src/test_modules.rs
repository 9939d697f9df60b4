//! Modules of tests: the top function that the case of a test covers, otherwise the top suite of the case.

use super::Tx;
use super::error::Result;
use crate::p;
use rustc_hash::FxHashMap;
use voluptas_core::domain::ids::{CaseId, FunctionId, ProjectId, SuiteId, TestId};

/// The module that a test belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Module {
    /// A function without a parent.
    Function(FunctionId),
    /// A suite without a parent, for a case that covers no function.
    Suite(SuiteId),
    /// No case, or a case outside of suites and functions.
    None,
}

/// Modules in a transaction.
#[derive(Debug, Clone, Copy)]
pub struct TestModules<'t>(&'t Tx<'t>);

impl Tx<'_> {
    /// The modules of tests.
    pub fn test_modules(&self) -> TestModules<'_> {
        TestModules(self)
    }
}

/// Levels that are climbed at most. A loop cannot be made, and a damaged file must not hang the reader.
const MOST_LEVELS: usize = 500;

/// Things with their parents, by id.
type Parents = FxHashMap<i64, Option<i64>>;

/// The topmost living ancestor of an item.
fn root(parents: &Parents, from: i64) -> i64 {
    let mut at = from;
    for _ in 0..MOST_LEVELS {
        match parents.get(&at).copied().flatten() {
            Some(parent) if parents.contains_key(&parent) => at = parent,
            _ => break,
        }
    }
    at
}

impl TestModules<'_> {
    fn parents(&self, sql: &str, project: &[crate::db::Param<'_>]) -> Result<Parents> {
        Ok(self.0.all(sql, project, |r| Ok((r.int(0)?, r.opt_int(1)?)))?.into_iter().collect())
    }

    /// The module of each test of a project that has a case. Reads ids alone, each table once.
    pub fn of_project(&self, project: ProjectId) -> Result<FxHashMap<TestId, Module>> {
        let functions = self.parents("SELECT id, parent_id FROM functions WHERE deleted_ms IS NULL", &[])?;
        let suites = "SELECT id, parent_id FROM suites WHERE project_id = ?1 AND deleted_ms IS NULL";
        let suites = self.parents(suites, p![project])?;
        let mut modules: FxHashMap<CaseId, Module> = FxHashMap::default();
        let sql = "SELECT id, suite_id FROM cases WHERE project_id = ?1 AND deleted_ms IS NULL";
        self.0.each(sql, p![project], |r| {
            let suite = r.opt_int(1)?.filter(|id| suites.contains_key(id));
            let module = suite.map_or(Module::None, |id| Module::Suite(SuiteId(root(&suites, id))));
            modules.insert(CaseId(r.int(0)?), module);
            Ok(())
        })?;
        // A case that covers several functions belongs to the module of the one with the least id.
        let sql = "SELECT case_id, min(function_id) FROM function_cases GROUP BY case_id";
        self.0.each(sql, &[], |r| {
            let function = r.int(1)?;
            if let Some(module) = modules.get_mut(&CaseId(r.int(0)?))
                && functions.contains_key(&function)
            {
                *module = Module::Function(FunctionId(root(&functions, function)));
            }
            Ok(())
        })?;
        let mut found = FxHashMap::default();
        let sql = "SELECT id, case_id FROM tests WHERE project_id = ?1 AND case_id IS NOT NULL";
        self.0.each(sql, p![project], |r| {
            if let Some(module) = modules.get(&CaseId(r.int(1)?)) {
                found.insert(TestId(r.int(0)?), *module);
            }
            Ok(())
        })?;
        Ok(found)
    }

    /// Titles of modules. `Module::None` has none.
    pub fn titles(&self, modules: &[Module]) -> Result<FxHashMap<Module, String>> {
        let mut found = FxHashMap::default();
        for module in modules {
            let (sql, id) = match module {
                Module::Function(id) => ("SELECT title FROM functions WHERE id = ?1", id.0),
                Module::Suite(id) => ("SELECT title FROM suites WHERE id = ?1", id.0),
                Module::None => continue,
            };
            if let Some(title) = self.0.opt(sql, p![id], |r| r.text(0))? {
                found.insert(*module, title);
            }
        }
        Ok(found)
    }
}
