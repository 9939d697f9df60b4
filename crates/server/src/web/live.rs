//! News of changes for open pages: server-sent events that name what changed, after which a page asks for its parts again.
//!
//! While pages listen, one task looks for changes of any writer: this server, another one on the same database, the window or the
//! command line. An event has no content of the workspace.

use crate::auth::{Principal, principal_of};
use crate::error::ApiError;
use crate::state::App;
use axum::extract::{Request, State};
use axum::http::HeaderValue;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse as _, Response};
use futures::Stream;
use std::convert::Infallible;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;
use voluptas_store::{Aggregate, Store};

/// Pause between two looks.
const LOOK: Duration = Duration::from_millis(250);
/// Pause between two looks for commits of other programs.
const LOOK_ELSEWHERE: Duration = Duration::from_millis(500);
/// Pause between two lines that keep a silent connection open.
const SIGN_OF_LIFE: Duration = Duration::from_secs(15);
/// Most pages that listen at the same time.
const MOST: usize = 1000;
/// Events that wait for a slow page. It hears of older ones together.
const QUEUE: usize = 16;

/// Parts of a workspace that pages can listen to, with their names in the events.
const PARTS: [(Aggregate, &str); 7] = [
    (Aggregate::Projects, "projects"),
    (Aggregate::Functions, "functions"),
    (Aggregate::Suites, "suites"),
    (Aggregate::Cases, "cases"),
    (Aggregate::Runs, "runs"),
    (Aggregate::Results, "results"),
    (Aggregate::Mappings, "mappings"),
];

/// Sends events of changes to the listening pages.
#[derive(Debug)]
pub struct LiveUpdates {
    sender: broadcast::Sender<Arc<str>>,
    listeners: AtomicUsize,
    is_looking: AtomicBool,
}

impl Default for LiveUpdates {
    fn default() -> Self {
        Self { sender: broadcast::channel(QUEUE).0, listeners: AtomicUsize::new(0), is_looking: AtomicBool::new(false) }
    }
}

/// A listening page. Dropped when its connection ends.
struct LiveListener {
    app: Arc<App>,
    principal: Arc<Principal>,
    events: broadcast::Receiver<Arc<str>>,
    has_begun: bool,
}

impl Drop for LiveListener {
    fn drop(&mut self) {
        self.app.live.listeners.fetch_sub(1, Ordering::AcqRel);
    }
}

/// `GET /events`: names of changed parts, as long as the page is open.
pub async fn stream(State(app): State<Arc<App>>, http: Request) -> Response {
    let Some(principal) = principal_of(&http) else {
        return ApiError::unauthenticated().into_answer().into_response();
    };
    if app.live.listeners.fetch_add(1, Ordering::AcqRel) >= MOST {
        app.live.listeners.fetch_sub(1, Ordering::AcqRel);
        return crate::guard::too_many(30).into_answer().into_response();
    }
    let events = app.live.sender.subscribe();
    let listening = LiveListener { app: Arc::clone(&app), principal, events, has_begun: false };
    if !app.live.is_looking.swap(true, Ordering::AcqRel) {
        // Before the page is told that it is heard: what comes after that is a change.
        look_elsewhere(&app.store).await;
        tokio::spawn(look(Arc::downgrade(&app), state(&app.store)));
    }
    let mut response = Sse::new(events_of(listening)).keep_alive(KeepAlive::new().interval(SIGN_OF_LIFE)).into_response();
    // nginx collects answers unless it is told not to.
    response.headers_mut().insert("x-accel-buffering", HeaderValue::from_static("no"));
    response
}

fn events_of(listening: LiveListener) -> impl Stream<Item = Result<Event, Infallible>> {
    futures::stream::unfold(listening, |mut listening| async move {
        if !listening.has_begun {
            // Tells the page that it is heard: from here on it misses nothing. Browsers leave out an event without data.
            listening.has_begun = true;
            return Some((Ok(Event::default().event("hello").data("1")), listening));
        }
        let changed = match listening.events.recv().await {
            Ok(changed) => changed,
            // Too slow: everything may have changed.
            Err(RecvError::Lagged(_)) => PARTS.map(|(_, name)| name).join(" ").into(),
            Err(RecvError::Closed) => return None,
        };
        let is_in_force = listening.app.tokens.by_id(listening.principal.token).is_some();
        if !is_in_force || listening.app.is_stopping.load(Ordering::Relaxed) {
            return None;
        }
        Some((Ok(Event::default().event("change").data(changed)), listening))
    })
}

fn state(store: &Store) -> [u64; PARTS.len()] {
    PARTS.map(|(aggregate, _)| store.generations().of(aggregate))
}

/// Looks for commits of other programs. The first look only remembers the state.
async fn look_elsewhere(store: &Store) {
    let store = store.clone();
    if let Ok(Err(error)) = tokio::task::spawn_blocking(move || store.look_for_others()).await {
        tracing::debug!(%error, "changes of other programs cannot be seen");
    }
}

/// Looks for changes since `seen` while somebody listens.
async fn look(app: Weak<App>, mut seen: [u64; PARTS.len()]) {
    let mut looked = Instant::now();
    loop {
        tokio::time::sleep(LOOK).await;
        let Some(app) = app.upgrade() else { return };
        if app.live.listeners.load(Ordering::Acquire) == 0 {
            app.live.is_looking.store(false, Ordering::Release);
            // Somebody may have come between the two lines.
            if app.live.listeners.load(Ordering::Acquire) == 0 || app.live.is_looking.swap(true, Ordering::AcqRel) {
                return;
            }
        }
        if app.is_stopping.load(Ordering::Relaxed) {
            // An event, so that the connections end and the server can stop.
            app.live.sender.send("".into()).ok();
            continue;
        }
        if looked.elapsed() >= LOOK_ELSEWHERE {
            look_elsewhere(&app.store).await;
            looked = Instant::now();
        }
        let now = state(&app.store);
        let changed: Vec<&str> =
            PARTS.iter().enumerate().filter(|(i, _)| now[*i] != seen[*i]).map(|(_, (_, name))| *name).collect();
        seen = now;
        if !changed.is_empty() {
            app.live.sender.send(changed.join(" ").into()).ok();
        }
    }
}
