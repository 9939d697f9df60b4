//! The numbers of the overview: each opens exactly the rows that it counts.

use eframe::egui::accesskit::Role;
use eframe::egui::{Key, Modifiers, Shape};
use egui_kittest::kittest::{NodeT as _, Queryable};
use voluptas::action::{Action, Nav};
use voluptas::model::QuickFilter;
use voluptas::state::MiddleTab;
use voluptas::ui_command::UiCommand;
use voluptas_settings::LangChoice;
use voluptas_ui::widgets::StatusClass;

use crate::support::{Desk, Setup};

fn press(desk: &mut Desk, label: &str) -> usize {
    desk.h.get_all_by_label_contains(label).find(|n| n.accesskit_node().role() == Role::Button).expect("a card").click();
    desk.settle();
    let state = &desk.h.state().state;
    desk.h.state().backend.registry().expect("registry").view(state.kept.quick, "", None).len()
}

#[test]
fn a_card_opens_the_rows_that_it_counts() {
    let mut desk = Desk::new();
    let t = desk.h.state().backend.registry().expect("registry").totals;
    let n = |n: u64| usize::try_from(n).expect("a count");
    assert!(t.critical > t.critical_uncovered, "the shop has critical functions with cases");
    assert_eq!(press(&mut desk, "Critical without a case: "), n(t.critical_uncovered));
    assert_eq!(desk.h.state().state.kept.quick, QuickFilter::CriticalUncovered);
    assert_eq!(press(&mut desk, "Functions covered: "), n(t.covered));
    assert_eq!(press(&mut desk, "Functions automated: "), n(t.automated));
    assert_eq!(press(&mut desk, "Functions by last result: "), n(t.looks[0]));
    assert_eq!(desk.h.state().state.kept.quick, QuickFilter::Result(StatusClass::Passed));
    // The filter is named above the rows, and pressing its name shows all rows again.
    desk.h
        .query_all_by_label_contains("Passed")
        .find(|n| n.accesskit_node().role() == Role::RadioButton)
        .expect("a filter")
        .click();
    desk.settle();
    assert_eq!(desk.h.state().state.kept.quick, QuickFilter::All);
}

#[test]
fn the_numbers_of_a_module_open_the_rows_that_they_count() {
    let mut desk = Desk::new();
    let model = desk.h.state().backend.registry().expect("registry");
    let module = model.rows.iter().find(|r| r.depth == 0 && r.coverage.covered > 0).expect("a covered module");
    let (id, title, coverage) = (module.function.id, module.title().to_owned(), module.coverage);
    assert!(coverage.covered < coverage.testable, "the two numbers differ");
    let filters =
        [("covered", coverage.covered, QuickFilter::CoveredIn(id)), ("testable", coverage.testable, QuickFilter::TestableIn(id))];
    for (word, n, filter) in filters {
        desk.h.state_mut().act(Action::Command(UiCommand::ShowOverview));
        desk.settle();
        desk.h.get_by_role_and_label(Role::Link, &format!("{title}: {word}: {n}")).click();
        desk.settle();
        let state = &desk.h.state().state;
        assert_eq!((state.tab(), state.kept.quick), (MiddleTab::Registry, filter));
        let shown = desk.h.state().backend.registry().expect("registry").view(filter, "", None).len();
        assert_eq!(shown, n as usize);
        // The pill above the rows names the branch.
        desk.h.get_by_role_and_label(Role::RadioButton, &format!("{title}: {word}"));
    }
}

#[test]
fn the_word_of_the_last_results_is_not_cut_in_russian() {
    let desk = Desk::with(Setup { lang: LangChoice::Ru, ..Setup::default() });
    let card = desk.h.get_all_by_label_contains("Результаты функций: ").next().expect("card").rect();
    let label = desk.h.get_all_by_label("Результаты функций").next().expect("label").rect();
    let unit = desk.h.get_by_label("пройдено").rect();
    assert!(label.right() < card.right() && unit.right() < card.right(), "{card} {label} {unit}");
}

#[test]
fn texts_of_the_cards_are_whole_in_a_narrow_window() {
    let mut desk = Desk::with(Setup { lang: LangChoice::Ru, ..Setup::default() });
    let sizes = [(1000.0, 680.0), (960.0, 640.0), (1280.0, 800.0), (1120.0, 700.0)];
    for ((width, height), key) in sizes.into_iter().flat_map(|size| [(size, Key::Num1), (size, Key::Num2)]) {
        desk.h.set_size(eframe::egui::vec2(width, height));
        desk.h.key_press_modifiers(Modifiers::COMMAND, key);
        desk.settle();
        let card = |begin: &str| {
            let mut found = desk.h.get_all_by_label_contains(begin);
            found.find(|n| n.accesskit_node().role() == Role::Button).expect("a card").rect()
        };
        let cards = ["Функции с кейсами: ", "Критичные без кейса: ", "Результаты функций: ", "Функции с автотестами: "].map(card);
        let mut texts = Vec::new();
        desk.h.output().shapes.iter().for_each(|s| collect(&s.shape, &mut texts));
        texts.retain(|(_, rect, _)| cards.iter().any(|c| c.contains(rect.center())));
        assert!(texts.iter().any(|(text, ..)| text == "Результаты функций"), "{texts:?}");
        texts.retain(|(_, rect, elided)| *elided || !cards.iter().any(|c| c.contains_rect(*rect)));
        assert!(texts.is_empty(), "{width}: {texts:?}");
    }
}

/// Painted texts with their places, and if they were cut.
fn collect(shape: &Shape, out: &mut Vec<(String, eframe::egui::Rect, bool)>) {
    match shape {
        Shape::Vec(all) => all.iter().for_each(|s| collect(s, out)),
        Shape::Text(t) => out.push((t.galley.text().to_owned(), t.visual_bounding_rect(), t.galley.elided)),
        _ => {}
    }
}

#[test]
fn a_filter_that_a_card_opens_moves_nothing_in_the_bar() {
    for (lang, card, find, new) in [
        (LangChoice::En, "Critical without a case: ", "Find in registry", "New function"),
        (LangChoice::Ru, "Критичные без кейса: ", "Найти в реестре", "Новая функция"),
    ] {
        let mut desk = Desk::with(Setup { lang, ..Setup::default() });
        for size in [[960.0, 640.0], [1080.0, 700.0], [1280.0, 800.0], [1440.0, 900.0], [1920.0, 1080.0]] {
            desk.h.set_size(size.into());
            desk.h.state_mut().state.selection.functions.clear();
            desk.h.state_mut().act(Action::Nav(Nav::Filter(QuickFilter::All)));
            desk.settle();
            let places = |desk: &Desk| {
                // The list at the left has a button of the same name.
                let last = |role, name: &str| {
                    let all = desk.h.query_all_by_role_and_label(role, name).map(|n| n.rect());
                    all.max_by(|a, b| a.left().total_cmp(&b.left())).unwrap_or_else(|| panic!("no {name}"))
                };
                let table = desk.h.get_by_role(Role::Table).rect();
                let pills = desk.h.query_all_by_role(Role::RadioButton).map(|n| n.rect());
                let pills = pills.filter(|pill| pill.left() >= table.left() - 8.0).take(4).collect::<Vec<_>>();
                (pills, last(Role::TextInput, find), last(Role::Button, new), table.top())
            };
            let before = places(&desk);
            press(&mut desk, card);
            assert_eq!(desk.h.state().state.kept.quick, QuickFilter::CriticalUncovered);
            assert_eq!(before, places(&desk), "{lang:?} {size:?}");
            let name = card.trim_end_matches(": ");
            let pill = desk.h.get_by_role_and_label(Role::RadioButton, name).rect();
            assert!(pill.width() >= 100.0 && before.0.iter().all(|other| !other.intersects(pill)), "{pill} {before:?}");
            assert!(!pill.intersects(before.1) && !pill.intersects(before.2), "{pill} {before:?}");
        }
    }
}

#[test]
fn numbers_of_a_row_of_cards_stand_on_one_line() {
    let mut desk = Desk::with(Setup { lang: LangChoice::Ru, ..Setup::default() });
    desk.h.set_size(eframe::egui::vec2(960.0, 640.0));
    desk.settle();
    let cards =
        ["Функции с кейсами: ", "Критичные без кейса: ", "Результаты функций: ", "Функции с автотестами: "].map(|begin| {
            let mut found = desk.h.get_all_by_label_contains(begin);
            let card = found.find(|n| n.accesskit_node().role() == Role::Button).expect("a card");
            let label = card.accesskit_node().label().expect("a label");
            (card.rect(), label.rsplit(": ").next().expect("a number").to_owned())
        });
    let mut texts = Vec::new();
    desk.h.output().shapes.iter().for_each(|s| collect(&s.shape, &mut texts));
    let of = |card: eframe::egui::Rect, wanted: &str| {
        let found = texts.iter().find(|(text, rect, _)| text == wanted && card.contains(rect.center()));
        found.unwrap_or_else(|| panic!("{wanted} in {card}: {texts:?}")).1
    };
    let labels = ["Функции с кейсами", "Функции с автотестами"]
        .map(|label| texts.iter().find(|(text, ..)| text == label).expect("the label").1.height());
    assert!(labels[1] > labels[0] * 1.5, "one of the labels is wrapped: {labels:?}");
    let middles = cards.map(|(card, number)| of(card, &number).center().y);
    assert!(middles.iter().all(|y| (y - middles[0]).abs() < 1.0), "{middles:?}");
}
