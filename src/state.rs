//! State of the window: open tabs, selection, filters, panel sizes. The part that survives a restart is [`Persisted`].

use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::model::QuickFilter;
use crate::model::cases::CaseKey;
pub use crate::model::middle_tab::MiddleTab;
use crate::model::registry::Column;
use crate::model::run_tree::RunListKey;
pub use crate::model::subject::{LeftTab, Subject};
use crate::model::window_selection::{Selected, WindowSelection};
use voluptas_core::domain::ids::{RunId, SuiteId};
use voluptas_ui::memo::Memo;
use voluptas_ui::theme::size;
use voluptas_ui::widgets::grid::GridLayout;
use voluptas_ui::widgets::{Selection, TreeState};

/// Open lines of a tree that are kept at most, and selected rows.
const MOST_KEPT: usize = 2000;

/// State that survives a restart, stored in the settings file as the window's own part.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Persisted {
    /// Width and height of the window.
    pub window: (f32, f32),
    /// The left panel is shown.
    pub tree_open: bool,
    /// Width of the left panel, in points.
    pub tree_width: f32,
    /// The inspector is shown.
    pub inspector_open: bool,
    /// Width of the inspector, in points.
    pub inspector_width: f32,
    /// The activity panel is shown.
    pub activity_open: bool,
    /// Height of the activity panel, in points.
    pub activity_height: f32,
    /// The list in the left panel.
    pub left: LeftTab,
    /// Open tabs.
    pub tabs: Vec<MiddleTab>,
    /// The tab in front.
    pub tab: usize,
    /// The open tab that the next preview replaces.
    pub preview: Option<MiddleTab>,
    /// Kind of the selected items.
    pub subject: Subject,
    /// Keys of the selected functions.
    pub functions: Vec<i64>,
    /// Keys of the selected suites and cases.
    pub cases: Vec<i64>,
    /// The row with the keyboard among the selected ones.
    pub cursor: Option<i64>,
    /// Open lines of the function tree.
    pub expanded: Vec<i64>,
    /// Open lines of the case tree.
    pub expanded_cases: Vec<i64>,
    /// Open series of the list of runs; `None` before it was shown.
    pub expanded_runs: Option<Vec<i64>>,
    /// Quick filter of the registry.
    pub quick: QuickFilter,
    /// Sort column of the registry and whether descending, as earlier versions stored them.
    #[serde(skip_serializing)]
    pub sort: Option<(usize, bool)>,
    /// Usual columns of the registry that are not shown, as earlier versions stored them.
    #[serde(skip_serializing)]
    pub hidden: BTreeSet<Column>,
    /// Extra columns of the registry that are shown, as earlier versions stored them.
    #[serde(skip_serializing)]
    pub extra: BTreeSet<Column>,
    /// Widths of columns of the registry by their places, as earlier versions stored them.
    #[serde(skip_serializing)]
    pub grid_widths: BTreeMap<usize, f32>,
    /// Widths of a run's results, as earlier versions stored them.
    #[serde(skip_serializing)]
    pub run_widths: BTreeMap<usize, f32>,
    /// The folder of the last export; blank before the first one.
    pub export_folder: String,
    /// The last table of cases was exported with the columns of Qase.
    pub export_for_qase: bool,
    /// State of the tabs, by the name of their kind.
    pub views: BTreeMap<String, Value>,
    /// Recent entries of the palette, newest first.
    pub palette_recent: Vec<String>,
    /// The workspace these belong to; in another one only sizes are taken over.
    pub workspace: String,
}

impl Default for Persisted {
    fn default() -> Self {
        Self {
            window: (1440.0, 900.0),
            tree_open: true,
            tree_width: size::LEFT_PANEL,
            inspector_open: true,
            inspector_width: size::INSPECTOR,
            activity_open: false,
            activity_height: size::ACTIVITY,
            left: LeftTab::Functions,
            tabs: MiddleTab::fixed(),
            tab: 1,
            preview: None,
            subject: Subject::Functions,
            functions: Vec::new(),
            cases: Vec::new(),
            cursor: None,
            expanded: Vec::new(),
            expanded_cases: Vec::new(),
            expanded_runs: None,
            quick: QuickFilter::All,
            sort: None,
            hidden: BTreeSet::new(),
            extra: BTreeSet::new(),
            grid_widths: BTreeMap::new(),
            run_widths: BTreeMap::new(),
            export_folder: String::new(),
            export_for_qase: false,
            views: BTreeMap::new(),
            palette_recent: Vec::new(),
            workspace: String::new(),
        }
    }
}

impl Persisted {
    /// Takes the columns of the registry that an earlier version stored, as the state of its tab.
    fn take_earlier_columns(&mut self) -> Option<GridLayout> {
        let id = |place: usize| Column::ALL.get(place).map(|column| column.id().to_owned());
        let ids = |columns: BTreeSet<Column>| columns.into_iter().map(|column| column.id().to_owned()).collect();
        let widths = std::mem::take(&mut self.grid_widths);
        let layout = GridLayout {
            order: Vec::new(),
            hidden: ids(std::mem::take(&mut self.hidden)),
            extra: ids(std::mem::take(&mut self.extra)),
            widths: widths.into_iter().filter_map(|(place, width)| Some((id(place)?, width))).collect(),
            sort: self.sort.take().and_then(|(place, down)| Some((id(place)?, down))),
        };
        (layout != GridLayout::default()).then_some(layout)
    }
}

/// The state of the main window's panels.
#[derive(Debug, Default)]
pub struct UiState {
    /// Cache of [`UiState::selected`], by the subject and the revisions of the selections of functions and cases.
    pub(super) selected: RefCell<Memo<(Subject, u64, u64), Arc<Selected>>>,
    /// State that survives a restart.
    pub kept: Persisted,
    /// The function tree.
    pub functions: TreeState,
    /// Text of its filter.
    pub functions_filter: String,
    /// The case tree.
    pub cases: TreeState,
    /// Text of its filter.
    pub cases_filter: String,
    /// The list of runs.
    pub runs: TreeState,
    /// Text of its filter.
    pub runs_filter: String,
    /// The newest series was opened once for this workspace.
    pub runs_opened: bool,
    /// Text of the registry's filter.
    pub grid_filter: String,
    /// Selection of the lists; see [`crate::selection`].
    pub selection: WindowSelection,
    /// Kind of the highlighted item.
    pub subject: Subject,
    /// The tree was opened to a useful depth once for this workspace.
    pub opened: bool,
    /// Put the keyboard into the left filter at the next pass.
    pub focus_filter: bool,
    /// The inspector is shown over the middle of a narrow window.
    pub overlay: bool,
    /// The restored selection of functions, and of cases, is to be brought into view when the lists are read.
    pub reveal: [bool; 2],
    /// The registry brings the row of the cursor into view at its next pass.
    pub reveal_row: bool,
    /// The suite whose cases the grid shows.
    pub grid_suite: Option<SuiteId>,
    /// Revision of a selection of the case tree that came by its menu or by a drag: the grid does not follow it.
    pub not_followed: Option<u64>,
    /// The left panel is shown over the middle of a window that is too narrow for both.
    pub drawer: bool,
}

impl UiState {
    /// Makes the state from the stored one. Selection, tabs and open lines are taken over for the same workspace only.
    #[must_use]
    pub fn restore(mut kept: Persisted, workspace: &str) -> Self {
        if kept.workspace != workspace {
            let d = Persisted::default();
            kept = Persisted {
                tabs: d.tabs,
                tab: d.tab,
                preview: None,
                subject: d.subject,
                functions: Vec::new(),
                cases: Vec::new(),
                cursor: None,
                expanded: Vec::new(),
                expanded_cases: Vec::new(),
                expanded_runs: None,
                quick: QuickFilter::All,
                palette_recent: kept.palette_recent.into_iter().filter(|k| k.starts_with("command:")).collect(),
                workspace: workspace.to_owned(),
                ..kept
            };
        }
        // The fixed tabs come first, also those that are new since the state was stored.
        let front = kept.tabs.get(kept.tab).copied().unwrap_or_default();
        let others: Vec<MiddleTab> = kept.tabs.iter().copied().filter(|tab| !tab.is_fixed()).collect();
        kept.tabs = MiddleTab::fixed().into_iter().chain(others).collect();
        kept.tab = kept.tabs.iter().position(|tab| *tab == front).unwrap_or_default();
        let widths = std::mem::take(&mut kept.run_widths);
        if !widths.is_empty() {
            kept.views.entry("run".to_owned()).or_insert_with(|| serde_json::to_value(widths).unwrap_or_default());
        }
        if let Some(layout) = kept.take_earlier_columns() {
            kept.views.entry("registry".to_owned()).or_insert_with(|| serde_json::to_value(layout).unwrap_or_default());
        }
        let mut state = Self { opened: !kept.expanded.is_empty(), ..Self::default() };
        state.functions.expanded = kept.expanded.iter().copied().collect();
        state.cases.expanded = kept.expanded_cases.iter().copied().collect();
        state.runs_opened = kept.expanded_runs.is_some();
        state.runs.expanded = kept.expanded_runs.iter().flatten().copied().collect();
        state.subject = kept.subject;
        state.selection.functions = Selection::of_keys(&kept.functions, kept.cursor);
        state.selection.cases = Selection::of_keys(&kept.cases, kept.cursor);
        state.reveal = [!kept.functions.is_empty(), !kept.cases.is_empty()];
        state.kept = kept;
        state
    }

    /// The list in the left panel: its tree and the text of its filter.
    pub fn left_list(&mut self) -> (&mut TreeState, &mut String) {
        match self.kept.left {
            LeftTab::Functions => (&mut self.functions, &mut self.functions_filter),
            LeftTab::Cases => (&mut self.cases, &mut self.cases_filter),
            LeftTab::Runs => (&mut self.runs, &mut self.runs_filter),
        }
    }

    /// The selected runs of the list of runs.
    pub fn selected_runs(&self) -> Vec<RunId> {
        self.runs.selection.keys().filter_map(|key| RunListKey::from_key(key).run()).collect()
    }

    /// The suite that the inspector shows: the only selected line of the case tree.
    pub fn inspected_suite(&self) -> Option<SuiteId> {
        match self.selection.cases.only().map(CaseKey::from_key) {
            Some(CaseKey::Suite(id)) if self.subject == Subject::Cases => Some(id),
            _ => None,
        }
    }

    /// True while the inspector has nothing to show.
    pub fn inspects_nothing(&self) -> bool {
        match self.subject {
            Subject::Functions => self.selection.functions.is_empty(),
            Subject::Cases => {
                self.inspected_suite().is_none() && self.selection.cases.keys().filter(|key| *key > 0).take(2).count() < 2
            }
            Subject::Run(_) | Subject::Result(..) | Subject::Case(_) => false,
        }
    }

    /// The state to store now.
    pub fn persist(&self) -> Persisted {
        let sorted = |set: &std::collections::HashSet<i64>| {
            let mut v: Vec<i64> = set.iter().copied().collect();
            v.sort_unstable();
            // A very large tree that is open whole would fill the settings file; the first part is enough to find one's place.
            v.truncate(MOST_KEPT);
            v
        };
        // A selection is kept whole or not at all: a command must not act on a part that nobody selected.
        let whole = |of: &Selection| if of.len() > MOST_KEPT { Vec::new() } else { of.keys().collect() };
        let (functions, cases) = (&self.selection.functions, &self.selection.cases);
        let selected = if self.subject == Subject::Functions { functions } else { cases };
        Persisted {
            subject: self.subject,
            functions: whole(functions),
            cases: whole(cases),
            cursor: selected.cursor().filter(|key| selected.contains(*key)),
            expanded: sorted(&self.functions.expanded),
            expanded_cases: sorted(&self.cases.expanded),
            expanded_runs: self.runs_opened.then(|| sorted(&self.runs.expanded)),
            ..self.kept.clone()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_its_place_in_the_same_workspace_only() {
        let mut state = UiState::restore(Persisted::default(), "shop");
        state.open_tab(MiddleTab::Case(7));
        state.kept.tree_width = 400.0;
        state.functions.expanded.insert(3);
        state.selection.functions.select(3);
        let json = serde_json::to_value(state.persist()).expect("json");
        let kept: Persisted = serde_json::from_value(json).expect("persisted");
        let same = UiState::restore(kept.clone(), "shop");
        assert_eq!((same.tab(), same.selection.functions.only()), (MiddleTab::Case(7), Some(3)));
        let other = UiState::restore(kept, "bank");
        assert_eq!((other.tab(), other.selection.functions.only(), other.kept.tree_width), (MiddleTab::Registry, None, 400.0));
    }

    #[test]
    fn a_selection_is_kept_whole_or_not_at_all() {
        let most = i64::try_from(MOST_KEPT).expect("a number");
        for (selected, kept) in [(most, MOST_KEPT), (most + 1, 0)] {
            let mut state = UiState::restore(Persisted::default(), "shop");
            state.subject = Subject::Cases;
            state.selection.cases.select_all(1..=selected);
            state.selection.functions.select_all(1..=selected);
            let again = UiState::restore(state.persist(), "shop");
            assert_eq!((again.selection.cases.len(), again.selection.functions.len()), (kept, kept));
            assert_eq!(again.selection.cases.cursor().is_some(), kept > 0);
        }
    }

    #[test]
    fn columns_of_the_registry_that_an_earlier_version_stored_are_taken_over() {
        let stored = serde_json::json!({
            "workspace": "shop", "sort": [6, true], "hidden": ["qa"], "extra": ["maturity"], "grid_widths": {"0": 300.0},
        });
        let state = UiState::restore(serde_json::from_value(stored).expect("persisted"), "shop");
        let layout = crate::views::TabViews::restored(&state.kept.views).registry.layout().clone();
        assert_eq!(layout.sort, Some(("result".to_owned(), true)));
        assert!(layout.hidden.contains("qa") && layout.extra.contains("maturity"));
        assert_eq!(layout.widths.get("func_id"), Some(&300.0));
        let json = serde_json::to_value(state.persist()).expect("json");
        assert!(["sort", "hidden", "extra", "grid_widths"].iter().all(|name| json.get(name).is_none()));
    }

    #[test]
    fn widths_of_runs_that_an_earlier_version_stored_are_taken_over() {
        let stored = serde_json::json!({"workspace": "shop", "run_widths": {"1": 90.0}});
        let state = UiState::restore(serde_json::from_value(stored).expect("persisted"), "shop");
        let views = crate::views::TabViews::restored(&state.kept.views);
        assert_eq!(views.keep().get("run"), Some(&serde_json::json!({"1": 90.0})));
        let json = serde_json::to_value(state.persist()).expect("json");
        assert_eq!(json.get("run_widths"), None);
    }
}
