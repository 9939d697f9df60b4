//! The bar over the grid while several functions are selected: set a field, mark, tag, move, delete.

use eframe::egui::containers::menu::SubMenu;
use eframe::egui::{
    Align, CornerRadius, Id, Key, Layout, Popup, PopupCloseBehavior, Rect, RectAlign, Response, ScrollArea, Stroke, StrokeKind,
    Ui, pos2, vec2,
};

use crate::app::bulk::{FunctionChange, WordField};
use crate::domain::ids::FunctionId;
use crate::domain::person::RaciRole;
use crate::gui::action::{Action, Actions, ListAction};
use crate::gui::model::words;
use crate::gui::panels::menu;
use crate::gui::selection::Selected;
use crate::gui::theme::{Palette, Type, icons, radius, size, space};
use crate::gui::view::View;
use crate::gui::widgets::{BriefButton, BriefRow, Button, PickRow, Picker, TextField, icon_button, paint, text};

/// Height of the bar.
const HEIGHT: f32 = 44.0;
/// Width of a menu of fields.
const MENU: f32 = 200.0;
/// Width of the list of places.
const PLACES: f32 = 320.0;

/// The room that a list below the bar leaves free at its end.
pub const ROOM: f32 = HEIGHT + space::M;

/// Draws the bar at the bottom of `area`. Returns true when the selection is to be cleared.
pub fn show(ui: &mut Ui, area: Rect, ids: &[FunctionId], view: &View<'_>, out: &mut Actions) -> bool {
    let p = Palette::of(ui);
    let key = Id::unique("bulk-bar");
    let count = view.count("gui-count-chosen", ids.len() as u64);
    let button = |icon, name: &str, rank| BriefButton::new(icon, view.text(name), rank);
    let buttons = vec![
        button(icons::EDIT, "lists-set-field", 0),
        button(icons::CRITICAL, "gui-critical", 4),
        button(icons::FOCUS, "gui-focus", 5),
        button(icons::TAG, "lists-tag", 1),
        button(icons::SUITE, "lists-move", 2),
        button(icons::DELETE, "lists-delete", 3),
    ];
    let beside = paint::galley(ui, &count, Type::Medium, p.text).size().x + size::CONTROL_SMALL + space::XXS + space::XS * 2.0;
    let row = BriefRow::new(ui, buttons, area.width() - space::S * 2.0 - space::M * 2.0 - beside, space::XS);
    let width = beside + row.width + space::M * 2.0;
    let at = Rect::from_min_size(pos2(area.center().x - width / 2.0, area.bottom() - HEIGHT - space::S), vec2(width, HEIGHT));
    ui.interact(at, key.with("back"), eframe::egui::Sense::CLICK);
    ui.painter().add(ui.visuals().popup_shadow.as_shape(at, CornerRadius::same(radius::CARD)));
    ui.painter().rect(at, CornerRadius::same(radius::CARD), p.panel, Stroke::new(size::LINE, p.line_strong), StrokeKind::Inside);
    let mut cleared = false;
    let inner = at.shrink2(vec2(space::M, 0.0));
    paint::inside(ui, inner, Layout::left_to_right(Align::Center), |ui| {
        ui.spacing_mut().item_spacing.x = space::XS;
        text::line(ui, &count, Type::Medium, p.text);
        cleared = icon_button(ui, icons::CLOSE, &view.text("lists-clear-selection")).clicked();
        let change = |out: &mut Actions, change| out.push(Action::List(ListAction::Change(ids.to_vec(), change)));
        let field = row.show(ui, 0);
        Popup::menu(&field).align(RectAlign::TOP_START).show(|ui| field_menu(ui, ids, view, out));
        let critical = all(ids, view, |c| c.is_crit);
        if row.show(ui, 1).clicked() {
            change(out, FunctionChange::Critical(!critical));
        }
        let focus = all(ids, view, |c| c.is_focus);
        if row.show(ui, 2).clicked() {
            change(out, FunctionChange::Focus(!focus));
        }
        let tag = row.show(ui, 3);
        tag_popup(&tag, ids, view, out);
        let place = row.show(ui, 4);
        move_popup(ui, &place, ids, view, out);
        if row.show(ui, 5).clicked() {
            let things = Selected { functions: ids.to_vec(), ..Selected::default() };
            out.push(Action::List(ListAction::AskTrash(things)));
        }
    });
    cleared
}

fn all(ids: &[FunctionId], view: &View<'_>, on: impl Fn(&crate::domain::function::FunctionLine) -> bool) -> bool {
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
    let key = button.id.with("tag");
    Popup::menu(button).align(RectAlign::TOP_START).close_behavior(PopupCloseBehavior::CloseOnClickOutside).show(|ui| {
        ui.set_width(PLACES * 0.7);
        let mut tag = ui.data(|d| d.get_temp::<String>(key)).unwrap_or_default();
        let (hint, add) = (view.text("lists-tag-hint"), view.text("lists-tag-add"));
        let field = TextField::new(&mut tag).hint(&hint).icon(icons::TAG).id(key.with("field")).show(ui);
        if !field.has_focus() && !field.lost_focus() {
            field.request_focus();
        }
        let ready = !tag.trim().is_empty();
        let enter = field.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter));
        if ready && (Button::secondary(&add).small().show(ui).clicked() || enter) {
            out.push(Action::List(ListAction::Change(ids.to_vec(), FunctionChange::AddTag(tag.trim().to_owned()))));
            tag.clear();
            ui.close();
        }
        ui.data_mut(|d| d.insert_temp(key, tag));
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
