//! Reads both sides of an import.

use super::Options;
use crate::domain::Message;
use crate::domain::project::RemoteProject;
use crate::sync::convert::Fields;
use crate::sync::error::{Error, Result};
use crate::sync::report::Stage;
use crate::sync::session::Session;
use crate::sync::snapshot::{CaseState, Local, LocalCase, Remote};
use crate::sync::{local, recover, remote};
use std::collections::BTreeSet;

/// Looking for so many cases one by one costs less than reading the project.
const LOOK_AT_MOST: usize = 20;

/// Both sides of an import, as they were when they were read.
#[derive(Debug, Clone)]
pub struct Collected {
    /// Code of the project in Qase.
    pub project_code: String,
    /// Its title there.
    pub project_title: String,
    /// The project as this workspace knows it; none before the first import.
    pub known: Option<RemoteProject>,
    /// What the numbers of the account mean.
    pub fields: Fields,
    /// Qase's side.
    pub remote: Remote,
    /// The workspace's side.
    pub local: Local,
    /// What a person should know.
    pub warnings: Vec<Message>,
}

/// Reads both sides. 10,000 cases in 500 suites take 108 requests.
///
/// # Errors
/// As the client and the store say; [`Error::NoSuchSuite`] for a chosen suite that is not there.
pub async fn collect(session: &Session, options: &Options) -> Result<Collected> {
    let (known, titles) = known(session).await?;
    let account = remote::account(session, &titles).await?;
    let suites = remote::suites(session).await?;
    let mut remote = Remote { suites, ..Remote::default() };
    if !options.suites.is_empty() {
        if let Some(id) = options.suites.iter().find(|id| !remote.suites.contains_key(id)) {
            return Err(Error::NoSuchSuite { project: session.project.clone(), id: *id });
        }
        remote.scope = Some(remote.with_descendants(&options.suites));
    }
    let pending = match &known {
        Some(of) => recover::has_pending(session, of).await?,
        None => false,
    };
    if let Some(of) = known.as_ref().filter(|_| pending) {
        // Looking for what was lost needs all of it.
        remote.cases = remote::cases(session, &account, &remote.suites, None).await?;
        let sides = read_local(session, of).await?;
        recover::pending(session, of, None, &remote, &sides).await?;
        let scope = remote.scope.clone();
        remote.cases.retain(|_, c| scope.as_ref().is_none_or(|s| c.state.place.qase_id().is_some_and(|id| s.contains(&id))));
    } else {
        remote.cases = remote::cases(session, &account, &remote.suites, remote.scope.as_ref()).await?;
    }
    let mut local = match &known {
        Some(of) => read_local(session, of).await?,
        None => Local { field_titles: titles, ..Local::default() },
    };
    look_for_missing(session, &account, &mut remote, &local).await?;
    align(&mut remote, &local);
    local.cases.retain(|id, _| remote.cases.contains_key(id) || remote.gone.contains(id) || remote.scope.is_none());
    Ok(Collected {
        project_code: session.project.clone(),
        project_title: account.title,
        known,
        fields: account.fields,
        remote,
        local,
        warnings: account.warnings,
    })
}

pub(crate) async fn known(session: &Session) -> Result<(Option<RemoteProject>, Vec<String>)> {
    let (account, code) = (session.account.clone(), session.project.clone());
    session.blocking(move |store| store.read(|tx| Ok((tx.remotes().find(&account, &code)?, local::field_titles(tx)?)))).await
}

pub(crate) async fn read_local(session: &Session, of: &RemoteProject) -> Result<Local> {
    session.step(Stage::ReadLocal, 0, 1, "")?;
    let of = of.clone();
    session.blocking(move |store| store.read(|tx| local::read(tx, &of))).await
}

/// Linked cases that were not read are gone, or elsewhere when only some suites were read, or were missed by the list.
async fn look_for_missing(session: &Session, account: &remote::Account, remote: &mut Remote, local: &Local) -> Result<()> {
    let missing: Vec<i64> = local
        .cases
        .keys()
        .filter(|id| !remote.cases.contains_key(id))
        .filter(|id| match &remote.scope {
            None => true,
            Some(scope) => {
                let suite = local.mirror_cases.get(id).and_then(|m| m.suite);
                suite.is_some_and(|s| scope.contains(&s) || !remote.suites.contains_key(&s))
            }
        })
        .copied()
        .collect();
    // A case that was not in the list may have slipped through it while somebody else deleted others: it is looked for by its id.
    if missing.is_empty() {
        return Ok(());
    }
    if missing.len() <= LOOK_AT_MOST {
        return remote::some_cases(session, &account.fields, &missing, Stage::ReadCases, remote).await;
    }
    let mut all = remote::cases(session, account, &remote.suites, None).await?;
    for id in missing {
        match all.remove(&id) {
            Some(case) => {
                remote.cases.insert(id, case);
            }
            None => {
                remote.gone.insert(id);
            }
        }
    }
    Ok(())
}

/// The same file under another address (a server that moved, a permission that ran out) is the same file.
pub(crate) fn align(remote: &mut Remote, local: &Local) {
    for (id, case) in &mut remote.cases {
        if let Some(here) = local.cases.get(id) {
            align_files(&mut case.state, here);
        }
    }
}

/// As [`align`], for one case. A file that is known here no more is still the one that both sides agreed on.
pub(crate) fn align_files(there: &mut CaseState, here: &LocalCase) {
    let states = || std::iter::once(&here.state).chain(here.base.as_ref().map(|b| &b.state));
    let known: Vec<_> = states().flat_map(|s| &s.content.attachments).collect();
    take_known_files(&mut there.content.attachments, &known);
    let known: Vec<_> = states().flat_map(|s| files(&s.content.steps)).collect();
    take_known(&mut there.content.steps, &known);
}

fn files(steps: &[crate::domain::case::Step]) -> Box<dyn Iterator<Item = &crate::domain::case::AttachmentRef> + '_> {
    Box::new(steps.iter().flat_map(|s| s.attachments.iter().chain(files(&s.steps))))
}

fn take_known(steps: &mut [crate::domain::case::Step], known: &[&crate::domain::case::AttachmentRef]) {
    if known.is_empty() {
        return;
    }
    for step in steps {
        take_known_files(&mut step.attachments, known);
        take_known(&mut step.steps, known);
    }
}

fn take_known_files(files: &mut [crate::domain::case::AttachmentRef], known: &[&crate::domain::case::AttachmentRef]) {
    for file in files {
        if let Some(same) = known.iter().find(|k| k.hash.is_some() && k.hash == file.hash) {
            (*same).clone_into(file);
        }
    }
}

/// The suites that an import of this scope needs: the chosen ones and those above them.
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
