//! The selection of the window. Its rules are methods of the state ([`crate::selection`]).

use std::sync::Arc;

use voluptas_core::domain::ids::{CaseId, FunctionId, SuiteId};
use voluptas_ui::widgets::Selection;

/// Selection of the window, by kind of object.
#[derive(Debug, Clone, Default)]
pub struct WindowSelection {
    /// Functions: highlighted in the tree and the grid.
    pub functions: Selection,
    /// Cases and suites by the keys of [`CaseKey`](crate::model::cases::CaseKey): highlighted in the case tree.
    pub cases: Selection,
    /// Keys of functions in the order in which the list that was used last shows them.
    pub(crate) functions_shown: Arc<[i64]>,
    /// The same of cases and suites.
    pub(crate) cases_shown: Arc<[i64]>,
    /// Functions that were selected before a case was: the registry selects them again when it comes back to the front.
    pub(crate) functions_before: Selection,
}

/// Things that commands act on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Selected {
    pub functions: Vec<FunctionId>,
    pub suites: Vec<SuiteId>,
    pub cases: Vec<CaseId>,
}

impl Selected {
    /// Number of items.
    pub fn len(&self) -> usize {
        self.functions.len() + self.suites.len() + self.cases.len()
    }

    /// True when nothing is selected.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
