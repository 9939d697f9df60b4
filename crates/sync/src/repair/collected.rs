//! The duplicates of a project in Qase, before any is merged.

use super::shared::Hashes;
use crate::convert::Fields;
use crate::report::Entity;
use serde::Serialize;
use std::collections::BTreeMap;
use voluptas_core::domain::Message;
use voluptas_core::domain::ids::CaseId;
use voluptas_core::domain::project::RemoteProject;

/// A duplicate and the planned action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Double {
    /// Suite, case, run or shared step.
    pub entity: Entity,
    /// Id in Qase; 0 for a shared step.
    pub id: i64,
    /// Id of the object that stays; 0 for a shared step.
    pub first: i64,
    /// Hashes of shared steps.
    pub shared: Option<Hashes>,
    pub title: String,
    /// Reason to leave it to a person; `None` when it can be merged.
    pub why_not: Option<Message>,
    /// Trace of a case.
    #[serde(skip)]
    pub trace: Option<String>,
    /// True when it may be a copy that a person made in Qase.
    pub is_unclear: bool,
    /// The workspace case to link to `first`, if it is linked to the duplicate.
    #[serde(skip)]
    pub relink: Option<CaseId>,
}

impl Double {
    pub(super) fn new(entity: Entity, id: i64, first: i64, title: &str) -> Self {
        let title = title.to_owned();
        Self { entity, id, first, shared: None, title, why_not: None, trace: None, is_unclear: false, relink: None }
    }

    /// Id or hash in Qase.
    pub fn shown_id(&self) -> String {
        self.shared.as_ref().map_or_else(|| self.id.to_string(), |hashes| hashes.double.clone())
    }

    /// Id or hash of the object that stays.
    pub fn shown_first(&self) -> String {
        self.shared.as_ref().map_or_else(|| self.first.to_string(), |hashes| hashes.first.clone())
    }
}

/// The duplicates of a project.
#[derive(Debug, Clone, Default)]
pub struct Collected {
    /// Suites first, then cases, then runs.
    pub doubles: Vec<Double>,
    pub(super) known: Option<RemoteProject>,
    pub(super) newest_writer: i64,
    pub(super) fields: Fields,
    /// The suites that stay, by the id of their duplicate.
    pub(super) suites: BTreeMap<i64, i64>,
}

impl Collected {
    /// The suite that stays: the suite itself unless it is a duplicate.
    pub(super) fn first_suite(&self, id: i64) -> i64 {
        self.suites.get(&id).copied().unwrap_or(id)
    }
}
