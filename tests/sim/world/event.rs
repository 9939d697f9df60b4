//! Histories: lists of events drawn from a seed. Each event has its own seed, so that it keeps its meaning when others are
//! removed.

use super::people::PersonAction;
use crate::qase::state::Habits;
use crate::qase::wire::{Kill, Weather};
use crate::rng::Rng;
use voluptas_sync::Policy;

/// One event of a history.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// Seconds since the previous event.
    pub wait: u64,
    pub seed: u64,
    pub act: Act,
}

/// Action of an event.
#[derive(Debug, Clone, PartialEq)]
pub enum Act {
    Person(PersonAction),
    EnterResults(usize),
    Restart(usize),
    /// Synchronisations that run at the same time.
    Sync(Vec<SyncJob>),
    Mirror(MirrorJob),
}

/// A synchronisation.
#[derive(Debug, Clone, PartialEq)]
pub struct SyncJob {
    pub desk: usize,
    pub kind: SyncKind,
    pub policy: Policy,
    pub trouble: Trouble,
    pub seed: u64,
}

/// Direction and choices of a synchronisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SyncKind {
    Import {
        functions: bool,
    },
    /// `all` chooses every function that can have a case, as the command line does.
    Export {
        recreate: bool,
        all: bool,
        results: Send,
    },
}

/// Results that an export sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Send {
    Nothing,
    /// A run of the workspace into a run of the same title.
    NewRun,
    /// A run of the workspace into an open run of Qase.
    Existing,
}

/// A mirror.
#[derive(Debug, Clone, PartialEq)]
pub struct MirrorJob {
    pub dry: bool,
    /// Number of webhook deliveries of the same event at once; 0 mirrors by hand.
    pub deliveries: usize,
    pub complete: bool,
    pub trouble: Trouble,
}

/// Faults and actions of people while a program runs.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Trouble {
    pub weather: Weather,
    pub kill: Option<Kill>,
    pub during: Vec<(u32, PersonAction, u64)>,
}

/// Everything that defines a drawn world.
#[derive(Debug, Clone)]
pub struct Drawn {
    pub habits: Habits,
    pub desks: usize,
    pub events: Vec<Event>,
}

fn qase_deed(rng: &mut Rng) -> PersonAction {
    match rng.below(100) {
        0..12 => PersonAction::QaseNewCase,
        12..48 => PersonAction::QaseEdit,
        48..54 => PersonAction::QaseClear,
        54..61 => PersonAction::QaseDelete,
        61..66 => PersonAction::QaseRestore,
        66..72 => PersonAction::QaseMove,
        72..76 => PersonAction::QaseCopyTitle,
        76..80 => PersonAction::QaseNewSuite,
        80..84 => PersonAction::QaseRenameSuite,
        84..87 => PersonAction::QaseMoveSuite,
        87..90 => PersonAction::QaseDeleteSuite,
        90..92 => PersonAction::QaseRestoreSuite,
        92..95 => PersonAction::QaseRemoveOption,
        95..97 => PersonAction::QaseForbidFields,
        _ => PersonAction::QaseTraceRemoved,
    }
}

fn desk_deed(rng: &mut Rng, desks: usize) -> PersonAction {
    let desk = rng.index(desks);
    match rng.below(100) {
        0..18 => PersonAction::DeskNewCase(desk),
        18..64 => PersonAction::DeskEdit(desk),
        64..72 => PersonAction::DeskClear(desk),
        72..76 => PersonAction::DeskDelete(desk),
        76..84 => PersonAction::DeskMove(desk),
        84..91 => PersonAction::DeskNewSuite(desk),
        91..94 => PersonAction::DeskRenameSuite(desk),
        94..96 => PersonAction::DeskNewFunction(desk),
        _ => PersonAction::DeskMoveSuite(desk),
    }
}

fn run_deed(rng: &mut Rng) -> PersonAction {
    match rng.below(100) {
        0..45 => PersonAction::CiRun,
        45..58 => PersonAction::CiResults,
        58..72 => PersonAction::CiFinish,
        72..84 => PersonAction::RunRename,
        84..92 => PersonAction::RunClose,
        _ => PersonAction::RunDelete,
    }
}

fn trouble(rng: &mut Rng, desks: usize) -> Trouble {
    let weather = match rng.below(10) {
        0..5 => Weather::CALM,
        5..7 => Weather::MIXED,
        7..8 => Weather::STORM,
        _ => Weather::LATE,
    };
    let request = |rng: &mut Rng| u32::try_from(rng.between(1, 25)).unwrap_or(1);
    let kill = rng.percent(15).then(|| match rng.below(3) {
        0 => Kill::Before(request(rng)),
        1 => Kill::After(request(rng)),
        _ => Kill::At(rng.below(60_000)),
    });
    let mut during = Vec::new();
    if rng.percent(35) {
        for _ in 0..=rng.below(2) {
            let deed = if rng.percent(60) { qase_deed(rng) } else { desk_deed(rng, desks) };
            during.push((request(rng), deed, rng.bits()));
        }
    }
    Trouble { weather, kill, during }
}

fn policy(rng: &mut Rng) -> Policy {
    match rng.below(10) {
        0..6 => Policy::Smart,
        6..7 => Policy::Ask,
        7..8 => Policy::Mine,
        _ => Policy::Theirs,
    }
}

fn sync(rng: &mut Rng, desks: usize) -> Vec<SyncJob> {
    let desk = rng.index(desks);
    let job = |rng: &mut Rng, desk: usize| {
        let kind = match rng.below(10) {
            0..4 => SyncKind::Import { functions: rng.percent(10) },
            n => SyncKind::Export {
                recreate: rng.percent(10),
                all: rng.percent(30),
                results: match n {
                    4..8 => Send::Nothing,
                    8 => Send::NewRun,
                    _ => {
                        if rng.percent(50) {
                            Send::NewRun
                        } else {
                            Send::Existing
                        }
                    }
                },
            },
        };
        SyncJob { desk, kind, policy: policy(rng), trouble: trouble(rng, desks), seed: rng.bits() }
    };
    let mut jobs = vec![job(rng, desk)];
    if rng.percent(18) {
        let other = if rng.percent(70) { desk } else { rng.index(desks) };
        jobs.push(job(rng, other));
    }
    jobs
}

/// Draws a world from a seed.
pub fn draw(seed: u64) -> Drawn {
    let mut rng = Rng::new(seed);
    let habits = Habits {
        drops_tags: rng.percent(8),
        drops_postconditions: rng.percent(8),
        drops_step_data: rng.percent(8),
        // Not drawn: the worlds of the other habits stay what they were.
        mixes_ids: seed.is_multiple_of(3),
        closed_runs_accept: rng.percent(20),
        skew: if rng.percent(30) { rng.between(-600_000, 600_000) } else { 0 },
        slow_results: if rng.percent(40) { rng.between(500, 90_000) } else { 0 },
    };
    let desks = if rng.percent(70) { 1 + usize::from(rng.percent(60)) } else { 3 };
    let mut events = Vec::new();
    let deed = |act: PersonAction, rng: &mut Rng| Event { wait: 0, seed: rng.bits(), act: Act::Person(act) };
    for _ in 0..rng.below(3) {
        events.push(deed(PersonAction::QaseNewSuite, &mut rng));
    }
    for _ in 0..=rng.below(5) {
        events.push(deed(PersonAction::QaseNewCase, &mut rng));
    }
    for _ in 0..rng.below(4) {
        let desk = rng.index(desks);
        let act = if rng.percent(30) { PersonAction::DeskNewSuite(desk) } else { PersonAction::DeskNewCase(desk) };
        events.push(deed(act, &mut rng));
    }
    let big = rng.percent(4);
    if big {
        for _ in 0..100 + rng.below(8) {
            events.push(deed(PersonAction::QaseNewCase, &mut rng));
        }
    }
    for _ in 0..8 + rng.below(18) {
        let wait = match rng.below(10) {
            0..5 => rng.below(20),
            5..9 => rng.below(300),
            _ => rng.below(7200),
        };
        let seed = rng.bits();
        let act = match rng.below(100) {
            0..22 => Act::Person(qase_deed(&mut rng)),
            22..42 => Act::Person(desk_deed(&mut rng, desks)),
            42..52 => Act::Person(run_deed(&mut rng)),
            52..57 => Act::EnterResults(rng.index(desks)),
            57..59 => Act::Restart(rng.index(desks)),
            59..90 => Act::Sync(sync(&mut rng, desks)),
            _ => Act::Mirror(MirrorJob {
                dry: rng.percent(15),
                deliveries: if rng.percent(50) { 1 + rng.index(3) } else { 0 },
                complete: rng.percent(30),
                trouble: Trouble { during: Vec::new(), ..trouble(&mut rng, desks) },
            }),
        };
        events.push(Event { wait, seed, act });
        if big && rng.percent(60) {
            swap_during(&mut events, &mut rng);
        }
    }
    Drawn { habits, desks, events }
}

/// Lets people delete and add cases while the pages of a long list are read.
fn swap_during(events: &mut [Event], rng: &mut Rng) {
    if let Some(Event { act: Act::Sync(jobs), .. }) = events.last_mut() {
        for job in jobs {
            let at = u32::try_from(rng.between(5, 7)).unwrap_or(5);
            job.trouble.during.push((at, PersonAction::QaseSwap, rng.bits()));
        }
    }
}
