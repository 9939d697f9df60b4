//! Multipart bodies with a bound that their parser lacks: it keeps the head of a part in memory until the head ends, up to the length of the whole
//! body, and looks through all of it at each piece that arrives. Here a part must begin within [`MAX_PART_HEAD`] bytes.

use super::limits::MAX_PART_HEAD;
use axum::BoxError;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::multipart::{Field, MultipartError, MultipartRejection};
use axum::extract::{DefaultBodyLimit, FromRequest as _, Multipart, Request};
use hyper::body::{Frame, SizeHint};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};

/// The parts of a multipart body.
#[derive(Debug)]
pub struct Parts {
    parts: Multipart,
    meter: Arc<Meter>,
}

impl Parts {
    /// The parts of a request of at most this many bytes.
    ///
    /// # Errors
    /// The request has no multipart body.
    pub async fn of(mut request: Request, most: usize) -> Result<Self, MultipartRejection> {
        DefaultBodyLimit::max(most).apply(&mut request);
        let meter = Arc::<Meter>::default();
        let request = request.map(|body| Body::new(Metered { body, meter: Arc::clone(&meter), gives_way: false }));
        Ok(Self { parts: Multipart::from_request(request, &()).await?, meter })
    }

    /// The next part; the one before has been read to its end.
    ///
    /// # Errors
    /// The body is broken, too long, or has a head beyond [`MAX_PART_HEAD`].
    pub async fn next(&mut self) -> Result<Option<Field<'_>>, MultipartError> {
        self.meter.0.store(MAX_PART_HEAD, Ordering::Relaxed);
        let part = self.parts.next_field().await;
        self.meter.0.store(UNBOUNDED, Ordering::Relaxed);
        part
    }
}

/// A part as text; `None` for a longer one, which is not read further.
///
/// # Errors
/// The body is broken or too long.
pub async fn text(mut part: Field<'_>, most: usize) -> Result<Option<String>, MultipartError> {
    let mut bytes = Vec::new();
    while let Some(chunk) = part.chunk().await? {
        if bytes.len() + chunk.len() > most {
            return Ok(None);
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(Some(String::from_utf8_lossy(&bytes).into_owned()))
}

/// While the content of a part is read, which has limits of its own.
const UNBOUNDED: usize = usize::MAX;

/// Bytes that may arrive before the next part begins.
#[derive(Debug)]
struct Meter(AtomicUsize);

impl Default for Meter {
    fn default() -> Self {
        Self(AtomicUsize::new(UNBOUNDED))
    }
}

impl Meter {
    /// Counts bytes that arrived; false where none was left.
    fn take(&self, bytes: usize) -> bool {
        let left = self.0.load(Ordering::Relaxed);
        if left != UNBOUNDED {
            self.0.store(left.saturating_sub(bytes), Ordering::Relaxed);
        }
        left > 0
    }
}

/// A body that hands on one piece at a time: the parser takes everything that is there before it looks for the end of a head.
#[derive(Debug)]
struct Metered {
    body: Body,
    meter: Arc<Meter>,
    gives_way: bool,
}

impl HttpBody for Metered {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        if std::mem::take(&mut self.gives_way) {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        let polled = Pin::new(&mut self.body).poll_frame(cx);
        if let Poll::Ready(Some(Ok(frame))) = &polled {
            self.gives_way = true;
            if !self.meter.take(frame.data_ref().map_or(0, Bytes::len)) {
                return Poll::Ready(Some(Err("the head of a part is too long".into())));
            }
        }
        polled.map(|frame| frame.map(|frame| frame.map_err(Into::into)))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(body: Vec<u8>) -> Request {
        // As from a socket: in pieces.
        let pieces: Vec<Result<Bytes, BoxError>> = body.chunks(8192).map(|piece| Ok(Bytes::copy_from_slice(piece))).collect();
        Request::builder()
            .header("content-type", "multipart/form-data; boundary=X")
            .body(Body::from_stream(futures::stream::iter(pieces)))
            .expect("request")
    }

    #[tokio::test]
    async fn the_content_of_a_part_is_long_and_its_head_is_not() {
        let content = "x".repeat(4 * MAX_PART_HEAD);
        let part = |head: &str| format!("--X\r\nContent-Disposition: form-data; name=\"a\"{head}\r\n\r\n{content}\r\n");
        let whole = format!("{}{}--X--\r\n", part(""), part("; filename=\"b\""));
        let mut parts = Parts::of(request(whole.into_bytes()), usize::MAX >> 1).await.expect("multipart");
        for _ in 0..2 {
            let part = parts.next().await.expect("whole").expect("a part");
            assert_eq!(text(part, content.len()).await.expect("text").as_deref(), Some(content.as_str()));
        }
        assert!(parts.next().await.expect("the end").is_none());
        for bad in [part(&format!("; filename=\"{content}\"")), content.clone()] {
            let mut parts = Parts::of(request(bad.into_bytes()), usize::MAX >> 1).await.expect("multipart");
            assert!(parts.next().await.is_err());
        }
    }

    #[tokio::test]
    async fn a_longer_text_is_not_kept() {
        let body = format!("--X\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n{}\r\n--X--\r\n", "x".repeat(11));
        let mut parts = Parts::of(request(body.into_bytes()), 1 << 20).await.expect("multipart");
        let part = parts.next().await.expect("whole").expect("a part");
        assert_eq!(text(part, 10).await.expect("text"), None);
    }
}
