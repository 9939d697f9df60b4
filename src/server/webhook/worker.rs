//! Mirrors what the deliveries tell of, one after another, and tries again what failed.

use super::{Delivery, Rule, RuleOutcome, State, Webhook};
use crate::domain::message::Explain as _;
use crate::mirror::{Mirror, Summary};
use crate::qase::Client;
use std::time::Duration;

/// How often and when a delivery is tried again.
#[derive(Debug, Clone, Copy)]
pub struct Backoff {
    /// The wait before the second attempt; it doubles from there on.
    pub first: Duration,
    /// The longest wait.
    pub longest: Duration,
    /// Attempts at most.
    pub attempts: u32,
}

impl Default for Backoff {
    fn default() -> Self {
        Self { first: Duration::from_secs(30), longest: Duration::from_secs(3600), attempts: 12 }
    }
}

impl Webhook {
    /// Works for as long as it is awaited: a task of its own, ended by dropping it. What it was at is done again at the next start.
    pub async fn work(self, client: Client, backoff: Backoff) {
        loop {
            let now = self.0.clock.now();
            match self.0.queue.next() {
                Some(delivery) if delivery.next_ms <= now => self.attempt(delivery, &client, backoff).await,
                Some(delivery) => {
                    let wait = Duration::from_millis(u64::try_from(delivery.next_ms - now).unwrap_or(0));
                    // A new delivery may be due before.
                    tokio::time::timeout(wait, self.0.added.notified()).await.ok();
                }
                None => self.0.added.notified().await,
            }
        }
    }

    async fn attempt(&self, delivery: Delivery, client: &Client, backoff: Backoff) {
        let mut outcomes = Vec::new();
        for rule in self.0.rules.iter().filter(|r| r.is_for(&delivery.project)) {
            outcomes.extend(one(rule, delivery.run, client).await);
        }
        let is_done = outcomes.iter().all(|o| o.error.is_none() && o.failed == 0);
        let attempts = delivery.attempts + 1;
        let state = match (is_done, attempts >= backoff.attempts) {
            (true, _) => State::Done,
            (false, true) => State::Failed,
            (false, false) => State::Waiting,
        };
        let wait = backoff.first.saturating_mul(1 << attempts.saturating_sub(1).min(16)).min(backoff.longest);
        let next_ms = self.0.clock.now().saturating_add(i64::try_from(wait.as_millis()).unwrap_or(i64::MAX));
        tracing::info!(project = %delivery.project, run = delivery.run, attempts, ?state, "a delivery was worked on");
        let changed = Delivery { state, attempts, next_ms, outcomes, ..delivery };
        if let Err(error) = self.0.queue.update(changed) {
            tracing::error!(%error, "what became of a delivery cannot be written");
            // It is still waiting, and would be tried again at once, and again.
            tokio::time::sleep(backoff.first).await;
        }
    }
}

/// None when the rule is not about this run.
async fn one(rule: &Rule, run: i64, client: &Client) -> Option<RuleOutcome> {
    let failed = |error: crate::domain::Message| RuleOutcome {
        target_project: rule.target_project.clone(),
        target_run: None,
        mirrored: 0,
        already: 0,
        failed: 0,
        error: Some(error),
    };
    let run = match client.refresh().get_run(&rule.source_project, run, false).await {
        Ok(run) => run,
        Err(error) => return Some(failed(error.message())),
    };
    if !rule.takes(&run.title) {
        return None;
    }
    let mirror = Mirror::new(client.clone(), client.clone(), rule.options(&run));
    Some(match mirror.prepare().await {
        Ok(prepared) => outcome(rule, &mirror.apply(&prepared).await),
        Err(error) => failed(error.message()),
    })
}

fn outcome(rule: &Rule, summary: &Summary) -> RuleOutcome {
    RuleOutcome {
        target_project: rule.target_project.clone(),
        target_run: summary.target_run,
        mirrored: summary.counts.mirrored,
        already: summary.counts.already,
        failed: summary.counts.failed,
        error: summary.stopped.as_ref().map(|e| e.message()),
    }
}
