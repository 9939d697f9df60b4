//! The files of a case: pictures in place, the others by name; buttons to attach, fetch and remove.

use std::collections::HashMap;
use std::fmt;
use std::io::Cursor;
use std::sync::Arc;

use eframe::egui::{self, Align, Color32, ColorImage, Layout, Rect, Sense, TextureHandle, TextureOptions, Ui, Vec2, vec2};
use image::{ImageReader, Limits};

use crate::app::attachment::local_paths;
use crate::base::fs::read_at_most;
use crate::domain::case::AttachmentRef;
use crate::domain::ids::CaseId;
use crate::gui::action::{Action, Actions, CaseAction};
use crate::gui::query::{CachedQuery, Concerns, Reads};
use crate::gui::theme::{Palette, Type, icons, radius, size, space};
use crate::gui::view::View;
use crate::gui::widgets::{Button, icon_button, paint, text};
use crate::store::{Result, Store};

/// Greatest size of a shown picture, in pixels.
const SHOWN: u32 = 640;
/// Size of a picture among the fields, in points.
pub const TILE: Vec2 = vec2(208.0, 128.0);
/// Greatest size of a picture under the pointer, in points.
const LARGE: Vec2 = vec2(640.0, 480.0);
/// Pictures that are shown; further ones stand by their names.
const PICTURES: usize = 12;
/// Longest picture file that is read, in bytes.
const MAX_PICTURE: usize = 16 * 1024 * 1024;
/// Greatest side of a picture that is decoded, in pixels, and the memory for decoding it.
const MAX_SIDE: u32 = 12_000;
const MAX_DECODED: u64 = 256 * 1024 * 1024;

/// The decoded pictures among files, with the names by which [`key_of`] knows them.
type Decoded = Arc<Vec<(String, ColorImage)>>;

/// The pictures of the case in front and of its steps.
pub struct Pictures {
    decoded: CachedQuery<Vec<AttachmentRef>, Decoded>,
    shown: Option<(Decoded, HashMap<String, TextureHandle>)>,
}

impl fmt::Debug for Pictures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pictures")
            .field("shown", &self.shown.as_ref().map(|(_, textures)| textures.len()))
            .finish_non_exhaustive()
    }
}

impl Default for Pictures {
    fn default() -> Self {
        Self { decoded: CachedQuery::new("gui-unread-cases", Concerns::Of(&[])), shown: None }
    }
}

impl Pictures {
    /// Asks for the pictures among these files.
    pub fn ask(&mut self, reads: Reads<'_>, files: Option<Vec<AttachmentRef>>) {
        self.decoded.ask(reads, files, |store, files| decode_all(store, files).map(Arc::new));
    }

    /// Makes textures of what was decoded since the last pass.
    pub fn load(&mut self, ctx: &egui::Context) {
        let Some(decoded) = self.decoded.latest() else { return };
        if self.shown.as_ref().is_none_or(|(known, _)| !Arc::ptr_eq(known, decoded)) {
            let load = |(key, picture): &(String, ColorImage)| {
                (key.clone(), ctx.load_texture(key, picture.clone(), TextureOptions::LINEAR))
            };
            self.shown = Some((Arc::clone(decoded), decoded.iter().map(load).collect()));
        }
    }

    /// The picture of a file; `None` where it is no picture, not stored here or not decoded yet.
    #[must_use]
    pub fn get(&self, file: &AttachmentRef) -> Option<TextureHandle> {
        self.shown.as_ref()?.1.get(key_of(file)).cloned()
    }
}

/// The name by which the pictures know a file.
fn key_of(file: &AttachmentRef) -> &str {
    file.hash.as_deref().unwrap_or(&file.filename)
}

fn decode_all(store: &Store, files: &[AttachmentRef]) -> Result<Vec<(String, ColorImage)>> {
    let paths = local_paths(store, files)?;
    let mut left = PICTURES;
    let decode_one = |(file, path): (&AttachmentRef, Option<std::path::PathBuf>)| {
        let path = path.filter(|_| left > 0 && matches!(&*file.mime, "image/png" | "image/jpeg"))?;
        left -= 1;
        Some((key_of(file).to_owned(), decode(&read_at_most(&path, MAX_PICTURE).ok()?)?))
    };
    Ok(files.iter().zip(paths).filter_map(decode_one).collect())
}

/// Decodes a picture, made smaller where it is larger than is shown. None for what is no picture or would take too much memory.
fn decode(bytes: &[u8]) -> Option<ColorImage> {
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?;
    let mut limits = Limits::default();
    (limits.max_image_width, limits.max_image_height) = (Some(MAX_SIDE), Some(MAX_SIDE));
    limits.max_alloc = Some(MAX_DECODED);
    reader.limits(limits);
    let picture = reader.decode().inspect_err(|error| tracing::info!(%error, "an attached picture is not shown")).ok()?;
    let small = if picture.width().max(picture.height()) > SHOWN { picture.thumbnail(SHOWN, SHOWN) } else { picture };
    let pixels = small.to_rgba8();
    let [width, height] = [pixels.width() as usize, pixels.height() as usize];
    Some(ColorImage::from_rgba_unmultiplied([width, height], pixels.as_raw()))
}

/// Draws the files with the buttons that attach others.
pub fn show(ui: &mut Ui, id: CaseId, files: &[AttachmentRef], pictures: &Pictures, view: &View<'_>, out: &mut Actions) {
    ui.add_space(space::XS);
    text::section(ui, &view.text("gui-case-attachments"), Some(&view.tr.number(files.len() as i64)));
    let textures: Vec<_> = files.iter().map(|file| pictures.get(file)).collect();
    let texture = |i: usize| textures.get(i).and_then(Option::as_ref);
    if files.iter().enumerate().any(|(i, _)| texture(i).is_some()) {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = vec2(space::M, space::S);
            let tile = TILE + vec2(0.0, size::CONTROL_SMALL + space::XS);
            for (file, texture) in files.iter().enumerate().filter_map(|(i, file)| Some((file, texture(i)?))) {
                ui.allocate_ui_with_layout(tile, Layout::top_down(Align::Min), |ui| {
                    ui.spacing_mut().item_spacing.y = space::XS;
                    picture(ui, file, texture, view, out);
                    line(ui, id, file, view, out);
                });
            }
        });
    }
    for (i, file) in files.iter().enumerate() {
        if texture(i).is_none() {
            line(ui, id, file, view, out);
        }
    }
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = space::S;
        if Button::quiet(&view.text("files-attach-file")).icon(icons::ATTACHMENT).small().show(ui).clicked() {
            out.push(Action::Case(CaseAction::AskAttach(id)));
        }
        if Button::quiet(&view.text("files-paste-screenshot")).icon(icons::PICTURE).small().show(ui).clicked() {
            out.push(Action::Case(CaseAction::PasteScreenshot(id)));
        }
    });
}

/// A small picture, shown large under the pointer; a click shows its file.
pub fn picture(ui: &mut Ui, file: &AttachmentRef, texture: &TextureHandle, view: &View<'_>, out: &mut Actions) {
    let p = Palette::of(ui);
    let [width, height] = texture.size().map(|side| side as f32 / ui.ctx().pixels_per_point().max(1.0));
    let within = |room: Vec2| vec2(width, height) * (room.x / width).min(room.y / height).min(1.0);
    let (rect, response) = ui.allocate_exact_size(TILE.min(vec2(ui.available_width(), TILE.y)), Sense::click());
    let whole = Rect::from_min_max(egui::pos2(0.0, 0.0), egui::pos2(1.0, 1.0));
    let edge = egui::Stroke::new(size::LINE, if response.hovered() { p.text_faint } else { p.line });
    ui.painter().rect(rect, egui::CornerRadius::same(radius::CONTROL), p.sunken, edge, egui::StrokeKind::Inside);
    let at = Rect::from_center_size(rect.center(), within(rect.size() - Vec2::splat(space::XS)));
    ui.painter().image(texture.id(), at, whole, Color32::WHITE);
    paint::focus_ring(ui, &response, rect);
    paint::describe(&response, || egui::WidgetInfo::labeled(egui::Role::Image, true, &file.filename));
    let response = response.on_hover_ui(|ui| {
        let room = LARGE.min(ui.ctx().content_rect().size() * 0.6);
        let (rect, _) = ui.allocate_exact_size(within(room), Sense::hover());
        ui.painter().image(texture.id(), rect, whole, Color32::WHITE);
        text::line(ui, &view.text("gui-file-fetch"), Type::Label, p.text_secondary);
    });
    if response.clicked() {
        out.push(Action::FetchFile(Box::new(file.clone())));
    }
}

fn line(ui: &mut Ui, id: CaseId, file: &AttachmentRef, view: &View<'_>, out: &mut Actions) {
    let p = Palette::of(ui);
    let bytes = u64::try_from(file.size).map(|s| view.tr.bytes(s)).unwrap_or_default();
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = space::S;
        let room = ui.available_width() - paint::galley(ui, &bytes, Type::Mono, p.text_faint).size().x - size::CONTROL - space::L;
        let response = ui.scope(|ui| {
            ui.set_max_width(room.max(size::CONTROL));
            text::link(ui, &file.filename)
        });
        if response.inner.on_hover_text(view.text("gui-file-fetch")).clicked() {
            out.push(Action::FetchFile(Box::new(file.clone())));
        }
        text::line(ui, &bytes, Type::Mono, p.text_faint);
        let name = view.tr.fmt("files-detach", &[("name", file.filename.as_str().into())]);
        if icon_button(ui, icons::CLOSE, &name).clicked() {
            out.push(Action::Case(CaseAction::Detach(id, Box::new(file.clone()))));
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{ImageFormat, RgbaImage};

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = Vec::new();
        RgbaImage::new(width, height).write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).expect("png");
        bytes
    }

    #[test]
    fn pictures_are_made_small_and_others_are_left() {
        assert_eq!(decode(&png(20, 10)).map(|picture| picture.size), Some([20, 10]));
        assert_eq!(decode(&png(2000, 1000)).map(|picture| picture.size), Some([640, 320]));
        assert!(decode(&png(MAX_SIDE + 1, 1)).is_none());
        assert!(decode(b"<svg/>").is_none());
        let cut = png(200, 100);
        assert!(decode(&cut[..cut.len() / 2]).is_none());
    }
}
