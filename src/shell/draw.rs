//! Drawing of one pass: the panels, then the dialogs over them.

use eframe::egui::{self, Frame, Margin, Panel, Ui};

use super::middle;
use super::window::Shell;
use crate::action::Actions;
use crate::dialogs::{Flow, OpenDialog, confirm, help};
use crate::panels::{activity, first_start, menu, palette, status};
use crate::query::FailedRead;
use crate::state::{MiddleTab, Subject};
use crate::ui_command::{CommandEnv, UiCommand};
use crate::view::View;
use crate::views::{inspector, lists};
use voluptas_core::domain::ids::CaseId;
use voluptas_i18n::Tr;
use voluptas_ui::theme::{Palette, size, space};
use voluptas_ui::widgets::{BannerEvent, Tone, banner};

/// The [`View`] that panels read in this pass. A macro, so that only the named fields are borrowed.
macro_rules! view {
    ($shell:ident, $tr:expr, $env:expr) => {
        View {
            tr: $tr,
            now: $shell.backend.now(),
            workspace: $shell.backend.workspace_path(),
            me: $shell.backend.author_name(),
            registry: $shell.backend.registry().unwrap_or(&$shell.registry),
            cases: $shell.backend.cases().unwrap_or(&$shell.cases),
            drafts: &$shell.drafts,
            absent: $shell.absent.get(),
            runs: $shell.backend.runs().unwrap_or(&$shell.runs),
            undo: $shell.backend.undo(),
            redo: $shell.backend.redo(),
            jobs: $shell.backend.jobs(),
            said: &$shell.said,
            connection: &$shell.backend.connection,
            loading: !$shell.loaded,
            is_storing: $shell.is_storing_long(),
            demo: $shell.backend.is_demo(),
            recent: &$shell.backend.settings.recent,
            env: $env,
        }
    };
}

/// Draws without the pointer if the pointer is over something `below` a dialog. When a dialog opens by the keyboard, egui would
/// otherwise keep the tooltip under the pointer.
fn unpointed<R>(ctx: &egui::Context, below: bool, draw: impl FnOnce() -> R) -> R {
    if !below {
        return draw();
    }
    let pointer = ctx.input_mut(|i| std::mem::take(&mut i.pointer));
    let drawn = draw();
    ctx.input_mut(|i| i.pointer = pointer);
    drawn
}

/// Draws the subject and the reason of a failed read, above the middle. It disappears when a read succeeds.
fn failed_read(ui: &mut Ui, failed: &FailedRead, view: &View<'_>, out: &mut Actions) {
    let words = format!("{} {}", view.text(failed.what), failed.error.text(view.tr));
    Panel::top("failed-read")
        .frame(Frame::new().fill(Palette::of(ui).panel).inner_margin(Margin::symmetric(space::L as i8, space::S as i8)))
        .show_separator_line(false)
        .show(ui, |ui| {
            if banner(ui, Tone::Bad, &words, Some(&view.text("gui-try-again")), None) == Some(BannerEvent::Action) {
                out.command(UiCommand::Refresh);
            }
        });
}

impl Shell {
    /// Draws the window, then its dialogs over it.
    pub(super) fn draw(&mut self, ui: &mut Ui, tr: Tr, env: CommandEnv, out: &mut Actions) {
        let ctx = ui.ctx().clone();
        self.take_dropped(&ctx);
        let (modal, close) = (self.is_modal(), tr.text("gui-close"));
        unpointed(&ctx, modal, || self.draw_window(ui, tr, env, out));
        self.take_files(&ctx, tr);
        self.take_issues(tr);
        self.take_webhooks(tr);
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
            let busy = self.backend.opening().map(|name| tr.fmt("gui-opening", &[("name", name.into())]));
            out.extend_actions(self.toasts.dock(ui, &close));
            first_start::page(ui, &view, busy.as_deref(), out);
        } else {
            let status = status::reserve(ui);
            let strip = !modal && self.toasts.needs_strip(&ctx);
            if strip {
                out.extend_actions(self.toasts.dock(ui, &close));
            }
            if self.state.kept.activity_open {
                activity::panel(ui, &mut self.state, &view, out);
            }
            let width = ctx.content_rect().width();
            (self.inspector_fits, self.tree_fits) = (width >= size::NARROW, width >= size::TIGHT);
            self.state.drawer &= !self.tree_fits;
            let is_wide = self.state.tab().is_wide();
            let tree = if self.state.kept.tree_open { self.state.kept.tree_width } else { 0.0 };
            let middle = width - tree - self.state.kept.inspector_width;
            let idle = self.state.inspects_nothing() && (is_wide || middle < size::ROOMY);
            if is_wide && self.state.subject.is_of_run() {
                self.inspector_fits &= middle >= size::RUN;
            }
            let beside = self.state.kept.inspector_open && self.inspector_fits && !idle;
            // Panels are drawn in the order in which Tab goes through them: left, middle, right, status.
            if self.state.kept.tree_open && self.tree_fits {
                let others = size::MIDDLE + if beside { inspector::LEAST } else { 0.0 };
                lists::panel(ui, others, &mut self.state, &view, out);
            }
            let inspector = beside.then(|| inspector::reserve(ui, &mut self.state));
            let middle = ui.available_rect_before_wrap();
            if let Some(failed) = self.backend.failed_read() {
                failed_read(ui, &failed, &view, out);
            }
            middle::panel(ui, &mut self.state, &mut self.views, &view, out);
            if self.state.drawer {
                let below_tabs = middle.with_min_y(middle.top() + size::TABS);
                lists::drawer(&ctx, below_tabs, !modal, &mut self.state, &view, out);
            }
            let over = !self.inspector_fits && self.state.overlay;
            let edited = match (self.state.tab(), self.state.subject) {
                (MiddleTab::Case(tab), Subject::Case(id)) if id == CaseId(tab) => self.views.case.edited(id),
                _ => None,
            };
            match inspector {
                Some(at) => self.inspector.contents(ui, at, &self.state, edited, &view, out),
                None if over => self.inspector.overlay(ui, middle, (!modal, edited), &mut self.state, &view, out),
                None => self.inspector.form.leave(out),
            }
            // Toasts take the room of what nobody presses: nothing moves when they come and go.
            let in_bar = !modal && !strip;
            let free = status::bar(ui, status, in_bar && !self.toasts.is_empty(), &view, out);
            if in_bar {
                out.extend_actions(self.toasts.line(ui, free, &close));
            }
        }
    }

    fn draw_dialogs(&mut self, ctx: &egui::Context, tr: Tr, env: CommandEnv, out: &mut Actions) {
        let view = view!(self, tr, env);
        let below = self.confirm.is_some() || self.palette.is_some();
        if let Some(OpenDialog::Mute(dialog)) = &mut self.dialog {
            unpointed(ctx, true, || dialog.show_list(ctx, &view));
        }
        let flow = unpointed(ctx, below, || match &mut self.dialog {
            Some(OpenDialog::Settings(d)) => d.show(ctx, &view, &self.backend, out),
            Some(OpenDialog::NewFunction(d)) => d.show(ctx, &view, out),
            Some(OpenDialog::NewCase(d)) => d.show(ctx, &view, out),
            Some(OpenDialog::NewProject(d)) => d.show(ctx, &view, out),
            Some(OpenDialog::NewRun(d)) => d.show(ctx, &view, out),
            Some(OpenDialog::AddCases(d)) => d.show(ctx, &view, out),
            Some(OpenDialog::EditRun(d)) => d.show(ctx, &view, out),
            Some(OpenDialog::PlaceCases(d)) => d.show(ctx, &view, out),
            Some(OpenDialog::Trash(d)) => d.show(ctx, &view, out),
            Some(OpenDialog::Suite(d)) => d.show(ctx, &view, out),
            Some(OpenDialog::Duplicates(d)) => d.show(ctx, &view, out),
            Some(OpenDialog::Templates(d)) => d.show(ctx, &view, out),
            Some(OpenDialog::SharedSteps(d)) => d.show(ctx, &view, out),
            Some(OpenDialog::Webhooks(d)) => d.show(ctx, &view, out),
            Some(OpenDialog::Mutes(d)) => d.show(ctx, &view, out),
            Some(OpenDialog::Milestones(d)) => d.show(ctx, &view, out),
            Some(OpenDialog::MakeShared(d)) => d.show(ctx, &view, out),
            Some(OpenDialog::Link(d)) => d.show(ctx, &view, out),
            Some(OpenDialog::LinkTests(d)) => d.show(ctx, &view, out),
            Some(OpenDialog::Mute(d)) => d.show(ctx, &view, out),
            Some(OpenDialog::Path(d)) => d.show(ctx, &view, &self.backend, out),
            Some(OpenDialog::ImportFunctions(d)) => d.show(ctx, &view, &self.backend, out),
            Some(OpenDialog::ImportCases(d)) => d.show(ctx, &view, &self.backend, out),
            Some(OpenDialog::Viewer(d)) => d.show(ctx, &view, &self.backend, out),
            Some(OpenDialog::Version(d)) => d.show(ctx, &view, out),
            Some(OpenDialog::CaseChanges(d)) => d.show(ctx, &view, out),
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
            self.close_dialog();
            self.connecting = false;
        }
    }
}
