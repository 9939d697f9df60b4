//! Connections that know whether their client is idle, and that a request can cut, as a failing network would: without an answer.
//!
//! A [`Socket`] has the bytes of the network, an [`ActivityStream`] those of HTTP; with HTTPS the encryption is between them.

use std::io;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::Notify;
use tokio::time::Sleep;

/// One connection, as a request sees it.
#[derive(Debug, Clone)]
pub struct Connection {
    cut: Arc<AtomicBool>,
    address: IpAddr,
}

impl Connection {
    /// A connection that `cut` ends.
    pub fn new(cut: Arc<AtomicBool>, address: IpAddr) -> Self {
        Self { cut, address }
    }

    /// The address of the client, or of the proxy before it.
    pub fn address(&self) -> IpAddr {
        self.address
    }

    /// Nothing more is written to it or read from it: the next attempt to do so closes it.
    pub fn cut(&self) {
        self.cut.store(true, Ordering::Release);
    }
}

/// Activity of a connection: idle, reading a request or writing a response.
#[derive(Debug)]
pub struct Activity {
    state: Mutex<State>,
    header_began: Notify,
}

#[derive(Debug, Clone, Copy)]
enum State {
    /// Silent since then.
    Idle(Instant),
    /// Sends a header since then.
    Header(Instant),
    /// A request is read, executed or answered.
    Busy,
}

impl Default for Activity {
    fn default() -> Self {
        Self { state: Mutex::new(State::Idle(Instant::now())), header_began: Notify::new() }
    }
}

/// A request that is being answered; when dropped, its connection is idle.
#[derive(Debug)]
pub struct Busy(Arc<Activity>);

impl Drop for Busy {
    fn drop(&mut self) {
        *self.0.lock() = State::Idle(Instant::now());
    }
}

impl Activity {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The header is complete.
    pub fn begin_request(self: &Arc<Self>) -> Busy {
        *self.lock() = State::Busy;
        Busy(Arc::clone(self))
    }

    fn received(&self) {
        let mut state = self.lock();
        if matches!(*state, State::Idle(_)) {
            *state = State::Header(Instant::now());
            self.header_began.notify_one();
        }
    }

    /// Time since which nothing has been asked; `None` while a request is being answered.
    pub fn idle_since(&self) -> Option<Instant> {
        match *self.lock() {
            State::Idle(since) | State::Header(since) => Some(since),
            State::Busy => None,
        }
    }

    /// Ends when a header takes longer than `limit`.
    pub async fn header_too_slow(&self, limit: Duration) {
        loop {
            let state = *self.lock();
            match state {
                State::Header(since) if since.elapsed() >= limit => return,
                State::Header(since) => tokio::time::sleep_until((since + limit).into()).await,
                State::Idle(_) | State::Busy => self.header_began.notified().await,
            }
        }
    }
}

/// A socket that can be cut.
#[derive(Debug)]
pub struct Socket {
    stream: TcpStream,
    cut: Arc<AtomicBool>,
    write_limit: Duration,
    /// Runs while the client takes nothing of an answer.
    stalled: Option<Pin<Box<Sleep>>>,
}

impl Socket {
    /// A socket whose client must take something of an answer within `write_limit`.
    pub fn new(stream: TcpStream, write_limit: Duration) -> Self {
        Self { stream, cut: Arc::default(), write_limit, stalled: None }
    }

    /// The switch that cuts it.
    pub fn cutter(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.cut)
    }

    fn check(&self) -> io::Result<()> {
        if self.cut.load(Ordering::Acquire) { Err(io::ErrorKind::ConnectionReset.into()) } else { Ok(()) }
    }

    /// Lets a write that waits wait only so long.
    fn bounded<T>(&mut self, polled: Poll<io::Result<T>>, cx: &mut Context<'_>) -> Poll<io::Result<T>> {
        if polled.is_ready() {
            self.stalled = None;
            return polled;
        }
        let limit = self.write_limit;
        let stalled = self.stalled.get_or_insert_with(|| Box::pin(tokio::time::sleep(limit)));
        stalled.as_mut().poll(cx).map(|()| Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for Socket {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        self.check()?;
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl AsyncWrite for Socket {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        self.check()?;
        let polled = Pin::new(&mut self.stream).poll_write(cx, buf);
        self.bounded(polled, cx)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.check()?;
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

/// A stream of HTTP whose reads are noted as activity of its client.
#[derive(Debug)]
pub struct ActivityStream<S> {
    stream: S,
    activity: Arc<Activity>,
}

impl<S> ActivityStream<S> {
    /// Notes what is read from `stream`.
    pub fn new(stream: S, activity: Arc<Activity>) -> Self {
        Self { stream, activity }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for ActivityStream<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        let polled = Pin::new(&mut self.stream).poll_read(cx, buf);
        if buf.filled().len() > before {
            self.activity.received();
        }
        polled
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for ActivityStream<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
