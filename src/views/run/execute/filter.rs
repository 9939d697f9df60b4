//! Filters of the items of an execution.

use crate::model::words;
use voluptas_ui::widgets::StatusClass;

/// The items that the list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Filter {
    #[default]
    All,
    Untested,
    Mine,
    Failed,
    /// The part of the bar that was pressed.
    Part(StatusClass),
}

impl Filter {
    /// The filters that always stand above the list.
    pub(super) const ALL: [Self; 4] = [Self::All, Self::Untested, Self::Mine, Self::Failed];

    pub(super) fn key(self) -> &'static str {
        match self {
            Self::All => "gui-quick-all",
            Self::Untested => "manual-run-left",
            Self::Mine => "cases-quick-mine",
            Self::Failed => "gui-status-failed",
            Self::Part(look) => words::look_key(look),
        }
    }
}
