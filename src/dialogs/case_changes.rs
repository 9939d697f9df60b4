//! The preview of changes of several cases: each value before and after, and the values that cannot be stored.

use std::sync::Arc;

use eframe::egui::{self, Rect, Role, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2};

use super::{Flow, id};
use crate::action::{Action, Actions, CasesAction};
use crate::model::case_grid::{CaseEdit, CaseField, CaseTable, EditKind};
use crate::view::View;
use voluptas_ui::theme::{Palette, Type, icons, size, space};
use voluptas_ui::widgets::{Button, Dialog, RowHint as _, Tone, banner, dialog, paint, text};

/// Width of the codes and of the names of columns.
const CODE: f32 = 96.0;
const FIELD: f32 = 120.0;
/// Changes that are shown at once.
const ROWS: usize = 12;
/// Faults that are listed.
const FAULTS: usize = 50;

/// The dialog's state.
#[derive(Debug)]
pub struct CaseChanges {
    edit: Arc<CaseEdit>,
    cases: usize,
    /// Somebody else changed one of the values since the person saw them.
    is_stale: bool,
    /// True after the first pass. The key press that opened the dialog is ignored.
    is_drawn: bool,
}

impl CaseChanges {
    /// Shows the changes of an edit before it is stored.
    #[must_use]
    pub fn new(edit: Arc<CaseEdit>) -> Self {
        Self { cases: edit.cases(), edit, is_stale: false, is_drawn: false }
    }

    /// Shows an edit again that was not stored because somebody else changed one of the values.
    #[must_use]
    pub fn again(edit: Arc<CaseEdit>) -> Self {
        Self { is_stale: true, ..Self::new(edit) }
    }

    /// Shows the values of newer rows. Says so where a value that the edit changes is another one now.
    pub fn renew(&mut self, table: &Arc<CaseTable>) {
        if Arc::ptr_eq(&self.edit.table, table) {
            return;
        }
        let edit = self.edit.renewed(table);
        self.is_stale |= self.edit.changes_of_others(table);
        (self.cases, self.edit) = (edit.cases(), Arc::new(edit));
    }

    /// Draws it.
    pub fn show(&mut self, ctx: &egui::Context, view: &View<'_>, out: &mut Actions) -> Flow {
        let edit = Arc::clone(&self.edit);
        let title = view.text(match edit.kind {
            EditKind::Cell | EditKind::Bulk => "cases-change-title",
            EditKind::Paste => "cases-change-title-paste",
            EditKind::Fill => "cases-change-title-fill",
        });
        let close = view.text("gui-close");
        let mut flow = Flow::Stay;
        // As high as its rows: a few changes do not cover the grid.
        let rows = edit.changes.len().clamp(2, ROWS) as f32 * size::GRID_ROW + size::GRID_HEADER;
        let faults =
            if edit.faults.is_empty() { 0.0 } else { edit.faults.len().min(4) as f32 * size::TREE_ROW + space::XXL * 2.0 };
        let height = dialog::height_around(ctx, rows + faults + space::XXL * 2.0);
        // A click beside it would lose what was typed or pasted.
        let dialog = Dialog::new(id("case-changes"), &title, &close).icon(icons::EDIT).size(860.0, height).sticky();
        let shown = dialog.show(ctx, |ui| {
            let (apply, cancel) = (view.count("cases-change-apply", self.cases as u64), view.text("gui-cancel"));
            let possible = !edit.changes.is_empty();
            let (mut applied, mut cancelled) = (false, false);
            dialog::footer(
                ui,
                "case-changes",
                |ui| _ = text::secondary(ui, &self.summary(view)),
                |ui| {
                    applied = Button::primary(&apply).enabled(possible).shortcut("Ctrl+Enter").show(ui).clicked();
                    cancelled = Button::secondary(&cancel).show(ui).clicked();
                },
            );
            // Enter means the first button while nothing else has the keyboard.
            let free = std::mem::replace(&mut self.is_drawn, true) && ui.memory(|m| m.focused().is_none());
            let pressed = |modifiers| ui.input_mut(|i| i.consume_key(modifiers, egui::Key::Enter));
            let keys = pressed(egui::Modifiers::COMMAND) || (free && pressed(egui::Modifiers::NONE));
            if possible && (applied || keys) {
                out.push(Action::Cases(CasesAction::Apply(Arc::clone(&edit))));
                flow = Flow::Close;
            } else if cancelled {
                flow = Flow::Close;
            }
            dialog::body(ui, space::L, |ui| self.body(ui, view));
        });
        if shown.close { Flow::Close } else { flow }
    }

    /// Numbers of values that change, that are so already, and that have no place.
    fn summary(&self, view: &View<'_>) -> String {
        let edit = &self.edit;
        let mut parts = vec![view.count("cases-change-values", edit.changes.len() as u64)];
        if edit.unchanged > 0 {
            parts.push(view.count("cases-change-same", edit.unchanged as u64));
        }
        if edit.outside > 0 {
            parts.push(view.count("cases-change-outside", edit.outside as u64));
        }
        parts.join(" · ")
    }

    fn body(&self, ui: &mut Ui, view: &View<'_>) {
        let edit = &self.edit;
        if self.is_stale {
            banner(ui, Tone::Warning, &view.text("cases-change-meanwhile"), None, None);
        }
        if !edit.faults.is_empty() {
            banner(ui, Tone::Warning, &view.count("cases-change-faults", edit.faults.len() as u64), None, None);
            self.faults(ui, view);
        }
        if edit.changes.is_empty() {
            text::secondary(ui, &view.text("cases-change-none"));
            return;
        }
        let p = Palette::of(ui);
        ui.spacing_mut().item_spacing.y = 0.0;
        head(ui, view);
        ScrollArea::vertical().id_salt("case-changes").auto_shrink(false).show_rows(
            ui,
            size::GRID_ROW,
            edit.changes.len(),
            |ui, range| {
                ui.spacing_mut().item_spacing.y = 0.0;
                for at in range {
                    let (before, after) = edit.texts(at, view.tr);
                    let (case, field, _) = &edit.changes[at];
                    let (code, title) = match edit.table.get(*case) {
                        Some(row) => (row.code.to_string(), row.title.to_string()),
                        None => (String::new(), String::new()),
                    };
                    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), size::GRID_ROW), Sense::hover());
                    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, (size::LINE, p.line));
                    let [at_code, at_title, at_field, at_before, at_after] = places(rect);
                    put(ui, at_code, &code, Type::Mono, p.text_secondary);
                    put(ui, at_title, &title, Type::Body, p.text);
                    put(ui, at_field, &name(*field, edit, view), Type::Label, p.text_secondary);
                    put(ui, at_before, if before.is_empty() { "—" } else { &before }, Type::Body, p.text_faint);
                    let arrow = Rect::from_min_max(
                        pos2(at_after.left() - space::L - space::XS, at_after.top()),
                        pos2(at_after.left() - space::XS, at_after.bottom()),
                    );
                    paint::icon(ui.painter(), arrow, icons::FORWARD, size::CHECK, p.text_faint);
                    put(ui, at_after, if after.is_empty() { "—" } else { &after }, Type::Medium, p.text);
                    let line = format!("{code} {title}: {} {before} → {after}", name(*field, edit, view));
                    paint::describe(&response, || WidgetInfo::labeled(Role::Label, true, &line));
                    response.hint_above(line);
                }
            },
        );
    }

    fn faults(&self, ui: &mut Ui, view: &View<'_>) {
        let p = Palette::of(ui);
        let edit = &self.edit;
        // Beside changes the faults take little room; alone they have all of it but the line below.
        let least = 4.0 * size::TREE_ROW;
        let room = if edit.changes.is_empty() { (ui.available_height() - size::CONTROL * 2.0).max(least) } else { least };
        ScrollArea::vertical().id_salt("case-faults").max_height(room).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            for fault in edit.faults.iter().take(FAULTS) {
                let code = edit.table.get(fault.id).map(|row| row.code.to_string()).unwrap_or_default();
                let what = name(fault.field, edit, view);
                let words = format!("{code} · {what}: {}", fault.words(view.tr));
                let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), size::TREE_ROW), Sense::hover());
                put(ui, rect, &words, Type::Body, p.text_secondary);
                paint::describe(&response, || WidgetInfo::labeled(Role::Label, true, &words));
                response.hint_above(words);
            }
            if edit.faults.len() > FAULTS {
                let n = i64::try_from(edit.faults.len() - FAULTS).unwrap_or(i64::MAX);
                text::secondary(ui, &view.tr.fmt("run-context-more", &[("n", n.into())]));
            }
        });
        ui.add_space(space::S);
    }
}

/// Name of a column.
fn name(field: CaseField, edit: &CaseEdit, view: &View<'_>) -> String {
    match (field.name_key(), field) {
        (Some(key), _) => view.text(key).into_owned(),
        (None, CaseField::Custom(id)) => edit.table.field(id).map(|f| f.title.clone()).unwrap_or_default(),
        (None, _) => String::new(),
    }
}

/// Places of code, title, column, and the value before and after.
fn places(rect: Rect) -> [Rect; 5] {
    let rest = rect.width() - CODE - FIELD - space::XL;
    let widths = [CODE, rest * 0.42, FIELD, rest * 0.29, rest * 0.29];
    let mut left = rect.left();
    let mut at = 0;
    widths.map(|width| {
        if at == 4 {
            left += space::XL;
        }
        at += 1;
        let place = Rect::from_min_size(pos2(left, rect.top()), vec2(width - space::S, rect.height()));
        left += width;
        place
    })
}

fn head(ui: &mut Ui, view: &View<'_>) {
    let p = Palette::of(ui);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), size::GRID_HEADER), Sense::hover());
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, (size::LINE, p.line_strong));
    let names = ["cases-column-id", "gui-column-title", "cases-change-field", "cases-change-before", "cases-change-after"];
    for (place, key) in places(rect).into_iter().zip(names) {
        put(ui, place, &view.text(key), Type::Label, p.text_secondary);
    }
}

fn put(ui: &Ui, at: Rect, words: &str, ty: Type, colour: egui::Color32) {
    let galley = paint::elided(ui, words, ty, colour, at.width());
    paint::put_left(ui.painter(), at.left_center(), galley);
}
