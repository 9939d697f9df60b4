//! Pictures of the clipboard.

use std::io::Cursor;
use std::time::{Duration, Instant};

use image::{ImageFormat, RgbaImage};

use voluptas_app::cases::attachment::NewFile;
use voluptas_core::base::Millis;
use voluptas_core::base::clock::to_plain;

/// Further readings of a clipboard without a picture, and the pause before each.
const AGAIN: usize = 3;
const PAUSE: Duration = Duration::from_millis(150);
/// Time after which the clipboard is not read again.
const PATIENCE: Duration = Duration::from_secs(2);

/// The picture of the clipboard as a file to attach, with the time in its name.
pub fn screenshot(at: Millis, read: fn() -> Option<Vec<u8>>) -> NewFile {
    // Colons are not allowed in names on every system.
    let stamp = to_plain(at).replace(' ', "-").replace(':', "");
    NewFile::Screenshot { filename: format!("screenshot-{stamp}.png"), read }
}

/// The picture of the system's clipboard as PNG; none without a picture or without a clipboard. Blocks.
pub fn picture() -> Option<Vec<u8>> {
    let read = || arboard::Clipboard::new().and_then(|mut clipboard| clipboard.get_image());
    // Under X11 a large picture comes in parts, and one that is late on a busy machine ends the reading.
    let began = Instant::now();
    let mut found = read();
    for _ in 0..AGAIN {
        // An owner of the clipboard that does not answer at all will not answer the next time either.
        if began.elapsed() > PATIENCE || !matches!(found, Err(arboard::Error::ContentNotAvailable)) {
            break;
        }
        std::thread::sleep(PAUSE);
        found = read();
    }
    let picture = found.inspect_err(|error| tracing::info!(%error, "no picture in the clipboard")).ok()?;
    let (width, height) = (u32::try_from(picture.width).ok()?, u32::try_from(picture.height).ok()?);
    let pixels = RgbaImage::from_raw(width, height, picture.bytes.into_owned())?;
    let mut png = Vec::new();
    let written = pixels.write_to(&mut Cursor::new(&mut png), ImageFormat::Png);
    written.inspect_err(|error| tracing::warn!(%error, "the picture of the clipboard was not written")).ok()?;
    Some(png)
}
