//! Run against run: the tab, its filters and ways to it.

use crate::support::{Desk, Setup, act, click, press_key, store};
use eframe::egui::accesskit::Role;
use eframe::egui::{Key, Rect, Shape, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use voluptas::action::{Action, Nav};
use voluptas::model::run_pair::RunPair;
use voluptas::shell::Shell;
use voluptas::state::MiddleTab;
use voluptas::ui_command::UiCommand;
use voluptas_core::domain::ids::RunId;
use voluptas_core::domain::run_error::{RunError, RunErrorKind};
use voluptas_settings::LangChoice;
use voluptas_store::Op;

/// A test of a file of JUnit: its name and what it holds besides.
type Test = (&'static str, &'static str);

/// Two runs of the shop's project: one test fails newly, one is fixed, one fails with another message, one appears.
fn with_runs(setup: Setup) -> (Desk, RunPair) {
    let before =
        [("Buys tea", ""), ("Sells tea", "<failure message='Out of stock'/>"), ("Packs tea", "<failure message='Box 1'/>")];
    let after = [
        ("Buys tea", "<failure message='No tea'/>"),
        ("Sells tea", ""),
        ("Packs tea", "<failure message='Paper is torn'/>"),
        ("Smells tea", ""),
    ];
    with_runs_of(setup, [&before, &after])
}

/// Two runs of the shop's project with these tests.
fn with_runs_of(setup: Setup, runs: [&[Test]; 2]) -> (Desk, RunPair) {
    let mut desk = Desk::with(setup);
    let folder = tempfile::tempdir().expect("folder");
    let mut ids: Vec<RunId> = Vec::new();
    for (minute, tests) in runs.iter().enumerate() {
        let cases: String =
            tests.iter().map(|(name, outcome)| format!("<testcase classname='c' name='{name}'>{outcome}</testcase>")).collect();
        let xml = format!("<testsuite name='s' timestamp='2026-11-20T13:0{minute}:00'>{cases}</testsuite>");
        let path = folder.path().join(format!("junit-{minute}.xml"));
        std::fs::write(&path, xml).expect("file");
        let (store, before) = (store(&desk), ids.last().copied());
        let latest = move || {
            let project = store.read(|tx| tx.projects().all()).expect("projects")[0].id;
            let runs = store.read(|tx| tx.runs().latest(project, 1)).expect("runs");
            runs.first().filter(|run| run.content.is_autotest).map(|run| run.id).filter(|id| Some(*id) != before)
        };
        desk.h.state_mut().act(Action::IngestResults(vec![path]));
        let seen = latest.clone();
        desk.until("the run", |_| seen().is_some());
        ids.extend(latest());
    }
    let pair = RunPair { older: ids[0], newer: ids[1] };
    (desk, pair)
}

/// A window with a comparison of two runs in front.
pub fn opened() -> Desk {
    let (mut desk, pair) = with_runs(Setup::default());
    open(&mut desk, pair);
    desk
}

fn open(desk: &mut Desk, pair: RunPair) {
    desk.h.state_mut().act(Action::Nav(Nav::Tab(MiddleTab::Compare(pair))));
    desk.until("the changes", |h| h.query_all_by_label("Buys tea").next().is_some());
}

#[test]
fn pills_words_and_matrix_filter_the_changes() {
    let (mut desk, pair) = with_runs(Setup::default());
    open(&mut desk, pair);
    for title in ["Sells tea", "Packs tea", "Smells tea"] {
        assert!(desk.h.query_all_by_label(title).next().is_some(), "{title}");
    }
    assert!(desk.h.query_all_by_label("message changed").next().is_some());
    desk.h.get_by_role_and_label(Role::RadioButton, "Fixed").click();
    desk.until("the fixed test alone", |h| h.query_all_by_label("Packs tea").next().is_none());
    assert!(desk.h.query_all_by_label("Sells tea").next().is_some());
    desk.h.get_by_role_and_label(Role::RadioButton, "All changes").click();
    desk.until("all of them", |h| h.query_all_by_label("Packs tea").next().is_some());
    desk.h.get_by_role_and_label(Role::CheckBox, "Matrix of statuses").click();
    desk.until("the matrix", |h| h.query_all_by_label("Passed → Failed: 1").next().is_some());
    desk.h.get_by_label("Failed → Failed: 1").click();
    desk.until("the test of the same status", |h| {
        h.query_all_by_label("Packs tea").next().is_some() && h.query_all_by_label("Buys tea").next().is_none()
    });
    desk.h.get_by_label("Failed → Failed: 1").click();
    desk.until("all of them", |h| h.query_all_by_label("Buys tea").next().is_some());
    // The number shows its rows whatever kind of change was asked for, and the kind shows its own again.
    desk.h.get_by_role_and_label(Role::RadioButton, "Fixed").click();
    desk.until("the fixed test alone", |h| h.query_all_by_label("Buys tea").next().is_none());
    desk.h.get_by_label("Passed → Failed: 1").click();
    desk.until("the moved test alone", |h| {
        h.query_all_by_label("Buys tea").next().is_some() && h.query_all_by_label("Sells tea").next().is_none()
    });
    desk.h.get_by_role_and_label(Role::RadioButton, "Fixed").click();
    desk.until("the fixed test again", |h| h.query_all_by_label("Sells tea").next().is_some());
    desk.h.get_by_label("Passed → Failed: 1").click();
    desk.until("the moved test alone", |h| h.query_all_by_label("Sells tea").next().is_none());
    desk.h.get_by_role_and_label(Role::CheckBox, "Matrix of statuses").click();
    desk.until("no matrix, no filter", |h| h.query_all_by_label("Packs tea").next().is_some());
    desk.h.get_by_role_and_label(Role::TextInput, "Find in changes").focus();
    desk.settle();
    desk.h.get_by_role_and_label(Role::TextInput, "Find in changes").type_text("torn");
    desk.until("the test with the message", |h| h.query_all_by_label("Buys tea").next().is_none());
}

#[test]
fn a_message_has_the_room_of_a_side_without_one_in_a_wide_window() {
    let (mut desk, pair) = with_runs(Setup::default());
    desk.h.set_size(vec2(2560.0, 1440.0));
    open(&mut desk, pair);
    desk.h.get_all_by_label("Buys tea").next().expect("row").click();
    // The widest one is that of the details: others stand in the list.
    let width = |h: &Harness<'static, Shell>| h.query_all_by_label("No tea").map(|n| n.rect().width()).fold(0.0, f32::max);
    desk.until("the message", |h| width(h) > 600.0);
}

#[test]
fn a_result_opens_in_its_run() {
    let (mut desk, pair) = with_runs(Setup { lang: LangChoice::Ru, ..Setup::default() });
    open(&mut desk, pair);
    desk.h.get_all_by_label("Packs tea").next().expect("row").click();
    desk.until("both messages", |h| {
        h.query_all_by_label("Paper is torn").next().is_some() && h.query_all_by_label("Box 1").next().is_some()
    });
    let links: Vec<_> = desk.h.query_all_by_label_contains("Открыть в #").collect();
    links.first().expect("the way to the older run").click();
    desk.until("the run", |h| h.state().state.tab() == MiddleTab::Run(pair.older.0));
    desk.until("the message in the run", |h| h.query_all_by_label("Box 1").next().is_some());
}

#[test]
fn the_command_compares_the_latest_runs_and_swap_turns_them_round() {
    let (mut desk, pair) = with_runs(Setup::default());
    desk.h.state_mut().act(Action::Command(UiCommand::CompareRuns));
    desk.until("the comparison", |h| h.state().state.tab() == MiddleTab::Compare(pair));
    desk.until("the runs", |h| h.query_by_role_and_label(Role::Button, "Swap A and B").is_some());
    let tabs = desk.h.state().state.kept.tabs.len();
    desk.h.get_by_role_and_label(Role::Button, "Swap A and B").click();
    let turned = RunPair { older: pair.newer, newer: pair.older };
    desk.until("the turned comparison", |h| h.state().state.tab() == MiddleTab::Compare(turned));
    assert_eq!(desk.h.state().state.kept.tabs.len(), tabs, "in the same tab");
    desk.h.state_mut().act(Action::Nav(Nav::Tab(MiddleTab::Run(pair.newer.0))));
    desk.until("the button of the run", |h| h.query_all_by_label_contains("Compare with #").next().is_some());
}

#[test]
fn the_errors_of_a_run_stand_in_its_card() {
    let (mut desk, pair) = with_runs(Setup::default());
    let error = RunError {
        kind: RunErrorKind::Failure,
        file: "report.json".to_owned(),
        source: None,
        message: "The browser did not start".to_owned(),
        trace: None,
    };
    let written = store(&desk).write(Op::bulk("test"), |tx| tx.run_errors().add(pair.newer, std::slice::from_ref(&error)));
    written.expect("written");
    open(&mut desk, pair);
    desk.until("its errors", |h| h.query_all_by_label("Errors outside of tests: 1").next().is_some());
}

#[test]
fn a_run_is_compared_only_with_one_that_has_a_test_of_it() {
    let (mut desk, pair) = with_runs(Setup::default());
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("other.xml");
    let xml = "<testsuite name='o' timestamp='2026-11-20T13:05:00'><testcase classname='o' name='Grows coffee'/></testsuite>";
    std::fs::write(&path, xml).expect("file");
    act(&mut desk, Action::IngestResults(vec![path]));
    let store = store(&desk);
    let newest = move || {
        let project = store.read(|tx| tx.projects().all()).expect("projects")[0].id;
        store.read(|tx| tx.runs().latest(project, 1)).expect("runs")[0].id
    };
    let stored = newest.clone();
    desk.until("the run", |_| stored() != pair.newer);
    act(&mut desk, Action::Nav(Nav::Tab(MiddleTab::Run(newest().0))));
    desk.until("the tests", |h| h.query_all_by_label_contains("Grows coffee").next().is_some());
    assert!(desk.h.query_all_by_label_contains("Compare with #").next().is_none(), "no run before has this test");
    // The command takes the run that the page names, and not the one in between.
    let (path, between) = (folder.path().join("again.xml"), newest());
    let xml = "<testsuite name='s' timestamp='2026-11-20T13:06:00'><testcase classname='c' name='Buys tea'/></testsuite>";
    std::fs::write(&path, xml).expect("file");
    act(&mut desk, Action::IngestResults(vec![path]));
    let stored = newest.clone();
    desk.until("the third run", |_| stored() != between);
    let third = newest();
    act(&mut desk, Action::Nav(Nav::Tab(MiddleTab::Run(third.0))));
    desk.until("the button of the run", |h| h.query_all_by_label_contains("Compare with #").next().is_some());
    act(&mut desk, Action::Command(UiCommand::CompareRuns));
    assert_eq!(desk.h.state().state.tab(), MiddleTab::Compare(RunPair { older: pair.newer, newer: third }));
    act(&mut desk, Action::Nav(Nav::Tab(MiddleTab::Run(pair.newer.0))));
    desk.until("the button of the run", |h| h.query_all_by_label_contains("Compare with #").next().is_some());
    let pill = desk.h.query_all_by_label_contains("New failures").next().expect("the pill");
    pill.hover();
    desk.until("the rule", |h| h.query_all_by_label_contains("in the last run that has the test").next().is_some());
}

#[test]
fn changes_stand_in_groups_that_open_and_close() {
    let (mut desk, pair) = with_runs(Setup::default());
    open(&mut desk, pair);
    let said = |desk: &Desk, words: &str| desk.h.query_all_by_label(words).next().is_some();
    // Heads of messages, with the differences of their tests, before those of differences.
    assert!(said(&desk, "No tea"), "the message of a new failure is a head");
    let named = |desk: &Desk| desk.h.query_all_by_label("New failures").count();
    let with_head = named(&desk);
    let group = |desk: &Desk| desk.h.query_all_by_label("Collapse group").count();
    let heads = group(&desk);
    assert_eq!(heads, 4, "two messages, fixed, appeared");
    // By keys: from the first test to its head, which closes and opens.
    act(&mut desk, Action::Command(UiCommand::CompareRuns));
    press_key(&mut desk, Key::ArrowUp);
    press_key(&mut desk, Key::ArrowLeft);
    desk.until("a closed group", |h| h.query_all_by_label("Expand group").count() == 1);
    assert!(!said(&desk, "Buys tea"), "its test is not shown");
    press_key(&mut desk, Key::Enter);
    desk.until("the open group", |h| h.query_all_by_label("Buys tea").next().is_some());
    act(&mut desk, Action::Nav(Nav::Tab(MiddleTab::Overview)));
    act(&mut desk, Action::Nav(Nav::Tab(MiddleTab::Compare(pair))));
    desk.h.get_by_role_and_label(Role::ComboBox, "Group by").click();
    desk.settle();
    desk.h.get_all_by_label("Not grouped").last().expect("the choice").click();
    desk.until("one list", |h| h.query_all_by_label("Collapse group").next().is_none());
    assert_eq!(named(&desk) + 1, with_head, "a head says what its tests are");
}

#[test]
fn new_failures_of_muted_tests_count_apart() {
    let (mut desk, pair) = with_runs(Setup::default());
    crate::results::mute(&mut desk, pair.newer, "Buys tea");
    open(&mut desk, pair);
    let says = |h: &Harness<'static, Shell>, words: &str| h.query_all_by_label_contains(words).next().is_some();
    desk.until("its kind", |h| says(h, "New failures of muted tests"));
    desk.h.get_by_role_and_label(Role::RadioButton, "New failures").click();
    desk.until("no row", |h| !says(h, "Sells tea") && !says(h, "New failures of muted tests"));
    desk.h.get_by_role_and_label(Role::RadioButton, "New failures").hover();
    desk.until("the muted one", |h| says(h, "1 muted test counts apart"));
}

#[test]
fn unchanged_tests_have_a_list() {
    let (mut desk, pair) = with_runs(Setup::default());
    let same = RunPair { older: pair.older, newer: pair.older };
    desk.h.state_mut().act(Action::Nav(Nav::Tab(MiddleTab::Compare(same))));
    desk.until("the changes", |h| h.query_all_by_label("Sells tea").next().is_some());
    assert!(desk.h.query_all_by_label("Buys tea").next().is_none(), "it passed in both");
    desk.h.get_by_role_and_label(Role::RadioButton, "Unchanged").click();
    desk.until("the unchanged test alone", |h| {
        h.query_all_by_label("Buys tea").next().is_some() && h.query_all_by_label("Sells tea").next().is_none()
    });
    desk.h.get_by_role_and_label(Role::RadioButton, "All changes").click();
    desk.until("the changes again", |h| h.query_all_by_label("Buys tea").next().is_none());
}

#[test]
fn tests_of_one_run_only_are_left_out_at_first_where_they_are_most_tests() {
    let after = [("Buys tea", "<failure message='No tea'/>")];
    let before = [("Buys tea", ""), ("Sells tea", ""), ("Packs tea", "")];
    let (mut desk, pair) = with_runs_of(Setup::default(), [&before, &after]);
    open(&mut desk, pair);
    let has = |desk: &Desk, words: &str| desk.h.query_all_by_label(words).next().is_some();
    assert!(has(&desk, "2 of 3 tests are in one run only and hidden"));
    assert!(!has(&desk, "Sells tea"), "the missing tests are left out");
    desk.h.get_by_role_and_label(Role::Link, "Show them").click();
    desk.until("the missing tests", |h| h.query_all_by_label("Sells tea").next().is_some());
    desk.h.get_by_role_and_label(Role::Link, "Hide them").click();
    desk.until("none of them", |h| h.query_all_by_label("Sells tea").next().is_none());
    // The pill asks for them by name.
    desk.h.get_by_role_and_label(Role::RadioButton, "Missing tests").click();
    desk.until("the missing tests", |h| h.query_all_by_label("Sells tea").next().is_some());
    assert!(!has(&desk, "2 of 3 tests are in one run only and hidden"), "they are shown");
}

#[test]
fn a_part_of_a_run_that_does_not_differ_says_so() {
    let before = [("Buys tea", ""), ("Sells tea", ""), ("Packs tea", "")];
    let (mut desk, pair) = with_runs_of(Setup::default(), [&before, &[("Buys tea", "")]]);
    desk.h.state_mut().act(Action::Nav(Nav::Tab(MiddleTab::Compare(pair))));
    desk.until("the words", |h| h.query_all_by_label("The tests of both runs do not differ").next().is_some());
}

#[test]
fn the_change_of_a_pass_rate_has_its_unit_and_is_that_of_the_shown_rates() {
    let bad = "<failure message='No tea'/>";
    let before = [("Buys tea", ""), ("Sells tea", ""), ("Packs tea", bad)];
    let after = [("Buys tea", bad), ("Sells tea", ""), ("Packs tea", bad), ("Smells tea", bad), ("Pours tea", "")];
    let (mut desk, pair) = with_runs_of(Setup::default(), [&before, &after]);
    open(&mut desk, pair);
    let shown = |desk: &Desk, words: &str| desk.h.query_all_by_label(words).next().is_some();
    assert!(shown(&desk, "66.6\u{a0}%") && shown(&desk, "40.0\u{a0}%"));
    assert!(shown(&desk, "\u{2212}26.6\u{a0}pp"), "66.6 − 40.0 is 26.6");
}

#[test]
fn words_without_a_hit_are_cleared_by_a_button() {
    let mut desk = opened();
    desk.h.get_by_role_and_label(Role::TextInput, "Find in changes").focus();
    desk.settle();
    desk.h.get_by_role_and_label(Role::TextInput, "Find in changes").type_text("coffee");
    desk.until("no test", |h| h.query_all_by_label("Buys tea").next().is_none());
    // One within the field, one in place of the list.
    let clears = |h: &Harness<'static, Shell>| h.query_all_by_role_and_label(Role::Button, "Clear filter").count() == 2;
    desk.until("the way out", clears);
    desk.h.query_all_by_role_and_label(Role::Button, "Clear filter").last().expect("the button").click();
    desk.until("all tests", |h| h.query_all_by_label("Buys tea").next().is_some());
    desk.until("the keyboard in the list", |h| h.get_by_role_and_label(Role::Table, "Changed tests").is_focused());
}

#[test]
fn slower_tests_say_by_how_much() {
    // The duration of a test of JUnit is an attribute behind its name.
    let before = [("Brews tea' time='1.2", ""), ("Pours tea' time='9", ""), ("Zips tea' time='1", ""), ("Drinks tea", "")];
    let after = [
        ("Brews tea' time='3.4", ""),
        ("Pours tea' time='3", ""),
        ("Zips tea' time='9", ""),
        ("Drinks tea", "<failure message='Hot'/>"),
    ];
    let (mut desk, pair) = with_runs_of(Setup::default(), [&before, &after]);
    desk.h.state_mut().act(Action::Nav(Nav::Tab(MiddleTab::Compare(pair))));
    desk.until("the changes", |h| h.query_all_by_label("Brews tea").next().is_some());
    let right = |words: &str| desk.h.get_by_label(words).rect().right();
    let slower = ["+2.2\u{a0}s", "−6\u{a0}s"].map(right);
    let percent = ["+183\u{a0}%", "−66\u{a0}%"].map(right);
    assert!((slower[0] - slower[1]).abs() < 1.0 && (percent[0] - percent[1]).abs() < 1.0, "{slower:?} {percent:?}");
    // The times end where their head does.
    let head = desk.h.get_by_role_and_label(Role::ColumnHeader, "Change").rect();
    let title = painted_at(&desk, head, "Change");
    assert!((title - slower[0]).abs() < 2.0, "the head ends at {title}, the times at {}", slower[0]);
    // The largest change of a difference comes first, and so does the largest of all after the first press on the head.
    let top = |desk: &Desk, words: &str| desk.h.get_all_by_label(words).next().expect("row").rect().top();
    assert!(top(&desk, "Zips tea") < top(&desk, "Brews tea"));
    desk.h.get_by_role_and_label(Role::ColumnHeader, "Change").click();
    desk.settle();
    let order = ["Zips tea", "Brews tea", "Pours tea"].map(|words| top(&desk, words));
    assert!(order.is_sorted(), "{order:?}");
}

/// The right end of words that are painted in a place.
fn painted_at(desk: &Desk, at: Rect, words: &str) -> f32 {
    fn find(shape: &Shape, at: Rect, words: &str) -> Option<f32> {
        match shape {
            Shape::Vec(all) => all.iter().find_map(|shape| find(shape, at, words)),
            Shape::Text(text) if text.galley.text() == words => {
                let rect = text.visual_bounding_rect();
                at.expand(2.0).contains(rect.center()).then_some(rect.right())
            }
            _ => None,
        }
    }
    desk.h.output().shapes.iter().find_map(|shape| find(&shape.shape, at, words)).expect("the words")
}

#[test]
fn missing_tests_are_a_number_like_the_others_of_a_run() {
    let tests = [("Buys tea", ""), ("Sells tea", "")];
    let (mut desk, pair) = with_runs_of(Setup::default(), [&tests, &[("Buys tea", "<failure message='No tea'/>")]]);
    act(&mut desk, Action::Nav(Nav::Tab(MiddleTab::Run(pair.newer.0))));
    let pill = |h: &Harness<'static, Shell>| h.query_by_role_and_label(Role::RadioButton, "Missing tests").is_some();
    desk.until("the number", pill);
    click(&mut desk, Role::RadioButton, "Missing tests");
    assert_eq!(desk.h.state().state.tab(), MiddleTab::Compare(pair));
    desk.until("the missing test", |h| h.query_all_by_label("Sells tea").next().is_some());
}

#[test]
fn the_way_to_a_result_is_not_cut_in_a_small_window() {
    let (mut desk, pair) = with_runs(Setup { lang: LangChoice::Ru, ..Setup::default() });
    desk.h.set_size(vec2(1000.0, 700.0));
    open(&mut desk, pair);
    desk.h.get_all_by_label("Packs tea").next().expect("row").click();
    for run in [pair.older, pair.newer] {
        let number = store(&desk).read(|tx| tx.runs().get(run)).expect("run").number;
        let words = format!("Открыть в #{number}");
        desk.until(&words, |h| h.query_by_role_and_label(Role::Link, &words).is_some());
        let link = desk.h.get_by_role_and_label(Role::Link, &words).rect();
        let painted: Vec<String> = crate::views::painted(&desk, link).into_iter().map(|(text, _)| text).collect();
        assert!(painted.contains(&words), "{painted:?}");
    }
}

/// Tests that two browsers executed, in a file of JUnit.
const MATRIX: [Test; 4] = [
    ("Buys tea", "<properties><property name='browser' value='chrome'/></properties>"),
    ("Sells tea", "<properties><property name='browser' value='chrome'/></properties>"),
    ("Buys tea", "<properties><property name='browser' value='firefox'/></properties><failure message='No tea'/>"),
    ("Sells tea", "<properties><property name='browser' value='firefox'/></properties>"),
];

/// A window with two runs of a matrix of browsers.
pub fn with_matrix() -> (Desk, RunPair) {
    with_runs_of(Setup::default(), [&MATRIX, &MATRIX])
}

/// Chooses an option of a list once the list is there.
pub fn choose(desk: &mut Desk, list: &str, option: &str) {
    for (role, name) in [(Role::ComboBox, list), (Role::ListBoxOption, option)] {
        desk.until(name, |h| h.query_by_role_and_label(role, name).is_some());
        click(desk, role, name);
    }
}

/// [`MATRIX`] with all tests passed.
fn passed_matrix() -> [Test; 4] {
    MATRIX.map(|(name, content)| (name, content.split_inclusive("</properties>").next().unwrap_or_default()))
}

/// A window with two runs of a matrix of browsers, the newer one with a new failure in each browser.
pub fn with_failing_matrix() -> (Desk, RunPair) {
    let passed = passed_matrix();
    let mut failing = passed;
    failing[1].1 = "<properties><property name='browser' value='chrome'/></properties><failure message='No sale'/>";
    failing[2] = MATRIX[2];
    with_runs_of(Setup::default(), [&passed, &failing])
}

#[test]
fn a_run_shows_the_part_with_a_label() {
    let (mut desk, pair) = with_failing_matrix();
    act(&mut desk, Action::Nav(Nav::Tab(MiddleTab::Run(pair.newer.0))));
    for (label, all, new) in [("browser: chrome", "2", "1"), ("All labels", "4", "2"), ("browser: firefox", "2", "1")] {
        choose(&mut desk, "Label", label);
        desk.settle();
        for (pill, count) in [("All", all), ("New failures", new)] {
            let rect = desk.h.get_by_role_and_label(Role::RadioButton, pill).rect();
            let painted: Vec<String> = crate::views::painted(&desk, rect).into_iter().map(|(text, _)| text).collect();
            assert!(painted.iter().any(|text| text == count), "{label}, {pill}: {painted:?}");
        }
        let is_shown = |title: &str| desk.h.query_all_by_label(title).next().is_some();
        assert_eq!(is_shown("No tea"), label != "browser: chrome", "{label}: the group of the failure in Firefox");
    }
}

#[test]
fn a_filter_that_is_on_stays_in_sight_in_a_part_that_has_nothing_of_it() {
    let (mut desk, pair) = with_runs_of(Setup::default(), [&passed_matrix(), &MATRIX]);
    act(&mut desk, Action::Nav(Nav::Tab(MiddleTab::Run(pair.newer.0))));
    for label in ["browser: firefox", "browser: chrome"] {
        choose(&mut desk, "Label", label);
        desk.settle();
        if label == "browser: firefox" {
            click(&mut desk, Role::RadioButton, "New failures");
        }
        assert!(desk.h.query_by_role_and_label(Role::RadioButton, "New failures").is_some(), "{label}");
    }
    click(&mut desk, Role::RadioButton, "New failures");
    desk.settle();
    assert!(desk.h.query_by_role_and_label(Role::RadioButton, "New failures").is_none(), "off again");
}

#[test]
fn the_parts_of_a_matrix_are_compared_by_their_labels() {
    let (mut desk, pair) = with_matrix();
    desk.h.state_mut().act(Action::Nav(Nav::Tab(MiddleTab::Compare(pair))));
    desk.until("the labels", |h| h.query_by_role_and_label(Role::ComboBox, "Label of A").is_some());
    assert_eq!(desk.h.query_all_by_role_and_label(Role::RadioButton, "New failures").count(), 0, "the runs are equal");
    choose(&mut desk, "Label of A", "browser: chrome");
    choose(&mut desk, "Label of B", "browser: firefox");
    desk.until("the new failure", |h| h.query_all_by_label("Buys tea").next().is_some());
    desk.until("the change of the rate", |h| h.query_all_by_label_contains("50").next().is_some());
}
