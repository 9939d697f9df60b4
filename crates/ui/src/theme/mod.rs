//! The look: tokens, fonts, egui's style, icons. [`install`] is the one way to put it on a context, used by the program and by tests.

pub mod fonts;
pub mod icons;
pub mod style;
pub mod tokens;

use egui;

pub use fonts::Type;
pub use icons::Icon;
pub use tokens::{Palette, font_size, radius, size, space};

/// Installs the fonts and both themes. The theme in force follows the context's preference (the system's at first).
pub fn install(ctx: &egui::Context) {
    ctx.set_fonts(fonts::definitions());
    ctx.set_style_of(egui::Theme::Light, style::style(&tokens::LIGHT));
    ctx.set_style_of(egui::Theme::Dark, style::style(&tokens::DARK));
}
