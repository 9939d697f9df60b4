//! One selection for tree, grid, inspector and commands.

use eframe::egui::accesskit::Role;
use eframe::egui::{Key, Modifiers, Pos2};
use egui_kittest::kittest::{NodeT as _, Queryable};
use voluptas::action::{Action, Nav};
use voluptas::model::QuickFilter;
use voluptas::model::cases::CaseKey;
use voluptas::state::{LeftTab, MiddleTab};
use voluptas::ui_command::UiCommand;
use voluptas_core::domain::ids::CaseId;

use crate::support::{Desk, case_id, suite_id};

/// The middle of a grid row's title.
pub fn row(desk: &Desk, title: &str) -> Pos2 {
    let grid = desk.h.get_by_role_and_label(Role::Table, "Registry").rect();
    let cells: Vec<_> = desk.h.query_all_by_value(title).map(|n| n.rect()).filter(|r| grid.contains(r.center())).collect();
    cells.first().unwrap_or_else(|| panic!("no row {title}")).center()
}

/// Clicks a grid row with modifiers.
fn click(desk: &mut Desk, title: &str, modifiers: Modifiers) {
    let at = row(desk, title);
    for pressed in [true, false] {
        desk.h.event_modifiers(
            eframe::egui::Event::PointerButton { pos: at, button: eframe::egui::PointerButton::Primary, pressed, modifiers },
            modifiers,
        );
        desk.h.step();
    }
    desk.settle();
}

/// Checks the box of a grid row.
fn check(desk: &mut Desk, title: &str) {
    let y = row(desk, title).y;
    let boxes: Vec<_> = desk.h.query_all_by_role(Role::CheckBox).map(|n| n.rect()).collect();
    let at = boxes.iter().find(|r| (r.center().y - y).abs() < 10.0).expect("the row's box").center();
    for event in [true, false] {
        desk.h.event(eframe::egui::Event::PointerButton {
            pos: at,
            button: eframe::egui::PointerButton::Primary,
            pressed: event,
            modifiers: Modifiers::NONE,
        });
        desk.h.step();
    }
    desk.settle();
}

fn titles(desk: &Desk) -> Vec<String> {
    let state = &desk.h.state().state;
    let registry = desk.h.state().backend.registry().expect("registry");
    state.selected().functions.iter().filter_map(|id| registry.get(*id)).map(|r| r.title().to_owned()).collect()
}

#[test]
fn a_click_replaces_checked_rows_and_delete_names_what_is_highlighted() {
    let mut desk = Desk::new();
    check(&mut desk, "Reviews");
    check(&mut desk, "Photos");
    assert_eq!(titles(&desk), ["Photos", "Reviews"]);
    click(&mut desk, "Add to cart", Modifiers::NONE);
    assert_eq!(titles(&desk), ["Add to cart"]);
    desk.h.key_press(Key::Delete);
    desk.settle();
    desk.h.get_by_label("Function shop.cart.add “Add to cart” will be moved to the trash.");
    desk.h.key_press(Key::Escape);
    desk.settle();
    // The command of the menu acts on the same.
    desk.h.state_mut().act(Action::Command(UiCommand::DeleteFunctions));
    desk.settle();
    desk.h.get_by_label("Function shop.cart.add “Add to cart” will be moved to the trash.");
}

#[test]
fn the_question_counts_what_lies_inside_and_names_five() {
    let mut desk = Desk::new();
    desk.h.get_by_role_and_label(Role::TreeItem, "Cart").click();
    desk.settle();
    desk.h.key_press(Key::Delete);
    desk.settle();
    desk.h.get_by_label("Function shop.cart “Cart” will be moved to the trash.\nInside, and moved as well: 5 functions.");
    desk.h.key_press(Key::Escape);
    desk.settle();
    click(&mut desk, "Reviews", Modifiers::NONE);
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::A);
    desk.settle();
    desk.h.key_press(Key::Delete);
    desk.settle();
    desk.h.get_by_label_contains("Function shop.catalog “Catalog”\nFunction shop.checkout “Checkout”\nFunction shop.account “Account”\nFunction shop.mailer “Mailer”\nFunction shop.stock “Stock service”");
}

#[test]
fn ctrl_toggles_shift_extends_and_the_tree_shows_the_same() {
    let mut desk = Desk::new();
    click(&mut desk, "Photos", Modifiers::NONE);
    click(&mut desk, "Checkout", Modifiers::SHIFT);
    assert_eq!(titles(&desk), ["Photos", "Reviews", "Checkout"]);
    click(&mut desk, "Reviews", Modifiers::COMMAND);
    assert_eq!(titles(&desk), ["Photos", "Checkout"]);
    let chosen = |desk: &Desk, name: &str| desk.h.get_by_role_and_label(Role::TreeItem, name).accesskit_node().is_selected();
    assert_eq!([chosen(&desk, "Checkout"), chosen(&desk, "Reviews")], [Some(true), Some(false)]);
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::A);
    desk.settle();
    assert_eq!(titles(&desk).len(), 29);
    desk.h.key_press(Key::Escape);
    desk.settle();
    assert!(titles(&desk).is_empty());
}

#[test]
fn a_right_click_selects_and_opens_the_menu_of_the_row() {
    let mut desk = Desk::new();
    let at = row(&desk, "Refund");
    for pressed in [true, false] {
        desk.h.event(eframe::egui::Event::PointerButton {
            pos: at,
            button: eframe::egui::PointerButton::Secondary,
            pressed,
            modifiers: Modifiers::NONE,
        });
        desk.h.step();
    }
    desk.settle();
    assert_eq!(titles(&desk), ["Refund"]);
    desk.h.get_by_role_and_label(Role::MenuItem, "Move to trash…").click();
    desk.settle();
    desk.h.get_by_label("Function shop.pay.refund “Refund” will be moved to the trash.");
}

#[test]
fn enter_opens_the_editor_of_the_function() {
    let mut desk = Desk::new();
    click(&mut desk, "Promo code", Modifiers::NONE);
    // The title itself is edited in its cell, the function in the inspector.
    desk.h.key_press(Key::Home);
    desk.settle();
    desk.h.key_press(Key::Enter);
    desk.settle();
    let title = |desk: &Desk| desk.h.get_by_role_and_label(Role::MultilineTextInput, "Title").accesskit_node().is_focused();
    assert!(title(&desk));
    assert_eq!(desk.h.state().state.kept.tabs.len(), 3, "no case was opened");
    desk.h.key_press(Key::Escape);
    desk.settle();
    assert!(!title(&desk));
}

#[test]
fn after_a_delete_the_neighbour_is_selected_and_after_undo_all_show_the_same() {
    let mut desk = Desk::new();
    click(&mut desk, "Refund", Modifiers::NONE);
    desk.h.key_press(Key::Delete);
    desk.settle();
    desk.h.key_press(Key::Enter);
    desk.until("the neighbour is selected", |h| {
        let state = &h.state().state;
        let registry = h.state().backend.registry().expect("registry");
        state.selected_function().and_then(|id| registry.get(id)).is_some_and(|r| r.title() == "Receipt by e-mail")
    });
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    desk.until("it is back", |h| h.query_by_role_and_label(Role::TreeItem, "Refund").is_some());
    assert_eq!(titles(&desk), ["Refund"]);
    let title = desk.h.get_by_role_and_label(Role::MultilineTextInput, "Title");
    assert_eq!(title.accesskit_node().value().as_deref(), Some("Refund"));
}

#[test]
fn the_keys_of_the_tree_work_on_after_a_question() {
    let mut desk = Desk::new();
    desk.h.get_by_role_and_label(Role::TreeItem, "Reviews").click();
    desk.settle();
    desk.h.key_press(Key::Delete);
    desk.settle();
    desk.h.key_press(Key::Escape);
    desk.settle();
    assert_eq!(titles(&desk), ["Reviews"]);
    desk.h.key_press(Key::ArrowDown);
    desk.settle();
    assert_ne!(titles(&desk), ["Reviews"], "the tree has the focus again");
    desk.h.key_press(Key::ArrowUp);
    desk.settle();
    desk.h.key_press(Key::Delete);
    desk.settle();
    desk.h.key_press(Key::Enter);
    desk.until("it is in the trash", |h| h.query_by_role_and_label(Role::TreeItem, "Reviews").is_none());
    let neighbour = titles(&desk);
    desk.h.key_press(Key::ArrowDown);
    desk.settle();
    assert_ne!(titles(&desk), neighbour, "the tree has the focus again");
}

#[test]
fn a_selected_suite_leaves_no_function_selected() {
    let mut desk = Desk::new();
    click(&mut desk, "Photos", Modifiers::NONE);
    desk.h.state_mut().state.kept.left = LeftTab::Cases;
    desk.settle();
    let suite = desk.h.query_all_by_role(Role::TreeItem).next().expect("a suite").rect().center();
    for pressed in [true, false] {
        desk.h.event(eframe::egui::Event::PointerButton {
            pos: suite,
            button: eframe::egui::PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        });
        desk.h.step();
    }
    desk.settle();
    assert!(!desk.h.state().state.selected().suites.is_empty(), "a suite is selected");
    assert_eq!(desk.h.state().state.selection.functions.keys().count(), 0);
    assert_eq!(desk.h.state().state.tab(), MiddleTab::Cases, "the grid shows the cases of the suite");
    desk.h.state_mut().act(Action::Command(UiCommand::ShowRegistry));
    desk.settle();
    click(&mut desk, "Reviews", Modifiers::NONE);
    assert_eq!(titles(&desk), ["Reviews"]);
    assert!(desk.h.state().state.selected().suites.is_empty());
}

#[test]
fn a_selected_case_leaves_no_function_highlighted_until_the_registry_is_back() {
    let mut desk = Desk::new();
    click(&mut desk, "Photos", Modifiers::NONE);
    desk.h.state_mut().act(Action::Nav(Nav::Case(CaseId(1))));
    desk.settle();
    assert!(desk.h.state().state.selection.functions.is_empty());
    let line = |desk: &Desk| desk.h.get_by_role_and_label(Role::TreeItem, "Photos").accesskit_node().is_selected();
    assert_eq!(line(&desk), Some(false));
    // A case in a tab of its own does the same; back in the registry the function is selected again.
    desk.h.state_mut().act(Action::Nav(Nav::OpenCase(CaseId(1))));
    desk.settle();
    assert_eq!(line(&desk), Some(false));
    desk.h.state_mut().act(Action::Command(UiCommand::ShowRegistry));
    desk.settle();
    assert_eq!(titles(&desk), ["Photos"]);
    // A function that is selected meanwhile counts.
    desk.h.state_mut().act(Action::Nav(Nav::OpenCase(CaseId(1))));
    desk.settle();
    desk.h.get_by_role_and_label(Role::TreeItem, "Reviews").click();
    desk.settle();
    desk.h.state_mut().act(Action::Command(UiCommand::ShowRegistry));
    desk.settle();
    assert_eq!(titles(&desk), ["Reviews"]);
}

#[test]
fn a_number_of_the_overview_leaves_no_selection_outside_its_rows() {
    let mut desk = Desk::new();
    click(&mut desk, "Photos", Modifiers::NONE);
    assert_eq!(titles(&desk), ["Photos"]);
    desk.h.state_mut().act(Action::Command(UiCommand::ShowOverview));
    desk.settle();
    // Merge carts after sign-in is the only critical function without a case.
    desk.h.state_mut().act(Action::Nav(Nav::Filter(QuickFilter::CriticalUncovered)));
    desk.settle();
    assert!(titles(&desk).is_empty());
    assert!(desk.h.query_by_role_and_label(Role::MultilineTextInput, "Title").is_none(), "the inspector shows nothing");
    // A row that is among the shown ones stays selected, and one that was searched for before hides nothing.
    click(&mut desk, "Merge carts after sign-in", Modifiers::NONE);
    desk.h.state_mut().state.grid_filter = "photos".into();
    desk.h.state_mut().act(Action::Command(UiCommand::ShowOverview));
    desk.h.state_mut().act(Action::Nav(Nav::Filter(QuickFilter::Critical)));
    desk.settle();
    assert_eq!(titles(&desk), ["Merge carts after sign-in"]);
    assert!(desk.h.state().state.grid_filter.is_empty());
}

#[test]
fn what_was_selected_is_selected_again_after_a_restart() {
    let mut desk = Desk::new();
    click(&mut desk, "Reviews", Modifiers::NONE);
    click(&mut desk, "Photos", Modifiers::COMMAND);
    // A case in front does not take the selection over.
    desk.h.state_mut().state.open_tab(MiddleTab::Case(18));
    let mut desk = desk.restart();
    assert_eq!(titles(&desk), ["Photos", "Reviews"]);
    assert_eq!(desk.h.state().state.tab(), MiddleTab::Case(18));
    // The last of a long list is brought into view.
    desk.h.state_mut().act(Action::Command(UiCommand::ShowRegistry));
    desk.settle();
    desk.h.state_mut().state.kept.left = LeftTab::Cases;
    desk.settle();
    desk.h.get_by_role_and_label(Role::TreeItem, "Catalog").click();
    desk.settle();
    let before = desk.h.state().state.selected();
    assert_eq!(before.suites.len(), 1);
    let desk = desk.restart();
    assert_eq!(desk.h.state().state.selected(), before);
}

#[test]
fn space_and_enter_leave_the_cursor_where_it_is() {
    let mut desk = Desk::new();
    click(&mut desk, "Photos", Modifiers::NONE);
    let cursor = |desk: &Desk| desk.h.state().state.selection.functions.cursor();
    let photos = cursor(&desk);
    let focused = |desk: &Desk| desk.h.get_by_role_and_label(Role::Table, "Registry").accesskit_node().is_focused();
    for _ in 0..2 {
        desk.h.key_press(Key::Space);
        desk.settle();
        assert_eq!(cursor(&desk), photos);
        assert!(focused(&desk));
    }
    desk.h.key_press(Key::Space);
    desk.settle();
    assert!(titles(&desk).is_empty());
    desk.h.key_press(Key::ArrowDown);
    desk.settle();
    assert_eq!(titles(&desk), ["Reviews"]);
    // With Ctrl the arrows go on without selecting, so that Space adds another row.
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::ArrowUp);
    desk.settle();
    assert_eq!((titles(&desk), cursor(&desk)), (vec!["Reviews".to_owned()], photos));
    desk.h.key_press(Key::Space);
    desk.settle();
    assert_eq!(titles(&desk), ["Photos", "Reviews"]);
    desk.h.key_press(Key::ArrowDown);
    desk.settle();
    assert_eq!(titles(&desk), ["Reviews"]);
    // Enter edits the title; left again, the list goes on from the row.
    desk.h.key_press(Key::Home);
    desk.settle();
    for leave in [Key::Escape, Key::Enter] {
        desk.h.key_press(Key::Enter);
        desk.settle();
        assert!(desk.h.get_by_role_and_label(Role::MultilineTextInput, "Title").accesskit_node().is_focused());
        desk.h.key_press(leave);
        desk.settle();
        assert!(focused(&desk), "{leave:?}");
    }
    desk.h.key_press(Key::ArrowUp);
    desk.settle();
    assert_eq!(titles(&desk), ["Photos"]);
}

#[test]
fn the_status_bar_counts_each_kind_by_itself() {
    let mut desk = Desk::new();
    let keys = [
        CaseKey::Suite(suite_id(&desk, "Delivery")).key(),
        CaseKey::Case(case_id(&desk, "Expired code is refused")).key(),
        CaseKey::Case(case_id(&desk, "Two codes at once")).key(),
    ];
    let state = &mut desk.h.state_mut().state;
    state.selection.cases.select_all(keys);
    state.cases_selected(keys.to_vec());
    desk.until("what is selected", |h| h.query_by_label("2 cases, 1 suite selected").is_some());
    assert_eq!(desk.h.state().state.selected_cases(), 2, "as the bar over the grid says");
}
