//! Reads both sides of an import.

use super::{Options, RemoteShared};
use crate::Job;
use crate::convert::Fields;
use crate::doubles::OwnObjects;
use crate::error::{Error, Result};
use crate::report::Stage;
use crate::session::Session;
use crate::snapshot::{CaseState, Local, LocalCase, Remote, RemoteCase};
use crate::{identity, local, oldest, recover, remote};
use std::collections::{BTreeMap, BTreeSet};
use voluptas_core::domain::Message;
use voluptas_core::domain::ids::ProjectId;
use voluptas_core::domain::project::RemoteProject;

/// Maximum number of cases that are looked for one by one, because that costs less than reading the project.
const FEW: usize = 20;

/// Both sides of an import, as they were when they were read.
#[derive(Debug, Clone)]
pub struct Collected {
    /// Code of the project in Qase.
    pub project_code: String,
    /// Title in Qase.
    pub project_title: String,
    /// The project as the workspace knows it; `None` before the first import.
    pub known: Option<RemoteProject>,
    /// The newest writer of the project before the workspace was read. A newer one makes the plan stale.
    pub newest_writer: i64,
    /// Meaning of the account's option and field numbers.
    pub fields: Fields,
    /// Qase's side.
    pub remote: Remote,
    /// The workspace's side.
    pub local: Local,
    /// Shared steps of Qase that its cases name.
    pub shared: Vec<RemoteShared>,
    /// Facts that a person should know.
    pub warnings: Vec<Message>,
}

/// Reads both sides. 10,000 cases in 500 suites take 110 requests.
///
/// # Errors
/// [`Error::NoSuchSuite`] when a chosen suite does not exist; [`Error::OtherProject`] when the ids of linked cases belong to
/// other cases now.
pub fn collect<'a>(session: &'a Session, options: &'a Options) -> Job<'a, Collected> {
    Box::pin(async move {
        let (known, titles) = known(session).await?;
        let mut account = remote::account(session, &titles).await?;
        let known = match known {
            Some(known) => Some(known),
            None => identity::renamed(session, &account).await?,
        };
        let newest_writer = newest_writer(session, known.as_ref()).await?;
        let mut remote = Remote { suites: remote::suites(session).await?, ..Remote::default() };
        let linked = linked_suites(session, known.as_ref()).await?;
        remote::look_for_suites(session, linked, &mut remote.suites).await?;
        if !options.suites.is_empty() {
            if let Some(id) = options.suites.iter().find(|id| !remote.suites.contains_key(id)) {
                return Err(Error::NoSuchSuite { project: session.project.clone(), id: *id });
            }
            remote.scope = Some(remote.with_descendants(&options.suites));
        }
        let mut known = known;
        if known.is_none() {
            remote.cases = remote::cases(session, &mut account, &mut remote.suites, remote.scope.as_ref()).await?;
            known = super::apply::store_own_project(session, &account.title, options.into, &remote).await?;
        }
        let mut local = match &known {
            None => read_unmet(session, options.into, titles).await?,
            Some(of) => {
                let local = read_both(session, of, &mut account, &mut remote).await?;
                identity::check(session, &remote, |id| local.qase_cases.get(&id)?.created_at.as_ref())?;
                local
            }
        };
        look_for_missing(session, &mut account, &mut remote, &local).await?;
        let mut linked = OwnObjects::of(&local);
        if let Some(of) = &known {
            linked.read_sent(session, of.id, &remote).await?;
        }
        remote.set_doubles_aside(session.client.write_lifetime(), &linked);
        if let Some(of) = &known
            && oldest::link(session, of, &mut remote, &mut linked).await?
        {
            local = read_local(session, of).await?;
        }
        align(&mut remote, &local);
        local.cases.retain(|id, _| remote.cases.contains_key(id) || remote.gone.contains(id) || remote.scope.is_none());
        if known.as_ref().is_none_or(|of| of.imported_ms.is_none()) {
            let into = known.as_ref().map_or(options.into, |of| Some(of.project_id));
            super::adopt::adopt(session, known.as_ref().map(|of| of.id), into, &remote, &mut local).await?;
        }
        let mut warnings = account.warnings;
        let shared = super::shared::collect(session, &remote, &mut warnings).await?;
        Ok(Collected {
            project_code: session.project.clone(),
            project_title: account.title,
            known,
            newest_writer,
            fields: account.fields,
            remote,
            local,
            shared,
            warnings: warnings.into_iter().chain(session.unsteady()).collect(),
        })
    })
}

/// The workspace's side for a project of Qase that is not known yet: nothing is linked.
async fn read_unmet(session: &Session, into: Option<ProjectId>, titles: Vec<String>) -> Result<Local> {
    let code = session.project.clone();
    let suites = session
        .blocking(move |store| {
            store.read(|tx| match super::apply::home_of(tx, &code, into)? {
                Some(home) => Ok(local::suites(tx, None, &[home].into())?.0),
                None => Ok(BTreeMap::new()),
            })
        })
        .await?;
    Ok(Local { suites, field_titles: titles, ..Local::default() })
}

/// Reads the cases and the workspace, and links objects that earlier writes created. While writes are pending, waits until they
/// can no longer arrive, and reads the suites again too.
pub(crate) async fn read_both(
    session: &Session,
    of: &RemoteProject,
    account: &mut remote::Account,
    remote: &mut Remote,
) -> Result<Local> {
    let mut pause = std::time::Duration::from_secs(1);
    let mut waited = std::time::Duration::ZERO;
    let mut is_pending = recover::has_pending(session, of).await?;
    loop {
        // A pending creation may lie in any suite.
        let scope = remote.scope.as_ref().filter(|_| !is_pending);
        remote.cases = remote::cases(session, account, &mut remote.suites, scope).await?;
        let mut local = read_local(session, of).await?;
        if recover::uncross(session, of, remote, &local).await? {
            local = read_local(session, of).await?;
        }
        let recovered = recover::adopt(session, of, remote, &local, waited).await?;
        let Some(left) = recovered.wait else {
            let scope = remote.scope.clone();
            let in_scope =
                |c: &RemoteCase| scope.as_ref().is_none_or(|s| c.state.place.qase_id().is_some_and(|id| s.contains(&id)));
            remote.cases.retain(|_, c| in_scope(c));
            return if recovered.found > 0 { read_local(session, of).await } else { Ok(local) };
        };
        session.wait(left.min(pause)).await?;
        waited += left.min(pause);
        pause = (pause * 2).min(std::time::Duration::from_secs(15));
        is_pending = true;
        remote.suites = remote::suites(session).await?;
        remote::look_for_suites(session, linked_suites(session, Some(of)).await?, &mut remote.suites).await?;
    }
}

/// Qase ids of the linked suites that existed at the last check.
async fn linked_suites(session: &Session, known: Option<&RemoteProject>) -> Result<BTreeSet<i64>> {
    let Some(of) = known.map(|k| k.id) else { return Ok(BTreeSet::new()) };
    let seen = session.blocking(move |store| store.read(|tx| tx.remotes().suites(of))).await?;
    Ok(seen.into_iter().filter(|s| s.suite_id.is_some() && !s.removed).map(|s| s.qase_id).collect())
}

pub(crate) async fn known(session: &Session) -> Result<(Option<RemoteProject>, Vec<String>)> {
    let (account, code) = (session.account.clone(), session.project.clone());
    session.blocking(move |store| store.read(|tx| Ok((tx.remotes().find(&account, &code)?, local::field_titles(tx)?)))).await
}

/// The newest writer of a project; 0 for an unknown project. A plan is stale when the number has changed.
pub(crate) async fn newest_writer(session: &Session, known: Option<&RemoteProject>) -> Result<i64> {
    let Some(id) = known.map(|k| k.id) else { return Ok(0) };
    session.blocking(move |store| store.read(|tx| tx.syncs().newest_writer(id))).await
}

pub(crate) async fn read_local(session: &Session, of: &RemoteProject) -> Result<Local> {
    session.step(Stage::ReadLocal, 0, 1, "")?;
    let of = of.clone();
    session.blocking(move |store| store.read(|tx| local::read(tx, &of))).await
}

/// Looks for linked cases that were not read: they are gone, outside the scope, or missed by the list.
async fn look_for_missing(session: &Session, account: &mut remote::Account, remote: &mut Remote, local: &Local) -> Result<()> {
    let mut missing: Vec<i64> = local
        .cases
        .values()
        // A case that was missing last time shows up in the list when it returns.
        .filter(|c| !c.removed)
        .filter_map(|c| c.qase_id)
        .filter(|id| !remote.cases.contains_key(id))
        .filter(|id| match &remote.scope {
            None => true,
            Some(scope) => {
                let suite = local.qase_cases.get(id).and_then(|m| m.suite);
                suite.is_some_and(|s| scope.contains(&s) || !remote.suites.contains_key(&s))
            }
        })
        .collect();
    // A list can miss a case while others are deleted: a case that it lacks is looked for by its id.
    if missing.is_empty() {
        return Ok(());
    }
    let listed = match &remote.scope {
        None => remote.cases.len(),
        // Only the scope was listed, and a case may have moved out of it. For many missing cases one whole list is cheaper.
        Some(_) if missing.len() > FEW => {
            let mut all = remote::cases(session, account, &mut remote.suites, None).await?;
            let listed = all.len();
            remote.cases.extend(missing.iter().filter_map(|id| Some((*id, all.remove(id)?))));
            missing.retain(|id| !remote.cases.contains_key(id));
            listed
        }
        Some(_) => 0,
    };
    remote::look_for_cases(session, &account.fields, &missing, listed, remote).await
}

/// Treats the same file under another address (a moved server, an expired permission) as the same file.
pub(crate) fn align(remote: &mut Remote, local: &Local) {
    for (id, case) in &mut remote.cases {
        if let Some(here) = local.cases.get(id) {
            align_files(&mut case.state, here);
        }
    }
}

/// Does the same as [`align`] for one case. A file that the workspace lacks may still be in the state that both sides agreed on.
pub(crate) fn align_files(there: &mut CaseState, here: &LocalCase) {
    let states: Vec<&CaseState> = std::iter::once(&here.state).chain(here.base.as_ref().map(|b| &b.state)).collect();
    align_to(there, &states);
}

/// Replaces file entries of `there` by the entries that `states` have for the same files. Files are the same when their hashes
/// are equal.
pub(crate) fn align_to(there: &mut CaseState, states: &[&CaseState]) {
    let states = || states.iter().copied();
    let known: Vec<_> = states().flat_map(|s| &s.content.attachments).collect();
    take_known_files(&mut there.content.attachments, &known);
    let known: Vec<_> = states().flat_map(|s| files(&s.content.steps)).collect();
    take_known(&mut there.content.steps, &known);
}

fn files(
    steps: &[voluptas_core::domain::case::Step],
) -> Box<dyn Iterator<Item = &voluptas_core::domain::case::AttachmentRef> + '_> {
    Box::new(steps.iter().flat_map(|s| s.attachments.iter().chain(files(&s.steps))))
}

fn take_known(steps: &mut [voluptas_core::domain::case::Step], known: &[&voluptas_core::domain::case::AttachmentRef]) {
    if known.is_empty() {
        return;
    }
    for step in steps {
        take_known_files(&mut step.attachments, known);
        take_known(&mut step.steps, known);
    }
}

fn take_known_files(
    files: &mut [voluptas_core::domain::case::AttachmentRef],
    known: &[&voluptas_core::domain::case::AttachmentRef],
) {
    for file in files {
        if let Some(same) = known.iter().find(|k| k.hash.is_some() && k.hash == file.hash) {
            (*same).clone_into(file);
        }
    }
}

/// The suites that an import of this scope needs: the chosen ones and their ancestors.
pub(crate) fn needed_suites(remote: &Remote) -> BTreeSet<i64> {
    let Some(scope) = &remote.scope else { return remote.suites.keys().copied().collect() };
    let mut needed = scope.clone();
    let elsewhere = remote.cases.values().filter_map(|c| c.state.place.qase_id());
    for id in scope.iter().copied().chain(elsewhere) {
        let mut at = Some(id);
        while let Some(id) = at.filter(|id| remote.suites.contains_key(id)) {
            if id != 0 && !needed.insert(id) && !scope.contains(&id) {
                break;
            }
            at = remote.suites.get(&id).and_then(|s| s.state.place.qase_id());
        }
    }
    needed
}
