//! The bar over the grid while several cases are selected: set a field, tag, move, clone, delete.

use std::collections::BTreeMap;
use std::sync::Arc;

use eframe::egui::{Popup, PopupCloseBehavior, Rect, RectAlign, Response, Ui};

use super::selected_cases::{Cases, MENU, ask};
use super::set_field;
use crate::action::{Action, Actions, CasesAction, ListAction, RunAction};
use crate::model::case_grid::{Arrangement, CaseEdit, CaseField, CaseTable, EditKind};
use crate::model::window_selection::Selected;
use crate::panels::menu;
use crate::view::View;
use crate::views::lists::{menus, tag_field};
use voluptas_app::cases::bulk::{CaseChange, CloneTarget};
use voluptas_core::domain::ids::{CaseId, SuiteId};
use voluptas_ui::theme::{Palette, icons, space};
use voluptas_ui::widgets::menu::divider;
use voluptas_ui::widgets::{CompactButton, PickRow, Picker, SelectionBar};

/// Width of the list of suites.
const PLACES: f32 = 340.0;
/// Tags that a menu offers to take away.
const TAGS: usize = 12;

/// A button of the bar.
#[derive(Debug, Clone, Copy)]
enum Part {
    SetField,
    Tag,
    Move,
    ShowInSuite,
    RemoveFromSuite,
    Run,
    Clone,
    Review,
    Delete,
}

/// Draws the bar at the bottom of `area`, and opens the menu of the fields if asked. Returns true when the selection is to be
/// cleared.
pub(super) fn show(
    ui: &mut Ui,
    area: Rect,
    cases: &Cases<'_>,
    opens_fields: bool,
    arranged: &Arrangement,
    view: &View<'_>,
    out: &mut Actions,
) -> bool {
    let table = &arranged.table;
    let count = view.count("gui-count-chosen", cases.count as u64);
    let button = |part, icon, name: &str, rank| CompactButton::new(part, icon, view.text(name), rank);
    let mut buttons = vec![
        button(Part::SetField, icons::EDIT, "lists-set-field", 0),
        button(Part::Tag, icons::TAG, "lists-tag", 1),
        button(Part::Move, icons::MOVE, "lists-move", 2),
        button(Part::ShowInSuite, icons::LINK, "cases-show-in-suite", 7),
    ];
    if arranged.linked > 0 {
        buttons.push(button(Part::RemoveFromSuite, icons::UNLINK, "cases-remove-from-suite", 8));
    }
    buttons.extend([
        button(Part::Run, icons::RUN, "cases-run", 4),
        button(Part::Clone, icons::CLONE, "cases-clone", 5),
        button(Part::Review, icons::REVIEW, "review-column", 6),
        button(Part::Delete, icons::DELETE, "lists-delete", 3).danger(),
    ]);
    let bar = SelectionBar { count: &count, clear: &view.text("lists-clear-selection"), buttons };
    let above = |of: &Response| Popup::menu(of).align(RectAlign::TOP_START);
    bar.show(ui, area, |ui, part, button| match part {
        Part::SetField => {
            if opens_fields {
                Popup::open_id(ui.ctx(), Popup::default_response_id(button));
            }
            above(button).show(|ui| set_field::menu(ui, cases, table, view, out));
        }
        Part::Tag => tag_popup(button, cases, table, view, out),
        Part::Move => {
            if let Some(suite) = suite_popup(ui, button, &view.text("lists-move"), table, view) {
                ask(&(cases.ids)(), CaseField::Suite, &CaseChange::Suite(suite), table, out);
            }
        }
        Part::ShowInSuite => {
            if let Some(suite) = further_popup(ui, button, &view.text("cases-show-in-suite"), table, view) {
                ask(&(cases.ids)(), CaseField::FurtherSuites, &CaseChange::AddToSuite(suite), table, out);
            }
        }
        Part::Clone => {
            above(button).show(|ui| clone_menu(ui, cases, view, out));
        }
        Part::Review => {
            above(button).show(|ui| menus::review_menu(ui, &(cases.ids)(), MENU, view, out));
        }
        _ if !button.clicked() => {}
        Part::RemoveFromSuite => {
            out.push(Action::Cases(CasesAction::Change(Arc::new(without_links(&(cases.ids)(), arranged)))));
        }
        Part::Run => out.push(Action::Run(RunAction::AskNew((cases.ids)()))),
        Part::Delete => {
            let things = Selected { cases: (cases.ids)(), ..Selected::default() };
            out.push(Action::List(ListAction::AskTrash(things)));
        }
    })
}

/// Draws the menu of the selected cases, with the actions of the bar.
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
    Popup::menu(button).align(RectAlign::TOP_START).close_behavior(PopupCloseBehavior::CloseOnClickOutside).show(|ui| {
        ui.set_width(PLACES * 0.7);
        if let Some(tag) = tag_field::show(ui, button.id.with("tag"), view) {
            ask(&(cases.ids)(), CaseField::Tags, &CaseChange::AddTag(tag), table, out);
        }
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
