//! Every remark about a list as a table with line and reason, filtered by weight, and saved as a CSV file.

use std::path::{Path, PathBuf};

use eframe::egui::{Color32, Ui};

use crate::app::import_preview::{ImportPreview, remarks_csv, unreadable};
use crate::base::fs::{Access, write_atomic};
use crate::formats::Severity;
use crate::gui::backend::{Backend, FileRequest, Trouble};
use crate::gui::file_ask::FileAsk;
use crate::gui::theme::{Icon, Palette, Type, icons, size, space};
use crate::gui::view::View;
use crate::gui::widgets::{TableColumn, TableOptions, TableState, Tone, banner, cell, empty_state, filter_pill, table, text};
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

/// The remarks of a list.
#[derive(Debug, Default)]
pub struct Remarks {
    rows: Vec<Row>,
    counts: [usize; WEIGHTS.len()],
    filter: Option<usize>,
    view: Vec<u32>,
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
        let filter = counts.iter().position(|n| *n > 0);
        let mut remarks = Self { rows, counts, filter, ..Self::default() };
        remarks.rebuild();
        remarks
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

    fn rebuild(&mut self) {
        let wanted = self.filter.map(|i| WEIGHTS[i]);
        let rows = self.rows.iter().enumerate().filter(|(_, r)| wanted.is_none_or(|w| r.severity == w));
        self.view = rows.map(|(i, _)| i as u32).collect();
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
                    let trouble = Trouble { message: failure.message.clone(), remedy: failure.remedy.clone() };
                    (Tone::Bad, trouble.text(view.tr))
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
    pub fn ui(&mut self, ui: &mut Ui, view: &View<'_>, backend: &Backend) {
        if let Some(path) = self.ask.ui(ui, view.tr, &view.text("gui-save")) {
            self.write(view, backend, path);
        }
        if let Some((tone, words)) = &self.news
            && banner(ui, *tone, words, None, Some(&view.text("gui-close"))).is_some()
        {
            self.news = None;
        }
        if self.rows.is_empty() {
            empty_state(ui, icons::DONE_ALL, &view.text("files-all-good"), "", None);
            return;
        }
        let p = Palette::of(ui);
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = space::XXS;
            for (i, weight) in WEIGHTS.iter().enumerate().filter(|(i, _)| self.counts[*i] > 0) {
                let count = view.tr.number(i64::try_from(self.counts[i]).unwrap_or(i64::MAX));
                if filter_pill(ui, self.filter == Some(i), Some(look(p, *weight)), &view.text(words(*weight)), &count).clicked() {
                    self.filter = if self.filter == Some(i) { None } else { Some(i) };
                    self.rebuild();
                    break;
                }
            }
        });
        let name = view.text("files-remarks");
        let (line, column, reason) =
            (view.text("files-column-line"), view.text("files-column-column"), view.text("files-column-reason"));
        let columns = [
            TableColumn::new(&line, 64.0).right().fixed_order(),
            TableColumn::new(&column, 132.0).fixed_order(),
            TableColumn::new(&reason, 240.0).grow().fixed_order(),
        ];
        let (rows, shown) = (&self.rows, &self.view);
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
                    0 => cell::number(ui, &row.line),
                    1 => cell::plain(ui, &row.column),
                    _ => {
                        let (icon, colour) = look(p, row.severity);
                        text::named_icon(ui, icon, colour, &view.text(word(row.severity)));
                        let room = ui.available_width().max(size::ICON);
                        text::line_within(ui, &row.reason, Type::Body, p.text, room);
                    }
                }
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
