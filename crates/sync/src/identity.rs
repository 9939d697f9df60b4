//! Checks that a Qase project is still the one that this workspace knows.
//!
//! A project has a code and no stable id: it can be renamed, and a new project can be created under a code that was used before,
//! with ids that start at 1 again. A case counts as the same case if its id and its creation time are the same.

use super::error::{Error, Result};
use super::remote::Account;
use super::session::Session;
use super::snapshot::Remote;
use std::collections::BTreeMap;
use voluptas_core::base::clock;
use voluptas_core::domain::project::{RemoteProject, account_name};
use voluptas_qase::{self as qase, CaseFilter};
use voluptas_store::Op;

/// Creation times that differ by less than this are the same: an account may show them in another form.
const SAME_MS: i64 = 1_000;

fn is_same(a: Option<&String>, b: Option<&String>) -> Option<bool> {
    let parse = |text: &String| clock::parse(text);
    Some((a.and_then(parse)? - b.and_then(parse)?).abs() < SAME_MS)
}

/// Compares the cases of Qase with the linked ones. `created_at` returns the stored creation time of a case by its Qase id.
///
/// # Errors
/// [`Error::OtherProject`] when more than half of the comparable cases are other cases.
pub(crate) fn check<'a>(session: &Session, remote: &Remote, created_at: impl Fn(i64) -> Option<&'a String>) -> Result<()> {
    let cases = remote.cases.values();
    let compared: Vec<bool> = cases.filter_map(|c| is_same(c.created_at.as_ref(), created_at(c.qase_id))).collect();
    let others = compared.iter().filter(|same| !**same).count();
    if others * 2 > compared.len() {
        return Err(Error::OtherProject { project: session.project.clone(), others: others as u64 });
    }
    Ok(())
}

/// [`check`] for an export that reads no cases of Qase: reads one linked case, or up to three when the first ones were deleted.
pub(crate) async fn check_one(session: &Session, created_at: &BTreeMap<i64, String>, linked: &[i64]) -> Result<()> {
    for id in linked.iter().filter(|id| created_at.contains_key(*id)).take(3) {
        match session.fresh().get_case(&session.project, *id).await {
            Ok(case) if is_same(case.created_at.as_ref(), created_at.get(id)) == Some(false) => {
                return Err(Error::OtherProject { project: session.project.clone(), others: 1 });
            }
            Ok(_) => return Ok(()),
            Err(qase::Error::NotFound { .. }) => {}
            Err(e) => return Err(e.into()),
        }
    }
    Ok(())
}

/// Finds the known project of the account that now has the code of this session, and stores the new code. The old code must no
/// longer exist, and all cases that can be compared must be the same.
pub(crate) async fn renamed(session: &Session, account: &Account) -> Result<Option<RemoteProject>> {
    let name = account_name(&session.account);
    let known = session
        .blocking(move |store| {
            store.read(|tx| {
                let of_account = tx.remotes().projects()?.into_iter().filter(|p| account_name(&p.base_url) == name);
                of_account.map(|p| Ok((tx.remotes().cases(p.id)?, p))).collect::<voluptas_store::Result<Vec<_>>>()
            })
        })
        .await?;
    if known.iter().all(|(cases, _)| cases.iter().all(|c| c.created_at.is_none())) {
        return Ok(None);
    }
    let there = session.client.list_cases(&session.project, &CaseFilter::default()).await?;
    let there: BTreeMap<i64, Option<String>> = there.into_iter().map(|c| (c.id, c.created_at)).collect();
    for (cases, project) in known {
        let compared: Vec<bool> =
            cases.iter().filter_map(|c| is_same(c.created_at.as_ref(), there.get(&c.qase_id)?.as_ref())).collect();
        let is_it = !compared.is_empty() && compared.iter().all(|same| *same);
        if !is_it || !is_gone(session, &project.code).await? {
            continue;
        }
        let (id, code, title) = (project.id, session.project.clone(), account.title.clone());
        session
            .blocking(move |store| store.write(Op::bulk("sync_renamed"), |tx| tx.remotes().renamed(id, &code, &title)).map(drop))
            .await?;
        tracing::info!(from = %project.code, to = %session.project, "a project of Qase has another code now");
        return Ok(Some(RemoteProject { code: session.project.clone(), title: account.title.clone(), ..project }));
    }
    Ok(None)
}

async fn is_gone(session: &Session, code: &str) -> Result<bool> {
    match session.fresh().get_project(code).await {
        Ok(_) => Ok(false),
        Err(qase::Error::NotFound { .. }) => Ok(true),
        Err(e) => Err(e.into()),
    }
}
