//! Parts of the table of steps that come and go: the bar of selected steps, the menu of a step, small pictures, the keys of a row.

use eframe::egui::{self, CornerRadius, Frame, Modifiers, Rect, Role, Sense, Stroke, TextureHandle, Ui, WidgetInfo, pos2, vec2};

use super::row::{NUMBER, RowAt, RowRequest, StepOwner, StepRequest};
use crate::view::View;
use voluptas_ui::theme::{Palette, Type, icons, radius, size, space};
use voluptas_ui::widgets::{Button, icon_button, menu, paint, reading, text};

/// Width of the menu of a step.
const MENU: f32 = 260.0;
/// Greatest size of a picture of a step, in points.
const PICTURE: egui::Vec2 = vec2(120.0, 64.0);

/// Replaces the header while steps are selected: shows their number, and the actions on them.
pub(super) fn selection_bar(ui: &mut Ui, owner: StepOwner, selected: usize, view: &View<'_>, ask: &mut Vec<RowRequest>) {
    let p = Palette::of(ui);
    Frame::new().fill(p.accent_tint).show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.set_min_size(vec2(ui.available_width(), size::GRID_ROW));
            ui.spacing_mut().item_spacing.x = space::S;
            ui.add_space(space::M);
            text::line(ui, &view.count("writing-steps-selected", selected as u64), Type::Medium, p.text);
            if owner != StepOwner::Shared
                && Button::quiet(&view.text("gui-cmd-make-shared")).icon(icons::SHARED).small().show(ui).clicked()
            {
                ask.push(RowRequest::Owner(StepRequest::MakeShared));
            }
            if Button::quiet(&view.text("writing-delete-steps")).icon(icons::DELETE).small().show(ui).clicked() {
                ask.push(RowRequest::RemoveSelected);
            }
            reading::from_right(ui, |ui| {
                ui.add_space(space::XS);
                if icon_button(ui, icons::CLOSE, &view.text("writing-select-none")).clicked() {
                    ask.push(RowRequest::SelectNone);
                }
            });
        });
    });
}

/// Line of a menu that deletes a step, or all selected ones where the step is among them.
pub(super) fn delete_line(ui: &mut Ui, at: &RowAt<'_>, width: f32, view: &View<'_>, ask: &mut Vec<RowRequest>) {
    let (name, what) = if at.selected && at.selected_count > 1 {
        (view.count("writing-delete-step-count", at.selected_count as u64).into(), RowRequest::RemoveSelected)
    } else {
        (view.text("writing-delete-step"), RowRequest::Remove(at.i))
    };
    if menu::line(ui, icons::DELETE, &name, None, width).clicked() {
        ask.push(what);
        ui.close();
    }
}

/// The menu of a step.
pub(super) fn step_menu(ui: &mut Ui, at: &RowAt<'_>, view: &View<'_>, ask: &mut Vec<RowRequest>) {
    ui.spacing_mut().item_spacing.y = 0.0;
    let own = [
        (icons::ATTACHMENT, "files-attach-file", None, RowRequest::Owner(StepRequest::AttachFile(at.key))),
        (icons::PICTURE, "files-paste-screenshot", Some("Ctrl+V"), RowRequest::Owner(StepRequest::PasteScreenshot(at.key))),
        (icons::SHARED, "gui-cmd-make-shared", None, RowRequest::Owner(StepRequest::MakeShared)),
    ];
    let all = [
        (icons::SORT_UP, "gui-cmd-move-up", Some("Alt+↑"), RowRequest::Shift(at.i, false)),
        (icons::SORT_DOWN, "gui-cmd-move-down", Some("Alt+↓"), RowRequest::Shift(at.i, true)),
        (icons::RIGHT, "writing-nest", Some("Ctrl+]"), RowRequest::Nest(at.i, true)),
        (icons::BACK, "writing-unnest", Some("Ctrl+["), RowRequest::Nest(at.i, false)),
    ];
    let own = own.into_iter().filter(|_| at.owner != StepOwner::Shared);
    for (icon, key, keys, what) in own.chain(all) {
        if menu::line(ui, icon, &view.text(key), keys, MENU).clicked() {
            if matches!(what, RowRequest::Owner(StepRequest::MakeShared)) && !at.selected {
                ask.push(RowRequest::Select(at.i, Modifiers::NONE));
            }
            ask.push(what);
            ui.close();
        }
    }
    delete_line(ui, at, MENU, view, ask);
}

/// A picture of a step.
pub(super) fn small_picture(ui: &mut Ui, texture: &TextureHandle, name: &str) {
    let p = Palette::of(ui);
    let [width, height] = texture.size().map(|side| side as f32 / ui.ctx().pixels_per_point().max(1.0));
    let scale = (PICTURE.x / width.max(1.0)).min(PICTURE.y / height.max(1.0)).min(1.0);
    let (rect, response) = ui.allocate_exact_size(vec2(width, height) * scale, Sense::hover());
    let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
    ui.painter().image(texture.id(), rect, whole, egui::Color32::WHITE);
    let edge = Stroke::new(size::LINE, p.line);
    ui.painter().rect_stroke(rect, CornerRadius::same(radius::SMALL), edge, egui::StrokeKind::Outside);
    paint::describe(&response, || WidgetInfo::labeled(Role::Image, true, name));
}

/// The keys of the row with the keyboard.
pub(super) fn key_hints(ui: &mut Ui, at: &RowAt<'_>, view: &View<'_>) {
    let p = Palette::of(ui);
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        ui.add_space(NUMBER + at.indent);
        let hints = |ui: &mut Ui| {
            ui.spacing_mut().item_spacing = vec2(space::M, space::XXS);
            let paste = if at.owner == StepOwner::Shared { "writing-keys-paste-lines" } else { "writing-keys-paste" };
            for (keys, what, does) in [
                ("Ctrl+Enter", "writing-keys-new", true),
                ("Enter", "writing-keys-next", true),
                ("Alt+↑ ↓", "writing-keys-move", at.count > 1),
                // The first step has none above it to go into.
                ("Ctrl+]", "writing-keys-nest", at.i > 0),
                ("Ctrl+V", paste, true),
            ] {
                if does {
                    key_hint(ui, keys, &view.text(what), p);
                }
            }
        };
        // Further lines of the hints stand below the first one.
        ui.vertical(|ui| ui.horizontal_wrapped(hints));
    });
    ui.add_space(space::XS);
}

/// A key with its action, on one line.
fn key_hint(ui: &mut Ui, keys: &str, what: &str, p: &Palette) {
    let key = paint::galley(ui, keys, Type::Mono, p.text_secondary);
    let frame = key.size() + vec2(space::S, space::XS);
    let words = paint::elided(ui, what, Type::Label, p.text_secondary, ui.max_rect().width() - frame.x - space::S);
    let whole = vec2(frame.x + space::S + words.size().x, frame.y.max(words.size().y));
    let (rect, response) = ui.allocate_exact_size(whole, Sense::hover());
    let at = Rect::from_min_size(pos2(rect.left(), rect.center().y - frame.y / 2.0), frame);
    let edge = Stroke::new(size::LINE, p.line_strong);
    ui.painter().rect_stroke(at, CornerRadius::same(radius::SMALL), edge, egui::StrokeKind::Inside);
    paint::put_centre(ui.painter(), at, key);
    paint::put_left(ui.painter(), pos2(at.right() + space::S, rect.center().y), words);
    paint::describe(&response, || WidgetInfo::labeled(Role::Label, true, format!("{keys}: {what}")));
}
