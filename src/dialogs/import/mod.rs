//! Importing a file: select it, choose how it is read and how its rows meet what is there, look at what would become of every row,
//! leave rows out, import, see the result. The header names these steps and leads back. One wizard for all files: a [`Subject`] says
//! what is its own.

pub mod cases;
mod choice_parts;
mod columns;
mod details;
mod footer;
pub mod functions;
mod options_panel;
mod reading;
mod rows;
mod subject;
mod wizard;

use std::sync::Arc;

use eframe::egui::{self, Align, Frame, Key, Layout, Margin, Modifiers, Panel, Ui, Vec2, vec2};

use self::choice_parts::Room;
use self::columns::{ColumnsEvent, Mapping};
use self::subject::Subject;
use self::wizard::Step;
use super::{Flow, confirm, id};
use crate::action::{Action, Actions, PresetAction};
use crate::backend::{Backend, FileRequest};
use crate::view::View;
use voluptas_app::files::import::FileRead;
use voluptas_formats::{Report, Skip};
use voluptas_ui::theme::{Palette, Type, icons, space};
use voluptas_ui::widgets::progress::stepper;
use voluptas_ui::widgets::{Dialog, Tone, banner, dialog, text};

pub use self::rows::RowFilter;
pub use self::wizard::Wizard;

/// Importing test cases.
pub type ImportCases = Wizard<cases::Cases>;
pub type ImportFunctions = Wizard<functions::Functions>;

/// Height that the warnings of a plan take at most.
const WARNINGS: f32 = 66.0;
/// Width of the field for the path at most.
const PATH: f32 = 720.0;
/// Width of the column with the choices.
const SIDE: f32 = 280.0;

impl<S: Subject> Wizard<S> {
    /// Draws it.
    pub fn show(&mut self, ctx: &egui::Context, view: &View<'_>, backend: &Backend, out: &mut Actions) -> Flow {
        self.poll(view, backend);
        let words = S::WORDS;
        let (title, close) = (view.text(words.title), view.text("gui-close"));
        let wanted = Self::size(ctx);
        let mut flow = Flow::Stay;
        let mut dialog = Dialog::new(id(words.id), &title, &close).icon(icons::IMPORT).size(wanted.x, wanted.y);
        if self.step != Step::Select || self.field.typed().is_some() {
            dialog = dialog.sticky();
        }
        let finds = matches!(self.step, Step::Preview | Step::Summary) && !self.rows.is_empty();
        if finds && ctx.input_mut(|i| i.consume_key(Modifiers::COMMAND, Key::F)) {
            self.rows.focus_find();
        }
        let shown = dialog.show(ctx, |ui| {
            self.steps(ui, view);
            self.footer(ui, view, backend, out, &mut flow);
            match (self.step, self.read.clone()) {
                (Step::Select, _) | (_, None) => dialog::body(ui, space::L + space::XS, |ui| {
                    // A path in the width of the table would be hard to read.
                    let room = vec2(ui.available_width().min(PATH), ui.available_height());
                    ui.allocate_ui_with_layout(room, Layout::top_down(Align::Min), |ui| self.select(ui, view, backend));
                }),
                (_, Some(read)) => {
                    dialog::side_of(ui, words.id, SIDE, 200.0..=360.0, space::L, |ui| {
                        let room = Room::of(ui.available_height());
                        let scroll = egui::ScrollArea::vertical().id_salt("import-choices").auto_shrink(false);
                        scroll.show(ui, |ui| {
                            // The scroll bar has room of its own beside the fields.
                            ui.set_max_width(ui.available_width() - space::S);
                            self.choices(ui, view, backend, &read, room);
                        })
                    });
                    dialog::body(ui, space::L, |ui| self.report(ui, view, backend, &read, out));
                }
            }
        });
        let closes = shown.close || flow == Flow::Close;
        if closes && self.loses_choices() {
            out.push(Action::Confirm(confirm::discard(view, "files-discard-import", "files-discard-import-more")));
            return Flow::Stay;
        }
        if closes {
            out.extend_actions(self.finished().and_then(|(question, done)| S::after(question, done)));
            return Flow::Close;
        }
        Flow::Stay
    }

    /// Size of the dialog: the same in all steps, so that nothing jumps while a file is read. It is larger in a large window, where the
    /// table has use for the room.
    fn size(ctx: &egui::Context) -> Vec2 {
        let window = ctx.content_rect().size();
        vec2((window.x * 0.8).clamp(1120.0, 1680.0), (window.y - 60.0).clamp(760.0, 1120.0))
    }

    /// The steps, of which the present one is marked. A click on one that is done leads back to it.
    fn steps(&mut self, ui: &mut Ui, view: &View<'_>) {
        let is_table = self.read.as_ref().is_none_or(|read| read.table.is_some());
        let preview = if is_table { "files-step-columns" } else { "files-step-preview" };
        let names = ["files-step-file", preview, "files-step-import", "files-step-summary"].map(|key| view.text(key));
        let names = names.each_ref().map(|name| name.as_ref());
        let bottom = if dialog::is_low(ui.ctx()) { 2 } else { 10 };
        let frame = Frame::new().inner_margin(Margin { left: 20, right: 20, top: 0, bottom });
        let picked = Panel::top("import-steps").frame(frame).show(ui, |ui| {
            let room = ui.available_width();
            stepper(ui, self.step as usize, &names, room)
        });
        // A running import leads nowhere; after it, every step begins a new one.
        let picked = picked.inner.filter(|_| self.step != Step::Importing);
        let to = match picked {
            Some(0) => Step::Select,
            Some(1) => Step::Preview,
            _ => return,
        };
        if self.step == Step::Summary {
            (self.asked, self.plan) = (None, None);
            self.subject.take_all();
        }
        (self.step, self.done, self.error) = (to, None, None);
        self.columns.leave();
    }

    fn select(&mut self, ui: &mut Ui, view: &View<'_>, backend: &Backend) {
        let words = S::WORDS;
        let title = view.text(words.title);
        let request = FileRequest {
            title: Some(title.trim_end_matches('…').to_owned()),
            name: Some(words.file_name.to_owned()),
            ..FileRequest::open(words.kinds, words.endings)
        };
        self.field.ui(ui, view, backend, id("import-path"), &view.text(words.note), request);
    }

    /// Numbers, rows, and the details of the chosen row.
    fn report(&mut self, ui: &mut Ui, view: &View<'_>, backend: &Backend, read: &FileRead<S::File>, out: &mut Actions) {
        ui.spacing_mut().item_spacing.y = space::S;
        if let Some((tone, words)) = &self.error {
            banner(ui, *tone, words, None, None);
        }
        if let Some(done) = &self.done {
            let (tone, words) = S::summary(done, view.tr);
            banner(ui, tone, &words, None, None);
        }
        let notice = match self.finished() {
            Some((question, done)) => S::aftermath(question, done, view.tr),
            None => S::foreword(view, backend),
        };
        if let Some(words) = notice {
            banner(ui, Tone::Info, &words, None, None);
        }
        let report: &Report = S::report(&read.file);
        if report.skipped(Skip::NoCase) > 0 {
            banner(ui, Tone::Warning, &view.text("files-cases-no-case"), None, None);
        }
        if let Some(problem) = &read.problem {
            let words = format!("{} {}", view.tr.message(&problem.message), view.text(S::WORDS.needed));
            let top = ui.cursor().top();
            banner(ui, Tone::Warning, &words, None, None);
            self.asked_height = ui.cursor().top() - top;
        } else if self.step == Step::Preview && self.columns.stays() {
            // In the place of the question and as high as it, so that nothing moves.
            let top = ui.cursor().top();
            banner(ui, Tone::Good, &view.text("files-columns-complete"), None, None);
            let height = ui.cursor().top() - top;
            if height < self.asked_height {
                ui.add_space(self.asked_height - height);
            }
        }
        if let Some(look) = &read.table
            && self.step == Step::Preview
        {
            let fills = read.problem.is_some();
            let of = Mapping { settings: &backend.settings, fields: S::WORDS.columns, look, options: &self.options };
            let event = self.columns.ui(ui, view, &of, fills);
            self.perform(event, backend, out);
        }
        if read.problem.is_some() || self.is_stale {
            return;
        }
        let Some((_, plan)) = &self.plan else {
            if self.subject.question(view).is_some() {
                text::paragraph(ui, &view.text(S::WORDS.planning), Type::Body, Palette::of(ui).text_secondary);
            } else {
                self.subject.ask(ui, view, read);
            }
            return;
        };
        if self.rows.is_empty() {
            banner(ui, Tone::Warning, &view.text("files-no-rows"), None, None);
            return;
        }
        let plan = Arc::clone(plan);
        let words = self.rows.of_file().join("\n");
        if !words.is_empty() {
            let scroll = egui::ScrollArea::vertical().id_salt("import-warnings").max_height(WARNINGS);
            scroll.show(ui, |ui| banner(ui, Tone::Warning, &words, None, None));
        }
        let changes = |row| S::changes(&plan, row);
        if let Some(unchecked) = self.rows.ui(ui, view, &S::LIST, &changes, self.step == Step::Preview, self.done.is_some()) {
            self.subject.leave_out(&plan, &unchecked);
        }
    }

    fn perform(&mut self, event: Option<ColumnsEvent>, backend: &Backend, out: &mut Actions) {
        match event {
            Some(ColumnsEvent::Read(options)) => {
                self.options = options;
                self.begin(backend);
            }
            Some(ColumnsEvent::Keep(preset)) => out.push(Action::Preset(PresetAction::Keep(preset))),
            Some(ColumnsEvent::Delete(list, name)) => out.push(Action::Preset(PresetAction::Delete(list, name))),
            None => {}
        }
    }

    /// True while a text is being typed that Enter ends.
    fn is_typing(&self) -> bool {
        self.rows.is_saving() || self.columns.is_naming()
    }
}
