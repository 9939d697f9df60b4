//! Files of re-runs: the test that each of their results executes again.
//!
//! A person says that a file holds re-runs of tests of the files before (`robot --rerunfailed`, `mvn -Dtest`, `pytest --lf`), so that an equal
//! identity is evidence of another attempt. Among twins one of the same suite, source file, browser and labels is meant, otherwise the one
//! whose discriminator the result has. Where several could be meant, the results wait for the end of the re-run ([`UndecidedTests`]): only then it is known
//! whether all of the twins were executed again, or only those that had failed. Each test is executed once per re-run, and a result
//! for which no test is left is a test of its own.

use foldhash::HashMap;

use super::identity::Incoming;
use super::twins::Candidates;
use voluptas_core::base::Millis;
use voluptas_core::domain::result::ResultContent;
use voluptas_core::domain::status::ResultStatus;

/// Results of files of re-runs.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct RerunCounts {
    /// Attempts of tests of the files before.
    pub matched: usize,
    /// Results of tests that the files before do not have.
    pub unmatched: usize,
}

impl RerunCounts {
    /// Counts an attempt, the last one of its test so far.
    pub(super) fn add(&mut self, round: u16, last: &LastAttempt) {
        match round {
            0 => {}
            _ if last.is_matched() => self.matched += 1,
            _ => self.unmatched += 1,
        }
    }
}

/// The last attempt of a test so far; by default one of an earlier shard, of which nothing is known.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct LastAttempt {
    end_ms: Option<Millis>,
    /// Number of the re-run that has the attempt; 0 for the files before all of them.
    pub(super) round: u16,
    /// Number of the re-run that has the first attempt.
    first_round: u16,
    pub(super) is_bad: bool,
}

impl LastAttempt {
    /// The first attempt of a test.
    pub(super) fn first(content: &ResultContent, round: u16) -> Self {
        Self { end_ms: content.end_ms, round, first_round: round, is_bad: is_bad(&content.status) }
    }

    /// Takes a later attempt. One of a re-run does not end before the attempts of the files before it, whatever its times say: clocks
    /// differ, and many files have no times.
    ///
    /// One that a re-run skips executes nothing: after a failure it ends before it, so that the failure stays the outcome of the test. `now` is
    /// the time of results without one.
    pub(super) fn take(&mut self, content: &mut ResultContent, round: u16, now: Millis) {
        if round > 0 && self.is_bad && content.status == ResultStatus::Skipped {
            self.follow(content, round, now);
            return;
        }
        if round > 0 {
            content.end_ms = self.end_ms.and_then(|before| content.end_ms.map(|end| end.max(before)));
        }
        *self = Self { end_ms: content.end_ms, round, first_round: self.first_round, is_bad: is_bad(&content.status) };
    }

    /// Lets an attempt end before this one, which stays the last one.
    pub(super) fn follow(&mut self, content: &mut ResultContent, round: u16, now: Millis) {
        let before = self.end_ms.unwrap_or(now).saturating_sub(1);
        content.end_ms = Some(content.end_ms.map_or(before, |end| end.min(before)));
        content.start_ms = content.start_ms.map(|start| start.min(before));
        self.round = round;
    }

    /// True for a test that the files before its last attempt have.
    pub(super) fn is_matched(&self) -> bool {
        self.first_round < self.round
    }
}

fn is_bad(status: &ResultStatus) -> bool {
    matches!(status, ResultStatus::Failed | ResultStatus::Broken)
}

/// The test of a result of a re-run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    /// The test at a place among those of its identity.
    Test(usize),
    /// One of several tests: known at the end of the re-run.
    Undecided,
    /// A test of its own.
    New,
}

/// The test that a result of a re-run executes, as far as the result alone tells it.
pub(super) fn target(found: Candidates) -> Target {
    match found {
        Candidates { first: None, .. } => Target::New,
        Candidates { count: 1, first: Some(at), is_by_key_alone: false, .. } => Target::Test(at),
        _ => Target::Undecided,
    }
}

/// Identity, source and folder of a result.
type Group = (u64, u64, u64, String);

/// Chooses among the tests for which [`target`] was undecided.
#[derive(Default)]
pub(super) struct UndecidedTests {
    /// Number of results that wait.
    waiting: HashMap<Group, usize>,
    /// True where the re-run has executed all tests that could be meant.
    is_whole: HashMap<Group, bool>,
}

impl UndecidedTests {
    /// Counts a result that waits.
    pub(super) fn add(&mut self, id: u64, incoming: &Incoming) {
        *self.waiting.entry(group(id, incoming)).or_default() += 1;
    }

    /// The test of the next result: in their order if the re-run has all of them, otherwise the failed ones first.
    pub(super) fn choose(&mut self, id: u64, found: Candidates, incoming: &Incoming) -> Target {
        let Candidates { count, first, first_bad, is_by_key_alone } = found;
        let group = group(id, incoming);
        let waiting = self.waiting.get(&group).copied().unwrap_or_default();
        let is_whole = *self.is_whole.entry(group).or_insert(waiting >= count);
        let failed = first_bad.filter(|_| !is_whole);
        let first = first.filter(|_| is_whole || !is_by_key_alone);
        failed.or(first).map_or(Target::New, Target::Test)
    }
}

fn group(id: u64, incoming: &Incoming) -> Group {
    let origin = &incoming.repeat_key.origin;
    (id, incoming.repeat_key.same, origin.source_hash(), origin.folder().to_owned())
}
