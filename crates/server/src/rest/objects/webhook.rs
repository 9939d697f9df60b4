//! Webhooks and their deliveries.

use super::Change;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use voluptas_app::integrations::webhooks::WebhookInput;
use voluptas_core::base::Secret;
use voluptas_core::base::clock::to_iso;
use voluptas_i18n::plain_numbers;
use voluptas_store::webhooks::{Delivery, DeliveryState, Webhook};

/// A webhook. Address and secret are not shown again.
#[derive(Debug, Serialize, JsonSchema)]
pub struct WebhookObject {
    pub id: i64,
    pub title: String,
    /// Scheme, host and port of the address.
    pub origin: String,
    /// Form of the body: `json`, `slack`, `teams`, `telegram`, `mattermost`.
    pub template: String,
    /// Language of the texts: `en`, `ru`.
    pub language: String,
    /// `run.completed`, `gate.broken`, `case.changed`, `mute.expired`.
    pub events: Vec<String>,
    /// Rules of the quality gate, as in a file of rules.
    pub gate: Option<String>,
    pub enabled: bool,
    pub created_at: String,
    pub updated_at: String,
}

impl From<Webhook> for WebhookObject {
    fn from(webhook: Webhook) -> Self {
        let c = webhook.content;
        Self {
            id: webhook.id,
            title: c.title,
            origin: c.origin,
            template: c.template,
            language: c.language,
            events: c.events,
            gate: c.gate,
            enabled: c.is_enabled,
            created_at: to_iso(webhook.created_ms),
            updated_at: to_iso(webhook.updated_ms),
        }
    }
}

/// A new webhook.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewWebhook {
    #[schemars(length(min = 1, max = 255))]
    pub title: String,
    /// Where events are sent to by POST.
    pub url: String,
    /// Secret of the signature in `webhook-signature`, 16 to 256 characters; without one there is no signature.
    #[serde(default)]
    pub secret: Option<String>,
    /// Id of the chat, for `telegram`.
    #[serde(default)]
    pub chat: Option<String>,
    /// Form of the body, otherwise `json`: `json`, `slack`, `teams`, `telegram`, `mattermost`.
    #[serde(default)]
    pub template: Option<String>,
    /// Language of the texts, otherwise `en`.
    #[serde(default)]
    pub language: Option<String>,
    /// At least one event.
    pub events: Vec<String>,
    /// Rules of the quality gate, for `gate.broken`.
    #[serde(default)]
    pub gate: Option<String>,
    /// Otherwise true.
    #[serde(default)]
    pub enabled: Option<bool>,
}

impl From<NewWebhook> for WebhookInput {
    fn from(new: NewWebhook) -> Self {
        Self {
            title: Some(new.title),
            url: Some(new.url),
            secret: new.secret.map(|secret| Some(Secret::new(secret))),
            chat: new.chat.map(Some),
            template: new.template,
            language: new.language,
            events: Some(new.events),
            gate: new.gate.map(Some),
            is_enabled: new.enabled,
        }
    }
}

/// Changes of a webhook.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WebhookChanges {
    #[serde(default)]
    #[schemars(length(min = 1, max = 255))]
    pub title: Option<String>,
    #[serde(default)]
    pub url: Option<String>,
    /// Null sends no signature any more.
    #[serde(default, deserialize_with = "super::change")]
    pub secret: Change<String>,
    #[serde(default, deserialize_with = "super::change")]
    pub chat: Change<String>,
    /// `json`, `slack`, `teams`, `telegram`, `mattermost`.
    #[serde(default)]
    pub template: Option<String>,
    #[serde(default)]
    pub language: Option<String>,
    #[serde(default)]
    pub events: Option<Vec<String>>,
    #[serde(default, deserialize_with = "super::change")]
    pub gate: Change<String>,
    #[serde(default)]
    pub enabled: Option<bool>,
}

impl From<WebhookChanges> for WebhookInput {
    fn from(changes: WebhookChanges) -> Self {
        Self {
            title: changes.title,
            url: changes.url,
            secret: changes.secret.map(|secret| secret.map(Secret::new)),
            chat: changes.chat,
            template: changes.template,
            language: changes.language,
            events: changes.events,
            gate: changes.gate,
            is_enabled: changes.enabled,
        }
    }
}

/// State of a delivery.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum DeliveryWord {
    Pending,
    Delivered,
    Failed,
    /// The quality gate was met.
    Dropped,
}

/// A delivery.
#[derive(Debug, Serialize, JsonSchema)]
pub struct DeliveryObject {
    /// The value of `webhook-id`, the same in every attempt.
    pub id: String,
    pub event: String,
    pub state: DeliveryWord,
    /// Attempts that were made.
    pub attempts: u32,
    /// Status code of the last answer.
    pub status: Option<i64>,
    /// Start of the last answer.
    pub answer: Option<String>,
    /// Why there was no answer.
    pub error: Option<String>,
    pub created_at: String,
    /// Time of the next attempt of a pending delivery.
    pub next_at: Option<String>,
    /// Time of the last attempt.
    pub attempted_at: Option<String>,
}

impl From<Delivery> for DeliveryObject {
    fn from(d: Delivery) -> Self {
        Self {
            id: d.uuid,
            event: d.event,
            state: match d.state {
                DeliveryState::Pending => DeliveryWord::Pending,
                DeliveryState::Delivered => DeliveryWord::Delivered,
                DeliveryState::Failed => DeliveryWord::Failed,
                DeliveryState::Dropped => DeliveryWord::Dropped,
            },
            attempts: d.attempts,
            status: d.status,
            answer: d.answer,
            error: d.error.map(|error| plain_numbers(&error).into_owned()),
            created_at: to_iso(d.created_ms),
            next_at: (d.state == DeliveryState::Pending).then(|| to_iso(d.next_ms)),
            attempted_at: d.done_ms.map(to_iso),
        }
    }
}
