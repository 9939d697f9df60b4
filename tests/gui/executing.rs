//! The execution of a run as a person relies on it: fields in view, undo, files of steps, words that no write took.

use std::sync::Arc;

use crate::manual_run::{check_all_failed, items, letter, open, results, run_of, statuses, stored};
use crate::support::{Desk, Setup, case_id, click, command, press, store, type_text};
use eframe::egui::accesskit::Role;
use eframe::egui::{self, Event, Key, Modifiers, PointerButton, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use voluptas::action::{Action, Nav};
use voluptas::model::run_rows::RunRows;
use voluptas::shell::Shell;
use voluptas::state::{LeftTab, MiddleTab};
use voluptas::ui_command::UiCommand;
use voluptas_app::runs::manual::results::write_status;
use voluptas_app::runs::manual::sheet::load_case;
use voluptas_app::runs::manual::{RunForm, create, sheet, timers};
use voluptas_core::domain::case::{Step, StepsType};
use voluptas_core::domain::result::{ResultContent, ResultStep};
use voluptas_core::domain::run::{RunContent, RunState};
use voluptas_core::domain::status::ResultStatus;
use voluptas_i18n::Lang;
use voluptas_settings::LangChoice;
use voluptas_store::{Author, Op, Source};

/// Gives a case so many steps.
fn with_steps(desk: &mut Desk, title: &str, steps: usize) {
    let case = case_id(desk, title);
    let written = store(desk).write(Op::bulk("steps"), |tx| {
        let mut content = tx.cases().get(case)?.content;
        content.steps_type = StepsType::Classic;
        content.steps = (1..=steps)
            .map(|n| Step { action: format!("Do {n}"), expected: Some(format!("See {n}")), ..Step::default() })
            .collect();
        tx.cases().update(case, &content)
    });
    written.expect("steps");
    desk.settle();
}

/// Vertical place of a field within the window.
fn bottom_of(desk: &Desk, role: Role, name: &str) -> f32 {
    desk.h.get_by_role_and_label(role, name).rect().bottom()
}

#[test]
fn a_run_that_is_clicked_in_the_list_hears_its_keys() {
    let mut desk = Desk::new();
    let run = run_of(&mut desk, &["Refund, check 1", "Refund, check 2"]);
    run_of(&mut desk, &["Refund, check 2"]);
    desk.h.state_mut().state.kept.left = LeftTab::Runs;
    desk.until("both runs", |h| h.query_all_by_role_and_label(Role::TreeItem, "Release").count() == 2);
    desk.h.query_all_by_role_and_label(Role::TreeItem, "Release").last().expect("the first run").click();
    desk.until("the run", |h| h.state().state.tab() == MiddleTab::Run(run.0));
    desk.until("the case in front", |h| h.query_by_role_and_label(Role::MultilineTextInput, "Comment").is_some());
    letter(&mut desk, Key::P);
    stored(&mut desk);
    assert_eq!(statuses(&desk, run), ["passed", "untested"]);
}

#[test]
fn a_letter_brings_its_field_into_view() {
    let mut desk = Desk::new();
    with_steps(&mut desk, "Refund, check 1", 24);
    run_of(&mut desk, &["Refund, check 1", "Refund, check 2"]);
    desk.h.set_size(vec2(1000.0, 680.0));
    desk.settle();
    let buttons = bottom_of(&desk, Role::Button, "Passed") - 40.0;
    assert!(bottom_of(&desk, Role::MultilineTextInput, "Comment") > buttons, "the comment is below the steps");
    letter(&mut desk, Key::C);
    desk.until("the comment in view", |h| {
        let field = h.get_by_role_and_label(Role::MultilineTextInput, "Comment");
        field.rect().bottom() <= buttons && field.is_focused()
    });
    press(&mut desk, Modifiers::NONE, Key::Escape);
    letter(&mut desk, Key::T);
    desk.until("the timer in view", |h| h.get_by_role_and_label(Role::Button, "Start the timer").rect().top() > 60.0);
    letter(&mut desk, Key::D);
    desk.until("the defect in view", |h| {
        let field = h.query_by_role_and_label(Role::TextInput, "Defect");
        field.is_some_and(|field| field.rect().bottom() <= buttons && field.is_focused())
    });
    press(&mut desk, Modifiers::NONE, Key::Escape);
    // A step that passed gets a field for its comment, too.
    press(&mut desk, Modifiers::SHIFT, Key::C);
    desk.until("the comment of the step", |h| {
        let field = h.query_by_role_and_label(Role::TextInput, "Step 1: What happened");
        field.is_some_and(|field| field.is_focused() && field.rect().top() > 60.0)
    });
}

#[test]
fn undo_takes_a_status_and_leaves_the_comment() {
    let mut desk = Desk::new();
    let run = run_of(&mut desk, &["Refund, check 1", "Refund, check 2"]);
    letter(&mut desk, Key::F);
    stored(&mut desk);
    letter(&mut desk, Key::C);
    desk.h.event(Event::Text("The money is gone".into()));
    stored(&mut desk);
    press(&mut desk, Modifiers::NONE, Key::Escape);
    command(&mut desk, UiCommand::Undo);
    desk.until("the status taken back", |h| h.query_by_label_contains("0 of 2").is_some());
    assert_eq!(statuses(&desk, run), ["in_progress", "untested"]);
    let kept = results(&desk, run).remove(0).content;
    assert_eq!((kept.comment.as_deref(), kept.end_ms), (Some("The money is gone"), None));
    command(&mut desk, UiCommand::Redo);
    desk.until("the status again", |h| h.query_by_label_contains("1 of 2").is_some());
    assert_eq!(statuses(&desk, run)[0], "failed");
}

#[test]
fn arrows_move_along_the_cases_before_anything_has_the_keyboard() {
    let mut desk = Desk::new();
    run_of(&mut desk, &["Refund, check 1", "Refund, check 2"]);
    let second = case_id(&desk, "Refund, check 2");
    desk.h.ctx.memory_mut(|m| {
        if let Some(id) = m.focused() {
            m.surrender_focus(id);
        }
    });
    let front = |desk: &Desk| desk.h.state().views.run.execution.current().expect("a case").case;
    let first = front(&desk);
    assert_ne!(first, second);
    press(&mut desk, Modifiers::NONE, Key::ArrowDown);
    desk.until("the second case", |h| h.state().views.run.execution.current().is_some_and(|t| t.case == second));
    press(&mut desk, Modifiers::NONE, Key::ArrowUp);
    desk.until("the first case", |h| h.state().views.run.execution.current().is_some_and(|t| t.case == first));
}

#[test]
fn the_menu_of_an_item_gives_it_a_status() {
    let mut desk = Desk::new();
    let run = run_of(&mut desk, &["Refund, check 1", "Refund, check 2"]);
    let ask = |desk: &mut Desk, above: f32| {
        let row = desk.h.get_all_by_label("Refund, check 2").next().expect("the row").rect().center();
        let pos = row - vec2(0.0, above);
        for pressed in [true, false] {
            let (button, modifiers) = (PointerButton::Secondary, Modifiers::NONE);
            desk.h.event(Event::PointerMoved(pos));
            desk.h.event(Event::PointerButton { pos, button, pressed, modifiers });
            desk.h.step();
        }
        desk.settle();
    };
    let first = desk.h.get_all_by_label("Refund, check 1").next().expect("the first row").rect();
    let line = desk.h.get_all_by_label("Refund, check 2").next().expect("the row").rect().top() - first.top();
    ask(&mut desk, 2.0 * line);
    assert!(!egui::Popup::is_any_open(&desk.h.ctx), "the head of a suite has no menu");
    ask(&mut desk, 0.0);
    assert!(egui::Popup::is_any_open(&desk.h.ctx));
    desk.h.get_by_role_and_label(Role::MenuItem, "Blocked").click();
    stored(&mut desk);
    assert_eq!(statuses(&desk, run), ["untested", "blocked"]);
    desk.h.get_by_role_and_label(Role::Table, "Cases of the run").focus();
    desk.settle();
    press(&mut desk, Modifiers::SHIFT, Key::F10);
    desk.until("the menu by a key", |h| h.query_by_role_and_label(Role::MenuItem, "New attempt").is_some());
}

#[test]
fn an_assignee_is_taken_back() {
    let mut desk = Desk::new();
    let ann = store(&desk).write(Op::bulk("people"), |tx| tx.people().ensure("Ann")).expect("person").value;
    let run = run_of(&mut desk, &["Refund, check 1"]);
    desk.h.get_by_role_and_label(Role::ComboBox, "Assignee").click();
    desk.until("the people", |h| h.query_by_role_and_label(Role::ListBoxOption, "Ann").is_some());
    desk.h.get_by_role_and_label(Role::ListBoxOption, "Ann").click();
    let store = store(&desk);
    let assignee = || voluptas_app::runs::manual::sheet::load(&store, run).expect("sheet").items[0].assignee;
    desk.until("the assignee", |_| assignee() == Some(ann));
    command(&mut desk, UiCommand::Undo);
    desk.until("nobody", |_| assignee().is_none());
    command(&mut desk, UiCommand::Redo);
    desk.until("the assignee again", |_| assignee() == Some(ann));
}

#[test]
fn what_a_closed_run_does_not_take_can_be_copied() {
    let mut desk = Desk::new();
    let run = run_of(&mut desk, &["Refund, check 1"]);
    let store = store(&desk);
    letter(&mut desk, Key::C);
    desk.h.event(Event::Text("Seen twice".into()));
    desk.h.step();
    // Closed by somebody else before the words were stored.
    store.write(Op::bulk("close"), |tx| tx.runs().end(run, RunState::Complete)).expect("closed");
    desk.until("the words", |h| h.query_by_role_and_label(Role::Button, "Copy the text").is_some());
    assert!(desk.h.query_by_label_contains("Seen twice").is_some());
    desk.h.get_by_role_and_label(Role::Button, "Copy the text").click();
    desk.until("the closed run", |h| h.query_by_role_and_label(Role::Button, "Reopen run").is_some());
    // Whoever reopens the run goes on with the same words.
    desk.h.get_by_role_and_label(Role::Button, "Reopen run").click();
    desk.until("the execution", |h| {
        h.query_by_role_and_label(Role::MultilineTextInput, "Comment")
            .is_some_and(|n| n.accesskit_node().value().as_deref() == Some("Seen twice"))
    });
    letter(&mut desk, Key::F);
    stored(&mut desk);
    let kept = results(&desk, run).remove(0).content;
    assert_eq!((kept.status, kept.comment.as_deref()), (ResultStatus::Failed, Some("Seen twice")));
}

#[test]
fn a_case_that_was_deleted_meanwhile_is_told() {
    let mut desk = Desk::new();
    let run = run_of(&mut desk, &["Refund, check 1", "Refund, check 2"]);
    let case = case_id(&desk, "Refund, check 1");
    letter(&mut desk, Key::C);
    desk.h.event(Event::Text("half a sen".into()));
    stored(&mut desk);
    store(&desk).write(Op::bulk("delete"), |tx| tx.cases().set_deleted(case, true)).expect("deleted");
    desk.until("the words", |h| h.query_all_by_label_contains("was removed from the run").next().is_some());
    assert_eq!(results(&desk, run)[0].content.comment.as_deref(), Some("half a sen"), "and its result is kept");
}

#[test]
fn a_step_has_files_of_its_own() {
    let mut desk = Desk::new();
    desk.h.state_mut().backend.screenshot = crate::attachments::png;
    with_steps(&mut desk, "Refund, check 1", 3);
    let run = run_of(&mut desk, &["Refund, check 1"]);
    press(&mut desk, Modifiers::SHIFT, Key::F);
    desk.h.get_by_role_and_label(Role::Button, "Step 1: Paste a screenshot").click();
    let (store, target) = (store(&desk), items(&desk, run).remove(0).target);
    let files = move || {
        let current = load_case(&store, &target).expect("case").current;
        let step = current.and_then(|current| current.content.steps.into_iter().next());
        step.into_iter().flat_map(|step| step.attachments).map(|file| file.filename).collect::<Vec<_>>()
    };
    desk.until("the picture", |_| files().len() == 1);
    // Dropped while the comment of the step is written: it belongs to the step.
    let folder = tempfile::tempdir().expect("folder");
    let log = folder.path().join("server.log");
    std::fs::write(&log, "500").expect("file");
    press(&mut desk, Modifiers::SHIFT, Key::C);
    desk.h.input_mut().dropped_files.push(Arc::new(crate::attachments::Dropped(log)));
    desk.until("the dropped file", |_| files().len() == 2);
    assert!(results(&desk, run)[0].content.attachments.is_empty(), "the result has none");
    desk.h.get_by_role_and_label(Role::Button, "Remove server.log").click();
    desk.until("the picture alone", |_| files().len() == 1);
    let name = files().remove(0);
    desk.h.get_all_by_role_and_label(Role::Link, &name).next().expect("the picture").click();
    desk.until("the viewer", |h| h.query_by_role_and_label(Role::Button, "Save as…").is_some());
    desk.until("the picture in it", |h| h.query_by_label_contains("64 × 32").is_some());
    // A letter means nothing to the run behind the viewer.
    letter(&mut desk, Key::P);
    press(&mut desk, Modifiers::NONE, Key::Escape);
    assert!(desk.h.query_by_role_and_label(Role::Button, "Save as…").is_none());
    assert_ne!(results(&desk, run)[0].content.status, ResultStatus::Passed);
}

#[test]
fn suites_head_the_cases_of_a_run_and_arrows_pass_over_them() {
    let mut desk = Desk::new();
    run_of(&mut desk, &["Refund, check 1", "Refund, check 2", "Photos, check 1", "Photos, check 2"]);
    let paths = ["Refund, check 1", "Photos, check 1"].map(|title| {
        let case = case_id(&desk, title);
        let suite = store(&desk).read(|tx| tx.cases().get(case)).expect("case").suite_id.expect("a suite");
        desk.h.state().backend.cases().expect("cases").suite_path(suite)
    });
    for path in &paths {
        assert!(desk.h.query_all_by_label(path).next().is_some(), "{path}");
    }
    let front = |desk: &Desk| {
        let target = desk.h.state().views.run.execution.current().cloned().expect("a case in front");
        store(desk).read(|tx| tx.case_title(target.case)).expect("title")
    };
    for expected in ["Refund, check 2", "Photos, check 1", "Photos, check 2"] {
        press(&mut desk, Modifiers::NONE, Key::ArrowDown);
        assert_eq!(front(&desk), expected);
    }
    for expected in ["Photos, check 1", "Refund, check 2"] {
        press(&mut desk, Modifiers::NONE, Key::ArrowUp);
        assert_eq!(front(&desk), expected);
    }
}

#[test]
fn single_cases_of_what_failed_are_left_out() {
    let mut desk = Desk::new();
    command(&mut desk, UiCommand::NewRun);
    desk.h.get_by_role_and_label(Role::RadioButton, "Failed last time").click();
    desk.until("its list", |h| h.query_all_by_role_and_label(Role::CheckBox, "All of these cases").next().is_some());
    check_all_failed(&mut desk);
    desk.until("what failed", |h| h.query_by_label_contains("4 cases, 4 results").is_some());
    let boxes = desk.h.query_all_by_role(Role::CheckBox).filter(|n| n.rect().left() > 500.0).count();
    assert!(boxes >= 4, "a box for each case: {boxes}");
    desk.h.query_all_by_role(Role::CheckBox).rfind(|n| n.rect().left() > 500.0).expect("a box").click();
    desk.until("one less", |h| h.query_by_label_contains("3 cases, 3 results").is_some());
}

#[test]
fn a_toast_that_comes_and_goes_moves_no_button() {
    let mut desk = Desk::new();
    run_of(&mut desk, &["Refund, check 1", "Refund, check 2"]);
    let places = |desk: &Desk| {
        ["Passed", "Failed", "Next case"]
            .map(|name| desk.h.query_all_by_role_and_label(Role::Button, name).last().expect("a button").rect())
    };
    let before = places(&desk);
    desk.h.state_mut().act(Action::Copy("a text".into()));
    desk.until("the toast", |h| h.query_by_role(Role::Status).is_some());
    assert_eq!(places(&desk), before);
    let toast = desk.h.get_by_role(Role::Status).rect();
    let covered = |desk: &Desk| {
        let buttons = desk.h.query_all_by_role(Role::Button).filter(|button| !toast.contains(button.rect().center()));
        buttons.filter(|button| button.rect().intersects(toast)).count()
    };
    assert_eq!(covered(&desk), 0, "nothing that can be pressed lies below it");
    desk.until("it is gone", |h| h.query_by_role(Role::Status).is_none());
    assert_eq!(places(&desk), before);
}

#[test]
fn the_timer_stands_still_behind_a_dialog() {
    let mut desk = Desk::new();
    run_of(&mut desk, &["Refund, check 1"]);
    let has = |desk: &Desk, name: &str| desk.h.query_by_role_and_label(Role::Button, name).is_some();
    assert!(has(&desk, "Pause the timer"));
    command(&mut desk, UiCommand::Shortcuts);
    desk.until("the timer stands", |h| h.query_by_role_and_label(Role::Button, "Start the timer").is_some());
    press(&mut desk, Modifiers::NONE, Key::Escape);
    desk.until("it goes on", |h| h.query_by_role_and_label(Role::Button, "Pause the timer").is_some());
    // A person who stopped it finds it so behind the dialog, too.
    letter(&mut desk, Key::T);
    command(&mut desk, UiCommand::Shortcuts);
    press(&mut desk, Modifiers::NONE, Key::Escape);
    assert!(has(&desk, "Start the timer"));
}

#[test]
fn the_time_of_a_case_is_there_after_the_window_is_lost() {
    let mut desk = Desk::new();
    let run = run_of(&mut desk, &["Refund, check 1"]);
    let target = items(&desk, run).remove(0).target;
    let store_of = |desk: &Desk| store(desk);
    let kept = store_of(&desk);
    desk.until("the time is kept", |h| timers::read(&kept, h.state().views.run.execution.owner(), &target) >= 3_000);
    drop(kept);
    let Desk { h, home } = desk;
    drop(h);
    let mut desk = Desk::reopened(home);
    open(&mut desk, run);
    assert_eq!(results(&desk, run).len(), 0, "looking at a case is no result");
    letter(&mut desk, Key::P);
    stored(&mut desk);
    let spent = results(&desk, run).remove(0).content.duration_ms.expect("a duration");
    assert!(spent >= 3_000, "{spent}");
    let left = store_of(&desk);
    desk.until("the result has it", |h| timers::read(&left, h.state().views.run.execution.owner(), &target) == 0);
}

#[test]
fn the_time_of_a_run_has_all_attempts() {
    let mut desk = Desk::new();
    let run = run_of(&mut desk, &["Refund, check 1"]);
    let target = items(&desk, run).remove(0).target;
    let result = |ms: i64| ResultContent {
        title: "Refund, check 1".into(),
        status: ResultStatus::Failed,
        duration_ms: Some(ms),
        ..ResultContent::default()
    };
    for ms in [40_000, 20_000] {
        write_status(&store(&desk), &target, None, &result(ms)).expect("an attempt");
    }
    assert_eq!(sheet::load(&store(&desk), run).expect("the run").spent_ms, 60_000);
}

#[test]
fn the_timer_of_a_restored_run_waits_for_the_tester() {
    let mut desk = Desk::new();
    run_of(&mut desk, &["Refund, check 1", "Refund, check 2"]);
    let mut desk = desk.restart();
    desk.until("the run in front", |h| h.query_by_role_and_label(Role::Button, "Start the timer").is_some());
    for _ in 0..30 {
        desk.h.step();
    }
    desk.h.get_by_role_and_label(Role::Button, "Start the timer");
    letter(&mut desk, Key::J);
    desk.until("the timer runs", |h| h.query_by_role_and_label(Role::Button, "Pause the timer").is_some());
}

#[test]
fn the_keys_of_a_run_come_first_where_a_run_is_executed() {
    let mut desk = Desk::new();
    let top = |desk: &Desk, words: &str| desk.h.get_all_by_label(words).last().expect("a line").rect().top();
    command(&mut desk, UiCommand::Shortcuts);
    assert!(top(&desk, "Execution of a run") > top(&desk, "Settings…: Ctrl+,"));
    press(&mut desk, Modifiers::NONE, Key::Escape);
    run_of(&mut desk, &["Refund, check 1"]);
    command(&mut desk, UiCommand::Shortcuts);
    assert!(top(&desk, "Execution of a run") < top(&desk, "Settings…: Ctrl+,"));
}

#[test]
fn a_command_of_two_menus_is_listed_once_among_the_keys() {
    let mut desk = Desk::with(Setup { lang: LangChoice::Ru, ..Setup::default() });
    command(&mut desk, UiCommand::Shortcuts);
    let lines = |words: &str| desk.h.query_all_by_label_contains(words).count();
    assert_eq!((lines(": Ctrl+J"), lines("Ctrl+колесо"), lines("Wheel")), (1, 1, 0));
}

#[test]
fn undo_takes_the_last_step_result_before_the_status() {
    let mut desk = Desk::new();
    with_steps(&mut desk, "Refund, check 1", 3);
    let run = run_of(&mut desk, &["Refund, check 1", "Refund, check 2"]);
    let steps = |desk: &Desk| -> Vec<String> {
        let result = results(desk, run).into_iter().next();
        result.map(|r| r.content.steps.iter().map(|s| s.status.slug().to_owned()).collect()).unwrap_or_default()
    };
    press(&mut desk, Modifiers::SHIFT, Key::P);
    stored(&mut desk);
    letter(&mut desk, Key::F);
    stored(&mut desk);
    press(&mut desk, Modifiers::SHIFT, Key::F);
    stored(&mut desk);
    // Words about the step do not keep its status.
    press(&mut desk, Modifiers::SHIFT, Key::C);
    desk.h.event(Event::Text("an empty page".into()));
    desk.settle();
    press(&mut desk, Modifiers::NONE, Key::Escape);
    stored(&mut desk);
    assert_eq!((steps(&desk).join(" "), statuses(&desk, run)[0].as_str()), ("passed failed untested".into(), "failed"));
    command(&mut desk, UiCommand::Undo);
    let is = |words: &'static str| move |desk: &Desk| steps(desk).join(" ") == words;
    assert!(is("passed untested untested")(&desk), "{:?}", steps(&desk));
    assert_eq!(statuses(&desk, run)[0], "failed", "the status came before it");
    assert_eq!(results(&desk, run)[0].content.steps[1].comment.as_deref(), Some("an empty page"));
    command(&mut desk, UiCommand::Undo);
    assert_eq!((steps(&desk).join(" "), statuses(&desk, run)[0].as_str()), ("passed untested untested".into(), "in_progress"));
    command(&mut desk, UiCommand::Undo);
    assert!(is("untested untested untested")(&desk) || steps(&desk).is_empty(), "{:?}", steps(&desk));
    for _ in 0..3 {
        command(&mut desk, UiCommand::Redo);
    }
    assert_eq!((steps(&desk).join(" "), statuses(&desk, run)[0].as_str()), ("passed failed untested".into(), "failed"));
}

#[test]
fn the_next_case_stands_at_the_right_edge_in_one_line_with_the_statuses() {
    let mut desk = Desk::new();
    run_of(&mut desk, &["Refund, check 1", "Refund, check 2"]);
    for width in [1440.0, 1700.0, 2560.0] {
        desk.h.set_size(vec2(width, 900.0));
        desk.settle();
        let of = |name: &str| desk.h.get_by_role_and_label(Role::Button, name).rect();
        let (next, finish) = (of("Next case"), of("Complete run…"));
        // In a wide window the case, and its bar, are no wider than can be read.
        assert!((next.right() - finish.right()).abs() < 3.0 || width > 2000.0, "{width}: {next} below {finish}");
        let passed = desk.h.query_all_by_role_and_label(Role::Button, "Passed").last().expect("the status").rect();
        assert!((passed.center().y - next.center().y).abs() < 2.0, "{width}: {passed} {next}");
        assert!(next.right() - passed.left() < 1_060.0, "{width}: {passed} {next}");
    }
}

/// A desk where the first case of a run is passed although its first step failed.
fn passed_over_a_failed_step() -> (Desk, voluptas_core::domain::ids::RunId) {
    let mut desk = Desk::new();
    with_steps(&mut desk, "Refund, check 1", 3);
    let run = run_of(&mut desk, &["Refund, check 1", "Refund, check 2"]);
    press(&mut desk, Modifiers::SHIFT, Key::F);
    letter(&mut desk, Key::P);
    stored(&mut desk);
    (desk, run)
}

#[test]
fn a_pass_over_a_failed_step_is_told_and_marked_failed() {
    let (mut desk, run) = passed_over_a_failed_step();
    assert_eq!(statuses(&desk, run)[0], "passed", "nothing stops the keys");
    desk.until("the remark", |h| h.query_by_label("The case is passed, but 1 step is not").is_some());
    desk.h.get_by_role_and_label(Role::Button, "Mark case as failed").click();
    desk.settle();
    stored(&mut desk);
    assert_eq!((results(&desk, run).len(), statuses(&desk, run)[0].as_str()), (1, "failed"), "no other attempt");
    assert!(desk.h.query_by_label("The case is passed, but 1 step is not").is_none());
}

#[test]
fn a_pass_over_a_failed_step_is_undone_from_the_next_case() {
    let (mut desk, run) = passed_over_a_failed_step();
    letter(&mut desk, Key::N);
    let words = "“Refund, check 1” passed, but 1 step did not";
    desk.until("the toast", |h| h.query_all_by_label_contains(words).next().is_some());
    desk.h.get_by_role_and_label(Role::Button, "Undo").click();
    let store = store(&desk);
    let status = || sheet::load(&store, run).expect("sheet").items[0].current.as_ref().map(|c| c.status.slug().to_owned());
    desk.until("the status taken back", |_| status().as_deref() == Some("in_progress"));
}

#[test]
fn a_pass_of_passed_steps_asks_nothing() {
    let mut desk = Desk::new();
    with_steps(&mut desk, "Refund, check 1", 1);
    let run = run_of(&mut desk, &["Refund, check 1"]);
    press(&mut desk, Modifiers::SHIFT, Key::P);
    letter(&mut desk, Key::P);
    stored(&mut desk);
    assert_eq!(statuses(&desk, run)[0], "passed");
    assert!(desk.h.query_all_by_label_contains("passed, but").next().is_none());
}

/// A Russian window in which a run of these cases is executed.
fn in_russian(titles: &[&str]) -> Desk {
    let mut desk = Desk::with(Setup { lang: LangChoice::Ru, ..Setup::default() });
    let cases = titles.iter().map(|title| case_id(&desk, title)).collect();
    let store = store(&desk);
    let project = store.read(|tx| tx.projects().all()).expect("projects")[0].id;
    let content = RunContent { title: "Release".into(), ..RunContent::default() };
    let run = create(&store, project, &RunForm { content, cases, ..RunForm::default() }).expect("run").id;
    desk.until("the run in the list", |h| h.state().backend.runs().is_some_and(|runs| runs.get(run).is_some()));
    desk.h.state_mut().act(Action::Nav(Nav::Tab(MiddleTab::Run(run.0))));
    desk.until("the case in front", |h| h.query_by_role_and_label(Role::MultilineTextInput, "Комментарий").is_some());
    desk
}

#[test]
fn the_next_case_stands_beside_the_statuses_in_russian_too() {
    let mut desk = in_russian(&["Refund, check 1", "Refund, check 2"]);
    for size in [vec2(1440.0, 900.0), vec2(1920.0, 1080.0), vec2(1200.0, 800.0)] {
        desk.h.set_size(size);
        desk.settle();
        let next = desk.h.get_by_role_and_label(Role::Button, "Следующий кейс").rect();
        let passed = desk.h.get_by_role_and_label(Role::Button, "Пройден").rect();
        let invalid = desk.h.get_by_role_and_label(Role::Button, "Некорректен").rect();
        assert!((invalid.center().y - passed.center().y).abs() < 1.0, "{size}: {invalid} in the line of {passed}");
        assert!(next.bottom() < passed.bottom() + 1.0, "{size}: {next} takes no line below {passed}");
    }
}

#[test]
fn another_attempt_moves_no_status_of_the_last_case() {
    let mut desk = in_russian(&["Refund, check 1"]);
    let places = |desk: &Desk| {
        let of = |name: &str| desk.h.query_all_by_role_and_label(Role::Button, name).last().expect("the status").rect();
        ["Пройден", "Некорректен"].map(of)
    };
    let mut before = Vec::new();
    let sizes = [vec2(1440.0, 900.0), vec2(1920.0, 1080.0), vec2(1280.0, 800.0), vec2(1000.0, 700.0)];
    for size in sizes {
        desk.h.set_size(size);
        desk.settle();
        before.push(places(&desk));
    }
    letter(&mut desk, Key::P);
    desk.until("the way to another attempt", |h| h.query_by_label_contains("Новая попытка").is_some());
    for (size, before) in sizes.into_iter().zip(before) {
        desk.h.set_size(size);
        desk.settle();
        assert_eq!(places(&desk), before, "{size}");
        let again = desk.h.query_all_by_label_contains("Новая попытка").last().expect("the button").rect();
        assert!((again.center().y - before[1].center().y).abs() < 2.0, "{size}: {again} in the line of {}", before[1]);
    }
}

#[test]
fn the_last_results_of_a_case_are_one_stop_of_tab_whose_marks_open_their_runs() {
    let mut desk = Desk::new();
    let first = run_of(&mut desk, &["Refund, check 1", "Refund, check 2"]);
    letter(&mut desk, Key::P);
    stored(&mut desk);
    store(&desk).write(Op::bulk("close"), |tx| tx.runs().end(first, RunState::Complete)).expect("closed");
    let second = run_of(&mut desk, &["Refund, check 1", "Refund, check 2"]);
    assert_ne!(first, second);
    desk.until("the last results", |h| h.query_by_role_and_label(Role::Slider, "Last results").is_some());
    desk.h.get_by_role_and_label(Role::Slider, "Last results").focus();
    desk.settle();
    let value = desk.h.get_by_role_and_label(Role::Slider, "Last results").accesskit_node().value();
    assert!(value.is_some_and(|words| words.starts_with("Passed · #")), "the newest result is read out");
    press(&mut desk, Modifiers::NONE, Key::Enter);
    desk.until("its run", |h| h.state().state.tab() == MiddleTab::Run(first.0));
}

#[test]
fn a_new_attempt_says_so_and_leads_back_to_the_one_before() {
    let mut desk = Desk::new();
    let run = run_of(&mut desk, &["Refund, check 1", "Refund, check 2"]);
    let code =
        desk.h.state().backend.cases().expect("cases").get(case_id(&desk, "Refund, check 1")).expect("row").code.to_string();
    letter(&mut desk, Key::C);
    type_text(&mut desk, "Too slow");
    press(&mut desk, Modifiers::NONE, Key::Escape);
    letter(&mut desk, Key::F);
    stored(&mut desk);
    letter(&mut desk, Key::R);
    let comment = |h: &egui_kittest::Harness<'static, Shell>| {
        h.get_by_role_and_label(Role::MultilineTextInput, "Comment").accesskit_node().value().unwrap_or_default()
    };
    let head = format!("Attempt 2 of {code} · not tested yet");
    desk.until("the new attempt", |h| h.query_by_label(&head).is_some());
    assert!(desk.h.query_all_by_label_contains("attempt 2, not tested yet").next().is_some(), "the list says it, too");
    assert_eq!(comment(&desk.h), "");
    // A result of somebody else does not take the new attempt away.
    let other = items(&desk, run)[1].target.clone();
    let content = ResultContent { title: "Refund, check 2".into(), status: ResultStatus::Passed, ..ResultContent::default() };
    write_status(&store(&desk), &other, None, &content).expect("stored");
    desk.settle();
    assert!(desk.h.query_by_label(&head).is_some());
    click(&mut desk, Role::Button, "Back to attempt 1");
    assert_eq!(comment(&desk.h), "Too slow");
    assert!(desk.h.query_by_label(&head).is_none());
    assert_eq!(results(&desk, run).len(), 2, "nothing was stored for it");
}

#[test]
fn a_result_says_who_executed_it_and_what_was_expected() {
    let mut desk = Desk::new();
    let run = run_of(&mut desk, &["Refund, check 1"]);
    let target = items(&desk, run)[0].target.clone();
    let step = ResultStep {
        action: "Refund it".into(),
        expected: Some("The money is back".into()),
        status: ResultStatus::Passed,
        ..ResultStep::default()
    };
    let content = ResultContent {
        title: "Refund, check 1".into(),
        status: ResultStatus::Passed,
        end_ms: Some(crate::support::NOW),
        steps: vec![step],
        ..ResultContent::default()
    };
    let ann = store(&desk).by(Author::new(Source::Api, Some("Ann")));
    write_status(&ann, &target, None, &content).expect("stored");
    let result = results(&desk, run).remove(0).id;
    desk.h.state_mut().act(Action::Nav(Nav::RunRows(run, RunRows::Result(result))));
    desk.until("the steps", |h| h.query_all_by_label_contains("Refund it").next().is_some());
    assert!(desk.h.query_all_by_label_contains("Executed by").next().is_some());
    assert!(desk.h.query_all_by_label_contains("Ann · ").next().is_some());
    assert!(desk.h.query_all_by_label_contains("Expected: The money is back").next().is_some());
}

#[test]
fn a_result_leads_to_the_next_case_where_that_is_wanted() {
    let mut desk = Desk::new();
    let run = run_of(&mut desk, &["Refund, check 1", "Refund, check 2"]);
    const GO_ON: &str = "Go to the next case after Passed or Skipped";
    click(&mut desk, Role::Button, GO_ON);
    letter(&mut desk, Key::P);
    stored(&mut desk);
    desk.until("the second case", |h| h.query_by_role_and_label(Role::MultilineTextInput, "Comment").is_some());
    // A failure needs words: its case stays in front.
    letter(&mut desk, Key::F);
    stored(&mut desk);
    assert_eq!(statuses(&desk, run), ["passed", "failed"]);
    // The choice is kept.
    let desk = desk.restart();
    assert!(desk.h.state().views.run.execution.goes_on);
}

#[test]
fn a_defect_of_an_earlier_result_is_linked_again_by_a_button() {
    let mut desk = Desk::new();
    run_of(&mut desk, &["Refund, check 1"]);
    letter(&mut desk, Key::F);
    letter(&mut desk, Key::D);
    type_text(&mut desk, "PAY-322");
    press(&mut desk, Modifiers::NONE, Key::Enter);
    stored(&mut desk);
    let again = run_of(&mut desk, &["Refund, check 1"]);
    desk.until("the earlier defect", |h| h.query_by_label("Defects of earlier results").is_some());
    assert!(desk.h.query_by_label("open").is_some(), "with its status");
    click(&mut desk, Role::Button, "Link PAY-322 to this result");
    letter(&mut desk, Key::F);
    stored(&mut desk);
    let all = results(&desk, again);
    assert_eq!(all[0].content.links.iter().map(|link| link.name.as_str()).collect::<Vec<_>>(), ["PAY-322"]);
    assert!(desk.h.query_by_label("Defects of earlier results").is_none(), "it is among those of the result");
}

#[test]
fn a_defect_without_an_issue_of_an_earlier_result_is_shown_with_its_state() {
    let mut desk = Desk::new();
    let run = run_of(&mut desk, &["Refund, check 1"]);
    let target = items(&desk, run)[0].target.clone();
    let content = ResultContent {
        title: "The refund is lost".into(),
        status: ResultStatus::Failed,
        is_defect: true,
        end_ms: Some(crate::support::NOW),
        ..ResultContent::default()
    };
    let ann = store(&desk).by(Author::new(Source::Api, Some("Ann")));
    ann.write(Op::bulk("test"), |tx| {
        tx.results().add(run, &ResultContent { case_id: Some(target.case), ..content.clone() }).map(drop)
    })
    .expect("stored");
    run_of(&mut desk, &["Refund, check 1"]);
    desk.until("the earlier defect", |h| h.query_by_label("Defects of earlier results").is_some());
    assert!(desk.h.query_by_label("The refund is lost").is_some() && desk.h.query_by_label("open").is_some());
    assert!(desk.h.query_all_by_label_contains("to this result").next().is_none(), "there is nothing to link it by");
}

#[test]
fn the_results_have_their_words_in_russian_at_1440() {
    let mut desk = Desk::new();
    run_of(&mut desk, &["Refund, check 1", "Refund, check 2"]);
    let mut desk = desk.started_in(Lang::Ru);
    desk.until("the case in front", |h| h.query_by_role_and_label(Role::MultilineTextInput, "Комментарий").is_some());
    for word in ["Пройден", "Провален", "Заблокирован", "Пропущен", "Некорректен"] {
        let painted = desk.h.output().shapes.iter().any(|s| matches!(&s.shape, egui::Shape::Text(t) if t.galley.text() == word));
        assert!(painted, "{word}");
    }
}
