//! Shared steps made, edited and deleted in the window; files of steps; steps that are dragged by their handles.

use std::sync::Arc;

use eframe::egui::accesskit::Role;
use eframe::egui::{ColorImage, Event, Key, Modifiers, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable};
use voluptas::action::{Action, Nav};
use voluptas::state::MiddleTab;
use voluptas::ui_command::UiCommand;
use voluptas_app::cases;
use voluptas_core::domain::case::CaseContent;
use voluptas_core::domain::ids::CaseId;

use crate::attachments::png;
use crate::support::{Desk, case_id, command, focus_text, is_said, press, store, stored, type_text};
use crate::writing::actions;

const TITLE: &str = "Expired code is refused";
const STEPS: [&str; 2] = ["Open the cart", "Enter the code OLD-2024"];

fn desk() -> (Desk, CaseId) {
    let mut desk = Desk::new();
    desk.h.set_size(vec2(1440.0, 1400.0));
    let id = case_id(&desk, TITLE);
    desk.h.state_mut().act(Action::Nav(Nav::Tab(MiddleTab::Case(id.0))));
    desk.settle();
    (desk, id)
}

fn click(desk: &mut Desk, name: &str) {
    desk.h.get_by_role_and_label(Role::Button, name).click();
    desk.settle();
}

fn save(desk: &mut Desk, what: &str, id: CaseId, holds: impl Fn(&CaseContent) -> bool) {
    press(desk, Modifiers::COMMAND, Key::S);
    desk.until(what, |h| {
        let store = h.state().backend.workspace().expect("workspace").store.clone();
        holds(&store.read(|tx| tx.cases().get(id)).expect("the case").content)
    });
}

/// Names, numbers of steps and using cases of the shared steps.
fn shared(desk: &Desk, case: CaseId) -> Vec<(String, usize, usize)> {
    let rows = cases::shared_steps::list(&store(desk), stored(desk, case).project_id).expect("shared steps");
    rows.into_iter().map(|row| (row.title, row.steps.len(), row.users.len())).collect()
}

/// Makes a shared step of both steps of the case, by keyboard where that is shorter, and saves the case.
fn make(desk: &mut Desk, id: CaseId) {
    focus_text(desk, "Action, step 1");
    command(desk, UiCommand::MakeShared);
    type_text(desk, "Use an old code");
    desk.h.get_by_role_and_label(Role::CheckBox, &format!("2. {}", STEPS[1])).click();
    desk.settle();
    press(desk, Modifiers::NONE, Key::Enter);
    desk.until("the shared step", |h| h.query_by_label_contains("Save the case to use it").is_some());
    assert!(desk.h.query_by_label_contains("used in unsaved changes").is_some(), "no stored case uses it yet");
    save(desk, "the case uses it", id, |c| c.steps.len() == 1 && c.steps[0].shared.is_some());
}

#[test]
fn steps_of_a_case_become_a_shared_step_and_come_back() {
    let (mut desk, id) = desk();
    assert_eq!(actions(&stored(&desk, id).content), STEPS);
    make(&mut desk, id);
    assert_eq!(shared(&desk, id), [("Use an old code".to_owned(), 2, 1)]);
    desk.until("the row", |h| h.query_by_label_contains("used in 1 case").is_some());
    // The versions show the steps that went.
    command(&mut desk, UiCommand::CaseVersions);
    desk.until("the differences", |h| h.query_all_by_label_contains(&format!("Former step 1: Action: {}", STEPS[0])).count() > 0);
    assert!(desk.h.query_all_by_label_contains(&format!("Former step 2: Action: {}", STEPS[1])).count() > 0);
    assert!(desk.h.query_all_by_label_contains("Step 1, shared").count() > 0);
    press(&mut desk, Modifiers::NONE, Key::Escape);
    // The save is one step of undo, which brings the steps back.
    command(&mut desk, UiCommand::Undo);
    desk.until("the steps are back", |h| {
        let store = h.state().backend.workspace().expect("workspace").store.clone();
        actions(&store.read(|tx| tx.cases().get(id)).expect("the case").content) == STEPS
    });
    command(&mut desk, UiCommand::Undo);
    desk.until("nor is there a shared step", |h| h.query_by_label_contains("Shared step").is_none());
    assert!(shared(&desk, id).is_empty());
}

#[test]
fn a_shared_step_is_listed_edited_and_deleted() {
    let (mut desk, id) = desk();
    make(&mut desk, id);
    desk.h.state_mut().act(Action::Nav(Nav::Tab(MiddleTab::Registry)));
    command(&mut desk, UiCommand::SharedSteps);
    desk.until("the list", |h| h.query_by_label("used in 1 case").is_some());
    desk.h.get_by_label("used in 1 case").click();
    desk.settle();
    desk.h.get_by_role_and_label(Role::Link, TITLE).click();
    desk.settle();
    assert_eq!(desk.h.state().state.tab(), MiddleTab::Case(id.0), "the list leads to the case");
    // From the row of the case to the editor of the shared step, and back by Esc.
    desk.h.get_by_role_and_label(Role::Link, "Open").click();
    desk.until("the editor", |h| h.query_by_label("Name of the shared step").is_some());
    press(&mut desk, Modifiers::NONE, Key::Escape);
    assert!(desk.h.query_by_label("Name of the shared step").is_none());
    assert!(desk.h.query_by_role_and_label(Role::Button, "New shared step").is_none(), "no list lies between");
    desk.h.get_by_role_and_label(Role::Link, "Open").click();
    desk.until("the editor", |h| h.query_by_label("Name of the shared step").is_some());
    press(&mut desk, Modifiers::COMMAND, Key::A);
    type_text(&mut desk, "Use an expired code");
    focus_text(&mut desk, "Action, step 2");
    press(&mut desk, Modifiers::COMMAND, Key::Enter);
    type_text(&mut desk, "Look at the message");
    press(&mut desk, Modifiers::COMMAND, Key::S);
    desk.until("it is stored", |h| is_said(h, "Edited shared step"));
    assert_eq!(shared(&desk, id), [("Use an expired code".to_owned(), 3, 1)]);
    click(&mut desk, "Delete “Use an expired code”");
    desk.until("the question", |h| h.query_by_label_contains("1 case uses this shared step").is_some());
    click(&mut desk, "Delete");
    desk.until("it is gone", |h| h.query_by_label("No shared steps yet").is_some());
    press(&mut desk, Modifiers::NONE, Key::Escape);
    desk.until("the case", |h| h.query_by_label("Shared step that no longer exists").is_some());
    assert!(desk.h.query_by_label("Look at the message").is_some(), "the case shows its last text");
    click(&mut desk, "Hide the steps of step 1");
    assert!(desk.h.query_by_label("Look at the message").is_none());
    click(&mut desk, "Insert shared step");
    desk.until("the list", |h| h.query_by_role_and_label(Role::Button, "New shared step").is_some());
    click(&mut desk, "New shared step");
    type_text(&mut desk, "Sign in");
    focus_text(&mut desk, "Action, step 1");
    type_text(&mut desk, "Open the page");
    press(&mut desk, Modifiers::COMMAND, Key::S);
    desk.until("a new one", |h| h.query_by_label("Edit “Sign in”").is_some());
    assert_eq!(shared(&desk, id), [("Sign in".to_owned(), 1, 0)]);
}

#[test]
fn a_shared_step_of_no_steps_says_what_is_missing() {
    let (mut desk, _) = desk();
    command(&mut desk, UiCommand::MakeShared);
    type_text(&mut desk, "Nothing yet");
    desk.h.get_by_label("Select the steps that belong to it.");
    desk.h.get_by_role_and_label(Role::CheckBox, &format!("1. {}", STEPS[0])).click();
    desk.settle();
    desk.h.get_by_label("The case uses the shared step in their place.");
}

#[test]
fn steps_that_do_not_follow_each_other_become_no_shared_step() {
    let (mut desk, _) = desk();
    focus_text(&mut desk, "Action, step 1");
    press(&mut desk, Modifiers::COMMAND, Key::Enter);
    type_text(&mut desk, "Between");
    command(&mut desk, UiCommand::MakeShared);
    type_text(&mut desk, "Apart");
    for (number, wanted) in [(2, false), (1, true), (3, true)] {
        let name = match number {
            1 => format!("1. {}", STEPS[0]),
            2 => "2. Between".to_owned(),
            _ => format!("3. {}", STEPS[1]),
        };
        let found = desk.h.get_by_role_and_label(Role::CheckBox, &name);
        let on = found.accesskit_node().toggled() == Some(eframe::egui::accesskit::Toggled::True);
        if on != wanted {
            found.click();
            desk.settle();
        }
    }
    desk.h.get_by_label("Select steps that follow each other.");
    assert!(desk.h.get_by_role_and_label(Role::Button, "Create").accesskit_node().is_disabled());
}

#[test]
fn a_screenshot_is_pasted_into_a_step_and_removed() {
    let (mut desk, id) = desk();
    desk.h.state_mut().backend.screenshot = png;
    focus_text(&mut desk, "Action, step 2");
    desk.h.event(Event::PasteImage(Arc::new(ColorImage::example())));
    let name = "screenshot-2026-11-20-120000.png";
    desk.until("the picture", |h| h.query_by_role_and_label(Role::Image, name).is_some());
    let files = |c: &CaseContent| c.steps.iter().map(|s| s.attachments.len()).collect::<Vec<_>>();
    assert_eq!(files(&stored(&desk, id).content), [0, 0], "the draft has it, the case does not yet");
    save(&mut desk, "saved", id, |c| files(c) == [0, 1]);
    desk.h.get_by_role_and_label(Role::Button, "Versions").click();
    desk.until("the version", |h| h.query_all_by_label_contains(name).next().is_some());
    press(&mut desk, Modifiers::NONE, Key::Escape);
    click(&mut desk, &format!("Remove {name}"));
    save(&mut desk, "removed", id, |c| files(c) == [0, 0]);
}

#[test]
fn a_step_has_a_menu_for_the_keyboard() {
    let (mut desk, id) = desk();
    desk.h.state_mut().backend.screenshot = png;
    focus_text(&mut desk, "Expected result, step 1");
    press(&mut desk, Modifiers::SHIFT, Key::F10);
    let names = desk.h.query_all_by_role(Role::MenuItem).filter_map(|n| n.accesskit_node().label()).collect::<Vec<_>>();
    assert!(names.iter().any(|name| name == "Paste a screenshot"), "{names:?}");
    press(&mut desk, Modifiers::NONE, Key::ArrowDown);
    press(&mut desk, Modifiers::NONE, Key::Enter);
    save(&mut desk, "the file is at the first step", id, |c| c.steps.iter().any(|s| !s.attachments.is_empty()));
    assert_eq!(stored(&desk, id).content.steps[0].attachments.len(), 1);
}

#[test]
fn steps_are_selected_and_dragged_by_their_handles() {
    let (mut desk, id) = desk();
    let at = |desk: &Desk, name: &str| desk.h.get_by_role_and_label(Role::Button, name).rect().center();
    let (from, to) = (at(&desk, "Drag step 2"), at(&desk, "Drag step 1"));
    desk.h.drag_at(from);
    desk.h.step();
    desk.h.hover_at(to + vec2(0.0, -4.0));
    desk.h.step();
    desk.h.step();
    desk.h.drop_at(to + vec2(0.0, -4.0));
    desk.settle();
    save(&mut desk, "the steps are turned", id, |c| actions(c) == [STEPS[1], STEPS[0]]);
    // The history says so in words.
    desk.until("the history", |h| h.query_by_label_contains("moved to").is_some());
    click(&mut desk, "Drag step 1");
    desk.h.get_by_label("1 step selected");
    desk.h.get_by_role_and_label(Role::Button, "Create a shared step…");
    click(&mut desk, "Delete");
    save(&mut desk, "deleted", id, |c| actions(c) == [STEPS[0]]);
}

#[test]
fn a_narrow_editor_keeps_its_commands_and_leaves_room_for_toasts() {
    let (mut desk, id) = desk();
    desk.h.set_size(vec2(820.0, 600.0));
    focus_text(&mut desk, "Title");
    type_text(&mut desk, "!");
    assert!(desk.h.query_by_role_and_label(Role::Button, "Discard changes").is_none(), "there is no room for it");
    click(&mut desk, "More");
    desk.h.get_by_role_and_label(Role::MenuItem, "Discard changes").click();
    desk.settle();
    assert!(!desk.h.state().views.case.is_dirty(id));
    // The details over the middle end above the toast.
    command(&mut desk, UiCommand::ToggleInspector);
    desk.h.state_mut().act(Action::Copy("a text".into()));
    desk.until("the toast", |h| h.query_by_role(Role::Status).is_some());
    assert!(desk.h.query_all_by_label("History").count() > 0, "the details are over the middle");
    let toast = desk.h.get_by_role(Role::Status).rect();
    let mut buttons = desk.h.query_all_by_role_and_label(Role::Button, "Close");
    buttons.find(|button| toast.contains(button.rect().center())).expect("the button of the toast").click();
    drop(buttons);
    desk.settle();
    assert!(desk.h.query_by_role(Role::Status).is_none(), "the pointer reaches the toast below the details");
}
