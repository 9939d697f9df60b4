//! Undo that says what it does, toasts with their button, the history by field, marks from the menu.

use eframe::egui::accesskit::Role;
use eframe::egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable};
use voluptas::action::{Action, ListAction};
use voluptas::model::window_selection::Selected;
use voluptas::ui_command::UiCommand;
use voluptas_core::domain::Message;
use voluptas_core::domain::case::{CaseContent, NewCase};
use voluptas_i18n::{Lang, Tr};
use voluptas_store::{Author, Op, Source};
use voluptas_ui::widgets::{Toasts, Tone};

use crate::support::{Desk, is_said};

fn menu(desk: &mut Desk, title: &str) {
    desk.h.get_by_role_and_label(Role::Button, title).click();
    desk.settle();
}

fn select(desk: &mut Desk, title: &str) -> voluptas_core::domain::ids::FunctionId {
    desk.h.get_by_role_and_label(Role::TreeItem, title).click();
    desk.settle();
    let key = desk.h.state().state.selection.functions.cursor().expect("a selected function");
    voluptas_core::domain::ids::FunctionId(key)
}

fn trash(desk: &mut Desk, id: voluptas_core::domain::ids::FunctionId) {
    let things = Selected { functions: vec![id], ..Selected::default() };
    desk.h.state_mut().act(Action::List(ListAction::Trash(things)));
}

#[test]
fn nothing_can_be_undone_before_the_first_edit() {
    let mut desk = Desk::new();
    menu(&mut desk, "Edit");
    for name in ["Undo", "Redo"] {
        let entry = desk.h.get_by_role_and_label(Role::MenuItem, name);
        assert!(entry.accesskit_node().is_disabled(), "{name} has nothing to do");
    }
    desk.h.key_press(Key::Escape);
    desk.settle();
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    desk.settle();
    assert_eq!(desk.h.query_all_by_role(Role::Status).count(), 0, "the keys do nothing either");
}

#[test]
fn a_delete_names_itself_in_toast_and_menu_and_is_undone_from_the_toast() {
    let mut desk = Desk::new();
    let id = select(&mut desk, "Reviews");
    trash(&mut desk, id);
    desk.until("the toast", |h| h.query_by_role_and_label(Role::Button, "Undo").is_some());
    assert!(desk.h.query_by_role_and_label(Role::TreeItem, "Reviews").is_none());
    assert!(desk.h.state().backend.undo().is_some());
    menu(&mut desk, "Edit");
    desk.h.get_by_role_and_label(Role::MenuItem, "Undo: move 1 function to the trash");
    desk.h.key_press(Key::Escape);
    desk.h.step();
    desk.h.get_by_role_and_label(Role::Button, "Undo").click();
    desk.until("it is back", |h| h.query_by_role_and_label(Role::TreeItem, "Reviews").is_some());
}

#[test]
fn a_toast_covers_no_row_of_the_grid() {
    let mut desk = Desk::new();
    let id = select(&mut desk, "Reviews");
    trash(&mut desk, id);
    desk.until("the toast", |h| h.query_by_role(Role::Status).is_some());
    let toast = desk.h.get_by_role(Role::Status).rect();
    let rows = desk.h.query_all_by_role(Role::Row).filter(|r| r.rect().bottom() > toast.top() + 0.5);
    let visible = rows.filter(|r| r.rect().top() < toast.bottom()).count();
    assert_eq!(visible, 0, "the toast has room of its own");
}

#[test]
fn the_history_says_which_field_who_and_what_was_undone() {
    let mut desk = Desk::new();
    select(&mut desk, "Cart");
    let title = desk.h.get_by_role_and_label(Role::MultilineTextInput, "Title");
    title.focus();
    title.type_text(" and basket");
    desk.settle();
    desk.h.key_press(Key::Enter);
    desk.until("the field in the history", |h| h.query_by_label("Title: Cart → Cart and basket").is_some());
    // These tests have no user: without a name the entry says where it was done.
    assert!(desk.h.query_all_by_label_contains("this computer · ").next().is_some());
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    desk.until("the mark of what was undone", |h| h.query_by_label("undone").is_some());
}

/// Types a suffix into the title of the selected function.
fn retitle(desk: &mut Desk, suffix: &str, shown: &str) {
    let title = desk.h.get_by_role_and_label(Role::MultilineTextInput, "Title");
    title.focus();
    title.type_text(suffix);
    desk.settle();
    desk.h.key_press(Key::Enter);
    desk.until("the field in the history", |h| h.query_by_label(shown).is_some());
}

#[test]
fn undo_says_what_it_left_and_who_changed_it_since() {
    let mut desk = Desk::new();
    let id = select(&mut desk, "Cart");
    retitle(&mut desk, " and basket", "Title: Cart → Cart and basket");
    let store = desk.h.state().backend.workspace().expect("a workspace").store.clone();
    let bob = store.by(Author::new(Source::Window, Some("Bob")));
    let write = |tx: &voluptas_store::Tx<'_>| {
        let mut function = tx.functions().get(id)?;
        function.content.title = "Trolley".into();
        tx.functions().update(id, &function.content, &function.people)
    };
    bob.write(Op::edit("edit"), write).expect("written");
    desk.until("Bob's change", |h| h.query_by_label("Title: Cart and basket → Trolley").is_some());
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    desk.until("what stayed", |h| h.query_by_label_contains("Title (changed by Bob)").is_some());
    assert_eq!(store.read(|tx| tx.functions().get(id)).expect("read").content.title, "Trolley");
}

#[test]
fn an_earlier_version_is_shown_and_restored_from_the_history() {
    let mut desk = Desk::new();
    let id = select(&mut desk, "Cart");
    retitle(&mut desk, " one", "Title: Cart → Cart one");
    retitle(&mut desk, " two", "Title: Cart one → Cart one two");
    let menus = desk.h.query_all_by_role_and_label(Role::Button, "Actions with this edit").count();
    assert!(menus >= 2, "{menus}");
    // The latest edit comes first.
    desk.h.get_all_by_role_and_label(Role::Button, "Actions with this edit").nth(1).expect("the first edit").click();
    desk.settle();
    desk.h.get_by_role_and_label(Role::MenuItem, "Show this version").click();
    desk.until("the version", |h| h.query_by_label("Cart one").is_some());
    desk.h.get_by_role_and_label(Role::Button, "Restore this version").click();
    let title = |desk: &Desk| {
        let store = &desk.h.state().backend.workspace().expect("a workspace").store;
        store.read(|tx| tx.functions().get(id)).expect("read").content.title
    };
    desk.until("it is told", |h| is_said(h, "Restored an earlier version"));
    assert_eq!(title(&desk), "Cart one");
    desk.until("it can be undone", |h| h.state().backend.undo().is_some_and(|o| o.name == "restore_version"));
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    // The second edit and the undo of the restored version changed the title alike.
    desk.until("it is undone", |h| h.query_all_by_label("Title: Cart one → Cart one two").count() == 2);
    desk.until("the redo", |h| h.state().backend.redo().is_some());
    assert_eq!(title(&desk), "Cart one two");
}

#[test]
fn critical_and_focus_are_switched_in_the_menu() {
    let mut desk = Desk::new();
    let id = select(&mut desk, "Reviews");
    let is_critical = |desk: &Desk| {
        let row = desk.h.state().backend.registry().and_then(|r| r.get(id)).expect("a row");
        row.function.is_crit
    };
    assert!(!is_critical(&desk));
    menu(&mut desk, "Edit");
    desk.h.get_by_role_and_label(Role::MenuItemCheckBox, "Critical").click();
    desk.until("it is critical", |h| h.state().backend.registry().and_then(|r| r.get(id)).is_some_and(|r| r.function.is_crit));
    menu(&mut desk, "Edit");
    let entry = desk.h.get_by_role_and_label(Role::MenuItemCheckBox, "Critical");
    assert_eq!(format!("{:?}", entry.accesskit_node().toggled()), "Some(True)");
}

#[test]
fn menus_show_what_is_on() {
    let mut desk = Desk::new();
    menu(&mut desk, "View");
    let on = |desk: &Desk, role: Role, name: &str| {
        format!("{:?}", desk.h.get_by_role_and_label(role, name).accesskit_node().toggled()) == "Some(True)"
    };
    assert!(on(&desk, Role::MenuItemCheckBox, "Inspector"));
    assert!(!on(&desk, Role::MenuItemCheckBox, "Activity"));
    desk.h.get_by_role_and_label(Role::MenuItem, "Theme").hover();
    desk.settle();
    assert!(on(&desk, Role::MenuItemRadio, "Light"));
    assert!(!on(&desk, Role::MenuItemRadio, "Dark"));
}

#[test]
fn errors_are_kept_in_the_activity_panel_with_their_details() {
    let mut desk = Desk::new();
    let missing = desk.home.path().join("no-such-folder").join("functions.csv");
    desk.h.state_mut().act(Action::ExportFunctions(missing));
    desk.h.state_mut().act(Action::Command(UiCommand::ToggleActivity));
    desk.until("the failed job", |h| h.query_by_role_and_label(Role::Button, "Try again").is_some());
    // The toast goes; the job and the error stay.
    for _ in 0..60 {
        desk.h.step();
    }
    assert_eq!(desk.h.query_all_by_role(Role::Status).count(), 0, "the toast went by itself");
    desk.h.get_by_label("Error");
    let title = Tr::new(Lang::En).text("gui-job-export-functions");
    desk.h.get_by_role_and_label(Role::Button, &format!("Details: {title}")).click();
    desk.settle();
    desk.h.get_by_label("Started");
}

#[test]
fn a_failed_export_is_run_again_into_the_same_file() {
    let mut desk = Desk::new();
    let file = desk.home.path().join("later").join("functions.csv");
    desk.h.state_mut().act(Action::ExportFunctions(file.clone()));
    desk.h.state_mut().act(Action::Command(UiCommand::ToggleActivity));
    desk.until("the failed job", |h| h.query_by_role_and_label(Role::Button, "Try again").is_some());
    std::fs::create_dir(file.parent().expect("folder")).expect("folder");
    desk.h.get_by_role_and_label(Role::Button, "Try again").click();
    desk.until("the file", |_| file.is_file());
    assert!(desk.h.query_by_role_and_label(Role::TextInput, "File").is_none(), "nobody is asked for the file again");
}

#[test]
fn an_export_that_fails_keeps_its_dialog_with_the_reason() {
    let mut desk = Desk::new();
    desk.h.state_mut().act(Action::Command(UiCommand::ExportFunctions));
    desk.settle();
    let folder = desk.home.path().join("later");
    let file = folder.join("functions.csv");
    desk.h.get_by_role_and_label(Role::TextInput, "File").focus();
    desk.settle();
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::A);
    desk.h.event(eframe::egui::Event::Text(file.display().to_string()));
    desk.settle();
    desk.h.get_by_role_and_label(Role::Button, "Export").click();
    desk.until("the reason", |h| h.query_by_label_contains("functions.csv").is_some());
    assert!(desk.h.query_by_role_and_label(Role::Button, "Export").is_some(), "the dialog is still there");
    std::fs::create_dir(&folder).expect("folder");
    desk.h.get_by_role_and_label(Role::Button, "Export").click();
    desk.until("the file", |_| file.is_file());
    desk.until("the dialog is closed", |h| h.query_by_role_and_label(Role::Button, "Export").is_none());
}

#[test]
fn help_groups_the_keys_and_explains_the_marks() {
    let mut desk = Desk::new();
    desk.h.key_press(Key::F1);
    desk.settle();
    for label in [
        "Results of a run",
        "Passed: P",
        "Next case: N",
        "Clear the result: Backspace  Del",
        "One page up or down: PgUp PgDn",
        "Close tab: Ctrl+W",
        "Covered, last results passed",
    ] {
        assert!(desk.h.query_all_by_label(label).count() > 0, "{label}");
    }
}

#[test]
fn undo_of_move_to_trash_selects_the_rows_again() {
    let mut desk = Desk::new();
    let id = select(&mut desk, "Search by name");
    let other = select(&mut desk, "Product card");
    let things = Selected { functions: vec![id, other], ..Selected::default() };
    desk.h.state_mut().act(Action::List(ListAction::Trash(things.clone())));
    desk.until("they are gone", |h| h.query_by_role_and_label(Role::TreeItem, "Reviews").is_none());
    assert!(!desk.h.state().state.selected().functions.contains(&id));
    desk.until("undo is possible", |h| h.state().backend.undo().is_some() && !h.state().backend.is_reading_steps());
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    desk.until("it is back", |h| h.query_by_role_and_label(Role::TreeItem, "Reviews").is_some());
    // Rows inside a restored one were not selected before.
    assert_eq!(*desk.h.state().state.selected(), things);
}

#[test]
fn the_toast_of_an_edit_goes_when_the_edit_is_undone() {
    let mut desk = Desk::new();
    let id = select(&mut desk, "Reviews");
    trash(&mut desk, id);
    desk.until("the toast", |h| h.query_by_role_and_label(Role::Button, "Undo").is_some());
    let news = |desk: &Desk| {
        let all = desk.h.query_all_by_role(Role::Status);
        all.map(|n| n.accesskit_node().label().unwrap_or_default()).collect::<Vec<_>>()
    };
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    desk.until("it is undone", |h| h.query_by_role_and_label(Role::Button, "Redo").is_some());
    assert!(news(&desk).len() == 1 && news(&desk)[0].starts_with("Undone"), "{:?}", news(&desk));
    desk.h.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    desk.until("it is done again", |h| h.query_by_role_and_label(Role::Button, "Undo").is_some());
    assert!(news(&desk).len() == 1 && news(&desk)[0].starts_with("Redone"), "{:?}", news(&desk));
}

#[test]
fn the_room_of_an_expired_toast_is_never_bare() {
    let mut toasts: Toasts<u8> = Toasts::default();
    toasts.add(Tone::Good, "saved");
    toasts.add(Tone::Bad, "not saved");
    let app = |ui: &mut eframe::egui::Ui, toasts: &mut Toasts<u8>| {
        toasts.tick(&ui.ctx().clone());
        toasts.dock(ui, "Close");
    };
    let mut h = crate::support::harness([600.0, 300.0], false, app, toasts);
    h.run_steps(4);
    let last = |h: &egui_kittest::Harness<'_, Toasts<u8>>| h.get_by_label("not saved").rect();
    let before = last(&h);
    let mut passes = 0;
    while h.query_by_label("saved").is_some() {
        h.step();
        passes += 1;
        assert!(passes < 200, "the first toast goes");
    }
    assert_eq!(last(&h), before, "the toast that stays is at the end of the window in the same pass");
}

#[test]
fn an_undo_says_what_went_to_the_trash_and_opens_it() {
    let mut desk = Desk::new();
    let store = crate::support::store(&desk);
    let project = store.read(|tx| tx.projects().all()).expect("projects")[0].id;
    let new = |title: &str| NewCase {
        suite_id: None,
        number: None,
        content: CaseContent { title: title.into(), ..CaseContent::default() },
    };
    let label = Message::new("history-import-cases").count("count", 2_usize);
    let op = Op::edit("import_cases").labelled(label);
    store.write(op, |tx| tx.cases().create(project, &new("One")).and(tx.cases().create(project, &new("Two")))).expect("written");
    desk.until("the edit", |h| h.state().backend.undo().is_some());
    desk.h.state_mut().act(Action::Command(UiCommand::Undo));
    desk.until("the news", |h| h.query_by_label("2 cases went to the trash").is_some());
    desk.h.get_by_role_and_label(Role::Button, "Open the trash").click();
    desk.until("the trash", |h| h.query_all_by_label_contains("Two").next().is_some());
    desk.h.key_press(Key::Escape);
    desk.settle();
    desk.h.state_mut().act(Action::Command(UiCommand::Redo));
    desk.until("they are back", |h| h.query_by_label("2 cases went to the trash").is_none());
    let titles = store.read(|tx| tx.cases().lines(project)).expect("cases").into_iter().map(|c| c.title).collect::<Vec<_>>();
    assert!(titles.contains(&"One".to_owned()) && titles.contains(&"Two".to_owned()));
}

#[test]
fn all_changed_fields_of_an_edit_are_shown_on_demand() {
    let mut desk = Desk::new();
    let id = crate::support::case_id(&desk, "Expired code is refused");
    let store = crate::support::store(&desk);
    let write = |tx: &voluptas_store::Tx<'_>| {
        let mut content = tx.cases().get(id)?.content;
        content.title = "Expired code is refused politely".into();
        content.description = Some("About codes".into());
        content.preconditions = Some("A cart".into());
        content.postconditions = Some("No order".into());
        content.expected_result = Some("A message".into());
        content.severity = "blocker".into();
        content.layer = "api".into();
        tx.cases().update(id, &content)
    };
    store.write(Op::edit("edit"), write).expect("written");
    desk.h.state_mut().act(Action::Nav(voluptas::action::Nav::Case(id)));
    desk.until("the history", |h| h.query_by_role_and_label(Role::Link, "3 more fields").is_some());
    assert!(desk.h.query_all_by_label_contains("Title: Expired code is refused → ").next().is_none());
    desk.h.get_by_role_and_label(Role::Link, "3 more fields").click();
    desk.until("all of them", |h| h.query_all_by_label_contains("Title: Expired code is refused → ").next().is_some());
    assert!(desk.h.query_by_role_and_label(Role::Link, "3 more fields").is_none());
}
