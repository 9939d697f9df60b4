//! People and the roles (RACI) they have for a function.

use super::ids::PersonId;
use serde::{Deserialize, Serialize};

/// A person of the team.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Row id.
    pub id: PersonId,
    /// Unique in the workspace, at most 200 characters.
    pub name: String,
    /// Job title (`QA Engineer`), from the dictionary `position`.
    pub position: Option<String>,
    /// Unique when given.
    pub email: Option<String>,
    /// Id in Zoho Projects.
    pub zoho_id: Option<String>,
    /// Name on GitHub.
    pub github: Option<String>,
    /// Still with the team.
    pub is_active: bool,
    /// Free text.
    pub notes: Option<String>,
}

/// Role of a person for a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RaciRole {
    /// Responsible for testing; at most one.
    Qa,
    /// Responsible for making it; at most one.
    Dev,
    /// Answers for it; at most one.
    Accountable,
    /// Consulted before decisions.
    Consulted,
    /// Informed of decisions.
    Informed,
}

impl RaciRole {
    /// Every role, in the order in which they are shown.
    pub const ALL: [Self; 5] = [Self::Qa, Self::Dev, Self::Accountable, Self::Consulted, Self::Informed];

    /// The word that is stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Qa => "qa",
            Self::Dev => "dev",
            Self::Accountable => "accountable",
            Self::Consulted => "consulted",
            Self::Informed => "informed",
        }
    }

    /// Reads [`RaciRole::as_str`]'s words.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|r| r.as_str() == text)
    }
}
