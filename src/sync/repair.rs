//! Merges duplicates in Qase: objects that one write created twice because its first attempt arrived late, and cases that were
//! restored after they had been created again.
//!
//! [`collect()`] finds them by their traces and decides what to do with each; [`apply()`] does it. A duplicate is removed only
//! when nothing is lost: its content is the same as that of the first, and it has no results. All others are reported and left to
//! a person.

use super::error::Result;
use super::history;
use super::import;
use super::report::{Entity, Item, ItemOutcome, Stage, Summary};
use super::session::Session;
use super::snapshot::{CaseState, Place};
use crate::domain::Message;
use crate::domain::ids::{CaseId, SyncId};
use crate::domain::message::Explain as _;
use crate::domain::project::RemoteProject;
use crate::domain::trace;
use crate::qase::model::{Run, SuiteWrite, tolerant::Patch};
use crate::qase::{self, ResultFilter, RunFilter};
use crate::store::Op;
use serde::Serialize;
use std::collections::BTreeMap;

/// A duplicate and the planned action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Double {
    /// Suite, case or run.
    pub entity: Entity,
    /// Id in Qase.
    pub id: i64,
    /// Id of the object that stays.
    pub first: i64,
    /// Title.
    pub title: String,
    /// Reason to leave it to a person; `None` when it can be merged.
    pub why_not: Option<Message>,
    /// The workspace case to link to `first`, if it is linked to the duplicate.
    #[serde(skip)]
    pub relink: Option<CaseId>,
}

/// The duplicates that were found.
#[derive(Debug, Clone, Default)]
pub struct Collected {
    /// Suites first, then cases, then runs.
    pub doubles: Vec<Double>,
    known: Option<RemoteProject>,
    /// Child suites by the id of their duplicate parent. They move to the suite that stays.
    children: BTreeMap<i64, Vec<i64>>,
}

/// Looks for duplicates. Writes nothing into Qase.
pub async fn collect(session: &Session) -> Result<Collected> {
    let read = import::collect(session, &import::Options::default()).await?;
    let mut found = Collected { known: read.known.clone(), ..Collected::default() };
    let remote = &read.remote;
    for (id, first) in &remote.double_suites {
        let (Some(double), Some(kept)) = (remote.suites.get(id), remote.suites.get(first)) else { continue };
        let same = double.state.content == kept.state.content;
        found.children.insert(*id, remote.double_children(*id));
        found.doubles.push(Double {
            entity: Entity::Suite,
            id: *id,
            first: *first,
            title: double.state.content.title.clone(),
            why_not: (!same).then(|| Message::new("sync-repair-edited")),
            relink: None,
        });
    }
    let cases = remote.double_cases.iter().map(|(id, first)| (*id, *first, None));
    let linked: BTreeMap<CaseId, i64> = read.local.cases.values().filter_map(|c| Some((c.id, c.qase_id?))).collect();
    let returned = read.local.former.iter().filter(|(id, _)| remote.cases.contains_key(id) && !read.local.cases.contains_key(id));
    // The older one stays, whichever is linked: it has the history.
    let returned = returned.filter_map(|(id, case)| {
        let now = *linked.get(case)?;
        Some((now.max(*id), now.min(*id), (*id < now).then_some(*case)))
    });
    for (id, first, relink) in cases.chain(returned).collect::<Vec<_>>() {
        let (Some(double), Some(kept)) = (remote.cases.get(&id), remote.cases.get(&first)) else { continue };
        session.step(Stage::Verify, found.doubles.len(), 0, &double.state.content.title)?;
        let why_not = match says_the_same(&double.state, &kept.state) {
            false => Some(Message::new("sync-repair-edited")),
            true => has_results(session, ResultFilter { cases: vec![id], ..ResultFilter::default() }).await?,
        };
        let title = double.state.content.title.clone();
        found.doubles.push(Double { entity: Entity::Case, id, first, title, why_not, relink });
    }
    for (double, first) in double_runs(session).await? {
        let why_not = has_results(session, ResultFilter::run(double.id)).await?;
        let title = double.title;
        found.doubles.push(Double { entity: Entity::Run, id: double.id, first, title, why_not, relink: None });
    }
    Ok(found)
}

fn says_the_same(a: &CaseState, b: &CaseState) -> bool {
    a.content == b.content
}

async fn has_results(session: &Session, filter: ResultFilter) -> Result<Option<Message>> {
    let count = session.fresh().count_results(&session.project, &filter).await?;
    Ok((count > 0).then(|| Message::new("sync-repair-results").count("count", count)))
}

/// Runs with the marker and the title of an earlier run, with the id of that run.
async fn double_runs(session: &Session) -> Result<Vec<(Run, i64)>> {
    let mut first: BTreeMap<(String, String), i64> = BTreeMap::new();
    let mut doubles = Vec::new();
    for run in session.fresh().list_runs(&session.project, &RunFilter::default()).await? {
        let text = run.description.clone().unwrap_or_default();
        let marker = match trace::split(&text).1 {
            Some(trace) => trace.to_owned(),
            None if text.starts_with(MARKER) => text.clone(),
            None => continue,
        };
        let key = (marker, run.title.trim().to_owned());
        match first.get(&key) {
            Some(of) => doubles.push((run, *of)),
            None => drop(first.insert(key, run.id)),
        }
    }
    Ok(doubles)
}

/// Start of the description of every run that an export creates.
pub(crate) const MARKER: &str = "VoluptAS ";

/// Merges the duplicates that can be merged.
///
/// # Errors
/// [`super::Error::Busy`] when another writer works on the project.
pub async fn apply(session: &Session, found: &Collected) -> Result<Summary> {
    let session = &session.leased("repair").await?;
    let Some(of) = &found.known else { return Ok(Summary::default()) };
    let sync = history::begin(session, "repair", Some(of.id), &found.doubles).await?;
    let mut summary = Summary::default();
    let outcome = history::while_alive(&session.store, sync, Box::pin(merge_all(session, of, sync, found, &mut summary))).await;
    history::end(session, sync, summary, outcome).await
}

async fn merge_all(session: &Session, of: &RemoteProject, sync: SyncId, found: &Collected, summary: &mut Summary) -> Result<()> {
    for (done, double) in found.doubles.iter().enumerate() {
        session.step(Stage::SendCases, done, found.doubles.len(), &double.title)?;
        let (outcome, detail) = match &double.why_not {
            Some(why) => (ItemOutcome::Conflict, Some(why.clone())),
            None => match merge(session, of, found, double).await {
                Ok(()) => (ItemOutcome::Removed, Some(Message::new("sync-repair-merged").with("of", double.first))),
                Err(super::Error::Qase(e)) if !e.is_retryable() => (ItemOutcome::Failed, Some(e.message())),
                Err(e) => return Err(e),
            },
        };
        let (id, title) = (Some(double.id.to_string()), double.title.clone());
        let item = Item { entity: double.entity, local_key: None, remote_key: id, title, outcome, detail };
        if double.entity == Entity::Run && outcome != ItemOutcome::Removed {
            summary.drift.push(Message::new("sync-repair-run-left").with("id", double.id).with("title", &double.title));
        }
        summary.add(&item);
        history::note(session, sync, vec![item]).await?;
    }
    Ok(())
}

async fn merge(session: &Session, of: &RemoteProject, found: &Collected, double: &Double) -> Result<()> {
    let (client, project) = (session.fresh(), &session.project);
    match double.entity {
        Entity::Suite => {
            for child in found.children.get(&double.id).into_iter().flatten() {
                let write = SuiteWrite { parent_id: Patch::Set(double.first), ..SuiteWrite::default() };
                client.update_suite(project, *child, &write).await?;
            }
            Ok(client.delete_suite(project, double.id, Some(double.first)).await?)
        }
        Entity::Case => {
            if let Some(case) = double.relink {
                let (of, first) = (of.id, double.first);
                session
                    .blocking(move |store| {
                        store.write(Op::bulk("repair_relink"), |tx| tx.remotes().relink_former(of, case, first)).map(drop)
                    })
                    .await?;
            }
            Ok(client.delete_case(project, double.id).await?)
        }
        _ => match client.delete_run(project, double.id).await {
            Ok(()) | Err(qase::Error::NotFound { .. }) => Ok(()),
            Err(e) => Err(e.into()),
        },
    }
}

/// Deletes the links between the workspace and the project, so that the next import starts from scratch. Cases and suites of the
/// workspace stay. False when the project is unknown.
///
/// # Errors
/// [`super::Error::Busy`] when another writer works on the project.
pub async fn forget_links(session: &Session) -> Result<bool> {
    let session = &session.leased("repair").await?;
    let Some(of) = import::known(session).await?.0 else { return Ok(false) };
    session
        .blocking(move |store| store.write(Op::bulk("repair_forget"), |tx| tx.remotes().forget_links(of.id)).map(drop))
        .await?;
    Ok(true)
}

impl super::snapshot::Remote {
    /// Child suites of a duplicate suite. Their place already names the suite that stays, so the parent is read from the payload.
    fn double_children(&self, id: i64) -> Vec<i64> {
        let parent = |payload: &str| {
            let sent: Option<qase::model::Suite> = serde_json::from_str(payload).ok();
            Place::remote(sent.and_then(|s| s.parent_id))
        };
        self.suites.values().filter(|s| parent(&s.payload) == Place::Remote(id)).map(|s| s.qase_id).collect()
    }
}
