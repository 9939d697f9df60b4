//! The grid of cases: selection, editing in cells, the clipboard, groups, filters, bulk changes.

use crate::support::{Desk, Setup, is_said, press_key, shows, type_text};
use eframe::egui::accesskit::Role;
use eframe::egui::{Event, Key, Modifiers, OutputCommand, PointerButton, Pos2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable};
use std::sync::{Arc, Mutex};
use voluptas::action::Action;
use voluptas::shell::Shell;
use voluptas::state::MiddleTab;
use voluptas::ui_command::UiCommand;
use voluptas_core::domain::ids::{CaseId, Thing};
use voluptas_store::Store;

/// The window with the grid of cases in front.
fn desk() -> Desk {
    let mut desk = Desk::new();
    // All rows of the shop are in view.
    desk.h.set_size(eframe::egui::vec2(1440.0, 960.0));
    desk.h.state_mut().act(Action::Command(UiCommand::ShowCases));
    desk.settle();
    desk
}

/// The middle of the cell with that text.
fn cell(desk: &Desk, text: &str) -> Pos2 {
    let grid = desk.h.get_by_role_and_label(Role::Table, "Cases").rect();
    let found: Vec<_> = desk.h.query_all_by_value(text).map(|n| n.rect()).filter(|r| grid.contains(r.center())).collect();
    found.first().unwrap_or_else(|| panic!("no cell {text}")).center()
}

fn click_with(desk: &mut Desk, at: Pos2, modifiers: Modifiers) {
    for pressed in [true, false] {
        let event = Event::PointerButton { pos: at, button: PointerButton::Primary, pressed, modifiers };
        desk.h.event_modifiers(event, modifiers);
        desk.h.step();
    }
    desk.settle();
}

fn click(desk: &mut Desk, text: &str) {
    let at = cell(desk, text);
    click_with(desk, at, Modifiers::NONE);
}

/// Title, priority and tags of a case in the workspace.
fn stored(desk: &Desk, id: i64) -> (String, String, Vec<String>) {
    read_case(&desk.h.state().backend.workspace().expect("workspace").store, id)
}

fn read_case(store: &Store, id: i64) -> (String, String, Vec<String>) {
    let case = store.read(|tx| tx.cases().get(CaseId(id))).expect("case").content;
    (case.title, case.priority, case.tags)
}

/// Steps until the grid shows the text and the workspace has the change: the grid shows a value before it is stored.
#[track_caller]
fn until_stored(desk: &mut Desk, text: &str, holds: impl Fn(&dyn Fn(i64) -> (String, String, Vec<String>)) -> bool) {
    let store = desk.h.state().backend.workspace().expect("workspace").store.clone();
    desk.until(text, |h| shows(h, text) && holds(&|id| read_case(&store, id)));
}

fn id_of(desk: &Desk, title: &str) -> i64 {
    let cases = desk.h.state().backend.cases().expect("cases");
    cases.rows.iter().find(|row| *row.title == *title).unwrap_or_else(|| panic!("no case {title}")).id.0
}

fn selected(desk: &Desk) -> usize {
    desk.h.state().state.selected().cases.len()
}

#[test]
fn a_title_is_edited_in_its_cell_and_undone() {
    let mut desk = desk();
    let id = id_of(&desk, "Expired code is refused");
    click(&mut desk, "Expired code is refused");
    press_key(&mut desk, Key::F2);
    type_text(&mut desk, "!");
    press_key(&mut desk, Key::Enter);
    until_stored(&mut desk, "Expired code is refused!", |case| case(id).0 == "Expired code is refused!");
    desk.h.state_mut().act(Action::Command(UiCommand::Undo));
    until_stored(&mut desk, "Expired code is refused", |case| case(id).0 == "Expired code is refused");
}

#[test]
fn a_double_click_edits_the_cell_and_ctrl_enter_opens_the_case() {
    let mut desk = desk();
    let id = id_of(&desk, "Expired code is refused");
    let at = cell(&desk, "Expired code is refused");
    // The clock of the harness makes large steps.
    desk.h.ctx.options_mut(|o| o.input_options.max_double_click_delay = 5.0);
    for _ in 0..2 {
        for pressed in [true, false] {
            let modifiers = Modifiers::NONE;
            desk.h.event(Event::PointerButton { pos: at, button: PointerButton::Primary, pressed, modifiers });
            desk.h.step();
        }
    }
    desk.settle();
    type_text(&mut desk, "!");
    press_key(&mut desk, Key::Enter);
    until_stored(&mut desk, "Expired code is refused!", |case| case(id).0 == "Expired code is refused!");
    // The cell with the keyboard is that of the next case: its row opens by the keys that the menu names.
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    desk.until("a case is open", |h| matches!(h.state().state.tab(), MiddleTab::Case(_)));
}

#[test]
fn a_value_whose_write_fails_goes_back_and_the_failure_is_said() {
    let mut desk = desk();
    let id = id_of(&desk, "Expired code is refused");
    let path = desk.h.state().backend.workspace_path().expect("a workspace").to_owned();
    let other = crate::support::workspace(&path);
    let thing = [Thing::Case(CaseId(id))];
    click(&mut desk, "Expired code is refused");
    press_key(&mut desk, Key::F2);
    type_text(&mut desk, "!");
    // Another program deletes the case for good. The window draws nothing between that and the key, so it cannot have read it yet.
    voluptas_app::workspace::trash::delete(&other, &thing).expect("trashed");
    voluptas_app::workspace::trash::purge(&other, &thing).expect("purged");
    press_key(&mut desk, Key::Enter);
    desk.until("the failure", |h| h.query_by_label_contains("Not found: case").is_some());
    // The row goes as soon as the deletion is read.
    assert!(!shows(&desk.h, "Expired code is refused!"));
}

#[test]
fn escape_leaves_the_cell_as_it_was_and_typing_replaces() {
    let mut desk = desk();
    let id = id_of(&desk, "Two codes at once");
    click(&mut desk, "Two codes at once");
    type_text(&mut desk, "One code");
    let field = |desk: &Desk| desk.h.query_by_role_and_label(Role::TextInput, "Title").and_then(|n| n.accesskit_node().value());
    assert_eq!(field(&desk).as_deref(), Some("One code"));
    press_key(&mut desk, Key::Escape);
    assert_eq!((field(&desk), stored(&desk, id).0.as_str()), (None, "Two codes at once"));
    type_text(&mut desk, "One code");
    press_key(&mut desk, Key::Tab);
    until_stored(&mut desk, "One code", |case| case(id).0 == "One code");
}

#[test]
fn a_priority_is_chosen_from_a_list_by_its_first_letters() {
    let mut desk = desk();
    let id = id_of(&desk, "Two codes at once");
    click(&mut desk, "Two codes at once");
    press_key(&mut desk, Key::ArrowRight);
    type_text(&mut desk, "hi");
    assert_eq!(desk.h.query_all_by_role(Role::ListBoxOption).count(), 1, "High alone fits");
    press_key(&mut desk, Key::Enter);
    until_stored(&mut desk, "High", |case| case(id).1 == "high");
    let refused = |desk: &mut Desk| {
        press_key(desk, Key::ArrowUp);
        type_text(desk, "zz");
        press_key(desk, Key::Enter);
    };
    refused(&mut desk);
    assert_eq!(stored(&desk, id).1, "high", "a value that is not in the list changes nothing");
}

#[test]
fn copied_cells_are_text_of_a_spreadsheet_and_paste_is_shown_first() {
    let mut desk = desk();
    let (a, b) = (id_of(&desk, "Code gives 10 %"), id_of(&desk, "Expired code is refused"));
    click(&mut desk, "Code gives 10 %");
    desk.h.key_press_modifiers(Modifiers::SHIFT, Key::ArrowDown);
    desk.settle();
    desk.h.key_press_modifiers(Modifiers::SHIFT, Key::ArrowRight);
    desk.settle();
    assert_eq!(selected(&desk), 2);
    let copied = Arc::new(Mutex::new(String::new()));
    desk.h.event(Event::Copy);
    desk.h.step();
    for command in &desk.h.output().platform_output.commands {
        if let OutputCommand::CopyText(text) = command {
            copied.lock().expect("lock").clone_from(text);
        }
    }
    assert_eq!(*copied.lock().expect("lock"), "Code gives 10 %\tNot set\nExpired code is refused\tNot set\n");
    desk.h.event(Event::Paste("Ten per cent\tHigh\nNo such code\tвысокий\n".into()));
    desk.settle();
    desk.h.get_by_label_contains("4 values change");
    assert_eq!(stored(&desk, a).0, "Code gives 10 %", "nothing is stored before the preview is applied");
    desk.h.get_by_role_and_label(Role::Button, "Change 2 cases").click();
    until_stored(&mut desk, "Ten per cent", |case| (case(a).1, case(b).0) == ("high".into(), "No such code".into()));
    desk.h.state_mut().act(Action::Command(UiCommand::Undo));
    until_stored(&mut desk, "Code gives 10 %", |case| {
        (case(a).1, case(b).0) == ("undefined".into(), "Expired code is refused".into())
    });
}

#[test]
fn values_that_cannot_be_stored_are_named_with_the_reason() {
    let mut desk = desk();
    click(&mut desk, "Code gives 10 %");
    press_key(&mut desk, Key::ArrowRight);
    desk.h.event(Event::Paste("High\nno such priority\n".into()));
    desk.settle();
    desk.h.get_by_label_contains("1 value is skipped");
    desk.h.get_by_label_contains("The list has no such value.");
    desk.h.get_by_role_and_label(Role::Button, "Change 1 case");
}

#[test]
fn fill_down_copies_the_first_selected_cell() {
    let mut desk = desk();
    let ids = ["Code gives 10 %", "Expired code is refused", "Two codes at once"].map(|title| id_of(&desk, title));
    click(&mut desk, "Code gives 10 %");
    press_key(&mut desk, Key::ArrowRight);
    type_text(&mut desk, "low");
    press_key(&mut desk, Key::Enter);
    until_stored(&mut desk, "Low", |case| case(ids[0]).1 == "low");
    press_key(&mut desk, Key::ArrowUp);
    for _ in 0..2 {
        desk.h.key_press_modifiers(Modifiers::SHIFT, Key::ArrowDown);
        desk.settle();
    }
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::D);
    desk.settle();
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    desk.until("the toast of the change", |h| is_said(h, "Changed 2 cases"));
    assert_eq!(ids.map(|id| stored(&desk, id).1), ["low", "low", "low"]);
}

#[test]
fn boxes_ctrl_and_shift_select_rows_and_the_bar_tags_them() {
    let mut desk = desk();
    let ids = ["Code gives 10 %", "Two codes at once"].map(|title| id_of(&desk, title));
    click(&mut desk, "Code gives 10 %");
    let at = cell(&desk, "Two codes at once");
    click_with(&mut desk, at, Modifiers::COMMAND);
    assert_eq!(selected(&desk), 2);
    assert!(shows(&desk.h, "2 selected"), "the bar over the grid");
    desk.h.get_by_role_and_label(Role::Button, "Tag").click();
    desk.settle();
    type_text(&mut desk, "promo");
    press_key(&mut desk, Key::Enter);
    desk.h.get_by_label_contains("2 values change");
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    desk.until("the toast of the change", |h| is_said(h, "Changed 2 cases"));
    assert_eq!(ids.map(|id| stored(&desk, id).2), [["cart", "promo", "smoke"], ["cart", "promo", "smoke"]]);
    desk.h.state_mut().act(Action::Command(UiCommand::Undo));
    desk.until("the toast of undo", |h| h.query_by_label_contains("Undone").is_some());
    assert_eq!(ids.map(|id| stored(&desk, id).2), [["cart", "smoke"], ["cart", "smoke"]]);
}

#[test]
fn a_suite_of_the_tree_is_what_the_grid_shows() {
    let mut desk = desk();
    let all = desk.h.state().backend.cases().expect("cases").rows.len();
    desk.h.get_by_role_and_label(Role::RadioButton, "All");
    desk.h.get_by_role_and_label(Role::TreeItem, "Checkout").click();
    desk.settle();
    desk.h.get_by_role_and_label(Role::Button, "Remove from the filter: Suite Checkout");
    assert!(!shows(&desk.h, "Search by name, check 1"));
    desk.h.get_by_role_and_label(Role::Button, "Remove from the filter: Suite Checkout").click();
    desk.settle();
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::A);
    desk.settle();
    click(&mut desk, "Search by name, check 1");
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::A);
    desk.settle();
    assert_eq!(selected(&desk), all);
}

#[test]
fn words_find_cases_and_ctrl_enter_opens_one() {
    let mut desk = desk();
    desk.h.get_by_role_and_label(Role::TextInput, "Search cases").focus();
    desk.settle();
    type_text(&mut desk, "REFUSED");
    desk.until("the rows of the search", |h| !shows(h, "Two codes at once"));
    click(&mut desk, "Expired code is refused");
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    desk.settle();
    let id = id_of(&desk, "Expired code is refused");
    assert_eq!(desk.h.state().state.tab(), MiddleTab::Case(id));
}

#[test]
fn a_search_that_hides_the_selected_case_selects_no_other() {
    let mut desk = desk();
    click(&mut desk, "Two codes at once");
    assert_eq!(selected(&desk), 1);
    desk.h.get_by_role_and_label(Role::TextInput, "Search cases").focus();
    desk.settle();
    type_text(&mut desk, "REFUSED");
    desk.until("the rows of the search", |h| !shows(h, "Two codes at once"));
    desk.settle();
    assert_eq!(selected(&desk), 0, "nobody chose a case that is shown");
}

#[test]
fn filters_combine_and_are_saved_under_a_name() {
    let mut desk = desk();
    desk.h.get_by_role_and_label(Role::RadioButton, "Never run").click();
    desk.until("the cases that were never run", |h| !shows(h, "Code gives 10 %"));
    assert!(shows(&desk.h, "Code with blanks around it"));
    desk.h.get_by_role_and_label(Role::RadioButton, "No function").click();
    desk.settle();
    desk.h.get_by_label("Nothing found");
    desk.h.get_by_role_and_label(Role::RadioButton, "All").click();
    desk.settle();
    desk.h.get_by_role_and_label(Role::Button, "Filter").click();
    desk.settle();
    desk.h.get_by_role_and_label(Role::ListBoxOption, "Never run").click();
    desk.settle();
    desk.h.get_by_role_and_label(Role::ListBoxOption, "Flaky").click();
    desk.settle();
    press_key(&mut desk, Key::Escape);
    desk.h.get_by_role_and_label(Role::Button, "Save filter").click();
    desk.settle();
    type_text(&mut desk, "Release");
    press_key(&mut desk, Key::Enter);
    let mut desk = desk.restart();
    desk.h.state_mut().act(Action::Command(UiCommand::ShowCases));
    desk.settle();
    desk.h.get_by_role_and_label(Role::RadioButton, "Release").click();
    desk.settle();
    desk.h.get_by_role_and_label(Role::Button, "Remove from the filter:  Flaky");
}

#[test]
fn a_new_case_is_typed_in_the_suite_and_created_on_enter() {
    let mut desk = desk();
    desk.h.get_by_role_and_label(Role::TreeItem, "Checkout").click();
    desk.settle();
    let count = |h: &Harness<'static, Shell>| h.state().backend.cases().expect("cases").rows.len();
    let before = count(&desk.h);
    let new = |desk: &mut Desk| {
        desk.h.get_by_role_and_label(Role::Button, "New case").click();
        desk.until("the field of the title", |h| {
            h.query_by_role_and_label(Role::TextInput, "Title").is_some_and(|field| field.accesskit_node().is_focused())
        });
    };
    new(&mut desk);
    type_text(&mut desk, "Paying thrice");
    press_key(&mut desk, Key::Escape);
    assert!(desk.h.query_by_role_and_label(Role::TextInput, "Title").is_none());
    new(&mut desk);
    press_key(&mut desk, Key::Enter);
    assert!(desk.h.query_by_role_and_label(Role::TextInput, "Title").is_none(), "Enter without a title ends too");
    assert_eq!(count(&desk.h), before, "nothing was created");
    new(&mut desk);
    type_text(&mut desk, "Paying twice");
    press_key(&mut desk, Key::Enter);
    desk.until("the case is stored in the suite", |h| {
        let cases = h.state().backend.cases().expect("cases");
        cases.rows.iter().any(|row| &*row.title == "Paying twice" && row.suite.is_some())
    });
    desk.until("the new case, which is a draft as any new one", |h| shows(h, "Paying twice Draft"));
    // The next one is typed at once.
    type_text(&mut desk, "Paying never");
    press_key(&mut desk, Key::Enter);
    desk.until("the second case", |h| shows(h, "Paying never Draft"));
    // A title that another case has is not lost, and that case is a click away.
    type_text(&mut desk, "Paying twice");
    press_key(&mut desk, Key::Enter);
    desk.until("the refusal", |h| is_said(h, "Another active case of the project has this title"));
    desk.h.get_by_role_and_label(Role::Label, "Another active case of the project has this title");
    desk.h.get_by_role_and_label(Role::Button, "Open the other case");
    assert_eq!(desk.h.get_by_role_and_label(Role::TextInput, "Title").value().as_deref(), Some("Paying twice"));
    // The next title replaces it, also for somebody who does not look.
    desk.settle();
    type_text(&mut desk, "P");
    desk.settle();
    assert_eq!(desk.h.get_by_role_and_label(Role::TextInput, "Title").value().as_deref(), Some("P"));
    press_key(&mut desk, Key::Backspace);
    press_key(&mut desk, Key::Escape);
    assert_eq!(count(&desk.h), before + 2);
    assert_eq!(desk.h.state().state.selection.cases.only(), Some(id_of(&desk, "Paying never")));
}

#[test]
fn a_found_step_is_shown_beside_the_title() {
    let mut desk = desk();
    desk.h.get_by_role_and_label(Role::TextInput, "Search cases").focus();
    desk.settle();
    type_text(&mut desk, "message says");
    desk.until("the step with the words", |h| {
        h.query_all_by_label("Step 2: The message says that the code expired").next().is_some()
    });
    assert!(shows(&desk.h, "Search by name, check 1"), "the title is the name of the row");
}

#[test]
fn down_leads_from_the_search_to_the_rows_and_esc_empties_it() {
    let mut desk = desk();
    let search = |desk: &mut Desk| {
        desk.h.get_by_role_and_label(Role::TextInput, "Search cases").focus();
        desk.settle();
    };
    search(&mut desk);
    type_text(&mut desk, "REFUSED");
    desk.until("the rows of the search", |h| !shows(h, "Two codes at once"));
    // To the grid, to the head of the group, to its first row.
    (0..3).for_each(|_| press_key(&mut desk, Key::ArrowDown));
    assert_eq!(selected(&desk), 1, "the arrows move among the rows");
    search(&mut desk);
    press_key(&mut desk, Key::Escape);
    desk.until("all rows", |h| shows(h, "Two codes at once"));
}

#[test]
fn an_export_takes_what_the_grid_shows() {
    let mut desk = desk();
    desk.h.get_by_role_and_label(Role::TextInput, "Search cases").focus();
    desk.settle();
    type_text(&mut desk, "REFUSED");
    desk.until("the rows of the search", |h| !shows(h, "Two codes at once"));
    desk.h.state_mut().act(Action::Command(UiCommand::ExportCases));
    desk.settle();
    let shown = desk.h.get_by_role_and_label(Role::RadioButton, "Only what the grid shows").accesskit_node().toggled();
    assert_eq!(shown, Some(eframe::egui::accesskit::Toggled::True), "the first choice while a filter is on");
    let path = desk.home.path().join("shown.csv");
    desk.h.get_by_role_and_label(Role::TextInput, "File").focus();
    desk.settle();
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::A);
    desk.settle();
    type_text(&mut desk, &path.display().to_string());
    desk.h.get_by_role_and_label(Role::Button, "Export").click();
    desk.until("the file", |_| path.exists());
    let text = std::fs::read_to_string(&path).expect("the file");
    assert!(text.contains("Expired code is refused") && !text.contains("Two codes at once"), "{text}");
}

#[test]
fn f2_edits_the_cell_also_while_a_suite_is_selected_in_the_tree() {
    let mut desk = desk();
    desk.h.get_by_role_and_label(Role::TreeItem, "Checkout").click();
    desk.settle();
    desk.h.get_by_role_and_label(Role::Table, "Cases").focus();
    desk.settle();
    press_key(&mut desk, Key::F2);
    assert!(desk.h.query_by_role_and_label(Role::TextInput, "Title").is_none(), "the suite is not renamed");
    // The first line is the head of a group.
    press_key(&mut desk, Key::ArrowDown);
    press_key(&mut desk, Key::ArrowDown);
    press_key(&mut desk, Key::ArrowRight);
    press_key(&mut desk, Key::F2);
    desk.h.get_by_role_and_label(Role::TextInput, "Title");
}

#[test]
fn groups_close_by_keys_and_headers_sort() {
    let mut desk = desk();
    click(&mut desk, "Search by name, check 1");
    press_key(&mut desk, Key::ArrowUp);
    press_key(&mut desk, Key::ArrowLeft);
    assert!(!shows(&desk.h, "Search by name, check 1"), "the group is closed");
    assert_eq!(selected(&desk), 0, "a case out of sight is not selected");
    press_key(&mut desk, Key::Delete);
    assert!(desk.h.query_by_role(Role::Dialog).is_none(), "nor offered for deletion");
    press_key(&mut desk, Key::ArrowRight);
    assert!(shows(&desk.h, "Search by name, check 1"));
    press_key(&mut desk, Key::Menu);
    desk.h.get_by_role_and_label(Role::MenuItem, "Select its cases").click();
    desk.settle();
    let (selected, all) = (&desk.h.state().state.selection.cases, desk.h.state().backend.cases().expect("cases").rows.len());
    assert!(selected.contains(id_of(&desk, "Search by name, check 1")) && selected.len() < all);
    desk.h.get_by_role_and_label(Role::ColumnHeader, "Title").click();
    desk.settle();
    let mut desk = desk.restart();
    desk.h.state_mut().act(Action::Command(UiCommand::ShowCases));
    desk.settle();
    let top = |desk: &Desk, text: &str| cell(desk, text).y;
    assert!(top(&desk, "Filters and sorting, check 1") < top(&desk, "Search by name, check 1"), "sorted inside the group");
}

#[test]
fn the_grid_speaks_russian_in_the_dark() {
    let mut desk = Desk::with(Setup { lang: voluptas_settings::LangChoice::Ru, dark: true, ..Setup::default() });
    desk.h.state_mut().act(Action::Command(UiCommand::ShowCases));
    desk.settle();
    desk.h.get_by_role_and_label(Role::Table, "Кейсы");
    desk.h.get_by_role_and_label(Role::RadioButton, "Не запускались");
    desk.h.get_by_role_and_label(Role::ColumnHeader, "Приоритет");
}

#[test]
fn words_of_steps_find_a_case_in_any_letter_case() {
    let mut desk = desk();
    desk.h.get_by_role_and_label(Role::TextInput, "Search cases").focus();
    desk.settle();
    type_text(&mut desk, "the MESSAGE says old-2024");
    desk.settle();
    assert!(shows(&desk.h, "Search by name, check 1"), "every case of the shop has these steps");
    type_text(&mut desk, "5");
    desk.until("no case with other words", |h| h.query_by_label("Nothing found").is_some());
}

#[test]
fn selected_cases_are_moved_by_keyboard() {
    let mut desk = desk();
    let ids = ["Code gives 10 %", "Two codes at once"].map(|title| id_of(&desk, title));
    // So many suites that the list has a filter.
    let store = desk.h.state().backend.workspace().expect("workspace").store.clone();
    store
        .write(voluptas_store::Op::edit("suites"), |tx| {
            let project = tx.projects().all()?[0].id;
            for n in 0..10 {
                let content =
                    voluptas_core::domain::suite::SuiteContent { title: format!("Back office {n}"), ..Default::default() };
                tx.suites()
                    .create(project, &voluptas_core::domain::suite::NewSuite { parent_id: None, number: None, content })?;
            }
            Ok(())
        })
        .expect("suites");
    desk.h.state_mut().backend.refresh();
    desk.settle();
    click(&mut desk, "Code gives 10 %");
    let at = cell(&desk, "Two codes at once");
    click_with(&mut desk, at, Modifiers::COMMAND);
    desk.h.get_by_role_and_label(Role::Button, "Move").click();
    desk.settle();
    type_text(&mut desk, "office 7");
    press_key(&mut desk, Key::Enter);
    desk.until("the preview", |h| h.query_by_label_contains("2 values change").is_some());
    press_key(&mut desk, Key::Enter);
    desk.until("the toast of the change", |h| is_said(h, "Changed 2 cases"));
    let suite = |id: i64| store.read(|tx| tx.cases().get(CaseId(id))).expect("case").suite_id;
    assert!(suite(ids[0]).is_some());
    assert_eq!(suite(ids[0]), suite(ids[1]));
}

#[test]
fn everything_is_selected_with_closed_groups_and_becomes_a_run() {
    let mut desk = desk();
    let all = desk.h.state().backend.cases().expect("cases").rows.len();
    desk.h.get_by_role_and_label(Role::Button, "Group by: Suite").click();
    desk.settle();
    press_key(&mut desk, Key::ArrowDown);
    press_key(&mut desk, Key::End);
    press_key(&mut desk, Key::ArrowUp);
    assert!(desk.h.get_by_role_and_label(Role::MenuItem, "Collapse all groups").is_focused(), "the line above the last one");
    press_key(&mut desk, Key::Enter);
    desk.until("closed groups", |h| !shows(h, "Two codes at once"));
    // The choice of the menu left the keyboard to the grid.
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::A);
    desk.settle();
    assert_eq!(selected(&desk), all);
    desk.h.get_by_role_and_label(Role::Button, "Run").click();
    desk.until("the new run", |h| h.query_by_role_and_label(Role::RadioButton, "Selected").is_some());
    desk.until("its size", |h| h.query_all_by_label_contains(&format!("{all} cases")).next().is_some());
}

/// Moves the pointer from one place to another with the button down.
fn drag(desk: &mut Desk, from: Pos2, to: Pos2) {
    desk.h.hover_at(from);
    desk.h.step();
    let modifiers = Modifiers::NONE;
    desk.h.event(Event::PointerButton { pos: from, button: PointerButton::Primary, pressed: true, modifiers });
    desk.h.step();
    for part in [0.1, 0.5, 1.0] {
        desk.h.event(Event::PointerMoved(from + (to - from) * part));
        desk.h.step();
    }
    desk.h.event(Event::PointerButton { pos: to, button: PointerButton::Primary, pressed: false, modifiers });
    desk.settle();
}

#[test]
fn rows_are_dragged_to_a_suite_by_their_codes() {
    let mut desk = desk();
    let (code, account) = ("SHOP-1", crate::support::suite_id(&desk, "Account"));
    let id = desk.h.state().backend.cases().expect("cases").rows.iter().find(|row| row.code == code).expect("the case").id;
    let suite = desk.h.get_by_role_and_label(Role::TreeItem, "Account").rect().center();
    let from = cell(&desk, code);
    drag(&mut desk, from, suite);
    let store = crate::support::store_of(&desk.h);
    let home = move |id: CaseId| store.read(|tx| tx.cases().get(id)).expect("a case").suite_id;
    desk.until("the case in its new suite", |_| home(id) == Some(account));
    assert_eq!(selected(&desk), 1, "no range was selected on the way");

    // Several selected rows go together, by any of their cells.
    let (first, second) = ("Expired code is refused", "Two codes at once");
    let titles = |desk: &Desk| [id_of(desk, first), id_of(desk, second)].map(CaseId);
    click(&mut desk, first);
    let at = cell(&desk, second);
    click_with(&mut desk, at, Modifiers::COMMAND);
    let suite = desk.h.get_by_role_and_label(Role::TreeItem, "Account").rect().center();
    let from = cell(&desk, first);
    drag(&mut desk, from, suite);
    let both = titles(&desk);
    desk.until("both in their new suite", |_| both.iter().all(|id| home(*id) == Some(account)));

    // Anywhere else, a drag selects a range.
    desk.h.key_press(Key::Escape);
    desk.settle();
    let from = cell(&desk, "Add to cart, check 1");
    drag(&mut desk, from, from + eframe::egui::vec2(0.0, 70.0));
    assert!(selected(&desk) > 1, "{}", selected(&desk));
}

#[test]
fn a_suite_that_opened_under_a_drag_closes_again_when_esc_ends_it() {
    let mut desk = desk();
    let checkout = voluptas::model::cases::CaseKey::Suite(crate::support::suite_id(&desk, "Checkout")).key();
    desk.h.state_mut().state.cases.set_expanded(checkout, false);
    desk.settle();
    let suite = desk.h.get_by_role_and_label(Role::TreeItem, "Checkout").rect().center();
    let (from, modifiers) = (cell(&desk, "SHOP-1"), Modifiers::NONE);
    let button = |pos: Pos2, pressed: bool| Event::PointerButton { pos, button: PointerButton::Primary, pressed, modifiers };
    desk.h.hover_at(from);
    desk.h.step();
    desk.h.event(button(from, true));
    desk.h.step();
    for part in [0.1, 0.5, 0.9, 1.0] {
        desk.h.event(Event::PointerMoved(from + (suite - from) * part));
        desk.h.step();
    }
    let is_open = |desk: &Desk| desk.h.state().state.cases.expanded.contains(&checkout);
    let now = desk.h.ctx.input(|i| i.time);
    desk.h.input_mut().time = Some(now + 1.0);
    desk.h.step();
    desk.h.input_mut().time = None;
    desk.h.step();
    assert!(is_open(&desk));
    desk.h.key_press(Key::Escape);
    desk.h.step();
    assert!(!is_open(&desk));
    desk.h.event(button(suite, false));
    desk.settle();
    assert!(!is_open(&desk));
}

#[test]
fn the_question_before_a_deletion_tells_suites_from_cases() {
    let mut desk = desk();
    let key = |suite: &str, desk: &Desk| voluptas::model::cases::CaseKey::Suite(crate::support::suite_id(desk, suite)).key();
    let (cart, case) = (key("Cart", &desk), id_of(&desk, "Expired code is refused"));
    let inside = desk.h.state().backend.cases().expect("cases").tree.get(case).is_some();
    assert!(inside);
    desk.h.state_mut().state.selection.cases.select(cart);
    let other = id_of(&desk, "Sign in with a password, check 1");
    desk.h.state_mut().state.selection.cases.toggle(other);
    let shown: Vec<i64> = desk.h.state().state.selection.cases.keys().collect();
    desk.h.state_mut().state.cases_selected(shown);
    desk.h.state_mut().act(Action::Command(UiCommand::DeleteFunctions));
    desk.settle();
    // The dialog has the name of its title.
    assert!(desk.h.query_all_by_label("Move 1 suite and 1 case to the trash?").count() > 0);
    let text = "Suite “Cart”\nCase SHOP-43 “Sign in with a password, check 1”\n\nInside, and moved as well: 11 cases.";
    desk.h.get_by_label_contains(text);
}

#[test]
fn a_search_finds_rows_of_closed_groups_and_a_suite_that_is_chosen_is_open() {
    let mut desk = desk();
    let close = |desk: &mut Desk| {
        let grid = desk.h.get_by_role_and_label(Role::Table, "Cases").rect();
        let mut heads = desk.h.query_all_by_label_contains("Checkout / Cart").map(|n| n.rect());
        let head = heads.find(|r| grid.contains(r.center())).expect("the head of the group");
        let at = head.left_center() + eframe::egui::vec2(8.0, 0.0);
        drop(heads);
        click_with(desk, at, Modifiers::NONE);
    };
    let is_shown = |desk: &Desk| {
        let grid = desk.h.get_by_role_and_label(Role::Table, "Cases").rect();
        desk.h.query_all_by_value("Expired code is refused").any(|n| grid.contains(n.rect().center()))
    };
    let checkout = voluptas::model::cases::CaseKey::Suite(crate::support::suite_id(&desk, "Checkout")).key();
    desk.h.state_mut().state.cases.set_expanded(checkout, true);
    desk.settle();
    close(&mut desk);
    assert!(!is_shown(&desk), "its group is closed");
    desk.h.get_by_role_and_label(Role::TextInput, "Search cases").focus();
    desk.settle();
    type_text(&mut desk, "expired");
    assert!(is_shown(&desk), "the search shows it");
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::A);
    press_key(&mut desk, Key::Backspace);
    desk.until("the group is closed again", |h| {
        let grid = h.get_by_role_and_label(Role::Table, "Cases").rect();
        !h.query_all_by_value("Expired code is refused").any(|n| grid.contains(n.rect().center()))
    });
    desk.h.get_by_role_and_label(Role::TreeItem, "Cart").click();
    desk.settle();
    assert!(is_shown(&desk), "the suite that was chosen is open");
}

/// Another process opens the file of the window.
fn other(desk: &Desk) -> voluptas_store::Store {
    let path = crate::support::store_of(&desk.h).path().to_owned();
    voluptas_store::Store::open(&path, std::sync::Arc::new(voluptas_core::base::SystemClock)).expect("opened by another")
}

#[test]
fn a_cell_does_not_overwrite_what_somebody_else_changed_while_it_was_edited() {
    use voluptas_app::cases::bulk::{CaseChange, change_cases};
    let mut desk = desk();
    let (title, theirs) = ("Expired code is refused", "Expired code is refused politely");
    let id = CaseId(id_of(&desk, title));
    click(&mut desk, title);
    desk.h.key_press(Key::F2);
    desk.settle();
    type_text(&mut desk, " twice");
    let other = other(&desk);
    change_cases(&other, &[(id, CaseChange::Title(theirs.into()))]).expect("their change");
    let stored = |desk: &Desk| crate::support::store_of(&desk.h).read(|tx| tx.cases().get(id)).expect("the case").content.title;
    press_key(&mut desk, Key::Enter);
    desk.until("the question", |h| h.query_all_by_label_contains("Somebody changed these cases").next().is_some());
    assert_eq!(stored(&desk), theirs);
    desk.until("both values", |h| {
        let line = format!("{theirs} → {title} twice");
        h.query_all_by_label_contains(&line).next().is_some()
    });
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    let store = crate::support::store_of(&desk.h);
    let is_mine = move || store.read(|tx| tx.cases().get(id)).expect("the case").content.title == format!("{title} twice");
    desk.until("the answer", |_| is_mine());
}

#[test]
fn a_preview_shows_what_others_changed_meanwhile() {
    use voluptas::model::case_grid::{CaseEdit, CaseField, EditKind};
    use voluptas_app::cases::bulk::{CaseChange, change_cases};
    use voluptas_store::CaseColumn;
    let mut desk = desk();
    let ids = ["Expired code is refused", "Two codes at once"].map(|title| CaseId(id_of(&desk, title)));
    let table = desk.h.state().views.cases.table().expect("the rows").clone();
    let mut edit = CaseEdit::new(EditKind::Bulk, table);
    for id in ids {
        edit.add(id, CaseField::Slug(CaseColumn::Severity), CaseChange::Slug(CaseColumn::Severity, "trivial".into()));
    }
    desk.h.state_mut().act(Action::Cases(voluptas::action::CasesAction::Change(std::sync::Arc::new(edit))));
    desk.settle();
    let other = other(&desk);
    change_cases(&other, &[(ids[0], CaseChange::Slug(CaseColumn::Severity, "blocker".into()))]).expect("their change");
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    desk.until("the question again", |h| h.query_all_by_label_contains("Somebody changed these cases").next().is_some());
    desk.until("their value", |h| h.query_all_by_label_contains("Blocker → Trivial").next().is_some());
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    let store = crate::support::store_of(&desk.h);
    let is_done = move |id: CaseId| store.read(|tx| tx.cases().get(id)).expect("the case").content.severity == "trivial";
    desk.until("both", |_| ids.iter().all(|id| is_done(*id)));
}

#[test]
fn a_text_for_a_case_that_went_to_the_trash_can_be_copied() {
    let mut desk = desk();
    let title = "Expired code is refused";
    let id = CaseId(id_of(&desk, title));
    click(&mut desk, title);
    desk.h.key_press(Key::F2);
    desk.settle();
    type_text(&mut desk, " with care");
    voluptas_app::workspace::trash::delete(&other(&desk), &[Thing::Case(id)]).expect("their deletion");
    desk.until("the text", |h| h.query_all_by_label_contains(&format!("{title} with care")).next().is_some());
    desk.h.get_by_role_and_label(Role::Button, "Copy the text").click();
    desk.until("it is copied", |h| is_said(h, "with care"));
}

#[test]
fn edits_of_one_window_that_follow_close_on_one_another_are_no_changes_of_somebody_else() {
    use voluptas::model::case_grid::{CaseEdit, CaseField, EditKind};
    use voluptas_app::cases::bulk::CaseChange;
    use voluptas_store::CaseColumn;
    let mut desk = desk();
    let id = CaseId(id_of(&desk, "Expired code is refused"));
    // Both are made of the same rows: those with the first edit have not come yet.
    let table = desk.h.state().views.cases.table().expect("the rows").clone();
    for slug in ["trivial", "blocker"] {
        let mut edit = CaseEdit::new(EditKind::Cell, Arc::clone(&table));
        edit.add(id, CaseField::Slug(CaseColumn::Severity), CaseChange::Slug(CaseColumn::Severity, slug.into()));
        desk.h.state_mut().act(Action::Cases(voluptas::action::CasesAction::Change(Arc::new(edit))));
        desk.until("the edit", |h| {
            let store = crate::support::store_of(h);
            store.read(|tx| tx.cases().get(id)).expect("the case").content.severity == slug
        });
    }
    assert!(desk.h.query_all_by_label_contains("Somebody changed these cases").next().is_none());
}

#[test]
fn a_right_click_on_a_suite_leaves_the_grid_and_a_removed_part_the_tree() {
    let mut desk = desk();
    let shown = |desk: &Desk| desk.h.query_by_role_and_label(Role::Button, "Remove from the filter: Suite Account").is_some();
    let at = desk.h.get_by_role_and_label(Role::TreeItem, "Account").rect().center();
    let press = |desk: &mut Desk, button: PointerButton| {
        desk.h.hover_at(at);
        for pressed in [true, false] {
            desk.h.event(Event::PointerButton { pos: at, button, pressed, modifiers: Modifiers::NONE });
            desk.h.step();
        }
        desk.settle();
    };
    press(&mut desk, PointerButton::Secondary);
    assert!(!shown(&desk));
    press_key(&mut desk, Key::Escape);
    press(&mut desk, PointerButton::Primary);
    assert!(shown(&desk));
    desk.h.get_by_role_and_label(Role::Button, "Remove from the filter: Suite Account").click();
    desk.settle();
    assert!(!shown(&desk) && desk.h.state().state.selection.cases.is_empty());
    press(&mut desk, PointerButton::Primary);
    assert!(shown(&desk), "a click shows it again");
}
