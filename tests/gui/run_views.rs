//! The forms of a run's page: groups, timeline, filters; cases for tests without one, links and mutes.

use std::path::PathBuf;

use crate::results::{latest, latest_of};
use crate::support::{Desk, NOW, Setup, is_said, store};
use eframe::egui::accesskit::Role;
use eframe::egui::{Event, Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use serde_json::json;
use tempfile::TempDir;
use voluptas::action::{Action, Nav};
use voluptas::model::run_lines::Show;
use voluptas::state::MiddleTab;
use voluptas::ui_command::UiCommand;
use voluptas_app::runs::groups::GroupBy;
use voluptas_core::base::FixedClock;
use voluptas_core::domain::ids::RunId;
use voluptas_core::domain::mute::MuteContent;
use voluptas_settings::LangChoice;
use voluptas_store::Op;
use voluptas_store::milestones::MilestoneContent;

/// A folder of Allure results: title, status, message, suite, severity, worker, start in seconds.
fn folder(results: &[(&str, &str, &str, &str, &str, &str, i64)]) -> (TempDir, PathBuf) {
    let home = tempfile::tempdir().expect("folder");
    for (i, (title, status, message, suite, severity, worker, start)) in results.iter().enumerate() {
        let start = 1_795_170_000_000_i64 + start * 1000;
        let labels = [("suite", suite), ("severity", severity), ("thread", worker), ("host", &"ci-1")];
        let labels: Vec<_> = labels.iter().map(|(name, value)| json!({"name": name, "value": value})).collect();
        let result = json!({
            "uuid": format!("0000-{i}"), "historyId": format!("h{i}"), "name": title, "fullName": format!("shop.{suite}.{i}"),
            "status": status, "statusDetails": {"message": message}, "start": start, "stop": start + 2000, "labels": labels,
        });
        std::fs::write(home.path().join(format!("{i}-result.json")), result.to_string()).expect("file");
    }
    let rules = json!([{"name": "Timeouts", "matchedStatuses": ["failed", "broken"], "messageRegex": ".*[Tt]imeout.*"}]);
    std::fs::write(home.path().join("categories.json"), rules.to_string()).expect("file");
    let path = home.path().to_path_buf();
    (home, path)
}

/// A desk with a run of these results in front.
pub fn with_run(setup: Setup) -> (Desk, RunId) {
    let mut desk = Desk::with(setup);
    let (_home, path) = folder(&[
        ("Pays by card", "failed", "Timeout after 30 s", "Payment", "critical", "worker-1", 0),
        ("Pays by account", "failed", "Timeout after 45 s", "Payment", "blocker", "worker-2", 0),
        ("Refunds", "broken", "No such element: #refund", "Payment", "minor", "worker-1", 3),
        ("Adds to cart, twice", "passed", "", "Cart", "normal", "worker-2", 3),
        ("Empties the cart", "passed", "", "Cart", "normal", "worker-1", 6),
    ]);
    let (store, known) = (store(&desk), latest(&desk));
    desk.h.state_mut().act(Action::IngestResults(vec![path]));
    desk.until("the run", |_| latest_of(&store) != known);
    let run = latest(&desk).expect("run");
    desk.h.state_mut().act(Action::Nav(Nav::Tab(MiddleTab::Run(run.0))));
    desk.until("its results", |h| h.query_all_by_label_contains("Pays by card").next().is_some());
    (desk, run)
}

fn is_shown(desk: &Desk, words: &str) -> bool {
    desk.h.query_all_by_label(words).next().is_some()
}

#[test]
fn failures_are_grouped_by_message_and_category() {
    let (mut desk, _) = with_run(Setup::default());
    desk.h.state_mut().views.run.show_as(Show::By(GroupBy::Message));
    desk.until("the group of the timeouts", |h| h.query_all_by_label("Timeout after 30 s").next().is_some());
    assert!(is_shown(&desk, "No such element: #refund"));
    assert!(is_shown(&desk, "and 1 similar"), "the title is one of two messages");
    assert!(is_shown(&desk, "45") && !is_shown(&desk, "30"), "the row of the other message says the word that differs");
    assert!(is_shown(&desk, "Without a failure") && !is_shown(&desk, "Empties the cart"), "passed tests stand in a closed group");
    desk.h.get_all_by_label("Timeout after 30 s").next().expect("the head").click();
    desk.until("the summary of the group", |h| h.query_all_by_label("2 results").next().is_some());
    desk.h.key_press_modifiers(Modifiers::NONE, Key::ArrowLeft);
    desk.until("a closed group", |h| h.query_all_by_label("Pays by card").next().is_none());
    desk.h.key_press_modifiers(Modifiers::NONE, Key::ArrowRight);
    desk.until("an open group", |h| h.query_all_by_label("Pays by card").next().is_some());
    desk.h.state_mut().views.run.show_as(Show::By(GroupBy::Category));
    desk.until("the category", |h| h.query_all_by_label("Timeouts").next().is_some());
    assert!(is_shown(&desk, "Test defects (broken)") && !is_shown(&desk, "Product defects (failed)"));
}

#[test]
fn the_form_is_chosen_in_the_combo_and_kept_over_a_restart() {
    let (mut desk, run) = with_run(Setup { lang: LangChoice::Ru, ..Setup::default() });
    desk.h.get_by_role_and_label(Role::ComboBox, "Вид результатов").click();
    desk.until("the choices", |h| h.query_by_role_and_label(Role::ListBoxOption, "По серьёзности").is_some());
    desk.h.get_by_role_and_label(Role::ListBoxOption, "По серьёзности").click();
    desk.until("the severities", |h| h.query_all_by_label_contains("Блокирующ").next().is_some());
    let mut desk = desk.restart();
    desk.h.state_mut().act(Action::Nav(Nav::Tab(MiddleTab::Run(run.0))));
    desk.until("the severities again", |h| h.query_all_by_label_contains("Блокирующ").next().is_some());
}

#[test]
fn the_last_entry_of_a_list_is_taken_by_end_and_enter() {
    let (mut desk, _) = with_run(Setup::default());
    desk.h.get_by_role_and_label(Role::ComboBox, "Form of the results").focus();
    desk.settle();
    desk.h.key_press(Key::ArrowDown);
    desk.until("the choices", |h| h.query_by_role_and_label(Role::ListBoxOption, "Timeline").is_some());
    // In one pass, as a fast hand or a slow machine has it.
    for key in [Key::End, Key::Enter] {
        let event = Event::Key { key, physical_key: None, pressed: true, repeat: false, modifiers: Modifiers::NONE };
        desk.h.input_mut().events.push(event);
    }
    desk.until("the workers", |h| h.query_all_by_label_contains("2 workers").next().is_some());
}

#[test]
fn home_leads_to_the_first_entry_of_a_list() {
    let (mut desk, _) = with_run(Setup::default());
    desk.h.state_mut().views.run.show_as(Show::Timeline);
    desk.until("the workers", |h| h.query_all_by_label_contains("2 workers").next().is_some());
    desk.h.get_by_role_and_label(Role::ComboBox, "Form of the results").click();
    desk.until("the choices", |h| h.query_by_role_and_label(Role::ListBoxOption, "Timeline").is_some());
    desk.h.key_press(Key::Home);
    desk.settle();
    desk.h.key_press(Key::Enter);
    desk.until("the list", |h| h.query_all_by_label("Empties the cart").next().is_some());
}

#[test]
fn a_run_of_the_palette_takes_the_arrows() {
    let (mut desk, run) = with_run(Setup::default());
    let title = store(&desk).read(|tx| tx.runs().get(run)).expect("run").content.title;
    desk.h.state_mut().act(Action::Nav(Nav::Tab(MiddleTab::Registry)));
    desk.settle();
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::K);
    desk.settle();
    desk.h.event(Event::Text(title));
    desk.settle();
    desk.h.key_press(Key::Enter);
    desk.until("the first result in full", |h| h.query_all_by_label("Pays by account").count() == 2);
    desk.h.key_press(Key::ArrowDown);
    desk.until("the second result in full", |h| h.query_all_by_label("Pays by card").count() == 2);
}

#[test]
fn the_timeline_shows_workers_and_words_find_titles() {
    let (mut desk, _) = with_run(Setup::default());
    desk.h.state_mut().views.run.show_as(Show::Timeline);
    desk.until("the workers", |h| h.query_all_by_label_contains("2 workers").next().is_some());
    // Keys lead from bar to bar: along a lane, and to another one.
    desk.h.get_by_role_and_label(Role::ListBox, "Tests on the timeline").focus();
    desk.settle();
    let chosen = |desk: &Desk| {
        let bars = desk.h.get_by_role_and_label(Role::ListBox, "Tests on the timeline");
        bars.accesskit_node().value().unwrap_or_default()
    };
    let mut seen = std::collections::BTreeSet::new();
    for key in [Key::Home, Key::ArrowRight, Key::ArrowDown, Key::ArrowUp, Key::End] {
        desk.h.key_press(key);
        desk.settle();
        seen.insert(chosen(&desk));
    }
    assert!(seen.len() > 1 && seen.iter().all(|title| !title.is_empty()), "{seen:?}");
    desk.h.state_mut().views.run.show_as(Show::List);
    desk.until("the list", |h| h.query_all_by_label("Empties the cart").next().is_some());
    desk.h.get_by_role_and_label(Role::TextInput, "Find in results").focus();
    desk.settle();
    desk.h.get_by_role_and_label(Role::TextInput, "Find in results").type_text("TWICE");
    desk.until("the found test alone", |h| h.query_all_by_label("Empties the cart").next().is_none());
    assert!(is_shown(&desk, "Adds to cart, twice"));
}

#[test]
fn a_test_without_a_case_gets_one_and_undo_takes_it_back() {
    let (mut desk, run) = with_run(Setup::default());
    desk.h.get_all_by_role_and_label(Role::RadioButton, "Without case").next().expect("the pill").click();
    desk.settle();
    desk.h.get_all_by_label("Refunds").next().expect("the row").click();
    desk.until("its buttons", |h| h.query_by_role_and_label(Role::Button, "Create a case").is_some());
    desk.h.get_by_role_and_label(Role::Button, "Create a case").click();
    desk.until("the toast", |h| h.query_all_by_label_contains("Created case “Refunds”").next().is_some());
    let store = store(&desk);
    let cases = move || {
        let lines = store.read(|tx| tx.results().lines_of_run(run)).expect("lines");
        lines.iter().filter(|line| line.case_id.is_some()).count()
    };
    assert_eq!(cases(), 1);
    desk.until("the case in the list", |h| {
        h.state().backend.cases().is_some_and(|all| all.rows.iter().any(|row| &*row.title == "Refunds"))
    });
    desk.h.get_by_role_and_label(Role::Button, "Open").click();
    desk.until("the case in front", |h| matches!(h.state().state.tab(), MiddleTab::Case(_)));
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    desk.until("no case again", |_| cases() == 0);
}

#[test]
fn a_test_is_linked_to_a_case_that_is_searched() {
    let (mut desk, run) = with_run(Setup::default());
    desk.h.get_all_by_label("Refunds").next().expect("the row").click();
    desk.until("its buttons", |h| h.query_by_role_and_label(Role::Button, "Link to case…").is_some());
    desk.h.get_by_role_and_label(Role::Button, "Link to case…").click();
    desk.settle();
    desk.h.event(eframe::egui::Event::Text("refund, check 2".to_owned()));
    desk.until("the hit", |h| h.query_all_by_role_and_label(Role::CheckBox, "Refund, check 2").count() == 1);
    desk.h.get_by_role_and_label(Role::CheckBox, "Refund, check 2").click();
    desk.until("the toast", |h| h.query_all_by_label_contains("1 test linked").next().is_some());
    let lines = store(&desk).read(|tx| tx.results().lines_of_run(run)).expect("lines");
    let linked = lines.iter().find(|line| line.title == "Refunds").expect("line");
    assert_eq!(linked.case_id, Some(crate::support::case_id(&desk, "Refund, check 2")));
}

#[test]
fn a_muted_test_says_why_and_can_be_heard_again() {
    let (mut desk, _) = with_run(Setup::default());
    desk.h.get_all_by_label("Refunds").next().expect("the row").click();
    desk.until("its buttons", |h| h.query_by_role_and_label(Role::Button, "Mute…").is_some());
    desk.h.get_by_role_and_label(Role::Button, "Mute…").click();
    desk.settle();
    desk.h.event(eframe::egui::Event::Text("Known: PAY-311".to_owned()));
    desk.settle();
    desk.h.get_all_by_role_and_label(Role::RadioButton, "1 week").next().expect("the end").click();
    desk.settle();
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    desk.until("the reason", |h| h.query_all_by_label("Known: PAY-311").next().is_some());
    // A week from 20 November, with that day.
    let words: Vec<String> = desk
        .h
        .query_all_by_label_contains("Muted until")
        .filter_map(|n| n.accesskit_node().value().or(n.accesskit_node().label()))
        .collect();
    assert!(
        words.iter().any(|words| words.replace('\u{a0}', " ").contains("27 Nov 2026")),
        "the day that was entered: {words:?}"
    );
    assert!(desk.h.query_all_by_role_and_label(Role::RadioButton, "Muted").next().is_some(), "a pill shows muted tests alone");
    desk.h.get_by_role_and_label(Role::Button, "Unmute").click();
    desk.until("no mute", |h| h.query_by_role_and_label(Role::Button, "Mute…").is_some());
}

#[test]
fn categories_of_the_project_are_set_in_the_settings_and_group_failures() {
    let (mut desk, _) = with_run(Setup::default());
    desk.h.state_mut().act(Action::Command(UiCommand::Settings));
    desk.settle();
    desk.h.get_by_role_and_label(Role::Tab, "Projects").click();
    desk.settle();
    let name = "Failure categories: Name = regular expression of the message";
    desk.h.get_by_role_and_label(Role::MultilineTextInput, name).focus();
    desk.settle();
    desk.h.event(Event::Text("Broken = (".to_owned()));
    desk.until("the reason", |h| h.query_all_by_label_contains("is no category of failures").next().is_some());
    for _ in 0..10 {
        desk.h.key_press(Key::Backspace);
    }
    desk.settle();
    desk.h.event(Event::Text("Everything = .".to_owned()));
    desk.settle();
    desk.h.get_by_role_and_label(Role::Button, "Save").click();
    let store = store(&desk);
    desk.until("the rules are stored", |_| {
        let settings = store.read(|tx| tx.projects().settings(tx.projects().by_code("SHOP")?.expect("the project").id));
        settings.expect("settings")["failure_categories"][0]["name"] == "Everything"
    });
}

#[test]
fn a_run_that_is_imported_later_stands_where_it_ran() {
    let (mut desk, run) = with_run(Setup::default());
    let store = store(&desk);
    let old = -60 * 86_400;
    let (_home, path) = folder(&[("Pays by card", "passed", "", "Payment", "critical", "worker-1", old)]);
    desk.h.state_mut().act(Action::IngestResults(vec![path]));
    desk.until("the old run", |_| latest_of(&store) != Some(run));
    let old = latest_of(&store).expect("the old run");
    desk.until("it is in the list", |h| h.state().backend.runs().is_some_and(|runs| runs.get(old).is_some()));
    let runs = desk.h.state().backend.runs().expect("runs");
    let place = |id| runs.rows.iter().position(|row| row.run.id == id).expect("a run");
    assert!(place(old) > place(run), "it ran two months before");
    assert!(runs.before(old).is_none_or(|before| before.began_ms() < runs.get(old).expect("the run").began_ms()));
}

#[test]
fn the_bar_of_a_run_shows_a_status_alone() {
    let (mut desk, _) = with_run(Setup::default());
    let bar = desk.h.get_by_role_and_label(Role::Image, "Run results").rect();
    // Two of five passed: they are the left part.
    let at = bar.left_center() + eframe::egui::vec2(bar.width() * 0.1, 0.0);
    for pressed in [true, false] {
        let button = eframe::egui::PointerButton::Primary;
        desk.h.event(Event::PointerMoved(at));
        desk.h.event(Event::PointerButton { pos: at, button, pressed, modifiers: Modifiers::NONE });
        desk.h.step();
    }
    desk.until("the passed tests alone", |h| h.query_all_by_label_contains("Pays by account").next().is_none());
    assert!(is_shown(&desk, "Empties the cart"));
}

#[test]
fn a_mute_without_a_reason_says_what_is_missing_and_may_last_until_a_release() {
    let (mut desk, _) = with_run(Setup::default());
    let due = crate::support::NOW + 20 * 86_400_000;
    store(&desk)
        .write(voluptas_store::Op::edit("milestone"), |tx| {
            let project = tx.projects().all()?[0].id;
            let content = MilestoneContent { title: "Release 3".into(), due_ms: Some(due), ..MilestoneContent::default() };
            tx.milestones().create(project, &content).map(drop)
        })
        .expect("milestone");
    desk.h.get_all_by_label("Refunds").next().expect("the row").click();
    desk.until("its buttons", |h| h.query_by_role_and_label(Role::Button, "Mute…").is_some());
    desk.h.get_by_role_and_label(Role::Button, "Mute…").click();
    desk.settle();
    assert!(is_shown(&desk, "Enter the reason of the mute"));
    desk.until("the milestone", |h| h.query_by_role_and_label(Role::RadioButton, "Until Release 3").is_some());
    desk.h.event(Event::Text("Known".to_owned()));
    desk.settle();
    assert!(!is_shown(&desk, "Enter the reason of the mute"));
    desk.h.get_by_role_and_label(Role::RadioButton, "Until Release 3").click();
    desk.settle();
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    desk.until("the mute", |h| {
        let words = h
            .query_all_by_label_contains("Muted until")
            .filter_map(|n| n.accesskit_node().value().or(n.accesskit_node().label()));
        words.into_iter().any(|words| words.replace('\u{a0}', " ").contains("10 Dec 2026"))
    });
}

#[test]
fn a_typed_owner_of_a_mute_is_not_lost_without_a_question() {
    let (mut desk, _) = with_run(Setup::default());
    desk.h.get_all_by_label("Refunds").next().expect("the row").click();
    desk.until("its buttons", |h| h.query_by_role_and_label(Role::Button, "Mute…").is_some());
    desk.h.get_by_role_and_label(Role::Button, "Mute…").click();
    desk.settle();
    desk.h.get_by_role_and_label(Role::TextInput, "Owner").focus();
    desk.settle();
    desk.h.event(Event::Text("Olga".to_owned()));
    desk.settle();
    desk.h.key_press(Key::Escape);
    desk.settle();
    assert!(is_shown(&desk, "Discard the mute?"), "the question");
}

#[test]
fn the_last_day_of_a_mute_is_chosen_in_a_calendar_by_keys() {
    let (mut desk, _) = with_run(Setup::default());
    desk.h.get_all_by_label("Refunds").next().expect("the row").click();
    desk.until("its buttons", |h| h.query_by_role_and_label(Role::Button, "Mute…").is_some());
    desk.h.get_by_role_and_label(Role::Button, "Mute…").click();
    desk.settle();
    desk.h.get_by_role_and_label(Role::Button, "Select the day").click();
    desk.settle();
    desk.h.get_by_label("November 2026");
    for key in [Key::PageDown, Key::ArrowDown, Key::ArrowLeft, Key::Enter] {
        desk.h.key_press(key);
        desk.settle();
    }
    assert!(desk.h.query_by_label("December 2026").is_none(), "the calendar is closed");
    let field = desk.h.get_by_role_and_label(Role::TextInput, "Last day");
    assert_eq!(field.accesskit_node().value().as_deref(), Some("2026-12-26"));
}

#[test]
fn the_calendar_of_a_mute_is_opened_by_the_keyboard_without_a_choice_and_leads_back_to_the_field() {
    let (mut desk, _) = with_run(Setup::default());
    desk.h.get_all_by_label("Refunds").next().expect("the row").click();
    desk.until("its buttons", |h| h.query_by_role_and_label(Role::Button, "Mute…").is_some());
    desk.h.get_by_role_and_label(Role::Button, "Mute…").click();
    desk.settle();
    let day = |desk: &Desk| {
        let field = desk.h.get_by_role_and_label(Role::TextInput, "Last day");
        (field.accesskit_node().value().unwrap_or_default(), field.is_focused())
    };
    let is_open = |desk: &Desk| desk.h.query_by_label("November 2026").is_some();
    desk.h.get_by_role_and_label(Role::TextInput, "Owner").focus();
    desk.settle();
    for key in [Key::Enter, Key::Space] {
        if !day(&desk).1 {
            desk.h.key_press(Key::Tab);
            desk.settle();
        }
        assert!(day(&desk).1, "the field comes before its button");
        desk.h.key_press(Key::Tab);
        desk.settle();
        assert!(desk.h.get_by_role_and_label(Role::Button, "Select the day").is_focused());
        // Held down: it is repeated while the calendar is there.
        for _ in 0..3 {
            desk.h.key_down(key);
            desk.settle();
        }
        desk.h.key_up(key);
        desk.settle();
        assert!(is_open(&desk), "opened by {key:?}");
        assert_eq!(day(&desk), (String::new(), false));
        desk.h.key_press(Key::Escape);
        desk.settle();
        assert!(!is_open(&desk), "the calendar is closed");
        assert!(day(&desk).1, "the keyboard is in the field again");
    }
    for key in [Key::Tab, Key::Enter, Key::ArrowDown, Key::Enter] {
        desk.h.key_press(key);
        desk.settle();
    }
    assert!(!is_open(&desk));
    assert_eq!(day(&desk), ("2026-11-27".to_owned(), true));
}

#[test]
fn a_mute_is_taken_back_by_undo() {
    let (mut desk, _) = with_run(Setup::default());
    desk.h.get_all_by_label("Refunds").next().expect("the row").click();
    desk.until("its buttons", |h| h.query_by_role_and_label(Role::Button, "Mute…").is_some());
    desk.h.get_by_role_and_label(Role::Button, "Mute…").click();
    desk.settle();
    desk.h.event(Event::Text("Known".to_owned()));
    desk.settle();
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    desk.until("the mute", |h| h.query_by_role_and_label(Role::Button, "Unmute").is_some());
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    desk.until("no mute", |h| h.query_by_role_and_label(Role::Button, "Mute…").is_some());
    assert!(is_said(&desk.h, "Undone: mute “Refunds”"));
    desk.h.state_mut().act(Action::Command(UiCommand::Redo));
    desk.until("the mute again", |h| h.query_by_role_and_label(Role::Button, "Unmute").is_some());
}

#[test]
fn a_mute_with_a_typed_reason_is_not_dropped_without_a_question() {
    let (mut desk, _) = with_run(Setup::default());
    desk.h.get_all_by_label("Refunds").next().expect("the row").click();
    desk.until("its buttons", |h| h.query_by_role_and_label(Role::Button, "Mute…").is_some());
    desk.h.get_by_role_and_label(Role::Button, "Mute…").click();
    desk.settle();
    let press = |desk: &mut Desk, key| {
        desk.h.key_press(key);
        desk.settle();
    };
    press(&mut desk, Key::Escape);
    assert!(!is_shown(&desk, "Mute tests"), "nothing was typed");
    desk.h.get_by_role_and_label(Role::Button, "Mute…").click();
    desk.settle();
    desk.h.event(Event::Text("Known".to_owned()));
    desk.settle();
    press(&mut desk, Key::Escape);
    assert!(is_shown(&desk, "Discard the mute?"));
    press(&mut desk, Key::Escape);
    assert!(!is_shown(&desk, "Discard the mute?") && is_shown(&desk, "Mute tests"), "the reason is still there");
    press(&mut desk, Key::Escape);
    desk.h.get_by_role_and_label(Role::Button, "Discard").click();
    desk.settle();
    assert!(!is_shown(&desk, "Mute tests"));
}

#[test]
fn the_actions_on_a_result_stand_above_its_message() {
    let (mut desk, _) = with_run(Setup::default());
    desk.h.get_all_by_label("Refunds").next().expect("the row").click();
    desk.until("the message", |h| h.query_all_by_label("No such element: #refund").count() > 1);
    let message = desk.h.query_all_by_label("No such element: #refund").map(|said| said.rect());
    let message = message.max_by(|a, b| a.left().total_cmp(&b.left())).expect("the message of the result");
    for name in ["Create a case", "Link to case…", "Mute…"] {
        let button = desk.h.get_by_role_and_label(Role::Button, name).rect();
        assert!(button.bottom() <= message.top(), "{name}: {button} {message}");
    }
}

#[test]
fn words_without_a_hit_are_cleared_by_a_button() {
    let (mut desk, _) = with_run(Setup::default());
    desk.h.get_by_role_and_label(Role::TextInput, "Find in results").focus();
    desk.settle();
    desk.h.event(Event::Text("nowhere".to_owned()));
    desk.until("an empty list", |h| h.query_by_label("No such results").is_some());
    let clear =
        |desk: &Desk| desk.h.get_all_by_role_and_label(Role::Button, "Clear filter").map(|one| one.rect()).collect::<Vec<_>>();
    let below = clear(&desk).into_iter().max_by(|a, b| a.top().total_cmp(&b.top())).expect("the button");
    let button = desk.h.get_all_by_role_and_label(Role::Button, "Clear filter").find(|one| one.rect() == below);
    button.expect("the button").click();
    desk.until("the results", |h| h.query_all_by_label("Refunds").next().is_some());
    assert!(desk.h.query_by_label("No such results").is_none());
}

#[test]
fn cases_for_all_results_of_a_filter_leave_an_empty_list_with_the_keyboard() {
    let (mut desk, _) = with_run(Setup::default());
    desk.h.get_all_by_role_and_label(Role::RadioButton, "Without case").next().expect("the pill").click();
    desk.settle();
    desk.h.get_by_role_and_label(Role::Table, "Run results").focus();
    desk.settle();
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::A);
    desk.until("all results", |h| h.query_by_role_and_label(Role::Button, "Create cases").is_some());
    desk.h.get_by_role_and_label(Role::Button, "Create cases").focus();
    desk.settle();
    desk.h.key_press(Key::Space);
    desk.until("an empty list", |h| h.query_by_label("No such results").is_some());
    assert!(desk.h.query_by_role_and_label(Role::Button, "Mute…").is_none(), "nothing is selected");
    assert!(!is_shown(&desk, "5 results"));
    let list = desk.h.get_by_role_and_label(Role::Table, "Run results");
    assert!(list.accesskit_node().is_focused());
    desk.until("the toast", |h| h.query_by_role_and_label(Role::Button, "Show cases").is_some());
    desk.h.get_by_role_and_label(Role::Button, "Show cases").click();
    desk.until("the new cases", |h| h.state().state.tab() == MiddleTab::Cases && h.state().state.selected().cases.len() == 5);
}

#[test]
fn a_case_for_one_result_of_a_filter_leads_to_the_next_one() {
    let (mut desk, _) = with_run(Setup::default());
    desk.h.get_all_by_role_and_label(Role::RadioButton, "Without case").next().expect("the pill").click();
    desk.settle();
    desk.h.get_all_by_label("Refunds").next().expect("the row").click();
    desk.until("its buttons", |h| h.query_by_role_and_label(Role::Button, "Create a case").is_some());
    desk.h.get_by_role_and_label(Role::Button, "Create a case").click();
    desk.until("the list without it", |h| h.query_all_by_label("Refunds").next().is_none());
    desk.until("another result", |h| h.query_by_role_and_label(Role::Button, "Create a case").is_some());
    assert!(desk.h.get_by_role_and_label(Role::Table, "Run results").accesskit_node().is_focused());
}

#[test]
fn a_run_without_times_is_grouped_by_message_in_place_of_the_timeline() {
    let (mut desk, timed) = with_run(Setup::default());
    desk.h.state_mut().views.run.show_as(Show::Timeline);
    desk.until("the workers", |h| h.query_all_by_label_contains("2 workers").next().is_some());
    let (store, known) = (store(&desk), latest(&desk));
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("ctrf.json");
    let tests = json!([
        {"name": "Brews tea", "status": "failed", "duration": 0, "message": "No tea left"},
        {"name": "Pours tea", "status": "passed", "duration": 0},
    ]);
    let report = json!({"reportFormat": "CTRF", "specVersion": "0.0.0", "results": {"tool": {"name": "tea"}, "summary": {}, "tests": tests}});
    std::fs::write(&path, report.to_string()).expect("file");
    desk.h.state_mut().act(Action::IngestResults(vec![path]));
    desk.until("the run", |_| latest_of(&store) != known);
    let timeless = latest(&desk).expect("run");
    desk.h.state_mut().act(Action::Nav(Nav::Tab(MiddleTab::Run(timeless.0))));
    desk.until("the note", |h| h.query_all_by_label_contains("No result of this run has a time").next().is_some());
    desk.until("the group of the failure", |h| h.query_all_by_label("No tea left").next().is_some());
    assert!(is_shown(&desk, "Brews tea"));
    desk.h.state_mut().act(Action::Nav(Nav::Tab(MiddleTab::Run(timed.0))));
    desk.until("the timeline again", |h| h.query_all_by_label_contains("2 workers").next().is_some());
    assert!(!is_shown(&desk, "Brews tea"));
}

#[test]
fn a_mute_that_ends_while_the_window_is_open_is_told_and_no_longer_holds() {
    let clock = FixedClock::at(NOW);
    let (mut desk, run) = with_run(Setup { clock: clock.clone(), ..Setup::default() });
    let store = store(&desk);
    let lines = store.read(|tx| tx.results().lines_of_run(run)).expect("results");
    let test = lines.iter().find(|line| line.title == "Refunds").expect("the test").test;
    let ends = MuteContent { reason: "Known".into(), until_ms: Some(NOW + 90_000), ..MuteContent::default() };
    store.write(Op::bulk("test"), |tx| tx.mutes().set(test, &ends)).expect("a mute");
    desk.h.get_all_by_label("Refunds").next().expect("the row").click();
    desk.until("the mute", |h| h.query_by_role_and_label(Role::Button, "Unmute").is_some());
    // A minute later the window looks again, and knows the end.
    let now = desk.h.ctx.input(|i| i.time);
    desk.h.input_mut().time = Some(now + 61.0);
    desk.h.step();
    desk.h.input_mut().time = None;
    desk.settle();
    assert!(desk.h.query_by_role_and_label(Role::Button, "Unmute").is_some(), "it holds still");
    clock.advance(90_000);
    desk.until("no mute", |h| h.query_by_role_and_label(Role::Button, "Mute…").is_some());
    assert!(is_said(&desk.h, "The mute of “Refunds” has ended"));
    assert!(desk.h.query_all_by_role_and_label(Role::RadioButton, "Muted").next().is_none(), "the pill of muted tests went");
}

#[test]
fn a_mute_is_changed_above_the_list_and_leads_back_to_it() {
    let (mut desk, run) = with_run(Setup::default());
    let store = store(&desk);
    let lines = store.read(|tx| tx.results().lines_of_run(run)).expect("results");
    let test = lines.iter().find(|line| line.title == "Refunds").expect("the test").test;
    let known = MuteContent { reason: "Known".into(), until_ms: Some(NOW + 90_000_000), owner: Some("Olga".into()) };
    store.write(Op::bulk("test"), |tx| tx.mutes().set(test, &known)).expect("a mute");
    desk.h.state_mut().act(Action::Command(UiCommand::Mutes));
    desk.until("the list", |h| h.query_by_role_and_label(Role::Button, "Change…").is_some());
    // The reason stands first in its line, below the head of the dialog.
    let reason = desk.h.get_all_by_label("Known").map(|n| n.rect()).fold(f32::INFINITY, |left, at| left.min(at.left()));
    let end = desk.h.get_by_label_contains("Olga").rect();
    assert!(reason < end.left(), "{reason} {end}");
    let change = |desk: &mut Desk| {
        desk.h.get_by_role_and_label(Role::Button, "Change…").click();
        desk.until("the mute", |h| h.query_by_role_and_label(Role::Button, "Save").is_some());
    };
    change(&mut desk);
    assert!(is_shown(&desk, "Mute of “Refunds”"));
    desk.h.key_press(Key::Escape);
    desk.settle();
    assert!(!is_shown(&desk, "Mute of “Refunds”"));
    assert!(desk.h.query_by_role_and_label(Role::Button, "Change…").is_some(), "the list is open still");
    change(&mut desk);
    desk.h.event(Event::Text("Known since May".to_owned()));
    desk.settle();
    desk.h.get_by_role_and_label(Role::Button, "Save").click();
    desk.until("the new reason in the list", |h| h.query_all_by_label_contains("Known since May").next().is_some());
    assert!(desk.h.query_by_role_and_label(Role::Button, "Change…").is_some(), "the list is open still");
}
