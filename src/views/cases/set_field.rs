//! The menu that sets a field of all selected cases: enumerations, the owner, the milestone and custom fields of every type.
//!
//! Each value is shown as a preview before it is stored ([`ask`]).

use std::collections::BTreeSet;
use std::sync::Arc;

use eframe::egui::containers::menu::{MenuConfig, SubMenu};
use eframe::egui::{Color32, Id, Key, PopupCloseBehavior, Rect, ScrollArea, Ui, pos2, vec2};

use super::selected_cases::{Cases, MENU, ask};
use crate::action::Actions;
use crate::model::case_grid::{CaseField, CaseTable, owner, parse};
use crate::model::words;
use crate::panels::menu;
use crate::view::View;
use voluptas_app::cases::bulk::CaseChange;
use voluptas_core::domain::custom_field::{CustomField, FieldType};
use voluptas_store::CaseColumn;
use voluptas_ui::theme::{Icon, Palette, Type, icons, size, space};
use voluptas_ui::widgets::choice::menu_choice;
use voluptas_ui::widgets::{Button, TextField, paint, text};

/// Lines of a long list before it scrolls.
const LINES: f32 = 12.0;

/// Draws a menu of fields, each with a menu of its values.
pub(super) fn menu(ui: &mut Ui, cases: &Cases<'_>, table: &Arc<CaseTable>, view: &View<'_>, out: &mut Actions) {
    ui.spacing_mut().item_spacing.y = 0.0;
    for field in CaseField::COMMON {
        let CaseField::Slug(column) = field else { continue };
        let slugs = table.slugs(column);
        let shown: Vec<_> = slugs.iter().map(|s| (icon_of(ui, column, s), words::value_name(view.tr, s).into_owned())).collect();
        let label = field.name_key().map(|key| view.text(key)).unwrap_or_default();
        if let Some(at) = values(ui, &label, &shown) {
            ask(&(cases.ids)(), field, &CaseChange::Slug(column, slugs[at].clone()), table, out);
        }
    }
    if let Some(at) = values(ui, &view.text("cases-column-flaky"), &yes_no(view)) {
        ask(&(cases.ids)(), CaseField::Flaky, &CaseChange::Flaky(at == 0), table, out);
    }
    let people = people(table, view);
    let owner_title = table.owner_field().map_or_else(|| view.text("cases-column-owner"), |field| field.title.clone().into());
    if let Some(name) = person(ui, &owner_title, &people, view) {
        ask(&(cases.ids)(), CaseField::Owner, &owner(table, &name, view.tr), table, out);
    }
    if !table.milestones.is_empty() {
        let none = std::iter::once(view.text("cases-no-milestone").into_owned());
        let shown: Vec<Shown> = none.chain(table.milestones.iter().map(|m| m.title.clone())).map(|title| (None, title)).collect();
        if let Some(at) = values(ui, &view.text("cases-column-milestone"), &shown) {
            let milestone = at.checked_sub(1).map(|at| table.milestones[at].id);
            ask(&(cases.ids)(), CaseField::Milestone, &CaseChange::Milestone(milestone), table, out);
        }
    }
    let own = table.owner_field().map(|field| field.id);
    let fields: Vec<&CustomField> = table.own_fields().filter(|field| Some(field.id) != own).collect();
    let height = ui.ctx().content_rect().height() / 3.0;
    ScrollArea::vertical().id_salt("custom").max_height(height).show(ui, |ui| {
        for field in fields {
            if let Some(value) = custom(ui, field, table, &people, view) {
                let change = CaseChange::Field(field.title.clone(), value);
                ask(&(cases.ids)(), CaseField::Custom(field.id), &change, table, out);
            }
        }
    });
}

/// The menu of the values of a custom field; gives the stored form of the one that was chosen.
fn custom(ui: &mut Ui, field: &CustomField, table: &CaseTable, people: &[String], view: &View<'_>) -> Option<String> {
    match field.kind {
        FieldType::Checkbox => {
            let at = values(ui, &field.title, &yes_no(view))?;
            Some(if at == 0 { "1".to_owned() } else { String::new() })
        }
        FieldType::Selectbox | FieldType::Radio => {
            let mut shown = vec![(None, view.text("cases-group-none").into_owned())];
            shown.extend(field.options.iter().map(|o| (None, o.title.clone())));
            let at = values(ui, &field.title, &shown)?;
            Some(at.checked_sub(1).map(|i| field.options[i].id.to_string()).unwrap_or_default())
        }
        FieldType::Multiselect => several(ui, field, view),
        FieldType::User => person(ui, &field.title, people, view),
        FieldType::Number | FieldType::String | FieldType::Text | FieldType::Url | FieldType::Datetime => {
            let hint = match field.kind {
                FieldType::Datetime => "2026-11-20 12:30".into(),
                FieldType::Url => "https://".into(),
                _ => view.text("cases-set-value"),
            };
            let check = |text: &str| match parse(table, CaseField::Custom(field.id), text, view.tr) {
                Ok(CaseChange::Field(_, value)) => Ok(value),
                Ok(_) => Err("cases-fault-value"),
                Err(reason) => Err(reason),
            };
            typed(ui, &field.title, &hint, check, view)
        }
    }
}

type Shown = (Option<(Icon, Color32)>, String);

fn yes_no(view: &View<'_>) -> [Shown; 2] {
    ["cases-yes", "cases-no"].map(|key| (None, view.text(key).into_owned()))
}

/// People of the registry, and owners that are not among them. The person who uses the window comes first.
fn people(table: &CaseTable, view: &View<'_>) -> Vec<String> {
    let active = view.registry.people.iter().filter(|p| p.is_active).map(|p| p.name.clone());
    let all: BTreeSet<String> = active.chain(table.owners.iter().map(|(name, _)| name.to_string())).collect();
    let mut all: Vec<String> = all.into_iter().collect();
    view.me_first(&mut all);
    all
}

/// Icon of a value: a dash for one that is not set, otherwise that of a priority.
fn icon_of(ui: &Ui, column: CaseColumn, slug: &str) -> Option<(Icon, Color32)> {
    if matches!(slug, "undefined" | "unknown") {
        return Some((icons::PARTLY, Palette::of(ui).text_faint));
    }
    (column == CaseColumn::Priority).then(|| words::priority_icon(Palette::of(ui), slug)).flatten()
}

/// A line that opens a menu, which stays open while something is typed or chosen in it.
fn sub<R>(ui: &mut Ui, label: &str, add: impl FnOnce(&mut Ui) -> Option<R>) -> Option<R> {
    let item = menu::line(ui, icons::EDIT, label, None, MENU);
    let arrow = Rect::from_center_size(pos2(item.rect.right() - space::M, item.rect.center().y), vec2(size::ICON, size::ICON));
    paint::icon(ui.painter(), arrow, icons::RIGHT, size::ICON, Palette::of(ui).text_secondary);
    let config = MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    let shown = SubMenu::new().config(config).show(ui, &item, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        add(ui)
    });
    let picked = shown.and_then(|shown| shown.inner);
    if picked.is_some() {
        ui.close();
    }
    picked
}

/// A line that opens a list of values; gives the one that was picked.
fn values(ui: &mut Ui, label: &str, shown: &[Shown]) -> Option<usize> {
    sub(ui, label, |ui| list(ui, shown))
}

fn list(ui: &mut Ui, shown: &[Shown]) -> Option<usize> {
    let mut picked = None;
    ScrollArea::vertical().max_height(size::TREE_ROW * LINES).show(ui, |ui| {
        for (i, (icon, words)) in shown.iter().enumerate() {
            // A value without an icon has none: an arrow would promise a further menu.
            let icon = icon.map_or("", |(icon, _)| icon);
            if menu::line(ui, icon, words, None, MENU).clicked() {
                picked = Some(i);
            }
        }
    });
    picked
}

/// A line that opens a list of people, with a field for other names. Returns the name, or an empty one for nobody.
fn person(ui: &mut Ui, label: &str, people: &[String], view: &View<'_>) -> Option<String> {
    sub(ui, label, |ui| {
        let typed = field(ui, label, &view.text("cases-set-name"), |text| Ok(text.trim().to_owned()), view);
        let none = std::iter::once(view.text("cases-group-none").into_owned());
        let shown: Vec<Shown> = none.chain(people.iter().cloned()).map(|name| (None, name)).collect();
        let picked = list(ui, &shown).map(|at| at.checked_sub(1).map(|i| people[i].clone()).unwrap_or_default());
        typed.or(picked)
    })
}

/// A line that opens a field for a text; gives its stored form, or an empty one to clear the field.
fn typed(
    ui: &mut Ui,
    label: &str,
    hint: &str,
    check: impl Fn(&str) -> Result<String, &'static str>,
    view: &View<'_>,
) -> Option<String> {
    sub(ui, label, |ui| {
        let typed = field(ui, label, hint, check, view);
        let clear = menu::line(ui, icons::CLOSE, &view.text("cases-group-none"), None, MENU).clicked();
        typed.or(clear.then(String::new))
    })
}

/// A field with a button. Returns the typed text if it is valid.
fn field(
    ui: &mut Ui,
    name: &str,
    hint: &str,
    check: impl Fn(&str) -> Result<String, &'static str>,
    view: &View<'_>,
) -> Option<String> {
    let key = Id::unique(("cases-set-field", name));
    ui.set_width(MENU);
    let mut value = ui.data(|d| d.get_temp::<String>(key)).unwrap_or_default();
    let response = TextField::new(&mut value).hint(hint).name(name).id(key.with("text")).show(ui);
    let enter = response.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter));
    let checked = check(&value);
    let is_typed = !value.trim().is_empty();
    ui.add_space(space::XS);
    let pressed = Button::secondary(&view.text("cases-set")).enabled(is_typed && checked.is_ok()).small().show(ui).clicked();
    if let Err(reason) = checked
        && is_typed
    {
        text::paragraph(ui, &view.text(reason), Type::Label, Palette::of(ui).failed);
    }
    ui.add_space(space::XS);
    let given = checked.ok().filter(|_| is_typed && (pressed || enter));
    keep(ui, key, Some(value).filter(|_| given.is_none()));
    given
}

/// A line that opens the options of a field that takes several; gives their ids by comma.
fn several(ui: &mut Ui, field: &CustomField, view: &View<'_>) -> Option<String> {
    let key = Id::unique(("cases-set-several", field.id.0));
    sub(ui, &field.title, |ui| {
        ui.set_width(MENU);
        let mut chosen = ui.data(|d| d.get_temp::<BTreeSet<i64>>(key)).unwrap_or_default();
        ScrollArea::vertical().max_height(size::TREE_ROW * LINES).show(ui, |ui| {
            for option in &field.options {
                if menu_choice(ui, chosen.contains(&option.id), &option.title).clicked() && !chosen.remove(&option.id) {
                    chosen.insert(option.id);
                }
            }
        });
        ui.add_space(space::XS);
        let words = view.text(if chosen.is_empty() { "cases-set-none" } else { "cases-set" });
        let pressed = Button::secondary(&words).small().show(ui).clicked();
        let in_order = field.options.iter().filter(|option| chosen.contains(&option.id)).map(|option| option.id.to_string());
        let value = pressed.then(|| in_order.collect::<Vec<_>>().join(","));
        keep(ui, key, Some(chosen).filter(|_| !pressed));
        value
    })
}

/// Keeps the input of a menu until the next pass, or forgets it.
fn keep<T: Clone + Send + Sync + 'static>(ui: &Ui, key: Id, entered: Option<T>) {
    ui.data_mut(|d| match entered {
        Some(entered) => _ = d.insert_temp(key, entered),
        None => d.remove::<T>(key),
    });
}
