//! Typed relations between functions.

use super::ids::FunctionId;
use serde::{Deserialize, Serialize};

/// The meaning of a relation. Coverage by cases is not a relation: it has a table of its own, see [`super::mapping`].
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, strum::EnumString, strum::IntoStaticStr, strum::EnumIter,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum RelationKind {
    /// Parent and child beside the tree.
    Hierarchy,
    /// One function works with another.
    Functional,
    /// A page holds an element.
    PageElement,
    /// A feature needs a service.
    ServiceDependency,
    /// A bug concerns the function.
    BugLink,
    /// A document describes the function.
    DocLink,
    /// Anything else.
    Custom,
}

/// A relation from one function to another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Relation {
    /// Row id.
    pub id: i64,
    /// Function that the relation starts from.
    pub source: FunctionId,
    /// Function that the relation points to.
    pub target: FunctionId,
    /// Meaning of the relation.
    pub kind: RelationKind,
    /// True when the direction matters.
    pub directed: bool,
    /// Strength, 1.0 by default.
    pub weight: f64,
    /// Source of the relation and notes on it, a JSON object.
    pub meta: serde_json::Value,
    /// Counts now.
    pub is_active: bool,
}
