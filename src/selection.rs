//! The selection of the window: one per kind of thing, read by tree, grid, inspector, menus and commands alike.
//!
//! [`WindowSelection`] holds what is selected, [`super::state::UiState::subject`] says which of it is highlighted. Lists change
//! it through [`voluptas_ui::widgets::Selection`]; everything else goes through the methods of [`UiState`] here, which also bring
//! the selected line into view. After every reload the selection drops what is gone and moves to the neighbour.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use super::model::cases::CaseKey;
use super::model::run_tree::RunListKey;
pub use super::model::window_selection::{Selected, WindowSelection};
use super::model::{CasesModel, RegistryModel, RunsModel};
use super::state::{Subject, UiState};
use voluptas_core::domain::ids::{CaseId, FunctionId, SuiteId, Thing};
use voluptas_ui::widgets::Selection;
use voluptas_ui::widgets::selection::neighbour;

impl UiState {
    /// The highlighted items, on which menus and commands act. Cached until the selection changes, because it may contain
    /// everything.
    pub fn selected(&self) -> Arc<Selected> {
        let of = (self.subject, self.selection.functions.revision(), self.selection.cases.revision());
        self.selected.borrow_mut().get(of, || Arc::new(self.collect_selected()))
    }

    fn collect_selected(&self) -> Selected {
        let mut selected = Selected::default();
        match self.subject {
            Subject::Functions => selected.functions = self.selection.functions.keys().map(FunctionId).collect(),
            Subject::Case(id) => selected.cases.push(id),
            Subject::Cases => {
                for key in self.selection.cases.keys() {
                    match CaseKey::from_key(key) {
                        CaseKey::Case(id) | CaseKey::Link(id, _) => selected.cases.push(id),
                        CaseKey::Suite(id) => selected.suites.push(id),
                    }
                }
                // A case may be selected at home and in a further suite.
                selected.cases.sort_unstable();
                selected.cases.dedup();
            }
            Subject::Run(_) | Subject::Result(..) => {}
        }
        selected
    }

    /// Number of selected cases. One that is selected at home and in further suites counts once.
    pub fn selected_cases(&self) -> usize {
        let selection = &self.selection.cases;
        // Keys of suites are negative and come first, those of links come last: only they are looked at one by one.
        let suites = selection.keys().take_while(|key| *key < 0).count();
        let links: BTreeSet<CaseId> =
            selection.keys_from(CaseKey::FIRST_LINK).filter_map(|key| CaseKey::from_key(key).case()).collect();
        let at_home = selection.len() - suites - selection.keys_from(CaseKey::FIRST_LINK).count();
        at_home + links.iter().filter(|case| !selection.contains(case.0)).count()
    }

    /// The selected links of cases to further suites, if nothing else is selected in the list of cases.
    pub fn selected_links(&self) -> Vec<(CaseId, SuiteId)> {
        if !matches!(self.subject, Subject::Case(_) | Subject::Cases) {
            return Vec::new();
        }
        let links = self.selection.cases.keys().map(|key| match CaseKey::from_key(key) {
            CaseKey::Link(case, suite) => Some((case, suite)),
            _ => None,
        });
        links.collect::<Option<Vec<_>>>().unwrap_or_default()
    }

    /// The highlighted function when exactly one is.
    pub fn selected_function(&self) -> Option<FunctionId> {
        (self.subject == Subject::Functions).then(|| self.selection.functions.only().map(FunctionId)).flatten()
    }

    /// Highlights functions: those that are selected, or those that were before a case was.
    pub fn highlight_functions(&mut self, registry: &RegistryModel) {
        self.subject = Subject::Functions;
        let before = std::mem::take(&mut self.selection.functions_before);
        if self.selection.functions.is_empty() && !before.is_empty() {
            self.selection.functions = before;
            self.selection.functions.retain(|key| registry.get(FunctionId(key)).is_some(), || None);
        }
    }

    /// Selects one function and brings it into view in tree and grid.
    pub fn select_function(&mut self, id: FunctionId, registry: &RegistryModel) {
        self.subject = Subject::Functions;
        self.selection.cases.clear();
        self.selection.functions.select(id.0);
        self.functions.reveal(&registry.tree, id.0);
        self.reveal_row = true;
        self.selection.functions_shown = self.functions.visible_keys(&registry.tree).into();
    }

    /// Selects one case and brings it into view in the case tree. Functions are no longer highlighted.
    pub fn select_case(&mut self, id: CaseId, cases: &CasesModel) {
        self.subject = Subject::Case(id);
        if !self.selection.functions.is_empty() {
            self.selection.functions_before = std::mem::take(&mut self.selection.functions);
        }
        // A case that is selected in a further suite stays selected there.
        if !self.selection.cases.only().is_some_and(|key| matches!(CaseKey::from_key(key), CaseKey::Link(case, _) if case == id))
        {
            self.selection.cases.select(id.0);
            self.cases.reveal(&cases.tree, id.0);
        }
        self.selection.cases_shown = self.cases.visible_keys(&cases.tree).into();
    }

    /// The tree or the grid changed the selected functions; `shown` are the keys of its rows from top to bottom.
    pub fn functions_selected(&mut self, shown: impl Into<Arc<[i64]>>) {
        self.subject = Subject::Functions;
        self.selection.cases.clear();
        self.selection.functions_before.clear();
        self.selection.functions_shown = shown.into();
    }

    /// The case tree changed the selection; `shown` are the keys of its lines from top to bottom.
    pub fn cases_selected(&mut self, shown: impl Into<Arc<[i64]>>) {
        self.subject = match self.selection.cases.only().map(CaseKey::from_key) {
            Some(CaseKey::Case(id) | CaseKey::Link(id, _)) => Subject::Case(id),
            _ => Subject::Cases,
        };
        self.selection.cases_shown = shown.into();
        self.selection.functions.clear();
        self.selection.functions_before.clear();
    }

    /// Records that the grid of cases is in front and shows the selected cases. Its order decides which case replaces a removed
    /// one.
    pub fn cases_shown_by_grid(&mut self, shown: Arc<[i64]>) {
        self.selection.cases_shown = shown;
    }

    /// Highlights the selected cases and suites, when the grid of cases comes to the front.
    pub fn highlight_cases(&mut self) {
        if !self.selection.functions.is_empty() {
            self.selection.functions_before = std::mem::take(&mut self.selection.functions);
        }
        self.subject = match self.selection.cases.only().map(CaseKey::from_key) {
            Some(CaseKey::Case(id) | CaseKey::Link(id, _)) => Subject::Case(id),
            _ => Subject::Cases,
        };
    }

    /// Follows a reload of the functions: removed ones are deselected, and a neighbour takes their place.
    pub fn follow_functions(&mut self, registry: &RegistryModel) {
        let exists = |k: i64| registry.get(FunctionId(k)).is_some();
        let shown = std::mem::take(&mut self.selection.functions_shown);
        if self.selection.functions.retain(exists, || neighbour(&shown, |k| !exists(k))) {
            self.reveal_function(registry);
        }
        if std::mem::take(&mut self.reveal[0]) {
            self.reveal_function(registry);
        }
        self.selection.functions_shown = shown.iter().copied().filter(|k| exists(*k)).collect();
    }

    /// The same after a reload of the cases.
    pub fn follow_cases(&mut self, cases: &CasesModel) {
        let exists = |k: i64| cases.tree.index(k).is_some();
        let shown = std::mem::take(&mut self.selection.cases_shown);
        let is_suite = |k: i64| matches!(CaseKey::from_key(k), CaseKey::Suite(_));
        let lost_suite = self.selection.cases.keys().any(|k| is_suite(k) && !exists(k));
        // In the place of a case comes a case: a suite that nobody selected would move the grid, which follows it.
        let next = || {
            let lines: Vec<i64> = shown.iter().copied().filter(|k| lost_suite || !is_suite(*k)).collect();
            neighbour(&lines, |k| !exists(k))
        };
        if self.selection.cases.retain(exists, next) {
            let order: Vec<i64> = shown.iter().copied().filter(|k| exists(*k)).collect();
            let before = self.subject;
            if matches!(before, Subject::Case(_) | Subject::Cases) {
                self.cases_selected(order);
            }
            // The tab of a case stays open when the case goes, and the inspector beside it goes on describing that case.
            if let Subject::Case(id) = before
                && self.tab().case() == Some(id)
                && cases.get(id).is_none()
            {
                self.subject = before;
            }
        } else {
            self.selection.cases_shown = shown;
        }
        if std::mem::take(&mut self.reveal[1])
            && let Some(key) = self.selection.cases.cursor()
        {
            self.cases.reveal(&cases.tree, key);
        }
    }

    fn reveal_function(&mut self, registry: &RegistryModel) {
        if let Some(key) = self.selection.functions.cursor() {
            self.functions.reveal(&registry.tree, key);
            self.reveal_row = true;
        }
    }

    /// Drops selected functions that the grid does not show, after a number or a filter led to other rows.
    pub fn select_within(&mut self, shown: Vec<i64>) {
        let rows: HashSet<i64> = shown.iter().copied().collect();
        self.selection.functions.retain(|key| rows.contains(&key), || None);
        self.functions_selected(shown);
    }

    /// Selects existing items and scrolls to the first one. If there are functions among them, selects the functions.
    pub fn select_things(&mut self, things: &[Thing], registry: &RegistryModel, cases: &CasesModel, runs: &RunsModel) {
        let functions: Vec<i64> =
            things.iter().filter_map(|t| if let Thing::Function(id) = t { Some(id.0) } else { None }).collect();
        if !functions.is_empty() {
            self.selection.functions = Selection::of_keys(&functions, None);
            let shown = self.functions.visible_keys(&registry.tree);
            self.functions_selected(shown);
            return self.reveal_function(registry);
        }
        let keys: Vec<i64> = things.iter().filter_map(|t| key_of(*t)).collect();
        if let Some(first) = keys.first() {
            self.selection.cases = Selection::of_keys(&keys, None);
            self.cases.reveal(&cases.tree, *first);
            let shown = self.cases.visible_keys(&cases.tree);
            self.cases_selected(shown);
        }
        let of_runs: Vec<i64> =
            things.iter().filter_map(|t| if let Thing::Run(id) = t { Some(RunListKey::Run(*id).key()) } else { None }).collect();
        if let Some(first) = of_runs.first() {
            self.runs.selection = Selection::of_keys(&of_runs, None);
            self.runs.reveal(&runs.tree, *first);
        }
    }

    /// True when the lists contain all of these items.
    pub fn lists_have(things: &[Thing], registry: &RegistryModel, cases: &CasesModel, runs: &RunsModel) -> bool {
        things.iter().all(|thing| match *thing {
            Thing::Function(id) => registry.get(id).is_some(),
            Thing::Run(id) => runs.get(id).is_some(),
            other => key_of(other).is_some_and(|key| cases.tree.index(key).is_some()),
        })
    }
}

/// Key of a suite or a case in the case tree.
fn key_of(thing: Thing) -> Option<i64> {
    match thing {
        Thing::Function(_) => None,
        Thing::Suite(id) => Some(CaseKey::Suite(id).key()),
        Thing::Case(id) => Some(CaseKey::Case(id).key()),
        Thing::Run(_) => None,
    }
}
