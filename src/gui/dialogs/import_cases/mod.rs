//! Importing cases from a file: select a file, choose project and policy, look at what would become of every row, leave rows out,
//! import, see the result. The header names these steps and leads back.

mod columns;
mod details;
mod rows;
mod side;
mod table;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use eframe::egui::text::{LayoutJob, TextFormat, TextWrapping};
use eframe::egui::{self, Frame, Galley, Margin, Panel, Role, Sense, Ui, Vec2, WidgetInfo, vec2};

use self::columns::{Columns, ColumnsEvent};
use self::rows::{RowFilter, Rows, ShownRows};
use self::side::Room;
use super::path_field::PathField;
use super::{Flow, id};
use crate::app::case_file::preview::{CasesRead, ShownImport};
use crate::app::case_file::{Applied, ImportOptions, ImportPlan, Target};
use crate::domain::ids::CaseId;
use crate::domain::project::is_valid_code;
use crate::formats::{ReadOptions, Skip};
use crate::gui::action::{Action, Actions, PresetAction};
use crate::gui::backend::{Backend, FileRequest, UserError};
use crate::gui::theme::{Palette, Type, icons, size, space};
use crate::gui::view::View;
use crate::gui::widgets::progress::stepper;
use crate::gui::widgets::{Button, Dialog, Tone, banner, dialog, icon_button, paint, text};
use crate::i18n::Tr;
use crate::jobs::{Failure, JobId, Query};

/// Endings of files with cases.
const ENDINGS: &[&str] = &["csv", "tsv", "txt", "xlsx", "json", "xml", "feature", "md"];
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

/// Input of a plan: a plan for other input is stale.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Question {
    target: Target,
    options: ImportOptions,
}

/// A plan with its rows as they are shown. The rows are taken over once.
type Planned = (Arc<ImportPlan>, Mutex<ShownRows>);

/// The dialog's state.
#[derive(Debug, Default)]
pub struct ImportCases {
    step: Step,
    field: PathField,
    /// Choices for reading the file.
    options: ReadOptions,
    columns: Columns,
    /// The file could not be read with the present choices: what is shown was read before.
    is_stale: bool,
    reading: Query<Result<Arc<CasesRead>, Failure>>,
    read: Option<Arc<CasesRead>>,
    /// Code of the project that was chosen; `None` for the one that is shown.
    project: Option<String>,
    /// The import makes a project, though the workspace has others.
    makes_project: bool,
    /// Code of a project to be made.
    new_code: String,
    /// Title of the new project; the code is used when blank.
    new_title: String,
    /// Choices for the import.
    import: ImportOptions,
    adds_tag: bool,
    /// Tag as it is typed; kept while it is not wanted.
    tag: String,
    asked: Option<Question>,
    planning: Query<Result<Planned, Failure>>,
    plan: Option<(Question, Arc<ImportPlan>)>,
    rows: Rows,
    done: Option<Applied>,
    /// The import that runs.
    job: Option<JobId>,
    /// Numbers of the cases that the import wrote.
    numbers: Query<Option<BTreeMap<CaseId, i64>>>,
    error: Option<String>,
    /// The file is read at the next pass.
    starts: bool,
}

impl ImportCases {
    /// The dialog with a file that is read at once.
    #[must_use]
    pub fn of(path: &Path) -> Self {
        Self { field: PathField::new(path.display().to_string()), starts: true, ..Self::default() }
    }

    /// True while it waits for the end of the import that it started.
    #[must_use]
    pub fn is_importing(&self) -> bool {
        self.step == Step::Importing
    }

    /// Takes the job of the import that it asked for.
    pub fn started(&mut self, job: Option<JobId>) {
        self.job = job;
    }

    /// True while it waits for a file.
    #[must_use]
    pub fn is_asking_for_file(&self) -> bool {
        self.step == Step::Select
    }

    /// Takes the end of the import.
    pub fn imported(&mut self, end: Result<Applied, UserError>, tr: Tr, backend: &Backend) {
        match end {
            Ok(done) => {
                self.step = Step::Summary;
                self.ask_numbers(&done, backend);
                self.done = Some(done);
            }
            Err(error) => {
                // The project may have changed since: what is shown is planned again.
                (self.step, self.asked, self.plan) = (Step::Preview, None, None);
                self.error = Some(error.text(tr));
            }
        }
    }

    /// Draws it.
    pub fn show(&mut self, ctx: &egui::Context, view: &View<'_>, backend: &Backend, out: &mut Actions) -> Flow {
        self.poll(view, backend);
        let (title, close) = (view.text("gui-cmd-import-cases"), view.text("gui-close"));
        let wanted = self.size(ctx);
        let mut flow = Flow::Stay;
        let mut dialog = Dialog::new(id("import-cases"), &title, &close).icon(icons::IMPORT).size(wanted.x, wanted.y);
        if self.step != Step::Select || self.field.typed().is_some() {
            dialog = dialog.sticky();
        }
        let shown = dialog.show(ctx, |ui| {
            self.steps(ui, view);
            self.footer(ui, view, backend, out, &mut flow);
            match (self.step, self.read.clone()) {
                (Step::Select, _) | (_, None) => dialog::body(ui, space::L + space::XS, |ui| self.select(ui, view, backend)),
                (_, Some(read)) => {
                    dialog::side_of(ui, "import-cases", SIDE, 200.0..=360.0, space::L, |ui| {
                        let room = Room::of(ui.available_height());
                        let scroll = egui::ScrollArea::vertical().id_salt("import-cases-choices").auto_shrink(false);
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
            // The person goes on with what was imported.
            out.extend_actions(self.created_project().map(Action::ShowProject));
            return Flow::Close;
        }
        Flow::Stay
    }

    /// Code of the project that the finished import created.
    fn created_project(&self) -> Option<String> {
        let is_created = self.step == Step::Summary && self.done.as_ref().is_some_and(|done| done.created_project);
        match &self.plan.as_ref()?.0.target {
            Target::New { code, .. } if is_created => Some(code.clone()),
            _ => None,
        }
    }

    /// True while closing would lose choices for a file that was read, or changes that it would make.
    fn loses_choices(&self) -> bool {
        let is_chosen = self.options != ReadOptions::default() || self.import != ImportOptions::default();
        let changes = self.plan.as_ref().is_some_and(|(_, plan)| plan.counts.written() > 0);
        match self.step {
            Step::Select => self.read.is_some() && is_chosen,
            Step::Preview => self.read.is_some() && (is_chosen || changes),
            Step::Importing | Step::Summary => false,
        }
    }

    /// Reads the numbers that the import gave to its cases.
    fn ask_numbers(&mut self, done: &Applied, backend: &Backend) {
        let Some(store) = backend.workspace().map(|w| w.store.clone()) else { return };
        let cases = done.cases.clone();
        self.numbers.ask(&backend.runner, move || store.read(|tx| tx.case_numbers(&cases)).ok());
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
        let picked = Panel::top("import-cases-steps").frame(frame).show(ui, |ui| {
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
            self.import.take_all();
        }
        (self.step, self.done, self.error) = (to, None, None);
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
                    let lines = |read: &CasesRead| read.file.rows.iter().map(|row| row.line).collect::<Vec<_>>();
                    if self.read.as_ref().is_none_or(|old| old.path != read.path || lines(old) != lines(read)) {
                        self.import.take_all();
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
        if self.numbers.poll()
            && let (Some(Some(numbers)), Some(done), Some((_, plan))) = (self.numbers.get(), &self.done, &self.plan)
        {
            self.rows.number(plan, &done.cases, numbers);
        }
        if self.step == Step::Preview {
            self.ask_plan(view, backend);
        }
    }

    /// Plans again where the file, the project or an option is another one.
    fn ask_plan(&mut self, view: &View<'_>, backend: &Backend) {
        let read = self.read.clone().filter(|read| read.problem.is_none());
        let (Some(read), Some(target)) = (read, self.target(view)) else {
            (self.asked, self.plan) = (None, None);
            return;
        };
        if self.asked.as_ref().is_some_and(|asked| asked.target == target && asked.options == self.import) {
            return;
        }
        let question = Question { target, options: self.import.clone() };
        let Some(store) = backend.workspace().map(|w| w.store.clone()) else { return };
        self.asked = Some(question.clone());
        let tr = view.tr;
        self.planning.ask(&backend.runner, move || {
            let plan = read.plan(&store, &question.target, &question.options)?;
            let rows = Mutex::new(ShownRows::of(&read, &plan, tr));
            Ok((Arc::new(plan), rows))
        });
    }

    /// The project of the import: the chosen one, the shown one, or a new one; `None` while the new one has no code that can be one.
    fn target(&self, view: &View<'_>) -> Option<Target> {
        let projects = &view.cases.projects;
        let of_code = |code: &str| projects.iter().find(|p| p.code.eq_ignore_ascii_case(code));
        if projects.is_empty() || self.makes_project {
            let code = self.new_code.trim().to_uppercase();
            let known = of_code(&code).cloned().map(Target::Existing);
            let title = Some(self.new_title.trim()).filter(|title| !title.is_empty()).unwrap_or(&code).to_owned();
            return known.or_else(|| is_valid_code(&code).then_some(Target::New { code, title }));
        }
        let chosen = self.project.as_ref().and_then(|code| of_code(code));
        chosen.or(view.cases.project.as_ref()).or(projects.first()).cloned().map(Target::Existing)
    }

    /// The code that is offered for a new project: that of the project which wrote the file, otherwise the beginning of the file's name.
    fn offered_code(&self) -> String {
        let Some(read) = &self.read else { return String::new() };
        let written = read.file.project.as_ref().map(|code| code.to_uppercase()).filter(|code| is_valid_code(code));
        let stem = || read.path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        written.unwrap_or_else(|| super::new_project::suggested(&stem()))
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
        self.reading.ask(&backend.runner, move || CasesRead::open(&path, options).map(Arc::new));
    }

    fn select(&mut self, ui: &mut Ui, view: &View<'_>, backend: &Backend) {
        let title = view.text("gui-cmd-import-cases");
        let request = FileRequest {
            title: Some(title.trim_end_matches('…').to_owned()),
            name: Some("cases.csv".to_owned()),
            ..FileRequest::open("CSV, XLSX, JSON, XML, Gherkin, Markdown", ENDINGS)
        };
        self.field.ui(ui, view, backend, id("import-cases-path"), &view.text("files-cases-path-note"), request);
    }

    fn footer(&mut self, ui: &mut Ui, view: &View<'_>, backend: &Backend, out: &mut Actions, flow: &mut Flow) {
        let counts = self.plan.as_ref().map(|(_, plan)| plan.counts);
        let changes = counts.map_or(0, |c| c.written());
        let cases = counts.map_or(0, |c| c.created + c.updated);
        let is_planned = self.plan.as_ref().is_some_and(|(q, _)| Some(q) == self.asked.as_ref())
            && !self.reading.is_running()
            && !self.is_stale;
        let (words, enabled) = match self.step {
            Step::Select => (view.text("files-preview").into_owned(), self.field.typed().is_some() && !self.reading.is_running()),
            Step::Preview if self.target(view).is_none() => (view.text("files-project-missing").into_owned(), false),
            Step::Preview if cases == 0 && changes > 0 => (view.count("files-cases-import-suites", changes as u64), is_planned),
            Step::Preview => (view.count("files-cases-import-n", cases as u64), changes > 0 && is_planned),
            Step::Importing => (view.text("files-importing").into_owned(), false),
            Step::Summary => (view.text("files-done").into_owned(), true),
        };
        let second_words = view.text(if self.step == Step::Preview { "files-back" } else { "gui-cancel" });
        let (mut primary, mut second, mut save) = (false, false, false);
        let counted = counts.filter(|_| self.step == Step::Preview && is_planned).map(|counts| {
            let n = |n: usize| i64::try_from(n).unwrap_or(i64::MAX).into();
            let skipped = n(self.rows.left_out());
            let numbers = [
                ("created", n(counts.created)),
                ("updated", n(counts.updated)),
                ("unchanged", n(counts.unchanged)),
                ("skipped", skipped),
                ("changed_suites", n(counts.suites_updated)),
            ];
            view.tr.fmt("files-cases-will", &numbers)
        });
        dialog::footer(
            ui,
            "import-cases",
            |ui| {
                if let Some(counted) = &counted {
                    let is_new = self.plan.as_ref().is_some_and(|(question, _)| question.target.project().is_none());
                    let undo = if is_new { "files-cases-will-undo-project" } else { "files-cases-will-undo" };
                    let all = format!("{counted} {}", view.text(undo));
                    let fits = strong_numbers(ui, &all, f32::INFINITY).size().x <= ui.available_width();
                    with_strong_numbers(ui, if fits { &all } else { counted });
                }
            },
            |ui| {
                let is_heard = enabled && !self.is_typing();
                primary = super::import_button(ui, &words, enabled, is_heard, self.step == Step::Preview);
                if matches!(self.step, Step::Select | Step::Preview | Step::Importing) {
                    second = Button::secondary(&second_words).show(ui).clicked();
                }
                // While this person wrote nothing after it, here or in another window.
                let own = self.done.as_ref().filter(|_| self.step == Step::Summary).and_then(|done| done.operation);
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
                    let words = counted.as_ref().map_or(0.0, |words| strong_numbers(ui, words, f32::INFINITY).size().x);
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
        if save && let Some(read) = &self.read {
            self.rows.save(backend, &read.path);
        }
        match (self.step, primary, second) {
            (Step::Select, true, _) => self.begin(backend),
            (Step::Preview, true, _) => {
                if let (Some(read), Some((question, plan))) = (&self.read, &self.plan) {
                    let (read, plan) = (Arc::clone(read), Arc::clone(plan));
                    let shown = ShownImport { read, target: question.target.clone(), plan };
                    out.push(Action::ImportCases(Arc::new(shown)));
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

    /// Numbers, rows, and the details of the chosen row.
    fn report(&mut self, ui: &mut Ui, view: &View<'_>, backend: &Backend, read: &CasesRead, out: &mut Actions) {
        ui.spacing_mut().item_spacing.y = space::S;
        if let Some(error) = &self.error {
            banner(ui, Tone::Bad, error, None, None);
        }
        if let Some(done) = &self.done {
            let (tone, words) = summary(done, self.rows.left_out(), view.tr);
            banner(ui, tone, &words, None, None);
            if let Some(code) = self.created_project() {
                banner(ui, Tone::Info, &view.tr.fmt("files-cases-project-created", &[("code", code.into())]), None, None);
            }
        }
        if read.file.report.skipped(Skip::NoCase) > 0 {
            banner(ui, Tone::Warning, &view.text("files-cases-no-case"), None, None);
        }
        if let Some(problem) = &read.problem {
            let words = format!("{} {}", view.tr.message(&problem.message), view.text("files-columns-title-needed"));
            banner(ui, Tone::Warning, &words, None, None);
        }
        if let Some(look) = &read.table
            && self.step == Step::Preview
        {
            let fills = read.problem.is_some();
            let event = self.columns.ui(ui, view, &backend.settings, look, &self.options, fills);
            self.perform(event, backend, out);
        }
        if read.problem.is_some() || self.is_stale {
            return;
        }
        let Some((_, plan)) = &self.plan else {
            if self.target(view).is_some() {
                text::paragraph(ui, &view.text("files-planning"), Type::Body, Palette::of(ui).text_secondary);
                return;
            }
            let code = self.offered_code();
            let make = view.tr.fmt("files-project-make", &[("code", code.clone().into())]);
            if banner(ui, Tone::Info, &view.text("files-project-needed"), Some(&make), None).is_some() {
                self.new_code = code;
            }
            return;
        };
        let words: Vec<String> = plan.warnings.iter().map(|w| view.tr.message(w)).chain(self.rows.of_file().to_vec()).collect();
        if !words.is_empty() {
            let scroll = egui::ScrollArea::vertical().id_salt("import-cases-warnings").max_height(WARNINGS);
            scroll.show(ui, |ui| banner(ui, Tone::Warning, &words.join("\n"), None, None));
        }
        let plan = Arc::clone(plan);
        if let Some(unchecked) = self.rows.ui(ui, view, &plan, self.step == Step::Preview, self.done.is_some()) {
            (self.import.left_out, self.import.left_out_suites) = (unchecked.cases, unchecked.suites);
        }
    }

    fn perform(&mut self, event: Option<ColumnsEvent>, backend: &Backend, out: &mut Actions) {
        match event {
            Some(ColumnsEvent::Read(options)) => {
                self.options = options;
                self.begin(backend);
            }
            Some(ColumnsEvent::Keep(preset)) => out.push(Action::Preset(PresetAction::Keep(preset))),
            Some(ColumnsEvent::Delete(name)) => out.push(Action::Preset(PresetAction::Delete(name))),
            None => {}
        }
    }

    /// True while a text is being typed that Enter ends.
    fn is_typing(&self) -> bool {
        self.rows.is_saving() || self.columns.is_naming()
    }

    /// Shows rows of one fate; for the keyboard and for tests.
    pub fn filter(&mut self, filter: RowFilter) {
        self.rows.filter(filter);
    }
}

/// The sentence about a finished import, with its tone. `skipped` counts the rows that the reader or the plan left out.
#[must_use]
pub fn summary(done: &Applied, skipped: usize, tr: Tr) -> (Tone, String) {
    let n = |n: usize| i64::try_from(n).unwrap_or(i64::MAX).into();
    let c = &done.counts;
    let args = [
        ("created", n(c.created)),
        ("updated", n(c.updated)),
        ("skipped", n(skipped)),
        ("suites", n(c.suites_created)),
        ("changed_suites", n(c.suites_updated)),
    ];
    // Skipped rows were shown before the import and stay in the list: the import itself went well. Only one that did nothing did not.
    let did_nothing = c.written() == 0 && skipped > 0;
    (if did_nothing { Tone::Warning } else { Tone::Good }, tr.fmt("files-cases-imported", &args))
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

fn name_of(path: &Path) -> String {
    path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default()
}
