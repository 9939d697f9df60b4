//! Closing the window: the question before it, unsaved edits, and the state that survives a restart.

use std::sync::Arc;
use std::time::Duration;

use eframe::egui;

use super::window::Shell;
use crate::action::{Action, Confirm, FunctionAction};
use crate::backend::store_result;
use crate::state::Persisted;
use voluptas_app::functions;
use voluptas_app::runs::manual::timers;
use voluptas_ui::theme::size;
use voluptas_ui::widgets::Tone;

/// Seconds between two writes of the window's state.
const KEPT_EVERY: f64 = 3.0;

impl Shell {
    /// The state of the window that survives a restart.
    fn persisted(&self) -> Persisted {
        Persisted { views: self.views.keep(), ..self.state.persist() }
    }

    /// The size of the window at the last start.
    pub fn kept_window(&self) -> (f32, f32) {
        let kept: Persisted = serde_json::from_value(self.backend.settings.window.clone()).unwrap_or_default();
        (kept.window.0.max(size::LEFT_PANEL * 3.0), kept.window.1.max(560.0))
    }

    /// Saves the state of the window every few seconds while a person works, for a program that is killed. The last change is
    /// followed by a pass of its own: without one nothing would be drawn, and nothing saved, until the next input.
    pub(super) fn keep_now_and_then(&mut self, ctx: &egui::Context) {
        if self.backend.workspace().is_none() {
            return;
        }
        let now = ctx.input(|i| i.time);
        self.touched |= ctx.input(|i| !i.events.is_empty());
        let left = self.kept_at + KEPT_EVERY - now;
        if left > 0.0 {
            if self.touched {
                ctx.request_repaint_after_secs(left as f32);
            }
            return;
        }
        (self.kept_at, self.touched) = (now, false);
        let window = serde_json::to_value(self.persisted()).unwrap_or_default();
        if window != self.backend.settings.window {
            self.backend.settings.window = window;
            self.backend.save_settings();
        }
    }

    /// Stores the state that survives a restart; called when the window closes.
    pub fn keep(&mut self, window: Option<egui::Vec2>) {
        self.save_unsaved();
        if let Some(size) = window {
            self.state.kept.window = (size.x, size.y);
        }
        if self.backend.workspace().is_some() {
            self.backend.settings.window = serde_json::to_value(self.persisted()).unwrap_or_default();
        }
        self.backend.save_settings_now();
        // Jobs stop between two items, so that nothing is left half done.
        if !self.backend.runner.stop_all(Duration::from_secs(5)) {
            tracing::warn!("a job did not stop in time");
        }
    }

    /// Saves unsaved edits. Blocks, which a closing window may.
    fn save_unsaved(&mut self) {
        let now = self.backend.now();
        if let Some(workspace) = self.backend.workspace() {
            _ = self.views.case.keep_drafts(&workspace.store, now);
            for work in self.views.run.execution.due(None, self.seconds, now) {
                if let Err(error) = store_result(&workspace.store, &work) {
                    tracing::error!(%error, "the last change of a result was not saved");
                }
            }
            let owner = Arc::clone(self.views.run.execution.owner());
            for (target, ms) in self.views.run.execution.times_to_keep(None, self.seconds) {
                if let Err(error) = timers::keep(&workspace.store, &owner, &target, ms) {
                    tracing::error!(%error, "the time of a case was not kept");
                }
            }
        }
        if let Some(Action::Function(FunctionAction::Save { id, content, people })) = self.inspector.form.take_unsaved()
            && let Some(workspace) = self.backend.workspace()
            && let Err(error) = functions::edit::save_function(&workspace.store, id, &content, &people)
        {
            tracing::error!(%error, "the last edit was not saved");
        }
    }

    /// True when the window may be closed at once. Otherwise the person is asked.
    pub fn may_close(&mut self) -> bool {
        let tr = self.tr();
        // An edit that a person made is stored, even if it is one of 50,000 cases.
        if self.backend.is_writing() {
            if !self.closing {
                self.toasts.add(Tone::Info, tr.text("gui-quit-writing").into_owned());
            }
            (self.closing, self.quit) = (true, false);
            return false;
        }
        if self.leaving {
            return true;
        }
        let now = self.backend.now();
        let is_kept = self.backend.workspace().is_none_or(|open| self.views.case.keep_drafts(&open.store, now));
        if is_kept && self.backend.runner.working() == 0 {
            return true;
        }
        (self.closing, self.quit) = (false, false);
        if !is_kept {
            self.confirm = Some(Confirm {
                is_destructive: true,
                title: tr.text("writing-unkept-title").into_owned(),
                text: tr.text("writing-unkept-text").into_owned(),
                button: tr.text("writing-unkept-button").into_owned(),
                then: Box::new(Action::Leave),
            });
            return false;
        }
        self.confirm = Some(Confirm {
            is_destructive: true,
            title: tr.text("gui-quit-title").into_owned(),
            text: tr.text("gui-quit-text").into_owned(),
            button: tr.text("gui-quit-button").into_owned(),
            then: Box::new(Action::Leave),
        });
        false
    }
}
