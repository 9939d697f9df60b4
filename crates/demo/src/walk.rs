//! The whole loop, step by step: import, map, enter results, export cases and results, read back over HTTP and compare; then the
//! same again, which must change nothing.

use super::place::Part;
use super::session::{ACCOUNT, DemoSession, PROJECT};
use serde::Serialize;
use std::collections::BTreeMap;
use tokio::time::Instant;
use voluptas_app::cases::placement;
use voluptas_app::functions::edit;
use voluptas_app::{sync, workspace};
use voluptas_core::domain::Message;
use voluptas_core::domain::ids::{CaseId, ProjectId};
use voluptas_core::domain::status::ResultStatus;
use voluptas_i18n::{Lang, Tr};
use voluptas_jobs::{Failure, FailureKind, JobError};
use voluptas_qase::{CaseFilter, Client, ResultFilter, RunFilter};
use voluptas_store::{self as store, Op, Store};
use voluptas_sync::export::{ResultEntry, ResultsFrom, RunChoice, store_entries};
use voluptas_sync::mapping;
use voluptas_sync::{Counts, Session, Summary, export, import};

/// Score from which the demo accepts a suggested mapping.
const ACCEPT: f64 = 0.9;
/// Report on the walk, with the content of the server at its end.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WalkReport {
    /// The folder of the demo's files.
    pub folder: String,
    /// Address of the server while it ran.
    pub base_url: String,
    /// Code of the project.
    pub project: &'static str,
    /// Work of the first round.
    pub first: Round,
    /// Work of the second round, which repeats the first.
    pub again: Round,
    /// Content of the server, read over HTTP after the rounds.
    pub server: ServerHolds,
    /// Differences between the two sides; empty when they agree.
    pub mismatches: Vec<String>,
    /// True when everything agrees, and the repetition changed nothing.
    pub ok: bool,
    /// Requests that the server answered.
    pub requests: usize,
    /// Duration of the walk in milliseconds.
    pub elapsed_ms: u64,
}

impl WalkReport {
    /// The last sentence of the walk.
    pub fn verdict(&self, tr: Tr) -> Message {
        if self.ok {
            Message::new("demo-end-good").with("time", tr.duration(i64::try_from(self.elapsed_ms).unwrap_or(i64::MAX)))
        } else {
            Message::new("demo-end-bad")
        }
    }
}

/// One round of the loop.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Round {
    pub import_suites: Counts,
    pub import_cases: Counts,
    /// Mappings made.
    pub mappings_created: u64,
    /// Functions that have a case.
    pub functions_covered: usize,
    pub results_entered: usize,
    /// Suites sent.
    pub export_suites: Counts,
    /// Cases sent.
    pub export_cases: Counts,
    /// Results sent.
    pub export_results: Counts,
    /// Id of the run in Qase.
    pub run_id: Option<i64>,
    /// Everything that was changed on either side.
    pub changes: u64,
}

/// Content of the server.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct ServerHolds {
    /// Projects that the token sees.
    pub projects: usize,
    /// Suites of the project.
    pub suites: usize,
    /// Cases of the project.
    pub cases: usize,
    /// Cases whose custom field names a function.
    pub cases_with_func_id: usize,
    /// Runs of the project.
    pub runs: usize,
    /// Results in the run of the walk.
    pub results: usize,
    /// These results by status.
    pub statuses: BTreeMap<String, usize>,
}

/// Walks through the loop and reports each step to `tell`. A difference at the end is part of the report and no error.
pub async fn walk(session: &DemoSession, lang: Lang, tell: &(dyn Fn(&Message) + Sync)) -> Result<WalkReport, Failure> {
    let began = Instant::now();
    let client = session.client().map_err(|e| workspace::failure::of_qase(&e))?;
    let store = session.workspace.store.clone();
    let walk = Walk { client: client.clone(), store: store.clone(), lang, tell };
    tell(&Message::new("demo-step-server").with("url", &session.base_url).with("folder", session.folder.display()));
    let found = client.check_connection(Some(PROJECT)).await.map_err(|e| workspace::failure::of_qase(&e))?;
    if let Some(project) = found.project {
        tell(&Message::new("app-check-good").with("code", project.code).with("title", project.title));
    }
    let first = walk.round().await?;
    let (server, mismatches) = walk.compare(first.run_id, first.results_entered).await?;
    tell(&match mismatches.len() {
        0 => Message::new("demo-step-same")
            .count("suites", server.suites)
            .count("cases", server.cases)
            .count("results", server.results),
        n => Message::new("demo-step-different").count("count", n),
    });
    tell(&Message::new("demo-step-again"));
    let again = walk.round().await?;
    store.write(Op::bulk("use_demo"), |tx| Part::Used.mark(tx)).map_err(|e| Failure::new(FailureKind::Other, &e))?;
    tell(&Message::new("demo-step-changes").count("count", again.changes));
    Ok(WalkReport {
        folder: session.folder.display().to_string(),
        base_url: session.base_url.clone(),
        project: PROJECT,
        ok: mismatches.is_empty() && again.changes == 0,
        first,
        again,
        server,
        mismatches,
        requests: session.server.stats().requests(),
        elapsed_ms: u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX),
    })
}

struct Walk<'w> {
    client: Client,
    store: Store,
    lang: Lang,
    tell: &'w (dyn Fn(&Message) + Sync),
}

impl Walk<'_> {
    fn session(&self) -> Session {
        Session::new(self.store.clone(), self.client.clone(), PROJECT).known_as(ACCOUNT)
    }

    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Store) -> store::Result<T> + Send + 'static,
    ) -> Result<T, Failure> {
        let store = self.store.clone();
        match tokio::task::spawn_blocking(move || work(&store)).await {
            Ok(done) => done.map_err(|e| Failure::new(FailureKind::Other, &e)),
            Err(_) => Err(workspace::failure::internal()),
        }
    }

    async fn round(&self) -> Result<Round, Failure> {
        let imported = import::run(&self.session(), &import::Options::default()).await.map_err(|e| failed(&e))?;
        (self.tell)(
            &Message::new("demo-step-imported")
                .count("suites", imported.suites.changes())
                .count("cases", imported.cases.changes())
                .count("unchanged", imported.cases.unchanged),
        );
        let project = self.blocking(here).await?;
        let (proposed, made) = self.blocking(move |store| map(store, project)).await?;
        let covered = self.blocking(covered).await?;
        (self.tell)(
            &Message::new("demo-step-mapped").count("proposed", proposed).count("made", made).count("functions", covered),
        );
        let title = Tr::new(self.lang).text("demo-run-title").into_owned();
        let note = Tr::new(self.lang).text("demo-comment").into_owned();
        let remark = Tr::new(self.lang).text("demo-edit").into_owned();
        self.blocking(move |store| edit_a_case(store, project, &remark)).await?;
        let run_title = title.clone();
        let (run, entered) = self.blocking(move |store| enter_results(store, project, &run_title, &note)).await?;
        (self.tell)(&Message::new("demo-step-entered").count("count", entered));
        let functions = self.blocking(|store| store.read(sync::by_name::exportable)).await?;
        let options = export::Options {
            functions,
            cases: true,
            results: Some(ResultsFrom::Run(run)),
            run: Some(RunChoice::New(title)),
            ..export::Options::default()
        };
        let exported = export::run(&self.session(), &options).await.map_err(|e| failed(&e))?;
        let run_id = exported.run.as_ref().map(|r| r.id);
        (self.tell)(
            &Message::new("demo-step-exported")
                .count("created", exported.cases.created)
                .count("updated", exported.cases.updated)
                .count("results", exported.results.created)
                .with("run", run_id.map_or_else(|| "-".to_owned(), |id| id.to_string())),
        );
        let changes = |s: &Summary| s.changes() + s.failed() + s.cases.conflicts + s.suites.conflicts;
        Ok(Round {
            changes: changes(&imported) + made + changes(&exported),
            import_suites: imported.suites,
            import_cases: imported.cases,
            mappings_created: made,
            functions_covered: covered,
            results_entered: entered,
            export_suites: exported.suites,
            export_cases: exported.cases,
            export_results: exported.results,
            run_id,
        })
    }

    /// Reads everything back over HTTP, past the cache, and compares it with the workspace.
    async fn compare(&self, run: Option<i64>, entered: usize) -> Result<(ServerHolds, Vec<String>), Failure> {
        let client = self.client.refresh();
        let of = |e: voluptas_qase::Error| workspace::failure::of_qase(&e);
        let projects = client.list_projects().await.map_err(of)?.len();
        let suites = client.list_suites(PROJECT).await.map_err(of)?;
        let cases = client.list_cases(PROJECT, &CaseFilter::default()).await.map_err(of)?;
        let runs = client.list_runs(PROJECT, &RunFilter::default()).await.map_err(of)?;
        let results = match run {
            Some(id) => client.list_results(PROJECT, &ResultFilter::run(id)).await.map_err(of)?,
            None => Vec::new(),
        };
        let fields = client.list_custom_fields(None).await.map_err(of)?;
        let field = fields.iter().find(|f| f.is_titled(mapping::FUNCTION_FIELD)).map(|f| f.id);
        let named = |c: &&voluptas_qase::model::Case| field.and_then(|f| c.custom_field(f)).is_some_and(|v| !v.trim().is_empty());
        let mut statuses: BTreeMap<String, usize> = BTreeMap::new();
        for result in &results {
            *statuses.entry(result.status_slug()).or_default() += 1;
        }
        let server = ServerHolds {
            projects,
            suites: suites.len(),
            cases: cases.len(),
            cases_with_func_id: cases.iter().filter(named).count(),
            runs: runs.len(),
            results: results.len(),
            statuses,
        };
        let there: BTreeMap<i64, String> = cases.into_iter().map(|c| (c.id, c.title)).collect();
        let suite_count = server.suites;
        let mut mismatches = self.blocking(move |store| differences(store, suite_count, &there)).await?;
        if run.is_some() && server.results != entered {
            mismatches.push(format!("results: {} entered, {} in Qase", entered, server.results));
        }
        Ok((server, mismatches))
    }
}

pub(super) fn failed(error: &voluptas_sync::Error) -> Failure {
    match workspace::failure::of_sync(error) {
        JobError::Failed(failure) => failure,
        JobError::Cancelled(_) => workspace::failure::internal(),
    }
}

pub(super) fn here(store: &Store) -> store::Result<ProjectId> {
    let found = store.read(|tx| tx.remotes().find(ACCOUNT, PROJECT))?;
    found.map(|p| p.project_id).ok_or_else(|| store::Error::not_found("project", PROJECT))
}

pub(super) fn map(store: &Store, project: ProjectId) -> store::Result<(usize, u64)> {
    let found = store.read(|tx| mapping::load(tx, project).map(|input| mapping::suggest(&input, mapping::LEAST_SCORE)))?;
    let accepted = mapping::accept(&found, ACCEPT);
    let made = if accepted.is_empty() { 0 } else { u64::try_from(edit::link(store, &accepted)?).unwrap_or(u64::MAX) };
    Ok((found.len(), made))
}

fn covered(store: &Store) -> store::Result<usize> {
    let mappings = store.read(|tx| tx.mappings().all())?;
    Ok(mappings.iter().map(|m| m.function_id).collect::<std::collections::BTreeSet<_>>().len())
}

/// Changes one local case, so that the export has something to send. The second call changes nothing.
fn edit_a_case(store: &Store, project: ProjectId, remark: &str) -> store::Result<()> {
    let cases = store.read(|tx| tx.cases().of_project(project))?;
    let Some(case) = cases.into_iter().min_by_key(|c| c.number) else { return Ok(()) };
    if case.content.postconditions.as_deref() == Some(remark) {
        return Ok(());
    }
    let mut content = case.content;
    content.postconditions = Some(remark.to_owned());
    placement::save_case(store, case.id, &content)
}

/// Enters a result for each case that covers a function: mostly passed, some not, the same every time.
fn enter_results(
    store: &Store,
    project: ProjectId,
    title: &str,
    note: &str,
) -> store::Result<(voluptas_core::domain::ids::RunId, usize)> {
    // An earlier walk in the same folder has entered the results already.
    let known = store.read(|tx| {
        let filter = store::runs::RunFilter { search: Some(title.to_owned()), ..store::runs::RunFilter::default() };
        let run = tx.runs().list(project, &filter, store::Slice::ALL)?.rows.into_iter().next();
        run.map(|r| Ok((r.id, tx.results().of_run(r.id)?.len()))).transpose()
    })?;
    if let Some(known) = known {
        return Ok(known);
    }
    let mut cases: Vec<CaseId> = store.read(|tx| {
        let own: std::collections::BTreeSet<CaseId> = tx.cases().lines(project)?.into_iter().map(|c| c.id).collect();
        Ok(tx.mappings().all()?.into_iter().map(|m| m.case_id).filter(|c| own.contains(c)).collect())
    })?;
    cases.sort_unstable();
    cases.dedup();
    let entries: Vec<ResultEntry> = (0_i64..)
        .zip(cases)
        .map(|(n, case_id)| {
            let status = match n % 11 {
                6 => ResultStatus::Failed,
                9 => ResultStatus::Blocked,
                10 => ResultStatus::Skipped,
                _ => ResultStatus::Passed,
            };
            let comment = (status == ResultStatus::Failed).then(|| note.to_owned());
            ResultEntry { case_id, status, duration_ms: Some(20_000 + n * 7919 % 90_000), ended_ms: None, comment }
        })
        .collect();
    let run = store_entries(store, project, title, "manual", &entries)?;
    Ok((run, entries.len()))
}

/// Differences between the workspace and the server.
fn differences(store: &Store, suites_there: usize, there: &BTreeMap<i64, String>) -> store::Result<Vec<String>> {
    store.read(|tx| {
        let Some(remote) = tx.remotes().find(ACCOUNT, PROJECT)? else {
            return Ok(vec!["the project is not here".to_owned()]);
        };
        let mut found = Vec::new();
        let suites = tx.suites().of_project(remote.project_id)?.len();
        if suites != suites_there {
            found.push(format!("suites: {suites} here, {suites_there} in Qase"));
        }
        let here: BTreeMap<CaseId, String> = tx.cases().lines(remote.project_id)?.into_iter().map(|c| (c.id, c.title)).collect();
        if here.len() != there.len() {
            found.push(format!("cases: {} here, {} in Qase", here.len(), there.len()));
        }
        for row in tx.remotes().links(remote.id)? {
            if here.get(&row.link.case_id) != there.get(&row.link.qase_id) {
                found.push(format!("case {}", row.link.qase_id));
            }
        }
        Ok(found)
    })
}

#[cfg(test)]
mod tests {
    use super::super::open;
    use super::*;
    use std::sync::Arc;
    use voluptas_core::base::SystemClock;
    use voluptas_jobs::JobRunner;

    #[test]
    fn the_second_round_changes_nothing() {
        let dir = tempfile::tempdir().expect("folder");
        let jobs = JobRunner::new(Arc::new(SystemClock)).expect("runtime");
        let session = open(dir.path(), Lang::Ru, &jobs, Arc::new(SystemClock)).expect("demo");
        let report = jobs.handle().block_on(walk(&session, Lang::Ru, &|_| {})).expect("walk");
        assert!(report.ok, "{report:#?}");
        assert_eq!(report.again.changes, 0, "{:#?}", report.again);
        assert_eq!(report.first.import_cases.created, 48);
        assert!(report.first.export_cases.created > 0 && report.first.export_cases.updated > 0, "{:#?}", report.first);
        assert_eq!(report.server.results, report.first.results_entered);
    }
}
