//! Settings and Check Connection against the demo's server, over real HTTP.

use std::sync::Arc;

use eframe::egui::accesskit::Role;
use eframe::egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable};
use testkit::wait::wait_for;
use voluptas::action::Action;
use voluptas::backend::{Opening, Start};
use voluptas::ui_command::UiCommand;
use voluptas::view::Connection;
use voluptas_core::base::FixedClock;
use voluptas_settings::table::Tab;
use voluptas_settings::{Account, LangChoice, Settings};

use crate::support::{Desk, NOW, Setup};

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
    check(&mut desk, "Qase refused the API token");
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
    desk.until("the token is in force", |h| h.state().backend.in_force(Account::Primary).is_some());
    let home = desk.home.path();
    let kept = dotenvy::from_path_iter(home.join("credentials/qase.env")).expect("credentials");
    let kept: Vec<(String, String)> =
        kept.map(|entry| entry.expect("a line")).filter(|(name, _)| name == "QASE_API_TOKEN").collect();
    assert_eq!(kept, [("QASE_API_TOKEN".to_owned(), "secret-token-123".to_owned())]);
    let kept = std::fs::read_to_string(home.join("settings.json")).expect("settings");
    assert!(!kept.contains("secret-token-123"));
}

#[test]
fn a_preview_stays_until_the_account_is_another_one() {
    let mut desk = demo();
    let preview = |desk: &Desk| desk.h.query_by_label("Unchanged").is_some();
    let open = |desk: &mut Desk| {
        desk.h.state_mut().act(Action::Command(UiCommand::SyncQase));
        desk.settle();
    };
    let write = |desk: &mut Desk, role, label: &str, text: &str| {
        let field = desk.h.get_by_role_and_label(role, label);
        field.focus();
        field.type_text(text);
        desk.settle();
    };
    open(&mut desk);
    desk.until("the suites are read", |h| h.query_all_by_label_contains("Clear selection").next().is_some());
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    desk.until("the preview is there", |h| h.query_by_label("Unchanged").is_some());
    let close = |desk: &mut Desk| {
        desk.h.key_press(Key::Escape);
        desk.settle();
        assert!(!preview(desk), "the dialog is closed");
    };
    close(&mut desk);
    // Looked at and closed, another run, another pace: it is the same account.
    settings(&mut desk);
    desk.h.key_press(Key::Escape);
    desk.settle();
    settings(&mut desk);
    write(&mut desk, Role::TextInput, "Test run ID", "1");
    desk.h.get_by_role_and_label(Role::Button, "Save").click();
    desk.until("the run is in force", |h| {
        h.state().backend.connector(Account::Primary).is_some_and(|c| c.config.run_id.value == Some(1))
    });
    open(&mut desk);
    assert!(preview(&desk));
    close(&mut desk);
    // Another token is another account.
    settings(&mut desk);
    write(&mut desk, Role::PasswordInput, "API token", "another-account-token");
    desk.h.get_by_role_and_label(Role::Button, "Save").click();
    desk.until("it is said", |h| h.query_by_label_contains("The preview of the old connection was closed").is_some());
    open(&mut desk);
    assert!(!preview(&desk));
    desk.h.key_press(Key::Escape);
    desk.settle();
}

#[test]
fn project_and_run_are_chosen_from_what_the_token_sees() {
    let mut desk = demo();
    settings(&mut desk);
    let field = |desk: &mut Desk, label: &str| {
        let value = desk.h.get_by_role_and_label(Role::TextInput, label).accesskit_node().value();
        value.unwrap_or_default()
    };
    let empty = |desk: &mut Desk, label: &str| {
        desk.h.get_by_role_and_label(Role::TextInput, label).focus();
        desk.h.key_press_modifiers(Modifiers::COMMAND, Key::A);
        desk.h.key_press(Key::Delete);
        desk.settle();
    };
    empty(&mut desk, "Project code");
    desk.h.get_by_role_and_label(Role::Button, "Select an open run").click();
    desk.until("a project is asked for", |h| h.query_by_label_contains("Select a project first").is_some());
    desk.h.get_by_role_and_label(Role::Button, "Select an open run").click();
    desk.settle();
    desk.h.get_by_role_and_label(Role::Button, "Select a project").click();
    desk.until("the projects are read", |h| h.query_by_label_contains("SHOP – ").is_some());
    desk.h.get_by_label_contains("SHOP – ").click();
    desk.settle();
    assert_eq!(field(&mut desk, "Project code"), "SHOP");
    desk.h.get_by_role_and_label(Role::Button, "Select an open run").click();
    desk.until("the runs are read", |h| h.query_all_by_role(Role::ListBoxOption).count() > 0);
    let first = desk.h.query_all_by_role(Role::ListBoxOption).next().expect("a run");
    let (id, title) = {
        let text = first.accesskit_node().label().expect("its text");
        let (id, title) = text.split_once(" – ").expect("id and title");
        (id.to_owned(), title.to_owned())
    };
    first.click();
    desk.settle();
    assert_eq!(field(&mut desk, "Test run ID"), id);
    desk.h.get_by_label(&title);
    desk.h.key_press(Key::Escape);
    desk.settle();
}

#[test]
fn a_list_that_cannot_be_read_says_why() {
    let mut desk = Desk::new();
    settings(&mut desk);
    for (role, label, text) in
        [(Role::PasswordInput, "API token", "a-token"), (Role::TextInput, "API address", "http://127.0.0.1:9/v1")]
    {
        desk.h.get_by_role_and_label(role, label).focus();
        desk.h.key_press_modifiers(Modifiers::COMMAND, Key::A);
        desk.h.get_by_role_and_label(role, label).type_text(text);
        desk.settle();
    }
    desk.h.get_by_role_and_label(Role::Button, "Select a project").click();
    desk.until("the list says why not", |h| h.query_by_role_and_label(Role::Button, "Try again").is_some());
    desk.h.get_by_label_contains("127.0.0.1:9");
    desk.h.key_press(Key::Escape);
    desk.settle();
    desk.h.key_press(Key::Escape);
    desk.settle();
}

#[test]
fn the_second_account_has_a_tab_of_its_own() {
    let mut desk = demo();
    let (address, token) = {
        let demo = desk.h.state().backend.demo().expect("demo");
        (demo.base_url.clone(), demo.token.expose().to_owned())
    };
    settings(&mut desk);
    desk.h.get_by_role_and_label(Role::Tab, "Second account").click();
    desk.settle();
    desk.h.get_by_label_contains("mirrored between two Qase accounts");
    desk.h.get_by_label("No token yet");
    let write = |desk: &mut Desk, role, label: &str, text: &str| {
        let field = desk.h.get_by_role_and_label(role, label);
        field.focus();
        field.type_text(text);
        desk.settle();
    };
    write(&mut desk, Role::TextInput, "API address", &address);
    write(&mut desk, Role::PasswordInput, "API token", "second-wrong-token");
    check(&mut desk, "Qase refused the API token");
    // The first account has neither the words nor the finding.
    desk.h.get_by_role_and_label(Role::Tab, "Qase").click();
    desk.settle();
    assert!(desk.h.query_by_label_contains("refused the API token").is_none());
    desk.h.get_by_role_and_label(Role::Tab, "Second account").click();
    desk.settle();
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::A);
    let field = desk.h.get_by_role_and_label(Role::PasswordInput, "API token");
    field.focus();
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::A);
    write(&mut desk, Role::PasswordInput, "API token", &token);
    check(&mut desk, "Connected. The token has access to");
    desk.h.get_by_role_and_label(Role::Button, "Save").click();
    desk.until("the token is in force", |h| h.state().backend.in_force(Account::MirrorTarget).is_some());
    let home = desk.home.path();
    let file = std::fs::read_to_string(home.join("credentials/qase.env")).expect("credentials");
    assert!(file.contains("QASE_TARGET_API_TOKEN=") && file.contains(&token) && !file.contains("QASE_API_TOKEN"), "{file}");
    let kept = std::fs::read_to_string(home.join("settings.json")).expect("settings");
    assert!(kept.contains(&address) && !kept.contains(&token), "{kept}");
    // The demo's own account goes on as it was.
    assert!(matches!(desk.h.state().backend.connection, Connection::Connected { .. }));
    settings(&mut desk);
    desk.h.get_by_role_and_label(Role::Tab, "Second account").click();
    desk.settle();
    desk.h.get_by_label("Using: credentials/qase.env");
    desk.h.get_by_role_and_label(Role::Link, "Remove token").click();
    desk.until("the token is gone", |h| h.state().backend.in_force(Account::MirrorTarget).is_none());
    let file = std::fs::read_to_string(desk.home.path().join("credentials/qase.env")).expect("credentials");
    assert!(!file.contains(&token), "{file}");
    desk.h.key_press(Key::Escape);
    desk.settle();
}

#[test]
fn the_demo_leaves_the_settings_alone() {
    let mut desk = demo();
    desk.h.state_mut().keep(None);
    let kept = std::fs::read_to_string(desk.home.path().join("settings.json")).expect("settings");
    assert!(kept.contains("https://api.qase.io/v1") && !kept.contains("127.0.0.1"), "{kept}");
    desk.settle();
}

#[test]
fn a_result_says_nothing_about_other_values() {
    let mut desk = demo();
    settings(&mut desk);
    check(&mut desk, "Connected: SHOP");
    let token = desk.h.get_by_role_and_label(Role::PasswordInput, "API token");
    token.focus();
    token.type_text("another");
    desk.settle();
    assert!(desk.h.query_by_label_contains("Connected: SHOP").is_none(), "another token was not tried yet");
}

#[test]
fn a_shown_token_is_hidden_when_the_settings_are_opened_again() {
    let mut desk = demo();
    settings(&mut desk);
    desk.h.get_by_role_and_label(Role::Button, "Show the token").click();
    desk.settle();
    desk.h.get_by_role_and_label(Role::Button, "Hide the token");
    desk.h.key_press(Key::Escape);
    desk.settle();
    settings(&mut desk);
    desk.h.get_by_role_and_label(Role::Button, "Show the token");
    assert!(desk.h.query_by_role_and_label(Role::Button, "Hide the token").is_none());
}

#[test]
fn the_demo_says_that_it_talks_to_its_own_server_only() {
    let mut desk = demo();
    settings(&mut desk);
    desk.h.get_by_label_contains("The demo always talks to its built-in server");
    let address = desk.h.get_by_role_and_label(Role::TextInput, "API address");
    assert!(address.accesskit_node().is_disabled(), "an address that is never used cannot be entered");
    let mut desk = Desk::new();
    settings(&mut desk);
    assert!(desk.h.query_by_label_contains("The demo always talks").is_none());
    assert!(!desk.h.get_by_role_and_label(Role::TextInput, "API address").accesskit_node().is_disabled());
}

#[test]
fn a_bad_address_is_told_beside_its_field_in_words_of_the_window() {
    let mut desk = Desk::new();
    settings(&mut desk);
    desk.h.get_by_role_and_label(Role::TextInput, "API address").focus();
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::A);
    desk.h.get_by_role_and_label(Role::TextInput, "API address").type_text("ftp://qase");
    desk.settle();
    desk.h.get_by_label_contains("Enter an address that begins with https://");
    assert!(desk.h.query_by_label_contains("QASE_").is_none());
    for button in ["Save", "Check connection"] {
        assert!(desk.h.get_by_role_and_label(Role::Button, button).accesskit_node().is_disabled(), "{button}");
    }
}

#[test]
fn the_wait_that_messages_advise_to_change_can_be_changed() {
    let mut desk = demo();
    settings(&mut desk);
    desk.h.get_by_role_and_label(Role::TextInput, "Timeout, seconds").focus();
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::A);
    desk.h.get_by_role_and_label(Role::TextInput, "Timeout, seconds").type_text("45");
    desk.settle();
    desk.h.get_by_role_and_label(Role::Button, "Save").click();
    desk.settle();
    assert_eq!(desk.h.state().backend.settings.qase.timeout_s, 45);
}

/// A field of the dialog gets another text.
fn enter(desk: &mut Desk, label: &str, text: &str) {
    desk.h.get_by_role_and_label(Role::TextInput, label).focus();
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::A);
    desk.h.get_by_role_and_label(Role::TextInput, label).type_text(text);
    desk.settle();
}

#[test]
fn cache_and_time_limits_are_saved_and_take_effect() {
    let mut desk = Desk::new();
    settings(&mut desk);
    enter(&mut desk, "Timeout, seconds", "45");
    enter(&mut desk, "Keep answers, minutes", "0");
    enter(&mut desk, "Wait for lost writes, seconds", "7");
    desk.h.get_by_role_and_label(Role::Button, "Save").click();
    desk.settle();
    desk.until("the values are in force", |h| {
        let config = h.state().backend.connector(Account::Primary).map(|c| c.config.clone());
        config.is_some_and(|c| (c.timeout_s.value, c.cache_minutes.value, c.late_write_s.value) == (45, 0, 7))
    });
    // The file is written in the background.
    let file = desk.home.path().join("settings.json");
    desk.until("the values are in the file", |_| {
        let kept = std::fs::read_to_string(&file).unwrap_or_default();
        kept.contains("\"cache_minutes\": 0") && kept.contains("\"timeout_s\": 45")
    });
}

#[test]
fn a_number_out_of_range_is_told_beside_its_field() {
    let mut desk = Desk::new();
    settings(&mut desk);
    for (label, text, range) in [
        ("Requests per minute", "6001", "from 0 to 6000"),
        ("Timeout, seconds", "0", "from 1 to 600"),
        ("Keep answers, minutes", "1441", "from 0 to 1440"),
        ("Wait for lost writes, seconds", "soon", "from 0 to 3600"),
    ] {
        enter(&mut desk, label, text);
        desk.h.get_by_label_contains(range);
        assert!(desk.h.get_by_role_and_label(Role::Button, "Save").accesskit_node().is_disabled(), "{label}");
        enter(&mut desk, label, "100");
        assert!(desk.h.query_by_label_contains(range).is_none(), "{label}");
    }
    assert!(!desk.h.get_by_role_and_label(Role::Button, "Save").accesskit_node().is_disabled());
}

#[test]
fn every_declared_setting_is_on_its_tab_in_both_languages() {
    for lang in [LangChoice::En, LangChoice::Ru] {
        let mut desk = Desk::with(Setup { lang, ..Setup::default() });
        settings(&mut desk);
        let tr = desk.h.state().tr();
        let mut seen = 0;
        for (tab, key) in
            [(Tab::General, "gui-settings-general"), (Tab::Qase, "gui-settings-qase"), (Tab::Second, "gui-settings-second")]
        {
            desk.h.get_by_role_and_label(Role::Tab, &tr.text(key)).click();
            desk.settle();
            for shown in Settings::rows().filter_map(|row| row.shown).filter(|shown| shown.tab == tab) {
                assert!(desk.h.query_all_by_label(&tr.text(shown.label)).next().is_some(), "{lang:?}: {}", shown.label);
                if let Some(help) = shown.help {
                    desk.h.get_by_label(&tr.text(help));
                }
                seen += 1;
            }
        }
        assert_eq!(seen, Settings::rows().filter(|row| row.shown.is_some()).count());
    }
}

#[test]
fn a_start_continues_the_demo_or_the_workspace_that_was_open_last() {
    let mut desk = demo();
    let start = |desk: &Desk| Start::in_folder(desk.home.path(), Arc::new(FixedClock::at(NOW))).expect("start").last_opened();
    desk.settle();
    wait_for("the demo is remembered", || (start(&desk) == Opening::Demo).then_some(()));
    let path = desk.home.path().join("own.voluptas");
    desk.h.state_mut().act(Action::NewWorkspace(path.clone()));
    desk.until("the workspace", |h| h.state().backend.workspace_path() == Some(path.as_path()));
    wait_for("the workspace is remembered", || (start(&desk) == Opening::Workspace(path.clone())).then_some(()));
}
