//! The palette: what it finds, how it forgives, what it remembers, and that its list has its full height again.

use eframe::egui::Key;
use eframe::egui::Modifiers;
use eframe::egui::accesskit::Role;
use egui_kittest::kittest::{NodeT as _, Queryable};
use voluptas::state::{LeftTab, MiddleTab};
use voluptas_core::domain::run::RunContent;
use voluptas_settings::LangChoice;
use voluptas_store::Op;
use voluptas_store::runs::NewRun;

use crate::support::{Desk, Setup, case_id, create_case, store, stored};

fn open(desk: &mut Desk) {
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::K);
    desk.settle();
}

fn search(desk: &mut Desk, words: &str) -> Vec<String> {
    open(desk);
    desk.h.event(eframe::egui::Event::Text(words.into()));
    desk.settle();
    let found = shown(desk);
    desk.h.key_press(Key::Escape);
    desk.settle();
    found
}

fn shown(desk: &Desk) -> Vec<String> {
    let label = |n: egui_kittest::Node<'_>| n.accesskit_node().label().unwrap_or_default();
    desk.h.query_all_by_role(Role::ListBoxOption).map(label).collect()
}

#[test]
fn the_list_has_its_height_again_after_a_query_without_a_hit() {
    let mut desk = Desk::new();
    open(&mut desk);
    let before = shown(&desk).len();
    assert!(before > 8, "{before}");
    desk.h.event(eframe::egui::Event::Text("qqqqqq".into()));
    desk.settle();
    assert_eq!(shown(&desk), ["Search steps and all other texts for “qqqqqq”"]);
    for _ in 0..6 {
        desk.h.key_press(Key::Backspace);
        desk.settle();
    }
    assert_eq!(shown(&desk).len(), before);
    desk.h.key_press(Key::Escape);
    desk.settle();
    open(&mut desk);
    assert_eq!(shown(&desk).len(), before, "and after it is opened again");
}

#[test]
fn finds_commands_by_their_parent_by_synonyms_and_with_typing_errors() {
    let mut desk = Desk::new();
    for (query, expected) in [
        ("theme", "Theme: Dark"),
        ("thmee", "Theme: Dark"),
        ("тема", "Theme: Dark"),
        ("night", "Theme: Dark"),
        ("token", "Settings: API token"),
        ("dashboard", "View: Overview"),
        ("run", "Nightly regression"),
        ("#nightly", "Nightly regression"),
        ("@irina", "Irina Shag"),
        ("promo", "Promo code"),
    ] {
        let found = search(&mut desk, query);
        assert!(found.iter().any(|t| t == expected), "{query}: {found:?}");
    }
    assert_eq!(search(&mut desk, "runs")[0], "Nightly regression", "a group that is named comes first");
    assert_eq!(search(&mut desk, ">promo"), Vec::<String>::new(), "commands only");
    for (query, part) in [("sync", "Qase"), ("zoom", "oom")] {
        let found = search(&mut desk, query);
        assert!(found.iter().any(|t| t.contains(part)), "{query}: {found:?}");
    }
}

#[test]
fn the_number_of_a_run_stands_before_titles_that_hold_it() {
    let mut desk = Desk::new();
    store(&desk)
        .write(Op::bulk("runs"), |tx| {
            let project = tx.projects().all()?[0].id;
            for title in ["Weekly", "Smoke 2", "Results of 12:02"] {
                let content = RunContent { title: title.into(), ..RunContent::default() };
                tx.runs().create(project, &NewRun { content, ..NewRun::default() })?;
            }
            Ok(())
        })
        .expect("runs");
    desk.until("the runs are read", |h| h.state().backend.runs().is_some_and(|runs| runs.rows.len() == 4));
    assert_eq!(search(&mut desk, "#2")[0], "Weekly");
}

#[test]
fn the_pass_rate_of_a_run_has_its_base() {
    let mut desk = Desk::new();
    open(&mut desk);
    desk.h.event(eframe::egui::Event::Text("Nightly regression".into()));
    desk.settle();
    let row = desk.h.get_by_role_and_label(Role::ListBoxOption, "Nightly regression").rect();
    let words: Vec<String> = crate::views::painted(&desk, row).into_iter().map(|(text, _)| text).collect();
    let runs = desk.h.state().backend.runs().expect("runs");
    let run = runs.rows.iter().find(|run| run.run.content.title == "Nightly regression").expect("the run");
    let base = voluptas::model::runs::executed(&run.looks);
    assert!(base > 0 && words.iter().any(|text| text.contains(&format!("% passed of {base} executed"))), "{words:?}");
}

#[test]
fn runs_of_a_long_list_are_found_with_typing_errors_by_their_series() {
    let mut desk = Desk::new();
    let before = desk.h.state().backend.runs().map_or(0, |runs| runs.rows.len());
    store(&desk)
        .write(Op::bulk("runs"), |tx| {
            let project = tx.projects().all()?[0].id;
            for n in 0..600 {
                let title = if n == 7 { "Performance of the checkout".to_owned() } else { format!("Weekly {n}") };
                let content = RunContent { title, ..RunContent::default() };
                tx.runs().create(project, &NewRun { content, ..NewRun::default() })?;
            }
            Ok(())
        })
        .expect("runs");
    desk.until("the runs are read", |h| h.state().backend.runs().is_some_and(|runs| runs.rows.len() == before + 600));
    let found = search(&mut desk, "perfromance");
    assert!(found.iter().any(|title| title == "Performance of the checkout"), "{found:?}");
    let found = search(&mut desk, "wekely");
    assert!(found.iter().filter(|title| title.starts_with("Weekly 59")).count() >= 3, "the newest ones: {found:?}");
}

#[test]
fn cases_with_the_beginning_of_a_number_stand_in_the_order_of_their_numbers() {
    let mut desk = Desk::new();
    let found = search(&mut desk, "shop-1");
    let cases = desk.h.state().backend.cases().expect("the cases");
    let number = |title: &String| {
        let row = cases.rows.iter().find(|row| *row.title == **title)?;
        row.code.strip_prefix("SHOP-")?.parse::<u32>().ok()
    };
    let numbers: Vec<u32> = found.iter().filter_map(number).collect();
    assert_eq!(numbers.first(), Some(&1), "{found:?}");
    assert!(numbers.len() > 3 && numbers.is_sorted(), "{numbers:?}");
}

#[test]
fn russian_is_found_in_the_other_layout() {
    let mut desk = Desk::with(Setup { lang: LangChoice::Ru, ..Setup::default() });
    let found = search(&mut desk, "ntvf");
    assert!(found.iter().any(|t| t == "Тема: Тёмная"), "{found:?}");
}

#[test]
fn english_words_with_a_typing_error_are_found_in_russian() {
    let mut desk = Desk::with(Setup { lang: LangChoice::Ru, ..Setup::default() });
    for (query, expected) in [("setings", "Настройки…"), ("thme", "Тема: Тёмная"), ("настрйки", "Настройки…")]
    {
        let found = search(&mut desk, query);
        assert!(found.iter().any(|t| t == expected), "{query}: {found:?}");
    }
    for (query, first) in [("тема", "Тема: "), ("настройки", "Настройки…"), ("обзор", "Вид: Обзор"), ("settings", "Настройки…")]
    {
        let found = search(&mut desk, query);
        assert!(found[0].starts_with(first), "{query}: {found:?}");
    }
}

#[test]
fn goes_to_suites_runs_people_and_settings_and_remembers() {
    let mut desk = Desk::new();
    let go = |desk: &mut Desk, words: &str| {
        open(desk);
        desk.h.event(eframe::egui::Event::Text(words.into()));
        desk.settle();
        desk.h.key_press(Key::Enter);
        desk.settle();
    };
    go(&mut desk, "#nightly");
    assert_eq!(desk.h.state().state.tab(), MiddleTab::Run(1));
    go(&mut desk, "@irina");
    assert_eq!((desk.h.state().state.tab(), desk.h.state().state.grid_filter.as_str()), (MiddleTab::Registry, "Irina Shag"));
    open(&mut desk);
    desk.h.get_by_label("Recent");
    assert_eq!(shown(&desk)[..2], ["Irina Shag", "Nightly regression"]);
    desk.h.key_press(Key::Escape);
    desk.settle();
    go(&mut desk, "delivery");
    open(&mut desk);
    desk.h.event(eframe::egui::Event::Text("requests per minute".into()));
    desk.settle();
    desk.h.key_press(Key::Enter);
    desk.settle();
    desk.h.get_by_role_and_label(Role::TextInput, "Requests per minute");
    desk.h.key_press(Key::Escape);
    desk.settle();
    assert_eq!(desk.h.state().state.kept.left, LeftTab::Functions);
}

#[test]
fn in_russian_the_command_itself_comes_before_others_of_its_menu() {
    let mut desk = Desk::with(Setup { lang: LangChoice::Ru, ..Setup::default() });
    for query in ["sync", "синхронизация"] {
        assert_eq!(search(&mut desk, query)[0], "Синхронизация с Qase…", "{query}");
    }
}

#[test]
fn words_of_steps_lead_to_the_grid_of_cases() {
    let mut desk = Desk::new();
    open(&mut desk);
    desk.h.event(eframe::egui::Event::Text("the MESSAGE says old-2024".into()));
    desk.settle();
    assert_eq!(shown(&desk).last().map(String::as_str), Some("Search steps and all other texts for “the MESSAGE says old-2024”"));
    desk.h.key_press(Key::PageDown);
    desk.settle();
    desk.h.key_press(Key::Enter);
    desk.until("a case with such a step", |h| h.query_by_value("Search by name, check 1").is_some());
    assert_eq!(desk.h.state().state.tab(), MiddleTab::Cases);
}

#[test]
fn the_first_search_of_all_texts_filters_the_grid_and_leaves_the_keyboard_there() {
    let mut desk = Desk::new();
    open(&mut desk);
    desk.h.event(eframe::egui::Event::Text("codes".into()));
    desk.settle();
    for _ in 0..3 {
        desk.h.key_press(Key::PageDown);
        desk.settle();
    }
    desk.h.key_press(Key::Enter);
    desk.until("the found case", |h| h.query_by_value("Two codes at once").is_some());
    desk.until("no other case", |h| h.query_by_value("Search by name, check 1").is_none());
    desk.until("the keyboard in the grid", |h| {
        h.query_by_role_and_label(Role::Table, "Cases").is_some_and(|grid| grid.accesskit_node().is_focused())
    });
}

#[test]
fn a_case_that_was_found_by_a_step_says_which_one_and_opens() {
    let mut desk = Desk::new();
    open(&mut desk);
    desk.h.event(eframe::egui::Event::Text("message says".into()));
    desk.until("a case with such a step", |h| h.query_all_by_role(Role::ListBoxOption).count() > 1);
    assert_eq!(shown(&desk)[0], "Search by name, check 1", "no title has these words");
    desk.h.key_press(Key::Enter);
    desk.settle();
    assert!(matches!(desk.h.state().state.tab(), MiddleTab::Case(_)));
}

#[test]
fn what_holds_the_words_comes_before_a_guess_that_was_chosen_lately() {
    let mut desk = Desk::new();
    let project = stored(&desk, case_id(&desk, "Two codes at once")).project_id;
    create_case(&store(&desk), project, None, "Sweatshirts in all sizes");
    desk.h.state_mut().backend.refresh();
    desk.settle();
    open(&mut desk);
    desk.h.event(eframe::egui::Event::Text("keyboard shortcuts".into()));
    desk.settle();
    desk.h.key_press(Key::Enter);
    desk.settle();
    desk.h.key_press(Key::Escape);
    desk.settle();
    let found = search(&mut desk, "shirt");
    assert_eq!(found[0], "Sweatshirts in all sizes", "{found:?}");
    assert!(found.iter().any(|title| title.contains("shortcuts")), "still offered as a typing error: {found:?}");
}
