//! State and actions of the History tab.

use crate::sync_dialog::outcome::{OutcomeView, ReportAction};
use crate::user_error::UserError;
use voluptas_jobs::Query;
use voluptas_store::sync_history::SyncRow;
use voluptas_ui::widgets::TableState;

/// An entry with a short and a full text about its changes.
pub(super) type Line = (SyncRow, (String, String));

#[derive(Debug, Default)]
pub struct HistoryTab {
    pub(super) read: Query<Result<Vec<Line>, UserError>>,
    /// The entries that were read last.
    pub(super) rows: Vec<Line>,
    pub(super) is_read: bool,
    pub(super) error: Option<UserError>,
    pub(super) generation: Option<u64>,
    pub(super) table: TableState,
    pub(super) detail: Option<OutcomeView>,
}

/// An action of the tab.
#[derive(Debug, Clone, Copy)]
pub enum HistoryAction {
    /// Read the entries again after an error.
    ReadAgain,
    /// An action of the shown entry.
    Outcome(ReportAction),
}
