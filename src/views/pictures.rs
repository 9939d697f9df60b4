//! Pictures of strangers, decoded within bounds of size and memory. Of a moving picture this is the first frame; the viewer plays it.

use std::io::Cursor;

use image::{DynamicImage, ImageReader, Limits};

use voluptas_core::domain::case::AttachmentRef;

/// Most memory for decoding a picture, in bytes.
const MAX_DECODED: u64 = 256 * 1024 * 1024;

/// True for a picture of a kind that is drawn.
pub fn is_picture(file: &AttachmentRef) -> bool {
    matches!(
        &*file.mime,
        "image/png" | "image/jpeg" | "image/gif" | "image/webp" | "image/bmp" | "image/x-bmp" | "image/x-ms-bmp"
    )
}

/// Decodes a picture with at most `side` pixels on each side. `None` for data that is no picture or would take too much memory.
pub fn decode_whole(bytes: &[u8], side: u32) -> Option<DynamicImage> {
    if !lossy_frames_fit(bytes, side) || !canvas_fits(bytes) {
        tracing::info!("an attached picture is not shown: a frame of it is too large");
        return None;
    }
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?;
    let mut limits = Limits::default();
    (limits.max_image_width, limits.max_image_height) = (Some(side), Some(side));
    limits.max_alloc = Some(MAX_DECODED);
    reader.limits(limits);
    reader.decode().inspect_err(|error| tracing::info!(%error, "an attached picture is not shown")).ok()
}

/// True unless the file is an animated WebP whose canvas is too large. The decoder keeps the canvas and makes the frame and the picture
/// besides, each with 4 bytes a pixel, and its limits count one of the three.
fn canvas_fits(bytes: &[u8]) -> bool {
    const IS_ANIMATED: u8 = 0x02;
    let (Some(b"RIFF"), Some(b"WEBPVP8X"), Some([flags, _, _, _, size @ ..])) =
        (bytes.get(..4), bytes.get(8..16), bytes.get(20..30))
    else {
        return true;
    };
    // Three bytes each for width and height less one.
    let number = |at: usize| size.get(at..at + 3).map_or(0, |b| u64::from(b[0]) | u64::from(b[1]) << 8 | u64::from(b[2]) << 16);
    flags & IS_ANIMATED == 0 || (number(0) + 1) * (number(3) + 1) * 12 <= MAX_DECODED
}

/// True unless a lossy frame of a WebP picture is larger than is decoded. The decoder takes memory for the size in the frame before it
/// compares that with the size in the head of the file, which is the one that its limits are about.
fn lossy_frames_fit(bytes: &[u8], side: u32) -> bool {
    match (bytes.get(..4), bytes.get(8..12), bytes.get(12..)) {
        (Some(b"RIFF"), Some(b"WEBP"), Some(chunks)) => chunks_fit(chunks, side, true),
        _ => true,
    }
}

/// Looks at the chunks of a WebP file, and at those within the frames of an animation.
fn chunks_fit(mut rest: &[u8], side: u32, has_frames: bool) -> bool {
    /// Bytes of a frame of an animation before its chunks.
    const FRAME_HEAD: usize = 16;
    while let (Some(kind), Some(length)) = (rest.get(..4), rest.get(4..8).and_then(|bytes| bytes.try_into().ok())) {
        let length = usize::try_from(u32::from_le_bytes(length)).unwrap_or(usize::MAX);
        // A file that is cut off has less of the last chunk than it says.
        let data = rest.get(8..).unwrap_or_default();
        let data = &data[..length.min(data.len())];
        let fits = match kind {
            b"VP8 " => lossy_fits(data, side),
            b"ANMF" if has_frames => chunks_fit(data.get(FRAME_HEAD..).unwrap_or_default(), side, false),
            _ => true,
        };
        if !fits {
            return false;
        }
        let padded = length.saturating_add(length % 2).saturating_add(8);
        rest = rest.get(padded..).unwrap_or_default();
    }
    true
}

/// True for a lossy frame of at most `side` pixels on each side that can be decoded within [`MAX_DECODED`].
fn lossy_fits(data: &[u8], side: u32) -> bool {
    // Three bytes of flags, three of a mark, then width and height with 14 bits each.
    let number = |at: usize| Some(u32::from(u16::from_le_bytes([*data.get(at)?, *data.get(at + 1)?]) & 0x3FFF));
    let (Some(width), Some(height)) = (number(6), number(8)) else { return true };
    width <= side && height <= side && u64::from(width) * u64::from(height) * 4 <= MAX_DECODED
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::codecs::gif::GifEncoder;
    use image::{Frame, GenericImageView as _, ImageFormat, Rgba, RgbaImage};

    const SIDE: u32 = 30_000;

    fn filled(colour: [u8; 4]) -> RgbaImage {
        RgbaImage::from_pixel(6, 4, Rgba(colour))
    }

    #[test]
    fn gif_webp_and_bmp_are_decoded() {
        for format in [ImageFormat::Gif, ImageFormat::WebP, ImageFormat::Bmp] {
            let mut bytes = Cursor::new(Vec::new());
            filled([200, 30, 30, 255]).write_to(&mut bytes, format).expect("encoded");
            let picture = decode_whole(bytes.get_ref(), SIDE).unwrap_or_else(|| panic!("{format:?}"));
            assert_eq!((picture.dimensions(), picture.get_pixel(5, 3).0), ((6, 4), [200, 30, 30, 255]), "{format:?}");
        }
    }

    #[test]
    fn the_first_frame_of_a_moving_picture_is_decoded() {
        let mut bytes = Vec::new();
        let frames = [[255, 0, 0, 255], [0, 0, 255, 255]].map(|colour| Frame::new(filled(colour)));
        GifEncoder::new(&mut bytes).encode_frames(frames).expect("encoded");
        assert_eq!(decode_whole(&bytes, SIDE).expect("the picture").get_pixel(0, 0).0, [255, 0, 0, 255]);
    }

    /// A chunk of a WebP file.
    fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
        let length = u32::try_from(data.len()).expect("short").to_le_bytes();
        [&kind[..], &length, data, &vec![0; data.len() % 2]].concat()
    }

    fn webp(chunks: &[u8]) -> Vec<u8> {
        chunk(b"RIFF", &[b"WEBP", chunks].concat())
    }

    /// The head of a lossy frame of this size, without its pixels.
    fn lossy(width: u16, height: u16) -> Vec<u8> {
        let flags = [0x10, 0, 0, 0x9D, 0x01, 0x2A];
        chunk(b"VP8 ", &[&flags[..], &width.to_le_bytes(), &height.to_le_bytes(), &[0; 64]].concat())
    }

    #[test]
    fn an_animation_whose_canvas_is_too_large_is_refused() {
        let mut pixel = Cursor::new(Vec::new());
        RgbaImage::from_pixel(1, 1, Rgba([9; 4])).write_to(&mut pixel, ImageFormat::WebP).expect("encoded");
        // The chunk of the frame follows the head of the file.
        let frame = [&[0; 6][..], &[0; 3], &[0; 3], &[100, 0, 0, 0], &pixel.get_ref()[12..]].concat();
        let animated = |side: u32| {
            let less = &(side - 1).to_le_bytes()[..3];
            let head = chunk(b"VP8X", &[&[0x12, 0, 0, 0], less, less].concat());
            webp(&[head, chunk(b"ANIM", &[0; 6]), chunk(b"ANMF", &frame)].concat())
        };
        let decoded = |side| decode_whole(&animated(side), SIDE).map(|picture| picture.dimensions());
        assert_eq!((decoded(600), decoded(8000)), (Some((600, 600)), None));
        assert!(canvas_fits(&animated(4700)) && !canvas_fits(&animated(4800)), "three canvases fit");
    }

    #[test]
    fn small_files_that_announce_huge_pictures_are_refused() {
        let most = u16::MAX.to_le_bytes();
        let screen = |width: [u8; 2], height: [u8; 2]| {
            [b"GIF89a".as_slice(), &width, &height, &[0x80, 0, 0, 0, 0, 0, 255, 255, 255]].concat()
        };
        let frame = [&[0x2C, 0, 0, 0, 0][..], &most, &most, &[0, 2, 2, 0x44, 1, 0, 0x3B]].concat();
        let one = 1_u16.to_le_bytes();
        let bitmap = |side: i32| {
            let sizes = [40_i32.to_le_bytes(), side.to_le_bytes(), side.to_le_bytes()].concat();
            let head = [b"BM".as_slice(), &[0; 8], &54_u32.to_le_bytes(), &sizes, &[1, 0, 24, 0], &[0; 24]].concat();
            [head, vec![0; 64]].concat()
        };
        // 14 bits each for width and height less one.
        let lossless = chunk(b"VP8L", &[&[0x2F, 0xFF, 0xFF, 0xFF, 0x0F][..], &[0; 64]].concat());
        let canvas = |side: [u8; 3], flags: u8| chunk(b"VP8X", &[&[flags, 0, 0, 0][..], &side, &side].concat());
        let animated = [&[0; 6][..], &[0; 3], &[0; 3], &[0; 4], &lossy(0x3FFF, 0x3FFF)].concat();
        let hostile = [
            ("the screen of a GIF", [screen(most, most), frame.clone()].concat()),
            ("a frame larger than the screen of its GIF", [screen(one, one), frame].concat()),
            ("a bitmap", bitmap(60_000)),
            ("a bitmap within the sides", bitmap(29_999)),
            ("lossy WebP", webp(&lossy(0x3FFF, 0x3FFF))),
            ("lossless WebP", webp(&lossless)),
            ("the canvas of a WebP", webp(&[canvas([0xFF; 3], 0), lossy(1, 1)].concat())),
            ("a frame larger than the canvas of its WebP", webp(&[canvas([0; 3], 0), lossy(0x3FFF, 0x3FFF)].concat())),
            ("a frame of an animation", webp(&[canvas([0; 3], 2), chunk(b"ANIM", &[0; 6]), chunk(b"ANMF", &animated)].concat())),
        ];
        for (what, bytes) in hostile {
            assert!(bytes.len() < 300, "{what} is small");
            assert!(decode_whole(&bytes, SIDE).is_none(), "{what}");
        }
        let frames = [lossy(0x3FFF, 0x3FFF), chunk(b"ANMF", &animated)];
        assert!(frames.iter().all(|frame| !lossy_frames_fit(&webp(frame), SIDE)), "refused before memory is taken");
        assert!(lossy_frames_fit(&webp(&lossy(640, 480)), SIDE));
        assert!(!lossy_frames_fit(&webp(&lossy(640, 480)), 500));
        // Chunks that lie about their length end the look.
        assert!(lossy_frames_fit(&webp(&[b"VP8X".as_slice(), &[0xFF; 4]].concat()), SIDE));
    }
}
