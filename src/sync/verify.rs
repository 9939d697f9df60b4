//! Looks at Qase again after an export: whether what was sent is there and says what it should.

use super::convert::Fields;
use super::error::Result;
use super::report::{Stage, Summary};
use super::session::Session;
use super::snapshot::{CaseState, Remote};
use super::{mirror, remote};
use crate::domain::Message;
use crate::domain::field::CaseField;
use crate::domain::project::RemoteProject;
use crate::qase::{CaseFilter, ResultFilter};
use crate::store::Op;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use strum::IntoEnumIterator as _;

/// So many cases are looked at one by one; more are read with all the others.
const ONE_BY_ONE: usize = 20;

/// A run whose results are counted.
#[derive(Debug, Clone)]
pub(crate) struct RunToVerify {
    /// Its id in Qase.
    pub id: i64,
    /// The cases that results were sent of.
    pub cases: BTreeSet<i64>,
    /// How many results this workspace has sent to it.
    pub expected: u64,
}

/// Compares what was sent with what is there, renews the mirror of it, and writes differences into the summary.
pub(crate) async fn export(
    session: &Session,
    of: &RemoteProject,
    fields: &Fields,
    touched: &BTreeMap<i64, CaseState>,
    run: Option<RunToVerify>,
    summary: &mut Summary,
) -> Result<()> {
    if !touched.is_empty() {
        cases(session, of, fields, touched, summary).await?;
    }
    if let Some(run) = run {
        results(session, &run, summary).await?;
    }
    Ok(())
}

async fn cases(
    session: &Session,
    of: &RemoteProject,
    fields: &Fields,
    touched: &BTreeMap<i64, CaseState>,
    summary: &mut Summary,
) -> Result<()> {
    session.step(Stage::Verify, 0, touched.len(), "")?;
    let mut seen = Remote { suites: remote::suites(session).await?, ..Remote::default() };
    if touched.len() <= ONE_BY_ONE {
        let ids: Vec<i64> = touched.keys().copied().collect();
        remote::some_cases(session, fields, &ids, Stage::Verify, &mut seen).await?;
    } else {
        let all = session.listing(Stage::Verify).list_cases(&session.project, &CaseFilter::default()).await?;
        let wanted = all.iter().filter(|c| touched.contains_key(&c.id));
        seen.cases = wanted.map(|c| (c.id, remote::case(c, fields, &seen.suites))).collect();
    }
    for (id, sent) in touched {
        let Some(there) = seen.cases.get(id) else {
            let gone = Message::new("sync-drift-case-missing").with("id", id).with("title", &sent.content.title);
            summary.drift.push(gone);
            continue;
        };
        let differ: Vec<&str> =
            CaseField::iter().filter(|f| !is_same_or_of_another_form(*f, sent, &there.state)).map(<&str>::from).collect();
        if !differ.is_empty() {
            let drift = Message::new("sync-drift-case").with("id", id).with("title", &sent.content.title);
            summary.drift.push(drift.with("fields", differ.join(", ")));
        }
    }
    let (of, code) = (of.id, session.project.clone());
    session
        .blocking(move |store| {
            let op = Op::bulk("export_mirror");
            store.write(op, |tx| seen.cases.values().try_for_each(|c| mirror::see_case(tx, of, &code, c))).map(drop)
        })
        .await
}

/// Addresses and sizes of files are the server's; the file is the same by its hash.
fn is_same_or_of_another_form(field: CaseField, sent: &CaseState, there: &CaseState) -> bool {
    let hashes = |s: &CaseState| -> Vec<Option<String>> { s.content.attachments.iter().map(|a| a.hash.clone()).collect() };
    match field {
        CaseField::Attachments => hashes(sent) == hashes(there),
        // Steps hold files and texts of shared steps that are the server's: their number must fit.
        CaseField::Steps => sent.content.steps.len() == there.content.steps.len(),
        _ => sent.same(field, there),
    }
}

/// So many results are read to be counted; of more, the numbers that the run gives itself are taken.
const COUNTED: u64 = 300;

async fn results(session: &Session, run: &RunToVerify, summary: &mut Summary) -> Result<()> {
    let mut waited = Duration::ZERO;
    let mut next = Duration::from_millis(250).min(session.patience.until_visible);
    loop {
        session.step(Stage::Verify, 0, 1, "")?;
        let (seen, wanted) = if run.expected <= COUNTED {
            let there = session.fresh().list_results(&session.project, &ResultFilter::run(run.id)).await?;
            (there.len() as u64, run.expected)
        } else {
            let there = session.fresh().get_run(&session.project, run.id, false).await?;
            let executed = there.stats.statuses.iter().filter(|(slug, _)| slug.as_str() != "untested");
            let executed: i64 = executed.map(|(_, n)| *n).sum();
            (u64::try_from(executed).unwrap_or(0), run.cases.len() as u64)
        };
        if seen >= wanted {
            return Ok(());
        }
        if waited >= session.patience.until_visible {
            let drift = Message::new("sync-drift-results").with("id", run.id).count("seen", seen).count("sent", wanted);
            summary.drift.push(drift);
            return Ok(());
        }
        tokio::time::sleep(next).await;
        waited += next;
        next = (next * 2).min(Duration::from_secs(5));
    }
}
