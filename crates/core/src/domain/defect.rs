//! Defects of a product, with the results that showed them.

use super::case::AttachmentRef;
use crate::base::Millis;
use std::collections::BTreeMap;

/// State of a defect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, strum::IntoStaticStr, strum::EnumString, strum::EnumIter)]
#[strum(serialize_all = "snake_case")]
pub enum DefectStatus {
    Open,
    InProgress,
    Resolved,
    Invalid,
}

impl DefectStatus {
    /// The stored word, which Qase's API uses as well.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// True for a defect that is not resolved yet.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, Self::Open | Self::InProgress)
    }
}

/// Content of a defect that people edit.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DefectContent {
    /// At most 255 characters, never blank.
    pub title: String,
    /// Markdown.
    pub actual_result: String,
    /// Slug, as of cases.
    pub severity: String,
    /// Row id of a milestone.
    pub milestone_id: Option<i64>,
    /// Values of custom fields by the field's title.
    pub custom_fields: BTreeMap<String, String>,
    /// Titles of tags.
    pub tags: Vec<String>,
    pub attachments: Vec<AttachmentRef>,
}

/// A defect of a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Defect {
    /// Row id.
    pub id: i64,
    /// Number in the project.
    pub number: i64,
    pub content: DefectContent,
    pub status: DefectStatus,
    /// Address or key of the issue that its results link.
    pub issue: Option<String>,
    /// Name of the person or of the user of the server who created it.
    pub author: Option<String>,
    /// Time of creation.
    pub created_ms: Millis,
    /// Time of the last change.
    pub updated_ms: Millis,
    /// Time at which it was resolved.
    pub resolved_ms: Option<Millis>,
}

/// Part of a defect that is shown beside a result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DefectSummary {
    /// Address or key of the issue that stands for the defect.
    pub issue: Option<String>,
    pub title: String,
    pub status: DefectStatus,
}

impl DefectSummary {
    /// The title without the name of the issue before it, which a defect gets that a result has created.
    pub fn title_beside(&self, name: &str) -> &str {
        self.title.strip_prefix(name).and_then(|rest| rest.strip_prefix(": ")).unwrap_or(&self.title)
    }
}
