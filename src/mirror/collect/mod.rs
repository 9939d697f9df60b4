//! Reading both sides: the only reading before the plan. Nothing is written.

mod cases;
mod fields;
mod results;
mod runs;

pub(crate) use cases::{StepText, read_target_cases};
pub use fields::can_hold_keys;
pub(crate) use results::{Payload, SlimResult, StepPayload};
pub(crate) use runs::{SeenRun, find_made};

use super::Mirror;
use super::error::{Error, Result};
use super::index::CaseIndex;
use super::marker::Origin;
use super::names::closest;
use super::options::TargetRun;
use super::spool::Spool;
use crate::base::Millis;
use crate::domain::Message;
use crate::qase::model::{Attachment, Case, Suite};
use crate::qase::{self, Client};
use std::collections::{BTreeMap, HashMap, HashSet};

/// One of the two projects.
#[derive(Debug, Clone)]
pub(crate) struct Side {
    /// Address of the API.
    pub base_url: String,
    /// Code of the project as the server writes it.
    pub project: String,
    /// The custom field with the keys; none when titles alone decide.
    pub field: Option<i64>,
}

/// The run that results go to.
#[derive(Debug, Clone)]
pub(crate) enum Target {
    /// It is there.
    There(SeenRun),
    /// It is to be made, with this title.
    New(String),
}

/// What the target run holds already.
#[derive(Debug, Clone, Default)]
pub(crate) struct Held {
    /// How often each source result is there, by its hash.
    pub traced: HashMap<Box<str>, u32>,
    /// Results that another tool has mirrored: how many of each likeness.
    pub alike: HashMap<Likeness, u32>,
    /// All results of the run.
    pub total: u64,
}

/// What two results have in common that are the same but for the project: case there, status, comment.
pub(crate) type Likeness = (i64, String, [u8; 16]);

/// A short form of a comment.
pub(crate) fn body_hash(body: &str) -> [u8; 16] {
    let mut short = [0; 16];
    short.copy_from_slice(&blake3::hash(body.as_bytes()).as_bytes()[..16]);
    short
}

/// Both sides.
#[derive(Debug)]
pub(crate) struct Collected {
    pub source: Side,
    pub target: Side,
    pub run: SeenRun,
    pub origin: Origin,
    /// In the order in which they ended.
    pub results: Vec<SlimResult>,
    /// What the results say besides.
    pub spool: Spool,
    /// Files of results and cases, by the name they have here.
    pub files: BTreeMap<String, Attachment>,
    pub source_cases: CaseIndex,
    pub target_cases: CaseIndex,
    /// The source's cases that the target lacks, whole.
    pub lacking: BTreeMap<i64, Case>,
    /// What the steps of cases say, for results with steps.
    pub steps: HashMap<i64, Vec<StepText>>,
    pub target_run: Target,
    pub held: Held,
    /// Suites of the source, when they are copied.
    pub source_suites: Vec<Suite>,
    /// What a person should look at.
    pub warnings: Vec<Message>,
}

impl Collected {
    /// When the first result began, where that is known.
    pub fn earliest(&self) -> Option<Millis> {
        self.results.iter().filter_map(SlimResult::start).min()
    }
}

/// Reads both sides.
pub(crate) async fn collect(mirror: &Mirror) -> Result<Collected> {
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
    let spool = Spool::new();
    let read = results::read(mirror, &source, &run, &spool).await?;
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
        held: Held::default(),
        source_suites: Vec::new(),
        warnings,
    };
    // The target run is looked for also when there is nothing to mirror: a wrong id is an error in any case.
    let (target_run, notice) = runs::target(mirror, &collected).await?;
    collected.warnings.extend(notice);
    collected.target_run = target_run;
    if collected.results.is_empty() {
        return Ok(collected);
    }
    let involved: HashSet<i64> = collected.results.iter().map(|r| r.case).filter(|id| *id > 0).collect();
    collected.target_cases = read_target_cases(mirror, &collected.target).await?;
    if let Some(count) = options.match_by.uses_key().then(|| collected.target_cases.keyed()) {
        watch.info(&keyed(count, &collected.target.project));
    }
    cases::read_source(mirror, &mut collected, &involved).await?;
    if options.match_by.uses_key() {
        watch.info(&keyed(collected.source_cases.keyed(), &collected.source.project));
    }
    if options.include.suites && !collected.lacking.is_empty() {
        collected.source_suites = mirror.source.refresh().list_suites(&collected.source.project).await?;
    }
    if let Target::There(run) = &collected.target_run {
        collected.held = results::held(mirror, &collected, run.id).await?;
    }
    Ok(collected)
}

fn keyed(count: usize, project: &str) -> Message {
    Message::new("mirror-info-keyed").count("count", count).with("project", project)
}

/// Looks whether the project is there.
async fn side(client: &Client, code: &str) -> Result<Side> {
    let code = code.trim();
    match client.get_project(code).await {
        Ok(project) => {
            let project = if project.code.is_empty() { code.to_uppercase() } else { project.code };
            Ok(Side { base_url: client.base_url().to_owned(), project, field: None })
        }
        Err(qase::Error::NotFound { .. }) => {
            let closest = match client.list_projects().await {
                Ok(projects) => closest(code, projects.iter().map(|p| p.code.as_str())),
                // That the project is not there is the news; what else there is would only have been help.
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
    /// The title that the run has or gets, when a title decides.
    pub(crate) fn title<'a>(&'a self, source: &'a SeenRun) -> Option<&'a str> {
        match self {
            Self::Id(_) => None,
            Self::Title(title) => Some(title),
            Self::SameTitle => Some(&source.title),
        }
    }
}
