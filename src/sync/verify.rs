//! Reads Qase again after an export: what Qase holds of the sent values becomes the agreement.
//!
//! A field that Qase did not take, or took only in part, is not agreed on: both sides keep theirs, and the report names it.

use super::base::{Base, SuiteBase};
use super::convert::Fields;
use super::error::Result;
use super::merge::{self, Merge};
use super::report::{Stage, Summary};
use super::session::Session;
use super::snapshot::{CaseState, Remote, SuiteState};
use super::{import, remote, seen};
use crate::domain::Message;
use crate::domain::field::CaseField;
use crate::domain::ids::{CaseId, SuiteId};
use crate::domain::project::RemoteProject;
use crate::qase::{CaseFilter, ResultFilter};
use crate::store::Op;
use crate::store::remote::Used;
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

/// A case that was written.
#[derive(Debug, Clone)]
pub(crate) struct Touched {
    /// Row id in the workspace.
    pub case: CaseId,
    /// The sent values, with the agreement that holds if Qase took all of them.
    pub merge: Merge,
    /// The agreement before the write.
    pub old: Option<Base>,
    /// State of the case in the workspace.
    pub local: CaseState,
    /// State of the case in Qase before the write; `None` for a created case.
    pub before: Option<CaseState>,
}

/// A suite that was written.
#[derive(Debug, Clone)]
pub(crate) struct TouchedSuite {
    /// Row id in the workspace.
    pub here: SuiteId,
    /// The sent values.
    pub sent: SuiteState,
    /// State of the suite in the workspace.
    pub local: SuiteState,
    /// State of the suite in Qase before the write; `None` for a created suite.
    pub before: Option<SuiteState>,
    /// The agreement that holds if Qase took all of it.
    pub agreed: SuiteBase,
}

/// Cases and suites that were written, by Qase id.
#[derive(Debug, Default)]
pub(crate) struct Written {
    /// Cases.
    pub cases: BTreeMap<i64, Touched>,
    /// Suites.
    pub suites: BTreeMap<i64, TouchedSuite>,
}

/// Compares what was sent with what Qase holds, stores the new agreements, and adds differences to the summary.
pub(crate) async fn export(
    session: &Session,
    of: &RemoteProject,
    fields: &Fields,
    written: Written,
    run: Option<RunToVerify>,
    summary: &mut Summary,
) -> Result<()> {
    if !written.cases.is_empty() || !written.suites.is_empty() {
        read_back(session, of, fields, written, summary).await?;
    }
    if let Some(run) = run {
        results(session, &run, summary).await?;
    }
    Ok(())
}

async fn read_back(
    session: &Session,
    of: &RemoteProject,
    fields: &Fields,
    written: Written,
    summary: &mut Summary,
) -> Result<()> {
    let Written { cases, suites } = written;
    session.step(Stage::Verify, 0, cases.len(), "")?;
    let mut there = Remote { suites: remote::suites(session).await?, ..Remote::default() };
    if cases.len() <= ONE_BY_ONE {
        let ids: Vec<i64> = cases.keys().copied().collect();
        remote::some_cases(session, fields, &ids, Stage::Verify, &mut there).await?;
    } else {
        let all = session.listing(Stage::Verify).list_cases(&session.project, &CaseFilter::default()).await?;
        let wanted = all.iter().filter(|c| cases.contains_key(&c.id));
        there.cases = wanted.map(|c| (c.id, remote::case(c, fields, &there.suites))).collect();
    }
    let suite_bases = suites.iter().filter_map(|(id, touched)| {
        let now = there.suites.get(id)?;
        let (base, refused) =
            merge::confirm_suite(&touched.sent, &touched.local, touched.before.as_ref(), &now.state, &touched.agreed);
        if !refused.is_empty() {
            let names: Vec<String> = refused.iter().map(|f| format!("{f:?}").to_lowercase()).collect();
            summary.drift.push(not_accepted("sync-drift-suite-refused", *id, &touched.sent.content.title, &names.join(", ")));
        }
        Some((*id, touched.here, base.to_json()))
    });
    let suite_bases: Vec<(i64, SuiteId, String)> = suite_bases.collect();
    let mut case_bases: Vec<(i64, CaseId, Base)> = Vec::new();
    for (id, touched) in &cases {
        let title = &touched.merge.result.content.title;
        let Some(now) = there.cases.get(id) else {
            summary.drift.push(Message::new("sync-drift-case-missing").with("id", id).with("title", title));
            continue;
        };
        let mut state = now.state.clone();
        import::align_to(&mut state, &[&touched.merge.result, &touched.local]);
        let was_created = touched.before.is_none();
        let (old, before) = (touched.old.as_ref(), touched.before.as_ref());
        let accepted = merge::confirm(&touched.merge, old, &touched.local, before, &state, was_created);
        let names = |fields: &[CaseField]| fields.iter().map(|f| <&str>::from(*f)).collect::<Vec<_>>().join(", ");
        if !accepted.refused.is_empty() {
            summary.drift.push(not_accepted("sync-drift-case-refused", *id, title, &names(&accepted.refused)));
        }
        let sent = &touched.merge.result;
        let differ: Vec<CaseField> = CaseField::iter()
            .filter(|f| !accepted.refused.contains(f) && !is_same_or_of_another_form(*f, sent, &state))
            .collect();
        if !differ.is_empty() {
            summary.drift.push(not_accepted("sync-drift-case", *id, title, &names(&differ)));
        }
        case_bases.push((*id, touched.case, accepted.base));
    }
    let reads_back = session.client.safeties().read_back;
    let (of, code) = (of.id, session.project.clone());
    session
        .blocking(move |store| {
            let write = store.write(Op::bulk("export_read_back"), |tx| {
                there.cases.values().try_for_each(|c| seen::see_case(tx, of, &code, c))?;
                suite_bases
                    .iter()
                    .try_for_each(|(id, ..)| there.suites.get(id).map_or(Ok(()), |s| seen::see_suite(tx, of, s)))?;
                if !reads_back {
                    return Ok(());
                }
                for (id, here, base) in &suite_bases {
                    tx.remotes().link_suite(of, *id, *here, Some(base))?;
                }
                for (id, case, base) in &case_bases {
                    tx.remotes().link(of, *case, *id, Some(&base.to_json()), base.state.place.qase_id(), Used::Pushed)?;
                }
                Ok(())
            });
            write.map(drop)
        })
        .await
}

fn not_accepted(key: &'static str, id: i64, title: &str, fields: &str) -> Message {
    Message::new(key).with("id", id).with("title", title).with("fields", fields)
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
