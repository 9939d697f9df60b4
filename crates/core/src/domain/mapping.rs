//! Mapping: links between functions and the cases that cover them, and between local cases and cases of Qase.

use super::ids::{CaseId, FunctionId, RemoteProjectId};
use crate::base::Millis;
use serde::{Deserialize, Serialize};

/// Origin of a mapping.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, strum::EnumString, strum::IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Origin {
    /// A person linked them.
    Manual,
    /// The case's custom field `functional_id` names the function.
    CustomField,
    /// The case's title names the FuncID.
    IdInTitle,
    /// Both have the same title.
    SameTitle,
    /// Their titles are alike.
    SimilarTitle,
    /// A file lists the mapping.
    Csv,
    /// The case was made from the function by an export.
    Export,
    /// The function was made from the case's suite by an import.
    Import,
}

/// A case that covers a function. A function may have many, and a case may cover many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    /// The covered function.
    pub function_id: FunctionId,
    /// The case that covers it.
    pub case_id: CaseId,
    /// Origin of the mapping.
    pub origin: Origin,
    /// Time of creation.
    pub created_ms: Millis,
}

/// A link between a local case and a case in Qase. Each side has at most one link per project of Qase.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QaseCaseLink {
    /// The local case.
    pub case_id: CaseId,
    /// The project in Qase.
    pub remote_project_id: RemoteProjectId,
    /// Number of the case in Qase.
    pub qase_id: i64,
    /// Time of linking.
    pub linked_ms: Millis,
    /// Time of the last import from Qase.
    pub pulled_ms: Option<Millis>,
    /// Time of the last export to Qase.
    pub pushed_ms: Option<Millis>,
}
