//! Reads both sides before the plan is made. Writes nothing.

mod cases;
mod fields;
mod list_checks;
mod results;
mod runs;

pub(crate) use cases::{StepText, read_target_cases, slim};
pub use fields::can_hold_keys;
pub(crate) use results::{Payload, SlimResult, StepPayload};
pub(crate) use runs::{OtherRun, SeenRun, StatusClass};

use super::Mirror;
use super::error::{Error, Result};
use super::index::CaseIndex;
use super::marker::Origin;
use super::names::closest;
use super::options::TargetRun;
use super::spool::Spool;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use voluptas_core::base::Millis;
use voluptas_core::domain::Message;
use voluptas_qase::model::{Attachment, Case, Suite};
use voluptas_qase::{self as qase, Client, ListWatch};

/// One of the two projects.
#[derive(Debug, Clone)]
pub(crate) struct Side {
    /// Address of the API.
    pub base_url: String,
    /// Code of the project as the server writes it.
    pub project: String,
    /// The custom field with the keys; `None` when only titles decide.
    pub field: Option<i64>,
    /// Number of cases that the project counts.
    pub cases: u64,
    /// True when the project counts any run.
    pub has_runs: bool,
}

/// Target run.
#[derive(Debug, Clone)]
pub(crate) enum Target {
    /// The run exists.
    There(SeenRun),
    /// The run is to be created with this title.
    New(String),
}

/// Results that the target run, and other runs created for the source run, hold already.
#[derive(Debug, Clone, Default)]
pub(crate) struct ResultsThere {
    /// Source results in the target, by their hash.
    pub traced: HashMap<Box<str>, Copies>,
    /// Results mirrored by another tool, grouped by fingerprint.
    pub alike: HashMap<ResultFingerprint, Vec<Untraced>>,
    /// Number of results in the target run.
    pub total: u64,
    /// Runs that hold source results, without those created for the source run.
    pub strangers: BTreeSet<i64>,
}

/// Copies of one source result in the target.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Copies {
    pub count: u32,
    /// Copies in the target run itself.
    pub here: u32,
    /// True when one of the copies has a final status.
    pub is_final: bool,
    /// True when one of the copies has all files that were to be copied.
    pub is_whole: bool,
}

/// A result mirrored by another tool, which does not record the source run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Untraced {
    pub ended: Option<Millis>,
    pub duration: Option<i64>,
    /// True when it lies in a run that was created for this source run alone.
    pub is_proven: bool,
    /// True when it lies neither in the target run nor in one created for the source run. Such a result counts only when its
    /// times match.
    pub is_elsewhere: bool,
}

/// True for a status that testers usually do not change any more.
pub(crate) fn is_final(slug: &str) -> bool {
    !matches!(slug, "in_progress" | "untested" | "")
}

/// Properties that two mirrors of one result share: target case, status, hash of the comment.
pub(crate) type ResultFingerprint = (i64, String, [u8; 16]);

/// A hash of a comment.
pub(crate) fn body_hash(body: &str) -> [u8; 16] {
    let mut short = [0; 16];
    short.copy_from_slice(&blake3::hash(body.as_bytes()).as_bytes()[..16]);
    short
}

/// Both sides of a mirror at the time of reading.
#[derive(Debug)]
pub(crate) struct Collected {
    pub source: Side,
    pub target: Side,
    pub run: SeenRun,
    pub origin: Origin,
    /// Results in the order of their end.
    pub results: Vec<SlimResult>,
    /// Data of the results that only posting needs.
    pub spool: Spool,
    /// Files of results and cases, by name in the source.
    pub files: BTreeMap<String, Attachment>,
    pub source_cases: CaseIndex,
    pub target_cases: CaseIndex,
    /// Full source cases that the target lacks.
    pub lacking: BTreeMap<i64, Case>,
    /// Texts of the cases' steps, for results with steps.
    pub steps: HashMap<i64, Vec<StepText>>,
    pub target_run: Target,
    /// Other runs that may hold results of the source run.
    pub other_runs: Vec<OtherRun>,
    pub held: ResultsThere,
    /// Results that the source run counts but does not list yet.
    pub late: u64,
    /// Suites of the source, if suites are copied.
    pub source_suites: Vec<Suite>,
    /// Paths of lists that kept changing, or that turned out to be short.
    pub doubtful: Vec<String>,
    /// True when the list of target cases is doubtful: a case that it lacks may exist.
    pub doubts_cases: bool,
    /// True when the list of target runs is doubtful.
    pub doubts_runs: bool,
    /// Warnings for a person.
    pub warnings: Vec<Message>,
}

impl Collected {
    /// Start of the source run, or of its first result if that is earlier.
    pub fn begin(&self) -> Option<Millis> {
        self.run.started.into_iter().chain(self.earliest()).min()
    }

    /// Start of the first result, if known.
    pub fn earliest(&self) -> Option<Millis> {
        self.results.iter().filter_map(SlimResult::start).min()
    }
}

/// Reads both sides, and notes the lists that cannot be trusted.
pub(crate) async fn collect(mirror: &Mirror) -> Result<Collected> {
    let (of_source, of_target) = (ListWatch::default(), ListWatch::default());
    let mirror = Mirror {
        source: mirror.source.with_list_watch(of_source.clone()),
        target: mirror.target.with_list_watch(of_target.clone()),
        ..mirror.clone()
    };
    let mut collected = read(&mirror, &of_source, &of_target).await?;
    collected.doubts_runs |= of_target.unsteady().iter().any(|path| path.contains("/run/"));
    for path in of_source.unsteady().into_iter().chain(of_target.unsteady()) {
        if !collected.doubtful.contains(&path) {
            collected.doubtful.push(path);
        }
    }
    Ok(collected)
}

fn lists_cases(watch: &ListWatch) -> bool {
    watch.unsteady().iter().any(|path| path.contains("/case/"))
}

async fn read(mirror: &Mirror, of_source: &ListWatch, of_target: &ListWatch) -> Result<Collected> {
    let (options, watch) = (&mirror.options, &mirror.watch);
    let mut source = side(&mirror.source, &options.source_project).await?;
    let mut target = side(&mirror.target, &options.target_project).await?;
    let mut warnings = Vec::new();
    if options.match_by.uses_key() {
        let (id, notice) = fields::find(&mirror.source, &source.project, &options.field_title).await?;
        warnings.extend(notice);
        source.field = Some(id);
        watch.info(&Message::new("mirror-info-field").with("title", &options.field_title).with("id", id));
        let (there, _) = fields::find(&mirror.target, &target.project, &options.field_title).await?;
        target.field = Some(there);
        if there != id {
            watch.info(&Message::new("mirror-info-field-there").with("title", &options.field_title).with("id", there));
        }
    }
    let (run, notice) = runs::source(&mirror.source, &source.project, &options.source_run).await?;
    warnings.extend(notice);
    watch.info(&Message::new("mirror-info-source-run").with("id", run.id).with("title", &run.title));
    let origin = Origin { project: source.project.to_uppercase(), run: run.id };
    let (read, spool) = results::read_all(mirror, &source, &run).await?;
    warnings.extend(read.warnings);
    watch.info(&Message::new("mirror-info-results").count("count", read.results.len()));
    let mut collected = Collected {
        source,
        target,
        run,
        origin,
        results: read.results,
        spool,
        files: read.files,
        source_cases: CaseIndex::default(),
        target_cases: CaseIndex::default(),
        lacking: BTreeMap::new(),
        steps: HashMap::new(),
        target_run: Target::New(String::new()),
        other_runs: Vec::new(),
        held: ResultsThere::default(),
        late: read.late,
        source_suites: Vec::new(),
        doubtful: Vec::new(),
        doubts_cases: false,
        doubts_runs: false,
        warnings,
    };
    // The target run is looked for even if there is nothing to mirror: a wrong id is always an error.
    let chosen = runs::target(mirror, &collected).await?;
    collected.warnings.extend(chosen.warnings);
    (collected.target_run, collected.other_runs) = (chosen.target, chosen.others);
    if collected.results.is_empty() {
        return Ok(collected);
    }
    let involved: HashSet<i64> = collected.results.iter().map(|r| r.case).filter(|id| *id > 0).collect();
    collected.target_cases = read_target_cases(mirror, &collected.target).await?;
    let is_short = list_checks::is_short(&mirror.target, &collected.target, &mut collected.target_cases).await?;
    if is_short || collected.target_cases.lacks_keys {
        collected.doubtful.push(format!("/v1/case/{}", collected.target.project));
        collected.doubts_cases = true;
    }
    collected.doubts_cases |= lists_cases(of_target);
    if let Some(count) = options.match_by.uses_key().then(|| collected.target_cases.keyed()) {
        watch.info(&keyed(count, &collected.target.project));
    }
    cases::read_source(mirror, &mut collected, &involved, of_source).await?;
    if options.match_by.uses_key() {
        watch.info(&keyed(collected.source_cases.keyed(), &collected.source.project));
    }
    if options.include.suites && !collected.lacking.is_empty() {
        collected.source_suites = mirror.source.refresh().list_suites(&collected.source.project).await?;
    }
    list_checks::unlisted_runs(mirror, &mut collected).await?;
    if let Target::There(run) = &collected.target_run {
        collected.held = results::held(mirror, &collected, run).await?;
        if mirror.options.target_run.title(&collected.run).is_some() {
            list_checks::check_source(&collected, run)?;
        }
    }
    Ok(collected)
}

fn keyed(count: usize, project: &str) -> Message {
    Message::new("mirror-info-keyed").count("count", count).with("project", project)
}

/// Reads the project. An unknown code is an error with the most similar codes.
async fn side(client: &Client, code: &str) -> Result<Side> {
    let code = code.trim();
    match client.refresh().get_project(code).await {
        Ok(project) => {
            let cases = u64::try_from(project.counts.cases).unwrap_or(0);
            let project_runs = project.counts.runs.total;
            let project = if project.code.is_empty() { code.to_uppercase() } else { project.code };
            Ok(Side { base_url: client.base_url().to_owned(), project, field: None, cases, has_runs: project_runs > 0 })
        }
        Err(qase::Error::NotFound { .. }) => {
            let closest = match client.list_projects().await {
                Ok(projects) => closest(code, projects.iter().map(|p| p.code.as_str())),
                // The missing project is the error to report; the list of codes would only have helped.
                Err(error) => {
                    tracing::debug!(%error, "the list of projects cannot be read");
                    String::new()
                }
            };
            Err(Error::NoProject { project: code.to_uppercase(), closest })
        }
        Err(error) => Err(error.into()),
    }
}

impl TargetRun {
    /// The title that the run has or gets; `None` when an id was chosen.
    pub(crate) fn title<'a>(&'a self, source: &'a SeenRun) -> Option<&'a str> {
        match self {
            Self::Id(_) => None,
            Self::Title(title) => Some(title),
            Self::SameTitle => Some(&source.title),
        }
    }
}
