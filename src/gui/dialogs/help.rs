//! Shortcuts, and what the program is.

use eframe::egui::{self, Role, ScrollArea, Sense, WidgetInfo, pos2, vec2};
use strum::IntoEnumIterator as _;

use super::{Flow, id};
use crate::gui::theme::{Palette, Type, icons, size, space};
use crate::gui::ui_command::UiCommand;
use crate::gui::view::View;
use crate::gui::widgets::{Dialog, dialog, paint, text};

/// Draws the list of shortcuts.
pub fn shortcuts(ctx: &egui::Context, view: &View<'_>) -> Flow {
    let (title, close) = (view.text("gui-cmd-shortcuts"), view.text("gui-close"));
    let shown = Dialog::new(id("shortcuts"), &title, &close).icon(icons::KEYBOARD).size(520.0, 560.0).show(ctx, |ui| {
        dialog::body(ui, space::L, |ui| {
            ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                for command in UiCommand::iter() {
                    let keys = command.shortcut_texts(ui.ctx());
                    if !keys.is_empty() {
                        line(ui, &view.text(&command.label_key()), &keys.join("  "));
                    }
                }
                for (key, what) in [
                    ("↑ ↓ ← →", "gui-keys-tree"),
                    ("Home End", "gui-keys-ends"),
                    ("A–Z", "gui-keys-letters"),
                    ("Shift ↑ ↓", "gui-keys-range"),
                    ("Enter", "gui-keys-open"),
                    ("Space", "gui-keys-check"),
                    ("Del", "gui-keys-delete"),
                    ("Esc", "gui-keys-close"),
                    ("Ctrl+Enter", "gui-keys-apply"),
                ] {
                    line(ui, &view.text(what), key);
                }
            });
        });
    });
    if shown.close { Flow::Close } else { Flow::Stay }
}

fn line(ui: &mut egui::Ui, what: &str, keys: &str) {
    let p = Palette::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), size::TREE_ROW), Sense::hover());
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, (size::LINE, p.line));
    let x = paint::put_right(
        ui.painter(),
        rect.right_center() - vec2(space::S, 0.0),
        paint::galley(ui, keys, Type::Mono, p.text_secondary),
    );
    let galley = paint::elided(ui, what, Type::Body, p.text, x - rect.left() - space::S);
    paint::put_left(ui.painter(), pos2(rect.left(), rect.center().y), galley);
    paint::describe(&response, || WidgetInfo::labeled(Role::Label, true, format!("{what}: {keys}")));
}

/// Draws what the program is.
pub fn about(ctx: &egui::Context, view: &View<'_>) -> Flow {
    let (title, close) = (view.text("gui-cmd-about"), view.text("gui-close"));
    let shown = Dialog::new(id("about"), &title, &close).icon(icons::INFO).size(460.0, 300.0).show(ctx, |ui| {
        dialog::body(ui, space::L + space::XS, |ui| {
            let p = Palette::of(ui);
            text::line(ui, "VoluptAS", Type::Title, p.text);
            text::line(ui, env!("CARGO_PKG_VERSION"), Type::Mono, p.text_secondary);
            text::paragraph(ui, &view.text("gui-first-what"), Type::Body, p.text);
            text::paragraph(ui, &view.text("gui-about-licence"), Type::Body, p.text_secondary);
            text::paragraph(ui, &view.text("gui-about-fonts"), Type::Label, p.text_faint);
        });
    });
    if shown.close { Flow::Close } else { Flow::Stay }
}
