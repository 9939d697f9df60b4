//! A run that is executed by hand: its items at the left, the case with its steps at the right, everything by keyboard.
//!
//! [`Execution`] reads the run and the item in front and keeps a [`session::Session`] for each item with something to store. The shell
//! asks for due writes once a pass ([`Execution::due`]) and reports their ends ([`Execution::stored`]). `keys` has the keyboard, `list`
//! the items, `case` the item in front, `steps` its steps, `head` the progress, and `bar` the statuses.

mod bar;
mod case;
mod execution;
mod filter;
mod head;
mod keys;
mod list;
pub mod session;
mod steps;
mod tally;
mod unsaved;

use std::sync::Arc;
use std::time::Duration;

use eframe::egui::{Align, Context, Id, Layout, Rect, Ui, UiBuilder, vec2};

use crate::action::Actions;
use crate::model::runs::RunRow;
use crate::view::View;
use crate::views::missing;
use execution::Field;
use session::PAUSE;
use voluptas_app::runs::manual::sheet::RunSheet;
use voluptas_ui::theme::space;

pub use execution::Execution;

/// Least width at which list and case stand side by side.
const SIDE_BY_SIDE: f32 = 560.0;
/// Share of the width and of the height that the list takes.
const LIST_SHARE: f32 = 0.32;
const LIST_MOST: f32 = 640.0;
const LIST_ABOVE: f32 = 0.3;
/// Width of the case at most: its statuses stay near the text of their step.
const CASE_MOST: f32 = 1040.0;

/// Height of the bar below the case, before it is drawn for the first time.
const BAR: f32 = 76.0;

impl Execution {
    /// Performs the command from the menu of the item in front, once the item was read.
    fn do_asked(&mut self, now: f64) {
        if self.asked.as_ref().is_some_and(|(target, _)| self.current.as_ref() != Some(target)) {
            self.asked = None;
        }
        if self.session().is_some()
            && let Some((_, what)) = self.asked.take()
        {
            self.act(what, now);
        }
    }

    /// The step that files are pasted and dropped on: the one whose comment is being written.
    pub fn commented_step(&self, ctx: &Context) -> Option<usize> {
        let is_written = ctx.memory(|m| m.has_focus(steps::step_comment_id()));
        self.session().filter(|_| is_written).map(|(_, session)| session.step)
    }

    /// Draws the run.
    pub(super) fn ui(&mut self, ui: &mut Ui, row: &RunRow, view: &View<'_>, out: &mut Actions) -> bool {
        let now = ui.input(|i| i.time);
        let Some(sheet) = self.sheet.get().cloned().filter(|sheet| sheet.run.id == row.run.id) else {
            missing(ui, self.sheet.failure(), view);
            return false;
        };
        let before = self.current.clone();
        self.previews.load(ui.ctx());
        let is_paused = self.is_paused || self.rests(row.run.id, ui);
        // Behind a dialog nobody executes the case.
        let is_behind = !ui.ctx().memory(|m| m.allows_interaction(ui.layer_id()));
        match self.session_mut() {
            Some(session) if is_behind => session.pause(now),
            Some(session) if !is_paused => session.start(now),
            _ => {}
        }
        let area = ui.max_rect();
        self.keys(ui, area, now, out);
        self.do_asked(now);
        self.find(&sheet);
        if !self.tally.is_of(&sheet, self.filter, self.is_waiting()) {
            self.tally = Arc::new(self.count(&sheet));
        }
        let shows_results = head::show(ui, self, &sheet, row, view, out);
        let (width, height) = (ui.available_width(), ui.available_height());
        if width < SIDE_BY_SIDE {
            let above = (height * LIST_ABOVE).floor();
            ui.allocate_ui_with_layout(vec2(width, above), Layout::top_down(Align::Min), |ui| {
                list::show(ui, self, &sheet, now, view, out);
            });
            ui.allocate_ui_with_layout(ui.available_size(), Layout::top_down(Align::Min), |ui| {
                self.item(ui, &sheet, now, view, out);
            });
        } else {
            let left = (width * LIST_SHARE).min(LIST_MOST).floor();
            ui.horizontal_top(|ui| {
                ui.spacing_mut().item_spacing.x = space::M;
                ui.allocate_ui_with_layout(vec2(left, height), Layout::top_down(Align::Min), |ui| {
                    list::show(ui, self, &sheet, now, view, out);
                });
                let rest = ui.available_width().min(CASE_MOST);
                ui.allocate_ui_with_layout(vec2(rest, height), Layout::top_down(Align::Min), |ui| {
                    self.item(ui, &sheet, now, view, out);
                });
            });
        }
        self.give_keyboard(ui, view);
        if self.current != before {
            ui.ctx().request_repaint();
        }
        if self.is_waiting() {
            ui.ctx().request_repaint_after(Duration::from_secs_f64(PAUSE / 2.0));
        } else if self.session().is_some_and(|(_, session)| session.is_timed()) {
            ui.ctx().request_repaint_after(Duration::from_secs(1));
        }
        shows_results
    }

    /// Draws the item in front above the statuses.
    fn item(&mut self, ui: &mut Ui, sheet: &RunSheet, now: f64, view: &View<'_>, out: &mut Actions) {
        // The bar is as high as its lines were in the former pass: in a narrow view they wrap.
        let id = Id::unique("execution-bar");
        let height: f32 = ui.data(|d| d.get_temp(id)).unwrap_or(BAR);
        let room = ui.available_rect_before_wrap();
        let edge = (room.bottom() - height).max(room.top());
        let column = |max_rect: Rect| UiBuilder::new().max_rect(max_rect).layout(Layout::top_down(Align::Min));
        ui.scope_builder(column(room.with_max_y(edge)), |ui| {
            ui.shrink_clip_rect(room.with_max_y(edge));
            case::show(ui, self, sheet, now, view, out);
        });
        let drawn = ui.scope_builder(column(room.with_min_y(edge)), |ui| {
            bar::show(ui, self, now, view);
            ui.min_rect().height()
        });
        if (drawn.inner - height).abs() > 0.5 {
            ui.data_mut(|d| d.insert_temp(id, drawn.inner));
            ui.ctx().request_repaint();
        }
    }

    /// Gives the keyboard to the field that was asked for.
    fn give_keyboard(&mut self, ui: &Ui, view: &View<'_>) {
        let id = match self.wants.take() {
            None => return,
            Some(Field::Comment) => case::comment_id(),
            Some(Field::StepComment) => steps::step_comment_id(),
            Some(Field::Defect) => case::defect_id(),
            Some(Field::List) => list::id(view),
        };
        ui.memory_mut(|m| m.request_focus(id));
        ui.ctx().request_repaint();
    }
}
