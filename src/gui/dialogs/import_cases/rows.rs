//! The rows of a file of cases with what becomes of each, filtered by fate, and the details of the chosen row. They can be saved as
//! a CSV file.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use eframe::egui::{Color32, Ui};

use crate::app::case_file::preview::{CasesRead, PreviewRow};
use crate::app::case_file::{Fate, FieldChange, ImportPlan};
use crate::app::import_preview::{safe_csv, unreadable};
use crate::base::fold::fold;
use crate::base::fs::{Access, write_atomic};
use crate::domain::field::CaseField;
use crate::formats::Severity;
use crate::gui::backend::{Backend, FileRequest, UserError};
use crate::gui::file_ask::FileAsk;
use crate::gui::theme::{Icon, Palette, Type, icons, size, space};
use crate::gui::view::View;
use crate::gui::widgets::{
    TableColumn, TableOptions, TableState, TextField, Tone, banner, cell, choice_keys, filter_pill, paint, table, text,
};
use crate::i18n::Tr;
use crate::jobs::{Failure, Query};

/// Height of the details of the chosen row.
const DETAILS: f32 = 150.0;
/// Longest text of a value in the details, in characters.
const VALUE: usize = 300;

/// Rows to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RowFilter {
    /// Every row.
    #[default]
    All,
    /// Cases that are created.
    New,
    /// Cases that change.
    Changed,
    /// Cases that stay.
    Unchanged,
    /// Rows that are left out.
    LeftOut,
    /// Rows with a warning of the reader, such as an unknown value.
    Remarked,
}

impl RowFilter {
    const ALL: [Self; 6] = [Self::All, Self::New, Self::Changed, Self::Unchanged, Self::LeftOut, Self::Remarked];

    fn takes(self, row: &Row) -> bool {
        match self {
            Self::All => true,
            Self::Remarked => row.is_remarked,
            fate => row.fate == fate,
        }
    }

    fn key(self) -> &'static str {
        match self {
            Self::All => "files-rows",
            Self::New => "files-new",
            Self::Changed => "files-changed",
            Self::Unchanged => "files-unchanged",
            Self::LeftOut => "files-skipped",
            Self::Remarked => "files-remarked",
        }
    }

    /// The word for one row.
    fn row_key(self) -> &'static str {
        match self {
            Self::All | Self::New => "files-row-new",
            Self::Changed => "files-row-changed",
            Self::Unchanged => "files-row-unchanged",
            Self::LeftOut | Self::Remarked => "files-row-skipped",
        }
    }

    fn look(self, p: &Palette) -> (Icon, Color32) {
        match self {
            Self::All => (icons::CASE, p.text),
            Self::New => (icons::NEW, p.passed),
            Self::Changed => (icons::EDIT, p.accent),
            Self::Unchanged => (icons::UNCHANGED, p.text_faint),
            Self::LeftOut => (icons::SKIPPED, p.broken),
            Self::Remarked => (icons::WARNING, p.broken),
        }
    }
}

/// A row as it is shown.
#[derive(Debug, Clone)]
struct Row {
    of: PreviewRow,
    fate: RowFilter,
    line: u64,
    number: String,
    title: String,
    /// Names of the changed fields, the suite of a new case, or the reason for leaving it out.
    what: String,
    is_remarked: bool,
    folded: String,
}

/// The rows with their filter.
#[derive(Debug, Default)]
pub struct Rows {
    all: Vec<Row>,
    counts: [usize; RowFilter::ALL.len()],
    filter: RowFilter,
    words: String,
    view: Vec<u32>,
    table: TableState,
    ask: FileAsk,
    saved: Query<Result<PathBuf, Failure>>,
    wants_save: Option<PathBuf>,
    news: Option<(Tone, String)>,
}

/// The name of a changed field.
fn field_name(tr: Tr, change: &FieldChange) -> String {
    match change.field.parse::<CaseField>() {
        Ok(field) => tr.text(&format!("sync-dialog-field-{}", <&str>::from(field).replace('_', "-"))).into_owned(),
        // A custom field has the title that the workspace gives it.
        Err(_) => change.field.clone(),
    }
}

impl Rows {
    /// Takes over a plan.
    pub fn show(&mut self, read: &CasesRead, plan: &ImportPlan, tr: Tr) {
        let file = &read.file.report.file;
        let mut remarks: HashMap<u64, Vec<String>> = HashMap::new();
        for note in read.file.report.notes.iter().filter(|n| n.severity == Severity::Warning) {
            let line = note.line.unwrap_or_default();
            remarks.entry(line).or_default().push(without_place(&tr.message(&note.message), file, line));
        }
        self.all = read.rows(plan).into_iter().filter_map(|of| row(of, read, plan, file, &remarks, tr)).collect();
        self.counts = RowFilter::ALL.map(|f| self.all.iter().filter(|r| f.takes(r)).count());
        if self.counts.get(self.filter as usize) == Some(&0) {
            self.filter = RowFilter::All;
        }
        self.refilter();
    }

    /// Number of rows that are left out, by the reader or by the plan.
    #[must_use]
    pub fn left_out(&self) -> usize {
        self.all.iter().filter(|row| row.fate == RowFilter::LeftOut).count()
    }

    /// Shows the rows of one fate.
    pub fn filter(&mut self, filter: RowFilter) {
        self.filter = filter;
        self.refilter();
    }

    fn refilter(&mut self) {
        let words = fold(&self.words);
        let wanted = |r: &Row| self.filter.takes(r) && words.split(' ').all(|w| r.folded.contains(w));
        self.view = (0u32..).zip(&self.all).filter(|(_, r)| wanted(r)).map(|(i, _)| i).collect();
    }

    /// True while a path for the saved list is being typed.
    pub fn is_saving(&self) -> bool {
        self.ask.is_open()
    }

    /// Asks where to save the rows.
    pub fn save(&mut self, backend: &Backend, file: &Path) {
        let stem = file.file_stem().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let folder = file.parent().unwrap_or(Path::new("."));
        self.news = None;
        let request = FileRequest::save(format!("{stem}-import.csv"), "CSV", &["csv"]);
        self.ask.ask(&backend.runner, &backend.picker, folder, request);
    }

    /// Takes the selected path and the end of the writing.
    pub fn poll(&mut self, view: &View<'_>, backend: &Backend) {
        if let Some(path) = self.ask.poll().or_else(|| self.wants_save.take()) {
            self.write(view, backend, path);
        }
        if self.saved.poll() {
            self.news = self.saved.get().map(|end| match end {
                Ok(path) => {
                    let path = path.display().to_string();
                    (Tone::Good, view.tr.fmt("files-remarks-saved", &[("path", path.into())]))
                }
                Err(failure) => {
                    let error = UserError { message: failure.message.clone(), remedy: failure.remedy.clone() };
                    (Tone::Bad, error.text(view.tr))
                }
            });
        }
    }

    fn write(&self, view: &View<'_>, backend: &Backend, path: PathBuf) {
        let keys = ["files-column-line", "files-column-kind", "files-column-number", "gui-column-title", "files-column-what"];
        let heads = keys.map(|k| view.text(k).into_owned());
        let of = |r: &Row| {
            let fate = view.text(r.fate.row_key()).into_owned();
            [r.line.to_string(), fate, r.number.clone(), r.title.clone(), r.what.clone()]
        };
        let rows: Vec<[String; 5]> = self.all.iter().map(of).collect();
        self.saved.ask(&backend.runner, move || {
            let bytes = safe_csv(std::iter::once(&heads).chain(&rows));
            write_atomic(&path, &bytes, Access::Default).map_err(|e| unreadable(&path, &e))?;
            Ok(path)
        });
    }

    /// Draws filters, table and details.
    pub fn ui(&mut self, ui: &mut Ui, view: &View<'_>, plan: &ImportPlan) {
        if let Some(path) = self.ask.ui(ui, view.tr, &view.text("gui-save")) {
            self.wants_save = Some(path);
        }
        if let Some((tone, words)) = &self.news
            && banner(ui, *tone, words, None, Some(&view.text("gui-close"))).is_some()
        {
            self.news = None;
        }
        self.filters(ui, view);
        let chosen = self
            .table
            .cursor
            .and_then(|key| self.all.get(usize::try_from(key).ok()?))
            .map(|row| (row.of, row.what.clone(), row.is_remarked));
        let height = ui.available_height();
        let room = if chosen.is_some() { (height - DETAILS).max(height / 2.0) } else { height };
        ui.allocate_ui(eframe::egui::vec2(ui.available_width(), room), |ui| self.table(ui, view));
        if let Some((of, what, is_remarked)) = chosen {
            details(ui, view, of, &what, is_remarked, plan);
        }
    }

    fn filters(&mut self, ui: &mut Ui, view: &View<'_>) {
        let p = Palette::of(ui);
        let mut pressed = None;
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = space::XXS;
            let (mut drawn, mut shown) = (Vec::new(), Vec::new());
            for (filter, count) in RowFilter::ALL.into_iter().zip(self.counts) {
                if filter != RowFilter::All && count == 0 {
                    continue;
                }
                let number = view.tr.number(i64::try_from(count).unwrap_or(i64::MAX));
                let icon = (filter != RowFilter::All).then(|| filter.look(p));
                let pill = filter_pill(ui, self.filter == filter, icon, &view.text(filter.key()), &number);
                if pill.clicked() {
                    pressed = Some(filter);
                }
                drawn.push(pill);
                shown.push(filter);
            }
            pressed = pressed.or(choice_keys::move_by_arrows(ui, &drawn).map(|i| shown[i]));
            let hint = view.text("files-find-row");
            let width = ui.available_width().clamp(120.0, 220.0);
            if TextField::new(&mut self.words).hint(&hint).width(width).show(ui).changed() {
                pressed = Some(self.filter);
            }
        });
        if let Some(filter) = pressed {
            self.filter(filter);
        }
    }

    fn table(&mut self, ui: &mut Ui, view: &View<'_>) {
        let p = Palette::of(ui);
        let keys = ["files-column-line", "files-column-kind", "files-column-number", "gui-column-title", "files-column-what"];
        let [line, fate, number, title, what] = keys.map(|key| view.text(key));
        let name = view.text("files-rows");
        let columns = [
            TableColumn::new(&line, 56.0).right().fixed_order(),
            TableColumn::new(&fate, 124.0).fixed_order(),
            TableColumn::new(&number, 80.0).fixed_order(),
            TableColumn::new(&title, 160.0).grow().fixed_order(),
            TableColumn::new(&what, 260.0).grow().fixed_order(),
        ];
        let (rows, shown) = (&self.all, &self.view);
        table(
            ui,
            TableOptions { name: &name, checks: None },
            &columns,
            &mut self.table,
            shown.len(),
            |at| i64::from(shown[at]),
            |ui, at, column| {
                let row = &rows[shown[at] as usize];
                match column {
                    0 => cell::number(ui, &row.line.to_string()),
                    1 => {
                        let (icon, colour) = row.fate.look(p);
                        let word = view.text(row.fate.row_key());
                        text::named_icon(ui, icon, colour, &word);
                        text::line_within(ui, &word, Type::Body, colour, ui.available_width().max(size::ICON));
                    }
                    2 => cell::id(ui, &row.number),
                    3 => cell::strong(ui, &row.title),
                    _ => cell::plain(ui, &row.what),
                }
            },
        );
    }
}

fn row(
    of: PreviewRow,
    read: &CasesRead,
    plan: &ImportPlan,
    file: &str,
    remarks: &HashMap<u64, Vec<String>>,
    tr: Tr,
) -> Option<Row> {
    let row = match of {
        PreviewRow::Case(i) => {
            let case = plan.rows.get(i)?;
            let (fate, what) = match &case.fate {
                Fate::New => (RowFilter::New, case.suite.join(" / ")),
                Fate::Changed => (RowFilter::Changed, taken(&case.changes, tr)),
                Fate::Unchanged => (RowFilter::Unchanged, kept(&case.changes, tr)),
                Fate::Skipped { reason } => (RowFilter::LeftOut, without_place(&tr.message(reason), file, case.line)),
            };
            let number = case.number.map(|n| format!("{}-{n}", plan.project)).unwrap_or_default();
            let remarks = remarks.get(&case.line);
            let all = Some(what).filter(|w| !w.is_empty()).into_iter().chain(remarks.into_iter().flatten().cloned());
            let (what, is_remarked) = (all.collect::<Vec<_>>().join(" · "), remarks.is_some());
            Row { of, fate, line: case.line, number, title: case.title.clone(), what, is_remarked, folded: String::new() }
        }
        PreviewRow::LeftOut(i) => {
            let note = read.file.report.notes.get(i)?;
            let line = note.line.unwrap_or_default();
            let what = without_place(&tr.message(&note.message), file, line);
            let (number, title, folded) = (String::new(), String::new(), String::new());
            Row { of, fate: RowFilter::LeftOut, line, number, title, what, is_remarked: false, folded }
        }
    };
    let folded = fold(&format!("{} {} {} {}", row.line, row.number, row.title, row.what));
    Some(Row { folded, ..row })
}

/// A sentence without the place at its beginning, which has a column of its own.
fn without_place(words: &str, file: &str, line: u64) -> String {
    let places = [format!("{file}:{line}: "), format!("{file}: ")];
    places.iter().find_map(|p| words.strip_prefix(p.as_str())).unwrap_or(words).to_owned()
}

/// Names of the fields whose value of the file is taken.
fn taken(changes: &[FieldChange], tr: Tr) -> String {
    changes.iter().filter(|c| c.is_taken).map(|c| field_name(tr, c)).collect::<Vec<_>>().join(", ")
}

/// Names of the fields that differ and stay.
fn kept(changes: &[FieldChange], tr: Tr) -> String {
    let names: Vec<String> = changes.iter().map(|c| field_name(tr, c)).collect();
    if names.is_empty() { String::new() } else { tr.fmt("files-cases-stay", &[("fields", names.join(", ").into())]) }
}

/// Draws every field that differs, with the value here, the one of the file, and which of them the case gets.
fn details(ui: &mut Ui, view: &View<'_>, of: PreviewRow, what: &str, is_remarked: bool, plan: &ImportPlan) {
    let p = Palette::of(ui);
    paint::hline(ui);
    eframe::egui::ScrollArea::vertical().id_salt("import-cases-details").auto_shrink(false).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = space::XS;
        let changes = match of {
            PreviewRow::Case(i) => plan.rows.get(i).map_or(&[][..], |row| row.changes.as_slice()),
            PreviewRow::LeftOut(_) => &[],
        };
        if changes.is_empty() || is_remarked {
            text::paragraph(ui, what, Type::Body, p.text);
        }
        for change in changes {
            let key = if change.is_taken { "files-cases-from-file" } else { "files-cases-stays" };
            ui.horizontal_wrapped(|ui| {
                text::strong(ui, &field_name(view.tr, change));
                text::line(ui, &view.text(key), Type::Label, if change.is_taken { p.accent } else { p.text_faint });
            });
            let cut = |value: &str| {
                let short: String = value.chars().take(VALUE).collect();
                if short.is_empty() {
                    "—".to_owned()
                } else if short.len() < value.len() {
                    format!("{short}…")
                } else {
                    short
                }
            };
            let (old, new) = if change.is_taken { (p.text_faint, p.text) } else { (p.text, p.text_faint) };
            text::paragraph(ui, &cut(&change.before), Type::Body, old);
            text::paragraph(ui, &format!("→ {}", cut(&change.after)), Type::Body, new);
        }
    });
}
