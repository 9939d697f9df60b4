//! The bar over the grid while several functions are selected: set a field, mark, tag, move, delete.

use eframe::egui::containers::menu::SubMenu;
use eframe::egui::{Popup, PopupCloseBehavior, Rect, RectAlign, Response, ScrollArea, Ui, pos2, vec2};

use crate::action::{Action, Actions, ListAction};
use crate::model::window_selection::Selected;
use crate::model::words;
use crate::panels::menu;
use crate::view::View;
use crate::views::lists::tag_field;
use voluptas_app::functions::bulk::{FunctionChange, WordField};
use voluptas_core::domain::ids::FunctionId;
use voluptas_core::domain::person::RaciRole;
use voluptas_ui::theme::{Palette, icons, size, space};
use voluptas_ui::widgets::{CompactButton, PickRow, Picker, SelectionBar, paint};

/// Width of a menu of fields.
const MENU: f32 = 200.0;
/// Width of the list of places.
const PLACES: f32 = 320.0;

/// A button of the bar.
#[derive(Debug, Clone, Copy)]
enum Part {
    SetField,
    Critical,
    Focus,
    Tag,
    Move,
    Delete,
}

/// Draws the bar at the bottom of `area`. Returns true when the selection is to be cleared.
pub fn show(ui: &mut Ui, area: Rect, ids: &[FunctionId], view: &View<'_>, out: &mut Actions) -> bool {
    let count = view.count("gui-count-chosen", ids.len() as u64);
    let button = |part, icon, name: &str, rank| CompactButton::new(part, icon, view.text(name), rank);
    let buttons = vec![
        button(Part::SetField, icons::EDIT, "lists-set-field", 0),
        button(Part::Critical, icons::CRITICAL, "gui-critical", 4),
        button(Part::Focus, icons::FOCUS, "gui-focus", 5),
        button(Part::Tag, icons::TAG, "lists-tag", 1),
        button(Part::Move, icons::MOVE, "lists-move", 2),
        button(Part::Delete, icons::DELETE, "lists-delete", 3).danger(),
    ];
    let bar = SelectionBar { count: &count, clear: &view.text("lists-clear-selection"), buttons };
    let change = |out: &mut Actions, change| out.push(Action::List(ListAction::Change(ids.to_vec(), change)));
    bar.show(ui, area, |ui, part, button| match part {
        Part::SetField => {
            Popup::menu(button).align(RectAlign::TOP_START).show(|ui| field_menu(ui, ids, view, out));
        }
        Part::Tag => tag_popup(button, ids, view, out),
        Part::Move => move_popup(ui, button, ids, view, out),
        _ if !button.clicked() => {}
        Part::Critical => change(out, FunctionChange::Critical(!all(ids, view, |c| c.is_crit))),
        Part::Focus => change(out, FunctionChange::Focus(!all(ids, view, |c| c.is_focus))),
        Part::Delete => {
            let things = Selected { functions: ids.to_vec(), ..Selected::default() };
            out.push(Action::List(ListAction::AskTrash(things)));
        }
    })
}

fn all(ids: &[FunctionId], view: &View<'_>, on: impl Fn(&voluptas_core::domain::function::FunctionLine) -> bool) -> bool {
    ids.iter().filter_map(|id| view.registry.get(*id)).all(|r| on(&r.function))
}

/// A menu of fields, each with a menu of its values.
pub fn field_menu(ui: &mut Ui, ids: &[FunctionId], view: &View<'_>, out: &mut Actions) {
    ui.spacing_mut().item_spacing.y = 0.0;
    for (role, key) in [(RaciRole::Qa, "gui-field-qa"), (RaciRole::Dev, "gui-field-dev")] {
        let people: Vec<&str> = view.registry.people.iter().filter(|p| p.is_active).map(|p| p.name.as_str()).collect();
        let shown: Vec<String> = people.iter().map(|p| (*p).to_owned()).collect();
        if let Some(picked) = values(ui, &view.text(key), &people, &shown, &view.text("gui-nobody")) {
            out.push(Action::List(ListAction::Change(ids.to_vec(), FunctionChange::Person(role, picked))));
        }
    }
    let fields = [
        (WordField::Maturity, "gui-field-maturity"),
        (WordField::Automation, "gui-field-automation"),
        (WordField::Segment, "gui-field-segment"),
        (WordField::Status, "gui-field-status"),
    ];
    for (field, key) in fields {
        let words: Vec<&str> =
            view.registry.dictionaries.get(field.dictionary()).into_iter().flatten().map(String::as_str).collect();
        let shown: Vec<String> = words.iter().map(|w| words::value_name(view.tr, w).into_owned()).collect();
        if let Some(picked) = values(ui, &view.text(key), &words, &shown, "—") {
            out.push(Action::List(ListAction::Change(ids.to_vec(), FunctionChange::Word(field, picked))));
        }
    }
}

/// A line that opens a list of values; gives the one to set, `None` inside for the empty one.
fn values(ui: &mut Ui, label: &str, values: &[&str], shown: &[String], empty: &str) -> Option<Option<String>> {
    let item = menu::line(ui, icons::EDIT, label, None, MENU);
    let arrow = Rect::from_center_size(pos2(item.rect.right() - space::M, item.rect.center().y), vec2(size::ICON, size::ICON));
    paint::icon(ui.painter(), arrow, icons::RIGHT, size::ICON, Palette::of(ui).text_secondary);
    let mut picked = None;
    SubMenu::new().show(ui, &item, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        ScrollArea::vertical().max_height(size::TREE_ROW * 12.0).show(ui, |ui| {
            if menu::line(ui, icons::CLOSE, empty, None, MENU).clicked() {
                picked = Some(None);
            }
            for (value, words) in values.iter().zip(shown) {
                if menu::line(ui, "", words, None, MENU).clicked() {
                    picked = Some(Some((*value).to_owned()));
                }
            }
        });
    });
    if picked.is_some() {
        ui.close();
    }
    picked
}

/// A field for a tag that all selected functions get.
fn tag_popup(button: &Response, ids: &[FunctionId], view: &View<'_>, out: &mut Actions) {
    Popup::menu(button).align(RectAlign::TOP_START).close_behavior(PopupCloseBehavior::CloseOnClickOutside).show(|ui| {
        ui.set_width(PLACES * 0.7);
        if let Some(tag) = tag_field::show(ui, button.id.with("tag"), view) {
            out.push(Action::List(ListAction::Change(ids.to_vec(), FunctionChange::AddTag(tag))));
        }
    });
}

/// The places where all selected functions may lie.
fn move_popup(ui: &mut Ui, button: &Response, ids: &[FunctionId], view: &View<'_>, out: &mut Actions) {
    let places = if Popup::is_id_open(ui.ctx(), Popup::default_response_id(button)) || button.clicked() {
        view.registry.places_for(ids)
    } else {
        Vec::new()
    };
    let colour = Palette::of(ui).text_secondary;
    let (name, filter, nothing) = (view.text("lists-move"), view.text("gui-filter"), view.text("lists-no-place"));
    let root = view.text("gui-new-at-root");
    let picker = Picker { name: &name, placeholder: "", filter: &filter, nothing: &nothing, width: PLACES };
    let picked = picker.below(ui, button, RectAlign::TOP_START, None, places.len(), |i| {
        match places[i].and_then(|id| view.registry.get(id)) {
            None => PickRow { icon: Some((icons::REGISTRY, colour)), text: root.to_string(), note: String::new() },
            Some(row) => PickRow {
                icon: Some((words::type_icon(row.function.kind), colour)),
                text: row.title().to_owned(),
                note: row.function.func_id.to_string(),
            },
        }
    });
    if let Some(i) = picked {
        out.push(Action::List(ListAction::Move(ids.to_vec(), places[i])));
    }
}
