//! Outgoing webhooks of projects, and the deliveries that wait for a server.
//!
//! A delivery is stored by [`super::outbox`] in the transaction of its event. A server takes it with a lease, so that of several servers one
//! delivers it; after the lease of a killed server another one does.

use super::error::{Error, Result};
use super::page::Slice;
use super::{Aggregate, Tx};
use crate::db::{Param, Row};
use crate::p;
use serde_json::Value;
use std::collections::BTreeSet;
use voluptas_core::base::Millis;
use voluptas_core::domain::ids::{ProjectId, TestId};

/// Webhooks in a transaction.
#[derive(Debug, Clone, Copy)]
pub struct Webhooks<'t>(pub(super) &'t Tx<'t>);

impl Tx<'_> {
    pub fn webhooks(&self) -> Webhooks<'_> {
        Webhooks(self)
    }
}

/// Settings of a webhook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookContent {
    pub title: String,
    /// Scheme, host and port of the address.
    pub origin: String,
    /// Address and secret, encrypted.
    pub sealed: String,
    /// Form of the body.
    pub template: String,
    /// Language of the texts.
    pub language: String,
    /// Names of the events.
    pub events: Vec<String>,
    /// Rules of the quality gate as text.
    pub gate: Option<String>,
    pub is_enabled: bool,
}

/// A webhook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Webhook {
    pub id: i64,
    pub project_id: ProjectId,
    pub content: WebhookContent,
    pub created_ms: Millis,
    pub updated_ms: Millis,
}

/// State of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::IntoStaticStr, strum::EnumString)]
#[strum(serialize_all = "lowercase")]
pub enum DeliveryState {
    /// Waits for an attempt.
    Pending,
    /// The receiver accepted it.
    Delivered,
    /// Given up.
    Failed,
    /// Not sent: the quality gate was met.
    Dropped,
}

impl DeliveryState {
    /// The stored word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// A delivery of an event to a webhook.
#[derive(Debug, Clone, PartialEq)]
pub struct Delivery {
    pub id: i64,
    /// Id that stays the same over all attempts.
    pub uuid: String,
    pub webhook_id: i64,
    pub event: String,
    /// The event as JSON.
    pub payload: Value,
    pub state: DeliveryState,
    /// Attempts that were made.
    pub attempts: u32,
    /// Time of the next attempt, of a pending one.
    pub next_ms: Millis,
    /// Status code of the last answer.
    pub status: Option<i64>,
    /// Start of the last answer.
    pub answer: Option<String>,
    /// Why there was no answer, or why it was not good enough.
    pub error: Option<String>,
    pub created_ms: Millis,
    /// Time of the last attempt.
    pub done_ms: Option<Millis>,
}

/// Outcome of an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    pub state: DeliveryState,
    /// Time of the next attempt, of one that stays pending.
    pub next_ms: Millis,
    pub status: Option<i64>,
    pub answer: Option<String>,
    pub error: Option<String>,
}

const COLUMNS: &str = "SELECT id, project_id, title, origin, sealed, template, language, events, gate, is_enabled, created_ms, updated_ms FROM webhooks";

fn webhook(r: &Row<'_>) -> Result<Webhook> {
    Ok(Webhook {
        id: r.int(0)?,
        project_id: ProjectId(r.int(1)?),
        content: WebhookContent {
            title: r.text(2)?,
            origin: r.text(3)?,
            sealed: r.text(4)?,
            template: r.text(5)?,
            language: r.text(6)?,
            events: r.json(7)?,
            gate: r.opt_text(8)?,
            is_enabled: r.bool(9)?,
        },
        created_ms: r.int(10)?,
        updated_ms: r.int(11)?,
    })
}

const DELIVERY: &str = "SELECT id, uuid, webhook_id, event, payload, state, attempts, next_ms, status, answer, error, created_ms, done_ms \
    FROM webhook_deliveries";

fn delivery(r: &Row<'_>) -> Result<Delivery> {
    Ok(Delivery {
        id: r.int(0)?,
        uuid: r.text(1)?,
        webhook_id: r.int(2)?,
        event: r.text(3)?,
        payload: r.json(4)?,
        state: r.str(5)?.parse().map_err(|_| Error::Corrupt("unknown state of a delivery".into()))?,
        attempts: u32::try_from(r.int(6)?).unwrap_or_default(),
        next_ms: r.int(7)?,
        status: r.opt_int(8)?,
        answer: r.opt_text(9)?,
        error: r.opt_text(10)?,
        created_ms: r.int(11)?,
        done_ms: r.opt_int(12)?,
    })
}

impl Webhooks<'_> {
    /// Creates a webhook; returns its row id.
    pub fn create(&self, project: ProjectId, c: &WebhookContent) -> Result<i64> {
        let id = self.0.insert(
            "INSERT INTO webhooks (project_id, title, origin, sealed, template, language, events, gate, is_enabled, created_ms, updated_ms) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?10)",
            p![
                project,
                &c.title,
                &c.origin,
                &c.sealed,
                &c.template,
                &c.language,
                Param::json(&c.events),
                &c.gate,
                c.is_enabled,
                self.0.now()
            ],
        )?;
        self.0.touch(Aggregate::Other);
        Ok(id)
    }

    /// Replaces the content of a webhook.
    pub fn set(&self, id: i64, c: &WebhookContent) -> Result<()> {
        self.0.execute(
            "UPDATE webhooks SET title = ?2, origin = ?3, sealed = ?4, template = ?5, language = ?6, events = ?7, gate = ?8, \
             is_enabled = ?9, updated_ms = ?10 WHERE id = ?1",
            p![
                id,
                &c.title,
                &c.origin,
                &c.sealed,
                &c.template,
                &c.language,
                Param::json(&c.events),
                &c.gate,
                c.is_enabled,
                self.0.now()
            ],
        )?;
        self.0.touch(Aggregate::Other);
        Ok(())
    }

    /// Deletes a webhook with its log.
    pub fn delete(&self, id: i64) -> Result<()> {
        self.0.touch(Aggregate::Other);
        self.0.execute("DELETE FROM webhooks WHERE id = ?1", p![id]).map(drop)
    }

    /// The webhook with this id.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub fn get(&self, id: i64) -> Result<Webhook> {
        self.0.opt(&format!("{COLUMNS} WHERE id = ?1"), p![id], webhook)?.ok_or_else(|| Error::not_found("webhook", id))
    }

    /// The webhooks of a project, or all.
    pub fn list(&self, project: Option<ProjectId>) -> Result<Vec<Webhook>> {
        let sql = format!("{COLUMNS} WHERE ?1 = 0 OR project_id = ?1 ORDER BY id");
        self.0.all(&sql, p![project.map_or(0, |project| project.0)], webhook)
    }

    /// Webhooks that are switched on.
    pub(super) fn enabled(&self) -> Result<Vec<Webhook>> {
        self.0.all(&format!("{COLUMNS} WHERE is_enabled = TRUE ORDER BY id"), &[], webhook)
    }

    /// Stores a delivery that is due at once; returns its row id.
    pub fn add_delivery(&self, webhook: i64, event: &str, payload: &Value) -> Result<i64> {
        let uuid = uuid::Uuid::new_v4().to_string();
        let now = self.0.now();
        self.0.insert(
            "INSERT INTO webhook_deliveries (uuid, webhook_id, event, payload, state, attempts, next_ms, created_ms) \
             VALUES (?1, ?2, ?3, ?4, 'pending', 0, ?5, ?5)",
            p![uuid, webhook, event, payload.to_string(), now],
        )
    }

    /// The delivery with this row id.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub fn delivery_by_id(&self, id: i64) -> Result<Delivery> {
        self.0.opt(&format!("{DELIVERY} WHERE id = ?1"), p![id], delivery)?.ok_or_else(|| Error::not_found("delivery", id))
    }

    /// A delivery of a webhook.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub fn delivery(&self, webhook: i64, uuid: &str) -> Result<Delivery> {
        let sql = format!("{DELIVERY} WHERE webhook_id = ?1 AND uuid = ?2");
        self.0.opt(&sql, p![webhook, uuid], delivery)?.ok_or_else(|| Error::not_found("delivery", uuid))
    }

    /// The deliveries of a webhook before one with this row id, the newest first.
    pub fn deliveries(&self, webhook: i64, before: Option<i64>, slice: Slice) -> Result<Vec<Delivery>> {
        let sql = format!("{DELIVERY} WHERE webhook_id = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3 OFFSET ?4");
        self.0.all(&sql, p![webhook, before.unwrap_or(i64::MAX), slice.limit, slice.offset], delivery)
    }

    /// Takes due deliveries of webhooks that are switched on, and tests of others, of each webhook that is not `busy` at most `each`, for a time in which no
    /// other server takes them.
    pub fn take(&self, lease: &str, until: Millis, each: i64, busy: &BTreeSet<i64>) -> Result<Vec<(Webhook, Delivery)>> {
        let now = self.0.now();
        let mut taken = Vec::new();
        self.0.touch(Aggregate::Service);
        for webhook in self.list(None)?.into_iter().filter(|webhook| !busy.contains(&webhook.id)) {
            let sql = format!(
                "{DELIVERY} WHERE webhook_id = ?1 AND state = 'pending' AND next_ms <= ?2 AND (lease_ms IS NULL OR lease_ms <= ?2) \
                 AND (?4 = TRUE OR event = 'test') ORDER BY next_ms, id LIMIT ?3"
            );
            for due in self.0.all(&sql, p![webhook.id, now, each, webhook.content.is_enabled], delivery)? {
                // The condition again: another server may have taken it since the list was read.
                let sql = "UPDATE webhook_deliveries SET lease = ?2, lease_ms = ?3 \
                           WHERE id = ?1 AND state = 'pending' AND (lease_ms IS NULL OR lease_ms <= ?4)";
                if self.0.execute(sql, p![due.id, lease, until, now])? == 1 {
                    taken.push((webhook.clone(), due));
                }
            }
        }
        Ok(taken)
    }

    /// True when a delivery is due; read without taking it.
    pub fn has_due(&self) -> Result<bool> {
        let sql = "SELECT count(*) FROM (SELECT 1 FROM webhook_deliveries d JOIN webhooks w ON w.id = d.webhook_id WHERE d.state = 'pending' \
                   AND (w.is_enabled = TRUE OR d.event = 'test') AND d.next_ms <= ?1 AND (d.lease_ms IS NULL OR d.lease_ms <= ?1) LIMIT 1) due";
        Ok(self.0.count(sql, p![self.0.now()])? > 0)
    }

    /// Takes one delivery, due or not; false when another server holds it.
    pub fn take_one(&self, id: i64, lease: &str, until: Millis) -> Result<bool> {
        let sql =
            "UPDATE webhook_deliveries SET lease = ?2, lease_ms = ?3 WHERE id = ?1 AND (lease_ms IS NULL OR lease_ms <= ?4)";
        self.0.touch(Aggregate::Service);
        Ok(self.0.execute(sql, p![id, lease, until, self.0.now()])? == 1)
    }

    /// Replaces the event of a delivery by a more complete one.
    pub fn set_payload(&self, id: i64, payload: &Value) -> Result<()> {
        self.0.touch(Aggregate::Service);
        self.0.execute("UPDATE webhook_deliveries SET payload = ?2 WHERE id = ?1", p![id, payload.to_string()]).map(drop)
    }

    /// Stores the outcome of an attempt by the holder of a lease. Returns false if somebody else holds the lease by now.
    pub fn settle(&self, id: i64, lease: &str, attempt: &Attempt) -> Result<bool> {
        self.0.touch(Aggregate::Service);
        let n = self.0.execute(
            "UPDATE webhook_deliveries SET state = ?3, attempts = attempts + 1, next_ms = ?4, lease = NULL, lease_ms = NULL, status = ?5, \
             answer = ?6, error = ?7, done_ms = ?8 WHERE id = ?1 AND lease = ?2",
            p![
                id,
                lease,
                attempt.state.as_str(),
                attempt.next_ms,
                attempt.status,
                &attempt.answer,
                &attempt.error,
                self.0.now()
            ],
        )?;
        Ok(n == 1)
    }

    /// Makes a delivery that ended due again, from its first attempt, under its old id. False for one that is queued: a server may be
    /// sending it, and would send it twice.
    pub fn resend(&self, id: i64) -> Result<bool> {
        let sql = "UPDATE webhook_deliveries SET state = 'pending', attempts = 0, next_ms = ?2, lease = NULL, lease_ms = NULL \
                   WHERE id = ?1 AND state <> 'pending'";
        let is_queued = self.0.execute(sql, p![id, self.0.now()])? == 1;
        if is_queued {
            self.0.touch(Aggregate::Service);
        }
        Ok(is_queued)
    }

    /// Forgets deliveries that ended before a time.
    pub fn forget(&self, before: Millis) -> Result<usize> {
        self.0.touch(Aggregate::Service);
        self.0.execute("DELETE FROM webhook_deliveries WHERE state <> 'pending' AND done_ms < ?1", p![before])
    }

    /// True when [`Webhooks::announce_mutes`] may have something to store.
    pub fn has_unannounced(&self) -> Result<bool> {
        let sql = "SELECT count(*) FROM (SELECT 1 FROM mutes m JOIN tests t ON t.id = m.test_id JOIN webhooks w ON w.project_id = t.project_id \
                   WHERE m.until_ms IS NOT NULL AND m.until_ms <= ?1 AND m.until_ms >= w.created_ms AND w.is_enabled = TRUE \
                   AND w.events LIKE '%mute.expired%' \
                   AND NOT EXISTS (SELECT 1 FROM announced_mutes a WHERE a.test_id = m.test_id AND a.until_ms = m.until_ms) LIMIT 1) one";
        Ok(self.0.count(sql, p![self.0.now()])? > 0)
    }

    /// Stores the deliveries of mutes that ended and were not announced. Several servers may call it: one of them announces each end.
    pub fn announce_mutes(&self) -> Result<usize> {
        let mut hooks = self.enabled()?;
        hooks.retain(|hook| hook.content.events.iter().any(|event| event == super::outbox::MUTE_EXPIRED));
        let mut stored = 0;
        for hook in &hooks {
            let ended = self.unannounced(hook.project_id, hook.created_ms)?;
            let mut tests = Vec::new();
            for (test, until, object) in ended {
                let sql =
                    "INSERT INTO announced_mutes (test_id, until_ms) VALUES (?1, ?2) ON CONFLICT (test_id, until_ms) DO NOTHING";
                if self.0.execute(sql, p![test, until])? == 1 {
                    tests.push(object);
                }
            }
            if tests.is_empty() {
                continue;
            }
            // All webhooks of the project together: the next one would find the ends announced.
            for other in hooks.iter().filter(|other| other.project_id == hook.project_id) {
                let payload = self.0.outbox().mutes_event(hook.project_id, &tests)?;
                self.add_delivery(other.id, super::outbox::MUTE_EXPIRED, &payload)?;
                stored += 1;
            }
        }
        Ok(stored)
    }

    fn unannounced(&self, project: ProjectId, since: Millis) -> Result<Vec<(TestId, Millis, Value)>> {
        let sql = "SELECT m.test_id, m.until_ms, t.title, m.reason, m.owner FROM mutes m JOIN tests t ON t.id = m.test_id \
                   WHERE t.project_id = ?1 AND m.until_ms IS NOT NULL AND m.until_ms <= ?2 AND m.until_ms >= ?3 \
                   AND NOT EXISTS (SELECT 1 FROM announced_mutes a WHERE a.test_id = m.test_id AND a.until_ms = m.until_ms) \
                   ORDER BY m.until_ms, m.test_id LIMIT 1000";
        self.0.all(sql, p![project, self.0.now(), since], |r| {
            let object = serde_json::json!({
                "title": r.text(2)?, "reason": r.text(3)?, "owner": r.opt_text(4)?,
                "until": voluptas_core::base::clock::to_iso(r.int(1)?),
            });
            Ok((TestId(r.int(0)?), r.int(1)?, object))
        })
    }
}
