//! New cases in the grid, and what typing does in the last row and in an open list.

use eframe::egui::accesskit::Role;
use eframe::egui::{Event, Key, Modifiers, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use voluptas::action::{Action, CasesAction, Nav};
use voluptas::shell::Shell;
use voluptas::state::MiddleTab;
use voluptas::ui_command::UiCommand;
use voluptas_app::cases::bulk::CloneTarget;
use voluptas_store::Op;
use voluptas_ui::theme::size;

use crate::support::{Desk, act, case_id, click, command, is_said, press_key, store, suite_id, type_text};

fn has_case(h: &Harness<'static, Shell>, title: &str) -> bool {
    h.state().backend.cases().is_some_and(|cases| cases.rows.iter().any(|row| &*row.title == title))
}

#[test]
fn an_empty_line_begins_a_case_and_enter_in_the_last_row_ends() {
    let mut desk = Desk::new();
    desk.h.state_mut().act(Action::Command(UiCommand::ShowCases));
    desk.settle();
    desk.h.get_by_role_and_label(Role::Button, "New case…").click();
    desk.settle();
    type_text(&mut desk, "The last one");
    press_key(&mut desk, Key::Enter);
    desk.until("the case", |h| has_case(h, "The last one"));
    press_key(&mut desk, Key::Escape);
    // The new case is the last row of the grid, and its title has the keyboard.
    press_key(&mut desk, Key::F2);
    type_text(&mut desk, " of all");
    press_key(&mut desk, Key::Enter);
    desk.until("its new title", |h| has_case(h, "The last one of all"));
    type_text(&mut desk, "zzz");
    assert_eq!(desk.h.query_all_by_value("zzz").count(), 0, "typing does not overwrite the title");
    press_key(&mut desk, Key::F2);
    type_text(&mut desk, "!");
    press_key(&mut desk, Key::Enter);
    desk.until("an edit that was asked for", |h| has_case(h, "The last one of all!"));
}

#[test]
fn letters_in_an_open_list_move_the_highlight_alone() {
    let mut desk = Desk::new();
    desk.h.set_size(vec2(1440.0, 1400.0));
    let id = case_id(&desk, "Two codes at once");
    desk.h.state_mut().act(Action::Nav(Nav::Tab(MiddleTab::Case(id.0))));
    desk.until("the editor", |h| h.query_by_role_and_label(Role::ComboBox, "Notation of the steps").is_some());
    let chosen = |desk: &Desk| desk.h.get_by_role_and_label(Role::ComboBox, "Notation of the steps").accesskit_node().value();
    let open = |desk: &mut Desk| {
        desk.h.get_by_role_and_label(Role::ComboBox, "Notation of the steps").click();
        desk.settle();
    };
    open(&mut desk);
    type_text(&mut desk, "g");
    desk.h.key_press(Key::Space);
    type_text(&mut desk, " ");
    assert_eq!(chosen(&desk).as_deref(), Some("Classic"));
    assert!(desk.h.get_by_role_and_label(Role::ListBoxOption, "Gherkin").accesskit_node().is_focused(), "highlighted");
    press_key(&mut desk, Key::Escape);
    assert_eq!(chosen(&desk).as_deref(), Some("Classic"), "Esc leaves all as it was");
    open(&mut desk);
    type_text(&mut desk, "g");
    press_key(&mut desk, Key::Enter);
    desk.until("Enter takes it", |h| {
        let node = h.get_by_role_and_label(Role::ComboBox, "Notation of the steps");
        node.accesskit_node().value().as_deref() == Some("Gherkin")
    });
}

#[test]
fn enter_close_behind_fast_typing_means_all_of_it() {
    let mut desk = Desk::new();
    desk.h.state_mut().act(Action::Command(UiCommand::NewCase));
    desk.until("the dialog", |h| h.query_by_role_and_label(Role::TextInput, "Title").is_some());
    type_text(&mut desk, "A title ");
    // All in one pass, as where the machine is slower than the hands.
    for letter in ["t", "h", "e", "-", "e", "n", "d"] {
        desk.h.event(eframe::egui::Event::Text(letter.into()));
    }
    desk.h.key_press(Key::Enter);
    desk.h.run_ok();
    desk.until("the case", |h| has_case(h, "A title the-end"));

    desk.h.key_press_modifiers(eframe::egui::Modifiers::COMMAND, Key::K);
    desk.settle();
    desk.h.event(eframe::egui::Event::Text("theme dark".into()));
    desk.h.key_press(Key::Enter);
    desk.until("the command", |h| h.state().backend.settings.general.theme == voluptas_settings::Theme::Dark);
}

#[test]
fn a_new_case_is_in_view_wherever_its_group_and_the_sort_put_it() {
    let mut desk = Desk::new();
    desk.h.set_size(vec2(1200.0, 560.0));
    desk.h.state_mut().act(Action::Command(UiCommand::ShowCases));
    desk.settle();
    desk.h.get_by_role_and_label(Role::Button, "Group by: Suite").click();
    desk.settle();
    desk.h.get_by_role_and_label(Role::ListBoxOption, "Priority").click();
    desk.settle();
    for title in ["Aaa comes first", "Zzz comes last"] {
        desk.h.get_by_role_and_label(Role::Button, "New case…").click();
        desk.settle();
        type_text(&mut desk, title);
        press_key(&mut desk, Key::Enter);
        desk.until("the case", |h| has_case(h, title));
        desk.until("its row", |h| h.query_all_by_value(title).next().is_some());
        press_key(&mut desk, Key::Escape);
    }
}

#[test]
fn a_case_in_a_new_last_group_is_scrolled_into_view_as_a_whole() {
    let mut desk = Desk::new();
    desk.h.set_size(vec2(1440.0, 900.0));
    let former = case_id(&desk, "Mailer, check 1");
    store(&desk).write(Op::edit("test"), |tx| tx.cases().set_deleted(former, true)).expect("no case without a suite");
    desk.h.state_mut().act(Action::Command(UiCommand::ShowCases));
    desk.settle();
    for title in ["Without a suite", "Without a suite, too"] {
        desk.h.get_by_role_and_label(Role::Button, "New case…").click();
        desk.settle();
        type_text(&mut desk, title);
        press_key(&mut desk, Key::Enter);
        desk.until("the case", |h| has_case(h, title));
        desk.settle();
        let grid = desk.h.get_by_role_and_label(Role::Table, "Cases").rect();
        let cell = desk.h.query_by_value(&format!("{title} Draft")).expect("a row in view").rect();
        assert!(grid.contains_rect(cell) && cell.height() >= size::GRID_ROW, "{title}: {cell:?} in {grid:?}");
        press_key(&mut desk, Key::Escape);
    }
}

/// Types into the line of new cases, all of it within one pass.
fn type_at_once(desk: &mut Desk, text: &str) {
    let key = |key| Event::Key { key, physical_key: None, pressed: true, repeat: false, modifiers: Modifiers::NONE };
    let event = |letter: char| if letter == '\n' { key(Key::Enter) } else { Event::Text(letter.to_string()) };
    desk.h.input_mut().events.extend(text.chars().map(event));
    desk.settle();
}

#[test]
fn titles_that_are_typed_faster_than_the_window_draws_are_all_kept_apart() {
    let mut desk = Desk::new();
    desk.h.state_mut().act(Action::Command(UiCommand::ShowCases));
    desk.settle();
    desk.h.get_by_role_and_label(Role::Button, "New case…").click();
    desk.settle();
    let titles: Vec<String> = (1..=9).map(|n| format!("fast {n}")).collect();
    type_at_once(&mut desk, &format!("{}\n", titles.join("\n")));
    desk.until("all of them", |h| titles.iter().all(|title| has_case(h, title)));
    desk.until("the last one is selected", |h| {
        let cases = h.state().backend.cases().expect("cases");
        let last = cases.rows.iter().find(|row| &*row.title == "fast 9").map(|row| row.id.0);
        h.state().state.selection.cases.only() == last
    });
}

#[test]
fn a_title_stays_in_the_suite_in_which_it_was_begun() {
    let mut desk = Desk::new();
    let (cart, catalog) = (suite_id(&desk, "Cart"), suite_id(&desk, "Catalog"));
    desk.h.state_mut().act(Action::Nav(Nav::SuiteCases(cart)));
    desk.settle();
    let begin = |desk: &mut Desk, title: &str| {
        desk.h.get_by_role_and_label(Role::Button, "New case").click();
        desk.settle();
        type_text(desk, title);
    };
    begin(&mut desk, "Left in the line");
    desk.h.state_mut().act(Action::Nav(Nav::SuiteCases(catalog)));
    desk.until("the case", |h| has_case(h, "Left in the line"));
    let id = case_id(&desk, "Left in the line");
    assert_eq!(store(&desk).read(|tx| tx.cases().get(id)).expect("the case").suite_id, Some(cart));
    // A suite that another window deletes gets no case, and neither does the root without a word.
    begin(&mut desk, "Nowhere to go");
    store(&desk).write(voluptas_store::Op::edit("trash"), |tx| tx.suites().set_deleted(catalog, true)).expect("trashed");
    desk.until("the note", |h| h.query_by_label("This suite is in the trash").is_some());
    press_key(&mut desk, Key::Enter);
    desk.until("the refusal", |h| is_said(h, "was moved to the trash meanwhile"));
    assert!(!has_case(&desk.h, "Nowhere to go"));
    let line = desk.h.get_by_role_and_label(Role::TextInput, "Title").accesskit_node().value();
    assert_eq!(line.as_deref(), Some("Nowhere to go"));
}

#[test]
fn an_uncovered_function_gets_a_case_that_is_linked_at_once() {
    let mut desk = Desk::new();
    let of = |desk: &Desk| {
        let registry = desk.h.state().backend.registry().expect("registry");
        registry.rows.iter().find(|row| &*row.function.func_id == "shop.cart.merge").expect("the function").clone()
    };
    let function = of(&desk);
    assert!(function.is_uncovered() && function.function.is_crit);
    act(&mut desk, Action::Nav(Nav::Function(function.function.id)));
    click(&mut desk, Role::Button, "New case…");
    desk.h.get_by_label("The case covers the function “Merge carts after sign-in”.");
    // The title is suggested and replaced by what is typed.
    let values: Vec<_> = desk
        .h
        .get_all_by_role_and_label(Role::TextInput, "Title")
        .filter(|field| field.accesskit_node().is_focused())
        .map(|field| field.accesskit_node().value())
        .collect();
    assert_eq!(values, [Some("Merge carts after sign-in".to_owned())]);
    type_text(&mut desk, "Carts of two devices become one");
    click(&mut desk, Role::Button, "Create");
    desk.until("the link", |h| h.state().backend.registry().is_some_and(|r| r.rows.iter().any(|row| row.covers.len() == 1)));
    let [cover] = &of(&desk).covers[..] else { panic!("one case covers it") };
    let cases = desk.h.state().backend.cases().expect("cases");
    let case = cases.get(cover.case).expect("the case");
    assert_eq!(&*case.title, "Carts of two devices become one");
    assert_eq!(cases.suite_path(case.suite.expect("a suite")), "Checkout › Cart", "where the cases of its siblings are");
    command(&mut desk, UiCommand::Undo);
    desk.until("case and link are gone", |h| {
        h.state().backend.cases().is_some_and(|c| c.rows.iter().all(|r| !r.title.starts_with("Carts of two")))
    });
    assert!(of(&desk).is_uncovered(), "both are one step");
}

#[test]
fn a_copy_of_one_case_is_made_without_a_question_and_opened() {
    let mut desk = Desk::new();
    let id = case_id(&desk, "Expired code is refused");
    act(&mut desk, Action::Cases(CasesAction::AskClone(vec![id], CloneTarget::Beside)));
    let copy = "Expired code is refused (copy)";
    desk.until("the copy", |h| has_case(h, copy));
    let copy = case_id(&desk, copy);
    desk.until("its tab", |h| h.state().state.tab() == MiddleTab::Case(copy.0));
    // Several copies are a question.
    act(&mut desk, Action::Cases(CasesAction::AskClone(vec![id, copy], CloneTarget::Beside)));
    desk.h.get_by_role_and_label(Role::Button, "Clone");
}
