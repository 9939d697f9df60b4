//! Traces of what this workspace created in Qase, and duplicates found by them.
//!
//! Every created case or suite carries a trace of its own (see [`crate::domain::trace`]), which is in the journal before the
//! request is sent. An object with that trace comes from that request, whatever a person has renamed since.
//!
//! - Two objects with one trace, created within moments of each other, are one request that arrived twice.
//! - A copy that a person made in Qase later has the trace as well, but is a case of its own.
//! - Two objects with different traces of one workspace row are a request that counted as lost, was sent again under another
//!   trace, and arrived after that.

use super::snapshot::Remote;
use crate::domain::ids::{CaseId, SuiteId};
use crate::domain::message::Message;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use uuid::Uuid;

/// A new trace for a case.
#[must_use]
pub fn of_case() -> String {
    format!("voluptas case {}", Uuid::new_v4().simple())
}

/// A new trace for a suite.
#[must_use]
pub fn of_suite() -> String {
    format!("voluptas suite {}", Uuid::new_v4().simple())
}

/// The traces of one project in the journal.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Traces {
    /// Workspace cases by the trace of their creation in Qase.
    pub cases: BTreeMap<String, CaseId>,
    /// Workspace suites by the trace of their creation in Qase.
    pub suites: BTreeMap<String, SuiteId>,
}

/// The properties of an object in Qase by which duplicates are recognised.
struct Candidate<'a> {
    id: i64,
    trace: &'a str,
    /// The workspace row that it was created from.
    here: Option<i64>,
    title: &'a str,
    created_ms: Option<i64>,
}

/// Groups objects by their workspace row, or by their trace when the row is unknown. Gives the duplicates in each group with the
/// id of the first object, which is the one that `is_first` prefers or the oldest. `moment` tells duplicates from copies that
/// people made later.
fn doubles(all: Vec<Candidate<'_>>, moment: Duration, is_first: impl Fn(i64) -> bool) -> BTreeMap<i64, i64> {
    let mut by_origin: BTreeMap<(Option<i64>, &str), Vec<Candidate<'_>>> = BTreeMap::new();
    for candidate in all {
        let trace = if candidate.here.is_some() { "" } else { candidate.trace };
        by_origin.entry((candidate.here, trace)).or_default().push(candidate);
    }
    let mut found = BTreeMap::new();
    for mut same in by_origin.into_values().filter(|same| same.len() > 1) {
        same.sort_by_key(|c| (!is_first(c.id), c.id));
        let Some((first, others)) = same.split_first() else { continue };
        let moment = i64::try_from(moment.as_millis()).unwrap_or(i64::MAX);
        let near = |c: &&Candidate<'_>| {
            let apart = c.created_ms.zip(first.created_ms).map_or(0, |(a, b)| (a - b).abs());
            // People copy a trace unchanged: another trace of the same row is another attempt to create it.
            c.trace != first.trace || (c.title.trim() == first.title.trim() && apart <= moment)
        };
        found.extend(others.iter().filter(near).map(|c| (c.id, first.id)));
    }
    found
}

fn created_ms(text: Option<&String>) -> Option<i64> {
    text.and_then(|t| crate::base::clock::parse(t))
}

impl Remote {
    /// Finds cases and suites that one write created twice and excludes them from the comparison. Children of a duplicate suite
    /// count as lying in the suite that stays.
    pub(crate) fn set_doubles_aside(&mut self, lifetime: Duration, linked: &Linked) {
        // Twice the lifetime of a write: either creation may have been late by that much.
        let moment = lifetime * 2;
        let suites = self.suites.values().filter_map(|s| {
            let (trace, title) = (s.trace.as_deref()?, s.state.content.title.as_str());
            let here = linked.traces.suites.get(trace).map(|id| id.0);
            Some(Candidate { id: s.qase_id, trace, here, title, created_ms: created_ms(s.created_at.as_ref()) })
        });
        self.double_suites = doubles(suites.collect(), moment, |id| linked.suites.contains(&id));
        // A case that was restored after it was created again is recognised by its former id.
        let cases = self.cases.values().filter(|c| !linked.former.contains(&c.qase_id)).filter_map(|c| {
            let (trace, title) = (c.trace.as_deref()?, c.state.content.title.as_str());
            let here = linked.traces.cases.get(trace).map(|id| id.0);
            Some(Candidate { id: c.qase_id, trace, here, title, created_ms: created_ms(c.created_at.as_ref()) })
        });
        self.double_cases = doubles(cases.collect(), moment, |id| linked.cases.contains(&id));
        let first = |place: &mut super::snapshot::Place, doubles: &BTreeMap<i64, i64>| {
            if let Some(first) = place.qase_id().and_then(|id| doubles.get(&id)) {
                *place = super::snapshot::Place::Remote(*first);
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

/// Ids in Qase that are linked, and other marks of what this workspace created.
#[derive(Debug, Clone, Default)]
pub(crate) struct Linked {
    pub cases: BTreeSet<i64>,
    pub suites: BTreeSet<i64>,
    /// Former ids of cases that were created again.
    pub former: BTreeSet<i64>,
    /// Traces of this workspace.
    pub traces: Traces,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(id: i64, title: &'static str, created_ms: i64) -> Candidate<'static> {
        Candidate { id, trace: "voluptas case 1", here: None, title, created_ms: Some(created_ms) }
    }

    #[test]
    fn one_write_that_arrived_twice_is_told_from_a_copy() {
        let all = || vec![candidate(4, "Pay", 1_000), candidate(9, "Pay", 31_000), candidate(12, "Pay", 9_000_000)];
        let minute = Duration::from_secs(60);
        assert_eq!(doubles(all(), minute, |_| false), [(9, 4)].into(), "the copy of next week is no double");
        assert_eq!(doubles(all(), minute, |id| id == 9), [(4, 9)].into(), "the linked one is the first");
        let renamed = vec![candidate(4, "Pay", 0), candidate(9, "Pay by card", 0)];
        assert_eq!(doubles(renamed, minute, |_| false), BTreeMap::new());
    }

    #[test]
    fn a_write_that_arrived_after_it_was_sent_again_is_a_double() {
        let of = |id: i64, trace: &'static str, created_ms: i64| Candidate {
            trace,
            here: Some(7),
            ..candidate(id, "Pay", created_ms)
        };
        let all = vec![of(4, "voluptas case 2", 0), of(9, "voluptas case 1", 9_000_000)];
        assert_eq!(doubles(all, Duration::from_secs(60), |id| id == 4), [(9, 4)].into());
        let copy = vec![of(4, "voluptas case 2", 0), of(9, "voluptas case 2", 9_000_000)];
        assert_eq!(doubles(copy, Duration::from_secs(60), |id| id == 4), BTreeMap::new(), "the copy of next week is no double");
    }
}
