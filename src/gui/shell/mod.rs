//! The main window: holds the state, draws the panels, does what they want done.

mod command;
mod events;
mod files;
mod focus;
mod lists;
mod perform;
mod settings;
mod sync;

use std::path::PathBuf;
use std::time::Duration;

use eframe::egui::{self, Theme, ThemePreference, Ui};

use super::action::{Action, Actions, Confirm};
use super::backend::{Backend, Start};
use super::dialogs::{Flow, OpenDialog, confirm, help};
use super::model::{CasesModel, RegistryModel, RunsModel};
use super::panels::{activity, first_start, function_editor, inspector, left, menu, middle, palette, registry, run, status};
use super::state::{MiddleTab, Persisted, Subject, UiState};
use super::sync_dialog::SyncDialog;
use super::theme::size;
use super::ui_command::{CommandEnv, UiCommand};
use super::view::View;
use super::widgets::{Said, Toasts, reading};
use crate::app::attachment::Fetched;
use crate::app::mirror_watch::Watchers;
use crate::domain::ids::{CaseId, RunId, Thing};
use crate::i18n::{Lang, Tr};
use crate::jobs::{JobHandle, JobId};
use crate::settings::{LangChoice, PerAccount, Theme as ThemeChoice};
use sync::Way;

/// Warnings and errors that are kept for the activity panel.
const SAID: usize = 100;

/// The [`View`] that panels read in this pass. A macro, so that only the named fields are borrowed.
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
            result: $shell.backend.result(),
            trend: $shell.backend.trend(),
            cases_read: $shell.backend.cases_read(),
            history: $shell.backend.history(),
            undo: $shell.backend.undo(),
            redo: $shell.backend.redo(),
            jobs: $shell.backend.jobs(),
            said: &$shell.said,
            connection: &$shell.backend.connection,
            loading: !$shell.loaded,
            demo: $shell.backend.is_demo(),
            recent: &$shell.backend.settings.recent,
            env: $env,
        }
    };
}

/// Draws without the pointer where that is `below` a dialog. A dialog that opens by the keyboard finds the pointer where it was, and
/// egui keeps the tooltip of what is there as long as the pointer is over it.
fn unpointed<R>(ctx: &egui::Context, below: bool, draw: impl FnOnce() -> R) -> R {
    if !below {
        return draw();
    }
    let pointer = ctx.input_mut(|i| std::mem::take(&mut i.pointer));
    let drawn = draw();
    ctx.input_mut(|i| i.pointer = pointer);
    drawn
}

/// The main window.
#[derive(Debug)]
pub struct Shell {
    /// Workspace, jobs and settings behind the panels.
    pub backend: Backend,
    /// State that the panels keep between passes.
    pub state: UiState,
    sync: SyncDialog,
    watchers: Watchers,
    ways: PerAccount<Option<Way>>,
    leaving: bool,
    dialog: Option<OpenDialog>,
    confirm: Option<Confirm>,
    palette: Option<palette::PaletteState>,
    editor: function_editor::Editor,
    grid: registry::GridView,
    toasts: Toasts<Action>,
    said: Vec<Said>,
    fetching: Vec<JobHandle<Fetched>>,
    /// The latest jobs on lists, with what they were asked to do.
    requests: Vec<(JobId, files::ListRequest)>,
    actions: Actions,
    registry: RegistryModel,
    cases: CasesModel,
    runs: RunsModel,
    cases_seen: u64,
    run_view: run::RunView,
    inspector_fits: bool,
    tree_fits: bool,
    loaded: bool,
    pending: Option<files::Pending>,
    /// The settings were opened to connect Qase from the first page.
    connecting: bool,
    after_create: Option<i64>,
    /// Things that undo or redo restored. They are selected as soon as the lists show them.
    restored: Vec<Thing>,
    focus: focus::FocusKeeper,
    quit: bool,
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
        backend.look_for_crashes();
        Self {
            backend,
            state: UiState::default(),
            sync: SyncDialog::new(),
            watchers: Watchers::default(),
            ways: PerAccount::default(),
            leaving: false,
            dialog: None,
            confirm: None,
            palette: None,
            editor: function_editor::Editor::default(),
            grid: registry::GridView::default(),
            toasts: Toasts::default(),
            said: Vec::new(),
            fetching: Vec::new(),
            requests: Vec::new(),
            actions: Actions::default(),
            registry: RegistryModel::default(),
            cases: CasesModel::default(),
            runs: RunsModel::default(),
            cases_seen: 0,
            run_view: run::RunView::default(),
            inspector_fits: true,
            tree_fits: true,
            loaded: false,
            pending: None,
            connecting: false,
            after_create: None,
            restored: Vec::new(),
            focus: focus::FocusKeeper::default(),
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

    /// True when the window should close.
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
        reading::follow_tab(&ctx);
        let tr = self.tr();
        self.poll(tr);
        self.watch_subject();
        let mut actions = std::mem::take(&mut self.actions);
        let env = self.env();
        let asked = ctx.input(|i| i.events.iter().any(|e| matches!(e, egui::Event::Text(t) if t == "?")));
        if asked && !ctx.text_edit_focused() && self.takes(UiCommand::Shortcuts) {
            actions.command(UiCommand::Shortcuts);
        }
        if let Some(command) = UiCommand::pressed(&ctx, &env).filter(|c| self.takes(*c)) {
            actions.command(command);
        }
        self.tick_toasts(&ctx);
        self.draw(ui, tr, env, &mut actions);
        // The list chooses its first result while it is drawn.
        if matches!(self.state.tab(), MiddleTab::Run(_)) {
            self.backend.want_result(self.run_view.chosen());
        }
        for action in actions.take() {
            self.perform(&ctx, tr, action);
        }
        let is_modal = self.is_modal();
        self.focus.follow(&ctx, is_modal);
        self.keep_now_and_then(ctx.input(|i| i.time));
        if self.backend.jobs().iter().any(|j| j.outcome.is_none() && !j.spec.waits) {
            // Time left and waits go on without news from the job.
            ctx.request_repaint_after(Duration::from_millis(250));
        }
    }

    /// Lets old toasts go and keeps warnings and errors for the activity panel.
    fn tick_toasts(&mut self, ctx: &egui::Context) {
        self.toasts.tick(ctx);
        self.said.extend(self.toasts.take_said(self.backend.now()));
        let surplus = self.said.len().saturating_sub(SAID);
        self.said.drain(..surplus);
        // A newer edit makes the buttons of older ones useless: undo goes backwards, one at a time.
        let latest = self.backend.undo().map(|o| o.id);
        if !self.backend.is_reading_steps() {
            self.toasts.drop_actions(|action| matches!(action, Action::UndoOperation(id) if latest != Some(*id)));
        }
    }

    /// True while a dialog or the palette is open.
    fn is_modal(&self) -> bool {
        self.confirm.is_some() || self.dialog.is_some() || self.palette.is_some() || self.sync.is_open()
    }

    /// True when the keys of a command are heard: not behind a dialog, where a person thinks of something else.
    fn takes(&self, command: UiCommand) -> bool {
        !self.is_modal() || matches!(command, UiCommand::ZoomIn | UiCommand::ZoomOut | UiCommand::ZoomReset)
    }

    fn env(&self) -> CommandEnv {
        let kept = &self.state.kept;
        let selected = self.state.selected();
        let chosen = &selected.functions;
        let rows = self.backend.registry().into_iter().flat_map(|r| chosen.iter().filter_map(|id| r.get(*id)));
        let (critical, focus) = rows.fold((true, true), |(critical, focus), row| {
            let c = &row.function.content;
            (critical && c.is_crit, focus && c.is_focus)
        });
        CommandEnv {
            workspace: self.backend.workspace().is_some(),
            chosen: chosen.len(),
            deletable: selected.len(),
            undo: self.backend.undo().is_some(),
            redo: self.backend.redo().is_some(),
            closable_tab: !self.state.tab().is_fixed(),
            tree: if self.tree_fits { kept.tree_open } else { self.state.drawer },
            inspector: if self.inspector_fits { kept.inspector_open } else { self.state.overlay },
            activity: kept.activity_open,
            critical: critical && !chosen.is_empty(),
            focus: focus && !chosen.is_empty(),
            theme: self.backend.settings.general.theme,
            lang: self.tr().lang(),
        }
    }

    /// Asks for what the inspector and the tab in front need.
    fn watch_subject(&mut self) {
        let tab = match self.state.tab() {
            MiddleTab::Case(id) => Some(CaseId(id)),
            _ => None,
        };
        let aside = match self.state.subject {
            Subject::Case(id) => Some(id),
            _ => None,
        };
        self.backend.want_cases(tab, aside);
        if let MiddleTab::Run(id) = self.state.tab() {
            self.backend.want_results(RunId(id));
        }
        self.backend.want_trash(matches!(self.dialog, Some(OpenDialog::Trash(_))));
        self.backend.want_deleted_ids(matches!(self.dialog, Some(OpenDialog::NewFunction(_))));
        let function = self.state.selected_function();
        self.backend.want_trend(function);
        self.backend.want_history(match self.state.subject {
            Subject::Case(id) => Some(("case", id.0)),
            _ => function.map(|id| ("function", id.0)),
        });
    }

    fn draw(&mut self, ui: &mut Ui, tr: Tr, env: CommandEnv, out: &mut Actions) {
        let ctx = ui.ctx().clone();
        let (modal, close) = (self.is_modal(), tr.text("gui-close"));
        unpointed(&ctx, modal, || self.draw_window(ui, tr, env, out));
        self.take_files(&ctx, tr);
        unpointed(&ctx, self.confirm.is_some() || self.dialog.is_some(), || self.draw_sync(&ctx, tr, out));
        self.watch();
        self.draw_dialogs(&ctx, tr, env, out);
        if modal {
            out.extend_actions(self.toasts.float(&ctx, &close));
        }
    }

    /// Draws the window without its dialogs.
    fn draw_window(&mut self, ui: &mut Ui, tr: Tr, env: CommandEnv, out: &mut Actions) {
        let ctx = ui.ctx().clone();
        let (modal, close) = (self.is_modal(), tr.text("gui-close"));
        let view = view!(self, tr, env);
        menu::bar(ui, !modal, &view, out);
        if view.workspace.is_none() {
            let busy = self.backend.opening().map(|p| {
                let name = p.file_stem().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
                tr.fmt("gui-opening", &[("name", name.into())])
            });
            out.extend_actions(self.toasts.dock(ui, &close));
            first_start::page(ui, &view, busy.as_deref(), out);
        } else {
            let status = status::reserve(ui);
            if self.state.kept.activity_open {
                activity::panel(ui, &mut self.state, &view, out);
            }
            let width = ctx.content_rect().width();
            (self.inspector_fits, self.tree_fits) = (width >= size::NARROW, width >= size::TIGHT);
            self.state.drawer &= !self.tree_fits;
            // A run needs the room of an inspector that has nothing to show.
            let idle = matches!(self.state.tab(), MiddleTab::Run(_)) && self.state.inspects_nothing();
            let beside = self.state.kept.inspector_open && self.inspector_fits && !idle;
            // Panels are drawn in the order in which Tab goes through them: left, middle, right, status.
            if self.state.kept.tree_open && self.tree_fits {
                let others = size::MIDDLE + if beside { inspector::LEAST } else { 0.0 };
                left::panel(ui, others, &mut self.state, &view, out);
            }
            let inspector = beside.then(|| inspector::reserve(ui, &mut self.state));
            let middle = ui.available_rect_before_wrap();
            if !modal {
                out.extend_actions(self.toasts.dock(ui, &close));
            }
            middle::panel(ui, &mut self.state, &mut self.grid, &mut self.run_view, &view, out);
            if self.state.drawer {
                let below_tabs = middle.with_min_y(middle.top() + size::TABS);
                left::drawer(&ctx, below_tabs, !modal, &mut self.state, &view, out);
            }
            let over = !self.inspector_fits && self.state.overlay;
            match inspector {
                Some(at) => inspector::contents(ui, at, &mut self.state, &mut self.editor, &view, out),
                None if over => inspector::overlay(ui, middle, !modal, &mut self.state, &mut self.editor, &view, out),
                None => self.editor.leave(out),
            }
            status::bar(ui, status, &view, out);
        }
    }

    fn draw_dialogs(&mut self, ctx: &egui::Context, tr: Tr, env: CommandEnv, out: &mut Actions) {
        let view = view!(self, tr, env);
        let below = self.confirm.is_some() || self.palette.is_some();
        let flow = unpointed(ctx, below, || match &mut self.dialog {
            Some(OpenDialog::Settings(d)) => d.show(ctx, &view, &self.backend, out),
            Some(OpenDialog::NewFunction(d)) => d.show(ctx, &view, self.backend.deleted_ids(), out),
            Some(OpenDialog::Trash(d)) => d.show(ctx, &view, self.backend.trash(), out),
            Some(OpenDialog::Link(d)) => d.show(ctx, &view, out),
            Some(OpenDialog::Path(d)) => d.show(ctx, &view, &self.backend, out),
            Some(OpenDialog::Import(d)) => d.show(ctx, &view, &self.backend, out),
            Some(OpenDialog::Version(d)) => d.show(ctx, &view, out),
            Some(OpenDialog::Shortcuts) => help::shortcuts(ctx, &view),
            Some(OpenDialog::About(d)) => d.show(ctx, &view, &self.backend.paths),
            None => Flow::Stay,
        });
        if let Some(ask) = &self.confirm
            && !confirm::show(ctx, ask, &view, out)
        {
            self.confirm = None;
        }
        if let Some(open) = &mut self.palette
            && !palette::show(ctx, open, &mut self.state.kept.palette_recent, &view, out)
        {
            self.palette = None;
        }
        if flow == Flow::Close {
            self.dialog = None;
            self.connecting = false;
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
        self.save_unsaved();
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
