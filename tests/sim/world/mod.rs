//! A world: the account, its workspaces, people, programs, and the history of events.

pub mod desk;
pub mod engine;
pub mod event;
pub mod finish;
pub mod hands;
pub mod mirrors;
pub mod people;
pub mod runs;

use crate::model::Model;
use crate::qase::late::Overwritten;
use crate::qase::state::{Account, Habits};
use crate::rng::Rng;
use crate::time::{SimClock, shown};
use desk::Desk;
use event::{Act, Event};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use voluptas_core::base::{Clock, Millis};
use voluptas_core::domain::ids::RunId;
use voluptas_qase::Safeties;
use voluptas_store::{ORIGIN, Op, Store};

/// State shared by everybody in a world.
#[derive(Debug)]
pub struct Sim {
    pub account: Account,
    pub model: Model,
    pub violations: Vec<Violation>,
    /// Time at which each workspace last read the list of cases, by its name.
    pub last_read: BTreeMap<String, Millis>,
    clock: SimClock,
    history: Vec<String>,
    hash: blake3::Hasher,
    verbose: bool,
}

/// A broken promise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// The name of the invariant.
    pub rule: &'static str,
    pub text: String,
}

impl Sim {
    /// An empty account at the beginning of time.
    pub fn new(habits: Habits, clock: SimClock, verbose: bool) -> Self {
        Self {
            account: Account::new(habits),
            model: Model::default(),
            violations: Vec::new(),
            last_read: BTreeMap::new(),
            clock,
            history: Vec::new(),
            hash: blake3::Hasher::new(),
            verbose,
        }
    }

    /// The history so far.
    pub fn take_history(&mut self) -> Vec<String> {
        std::mem::take(&mut self.history)
    }

    /// The virtual time.
    pub fn now(&self) -> Millis {
        self.clock.now()
    }

    /// Adds a line to the history.
    pub fn note(&mut self, line: &str) {
        let line = format!("{} {line}", shown(self.now()));
        self.hash.update(line.as_bytes());
        self.history.push(line);
    }

    /// Adds a line about a request to the hash of the history; to its text only when every request is printed.
    pub fn trace(&mut self, line: impl FnOnce() -> String) {
        let line = format!("{} {}", shown(self.now()), line());
        self.hash.update(line.as_bytes());
        if self.verbose {
            self.history.push(line);
        }
    }

    /// Records a broken promise.
    pub fn violate(&mut self, rule: &'static str, text: String) {
        self.note(&format!("!!! {rule}: {text}"));
        self.violations.push(Violation { rule, text });
    }

    /// Executes the late writes that are due.
    pub fn settle(&mut self) {
        let before = self.account.late.len();
        let lost = self.account.settle(self.now());
        if self.account.late.len() < before {
            self.note("    (a late write lands)");
        }
        self.overwritten(&lost);
    }

    /// Tells the model which values the programs overwrote in Qase.
    pub fn overwritten<'o>(&mut self, changes: impl IntoIterator<Item = &'o Overwritten>) {
        for change in changes {
            self.model.overwritten(change);
        }
    }

    /// True when a pending write would create something with this origin.
    pub fn is_making(&self, origin: u64) -> bool {
        let token = format!("{{{origin}}}");
        self.account.late.iter().any(|l| l.call.makes() && l.call.body.to_string().contains(&token))
    }
}

/// A handle to the shared state.
#[derive(Debug, Clone)]
pub struct Shared(Arc<Mutex<Sim>>);

impl Shared {
    pub fn new(sim: Sim) -> Self {
        Self(Arc::new(Mutex::new(sim)))
    }

    /// Runs `f` on the shared state. `f` must not call this method.
    pub fn with<T>(&self, f: impl FnOnce(&mut Sim) -> T) -> T {
        f(&mut self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner))
    }
}

/// Settings for playing a world.
#[derive(Debug, Clone, Copy)]
pub struct Setup {
    pub safeties: Safeties,
    /// Keeps a line of the history for every request.
    pub verbose: bool,
}

/// Outcome of playing a world.
#[derive(Debug, Clone)]
pub struct Outcome {
    pub violations: Vec<Violation>,
    pub history: Vec<String>,
    pub hash: String,
    pub requests: u64,
}

/// A world that is being played.
pub struct World {
    pub shared: Shared,
    pub desks: Vec<Desk>,
    /// Runs of each workspace whose results can be exported, with their titles.
    pub runs: Vec<Vec<(RunId, String)>>,
    pub clock: Arc<dyn Clock>,
    pub setup: Setup,
    /// Number of programs started so far; each gets a name of its own.
    pub starts: u32,
}

/// Plays a history to its end. `template` is a workspace file without contents.
pub fn play(template: &Path, habits: Habits, desks: usize, events: &[Event], setup: Setup) -> Outcome {
    voluptas_jobs::blocking::run_in_place(true);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().expect("a runtime");
    runtime.block_on(async {
        let dir = workplace();
        let clock = SimClock::start();
        let sim = Sim::new(habits, clock, setup.verbose);
        let clock: Arc<dyn Clock> = Arc::new(clock);
        let open = |n: usize| {
            let path = dir.path().join(format!("{n}.voluptas"));
            std::fs::copy(template, &path).expect("a copy of the template");
            let (name, store) = (format!("W{}", n + 1), Store::open(&path, clock.clone()).expect("a workspace"));
            // Workspaces of their own, not copies of one.
            store.write(Op::bulk("sim"), |tx| tx.set_meta(ORIGIN, &name)).expect("an origin");
            Desk { name, store }
        };
        let mut world = World {
            shared: Shared::new(sim),
            desks: (0..desks).map(open).collect(),
            runs: vec![Vec::new(); desks],
            clock: clock.clone(),
            setup,
            starts: 0,
        };
        for event in events {
            world.step(event).await;
        }
        world.finish().await;
        let World { shared, desks, .. } = world;
        drop(desks);
        shared.with(|sim| Outcome {
            violations: std::mem::take(&mut sim.violations),
            history: std::mem::take(&mut sim.history),
            hash: sim.hash.finalize().to_hex().to_string(),
            requests: sim.account.requests,
        })
    })
}

/// A folder for the workspace files, in memory where the system has such a folder.
pub fn workplace() -> tempfile::TempDir {
    let memory = PathBuf::from("/dev/shm");
    let made = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    made.expect("a temporary folder")
}

impl World {
    async fn step(&mut self, event: &Event) {
        tokio::time::sleep(Duration::from_secs(event.wait)).await;
        let mut rng = Rng::new(event.seed);
        match &event.act {
            Act::Person(deed) => self.shared.with(|sim| deed.perform(sim, &self.desks, &mut rng, "")),
            Act::EnterResults(desk) => {
                let entered = self.shared.with(|sim| self.desks[*desk].enter_results(sim, &mut rng));
                if let Some((run, title)) = entered {
                    self.shared.with(|sim| sim.note(&format!("{}: a person enters {title:?}", self.desks[*desk].name)));
                    self.runs[*desk].push((run, title));
                }
            }
            Act::Restart(desk) => self.restart(*desk),
            Act::Sync(jobs) => self.sync(jobs, &mut rng).await,
            Act::Mirror(job) => self.mirror(job, &mut rng).await,
        }
    }

    /// Closes a workspace and opens it again.
    fn restart(&mut self, n: usize) {
        let path = self.desks[n].store.path().to_owned();
        let name = self.desks[n].name.clone();
        self.desks.remove(n);
        let store = Store::open(&path, self.clock.clone()).expect("the workspace opens again");
        self.shared.with(|sim| sim.note(&format!("{name}: the workspace is opened again")));
        self.desks.insert(n, Desk { name, store });
    }
}
