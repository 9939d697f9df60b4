//! Files as people see them before they open one: pictures, and beginnings of texts. Nothing of a file is executed.

use std::collections::HashMap;
use std::fmt;
use std::fs::File;
use std::io::Read as _;
use std::path::PathBuf;
use std::sync::Arc;

use eframe::egui::{self, Align, Color32, ColorImage, Layout, Rect, Sense, TextureHandle, TextureOptions, Ui, Vec2, vec2};

use super::pictures::{decode_whole, is_picture};
use crate::action::{Action, Actions, ViewedFiles};
use crate::query::{CachedQuery, Concerns, Reads};
use crate::view::View;
use voluptas_app::cases::attachment::local_paths;
use voluptas_core::base::fs::read_at_most;
use voluptas_core::domain::case::AttachmentRef;
use voluptas_core::domain::failure_group;
use voluptas_store::{Result, Store};
use voluptas_ui::theme::{Palette, Type, icons, radius, size, space};
use voluptas_ui::widgets::{paint, text};

/// Greatest size of a shown picture, in pixels.
const SHOWN: u32 = 640;
/// Size of a picture among the fields, in points.
pub const TILE: Vec2 = vec2(208.0, 128.0);
/// Greatest size of a picture under the pointer, in points.
const LARGE: Vec2 = vec2(640.0, 480.0);
/// Files that are looked at for a preview.
const LOOKED_AT: usize = 64;
/// Pictures that are shown; further ones stand by their names.
const PICTURES: usize = 12;
/// Longest file that is looked at, in bytes.
pub const MAX_PICTURE: usize = 16 * 1024 * 1024;
/// Greatest side of a picture that is decoded, in pixels.
const MAX_SIDE: u32 = 12_000;

/// Text files of which the beginning is shown; further ones stand by their names.
const TEXTS: usize = 12;
/// Bytes and lines of a text file that are shown.
const TEXT_BYTES: u64 = 4096;
const TEXT_LINES: usize = 30;

/// The beginning of a file.
enum Preview {
    Picture(ColorImage),
    Text(String),
}

/// Previews of files, with the names by which [`key_of`] knows them.
type Read = Arc<Vec<(String, Preview)>>;

/// Previews of the files in front: pictures, and beginnings of texts.
pub struct Previews {
    /// All files of the item in front.
    files: Vec<AttachmentRef>,
    read: CachedQuery<Vec<AttachmentRef>, Read>,
    shown: Option<(Read, HashMap<String, TextureHandle>)>,
}

impl fmt::Debug for Previews {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Previews")
            .field("shown", &self.shown.as_ref().map(|(_, textures)| textures.len()))
            .finish_non_exhaustive()
    }
}

impl Default for Previews {
    fn default() -> Self {
        Self { files: Vec::new(), read: CachedQuery::new("gui-unread-cases", Concerns::Of(&[])), shown: None }
    }
}

impl Previews {
    /// Requests previews of all files of the item in front.
    pub fn ask(&mut self, reads: Reads<'_>, files: Option<Vec<AttachmentRef>>) {
        let given = files.as_deref().unwrap_or_default();
        if self.files != given {
            self.files = given.to_vec();
        }
        self.read.ask(reads, files, |store, files| read_all(store, files).map(Arc::new));
    }

    /// All files of the item in front, in the order in which the viewer steps through them.
    pub fn files(&self) -> &[AttachmentRef] {
        &self.files
    }

    /// Makes textures of the pictures that were decoded since the last pass.
    pub fn load(&mut self, ctx: &egui::Context) {
        let Some(read) = self.read.latest() else { return };
        if self.shown.as_ref().is_none_or(|(known, _)| !Arc::ptr_eq(known, read)) {
            let load = |(key, preview): &(String, Preview)| match preview {
                Preview::Picture(picture) => Some((key.clone(), ctx.load_texture(key, picture.clone(), TextureOptions::LINEAR))),
                Preview::Text(_) => None,
            };
            self.shown = Some((Arc::clone(read), read.iter().filter_map(load).collect()));
        }
    }

    /// The picture of a file; `None` for another kind of file, one that is not stored here, and one that is not decoded yet.
    pub fn get(&self, file: &AttachmentRef) -> Option<TextureHandle> {
        self.shown.as_ref()?.1.get(key_of(file)).cloned()
    }

    /// The beginning of a text file; `None` for another kind of file, one that is not stored here, and one that is not read yet.
    pub fn text(&self, file: &AttachmentRef) -> Option<&str> {
        let key = key_of(file);
        self.shown.as_ref()?.0.iter().find_map(|(known, preview)| match preview {
            Preview::Text(text) if known == key => Some(text.as_str()),
            _ => None,
        })
    }
}

/// The name by which the pictures know a file.
fn key_of(file: &AttachmentRef) -> &str {
    file.hash.as_deref().unwrap_or(&file.filename)
}

fn read_all(store: &Store, files: &[AttachmentRef]) -> Result<Vec<(String, Preview)>> {
    // A file of a bucket is copied here as a whole: nothing is fetched that would not be shown.
    let is_small = |file: &AttachmentRef| usize::try_from(file.size).is_ok_and(|size| size <= MAX_PICTURE);
    let files: Vec<AttachmentRef> =
        files.iter().filter(|file| (is_picture(file) || is_text(file)) && is_small(file)).take(LOOKED_AT).cloned().collect();
    let paths = local_paths(store, &files)?;
    let (mut pictures, mut texts) = (PICTURES, TEXTS);
    let read_one = |(file, path): (&AttachmentRef, Option<PathBuf>)| {
        let path = path?;
        let preview = if is_picture(file) {
            pictures = pictures.checked_sub(1)?;
            Preview::Picture(decode(&read_at_most(&path, MAX_PICTURE).ok()?)?)
        } else if is_text(file) {
            texts = texts.checked_sub(1)?;
            let mut bytes = Vec::new();
            File::open(&path).ok()?.take(TEXT_BYTES).read_to_end(&mut bytes).ok()?;
            Preview::Text(beginning(&bytes)?)
        } else {
            return None;
        };
        Some((key_of(file).to_owned(), preview))
    };
    Ok(files.iter().zip(paths).filter_map(read_one).collect())
}

/// True for a file that people read as it is, by its type or the ending of its name.
pub fn is_text(file: &AttachmentRef) -> bool {
    let ending = file.filename.rsplit_once('.').map_or(String::new(), |(_, ending)| ending.to_lowercase());
    file.mime.starts_with("text/")
        || matches!(&*file.mime, "application/json" | "application/xml" | "application/yaml")
        || matches!(&*ending, "txt" | "log" | "json" | "xml" | "csv" | "yaml" | "yml" | "md")
}

/// The first lines of a text. None for bytes of something else.
fn beginning(bytes: &[u8]) -> Option<String> {
    // A character may be cut in two where the bytes end.
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) if error.error_len().is_none() => std::str::from_utf8(&bytes[..error.valid_up_to()]).ok()?,
        Err(_) => return None,
    };
    let plain = failure_group::without_colours(text);
    let is_plain = !plain.contains('\0') && !plain.trim().is_empty();
    is_plain.then(|| plain.lines().take(TEXT_LINES).map(|line| line.replace('\t', "    ")).collect::<Vec<_>>().join("\n"))
}

/// Decodes a picture and scales it down to the shown size. `None` for data that is no picture or would take too much memory.
fn decode(bytes: &[u8]) -> Option<ColorImage> {
    let picture = decode_whole(bytes, MAX_SIDE)?;
    let small = if picture.width().max(picture.height()) > SHOWN { picture.thumbnail(SHOWN, SHOWN) } else { picture };
    let pixels = small.to_rgba8();
    let [width, height] = [pixels.width() as usize, pixels.height() as usize];
    Some(ColorImage::from_rgba_unmultiplied([width, height], pixels.as_raw()))
}

/// The action that shows a file in the viewer, `among` the other files of the same item.
pub fn view_of(file: &AttachmentRef, among: &[AttachmentRef]) -> Action {
    Action::ViewFile(Box::new(ViewedFiles::new(file, among)))
}

/// A small picture, shown large under the pointer; a click shows its file `among` the others.
pub fn picture(
    ui: &mut Ui,
    (file, among): (&AttachmentRef, &[AttachmentRef]),
    texture: &TextureHandle,
    view: &View<'_>,
    out: &mut Actions,
) {
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
        text::line(ui, &view.text("viewer-view"), Type::Label, p.text_secondary);
    });
    if response.clicked() {
        out.push(view_of(file, among));
    }
}

/// The beginning of a text, more of it under the pointer; a click shows its file `among` the others.
fn beginning_of(ui: &mut Ui, (file, among): (&AttachmentRef, &[AttachmentRef]), words: &str, view: &View<'_>, out: &mut Actions) {
    let p = Palette::of(ui);
    let (rect, response) = ui.allocate_exact_size(TILE.min(vec2(ui.available_width(), TILE.y)), Sense::click());
    let edge = egui::Stroke::new(size::LINE, if response.hovered() { p.text_faint } else { p.line });
    ui.painter().rect(rect, egui::CornerRadius::same(radius::CONTROL), p.sunken, edge, egui::StrokeKind::Inside);
    paint_lines(ui, rect.shrink(space::S), words);
    paint::focus_ring(ui, &response, rect);
    paint::describe(&response, || egui::WidgetInfo::labeled(egui::Role::Button, true, &file.filename));
    let response = response.on_hover_ui(|ui| {
        ui.set_max_width(LARGE.x.min(ui.ctx().content_rect().width() * 0.6));
        text::paragraph(ui, words, Type::Mono, p.text);
        text::line(ui, &view.text("viewer-view"), Type::Label, p.text_secondary);
    });
    if response.clicked() {
        out.push(view_of(file, among));
    }
}

/// Paints as many whole lines as there is room for. Longer lines, and a longer text, end in `…`.
fn paint_lines(ui: &Ui, within: Rect, words: &str) {
    let p = Palette::of(ui);
    let height = paint::galley(ui, "Ag", Type::Mono, p.text_secondary).size().y;
    let most = ((within.height() / height) as usize).max(1);
    let lines: Vec<&str> = words.lines().collect();
    for (at, line) in lines.iter().take(most).enumerate() {
        let is_cut = at + 1 == most && lines.len() > most;
        let line = if is_cut { format!("{line} …") } else { (*line).to_owned() };
        let galley = paint::elided(ui, &line, Type::Mono, p.text_secondary, within.width());
        ui.painter().galley(within.min + vec2(0.0, height * at as f32), galley, p.text_secondary);
    }
}

/// A missing file: a dimmed tile with its name, which cannot be pressed.
fn missing_tile(ui: &mut Ui, file: &AttachmentRef, view: &View<'_>) {
    let p = Palette::of(ui);
    let words = view.tr.fmt("gui-file-missing", &[("name", file.filename.as_str().into())]);
    let width = TILE.x.min(ui.available_width());
    let galley = paint::elided(ui, &words, Type::Label, p.text_faint, width - space::S * 2.0 - size::ICON - space::XS);
    let was_elided = galley.elided;
    let (rect, response) = ui.allocate_exact_size(vec2(width, size::CONTROL), Sense::hover());
    let edge = egui::Stroke::new(size::LINE, p.line);
    ui.painter().rect(rect, egui::CornerRadius::same(radius::CONTROL), p.sunken, edge, egui::StrokeKind::Inside);
    let left = rect.left() + space::S;
    let at = Rect::from_center_size(egui::pos2(left + size::ICON / 2.0, rect.center().y), Vec2::splat(size::ICON));
    paint::icon(ui.painter(), at, icons::ATTACHMENT, size::ICON, p.text_faint);
    paint::put_left(ui.painter(), egui::pos2(at.right() + space::XS, rect.center().y), galley);
    paint::describe(&response, || egui::WidgetInfo::labeled(egui::Role::Label, true, &words));
    _ = paint::hover_if_elided(response, was_elided, &words);
}

/// Draws files: pictures and texts as tiles above their names, the others by name, then those that are missing. A click shows a file.
pub fn tiles(ui: &mut Ui, files: &[AttachmentRef], previews: &Previews, view: &View<'_>, out: &mut Actions) {
    let has_tile = |file: &AttachmentRef| previews.get(file).is_some() || previews.text(file).is_some();
    if files.iter().any(has_tile) {
        // Aligned at the top: centred tiles would each stand a little lower than the one before.
        ui.with_layout(Layout::left_to_right(Align::Min).with_main_wrap(true), |ui| {
            ui.spacing_mut().item_spacing = vec2(space::M, space::S);
            for file in files.iter().filter(|file| has_tile(file)) {
                let tile = TILE + vec2(0.0, size::CONTROL_SMALL + space::XS);
                ui.allocate_ui_with_layout(tile, Layout::top_down(Align::Min), |ui| {
                    ui.spacing_mut().item_spacing.y = space::XS;
                    match (previews.get(file), previews.text(file)) {
                        (Some(texture), _) => picture(ui, (file, previews.files()), &texture, view, out),
                        (None, Some(words)) => beginning_of(ui, (file, previews.files()), words, view, out),
                        (None, None) => {}
                    }
                    ui.set_max_width(TILE.x);
                    name(ui, (file, previews.files()), view, out);
                });
            }
        });
    }
    files
        .iter()
        .filter(|file| !has_tile(file) && !file.is_missing())
        .for_each(|file| name(ui, (file, previews.files()), view, out));
    files.iter().filter(|file| file.is_missing()).for_each(|file| missing_tile(ui, file, view));
}

/// Draws files by their names alone, each to be shown with a click.
pub fn names(ui: &mut Ui, files: &[AttachmentRef], view: &View<'_>, out: &mut Actions) {
    files.iter().for_each(|file| name(ui, (file, files), view, out));
}

fn name(ui: &mut Ui, (file, among): (&AttachmentRef, &[AttachmentRef]), view: &View<'_>, out: &mut Actions) {
    name_with(ui, (file, among), 0.0, view, out, |_, _| {});
}

/// The name and size of a file, which a click shows `among` the other files. `more` draws further contents after them in `beside`
/// points.
pub fn name_with(
    ui: &mut Ui,
    (file, among): (&AttachmentRef, &[AttachmentRef]),
    beside: f32,
    view: &View<'_>,
    out: &mut Actions,
    more: impl FnOnce(&mut Ui, &mut Actions),
) {
    let p = Palette::of(ui);
    let bytes = u64::try_from(file.size).map(|size| view.tr.bytes(size)).unwrap_or_default();
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = space::S;
        let room = ui.available_width() - paint::galley(ui, &bytes, Type::Mono, p.text_faint).size().x - space::S - beside;
        let response = ui.scope(|ui| {
            ui.set_max_width(room.max(size::CONTROL));
            text::link(ui, &file.filename)
        });
        if response.inner.on_hover_text(view.text("viewer-view")).clicked() {
            out.push(view_of(file, among));
        }
        text::line(ui, &bytes, Type::Mono, p.text_faint);
        more(ui, out);
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{ImageFormat, RgbaImage};
    use std::io::Cursor;

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

    #[test]
    fn texts_begin_with_their_first_lines() {
        assert_eq!(beginning("один\n\u{1b}[31mдва\u{1b}[0m\tтри".as_bytes()).as_deref(), Some("один\nдва    три"));
        let long = "строка\n".repeat(100);
        assert_eq!(beginning(&long.as_bytes()[..99]).map(|text| text.lines().count()), Some(8), "a character is cut at the end");
        assert_eq!(beginning(long.as_bytes()).map(|text| text.lines().count()), Some(TEXT_LINES));
        for other in [&b"PK\x03\x04\0\0"[..], &[0xff, 0xfe, 0x41], b"  \n"] {
            assert_eq!(beginning(other), None);
        }
    }
}
