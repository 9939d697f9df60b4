//! The cells of the registry: their columns, drawing, texts and editors.

use eframe::egui::Ui;
use strum::IntoEnumIterator as _;

use crate::model::registry::{Column, FunctionRow, cell_text, short_name};
use crate::model::registry_edit::{EMPTY, shown_text};
use crate::model::words;
use crate::view::View;
use voluptas_core::domain::function::FunctionType;
use voluptas_ui::theme::{Type, icons, size, space};
use voluptas_ui::widgets::StatusClass;
use voluptas_ui::widgets::grid::{CellEditor, CellOption, CellUi, GridColumn, GridData, GridLayout};
use voluptas_ui::widgets::table::columns::fitting;

/// Width of a title that tells functions apart: longer ones are cut here before other columns are left out.
const TITLE_LEAST: f32 = 240.0;
/// Width down to which titles are cut in a narrow table before numbers and results are scrolled out of view.
const TITLE_NARROW: f32 = 160.0;
/// Room of the mark before a title.
const MARK: f32 = size::ICON + space::XS;

/// A value that was entered and is not read back yet.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Pending {
    /// Generation of the registry when it was entered.
    pub generation: u64,
    pub key: i64,
    pub column: Column,
    pub text: String,
    /// Time of the window at which the stored value is shown again, in seconds.
    pub until: f64,
}

/// The rows of the grid in a pass.
pub(super) struct Rows<'a> {
    pub view: &'a View<'a>,
    /// Number that tells the shown rows from others.
    pub generation: u64,
    /// Shown rows, by their places in the registry.
    pub shown: &'a [u32],
    /// Place among the shown rows, by the place in the registry; `u32::MAX` for a hidden row.
    pub places: &'a [u32],
    pub pending: Option<&'a Pending>,
}

impl Rows<'_> {
    fn at(&self, row: usize) -> &FunctionRow {
        &self.view.registry.rows[self.shown[row] as usize]
    }
}

/// Columns as wide as their content. Where there is no room, people shrink first, then words, and titles a little; then words and people
/// are left out, and types are icons. Ids are never cut.
pub(super) fn columns(ui: &Ui, layout: &GridLayout, view: &View<'_>) -> Vec<GridColumn> {
    let mut columns: Vec<GridColumn> = Column::ALL.into_iter().map(|c| column(ui, c, layout, view)).collect();
    let room = ui.available_width() - ui.spacing().scroll.allocated_width() - size::CHECK - space::XL;
    let shown = columns.iter().filter(|column| layout.shows(column)).count();
    if layout.placed(&columns, room).len() < shown {
        narrow(ui, &mut columns, layout, room, view);
    }
    columns
}

/// Arranges columns of which some have no room: titles give way to types, numbers and results, and the types to titles by becoming icons.
/// Where there is room to spare, titles with a mark are whole as well.
fn narrow(ui: &Ui, columns: &mut [GridColumn], layout: &GridLayout, room: f32, view: &View<'_>) {
    let at = |wanted: Column| Column::ALL.iter().position(|column| *column == wanted);
    let (Some(kind), Some(title)) = (at(Column::Kind), at(Column::Title)) else { return };
    let icons_alone = fitting(ui, [&*view.text(Column::Kind.name_key())], Type::Label).max(size::ICON + space::L);
    for is_iconic in [false, true] {
        if is_iconic {
            columns[kind].iconic = true;
            columns[kind].least = Some((icons_alone, 8));
        }
        let least = |(i, c): (usize, &GridColumn)| {
            let given = layout.widths.get(&c.id).copied();
            let stays = i == kind || c.yields.is_none() || given.is_some();
            let is_beside = i != title && stays && layout.shows(c);
            is_beside.then(|| given.unwrap_or_else(|| c.least.map_or(c.width, |(least, _)| least)))
        };
        let left = room - columns.iter().enumerate().filter_map(least).sum::<f32>();
        let Some((usual, rank)) = columns[title].least else { return };
        if left >= usual || is_iconic {
            columns[title].least = Some((left.clamp(TITLE_NARROW.min(usual), usual + MARK), rank));
            return;
        }
    }
}

fn column(ui: &Ui, column: Column, layout: &GridLayout, view: &View<'_>) -> GridColumn {
    let title = view.text(column.name_key());
    let words = |ty: Type, texts: &[String]| fitting(ui, texts.iter().map(String::as_str), ty);
    // The mark of the sort order stands beside the title of the column that sorts. The usual width has room for it.
    let sorts = layout.sort.as_ref().is_some_and(|(id, _)| id == column.id());
    let arrow = size::CHECK + space::XXS;
    let mark = if sorts { arrow } else { 0.0 };
    let title_width = fitting(ui, [&*title], Type::Label);
    let (bare, head) = (title_width + mark, title_width + arrow);
    let content = match column {
        Column::FuncId => words(Type::Mono, view.registry.longest(column)),
        Column::Title => words(Type::Strong, view.registry.longest(column)),
        _ => words(Type::Body, view.registry.longest(column)),
    };
    let new = |width: f32| GridColumn::new(column.id(), &*title, width);
    let width = |least: f32, most: f32| head.max(content).clamp(least, most);
    let made = match column {
        Column::FuncId => new(width(90.0, 480.0)).fixed(),
        // A mark may stand before it, where there is room.
        Column::Title => new(width(160.0, 320.0) + MARK).grow().least(width(160.0, TITLE_LEAST), 9).fixed(),
        Column::Kind => {
            let kinds: Vec<String> = FunctionType::iter().map(|k| words::type_name(view.tr, k).into_owned()).collect();
            new(head.max(words(Type::Body, &kinds))).least(bare.max(words(Type::Body, &kinds)), 4).yields(3)
        }
        Column::Qa | Column::Dev => {
            let short: Vec<String> = view.registry.longest(column).iter().map(|n| short_name(n)).collect();
            new(width(60.0, 220.0)).least(head.max(words(Type::Body, &short)).min(120.0), 1).yields(2)
        }
        Column::Cases => new(head.max(56.0)).least(bare.max(44.0), 6).right(),
        Column::Result => {
            let looks: Vec<String> = StatusClass::ALL.iter().map(|l| words::class_name(view.tr, *l).into_owned()).collect();
            let brief = view.text("gui-column-result-brief");
            new(head.max(words(Type::Medium, &looks) + size::ICON + space::XS))
                .least(fitting(ui, [&*brief], Type::Label) + mark, 7)
                .iconic()
                .brief(brief)
        }
        Column::Tags => new(width(80.0, 260.0)).least(bare.max(80.0), 2),
        Column::Updated => new(head.max(110.0)).least(bare.max(70.0), 3),
        _ => new(width(60.0, 220.0)).least(bare.max(60.0), 3).yields(1),
    };
    if column.is_extra() { made.extra() } else { made }
}

impl GridData for Rows<'_> {
    fn generation(&self) -> u64 {
        self.generation
    }

    fn rows(&self) -> usize {
        self.shown.len()
    }

    fn key(&self, row: usize) -> i64 {
        self.at(row).function.id.0
    }

    fn row_of(&self, key: i64) -> Option<usize> {
        let place = self.places.get(self.view.registry.tree.index(key)?)?;
        (*place != u32::MAX).then_some(*place as usize)
    }

    fn text(&self, row: usize, column: usize) -> String {
        shown_text(self.at(row), Column::ALL[column], self.view.tr)
    }

    fn draw(&self, cell: &mut CellUi<'_>, row: usize, column: usize) {
        let (row, column, view) = (self.at(row), Column::ALL[column], self.view);
        let f = &*row.function;
        let p = cell.palette();
        let pending = self.pending.filter(|w| w.key == f.id.0 && w.column == column);
        let words = pending.map_or_else(|| cell_text(row, column, view.tr), |w| w.text.as_str().into());
        match column {
            Column::FuncId => cell.tail(&words),
            Column::Title => {
                if f.is_crit {
                    cell.named_icon(icons::CRITICAL, p.failed, &view.text("gui-critical"));
                }
                if f.is_focus {
                    cell.named_icon(icons::FOCUS, p.broken, &view.text("gui-focus"));
                }
                cell.strong(&words);
            }
            Column::Kind => cell.word_or_icon(&words::type_name(view.tr, f.kind), words::type_icon(f.kind)),
            Column::Qa | Column::Dev if cell.width_of(&words, Type::Body) > cell.room() => {
                cell.plain(&short_name(&words));
                cell.hint(words);
            }
            Column::Cases => cell.number(&view.tr.number(row.covers.len() as i64)),
            Column::Result if !f.kind.is_testable() && row.covers.is_empty() => cell.plain(""),
            Column::Result => cell.status(row.look, &words::class_name(view.tr, row.look)),
            Column::Updated => {
                cell.plain(&view.tr.ago(view.now, f.updated_ms));
                cell.hint(view.tr.date_time(f.updated_ms));
            }
            _ => cell.plain(&words),
        }
    }

    fn draw_group(&self, _: &mut CellUi<'_>, _: usize) {}

    fn is_editable(&self, _: usize, column: usize) -> bool {
        Column::ALL[column].is_editable()
    }

    fn editor(&self, row: usize, column: usize) -> CellEditor {
        let (row, column, view) = (self.at(row), Column::ALL[column], self.view);
        let choice = |empty: &str, now: &str, mut texts: Vec<String>| {
            // A value that is no longer offered stays one that can be kept.
            if !now.is_empty() && !texts.iter().any(|t| t == now) {
                texts.push(now.to_owned());
            }
            let current = if now.is_empty() { Some(0) } else { texts.iter().position(|t| t == now).map(|i| i + 1) };
            let all = std::iter::once(empty.to_owned()).chain(texts);
            CellEditor::Choice { current, options: all.map(|text| CellOption { text, icon: None }).collect() }
        };
        if column.role().is_some() {
            let active = view.registry.people.iter().filter(|p| p.is_active).map(|p| p.name.clone()).collect();
            return choice(&view.text("gui-nobody"), if column == Column::Qa { &row.qa } else { &row.dev }, active);
        }
        if let Some(field) = column.word_field() {
            let name = |word: &str| words::value_name(view.tr, word).into_owned();
            let known = view.registry.dictionaries.get(field.dictionary()).into_iter().flatten();
            let now = field.of_line(&row.function).map(name).unwrap_or_default();
            return choice(EMPTY, &now, known.map(|word| name(word)).collect());
        }
        match column {
            // The whole title, with the prefix that the grid leaves out.
            Column::Title => CellEditor::Text(row.function.title.to_string()),
            Column::Alias | Column::Tags => CellEditor::Text(cell_text(row, column, view.tr).into_owned()),
            _ => CellEditor::None,
        }
    }
}
