//! Objects of `qase map`.

use super::FileReport;
use serde::Serialize;
use voluptas_core::domain::case_code::NamedCase;
use voluptas_sync::mapping::SyncState;

/// A function by name.
#[derive(Debug, Clone, Serialize)]
pub struct FunctionObject {
    pub func_id: String,
    pub title: String,
}

/// A case by number.
#[derive(Debug, Clone, Serialize)]
pub struct CaseObject {
    /// Number in the project of the workspace.
    pub number: i64,
    /// Id in Qase; null before the case exists in Qase.
    pub qase_id: Option<i64>,
    pub title: String,
}

impl CaseObject {
    /// Id for people: the id in Qase or, without one, the local number as `new-3`.
    pub(crate) fn shown_id(&self) -> String {
        self.qase_id.map_or_else(|| NamedCase::Unsent(self.number).to_string(), |id| id.to_string())
    }
}

/// `qase map list`.
#[derive(Debug, Serialize)]
pub struct MapListed {
    /// Code of the project.
    pub project: String,
    /// By FuncID and number.
    pub mappings: Vec<MappingObject>,
    /// Functions that could be tested and have no case.
    pub functions_without_case: Vec<FunctionObject>,
    /// Cases that cover nothing.
    pub cases_without_function: Vec<CaseObject>,
}

#[derive(Debug, Serialize)]
pub struct MappingObject {
    /// FuncID of the function.
    pub func_id: String,
    /// Title of the function.
    pub function_title: String,
    pub case: CaseObject,
    /// Origin of the mapping: `manual`, `custom_field`, `id_in_title`, `same_title`, `similar_title`, `csv`, `export`, `import`.
    pub origin: &'static str,
    /// `local_only`, `linked`, `removed`.
    pub state: SyncState,
}

/// `qase map suggest`.
#[derive(Debug, Serialize)]
pub struct MapSuggested {
    /// Code of the project.
    pub project: String,
    /// By case, the surest first.
    pub suggestions: Vec<SuggestionObject>,
    /// Mappings created by `--accept`.
    pub mappings_created: usize,
}

/// A suggested mapping.
#[derive(Debug, Serialize)]
pub struct SuggestionObject {
    /// FuncID of the function.
    pub func_id: String,
    /// Title of the function.
    pub function_title: String,
    pub case: CaseObject,
    /// `custom_field`, `id_in_title`, `same_title`, `similar_title`.
    pub reason: &'static str,
    /// Confidence, 0 to 1.
    pub score: f64,
    /// Another function fits as well.
    pub ambiguous: bool,
    /// True when `--accept` accepted it.
    pub accepted: bool,
}

/// `qase map link` and `qase map unlink`.
#[derive(Debug, Serialize)]
pub struct LinkAnswer {
    /// Code of the project.
    pub project: String,
    /// FuncID of the function.
    pub func_id: String,
    /// The case as it was named.
    pub case: String,
    /// True when something was changed.
    pub changed: bool,
}

/// `qase map export`.
#[derive(Debug, Serialize)]
pub struct MapExported {
    /// Code of the project.
    pub project: String,
    pub file: String,
    /// Mappings in it.
    pub mappings: usize,
}

/// `qase map import`.
#[derive(Debug, Serialize)]
pub struct MapImported {
    /// Code of the project.
    pub project: String,
    /// True when nothing was written.
    pub dry_run: bool,
    /// Mappings created, or to be created.
    pub created: usize,
    /// Mappings that existed already.
    pub unchanged: usize,
    /// Rows with an unknown function or case.
    pub unknown: usize,
    /// The reading of the file.
    pub file: FileReport,
}
