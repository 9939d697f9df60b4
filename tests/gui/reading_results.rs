//! Results of a run and of a comparison, read by keys: opened from their list, with traces that are not wrapped.

use crate::compare;
use crate::run_views::with_run;
use crate::support::{Desk, Setup, press_key, store};
use eframe::egui::accesskit::Role;
use eframe::egui::{Key, OutputCommand};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use voluptas::action::{Action, Nav};
use voluptas::model::run_lines::Show;
use voluptas::shell::Shell;
use voluptas::state::{MiddleTab, Subject};
use voluptas_core::domain::status::ResultStatus;
use voluptas_store::Op;

/// True when the area with the result of this title has the keyboard.
fn is_read(h: &Harness<'_, Shell>, title: &str) -> bool {
    h.query_by_role_and_label(Role::Group, &format!("Result: {title}")).is_some_and(|pane| pane.is_focused())
}

#[test]
fn enter_reads_a_result_and_escape_leads_back_to_the_list() {
    let (mut desk, _) = with_run(Setup::default());
    desk.h.state_mut().views.run.show_as(Show::List);
    desk.h.state_mut().views.run.take_keyboard();
    desk.settle();
    press_key(&mut desk, Key::Home);
    press_key(&mut desk, Key::ArrowDown);
    desk.until("the second result in full", |h| h.query_by_role_and_label(Role::Group, "Result: Pays by card").is_some());
    press_key(&mut desk, Key::Enter);
    desk.until("the result with the keyboard", |h| is_read(h, "Pays by card"));
    press_key(&mut desk, Key::K);
    desk.until("the result before", |h| is_read(h, "Pays by account"));
    press_key(&mut desk, Key::Escape);
    desk.until("the list", |h| h.get_by_role_and_label(Role::Table, "Run results").is_focused());
}

#[test]
fn j_and_k_move_in_the_list_of_a_finished_run_and_pass_over_heads() {
    let (mut desk, run) = with_run(Setup::default());
    desk.h.state_mut().views.run.show_as(Show::By(voluptas_app::runs::groups::GroupBy::Message));
    desk.until("the first result in full", |h| h.query_all_by_label("Pays by account").count() == 2);
    desk.h.ctx.memory_mut(|m| {
        if let Some(id) = m.focused() {
            m.surrender_focus(id)
        }
    });
    for (key, title) in [
        (Key::J, "Pays by card"),
        // The last test below another head.
        (Key::J, "Refunds"),
        (Key::K, "Pays by card"),
        // Nothing has the keyboard.
        (Key::ArrowDown, "Refunds"),
        (Key::ArrowUp, "Pays by card"),
    ] {
        press_key(&mut desk, key);
        desk.until(title, |h| h.query_all_by_label(title).count() == 2);
    }
    assert!(matches!(desk.h.state().state.subject, Subject::Result(of, _) if of == run), "the inspector follows");
}

#[test]
fn the_tests_of_a_comparison_are_read_by_the_same_keys() {
    let mut desk = compare::opened();
    desk.until("the first test in full", |h| h.query_all_by_label("Buys tea").count() == 2);
    press_key(&mut desk, Key::J);
    desk.until("the next test", |h| h.query_all_by_label("Packs tea").count() == 2);
    press_key(&mut desk, Key::Enter);
    desk.until("its results with the keyboard", |h| is_read(h, "Packs tea"));
    press_key(&mut desk, Key::K);
    desk.until("the test before", |h| is_read(h, "Buys tea"));
    press_key(&mut desk, Key::Escape);
    desk.until("the list", |h| h.get_by_role_and_label(Role::Table, "Changed tests").is_focused());
}

/// Gives the failed result of a run a trace, and opens it.
fn with_trace(trace: &str) -> Desk {
    let (mut desk, run) = with_run(Setup::default());
    let written = store(&desk).write(Op::bulk("trace"), |tx| {
        let line = tx.results().lines_of_run(run)?.into_iter().find(|line| line.title == "Pays by card").expect("the result");
        let mut content = tx.results().get(line.id)?.content;
        assert_eq!(content.status, ResultStatus::Failed);
        content.stacktrace = Some(trace.to_owned());
        tx.results().update(line.id, &content)
    });
    written.expect("written");
    desk.h.state_mut().views.run.show_as(Show::List);
    desk.h.state_mut().act(Action::Nav(Nav::Tab(MiddleTab::Run(run.0))));
    desk.settle();
    desk.h.get_all_by_label("Pays by card").next().expect("the row").click();
    desk.until("the trace", |h| h.query_by_label("Stack trace").is_some());
    desk
}

#[test]
fn a_trace_is_not_wrapped_and_is_copied_whole() {
    let call = format!("    at com.example.shop.{}.check(ShopTest.java:64)", "checkout.".repeat(40));
    let trace = format!("Timeout after 30 s\n{call}\n    at com.example.Main.main(Main.java:3)");
    let mut desk = with_trace(&trace);
    let calls = trace.split_once('\n').expect("a message").1;
    let shown = desk.h.get_by_label(calls).rect();
    // Two lines, the longer of which is wider than the window.
    assert!(shown.height() < 50.0 && shown.width() > 2000.0, "{shown}");
    assert_eq!(desk.h.query_all_by_label("Timeout after 30 s").count(), 1, "the message is said once, above the calls");
    desk.h.get_by_role_and_label(Role::Button, "Copy").click();
    let copied = testkit::wait::wait_for("the copied trace", || {
        desk.h.step();
        desk.h.output().platform_output.commands.iter().find_map(|command| match command {
            OutputCommand::CopyText(text) => Some(text.clone()),
            _ => None,
        })
    });
    assert_eq!(copied, trace);
}
