//! The text of an answer: short ones in memory, long ones in a temporary file, from which the client takes them at its own speed.
//!
//! A page of a hundred results may have a hundred texts of 16 MB. Such a page is complete all the same, because clients of Qase count on
//! its number of rows; only its text never stands in memory as a whole. [`Spool`] takes the text while the handler writes it,
//! [`Text::settled`] counts what waits for its client.

use super::body::Reservation;
use super::limits::{ANSWER_IN_MEMORY, ANSWERS_ON_DISK};
use axum::body::{Body, Bytes, HttpBody};
use hyper::body::{Frame, SizeHint};
use std::fs::File;
use std::io::{self, Read as _, Seek as _, Write};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, ready};
use tokio::task::JoinHandle;

/// Bytes of all answers in files of this process.
static ON_DISK: AtomicU64 = AtomicU64::new(0);

/// Bytes that are sent to the client at a time.
const STEP: usize = 256 * 1024;

/// A temporary file without a name; the system removes it with its last handle.
#[derive(Debug)]
struct AnswerFile {
    file: File,
    bytes: u64,
}

impl AnswerFile {
    fn new() -> io::Result<Self> {
        Ok(Self { file: tempfile::tempfile()?, bytes: 0 })
    }

    fn write(&mut self, text: &[u8]) -> io::Result<()> {
        let more = text.len() as u64;
        if ON_DISK.fetch_add(more, Ordering::Relaxed).saturating_add(more) > ANSWERS_ON_DISK {
            ON_DISK.fetch_sub(more, Ordering::Relaxed);
            return Err(io::Error::from(io::ErrorKind::QuotaExceeded));
        }
        self.bytes += more;
        self.file.write_all(text)
    }
}

impl Drop for AnswerFile {
    fn drop(&mut self) {
        ON_DISK.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

/// Writer for the text of an answer: into memory first, and into a file once the text is longer than [`ANSWER_IN_MEMORY`].
#[derive(Debug, Default)]
pub struct Spool {
    memory: Vec<u8>,
    kept: Option<AnswerFile>,
    failed: Option<io::Error>,
}

impl Spool {
    fn put(&mut self, text: &[u8]) -> io::Result<()> {
        if self.kept.is_none() && self.memory.len() + text.len() <= ANSWER_IN_MEMORY {
            self.memory.extend_from_slice(text);
            return Ok(());
        }
        if self.kept.is_none() {
            self.kept = Some(AnswerFile::new()?);
        }
        let Some(kept) = &mut self.kept else { return Ok(()) };
        // Serialisers write a few bytes at a time.
        if self.memory.len() + text.len() > ANSWER_IN_MEMORY {
            kept.write(&self.memory)?;
            self.memory.clear();
        }
        if text.len() > ANSWER_IN_MEMORY {
            return kept.write(text);
        }
        self.memory.extend_from_slice(text);
        Ok(())
    }

    /// The whole text.
    ///
    /// # Errors
    /// The disk is full, or other answers take its room.
    pub fn finish(mut self) -> io::Result<Text> {
        if let Some(error) = self.failed {
            return Err(error);
        }
        let Some(mut kept) = self.kept else { return Ok(Text(Place::Memory(self.memory.into(), None))) };
        kept.write(&self.memory)?;
        self.memory = Vec::new();
        kept.file.rewind()?;
        Ok(Text(Place::Disk(kept)))
    }
}

impl Write for Spool {
    /// Never fails: the error is that of [`Spool::finish`].
    fn write(&mut self, text: &[u8]) -> io::Result<usize> {
        if self.failed.is_none()
            && let Err(error) = self.put(text)
        {
            self.failed = Some(error);
            self.kept = None;
            self.memory = Vec::new();
        }
        Ok(text.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[derive(Debug)]
enum Place {
    /// The reservation counts the text against the memory of the server until the client has it.
    Memory(Bytes, Option<Reservation>),
    Disk(AnswerFile),
}

/// The text of an answer.
#[derive(Debug)]
pub struct Text(Place);

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self(Place::Memory(text.into(), None))
    }
}

impl Text {
    /// The text, if it is in memory.
    pub fn in_memory(&self) -> Option<&Bytes> {
        match &self.0 {
            Place::Memory(text, _) => Some(text),
            Place::Disk(_) => None,
        }
    }

    /// Number of bytes.
    pub fn len(&self) -> u64 {
        match &self.0 {
            Place::Memory(text, _) => text.len() as u64,
            Place::Disk(kept) => kept.bytes,
        }
    }

    /// Keeps the text in memory if there is a reservation for it; otherwise moves it into a file. Blocks.
    ///
    /// # Errors
    /// As [`Spool::finish`].
    pub fn settled(self, reservation: Option<Reservation>) -> io::Result<Self> {
        match (self.0, reservation) {
            (Place::Memory(text, _), Some(reservation)) => Ok(Self(Place::Memory(text, Some(reservation)))),
            (Place::Memory(text, _), None) => {
                let mut kept = AnswerFile::new()?;
                kept.write(&text)?;
                kept.file.rewind()?;
                Ok(Self(Place::Disk(kept)))
            }
            (disk, _) => Ok(Self(disk)),
        }
    }

    /// The whole text. Blocks if it is in a file.
    pub fn whole(self) -> io::Result<Vec<u8>> {
        match self.0 {
            Place::Memory(text, _) => Ok(text.to_vec()),
            Place::Disk(mut kept) => {
                let mut text = Vec::new();
                kept.file.read_to_end(&mut text)?;
                Ok(text)
            }
        }
    }

    /// The body that sends the text.
    pub fn into_body(self) -> Body {
        match self.0 {
            Place::Memory(text, None) => Body::from(text),
            Place::Memory(text, reservation) => Body::new(MemoryBody { text: Some(text), _reservation: reservation }),
            Place::Disk(kept) => {
                let left = kept.bytes;
                Body::new(FileBody { kept: Arc::new(kept), left, reading: None })
            }
        }
    }
}

/// Body from memory. Its reservation ends when the client has the text.
struct MemoryBody {
    text: Option<Bytes>,
    _reservation: Option<Reservation>,
}

impl HttpBody for MemoryBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        // A part at a time: hyper buffers a part until the socket takes it, and the reservation must last until the last part.
        let Some(mut text) = self.text.take() else { return Poll::Ready(None) };
        let part = text.split_to(text.len().min(STEP));
        self.text = (!text.is_empty()).then_some(text);
        Poll::Ready(Some(Ok(Frame::data(part))))
    }

    fn is_end_stream(&self) -> bool {
        self.text.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.text.as_ref().map_or(0, |text| text.len() as u64))
    }
}

/// Body from a file, read part by part as the client takes it.
struct FileBody {
    kept: Arc<AnswerFile>,
    left: u64,
    reading: Option<JoinHandle<io::Result<Vec<u8>>>>,
}

impl HttpBody for FileBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        if self.left == 0 {
            return Poll::Ready(None);
        }
        let wanted = usize::try_from(self.left).unwrap_or(STEP).min(STEP);
        let kept = Arc::clone(&self.kept);
        let reading = self.reading.get_or_insert_with(|| {
            tokio::task::spawn_blocking(move || {
                let mut part = vec![0; wanted];
                (&kept.file).read_exact(&mut part).map(|()| part)
            })
        });
        let read = ready!(Pin::new(reading).poll(cx));
        self.reading = None;
        let part = read.map_err(io::Error::other).and_then(|read| read);
        Poll::Ready(Some(part.map(|part| {
            self.left = self.left.saturating_sub(part.len() as u64);
            Frame::data(part.into())
        })))
    }

    fn is_end_stream(&self) -> bool {
        self.left == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn read(text: Text) -> Vec<u8> {
        axum::body::to_bytes(text.into_body(), usize::MAX).await.expect("body").to_vec()
    }

    #[tokio::test]
    async fn a_text_is_whole_wherever_it_stands() {
        for (parts, is_long) in [(1, false), (3000, true)] {
            let mut spool = Spool::default();
            let mut expected = Vec::new();
            for i in 0..parts {
                let part = format!("{i} {}", "x".repeat(1000));
                spool.write_all(part.as_bytes()).expect("written");
                expected.extend_from_slice(part.as_bytes());
            }
            let text = spool.finish().expect("text");
            assert_eq!((text.in_memory().is_none(), text.len()), (is_long, expected.len() as u64));
            assert_eq!(read(text).await, expected);
        }
        // One part that is longer than the memory, between short ones.
        let mut spool = Spool::default();
        let long = "y".repeat(2 * ANSWER_IN_MEMORY);
        for part in ["a", &long, "b"] {
            spool.write_all(part.as_bytes()).expect("written");
        }
        assert_eq!(read(spool.finish().expect("text")).await, format!("a{long}b").into_bytes());
        // One without room in memory.
        let text = Text::from("short".to_owned()).settled(None).expect("settled");
        assert!(text.in_memory().is_none());
        assert_eq!(read(text).await, b"short");
        assert_eq!(read(Text::from("held".to_owned()).settled(Some(Reservation::default())).expect("settled")).await, b"held");
    }
}
