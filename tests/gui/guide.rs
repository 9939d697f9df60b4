//! The style guide shows every control in both themes without a missing glyph or name, and its dialog opens and closes.

use egui_kittest::kittest::Queryable;

#[expect(dead_code, reason = "the example's main")]
#[path = "../../examples/widgets.rs"]
mod widgets;

use crate::support::harness;
use eframe::egui::Key;

#[test]
fn every_control_in_both_themes() {
    for dark in [false, true] {
        let mut h = harness([1440.0, 900.0], dark, widgets::page, widgets::Guide::default());
        h.run();
        h.get_by_label("Apply 58 changes");
        h.get_by_label("Open a dialog").click();
        h.run();
        h.get_by_label("Применить 58 изменений");
        h.key_press(Key::Escape);
        h.run();
        assert!(h.query_by_label("Применить 58 изменений").is_none());
    }
}

#[test]
fn a_password_is_shown_only_when_asked() {
    let mut h = harness([1440.0, 900.0], false, widgets::page, widgets::Guide::default());
    h.run();
    h.get_by_label("Show").click();
    h.run();
    h.get_by_label("Hide").click();
    h.run();
    h.get_by_label("Show");
}
