//! Qase's webhook: writes the notice of a completed run to disk at once and mirrors the run afterwards, by the pairs of projects.
//!
//! Qase gives an endpoint 15 seconds and switches it off when it stays silent, so only the write to disk comes before the answer.
//! A sender needs the secret. Without it the answer tells nothing, not even that there are pairs.

mod queue;
pub(super) mod routes;
mod worker;

pub use queue::{Delivery, PairOutcome, State};

use super::digest::Digest;
use super::error::{ApiError, ApiResult};
use axum::http::StatusCode;
use queue::Queue;
use serde_json::Value;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::sync::Notify;
use voluptas_app::mirror;
use voluptas_core::base::{Clock, Secret};
use voluptas_core::domain::ids::PairId;
use voluptas_mirror::Pair;
use voluptas_store::Store;

/// Receives deliveries and mirrors their runs. Clones share the queue.
#[derive(Debug, Clone)]
pub struct Webhook(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    config: WebhookConfig,
    queue: Queue,
    added: Notify,
}

/// Configuration of the webhook.
#[derive(Debug)]
pub struct WebhookConfig {
    /// Secret that the sender must give.
    pub secret: Secret,
    /// Pairs of projects that are mirrored.
    pub pairs: Pairs,
    /// Folder of the deliveries; created when it is missing.
    pub folder: PathBuf,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// The workspace whose history records mirrored runs.
    pub history: Option<Store>,
}

/// Source of the pairs.
#[derive(Debug)]
pub enum Pairs {
    /// A fixed list.
    Given(Vec<Pair>),
    /// The enabled pairs of the workspace, read for each delivery.
    Kept(Store),
}

impl Pairs {
    /// The pairs for runs of this project. Blocks.
    fn of(&self, project: &str) -> voluptas_store::Result<Vec<(Pair, Option<PairId>)>> {
        let all = match self {
            Self::Given(pairs) => pairs.iter().map(|p| (p.clone(), None)).collect(),
            Self::Kept(store) => mirror::pairs::list(store)?.into_iter().map(|p| (p.pair, Some(p.id))).collect::<Vec<_>>(),
        };
        Ok(all.into_iter().filter(|(p, _)| p.is_for(project)).collect())
    }
}

/// The answer to a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Received {
    /// The run waits to be mirrored.
    Queued,
    /// The delivery was received before.
    Known,
    /// No pair has this project as its source.
    NoPair,
    /// The event is not the completion of a run.
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
    /// Opens the webhook with the deliveries of the folder, which is created when it is missing.
    ///
    /// # Errors
    /// The folder cannot be made or read.
    pub fn open(config: WebhookConfig) -> io::Result<Self> {
        let queue = Queue::open(config.folder.clone())?;
        Ok(Self(Arc::new(Inner { config, queue, added: Notify::new() })))
    }

    /// All known deliveries, newest first.
    pub fn deliveries(&self) -> Vec<Delivery> {
        self.0.queue.all()
    }

    /// True for the right secret. The comparison takes the same time for every wrong one.
    fn is_known(&self, given: Option<&[u8]>) -> bool {
        let right = !self.0.config.secret.is_empty();
        let right_one = Digest::of(self.0.config.secret.expose().as_bytes());
        let same = right_one.ct_eq(&Digest::of(given.unwrap_or_default()));
        right && bool::from(same)
    }

    /// Queues the run that a delivery reports.
    fn receive(&self, body: &Value) -> ApiResult<Received> {
        if body["event_name"].as_str() != Some("run.completed") {
            return Ok(Received::OtherEvent);
        }
        let project = body["project_code"].as_str().map(|p| p.trim().to_uppercase()).unwrap_or_default();
        let run = body["payload"]["id"].as_i64().filter(|id| *id > 0);
        let run = run.ok_or_else(|| ApiError::field("payload.id", "The payload.id must be a positive integer."))?;
        // A code with other characters could leave the folder: it becomes part of a file name.
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
