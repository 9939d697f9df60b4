//! The rows above the grid of cases: quick and saved filters, search, the parts of the filter, groups and columns.

use eframe::egui::{Align, Key, Layout, Popup, PopupCloseBehavior, Rect, RectAlign, Ui, pos2, vec2};

use super::super::columns_menu::column_menu;
use super::add_filter::MENU;
use super::tab::{CasesTab, NewRow, id};
use super::{add_filter, data, filter_parts};
use crate::action::{Action, Actions, CasesAction};
use crate::model::case_grid::{Arrangement, CaseField, CaseFilter, CaseTable, Quick};
use crate::panels::menu;
use crate::view::View;
use voluptas_ui::theme::{Palette, Type, icons, size, space};
use voluptas_ui::widgets::choice::menu_choice;
use voluptas_ui::widgets::grid::grid_id;
use voluptas_ui::widgets::{
    Button, Pill, PillTexts, TextField, icon_button, icon_button_with, paint, pill_row, pills_width, reading, row_menu,
    search_keys,
};

/// Least and greatest width of the search, and its share of the row.
const SEARCH: (f32, f32, f32) = (120.0, 220.0, 0.4);
/// Room for groups and columns before it is measured.
const TOOLS: f32 = 200.0;

/// Draws the rows.
pub(super) fn show(
    tab: &mut CasesTab,
    ui: &mut Ui,
    arranged: &Arrangement,
    fields: &[CaseField],
    view: &View<'_>,
    out: &mut Actions,
) {
    ui.spacing_mut().item_spacing.y = space::S;
    pills(tab, ui, arranged, view, out);
    parts(tab, ui, arranged, fields, view, out);
}

/// A quick or saved filter as it is offered.
struct FilterPill {
    pill: Pill,
    filter: CaseFilter,
    /// Place among the saved filters.
    saved: Option<usize>,
}

/// Quick and saved filters with their numbers.
fn offers(ui: &Ui, tab: &CasesTab, arranged: &Arrangement, view: &View<'_>) -> Vec<FilterPill> {
    let (p, counts) = (Palette::of(ui), &arranged.counts);
    let now = tab.filter.without_words();
    let number = |n: usize| view.tr.number(n as i64);
    let quick = Quick::ALL.iter().zip(counts.quick).map(|(quick, n)| {
        let filter = quick.filter();
        let name = view.text(quick.name_key()).into_owned();
        let hint = quick.hint_key().map(|key| view.text(key).into_owned()).unwrap_or_default();
        let pill = Pill { on: now == filter, icon: None, name, count: number(n), hint };
        (n, FilterPill { pill, filter, saved: None })
    });
    // A team without reviews has no use for their filter.
    let in_use = |(n, offer): &(usize, FilterPill)| *n > 0 || offer.pill.on || offer.filter != Quick::InReview.filter();
    let saved = tab.saved().enumerate().map(|(i, saved)| {
        let on = now == saved.filter || tab.filter == saved.filter;
        let icon = Some((icons::BOOKMARK, if on { p.accent } else { p.text_secondary }));
        let count = number(counts.saved.get(i).copied().unwrap_or(0));
        let pill = Pill { on, icon, name: saved.name.clone(), count, hint: String::new() };
        FilterPill { pill, filter: saved.filter.clone(), saved: Some(i) }
    });
    quick.filter(in_use).map(|(_, offer)| offer).chain(saved).collect()
}

fn pills(tab: &mut CasesTab, ui: &mut Ui, arranged: &Arrangement, view: &View<'_>, out: &mut Actions) {
    let all = offers(ui, tab, arranged, view);
    let pills: Vec<Pill> = all.iter().map(|offer| offer.pill.clone()).collect();
    let new = view.text("cases-new");
    let button = paint::galley(ui, &new, Type::Medium, Palette::of(ui).text).size().x + size::ICON + space::XXL;
    let (needed, room) = (pills_width(ui, &pills, space::XS), ui.available_width());
    // The button gives up its text before a pill goes into the menu for it.
    let is_brief = needed + button + space::S * 2.0 > room && needed + size::CONTROL + space::S * 2.0 <= room;
    let kept = if is_brief { size::CONTROL } else { button };
    let (name, more) = (view.text("gui-filter"), |n: usize| view.count("gui-more-filters", n as u64));
    let mut removed = None;
    let pressed = ui
        .horizontal(|ui| {
            let row = pill_row(ui, &pills, room - kept - space::S * 2.0, space::XS, PillTexts { name: &name, more: &more });
            for (at, response) in &row.shown {
                let Some(saved) = all[*at].saved else { continue };
                row_menu::of(response, ui, |ui| {
                    if menu::line(ui, icons::DELETE, &view.text("cases-filter-delete"), None, MENU).clicked() {
                        removed = Some(saved);
                        ui.close();
                    }
                });
            }
            reading::from_right(ui, |ui| {
                ui.spacing_mut().item_spacing.x = space::S;
                let response = if is_brief || ui.available_width() < button {
                    icon_button_with(ui, icons::ADD, &new, false, true)
                } else {
                    Button::secondary(&new).icon(icons::ADD).show(ui)
                };
                if response.clicked() {
                    tab.new_row = Some(NewRow::default());
                }
            });
            row.pressed
        })
        .inner;
    if let Some(offer) = pressed.and_then(|at| all.into_iter().nth(at)) {
        // The words of a person stay with another filter; those of a saved one go with it.
        let typed = std::mem::take(&mut tab.filter.words);
        let is_own = !tab.saved().any(|s| Some(&s.name) == tab.applied.as_ref() && s.filter.words == typed);
        tab.applied = offer.saved.map(|_| offer.pill.name);
        let words = if offer.filter.words.is_empty() && is_own { typed } else { offer.filter.words };
        tab.filter = CaseFilter { words, ..offer.filter };
    }
    let removed = removed.and_then(|at| Some(tab.saved().nth(at)?.name.clone()));
    if let (Some(name), Some(project)) = (removed, tab.facts.project)
        && !tab.forget_legacy(&name)
    {
        out.push(Action::Cases(CasesAction::DeleteFilter(project, name)));
    }
}

/// The parts of the filter, each with a cross, and what they are arranged by.
fn parts(tab: &mut CasesTab, ui: &mut Ui, arranged: &Arrangement, fields: &[CaseField], view: &View<'_>, out: &mut Actions) {
    let table = &arranged.table;
    let key = ui.scope_id().with("case-tools");
    let tools_width = ui.data(|d| d.get_temp::<f32>(key)).unwrap_or(TOOLS);
    let row = ui.available_rect_before_wrap();
    let left = vec2((row.width() - tools_width - space::S).max(TOOLS), size::CONTROL);
    ui.allocate_ui_with_layout(left, Layout::left_to_right(Align::Center), |ui| {
        ui.set_max_width(left.x);
        ui.spacing_mut().item_spacing.x = space::S;
        ui.spacing_mut().interact_size.y = size::CONTROL;
        let (hint, clear) = (view.text("cases-search"), view.text("gui-filter-clear"));
        let room = (left.x * SEARCH.2).clamp(SEARCH.0, SEARCH.1);
        let field = TextField::new(&mut tab.filter.words)
            .hint(&hint)
            .icon(icons::SEARCH)
            .clearable(&clear)
            .width(room)
            .id(id("search"))
            .show(ui);
        search_keys(ui, &field, &mut tab.filter.words, grid_id(&view.text("gui-left-cases")));
        if field.has_focus() {
            // They are there when the first letter comes.
            tab.want_texts();
        }
        // The button stands before the parts that it adds, so that none of them moves it.
        add_filter::button(tab, ui, table, view);
        let save = if is_saved(tab) { 0.0 } else { size::CONTROL + space::S };
        filter_parts::show(tab, ui, arranged, save, view);
        save_part(tab, ui, view, out);
    });
    // The tools stand at the right end of the first line.
    let at = Rect::from_min_max(pos2(row.left() + left.x + space::S, row.top()), pos2(row.right(), row.top() + size::CONTROL));
    let used = paint::inside(ui, at, Layout::right_to_left(Align::Center), |ui| {
        tools(tab, ui, table, fields, view);
        ui.min_rect().width()
    });
    ui.data_mut(|d| d.insert_temp(key, used));
}

/// True when the filter hides cases.
pub(super) fn hides(tab: &CasesTab, arranged: &Arrangement) -> bool {
    !tab.filter.is_empty() && arranged.rows.len() != arranged.total
}

/// Words for the number of shown cases, and the name of the button that shows all.
pub(super) fn hidden_words(arranged: &Arrangement, view: &View<'_>) -> (String, String) {
    let number = |n: usize| view.tr.number(n as i64);
    let args = [("shown", number(arranged.rows.len()).into()), ("total", number(arranged.total).into())];
    let all = view.tr.fmt("cases-show-all", &[("total", number(arranged.total).into())]);
    (view.tr.fmt("cases-shown-of", &args), all)
}

/// True for a quick filter and for a saved one.
fn is_saved(tab: &CasesTab) -> bool {
    let now = &tab.filter;
    Quick::ALL.iter().any(|quick| quick.filter() == *now) || tab.saved().any(|saved| saved.filter == *now)
}

/// Saves the filter under a name, unless it is saved already.
fn save_part(tab: &mut CasesTab, ui: &mut Ui, view: &View<'_>, out: &mut Actions) {
    if is_saved(tab) && tab.naming.is_none() {
        return;
    }
    let now = tab.filter.clone();
    let name = view.text("cases-filter-save");
    let width = paint::galley(ui, &name, Type::Medium, Palette::of(ui).text).size().x + size::ICON + space::L + space::S * 2.0;
    let button = if width <= ui.available_width() {
        Button::quiet(&name).icon(icons::BOOKMARK).small().show(ui)
    } else {
        icon_button(ui, icons::BOOKMARK, &name)
    };
    let mut saved = None;
    let popup = Popup::from_toggle_button_response(&button).close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    let shown = popup.id(id("save")).align(RectAlign::BOTTOM_START).show(|ui| {
        ui.set_width(MENU);
        let fresh = tab.naming.is_none();
        // A saved filter that was changed is most often to be saved under its name.
        let applied = tab.applied.clone().filter(|name| tab.saved().any(|s| s.name == *name));
        let name = tab.naming.get_or_insert_with(|| applied.unwrap_or_default());
        let hint = view.text("cases-filter-name");
        let field = TextField::new(name).hint(&hint).icon(icons::BOOKMARK).show(ui);
        if fresh {
            field.request_focus();
        }
        let enter = field.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter));
        let ready = !name.trim().is_empty();
        let replaces = tab.saved().any(|s| s.name == tab.naming.as_deref().unwrap_or_default().trim());
        let save = view.text(if replaces { "cases-filter-replace" } else { "cases-filter-save" });
        let pressed = Button::secondary(&save).enabled(ready).small().show(ui).clicked();
        if ready && (pressed || enter) {
            saved = tab.naming.as_deref().map(|name| name.trim().to_owned());
            ui.close();
        }
    });
    if shown.is_none() || saved.is_some() {
        tab.naming = None;
    }
    if let (Some(name), Some(project)) = (saved, tab.facts.project) {
        tab.applied = Some(name.clone());
        out.push(Action::Cases(CasesAction::SaveFilter(project, name, Box::new(now))));
    }
}

/// Draws the choices of grouping and columns, from the right.
fn tools(tab: &mut CasesTab, ui: &mut Ui, table: &CaseTable, fields: &[CaseField], view: &View<'_>) {
    ui.spacing_mut().item_spacing.x = space::S;
    let columns = data::columns(ui, fields, table, view);
    let button = icon_button(ui, icons::COLUMNS, &view.text("gui-columns"));
    Popup::menu(&button)
        .id(id("columns"))
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .align(RectAlign::BOTTOM_END)
        .show(|ui| column_menu(ui, &mut tab.kept.layout, &columns, view));
    group_menu(tab, ui, view);
}

fn group_menu(tab: &mut CasesTab, ui: &mut Ui, view: &View<'_>) {
    let name = |field: Option<CaseField>| match field.and_then(CaseField::name_key) {
        Some(key) => view.text(key),
        None => view.text("cases-group-off"),
    };
    let now = CaseField::parse(&tab.kept.group);
    let label = view.tr.fmt("cases-group-by", &[("field", name(now).as_ref().into())]);
    let button = Button::quiet(&label).trailing(icons::DOWN).show(ui);
    Popup::menu(&button).id(id("group")).align(RectAlign::BOTTOM_END).show(|ui| {
        ui.set_width(MENU);
        ui.spacing_mut().item_spacing.y = 0.0;
        for field in std::iter::once(None).chain(CaseField::GROUPS.into_iter().map(Some)) {
            if menu_choice(ui, field == now, &name(field)).clicked() {
                tab.kept.group = field.map(CaseField::id).unwrap_or_default();
                tab.take_keyboard();
                ui.close();
            }
        }
        if now.is_some() {
            ui.separator();
            let groups: Vec<String> =
                tab.arranged.latest().map(|a| a.groups.iter().map(|g| g.id.clone()).collect()).unwrap_or_default();
            if menu::line(ui, icons::COLLAPSE, &view.text("cases-groups-close"), None, MENU).clicked() {
                tab.grid.close(groups);
                tab.take_keyboard();
                ui.close();
            }
            if menu::line(ui, icons::EXPAND, &view.text("cases-groups-open"), None, MENU).clicked() {
                tab.grid.closed.clear();
                tab.take_keyboard();
                ui.close();
            }
        }
    });
}
