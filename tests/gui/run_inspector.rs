//! The inspector of runs, results and cases in the trash.

use eframe::egui::accesskit::Role;
use eframe::egui::{Key, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use voluptas::action::{Action, Nav};
use voluptas::model::run_pair::RunPair;
use voluptas::state::{LeftTab, MiddleTab, Subject};
use voluptas::ui_command::UiCommand;
use voluptas_core::domain::ids::ProjectId;
use voluptas_core::domain::result::{ResultContent, ResultLink};
use voluptas_core::domain::run::{RunContent, RunState};
use voluptas_core::domain::status::ResultStatus;
use voluptas_store::Op;
use voluptas_store::runs::NewRun;

use crate::support::{Desk, act, case_id, click, command, press_key, store};

/// A window with two finished runs of a series: one test failed newly, one passed in both.
fn with_runs() -> (Desk, RunPair) {
    let mut desk = Desk::new();
    let case = case_id(&desk, "Two codes at once");
    let written = store(&desk).write(Op::bulk("fixture"), |tx| {
        let mut ids = Vec::new();
        for (at, title, status) in [(1, "Smoke 17", ResultStatus::Passed), (2, "Smoke 18", ResultStatus::Failed)] {
            let content = RunContent { title: title.into(), ..RunContent::default() };
            let run = tx.runs().create(ProjectId(1), &NewRun { content, start_ms: Some(at), ..NewRun::default() })?.id;
            let is_bad = status == ResultStatus::Failed;
            let result = ResultContent {
                title: "Buys tea".into(),
                comment: is_bad.then(|| "No tea left\nin the box".into()),
                case_id: Some(case),
                status,
                ..ResultContent::default()
            };
            tx.results().add(run, &result)?;
            let other = ResultContent { title: "Sells tea".into(), status: ResultStatus::Passed, ..ResultContent::default() };
            tx.results().add(run, &other)?;
            tx.runs().end(run, RunState::Complete)?;
            ids.push(run);
        }
        Ok(ids)
    });
    let ids = written.expect("runs").value;
    desk.h.set_size(vec2(1920.0, 1000.0));
    desk.h.state_mut().state.kept.left = LeftTab::Runs;
    desk.until("the series", |h| h.query_by_role_and_label(Role::TreeItem, "Smoke").is_some());
    (desk, RunPair { older: ids[0], newer: ids[1] })
}

#[test]
fn a_selected_run_tells_its_state_and_its_new_failures() {
    let (mut desk, pair) = with_runs();
    click(&mut desk, Role::TreeItem, "Smoke 18");
    desk.until("the failure", |h| h.query_by_role_and_label(Role::Link, "Failed: Buys tea, new").is_some());
    let says = |desk: &Desk, words: &str| desk.h.query_all_by_label_contains(words).next().is_some();
    for words in ["Pass rate", "Start", "Failures", "1 new"] {
        assert!(says(&desk, words), "{words}");
    }
    assert_eq!(desk.h.state().state.subject, Subject::Run(pair.newer));
    click(&mut desk, Role::Link, "Failed: Buys tea, new");
    desk.until("its message", |h| h.query_all_by_label_contains("No tea left").next().is_some());
    assert_eq!(desk.h.state().state.tab(), MiddleTab::Run(pair.newer.0));
}

#[test]
fn a_muted_failure_is_not_new() {
    let (mut desk, pair) = with_runs();
    crate::results::mute(&mut desk, pair.newer, "Buys tea");
    click(&mut desk, Role::TreeItem, "Smoke 18");
    desk.until("the failure", |h| h.query_by_role_and_label(Role::Link, "Failed: Buys tea").is_some());
    assert!(desk.h.query_all_by_label_contains("1 new").next().is_none());
}

#[test]
fn the_list_says_the_state_of_a_run_in_a_word() {
    let (desk, _) = with_runs();
    let told = |title: &str| {
        let line = desk.h.get_by_role_and_label(Role::TreeItem, title);
        line.accesskit_node().description().unwrap_or_default()
    };
    assert!(told("Smoke 17").contains("Passed 100"), "{}", told("Smoke 17"));
    // Beside the word alone, the share would be that of the failed tests.
    assert!(told("Smoke 18").contains("Failed · 50"), "{}", told("Smoke 18"));
    assert!(told("Smoke 18").contains("passed"), "{}", told("Smoke 18"));
}

#[test]
fn a_pass_rate_says_of_what_it_is_a_share() {
    let (mut desk, _) = with_runs();
    let told = |desk: &Desk, role, name: &str| {
        let line = desk.h.query_all_by_label_contains(name).find(|n| n.accesskit_node().role() == role).expect("the figure");
        line.accesskit_node().description().unwrap_or_default()
    };
    let of_run = "among the executed tests of the run";
    assert!(told(&desk, Role::TreeItem, "Smoke 18").contains(of_run), "{}", told(&desk, Role::TreeItem, "Smoke 18"));
    let head = desk.h.get_by_role_and_label(Role::TreeItem, "Smoke").accesskit_node().description().unwrap_or_default();
    assert!(head.contains("of the newest run"), "{head}");
    click(&mut desk, Role::TreeItem, "Smoke 18");
    desk.until("the figures", |h| h.query_all_by_label_contains("Pass rate: ").next().is_some());
    desk.h.get_by_label_contains("Pass rate: ").hover();
    desk.until("the base on hover", |h| h.query_all_by_label_contains(of_run).next().is_some());
}

#[test]
fn defects_of_a_result_are_links_in_a_row() {
    let (mut desk, pair) = with_runs();
    let written = store(&desk).write(Op::bulk("fixture"), |tx| {
        let link = |name: &str, url: &str| ResultLink { kind: "issue".into(), name: name.into(), url: url.into() };
        let result = ResultContent {
            title: "Packs tea".into(),
            status: ResultStatus::Failed,
            links: vec![link("PAY-322", "https://tracker.test/PAY-322"), link("PAY-307", "")],
            ..ResultContent::default()
        };
        tx.results().add(pair.newer, &result)
    });
    written.expect("result");
    act(&mut desk, Action::Nav(Nav::Tab(MiddleTab::Run(pair.newer.0))));
    desk.until("the results", |h| h.query_all_by_label("Packs tea").next().is_some());
    desk.h.get_all_by_label("Packs tea").next().expect("the row").click();
    desk.until("the defect", |h| h.query_by_role_and_label(Role::Link, "PAY-322").is_some());
    let first = desk.h.get_by_role_and_label(Role::Link, "PAY-322").rect();
    let second = desk.h.get_by_label("PAY-307").rect();
    assert!((first.center().y - second.center().y).abs() < 2.0 && second.left() > first.right());
    assert!(desk.h.query_by_role_and_label(Role::Link, "PAY-307").is_none(), "the project has no tracker");
}

#[test]
fn a_selected_result_shows_its_case_and_the_history_of_its_test() {
    let (mut desk, pair) = with_runs();
    act(&mut desk, Action::Nav(Nav::Tab(MiddleTab::Run(pair.newer.0))));
    desk.until("the results", |h| h.query_all_by_label("Buys tea").next().is_some());
    desk.h.get_all_by_label("Buys tea").next().expect("the row").click();
    desk.until("the case", |h| h.query_by_role_and_label(Role::Link, "Two codes at once").is_some());
    assert!(matches!(desk.h.state().state.subject, Subject::Result(run, _) if run == pair.newer));
    assert!(desk.h.query_by_role_and_label(Role::Link, "Smoke 18 #3").is_some(), "its run");
    click(&mut desk, Role::Link, "Two codes at once");
    let case = case_id(&desk, "Two codes at once");
    assert_eq!(desk.h.state().state.tab(), MiddleTab::Case(case.0));
}

#[test]
fn a_row_of_a_comparison_shows_its_case() {
    let (mut desk, pair) = with_runs();
    act(&mut desk, Action::Nav(Nav::Tab(MiddleTab::Compare(pair))));
    desk.until("the changes", |h| h.query_all_by_label("Buys tea").next().is_some());
    assert_eq!(desk.h.state().state.subject, Subject::Run(pair.newer), "nobody selected a row");
    desk.h.get_all_by_label("Buys tea").next().expect("the row").click();
    desk.until("the case", |h| h.query_by_role_and_label(Role::Link, "Two codes at once").is_some());
    assert!(matches!(desk.h.state().state.subject, Subject::Result(run, _) if run == pair.newer));
}

#[test]
fn in_a_narrower_window_the_inspector_of_a_run_lies_over_its_tab() {
    let (mut desk, _) = with_runs();
    desk.h.set_size(vec2(1440.0, 900.0));
    click(&mut desk, Role::TreeItem, "Smoke 18");
    desk.settle();
    let is_shown = |desk: &Desk| desk.h.query_by_role_and_label(Role::Link, "Failed: Buys tea, new").is_some();
    assert!(!is_shown(&desk), "the tab of the run has all the room");
    command(&mut desk, UiCommand::ToggleInspector);
    desk.until("the inspector", |h| h.query_by_role_and_label(Role::Link, "Failed: Buys tea, new").is_some());
    press_key(&mut desk, Key::Escape);
    assert!(!is_shown(&desk), "Esc closes it");
}

#[test]
fn a_case_in_the_trash_is_restored_from_the_inspector() {
    let mut desk = Desk::new();
    let case = case_id(&desk, "Two codes at once");
    let deleted = store(&desk).write(Op::bulk("delete"), |tx| tx.cases().set_deleted(case, true));
    deleted.expect("deleted");
    desk.until("the list without it", |h| h.state().backend.cases().is_some_and(|cases| cases.get(case).is_none()));
    act(&mut desk, Action::Nav(Nav::Tab(MiddleTab::Case(case.0))));
    desk.until("what became of it", |h| h.query_by_label("This case is in the trash").is_some());
    let restore = desk.h.get_all_by_role_and_label(Role::Button, "Restore").last().expect("the button of the inspector");
    restore.click();
    let store = store(&desk);
    desk.until("the case is back", |_| store.read(|tx| tx.cases().get(case)).is_ok_and(|case| case.deleted_ms.is_none()));
    desk.until("and the inspector shows it", |h| h.query_by_label("This case is in the trash").is_none());
}
