//! Mirrors the runs of the deliveries, one after another, and repeats failed attempts.

use super::{Delivery, PairOutcome, State, Webhook};
use std::sync::Arc;
use std::time::Duration;
use voluptas_app::mirror;
use voluptas_app::mirror::ledger::{Ledger, WEBHOOK};
use voluptas_app::mirror::pairs::{Accounts, Backoff};
use voluptas_core::domain::Message;
use voluptas_core::domain::ids::PairId;
use voluptas_core::domain::message::Explain as _;
use voluptas_jobs::JobError;
use voluptas_mirror::{Pair, Silent, Summary};

impl Webhook {
    /// Works until the future is dropped. An unfinished delivery is repeated at the next start.
    pub async fn work(self, accounts: Accounts, backoff: Backoff) {
        loop {
            let now = self.0.config.clock.now();
            match self.0.queue.next() {
                Some(delivery) if delivery.next_ms <= now => self.attempt(delivery, &accounts, backoff).await,
                Some(delivery) => {
                    let wait = Duration::from_millis(u64::try_from(delivery.next_ms - now).unwrap_or(0));
                    // A new delivery may be due earlier.
                    tokio::time::timeout(wait, self.0.added.notified()).await.ok();
                }
                None => self.0.added.notified().await,
            }
        }
    }

    async fn attempt(&self, delivery: Delivery, accounts: &Accounts, backoff: Backoff) {
        let (hook, project) = (self.clone(), delivery.project.clone());
        let pairs = voluptas_jobs::off_thread(move || hook.0.config.pairs.of(&project)).await;
        let outcomes = match pairs {
            Ok(Ok(pairs)) => {
                let mut outcomes = Vec::new();
                for (pair, id) in &pairs {
                    outcomes.extend(self.one(pair, *id, delivery.run, accounts).await);
                }
                outcomes
            }
            Ok(Err(error)) => {
                tracing::error!(%error, "the pairs of projects cannot be read");
                vec![failed("", error.message())]
            }
            Err(_) => vec![failed("", voluptas_app::workspace::failure::internal().message)],
        };
        let is_done = outcomes.iter().all(PairOutcome::is_complete);
        let attempts = delivery.attempts + 1;
        let state = match (is_done, attempts >= backoff.attempts) {
            (true, _) => State::Done,
            (false, true) => State::Failed,
            (false, false) => State::Waiting,
        };
        let next_ms = self.0.config.clock.now().saturating_add(backoff.after(attempts));
        tracing::info!(project = %delivery.project, run = delivery.run, attempts, ?state, "a delivery was worked on");
        let changed = Delivery { state, attempts, next_ms, outcomes, ..delivery };
        if let Err(error) = self.0.queue.update(changed) {
            tracing::error!(%error, "what became of a delivery cannot be written");
            // Otherwise the delivery, which is still waiting on disk, would be repeated without a pause.
            tokio::time::sleep(backoff.first).await;
        }
    }

    /// Mirrors the run for one pair; `None` when the pair does not include the run.
    async fn one(&self, pair: &Pair, id: Option<PairId>, run: i64, accounts: &Accounts) -> Option<PairOutcome> {
        let target = &pair.target_project;
        let run = match accounts.first.refresh().get_run(&pair.source_project, run, false).await {
            Ok(run) => run,
            Err(error) => return Some(failed(target, error.message())),
        };
        if !mirror::pairs::is_due(pair, &run) {
            return None;
        }
        let ledger = self.0.config.history.clone().map(|store| Ledger { store, pair: id, who: Some(WEBHOOK) });
        Some(match mirror::pairs::mirror_run(pair, &run, accounts, ledger.as_ref(), Arc::new(Silent)).await {
            Ok(summary) => outcome(target, &summary),
            Err(JobError::Failed(failure)) => failed(target, failure.message),
            // Only the end of the program stops it; the delivery then still waits on disk.
            Err(JobError::Cancelled(_)) => failed(target, voluptas_qase::Error::Cancelled.message()),
        })
    }
}

fn failed(target: &str, error: Message) -> PairOutcome {
    PairOutcome {
        target_project: target.to_owned(),
        target_run: None,
        mirrored: 0,
        already: 0,
        failed: 0,
        error: Some(error),
        left: Vec::new(),
    }
}

fn outcome(target: &str, summary: &Summary) -> PairOutcome {
    PairOutcome {
        target_project: target.to_owned(),
        target_run: summary.target_run,
        mirrored: summary.counts.mirrored,
        already: summary.counts.already,
        failed: summary.counts.failed,
        error: summary.stopped.as_ref().map(|e| e.message()),
        left: summary.left(),
    }
}
