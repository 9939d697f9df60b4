//! The bar over the grid while several cases are selected: set a field, tag, move, clone, delete.

use std::collections::BTreeMap;
use std::sync::Arc;

use eframe::egui::{
    Align, CornerRadius, Id, Key, Layout, Popup, PopupCloseBehavior, Rect, RectAlign, Response, Sense, Stroke, StrokeKind, Ui,
    pos2, vec2,
};

use super::set_field;
use crate::app::case_bulk::{CaseChange, CloneTarget};
use crate::domain::ids::{CaseId, SuiteId};
use crate::gui::action::{Action, Actions, CasesAction, ListAction, RunAction};
use crate::gui::model::case_grid::{Arrangement, CaseEdit, CaseField, CaseTable, EditKind};
use crate::gui::panels::menu;
use crate::gui::selection::Selected;
use crate::gui::theme::{Palette, Type, icons, radius, size, space};
use crate::gui::view::View;
use crate::gui::views::lists::menus;
use crate::gui::widgets::menu::divider;
use crate::gui::widgets::{BriefButton, BriefRow, Button, PickRow, Picker, TextField, icon_button, paint, text};

/// Height of the bar.
const HEIGHT: f32 = 44.0;
/// Width of a menu.
pub(super) const MENU: f32 = 208.0;
/// Width of the list of suites.
const PLACES: f32 = 340.0;
/// Tags that a menu offers to take away.
const TAGS: usize = 12;

/// The room that a list below the bar leaves free at its end.
pub(super) const ROOM: f32 = HEIGHT + space::M;

/// The selected cases. All cases of a large project may be selected: they are collected only when something is done to them.
pub(super) struct Cases<'a> {
    pub count: usize,
    pub ids: &'a dyn Fn() -> Vec<CaseId>,
}

/// Draws the bar at the bottom of `area`. Returns true when the selection is to be cleared.
pub(super) fn show(
    ui: &mut Ui,
    area: Rect,
    cases: &Cases<'_>,
    arranged: &Arrangement,
    view: &View<'_>,
    out: &mut Actions,
) -> bool {
    let table = &arranged.table;
    let p = Palette::of(ui);
    let key = Id::unique("case-bar");
    let count = view.count("gui-count-chosen", cases.count as u64);
    let button = |icon, name: &str, rank| BriefButton::new(icon, view.text(name), rank);
    let mut buttons = vec![
        button(icons::EDIT, "lists-set-field", 0),
        button(icons::TAG, "lists-tag", 1),
        button(icons::MOVE, "lists-move", 2),
        button(icons::LINK, "cases-show-in-suite", 7),
        button(icons::RUN, "cases-run", 4),
        button(icons::CLONE, "cases-clone", 5),
        button(icons::REVIEW, "review-column", 6),
        button(icons::DELETE, "lists-delete", 3),
    ];
    if arranged.linked > 0 {
        buttons.push(button(icons::UNLINK, "cases-remove-from-suite", 8));
    }
    let beside = paint::galley(ui, &count, Type::Strong, p.accent).size().x + size::CONTROL_SMALL + space::XXS + space::XS * 2.0;
    let row = BriefRow::new(ui, buttons, area.width() - space::S * 2.0 - space::M * 2.0 - beside, space::XS);
    let width = beside + row.width + space::M * 2.0;
    let at = Rect::from_min_size(pos2(area.center().x - width / 2.0, area.bottom() - HEIGHT - space::S), vec2(width, HEIGHT));
    ui.interact(at, key.with("back"), Sense::CLICK);
    ui.painter().add(ui.visuals().popup_shadow.as_shape(at, CornerRadius::same(radius::CARD)));
    ui.painter().rect(at, CornerRadius::same(radius::CARD), p.panel, Stroke::new(size::LINE, p.line_strong), StrokeKind::Inside);
    let mut cleared = false;
    let inner = at.shrink2(vec2(space::M, 0.0));
    paint::inside(ui, inner, Layout::left_to_right(Align::Center), |ui| {
        ui.spacing_mut().item_spacing.x = space::XS;
        text::line(ui, &count, Type::Strong, p.accent);
        cleared = icon_button(ui, icons::CLOSE, &view.text("lists-clear-selection")).clicked();
        let field = row.show(ui, 0);
        Popup::menu(&field).align(RectAlign::TOP_START).show(|ui| set_field::menu(ui, cases, table, view, out));
        let tag = row.show(ui, 1);
        tag_popup(&tag, cases, table, view, out);
        let place = row.show(ui, 2);
        if let Some(suite) = suite_popup(ui, &place, &view.text("lists-move"), table, view) {
            ask(&(cases.ids)(), CaseField::Suite, &CaseChange::Suite(suite), table, out);
        }
        let also = row.show(ui, 3);
        if let Some(suite) = further_popup(ui, &also, &view.text("cases-show-in-suite"), table, view) {
            ask(&(cases.ids)(), CaseField::FurtherSuites, &CaseChange::AddToSuite(suite), table, out);
        }
        if arranged.linked > 0 && row.show(ui, 8).clicked() {
            out.push(Action::Cases(CasesAction::Change(Arc::new(without_links(&(cases.ids)(), arranged)))));
        }
        if row.show(ui, 4).clicked() {
            out.push(Action::Run(RunAction::AskNew((cases.ids)())));
        }
        let clone = row.show(ui, 5);
        Popup::menu(&clone).align(RectAlign::TOP_START).show(|ui| clone_menu(ui, cases, view, out));
        let review = row.show(ui, 6);
        Popup::menu(&review).align(RectAlign::TOP_START).show(|ui| menus::review_menu(ui, &(cases.ids)(), MENU, view, out));
        if row.show(ui, 7).clicked() {
            let things = Selected { cases: (cases.ids)(), ..Selected::default() };
            out.push(Action::List(ListAction::AskTrash(things)));
        }
    });
    cleared
}

/// Draws the menu of the selected cases: what the bar offers.
pub(super) fn context_menu(ui: &mut Ui, cases: &Cases<'_>, arranged: &Arrangement, view: &View<'_>, out: &mut Actions) {
    ui.spacing_mut().item_spacing.y = 0.0;
    let table = &arranged.table;
    menus::several_cases_menu(ui, &(cases.ids)(), view, out);
    menus::submenu(ui, icons::EDIT, &view.text("lists-set-field"), |ui| set_field::menu(ui, cases, table, view, out));
    if arranged.linked > 0 && menu::line(ui, icons::UNLINK, &view.text("cases-remove-from-suite"), None, menus::WIDTH).clicked() {
        out.push(Action::Cases(CasesAction::Change(Arc::new(without_links(&(cases.ids)(), arranged)))));
        ui.close();
    }
    menus::submenu(ui, icons::CLONE, &view.text("cases-clone"), |ui| clone_menu(ui, cases, view, out));
    divider(ui, menus::WIDTH);
    menus::delete(ui, view, out);
}

/// Asks before one change is made in all cases.
pub fn ask(ids: &[CaseId], field: CaseField, change: &CaseChange, table: &Arc<CaseTable>, out: &mut Actions) {
    let mut edit = CaseEdit::new(EditKind::Bulk, Arc::clone(table));
    for id in ids {
        edit.add(*id, field, change.clone());
    }
    out.push(Action::Cases(CasesAction::Change(Arc::new(edit))));
}

/// The removal of cases from the further suites by which the grid shows them.
fn without_links(ids: &[CaseId], arranged: &Arrangement) -> CaseEdit {
    let mut edit = CaseEdit::new(EditKind::Bulk, Arc::clone(&arranged.table));
    for id in ids {
        let links = arranged.table.get(*id).map(|row| arranged.links_of(row)).unwrap_or_default();
        if links.is_empty() {
            edit.unchanged += 1;
        }
        for suite in links {
            edit.add(*id, CaseField::FurtherSuites, CaseChange::RemoveFromSuite(suite));
        }
    }
    edit
}

/// A field for a tag that all selected cases get, and the tags that they have, to be taken away.
fn tag_popup(button: &Response, cases: &Cases<'_>, table: &Arc<CaseTable>, view: &View<'_>, out: &mut Actions) {
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
        if Button::secondary(&add).enabled(ready).small().show(ui).clicked() || (ready && enter) {
            ask(&(cases.ids)(), CaseField::Tags, &CaseChange::AddTag(tag.trim().to_owned()), table, out);
            tag.clear();
            ui.close();
        }
        ui.data_mut(|d| d.insert_temp(key, tag));
        let mut counts: BTreeMap<&str, i64> = BTreeMap::new();
        // Counted while the menu is open, and among the first ones: all cases may be selected.
        for tag in (cases.ids)().iter().take(5000).filter_map(|id| table.get(*id)).flat_map(|row| &row.tags) {
            *counts.entry(tag).or_default() += 1;
        }
        if counts.is_empty() {
            return;
        }
        ui.separator();
        ui.spacing_mut().item_spacing.y = 0.0;
        for (tag, n) in counts.into_iter().take(TAGS) {
            let label = view.tr.fmt("lists-tag-remove", &[("tag", tag.into())]);
            if menu::line(ui, icons::CLOSE, &label, Some(&view.tr.number(n)), PLACES * 0.7).clicked() {
                ask(&(cases.ids)(), CaseField::Tags, &CaseChange::RemoveTag(tag.to_owned()), table, out);
                ui.close();
            }
        }
    });
}

/// The suites of the project, below a button; gives the picked one, `None` inside for the root.
fn suite_popup(ui: &mut Ui, button: &Response, name: &str, table: &CaseTable, view: &View<'_>) -> Option<Option<SuiteId>> {
    let colour = Palette::of(ui).text_secondary;
    let (filter, nothing, root) = (view.text("gui-filter"), view.text("lists-no-place"), view.text("cases-group-root"));
    let picker = Picker { name, placeholder: "", filter: &filter, nothing: &nothing, width: PLACES };
    let row = |i: usize| match i.checked_sub(1).and_then(|i| table.suites.get(i)) {
        None => PickRow { icon: Some((icons::CASE, colour)), text: root.to_string(), note: String::new() },
        Some(suite) => PickRow { icon: Some((icons::SUITE, colour)), text: suite.path.clone(), note: String::new() },
    };
    let picked = picker.below(ui, button, RectAlign::TOP_START, None, table.suites.len() + 1, row)?;
    Some(picked.checked_sub(1).and_then(|i| table.suites.get(i)).map(|s| s.id))
}

/// The suites of the project, below a button; gives the picked one.
fn further_popup(ui: &mut Ui, button: &Response, name: &str, table: &CaseTable, view: &View<'_>) -> Option<SuiteId> {
    let colour = Palette::of(ui).text_secondary;
    let (filter, nothing) = (view.text("gui-filter"), view.text("lists-no-place"));
    let picker = Picker { name, placeholder: "", filter: &filter, nothing: &nothing, width: PLACES };
    let row = |i: usize| {
        let text = table.suites.get(i).map(|suite| suite.path.clone()).unwrap_or_default();
        PickRow { icon: Some((icons::SUITE, colour)), text, note: String::new() }
    };
    let picked = picker.below(ui, button, RectAlign::TOP_START, None, table.suites.len(), row)?;
    table.suites.get(picked).map(|s| s.id)
}

/// Clones in place or into another project.
fn clone_menu(ui: &mut Ui, cases: &Cases<'_>, view: &View<'_>, out: &mut Actions) {
    ui.spacing_mut().item_spacing.y = 0.0;
    let width = MENU + space::XXL;
    let mut push = |target| out.push(Action::Cases(CasesAction::AskClone((cases.ids)(), target)));
    if menu::line(ui, icons::CLONE, &view.text("cases-clone-here"), None, width).clicked() {
        push(CloneTarget::Beside);
        ui.close();
    }
    let here = view.cases.project.as_ref().map(|p| p.id);
    for project in view.cases.projects.iter().filter(|p| Some(p.id) != here) {
        let label = view.tr.fmt("cases-clone-into", &[("project", project.code.as_str().into())]);
        if menu::line(ui, icons::FORWARD, &label, None, width).clicked() {
            push(CloneTarget::Into(project.id, None));
            ui.close();
        }
    }
}
