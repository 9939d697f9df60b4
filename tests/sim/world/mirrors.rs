//! Mirrors from the shop to the other project, by hand and by webhook.
//!
//! Both are recorded in the history of a workspace: a mirror by hand as on the command line, a delivery as by the worker of the
//! webhook. The queue of the server, which consists of files on disk, is not simulated.

use super::World;
use super::engine::client;
use super::event::MirrorJob;
use crate::card;
use crate::qase::state::{MIRR, SHOP};
use crate::qase::wire::{Fate, Kill, SimWire};
use crate::rng::Rng;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;
use voluptas_app::mirror::ledger::mirror as recorded;
use voluptas_app::mirror::ledger::{Ledger, NotMirrored, WEBHOOK};
use voluptas_app::mirror::pairs::{Accounts, mirror_run};
use voluptas_mirror::{Mirror, Options, Pair, Silent, SourceRun, Summary, TargetRun};

/// Outcome of a mirror.
#[derive(Debug)]
pub enum End {
    Killed,
    Refused(String),
    Previewed,
    Done(Box<Summary>),
}

fn line(end: &End) -> String {
    match end {
        End::Killed => "was killed".into(),
        End::Refused(error) => format!("failed: {error}"),
        End::Previewed => "shows its plan".into(),
        End::Done(s) => {
            let c = &s.counts;
            let warnings: Vec<&str> = s.warnings.iter().map(|w| w.key.as_str()).collect();
            let stopped = s.stopped.as_ref().map(|e| format!(" stopped: {e};")).unwrap_or_default();
            format!(
                "done: run {:?} {:?}; {} read, {} mirrored, {} already, {} skipped, {} failed; {} cases made;{stopped} {}",
                s.target_run,
                s.run_outcome,
                c.read,
                c.mirrored,
                c.already,
                c.skipped(),
                c.failed,
                c.cases_created,
                warnings.join(", ")
            )
        }
    }
}

/// The target run for a source run. The choice is always the same, because another choice would be another mirror.
fn target_of(run: i64) -> TargetRun {
    if run % 3 == 0 { TargetRun::Title(format!("Mirror of {run}")) } else { TargetRun::SameTitle }
}

impl World {
    /// Mirrors a run and checks the report.
    pub async fn mirror(&mut self, job: &MirrorJob, rng: &mut Rng) {
        let runs: Vec<(i64, bool)> =
            self.shared.with(|sim| sim.account.project(SHOP).live_runs().map(|r| (r.id, r.open)).collect());
        let Some((run, open)) = rng.pick(&runs).copied() else { return };
        if job.deliveries > 0 {
            // Webhooks report completed runs only.
            if open {
                return;
            }
            let seeds: Vec<u64> = (0..job.deliveries).map(|_| rng.bits()).collect();
            let ends = futures::future::join_all(seeds.iter().map(|seed| self.deliver(run, job, *seed))).await;
            drop(ends);
            return;
        }
        self.starts += 1;
        let name = format!("mirror-{}", self.starts);
        let seed = rng.bits();
        self.mirror_once(&name, run, job, seed).await;
    }

    /// Mirrors one run by hand.
    pub async fn mirror_once(&self, name: &str, run: i64, job: &MirrorJob, seed: u64) -> End {
        let mut options = Options::new(SHOP, SourceRun::Id(run), MIRR);
        options.target_run = target_of(run);
        options.complete_target_run = job.complete;
        let dry = if job.dry { " --dry-run" } else { "" };
        let kill = job.trouble.kill.map(|k| format!(", dies {k:?}")).unwrap_or_default();
        self.shared.with(|sim| sim.note(&format!("{name} of run {run} to {:?}{dry} starts{kill}", options.target_run)));
        let (wire, death) = self.wire(name, job, seed);
        let died = wire.died.clone();
        let client = client(wire, self.clock.clone(), self.setup.safeties);
        let mirror = Mirror::new(client.clone(), client, options);
        let ledger = Ledger { store: self.desks[0].store.clone(), pair: None, who: None };
        let before = self.shared.with(|sim| sim.account.writes);
        let accepted = self.accepted(run);
        let work = async {
            if job.dry {
                return match mirror.prepare().await {
                    Ok(_) => End::Previewed,
                    Err(error) => End::Refused(error.to_string()),
                };
            }
            match recorded(&mirror, Some(&ledger)).await {
                Ok(summary) => End::Done(Box::new(summary)),
                Err(NotMirrored::Taken) => End::Refused("another one writes to the target".into()),
                Err(NotMirrored::Failed(error)) => End::Refused(error.to_string()),
            }
        };
        let end = tokio::select! {
            biased;
            () = died.notified() => End::Killed,
            end = Box::pin(work) => end,
            () = tokio::time::sleep(death) => End::Killed,
        };
        self.shared.with(|sim| {
            sim.note(&format!("{name} {}", line(&end)));
            if job.dry && sim.account.writes > before {
                sim.violate("untrue report", format!("{name} was a dry run and wrote"));
            }
        });
        if let End::Done(summary) = &end {
            self.check_mirror(name, run, &accepted, summary);
        }
        end
    }

    /// Delivers the event that a run was completed.
    async fn deliver(&self, run: i64, job: &MirrorJob, seed: u64) -> End {
        let mut rng = Rng::new(seed);
        let name = format!("webhook-{}", seed % 1000);
        tokio::time::sleep(Duration::from_secs(rng.below(40))).await;
        let (wire, death) = self.wire(&name, job, rng.bits());
        let died = wire.died.clone();
        let client = client(wire, self.clock.clone(), self.setup.safeties);
        let mut pair = Pair::new(SHOP, MIRR);
        if let TargetRun::Title(title) = target_of(run) {
            pair.target_run_title = Some(title);
        }
        pair.complete_target_run = job.complete;
        self.shared.with(|sim| sim.note(&format!("{name}: run {run} is completed")));
        let accepted = self.accepted(run);
        let ledger = Ledger { store: self.desks[0].store.clone(), pair: None, who: Some(WEBHOOK) };
        let work = async {
            let source = match client.get_run(SHOP, run, false).await {
                Ok(source) => source,
                Err(error) => return End::Refused(error.to_string()),
            };
            let accounts = Accounts { first: client.clone(), second: None };
            match mirror_run(&pair, &source, &accounts, Some(&ledger), Arc::new(Silent)).await {
                Ok(summary) => End::Done(Box::new(summary)),
                Err(error) => End::Refused(format!("{error:?}").chars().take(120).collect()),
            }
        };
        let end = tokio::select! {
            biased;
            () = died.notified() => End::Killed,
            end = Box::pin(work) => end,
            () = tokio::time::sleep(death) => End::Killed,
        };
        self.shared.with(|sim| sim.note(&format!("{name} {}", line(&end))));
        if let End::Done(summary) = &end {
            self.check_mirror(&name, run, &accepted, summary);
        }
        end
    }

    fn wire(&self, name: &str, job: &MirrorJob, seed: u64) -> (Arc<SimWire>, Duration) {
        let fate = Fate { weather: job.trouble.weather, kill: job.trouble.kill, seed, ..Fate::default() };
        let death = match fate.kill {
            Some(Kill::At(ms)) => Duration::from_millis(ms),
            _ => Duration::from_secs(8 * 3600),
        };
        (SimWire::new(self.shared.clone(), name, self.desks.clone(), fate), death)
    }

    /// Tokens of the results that Qase has accepted into a run of the shop, as far as a mirror can know them. Results that are
    /// not listed yet show only in the counters, which count one result per case and none in progress.
    pub fn accepted(&self, run: i64) -> BTreeSet<u64> {
        self.shared.with(|sim| {
            let now = sim.now();
            let results = sim.account.project(SHOP).runs.get(&run).map(|r| r.results.as_slice()).unwrap_or_default();
            let of_case = |case: i64| results.iter().filter(move |r| r.case_id == case).count();
            let told = results.iter().filter(|r| r.visible <= now || (r.status != "in_progress" && of_case(r.case_id) == 1));
            told.flat_map(|r| card::tokens(r.comment.as_deref().unwrap_or_default())).collect()
        })
    }

    /// Checks that a mirror without reported exceptions brought every result that Qase had accepted before it began.
    fn check_mirror(&self, name: &str, run: i64, accepted: &BTreeSet<u64>, summary: &Summary) {
        let clean =
            summary.stopped.is_none() && !summary.has_failures() && summary.warnings.is_empty() && summary.counts.skipped() == 0;
        if !clean {
            return;
        }
        self.shared.with(|sim| {
            let there: BTreeSet<u64> = sim
                .account
                .project(MIRR)
                .live_runs()
                .flat_map(|r| &r.results)
                .flat_map(|r| card::tokens(r.comment.as_deref().unwrap_or_default()))
                .collect();
            let missing: Vec<u64> = accepted.difference(&there).copied().collect();
            if !missing.is_empty() {
                let text = format!(
                    "{name} says it is complete, and {} of {} results of run {run} are missing",
                    missing.len(),
                    accepted.len()
                );
                sim.violate("untrue report", text);
            }
        });
    }
}
