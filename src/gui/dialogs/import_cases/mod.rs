//! Importing cases from a file: select a file, choose project and policy, look at what would become of every row, import, see the
//! result.

mod columns;
mod rows;
mod table;

use std::path::Path;
use std::sync::Arc;

use eframe::egui::{self, Key, Modifiers, Ui};

use self::columns::{Columns, ColumnsEvent};
use self::rows::{RowFilter, Rows};
use super::path_field::PathField;
use super::{Flow, id};
use crate::app::case_file::preview::{CasesRead, ShownImport};
use crate::app::case_file::{Applied, ImportPlan, Policy, Target};
use crate::formats::ReadOptions;
use crate::gui::action::{Action, Actions, PresetAction};
use crate::gui::backend::{Backend, FileRequest, UserError};
use crate::gui::theme::{Palette, Type, icons, space};
use crate::gui::view::View;
use crate::gui::widgets::{Button, Dialog, TextField, Tone, banner, combo, dialog, radio_group, text};
use crate::i18n::Tr;
use crate::jobs::{Failure, Query};

/// Endings of files with cases.
const ENDINGS: &[&str] = &["csv", "tsv", "txt", "xlsx", "json", "xml", "feature", "md"];
/// Policies with the keys of their name and of their explanation.
const POLICIES: [(Policy, &str, &str); 3] = [
    (Policy::Smart, "files-policy-smart", "files-policy-smart-more"),
    (Policy::Mine, "files-policy-mine", "files-policy-mine-more"),
    (Policy::Theirs, "files-policy-theirs", "files-policy-theirs-more"),
];
/// Height that the warnings of a plan take at most.
const WARNINGS: f32 = 84.0;
/// Width of the column with the choices.
const SIDE: f32 = 260.0;

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

/// What a plan was made for.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Question {
    target: Target,
    policy: Policy,
}

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
    /// Code of a project to be made, in a workspace without any.
    new_code: String,
    policy: Policy,
    asked: Option<Question>,
    planning: Query<Result<Arc<ImportPlan>, Failure>>,
    plan: Option<(Question, Arc<ImportPlan>)>,
    rows: Rows,
    done: Option<Applied>,
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

    /// Takes the end of the import.
    pub fn imported(&mut self, end: Result<Applied, UserError>, tr: Tr) {
        match end {
            Ok(done) => {
                self.step = Step::Summary;
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
        let (width, height) = if self.step == Step::Select { (560.0, 240.0) } else { (1120.0, 760.0) };
        let mut flow = Flow::Stay;
        let mut dialog = Dialog::new(id("import-cases"), &title, &close).icon(icons::IMPORT).size(width, height);
        if self.step != Step::Select || self.field.typed().is_some() {
            dialog = dialog.sticky();
        }
        let shown = dialog.show(ctx, |ui| {
            self.footer(ui, view, backend, out, &mut flow);
            match (self.step, self.read.clone()) {
                (Step::Select, _) | (_, None) => dialog::body(ui, space::L + space::XS, |ui| self.select(ui, view, backend)),
                (_, Some(read)) => {
                    dialog::side_of(ui, "import-cases", SIDE, 200.0..=360.0, space::L, |ui| {
                        let scroll = egui::ScrollArea::vertical().id_salt("import-cases-choices").auto_shrink(false);
                        scroll.show(ui, |ui| self.choices(ui, view, backend, &read))
                    });
                    dialog::body(ui, space::L, |ui| self.report(ui, view, backend, &read, out));
                }
            }
        });
        if shown.close { Flow::Close } else { flow }
    }

    fn poll(&mut self, view: &View<'_>, backend: &Backend) {
        self.rows.poll(view, backend);
        if std::mem::take(&mut self.starts) {
            self.begin(backend);
        }
        if self.reading.poll() {
            match self.reading.get() {
                Some(Ok(read)) => {
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
                Some(Ok(plan)) => {
                    if let (Some(asked), Some(read)) = (&self.asked, &self.read) {
                        self.rows.show(read, plan, view.tr);
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
        if self.step == Step::Preview {
            self.ask_plan(view, backend);
        }
    }

    /// Plans again where the file, the project or the policy is another one.
    fn ask_plan(&mut self, view: &View<'_>, backend: &Backend) {
        let read = self.read.clone().filter(|read| read.problem.is_none());
        let (Some(read), Some(target)) = (read, self.target(view)) else {
            (self.asked, self.plan) = (None, None);
            return;
        };
        let question = Question { target, policy: self.policy };
        if self.asked.as_ref() == Some(&question) {
            return;
        }
        let Some(store) = backend.workspace().map(|w| w.store.clone()) else { return };
        self.asked = Some(question.clone());
        self.planning.ask(&backend.runner, move || read.plan(&store, &question.target, question.policy).map(Arc::new));
    }

    /// The project of the import: the chosen one, the shown one, or a new one in a workspace without projects.
    fn target(&self, view: &View<'_>) -> Option<Target> {
        let projects = &view.cases.projects;
        if projects.is_empty() {
            let code = self.new_code.trim().to_uppercase();
            return (!code.is_empty()).then_some(Target::New(code));
        }
        let chosen = self.project.as_ref().and_then(|code| projects.iter().find(|p| p.code == *code));
        chosen.or(view.cases.project.as_ref()).or(projects.first()).cloned().map(Target::Existing)
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
        let changes = counts.map_or(0, |c| c.created + c.updated);
        let is_planned = self.plan.as_ref().is_some_and(|(q, _)| Some(q) == self.asked.as_ref())
            && !self.reading.is_running()
            && !self.is_stale;
        let (words, enabled) = match self.step {
            Step::Select => (view.text("files-preview").into_owned(), self.field.typed().is_some() && !self.reading.is_running()),
            Step::Preview => (view.count("files-cases-import-n", changes as u64), changes > 0 && is_planned),
            Step::Importing => (view.text("files-importing").into_owned(), false),
            Step::Summary => (view.text("files-done").into_owned(), true),
        };
        let second_words = view.text(if self.step == Step::Preview { "files-back" } else { "gui-cancel" });
        let (mut primary, mut second, mut save) = (false, false, false);
        dialog::footer(
            ui,
            "import-cases",
            |ui| {
                if self.step != Step::Select && self.plan.is_some() {
                    save = Button::quiet(&view.text("files-save-remarks")).icon(icons::SAVE).show(ui).clicked();
                }
            },
            |ui| {
                let key = |ui: &Ui, m| ui.input_mut(|i| i.consume_key(m, Key::Enter));
                let free = !self.is_typing() && !egui::Popup::is_any_open(ui.ctx());
                let entered = enabled && free && (key(ui, Modifiers::COMMAND) || key(ui, Modifiers::NONE));
                primary = Button::primary(&words).enabled(enabled).show(ui).clicked() || entered;
                if matches!(self.step, Step::Select | Step::Preview) {
                    second = Button::secondary(&second_words).show(ui).clicked();
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
            (Step::Preview, _, true) => self.step = Step::Select,
            (Step::Summary, true, _) | (Step::Select, _, true) => *flow = Flow::Close,
            _ => {}
        }
    }

    /// File, encoding, project and policy.
    fn choices(&mut self, ui: &mut Ui, view: &View<'_>, backend: &Backend, read: &CasesRead) {
        let p = Palette::of(ui);
        let width = ui.available_width();
        let report = &read.file.report;
        ui.spacing_mut().item_spacing.y = space::S;
        ui.add_enabled_ui(self.step == Step::Preview, |ui| {
            text::strong(ui, &name_of(&read.path));
            let numbers = [
                ("size", view.tr.bytes(read.size).into()),
                ("rows", i64::try_from(report.rows).unwrap_or(i64::MAX).into()),
                ("format", view.text(&format!("files-format-{}", <&str>::from(read.file.format))).into_owned().into()),
            ];
            text::paragraph(ui, &view.tr.fmt("files-cases-file", &numbers), Type::Label, p.text_secondary);
            ui.add_space(space::S);
            if table::choices(ui, view, read, &mut self.options, width) {
                self.begin(backend);
            }
            ui.add_space(space::S);
            self.project_choice(ui, view, width);
            ui.add_space(space::S);
            text::label(ui, &view.text("files-policy"));
            let options = POLICIES.map(|(_, name, more)| (view.text(name), view.text(more)));
            if let Some(i) = radio_group(ui, POLICIES.iter().position(|(policy, ..)| *policy == self.policy), &options) {
                self.policy = POLICIES[i].0;
            }
        });
    }

    fn project_choice(&mut self, ui: &mut Ui, view: &View<'_>, width: f32) {
        let label = view.text("files-project");
        let projects = &view.cases.projects;
        if projects.is_empty() {
            let note = view.text("files-project-new");
            TextField::new(&mut self.new_code).label(&label).hint("SHOP").mono().note(&note).width(width).show(ui);
            return;
        }
        text::label(ui, &label);
        let code = match self.target(view) {
            Some(Target::Existing(project)) => project.code,
            _ => String::new(),
        };
        let options: Vec<String> = projects.iter().map(|p| format!("{} · {}", p.code, p.title)).collect();
        let chosen = projects.iter().position(|p| p.code == code);
        if let Some(i) = combo(ui, &label, "", chosen, &options, width) {
            self.project = Some(projects[i].code.clone());
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
            let key = if self.target(view).is_none() { "files-project-needed" } else { "files-planning" };
            text::paragraph(ui, &view.text(key), Type::Body, Palette::of(ui).text_secondary);
            return;
        };
        if !plan.warnings.is_empty() {
            let words: Vec<String> = plan.warnings.iter().map(|w| view.tr.message(w)).collect();
            let scroll = egui::ScrollArea::vertical().id_salt("import-cases-warnings").max_height(WARNINGS);
            scroll.show(ui, |ui| banner(ui, Tone::Warning, &words.join("\n"), None, None));
        }
        let plan = Arc::clone(plan);
        self.rows.ui(ui, view, &plan);
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
    let args = [("created", n(c.created)), ("updated", n(c.updated)), ("skipped", n(skipped)), ("suites", n(c.suites_created))];
    (if skipped > 0 { Tone::Warning } else { Tone::Good }, tr.fmt("files-cases-imported", &args))
}

fn name_of(path: &Path) -> String {
    path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default()
}
