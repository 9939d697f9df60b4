//! Duplicates in Qase, found by the traces of what this workspace created there.
//!
//! Every created case or suite carries a trace of its own (see [`voluptas_core::domain::trace`]), which is in the journal before the
//! request is sent. An object with that trace comes from that request, whatever a person has renamed since.
//!
//! - Two objects with one trace, created within moments of each other, are one request that arrived twice.
//! - A copy that a person made in Qase later has the trace as well, but is a case of its own. So is every object whose time of
//!   creation is unknown, unless it is the only one with its trace.
//! - Two objects with different traces of one workspace row are a request that counted as lost, was sent again under another
//!   trace, and arrived after that.
//!
//! An object linked to a row is never a duplicate.

use super::snapshot::{Local, Remote};
use super::traces::Traces;
use std::collections::BTreeMap;
use std::time::Duration;
use voluptas_core::domain::message::Message;

/// The properties of an object in Qase by which duplicates are recognised.
struct Candidate<'a> {
    id: i64,
    trace: &'a str,
    /// The workspace row that it was created from.
    here: Option<i64>,
    title: &'a str,
    created_ms: Option<i64>,
}

/// Evidence about objects in Qase beyond their content.
struct Known<'a> {
    /// Twice the lifetime of a write: either creation may have been late by that much.
    moment: Duration,
    /// Workspace rows by the id of the object that they are linked to.
    linked: &'a BTreeMap<i64, i64>,
    /// Ids in Qase by the trace of their creation.
    made: &'a BTreeMap<String, i64>,
    /// Creation times of objects that were seen earlier, by id.
    created_ms: &'a BTreeMap<i64, i64>,
}

impl Known<'_> {
    /// The objects of one trace that its request created; the others are copies of these.
    fn of_request<'c>(&self, same: Vec<Candidate<'c>>) -> Vec<Candidate<'c>> {
        let Some(trace) = same.first().map(|c| c.trace) else { return same };
        let (answered, oldest) = (self.made.get(trace).copied(), same.iter().map(|c| c.id).min());
        let origin = answered.or(oldest);
        let listed = same.iter().find(|c| Some(c.id) == origin);
        let title = listed.map(|c| c.title.trim());
        let created = listed.and_then(|c| c.created_ms).or_else(|| self.created_ms.get(&origin?).copied());
        let is_of_request = |c: &Candidate<'_>| {
            Some(c.id) == origin
                || (are_near(c.created_ms, created, self.moment) == Some(true)
                    && title.is_none_or(|title| title == c.title.trim()))
        };
        same.into_iter().filter(is_of_request).collect()
    }
}

/// True when two creation times are at most `moment` apart; `None` when one of them is unknown.
pub(crate) fn are_near(a: Option<i64>, b: Option<i64>, moment: Duration) -> Option<bool> {
    let moment = u64::try_from(moment.as_millis()).unwrap_or(u64::MAX);
    Some(a?.abs_diff(b?) <= moment)
}

/// Groups objects by their workspace row, or by their trace when the row is unknown. Returns the duplicates in each group with
/// the id of the first object, which is the linked one or the oldest.
fn doubles(all: Vec<Candidate<'_>>, known: &Known<'_>) -> BTreeMap<i64, i64> {
    let mut by_trace: BTreeMap<(Option<i64>, &str), Vec<Candidate<'_>>> = BTreeMap::new();
    for candidate in all {
        by_trace.entry((candidate.here, candidate.trace)).or_default().push(candidate);
    }
    let mut by_origin: BTreeMap<(Option<i64>, &str), Vec<Candidate<'_>>> = BTreeMap::new();
    for ((here, trace), same) in by_trace {
        let origin = (here, if here.is_some() { "" } else { trace });
        by_origin.entry(origin).or_default().extend(known.of_request(same));
    }
    let mut found = BTreeMap::new();
    for ((here, _), same) in by_origin {
        let linked = |c: &&Candidate<'_>| known.linked.get(&c.id).is_some_and(|row| here.is_none_or(|here| here == *row));
        let first = same.iter().filter(linked).map(|c| c.id).min().or_else(|| same.iter().map(|c| c.id).min());
        let Some(first) = first else { continue };
        found.extend(same.iter().filter(|c| c.id != first && !known.linked.contains_key(&c.id)).map(|c| (c.id, first)));
    }
    found
}

pub(crate) fn created_ms(text: Option<&String>) -> Option<i64> {
    text.and_then(|t| voluptas_core::base::clock::parse(t))
}

impl Remote {
    /// Finds cases and suites that one write created twice and excludes them from the comparison. Children of a duplicate suite
    /// count as lying in the suite that stays.
    pub(crate) fn set_doubles_aside(&mut self, lifetime: Duration, linked: &Linked) {
        let (moment, made, created_ms) = (lifetime * 2, &linked.traces.made, &linked.created_ms);
        let suites = self.suites.values().filter_map(|s| {
            let (trace, title) = (s.trace.as_deref()?, s.state.content.title.as_str());
            let here = linked.traces.suite(s.trace.as_ref()).map(|id| id.0);
            Some(Candidate { id: s.qase_id, trace, here, title, created_ms: self::created_ms(s.created_at.as_ref()) })
        });
        // Suites and cases have separate ids.
        let none = BTreeMap::new();
        self.double_suites = doubles(suites.collect(), &Known { moment, linked: &linked.suites, made, created_ms: &none });
        // A case that was restored after it was created again is recognised by its former id.
        let cases = self.cases.values().filter(|c| !linked.is_restored(c.qase_id)).filter_map(|c| {
            let (trace, title) = (c.trace.as_deref()?, c.state.content.title.as_str());
            let here = linked.traces.case(c.trace.as_ref()).map(|id| id.0);
            Some(Candidate { id: c.qase_id, trace, here, title, created_ms: self::created_ms(c.created_at.as_ref()) })
        });
        self.double_cases = doubles(cases.collect(), &Known { moment, linked: &linked.cases, made, created_ms });
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
    }

    /// Messages that name the duplicates, for the report.
    pub(crate) fn doubles_named(&self) -> Vec<Message> {
        let suites = self.double_suites.iter().map(|(id, of)| {
            let title = self.suites.get(id).map_or("", |s| s.state.content.title.as_str());
            Message::new("sync-drift-double-suite").with("id", id).with("of", of).with("title", title)
        });
        let cases = self.double_cases.iter().map(|(id, of)| {
            let title = self.cases.get(id).map_or("", |c| c.state.content.title.as_str());
            Message::new("sync-drift-double-case").with("id", id).with("of", of).with("title", title)
        });
        suites.chain(cases).collect()
    }
}

/// Links to Qase, and other marks of what this workspace created.
#[derive(Debug, Clone, Default)]
pub(crate) struct Linked {
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
}

impl Linked {
    /// The links of a workspace to one project.
    pub(crate) fn of(local: &Local) -> Self {
        let times = local.qase_cases.iter().filter_map(|(id, row)| Some((*id, created_ms(row.created_at.as_ref())?)));
        Self {
            cases: local.cases.iter().map(|(id, case)| (*id, case.id.0)).collect(),
            suites: local.suites.values().filter_map(|s| Some((s.qase_id?, s.id.0))).collect(),
            created_ms: times.collect(),
            former: local.former.iter().map(|(id, case)| (*id, case.0)).collect(),
            traces: local.traces.clone(),
        }
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

    fn candidate(id: i64, title: &'static str, created_ms: i64) -> Candidate<'static> {
        Candidate { id, trace: "voluptas case 1", here: None, title, created_ms: Some(created_ms) }
    }

    /// The duplicates among objects, with `linked` as pairs of an id in Qase and a row, and `made` as the ids of answered
    /// requests.
    fn found(all: Vec<Candidate<'_>>, linked: &[(i64, i64)], made: &[(&str, i64)]) -> BTreeMap<i64, i64> {
        let linked = linked.iter().copied().collect();
        let made = made.iter().map(|(trace, id)| ((*trace).to_owned(), *id)).collect();
        doubles(all, &Known { moment: MINUTE, linked: &linked, made: &made, created_ms: &[(1, 0)].into() })
    }

    #[test]
    fn one_write_that_arrived_twice_is_told_from_a_copy() {
        let all = || vec![candidate(4, "Pay", 1_000), candidate(9, "Pay", 31_000), candidate(12, "Pay", 9_000_000)];
        assert_eq!(found(all(), &[], &[]), [(9, 4)].into(), "the copy of next week is no double");
        assert_eq!(found(all(), &[(9, 7)], &[]), [(4, 9)].into(), "the linked one is the first");
        assert_eq!(found(all(), &[(12, 7)], &[]), [(9, 4)].into(), "a linked copy is no reason to doubt the others");
        assert_eq!(found(all(), &[(4, 7), (9, 8)], &[]), BTreeMap::new(), "what is linked is no double");
        let renamed = vec![candidate(4, "Pay", 0), candidate(9, "Pay by card", 0)];
        assert_eq!(found(renamed, &[], &[]), BTreeMap::new());
        let timeless = vec![candidate(4, "Pay", 0), Candidate { created_ms: None, ..candidate(9, "Pay", 0) }];
        assert_eq!(found(timeless, &[], &[]), BTreeMap::new(), "an unknown time is not near");
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
        assert_eq!(found(all(2_000), &[(5, 7)], &made), [(4, 5)].into(), "created with case 1");
    }
}
