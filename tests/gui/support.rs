//! A harness with the program's own look, so that a missing glyph or a control without a name fails the test.

use eframe::egui::{Theme, Ui};
use egui_kittest::Harness;
use voluptas::gui::theme;

/// A window of that size with one root closure and a state.
pub fn harness<'a, S>(size: [f32; 2], dark: bool, app: impl FnMut(&mut Ui, &mut S) + 'a, state: S) -> Harness<'a, S> {
    Harness::builder()
        .with_size(size)
        .with_theme(if dark { Theme::Dark } else { Theme::Light })
        .with_context_setup(theme::install)
        .build_ui_state(app, state)
}
