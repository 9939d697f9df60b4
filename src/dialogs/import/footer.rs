//! The footer of the wizard: a summary of the planned import, and its buttons.

use std::sync::Arc;

use eframe::egui::text::{LayoutJob, TextFormat, TextWrapping};
use eframe::egui::{Galley, Role, Sense, Ui, WidgetInfo};

use super::subject::Subject;
use super::wizard::{Step, Wizard};
use crate::action::{Action, Actions};
use crate::backend::Backend;
use crate::dialogs::{Flow, import_button};
use crate::view::View;
use voluptas_ui::theme::{Palette, Type, icons, size, space};
use voluptas_ui::widgets::{Button, dialog, icon_button, paint};

impl<S: Subject> Wizard<S> {
    pub(super) fn footer(&mut self, ui: &mut Ui, view: &View<'_>, backend: &Backend, out: &mut Actions, flow: &mut Flow) {
        let plan = self.plan.as_ref().map(|(_, plan)| plan.as_ref());
        let is_planned = self.plan.as_ref().is_some_and(|(q, _)| Some(q) == self.asked.as_ref())
            && !self.reading.is_running()
            && !self.is_stale;
        let (words, enabled) = match (self.step, self.subject.missing(view)) {
            (Step::Select, _) => {
                (view.text("files-preview").into_owned(), self.field.typed().is_some() && !self.reading.is_running())
            }
            (Step::Preview, Some(missing)) => (view.text(missing).into_owned(), false),
            // Until the file was compared nobody knows what there is to import.
            (Step::Preview, None) if plan.is_none() && self.planning.is_running() => {
                (view.text("files-comparing").into_owned(), false)
            }
            (Step::Preview, None) => (S::import_label(plan, view), plan.is_some_and(S::is_change) && is_planned),
            (Step::Importing, _) => (view.text("files-importing").into_owned(), false),
            (Step::Summary, _) => (view.text("files-done").into_owned(), true),
        };
        let second_words = view.text(if self.step == Step::Preview { "files-back" } else { "gui-cancel" });
        let (mut primary, mut second, mut save, mut show) = (false, false, false, false);
        let written = self.finished().map(|(question, done)| (S::project(question).map(str::to_owned), S::written(done)));
        let written = written.filter(|(_, things)| !things.is_empty());
        let promise = self.plan.as_ref().filter(|_| self.step == Step::Preview && is_planned);
        let promise = promise.map(|(question, plan)| S::promise(question, plan, self.rows.left_out(), view.tr));
        dialog::footer(
            ui,
            S::WORDS.id,
            |ui| {
                if let Some([counted, undo]) = &promise {
                    let all = format!("{counted} {undo}");
                    let fits = strong_numbers(ui, &all, f32::INFINITY).size().x <= ui.available_width();
                    with_strong_numbers(ui, if fits { &all } else { counted });
                }
            },
            |ui| {
                let is_heard = enabled && !self.is_typing();
                primary = import_button(ui, &words, enabled, is_heard, self.step == Step::Preview);
                if matches!(self.step, Step::Select | Step::Preview | Step::Importing) {
                    second = Button::secondary(&second_words).show(ui).clicked();
                }
                if written.is_some() {
                    show = Button::secondary(&view.text("files-show-imported")).show(ui).clicked();
                }
                // While this person wrote nothing after it, here or in another window.
                let own = self.done.as_ref().filter(|_| self.step == Step::Summary).and_then(S::operation);
                let made = view.undo.filter(|edit| own == Some(edit.id));
                if let Some(made) = made
                    && Button::secondary(&view.text("files-undo-import")).icon(icons::UNDO).show(ui).clicked()
                {
                    out.push(Action::UndoOperation(made.id));
                    *flow = Flow::Close;
                }
                if self.step != Step::Select && self.plan.is_some() {
                    let label = view.text("files-save-remarks");
                    let button = paint::galley(ui, &label, Type::Medium, Palette::of(ui).text).size().x + size::ICON + space::XXL;
                    let words = promise.as_ref().map_or(0.0, |[words, _]| strong_numbers(ui, words, f32::INFINITY).size().x);
                    // The counts are read before the import: the button gives way to them.
                    let is_brief = ui.available_width() < button + words + space::S;
                    save = if is_brief {
                        icon_button(ui, icons::SAVE, &label).clicked()
                    } else {
                        Button::quiet(&label).icon(icons::SAVE).show(ui).clicked()
                    };
                }
            },
        );
        if let Some((project, things)) = written.filter(|_| show) {
            out.push(Action::ShowImported(project, things));
            *flow = Flow::Close;
        }
        if save && let Some(read) = &self.read {
            self.rows.save(backend, &read.path);
        }
        match (self.step, primary, second) {
            (Step::Select, true, _) => self.begin(backend),
            (Step::Preview, true, _) => {
                if let (Some(read), Some((question, plan))) = (&self.read, &self.plan) {
                    out.push(S::import(read, question, plan));
                    (self.step, self.error) = (Step::Importing, None);
                }
            }
            (Step::Preview, _, true) => {
                self.step = Step::Select;
                self.field.focus();
            }
            // Ends between two parts, and nothing is written.
            (Step::Importing, _, true) => out.extend_actions(self.job.map(Action::CancelJob)),
            (Step::Summary, true, _) | (Step::Select, _, true) => *flow = Flow::Close,
            _ => {}
        }
    }
}

/// Draws a sentence whose numbers stand out, elided where it does not fit.
fn with_strong_numbers(ui: &mut Ui, words: &str) {
    let galley = strong_numbers(ui, words, ui.available_width());
    let was_elided = galley.elided;
    let (rect, response) = ui.allocate_exact_size(galley.size(), Sense::hover());
    paint::put_left(ui.painter(), rect.left_center(), galley);
    paint::describe(&response, || WidgetInfo::labeled(Role::Label, true, words));
    if was_elided {
        response.on_hover_text(words);
    }
}

/// Lays such a sentence out in `width` points.
fn strong_numbers(ui: &Ui, words: &str, width: f32) -> Arc<Galley> {
    let p = Palette::of(ui);
    let mut job = LayoutJob { break_on_newline: false, ..LayoutJob::default() };
    let is_number = |c: &char| c.is_ascii_digit();
    for part in words.chars().collect::<Vec<_>>().chunk_by(|a, b| is_number(a) == is_number(b)) {
        let strong = part.first().is_some_and(is_number);
        let (ty, colour) = if strong { (Type::Strong, p.text) } else { (Type::Body, p.text_secondary) };
        job.append(&part.iter().collect::<String>(), 0.0, TextFormat::simple(ty.font(), colour));
    }
    job.wrap = TextWrapping { max_width: width, max_rows: 1, break_anywhere: true, ..TextWrapping::default() };
    ui.painter().layout_job(job)
}
