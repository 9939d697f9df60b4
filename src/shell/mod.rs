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
mod issues;
mod key_list;
mod keyboard;
mod lists;
mod middle;
mod milestones;
mod mute_watch;
mod mutes;
mod news;
mod pending;
mod perform;
mod runs;
mod session;
mod settings;
mod shared_steps;
mod sync;
mod tests;
mod webhooks;
mod window;

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::{Duration, Instant};

use eframe::egui::{self, Theme, ThemePreference, Ui};

use super::action::Action;
use super::dialogs::OpenDialog;
use super::frame_stats::Settled;
use super::selection::Selected;
use super::state::{LeftTab, MiddleTab};
use super::ui_command::{CommandEnv, UiCommand};
use key_list::KeyList;
use voluptas_app::overview::lists as overview;
use voluptas_core::domain::ids::CaseId;
use voluptas_core::domain::run::RunState;
use voluptas_i18n::Tr;
use voluptas_settings::Theme as ThemeChoice;
use voluptas_ui::widgets::grid::grid_id;
use voluptas_ui::widgets::{menu, reading};
pub use window::Shell;

/// Time from the beginning of a frame until which it waits for rows that come in milliseconds and draws them in a further pass. A pass
/// takes about one, and the frame has to stay below 8.
const SOON: Duration = Duration::from_millis(6);
/// Passes of a frame at most.
const PASSES: NonZeroUsize = NonZeroUsize::new(16).expect("not 0");

/// Warnings and errors that are kept for the activity panel.
const SAID: usize = 100;
/// Seconds after which the status bar says that an edit is being stored.
const STORING: f64 = 0.4;

impl Shell {
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

    /// Progress of the window with its work.
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

    /// Performs one action, as if a panel had pushed it.
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
        self.follow_storing(&ctx);
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

    /// Notes since when an edit is being stored, and looks again when the status bar has to say so.
    fn follow_storing(&mut self, ctx: &egui::Context) {
        if !self.backend.is_writing() {
            self.storing_since = None;
        } else if self.storing_since.is_none() {
            self.storing_since = Some(self.seconds);
            ctx.request_repaint_after(Duration::from_secs_f64(STORING));
        }
    }

    /// True while an edit is being stored for longer than people take for an instant.
    fn is_storing_long(&self) -> bool {
        self.storing_since.is_some_and(|since| self.seconds - since >= STORING)
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
            run_filled: self.front_run_row().is_some_and(|row| row.is_filled_by_shards()),
            run_closed: self.front_run().is_some_and(|run| run.source == "manual" && run.state != RunState::Active),
            run_failed: self.front_run_row().is_some_and(|row| row.has_failures()),
            failed_result: self.failed_result().is_some(),
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

    /// Lets the tab in front, the inspector and the open dialog request their data.
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

    /// Lets the tab in front and the palette request their data.
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
