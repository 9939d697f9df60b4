//! The frame of modal dialogs: header with icon, title and chip; then whatever the dialog adds: tabs, a footer, the body.

use egui::{
    self, Align, CentralPanel, CornerRadius, Frame, Id, Layout, Margin, Modal, Panel, Rect, ScrollArea, Sense, Stroke, Ui,
    UiBuilder, Vec2, vec2,
};

use super::button::icon_button;
use super::chip::{Tone, chip};
use super::choice::{Tab, TabEvent, tabs};
use super::long_list::{follow_focus, widgets};
use super::{paint, reading, splitter};
use crate::theme::{Icon, Palette, Type, icons, radius, size, space};

/// A modal dialog. `Esc` and a click beside it close it, unless [`Dialog::sticky`].
#[must_use = "a dialog does nothing until it is shown"]
pub struct Dialog<'a> {
    id: Id,
    title: &'a str,
    close_name: &'a str,
    icon: Option<Icon>,
    chip: Option<(Tone, Option<Icon>, &'a str)>,
    size: Vec2,
    sticky: bool,
}

/// Height of a window below which dialogs save space, in points.
const LOW: f32 = 560.0;

/// Outcome of a dialog's pass.
#[derive(Debug)]
pub struct DialogResponse<R> {
    /// Value of the contents.
    pub inner: R,
    /// The person wants it closed.
    pub close: bool,
}

impl<'a> Dialog<'a> {
    /// A dialog; `close_name` names its close button. The `…` of the command that opened it is not part of its title.
    pub fn new(id: Id, title: &'a str, close_name: &'a str) -> Self {
        let title = title.trim_end_matches('…');
        Self { id, title, close_name, icon: None, chip: None, size: vec2(560.0, 420.0), sticky: false }
    }

    /// An icon before the title.
    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }

    /// A chip after the title: a state.
    pub fn chip(mut self, tone: Tone, icon: Option<Icon>, text: &'a str) -> Self {
        self.chip = Some((tone, icon, text));
        self
    }

    /// Sets the size in points. A small window makes it smaller.
    pub fn size(mut self, width: f32, height: f32) -> Self {
        self.size = vec2(width, height);
        self
    }

    /// A click beside it does not close it (something could be lost); the close button and `Esc` still ask to.
    pub fn sticky(mut self) -> Self {
        self.sticky = true;
        self
    }

    /// Draws it. The contents add [`footer`] and [`tab_strip`] first, then [`body`].
    pub fn show<R>(self, ctx: &egui::Context, add: impl FnOnce(&mut Ui) -> R) -> DialogResponse<R> {
        let p = Palette::of_ctx(ctx);
        let size = self.size.min(room(ctx));
        let mut close = false;
        let visuals = ctx.global_style().visuals.clone();
        let frame = Frame::new()
            .fill(p.panel)
            .stroke(visuals.window_stroke)
            .shadow(visuals.window_shadow)
            .corner_radius(CornerRadius::same(radius::DIALOG));
        let title = self.title.to_owned();
        let response = Modal::new(self.id).frame(frame).backdrop_color(p.backdrop).show(ctx, |ui| {
            // The contents get exactly this much: what does not fit is clipped here and does not push the dialog out of the
            // window.
            let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
            ui.response().accessible_name(title);
            let mut ui = ui.new_child(UiBuilder::new().max_rect(rect).layout(Layout::top_down(Align::Min)));
            ui.shrink_clip_rect(rect);
            ui.spacing_mut().item_spacing = vec2(space::S, space::S);
            self.header(&mut ui, rect, &mut close);
            add(&mut ui)
        });
        let beside = response.backdrop_response.clicked();
        let asked = response.should_close() && !(self.sticky && beside);
        DialogResponse { inner: response.inner, close: close || asked }
    }

    fn header(&self, ui: &mut Ui, dialog: Rect, close: &mut bool) {
        let p = Palette::of(ui);
        let (top, bottom) = if is_low(ui.ctx()) { (6, 2) } else { (16, 8) };
        let shown = Panel::top("dialog-header")
            .frame(Frame::new().inner_margin(Margin { left: 20, right: 12, top, bottom }))
            .show_separator_line(false)
            .show(ui, |ui| {
                ui.horizontal(|ui| {
                    if let Some(icon) = self.icon {
                        let (rect, _) = ui.allocate_exact_size(vec2(size::ICON_TITLE, size::CONTROL_SMALL), egui::Sense::hover());
                        paint::icon(ui.painter(), rect, icon, size::ICON_TITLE, p.accent);
                    }
                    let chip_room = self.chip.map_or(0.0, |_| 160.0);
                    let room = ui.available_width() - size::CONTROL - chip_room;
                    super::text::line_within(ui, self.title, Type::Subtitle, p.text, room);
                    if let Some((tone, icon, words)) = self.chip {
                        chip(ui, tone, icon, words);
                    }
                    reading::from_right(ui, |ui| {
                        if icon_button(ui, icons::CLOSE, self.close_name).clicked() {
                            *close = true;
                        }
                    });
                });
            });
        let rect = shown.response.rect;
        note_place(ui.ctx(), DialogPlace { dialog, header: rect, free_footer: Rect::NOTHING, footer_words: Rect::NOTHING });
    }
}

fn places_id() -> Id {
    Id::unique("dialog-places")
}

/// Places of a dialog.
#[derive(Debug, Clone, Copy)]
pub struct DialogPlace {
    /// The whole dialog.
    pub dialog: Rect,
    pub header: Rect,
    /// The part of the footer between its texts and its buttons; nothing without a footer.
    pub free_footer: Rect,
    /// The part of the footer from its left end to its buttons, if it contains only text; otherwise nothing.
    pub footer_words: Rect,
}

impl DialogPlace {
    /// The row of buttons at the bottom.
    pub fn footer(&self) -> Rect {
        self.dialog.with_min_y(self.dialog.bottom() - size::CONTROL - 24.0)
    }
}

/// Notes the place of a dialog that is drawn in this pass.
pub fn note_place(ctx: &egui::Context, place: DialogPlace) {
    let pass = ctx.cumulative_pass_nr();
    ctx.data_mut(|d| {
        let (drawn, places) = d.get_temp_mut_or_default::<(u64, Vec<DialogPlace>)>(places_id());
        if *drawn != pass {
            (*drawn, *places) = (pass, Vec::new());
        }
        places.push(place);
    });
}

/// Notes the parts of the footer of the dialog that is being drawn: the free one, and that of its texts.
fn note_footer(ctx: &egui::Context, free: Rect, words: Rect) {
    let pass = ctx.cumulative_pass_nr();
    ctx.data_mut(|d| {
        let (drawn, places) = d.get_temp_mut_or_default::<(u64, Vec<DialogPlace>)>(places_id());
        if let Some(place) = places.last_mut().filter(|place| *drawn == pass && place.dialog.contains(free.center())) {
            (place.free_footer, place.footer_words) = (free, words);
        }
    });
}

/// The dialogs of this pass, the one on top last.
pub fn places(ctx: &egui::Context) -> Vec<DialogPlace> {
    let pass = ctx.cumulative_pass_nr();
    let noted = ctx.data(|d| d.get_temp::<(u64, Vec<DialogPlace>)>(places_id())).filter(|(drawn, _)| *drawn == pass);
    noted.map(|(_, places)| places).unwrap_or_default()
}

/// True for a window so low that dialogs save space: smaller margins, fewer lines.
pub fn is_low(ctx: &egui::Context) -> bool {
    ctx.content_rect().height() < LOW
}

/// The largest dialog for the window: small windows get a smaller margin around it.
pub fn room(ctx: &egui::Context) -> Vec2 {
    let window = ctx.content_rect().size();
    let margin = if is_low(ctx) { space::L } else { space::XXL };
    window - Vec2::splat(margin)
}

/// Space at the left and right end of a dialog.
pub const EDGE: f32 = 20.0;

/// Height of a dialog with a header, a footer, and a body of `body` points between them.
pub fn height_around(ctx: &egui::Context, body: f32) -> f32 {
    let (header, footer) = if is_low(ctx) { (8.0, 16.0) } else { (24.0, 24.0) };
    header + footer + size::CONTROL * 2.0 + size::LINE + body
}

/// A strip of tabs under the header, with the line below.
pub fn tab_strip(ui: &mut Ui, salt: &str, chosen: usize, all: &[Tab<'_>]) -> Option<TabEvent> {
    Panel::top(("dialog-tabs", salt))
        .frame(Frame::new().inner_margin(Margin { left: 12, right: 12, top: 0, bottom: 0 }))
        .show(ui, |ui| tabs(ui, chosen, all))
        .inner
}

/// The row of buttons at the bottom: `left` is text or quiet buttons, `right` draws from the right edge, the primary button
/// first.
pub fn footer<R>(ui: &mut Ui, salt: &str, left: impl FnOnce(&mut Ui), right: impl FnOnce(&mut Ui) -> R) -> R {
    let edge = if is_low(ui.ctx()) { 8 } else { 12 };
    Panel::bottom(("dialog-footer", salt))
        .frame(Frame::new().inner_margin(Margin { left: 20, right: 20, top: edge, bottom: edge }))
        .show(ui, |ui| {
            reading::at_end(ui, |ui| {
                reading::from_right(ui, |ui| {
                    let result = right(ui);
                    let rest = ui.available_rect_before_wrap();
                    let rest = rest.with_max_x(rest.right() - space::S);
                    let before = pressable(ui);
                    let words = ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                        left(ui);
                        ui.min_rect().right()
                    });
                    let words_alone = if pressable(ui) == before { rest } else { Rect::NOTHING };
                    note_footer(ui.ctx(), rest.with_min_x(words.inner + space::S), words_alone);
                    result
                })
            })
            .inner
        })
        .inner
}

/// Number of widgets of the dialog so far that can be pressed.
fn pressable(ui: &Ui) -> usize {
    let layer = ui.layer_id();
    ui.ctx().viewport(|viewport| viewport.this_pass.widgets.get_layer(layer).filter(|w| w.sense.interactive()).count())
}

/// Draws the body: the room between header and footer, with the given margin.
pub fn body<R>(ui: &mut Ui, margin: f32, add: impl FnOnce(&mut Ui) -> R) -> R {
    CentralPanel::default().frame(Frame::new().inner_margin(Margin::same(margin as i8))).show(ui, add).inner
}

/// Like [`body`], for contents that may be higher than their room: they scroll, also to the control that gets the keyboard.
pub fn scrolling_body<R>(ui: &mut Ui, salt: &str, margin: f32, add: impl FnOnce(&mut Ui) -> R) -> R {
    body(ui, margin, |ui| {
        let scroll = ScrollArea::vertical().id_salt(("dialog-body", salt)).auto_shrink(false);
        scroll
            .show(ui, |ui| {
                let (key, before) = (ui.scope_id().with("focused"), widgets(ui));
                let result = add(ui);
                follow_focus(ui, key, before);
                result
            })
            .inner
    })
}

/// Draws `add` in the available space, or, where that is smaller than `least`, in a space of that size that scrolls.
pub fn roomy<R>(ui: &mut Ui, salt: &str, least: Vec2, add: impl FnOnce(&mut Ui) -> R) -> R {
    let here = ui.available_size();
    if here.x >= least.x && here.y >= least.y {
        return add(ui);
    }
    let size = here.max(least);
    ScrollArea::both()
        .id_salt(("dialog-roomy", salt))
        .auto_shrink(false)
        .show(ui, |ui| {
            let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
            let mut ui = ui.new_child(UiBuilder::new().max_rect(rect).layout(Layout::top_down(Align::Min)));
            ui.shrink_clip_rect(rect);
            add(&mut ui)
        })
        .inner
}

/// Share of a dialog's width that a column at its side may take.
const SHARE: f32 = 0.4;
/// A column at the side is never narrower.
const MIN_SIDE: f32 = 160.0;

/// A column at the left side of the body with its own width, resizable, with a line at its right.
pub fn side<R>(ui: &mut Ui, salt: &str, width: f32, add: impl FnOnce(&mut Ui) -> R) -> R {
    side_of(ui, salt, width, 180.0..=520.0, space::M, add)
}

/// Like [`side`], with a range of widths and a margin.
pub fn side_of<R>(
    ui: &mut Ui,
    salt: &str,
    width: f32,
    range: std::ops::RangeInclusive<f32>,
    margin: f32,
    add: impl FnOnce(&mut Ui) -> R,
) -> R {
    // In a narrow dialog the column leaves most of the room to the body.
    let most = (ui.available_width() * SHARE).max(MIN_SIDE);
    let range = range.start().min(most)..=range.end().min(most);
    let panel = Panel::left(("dialog-side", salt))
        .default_size(width.min(most))
        .size_range(range)
        .resizable(true)
        .frame(Frame::new().inner_margin(Margin::same(margin as i8)));
    splitter::panel(ui, panel, add).inner
}

/// The line that panels of a dialog use.
pub fn line(ui: &Ui) -> Stroke {
    Stroke::new(size::LINE, Palette::of(ui).line)
}
