//! Importing a file: select it, choose how it is read and how its rows meet what is there, look at what would become of every row,
//! leave rows out, import, see the result. The header names these steps and leads back. One wizard for all files: a [`Subject`] says
//! what is its own.

pub mod cases;
mod columns;
mod details;
mod footer;
pub mod functions;
mod options_panel;
mod reading;
mod rows;
mod subject;

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use eframe::egui::{self, Frame, Key, Margin, Modifiers, Panel, Ui, Vec2, vec2};

use self::columns::{Columns, ColumnsEvent, Mapping};
use self::options_panel::Room;
use self::rows::{Rows, ShownRows};
use self::subject::Subject;
use super::path_field::PathField;
use super::{Flow, id};
use crate::action::{Action, Actions, PresetAction};
use crate::backend::{Backend, FileRequest, UserError};
use crate::view::View;
use voluptas_app::files::import::FileRead;
use voluptas_formats::{ReadOptions, Report, Skip};
use voluptas_i18n::Tr;
use voluptas_jobs::{Failure, JobId, Query};
use voluptas_ui::theme::{Palette, Type, icons, space};
use voluptas_ui::widgets::progress::stepper;
use voluptas_ui::widgets::{Dialog, Tone, banner, dialog, text};

pub use self::rows::RowFilter;

/// Importing test cases.
pub type ImportCases = Wizard<cases::Cases>;
pub type ImportFunctions = Wizard<functions::Functions>;

/// Height that the warnings of a plan take at most.
const WARNINGS: f32 = 66.0;
/// Width of the column with the choices.
const SIDE: f32 = 280.0;

/// The step of the dialog.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Step {
    /// The path is being entered; the file may be being read.
    #[default]
    Select,
    /// The file was read.
    Preview,
    /// The import runs.
    Importing,
    /// The import has ended.
    Summary,
}

/// A plan with its rows as they are shown. The rows are taken over once.
type Planned<P> = (Arc<P>, Mutex<ShownRows>);

/// The dialog's state.
#[derive(Debug)]
pub struct Wizard<S: Subject> {
    subject: S,
    step: Step,
    field: PathField,
    /// Choices for reading the file.
    options: ReadOptions,
    columns: Columns,
    /// Height of the question about a missing column.
    asked_height: f32,
    /// The file could not be read with the present choices: what is shown was read before.
    is_stale: bool,
    reading: Query<Result<Arc<FileRead<S::File>>, Failure>>,
    read: Option<Arc<FileRead<S::File>>>,
    asked: Option<S::Question>,
    planning: Query<Result<Planned<S::Plan>, Failure>>,
    plan: Option<(S::Question, Arc<S::Plan>)>,
    rows: Rows,
    done: Option<S::Done>,
    /// The import that runs.
    job: Option<JobId>,
    error: Option<String>,
    /// The file is read at the next pass.
    starts: bool,
}

impl<S: Subject> Default for Wizard<S> {
    fn default() -> Self {
        Self {
            subject: S::default(),
            step: Step::default(),
            field: PathField::default(),
            options: ReadOptions::default(),
            columns: Columns::default(),
            asked_height: 0.0,
            is_stale: false,
            reading: Query::default(),
            read: None,
            asked: None,
            planning: Query::default(),
            plan: None,
            rows: Rows::default(),
            done: None,
            job: None,
            error: None,
            starts: false,
        }
    }
}

impl<S: Subject> Wizard<S> {
    /// The dialog with a file that is read at once.
    #[must_use]
    pub fn of(path: &Path) -> Self {
        Self { field: PathField::new(path.display().to_string()), starts: true, ..Self::default() }
    }

    /// True while it waits for the end of the import that it started.
    pub fn is_importing(&self) -> bool {
        self.step == Step::Importing
    }

    /// Takes the job of the import that it asked for.
    pub fn started(&mut self, job: Option<JobId>) {
        self.job = job;
    }

    /// True while it waits for a file.
    pub fn is_asking_for_file(&self) -> bool {
        self.step == Step::Select
    }

    /// Takes the end of the import.
    pub fn imported(&mut self, end: Result<S::Done, UserError>, tr: Tr, backend: &Backend) {
        match end {
            Ok(done) => {
                self.step = Step::Summary;
                self.subject.ended(&done, backend);
                self.done = Some(done);
            }
            Err(error) => {
                // The workspace may have changed since: what is shown is planned again.
                (self.step, self.asked, self.plan) = (Step::Preview, None, None);
                self.error = Some(error.text(tr));
            }
        }
    }

    /// Shows rows of one fate; for the keyboard and for tests.
    pub fn filter(&mut self, filter: RowFilter) {
        self.rows.filter(filter);
    }

    /// Draws it.
    pub fn show(&mut self, ctx: &egui::Context, view: &View<'_>, backend: &Backend, out: &mut Actions) -> Flow {
        self.poll(view, backend);
        let words = S::WORDS;
        let (title, close) = (view.text(words.title), view.text("gui-close"));
        let wanted = self.size(ctx);
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
                (Step::Select, _) | (_, None) => dialog::body(ui, space::L + space::XS, |ui| self.select(ui, view, backend)),
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
            out.push(Action::Confirm(super::discard_import(view)));
            return Flow::Stay;
        }
        if closes {
            out.extend_actions(self.finished().and_then(|(question, done)| S::after(question, done)));
            return Flow::Close;
        }
        Flow::Stay
    }

    /// The import that has ended.
    fn finished(&self) -> Option<(&S::Question, &S::Done)> {
        let done = self.done.as_ref().filter(|_| self.step == Step::Summary)?;
        Some((&self.plan.as_ref()?.0, done))
    }

    /// True while closing would lose choices for a file that was read, or changes that it would make.
    fn loses_choices(&self) -> bool {
        let is_chosen = self.options != ReadOptions::default() || self.subject.is_chosen();
        let changes = self.plan.as_ref().is_some_and(|(_, plan)| S::is_change(plan));
        match self.step {
            Step::Select => self.read.is_some() && is_chosen,
            Step::Preview => self.read.is_some() && (is_chosen || changes),
            Step::Importing | Step::Summary => false,
        }
    }

    /// Size of the dialog: that of its step, and larger in a large window, where the table has use for the room.
    fn size(&self, ctx: &egui::Context) -> Vec2 {
        if self.step == Step::Select {
            return vec2(560.0, 280.0);
        }
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

    fn poll(&mut self, view: &View<'_>, backend: &Backend) {
        self.rows.poll(view, backend);
        if std::mem::take(&mut self.starts) {
            self.begin(backend);
        }
        if self.reading.poll() {
            match self.reading.get() {
                Some(Ok(read)) => {
                    // Rows that were left out stay so where the file still has the same rows.
                    let is_same = |old: &FileRead<S::File>| old.path == read.path && S::lines(&old.file).eq(S::lines(&read.file));
                    if !self.read.as_ref().is_some_and(|old| is_same(old)) {
                        self.subject.take_all();
                    }
                    self.read = Some(Arc::clone(read));
                    (self.step, self.asked, self.plan, self.error) = (Step::Preview, None, None, None);
                    self.is_stale = false;
                }
                Some(Err(failure)) => {
                    let error = UserError { message: failure.message.clone(), remedy: failure.remedy.clone() }.text(view.tr);
                    if self.step == Step::Select {
                        self.field.error = Some(error);
                    } else {
                        (self.error, self.is_stale) = (Some(error), true);
                    }
                }
                None => {}
            }
        }
        if self.planning.poll() {
            match self.planning.get() {
                Some(Ok((plan, rows))) => {
                    if let Some(asked) = &self.asked {
                        let rows = std::mem::take(&mut *rows.lock().unwrap_or_else(PoisonError::into_inner));
                        self.rows.show(rows);
                        self.plan = Some((asked.clone(), Arc::clone(plan)));
                    }
                }
                Some(Err(failure)) => {
                    let error = UserError { message: failure.message.clone(), remedy: failure.remedy.clone() };
                    self.error = Some(error.text(view.tr));
                }
                None => {}
            }
        }
        if let (Some((_, plan)), Some(done)) = (&self.plan, &self.done) {
            self.subject.complete(&mut self.rows, plan, done);
        }
        if self.step == Step::Preview {
            self.ask_plan(view, backend);
        }
    }

    /// Plans again where the file or a choice is another one.
    fn ask_plan(&mut self, view: &View<'_>, backend: &Backend) {
        let read = self.read.clone().filter(|read| read.problem.is_none());
        let (Some(read), Some(question)) = (read, self.subject.question(view)) else {
            (self.asked, self.plan) = (None, None);
            return;
        };
        if self.asked.as_ref() == Some(&question) {
            return;
        }
        let store = backend.workspace().map(|w| w.store.clone());
        self.asked = Some(question.clone());
        let tr = view.tr;
        self.planning.ask(&backend.runner, move || {
            let plan = S::plan(&read, store.as_ref(), &question)?;
            let rows = Mutex::new(S::rows(&read, &plan, tr));
            Ok((Arc::new(plan), rows))
        });
    }

    fn begin(&mut self, backend: &Backend) {
        let path = match (&self.read, self.step) {
            (Some(read), Step::Preview) => Some(read.path.clone()),
            _ => self.field.typed(),
        };
        let Some(path) = path else { return };
        if self.read.as_ref().is_some_and(|read| read.path != path) {
            // The choices were made for the columns of another file.
            (self.options, self.columns) = (ReadOptions::default(), Columns::default());
        }
        let options = self.options.clone();
        self.field.error = None;
        self.reading.ask(&backend.runner, move || S::open(&path, options).map(Arc::new));
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
        if let Some(error) = &self.error {
            banner(ui, Tone::Bad, error, None, None);
        }
        if let Some(done) = &self.done {
            let (tone, words) = S::summary(done, self.rows.left_out().skipped, view.tr);
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
