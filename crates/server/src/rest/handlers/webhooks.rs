//! Webhooks of projects.

use super::{ListQuery, expect_state};
use crate::call::Call;
use crate::error::{ApiError, ApiResult};
use crate::rest::cursor;
use crate::rest::objects::case::refused;
use crate::rest::objects::webhook::{DeliveryObject, NewWebhook, WebhookChanges, WebhookObject};
use crate::rest::reply::{CreatedObject, Done, Listed, One};
use crate::rest::typed::{Body, NoBody, NoQuery, write};
use axum::http::StatusCode;
use voluptas_app::integrations::deliver::Outgoing;
use voluptas_app::integrations::webhooks::{WrongWebhook, content};
use voluptas_core::domain::message::Explain as _;
use voluptas_i18n::{Lang, Tr};
use voluptas_store::webhooks::Webhook;
use voluptas_store::{Slice, Tx};

fn wrong(error: &WrongWebhook) -> ApiError {
    refused(&format!("/{}", error.field), Tr::new(Lang::En).message(&error.message()))
}

fn outgoing(call: &Call) -> ApiResult<&Outgoing> {
    let missing = || ApiError::new(StatusCode::SERVICE_UNAVAILABLE, "This server does not deliver webhooks.");
    call.app.outgoing.as_ref().ok_or_else(missing)
}

/// The webhook of the path, of the project of the path.
fn webhook(call: &Call, tx: &Tx<'_>) -> ApiResult<Webhook> {
    let (project, id) = (call.project(tx)?, call.id("id", "Webhook")?);
    match tx.webhooks().get(id) {
        Ok(webhook) if webhook.project_id == project.id => Ok(webhook),
        Ok(_) | Err(voluptas_store::Error::NotFound { .. }) => Err(ApiError::not_found("Webhook")),
        Err(error) => Err(error.into()),
    }
}

pub fn list(call: &Call, query: ListQuery, _: NoBody) -> ApiResult<Listed<WebhookObject>> {
    call.read(|tx| {
        let all = tx.webhooks().list(Some(call.project(tx)?.id))?;
        let (rows, next_cursor) = cursor::part(all, (query.limit, query.cursor.as_deref()), |webhook| webhook.id)?;
        Ok(Listed { items: rows.into_iter().map(WebhookObject::from).collect(), next_cursor })
    })
}

pub fn get(call: &Call, _: NoQuery, _: NoBody) -> ApiResult<One<WebhookObject>> {
    call.read(|tx| Ok(One(webhook(call, tx)?.into())))
}

pub fn create(call: &Call, _: NoQuery, Body(new): Body<NewWebhook>) -> ApiResult<CreatedObject<WebhookObject>> {
    let outgoing = outgoing(call)?;
    let content = content(None, new.into(), &outgoing.key, &outgoing.policy).map_err(|error| wrong(&error))?;
    write(call, "create_webhook", |tx| {
        let project = call.project(tx)?;
        let id = tx.webhooks().create(project.id, &content)?;
        let object = tx.webhooks().get(id)?.into();
        Ok(CreatedObject { path: format!("/projects/{}/webhooks/{id}", project.code), object })
    })
}

pub fn change(call: &Call, _: NoQuery, Body(changes): Body<WebhookChanges>) -> ApiResult<One<WebhookObject>> {
    let outgoing = outgoing(call)?;
    write(call, "change_webhook", |tx| {
        let before = webhook(call, tx)?;
        expect_state(call, &WebhookObject::from(before.clone()))?;
        let content = content(Some(&before.content), changes.into(), &outgoing.key, &outgoing.policy).map_err(|e| wrong(&e))?;
        tx.webhooks().set(before.id, &content)?;
        Ok(One(tx.webhooks().get(before.id)?.into()))
    })
}

pub fn delete(call: &Call, _: NoQuery, _: NoBody) -> ApiResult<Done> {
    write(call, "delete_webhook", |tx| {
        let before = webhook(call, tx)?;
        expect_state(call, &WebhookObject::from(before.clone()))?;
        tx.webhooks().delete(before.id)?;
        Ok(Done)
    })
}

pub fn test(call: &Call, _: NoQuery, _: NoBody) -> ApiResult<CreatedObject<DeliveryObject>> {
    outgoing(call)?;
    write(call, "test_webhook", |tx| {
        let webhook = webhook(call, tx)?;
        let id = tx.webhooks().add_test(&webhook)?;
        let delivery = tx.webhooks().delivery_by_id(id)?;
        let path = format!("/projects/{}/webhooks/{}/deliveries/{}", call.project(tx)?.code, webhook.id, delivery.uuid);
        Ok(CreatedObject { path, object: delivery.into() })
    })
}

pub fn deliveries(call: &Call, query: ListQuery, _: NoBody) -> ApiResult<Listed<DeliveryObject>> {
    let (limit, before) = (cursor::limit(query.limit)?, cursor::before(query.cursor.as_deref())?);
    call.read(|tx| {
        let webhook = webhook(call, tx)?;
        let slice = Slice { limit: i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1), offset: 0 };
        let rows = tx.webhooks().deliveries(webhook.id, Some(before), slice)?;
        let (rows, next_cursor) = cursor::cut(rows, limit, |delivery| delivery.id);
        Ok(Listed { items: rows.into_iter().map(DeliveryObject::from).collect(), next_cursor })
    })
}

pub fn delivery(call: &Call, _: NoQuery, _: NoBody) -> ApiResult<One<DeliveryObject>> {
    call.read(|tx| {
        let webhook = webhook(call, tx)?;
        Ok(One(tx.webhooks().delivery(webhook.id, call.text("delivery"))?.into()))
    })
}

pub fn resend(call: &Call, _: NoQuery, _: NoBody) -> ApiResult<One<DeliveryObject>> {
    outgoing(call)?;
    write(call, "resend_delivery", |tx| {
        let webhook = webhook(call, tx)?;
        let delivery = tx.webhooks().delivery(webhook.id, call.text("delivery"))?;
        if !tx.webhooks().resend(delivery.id)? {
            return Err(ApiError::new(StatusCode::CONFLICT, "The delivery is already queued."));
        }
        Ok(One(tx.webhooks().delivery_by_id(delivery.id)?.into()))
    })
}
