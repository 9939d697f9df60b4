//! Actions that panels asked for, and ways to go.

use eframe::egui;

use super::Shell;
use crate::gui::action::{Action, Nav};
use crate::gui::state::{LeftTab, MiddleTab};
use crate::gui::widgets::Tone;
use crate::i18n::Tr;

impl Shell {
    pub(super) fn perform(&mut self, ctx: &egui::Context, tr: Tr, action: Action) {
        tracing::debug!(?action, "action");
        match action {
            Action::Command(command) => self.command(ctx, tr, command),
            Action::Nav(nav) => self.go(nav),
            Action::Function(action) => self.function(action),
            Action::List(action) => self.list(tr, action),
            Action::CancelJob(id) => self.backend.runner.cancel(id),
            Action::OpenWorkspace(path) | Action::NewWorkspace(path) => self.backend.open_workspace(path),
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
                self.state.kept.left = LeftTab::Functions;
                self.state.kept.inspector_open = true;
                self.state.select_function(id, self.backend.registry().unwrap_or(&self.registry));
            }
            Nav::Case(id) => self.state.select_case(id, self.backend.cases().unwrap_or(&self.cases)),
            Nav::OpenCase(id) => {
                self.state.open_tab(MiddleTab::Case(id.0));
                self.state.select_case(id, self.backend.cases().unwrap_or(&self.cases));
            }
            Nav::Tab(tab) => {
                self.state.open_tab(tab);
                self.follow_tab();
            }
            Nav::CloseTab(at) => {
                self.state.close_tab(at);
                self.follow_tab();
            }
            Nav::Left(tab) => self.state.kept.left = tab,
            Nav::Filter(quick) => {
                self.state.kept.quick = quick;
                self.state.open_tab(MiddleTab::Registry);
            }
        }
    }
}
