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

#[test]
fn results_are_imported_into_an_empty_workspace_after_its_first_project() {
    let mut desk = Desk::with(Setup { shop: false, ..Setup::default() });
    desk.h.state_mut().state.kept.left = LeftTab::Runs;
    desk.settle();
    desk.h.get_by_role_and_label(Role::Button, "Import test results…").click();
    desk.until("the dialog of the project", |h| h.query_by_role_and_label(Role::TextInput, "Code").is_some());
    type_into(&mut desk, "Title", "Shop web app");
    desk.h.get_by_role_and_label(Role::Button, "Create").click();
    desk.until("the file is asked for", |h| h.query_by_role_and_label(Role::TextInput, "File").is_some());
}

#[test]
fn results_dropped_on_an_empty_workspace_wait_for_its_first_project() {
    let mut desk = Desk::with(Setup { shop: false, ..Setup::default() });
    let file = desk.home.path().join("results.xml");
    let xml = r#"<testsuite name="s"><testcase classname="a" name="Pays by card" time="1"/></testsuite>"#;
    std::fs::write(&file, xml).expect("file");
    desk.h.state_mut().act(Action::IngestResults(vec![file]));
    desk.until("the dialog of the project", |h| h.query_by_role_and_label(Role::TextInput, "Code").is_some());
    type_into(&mut desk, "Title", "Shop web app");
    desk.h.get_by_role_and_label(Role::Button, "Create").click();
    desk.until("the run", |h| h.state().backend.runs().is_some_and(|runs| runs.rows.len() == 1));
}

#[test]
fn a_command_that_cannot_be_done_says_in_its_menu_what_it_waits_for() {
    let mut desk = Desk::with(Setup { shop: false, ..Setup::default() });
    desk.h.get_by_label("Tools").click();
    desk.settle();
    desk.h.get_by_role_and_label(Role::MenuItem, "Milestones…").hover();
    desk.until("the reason", |h| h.query_by_label("Create a project first").is_some());
}
