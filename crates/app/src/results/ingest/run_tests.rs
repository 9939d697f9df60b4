//! The tests of a run between two shards. Their identities are kept with the run until it ends.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use super::identity::{Identities, Mark, Origin, RunTest, TwinName, hash};
use super::reruns::LastAttempt;
use voluptas_core::domain::result::ResultLabel;
use voluptas_store::shards::{ShardTest, ShardTests, TestInRun, TestOrigin};

impl Origin {
    fn kept(&self) -> TestOrigin {
        let own = [&self.suite, &self.file, &self.browser, &self.path].map(|text| text.as_ref().to_owned());
        // Name and value of each label stand behind the others.
        let labels = self.labels.iter().flat_map(|label| [label.name.clone(), label.value.clone()]);
        TestOrigin { values: own.into_iter().chain(labels).collect() }
    }

    fn of_kept(kept: TestOrigin) -> Self {
        let mut values = kept.values.into_iter();
        let (suite, file, browser, path) = {
            let mut next = || values.next().unwrap_or_default().into();
            (next(), next(), next(), next())
        };
        let mut labels = Vec::new();
        while let (Some(name), Some(value)) = (values.next(), values.next()) {
            labels.push(ResultLabel { name, value });
        }
        Self { labels: labels.into(), suite, file, browser, path, target: 0 }
    }
}

/// Tests with results that are not matched with a kept one, by identity.
#[derive(Default)]
struct StoredTests {
    /// Identities in the order of the store.
    order: Vec<String>,
    names: HashMap<String, Names>,
}

/// Names of the tests of one identity in the order of the store.
#[derive(Default)]
struct Names {
    /// `None` in place of one that was taken out.
    all: VecDeque<Option<Option<String>>>,
    /// Number of names that were taken out at the beginning.
    gone: usize,
    places: HashMap<Option<String>, usize>,
}

impl StoredTests {
    fn of(tests: Vec<TestInRun>) -> Self {
        let mut stored = Self::default();
        for TestInRun { base, discriminator } in tests {
            let names = stored.names.entry(base.clone()).or_default();
            // A test of several cases is several tests with one key.
            if !names.places.contains_key(&discriminator) {
                names.places.insert(discriminator.clone(), names.all.len());
                names.all.push_back(Some(discriminator));
                stored.order.push(base);
            }
        }
        stored
    }

    /// Takes the test with this name out.
    fn take(&mut self, base: &str, name: Option<&str>) -> bool {
        let Some(names) = self.names.get_mut(base) else { return false };
        let at = names.places.remove(&name.map(str::to_owned)).and_then(|at| at.checked_sub(names.gone));
        at.and_then(|at| names.all.get_mut(at)).is_some_and(|name| name.take().is_some())
    }

    /// Takes any test of an identity out.
    fn take_any(&mut self, base: &str) -> Option<Option<String>> {
        let names = self.names.get_mut(base)?;
        loop {
            let first = names.all.pop_front()?;
            names.gone += 1;
            if first.is_some() {
                return first;
            }
        }
    }
}

impl Identities<'_> {
    /// Goes on where the shards before ended: with their tests, as they were kept, and with all others that have results in the run. What was
    /// kept and has no result any longer is forgotten. `shard` is the number of the one that comes.
    pub(super) fn go_on(&mut self, shard: u32, kept: ShardTests, in_run: Vec<TestInRun>) {
        (self.shard, self.order) = (shard, Some(Vec::new()));
        let mut stored = StoredTests::of(in_run);
        let origins: Vec<Arc<Origin>> = kept.origins.into_iter().map(|origin| Arc::new(Origin::of_kept(origin))).collect();
        self.origins.extend(origins.iter().cloned());
        let blank = Arc::new(Origin::default());
        let mut waiting = Vec::new();
        let mut tests = Vec::with_capacity(kept.tests.len());
        for ShardTest { base, name, same, origin, shard } in kept.tests {
            let origin = origins.get(usize::try_from(origin).unwrap_or(usize::MAX)).unwrap_or(&blank);
            let place = tests.len();
            if !stored.take(&base, name.as_ref().map(|(_, value)| value.as_str())) {
                waiting.push(place);
            }
            let name =
                name.map(|(mark, value)| TwinName { mark: mark.parse().unwrap_or(Mark::Place), discriminator: value.into() });
            tests.push(Some((base, RunTest { same, origin: Arc::clone(origin), name, last: LastAttempt::default(), shard })));
        }
        // Another run has made twins of them meanwhile.
        for place in waiting {
            let Some(test) = tests.get_mut(place) else { continue };
            match test.as_ref().and_then(|(base, _)| stored.take_any(base)) {
                Some(name) => {
                    if let Some((_, test)) = test {
                        test.name = name.map(|value| TwinName { mark: Mark::Place, discriminator: value.into() });
                    }
                }
                None => *test = None,
            }
        }
        tests.into_iter().flatten().for_each(|(base, test)| self.put_known(&base, test));
        // Results of other senders, and of runs that were opened again.
        for base in std::mem::take(&mut stored.order) {
            if let Some(name) = stored.take_any(&base) {
                let name = name.map(|value| TwinName { mark: Mark::Place, discriminator: value.into() });
                self.put_known(
                    &base,
                    RunTest { same: 0, origin: Arc::clone(&blank), name, last: LastAttempt::default(), shard: 0 },
                );
            }
        }
    }

    fn put_known(&mut self, base: &str, test: RunTest) {
        if let (Some(name), Some(known)) = (&test.name, self.known.get_mut(base)) {
            known.mark_taken(&name.discriminator);
        }
        self.put(base, hash(&base), test);
    }

    /// State of the tests of this run that the next shard needs.
    pub(super) fn kept(&self) -> ShardTests {
        let mut kept = ShardTests::default();
        let mut places: HashMap<Arc<Origin>, u32> = HashMap::new();
        for (base, place) in self.order.iter().flatten() {
            let Some(test) = self.at(base, *place) else { continue };
            let origin = *places.entry(Arc::clone(&test.origin)).or_insert_with(|| {
                kept.origins.push(test.origin.kept());
                u32::try_from(kept.origins.len() - 1).unwrap_or(u32::MAX)
            });
            let name = test.name.as_ref().map(|name| (<&str>::from(name.mark).to_owned(), name.discriminator.to_string()));
            kept.tests.push(ShardTest { base: base.clone(), name, same: test.same, origin, shard: test.shard });
        }
        kept
    }
}
