//! Settings and Check Connection against the demo's server, over real HTTP.

use eframe::egui::accesskit::Role;
use eframe::egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;
use voluptas::gui::view::Connection;

use crate::support::{Desk, Setup};

fn demo() -> Desk {
    let mut desk = Desk::with(Setup { shop: false, open: false, ..Setup::default() });
    desk.h.get_by_role_and_label(Role::Button, "Open the demo").click();
    desk.until("the demo opens and answers", |h| matches!(h.state().backend.connection, Connection::Connected { .. }));
    desk
}

fn settings(desk: &mut Desk) {
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::Comma);
    desk.settle();
}

fn check(desk: &mut Desk, expected: &str) {
    desk.h.get_by_role_and_label(Role::Button, "Check connection").click();
    let expected = expected.to_owned();
    desk.until(&format!("the check says {expected}"), |h| h.query_by_label_contains(&expected).is_some());
}

#[test]
fn a_good_and_a_bad_token() {
    let mut desk = demo();
    settings(&mut desk);
    check(&mut desk, "Connected: SHOP");
    let token = desk.h.get_by_role_and_label(Role::PasswordInput, "API token");
    token.focus();
    token.type_text("not-the-token");
    desk.settle();
    check(&mut desk, "Qase does not accept the API token");
    assert!(desk.h.query_by_label_contains("Connected: SHOP").is_none());
    // What was tried with typed values says nothing about what is in force.
    assert!(matches!(desk.h.state().backend.connection, Connection::Connected { .. }));
    desk.h.key_press(Key::Escape);
    desk.settle();
}

#[test]
fn a_project_that_the_token_does_not_see() {
    let mut desk = demo();
    settings(&mut desk);
    let project = desk.h.get_by_role_and_label(Role::TextInput, "Project code");
    project.focus();
    project.type_text("X");
    desk.settle();
    check(&mut desk, "SHOPX");
}

#[test]
fn a_token_is_kept_in_the_file_and_never_in_the_settings() {
    let mut desk = Desk::new();
    settings(&mut desk);
    let token = desk.h.get_by_role_and_label(Role::PasswordInput, "API token");
    token.focus();
    token.type_text("secret-token-123");
    desk.settle();
    desk.h.get_by_role_and_label(Role::Button, "Save").click();
    desk.until("the token is in force", |h| h.state().backend.survey.as_ref().is_some_and(|s| s.in_force.is_some()));
    let home = desk.home.path();
    let file = std::fs::read_to_string(home.join("credentials/qase.env")).expect("credentials");
    assert!(file.contains("QASE_API_TOKEN=secret-token-123") || file.contains("QASE_API_TOKEN=\"secret-token-123\""), "{file}");
    let kept = std::fs::read_to_string(home.join("settings.json")).expect("settings");
    assert!(!kept.contains("secret-token-123"));
}

#[test]
fn the_demo_leaves_the_settings_alone() {
    let mut desk = demo();
    desk.h.state_mut().keep(None);
    let kept = std::fs::read_to_string(desk.home.path().join("settings.json")).expect("settings");
    assert!(kept.contains("https://api.qase.io/v1") && !kept.contains("127.0.0.1"), "{kept}");
    desk.settle();
}
