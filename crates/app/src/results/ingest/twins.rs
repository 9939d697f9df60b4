//! The tests of a run that have one identity, and the search among them: the test that an attempt repeats, and those that a result of a re-run
//! may execute again.
//!
//! Few twins are searched one by one. Many have an [`Index`], because a suite of one data row may have many thousand.

use std::collections::BTreeSet;
use std::sync::Arc;

use foldhash::{HashMap, HashSet};

use super::identity::{Incoming, Mark, RepeatKey, RunTest, TwinName};
use voluptas_core::base::Millis;
use voluptas_core::domain::result::{ResultContent, ResultLabel};
use voluptas_formats::tool_results::Repeat;

/// Twins that are searched one by one, at most.
const FEW: usize = 32;

/// Tests of one identity in the order of the run.
#[derive(Debug, Default)]
pub(super) struct Twins {
    tests: Vec<RunTest>,
    index: Option<Box<Index>>,
}

/// The tests that a result of a re-run may execute again.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Candidates {
    pub(super) count: usize,
    /// The first one, and the first one that failed.
    pub(super) first: Option<usize>,
    pub(super) first_bad: Option<usize>,
    /// Nothing but the identity tells that these tests could be meant.
    pub(super) is_by_key_alone: bool,
}

/// Places of tests by the properties that distinguish twins.
#[derive(Debug, Default)]
struct Index {
    /// The first test of each set of labels.
    by_labels: Vec<usize>,
    /// The first test by [`RunTest::same`] and the labels that a person gave.
    by_same: HashMap<u64, usize>,
    /// Identity and source of all tests.
    sources: HashSet<(u64, u64)>,
    /// The round that the rest is about, and the shard.
    round: u16,
    shard: u32,
    /// The last tests of the round by what is nearest, by file of results, and of all.
    near: HashMap<u64, usize>,
    by_path: HashMap<Arc<str>, usize>,
    last: Option<usize>,
    /// Tests that the round has not executed: of a source and folder, of a source, of a name, and all.
    beside: HashMap<(u64, u64, String), Open>,
    alike: HashMap<(u64, u64), Open>,
    named: HashMap<(u64, Mark, Arc<str>), Open>,
    open: HashMap<u64, Open>,
}

/// Places of tests that are not executed again yet, and of those that failed.
#[derive(Debug, Default)]
struct Open {
    all: BTreeSet<usize>,
    bad: BTreeSet<usize>,
}

impl Open {
    fn change(&mut self, at: usize, test: &RunTest, is_open: bool) {
        if is_open {
            self.all.insert(at);
            if test.last.is_bad {
                self.bad.insert(at);
            }
        } else {
            self.all.remove(&at);
            self.bad.remove(&at);
        }
    }

    fn candidates(&self) -> Option<Candidates> {
        let candidates = Candidates {
            count: self.all.len(),
            first: self.all.first().copied(),
            first_bad: self.bad.first().copied(),
            is_by_key_alone: false,
        };
        (candidates.count > 0).then_some(candidates)
    }
}

fn key_beside_labels(same: u64, origin: &super::identity::Origin) -> u64 {
    let labels: Vec<(&str, &str)> = origin.labels.iter().map(|label| (label.name.as_str(), label.value.as_str())).collect();
    super::identity::hash(&(same, labels))
}

/// Hash of the properties by which an attempt finds the nearest test to repeat: the source, and before the first re-run also the
/// file of results.
fn nearness(of: &super::identity::Origin, round: u16) -> u64 {
    if round > 0 { of.source_hash() } else { super::identity::hash(of) }
}

impl Index {
    fn of(tests: &[RunTest], round: u16, shard: u32) -> Self {
        let mut this = Self { round, shard, ..Self::default() };
        for (at, test) in tests.iter().enumerate() {
            this.add(tests, at, test);
        }
        this
    }

    /// Adds the test at a place, which is the last one.
    fn add(&mut self, tests: &[RunTest], at: usize, test: &RunTest) {
        if !self.by_labels.iter().any(|known| tests[*known].origin.labels == test.origin.labels) {
            self.by_labels.push(at);
        }
        self.by_same.entry(key_beside_labels(test.same, &test.origin)).or_insert(at);
        self.sources.insert((test.same, test.origin.source_hash()));
        if test.last.round < self.round {
            self.change(at, test, true);
        }
        self.executed(at, test);
    }

    /// Notes that the round has executed a test, if it has.
    fn executed(&mut self, at: usize, test: &RunTest) {
        if test.last.round != self.round || (self.round == 0 && test.shard != self.shard) {
            return;
        }
        let later = |place: &mut usize| *place = at.max(*place);
        self.near.entry(nearness(&test.origin, self.round)).and_modify(later).or_insert(at);
        self.by_path.entry(Arc::clone(&test.origin.path)).and_modify(later).or_insert(at);
        self.last = self.last.max(Some(at));
    }

    fn change(&mut self, at: usize, test: &RunTest, is_open: bool) {
        let (same, source) = (test.same, test.origin.source_hash());
        let beside = self.beside.entry((same, source, test.origin.folder().to_owned())).or_default();
        beside.change(at, test, is_open);
        self.alike.entry((same, source)).or_default().change(at, test, is_open);
        self.open.entry(same).or_default().change(at, test, is_open);
        if let Some(name) = test.name.as_ref().filter(|name| name.mark != Mark::Place) {
            let key = (same, name.mark, Arc::clone(&name.discriminator));
            self.named.entry(key).or_default().change(at, test, is_open);
        }
    }

    fn repeated(&self, repeat_key: &RepeatKey) -> Option<usize> {
        match repeat_key.repeat {
            Repeat::None => None,
            Repeat::ByKey => self.by_same.get(&key_beside_labels(repeat_key.same, &repeat_key.origin)).copied(),
            Repeat::Earlier => self.near.get(&nearness(&repeat_key.origin, repeat_key.round)).copied(),
            Repeat::Marked | Repeat::ByName => self.of_file(repeat_key).or(self.last),
        }
    }

    /// The last test of the same source, otherwise of the same file.
    fn of_file(&self, repeat_key: &RepeatKey) -> Option<usize> {
        let near = self.near.get(&nearness(&repeat_key.origin, repeat_key.round));
        near.or_else(|| self.by_path.get(&repeat_key.origin.path)).copied()
    }

    fn candidates(&self, incoming: &Incoming) -> Candidates {
        let (same, origin) = (incoming.repeat_key.same, &incoming.repeat_key.origin);
        let source = origin.source_hash();
        let of = |open: Option<&Open>| open.and_then(Open::candidates);
        let named = || {
            let mut open = Open::default();
            for value in incoming.values() {
                if let Some(of_name) = self.named.get(&(same, value.mark, value.text.as_str().into())) {
                    open.all.extend(&of_name.all);
                    open.bad.extend(&of_name.bad);
                }
            }
            open.candidates()
        };
        let closest = of(self.beside.get(&(same, source, origin.folder().to_owned())));
        let closest = closest.or_else(|| of(self.alike.get(&(same, source)))).or_else(named);
        let closest = closest.or_else(|| self.sources.contains(&(same, source)).then(Candidates::default));
        closest.unwrap_or_else(|| Candidates { is_by_key_alone: true, ..of(self.open.get(&same)).unwrap_or_default() })
    }
}

/// Place of the test that an attempt executes again by the word of its tool. A mark of the tool, or a name, speaks of the tests of its own
/// shard, and in a re-run of those that it has executed.
fn repeated(tests: &[RunTest], repeat_key: &RepeatKey, shard: u32) -> Option<usize> {
    let is_there = |test: &RunTest| test.last.round == repeat_key.round && (repeat_key.round > 0 || test.shard == shard);
    match repeat_key.repeat {
        Repeat::None => None,
        // The word of the person who labels the jobs of a matrix is above an id of the tool.
        Repeat::ByKey => {
            tests.iter().position(|test| test.same == repeat_key.same && test.origin.labels == repeat_key.origin.labels)
        }
        Repeat::Marked | Repeat::ByName | Repeat::Earlier => {
            let last = |wanted: &dyn Fn(&RunTest) -> bool| tests.iter().rposition(|test| is_there(test) && wanted(test));
            let here = last(&|test| {
                test.origin.is_same_source(&repeat_key.origin)
                    && ((&test.origin.path, test.origin.target) == (&repeat_key.origin.path, repeat_key.origin.target)
                        || repeat_key.round > 0)
            });
            // An earlier attempt of a target is one of the equal test of that target alone.
            if repeat_key.repeat == Repeat::Earlier {
                return here;
            }
            let of_file = here.or_else(|| last(&|test| test.origin.path == repeat_key.origin.path));
            of_file.or_else(|| last(&|_| true))
        }
    }
}

/// The tests that the re-run has not executed yet and that are closest to a result: of the same source and folder, otherwise of the same
/// source, otherwise the one with the discriminator of the result, otherwise all.
fn candidates(tests: &[RunTest], incoming: &Incoming) -> Candidates {
    let repeat_key = &incoming.repeat_key;
    let open = |at: &usize| tests[*at].last.round < repeat_key.round && tests[*at].same == repeat_key.same;
    let all: Vec<usize> = (0..tests.len()).filter(open).collect();
    let of = |is_meant: &dyn Fn(&RunTest) -> bool| all.iter().copied().filter(|at| is_meant(&tests[*at])).collect::<Vec<_>>();
    let values = incoming.values();
    let has_value = |test: &RunTest| {
        let name = test.name.as_ref().filter(|name| name.mark != Mark::Place);
        name.is_some_and(|name| values.iter().any(|value| value.mark == name.mark && *value.text == *name.discriminator))
    };
    let is_alike = |test: &RunTest| test.origin.is_same_source(&repeat_key.origin);
    let is_beside = |test: &RunTest| is_alike(test) && test.origin.folder() == repeat_key.origin.folder();
    // A suite that the files before have and the re-run has executed already has no further test for it.
    let is_of_known_suite = tests.iter().any(|test| test.same == repeat_key.same && is_alike(test));
    let closest = [of(&is_beside), of(&is_alike), of(&has_value)].into_iter().find(|places| !places.is_empty());
    let closest = closest.or_else(|| is_of_known_suite.then(Vec::new));
    let is_by_key_alone = closest.is_none() && tests.len() > 1;
    let places = closest.unwrap_or(all);
    let first_bad = places.iter().copied().find(|at| tests[*at].last.is_bad);
    Candidates { count: places.len(), first: places.first().copied(), first_bad, is_by_key_alone }
}

impl Twins {
    pub(super) fn as_slice(&self) -> &[RunTest] {
        &self.tests
    }

    pub(super) fn get(&self, at: usize) -> Option<&RunTest> {
        self.tests.get(at)
    }

    /// Adds a test; returns its place.
    pub(super) fn push(&mut self, test: RunTest) -> usize {
        let at = self.tests.len();
        if at == 0 {
            // Most tests have no twin: room for more would be most of what a large run takes in memory.
            self.tests.reserve_exact(1);
        }
        self.tests.push(test);
        if let (Some(index), Some(test)) = (&mut self.index, self.tests.last()) {
            index.add(&self.tests, at, test);
        }
        at
    }

    /// Gives a name to the tests that have none.
    pub(super) fn name_unnamed(&mut self, name: &TwinName) {
        self.index = None;
        for test in self.tests.iter_mut().filter(|test| test.name.is_none()) {
            test.name = Some(name.clone());
        }
    }

    /// Takes another attempt of the test at a place, of that kind and re-run.
    pub(super) fn attempt(
        &mut self,
        at: usize,
        content: &mut ResultContent,
        (repeat, round): (Repeat, u16),
        now: Millis,
    ) -> Option<&RunTest> {
        let test = self.tests.get_mut(at)?;
        let was_open = self.index.as_mut().filter(|index| test.last.round < index.round);
        if let Some(index) = was_open {
            index.change(at, test, false);
        }
        match repeat {
            Repeat::Earlier => test.last.follow(content, round, now),
            _ => test.last.take(content, round, now),
        }
        if let Some(index) = &mut self.index {
            index.executed(at, test);
        }
        self.tests.get(at)
    }

    /// The index for a round, if there are many tests.
    fn index(&mut self, round: u16, shard: u32) -> Option<&Index> {
        let is_of_round = self.index.as_ref().is_some_and(|index| (index.round, index.shard) == (round, shard));
        if self.tests.len() > FEW && !is_of_round {
            self.index = Some(Box::new(Index::of(&self.tests, round, shard)));
        }
        self.index.as_deref()
    }

    /// Place of the test that an attempt executes again by the word of its tool.
    pub(super) fn repeated(&mut self, repeat_key: &RepeatKey, shard: u32) -> Option<usize> {
        if repeat_key.repeat == Repeat::None {
            return None;
        }
        match self.index(repeat_key.round, shard) {
            Some(index) => index.repeated(repeat_key),
            None => repeated(&self.tests, repeat_key, shard),
        }
    }

    /// The tests that a result of a re-run may execute again.
    pub(super) fn candidates(&mut self, incoming: &Incoming, shard: u32) -> Candidates {
        match self.index(incoming.repeat_key.round, shard) {
            Some(index) => index.candidates(incoming),
            None => candidates(&self.tests, incoming),
        }
    }

    /// The first test of the same job of a matrix, and the first one of another job.
    pub(super) fn peers(&mut self, labels: &Arc<[ResultLabel]>, round: u16, shard: u32) -> [Option<&RunTest>; 2] {
        self.index(round, shard);
        let tests = &self.tests;
        let find = |is_own: bool| {
            let is_meant = |test: &&RunTest| (test.origin.labels == *labels) == is_own;
            match &self.index {
                Some(index) => index.by_labels.iter().filter_map(|at| tests.get(*at)).find(is_meant),
                None => tests.iter().find(is_meant),
            }
        };
        [find(true), find(false)]
    }
}

#[cfg(test)]
mod tests {
    use super::super::identity::Origin;
    use super::super::reruns::LastAttempt;
    use super::*;
    use proptest::prelude::*;
    use voluptas_core::domain::status::ResultStatus;
    use voluptas_ingest::NewResult;

    /// Numbers of labels, suite and file of results; `same`; whether it failed; the kind of repetition; the round.
    type Step = (u8, u8, u8, u64, bool, u8, u16);

    fn incoming(&(labels, suite, path, same, is_bad, repeat, round): &Step) -> Incoming {
        let status = if is_bad { ResultStatus::Failed } else { ResultStatus::Passed };
        let content = ResultContent { status, ..ResultContent::default() };
        let label = voluptas_core::domain::result::ResultLabel { name: "browser".to_owned(), value: labels.to_string() };
        let origin = Origin {
            labels: if labels == 0 { Arc::new([]) } else { Arc::new([label]) },
            suite: format!("suite {suite}").into(),
            path: format!("folder {}/{path}.xml", path % 2).into(),
            ..Origin::default()
        };
        let repeat = match repeat {
            0 => Repeat::Marked,
            1 => Repeat::ByName,
            2 => Repeat::ByKey,
            3 => Repeat::Earlier,
            _ => Repeat::None,
        };
        let repeat_key = RepeatKey { repeat, origin, round, same, ..RepeatKey::default() };
        Incoming { result: NewResult { content, ..NewResult::default() }, repeat_key, marks: [0; 2] }
    }

    fn test(incoming: &Incoming, place: usize) -> RunTest {
        let (mark, text) = match place % 3 {
            0 => (Mark::Place, format!("#{place}")),
            1 => (Mark::Suite, incoming.repeat_key.origin.suite.to_string()),
            _ => (Mark::Folder, incoming.repeat_key.origin.folder().to_owned()),
        };
        RunTest {
            same: incoming.repeat_key.same,
            origin: Arc::new(incoming.repeat_key.origin.clone()),
            name: Some(TwinName { mark, discriminator: text.into() }),
            last: LastAttempt::first(&incoming.result.content, incoming.repeat_key.round),
            shard: u32::from(place.is_multiple_of(7)),
        }
    }

    proptest! {
        #[test]
        fn an_index_finds_the_tests_that_a_search_one_by_one_finds(
            mut steps in prop::collection::vec((0..3_u8, 0..3_u8, 0..3_u8, 0..2_u64, any::<bool>(), 0..8_u8, 0..3_u16), 1..60),
        ) {
            steps.sort_by_key(|step| step.6);
            let mut twins = Twins::default();
            for step in &steps {
                let mut incoming = incoming(step);
                let (repeat_key, labels) = (&incoming.repeat_key, &incoming.repeat_key.origin.labels);
                // As if there were many.
                let is_of_round = twins.index.as_ref().is_some_and(|index| index.round == repeat_key.round);
                if !is_of_round {
                    twins.index = Some(Box::new(Index::of(&twins.tests, repeat_key.round, 0)));
                }
                let Some(index) = &twins.index else { unreachable!() };
                let found = index.repeated(repeat_key);
                prop_assert_eq!(found, repeated(&twins.tests, repeat_key, 0));
                let expected = candidates(&twins.tests, &incoming);
                let of_index = index.candidates(&incoming);
                let is_by_key_alone = of_index.is_by_key_alone && twins.tests.len() > 1;
                prop_assert_eq!(Candidates { is_by_key_alone, ..of_index }, expected);
                let is_own = |test: &&RunTest| test.origin.labels == *labels;
                let of_labels = |index: &Index, is_meant: &dyn Fn(&&RunTest) -> bool| {
                    index.by_labels.iter().map(|at| &twins.tests[*at]).find(is_meant).map(std::ptr::from_ref)
                };
                prop_assert_eq!(of_labels(index, &is_own), twins.tests.iter().find(is_own).map(std::ptr::from_ref));
                match found.or(expected.first.filter(|_| repeat_key.round > 0)) {
                    Some(at) => {
                        let of = (repeat_key.repeat, repeat_key.round);
                        twins.attempt(at, &mut incoming.result.content, of, 0);
                    }
                    None => {
                        let new = test(&incoming, twins.tests.len());
                        twins.push(new);
                    }
                }
            }
        }
    }
}
