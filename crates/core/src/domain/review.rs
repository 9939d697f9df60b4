//! Review of test cases: its state, and the comments of reviewers.

use super::ids::CaseId;
use crate::base::Millis;
use serde::{Deserialize, Serialize};

/// Longest comment, in characters.
pub const COMMENT_MAX: usize = 10_000;

/// State of a review. A case that was never sent to review has none.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    strum::EnumIter,
    strum::IntoStaticStr,
    strum::EnumString,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum ReviewState {
    /// Waits for a reviewer.
    InReview,
    /// Approved as it was at that moment.
    Approved,
}

impl ReviewState {
    /// The stored word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// The review of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    pub state: ReviewState,
    /// Name of the person who set the state; blank when unknown.
    pub by: String,
    /// Time at which it was set.
    pub at_ms: Millis,
}

impl Review {
    /// True for an approved case that changed since, by the times alone. The change may have been taken back:
    /// `Reviews::is_outdated` of the store looks at the content.
    pub fn is_outdated(&self, updated_ms: Millis) -> bool {
        self.state == ReviewState::Approved && updated_ms > self.at_ms
    }
}

/// A comment on a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comment {
    /// Row id.
    pub id: i64,
    pub case_id: CaseId,
    /// Name of the author; blank when unknown.
    pub author: String,
    /// The text, Markdown.
    pub body: String,
    /// Time of writing.
    pub created_ms: Millis,
    /// Time of the last change of the text; `None` for one that is as it was written.
    #[serde(default)]
    pub edited_ms: Option<Millis>,
}
