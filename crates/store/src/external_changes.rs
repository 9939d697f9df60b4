//! Writes of other programs to the same workspace: a server, a command line, a second window. Views hear of them as of writes of this
//! program, but late: when [`Store::look_for_others`] looks. A [`ChangeListener`] says when a look is due.

use super::change_marks::ChangeMarks;
use super::db::postgres::{Listener, ListenerState};
use super::entity::Entity;
use super::location::Location;
use super::op::Changed;
use super::trash::PURGE;
use super::{Aggregate, Result, Store, Tx};
use crate::p;
use std::time::Duration;
use tokio::sync::watch;
use voluptas_core::domain::ids::CaseId;

/// Maximum number of cases with new results that are named one by one.
const NAMED: u16 = 10_000;

/// Time between two looks at a file, and at a server whose commits are not heard.
const LOOK: Duration = Duration::from_secs(1);
/// Time between two looks at a server whose commits are heard, in case that one was missed.
const SELDOM: Duration = Duration::from_secs(30);
/// Shortest time between two looks: a server that takes in results commits a hundred times a second.
const SHORTEST: Duration = Duration::from_millis(250);

/// Waits for commits to a workspace. Does not keep it open.
#[derive(Debug)]
pub struct ChangeListener(Option<watch::Receiver<ListenerState>>);

impl ChangeListener {
    /// Returns when it is time to look for commits of other programs: after a second for a file, after a commit for a workspace
    /// on a server. Also returns soon after the workspace was closed.
    pub async fn wait(&mut self) {
        let Some(heard) = &mut self.0 else { return tokio::time::sleep(LOOK).await };
        let longest = if heard.borrow().is_listening { SELDOM } else { LOOK };
        tokio::time::sleep(SHORTEST).await;
        if let Ok(Err(_)) = tokio::time::timeout(longest, heard.changed()).await {
            self.0 = None;
        }
    }

    /// True while commits to a workspace on a server are heard.
    pub fn is_listening(&self) -> bool {
        self.0.as_ref().is_some_and(|heard| heard.borrow().is_listening)
    }

    /// Goes up with each commit to a workspace on a server; 0 for a file.
    pub fn commits(&self) -> u64 {
        self.0.as_ref().map_or(0, |heard| heard.borrow().commits)
    }
}

impl Store {
    /// Waits for commits of all programs, this one among them. The first call for a workspace on a server begins to listen to it.
    ///
    /// # Errors
    /// The process can start no thread for connections.
    pub fn change_listener(&self) -> Result<ChangeListener> {
        let Location::Server { server, .. } = self.location() else { return Ok(ChangeListener(None)) };
        Ok(ChangeListener(Some(self.listener(|| Listener::start(server))?)))
    }

    /// Looks for commits of other programs since the last look, and notifies views of the changes. The first look only remembers
    /// the state of the file. Returns true when there were commits. Does not wait for a write of this program; blocks for the
    /// disk.
    pub fn look_for_others(&self) -> Result<bool> {
        let Some(version) = self.version_of_others()? else { return Ok(false) };
        let before = *self.seen();
        if before.is_some_and(|seen| seen.version == version) {
            return Ok(false);
        }
        let (now, changed, cases) = self.read(|tx| {
            let now = ChangeMarks::read(tx, version)?;
            let Some(before) = before else { return Ok((now, Changed::default(), Vec::new())) };
            let (changed, cases) = since(tx, before, now)?;
            Ok((now, changed, cases))
        })?;
        *self.seen() = Some(now);
        if before.is_some() {
            self.tell(changed, cases);
        }
        Ok(before.is_some())
    }

    /// The engine's number of the last commit of others; `None` while this program writes.
    fn version_of_others(&self) -> Result<Option<i64>> {
        self.while_idle(|db| db.commits_of_others()).transpose()
    }
}

/// The aggregates that commits between two looks changed, and the cases with new results.
fn since(tx: &Tx<'_>, before: ChangeMarks, now: ChangeMarks) -> Result<(Changed, Vec<CaseId>)> {
    let mut changed = Changed::default();
    // Nothing tells whether these changed; what shows them is read in no time.
    for aggregate in [Aggregate::Remote, Aggregate::Sync, Aggregate::Jobs, Aggregate::Service, Aggregate::Other, Aggregate::Runs]
    {
        changed.add(aggregate);
    }
    if before.projects != now.projects {
        changed.add(Aggregate::Projects);
    }
    let words = tx.all("SELECT DISTINCT entity FROM changes WHERE id > ?1", p![before.change], |r| r.text(0))?;
    for word in words {
        if word == PURGE {
            let gone = [Aggregate::Functions, Aggregate::Suites, Aggregate::Cases, Aggregate::Results, Aggregate::Mappings];
            gone.into_iter().for_each(|aggregate| changed.add(aggregate));
        }
        // A kind of a newer program is none that this one shows.
        let Ok(entity) = word.parse::<Entity>() else { continue };
        changed.add(entity.aggregate());
        if matches!(entity, Entity::Run | Entity::Result | Entity::Function | Entity::Case) {
            // Last results may have changed without a new one.
            changed.add(Aggregate::Mappings);
        }
    }
    let mut cases = Vec::new();
    if now.result > before.result {
        changed.add(Aggregate::Results);
        cases = tx.all(
            "SELECT DISTINCT case_id FROM results WHERE id > ?1 AND case_id IS NOT NULL LIMIT ?2",
            p![before.result, i64::from(NAMED) + 1],
            |r| Ok(CaseId(r.int(0)?)),
        )?;
        if cases.len() > usize::from(NAMED) {
            changed.add(Aggregate::Mappings);
            changed.add(Aggregate::Cases);
            cases.clear();
        }
    }
    Ok((changed, cases))
}
