//! Traces of the objects that this workspace created in Qase.
//!
//! A trace has the identity of the row in the workspace and a random part of the request. The identity is made of what stays with
//! the row: the origin of the workspace, the row's id and the time of its creation. A restored backup and every copy of the
//! workspace therefore recognise their own objects, although their journal does not know of the request.

use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;
use voluptas_core::base::Millis;
use voluptas_core::domain::ids::{CaseId, SuiteId};

/// Beginnings of the traces of cases and suites.
const CASE: &str = "voluptas case ";
const SUITE: &str = "voluptas suite ";
/// Separates the identity of the row from the part of the request.
const OF_REQUEST: char = '.';

/// The identity of a row. In a trace it is written in 32 hexadecimal digits.
pub type Identity = u128;

/// Makes the identities of the rows of a workspace.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Identities {
    origin: String,
}

impl Identities {
    /// `origin` is that of the workspace.
    pub fn new(origin: String) -> Self {
        Self { origin }
    }

    fn of(&self, kind: &str, id: i64, created_ms: Millis) -> Identity {
        let hash = blake3::hash(format!("{kind}{}/{id}/{created_ms}", self.origin).as_bytes());
        hash.as_bytes()[..16].iter().fold(0, |identity, byte| identity << 8 | Identity::from(*byte))
    }

    /// The identity of a case.
    pub fn case(&self, id: CaseId, created_ms: Millis) -> Identity {
        self.of(CASE, id.0, created_ms)
    }

    /// The identity of a suite.
    pub fn suite(&self, id: SuiteId, created_ms: Millis) -> Identity {
        self.of(SUITE, id.0, created_ms)
    }
}

/// A new trace for a case; `identity` is that of its row.
pub fn of_case(identity: Option<Identity>) -> String {
    trace(CASE, identity)
}

/// A new trace for a suite; `identity` is that of its row.
pub fn of_suite(identity: Option<Identity>) -> String {
    trace(SUITE, identity)
}

fn trace(kind: &str, identity: Option<Identity>) -> String {
    let request = Uuid::new_v4().simple().to_string();
    match identity {
        Some(identity) => format!("{kind}{identity:032x}{OF_REQUEST}{}", &request[..8]),
        None => format!("{kind}{request}"),
    }
}

/// The traces of one project: those of the journal, and the identities of the workspace's rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Traces {
    /// Workspace cases by the trace of their creation in Qase.
    pub cases: BTreeMap<String, CaseId>,
    /// Workspace suites by the trace of their creation in Qase.
    pub suites: BTreeMap<String, SuiteId>,
    /// Ids in Qase by the trace of their creation, as far as they are known.
    pub made: BTreeMap<String, i64>,
    /// Cases of the workspace by their identity.
    pub case_identities: HashMap<Identity, CaseId>,
    /// Suites of the workspace by their identity.
    pub suite_identities: HashMap<Identity, SuiteId>,
}

impl Traces {
    /// The case that was created in Qase with this trace.
    pub fn case(&self, trace: Option<&String>) -> Option<CaseId> {
        let trace = trace?;
        self.cases.get(trace).or_else(|| self.case_identities.get(&identity(trace, CASE)?)).copied()
    }

    /// The suite that was created in Qase with this trace.
    pub fn suite(&self, trace: Option<&String>) -> Option<SuiteId> {
        let trace = trace?;
        self.suites.get(trace).or_else(|| self.suite_identities.get(&identity(trace, SUITE)?)).copied()
    }
}

/// The identity in a trace.
fn identity(trace: &str, kind: &str) -> Option<Identity> {
    let (identity, _) = trace.strip_prefix(kind)?.split_once(OF_REQUEST)?;
    Identity::from_str_radix(identity, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_recognised_by_its_identity() {
        let here = Identities::new("shop".into());
        let id = here.case(CaseId(7), 1_000);
        let traces = Traces { case_identities: [(id, CaseId(7))].into(), ..Traces::default() };
        let (one, two) = (of_case(Some(id)), of_case(Some(id)));
        assert_ne!(one, two, "each request has its own trace");
        for trace in [&one, &two] {
            assert_eq!(traces.case(Some(trace)), Some(CaseId(7)));
            assert_eq!(traces.suite(Some(trace)), None);
        }
        assert_eq!(traces.case(Some(&of_case(None))), None);
        assert_ne!(here.case(CaseId(7), 1_001), id, "another row of this id, in a copy of the workspace");
        assert_ne!(Identities::new("other".into()).case(CaseId(7), 1_000), id);
    }
}
