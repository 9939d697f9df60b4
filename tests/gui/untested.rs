//! The cases of a run without a result, listed by the filter of its page.

use crate::manual_run::{letter, run_of, stored};
use crate::support::{Desk, case_id, press_key, store};
use eframe::egui::Key;
use eframe::egui::accesskit::Role;
use egui_kittest::kittest::Queryable as _;
use voluptas::model::run_lines::Show;
use voluptas::state::MiddleTab;
use voluptas_app::runs::groups::GroupBy;
use voluptas_core::domain::run::RunState;
use voluptas_store::Op;

/// Lines of the list of results with this text.
fn count(desk: &Desk, words: &str) -> usize {
    desk.h.query_all_by_label(words).count()
}

#[test]
fn untested_cases_of_a_closed_run_are_listed_and_opened() {
    let mut desk = Desk::new();
    let run = run_of(&mut desk, &["Refund, check 1", "Refund, check 2", "Photos, check 1"]);
    letter(&mut desk, Key::P);
    stored(&mut desk);
    store(&desk).write(Op::bulk("close"), |tx| tx.runs().end(run, RunState::Complete)).expect("closed");
    desk.until("the results", |h| h.query_by_role_and_label(Role::Button, "Reopen run").is_some());
    desk.until("the filter", |h| h.query_by_role_and_label(Role::RadioButton, "Untested").is_some());
    // "All" has them, too, below the results.
    desk.until("all cases", |h| h.query_all_by_label("Photos, check 1").next().is_some());
    assert!(count(&desk, "Refund, check 1") > 0, "the result");
    let pill = desk.h.get_by_role_and_label(Role::RadioButton, "All").rect();
    let words: Vec<String> = crate::views::painted(&desk, pill).into_iter().map(|(text, _)| text).collect();
    assert!(words.iter().any(|text| text == "3"), "one result and two cases: {words:?}");
    desk.h.get_by_role_and_label(Role::RadioButton, "Untested").click();
    desk.until("the cases", |h| h.query_all_by_label("Photos, check 1").next().is_some());
    assert_eq!(count(&desk, "Refund, check 1"), 0, "the tested case is no untested one");
    desk.until("the first one in full", |h| h.query_by_label("This case has no result in the run.").is_some());
    assert_eq!(count(&desk, "Refund, check 2"), 2, "in the list and in full");
    // Every form of the list has them, the one without times too.
    desk.h.state_mut().views.run.show_as(Show::Timeline);
    desk.settle();
    assert!(count(&desk, "Photos, check 1") > 0);
    desk.h.get_all_by_label("Photos, check 1").next().expect("the case").click();
    desk.until("the other one in full", |h| h.query_all_by_label("Photos, check 1").count() == 2);
    press_key(&mut desk, Key::Enter);
    let case = case_id(&desk, "Photos, check 1");
    desk.until("the case", |h| h.state().state.tab() == MiddleTab::Case(case.0));
}

#[test]
fn untested_cases_of_an_open_run_leave_the_list_with_their_result() {
    let mut desk = Desk::new();
    run_of(&mut desk, &["Refund, check 1", "Refund, check 2"]);
    desk.h.get_by_role_and_label(Role::Button, "Results of the run").click();
    desk.until("the filter", |h| h.query_by_role_and_label(Role::RadioButton, "Untested").is_some());
    desk.h.get_by_role_and_label(Role::RadioButton, "Untested").click();
    desk.until("the cases", |h| h.query_all_by_label("Refund, check 1").next().is_some());
    desk.h.get_by_role_and_label(Role::Button, "Execute").click();
    desk.until("the execution", |h| h.query_by_role_and_label(Role::Button, "Complete run…").is_some());
    letter(&mut desk, Key::P);
    stored(&mut desk);
    desk.h.get_by_role_and_label(Role::Button, "Results of the run").click();
    desk.until("the case that is left", |h| {
        h.query_all_by_label("Refund, check 2").next().is_some() && h.query_all_by_label("Refund, check 1").next().is_none()
    });
}

#[test]
fn untested_cases_below_groups_have_a_head_that_opens_and_closes() {
    let mut desk = Desk::new();
    let run = run_of(&mut desk, &["Refund, check 1", "Refund, check 2", "Photos, check 1"]);
    letter(&mut desk, Key::P);
    stored(&mut desk);
    store(&desk).write(Op::bulk("close"), |tx| tx.runs().end(run, RunState::Complete)).expect("closed");
    desk.until("the results", |h| h.query_by_role_and_label(Role::Button, "Reopen run").is_some());
    desk.until("all cases", |h| h.query_all_by_label("Photos, check 1").next().is_some());
    assert_eq!(count(&desk, "Without a result"), 0, "the plain list has no heads");
    desk.h.state_mut().views.run.show_as(Show::By(GroupBy::Message));
    desk.until("the head of the cases", |h| h.query_all_by_label("Without a result").next().is_some());
    let top = |desk: &Desk, words: &str| desk.h.query_all_by_label(words).next().expect("shown").rect().top();
    assert!(top(&desk, "Without a failure") < top(&desk, "Without a result"));
    assert!(top(&desk, "Without a result") < top(&desk, "Photos, check 1"));
    desk.h.get_all_by_label("Without a result").next().expect("the head").click();
    desk.until("what the head counts", |h| h.query_all_by_label("2 cases").next().is_some());
    press_key(&mut desk, Key::ArrowLeft);
    desk.until("a closed head", |h| h.query_all_by_label("Photos, check 1").next().is_none());
    assert!(count(&desk, "Without a result") > 0 && count(&desk, "2 cases") > 0, "the head still counts them");
    press_key(&mut desk, Key::ArrowRight);
    desk.until("an open head", |h| h.query_all_by_label("Photos, check 1").next().is_some());
}
