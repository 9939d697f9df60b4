//! State and actions of the Mapping tab.

use std::path::PathBuf;
use std::sync::Arc;

use super::model::{Model, Show};
use crate::file_prompt::FilePrompt;
use crate::user_error::UserError;
use voluptas_app::sync::mapping::{MappingFile, MappingRead};
use voluptas_core::domain::Message;
use voluptas_core::domain::ids::{CaseId, FunctionId};
use voluptas_core::domain::mapping::Origin;
use voluptas_jobs::Query;
use voluptas_sync::mapping as engine;
use voluptas_ui::memo::Memo;
use voluptas_ui::widgets::TableState;

/// The function or case that is to be linked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Subject {
    Function(FunctionId),
    Case(CaseId),
}

/// Key of a search result: the subject, the folded words and the number of the mapping.
pub(super) type FoundOf = (Subject, String, u64);

/// Result of a write in the background.
#[derive(Debug, Clone)]
pub(super) enum Done {
    /// Number of linked pairs, and the operation that undo takes back.
    Linked(usize, Option<i64>),
    /// Number of unlinked pairs, and the operation that undo takes back.
    Unlinked(usize, Option<i64>),
    /// Number of lines written to a file.
    Written(usize, PathBuf),
    /// The write failed.
    Failed(Message),
}

/// The use of a mapping file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileTarget {
    /// Write the mapping to it.
    Export,
    /// Read links from it.
    Import,
}

/// An action of the tab.
#[derive(Debug)]
pub enum MappingAction {
    /// Read the mapping again after an error.
    ReadAgain,
    /// Link functions to cases.
    Link(Vec<(FunctionId, CaseId, Origin)>),
    /// Unlink functions from cases.
    Unlink(Vec<(FunctionId, CaseId)>),
    /// Ask for a mapping file.
    AskFile(FileTarget),
    /// Write the mapping to a file.
    WriteFile(PathBuf),
    /// Read a mapping file.
    ReadFile(PathBuf),
}

#[derive(Debug)]
pub struct MappingTab {
    pub(super) read: Query<Result<MappingRead, UserError>>,
    pub(super) read_error: Option<UserError>,
    pub(super) seen: Option<[u64; 4]>,
    pub(super) model: Model,
    pub(super) show: Show,
    pub(super) is_read: bool,
    pub(super) search: String,
    pub(super) table: TableState,
    pub(super) threshold: u8,
    pub(super) pane_search: String,
    /// Partners that the search of the pane found.
    pub(super) found: Memo<FoundOf, Arc<Vec<(FunctionId, CaseId)>>>,
    pub(super) done: Query<Done>,
    pub(super) import_from: FilePrompt,
    pub(super) export_to: FilePrompt,
    pub(super) file: Query<Result<MappingFile, Message>>,
    pub(super) pending: Option<MappingFile>,
    pub(super) error: Option<String>,
}

impl Default for MappingTab {
    fn default() -> Self {
        Self {
            read: Query::default(),
            read_error: None,
            seen: None,
            model: Model::default(),
            show: Show::Mapped,
            is_read: false,
            search: String::new(),
            table: TableState::default(),
            threshold: 80,
            pane_search: String::new(),
            found: Memo::default(),
            done: Query::default(),
            import_from: FilePrompt::default(),
            export_to: FilePrompt::default(),
            file: Query::default(),
            pending: None,
            error: None,
        }
    }
}

impl MappingTab {
    pub(super) fn rebuild(&mut self) {
        self.model.rebuild(self.show, &self.search, self.table.sort);
        let cursor = self.table.cursor;
        if !cursor.is_some_and(|k| self.model.view.iter().any(|&i| i64::from(i) == k)) {
            self.table.cursor = self.model.view.first().map(|&i| i64::from(i));
        }
    }

    pub(super) fn check_threshold(&mut self) {
        let least = f64::from(self.threshold) / 100.0;
        let good = self.model.read.suggestions.iter().enumerate().filter(|(_, s)| s.score >= least && !s.ambiguous);
        self.table.checked = good.map(|(i, _)| i as i64).collect();
    }

    pub(super) fn go(&mut self, show: Show) {
        self.show = show;
        self.table = TableState::default();
        self.pane_search.clear();
        self.rebuild();
        if show == Show::Suggestions {
            self.check_threshold();
        }
    }

    /// Number of suggestions at or above the threshold that name only one function for their case.
    pub fn good_suggestions(&self) -> usize {
        engine::accept(&self.model.read.suggestions, f64::from(self.threshold) / 100.0).len()
    }
}
