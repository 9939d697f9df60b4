//! Templates: a case to begin with, or steps to insert into one.

use super::case::{CaseContent, Step};
use serde::{Deserialize, Serialize};

/// A template of the workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// Row id.
    pub id: i64,
    /// Name.
    pub title: String,
    pub content: TemplateContent,
}

/// Content of a template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TemplateContent {
    /// A case. Its title is the beginning of the new case's title, and may be blank.
    Case(Box<CaseContent>),
    Steps(Vec<Step>),
}

impl TemplateContent {
    /// The stored word for the kind.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Case(_) => "case",
            Self::Steps(_) => "steps",
        }
    }

    /// The steps of either kind, to change them.
    pub fn steps_mut(&mut self) -> &mut Vec<Step> {
        match self {
            Self::Case(content) => &mut content.steps,
            Self::Steps(steps) => steps,
        }
    }

    /// The steps of either kind.
    pub fn steps(&self) -> &[Step] {
        match self {
            Self::Case(content) => &content.steps,
            Self::Steps(steps) => steps,
        }
    }
}
