//! Mapping of functions to the cases that cover them. Finds candidates, accepts them, lists those without a partner.
//!
//! [`suggest()`] is pure and does not use the store; [`load`] reads its input.

mod rows;
mod similar;
mod suggest;

pub use rows::{MappingRow, SyncState, rows};
pub use similar::Index;
pub use suggest::{CaseKey, FunctionKey, Suggestion, suggest};

use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use voluptas_core::domain::custom_field::{FieldEntity, key_of};
use voluptas_core::domain::ids::{CaseId, FunctionId, ProjectId};
use voluptas_core::domain::mapping::Origin;
use voluptas_store::{Result, Tx};

/// The custom field of a case that names the functions it covers.
pub const FUNCTION_FIELD: &str = "functional_id";

/// Score below which a similar title is no suggestion. Lower ones are mostly wrong in registries with many short titles.
pub const LEAST_SCORE: f64 = 0.6;

/// Input of [`suggest()`].
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Input {
    /// Every living function.
    pub functions: Vec<FunctionKey>,
    /// Every living case of the project.
    pub cases: Vec<CaseKey>,
    /// Mappings that exist already.
    pub mapped: BTreeSet<(FunctionId, CaseId)>,
}

/// Reads the input of [`suggest()`] for the cases of a project.
pub fn load(tx: &Tx<'_>, project: ProjectId) -> Result<Input> {
    load_of(tx, Some(project))
}

/// Reads the same as [`load`]; without a project, the input has functions and no cases.
pub fn load_of(tx: &Tx<'_>, project: Option<ProjectId>) -> Result<Input> {
    let mut named: BTreeMap<CaseId, String> = BTreeMap::new();
    for field in tx.fields().all()?.iter().filter(|f| f.entity == FieldEntity::Case && key_of(&f.title) == FUNCTION_FIELD) {
        named.extend(tx.fields().values_of(field.id)?);
    }
    let functions = tx.functions().all()?;
    let cases = match project {
        Some(project) => tx.cases().lines(project)?,
        None => Vec::new(),
    };
    Ok(Input {
        functions: functions
            .into_iter()
            .map(|f| FunctionKey {
                id: f.id,
                is_testable: f.content.kind.is_testable(),
                title: f.content.plain_title().to_owned(),
                func_id: f.content.func_id,
            })
            .collect(),
        cases: cases
            .into_iter()
            .map(|c| CaseKey { id: c.id, functional_id: named.get(&c.id).cloned(), title: c.title })
            .collect(),
        mapped: tx.mappings().all()?.into_iter().map(|m| (m.function_id, m.case_id)).collect(),
    })
}

/// The suggestions of at least this score that name one function for their case.
pub fn accept(suggestions: &[Suggestion], score: f64) -> Vec<(FunctionId, CaseId, Origin)> {
    let good = suggestions.iter().filter(|s| s.score >= score && !s.ambiguous);
    good.map(|s| (s.function_id, s.case_id, s.origin)).collect()
}

/// Functions and cases without a partner.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Orphans {
    /// Functions that should have cases and have none.
    pub functions: Vec<FunctionId>,
    /// Cases that cover no function.
    pub cases: Vec<CaseId>,
}

/// The functions and cases without a partner.
pub fn orphans(input: &Input) -> Orphans {
    let functions: BTreeSet<FunctionId> = input.mapped.iter().map(|(f, _)| *f).collect();
    let cases: BTreeSet<CaseId> = input.mapped.iter().map(|(_, c)| *c).collect();
    Orphans {
        functions: input.functions.iter().filter(|f| f.is_testable && !functions.contains(&f.id)).map(|f| f.id).collect(),
        cases: input.cases.iter().map(|c| c.id).filter(|c| !cases.contains(c)).collect(),
    }
}
