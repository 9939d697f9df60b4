//! Duplicates in Qase, found by the traces of what this workspace created there.
//!
//! Every created case or suite carries a trace of its own (see [`voluptas_core::domain::trace`]), which is in the journal before the
//! request is sent. A copy that a person makes in Qase has the trace as well.
//!
//! - Two objects with one trace, created at the same instant or before the answered one, are one request that arrived twice.
//! - An object that a person has changed since, or that another person created, is a copy and a case of its own. So is one that was created
//!   much later, or at an unknown time.
//! - Anything between may be either. It is named, left out of the comparison, and never removed.
//! - Two objects with different traces of one workspace row are a request that counted as lost, was sent again under another
//!   trace, and arrived after that; or two copies of the workspace sent it at the same moment. A trace that this workspace's journal lacks
//!   may be that of a copy which a person made of the other's object, so only what was created at the same instant is certain.
//!
//! An object linked to a row is never a duplicate.

use super::error::Result;
use super::recover::CaseRequest;
use super::session::Session;
use super::snapshot::{CaseState, Local, Remote, SuiteState};
use super::traces::Traces;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use voluptas_core::domain::field::CaseField;
use voluptas_core::domain::ids::RemoteProjectId;
use voluptas_core::domain::message::Message;

/// Time between two creations that no person can do one after the other.
const INSTANT: Duration = Duration::from_secs(1);

/// The properties of an object in Qase by which duplicates are recognised.
struct Candidate<'a, S> {
    id: i64,
    trace: &'a str,
    /// The workspace row that it was created from.
    here: Option<i64>,
    /// Id of the user who created it, where Qase says so.
    author: Option<i64>,
    created_ms: Option<i64>,
    state: &'a S,
}

/// Comparison of two objects of one kind, without their ids and traces.
trait Alike {
    fn is_like(&self, other: &Self) -> bool;
}

impl Alike for CaseState {
    fn is_like(&self, other: &Self) -> bool {
        CaseField::of_qase().all(|field| self.same(field, other))
    }
}

impl Alike for SuiteState {
    /// A suite inside a duplicate has another parent.
    fn is_like(&self, other: &Self) -> bool {
        self.content == other.content
    }
}

/// Evidence about objects in Qase beyond their content.
struct Evidence<'a, S> {
    /// Twice the lifetime of a write: either creation may have been late by that much.
    moment: Duration,
    /// Workspace rows by the id of the object that they are linked to.
    linked: &'a BTreeMap<i64, i64>,
    /// Ids in Qase by the trace of their creation.
    made: &'a BTreeMap<String, i64>,
    /// Creation times of objects that were seen earlier, by id.
    created_ms: &'a BTreeMap<i64, i64>,
    /// States as they were sent, by trace.
    sent: &'a BTreeMap<String, S>,
    /// True for a trace of this workspace's journal.
    is_own: &'a dyn Fn(&str) -> bool,
}

/// Origin of one of several objects with one trace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Origin {
    /// The request created it.
    Request,
    /// The request or a person created it.
    Unclear,
    /// A person created it, or has changed it into an object of its own.
    Person,
}

impl<S: Alike> Evidence<'_, S> {
    /// The objects of one trace that its request created, or may have created; the others are copies of these.
    fn of_request<'c>(&self, same: Vec<Candidate<'c, S>>) -> Vec<(Candidate<'c, S>, Origin)> {
        let Some(trace) = same.first().map(|c| c.trace) else { return Vec::new() };
        let (answered, oldest) = (self.made.get(trace).copied(), same.iter().map(|c| c.id).min());
        let Some(origin) = answered.or(oldest) else { return Vec::new() };
        let listed = same.iter().find(|c| c.id == origin);
        let created = listed.and_then(|c| c.created_ms).or_else(|| self.created_ms.get(&origin).copied());
        let (author, first) = (listed.and_then(|c| c.author), listed.map(|c| c.state));
        let origin_of = |c: &Candidate<'_, S>| {
            let is_near = |moment| are_near(c.created_ms, created, moment) == Some(true);
            let is_like = |other: Option<&S>| other.is_some_and(|other| c.state.is_like(other));
            let is_unchanged = first.is_none() || is_like(first) || is_like(self.sent.get(trace));
            let is_of_another = author.zip(c.author).is_some_and(|(one, other)| one != other);
            match () {
                () if c.id == origin => Origin::Request,
                () if !is_near(self.moment) || !is_unchanged || is_of_another => Origin::Person,
                // Nobody can copy what is not there yet.
                () if c.id < origin || is_near(INSTANT) => Origin::Request,
                () => Origin::Unclear,
            }
        };
        let all = same.iter().map(origin_of).collect::<Vec<_>>();
        same.into_iter().zip(all).filter(|(_, origin)| *origin != Origin::Person).collect()
    }
}

/// True when two creation times are at most `moment` apart; `None` when one of them is unknown.
pub(crate) fn are_near(a: Option<i64>, b: Option<i64>, moment: Duration) -> Option<bool> {
    let moment = u64::try_from(moment.as_millis()).unwrap_or(u64::MAX);
    Some(a?.abs_diff(b?) <= moment)
}

/// A duplicate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Double {
    /// Id of the object that stays: the linked one or the oldest.
    first: i64,
    /// True when it may be a copy that a person made.
    is_unclear: bool,
}

/// An object that a request created, or may have created.
struct Member<'a> {
    id: i64,
    trace: &'a str,
    created_ms: Option<i64>,
    is_unclear: bool,
}

/// Groups objects by their workspace row, or by their trace when the row is unknown. Returns the duplicates in each group.
fn doubles<S: Alike>(all: Vec<Candidate<'_, S>>, known: &Evidence<'_, S>) -> BTreeMap<i64, Double> {
    type Groups<'a, T> = BTreeMap<(Option<i64>, &'a str), Vec<T>>;
    let mut by_trace: Groups<'_, Candidate<'_, S>> = BTreeMap::new();
    for candidate in all {
        by_trace.entry((candidate.here, candidate.trace)).or_default().push(candidate);
    }
    let mut by_origin: Groups<'_, Member<'_>> = BTreeMap::new();
    for ((here, trace), same) in by_trace {
        let origin = (here, if here.is_some() { "" } else { trace });
        let found = known.of_request(same).into_iter().map(|(c, origin)| Member {
            id: c.id,
            trace: c.trace,
            created_ms: c.created_ms,
            is_unclear: origin == Origin::Unclear,
        });
        by_origin.entry(origin).or_default().extend(found);
    }
    let mut found = BTreeMap::new();
    for ((here, _), same) in by_origin {
        let linked = |m: &&Member<'_>| known.linked.get(&m.id).is_some_and(|row| here.is_none_or(|here| here == *row));
        let first = same.iter().filter(linked).min_by_key(|m| m.id);
        let Some(first) = first.or_else(|| same.iter().min_by_key(|m| (m.is_unclear, m.id))) else { continue };
        for member in same.iter().filter(|m| m.id != first.id && !known.linked.contains_key(&m.id)) {
            let is_certain = member.trace == first.trace
                || (known.is_own)(member.trace)
                || are_near(member.created_ms, first.created_ms, INSTANT) == Some(true);
            let is_unclear = member.is_unclear || !is_certain;
            found.insert(member.id, Double { first: first.id, is_unclear });
        }
    }
    found
}

pub(crate) fn created_ms(text: Option<&String>) -> Option<i64> {
    text.and_then(|t| voluptas_core::base::clock::parse(t))
}

impl Remote {
    /// Finds cases and suites that one write created twice and excludes them from the comparison. Children of a duplicate suite
    /// count as lying in the suite that stays.
    pub(crate) fn set_doubles_aside(&mut self, lifetime: Duration, linked: &OwnObjects) {
        let (moment, made, created_ms) = (lifetime * 2, &linked.traces.made, &linked.created_ms);
        let suites = self.suites.values().filter_map(|s| {
            let here = linked.traces.suite(s.trace.as_ref()).map(|id| id.0);
            let (trace, created_ms) = (s.trace.as_deref()?, self::created_ms(s.created_at.as_ref()));
            Some(Candidate { id: s.qase_id, trace, here, author: None, created_ms, state: &s.state })
        });
        // Suites and cases have separate ids.
        let (none, unsent) = (BTreeMap::new(), BTreeMap::new());
        // Suites have no time of creation, and nobody clones one with its hidden line.
        let known = Evidence { moment, linked: &linked.suites, made, created_ms: &none, sent: &unsent, is_own: &|_| true };
        let found = doubles(suites.collect(), &known);
        self.unclear_suites = found.iter().filter(|(_, double)| double.is_unclear).map(|(id, _)| *id).collect();
        self.double_suites = found.into_iter().map(|(id, double)| (id, double.first)).collect();
        let first = |place: &mut super::snapshot::SuiteRef, doubles: &BTreeMap<i64, i64>| {
            if let Some(first) = place.qase_id().and_then(|id| doubles.get(&id)) {
                *place = super::snapshot::SuiteRef::Remote(*first);
            }
        };
        for suite in self.suites.values_mut() {
            first(&mut suite.state.place, &self.double_suites);
        }
        for case in self.cases.values_mut() {
            first(&mut case.state.place, &self.double_suites);
        }
        // A case that was restored after it was created again is recognised by its former id.
        let cases = self.cases.values().filter(|c| !linked.is_restored(c.qase_id)).filter_map(|c| {
            let here = linked.traces.case(c.trace.as_ref()).map(|id| id.0);
            let (trace, created_ms) = (c.trace.as_deref()?, self::created_ms(c.created_at.as_ref()));
            Some(Candidate { id: c.qase_id, trace, here, author: c.author, created_ms, state: &c.state })
        });
        let is_own = |trace: &str| linked.traces.cases.contains_key(trace);
        let known = Evidence { moment, linked: &linked.cases, made, created_ms, sent: &linked.sent, is_own: &is_own };
        let found = doubles(cases.collect(), &known);
        self.unclear_cases = found.iter().filter(|(_, double)| double.is_unclear).map(|(id, _)| *id).collect();
        self.double_cases = found.into_iter().map(|(id, double)| (id, double.first)).collect();
    }

    /// Messages that name the duplicates, for the report.
    pub(crate) fn doubles_named(&self) -> Vec<Message> {
        let suites = self.double_suites.iter().map(|(id, of)| {
            let title = self.suites.get(id).map_or("", |s| s.state.content.title.as_str());
            let key = if self.unclear_suites.contains(id) { "sync-drift-unclear-suite" } else { "sync-drift-double-suite" };
            Message::new(key).with("id", id).with("of", of).with("title", title)
        });
        let cases = self.double_cases.iter().map(|(id, of)| {
            let title = self.cases.get(id).map_or("", |c| c.state.content.title.as_str());
            let key = if self.unclear_cases.contains(id) { "sync-drift-unclear-case" } else { "sync-drift-double-case" };
            Message::new(key).with("id", id).with("of", of).with("title", title)
        });
        suites.chain(cases).collect()
    }
}

/// Links to Qase, and other evidence of objects that this workspace created.
#[derive(Debug, Clone, Default)]
pub(crate) struct OwnObjects {
    /// Rows of linked cases by their id in Qase.
    pub cases: BTreeMap<i64, i64>,
    /// Rows of linked suites by their id in Qase.
    pub suites: BTreeMap<i64, i64>,
    /// Creation times of cases that were seen earlier, by their id in Qase.
    pub created_ms: BTreeMap<i64, i64>,
    /// Rows by the former ids of their cases in Qase.
    pub former: BTreeMap<i64, i64>,
    /// Traces of this workspace.
    pub traces: Traces,
    /// Cases as they were sent, by trace; see [`OwnObjects::read_sent`].
    pub sent: BTreeMap<String, CaseState>,
}

impl OwnObjects {
    /// The links of a workspace to one project.
    pub(crate) fn of(local: &Local) -> Self {
        let times = local.qase_cases.iter().filter_map(|(id, row)| Some((*id, created_ms(row.created_at.as_ref())?)));
        Self {
            cases: local.cases.iter().map(|(id, case)| (*id, case.id.0)).collect(),
            suites: local.suites.values().filter_map(|s| Some((s.qase_id?, s.id.0))).collect(),
            created_ms: times.collect(),
            former: local.former.iter().map(|(id, case)| (*id, case.0)).collect(),
            traces: local.traces.clone(),
            sent: BTreeMap::new(),
        }
    }

    /// Reads how cases were sent whose trace several have: one that still is so was not changed by a person.
    pub(crate) async fn read_sent(&mut self, session: &Session, of: RemoteProjectId, remote: &Remote) -> Result<()> {
        let (mut seen, mut several) = (BTreeSet::new(), BTreeSet::new());
        for trace in remote.cases.values().filter_map(|case| case.trace.as_ref()) {
            if !seen.insert(trace) {
                several.insert(trace.clone());
            }
        }
        if several.is_empty() {
            return Ok(());
        }
        self.sent = session
            .blocking(move |store| {
                store.read(|tx| {
                    let mut sent = BTreeMap::new();
                    for trace in several {
                        let request = tx.journal().request_of(of, &trace)?;
                        let request = request.and_then(|json| serde_json::from_str::<CaseRequest>(&json).ok());
                        if let Some(mut request) = request {
                            request.state.content.normalise();
                            sent.insert(trace, request.state);
                        }
                    }
                    Ok(sent)
                })
            })
            .await?;
        Ok(())
    }

    /// True for a case that was deleted, created again under a higher id, and restored. The link of a row to a later one of two cases that
    /// were created at the same moment is a former one too, but its id is the higher one ([`super::oldest`]).
    fn is_restored(&self, id: i64) -> bool {
        let Some(row) = self.former.get(&id) else { return false };
        self.cases.iter().find(|(_, linked)| *linked == row).is_none_or(|(now, _)| id < *now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    fn state(title: &str) -> &'static CaseState {
        let mut state = CaseState::default();
        state.content.title = title.into();
        Box::leak(Box::new(state))
    }

    fn candidate(id: i64, title: &str, created_ms: i64) -> Candidate<'static, CaseState> {
        let (trace, created_ms) = ("voluptas case 1", Some(created_ms));
        Candidate { id, trace, here: None, author: None, created_ms, state: state(title) }
    }

    type All = Vec<Candidate<'static, CaseState>>;

    fn found_with(all: All, linked: &[(i64, i64)], made: &[(&str, i64)], sent: &[(&str, &str)]) -> BTreeMap<i64, Double> {
        let linked = linked.iter().copied().collect();
        let made = made.iter().map(|(trace, id)| ((*trace).to_owned(), *id)).collect();
        let sent = sent.iter().map(|(trace, title)| ((*trace).to_owned(), state(title).clone())).collect();
        doubles(
            all,
            &Evidence {
                moment: MINUTE,
                linked: &linked,
                made: &made,
                created_ms: &[(1, 0)].into(),
                sent: &sent,
                is_own: &|_| true,
            },
        )
    }

    /// The certain duplicates among objects, with `linked` as pairs of an id in Qase and a row, and `made` as the ids of answered
    /// requests.
    fn found(all: All, linked: &[(i64, i64)], made: &[(&str, i64)]) -> BTreeMap<i64, i64> {
        let found = found_with(all, linked, made, &[]);
        found.into_iter().filter(|(_, double)| !double.is_unclear).map(|(id, double)| (id, double.first)).collect()
    }

    fn unclear(all: All, linked: &[(i64, i64)], made: &[(&str, i64)]) -> Vec<i64> {
        found_with(all, linked, made, &[]).into_iter().filter(|(_, double)| double.is_unclear).map(|(id, _)| id).collect()
    }

    #[test]
    fn one_write_that_arrived_twice_is_told_from_a_copy() {
        let all = || vec![candidate(4, "Pay", 1_000), candidate(9, "Pay", 2_000), candidate(12, "Pay", 9_000_000)];
        assert_eq!(found(all(), &[], &[]), [(9, 4)].into(), "the copy of next week is no double");
        assert_eq!(found(all(), &[(9, 7)], &[]), [(4, 9)].into(), "the linked one is the first");
        assert_eq!(found(all(), &[(12, 7)], &[]), [(9, 4)].into(), "a linked copy is no reason to doubt the others");
        assert_eq!(found(all(), &[(4, 7), (9, 8)], &[]), BTreeMap::new(), "what is linked is no double");
        let timeless = vec![candidate(4, "Pay", 0), Candidate { created_ms: None, ..candidate(9, "Pay", 0) }];
        assert_eq!(found(timeless, &[], &[]), BTreeMap::new(), "an unknown time is not near");
    }

    #[test]
    fn a_copy_that_a_person_made_within_moments_is_never_certainly_a_double() {
        let soon = || vec![candidate(4, "Pay", 0), candidate(9, "Pay", 31_000)];
        assert_eq!((found(soon(), &[(4, 7)], &[]), unclear(soon(), &[(4, 7)], &[])), (BTreeMap::new(), vec![9]));
        let made = [("voluptas case 1", 9)];
        assert_eq!(found(soon(), &[(9, 7)], &made), [(4, 9)].into(), "what was there before the answered one is no copy of it");
        let renamed = || vec![candidate(4, "Pay", 0), candidate(9, "Pay by card", 0)];
        assert_eq!(found_with(renamed(), &[(4, 7)], &[], &[]), BTreeMap::new(), "a changed one is a case of its own");
        let sent = [("voluptas case 1", "Pay by card")];
        assert_eq!(found_with(renamed(), &[(4, 7)], &[], &sent).len(), 1, "the linked one was changed, not the double");
        let by = |id: i64, author: i64| Candidate { author: Some(author), ..candidate(id, "Pay", 0) };
        assert_eq!(found_with(vec![by(4, 1), by(9, 2)], &[(4, 7)], &[], &[]), BTreeMap::new(), "somebody else created it");
        assert_eq!(found(vec![by(4, 1), by(9, 1)], &[(4, 7)], &[]), [(9, 4)].into());
    }

    #[test]
    fn a_write_that_arrived_after_it_was_sent_again_is_a_double() {
        let of = |id: i64, trace: &'static str, created_ms: i64| Candidate {
            trace,
            here: Some(7),
            ..candidate(id, "Pay", created_ms)
        };
        let all = vec![of(4, "voluptas case 2", 0), of(9, "voluptas case 1", 9_000_000)];
        assert_eq!(found(all, &[(4, 7)], &[]), [(9, 4)].into());
        let copy = vec![of(4, "voluptas case 2", 0), of(9, "voluptas case 2", 9_000_000)];
        assert_eq!(found(copy, &[(4, 7)], &[]), BTreeMap::new(), "the copy of next week is no double");
    }

    /// Case 1 was answered, copied by a person as case 4, deleted, and created again as case 5.
    #[test]
    fn a_copy_of_a_case_that_was_created_again_is_no_double() {
        let of = |id: i64, trace: &'static str, created_ms: i64| Candidate {
            trace,
            here: Some(7),
            ..candidate(id, "Pay", created_ms)
        };
        let made = [("voluptas case 1", 1), ("voluptas case 2", 5)];
        let all = |at: i64| vec![of(4, "voluptas case 1", at), of(5, "voluptas case 2", 99_000_000)];
        assert_eq!(found(all(86_400_000), &[(4, 8), (5, 7)], &made), BTreeMap::new());
        assert_eq!(found(all(86_400_000), &[(5, 7)], &made), BTreeMap::new(), "nor when nobody has imported it");
        assert_eq!(found(all(1_000), &[(5, 7)], &made), [(4, 5)].into(), "created with case 1");
    }
}
