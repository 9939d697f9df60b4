//! Copies of one workspace that export at the same moment without a common lease, with kills, late answers and clocks that jump; and people who
//! clone cases in Qase, hidden line included.
//!
//! `VOLUPTAS_SIM_COPIES=N` plays N worlds, from `VOLUPTAS_SIM_FROM` on.

use crate::card;
use crate::qase::state::{Habits, SHOP};
use crate::qase::wire::{Fate, Kill, SimWire, Weather};
use crate::rng::Rng;
use crate::time::SimClock;
use crate::world::desk::Desk;
use crate::world::engine::{Chosen, End, client};
use crate::world::{Shared, Sim, World, workplace};
use crate::{SETUP, Template, number};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;
use voluptas_core::base::{Clock, Millis};
use voluptas_core::domain::case::Step;
use voluptas_core::domain::ids::CaseId;
use voluptas_core::domain::trace;
use voluptas_store::{Op, Store};
use voluptas_sync::{Session, export, import, repair};

/// Number of worlds in a normal test run.
const USUAL: u64 = 40;

/// The clock of a computer: that of the world, put forward or back by people.
#[derive(Debug)]
struct Jumping(SimClock, AtomicI64);

impl Clock for Jumping {
    fn now(&self) -> Millis {
        self.0.now() + self.1.load(Ordering::Relaxed)
    }
}

/// Plays a world. Returns the broken promises and the history.
fn play(template: &Template, seed: u64) -> (Vec<String>, Vec<String>) {
    voluptas_jobs::blocking::run_in_place(true);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().expect("a runtime");
    runtime.block_on(async {
        let mut rng = Rng::new(seed ^ 0x00c0_91e5);
        let folder = workplace();
        let clock = SimClock::start();
        let habits = Habits {
            mixes_ids: rng.percent(30),
            skew: if rng.percent(30) { rng.between(-600_000, 600_000) } else { 0 },
            slow_results: if rng.percent(30) { rng.between(500, 20_000) } else { 0 },
            ..Habits::default()
        };
        let shared = Shared::new(Sim::new(habits, clock, true));
        let clocks: Vec<Arc<Jumping>> = (0..=rng.index(3)).map(|_| Arc::new(Jumping(clock, AtomicI64::new(0)))).collect();
        let path = |n: usize| folder.path().join(format!("{n}.voluptas"));
        std::fs::copy(&template.path, path(0)).expect("a copy of the template");
        let open = |n: usize| {
            let store = Store::open(&path(n), clocks[n].clone()).expect("a workspace");
            Desk { name: format!("W{}", n + 1), store }
        };
        let first = open(0);
        let run = fill(&shared, &first, &mut rng);
        let originals: Vec<CaseId> = first.cases().iter().map(|case| case.id).collect();
        (1..clocks.len()).for_each(|n| first.store.backup_to(&path(n)).expect("a copy"));
        let mut desks = vec![first];
        desks.extend((1..clocks.len()).map(open));
        let runs = vec![run.into_iter().collect(); desks.len()];
        let world = World { shared: shared.clone(), desks, runs, clock: Arc::new(clock), setup: SETUP, starts: 0 };
        let mut clones: BTreeSet<i64> = BTreeSet::new();
        for _ in 0..=rng.below(4) {
            everybody_at_once(&world, &mut rng).await;
            if rng.percent(40) {
                // Nobody clones a case at the instant of its creation.
                tokio::time::sleep(Duration::from_secs(5)).await;
                clones.extend(clone_a_case(&shared, &mut rng));
            }
            let jump = *rng.pick(&[0, 0, 3_600_000, -3_600_000]).unwrap_or(&0);
            if let Some(clock) = rng.pick(&clocks) {
                clock.1.fetch_add(jump, Ordering::Relaxed);
            }
            tokio::time::sleep(Duration::from_secs(rng.below(600))).await;
            shared.with(Sim::settle);
        }
        let mut wrong = come_to_rest(&world).await;
        wrong.extend(check(&world, &originals, &clones));
        (wrong, shared.with(Sim::take_history))
    })
}

/// Cases, suites, shared steps and a run of the workspace.
fn fill(shared: &Shared, desk: &Desk, rng: &mut Rng) -> Option<(voluptas_core::domain::ids::RunId, String)> {
    shared.with(|sim| {
        for _ in 0..rng.below(3) {
            desk.new_suite(sim, rng);
        }
        for _ in 0..2 + rng.below(6) {
            desk.new_case(sim, rng);
        }
    });
    let write = desk.store.write(Op::bulk("sim"), |tx| {
        let project = tx.projects().ensure(SHOP, "Shop")?.id;
        for n in 0..rng.below(3) {
            let steps = [Step { action: format!("Shared action {n}"), ..Step::default() }];
            let hash = tx.shared_steps().create(project, &format!("Shared {n}"), &steps)?;
            for mut case in tx.cases().of_project(project)? {
                if rng.percent(40) {
                    case.content.steps = vec![Step { shared: Some(hash.clone()), ..Step::default() }];
                    tx.cases().update(case.id, &case.content)?;
                }
            }
        }
        Ok(())
    });
    write.expect("shared steps");
    desk.cover();
    rng.percent(60).then(|| shared.with(|sim| desk.enter_results(sim, rng))).flatten()
}

/// Every desk starts an export within 100 ms.
async fn everybody_at_once(world: &World, rng: &mut Rng) {
    let mut all = Vec::new();
    for (n, desk) in world.desks.iter().enumerate() {
        if n > 0 && rng.percent(20) {
            continue;
        }
        let mut options = export::Options { functions: desk.cover(), cases: true, ..export::Options::default() };
        if let Some((run, title)) = rng.pick(&world.runs[n]).filter(|_| rng.percent(60)) {
            options.results = Some(export::ResultsFrom::Run(*run));
            options.run = Some(export::RunChoice::New(title.clone()));
        }
        let weather =
            *rng.pick(&[Weather::CALM, Weather::CALM, Weather::MIXED, Weather::STORM, Weather::LATE]).unwrap_or(&Weather::CALM);
        let request = u32::try_from(rng.between(1, 30)).unwrap_or(1);
        let kill = rng.percent(20).then(|| match rng.below(3) {
            0 => Kill::Before(request),
            1 => Kill::After(request),
            _ => Kill::At(rng.below(60_000)),
        });
        let fate = Fate { weather, kill, seed: rng.bits(), ..Fate::default() };
        let name = format!("{} export", desk.name);
        let chosen = Chosen { name, desk: desk.clone(), fate, import: None, export: Some(options) };
        all.push((Duration::from_millis(rng.below(100)), chosen));
    }
    let jobs = all.iter().map(async |(wait, chosen)| {
        tokio::time::sleep(*wait).await;
        world.run(chosen).await
    });
    futures::future::join_all(jobs).await;
}

/// A person clones a case of ours in Qase, and perhaps changes the clone. Returns the id of the clone.
fn clone_a_case(shared: &Shared, rng: &mut Rng) -> Option<i64> {
    shared.with(|sim| {
        let (now, project) = (sim.now(), sim.account.project_mut(SHOP));
        let is_ours = |c: &&crate::qase::state::Case| trace::split(c.description.as_deref().unwrap_or_default()).1.is_some();
        let ids: Vec<i64> = project.live_cases().filter(is_ours).map(|c| c.id).collect();
        let of = *rng.pick(&ids)?;
        project.last_case += 1;
        let id = project.last_case;
        let mut case = crate::qase::state::Case { id, created: now, updated: now, as_made: None, ..project.cases[&of].clone() };
        if rng.percent(50) {
            case.postconditions = Some(format!("Cloned as {id}"));
        }
        project.cases.insert(id, case);
        sim.note(&format!("Qase: a person clones case {of} as {id}"));
        Some(id)
    })
}

async fn calm(world: &World, n: usize, import: bool) -> Option<voluptas_sync::Summary> {
    let desk = world.desks[n].clone();
    let options = export::Options { functions: desk.cover(), cases: true, ..export::Options::default() };
    let (import, export) = if import { (Some(import::Options::default()), None) } else { (None, Some(options)) };
    let what = if import.is_some() { "import" } else { "export" };
    let chosen = Chosen { name: format!("{} {what}", desk.name), desk, fate: Fate::default(), import, export };
    match world.run(&chosen).await {
        End::Done(done) => Some(done.1),
        _ => None,
    }
}

/// Everything is synchronised and repaired, until nothing changes.
async fn come_to_rest(world: &World) -> Vec<String> {
    let mut wrong = Vec::new();
    tokio::time::sleep(Duration::from_secs(1800)).await;
    world.shared.with(|sim| {
        sim.note("the world stands still");
        sim.settle();
    });
    for round in 1..=5 {
        let before = world.shared.with(|sim| sim.account.writes);
        for (n, desk) in world.desks.iter().enumerate() {
            for import in [true, false] {
                let Some(done) = calm(world, n, import).await else {
                    wrong.push(format!("stuck: {} in round {round}", desk.name));
                    return wrong;
                };
                if round == 5 && done.changes() > 0 {
                    wrong.push(format!("no rest: {} still changes something", desk.name));
                }
            }
            if round == 2 || round == 3 {
                let wire = SimWire::new(world.shared.clone(), &format!("{} repair", desk.name), Vec::new(), Fate::default());
                let session = Session::new(desk.store.clone(), client(wire, world.clock.clone(), world.setup.safeties), SHOP);
                let mended = async {
                    let mut found = repair::collect(&session).await?;
                    repair::apply(&session, &mut found).await
                };
                if let Err(error) = mended.await {
                    wrong.push(format!("stuck: the repair of {}: {error}", desk.name));
                }
            }
        }
        let writes = world.shared.with(|sim| sim.account.writes) - before;
        if round == 5 && writes > 0 {
            wrong.push(format!("no rest: {writes} writes in the last round"));
        }
        tokio::time::sleep(Duration::from_secs(300)).await;
    }
    wrong
}

fn check(world: &World, originals: &[CaseId], clones: &BTreeSet<i64>) -> Vec<String> {
    let mut wrong = Vec::new();
    let links: Vec<_> = world.desks.iter().map(Desk::links).collect();
    for case in originals {
        let ids: BTreeSet<Option<&i64>> = links.iter().map(|links| links.get(case)).collect();
        if ids.len() > 1 {
            wrong.push(format!("apart: row {case} is linked to {ids:?}"));
        }
    }
    world.shared.with(|sim| {
        let shop = sim.account.project(SHOP);
        for clone in clones.iter().filter(|id| shop.cases.get(id).is_none_or(|c| c.deleted)) {
            wrong.push(format!("lost: case {clone}, which a person cloned, is gone"));
        }
        let mut of_origin: BTreeMap<u64, Vec<i64>> = BTreeMap::new();
        for case in shop.live_cases().filter(|c| !clones.contains(&c.id)) {
            for token in card::tokens(case.preconditions.as_deref().unwrap_or_default()) {
                of_origin.entry(token).or_default().push(case.id);
            }
        }
        wrong.extend(
            of_origin
                .iter()
                .filter(|(_, ids)| ids.len() > 1)
                .map(|(origin, ids)| format!("doubled: cases {ids:?} of {{{origin}}}")),
        );
        if of_origin.len() != originals.len() {
            wrong.push(format!("missing: {} of {} cases", of_origin.len(), originals.len()));
        }
        let mut of_suite: BTreeMap<&str, usize> = BTreeMap::new();
        for suite in shop.live_suites() {
            *of_suite.entry(&suite.title).or_default() += 1;
        }
        wrong.extend(of_suite.iter().filter(|(_, n)| **n > 1).map(|(title, n)| format!("doubled: {n} suites {title:?}")));
        let mut results: BTreeMap<u64, usize> = BTreeMap::new();
        for result in shop.live_runs().flat_map(|run| &run.results) {
            for token in card::tokens(result.comment.as_deref().unwrap_or_default()) {
                *results.entry(token).or_default() += 1;
            }
        }
        wrong.extend(
            results.iter().filter(|(_, n)| **n > 1).map(|(token, n)| format!("doubled: result {{{token}}} is {n} times in Qase")),
        );
        // Of the shared steps that several desks created at one moment, one is in cases, and the repair removed the others.
        let mut used: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
        for hash in shop.live_cases().flat_map(|c| &c.steps).filter_map(|s| s["shared_step_hash"].as_str()) {
            let title = shop.shared.iter().find(|s| s.hash == hash).map_or("nothing", |s| &s.title);
            used.entry(title.to_owned()).or_default().insert(hash);
        }
        wrong.extend(
            used.iter()
                .filter(|(_, hashes)| hashes.len() > 1)
                .map(|(title, n)| format!("doubled: cases use {} of {title:?}", n.len())),
        );
        let mut there: BTreeMap<&str, usize> = BTreeMap::new();
        for step in &shop.shared {
            *there.entry(&step.title).or_default() += 1;
        }
        let several = there.iter().filter(|(_, n)| **n > 1);
        wrong.extend(several.map(|(title, n)| format!("doubled: shared step {title:?} is {n} times there")));
    });
    wrong
}

#[test]
fn copies_of_one_workspace_agree() {
    let template = Template::new();
    let (from, count) = (number("VOLUPTAS_SIM_FROM").unwrap_or(1), number("VOLUPTAS_SIM_COPIES").unwrap_or(USUAL));
    let began = std::time::Instant::now();
    let (mut failed, mut first, mut rules) = (0, None, BTreeMap::<String, Vec<u64>>::new());
    let requests = AtomicU64::new(0);
    for seed in from..from + count {
        let (wrong, history) = play(&template, seed);
        requests.fetch_add(history.len() as u64, Ordering::Relaxed);
        if wrong.is_empty() {
            continue;
        }
        failed += 1;
        for text in &wrong {
            let rule = text.split(' ').take(3).collect::<Vec<_>>().join(" ");
            rules.entry(rule).or_default().push(seed);
        }
        first.get_or_insert((seed, wrong, history));
    }
    println!("{count} worlds of copies from seed {from} in {:.1?}: {failed} break a promise", began.elapsed());
    for (rule, seeds) in &rules {
        println!("  {rule}: {} times, first seeds {:?}", seeds.len(), &seeds[..seeds.len().min(12)]);
    }
    if let Some((seed, wrong, history)) = first {
        history.iter().for_each(|line| println!("  {line}"));
        panic!("seed {seed}: {wrong:#?}");
    }
}
