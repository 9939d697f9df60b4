//! Reads both sides before the plan is made. Writes nothing.

mod cases;
mod collected;
mod fields;
mod list_checks;
mod results;
mod runs;

pub(crate) use cases::read_target_cases;
pub(crate) use collected::{
    Collected, ResultFingerprint, SeenRun, Side, SlimResult, StepText, Target, UntracedResult, is_final, slim,
};
use collected::{ResultsThere, lists_cases};
pub use fields::can_hold_keys;
pub(crate) use results::{Payload, StepPayload};
pub(crate) use runs::StatusClass;

use super::error::{Error, Result};
use super::index::CaseIndex;
use super::marker::Origin;
use super::mirror::Mirror;
use super::names::closest;
use std::collections::{BTreeMap, HashMap, HashSet};
use voluptas_core::domain::Message;
use voluptas_qase::{self as qase, Client, ListWatch};

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
