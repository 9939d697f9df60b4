//! Functions of the registry, and what covers them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use voluptas_core::base::clock::to_iso;
use voluptas_core::domain::function::Function;
use voluptas_core::domain::ids::FunctionId;

/// A function of the product.
#[derive(Debug, Serialize, JsonSchema)]
pub struct FunctionObject {
    /// Row id.
    pub id: i64,
    /// The FuncID.
    pub func_id: String,
    /// FuncID of the parent; null at the root.
    pub parent: Option<String>,
    /// Place among the siblings, from 0.
    pub position: i64,
    pub alias: Option<String>,
    pub title: String,
    /// `Module`, `Epic`, `Feature`, `Story`, `Page`, `Element`, `Service`.
    #[serde(rename = "type")]
    pub kind: String,
    pub description: Option<String>,
    pub segment: Option<String>,
    pub tags: Vec<String>,
    pub is_critical: bool,
    pub is_focus: bool,
    pub status: Option<String>,
    pub maturity: Option<String>,
    pub automation_status: Option<String>,
    pub custom_fields: BTreeMap<String, String>,
    pub created_at: String,
    pub updated_at: String,
}

impl FunctionObject {
    pub fn new(function: &Function, func_ids: &HashMap<FunctionId, String>) -> Self {
        let c = &function.content;
        Self {
            id: function.id.0,
            func_id: c.func_id.clone(),
            parent: function.parent_id.and_then(|id| func_ids.get(&id).cloned()),
            position: function.position,
            alias: c.alias.clone(),
            title: c.title.clone(),
            kind: c.kind.as_str().to_owned(),
            description: c.description.clone(),
            segment: c.segment.clone(),
            tags: c.tags.clone(),
            is_critical: c.is_crit,
            is_focus: c.is_focus,
            status: c.status.clone(),
            maturity: c.maturity.clone(),
            automation_status: c.automation_status.clone(),
            custom_fields: c.custom_fields.clone(),
            created_at: to_iso(function.created_ms),
            updated_at: to_iso(function.updated_ms),
        }
    }
}

/// A case that covers a function.
#[derive(Debug, Serialize, JsonSchema)]
pub struct MappingObject {
    /// The FuncID.
    pub func_id: String,
    /// Code of the project of the case.
    pub project: String,
    /// Number of the case.
    pub case_id: i64,
}

/// A pair to link or to unlink.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PairObject {
    /// The FuncID.
    pub func_id: String,
    /// Number of the case in the project.
    pub case_id: i64,
}

/// Pairs to link or to unlink.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Pairs {
    #[schemars(length(min = 1, max = 1000))]
    pub pairs: Vec<PairObject>,
}
