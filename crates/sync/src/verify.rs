//! Reads Qase again after an export: the values that Qase has stored become the agreement.
//!
//! A field that Qase did not store, or stored only in part, is not agreed on: both sides keep their values, and the report lists
//! it.

use super::base::{Base, SuiteBase};
use super::convert::Fields;
use super::error::Result;
use super::merge::{self, Merge, difference};
use super::report::{Stage, Summary};
use super::session::Session;
use super::snapshot::{CaseState, Remote, SuiteState};
use super::{import, qase_copy, remote};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use voluptas_core::base::Millis;
use voluptas_core::domain::Message;
use voluptas_core::domain::case::Step;
use voluptas_core::domain::field::CaseField;
use voluptas_core::domain::ids::{CaseId, ResultId, SuiteId};
use voluptas_core::domain::project::RemoteProject;
use voluptas_qase::model::TestResult;
use voluptas_qase::{CaseFilter, ResultFilter};
use voluptas_store::journal::SentResult;
use voluptas_store::{Op, Tx};

/// Maximum number of cases that are read one by one; for more, the list is read.
const ONE_BY_ONE: usize = 20;

/// A run whose results are checked.
#[derive(Debug, Clone, Default)]
pub(crate) struct RunToVerify {
    /// Qase id.
    pub id: i64,
    /// Results that Qase has accepted now.
    pub sent: BTreeMap<ResultId, Fingerprint>,
    /// The results that were sent earlier.
    pub earlier: Vec<Fingerprint>,
    /// Present Qase ids by former ids, for cases that were created again: an earlier result belongs to the former id.
    pub former: BTreeMap<i64, i64>,
    /// New keys of results that were sent under a key of a former case. They hold from the next export on if Qase does not list
    /// the result this time either: it went with that case.
    pub rekeyed: Vec<(ResultId, SentResult)>,
}

/// Fingerprint of a result of ours in a list, since Qase does not return its key. A colleague's result of the same case with the
/// same status ends at another time.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Fingerprint {
    /// Case in Qase.
    pub case: i64,
    /// Status as it was sent.
    pub status: String,
    /// End, if one was sent.
    pub ended: Option<Millis>,
    /// Duration in milliseconds, if one was sent.
    pub spent_ms: Option<i64>,
    /// Comment as it was sent.
    pub comment: String,
}

/// Largest difference of times that Qase keeps: it rounds to whole seconds.
const ROUNDING_MS: i64 = 1_500;

impl Fingerprint {
    /// True when a listed result of `case` can be this one.
    fn is(&self, case: i64, listed: &TestResult) -> bool {
        let is_near =
            |sent: Option<i64>, there: Option<i64>| sent.zip(there).is_none_or(|(a, b)| a.abs_diff(b) <= ROUNDING_MS as u64);
        let spent = Some(listed.time_spent_ms).filter(|spent| *spent > 0);
        (self.case, self.status.as_str()) == (case, listed.status.as_str())
            && is_near(self.ended, listed.ended())
            && is_near(self.spent_ms, spent)
            && merge::same_text(&self.comment, listed.comment.as_deref().unwrap_or_default())
    }
}

/// A case that was written.
#[derive(Debug, Clone)]
pub(crate) struct WrittenCase {
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
    /// Trace of a created case.
    pub trace: Option<String>,
}

/// A suite that was written.
#[derive(Debug, Clone)]
pub(crate) struct WrittenSuite {
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
pub(crate) struct WrittenItems {
    pub cases: BTreeMap<i64, WrittenCase>,
    pub suites: BTreeMap<i64, WrittenSuite>,
}

/// Compares the written cases and suites with what Qase holds, stores the new agreements, and adds differences to the summary. Returns the
/// cases that Qase has under another id than the answer to their creation said.
pub(crate) async fn cases_and_suites(
    session: &Session,
    of: &RemoteProject,
    fields: &Fields,
    written: WrittenItems,
    summary: &mut Summary,
) -> Result<BTreeMap<CaseId, i64>> {
    let WrittenItems { cases, suites } = written;
    if cases.is_empty() && suites.is_empty() {
        return Ok(BTreeMap::new());
    }
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
    let moved = misplaced(&cases, &there);
    let mut right: BTreeMap<CaseId, i64> = BTreeMap::new();
    let (mut wrong, mut cases) = (Vec::new(), cases);
    let taken: Vec<(i64, WrittenCase)> = moved.iter().filter_map(|(from, to)| Some((*to, cases.remove(from)?))).collect();
    wrong.extend(moved.keys().copied());
    for (id, touched) in taken {
        right.insert(touched.case, id);
        cases.insert(id, touched);
    }
    let suite_bases = suites.iter().filter_map(|(id, touched)| {
        let now = there.suites.get(id)?;
        let (base, refused) =
            merge::confirm_suite(&touched.sent, &touched.local, touched.before.as_ref(), &now.state, &touched.agreed);
        if !refused.is_empty() {
            let member = |state: &SuiteState, name: &str| json!(state.content).get(name).cloned().unwrap_or_default();
            let named = |name: String| difference::named(&name, &member(&touched.sent, &name), &member(&now.state, &name));
            let names: Vec<String> = refused.iter().map(|f| named(format!("{f:?}").to_lowercase())).collect();
            summary.drift.push(not_accepted("sync-drift-suite-refused", *id, &touched.sent.content.title, &names.join(", ")));
        }
        Some((*id, touched.here, base.to_json()))
    });
    let suite_bases: Vec<(i64, SuiteId, String)> = suite_bases.collect();
    let mut case_bases: Vec<(i64, CaseId, Base)> = Vec::new();
    for (id, touched) in &cases {
        let title = &touched.merge.result.content.title;
        let Some(now) = there.cases.get(id) else {
            if right.contains_key(&touched.case) {
                case_bases.push((*id, touched.case, Base::created(&touched.merge.result)));
            }
            summary.drift.push(Message::new("sync-drift-case-missing").with("id", id).with("title", title));
            continue;
        };
        let mut state = now.state.clone();
        import::align_to(&mut state, &[&touched.merge.result, &touched.local]);
        let was_created = touched.before.is_none();
        let (old, before) = (touched.old.as_ref(), touched.before.as_ref());
        let accepted = merge::confirm(&touched.merge, old, &touched.local, before, &state, was_created);
        let sent = &touched.merge.result;
        let names = |fields: &[CaseField]| {
            let named = |field: &CaseField| match field {
                // Addresses of files differ in any case, and may let in whoever has them.
                CaseField::Attachments => <&str>::from(*field).to_owned(),
                _ => difference::named(<&str>::from(*field), &sent.value(*field), &state.value(*field)),
            };
            fields.iter().map(named).collect::<Vec<_>>().join(", ")
        };
        if !accepted.refused.is_empty() {
            summary.drift.push(not_accepted("sync-drift-case-refused", *id, title, &names(&accepted.refused)));
        }
        let differ: Vec<CaseField> = CaseField::of_qase()
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
                there.cases.values().try_for_each(|c| qase_copy::store_case(tx, of, &code, c))?;
                suite_bases
                    .iter()
                    .try_for_each(|(id, ..)| there.suites.get(id).map_or(Ok(()), |s| qase_copy::store_suite(tx, of, s)))?;
                if !reads_back {
                    return Ok(());
                }
                for (id, here, base) in &suite_bases {
                    tx.remotes().link_suite(of, *id, *here, Some(base))?;
                }
                wrong.iter().try_for_each(|id| tx.remotes().unlink(of, *id).map(drop))?;
                for (id, case, base) in &case_bases {
                    tx.remotes().link(of, *case, *id, Some(&base.to_json()), base.state.place.qase_id(), base.pushed())?;
                }
                Ok(())
            });
            write.map(drop)
        })
        .await?;
    Ok(right)
}

/// Created cases that have another id than the linked one, by the linked one. An answer to several creations lists their ids in
/// some order; only the trace tells which case is which. A case that was removed meanwhile has no trace any more; it had the id
/// that is left over.
fn misplaced(cases: &BTreeMap<i64, WrittenCase>, there: &Remote) -> BTreeMap<i64, i64> {
    let by_trace: BTreeMap<&String, i64> =
        cases.keys().filter_map(|id| Some((there.cases.get(id)?.trace.as_ref()?, *id))).collect();
    let place = |touched: &WrittenCase| by_trace.get(touched.trace.as_ref()?).copied();
    let moved = cases.iter().filter_map(|(id, touched)| place(touched).filter(|right| right != id).map(|right| (*id, right)));
    let mut moved: BTreeMap<i64, i64> = moved.collect();
    let taken: BTreeSet<i64> = moved.values().copied().collect();
    let pushed_out: Vec<i64> = taken.iter().filter(|id| cases.contains_key(id) && !moved.contains_key(id)).copied().collect();
    let left: Vec<i64> = moved.keys().filter(|id| !taken.contains(id)).copied().collect();
    moved.extend(pushed_out.into_iter().zip(left));
    moved
}

fn not_accepted(key: &'static str, id: i64, title: &str, fields: &str) -> Message {
    Message::new(key).with("id", id).with("title", title).with("fields", fields)
}

/// Addresses and sizes of files are the server's; the file is the same by its hash.
fn is_same_or_of_another_form(field: CaseField, sent: &CaseState, there: &CaseState) -> bool {
    let hashes = |s: &CaseState| -> Vec<Option<String>> { s.content.attachments.iter().map(|a| a.hash.clone()).collect() };
    match field {
        CaseField::Attachments => hashes(sent) == hashes(there),
        CaseField::Steps => same_texts(&sent.content.steps, &there.content.steps),
        _ => sent.same(field, there),
    }
}

/// Compares steps by their texts. Ignores the addresses of their files and the texts of shared steps, which the server decides.
fn same_texts(sent: &[Step], there: &[Step]) -> bool {
    let same = |(s, t): (&Step, &Step)| {
        let texts = |step: &Step| (step.action.clone(), step.data.clone(), step.expected.clone());
        s.shared == t.shared && (s.shared.is_some() || texts(s) == texts(t) && same_texts(&s.steps, &t.steps))
    };
    sent.len() == there.len() && sent.iter().zip(there).all(same)
}

/// Number of results up to which they are listed at once; for more, the run's own figures show first that they are complete.
const LISTED: usize = 300;

/// Waits until Qase lists the accepted results. Those that it does not list stay pending: the next export sends them again under
/// the same keys.
pub(crate) async fn results(session: &Session, of: &RemoteProject, run: &RunToVerify, summary: &mut Summary) -> Result<()> {
    let mut waited = Duration::ZERO;
    let mut next = Duration::from_millis(250).min(session.waits.until_visible);
    let cases = run.sent.values().map(|sent| sent.case).collect::<BTreeSet<i64>>().len();
    loop {
        session.step(Stage::Verify, 0, 1, "")?;
        let is_last = waited >= session.waits.until_visible;
        if is_last || run.sent.len() <= LISTED || executed(session, run.id).await? >= cases {
            let there = session.fresh().list_results(&session.project, &ResultFilter::run(run.id)).await?;
            let case = |id: i64| run.former.get(&id).copied().unwrap_or(id);
            let seen = seen_of(run, there.iter().map(|r| (case(r.case_id), r)));
            let is_whole = seen.len() == run.sent.len();
            if is_whole || is_last {
                if !is_whole {
                    let drift = Message::new("sync-drift-results").with("id", run.id);
                    summary.drift.push(drift.count("seen", seen.len() as u64).count("sent", run.sent.len() as u64));
                }
                let (of, id, mut rekeyed) = (of.id, run.id, run.rekeyed.clone());
                rekeyed.retain(|(result, _)| !seen.contains(result));
                return session
                    .blocking(move |store| {
                        let op = Op::bulk("export_results_seen");
                        let write = |tx: &Tx<'_>| {
                            tx.journal().results_seen(of, id, &seen)?;
                            tx.journal().results_sent(of, id, &rekeyed)
                        };
                        store.write(op, write).map(drop)
                    })
                    .await;
            }
        }
        tokio::time::sleep(next).await;
        waited += next;
        next = (next * 2).min(Duration::from_secs(5));
    }
}

/// Number of cases with a result by the figures of a run.
async fn executed(session: &Session, run: i64) -> Result<usize> {
    let there = session.fresh().get_run(&session.project, run, false).await?;
    let executed = there.stats.statuses.iter().filter(|(slug, _)| slug.as_str() != "untested");
    Ok(usize::try_from(executed.map(|(_, n)| *n).sum::<i64>()).unwrap_or(0))
}

/// The accepted results among the listed ones, each with its case. A listed result stands for one of ours only.
///
/// A server whose clock is behind may have put its own time in place of ours. If no time fits, results are recognised by duration and comment.
fn seen_of<'r>(run: &RunToVerify, listed: impl Iterator<Item = (i64, &'r TestResult)>) -> Vec<ResultId> {
    let listed: Vec<_> = listed.collect();
    let seen = seen_with(run, &listed);
    if !seen.is_empty() {
        return seen;
    }
    let timeless = |fingerprint: &Fingerprint| Fingerprint { ended: None, ..fingerprint.clone() };
    let sent = run.sent.iter().map(|(id, sent)| (*id, timeless(sent)));
    let earlier = run.earlier.iter().map(timeless).collect();
    seen_with(&RunToVerify { sent: sent.collect(), earlier, ..run.clone() }, &listed)
}

fn seen_with(run: &RunToVerify, listed: &[(i64, &TestResult)]) -> Vec<ResultId> {
    let mut there: BTreeMap<i64, Vec<&TestResult>> = BTreeMap::new();
    for (case, result) in listed {
        there.entry(*case).or_default().push(result);
    }
    for earlier in &run.earlier {
        take(&mut there, earlier);
    }
    run.sent.iter().filter(|(_, sent)| take(&mut there, sent)).map(|(id, _)| *id).collect()
}

/// Removes the listed result that is this one from the remaining ones.
fn take(there: &mut BTreeMap<i64, Vec<&TestResult>>, sent: &Fingerprint) -> bool {
    let Some(of_case) = there.get_mut(&sent.case) else { return false };
    let at = of_case.iter().position(|listed| sent.is(sent.case, listed));
    at.map(|at| of_case.swap_remove(at)).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fingerprint(case: i64, ended: Option<i64>) -> Fingerprint {
        Fingerprint { case, status: "passed".into(), ended, ..Fingerprint::default() }
    }

    fn listed(case_id: i64, status: &str, ended: Option<&str>) -> TestResult {
        TestResult { case_id, status: status.into(), end_time: ended.map(str::to_owned), ..TestResult::default() }
    }

    fn seen(run: &RunToVerify, listed: &[TestResult]) -> Vec<i64> {
        seen_of(run, listed.iter().map(|r| (r.case_id, r))).into_iter().map(|r| r.0).collect()
    }

    #[test]
    fn results_of_others_do_not_stand_for_ours() {
        let sent = (1..=3).map(|n| (ResultId(n), fingerprint(n, None))).collect();
        let run = RunToVerify { id: 1, sent, earlier: vec![fingerprint(1, None)], ..RunToVerify::default() };
        let all =
            |of: &[(i64, &str)]| -> Vec<TestResult> { of.iter().map(|(case, status)| listed(*case, status, None)).collect() };
        assert_eq!(seen(&run, &all(&[(7, "passed"), (8, "passed"), (9, "passed")])), [0; 0]);
        assert_eq!(seen(&run, &all(&[(1, "passed"), (2, "failed"), (3, "passed")])), [3], "one of case 1 was there before");
        assert_eq!(seen(&run, &all(&[(1, "passed"), (1, "passed"), (2, "passed"), (3, "passed")])), [1, 2, 3]);
    }

    #[test]
    fn an_equal_result_of_another_time_is_not_ours() {
        let run =
            |fingerprint: Fingerprint| RunToVerify { id: 1, sent: [(ResultId(1), fingerprint)].into(), ..RunToVerify::default() };
        let at = voluptas_core::base::clock::parse("2026-11-20T06:00:00Z").expect("a time");
        let ours = run(fingerprint(1, Some(at + 400)));
        assert_eq!(seen(&ours, &[listed(1, "passed", Some("2026-11-20T06:00:00+00:00"))]), [1]);
        let told = run(Fingerprint { comment: "Mine".into(), ..fingerprint(1, Some(at + 400)) });
        assert_eq!(seen(&told, &[listed(1, "passed", Some("2026-11-20T06:00:09+00:00"))]), [0; 0]);
        assert_eq!(seen(&ours, &[listed(1, "passed", None)]), [1], "a server that does not tell");
        let ours = run(Fingerprint { comment: "Seen in *Evening*".into(), spent_ms: Some(1_500), ..fingerprint(1, None) });
        let theirs = listed(1, "passed", None);
        assert_eq!(seen(&ours, std::slice::from_ref(&theirs)), [0; 0], "it has no comment");
        let theirs = TestResult { comment: Some("Seen in &ast;Evening&ast;".into()), ..theirs };
        assert_eq!(seen(&ours, std::slice::from_ref(&theirs)), [1]);
        assert_eq!(seen(&ours, &[TestResult { time_spent_ms: 60_000, ..theirs }]), [0; 0]);
    }
}
