//! Delivers the webhook events of the outbox.
//!
//! Each webhook has at most one batch under way, in the order of its events; webhooks do not wait for one another. A server takes
//! a delivery with a lease, so that only one of several servers sends it. When a server is killed, another one takes its
//! deliveries after the lease has ended. A receiver may therefore get a delivery twice, under the same id.

use super::credential::Credentials;
use super::notice;
use crate::runs::gate;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;
use voluptas_core::base::Millis;
use voluptas_core::domain::message::Explain as _;
use voluptas_i18n::{Lang, Tr};
use voluptas_integrations::Error;
use voluptas_integrations::api::RetryPolicy;
use voluptas_integrations::net::Policy;
use voluptas_integrations::seal::SealKey;
use voluptas_integrations::webhook::{Answer, Sender, Target, Template};
use voluptas_store::outbox::GATE_BROKEN;
use voluptas_store::webhooks::{Attempt, Delivery, DeliveryState, Webhook};
use voluptas_store::{Op, Result, Store};

/// Waits and limits of deliveries.
#[derive(Debug, Clone)]
pub struct Timing {
    /// Pause between two looks into the outbox.
    pub look: Duration,
    /// Longest wait for an answer.
    pub limit: Duration,
    /// Time for which other servers leave a taken delivery alone: longer than a batch can take.
    pub lease: Duration,
    /// Waits before the attempts after the first one; after the last the delivery has failed.
    pub waits: Vec<Duration>,
    /// Time for which deliveries that ended are kept.
    pub keep: Duration,
}

impl Default for Timing {
    fn default() -> Self {
        let minutes = |n: u64| Duration::from_secs(n * 60);
        Self {
            look: Duration::from_secs(1),
            limit: Duration::from_secs(10),
            lease: Duration::from_secs(120),
            waits: vec![
                Duration::from_secs(10),
                Duration::from_secs(30),
                minutes(2),
                minutes(10),
                minutes(30),
                minutes(60),
                minutes(180),
                minutes(360),
            ],
            keep: Duration::from_secs(30 * 86_400),
        }
    }
}

/// Deliveries of one webhook in a batch.
const BATCH: i64 = 4;
/// Longest wait that a receiver can ask for.
const LONGEST_WAIT: Duration = Duration::from_secs(86_400);
/// Looks between two searches for mutes that ended, and between two tidyings of the log.
const MUTES_EVERY: u64 = 5;
const TIDY_EVERY: u64 = 3600;

/// Settings and secrets for deliveries.
#[derive(Debug, Clone)]
pub struct Outgoing {
    pub key: SealKey,
    /// Networks that may be reached.
    pub policy: Policy,
    pub timing: Timing,
    /// Address of the server for links, without a slash at the end.
    pub public_url: Option<String>,
    /// Credentials of trackers; `None` leaves trackers to others.
    pub credentials: Option<Credentials>,
    /// Waits of requests to trackers.
    pub retry: RetryPolicy,
}

impl Outgoing {
    /// The usual waits, no private networks, no links.
    #[must_use]
    pub fn new(key: SealKey) -> Self {
        Self {
            key,
            policy: Policy::default(),
            timing: Timing::default(),
            public_url: None,
            credentials: None,
            retry: super::issue_jobs::RETRY_POLICY,
        }
    }
}

/// Sends deliveries of a workspace.
#[derive(Debug, Clone)]
pub struct WebhookDispatcher {
    store: Store,
    outgoing: Arc<Outgoing>,
    sender: Sender,
    /// Webhooks with a batch under way.
    busy: Arc<Mutex<BTreeSet<i64>>>,
    /// Name of this dispatcher in leases.
    lease: Arc<str>,
}

/// Frees a webhook at the end of its batch, however it ends.
struct Busy(WebhookDispatcher, i64);

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.busy.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.1);
    }
}

async fn blocking<T: Send + 'static>(f: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(f).await.map_err(|error| voluptas_store::Error::Engine(error.to_string()))?
}

fn millis(duration: Duration) -> Millis {
    Millis::try_from(duration.as_millis()).unwrap_or(Millis::MAX)
}

impl WebhookDispatcher {
    /// A dispatcher.
    ///
    /// # Errors
    /// [`Error::Network`] where the system's certificates cannot be read.
    pub fn new(store: Store, outgoing: Outgoing) -> std::result::Result<Self, Error> {
        let sender = Sender::new(outgoing.policy.clone(), outgoing.timing.limit)?;
        let lease = uuid::Uuid::new_v4().to_string().into();
        Ok(Self { store, outgoing: Arc::new(outgoing), sender, busy: Arc::default(), lease })
    }

    /// Delivers until the future is dropped. Batches that are under way then are lost with the runtime and repeated after their lease.
    pub async fn work(self) {
        let mut looks = 0_u64;
        let mut was_good = true;
        let alive = Arc::new(());
        loop {
            let done = self.look(looks, Arc::downgrade(&alive)).await;
            // One line of the log is enough for all looks at a database that cannot be reached.
            if let (Err(error), true) = (&done, was_good) {
                tracing::warn!(%error, "the outbox of webhooks cannot be read");
            }
            was_good = done.is_ok();
            looks = looks.wrapping_add(1);
            tokio::time::sleep(self.outgoing.timing.look).await;
        }
    }

    /// One round: takes the deliveries that are due and starts to send them. A thread that outlives the dispatcher sees by
    /// `alive` that it must take no more.
    async fn look(&self, looks: u64, alive: Weak<()>) -> Result<()> {
        let (store, busy, lease) = (self.store.clone(), Arc::clone(&self.busy), Arc::clone(&self.lease));
        let (until, keep) = (millis(self.outgoing.timing.lease), millis(self.outgoing.timing.keep));
        let taken = blocking(move || {
            if looks.is_multiple_of(MUTES_EVERY) && store.read(|tx| tx.webhooks().has_unannounced())? {
                store.write(Op::bulk("announce_mutes"), |tx| tx.webhooks().announce_mutes())?;
            }
            if looks.is_multiple_of(TIDY_EVERY) {
                let before = store.clock().now() - keep;
                store.write(Op::bulk("forget_deliveries"), |tx| tx.webhooks().forget(before))?;
            }
            if !store.read(|tx| tx.webhooks().has_due())? || alive.strong_count() == 0 {
                return Ok(Vec::new());
            }
            let busy = busy.lock().unwrap_or_else(PoisonError::into_inner).clone();
            let written = store.write(Op::bulk("take_deliveries"), |tx| {
                tx.webhooks().take(&lease, tx.now().saturating_add(until), BATCH, &busy)
            })?;
            Ok(written.value)
        })
        .await?;
        let mut batches: Vec<(Webhook, Vec<Delivery>)> = Vec::new();
        for (webhook, delivery) in taken {
            match batches.last_mut().filter(|(of, _)| of.id == webhook.id) {
                Some((_, batch)) => batch.push(delivery),
                None => batches.push((webhook, vec![delivery])),
            }
        }
        for (webhook, batch) in batches {
            self.busy.lock().unwrap_or_else(PoisonError::into_inner).insert(webhook.id);
            let busy = Busy(self.clone(), webhook.id);
            tokio::spawn(async move {
                for delivery in batch {
                    if let Err(error) = busy.0.attempt(&webhook, delivery).await {
                        tracing::warn!(%error, webhook = webhook.id, "the outcome of a delivery cannot be stored");
                    }
                }
            });
        }
        Ok(())
    }

    /// Makes one attempt of a delivery at once and returns it with its outcome.
    pub async fn send_now(&self, webhook: Webhook, id: i64) -> Result<Delivery> {
        let (store, lease) = (self.store.clone(), Arc::clone(&self.lease));
        let until = store.clock().now().saturating_add(millis(self.outgoing.timing.lease));
        let (is_ours, delivery) = blocking(move || {
            let written = store.write(Op::bulk("take_deliveries"), |tx| {
                Ok((tx.webhooks().take_one(id, &lease, until)?, tx.webhooks().delivery_by_id(id)?))
            })?;
            Ok(written.value)
        })
        .await?;
        if is_ours {
            self.attempt(&webhook, delivery).await?;
        }
        let store = self.store.clone();
        blocking(move || store.read(|tx| tx.webhooks().delivery_by_id(id))).await
    }

    /// One attempt of a taken delivery, with its outcome in the log.
    async fn attempt(&self, webhook: &Webhook, mut delivery: Delivery) -> Result<()> {
        let now = self.store.clock().now();
        let outcome = if delivery.event == GATE_BROKEN && delivery.payload["broken"].is_null() {
            let (store, hook, id, payload) = (self.store.clone(), webhook.clone(), delivery.id, delivery.payload.clone());
            match blocking(move || judge(&store, &hook, id, payload)).await? {
                Some(judged) => {
                    delivery.payload = judged;
                    self.send(webhook, &delivery, now).await
                }
                None => Attempt { state: DeliveryState::Dropped, next_ms: now, status: None, answer: None, error: None },
            }
        } else {
            self.send(webhook, &delivery, now).await
        };
        let (store, lease) = (self.store.clone(), Arc::clone(&self.lease));
        blocking(move || store.write(Op::bulk("settle_delivery"), |tx| tx.webhooks().settle(delivery.id, &lease, &outcome)))
            .await
            .map(drop)
    }

    async fn send(&self, webhook: &Webhook, delivery: &Delivery, now: Millis) -> Attempt {
        let template: Template = webhook.content.template.parse().unwrap_or(Template::Json);
        let answer = match Target::open(&self.outgoing.key, &webhook.content.sealed) {
            Ok(target) => {
                let lang = if webhook.content.language == "ru" { Lang::Ru } else { Lang::En };
                let words = notice::notice(Tr::new(lang), &delivery.payload, self.link(&delivery.payload));
                let body = template.body(&delivery.payload, &words, target.chat.as_deref());
                self.sender.send(&target, &delivery.uuid, &body, now).await
            }
            Err(error) => Err(error),
        };
        self.judge_answer(delivery.attempts, answer, now)
    }

    /// The outcome of an attempt after `attempts` earlier ones.
    fn judge_answer(&self, attempts: u32, answer: std::result::Result<Answer, Error>, now: Millis) -> Attempt {
        let next = self.outgoing.timing.waits.get(usize::try_from(attempts).unwrap_or(usize::MAX)).copied();
        let again = |wait: Option<Duration>| match wait {
            Some(wait) => (DeliveryState::Pending, now.saturating_add(millis(wait))),
            None => (DeliveryState::Failed, now),
        };
        match answer {
            Ok(Answer { status: status @ 200..=299, text, .. }) => {
                let status = Some(status.into());
                Attempt { state: DeliveryState::Delivered, next_ms: now, status, answer: Some(text), error: None }
            }
            Ok(Answer { status, text, retry_after }) => {
                // 410 says that nobody will ever listen there again.
                let asked = retry_after.unwrap_or_default().min(LONGEST_WAIT);
                let (state, next_ms) = again(next.filter(|_| status != 410).map(|wait| wait.max(asked)));
                Attempt { state, next_ms, status: Some(status.into()), answer: Some(text), error: None }
            }
            Err(error) => {
                let is_final = matches!(error, Error::Private { .. } | Error::Address(_) | Error::Text(_));
                let (state, next_ms) = again(next.filter(|_| !is_final));
                let text = Tr::new(Lang::En).message(&error.message());
                Attempt { state, next_ms, status: None, answer: None, error: Some(text) }
            }
        }
    }

    /// Page of the run of an event.
    fn link(&self, event: &serde_json::Value) -> Option<String> {
        let (run, code) = (event["run"]["id"].as_i64()?, event["project"]["code"].as_str()?);
        Some(format!("{}/run/{code}/dashboard/{run}", self.outgoing.public_url.as_ref()?))
    }
}

/// The event with the rules that the run breaks, stored for later attempts; `None` where the gate is met or the run is gone.
fn judge(store: &Store, webhook: &Webhook, delivery: i64, mut payload: serde_json::Value) -> Result<Option<serde_json::Value>> {
    let number = payload["run"]["id"].as_i64().unwrap_or_default();
    let run = match store.read(|tx| tx.runs().by_number(webhook.project_id, number)) {
        Err(voluptas_store::Error::NotFound { .. }) => return Ok(None),
        run => run?,
    };
    // Checked when the webhook was stored.
    let Some(rules) = webhook.content.gate.as_deref().and_then(|text| gate::rules(text).ok()) else { return Ok(None) };
    let broken = gate::broken(store, run.id, &rules)?;
    if broken.is_empty() {
        return Ok(None);
    }
    payload["broken"] = serde_json::to_value(&broken).unwrap_or_default();
    store.write(Op::bulk("judge_run"), |tx| tx.webhooks().set_payload(delivery, &payload))?;
    Ok(Some(payload))
}
