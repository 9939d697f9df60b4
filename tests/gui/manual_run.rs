//! Runs by hand: created in their dialog, executed by keyboard, closed and continued in a new run.

use std::sync::Arc;

use crate::support::{Desk, Setup, case_id, click, command, press, store, suite_id, type_text};
use eframe::egui::accesskit::Role;
use eframe::egui::{Color32, Event, Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use voluptas::action::{Action, Nav};
use voluptas::model::run_lines::Show;
use voluptas::shell::Shell;
use voluptas::state::MiddleTab;
use voluptas::ui_command::UiCommand;
use voluptas_app::runs::manual::results::write_status;
use voluptas_app::runs::manual::sheet::Item;
use voluptas_app::runs::manual::{RunForm, create, sheet};
use voluptas_core::domain::case::{Parameter, ParameterItem};
use voluptas_core::domain::ids::{CaseId, RunId};
use voluptas_core::domain::result::{ResultContent, TestResult};
use voluptas_core::domain::run::{Run, RunContent, RunState};
use voluptas_core::domain::status::ResultStatus;
use voluptas_settings::LangChoice;
use voluptas_store::Op;
use voluptas_store::runs::NewRun;
use voluptas_ui::theme::{Type, space};

pub fn letter(desk: &mut Desk, key: Key) {
    press(desk, Modifiers::NONE, key);
}

fn latest(desk: &Desk) -> Run {
    let read = store(desk).read(|tx| Ok(tx.runs().latest(tx.projects().all()?[0].id, 1)?.remove(0)));
    read.expect("a run")
}

pub fn items(desk: &Desk, run: RunId) -> Vec<Item> {
    sheet::load(&store(desk), run).expect("the run").items
}

pub fn statuses(desk: &Desk, run: RunId) -> Vec<String> {
    let status = |item: Item| item.current.map_or_else(|| "untested".to_owned(), |current| current.status.slug().to_owned());
    items(desk, run).into_iter().map(status).collect()
}

/// The stored results of a run in the order of storing.
pub fn results(desk: &Desk, run: RunId) -> Vec<TestResult> {
    store(desk).read(|tx| tx.results().of_run(run)).expect("results")
}

/// A run of cases by their titles, in front.
pub fn run_of(desk: &mut Desk, titles: &[&str]) -> RunId {
    let cases: Vec<CaseId> = titles.iter().map(|title| case_id(desk, title)).collect();
    let content = RunContent { title: "Release".into(), ..RunContent::default() };
    let store = store(desk);
    let project = store.read(|tx| tx.projects().all()).expect("projects")[0].id;
    let run = create(&store, project, &RunForm { content, cases, ..RunForm::default() }).expect("run").id;
    desk.until("the run in the list", |h| h.state().backend.runs().is_some_and(|runs| runs.get(run).is_some()));
    open(desk, run);
    run
}

pub fn open(desk: &mut Desk, run: RunId) {
    desk.h.state_mut().act(Action::Nav(Nav::Tab(MiddleTab::Run(run.0))));
    desk.until("the case in front", |h| h.query_by_role_and_label(Role::MultilineTextInput, "Comment").is_some());
}

pub fn stored(desk: &mut Desk) {
    desk.until("everything to be stored", |h| !h.state().views.run.execution.is_waiting());
}

/// Checks all cases of the list in front of the dialog of a new run, by the box in its head.
pub fn check_all_failed(desk: &mut Desk) {
    let boxes = desk.h.query_all_by_role_and_label(Role::CheckBox, "All of these cases");
    boxes.min_by(|a, b| a.rect().top().total_cmp(&b.rect().top())).expect("the box in the head").click();
    desk.settle();
}

/// Finds the suite "Delivery" in the dialog and checks it.
fn check_delivery(desk: &mut Desk) {
    desk.h.get_by_role_and_label(Role::TextInput, "Find suites and cases").focus();
    desk.settle();
    desk.h.event(Event::Text("Delivery".into()));
    desk.settle();
    // The last one is that of the dialog: the list at the left has a function of that name.
    desk.h.query_all_by_role_and_label(Role::TreeItem, "Delivery").last().expect("the suite").click();
    desk.settle();
    press(desk, Modifiers::NONE, Key::Space);
}

#[test]
fn a_run_is_created_from_suites_and_from_what_failed() {
    let mut desk = Desk::new();
    command(&mut desk, UiCommand::NewRun);
    assert!(desk.h.query_by_label_contains("0 cases").is_some(), "nothing is selected yet");
    check_delivery(&mut desk);
    desk.until("the number of cases", |h| h.query_by_label_contains("9 cases, 9 results").is_some());
    desk.h.get_by_role_and_label(Role::Button, "Create").click();
    desk.until("the execution", |h| h.query_by_role_and_label(Role::Button, "Next case").is_some());
    let run = latest(&desk);
    assert_eq!((run.content.title.replace('\u{a0}', " ").as_str(), run.source.as_str()), ("Run of 20 Nov 2026", "manual"));
    assert_eq!(items(&desk, run.id).len(), 9);
    command(&mut desk, UiCommand::NewRun);
    desk.h.get_by_role_and_label(Role::RadioButton, "Failed last time").click();
    desk.until("its list", |h| h.query_all_by_role_and_label(Role::CheckBox, "All of these cases").next().is_some());
    assert!(desk.h.query_by_label_contains("0 cases").is_some(), "a look at the list checks nothing");
    let create = desk.h.get_by_role_and_label(Role::Button, "Create");
    assert!(create.accesskit_node().is_disabled(), "a run without cases is not created");
    check_all_failed(&mut desk);
    desk.until("what failed", |h| h.query_by_label_contains("4 cases, 4 results").is_some());
    press(&mut desk, Modifiers::COMMAND, Key::Enter);
    desk.until("the second run", |h| h.query_by_label("#3").is_some());
    assert_eq!(items(&desk, latest(&desk).id).len(), 4);
}

#[test]
fn cases_are_added_to_an_open_run_and_taken_back() {
    let mut desk = Desk::new();
    let run = run_of(&mut desk, &["Refund, check 1"]);
    desk.h.get_by_role_and_label(Role::Button, "Add cases…").click();
    desk.until("the choices", |h| h.query_by_role_and_label(Role::TextInput, "Find suites and cases").is_some());
    check_delivery(&mut desk);
    desk.until("the number of new cases", |h| h.query_by_label_contains("9 cases, 9 results").is_some());
    press(&mut desk, Modifiers::COMMAND, Key::Enter);
    desk.until("the longer run", |h| h.query_by_label_contains("0 of 10").is_some());
    assert_eq!(items(&desk, run)[0].title, "Refund, check 1", "the new cases come behind the others");
    command(&mut desk, UiCommand::Undo);
    desk.until("the run as it was", |h| h.query_by_label_contains("0 of 1").is_some());
}

#[test]
fn cases_that_the_run_has_already_are_counted() {
    let mut desk = Desk::new();
    let suite = suite_id(&desk, "Delivery");
    let store = store(&desk);
    let lines = store.read(|tx| tx.cases().lines(tx.projects().all()?[0].id)).expect("cases");
    let first = lines.iter().find(|line| line.suite_id == Some(suite)).expect("a case").id;
    let title = store.read(|tx| tx.cases().get(first)).expect("the case").content.title;
    run_of(&mut desk, &[&title]);
    let check = |desk: &mut Desk| {
        desk.h.get_by_role_and_label(Role::Button, "Add cases…").click();
        desk.until("the choices", |h| h.query_by_role_and_label(Role::TextInput, "Find suites and cases").is_some());
        desk.h.get_by_role_and_label(Role::TextInput, "Find suites and cases").focus();
        desk.settle();
        type_text(desk, "Delivery");
        desk.h.query_all_by_role_and_label(Role::TreeItem, "Delivery").last().expect("the suite").click();
        desk.settle();
        press(desk, Modifiers::NONE, Key::Space);
    };
    check(&mut desk);
    desk.until("the number of new cases", |h| h.query_by_label_contains("8 cases, 8 results").is_some());
    assert!(desk.h.query_by_label_contains("1 of 9 cases is in the run already").is_some());
    press(&mut desk, Modifiers::COMMAND, Key::Enter);
    desk.until("the longer run", |h| h.query_by_label_contains("0 of 9").is_some());
    check(&mut desk);
    desk.until("the reason", |h| h.query_by_label_contains("All of these cases are in the run already").is_some());
    assert!(desk.h.get_by_role_and_label(Role::Button, "Add").accesskit_node().is_disabled());
    assert!(desk.h.query_by_label_contains("0 cases, 0 results").is_none());
}

#[test]
fn a_filter_without_a_hit_says_so_and_is_cleared() {
    let mut desk = Desk::new();
    command(&mut desk, UiCommand::NewRun);
    desk.h.get_by_role_and_label(Role::TextInput, "Find suites and cases").focus();
    desk.settle();
    type_text(&mut desk, "no such suite");
    assert!(desk.h.query_by_label("Nothing found").is_some());
    click(&mut desk, Role::Button, "Clear filter");
    assert!(desk.h.query_by_label("Nothing found").is_none(), "the suites are there again");
    let field = desk.h.get_by_role_and_label(Role::TextInput, "Find suites and cases");
    assert_eq!(field.accesskit_node().value().as_deref(), Some(""));
}

#[test]
fn a_run_without_cases_leads_to_one_with_cases() {
    let mut desk = Desk::new();
    let written = store(&desk).write(Op::bulk("test"), |tx| {
        let content = RunContent { title: "Blank".into(), ..RunContent::default() };
        let new = NewRun { content, source: "manual".into(), ..NewRun::default() };
        Ok(tx.runs().create(tx.projects().all()?[0].id, &new)?.id)
    });
    let run = written.expect("run").value;
    desk.until("the run in the list", |h| h.state().backend.runs().is_some_and(|runs| runs.get(run).is_some()));
    desk.h.state_mut().act(Action::Nav(Nav::Tab(MiddleTab::Run(run.0))));
    desk.until("the reason", |h| h.query_by_label("This run has no cases").is_some());
    click(&mut desk, Role::Button, "New run…");
    desk.until("the dialog", |h| h.query_by_role_and_label(Role::TextInput, "Find suites and cases").is_some());
}

#[test]
fn what_failed_becomes_a_run_in_one_step() {
    let mut desk = Desk::new();
    let run = run_of(&mut desk, &["Refund, check 1", "Refund, check 2"]);
    letter(&mut desk, Key::F);
    stored(&mut desk);
    assert_eq!(statuses(&desk, run), ["failed", "untested"]);
    command(&mut desk, UiCommand::CopyFailed);
    desk.until("the new run", |h| h.query_all_by_label_contains("Release, failed cases").next().is_some());
    let next = latest(&desk);
    assert_eq!((next.content.title.as_str(), items(&desk, next.id).len()), ("Release, failed cases", 1));
    assert_eq!(items(&desk, next.id)[0].title, "Refund, check 1");
}

#[test]
fn the_head_of_the_people_is_not_cut_in_russian() {
    let mut desk = Desk::with(Setup { lang: LangChoice::Ru, ..Setup::default() });
    let titles = ["Refund, check 1"];
    let cases: Vec<CaseId> = titles.iter().map(|title| case_id(&desk, title)).collect();
    let content = RunContent { title: "Release".into(), ..RunContent::default() };
    let store = store(&desk);
    let project = store.read(|tx| tx.projects().all()).expect("projects")[0].id;
    let run = create(&store, project, &RunForm { content, cases, ..RunForm::default() }).expect("run").id;
    desk.until("the run in the list", |h| h.state().backend.runs().is_some_and(|runs| runs.get(run).is_some()));
    desk.h.state_mut().act(Action::Nav(Nav::Tab(MiddleTab::Run(run.0))));
    desk.until("the people", |h| h.query_by_role_and_label(Role::ColumnHeader, "Исполнитель").is_some());
    let (font, ink) = (Type::Label.font(), Color32::BLACK);
    let text = desk.h.ctx.fonts_mut(|f| f.layout_no_wrap("Исполнитель".into(), font, ink)).size().x;
    let head = desk.h.get_by_role_and_label(Role::ColumnHeader, "Исполнитель").rect().width();
    assert!(head >= text + space::S, "{head} points for {text}");
}

#[test]
fn selected_cases_and_functions_become_a_run() {
    let mut desk = Desk::new();
    desk.h.get_by_role_and_label(Role::TreeItem, "Refund").click();
    desk.settle();
    command(&mut desk, UiCommand::NewRun);
    desk.h.query_all_by_role_and_label(Role::RadioButton, "Functions").last().expect("the choice").click();
    desk.settle();
    let tree = desk.h.query_all_by_role_and_label(Role::TreeItem, "Account").last().expect("a function");
    tree.click();
    desk.settle();
    press(&mut desk, Modifiers::NONE, Key::Space);
    desk.until("the cases of the functions", |h| h.query_by_label_contains("12 cases").is_some());
}

#[test]
fn a_run_is_executed_by_keyboard_alone() {
    let mut desk = Desk::new();
    let run = run_of(&mut desk, &["Refund, check 1", "Refund, check 2", "Photos, check 1", "Photos, check 2", "Code gives 10 %"]);
    letter(&mut desk, Key::P);
    letter(&mut desk, Key::N);
    // Steps: the first passed, the second failed, with a comment.
    press(&mut desk, Modifiers::SHIFT, Key::P);
    press(&mut desk, Modifiers::SHIFT, Key::F);
    press(&mut desk, Modifiers::SHIFT, Key::C);
    desk.h.event(Event::Text("an empty page".into()));
    desk.settle();
    press(&mut desk, Modifiers::NONE, Key::Escape);
    letter(&mut desk, Key::D);
    desk.h.event(Event::Text("PAY-322".into()));
    desk.settle();
    press(&mut desk, Modifiers::NONE, Key::Enter);
    letter(&mut desk, Key::F);
    letter(&mut desk, Key::C);
    desk.h.event(Event::Text("Seen in Firefox P".into()));
    desk.settle();
    press(&mut desk, Modifiers::NONE, Key::Escape);
    for key in [Key::N, Key::B, Key::N, Key::S, Key::N, Key::I] {
        letter(&mut desk, key);
    }
    stored(&mut desk);
    assert_eq!(statuses(&desk, run), ["passed", "failed", "blocked", "skipped", "invalid"]);
    let all = results(&desk, run);
    let failed = &all.iter().find(|r| r.content.status == ResultStatus::Failed).expect("the failure").content;
    assert_eq!(failed.comment.as_deref(), Some("Seen in Firefox P"), "letters of a text are no keys");
    let steps: Vec<_> = failed.steps.iter().map(|s| (s.status.slug(), s.comment.as_deref())).collect();
    assert_eq!(steps, [("passed", None), ("failed", Some("an empty page"))]);
    assert_eq!((failed.links[0].name.as_str(), failed.is_defect), ("PAY-322", true));
    assert!(desk.h.query_by_label_contains("5 of 5").is_some(), "the head counts");
    assert_eq!(all.len(), 5);
    // A wrong status: taken back by undo.
    press(&mut desk, Modifiers::COMMAND, Key::Z);
    desk.until("the undone status", |h| h.query_by_label_contains("4 of 5").is_some());
    assert_eq!(statuses(&desk, run)[4], "untested");
}

#[test]
fn a_slip_is_corrected_and_a_new_attempt_is_another_result() {
    let mut desk = Desk::new();
    let run = run_of(&mut desk, &["Refund, check 1"]);
    for key in [Key::P, Key::B] {
        letter(&mut desk, key);
        stored(&mut desk);
    }
    letter(&mut desk, Key::C);
    desk.h.event(Event::Text("Too slow".into()));
    desk.settle();
    press(&mut desk, Modifiers::NONE, Key::Escape);
    stored(&mut desk);
    letter(&mut desk, Key::F);
    stored(&mut desk);
    assert_eq!((results(&desk, run).len(), statuses(&desk, run)), (1, vec!["failed".to_owned()]));
    assert_eq!(results(&desk, run)[0].content.comment.as_deref(), Some("Too slow"), "a slip costs no words");
    letter(&mut desk, Key::R);
    letter(&mut desk, Key::P);
    stored(&mut desk);
    let outcomes: Vec<_> = results(&desk, run).into_iter().map(|r| (r.content.status.slug().to_owned(), r.is_retried)).collect();
    assert_eq!(outcomes, [("failed".to_owned(), true), ("passed".to_owned(), false)]);
    desk.until("the attempts", |h| h.query_by_label("2 attempts").is_some());
    letter(&mut desk, Key::Backspace);
    stored(&mut desk);
    assert_eq!(statuses(&desk, run), ["in_progress"]);
    assert_eq!(results(&desk, run).len(), 2);
}

#[test]
fn what_was_typed_is_there_after_the_window_is_lost() {
    let mut desk = Desk::new();
    let run = run_of(&mut desk, &["Refund, check 1", "Refund, check 2"]);
    letter(&mut desk, Key::C);
    desk.h.event(Event::Text("The money is not ba".into()));
    stored(&mut desk);
    desk.h.event(Event::Text("ck".into()));
    stored(&mut desk);
    let Desk { h, home } = desk;
    // Neither closed nor kept: as after a kill.
    drop(h);
    let mut desk = Desk::reopened(home);
    assert_eq!(statuses(&desk, run), ["in_progress", "untested"]);
    open(&mut desk, run);
    desk.until("the comment", |h| {
        h.query_by_role_and_label(Role::MultilineTextInput, "Comment")
            .is_some_and(|n| n.accesskit_node().value().as_deref() == Some("The money is not back"))
    });
    letter(&mut desk, Key::F);
    stored(&mut desk);
    let all = results(&desk, run);
    let [only] = &all[..] else { panic!("{} results", all.len()) };
    assert_eq!((only.content.status.slug(), only.content.comment.as_deref()), ("failed", Some("The money is not back")));
}

#[test]
fn letters_behind_a_key_in_one_pass_are_text() {
    let mut desk = Desk::new();
    let run = run_of(&mut desk, &["Refund, check 1"]);
    for (key, letter) in [(Key::C, "c"), (Key::P, "p"), (Key::F, "f")] {
        let event = Event::Key { key, physical_key: None, pressed: true, repeat: false, modifiers: Modifiers::NONE };
        desk.h.input_mut().events.push(event);
        desk.h.input_mut().events.push(Event::Text(letter.into()));
    }
    desk.settle();
    stored(&mut desk);
    let all = results(&desk, run);
    assert_eq!((all.len(), all[0].content.comment.as_deref()), (1, Some("pf")));
    assert_eq!(all[0].content.status, ResultStatus::InProgress);
}

#[test]
fn keys_pressed_before_the_next_case_is_read_are_meant_for_it() {
    let mut desk = Desk::new();
    let run = run_of(&mut desk, &["Refund, check 1", "Refund, check 2"]);
    for (key, letter) in [(Key::P, "p"), (Key::N, "n"), (Key::F, "f"), (Key::C, "c"), (Key::X, "x")] {
        let event = Event::Key { key, physical_key: None, pressed: true, repeat: false, modifiers: Modifiers::NONE };
        desk.h.input_mut().events.push(event);
        desk.h.input_mut().events.push(Event::Text(letter.into()));
    }
    desk.settle();
    stored(&mut desk);
    assert_eq!(statuses(&desk, run), ["passed", "failed"]);
    assert_eq!(results(&desk, run)[1].content.comment.as_deref(), Some("x"));
}

#[test]
fn a_case_left_at_once_is_stored_too() {
    let mut desk = Desk::new();
    let run = run_of(&mut desk, &["Refund, check 1", "Refund, check 2"]);
    letter(&mut desk, Key::C);
    desk.h.event(Event::Text("quick".into()));
    desk.h.step();
    desk.h.state_mut().act(Action::Nav(Nav::Tab(MiddleTab::Registry)));
    stored(&mut desk);
    assert_eq!(results(&desk, run)[0].content.comment.as_deref(), Some("quick"));
}

#[test]
fn each_combination_of_parameters_is_executed() {
    let mut desk = Desk::new();
    let case = case_id(&desk, "Refund, check 1");
    store(&desk)
        .write(Op::bulk("parameters"), |tx| {
            let mut content = tx.cases().get(case)?.content;
            let item = ParameterItem { title: "browser".into(), values: vec!["Firefox".into(), "Chrome".into()] };
            content.parameters = vec![Parameter::Single { shared_id: None, item }];
            tx.cases().update(case, &content)
        })
        .expect("changed");
    let run = run_of(&mut desk, &["Refund, check 1"]);
    assert!(desk.h.query_by_label_contains("browser = Firefox").is_some());
    letter(&mut desk, Key::P);
    letter(&mut desk, Key::N);
    desk.until("the second combination", |h| h.query_by_label_contains("browser = Chrome").is_some());
    letter(&mut desk, Key::F);
    stored(&mut desk);
    let found: Vec<_> = results(&desk, run)
        .into_iter()
        .map(|r| (r.content.params["browser"].clone(), r.content.status.slug().to_owned()))
        .collect();
    assert_eq!(found, [("Firefox".into(), "passed".into()), ("Chrome".into(), "failed".into())] as [(String, String); 2]);
    // A finished run tells the results of one title apart as well.
    store(&desk).write(Op::bulk("close"), |tx| tx.runs().end(run, RunState::Complete)).expect("closed");
    desk.until("the results", |h| h.query_by_role_and_label(Role::Button, "Reopen run").is_some());
    desk.h.state_mut().views.run.show_as(Show::List);
    for value in ["Firefox", "Chrome"] {
        desk.until(value, |h| h.query_all_by_label(value).next().is_some());
    }
    desk.until("the values in full", |h| h.query_all_by_label("browser = Chrome").next().is_some());
}

#[test]
fn a_run_is_finished_reopened_and_continued() {
    let mut desk = Desk::new();
    let run = run_of(&mut desk, &["Refund, check 1", "Refund, check 2", "Photos, check 1"]);
    letter(&mut desk, Key::P);
    letter(&mut desk, Key::N);
    letter(&mut desk, Key::F);
    stored(&mut desk);
    desk.h.get_by_role_and_label(Role::Button, "Complete run…").click();
    desk.settle();
    assert!(desk.h.query_by_label_contains("1 case without a result stays untested.").is_some());
    assert!(desk.h.query_by_label_contains("in progress.").is_none());
    desk.h.get_by_role_and_label(Role::Button, "Complete run").click();
    desk.until("the results", |h| h.query_by_role_and_label(Role::Button, "Continue in a new run").is_some());
    assert_eq!(store(&desk).read(|tx| tx.runs().get(run)).expect("run").state, RunState::Complete);
    desk.h.get_by_role_and_label(Role::Button, "Continue in a new run").click();
    desk.until("the new run", |h| {
        h.query_by_label("Created run “Release, again” for 2 results that failed, were blocked or have no status").is_some()
    });
    desk.until("its cases", |h| h.query_by_label_contains("0 of 2").is_some());
    let next = latest(&desk).id;
    let titles: Vec<_> = items(&desk, next).into_iter().map(|item| item.title).collect();
    assert_eq!(titles, ["Refund, check 2", "Photos, check 1"]);
    desk.h.state_mut().act(Action::Nav(Nav::Tab(MiddleTab::Run(run.0))));
    desk.until("the closed run", |h| h.query_by_role_and_label(Role::Button, "Reopen run").is_some());
    desk.h.get_by_role_and_label(Role::Button, "Reopen run").click();
    desk.until("the execution", |h| h.query_by_role_and_label(Role::Button, "Complete run…").is_some());
    // The results of an active run are one press away, and so is the execution.
    desk.h.get_by_role_and_label(Role::Button, "Results of the run").click();
    desk.until("the results", |h| h.query_by_role_and_label(Role::Button, "Execute").is_some());
    desk.h.get_by_role_and_label(Role::Button, "Execute").click();
    desk.until("the execution", |h| h.query_by_role_and_label(Role::Button, "Complete run…").is_some());
}

#[test]
fn finishing_a_run_tells_results_in_progress_from_untested_cases() {
    let mut desk = Desk::new();
    let run = run_of(&mut desk, &["Refund, check 1", "Refund, check 2", "Photos, check 1"]);
    letter(&mut desk, Key::P);
    letter(&mut desk, Key::Backspace);
    stored(&mut desk);
    assert_eq!(statuses(&desk, run), ["in_progress", "untested", "untested"]);
    let said = "2 cases without a result stay untested. 1 result stays in progress.";
    desk.h.get_by_role_and_label(Role::Button, "Complete run…").click();
    desk.until("both numbers", |h| h.query_by_label_contains(said).is_some());
    press(&mut desk, Modifiers::NONE, Key::Escape);
    desk.until("no question", |h| h.query_by_label_contains(said).is_none());
    command(&mut desk, UiCommand::FinishRun);
    desk.until("the same question of the command", |h| h.query_by_label_contains(said).is_some());
}

#[test]
fn a_closed_run_takes_no_status_and_says_so() {
    let mut desk = Desk::new();
    let run = run_of(&mut desk, &["Refund, check 1"]);
    let target = items(&desk, run).remove(0).target;
    store(&desk).write(Op::bulk("close"), |tx| tx.runs().end(run, RunState::Complete)).expect("closed");
    let content = ResultContent { title: "x".into(), status: ResultStatus::Passed, ..ResultContent::default() };
    assert!(write_status(&store(&desk), &target, None, &content).is_err());
    desk.until("the results in place of the execution", |h| h.query_by_role_and_label(Role::Button, "Reopen run").is_some());
}

#[test]
fn a_dropped_file_and_a_pasted_picture_belong_to_the_result() {
    let mut desk = Desk::new();
    desk.h.state_mut().backend.screenshot = crate::attachments::png;
    let run = run_of(&mut desk, &["Refund, check 1"]);
    let folder = tempfile::tempdir().expect("folder");
    let log = folder.path().join("server.log");
    std::fs::write(&log, "500").expect("file");
    desk.h.input_mut().dropped_files.push(Arc::new(crate::attachments::Dropped(log)));
    let store = store(&desk);
    let files = move || {
        let all = store.read(|tx| tx.results().of_run(run)).expect("results");
        all.into_iter().flat_map(|r| r.content.attachments).map(|file| file.filename).collect::<Vec<_>>()
    };
    desk.until("the dropped file", |_| files() == ["server.log"]);
    desk.h.get_by_role_and_label(Role::Button, "Paste a screenshot").click();
    desk.until("the picture", |_| files().len() == 2);
    assert_eq!(results(&desk, run)[0].content.status, ResultStatus::InProgress);
}

#[test]
fn the_execution_speaks_russian() {
    let mut desk = Desk::with(Setup { lang: LangChoice::Ru, dark: true, ..Setup::default() });
    let cases = vec![case_id(&desk, "Refund, check 1"), case_id(&desk, "Refund, check 2")];
    let store = store(&desk);
    let project = store.read(|tx| tx.projects().all()).expect("projects")[0].id;
    let content = RunContent { title: "Релиз".into(), ..RunContent::default() };
    let run = create(&store, project, &RunForm { content, cases, ..RunForm::default() }).expect("run").id;
    desk.settle();
    desk.h.state_mut().act(Action::Nav(Nav::Tab(MiddleTab::Run(run.0))));
    desk.until("the execution", |h| h.query_by_role_and_label(Role::Button, "Следующий кейс").is_some());
    letter(&mut desk, Key::P);
    desk.until("the end", |h| h.query_by_label_contains("1 из 2").is_some());
}

#[test]
fn a_new_run_names_what_its_project_does_not_have_yet() {
    let mut desk = Desk::new();
    let pick = |desk: &mut Desk, list: &str, typed: &str| {
        desk.until("the list", |h| h.query_by_role_and_label(Role::ComboBox, list).is_some());
        desk.h.get_by_role_and_label(Role::ComboBox, list).click();
        desk.settle();
        desk.h.event(Event::Text(typed.into()));
        desk.settle();
        press(desk, Modifiers::NONE, Key::Enter);
    };
    let facts = |desk: &Desk| {
        let sheet = sheet::load(&store(desk), latest(desk).id).expect("the run");
        (sheet.context.environment, sheet.context.configurations)
    };
    for release in 0..2 {
        command(&mut desk, UiCommand::NewRun);
        pick(&mut desk, "Environment", "stage-2");
        pick(&mut desk, "Milestone", "Release 4");
        if release == 0 {
            desk.h.get_by_role_and_label(Role::TextInput, "New configurations").focus();
            desk.settle();
            desk.h.event(Event::Text("Browser = Chrome".into()));
            desk.settle();
            press(&mut desk, Modifiers::NONE, Key::Enter);
            desk.until("the new one", |h| h.query_by_label("Browser = Chrome").is_some());
            desk.h.event(Event::Text("OS".into()));
            desk.settle();
            press(&mut desk, Modifiers::COMMAND, Key::Enter);
            assert!(desk.h.query_by_role_and_label(Role::Button, "Create").is_some(), "half a configuration makes no run");
            desk.h.event(Event::Text(" = Linux".into()));
        } else {
            desk.h.get_by_role_and_label(Role::CheckBox, "Linux").click();
        }
        desk.h.get_by_role_and_label(Role::RadioButton, "Failed last time").click();
        desk.until("its list", |h| h.query_all_by_role_and_label(Role::CheckBox, "All of these cases").next().is_some());
        check_all_failed(&mut desk);
        desk.until("what failed", |h| h.query_by_label_contains("4 cases, 4 results").is_some());
        press(&mut desk, Modifiers::COMMAND, Key::Enter);
        desk.until("the execution", |h| h.query_by_role_and_label(Role::Button, "Create").is_none());
        let expected = if release == 0 { vec!["Chrome".to_owned(), "Linux".to_owned()] } else { vec!["Linux".to_owned()] };
        assert_eq!(facts(&desk), (Some("stage-2".to_owned()), expected));
    }
    let project = store(&desk).read(|tx| tx.projects().all()).expect("projects")[0].id;
    let choices = voluptas_app::runs::manual::choices(&store(&desk), project).expect("choices");
    let named = |all: &[(i64, String)], name: &str| all.iter().filter(|(_, title)| title == name).count();
    assert_eq!((named(&choices.environments, "stage-2"), named(&choices.milestones, "Release 4")), (1, 1));
}

#[test]
fn what_was_entered_for_a_new_run_is_not_dropped_without_a_question() {
    let mut desk = Desk::new();
    let is_open = |h: &Harness<'static, Shell>| h.query_by_role_and_label(Role::TextInput, "Tags").is_some();
    // Nothing was entered.
    command(&mut desk, UiCommand::NewRun);
    desk.until("the dialog", is_open);
    press(&mut desk, Modifiers::NONE, Key::Escape);
    desk.until("no dialog", |h| !is_open(h));
    command(&mut desk, UiCommand::NewRun);
    desk.until("the dialog", is_open);
    type_text(&mut desk, "Regression of the cart");
    press(&mut desk, Modifiers::NONE, Key::Escape);
    desk.until("the question", |h| h.query_all_by_label("Discard the run?").next().is_some());
    press(&mut desk, Modifiers::NONE, Key::Escape);
    desk.until("the dialog again", |h| h.query_all_by_label("Discard the run?").next().is_none());
    let title = desk.h.get_by_role_and_label(Role::TextInput, "Title").accesskit_node().value();
    assert_eq!(title.as_deref(), Some("Regression of the cart"));
    press(&mut desk, Modifiers::NONE, Key::Escape);
    desk.until("the question", |h| h.query_all_by_label("Discard the run?").next().is_some());
    click(&mut desk, Role::Button, "Discard");
    desk.until("no dialog", |h| !is_open(h));
}

#[test]
fn the_context_of_a_run_is_seen_in_a_small_window_too() {
    let mut desk = Desk::new();
    let content = RunContent { title: "Release".into(), tags: vec!["smoke".into(), "web".into()], ..RunContent::default() };
    let (store, cases) = (store(&desk), vec![case_id(&desk, "Refund, check 1")]);
    let project = store.read(|tx| tx.projects().all()).expect("projects")[0].id;
    let run = create(&store, project, &RunForm { content, cases, ..RunForm::default() }).expect("run").id;
    desk.until("the run in the list", |h| h.state().backend.runs().is_some_and(|runs| runs.get(run).is_some()));
    open(&mut desk, run);
    assert!(desk.h.query_by_label("smoke").is_some() && desk.h.query_by_label("web").is_some());
    desk.h.set_size(eframe::egui::vec2(1000.0, 680.0));
    desk.settle();
    assert!(desk.h.query_by_label("smoke · web").is_some(), "the words stand beside the title");
}
