//! Reading bodies within their limits of length and time.

use super::error::{ApiError, ApiResult};
use super::limits::{BUDGET_WAIT, MAX_BODY, SLOWEST_BODY};
use axum::BoxError;
use axum::body::{Body, Bytes, HttpBody};
use axum::http::{HeaderMap, StatusCode, header};
use futures::StreamExt as _;
use hyper::body::{Frame, SizeHint};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, Sleep};

/// A body that breaks off when its client is too slow: silent for too long, or slower on the whole than [`SLOWEST_BODY`].
#[derive(Debug)]
pub struct PacedBody {
    body: Body,
    silence: Duration,
    began: Instant,
    received: u64,
    limit: Pin<Box<Sleep>>,
}

impl PacedBody {
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

impl HttpBody for PacedBody {
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

/// Bytes for which a body asks at a time.
const STEP: usize = 64 * 1024;

/// Room for the bodies of all requests, so that their number times their length does not decide how much memory the server takes.
#[derive(Debug, Clone)]
pub struct Budget {
    free: Arc<Semaphore>,
    steps: usize,
}

/// Room that a body has; given back when dropped.
#[derive(Debug, Default)]
pub struct Reservation {
    permit: Option<OwnedSemaphorePermit>,
    steps: usize,
}

impl Budget {
    /// Room for this many bytes.
    #[must_use]
    pub fn new(bytes: usize) -> Self {
        let steps = bytes.div_ceil(STEP).clamp(1, Semaphore::MAX_PERMITS);
        Self { free: Arc::new(Semaphore::new(steps)), steps }
    }

    /// Bytes that bodies take now, in whole steps.
    pub fn taken(&self) -> usize {
        self.steps.saturating_sub(self.free.available_permits()).saturating_mul(STEP)
    }

    /// Room for this many bytes at once, if there is any.
    pub fn try_take(&self, bytes: usize) -> Option<Reservation> {
        let steps = bytes.div_ceil(STEP);
        let permit = Arc::clone(&self.free).try_acquire_many_owned(u32::try_from(steps).ok()?).ok()?;
        Some(Reservation { permit: Some(permit), steps })
    }

    /// Makes a reservation cover this many bytes. Waits in the order of arrival.
    async fn cover(&self, reservation: &mut Reservation, bytes: usize) -> ApiResult<()> {
        let missing = bytes.div_ceil(STEP).saturating_sub(reservation.steps);
        let Ok(wanted) = u32::try_from(missing) else { return Err(no_room()) };
        if wanted == 0 {
            return Ok(());
        }
        let permit = tokio::time::timeout(BUDGET_WAIT, Arc::clone(&self.free).acquire_many_owned(wanted)).await;
        let permit = permit.map_err(|_| no_room())?.map_err(|_| no_room())?;
        reservation.steps += missing;
        match &mut reservation.permit {
            Some(held) => held.merge(permit),
            none => *none = Some(permit),
        }
        Ok(())
    }
}

/// Room that an upload takes as it arrives; given back when dropped.
#[derive(Debug)]
pub struct Room<'b> {
    budget: &'b Budget,
    reservation: Reservation,
    bytes: usize,
}

impl<'b> Room<'b> {
    /// No room yet.
    #[must_use]
    pub fn new(budget: &'b Budget) -> Self {
        Self { budget, reservation: Reservation::default(), bytes: 0 }
    }

    /// Takes room for more bytes.
    ///
    /// # Errors
    /// 503 when other uploads take all the room.
    pub async fn add(&mut self, bytes: usize) -> ApiResult<()> {
        self.bytes = self.bytes.saturating_add(bytes);
        self.budget.cover(&mut self.reservation, self.bytes).await
    }
}

/// 503: too many long bodies at the same time.
fn no_room() -> ApiError {
    tracing::warn!("a body is refused: the bodies of other requests take all the room");
    let refused =
        ApiError::new(StatusCode::SERVICE_UNAVAILABLE, "The server has too many long requests. Try again in a few seconds.");
    ApiError { retry_after: Some(BUDGET_WAIT.as_secs()), ..refused }
}

/// 413 for a body beyond its limit.
fn too_long() -> ApiError {
    ApiError::too_large("The request is too large.")
}

/// True for a client that sends its body only after `100 Continue`. hyper sends this when the body is read first.
pub fn awaits_continue(headers: &HeaderMap) -> bool {
    headers.get(header::EXPECT).is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"100-continue"))
}

/// Refuses a body that is longer than `most` bytes by its `Content-Length`, while its client waits to send it. Others send it anyway: theirs
/// is read up to the limit.
///
/// # Errors
/// 413, before the body is read.
pub fn check_announced(headers: &HeaderMap, most: usize) -> ApiResult<()> {
    let announced = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if awaits_continue(headers) && announced.is_some_and(|bytes| bytes > most as u64) { Err(too_long()) } else { Ok(()) }
}

/// A whole body with the room that it takes. One that is too large is read to its end all the same (up to twice the limit), without
/// being kept: an answer given while the client still sends would be lost with the connection.
///
/// # Errors
/// 413 above [`MAX_BODY`], 400 when the client breaks off, 503 when other bodies take all the room.
pub async fn read(body: Body, budget: &Budget) -> ApiResult<(Vec<u8>, Reservation)> {
    // The announced length, within the limit: growing by doubling would take twice the room for a moment. The system gives memory
    // only for what really arrives.
    let announced = HttpBody::size_hint(&body).exact().and_then(|n| usize::try_from(n).ok()).unwrap_or(0);
    let mut bytes = Vec::with_capacity(announced.min(MAX_BODY));
    let mut length = 0_usize;
    let mut reservation = Reservation::default();
    let mut parts = body.into_data_stream();
    while let Some(part) = parts.next().await {
        let part = part.map_err(|_| ApiError::new(StatusCode::BAD_REQUEST, "The body broke off."))?;
        length = length.saturating_add(part.len());
        if length > 2 * MAX_BODY {
            break;
        }
        if length <= MAX_BODY {
            budget.cover(&mut reservation, length).await?;
            bytes.extend_from_slice(&part);
        } else {
            (bytes, reservation) = (Vec::new(), Reservation::default());
        }
    }
    if length > MAX_BODY { Err(too_long()) } else { Ok((bytes, reservation)) }
}
