//! The files of a case: pictures in place, the others by name; buttons to attach, fetch and remove.

use std::fmt;
use std::io::Cursor;
use std::sync::Arc;

use eframe::egui::{self, Color32, ColorImage, Rect, Sense, TextureHandle, TextureOptions, Ui, vec2};
use image::{ImageReader, Limits};

use crate::app::attachment::local_paths;
use crate::base::fs::read_at_most;
use crate::domain::case::AttachmentRef;
use crate::domain::ids::CaseId;
use crate::gui::action::{Action, Actions, CaseAction};
use crate::gui::query::{CachedQuery, Concerns, Reads};
use crate::gui::theme::{Palette, Type, icons, size, space};
use crate::gui::view::View;
use crate::gui::widgets::{Button, icon_button, paint, text};
use crate::store::{Result, Store};

/// Greatest size of a shown picture, in pixels.
const SHOWN: u32 = 640;
/// Greatest height of a picture among the fields, in points.
const HEIGHT: f32 = 220.0;
/// Pictures that are shown; further ones stand by their names.
const PICTURES: usize = 12;
/// Longest picture file that is read, in bytes.
const MAX_PICTURE: usize = 16 * 1024 * 1024;
/// Greatest side of a picture that is decoded, in pixels, and the memory for decoding it.
const MAX_SIDE: u32 = 12_000;
const MAX_DECODED: u64 = 256 * 1024 * 1024;

/// Pictures in the order of the files; none where a file is no picture or not stored here.
type Decoded = Arc<Vec<Option<ColorImage>>>;

/// The pictures of the case in front.
pub struct Pictures {
    decoded: CachedQuery<Vec<AttachmentRef>, Decoded>,
    shown: Option<(Decoded, Vec<Option<TextureHandle>>)>,
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

    /// The pictures of these files. Those of other files are not shown.
    fn of(&mut self, ctx: &egui::Context, files: &[AttachmentRef]) -> &[Option<TextureHandle>] {
        let Some(decoded) = self.decoded.latest().filter(|decoded| decoded.len() == files.len()) else { return &[] };
        if self.shown.as_ref().is_none_or(|(known, _)| !Arc::ptr_eq(known, decoded)) {
            let load = |(picture, file): (&Option<ColorImage>, &AttachmentRef)| {
                Some(ctx.load_texture(&file.filename, picture.clone()?, TextureOptions::LINEAR))
            };
            self.shown = Some((Arc::clone(decoded), decoded.iter().zip(files).map(load).collect()));
        }
        self.shown.as_ref().map_or(&[], |(_, textures)| textures.as_slice())
    }
}

fn decode_all(store: &Store, files: &[AttachmentRef]) -> Result<Vec<Option<ColorImage>>> {
    let paths = local_paths(store, files)?;
    let mut left = PICTURES;
    let decode_one = |(file, path): (&AttachmentRef, Option<std::path::PathBuf>)| {
        let path = path.filter(|_| left > 0 && matches!(&*file.mime, "image/png" | "image/jpeg"))?;
        left -= 1;
        decode(&read_at_most(&path, MAX_PICTURE).ok()?)
    };
    Ok(files.iter().zip(paths).map(decode_one).collect())
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
pub fn show(ui: &mut Ui, id: CaseId, files: &[AttachmentRef], pictures: &mut Pictures, view: &View<'_>, out: &mut Actions) {
    ui.add_space(space::XS);
    text::section(ui, &view.text("gui-case-attachments"), Some(&view.tr.number(files.len() as i64)));
    let textures = pictures.of(ui.ctx(), files);
    for (i, file) in files.iter().enumerate() {
        if let Some(Some(texture)) = textures.get(i) {
            picture(ui, file, texture, view, out);
        }
        line(ui, id, file, view, out);
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

/// A picture in the width of the form; a click shows its file.
fn picture(ui: &mut Ui, file: &AttachmentRef, texture: &TextureHandle, view: &View<'_>, out: &mut Actions) {
    let p = Palette::of(ui);
    let [width, height] = texture.size().map(|side| side as f32 / ui.ctx().pixels_per_point().max(1.0));
    let scale = (ui.available_width() / width).min(HEIGHT / height).min(1.0);
    let (rect, response) = ui.allocate_exact_size(vec2(width, height) * scale, Sense::click());
    let whole = Rect::from_min_max(egui::pos2(0.0, 0.0), egui::pos2(1.0, 1.0));
    ui.painter().image(texture.id(), rect, whole, Color32::WHITE);
    let edge = egui::Stroke::new(size::LINE, p.line);
    ui.painter().rect_stroke(rect, 0.0, edge, egui::StrokeKind::Inside);
    paint::focus_ring(ui, &response, rect);
    paint::describe(&response, || egui::WidgetInfo::labeled(egui::Role::Image, true, &file.filename));
    if response.on_hover_text(view.text("gui-file-fetch")).clicked() {
        out.push(Action::FetchFile(Box::new(file.clone())));
    }
}

fn line(ui: &mut Ui, id: CaseId, file: &AttachmentRef, view: &View<'_>, out: &mut Actions) {
    let p = Palette::of(ui);
    let bytes = u64::try_from(file.size).map(|s| view.tr.bytes(s)).unwrap_or_default();
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = space::S;
        let response = text::link(ui, &file.filename).on_hover_text(view.text("gui-file-fetch"));
        if response.clicked() {
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
