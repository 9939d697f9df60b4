//! Shards: several ingests fill one run, as the jobs of one CI pipeline do.
//!
//! Each shard is one transaction: a killed one leaves nothing, and of two at the same moment one waits for the other. The run is open until somebody
//! closes it or until the number of shards came that the first call named. The same files a second time are recognised, also after the end.

use super::identity::{Identities, TwinCounts};
use super::input_id::InputIds;
use super::{Counts, Error, Facts, IngestAbort, Ingested, Options, Span, stand_of, title_of};
use crate::results::files::Gathered;
use crate::runs;
use std::collections::{BTreeMap, BTreeSet};
use voluptas_core::domain::Message;
use voluptas_core::domain::ids::{ResultId, RunId};
use voluptas_core::domain::message::Explain;
use voluptas_core::domain::project::Project;
use voluptas_core::domain::run::{AttachmentCounts, Run, RunContent, RunFacts, RunState};
use voluptas_core::domain::validate::Invalid;
use voluptas_store::runs::NewRun;
use voluptas_store::shards::{NewShard, ShardCount};
use voluptas_store::{self as store, Tx};

/// Longest key of a run, in characters.
pub const LONGEST_KEY: usize = 255;
/// Most shards of a run.
pub const MOST_SHARDS: u32 = 10_000;
/// Files and folders that the title of a shard names.
const TITLED: usize = 3;

/// The run that an ingest adds to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ShardOf {
    /// The run with this number.
    Run(i64),
    /// The run with this key; the first caller creates it.
    Key {
        key: RunKey,
        /// Number of shards that ends the run; `None` leaves it to the other callers, or open.
        shards: Option<u32>,
    },
}

/// Key of a run, unique among the runs of a project: the id of a CI pipeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunKey(String);

impl RunKey {
    /// Checks a key.
    ///
    /// # Errors
    /// [`Invalid`] for a blank key, as an empty variable of a script gives it, and for one that is too long.
    pub fn new(text: &str) -> Result<Self, Invalid> {
        let key = text.trim();
        if key.is_empty() || key.chars().count() > LONGEST_KEY {
            return Err(Invalid::new("run_key", Message::new("ingest-run-key-invalid").with("max", LONGEST_KEY)));
        }
        Ok(Self(key.to_owned()))
    }

    /// The key.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Reason why a run takes no shard.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ShardError {
    /// The run has ended.
    #[error("run {number} has ended")]
    Ended {
        number: i64,
        /// Number of shards that ended it; `None` for a run that was closed.
        expected: Option<i64>,
    },
    /// The calls of one key name different numbers of shards.
    #[error("{given} shards, and {known} by the first call")]
    OtherNumber { known: i64, given: i64 },
}

impl Explain for ShardError {
    fn message(&self) -> Message {
        match self {
            Self::Ended { number, expected: None } => Message::new("ingest-shard-ended").with("number", number),
            Self::Ended { number, expected: Some(n) } => {
                Message::new("ingest-shard-all-came").with("number", number).count("count", *n)
            }
            Self::OtherNumber { known, given } => Message::new("ingest-shards-differ").with("known", known).with("given", given),
        }
    }

    fn remedy(&self) -> Option<Message> {
        match self {
            Self::Ended { .. } => Some(Message::new("ingest-shard-ended-remedy")),
            Self::OtherNumber { .. } => None,
        }
    }
}

/// A value that a shard names, where the run has another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptValue {
    /// `run_name` or `environment`.
    pub option: &'static str,
    /// The value that the run keeps.
    pub kept: String,
    pub given: String,
}

/// The run of a shard after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShardOutcome {
    /// The run takes more shards.
    pub is_open: bool,
    pub count: ShardCount,
    /// Tests of the whole run by the status of their last attempt.
    pub run_statuses: BTreeMap<String, i64>,
    /// Values of the shard that the run does not have.
    pub differing: Vec<KeptValue>,
}

/// A shard that is being taken.
pub(super) struct Shard {
    pub(super) run: Run,
    count: ShardCount,
    /// The shard creates the run.
    is_first: bool,
    /// The result that was stored last before.
    before: ResultId,
    /// Tests of the run before, by status.
    statuses: BTreeMap<String, i64>,
    title: String,
}

/// Content of a shard, read from its files.
pub(super) struct ReadShard<'a> {
    pub(super) input: &'a InputIds,
    /// Slug of the environment that a person chose.
    pub(super) environment: Option<&'a str>,
    pub(super) facts: &'a Facts,
    pub(super) span: Span,
    pub(super) counts: &'a Counts,
    pub(super) options: &'a Options,
    pub(super) attached: AttachmentCounts,
    pub(super) kept: voluptas_store::shards::ShardTests,
}

impl Shard {
    /// Finds the run that a shard adds to, or creates it.
    pub(super) fn open(tx: &Tx<'_>, project: &Project, of: &ShardOf, gathered: &Gathered) -> Result<Self, Error> {
        let (run, is_first) = match of {
            ShardOf::Run(number) => {
                let run = tx.runs().by_number(project.id, *number)?;
                tx.shards().open(project.id, run.id, None, None)?;
                (run, false)
            }
            ShardOf::Key { key, shards } => of_key(tx, project, key, shards.map(i64::from))?,
        };
        let count = tx.shards().count(run.id)?.unwrap_or(ShardCount { received: 0, expected: None });
        let statuses = statuses(tx, run.id)?;
        let before = tx.shards().last_result()?;
        Ok(Self { run, count, is_first, before, statuses, title: title_of_files(gathered) })
    }

    /// Lets a shard go on with the tests of those before.
    pub(super) fn go_on(&self, tx: &Tx<'_>, identities: &mut Identities<'_>) -> store::Result<()> {
        let number = u32::try_from(self.count.received + 1).unwrap_or(u32::MAX);
        identities.go_on(number, tx.shards().tests(self.run.id)?, tx.shards().tests_in_run(self.run.id)?);
        Ok(())
    }

    /// Adds the shard to its run, and ends the run with the last one.
    pub(super) fn finish(self, tx: &Tx<'_>, project: &Project, taken: ReadShard<'_>) -> Result<Ingested, IngestAbort> {
        let run = self.run.id;
        let is_open = self.run.state == RunState::Active;
        if self.has(tx, &taken)? {
            let outcome = ShardOutcome {
                is_open,
                count: self.count,
                run_statuses: self.statuses.clone(),
                differing: differing(tx, &self.run, &taken)?,
            };
            // Every test has an equal one in the run: itself.
            let twins = TwinCounts::default();
            let known = Ingested { was_there: true, twins, ..self.answer(tx, &taken, outcome)? };
            return Err(IngestAbort::Known(Box::new(known)));
        }
        if !is_open {
            let expected = self.count.expected.filter(|expected| self.count.received >= *expected);
            return Err(Error::Shard(ShardError::Ended { number: self.run.number, expected }).into());
        }
        let differing = self.describe(tx, project, &taken)?;
        let Span(start, end) = taken.span;
        let shard = NewShard { input: &taken.input.shard, title: &self.title, start_ms: start, end_ms: end.or(start) };
        let count = tx.shards().add(run, shard)?;
        tx.run_errors().add(run, &taken.counts.errors.kept)?;
        let is_last = count.expected.is_some_and(|expected| count.received >= expected);
        if is_last {
            tx.runs().end_of_files(run)?;
        } else {
            tx.shards().set_tests(run, &taken.kept)?;
        }
        let outcome = ShardOutcome { is_open: !is_last, count, run_statuses: statuses(tx, run)?, differing };
        Ok(self.answer(tx, &taken, outcome)?)
    }

    /// True where the run has a shard of the same input. What earlier versions stored is known by its files, where the run is of the chosen
    /// environment.
    fn has(&self, tx: &Tx<'_>, taken: &ReadShard<'_>) -> store::Result<bool> {
        if tx.shards().has_input(self.run.id, &taken.input.shard)? {
            return Ok(true);
        }
        let Some(slug) = taken.environment else { return Ok(false) };
        let chosen = tx.environments().by_slug(self.run.project_id, slug)?.map(|known| known.id);
        let is_same = chosen.is_some() && chosen == self.run.content.environment_id;
        Ok(is_same && tx.shards().has_input(self.run.id, &taken.input.files)?)
    }

    /// Sets the title, environment and facts that the run does not have yet. Returns the values that the run keeps although this
    /// shard has other ones.
    fn describe(&self, tx: &Tx<'_>, project: &Project, taken: &ReadShard<'_>) -> Result<Vec<KeptValue>, IngestAbort> {
        let run = self.run.id;
        let mut content = self.run.content.clone();
        if self.is_first {
            content.title = title_of(tx, (project.id, run), taken.facts, taken.span.0, taken.counts, taken.options)?;
        }
        let has_environment = content.environment_id.is_some();
        if let (false, Some(stand)) = (has_environment, stand_of(taken.facts, taken.options)) {
            content.environment_id = Some(runs::rules::environment(tx, project.id, stand)?);
        }
        if content != self.run.content {
            tx.runs().update(run, &content)?;
            tx.relabel(&Message::new("history-ingest-run").with("title", &content.title))?;
        }
        let mut facts = tx.runs().facts(run)?;
        join(&mut facts, taken);
        tx.shards().set_facts(run, &facts)?;
        Ok(differing(tx, &tx.runs().get(run)?, taken)?)
    }

    fn answer(&self, tx: &Tx<'_>, taken: &ReadShard<'_>, outcome: ShardOutcome) -> store::Result<Ingested> {
        let run = tx.runs().get(self.run.id)?;
        let own = tx.shards().own_tests(run.id, self.before)?;
        let mut matched = own.found_by;
        let unmatched = matched.remove(&None).unwrap_or(0);
        let counts = taken.counts;
        Ok(Ingested {
            run: run.id,
            number: run.number,
            title: run.content.title,
            created_project: false,
            was_there: false,
            statuses: own.statuses,
            attempts: counts.attempts,
            attempt_statuses: counts.statuses.clone(),
            flaky: usize::try_from(own.flaky).unwrap_or(0),
            twins: counts.twins.clone(),
            matched: matched.into_iter().map(|(by, count)| (by.unwrap_or_default(), count)).collect(),
            unmatched,
            attachments: taken.attached.stored,
            attachments_missing: taken.attached.missing,
            skipped: counts.skipped.clone(),
            unnamed: counts.unnamed,
            run_errors: counts.errors.kept.clone(),
            equal_formats: counts.overlap.found(),
            shard: Some(outcome),
        })
    }
}

/// The run with a key; true for one that was created.
fn of_key(tx: &Tx<'_>, project: &Project, key: &RunKey, shards: Option<i64>) -> Result<(Run, bool), Error> {
    let Some(run) = tx.shards().by_key(project.id, key.as_str())? else {
        // Title and environment are known in the end.
        let content = RunContent { title: "…".to_owned(), is_autotest: true, ..RunContent::default() };
        let run = tx.runs().create(project.id, &NewRun { content, source: "files".to_owned(), ..NewRun::default() })?;
        tx.shards().open(project.id, run.id, Some(key.as_str()), shards)?;
        return Ok((run, true));
    };
    let known = tx.shards().count(run)?.and_then(|count| count.expected);
    match (known, shards) {
        (Some(known), Some(given)) if known != given => return Err(ShardError::OtherNumber { known, given }.into()),
        (None, Some(given)) => tx.shards().expect(run, given)?,
        _ => {}
    }
    Ok((tx.runs().get(run)?, false))
}

fn statuses(tx: &Tx<'_>, run: RunId) -> store::Result<BTreeMap<String, i64>> {
    Ok(tx.runs().stats(&[run])?.remove(&run).unwrap_or_default().statuses)
}

/// Options of a shard that differ from those of the run.
fn differing(tx: &Tx<'_>, run: &Run, taken: &ReadShard<'_>) -> store::Result<Vec<KeptValue>> {
    let mut differing = Vec::new();
    let given = |text: &Option<String>| text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    if let Some(given) = given(&taken.options.run_name).filter(|given| runs::rules::title(given) != run.content.title) {
        differing.push(KeptValue { option: "run_name", kept: run.content.title.clone(), given });
    }
    if let (Some(given), Some(id)) = (given(&taken.options.environment), run.content.environment_id) {
        let known = tx.environments().by_slug(run.project_id, &runs::rules::environment_slug(&runs::rules::title(&given)))?;
        if known.is_none_or(|known| known.id != id) {
            let kept = tx.environments().title(id)?.unwrap_or_default();
            differing.push(KeptValue { option: "environment", kept, given });
        }
    }
    Ok(differing)
}

/// Adds the facts about the run from the files of a shard.
fn join(facts: &mut RunFacts, taken: &ReadShard<'_>) {
    let said = &taken.facts.said;
    facts.build = facts.build.take().or_else(|| said.build.clone());
    facts.build_url = facts.build_url.take().or_else(|| said.build_url.clone());
    let known: BTreeSet<(String, String)> = facts.environment.iter().cloned().collect();
    facts.environment.extend(said.environment.iter().filter(|value| !known.contains(value)).cloned());
    for category in &said.categories {
        if !facts.categories.contains(category) {
            facts.categories.push(category.clone());
        }
    }
    let before = facts.attached.unwrap_or_default();
    let more = taken.attached;
    facts.attached = Some(AttachmentCounts { stored: before.stored + more.stored, missing: before.missing + more.missing });
}

/// Names of the given files and folders, for people.
fn title_of_files(gathered: &Gathered) -> String {
    let mut names = Vec::new();
    let mut has_more = false;
    for file in gathered.distinct() {
        let name = file.name();
        let first = name.split('/').next().unwrap_or_default();
        if names.iter().any(|known| known == first) {
            continue;
        }
        if names.len() == TITLED {
            has_more = true;
            break;
        }
        names.push(first.to_owned());
    }
    let more = if has_more { ", …" } else { "" };
    names.join(", ") + more
}
