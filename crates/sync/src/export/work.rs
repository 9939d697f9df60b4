//! State of an export: objects that are in Qase by now, and objects that are still to be read back.

use super::collected::Collected;
use super::options::Options;
use crate::error::Result;
use crate::files::SentFiles;
use crate::history;
use crate::plan::{CaseStep, Plan};
use crate::report::{Entity, Item, ItemOutcome, Summary};
use crate::session::Session;
use crate::snapshot::{CaseState, LocalCase, SuiteRef};
use crate::traces::Identity;
use crate::verify::{Fingerprint, WrittenCase, WrittenSuite};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use voluptas_core::domain::ids::{CaseId, RemoteProjectId, ResultId, SuiteId, SyncId};
use voluptas_core::domain::project::RemoteProject;
use voluptas_qase as qase;

/// Attempts to create something when looking for lost writes is switched off, which only the simulation does.
pub(super) const ATTEMPTS_UNLOOKED: u32 = 3;

/// True when an error concerns only the sent item, so that other items may still be sent.
pub(super) fn is_of_the_item(e: &qase::Error) -> bool {
    matches!(e, qase::Error::Invalid { .. } | qase::Error::NotFound { .. } | qase::Error::TooLarge { .. })
}

/// A case that is to be created in Qase.
#[derive(Debug, Clone)]
pub(super) struct CaseToCreate {
    pub step: CaseStep,
    pub case: CaseId,
    pub state: CaseState,
    /// The workspace's own state; `state` is the part of it that Qase can hold.
    pub local: CaseState,
    pub trace: Option<String>,
}

/// State of an export.
pub(super) struct Work<'a> {
    pub session: &'a Session,
    pub collected: &'a Arc<Collected>,
    pub plan: &'a Plan,
    pub of: RemoteProject,
    pub sync: SyncId,
    pub summary: Summary,
    /// Workspace suites that are in Qase by now, with their ids there.
    pub suites: BTreeMap<SuiteId, i64>,
    /// Workspace suites by their ids in Qase at the start of the export.
    suite_of: BTreeMap<i64, SuiteId>,
    /// Workspace cases that are in Qase by now, with their ids there.
    pub cases: BTreeMap<CaseId, i64>,
    /// Candidates by their case.
    pub by_case: BTreeMap<CaseId, &'a LocalCase>,
    /// Cases of Qase that are linked to a workspace case.
    pub taken: BTreeSet<i64>,
    /// Cases that were written. They are read back at the end to find the new agreement.
    pub touched: BTreeMap<i64, WrittenCase>,
    /// Suites that were written. They are read back at the end too.
    pub touched_suites: BTreeMap<i64, WrittenSuite>,
    /// Results that Qase has accepted, as they were sent.
    pub accepted: BTreeMap<ResultId, Fingerprint>,
    /// Creations whose answer was lost, with the ids of their journal rows.
    pub unclear: Vec<(CaseToCreate, i64)>,
    /// The largest ids in Qase before the export.
    pub max_case: i64,
    pub max_suite: i64,
    /// Files that this export has uploaded.
    pub sent_files: SentFiles,
    /// Hashes of files that cannot be uploaded.
    pub unsendable: BTreeSet<String>,
    pub run_here: Option<i64>,
    pub target_suite: Option<i64>,
    /// Identities of the rows, for the traces of created objects.
    pub case_identities: BTreeMap<CaseId, Identity>,
    pub suite_identities: BTreeMap<SuiteId, Identity>,
}

impl<'a> Work<'a> {
    pub(super) fn new(
        session: &'a Session,
        collected: &'a Arc<Collected>,
        plan: &'a Plan,
        of: RemoteProject,
        sync: SyncId,
        options: &Options,
    ) -> Self {
        let suites = collected.suites.values().filter_map(|s| Some((s.id, s.qase_id?)));
        let cases = collected.candidates.iter().filter_map(|c| c.case.as_ref()).filter_map(|c| Some((c.id, c.qase_id?)));
        Self {
            session,
            collected,
            plan,
            of,
            sync,
            summary: Summary { warnings: plan.warnings.clone(), drift: plan.drift.clone(), ..Summary::default() },
            suites: suites.collect(),
            cases: cases.collect(),
            by_case: collected.candidates.iter().filter_map(|c| c.case.as_ref()).map(|c| (c.id, c)).collect(),
            suite_of: collected.suites.values().filter_map(|s| Some((s.qase_id?, s.id))).collect(),
            taken: collected.linked.clone(),
            touched: BTreeMap::new(),
            touched_suites: BTreeMap::new(),
            accepted: BTreeMap::new(),
            unclear: Vec::new(),
            max_case: collected.remote.max_case(),
            max_suite: collected.remote.max_suite(),
            sent_files: collected.sent_files.clone(),
            unsendable: BTreeSet::new(),
            run_here: options.run_here(),
            target_suite: options.target_suite,
            case_identities: BTreeMap::new(),
            suite_identities: BTreeMap::new(),
        }
    }

    /// Reads the identities of the rows that may be created in Qase.
    pub(super) async fn read_identities(&mut self) -> Result<()> {
        let (cases, suites) = self.session.blocking(|store| store.read(crate::local::identities)).await?;
        self.case_identities = cases.into_iter().map(|(identity, id)| (id, identity)).collect();
        self.suite_identities = suites.into_iter().map(|(identity, id)| (id, identity)).collect();
        Ok(())
    }

    pub(super) fn of_id(&self) -> RemoteProjectId {
        self.of.id
    }

    /// The present Qase place of an item that lies in a workspace suite.
    pub(super) fn place(&self, place: SuiteRef) -> SuiteRef {
        match place {
            SuiteRef::Local(id) => SuiteRef::remote(self.suites.get(&SuiteId(id)).copied()),
            // A suite that was created again has another id now.
            SuiteRef::Remote(old) => {
                SuiteRef::Remote(self.suite_of.get(&old).and_then(|s| self.suites.get(s)).copied().unwrap_or(old))
            }
            SuiteRef::Root => SuiteRef::Root,
        }
    }

    pub(super) fn count(&mut self, entity: Entity, outcome: ItemOutcome) {
        if let Some(counts) = self.summary.counts_mut(entity) {
            counts.add(outcome);
        }
    }

    /// Counts items and writes them into the history.
    pub(super) async fn note(&mut self, items: Vec<Item>) -> Result<()> {
        items.iter().for_each(|item| self.summary.add(item));
        history::note(self.session, self.sync, items).await
    }

    pub(super) fn case_item(step: &CaseStep, outcome: ItemOutcome) -> Item {
        Item {
            entity: Entity::Case,
            local_key: step.case_id.map(|c| c.to_string()),
            remote_key: step.qase_id.map(|id| id.to_string()),
            title: step.title.clone(),
            outcome,
            detail: step.note.clone(),
        }
    }
}
