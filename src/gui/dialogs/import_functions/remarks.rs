//! The rows of a list as a table: those of a number of the preview, or every remark with line and reason, filtered by weight.
//! The remarks are saved as a CSV file.

use std::path::{Path, PathBuf};

use eframe::egui::{Color32, Ui};

use crate::app::import_preview::{ImportPreview, remarks_csv, unreadable};
use crate::app::registry_file::{RegistryImport, RowEffect};
use crate::base::fs::{Access, write_atomic};
use crate::formats::Severity;
use crate::gui::backend::{Backend, FileRequest, UserError};
use crate::gui::file_ask::FileAsk;
use crate::gui::theme::{Icon, Palette, Type, icons, size, space};
use crate::gui::view::View;
use crate::gui::widgets::{TableColumn, TableOptions, TableState, Tone, banner, cell, filter_pill, table, text};
use crate::i18n::Tr;
use crate::jobs::{Failure, Query};

/// The weights in the order of the filters.
const WEIGHTS: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Info];

/// A remark as it is shown.
#[derive(Debug, Clone)]
struct Row {
    severity: Severity,
    line: String,
    column: String,
    reason: String,
}

/// The rows that the table shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rows {
    /// Every row of the file: its functions, and the rows that are skipped.
    All,
    /// Functions with that effect.
    Of(RowEffect),
    /// People that are created.
    People,
    /// Remarks of a weight, or all.
    Remarks(Option<usize>),
}

impl Rows {
    /// The text of its name.
    pub fn key(self) -> &'static str {
        match self {
            Self::All => "files-rows",
            Self::Of(RowEffect::New) => "files-new",
            Self::Of(RowEffect::Changed) => "files-changed",
            Self::Of(RowEffect::Unchanged) => "files-unchanged",
            Self::People => "files-people",
            Self::Remarks(_) => "files-skipped",
        }
    }
}

impl Default for Rows {
    fn default() -> Self {
        Self::Remarks(None)
    }
}

/// A line of the table, by its place in the remarks, in the rows of the file, or among the people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Line {
    Remark(u32),
    Function(u32),
    Person(u32),
}

impl Line {
    fn key(self) -> i64 {
        match self {
            Self::Remark(i) => i64::from(i),
            Self::Function(i) => i64::from(i) + (1 << 32),
            Self::Person(i) => i64::from(i) + (2 << 32),
        }
    }
}

/// The remarks of a list, and the rows that are shown instead of them.
#[derive(Debug, Default)]
pub struct Remarks {
    rows: Vec<Row>,
    counts: [usize; WEIGHTS.len()],
    shown: Rows,
    view: Vec<Line>,
    table: TableState,
    ask: FileAsk,
    saved: Query<Result<PathBuf, Failure>>,
    news: Option<(Tone, String)>,
}

impl Remarks {
    /// The remarks of a reading, skipped rows first.
    pub fn of(preview: &ImportPreview, tr: Tr) -> Self {
        let file = &preview.file.report.file;
        let rows: Vec<Row> = preview
            .remarks()
            .into_iter()
            .map(|r| {
                let line = r.line.map(|l| l.to_string()).unwrap_or_default();
                let words = tr.message(&r.message);
                // The sentence begins with the place, which has a column of its own here.
                let places = [format!("{file}:{line}: "), format!("{file}: ")];
                let reason = places.iter().find_map(|p| words.strip_prefix(p.as_str())).unwrap_or(&words).to_owned();
                Row { severity: r.severity, line, column: r.column.unwrap_or_default(), reason }
            })
            .collect();
        let counts = WEIGHTS.map(|w| rows.iter().filter(|r| r.severity == w).count());
        let mut remarks = Self { rows, counts, ..Self::default() };
        remarks.open(remarks.first(), preview, &preview.plan);
        remarks
    }

    /// Rows shown when the preview opens: those with the most severe remarks, or all rows if there are no remarks.
    fn first(&self) -> Rows {
        self.counts.iter().position(|n| *n > 0).map_or(Rows::All, |weight| Rows::Remarks(Some(weight)))
    }

    /// Shows the rows that a number or a filter counts. `counts` holds the effect of each row.
    pub fn open(&mut self, rows: Rows, preview: &ImportPreview, counts: &RegistryImport) {
        self.shown = rows;
        let remarks = |wanted: Option<Severity>| {
            let places = self.rows.iter().enumerate().filter(move |(_, r)| wanted.is_none_or(|w| r.severity == w));
            places.map(|(i, _)| Line::Remark(i as u32))
        };
        let functions = |wanted: Option<RowEffect>| {
            let places = (0..preview.file.rows.len()).filter(move |i| wanted.is_none_or(|w| counts.effects.get(*i) == Some(&w)));
            places.map(|i| Line::Function(i as u32))
        };
        self.view = match rows {
            Rows::All => {
                let mut all: Vec<Line> = functions(None).chain(remarks(Some(Severity::Error))).collect();
                all.sort_by_key(|line| self.line_number(*line, preview));
                all
            }
            Rows::Of(effect) => functions(Some(effect)).collect(),
            Rows::People => (0..counts.people.len()).map(|i| Line::Person(i as u32)).collect(),
            Rows::Remarks(weight) => remarks(weight.map(|w| WEIGHTS[w])).collect(),
        };
    }

    fn line_number(&self, line: Line, preview: &ImportPreview) -> u64 {
        match line {
            Line::Remark(i) => self.rows[i as usize].line.parse().unwrap_or_default(),
            Line::Function(i) => preview.file.rows[i as usize].line,
            Line::Person(_) => 0,
        }
    }

    /// True when there is none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// True when a row was skipped or read differently.
    pub fn warns(&self) -> bool {
        self.counts[0] + self.counts[1] > 0
    }

    /// True while a path for the saved list is being typed.
    pub fn is_saving(&self) -> bool {
        self.ask.is_open()
    }

    /// Asks where to save the list.
    pub fn save(&mut self, backend: &Backend, preview: &ImportPreview) {
        let stem = preview.path.file_stem().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let folder = preview.path.parent().unwrap_or(Path::new("."));
        let request = FileRequest::save(format!("{stem}-skipped.csv"), "CSV", &["csv"]);
        self.news = None;
        self.ask.ask(&backend.runner, &backend.picker, folder, request);
    }

    /// Takes the selected path and the end of the writing.
    pub fn poll(&mut self, view: &View<'_>, backend: &Backend) {
        if let Some(path) = self.ask.poll() {
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
        let heads = ["files-column-line", "files-column-kind", "files-column-column", "files-column-reason"]
            .map(|k| view.text(k).into_owned());
        let kinds = WEIGHTS.map(|w| view.text(word(w)).into_owned());
        let rows: Vec<[String; 4]> = self
            .rows
            .iter()
            .map(|r| {
                let kind = WEIGHTS.iter().position(|w| *w == r.severity).map(|i| kinds[i].clone()).unwrap_or_default();
                [r.line.clone(), kind, r.column.clone(), r.reason.clone()]
            })
            .collect();
        self.saved.ask(&backend.runner, move || {
            let bytes = remarks_csv(&heads, &rows);
            write_atomic(&path, &bytes, Access::Default).map_err(|e| unreadable(&path, &e))?;
            Ok(path)
        });
    }

    /// Draws the filters and the table.
    pub fn ui(&mut self, ui: &mut Ui, view: &View<'_>, backend: &Backend, preview: &ImportPreview, counts: &RegistryImport) {
        if let Some(path) = self.ask.ui(ui, view.tr, &view.text("gui-save")) {
            self.write(view, backend, path);
        }
        if let Some((tone, words)) = &self.news
            && banner(ui, *tone, words, None, Some(&view.text("gui-close"))).is_some()
        {
            self.news = None;
        }
        if self.rows.is_empty() {
            banner(ui, Tone::Good, &view.text("files-all-good"), None, None);
        }
        self.filters(ui, view, preview, counts);
        self.table(ui, view, preview, counts);
    }

    /// The kinds of remarks, and the name of the number whose rows are shown.
    fn filters(&mut self, ui: &mut Ui, view: &View<'_>, preview: &ImportPreview, counts: &RegistryImport) {
        let p = Palette::of(ui);
        let number = |n: usize| view.tr.number(i64::try_from(n).unwrap_or(i64::MAX));
        let mut pressed = None;
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = space::XXS;
            for (i, weight) in WEIGHTS.iter().enumerate().filter(|(i, _)| self.counts[*i] > 0) {
                let (rows, name) = (Rows::Remarks(Some(i)), view.text(words(*weight)));
                let on = self.shown == rows;
                if filter_pill(ui, on, Some(look(p, *weight)), &name, &number(self.counts[i])).clicked() {
                    pressed = Some(if on { Rows::Remarks(None) } else { rows });
                }
            }
            if !matches!(self.shown, Rows::Remarks(_))
                && filter_pill(ui, true, None, &view.text(self.shown.key()), &number(self.view.len())).clicked()
            {
                pressed = Some(self.first());
            }
        });
        if let Some(rows) = pressed {
            self.open(rows, preview, counts);
        }
    }

    fn table(&mut self, ui: &mut Ui, view: &View<'_>, preview: &ImportPreview, counts: &RegistryImport) {
        let p = Palette::of(ui);
        let name = view.text(if matches!(self.shown, Rows::Remarks(_)) { "files-remarks" } else { self.shown.key() });
        let keys = match self.shown {
            Rows::Remarks(_) => ["files-column-line", "files-column-column", "files-column-reason"],
            _ => ["files-column-line", "gui-column-func-id", "gui-column-title"],
        };
        let [line, column, reason] = keys.map(|key| view.text(key));
        let people = self.shown == Rows::People;
        let is_remarks = matches!(self.shown, Rows::Remarks(_));
        let columns = [
            TableColumn::new(&line, 64.0).right().fixed_order().hidden(people),
            TableColumn::new(&column, if is_remarks { 132.0 } else { 240.0 }).fixed_order().hidden(people),
            TableColumn::new(if people { &name } else { &reason }, 240.0).grow().fixed_order(),
        ];
        let (rows, shown) = (&self.rows, &self.view);
        table(
            ui,
            TableOptions { name: &name, checks: None },
            &columns,
            &mut self.table,
            shown.len(),
            |at| shown[at].key(),
            |ui, at, column| match (shown[at], column) {
                (Line::Remark(i), 0) => cell::number(ui, &rows[i as usize].line),
                // Among functions the column holds FuncIDs, which a skipped row may not have.
                (Line::Remark(i), 1) => cell::plain(ui, if is_remarks { &rows[i as usize].column } else { "" }),
                (Line::Remark(i), _) => {
                    let row = &rows[i as usize];
                    let (icon, colour) = look(p, row.severity);
                    text::named_icon(ui, icon, colour, &view.text(word(row.severity)));
                    let room = ui.available_width().max(size::ICON);
                    text::line_within(ui, &row.reason, Type::Body, p.text, room);
                }
                (Line::Function(i), 0) => cell::number(ui, &preview.file.rows[i as usize].line.to_string()),
                (Line::Function(i), 1) => cell::id(ui, &preview.file.rows[i as usize].content.func_id),
                (Line::Function(i), _) => {
                    let (icon, colour, key) = match counts.effects.get(i as usize) {
                        Some(RowEffect::New) => (icons::NEW, p.passed, "files-new"),
                        Some(RowEffect::Changed) => (icons::EDIT, p.accent, "files-changed"),
                        _ => (icons::UNCHANGED, p.text_faint, "files-unchanged"),
                    };
                    text::named_icon(ui, icon, colour, &view.text(key));
                    let room = ui.available_width().max(size::ICON);
                    text::line_within(ui, &preview.file.rows[i as usize].content.title, Type::Body, p.text, room);
                }
                (Line::Person(i), _) => cell::strong(ui, counts.people.get(i as usize).map_or("", String::as_str)),
            },
        );
    }
}

/// The word for one remark of this weight.
fn word(weight: Severity) -> &'static str {
    match weight {
        Severity::Error => "files-kind-skipped",
        Severity::Warning => "files-kind-warning",
        Severity::Info => "files-kind-note",
    }
}

/// The word for all remarks of this weight.
fn words(weight: Severity) -> &'static str {
    match weight {
        Severity::Error => "files-skipped-rows",
        Severity::Warning => "files-warnings",
        Severity::Info => "files-notes",
    }
}

fn look(p: &Palette, weight: Severity) -> (Icon, Color32) {
    match weight {
        Severity::Error => (icons::SKIPPED, p.failed),
        Severity::Warning => (icons::WARNING, p.broken),
        Severity::Info => (icons::INFO, p.text_faint),
    }
}
