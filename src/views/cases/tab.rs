//! State of the tab of the cases.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use eframe::egui::Id;
use serde::{Deserialize, Serialize};

use super::data::Pending;
use super::hits::Hits;
use crate::model::case_grid::{Arrange, Arrangement, CaseField, CaseFilter, CaseTable, LongTexts, SavedFilter, Scope};
use crate::query::{CachedQuery, Concerns};
use voluptas_core::base::Millis;
use voluptas_core::domain::ids::{ProjectId, SuiteId};
use voluptas_i18n::{Lang, Tr};
use voluptas_store::Aggregate;
use voluptas_ui::widgets::grid::{GridLayout, GridState};

/// The changes that concern the rows.
pub const CONCERNS: Concerns = Concerns::AndLastResults(&[
    Aggregate::Projects,
    Aggregate::Suites,
    Aggregate::Cases,
    Aggregate::Mappings,
    Aggregate::Functions,
    Aggregate::Other,
]);

/// The part of the state that survives a restart.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct KeptState {
    pub(super) layout: GridLayout,
    /// Id of the field by which rows are grouped; empty for none.
    pub(super) group: String,
    /// Saved filters by workspace, as former versions kept them here.
    pub(super) saved: BTreeMap<String, Vec<SavedFilter>>,
}

impl Default for KeptState {
    fn default() -> Self {
        Self { layout: GridLayout::default(), group: CaseField::Suite.id(), saved: BTreeMap::new() }
    }
}

/// Facts of the window that reading needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Facts {
    pub(super) project: Option<ProjectId>,
    pub(super) workspace: String,
    pub(super) tr: Tr,
    /// Now, to the hour.
    pub(super) now: Millis,
}

/// The tab of the cases.
#[derive(Debug)]
pub struct CasesTab {
    pub(super) kept: KeptState,
    pub(super) facts: Facts,
    pub(super) scope: Scope,
    /// The selected suite that the scope follows.
    pub(super) followed: Option<i64>,
    /// The suite whose part of the filter was removed.
    pub(super) left_suite: Option<i64>,
    pub(super) filter: CaseFilter,
    pub(super) grid: GridState,
    /// Groups that were closed before the search.
    pub(super) closed_before: Option<HashSet<String>>,
    pub(super) table: CachedQuery<ProjectId, Arc<CaseTable>>,
    /// Saved filters of the project.
    pub(super) stored: CachedQuery<ProjectId, Arc<Vec<SavedFilter>>>,
    pub(super) texts: CachedQuery<ProjectId, Arc<LongTexts>>,
    pub(super) arranged: CachedQuery<Arrange, Arc<Arrangement>>,
    pub(super) hits: Hits,
    /// The palette or the grid searched the long texts of this project.
    pub(super) wants_texts: Option<ProjectId>,
    /// The rows of the last pass.
    pub(super) shown: Option<Arc<Arrangement>>,
    /// Rows that were replaced in the last pass.
    pub(super) replaced: Option<Arc<Arrangement>>,
    /// Generation of the table that the selection was compared with.
    pub(super) seen: u64,
    /// The rows and the selection whose order the window knows.
    pub(super) ordered: (u64, u64),
    pub(super) pending: Option<Pending>,
    /// The cell whose editor is open, and the rows when it opened.
    pub(super) editing: Option<((i64, usize), Arc<CaseTable>)>,
    /// Filter that was asked for before the grid is first shown.
    pub(super) asked: Option<CaseFilter>,
    /// The grid takes the keyboard as soon as it is drawn.
    pub(super) takes_keyboard: bool,
    /// The selected row is scrolled into view as soon as the grid has it.
    pub(super) reveals: bool,
    /// The menu of the fields of the selected cases opens as soon as it is drawn.
    pub(super) opens_fields: bool,
    /// A function is being chosen for the filter, and its list was opened.
    pub(super) picks_function: bool,
    pub(super) function_list_open: bool,
    /// The name of a filter that is being saved.
    pub(super) naming: Option<String>,
    /// Name of the saved filter that was applied last: a change of it is offered to be saved under this name.
    pub(super) applied: Option<String>,
    /// The line for the title of a new case.
    pub(super) new_row: Option<NewRow>,
    /// Cases before a new one was created, and its title: the new one is selected when it comes.
    pub(super) before_new: Option<(HashSet<i64>, String)>,
}

impl Default for CasesTab {
    fn default() -> Self {
        Self {
            kept: KeptState::default(),
            facts: Facts { project: None, workspace: String::new(), tr: Tr::new(Lang::En), now: 0 },
            scope: Scope::default(),
            followed: None,
            left_suite: None,
            filter: CaseFilter::default(),
            grid: GridState::default(),
            closed_before: None,
            table: CachedQuery::new("gui-unread-cases", CONCERNS),
            stored: CachedQuery::new("gui-unread-cases", Concerns::Of(&[Aggregate::Other])),
            texts: CachedQuery::new("gui-unread-cases", Concerns::Of(&[Aggregate::Cases])),
            arranged: CachedQuery::quick("gui-unread-cases", Concerns::Of(&[])),
            hits: Hits::default(),
            wants_texts: None,
            shown: None,
            replaced: None,
            seen: 0,
            ordered: (0, 0),
            pending: None,
            editing: None,
            asked: None,
            takes_keyboard: false,
            reveals: false,
            opens_fields: false,
            picks_function: false,
            function_list_open: false,
            naming: None,
            applied: None,
            new_row: None,
            before_new: None,
        }
    }
}

/// A title that is being typed.
#[derive(Debug, Default)]
pub(super) struct NewRow {
    pub(super) title: String,
    /// The suite that was shown when the title was begun, `None` inside for the root: a suite that is clicked meanwhile does not get it.
    pub(super) suite: Option<Option<SuiteId>>,
    /// The field had the keyboard in the last pass.
    pub(super) had_keyboard: bool,
    /// Reason why a title could not be stored, and the title; shown until another one is typed.
    pub(super) refused: Option<(String, String)>,
    /// The title that came back has yet to be selected: the next one that is typed replaces it.
    pub(super) selects: bool,
}

/// An id that does not depend on the parts before: they come and go while a menu is open.
pub(super) fn id(name: &str) -> Id {
    Id::unique(("cases", name))
}
