//! A moving picture: its frames are decoded on a thread of their own, a few ahead, and shown one after another for the time that each has.
//!
//! [`is_moving`] tells such a file while it is read. An [`Animation`] belongs to one content. Its thread ends when the animation is dropped: memory
//! holds the file and [`AHEAD`] frames, however many there are.

use std::io::Cursor;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, sync_channel};
use std::time::Duration;

use eframe::egui::{self, ColorImage, TextureHandle, TextureOptions};
use image::codecs::gif::GifDecoder;
use image::codecs::webp::WebPDecoder;
use image::{AnimationDecoder as _, Frame, Frames, ImageDecoder as _, Limits};

/// Frames that are decoded before they are due.
const AHEAD: usize = 3;
/// Most pixels of a frame. An animation with larger ones stands still at its first frame.
const MAX_PIXELS: u64 = 4_000_000;
/// Most memory for decoding, in bytes.
const MAX_DECODED: u64 = 128 * 1024 * 1024;
/// Frames without a time of their own are shown for this long, in milliseconds, as browsers do. So are those of less than [`LEAST_MS`].
const USUAL_MS: u64 = 100;
const LEAST_MS: u64 = 20;

/// A decoded frame with the seconds for which it is shown.
type Decoded = (ColorImage, f64);

/// A moving picture in the viewer.
pub struct Animation {
    frames: Receiver<Decoded>,
    texture: Option<TextureHandle>,
    /// Time at which the next frame is due, in seconds of the window.
    due: f64,
    /// The person stopped it.
    is_paused: bool,
    /// A frame was damaged: the animation ends there.
    is_over: bool,
}

impl std::fmt::Debug for Animation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Animation").field("due", &self.due).field("is_paused", &self.is_paused).finish_non_exhaustive()
    }
}

impl Animation {
    /// An animation of these bytes, which [`is_moving`] is true of.
    pub fn new(bytes: &Arc<[u8]>) -> Self {
        let (sender, frames) = sync_channel(AHEAD);
        let bytes = Arc::clone(bytes);
        let thread = std::thread::Builder::new().name("animation".to_owned()).spawn(move || decode(&bytes, &sender));
        if let Err(error) = thread {
            tracing::warn!(%error, "a moving picture is not played");
        }
        Self { frames, texture: None, due: 0.0, is_paused: false, is_over: false }
    }

    /// True while the person lets it stand.
    pub fn is_paused(&self) -> bool {
        self.is_paused
    }

    /// Lets it stand or go on.
    pub fn turn(&mut self) {
        self.is_paused = !self.is_paused;
    }

    /// The frame of this moment; `None` before the first one was decoded. Asks for a pass when the next one is due.
    pub fn show(&mut self, ctx: &egui::Context) -> Option<&TextureHandle> {
        let now = ctx.input(|i| i.time);
        let is_still = self.is_over || self.is_paused && self.texture.is_some();
        if !is_still && now >= self.due {
            match self.frames.try_recv() {
                Ok((frame, seconds)) => {
                    // A pass that comes late does not make the animation run faster after it.
                    self.due = now + seconds;
                    match &mut self.texture {
                        Some(texture) => texture.set(frame, TextureOptions::LINEAR),
                        None => self.texture = Some(ctx.load_texture("viewer-animation", frame, TextureOptions::LINEAR)),
                    }
                }
                Err(TryRecvError::Empty) => self.due = now,
                Err(TryRecvError::Disconnected) => self.is_over = true,
            }
        }
        if !(self.is_over || self.is_paused && self.texture.is_some()) {
            let left = (self.due - now).max(0.005);
            ctx.request_repaint_after(Duration::from_secs_f64(left));
        }
        self.texture.as_ref()
    }
}

/// True for a picture of several frames that are small enough to be played. Blocks.
pub fn is_moving(bytes: &[u8]) -> bool {
    frames(bytes).is_some_and(|frames| frames.take(2).flatten().count() == 2)
}

/// The frames of a GIF or WebP within bounds of size and memory.
fn frames(bytes: &[u8]) -> Option<Frames<'_>> {
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_DECODED);
    let fits = |(width, height): (u32, u32)| u64::from(width) * u64::from(height) <= MAX_PIXELS;
    match image::guess_format(bytes).ok()? {
        image::ImageFormat::Gif => {
            let mut decoder = GifDecoder::new(Cursor::new(bytes)).ok()?;
            decoder.set_limits(limits).ok()?;
            fits(decoder.dimensions()).then(|| decoder.into_frames())
        }
        image::ImageFormat::WebP => {
            let mut decoder = WebPDecoder::new(Cursor::new(bytes)).ok()?;
            decoder.set_limits(limits).ok()?;
            (decoder.has_animation() && fits(decoder.dimensions())).then(|| decoder.into_frames())
        }
        _ => None,
    }
}

/// Decodes the frames in a loop until the receiver is dropped or a frame is damaged.
fn decode(bytes: &[u8], sender: &SyncSender<Decoded>) {
    while let Some(frames) = frames(bytes) {
        let mut any = false;
        for frame in frames {
            let Ok(frame) = frame.inspect_err(|error| tracing::info!(%error, "a moving picture ends before its end")) else {
                // What could be read is played again.
                break;
            };
            any = true;
            if sender.send(decoded(&frame)).is_err() {
                return;
            }
        }
        if !any {
            return;
        }
    }
}

fn decoded(frame: &Frame) -> Decoded {
    let (over, under) = frame.delay().numer_denom_ms();
    let ms = u64::from(over) / u64::from(under.max(1));
    let ms = if ms < LEAST_MS { USUAL_MS } else { ms };
    let pixels = frame.buffer();
    let size = [pixels.width() as usize, pixels.height() as usize];
    (ColorImage::from_rgba_unmultiplied(size, pixels.as_raw()), ms as f64 / 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::codecs::gif::GifEncoder;
    use image::{Delay, Rgba, RgbaImage};

    fn gif(colours: &[[u8; 4]], ms: u32, side: u32) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = GifEncoder::new(&mut bytes);
        let frame = |colour: &[u8; 4]| {
            let delay = Delay::from_numer_denom_ms(ms, 1);
            Frame::from_parts(RgbaImage::from_pixel(side, side, Rgba(*colour)), 0, 0, delay)
        };
        encoder.encode_frames(colours.iter().map(frame)).expect("encoded");
        drop(encoder);
        bytes
    }

    #[test]
    fn several_frames_make_a_film_that_begins_again() {
        let (red, blue) = ([255, 0, 0, 255], [0, 0, 255, 255]);
        let bytes = gif(&[red, blue], 250, 4);
        assert!(is_moving(&bytes) && !is_moving(&gif(&[red], 250, 4)) && !is_moving(b"GIF89a"));
        let (sender, receiver) = sync_channel(1);
        let thread = std::thread::spawn(move || decode(&bytes, &sender));
        let shown: Vec<_> = receiver.iter().take(5).map(|(frame, seconds)| (frame.pixels[0].to_array(), seconds)).collect();
        assert_eq!(shown, [red, blue, red, blue, red].map(|colour| (colour, 0.25)));
        drop(receiver);
        thread.join().expect("ends when nobody wants frames");
    }

    #[test]
    fn frames_follow_one_another_while_the_film_is_not_stopped() {
        let bytes: Arc<[u8]> = gif(&[[255, 0, 0, 255], [0, 0, 255, 255]], 50, 4).into();
        let (ctx, mut animation, mut now) = (egui::Context::default(), Animation::new(&bytes), 0.0);
        // Frames that were shown in a pass a tenth of a second later.
        let mut pass = |animation: &mut Animation| {
            now += 0.1;
            let input = egui::RawInput { time: Some(now), ..egui::RawInput::default() };
            let mut deltas = ctx.run_ui(input, |ui| _ = animation.show(ui.ctx())).textures_delta;
            let is_frame = |delta: &eframe::epaint::ImageDelta| delta.image.size() == [4, 4];
            let shown = deltas.set.values().flatten().filter(|delta| is_frame(delta)).count();
            deltas.clear();
            shown
        };
        let begin = std::time::Instant::now();
        let mut shown = 0;
        while shown < 3 && begin.elapsed() < Duration::from_secs(60) {
            shown += pass(&mut animation);
            std::thread::yield_now();
        }
        assert_eq!(shown, 3);
        animation.turn();
        assert!(animation.is_paused() && (0..20).all(|_| pass(&mut animation) == 0), "it stands");
        animation.turn();
        let begin = std::time::Instant::now();
        while pass(&mut animation) == 0 && begin.elapsed() < Duration::from_secs(60) {
            std::thread::yield_now();
        }
        assert!(begin.elapsed() < Duration::from_secs(60), "it goes on");
    }

    #[test]
    fn frames_without_a_time_last_as_in_browsers_and_large_ones_stand_still() {
        let bytes = gif(&[[1; 4], [2; 4]], 0, 2);
        let all = frames(&bytes).expect("frames");
        assert!(all.map(|frame| decoded(&frame.expect("a frame")).1).all(|seconds| (seconds - 0.1).abs() < 1e-9));
        assert!(!is_moving(&gif(&[[1; 4], [2; 4]], 50, 2001)));
    }

    #[test]
    fn a_film_that_is_cut_off_plays_what_there_is() {
        let whole = gif(&[[255, 0, 0, 255], [0, 0, 255, 255], [0, 255, 0, 255]], 50, 64);
        let cut: Arc<[u8]> = whole[..whole.len() - 40].into();
        let (sender, receiver) = sync_channel(1);
        let thread = std::thread::spawn(move || decode(&cut, &sender));
        assert_eq!(receiver.iter().take(6).count(), 6);
        drop(receiver);
        thread.join().expect("the thread ends");
    }
}
