//! Storing of entered results while a person types.

use crate::sync_dialog::context::TabBackend;
use voluptas_app::sync::entry::{EnteredResult, ResultWriter};
use voluptas_core::domain::Message;
use voluptas_core::domain::ids::{CaseId, ProjectId};

/// Stores entered results. Only code that has a [`TabBackend`] can hand results over: drawing code reads the state and pushes
/// actions.
#[derive(Debug, Default)]
pub struct EnteredResults(Option<ResultWriter>);

impl EnteredResults {
    /// Begins to store results of a project into a new run, or the run that is still open.
    pub fn start(backend: &TabBackend<'_>, project: ProjectId, title: String) -> Self {
        Self(Some(ResultWriter::start(backend.workspace, project, title)))
    }

    /// True when results can be entered.
    pub fn is_ready(&self) -> bool {
        self.0.is_some()
    }

    /// True when all entered results are stored.
    pub fn is_stored(&self) -> bool {
        self.0.as_ref().is_none_or(ResultWriter::is_kept)
    }

    /// The reason why results could not be stored.
    pub fn error(&self) -> Option<Message> {
        self.0.as_ref().and_then(ResultWriter::trouble)
    }

    /// Stores the result of a case.
    pub fn store(&self, _backend: &TabBackend<'_>, case: CaseId, entered: EnteredResult) {
        if let Some(writer) = &self.0 {
            writer.keep(case, entered);
        }
    }
}
