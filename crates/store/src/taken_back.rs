//! Outcome of an undo: fields that were not changed back, and items that went to the trash.

use super::author::Source;
use voluptas_core::base::Millis;

/// A field that was not put back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldLeft {
    /// Kind of the entity: `function`, `case`, ...
    pub entity: &'static str,
    /// Row id.
    pub entity_id: i64,
    /// Name of the field; [`CONTENTS`](super::undo::CONTENTS) and [`MAPPING`](super::undo::MAPPING) are no fields of the entity's JSON.
    pub field: String,
    /// Later change of the field. `None` for another obstacle, such as a value that is taken.
    pub since: Option<LaterChange>,
}

/// A later change of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LaterChange {
    /// Name of the author; `None` if unknown.
    pub who: Option<String>,
    /// Source of the write.
    pub source: Source,
    /// Time of the write.
    pub at_ms: Millis,
}

/// Things that undo moved to the trash because the operation had created them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TrashedCounts {
    pub cases: usize,
    /// Functions and suites.
    pub others: usize,
}

/// The end of taking an operation back.
#[derive(Debug, Default)]
pub(super) struct TakenBack {
    /// Fields that were left unchanged.
    pub left: Vec<FieldLeft>,
    /// Things that went to the trash.
    pub trashed: TrashedCounts,
    /// Nothing was put back: all of it changed since.
    pub is_without_effect: bool,
}
