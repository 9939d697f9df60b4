//! The commands of the window: the code behind each [`UiCommand`].

use eframe::egui;

use super::Shell;
use crate::domain::ids::FunctionId;
use crate::gui::action::{Action, Confirm, FunctionAction, Nav};
use crate::gui::backend::CheckRequest;
use crate::gui::dialogs::{OpenDialog, settings};
use crate::gui::panels::{inspector, palette};
use crate::gui::state::{LeftTab, MiddleTab, Subject};
use crate::gui::sync_dialog::SyncTab;
use crate::gui::ui_command::UiCommand;
use crate::i18n::Tr;
use crate::settings::{General, LangChoice, Slot, Theme as ThemeChoice};

impl Shell {
    pub(super) fn command(&mut self, ctx: &egui::Context, tr: Tr, command: UiCommand) {
        use UiCommand as C;
        let open = self.backend.workspace().is_some();
        match command {
            C::NewWorkspace | C::OpenWorkspace => self.ask_path(command),
            C::OpenDemo => self.backend.open_demo(tr.lang()),
            C::SyncQase if !open => self.connect_qase(),
            C::ImportFunctions | C::ExportFunctions => self.ask_path(command),
            C::Settings => self.open_settings(),
            C::Quit => self.quit = true,
            C::Undo => self.backend.step_history(true),
            C::Redo => self.backend.step_history(false),
            C::Find => {
                self.state.kept.tree_open = true;
                self.state.focus_filter = true;
            }
            C::Palette => self.palette = Some(palette::PaletteState::open()),
            C::NewFunction => {
                let parent = self.state.functions.cursor.map(FunctionId);
                self.ask_new(tr, parent);
            }
            C::Rename => {
                self.state.kept.inspector_open = true;
                self.state.subject = Subject::Functions;
                ctx.memory_mut(|m| m.request_focus(inspector::title_id()));
            }
            C::DeleteFunctions => {
                let ids: Vec<FunctionId> = self.state.functions.selected.iter().map(|k| FunctionId(*k)).collect();
                self.ask_delete(tr, &ids);
            }
            C::CopyFuncId => {
                let chosen = self.state.functions.cursor.map(FunctionId);
                let row = chosen.and_then(|id| self.backend.registry().and_then(|r| r.get(id)));
                if let Some(func_id) = row.map(|r| r.function.content.func_id.clone()) {
                    self.actions.push(Action::Copy(func_id));
                }
            }
            C::ShowOverview => self.go(Nav::Tab(MiddleTab::Overview)),
            C::ShowRegistry => self.go(Nav::Tab(MiddleTab::Registry)),
            C::ToggleTree => self.state.kept.tree_open = !self.state.kept.tree_open,
            // Where there is no room for both, the one that was asked for takes the place of the tree.
            C::ToggleInspector if !self.inspector_fits => {
                self.state.kept.inspector_open = true;
                self.state.kept.tree_open = false;
            }
            C::ToggleInspector => self.state.kept.inspector_open = !self.state.kept.inspector_open,
            C::ToggleActivity => self.state.kept.activity_open = !self.state.kept.activity_open,
            C::ExpandAll => match self.state.kept.left {
                LeftTab::Functions => {
                    let data = self.backend.registry().map(|r| r.tree.clone()).unwrap_or_default();
                    self.state.functions.expand_all(&data);
                }
                LeftTab::Cases => {
                    let data = self.backend.cases().map(|c| c.tree.clone()).unwrap_or_default();
                    self.state.cases.expand_all(&data);
                }
                LeftTab::Runs => {}
            },
            C::CollapseAll => match self.state.kept.left {
                LeftTab::Functions => self.state.functions.collapse_all(),
                LeftTab::Cases => self.state.cases.collapse_all(),
                LeftTab::Runs => {}
            },
            C::Refresh => self.backend.refresh(),
            C::ThemeSystem => self.change_general(ctx, |g| g.theme = ThemeChoice::System),
            C::ThemeLight => self.change_general(ctx, |g| g.theme = ThemeChoice::Light),
            C::ThemeDark => self.change_general(ctx, |g| g.theme = ThemeChoice::Dark),
            C::LangEn => self.change_general(ctx, |g| g.lang = LangChoice::En),
            C::LangRu => self.change_general(ctx, |g| g.lang = LangChoice::Ru),
            C::ZoomIn | C::ZoomOut | C::ZoomReset => self.zoom(ctx, command),
            C::SyncQase => self.open_sync(SyncTab::Import),
            C::MapCases => self.open_sync(SyncTab::Mapping),
            C::MirrorResults => self.open_sync(SyncTab::Mirror),
            C::CheckConnection => {
                if self.backend.in_force(Slot::First).is_some() || self.backend.is_demo() {
                    self.backend.check(CheckRequest::default());
                } else {
                    self.command(ctx, tr, C::Settings);
                }
            }
            C::Shortcuts => self.dialog = Some(OpenDialog::Shortcuts),
            C::OpenLog => {
                let url = format!("file://{}", self.backend.paths.log_dir.display());
                ctx.open_url(egui::OpenUrl::new_tab(url));
            }
            C::About => self.dialog = Some(OpenDialog::About),
        }
    }

    fn zoom(&mut self, ctx: &egui::Context, command: UiCommand) {
        let now = self.backend.settings.general.zoom;
        let next = match command {
            UiCommand::ZoomIn => settings::ZOOMS.into_iter().find(|z| *z > now).unwrap_or(now),
            UiCommand::ZoomOut => settings::ZOOMS.into_iter().rev().find(|z| *z < now).unwrap_or(now),
            _ => 100,
        };
        self.change_general(ctx, |g| g.zoom = next);
    }

    fn ask_delete(&mut self, tr: Tr, ids: &[FunctionId]) {
        let Some(registry) = self.backend.registry() else { return };
        let all: usize = ids.iter().filter_map(|id| registry.tree.index(id.0)).map(|i| registry.tree.subtree(i).len()).sum();
        let n = |n: usize| [("n", i64::try_from(n).unwrap_or(i64::MAX).into())];
        self.confirm = Some(Confirm {
            title: tr.fmt("gui-delete-title", &n(ids.len())),
            text: tr.fmt("gui-delete-text", &n(all)),
            button: tr.text("gui-delete-button").into_owned(),
            then: Box::new(Action::Function(FunctionAction::Delete(ids.to_vec()))),
        });
    }

    fn change_general(&mut self, ctx: &egui::Context, change: impl FnOnce(&mut General)) {
        change(&mut self.backend.settings.general);
        self.backend.settings = self.backend.settings.clone().clamped();
        self.apply_look(ctx);
        self.backend.save_settings();
    }
}
