//! Carries out the plan of an export: suites, cases, results. Then checks that they arrived.

use super::collected::Collected;
use super::options::Options;
use super::settle::CreatedIds;
use super::shared;
use super::work::Work;
use crate::Job;
use crate::error::{Error, Result};
use crate::plan::Plan;
use crate::report::Summary;
use crate::session::Session;
use crate::{history, import, verify};
use std::sync::Arc;
use voluptas_core::domain::project::RemoteProject;
use voluptas_store::Op;

/// Carries out a plan. An interrupted export leaves whole items and a journal; the next export does the rest.
///
/// # Errors
/// [`Error::Busy`] when another writer works on the project; [`Error::Stale`] when one has worked since the plan was made;
/// [`Error::NoRun`] or [`Error::ClosedRun`] when there are results and no run takes them; [`Error::Stopped`] when a person
/// stopped the export.
pub fn apply<'a>(session: &'a Session, options: &'a Options, collected: Arc<Collected>, plan: &'a Plan) -> Job<'a, Summary> {
    Box::pin(async move {
        let session = &session.leased("export").await?;
        import::not_stale(session, collected.known.as_ref(), collected.newest_writer).await?;
        let of = known(session, &collected).await?;
        let sync = history::begin(session, "export", Some(of.id), options).await?;
        let session = &session.in_job(sync);
        let mut warnings = Vec::new();
        let shared = shared::send(session, &of, sync, collected.clone(), plan, &mut warnings);
        let collected = match history::while_alive(&session.store, sync, Box::pin(shared)).await {
            Ok(collected) => collected,
            Err(e) => return history::end(session, sync, Summary::default(), Err(e)).await,
        };
        let mut work = Work::new(session, &collected, plan, of, sync, options);
        work.summary.warnings.extend(warnings);
        let outcome = history::while_alive(&session.store, sync, Box::pin(work.all())).await;
        let summary = std::mem::take(&mut work.summary);
        history::end(session, sync, summary, outcome).await
    })
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

impl Work<'_> {
    async fn all(&mut self) -> Result<()> {
        self.check_run()?;
        self.send_suites().await?;
        self.settle_suites().await?;
        self.send_files().await?;
        self.send_cases().await?;
        let written =
            verify::WrittenItems { cases: std::mem::take(&mut self.touched), suites: std::mem::take(&mut self.touched_suites) };
        let mut created = CreatedIds {
            cases: written.cases.iter().filter(|(_, touched)| touched.before.is_none()).map(|(id, _)| *id).collect(),
            suites: written.suites.iter().filter(|(_, touched)| touched.before.is_none()).map(|(id, _)| *id).collect(),
        };
        let fields = &self.collected.fields;
        // Before the results, which name their cases by id.
        let right = verify::cases_and_suites(self.session, &self.of, fields, written, &mut self.summary).await?;
        created.cases.extend(right.values());
        self.cases.extend(right);
        self.settle(&created).await?;
        match self.send_results().await? {
            Some(run) => verify::results(self.session, &self.of, &run, &mut self.summary).await,
            None => Ok(()),
        }
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
}
