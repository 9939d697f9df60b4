//! The canvas of a picture: fitted or at a scale, moved by dragging, by the wheel and by keys.

use std::sync::Arc;

use eframe::egui::{
    self, Color32, CornerRadius, CursorIcon, Key, Modifiers, Rect, Response, TextureHandle, TextureOptions, Ui, Vec2, pos2, vec2,
};

use super::animation::Animation;
use super::content::{Content, Picture};
use voluptas_ui::theme::{Palette, radius};

/// Greatest scale: pixels of the screen for a pixel of the picture.
const MOST: f32 = 16.0;
/// Least scale, unless the fitted picture is smaller.
const LEAST: f32 = 0.05;
/// Factor of one press on a zoom key.
const STEP: f32 = 1.25;
/// Way of one press on an arrow, in points.
const WAY: f32 = 64.0;

/// Requests for another scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Zoom {
    /// Larger.
    In,
    /// Smaller.
    Out,
    /// The whole picture in view.
    Fit,
    /// One pixel of the screen for a pixel of the picture.
    Actual,
}

/// Textures of the parts of a picture, with their places as shares of the whole.
type Textures = Vec<(Rect, TextureHandle)>;

/// Scale and place of a picture.
#[derive(Default)]
pub struct Canvas {
    /// Scale of the picture; `None` fits it into the canvas.
    scale: Option<f32>,
    /// Scale of the last pass.
    shown: f32,
    /// Place of the picture's middle from the middle of the canvas, in points.
    offset: Vec2,
    textures: Option<(Arc<Content>, Textures)>,
    /// The animation of a moving picture.
    animation: Option<(Arc<Content>, Animation)>,
}

impl std::fmt::Debug for Canvas {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Canvas").field("scale", &self.scale).field("offset", &self.offset).finish_non_exhaustive()
    }
}

impl Canvas {
    /// The animation of a moving picture, which begins when it is first asked for; `None` for another picture.
    pub fn animation(&mut self, content: &Arc<Content>, picture: &Picture) -> Option<&mut Animation> {
        let bytes = picture.animation.as_ref()?;
        if self.animation.as_ref().is_none_or(|(known, _)| !Arc::ptr_eq(known, content)) {
            self.animation = Some((Arc::clone(content), Animation::new(bytes)));
        }
        self.animation.as_mut().map(|(_, animation)| animation)
    }

    /// The scale in percent.
    pub fn percent(&self) -> i64 {
        ((self.shown * 100.0).round() as i64).max(1)
    }

    /// True while the whole picture is fitted into the canvas.
    pub fn is_fitted(&self) -> bool {
        self.scale.is_none()
    }

    /// Changes the scale around the middle of the canvas.
    pub fn zoom(&mut self, zoom: Zoom) {
        match zoom {
            Zoom::In => self.scale_by(STEP, Vec2::ZERO),
            Zoom::Out => self.scale_by(1.0 / STEP, Vec2::ZERO),
            Zoom::Fit => (self.scale, self.offset) = (None, Vec2::ZERO),
            Zoom::Actual => self.scale_by(1.0 / self.shown.max(f32::EPSILON), Vec2::ZERO),
        }
    }

    /// Changes the scale so that the point of the picture at `fixed`, from the middle of the canvas, stays where it is.
    fn scale_by(&mut self, factor: f32, fixed: Vec2) {
        let least = LEAST.min(self.shown);
        let mut scale = (self.shown * factor).clamp(least, MOST);
        // Steps do not pass by the picture's own size.
        if (self.shown < 1.0) != (scale < 1.0) && (self.shown - 1.0).abs() > 0.001 {
            scale = 1.0;
        }
        self.offset = fixed - (fixed - self.offset) * (scale / self.shown);
        (self.scale, self.shown) = (Some(scale), scale);
    }

    /// Draws the picture into `rect` and hears pointer, wheel and, where they are `heard`, the keys that move it.
    pub fn show(&mut self, ui: &Ui, rect: Rect, canvas: &Response, content: &Arc<Content>, picture: &Picture, heard: bool) {
        let p = Palette::of(ui);
        let points = ui.ctx().pixels_per_point().max(0.1);
        let full = vec2(picture.size[0] as f32, picture.size[1] as f32) / points;
        let fitted = (rect.width() / full.x).min(rect.height() / full.y).min(1.0);
        self.shown = self.scale.unwrap_or(fitted);
        self.hear(ui, rect, canvas, heard);
        let size = full * self.shown;
        // The picture cannot be moved out of the canvas.
        let room = ((size - rect.size()) / 2.0).max(Vec2::ZERO);
        self.offset = self.offset.clamp(-room, room);
        let painter = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
        painter.rect_filled(rect, CornerRadius::same(radius::CONTROL), p.sunken);
        let whole = Rect::from_center_size(rect.center() + self.offset, size);
        let uv = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
        if let Some(frame) = self.animation(content, picture).and_then(|animation| animation.show(ui.ctx())) {
            painter.image(frame.id(), whole, uv, Color32::WHITE);
            return show_hand(ui, room, canvas);
        }
        for (at, texture) in self.textures(ui.ctx(), content, picture) {
            let place = Rect::from_min_size(whole.min + at.min.to_vec2() * size, at.size() * size);
            if place.intersects(rect) {
                painter.image(texture.id(), place, uv, Color32::WHITE);
            }
        }
        show_hand(ui, room, canvas);
    }

    fn hear(&mut self, ui: &Ui, rect: Rect, canvas: &Response, heard: bool) {
        if canvas.dragged() {
            self.offset += canvas.drag_delta();
        }
        if canvas.double_clicked() {
            self.zoom(if self.is_fitted() && (self.shown - 1.0).abs() > 0.001 { Zoom::Actual } else { Zoom::Fit });
        }
        if canvas.hovered()
            && let Some(at) = ui.input(|i| i.pointer.hover_pos())
        {
            let (zoom, way) = ui.input(|i| (i.zoom_delta(), i.smooth_scroll_delta()));
            if (zoom - 1.0).abs() > f32::EPSILON {
                self.scale_by(zoom, at - rect.center());
            }
            self.offset += way;
        }
        if !heard {
            return;
        }
        let ways = [
            (Modifiers::NONE, Key::ArrowUp, vec2(0.0, WAY)),
            (Modifiers::NONE, Key::ArrowDown, vec2(0.0, -WAY)),
            (Modifiers::NONE, Key::PageUp, vec2(0.0, rect.height())),
            (Modifiers::NONE, Key::PageDown, vec2(0.0, -rect.height())),
            (Modifiers::SHIFT, Key::ArrowLeft, vec2(WAY, 0.0)),
            (Modifiers::SHIFT, Key::ArrowRight, vec2(-WAY, 0.0)),
        ];
        for (modifiers, key, way) in ways {
            if ui.input_mut(|i| i.consume_key(modifiers, key)) {
                self.offset += way;
            }
        }
    }

    /// Textures of the picture's parts, made when the picture is first drawn.
    fn textures(&mut self, ctx: &egui::Context, content: &Arc<Content>, picture: &Picture) -> &[(Rect, TextureHandle)] {
        if self.textures.as_ref().is_none_or(|(known, _)| !Arc::ptr_eq(known, content)) {
            let options = TextureOptions { mipmap_mode: Some(egui::TextureFilter::Linear), ..TextureOptions::LINEAR };
            let load = |(at, part): &(Rect, Arc<egui::ColorImage>)| (*at, ctx.load_texture("viewer", Arc::clone(part), options));
            self.textures = Some((Arc::clone(content), picture.parts.iter().map(load).collect()));
        }
        self.textures.as_ref().map_or(&[], |(_, textures)| textures)
    }
}

/// Shows a hand over a picture that can be moved.
fn show_hand(ui: &Ui, room: Vec2, canvas: &Response) {
    if room != Vec2::ZERO && canvas.hovered() {
        ui.ctx().set_cursor_icon(if canvas.dragged() { CursorIcon::Grabbing } else { CursorIcon::Grab });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn canvas(shown: f32) -> Canvas {
        Canvas { shown, ..Canvas::default() }
    }

    #[test]
    fn zooming_keeps_the_point_under_the_pointer() {
        let mut canvas = canvas(2.0);
        canvas.offset = vec2(30.0, -10.0);
        let pointer = vec2(100.0, 50.0);
        let before = (pointer - canvas.offset) / canvas.shown;
        canvas.scale_by(1.5, pointer);
        let after = (pointer - canvas.offset) / canvas.shown;
        assert!((before - after).length() < 0.001);
        assert_eq!((canvas.percent(), canvas.is_fitted()), (300, false));
    }

    #[test]
    fn steps_stop_at_the_own_size_and_at_the_limits() {
        let mut canvas = canvas(0.9);
        canvas.zoom(Zoom::In);
        assert_eq!(canvas.percent(), 100);
        canvas.zoom(Zoom::Out);
        assert_eq!(canvas.percent(), 80);
        canvas.zoom(Zoom::Actual);
        assert_eq!(canvas.percent(), 100);
        (0..40).for_each(|_| canvas.zoom(Zoom::In));
        assert_eq!(canvas.percent(), 1600);
        (0..60).for_each(|_| canvas.zoom(Zoom::Out));
        assert_eq!(canvas.percent(), 5);
        canvas.zoom(Zoom::Fit);
        assert!(canvas.is_fitted() && canvas.offset == Vec2::ZERO);
    }
}
