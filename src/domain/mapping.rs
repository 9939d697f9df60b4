//! Mapping: which cases cover which functions, and which case of Qase is which case here.

use super::ids::{CaseId, FunctionId, RemoteProjectId};
use crate::base::Millis;
use serde::{Deserialize, Serialize};

/// How a mapping came to be.
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
    /// A file said so.
    Csv,
    /// The case was made from the function by an export.
    Export,
    /// The function was made from the case's suite by an import.
    Import,
}

/// A case that covers a function. A function may have many, and a case may cover many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    /// What is covered.
    pub function_id: FunctionId,
    /// What covers it.
    pub case_id: CaseId,
    /// How it came to be.
    pub origin: Origin,
    /// When.
    pub created_ms: Millis,
}

/// A case here that is a case in Qase. At most one per project of Qase, on both sides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseLink {
    /// The case here.
    pub case_id: CaseId,
    /// The project there.
    pub remote_project_id: RemoteProjectId,
    /// Its number there.
    pub qase_id: i64,
    /// When the two were linked.
    pub linked_ms: Millis,
    /// When Qase's side was last taken over.
    pub pulled_ms: Option<Millis>,
    /// When this side was last sent.
    pub pushed_ms: Option<Millis>,
}
