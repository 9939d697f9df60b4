//! The history of the inspector's subject: author, fields with old and new value, and a mark on undone edits.

use eframe::egui::text::{LayoutJob, TextFormat};
use eframe::egui::{Align, Id, Layout, Role, Sense, Ui, WidgetInfo};

use crate::action::{Action, Actions, CaseAction, HistoryAction, VersionOf};
use crate::model::history::{self, EditKind, FieldChange, Names};
use crate::model::words;
use crate::panels::menu;
use crate::view::View;
use voluptas_core::domain::ids::CaseId;
use voluptas_store::history::Operation;
use voluptas_store::{Change, Entity};
use voluptas_ui::theme::{Icon, Palette, Type, icons, size, space};
use voluptas_ui::widgets::reading;
use voluptas_ui::widgets::{RowHint as _, Tone, chip, icon_button, paint, text};

/// Edits that are shown.
const EDITS: usize = 12;
/// Fields that are shown of an edit until a person asks for all of them.
const FIELDS: usize = 4;
/// Width of the menu of an edit.
const MENU: f32 = 260.0;
/// Characters that are shown of a value.
const VALUE: usize = 80;

/// Draws the section; nothing when there are no edits.
pub fn list(ui: &mut Ui, edits: &[(Operation, Change)], view: &View<'_>, out: &mut Actions) {
    if edits.is_empty() {
        return;
    }
    ui.add_space(space::M);
    text::strong(ui, &view.text("gui-inspector-history"));
    ui.spacing_mut().item_spacing.y = space::XXS;
    for (i, (operation, change)) in edits.iter().take(EDITS).enumerate() {
        entry(ui, operation, change, i == 0, view, out);
    }
}

fn entry(ui: &mut Ui, operation: &Operation, change: &Change, is_latest: bool, view: &View<'_>, out: &mut Actions) {
    let p = Palette::of(ui);
    let kind = history::kind(change);
    let (icon, word): (Icon, &str) = match kind {
        EditKind::Created => (icons::ADD, "window-history-created"),
        EditKind::Edited => (icons::EDIT, "window-history-edited"),
        EditKind::Deleted => (icons::DELETE, "window-history-deleted"),
        EditKind::Restored => (icons::UNDO, "window-history-restored"),
        EditKind::Moved => (icons::MOVE, "window-history-moved"),
    };
    let who = history::author(view.tr, operation.who.as_deref(), operation.source);
    let who = who.unwrap_or_else(|| view.text("window-history-this-computer").into_owned());
    let done = match &operation.root {
        Some(root) => words::taken_back(view.tr, &root.edit, root.is_undone),
        None if operation.name == "restore_version" => view.text("window-history-version").into_owned(),
        None => view.text(word).into_owned(),
    };
    let words = format!("{who} · {done}");
    let colour = if operation.undone { p.text_faint } else { p.text };
    ui.add_space(space::XS);
    ui.horizontal(|ui| {
        ui.set_min_height(size::CONTROL_SMALL);
        text::icon(ui, icon, p.text_faint);
        reading::from_right(ui, |ui| {
            entry_menu(ui, operation, change, is_latest, view, out);
            let ago = text::line(ui, &view.tr.ago(view.now, operation.at_ms), Type::Label, p.text_faint);
            ago.on_hover_text(view.tr.date_time(operation.at_ms));
            if operation.undone {
                chip(ui, Tone::Neutral, None, &view.text("window-history-undone"));
            }
            let room = ui.available_width();
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                text::line_within(ui, &words, Type::Label, colour, room);
            });
        });
    });
    if kind != EditKind::Edited {
        return;
    }
    let names = Names { tr: view.tr, registry: view.registry, cases: view.cases };
    let fields = history::fields(change, names);
    let key = Id::unique(("history-fields", operation.id));
    let is_open = ui.data(|d| d.get_temp::<bool>(key)).unwrap_or(false);
    // The line of one more field would take the room of the field itself.
    let shown = if is_open || fields.len() == FIELDS + 1 { fields.len() } else { FIELDS };
    for field in fields.iter().take(shown) {
        field_line(ui, field, operation.undone, view);
    }
    if fields.len() > shown {
        ui.horizontal(|ui| {
            ui.add_space(size::ICON + space::S);
            if text::link(ui, &view.count("window-history-more", (fields.len() - shown) as u64)).clicked() {
                ui.data_mut(|d| d.insert_temp(key, true));
            }
        });
    }
}

/// The menu of an edit of the history.
fn entry_menu(ui: &mut Ui, operation: &Operation, change: &Change, is_latest: bool, view: &View<'_>, out: &mut Actions) {
    let Ok(entity) = change.entity.parse::<Entity>() else { return };
    let of = VersionOf { entity, id: change.entity_id, operation: operation.id };
    // Others take their edits back themselves.
    let is_mine = operation.is_standing_edit && view.undo.is_some_and(|undo| undo.who == operation.who);
    ui.push_id(("history", operation.id), |ui| {
        let more = icon_button(ui, icons::MORE, &view.text("window-history-menu"));
        eframe::egui::Popup::menu(&more).show(|ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            let mut line = |ui: &mut Ui, icon: Icon, key: &str, action: Action| {
                if menu::line(ui, icon, &view.text(key), None, MENU).clicked() {
                    out.push(action);
                    ui.close();
                }
            };
            if entity == Entity::Case {
                let versions = CaseAction::Versions(CaseId(of.id), Some(of.operation));
                line(ui, icons::SHOW, "writing-show-changes", Action::Case(versions));
            } else {
                let show = HistoryAction::Show(of, operation.at_ms);
                line(ui, icons::SHOW, "window-version-show", Action::History(show));
            }
            if !is_latest {
                line(ui, icons::HISTORY, "window-version-restore", Action::History(HistoryAction::Restore(of, None)));
            }
            if is_mine {
                line(ui, icons::UNDO, "window-history-revert", Action::History(HistoryAction::Revert(operation.id)));
            }
        });
    });
}

/// `Title: Cart → Basket`, wrapped.
fn field_line(ui: &mut Ui, field: &FieldChange, undone: bool, view: &View<'_>) {
    let p = Palette::of(ui);
    let empty = view.text("window-history-empty");
    let shown = |value: &str| if value.is_empty() { empty.clone().into_owned() } else { shortened(value) };
    let (old, new) = (shown(&field.old), shown(&field.new));
    let indent = size::ICON + space::S;
    let width = ui.available_width() - indent;
    let format = |colour| TextFormat::simple(Type::Label.font(), colour);
    let mut job = LayoutJob::default();
    if field.old.is_empty() && field.new.is_empty() {
        job.append(&field.name, 0.0, format(if undone { p.text_faint } else { p.text }));
    } else {
        job.append(&format!("{}: ", field.name), 0.0, format(p.text_secondary));
        job.append(&old, 0.0, format(p.text_faint));
        job.append(" → ", 0.0, format(p.text_faint));
        job.append(&new, 0.0, format(if undone { p.text_faint } else { p.text }));
    }
    job.wrap.max_width = width;
    let galley = ui.painter().layout_job(job);
    let (rect, response) = ui.allocate_exact_size(eframe::egui::vec2(ui.available_width(), galley.size().y), Sense::hover());
    ui.painter().galley(rect.min + eframe::egui::vec2(indent, 0.0), galley, p.text);
    let words = format!("{}: {old} → {new}", field.name);
    paint::describe(&response, || WidgetInfo::labeled(Role::Label, true, &words));
    if field.old.chars().count() > VALUE || field.new.chars().count() > VALUE {
        response.hint_above(format!("{}\n\n{}\n\n→\n\n{}", field.name, field.old, field.new));
    }
}

fn shortened(value: &str) -> String {
    let line = value.replace(['\n', '\r', '\t'], " ");
    if line.chars().count() <= VALUE {
        return line;
    }
    let cut: String = line.chars().take(VALUE).collect();
    format!("{}…", cut.trim_end())
}
