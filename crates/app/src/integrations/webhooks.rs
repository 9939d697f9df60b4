//! Webhooks of a project as people set them.

use crate::runs::gate;
use voluptas_core::base::Secret;
use voluptas_core::domain::Message;
use voluptas_core::domain::message::Explain;
use voluptas_core::domain::validate::{self, TITLE_MAX};
use voluptas_integrations::Error;
use voluptas_integrations::net::Policy;
use voluptas_integrations::seal::SealKey;
use voluptas_integrations::webhook::{Target, Template};
use voluptas_store::outbox::{EVENTS, GATE_BROKEN};
use voluptas_store::webhooks::WebhookContent;

/// Values of a new webhook, or changes of one: `None` leaves a value.
#[derive(Debug, Clone, Default)]
pub struct WebhookInput {
    pub title: Option<String>,
    pub url: Option<String>,
    /// An inner `None` removes the secret.
    pub secret: Option<Option<Secret>>,
    /// An inner `None` removes the chat.
    pub chat: Option<Option<String>>,
    pub template: Option<String>,
    pub language: Option<String>,
    pub events: Option<Vec<String>>,
    /// An inner `None` removes the rules.
    pub gate: Option<Option<String>>,
    pub is_enabled: Option<bool>,
}

/// A value that a webhook cannot have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrongWebhook {
    /// The field, as the API names it.
    pub field: &'static str,
    pub message: Message,
}

impl Explain for WrongWebhook {
    fn message(&self) -> Message {
        self.message.clone()
    }
}

fn wrong(field: &'static str, key: &str) -> WrongWebhook {
    WrongWebhook { field, message: Message::new(key) }
}

fn refused(field: &'static str, error: &Error) -> WrongWebhook {
    WrongWebhook { field, message: error.message() }
}

/// Languages of the texts.
pub const LANGUAGES: [&str; 2] = ["en", "ru"];

/// The content of a webhook with an input over it.
///
/// # Errors
/// [`WrongWebhook`] names the first field that is missing or wrong.
pub fn content(
    before: Option<&WebhookContent>,
    input: WebhookInput,
    key: &SealKey,
    policy: &Policy,
) -> Result<WebhookContent, WrongWebhook> {
    let title = input.title.or_else(|| before.map(|b| b.title.clone())).unwrap_or_default().trim().to_owned();
    validate::title("title", &title, TITLE_MAX).map_err(|invalid| WrongWebhook { field: "title", message: invalid.message })?;
    let template = input.template.or_else(|| before.map(|b| b.template.clone())).unwrap_or_else(|| "json".into());
    let form: Template = template.parse().map_err(|_| wrong("template", "webhook-error-template"))?;
    let language = input.language.or_else(|| before.map(|b| b.language.clone())).unwrap_or_else(|| "en".into());
    if !LANGUAGES.contains(&language.as_str()) {
        return Err(wrong("language", "webhook-error-language"));
    }
    let mut events = input.events.or_else(|| before.map(|b| b.events.clone())).unwrap_or_default();
    events.sort();
    events.dedup();
    if events.is_empty() || events.iter().any(|event| !EVENTS.contains(&event.as_str())) {
        return Err(wrong("events", "webhook-error-events"));
    }
    let gate = input.gate.unwrap_or_else(|| before.and_then(|b| b.gate.clone())).filter(|text| !text.trim().is_empty());
    check_gate(&events, gate.as_deref())?;
    let (origin, sealed) = if input.url.is_none() && input.secret.is_none() && input.chat.is_none() && before.is_some() {
        before.map(|b| (b.origin.clone(), b.sealed.clone())).unwrap_or_default()
    } else {
        let old = before.map(|b| Target::open(key, &b.sealed)).transpose().map_err(|error| refused("url", &error))?;
        let url = input.url.or_else(|| old.as_ref().map(|old| old.url.to_string()));
        let url = url.ok_or_else(|| wrong("url", "webhook-error-url"))?;
        let secret = input.secret.unwrap_or_else(|| old.as_ref().and_then(|old| old.secret.clone()));
        let chat = input.chat.unwrap_or_else(|| old.as_ref().and_then(|old| old.chat.clone()));
        let target = Target::read(url.trim(), secret.as_ref(), chat.as_deref(), policy);
        let target = target.map_err(|error| match &error {
            Error::Text("secret") => refused("secret", &error),
            Error::Text("chat") => refused("chat", &error),
            error => refused("url", error),
        })?;
        if form == Template::Telegram && target.chat.is_none() {
            return Err(wrong("chat", "webhook-error-chat"));
        }
        (target.origin(), target.seal(key).map_err(|error| refused("url", &error))?)
    };
    let is_enabled = input.is_enabled.or_else(|| before.map(|b| b.is_enabled)).unwrap_or(true);
    Ok(WebhookContent { title, origin, sealed, template, language, events, gate, is_enabled })
}

/// Broken gates need rules.
fn check_gate(events: &[String], text: Option<&str>) -> Result<(), WrongWebhook> {
    let needs = events.iter().any(|event| event == GATE_BROKEN);
    let Some(text) = text else {
        return if needs { Err(wrong("gate", "webhook-error-no-gate")) } else { Ok(()) };
    };
    let unreadable =
        |reason: String| WrongWebhook { field: "gate", message: Message::new("webhook-error-gate").with("reason", reason) };
    let rules = gate::rules(text).map_err(unreadable)?;
    if let Some(invalid) = rules.invalid_value() {
        return Err(unreadable(invalid));
    }
    if rules.is_empty() { Err(wrong("gate", "webhook-error-no-gate")) } else { Ok(()) }
}
