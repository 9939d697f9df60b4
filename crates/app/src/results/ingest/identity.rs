//! The test of each attempt of a run: which attempts repeat a test, and what tells apart tests of one identity.
//!
//! Equal names are no evidence of a repetition: suites, shards, the jobs of a matrix and rows of data have tests of one name. Such *twins* get
//! a discriminator each, the first value in the order of [`Mark`] that differs, otherwise their place (`#2`). A test that is alone in its run
//! belongs to the twin of its discriminator, otherwise to the only known test of its identity, so that histories, mutes and links stay where
//! tests move to another shard or suites have a time in their name.

use std::collections::BTreeMap;
use std::hash::{BuildHasher as _, Hash as _, Hasher as _};
use std::path::Path;
use std::sync::Arc;

use foldhash::fast::FixedState;
use foldhash::{HashMap, HashMapExt as _, HashSet, HashSetExt as _};

use super::earlier::EarlierRows;
use super::known_twins::KnownTwins;
use super::labels;
use super::overlap::Marks;
use super::reruns::{self, LastAttempt, RerunCounts, Target, UndecidedTests};
use super::twins::Twins;
use voluptas_core::domain::ids::{ProjectId, RunId};
use voluptas_core::domain::result::ResultLabel;
use voluptas_formats::tool_results::{Attempt, Repeat};
use voluptas_ingest::NewResult;
use voluptas_store::known_tests::Twin;
use voluptas_store::{Result, Tx};

/// Property that distinguishes twins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, strum::IntoStaticStr, strum::EnumString)]
#[strum(serialize_all = "snake_case")]
pub enum Mark {
    /// Label that a person gave all results of an ingest.
    Label,
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
/// Longest discriminator, in characters. Of a longer one the end is kept, with a hash of the whole.
const LONGEST: usize = 200;
/// Digits of that hash.
const HASH: usize = 8;

/// Where an attempt comes from. Many tests share one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Origin {
    /// Labels that a person gave, by name.
    pub(super) labels: Arc<[ResultLabel]>,
    // shared by the tests of a run: where each test has a file of its own, so it has an origin of its own
    pub(super) suite: Arc<str>,
    pub(super) file: Arc<str>,
    pub(super) browser: Arc<str>,
    /// Path of the file of results, below the given folder or archive.
    pub(super) path: Arc<str>,
    /// Hash of the whole path of `test.xml` of a target of Bazel: several given folders may have equal paths below them. Otherwise 0.
    pub(super) target: u64,
}

impl Origin {
    /// The origin of an attempt of a file of results.
    fn of(attempt: &Attempt, path: &ResultsPath, labels: &Arc<[ResultLabel]>) -> Self {
        let label = |names: &[&str]| names.iter().find_map(|name| attempt.label(name)).unwrap_or_default().trim();
        let suite = match &attempt.suites[..] {
            [only] => Arc::from(only.as_str()),
            all => Arc::from(all.join(" › ")),
        };
        Self {
            labels: Arc::clone(labels),
            suite,
            file: label(&["file", "filePath", "source"]).into(),
            browser: attempt.configuration().into(),
            path: Arc::clone(&path.path),
            target: path.target,
        }
    }

    /// Properties that distinguish sources of tests, without the file of results.
    fn source(&self) -> (&str, &str, &str, &[ResultLabel]) {
        (&self.suite, &self.file, &self.browser, &self.labels)
    }

    /// True where everything but the file of results is equal.
    pub(super) fn is_same_source(&self, other: &Self) -> bool {
        self.source() == other.source()
    }

    /// Hash of everything but the file of results.
    pub(super) fn source_hash(&self) -> u64 {
        let mut hasher = FixedState::default().build_hasher();
        let (suite, file, browser, labels) = self.source();
        (suite, file, browser, labels.len()).hash(&mut hasher);
        labels.iter().for_each(|label| (&label.name, &label.value).hash(&mut hasher));
        hasher.finish()
    }

    /// Name of the folder of the file of results; blank for a file that was given alone.
    pub(super) fn folder(&self) -> &str {
        self.path.rsplit('/').nth(1).unwrap_or_default()
    }
}

impl std::hash::Hash for Origin {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.source_hash().hash(state);
        self.path.hash(state);
        self.target.hash(state);
    }
}

/// The file of results that attempts come from.
pub(super) struct ResultsPath {
    /// Path of the file, of one with earlier attempts that of the file with the last ones.
    path: Arc<str>,
    has_earlier: bool,
    /// See [`RepeatKey::earlier`].
    earlier: u64,
    /// See [`Origin::target`].
    target: u64,
}

impl ResultsPath {
    /// Reads it from the path below the given folder, and the whole path.
    pub(super) fn of(file: &str, whole: &Path) -> Self {
        let last = last_of_target(file);
        let has_earlier = last.is_some();
        let target = if has_earlier { whole.parent().and_then(Path::parent) } else { whole.parent() };
        let is_of_target = has_earlier || whole.file_name().is_some_and(|name| name == "test.xml");
        let target = if is_of_target { FixedState::default().hash_one(target) } else { 0 };
        let earlier = if has_earlier { FixedState::default().hash_one(whole) } else { 0 };
        Self { has_earlier, earlier, path: last.as_deref().unwrap_or(file).into(), target }
    }
}

/// Path of the file of the last attempts of a target, where `file` has earlier ones: Bazel keeps `test_attempts/attempt_1.xml` beside `test.xml`.
fn last_of_target(file: &str) -> Option<String> {
    let (folder, name) = file.rsplit_once('/')?;
    let number = name.strip_prefix("attempt_")?.strip_suffix(".xml")?;
    let target = folder.strip_suffix("test_attempts").filter(|above| above.is_empty() || above.ends_with('/'))?;
    let is_number = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
    is_number.then(|| format!("{target}test.xml"))
}

/// An attempt on its way into the store.
pub(super) struct Incoming {
    pub(super) result: NewResult,
    pub(super) repeat_key: RepeatKey,
    pub(super) marks: Marks,
}

/// Properties of an attempt that decide whether it repeats another one.
#[derive(Debug, Clone, Default)]
pub(super) struct RepeatKey {
    pub(super) repeat: Repeat,
    pub(super) origin: Origin,
    /// Number of the re-run that has the attempt; 0 for the files before all of them.
    pub(super) round: u16,
    /// Hash of full name and parameters, which attempts of one test have in common, where the tool gives an id; otherwise 0.
    pub(super) same: u64,
    /// Hash of the path of a file with earlier attempts; 0 for other files.
    pub(super) earlier: u64,
    /// The attempt repeats one before it in a file with earlier attempts.
    pub(super) is_again: bool,
}

impl RepeatKey {
    /// Reads it from an attempt of a file of results; `labels` are those that a person gave.
    pub(super) fn of(attempt: &Attempt, path: &ResultsPath, labels: &Arc<[ResultLabel]>) -> Self {
        let same = attempt.history_id.as_ref().map_or(0, |_| {
            let mut params: Vec<(&str, &str)> =
                attempt.params.iter().filter(|p| !p.is_excluded).map(|p| (p.name.as_str(), p.value.as_str())).collect();
            params.sort_unstable();
            stable_hash(attempt.full_name.trim(), &params)
        });
        let repeat = if path.has_earlier { Repeat::Earlier } else { attempt.repeat };
        let is_again = path.has_earlier && attempt.repeat != Repeat::None;
        Self { repeat, origin: Origin::of(attempt, path, labels), round: 0, same, earlier: path.earlier, is_again }
    }
}

impl Incoming {
    /// A result that no other one repeats.
    pub(super) fn alone(result: NewResult) -> Self {
        Self { result, repeat_key: RepeatKey::default(), marks: Marks::default() }
    }

    /// Values by which the attempt may differ from a twin, in the order of [`Mark`]; blank ones are unknown.
    pub(super) fn values(&self) -> Vec<Value> {
        self.values_of(&label_names(&self.repeat_key.origin, &self.repeat_key.origin))
    }

    /// Like [`Self::values`], with the values of these labels.
    fn values_of(&self, labels: &[&str]) -> Vec<Value> {
        let own = self.has_tool_id().then(|| (self.full_name().to_owned(), joined(&self.result.content.params)));
        values(own, &self.repeat_key.origin, labels)
    }

    /// True where the identity is an id of the tool, which says nothing of full name and parameters.
    fn has_tool_id(&self) -> bool {
        self.result.test.as_ref().is_some_and(|test| test.key.starts_with('h'))
    }

    /// Makes the result one of a twin.
    fn name(&mut self, base: String, name: Option<TwinName>) {
        if let (Some(test), Some(name)) = (&mut self.result.test, name) {
            let twin = Twin { base, discriminator: name.discriminator.to_string() };
            test.key = twin.key();
            test.twin = Some(twin);
        }
    }

    fn full_name(&self) -> &str {
        self.result.test.as_ref().and_then(|test| test.full_name.as_deref()).unwrap_or_default()
    }
}

fn joined(params: &BTreeMap<String, String>) -> String {
    params.iter().map(|(name, value)| format!("{name} = {value}")).collect::<Vec<_>>().join(", ")
}

/// Names of the labels of two origins, so that their values can be compared one by one.
fn label_names<'o>(one: &'o Origin, other: &'o Origin) -> Vec<&'o str> {
    let mut names: Vec<&str> = one.labels.iter().chain(other.labels.iter()).map(|label| label.name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// A value that may tell a test from its twins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Value {
    pub(super) mark: Mark,
    pub(super) text: String,
    /// The text as earlier versions shortened it: two long values with one end had one text. Twins that are known by it are found again.
    pub(super) earlier: Option<String>,
}

impl Value {
    fn of((mark, whole): (Mark, String)) -> Self {
        let count = whole.chars().count();
        if count <= LONGEST {
            return Self { mark, text: whole, earlier: None };
        }
        let end = |length: usize| whole.chars().skip(count - length).collect::<String>();
        let hash = blake3::hash(whole.as_bytes()).to_hex();
        // An ellipsis, and a space before the hash.
        let text = format!("…{} {}", end(LONGEST - HASH - 2), &hash[..HASH]);
        Self { mark, text, earlier: Some(format!("…{}", end(LONGEST - 1))) }
    }
}

fn values(own: Option<(String, String)>, origin: &Origin, labels: &[&str]) -> Vec<Value> {
    let (full_name, params) = own.unwrap_or_default();
    let mut parts = origin.path.rsplit('/').map(str::to_owned);
    let file = parts.next().unwrap_or_default();
    let mut folders: Vec<String> = parts.take(FOLDERS).collect();
    folders.resize(FOLDERS, String::new());
    let value_of = |name: &&str| {
        let values = origin.labels.iter().filter(|label| label.name == *name).map(|label| label.value.as_str());
        (Mark::Label, values.collect::<Vec<_>>().join(", "))
    };
    let labels = labels.iter().map(value_of);
    let before = [
        (Mark::FullName, full_name),
        (Mark::Parameters, params),
        (Mark::Suite, origin.suite.as_ref().to_owned()),
        (Mark::File, origin.file.as_ref().to_owned()),
        (Mark::Browser, origin.browser.as_ref().to_owned()),
    ];
    let folders = folders.into_iter().map(|folder| (Mark::Folder, folder));
    labels.chain(before).chain(folders).chain([(Mark::ResultFile, file)]).map(Value::of).collect()
}

pub(super) fn hash(value: &impl std::hash::Hash) -> u64 {
    FixedState::default().hash_one(value)
}

/// A hash that every computer and every version of the program gives.
fn stable_hash(full_name: &str, params: &[(&str, &str)]) -> u64 {
    let mut hash = blake3::Hasher::new();
    // No name holds a zero.
    hash.update(full_name.as_bytes()).update(&[0]);
    for (name, value) in params {
        hash.update(name.as_bytes()).update(&[0]).update(value.as_bytes()).update(&[0]);
    }
    let bytes = hash.finalize();
    let (eighths, _) = bytes.as_bytes().as_chunks::<8>();
    u64::from_le_bytes(eighths[0])
}

/// A value without its digits: names of suites and folders hold times, versions and numbers of builds.
pub(super) fn masked(value: &str) -> String {
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
pub(super) struct RunTest {
    /// See [`RepeatKey::same`].
    pub(super) same: u64,
    pub(super) origin: Arc<Origin>,
    /// `None` for a test that alone has its identity so far.
    pub(super) name: Option<TwinName>,
    pub(super) last: LastAttempt,
    /// The shard that brought it first; 0 in a run of one ingest.
    pub(super) shard: u32,
}

/// Part of a name that distinguishes a twin from the other ones.
#[derive(Debug, Clone)]
pub(super) struct TwinName {
    pub(super) mark: Mark,
    pub(super) discriminator: Arc<str>,
}

/// Counts of tests of equal identity in a run.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct TwinCounts {
    /// Number of tests that share their identity with another test of the run, by the property that distinguishes them.
    pub by: BTreeMap<&'static str, usize>,
    /// Attempts that were taken for repetitions because of their name alone.
    pub reruns_by_name: usize,
    /// Results of files of re-runs.
    pub reruns: RerunCounts,
}

/// The tests of a run while it is filled.
pub(super) struct Identities<'t> {
    tx: &'t Tx<'t>,
    project: ProjectId,
    run: RunId,
    /// Tests by the hash of their identity.
    pub(super) in_run: HashMap<u64, Twins>,
    pub(super) origins: HashSet<Arc<Origin>>,
    /// The origin of the test before: most tests share it.
    last_origin: Arc<Origin>,
    /// Suites, files and browsers of the origins.
    texts: HashSet<Arc<str>>,
    /// Twins of the project by the key that they share.
    pub(super) known: HashMap<String, KnownTwins>,
    reruns_by_name: usize,
    reruns: RerunCounts,
    /// Results of the current re-run of which several tests could be meant.
    undecided: Vec<Incoming>,
    /// Hashes of their identities with their origins.
    undecided_of: HashSet<u64>,
    /// Rows of the current file with earlier attempts.
    earlier: EarlierRows,
    /// Number of the current re-run.
    round: u16,
    /// Number of the shard; 0 in a run of one ingest.
    pub(super) shard: u32,
    /// Identities of the tests of a run of shards in the order of coming, each with its place in [`Self::in_run`].
    pub(super) order: Option<Vec<(String, usize)>>,
}

impl<'t> Identities<'t> {
    /// Reads the twins that the project knows.
    pub(super) fn new(tx: &'t Tx<'t>, project: ProjectId, run: RunId) -> Result<Self> {
        let mut known: HashMap<String, KnownTwins> = HashMap::new();
        for twin in tx.known_tests().twins(project)? {
            known.entry(twin.base).or_default().push(twin.discriminator.into());
        }
        Ok(Self {
            tx,
            project,
            run,
            in_run: HashMap::new(),
            origins: HashSet::new(),
            last_origin: Arc::default(),
            texts: HashSet::new(),
            known,
            reruns_by_name: 0,
            reruns: RerunCounts::default(),
            undecided: Vec::new(),
            undecided_of: HashSet::new(),
            earlier: EarlierRows::new(),
            round: 0,
            shard: 0,
            order: None,
        })
    }

    /// Numbers of the run so far, in a run of shards those of the tests that this one brought.
    pub(super) fn counts(&self) -> TwinCounts {
        let mut by = BTreeMap::new();
        let twins = self.in_run.values().map(Twins::as_slice).filter(|tests| tests.len() > 1).flatten();
        for test in twins.filter(|test| test.shard == self.shard) {
            *by.entry(test.name.as_ref().map_or(Mark::Place, |name| name.mark).into()).or_default() += 1;
        }
        TwinCounts { by, reruns_by_name: self.reruns_by_name, reruns: self.reruns }
    }

    /// Gives each attempt of a batch the key of its test, and hands the results over. Batches come in the order of the files. Results of a
    /// re-run of which several tests could be meant are kept back until [`Self::assign_all`] or the next re-run.
    pub(super) fn assign(&mut self, batch: &mut Vec<Incoming>) -> Result<Vec<NewResult>> {
        let mut done: Vec<Incoming> = Vec::with_capacity(batch.len());
        for incoming in batch.drain(..) {
            if incoming.repeat_key.round != self.round {
                self.decide(&mut done)?;
                self.round = incoming.repeat_key.round;
            }
            self.assign_one(incoming, &mut done)?;
        }
        Ok(done.into_iter().map(|incoming| incoming.result).collect())
    }

    /// Like [`Self::assign`], and also hands over the results that were held back. Called at the end of a file.
    pub(super) fn assign_all(&mut self, batch: &mut Vec<Incoming>) -> Result<Vec<NewResult>> {
        let mut results = self.assign(batch)?;
        let mut done = Vec::with_capacity(self.undecided.len());
        self.decide(&mut done)?;
        results.extend(done.into_iter().map(|incoming| incoming.result));
        Ok(results)
    }

    /// Gives an attempt the key of its test. `done` holds the attempts before that are not stored yet.
    fn assign_one(&mut self, mut incoming: Incoming, done: &mut Vec<Incoming>) -> Result<()> {
        let Some(base) = incoming.result.test.as_ref().map(|test| test.key.clone()) else {
            done.push(incoming);
            return Ok(());
        };
        let id = hash(&base);
        let repeat_key = &incoming.repeat_key;
        let waits = repeat_key.repeat != Repeat::None
            && !self.undecided_of.is_empty()
            && self.undecided_of.contains(&hash(&(id, &repeat_key.origin)));
        let target = match self.in_run.get_mut(&id) {
            _ if waits => Target::Undecided,
            tests if repeat_key.earlier != 0 && repeat_key.round == 0 => {
                let tests = tests.map(|tests| tests.as_slice()).unwrap_or_default();
                self.earlier.take(tests, id, repeat_key, self.shard).map_or(Target::New, Target::Test)
            }
            None => Target::New,
            Some(tests) => match tests.repeated(repeat_key, self.shard) {
                Some(at) => Target::Test(at),
                None if repeat_key.round == 0 => Target::New,
                None => reruns::target(tests.candidates(&incoming, self.shard)),
            },
        };
        let name = match target {
            Target::Undecided => {
                self.undecided_of.insert(hash(&(id, &incoming.repeat_key.origin)));
                self.undecided.push(incoming);
                return Ok(());
            }
            Target::Test(at) => self.attempt(id, at, &mut incoming),
            Target::New => self.test(&base, &incoming, done)?,
        };
        incoming.name(base, name);
        done.push(incoming);
        Ok(())
    }

    /// Chooses the tests of the results that were kept back.
    fn decide(&mut self, done: &mut Vec<Incoming>) -> Result<()> {
        let waiting = std::mem::take(&mut self.undecided);
        self.undecided_of.clear();
        let key = |incoming: &Incoming| incoming.result.test.as_ref().map(|test| test.key.clone()).unwrap_or_default();
        let mut undecided = UndecidedTests::default();
        for incoming in waiting.iter().filter(|incoming| incoming.repeat_key.repeat == Repeat::None) {
            undecided.add(hash(&key(incoming)), incoming);
        }
        for mut incoming in waiting {
            let base = key(&incoming);
            let id = hash(&base);
            let target = match self.in_run.get_mut(&id) {
                None => Target::New,
                Some(tests) => match tests.repeated(&incoming.repeat_key, self.shard) {
                    Some(at) => Target::Test(at),
                    None => undecided.choose(id, tests.candidates(&incoming, self.shard), &incoming),
                },
            };
            let name = match target {
                Target::Test(at) => self.attempt(id, at, &mut incoming),
                Target::New | Target::Undecided => self.test(&base, &incoming, done)?,
            };
            incoming.name(base, name);
            done.push(incoming);
        }
        Ok(())
    }

    /// Makes a result another attempt of the test at a place; the name of the test.
    fn attempt(&mut self, id: u64, at: usize, incoming: &mut Incoming) -> Option<TwinName> {
        let now = self.tx.now();
        let tests = self.in_run.get_mut(&id)?;
        let RepeatKey { repeat, round, .. } = incoming.repeat_key;
        let is_rerun = round > tests.get(at)?.last.round;
        let test = tests.attempt(at, &mut incoming.result.content, (repeat, round), now)?;
        self.reruns_by_name += usize::from(repeat == Repeat::ByName && !is_rerun);
        self.reruns.add(round, &test.last);
        test.name.clone()
    }

    /// Adds the test of an attempt that executes no earlier test; its name among twins, `None` for a test that alone has its identity.
    fn test(&mut self, base: &str, incoming: &Incoming, batch: &mut [Incoming]) -> Result<Option<TwinName>> {
        let id = hash(&base);
        let first = self.in_run.get(&id).and_then(|tests| tests.get(0)).cloned();
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
        let origin = self.shared(&incoming.repeat_key.origin);
        let last = LastAttempt::first(&incoming.result.content, incoming.repeat_key.round);
        self.reruns.add(incoming.repeat_key.round, &last);
        self.put(base, id, RunTest { same: incoming.repeat_key.same, origin, name: name.clone(), last, shard: self.shard });
        Ok(name)
    }

    /// The origin that all tests of the run share which come from there.
    fn shared(&mut self, origin: &Origin) -> Arc<Origin> {
        if *self.last_origin != *origin {
            self.last_origin = match self.origins.get(origin) {
                Some(known) => Arc::clone(known),
                None => {
                    let mut text = |text: &Arc<str>| {
                        let known = self.texts.get(text).map(Arc::clone);
                        known.unwrap_or_else(|| {
                            self.texts.insert(Arc::clone(text));
                            Arc::clone(text)
                        })
                    };
                    let (suite, file, browser) = (text(&origin.suite), text(&origin.file), text(&origin.browser));
                    let (labels, path) = (Arc::clone(&origin.labels), Arc::clone(&origin.path));
                    let new = Arc::new(Origin { labels, suite, file, browser, path, target: origin.target });
                    self.origins.insert(Arc::clone(&new));
                    new
                }
            };
        }
        Arc::clone(&self.last_origin)
    }

    /// Adds a test of an identity, which has that hash, behind its twins.
    pub(super) fn put(&mut self, base: &str, id: u64, test: RunTest) {
        let place = self.in_run.entry(id).or_default().push(test);
        if let Some(order) = &mut self.order {
            order.push((base.to_owned(), place));
        }
    }

    /// The test of an identity at a place.
    pub(super) fn at(&self, base: &str, place: usize) -> Option<&RunTest> {
        self.in_run.get(&hash(&base))?.get(place)
    }

    /// The twin of the project that the test is.
    fn take_known(&mut self, base: &str, incoming: &Incoming, is_first: bool) -> Option<TwinName> {
        let known = self.known.get_mut(base)?;
        let values: Vec<Value> = incoming.values().into_iter().filter(|value| !value.text.is_empty()).collect();
        known.take(&values, is_first)
    }

    /// A name for a test whose first twin in the run has one.
    fn new_name(&mut self, base: &str, first: &RunTest, incoming: &Incoming) -> (Mark, String) {
        let known = self.known.entry(base.to_owned()).or_default();
        if let Some(tests) = self.in_run.get_mut(&hash(&base))
            && let Some(name) = name_beside_peers(
                tests.peers(&incoming.repeat_key.origin.labels, incoming.repeat_key.round, self.shard),
                incoming,
                known,
            )
        {
            return (Mark::Label, name);
        }
        let labels = label_names(&incoming.repeat_key.origin, &first.origin);
        let pairs = incoming.values_of(&labels).into_iter().zip(values(None, &first.origin, &labels));
        for (own, other) in pairs {
            if own.text != other.text && known.is_new(&own.text) {
                return (own.mark, own.text);
            }
        }
        (Mark::Place, known.new_place())
    }

    /// Gives the first test of an identity a name that distinguishes it from the second one, also in the store. Returns the name
    /// of the second one.
    fn name_first(
        &mut self,
        base: &str,
        id: u64,
        first: &RunTest,
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
        let labels = label_names(&incoming.repeat_key.origin, &first.origin);
        let pairs = values(own, &first.origin, &labels).into_iter().zip(incoming.values_of(&labels));
        let found = pairs.into_iter().find(|(a, b)| a.text != b.text && !a.text.is_empty() && !b.text.is_empty());
        let (mark, of_first, of_second) = match found {
            Some((first, second)) => (first.mark, first.text, second.text),
            None => (Mark::Place, "#1".to_owned(), "#2".to_owned()),
        };
        let name = self.add(base, (mark, of_first));
        let twin = Twin { base: base.to_owned(), discriminator: name.discriminator.to_string() };
        self.tx.known_tests().make_twin(self.project, self.run, &twin)?;
        for test in batch.iter_mut().filter_map(|other| other.result.test.as_mut()).filter(|test| test.key == base) {
            test.key = twin.key();
            test.twin = Some(twin.clone());
        }
        if let Some(tests) = self.in_run.get_mut(&id) {
            tests.name_unnamed(&name);
        }
        Ok((mark, of_second))
    }

    fn add(&mut self, base: &str, (mark, value): (Mark, String)) -> TwinName {
        let discriminator: Arc<str> = value.into();
        self.known.entry(base.to_owned()).or_default().add_taken(Arc::clone(&discriminator));
        TwinName { mark, discriminator }
    }
}

/// The name of a test of a matrix whose job has another test of this identity: the label that differs from those of other jobs, with what
/// tells it from its peer.
fn name_beside_peers([peer, other]: [Option<&RunTest>; 2], incoming: &Incoming, known: &mut KnownTwins) -> Option<String> {
    let own = &incoming.repeat_key.origin;
    let (peer, other) = (peer?, other?);
    let names = label_names(own, &other.origin);
    let pairs = incoming.values_of(&names).into_iter().zip(values(None, &other.origin, &names));
    let differs = |(own, other): &(Value, Value)| own.mark == Mark::Label && own.text != other.text;
    let label = pairs.into_iter().find(differs).map(|(own, _)| own.text).filter(|value| !value.is_empty())?;
    let pairs = incoming.values_of(&[]).into_iter().zip(values(None, &peer.origin, &[]));
    let differing = pairs.filter(|(own, other)| own.text != other.text && !own.text.is_empty()).map(|(own, _)| own.text);
    let with_value = differing.map(|value| labels::beside(&label, &value)).find(|name| known.is_new(name));
    Some(with_value.unwrap_or_else(|| known.new_place_beside(&label)))
}
