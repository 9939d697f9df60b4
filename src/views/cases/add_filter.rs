//! The menu that adds parts to the filter of the grid of cases.

use eframe::egui::containers::menu::{MenuConfig, SubMenu};
use eframe::egui::{Popup, PopupCloseBehavior, Rect, ScrollArea, Ui, pos2, vec2};

use super::tab::{CasesTab, id};
use crate::model::case_grid::{CaseField, CaseFilter, CaseTable, FieldTest};
use crate::model::words;
use crate::panels::menu;
use crate::view::View;
use voluptas_app::cases::filter::NO_MILESTONE;
use voluptas_core::domain::custom_field::{CustomField, FieldType};
use voluptas_core::domain::ids::FunctionId;
use voluptas_ui::theme::{Palette, icons, size, space};
use voluptas_ui::widgets::choice::menu_choice;
use voluptas_ui::widgets::{Button, PickRow, Picker, StatusClass, TextField, paint};

/// Width of the menus.
pub(super) const MENU: f32 = 224.0;
/// Days of the filter of changes.
const DAYS: [u32; 4] = [1, 7, 30, 90];
/// Lines of a long list before it scrolls.
const LINES: f32 = 12.0;
/// Width of the list of functions.
const FUNCTIONS: f32 = 340.0;

/// The menu that adds a part to the filter.
pub(super) fn button(tab: &mut CasesTab, ui: &mut Ui, table: &CaseTable, view: &View<'_>) {
    pick_function(tab, ui, table, view);
    let button = Button::quiet(&view.text("gui-filter")).icon(icons::ADD).small().show(ui);
    Popup::menu(&button).id(id("add")).close_behavior(PopupCloseBehavior::CloseOnClickOutside).show(|ui| {
        ui.set_width(MENU);
        ui.spacing_mut().item_spacing.y = 0.0;
        let f = &mut tab.filter;
        if !table.functions.is_empty()
            && menu::line(ui, icons::FILTER, &view.text("cases-part-function-ask"), None, MENU).clicked()
        {
            tab.picks_function = true;
            ui.close();
        }
        for field in CaseField::GROUPS {
            let CaseField::Slug(column) = field else { continue };
            sub(ui, &field.name_key().map(|key| view.text(key)).unwrap_or_default(), |ui| {
                for slug in table.slugs(column) {
                    let is_on = f.slugs_of(column).is_some_and(|slugs| slugs.contains(slug));
                    if menu_choice(ui, is_on, &words::value_name(view.tr, slug)).clicked() {
                        f.toggle_slug(column, slug);
                    }
                }
            });
        }
        if !table.tags.is_empty() {
            sub(ui, &view.text("lists-tags"), |ui| {
                for (tag, count) in &table.tags {
                    let is_on = f.tags.contains(&**tag);
                    if menu_choice(ui, is_on, &format!("{tag} · {}", view.tr.number(*count as i64))).clicked()
                        && !f.tags.remove(&**tag)
                    {
                        f.tags.insert(tag.to_string());
                    }
                }
            });
        }
        sub(ui, &view.text("cases-column-owner"), |ui| {
            let none = std::iter::once(String::new());
            let mut owners: Vec<String> = table.owners.iter().map(|(name, _)| name.to_string()).collect();
            view.me_first(&mut owners);
            for name in none.chain(owners) {
                if menu_choice(ui, f.owners.contains(&name), &owner_name(&name, view)).clicked() && !f.owners.remove(&name) {
                    f.owners.insert(name);
                }
            }
        });
        if !table.milestones.is_empty() {
            sub(ui, &view.text("cases-column-milestone"), |ui| {
                for id in std::iter::once(NO_MILESTONE).chain(table.milestones.iter().map(|milestone| milestone.id)) {
                    if menu_choice(ui, f.milestones.contains(&id), &milestone_name(id, table, view)).clicked()
                        && !f.milestones.remove(&id)
                    {
                        f.milestones.insert(id);
                    }
                }
            });
        }
        let fields: Vec<&CustomField> = table.own_fields().filter(|field| field.is_filterable).collect();
        if !fields.is_empty() {
            sub(ui, &view.text("cases-part-fields"), |ui| {
                fields.iter().for_each(|field| custom_field(ui, f, field, table, view))
            });
        }
        sub(ui, &view.text("gui-column-result"), |ui| {
            for look in StatusClass::ALL {
                if menu_choice(ui, f.last.contains(&look), &words::class_name(view.tr, look)).clicked() && !f.last.remove(&look) {
                    f.last.insert(look);
                }
            }
        });
        sub(ui, &view.text("cases-part-changed"), |ui| {
            for days in DAYS {
                let text = view.count("cases-part-days", u64::from(days));
                if menu_choice(ui, f.changed_days == Some(days), &text).clicked() {
                    f.changed_days = (f.changed_days != Some(days)).then_some(days);
                }
            }
        });
        ui.separator();
        let flags = [
            (&mut f.is_mine, "cases-quick-mine"),
            (&mut f.is_never_run, "cases-quick-never-run"),
            (&mut f.is_in_review, "review-in-review"),
            (&mut f.is_flaky, "cases-quick-flaky"),
            (&mut f.is_marked_flaky, "cases-marked-flaky"),
            (&mut f.is_uncovered, "cases-quick-uncovered"),
        ];
        for (on, key) in flags {
            if menu_choice(ui, *on, &view.text(key)).clicked() {
                *on = !*on;
            }
        }
    });
}

/// A line that opens a list of values.
fn sub(ui: &mut Ui, label: &str, add: impl FnOnce(&mut Ui)) {
    let item = menu::line(ui, icons::FILTER, label, None, MENU);
    let arrow = Rect::from_center_size(pos2(item.rect.right() - space::M, item.rect.center().y), vec2(size::ICON, size::ICON));
    paint::icon(ui.painter(), arrow, icons::RIGHT, size::ICON, Palette::of(ui).text_secondary);
    let config = MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    SubMenu::new().config(config).show(ui, &item, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        ui.set_width(MENU);
        ScrollArea::vertical().max_height(size::TREE_ROW * LINES).show(ui, add);
    });
}

/// Name of an owner in the filter; the empty one stands for cases without an owner.
pub(super) fn owner_name(name: &str, view: &View<'_>) -> String {
    if name.is_empty() { view.text("cases-group-none").into_owned() } else { name.to_owned() }
}

/// Title of a milestone in the filter; [`NO_MILESTONE`] stands for cases without one.
pub(super) fn milestone_name(id: i64, table: &CaseTable, view: &View<'_>) -> String {
    match (id, table.milestone(Some(id))) {
        (NO_MILESTONE, _) => view.text("cases-group-none").into_owned(),
        (_, "") => view.text("writing-milestone-gone").into_owned(),
        (_, title) => title.to_owned(),
    }
}

/// The list of functions from which the filter gets one. Drawn from the choice in the menu until the list is closed.
fn pick_function(tab: &mut CasesTab, ui: &mut Ui, table: &CaseTable, view: &View<'_>) {
    if !tab.picks_function {
        return;
    }
    let p = Palette::of(ui);
    let (name, filter, nothing) = (view.text("cases-part-function"), view.text("gui-filter"), view.text("gui-nothing-found"));
    let picker = Picker { name: &name, placeholder: &name, filter: &filter, nothing: &nothing, width: FUNCTIONS };
    let row = |i: usize| {
        let Some((id, count)) = table.functions.get(i) else { return PickRow::default() };
        let Some(row) = view.registry.get(*id) else { return PickRow::default() };
        PickRow {
            icon: Some((words::type_icon(row.function.kind), p.text_secondary)),
            text: row.title().to_owned(),
            note: format!("{} · {}", row.function.func_id, view.tr.number(*count as i64)),
        }
    };
    let was_open = std::mem::replace(&mut tab.function_list_open, true);
    let picked = if was_open {
        picker.show(ui, None, table.functions.len(), row)
    } else {
        picker.show_opened(ui, None, table.functions.len(), row)
    };
    if let Some((FunctionId(id), _)) = picked.and_then(|i| table.functions.get(i)) {
        tab.filter.functions.insert(*id);
    }
    if picked.is_some() || (was_open && !Popup::is_any_open(ui.ctx())) {
        (tab.picks_function, tab.function_list_open) = (false, false);
    }
}

/// The choice of values of a custom field.
fn custom_field(ui: &mut Ui, filter: &mut CaseFilter, field: &CustomField, table: &CaseTable, view: &View<'_>) {
    sub(ui, &field.title, |ui| {
        let mut part = filter.field(field.id);
        match FieldTest::of(field.kind) {
            FieldTest::Values => {}
            FieldTest::Words => {
                let hint = view.text("cases-part-contains");
                TextField::new(&mut part.text).hint(&hint).id(id(&format!("words-{}", field.id.0))).show(ui);
                ui.add_space(space::XS);
            }
            FieldTest::Range => {
                let is_date = field.kind == FieldType::Datetime;
                for (bound, key) in [(&mut part.from, "cases-part-least"), (&mut part.to, "cases-part-most")] {
                    let name = view.text(key);
                    let hint = if is_date { format!("{name} 2026-11-20") } else { name.to_string() };
                    TextField::new(bound).hint(&hint).name(&name).id(id(&format!("{key}-{}", field.id.0))).show(ui);
                    ui.add_space(space::XS);
                }
            }
        }
        let of_option = |value: &str| table.field_text(field.id, value, view.tr);
        let mut values: Vec<(String, String)> = match field.kind {
            FieldType::Checkbox => ["1", "0"].map(|value| (value.to_owned(), of_option(value))).to_vec(),
            FieldType::User => {
                let users = table.users.get(&field.id).map(Vec::as_slice).unwrap_or_default();
                let mut users: Vec<String> = users.iter().map(|name| name.to_string()).collect();
                view.me_first(&mut users);
                users.into_iter().map(|name| (name.clone(), name)).collect()
            }
            _ => field.options.iter().map(|option| (option.id.to_string(), option.title.clone())).collect(),
        };
        if field.kind != FieldType::Checkbox {
            values.push((String::new(), view.text("cases-group-none").into_owned()));
        }
        for (value, words) in values {
            if menu_choice(ui, part.values.contains(&value), &words).clicked() {
                part.toggle(&value);
            }
        }
        filter.set_field(field.id, part);
    });
}
