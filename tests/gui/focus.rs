//! The focus of the keyboard stays in sight, and Ctrl+F finds the words of the page in front.

use crate::results::{latest, latest_of};
use crate::support::{Desk, Setup, act, harness, press, press_key, store, type_text};
use eframe::egui::accesskit::Role;
use eframe::egui::{Key, Modifiers, Rect, ScrollArea, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use voluptas::action::{Action, Nav};
use voluptas::state::MiddleTab;
use voluptas_ui::widgets::{Button, TextField};

/// Name and place of the control that has the keyboard.
fn focused<S>(h: &Harness<'_, S>) -> Option<(String, Rect)> {
    let node = h.root().children_recursive().filter(|node| node.accesskit_node().is_focused()).last()?;
    Some((node.accesskit_node().label().unwrap_or_default(), node.rect()))
}

#[test]
fn tab_scrolls_to_controls_out_of_sight_in_both_directions() {
    let page = |ui: &mut eframe::egui::Ui, words: &mut Vec<String>| {
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            for (n, words) in words.iter_mut().enumerate() {
                ui.add_space(150.0);
                _ = Button::secondary(&format!("Press {n}")).show(ui);
                TextField::new(words).name(&format!("Words {n}")).show(ui);
            }
        });
    };
    let mut h = harness([300.0, 400.0], false, page, vec![String::new(); 8]);
    h.run();
    let window = Rect::from_min_size(eframe::egui::Pos2::ZERO, vec2(300.0, 400.0));
    let mut seen = Vec::new();
    for modifiers in [Modifiers::NONE, Modifiers::SHIFT] {
        for _ in 0..15 {
            h.key_press_modifiers(modifiers, Key::Tab);
            h.run();
            let (name, place) = focused(&h).expect("the focus");
            assert!(window.contains_rect(place), "{name} at {place}");
            seen.push(name);
        }
    }
    assert!(seen.iter().any(|name| name == "Words 6") && seen.iter().any(|name| name == "Press 7"), "{seen:?}");
}

#[test]
fn tab_from_the_list_of_a_run_leads_to_controls_in_sight() {
    let mut desk = Desk::new();
    let folder = tempfile::tempdir().expect("folder");
    let trace = "at shop.Cart.pay(Cart.java:12)&#10;".repeat(60);
    for minute in [1, 2] {
        let path = folder.path().join(format!("junit-{minute}.xml"));
        let xml = format!(
            "<testsuite name='s' timestamp='2026-01-15T09:{minute:02}:00'><testcase classname='c' name='Buys tea'>\
             <failure message='Out of stock'>{trace}</failure></testcase></testsuite>"
        );
        std::fs::write(&path, xml).expect("file");
        let (store, known) = (store(&desk), latest(&desk));
        act(&mut desk, Action::IngestResults(vec![path]));
        desk.until("the run", |_| latest_of(&store) != known);
    }
    let run = latest(&desk).expect("run");
    act(&mut desk, Action::Nav(Nav::Tab(MiddleTab::Run(run.0))));
    desk.h.set_size(vec2(1000.0, 680.0));
    desk.until("the result", |h| h.query_by_role_and_label(Role::Button, "Mute…").is_some());
    desk.h.get_by_role_and_label(Role::Table, "Run results").focus();
    desk.settle();
    let bar = desk.h.get_all_by_label("Qase: no token").last().expect("the bar").rect().top();
    let mut was_hidden = Vec::new();
    for _ in 0..40 {
        // Places of the controls before the page is scrolled to one of them.
        let before: Vec<(String, Rect)> =
            desk.h.root().children_recursive().filter_map(|node| Some((node.accesskit_node().label()?, node.rect()))).collect();
        press_key(&mut desk, Key::Tab);
        let (name, place) = focused(&desk.h).expect("the focus");
        if name == "Qase: no token" {
            break;
        }
        assert!(place.top() >= 0.0 && (place.height() > 120.0 || place.bottom() <= bar), "{name} at {place}");
        was_hidden.extend(before.into_iter().filter(|(other, at)| *other == name && at.top() >= bar));
    }
    assert!(!was_hidden.is_empty(), "a control was out of sight");
}

/// Name of the control that has the keyboard after Ctrl+F.
fn found_by_key(desk: &mut Desk) -> String {
    press(desk, Modifiers::COMMAND, Key::F);
    focused(&desk.h).expect("the focus").0
}

#[test]
fn ctrl_f_finds_in_the_results_of_the_run_in_front() {
    let (mut desk, _) = crate::run_views::with_run(Setup::default());
    desk.h.get_by_role_and_label(Role::Table, "Run results").focus();
    desk.settle();
    assert_eq!(found_by_key(&mut desk), "Find in results");
    type_text(&mut desk, "twice");
    desk.until("the found test alone", |h| h.query_all_by_label("Refunds").next().is_none());
    desk.h.get_by_role(Role::Tree).focus();
    desk.settle();
    assert_eq!(found_by_key(&mut desk), "Filter");
    assert_eq!(found_by_key(&mut desk), "Filter", "the tree has it already");
}

#[test]
fn ctrl_f_finds_in_the_changes_of_a_comparison() {
    let mut desk = crate::compare::opened();
    desk.h.get_by_role_and_label(Role::Table, "Changed tests").focus();
    desk.settle();
    assert_eq!(found_by_key(&mut desk), "Find in changes");
}

#[test]
fn ctrl_f_filters_the_tree_where_a_run_is_executed() {
    let mut desk = Desk::new();
    crate::manual_run::run_of(&mut desk, &["Refund, check 1", "Refund, check 2"]);
    assert_eq!(found_by_key(&mut desk), "Filter");
}
