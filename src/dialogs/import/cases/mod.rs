//! Test cases in the wizard.

mod options_panel;
mod rows;

use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::Arc;

use eframe::egui::Ui;

use super::choice_parts::Room;
use super::columns::ColumnFields;
use super::rows::{LeftOut, List, Rows, ShownRows};
use super::subject::{Subject, Words};
use crate::action::Action;
use crate::backend::Backend;
use crate::dialogs::new_project;
use crate::view::View;
use voluptas_app::cases::file::preview::{CasesRead, ShownImport};
use voluptas_app::cases::file::{Applied, ImportOptions, ImportPlan, Target};
use voluptas_app::files::import::{Fate, FieldChange, FileRead, PreviewRow};
use voluptas_core::domain::Message;
use voluptas_core::domain::case_code::CaseCode;
use voluptas_core::domain::ids::{CaseId, Thing};
use voluptas_core::domain::project::is_valid_code;
use voluptas_formats::cases::{COLUMNS, CasesFile, QASE_COLUMNS, UNUSED_COLUMNS};
use voluptas_formats::{ReadOptions, Report};
use voluptas_i18n::Tr;
use voluptas_jobs::{Failure, FailureKind, Query};
use voluptas_settings::PresetList;
use voluptas_store::Store;
use voluptas_ui::theme::icons;
use voluptas_ui::widgets::{Tone, banner};

const FIELDS: ColumnFields =
    ColumnFields { list: PresetList::Cases, all: &COLUMNS, rare: &QASE_COLUMNS, unused: &UNUSED_COLUMNS, names: |_| None };

/// Input of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    target: Target,
    options: ImportOptions,
}

/// Cases in the order of the file, with their codes.
type Codes = (Vec<CaseId>, BTreeMap<CaseId, CaseCode>);

/// Choices about an import of cases.
#[derive(Debug, Default)]
pub struct Cases {
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
    /// The cases that the import wrote, with their codes.
    codes: Query<Option<Codes>>,
}

impl Cases {
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
}

/// Code of the project that a finished import created.
fn created_project(question: &Question, done: &Applied) -> Option<String> {
    match &question.target {
        Target::New { code, .. } if done.created_project => Some(code.clone()),
        _ => None,
    }
}

/// The code that is offered for a new project: that of the project which wrote the file, otherwise the beginning of the file's name.
fn offered_code(read: &CasesRead) -> String {
    let written = read.file.project.as_ref().map(|code| code.to_uppercase()).filter(|code| is_valid_code(code));
    let stem = || read.path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    written.unwrap_or_else(|| new_project::suggested(&stem()))
}

impl Subject for Cases {
    type File = CasesFile;
    type Question = Question;
    type Plan = ImportPlan;
    type Done = Applied;

    const WORDS: Words = Words {
        id: "import-cases",
        title: "gui-cmd-import-cases",
        note: "files-cases-path-note",
        kinds: "CSV, XLSX, JSON, XML, Gherkin, Markdown",
        endings: &["csv", "tsv", "txt", "xlsx", "json", "xml", "feature", "md"],
        file_name: "cases.csv",
        needed: "files-columns-title-needed",
        planning: "files-planning",
        columns: &FIELDS,
    };
    const LIST: List = List { id: "files-column-number", icon: icons::CASE, of_functions: false, fields: rows::FIELDS };

    fn open(path: &Path, options: ReadOptions) -> Result<CasesRead, Failure> {
        CasesRead::open(path, options)
    }

    fn report(file: &CasesFile) -> &Report {
        &file.report
    }

    fn lines(file: &CasesFile) -> impl Iterator<Item = u64> + '_ {
        file.rows.iter().map(|row| row.line)
    }

    fn facts(read: &CasesRead, tr: Tr) -> String {
        let numbers = [
            ("size", tr.bytes(read.size).into()),
            ("rows", i64::try_from(read.file.report.rows).unwrap_or(i64::MAX).into()),
            ("format", tr.text(&format!("files-format-{}", <&str>::from(read.file.format))).into_owned().into()),
        ];
        let facts = tr.fmt("files-cases-file", &numbers);
        match read.file.report.suites.rows {
            0 => facts,
            suites => {
                let suites = i64::try_from(suites).unwrap_or(i64::MAX);
                format!("{facts}, {}", tr.fmt("files-cases-file-suites", &[("n", suites.into())]))
            }
        }
    }

    fn question(&self, view: &View<'_>) -> Option<Question> {
        // Cases have their project in a workspace.
        view.workspace?;
        Some(Question { target: self.target(view)?, options: self.import.clone() })
    }

    fn plan(read: &FileRead<CasesFile>, store: Option<&Store>, question: &Question) -> Result<ImportPlan, Failure> {
        let closed = || Failure { kind: FailureKind::Other, message: Message::new("files-cancelled"), remedy: None };
        read.plan(store.ok_or_else(closed)?, &question.target, &question.options)
    }

    fn rows(read: &CasesRead, plan: &ImportPlan, tr: Tr) -> ShownRows {
        rows::rows(read, plan, tr)
    }

    fn changes(plan: &ImportPlan, row: PreviewRow) -> &[FieldChange] {
        match row {
            PreviewRow::Row(i) => plan.rows.get(i).map_or(&[], |row| row.changes.as_slice()),
            PreviewRow::Suite(i) => plan.suite_changes.get(i).map_or(&[], |suite| suite.changes.as_slice()),
            _ => &[],
        }
    }

    fn is_change(plan: &ImportPlan) -> bool {
        plan.counts.written() > 0
    }

    fn import_label(plan: Option<&ImportPlan>, view: &View<'_>) -> String {
        let counts = plan.map(|plan| plan.counts).unwrap_or_default();
        match counts.created + counts.updated {
            0 if counts.written() > 0 => view.count("files-cases-import-suites", counts.written() as u64),
            cases => view.count("files-cases-import-n", cases as u64),
        }
    }

    fn promise(question: &Question, plan: &ImportPlan, left_out: LeftOut, tr: Tr) -> [String; 2] {
        let n = |n: usize| i64::try_from(n).unwrap_or(i64::MAX).into();
        let numbers = [
            ("created", n(plan.counts.created)),
            ("updated", n(plan.counts.updated)),
            ("unchanged", n(plan.counts.unchanged)),
            ("skipped", n(left_out.skipped)),
            ("left_out", n(left_out.by_person)),
            ("changed_suites", n(plan.counts.suites_updated)),
        ];
        let is_new = question.target.project().is_none();
        let undo = if is_new { "files-cases-will-undo-project" } else { "files-cases-will-undo" };
        [tr.fmt("files-cases-will", &numbers), tr.text(undo).into_owned()]
    }

    fn import(read: &Arc<CasesRead>, question: &Question, plan: &Arc<ImportPlan>) -> Action {
        let (read, plan, target) = (Arc::clone(read), Arc::clone(plan), question.target.clone());
        Action::ImportCases(Arc::new(ShownImport { read, target, plan }))
    }

    fn summary(done: &Applied, tr: Tr) -> (Tone, String) {
        summary(done, tr)
    }

    fn written(done: &Applied) -> Vec<Thing> {
        done.cases.iter().copied().map(Thing::Case).collect()
    }

    fn operation(done: &Applied) -> Option<i64> {
        done.operation
    }

    fn is_chosen(&self) -> bool {
        self.import != ImportOptions::default()
    }

    fn take_all(&mut self) {
        self.import.take_all();
    }

    fn leave_out(&mut self, plan: &ImportPlan, unchecked: &[PreviewRow]) {
        self.import.take_all();
        for row in unchecked {
            match *row {
                PreviewRow::Row(i) => _ = self.import.left_out.insert(i),
                PreviewRow::Suite(i) => {
                    self.import.left_out_suites.extend(plan.suite_changes.get(i).map(|suite| suite.at));
                }
                _ => {}
            }
        }
    }

    fn choices(&mut self, ui: &mut Ui, view: &View<'_>, plan: Option<&ImportPlan>, width: f32, room: Room) {
        self.draw_choices(ui, view, plan, width, room);
    }

    fn ask(&mut self, ui: &mut Ui, view: &View<'_>, read: &CasesRead) {
        let code = offered_code(read);
        let make = view.tr.fmt("files-project-make", &[("code", code.clone().into())]);
        if banner(ui, Tone::Info, &view.text("files-project-needed"), Some(&make), None).is_some() {
            self.new_code = code;
        }
    }

    fn missing(&self, view: &View<'_>) -> Option<&'static str> {
        self.target(view).is_none().then_some("files-project-missing")
    }

    fn aftermath(question: &Question, done: &Applied, tr: Tr) -> Option<String> {
        created_project(question, done).map(|code| tr.fmt("files-cases-project-created", &[("code", code.into())]))
    }

    /// Next action after an import: shows the project that the import created.
    fn after(question: &Question, done: &Applied) -> Option<Action> {
        created_project(question, done).map(Action::ShowProject)
    }

    fn project(question: &Question) -> Option<&str> {
        Some(match &question.target {
            Target::Existing(project) => &project.code,
            Target::New { code, .. } => code,
        })
    }

    /// Reads the codes of the written cases.
    fn ended(&mut self, done: &Applied, backend: &Backend) {
        let Some(store) = backend.workspace().map(|w| w.store.clone()) else { return };
        let cases = done.cases.clone();
        self.codes.ask(&backend.runner, move || {
            let codes = store.read(|tx| tx.case_codes(&cases)).ok()?;
            Some((cases, codes))
        });
    }

    fn complete(&mut self, rows: &mut Rows, plan: &ImportPlan, _done: &Applied) {
        if !self.codes.poll() {
            return;
        }
        let Some(Some((cases, codes))) = self.codes.get() else { return };
        // The written cases are in the order of the file.
        let written = (0..).zip(&plan.rows).filter(|(_, row)| matches!(row.fate, Fate::New | Fate::Changed)).map(|(i, _)| i);
        let id = |(i, case): (usize, &CaseId)| Some((PreviewRow::Row(i), codes.get(case)?.to_string()));
        let ids: HashMap<PreviewRow, String> = written.zip(cases).filter_map(id).collect();
        rows.identify(&ids);
    }
}

/// The sentence about a finished import, with its tone.
pub fn summary(done: &Applied, tr: Tr) -> (Tone, String) {
    let n = |n: usize| i64::try_from(n).unwrap_or(i64::MAX).into();
    let c = &done.counts;
    let args = [
        ("created", n(c.created)),
        ("updated", n(c.updated)),
        ("skipped", n(done.skipped)),
        ("left_out", n(done.left_out)),
        ("suites", n(c.suites_created)),
        ("changed_suites", n(c.suites_updated)),
    ];
    // Skipped rows were shown before the import and stay in the list: the import itself went well. Only one that did nothing did not.
    let did_nothing = c.written() == 0 && done.skipped > 0;
    (if did_nothing { Tone::Warning } else { Tone::Good }, tr.fmt("files-cases-imported", &args))
}
