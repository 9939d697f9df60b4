//! Qase's webhook: that a run was completed is put on disk at once and mirrored afterwards, as pairs of projects say.
//!
//! Qase gives an endpoint 15 seconds and switches it off when it stays silent, so nothing is done before the answer but to write the
//! delivery down. Whoever knows the secret may send; who does not learns nothing, not even whether there are pairs.

mod queue;
mod worker;

pub use queue::{Delivery, PairOutcome, State};

use super::answer::Answer;
use super::error::{ApiError, ApiResult};
use super::guard;
use super::state::App;
use crate::app::mirror_pairs;
use crate::base::{Clock, Secret};
use crate::domain::ids::PairId;
use crate::mirror::Pair;
use crate::store::Store;
use axum::extract::{Request, State as Shared};
use axum::http::StatusCode;
use queue::Queue;
use serde_json::{Value, json};
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use subtle::ConstantTimeEq as _;
use tokio::sync::Notify;

/// The header with the secret.
const SECRET: &str = "x-qase-secret";
/// Bytes of a body at most: an event has some hundreds.
const BODY_LIMIT: usize = 64 * 1024;

/// Takes deliveries and mirrors what they tell of. Clones share it.
#[derive(Debug, Clone)]
pub struct Webhook(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    config: WebhookConfig,
    queue: Queue,
    added: Notify,
}

/// What a webhook needs.
#[derive(Debug)]
pub struct WebhookConfig {
    /// Whoever knows it may send.
    pub secret: Secret,
    /// What is mirrored into what.
    pub pairs: Pairs,
    /// Where deliveries are kept; made when it is not there.
    pub folder: PathBuf,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// The workspace whose history tells what was mirrored.
    pub history: Option<Store>,
}

/// Where pairs come from.
#[derive(Debug)]
pub enum Pairs {
    /// These.
    Given(Vec<Pair>),
    /// Those of the workspace that are switched on, as they are when a delivery comes.
    Kept(Store),
}

impl Pairs {
    /// Those that are for runs of this project. Blocks.
    fn of(&self, project: &str) -> crate::store::Result<Vec<(Pair, Option<PairId>)>> {
        let all = match self {
            Self::Given(pairs) => pairs.iter().map(|p| (p.clone(), None)).collect(),
            Self::Kept(store) => mirror_pairs::list(store)?.into_iter().map(|p| (p.pair, Some(p.id))).collect::<Vec<_>>(),
        };
        Ok(all.into_iter().filter(|(p, _)| p.is_for(project)).collect())
    }
}

/// What is said to a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Received {
    /// It waits to be mirrored.
    Queued,
    /// It was received before.
    Known,
    /// No pair is about its project.
    NoPair,
    /// It is about something else.
    OtherEvent,
}

impl Received {
    fn word(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Known => "known",
            Self::NoPair => "no_pair",
            Self::OtherEvent => "other_event",
        }
    }
}

impl Webhook {
    /// With the deliveries of the folder, which is made when it is not there.
    ///
    /// # Errors
    /// The folder cannot be made or read.
    pub fn open(config: WebhookConfig) -> io::Result<Self> {
        let queue = Queue::open(config.folder.clone())?;
        Ok(Self(Arc::new(Inner { config, queue, added: Notify::new() })))
    }

    /// All deliveries that are known, the newest first.
    #[must_use]
    pub fn deliveries(&self) -> Vec<Delivery> {
        self.0.queue.all()
    }

    /// True when the secret is the right one; takes as long for a wrong one, wherever it differs.
    fn is_known(&self, given: Option<&[u8]>) -> bool {
        let hash = |bytes: &[u8]| *blake3::hash(bytes).as_bytes();
        let right = !self.0.config.secret.is_empty();
        let same = hash(given.unwrap_or_default()).ct_eq(&hash(self.0.config.secret.expose().as_bytes()));
        right && bool::from(same)
    }

    /// Takes what a delivery says.
    fn receive(&self, body: &Value) -> ApiResult<Received> {
        if body["event_name"].as_str() != Some("run.completed") {
            return Ok(Received::OtherEvent);
        }
        let project = body["project_code"].as_str().map(|p| p.trim().to_uppercase()).unwrap_or_default();
        let run = body["payload"]["id"].as_i64().filter(|id| *id > 0);
        let run = run.ok_or_else(|| ApiError::field("payload.id", "The payload.id must be a positive integer."))?;
        // Also keeps the name of the file a name.
        if !project.chars().all(|c| c.is_ascii_alphanumeric()) {
            return Ok(Received::NoPair);
        }
        let pairs = self.0.config.pairs.of(&project).map_err(|error| {
            tracing::error!(%error, "the pairs of projects cannot be read");
            ApiError::new(StatusCode::INTERNAL_SERVER_ERROR, "The delivery could not be stored.")
        })?;
        if pairs.is_empty() {
            return Ok(Received::NoPair);
        }
        let now = self.0.config.clock.now();
        let event = &body["timestamp"];
        let delivery = Delivery {
            project,
            run,
            event: event.as_str().map_or_else(|| event.to_string(), str::to_owned),
            received_ms: now,
            state: State::Waiting,
            attempts: 0,
            next_ms: now,
            outcomes: Vec::new(),
        };
        let added = self.0.queue.add(delivery).map_err(|error| {
            tracing::error!(%error, "a delivery cannot be written");
            ApiError::new(StatusCode::INTERNAL_SERVER_ERROR, "The delivery could not be stored.")
        })?;
        if added {
            self.0.added.notify_one();
        }
        Ok(if added { Received::Queued } else { Received::Known })
    }
}

/// `POST /webhook/qase`
pub(super) async fn post(Shared(app): Shared<Arc<App>>, request: Request) -> Answer {
    take(&app, request).await.unwrap_or_else(ApiError::into_answer)
}

async fn take(app: &App, request: Request) -> ApiResult<Answer> {
    let Some(webhook) = &app.webhook else { return Err(ApiError::new(StatusCode::NOT_FOUND, "Not Found")) };
    if !webhook.is_known(request.headers().get(SECRET).map(|v| v.as_bytes())) {
        return Err(ApiError::unauthenticated());
    }
    let bytes = axum::body::to_bytes(request.into_body(), BODY_LIMIT).await;
    let bytes = bytes.map_err(|_| ApiError::too_large("The body is too large."))?;
    let invalid = |_| ApiError::new(StatusCode::BAD_REQUEST, "The body is no valid JSON.");
    let body: Value = serde_json::from_slice(&bytes).map_err(invalid)?;
    let webhook = webhook.clone();
    let received = super::worker::blocking(move || webhook.receive(&body)).await?;
    tracing::info!(what = received.word(), "webhook");
    Ok(Answer::accepted(Some(json!({ "delivery": received.word() }))))
}

/// `GET /webhook/deliveries`: the history, for administrators.
pub(super) async fn list(Shared(app): Shared<Arc<App>>) -> Answer {
    let Some(webhook) = &app.webhook else { return guard::nothing_here().await };
    Answer::result(json!({ "entities": webhook.deliveries() }))
}
