//! The outcome of merging a case: changes, conflicts and the new agreement.

use crate::base::Base;
use crate::state::CaseState;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeSet;
use voluptas_core::domain::Message;
use voluptas_core::domain::field::CaseField;

/// A change of one field in the target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldChange {
    pub field: CaseField,
    /// Value that Qase had at the last agreement; `None` without an agreement.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub base: Option<Value>,
    /// Value that the target has.
    pub from: Value,
    /// Value that the target gets.
    pub to: Value,
}

/// A field with different values on both sides, for a person to decide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldConflict {
    pub field: CaseField,
    /// Value that Qase had at the last agreement; `None` without an agreement.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub base: Option<Value>,
    /// Value in the workspace. Of custom fields, only those in conflict.
    pub local: Value,
    /// Value in Qase. Of custom fields, only those in conflict.
    pub remote: Value,
}

/// Reads a member that is present as `Some`, even when it is `null`: `null` means that both sides had no value.
fn present<'de, D: serde::Deserializer<'de>>(d: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(d).map(Some)
}

/// Values that one side has and the other cannot express.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Inexpressible {
    /// Whole fields.
    pub fields: BTreeSet<CaseField>,
    /// Titles of custom fields, as the workspace writes them.
    pub custom: BTreeSet<String>,
    /// Titles in `custom` whose value disappeared in Qase with its option or field, without an edit.
    pub lost: BTreeSet<String>,
}

/// The outcome for one case.
#[derive(Debug, Clone, PartialEq)]
pub struct Merge {
    /// New state of the target.
    pub result: CaseState,
    /// Changes that lead the target to `result`.
    pub changes: Vec<FieldChange>,
    /// Conflicts for a person to decide.
    pub conflicts: Vec<FieldConflict>,
    /// Fields that only the target changed. A synchronisation in the other direction carries them over.
    pub waiting: Vec<CaseField>,
    /// Fields of `changes` whose new value unites both sides, so that the source lacks it too.
    pub united: BTreeSet<CaseField>,
    /// Fields, and titles of custom fields, that stay different because Qase did not take the workspace's value.
    pub apart: BTreeSet<String>,
    /// The agreement once the target holds `result`.
    pub base: Base,
}

impl Merge {
    /// The note that names the values Qase did not take; `None` without such values.
    pub fn not_taken(&self) -> Option<Message> {
        let names: Vec<&str> = self.apart.iter().map(String::as_str).collect();
        (!names.is_empty()).then(|| Message::new("sync-note-not-taken").with("fields", names.join(", ")))
    }

    /// The fields in conflict and those that change in the target, for the log. `None` without any.
    pub(crate) fn named_fields(&self) -> Option<Message> {
        let conflicts: Vec<&str> = self.conflicts.iter().map(|conflict| conflict.field.into()).collect();
        let changed: Vec<&str> = self.changed_fields().map(Into::into).collect();
        crate::report::of_fields(&conflicts, &changed)
    }

    /// True when an import leaves nothing that the workspace would have to send.
    pub(crate) fn is_sent(&self) -> bool {
        self.conflicts.is_empty() && self.waiting.is_empty() && self.base.kept.is_empty()
    }

    /// Fields that change in the target.
    pub fn changed_fields(&self) -> impl Iterator<Item = CaseField> + '_ {
        self.changes.iter().map(|c| c.field)
    }
}

/// The merge of a case that Qase does not have: everything is sent, and agreed on once Qase has it.
pub fn creation(sent: &CaseState) -> Merge {
    Merge {
        result: sent.clone(),
        changes: Vec::new(),
        conflicts: Vec::new(),
        waiting: Vec::new(),
        united: BTreeSet::new(),
        apart: BTreeSet::new(),
        base: Base::agreed(sent.clone()),
    }
}
