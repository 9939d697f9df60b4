//! The menu of a step, opened as a hand opens it: the pointer rests, the button stays down for several frames and slips by a point.

use std::sync::Arc;

use eframe::egui::accesskit::Role;
use eframe::egui::{Event, Key, Modifiers, PointerButton, Pos2, vec2};
use egui_kittest::kittest::Queryable as _;
use voluptas::action::{Action, Nav};
use voluptas::state::MiddleTab;
use voluptas_core::domain::ids::CaseId;

use crate::support::{Answers, Desk, case_id, store};

const TITLE: &str = "Expired code is refused";
const NOTE: &str = "The file is attached to the step";

fn desk() -> (Desk, CaseId) {
    let mut desk = Desk::new();
    desk.h.set_size(vec2(1440.0, 1400.0));
    let id = case_id(&desk, TITLE);
    desk.h.state_mut().act(Action::Nav(Nav::Tab(MiddleTab::Case(id.0))));
    desk.until("the editor", |h| h.query_by_role_and_label(Role::MultilineTextInput, "Action, step 1").is_some());
    (desk, id)
}

fn steps(desk: &mut Desk, count: usize) {
    (0..count).for_each(|_| desk.h.step());
}

/// Clicks as a hand does.
fn press(desk: &mut Desk, at: Pos2, button: PointerButton) {
    desk.h.event(Event::PointerMoved(at));
    steps(desk, 3);
    // A frame of the harness takes a quarter of a second, and a longer press is no click.
    desk.h.event(Event::PointerButton { pos: at, button, pressed: true, modifiers: Modifiers::NONE });
    steps(desk, 1);
    let slipped = at + vec2(1.0, 0.0);
    desk.h.event(Event::PointerMoved(slipped));
    steps(desk, 1);
    desk.h.event(Event::PointerButton { pos: slipped, button, pressed: false, modifiers: Modifiers::NONE });
    steps(desk, 3);
    desk.settle();
}

fn cell(desk: &Desk, number: usize) -> Pos2 {
    desk.h.get_by_role_and_label(Role::MultilineTextInput, &format!("Action, step {number}")).rect().center()
}

/// Presses the button with the three points of a step, which the pointer over the step shows.
fn press_more(desk: &mut Desk, number: usize) {
    let at = cell(desk, number);
    desk.h.event(Event::PointerMoved(at));
    steps(desk, 3);
    let at = desk.h.get_by_role_and_label(Role::Button, &format!("Actions with step {number}")).rect().center();
    press(desk, at, PointerButton::Primary);
}

fn is_open(desk: &Desk) -> bool {
    desk.h.query_by_role_and_label(Role::MenuItem, "Attach a file…").is_some()
}

#[test]
fn the_button_of_a_step_opens_its_menu_and_attaches_a_file() {
    let (mut desk, id) = desk();
    let file = desk.home.path().join("log.txt");
    std::fs::write(&file, "one\n").expect("file");
    let typed = file.display().to_string();
    desk.h.state_mut().backend.picker = Arc::new(Answers(file));
    press_more(&mut desk, 2);
    assert!(is_open(&desk), "the menu stays open");
    desk.h.key_press(Key::Escape);
    desk.settle();
    assert!(!is_open(&desk));
    press_more(&mut desk, 2);
    let line = desk.h.get_by_role_and_label(Role::MenuItem, "Attach a file…").rect().center();
    press(&mut desk, line, PointerButton::Primary);
    desk.until("the dialog", |h| h.query_by_label_contains(NOTE).is_some());
    desk.h.get_by_label("Browse…").click();
    desk.until("the path", move |h| h.query_all_by_value(&typed).count() > 0);
    desk.h.get_by_role_and_label(Role::Button, "Attach").click();
    desk.until("the file in the draft", |h| h.query_by_label("log.txt").is_some());
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::S);
    let store = store(&desk);
    desk.until("the file is stored with the step", |_| {
        let content = store.read(|tx| tx.cases().get(id)).expect("case").content;
        content.steps.get(1).is_some_and(|step| step.attachments.iter().any(|file| file.filename == "log.txt"))
    });
}

#[test]
fn the_menu_opens_at_the_edited_step_and_by_the_right_button() {
    let (mut desk, _) = desk();
    let at = cell(&desk, 1);
    press(&mut desk, at, PointerButton::Primary);
    press_more(&mut desk, 1);
    assert!(is_open(&desk), "at the step that is being edited");
    press_more(&mut desk, 1);
    assert!(!is_open(&desk), "a second click closes it");
    let at = cell(&desk, 2);
    press(&mut desk, at, PointerButton::Secondary);
    assert!(is_open(&desk), "by the right button in a cell");
}

#[test]
fn ctrl_shift_f_takes_the_step_with_the_cursor() {
    let (mut desk, _) = desk();
    desk.h.get_by_role_and_label(Role::MultilineTextInput, "Action, step 2").focus();
    desk.settle();
    desk.h.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::F);
    desk.until("the dialog for the step", |h| h.query_by_label_contains(NOTE).is_some());
    desk.h.key_press(Key::Escape);
    desk.settle();
    desk.h.get_by_role_and_label(Role::MultilineTextInput, "Title").focus();
    desk.settle();
    desk.h.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::F);
    desk.until("the dialog for the case", |h| h.query_by_label("Browse…").is_some());
    assert!(desk.h.query_by_label_contains(NOTE).is_none());
}

#[test]
fn the_menu_of_a_selected_step_deletes_all_selected_ones() {
    let (mut desk, id) = desk();
    let count = store(&desk).read(|tx| tx.cases().get(id)).expect("case").content.steps.len();
    assert!(count >= 2, "{count}");
    for (number, modifiers) in [(1, Modifiers::NONE), (2, Modifiers::SHIFT)] {
        let name = format!("Drag step {number}");
        let at = desk.h.get_by_role_and_label(Role::Button, &name).rect().center();
        desk.h.event(Event::PointerMoved(at));
        steps(&mut desk, 2);
        for pressed in [true, false] {
            desk.h
                .event_modifiers(Event::PointerButton { pos: at, button: PointerButton::Primary, pressed, modifiers }, modifiers);
            steps(&mut desk, 1);
        }
        desk.settle();
    }
    press_more(&mut desk, 2);
    desk.h.get_by_role_and_label(Role::MenuItem, "Delete 2 steps").click();
    desk.settle();
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::S);
    let store = store(&desk);
    desk.until("both are deleted", |_| store.read(|tx| tx.cases().get(id)).expect("case").content.steps.len() == count - 2);
}
