//! The main window: holds the state, draws the panels, does what they want done.

use std::path::PathBuf;
use std::time::Duration;

use eframe::egui::{self, Theme, ThemePreference, Ui};

use super::action::{Action, Actions, Confirm, FunctionAction, Nav, SettingsAction};
use super::backend::{Backend, CheckRequest, Event, PathPurpose, Start};
use super::dialogs::{Flow, OpenDialog, confirm, help, link, new_function, path, settings};
use super::model::{CasesModel, RegistryModel, RunsModel};
use super::panels::{activity, first_start, inspector, left, menu, middle, palette, registry, run, status};
use super::shell_sync::Way;
use super::state::{LeftTab, MiddleTab, Persisted, Subject, UiState};
use super::sync_dialog::{SyncDialog, SyncTab};
use super::theme::size;
use super::ui_command::{CommandEnv, UiCommand};
use super::view::View;
use super::widgets::{Toasts, Tone};
use crate::app::attachment::Fetched;
use crate::app::edit;
use crate::app::mirror_watch::Watchers;
use crate::domain::Message;
use crate::domain::ids::{CaseId, FunctionId, RunId};
use crate::domain::mapping::Origin;
use crate::i18n::{Lang, Tr};
use crate::jobs::JobHandle;
use crate::settings::{LangChoice, PerSlot, Slot, Theme as ThemeChoice};

/// What panels read in this pass. A macro, so that only the fields that it names are borrowed.
macro_rules! view {
    ($shell:ident, $tr:expr, $env:expr) => {
        View {
            tr: $tr,
            now: $shell.backend.now(),
            workspace: $shell.backend.workspace_path(),
            registry: $shell.backend.registry().unwrap_or(&$shell.registry),
            cases: $shell.backend.cases().unwrap_or(&$shell.cases),
            runs: $shell.backend.runs().unwrap_or(&$shell.runs),
            results: $shell.backend.results(),
            trend: $shell.backend.trend(),
            case: $shell.backend.case(),
            history: $shell.backend.history(),
            jobs: $shell.backend.jobs(),
            connection: &$shell.backend.connection,
            loading: !$shell.loaded,
            demo: $shell.backend.is_demo(),
            recent: &$shell.backend.settings.recent,
            env: $env,
        }
    };
}

/// The main window.
#[derive(Debug)]
pub struct Shell {
    /// What goes on behind.
    pub backend: Backend,
    /// What the panels remember.
    pub state: UiState,
    pub(super) sync: SyncDialog,
    pub(super) watchers: Watchers,
    pub(super) ways: PerSlot<Option<Way>>,
    pub(super) leaving: bool,
    dialog: Option<OpenDialog>,
    pub(super) confirm: Option<Confirm>,
    palette: Option<palette::PaletteState>,
    editor: inspector::Editor,
    grid: registry::GridView,
    pub(super) toasts: Toasts<UiCommand>,
    pub(super) fetching: Vec<JobHandle<Fetched>>,
    actions: Actions,
    registry: RegistryModel,
    cases: CasesModel,
    runs: RunsModel,
    run_view: run::RunView,
    inspector_fits: bool,
    loaded: bool,
    pending: Option<UiCommand>,
    after_create: Option<i64>,
    pub(super) quit: bool,
    kept_at: f64,
}

impl Shell {
    /// A window that begins with what the program started with. `open` is a workspace to open at once.
    #[must_use]
    pub fn new(start: Start, open: Option<PathBuf>) -> Self {
        let mut backend = Backend::new(start);
        if let Some(path) = open {
            backend.open_workspace(path);
        }
        backend.look_for_tokens();
        Self {
            backend,
            state: UiState::default(),
            sync: SyncDialog::new(),
            watchers: Watchers::default(),
            ways: PerSlot::default(),
            leaving: false,
            dialog: None,
            confirm: None,
            palette: None,
            editor: inspector::Editor::default(),
            grid: registry::GridView::default(),
            toasts: Toasts::default(),
            fetching: Vec::new(),
            actions: Actions::default(),
            registry: RegistryModel::default(),
            cases: CasesModel::default(),
            runs: RunsModel::default(),
            run_view: run::RunView::default(),
            inspector_fits: true,
            loaded: false,
            pending: None,
            after_create: None,
            quit: false,
            kept_at: 0.0,
        }
    }

    /// The texts of the language in force.
    #[must_use]
    pub fn tr(&self) -> Tr {
        Tr::new(match self.backend.settings.general.lang {
            LangChoice::Auto => Lang::from_system(),
            LangChoice::Ru => Lang::Ru,
            LangChoice::En => Lang::En,
        })
    }

    /// The title of the window.
    #[must_use]
    pub fn title(&self) -> String {
        match self.backend.workspace() {
            Some(w) => format!("{} – VoluptAS", w.name()),
            None => "VoluptAS".to_owned(),
        }
    }

    /// Whether the window is to be closed.
    #[must_use]
    pub fn wants_to_quit(&self) -> bool {
        self.quit
    }

    /// Puts theme and zoom of the settings on the context.
    pub fn apply_look(&self, ctx: &egui::Context) {
        let general = &self.backend.settings.general;
        ctx.set_theme(match general.theme {
            ThemeChoice::System => ThemePreference::System,
            ThemeChoice::Light => ThemePreference::Light,
            ThemeChoice::Dark => ThemePreference::Dark,
        });
        ctx.options_mut(|o| {
            o.zoom_with_keyboard = false;
            o.fallback_theme = Theme::Light;
        });
        let zoom = f32::from(general.zoom) / 100.0;
        if (ctx.zoom_factor() - zoom).abs() > 0.001 {
            ctx.set_zoom_factor(zoom);
        }
    }

    /// Does one thing, as if a panel had asked for it.
    pub fn act(&mut self, action: Action) {
        self.actions.push(action);
    }

    /// Draws everything and does what was asked for.
    pub fn ui(&mut self, ui: &mut Ui) {
        let ctx = ui.ctx().clone();
        let tr = self.tr();
        self.poll(tr);
        self.watch_subject();
        let mut actions = std::mem::take(&mut self.actions);
        let env = self.env();
        let asked = ctx.input(|i| i.events.iter().any(|e| matches!(e, egui::Event::Text(t) if t == "?")));
        if asked && !ctx.egui_wants_keyboard_input() && self.takes(UiCommand::Shortcuts) {
            actions.command(UiCommand::Shortcuts);
        }
        if let Some(command) = UiCommand::pressed(&ctx, &env).filter(|c| self.takes(*c)) {
            actions.command(command);
        }
        self.draw(ui, tr, env, &mut actions);
        if let Some(command) = self.toasts.show(&ctx, &tr.text("gui-close")) {
            actions.command(command);
        }
        for action in actions.take() {
            self.perform(&ctx, tr, action);
        }
        self.keep_now_and_then(ctx.input(|i| i.time));
        if self.backend.jobs().iter().any(|j| j.outcome.is_none() && !j.spec.waits) {
            // Time left and waits go on without news from the job.
            ctx.request_repaint_after(Duration::from_millis(250));
        }
    }

    /// Whether the keys of a command are heard: not behind a dialog, where a person thinks of something else.
    fn takes(&self, command: UiCommand) -> bool {
        let behind = self.confirm.is_some() || self.dialog.is_some() || self.palette.is_some() || self.sync.is_open();
        !behind || matches!(command, UiCommand::ZoomIn | UiCommand::ZoomOut | UiCommand::ZoomReset)
    }

    fn env(&self) -> CommandEnv {
        CommandEnv { workspace: self.backend.workspace().is_some(), chosen: self.state.functions.selected.len() }
    }

    fn poll(&mut self, tr: Tr) {
        let (fresh, events) = self.backend.poll(tr);
        if fresh {
            self.grid.generation += 1;
            self.loaded = true;
            if let Some(trouble) = self.backend.registry_trouble() {
                self.toasts.add(Tone::Bad, trouble.text(tr));
            }
            if let Some(id) = self.after_create.take() {
                self.actions.nav(Nav::Function(FunctionId(id)));
            }
        }
        for event in events {
            self.take(tr, event);
        }
    }

    fn take(&mut self, tr: Tr, event: Event) {
        match event {
            Event::Opened(opened) => match self.backend.take_opened(opened) {
                Ok(()) => {
                    let kept = serde_json::from_value(self.backend.settings.window.clone()).unwrap_or_default();
                    let path = self.backend.workspace_path().map(|p| p.display().to_string()).unwrap_or_default();
                    self.state = UiState::restore(kept, &path);
                    self.loaded = false;
                    self.editor.forget();
                    self.sync = SyncDialog::new();
                    self.watchers = Watchers::default();
                    self.ways = PerSlot::default();
                    if let Some(command) = self.pending.take() {
                        self.actions.command(command);
                    }
                }
                Err(trouble) => {
                    self.pending = None;
                    self.toasts.add(Tone::Bad, trouble.text(tr));
                }
            },
            Event::Wrote(Ok(Some(message))) => self.toasts.add(Tone::Good, tr.message(&message)),
            Event::Wrote(Ok(None)) | Event::SettingsSaved(Ok(())) | Event::Saved(Ok(())) => {}
            Event::Saved(Err(trouble)) => {
                self.editor.reopen();
                self.toasts.add(Tone::Bad, trouble.text(tr));
            }
            Event::Wrote(Err(trouble)) | Event::SettingsSaved(Err(trouble)) => self.toasts.add(Tone::Bad, trouble.text(tr)),
            Event::Created(Ok(id)) => self.after_create = Some(id),
            Event::Created(Err(trouble)) | Event::Stepped(_, Err(trouble)) => self.toasts.add(Tone::Bad, trouble.text(tr)),
            Event::Stepped(undo, Ok(step)) => {
                self.editor.forget();
                let key = match (undo, step.is_some()) {
                    (true, true) => "gui-undone",
                    (true, false) => "gui-nothing-to-undo",
                    (false, true) => "gui-redone",
                    (false, false) => "gui-nothing-to-redo",
                };
                let what = step.and_then(|s| s.label).filter(|l| tr.has(&l.key)).map(|l| tr.message(&l)).unwrap_or_default();
                let words = if what.is_empty() { tr.text(key).into_owned() } else { format!("{}: {what}", tr.text(key)) };
                self.toasts.add(Tone::Info, words);
            }
            Event::Checked(checked) => {
                self.backend.take_checked(&checked, |t| t.text(tr));
                if let Some(OpenDialog::Settings(dialog)) = &mut self.dialog {
                    dialog.checked(*checked);
                } else if let Err(trouble) = &checked.result {
                    self.toasts.add_with_action(Tone::Bad, trouble.text(tr), tr.text("gui-open-settings"), UiCommand::Settings);
                }
            }
            Event::Surveyed(surveyed) => {
                let slot = surveyed.slot;
                if let Some(trouble) = self.backend.take_survey(*surveyed) {
                    self.toasts.add(Tone::Bad, trouble.text(tr));
                }
                self.renew_way(slot);
                // The demo's server is on this machine: nobody is asked to press a button for it.
                if self.backend.is_demo() && matches!(self.backend.connection, super::view::Connection::Unchecked(_)) {
                    self.backend.check(CheckRequest::default());
                }
            }
            Event::Picked(purpose, path) => {
                if let Some(OpenDialog::Path(dialog)) = &mut self.dialog
                    && dialog.purpose == purpose
                {
                    dialog.picked(&path);
                }
            }
        }
    }

    /// Asks for what the inspector and the tab in front need.
    fn watch_subject(&mut self) {
        let case = match (self.state.tab(), self.state.subject) {
            (MiddleTab::Case(id), _) => Some(CaseId(id)),
            (_, Subject::Case(id)) => Some(id),
            _ => None,
        };
        if let Some(id) = case {
            self.backend.want_case(id);
        }
        if let MiddleTab::Run(id) = self.state.tab() {
            self.backend.want_results(RunId(id));
        }
        let mut chosen = self.state.functions.selected.iter();
        let only = chosen.next().copied().filter(|_| chosen.next().is_none());
        let function = only.filter(|_| self.state.subject == Subject::Functions);
        self.backend.want_trend(function.map(FunctionId));
        self.backend.want_history(match self.state.subject {
            Subject::Case(id) => Some(("case", id.0)),
            Subject::Functions => function.map(|id| ("function", id)),
        });
    }

    fn draw(&mut self, ui: &mut Ui, tr: Tr, env: CommandEnv, out: &mut Actions) {
        let ctx = ui.ctx().clone();
        let view = view!(self, tr, env);
        menu::bar(ui, &view, out);
        if view.workspace.is_none() {
            let busy = self.backend.opening().map(|p| {
                let name = p.file_stem().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
                tr.fmt("gui-opening", &[("name", name.into())])
            });
            first_start::page(ui, &view, busy.as_deref(), out);
        } else {
            status::bar(ui, &self.state, &view, out);
            if self.state.kept.activity_open {
                activity::panel(ui, &mut self.state, &view, out);
            }
            if self.state.kept.tree_open {
                left::panel(ui, &mut self.state, &view, out);
            }
            // In a narrow window (or at a large zoom) the middle comes first; closing the tree makes room for the inspector.
            let left = ui.available_width() - self.state.kept.inspector_width;
            self.inspector_fits = left >= size::MIDDLE;
            if self.state.kept.inspector_open && self.inspector_fits {
                inspector::panel(ui, &mut self.state, &mut self.editor, &view, out);
            }
            middle::panel(ui, &mut self.state, &mut self.grid, &mut self.run_view, &view, out);
        }
        self.take_files(&ctx, tr);
        self.draw_sync(&ctx, tr, out);
        self.watch();
        self.draw_dialogs(&ctx, tr, env, out);
    }

    fn draw_dialogs(&mut self, ctx: &egui::Context, tr: Tr, env: CommandEnv, out: &mut Actions) {
        let view = view!(self, tr, env);
        let mut list = None;
        let flow = match &mut self.dialog {
            Some(OpenDialog::Settings(d)) => d.show(ctx, &view, &self.backend, out),
            Some(OpenDialog::NewFunction(d)) => d.show(ctx, &view, out),
            Some(OpenDialog::Link(d)) => d.show(ctx, &view, out),
            Some(OpenDialog::Path(d)) => {
                let (flow, chosen) = d.show(ctx, &view, &self.backend, out);
                list = chosen.map(|path| (d.purpose, path));
                flow
            }
            Some(OpenDialog::Shortcuts) => help::shortcuts(ctx, &view),
            Some(OpenDialog::About) => help::about(ctx, &view),
            None => Flow::Stay,
        };
        if let Some(ask) = &self.confirm
            && !confirm::show(ctx, ask, &view, out)
        {
            self.confirm = None;
        }
        if let Some(open) = &mut self.palette
            && !palette::show(ctx, open, &view, out)
        {
            self.palette = None;
        }
        if flow == Flow::Close {
            self.dialog = None;
        }
        if let Some((purpose, path)) = list {
            self.list_file(tr, purpose, path);
        }
    }

    fn perform(&mut self, ctx: &egui::Context, tr: Tr, action: Action) {
        tracing::debug!(?action, "action");
        match action {
            Action::Command(command) => self.command(ctx, tr, command),
            Action::Nav(nav) => self.go(nav),
            Action::Function(action) => self.function(tr, action),
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

    fn go(&mut self, nav: Nav) {
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

    fn function(&mut self, tr: Tr, action: FunctionAction) {
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

    fn ask_new(&mut self, tr: Tr, parent: Option<FunctionId>) {
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

    fn settings(&mut self, ctx: &egui::Context, action: SettingsAction) {
        let Some(OpenDialog::Settings(dialog)) = &mut self.dialog else { return };
        match action {
            SettingsAction::Save => {
                let tokens = PerSlot::of(|slot| dialog.typed_token(slot).map(|t| (dialog.store_kind(slot, &self.backend), t)));
                let settings = dialog.apply(&self.backend.settings);
                let moved = settings.qase != self.backend.settings.qase;
                let second_moved = settings.second != self.backend.settings.second;
                self.backend.settings = settings;
                self.backend.save_settings();
                for slot in Slot::ALL {
                    match &tokens[slot] {
                        // The way is made anew once the token is kept; nobody would have asked by the new one before.
                        Some((kind, token)) => self.backend.keep_token(slot, *kind, token.clone()),
                        None if (slot == Slot::First && moved) || (slot == Slot::Second && (moved || second_moved)) => {
                            self.backend.look_for_token(slot);
                        }
                        None => {}
                    }
                }
                if moved || tokens[Slot::First].is_some() {
                    self.backend.connection = super::view::Connection::NoToken;
                }
                if moved {
                    self.backend.refresh();
                }
                self.dialog = None;
                self.apply_look(ctx);
            }
            SettingsAction::Check(slot) => {
                let request = dialog.request(slot, &self.backend.settings);
                dialog.checking(slot);
                self.backend.check(request);
            }
            SettingsAction::ForgetToken(slot) => {
                let origin = self.backend.in_force(slot);
                let kind = crate::settings::StoreKind::ALL.into_iter().find(|k| Some(k.origin()) == origin);
                if let Some(kind) = kind {
                    self.backend.forget_token(slot, kind);
                }
            }
        }
    }

    fn change_general(&mut self, ctx: &egui::Context, change: impl FnOnce(&mut crate::settings::General)) {
        change(&mut self.backend.settings.general);
        self.backend.settings = self.backend.settings.clone().clamped();
        self.apply_look(ctx);
        self.backend.save_settings();
    }

    fn command(&mut self, ctx: &egui::Context, tr: Tr, command: UiCommand) {
        use UiCommand as C;
        let open = self.backend.workspace().is_some();
        match command {
            C::NewWorkspace | C::OpenWorkspace => {
                let purpose = if command == C::NewWorkspace { PathPurpose::NewWorkspace } else { PathPurpose::OpenWorkspace };
                let mut suggestion = self.backend.paths.workspace.clone();
                if purpose == PathPurpose::NewWorkspace && suggestion.exists() {
                    suggestion.set_file_name("new.voluptas");
                }
                self.dialog = Some(OpenDialog::Path(path::PathDialog::new(purpose, &suggestion)));
            }
            C::OpenDemo => self.backend.open_demo(tr.lang()),
            // From the first page these need a workspace: the usual one is opened, then it goes on.
            C::ImportFunctions | C::SyncQase if !open => {
                self.pending = Some(command);
                self.backend.open_workspace(self.backend.paths.workspace.clone());
            }
            C::ImportFunctions | C::ExportFunctions => {
                let import = command == C::ImportFunctions;
                let purpose = if import { PathPurpose::ImportFunctions } else { PathPurpose::ExportFunctions };
                let suggestion = self.backend.paths.data_dir.join("functions.csv");
                self.dialog = Some(OpenDialog::Path(path::PathDialog::new(purpose, &suggestion)));
            }
            C::Settings => {
                self.dialog = Some(OpenDialog::Settings(Box::new(settings::SettingsDialog::new(&self.backend.settings, true))));
                self.backend.look_for_tokens();
            }
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

    fn list_file(&mut self, _tr: Tr, purpose: PathPurpose, path: PathBuf) {
        match purpose {
            PathPurpose::ImportFunctions => self.backend.import_functions(path),
            PathPurpose::ExportFunctions => self.backend.export_functions(path),
            PathPurpose::OpenWorkspace | PathPurpose::NewWorkspace => {}
        }
    }

    /// The size of the window at the last start.
    #[must_use]
    pub fn kept_window(&self) -> (f32, f32) {
        let kept: Persisted = serde_json::from_value(self.backend.settings.window.clone()).unwrap_or_default();
        (kept.window.0.max(size::LEFT_PANEL * 3.0), kept.window.1.max(560.0))
    }

    /// A program that is killed loses a few seconds of where it was, not all of it.
    fn keep_now_and_then(&mut self, now: f64) {
        if now - self.kept_at < 10.0 || self.backend.workspace().is_none() {
            return;
        }
        self.kept_at = now;
        let window = serde_json::to_value(self.state.persist()).unwrap_or_default();
        if window != self.backend.settings.window {
            self.backend.settings.window = window;
            self.backend.save_settings();
        }
    }

    /// Keeps what survives a restart; called when the window closes.
    pub fn keep(&mut self, window: Option<egui::Vec2>) {
        if let Some(size) = window {
            self.state.kept.window = (size.x, size.y);
        }
        if self.backend.workspace().is_some() {
            self.backend.settings.window = serde_json::to_value(self.state.persist()).unwrap_or_default();
        }
        self.backend.save_settings_now();
        // What runs is asked to stop between two items, so that nothing is left half done.
        if !self.backend.runner.stop_all(Duration::from_secs(5)) {
            tracing::warn!("a job did not stop in time");
        }
    }
}
