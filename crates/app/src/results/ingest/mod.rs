//! Results of test tools into a run of a project: folders, archives and files of this computer.
//!
//! Files are parsed and their attachments stored on all processors; one transaction takes the results in parts and completes the
//! run, so that a run is there whole or not at all, also after a kill. Memory does not grow with the number of results.

mod convert;
mod earlier;
mod files;
mod folder_totals;
mod foreign;
mod identity;
mod input_id;
mod job;
mod known_twins;
mod labels;
mod named;
mod object;
mod overlap;
mod reruns;
mod run_errors;
mod run_tests;
mod shards;
mod twins;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use crate::cases::file::Target;
use crate::results::files::{GatherError, Gathered, NAMED, Read, SkippedFile, SkippedFiles};
use crate::runs;
use convert::Fixtures;
use files::{AttachmentWriter, Files};
use folder_totals::FolderTotals;
use foreign::{Archives, ForeignFiles};
use identity::{Identities, Incoming, RepeatKey};
use input_id::{InputId, InputIds, InputPart};
use overlap::Overlap;
use run_errors::Errors;
use shards::{ReadShard, Shard};
use voluptas_core::base::Millis;
use voluptas_core::domain::Message;
use voluptas_core::domain::identity::bounded;
use voluptas_core::domain::ids::{ProjectId, RunId};
use voluptas_core::domain::message::Explain;
use voluptas_core::domain::project::Project;
use voluptas_core::domain::result::{ResultContent, ResultLabel};
use voluptas_core::domain::run::{AttachmentCounts, Run, RunContent, RunFacts};
use voluptas_core::domain::run_error::RunError;
use voluptas_core::domain::status::ResultStatus;
use voluptas_formats::tool_results::{Stated, ToolFormat, ToolResults};
use voluptas_i18n::{Lang, Tr};
use voluptas_ingest::{self as ingest, Intake, NewResult};
use voluptas_jobs::{Cancelled, JobCtx};
use voluptas_store::known_tests::TestKey;
use voluptas_store::runs::NewRun;
use voluptas_store::{self as store, Op, Source, Store, Tx};

pub use identity::TwinCounts;
pub use job::{Input, KIND, start};
pub use labels::parse as parse_label;
pub use object::{IngestedObject, ShardObject, SkippedFileObject, SkippedFilesObject, StatusCounts};
pub use overlap::EqualFormats;
pub use reruns::RerunCounts;
pub use shards::{KeptValue, LONGEST_KEY, MOST_SHARDS, RunKey, ShardError, ShardOf, ShardOutcome};

/// Results that are stored together: enough to look up their files and cases with one query, and few enough to stay in the processor's
/// cache.
const PART: usize = 64;

/// Choices for an ingest.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// Title of the run; by default that of the build, otherwise the time of its start.
    pub run_name: Option<String>,
    /// Environment of the run by name or slug, created if it is new; by default the one that the files name.
    pub environment: Option<String>,
    /// A case is created for each test that has none.
    pub creates_cases: bool,
    /// The same input makes another run.
    pub again: bool,
    /// Labels of all results of the ingest.
    pub labels: Vec<ResultLabel>,
    /// The run that the results are added to; `None` makes a run of its own.
    pub shard_of: Option<ShardOf>,
    /// Nothing else of the program uses the workspace meanwhile ([`Store::write_alone`]).
    pub is_alone: bool,
}

/// A run of results that were taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ingested {
    /// Row id of the run.
    pub run: RunId,
    /// Number of the run in its project.
    pub number: i64,
    /// Title of the run.
    pub title: String,
    /// The project was created.
    pub created_project: bool,
    /// The same input was there before, and the run is that of then: nothing was written.
    pub was_there: bool,
    /// Tests by the status of their last attempt.
    pub statuses: BTreeMap<String, i64>,
    /// Attempts, as the files have them.
    pub attempts: usize,
    /// Attempts by status.
    pub attempt_statuses: BTreeMap<String, usize>,
    /// Tests that passed after a failed attempt, or that the tool calls flaky.
    pub flaky: usize,
    /// Tests of equal names.
    pub twins: TwinCounts,
    /// Tests of the run with a case, by how it was found; the word is blank for results of earlier versions.
    pub matched: BTreeMap<String, i64>,
    /// Tests without a case.
    pub unmatched: i64,
    /// Files that were stored with results.
    pub attachments: usize,
    /// Files that results name and that are not there or too large.
    pub attachments_missing: usize,
    /// Files of which nothing was taken, or not everything, and why.
    pub skipped: SkippedFiles,
    /// Tests without a name that only their place in the file tells apart. They are named by it.
    pub unnamed: usize,
    /// Errors of the run that belong to none of its tests.
    pub run_errors: Vec<RunError>,
    /// Formats of files that have equal tests, which may tell of one execution and count twice.
    pub equal_formats: Vec<EqualFormats>,
    /// The run of a shard. All other numbers are then those of the shard.
    pub shard: Option<ShardOutcome>,
}

/// Reason why nothing was stored.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The input cannot be read.
    #[error(transparent)]
    Gather(#[from] GatherError),
    /// No file holds a result or an error of its run. The list names the first files with their reasons.
    #[error("no results")]
    NoResults(SkippedFiles),
    /// The workspace cannot be read or written.
    #[error(transparent)]
    Ingest(#[from] ingest::Error),
    /// The run takes no such shard.
    #[error(transparent)]
    Shard(#[from] ShardError),
    /// The job was cancelled.
    #[error("cancelled")]
    Cancelled,
}

impl Error {
    /// True where the run that was named is not there.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        matches!(self, Self::Ingest(ingest::Error::Store(store::Error::NotFound { .. })))
    }
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        Self::Ingest(error.into())
    }
}

impl From<Cancelled> for Error {
    fn from(_: Cancelled) -> Self {
        Self::Cancelled
    }
}

impl Explain for Error {
    fn message(&self) -> Message {
        match self {
            Self::Gather(error) => error.message(),
            Self::NoResults(_) => Message::new("ingest-no-results"),
            Self::Ingest(ingest::Error::Store(error)) => error.message(),
            Self::Ingest(error) => Message::new("ingest-failed").with("error", error),
            Self::Shard(error) => error.message(),
            Self::Cancelled => Message::new("ingest-cancelled"),
        }
    }

    fn remedy(&self) -> Option<Message> {
        match self {
            Self::NoResults(_) => Some(Message::new("ingest-no-results-remedy")),
            Self::Ingest(ingest::Error::Store(error)) => error.remedy(),
            Self::Shard(error) => error.remedy(),
            _ => None,
        }
    }
}

/// Outcome of reading a file.
enum Piece {
    Results(Box<OfFile>),
    Skipped(SkippedFile, PathBuf),
}

impl Piece {
    /// True for a whole file, and for the last part of a large one.
    fn ends_file(&self) -> bool {
        match self {
            Self::Results(of_file) => of_file.hash.is_some(),
            Self::Skipped(..) => true,
        }
    }
}

/// The content of a file, or of a part of a large one.
struct OfFile {
    file: String,
    format: ToolFormat,
    results: Vec<Incoming>,
    fixtures: Vec<Fixtures>,
    facts: Facts,
    /// Hash of the file's content, and its part of the identity of the input; `None` for a part of a large one that is not the last.
    hash: Option<(blake3::Hash, InputPart)>,
}

/// Facts of the run that its files hold, and the earliest start and latest end of their results.
#[derive(Debug, Default)]
struct Facts {
    name: Option<String>,
    /// Tests without a name that only their place in the file tells apart.
    unnamed: usize,
    said: RunFacts,
    times: Times,
    /// Failures outside of the tests.
    errors: Vec<RunError>,
    /// Totals that a file states of all files of its folder.
    stated_of_folder: Stated,
}

/// First start and last end of results. Those of containers count before them (R2.28).
#[derive(Debug, Clone, Copy, Default)]
struct Times {
    containers: Span,
    results: Span,
}

impl Times {
    fn add(&mut self, other: Self) {
        self.containers.add(other.containers.0, other.containers.1);
        self.results.add(other.results.0, other.results.1);
    }

    fn span(self) -> Span {
        Span(self.containers.0.or(self.results.0), self.containers.1.or(self.results.1))
    }
}

/// First start and last end.
#[derive(Debug, Clone, Copy, Default)]
struct Span(Option<Millis>, Option<Millis>);

impl Span {
    fn add(&mut self, start: Option<Millis>, end: Option<Millis>) {
        self.0 = [self.0, start].into_iter().flatten().min();
        self.1 = [self.1, end].into_iter().flatten().max();
    }
}

impl Facts {
    fn of(results: &mut ToolResults, format: ToolFormat, file: &str) -> Self {
        let run = std::mem::take(&mut results.run);
        let mut facts = Self {
            name: run.name.clone(),
            unnamed: run.unnamed,
            errors: run_errors::of_file(run.errors, format, file),
            stated_of_folder: run.stated_of_folder,
            said: RunFacts {
                environment: run.environment,
                build: run.name,
                build_url: run.url,
                categories: run.categories,
                attached: None,
            },
            ..Self::default()
        };
        facts.times.containers.add(run.start_ms, run.end_ms);
        results.containers.iter().for_each(|c| facts.times.containers.add(c.start_ms, c.end_ms));
        results.attempts.iter().for_each(|a| facts.times.results.add(a.start_ms, a.end_ms));
        facts
    }

    /// Takes what another file says. Times are taken by [`Folders`], errors by [`Errors`].
    fn join(&mut self, other: Self) {
        self.name = self.name.take().or(other.name);
        self.unnamed += other.unnamed;
        self.said.build = self.said.build.take().or(other.said.build);
        self.said.build_url = self.said.build_url.take().or(other.said.build_url);
        self.said.environment.extend(other.said.environment);
        self.said.categories.extend(other.said.categories);
    }

    /// The environment that the run is about (R2.29).
    fn stand(&self) -> Option<&str> {
        let value = |key: &str| {
            let of_key = |(name, value): &&(String, String)| name.eq_ignore_ascii_case(key) && !value.trim().is_empty();
            self.said.environment.iter().find(of_key).map(|(_, value)| value.trim())
        };
        ["stand", "stand_name", "environment", "env"].into_iter().find_map(value)
    }
}

/// Times by folder of the files: containers of one tool say nothing of the results that another one wrote elsewhere.
#[derive(Debug, Default)]
struct Folders(BTreeMap<String, Times>);

impl Folders {
    fn add(&mut self, file: &str, times: Times) {
        let folder = file.rsplit_once(['/', '\\']).map_or("", |(folder, _)| folder);
        match self.0.get_mut(folder) {
            Some(known) => known.add(times),
            None => drop(self.0.insert(folder.to_owned(), times)),
        }
    }

    /// True where the files of each folder say when their tests ran.
    fn have_times(&self) -> bool {
        let has_time = |times: &Times| {
            let Span(start, end) = times.span();
            start.or(end).is_some()
        };
        !self.0.is_empty() && self.0.values().all(has_time)
    }

    /// First start and last end over all folders.
    fn span(&self) -> Span {
        self.0.values().fold(Span::default(), |mut all, times| {
            let Span(start, end) = times.span();
            all.add(start, end);
            all
        })
    }
}

/// Counts of an ingest.
#[derive(Debug, Default)]
struct Counts {
    attempts: usize,
    statuses: BTreeMap<String, usize>,
    skipped: SkippedFiles,
    unnamed: usize,
    errors: Errors,
    /// Copies of files that were read.
    copies: usize,
    twins: TwinCounts,
    format: Option<ToolFormat>,
    overlap: Overlap,
}

impl Counts {
    /// Says of the last copy in the list how many more there are that the list does not name.
    fn sum_up_copies(&mut self) {
        let more = self.copies.saturating_sub(NAMED + 1);
        if let (1.., Some(last)) = (more, self.skipped.listed.iter_mut().rev().find(|skipped| skipped.is_copy())) {
            last.reason = Message::new("result-files-more-copies").count("count", more);
        }
    }

    fn add(&mut self, status: &ResultStatus) {
        self.attempts += 1;
        match self.statuses.get_mut(status.slug()) {
            Some(count) => *count += 1,
            None => drop(self.statuses.insert(status.slug().to_owned(), 1)),
        }
    }
}

/// Stores the results of files as one run of a project, and creates the project if it is new. Returns the earlier run for input
/// that was stored before, unless the options ask for another run. Blocks.
///
/// # Errors
/// See [`Error`]. Nothing is stored then, apart from bytes of attachments that no result names.
pub fn ingest(
    store: &Store,
    target: &Target,
    gathered: &mut Gathered,
    options: &Options,
    ctx: &JobCtx,
) -> Result<Ingested, Error> {
    ingest_with(store, target, gathered, options, ctx, |_, _| Ok(()))
}

/// Like [`ingest`]. `last` is the last step of the transaction that stores a run; it is not called for input that was there before.
pub fn ingest_with(
    store: &Store,
    target: &Target,
    gathered: &mut Gathered,
    options: &Options,
    ctx: &JobCtx,
    last: impl FnOnce(&Tx<'_>, &Ingested) -> store::Result<()>,
) -> Result<Ingested, Error> {
    let attachment_writer = AttachmentWriter::new(store)?;
    ctx.stage(Message::new("ingest-stage"), u64::try_from(gathered.count()).ok());
    let mut failure = None;
    let label = Message::new("history-ingest");
    let store = store.through(Source::Ingest);
    let op = Op::bulk("ingest").labelled(label);
    let fill = |tx: &Tx<'_>| {
        let outcome = take(tx, target, gathered, options, &attachment_writer, ctx)
            .and_then(|done| last(tx, &done).map(|()| done).map_err(IngestAbort::from));
        // The write is given up by an error; what it was is kept beside it.
        outcome.map_err(|error| match error {
            IngestAbort::Known(known) => {
                failure = Some(IngestAbort::Known(known));
                store::Error::Aborted
            }
            IngestAbort::Failed(Error::Ingest(ingest::Error::Store(error))) => error,
            IngestAbort::Failed(error) => {
                failure = Some(IngestAbort::Failed(error));
                store::Error::Aborted
            }
        })
    };
    let written = if options.is_alone { store.write_alone(op, fill) } else { store.write(op, fill) };
    match (written, failure) {
        (Ok(written), _) => Ok(written.value),
        (Err(_), Some(IngestAbort::Known(known))) => Ok(*known),
        (Err(_), Some(IngestAbort::Failed(error))) => Err(error),
        (Err(error), None) => Err(error.into()),
    }
}

/// Reasons to give the write up.
enum IngestAbort {
    /// The input is known.
    Known(Box<Ingested>),
    Failed(Error),
}

impl<E: Into<Error>> From<E> for IngestAbort {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

fn take(
    tx: &Tx<'_>,
    target: &Target,
    gathered: &mut Gathered,
    options: &Options,
    attachment_writer: &AttachmentWriter,
    ctx: &JobCtx,
) -> Result<Ingested, IngestAbort> {
    let (project, created_project) = match target {
        Target::Existing(project) => (project.clone(), false),
        Target::New { code, title } => {
            // Another program may have created it since.
            let is_there = tx.projects().by_code(code)?.is_some();
            (tx.projects().ensure(code, title)?, !is_there)
        }
    };
    let shard = options.shard_of.as_ref().map(|of| Shard::open(tx, &project, of, gathered)).transpose()?;
    let run = match &shard {
        Some(shard) => shard.run.id,
        None => {
            // Title and times are known in the end.
            let content = RunContent { title: "…".to_owned(), is_autotest: true, ..RunContent::default() };
            tx.runs().create(project.id, &NewRun { content, source: "files".to_owned(), ..NewRun::default() })?.id
        }
    };
    let rules = ingest::Options {
        strict: false,
        visible: None,
        makes_cases: Some(options.creates_cases),
        by_title_alone: true,
        is_option: |_, _| false,
    };
    let (mut facts, mut counts, mut files) = (Facts::default(), Counts::default(), Files::new(tx, project.id));
    let (mut folders, mut folder_totals) = (Folders::default(), FolderTotals::default());
    let mut identities = Identities::new(tx, project.id, run)?;
    let mut intake = match &shard {
        Some(shard) => {
            shard.go_on(tx, &mut identities)?;
            Intake::of_shard(tx, &project, run, &rules)?
        }
        None => Intake::of_new_run(tx, &project, run, &rules)?,
    };
    let mut waiting: Vec<Incoming> = Vec::with_capacity(PART);
    let labels: Arc<[ResultLabel]> = labels::of_ingest(&options.labels).into();
    let mut input = InputId::of(gathered, &labels);
    // Files of other kinds: those that turn out to be files of results are not told as left out.
    let (mut foreign, mut archives) = (ForeignFiles::default(), Archives::default());
    // Links and the like, which the listing passed over: they may be results that nobody read.
    for skipped in std::iter::once(&gathered.skipped).chain(gathered.reruns.iter().map(|rerun| &rerun.skipped)) {
        skipped.listed.iter().for_each(|file| counts.errors.add(run_errors::of_unread(file)));
    }
    let mut done = 0;
    let now = tx.now();
    let read = |piece: Read<'_>| prepare(piece, &project, attachment_writer, now, &labels);
    let mut take_piece = |round: u16, piece: Piece| {
        ctx.check()?;
        attachment_writer.check()?;
        if piece.ends_file() {
            done += 1;
            if done % 64 == 0 {
                ctx.step(done, None)?;
            }
        }
        match piece {
            Piece::Results(of_file) => {
                let OfFile { file, format, results, fixtures, facts: mut of_file, hash } = *of_file;
                input.set_round(round);
                if let Some((hash, part)) = hash {
                    input.add(&hash, part);
                }
                folders.add(&file, of_file.times);
                folder_totals.take(round, &file, format, of_file.stated_of_folder, &results);
                let mut errors = std::mem::take(&mut of_file.errors);
                facts.join(of_file);
                if !fixtures.is_empty() {
                    // Containers come after all results.
                    intake.add(&mut identities.assign_all(&mut waiting)?)?;
                    let failed = files.surround(run, fixtures)?;
                    let failed = run_errors::of_file(failed, format, &file);
                    // Newer adapters of Allure also write such an error into a file of its own.
                    errors.extend(failed.into_iter().filter(|error| !counts.errors.tells(error)));
                }
                counts.format = counts.format.or(Some(format).filter(|_| !results.is_empty() || !errors.is_empty()));
                errors.into_iter().for_each(|error| counts.errors.add(error));
                for mut incoming in results {
                    let result = &mut incoming.result;
                    counts.add(&result.content.status);
                    // A re-run may be reported in another format.
                    if round == 0 {
                        counts.overlap.add(format, incoming.marks);
                    }
                    result.place.clone_from(&file);
                    incoming.repeat_key.round = round;
                    files.attach(&mut result.content)?;
                    waiting.push(incoming);
                    if waiting.len() >= PART {
                        intake.add(&mut identities.assign(&mut waiting)?)?;
                    }
                }
            }
            Piece::Skipped(skipped, _) if skipped.is_copy() => {
                counts.copies += 1;
                if counts.copies <= NAMED + 1 {
                    counts.skipped.listed.push(skipped);
                }
            }
            Piece::Skipped(skipped, _) if skipped.told_twice.is_some() => counts.skipped.add_told_twice(skipped),
            Piece::Skipped(skipped, path) if skipped.loses_nothing => {
                counts.skipped.listed.extend(foreign.add(skipped, path));
            }
            Piece::Skipped(skipped, path) if skipped.is_nested() && unreadable_result(&skipped).is_none() => {
                archives.add(skipped, path);
            }
            Piece::Skipped(skipped, _) if skipped.totals.is_some() => {
                run_errors::of_totals(&skipped).into_iter().for_each(|error| counts.errors.add(error));
                counts.skipped.add_lacking(skipped);
            }
            Piece::Skipped(skipped, _) => {
                if let Some(result) = unreadable_result(&skipped) {
                    input.set_round(round);
                    input.add_unreadable(&skipped.file);
                    counts.add(&result.content.status);
                    let mut incoming = Incoming::alone(result);
                    incoming.repeat_key.round = round;
                    waiting.push(incoming);
                    if waiting.len() >= PART {
                        intake.add(&mut identities.assign(&mut waiting)?)?;
                    }
                } else {
                    counts.errors.add(run_errors::of_unread(&skipped));
                }
                counts.skipped.add(skipped);
            }
        }
        Ok::<(), IngestAbort>(())
    };
    gathered.read(read, |piece| take_piece(0, piece))?;
    for (round, rerun) in (1..).zip(&mut gathered.reruns) {
        rerun.read(read, |piece| take_piece(round, piece))?;
    }
    intake.add(&mut identities.assign_all(&mut waiting)?)?;
    for lacking in folder_totals.lacking() {
        run_errors::of_totals(&lacking).into_iter().for_each(|error| counts.errors.add(error));
        counts.skipped.add_lacking(lacking);
    }
    counts.twins = identities.counts();
    archives.finish(attachment_writer, &mut counts.skipped, &mut counts.errors);
    counts.skipped.left_out += counts.copies + foreign.finish(attachment_writer, &mut counts.skipped.listed);
    counts.sum_up_copies();
    gathered.reruns.iter().rev().for_each(|rerun| counts.skipped.put_before(&rerun.skipped));
    counts.skipped.put_before(&gathered.skipped);
    counts.unnamed = facts.unnamed;
    if counts.attempts == 0 && !counts.errors.has_failure() {
        return Err(Error::NoResults(counts.skipped).into());
    }
    let environment = chosen_environment(options).map(|name| runs::rules::environment_slug(&runs::rules::title(name)));
    let ids = input.finish(environment.as_deref());
    if let Some(shard) = shard {
        let (attached, kept) = (attachment_writer.attached(), identities.kept());
        let environment = environment.as_deref();
        let taken =
            ReadShard { input: &ids, environment, facts: &facts, span: folders.span(), counts: &counts, options, attached, kept };
        let done = shard.finish(tx, &project, taken)?;
        attachment_writer.settle()?;
        return Ok(Ingested { created_project, ..done });
    }
    let known = if options.again { None } else { known_run(tx, project.id, &ids, environment.as_deref())? };
    // No other execution has the same times, and TestRail names its run. Other equal files may tell of another one.
    let is_telling = folders.have_times() || counts.format == Some(ToolFormat::Testrail);
    if let Some(before) = known
        && (is_telling || !tx.runs().is_followed(&before, run)?)
    {
        // Files beside the input may have gone since.
        let attached = tx.runs().facts(before.id)?.attached.unwrap_or(attachment_writer.attached());
        let known = summary(tx, before.id, &project, &counts, attached)?;
        return Err(IngestAbort::Known(Box::new(Ingested { was_there: true, created_project: false, ..known })));
    }
    complete(tx, run, &project, (&facts, folders.span()), &counts, options)?;
    facts.said.attached = Some(attachment_writer.attached());
    tx.runs().set_input(run, &ids.files, &facts.said)?;
    tx.run_errors().add(run, &counts.errors.kept)?;
    attachment_writer.settle()?;
    Ok(Ingested { created_project, ..summary(tx, run, &project, &counts, attachment_writer.attached())? })
}

/// The earlier run of the same files and labels in the chosen environment, or in any environment if none is chosen.
fn known_run(tx: &Tx<'_>, project: ProjectId, ids: &InputIds, environment: Option<&str>) -> store::Result<Option<Run>> {
    let chosen = environment.map(|slug| tx.environments().by_slug(project, slug)).transpose()?;
    let environment = match chosen {
        Some(None) => return Ok(None),
        Some(Some(known)) => Some(known.id),
        None => None,
    };
    for id in [&ids.files, &ids.earlier] {
        if let Some(run) = tx.runs().by_input(project, id, environment)? {
            return Ok(Some(run));
        }
    }
    Ok(None)
}

/// Runs on the workers.
fn prepare(
    piece: Read<'_>,
    project: &Project,
    attachment_writer: &AttachmentWriter,
    now: Millis,
    labels: &Arc<[ResultLabel]>,
) -> Piece {
    match piece {
        Read::Results(found, format, mut results, hash) => {
            results.drop_impossible_times(now);
            let file = found.name();
            let facts = Facts::of(&mut results, format, &file);
            let path = identity::ResultsPath::of(&file, &found.path());
            let mut letters = Vec::new();
            let one = |attempt| {
                let repeat_key = RepeatKey::of(&attempt, &path, labels);
                let mut result = convert::result(attempt, &project.code, &mut |file| attachment_writer.keep(found, file));
                labels::add(&mut result.content.labels, labels);
                let marks = overlap::marks(&result, &mut letters);
                Incoming { result, repeat_key, marks }
            };
            let (attempts, containers) = (std::mem::take(&mut results.attempts), std::mem::take(&mut results.containers));
            let around = |container| convert::fixtures(container, &mut |file| attachment_writer.keep(found, file));
            let hash = hash.map(|hash| (hash, InputPart::of_content(&file, &hash)));
            Piece::Results(Box::new(OfFile {
                file,
                format,
                results: attempts.into_iter().map(one).collect(),
                fixtures: containers.into_iter().filter_map(around).collect(),
                facts,
                hash,
            }))
        }
        Read::Copy(copy, named) => {
            attachment_writer.note(named);
            Piece::Skipped(copy, PathBuf::new())
        }
        Read::Skipped(found, skipped) => Piece::Skipped(skipped, found.path()),
    }
}

/// A result of Allure that cannot be read counts as failed (R2.27) and is named by its file.
fn unreadable_result(skipped: &SkippedFile) -> Option<NewResult> {
    let name = skipped.file.rsplit('/').next().filter(|name| !skipped.loses_nothing && name.ends_with("-result.json"))?;
    let content = ResultContent {
        title: name.to_owned(),
        status: ResultStatus::Failed,
        // Stored texts are of one language, whoever reads them.
        comment: Some(Tr::new(Lang::En).message(&skipped.reason)),
        unknown_status: Some(String::new()),
        is_api: true,
        ..ResultContent::default()
    };
    let test = TestKey { key: bounded(format!("f{}", skipped.file)), full_name: None, twin: None };
    let place = skipped.file.clone();
    Some(NewResult { content, test: Some(test), is_unreadable_file: true, place, ..NewResult::default() })
}

/// Gives the run its title, environment and times. The end makes it complete.
fn complete(
    tx: &Tx<'_>,
    run: RunId,
    project: &Project,
    (facts, Span(start, end)): (&Facts, Span),
    counts: &Counts,
    options: &Options,
) -> Result<(), IngestAbort> {
    // Files that say when the run began and not how long its tests took do not tell that it lasted until now.
    let end = end.or(start).unwrap_or(tx.now());
    let mut content = tx.runs().get(run)?.content;
    content.title = title_of(tx, (project.id, run), facts, start, counts, options)?;
    content.environment_id = match stand_of(facts, options) {
        Some(stand) => Some(runs::rules::environment(tx, project.id, stand)?),
        None => None,
    };
    tx.runs().update(run, &content)?;
    tx.relabel(&Message::new("history-ingest-run").with("title", &content.title))?;
    tx.runs().set_times(run, start, start.map_or(end, |start| start.max(end)))?;
    Ok(())
}

/// The title of a run: the chosen one, otherwise that of the build, otherwise the default one.
fn title_of(
    tx: &Tx<'_>,
    (project, run): (ProjectId, RunId),
    facts: &Facts,
    start: Option<Millis>,
    counts: &Counts,
    options: &Options,
) -> Result<String, voluptas_store::Error> {
    let mut named = [options.run_name.as_deref(), facts.name.as_deref()].into_iter().flatten().map(str::trim);
    if let Some(name) = named.find(|name| !name.is_empty()) {
        return Ok(runs::rules::title(name));
    }
    let start = start.unwrap_or(tx.now());
    let mut title = default_title(start, counts, MINUTE);
    // Runs that begin in one minute are told apart by their seconds, those of one second by a number. They stay in one series.
    let mut number = 1;
    while tx.runs().is_title_taken(project, &title, run)? {
        let second = default_title(start, counts, SECOND);
        title = if number == 1 { second } else { format!("{second}-{number}") };
        number += 1;
    }
    Ok(title)
}

/// Length of a time to the minute and to the second: `2026-01-15 09:00:41`.
const MINUTE: usize = 16;
const SECOND: usize = 19;

/// The environment of a run: the chosen one, otherwise the one that the files name.
fn stand_of<'f>(facts: &'f Facts, options: &'f Options) -> Option<&'f str> {
    chosen_environment(options).or_else(|| facts.stand())
}

fn chosen_environment(options: &Options) -> Option<&str> {
    options.environment.as_deref().map(str::trim).filter(|name| !name.is_empty())
}

/// The format and the time of the start: `JUnit 2026-01-15 09:00`.
fn default_title(start: Millis, counts: &Counts, length: usize) -> String {
    let format = counts.format.map_or("", ToolFormat::name);
    let at = voluptas_core::base::clock::to_plain(start);
    format!("{format} {}", at.get(..length).unwrap_or(&at)).trim().to_owned()
}

fn summary(tx: &Tx<'_>, run: RunId, of: &Project, counts: &Counts, files: AttachmentCounts) -> Result<Ingested, IngestAbort> {
    let stored = tx.runs().get(run)?;
    let stats = tx.runs().stats(&[run])?.remove(&run).unwrap_or_default();
    let (mut matched, flaky) = tx.outcomes().found_by(run)?;
    let unmatched = matched.remove(&None).unwrap_or(0);
    debug_assert_eq!(stored.project_id, of.id);
    Ok(Ingested {
        run,
        number: stored.number,
        title: stored.content.title,
        created_project: false,
        was_there: false,
        statuses: stats.statuses,
        attempts: counts.attempts,
        attempt_statuses: counts.statuses.clone(),
        flaky: usize::try_from(flaky).unwrap_or_default(),
        twins: counts.twins.clone(),
        matched: matched.into_iter().map(|(by, count)| (by.unwrap_or_default(), count)).collect(),
        unmatched,
        attachments: files.stored,
        attachments_missing: files.missing,
        skipped: counts.skipped.clone(),
        unnamed: counts.unnamed,
        run_errors: tx.run_errors().of_run(run)?,
        equal_formats: counts.overlap.found(),
        shard: None,
    })
}
