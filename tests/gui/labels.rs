//! Labels that divide runs into parts: a chosen one stays chosen on the ways between overview, comparison and run.

use eframe::egui::accesskit::Role;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use voluptas::action::{Action, Nav};
use voluptas::model::run_pair::RunPair;
use voluptas::state::MiddleTab;
use voluptas::ui_command::UiCommand;

use crate::compare::{choose, with_failing_matrix, with_matrix};
use crate::support::{Desk, act, click, store};

/// What a list of labels shows as chosen.
fn chosen(desk: &Desk, list: &str) -> Option<String> {
    desk.h.get_by_role_and_label(Role::ComboBox, list).accesskit_node().value()
}

fn compare(desk: &mut Desk, pair: RunPair) {
    act(desk, Action::Nav(Nav::Tab(MiddleTab::Compare(pair))));
    desk.until("the labels", |h| h.query_by_role_and_label(Role::ComboBox, "Label of A").is_some());
}

#[test]
fn a_result_of_a_labelled_comparison_opens_in_its_part_and_the_way_back_keeps_the_labels() {
    let (mut desk, pair) = with_matrix();
    compare(&mut desk, pair);
    choose(&mut desk, "Label of A", "browser: chrome");
    choose(&mut desk, "Label of B", "browser: firefox");
    desk.until("the new failure", |h| h.query_all_by_label("Buys tea").next().is_some());
    for (run, label) in [(pair.older, "browser: chrome"), (pair.newer, "browser: firefox")] {
        let links: Vec<_> = desk.h.query_all_by_label_contains("Open in #").collect();
        links[usize::from(run == pair.newer)].click();
        desk.until("the run", |h| h.state().state.tab() == MiddleTab::Run(run.0));
        desk.until("its parts", |h| h.query_by_role_and_label(Role::ComboBox, "Label").is_some());
        assert_eq!(chosen(&desk, "Label").as_deref(), Some(label), "{run:?}");
        compare(&mut desk, pair);
        assert_eq!(chosen(&desk, "Label of A").as_deref(), Some("browser: chrome"));
        assert_eq!(chosen(&desk, "Label of B").as_deref(), Some("browser: firefox"));
    }
}

#[test]
fn each_comparison_keeps_its_labels_and_exchanged_runs_take_theirs_along() {
    let (mut desk, pair) = with_matrix();
    compare(&mut desk, pair);
    choose(&mut desk, "Label of A", "browser: chrome");
    choose(&mut desk, "Label of B", "browser: firefox");
    let same = RunPair { older: pair.newer, newer: pair.newer };
    compare(&mut desk, same);
    assert_eq!(chosen(&desk, "Label of A").as_deref(), Some("All labels"));
    compare(&mut desk, pair);
    assert_eq!(chosen(&desk, "Label of A").as_deref(), Some("browser: chrome"), "back from another comparison");
    click(&mut desk, Role::Button, "Swap A and B");
    let turned = RunPair { older: pair.newer, newer: pair.older };
    desk.until("the turned comparison", |h| h.state().state.tab() == MiddleTab::Compare(turned));
    desk.until("the labels", |h| h.query_by_role_and_label(Role::ComboBox, "Label of A").is_some());
    assert_eq!(chosen(&desk, "Label of A").as_deref(), Some("browser: firefox"));
    assert_eq!(chosen(&desk, "Label of B").as_deref(), Some("browser: chrome"));
}

#[test]
fn the_command_compares_the_part_that_the_page_of_a_run_shows() {
    let (mut desk, pair) = with_failing_matrix();
    act(&mut desk, Action::Nav(Nav::Tab(MiddleTab::Run(pair.newer.0))));
    choose(&mut desk, "Label", "browser: firefox");
    act(&mut desk, Action::Command(UiCommand::CompareRuns));
    desk.until("the labels", |h| h.query_by_role_and_label(Role::ComboBox, "Label of A").is_some());
    assert_eq!(chosen(&desk, "Label of B").as_deref(), Some("browser: firefox"));
}

#[test]
fn bar_and_gate_of_a_part_are_not_those_of_the_run_unsaid() {
    let (mut desk, pair) = with_failing_matrix();
    let folder = store(&desk).path().parent().expect("folder").to_path_buf();
    std::fs::write(folder.join("voluptas.gate.toml"), "max-failures = 0\n").expect("rules");
    act(&mut desk, Action::Nav(Nav::Tab(MiddleTab::Run(pair.newer.0))));
    desk.until("the gate", |h| h.query_all_by_label("Quality gate: failed").next().is_some());
    // Widths of the parts of the bar: two of four tests failed, and one of two in each browser.
    let passed = |desk: &mut Desk| {
        let bar = desk.h.get_by_role_and_label(Role::Image, "Run results").rect();
        desk.h.hover_at(bar.left_center() + eframe::egui::vec2(4.0, 0.0));
        desk.settle();
        let says = |n: u32| desk.h.query_all_by_label(&format!("Passed: {n}")).next().is_some();
        (1..=4).find(|n| says(*n))
    };
    assert_eq!(passed(&mut desk), Some(2));
    choose(&mut desk, "Label", "browser: firefox");
    desk.settle();
    assert_eq!(passed(&mut desk), Some(1), "of the part");
    assert!(desk.h.query_all_by_label("Quality gate: failed").next().is_none());
    desk.until("whose gate it is", |h| h.query_all_by_label("Quality gate of the whole run: failed").next().is_some());
}

#[test]
fn points_of_a_labelled_overview_lead_to_the_part_of_their_run() {
    let (mut desk, pair) = with_failing_matrix();
    act(&mut desk, Action::Command(UiCommand::ShowOverview));
    choose(&mut desk, "Label", "browser: firefox");
    desk.until("the rate of the part", |h| h.query_all_by_label_contains("Pass rate 50").next().is_some());
    desk.h.get_by_role_and_label(Role::Slider, "Pass rate").focus();
    desk.settle();
    desk.h.key_press(eframe::egui::Key::Enter);
    desk.until("the run", |h| h.state().state.tab() == MiddleTab::Run(pair.newer.0));
    desk.until("its parts", |h| h.query_by_role_and_label(Role::ComboBox, "Label").is_some());
    assert_eq!(chosen(&desk, "Label").as_deref(), Some("browser: firefox"));
}
