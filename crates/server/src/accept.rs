//! Accepting connections, and taking them back from clients that only hold them.
//!
//! Each connection is a task. It ends when its client is silent for too long, and it may be closed earlier when there is no room.
//! The longest idle connection is closed first. A connection that is answering a request is never closed, and one with an unread
//! request answers it first. One address may hold only so many, and a process that has no file descriptors left frees one and
//! goes on accepting.
//!
//! The TLS handshake belongs to the task of its connection, so that a slow one keeps nobody waiting. It has the time of a header,
//! counts as idle and is closed first where there is no room.

use super::connection::{Activity, ActivityStream, Connection, Socket};
use super::guard;
use super::limits::{Connections, MAX_HEAD, MAX_HEADERS};
use super::proxies::Proxies;
use super::tls::Tls;
use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse as _;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, watch};
use tokio::task::JoinSet;
use tower_service::Service as _;

/// Pause after an error of the listener: freed descriptors come back within it.
const PAUSE: Duration = Duration::from_millis(20);
/// Time in which a connection that has to go may read a request that has come already. Shorter than [`PAUSE`], so that its
/// descriptor is free after it.
const LAST_LOOK: Duration = Duration::from_millis(5);
/// Most connections in their [`LAST_LOOK`]; further ones close at once. They count for no limit, and must fit into the descriptors
/// that are kept for other uses.
const MAX_LEAVING: usize = 32;

/// Answers on a listener until `stop` ends, then finishes the requests that have begun. Dropping the future cuts every
/// connection.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    limits: Connections,
    proxies: Proxies,
    tls: Option<Tls>,
    stop: impl Future<Output = ()>,
) {
    let registry = Registry::default();
    let (stopping, stopped) = watch::channel(());
    let mut tasks = JoinSet::new();
    let mut stop = pin!(stop);
    loop {
        let accepted = tokio::select! {
            () = &mut stop => break,
            accepted = listener.accept() => accepted,
            // Finished connections are taken out as they end.
            Some(_) = tasks.join_next() => continue,
        };
        match accepted {
            Ok((stream, peer)) => {
                if let Some(entry) = registry.admit(peer, &limits.of(&proxies, peer.ip())) {
                    let address = peer.ip().to_canonical();
                    tasks.spawn(connection(stream, address, tls.clone(), entry, router.clone(), limits, stopped.clone()));
                }
            }
            Err(e) if is_of_the_client(&e) => {}
            Err(e) => {
                let freed = registry.evict(None);
                tracing::warn!(error = %e, freed, "a connection could not be accepted");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
    drop(listener);
    drop(stopped);
    stopping.send(()).ok();
    while tasks.join_next().await.is_some() {}
}

/// True for a client that went away before it was accepted.
fn is_of_the_client(e: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset, Interrupted};
    matches!(e.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset | Interrupted)
}

async fn connection(
    stream: TcpStream,
    address: IpAddr,
    tls: Option<Tls>,
    entry: Entry,
    router: Router,
    limits: Connections,
    mut stopped: watch::Receiver<()>,
) {
    // Answers are small: waiting for more to send costs tens of milliseconds each.
    if let Err(e) = stream.set_nodelay(true) {
        tracing::debug!(error = %e, "no TCP_NODELAY");
    }
    let socket = Socket::new(stream, limits.write);
    let info = Connection::new(socket.cutter(), address);
    let Some(tls) = tls else { return answer(socket, info, &entry, router, limits, stopped).await };
    let shaken = tokio::select! {
        shaken = tls.accept(socket, limits.header) => shaken,
        () = entry.evicted.notified() => return,
        _ = stopped.changed() => return,
    };
    match shaken {
        Ok(stream) => answer(stream, info, &entry, router, limits, stopped).await,
        Err(e) => tracing::debug!(error = %e, "a TLS handshake failed"),
    }
}

/// Bytes of all names and values.
fn header_bytes(headers: &HeaderMap) -> usize {
    headers.iter().map(|(name, value)| name.as_str().len() + value.len()).sum()
}

/// Answers the requests of a connection until it ends.
async fn answer<S: AsyncRead + AsyncWrite + Unpin>(
    stream: S,
    info: Connection,
    entry: &Entry,
    router: Router,
    limits: Connections,
    mut stopped: watch::Receiver<()>,
) {
    let (activity, evicted) = (Arc::clone(&entry.activity), Arc::clone(&entry.evicted));
    let socket = ActivityStream::new(stream, Arc::clone(&activity));
    let service = service_fn(|mut request: hyper::Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(info.clone()));
        let (mut router, busy) = (router.clone(), activity.begin_request());
        let is_too_large = header_bytes(request.headers()) > MAX_HEADERS;
        async move {
            let answer = match is_too_large {
                true => Ok(guard::protected(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE.into_response(), false)),
                false => router.call(request.map(Body::new)).await,
            };
            drop(busy);
            answer
        }
    });
    let mut builder = http1::Builder::new();
    // The time counts from the end of the request before: it is the longest silence as well as the longest time for a header.
    builder.timer(TokioTimer::new()).header_read_timeout(limits.idle).max_buf_size(MAX_HEAD);
    let mut serving = pin!(builder.serve_connection(TokioIo::new(socket), service));
    let mut is_stopping = false;
    let mut last_look = pin!(None::<tokio::time::Sleep>);
    loop {
        tokio::select! {
            // What has come is read before anything is decided.
            biased;
            ended = &mut serving => {
                if let Err(e) = ended {
                    tracing::debug!(error = %e, "a connection ended");
                }
                return;
            }
            () = evicted.notified() => {
                if entry.is_among_too_many() && activity.idle_since().is_some() {
                    return;
                }
                last_look.set(Some(tokio::time::sleep(LAST_LOOK)));
            }
            () = over(last_look.as_mut()) => {
                if activity.idle_since().is_some() {
                    return;
                }
                last_look.set(None);
                // It answers for as long as it takes, and counts meanwhile.
                entry.stay();
                serving.as_mut().graceful_shutdown();
            }
            () = activity.header_too_slow(limits.header) => return,
            _ = stopped.changed(), if !is_stopping => {
                is_stopping = true;
                serving.as_mut().graceful_shutdown();
            }
        }
    }
}

/// Waits for the end of a pause. Without a pause, never returns.
async fn over(pause: Pin<&mut Option<tokio::time::Sleep>>) {
    match pause.as_pin_mut() {
        Some(pause) => pause.await,
        None => std::future::pending().await,
    }
}

/// The open connections.
#[derive(Debug, Clone, Default)]
struct Registry(Arc<Mutex<Open>>);

#[derive(Debug, Default)]
struct Open {
    next: u64,
    connections: HashMap<u64, OpenConnection>,
}

#[derive(Debug)]
struct OpenConnection {
    address: IpAddr,
    activity: Arc<Activity>,
    evicted: Arc<Notify>,
    is_leaving: bool,
}

/// One connection in the registry; leaves it when dropped.
struct Entry {
    id: u64,
    activity: Arc<Activity>,
    evicted: Arc<Notify>,
    registry: Registry,
}

impl Entry {
    /// True while more connections than [`MAX_LEAVING`] are to make room.
    fn is_among_too_many(&self) -> bool {
        self.registry.lock().connections.values().filter(|c| c.is_leaving).count() > MAX_LEAVING
    }

    /// Counts a connection again that was to make room and has a request to answer.
    fn stay(&self) {
        if let Some(known) = self.registry.lock().connections.get_mut(&self.id) {
            known.is_leaving = false;
        }
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        self.registry.lock().connections.remove(&self.id);
    }
}

impl Registry {
    fn lock(&self) -> MutexGuard<'_, Open> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a connection in. Where there is no room, the longest idle one makes room; `None` when every one is busy.
    fn admit(&self, peer: SocketAddr, limits: &Connections) -> Option<Entry> {
        let address = peer.ip().to_canonical();
        let (of_address, all) = {
            let open = self.lock();
            let staying = || open.connections.values().filter(|c| !c.is_leaving);
            (staying().filter(|c| c.address == address).count(), staying().count())
        };
        let is_admitted = (of_address < limits.per_address || self.evict(Some(address)))
            && (all < limits.total || of_address >= limits.per_address || self.evict(None));
        if !is_admitted {
            tracing::warn!(%peer, of_address, all, "too many connections: one is refused");
            return None;
        }
        let mut open = self.lock();
        open.next += 1;
        let (id, activity, evicted) = (open.next, Arc::<Activity>::default(), Arc::<Notify>::default());
        let known = OpenConnection { address, activity: Arc::clone(&activity), evicted: Arc::clone(&evicted), is_leaving: false };
        open.connections.insert(id, known);
        Some(Entry { id, activity, evicted, registry: self.clone() })
    }

    /// Closes the longest idle connection, of one address or of any. Returns true when there was one.
    fn evict(&self, address: Option<IpAddr>) -> bool {
        let mut open = self.lock();
        let idle = open.connections.values_mut().filter(|c| !c.is_leaving && address.is_none_or(|a| c.address == a));
        let Some((_, oldest)) = idle.filter_map(|c| Some((c.activity.idle_since()?, c))).min_by_key(|(since, _)| *since) else {
            return false;
        };
        oldest.is_leaving = true;
        oldest.evicted.notify_one();
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn peer(host: u8) -> SocketAddr {
        SocketAddr::from(([10, 0, 0, host], 1000))
    }

    #[test]
    fn the_longest_idle_connection_makes_room_and_a_busy_one_stays() {
        let limits = Connections { per_address: 2, total: 3, ..Connections::default() };
        let registry = Registry::default();
        let leaving = |registry: &Registry| {
            let open = registry.lock();
            let mut ids: Vec<u64> = open.connections.iter().filter(|(_, c)| c.is_leaving).map(|(id, _)| *id).collect();
            ids.sort_unstable();
            ids
        };
        let one = registry.admit(peer(1), &limits).expect("room");
        let two = registry.admit(peer(1), &limits).expect("room");
        let busy = one.activity.begin_request();
        let three = registry.admit(peer(1), &limits).expect("the second makes room");
        assert_eq!(leaving(&registry), [two.id]);
        drop(two);
        let busy_three = three.activity.begin_request();
        assert!(registry.admit(peer(1), &limits).is_none(), "every connection of the address is busy");
        let other = registry.admit(peer(2), &limits).expect("room for another address");
        drop(busy);
        let fourth = registry.admit(peer(3), &limits).expect("the longest idle one of any address makes room");
        assert_eq!(leaving(&registry).len(), 1);
        drop((busy_three, other, fourth, one, three));
        assert!(registry.lock().connections.is_empty());
    }

    #[test]
    fn a_flood_leaves_at_once_and_those_that_answer_count_again() {
        let limits = Connections { per_address: 2, total: 1000, ..Connections::default() };
        let registry = Registry::default();
        let mut admitted: Vec<Entry> =
            (0..limits.per_address + MAX_LEAVING).filter_map(|_| registry.admit(peer(1), &limits)).collect();
        assert!(!admitted[0].is_among_too_many());
        admitted.extend(registry.admit(peer(1), &limits));
        assert!(admitted[0].is_among_too_many());
        let busy: Vec<_> = admitted.iter().map(|entry| entry.activity.begin_request()).collect();
        admitted.iter().for_each(Entry::stay);
        assert!(!admitted[0].is_among_too_many());
        assert!(registry.admit(peer(1), &limits).is_none(), "those that answer count");
        drop((busy, admitted));
        assert!(registry.admit(peer(1), &limits).is_some());
    }
}
