//! Runs imports and exports of the real program over the simulated wire, with faults, and checks the reports that claim to be
//! complete.

use super::desk::Desk;
use super::event::{Send, SyncJob, SyncKind};
use super::{Sim, World};
use crate::card::{self, Field};
use crate::qase::state::SHOP;
use crate::qase::wire::{Fate, Kill, SimWire};
use crate::rng::Rng;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;
use voluptas_core::base::{Millis, Secret};
use voluptas_core::domain::ids::CaseId;
use voluptas_qase::{Client, ClientConfig, Safeties};
use voluptas_sync::plan::{Class, Plan};
use voluptas_sync::{Decisions, Policy, Session, Summary, export, import, report::Counts};

/// Longest run of a program, in seconds of virtual time.
const LONGEST: u64 = 4 * 3600;

/// Outcome of a program.
#[derive(Debug)]
pub enum End {
    Killed,
    Failed(String),
    Done(Box<(Plan, Summary)>),
    Hung,
}

impl End {
    /// The outcome in one line, for the history.
    pub fn line(&self) -> String {
        let counts = |what: &str, c: &Counts| {
            let all = [
                ("created", c.created),
                ("updated", c.updated),
                ("removed", c.removed),
                ("conflicts", c.conflicts),
                ("skipped", c.skipped),
                ("failed", c.failed),
            ];
            let said: Vec<String> = all.iter().filter(|(_, n)| *n > 0).map(|(w, n)| format!("{n} {w}")).collect();
            if said.is_empty() { String::new() } else { format!(" {what}: {};", said.join(", ")) }
        };
        match self {
            Self::Killed => "was killed".into(),
            Self::Failed(error) => format!("failed: {error}"),
            Self::Hung => "does not come to an end".into(),
            Self::Done(done) => {
                let s = &done.1;
                let keys = |m: &[voluptas_core::domain::Message]| m.iter().map(|m| m.key.clone()).collect::<Vec<_>>().join(", ");
                let mut line =
                    format!("done:{}{}{}", counts("suites", &s.suites), counts("cases", &s.cases), counts("results", &s.results));
                if let Some(run) = &s.run {
                    line.push_str(&format!(" run {}{};", run.id, if run.created { " made" } else { "" }));
                }
                for (what, list) in [("drift", &s.drift), ("warnings", &s.warnings)] {
                    if !list.is_empty() {
                        line.push_str(&format!(" {what}: {};", keys(list)));
                    }
                }
                line
            }
        }
    }
}

/// A client over a wire.
pub fn client(wire: Arc<SimWire>, clock: Arc<dyn voluptas_core::base::Clock>, safeties: Safeties) -> Client {
    let config = ClientConfig {
        requests_per_minute: 0,
        jitter: Some(0.5),
        clock,
        safeties,
        wire: Some(wire),
        ..ClientConfig::new(Secret::new("a-token-of-the-simulation"))
    };
    Client::new(config.with_base_url("https://qase.sim/v1")).expect("a client")
}

/// True when the policy lets the source win conflicts.
fn decides(kind: SyncKind, policy: Policy) -> bool {
    match kind {
        SyncKind::Import { .. } => policy == Policy::Theirs,
        SyncKind::Export { .. } => policy == Policy::Mine,
    }
}

/// Choices for one program, made before it starts.
pub struct Chosen {
    pub name: String,
    pub desk: Desk,
    pub fate: Fate,
    pub import: Option<import::Options>,
    pub export: Option<export::Options>,
}

impl World {
    /// Runs synchronisations at the same time and checks their reports.
    pub async fn sync(&mut self, jobs: &[SyncJob], rng: &mut Rng) {
        let desks: Vec<Desk> = jobs.iter().map(|job| self.desks[job.desk].clone()).collect();
        let chosen: Vec<Chosen> = jobs.iter().map(|job| self.choose(job, rng)).collect();
        let (began, before) = self.shared.with(|sim| (sim.now(), desks.iter().map(|d| tokens_of(sim, d)).collect::<Vec<_>>()));
        let recreates = jobs.iter().any(|j| matches!(j.kind, SyncKind::Export { recreate: true, .. }));
        if recreates {
            self.shared.with(|sim| recreated(sim, &self.desks, began));
        }
        // Decisions are recorded the moment a run ends, because other runs at the same time build on them.
        let ends = futures::future::join_all(jobs.iter().zip(&chosen).enumerate().map(async |(n, (job, chosen))| {
            let end = self.run(chosen).await;
            self.shared.with(|sim| match (job.kind, job.policy) {
                (SyncKind::Import { .. }, Policy::Theirs) => decide(sim, &desks[n], &before[n], began),
                (SyncKind::Import { .. }, Policy::Mine) => decide_to_keep(sim, &desks[n], began, true),
                (SyncKind::Export { .. }, Policy::Theirs) => decide_to_keep(sim, &desks[n], began, false),
                _ => {}
            });
            end
        }))
        .await;
        if recreates {
            self.shared.with(|sim| recreated(sim, &self.desks, began));
        }
        for (n, (job, end)) in jobs.iter().zip(&ends).enumerate() {
            let End::Done(done) = end else { continue };
            let alone = jobs.len() == 1 && job.trouble.during.is_empty();
            self.shared.with(|sim| check_complete(sim, &desks[n], began, job.kind, done, alone));
        }
    }

    fn choose(&mut self, job: &SyncJob, rng: &mut Rng) -> Chosen {
        self.starts += 1;
        let desk = self.desks[job.desk].clone();
        let fate = Fate {
            weather: job.trouble.weather,
            kill: job.trouble.kill,
            during: job.trouble.during.clone(),
            decides: decides(job.kind, job.policy),
            seed: job.seed,
        };
        let mut chosen = Chosen { name: String::new(), desk, fate, import: None, export: None };
        match job.kind {
            SyncKind::Import { functions } => {
                let also = if functions { " --functions-from-suites" } else { "" };
                chosen.name = format!("{} import-{} --policy {:?}{also}", chosen.desk.name, self.starts, job.policy);
                chosen.import =
                    Some(import::Options { policy: job.policy, functions_from_suites: functions, ..import::Options::default() });
            }
            SyncKind::Export { recreate, all, results } => {
                let mut functions = chosen.desk.cover();
                if all {
                    functions = chosen.desk.all_functions();
                }
                let mut options = export::Options {
                    functions,
                    cases: true,
                    policy: job.policy,
                    recreate_removed: recreate,
                    ..export::Options::default()
                };
                let sends = match results {
                    Send::Nothing => None,
                    _ => rng.pick(&self.runs[job.desk]).cloned(),
                };
                let mut also = String::new();
                if let Some((run, title)) = sends {
                    let open = self.shared.with(|sim| {
                        let ids: Vec<i64> = sim
                            .account
                            .project(SHOP)
                            .live_runs()
                            .filter(|r| r.open && r.description.is_none())
                            .map(|r| r.id)
                            .collect();
                        rng.pick(&ids).copied()
                    });
                    let into = match (results, open) {
                        (Send::Existing, Some(id)) => export::RunChoice::Existing(id),
                        _ => export::RunChoice::New(title.clone()),
                    };
                    also = format!(" --results of {title:?} into {into:?}");
                    options.results = Some(export::ResultsFrom::Run(run));
                    options.run = Some(into);
                }
                let recreate = if recreate { " --recreate-removed" } else { "" };
                let all = if all { " --all" } else { "" };
                chosen.name =
                    format!("{} export-{} --policy {:?}{all}{recreate}{also}", chosen.desk.name, self.starts, job.policy);
                chosen.export = Some(options);
            }
        }
        chosen
    }

    /// Runs one synchronisation until it ends or is killed.
    pub async fn run(&self, chosen: &Chosen) -> End {
        let Chosen { name, desk, fate, .. } = chosen;
        let short = name.split(" --").next().unwrap_or(name).to_owned();
        let kill = fate.kill.map(|k| format!(", dies {k:?}")).unwrap_or_default();
        let storm = if fate.weather == crate::qase::wire::Weather::CALM { String::new() } else { ", trouble on the line".into() };
        self.shared.with(|sim| sim.note(&format!("{name} starts{storm}{kill}")));
        let wire = SimWire::new(self.shared.clone(), &short, self.desks.clone(), fate.clone());
        let died = wire.died.clone();
        let client = client(wire.clone(), self.clock.clone(), self.setup.safeties);
        let session = Session::new(desk.store.clone(), client, SHOP);
        let death = match fate.kill {
            Some(Kill::At(ms)) => Duration::from_millis(ms),
            _ => Duration::from_secs(LONGEST * 2),
        };
        let end = tokio::select! {
            biased;
            () = died.notified() => End::Killed,
            end = Box::pin(work(&session, chosen)) => end,
            () = tokio::time::sleep(death) => End::Killed,
            () = tokio::time::sleep(Duration::from_secs(LONGEST)) => End::Hung,
        };
        self.shared.with(|sim| {
            if !matches!(end, End::Done(_)) {
                sim.model.unclear.extend(wire.unread());
            }
            sim.note(&format!("{short} {}", end.line()));
            if matches!(end, End::Hung) {
                sim.violate("stuck", format!("{short} does not come to an end"));
            }
        });
        end
    }
}

async fn work(session: &Session, chosen: &Chosen) -> End {
    let decisions = Decisions::new();
    let done = async {
        if let Some(options) = &chosen.import {
            let collected = Arc::new(import::collect(session, options).await?);
            let plan = import::plan(&collected, options, &decisions);
            let summary = import::apply(session, options, collected, &plan).await?;
            return Ok((plan, summary));
        }
        let options = chosen.export.clone().unwrap_or_default();
        let collected = Arc::new(export::collect(session, &options).await?);
        let plan = export::plan(&collected, &options, &decisions);
        let summary = export::apply(session, &options, collected, &plan).await?;
        Ok::<_, voluptas_sync::Error>((plan, summary))
    };
    match done.await {
        Ok(done) => End::Done(Box::new(done)),
        Err(error) => End::Failed(error.to_string()),
    }
}

/// Records that a person requested cases again that were deleted in Qase: Qase gets them under new ids, while other workspaces
/// still have the old ones. A case that somebody restored since `began` may have been read as deleted.
fn recreated(sim: &mut Sim, desks: &[Desk], began: Millis) {
    sim.model.deleted_for_good.clear();
    let account = &sim.account;
    let restored = |id: &i64| sim.model.restored.get(id).is_some_and(|at| *at >= began);
    let deleted = account.project(SHOP).cases.values().filter(|c| c.deleted || restored(&c.id));
    let origins: Vec<u64> = deleted.filter_map(|c| card::of_case(account, c).origin()).collect();
    sim.model.doubled_by_people.extend(origins);
    // The suites of such cases are created again too.
    let suites =
        desks.iter().flat_map(Desk::suites).flat_map(|s| card::tokens(s.content.description.as_deref().unwrap_or_default()));
    let gone: BTreeSet<u64> = (account.project(SHOP).suites.values().filter(|s| s.deleted))
        .flat_map(|s| card::tokens(s.description.as_deref().unwrap_or_default()))
        .collect();
    sim.model.doubled_by_people.extend(suites.filter(|t| gone.contains(t)));
}

/// Tokens of cases and of suites, by row id.
type Tokens = BTreeMap<(&'static str, i64), Vec<(Field, u64)>>;

fn titles(title: &str) -> Vec<(Field, u64)> {
    card::tokens(title).into_iter().map(|t| (Field::Title, t)).collect()
}

fn tokens_of(sim: &Sim, desk: &Desk) -> Tokens {
    let cases = desk.cards(sim).into_iter().map(|c| (("case", c.case.0), c.card.pairs()));
    cases.chain(desk.suites().into_iter().map(|s| (("suite", s.id.0), titles(&s.content.title)))).collect()
}

/// Records the values that an import removed from the workspace under a policy that lets Qase win: those that were there when it
/// began, and those that a person wrote until it had read both sides. What was written later, the import must leave alone.
fn decide(sim: &mut Sim, desk: &Desk, before: &Tokens, began: Millis) {
    let after = tokens_of(sim, desk);
    let read = sim.last_read.get(&desk.name).copied().unwrap_or(began);
    let meanwhile: Vec<(Field, u64, Vec<u64>, Option<i64>)> = sim
        .model
        .heads()
        .filter(|(_, v)| !v.in_qase && v.at >= began && v.at <= read)
        .map(|(token, v)| {
            let row = v.row.as_ref().filter(|(name, _)| *name == desk.name).map(|(_, row)| *row);
            (v.field, token, v.replaces.clone(), row)
        })
        .collect();
    for (case, old) in before {
        let now = after.get(case).cloned().unwrap_or_default();
        // A value may have been written into an empty field, so that it replaced nothing.
        let is_of_case = |replaced: &[u64], row: &Option<i64>| {
            old.iter().any(|(_, token)| replaced.contains(token)) || (case.0 == "case" && *row == Some(case.1))
        };
        let of_case = meanwhile.iter().filter(|(_, _, replaced, row)| is_of_case(replaced, row));
        let written = of_case.map(|(field, token, ..)| (*field, *token));
        let lost: Vec<_> = old.iter().copied().chain(written).filter(|t| !now.contains(t)).collect();
        let came: Vec<_> = now.iter().filter(|t| !old.contains(t)).copied().collect();
        sim.model.decided(&lost, &came);
    }
}

/// Records conflicts under a policy that lets the target keep its values. The value of the other side may disappear, because the
/// next synchronisation in the other direction overwrites it.
fn decide_to_keep(sim: &mut Sim, desk: &Desk, began: Millis, mine: bool) {
    let seen = sim.last_read.get(&desk.name).copied().unwrap_or(began).max(began);
    let shop = sim.account.project(SHOP);
    let mut pairs = Vec::new();
    for local in desk.cards(sim) {
        let there = local.qase_id.and_then(|id| shop.cases.get(&id)).map(|c| card::of_case(&sim.account, c).pairs());
        pairs.extend(there.map(|there| (local.card.pairs(), there)));
    }
    let links = desk.suite_links();
    for local in desk.suites() {
        let there = links.get(&local.id).and_then(|id| shop.suites.get(id)).map(|s| titles(&s.title));
        pairs.extend(there.map(|there| (titles(&local.content.title), there)));
    }
    for (here, there) in pairs {
        let (winner, loser) = if mine { (here, there) } else { (there, here) };
        let known = |t: &(Field, u64)| sim.model.versions.get(&t.1).is_none_or(|v| v.at <= seen);
        let lost: Vec<_> = loser.iter().filter(|t| !winner.contains(t) && known(t)).copied().collect();
        let came: Vec<_> = winner.into_iter().filter(|t| !loser.contains(t)).collect();
        sim.model.decided(&lost, &came);
    }
}

/// True when a summary reports no exception at all.
pub fn is_clean(summary: &Summary) -> bool {
    let open = |c: &Counts| c.failed + c.conflicts + c.skipped;
    open(&summary.suites) + open(&summary.cases) + open(&summary.results) == 0
        && summary.drift.is_empty()
        && summary.warnings.is_empty()
}

/// Checks a run that reports no exception. After an import, everything that was in Qase before it began must be in the workspace.
/// Each value that the target lacks must have been replaced by somebody who knew it; this part is checked only when nobody else
/// was at work meanwhile (`alone`).
fn check_complete(sim: &mut Sim, desk: &Desk, began: Millis, kind: SyncKind, (plan, summary): &(Plan, Summary), alone: bool) {
    if !is_clean(summary) {
        return;
    }
    // Changes by late writes of earlier runs are not the fault of this run.
    let restored = |id: i64| sim.model.restored.get(&id).is_some_and(|at| *at >= began);
    let moved: BTreeSet<i64> = sim
        .account
        .project(SHOP)
        .live_cases()
        .filter(|c| c.created.max(c.updated) >= began || restored(c.id))
        .map(|c| c.id)
        .collect();
    let listed: BTreeSet<i64> =
        plan.cases.iter().filter(|s| s.note.is_some() || s.class == Class::Skipped).filter_map(|s| s.qase_id).collect();
    let noted: BTreeSet<CaseId> = plan.cases.iter().filter(|s| s.note.is_some()).filter_map(|s| s.case_id).collect();
    let mut wrong = Vec::new();
    if matches!(kind, SyncKind::Import { .. }) {
        let linked: BTreeSet<i64> = desk.links().into_values().collect();
        let missing = sim.account.project(SHOP).live_cases().filter(|c| !linked.contains(&c.id) && !moved.contains(&c.id));
        wrong.extend(missing.map(|c| format!("case {} {:?} was not imported", c.id, c.title)));
    }
    for local in desk.cards(sim).into_iter().filter(|_| alone) {
        let Some(qase_id) = local.qase_id else {
            if !matches!(kind, SyncKind::Import { .. }) && !noted.contains(&local.case) {
                wrong.push(format!("{} (row {}) was not exported", local.card.get(Field::Title), local.case));
            }
            continue;
        };
        let there = sim.account.project(SHOP).cases.get(&qase_id).filter(|c| !c.deleted);
        let Some(there) = there.map(|c| card::of_case(&sim.account, c)) else { continue };
        let moved = matches!(kind, SyncKind::Import { .. }) && moved.contains(&qase_id);
        if moved || listed.contains(&qase_id) || noted.contains(&local.case) {
            continue;
        }
        let (source, target) = if matches!(kind, SyncKind::Import { .. }) { (there, local.card) } else { (local.card, there) };
        // Steps written by somebody else came without the parts that Qase drops: this workspace sees only that they were changed.
        let others_steps = target.tokens(Field::Action).iter().any(|t| !source.tokens(Field::Action).contains(t));
        let drops_data = sim.account.habits.drops_step_data && others_steps;
        for (field, token) in source.pairs() {
            if field == Field::Data && drops_data {
                continue;
            }
            let has = target.tokens(field);
            let is_live = sim.model.versions.get(&token).is_some_and(|v| v.gone.is_none());
            if is_live && !has.contains(&token) && !has.iter().any(|t| sim.model.knew(*t, token)) {
                wrong.push(format!("{} {{{token}}} of case {qase_id} did not arrive", field.engine_name()));
            }
        }
    }
    for text in wrong {
        sim.violate("untrue report", format!("{} says it is complete: {text}", desk.name));
    }
}
