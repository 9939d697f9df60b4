//! A tester's day without a mouse: context menus, commands of a case, lists and dialogs by keys alone.

use eframe::egui::accesskit::Role;
use eframe::egui::{Event, Key, Modifiers, Pos2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable};
use std::sync::Arc;
use voluptas::action::{Action, ListAction, Nav};
use voluptas::model::cases::CaseKey;
use voluptas::model::window_selection::Selected;
use voluptas::shell::Shell;
use voluptas::state::{LeftTab, MiddleTab};
use voluptas::ui_command::UiCommand;
use voluptas_app::cases::bulk::{CaseChange, change_cases};
use voluptas_core::base::FixedClock;
use voluptas_core::domain::ids::{CaseId, Thing};
use voluptas_core::domain::review::ReviewState;
use voluptas_core::domain::template::TemplateContent;
use voluptas_store::{CaseColumn, Store};

use crate::support::{Desk, act, case_id, store_of, suite_id};

const TITLE: &str = "Expired code is refused";

fn press(desk: &mut Desk, key: Key) {
    press_with(desk, Modifiers::NONE, key);
}

fn press_with(desk: &mut Desk, modifiers: Modifiers, key: Key) {
    desk.h.key_press_modifiers(modifiers, key);
    desk.settle();
}

fn write(desk: &mut Desk, text: &str) {
    desk.h.event(Event::Text(text.into()));
    desk.settle();
}

/// Role and name of what has the keyboard.
fn focused(h: &Harness<'static, Shell>) -> Option<(Role, String)> {
    let node = h.root().children_recursive().filter(|n| n.accesskit_node().is_focused()).last()?;
    Some((node.accesskit_node().role(), node.accesskit_node().label().unwrap_or_default()))
}

fn has_focus(desk: &Desk, role: Role, name: &str) -> bool {
    focused(&desk.h) == Some((role, name.to_owned()))
}

/// True for the chosen one of several options.
fn is_on(node: egui_kittest::Node<'_>) -> bool {
    let node = node.accesskit_node();
    node.is_selected() == Some(true) || node.toggled().is_some_and(|t| t == true.into())
}

/// Searches the palette and takes its first hit.
fn palette(desk: &mut Desk, words: &str) {
    press_with(desk, Modifiers::COMMAND, Key::K);
    write(desk, words);
    press(desk, Key::Enter);
}

fn menu_entry(desk: &Desk, name: &str) -> bool {
    desk.h.query_by_role_and_label(Role::MenuItem, name).is_some()
}

/// Opens the menu of the row with the keyboard and walks to an entry.
fn walk_menu(desk: &mut Desk, key: (Modifiers, Key), entry: &str) {
    press_with(desk, key.0, key.1);
    for _ in 0..20 {
        if has_focus(desk, Role::MenuItem, entry) {
            return;
        }
        press(desk, Key::ArrowDown);
    }
    panic!("no entry {entry}: {:?}", focused(&desk.h));
}

const SHIFT_F10: (Modifiers, Key) = (Modifiers::SHIFT, Key::F10);
const MENU: (Modifiers, Key) = (Modifiers::NONE, Key::Menu);

#[test]
fn menu_key_and_shift_f10_open_the_menu_of_a_tree_line() {
    let mut desk = Desk::new();
    desk.h.get_by_role_and_label(Role::TreeItem, "Refund").click();
    desk.settle();
    for (modifiers, key) in [MENU, SHIFT_F10] {
        press_with(&mut desk, modifiers, key);
        assert!(menu_entry(&desk, "Set field"), "{key:?}");
        assert!(focused(&desk.h).is_some_and(|f| f.0 == Role::MenuItem), "{:?}", focused(&desk.h));
        assert!(!menu_entry(&desk, "New workspace"), "not the menu of the bar");
        press(&mut desk, Key::ArrowDown);
        let second = focused(&desk.h);
        press(&mut desk, Key::ArrowUp);
        assert_ne!(focused(&desk.h), second, "Up and Down walk");
        press(&mut desk, Key::Escape);
        assert!(!menu_entry(&desk, "Set field"));
        assert!(has_focus(&desk, Role::Tree, "Functions"), "{:?}", focused(&desk.h));
    }
    let selected = desk.h.state().state.selected_function();
    assert!(selected.is_some(), "Esc closed the menu and nothing else");
    walk_menu(&mut desk, MENU, "Move to trash…");
    press(&mut desk, Key::Enter);
    desk.h.get_by_role_and_label(Role::Button, "Move to trash");
    press(&mut desk, Key::Escape);
    assert!(has_focus(&desk, Role::Tree, "Functions"), "the tree has the keyboard after the question: {:?}", focused(&desk.h));
}

#[test]
fn the_menu_opens_for_cases_runs_and_both_grids() {
    let mut desk = Desk::new();
    let shell = desk.h.state_mut();
    shell.state.kept.left = LeftTab::Cases;
    desk.settle();
    desk.h.get_by_role_and_label(Role::TreeItem, "Checkout").click();
    desk.settle();
    walk_menu(&mut desk, MENU, "New suite inside…");
    press(&mut desk, Key::Escape);
    assert!(has_focus(&desk, Role::Tree, "Cases"), "{:?}", focused(&desk.h));
    // A case has in the tree what it has in the grid.
    let id = case_id(&desk, TITLE);
    act(&mut desk, Action::Nav(Nav::FindCase(id)));
    desk.h.get_by_role_and_label(Role::TreeItem, TITLE).click();
    desk.settle();
    for entry in ["Clone in the same suites", "Move to a suite…", "Move to trash"] {
        walk_menu(&mut desk, MENU, entry);
        press(&mut desk, Key::Escape);
    }
    desk.h.state_mut().state.kept.left = LeftTab::Runs;
    desk.settle();
    desk.h.get_by_role_and_label(Role::TreeItem, "Nightly regression").click();
    desk.settle();
    walk_menu(&mut desk, SHIFT_F10, "Copy title");
    press(&mut desk, Key::Escape);
    for (command, name, entry) in
        [(UiCommand::ShowRegistry, "Registry", "Link cases…"), (UiCommand::ShowCases, "Cases", "Clone in the same suites")]
    {
        act(&mut desk, Action::Command(command));
        desk.h.get_by_role_and_label(Role::Table, name).focus();
        desk.settle();
        press(&mut desk, Key::ArrowDown);
        press(&mut desk, Key::ArrowDown);
        walk_menu(&mut desk, MENU, entry);
        press(&mut desk, Key::Escape);
        assert!(has_focus(&desk, Role::Table, name), "{:?}", focused(&desk.h));
    }
}

#[test]
fn the_palette_has_the_commands_of_the_open_case() {
    let mut desk = Desk::new();
    let texts = |desk: &mut Desk, words: &str| {
        press_with(desk, Modifiers::COMMAND, Key::K);
        write(desk, words);
        let label = |n: egui_kittest::Node<'_>| n.accesskit_node().label().unwrap_or_default();
        let found: Vec<String> = desk.h.query_all_by_role(Role::ListBoxOption).map(label).collect();
        press(desk, Key::Escape);
        found
    };
    let names = ["Case: Add a comment", "Case: Insert a template…", "Case: Versions", "Case: Move to a suite…"];
    assert!(!texts(&mut desk, ">case").iter().any(|t| names.contains(&t.as_str())), "without a case there are none");
    let id = case_id(&desk, TITLE);
    act(&mut desk, Action::Nav(Nav::Tab(MiddleTab::Case(id.0))));
    let found = texts(&mut desk, ">case");
    assert!(names.iter().all(|name| found.iter().any(|t| t == name)), "{found:?}");
    for (words, name) in [("send to review", "Send to review"), ("approve", "Approve cases")] {
        assert!(texts(&mut desk, words).iter().any(|t| t == name), "{name}");
    }
    palette(&mut desk, ">add a comment");
    assert!(has_focus(&desk, Role::MultilineTextInput, "New comment"), "{:?}", focused(&desk.h));
    write(&mut desk, "Ask about time zones");
    press_with(&mut desk, Modifiers::COMMAND, Key::Enter);
    desk.until("the comment", |h| store_of(h).read(|tx| tx.reviews().comments(id)).expect("comments").len() == 1);
    palette(&mut desk, ">versions");
    desk.until("the versions", |h| h.query_all_by_label_contains("current").next().is_some());
    press(&mut desk, Key::Escape);
    // No template yet: the templates say where they come from.
    palette(&mut desk, ">insert a template");
    desk.until("the templates", |h| h.query_by_label("No templates yet").is_some());
    press(&mut desk, Key::Escape);
    let steps = store_of(&desk.h).read(|tx| tx.cases().get(id)).expect("the case").content.steps;
    act(
        &mut desk,
        Action::Case(voluptas::action::CaseAction::SaveTemplate("Cart".into(), Box::new(TemplateContent::Steps(steps)))),
    );
    desk.until("the button", |h| h.query_by_role_and_label(Role::Button, "Insert template").is_some());
    palette(&mut desk, ">insert a template");
    press(&mut desk, Key::Enter);
    press_with(&mut desk, Modifiers::COMMAND, Key::S);
    desk.until("four steps", |h| store_of(h).read(|tx| tx.cases().get(id)).expect("the case").content.steps.len() == 4);
}

#[test]
fn a_case_is_moved_and_shown_elsewhere_from_the_palette() {
    let mut desk = Desk::new();
    let (id, delivery) = (case_id(&desk, TITLE), suite_id(&desk, "Delivery"));
    act(&mut desk, Action::Nav(Nav::Tab(MiddleTab::Case(id.0))));
    palette(&mut desk, ">move to a suite");
    write(&mut desk, "deliv");
    press(&mut desk, Key::Enter);
    press(&mut desk, Key::Enter);
    desk.until("it is moved", |h| store_of(h).read(|tx| tx.cases().get(id)).expect("the case").suite_id == Some(delivery));
    palette(&mut desk, ">also show in a suite");
    press(&mut desk, Key::ArrowDown);
    press(&mut desk, Key::Enter);
    press(&mut desk, Key::Enter);
    desk.until("it is shown there too", |h| store_of(h).read(|tx| tx.cases().further_suites(id)).expect("its suites").len() == 1);
}

#[test]
fn a_suite_of_the_palette_opens_its_cases_in_the_grid() {
    let mut desk = Desk::new();
    let delivery = suite_id(&desk, "Delivery");
    press_with(&mut desk, Modifiers::COMMAND, Key::K);
    write(&mut desk, "delivery");
    // The function of that name comes first.
    let places = desk.h.query_all_by_role(Role::ListBoxOption).enumerate();
    let named = places.filter(|(_, n)| n.accesskit_node().label().as_deref() == Some("Delivery")).map(|(i, _)| i);
    let at = named.last().expect("the suite");
    for _ in 0..at {
        press(&mut desk, Key::ArrowDown);
    }
    press(&mut desk, Key::Enter);
    let state = &desk.h.state().state;
    assert_eq!(state.selection.cases.only(), Some(CaseKey::Suite(delivery).key()));
    assert_eq!(state.tab(), MiddleTab::Cases);
    desk.until("the rows of the suite", |h| {
        let values = |text: &str| h.query_all_by_value(text).count();
        values("Delivery slots, check 1") > 0 && values(TITLE) == 0
    });
    assert!(has_focus(&desk, Role::Table, "Cases"), "{:?}", focused(&desk.h));
}

#[test]
fn arrows_move_a_choice_and_ctrl_enter_goes_on_in_the_import() {
    let mut desk = Desk::new();
    let path = desk.home.path().join("cases.csv");
    std::fs::write(&path, "Suite,Title\nGift cards,Card is paid\n").expect("the file");
    act(&mut desk, Action::Command(UiCommand::ImportCases));
    write(&mut desk, &path.display().to_string());
    press(&mut desk, Key::Enter);
    desk.until("the preview", |h| h.query_by_label("Import 1 case").is_some());
    let radios = |desk: &Desk| -> Vec<(String, bool)> {
        let all = desk.h.query_all_by_role(Role::RadioButton);
        all.map(|n| (n.accesskit_node().label().unwrap_or_default(), is_on(n))).collect()
    };
    let before = radios(&desk);
    let at = before.iter().position(|r| r.0 == "Merge (default)").expect("the policies");
    assert!(before[at].1);
    desk.h.get_by_role_and_label(Role::RadioButton, &before[at].0).focus();
    desk.settle();
    press(&mut desk, Key::ArrowDown);
    assert!(radios(&desk)[at + 1].1, "{:?}", radios(&desk));
    assert!(has_focus(&desk, Role::RadioButton, &before[at + 1].0));
    press(&mut desk, Key::ArrowUp);
    assert!(radios(&desk)[at].1);
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    desk.until("the summary", |h| h.query_all_by_label_contains("Created: 1").next().is_some());
}

/// The window with three functions in the trash, which is open.
fn with_trash() -> Desk {
    let mut desk = Desk::new();
    let registry = desk.h.state().backend.registry().expect("registry");
    let named = ["Refund", "Reviews", "Photos"];
    let functions = registry.rows.iter().filter(|r| named.contains(&r.title())).map(|r| r.function.id).collect();
    act(&mut desk, Action::List(ListAction::Trash(Selected { functions, ..Selected::default() })));
    act(&mut desk, Action::Command(UiCommand::Trash));
    desk.until("the trash", |h| h.query_by_role_and_label(Role::Table, "Trash").is_some());
    desk
}

fn in_trash(h: &Harness<'static, Shell>) -> Vec<Thing> {
    voluptas_app::workspace::trash::list(&store_of(h)).expect("the trash").into_iter().map(|e| e.thing).collect()
}

#[test]
fn the_trash_is_used_by_keys() {
    let mut desk = with_trash();
    assert!(has_focus(&desk, Role::Table, "Trash"), "{:?}", focused(&desk.h));
    let all = in_trash(&desk.h);
    assert_eq!(all.len(), 3);
    press(&mut desk, Key::ArrowDown);
    press_with(&mut desk, Modifiers::COMMAND, Key::Enter);
    desk.until("one is restored", |h| in_trash(h).len() == 2);
    // Nothing is selected, and Delete asks nothing; the keyboard is on the neighbour, which Space selects.
    press(&mut desk, Key::Delete);
    assert!(desk.h.query_by_label_contains("will be deleted for good").is_none());
    press(&mut desk, Key::Space);
    press(&mut desk, Key::Delete);
    desk.h.get_by_label_contains("1 item will be deleted for good");
    press(&mut desk, Key::Escape);
    assert_eq!(in_trash(&desk.h).len(), 2, "Esc deletes nothing");
    press_with(&mut desk, Modifiers::SHIFT, Key::ArrowDown);
    press(&mut desk, Key::Delete);
    desk.h.get_by_label_contains("2 items will be deleted for good");
    press(&mut desk, Key::Escape);
    walk_menu(&mut desk, SHIFT_F10, "Restore");
    press(&mut desk, Key::Enter);
    desk.until("both are restored", |h| in_trash(h).is_empty());
}

#[test]
fn the_question_before_a_purge_tells_all_that_goes() {
    let mut desk = Desk::new();
    let (store, rows) = (store_of(&desk.h), desk.h.state().backend.registry().expect("registry"));
    let find = |title: &str| rows.rows.iter().find(|r| r.title() == title).expect("a function").function.id;
    let (cart, pay) = (find("Cart"), find("Pay button"));
    let earlier = Store::open_at(store.location(), Arc::new(FixedClock::at(store.clock().now() - 60_000))).expect("the store");
    voluptas_app::workspace::trash::delete(&earlier, &[Thing::Function(pay)]).expect("deleted before");
    voluptas_app::workspace::trash::delete(&store, &[Thing::Function(cart)]).expect("deleted");
    act(&mut desk, Action::Command(UiCommand::Trash));
    desk.until("the trash", |h| h.query_by_role_and_label(Role::Table, "Trash").is_some());
    let count = voluptas_app::workspace::trash::list(&store).expect("the trash").iter().map(|e| 1 + e.inside).sum::<usize>();
    press(&mut desk, Key::ArrowDown);
    press(&mut desk, Key::Delete);
    desk.h.get_by_label_contains(&format!("{count} items will be deleted for good"));
    desk.h.get_by_label_contains("Also deleted, because");
    desk.h.get_all_by_label_contains("Pay button").next().expect("its name");
    desk.h.get_by_role_and_label(Role::Button, "Delete permanently").click();
    desk.until("both are gone", |h| in_trash(h).is_empty());
}

#[test]
fn the_command_of_the_grid_gives_it_the_keyboard() {
    let mut desk = Desk::new();
    press_with(&mut desk, Modifiers::COMMAND, Key::Num3);
    desk.until("the grid with the keyboard", |h| h.get_by_role_and_label(Role::Table, "Cases").accesskit_node().is_focused());
    // The first press may only put the cursor into the grid.
    press(&mut desk, Key::ArrowDown);
    press(&mut desk, Key::ArrowDown);
    assert!(!desk.h.state().state.selection.cases.is_empty());
}

/// The grid of cases with the first rows selected.
fn grid_with_selected(rows: usize) -> Desk {
    let mut desk = Desk::new();
    act(&mut desk, Action::Command(UiCommand::ShowCases));
    desk.h.get_by_role_and_label(Role::Table, "Cases").focus();
    desk.settle();
    press(&mut desk, Key::ArrowDown);
    if desk.h.state().state.selection.cases.is_empty() {
        press(&mut desk, Key::ArrowDown);
    }
    for _ in 1..rows {
        press_with(&mut desk, Modifiers::SHIFT, Key::ArrowDown);
    }
    assert_eq!(desk.h.state().state.selected().cases.len(), rows);
    desk
}

#[test]
fn a_field_of_several_cases_is_set_again_and_again_by_keys() {
    let mut desk = grid_with_selected(3);
    let cases = desk.h.state().state.selected().cases.clone();
    let priorities = |h: &Harness<'static, Shell>| -> Vec<String> {
        let read = |id: &CaseId| store_of(h).read(|tx| tx.cases().get(*id)).expect("a case").content.priority;
        cases.iter().map(read).collect()
    };
    for (round, wanted) in ["high", "low"].into_iter().enumerate() {
        palette(&mut desk, ">set field");
        let label = if round == 0 { "High" } else { "Low" };
        desk.until("the fields", |h| h.query_by_role_and_label(Role::MenuItem, "Priority").is_some());
        desk.h.get_by_role_and_label(Role::MenuItem, "Priority").hover();
        desk.settle();
        desk.h.get_by_role_and_label(Role::MenuItem, label).click();
        desk.settle();
        press_with(&mut desk, Modifiers::COMMAND, Key::Enter);
        desk.until("all have it", |h| priorities(h).iter().all(|p| p == wanted));
        desk.settle();
        assert!(has_focus(&desk, Role::Table, "Cases"), "{:?}", focused(&desk.h));
    }
    desk.h.get_by_role_and_label(Role::Button, "Set field").focus();
    desk.settle();
    for key in [Key::Enter, Key::ArrowDown, Key::ArrowRight, Key::ArrowDown, Key::Enter] {
        press(&mut desk, key);
    }
    press_with(&mut desk, Modifiers::COMMAND, Key::Enter);
    desk.until("by keys alone", |h| priorities(h).iter().all(|p| p == "medium"));
    desk.settle();
    assert!(has_focus(&desk, Role::Table, "Cases"), "{:?}", focused(&desk.h));
    // One of them differs: also this is shown first.
    let change = CaseChange::Slug(CaseColumn::Priority, "high".into());
    change_cases(&store_of(&desk.h), &[(cases[0], change)]).expect("changed");
    desk.settle();
    palette(&mut desk, ">set field");
    desk.until("the fields", |h| h.query_by_role_and_label(Role::MenuItem, "Priority").is_some());
    desk.h.get_by_role_and_label(Role::MenuItem, "Priority").hover();
    desk.settle();
    desk.h.get_by_role_and_label(Role::MenuItem, "Low").click();
    desk.settle();
    assert_eq!(priorities(&desk.h)[0], "high", "not before the preview");
    press_with(&mut desk, Modifiers::COMMAND, Key::Enter);
    desk.until("it is applied", |h| priorities(h)[0] == "low");
}

#[test]
fn a_case_is_cloned_from_the_palette() {
    let mut desk = grid_with_selected(1);
    let titles = |h: &Harness<'static, Shell>| h.state().backend.cases().map_or(0, |c| c.rows.len());
    let before = titles(&desk.h);
    palette(&mut desk, ">clone");
    desk.until("the clone", |h| titles(h) == before + 1);
}

#[test]
fn the_menu_of_several_cases_has_what_the_bar_has() {
    let mut desk = grid_with_selected(3);
    let cases = desk.h.state().state.selected().cases.clone();
    press_with(&mut desk, SHIFT_F10.0, SHIFT_F10.1);
    for name in ["Set field", "Add tag…", "Move to a suite…", "Also show in a suite…", "Clone", "Review", "Move to trash"] {
        let is_shown = desk.h.query_all_by_role_and_label(Role::MenuItem, name).next().is_some();
        assert!(is_shown, "{name}");
    }
    press(&mut desk, Key::Escape);
    walk_menu(&mut desk, MENU, "Add tag…");
    press(&mut desk, Key::Enter);
    write(&mut desk, "nightly");
    press(&mut desk, Key::Enter);
    desk.until("the tag", |h| {
        let has =
            |id: &CaseId| store_of(h).read(|tx| tx.cases().get(*id)).expect("the case").content.tags.contains(&"nightly".into());
        cases.iter().all(has)
    });
    walk_menu(&mut desk, MENU, "Review");
    press(&mut desk, Key::ArrowRight);
    assert!(has_focus(&desk, Role::MenuItem, "Send to review"), "{:?}", focused(&desk.h));
    press(&mut desk, Key::Enter);
    desk.until("all are in review", |h| {
        let state = |id: &CaseId| store_of(h).read(|tx| tx.cases().get(*id)).expect("the case").review.map(|r| r.state);
        cases.iter().all(|id| state(id) == Some(ReviewState::InReview))
    });
}

#[test]
fn a_closed_tab_with_unsaved_edits_says_that_the_draft_is_kept() {
    let mut desk = Desk::new();
    let id = case_id(&desk, TITLE);
    act(&mut desk, Action::Nav(Nav::Tab(MiddleTab::Case(id.0))));
    desk.h.get_by_role_and_label(Role::MultilineTextInput, "Title").focus();
    desk.settle();
    press(&mut desk, Key::End);
    write(&mut desk, " twice");
    press_with(&mut desk, Modifiers::COMMAND, Key::W);
    assert!(!desk.h.state().state.kept.tabs.contains(&MiddleTab::Case(id.0)));
    desk.h.get_by_label_contains("Unsaved changes kept: Expired code is refused twice");
    let folder = voluptas_app::cases::draft::DraftFolder::of(&store_of(&desk.h));
    desk.until("the draft is a file", |_| folder.read(id).is_some_and(|d| d.form.content.title.ends_with("twice")));
    desk.h.get_by_role_and_label(Role::Button, "Reopen").focus();
    desk.settle();
    press(&mut desk, Key::Enter);
    assert_eq!(desk.h.state().state.tab(), MiddleTab::Case(id.0));
}

fn click_beside(desk: &mut Desk) {
    for pressed in [true, false] {
        desk.h.hover_at(Pos2::new(8.0, 500.0));
        desk.h.event(Event::PointerButton {
            pos: Pos2::new(8.0, 500.0),
            button: eframe::egui::PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        });
        desk.h.step();
    }
    desk.settle();
}

#[test]
fn a_click_beside_a_dialog_loses_no_typed_text() {
    let mut desk = Desk::new();
    for command in [UiCommand::NewCase, UiCommand::NewFunction] {
        act(&mut desk, Action::Command(command));
        let field =
            |desk: &Desk| desk.h.query_all_by_role_and_label(Role::TextInput, "Title").any(|n| n.accesskit_node().is_focused());
        assert!(field(&desk), "{command:?}");
        click_beside(&mut desk);
        assert!(!field(&desk), "{command:?}: nothing was typed, and the dialog closes");
        act(&mut desk, Action::Command(command));
        write(&mut desk, "Gift card is paid");
        click_beside(&mut desk);
        let values =
            desk.h.query_all_by_role_and_label(Role::TextInput, "Title").map(|n| n.accesskit_node().value().unwrap_or_default());
        assert!(values.into_iter().any(|v| v == "Gift card is paid"), "{command:?}");
        desk.h.get_by_role_and_label(Role::Button, "Cancel").click();
        desk.settle();
    }
}

#[test]
fn esc_asks_before_it_drops_what_was_typed_into_a_new_thing() {
    let mut desk = Desk::new();
    let commands = [
        (UiCommand::NewCase, "Discard the case?"),
        (UiCommand::NewSuite, "Discard the suite?"),
        (UiCommand::NewFunction, "Discard the function?"),
    ];
    for (command, question) in commands {
        let asks = |desk: &Desk| desk.h.query_all_by_label(question).next().is_some();
        let typed = |desk: &Desk| {
            let fields = desk.h.query_all_by_role_and_label(Role::TextInput, "Title");
            fields.map(|n| n.accesskit_node().value().unwrap_or_default()).collect::<Vec<_>>()
        };
        act(&mut desk, Action::Command(command));
        press(&mut desk, Key::Escape);
        assert!(!asks(&desk) && typed(&desk).is_empty(), "{command:?}: nothing was typed, and the dialog closes");
        act(&mut desk, Action::Command(command));
        write(&mut desk, "Gift card is paid");
        press(&mut desk, Key::Escape);
        assert!(asks(&desk), "{command:?}");
        press(&mut desk, Key::Escape);
        assert!(!asks(&desk) && typed(&desk) == ["Gift card is paid"], "{command:?}: the answer is no");
        press(&mut desk, Key::Escape);
        desk.h.get_by_role_and_label(Role::Button, "Discard").click();
        desk.settle();
        assert!(!asks(&desk) && typed(&desk).is_empty(), "{command:?}: the answer is yes");
    }
}

#[test]
fn esc_asks_before_it_drops_typed_settings() {
    let mut desk = Desk::new();
    let asks = |desk: &Desk| desk.h.query_all_by_label("Discard the changes?").next().is_some();
    let is_open = |desk: &Desk| desk.h.query_all_by_role_and_label(Role::TextInput, "API address").next().is_some();
    act(&mut desk, Action::OpenSettings(1));
    assert!(is_open(&desk));
    press(&mut desk, Key::Escape);
    assert!(!asks(&desk) && !is_open(&desk), "nothing was typed");
    act(&mut desk, Action::OpenSettings(1));
    let field = desk.h.query_all_by_role_and_label(Role::TextInput, "API address").last().expect("a field");
    field.focus();
    field.type_text("/more");
    desk.settle();
    press(&mut desk, Key::Escape);
    assert!(asks(&desk));
    desk.h.get_by_role_and_label(Role::Button, "Discard").click();
    desk.settle();
    assert!(!asks(&desk) && !is_open(&desk));
}

#[test]
fn down_opens_a_closed_list_and_leads_nowhere_else() {
    let mut desk = Desk::new();
    act(&mut desk, Action::Command(UiCommand::NewFunction));
    desk.h.get_by_role_and_label(Role::ComboBox, "Type").focus();
    desk.settle();
    let value = |desk: &Desk| desk.h.get_by_role_and_label(Role::ComboBox, "Type").accesskit_node().value().unwrap_or_default();
    let before = value(&desk);
    press(&mut desk, Key::ArrowDown);
    assert_eq!(focused(&desk.h), Some((Role::ListBoxOption, before.clone())), "the list is open at its choice");
    press(&mut desk, Key::ArrowDown);
    press(&mut desk, Key::Enter);
    assert_ne!(value(&desk), before);
    assert!(has_focus(&desk, Role::ComboBox, "Type"), "{:?}", focused(&desk.h));
    press(&mut desk, Key::Escape);
    // A long list with a filter.
    act(&mut desk, Action::Command(UiCommand::NewCase));
    let suite = desk.h.get_by_role_and_label(Role::ComboBox, "Suite");
    suite.focus();
    desk.settle();
    press(&mut desk, Key::ArrowDown);
    assert!(desk.h.query_all_by_role(Role::ListBoxOption).count() > 3, "the list is open");
}

#[test]
fn enter_at_the_end_of_a_group_goes_to_the_next_row() {
    let mut desk = Desk::new();
    act(&mut desk, Action::Command(UiCommand::ShowCases));
    desk.h.get_by_role_and_label(Role::Table, "Cases").focus();
    desk.settle();
    press_with(&mut desk, Modifiers::COMMAND, Key::Home);
    let only = |desk: &Desk| desk.h.state().state.selection.cases.only().map(CaseId);
    let suite = |desk: &Desk, id: Option<CaseId>| {
        let cases = desk.h.state().backend.cases().expect("cases");
        id.and_then(|id| cases.get(id)).and_then(|row| row.suite)
    };
    // Down to the last row of the first group.
    for _ in 0..60 {
        press(&mut desk, Key::ArrowDown);
        let here = only(&desk);
        press(&mut desk, Key::ArrowDown);
        if only(&desk) == here && here.is_some() {
            press(&mut desk, Key::ArrowUp);
            break;
        }
        press(&mut desk, Key::ArrowUp);
    }
    let last = only(&desk);
    press(&mut desk, Key::ArrowRight);
    press(&mut desk, Key::F2);
    press(&mut desk, Key::Enter);
    let next = only(&desk);
    assert_ne!(next, last, "the next row, not the head of its group");
    assert_ne!(suite(&desk, next), suite(&desk, last));
    press(&mut desk, Key::F2);
    press_with(&mut desk, Modifiers::SHIFT, Key::Enter);
    assert_eq!(only(&desk), last, "and back");
}

#[test]
fn undo_of_a_move_selects_what_was_moved_and_no_neighbour() {
    let mut desk = Desk::new();
    desk.h.state_mut().state.kept.left = LeftTab::Cases;
    desk.settle();
    for title in ["Checkout", "Catalog"] {
        let key = CaseKey::Suite(suite_id(&desk, title)).key();
        desk.h.get_by_role_and_label(Role::TreeItem, title).click();
        desk.settle();
        let (there, undone) = if title == "Checkout" { (Key::ArrowUp, "up") } else { (Key::ArrowDown, "down") };
        press_with(&mut desk, Modifiers::ALT, there);
        desk.until("it is moved", |h| h.query_all_by_label_contains("Moved 1 suite").next().is_some());
        press_with(&mut desk, Modifiers::COMMAND, Key::Z);
        desk.until("it is undone", |h| h.query_all_by_label_contains("Undone").next().is_some());
        assert_eq!(desk.h.state().state.selection.cases.keys().collect::<Vec<_>>(), [key], "{undone}");
    }
}

#[test]
fn keys_scroll_the_help() {
    let mut desk = Desk::new();
    press(&mut desk, Key::F1);
    let top = |desk: &Desk| desk.h.get_by_label_contains("Open workspace").rect().top();
    let start = top(&desk);
    press(&mut desk, Key::PageDown);
    let lower = top(&desk);
    assert!(lower < start - 200.0, "{start} {lower}");
    press(&mut desk, Key::End);
    assert!(top(&desk) < lower);
    press(&mut desk, Key::ArrowUp);
    press(&mut desk, Key::PageUp);
    press(&mut desk, Key::Home);
    assert!((top(&desk) - start).abs() < 1.0);
}

#[test]
fn arrows_go_through_the_versions_of_a_case() {
    let mut desk = Desk::new();
    let id = case_id(&desk, TITLE);
    for n in 1..4 {
        let store = store_of(&desk.h);
        let edit = [(id, voluptas_app::cases::bulk::CaseChange::Title(format!("{TITLE} {n}")))];
        voluptas_app::cases::bulk::change_cases(&store, &edit).expect("an edit");
    }
    act(&mut desk, Action::Case(voluptas::action::CaseAction::Versions(id, None)));
    desk.until("the versions", |h| h.query_all_by_role(Role::ListBoxOption).count() >= 4);
    let selected = |desk: &Desk| {
        let all: Vec<_> = desk.h.query_all_by_role(Role::ListBoxOption).collect();
        all.into_iter().position(is_on)
    };
    assert_eq!(selected(&desk), Some(1));
    press(&mut desk, Key::ArrowDown);
    assert_eq!(selected(&desk), Some(2));
    press(&mut desk, Key::End);
    press(&mut desk, Key::ArrowUp);
    press(&mut desk, Key::Home);
    assert_eq!(selected(&desk), Some(0));
}

#[test]
fn toasts_are_few_in_a_low_window_and_cover_no_control_of_a_dialog() {
    let mut desk = with_trash();
    press(&mut desk, Key::Escape);
    desk.h.set_size(vec2(1000.0, 680.0));
    desk.settle();
    for n in 0..4 {
        act(&mut desk, Action::Copy(format!("SHOP-{n}")));
    }
    let shown = desk.h.query_all_by_role(Role::Status).count();
    assert!((1..=2).contains(&shown), "{shown} beside each other");
    desk.h.get_by_label_contains("SHOP-3");
    act(&mut desk, Action::Command(UiCommand::Trash));
    desk.until("the trash", |h| h.query_by_role_and_label(Role::Table, "Trash").is_some());
    let toast = desk.h.get_by_role(Role::Status).rect();
    for role in [Role::RadioButton, Role::Table] {
        for node in desk.h.query_all_by_role(role).filter(|n| n.accesskit_node().label().is_some_and(|l| l != "Registry")) {
            assert!(!node.rect().intersects(toast), "{role:?} {} {toast}", node.rect());
        }
    }
}

#[test]
fn a_draft_that_is_sent_to_review_asks_to_be_saved_first() {
    let mut desk = Desk::new();
    let id = case_id(&desk, TITLE);
    act(&mut desk, Action::Nav(Nav::Tab(MiddleTab::Case(id.0))));
    desk.h.get_by_role_and_label(Role::MultilineTextInput, "Title").focus();
    desk.settle();
    write(&mut desk, "x");
    palette(&mut desk, ">send to review");
    desk.h.get_by_label_contains("Save the case first");
    assert!(store_of(&desk.h).read(|tx| tx.cases().get(id)).expect("the case").review.is_none());
}

#[test]
fn the_menu_of_a_tab_opens_by_keys() {
    let mut desk = Desk::new();
    let id = case_id(&desk, TITLE);
    act(&mut desk, Action::Nav(Nav::Tab(MiddleTab::Case(id.0))));
    let name = desk.h.state().backend.cases().and_then(|c| c.get(id)).expect("the case").code.to_string();
    desk.h.get_by_role_and_label(Role::Tab, &name).focus();
    desk.settle();
    walk_menu(&mut desk, MENU, "Close others");
    press(&mut desk, Key::Escape);
    assert!(has_focus(&desk, Role::Tab, &name), "{:?}", focused(&desk.h));
}

#[test]
fn versions_that_are_opened_from_the_tree_have_the_keyboard() {
    let mut desk = Desk::new();
    let id = case_id(&desk, TITLE);
    for n in 1..4 {
        let edit = [(id, voluptas_app::cases::bulk::CaseChange::Title(format!("{TITLE} {n}")))];
        voluptas_app::cases::bulk::change_cases(&store_of(&desk.h), &edit).expect("an edit");
    }
    desk.settle();
    act(&mut desk, Action::Nav(Nav::FindCase(id)));
    desk.h.get_by_role_and_label(Role::Tree, "Cases").focus();
    desk.settle();
    palette(&mut desk, ">versions");
    desk.until("the versions", |h| h.query_all_by_role(Role::ListBoxOption).count() >= 4);
    press(&mut desk, Key::ArrowDown);
    press(&mut desk, Key::ArrowDown);
    let at = desk.h.query_all_by_role(Role::ListBoxOption).position(is_on);
    assert_eq!((at, desk.h.state().state.tab()), (Some(3), MiddleTab::Versions(id.0)));
}
