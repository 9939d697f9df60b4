//! Actions that panels asked for, and ways to go.

use std::path::Path;

use eframe::egui;

use super::pending::FetchedFor;
use super::window::Shell;
use crate::action::{Action, Nav};
use crate::dialogs::OpenDialog;
use crate::dialogs::viewer::Viewer;
use crate::model::QuickFilter;
use crate::model::cases::CaseKey;
use crate::state::{LeftTab, MiddleTab, Subject};
use voluptas_app::results::ingest::Options;
use voluptas_core::base::TruncatedDebug;
use voluptas_core::domain::ids::RunId;
use voluptas_core::domain::result::ResultLabel;
use voluptas_i18n::Tr;
use voluptas_ui::widgets::Tone;

/// Address of a file; `None` for a path that has none.
fn file_url(path: &Path) -> Option<String> {
    let absolute = std::path::absolute(path).ok()?;
    url::Url::from_file_path(absolute).ok().map(String::from)
}

impl Shell {
    pub(super) fn perform(&mut self, ctx: &egui::Context, tr: Tr, action: Action) {
        tracing::debug!(action = %TruncatedDebug(&action), "action");
        match action {
            Action::Command(command) => self.command(ctx, tr, command),
            Action::Nav(nav) => self.go(nav),
            Action::Function(action) => self.function(action),
            Action::Case(action) => self.case(action),
            Action::Run(action) => self.run_action(tr, action),
            Action::Shared(action) => self.shared(action),
            Action::Milestone(action) => self.milestone(action),
            Action::List(action) => self.list(tr, action),
            Action::Cases(action) => self.cases(tr, action),
            Action::Tests(action) => self.tests(action),
            Action::Webhook(action) => self.webhook(action),
            Action::CancelJob(id) => self.backend.runner.cancel(id),
            Action::RetryJob(id, otherwise) => {
                if !self.retry(id) {
                    self.perform(ctx, tr, *otherwise);
                }
            }
            Action::OpenWorkspace(path) | Action::NewWorkspace(path) => self.backend.open_workspace(path),
            Action::ShowProject(code) => self.show_project(&code),
            Action::ImportFunctions(preview) => self.import_functions(preview),
            Action::ImportCases(shown) => self.import_cases(shown),
            Action::ShowImported(project, things) => self.show_imported(project.as_deref(), things),
            Action::IngestResults(paths) => self.ingest_results(paths.into(), Options::default()),
            Action::IngestResultsWith(input, options) => self.ingest_results(input, *options),
            Action::Preset(action) => self.change_presets(action),
            Action::ExportFunctions(path) => self.export_functions(path),
            Action::ExportCases(export) => self.export_cases(export),
            Action::Confirm(ask) => self.confirm = Some(ask),
            Action::CloseDialog => {
                self.close_dialog();
                self.connecting = false;
            }
            Action::Copy(text) => {
                ctx.copy_text(text.clone());
                self.toasts.add(Tone::Info, tr.fmt("gui-copied", &[("text", text.into())]));
            }
            Action::ViewFile(viewed) => self.dialog = Some(OpenDialog::Viewer(Box::new(Viewer::new(*viewed)))),
            Action::FetchFile(file) => self.fetch_file(&file, FetchedFor::Telling),
            Action::OpenFetched(file) => self.fetch_file(&file, FetchedFor::Opening),
            Action::SaveFile(file, path, replace) => self.save_file(&file, path, replace),
            Action::OpenPage(url) => super::issues::open_page(ctx, &url),
            Action::OpenSettings(tab) => self.open_settings(tab),
            Action::OpenSync(tab) => self.open_sync(tab),
            Action::Settings(action) => self.settings(ctx, action),
            Action::UndoOperation(id) => self.backend.undo_operation(id),
            Action::History(action) => self.backend.of_history(action),
            Action::OpenFile(path) => {
                if let Some(url) = file_url(&path) {
                    ctx.open_url(egui::OpenUrl::new_tab(url));
                }
            }
            Action::Leave => {
                self.leaving = true;
                self.quit = true;
            }
        }
    }

    /// Shows another project. What was searched for in the one before would hide its cases.
    pub(super) fn show_project(&mut self, code: &str) {
        self.state.cases_filter.clear();
        self.backend.show_project(code);
    }

    pub(super) fn go(&mut self, nav: Nav) {
        // The drawer would cover the view that was opened from it.
        if !matches!(nav, Nav::Left(_) | Nav::Suite(_)) {
            self.state.drawer = false;
        }
        match nav {
            Nav::Function(id) => {
                self.state.kept.left = LeftTab::Functions;
                self.state.kept.inspector_open = true;
                self.state.select_function(id, self.backend.registry().unwrap_or(&self.registry));
            }
            Nav::Case(id) => self.state.select_case(id, self.backend.cases().unwrap_or(&self.cases)),
            Nav::OpenCase(id) => {
                self.state.preview_tab(MiddleTab::Case(id.0));
                self.follow_tab();
            }
            Nav::FindCase(id) => {
                self.state.kept.left = LeftTab::Cases;
                self.state.cases_filter.clear();
                self.go(Nav::Tab(MiddleTab::Case(id.0)));
            }
            Nav::Tab(tab) => {
                self.state.open_tab(tab);
                self.follow_tab();
                self.give_keyboard(tab);
            }
            Nav::Enter(tab) => {
                self.state.preview_tab(tab);
                self.follow_tab();
                self.give_keyboard(tab);
            }
            Nav::ShowTab(tab) | Nav::Preview(tab) => {
                self.state.preview_tab(tab);
                self.follow_tab();
            }
            Nav::RunRows(id, rows) => {
                let label = self.label_in_front(id);
                self.go(Nav::RunPart(id, rows, label));
            }
            Nav::RunPart(id, rows, label) => {
                self.views.run.show(id, rows, label);
                self.go(Nav::Preview(MiddleTab::Run(id.0)));
            }
            Nav::Compare(pair, label) => {
                self.views.compare.show_part(pair, label);
                self.go(Nav::Tab(MiddleTab::Compare(pair)));
            }
            Nav::Differences(pair, difference) => {
                self.views.compare.show(pair, difference);
                self.go(Nav::Tab(MiddleTab::Compare(pair)));
            }
            Nav::Suite(id) => {
                self.state.kept.left = LeftTab::Cases;
                self.show_tree();
                self.state.cases_filter.clear();
                let key = CaseKey::Suite(id).key();
                self.state.subject = Subject::Cases;
                self.state.selection.cases.select(key);
                self.state.cases.reveal(&self.backend.cases().unwrap_or(&self.cases).tree, key);
                self.state.cases.set_expanded(key, true);
            }
            Nav::SuiteCases(id) => {
                self.go(Nav::Suite(id));
                self.go(Nav::Tab(MiddleTab::Cases));
                self.views.cases.take_keyboard();
            }
            Nav::Person(name) => {
                self.state.grid_filter = name;
                self.show_rows(QuickFilter::All);
            }
            Nav::SearchCases(words) => {
                self.views.cases.search(words);
                self.go(Nav::Tab(MiddleTab::Cases));
            }
            Nav::QuickCases(quick) => {
                self.views.cases.show(quick);
                self.go(Nav::Tab(MiddleTab::Cases));
            }
            Nav::Replace(tab) => {
                self.state.replace_tab(tab);
                self.follow_tab();
            }
            Nav::CloseTab(at) => {
                let before = self.state.kept.tabs.clone();
                self.state.close_tab(at);
                self.follow_tab();
                self.tell_drafts(&before);
            }
            Nav::CloseOtherTabs(kept) => {
                let before = self.state.kept.tabs.clone();
                self.state.close_other_tabs(kept);
                self.follow_tab();
                self.tell_drafts(&before);
            }
            Nav::Left(tab) => self.state.kept.left = tab,
            Nav::Filter(quick) => {
                // A number of the overview counts all its rows, whatever was searched for in the grid before.
                if self.state.tab() != MiddleTab::Registry {
                    self.state.grid_filter.clear();
                }
                self.show_rows(quick);
            }
        }
    }

    /// The label by which the view in front shows a part of runs.
    fn label_in_front(&self, run: RunId) -> Option<ResultLabel> {
        let label = match self.state.tab() {
            MiddleTab::Overview => self.views.overview.label(),
            MiddleTab::Compare(_) => self.views.compare.label_of(run),
            MiddleTab::Run(_) => self.views.run.label(),
            _ => None,
        };
        label.cloned()
    }

    fn give_keyboard(&mut self, tab: MiddleTab) {
        match tab {
            MiddleTab::Run(_) => self.views.run.take_keyboard(),
            MiddleTab::Compare(_) => self.views.compare.take_keyboard(),
            _ => {}
        }
    }

    /// Shows the rows of a filter in the registry. A selected function that is not among them is no longer selected.
    fn show_rows(&mut self, quick: QuickFilter) {
        self.state.kept.quick = quick;
        self.state.open_tab(MiddleTab::Registry);
        self.follow_tab();
        let registry = self.backend.registry().unwrap_or(&self.registry);
        let rows = registry.view(quick, &self.state.grid_filter, None);
        self.state.select_within(rows.into_iter().map(|at| registry.rows[at as usize].function.id.0).collect());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn the_address_of_a_file_leads_to_it() {
        assert_eq!(file_url(Path::new("/a b/50%#?.html")).as_deref(), Some("file:///a%20b/50%25%23%3F.html"));
        assert!(file_url(Path::new("отчёт.html")).is_some_and(|url| url.starts_with("file:///") && url.ends_with(".html")));
    }

    #[cfg(windows)]
    #[test]
    fn the_address_of_a_file_leads_to_it() {
        assert_eq!(file_url(Path::new("C:\\a b\\r.html")).as_deref(), Some("file:///C:/a%20b/r.html"));
    }
}
