//! Everything of a project of TestRail in one call: suites, cases with files, and runs with results.
//!
//! A second start changes nothing that is there: cases are found by their ids, files by name and size, runs by their addresses. It goes on
//! where the first one ended, because each step is a write of its own. A run that has changed in TestRail since takes the place of its
//! earlier import, which goes to the trash.

use super::run::{Files, places, run_to_xml, title};
use super::{is_deleted, to_xml};
use crate::cases::file::{ImportOptions, Target, import_at_once};
use crate::files::import::Policy;
use crate::integrations::failure_kind;
use crate::results::files::{Limits, gather};
use crate::results::ingest::{self, Options as IngestOptions};
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use voluptas_core::base::SystemClock;
use voluptas_core::base::fs::{Access, write_atomic};
use voluptas_core::domain::Message;
use voluptas_core::domain::custom_field::{FieldEntity, key_of};
use voluptas_core::domain::ids::RunId;
use voluptas_core::domain::message::Explain;
use voluptas_core::domain::project::Project;
use voluptas_core::domain::run::RunFacts;
use voluptas_formats::cases::{CaseFormat, EXTERNAL_ID, read_cases};
use voluptas_formats::tool_results::{ATTACHMENTS, COMPLETED};
use voluptas_formats::{FormatError, ReadOptions};
use voluptas_integrations::Error as ServiceError;
use voluptas_integrations::testrail::{Attachment, Content, Names, Run, TestRail};
use voluptas_jobs::{Busy, Cancelled, Failure, FailureKind, JobCtx, JobError, JobHandle, JobRunner, JobSpec, Report, Reportable};
use voluptas_store::attachments::NewAttachment;
use voluptas_store::{Error as StoreError, Op, Store};

/// What is imported.
#[derive(Debug, Clone)]
pub struct Options {
    /// Id of the project in TestRail.
    pub project: i64,
    /// Only the cases and runs of this suite.
    pub suite: Option<i64>,
    pub with_runs: bool,
    pub with_attachments: bool,
    /// Folder for the files of a run while it is read.
    pub folder: PathBuf,
}

/// Counts of an import.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Imported {
    /// Code of the project.
    pub project: String,
    pub cases: CaseCounts,
    pub runs: RunCounts,
    pub tests: TestCounts,
    pub attachments: FileCounts,
}

/// Cases: `found` is the sum of the others.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct CaseCounts {
    pub found: usize,
    pub created: usize,
    pub updated: usize,
    pub unchanged: usize,
    /// In the trash of TestRail.
    pub deleted: usize,
    /// That the import of files refuses, such as one without a title.
    pub skipped: usize,
}

/// Runs: `found` is the sum of the others.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct RunCounts {
    pub found: usize,
    pub created: usize,
    /// Imported again in place of an earlier import.
    pub replaced: usize,
    pub unchanged: usize,
    /// Without any result.
    pub untested: usize,
}

/// Tests of the runs that were read: `found` is the sum of `tested` and `untested`. `results` counts all results of the tested ones.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct TestCounts {
    pub found: usize,
    pub tested: usize,
    pub untested: usize,
    pub results: usize,
}

/// Files: `found` is the sum of the others.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct FileCounts {
    pub found: usize,
    pub stored: usize,
    pub unchanged: usize,
    /// Not stored: TestRail does not give it, it is too large, or no result of its test is stored.
    pub missing: usize,
}

impl Reportable for Imported {
    fn report(&self) -> Report {
        let written = self.cases.created + self.cases.updated + self.runs.created + self.runs.replaced;
        Report::default().count("written", u64::try_from(written).unwrap_or(u64::MAX))
    }
}

/// Why an import ended early. What was written before stays, and the next start goes on.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Service(#[from] ServiceError),
    #[error(transparent)]
    Format(#[from] FormatError),
    #[error(transparent)]
    Ingest(#[from] ingest::Error),
    /// Others change the project all the time.
    #[error("the project is changing")]
    Changing,
    #[error("cancelled")]
    Cancelled,
}

impl From<Cancelled> for Error {
    fn from(_: Cancelled) -> Self {
        Self::Cancelled
    }
}

impl Explain for Error {
    fn message(&self) -> Message {
        match self {
            Self::Store(error) => error.message(),
            Self::Service(error) => error.message(),
            Self::Format(error) => error.message(),
            Self::Ingest(error) => error.message(),
            Self::Changing => Message::new("testrail-error-changing"),
            Self::Cancelled => Message::new("ingest-cancelled"),
        }
    }

    fn remedy(&self) -> Option<Message> {
        match self {
            Self::Store(error) => error.remedy(),
            Self::Service(error) => error.remedy().or_else(|| Some(Message::new("testrail-remedy-again"))),
            Self::Format(error) => error.remedy(),
            Self::Ingest(error) => error.remedy(),
            Self::Changing | Self::Cancelled => None,
        }
    }
}

impl From<Error> for JobError {
    fn from(error: Error) -> Self {
        let kind = match &error {
            Error::Cancelled => return Cancelled.into(),
            Error::Service(error) => failure_kind(error),
            _ => FailureKind::Other,
        };
        Self::Failed(Failure::new(kind, &error))
    }
}

/// Starts an import as a job.
///
/// # Errors
/// [`Busy`] while another one is running.
pub fn start(
    jobs: &JobRunner,
    store: &Store,
    target: Target,
    client: TestRail,
    options: Options,
) -> Result<JobHandle<Imported>, Busy> {
    let (store, runtime) = (store.clone(), jobs.handle().clone());
    let mut spec = JobSpec::new("testrail", Message::new("testrail-job"));
    spec.exclusive = Some("testrail".to_owned());
    jobs.spawn(spec, move |ctx| async move {
        let work = tokio::task::spawn_blocking(move || import(&store, &target, &client, &options, &runtime, &ctx));
        work.await.map_err(|_| JobError::Failed(crate::workspace::failure::internal()))?.map_err(JobError::from)
    })
}

/// Imports a project. Blocks; to be called off the threads of the runtime.
///
/// # Errors
/// See [`Error`].
pub fn import(
    store: &Store,
    target: &Target,
    client: &TestRail,
    options: &Options,
    runtime: &tokio::runtime::Handle,
    ctx: &JobCtx,
) -> Result<Imported, Error> {
    let mut import = Import {
        store,
        client,
        options,
        runtime,
        ctx,
        code: match target {
            Target::Existing(project) => project.code.clone(),
            Target::New { code, .. } => code.clone(),
        },
        done: Imported::default(),
    };
    import.done.project.clone_from(&import.code);
    ctx.stage(Message::new("testrail-stage-cases"), None);
    let content = runtime.block_on(client.content(options.project, options.suite))?;
    ctx.check()?;
    import.cases(target, &content)?;
    if options.with_attachments {
        import.case_files(&content)?;
    }
    if options.with_runs {
        import.runs(target, &content)?;
    }
    Ok(import.done)
}

struct Import<'a> {
    store: &'a Store,
    client: &'a TestRail,
    options: &'a Options,
    runtime: &'a tokio::runtime::Handle,
    ctx: &'a JobCtx,
    code: String,
    done: Imported,
}

impl Import<'_> {
    fn project(&self) -> Result<Option<Project>, Error> {
        Ok(self.store.read(|tx| tx.projects().by_code(&self.code))?)
    }

    /// The project as it is now: the first write creates it.
    fn target(&self, first: &Target) -> Result<Target, Error> {
        Ok(self.project()?.map_or_else(|| first.clone(), Target::Existing))
    }

    fn cases(&mut self, target: &Target, content: &Content) -> Result<(), Error> {
        let counts = &mut self.done.cases;
        counts.found = content.cases.len();
        counts.deleted = content.cases.iter().filter(|case| is_deleted(case)).count();
        let xml = to_xml(content);
        let file = read_cases("testrail.xml", xml.as_bytes(), Some(CaseFormat::TestRail), &ReadOptions::default());
        let file = match file {
            // A project without cases and sections.
            Err(FormatError::Empty { .. }) => return Ok(()),
            file => file?,
        };
        // TestRail is the source: what changed there is taken.
        let import = ImportOptions::from(Policy::Theirs);
        let mut written = import_at_once(self.store, target, &file, &import)?;
        if written.is_none() {
            let now = self.target(target)?;
            written = import_at_once(self.store, &now, &file, &import)?;
        }
        let (plan, _) = written.ok_or(Error::Changing)?;
        let counts = &mut self.done.cases;
        counts.created = plan.counts.created;
        counts.updated = plan.counts.updated;
        counts.unchanged = plan.counts.unchanged;
        let given = counts.created + counts.updated + counts.unchanged + counts.deleted;
        counts.skipped = counts.found.saturating_sub(given);
        Ok(())
    }

    /// Files of the cases, as far as the cases do not have them.
    fn case_files(&mut self, content: &Content) -> Result<(), Error> {
        let Some(project) = self.project()? else { return Ok(()) };
        let cases: Vec<i64> =
            content.cases.iter().filter(|case| !is_deleted(case)).filter_map(|case| case["id"].as_i64()).collect();
        self.ctx.stage(Message::new("testrail-stage-files"), u64::try_from(cases.len()).ok());
        let field = self.store.read(|tx| {
            let is_ours = |title: &str| key_of(title) == key_of(EXTERNAL_ID);
            let mut fields = tx.fields().all()?;
            fields.retain(|f| f.entity == FieldEntity::Case && f.is_in(&project.code) && is_ours(&f.title));
            Ok(fields.first().map(|field| field.id))
        })?;
        let Some(field) = field else { return Ok(()) };
        let blobs = self.store.blobs()?;
        for (at, id) in (1..).zip(cases) {
            self.ctx.step(at, Some(format!("C{id}")))?;
            let files = self.runtime.block_on(self.client.case_attachments(id))?;
            if files.is_empty() {
                continue;
            }
            let Some(case) = self.store.read(|tx| tx.case_by_field(project.id, field, &format!("C{id}")))? else {
                self.done.attachments.found += files.len();
                self.done.attachments.missing += files.len();
                continue;
            };
            let before = self.store.read(|tx| tx.cases().get(case))?.content.attachments;
            let mut new = Vec::new();
            for file in files {
                self.done.attachments.found += 1;
                let name = safe_name(&file.name);
                let is_there = before.iter().any(|old| old.filename == name && file.size.is_none_or(|size| size == old.size));
                if is_there {
                    self.done.attachments.unchanged += 1;
                } else if let Some(bytes) = self.bytes(&file)? {
                    let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
                    let mime = mime_guess::from_path(&name).first_or_octet_stream().essence_str().to_owned();
                    let content_hash = self.runtime.block_on(blobs.put(bytes))?;
                    new.push(NewAttachment { content_hash, filename: name, mime, size });
                }
            }
            if !new.is_empty() {
                let count = new.len();
                let title = self.store.read(|tx| tx.case_title(case))?;
                let label = Message::new("history-attach").with("title", title).count("count", count);
                self.store.write(Op::edit("attach_files").labelled(label), |tx| {
                    let mut content = tx.cases().get(case)?.content;
                    for file in &new {
                        content.attachments.push(tx.attachments().add(Some(project.id), file)?.reference());
                    }
                    tx.cases().update(case, &content)
                })?;
                self.done.attachments.stored += count;
            }
        }
        Ok(())
    }

    /// Bytes of a file; `None` for one that TestRail does not give.
    fn bytes(&mut self, file: &Attachment) -> Result<Option<Vec<u8>>, Error> {
        let is_small = file.size.is_none_or(|size| usize::try_from(size).is_ok_and(|size| size <= MAX_FILE));
        let found = match is_small {
            true => self.runtime.block_on(self.client.download(file)),
            false => Ok(Vec::new()),
        };
        match found {
            Ok(bytes) if is_small && bytes.len() <= MAX_FILE => Ok(Some(bytes)),
            Ok(_) | Err(ServiceError::NotFound { .. } | ServiceError::Forbidden { .. } | ServiceError::Refused { .. }) => {
                self.done.attachments.missing += 1;
                Ok(None)
            }
            Err(error) => Err(error.into()),
        }
    }

    fn runs(&mut self, target: &Target, content: &Content) -> Result<(), Error> {
        self.ctx.stage(Message::new("testrail-stage-runs"), None);
        let mut runs = self.runtime.block_on(self.client.runs(self.options.project))?;
        runs.retain(|run| self.options.suite.is_none_or(|only| run["suite_id"].as_i64().is_none_or(|suite| suite == only)));
        self.done.runs.found = runs.len();
        self.ctx.set_total(u64::try_from(runs.len()).ok());
        let mut known = self.known_runs()?;
        let places = places(content);
        for (at, about) in (1..).zip(runs) {
            self.ctx.step(at, Some(title(&about)))?;
            let url = about["url"].as_str().unwrap_or_default().to_owned();
            let earlier = known.remove(&url).unwrap_or_default();
            // A closed run takes no more results. Its files may have been left out by an earlier start.
            let is_whole = |facts: &RunFacts| is_closed(facts) && (!self.options.with_attachments || has_files(facts));
            if about["completed_on"].is_i64() && earlier.iter().any(|(_, facts)| is_whole(facts)) {
                self.done.runs.unchanged += 1;
                continue;
            }
            let run = self.runtime.block_on(self.client.filled(about))?;
            self.run(target, &run, &content.names, &places, &earlier)?;
        }
        Ok(())
    }

    /// Runs that were imported before, by their addresses.
    fn known_runs(&self) -> Result<HashMap<String, Vec<(RunId, RunFacts)>>, Error> {
        let mut known: HashMap<String, Vec<(RunId, RunFacts)>> = HashMap::new();
        let Some(project) = self.project()? else { return Ok(known) };
        for (id, facts) in self.store.read(|tx| tx.runs().facts_of_all(project.id))? {
            if let Some(url) = facts.build_url.clone().filter(|url| !url.is_empty()) {
                known.entry(url).or_default().push((id, facts));
            }
        }
        Ok(known)
    }

    fn run(
        &mut self,
        target: &Target,
        run: &Run,
        names: &Names,
        places: &BTreeMap<i64, Vec<String>>,
        earlier: &[(RunId, RunFacts)],
    ) -> Result<(), Error> {
        let folder = self.options.folder.join("run");
        // What an interrupted start left there would be taken for files of this run.
        if folder.exists() {
            std::fs::remove_dir_all(&folder).map_err(|source| StoreError::Io { path: folder.clone(), source })?;
        }
        std::fs::create_dir_all(&folder).map_err(|source| StoreError::Io { path: folder.clone(), source })?;
        // A run that has its files keeps them when it is imported again without those of others.
        let with_files = self.options.with_attachments || earlier.iter().any(|(_, facts)| has_files(facts));
        let (files, missing) = match with_files {
            true => self.result_files(run, &folder)?,
            false => (Files::new(), 0),
        };
        let count = files.values().map(Vec::len).sum::<usize>();
        let id = run.run["id"].as_i64().unwrap_or_default();
        let path = folder.join(format!("testrail-run-{id}.xml"));
        let xml = run_to_xml(run, names, places, with_files.then_some(&files)).xml;
        let written = write_atomic(&path, xml.as_bytes(), Access::Default);
        written.map_err(|source| StoreError::Io { path: path.clone(), source })?;
        let options = IngestOptions { run_name: Some(title(&run.run)), is_alone: true, ..IngestOptions::default() };
        // The file alone: files beside it belong to results, also where they look like results of a test tool.
        let mut gathered = gather(std::slice::from_ref(&path), Limits::default()).map_err(ingest::Error::from)?;
        let quiet = JobCtx::detached(Arc::new(SystemClock));
        let stored = ingest::ingest(self.store, &self.target(target)?, &mut gathered, &options, &quiet);
        gathered.release();
        self.done.tests.found += run.tests.len();
        let stored = match stored {
            Err(ingest::Error::NoResults(_)) => {
                self.done.runs.untested += 1;
                self.done.tests.untested += run.tests.len();
                self.done.attachments.missing += missing + count;
                return Ok(());
            }
            stored => stored?,
        };
        let tested = stored.statuses.values().sum::<i64>();
        let tested = usize::try_from(tested).unwrap_or_default();
        self.done.tests.tested += tested;
        self.done.tests.untested += run.tests.len().saturating_sub(tested);
        self.done.tests.results += stored.attempts;
        // Files of a test whose results have no status are not taken.
        let taken = count.min(stored.attachments);
        self.done.attachments.missing += missing + count - taken;
        if stored.was_there {
            self.done.attachments.unchanged += taken;
        } else {
            self.done.attachments.stored += taken;
        }
        let old: Vec<RunId> = earlier.iter().map(|(id, _)| *id).filter(|id| *id != stored.run).collect();
        match (stored.was_there, old.is_empty()) {
            (true, true) => self.done.runs.unchanged += 1,
            (false, true) => self.done.runs.created += 1,
            (_, false) => self.done.runs.replaced += 1,
        }
        if !old.is_empty() {
            self.store.write(Op::bulk("replace_run"), |tx| old.iter().try_for_each(|id| tx.runs().delete(*id)))?;
        }
        Ok(())
    }

    /// Loads the files of the results of a run into its folder. Returns them and the number of those that TestRail did not give.
    fn result_files(&mut self, run: &Run, folder: &Path) -> Result<(Files, usize), Error> {
        let mut files = Files::new();
        let before = self.done.attachments.missing;
        let has_ids = run.results.iter().any(|result| result["attachment_ids"].is_array());
        for test in &run.tests {
            let Some(id) = test["id"].as_i64() else { continue };
            let of_test = run.results.iter().filter(|result| result["test_id"].as_i64() == Some(id));
            // Newer servers name the files of a result, so that most tests need no request.
            let may_have = match has_ids {
                true => of_test.clone().any(|result| result["attachment_ids"].as_array().is_some_and(|ids| !ids.is_empty())),
                false => of_test.clone().next().is_some(),
            };
            if !may_have {
                continue;
            }
            for file in self.runtime.block_on(self.client.test_attachments(id))? {
                let Some(result) = file.result else { continue };
                self.done.attachments.found += 1;
                let Some(bytes) = self.bytes(&file)? else { continue };
                let path = format!("{}-{}", file.id, safe_name(&file.name));
                let place = folder.join(&path);
                write_atomic(&place, &bytes, Access::Default).map_err(|source| StoreError::Io { path: place, source })?;
                files.entry(result).or_default().push((safe_name(&file.name), path));
            }
        }
        // They are counted with the run.
        let missing = self.done.attachments.missing - before;
        self.done.attachments.missing = before;
        Ok((files, missing))
    }
}

/// Longest file, in bytes.
const MAX_FILE: usize = crate::cases::attachment::MAX_FILE;

/// True for a run that was imported after TestRail closed it.
fn is_closed(facts: &RunFacts) -> bool {
    facts.environment.iter().any(|(name, _)| name == COMPLETED)
}

/// True for a run that was imported with the files of its results.
fn has_files(facts: &RunFacts) -> bool {
    facts.environment.iter().any(|(name, _)| name == ATTACHMENTS)
}

/// A name without folders, which cannot leave the folder that it is put into.
fn safe_name(name: &str) -> String {
    crate::cases::attachment::file_name(&voluptas_core::domain::case::AttachmentRef {
        filename: name.to_owned(),
        ..Default::default()
    })
}
