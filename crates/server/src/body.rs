//! Reading bodies within their limits of length and time.

use super::error::{ApiError, ApiResult};
use super::limits::{MAX_BODY, SLOWEST_BODY};
use axum::BoxError;
use axum::body::{Body, Bytes, HttpBody};
use axum::http::StatusCode;
use futures::StreamExt as _;
use hyper::body::{Frame, SizeHint};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::time::{Instant, Sleep};

/// A body that breaks off when its client is too slow: silent for too long, or slower on the whole than [`SLOWEST_BODY`].
#[derive(Debug)]
pub struct Paced {
    body: Body,
    silence: Duration,
    began: Instant,
    received: u64,
    limit: Pin<Box<Sleep>>,
}

impl Paced {
    /// A body whose client may be silent for so long.
    #[must_use]
    pub fn new(body: Body, silence: Duration) -> Self {
        Self { body, silence, began: Instant::now(), received: 0, limit: Box::pin(tokio::time::sleep(silence)) }
    }

    /// The earlier end of both limits, after something was received.
    fn renew(&mut self) {
        let whole = self.began + self.silence + Duration::from_secs(self.received / SLOWEST_BODY);
        self.limit.as_mut().reset(whole.min(Instant::now() + self.silence));
    }
}

impl HttpBody for Paced {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        match Pin::new(&mut self.body).poll_frame(cx) {
            Poll::Ready(Some(Ok(frame))) => {
                self.received += frame.data_ref().map_or(0, |data| data.len() as u64);
                self.renew();
                Poll::Ready(Some(Ok(frame)))
            }
            Poll::Ready(end) => Poll::Ready(end.map(|frame| frame.map_err(Into::into))),
            Poll::Pending => self.limit.as_mut().poll(cx).map(|()| Some(Err("the body is too slow".into()))),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// A whole body. One that is too large is read to its end all the same (up to twice the limit), without being kept: an answer
/// given while the client still sends would be lost with the connection.
///
/// # Errors
/// 413 above [`MAX_BODY`], 400 when the client breaks off.
pub async fn read(body: Body) -> ApiResult<Vec<u8>> {
    // The announced length, within the limit: growing by doubling would take twice the room for a moment. The system gives memory
    // only for what really arrives.
    let announced = HttpBody::size_hint(&body).exact().and_then(|n| usize::try_from(n).ok()).unwrap_or(0);
    let mut bytes = Vec::with_capacity(announced.min(MAX_BODY));
    let mut length = 0_usize;
    let mut parts = body.into_data_stream();
    while let Some(part) = parts.next().await {
        let part = part.map_err(|_| ApiError::new(StatusCode::BAD_REQUEST, "The body broke off."))?;
        length = length.saturating_add(part.len());
        if length > 2 * MAX_BODY {
            break;
        }
        if length <= MAX_BODY {
            bytes.extend_from_slice(&part);
        } else {
            bytes = Vec::new();
        }
    }
    if length > MAX_BODY { Err(ApiError::too_large("The request is too large.")) } else { Ok(bytes) }
}
