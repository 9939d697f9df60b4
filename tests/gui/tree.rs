//! The tree by keyboard and mouse, and at its full size.

use eframe::egui::{Key, Modifiers, Ui};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use voluptas_ui::widgets::{TreeData, TreeItem, TreeOptions, TreeState, tree};

use crate::support::harness;

struct Fixture {
    data: TreeData,
    state: TreeState,
    activated: Option<i64>,
}

fn item(key: i64, depth: u16, title: &str) -> TreeItem {
    TreeItem { key, depth, title: title.into(), ..TreeItem::default() }
}

fn draw(ui: &mut Ui, f: &mut Fixture) {
    let out = tree(ui, &f.data, &mut f.state, TreeOptions::new("Functions").checks(), None);
    f.activated = out.activated.or(f.activated);
}

fn shop<'a>() -> Harness<'a, Fixture> {
    let items = vec![
        item(1, 0, "Catalog"),
        item(2, 1, "Search"),
        item(3, 1, "Card"),
        item(4, 0, "Checkout"),
        item(5, 1, "Promo code"),
        item(6, 0, "Ёлки"),
    ];
    let state = Fixture { data: TreeData::new(items, 1), state: TreeState::default(), activated: None };
    let mut h = harness([320.0, 400.0], false, draw, state);
    h.run();
    h
}

fn chosen(h: &Harness<'_, Fixture>) -> Vec<i64> {
    h.state().state.selection.keys().collect()
}

#[test]
fn a_new_last_line_is_in_view_at_once() {
    let items = |count: i64| (1..=count).map(|n| item(n, 0, &format!("Line {n}"))).collect();
    let state = Fixture { data: TreeData::new(items(40), 1), state: TreeState::default(), activated: None };
    let mut h = harness([320.0, 400.0], false, draw, state);
    h.run();
    for count in [42, 43] {
        let f = h.state_mut();
        f.data = TreeData::new(items(count), count as u64);
        f.state.selection.select(count);
        f.state.reveal(&f.data, count);
        h.run();
        let (tree, line) = (h.get_by_label("Functions").rect(), h.get_by_label(&format!("Line {count}")).rect());
        assert!(tree.contains_rect(line), "{line:?} in {tree:?}");
    }
}

#[test]
fn arrows_open_move_and_close() {
    let mut h = shop();
    h.get_by_label("Catalog").click();
    h.run();
    assert_eq!(chosen(&h), [1]);
    assert!(h.query_by_label("Search").is_none());
    for (key, expected) in [
        (Key::ArrowRight, 1),
        (Key::ArrowRight, 2),
        (Key::ArrowDown, 3),
        (Key::ArrowDown, 4),
        (Key::End, 6),
        (Key::Home, 1),
        (Key::ArrowDown, 2),
        (Key::ArrowLeft, 1),
    ] {
        h.key_press(key);
        h.run();
        assert_eq!(chosen(&h), [expected], "{key:?}");
    }
    h.get_by_label("Search");
    h.key_press(Key::ArrowLeft);
    h.run();
    assert!(h.query_by_label("Search").is_none());
    h.key_press(Key::Enter);
    h.run();
    assert_eq!(h.state().activated, Some(1));
}

#[test]
fn letters_jump_and_fold() {
    let mut h = shop();
    h.get_by_label("Catalog").click();
    h.run();
    for letter in ["c", "h"] {
        h.event(eframe::egui::Event::Text(letter.into()));
        h.step();
    }
    assert_eq!(chosen(&h), [4]);
    h.run_steps(90);
    h.event(eframe::egui::Event::Text("е".into()));
    h.run();
    assert_eq!(chosen(&h), [6]);
}

#[test]
fn shift_chooses_a_range_and_space_checks() {
    let mut h = shop();
    h.get_by_label("Catalog").click();
    h.run();
    h.key_press_modifiers(Modifiers::SHIFT, Key::ArrowDown);
    h.run();
    assert_eq!(chosen(&h), [1, 4]);
    h.key_press(Key::Home);
    h.key_press(Key::Space);
    h.run();
    assert_eq!(h.state().state.checked.len(), 3, "the module and both below it");
}

#[test]
fn a_hundred_thousand_lines_are_not_laid_out() {
    let items = (0..100_000).map(|i| item(i, 0, &format!("Function {i}"))).collect();
    let state = Fixture { data: TreeData::new(items, 1), state: TreeState::default(), activated: None };
    let mut h = harness([320.0, 400.0], false, draw, state);
    h.run();
    assert!(h.query_all_by_label_contains("Function").count() < 20);
    h.get_by_label("Function 3").click();
    h.run();
    h.key_press(Key::End);
    h.run();
    h.get_by_label("Function 99999");
}
