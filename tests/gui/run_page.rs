//! The page of a run: its context, its report, the files of a result, and the dialog that brings results in.

use std::collections::BTreeSet;
use std::path::Path;

use crate::results::latest;
use crate::support::{Desk, NOW, act, click, command, focus_text, is_said, press, press_key, store, type_text, workspace_at};
use eframe::egui::accesskit::Role;
use eframe::egui::{Key, Modifiers, OutputCommand, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use testkit::wait::wait_for;
use voluptas::action::{Action, RunAction, TestsAction};
use voluptas::shell::Shell;
use voluptas::ui_command::UiCommand;
use voluptas_core::domain::case::{CaseContent, NewCase, Parameter, ParameterItem};
use voluptas_core::domain::combination::{Combination, combinations};
use voluptas_core::domain::ids::CaseId;
use voluptas_core::domain::mute::MuteContent;
use voluptas_core::domain::outcome::is_bad;
use voluptas_core::domain::result::ResultContent;
use voluptas_core::domain::run::{RunContent, RunState};
use voluptas_core::domain::status::ResultStatus;
use voluptas_store::Op;
use voluptas_store::results::Arrival;
use voluptas_store::run_cases::PlannedCase;
use voluptas_store::runs::NewRun;

/// The window with the run of the sample folder of Allure in front.
fn with_run() -> Desk {
    let mut desk = Desk::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples/allure-results");
    act(&mut desk, Action::IngestResults(vec![folder]));
    desk.until("the toast", |h| h.query_by_role_and_label(Role::Button, "Open the run").is_some());
    click(&mut desk, Role::Button, "Open the run");
    desk.until("the tests", |h| h.query_all_by_label_contains("Guest checkout").next().is_some());
    desk
}

#[test]
fn a_run_says_where_and_of_what_build_it_is() {
    let desk = with_run();
    let is_said = |words: &str| desk.h.query_all_by_label(words).next().is_some();
    assert!(is_said("shop-stage-2") && is_said("browser = chromium 131"));
    assert!(!is_said("stand = shop-stage-2"), "the environment is said once");
    assert!(desk.h.query_by_role_and_label(Role::Link, "shop #128").is_some(), "the build is a link");
}

/// Presses a button of the toast, and gives the address that the system was asked to open.
fn pressed_in_toast(desk: &mut Desk, label: &str) -> String {
    desk.h.get_by_role_and_label(Role::Button, label).click();
    wait_for("the request to the system", || {
        desk.h.step();
        desk.h.output().platform_output.commands.iter().find_map(|command| match command {
            OutputCommand::OpenUrl(open) => Some(open.url.clone()),
            _ => None,
        })
    })
}

#[test]
fn the_report_of_a_run_is_written_from_its_page() {
    let mut desk = with_run();
    let folder = tempfile::tempdir().expect("folder");
    click(&mut desk, Role::Button, "Report…");
    let write = |desk: &mut Desk, name: &str| {
        desk.h.get_by_role_and_label(Role::TextInput, "File").focus();
        desk.settle();
        press(desk, Modifiers::COMMAND, Key::A);
        type_text(desk, &folder.path().join(name).display().to_string());
        press_key(desk, Key::Enter);
    };
    write(&mut desk, "run.txt");
    desk.until("the known endings", |h| h.query_all_by_label_contains("has no ending of a report").next().is_some());
    write(&mut desk, "run.html");
    desk.until("the toast", |h| is_said(h, "Wrote the report of"));
    let page = std::fs::read_to_string(folder.path().join("run.html")).expect("the report");
    assert!(page.starts_with("<!doctype html>") && page.contains("Guest checkout"));
    assert!(desk.h.query_by_role_and_label(Role::TextInput, "File").is_none(), "the dialog is closed");
    let opened = pressed_in_toast(&mut desk, "Open");
    assert!(opened.starts_with("file://") && opened.ends_with("/run.html"), "{opened}");
    command(&mut desk, UiCommand::ExportReport);
    write(&mut desk, "second.html");
    desk.until("the toast", |h| is_said(h, "second.html"));
    let shown = pressed_in_toast(&mut desk, "Show in folder");
    assert!(shown.starts_with("file://") && !shown.ends_with(".html"), "{shown}");
    command(&mut desk, UiCommand::ExportReport);
    write(&mut desk, "run.md");
    desk.until("the file", |_| folder.path().join("run.md").is_file());
    let table = std::fs::read_to_string(folder.path().join("run.md")).expect("the report");
    assert!(table.contains("Guest checkout"), "{table}");
}

#[test]
fn pictures_and_texts_of_a_result_are_seen_in_place() {
    let mut desk = with_run();
    desk.h.get_all_by_label_contains("Промокод действует").next().expect("the result").click();
    desk.until("the picture", |h| h.query_all_by_role(Role::Image).any(|n| n.accesskit_node().label().is_some()));
    desk.until("the beginning of the log", |h| h.query_by_role_and_label(Role::Button, "server log").is_some());
    assert!(desk.h.query_by_role_and_label(Role::Link, "server log").is_some(), "and the name below it");
}

#[test]
fn a_result_tells_its_path_its_attempt_and_its_missing_files() {
    let mut desk = with_run();
    desk.h.get_all_by_label_contains("Guest checkout").next().expect("the result").click();
    desk.until("the missing file", |h| h.query_by_label("video, file is missing").is_some());
    assert!(desk.h.query_by_role_and_label(Role::Link, "video").is_none(), "nobody can fetch it");
    assert!(desk.h.query_all_by_label_contains("tests.shop.case_").next().is_some(), "the path of the test");
    assert!(desk.h.query_all_by_label_contains("attempt ").next().is_none(), "it ran once");
}

#[test]
fn the_toast_of_a_report_tells_the_whole_path_on_hover_in_a_small_window() {
    let mut desk = with_run();
    desk.h.set_size(vec2(1000.0, 680.0));
    desk.settle();
    let folder = tempfile::tempdir().expect("folder");
    let folder = folder.path().join("reports of the nightly runs of the shop on the stage");
    std::fs::create_dir(&folder).expect("folder");
    let path = folder.join("the report of the last run.html").display().to_string();
    command(&mut desk, UiCommand::ExportReport);
    desk.h.get_by_role_and_label(Role::TextInput, "File").focus();
    desk.settle();
    press(&mut desk, Modifiers::COMMAND, Key::A);
    type_text(&mut desk, &path);
    press_key(&mut desk, Key::Enter);
    desk.until("the toast", |h| is_said(h, "Wrote the report of"));
    let toast = desk.h.get_by_role(Role::Status).rect();
    for label in ["Open", "Show in folder"] {
        let button = desk.h.get_by_role_and_label(Role::Button, label).rect();
        assert!(toast.expand(2.0).contains_rect(button), "{label}: {button} {toast}");
    }
    desk.h.hover_at(toast.left_center() + vec2(60.0, 0.0));
    for _ in 0..120 {
        desk.h.step();
    }
    let tooltip = desk.h.query_all_by_role(Role::Tooltip).last().expect("the tooltip");
    let says = |node: egui_kittest::Node<'_>| node.accesskit_node().value().is_some_and(|words| words.contains(&path));
    assert!(tooltip.children_recursive().any(says), "the whole path");
}

#[test]
fn a_fetched_file_gets_an_ending_and_can_be_opened() {
    let mut desk = with_run();
    desk.h.get_all_by_label_contains("Промокод действует").next().expect("the result").click();
    desk.until("the log", |h| h.query_by_role_and_label(Role::Link, "server log").is_some());
    click(&mut desk, Role::Link, "server log");
    desk.until("the viewer", |h| h.query_by_role_and_label(Role::Button, "Open in another program").is_some());
    desk.h.get_by_role_and_label(Role::Button, "Open in another program").click();
    let mut opened = Vec::new();
    wait_for("the log is opened", || {
        desk.h.step();
        opened.extend(desk.h.output().platform_output.commands.iter().filter_map(|command| match command {
            OutputCommand::OpenUrl(open) => Some(open.url.clone()),
            _ => None,
        }));
        (!opened.is_empty()).then_some(())
    });
    assert!(opened.len() == 1 && opened[0].starts_with("file://") && opened[0].ends_with("/server%20log.txt"), "{opened:?}");
}

#[test]
fn a_broken_file_is_named_with_its_fault() {
    let mut desk = Desk::new();
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("broken.xml");
    std::fs::write(&path, "<testsuite><testcase name='Buys tea'>\n").expect("file");
    act(&mut desk, Action::IngestResults(vec![path]));
    desk.until("the fault", |h| is_said(h, "nothing was written. broken.xml cannot be read after line 2"));
}

#[test]
fn the_dialog_keeps_what_was_typed_when_nothing_could_be_imported() {
    let mut desk = Desk::new();
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("broken.xml");
    std::fs::write(&path, "<testsuite><testcase name='Buys tea'>\n").expect("file");
    command(&mut desk, UiCommand::IngestResults);
    type_text(&mut desk, &path.display().to_string());
    desk.h.get_by_role_and_label(Role::TextInput, "Run name").focus();
    desk.settle();
    type_text(&mut desk, "Release 2.0");
    press(&mut desk, Modifiers::COMMAND, Key::Enter);
    desk.until("the reason", |h| h.query_all_by_label_contains("broken.xml cannot be read after line 2").next().is_some());
    assert!(!is_said(&desk.h, "broken.xml"), "the dialog says it");
    let typed = |desk: &Desk, field: &str| desk.h.get_by_role_and_label(Role::TextInput, field).accesskit_node().value();
    assert_eq!(typed(&desk, "Run name").as_deref(), Some("Release 2.0"));
    assert!(typed(&desk, "File").is_some_and(|path| path.ends_with("broken.xml")));
    // The mended file is imported from the same dialog, which closes.
    std::fs::write(&path, "<testsuite><testcase name='Buys tea'/></testsuite>").expect("file");
    press(&mut desk, Modifiers::COMMAND, Key::Enter);
    desk.until("the toast", |h| h.query_by_role_and_label(Role::Button, "Open the run").is_some());
    assert!(desk.h.query_by_role_and_label(Role::TextInput, "Run name").is_none());
    let title = store(&desk).read(|tx| Ok(tx.runs().latest(tx.projects().all()?[0].id, 1)?.remove(0).content.title));
    assert_eq!(title.expect("read"), "Release 2.0");
}

#[test]
fn enter_on_cancel_imports_nothing_and_tab_goes_round() {
    let mut desk = Desk::new();
    let before = latest(&desk);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples/junit.xml");
    let open = |desk: &mut Desk| {
        command(desk, UiCommand::IngestResults);
        type_text(desk, &path.display().to_string());
    };
    let is_on = |desk: &Desk, name: &str| {
        let focused = desk.h.root().children_recursive().filter(|n| n.accesskit_node().is_focused()).last();
        focused.is_some_and(|n| n.accesskit_node().label().as_deref() == Some(name))
    };
    open(&mut desk);
    let mut seen = Vec::new();
    for name in ["Cancel", "Import", "File"] {
        let found = (0..12).any(|_| {
            press_key(&mut desk, Key::Tab);
            is_on(&desk, name)
        });
        seen.push((name, found));
    }
    assert!(seen.iter().all(|(_, found)| *found), "Tab reaches all, again and again: {seen:?}");
    while !is_on(&desk, "Cancel") {
        press_key(&mut desk, Key::Tab);
    }
    press_key(&mut desk, Key::Enter);
    desk.until("the closed dialog", |h| h.query_by_role_and_label(Role::TextInput, "File").is_none());
    desk.settle();
    assert_eq!(latest(&desk), before, "nothing was imported");
    open(&mut desk);
    press(&mut desk, Modifiers::COMMAND, Key::Enter);
    desk.until("the toast", |h| h.query_by_role_and_label(Role::Button, "Open the run").is_some());
}

#[test]
fn the_list_of_a_comparison_has_the_keyboard_at_once() {
    let mut desk = Desk::new();
    let folder = tempfile::tempdir().expect("folder");
    for (minute, outcome) in [(1, ""), (2, "<failure message='Out of stock'/>")] {
        let path = folder.path().join(format!("junit-{minute}.xml"));
        let cases: String =
            ["Buys tea", "Sells tea"].map(|name| format!("<testcase classname='c' name='{name}'>{outcome}</testcase>")).concat();
        std::fs::write(&path, format!("<testsuite name='s' timestamp='2026-01-15T09:{minute:02}:00'>{cases}</testsuite>"))
            .expect("file");
        let known = latest(&desk);
        act(&mut desk, Action::IngestResults(vec![path]));
        let store = store(&desk);
        desk.until("the run", |_| crate::results::latest_of(&store) != known);
        desk.settle();
    }
    command(&mut desk, UiCommand::CompareRuns);
    desk.until("the changes", |h| h.query_all_by_label("Buys tea").next().is_some());
    desk.until("the keyboard in the list", |h| {
        let focused = h.root().children_recursive().filter(|n| n.accesskit_node().is_focused()).last();
        focused.is_some_and(|n| n.accesskit_node().label().as_deref() == Some("Changed tests"))
    });
}

#[test]
fn the_failed_cases_of_a_tool_are_repeated_by_hand_from_the_page_of_the_run() {
    let mut desk = with_run();
    let run = latest(&desk).expect("run");
    let failed = |desk: &Desk| {
        let lines = store(desk).read(|tx| tx.results().lines_of_run(run)).expect("results");
        lines.into_iter().filter(|line| is_bad(&line.status) && !line.is_retried).collect::<Vec<_>>()
    };
    let is_offered = |h: &Harness<'_, Shell>| h.query_by_role_and_label(Role::Button, "New run of failed cases").is_some();
    assert!(!is_offered(&desk.h), "no failed test has a case");
    let ids = failed(&desk).iter().map(|line| line.id).collect();
    act(&mut desk, Action::Tests(TestsAction::CreateCases(run, ids)));
    desk.until("the offer", |h| is_offered(h));
    click(&mut desk, Role::Button, "New run of failed cases");
    desk.until("the new run in front", |h| h.query_by_role_and_label(Role::MultilineTextInput, "Comment").is_some());
    let next = latest(&desk).expect("run");
    let planned = store(&desk).read(|tx| tx.runs().planned(next)).expect("cases");
    let cases: BTreeSet<_> = failed(&desk).iter().filter_map(|line| line.case_id).collect();
    assert!(!cases.is_empty());
    assert_eq!(planned.into_iter().map(|case| case.plan.case).collect::<BTreeSet<_>>(), cases);
}

#[test]
fn failed_cases_with_more_results_than_a_run_may_have_are_refused_in_words() {
    let mut desk = Desk::new();
    let values: Vec<String> = (0..16).map(|n| n.to_string()).collect();
    let wide =
        |title: &str| Parameter::Single { shared_id: None, item: ParameterItem { title: title.into(), values: values.clone() } };
    let parameters = vec![wide("a"), wide("b")];
    let combinations = combinations(&parameters);
    let written = store(&desk).write(Op::bulk("wide"), |tx| {
        let project = tx.projects().all()?[0].id;
        let case = |n: usize| NewCase {
            content: CaseContent { title: format!("Wide {n}"), parameters: parameters.clone(), ..CaseContent::default() },
            ..NewCase::default()
        };
        let cases = tx.cases().create_many(project, &(0..79).map(case).collect::<Vec<_>>())?;
        let content = RunContent { title: "Wide".into(), ..RunContent::default() };
        let run = tx.runs().create(project, &NewRun { content, source: "manual".into(), ..NewRun::default() })?.id;
        let plan = |case: &CaseId| PlannedCase { case: *case, assignee: None, combinations: combinations.clone() };
        tx.runs().plan(run, &cases.iter().map(plan).collect::<Vec<_>>())?;
        for case in cases {
            let failed = |params: &Combination| ResultContent {
                case_id: Some(case),
                title: "x".into(),
                status: ResultStatus::Failed,
                params: params.clone(),
                ..ResultContent::default()
            };
            let failed: Vec<ResultContent> = combinations.iter().map(failed).collect();
            tx.results().add_many(run, &failed.iter().map(|content| (content, Arrival::default())).collect::<Vec<_>>())?;
        }
        Ok(run)
    });
    let run = written.expect("run").value;
    desk.until("the run in the list", |h| h.state().backend.runs().is_some_and(|runs| runs.get(run).is_some()));
    act(&mut desk, Action::Run(RunAction::CopyFailed(run)));
    desk.until("the reason", |h| h.query_all_by_label_contains("This run would have 20").next().is_some());
    assert_eq!(latest(&desk), Some(run), "no run was made");
}

#[test]
fn what_is_typed_replaces_the_suggested_title_of_a_run() {
    let mut desk = Desk::new();
    command(&mut desk, UiCommand::NewRun);
    type_text(&mut desk, "Recheck");
    let field = desk.h.get_by_role_and_label(Role::TextInput, "Title");
    assert_eq!(field.accesskit_node().value().as_deref(), Some("Recheck"));
}

#[test]
fn an_ended_mute_is_told_listed_and_removed() {
    let mut desk = with_run();
    let run = latest(&desk).expect("run");
    let lines = store(&desk).read(|tx| tx.results().lines_of_run(run)).expect("results");
    let test = lines.into_iter().find(|line| line.title == "Guest checkout").expect("the result").test;
    let content = MuteContent { reason: "SHOP-7".into(), owner: None, until_ms: Some(NOW - 86_400_000) };
    let earlier = workspace_at(store(&desk).path(), NOW - 3 * 86_400_000);
    earlier.write(Op::edit("mute"), |tx| tx.mutes().set(test, &content)).expect("the mute");
    desk.h.state().backend.look_for_ended_mutes();
    let told = "The mute of “Guest checkout” has ended";
    desk.until("the toast", |h| h.query_all_by_label_contains(told).next().is_some());
    click(&mut desk, Role::Button, "Show mutes");
    desk.until("the ended mute", |h| h.query_all_by_label_contains("Ended on ").next().is_some());
    click(&mut desk, Role::Button, "Mute again…");
    let value = |desk: &Desk, role, name: &str| desk.h.get_by_role_and_label(role, name).accesskit_node().value();
    assert_eq!(value(&desk, Role::MultilineTextInput, "Reason").as_deref(), Some("SHOP-7"));
    assert_eq!(value(&desk, Role::TextInput, "Last day").as_deref(), Some(""), "that day has passed");
    press_key(&mut desk, Key::Escape);
    command(&mut desk, UiCommand::Mutes);
    desk.until("the ended mute again", |h| h.query_all_by_label_contains("Ended on ").next().is_some());
    click(&mut desk, Role::Button, "Remove");
    desk.until("no mute", |h| h.query_by_label("No test is muted").is_some());
}

#[test]
fn muted_tests_are_listed_changed_and_unmuted() {
    let mut desk = with_run();
    command(&mut desk, UiCommand::Mutes);
    desk.until("nothing", |h| h.query_by_label("No test is muted").is_some());
    press_key(&mut desk, Key::Escape);
    let test = {
        let run = latest(&desk).expect("run");
        let lines = store(&desk).read(|tx| tx.results().lines_of_run(run)).expect("results");
        lines.into_iter().find(|line| line.title == "Guest checkout").expect("the result").test
    };
    let content = MuteContent { reason: "SHOP-7".into(), owner: Some("Anna".into()), until_ms: None };
    act(&mut desk, Action::Tests(TestsAction::Mute(vec![test], content)));
    desk.until("the toast", |h| is_said(h, "1 test muted"));
    command(&mut desk, UiCommand::Mutes);
    desk.until("the mute", |h| h.query_by_label("SHOP-7").is_some() && h.query_by_label(" · No end · Anna").is_some());
    click(&mut desk, Role::Button, "Change…");
    let reason = desk.h.get_by_role_and_label(Role::MultilineTextInput, "Reason");
    assert_eq!(reason.accesskit_node().value().as_deref(), Some("SHOP-7"));
    focus_text(&mut desk, "Reason");
    press(&mut desk, Modifiers::COMMAND, Key::A);
    type_text(&mut desk, "SHOP-8");
    press(&mut desk, Modifiers::COMMAND, Key::Enter);
    desk.until("the closed dialog", |h| h.query_by_role_and_label(Role::MultilineTextInput, "Reason").is_none());
    desk.until("the changed mute in the list", |h| h.query_by_label("SHOP-8").is_some());
    click(&mut desk, Role::Button, "Unmute");
    desk.until("no mute", |h| h.query_by_label("No test is muted").is_some());
}

#[test]
fn enter_in_a_field_of_one_line_mutes_and_in_the_reason_begins_a_line() {
    let mut desk = with_run();
    let run = latest(&desk).expect("run");
    let lines = store(&desk).read(|tx| tx.results().lines_of_run(run)).expect("results");
    let test = lines.into_iter().find(|line| line.title == "Guest checkout").expect("the result").test;
    act(&mut desk, Action::Tests(TestsAction::AskMute(vec![test])));
    press_key(&mut desk, Key::Enter);
    type_text(&mut desk, "SHOP-9");
    press_key(&mut desk, Key::Enter);
    assert!(desk.h.query_by_role_and_label(Role::MultilineTextInput, "Reason").is_some(), "the reason goes on");
    desk.h.get_by_role_and_label(Role::TextInput, "Owner").focus();
    desk.settle();
    press_key(&mut desk, Key::Enter);
    desk.until("the toast", |h| is_said(h, "1 test muted"));
    assert!(desk.h.query_by_role_and_label(Role::MultilineTextInput, "Reason").is_none(), "the dialog is closed");
    let known = store(&desk).read(|tx| tx.mutes().in_force(tx.runs().get(run)?.project_id)).expect("mutes");
    assert_eq!(known.get(&test).map(|mute| mute.content.reason.as_str()), Some("SHOP-9"));
}

#[test]
fn the_commands_of_a_run_by_hand_have_words_and_the_others_stand_in_a_menu() {
    let mut desk = Desk::new();
    let run = crate::manual_run::run_of(&mut desk, &["Refund, check 1", "Refund, check 2"]);
    for key in [Key::F, Key::N, Key::P] {
        crate::manual_run::letter(&mut desk, key);
    }
    crate::manual_run::stored(&mut desk);
    store(&desk).write(Op::bulk("close"), |tx| tx.runs().end(run, RunState::Complete)).expect("closed");
    let words = ["Report…", "New run of failed cases", "Continue in a new run", "Reopen run"];
    for width in [1440.0, 1200.0, 1000.0] {
        desk.h.set_size(vec2(width, 900.0));
        desk.until("the results", |h| h.query_by_role_and_label(Role::Button, "Report…").is_some());
        desk.settle();
        let button = desk.h.query_by_role_and_label(Role::Button, words[0]).map(|n| n.rect().width());
        assert!(button.is_some_and(|width| width > 60.0), "{width}: {button:?}");
        let is_button = |desk: &Desk, name: &str| desk.h.query_by_role_and_label(Role::Button, name).is_some();
        let hidden: Vec<&str> = words.into_iter().filter(|name| !is_button(&desk, name)).collect();
        if hidden.is_empty() {
            continue;
        }
        click(&mut desk, Role::Button, "More");
        for name in hidden {
            assert!(desk.h.query_by_role_and_label(Role::MenuItem, name).is_some(), "{width}: {name}");
        }
        press_key(&mut desk, Key::Escape);
    }
    click(&mut desk, Role::Button, "More");
    click(&mut desk, Role::MenuItem, "Continue in a new run");
    desk.until("the execution", |h| h.query_by_role_and_label(Role::Button, "Complete run…").is_some());
}

#[test]
fn errors_outside_of_tests_stand_above_the_results_of_a_run() {
    let mut desk = Desk::new();
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples/reports/15-run-errors/playwright-teardown-error.json");
    act(&mut desk, Action::IngestResults(vec![file]));
    desk.until("the toast", |h| is_said(h, "Errors outside of tests: 1"));
    click(&mut desk, Role::Button, "Open the run");
    let strip = "Errors outside of tests (1): playwright-teardown-error.json: Error: the stand did not stop";
    desk.until("the strip", |h| h.query_by_label(strip).is_some());
    let results = desk.h.get_all_by_label_contains("adds").next().expect("the result").rect();
    assert!(desk.h.get_by_label(strip).rect().bottom() < results.top(), "it stands above the results");
    // By keys: the button opens the list, which gets the keyboard and gives it back.
    desk.h.get_by_role_and_label(Role::Button, "Show errors").focus();
    desk.settle();
    press_key(&mut desk, Key::Enter);
    desk.until("the list", |h| h.query_by_role_and_label(Role::Group, "Errors outside of tests").is_some());
    desk.settle();
    assert!(desk.h.get_by_role_and_label(Role::Group, "Errors outside of tests").is_focused());
    assert!(desk.h.query_all_by_label_contains("at globalTeardown").next().is_some(), "the trace");
    press_key(&mut desk, Key::Escape);
    desk.settle();
    assert!(desk.h.query_by_role_and_label(Role::Group, "Errors outside of tests").is_none());
    assert!(desk.h.query_by_role_and_label(Role::Button, "Show errors").is_some());
}
