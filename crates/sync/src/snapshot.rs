//! Both sides of a synchronisation as plain values, with their last agreement. This module neither reads nor decides.

use super::base::{Base, SuiteBase};
pub use super::state::{CaseState, SuiteRef, SuiteState};
use super::traces::Traces;

use std::collections::{BTreeMap, BTreeSet};
use voluptas_core::base::Millis;
use voluptas_core::domain::Message;
use voluptas_core::domain::field::CaseField;
use voluptas_core::domain::ids::{CaseId, SuiteId};

/// A suite as Qase has it.
#[derive(Debug, Clone, PartialEq)]
pub struct RemoteSuite {
    pub qase_id: i64,
    /// Position among the sibling suites.
    pub position: i64,
    /// Content and parent suite.
    pub state: SuiteState,
    /// Number of cases directly in the suite.
    pub cases_count: i64,
    /// The suite in Qase's JSON.
    pub payload: String,
    /// Hash of the payload.
    pub hash: String,
    /// The trace in the suite's description; see [`voluptas_core::domain::trace`].
    pub trace: Option<String>,
    /// Creation time as Qase reported it.
    pub created_at: Option<String>,
}

/// A case as Qase has it.
#[derive(Debug, Clone, PartialEq)]
pub struct RemoteCase {
    pub qase_id: i64,
    /// Position in the suite.
    pub position: i64,
    /// Time of the last change as Qase reported it.
    pub updated_at: Option<String>,
    /// Content and suite.
    pub state: CaseState,
    /// The case in Qase's JSON.
    pub payload: String,
    /// Hash of the payload.
    pub hash: String,
    /// Notes on values that were not understood.
    pub notes: Vec<Message>,
    /// Titles of custom fields whose value cannot be understood, such as a removed option.
    pub unreadable: BTreeSet<String>,
    /// Fields that the answer did not contain, not even as an empty list.
    pub untold: BTreeSet<CaseField>,
    /// The trace in the case's description; see [`voluptas_core::domain::trace`].
    pub trace: Option<String>,
    /// Creation time as Qase reported it.
    pub created_at: Option<String>,
    /// Id of the user who created it, where Qase says so.
    pub author: Option<i64>,
}

impl RemoteCase {
    /// True when the case has an option or a field that the definitions lack. They may be older than the case.
    pub fn is_of_newer_fields(&self) -> bool {
        let unknown = ["sync-note-unknown-option", "sync-note-unknown-value", "sync-note-unknown-field"];
        self.notes.iter().any(|note| unknown.contains(&note.key.as_str()))
    }
}

/// Qase's side.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Remote {
    /// Every suite of the project, by id.
    pub suites: BTreeMap<i64, RemoteSuite>,
    /// The cases that were read, by id.
    pub cases: BTreeMap<i64, RemoteCase>,
    /// The suites whose cases were read; `None` stands for the whole project.
    pub scope: Option<BTreeSet<i64>>,
    /// Cases that were looked for and do not exist in Qase.
    pub gone: BTreeSet<i64>,
    /// Duplicate cases created by one write, each with the id of the case that stays.
    pub double_cases: BTreeMap<i64, i64>,
    /// Duplicate suites created by one write, each with the id of the suite that stays.
    pub double_suites: BTreeMap<i64, i64>,
    /// Those of `double_cases` that may be copies made by a person.
    pub unclear_cases: BTreeSet<i64>,
    /// Those of `double_suites` that may be copies made by a person.
    pub unclear_suites: BTreeSet<i64>,
}

impl Remote {
    /// The largest id of a case that was read; 0 without any.
    pub fn max_case(&self) -> i64 {
        self.cases.keys().next_back().copied().unwrap_or(0)
    }

    /// The largest id of a suite; 0 without any.
    pub fn max_suite(&self) -> i64 {
        self.suites.keys().next_back().copied().unwrap_or(0)
    }

    /// The suites `roots` with all their descendants.
    pub fn with_descendants(&self, roots: &[i64]) -> BTreeSet<i64> {
        let mut children: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
        for suite in self.suites.values() {
            if let SuiteRef::Remote(parent) = suite.state.place {
                children.entry(parent).or_default().push(suite.qase_id);
            }
        }
        let mut found = BTreeSet::new();
        let mut todo: Vec<i64> = roots.to_vec();
        while let Some(id) = todo.pop() {
            // Ends at a cycle too, which only a broken server can send.
            if self.suites.contains_key(&id) && found.insert(id) {
                todo.extend(children.get(&id).into_iter().flatten());
            }
        }
        found
    }

    /// The titles of the suites from the root down to this one.
    pub fn path(&self, suite: Option<i64>) -> Vec<&str> {
        let mut path = Vec::new();
        let mut at = suite;
        while let Some(s) = at.and_then(|id| self.suites.get(&id)) {
            path.push(s.state.content.title.as_str());
            at = s.state.place.qase_id();
            if path.len() > self.suites.len() {
                break;
            }
        }
        path.reverse();
        path
    }
}

/// A suite as the workspace has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalSuite {
    /// Row id.
    pub id: SuiteId,
    /// Qase id, if linked.
    pub qase_id: Option<i64>,
    /// Content and parent suite.
    pub state: SuiteState,
    /// Parent suite in the workspace.
    pub parent_id: Option<SuiteId>,
    /// State that both sides last agreed on.
    pub base: Option<SuiteBase>,
    /// True when Qase no longer had it at the last check.
    pub removed: bool,
    /// True for a suite in the trash.
    pub deleted: bool,
}

/// A linked case as the workspace has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalCase {
    /// Row id.
    pub id: CaseId,
    /// Number in the workspace project.
    pub number: i64,
    /// Qase id, if linked.
    pub qase_id: Option<i64>,
    /// Content and suite.
    pub state: CaseState,
    /// State that both sides last agreed on.
    pub base: Option<Base>,
    /// Time of the last change. A plan is stale when it has changed.
    pub updated_ms: Millis,
    /// The suite of the workspace that holds the case.
    pub suite_id: Option<SuiteId>,
    /// True when Qase no longer had it at the last check.
    pub removed: bool,
    /// True for a case in the trash.
    pub deleted: bool,
}

/// The local copy of a suite or case of Qase, without its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QaseCopy {
    /// Hash of the payload as last seen.
    pub hash: String,
    /// True when Qase no longer had it at the last check.
    pub removed: bool,
    /// Qase id of the suite that held it.
    pub suite: Option<i64>,
    /// Creation time as Qase reported it.
    pub created_at: Option<String>,
}

/// The workspace's side.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Local {
    /// Suites of the project, by row id.
    pub suites: BTreeMap<SuiteId, LocalSuite>,
    /// Linked cases, by their id in Qase.
    pub cases: BTreeMap<i64, LocalCase>,
    /// Suites of the Qase copy, by their id in Qase.
    pub qase_suites: BTreeMap<i64, QaseCopy>,
    /// Cases of the Qase copy, by their id in Qase.
    pub qase_cases: BTreeMap<i64, QaseCopy>,
    /// Titles of the workspace's custom fields of cases.
    pub field_titles: Vec<String>,
    /// Traces of the objects that this workspace created in Qase, with their rows.
    pub traces: Traces,
    /// Cases that Qase was asked to create, including those in the trash.
    pub created_cases: BTreeSet<CaseId>,
    /// Former Qase ids of workspace cases that were deleted in Qase and created again.
    pub former: BTreeMap<i64, CaseId>,
    /// Cases in Qase to link to a workspace case of the same title at the same place.
    pub adopted: BTreeSet<i64>,
}

impl Local {
    /// Linked suites of the workspace by their id in Qase.
    pub fn suites_by_qase_id(&self) -> BTreeMap<i64, &LocalSuite> {
        self.suites.values().filter_map(|s| s.qase_id.map(|id| (id, s))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use voluptas_core::domain::suite::SuiteContent;

    #[test]
    fn descendants_end_even_in_a_circle() {
        let suite = |id: i64, parent: Option<i64>| RemoteSuite {
            qase_id: id,
            position: 0,
            state: SuiteState {
                content: SuiteContent { title: format!("S{id}"), ..Default::default() },
                place: SuiteRef::remote(parent),
            },
            cases_count: 0,
            payload: String::new(),
            hash: String::new(),
            trace: None,
            created_at: None,
        };
        let all = [suite(1, None), suite(2, Some(1)), suite(3, Some(2)), suite(4, None), suite(5, Some(6)), suite(6, Some(5))];
        let remote = Remote { suites: all.into_iter().map(|s| (s.qase_id, s)).collect(), ..Default::default() };
        assert_eq!(remote.with_descendants(&[1]), [1, 2, 3].into());
        assert_eq!(remote.with_descendants(&[5]), [5, 6].into());
        assert_eq!(remote.with_descendants(&[99]), BTreeSet::new());
        assert_eq!(remote.path(Some(3)), ["S1", "S2", "S3"]);
        assert!(!remote.path(Some(5)).is_empty());
    }
}
