//! Contents of a file as the viewer shows them, read off the UI thread. Nothing of a file is executed: pages are texts.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Read as _;
use std::sync::Arc;

use eframe::egui::{ColorImage, Rect, pos2, vec2};
use image::{DynamicImage, imageops};

use super::animation;
use crate::views::pictures::{decode_whole, is_picture};
use crate::views::previews::is_text;
use voluptas_app::cases;
use voluptas_core::base::fs::read_at_most;
use voluptas_core::domain::case::AttachmentRef;
use voluptas_core::domain::failure_group;
use voluptas_formats::readable;
use voluptas_store::{Result, Store};

/// Greatest length of a picture that is read, in bytes.
const MAX_PICTURE: usize = cases::attachment::MAX_FILE;
/// Greatest side of a picture, in pixels: pictures of whole pages are long.
const MAX_SIDE: u32 = 30_000;
/// Most pixels that are kept. Larger pictures are made smaller.
const MAX_PIXELS: u64 = 32_000_000;
/// Side of the parts of a picture, in pixels: every graphics card takes textures of this size.
const PART: u32 = 2048;

/// Bytes of a text that are shown.
const TEXT_BYTES: u64 = 2 * 1024 * 1024;
/// Longest piece of a line, in characters. A longer line is shown in several pieces.
const LINE: usize = 2000;

/// A file as it is shown.
#[derive(Debug)]
pub enum Content {
    Picture(Picture),
    Text(Text),
    /// A file of another kind, or one that is damaged or too large.
    Other,
    /// The bytes are not on this computer.
    Away,
}

/// A decoded picture.
#[derive(Debug)]
pub struct Picture {
    /// Width and height of the file's picture, in pixels.
    pub size: [u32; 2],
    /// Parts of the picture with their places, as shares of the whole. Of a moving picture those of its first frame.
    pub parts: Vec<(Rect, Arc<ColorImage>)>,
    /// The bytes of a moving picture.
    pub animation: Option<Arc<[u8]>>,
}

/// Lines of a text.
#[derive(Debug, PartialEq, Eq)]
pub struct Text {
    /// The lines that are shown, long ones in pieces.
    pub lines: Vec<String>,
    /// Places of pieces whose line goes on with the next one.
    pub goes_on: BTreeSet<usize>,
    /// Bytes that are shown, where the file has more.
    pub cut: Option<u64>,
}

/// Reads a file. Blocks.
pub fn read(store: &Store, file: &AttachmentRef) -> Result<Content> {
    let Some(path) = cases::attachment::here(store, file)? else { return Ok(Content::Away) };
    if is_picture(file) {
        let bytes = read_at_most(&path, MAX_PICTURE).unwrap_or_default();
        let Some(picture) = decode_whole(&bytes, MAX_SIDE) else { return Ok(Content::Other) };
        let animation = animation::is_moving(&bytes).then(|| bytes.into());
        return Ok(Content::Picture(Picture { animation, ..parts_of(picture) }));
    }
    let mut bytes = Vec::new();
    let read = File::open(&path).and_then(|file| file.take(TEXT_BYTES + 1).read_to_end(&mut bytes));
    if let Err(error) = read {
        tracing::warn!(%error, "an attached file was not read");
        return Ok(Content::Other);
    }
    // A file without a known type is a text where its bytes are one.
    let may_be_text = is_text(file) || !is_medium(file);
    Ok(may_be_text.then(|| text_of(bytes)).flatten().map_or(Content::Other, Content::Text))
}

/// True for sound, videos, documents and pictures that are not drawn.
fn is_medium(file: &AttachmentRef) -> bool {
    ["video/", "audio/", "image/", "font/", "application/pdf", "application/zip"].iter().any(|kind| file.mime.starts_with(kind))
        && file.mime != "image/svg+xml"
}

/// The lines of a text, without the codes of colours. `None` for bytes of something else.
fn text_of(mut bytes: Vec<u8>) -> Option<Text> {
    let is_cut = bytes.len() as u64 > TEXT_BYTES;
    if is_cut {
        // Ends after a whole line where there is one near the end.
        bytes.truncate(TEXT_BYTES as usize);
        let near = bytes.len() - bytes.len() / 8;
        if let Some(at) = bytes[near..].iter().rposition(|b| *b == b'\n') {
            bytes.truncate(near + at + 1);
        }
    }
    let cut = is_cut.then_some(bytes.len() as u64);
    let words = if bytes.is_empty() { String::new() } else { readable(&bytes)? };
    let plain = failure_group::without_colours(&words);
    let (mut lines, mut goes_on) = (Vec::new(), BTreeSet::new());
    for line in plain.lines() {
        let first = lines.len();
        lines.extend(pieces(&line.replace('\t', "    ")));
        goes_on.extend(first..lines.len().saturating_sub(1));
    }
    Some(Text { lines, goes_on, cut })
}

/// A line in pieces of at most [`LINE`] characters, without characters that cannot be drawn.
fn pieces(line: &str) -> Vec<String> {
    let clean = |piece: &str| piece.chars().map(|c| if c.is_control() { '·' } else { c }).collect::<String>();
    let mut pieces = Vec::new();
    let mut rest = line;
    while let Some((at, _)) = rest.char_indices().nth(LINE) {
        let (piece, after) = rest.split_at(at);
        pieces.push(clean(piece));
        rest = after;
    }
    pieces.push(clean(rest));
    pieces
}

/// A picture in parts that fit into textures, scaled down if it has too many pixels.
fn parts_of(picture: DynamicImage) -> Picture {
    let size = [picture.width(), picture.height()];
    let pixels = u64::from(size[0]) * u64::from(size[1]);
    // The large picture is dropped, and a picture of this kind is not copied: each takes more than a hundred megabytes.
    let whole = if pixels > MAX_PIXELS {
        let by = (MAX_PIXELS as f64 / pixels as f64).sqrt();
        let shrunk = |side: u32| ((f64::from(side) * by) as u32).max(1);
        let small = picture.thumbnail_exact(shrunk(size[0]), shrunk(size[1]));
        drop(picture);
        small.into_rgba8()
    } else {
        picture.into_rgba8()
    };
    let (width, height) = whole.dimensions();
    let mut parts = Vec::new();
    for y in (0..height).step_by(PART as usize) {
        for x in (0..width).step_by(PART as usize) {
            let (w, h) = (PART.min(width - x), PART.min(height - y));
            let part = imageops::crop_imm(&whole, x, y, w, h).to_image();
            let share = |x: u32, y: u32| pos2(x as f32 / width as f32, y as f32 / height as f32);
            let at = Rect::from_min_size(share(x, y), vec2(w as f32 / width as f32, h as f32 / height as f32));
            parts.push((at, Arc::new(ColorImage::from_rgba_unmultiplied([w as usize, h as usize], part.as_raw()))));
        }
    }
    Picture { size, parts, animation: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_pictures_come_in_parts_and_huge_ones_are_made_smaller() {
        let parts = |width, height| parts_of(DynamicImage::new_rgba8(width, height));
        assert_eq!(parts(PART, 10).parts.len(), 1);
        let long = parts(100, PART * 2 + 1);
        assert_eq!((long.size, long.parts.len()), ([100, PART * 2 + 1], 3));
        let covered: f32 = long.parts.iter().map(|(at, _)| at.height()).sum();
        assert!((covered - 1.0).abs() < 1e-5);
        let huge = parts(10_000, 4000);
        assert_eq!(huge.size, [10_000, 4000]);
        let pixels: usize = huge.parts.iter().map(|(_, part)| part.pixels.len()).sum();
        assert!(pixels as u64 <= MAX_PIXELS && pixels as u64 > MAX_PIXELS / 2);
    }

    #[test]
    fn texts_are_cut_at_a_line_and_long_lines_come_in_pieces() {
        let short = text_of("один\n\u{1b}[31mдва\u{1b}[0m\tтри".as_bytes().to_vec());
        let lines = vec!["один".to_owned(), "два    три".to_owned()];
        assert_eq!(short, Some(Text { lines, goes_on: BTreeSet::new(), cut: None }));
        let mut long = "0123456789abcde\n".repeat(TEXT_BYTES as usize / 16 + 100).into_bytes();
        long.truncate(TEXT_BYTES as usize + 1);
        let text = text_of(long).expect("text");
        assert_eq!((text.lines.len() as u64, text.cut), (TEXT_BYTES / 16, Some(TEXT_BYTES)));
        let pieces = text_of(format!("{}\ny", "x".repeat(LINE * 2 + 1)).into_bytes()).expect("text");
        assert_eq!(pieces.goes_on, BTreeSet::from([0, 1]));
        assert_eq!(pieces.lines.iter().map(String::len).collect::<Vec<_>>(), [LINE, LINE, 1, 1]);
        assert_eq!(text_of(b"PK\x03\x04\0\0".to_vec()), None);
        assert_eq!(text_of(Vec::new()).map(|text| text.lines.len()), Some(0));
    }
}
