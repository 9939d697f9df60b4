//! The rows of a file with the planned outcome of each, filtered by outcome, and the details of the chosen row. A row whose box
//! is not checked is left out. The list can be saved as a CSV file.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};

use eframe::egui::text::{LayoutJob, TextFormat, TextWrapping};
use eframe::egui::{Color32, Role, Sense, Stroke, Ui, WidgetInfo, vec2};

use super::details::{Detail, FieldNames, details};
use crate::backend::{Backend, FileRequest, UserError};
use crate::file_prompt::FilePrompt;
use crate::view::View;
use voluptas_app::files::import::{Fate, FieldChange, PreviewRow, safe_csv, unreadable, without_place};
use voluptas_core::base::fold::fold;
use voluptas_core::base::fs::{Access, write_atomic};
use voluptas_core::domain::Message;
use voluptas_formats::{Note, Report, Severity};
use voluptas_i18n::Tr;
use voluptas_jobs::{Failure, Query};
use voluptas_ui::theme::{Icon, Palette, Type, icons, size, space};
use voluptas_ui::widgets::choice::filter_pill_width;
use voluptas_ui::widgets::table::columns::fitting;
use voluptas_ui::widgets::{
    RowBoxes, RowHint as _, TableColumn, TableExtras, TableOptions, TableState, TextField, Tone, banner, cell, choice_keys,
    filter_pill, paint, reading, table_with, text,
};

/// Height of the details of the chosen row.
const DETAILS: f32 = 164.0;
/// Width of the field that finds rows.
const FIND: f32 = 190.0;
/// Height of the details of a row without changes.
const SENTENCE: f32 = 64.0;
/// Rows of the list that stay beside the details, with the names of the columns.
const LEAST_ROWS: f32 = 5.0;
/// Least width of the fates, and of the ids.
const FATE: f32 = 104.0;
const ID: f32 = 56.0;
/// Least width of the titles, and width down to which long ids shrink behind them in a narrow list.
const TITLE: f32 = 160.0;
const ID_LEAST: f32 = 150.0;
/// Ids that are measured to find the width of their column.
const MEASURED: usize = 6;
/// Longest value that is shown in the list itself, in characters.
const SHORT: usize = 40;

/// Columns and icons of the list of a subject.
pub struct List {
    /// Name of the column of the ids.
    pub id: &'static str,
    /// Icon of all rows.
    pub icon: Icon,
    /// The rows are functions.
    pub of_functions: bool,
    /// Names and values of fields.
    pub fields: FieldNames,
}

/// Rows to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RowFilter {
    /// Every row of the table.
    #[default]
    All,
    /// Rows that create something.
    New,
    /// Rows that change something.
    Changed,
    /// Rows that change nothing.
    Unchanged,
    /// Rows that cannot be imported.
    LeftOut,
    /// Rows that a person leaves out.
    Unchecked,
    /// Rows with a warning of the reader, such as an unknown value.
    Remarked,
    /// People that are created or changed.
    People,
    /// Relations of functions that are created or changed.
    Relations,
}

impl RowFilter {
    const ALL: [Self; 9] = [
        Self::All,
        Self::New,
        Self::Changed,
        Self::Unchanged,
        Self::LeftOut,
        Self::Unchecked,
        Self::Remarked,
        Self::People,
        Self::Relations,
    ];

    /// The filter that shows the rows of a fate.
    pub fn of(fate: &Fate) -> Self {
        match fate {
            Fate::New => Self::New,
            Fate::Changed => Self::Changed,
            Fate::Unchanged => Self::Unchanged,
            fate if fate.is_left_out() => Self::Unchecked,
            Fate::Skipped { .. } => Self::LeftOut,
        }
    }

    fn takes(self, row: &Row) -> bool {
        let of_table = match row.of {
            PreviewRow::Person(_) => Self::People,
            PreviewRow::Relation(_) => Self::Relations,
            _ => Self::All,
        };
        match self {
            Self::All => of_table == Self::All,
            Self::People | Self::Relations => of_table == self && row.fate != Self::Unchanged,
            Self::Remarked => row.is_remarked,
            fate => of_table == Self::All && row.fate == fate,
        }
    }

    /// The name of the filter, before the import or when it is `done`.
    fn key(self, done: bool) -> &'static str {
        match self {
            Self::All => "files-rows",
            Self::New if done => "files-created",
            Self::New => "files-new",
            Self::Changed => "files-changed",
            Self::Unchanged => "files-unchanged",
            Self::LeftOut => "files-skipped",
            Self::Unchecked => "files-left-out",
            Self::Remarked => "files-remarked",
            Self::People => "files-people",
            Self::Relations => "files-relations",
        }
    }

    /// The word for one row, before the import or when it is `done`. Words of functions have keys of their own where a language needs
    /// another form.
    fn row_key(self, done: bool, of_function: bool) -> &'static str {
        match (self, of_function) {
            (Self::Unchanged, _) => "files-row-unchanged",
            (Self::Unchecked, false) => "files-row-left-out",
            (Self::Unchecked, true) => "files-row-left-out-function",
            (Self::Changed, false) => "files-row-changed",
            (Self::Changed, true) => "files-row-changed-function",
            (Self::LeftOut | Self::Remarked, false) => "files-row-skipped",
            (Self::LeftOut | Self::Remarked, true) => "files-row-skipped-function",
            (_, false) if done => "files-row-created",
            (_, true) if done => "files-row-created-function",
            (_, false) => "files-row-new",
            (_, true) => "files-row-new-function",
        }
    }

    fn look(self, p: &Palette, all: Icon) -> (Icon, Color32) {
        match self {
            Self::All => (all, p.text),
            Self::New => (icons::NEW, p.passed),
            Self::Changed => (icons::EDIT, p.accent),
            Self::Unchanged => (icons::UNCHANGED, p.text_faint),
            Self::LeftOut => (icons::SKIPPED, p.broken),
            Self::Unchecked => (icons::SKIPPED, p.text_secondary),
            Self::Remarked => (icons::WARNING, p.broken),
            Self::People => (icons::PERSON, p.text_secondary),
            Self::Relations => (icons::LINK, p.text_secondary),
        }
    }
}

/// A row as it is shown.
#[derive(Debug, Clone)]
pub struct Row {
    /// Thing that it stands for.
    pub of: PreviewRow,
    /// One of the fates.
    pub fate: RowFilter,
    /// Line of the file; 0 for none.
    pub line: u64,
    /// Number of a case, FuncID of a function; blank for none.
    pub id: String,
    pub title: String,
    /// Names of the changed fields, the place of something new, or the reason for leaving it out.
    pub what: String,
    /// Remarks of the reader.
    pub remarks: String,
    /// Field, value here and value of the file, where one short field changes.
    pub change: Option<[String; 3]>,
    /// The reader warned about it.
    pub is_remarked: bool,
    /// The row can be left out.
    pub has_box: bool,
    /// Words of the row as a search compares them.
    pub folded: String,
}

impl Row {
    /// A row that says nothing yet.
    pub fn new(of: PreviewRow, fate: RowFilter, line: u64) -> Self {
        let (id, title, what, remarks) = Default::default();
        let (change, folded) = Default::default();
        Self { of, fate, line, id, title, what, remarks, change, is_remarked: false, has_box: false, folded }
    }

    /// Appends the reader's remarks about this line to the text of the row.
    pub fn remarked(mut self, remarks: &Remarks) -> Self {
        if let Some(all) = remarks.of_line.get(&self.line) {
            (self.is_remarked, self.remarks, self.change) = (true, all.join(" · "), None);
            let all = [&self.what, &self.remarks].into_iter().filter(|w| !w.is_empty()).cloned();
            self.what = all.collect::<Vec<_>>().join(" · ");
        }
        self
    }

    /// Gives the changes of fields, which its policy takes or keeps.
    pub fn changed(mut self, changes: &[FieldChange], fields: &FieldNames, tr: Tr) -> Self {
        self.what = match self.fate {
            RowFilter::Unchanged => kept(changes, fields, tr),
            _ => taken(changes, fields, tr),
        };
        self.change = only_change(changes, fields, tr);
        self
    }

    /// Key of the word for its fate. A person is neither a case nor a function.
    fn key(&self, done: bool, of_functions: bool) -> &'static str {
        self.fate.row_key(done, of_functions && !matches!(self.of, PreviewRow::Person(_)))
    }

    fn fold(&mut self) {
        self.folded = fold(&format!("{} {} {} {}", self.line, self.id, self.title, self.what));
    }
}

/// Warnings of the reader and of the plan by line.
pub struct Remarks {
    file: String,
    of_line: HashMap<u64, Vec<String>>,
    names: BTreeMap<u64, [String; 2]>,
}

/// The line that a remark names; 0 for none.
fn line_in(message: &Message) -> u64 {
    message.text("line").and_then(|line| line.parse().ok()).unwrap_or_default()
}

impl Remarks {
    /// The warnings of a report and of a plan.
    pub fn of(report: &Report, warnings: &[Message], tr: Tr) -> Self {
        let mut of_line: HashMap<u64, Vec<String>> = HashMap::new();
        for note in report.notes.iter().filter(|n| n.severity == Severity::Warning) {
            let line = note.line.unwrap_or_default();
            of_line.entry(line).or_default().push(without_place(&tr.message(&note.message), &report.file, line));
        }
        for warning in warnings {
            let line = line_in(warning);
            if line > 0 {
                of_line.entry(line).or_default().push(without_place(&tr.message(warning), &report.file, line));
            }
        }
        Self { file: report.file.clone(), of_line, names: report.names.clone() }
    }

    /// A remark as a sentence, which begins with the line that it is about.
    pub fn sentence(&self, message: &Message, tr: Tr) -> String {
        let line = line_in(message);
        let words = self.reason(&tr.message(message), line);
        match i64::try_from(line) {
            Ok(line) if line > 0 => tr.fmt("files-line-remark", &[("line", line.into()), ("words", words.into())]),
            _ => words,
        }
    }

    /// The row of a note: a row of the file that the reader left out.
    pub fn left_out(&self, at: usize, note: &Note, tr: Tr) -> Row {
        let line = note.line.unwrap_or_default();
        let what = self.reason(&tr.message(&note.message), line);
        let [id, title] = self.names.get(&line).cloned().unwrap_or_default();
        Row { what, id, title, ..Row::new(PreviewRow::LeftOut(at), RowFilter::LeftOut, line) }
    }

    /// A sentence without the place at its beginning, which has a column of its own.
    pub fn reason(&self, words: &str, line: u64) -> String {
        without_place(words, &self.file, line)
    }
}

/// Numbers of rows that are not imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LeftOut {
    /// Rows that cannot be imported.
    pub skipped: usize,
    /// Rows that a person leaves out.
    pub by_person: usize,
}

/// The rows with their filter.
#[derive(Debug, Default)]
pub struct Rows {
    all: Vec<Row>,
    counts: [usize; RowFilter::ALL.len()],
    of_file: Vec<String>,
    /// The longest ids, which make the width of their column.
    longest_ids: Vec<String>,
    filter: RowFilter,
    words: String,
    view: Vec<u32>,
    /// Number of shown rows with a box.
    boxes: usize,
    /// Details of the row of that key.
    details: Option<(i64, Vec<Detail>)>,
    table: TableState,
    ask: FilePrompt,
    saved: Query<Result<PathBuf, Failure>>,
    wants_save: Option<PathBuf>,
    /// The import has ended; the rows show its outcome.
    is_done: bool,
    /// Name of the column of the ids.
    id_head: &'static str,
    of_functions: bool,
    /// The field that finds rows gets the keyboard.
    wants_find: bool,
    news: Option<(Tone, String)>,
}

/// The rows of a plan as they are shown. Making them takes a while for a large file: not on the thread of the window.
#[derive(Debug, Default)]
pub struct ShownRows {
    all: Vec<Row>,
    counts: [usize; RowFilter::ALL.len()],
    /// Warnings of the plan, and remarks on lines that are no row: on the names of the columns, on shared steps.
    of_file: Vec<String>,
}

impl ShownRows {
    /// The rows of a plan, with its warnings and the remarks of the report that belong to no row.
    #[must_use]
    pub fn of(mut all: Vec<Row>, remarks: &Remarks, report: &Report, warnings: &[Message], tr: Tr) -> Self {
        all.iter_mut().for_each(Row::fold);
        let counts = RowFilter::ALL.map(|f| all.iter().filter(|r| f.takes(r)).count());
        let of_table = all.iter().filter(|row| !matches!(row.of, PreviewRow::Person(_) | PreviewRow::Relation(_)));
        let lines: HashSet<u64> = of_table.map(|row| row.line).collect();
        let no_row = |note: &&Note| note.severity == Severity::Warning && !lines.contains(&note.line.unwrap_or_default());
        let of_plan = warnings.iter().map(|warning| remarks.sentence(warning, tr));
        let of_report = report.notes.iter().filter(no_row).map(|note| remarks.sentence(&note.message, tr));
        let of_file = of_plan.chain(of_report).collect();
        Self { all, counts, of_file }
    }
}

impl Rows {
    /// Warnings of the plan, and remarks on lines of the file that are no row.
    pub fn of_file(&self) -> &[String] {
        &self.of_file
    }

    /// Takes over the rows of a plan.
    pub fn show(&mut self, shown: ShownRows) {
        (self.all, self.counts, self.of_file) = (shown.all, shown.counts, shown.of_file);
        self.longest_ids = longest_ids(&self.all);
        self.details = None;
        let is_checked = |row: &&(i64, &Row)| row.1.has_box && row.1.fate != RowFilter::Unchecked;
        let rows: Vec<(i64, &Row)> = (0i64..).zip(&self.all).collect();
        self.table.checked = rows.iter().filter(is_checked).map(|row| row.0).collect();
        if self.counts.get(self.filter as usize) == Some(&0) {
            self.filter = RowFilter::All;
        }
        self.refilter();
    }

    /// True for a file without rows.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Gives ids to rows that had none.
    pub fn identify(&mut self, ids: &HashMap<PreviewRow, String>) {
        for row in &mut self.all {
            if let Some(id) = ids.get(&row.of) {
                row.id.clone_from(id);
                row.fold();
            }
        }
        self.longest_ids = longest_ids(&self.all);
    }

    /// Numbers of rows that are not imported.
    pub fn left_out(&self) -> LeftOut {
        LeftOut { skipped: self.counts[RowFilter::LeftOut as usize], by_person: self.counts[RowFilter::Unchecked as usize] }
    }

    /// Puts the keyboard into the field that finds rows.
    pub fn focus_find(&mut self) {
        self.wants_find = true;
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
        self.boxes = self.view.iter().filter(|at| self.all.get(**at as usize).is_some_and(|r| r.has_box)).count();
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
                    let error = UserError::from(failure.clone());
                    (Tone::Bad, error.text(view.tr))
                }
            });
        }
    }

    /// Keys of the column heads.
    fn heads(&self) -> [&'static str; 5] {
        let fate = if self.is_done { "files-column-done" } else { "files-column-fate" };
        ["files-column-line", fate, self.id_head, "gui-column-title", "files-column-what"]
    }

    fn write(&self, view: &View<'_>, backend: &Backend, path: PathBuf) {
        let heads = self.heads().map(|k| view.text(k).into_owned());
        let of = |r: &Row| {
            let fate = view.text(r.key(self.is_done, self.of_functions)).into_owned();
            [line_of(r), fate, r.id.clone(), r.title.clone(), r.what.clone()]
        };
        let rows: Vec<[String; 5]> = self.all.iter().map(of).collect();
        self.saved.ask(&backend.runner, move || {
            let bytes = safe_csv(std::iter::once(&heads).chain(&rows));
            write_atomic(&path, &bytes, Access::Default).map_err(|e| unreadable(&path, &e))?;
            Ok(path)
        });
    }

    /// The rows whose box is not checked.
    fn unchecked(&self) -> Vec<PreviewRow> {
        let rows = (0i64..).zip(&self.all).filter(|(key, row)| row.has_box && !self.table.checked.contains(key));
        rows.map(|(_, row)| row.of).collect()
    }

    /// Draws filters, table and details. `changes` gives the fields of a row that differ. Returns the rows to leave out where a box was
    /// pressed; without `has_boxes` there are none. When the import `is_done`, the rows say what was done.
    pub fn ui<'p>(
        &mut self,
        ui: &mut Ui,
        view: &View<'_>,
        list: &List,
        changes: &dyn Fn(PreviewRow) -> &'p [FieldChange],
        has_boxes: bool,
        is_done: bool,
    ) -> Option<Vec<PreviewRow>> {
        (self.is_done, self.id_head, self.of_functions) = (is_done, list.id, list.of_functions);
        if let Some(path) = self.ask.ui(ui, view.tr, &view.text("gui-save")) {
            self.wants_save = Some(path);
        }
        if let Some((tone, words)) = &self.news
            && banner(ui, *tone, words, None, Some(&view.text("gui-close"))).is_some()
        {
            self.news = None;
        }
        self.filters(ui, view, list);
        let is_shown = |key: &i64| u32::try_from(*key).is_ok_and(|at| self.view.binary_search(&at).is_ok());
        let cursor = self.table.cursor.filter(is_shown);
        let chosen = cursor.and_then(|key| Some((key, self.all.get(usize::try_from(key).ok()?)?)));
        let chosen = chosen.map(|(key, row)| (key, row.of, row.remarks.clone()));
        let height = ui.available_height();
        let changes = chosen.as_ref().map_or(&[][..], |(_, row, _)| changes(*row));
        // Of a row that changes nothing there is nothing to say.
        let has_words = |(key, ..): &(i64, _, _)| usize::try_from(*key).is_ok_and(|at| !self.all[at].what.is_empty());
        let chosen = chosen.filter(|of| !changes.is_empty() || has_words(of));
        let details_height = if changes.is_empty() { SENTENCE } else { DETAILS.max(height * 0.3) };
        // In a low dialog the details scroll, and the list keeps some of its rows.
        let least = (height * 0.55).max(size::GRID_ROW * LEAST_ROWS).min(height - SENTENCE).max(0.0);
        let room = if chosen.is_some() { (height - details_height).max(least) } else { height };
        let turned = ui.allocate_ui(vec2(ui.available_width(), room), |ui| self.table(ui, view, list, has_boxes)).inner;
        if let Some((key, _, mut about)) = chosen {
            if changes.is_empty() {
                about = usize::try_from(key).ok().and_then(|at| self.all.get(at)).map(|row| row.what.clone()).unwrap_or_default();
            }
            if self.details.as_ref().is_none_or(|(known, _)| *known != key) {
                self.details = Some((key, changes.iter().map(|change| Detail::of(change, &list.fields, view.tr)).collect()));
            }
            let all = self.details.as_ref().map_or(&[][..], |(_, all)| all.as_slice());
            details(ui, view, &about, all);
        }
        turned.then(|| self.unchecked())
    }

    /// Draws the filters, and the field that finds rows: at the right end, or below where both do not fit.
    fn filters(&mut self, ui: &mut Ui, view: &View<'_>, list: &List) {
        let p = Palette::of(ui);
        let mut pressed = None;
        let shown: Vec<(RowFilter, String, String)> = RowFilter::ALL
            .into_iter()
            .zip(self.counts)
            .filter(|(filter, count)| *filter == RowFilter::All || *count > 0)
            .map(|(filter, count)| {
                (
                    filter,
                    view.text(filter.key(self.is_done)).into_owned(),
                    view.tr.number(i64::try_from(count).unwrap_or(i64::MAX)),
                )
            })
            .collect();
        let pills: f32 = shown.iter().map(|(f, name, n)| filter_pill_width(ui, *f != RowFilter::All, name, n) + space::XXS).sum();
        let beside = ui.available_width() - pills >= FIND + space::S;
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = space::XXS;
            let mut drawn = Vec::new();
            for (filter, name, number) in &shown {
                let icon = (*filter != RowFilter::All).then(|| filter.look(p, list.icon));
                let pill = filter_pill(ui, self.filter == *filter, icon, name, number);
                if pill.clicked() {
                    pressed = Some(*filter);
                }
                drawn.push(pill);
            }
            pressed = pressed.or(choice_keys::move_by_arrows(ui, &drawn).map(|i| shown[i].0));
            if beside {
                let typed = reading::from_right(ui, |ui| self.find(ui, view, FIND)).inner;
                pressed = if typed { Some(self.filter) } else { pressed };
            }
        });
        if !beside {
            let width = ui.available_width();
            pressed = if self.find(ui, view, width) { Some(self.filter) } else { pressed };
        }
        if let Some(filter) = pressed {
            self.filter(filter);
        }
    }

    /// Draws the field that finds rows. True when its text changed.
    fn find(&mut self, ui: &mut Ui, view: &View<'_>, width: f32) -> bool {
        let hint = view.text("files-find-row");
        let field = TextField::new(&mut self.words).hint(&hint).icon(icons::SEARCH).width(width).show(ui);
        if std::mem::take(&mut self.wants_find) {
            field.request_focus();
        }
        field.changed()
    }

    /// Draws the table. True when a box was pressed.
    fn table(&mut self, ui: &mut Ui, view: &View<'_>, list: &List, has_boxes: bool) -> bool {
        let p = Palette::of(ui);
        let [line, fate, id, title, what] = self.heads().map(|key| view.text(key));
        let is_done = self.is_done;
        let (name, checks) = (view.text("files-rows"), view.text("files-row-import"));
        // The words are longer in some languages than in others. Columns have room for what the file holds: the rest goes to the changes.
        let present = RowFilter::ALL.into_iter().zip(self.counts).filter(|(_, count)| *count > 0);
        let words = present.map(|(fate, _)| {
            paint::galley(ui, &view.text(fate.row_key(is_done, list.of_functions)), Type::Body, p.text).size().x
        });
        let fate_width = words.fold(0.0, f32::max) + size::ICON + space::XL;
        let ids = fitting(ui, self.longest_ids.iter().map(String::as_str), Type::Mono);
        let id_width = ids.max(fitting(ui, [&*id], Type::Label)).max(ID);
        // The name of the last column is whole in every language.
        let what_least = fitting(ui, [&*what], Type::Label).max(136.0);
        let columns = [
            TableColumn::new(&line, 60.0).right().fixed_order(),
            TableColumn::new(&fate, fate_width.max(FATE)).fixed_order(),
            TableColumn::new(&id, id_width).least(id_width.min(ID_LEAST), 2).fixed_order(),
            TableColumn::new(&title, (ui.available_width() * 0.3).max(TITLE)).least(TITLE, 1).fixed_order(),
            TableColumn::new(&what, 200.0_f32.max(what_least)).grow().least(what_least, 0).fixed_order(),
        ];
        let (rows, shown) = (&self.all, &self.view);
        let has_box = |key: i64| usize::try_from(key).ok().and_then(|at| rows.get(at)).is_some_and(|row| row.has_box);
        let boxes = RowBoxes { has: &has_box, count: self.boxes };
        // A row of which neither number nor title can be read: the reason takes their place.
        let is_nameless = |row: &Row| matches!(row.of, PreviewRow::LeftOut(_)) && row.id.is_empty() && row.title.is_empty();
        let spans = |at: usize| is_nameless(&rows[shown[at] as usize]).then_some(2);
        let was_open = self.table.cursor.is_some();
        let response = table_with(
            ui,
            TableOptions { name: &name, checks: has_boxes.then_some(&*checks) },
            &columns,
            &mut self.table,
            shown.len(),
            |at| i64::from(shown[at]),
            |ui, at, column| {
                let row = &rows[shown[at] as usize];
                let is_quiet = matches!(row.fate, RowFilter::Unchanged);
                match column {
                    0 => {
                        text::line(ui, &line_of(row), Type::Mono, p.text_faint);
                    }
                    1 => {
                        let (icon, colour) = row.fate.look(p, list.icon);
                        let word = view.text(row.key(is_done, list.of_functions));
                        text::named_icon(ui, icon, colour, &word);
                        text::line_within(ui, &word, Type::Body, colour, ui.available_width().max(size::ICON));
                    }
                    2 if is_nameless(row) => what_cell(ui, row),
                    3 | 4 if is_nameless(row) => {}
                    2 => cell::id(ui, if row.id.is_empty() { "—" } else { &row.id }),
                    3 if is_quiet => cell::plain(ui, &row.title),
                    3 => cell::strong(ui, &row.title),
                    _ => what_cell(ui, row),
                }
            },
            TableExtras { boxes: Some(boxes), spans: Some(&spans), ..TableExtras::default() },
        );
        if !was_open && response.chosen.is_some() {
            // The details come into view and take room from the rows.
            self.table.reveal_cursor();
        }
        response.checks_changed
    }
}

/// The longest ids of rows.
fn longest_ids(rows: &[Row]) -> Vec<String> {
    let mut longest: Vec<(usize, &str)> = Vec::new();
    for row in rows.iter().filter(|row| !row.id.is_empty()) {
        let length = row.id.chars().count();
        if longest.len() < MEASURED || longest.last().is_some_and(|(shortest, _)| length > *shortest) {
            let place = longest.partition_point(|(other, _)| *other >= length);
            longest.insert(place, (length, &row.id));
            longest.truncate(MEASURED);
        }
    }
    longest.into_iter().map(|(_, id)| id.to_owned()).collect()
}

/// Draws the change of a row: the one field with both values, or names, or the reason for leaving it out.
fn what_cell(ui: &mut Ui, row: &Row) {
    let p = Palette::of(ui);
    let Some([field, before, after]) = &row.change else {
        return match row.fate {
            RowFilter::LeftOut => {
                text::line(ui, &row.what, Type::Body, p.broken);
            }
            _ => cell::plain(ui, &row.what),
        };
    };
    let mut job = LayoutJob { break_on_newline: false, ..LayoutJob::default() };
    let plain = |colour| TextFormat::simple(Type::Body.font(), colour);
    job.append(&format!("{field} "), 0.0, plain(p.text_secondary));
    if !before.is_empty() {
        let struck = TextFormat { strikethrough: Stroke::new(size::LINE, p.text_faint), ..plain(p.text_faint) };
        job.append(before, 0.0, struck);
        job.append(" → ", 0.0, plain(p.text_faint));
    }
    job.append(after, 0.0, TextFormat::simple(Type::Medium.font(), p.text));
    job.wrap = TextWrapping { max_width: ui.available_width(), max_rows: 1, break_anywhere: true, ..TextWrapping::default() };
    let galley = ui.painter().layout_job(job);
    let was_elided = galley.elided;
    let (rect, response) = ui.allocate_exact_size(galley.size(), Sense::hover());
    paint::put_left(ui.painter(), rect.left_center(), galley);
    let words = format!("{field}: {before} → {after}");
    paint::describe(&response, || WidgetInfo::labeled(Role::Label, true, &words));
    if was_elided {
        response.hint_above(words);
    }
}

/// The line of a row; blank for a row of no line.
fn line_of(row: &Row) -> String {
    if row.line > 0 { row.line.to_string() } else { String::new() }
}

/// Names of the fields whose value of the file is taken.
fn taken(changes: &[FieldChange], fields: &FieldNames, tr: Tr) -> String {
    changes.iter().filter(|c| c.is_taken).map(|c| (fields.name)(tr, c)).collect::<Vec<_>>().join(", ")
}

/// Names of the fields that differ and stay.
fn kept(changes: &[FieldChange], fields: &FieldNames, tr: Tr) -> String {
    let names: Vec<String> = changes.iter().map(|c| (fields.name)(tr, c)).collect();
    if names.is_empty() { String::new() } else { tr.fmt("files-cases-stay", &[("fields", names.join(", ").into())]) }
}

/// Field and values of the only change, if they are short.
fn only_change(changes: &[FieldChange], fields: &FieldNames, tr: Tr) -> Option<[String; 3]> {
    let mut taken = changes.iter().filter(|change| change.is_taken);
    let (change, None) = (taken.next()?, taken.next()) else { return None };
    let [before, after] = [&change.before, &change.after].map(|value| (fields.value)(tr, change, value));
    let is_short = |value: &str| value.chars().count() <= SHORT && !value.contains('\n');
    (is_short(&before) && is_short(&after)).then(|| [(fields.name)(tr, change), before, after])
}
