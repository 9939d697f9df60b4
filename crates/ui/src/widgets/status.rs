//! The one colour and the one icon of every result status, and of coverage.

use egui::{Color32, Rect, Response, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::paint;
use crate::theme::{Icon, Palette, Type, icons, size, space};

pub use voluptas_core::domain::status_class::StatusClass;

/// Colour and icon of a class of statuses.
pub trait StatusStyle: Copy {
    /// Colour of icon and word.
    fn colour(self, p: &Palette) -> Color32;
    /// Colour of its part of a bar. The part without a result looks like the empty rest of the bar: its own grey would be that of
    /// skipped tests.
    fn bar_colour(self, p: &Palette) -> Color32;
    fn icon(self) -> Icon;
}

impl StatusStyle for StatusClass {
    fn colour(self, p: &Palette) -> Color32 {
        match self {
            Self::Passed => p.passed,
            Self::Failed => p.failed,
            Self::Broken => p.broken,
            Self::Blocked => p.blocked,
            Self::Skipped => p.skipped,
            Self::Invalid => p.invalid,
            Self::InProgress => p.in_progress,
            Self::Untested => p.untested,
        }
    }

    fn bar_colour(self, p: &Palette) -> Color32 {
        if self == Self::Untested { p.line } else { self.colour(p) }
    }

    fn icon(self) -> Icon {
        match self {
            Self::Passed => icons::PASSED,
            Self::Failed => icons::FAILED,
            Self::Broken => icons::BROKEN,
            Self::Blocked => icons::BLOCKED,
            Self::Skipped => icons::SKIPPED,
            Self::Invalid => icons::INVALID,
            Self::InProgress => icons::IN_PROGRESS,
            Self::Untested => icons::UNTESTED,
        }
    }
}

/// Icon and word of a status.
pub fn status_label(ui: &mut Ui, look: StatusClass, text: &str) -> Response {
    let p = Palette::of(ui);
    let colour = look.colour(p);
    let room = ui.available_width() - size::ICON - space::XS;
    let galley = paint::elided(ui, text, Type::Medium, colour, room);
    let (rect, response) =
        ui.allocate_exact_size(vec2(size::ICON + space::XS + galley.size().x, size::CONTROL_SMALL), Sense::hover());
    let at = Rect::from_min_size(rect.min, vec2(size::ICON, rect.height()));
    paint::icon(ui.painter(), at, look.icon(), size::ICON, colour);
    paint::put_left(ui.painter(), pos2(at.right() + space::XS, rect.center().y), galley);
    paint::describe(&response, || WidgetInfo::labeled(Role::Label, true, text));
    response
}

/// The icon of a status alone, with its word on hover and for screen readers.
pub fn status_icon(ui: &mut Ui, look: StatusClass, name: &str) -> Response {
    let colour = look.colour(Palette::of(ui));
    super::text::named_icon(ui, look.icon(), colour, name)
}

/// Coverage of a function, rolled up from the functions below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Coverage {
    /// Has cases, and their last results passed.
    Passing,
    /// Has cases, and some of their last results failed.
    Failing,
    /// Has cases that never ran, or only partly passed.
    NotRun,
    /// Has no case.
    #[default]
    Uncovered,
}

impl Coverage {
    /// Colour of its dot.
    #[must_use]
    pub fn colour(self, p: &Palette) -> Color32 {
        match self {
            Self::Passing => p.passed,
            Self::Failing => p.failed,
            Self::NotRun => p.broken,
            Self::Uncovered => p.line_strong,
        }
    }

    /// Paints the dot: full when covered and run, half when never run, hollow when uncovered, so that colour alone tells nothing.
    pub fn paint(self, ui: &Ui, centre: egui::Pos2) {
        let p = Palette::of(ui);
        let (r, colour) = (size::DOT / 2.0, self.colour(p));
        match self {
            Self::Passing | Self::Failing => {
                ui.painter().circle_filled(centre, r, colour);
            }
            Self::NotRun => {
                ui.painter().circle_stroke(centre, r - 0.75, (1.5, colour));
                let clip = Rect::from_min_max(pos2(centre.x - r, centre.y), pos2(centre.x + r, centre.y + r));
                ui.painter().with_clip_rect(ui.clip_rect().intersect(clip)).circle_filled(centre, r, colour);
            }
            Self::Uncovered => {
                ui.painter().circle_stroke(centre, r - 0.75, (1.5, p.line_strong));
            }
        }
    }
}
