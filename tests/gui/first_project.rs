//! The first project and case of an empty workspace, made in the window alone.

use crate::support::{Desk, Setup};
use eframe::egui::accesskit::Role;
use eframe::egui::{Event, Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use voluptas::action::Action;
use voluptas::model::subject::LeftTab;
use voluptas::ui_command::UiCommand;

/// Replaces the text of a field.
fn type_into(desk: &mut Desk, field: &str, text: &str) {
    desk.h.get_by_role_and_label(Role::TextInput, field).focus();
    desk.settle();
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::A);
    desk.h.step();
    desk.h.event(Event::Text(text.to_owned()));
    desk.settle();
}

#[test]
fn an_empty_workspace_gets_a_project_and_then_its_first_case() {
    let mut desk = Desk::with(Setup { shop: false, ..Setup::default() });
    desk.h.state_mut().act(Action::Command(UiCommand::NewCase));
    desk.settle();
    type_into(&mut desk, "Title", "Shop web app");
    desk.h.get_by_role_and_label(Role::TextInput, "Code");
    desk.h.get_by_role_and_label(Role::Button, "Create").click();
    desk.until("the dialog of the first case", |h| h.query_all_by_label("Suite").next().is_some());
    let project = desk.h.state().backend.cases().and_then(|c| c.project.clone()).expect("project");
    assert_eq!((project.code.as_str(), project.title.as_str()), ("SWA", "Shop web app"));
    type_into(&mut desk, "Title", "Pay by card");
    desk.h.get_by_role_and_label(Role::Button, "Cancel").click();
    desk.h.state_mut().state.kept.left = LeftTab::Cases;
    desk.until("the empty list", |h| h.query_all_by_label_contains("Create a case").next().is_some());
    assert!(desk.h.query_all_by_label_contains("Create a project").next().is_none(), "there is one");
    desk.h.state_mut().act(Action::Command(UiCommand::NewCase));
    desk.settle();
    type_into(&mut desk, "Title", "Pay by card");
    desk.h.get_by_role_and_label(Role::Button, "Create").click();
    desk.until("the case", |h| h.state().backend.cases().is_some_and(|c| c.rows.iter().any(|r| &*r.title == "Pay by card")));
}

#[test]
fn typing_replaces_the_suggested_title_of_a_project() {
    let mut desk = Desk::with(Setup { shop: false, ..Setup::default() });
    desk.h.state_mut().act(Action::Command(UiCommand::NewProject));
    desk.settle();
    desk.h.event(Event::Text("Storefront".to_owned()));
    desk.settle();
    let field = desk.h.get_by_role_and_label(Role::TextInput, "Title");
    assert_eq!(field.accesskit_node().value().as_deref(), Some("Storefront"));
}
