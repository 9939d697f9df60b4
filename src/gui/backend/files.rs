//! Files of lists: the system's file dialogs (where there is none the path is typed), and reading and writing lists as jobs.

use std::path::{Path, PathBuf};

use super::{Backend, Event, Trouble};
use crate::app::registry_file;
use crate::base::fs::write_named;
use crate::domain::Message;
use crate::formats::{WriteOptions, read_functions, write_functions};
use crate::jobs::{Failure, FailureKind, JobCtx, JobEnd, JobError, JobSpec, Report, Reportable as _};
use crate::store::Store;

/// What a path is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PathPurpose {
    /// A workspace to open.
    OpenWorkspace,
    /// A workspace to make.
    NewWorkspace,
    /// A list of functions to read.
    ImportFunctions,
    /// A list of functions to write.
    ExportFunctions,
}

impl PathPurpose {
    /// Whether a new file is named.
    #[must_use]
    pub fn is_save(self) -> bool {
        matches!(self, Self::NewWorkspace | Self::ExportFunctions)
    }

    /// Ending of such files.
    #[must_use]
    pub fn ending(self) -> &'static str {
        match self {
            Self::OpenWorkspace | Self::NewWorkspace => "voluptas",
            Self::ImportFunctions | Self::ExportFunctions => "csv",
        }
    }
}

impl Backend {
    /// Shows the system's dialog; the choice comes as [`Event::Picked`].
    pub fn pick_file(&self, purpose: PathPurpose, title: String, start: Option<PathBuf>) {
        let (send, wake) = (self.events.0.clone(), self.runner.waker());
        self.runner.block_in_background(move || {
            let mut dialog = rfd::FileDialog::new().set_title(title).add_filter(purpose.ending(), &[purpose.ending()]);
            if let Some(folder) = start {
                dialog = dialog.set_directory(folder);
            }
            let picked = if purpose.is_save() { dialog.save_file() } else { dialog.pick_file() };
            if let Some(path) = picked {
                send.send(Event::Picked(purpose, path)).ok();
                wake();
            }
        });
    }

    /// Reads a list of functions as a job.
    pub fn import_functions(&self, path: PathBuf) {
        let spec = JobSpec::new("import_functions", Message::new("gui-job-import-functions")).exclusive("functions");
        self.list_job(spec, move |store, ctx| {
            ctx.stage(Message::new("gui-job-reading"), None);
            let bytes = std::fs::read(&path).map_err(|e| unreadable(&path, &e))?;
            let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
            let file = read_functions(&name, &bytes).map_err(|e| Failure::new(FailureKind::Usage, &e))?;
            ctx.check()?;
            ctx.stage(Message::new("gui-job-writing"), Some(file.rows.len() as u64));
            let done = registry_file::import(store, &file)?;
            let mut report = done.report().count("read", file.report.rows).count("skipped", file.report.skipped_in_all());
            report.warnings = file.report.notes.iter().map(|n| n.message.clone()).collect();
            Ok((report, file.report.summary()))
        });
    }

    /// Writes the list of functions as a job.
    pub fn export_functions(&self, path: PathBuf) {
        let spec = JobSpec::new("export_functions", Message::new("gui-job-export-functions"));
        self.list_job(spec, move |store, _| {
            let rows = registry_file::export(store)?;
            let options = WriteOptions { mark: true, ..WriteOptions::default() };
            let bytes = write_functions(&rows, options);
            write_named(&path, &bytes).map_err(|e| unreadable(&path, &e))?;
            let said = Message::new("gui-exported").count("n", rows.len()).with("path", path.display());
            Ok((Report::default().count("written", rows.len()), said))
        });
    }

    /// Runs blocking work on the store as a job; what it says at its end is shown.
    fn list_job(&self, spec: JobSpec, work: impl FnOnce(&Store, &JobCtx) -> JobEnd<(Report, Message)> + Send + 'static) {
        let Some(store) = self.store().cloned() else { return };
        let send = self.events.0.clone();
        let title = spec.title.clone();
        let spawned = self.runner.spawn(spec, move |ctx| async move {
            let end = tokio::task::spawn_blocking(move || work(&store, &ctx)).await;
            let end = end.unwrap_or_else(|_| Err(JobError::Failed(panicked())));
            let event = match &end {
                Ok((_, said)) => Event::Wrote(Ok(Some(said.clone()))),
                Err(JobError::Failed(f)) => Event::Wrote(Err(Trouble { message: f.message.clone(), remedy: f.remedy.clone() })),
                Err(JobError::Cancelled(_)) => Event::Wrote(Ok(None)),
            };
            send.send(event).ok();
            end.map(|(report, _)| report)
        });
        if spawned.is_err() {
            let busy = Trouble { message: Message::new("gui-job-busy"), remedy: Some(title) };
            self.events.0.send(Event::Wrote(Err(busy))).ok();
        }
    }
}

fn panicked() -> Failure {
    Failure {
        kind: FailureKind::Other,
        message: Message::new("job-error-panicked"),
        remedy: Some(Message::new("job-remedy-log")),
    }
}

fn unreadable(path: &Path, error: &std::io::Error) -> JobError {
    let message = Message::new("gui-file-error").with("path", path.display()).with("reason", error);
    JobError::Failed(Failure { kind: FailureKind::Usage, message, remedy: None })
}
