//! The decision between a value here and a different one in the file, field by field.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Decides between a value here and a different one in the file. A blank value in the file never replaces anything.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    Default,
    Serialize,
    Deserialize,
    JsonSchema,
    strum::EnumIter,
    strum::EnumString,
    strum::IntoStaticStr,
)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase", ascii_case_insensitive)]
pub enum Policy {
    /// Fills what is blank here and joins lists; a different value here stays and is listed.
    #[default]
    Smart,
    /// Fills what is blank; everything else stays, suites as a whole.
    Mine,
    /// Takes the value of the file. Rows that repeat the title of a case make cases of their own, unless they
    /// repeat all of it.
    Theirs,
}

/// A field that differs between the workspace and the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldChange {
    /// The field: the word of a field of cases or of a column of functions, or the title of a custom field.
    pub field: String,
    /// Value before the import, as text.
    pub before: String,
    /// Value in the file, as text.
    pub after: String,
    /// True when the import writes the value of the file (or joins it with the one here); false when the value here stays.
    pub is_taken: bool,
}

/// The decisions about one row.
pub(crate) struct Merge {
    pub policy: Policy,
    pub changes: Vec<FieldChange>,
}

impl Merge {
    pub fn by(policy: Policy) -> Self {
        Self { policy, changes: Vec::new() }
    }

    /// Decides one value: true when the value of the file is taken.
    pub fn decide(&mut self, field: &str, before: String, after: String, blank_here: bool) -> bool {
        let is_taken = blank_here || self.policy == Policy::Theirs;
        self.changes.push(FieldChange { field: field.to_owned(), before, after, is_taken });
        is_taken
    }

    /// Merges a text that may be blank on both sides.
    pub fn text(&mut self, field: &str, here: &mut Option<String>, file: Option<&String>) {
        let Some(file) = file else { return };
        if here.as_ref() != Some(file) && self.decide(field, here.clone().unwrap_or_default(), file.clone(), here.is_none()) {
            *here = Some(file.clone());
        }
    }
}
