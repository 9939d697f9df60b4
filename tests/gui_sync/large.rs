//! A slow test: the Mirror tab over 100,000 results with `VOLUPTAS_TEST_LARGE=1`, over 20,000 with `VOLUPTAS_TEST_ALL=1`.

use crate::rig::{Rig, Stage, shows, until, window};
use eframe::egui::accesskit::Role;
use eframe::egui::{Event, Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use std::time::{Duration, Instant};
use testkit::skip::is_wanted;
use testkit::wait::wait_long_for;
use voluptas::sync_dialog::SyncTab;
use voluptas_app::mirror;
use voluptas_mirror::Pair;
use voluptas_qase::Client;
use voluptas_qase::model::{
    CaseBulkItem, CaseWrite, CustomFieldWrite, Execution, FieldEntity, FieldKind, ProjectCreate, ResultV2, RunCreate,
};

/// Variable for the full number of results.
const LARGE: &str = "VOLUPTAS_TEST_LARGE";
const CASES: usize = 5_000;
/// Time after which the test gives up on planning or applying.
const MINUTES: Duration = Duration::from_secs(1_200);

fn results() -> usize {
    if std::env::var_os(LARGE).is_some() { 100_000 } else { 20_000 }
}

async fn seed(client: &Client, results: usize) {
    for code in ["AUTO", "MANY"] {
        let project = ProjectCreate { title: code.into(), code: code.into(), ..ProjectCreate::default() };
        client.create_project(&project).await.expect("project");
    }
    let write = CustomFieldWrite {
        title: "Automation Key".into(),
        entity: Some(FieldEntity::Case),
        kind: Some(FieldKind::String),
        is_enabled_for_all_projects: Some(true),
        ..CustomFieldWrite::default()
    };
    let field = client.create_custom_field(&write).await.expect("field");
    let case = |n: usize| -> CaseBulkItem {
        CaseWrite::titled(format!("Checkout keeps what was chosen, variant {n}"))
            .with_custom_field(field, format!("KEY_{n:05}"))
            .into()
    };
    let all: Vec<CaseBulkItem> = (0..CASES).map(case).collect();
    let ids = client.write_cases("AUTO", &all).await.expect("cases").into_result().expect("all");
    client.write_cases("MANY", &all[100..]).await.expect("cases").into_result().expect("all");
    let create = RunCreate { title: "Nightly".into(), ..RunCreate::default() };
    let run = client.create_run("AUTO", &create).await.expect("run");
    for chunk in (0..results).collect::<Vec<_>>().chunks(2000) {
        let one = |n: &usize| ResultV2 {
            title: format!("Result {n}"),
            testops_ids: vec![ids[n % CASES]],
            execution: Execution {
                status: if n.is_multiple_of(17) { "failed" } else { "passed" }.into(),
                ..Execution::default()
            },
            ..ResultV2::default()
        };
        let results: Vec<ResultV2> = chunk.iter().map(one).collect();
        client.create_results_v2("AUTO", run, &results).await.expect("results").into_result().expect("all");
    }
    client.complete_run("AUTO", run).await.expect("complete");
}

/// The longest of some passes.
fn slowest(h: &mut Harness<'_, Stage>, passes: usize, mut before: impl FnMut(&mut Harness<'_, Stage>)) -> Duration {
    let one = |_| {
        before(h);
        let began = Instant::now();
        h.step();
        began.elapsed()
    };
    (0..passes).map(one).max().unwrap_or_default()
}

/// Draws passes until something is so; the longest of them.
fn slowest_until(h: &mut Harness<'_, Stage>, what: &str, is: impl Fn(&Harness<'_, Stage>) -> bool) -> Duration {
    let mut longest = Duration::ZERO;
    wait_long_for(what, MINUTES, || {
        let began = Instant::now();
        h.step();
        longest = longest.max(began.elapsed());
        is(h).then_some(())
    });
    longest
}

#[test]
fn many_results_are_looked_at_without_waiting() {
    if !is_wanted(LARGE) {
        return;
    }
    let rig = Rig::new();
    let jobs = rig.workspace.jobs.handle().clone();
    let client = jobs.block_on(rig.link.client()).expect("client");
    let results = results();
    jobs.block_on(seed(&client, results));
    let pair = Pair { enabled: false, ..Pair::new("AUTO", "MANY") };
    mirror::pairs::save(&rig.workspace.store, None, &pair).expect("kept");
    let mut h = window(Stage::new(rig, SyncTab::Mirror));
    until(&mut h, "the pair", |h| shows(h, "AUTO → MANY"));
    h.get_by_role_and_label(Role::ListBoxOption, "AUTO → MANY").click();
    until(&mut h, "the way is free", |h| shows(h, "Results of “Nightly”"));
    h.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    let began = Instant::now();
    let longest = slowest_until(&mut h, "the plan", |h| h.state().dialog.mirror().preview().is_some());
    eprintln!("planned in {:?}; slowest pass meanwhile {longest:?}", began.elapsed());
    assert_eq!(h.state().dialog.mirror().preview().map(|p| p.view().len()), Some(results));
    h.step();
    h.get_by_role_and_label(Role::Table, "Results of the mirror").focus();
    h.step();
    let scrolled = slowest(&mut h, 40, |h| h.key_press(Key::PageDown));
    let ended = slowest(&mut h, 1, |h| h.key_press(Key::End));
    let filtered = slowest(&mut h, 1, |h| h.get_by_role_and_label(Role::RadioButton, "To a new case").click());
    h.get_by_role_and_label(Role::RadioButton, "All").click();
    h.step();
    h.get_by_role_and_label(Role::TextInput, "Find").focus();
    h.step();
    let mut letters = "key_0123".chars();
    let searched = slowest(&mut h, 8, |h| {
        if let Some(letter) = letters.next() {
            h.event(Event::Text(letter.to_string()));
        }
    });
    eprintln!("slowest pass: scrolling {scrolled:?}, to the end {ended:?}, a filter {filtered:?}, a letter {searched:?}");
    // ten cases have such a key
    assert_eq!(h.state().dialog.mirror().preview().map(|p| p.view().len()), Some(10 * results / CASES));
    let worst = [longest, scrolled, ended, filtered, searched].into_iter().max().unwrap_or_default();
    assert!(worst < Duration::from_millis(500), "a pass took {worst:?} without optimisation");
    h.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    let began = Instant::now();
    let longest = slowest_until(&mut h, "the summary", |h| shows(h, "Mirror finished"));
    eprintln!("applied in {:?}; slowest pass meanwhile {longest:?}", began.elapsed());
    let summary = slowest(&mut h, 20, |_| {});
    eprintln!("slowest pass of the summary: {summary:?}");
}
