//! The commands of the window: the code behind each [`UiCommand`].

use eframe::egui;

use super::window::Shell;
use crate::action::{Action, CaseAction, CasesAction, ListAction, Nav, ToCases};
use crate::backend::CheckRequest;
use crate::dialogs::{OpenDialog, about, templates};
use crate::model::sync_tab::SyncTab;
use crate::panels::palette;
use crate::state::{LeftTab, MiddleTab};
use crate::ui_command::UiCommand;
use crate::views::case::EditorCommand;
use crate::views::compare::CompareTab;
use crate::views::lists::filter_id;
use crate::views::run::RunTab;
use voluptas_app::cases::bulk::CloneTarget;
use voluptas_app::functions::bulk::FunctionChange;
use voluptas_core::domain::review::ReviewState;
use voluptas_i18n::Tr;
use voluptas_settings::{Account, General, LangChoice, Theme as ThemeChoice};
use voluptas_store::history::Direction;
use voluptas_ui::widgets::tree::tree_id;

impl Shell {
    pub(super) fn command(&mut self, ctx: &egui::Context, tr: Tr, command: UiCommand) {
        use UiCommand as C;
        let open = self.backend.workspace().is_some();
        match command {
            C::NewWorkspace | C::OpenWorkspace => self.ask_path(command),
            C::OpenDemo => self.backend.open_demo(),
            C::SyncQase if !open => self.connect_qase(),
            C::ImportFunctions | C::ExportFunctions | C::ImportCases | C::ExportCases | C::IngestResults => {
                self.ask_path(command)
            }
            C::Settings => self.open_settings(1),
            C::Quit => self.quit = true,
            C::Undo => self.step(ctx, Direction::Undo),
            C::Redo => self.step(ctx, Direction::Redo),
            C::Find => self.find(ctx, tr),
            C::Palette => self.palette = Some(palette::PaletteState::open()),
            C::Trash => self.dialog = Some(OpenDialog::Trash(Box::default())),
            C::Templates => self.dialog = Some(OpenDialog::Templates(templates::TemplatesDialog::default())),
            C::SharedSteps => self.open_shared_steps(),
            C::Mutes => self.open_mutes(),
            C::Milestones => self.open_milestones(),
            C::Webhooks => self.open_webhooks(),
            C::CreateIssue => self.failed_result().into_iter().for_each(|(run, result)| self.create_issue(run, result)),
            C::MakeShared => self.ask_editor(EditorCommand::MakeShared),
            C::AttachToStep => self.ask_editor(EditorCommand::AttachToStep),
            C::PasteToStep => self.ask_editor(EditorCommand::PasteToStep),
            C::FindDuplicates => self.case(CaseAction::FindDuplicates(self.only_suite())),
            C::NewCase => self.ask_new_case(),
            C::NewProject => self.ask_project(None),
            C::NewRun
            | C::AddRunCases
            | C::FinishRun
            | C::ReopenRun
            | C::CopyUnfinished
            | C::CopyFailed
            | C::SendRun
            | C::ExportReport
            | C::EditRun
            | C::DeleteRuns => self.run_command(tr, command),
            C::SendToReview => self.review_targets(tr, Some(ReviewState::InReview)),
            C::ApproveCases => self.review_targets(tr, Some(ReviewState::Approved)),
            C::AddComment => self.ask_editor(EditorCommand::Comment),
            C::InsertShared => self.ask_editor(EditorCommand::InsertShared),
            C::LinkFunction => self.ask_editor(EditorCommand::LinkFunction),
            C::InsertTemplate => self.ask_editor(EditorCommand::Template),
            C::SaveTemplate => self.ask_editor(EditorCommand::SaveTemplate(false)),
            C::SaveStepsTemplate => self.ask_editor(EditorCommand::SaveTemplate(true)),
            C::CaseVersions => self.target_case().into_iter().for_each(|case| self.case(CaseAction::Versions(case, None))),
            C::AddTag => self.cases(tr, CasesAction::Ask(self.target_cases(), ToCases::Tag)),
            C::MoveToSuite => self.cases(tr, CasesAction::Ask(self.target_cases(), ToCases::Move)),
            C::SetCaseField => {
                self.go(Nav::Tab(MiddleTab::Cases));
                self.views.cases.open_fields();
            }
            C::CloneCases => self.cases(tr, CasesAction::AskClone(self.target_cases(), CloneTarget::Beside)),
            C::AddToSuite => self.cases(tr, CasesAction::Ask(self.target_cases(), ToCases::Further)),
            C::AttachFile => self.attach_file(),
            C::PasteScreenshot => self.target_case().into_iter().for_each(|case| self.case(CaseAction::PasteScreenshot(case))),
            C::BackToDraft => self.review_targets(tr, None),
            C::NewFunction | C::NewSuite | C::MoveUp | C::MoveDown | C::Rename | C::DeleteFunctions | C::CopyFuncId => {
                self.list_command(ctx, tr, command)
            }
            C::CopyCells | C::PasteCells | C::FillDown | C::SelectAll => self.edit_list(ctx, tr, command),
            C::ToggleCritical => self.mark_functions(FunctionChange::Critical(!self.env().critical)),
            C::ToggleFocus => self.mark_functions(FunctionChange::Focus(!self.env().focus)),
            C::CloseTab => self.go(Nav::CloseTab(self.state.kept.tab)),
            C::NextTab => self.go(Nav::ShowTab(self.state.next_tab(true))),
            C::PreviousTab => self.go(Nav::ShowTab(self.state.next_tab(false))),
            C::ShowOverview => self.go(Nav::Tab(MiddleTab::Overview)),
            C::ShowRegistry => self.go(Nav::Tab(MiddleTab::Registry)),
            C::ShowCases => {
                self.go(Nav::Tab(MiddleTab::Cases));
                self.views.cases.take_keyboard();
            }
            // A window without room beside the middle shows the left panel over it.
            C::ToggleTree if !self.tree_fits => self.state.drawer = !self.state.drawer,
            C::ToggleTree => self.state.kept.tree_open = !self.state.kept.tree_open,
            // A window without room beside the middle shows the inspector over it.
            C::ToggleInspector if !self.inspector_fits => self.state.overlay = !self.state.overlay,
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
                LeftTab::Runs => {
                    let data = self.backend.runs().map(|r| r.tree.clone()).unwrap_or_default();
                    self.state.runs.expand_all(&data);
                }
            },
            C::CollapseAll => match self.state.kept.left {
                LeftTab::Functions => self.state.functions.collapse_all(),
                LeftTab::Cases => self.state.cases.collapse_all(),
                LeftTab::Runs => self.state.runs.collapse_all(),
            },
            C::CompareRuns => self.compare_runs(),
            C::Refresh => self.backend.refresh(),
            C::ThemeSystem => self.change_general(ctx, |g| g.theme = ThemeChoice::System),
            C::ThemeLight => self.change_general(ctx, |g| g.theme = ThemeChoice::Light),
            C::ThemeDark => self.change_general(ctx, |g| g.theme = ThemeChoice::Dark),
            C::LangEn => self.choose_lang(ctx, LangChoice::En),
            C::LangRu => self.choose_lang(ctx, LangChoice::Ru),
            C::ZoomIn | C::ZoomOut | C::ZoomReset => self.zoom(ctx, command),
            C::SyncQase => self.open_sync(SyncTab::Import),
            C::MapCases => self.open_sync(SyncTab::Mapping),
            C::MirrorResults => self.open_sync(SyncTab::Mirror),
            C::CheckConnection => {
                if self.backend.in_force(Account::Primary).is_some() || self.backend.is_demo() {
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
            C::About => self.dialog = Some(OpenDialog::About(about::AboutDialog::default())),
        }
    }

    /// Gives the keyboard to the field that finds rows of the results or of the comparison in front. With the keyboard in the tree, and
    /// with anything else in front, to the filter of the tree.
    fn find(&mut self, ctx: &egui::Context, tr: Tr) {
        let field = match self.state.tab() {
            MiddleTab::Run(_) => Some(RunTab::find_id()),
            MiddleTab::Compare(_) => Some(CompareTab::find_id()),
            _ => None,
        };
        let tree = [filter_id(), tree_id(&tr.text(self.state.kept.left.name_key()))];
        let is_in_tree = ctx.memory(|m| m.focused()).is_some_and(|focused| tree.contains(&focused));
        // A run that is executed by hand has no such field.
        match field.filter(|id| !is_in_tree && ctx.read_response(*id).is_some()) {
            Some(field) => ctx.memory_mut(|m| m.request_focus(field)),
            None => {
                self.show_tree();
                self.state.focus_filter = true;
            }
        }
    }

    /// Shows the left panel, beside the middle or over it.
    pub(super) fn show_tree(&mut self) {
        if self.tree_fits {
            self.state.kept.tree_open = true;
        } else {
            self.state.drawer = true;
        }
    }

    /// Changes the size of everything by one step.
    fn zoom(&mut self, ctx: &egui::Context, command: UiCommand) {
        let now = self.backend.settings.general.zoom;
        let next = match command {
            UiCommand::ZoomIn => General::ZOOMS.into_iter().find(|z| *z > now).unwrap_or(now),
            UiCommand::ZoomOut => General::ZOOMS.into_iter().rev().find(|z| *z < now).unwrap_or(now),
            _ => 100,
        };
        self.change_general(ctx, |g| g.zoom = next);
    }

    /// Sets or clears a mark of the selected functions.
    fn mark_functions(&mut self, change: FunctionChange) {
        let ids = self.state.selected().functions.clone();
        self.actions.push(Action::List(ListAction::Change(ids, change)));
    }

    /// Stores a language. It holds at once, also where the start asked for another one.
    fn choose_lang(&mut self, ctx: &egui::Context, lang: LangChoice) {
        self.backend.lang = None;
        self.change_general(ctx, |g| g.lang = lang);
    }

    fn change_general(&mut self, ctx: &egui::Context, change: impl FnOnce(&mut General)) {
        change(&mut self.backend.settings.general);
        self.backend.settings = self.backend.settings.clone().clamped();
        self.apply_look(ctx);
        self.backend.save_settings();
    }
}
