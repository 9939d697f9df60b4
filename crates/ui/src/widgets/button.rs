//! Buttons: primary, secondary, quiet, danger; icon buttons.

use egui::{Color32, Context, CornerRadius, Id, Response, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use super::paint;
use crate::theme::{Icon, Palette, Type, radius, size, space, tokens::mix};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Primary,
    Secondary,
    Quiet,
    QuietDanger,
    Danger,
}

/// A push button. `Enter` and `Space` press it when it has the focus.
#[derive(Debug, Clone)]
#[must_use = "a button does nothing until it is shown"]
pub struct Button<'a> {
    kind: Kind,
    text: &'a str,
    icon: Option<Icon>,
    trailing: Option<Icon>,
    shortcut: Option<&'a str>,
    enabled: bool,
    selected: bool,
    small: bool,
    min_width: f32,
}

impl<'a> Button<'a> {
    fn new(kind: Kind, text: &'a str) -> Self {
        Self {
            kind,
            text,
            icon: None,
            trailing: None,
            shortcut: None,
            enabled: true,
            selected: false,
            small: false,
            min_width: 0.0,
        }
    }

    /// The main action of a screen. At most one on a screen.
    pub fn primary(text: &'a str) -> Self {
        Self::new(Kind::Primary, text)
    }

    /// An ordinary button with a border.
    pub fn secondary(text: &'a str) -> Self {
        Self::new(Kind::Secondary, text)
    }

    /// Text and icon without a border until the pointer is over it.
    pub fn quiet(text: &'a str) -> Self {
        Self::new(Kind::Quiet, text)
    }

    /// [`Self::quiet`] in red: it takes something away.
    pub fn quiet_danger(text: &'a str) -> Self {
        Self::new(Kind::QuietDanger, text)
    }

    /// Does something that takes away: red.
    pub fn danger(text: &'a str) -> Self {
        Self::new(Kind::Danger, text)
    }

    /// An icon before the text.
    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }

    /// An icon after the text: an arrow of a menu.
    pub fn trailing(mut self, icon: Icon) -> Self {
        self.trailing = Some(icon);
        self
    }

    /// The keys that do the same, shown after the text.
    pub fn shortcut(mut self, keys: &'a str) -> Self {
        self.shortcut = Some(keys);
        self
    }

    /// Allows or forbids pressing.
    pub fn enabled(mut self, enabled: bool) -> Self {
        self.enabled = enabled;
        self
    }

    /// Drawn as chosen (a toggle).
    pub fn selected(mut self, selected: bool) -> Self {
        self.selected = selected;
        self
    }

    /// The lower form for rows and banners.
    pub fn small(mut self) -> Self {
        self.small = true;
        self
    }

    /// At least this wide, in points.
    pub fn min_width(mut self, width: f32) -> Self {
        self.min_width = width;
        self
    }

    /// Draws it.
    pub fn show(self, ui: &mut Ui) -> Response {
        // A scope of its own would not go to the next line of a row that wraps.
        if self.enabled { self.draw(ui) } else { ui.add_enabled_ui(false, |ui| self.draw(ui)).inner }
    }

    fn draw(self, ui: &mut Ui) -> Response {
        let p = Palette::of(ui);
        let height = if self.small { size::CONTROL_SMALL } else { size::CONTROL };
        let pad = if self.small || matches!(self.kind, Kind::Quiet | Kind::QuietDanger) { space::S } else { space::M };
        // A pale accent would not let its text be read.
        let is_off = self.kind == Kind::Primary && !ui.is_enabled();
        let text_colour = match self.kind {
            Kind::Primary if is_off => p.text,
            Kind::Primary => p.on_accent,
            Kind::Danger | Kind::QuietDanger => p.failed,
            Kind::Quiet if self.selected => p.accent,
            Kind::Secondary | Kind::Quiet => p.text,
        };
        let dim = match self.kind {
            Kind::Primary if !is_off => mix(p.accent, p.on_accent, 0.85),
            _ => p.text_secondary,
        };
        let text = paint::galley(ui, self.text, Type::Medium, text_colour);
        let keys = self.shortcut.map(|k| paint::galley(ui, k, Type::Mono, dim));
        let mut width = pad * 2.0 + text.size().x;
        width += self.icon.map_or(0.0, |_| size::ICON + space::XS + space::XXS);
        width += self.trailing.map_or(0.0, |_| size::ICON + space::XS);
        width += keys.as_ref().map_or(0.0, |k| k.size().x + space::S);
        let width = width.max(self.min_width);
        let (rect, response) = ui.allocate_exact_size(vec2(width, height), Sense::click());
        let label = self.text.to_owned();
        let (enabled, selected, kind) = (ui.is_enabled(), self.selected, self.kind);
        paint::describe(&response, || {
            if selected {
                WidgetInfo::selected(Role::Button, enabled, true, &label)
            } else {
                WidgetInfo::labeled(Role::Button, enabled, &label)
            }
        });
        if ui.is_rect_visible(rect) {
            let (fill, border) = if is_off { (p.sunken, p.line) } else { colours(p, kind, selected, &response) };
            let corner = CornerRadius::same(radius::CONTROL);
            ui.painter().rect(rect, corner, fill, Stroke::new(size::LINE, border), StrokeKind::Inside);
            let mut x = rect.left() + pad;
            if self.min_width > 0.0 {
                let used: f32 = width_used(&self, text.size().x, keys.as_ref().map_or(0.0, |k| k.size().x));
                x = rect.center().x - used / 2.0;
            }
            let y = rect.center().y;
            if let Some(icon) = self.icon {
                let at = egui::Rect::from_center_size(pos2(x + size::ICON / 2.0, y), vec2(size::ICON, size::ICON));
                let colour = if kind == Kind::Quiet && !selected { p.text_secondary } else { text_colour };
                paint::icon(ui.painter(), at, icon, size::ICON, colour);
                x += size::ICON + space::XS + space::XXS;
            }
            x = paint::put_left(ui.painter(), pos2(x, y), text);
            if let Some(keys) = keys {
                x = paint::put_left(ui.painter(), pos2(x + space::S, y), keys);
            }
            if let Some(icon) = self.trailing {
                let at = egui::Rect::from_center_size(pos2(x + space::XS + size::ICON / 2.0, y), vec2(size::ICON, size::ICON));
                paint::icon(ui.painter(), at, icon, size::ICON, dim);
            }
            paint::focus_ring(ui, &response, rect);
        }
        note_focus(&response);
        response
    }
}

/// Name of the id of the button that had the keyboard last.
const FOCUSED: &str = "focused-button";

/// Notes a control that hears Enter itself while it has the keyboard.
pub(super) fn note_focus(response: &Response) {
    if response.has_focus() {
        response.ctx.data_mut(|d| d.insert_temp(Id::unique(FOCUSED), response.id));
    }
}

/// Notes that a control leaves Enter to its dialog, also while it has the keyboard.
pub(super) fn leave_enter(ctx: &Context) {
    ctx.data_mut(|d| d.remove::<Id>(Id::unique(FOCUSED)));
}

/// True while a button has the keyboard, which then hears Enter itself.
pub fn has_focus(ctx: &Context) -> bool {
    let last = ctx.data(|d| d.get_temp::<Id>(Id::unique(FOCUSED)));
    last.is_some() && ctx.memory(|m| m.focused()) == last
}

fn width_used(b: &Button<'_>, text: f32, keys: f32) -> f32 {
    let icon = b.icon.map_or(0.0, |_| size::ICON + space::XS + space::XXS);
    let trailing = b.trailing.map_or(0.0, |_| size::ICON + space::XS);
    text + icon + trailing + if keys > 0.0 { keys + space::S } else { 0.0 }
}

fn colours(p: &Palette, kind: Kind, selected: bool, response: &Response) -> (Color32, Color32) {
    let (hovered, down) = (response.hovered(), response.is_pointer_button_down_on());
    match kind {
        Kind::Primary => {
            let fill = if down {
                mix(p.accent, p.text, 0.2)
            } else if hovered {
                mix(p.accent, p.text, 0.1)
            } else {
                p.accent
            };
            (fill, fill)
        }
        Kind::Secondary | Kind::Danger => {
            let fill = if down {
                p.pressed()
            } else if hovered {
                p.hover()
            } else {
                p.panel
            };
            (fill, if selected { p.accent } else { p.line_strong })
        }
        Kind::Quiet | Kind::QuietDanger => {
            let fill = if selected {
                p.accent_tint
            } else if down {
                p.pressed()
            } else if hovered {
                p.hover()
            } else {
                Color32::TRANSPARENT
            };
            (fill, Color32::TRANSPARENT)
        }
    }
}

/// A square button with an icon alone; its name is shown on hover and read by screen readers.
pub fn icon_button(ui: &mut Ui, icon: Icon, name: &str) -> Response {
    icon_button_with(ui, icon, name, false, false)
}

/// An icon button that takes something away: red.
pub fn icon_button_danger(ui: &mut Ui, icon: Icon, name: &str) -> Response {
    draw_icon_button(ui, icon, name, Kind::QuietDanger, false)
}

/// An icon button that is drawn as chosen when `selected`, and with a border when `bordered`.
pub fn icon_button_with(ui: &mut Ui, icon: Icon, name: &str, selected: bool, bordered: bool) -> Response {
    draw_icon_button(ui, icon, name, if bordered { Kind::Secondary } else { Kind::Quiet }, selected)
}

fn draw_icon_button(ui: &mut Ui, icon: Icon, name: &str, kind: Kind, selected: bool) -> Response {
    let p = Palette::of(ui);
    let side = if kind == Kind::Secondary { size::CONTROL } else { size::CONTROL_SMALL + space::XXS };
    let (rect, response) = ui.allocate_exact_size(vec2(side, side), Sense::click());
    let enabled = ui.is_enabled();
    paint::describe(&response, || {
        if selected {
            WidgetInfo::selected(Role::Button, enabled, true, name)
        } else {
            WidgetInfo::labeled(Role::Button, enabled, name)
        }
    });
    let (fill, border) = colours(p, kind, selected, &response);
    let corner = CornerRadius::same(radius::CONTROL);
    ui.painter().rect(rect, corner, fill, Stroke::new(size::LINE, border), StrokeKind::Inside);
    let colour = if kind == Kind::QuietDanger {
        p.failed
    } else if selected {
        p.accent
    } else if response.hovered() {
        p.text
    } else {
        p.text_secondary
    };
    paint::icon(ui.painter(), rect, icon, size::ICON, colour);
    paint::focus_ring(ui, &response, rect);
    note_focus(&response);
    response.on_hover_text(name)
}
