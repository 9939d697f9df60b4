//! The test of each attempt of a run: which attempts repeat a test, and what tells apart tests of one identity.
//!
//! Equal names are no evidence of a repetition: suites, shards, the jobs of a matrix and rows of data have tests of one name. Such *twins* get
//! a discriminator each, the first value in the order of [`Mark`] that differs, otherwise their place (`#2`). A test that is alone in its run
//! belongs to the twin of its discriminator, otherwise to the only known test of its identity, so that histories, mutes and links stay where
//! tests move to another shard or suites have a time in their name.

use std::collections::BTreeMap;
use std::hash::BuildHasher as _;
use std::sync::Arc;

use foldhash::fast::FixedState;
use foldhash::{HashMap, HashMapExt as _, HashSet, HashSetExt as _};
use voluptas_core::domain::ids::{ProjectId, RunId};
use voluptas_formats::tool_results::{Attempt, Repeat};
use voluptas_ingest::NewResult;
use voluptas_store::known_tests::Twin;
use voluptas_store::{Result, Tx};

/// What tells twins apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Mark {
    /// Full name, of tests to which the tool gave one id.
    FullName,
    /// Parameters, of tests to which the tool gave one id.
    Parameters,
    /// Path of suites.
    Suite,
    /// File of the test's source.
    File,
    /// Browser, device or project of the tool's configuration.
    Browser,
    /// Folder of the file of results.
    Folder,
    /// Name of the file of results.
    ResultFile,
    /// Nothing but the order in the run.
    Place,
}

/// Number of folders above a file that are compared, from the nearest.
const FOLDERS: usize = 3;
/// Digits of a value that is taken for a time or a build, which no other twin has in the next run.
const TIME: usize = 4;
/// Longest discriminator, in characters. Of a longer one the end is kept.
const LONGEST: usize = 200;

/// Labels that name the browser, project or device of a test, the most telling one first.
const PLACES: [&str; 9] =
    ["browser", "project", "browserName", "device", "deviceName", "platform", "platformName", "configuration", "variant"];

/// Where an attempt comes from. Many tests share one.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
struct Origin {
    suite: String,
    file: String,
    browser: String,
    /// Path of the file of results, below what was given.
    path: Arc<str>,
}

impl Origin {
    /// The origin of an attempt of a file of results.
    fn of(attempt: &Attempt, path: &Arc<str>) -> Self {
        let label = |names: &[&str]| names.iter().find_map(|name| attempt.label(name)).unwrap_or_default().trim().to_owned();
        Self {
            suite: attempt.suites.join(" › "),
            file: label(&["file", "filePath", "source"]),
            browser: label(&PLACES),
            path: Arc::clone(path),
        }
    }
}

/// An attempt on its way into the store.
pub(super) struct Incoming {
    pub(super) result: NewResult,
    pub(super) kin: Kin,
}

/// What tells whether an attempt repeats another one.
#[derive(Debug, Clone, Default)]
pub(super) struct Kin {
    repeat: Repeat,
    origin: Origin,
    /// Hash of full name and parameters, which attempts of one test have in common, where the tool gives an id; otherwise 0.
    same: u64,
}

impl Kin {
    /// Reads it from an attempt of a file of results.
    pub(super) fn of(attempt: &Attempt, path: &Arc<str>) -> Self {
        let same = attempt.history_id.as_ref().map_or(0, |_| {
            let mut params: Vec<(&str, &str)> =
                attempt.params.iter().filter(|p| !p.is_excluded).map(|p| (p.name.as_str(), p.value.as_str())).collect();
            params.sort_unstable();
            hash(&(attempt.full_name.trim(), params))
        });
        Self { repeat: attempt.repeat, origin: Origin::of(attempt, path), same }
    }
}

impl Incoming {
    /// A result that no other one repeats.
    pub(super) fn alone(result: NewResult) -> Self {
        Self { result, kin: Kin::default() }
    }

    /// Values by which the attempt may differ from a twin, in the order of [`Mark`]; blank ones are unknown.
    fn values(&self) -> Vec<(Mark, String)> {
        let own = self.has_tool_id().then(|| (self.full_name().to_owned(), joined(&self.result.content.params)));
        values(own, &self.kin.origin)
    }

    /// True where the identity is an id of the tool, which says nothing of full name and parameters.
    fn has_tool_id(&self) -> bool {
        self.result.test.as_ref().is_some_and(|test| test.key.starts_with('h'))
    }

    fn full_name(&self) -> &str {
        self.result.test.as_ref().and_then(|test| test.full_name.as_deref()).unwrap_or_default()
    }
}

fn joined(params: &BTreeMap<String, String>) -> String {
    params.iter().map(|(name, value)| format!("{name} = {value}")).collect::<Vec<_>>().join(", ")
}

fn values(own: Option<(String, String)>, origin: &Origin) -> Vec<(Mark, String)> {
    let (full_name, params) = own.unwrap_or_default();
    let mut parts = origin.path.rsplit('/').map(str::to_owned);
    let file = parts.next().unwrap_or_default();
    let mut folders: Vec<String> = parts.take(FOLDERS).collect();
    folders.resize(FOLDERS, String::new());
    let before = [
        (Mark::FullName, full_name),
        (Mark::Parameters, params),
        (Mark::Suite, origin.suite.clone()),
        (Mark::File, origin.file.clone()),
        (Mark::Browser, origin.browser.clone()),
    ];
    let folders = folders.into_iter().map(|folder| (Mark::Folder, folder));
    before.into_iter().chain(folders).chain([(Mark::ResultFile, file)]).map(|(mark, value)| (mark, shortened(value))).collect()
}

fn shortened(value: String) -> String {
    let excess = value.chars().count().saturating_sub(LONGEST);
    if excess == 0 { value } else { format!("…{}", value.chars().skip(excess + 1).collect::<String>()) }
}

fn hash(value: &impl std::hash::Hash) -> u64 {
    FixedState::default().hash_one(value)
}

/// A value without its digits: names of suites and folders hold times, versions and numbers of builds.
fn masked(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    for c in value.chars() {
        if !c.is_numeric() {
            text.push(c);
        } else if !text.ends_with('0') {
            text.push('0');
        }
    }
    text
}

/// A test of the run.
#[derive(Debug, Clone)]
struct InRun {
    /// See [`Kin::same`].
    same: u64,
    origin: Arc<Origin>,
    /// `None` for a test that alone has its identity so far.
    name: Option<TwinName>,
}

/// What tells a twin from the others.
#[derive(Debug, Clone)]
struct TwinName {
    mark: Mark,
    discriminator: Arc<str>,
}

/// A twin that the project knows, from the beginning or since this run.
#[derive(Debug)]
struct Known {
    discriminator: Arc<str>,
    /// A test of this run has it.
    is_taken: bool,
}

/// Counts of tests of equal identity in a run.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct TwinCounts {
    /// Tests that share their identity with another one of the run, by what tells them apart.
    pub by: BTreeMap<&'static str, usize>,
    /// Attempts that were taken for repetitions because of their name alone.
    pub reruns_by_name: usize,
}

/// The tests of a run while it is filled.
pub(super) struct Identities<'t> {
    tx: &'t Tx<'t>,
    project: ProjectId,
    run: RunId,
    /// Tests by the hash of their identity.
    in_run: HashMap<u64, Vec<InRun>>,
    origins: HashSet<Arc<Origin>>,
    /// Twins of the project by the key that they share.
    known: HashMap<String, Vec<Known>>,
    reruns_by_name: usize,
}

impl<'t> Identities<'t> {
    /// Reads the twins that the project knows.
    pub(super) fn new(tx: &'t Tx<'t>, project: ProjectId, run: RunId) -> Result<Self> {
        let mut known: HashMap<String, Vec<Known>> = HashMap::new();
        for twin in tx.known_tests().twins(project)? {
            known.entry(twin.base).or_default().push(Known { discriminator: twin.discriminator.into(), is_taken: false });
        }
        Ok(Self { tx, project, run, in_run: HashMap::new(), origins: HashSet::new(), known, reruns_by_name: 0 })
    }

    /// Numbers of the run so far.
    pub(super) fn counts(&self) -> TwinCounts {
        let mut by = BTreeMap::new();
        for test in self.in_run.values().filter(|tests| tests.len() > 1).flatten() {
            *by.entry(test.name.as_ref().map_or(Mark::Place, |name| name.mark).into()).or_default() += 1;
        }
        TwinCounts { by, reruns_by_name: self.reruns_by_name }
    }

    /// Gives each attempt of a batch the key of its test, and hands the results over. Batches come in the order of the files.
    pub(super) fn assign(&mut self, batch: &mut Vec<Incoming>) -> Result<Vec<NewResult>> {
        let mut done: Vec<Incoming> = Vec::with_capacity(batch.len());
        for mut incoming in batch.drain(..) {
            if let Some(base) = incoming.result.test.as_ref().map(|test| test.key.clone()) {
                let name = self.test_of(&base, &incoming, &mut done)?;
                if let (Some(test), Some(name)) = (&mut incoming.result.test, name) {
                    let twin = Twin { base, discriminator: name.discriminator.to_string() };
                    test.key = twin.key();
                    test.twin = Some(twin);
                }
            }
            done.push(incoming);
        }
        Ok(done.into_iter().map(|incoming| incoming.result).collect())
    }

    /// The name of an attempt's test among its twins; `None` for a test that alone has its identity. `batch` holds the attempts before that
    /// are not stored yet.
    fn test_of(&mut self, base: &str, incoming: &Incoming, batch: &mut [Incoming]) -> Result<Option<TwinName>> {
        let id = hash(&base);
        if let Some(test) = self.repeated(id, &incoming.kin) {
            let name = test.name.clone();
            self.reruns_by_name += usize::from(incoming.kin.repeat == Repeat::ByName);
            return Ok(name);
        }
        let first = self.in_run.get(&id).and_then(|tests| tests.first()).cloned();
        let name = match (self.take_known(base, incoming, first.is_none()), first) {
            (known, None) => known,
            (known, Some(first)) => {
                let new = match first.name {
                    None => self.name_first(base, id, &first, incoming, batch)?,
                    Some(_) => self.new_name(base, &first, incoming),
                };
                Some(known.unwrap_or_else(|| self.add(base, new)))
            }
        };
        let origin = match self.origins.get(&incoming.kin.origin) {
            Some(known) => Arc::clone(known),
            None => {
                let new = Arc::new(incoming.kin.origin.clone());
                self.origins.insert(Arc::clone(&new));
                new
            }
        };
        self.in_run.entry(id).or_default().push(InRun { same: incoming.kin.same, origin, name: name.clone() });
        Ok(name)
    }

    /// The test that an attempt executes again.
    fn repeated(&self, id: u64, kin: &Kin) -> Option<&InRun> {
        let tests = self.in_run.get(&id).map_or(&[][..], Vec::as_slice);
        match kin.repeat {
            Repeat::None => None,
            Repeat::ByKey => tests.iter().find(|test| test.same == kin.same),
            Repeat::Marked | Repeat::ByName => {
                let here = tests.iter().rev().find(|test| *test.origin == kin.origin);
                here.or_else(|| tests.iter().rev().find(|test| test.origin.path == kin.origin.path)).or(tests.last())
            }
        }
    }

    /// The twin of the project that the test is: the one with a value of its own, otherwise the next place, one whose value differs in
    /// digits, or the only one there is.
    fn take_known(&mut self, base: &str, incoming: &Incoming, is_first: bool) -> Option<TwinName> {
        let known = self.known.get_mut(base)?;
        let values: Vec<(Mark, String)> = incoming.values().into_iter().filter(|(_, value)| !value.is_empty()).collect();
        // Two browsers or suites may have names that differ in a number alone.
        let is_alike = |value: &str, discriminator: &str| {
            let mask = masked(value);
            let is_only = known.iter().filter(|other| masked(&other.discriminator) == mask).count() == 1;
            mask == masked(discriminator) && (is_only || value.chars().filter(char::is_ascii_digit).count() >= TIME)
        };
        let free = |exact: bool| {
            let known = known.iter().enumerate().filter(|(_, known)| !known.is_taken);
            known.into_iter().find_map(|(at, known)| {
                let is_own = |(_, value): &&(Mark, String)| match exact {
                    true => **value == *known.discriminator,
                    false => is_alike(value, &known.discriminator),
                };
                values.iter().find(is_own).map(|(mark, _)| (at, *mark))
            })
        };
        let is_only = known.len() == 1;
        let place = |is_any: bool| {
            let is_free = |known: &Known| !known.is_taken && (known.discriminator.starts_with('#') || is_any);
            known.iter().position(is_free).map(|at| (at, Mark::Place))
        };
        let (at, mark) = free(true).or_else(|| place(false)).or_else(|| free(false)).or_else(|| place(is_first && is_only))?;
        let taken = known.get_mut(at)?;
        taken.is_taken = true;
        Some(TwinName { mark, discriminator: Arc::clone(&taken.discriminator) })
    }

    /// A name for a test whose first twin in the run has one.
    fn new_name(&self, base: &str, first: &InRun, incoming: &Incoming) -> (Mark, String) {
        let known = self.known.get(base).map_or(&[][..], Vec::as_slice);
        let is_new = |value: &str| !value.is_empty() && known.iter().all(|k| *k.discriminator != *value);
        let pairs = incoming.values().into_iter().zip(values(None, &first.origin));
        let differs = |(own, other): &((Mark, String), (Mark, String))| own.1 != other.1 && is_new(&own.1);
        let found = pairs.into_iter().find(differs).map(|(own, _)| own);
        found.unwrap_or_else(|| {
            let places = (known.len() + 1..).map(|n| format!("#{n}"));
            (Mark::Place, places.into_iter().find(|place| is_new(place)).unwrap_or_default())
        })
    }

    /// Names the first test of an identity by what tells it from the second one, also in the store, and gives the name of the second one.
    fn name_first(
        &mut self,
        base: &str,
        id: u64,
        first: &InRun,
        incoming: &Incoming,
        batch: &mut [Incoming],
    ) -> Result<(Mark, String)> {
        let is_first = |other: &&Incoming| other.result.test.as_ref().is_some_and(|test| test.key == base);
        let own = match batch.iter().find(is_first) {
            Some(other) => other.has_tool_id().then(|| (other.full_name().to_owned(), joined(&other.result.content.params))),
            None if incoming.has_tool_id() => {
                let found = self.tx.known_tests().first_in_run(self.run, base)?;
                found.map(|(full_name, params)| (full_name, joined(&params)))
            }
            None => None,
        };
        let pairs = values(own, &first.origin).into_iter().zip(incoming.values());
        let found = pairs.into_iter().find(|(a, b)| a.1 != b.1 && !a.1.is_empty() && !b.1.is_empty());
        let (mark, of_first, of_second) = match found {
            Some(((mark, of_first), (_, of_second))) => (mark, of_first, of_second),
            None => (Mark::Place, "#1".to_owned(), "#2".to_owned()),
        };
        let name = self.add(base, (mark, of_first));
        let twin = Twin { base: base.to_owned(), discriminator: name.discriminator.to_string() };
        self.tx.known_tests().make_twin(self.project, &twin)?;
        for test in batch.iter_mut().filter_map(|other| other.result.test.as_mut()).filter(|test| test.key == base) {
            test.key = twin.key();
            test.twin = Some(twin.clone());
        }
        for test in self.in_run.get_mut(&id).into_iter().flatten().filter(|test| test.name.is_none()) {
            test.name = Some(name.clone());
        }
        Ok((mark, of_second))
    }

    fn add(&mut self, base: &str, (mark, value): (Mark, String)) -> TwinName {
        let discriminator: Arc<str> = value.into();
        let known = self.known.entry(base.to_owned()).or_default();
        known.push(Known { discriminator: Arc::clone(&discriminator), is_taken: true });
        TwinName { mark, discriminator }
    }
}
