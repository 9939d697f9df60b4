//! The main window: holds the state, draws the panels, performs their actions.

mod accounts;
mod attachments;
mod case_writing;
mod cases;
mod closing;
mod command;
mod draw;
mod events;
mod files;
mod first_page;
mod focus;
mod ingest;
mod key_list;
mod lists;
mod middle;
mod milestones;
mod mutes;
mod perform;
mod runs;
mod settings;
mod shared_steps;
mod sync;
mod tests;

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use eframe::egui::{self, Theme, ThemePreference, Ui};

use super::action::{Action, Actions, Confirm};
use super::backend::{Backend, Start};
use super::dialogs::OpenDialog;
use super::frame_stats::Settled;
use super::model::{CasesModel, RegistryModel, RunsModel};
use super::panels::palette;
use super::query::{CachedQuery, Concerns};
use super::selection::Selected;
use super::state::{LeftTab, MiddleTab, UiState};
use super::sync_dialog::SyncDialog;
use super::ui_command::{CommandEnv, UiCommand};
use super::views::TabViews;
use super::views::inspector::Inspector;
use accounts::AccountSession;
use key_list::KeyList;
use voluptas_app::cases::attachment::Attached;
use voluptas_app::cases::attachment::Fetched;
use voluptas_app::cases::attachment::StoredFiles;
use voluptas_app::mirror::watch::Watchers;
use voluptas_app::overview::lists as overview;
use voluptas_app::overview::lists::AbsentCase;
use voluptas_app::runs::manual::sheet::Target;
use voluptas_core::domain::ids::{CaseId, SuiteId, Thing};
use voluptas_core::domain::run::RunState;
use voluptas_i18n::Tr;
use voluptas_jobs::{JobHandle, JobId};
use voluptas_settings::{PerAccount, Theme as ThemeChoice};
use voluptas_store::Aggregate;
use voluptas_ui::memo::Memo;
use voluptas_ui::widgets::grid::grid_id;
use voluptas_ui::widgets::{Announcement, Toasts, menu, reading};

/// Time from the beginning of a frame until which it waits for rows that come in milliseconds and draws them in a further pass. A pass
/// takes about one, and the frame has to stay below 8.
const SOON: Duration = Duration::from_millis(6);
/// Passes of a frame at most.
const PASSES: NonZeroUsize = NonZeroUsize::new(16).expect("not 0");

/// Warnings and errors that are kept for the activity panel.
const SAID: usize = 100;

/// The main window.
#[derive(Debug)]
pub struct Shell {
    /// Workspace, jobs and settings behind the panels.
    pub backend: Backend,
    /// State that the panels keep between passes.
    pub state: UiState,
    sync: SyncDialog,
    watchers: Watchers,
    sessions: PerAccount<Option<AccountSession>>,
    leaving: bool,
    dialog: Option<OpenDialog>,
    confirm: Option<Confirm>,
    palette: Option<palette::PaletteState>,
    /// State of the tabs in the middle.
    pub views: TabViews,
    inspector: Inspector,
    toasts: Toasts<Action>,
    said: Vec<Announcement>,
    /// Files that were dropped and wait for the pointer, with the time of the drop.
    dropped: (Vec<PathBuf>, f64),
    fetching: Vec<(JobHandle<Fetched>, attachments::FetchedFor)>,
    attaching: Vec<JobHandle<Attached>>,
    /// Results that are being taken.
    ingesting: Vec<ingest::Ingesting>,
    to_ingest: VecDeque<ingest::ToIngest>,
    /// Files that are being stored for a step: case, key of the step's line, job.
    attaching_to_steps: Vec<(CaseId, u64, JobHandle<StoredFiles>)>,
    /// Files that are being stored for a result of a run by hand.
    attaching_to_results: Vec<(Target, Option<usize>, JobHandle<StoredFiles>)>,
    /// The latest jobs on lists, with their requests.
    requests: Vec<(JobId, files::ListRequest)>,
    actions: Actions,
    registry: RegistryModel,
    cases: CasesModel,
    runs: RunsModel,
    cases_seen: u64,
    /// The answer of [`Shell::marks`], with the revision of the selection and the generation of the functions.
    marks: RefCell<Memo<(u64, u64), (bool, bool)>>,
    inspector_fits: bool,
    tree_fits: bool,
    loaded: bool,
    pending: Option<first_page::Pending>,
    /// True while the settings are open to connect Qase from the first page.
    connecting: bool,
    after_create: Option<i64>,
    /// A new case that is highlighted as soon as the list has it.
    after_create_case: Option<CaseId>,
    /// Code of a project that is created for the sake of its first case, which is asked for as soon as the project is there.
    after_project: Option<String>,
    /// The dialog of a new project was opened by a wish for a case.
    project_for_case: bool,
    /// The suites before one was created: the new one is selected as soon as the list has it.
    suites_before: Option<HashSet<SuiteId>>,
    /// Contents of functions and cases when a deletion was asked for.
    asked_of: Option<(u64, u64)>,
    /// Things that undo or redo restored. They are selected as soon as the lists show them.
    restored: Vec<Thing>,
    /// Cases with a draft that is kept and not saved.
    drafts: Arc<BTreeSet<CaseId>>,
    /// Cases of open tabs that the case tree does not have.
    absent: CachedQuery<Vec<CaseId>, HashMap<CaseId, AbsentCase>>,
    focus: focus::FocusKeeper,
    /// The list with the keyboard.
    key_list: Option<KeyList>,
    /// Keys that a list gets at the next pass.
    due_keys: Vec<egui::Event>,
    /// Timer of the checks for ended mutes.
    mutes: mutes::MuteWatch,
    quit: bool,
    /// The window closes as soon as the edits that are being stored are stored.
    closing: bool,
    /// Time of the last look at the state of the window, in seconds of the window.
    kept_at: f64,
    /// Input came since then.
    touched: bool,
    /// Time of the pass in seconds of the window.
    seconds: f64,
    /// Begin of the frame, for one that began with input.
    asked_at: Option<Instant>,
    /// Number of news at the beginning of the pass, see [`voluptas_jobs::JobRunner::news`].
    news: u64,
}

impl Shell {
    /// Makes the window of a starting program. `open` is a workspace to open at once.
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
            sessions: PerAccount::default(),
            leaving: false,
            dialog: None,
            confirm: None,
            palette: None,
            views: TabViews::default(),
            inspector: Inspector::default(),
            toasts: Toasts::default(),
            said: Vec::new(),
            dropped: (Vec::new(), 0.0),
            fetching: Vec::new(),
            attaching: Vec::new(),
            ingesting: Vec::new(),
            to_ingest: VecDeque::new(),
            attaching_to_steps: Vec::new(),
            attaching_to_results: Vec::new(),
            requests: Vec::new(),
            actions: Actions::default(),
            registry: RegistryModel::default(),
            cases: CasesModel::default(),
            runs: RunsModel::default(),
            cases_seen: 0,
            marks: RefCell::default(),
            inspector_fits: true,
            tree_fits: true,
            loaded: false,
            pending: None,
            connecting: false,
            after_create: None,
            after_create_case: None,
            after_project: None,
            project_for_case: false,
            suites_before: None,
            asked_of: None,
            restored: Vec::new(),
            drafts: Arc::default(),
            absent: CachedQuery::new("gui-unread-cases", Concerns::Of(&[Aggregate::Projects, Aggregate::Cases])),
            focus: focus::FocusKeeper::default(),
            key_list: None,
            due_keys: Vec::new(),
            mutes: mutes::MuteWatch::default(),
            quit: false,
            closing: false,
            kept_at: 0.0,
            touched: false,
            seconds: 0.0,
            asked_at: None,
            news: 0,
        }
    }

    /// The texts of the language in force.
    pub fn tr(&self) -> Tr {
        self.backend.tr()
    }

    /// The title of the window.
    pub fn title(&self) -> String {
        match self.backend.workspace() {
            Some(w) => format!("{} – VoluptAS", w.name()),
            None => "VoluptAS".to_owned(),
        }
    }

    /// True when the window should close.
    pub fn wants_to_quit(&self) -> bool {
        self.quit
    }

    /// Progress of the window with what it was asked for.
    pub fn settled(&self) -> Settled {
        let works = self.backend.jobs().iter().any(|j| j.outcome.is_none() && !j.spec.waits);
        let is_stored = !self.views.run.execution.is_waiting();
        if works || !is_stored || self.backend.is_busy_with_answers() || self.sync.is_busy() || !self.actions.is_empty() {
            Settled::No
        } else if self.backend.is_busy() {
            Settled::Shown
        } else {
            Settled::Wholly
        }
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
            o.max_passes = PASSES;
            o.zoom_with_keyboard = false;
            // Its own shortcut would take Ctrl+Shift+Q for Ctrl+Q and ask nobody.
            o.quit_shortcuts.clear();
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

    /// Draws one pass and performs the actions that it gave.
    pub fn ui(&mut self, ui: &mut Ui) {
        let ctx = ui.ctx().clone();
        let has_events = ctx.input(|i| !i.events.is_empty());
        if ctx.current_pass_index() == 0 {
            self.asked_at = has_events.then(Instant::now);
        }
        self.news = self.backend.runner.news();
        reading::follow_tab(&ctx);
        let tr = self.tr();
        self.seconds = ui.input(|i| i.time);
        self.poll(tr);
        self.refresh_views();
        self.tell_gone(tr);
        self.follow_key_list(&ctx, tr);
        self.press_due_keys(&ctx);
        if !self.is_modal() {
            self.copy_lines(&ctx, tr);
        }
        let mut actions = std::mem::take(&mut self.actions);
        let env = CommandEnv { cell: self.is_on_cell(&ctx, tr), ..self.env() };
        let asked = ctx.input(|i| i.events.iter().any(|e| matches!(e, egui::Event::Text(t) if t == "?")));
        if asked && !ctx.text_edit_focused() && self.takes(UiCommand::Shortcuts) {
            actions.command(UiCommand::Shortcuts);
        }
        if let Some(command) = UiCommand::pressed(&ctx, &env, |command| self.takes(command)) {
            // The keys of "new" mean what the list with the keyboard holds.
            let is_case = command == UiCommand::NewFunction && env.new_is_case;
            actions.command(if is_case { UiCommand::NewCase } else { command });
        }
        self.tick_toasts(&ctx);
        self.renew_questions(tr);
        self.draw(ui, tr, env, &mut actions);
        menu::hear_ends(&ctx);
        menu::give_back(&ctx);
        for action in actions.take() {
            self.perform(&ctx, tr, action);
        }
        if has_events {
            // What a key changed is read while this pass is painted, not from the next one on.
            self.refresh_front();
        }
        self.draw_again(&ctx);
        let open = [self.confirm.is_some(), self.dialog.is_some(), self.palette.is_some(), self.sync.is_open()];
        self.focus.follow(&ctx, open.into_iter().filter(|open| *open).count());
        self.keep_now_and_then(&ctx);
        if self.backend.workspace().is_some() {
            ctx.request_repaint_after(self.mutes.wait(self.seconds, self.backend.now()));
        }
        if self.backend.jobs().iter().any(|j| j.outcome.is_none() && !j.spec.waits) {
            // Time left and waits go on without news from the job.
            ctx.request_repaint_after(Duration::from_millis(250));
        }
    }

    /// Draws another pass before the frame is painted when rows come within milliseconds that a key or a click asked for: they
    /// stand in the frame of that key, not in the one after it. The threads that work them out have the processor meanwhile.
    fn draw_again(&self, ctx: &egui::Context) {
        let left = self.asked_at.and_then(|began| SOON.checked_sub(began.elapsed()));
        if let Some(left) = left.filter(|_| self.backend.awaits_soon())
            && self.backend.runner.wait_for_news(self.news, left)
        {
            ctx.request_discard("rows that come at once");
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

    /// True when the keys of a command count: behind a dialog only zooming does, and undo in the list of milestones.
    fn takes(&self, command: UiCommand) -> bool {
        // Edits of milestones are stored at once: the keys take them back where they were made.
        let is_list = matches!(&self.dialog, Some(OpenDialog::Milestones(dialog)) if dialog.is_list());
        let steps = is_list && self.confirm.is_none() && matches!(command, UiCommand::Undo | UiCommand::Redo);
        steps || !self.is_modal() || matches!(command, UiCommand::ZoomIn | UiCommand::ZoomOut | UiCommand::ZoomReset)
    }

    /// True while the keyboard is on a cell of the registry that can be edited, or in the grid of cases.
    fn is_on_cell(&self, ctx: &egui::Context, tr: Tr) -> bool {
        let focused = ctx.memory(egui::Memory::focused);
        let is_in = |name: &str| focused == Some(grid_id(&tr.text(name)));
        is_in("gui-left-cases") || is_in("gui-tab-registry") && self.views.registry.is_on_editable()
    }

    /// True, once for the critical mark and once for the focus mark, when all selected functions have it. Computed anew only after
    /// a change.
    fn marks(&self, selected: &Selected) -> (bool, bool) {
        let Some(registry) = self.backend.registry().filter(|_| !selected.functions.is_empty()) else { return (false, false) };
        let of = (self.state.selection.functions.revision(), registry.tree.generation());
        self.marks.borrow_mut().get(of, || {
            let rows = selected.functions.iter().filter_map(|id| registry.get(*id));
            let rows = rows.map(|row| &row.function);
            rows.fold((true, true), |(critical, focus), f| (critical && f.is_crit, focus && f.is_focus))
        })
    }

    fn env(&self) -> CommandEnv {
        let kept = &self.state.kept;
        let selected = self.state.selected();
        let chosen = &selected.functions;
        let (critical, focus) = self.marks(&selected);
        CommandEnv {
            workspace: self.backend.workspace().is_some(),
            chosen: chosen.len(),
            cell: false,
            deletable: selected.len(),
            case_ids: selected.cases.len(),
            list: self.key_list.is_some(),
            grid: self.key_list.is_some_and(KeyList::is_grid),
            project: self.backend.cases().is_some_and(|cases| cases.project.is_some()),
            suite: self.only_suite().is_some(),
            movable: kept.left == LeftTab::Cases && self.state.selection.cases.only().is_some(),
            cases: self.target_count(),
            attachable: self.target_case().is_some(),
            run: self.front_run().is_some(),
            runs: self.target_runs().len(),
            on_runs: self.key_list == Some(KeyList::Runs),
            run_open: self.front_run().is_some_and(|run| run.is_executed_by_hand()),
            run_closed: self.front_run().is_some_and(|run| run.source == "manual" && run.state != RunState::Active),
            run_failed: self.front_run_row().is_some_and(|row| row.has_failures()),
            comparable: self.pair_to_compare().is_some(),
            undo: self.draft_steps().map_or_else(|| self.backend.undo().is_some(), |(undo, _)| undo),
            redo: self.backend.redo().is_some() || self.draft_steps().is_some_and(|(_, redo)| redo),
            new_is_case: self.means_cases(),
            closable_tab: !self.state.tab().is_fixed(),
            tree: if self.tree_fits { kept.tree_open } else { self.state.drawer },
            inspector: if self.inspector_fits { kept.inspector_open } else { self.state.overlay },
            inspector_over: !self.inspector_fits,
            activity: kept.activity_open,
            critical,
            focus,
            theme: self.backend.settings.general.theme,
            lang: self.tr().lang(),
        }
    }

    /// Lets the tab in front, the inspector and the open dialog ask for what they show.
    fn refresh_views(&mut self) {
        let absent: Vec<CaseId> = match self.backend.cases() {
            Some(cases) => {
                self.state.kept.tabs.iter().filter_map(|tab| tab.case()).filter(|id| cases.get(*id).is_none()).collect()
            }
            None => Vec::new(),
        };
        self.refresh_front();
        let Some(reads) = self.backend.reads() else { return };
        self.absent.ask(reads, Some(absent).filter(|ids| !ids.is_empty()), |store, ids| overview::absent_cases(store, ids));
        let front = match self.state.tab() {
            MiddleTab::Case(id) => Some(CaseId(id)),
            _ => None,
        };
        self.views.case.keep_hidden(front, self.backend.now(), reads);
        self.drafts = self.views.case.drafts(reads);
        let run = self.executed().map(|target| target.run);
        for work in self.views.run.execution.due(run, self.seconds, self.backend.now()) {
            self.backend.store_result(work);
        }
        for (target, ms) in self.views.run.execution.times_to_keep(run, self.seconds) {
            self.backend.keep_time(Arc::clone(self.views.run.execution.owner()), target, ms);
        }
        if self.mutes.is_due(self.seconds, self.backend.now()) {
            self.backend.look_for_ended_mutes();
        }
        self.inspector.refresh(&self.state, self.backend.cases(), reads);
        if let Some(dialog) = &mut self.dialog {
            dialog.refresh(reads);
        }
    }

    /// Lets the tab in front and the palette ask for what they show.
    fn refresh_front(&mut self) {
        let Some(reads) = self.backend.reads() else { return };
        if let MiddleTab::Versions(id) = self.state.tab() {
            let id = CaseId(id);
            let draft = self.views.case.draft(id, self.backend.now());
            self.views.versions.take_draft(id, draft, self.drafts.contains(&id), reads);
        }
        self.views.refresh(self.state.tab(), reads);
        if let Some(palette) = &mut self.palette {
            let project = self.backend.cases().and_then(|cases| cases.project.as_ref()).map(|project| project.id);
            let texts = palette.wants_texts().then(|| self.views.cases.long_texts(reads, project)).flatten();
            palette.refresh(reads, texts);
        }
    }
}
