//! Signs and names of the runs and the differences of a comparison.

use eframe::egui::{Color32, CornerRadius, Rect, Sense, Ui, pos2, vec2};

use voluptas_core::domain::outcome::Difference;
use voluptas_ui::theme::{Icon, Palette, Type, icons, radius, space};
use voluptas_ui::widgets::StatusStyle as _;
use voluptas_ui::widgets::{StatusClass, paint};

/// A difference, and true for new failures of muted tests, which are counted apart.
pub(super) type Kind = (Difference, bool);

/// Side of the badge of a run.
const BADGE: f32 = 20.0;

/// The badge of a run: A for the older one, B for the newer one.
pub(super) fn badge(ui: &mut Ui, letter: &str) {
    let (rect, response) = ui.allocate_exact_size(vec2(BADGE, BADGE), Sense::hover());
    let p = Palette::of(ui);
    ui.painter().rect_filled(rect, CornerRadius::same(radius::SMALL), p.text);
    paint::put_centre(ui.painter(), rect, paint::galley(ui, letter, Type::Strong, p.panel));
    paint::describe(&response, || eframe::egui::WidgetInfo::labeled(eframe::egui::Role::Label, true, letter));
}

/// Icon and colour of a difference.
pub(super) fn class_of(difference: Difference, p: &Palette) -> (Icon, Color32) {
    match difference {
        Difference::NewFailure => (icons::WORSE, p.failed),
        Difference::MessageChanged => (icons::EDIT, p.broken),
        Difference::StillFailing => (icons::SAME, p.text_secondary),
        Difference::Fixed => (icons::BETTER, p.passed),
        Difference::Appeared => (icons::ADD, p.in_progress),
        Difference::Gone => (icons::PARTLY, p.text_secondary),
        Difference::Untested => (StatusClass::Untested.icon(), StatusClass::Untested.colour(p)),
        Difference::Slower => (icons::SPEED, p.broken),
        Difference::Faster => (icons::SPEED, p.passed),
        Difference::Other => (icons::SWAP, p.text_secondary),
        Difference::Unchanged => (icons::UNCHANGED, p.text_faint),
    }
}

/// Key of the name of a difference.
pub(super) fn name_key(difference: Difference) -> String {
    format!("difference-{}", difference.as_str().replace('_', "-"))
}

/// Key of the name of a kind of changes.
pub(super) fn kind_key((difference, is_apart): Kind) -> String {
    if is_apart { "difference-new-failure-muted".to_owned() } else { name_key(difference) }
}

/// A mark in a gutter: minus for what the newer run no longer says, plus for what it says newly.
pub(super) fn gutter(ui: &Ui, rect: Rect, sign: &str, colour: Color32) {
    paint::put_left(ui.painter(), pos2(rect.left() + space::XS, rect.center().y), paint::galley(ui, sign, Type::Mono, colour));
}
