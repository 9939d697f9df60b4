//! Results of test tools: imported by the command, dropped on the window, and looked at in their run.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::attachments::Dropped;
use crate::support::{Desk, Setup, act, is_said, store};
use eframe::egui::accesskit::Role;
use eframe::egui::{Event, Key, Modifiers, Rect};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use voluptas::action::{Action, Nav, TestsAction};
use voluptas::model::run_lines::Show;
use voluptas::shell::Shell;
use voluptas::state::MiddleTab;
use voluptas::ui_command::UiCommand;
use voluptas_core::domain::ids::RunId;
use voluptas_core::domain::mute::MuteContent;
use voluptas_settings::LangChoice;
use voluptas_store::Store;

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples").join(name)
}

#[test]
fn a_folder_becomes_a_run_by_the_command() {
    let mut desk = Desk::new();
    desk.h.state_mut().act(Action::Command(UiCommand::IngestResults));
    desk.settle();
    desk.h.event(Event::Text(sample("allure-results").display().to_string()));
    desk.settle();
    desk.h.key_press_modifiers(Modifiers::NONE, Key::Enter);
    desk.until("the toast", |h| h.query_by_role_and_label(Role::Button, "Open the run").is_some());
    desk.h.get_by_role_and_label(Role::Button, "Open the run").click();
    desk.h.state_mut().views.run.show_as(Show::List);
    desk.until("the run with its tests", |h| h.query_all_by_label_contains("Refund not available").next().is_some());
    // The retried test stands in the list once, and its attempts beside it.
    let retried = {
        let read = store(&desk).read(|tx| {
            let run = tx.runs().latest(tx.projects().all()?[0].id, 1)?.remove(0);
            let lines = tx.results().lines_of_run(run.id)?;
            let retried = lines.iter().find(|r| r.is_retried).map(|r| r.test);
            Ok(lines.into_iter().find(|r| Some(r.test) == retried && !r.is_retried))
        });
        read.expect("read").expect("a test with two attempts")
    };
    desk.h.get_by_label(&retried.title).click();
    desk.until("the attempts", |h| {
        h.query_by_label("Attempts").is_some() && h.query_all_by_label("Flaky in this run").next().is_some()
    });
}

#[test]
fn name_environment_and_cases_are_chosen_beside_the_path() {
    let mut desk = Desk::new();
    desk.h.state_mut().act(Action::Command(UiCommand::IngestResults));
    desk.settle();
    desk.h.event(Event::Text(sample("junit.xml").display().to_string()));
    desk.settle();
    for (field, text) in [("Run name", "Release 2.0"), ("Environment", "Pre-production")] {
        desk.h.get_by_role_and_label(Role::TextInput, field).focus();
        desk.settle();
        desk.h.event(Event::Text(text.into()));
        desk.settle();
    }
    desk.h.get_by_label("Create a case for each test that has none").click();
    desk.settle();
    desk.h.get_by_role_and_label(Role::Button, "Import").click();
    desk.until("the toast", |h| h.query_by_role_and_label(Role::Button, "Open the run").is_some());
    let read = |desk: &Desk| {
        let read = store(desk).read(|tx| {
            let project = tx.projects().all()?[0].id;
            let run = tx.runs().latest(project, 1)?.remove(0);
            let environment = run.content.environment_id.map(|id| tx.environments().title(id)).transpose()?.flatten();
            Ok((run.number, run.content.title, environment, tx.outcomes().found_by(run.id)?.0.contains_key(&None)))
        });
        read.expect("read")
    };
    let (number, title, environment, has_unmatched) = read(&desk);
    assert_eq!((title.as_str(), environment.as_deref(), has_unmatched), ("Release 2.0", Some("Pre-production"), false));
    // The same input is recognised, and taken again with the same choices when a person wants that.
    desk.h.state_mut().act(Action::IngestResults(vec![sample("junit.xml")]));
    desk.until("the offer", |h| h.query_by_role_and_label(Role::Button, "Import again").is_some());
    desk.h.get_by_role_and_label(Role::Button, "Import again").click();
    let (store, project) = (store(&desk), store(&desk).read(|tx| tx.projects().all()).expect("projects")[0].id);
    desk.until("another run", move |_| {
        store.read(|tx| tx.runs().latest(project, 1)).is_ok_and(|runs| runs.first().is_some_and(|run| run.number > number))
    });
}

#[test]
fn files_of_other_kinds_are_no_half_read_ones_and_a_known_run_can_be_opened() {
    let mut desk = Desk::new();
    let folder = tempfile::tempdir().expect("folder");
    std::fs::copy(sample("junit.xml"), folder.path().join("junit.xml")).expect("a copy");
    for name in ["a.txt", "b.txt"] {
        std::fs::write(folder.path().join(name), "notes").expect("file");
    }
    let says = |h: &Harness<'static, Shell>, words: &str| h.query_all_by_label_contains(words).next().is_some();
    desk.h.state_mut().act(Action::IngestResults(vec![folder.path().to_owned()]));
    desk.until("the toast", |h| says(h, "Skipped files: 2; the first: "));
    assert!(!says(&desk.h, "Files not read") && !says(&desk.h, "Files read in part"));
    let run = latest(&desk).expect("the run");
    desk.h.state_mut().act(Action::IngestResults(vec![folder.path().to_owned()]));
    desk.until("the offer", |h| h.query_by_role_and_label(Role::Button, "Import again").is_some());
    let offer = desk.h.get_by_role_and_label(Role::Button, "Import again").rect();
    let is_beside = |rect: &Rect| (rect.center().y - offer.center().y).abs() < 1.0;
    let open = {
        let mut all = desk.h.query_all_by_role_and_label(Role::Button, "Open the run").map(|n| n.rect());
        all.find(is_beside).expect("the way to the run, in one toast with the offer")
    };
    desk.h.query_all_by_role_and_label(Role::Button, "Open the run").find(|n| n.rect() == open).expect("the button").click();
    desk.until("the run", |h| h.state().state.tab() == MiddleTab::Run(run.0));
}

#[test]
fn a_file_that_is_cut_off_is_named_once_as_read_in_part() {
    let mut desk = Desk::new();
    let folder = tempfile::tempdir().expect("folder");
    let cut = folder.path().join("cut.xml");
    std::fs::write(&cut, r#"<testsuite name="s" tests="2"><testcase name="Pays" classname="s" time="1"/><testcase name="Re"#)
        .expect("file");
    let says = |h: &Harness<'static, Shell>, words: &str| h.query_all_by_label_contains(words).next().is_some();
    desk.h.state_mut().act(Action::IngestResults(vec![cut]));
    desk.until("the toast", |h| says(h, "Files read in part: 1; the first: "));
    assert!(!says(&desk.h, "Files not read") && !says(&desk.h, "Errors outside of tests"));
}

#[test]
fn of_very_many_broken_files_all_are_counted() {
    let mut desk = Desk::new();
    let folder = tempfile::tempdir().expect("folder");
    std::fs::copy(sample("junit.xml"), folder.path().join("junit.xml")).expect("a copy");
    for n in 0..1_002 {
        std::fs::write(folder.path().join(format!("{n:04}.xml")), "<testsuite>").expect("file");
    }
    desk.h.state_mut().act(Action::IngestResults(vec![folder.path().to_owned()]));
    desk.until("the toast", |h| h.query_all_by_label_contains("002; the first: ").next().is_some());
}

#[test]
fn an_archive_that_is_dropped_is_taken_and_known_again_in_russian() {
    let mut desk = Desk::with(Setup { lang: LangChoice::Ru, ..Setup::default() });
    for expected in ["15 тестов, без кейса", "уже сохранены"] {
        desk.h.input_mut().dropped_files.push(Arc::new(Dropped(sample("allure-results.tar.gz"))));
        desk.until(expected, |h| h.query_all_by_label_contains(expected).next().is_some());
    }
}

#[test]
fn files_that_are_dropped_while_others_are_read_are_taken_after_them() {
    let mut desk = Desk::new();
    let files = ["allure-results", "junit.xml", "allure-results.tar.gz"];
    for name in files {
        desk.h.state_mut().act(Action::IngestResults(vec![sample(name)]));
    }
    let (store, before) = (store(&desk), latest(&desk));
    desk.until("the last of them", |h| h.query_all_by_label_contains("already stored").next().is_some());
    let runs = store.read(|tx| tx.runs().latest(tx.projects().all()?[0].id, 10)).expect("runs");
    let added = runs.iter().take_while(|run| Some(run.id) != before).count();
    assert_eq!(added, 2, "the folder and the archive hold the same results");
}

#[test]
fn the_title_of_a_group_has_the_whole_line() {
    let mut desk = Desk::new();
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("junit.xml");
    let message = "The order was not completed because the payment service did not answer in time. ".repeat(3);
    let xml = format!(
        "<testsuite name='s' timestamp='2026-01-15T09:01:00'><testcase classname='c' name='Buys tea'>\
         <failure message='{message}'/></testcase></testsuite>"
    );
    std::fs::write(&path, xml).expect("file");
    let (known, store) = (latest(&desk), store(&desk));
    desk.h.state_mut().act(Action::IngestResults(vec![path]));
    desk.until("the run", |_| latest_of(&store) != known);
    let run = latest(&desk).expect("run");
    desk.h.state_mut().act(Action::Nav(Nav::Tab(MiddleTab::Run(run.0))));
    desk.until("the results", |h| h.query_by_role_and_label(Role::ColumnHeader, "Time").is_some());
    desk.settle();
    let time = desk.h.get_by_role_and_label(Role::ColumnHeader, "Time").rect();
    let heads = desk.h.query_all_by_label_contains("The order was not completed").map(|node| node.rect());
    let title = heads.filter(|head| head.top() > time.top() && head.left() < time.left()).map(|head| head.right());
    let end = title.fold(0.0, f32::max);
    assert!(end > time.left(), "the title ends at {end}, the last column begins at {}", time.left());
}

/// The run of the first project that began last.
pub fn latest_of(store: &Store) -> Option<RunId> {
    let project = store.read(|tx| tx.projects().all()).expect("projects")[0].id;
    store.read(|tx| tx.runs().latest(project, 1)).expect("runs").first().map(|run| run.id)
}

/// The run of the open workspace that began last.
pub fn latest(desk: &Desk) -> Option<RunId> {
    latest_of(&store(desk))
}

#[test]
fn a_run_tells_what_changed_since_the_one_before() {
    let mut desk = Desk::new();
    let folder = tempfile::tempdir().expect("folder");
    for (minute, outcome) in [(1, ""), (2, "<failure message='Out of stock'/>")] {
        let path = folder.path().join(format!("junit-{minute}.xml"));
        let xml = format!(
            "<testsuite name='s' timestamp='2026-01-15T09:{minute:02}:00'><testcase classname='c' name='Buys tea'>{outcome}</testcase>\
             <testcase classname='c' name='Sells tea'/></testsuite>"
        );
        std::fs::write(&path, xml).expect("file");
        let (known, store) = (latest(&desk), store(&desk));
        desk.h.state_mut().act(Action::IngestResults(vec![path]));
        desk.until("the run", |_| latest_of(&store) != known);
        desk.settle();
    }
    let run = latest(&desk).expect("run");
    desk.h.state_mut().act(Action::Nav(Nav::Tab(MiddleTab::Run(run.0))));
    desk.until("the difference", |h| h.query_all_by_label_contains("New failures").next().is_some());
    assert!(desk.h.query_all_by_label_contains("Sells tea").next().is_none(), "failures by their message, the others aside");
    desk.h.state_mut().views.run.show_as(Show::List);
    desk.until("both tests", |h| h.query_all_by_label_contains("Sells tea").next().is_some());
    desk.h.get_all_by_label_contains("New failures").last().expect("pill").click();
    desk.until("the new failure alone", |h| h.query_all_by_label_contains("Sells tea").next().is_none());
    assert!(desk.h.query_all_by_label_contains("Buys tea").next().is_some());
    // A muted one counts apart, and is no row of the number.
    mute(&mut desk, run, "Buys tea");
    desk.until("no row", |h| h.query_all_by_label("No such results").next().is_some());
    desk.h.get_all_by_label_contains("New failures").last().expect("pill").hover();
    desk.until("the muted one", |h| h.query_all_by_label_contains("1 muted test counts apart").next().is_some());
}

/// Mutes the test of a run with this title.
pub fn mute(desk: &mut Desk, run: RunId, title: &str) {
    let lines = store(desk).read(|tx| tx.results().lines_of_run(run)).expect("results");
    let test = lines.into_iter().find(|line| line.title == title).expect("the result").test;
    let content = MuteContent { reason: "SHOP-7".into(), ..MuteContent::default() };
    act(desk, Action::Tests(TestsAction::Mute(vec![test], content)));
    desk.until("the toast", |h| is_said(h, "1 test muted"));
}
