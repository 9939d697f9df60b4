//! The cases of a new run: the ways to select them, and those that are selected now. What any of the ways selects is in the run, once and
//! in the order of the project.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use eframe::egui::Ui;

use crate::model::cases::CaseKey;
use crate::query::{CachedQuery, Concerns, Reads};
use crate::view::View;
use voluptas_app::cases;
use voluptas_app::cases::filter::{CaseFilter, SavedFilter};
use voluptas_app::runs::manual::RunSize;
use voluptas_core::domain::ids::{CaseId, ProjectId};
use voluptas_core::domain::outcome::is_bad;
use voluptas_core::domain::status::ResultStatus;
use voluptas_ui::theme::{Palette, Type, icons, space};
use voluptas_ui::widgets::card::surface;
use voluptas_ui::widgets::{
    TableColumn, TableOptions, TableState, TextField, TreeData, TreeOptions, TreeState, cell, empty_state, filter_pill,
    radio_group, table, text, tree,
};

/// A way to select cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Source {
    Selection,
    Suites,
    Functions,
    Filter,
    Failed,
}

impl Source {
    fn key(self) -> &'static str {
        match self {
            Self::Selection => "manual-run-from-selection",
            Self::Suites => "manual-run-from-suites",
            Self::Functions => "manual-run-from-functions",
            Self::Filter => "manual-run-from-filter",
            Self::Failed => "manual-run-from-failed",
        }
    }
}

/// Cases that are offered one by one. None is checked at first; the head of the list has a box that checks all.
#[derive(Debug, Default)]
struct Offered {
    cases: Vec<CaseId>,
    table: TableState,
}

impl Offered {
    /// Cases that a person selected before the dialog was opened: all are checked.
    fn checked_at_first(cases: Vec<CaseId>) -> Self {
        let mut table = TableState::default();
        table.checked.extend(cases.iter().map(|case| case.0));
        Self { cases, table }
    }

    fn checked(&self) -> Vec<CaseId> {
        self.cases.iter().copied().filter(|case| self.table.checked.contains(&case.0)).collect()
    }
}

/// The choices of cases for a new run.
#[derive(Debug)]
pub(super) struct Sources {
    source: Source,
    selected: Offered,
    failed: Offered,
    /// Filters that only the state of the window has.
    own: Vec<SavedFilter>,
    stored: CachedQuery<ProjectId, Arc<Vec<SavedFilter>>>,
    saved: Vec<SavedFilter>,
    /// Name of the chosen filter: its place changes when the stored ones are read.
    filter: Option<String>,
    suites: TreeState,
    suites_filter: String,
    functions: TreeState,
    functions_filter: String,
    filtered: CachedQuery<(ProjectId, CaseFilter), Arc<Vec<CaseId>>>,
    cases: Arc<Vec<CaseId>>,
    /// Number of cases that each way selects.
    counts: BTreeMap<Source, usize>,
    /// Generations of the trees, and the answer of the filter, that `cases` was computed from.
    made_from: Option<(u64, u64)>,
    made_of: Option<Arc<Vec<CaseId>>>,
}

impl Sources {
    pub(super) fn new(selected: Vec<CaseId>, own: Vec<SavedFilter>) -> Self {
        Self {
            source: if selected.is_empty() { Source::Suites } else { Source::Selection },
            selected: Offered::checked_at_first(selected),
            failed: Offered::default(),
            saved: own.clone(),
            own,
            stored: CachedQuery::new("gui-unread-cases", Concerns::Of(&[])),
            filter: None,
            suites: TreeState::default(),
            suites_filter: String::new(),
            functions: TreeState::default(),
            functions_filter: String::new(),
            filtered: CachedQuery::new("gui-unread-cases", Concerns::Of(&[])),
            cases: Arc::default(),
            counts: BTreeMap::new(),
            made_from: None,
            made_of: None,
        }
    }

    /// The selected cases in the order of execution.
    pub(super) fn cases(&self) -> Arc<Vec<CaseId>> {
        Arc::clone(&self.cases)
    }

    /// True while the cases of the filter are being read.
    pub(super) fn is_reading(&self) -> bool {
        self.chosen_filter().is_some() && self.made_of.is_none()
    }

    /// Place of the chosen filter in the list.
    fn chosen_filter(&self) -> Option<usize> {
        let name = self.filter.as_deref()?;
        self.saved.iter().position(|saved| saved.name == name)
    }

    /// Asks for the cases of the filter. Called once a pass.
    pub(super) fn refresh(&mut self, reads: Reads<'_>, project: ProjectId) {
        let is_new = self
            .stored
            .ask(reads, Some(project), |store, project| store.read(|tx| cases::filter::saved(tx, *project)).map(Arc::new));
        if let (true, Some(stored)) = (is_new, self.stored.get()) {
            self.saved = cases::filter::with_legacy(stored, &self.own).cloned().collect();
        }
        let filter = self.chosen_filter().and_then(|at| self.saved.get(at)).map(|saved| (project, saved.filter.clone()));
        self.filtered
            .ask(reads, filter, |store, (project, filter)| cases::filter::cases_of(store, *project, filter).map(Arc::new));
    }

    /// Draws the choices and the list of the chosen one.
    pub(super) fn ui(&mut self, ui: &mut Ui, view: &View<'_>) {
        ui.spacing_mut().item_spacing.y = space::S;
        let made_from = Some((view.cases.tree.generation(), view.registry.tree.generation()));
        let made_of = self.filtered.get().cloned();
        let is_same_filter = match (&self.made_of, &made_of) {
            (Some(known), Some(now)) => Arc::ptr_eq(known, now),
            (known, now) => known.is_none() == now.is_none(),
        };
        let mut changed = self.made_from != made_from || !is_same_filter;
        (self.made_from, self.made_of) = (made_from, made_of);
        text::strong(ui, &view.text("manual-run-cases"));
        let mut all = vec![Source::Suites, Source::Functions, Source::Failed];
        if !self.selected.cases.is_empty() {
            all.insert(0, Source::Selection);
        }
        if !self.saved.is_empty() {
            all.push(Source::Filter);
        }
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = space::XXS;
            for source in all {
                let count = self.counts.get(&source).filter(|n| **n > 0).map(|n| view.tr.number(*n as i64)).unwrap_or_default();
                if filter_pill(ui, self.source == source, None, &view.text(source.key()), &count).clicked() {
                    self.source = source;
                    changed = true;
                }
            }
        });
        text::secondary(ui, &view.text("manual-run-all-lists"));
        match self.source {
            Source::Suites => changed |= self.suites(ui, view),
            Source::Functions => changed |= self.functions(ui, view),
            Source::Filter => self.filters(ui, view),
            Source::Selection => changed |= offered(ui, &mut self.selected, view),
            Source::Failed => {
                if changed {
                    self.failed.cases = failed_last_time(view);
                }
                changed |= offered(ui, &mut self.failed, view);
            }
        }
        if changed {
            self.cases = Arc::new(self.compute(view));
            ui.ctx().request_repaint();
        }
    }

    /// The cases of all ways, in the order of the project. Also counts those of each way.
    fn compute(&mut self, view: &View<'_>) -> Vec<CaseId> {
        let covered = view.registry.rows.iter().filter(|row| self.functions.checked.contains(&row.function.id.0));
        let parts: [(Source, HashSet<CaseId>); 5] = [
            (Source::Selection, self.selected.checked().into_iter().collect()),
            (Source::Suites, self.suites.checked.iter().filter_map(|key| CaseKey::from_key(*key).case()).collect()),
            (Source::Functions, covered.flat_map(|row| row.covers.iter().map(|cover| cover.case)).collect()),
            (Source::Filter, self.made_of.iter().flat_map(|cases| cases.iter().copied()).collect()),
            (Source::Failed, self.failed.checked().into_iter().collect()),
        ];
        let rows = || view.cases.rows.iter().map(|row| row.id);
        let count = |part: &HashSet<CaseId>| if part.is_empty() { 0 } else { rows().filter(|id| part.contains(id)).count() };
        self.counts = parts.iter().map(|(source, part)| (*source, count(part))).collect();
        rows().filter(|id| parts.iter().any(|(_, part)| part.contains(id))).collect()
    }

    fn suites(&mut self, ui: &mut Ui, view: &View<'_>) -> bool {
        let data = &view.cases.tree;
        if data.is_empty() {
            empty_state(ui, icons::CASE, &view.text("manual-run-no-cases-yet"), "", None);
            return false;
        }
        let (name, hint) = (view.text("manual-run-find-suites"), view.text("gui-filter"));
        TextField::new(&mut self.suites_filter).name(&name).hint(&hint).icon(icons::FILTER).show(ui);
        self.suites.set_filter(&self.suites_filter);
        let name = view.text("manual-run-tree-suites");
        on_surface(ui, |ui| checked_tree(ui, data, &mut self.suites, &mut self.suites_filter, &name, view))
    }

    fn functions(&mut self, ui: &mut Ui, view: &View<'_>) -> bool {
        let data = &view.registry.tree;
        let (name, hint) = (view.text("manual-run-find-functions"), view.text("gui-filter"));
        TextField::new(&mut self.functions_filter).name(&name).hint(&hint).icon(icons::FILTER).show(ui);
        self.functions.set_filter(&self.functions_filter);
        let name = view.text("manual-run-tree-functions");
        on_surface(ui, |ui| checked_tree(ui, data, &mut self.functions, &mut self.functions_filter, &name, view))
    }

    fn filters(&mut self, ui: &mut Ui, view: &View<'_>) {
        let options: Vec<(&str, &str)> = self.saved.iter().map(|saved| (saved.name.as_str(), "")).collect();
        if let Some(at) = radio_group(ui, self.chosen_filter(), &options) {
            self.filter = self.saved.get(at).map(|saved| saved.name.clone());
            ui.ctx().request_repaint();
        }
        if self.chosen_filter().is_some() && text::link(ui, &view.text("manual-run-no-filter")).clicked() {
            self.filter = None;
            ui.ctx().request_repaint();
        }
        if self.chosen_filter().is_none() {
            text::secondary(ui, &view.text("manual-run-select-filter"));
        } else if self.made_of.as_ref().is_some_and(|cases| cases.is_empty()) {
            text::secondary(ui, &view.text("gui-nothing-found"));
        }
    }
}

/// Draws a tree with a box for each line, or the way out of a filter that no line matches. True when a check changed.
fn checked_tree(ui: &mut Ui, data: &TreeData, state: &mut TreeState, filter: &mut String, name: &str, view: &View<'_>) -> bool {
    if !filter.trim().is_empty() && state.visible(data).is_empty() {
        let (nothing, clear) = (view.text("gui-nothing-found"), view.text("gui-filter-clear"));
        if empty_state(ui, icons::FILTER, &nothing, "", Some(&clear)) {
            filter.clear();
            ui.ctx().request_repaint();
        }
        return false;
    }
    tree(ui, data, state, TreeOptions::new(name).checks(), None).checks_changed
}

/// Cases whose last result is a failure.
fn failed_last_time(view: &View<'_>) -> Vec<CaseId> {
    let failed = |status: &Option<ResultStatus>| status.as_ref().is_some_and(is_bad);
    view.cases.rows.iter().filter(|row| failed(&row.status)).map(|row| row.id).collect()
}

/// Draws cases with a box each. True when a check changed.
fn offered(ui: &mut Ui, offered: &mut Offered, view: &View<'_>) -> bool {
    if offered.cases.is_empty() {
        empty_state(ui, icons::PASSED, &view.text("manual-run-nothing-failed"), "", None);
        return false;
    }
    let titles = ["gui-run-case", "gui-column-title"].map(|key| view.text(key));
    let columns = [TableColumn::new(&titles[0], 92.0).fixed_order(), TableColumn::new(&titles[1], 160.0).grow().fixed_order()];
    let (name, checks) = (view.text("manual-run-cases"), view.text("manual-run-check-all"));
    let options = TableOptions { name: &name, checks: Some(&checks) };
    let Offered { cases, table: state, .. } = offered;
    let key = |at: usize| cases.get(at).map_or(0, |case| case.0);
    on_surface(ui, |ui| {
        table(ui, options, &columns, state, cases.len(), key, |ui, at, column| {
            let Some(row) = cases.get(at).and_then(|case| view.cases.get(*case)) else { return };
            match column {
                0 => cell::mono(ui, &row.code),
                _ => _ = text::body(ui, &row.title),
            }
        })
        .checks_changed
    })
}

/// Draws a list on a surface that takes the rest of the height.
fn on_surface<R>(ui: &mut Ui, add: impl FnOnce(&mut Ui) -> R) -> R {
    surface(ui, 0.0, |ui| {
        ui.set_height(ui.available_height());
        ui.set_width(ui.available_width());
        add(ui)
    })
    .inner
}

/// Says how many cases and results a run gets, or why not.
pub(super) fn size_line(ui: &mut Ui, size: &RunSize, view: &View<'_>) {
    let p = Palette::of(ui);
    match &size.problem {
        Some(problem) => text::line(ui, &view.tr.message(problem), Type::Body, p.failed),
        None => {
            let n = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
            let args = [("cases", n(size.cases as u64).into()), ("results", n(size.results).into())];
            text::line(ui, &view.tr.fmt("manual-run-size", &args), Type::Body, p.text_secondary)
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chosen_filter_stays_chosen_when_the_stored_ones_come() {
        let named = |name: &str| SavedFilter { name: name.to_owned(), ..SavedFilter::default() };
        let mut sources = Sources::new(Vec::new(), vec![named("Smoke"), named("Mine")]);
        sources.filter = Some("Mine".to_owned());
        assert_eq!(sources.chosen_filter(), Some(1));
        sources.saved = cases::filter::with_legacy(&[named("All"), named("Slow")], &sources.own).cloned().collect();
        assert_eq!(sources.chosen_filter(), Some(3), "All, Slow, Smoke, Mine");
        sources.saved.clear();
        assert!(!sources.is_reading(), "a filter that is gone is none");
    }
}
