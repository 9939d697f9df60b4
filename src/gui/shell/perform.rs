//! Actions that panels asked for: ways to go, changes of the registry.

use eframe::egui;

use super::Shell;
use crate::app::edit;
use crate::domain::Message;
use crate::domain::ids::{CaseId, FunctionId};
use crate::domain::mapping::Origin;
use crate::gui::action::{Action, FunctionAction, Nav};
use crate::gui::dialogs::{OpenDialog, link, new_function};
use crate::gui::state::{LeftTab, MiddleTab, Subject};
use crate::gui::ui_command::CommandEnv;
use crate::gui::view::View;
use crate::gui::widgets::Tone;
use crate::i18n::Tr;

impl Shell {
    pub(super) fn perform(&mut self, ctx: &egui::Context, tr: Tr, action: Action) {
        tracing::debug!(?action, "action");
        match action {
            Action::Command(command) => self.command(ctx, tr, command),
            Action::Nav(nav) => self.go(nav),
            Action::Function(action) => self.function(tr, action),
            Action::CancelJob(id) => self.backend.runner.cancel(id),
            Action::OpenWorkspace(path) | Action::NewWorkspace(path) => self.backend.open_workspace(path),
            Action::ImportFunctions(preview) => self.import_functions(preview),
            Action::ExportFunctions(path) => self.backend.export_functions(path),
            Action::Confirm(ask) => self.confirm = Some(ask),
            Action::Copy(text) => {
                ctx.copy_text(text.clone());
                self.toasts.add(Tone::Info, tr.fmt("gui-copied", &[("text", text.into())]));
            }
            Action::FetchFile(file) => self.fetch_file(tr, &file),
            Action::Settings(action) => self.settings(ctx, action),
            Action::Leave => {
                self.leaving = true;
                self.quit = true;
            }
        }
    }

    pub(super) fn go(&mut self, nav: Nav) {
        match nav {
            Nav::Function(id) => {
                self.state.subject = Subject::Functions;
                self.state.kept.left = LeftTab::Functions;
                self.state.kept.inspector_open = true;
                self.state.kept.function = Some(id.0);
                let data = self.backend.registry().map(|r| r.tree.clone()).unwrap_or_default();
                self.state.functions.choose(&data, id.0);
                self.state.grid.choose(id.0);
            }
            Nav::Case(id) => self.state.subject = Subject::Case(id),
            Nav::OpenCase(id) => {
                self.state.subject = Subject::Case(id);
                self.state.open_tab(MiddleTab::Case(id.0));
                let data = self.backend.cases().map(|c| c.tree.clone()).unwrap_or_default();
                self.state.cases.choose(&data, id.0);
            }
            Nav::Tab(tab) => {
                self.state.open_tab(tab);
                self.state.subject = match tab {
                    MiddleTab::Case(id) => Subject::Case(CaseId(id)),
                    _ => Subject::Functions,
                };
            }
            Nav::CloseTab(at) => {
                self.state.close_tab(at);
                if !matches!(self.state.tab(), MiddleTab::Case(_)) {
                    self.state.subject = Subject::Functions;
                }
            }
            Nav::Left(tab) => self.state.kept.left = tab,
            Nav::Filter(quick) => {
                self.state.kept.quick = quick;
                self.state.open_tab(MiddleTab::Registry);
            }
        }
    }

    pub(super) fn function(&mut self, tr: Tr, action: FunctionAction) {
        match action {
            FunctionAction::Save { id, content, people } => {
                self.backend.save(move |store| edit::save_function(store, id, &content, &people));
            }
            FunctionAction::AskNew(parent) => self.ask_new(tr, parent),
            FunctionAction::Create { parent, kind, title } => {
                self.backend.create(move |store| edit::create_function(store, parent, kind, &title).map(|id| id.0));
            }
            FunctionAction::Delete(ids) => {
                self.state.functions.selected.clear();
                self.state.grid.checked.clear();
                self.backend.write(move |store| {
                    let n = edit::delete_functions(store, &ids)?;
                    Ok(Some(Message::new("gui-deleted").count("n", n)))
                });
            }
            FunctionAction::Unlink(function, case) => {
                self.backend.write(move |store| edit::unlink(store, &[(function, case)]).map(|_| None));
            }
            FunctionAction::Link(function, case) => {
                self.backend.write(move |store| edit::link(store, &[(function, case, Origin::Manual)]).map(|_| None));
            }
            FunctionAction::AskLink(function) => self.dialog = Some(OpenDialog::Link(link::LinkCases::of(function))),
        }
    }

    pub(super) fn ask_new(&mut self, tr: Tr, parent: Option<FunctionId>) {
        let registry = self.backend.registry().unwrap_or(&self.registry);
        let view = View {
            tr,
            now: 0,
            workspace: None,
            registry,
            cases: &self.cases,
            runs: &self.runs,
            results: None,
            trend: &[],
            case: None,
            history: &[],
            jobs: &[],
            connection: &self.backend.connection,
            loading: false,
            demo: false,
            recent: &[],
            env: CommandEnv::default(),
        };
        self.dialog = Some(OpenDialog::NewFunction(new_function::NewFunction::below(parent, &view)));
    }
}
