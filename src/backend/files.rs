//! Files of lists: importing and exporting functions as jobs.

use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::event::Event;
use super::state::Backend;
use crate::action::CaseExport;
use crate::user_error::UserError;
use voluptas_app::cases::file::preview::ShownImport;
use voluptas_app::files::import::{changed_meanwhile, unreadable};
use voluptas_app::functions::file::preview::ShownImport as ShownFunctions;
use voluptas_app::functions::file::{ExportError, RegistryFormat};
use voluptas_app::{cases, functions, runs};
use voluptas_core::base::fs::{NamedWriter, write_named};
use voluptas_core::domain::Message;
use voluptas_core::domain::ids::{CaseId, RunId};
use voluptas_core::domain::message::Explain as _;
use voluptas_core::domain::project::Project;
use voluptas_formats::WriteOptions;
use voluptas_formats::cases::write_cases;
use voluptas_i18n::Lang;
use voluptas_jobs::{Failure, FailureKind, JobCtx, JobEnd, JobError, JobId, JobSpec, Report, Reportable};
use voluptas_settings::error::temporary_folder;
use voluptas_store::{self as store, Store};

/// The purpose of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PathPurpose {
    /// A workspace to open.
    OpenWorkspace,
    /// A workspace to create.
    NewWorkspace,
    /// A list of functions to write.
    ExportFunctions,
    /// A file of cases to write.
    ExportCases,
    /// A report of this run to write.
    ExportReport(RunId),
    /// A folder, archive or file of results to take.
    IngestResults,
    /// A file to attach to a case.
    Attach(CaseId),
    /// A file to attach to a step of the draft of a case, by the key of its line.
    AttachToStep(CaseId, u64),
    /// A file to attach to the result in front.
    AttachToResult(Option<usize>),
}

impl PathPurpose {
    /// True for a file that is written and may replace another.
    #[must_use]
    pub fn is_export(self) -> bool {
        matches!(self, Self::ExportFunctions | Self::ExportCases | Self::ExportReport(_))
    }
}

impl Backend {
    /// Imports functions that were shown before, as a job. Its end comes as [`Event::ImportedFunctions`]. Gives the job, unless another
    /// one is running.
    pub fn import_functions(&self, shown: &Arc<ShownFunctions>) -> Option<JobId> {
        let spec = JobSpec::new("import_functions", Message::new("gui-job-import-functions")).exclusive("functions");
        let (total, shown) = (shown.plan.functions.len(), Arc::clone(shown));
        self.import(spec, total, Event::ImportedFunctions, move |store, step| {
            functions::file::apply_with(store, &shown.read.file, &shown.plan, step)
        })
    }

    /// Imports cases that were shown before, as a job. Its end comes as [`Event::ImportedCases`]. Gives the job, unless another one is
    /// running.
    pub fn import_cases(&self, shown: &Arc<ShownImport>) -> Option<JobId> {
        let spec = JobSpec::new("import_case_file", Message::new("gui-job-import-cases")).exclusive("case_file");
        let (total, shown) = (shown.plan.rows.len(), Arc::clone(shown));
        self.import(spec, total, Event::ImportedCases, move |store, step| {
            cases::file::apply_with(store, &shown.target, &shown.read.file, &shown.plan, step)
        })
    }

    /// Runs an import of `total` rows as a job. `work` returns `None` if the target of the import changed since it was shown.
    /// `event` makes the event of its end.
    fn import<D: Reportable + Clone + Send + 'static>(
        &self,
        spec: JobSpec,
        total: usize,
        event: fn(Box<Result<D, UserError>>) -> Event,
        work: impl FnOnce(&Store, &mut dyn FnMut(usize) -> bool) -> store::Result<Option<D>> + Send + 'static,
    ) -> Option<JobId> {
        let store = self.store().cloned()?;
        let (send, wake) = (self.events.0.clone(), self.runner.waker());
        let spawned = self.runner.spawn(spec, move |ctx| async move {
            let work = tokio::task::spawn_blocking(move || {
                ctx.check()?;
                ctx.stage(Message::new("gui-job-writing"), Some(total as u64));
                let mut step = |done| ctx.step(done as u64, None).is_ok();
                let done = work(&store, &mut step);
                if matches!(done, Err(store::Error::Aborted)) {
                    ctx.check()?;
                }
                done?.ok_or_else(|| JobError::Failed(changed_meanwhile()))
            });
            let end: JobEnd<D> = work.await.unwrap_or_else(|_| Err(JobError::Failed(panicked())));
            let told = match &end {
                Ok(done) => Ok(done.clone()),
                Err(JobError::Failed(f)) => Err(UserError::from(f.clone())),
                Err(JobError::Cancelled(_)) => Err(UserError::new(Message::new("files-cancelled"))),
            };
            send.send(event(Box::new(told))).ok();
            wake();
            end.map(|done| done.report())
        });
        if spawned.is_err() {
            let busy = UserError::new(Message::new("gui-job-busy"));
            self.events.0.send(event(Box::new(Err(busy)))).ok();
        }
        spawned.ok().map(|job| job.id)
    }

    /// Writes cases of a project as a job. Gives the job.
    pub fn export_cases(&self, export: CaseExport, project: Project) -> Option<JobId> {
        let spec = JobSpec::new("export_case_file", Message::new("gui-job-export-cases"));
        self.list_job(spec, export.path.clone(), move |store, _| {
            let format = export.format();
            let CaseExport { path, scope, .. } = export;
            let format = format.ok_or_else(|| {
                let message = Message::new("files-cases-format").with("path", path.display());
                JobError::Failed(Failure { kind: FailureKind::Usage, message, remedy: None })
            })?;
            let cases::file::Exported { content, places_left_out, files_left_out } =
                cases::file::export_part(store, &project, &scope)?;
            let options = WriteOptions { mark: true, ..WriteOptions::default() };
            let bytes = write_cases(format, &content, options).map_err(|e| {
                let failure = Failure { kind: FailureKind::Usage, message: e.message(), remedy: e.remedy() };
                JobError::Failed(failure)
            })?;
            write_named(&path, &bytes).map_err(|e| JobError::Failed(unreadable(&path, &e)))?;
            let (count, path) = (content.rows.len(), path.display());
            let said = match places_left_out {
                0 if !format.keeps_fields() => Message::new("files-cases-exported-gherkin").count("n", count).with("path", path),
                0 if files_left_out > 0 => {
                    let message = Message::new("files-cases-exported-files").count("n", count).with("path", path);
                    message.count("files", files_left_out)
                }
                0 => Message::new("files-cases-exported").count("n", count).with("path", path),
                places => Message::new("files-cases-exported-part").count("n", count).with("path", path).count("places", places),
            };
            Ok((Report::default().count("written", content.rows.len()), said))
        })
    }

    /// Writes the report of a run as a job; the ending of the path is the format. Gives the job.
    pub fn export_report(&self, path: PathBuf, run: RunId, lang: Lang) -> Option<JobId> {
        let spec = JobSpec::new("export_report", Message::new("gui-job-export-report"));
        let now = self.now();
        self.list_job(spec, path.clone(), move |store, ctx| {
            let failed = |kind, message| JobError::Failed(Failure { kind, message, remedy: None });
            let unwritable = |e: &io::Error| JobError::Failed(unreadable(&path, e));
            let format = report_format(&path).map_err(|message| failed(FailureKind::Usage, message))?;
            let (project, title) = store.read(|tx| {
                let run = tx.runs().get(run)?;
                Ok((tx.projects().get(run.project_id)?, run.content.title))
            })?;
            let options = runs::report::Options { format, lang, attachment_bytes: runs::report::ATTACHMENTS, now };
            let mut file = NamedWriter::create(&path).map_err(|e| unwritable(&e))?;
            let mut out = BufWriter::with_capacity(1 << 16, Cancellable { out: &mut file, ctx });
            let written = runs::report::write(store, &project, run, &options, &mut out);
            drop(out);
            // A cancelled job is no failure of the disk.
            ctx.check()?;
            let written = written.map_err(|error| match error {
                runs::report::Error::Store(error) => error.into(),
                runs::report::Error::Output(error) => unwritable(&error),
                runs::report::Error::Temporary(error) => failed(FailureKind::Other, temporary_folder(&error)),
            })?;
            file.finish().map_err(|e| unwritable(&e))?;
            let said = Message::new("files-report-exported").with("title", title).with("path", path.display());
            Ok((Report::default().count("written", written.tests), said))
        })
    }

    /// Writes the list of functions as a job; the ending of the path is the format. Gives the job.
    pub fn export_functions(&self, path: PathBuf) -> Option<JobId> {
        let spec = JobSpec::new("export_functions", Message::new("gui-job-export-functions"));
        self.list_job(spec, path.clone(), move |store, _| {
            let usage = |message, remedy| JobError::Failed(Failure { kind: FailureKind::Usage, message, remedy });
            let format = registry_format(&path).map_err(|message| usage(message, None))?;
            let (count, bytes) = functions::file::export_file(store, format, true).map_err(|error| match error {
                ExportError::Store(error) => error.into(),
                ExportError::Format(error) => usage(error.message(), error.remedy()),
            })?;
            write_named(&path, &bytes).map_err(|e| JobError::Failed(unreadable(&path, &e)))?;
            let said = Message::new("gui-exported").count("n", count).with("path", path.display());
            Ok((Report::default().count("written", count), said))
        })
    }

    /// Runs blocking work on the store as a job that writes the file at `path`. Its end comes as [`Event::Exported`].
    fn list_job(
        &self,
        spec: JobSpec,
        path: PathBuf,
        work: impl FnOnce(&Store, &JobCtx) -> JobEnd<(Report, Message)> + Send + 'static,
    ) -> Option<JobId> {
        let store = self.store().cloned()?;
        let (send, wake) = (self.events.0.clone(), self.runner.waker());
        let (title, at) = (spec.title.clone(), path.clone());
        let spawned = self.runner.spawn(spec, move |ctx| async move {
            let end = tokio::task::spawn_blocking(move || work(&store, &ctx)).await;
            let end = end.unwrap_or_else(|_| Err(JobError::Failed(panicked())));
            let event = match &end {
                Ok((_, said)) => Ok(Some(said.clone())),
                Err(JobError::Failed(f)) => Err(UserError::from(f.clone())),
                Err(JobError::Cancelled(_)) => Ok(None),
            };
            send.send(Event::Exported(at, event)).ok();
            wake();
            end.map(|(report, _)| report)
        });
        if spawned.is_err() {
            let busy = UserError::new(Message::new("gui-job-busy")).with_remedy(title);
            self.events.0.send(Event::Exported(path, Err(busy))).ok();
        }
        spawned.ok().map(|job| job.id)
    }
}

/// The format of a report by the ending of its path.
///
/// # Errors
/// A message for a path without a known ending.
pub fn report_format(path: &Path) -> Result<runs::report::Format, Message> {
    runs::report::Format::of_path(path).ok_or_else(|| Message::new("files-report-format").with("path", path.display()))
}

/// The format of a list of functions by the ending of its path.
///
/// # Errors
/// A message for a path without a known ending.
pub fn registry_format(path: &Path) -> Result<RegistryFormat, Message> {
    RegistryFormat::of_extension(path).ok_or_else(|| Message::new("files-functions-format").with("path", path.display()))
}

/// A file whose writing stops when its job is cancelled.
struct Cancellable<'a> {
    out: &'a mut NamedWriter,
    ctx: &'a JobCtx,
}

impl io::Write for Cancellable<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.ctx.check().is_err() {
            return Err(io::Error::other("cancelled"));
        }
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

fn panicked() -> Failure {
    Failure {
        kind: FailureKind::Other,
        message: Message::new("job-error-panicked"),
        remedy: Some(Message::new("job-remedy-log")),
    }
}
