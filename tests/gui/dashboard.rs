//! Results in the overview: numbers and points lead to the rows that they count.

use eframe::egui::accesskit::Role;
use eframe::egui::{Event, Key, Modifiers, PointerButton, Pos2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use voluptas::action::Action;
use voluptas::model::run_pair::RunPair;
use voluptas::shell::Shell;
use voluptas::state::MiddleTab;
use voluptas::ui_command::UiCommand;
use voluptas_app::cases::review as case_review;
use voluptas_app::cases::review::SeenCase;
use voluptas_app::overview::dashboard::Range;
use voluptas_core::domain::ids::{CaseId, RunId};
use voluptas_core::domain::mute::MuteContent;
use voluptas_core::domain::result::ResultContent;
use voluptas_core::domain::review::ReviewState;
use voluptas_core::domain::run::RunContent;
use voluptas_core::domain::run_error::{RunError, RunErrorKind};
use voluptas_core::domain::status::ResultStatus;
use voluptas_settings::LangChoice;
use voluptas_store::environments::EnvironmentContent;
use voluptas_store::runs::NewRun;
use voluptas_store::{Op, Store};

use crate::support::{Desk, NOW, Setup, case_id, press_key, shows, store};

const DAY: i64 = 86_400_000;

/// Adds a finished run of some days ago, with a letter for the outcome of each case.
fn run(store: &Store, days: i64, environment: Option<i64>, cases: &[CaseId], outcomes: &str) -> RunId {
    run_of("Nightly", store, days, environment, cases, outcomes)
}

/// Adds such a run with a title.
fn run_of(title: &str, store: &Store, days: i64, environment: Option<i64>, cases: &[CaseId], outcomes: &str) -> RunId {
    let written = store.write(Op::bulk("test"), |tx| {
        let project = tx.projects().all()?[0].id;
        let end = NOW - days * DAY;
        let content = RunContent { title: title.into(), environment_id: environment, ..RunContent::default() };
        let new = NewRun { content, start_ms: Some(end - 90_000), ..NewRun::default() };
        let run = tx.runs().create(project, &new)?;
        for (case, letter) in cases.iter().zip(outcomes.chars()) {
            let status = match letter {
                'p' => ResultStatus::Passed,
                'f' => ResultStatus::Failed,
                _ => ResultStatus::Skipped,
            };
            let title = tx.cases().get(*case)?.content.title;
            let content = ResultContent {
                case_id: Some(*case),
                title,
                status,
                end_ms: Some(end),
                duration_ms: Some(1500),
                ..ResultContent::default()
            };
            tx.results().add(run.id, &content)?;
        }
        tx.runs().set_times(run.id, Some(end - 90_000), end)?;
        Ok(run.id)
    });
    written.expect("run").value
}

/// A desk with four finished runs of three cases: one always fails lately, one is flaky, one passes.
fn desk(setup: Setup) -> (Desk, Vec<RunId>) {
    let mut desk = Desk::with(setup);
    let cases = ["Code gives 10 %", "Expired code is refused", "Search by name, check 1"].map(|title| case_id(&desk, title));
    let store = store(&desk);
    let runs = vec![
        run(&store, 4, None, &cases, "ppp"),
        run(&store, 3, None, &cases, "pfp"),
        run(&store, 2, None, &cases, "fpp"),
        run(&store, 1, None, &cases, "ffs"),
    ];
    desk.h.state_mut().act(Action::Command(UiCommand::ShowOverview));
    desk.settle();
    (desk, runs)
}

/// Presses a link by the beginning of its name, scrolled into view.
fn press(desk: &mut Desk, name: &str) {
    for is_in_view in [false, true] {
        {
            let mut links = desk.h.query_all_by_label_contains(name).filter(|n| n.accesskit_node().role() == Role::Link);
            let link = links.next().unwrap_or_else(|| panic!("no link {name}"));
            if is_in_view { link.click() } else { link.scroll_to_me() }
        }
        desk.settle();
    }
}

fn tab(desk: &Desk) -> MiddleTab {
    desk.h.state().state.tab()
}

#[test]
fn the_numbers_of_the_newest_run_open_it() {
    let (mut desk, runs) = desk(Setup::default());
    // One of two executed tests... none passed: a skipped test does not count.
    press(&mut desk, "Pass rate 0");
    assert_eq!(tab(&desk), MiddleTab::Run(runs[3].0));
    desk.h.state_mut().act(Action::Command(UiCommand::ShowOverview));
    desk.settle();
    press(&mut desk, "New failures in #5: 1");
    assert_eq!(tab(&desk), MiddleTab::Run(runs[3].0));
    desk.until("the new failure alone", |h| h.query_all_by_label("Expired code is refused").next().is_some());
    assert!(desk.h.query_all_by_label("Code gives 10 %").next().is_none());
    // A muted one counts apart.
    crate::results::mute(&mut desk, runs[3], "Expired code is refused");
    desk.h.state_mut().act(Action::Command(UiCommand::ShowOverview));
    desk.until("no new failure", |h| {
        let says = |words: &str| h.query_all_by_label_contains(words).next().is_some();
        says("Pass rate 0") && !says("New failures in #5")
    });
}

#[test]
fn what_waits_for_somebody_is_counted_and_leads_to_its_rows() {
    let mut desk = Desk::new();
    let case = case_id(&desk, "Code gives 10 %");
    let store = store(&desk);
    let newest = run(&store, 1, None, &[case], "p");
    let content = ResultContent { title: "test_of_no_case".into(), end_ms: Some(NOW - DAY), ..ResultContent::default() };
    store.write(Op::bulk("test"), |tx| tx.results().add(newest, &content)).expect("a result");
    let updated_ms = store.read(|tx| tx.cases().get(case)).expect("the case").updated_ms;
    case_review::set(&store, &[SeenCase { case, updated_ms }], Some(ReviewState::InReview)).expect("in review");
    let test = store.read(|tx| Ok(tx.results().lines_of_run(newest)?[0].test)).expect("the test");
    let ends = MuteContent { reason: "Known".into(), until_ms: Some(NOW + DAY), ..MuteContent::default() };
    store.write(Op::bulk("test"), |tx| tx.mutes().set(test, &ends)).expect("a mute");

    let show = |desk: &mut Desk| desk.h.state_mut().act(Action::Command(UiCommand::ShowOverview));
    show(&mut desk);
    desk.until("the numbers", |h| h.query_all_by_label_contains("Tests without a case in #").next().is_some());
    press(&mut desk, "Tests without a case in #2: 1");
    assert_eq!(tab(&desk), MiddleTab::Run(newest.0));
    desk.until("the test alone", |h| h.query_all_by_label("test_of_no_case").next().is_some());
    assert!(desk.h.query_all_by_label("Code gives 10 %").next().is_none());
    show(&mut desk);
    desk.settle();
    press(&mut desk, "Cases in review: 1");
    assert_eq!(tab(&desk), MiddleTab::Cases);
    desk.until("the case alone", |h| shows(h, "Code gives 10 %") && !shows(h, "Expired code is refused"));
    show(&mut desk);
    desk.settle();
    press(&mut desk, "Mutes that end within a week: 1");
    desk.until("the muted tests", |h| h.query_all_by_label_contains("Muted tests").next().is_some());
}

#[test]
fn the_failing_tests_of_a_module_are_listed_at_their_number() {
    let (mut desk, runs) = desk(Setup::default());
    press(&mut desk, "Checkout: 2 failing");
    desk.until("the tests", |h| h.query_all_by_role(Role::ListBoxOption).count() == 2);
    desk.h.query_all_by_role(Role::ListBoxOption).last().expect("a test").click();
    desk.until("its run", |h| h.state().state.tab() == MiddleTab::Run(runs[3].0));
    desk.until("the test in full", |h| h.query_all_by_label("Expired code is refused").count() >= 2);
}

/// Presses the pointer at a point.
fn press_at(desk: &mut Desk, pos: Pos2) {
    desk.h.hover_at(pos);
    for pressed in [true, false] {
        desk.h.event(Event::PointerButton { pos, button: PointerButton::Primary, pressed, modifiers: Modifiers::NONE });
    }
    desk.settle();
}

#[test]
fn a_press_close_beside_a_number_is_one_of_the_number() {
    let (mut desk, _) = desk(Setup::default());
    let number = |desk: &Desk| desk.h.get_by_role_and_label(Role::Link, "Checkout: 2 failing").rect();
    desk.h.get_by_role_and_label(Role::Link, "Checkout: 2 failing").scroll_to_me();
    desk.settle();
    let at = number(&desk).left_center() - vec2(5.0, 0.0);
    press_at(&mut desk, at);
    desk.until("the tests", |h| h.query_all_by_role(Role::ListBoxOption).count() == 2);
    assert_eq!(tab(&desk), MiddleTab::Overview, "the function was not opened");
}

#[test]
fn the_line_of_an_environment_lists_the_runs_that_its_rate_counts() {
    let (mut desk, runs) = desk(Setup::default());
    press(&mut desk, "% passed, last run #5");
    desk.until("its runs", |h| h.query_all_by_role(Role::ListBoxOption).count() == 4);
    assert_eq!(tab(&desk), MiddleTab::Overview);
    desk.h.query_all_by_role(Role::ListBoxOption).last().expect("the oldest run").click();
    desk.settle();
    assert_eq!(tab(&desk), MiddleTab::Run(runs[0].0));
}

#[test]
fn a_point_of_the_chart_opens_its_run() {
    let (mut desk, runs) = desk(Setup::default());
    press(&mut desk, "#3 ");
    assert_eq!(tab(&desk), MiddleTab::Run(runs[1].0));
}

#[test]
fn arrows_move_along_the_runs_of_a_chart() {
    let (mut desk, runs) = desk(Setup::default());
    desk.h.get_by_role_and_label(Role::Slider, "Pass rate").focus();
    desk.settle();
    desk.h.key_press(Key::ArrowLeft);
    desk.settle();
    let value = desk.h.get_by_role_and_label(Role::Slider, "Pass rate").accesskit_node().value();
    assert!(value.is_some_and(|v| v.starts_with("#4 ")), "the run before the newest");
    desk.h.key_press(Key::Home);
    desk.settle();
    desk.h.key_press_modifiers(Modifiers::NONE, Key::Enter);
    desk.settle();
    assert_eq!(tab(&desk), MiddleTab::Run(runs[0].0));
}

#[test]
fn a_failing_test_opens_the_run_in_which_it_failed_last_with_its_history() {
    let (mut desk, runs) = desk(Setup::default());
    press(&mut desk, "Expired code is refused: 2");
    assert_eq!(tab(&desk), MiddleTab::Run(runs[3].0));
    desk.until("the test with its history", |h| {
        h.query_by_label("History by run").is_some() && h.query_all_by_label_contains("50.0\u{a0}% passed").next().is_some()
    });
    // A mark of the history opens the test in that run.
    press(&mut desk, "#3 ");
    assert_eq!(tab(&desk), MiddleTab::Run(runs[1].0));
    desk.until("the same test", |h| h.query_all_by_label("Expired code is refused").count() >= 2);
}

#[test]
fn a_flaky_test_tells_the_rule_and_its_figures() {
    let (mut desk, _) = desk(Setup::default());
    desk.h.query_all_by_label_contains("Top flaky tests: ").next().expect("the rule").scroll_to_me();
    desk.settle();
    let rule = desk.h.query_all_by_label_contains("Top flaky tests: ").next().expect("the rule");
    let name = rule.accesskit_node().label().expect("name");
    assert!(name.contains("last 20 finished runs") && name.contains("at least 2 times") && name.contains("10 %"), "{name}");
    assert!(desk.h.query_by_label("Expired code is refused: 100\u{a0}%").is_some(), "switched in each step");
}

#[test]
fn the_scope_narrows_the_runs_and_survives_a_restart() {
    let (mut desk, runs) = desk(Setup::default());
    let s = store(&desk);
    let stage = s.write(Op::bulk("test"), |tx| {
        let project = tx.projects().all()?[0].id;
        let content = EnvironmentContent { title: "stage-2".into(), slug: "stage-2".into(), ..EnvironmentContent::default() };
        Ok(tx.environments().create(project, &content)?.id)
    });
    let cases = [case_id(&desk, "Code gives 10 %")];
    let staged = run(&s, 0, Some(stage.expect("stage").value), &cases, "p");
    desk.until("the environment", |h| h.query_by_role_and_label(Role::ComboBox, "Environment").is_some());
    // The number of runs of an environment leads to these runs.
    press(&mut desk, "stage-2: 1 run");
    desk.until("its run", |h| h.query_all_by_role(Role::ListBoxOption).count() == 1);
    let option = desk.h.get_by_role(Role::ListBoxOption).accesskit_node().label().unwrap_or_default();
    assert!(option.contains("Nightly"), "{option}");
    desk.h.get_by_role(Role::ListBoxOption).click();
    desk.settle();
    assert_eq!(tab(&desk), MiddleTab::Run(staged.0));
    desk.h.state_mut().act(Action::Command(UiCommand::ShowOverview));
    desk.settle();
    desk.h.get_by_role_and_label(Role::ComboBox, "Environment").scroll_to_me();
    desk.settle();
    desk.h.get_by_role_and_label(Role::ComboBox, "Environment").click();
    desk.settle();
    desk.h.get_by_role_and_label(Role::ListBoxOption, "stage-2").click();
    desk.until("its only run", |h| h.query_all_by_label_contains("#3 ").next().is_none());
    assert!(desk.h.query_all_by_label_contains("Pass rate 100").next().is_some());
    press(&mut desk, "Pass rate 100");
    assert_eq!(tab(&desk), MiddleTab::Run(staged.0));
    desk.h.state_mut().act(Action::Command(UiCommand::ShowOverview));
    desk.settle();
    desk.h.get_by_role_and_label(Role::ComboBox, "Runs").click();
    desk.settle();
    desk.h.get_by_role_and_label(Role::ListBoxOption, "Last 10 runs").click();
    desk.settle();
    let mut desk = desk.restart();
    desk.h.state_mut().act(Action::Command(UiCommand::ShowOverview));
    desk.settle();
    let shown = desk.h.get_by_role_and_label(Role::ComboBox, "Runs").accesskit_node().value();
    assert_eq!(shown.as_deref(), Some("Last 10 runs"));
    assert_ne!(Range::default(), Range::Runs(10));
    assert!(desk.h.query_all_by_label_contains(&format!("#{} ", 3)).next().is_some(), "all environments again: {runs:?}");
}

#[test]
fn the_selected_series_survives_a_restart_and_so_do_all_runs() {
    let (mut desk, _) = desk(Setup::default());
    let case = [case_id(&desk, "Code gives 10 %")];
    for days in [6, 5] {
        run_of("Smoke", &store(&desk), days, None, &case, "p");
    }
    let list = |h: &Harness<'static, Shell>| h.query_by_role_and_label(Role::ComboBox, "Title of runs").is_some();
    desk.until("the series", list);
    for series in ["Smoke", "All runs", "Smoke"] {
        desk.h.get_by_role_and_label(Role::ComboBox, "Title of runs").click();
        desk.settle();
        desk.h.get_by_role_and_label(Role::ListBoxOption, series).click();
        desk.settle();
        desk = desk.restart();
        desk.h.state_mut().act(Action::Command(UiCommand::ShowOverview));
        desk.settle();
        desk.until("the series again", list);
        let shown = desk.h.get_by_role_and_label(Role::ComboBox, "Title of runs").accesskit_node().value();
        assert_eq!(shown.as_deref(), Some(series));
    }
}

#[test]
fn without_a_finished_run_the_overview_says_what_is_missing() {
    let mut desk = Desk::new();
    desk.h.state_mut().act(Action::Command(UiCommand::ShowOverview));
    desk.settle();
    assert!(desk.h.query_all_by_label_contains("once a run of this project is finished").next().is_some());
    assert!(desk.h.query_by_role_and_label(Role::Slider, "Pass rate").is_none());
}

#[test]
fn the_numbers_are_there_in_both_languages_themes_and_in_a_small_window() {
    for (lang, title, rule) in
        [(LangChoice::En, "Pass rate", "Top failing tests"), (LangChoice::Ru, "Доля пройденных", "Чаще падающие тесты")]
    {
        for dark in [false, true] {
            let (mut desk, _) = desk(Setup { lang, dark, ..Setup::default() });
            for size in [vec2(1000.0, 680.0), vec2(800.0, 500.0)] {
                desk.h.set_size(size);
                desk.settle();
                assert!(desk.h.query_by_role_and_label(Role::Slider, title).is_some());
                assert!(desk.h.query_by_label(rule).is_some());
            }
        }
    }
}

#[test]
fn the_filters_wrap_where_they_have_no_room() {
    for lang in [LangChoice::En, LangChoice::Ru] {
        let (mut desk, _) = desk(Setup { lang, ..Setup::default() });
        let written = store(&desk).write(Op::bulk("test"), |tx| {
            let project = tx.projects().all()?[0].id;
            let content = EnvironmentContent { title: "stage-2".into(), slug: "stage-2".into(), ..EnvironmentContent::default() };
            tx.environments().create(project, &content)
        });
        written.expect("an environment");
        desk.until("four filters", |h| h.query_all_by_role(Role::ComboBox).count() == 4);
        for size in [vec2(1440.0, 900.0), vec2(1000.0, 680.0)] {
            desk.h.set_size(size);
            desk.settle();
            let chart = if lang == LangChoice::En { "Pass rate" } else { "Доля пройденных" };
            let chart = desk.h.get_by_role_and_label(Role::Slider, chart).rect();
            let rights: Vec<f32> = desk.h.query_all_by_role(Role::ComboBox).map(|n| n.rect().right()).collect();
            let edge = if size.x > 1200.0 { size.x - 328.0 } else { size.x };
            assert!(chart.right() < edge, "{lang:?} {size}: the chart {chart} lies beside the panel at {edge}");
            assert!(rights.iter().all(|right| *right < edge), "{lang:?} {size}: {rights:?} before {edge}");
        }
    }
}

#[test]
fn the_overview_scrolls_by_the_keys_of_pages() {
    let (mut desk, _) = desk(Setup::default());
    desk.h.set_size(vec2(1000.0, 680.0));
    desk.settle();
    let top = |desk: &Desk| desk.h.get_by_role_and_label(Role::Slider, "Pass rate").rect().top();
    let at_first = top(&desk);
    press_key(&mut desk, Key::PageDown);
    let one_page = top(&desk);
    assert!(one_page < at_first, "{one_page} is above {at_first}");
    press_key(&mut desk, Key::End);
    assert!(top(&desk) <= one_page);
    press_key(&mut desk, Key::Home);
    assert_eq!(top(&desk), at_first);
    desk.h.state_mut().act(Action::Command(UiCommand::Shortcuts));
    desk.settle();
    press_key(&mut desk, Key::PageDown);
    assert_eq!(top(&desk), at_first, "the dialog above has the keys");
}

#[test]
fn the_rates_of_modules_say_of_what_they_are_a_share() {
    let (mut desk, _) = desk(Setup::default());
    desk.until("a module", |h| h.query_all_by_label_contains("% passed").any(|n| n.accesskit_node().role() == Role::Link));
    let row = desk.h.query_all_by_label_contains("% passed").find(|n| n.accesskit_node().role() == Role::Link).expect("a row");
    let told = row.accesskit_node().description().unwrap_or_default();
    assert!(told.contains("by the last outcome of each test"), "{told}");
}

#[test]
fn the_change_of_the_pass_rate_and_the_duration_lead_to_their_runs() {
    let (mut desk, runs) = desk(Setup::default());
    // None of two passed, after two of three.
    press(&mut desk, "\u{2212}66.6\u{a0}pp to #4");
    let pair = RunPair { older: runs[2], newer: runs[3] };
    assert_eq!(tab(&desk), MiddleTab::Compare(pair));
    desk.h.state_mut().act(Action::Command(UiCommand::ShowOverview));
    desk.settle();
    for is_in_view in [false, true] {
        {
            // The columns of the charts have links, too, whose names hold the duration among other figures.
            let link = desk.h.get_by_role_and_label(Role::Link, "1\u{a0}min\u{a0}30\u{a0}s");
            if is_in_view { link.click() } else { link.scroll_to_me() }
        }
        desk.settle();
    }
    assert_eq!(tab(&desk), MiddleTab::Run(runs[3].0));
}

#[test]
fn the_line_of_tests_without_a_module_is_no_link_while_its_number_is_one() {
    let mut desk = Desk::new();
    let store = store(&desk);
    let newest = run(&store, 1, None, &[], "");
    let status = ResultStatus::Failed;
    let content = ResultContent { title: "test_of_no_case".into(), status, end_ms: Some(NOW - DAY), ..ResultContent::default() };
    store.write(Op::bulk("test"), |tx| tx.results().add(newest, &content)).expect("a result");
    desk.h.state_mut().act(Action::Command(UiCommand::ShowOverview));
    desk.until("the module", |h| h.query_all_by_label_contains("Without a module").next().is_some());
    let links: Vec<String> = desk
        .h
        .query_all_by_label_contains("Without a module")
        .filter(|node| node.accesskit_node().role() == Role::Link)
        .filter_map(|node| node.accesskit_node().label())
        .collect();
    assert_eq!(links, ["Without a module: 1 failing"]);
}

#[test]
fn a_faster_test_has_a_real_minus_and_says_against_what() {
    let mut desk = Desk::new();
    let case = case_id(&desk, "Code gives 10 %");
    let store = store(&desk);
    for (days, took) in [(2, 3_000), (1, 2_000)] {
        let written = store.write(Op::bulk("test"), |tx| {
            let (project, end) = (tx.projects().all()?[0].id, NOW - days * DAY);
            let content = RunContent { title: "Paces".into(), ..RunContent::default() };
            let run = tx.runs().create(project, &NewRun { content, start_ms: Some(end - took), ..NewRun::default() })?;
            let content = ResultContent {
                case_id: Some(case),
                title: "Code gives 10 %".into(),
                status: ResultStatus::Passed,
                end_ms: Some(end),
                duration_ms: Some(took),
                ..ResultContent::default()
            };
            tx.results().add(run.id, &content)?;
            tx.runs().set_times(run.id, Some(end - took), end)
        });
        written.expect("run");
    }
    desk.h.set_size(vec2(1440.0, 2400.0));
    desk.h.state_mut().act(Action::Command(UiCommand::ShowOverview));
    desk.settle();
    let line = |h: &egui_kittest::Harness<'static, voluptas::shell::Shell>| {
        h.query_all_by_label_contains("Code gives 10 %: 2").find(|n| n.accesskit_node().role() == Role::Link).map(|n| n.rect())
    };
    desk.until("the slow test", |h| line(h).is_some());
    let at = line(&desk.h).expect("the line");
    let shown: Vec<String> = crate::views::painted(&desk, at).into_iter().map(|(text, _)| text).collect();
    assert!(shown.iter().any(|text| text == "\u{2212}33\u{a0}%"), "{shown:?}");
    desk.h.hover_at(at.center());
    desk.until("the words", |h| h.query_by_label_contains("took less time than the runs before").is_some());
}

#[test]
fn a_label_narrows_the_numbers_to_a_part_of_a_matrix() {
    let (mut desk, _) = crate::compare::with_matrix();
    desk.h.state_mut().act(Action::Command(UiCommand::ShowOverview));
    desk.until("the rate of all", |h| h.query_all_by_label_contains("Pass rate 75").next().is_some());
    for (label, rate) in
        [("browser: firefox", "Pass rate 50"), ("browser: chrome", "Pass rate 100"), ("All labels", "Pass rate 75")]
    {
        crate::compare::choose(&mut desk, "Label", label);
        desk.until(rate, |h| h.query_all_by_label_contains(rate).next().is_some());
    }
}

#[test]
fn new_failures_of_a_label_lead_to_those_of_its_part() {
    let (mut desk, _) = crate::compare::with_failing_matrix();
    desk.h.state_mut().act(Action::Command(UiCommand::ShowOverview));
    crate::compare::choose(&mut desk, "Label", "browser: firefox");
    let is_there = |h: &Harness<'static, Shell>| {
        let mut links = h.query_all_by_label_contains("New failures in #");
        links.any(|link| link.accesskit_node().label().is_some_and(|name| name.ends_with(": 1")))
    };
    desk.until("the new failure of the part", is_there);
    press(&mut desk, "New failures in #");
    desk.until("its row", |h| h.query_all_by_label("Buys tea").next().is_some());
    assert!(desk.h.query_all_by_label("Sells tea").next().is_none(), "the failure of the other browser");
}

#[test]
fn the_change_of_a_labelled_rate_compares_the_parts() {
    let (mut desk, pair) = crate::compare::with_failing_matrix();
    desk.h.state_mut().act(Action::Command(UiCommand::ShowOverview));
    crate::compare::choose(&mut desk, "Label", "browser: firefox");
    desk.until("the rate of the part", |h| h.query_all_by_label_contains("Pass rate 50").next().is_some());
    press(&mut desk, "pp to #");
    assert_eq!(tab(&desk), MiddleTab::Compare(pair));
    desk.until("the labels of both", |h| h.query_by_role_and_label(Role::ComboBox, "Label of A").is_some());
    for side in ["Label of A", "Label of B"] {
        let value = desk.h.get_by_role_and_label(Role::ComboBox, side).accesskit_node().value();
        assert_eq!(value.as_deref(), Some("browser: firefox"), "{side}");
    }
}

#[test]
fn a_run_with_errors_alone_tells_of_them_in_the_charts() {
    let (mut desk, _) = desk(Setup::default());
    let run = run(&store(&desk), 0, None, &[], "");
    let error = RunError {
        kind: RunErrorKind::Failure,
        file: "report.json".to_owned(),
        source: None,
        message: "The browser did not start".to_owned(),
        trace: None,
    };
    store(&desk).write(Op::bulk("test"), |tx| tx.run_errors().add(run, std::slice::from_ref(&error))).expect("written");
    let said = "Errors outside of tests: 1";
    desk.until("its column", |h| {
        let mut links = h.query_all_by_role(Role::Link);
        links.any(|link| link.accesskit_node().label().is_some_and(|name| name.contains("#6 ") && name.contains(said)))
    });
}

#[test]
fn an_error_outside_of_tests_needs_attention_although_all_tests_passed() {
    let (mut desk, runs) = desk(Setup::default());
    let error = RunError {
        kind: RunErrorKind::Failure,
        file: "report.json".to_owned(),
        source: None,
        message: "The stand did not stop".to_owned(),
        trace: None,
    };
    store(&desk).write(Op::bulk("test"), |tx| tx.run_errors().add(runs[3], std::slice::from_ref(&error))).expect("written");
    desk.until("the number", |h| h.query_all_by_label("Errors outside of tests in #5: 1").next().is_some());
    press(&mut desk, "Errors outside of tests in #5: 1");
    assert_eq!(tab(&desk), MiddleTab::Run(runs[3].0));
    desk.until("the error", |h| h.query_all_by_label_contains("The stand did not stop").next().is_some());
}
