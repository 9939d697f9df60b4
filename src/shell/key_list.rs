//! The lists that can have the keyboard.

use eframe::egui::Id;

use voluptas_i18n::Tr;
use voluptas_ui::widgets::grid::grid_id;
use voluptas_ui::widgets::tree::tree_id;

/// A list that can have the keyboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum KeyList {
    /// The tree of functions.
    FunctionTree,
    /// The tree of suites and cases.
    CaseTree,
    /// The grid of the registry.
    Registry,
    /// The grid of cases.
    CaseGrid,
    /// The list of runs.
    Runs,
}

impl KeyList {
    pub(super) const ALL: [Self; 5] = [Self::FunctionTree, Self::CaseTree, Self::Registry, Self::CaseGrid, Self::Runs];

    pub(super) fn id(self, tr: Tr) -> Id {
        match self {
            Self::FunctionTree => tree_id(&tr.text("gui-left-functions")),
            Self::CaseTree => tree_id(&tr.text("gui-left-cases")),
            Self::Registry => grid_id(&tr.text("gui-tab-registry")),
            Self::CaseGrid => grid_id(&tr.text("gui-left-cases")),
            Self::Runs => tree_id(&tr.text("gui-left-runs")),
        }
    }

    /// True for a grid, whose cells are copied, pasted and filled.
    pub(super) fn is_grid(self) -> bool {
        matches!(self, Self::Registry | Self::CaseGrid)
    }

    /// True for a list of cases.
    pub(super) fn is_of_cases(self) -> bool {
        matches!(self, Self::CaseTree | Self::CaseGrid)
    }
}
