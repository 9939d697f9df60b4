//! Objects of `webhooks`.

use serde::Serialize;
use voluptas_core::base::clock::to_iso;
use voluptas_store::webhooks::{Delivery, Webhook};

/// `webhooks list`.
#[derive(Debug, Serialize)]
pub struct WebhooksAnswer {
    pub webhooks: Vec<WebhookObject>,
}

/// `webhooks add`, `webhooks change`, `webhooks remove`.
#[derive(Debug, Serialize)]
pub struct WebhookObject {
    pub id: i64,
    /// Code of the project.
    pub project: String,
    pub title: String,
    /// Scheme, host and port of the address.
    pub origin: String,
    pub template: String,
    pub language: String,
    pub events: Vec<String>,
    pub enabled: bool,
}

impl WebhookObject {
    /// The object of a webhook.
    pub fn new(project: &str, webhook: Webhook) -> Self {
        let c = webhook.content;
        Self {
            id: webhook.id,
            project: project.to_owned(),
            title: c.title,
            origin: c.origin,
            template: c.template,
            language: c.language,
            events: c.events,
            enabled: c.is_enabled,
        }
    }
}

/// `webhooks log`.
#[derive(Debug, Serialize)]
pub struct DeliveriesAnswer {
    pub deliveries: Vec<DeliveryObject>,
}

/// `webhooks test`, `webhooks resend`.
#[derive(Debug, Serialize)]
pub struct DeliveryObject {
    /// The value of `webhook-id`.
    pub id: String,
    pub event: String,
    /// `pending`, `delivered`, `failed`, `dropped`.
    pub state: &'static str,
    pub attempts: u32,
    /// Status code of the last answer.
    pub status: Option<i64>,
    /// Start of the last answer.
    pub answer: Option<String>,
    /// Why there was no answer.
    pub error: Option<String>,
    pub created_at: String,
}

impl From<Delivery> for DeliveryObject {
    fn from(d: Delivery) -> Self {
        Self {
            id: d.uuid,
            event: d.event,
            state: d.state.as_str(),
            attempts: d.attempts,
            status: d.status,
            answer: d.answer,
            error: d.error,
            created_at: to_iso(d.created_ms),
        }
    }
}
