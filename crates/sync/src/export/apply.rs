//! Carries out the plan of an export: suites, cases, results. Then checks that they arrived.

use super::cases::ToMake;
use super::collect::Collected;
use super::{Options, plan::run_here, shared};
use crate::error::{Error, Result};
use crate::files::SentFiles;
use crate::plan::{CaseStep, Plan};
use crate::report::{Entity, Item, ItemOutcome, Summary};
use crate::session::Session;
use crate::snapshot::{LocalCase, SuiteRef};
use crate::verify::{Touched, TouchedSuite};
use crate::{history, import, verify};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use voluptas_core::domain::ids::{CaseId, RemoteProjectId, ResultId, SuiteId, SyncId};
use voluptas_core::domain::project::RemoteProject;
use voluptas_store::Op;

/// Carries out a plan. An interrupted export leaves whole items and a journal; the next export does the rest.
///
/// # Errors
/// [`Error::Busy`] when another writer works on the project; [`Error::Stale`] when one has worked since the plan was made;
/// [`Error::NoRun`] or [`Error::ClosedRun`] when there are results and no run takes them; [`Error::Stopped`] when a person
/// stopped the export.
pub async fn apply(session: &Session, options: &Options, collected: Arc<Collected>, plan: &Plan) -> Result<Summary> {
    let session = &session.leased("export").await?;
    import::not_stale(session, collected.known.as_ref(), collected.newest_writer).await?;
    let of = known(session, &collected).await?;
    let sync = history::begin(session, "export", Some(of.id), options).await?;
    let session = &session.in_job(sync);
    let mut warnings = Vec::new();
    let shared = shared::send(session, &of, collected.clone(), plan, &mut warnings);
    let collected = match history::while_alive(&session.store, sync, Box::pin(shared)).await {
        Ok(collected) => collected,
        Err(e) => return history::end(session, sync, Summary::default(), Err(e)).await,
    };
    let mut work = Work::new(session, &collected, plan, of, sync, options);
    work.summary.warnings.extend(warnings);
    let outcome = history::while_alive(&session.store, sync, Box::pin(work.all())).await;
    let summary = std::mem::take(&mut work.summary);
    history::end(session, sync, summary, outcome).await
}

/// The project as this workspace knows it, stored first if it is new.
async fn known(session: &Session, collected: &Collected) -> Result<RemoteProject> {
    if let Some(known) = &collected.known {
        return Ok(known.clone());
    }
    let (account, code) = (session.account.clone(), session.project.clone());
    let (title, home) = (collected.project_title.clone(), collected.home);
    session
        .blocking(move |store| {
            let op = Op::bulk("sync_meet_project");
            Ok(store.write(op, |tx| import::meet(tx, &account, &code, &title, home))?.value)
        })
        .await
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
    pub touched: BTreeMap<i64, Touched>,
    /// Suites that were written. They are read back at the end too.
    pub touched_suites: BTreeMap<i64, TouchedSuite>,
    /// Results that Qase has accepted, each with its case in Qase and the sent status.
    pub accepted: BTreeMap<ResultId, (i64, String)>,
    /// Creations whose answer was lost, with the ids of their journal rows.
    pub unclear: Vec<(ToMake, i64)>,
    /// The largest ids in Qase before the export.
    pub max_case: i64,
    pub max_suite: i64,
    /// Files that this export has uploaded.
    pub sent_files: SentFiles,
    /// Hashes of files that cannot be uploaded.
    pub unsendable: BTreeSet<String>,
    pub run_here: Option<i64>,
    pub target_suite: Option<i64>,
}

impl<'a> Work<'a> {
    fn new(
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
            run_here: run_here(options),
            target_suite: options.target_suite,
        }
    }

    pub(super) fn of_id(&self) -> RemoteProjectId {
        self.of.id
    }

    async fn all(&mut self) -> Result<()> {
        self.check_run()?;
        self.send_suites().await?;
        self.send_files().await?;
        self.send_cases().await?;
        let run = self.send_results().await?;
        let written =
            verify::Written { cases: std::mem::take(&mut self.touched), suites: std::mem::take(&mut self.touched_suites) };
        verify::export(self.session, &self.of, &self.collected.fields, written, run, &mut self.summary).await
    }

    /// Fails before anything is sent when there are results and no run takes them.
    fn check_run(&self) -> Result<()> {
        let Some(results) = &self.plan.results else { return Ok(()) };
        let new = results.steps.iter().any(|s| s.class == crate::plan::Class::New);
        if !new {
            return Ok(());
        }
        if results.run.is_none() {
            return Err(Error::NoRun);
        }
        match &self.collected.run {
            Some(run) if !run.is_open => Err(Error::ClosedRun { project: self.session.project.clone(), id: run.id }),
            _ => Ok(()),
        }
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
