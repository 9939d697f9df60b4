//! Drawing of the preview: filters by class with counts, the table of cases, the pane with the differences of one case.

use eframe::egui::{Align, Color32, Frame, Layout, Margin, Panel, Rect, Ui, Vec2, pos2, vec2};

use super::{CLASSES, Preview, RowDecision, diff};
use crate::model::rollup::class_of;
use crate::model::words;
use crate::sync_dialog::context::TabContext;
use voluptas_core::domain::status::ResultStatus;
use voluptas_sync::plan::Class;
use voluptas_sync::{Choice, Direction};
use voluptas_ui::theme::{Icon, Palette, Type, icons, size, space};
use voluptas_ui::widgets::{
    Button, RowHint as _, TableColumn, TableOptions, TextField, cell,
    choice::{filter_menu, filter_pill_width},
    dialog, empty_state, filter_pill, paint, splitter, status_label, table, text,
};

/// The least room for filters, table and pane, in points.
const LEAST: Vec2 = vec2(360.0, 270.0);
/// The least height of the table, and that in a low window.
const TABLE: f32 = 128.0;
const TABLE_LOW: f32 = 92.0;
/// The least height of the pane.
const PANE: f32 = 132.0;
/// Narrower rows leave out the words before the buttons for all rows.
const BAR_WORDS: f32 = 600.0;
/// Width of the search, in points.
const SEARCH: f32 = 200.0;
/// Least width of the search beside the filters; narrower, it goes below them.
const SEARCH_LEAST: f32 = 120.0;

/// Icon and colour of a class.
pub fn look(p: &Palette, class: Class) -> (Icon, Color32) {
    match class {
        Class::New => (icons::NEW, p.passed),
        Class::Changed => (icons::EDIT, p.accent),
        Class::Conflict => (icons::CONFLICT, p.broken),
        Class::Removed => (icons::DELETE, p.failed),
        Class::Skipped => (icons::SKIPPED, p.skipped),
        Class::Unchanged => (icons::UNCHANGED, p.text_faint),
    }
}

fn class_name(cx: &TabContext<'_>, class: Option<Class>, direction: Direction) -> String {
    let key = match class {
        None => "sync-dialog-class-all",
        Some(Class::New) => "sync-dialog-class-new",
        Some(Class::Changed) => "sync-dialog-class-changed",
        Some(Class::Conflict) => "sync-dialog-class-conflict",
        Some(Class::Removed) if direction == Direction::Export => "sync-dialog-class-gone",
        Some(Class::Removed) => "sync-dialog-class-removed",
        Some(Class::Skipped) => "sync-dialog-class-skipped",
        Some(Class::Unchanged) => "sync-dialog-class-unchanged",
    };
    cx.t(key).into_owned()
}

/// Draws filters, table and pane in the remaining space. In a small dialog they scroll.
pub fn ui(ui: &mut Ui, cx: &TabContext<'_>, preview: &mut Preview) {
    dialog::body(ui, 0.0, |ui| dialog::roomy(ui, "preview", LEAST, |ui| parts(ui, cx, preview)));
}

fn parts(ui: &mut Ui, cx: &TabContext<'_>, preview: &mut Preview) {
    filters(ui, cx, preview);
    let has_pane = !preview.on_results && preview.table.cursor.is_some() && !preview.view().is_empty();
    if has_pane {
        // The table keeps its head and some rows, however large the pane was made.
        let table = if dialog::is_low(ui.ctx()) { TABLE_LOW } else { TABLE };
        let most = (ui.available_height() - table).clamp(PANE, 440.0);
        let panel = Panel::bottom("sync-preview-pane")
            .resizable(true)
            .default_size(240.0_f32.min(most))
            .size_range(PANE..=most)
            .frame(Frame::new().inner_margin(Margin { left: 20, right: 20, top: 10, bottom: 8 }));
        splitter::panel(ui, panel, |ui| diff::ui(ui, cx, preview));
    }
    dialog::body(ui, 0.0, |ui| if preview.on_results { results(ui, cx, preview) } else { rows(ui, cx, preview) });
}

/// A filter of the preview.
struct Pill {
    shows: Shows,
    icon: Option<(Icon, Color32)>,
    name: String,
    count: String,
    on: bool,
}

/// The rows that a filter shows.
#[derive(Debug, Clone, Copy)]
enum Shows {
    Class(Option<Class>),
    Results,
}

fn filters(ui: &mut Ui, cx: &TabContext<'_>, preview: &mut Preview) {
    let conflicts = preview.filter == Some(Class::Conflict) && !preview.on_results;
    let import = preview.plan().direction == Direction::Import;
    let removed = import && preview.filter == Some(Class::Removed) && !preview.on_results;
    let pills = pills(ui, cx, preview);
    let margin = Margin { left: 14, right: 20, top: 0, bottom: 8 };
    let panel = Panel::top("sync-preview-filters").frame(Frame::new().inner_margin(margin));
    panel.show(ui, |ui| {
        let needed = pills.iter().map(|p| filter_pill_width(ui, p.icon.is_some(), &p.name, &p.count) + space::XXS).sum::<f32>();
        if dialog::is_low(ui.ctx()) && (conflicts || removed || needed + SEARCH_LEAST + space::S > ui.available_width()) {
            // A low dialog has everything in one row where it fits, which leaves the height to the table.
            let is_narrow = ui.available_width() < BAR_WORDS;
            ui.horizontal(|ui| {
                let all: Vec<_> = pills.iter().map(|p| (format!("{} · {}", p.name, p.count), p.on)).collect();
                let (picked, _) = filter_menu(ui, &all, &cx.t("gui-filter"));
                if let Some(pill) = picked.and_then(|i| pills.get(i)) {
                    press(preview, pill.shows);
                }
                let width = if is_narrow { ui.available_width().min(SEARCH) } else { SEARCH_LEAST };
                search(ui, cx, preview, width);
                if !is_narrow {
                    bars(ui, cx, preview, conflicts, removed);
                }
            });
            if is_narrow && (conflicts || removed) {
                ui.horizontal(|ui| bars(ui, cx, preview, conflicts, removed));
            }
            return;
        }
        let edge = ui.max_rect().right();
        let last = ui.horizontal_wrapped(|ui| pill_row(ui, preview, &pills)).inner;
        // The search follows the pills where there is room, otherwise it is below them.
        let room = edge - last.right() - space::S;
        let beside = room >= SEARCH_LEAST;
        if beside {
            let width = room.min(SEARCH);
            let at = Rect::from_min_size(pos2(edge - width, last.top()), vec2(width, size::CONTROL));
            paint::inside(ui, at, Layout::left_to_right(Align::Center), |ui| search(ui, cx, preview, width));
        }
        if conflicts || removed || !beside {
            ui.add_space(space::XS);
            ui.horizontal(|ui| {
                if !beside {
                    ui.add_space(space::XS);
                    search(ui, cx, preview, SEARCH);
                }
                bars(ui, cx, preview, conflicts, removed);
            });
        }
    });
}

fn bars(ui: &mut Ui, cx: &TabContext<'_>, preview: &mut Preview, conflicts: bool, removed: bool) {
    if conflicts {
        conflict_bar(ui, cx, preview);
    }
    if removed {
        removed_bar(ui, cx, preview);
    }
}

/// The filters by class, then the results, and last the number of the sentence whose rows are shown.
fn pills(ui: &Ui, cx: &TabContext<'_>, preview: &Preview) -> Vec<Pill> {
    let p = Palette::of(ui);
    let direction = preview.plan().direction;
    let counted = preview.counted;
    let mut all = Vec::new();
    for class in std::iter::once(None).chain(CLASSES.into_iter().map(Some)) {
        let n = preview.count(class);
        // Rare classes take no room while they are empty.
        if n == 0 && matches!(class, Some(Class::Skipped | Class::Removed)) {
            continue;
        }
        all.push(Pill {
            shows: Shows::Class(class),
            icon: class.map(|c| look(p, c)),
            name: class_name(cx, class, direction),
            count: cx.tr.number(n),
            on: !preview.on_results && counted.is_none() && preview.filter == class,
        });
    }
    if let Some(n) = preview.plan().results.as_ref().map(|r| r.steps.len()) {
        all.push(Pill {
            shows: Shows::Results,
            icon: Some((icons::RUN, p.in_progress)),
            name: cx.t("sync-dialog-of-results").into_owned(),
            count: cx.tr.number(n),
            on: preview.on_results && counted.is_none(),
        });
    }
    // This filter shows all rows again.
    if let Some(count) = counted {
        all.push(Pill {
            shows: if preview.on_results { Shows::Results } else { Shows::Class(None) },
            icon: None,
            name: cx.t(count.key()).into_owned(),
            count: cx.tr.number(count.of(preview.tally())),
            on: true,
        });
    }
    all
}

fn press(preview: &mut Preview, shows: Shows) {
    match shows {
        Shows::Class(class) => preview.show(class),
        Shows::Results => preview.show_results(),
    }
}

/// Draws the filters in rows. Returns the place of the last one.
fn pill_row(ui: &mut Ui, preview: &mut Preview, pills: &[Pill]) -> Rect {
    let mut last = Rect::NOTHING;
    ui.spacing_mut().item_spacing = vec2(space::XXS, space::XXS);
    for pill in pills {
        let drawn = filter_pill(ui, pill.on, pill.icon, &pill.name, &pill.count);
        last = drawn.rect;
        if drawn.clicked() {
            press(preview, pill.shows);
        }
    }
    last
}

fn search(ui: &mut Ui, cx: &TabContext<'_>, preview: &mut Preview, width: f32) {
    let words = search_field(ui, cx, &mut preview.search_text, width);
    preview.search(&words);
}

/// Draws the search of a preview. Returns the words in it.
pub fn search_field(ui: &mut Ui, cx: &TabContext<'_>, words: &mut String, width: f32) -> String {
    let (hint, clear) = (cx.t("sync-dialog-find"), cx.t("sync-dialog-clear"));
    TextField::new(words).hint(&hint).icon(icons::SEARCH).clearable(&clear).width(width).show(ui);
    words.clone()
}

/// Draws the words before the buttons for all rows, where there is room.
fn bar_words(ui: &mut Ui, words: &str) {
    if ui.max_rect().width() >= BAR_WORDS {
        ui.add_space(space::S);
        text::secondary(ui, words);
    }
}

/// Draws the buttons that take a side for every conflict.
fn conflict_bar(ui: &mut Ui, cx: &TabContext<'_>, preview: &mut Preview) {
    bar_words(ui, &cx.t("sync-dialog-conflicts-all"));
    if Button::secondary(&cx.t("sync-dialog-take-theirs")).small().show(ui).clicked() {
        preview.decide_all(Choice::Theirs);
    }
    if Button::secondary(&cx.t("sync-dialog-keep-mine")).small().show(ui).clicked() {
        preview.decide_all(Choice::Mine);
    }
}

/// Draws the buttons for all shown cases that were removed in Qase.
fn removed_bar(ui: &mut Ui, cx: &TabContext<'_>, preview: &mut Preview) {
    bar_words(ui, &cx.t("sync-dialog-removed-all"));
    if Button::secondary(&cx.t("sync-dialog-removed-keep")).small().show(ui).clicked() {
        preview.set_trash_shown(false);
    }
    if Button::secondary(&cx.t("sync-dialog-removed-trash")).small().icon(icons::DELETE).show(ui).clicked() {
        preview.set_trash_shown(true);
    }
}

fn rows(ui: &mut Ui, cx: &TabContext<'_>, preview: &mut Preview) {
    if preview.view().is_empty() {
        let key = if preview.count(None) == 0 { "sync-dialog-preview-empty" } else { "sync-dialog-preview-none" };
        empty_state(ui, icons::DONE_ALL, &cx.t(key), "", None);
        return;
    }
    let heads = [
        "sync-dialog-column-id",
        "sync-dialog-column-title",
        "sync-dialog-column-suite",
        "sync-dialog-column-differs",
        "sync-dialog-column-decision",
    ]
    .map(|k| cx.t(k));
    let roomy = ui.available_width() >= 760.0;
    let columns = [
        TableColumn::new(&heads[0], if roomy { 92.0 } else { 80.0 }),
        TableColumn::new(&heads[1], 180.0).grow(),
        TableColumn::new(&heads[2], if roomy { 130.0 } else { 96.0 }),
        TableColumn::new(&heads[3], if roomy { 190.0 } else { 132.0 }),
        TableColumn::new(&heads[4], 118.0),
    ];
    let (name, checks) = (cx.t("sync-dialog-preview-table"), cx.t("sync-dialog-check-case"));
    let options = TableOptions { name: &name, checks: Some(&checks) };
    let mut state = std::mem::take(&mut preview.table);
    let view = preview.view().to_vec();
    let out = table(
        ui,
        options,
        &columns,
        &mut state,
        view.len(),
        |at| i64::from(view[at]),
        |ui, at, column| row(ui, cx, preview, view[at] as usize, column),
    );
    preview.table = state;
    if out.sort_changed || out.checks_changed {
        preview.rebuild();
    }
}

/// Draws the table of results that would be sent to the run.
fn results(ui: &mut Ui, cx: &TabContext<'_>, preview: &mut Preview) {
    let mut state = std::mem::take(&mut preview.results_table);
    let view = &preview.results_view;
    let steps = preview.plan().results.as_ref().map(|r| r.steps.as_slice()).unwrap_or_default();
    let heads = ["sync-dialog-column-case", "sync-dialog-column-status", "sync-dialog-column-decision", "sync-dialog-column-why"]
        .map(|k| cx.t(k));
    let columns = [
        TableColumn::new(&heads[0], 200.0).grow().fixed_order(),
        TableColumn::new(&heads[1], 140.0).fixed_order(),
        TableColumn::new(&heads[2], 130.0).fixed_order(),
        TableColumn::new(&heads[3], 240.0).fixed_order(),
    ];
    let name = cx.t("sync-dialog-results-table");
    let options = TableOptions { name: &name, checks: None };
    let p = Palette::of(ui);
    table(
        ui,
        options,
        &columns,
        &mut state,
        view.len(),
        |at| steps[view[at] as usize].result_id.0,
        |ui, at, column| {
            let step = &steps[view[at] as usize];
            match column {
                0 => cell::strong(ui, &step.title),
                1 => {
                    let status = ResultStatus::parse(&step.status);
                    status_label(ui, class_of(Some(&status)), &words::status_name(cx.tr, Some(&status)));
                }
                2 => {
                    let (key, colour) = match step.class {
                        Class::New => ("sync-dialog-result-send", p.text),
                        Class::Unchanged => ("sync-dialog-result-sent", p.text_faint),
                        _ => ("sync-dialog-decided-left-out", p.text_faint),
                    };
                    text::line(ui, &cx.t(key), Type::Body, colour);
                }
                _ => cell::plain(ui, &step.note.as_ref().map(|m| cx.tr.message(m)).unwrap_or_default()),
            }
        },
    );
    preview.results_table = state;
}

fn row(ui: &mut Ui, cx: &TabContext<'_>, preview: &Preview, place: usize, column: usize) {
    let (row, step) = (preview.row(place), preview.step(place));
    let p = Palette::of(ui);
    match column {
        0 => {
            let (icon, colour) = look(p, step.class);
            if preview.filter.is_none() {
                let at = ui.allocate_exact_size(eframe::egui::vec2(size::ICON, size::ICON), eframe::egui::Sense::hover()).0;
                paint::icon(ui.painter(), at, icon, size::CHECK, colour);
            }
            cell::mono(ui, &row.id);
        }
        1 => cell::strong(ui, &step.title),
        2 => {
            let shown = text::line(ui, if row.suite.is_empty() { "—" } else { &row.suite }, Type::Body, p.text_secondary);
            if step.path.len() > 1 {
                shown.hint_above(step.path.join(" / "));
            }
        }
        3 => cell::plain(ui, &row.differs),
        _ => decision(ui, cx, preview, place),
    }
}

fn decision(ui: &mut Ui, cx: &TabContext<'_>, preview: &Preview, place: usize) {
    let p = Palette::of(ui);
    let (key, colour) = match preview.decided(place) {
        RowDecision::LeftOut => ("sync-dialog-decided-left-out", p.text_faint),
        RowDecision::Open => ("sync-dialog-decided-open", p.broken),
        RowDecision::Create => ("sync-dialog-decided-create", p.text),
        RowDecision::Theirs => ("sync-dialog-decided-theirs", p.text),
        RowDecision::Mine => ("sync-dialog-decided-mine", p.text),
        RowDecision::ByField => ("sync-dialog-decided-by-field", p.text),
        RowDecision::Unlink => ("sync-dialog-decided-unlink", p.text),
        RowDecision::Trash => ("sync-dialog-decided-trash", p.failed),
        RowDecision::Nothing => ("sync-dialog-decided-nothing", p.text_faint),
    };
    text::line(ui, &cx.t(key), Type::Body, colour);
}
