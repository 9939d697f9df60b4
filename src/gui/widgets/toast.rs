//! Toasts: short news in the corner that go by themselves. Errors stay until they are closed.

use std::time::Duration;

use eframe::egui::{self, Align2, Area, CornerRadius, Frame, Id, Margin, Order, Stroke, vec2};

use super::button::{Button, icon_button};
use super::chip::Tone;
use super::text;
use crate::gui::theme::{Palette, Type, icons, radius, size, space};

/// Seconds that a toast stays.
const STAY: f64 = 5.0;

#[derive(Debug, Clone)]
struct Toast<A> {
    tone: Tone,
    words: String,
    action: Option<(String, A)>,
    until: Option<f64>,
}

/// The toasts on the screen. `A` is what the application does when a toast's button is pressed.
#[derive(Debug, Clone)]
pub struct Toasts<A> {
    items: Vec<Toast<A>>,
}

impl<A> Default for Toasts<A> {
    fn default() -> Self {
        Self { items: Vec::new() }
    }
}

impl<A: Clone> Toasts<A> {
    /// Adds a toast.
    pub fn add(&mut self, tone: Tone, words: impl Into<String>) {
        self.push(Toast { tone, words: words.into(), action: None, until: None });
    }

    /// Adds a toast with a button.
    pub fn add_with_action(&mut self, tone: Tone, words: impl Into<String>, label: impl Into<String>, action: A) {
        self.push(Toast { tone, words: words.into(), action: Some((label.into(), action)), until: None });
    }

    fn push(&mut self, toast: Toast<A>) {
        self.items.retain(|t| t.words != toast.words);
        self.items.push(toast);
        // Older ones give way: more than four at a time is a list nobody reads.
        if self.items.len() > 4 {
            self.items.remove(0);
        }
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Draws them, lets the old ones go, and gives the action that was pressed.
    pub fn show(&mut self, ctx: &egui::Context, close_name: &str) -> Option<A> {
        let now = ctx.input(|i| i.time);
        for t in &mut self.items {
            if t.until.is_none() {
                t.until = Some(if t.tone == Tone::Bad { f64::INFINITY } else { now + STAY });
            }
        }
        self.items.retain(|t| t.until.is_none_or(|u| u > now));
        let next = self.items.iter().filter_map(|t| t.until).fold(f64::INFINITY, f64::min);
        if next.is_finite() {
            ctx.request_repaint_after(Duration::from_secs_f64((next - now).max(0.05)));
        }
        if self.items.is_empty() {
            return None;
        }
        let p = Palette::of_ctx(ctx);
        let (mut pressed, mut closed) = (None, None);
        Area::new(Id::unique("toasts"))
            .order(Order::Foreground)
            .anchor(Align2::RIGHT_BOTTOM, vec2(-space::L, -space::L - size::STATUS_BAR))
            .show(ctx, |ui| {
                ui.spacing_mut().item_spacing.y = space::S;
                for (i, toast) in self.items.iter().enumerate() {
                    let style = ui.style().clone();
                    Frame::new()
                        .fill(p.panel)
                        .stroke(Stroke::new(size::LINE, p.line_strong))
                        .shadow(style.visuals.popup_shadow)
                        .corner_radius(CornerRadius::same(radius::CARD))
                        .inner_margin(Margin::same(space::M as i8))
                        .show(ui, |ui| {
                            ui.set_width(size::TOAST);
                            ui.horizontal_top(|ui| {
                                let icon = match toast.tone {
                                    Tone::Neutral | Tone::Info => icons::INFO,
                                    Tone::Good => icons::PASSED,
                                    Tone::Warning => icons::WARNING,
                                    Tone::Bad => icons::BROKEN,
                                };
                                text::icon(ui, icon, toast.tone.colour(p));
                                ui.vertical(|ui| {
                                    ui.set_width(size::TOAST - size::CONTROL - size::ICON - space::L);
                                    text::paragraph(ui, &toast.words, Type::Body, p.text);
                                    if let Some((label, action)) = &toast.action
                                        && Button::secondary(label).small().show(ui).clicked()
                                    {
                                        pressed = Some(action.clone());
                                        closed = Some(i);
                                    }
                                });
                                if icon_button(ui, icons::CLOSE, close_name).clicked() {
                                    closed = Some(i);
                                }
                            });
                        });
                }
            });
        if let Some(i) = closed {
            self.items.remove(i);
        }
        pressed
    }
}
