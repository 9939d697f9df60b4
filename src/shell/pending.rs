//! Work that the window began or postponed, with the data that is needed at its end.

use std::path::PathBuf;
use std::sync::Arc;

use crate::action::CaseExport;
use crate::ui_command::UiCommand;
use voluptas_app::Workspace;
use voluptas_app::cases::file::preview::ShownImport;
use voluptas_app::functions::file::preview::ShownImport as ShownFunctions;
use voluptas_app::results::ingest::{Input, Options};
use voluptas_core::domain::ids::RunId;
use voluptas_core::domain::project::Project;
use voluptas_jobs::{JobEnd, JobHandle};

/// Purpose of a file that is being fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FetchedFor {
    /// A toast tells where the file is, and offers to open it.
    Telling,
    /// The file is opened with the program that the system has for it.
    Opening,
    /// The file is a copy that the person asked for.
    Saving,
}

/// Results that were given while others were being taken.
#[derive(Debug)]
pub(super) struct ToIngest {
    pub(super) workspace: Workspace,
    /// Project that was shown when they were given.
    pub(super) project: Project,
    pub(super) input: Input,
    pub(super) options: Options,
}

/// Input of an ingest, kept to repeat it.
#[derive(Debug)]
pub(super) struct Ingesting {
    pub(super) input: Input,
    pub(super) options: Options,
}

/// A request for a job on the list of functions, kept so that the job can be run again.
#[derive(Debug, Clone)]
pub(super) enum ListRequest {
    /// Importing functions as they were shown.
    ImportFunctions(Arc<ShownFunctions>),
    /// Writing the list to a file.
    Export(PathBuf),
    /// Importing cases as they were shown.
    ImportCases(Arc<ShownImport>),
    /// Writing cases of the project that is shown to a file.
    ExportCases(CaseExport),
    /// Writing the report of a run.
    Report(RunId, PathBuf),
}

/// Work that waits until the workspace is open.
#[derive(Debug)]
pub(super) enum Pending {
    Command(UiCommand),
    /// Functions as they were shown and confirmed.
    Import(Arc<ShownFunctions>),
}

/// Running jobs, each with the data that the window needs at its end.
#[derive(Debug)]
pub(super) struct Running<T, P>(Vec<(JobHandle<T>, P)>);

impl<T, P> Default for Running<T, P> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T, P> Running<T, P> {
    pub(super) fn push(&mut self, job: JobHandle<T>, purpose: P) {
        self.0.push((job, purpose));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The purposes of the jobs that run.
    pub(super) fn purposes(&self) -> impl Iterator<Item = &P> {
        self.0.iter().map(|(_, purpose)| purpose)
    }

    /// Takes the jobs that have ended, in the order in which they were begun.
    pub(super) fn take_ended(&mut self) -> Vec<(P, JobEnd<T>)> {
        let mut ended = Vec::new();
        for (mut job, purpose) in std::mem::take(&mut self.0) {
            match job.try_take() {
                Some(end) => ended.push((purpose, end)),
                None => self.0.push((job, purpose)),
            }
        }
        ended
    }
}
