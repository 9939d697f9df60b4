//! Tests of one title are told apart wherever several of them stand in a list.

use crate::support::{Desk, act, command, is_said, store};
use egui_kittest::kittest::Queryable as _;
use voluptas::action::{Action, Nav, TestsAction};
use voluptas::state::MiddleTab;
use voluptas::ui_command::UiCommand;
use voluptas_core::domain::ids::TestId;
use voluptas_core::domain::mute::MuteContent;

/// A run in which both of two tests of one title fail, and a third one does.
fn with_twins() -> (Desk, Vec<TestId>) {
    let mut desk = Desk::new();
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("junit.xml");
    let case =
        |class: &str, name: &str| format!("<testcase classname='{class}' name='{name}'><failure message='No tea'/></testcase>");
    let cases = [case("shop.Cart", "Pays"), case("shop.Invoice", "Pays"), case("shop.Order", "Ships")].concat();
    std::fs::write(&path, format!("<testsuite name='s' timestamp='2026-11-20T11:00:00'>{cases}</testsuite>")).expect("file");
    act(&mut desk, Action::IngestResults(vec![path]));
    let store = store(&desk);
    let tests = || {
        let lines = store.read(|tx| {
            let run = tx.runs().latest(tx.projects().all()?[0].id, 1)?.remove(0);
            tx.results().lines_of_run(run.id)
        });
        lines.expect("results").into_iter().filter(|line| line.title == "Pays").map(|line| line.test).collect::<Vec<_>>()
    };
    desk.until("the run", |_| tests().len() == 2);
    let twins = tests();
    (desk, twins)
}

#[test]
fn failing_tests_of_one_title_are_told_apart_in_the_overview() {
    let (mut desk, _) = with_twins();
    act(&mut desk, Action::Nav(Nav::Tab(MiddleTab::Overview)));
    desk.until("the marks", |h| h.query_all_by_label_contains("Pays, shop.Cart").next().is_some());
    assert!(desk.h.query_all_by_label_contains("Pays, shop.Invoice").next().is_some());
    assert!(desk.h.query_all_by_label_contains("Ships, ").next().is_none(), "a title of its own needs no mark");
}

#[test]
fn muted_tests_of_one_title_are_told_apart() {
    let (mut desk, twins) = with_twins();
    let content = MuteContent { reason: "No tea".into(), owner: None, until_ms: None };
    act(&mut desk, Action::Tests(TestsAction::Mute(twins, content)));
    desk.until("both mutes", |h| is_said(h, "2"));
    command(&mut desk, UiCommand::Mutes);
    for mark in ["shop.Cart", "shop.Invoice"] {
        desk.until(mark, |h| h.query_by_label(mark).is_some());
    }
}
