//! The editor of functions in the inspector: drafts, Esc, roll-ups, several at once.

use eframe::egui::accesskit::Role;
use eframe::egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable};
use voluptas::state::{MiddleTab, Subject};

use crate::support::Desk;

fn select(desk: &mut Desk, title: &str) {
    desk.h.get_by_role_and_label(Role::TreeItem, title).click();
    desk.settle();
}

fn value(desk: &Desk, field: &str) -> String {
    let fields: Vec<_> = desk.h.query_all_by_label(field).collect();
    let input = fields.iter().find(|n| matches!(n.accesskit_node().role(), Role::TextInput | Role::MultilineTextInput));
    input.expect("the field").accesskit_node().value().unwrap_or_default()
}

fn replace(desk: &mut Desk, field: &str, text: &str) {
    let role = Role::MultilineTextInput;
    desk.h.get_by_role_and_label(role, field).focus();
    desk.settle();
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::A);
    if text.is_empty() {
        desk.h.key_press(Key::Backspace);
    } else {
        desk.h.get_by_role_and_label(role, field).type_text(text);
    }
    desk.settle();
}

#[test]
fn a_blank_title_stays_as_a_draft_and_the_description_is_saved() {
    let mut desk = Desk::new();
    select(&mut desk, "Refund");
    replace(&mut desk, "Title", "");
    replace(&mut desk, "Description", "Money goes back within a day");
    select(&mut desk, "Payment");
    assert_eq!(value(&desk, "Title"), "Payment");
    desk.until("the description is saved", |h| {
        let registry = h.state().backend.registry().expect("registry");
        let row = registry.rows.iter().find(|r| r.title() == "Refund").expect("the stored title stays");
        let store = &h.state().backend.workspace().expect("workspace").store;
        let stored = store.read(|tx| tx.functions().get(row.function.id)).expect("the function");
        stored.content.description.as_deref() == Some("Money goes back within a day")
    });
    select(&mut desk, "Refund");
    assert_eq!((value(&desk, "Title"), value(&desk, "Description")), (String::new(), "Money goes back within a day".into()));
    desk.h.get_by_label("Enter a title");
    // Corrected, it is saved as any other.
    replace(&mut desk, "Title", "Money back");
    desk.h.key_press(Key::Enter);
    desk.until("the tree shows it", |h| h.query_by_role_and_label(Role::TreeItem, "Money back").is_some());
}

#[test]
fn the_inspector_says_the_title_of_a_function_once_and_edits_it_there() {
    let mut desk = Desk::new();
    select(&mut desk, "Refund");
    let field = desk.h.get_by_role_and_label(Role::MultilineTextInput, "Title").rect();
    let again = desk.h.query_all_by_label("Refund").filter(|node| node.rect().left() >= field.left() - 12.0);
    assert_eq!(again.count(), 0, "the title is the field");
    assert_eq!(value(&desk, "Title"), "Refund");
    // A pasted line end is no part of a title.
    replace(&mut desk, "Title", "Money\nback");
    desk.h.key_press(Key::Enter);
    desk.until("the tree shows it", |h| h.query_by_role_and_label(Role::TreeItem, "Money back").is_some());
}

#[test]
fn esc_brings_the_saved_title_back() {
    let mut desk = Desk::new();
    select(&mut desk, "Refund");
    for typed in ["", "Something else"] {
        replace(&mut desk, "Title", typed);
        desk.h.key_press(Key::Escape);
        desk.settle();
        assert_eq!(value(&desk, "Title"), "Refund");
    }
    desk.h.get_by_role_and_label(Role::TreeItem, "Refund");
}

#[test]
fn after_f2_and_enter_the_tree_has_the_keyboard_again() {
    let mut desk = Desk::new();
    select(&mut desk, "Refund");
    desk.h.key_press(Key::F2);
    desk.settle();
    desk.h.key_press(Key::Enter);
    desk.settle();
    desk.h.key_press(Key::ArrowDown);
    desk.settle();
    assert_eq!(value(&desk, "Title"), "Receipt by e-mail");
    desk.h.key_press(Key::Delete);
    desk.settle();
    desk.h.get_by_label("Function shop.pay.receipt “Receipt by e-mail” will be moved to the trash.");
}

#[test]
fn a_module_shows_what_lies_inside() {
    let mut desk = Desk::new();
    select(&mut desk, "Catalog");
    desk.h.get_by_label_contains("Covered functions: 4 of 5");
    desk.h.get_by_label("Linked cases: 13");
    assert!(desk.h.query_by_label("No case checks this function yet.").is_none());
}

#[test]
fn beside_a_run_no_function_is_shown() {
    let mut desk = Desk::new();
    select(&mut desk, "Refund");
    desk.h.get_by_role_and_label(Role::RadioButton, "Runs").click();
    desk.settle();
    desk.h.get_by_role_and_label(Role::TreeItem, "Nightly regression").click();
    desk.settle();
    assert!(matches!(desk.h.state().state.subject, Subject::Run(_)));
    assert!(desk.h.query_by_role_and_label(Role::MultilineTextInput, "Title").is_none());
    // Back in the registry, the function is there again.
    let at = desk.h.state().state.kept.tabs.iter().position(|t| *t == MiddleTab::Registry).expect("tab");
    assert_eq!(at, 1);
    desk.h.get_by_role_and_label(Role::Tab, "Registry").click();
    desk.settle();
    assert_eq!(value(&desk, "Title"), "Refund");
}

#[test]
fn several_are_edited_at_once_and_undone_in_one_step() {
    let mut desk = Desk::new();
    select(&mut desk, "Refund");
    desk.h.key_press_modifiers(Modifiers::SHIFT, Key::ArrowDown);
    desk.settle();
    assert_eq!(desk.h.state().state.selected().functions.len(), 2);
    desk.h.get_by_label_contains("Covered functions: 1 of 2");
    desk.h.get_by_role_and_label(Role::CheckBox, "Critical").click();
    let critical = |h: &egui_kittest::Harness<'static, voluptas::shell::Shell>| {
        let registry = h.state().backend.registry().expect("registry");
        ["Refund", "Receipt by e-mail"].map(|t| registry.rows.iter().any(|r| r.title() == t && r.function.is_crit))
    };
    desk.until("both are critical", move |h| critical(h) == [true, true]);
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    desk.until("neither is", move |h| critical(h) == [false, false]);
}
