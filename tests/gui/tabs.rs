//! Tabs of the middle: previews, the overflow menu, keys, the menus of lists, and the case that the inspector shows beside a tab.

use eframe::egui::accesskit::Role;
use eframe::egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable};
use voluptas::action::{Action, Nav};
use voluptas::state::MiddleTab;
use voluptas_core::domain::ids::CaseId;

use crate::support::Desk;

fn tabs(desk: &Desk) -> &[MiddleTab] {
    &desk.h.state().state.kept.tabs
}

#[test]
fn a_click_previews_and_enter_keeps() {
    let mut desk = Desk::new();
    desk.h.get_by_role_and_label(Role::RadioButton, "Cases").click();
    desk.settle();
    desk.h.state_mut().state.cases_filter = "code".into();
    desk.settle();
    for title in ["Expired code is refused", "Two codes at once", "Code gives 10 %"] {
        desk.h.get_by_role_and_label(Role::TreeItem, title).click();
        desk.settle();
    }
    assert_eq!(tabs(&desk).len(), 4, "each click replaces the preview: {:?}", tabs(&desk));
    let kept = desk.h.state().state.tab();
    // The tree has the keyboard after a click.
    desk.h.key_press(Key::Enter);
    desk.settle();
    desk.h.get_by_role_and_label(Role::TreeItem, "Two codes at once").click();
    desk.settle();
    assert_eq!(tabs(&desk).len(), 5, "the kept one stays");
    assert!(tabs(&desk).contains(&kept));
}

#[test]
fn a_right_click_opens_a_menu_and_goes_nowhere() {
    let mut desk = Desk::new();
    desk.h.get_by_role_and_label(Role::RadioButton, "Runs").click();
    desk.settle();
    let before = tabs(&desk).to_vec();
    desk.h.get_by_role_and_label(Role::TreeItem, "Nightly regression").click_secondary();
    desk.settle();
    assert_eq!(tabs(&desk), before);
    desk.h.get_by_role_and_label(Role::MenuItem, "Copy ID");
    desk.h.get_by_role_and_label(Role::MenuItem, "Open in a new tab").click();
    desk.settle();
    assert_eq!(desk.h.state().state.tab(), MiddleTab::Run(1));
    desk.h.get_by_role_and_label(Role::RadioButton, "Cases").click();
    desk.settle();
    desk.h.get_by_role_and_label(Role::TreeItem, "Checkout").click_secondary();
    desk.settle();
    desk.h.get_by_role_and_label(Role::MenuItem, "Expand all inside").click();
    desk.settle();
    desk.h.get_by_role_and_label(Role::TreeItem, "Expired code is refused").click_secondary();
    desk.settle();
    desk.h.get_by_role_and_label(Role::MenuItem, "Copy title");
    assert_eq!(desk.h.state().state.tab(), MiddleTab::Run(1), "the menu of a case navigates nowhere either");
}

#[test]
fn what_does_not_fit_is_in_a_menu_and_the_active_tab_is_visible() {
    let mut desk = Desk::new();
    for id in 1..=16 {
        desk.h.state_mut().act(Action::Nav(Nav::Tab(MiddleTab::Case(id))));
        desk.settle();
        let middle = desk.h.get_by_role_and_label(Role::Tab, &format!("SHOP-{id}")).rect();
        assert!(middle.right() <= 1440.0 - 328.0 + 0.5, "SHOP-{id} is at {middle:?}, over the inspector");
    }
    assert!(desk.h.query_by_role_and_label(Role::Tab, "SHOP-1").is_none(), "there is no room for all");
    desk.h.get_by_role_and_label(Role::Button, "More tabs").click();
    desk.settle();
    assert!(desk.h.query_all_by_role(Role::MenuItem).count() > 3, "the tabs without room");
}

#[test]
fn keys_close_and_walk() {
    let mut desk = Desk::new();
    for id in [3, 5] {
        desk.h.state_mut().act(Action::Nav(Nav::Tab(MiddleTab::Case(id))));
        desk.settle();
    }
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::Tab);
    desk.settle();
    assert_eq!(desk.h.state().state.tab(), MiddleTab::Overview, "round to the first");
    desk.h.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::Tab);
    desk.settle();
    assert_eq!(desk.h.state().state.tab(), MiddleTab::Case(5));
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::W);
    desk.settle();
    assert_eq!((desk.h.state().state.tab(), tabs(&desk).len()), (MiddleTab::Case(3), 4));
    for _ in 0..3 {
        desk.h.key_press_modifiers(Modifiers::COMMAND, Key::W);
        desk.settle();
    }
    assert_eq!(tabs(&desk), [MiddleTab::Overview, MiddleTab::Registry, MiddleTab::Cases], "the fixed ones stay");
}

#[test]
fn the_inspector_shows_a_case_beside_the_tab_of_another() {
    let mut desk = Desk::new();
    desk.h.state_mut().act(Action::Nav(Nav::Tab(MiddleTab::Case(18))));
    desk.until("the case of the tab", |h| h.query_by_value("The message says that the code expired").is_some());
    desk.h.state_mut().act(Action::Nav(Nav::Case(CaseId(1))));
    // Only a case that was read has fields beside those of the form.
    desk.until("the case of the inspector", |h| h.query_all_by_role_and_label(Role::ComboBox, "Priority").count() == 2);
    desk.h.get_by_value("The message says that the code expired");
    let front = desk.h.get_by_role_and_label(Role::Tab, "SHOP-18");
    assert_eq!(format!("{:?}", front.accesskit_node().toggled()), "Some(True)");
}

#[test]
fn after_a_restart_the_inspector_shows_the_case_of_the_tab() {
    let mut desk = Desk::new();
    desk.h.state_mut().act(Action::Nav(Nav::Tab(MiddleTab::Case(18))));
    desk.settle();
    let mut desk = desk.restart();
    desk.until("the case of the inspector", |h| h.query_all_by_label("History").count() > 0);
}
