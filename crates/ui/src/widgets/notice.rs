//! Empty states and banners: the situation and the next step.

use egui::{Align, CornerRadius, Frame, Layout, Margin, Role, Ui, WidgetInfo, vec2};

use super::button::{Button, icon_button};
use super::chip::Tone;
use super::reading;
use super::text;
use crate::theme::{Icon, Palette, Type, icons, radius, size, space};

/// A page that has nothing to show: an icon, a sentence, one line more, and the button that does something about it.
/// Gives `true` when the button was pressed.
pub fn empty_state(ui: &mut Ui, icon: Icon, sentence: &str, more: &str, action: Option<&str>) -> bool {
    let p = Palette::of(ui);
    let mut pressed = false;
    let height = size::ICON_EMPTY + size::CONTROL + space::XXL * 2.0;
    let room = (ui.available_height() - height).max(0.0) / 2.0;
    ui.add_space(room.min(160.0));
    ui.vertical_centered(|ui| {
        // In a side panel it stands beside a page that has the primary button, and its words keep off the edges.
        let beside = ui.available_width() < size::READING;
        let margin = if beside { space::L * 2.0 } else { 0.0 };
        ui.set_max_width((ui.available_width() - margin).min(size::READING));
        ui.spacing_mut().item_spacing.y = space::S;
        let (rect, _) = ui.allocate_exact_size(vec2(size::ICON_EMPTY, size::ICON_EMPTY), egui::Sense::hover());
        super::paint::icon(ui.painter(), rect, icon, size::ICON_EMPTY, p.line_strong);
        ui.add_space(space::XS);
        centred(ui, sentence, Type::Strong, p.text);
        if !more.is_empty() {
            centred(ui, more, Type::Body, p.text_secondary);
        }
        if let Some(action) = action {
            ui.add_space(space::S);
            let button = if beside { Button::secondary(action) } else { Button::primary(action) };
            pressed = button.show(ui).clicked();
        }
    });
    pressed
}

/// A paragraph whose lines stand in the middle.
pub fn centred(ui: &mut Ui, words: &str, ty: Type, colour: egui::Color32) {
    let width = ui.available_width().min(size::READING);
    let galley = super::paint::wrapped_to(ui, words, ty, colour, width, Align::Center);
    let (rect, response) = ui.allocate_exact_size(vec2(width, galley.size().y), egui::Sense::hover());
    ui.painter().galley(rect.center_top(), galley, colour);
    super::paint::describe(&response, || WidgetInfo::labeled(Role::Label, true, words));
}

/// The pressed button of a banner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BannerEvent {
    Action,
    /// The close button.
    Close,
}

/// A strip with an icon in the tone's colour, a sentence, an action and, where `close` names it, a close button.
pub fn banner(ui: &mut Ui, tone: Tone, words: &str, action: Option<&str>, close: Option<&str>) -> Option<BannerEvent> {
    let p = Palette::of(ui);
    let mut event = None;
    Frame::new()
        .fill(tone.background(p))
        .corner_radius(CornerRadius::same(radius::CONTROL))
        .inner_margin(Margin::symmetric(space::M as i8, space::S as i8))
        .show(ui, |ui| {
            let room = vec2(ui.available_width(), size::CONTROL_SMALL + space::XXS);
            ui.allocate_ui_with_layout(room, Layout::right_to_left(Align::Center), |ui| {
                reading::row(ui, |ui| {
                    if let Some(name) = close
                        && icon_button(ui, icons::CLOSE, name).clicked()
                    {
                        event = Some(BannerEvent::Close);
                    }
                    if let Some(action) = action
                        && Button::secondary(action).small().show(ui).clicked()
                    {
                        event = Some(BannerEvent::Action);
                    }
                    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                        let icon = match tone {
                            Tone::Neutral | Tone::Info => icons::INFO,
                            Tone::Good => icons::PASSED,
                            Tone::Warning => icons::WARNING,
                            Tone::Bad => icons::BROKEN,
                        };
                        text::icon(ui, icon, tone.colour(p));
                        text::paragraph(ui, words, Type::Body, p.text);
                    });
                })
            });
        });
    event
}
