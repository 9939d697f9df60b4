//! Functions of the registry in the wizard.

mod rows;

use std::path::Path;
use std::sync::Arc;

use eframe::egui::Ui;

use super::choice_parts::{Policies, Room, policy_choice};
use super::columns::ColumnFields;
use super::rows::{LeftOut, List, ShownRows};
use super::subject::{Subject, Words};
use crate::action::Action;
use crate::backend::Backend;
use crate::view::View;
use voluptas_app::files::import::{FieldChange, FileRead, Policy, PreviewRow};
use voluptas_app::functions::file::preview::{FunctionsRead, ShownImport};
use voluptas_app::functions::file::{Applied, FunctionsPlan, ImportOptions};
use voluptas_core::domain::ids::Thing;
use voluptas_formats::functions::COLUMNS;
use voluptas_formats::{FunctionsFile, ReadOptions, Report};
use voluptas_i18n::Tr;
use voluptas_jobs::Failure;
use voluptas_settings::PresetList;
use voluptas_store::Store;
use voluptas_ui::theme::icons;
use voluptas_ui::widgets::Tone;

const FIELDS: ColumnFields =
    ColumnFields { list: PresetList::Functions, all: &COLUMNS, rare: &[], unused: &[], names: rows::key };

const POLICIES: Policies = Policies {
    label: "files-functions-policy",
    all: [
        (Policy::Smart, "files-policy-smart", "files-functions-smart-more"),
        (Policy::Mine, "files-policy-mine", "files-functions-mine-more"),
        (Policy::Theirs, "files-policy-theirs", "files-policy-theirs-more"),
    ],
    usual: Policy::Theirs,
};

/// Choices about an import of functions.
#[derive(Debug, Default)]
pub struct Functions {
    import: ImportOptions,
}

impl Subject for Functions {
    type File = FunctionsFile;
    /// The options, and whether there is a workspace.
    type Question = (ImportOptions, bool);
    type Plan = FunctionsPlan;
    type Done = Applied;

    const WORDS: Words = Words {
        id: "import-functions",
        title: "gui-cmd-import-functions",
        note: "gui-path-import-note",
        kinds: "CSV, XLSX",
        endings: &["csv", "tsv", "txt", "xlsx"],
        file_name: "functions.csv",
        needed: "files-columns-functions-needed",
        planning: "files-functions-planning",
        columns: &FIELDS,
    };
    const LIST: List = List { id: "gui-column-func-id", icon: icons::TREE, of_functions: true, fields: rows::FIELDS };

    fn open(path: &Path, options: ReadOptions) -> Result<FunctionsRead, Failure> {
        FunctionsRead::open(path, options)
    }

    fn report(file: &FunctionsFile) -> &Report {
        &file.report
    }

    fn lines(file: &FunctionsFile) -> impl Iterator<Item = u64> + '_ {
        let functions = file.rows.heads().iter().map(|row| row.line);
        functions.chain(file.persons.iter().map(|row| row.line)).chain(file.relations.iter().map(|row| row.line))
    }

    fn facts(read: &FunctionsRead, tr: Tr) -> String {
        let n = |n: usize| i64::try_from(n).unwrap_or(i64::MAX).into();
        let is_workbook = read.table.as_ref().is_some_and(|look| look.sheet.is_some());
        let format = tr.text(if is_workbook { "files-format-xlsx" } else { "files-format-csv" }).into_owned();
        let facts = [("size", tr.bytes(read.size).into()), ("rows", n(read.file.report.rows)), ("format", format.into())];
        let facts = tr.fmt("files-cases-file", &facts);
        let (people, relations) = (read.file.persons.len(), read.file.relations.len());
        if people + relations == 0 {
            return facts;
        }
        let more = tr.fmt("files-functions-sheets", &[("people", n(people)), ("relations", n(relations))]);
        format!("{facts}, {more}")
    }

    fn question(&self, view: &View<'_>) -> Option<Self::Question> {
        Some((self.import.clone(), view.workspace.is_some()))
    }

    fn plan(read: &FileRead<FunctionsFile>, store: Option<&Store>, question: &Self::Question) -> Result<FunctionsPlan, Failure> {
        read.plan(store, &question.0)
    }

    fn rows(read: &FunctionsRead, plan: &FunctionsPlan, tr: Tr) -> ShownRows {
        rows::rows(read, plan, tr)
    }

    fn changes(plan: &FunctionsPlan, row: PreviewRow) -> &[FieldChange] {
        match row {
            PreviewRow::Row(i) => plan.functions.get(i).map_or(&[], |row| row.changes.as_slice()),
            PreviewRow::Person(i) => plan.people.get(i).map_or(&[], |row| row.changes.as_slice()),
            PreviewRow::Relation(i) => plan.relations.get(i).map_or(&[], |row| row.changes.as_slice()),
            PreviewRow::LeftOut(_) | PreviewRow::Suite(_) => &[],
        }
    }

    fn is_change(plan: &FunctionsPlan) -> bool {
        !plan.is_empty()
    }

    fn import_label(plan: Option<&FunctionsPlan>, view: &View<'_>) -> String {
        let counts = plan.map(|plan| plan.counts).unwrap_or_default();
        match counts.created + counts.updated {
            // A workbook may change people and relations alone.
            0 if counts.written() > 0 => view.text("files-import-people").into_owned(),
            functions => view.count("files-import-n", functions as u64),
        }
    }

    fn promise(_question: &Self::Question, plan: &FunctionsPlan, left_out: LeftOut, tr: Tr) -> [String; 2] {
        let n = |n: usize| i64::try_from(n).unwrap_or(i64::MAX).into();
        let counts = &plan.counts;
        let numbers = [
            ("created", n(counts.created)),
            ("updated", n(counts.updated)),
            ("unchanged", n(counts.unchanged)),
            ("skipped", n(left_out.skipped)),
            ("left_out", n(left_out.by_person)),
            ("people", n(counts.people_created + counts.people_updated)),
            ("relations", n(counts.relations_created + counts.relations_updated)),
        ];
        [tr.fmt("files-functions-will", &numbers), tr.text("files-cases-will-undo").into_owned()]
    }

    fn import(read: &Arc<FunctionsRead>, _question: &Self::Question, plan: &Arc<FunctionsPlan>) -> Action {
        Action::ImportFunctions(Arc::new(ShownImport { read: Arc::clone(read), plan: Arc::clone(plan) }))
    }

    fn summary(done: &Applied, tr: Tr) -> (Tone, String) {
        summary(done, tr)
    }

    fn written(done: &Applied) -> Vec<Thing> {
        done.functions.iter().copied().map(Thing::Function).collect()
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

    fn leave_out(&mut self, _plan: &FunctionsPlan, unchecked: &[PreviewRow]) {
        self.import.take_all();
        for row in unchecked {
            match *row {
                PreviewRow::Row(i) => _ = self.import.left_out.insert(i),
                PreviewRow::Person(i) => _ = self.import.left_out_people.insert(i),
                PreviewRow::Relation(i) => _ = self.import.left_out_relations.insert(i),
                PreviewRow::LeftOut(_) | PreviewRow::Suite(_) => {}
            }
        }
    }

    fn choices(&mut self, ui: &mut Ui, view: &View<'_>, _plan: Option<&FunctionsPlan>, width: f32, room: Room) {
        // A workspace that does not exist yet has no functions.
        if view.workspace.is_none() {
            return;
        }
        policy_choice(ui, view, &POLICIES, &mut self.import.policy, width, room, true);
    }

    fn foreword(view: &View<'_>, backend: &Backend) -> Option<String> {
        let path = backend.paths.workspace.display().to_string();
        view.workspace.is_none().then(|| view.tr.fmt("files-into-new", &[("path", path.into())]))
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
        ("people", n(c.people_created + c.people_updated)),
        ("relations", n(c.relations_created + c.relations_updated)),
    ];
    let did_nothing = c.written() == 0 && done.skipped > 0;
    (if did_nothing { Tone::Warning } else { Tone::Good }, tr.fmt("files-functions-imported", &args))
}
