//! The focus of the keyboard stays in sight, and Ctrl+F finds the words of the page in front.

use std::path::Path;

use crate::support::{Desk, act, click, harness, press_key};
use eframe::egui::accesskit::Role;
use eframe::egui::{Key, Rect, ScrollArea, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use voluptas::gui::action::Action;
use voluptas::gui::widgets::{Button, TextField};

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
    for modifiers in [eframe::egui::Modifiers::NONE, eframe::egui::Modifiers::SHIFT] {
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
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats/samples/allure-results");
    act(&mut desk, Action::IngestResults(vec![folder]));
    desk.until("the toast", |h| h.query_by_role_and_label(Role::Button, "Open the run").is_some());
    click(&mut desk, Role::Button, "Open the run");
    desk.h.set_size(vec2(1000.0, 680.0));
    desk.until("the result", |h| h.query_by_role_and_label(Role::Button, "Mute…").is_some());
    desk.h.get_by_role_and_label(Role::Table, "Run results").focus();
    desk.settle();
    let mute = desk.h.get_by_role_and_label(Role::Button, "Mute…").rect();
    for _ in 0..12 {
        press_key(&mut desk, Key::Tab);
        let (name, place) = focused(&desk.h).expect("the focus");
        assert!(place.height() > 120.0 || (place.top() >= 0.0 && place.bottom() <= 680.0), "{name} at {place}");
        if place.left() >= mute.left() && place.top() > 200.0 {
            // What is below the window is scrolled above the bar of the status.
            assert!(place.bottom() <= 680.0 - 20.0, "{name} at {place}");
        }
    }
}
