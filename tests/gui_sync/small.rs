//! The dialog in a small window, as a large zoom makes one: it stays inside, and nothing is drawn over anything else.

use crate::export::mapped;
use crate::rig::{Answers, Rig, SMALL, Stage, small_window, until, window};
use eframe::egui::accesskit::Role;
use eframe::egui::{Key, Modifiers, Rect, pos2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable};
use std::sync::Arc;
use voluptas::gui::backend::Picked;
use voluptas::gui::sync_dialog::SyncTab;

fn shows(h: &Harness<'_, Stage>, words: &str) -> bool {
    h.query_all_by_label_contains(words).next().is_some()
}

fn apply(h: &mut Harness<'_, Stage>) {
    h.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    h.step();
}

/// Frame of the dialog: tabs at the left, the close button at the right and the buttons below are inside the window.
fn stays_inside(h: &Harness<'_, Stage>) {
    let screen = Rect::from_min_max(pos2(0.0, 0.0), pos2(SMALL[0], SMALL[1]));
    let inside = |role, label: &str| {
        let rect = h.get_by_role_and_label(role, label).rect();
        assert!(screen.contains_rect(rect), "{label}: {rect}");
    };
    for tab in ["Import", "Export", "Mirror", "History"] {
        inside(Role::Tab, tab);
    }
    inside(Role::Button, "Close");
}

#[test]
fn the_preview_shows_table_and_differences_apart() {
    let mut h = small_window(Stage::new(Rig::new(), SyncTab::Import));
    until(&mut h, "suites", |h| shows(h, "7 of 7"));
    stays_inside(&h);
    apply(&mut h);
    until(&mut h, "preview", |h| shows(h, "Apply "));
    apply(&mut h);
    until(&mut h, "summary", |h| shows(h, "Import finished"));
    stays_inside(&h);
    h.state().rig.change_there(1, |c| c.title = "Истёкший промокод отклоняется".into());
    h.get_by_label("New import").click();
    until(&mut h, "suites", |h| shows(h, "7 of 7"));
    apply(&mut h);
    until(&mut h, "preview", |h| shows(h, "Apply 1 change"));
    h.step();
    stays_inside(&h);
    let head = h.get_by_role_and_label(Role::ColumnHeader, "Title").rect();
    let pane = h.get_by_role_and_label(Role::Button, "Keep mine").rect();
    assert!(pane.top() > head.bottom() + 60.0, "the table keeps rows of its own: {head} {pane}");
    let primary = h.get_by_role_and_label(Role::Button, "Apply 1 change").rect();
    assert!(primary.right() <= SMALL[0] && primary.bottom() <= SMALL[1], "{primary}");
}

#[test]
fn every_tab_stays_inside() {
    for tab in [SyncTab::Export, SyncTab::Mapping, SyncTab::Mirror, SyncTab::History] {
        let mut h = small_window(Stage::new(mapped(), tab));
        h.run_steps(8);
        stays_inside(&h);
    }
}

#[test]
fn without_a_file_dialog_the_mapping_takes_a_typed_path() {
    let mut h = window(Stage::new(mapped(), SyncTab::Mapping));
    until(&mut h, "the mapping", |h| shows(h, "Linked pairs: 3"));
    h.get_by_role_and_label(Role::Button, "Export CSV…").click();
    until(&mut h, "the reason", |h| shows(h, "no file dialog"));
    let suggested = h.get_by_role_and_label(Role::TextInput, "File").accesskit_node().value().unwrap_or_default();
    assert!(suggested.ends_with("shop-mapping.csv"), "{suggested}");
    h.get_by_role_and_label(Role::Button, "Save").click();
    until(&mut h, "it is written", |_| std::path::Path::new(&suggested).is_file());
    // Where the system has one, it answers.
    h.state_mut().picker = Arc::new(Answers(Picked::File(suggested.clone().into())));
    h.get_by_role_and_label(Role::Button, "Import CSV…").click();
    until(&mut h, "it is read", |h| shows(h, "already linked: 3"));
}
